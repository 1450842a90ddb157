"""What templates are given: checked on the pages that come of it."""

from bs4 import BeautifulSoup, Tag

from tests.fixtures import PDF, Site, document, item, source

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


def test_a_dataset_has_its_table_chart_and_file(site: Site) -> None:
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
    folder = site({"sj/1.md": source(header, ""), "sj/1/sl.csv": "年,数\n2024,10\n2025,<b>\n"})
    columns = folder.content / "columns.yaml"
    columns.write_text(columns.read_text() + column)
    soup = BeautifulSoup(folder.build().text("sj/1.html"), "html.parser")
    assert [cell.get_text() for cell in soup.select("main tbody :is(th, td)")][:4] == ["2024", "10", "2025", "<b>"]
    assert soup.select_one("main svg") is not None and soup.select_one("main a[href='/sj/1/sl.csv']") is not None
