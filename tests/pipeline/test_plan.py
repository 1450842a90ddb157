"""The plan: which pages there are, what each depends on, and that no two take one address."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.page import PlannedPage, pages_of
from pipeline.plan import Plan, make_plan
from pipeline.register import Register
from pipeline.store import Store
from pipeline.tables import read_tables
from plugins.assets import read_assets
from plugins.theme import closures
from tests.fixtures import TABLES, Site, SiteFolder, document, item
from tests.properties.edits import FILES, TABLES_OF_ALL


def plan_of(folder: SiteFolder, **more: Any) -> Plan:
    folder.build()
    tables = read_tables(folder.content)
    with Store(folder.store) as store:
        rows = {row.path: row for row in store.index()}
        register = Register(tables, rows, f"{folder.as_of} 23:59")
        return make_plan(
            register, store, more.get("closures") or closures(folder.theme), read_assets(folder.theme).planned()
        )


# ---------------------------------------------------------------- lists in pages


@given(count=st.integers(0, 137), size=st.integers(1, 12))
def test_every_item_is_on_one_page_and_pages_are_full_from_the_oldest(count: int, size: int) -> None:
    rows: Any = [f"row {n}" for n in range(count, 0, -1)]
    pages = [[*pager.rows] for pager in _pages(rows, size)]
    newest, *older = pages
    assert newest + [row for page in reversed(older) for row in page] == rows
    assert all(len(page) == size for page in older)
    assert len(newest) < 2 * size


@given(count=st.integers(1, 137), size=st.integers(1, 12))
def test_one_item_more_leaves_old_pages_as_they_were(count: int, size: int) -> None:
    rows: Any = [f"row {n}" for n in range(count, 0, -1)]
    before = {pager.url: [*pager.rows] for pager in _pages(rows, size)}
    after = {pager.url: [*pager.rows] for pager in _pages([f"row {count + 1}", *rows], size)}
    changed = {url for url in after if after[url] != before.get(url)}
    assert before.keys() <= after.keys()
    assert "/c/" in changed and len(changed) <= 2


def _pages(rows: Any, size: int) -> Any:
    class Row(str):
        day = "2026-01-01"

    listed: Any = [Row(row) for row in rows]
    return list(pages_of("/c/", listed, size))


# ---------------------------------------------------------------- addresses


def test_every_address_is_inside_and_plain(site: Site) -> None:
    plan = plan_of(site(FILES, tables=TABLES_OF_ALL))
    assert plan.findings == ()
    for path in plan.outputs:
        assert not path.startswith("/") and ".." not in path.split("/") and "\\" not in path
        assert max(len(part.encode()) for part in path.split("/")) <= 255
    folders = {path.rpartition("/")[0] for path in plan.outputs}
    assert not folders & plan.outputs.keys(), "a file stands where a folder must"
    folded = [path.casefold() for path in plan.outputs]
    assert len(folded) == len(set(folded))


def test_two_for_one_address_is_a_finding_and_the_first_stays(site: Site) -> None:
    folder = site(
        {"xw/yw/2026/00001.md": item(), "redirects.yaml": "- 原地址: /xw/yw/2026/00001.html\n  新地址: /xw/\n"}
    )
    plan = plan_of(folder)
    (finding,) = plan.findings
    assert str(finding).startswith(
        "content/redirects.yaml:1:3: 错误 redirects.yaml:/xw/yw/2026/00001.html 与 content/xw/yw/2026/00001.md"
    )
    page = plan.outputs["xw/yw/2026/00001.html"]
    assert isinstance(page, PlannedPage) and page.item == "xw/yw/2026/00001"


def test_two_redirects_of_one_address_are_told(site: Site) -> None:
    (finding,) = plan_of(
        site({"redirects.yaml": "- 原地址: /a.html\n  新地址: /xw/\n- 原地址: /a.html\n  新地址: /zcwj/\n"})
    ).findings
    assert "redirects.yaml" in finding.location.path and "/a.html" in finding.message


def test_an_unknown_channel_is_told(site: Site) -> None:
    (finding,) = plan_of(site(tables={"site.yaml": TABLES["site.yaml"] + "渠道: [feed]\n"})).findings
    assert "渠道“feed”不在规定范围内，是否应为“feeds”？" in finding.message


def test_a_kind_without_a_template_stops_the_build(site: Site) -> None:
    folder = site({"xw/yw/2026/00001.md": item()})
    without = {name: digest for name, digest in closures(folder.theme).items() if name != "kinds/article.html"}
    with pytest.raises(LookupError, match=re.escape("kinds/article.html")):
        plan_of(folder, closures=without)


def test_what_is_put_off_is_in_a_folder_of_its_own_and_completes_the_plan(site: Site) -> None:
    folder = site(FILES, tables=TABLES_OF_ALL)
    whole = plan_of(folder)
    with Store(folder.store) as store:
        part = make_plan(
            whole.desk.register, store, closures(folder.theme), read_assets(folder.theme).planned(), whole=False
        )
        before = dict(part.outputs)
        found = part.complete()
    assert found and all(path.startswith("search/") for path in found)
    assert not before.keys() & found.keys(), "nothing is planned twice"
    assert before | found == part.outputs == whole.outputs
    assert not part.complete(), "once is enough"


# ---------------------------------------------------------------- fingerprints


def test_equal_content_has_equal_fingerprints(site: Site) -> None:
    one, other = (plan_of(site(FILES, tables=TABLES_OF_ALL)).outputs for _ in range(2))
    assert {path: page.fingerprint for path, page in one.items()} == {
        path: page.fingerprint for path, page in other.items()
    }


def test_a_template_changes_the_pages_that_use_it(site: Site) -> None:
    folder = site({"zcwj/2026/00001.md": document(1), "xw/yw/2026/00001.md": item()})
    templates = closures(folder.theme)
    before = plan_of(folder, closures=templates).outputs
    after = plan_of(folder, closures=templates | {"kinds/document.html": b"x" * 16}).outputs
    assert {path for path in after if after[path].fingerprint != before[path].fingerprint} == {"zcwj/2026/00001.html"}


def test_an_item_of_a_body_whose_row_has_a_fault_names_that_row(site: Site) -> None:
    for wrong in ("- 代号: xc-jyj\n  层级: 部门", "- 代码: xc-jyj\n  名称: 小城教育局\n  层级: 部门"):
        right = "- 代号: xc-jyj\n  名称: 小城教育局\n  层级: 部门"
        folder = site({"authorities.yaml": TABLES["authorities.yaml"].replace(right, wrong)})
        folder.write({"xw/yw/2026/00001.md": item(authority="xc-jyj")})
        told = [str(finding) for finding in plan_of(folder).findings if finding.check == "plan-orphan"]
        assert told == [
            "content/xw/yw/2026/00001.md:3:7: 错误 发文机关“xc-jyj”在 authorities.yaml 中的写法有误，条目没有发布"
            " [plan-orphan] 改法：先改好 authorities.yaml 里的这个机关"
        ]


def test_orphans_are_told_at_the_line_of_their_authority(site: Site) -> None:
    (finding,) = plan_of(site({"xw/yw/2026/00001.md": item(authority="xc-jyy")})).findings
    assert str(finding).startswith(
        "content/xw/yw/2026/00001.md:3:7: 错误 发文机关“xc-jyy”未登记，条目没有发布，是否应为“xc-jyj”？"
    )
