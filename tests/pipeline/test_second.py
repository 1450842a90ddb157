"""Two processes talk; whether one hears the other out or not, both end."""

import os
import time

import pytest

from pipeline.second import Gone, Line, Second

LARGE = [("文字" * 50, n, b"\0") for n in range(3000)]
"""More than a pipe holds."""


def echo(first: Line) -> None:
    while True:
        first.tell(first.hear())


def test_plain_values_come_back_as_they_were() -> None:
    second = Second(echo)
    for value in (None, 1, "中文", ("a", [b"\xff", {"k": 2.5}]), LARGE):
        second.tell(value)
        assert second.hear() == value
    second.end()


def fails(first: Line) -> None:
    raise ValueError("of no concern here")


def test_one_that_fails_is_gone_and_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    second = Second(fails)
    with pytest.raises(Gone):
        second.hear()
    with pytest.raises(Gone):
        second.tell(LARGE)
    second.end()
    assert capfd.readouterr() == ("", "")


def leaves_a_worker(first: Line) -> None:
    if os.fork() == 0:
        time.sleep(30)
    raise ValueError


def test_workers_that_outlive_it_keep_nobody_waiting() -> None:
    second = Second(leaves_a_worker)
    begun = time.monotonic()
    with pytest.raises(Gone):
        second.hear()
    second.end()
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize("unheard", [1, 5])
def test_one_that_nobody_hears_ends(unheard: int) -> None:
    def talks(first: Line) -> None:
        for _ in range(unheard):
            first.tell(LARGE)

    Second(talks).end()
