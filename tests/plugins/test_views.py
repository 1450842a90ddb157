"""What templates are given: checked on the pages that come of it."""

import pytest
from bs4 import BeautifulSoup, Tag

from tests.fixtures import DOCUMENT, HEADER, PDF, TABLES, Site, document, item, source

INDEX = "11990900MB0F00012Y/2026-0000"


def part(html: str, selector: str) -> Tag:
    found = BeautifulSoup(html, "html.parser").select_one(selector)
    assert found is not None, selector
    return found


def links(tag: Tag) -> list[tuple[str, str]]:
    return [(link.get_text(strip=True), str(link["href"])) for link in tag.find_all("a", href=True)]


def addresses(tag: Tag) -> list[str]:
    return [url for _, url in links(tag)]


def test_a_link_by_index_number_finds_its_item(site: Site) -> None:
    body = f"按[一号](索引号:{INDEX}1)和[九号](索引号:{INDEX}9)办理。\n"
    folder = site({"zcwj/2026/00001.md": document(1), "zcwj/2026/00002.md": document(2, body)})
    found = dict(links(part(folder.build().text("zcwj/2026/00002.html"), "[data-part=body]")))
    assert found["一号"] == "/zcwj/2026/00001.html"
    folder.write({"zcwj/2026/00009.md": document(9)})
    found = dict(links(part(folder.build().text("zcwj/2026/00002.html"), "[data-part=body]")))
    assert found["九号"] == "/zcwj/2026/00009.html"


def test_a_document_and_its_interpretation_name_each_other(site: Site) -> None:
    files = {
        "zcwj/2026/00001.md": document(1),
        "zcjd/2026/00001.md": item("解读", interprets=f"[{INDEX}1]", form="文字解读"),
    }
    built = site(files).build()
    assert "/zcjd/2026/00001.html" in addresses(part(built.text("zcwj/2026/00001.html"), "main"))
    assert "/zcwj/2026/00001.html" in addresses(part(built.text("zcjd/2026/00001.html"), "main"))


def test_a_replaced_document_says_so(site: Site) -> None:
    new = document(2).replace("有效性: 有效", f"有效性: 有效\n替代: [{INDEX}1]")
    built = site({"zcwj/2026/00001.md": document(1), "zcwj/2026/00002.md": new}).build()
    assert built.messages == []
    text = part(built.text("zcwj/2026/00001.html"), "main").get_text()
    assert "被替代" in text or "替代" in text
    assert "/zcwj/2026/00002.html" in built.text("zcwj/2026/00001.html")


def test_neighbours_are_those_of_the_column_by_date(site: Site) -> None:
    times = {"00001": "2026-03-03", "00002": "2026-03-01", "00003": "2026-03-02"}
    built = site({f"xw/yw/2026/{n}.md": item(f"标题{n}", at=at) for n, at in times.items()}).build()
    assert links(part(built.text("xw/yw/2026/00003.html"), "[data-part=neighbours]")) == [
        ("标题00001", "/xw/yw/2026/00001.html"),
        ("标题00002", "/xw/yw/2026/00002.html"),
    ]


def test_attachments_come_in_the_editors_order(site: Site) -> None:
    files = {f"xw/yw/2026/00001/{name}.pdf": PDF for name in "abc"}
    text = (
        site({"xw/yw/2026/00001.md": item(attachments="[c.pdf, a.pdf, b.pdf]")} | files)
        .build()
        .text("xw/yw/2026/00001.html")
    )
    assert [name for name, _ in links(part(text, "[data-part=attachments]"))] == ["c.pdf", "a.pdf", "b.pdf"]


def test_the_trail_leads_home(site: Site) -> None:
    text = site({"xw/yw/2026/00001.md": item()}).build().text("xw/yw/2026/00001.html")
    assert links(part(text, "[data-part=crumbs]")) == [("首页", "/"), ("新闻中心", "/xw/"), ("要闻", "/xw/yw/")]


def test_the_home_page_shows_the_newest_of_its_slots(site: Site) -> None:
    files = {f"xw/yw/2026/{n:05d}.md": item(f"要闻{n:02d}", at=f"2026-03-{n:02d}") for n in range(1, 16)}
    found = [
        name
        for name, url in links(part(site(files).build().text("index.html"), "main"))
        if url.startswith("/xw/yw/2026/")
    ]
    assert found[:8] == [f"要闻{n:02d}" for n in range(15, 7, -1)]


def dataset_page(site: Site, table: str) -> BeautifulSoup:
    column = (
        "- 代号: sj\n  名称: 数据\n  类别: 数据发布\n  形态: 数据发布\n  说明: 数\n  关键词: [数]\n  更新期限: 不要求\n"
    )
    header = {
        "标题": "学校",
        "发文机关": "xc-jyj",
        "发布时间": "2026-05-05",
        "数据": "sl.csv",
        "图表": "{类型: 折线图, 横轴: 年, 纵轴: [数]}",
    }
    folder = site({"sj/1.md": source(header, ""), "sj/1/sl.csv": table})
    columns = folder.content / "columns.yaml"
    columns.write_text(columns.read_text() + column)
    return BeautifulSoup(folder.build().text("sj/1.html"), "html.parser")


