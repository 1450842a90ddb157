"""No item's date is forged: it is not older than its way into the repository allows, and nobody moved it since."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.provenance import BULK, Honesty, Verdict, by_commit
from pipeline.standards import VETO_SAFETY
from pipeline.store import IndexRow


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="发布时间与提交记录相符，没有倒签，公开以后没有改动",
    hint="改为实际发布的时间；确属更正或补录的，由提交人以外的人复核，在提交说明中另起一行写“日期复核: 姓名 理由”",
)
def site_provenance(site: Inspected) -> Iterator[Answer]:
    forged = [(row, verdict) for row in site.register.shown if (verdict := _forged(row, site))]
    for verdict, rows in by_commit(forged):
        if len(rows) <= BULK:
            for row in rows:
                yield Answer(site.item(row.path).at("published_at"), _told(row, verdict, site))
        else:
            commit = verdict.commit
            message = (
                f"提交 {commit.name}（{commit.day}，{commit.author}）一次带入 {len(rows)} 条发布时间早于入库日期的信息，"
                f"如 {rows[0].file}"
            )
            hint = "导入历史信息的，在每条的页头写“导入: {来源: …, 日期: …}”，或由另一人复核后在提交说明中写“日期复核: 姓名 理由”"
            yield Answer(site.place("site.yaml:建站日期"), message, hint)


def _forged(row: IndexRow, site: Inspected) -> Verdict | None:
    verdict = site.verdict(row)
    if verdict is None or verdict.honesty not in (Honesty.BACK_DATED, Honesty.CHANGED):
        return None
    imported = site.details(row.path).get("imported")
    return None if imported and imported["on"] == row.day else verdict


def _told(row: IndexRow, verdict: Verdict, site: Inspected) -> str:
    commit = verdict.commit
    vain = f"；提交说明里的“{commit.refused}”没有算数" if commit.refused else ""
    if verdict.honesty is Honesty.CHANGED:
        former = f"与已删除的 content/{verdict.former}.md 是同一条信息，" if verdict.former else ""
        return f"{former}公开以后发布时间由 {verdict.day} 改为 {row.published_at}（提交 {commit.name}，{commit.day}，{commit.author}）{vain}"
    imported = site.details(row.path).get("imported")
    evidence = f"，与页头“导入”的日期 {imported['on']} 不同" if imported else ""
    return f"发布时间 {row.published_at} 早于入库日期 {commit.day} 一个工作日以上（提交 {commit.name}，{commit.author}）{evidence}{vain}"
