"""Who reviewed is told on an item's page only where the site says so, without when; and it is told for what was signed."""

from bs4 import BeautifulSoup

from tests.fixtures import FIELDS, TABLES, Site, item

REVIEW = "{责编: 甲一, 初审: 乙二, 复审: 丙三 2026-03-01 17:00, 终审: 丁四}"
FILE, PAGE = "xw/yw/2026/00001.md", "xw/yw/2026/00001.html"


def line(html: str) -> str | None:
    found = BeautifulSoup(html, "html.parser").select_one('[data-part="signers"]')
    return " ".join(found.get_text(" ").split()) if found else None


def signed() -> str:
    return item("甲").replace("---\n", f"---\n审核: {REVIEW}\n", 1)


def test_nothing_is_shown_by_default(site: Site) -> None:
    assert "审核" not in FIELDS.values()
    text = site({FILE: signed()}).build().text(PAGE)
    assert line(text) is None and "丁四" not in text


def test_what_the_site_wants_is_shown_in_the_order_of_work(site: Site) -> None:
    wanted = {"site.yaml": TABLES["site.yaml"] + "公布审核: [终审, 复审, 三校]\n"}
    folder = site(wanted | {FILE: signed(), "xw/yw/2026/00002.md": item("乙")})
    built = folder.build()
    assert line(built.text(PAGE)) == "复审：丙三 终审：丁四"
    assert line(built.text("xw/yw/2026/00002.html")) is None
    # the rule of a column is nobody's business but the reviewers'
    columns = TABLES["columns.yaml"].replace(
        "  更新期限: 6个月\n  导航", "  更新期限: 6个月\n  审核规则: {审次: [终审]}\n  导航"
    )
    folder.write({"columns.yaml": columns})
    assert folder.build().written == 0


def test_a_step_that_there_is_not_is_refused(site: Site) -> None:
    built = site({"site.yaml": TABLES["site.yaml"] + "公布审核: [终申]\n", FILE: signed()}).build()
    assert any("公布审核" in told and "是否应为“终审”" in told for told in built.messages)
