"""Whole small sites against what they gave before. `tasks.py golden` rewrites the expectation; git diff reviews it.

Compared are the list of files, the text of some pages as a reader and a label harvester see them, the feeds byte for
byte, and of the faulty site the report.
"""

import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from tests.fixtures import Built, Site, SiteFolder

HERE = Path(__file__).parent
SEGMENT = re.compile(r"^search/[0-9a-f]{16}/")
"""Named by the texts that it was made of."""
ASSET = re.compile(r"^(theme/.*)\.[0-9a-f]{8}(\.\w+)$")
PAGES = {
    "county": (
        "index.html",
        "xw/index.html",
        "xw/yw/index.html",
        "xw/yw/list-1.html",
        "zt/xx/index.html",
        "xw/yw/2026/00001.html",
        "xw/tz/2026/00001.html",
        "xw/tz/2026/00004.html",
        "xw/tz/2026/00005.html",
        "wj/2026/00001.html",
        "wj/2026/00003.html",
        "jd/2026/00001.html",
        "nb/2026/00001.html",
        "ld/2026/00001.html",
        "bs/2026/00001.html",
        "zj/2026/00001.html",
        "xj/2026/00001.html",
        "zb/2026/00001.html",
        "sj/2026/00001.html",
        "mulu/index.html",
        "jigou/hx-gov/index.html",
        "zfxxgkpt/hx-gov/index.html",
        "xmt/index.html",
        "ditu/index.html",
        "old/news/1.html",
        "rss.xml",
        "atom.xml",
        "sitemap.xml",
    ),
    "bureau": (
        "index.html",
        "dt/2026/00001.html",
        "wj/index.html",
        "zfxxgkpt/hx-jyj/zn/index.html",
        "rss.xml",
        "robots.txt",
    ),
    "faulty": (),
}


@pytest.fixture(params=sorted(PAGES))
def built(request: pytest.FixtureRequest, site: Site, tmp_path: Path) -> tuple[str, SiteFolder, Built]:
    name: str = request.param
    folder = SiteFolder(tmp_path / name)
    shutil.copytree(HERE / name / "content", folder.content)
    return name, folder, folder.build()


def test_golden(built: tuple[str, SiteFolder, Built], refresh_golden: bool) -> None:
    name, folder, result = built
    paths = sorted({ASSET.sub(r"\1\2", SEGMENT.sub("search/<segment>/", path)) for path in result.tree})
    seen = {"files.txt": "".join(f"{path}\n" for path in paths), "report.txt": report(folder, result)}
    seen |= {f"{path}.txt": told(path, result.text(path)) for path in PAGES[name]}
    expected = HERE / name / "expected"
    if refresh_golden:
        shutil.rmtree(expected, ignore_errors=True)
        for path, text in seen.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_text(text, encoding="utf-8")
    known = {file.relative_to(expected).as_posix() for file in expected.rglob("*.txt")}
    assert known == seen.keys(), "run tasks.py golden and look at the difference"
    for path, text in seen.items():
        assert text == (expected / path).read_text(encoding="utf-8"), f"{name}: {path}"


def test_sound_sites_are_sound(built: tuple[str, SiteFolder, Built]) -> None:
    name, _, result = built
    assert result.status == (name == "faulty"), "\n".join(result.messages)
    assert (result.messages == []) == (name != "faulty")


def report(folder: SiteFolder, result: Built) -> str:
    """Findings of the build only: what the checks say of a site is proved by their own cases."""
    return "".join(f"{message}\n" for message in result.messages)


def told(path: str, text: str) -> str:
    """Labels, headings, links and text of a page, a line each; other files as they are."""
    if not path.endswith(".html"):
        return text if text.endswith("\n") else text + "\n"
    soup = BeautifulSoup(text, "html.parser")
    labels = [
        f"{meta['name']} = {meta['content']}" for meta in soup("meta") if meta.get("name") not in (None, "viewport")
    ]
    title = soup.title.get_text() if soup.title else ""
    return "\n".join((f"title = {title}", *labels, "", *_lines(soup), ""))


def _lines(soup: BeautifulSoup) -> list[str]:
    """The main part; of the frame only its links, which every page shares."""
    main = soup.find("main")
    assert isinstance(main, Tag)
    for link in main("a", href=True):
        link.append(f" <{link['href']}>")
    for picture in main("img"):
        picture.replace_with(f"[{picture.get('alt', '')}] <{picture['src']}>")
    return [line for text in main.get_text().split("\n") if (line := re.sub(r"\s+", " ", text).strip())]
