"""What a change since some commit could affect: the items, pages, columns and findings that a reviewer must see."""

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.annual.shelf import KIND as ANNUAL_REPORT
from pipeline.census import FOLDER as CENSUS
from pipeline.check import Inspected
from pipeline.delivery.ledger import FOLDER as SENT
from pipeline.finding import Finding, Location, Severity
from pipeline.git_log import OPTIONS, clean_environment
from pipeline.item import REFERENCES
from pipeline.kind import field_labels
from pipeline.kinds import KINDS
from pipeline.model import Site
from pipeline.phrases import CHANGE_FAULTS
from pipeline.provenance import Honesty
from pipeline.source import read_item_source
from pipeline.store import IndexRow
from pipeline.table_set import ColumnNode
from pipeline.tables import SPECIAL, STATEMENTS
from pipeline.terms import ColumnType
from pipeline.word_set import WordSet

CODE = (
    "pipeline/", "plugins/", "themes/", "tasks.py", "pelicanconf.py", "requirements.",
    ".ci/", ".github/workflows/", ".github/actions/", ".gitlab-ci.yml", ".forgejo/workflows/", ".gitea/workflows/",
)  # fmt: skip
"""Where the program stands, and what a code platform runs, from the project's root."""
MOST_ITEMS = 400
"""When more items changed than this, looking for pages that show them costs more than checking every page."""
MIXED = "change-mixed"
_SOUND = (Honesty.HONEST, Honesty.VOUCHED, Honesty.SCHEDULED)
BRACKET = "\u3014"
"""Stands in every document number, by which a text may speak of a document without a link."""
_LABELS = {name: key for kind in KINDS.values() for key, name in field_labels(kind).items()}


class NoBase(Exception):
    """There is no such commit, no repository, or (`apart`) nothing that both have in common."""

    def __init__(self, told: str, apart: bool = False) -> None:
        super().__init__(told)
        self.apart = apart


@dataclass(frozen=True, slots=True)
class Change:
    """`content`: paths below content/ that changed since `commit`; `code`: files of the program, from the root."""

    commit: str
    content: tuple[str, ...]
    code: tuple[str, ...]
    before: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    """The items among them as they were: path below content/ and bytes."""


