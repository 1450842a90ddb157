"""The verb `review`: build the branch and what it branched off from, compare them, and tell a reviewer.

The work tree is not touched: the base is taken out of git into a folder of its own, and the report appears whole or not
at all. Raises Refused.
"""

import io
import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from datetime import date
from pathlib import Path

from pipeline.branch_changes import Fate, FieldChange, ItemChange, TextOf, changed_items
from pipeline.changes import MIXED, Change, NoBase, read_change, uncommitted
from pipeline.check import Inspected
from pipeline.environment import Refused
from pipeline.extraction import Extraction
from pipeline.finding import Finding
from pipeline.inspection import inspect
from pipeline.phrases import listing, no_base
from pipeline.provenance import History, read_history
from pipeline.register import Register
from pipeline.reviews import ReviewStep
from pipeline.shielding import shielded
from pipeline.signers import Reviewed, reviewed, rule_for
from pipeline.still import Still, affected, title_of
from pipeline.store import AttachmentRow, Outdated, Store
from pipeline.table_diff import table_changes
from pipeline.tables import Tables, read_tables
from pipeline.terms import ItemStatus
from plugins import host
from plugins.branch_html import html
from plugins.branch_markdown import markdown
from plugins.branch_told import PageChange, Picture, Sign, Told, sums, verdict
from plugins.days import is_day, moment

NOTE = "这是改动的预览，不是正式网页，请勿转发。画虚线的链接没有放进预览。"
NOTE_BEFORE = "这是改动以前的样子，只供对照。画虚线的链接没有放进预览。"
MARK = "review.md"
"""By this file a folder is known to be a report that may be replaced."""
MOST_STILLS, MOST_PICTURES = 150, 6
FAULTY_SIGNS = frozenset({"item-review-people", "item-review-distinct", "item-review-order", "item-review-late"})
PERSONAL = frozenset({"item-personal-data", "item-attachment-personal-data"})
BASE_FOLDER = "review-base"


def review(base: str, out: str, as_of: str | None, *, pictures: bool, content: str = "content") -> int:
    """0 when nothing blocks and no signature is missing, 1 otherwise."""
    if not is_day(as_of):
        raise Refused(f"日期“{as_of}”不对，请写成 YYYY-MM-DD。")
    folder = _free(Path(out))
    try:
        change = read_change(Path(content), base)
    except NoBase as fault:
        raise Refused(no_base(base, str(fault), fault.apart)) from None
    with host.only_one(Path(host.STORE)):
        if host.build(as_of=as_of, content=content) > 1:
            return 2
        tables = read_tables(Path(content).resolve())
        if tables.site is None or not tables.columns:
            raise Refused("site.yaml 或 columns.yaml 有错误，改好再审。")
        old = _base_built(change, Path(content), as_of)
        try:
            told = _Reviewing(base, change, tables, Path(content), old, as_of, folder).told(pictures)
        except Outdated:
            raise Refused("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build。") from None
        finally:
            shutil.rmtree(_draft(folder), ignore_errors=True)
    print(
        f"{sums(told)}\n{verdict(told)}\n报告：{folder}/index.html（给人看）、{folder}/{MARK}（贴进合并请求）、{folder}/site/（预览）。"
    )
    return int(told.blocks or told.unsigned > 0)


def _free(folder: Path) -> Path:
    place = folder.resolve()
    for name in ("content", "output", "themes", "pipeline", "plugins", "docs", "tests"):
        room = Path(name).resolve()
        if place == room or place.is_relative_to(room) or room.is_relative_to(place):
            raise Refused(f"报告不能写到 {folder}：它与 {name}/ 重叠。请换一个目录，如 var/review。")
    if folder.exists() and not (folder / MARK).is_file() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"{folder} 里已有别的文件，没有覆盖。请换一个目录。")
    return folder


