"""Tables as editors mistype them: one slip, one sentence at its place, and nothing around it is lost."""

import pytest

from pipeline.tables import Tables, read_tables
from tests.fixtures import TABLES, Site, document, item

COLUMNS = ["xw", "xw/yw", "xw/tz", "zcwj", "zcjd", "zjdc", "zt", "zt/fx"]
ACCOUNTS = """\
- 账号名称: 小城发布
  账号ID: xcfb
  平台: 微信订阅号
  主办单位: xc-gov
  状态: 正常运行
"""
MORE = {"accounts.yaml": ACCOUNTS, "redirects.yaml": "- 原地址: /old.html\n  新地址: /xw/\n"}
ALL = TABLES | MORE | {"synonyms.yaml": "同义词:\n  - {俗称: 房产证, 规范用语: 不动产权证书}\n"}
BUSINESS, NOTICE = "      更新期限: 14天\n", "      关键词: [通知]\n"


def read(site: Site, name: str, text: str | bytes) -> Tables:
    return read_tables(site(tables=ALL | {name: text}).content)


def changed(name: str, old: str, new: str) -> str:
    assert ALL[name].count(old) >= 1, old
    return ALL[name].replace(old, new, 1)


@pytest.mark.parametrize("name", ["site.yaml", "authorities.yaml", "columns.yaml"])
@pytest.mark.parametrize("text", ["", "\n \n", "# 以后再写\n", "---\n", "null\n", "{}\n", "[]\n"])
def test_a_needed_table_that_says_nothing_is_told_once(site: Site, name: str, text: str) -> None:
    (finding,) = read(site, name, text).findings
    assert str(finding).startswith(f"content/{name}:1:1: 错误 表是空的")


@pytest.mark.parametrize("name", ["accounts.yaml", "redirects.yaml", "synonyms.yaml"])
def test_a_table_that_may_be_absent_may_hold_comments_alone_but_not_nothing(site: Site, name: str) -> None:
    assert read(site, name, "# 暂无\n").findings == []
    for text in ("", "---\n", "null\n"):
        (finding,) = read(site, name, text).findings
        assert str(finding).startswith(f"content/{name}:1:1: 错误 表是空的")


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    ("slip", "says"),
    [
        ("GBK", "文件编码是 GBK/GB18030"),
        ("UTF-16", "文件编码是 UTF-16"),
        ("tab", "这一行写法有误"),
        ("two", "这一行写法有误：---"),
        ("anchor", "这里不能使用引用"),
        ("tag", "这里不能使用标记"),
        ("quote", ""),
        ("tight", "冒号后面没有空格"),
        ("wide", "冒号是全角的"),
        ("broken", "不是有效的 UTF-8"),
        ("form", ""),
        ("workbook", "不是文字文件，像是 Word、Excel 或压缩文件"),
    ],
)
def test_a_slip_of_the_pen_is_one_finding(site: Site, name: str, slip: str, says: str) -> None:
    text = ALL[name]
    mapping = not text.startswith("- ")
    slips: dict[str, str | bytes] = {
        "GBK": text.encode("gb18030"),
        "UTF-16": text.encode("utf-16"),
        "workbook": b"PK\x03\x04" + bytes(range(200)),
        "tab": text.replace("\n", "\n\t", 1),
        "two": f"{text}---\n{text}",
        "anchor": text.replace(": ", ": &x ", 1),
        "tag": text.replace(": ", ": !!str ", 1),
        "quote": text.replace(": ", ': "', 1),
        "tight": text.replace(": ", ":", 1),
        "wide": text.replace(": ", "：", 1),
        "broken": text.encode().replace(b"\n", b"\xff\n", 1),
        "form": "- " + text.replace("\n", "\n  ").rstrip() + "\n" if mapping else text.replace("- ", "  "),
    }
    findings = read(site, name, slips[slip]).findings
    if slip == "wide" and name == "site.yaml":
        assert findings == []  # where nothing else can be meant, it is read as meant
        return
    (finding,) = findings
    assert finding.location.path == f"content/{name}" and finding.location.line and finding.location.column
    assert says in finding.message and finding.hint and finding.blocks


