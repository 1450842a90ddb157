"""A dataset made by the form of the web editor: the table is uploaded, and what is on the branch reads cleanly."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pipeline.item import read_item
from tests.browser.editing import enter, repository, save, serving

pytestmark = pytest.mark.browser
TABLE = "学校,计划人数\n一小,120\n二小,80\n"
COLUMN = "- {代号: sj, 名称: 数据, 类别: 数据发布, 形态: 数据发布, 说明: 数据, 关键词: [数据], 更新期限: 不要求}\n"


def test_an_editor_uploads_a_table_and_draws_it(browser: Browser, tmp_path: Path) -> None:
    site = repository(tmp_path / "site")
    columns = (site.content / "columns.yaml").read_text(encoding="utf-8")
    site.commit("2026-03-02 10:00", {"columns.yaml": columns + COLUMN})
    with serving(site, tmp_path / "admin") as address:
        page = enter(browser.new_context(), address)
        page.goto(f"{address}#/collections/sj/new")
        _fill(page)
        save(page)
        page.context.close()
    site.git("merge", "-q", site.git("for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads/cms"))
    [written] = site.content.glob("sj/*/*.md")
    path = written.relative_to(site.content).with_suffix("").as_posix()
    read = read_item(site.content, path, "dataset", written.read_bytes())
    assert read.findings == ()
    assert (written.with_suffix("") / "plan.csv").read_text(encoding="utf-8") == TABLE
    text = written.read_text(encoding="utf-8")
    for line in (
        "数据: plan.csv",
        "  类型: 柱状图",
        "  横轴: 学校",
        "  纵轴: [计划人数]",
        "字段说明: {计划人数: 招收的学生}",
    ):
        assert f"\n{line}\n" in text


def _fill(page: Page) -> None:
    page.get_by_label("标题", exact=True).fill("2026年学位计划")
    page.get_by_label("发文机关", exact=True).fill("xc-jyj")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="选择文件").first.click()
    table = {"name": "学位 plan.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.set_input_files("input[type=file]", table)  # type: ignore[arg-type]
    page.get_by_role("button", name="选用已选中项目").click()
    page.get_by_role("button", name="新增图表").click()
    page.get_by_label("类型", exact=True).fill("柱状图")
    page.keyboard.press("Enter")
    page.get_by_label("横轴", exact=True).fill("学校")
    page.get_by_role("button", name="新增纵轴").click()
    page.get_by_label("纵轴", exact=True).last.fill("计划人数")
    page.get_by_role("button", name="新增字段说明").click()
    page.get_by_label("名称", exact=True).fill("计划人数")
    page.get_by_label("内容", exact=True).fill("招收的学生")
