"""No wording that the phrase lists call wrong."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.passages import passages
from pipeline.phrase_list import PhraseList, read_phrase_lists
from pipeline.standards import VETO_SAFETY


@check(
    severity=Severity.WARNING,
    clause=VETO_SAFETY,
    about="没有词表列出的错误写法",
    hint="按词表改正；确实无误的，在词表这一条下加“例外”",
)
def item_phrases(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    lists = _lists(site)
    for passage in passages(item):
        for hit in lists.hits(passage.text):
            wrong, phrase = passage.text[hit.start : hit.end], hit.phrase
            message = f"“{wrong}”应为“{phrase.right}”" if phrase.right else f"“{wrong}”不应使用"
            if phrase.note:
                message += f"（{phrase.note}）"
            severity = Severity.REVIEW if phrase.unsure else None
            yield Answer(passage.at(site, hit.start, hit.end), message, severity=severity)


def _lists(site: Inspected) -> PhraseList:
    found = site.kept.get("item-phrases")
    if not isinstance(found, PhraseList):
        found = site.kept["item-phrases"] = read_phrase_lists(site.content, site.site.phrase_lists)
    return found
