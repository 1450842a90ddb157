"""Answers that are kept: never other than what asking anew would give, whatever was edited in between."""

import os
import signal
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import asking, check_cache, check_memory
from pipeline import inspection as stage
from pipeline.check import Answer, Check, CheckedItem, Inspected, Scope, check
from pipeline.check_memory import ITEM, PAGE, Asked
from pipeline.facts import FEW
from pipeline.finding import Finding, Severity
from pipeline.rendered import RenderedPage
from pipeline.standards import HOUSE_RULE
from tests.checks.site import AS_OF
from tests.pipeline.edited_site import EDITS, START, Output, Place, article, document


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def subjects(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items and pages each inspection asked about."""
    counted: list[int] = []

    def counting(*given: object, **more: object) -> Asked:
        asked = asking.ask_all(*given, **more)  # type: ignore[arg-type]
        counted.append(asked.subjects)
        return asked

    monkeypatch.setattr(stage, "ask_all", counting)
    return counted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.sampled_from([AS_OF, AS_OF, "2026-12-01"])), max_size=5))
def test_what_is_kept_is_what_asking_anew_gives(steps: list[tuple[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        files, output = dict(START), Output()
        site = place.build(files, output, AS_OF)
        assert place.inspect(site) == place.inspect(site, kept=False)
        for name, day in steps:
            EDITS[name](files, output)
            site = place.build(files, output, day)
            assert place.inspect(site) == place.inspect(site, kept=False), name
            assert place.inspect(site) == place.inspect(site, kept=False), f"{name}, again"


@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_edit_alone(name: str, place: Place) -> None:
    files, output = dict(START), Output()
    site = place.build(files, output, AS_OF)
    place.inspect(site)
    EDITS[name](files, output)
    site = place.build(files, output, AS_OF)
    assert place.inspect(site) == place.inspect(site, kept=False)


def test_subjects_asked_together_and_one_by_one_are_told_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = place.build(dict(START), Output(), AS_OF).inspected()
    subjects = {ITEM: asking.checked_items(site.register), PAGE: site.pages}

    def told() -> list[check_cache.Answers]:
        desk = asking._Asking(site)
        return [desk.do((kind, [(name, ()) for name in names], True)) for kind, names in subjects.items()]

    together = told()
    monkeypatch.setattr(asking, "MOST_TOGETHER", 0)
    assert told() == together
    assert all(len(found.answers) > 1 and found.facts for found in together)
    assert any(each.findings for each in together[0].answers)


# what is asked ------------------------------------------------------------------------------------------------------


def test_nothing_is_asked_twice(place: Place, subjects: list[int]) -> None:
    site = place.build(START, {}, AS_OF)
    first = place.inspect(site)
    assert place.inspect(site) == first
    assert subjects == [6 + 9, 0]


def test_a_page_made_again_with_the_same_bytes_is_not_asked(place: Place, subjects: list[int]) -> None:
    place.inspect(place.build(START, {}, AS_OF))
    place.inspect(place.build(START, {}, AS_OF))
    assert subjects[1] == 1  # the attachment was copied anew, and its item looks at it


def test_one_edit_asks_for_little(place: Place, subjects: list[int]) -> None:
    place.inspect(place.build(START, {}, AS_OF))
    edited = dict(START) | {"article/2026/00001.md": article(1, "", "会议改期。")}
    (place.root / "content/article/2026/00001.md").write_text(str(edited["article/2026/00001.md"]), "utf-8")
    place.inspect(place.build(edited, {}, AS_OF))
    assert subjects[1] <= 4


def test_a_removed_target_resurfaces_on_pages_that_stay_as_they_were(place: Place) -> None:
    place.inspect(place.build(START, {}, AS_OF))
    lists = [place.root / "output/index.html", place.root / "output/article/index.html"]
    before = [file.read_bytes() for file in lists]
    site = place.build(START, {"article/2026/00003.html": None}, AS_OF)
    assert [file.read_bytes() for file in lists] == before
    told = {(f.check, f.location.path) for f in place.inspect(site).findings}
    assert {("page-links", "output/index.html"), ("page-links", "output/article/index.html")} <= told


def test_what_a_header_links_is_looked_at_by_every_page(place: Place, subjects: list[int]) -> None:
    """More links than are told one by one; the pages stay as they were, what they lead to goes and comes back."""
    targets: dict[str, str | None] = {f"t/{number}.txt": "x" for number in range(2 * FEW)}
    links = "".join(f'<a href="/{name}">x</a>' for name in targets)
    frame = f'<!doctype html>\n<html lang="zh">\n<head>\n</head>\n<body>\n<header>{links}</header>\n%s<footer>x</footer>\n</body>\n</html>\n'
    pages: dict[str, str | None] = {f"p/{number}.html": frame % f"<p>{number}</p>" for number in range(3)}
    laid = {**pages, **targets}
    clean = place.inspect(place.build(START, laid, AS_OF))
    broken = place.inspect(site := place.build(START, {**laid, "t/3.txt": None}, AS_OF))
    told = [f.location.path for f in broken.findings if f.check == "page-links" and "/t/3.txt" in f.message]
    assert told == [f"output/{name}" for name in pages]
    assert broken == place.inspect(site) == place.inspect(site, kept=False)
    assert place.inspect(place.build(START, laid, AS_OF)) == clean
    assert subjects[2] == 0


def test_another_day_asks_those_that_look_at_the_day(place: Place, subjects: list[int]) -> None:
    files = START | {"document/2026/00003.md": document(3, "失效日期: 2026-11-25\n")}
    place.inspect(place.build(files, {}, AS_OF))
    told = place.inspect(place.build(files, {}, "2026-11-26"))
    assert "item-validity" in {finding.check for finding in told.findings}
    assert 0 < subjects[1] < subjects[0]


def test_other_tables_ask_everything(place: Place, subjects: list[int]) -> None:
    place.inspect(place.build(START, {}, AS_OF))
    redirects = "- {原地址: /old.html, 新地址: /document/}\n"
    place.inspect(place.build(START | {"redirects.yaml": redirects}, {}, AS_OF))
    assert subjects[1] >= subjects[0]


def test_other_code_asks_everything(place: Place, subjects: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    site = place.build(START, {}, AS_OF)
    place.inspect(site)
    monkeypatch.setattr(stage, "checking_digest", lambda: b"other")
    place.inspect(site)
    assert subjects[1] == subjects[0]


def test_another_list_of_phrases_asks_everything(place: Place, subjects: list[int]) -> None:
    site = place.build(START, {}, AS_OF)
    place.inspect(site)
    (place.root / "content/terms").mkdir()
    (place.root / "content/terms/own.yaml").write_text("[]\n", "utf-8")
    place.inspect(site)
    assert subjects[1] == subjects[0]


def test_workers_keep_the_same(place: Place, subjects: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    site = place.build(START, {"article/2026/00003.html": None}, AS_OF)
    monkeypatch.setattr(asking, "SMALL", 0)
    monkeypatch.setattr(asking, "BATCH", 4)
    monkeypatch.setattr(check_memory, "MANY", 3)
    together = place.inspect(site, workers=2)
    assert together == place.inspect(site, kept=False) == place.inspect(site)
    assert subjects[2] == 0


def test_the_site_is_asked_here_when_the_second_process_is_killed(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = place.build(START, {}, AS_OF)
    expected, here, ask = place.inspect(site, kept=False), os.getpid(), asking._of_site
    asked: list[int] = []

    def dying(site: Inspected) -> list[Finding]:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        asked.append(here)
        return ask(site)

    monkeypatch.setattr(asking, "SMALL", 0)
    monkeypatch.setattr(asking, "_of_site", dying)
    assert place.inspect(site, kept=False, workers=2) == expected and asked == [here]


# what may go wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\x00" + bytes(200)])
def test_a_damaged_file_costs_only_time(place: Place, damage: bytes) -> None:
    site = place.build(START, {}, AS_OF)
    expected = place.inspect(site)
    for suffix in ("-wal", "-shm"):
        Path(f"{place.kept}{suffix}").unlink(missing_ok=True)
    place.kept.write_bytes(damage)
    assert place.inspect(site) == expected
    assert place.inspect(site) == expected


MANY = {f"article/2026/1{n:04d}.md": article(n % 9 + 1, "主题分类: 没有这类\n") for n in range(40)}


def test_damage_inside_the_file_costs_only_time(place: Place) -> None:
    site = place.build(START | MANY, {}, AS_OF)
    expected = place.inspect(site)
    with sqlite3.connect(place.kept) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'answers'").fetchone()
    db.close()
    raw = place.kept.read_bytes()
    start = (page - 1) * 4096
    place.kept.write_bytes(raw[:start] + b"\xa5" * 4096 + raw[start + 4096 :])
    assert place.inspect(site) == expected
    assert place.inspect(site) == expected


def test_on_a_full_disk_what_was_found_is_told_all_the_same(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = check_cache.CheckCache._connect

    def small(cache: check_cache.CheckCache) -> sqlite3.Connection:
        db = real(cache)
        db.execute("PRAGMA max_page_count=1")
        return db

    site = place.build(START | MANY, {}, AS_OF)
    expected = place.inspect(site, kept=False)
    with monkeypatch.context() as full:
        full.setattr(check_cache.CheckCache, "_connect", small)
        assert place.inspect(site) == expected
        assert place.inspect(site) == expected
    assert place.inspect(site) == expected


def test_where_nothing_can_be_kept_all_is_asked(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    site = place.build(START, {}, AS_OF)
    expected = place.inspect(site)
    kept = place.kept.read_bytes()

    def refused(*_: object, **__: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(check_cache.CheckCache, "_connect", refused)
    assert place.inspect(site) == expected
    assert place.kept.read_bytes() == kept


def test_a_file_of_another_version_is_made_anew(place: Place) -> None:
    site = place.build(START, {}, AS_OF)
    with sqlite3.connect(place.kept) as db:
        db.execute("PRAGMA user_version=999")
    assert place.inspect(site) == place.inspect(site, kept=False)


def test_of_two_inspections_at_once_only_one_is_kept(place: Place, subjects: list[int]) -> None:
    from pipeline.check_cache import CheckCache

    site = place.build(START, {}, AS_OF)
    first, second = (CheckCache(place.kept, lambda: b"k") for _ in range(2))
    one, two = first.load(lambda facts: set()), second.load(lambda facts: set())
    first.finish(one)
    second.put(two, [], [(1, "x", "")])
    second.finish(two)
    assert first.db.execute("SELECT count(*) FROM facts").fetchone() == (0,)
    first.close()
    second.close()
    assert place.inspect(site) == place.inspect(site, kept=False)


def test_nothing_on_disk_is_code(place: Place) -> None:
    place.inspect(place.build(START, {"article/2026/00003.html": None}, AS_OF))
    with sqlite3.connect(place.kept) as db:
        for row in db.execute("SELECT findings, waivers FROM answers"):
            assert all(text == "" or text[0] in "[{" for text in row)


# checks that look where nobody can follow ---------------------------------------------------------------------------


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Check], None]]:
    """Ask this check and no other."""

    def use(one: Check) -> None:
        monkeypatch.setattr(asking, "_of", lambda scope: [one] if one.scope is scope else [])
        monkeypatch.setattr(asking, "item_checks", lambda kind, gone: [one] if one.scope is Scope.ITEM else [])

    yield use


def test_what_looks_at_something_unknown_is_asked_every_time(
    place: Place, subjects: list[int], only: Callable[[Check], None]
) -> None:
    @check(severity=Severity.ERROR, clause=HOUSE_RULE, about="x")
    def item_stranger(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
        count = site.store.db.execute("SELECT count(*) FROM items").fetchone()[0]
        yield Answer(item.at(), f"共 {count} 条")

    only(item_stranger)
    site = place.build(START, {}, AS_OF)
    assert place.inspect(site) == place.inspect(site) == place.inspect(site, kept=False)
    assert subjects[:2] == [15, 6]


def test_a_page_that_reads_another_file_is_asked_every_time(
    place: Place, subjects: list[int], only: Callable[[Check], None]
) -> None:
    @check(severity=Severity.ERROR, clause=HOUSE_RULE, about="x")
    def page_stranger(page: RenderedPage, site: Inspected) -> Iterator[Answer]:
        yield Answer(page.at(), f"{(site.output / 'index.html').stat().st_size}")

    only(page_stranger)
    site = place.build(START, {}, AS_OF)
    assert place.inspect(site) == place.inspect(site) == place.inspect(site, kept=False)
    assert subjects[:2] == [15, 9]


@pytest.mark.parametrize("filling", [False, True])
def test_what_is_worked_out_once_rests_on_what_it_looked_at(
    place: Place, only: Callable[[Check], None], filling: bool
) -> None:
    @check(severity=Severity.ERROR, clause=HOUSE_RULE, about="x")
    def item_stranger(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
        if "x" not in site.kept:
            site.kept["x"] = {} if filling else {"n": len(site.register.shown)}
        if "n" not in site.kept["x"]:
            site.kept["x"]["n"] = len(site.register.shown)
        yield Answer(item.at(), f"共 {site.kept['x']['n']} 条")

    only(item_stranger)
    place.inspect(place.build(START, {}, AS_OF))
    site = place.build(START | {"article/2026/00004.md": article(4)}, {}, AS_OF)
    told = place.inspect(site)
    assert told == place.inspect(site, kept=False)
    assert {finding.message for finding in told.findings} == {"共 7 条"}
