"""Runs of numbers: what is missing, repeated or out of order, at every level and with every kind of nesting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.numbering import Fault, Marker, Slip, doubtful, faults_of, numeral

Told = list[tuple[Slip, str, int]]


def markers(text: str) -> list[Marker]:
    """`a1` is number 1 of style a; `|` begins a new block, `#` is a heading without number."""
    found, block = [], 0
    for place, word in enumerate(text.split()):
        block += word == "|"
        if word != "|":
            style, number = ("", 0) if word == "#" else (word[0], int(word[1:]))
            found.append(Marker(style, number, place * 10, place * 10 + 1, block))
    return found


def told(text: str, *, first: bool = False, statute: tuple[str, ...] = ()) -> Told:
    faults: list[Fault] = faults_of(markers(text), lambda style, start, end: first, statute)
    return [(fault.slip, fault.marker.style, fault.marker.number) for fault in faults]


@pytest.mark.parametrize(
    "text",
    [
        "a1 a2 a3",
        "a1 b1 b2 a2 b1 b2 b3 a3",
        "a1 a2 # a1 a2",
        "a1 a2 # a3 a4",
        "a1 a2 # a5",
        "a1 a2 a3 a1 a2 a4",
        "a1 b1 c1 c2 b2 c1 a2",
        "a3 a4",
        "a1 a2 a30",
        "",
    ],
)
def test_runs_without_fault(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a1 a3 a4", (Slip.MISSING, "a", 3)),
        ("a2 a4", (Slip.MISSING, "a", 4)),
        ("a1 a2 a2", (Slip.REPEATED, "a", 2)),
        ("a1 a2 | a1", None),
        ("a1 | a1 | a2", (Slip.REPEATED, "a", 1)),
        ("a1 a3 a2 a4", (Slip.DISORDER, "a", 2)),
        ("a1 b1 b2 b4 a2 b1", (Slip.MISSING, "b", 4)),
        ("a1 b1 a2 b1 b2 a4", (Slip.MISSING, "a", 4)),
        ("a1 a2 | a1 a3", (Slip.MISSING, "a", 3)),
        ("a1 a2 a1 a3", (Slip.MISSING, "a", 3)),
    ],
)
def test_faults(text: str, expected: tuple[Slip, str, int] | None) -> None:
    slips = [fault for fault in told(text) if fault[0] is not Slip.NO_FIRST]
    assert slips == ([expected] if expected else [])


def test_all_missing_numbers_are_named() -> None:
    [fault] = faults_of(markers("a1 a4"), lambda *_: False)
    assert (fault.missing, fault.before.number) == ((2, 3), 1)


def test_a_first_point_said_otherwise_is_no_fault() -> None:
    assert told("a2 a3") == [(Slip.NO_FIRST, "a", 2)]
    assert told("a2 a3", first=True) == []
    assert told("a1 a2 a3 a2 a3", first=True) == []


def test_articles_go_on_through_chapters_and_close_the_points_of_others() -> None:
    assert told("c1 s1 s2 p1 p2 s3 p1 c2 s4 s5", statute=("s", "c")) == []
    assert told("c1 s1 s2 c2 s4", statute=("s", "c")) == [(Slip.MISSING, "s", 4)]


def test_another_statute_may_begin_anywhere_and_an_abridged_one_has_gaps() -> None:
    assert told("s7 s8 s3 s4", statute=("s",)) == []
    assert told("s1 s2 s5 s7 s10", statute=("s",)) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("一百零五", 105),
        ("一百一十", 110),
        ("7", 7),
        ("之", 0),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert numeral(text) == value


POINTS = st.lists(st.tuples(st.sampled_from("abcs"), st.integers(1, 9)), max_size=12)


@given(POINTS, st.booleans(), st.booleans(), st.booleans())
def test_doubtful_stretches_have_all_faults(
    points: list[tuple[str, int]], first: bool, apart: bool, headed: bool
) -> None:
    """Whatever stands between the points, and however many stand in a line."""
    text = (" | " if apart else " ").join([*(f"{style}{number}" for style, number in points), *["# s1 a1"][:headed]])
    all_of_them = markers(text)

    def faults(some: list[Marker]) -> list[Fault]:
        return faults_of(some, lambda *_: first, ("s",))

    stretches = [all_of_them[one] for one in doubtful(all_of_them, ("s",))]
    assert [fault for one in stretches for fault in faults(one)] == faults(all_of_them)


@pytest.mark.parametrize(
    ("text", "stretches"),
    [
        ("a1 a2 b1 b2 a3", []),
        ("s7 a1 s8 a1", []),
        ("a1 a3", ["a1 a3"]),
        ("a2 s1 a1 b1 b3 s2 a1 a2 s3 a2 a3", ["a2", "a1 b1 b3", "a2 a3"]),
        ("a1 a3 s1 a1 s3", ["a1 a3 s1 a1 s3"]),
        ("a1 a2 # a3 s1", ["a1 a2 # a3 s1"]),
    ],
)
def test_doubtful(text: str, stretches: list[str]) -> None:
    points = [(marker.style, marker.number) for marker in markers(text)]
    assert [text.split()[one] for one in doubtful(points, ("s",))] == [one.split() for one in stretches]
