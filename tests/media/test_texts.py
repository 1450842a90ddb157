"""Channels that send text: Weibo, Toutiao, Baijiahao, short messages, mail, video."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
import yaml

from pipeline.media.limits import message_length, message_parts, weibo_length
from pipeline.media.subtitles import faults_of, length_of
from tests.media.sites import content, item, made, package, picture, site_of

LONG = "。".join(f"第{n}句写明任务分工与时间安排" for n in range(120)) + "。"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("一二三", 3),
        ("abcd", 2),
        ("a", 1),
        ("𠮷", 2),
        ("https://example.com/a?b=1", 10),
        ("é", 1),
        ("https://example.com/" + "a" * 120, 10),
        ("https://example.com/" + "a" * 123, 12),
    ],
)
def test_weibo_counts_as_the_platform_does(text: str, length: int) -> None:
    assert weibo_length(text, 10) == length


def test_short_messages_are_counted_in_ucs2() -> None:
    assert message_length("一a𠮷") == 4
    assert [message_parts("字" * n, 70, 67) for n in (70, 71, 134, 135)] == [1, 2, 2, 3]


def test_a_weibo_has_topics_title_whole_sentences_and_its_link(tmp_path: Path) -> None:
    names = [f"图{n}.jpg" for n in range(12)]
    body = LONG + "\n\n" + "\n\n".join(f"![图]({name})" for name in names)
    files: dict[str, str | bytes] = {f"2026/00002/{name}": picture(400, 300) for name in names}
    files["2026/00002.md"] = item("样例市开展防汛演练", body, 关键词=["防汛", "应急 演练", "a#b"])
    made(site_of(tmp_path, files, ["微博"]), tmp_path / "media")
    text, found = content(tmp_path / "media", "weibo"), package(tmp_path / "media", "weibo")
    assert text.startswith("#防汛##应急 演练#【样例市开展防汛演练】第0句") and "a#b" not in text
    assert text.endswith("。 全文：https://www.yangli.example.gov.cn/article/2026/00002.html")
    assert weibo_length(text, 10) == found.counts["characters"] <= 140
    assert len(found.images) == 9 and found.ready


def test_articles_hold_the_whole_text_and_say_where_pictures_belong(tmp_path: Path) -> None:
    body = "## 一、情况\n\n正文**甲**。\n\n![会场](会场.jpg)\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n- 一\n- 二"
    files: dict[str, str | bytes] = {
        "2026/00002.md": item("样例市开展防汛演练", body),
        "2026/00002/会场.jpg": picture(400, 300),
    }
    made(site_of(tmp_path, files, ["头条", "百家号"]), tmp_path / "media")
    text = content(tmp_path / "media", "toutiao")
    parts = ["一、情况", "正文甲。", "〔图：images/01.jpg〕会场", "甲\t乙\n1\t2", "• 一", "• 二"]
    assert "\n\n".join(parts) in text
    assert content(tmp_path / "media", "baijiahao") == text


def test_spaces_that_were_written_stay_and_line_breaks_of_the_source_go(tmp_path: Path) -> None:
    body = "第一条 为了规范\n管理，制定**本条例**\n。第二 条\n\n```\n甲  乙\n丙\n```\n"
    made(site_of(tmp_path, {"2026/00002.md": item("标题样例", body)}, ["头条"]), tmp_path / "media")
    text = content(tmp_path / "media", "toutiao")
    assert "第一条 为了规范管理，制定本条例" in text and "。第二 条\n\n甲  乙\n丙\n" in text


def test_articles_list_where_links_lead(tmp_path: Path) -> None:
    body = "见[通知](https://example.com/a)、[指南](/article/2026/00001.html)、[来信](mailto:a@example.gov.cn)。"
    made(site_of(tmp_path, {"2026/00002.md": item("标题样例", body)}, ["头条", "微信"]), tmp_path / "media")
    text = content(tmp_path / "media", "toutiao")
    own = "https://www.yangli.example.gov.cn/article/2026/00001.html"
    assert f"参考链接\n通知：https://example.com/a\n指南：{own}\n来信：a@example.gov.cn\n" in text
    assert f"[2] {own}<br>[3] a@example.gov.cn" in content(tmp_path / "media", "wechat")


def test_a_sender_that_is_no_address_is_left_out(tmp_path: Path) -> None:
    from tests.checks.site import SITE, build_site
    from tests.media.sites import columns

    for address, expected in (("网站信箱", None), ("a b@c", None), ("office@example.gov.cn", "office@example.gov.cn")):
        root = tmp_path / str(len(address))
        tables = {"site.yaml": yaml.safe_dump(SITE | {"电子邮箱": address}, allow_unicode=True)}
        built = build_site(
            root, {**tables, "columns.yaml": columns(["邮件"]), "article/2026/00002.md": item("标题", "文。")}
        )
        made(built, root / "media")
        letter = message_from_bytes(
            (root / "media/article/2026/00002/_mail/message.eml").read_bytes(), policy=policy.default
        )
        assert (letter["From"].addresses[0].addr_spec if letter["From"] else None) == expected


def test_an_excerpt_leaves_out_what_leads_to_a_table(tmp_path: Path) -> None:
    body = "问：补贴变多了吗？\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n问：可以申请吗？\n\n答：可以。"
    made(site_of(tmp_path, {"2026/00002.md": item("标题样例", body)}, ["微博"]), tmp_path / "media")
    assert "】问：可以申请吗？答：可以。" in content(tmp_path / "media", "weibo")


def test_cells_over_several_rows_stand_in_each(tmp_path: Path) -> None:
    table = (
        "<table><tr><th>区</th><th colspan='2'>数</th></tr><tr><td rowspan='2'>甲</td><td>1</td><td>2</td></tr>"
        "<tr><td>3</td><td>4</td></tr></table>"
    )
    made(site_of(tmp_path, {"2026/00002.md": item("标题样例", table)}, ["头条"]), tmp_path / "media")
    assert "区\t数\t数\n甲\t1\t2\n甲\t3\t4" in content(tmp_path / "media", "toutiao")


def test_a_title_may_be_too_short(tmp_path: Path) -> None:
    made(site_of(tmp_path, {"2026/00002.md": item("短", "正文。")}, ["头条"]), tmp_path / "media")
    assert [fault.message for fault in package(tmp_path / "media", "toutiao").faults] == [
        "标题只有 1 字，头条至少 2 字"
    ]


def test_a_short_message(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"2026/00002.md": item("样例市开展防汛演练", "正文。", 摘要=f"{LONG[:60]}。{LONG}")}
    made(site_of(tmp_path, files, ["短信"]), tmp_path / "media")
    text, found = content(tmp_path / "media", "message"), package(tmp_path / "media", "message")
    assert text.startswith("【样例市人民政府】样例市开展防汛演练：第0句")
    assert text.endswith(" 详见 https://www.yangli.example.gov.cn/article/2026/00002.html")
    assert found.counts == {"characters": message_length(text), "parts": 3} and found.ready


def test_mail_is_a_letter_that_programs_open(tmp_path: Path) -> None:
    made(site_of(tmp_path, {"2026/00002.md": item("通知<b>", f"## 要目\n\n{LONG}")}, ["邮件"]), tmp_path / "media")
    raw = (tmp_path / "media/article/2026/00002/_mail/message.eml").read_bytes()
    letter = message_from_bytes(raw, policy=policy.default)
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None and html is not None
    assert letter["Subject"] == "通知<b>" and "要目" in plain.get_content() and "第0句" in plain.get_content()
    assert "通知&lt;b&gt;" in html.get_content() and "<b>" not in html.get_content().partition("<body")[2][:400]
    assert max(map(len, raw.split(b"\r\n"))) <= 998 and "From" not in letter


def test_a_video_is_described_and_its_subtitles_are_checked(tmp_path: Path) -> None:
    srt = "1\n00:00:01,000 --> 00:00:04,000\n演练开始\n\n3\n00:00:03,000 --> 00:00:02,000\n第二条\n"
    files: dict[str, str | bytes] = {
        "2026/00002.md": item("样例市开展防汛演练", LONG, 附件=["演练.mp4", "演练.srt"], 关键词=["防汛"]),
        "2026/00002/演练.mp4": b"\0\0\0\x18ftypmp42",
        "2026/00002/演练.srt": srt,
    }
    made(site_of(tmp_path, files, ["视频"]), tmp_path / "media")
    text, found = content(tmp_path / "media", "video"), package(tmp_path / "media", "video")
    assert text.startswith("标题：样例市开展防汛演练\n视频：演练.mp4\n\n第0句") and text.rstrip().endswith("#防汛")
    assert [fault.message for fault in found.faults] == [
        "字幕“演练.srt”第 5 行：序号应是 2", "字幕“演练.srt”第 6 行：结束时间不晚于开始时间",
    ]  # fmt: skip
    assert found.counts["seconds"] == 4


def test_without_a_video_a_column_makes_none(tmp_path: Path) -> None:
    report = made(site_of(tmp_path, {"2026/00002.md": item("标题样例", "正文。")}, ["视频"]), tmp_path / "media")
    assert report.made == 0 and not report.findings


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("1\n00:00:01,000 --> 00:00:04,000\n一\n\n2\n00:00:04,000 --> 00:00:05,000\n二\n二\n", []),
        ("", ["empty"]),
        ("1\n0:1 --> 0:2\n一\n", ["time"]),
        ("1\n00:00:01,000 --> 00:00:04,000\n", ["text"]),
        ("1\n00:00:01,000 --> 00:00:04,000\n一\n\n2\n00:00:03,000 --> 00:00:05,000\n二\n", ["overlap"]),
        (f"1\n00:00:01,000 --> 00:00:04,000\n{'长' * 23}\n", ["long"]),
        ("1\n00:00:01,000 --> 00:00:04,000\n一\n二\n三\n", ["lines"]),
    ],
)
def test_subtitles(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in faults_of(text)] == codes


def test_length_of_subtitles() -> None:
    assert length_of("1\n00:00:01,000 --> 01:00:04,500\n一\n") == 3604
