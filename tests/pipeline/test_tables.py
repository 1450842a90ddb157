"""site.yaml, authorities.yaml, columns.yaml and the rest: typed, cross-checked, each row with its place."""

import pytest

from pipeline.model import Period
from pipeline.tables import GROUP, SPECIAL, Tables, read_tables
from tests.fixtures import TABLES, Site, item


def tables(site: Site, /, **changes: tuple[str, str]) -> Tables:
    """The default tables with one text replaced in each that is named."""
    new = {f"{name}.yaml": TABLES[f"{name}.yaml"].replace(old, text) for name, (old, text) in changes.items()}
    return read_tables(site(tables=new).content)


def told(found: Tables) -> list[str]:
    return [str(finding) for finding in found.findings]


def test_the_tree_of_columns(site: Site) -> None:
    found = tables(site)
    assert found.findings == []
    assert list(found.columns)[:3] == ["xw", "xw/yw", "xw/tz"]
    assert found.columns["xw"].children == ("xw/yw", "xw/tz")
    assert (found.columns["xw"].kind, found.columns["zcwj"].kind, found.columns["zt/fx"].kind) == (
        GROUP,
        "document",
        SPECIAL,
    )
    assert found.columns["xw/yw"].period == Period(14, False) and found.columns["xw/tz"].period == Period(6, True)
    assert [node.path for node in found.ancestors("zt/fx")] == ["zt", "zt/fx"]
    assert found.statutory_group("zcwj") == 1 and found.statutory_group("xw/yw") == 0


def test_rows_know_their_place(site: Site) -> None:
    found = tables(site)
    assert str(found.places["authority:xc-jyj"]) == "content/authorities.yaml:6:3"
    assert str(found.places["column:xw/tz"]) == "content/columns.yaml:17:7"
    assert str(found.places["site.yaml:网址"]) == "content/site.yaml:4:5"


def test_order_decides_among_siblings(site: Site) -> None:
    found = tables(site, columns=("    - 代号: tz\n", "    - 代号: tz\n      排序: 1\n"))
    assert found.columns["xw"].children == ("xw/tz", "xw/yw")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"authorities": ("上级: xc-gov", "上级: xc-gof")}, "authorities.yaml:9:7: 错误 机关代号“xc-gof”未登记，是否应为“xc-gov”？"),
        ({"site": ("门户机关: xc-gov", "门户机关: xc")}, "site.yaml:11:7: 错误 机关代号“xc”未登记"),
        ({"site": ("[xw/yw]", "[xw/ywx]")}, "site.yaml:14:3: 错误 栏目“xw/ywx”未登记，是否应为“xw/yw”？"),
        ({"columns": ("形态: 征集调查", "形态: 征集调研")}, "columns.yaml:43:7: 错误 栏目形态“征集调研”不在规定范围内，是否应为“征集调查”？"),
        ({"columns": ("更新期限: 14天", "更新期限: 两周")}, "columns.yaml:16:13: 错误 更新期限“两周”写法不对"),
        ({"columns": ("更新期限: 14天", "更新期限: 14天\n      答复时限: 5个工作日")}, "不收留言，写了答复时限"),
        ({"columns": ("形态: 征集调查", "形态: 留言答复\n  答复时限: 五个工作日")}, "columns.yaml:44:9: 错误 答复时限“五个工作日”写法不对"),
        ({"columns": ("形态: 征集调查", "形态: 留言答复\n  答复时限: 0天")}, "答复时限“0天”写法不对"),
        ({"columns": ("代号: zcjd", "代号: zcwj")}, "“zcwj”重复"),
        ({"authorities": ("代号: xc-jyj", "代号: xc-gov")}, "“xc-gov”重复，content/authorities.yaml:1 已有"),
        ({"authorities": ("公开平台: 否", "公开平台: 不")}, "“公开平台”的值“不”应为“是”或“否”"),
        ({"columns": ("类别: 征集调查", "类别: 征集")}, "“类别”的值“征集”不在规定范围内，是否应为“征集调查”？"),
        ({"columns": ("代号: yw", "代号: YW")}, "“子栏目 第 1 项 代号”的值“YW”格式不对"),
        ({"site": ("每页条数: 5", "每页条数: 2")}, "“每页条数”的值“2”太小，不得小于 5"),
        ({"site": ("网站标识码", "网站标示码")}, "未知字段“网站标示码”，是否应为“网站标识码”？"),
        ({"columns": ("收录: {关键词: [防汛]}", "收录: {关键词: 防汛、抗旱}")}, "警告 “关键词”中的“防汛、抗旱”像是 2 个"),
        ({"columns": ("关键词: [新闻]", "关键词: [新闻，要闻]")}, "columns.yaml:6:9: 警告 “关键词”中的“新闻，要闻”像是 2 个"),
        ({"columns": ("收录: {关键词: [防汛]}", "收录: {栏目: [xw/none]}")}, "栏目“xw/none”未登记"),
    ],
)  # fmt: skip
def test_a_fault_is_told(site: Site, change: dict[str, tuple[str, str]], says: str) -> None:
    messages = told(tables(site, **change))
    assert any(says in message and "改法：" in message for message in messages), messages


