"""The words after a verb -> its options, with answers in Chinese.

Invoke takes longer to import than one edited item takes to build, so a script run parses for itself. Standard library
only: this is on the way of every verb.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pipeline.environment import Refused

REST = "text"
"""The option that takes all words which no other one takes, joined by spaces."""
ASKED = "?"
"""Default of an option that the verb asks for at the terminal; free words fill such options in their order."""
MANY = ()
"""Default of an option that takes any number of words, each one by itself; one such option takes the free words."""


def parse(
    name: str,
    words: Sequence[str],
    options: Mapping[str, Any],
    texts: Mapping[str, str],
    path: Callable[[str, str], str],
) -> dict[str, Any]:
    """`options`: name -> default, ``...`` where it must be given; `path` (option, value) makes a path one from the
    project's folder. Raises Refused with the nearest right option.
    """
    if "args" in options:
        import shlex

        return {"args": shlex.join(words)}
    required = [option for option, default in options.items() if default in (..., ASKED)]
    many = next((option for option, default in options.items() if default == MANY), REST)
    given: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        flag, joined, value = word.partition("=")
        free = not flag.startswith("--")
        option = (next(iter(required), many) if free else flag[2:]).replace("-", "_")
        if option not in options:
            raise Refused(_unknown(name, word, [_shown(known) for known in options]))
        if options[option] == MANY:
            value = word if free else value if joined else next(rest, "")
            given[option] = (*given.get(option, ()), _typed(option, "", value, path))
        elif free and option in given:
            given[option] += " " + word
        elif free:
            required.remove(option)
            given[option] = _typed(option, options[option], word, path)
        elif options[option] is False:
            given[option] = _switched_on(flag, joined)
        else:
            given[option] = _typed(option, options[option], value if joined else _next(rest, options), path)
    missing = [option for option in options if options[option] is ... and option not in given]
    if missing:
        raise Refused(f"{name} 还需要：{texts[missing[0]]}。")
    return given


def _shown(option: str) -> str:
    return "--" + option.replace("_", "-")


def _unknown(name: str, word: str, known: Sequence[str]) -> str:
    flag = word.partition("=")[0]
    said = f"{name} 没有选项 {flag}。" if word.startswith("-") else f"{name} 多了“{word}”：内容里有空格的，整个加引号。"
    return said + nearest(flag, known)


def _next(rest: Iterator[str], options: Mapping[str, Any]) -> str:
    """The word behind an option; an option in its place says that it was forgotten."""
    value = next(rest, "")
    return "" if value.startswith("--") and value[2:].partition("=")[0].replace("-", "_") in options else value


def _switched_on(flag: str, joined: str) -> bool:
    if joined:
        raise Refused(f"选项 {flag} 后面不需要内容。")
    return True


def _typed(option: str, default: Any, value: str, path: Callable[[str, str], str]) -> Any:
    shown = _shown(option)
    if not value:
        raise Refused(f"选项 {shown} 后面缺少内容。")
    if isinstance(default, int):
        if not (value.isascii() and value.isdecimal()):
            raise Refused(f"选项 {shown} 应为 0 或更大的整数，现在是“{value}”。")
        return int(value)
    return path(option, value)


def nearest(wrong: str, right: Sequence[str]) -> str:
    import difflib

    near = difflib.get_close_matches(wrong, right, 1, 0.5)
    return f"是否应为 {near[0]}？" if near else "可用：" + "、".join(right) if right else ""


def help_of(name: str, purpose: str | None, texts: Mapping[str, str], options: Mapping[str, Any]) -> str:
    lines = [f"{name}  {purpose}"]
    for option, default in options.items():
        shown = option if default in (..., MANY, ASKED) or option == "args" else "--" + option.replace("_", "-")
        preset = f"（默认 {default}）" if default not in (..., None, False, "", MANY, ASKED) else ""
        lines.append(f"  {shown:<14}{texts[option]}{preset}")
    return "\n".join(lines)
