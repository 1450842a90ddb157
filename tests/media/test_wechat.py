"""Articles for WeChat: only what the platform takes, in its limits, and nothing of the reader's is lost."""

import re
from pathlib import Path

import nh3
import pytest
import yaml
from PIL import Image

from pipeline.media.channels import wechat
from tests.checks.site import build_site, column
from tests.media.sites import again, content, item, made, package, picture, site_of

BODY = """## 一、背景

见[通知](https://example.com/a?b=1&c=2)和[指南](/article/2026/00001.html)，[同一通知](https://example.com/a?b=1&c=2)。
也可看[公众号文章](https://mp.weixin.qq.com/s/abc)[^1]。

![会场](会场.jpg)

3. 第三项
4. 第四项

| 事项 | 时限 |
| --- | --- |
| 受理 | 5个工作日 |

[^1]: 注释的内容。
"""


def article(tmp_path: Path, body: str = BODY, **header: object) -> str:
    files: dict[str, str | bytes] = {
        "2026/00002.md": item("样例市开展防汛演练", body, **header),
        "2026/00002/会场.jpg": picture(),
    }
    made(site_of(tmp_path, files, ["微信"]), tmp_path / "media")
    return content(tmp_path / "media", "wechat")


def test_links_out_become_numbered_notes(tmp_path: Path) -> None:
    html = article(tmp_path)
    assert "通知<sup>[1]</sup>" in html and "同一通知<sup>[1]</sup>" in html and "指南<sup>[2]</sup>" in html
    assert (
        "[1] https://example.com/a?b=1&amp;c=2<br>[2] https://www.yangli.example.gov.cn/article/2026/00001.html" in html
    )
    assert re.findall(r'href="([^"]*)"', html) == ["https://mp.weixin.qq.com/s/abc"]


def test_no_class_no_id_and_clean(tmp_path: Path) -> None:
    html = article(tmp_path)
    assert not re.search(r"<[^>]*\s(?:class|id|on\w+)=", html) and "<script" not in html and "<style" not in html
    assert wechat._CLEANER.clean(html) == html
    assert nh3.clean_text("") == ""
    assert 'style="font-size:16px' in html


def test_pictures_are_local_and_within_the_limit(tmp_path: Path) -> None:
    html = article(tmp_path)
    root = tmp_path / "media"
    found = package(root, "wechat")
    assert [image.file for image in found.images] == re.findall(r'src="([^"]*)"', html) == ["images/01.jpg"]
    assert found.images[0].text == "会场" and found.images[0].size < 1024 * 1024
    with Image.open(root / "article/2026/00002/_wechat/images/01.jpg") as image:
        assert image.size == (found.images[0].width, found.images[0].height) and image.width <= 1080
    with Image.open(root / "article/2026/00002/_wechat" / found.cover) as cover:
        assert cover.size == (900, 383)


def test_a_list_keeps_its_numbers_and_a_table_its_cells(tmp_path: Path) -> None:
    html = article(tmp_path)
    assert "3. 第三项" in html and "4. 第四项" in html
    assert re.search(r"<td[^>]*>5个工作日</td>", html)


def test_facts_for_the_client(tmp_path: Path) -> None:
    article(tmp_path, 摘要="演练的摘要", 作者="宣传科")
    found = package(tmp_path / "media", "wechat")
    assert (found.title, found.summary, found.author) == ("样例市开展防汛演练", "演练的摘要", "宣传科")
    assert found.source_url == "https://www.yangli.example.gov.cn/article/2026/00002.html"
    assert found.ready and found.counts["images"] == 1


def test_characters_are_counted_with_room_for_addresses(tmp_path: Path) -> None:
    html = article(tmp_path)
    assert package(tmp_path / "media", "wechat").counts["characters"] == len(html) + 160


@pytest.mark.parametrize("paragraphs", [20, 160, 330])
def test_styles_give_way_to_the_text(tmp_path: Path, paragraphs: int) -> None:
    body = "\n\n".join(f"第{n}段写明了任务的分工、时间的安排和责任的落实情况。" for n in range(paragraphs))
    html = article(tmp_path, body)
    found = package(tmp_path / "media", "wechat")
    assert found.ready and found.counts["characters"] < 20_000
    assert html.count("责任的落实") == paragraphs


