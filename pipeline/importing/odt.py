"""What a text of LibreOffice hides that its conversion would show. Runs in the limited child."""

import zipfile
from io import BytesIO

from pipeline.extraction_xml import elements
from pipeline.importing.arrival import Arrived, Remark, Unfit

_CONTENT = "content.xml"


def look_through(raw: bytes) -> Arrived:
    """Nothing; raises Unfit where a section or a paragraph is not to be seen, or only under some condition."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        found = elements(BytesIO(package.read(_CONTENT)), ("section", "hidden-paragraph"))
        hidden = [
            Remark("hidden-section", "", values.get("name", "")) if name == "section" else Remark("hidden-paragraph")
            for name, values in found
            if (values.get("display", "true") != "true" if name == "section" else values.get("is-hidden") != "false")
        ]
    if hidden:
        raise Unfit(*hidden)
    return Arrived("", {}, ())
