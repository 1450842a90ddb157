"""The subject is one of the national catalogue."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import near
from pipeline.standards import SUBJECT_CATALOGUE
from pipeline.terms import SUBJECTS

KNOWN = frozenset(SUBJECTS) | {f"{first}\\{second}" for first, children in SUBJECTS.items() for second in children}


@check(
    severity=Severity.ERROR,
    clause=SUBJECT_CATALOGUE,
    about="主题分类取自统一的主题目录",
    hint=r"写作“一级\二级”，如 综合政务\政务公开",
)
def item_topic(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    topic = item.row.topic
    if topic and topic not in KNOWN:
        yield Answer(item.at("topic"), f"主题分类“{topic}”不在统一目录中{near(topic, KNOWN)}")
