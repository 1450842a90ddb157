"""The quarterly circular on the inspection of sites and new media: Markdown for an item, and its annex as tables.

Only what the reports counted; what no program can decide is said to be open, and no verdict is given for it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.finding import Severity
from pipeline.phrases import long_day
from pipeline.statements.inspections import Found, Quarter, SiteQuarter
from pipeline.statements.sheets import Sheet
from pipeline.statements.statement_text import table
from pipeline.statements.statistics import Update
from pipeline.statements.statistics_page import UPDATES_HEAD, update_row

Sites = Mapping[str, SiteQuarter]
Rows = list[tuple[str | int, ...]]
TITLE = "关于{year}年第{quarter}季度政府网站与政务新媒体检查情况的通报"
NUMERALS = "一二三四"
OTHERS = "整个网站、基础表"
WITHOUT = "（网站）"
WIDE = {",": "\uff0c", ";": "\uff1b", ":": "\uff1a"}
_NARROW = re.compile(r"(?<=[\u4e00-\u9fff\u201d\uff09])[,;:](?=[\u4e00-\u9fff\u201c\uff08])")
MOST_KINDS = 15
"""The text names so many kinds of fault; the annex all of them."""
SITES_HEAD = ("网站", "检查次数", "单项否决", "错误", "警告", "需人工复核", "季度内发现", "已整改", "整改率（%）")
KINDS_HEAD = ("检查项目", "本季度发现", "已整改", "尚未整改", "涉及网站")
AUTHORITIES_HEAD = ("单位", "本季度发现", "已整改", "尚未整改", "其中错误")
ACCOUNTS_HEAD = ("网站", "账号", "结论", "未达到的指标")
OPEN_HEAD = ("网站", "单位", "栏目", "级别", "检查项目", "位置", "问题")


def title_of(quarter: Quarter) -> str:
    return TITLE.format(year=quarter.year, quarter=NUMERALS[quarter.number - 1])


def share(part: int, whole: int) -> str:
    """In per cent, to one decimal; of nothing there is no share."""
    return f"{100 * part / whole:.1f}" if whole else "\u2014"


def sites_table(sites: Sites) -> Rows:
    rows: Rows = []
    for name, one in sites.items():
        open_ones = Counter(found.severity for found in one.last.found)
        verdict = "未触发" if one.passed else "、".join(what for part, what, of in one.last.failed if not of)
        numbers = [open_ones[severity.value] for severity in Severity]
        rectified, seen = len(one.rectified), len(one.seen)
        rows.append((name, one.reports, verdict, *numbers, seen, rectified, share(rectified, seen)))
    return rows


def kinds_table(sites: Sites, abouts: Mapping[str, str]) -> Rows:
    """By check, what was found most first. `abouts`: check -> what it asks."""
    seen: Counter[str] = Counter()
    mended: Counter[str] = Counter()
    where: dict[str, set[str]] = {}
    for name, one in sites.items():
        for found in one.seen.values():
            seen[found.fault[0]] += 1
            where.setdefault(found.fault[0], set()).add(name)
        mended.update(found.fault[0] for found in one.rectified)
    ordered = sorted(seen.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(_wide(abouts.get(k, k)), n, mended[k], n - mended[k], len(where[k])) for k, n in ordered]


def _wide(text: str) -> str:
    """Punctuation as it is printed in Chinese; what checks say of themselves is written with half-width signs."""
    return _NARROW.sub(lambda sign: WIDE[sign[0]], text)


def authorities_table(sites: Sites) -> Rows:
    found: dict[str, list[tuple[Found, bool]]] = {}
    for name, one in sites.items():
        for kin, each in one.seen.items():
            body = each.authority or f"{name}{WITHOUT}"
            found.setdefault(body, []).append((each, kin not in one.left))
    rows: Rows = []
    for body, listed in found.items():
        left = [each for each, mended in listed if not mended]
        errors = sum(each.severity == Severity.ERROR for each in left)
        rows.append((body, len(listed), len(listed) - len(left), len(left), errors))
    return sorted(rows, key=lambda row: (-int(row[3]), -int(row[1]), str(row[0])))


def accounts_table(sites: Sites) -> Rows:
    rows: Rows = []
    for name, one in sites.items():
        for account in one.last.accounts:
            failed = "、".join(what for _, what, of in one.last.failed if of == account)
            rows.append((name, account, "不合格" if failed else "程序检查的指标未触发", failed))
    return rows


def open_table(sites: Sites) -> Rows:
    labels = {severity.value: severity.label for severity in Severity}
    return [
        (name, found.authority, found.column, labels.get(found.severity, ""), *found.fault)
        for name, one in sites.items()
        for found in one.last.found
    ]


def annex(sites: Sites, abouts: Mapping[str, str], updates: Sequence[Update], month: str) -> list[Sheet]:
    """`updates`: how the columns were kept up in that month (YYYY-MM), the last of the quarter or the present one."""
    kept = list(map(update_row, updates))
    return [
        Sheet("各网站检查情况", SITES_HEAD, sites_table(sites)),
        Sheet("问题分类", KINDS_HEAD, kinds_table(sites, abouts)),
        Sheet("各单位问题与整改", AUTHORITIES_HEAD, authorities_table(sites)),
        Sheet("政务新媒体", ACCOUNTS_HEAD, accounts_table(sites)),
        Sheet("尚未整改的问题", OPEN_HEAD, open_table(sites)),
        *([Sheet(f"栏目更新情况 {month}", UPDATES_HEAD, kept)] if kept else []),
    ]


def body(quarter: Quarter, sites: Sites, abouts: Mapping[str, str]) -> str:
    return "\n".join(_lines(quarter, sites, abouts)) + "\n"


def _lines(quarter: Quarter, sites: Sites, abouts: Mapping[str, str]) -> Iterator[str]:
    name = f"{quarter.year}年第{NUMERALS[quarter.number - 1]}季度"
    first, last = min(one.first.as_of for one in sites.values()), max(one.last.as_of for one in sites.values())
    days = "至".join(dict.fromkeys(long_day(day[:10]) for day in (first, last)))
    yield f"现将{name}政府网站与政务新媒体检查情况通报如下。检查时间为{days}。"
    yield from ("", "## 一、总体情况", "", _overall(sites), "", *table(SITES_HEAD, sites_table(sites)))
    accounts = accounts_table(sites)
    if accounts:
        failed = [row for row in accounts if row[3]]
        yield from ("", _media(len(accounts), len(failed)))
        yield from ("", *table(ACCOUNTS_HEAD, failed)) if failed else ()
    kinds = kinds_table(sites, abouts)
    yield from ("", "## 二、存在的主要问题", "")
    yield from table(KINDS_HEAD, kinds[:MOST_KINDS]) if kinds else ("本季度没有发现问题。",)
    if len(kinds) > MOST_KINDS:
        yield from ("", f"另有 {len(kinds) - MOST_KINDS} 类问题，见附件。")
    yield from ("", "## 三、整改情况", "", _rectified(sites), "")
    yield from table(AUTHORITIES_HEAD, authorities_table(sites)) if kinds else ()
    yield from ("", "## 四、有关要求", "", _demands(sites))


def _overall(sites: Sites) -> str:
    passed = sum(one.passed for one in sites.values())
    reports = sum(one.reports for one in sites.values())
    return (
        f"共检查网站 {len(sites)} 个、{reports} 次。按季度内最后一次检查，程序能判定的单项否决指标均未触发的 "
        f"{passed} 个，占 {share(passed, len(sites))}%。"
        "安全事故、站点能否访问等不能由程序判定的指标，以监测和人工核查为准。"
    )


def _media(whole: int, failed: int) -> str:
    return f"检查政务新媒体账号 {whole} 个，不合格 {failed} 个，合格率 {share(whole - failed, whole)}%。"


def _rectified(sites: Sites) -> str:
    seen = sum(len(one.seen) for one in sites.values())
    mended = sum(len(one.rectified) for one in sites.values())
    return f"季度内共发现问题 {seen} 个，已整改 {mended} 个，整改率 {share(mended, seen)}%；同一问题多次检查只计一个。"


def _demands(sites: Sites) -> str:
    left = sum(len(one.last.found) for one in sites.values())
    if not left:
        return "请各单位继续做好信息发布审核和日常检查。"
    return f"尚未整改的 {left} 个问题见附件，请有关单位逐项整改，并举一反三、全面自查。"


def demonstration(sites: Iterable[SiteQuarter]) -> bool:
    return any(one.last.demonstration for one in sites)
