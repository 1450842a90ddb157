"""The state of validity agrees with the dates of the document."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import FILE_STATE
from pipeline.terms import Relation, Validity

_STANDING = (Validity.IN_FORCE, Validity.AMENDED)


@check(
    severity=Severity.ERROR,
    clause=FILE_STATE,
    about="有效性与失效日期、废止日期一致",
    hint="改正“有效性”或日期",
    kinds=("document",),
)
def item_validity(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    details = item.details
    validity = item.row.validity
    expires, repealed = details.get("expires_on") or "", details.get("repealed_on") or ""
    effective = details.get("effective_on") or ""
    if not (expires or repealed or effective or validity in (Validity.EXPIRED, Validity.REPEALED)):
        return
    place = item.at("validity")
    if expires and expires < site.day and validity in _STANDING:
        yield Answer(
            place,
            f"有效期到 {expires} 已届满，但有效性仍为“{validity}”",
            "“有效性”改为“失效”；继续执行的，公布延期文件",
        )
    if repealed and repealed <= site.day and validity in _STANDING:
        yield Answer(place, f"已于 {repealed} 废止，但有效性仍为“{validity}”", "“有效性”改为“废止”")
    if validity == Validity.EXPIRED and not expires:
        yield Answer(place, "有效性为“失效”，但没有写失效日期", "补上“失效日期”", Severity.WARNING)
    if validity == Validity.REPEALED and not repealed and not _overruled(item, site):
        yield Answer(place, "有效性为“废止”，但没有写废止日期，也没有文件废止它", "补上“废止日期”", Severity.WARNING)
    for marked, day, name in ((Validity.EXPIRED, expires, "失效"), (Validity.REPEALED, repealed, "废止")):
        if validity == marked and day > site.day:
            yield Answer(place, f"{name}日期是 {day}，还没有到，有效性已写“{validity}”", "到了那一天再改，或核对日期")
    if effective and effective < item.row.dated_on:
        message = f"施行日期 {effective} 早于成文日期 {item.row.dated_on}"
        yield Answer(item.at("effective_on"), message, "核对两个日期；确有溯及力的，不必改", Severity.REVIEW)
    if expires and effective and expires < effective:
        yield Answer(item.at("expires_on"), f"失效日期 {expires} 早于施行日期 {effective}", "核对两个日期")


def _overruled(item: CheckedItem, site: Inspected) -> bool:
    relations = {relation for relation, _ in site.register.relations.get(item.row.path, ())}
    return bool(relations & {Relation.REPEALED_BY, Relation.REPLACED_BY})
