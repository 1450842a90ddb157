"""The theme's files: names by content, references resolved, links left out."""

import os
import re
from pathlib import Path

import pytest

from plugins.assets import AssetMissing, Assets, read_assets
from tests.fixtures import THEME, Site, item

FILES = {
    "css/site.css": b'@import "./parts.css";body{background:url("../img/a.svg#x")}i{mask:url(/theme/img/a.svg)}',
    "css/parts.css": b"p{background:url(data:image/png;base64,AA)}q{background:url(https://x.example/a.png)}",
    "img/a.svg": b"<svg/>",
    "js/site.js": b'const hints = async () => await import("./search/late.js");',
    "js/search/page.js": b'import { a } from "./a.js";\nimport * as b from "./deep/b.js";\nimport("./late.js");',
    "js/search/a.js": b'import "./deep/b.js";\nexport const a = 1;',
    "js/search/deep/b.js": b"export const b = 1;",
    "js/search/late.js": b'import { a } from "./a.js";',
}


def changed(name: str) -> set[str]:
    before, after = Assets(FILES).places, Assets(FILES | {name: FILES[name] + b" "}).places
    return {name for name in before if before[name] != after[name]}


def test_a_name_tells_the_content_and_all_below() -> None:
    assert all(re.fullmatch(r"theme/.+\.[0-9a-f]{8}\.(css|js|svg)", place) for place in Assets(FILES).places.values())
    assert changed("img/a.svg") == {"img/a.svg", "css/site.css"}
    assert changed("css/parts.css") == {"css/parts.css", "css/site.css"}
    scripts = {"js/search/page.js", "js/search/a.js", "js/search/late.js", "js/site.js"}
    assert changed("js/search/deep/b.js") == scripts | {"js/search/deep/b.js"}
    assert changed("js/search/page.js") == {"js/search/page.js"}


def test_references_lead_to_what_is_published() -> None:
    assets = Assets(FILES)
    published = {planned.path: assets.content(planned.key) for planned in assets.planned()}
    for place, raw in published.items():
        for to in re.findall(rb"""["'(](\.{1,2}/[^"')#]+)""", raw):
            assert os.path.normpath(f"{os.path.dirname(place)}/{to.decode()}") in published, (place, to)
    style = assets.content("css/site.css").decode()
    svg = os.path.basename(assets.places["img/a.svg"])
    assert style.count(svg) == 2
    assert f'url("../img/{svg}#x")' in style
    assert style.startswith(FILES["css/parts.css"].decode()), (
        "a part stands in place of its import, addresses elsewhere kept"
    )
    assert "css/parts.css" not in {planned.key for planned in assets.planned()}


@pytest.mark.parametrize("text", [b'import "./none.js";', b'import("../none.js")'])
def test_a_reference_to_nothing_stops_the_build(text: bytes) -> None:
    with pytest.raises(AssetMissing, match=r"none\.js"):
        Assets({"js/a.js": text}).content("js/a.js")


def test_links_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "static/css").mkdir(parents=True)
    (tmp_path / "static/css/own.css").write_text("p{}")
    os.symlink("/etc/hostname", tmp_path / "static/css/leak.css")
    assert read_assets(tmp_path).places.keys() == {"css/own.css"}


def test_every_file_that_pages_and_files_name_is_in_the_theme() -> None:
    assets = read_assets(THEME)
    for name in assets.files:
        assets.content(name)


def test_a_changed_style_reaches_every_page_and_the_old_one_goes(site: Site) -> None:
    folder = site({"xw/yw/2026/00001.md": item("一")})
    folder.copy_theme()
    before = folder.build().tree
    style = next(path for path in before if path.startswith("theme/css/page."))
    (folder.theme / "static/css/site.css").write_text("body{color:#111}")
    after = folder.build().tree
    fresh = next(path for path in after if path.startswith("theme/css/page."))
    assert style not in after
    pages = [raw for path, raw in after.items() if path.endswith(".html")]
    assert pages
    assert all(f"/{fresh}".encode() in raw and f"/{style}".encode() not in raw for raw in pages)
    assert set(before.keys() - after.keys()) == {style}
    assert after == folder.build_clean().tree