@pytest.mark.parametrize(
    ("place", "says", "old", "new"),
    [
        ("17:13", "“子栏目 第 1 项 责任部门”的值“小城教育局”格式不对", BUSINESS, f"{BUSINESS}      责任部门: 小城教育局\n"),
        ("17:13", "机关代号“xc-jy”未登记，是否应为“xc-jyj”？", BUSINESS, f"{BUSINESS}      责任部门: xc-jy\n"),
        ("17:13", "责任部门”应为一段文字", BUSINESS, f"{BUSINESS}      责任部门: [xc-jyj]\n"),
        ("17:13", "责任部门”应为一段文字", BUSINESS, f"{BUSINESS}      责任部门: {{a: b}}\n"),
        ("17:13", "责任部门”的值“XC-JYJ”格式不对", BUSINESS, f"{BUSINESS}      责任部门: XC-JYJ\n"),
        ("16:13", "更新期限“14”写法不对", BUSINESS, "      更新期限: 14\n"),
        ("16:13", "更新期限“99999999个月”写法不对", BUSINESS, "      更新期限: 99999999个月\n"),
        ("8:7", "“导航”的值“yes”应为“是”或“否”", "导航: 是", "导航: yes"),
        ("8:7", "“必备”的值“1”应为“是”或“否”", "导航: 是", "必备: 1"),
        ("8:7", "“排序”的值“第一”不是数字", "导航: 是", "排序: 第一"),
        ("8:7", "“排序”应为一个数字", "导航: 是", "排序: [1]"),
        ("8:7", "“主办”的值“小城”格式不对", "导航: 是", "主办: 小城"),
        ("8:7", "“状态”的值“归档”不在规定范围内，是否应为“已归档”？", "导航: 是", "状态: 归档"),
        ("8:8", "“面向 第 1 项”的值“居民”不在规定范围内", "导航: 是", "面向: [居民]"),
        ("8:7", "“面向 第 1 项”的值“居民”不在规定范围内", "导航: 是", "面向: 居民"),
        ("8:7", "“渠道”应为列表", "导航: 是", "渠道: {微信: 是}"),
        ("8:9", "“审核规则”应为分组", "导航: 是", "审核规则: 三审三校"),
        ("8:19", "的值“终身”不在规定范围内，是否应为“终审”？", "导航: 是", "审核规则: {审次: [初审, 终身]}"),
        ("8:9", "答复时限“一周”写法不对", "导航: 是", "答复时限: 一周"),
        ("8:3", "未知字段“导行”，是否应为“导航”？", "导航: 是", "导行: 是"),
        ("32:9", "“法定公开”的值“16”太大，不得大于 15", "法定公开: 1", "法定公开: 16"),
        ("62:13", "日期“2026.6.1”写法不对", "开设日期: 2026-06-01", "开设日期: 2026.6.1"),
        ("63:11", "收录”应为分组", "收录: {关键词: [防汛]}", "收录: [防汛]"),
        ("63:12", "未知字段“子栏目 第 1 项 收录 关键字”，是否应为“关键词”？", "收录: {关键词", "收录: {关键字"),
        ("63:11", "栏目“xw/none”未登记", "{关键词: [防汛]}", "{栏目: [xw/none]}"),
    ],
)  # fmt: skip
def test_a_wrong_field_that_may_be_absent_costs_no_column(
    site: Site, place: str, says: str, old: str, new: str
) -> None:
    found = read(site, "columns.yaml", changed("columns.yaml", old, new))
    (finding,) = found.findings
    assert str(finding.location) == f"content/columns.yaml:{place}" and says in finding.message and finding.blocks
    assert list(found.columns) == COLUMNS


