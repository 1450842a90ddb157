"""What is said of the figures of an annual report, in checks and when a workbook is read: one place, one voice."""

from decimal import Decimal

from pipeline.annual.cells import CELLS, Values
from pipeline.annual.identities import Rule, Suspect, Wrong
from pipeline.kinds.annual_report import APPLICANTS, DETAILS, OUTCOMES, ROW_NAMES

THIRD = (Rule.BALANCE, Rule.OUTCOMES, Rule.APPLICANTS)
LOOK_AGAIN = "核对这几格的数字"


def said(values: Values, wrong: Wrong) -> str:
    """The identity that does not hold, its stated cell named first."""
    return _SAYINGS[wrong.identity.rule](values, wrong)


def _of_applicants(values: Values, wrong: Wrong) -> str:
    return f"{_stated(wrong)}写的是 {wrong.right}，各类申请人之和是 {wrong.left}"


def _of_outcomes(values: Values, wrong: Wrong) -> str:
    return f"{_stated(wrong)}写的是 {wrong.right}，{len(DETAILS)} 项办理结果之和是 {wrong.left}"


def _of_balance(values: Values, wrong: Wrong) -> str:
    told = [f"“{ROW_NAMES[str(CELLS[number].path[1])]}”{values[number]}" for number in _four(wrong)]
    column = APPLICANTS[int(CELLS[wrong.identity.right[0]].path[-1])]
    came, went = f"{told[0]} 加{told[1]} 是 {wrong.left}", f"{told[2]} 加{told[3]} 是 {wrong.right}"
    return f"第三表列“{column}”不平：{came}，{went}"


def _four(wrong: Wrong) -> tuple[int, ...]:
    return (*wrong.identity.left, *wrong.identity.right)


def _of_disputes(values: Values, wrong: Wrong) -> str:
    parts = "、".join(
        f"列“{name}”{values[number]}" for name, number in zip(OUTCOMES, wrong.identity.left, strict=False)
    )
    return f"{_stated(wrong)}写的是 {wrong.right}，{parts} 之和是 {wrong.left}"


_SAYINGS = {
    Rule.APPLICANTS: _of_applicants,
    Rule.OUTCOMES: _of_outcomes,
    Rule.BALANCE: _of_balance,
    Rule.DISPUTES: _of_disputes,
}


def _stated(wrong: Wrong) -> str:
    return CELLS[wrong.identity.right[0]].name


def hint_of(values: Values, found: Suspect | None) -> str:
    if found is None:
        return LOOK_AGAIN
    return f"只改一格就全都对上：{CELLS[found.number].name}现为 {values[found.number]}，应为 {found.right}；核对后再改"


def shown(value: float | None) -> str:
    """A number as a message prints it: whole ones without a point."""
    if value is None:
        return "空"
    return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")


SHEETS = ("第二表", "第三表", "第四表")
COVER = "基本信息"
COVER_TITLE = "政府信息公开工作年度报告填报表"
FILLED_TITLE = "政府信息公开工作年度报告的三张表"
COVER_ROWS = (("机关名称", "name"), ("机关代号", "key"), ("年度", "year"), ("格式", "form"))
FORM = "国办公开办函〔2021〕30号"
COVER_NOTES = (
    "只填三张表里白底的格；灰底的格由公式计算，不能改。",
    "数字写半角阿拉伯数字，不写单位、不写千分位的逗号；没有的填 0，不要空着。",
    "填好后保存（必须用表格软件打开并保存过，公式才有结果），再导入：tasks.py report-import 文件。",
    "不要增删行列，不要合并或拆分单元格，不要改表头和机关、年度。",
)
BALANCE_CHECK = "勾稽核对（应为 0）"
OTHER_SHEET = "填报表以外的工作表没有导入：{sheets}。"
HIDDEN_SHEET = "工作表“{sheet}”是隐藏的，里面的数字也导入了，请取消隐藏核对。"
HIDDEN = "工作表“{sheet}”有隐藏的行或列（{where}），里面的数字也导入了，请取消隐藏核对。"
HIDDEN_ROW, HIDDEN_COLUMN = "{row} 行", "{column} 列"
BESIDE, BESIDE_CELL = "工作表“{sheet}”表外的内容没有导入：{cells}。", "{address} 格“{text}”"
TITLES = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
NOTHING = ("无", "没有", "零", "〇", "暂无")
VALIDATION_TITLE = "只填数字"
WHOLE_ONLY = "请填写 0 或正整数。"
MONEY_ONLY = "请填写 0 或正数，单位为万元。"
REPORT_TITLE = "{name}{year}年政府信息公开工作年度报告"

NUMERALS = {sign: number % 10 for number, sign in enumerate("零一二三四五六七八九〇")} | {"两": 2}
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
"""How numbers are written out, and what digits may be followed by."""