def test_a_dataset_has_its_table_chart_and_file(site: Site) -> None:
    soup = dataset_page(site, "年,数\n2024,10\n2025,<b>\n")
    assert [cell.get_text() for cell in soup.select("main tbody :is(th, td)")][:4] == ["2024", "10", "2025", "<b>"]
    assert soup.select_one("main svg") is not None and soup.select_one("main a[href='/sj/1/sl.csv']") is not None


def test_of_a_long_dataset_the_page_shows_the_first_rows_and_says_so(site: Site) -> None:
    soup = dataset_page(site, "年,数\n" + "".join(f"{at},{at}\n" for at in range(1200)))
    assert len(soup.select(".data-table tbody tr")) == 1000
    assert "数据共 1,200 行，以上为前 1,000 行" in soup.select_one("[data-part=data]").get_text()  # type: ignore[union-attr]


def test_a_column_is_also_listed_by_year_and_by_authority(site: Site) -> None:
    folder = site(
        {
            "zcwj/2025/00001.md": document(1, at="2025-03-02 09:00"),
            "zcwj/2026/00002.md": document(2),
            "zcwj/2026/00003.md": document(3, authority="xc-jyj"),
        }
    )
    built = folder.build()
    shown = dict(links(part(built.text("zcwj/index.html"), "[data-part=filters]")))
    assert shown["2025年"] == "/zcwj/nf/2025/" and shown["小城教育局"] == "/zcwj/jg/xc-jyj/"
    year = built.text("zcwj/nf/2025/index.html")
    assert addresses(part(year, "[data-part=list]")) == ["/zcwj/2025/00001.html"]
    assert part(year, "[data-part=filters] [aria-current=page]").get_text() == "2025年"
    body = built.text("zcwj/jg/xc-jyj/index.html")
    assert addresses(part(body, "[data-part=list]")) == ["/zcwj/2026/00003.html"]


def test_an_item_more_leaves_the_filters_of_other_values_alone(site: Site) -> None:
    items = {
        f"zcwj/{year}/0000{n}.md": document(n, at=f"{year}-03-02 09:00")
        for n, year in ((1, 2024), (2, 2025), (3, 2026))
    }
    folder = site(items)
    before = folder.build()
    untouched = before.text("zcwj/nf/2024/index.html")
    folder.write({"zcwj/2026/00004.md": document(4)})
    after = folder.build()
    assert after.text("zcwj/nf/2024/index.html") == untouched
    assert "/zcwj/2026/00004.html" in after.text("zcwj/nf/2026/index.html")


def test_a_column_of_one_year_and_one_authority_has_no_filters(site: Site) -> None:
    built = site({"zcwj/2026/00001.md": document(1)}).build()
    assert 'data-part="filters"' not in built.text("zcwj/index.html")


def test_a_document_tells_what_happened_to_it(site: Site) -> None:
    old = DOCUMENT | {"成文日期": "2026-01-05", "施行日期": "2026-02-01", "有效性": "废止", "废止日期": "2026-06-01"}
    new = DOCUMENT | {
        "索引号": f"{INDEX}2",
        "发布时间": "2026-06-02 09:00",
        "废止": f"[{INDEX}1]",
        "替代": f"[{INDEX}1]",
    }
    built = site({"zcwj/2026/00001.md": source(old, "旧。\n"), "zcwj/2026/00002.md": source(new, "新。\n")}).build()
    page = built.text("zcwj/2026/00001.html")
    events = [row.get_text(" ", strip=True).split()[:2] for row in part(page, "[data-part=history]").find_all("li")]
    assert events == [
        ["2026年1月5日", "成文"],
        ["2026年2月1日", "施行"],
        ["2026年3月2日", "公布"],
        ["2026年6月1日", "废止"],
        ["2026年6月2日", "被废止、被替代"],
    ]
    assert addresses(part(page, "[data-part=state]")) == ["/zcwj/2026/00002.html"]
    assert "被废止、被替代：" in part(page, "[data-part=state]").get_text()
    assert [head.get_text() for head in part(page, ".relations").find_all("h2")] == ["被废止、被替代"]
    newer = part(built.text("zcwj/2026/00002.html"), "[data-part=history]").get_text()
    assert "废止了、替代了" in newer


def test_a_page_can_be_shared_and_cited_without_scripts(site: Site) -> None:
    built = site({"zcwj/2026/00001.md": source(DOCUMENT | {"发文字号": "城政发〔2026〕1号"}, "文。\n")}).build()
    share = part(built.text("zcwj/2026/00001.html"), "[data-part=share]")
    address = "https://www.xiaocheng.example.gov.cn/zcwj/2026/00001.html"
    assert part(str(share), "#share-address").get_text() == address
    assert part(str(share), "#share-citation").get_text() == (
        f"小城人民政府. {DOCUMENT['标题']}：城政发〔2026〕1号[EB/OL]. (2026-03-02). {address}"
    )
    assert part(str(share), "svg[role=img]")["aria-label"] == "本页网址的二维码"