def branching(content: Path, base: str) -> str:
    """The commit at which the files as they stand branched off from `base`. Raises NoBase."""
    if base.startswith("-") or not content.is_dir():
        raise NoBase(base)
    _git(content, "rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
    try:
        return _git(content, "merge-base", base, "HEAD").strip()
    except NoBase as fault:
        raise NoBase(str(fault), apart=True) from None


def read_change(content: Path, base: str) -> Change:
    """The difference between the files as they stand and where they branched off from `base`. Raises NoBase."""
    commit = branching(content, base)
    root = Path(_git(content, "rev-parse", "--show-toplevel").strip())
    prefix = _git(content, "rev-parse", "--show-prefix").strip()
    listed = _git(root, "diff", "--name-only", "--no-renames", "-z", commit, "--").split("\0")
    listed += _git(root, "ls-files", "--others", "--exclude-standard", "-z").split("\0")
    paths = sorted({path for path in listed if path})
    inside = tuple(path.removeprefix(prefix) for path in paths if path.startswith(prefix))
    code = tuple(_code(root, commit, base, [path for path in paths if path.startswith(CODE)]))
    before = tuple(_before(root, commit, prefix, [path for path in inside if path.endswith(".md")]))
    return Change(commit, inside, code, before)


def uncommitted(content: Path) -> list[str]:
    """Files of content/ that differ from the last commit, by the names that git gives them."""
    root = Path(_git(content, "rev-parse", "--show-toplevel").strip())
    prefix = _git(content, "rev-parse", "--show-prefix").strip()
    told = _git(root, "diff", "--name-only", "--no-renames", "-z", "HEAD", "--", prefix or ".")
    told += _git(root, "ls-files", "--others", "--exclude-standard", "-z", "--", prefix or ".")
    return sorted({path for path in told.split("\0") if path})


def _code(root: Path, commit: str, base: str, changed: Sequence[str]) -> Iterator[str]:
    """The branch's own changes of the program: what it committed, and what stands there otherwise than in the base.

    A pull request is checked with the program of its base, which then lies over that of the branch; so what lies there
    as in the base is nobody's change, and what the branch committed is one although it does not lie there.
    """
    words = ("diff", "--name-only", "--no-renames", "-z", commit, "HEAD", "--")
    committed = {path for path in _git(root, *words).split("\0") if path.startswith(CODE)}
    loose = [path for path in changed if path not in committed]
    known = dict(_before(root, base, "", loose))
    for path in sorted({*committed, *loose}):
        file = root / path
        here = file.read_bytes() if file.is_file() else None
        if path in committed or here != known.get(path):
            yield path


def _git(folder: Path, *words: str) -> str:
    done = _run(folder, *words)
    if done.returncode:
        raise NoBase(done.stderr.decode("utf-8", "replace").strip() or " ".join(words))
    return done.stdout.decode("utf-8", "surrogateescape")


def _run(folder: Path, *words: str, asked: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
    options = [word for option in OPTIONS for word in ("-c", option)]
    command = ("git", "-C", str(folder), *options, *words)
    environment = clean_environment()
    del environment["GIT_NO_LAZY_FETCH"]  # of a partial clone, what an item was would seem never to have been
    try:
        return subprocess.run(command, input=asked, capture_output=True, env=environment, check=False)
    except FileNotFoundError as fault:
        raise NoBase(str(fault)) from None


def _before(root: Path, commit: str, prefix: str, paths: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """One process for all; what did not exist then is left out."""
    asked = "".join(f"{commit}:{prefix}{path}\n" for path in paths if "\n" not in path)
    done = _run(root, "cat-file", "--batch", asked=asked.encode(errors="surrogateescape"))
    if done.returncode:
        raise NoBase(done.stderr.decode("utf-8", "replace").strip())
    out, at = done.stdout, 0
    for path in (path for path in paths if "\n" not in path):
        end = out.index(b"\n", at)
        head, at = out[at:end], end + 1
        if not head.endswith(b" missing"):
            size = int(head.rpartition(b" ")[2])
            yield path, out[at : at + size]
            at += size + 1


# what it could affect -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scope:
    """`everything`: tables, a picture of theirs or code changed, so no page can be left out. Items and columns by path,
    pages by file.
    """

    base: str
    everything: bool
    items: frozenset[str] = frozenset()
    pages: frozenset[str] = frozenset()
    places: frozenset[Location] = frozenset()
    """Rows of tables that the change touches, of columns, authorities and accounts, and the fields in them."""
    folders: frozenset[str] = frozenset()
    """Of changed items, for what else lies there, which an item may have named before."""

    def concerns(self, finding: Finding) -> bool:
        place = finding.location
        if self.everything or finding.check == MIXED or place in self.places:
            return True
        where, _, path = place.path.partition("/")
        if where == "output":
            return f"/{path}" in self.pages or not path.endswith(".html")
        if where != "content":
            return False
        return path.rpartition(".")[0] in self.items or (
            not path.endswith(".md") and path.rpartition("/")[0] in self.folders
        )


def scope_of(site: Inspected, change: Change, base: str) -> Scope:
    shown_everywhere = set(site.tables.pictures)
    if change.code or any(_is_table(path) or path in shown_everywhere for path in change.content):
        return Scope(base, everything=True)
    changed = set(_changed_items(site, change.content))
    if len(changed) > MOST_ITEMS:
        return Scope(base, everything=True)
    names = _Names()
    for path in changed:
        names.add_row(path, site.register.rows.get(path))
        if path in site.sources_left_out:
            names.add_header(path, site.sources_left_out[path].encode())
    for path, raw in change.before:
        names.add_header(path.removesuffix(".md"), raw)
    items = changed | set(_related(site, changed, names))
    columns = set(_columns(site, changed, names))
    asked = site.tables.accounts if any(path.startswith(f"{CENSUS}/") for path in change.content) else ()
    places = {site.tables.columns[path].location for path in columns}
    places |= {site.place(f"authority:{key}") for key in names.authorities if key in site.tables.authorities}
    places |= {site.place(f"account:{account.platform}:{account.account_id}") for account in asked}
    places |= {*_rows_that_name(site, names), *_told_of_dates(site, changed), *_told_of_columns(site, changed)}
    rows = set(map(str, places))
    places |= {place for name, place in site.tables.places.items() if name.rpartition(":")[0] in rows}
    folders = {path.rpartition("/")[0] for path in change.content} | changed | ({STATEMENTS, SENT} if items else set())
    pages = _pages(site, items, changed, columns, names)
    return Scope(base, False, frozenset(items), frozenset(pages), frozenset(places), folders=frozenset(folders))


def _is_table(path: str) -> bool:
    return path.endswith(".yaml")


def _changed_items(site: Inspected, paths: Iterable[str]) -> Iterator[str]:
    """Paths of items; a file beside items belongs to those of its folder, for one of them may have lost it.

    Those are among them that are no items now, for what they lost.
    """
    beside = {}
    for path in paths:
        if path.endswith(".md"):
            yield path.removesuffix(".md")
        else:
            beside[path.rpartition("/")[0]] = path
    for path in (*site.register.rows, *site.sources_left_out) if beside else ():
        if path in beside or path.rpartition("/")[0] in beside:
            yield path


class _Names:
    """Everything by which another item may speak of the changed ones, as they are and as they were."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.columns: set[str] = set()
        self.authorities: set[str] = set()
        self.targets: set[str] = set()

    def add_row(self, path: str, row: IndexRow | None) -> None:
        self.names |= {path, f"/{path}.html", f"content/{path}.md"}
        if row is not None:
            self.names |= {row.index_number, row.document_number} - {""}
            self.columns.update(row.also_columns)
            self.authorities.add(row.authority)
            for targets in row.references().values():
                self.targets.update(targets)

    def add_header(self, path: str, raw: bytes) -> None:
        header = read_item_source(f"content/{path}.md", raw).header
        self.names |= {path, f"/{path}.html", f"content/{path}.md"}
        self.names.update(_texts(header, "index_number", "document_number"))
        self.columns.update(column.strip("/") for column in _texts(header, "also_in"))
        self.authorities.update(_texts(header, "authority"))
        self.targets.update(_texts(header, *REFERENCES))


def _texts(header: dict[str, object], *fields: str) -> Iterator[str]:
    for name in fields:
        value = header.get(_LABELS[name])
        yield from (str(part) for part in (value if isinstance(value, list) else [value]) if part)


def _related(site: Inspected, changed: set[str], names: _Names) -> Iterator[str]:
    """Items that speak of a changed one, of which it speaks or spoke, or that bear the same number."""
    register = site.register
    for path in changed:
        yield from (other for _, other in register.relations.get(path, ()))
    yield from (found for target in names.targets if (found := register.resolve(target)))
    for path, row in register.rows.items():
        same = row.index_number in names.names or row.document_number in names.names
        if same or any(target in names.names for target in _spoken_of(row)):
            yield path
    yield from _reports_beside(site, changed, names)
    cited = WordSet(name for name in names.names if BRACKET in name)
    yield from (path for path, words in site.store.words(BRACKET) if cited.any_in(words)) if cited.words else ()


def _reports_beside(site: Inspected, changed: set[str], names: _Names) -> Iterator[str]:
    """Annual reports that carry on or sum up what a changed one tells."""
    if any(node.kind == ANNUAL_REPORT for node in _nodes(site, changed)):
        known = site.tables.authorities
        above = {known[key].parent for key in names.authorities if key in known}
        for path, row in site.register.rows.items():
            if row.kind == ANNUAL_REPORT and row.authority in names.authorities | above:
                yield path


def _rows_that_name(site: Inspected, names: _Names) -> Iterator[Location]:
    """Redirects to or from a changed item, and accounts that say where the notice of their end stands."""
    for redirect in site.tables.redirects:
        if names.names.intersection((redirect.old, redirect.new.partition("#")[0])):
            yield site.place(f"redirect:{redirect.old}")
    for account in site.tables.accounts:
        if names.names.intersection(_forms(account.closing_notice or "")):
            yield site.place(f"account:{account.platform}:{account.account_id}")


def _spoken_of(row: IndexRow) -> Iterator[str]:
    for targets in row.references().values() if row.refs else ():
        for target in targets:
            yield from _forms(target)
    yield from (target for _, target, _ in (row.body_links() if row.links else ()))


def _told_of_dates(site: Inspected, changed: set[str]) -> Iterator[Location]:
    """Where is told once, for the whole site, what commits tell of many dates, or that they tell nothing."""
    history = site.history
    if history is None or site.site.as_of == site.day:
        return
    verdicts = (site.verdict(site.register.rows[path]) for path in changed & site.register.shown_paths)
    if history.silence or any(verdict and verdict.honesty not in _SOUND for verdict in verdicts):
        yield site.place(f"site.yaml:{Site.model_fields['launched_on'].alias}")


def _told_of_columns(site: Inspected, changed: set[str]) -> Iterator[Location]:
    """Where is told, once for all columns, how reviews are written, and of each authority that rules are lacking which
    those of the portal would stand for.
    """
    columns = [node.column for node in _nodes(site, changed)]
    if any(column.reviews for column in columns):
        yield from (place for name, place in site.tables.places.items() if name.startswith("reviews:"))
    if any(column.column_type is ColumnType.DISCLOSURE_RULES for column in columns):
        bodies = site.tables.authorities.items()
        yield from (site.place(f"authority:{key}") for key, authority in bodies if authority.platform)


def _nodes(site: Inspected, changed: set[str]) -> Iterator[ColumnNode]:
    """The columns of changed items, and those above."""
    return (node for path in changed for node in site.tables.ancestors(path.rpartition("/")[0]))


def _forms(target: str) -> tuple[str, str]:
    """As written, and the path that it is if it is none of a number."""
    return target, target.strip("/").removeprefix("content/").removesuffix(".md").removesuffix(".html")


def _columns(site: Inspected, changed: set[str], names: _Names) -> Iterator[str]:
    """Their own columns with those above, those they also stand or stood in, and all special columns, which choose."""
    tables = site.tables
    for path in changed:
        folder = path.rpartition("/")[0]
        yield from (node.path for node in tables.ancestors(folder))
    for path in names.columns:
        yield from (node.path for node in tables.ancestors(path))
    yield from (path for path, node in tables.columns.items() if node.kind == SPECIAL)


def _pages(site: Inspected, items: set[str], changed: set[str], columns: set[str], names: _Names) -> Iterator[str]:
    """Pages of the items, of the columns and of the authorities, the home page, and all that lead to a changed item."""
    folders = {f"/{path}" for path in columns} | {""}
    bodies = tuple(f"/{key}/" for key in names.authorities)
    sought = re.compile(b"|".join(re.escape(f"/{path}.html".encode()) for path in sorted(changed)) or rb"(?!)")
    for file in site.files:
        if not file.endswith(".html"):
            continue
        own = file[1:-5] in items or file.rpartition("/")[0] in folders or any(body in file for body in bodies)
        if own or sought.search(Path(f"{site.output}{file}").read_bytes()):
            yield file


def mixed(change: Change) -> Iterator[Finding]:
    """Text and program changed together: who reviews the one does not see the other."""
    if change.code and change.content:
        message, hint = CHANGE_FAULTS["mixed"]
        facts = {"content": len(change.content), "code": len(change.code)}
        yield Finding(Location(change.code[0]), MIXED, Severity.REVIEW, message.format(**facts), hint=hint)
