"""Numbers of persons are known in every dress, numbers of things are let pass, and nothing readable is handed on."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from pipeline.extraction_parts import Tally, digest_of
from pipeline.finding import Severity
from pipeline.personal_data import Passage, Trace, may_tell, traces_in
from pipeline.personal_numbers import mask
from pipeline.personal_tables import traces_of
from pipeline.personal_verdict import contacts, told
from pipeline.personal_words import HEADINGS, WORDS, DataKind, part_label
from pipeline.signs import signs_of
from pipeline.standards import masked
from tests.checks.site import BuiltSite, build_site
from tests.pipeline.papers import card, identities, look_alikes

ID = "11010519491231002X"
OTHER = "320502199001011234"
WIDE = {ord("0") + digit: chr(ord("０") + digit) for digit in range(10)} | {ord("X"): "Ｘ"}
FULL = str.maketrans(",:;()%", "\uff0c\uff1a\uff1b\uff08\uff09\uff05")
"""The punctuation that Chinese text is written with."""


def kinds(text: str) -> list[str]:
    """What is found; nothing is where it was said that nothing could be."""
    found = [trace.kind.value for trace in traces_in(text)]
    assert (may_tell(text) and may_tell(text, *signs_of([text]))) or not found
    return found


def in_table(*rows: list[str], about: str = "") -> list[tuple[str, int]]:
    return [(trace.kind.value, trace.row) for trace in traces_of(Passage("sheet:名单", rows, table=True), about)]


def in_fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


@pytest.mark.parametrize(
    "text",
    [
        ID,
        ID.lower(),
        f"身份证号:{ID},男",
        f"张三{OTHER}男",
        f"1 张三 {OTHER} 13812345678",
        "110105 19491231 002X",
        "110105-19491231-002X",
        "1101 0519 4912 3100 2X",
        "110105 19491231 002X",
        ID.translate(WIDE),
        "\u200b".join(ID),
        " ".join(ID),
        "11010519491231\n002X",
        "11010519491231002\nX",
        "证件 110105\u00ad19491231\u2011002×",
        f"学籍号:G{OTHER}",
        f"残疾证号:{OTHER}43",
        f"2024.{OTHER}",
        f"信用代码一栏误填身份证:{OTHER}",
    ],
)
def test_an_identity_number_is_known_in_every_dress(text: str) -> None:
    assert "identity" in kinds(text)
    assert "identity" in kinds(text.translate(FULL))


SPACES = [chr(code) for code in range(sys.maxunicode) if re.fullmatch(r"\s", chr(code))]


@pytest.mark.parametrize("gap", ["", "**", *SPACES])
def test_homes_and_papers_are_known_whatever_stands_before_and_behind_their_numbers(gap: str) -> None:
    assert kinds(f"当事人:男,住址:示范市某路12{gap}号") == ["home"]
    assert kinds(f"护照号码:G{gap}12345678") == (["passport"] if gap in ("", "**", " ") else [])
    assert kinds("台胞证:0123**4567") == ["passport"]


@pytest.mark.parametrize(
    "text",
    [
        "3205**********12**",
        "320502********1234",
        "32050219900101****",
        "320502199001011235",
        "320502199013011234",
        "990502199001011230",
        "911101050000012345",
        "统一社会信用代码:11110105MA01234567",
        "2026年1月1日至2026年12月31日,共12345678件",
        "总投资320502199001011元",
        "113.13812345678,22.54321098765",
        "0380-8000101、0380-8000102,传真0380-8000103",
        "订单编号:13812345678",
        "https://www.example.gov.cn/a/13812345678.html",
        "金额13812345678.00元",
        "No.13812345678",
        "A13812345678",
        "户名:样例市财政局,账号:4402021234567890128",
        "意见请发送至 yijian2026@163.com",
        "联系邮箱 bgs@shifan.example.gov.cn",
        "型号 E12345678",
        "规格 1380.1234.5678,厚度 150*1200*2400",
        "138.1234.56789",
        "0138 12345678 9",
        "注册号 110105491231002",
        "6222 0212 3456 7894 1234 5678",
        "施工通行证号12345678",
        "台湾居民来往大陆通行证的样式自2026年1月1日起启用",
        "注册地址:某市某路12号3栋",
        "当事人,男,60岁以上的，住房公积金在3号窗口办理，住院费用在5号窗口报销。",
        "机关住所:观澜大道1号",
    ],
)
def test_numbers_of_things_and_masked_ones_are_let_pass(text: str) -> None:
    assert kinds(text) == []
    assert kinds(text.translate(FULL)) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("手机:13812345678", "mobile"),
        ("138-1234-5678", "mobile"),
        ("+86 138 1234 5678", "mobile"),
        ("项目负责人张三13812345678", "mobile"),
        ("0571-88881111,13812345678", "mobile"),
        ("１３８１２３４５６７８", "mobile"),
        ("008613812345678", "mobile"),
        ("138.1234.5678", "mobile"),
        ("电话:013812345678", "mobile"),
        ("手机 1381 2345 678", "mobile"),
        ("Tel: 138-123-45678", "mobile"),
        ("联系方式(微信同号)13812 345678", "mobile"),
        (f"卡号{card(1)}", "bank-card"),
        (
            f"开户行:工商银行 账号 {in_fours(card(2))}",
            "bank-card",
        ),
        (card(3), "likely-card"),
        (in_fours(card(3)), "likely-card"),
        (f"银行卡号:{card(3)[:6]} {card(3)[6:]}", "bank-card"),
        (f"户名:样例市某某公司,账号{card(4)}", "likely-card"),
        ("公民身份号码 110105491231002", "old-identity"),
        ("身份证号:110105 491231 002", "old-identity"),
        ("张三,男,110105491231002", "old-identity"),
        ("永久居留身份证 911840198001011235", "identity"),
        ("1.10105194912310E+17", "lost-identity"),
        ("身份证号:1.10105E+17", "lost-identity"),
        (f"9{OTHER}", "doubtful-identity"),
        ("案件编号341419201703234519", "doubtful-identity"),
        ("护照号码:E12345678", "passport"),
        ("护照:EA1234567", "passport"),
        ("港澳通行证 H12345678", "passport"),
        ("Passport No. e 12345678", "passport"),
        ("护照号\uff25１２３４５６７８", "passport"),
        ("公务护照 SE1234567", "passport"),
        ("往来港澳通行证 CA1234567", "passport"),
        ("往来台湾通行证 T12345678", "passport"),
        ("台湾居民来往大陆通行证号码:12345678", "passport"),
        ("张三 zhangsan1980@qq.com", "email"),
        ("当事人:张三,男,住址:样例市某区某路12号3栋401室", "home"),
        ("张三，男，1980年1月2日出生，汉族，住样例市某区某路12号3栋401室。", "home"),
    ],
)
def test_other_personal_data(text: str, kind: str) -> None:
    assert kinds(text) == [kind]
    assert kinds(text.translate(FULL)) == [kind]


def test_nothing_readable_is_handed_on() -> None:
    text = f"{ID} 13812345678 卡号{card(1)} 护照号E12345678 zhangsan@qq.com 身份证110105491231002"
    for trace in traces_in(text):
        assert trace.value not in trace.masked
        assert sum(sign.isdigit() for sign in trace.masked) <= 7
    assert masked(mask(DataKind.IDENTITY, ID)) == mask(DataKind.IDENTITY, ID)


def test_rows_are_counted() -> None:
    assert [(trace.row, trace.value) for trace in traces_in(f"甲\n乙{ID}\n{OTHER}")] == [(2, ID), (3, OTHER)]


# tables -------------------------------------------------------------------------------------------------------------


def test_a_number_split_over_cells_is_put_together() -> None:
    assert in_table(["身份证号", *ID], ["电话", *"13812345678"]) == [("identity", 1)]
    assert in_table(["号", *OTHER[:9], "", *OTHER[9:]]) == [("identity", 1)]


@pytest.mark.parametrize(
    "pieces", [["110105", "19491231", "002X"], [ID[:9], ID[9:]], [ID[:6], "1949", "12", "31", ID[14:]]]
)
def test_a_number_in_pieces_side_by_side_is_for_a_person_unless_the_table_says_what_it_is(pieces: list[str]) -> None:
    assert in_table(["甲", *pieces, "乙"]) == [("doubtful-identity", 1)]
    assert in_table(["身份证号", *pieces]) == [("identity", 1)]
    assert in_table(["姓名", "身份证号", "", ""], ["张三", *pieces]) == [("identity", 2)]


def test_numbers_do_not_go_on_in_the_next_row_or_behind_something_else() -> None:
    assert in_table(["110105", "19491231"], ["002X", ""]) == []
    assert in_table(["110105", "甲", "19491231", "002X"], ["110105", "19491231", "0021"]) == []


def test_a_cell_may_wrap_its_number() -> None:
    assert in_table(["张三", "32050219900101\n1234"]) == [("identity", 1)]


@pytest.mark.parametrize(
    ("heading", "value", "kind"),
    [
        ("身份证号码", "320502199001011230", "identity-column"),
        ("身份证号\uff0818位\uff09\uff1a", "320502199001011230", "identity-column"),
        ("身份证号", "32050219900101123", ""),
        ("身份证号", "320502900101123", "old-identity"),
        ("证件号码", "91110105MA01A00012", ""),
        ("身份证号", "3205**********1230", ""),
        ("银行账号", "1702020209200012345", "account-column"),
        ("家庭住址", "某镇某村3组12号", "home-column"),
        ("家庭住址", "某镇某村", ""),
        ("残疾类别", "肢体二级", "health-column"),
        ("病情", "高血压", "health-column"),
        ("健康状况", "良好", ""),
        ("宗教信仰", "无", ""),
        ("宗教信仰", "佛教", "belief-column"),
        ("出生年月", "1990年1月", "family-column"),
        ("车牌号", "样A12345", "vehicle-column"),
        ("补贴金额(元)", "1000", ""),
    ],
)
def test_a_heading_announces_what_stands_below(heading: str, value: str, kind: str) -> None:
    found = in_table(["序号", "姓名", heading], ["1", "张三", value])
    assert found == ([(kind, 2)] if kind else [])


def test_without_a_whole_name_a_column_names_nobody() -> None:
    for name in ("张*", "张某", "合计", "样例市残联合会办公室"):
        assert in_table(["姓名", "残疾类别"], [name, "肢体二级"]) == []
    assert in_table(["类别", "残疾类别", "人数"], ["肢体", "二级", "35"]) == []


def test_a_slip_in_what_is_called_an_identity_number_is_for_a_person_to_see() -> None:
    wrong = "440203198001010179"
    (trace,) = traces_in(f"身份证号码：{wrong}")
    assert (trace.kind, trace.value, wrong in trace.masked) == (DataKind.DOUBTFUL_IDENTITY, wrong, False)
    assert not traces_in(f"设备编号：{wrong}")


def test_blank_forms_pass() -> None:
    assert in_table(["姓名", "身份证号", "家庭住址", "银行账号"], ["", "", "", ""], ["", "", "", ""]) == []
    assert in_table(["姓名", "", "身份证号", ""], ["家庭住址", "", "联系电话", ""]) == []


def test_whole_names_in_a_list_of_relief_are_for_a_person_to_see() -> None:
    rows = ["姓名", "所在村"], ["张三", "某村"], ["李*", "某村"]
    assert in_table(*rows, about="2026年10月城乡低保对象公示") == [("name-column", 2)]
    assert in_table(*rows, about="招聘考试成绩") == []
    assert in_table(["孤儿基本生活费发放表", ""], *rows) == [("name-column", 3)]


def test_serials_in_a_column_of_serials_pass() -> None:
    assert in_table(["订单编号", "金额"], ["13812345678", "100"]) == []
    assert in_table(["姓名", "手机"], ["张三", "13812345678"]) == [("mobile", 2)]


def test_every_heading_has_its_words() -> None:
    assert {kind for kind, _ in HEADINGS if kind} == {kind for kind in DataKind if kind.endswith("-column")}
    assert WORDS.keys() == set(DataKind)


# verdicts -----------------------------------------------------------------------------------------------------------


def tally(kind: DataKind, *values: str, part: str = "body", listed: bool = False) -> Tally:
    samples = tuple(mask(kind, value) for value in values[:3])
    return Tally(kind, part, len(values), 2, samples, tuple(map(digest_of, values)), listed)


def test_a_list_of_mobiles_weighs_more_than_one() -> None:
    numbers = [f"1381234567{last}" for last in range(3)]
    severities = [
        [find.severity for find in told([tally(DataKind.MOBILE, *numbers[:count], listed=listed)])]
        for count, listed in ((1, False), (2, False), (3, False), (1, True))
    ]
    assert severities == [[Severity.WARNING], [Severity.WARNING], [Severity.ERROR], [Severity.ERROR]]


def test_registered_numbers_are_public() -> None:
    allowed = contacts("值班手机 138-1234-5678,13900000000", "Zhang@QQ.com", None)
    assert list(told([tally(DataKind.MOBILE, "13812345678"), tally(DataKind.EMAIL, "zhang@qq.com")], allowed)) == []
    (find,) = told([tally(DataKind.MOBILE, "13812345678", "13712345678")], allowed)
    assert find.sentence == "正文有 1 个手机号（如 137****5678）"


def test_a_sentence_names_the_place_and_counts_each_number_once() -> None:
    hidden = tally(DataKind.IDENTITY, ID, OTHER, part="hidden-sheet:名单")
    (find,) = told([hidden, tally(DataKind.IDENTITY, ID, part="comments")])
    assert find.severity is Severity.ERROR
    assert find.sentence == (
        "隐藏的工作表“名单”第 2 行等处有 2 个完整的身份证号（如 1101**************、3205**************）"
    )
    assert (
        part_label("member:内.zip\x1fmember:a.docx\x1fdeleted")
        == "内含的“内.zip”内含的“a.docx”修订痕迹（已删除的文字）"
    )


# must hold ----------------------------------------------------------------------------------------------------------


def test_all_of_two_thousand_identity_numbers_are_known() -> None:
    numbers = identities(2000)
    found = [trace for number in numbers for trace in traces_in(f"张三,{number},男,样例市")]
    assert [trace.value for trace in found] == numbers
    assert {trace.kind for trace in found} == {DataKind.IDENTITY}


def item(lines: list[str]) -> str:
    head = "标题: 公示名单\n发文机关: yl-gov\n发布时间: 2026-11-10 09:00"
    return f"---\n{head}\n---\n" + "\n\n".join(lines) + "\n"


def sums(site: BuiltSite) -> list[tuple[str, int]]:
    """(severity, how many numbers) of the findings of personal data in items."""
    found = (finding for finding in site.inspection().findings if finding.check == "item-personal-data")
    return [(finding.severity.value, int(finding.message.split()[1])) for finding in found]


def test_all_of_two_thousand_numbers_in_items_block(tmp_path: Path) -> None:
    numbers = identities(2000, seed=8)
    dresses = ("{}", "张三,身份证号{},男", "| 甲 | 乙 |\n|---|---|\n| 张三 | {} |", "**{}**", "- {}", "> {}")
    files = {}
    for start in range(0, 2000, 40):
        lines = [dresses[n % len(dresses)].format(number) for n, number in enumerate(numbers[start : start + 40])]
        files[f"article/2026/1{start:04d}.md"] = item(lines)
    assert sums(build_site(tmp_path, files)) == [("ERROR", 40)] * 50


def test_look_alikes_in_items_do_not_block(tmp_path: Path) -> None:
    lines = look_alikes(20_000, seed=9)
    files = {f"article/2026/1{n:04d}.md": item(lines[n * 100 : n * 100 + 100]) for n in range(200)}
    found = sums(build_site(tmp_path, files))
    assert {severity for severity, _ in found} <= {"REVIEW"}
    assert sum(number for _, number in found) <= 100


def test_look_alikes_raise_few_alarms_and_none_that_blocks() -> None:
    lines = look_alikes(20_000)
    found = [trace for n, line in enumerate(lines) for trace in traces_in(line.translate(FULL) if n % 2 else line)]
    assert len(found) <= 0.005 * len(lines), Counter(trace.kind for trace in found)
    assert [trace.kind for trace in found if WORDS[trace.kind].severity is Severity.ERROR] == []


def test_a_trace_is_a_value() -> None:
    assert Trace(DataKind.MOBILE, 1, "138****5678", "13812345678") == traces_in("13812345678")[0]
