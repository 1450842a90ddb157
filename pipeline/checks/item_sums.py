"""Figures within an item agree: parts make the total that is stated, no share is above the whole."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.passages import Passage, passages
from pipeline.pattern import later
from pipeline.signs import ANY, DECIMALS, sign
from pipeline.standards import HOUSE_RULE
from pipeline.sums import LEAST_PARTS, Table, Wrong, number, tables_of, wrong_totals

_UNIT = (
    "件|条|项|次|人次|人|户|家|个|份|起|宗|例|台|辆|亩|公里|万元|亿元|元|吨|所|名|场|期|篇|处|套|间|只|头|批|部|种|类"
)
_FIGURE = later(rf"(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<unit>万?(?:{_UNIT})|万(?={_UNIT})?)")
_WHOLE = later(
    rf"(?:(?P<said>共计|总计|合计|一共|共)(?P<what>[^\d，。；,;:\uff1a]{{0,12}}))?"
    rf"(?<![\d.,第约近超逾足每])(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<unit>万?(?:{_UNIT}))"
)
"""A figure that may be a whole: it is one when its parts follow, whether or not a word such as `total` says so."""
LONGEST_SAID = 14
"""Characters of what may stand before the figure of a whole."""
_LISTED = later(
    r"(?P<after>[^，。；,;:\uff1a()\uff08\uff09\d]{0,10})(?P<opening>[，,:\uff1a(\uff08])"
    r"(?P<word>其中|分别(?:为|是)?|包括|含|)[:\uff1a]?(?P<parts>[^。；;\n]*)"
)
_OPENS = "，,:\uff1a(\uff08"
_MAY_BE_AMONG, _MAY_BE_LISTED = sign((_OPENS, "其")), sign((_OPENS, "分包含"), (ANY, ":\uff1a"))
_MAY_BE_SAID, _MAY_BE_AT_END = sign(("共", ANY), ("总合", "计")), sign(("，,", "共合总"))
_MAY_BE_SHARE = sign((DECIMALS + " ", "%\uff05"))
_MAY_BE_FIGURE = sign((DECIMALS + " ,", "".join(dict.fromkeys(unit[0] for unit in _UNIT.split("|")))))
_MONEY = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_ROUND = "(\uff08"
_COLONS = ":\uff1a"
_PERSONS = frozenset({"人", "名", "人次", "万人", "万名", "万人次"})
"""Are counted by what they are as well as by where they belong, so that parts overlap."""
_LEFT_OUT = Decimal("0.1")
"""A list that is off by less of the whole than this, and by less than its smallest part, was meant to make it up."""
_SUM_AT_END = later(
    rf"[，,](?:共计|合计|总计)(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<unit>万?(?:{_UNIT}))(?=[。；;，,\n]|$)"
)
_BRACKETS = later("[(\uff08][^()\uff08\uff09]*[)\uff09]")
_COMPARED = later(
    "同比|环比|增长|增加|减少|下降|较|比上|其中|以上|以下|超过|约|近|余|多|不足|占|达到|平均|每|累计|人均|目标|计划|第(?![一二三]产)"
)
_AVERAGE = later("人均|户均|平均|均价|每[^，,]{0,8}$")
"""Before a figure that is no sum of what follows."""
_SEXES = later("男[^男女]*女[^男女]*")
"""Parts that leave out nobody and count nobody twice."""
_JOINED = later("(?:和|及|以及)[^、，,]*$")
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"
_MAY_BE_SPELT = sign((_CAPITALS[1:], ANY))
_SPELT = rf"(?P<spelt>[{_CAPITALS}拾佰仟万亿]+[元圆][{_CAPITALS}角分]*)[整正]?"
_SPELT_AMOUNTS = (
    later(
        rf"(?P<number>\d[\d,]*(?:\.\d+)?) ?(?P<unit>万元|亿元|元)整?[(\uff08](?:大写)?[:\uff1a]?(?:人民币)?{_SPELT}[)\uff09]"
    ),
    later(rf"{_SPELT}[(\uff08](?:小写)?[:\uff1a]?[¥\uffe5] ?(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|元)?[)\uff09]"),
)
_SHARE = later(
    r"(?:满意率|好评率|办结率|合格率|覆盖率|整改率|及时率|网办率|认领率|公开率|答复率|达标率|普及率|采纳率|进驻率|评价率|占比)"
    r"(?:[^，。；,;%\d]{0,8})(?P<number>\d+(?:\.\d+)?) ?[%％]"
)
_IS_TOTAL = later("(?:合|总|共) ?计|总数|合计数")
_IS_PART = later(r"其中|小 ?计|[一二三四五六七八九十]+、|[(\uff08][一二三四五六七八九十\d]+[)\uff09]|\d+\.\d|#|＃")
_NOT_ADDED = later(
    "率|比|占|%|％|增|减|速|均|价|名次|排名|序号|年份|年度|编号|代码|电话|指数|单价|标准|得分|评分|温度|浓度|每|上年|去年|同期|累计"
)
WHOLE = Decimal(100)


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="正文和表格里的数字前后一致：分项之和等于合计，占比不超过 100%",
    hint="核对各项数字",
)
def item_sums(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        text = passage.text
        if not passage.digits:
            continue
        if passage.may(_MAY_BE_SHARE) and ("率" in text or "占比" in text):
            for found in _SHARE.finditer(text):
                if Decimal(found["number"]) > WHOLE:
                    yield Answer(passage.at(site, *found.span()), f"“{found[0]}”超过 100%")
        if passage.may(_MAY_BE_SPELT) and "元" in text:
            for found in (found for form in _SPELT_AMOUNTS for found in form.finditer(text)):
                if _spelt(found["spelt"]) != (number(found["number"]) or 0) * _MONEY[found["unit"] or "元"]:
                    yield Answer(passage.at(site, *found.span()), f"大写与小写的金额不符：“{found[0]}”")
        if passage.may(_MAY_BE_FIGURE):
            yield from _in_prose(passage, site)
    for table in tables_of(item.body.html):
        for wrong in _wrong(table):
            title, stated = table.rows[wrong.row][0], table.rows[wrong.row][wrong.column]
            yield Answer(_cell(item, site, title, stated), _says(title, _column(table, wrong), wrong))
    yield from _in_csv(item)


def _in_prose(passage: Passage, site: Inspected) -> Iterator[Answer]:
    text = passage.text
    said = passage.may(_MAY_BE_SAID) and ("共" in text or "计" in text)
    among = passage.may(_MAY_BE_AMONG) and "其中" in text
    for whole in _wholes(text) if among or (said and passage.may(_MAY_BE_LISTED)) else ():
        listed = _LISTED.match(text, whole.end(), whole.end() + 300)
        fault = _listed_fault(whole, listed, text) if listed else None
        if fault:
            yield Answer(passage.at(site, *whole.span()), *fault)
    for total in _SUM_AT_END.finditer(text) if said and passage.may(_MAY_BE_AT_END) else ():
        message = _end_fault(total, _sentence_before(text, total.start()))
        if message:
            yield Answer(passage.at(site, *total.span()), message)


def _spelt(text: str) -> Decimal:
    """The sum in yuan that figures for cheques spell."""
    whole = part = digit = 0
    cents = Decimal(0)
    for written in text:
        if written in _CAPITALS:
            digit = _CAPITALS.index(written)
            continue
        if written in "拾佰仟":
            part += (digit or 1) * 10 ** (1 + "拾佰仟".index(written))
        elif written == "万":
            whole, part = whole + (part + digit) * 10**4, 0
        elif written == "亿":
            whole, part = (whole + part + digit) * 10**8, 0
        else:
            cents += (whole + part + digit) * {"角": 10, "分": 1}.get(written, 100)
            whole = part = 0
        digit = 0
    return cents / 100


def _wholes(text: str) -> Iterator[re.Match[str]]:
    """Each is looked for around its figure, for hardly any has words before it that say so."""
    end = 0
    for figure in _FIGURE.finditer(text):
        found = _WHOLE.search(text, max(end, figure.start() - LONGEST_SAID), figure.end())
        if found:
            yield found
            end = found.end()


def _listed_fault(whole: re.Match[str], listed: re.Match[str], text: str) -> tuple[str, str, Severity | None] | None:
    """What is wrong with a whole and the parts that follow it; doubt unless the wording says that these are all."""
    word, opening, total = listed["word"], listed["opening"], number(whole["number"])
    parts_follow = word == "其中" or (whole["said"] and (word or opening in _COLONS))
    written = _BRACKETS.sub("", _inside(listed["parts"]) if opening in _ROUND else listed["parts"])
    parts = _parts(written, whole["unit"])
    if not parts_follow or total is None or not parts:
        return None
    added, unit, before = sum(parts, Decimal(0)), whole["unit"], _sentence_before(text, whole.start())
    if _AVERAGE.search(before):
        return None
    sure = bool(whole["said"]) or not _FIGURE.search(before)
    if max(parts) > total and not word.startswith("分别"):
        message = f"总数是 {total}{unit}，其中一项却有 {max(parts)}{unit}"
        return message, "核对总数和分项", None if sure else Severity.REVIEW
    if (
        abs(added - total) <= _rounding(written, whole)
        or len(parts) < LEAST_PARTS
        or len(_FIGURE.findall(written)) != len(parts)
    ):
        return None
    if _COMPARED.search(written):
        return None
    message = f"“{whole[0]}”与所列各项之和 {added} 不符"
    if word.startswith("分别"):
        return message, "核对总数和分项", None
    hint = "核对总数和分项；各项有交叉或没有列全的，可以不改"
    return (message, hint, Severity.REVIEW) if sure and _is_doubtful(whole, written, parts, total) else None


def _is_doubtful(whole: re.Match[str], written: str, parts: list[Decimal], total: Decimal) -> bool:
    """Whether a list of another sum seems to name all parts, each once: it is closed, or off by next to nothing."""
    lacking = abs(total - sum(parts, Decimal(0)))
    nearly = lacking < min(parts) and lacking <= total * _LEFT_OUT and whole["unit"] not in _PERSONS
    parted = _JOINED.search(written) or (len(parts) == LEAST_PARTS and _SEXES.fullmatch(written))
    return nearly or bool(parted) or _repeats(whole["what"] or "", written, len(parts))


def _inside(text: str) -> str:
    """What stands before the bracket that closes one opened before."""
    depth = 1
    for place, mark in enumerate(text):
        depth += (mark in _ROUND) - (mark in ")\uff09")
        if not depth:
            return text[:place]
    return text


def _sentence_before(text: str, end: int) -> str:
    return re.split("[。；;:\uff1a\n]", text[:end])[-1]


def _repeats(what: str, text: str, parts: int) -> bool:
    """Whether every part says again what the total says, as those that divide it do."""
    named = what.strip().removeprefix("有")
    return len(named) > 1 and text.count(named) >= parts


def _end_fault(total: re.Match[str], sentence: str) -> str:
    """What is wrong with parts and the total at their end, when the sentence holds nothing but them."""
    whole, written = number(total["number"]), _BRACKETS.sub("", sentence)
    parts = _parts(written, total["unit"])
    if (
        whole is None
        or len(parts) < LEAST_PARTS
        or len(_FIGURE.findall(written)) != len(parts)
        or _COMPARED.search(written)
    ):
        return ""
    added = sum(parts, Decimal(0))
    return "" if added == whole else f"各项之和是 {added}，文中写“{total[0][1:]}”"


def _parts(text: str, unit: str) -> list[Decimal]:
    """Those of the same unit; sums of money in any of theirs."""
    found = []
    for figure in _FIGURE.finditer(text):
        value, size = number(figure["number"]), _MONEY.get(figure["unit"])
        if value is not None and (figure["unit"] == unit or (size and unit in _MONEY)):
            found.append(value if figure["unit"] == unit else value * _MONEY[figure["unit"]] / _MONEY[unit])
    return found


def _rounding(written: str, whole: re.Match[str]) -> Decimal:
    """What a whole in a larger unit than some part of it may differ: half of its last digit."""
    if all(figure["unit"] == whole["unit"] for figure in _FIGURE.finditer(written)):
        return Decimal(0)
    places = len(whole["number"].partition(".")[2])
    return Decimal(1).scaleb(-places) / 2


def _wrong(table: Table) -> list[Wrong]:
    return wrong_totals(
        table,
        lambda title: _IS_TOTAL.fullmatch(title.strip()) is not None,
        lambda title: _IS_PART.match(title.strip()) is not None,
        lambda title: not _NOT_ADDED.search(title),
    )


def _column(table: Table, wrong: Wrong) -> str:
    titles = [row[wrong.column] for row in table.rows[: table.head] if wrong.column < len(row)]
    return titles[-1] if titles else f"第 {wrong.column + 1} 列"


def _says(title: str, column: str, wrong: Wrong) -> str:
    return f"表格“{title}”的“{column}”写的是 {wrong.stated}，各项之和是 {wrong.right}"


def _cell(item: CheckedItem, site: Inspected, title: str, stated: str) -> Location:
    """The row of the source that holds both; the place of the row's title when there is none."""
    text = item.text
    start = 0
    for line in text.split("\n"):
        if line.startswith(title) and stated in line:
            return Passage(item, text).at(site, start, start + len(line))
        start += len(line) + 1
    return item.at("body")


def _in_csv(item: CheckedItem) -> Iterator[Answer]:
    """The table of a dataset: the first row of the file holds the titles."""
    rows = item.details.get("rows")
    file = item.details.get("table")
    if not rows or not file:
        return
    table = Table([rows["header"], *([cell.strip() for cell in row] for row in rows["rows"])], 1)
    place = next((row.file for row in item.attachments if row.name == file), "")
    for wrong in _wrong(table):
        where = Location(f"content/{place}", wrong.row + 1) if place else item.at("table")
        yield Answer(where, _says(table.rows[wrong.row][0], _column(table, wrong), wrong))
