"""Every item as it stands at one moment."""

import pytest

from pipeline.page import Desk
from pipeline.pages import items
from pipeline.register import Register
from pipeline.terms import Relation
from tests.fixtures import Site, document, item

INDEX = "11990900MB0F00012Y/2026-0000"


def register(site: Site, files: dict[str, str], as_of: str | None = None) -> Register:
    built = site(files).build(as_of)
    assert built.build.register is not None
    return built.build.register


def test_moments_part_shown_from_scheduled(site: Site) -> None:
    folder = site({"xw/yw/2026/00001.md": item(at="2026-03-02 09:00")})
    assert folder.build("2026-03-02 08:59").shown == set()
    assert folder.build("2026-03-02 09:00").shown == {"xw/yw/2026/00001"}
    assert folder.build("2026-03-01").held == {"xw/yw/2026/00001"}


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({}, "shown"),
        ({"status": "已发布"}, "shown"),
        ({"status": "草稿"}, "held"),
        ({"mode": "依申请公开"}, "held"),
        ({"mode": "不予公开"}, "held"),
        ({"at": "2027-01-01"}, "held"),
        ({"status": "已撤回", "withdrawal": "{日期: 2026-05-01, 原因: 误}"}, "withdrawn"),
        ({"status": "已撤回", "withdrawal": "{日期: 2026-05-01, 原因: 误}", "mode": "不予公开"}, "held"),
        ({"status": "已撤回", "withdrawal": "{日期: 2026-05-01, 原因: 误}", "at": "2027-01-01"}, "held"),
        ({"authority": "xc-none"}, "orphans"),
        ({"authority": "xc-none", "status": "草稿"}, "orphans"),
    ],
)
def test_where_an_item_stands(site: Site, more: dict[str, str], place: str) -> None:
    found = register(site, {"xw/yw/2026/00001.md": item(**more)})
    standing = {name: len(getattr(found, name)) for name in ("shown", "held", "withdrawn", "orphans")}
    assert standing == dict.fromkeys(standing, 0) | {place: 1}


def test_lists_are_newest_first_and_do_not_depend_on_reading_order(site: Site) -> None:
    times = {"00001": "2026-03-02 09:00", "00002": "2026-05-01 09:00", "00003": "2026-03-02 09:00"}
    found = register(site, {f"xw/yw/2026/{n}.md": item(at=at) for n, at in times.items()})
    assert [row.path[-5:] for row in found.by_column["xw/yw"]] == ["00002", "00003", "00001"]


def test_an_item_stands_in_its_own_column_in_those_it_names_and_in_specials(site: Site) -> None:
    found = register(site, {"xw/yw/2026/00001.md": item(keywords="[防汛]", also="[xw/tz, xw/yw, no/such]")})
    assert {path for path, rows in found.by_column.items() if rows} == {"xw/yw", "xw/tz", "zt/fx"}
    assert [row.path for row in found.under("xw")] == ["xw/yw/2026/00001"]


@pytest.mark.parametrize(
    "reference", [f"{INDEX}1", "zcwj/2026/00001", "/zcwj/2026/00001.html", "content/zcwj/2026/00001.md"]
)
def test_a_reference_may_be_written_in_four_ways(site: Site, reference: str) -> None:
    files = {
        "zcwj/2026/00001.md": document(1),
        "zcjd/2026/00001.md": item(interprets=f"[{reference}]", form="文字解读"),
    }
    found = register(site, files)
    assert found.relations == {
        "zcjd/2026/00001": [(Relation.INTERPRETS, "zcwj/2026/00001")],
        "zcwj/2026/00001": [(Relation.INTERPRETED_BY, "zcjd/2026/00001")],
    }
    assert found.unresolved == []


@pytest.mark.parametrize("more", [{"status": "草稿"}, {"index": "other"}])
def test_a_reference_to_what_is_not_shown_is_unresolved(site: Site, more: dict[str, str]) -> None:
    files = {
        "zcwj/2026/00001.md": document(1, **more),
        "zcjd/2026/00001.md": item(interprets=f"[{INDEX}1]", form="文字解读"),
    }
    found = register(site, files)
    assert found.relations == {}
    assert [(row.row.path, row.field, row.target) for row in found.unresolved] == [
        ("zcjd/2026/00001", "interprets", f"{INDEX}1")
    ]


def test_the_statutory_number_is_the_items_own_or_its_columns(site: Site) -> None:
    found = register(site, {"zcwj/2026/00001.md": document(1), "xw/yw/2026/00001.md": item()})
    assert [found.statutory_number(found.rows[path]) for path in ("zcwj/2026/00001", "xw/yw/2026/00001")] == [1, 0]


def test_one_item_put_in_is_as_if_all_were_looked_at_anew(site: Site) -> None:
    withdrawn = {"status": "已撤回", "withdrawal": "{日期: 2026-05-01, 原因: 误}"}
    files = {
        "xw/yw/2026/00001.md": item("旧", at="2026-03-01 09:00"),
        "xw/yw/2026/00002.md": item("中", at="2026-03-02 09:00"),
        "xw/yw/2026/00003.md": item("新", at="2026-03-03 09:00"),
        "xw/yw/2026/00004.md": item("撤", at="2026-03-01 09:00", **withdrawn),
        "zcwj/2026/00001.md": document(1),
        "zcwj/2026/00002.md": document(2, interprets="11990900MB0F00012Y/2026-00001"),
    }
    before = register(site, files)
    row = before.rows["xw/yw/2026/00001"]
    changes = [
        row._replace(title="改了"),
        row._replace(published_at="2026-03-02 10:00"),
        row._replace(status="草稿"),
        row._replace(authority="nobody"),
        row._replace(path="xw/yw/2026/00009"),
        before.rows["xw/yw/2026/00004"]._replace(status="已发布"),
    ]
    for changed in changes:
        anew = Register(before.tables, before.rows | {changed.path: changed}, before.as_of)
        assert before.with_item(changed) == anew
        assert before.with_item(changed).by_column == anew.by_column


def test_the_page_of_one_item_is_planned_as_all_are(site: Site) -> None:
    withdrawn = {"status": "已撤回", "withdrawal": "{日期: 2026-05-01, 原因: 误}"}
    files = {f"xw/yw/2026/0000{n}.md": item(str(n), at=f"2026-03-0{n} 09:00") for n in range(1, 5)}
    files |= {f"zcwj/2026/0000{n}.md": document(n) for n in range(1, 4)}
    files |= {"xw/yw/2026/00005.md": item("撤", **withdrawn), "xw/yw/2026/00006.md": item("稿", status="草稿")}
    found = register(site, files)
    desk = Desk(found, dict.fromkeys(("kinds/article.html", "kinds/document.html", "withdrawn.html"), b""), b"")
    planned = {page.item: page for page in items.plan(desk)}
    assert len(planned) == 8
    assert all(items.page_of(desk, path) == page for path, page in planned.items())
    assert items.page_of(desk, "xw/yw/2026/00006") is None
