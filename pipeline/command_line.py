"""The command line of the verbs: words in, an exit status out, and whatever goes wrong told in one Chinese sentence.

Standard library only: this runs before .venv is entered.
"""

from __future__ import annotations

import io
import os
import sys

from pipeline import troubles
from pipeline.environment import Refused, enter_environment
from pipeline.interrupts import INTERRUPTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from invoke.collection import Collection

    Verb = Callable[..., int]

OLDEST = (3, 11)
PATHS = {
    "content",
    "output",
    "store",
    "theme",
    "out",
    "target",
    "file",
    "files",
    "folder",
    "mapping",
    "history",
    "reports",
}
"""Options that name a file: seen from where the command was given."""


def options_of(function: Verb) -> dict[str, Any]:
    """Option name -> default, in the order of the definition; ``...`` where the option must be given."""
    code = function.__code__
    defaults = function.__kwdefaults__ or {}
    return {name: defaults.get(name, ...) for name in code.co_varnames[: code.co_kwonlyargcount]}


class CommandLine:
    """`verbs`: name -> its function and the texts of its options; `root`: where verbs run."""

    def __init__(self, verbs: Mapping[str, tuple[Verb, dict[str, str]]], root: str) -> None:
        self.verbs = verbs
        self.root = root
        self._started_in = os.getcwd()

    def parse(self, name: str, words: list[str]) -> dict[str, Any]:
        """Words after the verb -> keyword arguments. Raises Refused with the nearest right option."""
        from pipeline import arguments

        function, texts = self.verbs[name]
        return arguments.parse(name, words, options_of(function), texts, self._path)

    def _path(self, option: str, value: str) -> str:
        """From where verbs run; a place outside the project that was given whole stays as it was given."""
        if option not in PATHS:
            return value
        near = os.path.relpath(os.path.join(self._started_in, value), self.root)
        return os.path.normpath(value) if os.path.isabs(value) and near.startswith(os.pardir) else near

    def list_of_verbs(self) -> str:
        lines = (
            f"  {name:<17} {(function.__doc__ or '').splitlines()[0]}" for name, (function, _) in self.verbs.items()
        )
        return "\n".join(
            ("用法：python3 tasks.py 动词 [选项]", *lines, "看某个动词的选项：python3 tasks.py 动词 --help")
        )

    def run(self, name: str, options: dict[str, Any], debug: bool) -> int:
        """Call one verb. What goes wrong is told in one sentence, unless a developer asks for more."""
        try:
            os.chdir(self.root)
            return self.verbs[name][0](**options)
        except KeyboardInterrupt:
            print(INTERRUPTED, file=sys.stderr)
            return 130
        except BrokenPipeError:
            raise
        except Exception as fault:
            if debug and not isinstance(fault, Refused):
                raise
            tell(fault)
            return 2

    def main(self, words: list[str]) -> int:
        from pipeline.arguments import help_of, nearest

        debug = "--debug" in words
        words = [word for word in words if word != "--debug"]
        if not words or words[0] in ("-l", "--list", "-h", "--help"):
            print(self.list_of_verbs())
            return 0
        name, *rest = words
        try:
            if name not in self.verbs:
                raise Refused(f"没有动词 {name}。" + nearest(name, list(self.verbs)))
            if rest in (["-h"], ["--help"]):
                function, texts = self.verbs[name]
                print(help_of(name, function.__doc__, texts, options_of(function)))
                return 0
            options = self.parse(name, rest)
        except Refused as refused:
            tell(refused)
            return 2
        return self.run(name, options, debug)

    def collection(self) -> Collection:
        """The same verbs for ``inv``."""
        from invoke.collection import Collection
        from invoke.tasks import Task

        verbs = Collection()
        for name, (_, texts) in self.verbs.items():
            verbs.add_task(Task(self._adapted(name), name=name, help=texts))
        return verbs

    def _adapted(self, name: str) -> Callable[..., None]:
        """Invoke reads options from the signature and passes a context first."""
        import inspect

        def body(context: object, **options: Any) -> None:
            sys.exit(self.run(name, options, "--debug" in sys.argv))

        function = self.verbs[name][0]
        first = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        parameters = inspect.signature(function).parameters.values()
        # a list is what Invoke gathers repeated options in
        own = [one.replace(default=[]) if one.default == () else one for one in parameters]
        body.__signature__ = inspect.Signature([first, *own])  # type: ignore[attr-defined]
        body.__doc__ = function.__doc__
        return body

    def start(self) -> None:
        """As a script: into .venv, then the words given; never returns."""
        sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 - None where it was closed from the start
        sys.stderr = sys.stderr or sys.stdout
        _speak_chinese(sys.stdout)
        _speak_chinese(sys.stderr)
        if sys.version_info < OLDEST:
            print("错误 需要 Python 3.11 或更新的版本，现在是 " + sys.version.split()[0] + "。", file=sys.stderr)
            sys.exit(2)
        try:
            enter_environment()
        except (Refused, OSError) as fault:
            tell(fault)
            sys.exit(2)
        try:
            status = self.main(sys.argv[1:])
            sys.stdout.flush()
            sys.stderr.flush()
        except BrokenPipeError:  # the reader went away, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            status = 2
        except OSError as fault:  # what is said goes to a file, and the disk is full
            tell(fault)
            status = 2
        os._exit(status)  # taking a large site apart object by object costs more than rebuilding a page


def _speak_chinese(stream: Any) -> None:
    """Where the machine's language has no Chinese, in UTF-8; a rare character that a terminal lacks stops no verb."""
    if isinstance(stream, io.TextIOWrapper):
        try:
            INTERRUPTED.encode(stream.encoding)
            stream.reconfigure(errors="backslashreplace")
        except UnicodeEncodeError:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def tell(fault: Exception) -> None:
    known = str(fault) if isinstance(fault, Refused) else troubles.told(fault)
    text = known or f"程序没有完成：{type(fault).__name__}: {fault}（加 --debug 可看到出错位置）"
    print("错误 " + text, file=sys.stderr)