FILE_FAULTS: dict[str, tuple[str, str]] = {
    "missing": ("没有文件 {file}", "核对文件名和所在目录"),
    "not-file": ("{file} 不是普通文件", "给出一个 .xlsx 文件"),
    "too-large": (
        "{file} 有 {size} MB，填报表不会超过 {limit} MB",
        "可能选错了文件；从 report-template 生成的表重新填写",
    ),
    "empty": ("{file} 是空文件", "重新保存填报表"),
    "old-excel": ("{file} 是旧式 .xls 工作簿，不能导入", "另存为“Excel 工作簿（.xlsx）”后再导入"),
    "not-xlsx": ("{file} 不是 .xlsx 工作簿", "另存为 .xlsx 后再导入"),
    "macro": ("{file} 是可以含宏的工作簿，不能导入", "另存为不含宏的“Excel 工作簿（.xlsx）”后再导入"),
    "binary": ("{file} 是二进制工作簿（.xlsb），不能导入", "另存为“Excel 工作簿（.xlsx）”后再导入"),
    "strict": ("{file} 存成了“严格 Open XML”格式，不能导入", "另存为“Excel 工作簿（.xlsx）”后再导入，不选带“严格”的"),
    "bomb": ("{file} 解开后过大（{size} MB），不像填报表", "从 report-template 生成的表重新填写"),
    "damaged": ("{file} 已损坏，读不出来", "用表格软件打开并重新保存，或重新填写"),
    "doctype": ("{file} 里有不该有的声明（{member}），不能导入", "用表格软件另存为新的 .xlsx"),
    "encrypted": ("{file} 加了密码，不能导入", "去掉密码，另存后再导入"),
    "old-form": (
        "{place}是“{text}”：这是 2019 年的旧格式",
        "2021 年度起改用{form}的格式；用 report-template 生成新表填写。旧年度的报告把表放在正文里",
    ),
    "spread": ("{file} 里合并或链接的区域盖住了 {count} 个单元格，不像填报表", "从 report-template 生成的表重新填写"),
    "no-sheet": ("工作簿里没有工作表“{sheet}”，现有：{known}", "不要删除或改名；从 report-template 生成的表重新填写"),
}
CELL_FAULTS: dict[str, tuple[str, str]] = {
    "label": ("{place}应为“{right}”，现为“{text}”", "表头和行列不能改动；从 report-template 生成的表重新填写"),
    "row-more": (
        "工作表“{sheet}”从第 {where} 行起多了 {number} 行，以下各行都错开了",
        "删去多出的行；空行也不要留",
    ),
    "row-less": (
        "工作表“{sheet}”从第 {where} 行起少了 {number} 行，以下各行都错开了",
        "恢复删去的行，或从 report-template 生成的表重新填写",
    ),
    "column-more": ("工作表“{sheet}”从 {where} 列起多了 {number} 列，右边各列都错开了", "删去多出的列"),
    "column-less": (
        "工作表“{sheet}”从 {where} 列起少了 {number} 列，右边各列都错开了",
        "恢复删去的列，或从 report-template 生成的表重新填写",
    ),
    "merge": ("工作表“{sheet}”的单元格 {range} 应合并，现在没有", "恢复合并，或从 report-template 生成的表重新填写"),
    "extra-merge": ("工作表“{sheet}”的单元格 {range} 不应合并", "拆开合并，逐格填写"),
    "text": ("{place}（{name}）里是文字“{text}”，不是数字", "只写半角阿拉伯数字，不写单位"),
    "none": ("{place}（{name}）里是文字“{text}”，不是数字", "没有的写 0"),
    "separator": ("{place}（{name}）写成了“{text}”", "不写千分位的逗号，写 {right}"),
    "full-width": ("{place}（{name}）用了全角数字“{text}”", "改用半角数字，写 {right}"),
    "text-number": ("{place}（{name}）的数字存成了文本“{text}”", "把单元格改为数字格式，写 {right}"),
    "negative": ("{place}（{name}）是负数 {text}", "数量不会小于 0，核对后改正"),
    "fraction": ("{place}（{name}）是 {text}，不是整数", "件数只能是整数"),
    "kind": ("{place}（{name}）里不是数字（现为 {text}）", "只写半角阿拉伯数字"),
    "huge": ("{place}（{name}）是 {text}，大得不像件数", "核对后改正"),
    "formula": ("{place}（{name}）等 {count} 格是公式，没有保存计算结果", "用表格软件打开、保存一次，再导入"),
    "error": ("{place}（{name}）的公式出错（{text}）", "改正公式所用的格"),
    "year": ("{place}年度写的是“{text}”", "应为四位数年份"),
    "another-year": ("{place}年度是 {text}，要导入的是 {right} 年度", "核对是不是选错了文件"),
    "not-over": ("{place}年度是 {text}，这一年还没有过完", "年度结束后再填报"),
    "old-year": ("{place}年度是 {text}，早于 2021 年度的报告用的是旧格式", "旧年度的报告把表放在正文里"),
    "authority": ("{place}机关代号“{text}”没有登记{near}", "代号见 authorities.yaml"),
    "another-authority": ("{place}机关是“{text}”，要导入的是“{right}”", "核对是不是选错了文件"),
    "name": ("{place}机关名称“{text}”与代号“{key}”登记的“{right}”不同", "改正其中一个"),
    "form": ("{place}格式写的是“{text}”，应为“{right}”", "从 report-template 生成的表重新填写"),
}
MORE_FAULTS = ("还有 {count} 处同样的问题，没有逐一列出", "改好以上各处，再导入一次")
PLACE = "工作表“{sheet}”{address} 格"
BLANK_NOTE = "{place}（{name}）空着"
BLANK_HINT = "没有的填 0；确认空格就是 0 的，导入时加 --blanks-are-zero"


def sentence(message: str, hint: str) -> str:
    """What is wrong and what to do, one after the other; a question keeps its own sign."""
    return f"{message}{'' if message.endswith('？') else '。'}{hint}。"
