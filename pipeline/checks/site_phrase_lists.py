"""The phrase lists that the site names are there and can be read: an unread list finds nothing wrong."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.phrase_list import PhraseList, read_phrase_lists
from pipeline.standards import HOUSE_RULE

_QUOTES_NOTHING = frozenset(f"source-{fault}" for fault in ("encoding", "broken-utf8", "too-large", "empty-table"))
UNQUOTED = "词表的这一行写法有误，没有采用（不在 content/ 里的文件，不引用原文）"

UNQUOTED_IDLE = "词表的这一条与别的重复或自相矛盾（不在 content/ 里的文件，不引用原文）"


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="site.yaml“词表”和 content/terms/ 中的词表都能读取",
    hint="每条写“误”和“正”，可加“语境”“例外”“说明”",
)
def site_phrase_lists(site: Inspected) -> Iterator[Answer]:
    lists = read_phrase_lists(site.content, site.site.phrase_lists)
    for name, reason in lists.missing.items():
        why = f"读不出来（{reason}）" if reason else "不是 .yaml 文件，没有读"
        message = f"词表“{name}”{why}，其中的写法没有检查"
        yield Answer(site.place("site.yaml:词表"), message, "核对路径，或从“词表”中删去")
    for finding in lists.findings:
        # A branch may name a file of the machine that is no list: what stands in it is not told.
        unquoted = finding.location.path in lists.outside and finding.check not in _QUOTES_NOTHING
        yield Answer(finding.location, UNQUOTED if unquoted else finding.message, "" if unquoted else finding.hint)
    for place, message in _idle(lists):
        yield Answer(place, UNQUOTED_IDLE if place.path in lists.outside else message)


def _idle(lists: PhraseList) -> Iterator[tuple[Location, str]]:
    """Rows that can never do what they were written for."""
    first: dict[tuple[str, tuple[str, ...]], Location] = {}
    for phrase, place in zip(lists.phrases, lists.places, strict=True):
        for wrong in phrase.wrong:
            before = first.setdefault((wrong, phrase.context), place)
            if before is not place:
                where = "前面" if before.path in lists.outside else f" {before.path}:{before.line} "
                yield place, f"“{wrong}”在{where}已有，这一条不起作用"
            if wrong == phrase.right:
                yield place, f"“误”和“正”都是“{wrong}”，写对的也会报"
        for allowed in phrase.allowed:
            if not any(wrong in allowed for wrong in phrase.wrong):
                yield place, f"例外“{allowed}”里没有“误”的写法，不起作用"
