"""What readers are offered while they type: found, bounded, the same in Python and in the browser, and nothing withdrawn."""

import gzip
import json
import random
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.search import offers, suggested
from pipeline.search.sounds import common_readings, syllables
from pipeline.search.suggest import Suggester
from pipeline.search.suggested import bring, suggestion_files
from pipeline.search.suggestions import make
from pipeline.search.words import vocabulary
from pipeline.source import read_item_source
from pipeline.tables import Tables, read_tables
from tests.fixtures import ROOT
from tests.search.offering import CASES, by_node, given, golden_files, row, suggester, tables_of, unpacked

HOSTILE = json.loads(Path(__file__).with_name("hostile.json").read_text(encoding="utf-8"))
LARGEST_FILE = 15 * 1024
Files = dict[str, bytes]
Row = SimpleNamespace


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return golden_files(tmp_path_factory.mktemp("golden"))


@pytest.fixture
def tables(tmp_path: Path) -> Tables:
    return tables_of(tmp_path / "tables")


def texts(files: Files, asked: str) -> list[str]:
    return [text for text, _, _ in given(files, asked)]


def whys(files: Files, asked: str) -> dict[str, str]:
    return {text: why for text, why, _ in given(files, asked)}


# what is offered ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES["suggest"], ids=lambda case: repr(case["text"][:20]))
def test_golden_suggestions(golden: Files, case: dict[str, Any]) -> None:
    assert given(golden, case["text"]) == case["gives"]


@pytest.mark.parametrize("case", CASES["corrections"], ids=lambda case: repr(case["text"]))
def test_golden_corrections(golden: Files, case: dict[str, Any]) -> None:
    assert suggester(golden).corrections(case["text"]) == case["gives"]


def test_the_browser_offers_the_same(golden: Files, tmp_path: Path) -> None:
    suggest = [case["text"] for case in CASES["suggest"]]
    corrections = [case["text"] for case in CASES["corrections"]]
    found = by_node(golden, tmp_path, suggest, corrections)
    if found is None:
        pytest.skip("Node is not installed; tests/browser/test_suggest.py asks Chromium")
    assert found["suggest"] == [case["gives"] for case in CASES["suggest"]]
    assert found["corrections"] == [case["gives"] for case in CASES["corrections"]]


def demonstration_rows() -> list[Row]:
    found = []
    for file in sorted((ROOT / "content").rglob("*.md")):
        header = read_item_source(str(file), file.read_bytes()).header
        numbers = [header[key] for key in ("发文字号", "索引号") if key in header]
        path = file.relative_to(ROOT / "content").with_suffix("").as_posix()
        found.append(row(path, header["标题"], numbers, header["发布时间"]))
    return found


def slips(titles: list[str], count: int) -> Iterable[str]:
    """Pieces of titles, many with a slip: another character, one too few, one too many, two changed."""
    dice = random.Random(7)
    every = "".join(titles)
    for _ in range(count):
        title = dice.choice(titles)
        start = dice.randrange(len(title))
        piece = list(title[start : start + dice.randrange(1, 14)])
        at = dice.randrange(len(piece))
        match dice.randrange(5):
            case 0:
                piece[at] = dice.choice(every)
            case 1:
                del piece[at]
            case 2:
                piece.insert(at, dice.choice(every))
            case 3:
                piece[at : at + 2] = piece[at : at + 2][::-1]
        yield "".join(piece)


def test_the_browser_offers_the_same_on_the_demonstration(tmp_path: Path) -> None:
    rows = demonstration_rows()
    files = dict(suggestion_files(rows, read_tables(ROOT / "content")))
    asked = [*slips([one.title for one in rows], 300), *HOSTILE_TEXTS]
    found = by_node(files, tmp_path, asked, asked)
    if found is None:
        pytest.skip("Node is not installed")
    offered = [given(files, text) for text in asked]
    one = suggester(files)
    assert found["suggest"] == offered
    assert found["corrections"] == [one.corrections(text) for text in asked]
    assert sum(map(bool, offered)) > 150