def _draft(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.part")


# the base -------------------------------------------------------------------------------------------------------------


def _base_built(change: Change, content: Path, as_of: str | None) -> Path:
    """The folder with content/, output/ and store of the commit that the branch left; kept for the next time."""
    place = Path(host.STORE).with_name(BASE_FOLDER)
    _taken_out(content, change.commit, place)
    if not (place / "store.sqlite").is_file():
        shutil.rmtree(place / "output", ignore_errors=True)
        shutil.copytree("output", place / "output")
        for suffix in ("-wal", ""):  # the store itself last: with it the copy is whole
            if Path(f"{host.STORE}{suffix}").is_file():
                shutil.copy2(f"{host.STORE}{suffix}", place / f"store.sqlite{suffix}")
    tables = read_tables(place / "content")
    if tables.site is None or not tables.columns:
        raise Refused("与它分开的那一次提交里没有可用的 content/（site.yaml、columns.yaml 缺少或有错误），不能比较。")
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        status = host.build(
            as_of=as_of, content=str(place / "content"), output=str(place / "output"), store=str(place / "store.sqlite")
        )
    if status > 1:
        raise Refused(f"改动以前的网站生成不了，不能比较：{said.getvalue().strip()[-300:]}")
    return place


def _taken_out(content: Path, commit: str, place: Path) -> None:
    """content/ of a commit, through an index of its own, so that neither the work tree nor git's index is touched."""
    shutil.rmtree(place / "content", ignore_errors=True)
    (place / "content").mkdir(parents=True)
    index = (place / "index").resolve()
    index.unlink(missing_ok=True)
    own = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")} | {
        "GIT_INDEX_FILE": str(index)
    }
    prefix = subprocess.run(
        ["git", "-C", str(content), "rev-parse", "--show-prefix"], capture_output=True, text=True, check=True, env=own
    ).stdout.strip()
    root = subprocess.run(
        ["git", "-C", str(content), "rev-parse", "--show-toplevel"], capture_output=True, text=True, check=True, env=own
    ).stdout.strip()
    tree = subprocess.run(
        ["git", "-C", root, "rev-parse", "-q", "--verify", f"{commit}:{prefix.rstrip('/')}"],
        capture_output=True, text=True, check=False, env=own,
    )  # fmt: skip
    try:
        if tree.returncode == 0:
            for words in (
                ("read-tree", tree.stdout.strip()),
                ("checkout-index", "-a", "-f", "-q", f"--prefix={(place / 'content').resolve()}/"),
            ):
                subprocess.run(["git", "-C", root, *words], check=True, capture_output=True, env=own)
    finally:
        index.unlink(missing_ok=True)


# the comparison -------------------------------------------------------------------------------------------------------


