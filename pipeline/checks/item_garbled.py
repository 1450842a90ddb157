"""No text has been garbled on its way: lost characters, wrong encodings, markup as text, torn or doubled words."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import Passage, excerpt, passages
from pipeline.pattern import later
from pipeline.signs import ANY, sign
from pipeline.standards import HOUSE_RULE
from pipeline.word_set import WordSet

_MISREAD = "鍏鐨鍦鍚鎴鎬鏂鍔"
"""What UTF-8 read as GBK is full of; in Chinese no two of them stand near each other."""
_C = "\u3400-\u9fff"
_L = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00fe"
"""Latin letters with marks, of which no word has four in a row."""
_GARBLED = later(
    "(?P<lost>\ufffd+)"
    "|(?P<encoding>(?:锟斤拷?)+|烫烫烫+|屯屯屯+|[锛銆鈥][^\n]?"
    f"|[{_MISREAD}](?=[^\n]{{0,8}}[{_MISREAD}])|â€.?"
    "|(?:[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}){2,})"
    "|(?P<entity>&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|middot|mdash|hellip|ensp|emsp|#[0-9]{1,6}|#x[0-9a-fA-F]{1,5});)"
    "|(?P<markup></?(?:p|br|div|span|strong|font|table|td|tr|img|a)(?: [^<>\n]{0,200})?/?>)"
    r"|(?P<escape>\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2})"
    "|(?P<katakana>[\uff61-\uff9f]+)"
    rf"|(?P<latin>(?=[\u00a1-\u00fe]*[{_L}][\u00a1-\u00fe]*[{_L}])(?:[\u00b0-\u00d6\u00d8-\u00f7][\u00a1-\u00fe]){{2,}})"
    r"|(?P<program>\[object Object\]|(?<![A-Za-z0-9_.])(?:undefined|NaN)(?![A-Za-z0-9_]))"
    rf"|(?P<marks>(?<=[{_C}])\?{{3,}}|\?{{3,}}(?=[{_C}])|\uff1f{{4,}})"
)
_FIRSTS = f"\ufffd锟烫屯锛銆鈥{_MISREAD}{_L}&<\\\uff61-\uff9f?[uN"
"""What all of these begin with but the last."""
_ASKED = "\uff1f" * 4
"""Three question marks may stand together; more are lost characters."""
_CHEAP = later("[" + re.sub(r"([\\[])", r"\\\1", _FIRSTS) + "]")
_MAY_BE_GARBLED = sign((_FIRSTS, ANY), (_ASKED[0], _ASKED[0]))
_SAYS = {
    "lost": ("有丢失的字符", "从原稿重新复制这几个字"),
    "encoding": ("有乱码", "文字编码转换出错，从原稿重新复制"),
    "latin": ("有乱码", "文字编码转换出错，从原稿重新复制"),
    "entity": ("网页代码成了文字", "换成它代表的字符，或删去"),
    "markup": ("网页代码成了文字", "删去标签，只留文字"),
    "escape": ("有没有还原的转义字符", "换成它代表的字"),
    "katakana": ("有半角片假名，多为乱码", "从原稿核对这几个字"),
    "marks": ("有连续的问号，可能是丢失的文字", "从原稿核对"),
    "program": ("程序的空值成了文字", "从原稿核对，补上内容"),
}
_UNSURE = frozenset({"marks", "program", "katakana"})
_WORDS = "政府|信息|公开|工作|服务|管理|人民|建设|发展|企业|社会|经济|部门|机关|安全|教育|群众|落实|组织|推进|加强|改革|政策|依法|行政|规定|办法|实施|进行|全面|重点|问题|审批|监督|检查|责任|提高|完成|情况|根据|按照|关于|通过|我们|我市|我区|我县|领导|单位|要求|保障|规划|决定|通知|会议|研究|认真|切实|确保|积极|综合|环境|财政|资金|项目|生产|制度|机制|质量|标准|技术|创新|产业|农业|农村|城市|居民|就业|医疗|卫生|健康|文化|旅游|交通|应急|执法|处罚|许可|申请|受理|办理|公示|公告|审核|审查|评估|考核|培训|宣传|指导|协调|支持|鼓励|促进|加快|提升|优化|完善|建立|健全|明确|深化"
_TORN = later(f"[{_C}](?: [{_C}]){{4,}}|" + re.sub("([^|])([^|])", r"\1 \2", _WORDS))
_NEVER_TWICE = "进行|我们|他们|以及|并且|通过|按照|根据|由于|为了|已经|可以|应当|必须|我市|我区|我县|有关|情况|政府|关于|加强|落实|提高|完成|部门|负责|其中"
_DOUBLES = (
    "的的",
    "了了",
    "关于于",
    "以及及",
    "根据据",
    "我们们",
    "他们们",
    *(word * 2 for word in re.findall("[^|]+", _NEVER_TWICE)),
)
_DOUBLED = later(f"(?<![目标别])的的(?![确士])|(?<![不大小])了了(?![解结却望断])|{'|'.join(_DOUBLES[2:])}")
_MAY_DOUBLE = sign(
    *(("的", "的"), ("了", "了"), ("于", "于"), ("及", "及")), *((word[1], word[2]) for word in _DOUBLES[4:])
)
_MAY_BE_TORN = sign((_C, " "))
_FIRST, _SECOND = ("".join(dict.fromkeys(word[place] for word in _WORDS.split("|"))) for place in (0, 1))
_SPACE = later(f" (?:(?<=[{_C}] )(?=[{_C}] )|(?<=[{_FIRST}] )(?=[{_SECOND}]))")
"""What stands behind the first character of every torn word: looked for first, because spaces are rare."""
MOST = 5
"""Findings of this kind for one text; the rest looks alike."""
LEAST_PROSE = 16
"""Characters; in a shorter line the spaces may be there for looks."""


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="没有乱码、网页代码、断开的词和重复的词",
    hint="从原稿核对这几个字",
)
def item_garbled(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    for passage in passages(item):
        text = passage.text
        garbled = passage.may(_MAY_BE_GARBLED) and (_CHEAP.search(text) or _ASKED in text)
        for found in islice(_GARBLED.finditer(text), MOST) if garbled else ():
            kind = str(found.lastgroup)
            message, hint = _SAYS[kind]
            severity = Severity.REVIEW if kind in _UNSURE else None
            yield _answer(passage, site, found, message, hint, severity)
        doubled = passage.may(_MAY_DOUBLE) and _doubles().any_in(text)
        for found in _DOUBLED.finditer(text) if doubled else ():
            yield _answer(passage, site, found, f"“{found[0]}”重复", "删去多余的字", None)
        if passage.may(_MAY_BE_TORN):
            yield from _torn(passage, site)


@cache
def _doubles() -> WordSet:
    return WordSet(_DOUBLES)


def _torn(passage: Passage, site: Inspected) -> Iterator[Answer]:
    """Spaces that tear words in a line of prose; the cells of a table also stand apart by spaces."""
    text = passage.text
    if not passage.field and "<table" in passage.item.body.html:
        return
    end = 0
    for found in _torn_words(text):
        line = text[text.rfind("\n", 0, found.start()) + 1 :].partition("\n")[0]
        if len(line) >= LEAST_PROSE and found.start() >= end:
            yield _answer(passage, site, found, "词中间有空格", "删去空格", None)
        end = found.end() + 1


def _torn_words(text: str) -> Iterator[re.Match[str]]:
    end = 0
    for space in _SPACE.finditer(text):
        found = _TORN.match(text, space.start() - 1) if space.start() > end else None
        if found:
            yield found
            end = found.end()


def _answer(
    passage: Passage, site: Inspected, found: re.Match[str], message: str, hint: str, severity: Severity | None
) -> Answer:
    shown = excerpt(passage.text, *found.span())
    return Answer(passage.at(site, *found.span()), f"{message}：“{shown}”", hint, severity)