HOSTILE_TEXTS = [
    text for text in map(str, HOSTILE if isinstance(HOSTILE, list) else HOSTILE["texts"]) if text.isprintable()
]


def test_a_slip_in_one_character_is_mended(golden: Files) -> None:
    assert whys(golden, "营商环竟") == {"营商环境": "spelling"}
    assert whys(golden, "正务公开") == {"政务公开": "spelling"}
    assert suggester(golden).corrections("关于营商环竟的通知") == ["关于营商环境的通知"]


def test_what_is_right_is_not_mended(golden: Files) -> None:
    for text in ("政务公开", "最低生活保障", "营商环境建设"):
        assert suggester(golden).corrections(text) == []


def test_letters_are_taken_as_sounds_and_initials(golden: Files) -> None:
    bank = "重庆银行行长一行来访"
    for letters in ("chongqing", "chongqingyinhang", "cqyhhz", "chqyinhh"):
        assert whys(golden, letters) == {bank: "pinyin"}
    assert texts(golden, "zhongqing") == [] and "最低生活保障" in texts(golden, "zdsh")


def test_no_more_than_ten_each_once(golden: Files) -> None:
    for case in CASES["suggest"]:
        offered = texts(golden, case["text"])
        assert len(offered) <= 10 and len(set(offered)) == len(offered)


def test_nothing_typed_offers_what_editors_say(golden: Files, tables: Tables) -> None:
    assert given(golden, "") == [[word, "hot", ""] for word in CASES["hot"]]
    assert given(dict(suggestion_files([], tables)), "") == []


def test_what_is_not_there_is_no_error(golden: Files) -> None:
    assert given({}, "政务") == [] and suggester({}).corrections("正务公开") == []
    index = {offers.INDEX: golden[offers.INDEX]}
    assert given(index, "正务公开") == [] and suggester(index).corrections("正务公开") == []


@pytest.mark.parametrize("text", HOSTILE_TEXTS, ids=lambda text: ascii(text)[:30])
def test_hostile_texts_are_texts(golden: Files, text: str) -> None:
    assert len(suggester(golden).suggest(text)) <= 10
    assert len(suggester(golden).corrections(text)) <= 3


# the files ----------------------------------------------------------------------------------------------------------


def many(count: int) -> list[Row]:
    """Titles as various as those of a city: no two alike in most of their characters."""
    dice = random.Random(count)
    letters = [chr(0x4E00 + dice.randrange(3000)) for _ in range(900)]
    heads = ["小城人民政府关于", "小城教育局关于印发《", "", "第三季度"]
    found = []
    for number in range(count):
        year = 2010 + number % 16
        title = heads[number % 4] + "".join(dice.choices(letters, k=dice.randrange(6, 20)))
        numbers = [f"小政办发〔{year}〕{number}号", f"11990900MB0F00012Y/{year}-{number:05d}"]
        found.append(row(f"zcwj/{year}/{number:05d}", title, numbers, f"{year}-{number % 12 + 1:02d}-05 09:00"))
    return found


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Row], Files]:
    rows = many(3000)
    return rows, dict(suggestion_files(rows, tables_of(tmp_path_factory.mktemp("city"))))


def test_files_are_small(city: tuple[list[Row], Files]) -> None:
    _, files = city
    sizes = [len(raw) for name, raw in files.items()]
    assert max(sizes) <= LARGEST_FILE and len(sizes) > 100


def test_a_keystroke_costs_one_file(city: tuple[list[Row], Files]) -> None:
    """While there is something to offer; the index comes once."""
    rows, files = city
    for one in random.Random(1).sample(rows, 40):
        for text in (one.title, *one.numbers):
            opened: list[str] = []
            typing = telling(files, opened)
            for end in range(1, len(text)):
                before = len(opened)
                offered = typing.suggest(text[:end])
                fresh = [name for name in opened[before:] if name != offers.INDEX]
                if offered and all(suggestion.why != "spelling" for suggestion in offered):
                    assert len(fresh) <= 2 if text[end - 1].isdigit() else len(fresh) <= 1, (text[:end], fresh)


