"""The tree of a Word document part: small things that all who work on it do."""

from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement

P, R, T, BOX = qn("w:p"), qn("w:r"), qn("w:t"), qn("w:txbxContent")
BLIP = f"{{{nsmap['a']}}}blip"
VML = "urn:schemas-microsoft-com:vml"


def all_of(root: Any, *names: str) -> list[Any]:
    """A list, for who changes the tree meanwhile."""
    return list(root.iter(*names))


def text_of(element: Any) -> str:
    return "".join(part.text or "" for part in element.iter(T))


def new_text(text: str) -> Any:
    held = OxmlElement("w:t")
    held.text = text
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return held


def new_run(text: str) -> Any:
    run = OxmlElement("w:r")
    run.append(new_text(text))
    return run


def replace(element: Any, parts: list[Any]) -> None:
    """Put others in the place of an element, which goes with all that is left in it."""
    parent = element.getparent()
    if parent is None:
        return
    for part in parts:
        element.addprevious(part)
    parent.remove(element)
