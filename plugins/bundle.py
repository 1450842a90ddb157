"""Modules of scripts as one file: what a page needs at once comes with one request, without comments and white space.

Each module becomes a function that is called once and gives what it exports. The modules are the theme's own, written
in one manner (see `_IMPORT` and `_EXPORT`); what is written in another stops the build.
"""

import re
from collections.abc import Callable, Mapping

import rjsmin

MANNER = f"1 {rjsmin.__version__}"
"""Changes with what this file makes of the same modules."""
_IMPORT = re.compile(r'^import (?:\{(?P<names>[^}]*)\} from |\* as (?P<all>\w+) from )?"(?P<to>[^"]+)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
_OTHERWISE = re.compile(r"^(?:import\b(?!\s*\()|export\b|await\b).*", re.MULTILINE)
_AS = re.compile(r"(\w+) as (\w+)")


class NotBundled(Exception):
    """A module says what this file does not understand, or modules need each other in a circle."""


def bundled(entry: str, read: Callable[[str], str], target: Callable[[str, str], str]) -> str:
    """The script for `entry`: `read` gives the text of a module, `target(module, written)` the module an import means.

    An entry that exports something is a module still; one that neither imports nor exports stays what it is.
    """
    text = read(entry)
    if not _IMPORT.search(text) and not _EXPORT.search(text):
        return str(rjsmin.jsmin(_understood(entry, text))) + "\n"
    order: dict[str, int] = {}
    parts: list[str] = []
    _gather(entry, read, target, order, parts, ())
    exported = _EXPORT.findall(text)
    if exported:
        parts.append(f"export const {{ {', '.join(exported)} }} = {_name(order[entry])};")
    return str(rjsmin.jsmin("\n".join(parts))) + "\n"


def _gather(
    module: str,
    read: Callable[[str], str],
    target: Callable[[str, str], str],
    order: dict[str, int],
    parts: list[str],
    above: tuple[str, ...],
) -> None:
    """What a module needs stands before it."""
    if module in above:
        raise NotBundled(f"{' -> '.join((*above, module))}: modules need each other in a circle")
    if module in order:
        return
    text = read(module)
    needed = {found["to"]: target(module, found["to"]) for found in _IMPORT.finditer(text)}
    for other in needed.values():
        _gather(other, read, target, order, parts, (*above, module))
    order[module] = len(order)
    parts.append(_enclosed(module, text, {to: _name(order[other]) for to, other in needed.items()}, order[module]))


def _enclosed(module: str, text: str, names: Mapping[str, str], number: int) -> str:
    exported = _EXPORT.findall(text)
    inside = _understood(module, _EXPORT.sub("", _IMPORT.sub(lambda found: _taken(found, names), text)))
    return f"const {_name(number)} = (() => {{\n{inside}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _understood(module: str, text: str) -> str:
    strange = _OTHERWISE.search(text)
    if strange:
        raise NotBundled(f"{module}: {strange[0]}")
    return text


def _taken(found: re.Match[str], modules: Mapping[str, str]) -> str:
    source = modules[found["to"]]
    if found["all"]:
        return f"const {found['all']} = {source};"
    names = _AS.sub(r"\1: \2", found["names"] or "")
    return f"const {{{names}}} = {source};" if names else ""


def _name(number: int) -> str:
    return f"$module{number}"
