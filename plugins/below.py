"""A site that lies in a folder of its host: pages are rendered as if it did not, then every address gets the folder.

One place for templates, bodies and all that filters make; scripts and style sheets find their way by where they lie.
"""

import re

_TAG = re.compile(rb"""<[a-zA-Z](?:[^<>"']|"[^"]*"|'[^']*')*>""")
_ADDRESS = re.compile(
    rb"""(\s(?:(?:href|src|action|formaction|poster|data|cite|srcset)\s*=\s*["']?|content\s*=\s*["']?0; url=))/(?!/)""",
    re.IGNORECASE,
)
_FURTHER = re.compile(rb"""(\ssrcset\s*=\s*)("[^"]*"|'[^']*')""", re.IGNORECASE)


def below(base: str, page: bytes) -> bytes:
    """The page with `base` (`/portal`) before each address that begins at the root; text is left alone."""
    folder = base.encode()

    def moved(tag: re.Match[bytes]) -> bytes:
        found = _ADDRESS.sub(rb"\1" + folder + b"/", tag[0])
        return _FURTHER.sub(lambda one: one[1] + re.sub(rb"(,\s*)/(?!/)", rb"\1" + folder + b"/", one[2]), found)

    return _TAG.sub(moved, page)