@pytest.mark.parametrize("old", ["/a.html", "/a/", "/a/b/c.htm", "/中文/页.shtml", "/t2020_1.2.html"])
def test_an_old_address_may_be(site: Site, old: str) -> None:
    found = read_tables(site({"redirects.yaml": f"- 原地址: {old}\n  新地址: /xw/\n"}).content)
    assert found.findings == [] and [row.old for row in found.redirects] == [old]


@pytest.mark.parametrize(
    "old",
    [
        "a.html",
        "/a",
        "/../a.html",
        "/a/../b.html",
        "//a/b.html",
        "/.a/b.html",
        "/a.b/c.html",
        "/a.jsp",
        "/a%20b.html",
        "/a?b.html",
        "/.html",
        "/a\\b.html",
    ],
)
def test_an_old_address_may_not_be(site: Site, old: str) -> None:
    found = read_tables(site({"redirects.yaml": f"- 原地址: '{old}'\n  新地址: /xw/\n"}).content)
    assert [finding.check for finding in found.findings] == ["table-redirect-old"] and found.redirects == ()


@pytest.mark.parametrize(
    "new", ["xw/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "https://evil.example/"]
)
def test_a_new_address_is_of_this_site(site: Site, new: str) -> None:
    found = read_tables(site({"redirects.yaml": f"- 原地址: /a.html\n  新地址: '{new}'\n"}).content)
    assert [finding.check for finding in found.findings] == ["table-redirect-new"] and found.redirects == ()


def test_one_fault_in_a_column_is_one_finding(site: Site) -> None:
    """What hangs on the column is no second fault: slots of the home page, and the items."""
    columns = TABLES["columns.yaml"].replace("说明: 新闻\n", "说明: 新闻\n  备注: x\n")
    built = site({"xw/yw/2026/00001.md": item("消息")}, tables={"columns.yaml": columns}).build()
    assert [(finding.check, str(finding.location)) for finding in built.findings] == [
        ("field-unknown", "content/columns.yaml:6:3"),
    ]
    assert built.shown == {"xw/yw/2026/00001"}


@pytest.mark.parametrize(
    ("table", "old", "new", "says"),
    [
        ("columns", "代号: zcjd", "代号: zcwj", "columns.yaml:33:3: 错误 “zcwj”重复，content/columns.yaml:24 已有"),
        ("columns", "代号: zcjd", "代号: con", "columns.yaml:33:3: 错误 栏目代号“con”为系统保留"),
        ("columns", "代号: zcjd", "代号: ZCJD", "的值“ZCJD”格式不对 [field-value] 改法：应为：小写字母、数字和连字符"),
        ("columns", "  名称: 新闻中心", "  名称：新闻中心", "columns.yaml:2:5: 错误 冒号是全角的"),
        ("columns", "  名称: 新闻中心", "  名称:新闻中心", "columns.yaml:2:5: 错误 冒号后面没有空格"),
        (
            "columns",
            "{关键词: [防汛]}",
            "{关键词:防汛}",
            "冒号后面没有空格，不能当作“关键词”的内容 [source-colon] 改法：改为“关键词: 防汛”",
        ),
        ("authorities", "上级: xc-gov", "上级: xc-jyj", "authorities.yaml:6:3: 错误 机关“xc-jyj”的上级绕了一圈"),
        ("site", "example.gov.cn\n网站描述", "example.gov.cn/\n网站描述", "site.yaml:4:5: 错误 “网址”的值"),
    ],
)
def test_a_fault_is_told_where_it_is(site: Site, table: str, old: str, new: str, says: str) -> None:
    assert old in TABLES[f"{table}.yaml"]
    assert any(says in line for line in told(tables(site, **{table: (old, new)})))


def test_a_table_of_comments_is_an_empty_one(site: Site) -> None:
    assert told(read_tables(site(tables={"accounts.yaml": "# 暂无\n", "redirects.yaml": "# 暂无\n"}).content)) == []
    (finding,) = read_tables(site(tables={"columns.yaml": "# 暂无\n"}).content).findings
    assert str(finding).startswith("content/columns.yaml:1:1: 错误 表是空的")