def test_what_is_too_long_is_told_by_its_part(tmp_path: Path) -> None:
    body = "## 开场\n\n短。\n\n## 主要措施\n\n" + "措施。" * 8000 + "\n\n## 结尾\n\n短。"
    article(tmp_path, body)
    found = package(tmp_path / "media", "wechat")
    assert not found.ready and [fault.part for fault in found.faults] == ["body"]
    assert "最多 19,999 字符" in found.faults[0].message and "主要措施" in found.faults[0].hint


def test_too_long_titles_and_summaries(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"2026/00002.md": item("标" * 33, "正文。", 摘要="要" * 129)}
    report = made(site_of(tmp_path, files, ["微信"]), tmp_path / "media")
    found = [fault.message for fault in package(tmp_path / "media", "wechat").faults]
    assert found == ["标题有 33 字，微信最多 32 字", "摘要有 129 字，微信最多 120 字"]
    assert [f"{finding.location.line}" for finding in report.findings] == ["2", "5"]


def test_the_short_title_steps_in(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"2026/00002.md": item("标" * 33, "正文。", 短标题="短")}
    made(site_of(tmp_path, files, ["微信"]), tmp_path / "media")
    assert package(tmp_path / "media", "wechat").title == "短"


def test_a_picture_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "2026/00002.md": item("标题", "正文。\n\n![图](坏.jpg)"),
        "2026/00002/坏.jpg": b"\xff\xd8\xffnothing",
    }
    made(site_of(tmp_path, files, ["微信"]), tmp_path / "media")
    assert ["坏.jpg" in fault.message for fault in package(tmp_path / "media", "wechat").faults] == [True]


def test_long_authors_and_items_without_text_are_told(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"2026/00002.md": item("标题", "正文。", 作者="某" * 17)}
    made(site_of(tmp_path, files, ["微信"]), tmp_path / "media")
    assert [fault.part for fault in package(tmp_path / "media", "wechat").faults] == ["author"]


def test_the_items_own_picture_leads_and_makes_the_cover(tmp_path: Path) -> None:
    header = {"图片": "会场.jpg", "图片说明": "会场"}
    files: dict[str, str | bytes] = {"2026/00002.md": item("标题", "正文。", **header)}
    files["2026/00002/会场.jpg"] = picture()
    made(site_of(tmp_path, files, ["微信"]), tmp_path / "media")
    html = content(tmp_path / "media", "wechat")
    assert html.index('<img src="images/01.jpg" alt="会场"') < html.index("正文")
    assert package(tmp_path / "media", "wechat").ready


def test_an_interpretation_names_its_document(tmp_path: Path) -> None:
    """And is made anew when that changes its name."""
    head = {
        "索引号": "11990000123456788L/2026-00009", "发文字号": "样政发〔2026〕9号", "成文日期": "2026-11-09",
        "体裁分类": "通知", "有效性": "有效", "文件层级": "其他文件",
    }  # fmt: skip
    files: dict[str, str | bytes] = {
        "columns.yaml": yaml.safe_dump(
            [column("document", "公开文件"), column("interpretation", "政策解读", 渠道=["微信", "头条"])],
            allow_unicode=True,
        ),
        "document/2026/00001.md": item("样例市停车场管理办法", "办法的正文。", **head),
        "interpretation/2026/00001.md": item("停车办法解读", "正文。", 解读文件=[head["索引号"]], 解读形式="文字解读"),
    }
    site = build_site(tmp_path, files)
    made(site, tmp_path / "media")
    folder = tmp_path / "media/interpretation/2026/00001"
    html = (folder / "_wechat/content.html").read_text("utf-8")
    text = (folder / "_toutiao/content.txt").read_text("utf-8")
    own = "https://www.yangli.example.gov.cn/document/2026/00001.html"
    assert "解读的文件：样例市停车场管理办法<sup>[1]</sup>" in html and f"[1] {own}" in html
    assert f"解读的文件：样例市停车场管理办法：{own}" in text
    (tmp_path / "content/document/2026/00001.md").write_text(item("样例市停车条例", "正文。", **head), "utf-8")
    again(site, tmp_path / "content")
    assert made(site, tmp_path / "media").made == 2
    assert "样例市停车条例" in (folder / "_wechat/content.html").read_text("utf-8")
