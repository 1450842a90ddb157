"""The annual reports of an authority are complete from the first year to the last that is due."""

from collections import defaultdict
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ART_49, report_clause, report_due


@check(
    severity=Severity.ERROR,
    clause=ART_49,
    about="政府信息公开年报逐年连续，每年一份，按期公布",
    hint="补上所缺年度的报告；起始年不对的，改 authorities.yaml 的“年报起始年”；机关已撤并的，写“年报截止年”",
)
def site_annual_reports(site: Inspected) -> Iterator[Answer]:
    years = _years(site)
    for key, authority in site.tables.authorities.items():
        if not authority.platform:
            continue
        place = site.place(f"authority:{key}")
        if not authority.reports_from:
            message = f"{authority.name}设有公开平台，但没有写年报起始年"
            yield Answer(place, message, "补上“年报起始年”", Severity.WARNING)
            continue
        for year in range(authority.reports_from, site.as_of.year):
            due = report_due(authority.level, year)
            if authority.owes_report(year) and year not in years[key] and site.as_of > due:
                message = f"{authority.name}没有 {year} 年度的政府信息公开年报（应在 {due} 前公布）"
                yield Answer(place, message, clause=report_clause(authority.level))
        for year, paths in sorted(years[key].items()):
            yield from _again(site, f"{authority.name} {year} 年度", paths)


def _years(site: Inspected) -> defaultdict[str, dict[int, list[str]]]:
    """Authority -> year -> its reports, the newest first."""
    found: defaultdict[str, dict[int, list[str]]] = defaultdict(dict)
    for row in site.register.shown:
        if row.kind == "annual_report":
            found[row.authority].setdefault(int(site.details(row.path)["year"]), []).append(row.path)
    return found


def _again(site: Inspected, whose: str, paths: list[str]) -> Iterator[Answer]:
    """Only the newest is shown in lists and counted in sums."""
    for path in paths[1:]:
        message = f"{whose}的年报还有一份 {paths[0]}，一览和汇总只用新的那一份"
        yield Answer(
            site.item(path).at("year"), message, "只留一份；已更正的，旧的撤回，写明日期和原因", Severity.WARNING
        )
