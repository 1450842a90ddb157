"""Texts that mean harm, in titles, summaries, keywords, bodies and names of files: packages hold them as words only."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.media.package import packages
from tests.browser.hostile import NAMES, VECTORS
from tests.media.sites import item, made, picture, site_of

ALLOWED = {"href", "src", "alt", "style", "colspan", "rowspan"}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hostile")
    files: dict[str, str | bytes] = {}
    for number, vector in enumerate(VECTORS):
        flat = " ".join(vector.split())
        head = {"摘要": f"摘要 {flat}", "关键词": [flat.replace(",", " ")], "作者": flat, "来源": flat}
        if number % 3 == 0:
            files[f"2026/{number * 2 + 10:05}.md"] = item(f"题 {flat}", "正文。", **head)
        files[f"2026/{number * 2 + 11:05}.md"] = item("标题样例", f"正文。\n\n{vector}\n\n## 小标题 {flat}\n\n- {flat}")
    pictures = [name.replace(".pdf", ".jpg") for name in NAMES]
    body = "正文。\n\n" + "\n\n".join(f"![图](<{name}>)" for name in pictures)
    files["2026/00002.md"] = item("名称", body, 附件=pictures, 图片=pictures[0], 图片说明=VECTORS[0])
    files |= {f"2026/00002/{name}": picture(80, 60) for name in pictures}
    made(site_of(root, files, ["微信", "邮件"]), root / "media")
    return root / "media"


def test_articles_hold_nothing_that_runs(hostile: Path) -> None:
    seen = 0
    for folder, package in packages(hostile):
        if package.channel == "wechat":
            seen += 1
            html = (folder / package.content).read_text("utf-8")
            for node in LexborHTMLParser(html).css("body *"):
                assert set(node.attributes) <= ALLOWED, html
                assert node.tag not in ("script", "style", "iframe", "object", "form", "svg", "math"), html
                assert re.fullmatch(r"images/\d\d\.(jpg|png)", node.attributes.get("src") or "images/01.jpg")
                assert (node.attributes.get("href") or "https://mp.weixin.qq.com/").startswith("https://mp.weixin.")
                assert "url(" not in (node.attributes.get("style") or "")
    assert seen > 150


def test_letters_hold_nothing_that_runs(hostile: Path) -> None:
    from email import message_from_bytes, policy

    for folder, package in packages(hostile):
        if package.channel == "mail":
            part = message_from_bytes((folder / package.content).read_bytes(), policy=policy.default).get_body(
                ("html",)
            )
            assert part is not None
            for node in LexborHTMLParser(part.get_content()).css("*"):
                assert not [name for name in node.attributes if name.startswith("on")]
                assert node.tag not in ("script", "iframe", "object", "form", "svg", "img")
                assert (node.attributes.get("href") or "https://").startswith("https://")


def test_files_bear_names_of_our_own(hostile: Path) -> None:
    own = re.compile(r"article|2026|\d{5}|_wechat|_weibo|_toutiao|_message|_mail|images|\d\d\.(jpg|png)|cover\.jpg|\.packages"
                     r"|content\.(html|txt)|message\.eml|package\.json|index\.html")  # fmt: skip
    assert [path.name for path in hostile.rglob("*") if not own.fullmatch(path.name)] == []


def test_previews_hold_nothing_that_runs(hostile: Path) -> None:
    for page in hostile.rglob("index.html"):
        for node in LexborHTMLParser(page.read_text("utf-8")).css("*"):
            assert not [name for name in node.attributes if name.startswith("on")]
            assert node.tag not in ("script", "object", "form", "svg", "base")
            assert (
                not (node.attributes.get("href") or "").lower().lstrip().startswith(("javascript", "data", "vbscript"))
            )
