"""Answers that are kept: never other than what asking anew would give, whatever was edited in between."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import asking
from pipeline import inspection as stage
from pipeline.check import Answer, Check, CheckedItem, Inspected, Scope, check
from pipeline.finding import Severity
from pipeline.inspection import Inspection, inspect
from pipeline.rendered import RenderedPage
from pipeline.standards import HOUSE_RULE
from tests.checks.site import AS_OF, BuiltSite, build_site, page

Files = dict[str, str | bytes]
Output = dict[str, str | bytes | None]
CODE = "11990000123456788L"


def document(number: int, more: str = "", body: str = "各单位要认真执行。") -> str:
    return (
        f"---\n标题: 关于第{number}项工作的通知\n索引号: {CODE}/2026-{number:05d}\n发文机关: yl-gov\n"
        f"发文字号: 样政发〔2026〕{number}号\n成文日期: 2026-11-0{number}\n发布时间: 2026-11-0{number} 09:00\n"
        f"有效性: 有效\n{more}---\n{body}\n"
    )


def article(number: int, more: str = "", body: str = "会议已经召开。") -> str:
    return f"---\n标题: 第{number}次会议\n发文机关: yl-gov\n发布时间: 2026-11-1{number} 09:00\n{more}---\n{body}\n"


START: Files = {
    "document/2026/00001.md": document(1),
    "document/2026/00002.md": document(2, f"废止: [{CODE}/2026-00001]\n", "## 一、范围\n\n全市。"),
    "document/2026/00003.md": document(3, "附件: [表.pdf]\n", "见[第二项](/document/2026/00002.html)。"),
    "document/2026/00003/表.pdf": b"%PDF-1.4 x",
    "article/2026/00001.md": article(1),
    "article/2026/00002.md": article(
        2, "", f"见[第一项](索引号:{CODE}/2026-00001)和[会议](/article/2026/00003.html#section-1)。"
    ),
    "article/2026/00003.md": article(3, "", "## 一、议程\n\n见[栏目](/document/)。"),
}


class Place:
    """A site that is edited, with the answers kept beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.kept = root / "checks.sqlite"
        self.asked = 0

    def build(self, files: Mapping[str, str | bytes], output: Mapping[str, str | bytes | None], day: str) -> BuiltSite:
        for folder in ("content", "output"):
            shutil.rmtree(self.root / folder, ignore_errors=True)
        return build_site(self.root, files, output, day)

    def inspect(self, site: BuiltSite, kept: bool = True, workers: int = 1) -> Inspection:
        return inspect(
            site.store,
            site.register,
            site.output,
            content=self.root / "content",
            workers=workers,
            kept=self.kept if kept else None,
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def subjects(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many items and pages each inspection asked about."""
    counted: list[int] = []

    def counting(*given: object, **more: object) -> asking.Asked:
        asked = asking.ask_all(*given, **more)  # type: ignore[arg-type]
        counted.append(asked.subjects)
        return asked

    monkeypatch.setattr(stage, "ask_all", counting)
    return counted


# edits --------------------------------------------------------------------------------------------------------------

Edit = Callable[[Files, Output], None]


def put(path: str, text: str | bytes) -> Edit:
    return lambda files, output: files.update({path: text})


def drop(path: str) -> Edit:
    def edit(files: Files, output: Output) -> None:
        files.pop(path, None)

    return edit


def lay(path: str, text: str | None) -> Edit:
    return lambda files, output: output.update({path: text})


def start_again(files: Files, output: Output) -> None:
    files.clear()
    files.update(START)
    output.clear()


EDITS: dict[str, Edit] = {
    "a title": put("article/2026/00001.md", article(1).replace("第1次", "首次")),
    "a fault": put("article/2026/00001.md", article(1, "主题分类: 没有这类\n")),
    "a fault waived": put(
        "article/2026/00001.md", article(1, "主题分类: 没有这类\n豁免: {item-topic: 正在修订目录}\n")
    ),
    "a line before": put("article/2026/00001.md", article(1, "关键词: [会议]\n主题分类: 没有这类\n")),
    "a target gone": drop("document/2026/00002.md"),
    "another target gone": drop("article/2026/00003.md"),
    "a target withdrawn": put(
        "document/2026/00001.md", document(1, "状态: 已撤回\n撤回: {日期: 2026-11-10, 原因: 有误}\n")
    ),
    "a target in draft": put("document/2026/00001.md", document(1, "状态: 草稿\n")),
    "a target renumbered": put("document/2026/00001.md", document(1).replace("2026-00001", "2026-00009")),
    "a number doubled": put("document/2026/00003.md", document(3).replace("2026-00003", "2026-00001")),
    "repealed and said so": put(
        "document/2026/00001.md", document(1, "废止日期: 2026-11-09\n").replace("有效性: 有效", "有效性: 废止")
    ),
    "repeals no more": put("document/2026/00002.md", document(2)),
    "a section gone": put("article/2026/00003.md", article(3)),
    "a section back": put("article/2026/00003.md", article(3, "", "## 一、议程\n\n议程。")),
    "a new item": put("article/2026/00004.md", article(4, "", "见[会议](/article/2026/00001.html)。")),
    "a scheduled item": put("article/2026/00005.md", article(5, "").replace("2026-11-15", "2026-12-15")),
    "expires": put("document/2026/00003.md", document(3, "失效日期: 2026-11-25\n")),
    "interprets": put(
        "interpretation/2026/00001.md",
        "---\n标题: 解读\n发文机关: yl-gov\n发布时间: 2026-11-12 09:00\n"
        f"解读文件: [{CODE}/2026-00003]\n解读形式: 文字解读\n---\n文件明确了三项任务。\n",
    ),
    "a file emptied": put("document/2026/00003/表.pdf", b""),
    "a file of another sort": put("document/2026/00003/表.pdf", b"PK\x03\x04"),
    "a page lost": lay("article/2026/00003.html", None),
    "a list lost": lay("document/index.html", None),
    "a page without its places": lay(
        "article/2026/00003.html", page("第3次会议", "/article/2026/00003.html", {}, "<p>x</p>")
    ),
    "a page with a place": lay(
        "article/2026/00003.html", page("第3次会议", "/article/2026/00003.html", {}, '<p id="section-1">x</p>')
    ),
    "a stray page": lay("article/extra.html", page("外来", "/article/extra.html", {}, '<a href="/nowhere/">x</a>')),
    "a draft's page": lay("document/2026/00001/x.html", "<p>x</p>"),
    "back to the start": start_again,
}


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
    together = place.inspect(site, workers=2)
    assert together == place.inspect(site, kept=False) == place.inspect(site)
    assert subjects[2] == 0


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


def test_a_file_of_another_version_is_made_anew(place: Place) -> None:
    site = place.build(START, {}, AS_OF)
    with sqlite3.connect(place.kept) as db:
        db.execute("PRAGMA user_version=999")
    assert place.inspect(site) == place.inspect(site, kept=False)


def test_of_two_inspections_at_once_only_one_is_kept(place: Place, subjects: list[int]) -> None:
    from pipeline.check_cache import CheckCache

    site = place.build(START, {}, AS_OF)
    first, second = (CheckCache(place.kept, b"k") for _ in range(2))
    one, two = first.load(lambda name, value: True), second.load(lambda name, value: True)
    first.save(one, [], str)
    two.names["x"] = 1
    second.save(two, [], str)
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
        monkeypatch.setattr(asking, "_item_checks", lambda kind, gone: [one] if one.scope is Scope.ITEM else [])

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