class _Reviewing:
    def __init__(
        self, base: str, change: Change, tables: Tables, content: Path, old: Path, as_of: str | None, folder: Path
    ) -> None:
        self.base, self.change, self.tables, self.content, self.old = base, change, tables, content, old
        assert tables.site is not None
        self.as_of = moment(as_of or "", tables.site.as_of)
        self.folder = folder

    def told(self, pictures: bool) -> Told:
        with Store(self.old / "store.sqlite", readonly=True) as before, Store(Path(host.STORE), readonly=True) as after:
            items = self._items(before, after)
            register = Register(self.tables, {row.path: row for row in after.index()}, self.as_of)
            history = read_history(self.content, Path(host.STORE).with_name("history.sqlite"))
            findings, elsewhere = self._findings(after, register, history, items)
            files = list(affected(before.outputs(), after.outputs(), self.old / "output", Path("output")))
            back = _with_personal_data(items, findings)
            draft = _draft(self.folder)
            shutil.rmtree(draft, ignore_errors=True)
            pages = self._pages(draft, files, items, back)
            told = self._all(
                items, self._signs(after, register, history, items, findings), findings, elsewhere, pages, back
            )
        shots = self._pictures(draft, told) if pictures else []
        whole = told if not shots else replace(told, pictures=shots)
        (draft / "index.html").write_text(html(whole), encoding="utf-8")
        (draft / MARK).write_text(markdown(told), encoding="utf-8")
        shutil.rmtree(draft / "before", ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        draft.replace(self.folder)
        return whole

    def _all(
        self,
        items: Sequence[ItemChange],
        signs: dict[str, list[Sign]],
        findings: Sequence[Finding],
        elsewhere: int,
        pages: Sequence[PageChange],
        back: Sequence[str],
    ) -> Told:
        tables = self.tables
        assert tables.site is not None
        paths = {path for item in items for path in (item.path, item.was) if path}
        loose = [path for path in self.change.content if not _belongs(path, paths) and not path.endswith(".yaml")]
        columns = {path: " › ".join(node.column.title for node in tables.ancestors(path)) for path in tables.columns}
        return Told(
            site=tables.site.name,
            base=self.base,
            commit=self.change.commit,
            as_of=self.as_of,
            items=items,
            columns=columns,
            authorities={key: one.name for key, one in tables.authorities.items()},
            signs=signs,
            findings=findings,
            elsewhere=elsewhere,
            tables={path: self._table(path) for path in self.change.content if path.endswith(".yaml")},
            others=loose,
            code=self.change.code,
            pages=pages,
            kept_back=back,
            redirected=frozenset(redirect.old for redirect in tables.redirects),
            uncommitted=uncommitted(self.content),
        )

    def _items(self, before: Store, after: Store) -> list[ItemChange]:
        there = {
            os.path.relpath(os.path.join(folder, name), self.content).removesuffix(".md").replace(os.sep, "/")
            for folder, _, names in os.walk(self.content)
            for name in names
            if name.endswith(".md")
        }
        there = {path for path in there if path.partition("/")[0] in self.tables.columns}
        changed = {path.removesuffix(".md") for path in self.change.content}
        beside = Extraction(Path(host.STORE))
        try:
            names = {key: f"{one.name}（{key}）" for key, one in self.tables.authorities.items()}
            found = changed_items(
                before,
                after,
                there,
                names,
                self._text_of(beside, self.old / "content"),
                self._text_of(beside, self.content),
            )
        finally:
            beside.close()
        # What could not be read before and still cannot is no change of this branch, unless it touched the file.
        return [item for item in found if item.fate is not Fate.UNREAD or item.path in changed]

    @staticmethod
    def _text_of(extraction: Extraction, content: Path) -> TextOf:
        def text_of(row: AttachmentRow) -> str:
            return extraction.text_of(row, content / row.file)

        return text_of

    def _table(self, path: str) -> list[FieldChange]:
        def read(folder: Path) -> bytes:
            file = folder / path
            return file.read_bytes() if file.is_file() and not file.is_symlink() else b""

        return table_changes(read(self.old / "content"), read(self.content))

    def _findings(
        self, store: Store, register: Register, history: History, items: Sequence[ItemChange]
    ) -> tuple[list[Finding], int]:
        inspection = inspect(
            store,
            register,
            Path("output"),
            content=self.content,
            history=history,
            kept=Path(host.STORE).with_name("checks.sqlite"),
            change=self.change,
            base=self.base,
        )
        paths = {item.path for item in items}
        touched = {f"content/{path}" for path in self.change.content}
        own = [
            finding
            for finding in inspection.findings
            if finding.check == MIXED or finding.location.path in touched or _place(finding) in paths
        ]
        return own, len(inspection.findings) - len(own)

    def _signs(
        self,
        store: Store,
        register: Register,
        history: History,
        items: Sequence[ItemChange],
        findings: Sequence[Finding],
    ) -> dict[str, list[Sign]]:
        faults: dict[str, list[str]] = {}
        for finding in findings:
            if finding.check in FAULTY_SIGNS and not finding.waived:
                faults.setdefault(_place(finding), []).append(finding.message)
        day = date.fromisoformat(self.as_of[:10])
        site = Inspected(register, store, Path("output"), day, frozenset(), content=self.content, history=history)
        found = {}
        for item in items:
            row = register.rows.get(item.path)
            public = row is not None and row.status == ItemStatus.PUBLISHED
            rule = rule_for(self.tables, row.column, row.authority) if row and public else None
            hands = reviewed(site.item(item.path), site) if row and rule else None
            if hands:
                wrong = faults.get(item.path, [])
                found[item.path] = [_sign(step, hands, wrong) for step in hands.rule.steps]
        return found

    # the preview ------------------------------------------------------------------------------------------------------

    def _pages(
        self, draft: Path, files: Sequence[tuple[str, bool, bool]], items: Sequence[ItemChange], back: Sequence[str]
    ) -> list[PageChange]:
        assert self.tables.site is not None
        site, hidden = self.tables.site, {f"{path}.html" for path in back}
        own = [f"{item.path}.html" for item in items]
        there = [file for file, _, now in files if now and file.endswith(".html") and not file.startswith("hant/")]
        first = sorted(there, key=lambda file: (file not in own, file))
        kept = [file for file in first if file not in hidden][:MOST_STILLS]
        Still(Path("output"), draft / "site", site.base, site.domain, NOTE).take(kept)
        was = [f"{item.was or item.path}.html" for item in items]
        Still(self.old / "output", draft / "before", site.base, site.domain, NOTE_BEFORE).take(was)
        (draft / "site").mkdir(parents=True, exist_ok=True)
        (draft / "site" / "robots.txt").write_text("User-agent: *\nDisallow: /\n", encoding="utf-8")
        chosen = frozenset(kept)
        return [
            PageChange(
                file,
                shielded(title_of((Path("output") if now else self.old / "output") / file)),
                had,
                now,
                f"site/{file}" if file in chosen else "",
            )
            for file, had, now in files
        ]

    def _pictures(self, draft: Path, told: Told) -> list[Picture]:
        """Of items that have a page before or after; nothing where there is no browser."""
        from pipeline.screenshots import browser, screenshots

        shown = [item for item in told.items if item.path not in told.kept_back]
        pairs = [
            (item.path, draft / "before" / f"{item.was or item.path}.html", draft / "site" / f"{item.path}.html")
            for item in shown
        ]
        pairs = [pair for pair in pairs if pair[1].is_file() or pair[2].is_file()][:MOST_PICTURES]
        chromium = browser() if pairs else ""
        taken = screenshots(chromium, [page for pair in pairs for page in pair[1:]]) if chromium else []
        both = zip(pairs, taken[::2], taken[1::2], strict=False)
        return [Picture(pair[0], before, after) for pair, before, after in both if before or after]


def _sign(step: ReviewStep, hands: Reviewed, wrong: Sequence[str]) -> Sign:
    """Who signed, or who may. `wrong`: what checks say of the reviews of the item, each naming those it is about."""
    signed = [
        f"{one.name}（{'提交 ' + one.commit if one.commit else '页头'}）" for one in hands.all if one.step == step
    ]
    able = list(dict.fromkeys(one.name for one in hands.rule.who_may(step)))
    stale = hands.stale(step)
    told = [f"{stale.name}审过以后又改了" if stale else "", f"可由{listing(able)}审" if able else ""]
    holds = hands.holds(step)
    fault = "；".join(one for one in wrong if step.value in one) if holds else ""
    return Sign(step.value, holds, listing(signed) if holds else "；".join(filter(None, (*signed, *told))), fault)


def _place(finding: Finding) -> str:
    """Path of the item that a finding is about: its source, a file of its own, or its page."""
    path = finding.location.path.partition("/")[2]
    return path.rpartition(".")[0] if path.endswith((".md", ".html")) else path.rpartition("/")[0]


def _belongs(path: str, items: Iterable[str]) -> bool:
    return path.removesuffix(".md") in items or path.rpartition("/")[0] in items


def _with_personal_data(items: Sequence[ItemChange], findings: Iterable[Finding]) -> list[str]:
    found = {_place(one) for one in findings if one.check in PERSONAL and not one.waived}
    return [item.path for item in items if item.path in found]
