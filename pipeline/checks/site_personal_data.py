"""The tables of the site name no identity numbers, bank cards or other numbers of persons: pages show what they say."""

import re
from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.personal_data import Trace, may_tell, traces_in
from pipeline.personal_words import EXAMPLES, PERSONAL_DATA, SAID, WORDS, DataKind

_KINDS = frozenset({DataKind.IDENTITY, DataKind.OLD_IDENTITY, DataKind.MOBILE, DataKind.BANK_CARD, DataKind.PASSPORT})
_CONTACT = re.compile(r"(?:联系电话|传真|申请渠道)[\"']? *:[^,}\n]*")
"""Fields for telephones, which another check looks at."""


@check(
    severity=Severity.ERROR,
    clause=PERSONAL_DATA,
    about="基础表（site.yaml、authorities.yaml、columns.yaml 等）中没有身份证号、手机号、银行卡号等个人信息",
    hint="从表里删去",
)
def site_personal_data(site: Inspected) -> Iterator[Answer]:
    for file in sorted(site.content.glob("*.yaml")):
        try:
            text = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if may_tell(text):
            lines = _CONTACT.sub("", text).split("\n")
            for number, line in enumerate(lines, 1):
                for trace in _of(line):
                    said = WORDS[trace.kind]
                    sentence = SAID.format(where="", count=1, name=said.name, examples=EXAMPLES.format(trace.masked))
                    place = Location(f"content/{file.name}", number, 1)
                    yield Answer(place, f"{file.name} {sentence}", said.hint, said.severity)


def _of(line: str) -> list[Trace]:
    return [trace for trace in traces_in(line) if trace.kind in _KINDS] if may_tell(line) else []
