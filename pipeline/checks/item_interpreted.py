"""A rule or a normative document is explained."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import INTERPRETATION_NORM
from pipeline.terms import LegalRank, Relation, Validity

_EXPLAINED = frozenset({LegalRank.RULE, LegalRank.NORMATIVE})
_STANDING = frozenset({Validity.IN_FORCE, Validity.AMENDED})


@check(
    severity=Severity.WARNING,
    clause=INTERPRETATION_NORM,
    about="规章和行政规范性文件有政策解读",
    hint="在政策解读栏目发布解读，“解读文件”写本文件的索引号",
    kinds=("document",),
)
def item_interpreted(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    row = item.row
    rank = item.details.get("legal_rank")
    if rank not in _EXPLAINED or row.validity not in _STANDING or row.path not in site.register.shown_paths:
        return
    relations = site.register.relations.get(row.path, ())
    if not any(relation is Relation.INTERPRETED_BY for relation, _ in relations):
        yield Answer(item.at("legal_rank"), f"{rank}“{row.title}”没有政策解读")
