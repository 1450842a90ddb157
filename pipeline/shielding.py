"""Text as a report may print it: numbers, addresses and mails of persons made unreadable."""

import re

from pipeline.personal_data import may_tell, traces_in
from pipeline.standards import masked

_MAIL = re.compile(r"([A-Za-z0-9])[A-Za-z0-9._%+-]*(@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
_GAP = r"[^0-9A-Za-z\u4e00-\u9fff]{0,3}"


def shielded(text: str) -> str:
    """However a number is spaced; what cannot be found again as it is written is masked by its bare form."""
    if may_tell(text):
        for trace in traces_in(text):
            if trace.value in text:
                text = text.replace(trace.value, trace.masked)
            else:
                text = re.sub(_GAP.join(map(re.escape, trace.value)), trace.masked.replace("\\", ""), text)
    return masked(_MAIL.sub(r"\1***\2", text))
