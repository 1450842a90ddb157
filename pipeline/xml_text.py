"""Text that XML allows. Reading refuses such characters already; where one slips through, it must not cost the file."""

import re

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""XML 1.0, production 2: everything that is not a Char."""


def xml_text(text: str) -> str:
    return NOT_XML.sub("", text)
