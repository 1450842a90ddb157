"""Search over the Whoosh index, the index of record: for editors at the command line and for the search service.

A change makes a new folder out of the old one and a small segment, checked before anybody is led to it. Answers
are those of an index made anew, but for how common terms are thought to be (`scoring.commonness`): that is counted when
the index is made anew, or taken from the static index when there is one, so that both plan alike.
"""

import json
import threading
import zlib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from pipeline.search.answering import answer
from pipeline.search.backend import Answer, Document, Request, Suggestion
from pipeline.search.query import Lexicon, parse
from pipeline.search.scoring import BUCKETS, commonness
from pipeline.search.static_backend import StaticBackend
from pipeline.search.whoosh_folder import Sums, current, one_writer
from pipeline.search.whoosh_making import Place, make_anew, make_changed
from pipeline.search.whoosh_opening import Opened, open_checked
from pipeline.search.whoosh_reading import WhooshIndex

NOTHING = WhooshIndex([], [], commonness(()))
SPARE = 2000
"""Dead documents that do not matter, however small the site."""
NO_STAMPS: Mapping[str, str] = {}
Suggest = Callable[[str], list[Suggestion]]


class WhooshBackend:
    """`root` holds the folders of the index, `static` the files of the static index, if there are any.

    Searches may come from many threads; changes wait for those of other processes. Raises NotTrusted where the index is
    not one that this project wrote, and Faulty, leaving the index as it was, when the new one does not find its own.
    """

    def __init__(
        self, root: Path, lexicon: Lexicon | None = None, static: Path | None = None, suggest: Suggest | None = None
    ) -> None:
        """`lexicon`: instead of the one that goes with the index."""
        self.root, self.static = root, static
        self._lexicon, self._suggest = lexicon, suggest
        self._sums = Sums()
        self._opening = threading.Lock()
        self._opened: Opened | None = None

    def search(self, request: Request, deadline: float | None = None) -> Answer:
        """`deadline` is a moment of `time.monotonic`; raises TooLate after it."""
        opened = self.opened()
        lexicon = self._lexicon or (lexicon_from(opened.lexicon) if opened else None)
        return answer(opened.numbered if opened else NOTHING, parse(request.text, lexicon), request, deadline)

    def version(self) -> str:
        """Changes with the answers. Raises FileNotFoundError when there is no index yet."""
        opened = self.opened()
        if opened is None:
            raise FileNotFoundError(self.root)
        return opened.folder

    def suggest(self, text: str) -> list[Suggestion]:
        return self._suggest(text) if self._suggest else []

    def upsert(self, documents: Iterable[Document]) -> None:
        """Those that are there as they are cost nothing; of the same path the last counts."""
        self.change(documents)

    def delete(self, paths: Iterable[str]) -> None:
        self.change((), paths)

    def change(
        self,
        documents: Iterable[Document],
        gone: Iterable[str] = (),
        stamps: Mapping[str, str] = NO_STAMPS,
        lexicon: bytes | None = None,
    ) -> None:
        """`stamps`: see `stamps()`; `lexicon`: as `lexicon.lexicon_file` writes it, it goes with the index from now."""
        with one_writer(self.root):
            before = self.opened()
            place = self._place(lexicon, stamps)
            self._opened = make_changed(place, before, documents, gone) if before else make_anew(place, documents)

    def rebuild(
        self,
        documents: Iterable[Document],
        stamps: Mapping[str, str] = NO_STAMPS,
        lexicon: bytes | None = None,
        workers: int = 0,
    ) -> None:
        """The index holds these and no others; what was there is not looked at."""
        with one_writer(self.root):
            self._opened = make_anew(self._place(lexicon, stamps), documents, workers)

    def _place(self, lexicon: bytes | None, stamps: Mapping[str, str]) -> Place:
        sketch = static_sketch(self.static) if self.static else None
        return Place(self.root, self._sums, sketch, lexicon, stamps)

    def stamps(self) -> Mapping[str, str]:
        """Path -> what is kept of the document there, to know a changed one by."""
        opened = self.opened()
        return opened.digests if opened else NO_STAMPS

    def is_worn(self, changes: int) -> bool:
        """Whether it is better made anew than changed so often: too much in it is dead, or about to be."""
        opened = self.opened()
        if opened is None:
            return True
        size, live = opened.numbered.size, opened.numbered.live
        return changes + size - live > max(SPARE, size // 3)

    def opened(self) -> Opened | None:
        """The index as it is now, opened anew when another was switched in; None when there is none yet."""
        for _ in range(3):  # the folder read of may be gone when there were two switches meanwhile
            folder = current(self.root)
            if folder is None or (self._opened and self._opened.folder == folder.name):
                return self._opened if folder else None
            with self._opening:
                if not folder.is_dir():
                    continue
                if self._opened is None or self._opened.folder != folder.name:
                    self._opened = open_checked(folder, self._sums, self._opened)
                return self._opened
        return None


@lru_cache(maxsize=2)
def lexicon_from(file: bytes) -> Lexicon:
    read = json.loads(file)
    synonyms = {plain: tuple(official) for plain, official in read.get("synonyms", {}).items()}
    return Lexicon(synonyms, tuple(read.get("fillers", ())))


def static_sketch(folder: Path) -> bytes | None:
    """Of the static index below `folder`; None when there is none, or it cannot be read."""
    try:
        sketch = StaticBackend(folder).index.sketch()
    except (OSError, EOFError, ValueError, TypeError, LookupError, zlib.error):
        return None
    return sketch if len(sketch) == BUCKETS // 2 else None
