"""Header values -> a model, or a Chinese finding for each fault at its place."""

import pytest

from pipeline.kinds import KINDS
from pipeline.source import Source, read_item_source
from pipeline.validation import validate

GOOD = "标题: 甲\n发文机关: a\n发布时间: 2026-03-02\n"


def read(more: str, kind: str = "article") -> tuple[object, Source]:
    source = read_item_source("a.md", f"---\n{GOOD}{more}---\n正文。\n".encode())
    assert source.findings == []
    return validate(KINDS[kind], source.header, source), source


def told(more: str, kind: str = "article") -> list[str]:
    value, source = read(more, kind)
    assert (value is None) == bool(source.findings)
    return [str(finding) for finding in source.findings]


def test_a_bare_day_is_midnight_of_it() -> None:
    value, _ = read("")
    assert value.published_at == "2026-03-02 00:00"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("more", "place", "says"),
    [
        ("审核: {责编: 甲, 初生: 乙}\n", "5:13", "未知字段“审核 初生”，是否应为“初审”？"),
        ("审核: {责编: 1,234}\n", "5:12", "“234”是数字里逗号后面的一截"),
        ("撤回: {日期: 2026-02, 原因: 甲}\n", "5:10", "“撤回 日期”的日期“2026-02”不完整"),
        ("撤回: {日期: 2026-02-03}\n", "5:5", "缺少必填字段“撤回 原因”"),
        ("附件: [a.pdf, [b.pdf]]\n", "5:13", "“附件 第 2 项”应为一段文字"),
        ("附件: {a: b}\n", "5:5", "“附件”应为列表"),
        ("审核: 甲\n", "5:5", "“审核”应为分组"),
        ("标题2: x\n", "5:1", "未知字段“标题2”，是否应为“标题”？"),
        ("公开方式: 公开\n", "5:7", "“公开方式”的值“公开”不在规定范围内，是否应为“主动公开”？"),
        ("法定公开: 16\n", "5:7", "“法定公开”的值“16”太大，不得大于 15"),
        ("法定公开: 一\n", "5:7", "“法定公开”的值“一”不是数字"),
        ("法定公开: １\n", "5:7", "“法定公开”的值“１”不是数字"),
        ("法定公开: 1.5\n", "5:7", "不是整数"),
        ("作者: ''\n", "5:5", "字段“作者”没有填写内容"),
        ("审核: {责编: 甲, 终审:丙}\n", "5:13", "冒号后面没有空格，不能当作“终审”的内容"),
        ("审核: {张三}\n", "5:6", "未知字段“审核 张三”"),
        ("标签:\n", "5:1", "未知字段“标签”"),
        ("豁免: {item-body: }\n", "5:17", "字段“豁免 item-body”没有填写内容"),
        ("撤回: {日期: 2026-02-03}\n", "5:5", "在“撤回”中补上“原因: …”"),
        ("更新日期: |\n  2026-2-3\n", "5:7", "的日期“2026-2-3”写法不对 [field-date] 改法：改为“2026-02-03”"),
        ("更新日期: 2026年2月30日\n", "5:7", "的日期“2026年2月30日”不存在"),
        ("更新日期: 2026年13月1日\n", "5:7", "的日期“2026年13月1日”不存在"),
    ],
)
def test_a_fault_is_told_at_its_place(more: str, place: str, says: str) -> None:
    (message,) = told(more)
    assert message.startswith(f"a.md:{place}: 错误 ") and says in message and "改法：" in message


@pytest.mark.parametrize(
    ("more", "kind", "way_out"),
    [
        ("审核: 甲、乙\n", "article", "写成“审核: {责编: …, 初审: …, 复审: …, 终审: …, 一校: …, 二校: …, 三校: …}”"),
        ("撤回: 甲\n", "article", "写成“撤回: {日期: …, 原因: …}”"),
        ("豁免: 甲\n", "article", "写成“豁免: {…: …}”"),
        ("附件: {a: b}\n", "article", "写成“附件: […, …]”"),
        ("办理材料: 身份证\n", "service_guide", "写成“办理材料: [{名称: …, 形式: …, 份数: …, 空白表: …, 样表: …}]”"),
        ("办理材料: [身份证]\n", "service_guide", "写成“- {名称: …, 形式: …, 份数: …, 空白表: …, 样表: …}”"),
        ("申请办理情况: {本年新收: 1、2、3}\n", "annual_report", "写成“本年新收: [1, 2, 3]”"),
        ("申请办理情况: {本年新收: 1}\n", "annual_report", "写成“本年新收: […, …, …, …, …, …, …]”"),
    ],
)
def test_the_way_out_of_a_wrong_shape_is_the_line_as_it_should_stand(more: str, kind: str, way_out: str) -> None:
    assert way_out in " ".join(told(more, kind))


def test_all_faults_are_told_at_once() -> None:
    assert len(told("更新日期: 昨天\n状态: 好\n法定公开: 99\n审核: 甲\n")) == 4


def test_kinds_have_their_own_demands() -> None:
    assert [message.split()[2] for message in told("", "document")] == [
        "缺少必填字段“索引号”",
        "缺少必填字段“成文日期”",
    ]


def test_what_yaml_refused_is_not_told_again() -> None:
    source = read_item_source("a.md", "---\n标题: &a 甲\n发文机关: a\n发布时间: 2026-03-02\n---\n".encode())
    validate(KINDS["article"], source.header, source)
    assert [finding.check for finding in source.findings] == ["source-alias"]