def telling(files: Files, opened: list[str]) -> Suggester:
    def read(name: str) -> bytes | None:
        opened.append(name)
        return files.get(name)

    return Suggester(read)


def test_numbers_are_found_from_their_beginning(city: tuple[list[Row], Files]) -> None:
    rows, files = city
    for one in random.Random(2).sample(rows, 60):
        for number in one.numbers:
            assert number in texts(files, number[:-1]), number


def test_titles_are_found_from_their_beginning(city: tuple[list[Row], Files]) -> None:
    rows, files = city
    missed = [one.title for one in rows[::10] if one.title not in texts(files, one.title[:14])]
    assert missed == []


def test_titles_are_found_from_their_inside_unless_many_newer_have_it(city: tuple[list[Row], Files]) -> None:
    rows, files = city
    missed = 0
    for one in rows[::10]:
        inner = one.title[-4:]
        missed += one.title not in texts(files, inner)
    assert missed <= len(rows[::10]) // 100


def test_the_order_of_rows_does_not_matter(tables: Tables) -> None:
    rows = many(400)
    shuffled = random.Random(3).sample(rows, len(rows))
    assert dict(suggestion_files(rows, tables)) == dict(suggestion_files(shuffled, tables))


def test_neither_does_the_order_of_hashes(tmp_path: Path) -> None:
    program = (
        "import hashlib; from pathlib import Path; from tests.search.offering import golden_files;"
        f"print(hashlib.sha256(repr(sorted(golden_files(Path({str(tmp_path)!r}) / 'SEED').items())).encode()).hexdigest())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program.replace("SEED", seed)],
            cwd=ROOT, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1


# from build to build ------------------------------------------------------------------------------------------------


@dataclass
class Memory:
    """A shelf in memory that counts what is written."""

    facts: dict[str, bytes] = field(default_factory=dict)
    files: Files = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def fact(self, name: str) -> bytes:
        return self.facts.get(name, b"")

    def put_fact(self, name: str, value: bytes) -> None:
        self.facts[name] = value

    def file(self, name: str) -> bytes:
        return self.files[name]

    def put_file(self, name: str, raw: bytes) -> bytes:
        self.files[name] = raw
        self.written.append(name)
        return b""

    def digests(self, folder: str) -> dict[str, bytes]:
        return {name: b"" for name in self.files if name.startswith(folder)}

    def drop_file(self, name: str) -> None:
        del self.files[name]

    def bring(self, rows: list[Row], tables: Tables) -> Files:
        """What it holds afterwards, by plain names."""
        self.written.clear()
        bring(self, "s/", rows, tables)
        return {name[2:]: raw for name, raw in self.files.items()}


def plain(files: Files) -> str:
    return json.dumps(unpacked(files), ensure_ascii=False)


def test_a_small_site_is_always_as_if_made_anew(tables: Tables) -> None:
    memory, rows = Memory(), many(300)
    assert memory.bring(rows, tables) == dict(suggestion_files(rows, tables))
    edited = [row(one.path, "行政处罚裁量基准" if n == 7 else one.title, one.numbers, one.published_at) for n, one in enumerate(rows)]  # fmt: skip
    assert memory.bring(edited, tables) == dict(suggestion_files(edited, tables))
    assert memory.bring(edited[20:], tables) == dict(suggestion_files(edited[20:], tables))
    assert memory.bring(rows, tables) == dict(suggestion_files(rows, tables))


def test_nothing_changed_writes_nothing(tables: Tables) -> None:
    memory, rows = Memory(), many(300)
    memory.bring(rows, tables)
    memory.bring(rows[::-1], tables)
    assert memory.written == []


def test_an_edit_writes_only_what_it_touches(tables: Tables) -> None:
    memory, rows = Memory(), many(1500)
    memory.bring(rows, tables)
    rows[3] = row(rows[3].path, "小城教育局关于校车安全的通知", rows[3].numbers, rows[3].published_at)
    memory.bring(rows, tables)
    assert 5 < len(memory.written) < len(memory.files) / 2


def test_other_words_of_the_tables_are_noticed(tmp_path: Path, tables: Tables) -> None:
    memory, rows = Memory(), many(50)
    memory.bring(rows, tables)
    other = tables_of(tmp_path / "other", CASES["words"], ["停车"])
    found = memory.bring(rows, other)
    assert found == dict(suggestion_files(rows, other))
    assert texts(found, "") == ["停车"] and whys(found, "低保")["最低生活保障"] == "synonym"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> int:
    """A site is large from 200 titles on, to be quick about it."""
    monkeypatch.setattr(suggested, "SMALL", 200)
    return 600


def new_row(number: int) -> Row:
    return row(
        f"xw/tz/2027/{number:05d}", f"新开通{number}路公交线路的公告", [f"小交发〔2027〕{number}号"], "2027-01-02 09:00"
    )


def test_what_is_new_on_a_large_site_is_put_on_top(large: int, tables: Tables) -> None:
    memory, rows = Memory(), many(large)
    memory.bring(rows, tables)
    found = memory.bring([*rows, new_row(1), new_row(2)], tables)
    assert len(memory.written) < len(memory.files) / 2
    for asked in (
        "新开",
        "新开通",
        "公交",
        "线路的公告",
        "新",
        "小交发〔2027",
        "小交发〔2027〕2号",
        "xinkait",
        "xktong",
    ):
        assert any("路公交" in text or "小交发" in text for text in texts(found, asked)), asked
    assert texts(found, "新开通")[:2] == [new_row(2).title, new_row(1).title]
    for one in rows[::50]:
        assert one.title in texts(found, one.title[:14])


def test_every_few_new_ones_all_is_made_anew(large: int, tables: Tables) -> None:
    memory, rows = Memory(), many(large)
    memory.bring(rows, tables)
    for number in range(1, large // suggested.PATCHED + 2):
        rows.append(new_row(number))
        found = memory.bring(rows, tables)
    assert found == dict(suggestion_files(rows, tables))


def test_nothing_withdrawn_stays(large: int, tables: Tables) -> None:
    """Nor the words that only what was withdrawn had; all else is still there."""
    memory, rows = Memory(), many(large)
    secret = [
        row("xw/tz/2026/90001", "关于张三同志任职的通知", ["小人发〔2026〕77号"]),
        row("xw/tz/2026/90002", "关于张三同志免职的通知"),
        row("xw/tz/2026/90003", "张三同志先进事迹"),
        row("xw/tz/2026/90004", "任职培训安排"),
        row("xw/tz/2026/90005", "任职培训总结"),
    ]
    before = memory.bring([*rows, *secret], tables)
    assert {"张三同志", "任职培训"} <= whys(before, "张").keys() | whys(before, "任职").keys()
    found = memory.bring([*rows, *secret[3:], new_row(1)], tables)
    assert len(memory.written) < len(memory.files)
    for gone in ("张三", "90001", "90002", "90003", "小人发", "zhang san"):
        assert gone in plain(before) and gone not in plain(found)
    assert "任职培训" in whys(found, "任职") and texts(found, "新开通") == [new_row(1).title]
    for one in rows[::50]:
        assert one.title in texts(found, one.title[:14])


def test_a_title_that_changed_is_gone_at_once(large: int, tables: Tables) -> None:
    memory, rows = Memory(), many(large)
    memory.bring(rows, tables)
    old = rows[5].title
    rows[5] = row(rows[5].path, "改正后的标题", rows[5].numbers, rows[5].published_at)
    found = memory.bring(rows, tables)
    assert old not in plain(found) and "改正后的标题" in texts(found, "改正后")
    assert rows[5].numbers[1] in texts(found, rows[5].numbers[1])


def test_a_file_that_went_missing_is_made_again(tables: Tables) -> None:
    memory, rows = Memory(), many(100)
    whole = memory.bring(rows, tables)
    del memory.files["s/0.bin"], memory.files["s/sounds-0.bin"]
    changed = [*rows, new_row(1)]
    assert memory.bring(changed, tables).keys() == whole.keys()


# words and sounds ---------------------------------------------------------------------------------------------------


def test_words_come_from_titles_alone() -> None:
    titles = [
        "小城优化营商环境条例", "关于优化营商环境的意见", "营商环境评价结果", "2024年营商环境情况",
        "2025年度营商环境情况", "小城教育局关于校车安全的通知", "小城教育局2026年工作要点", "推进校车安全",
    ]  # fmt: skip
    found = vocabulary(titles, ["小城教育局", "小城"])
    assert {"营商环境", "优化营商环境", "校车安全"} <= found.keys()
    assert found["营商环境"] == 5
    assert not {"商环境", "营商", "教育局", "局关于", "关于", "年营商环境", "小城教"} & found.keys()
    assert all(any(word in title for title in titles) for word in found)


@pytest.mark.parametrize("titles", [[], ["一"], ["甲乙丙"], ["12345", "12345"], ["\0\0"], ["？！"] * 9])
def test_few_titles_have_no_words(titles: list[str]) -> None:
    assert vocabulary(titles) == {}


def test_numbers_and_letters_are_not_cut() -> None:
    found = vocabulary(["开通12345热线", "办好12345热线", "12345热线情况", "关于5G基站", "建设5G基站", "5G基站情况"])
    assert "12345热线" in found and "5G基站" in found
    assert not [word for word in found if word.startswith(("2345", "345", "45", "5热", "G"))]


def test_characters_of_several_readings_are_read_by_their_words() -> None:
    known: dict[str, str] = {}
    assert syllables("重庆银行行长", known) == ("chong", "qing", "yin", "hang", "hang", "zhang")
    assert syllables("厦门大厦", known) == ("xia", "men", "da", "sha")
    assert syllables("绿色女工", known) == ("lv", "se", "nv", "gong")
    assert known["厦门大厦"] == "xia men da sha"


def test_what_was_read_is_not_read_again(monkeypatch: pytest.MonkeyPatch, tables: Tables) -> None:
    sounds: dict[str, str] = {}
    first = make(many(60), tables, sounds)
    monkeypatch.setattr("pypinyin.lazy_pinyin", lambda text: pytest.fail(f"read again: {text}"))
    assert make(many(60), tables, sounds) == first and sounds


def test_common_characters_have_readings() -> None:
    first, second = common_readings()
    assert len(set("".join(first.values()))) == 3755 and len(set("".join(second.values()))) == 3008
    assert "政" in first["zheng"] and "长" in first["chang"] and "长" in first["zhang"] and "竟" in first["jing"]
    assert "凇" in second["song"]


def test_the_demonstration_has_words_to_offer() -> None:
    files = dict(suggestion_files(demonstration_rows(), read_tables(ROOT / "content")))
    assert sum(map(len, files.values())) < 400_000 and max(map(len, files.values())) <= LARGEST_FILE
    assert texts(files, "营商环竟") == ["营商环境"] and texts(files, "正务公开")[0] == "政务公开"
    assert whys(files, "低保") == {"最低生活保障": "synonym"}
    assert whys(files, "zwgk")["政务公开"] == "pinyin"
    assert texts(files, "") == list(read_tables(ROOT / "content").site.hot_words)  # type: ignore[union-attr]
    assert gzip.decompress(files["0.bin"])[:1] == b"{"