@pytest.mark.parametrize(
    ("place", "says", "old", "new"),
    [
        ("19:11", "类别”的值“通知”不在规定范围内", "类别: 通知公告", "类别: 通知"),
        ("22:12", "至少要 1 项", NOTICE, "      关键词: []\n"),
        ("22:7", "未知字段“子栏目 第 2 项 关键字”，是否应为“关键词”？", NOTICE, "      关键字: [通知]\n"),
        ("17:7", "缺少必填字段“子栏目 第 2 项 关键词”", NOTICE, ""),
        ("22:13", "应为一段文字", NOTICE, "      关键词: [[通知]]\n"),
    ],
)
def test_a_column_that_lacks_what_it_needs_costs_no_other(
    site: Site, place: str, says: str, old: str, new: str
) -> None:
    """Its items say that they wait for it; nobody is told that it is unknown."""
    columns = changed("columns.yaml", old, new)
    files = {"xw/yw/2026/00001.md": item("要闻"), "xw/tz/2026/00001.md": item("通知")}
    built = site(files, tables=ALL | {"columns.yaml": columns}).build()
    assert built.shown == {"xw/yw/2026/00001"}
    first, second = built.findings
    assert str(first.location) == f"content/columns.yaml:{place}" and says in first.message
    assert second.check == "source-refused-column" and "栏目“xw/tz”" in second.message


def test_a_column_of_unknown_kind_holds_its_items_back_and_says_why(site: Site) -> None:
    columns = changed("columns.yaml", "形态: 文章", "形态: 文张")
    files = {"xw/yw/2026/00001.md": item("要闻"), "xw/tz/2026/00001.md": item("通知")}
    built = site(files, tables={"columns.yaml": columns}).build()
    told = [(finding.check, str(finding.location)) for finding in built.findings]
    assert told == [
        ("table-unknown-kind", "content/columns.yaml:13:11"),
        ("source-refused-column", "content/xw/yw/2026/00001.md:1:1"),
    ]
    assert built.shown == {"xw/tz/2026/00001"}


@pytest.mark.parametrize(
    ("place", "says", "new"),
    [
        ("10:7", "“领导”应为列表", "领导: 张三"),
        ("10:8", "“领导 第 1 项”应为分组", "领导: [张三]"),
        ("10:17", "未知字段“领导 第 1 项 职位”，是否应为“职务”？", "领导: [{姓名: 张三, 职位: 局长}]"),
        ("10:8", "缺少必填字段“领导 第 1 项 职务”", "领导: [{姓名: 张三}]"),
        ("10:9", "冒号后面没有空格，不能当作“姓名”的内容", "领导: [{姓名:张三, 职务: 局长}]"),
        ("10:9", "冒号是全角的，不能当作“姓名”的内容", "领导: [{姓名：张三, 职务: 局长}]"),
        ("10:9", "“公开平台”的值“no”应为“是”或“否”", "公开平台: no"),
        ("10:10", "“年报起始年”的值“2023年”不是数字", "年报起始年: 2023年"),
        ("10:10", "太大，不得大于 2100", "年报起始年: 99999999999999999999"),
        ("10:9", "“电子邮箱”应为一段文字", "电子邮箱: [a@b.cn]"),
        ("10:7", "“网站”的值“www.x.cn”格式不对", "网站: www.x.cn"),
        ("10:7", "“主色”的值“红”不在规定范围内", "主色: 红"),
    ],
)
def test_a_wrong_field_costs_no_body(site: Site, place: str, says: str, new: str) -> None:
    found = read(site, "authorities.yaml", changed("authorities.yaml", "公开平台: 否", new))
    (finding,) = found.findings
    assert str(finding.location) == f"content/authorities.yaml:{place}" and says in finding.message
    assert list(found.authorities) == ["xc-gov", "xc-jyj"]


def test_nothing_is_asked_of_a_platform_that_may_not_be_one(site: Site) -> None:
    found = read(site, "authorities.yaml", changed("authorities.yaml", "公开平台: 否", "公开平台: 没有"))
    assert not found.authorities["xc-jyj"].platform and found.authorities["xc-gov"].platform


