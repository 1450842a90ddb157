"""Any number of files and folders -> drafts, with what is to be said of each file."""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.fresh_header import Words
from pipeline.importing.arrival import Remark, Unfit
from pipeline.importing.draft import Target, make_draft
from pipeline.importing.gate import Gate
from pipeline.importing.placing import Waiting
from pipeline.serials import Serials

LOCKS = ("~$", ".")
"""How names of files begin that programs leave beside those they work on."""
MOST_FILES = 2000
Progress = Callable[[int, int, Path], None]


@dataclass(slots=True)
class Outcome:
    """One file: `path` of its draft below content/ ("" when it was refused), why it was, what did not come along, and
    which fields wait for the editor.
    """

    file: Path
    path: str = ""
    title: str = ""
    refused: tuple[Remark, ...] = ()
    remarks: Sequence[Remark] = ()
    blanks: tuple[str, ...] = ()
    files: tuple[str, ...] = field(default=())


def listed(places: Iterable[Path]) -> Iterator[Path]:
    """The files as given, and those of folders, sorted; what programs leave lying about is no file."""
    for place in places:
        if place.is_dir() and not place.is_symlink():
            for folder, folders, names in os.walk(place):
                folders.sort()
                yield from (Path(folder, name) for name in sorted(names) if not name.startswith(LOCKS))
        else:
            yield place


def import_files(
    files: Sequence[Path], target: Target, words: Words, progress: Progress | None = None, gate: Gate | None = None
) -> list[Outcome]:
    """Place a draft of every file that is fit; when it ends early, by a fault or by hand, content/ is as it was.

    Raises Taken and OSError.
    """
    serials = Serials(target.content)
    with contextlib.ExitStack() as open_, Waiting(target.content) as waiting:
        outcomes = []
        gate = gate or open_.enter_context(Gate())
        for number, file in enumerate(files, 1):
            if progress:
                progress(number, len(files), file)
            outcomes.append(_one(file, gate, waiting, target, serials, words))
        waiting.place()
    return outcomes


def _one(file: Path, gate: Gate, waiting: Waiting, target: Target, serials: Serials, words: Words) -> Outcome:
    try:
        draft = make_draft(gate.read(file), file, target, serials, words)
        wrong = list(waiting.findings_of(draft, target.kind_key))
        if wrong:
            raise Unfit(*(Remark("unread", "", finding) for finding in wrong))
    except Unfit as unfit:
        return Outcome(file, refused=unfit.reasons)
    except RecursionError:  # deeper than any paper that was meant to be read
        return Outcome(file, refused=(Remark("too-complex"),))
    remarks = list(dict.fromkeys(draft.remarks))
    return Outcome(file, draft.path, draft.title, (), remarks, draft.blanks, tuple(draft.files))
