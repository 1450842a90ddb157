"""Signs that no font of the machine has: a finding, never an empty box in a picture."""

from pipeline.media.channel import Fault
from pipeline.media.typeface import Typefaces
from pipeline.media.wording import HINT_GLYPH, NO_GLYPH
from pipeline.standards import HOUSE_RULE

MOST_TOLD = 12


def lacking(faces: Typefaces, text: str, what: str) -> list[Fault]:
    missing = faces.missing(text)
    if not missing:
        return []
    signs = " ".join(f"{sign}(U+{ord(sign):04X})" for sign in missing[:MOST_TOLD])
    return [Fault("body", NO_GLYPH.format(what=what, signs=signs), HINT_GLYPH, HOUSE_RULE)]
