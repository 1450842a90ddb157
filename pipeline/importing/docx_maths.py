"""A formula of a Word document as one line of text: nothing is left out, what binds together stays together."""

from collections.abc import Callable, Iterable
from typing import Any

MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RAISED = str.maketrans(
    "0123456789+-n", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207a\u207b\u207f"
)
_LOWERED = str.maketrans("0123456789+-", "\u2080\u2081\u2082\u2083\u2084\u2085\u2086\u2087\u2088\u2089\u208a\u208b")
_SUM, _BESIDE = "\u222b", "|"
"""Signs that Word means where it writes none: of a sum or an integral, and between the parts in brackets."""
Line = Callable[[Any], str]


def line_of(formula: Any) -> str:
    """`formula`: an element of Office Math, or anything with such below it."""
    return _FORMS.get(_name(formula), _all)(formula)


def _all(element: Any) -> str:
    """Text between, such as that in Chinese, is a run of Word."""
    if element.tag == f"{_WORD}t":
        return element.text or ""
    return "".join(map(line_of, element))


def _name(element: Any) -> str:
    return element.tag.removeprefix(MATHS) if isinstance(element.tag, str) else ""


def _run(run: Any) -> str:
    return "".join(part.text or "" for part in run.iter(f"{MATHS}t", f"{_WORD}t"))


def _part(element: Any, name: str) -> str:
    found = element.find(f"{MATHS}{name}")
    return line_of(found) if found is not None else ""


def _sign(element: Any, name: str, otherwise: str) -> str:
    """A sign that the properties of an element tell."""
    found = element.find(f"{MATHS}{_name(element)}Pr/{MATHS}{name}")
    return otherwise if found is None else str(found.get(f"{MATHS}val") or "")


def _bound(text: str) -> str:
    """In brackets where it would otherwise fall apart."""
    return text if len(text) <= 1 or text.isalnum() else f"({text})"


def _raised(text: str) -> str:
    return _small(text, _RAISED, "^")


def _lowered(text: str) -> str:
    return _small(text, _LOWERED, "_")


def _small(text: str, signs: dict[int, int], mark: str) -> str:
    small = text.translate(signs)
    return small if all(ord(sign) in signs for sign in text) else mark + _bound(text)


def _fraction(element: Any) -> str:
    return f"{_bound(_part(element, 'num'))}/{_bound(_part(element, 'den'))}"


def _scripts(element: Any) -> str:
    sub, raised = _part(element, "sub"), _part(element, "sup")
    return _bound(_part(element, "e")) + (_lowered(sub) if sub else "") + (_raised(raised) if raised else "")


def _scripts_before(element: Any) -> str:
    return _lowered(_part(element, "sub")) + _raised(_part(element, "sup")) + _part(element, "e")


def _root(element: Any) -> str:
    return _raised(_part(element, "deg")) + "\u221a" + _bound(_part(element, "e"))


def _sum(element: Any) -> str:
    sub, raised = _part(element, "sub"), _part(element, "sup")
    limits = (_lowered(sub) if sub else "") + (_raised(raised) if raised else "")
    return _sign(element, "chr", _SUM) + limits + _bound(_part(element, "e"))


def _brackets(element: Any) -> str:
    inner = _sign(element, "sepChr", _BESIDE).join(line_of(part) for part in element.iterchildren(f"{MATHS}e"))
    return _sign(element, "begChr", "(") + inner + _sign(element, "endChr", ")")


def _accent(element: Any) -> str:
    return _part(element, "e") + _sign(element, "chr", "\u0302")


def _limit_below(element: Any) -> str:
    return _part(element, "e") + _lowered(_part(element, "lim"))


def _limit_above(element: Any) -> str:
    return _part(element, "e") + _raised(_part(element, "lim"))


def _rows(element: Any) -> str:
    return "[" + "; ".join(_cells(row.iterchildren(f"{MATHS}e")) for row in element.iterchildren(f"{MATHS}mr")) + "]"


def _lines(element: Any) -> str:
    return "; ".join(line_of(part) for part in element.iterchildren(f"{MATHS}e"))


def _cells(parts: Iterable[Any]) -> str:
    return ", ".join(map(line_of, parts))


_FORMS: dict[str, Line] = {
    "r": _run,
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "acc": _accent,
    "limLow": _limit_below,
    "limUpp": _limit_above,
    "m": _rows,
    "eqArr": _lines,
}