def test_columns_of_a_slot_are_tabs_of_the_home_page(site: Site) -> None:
    tables = {"site.yaml": TABLES["site.yaml"].replace("要闻: [xw/yw]", "要闻: [xw/yw, xw/tz]")}
    built = site(
        {
            "xw/yw/2026/00001.md": item("头条"),
            "xw/yw/2026/00002.md": item("次条", at="2026-03-01 09:00"),
            "xw/tz/2026/00001.md": item("通知"),
        },
        tables=tables,
    ).build()
    tabs = part(built.text("index.html"), "[data-slot=news] [data-part=tabs]")
    assert [label.get_text() for label in tabs.find_all("label")] == ["要闻", "通知公告"]
    assert [radio.has_attr("checked") for radio in tabs.find_all("input")] == [True, False]
    assert addresses(part(str(tabs), "[data-part=list]")) == ["/xw/yw/2026/00002.html"], (
        "the headline is not said again"
    )


def test_the_emblem_is_on_every_page_and_the_national_one_on_the_home_page(site: Site) -> None:
    pictures = "徽标: {图片: e.png, 说明: 小城徽标}\n国徽: {图片: g.png, 说明: 国徽}\n"
    files = {"e.png": b"\x89PNG\r\n\x1a\n1", "g.png": b"\x89PNG\r\n\x1a\n2", "zcwj/2026/00001.md": document(1)}
    folder = site(files, tables={"site.yaml": TABLES["site.yaml"] + pictures})
    built = folder.build()
    home, page = built.text("index.html"), built.text("zcwj/2026/00001.html")
    for text in (home, page):
        assert part(text, "[data-part=header] img[src='/e.png']")["alt"] == "小城徽标"
    assert part(home, "main img[src='/g.png']")["alt"] == "国徽"
    assert "g.png" not in page
    assert (folder.output / "e.png").read_bytes() == files["e.png"]
    folder.write({"e.png": b"\x89PNG\r\n\x1a\n3"})
    folder.build()
    assert (folder.output / "e.png").read_bytes().endswith(b"3"), "a new emblem is not carried"


def test_a_site_without_pictures_of_its_own_has_no_slot(site: Site) -> None:
    header = part(site({"zcwj/2026/00001.md": document(1)}).build().text("index.html"), "[data-part=header]")
    assert header.find("img") is None


@pytest.mark.parametrize(
    ("name", "said"), [("无.png", "图片 content/无.png 不存在"), ("a.html", "“a.html”不是图片"), ("../a.png", "图片")]
)
def test_a_picture_that_is_none_is_told_with_its_line(site: Site, name: str, said: str) -> None:
    pictures = f"徽标: {{图片: {name}, 说明: 小城徽标}}\n"
    built = site({"a.html": "x"}, tables={"site.yaml": TABLES["site.yaml"] + pictures}).build()
    assert any(said in message and "content/site.yaml:18:" in message for message in built.messages), built.messages


def test_a_body_has_its_own_main_colour_on_pages_about_it(site: Site) -> None:
    tables = {"authorities.yaml": TABLES["authorities.yaml"].replace("  层级: 政府\n", "  层级: 政府\n  主色: 松绿\n")}
    tables["site.yaml"] = TABLES["site.yaml"] + "配色: 朱红\n"
    built = site({"zcwj/2026/00001.md": document(1)}, tables=tables).build()
    for path in ("jigou/xc-gov/index.html", "zfxxgkpt/xc-gov/index.html"):
        assert "scheme-pine" in part(built.text(path), "main")["class"]
    for path in ("jigou/xc-jyj/index.html", "zcwj/2026/00001.html", "index.html"):
        assert not any(name.startswith("scheme-") for name in part(built.text(path), "main")["class"])
        assert part(built.text(path), "html")["class"] == ["scheme-vermilion"]


def test_people_are_listed_by_rank_and_a_change_of_rank_lists_them_anew(site: Site) -> None:
    column = TABLES["columns.yaml"].replace(
        "- 代号: zjdc",
        "- 代号: ld\n  名称: 领导\n  类别: 负责人信息\n  形态: 概况信息\n  说明: 领导\n  关键词: [领导]\n  更新期限: 不要求\n- 代号: zjdc",
    )
    people = {f"ld/2026/0000{n}.md": person(name, rank) for n, name, rank in ((1, "甲", 2), (2, "乙", 1), (3, "丙", 3))}
    folder = site(people, tables={"columns.yaml": column})
    assert [name for name, _ in links(part(folder.build().text("ld/index.html"), "main [data-part=list]"))] == [
        "乙",
        "甲",
        "丙",
    ]
    folder.write({"ld/2026/00002.md": person("乙", 9)})
    assert [name for name, _ in links(part(folder.build().text("ld/index.html"), "main [data-part=list]"))] == [
        "甲",
        "丙",
        "乙",
    ]


def person(name: str, rank: int) -> str:
    return source(HEADER | {"标题": name, "姓名": name, "职务": "市长", "排序": str(rank)}, "简历。\n")
