"""Pictures of a site: on the pages, in output, between builds."""

import re
import shutil
from pathlib import Path

import pytest

from pipeline import pictures
from pipeline.markdown_elements import ATTRIBUTES
from pipeline.pictures import FOLDER
from tests.fixtures import Site, SiteFolder, differing, item
from tests.pipeline.test_picture import SECRET, bomb, moving, photo, saved, tagged

ITEM = "xw/yw/2026/00001"
PAGE = f"{ITEM}.html"


def body(*names: str) -> str:
    return "\n\n".join(f"![会场全景]({name})" for name in names)


def with_photos(site: Site, *names: str) -> SiteFolder:
    raw = saved(photo(1200, 800), "JPEG", quality=92)
    return site({f"{ITEM}.md": item("一", body=body(*names)), **{f"{ITEM}/{name}": raw for name in names}})


def test_a_picture_has_its_measures_and_smaller_files_and_only_the_first_is_fetched_at_once(site: Site) -> None:
    folder = with_photos(site, "会场,一.jpg", "b.jpg")
    built = folder.build()
    assert built.messages == []
    page = built.text(PAGE)
    shown = re.findall(r"<picture>.*?</picture>", page)
    assert len(shown) == 2
    assert all('width="1200" height="800"' in one and 'alt="会场全景"' in one for one in shown)
    assert ["loading=" in one for one in shown] == [False, True]
    named = [path for one in shown for srcset in re.findall(r'srcset="([^"]*)"', one) for path in _paths(srcset)]
    assert len(named) == 12
    assert set(named) <= built.tree.keys()
    asked = {"site-links", "page-links", "page-images", "page-foreign-parts"}
    assert [found for found in folder.inspect().findings if found.check in asked] == []


def _paths(srcset: str) -> list[str]:
    from urllib.parse import unquote

    return [unquote(part.split()[0])[1:] for part in srcset.split(", ")]