@pytest.mark.parametrize(
    ("says", "new"),
    [
        ("3:7: 错误 “平台”的值“微信”不在规定范围内", "平台: 微信\n"),
        ("3:3: 错误 未知字段“平台类型”，是否应为“平台”？", "平台类型: 微信订阅号\n"),
        ("3:3: 错误 冒号后面没有空格", "平台:微信订阅号\n"),
    ],
)
def test_an_account_with_a_slip_is_told_once(site: Site, says: str, new: str) -> None:
    (finding,) = read(site, "accounts.yaml", changed("accounts.yaml", "平台: 微信订阅号\n", new)).findings
    assert says.replace("3:3: 错误 冒号", "3:5: 错误 冒号") in str(finding)


def test_an_account_keeps_what_is_right(site: Site) -> None:
    text = changed("accounts.yaml", "状态:", "最近更新日期: 2026年11月17日\n  关注数: 4.1万\n  状态:")
    found = read(site, "accounts.yaml", text)
    assert [str(one.location) for one in found.findings] == ["content/accounts.yaml:5:11", "content/accounts.yaml:6:8"]
    assert [account.account_id for account in found.accounts] == ["xcfb"]


@pytest.mark.parametrize(
    ("place", "says", "new"),
    [
        ("12:8", "的值“https://a.cn/x”格式不对", "可信域名: [https://a.cn/x]"),
        ("12:8", "的值“b”格式不对", "禁链域名: [b]"),
        ("12:7", "“每页条数”应为一个数字", "每页条数: [5]"),
        ("12:7", "“繁体版”的值“true”应为“是”或“否”", "繁体版: true"),
        ("12:7", "日期“2026-02-30”不存在", "演示日期: 2026-02-30"),
    ],
)
def test_a_slip_in_the_facts_of_the_site(site: Site, place: str, says: str, new: str) -> None:
    (finding,) = read(site, "site.yaml", changed("site.yaml", "每页条数: 5", new)).findings
    assert finding.location.line == int(place.partition(":")[0]) and says in finding.message


def test_a_host_is_a_host_however_it_is_written(site: Site) -> None:
    found = read(site, "site.yaml", changed("site.yaml", "每页条数: 5", "禁链域名: ['*.Evil.Example.COM.', 示例.中国]"))
    assert found.findings == [] and found.site
    assert found.site.denied_hosts == ("evil.example.com", "示例.中国")


def test_a_list_instead_of_the_site_is_told_how_to_write_it(site: Site) -> None:
    (finding,) = read(site, "site.yaml", "- 网站名称: 甲\n").findings
    assert finding.message == "“整个文件”应为分组" and "写成“…: …”" in finding.hint


def test_a_rule_of_reviews_is_taken_whole_or_not_at_all(site: Site) -> None:
    """Half a rule lets people sign whom the other half would not."""
    rule = "审核规则: {审次: [初审, 复审], 审核人: [{姓名: 朱二, 审次: [初审]}, {姓名: 袁三, 审次: [复申]}]}"
    found = read(site, "columns.yaml", changed("columns.yaml", "导航: 是", rule))
    assert len(found.findings) == 1 and found.columns["xw"].column.reviews is None
    assert "reviews:xw" in found.refused


@pytest.mark.parametrize(
    "name", ["accounts.yml", "Site.yaml", "words.csv", "terms/words.yml", "terms/WORDS.YAML", "census/2026-47.CSV"]
)
def test_a_table_under_another_name_is_told_as_one(site: Site, name: str) -> None:
    built = site({"zcwj/2026/00001.md": document(), name: "a: b\n"}).build()
    (finding,) = built.findings
    assert finding.check == "source-stray-table" and finding.blocks and "都是 .yaml" in finding.hint
    assert ("是否应为“accounts.yaml”？" in finding.message) == (name == "accounts.yml")