def test_the_name_of_a_smaller_file_tells_its_content(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = with_photos(site, "a.jpg")
    name = re.compile(rf"{ITEM}/a\.jpg\.w\d+\.[0-9a-f]{{8}}\.(?:avif|webp)")
    first = {path for path in folder.build().tree if name.fullmatch(path)}
    assert len(first) == 6
    folder.write({f"{ITEM}/a.jpg": saved(photo(1200, 800).rotate(180), "JPEG", quality=92)})
    second = {path for path in folder.build().tree if name.fullmatch(path)}
    assert len(second) == 6
    assert not first & second, "no name has ever two contents"


def test_readers_who_asked_for_less_motion_see_the_first_frame(site: Site) -> None:
    folder = site({f"{ITEM}.md": item("一", body=body("a.gif")), f"{ITEM}/a.gif": moving("GIF")})
    built = folder.build()
    shown = re.search(r'<picture><source [^>]*media="([^"]*)" srcset="/([^ ]*) 400w"[^>]*><img ', built.text(PAGE))
    assert shown
    assert shown[1] == "(prefers-reduced-motion: reduce)"
    assert shown[2] in built.tree
    asked = {"site-links", "page-links", "page-images", "page-foreign-parts"}
    assert [found for found in folder.inspect().findings if found.check in asked] == []


def test_measures_that_the_author_gave_stay_in_proportion(site: Site) -> None:
    raw = saved(photo(1200, 800), "JPEG", quality=92)
    text = "![会场全景](a.jpg){width=300}\n\n![会场近景](a.jpg){height=100}"
    page = site({f"{ITEM}.md": item("一", body=text), f"{ITEM}/a.jpg": raw}).build().text(PAGE)
    assert 'width="300" height="200"' in page
    assert re.search(r'<img [^>]*height="100"[^>]* width="150"', page)
    assert 'sizes="300px"' in page


def test_an_unchanged_picture_is_not_looked_at_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = with_photos(site, "a.jpg")
    folder.build()
    monkeypatch.setattr(pictures, "look_at", None)
    folder.write({f"{ITEM}.md": item("二", body=body("a.jpg"))})
    assert "<picture>" in folder.build().text(PAGE)


def test_a_changed_picture_changes_the_pages_that_show_it_and_output_is_as_of_a_clean_build(site: Site) -> None:
    folder = with_photos(site, "a.jpg")
    folder.write({f"{ITEM}.md": item("一", body=body("a.jpg"), image="a.jpg", image_text="会场")})
    before = folder.build().tree
    assert "<picture>" in before["index.html"].decode(), "the lead of the first page"
    folder.write({f"{ITEM}/a.jpg": saved(photo(1000, 500), "JPEG", quality=92)})
    after = folder.build().tree
    for path in ("index.html", PAGE):
        assert b'width="1000" height="500"' in after[path]
    assert differing(after, folder.build_clean().tree) == []
    assert not [path for path in after if "w1200" in path]


def test_a_picture_that_goes_takes_its_smaller_files_with_it(site: Site) -> None:
    folder = with_photos(site, "a.jpg")
    assert [path for path in folder.build().tree if "a.jpg" in path]
    folder.write({f"{ITEM}.md": item("一", status="已撤回", withdrawal="{日期: 2026-11-17, 理由: 内容有误}")})
    after = folder.build().tree
    assert not [path for path in after if "a.jpg" in path]
    folder.write({f"{ITEM}.md": item("一", body="无图。")})
    (folder.content / ITEM / "a.jpg").unlink()
    after = folder.build().tree
    assert not [path for path in after if "a.jpg" in path]


def test_the_kept_files_may_be_deleted_at_any_time(site: Site) -> None:
    folder = with_photos(site, "a.jpg")
    before = folder.build().tree
    shutil.rmtree(folder.store.parent / FOLDER)
    shutil.rmtree(folder.output)
    assert differing(folder.build().tree, before) == []


def test_what_a_camera_wrote_is_not_published(site: Site) -> None:
    raw = tagged("JPEG")
    text = item("一", body=body("a.jpg"), attachments="[a.jpg]")
    folder = site({f"{ITEM}.md": text, f"{ITEM}/a.jpg": raw})
    built = folder.build()
    assert not [path for path, content in built.tree.items() if SECRET in content]
    assert len(built.tree[f"{ITEM}/a.jpg"]) < len(raw)
    assert (folder.content / ITEM / "a.jpg").read_bytes() == raw
    assert 'width="200" height="300"' in built.text(PAGE), "as it is shown, upright"


def test_a_bomb_blocks_and_what_cannot_be_read_is_told(site: Site) -> None:
    folder = site(
        {
            f"{ITEM}.md": item("一", body=body("bomb.png", "torn.jpg")),
            f"{ITEM}/bomb.png": bomb(50_000, 50_000),
            f"{ITEM}/torn.jpg": saved(photo(300, 200), "JPEG")[:800],
        }
    )
    built = folder.build()
    assert built.status == 1
    assert [(found.check, found.location.path) for found in built.findings] == [
        ("picture-pixels", f"content/{ITEM}/bomb.png"),
        ("picture-unreadable", f"content/{ITEM}/torn.jpg"),
    ]
    assert built.text(PAGE).count("<img") >= 2
    assert [found.check for found in folder.build().findings] == ["picture-pixels", "picture-unreadable"], "again"


def test_pages_get_nothing_that_the_sanitiser_would_not_pass(site: Site) -> None:
    import nh3

    page = with_photos(site, "a.jpg", "b.jpg").build().text(PAGE)
    html = re.search(r'<div class="body"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert html
    allowed = ATTRIBUTES | {"img": ATTRIBUTES["img"] | {"loading"}, "source": {"type", "srcset", "sizes"}}
    assert nh3.clean(html[1], tags={"p", "picture", "source", "img"}, attributes=allowed, link_rel=None) == html[1]


def test_two_names_for_one_content_share_its_files(site: Site, tmp_path: Path) -> None:
    folder = with_photos(site, "a.jpg", "b.jpg")
    folder.build()
    kept = {file.name.partition(".")[0] for file in (folder.store.parent / FOLDER).iterdir()}
    assert len(kept) == 1
