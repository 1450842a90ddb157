"""Every source ends as an item that is published, held or withdrawn, or as a finding; and no date is ever made up."""

import os
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.finding import Severity
from pipeline.item import read_item
from pipeline.terms import DisclosureMode, ItemStatus
from tests.fixtures import AS_OF, TABLES, Built, Site, dates_in, item
from tests.properties.mutations import mutated

SOURCES = int(os.environ.get("GONGKAI_SOURCES", "10000"))
"""Mutated sources read one by one; ten thousand take some seconds."""
EXAMPLES = int(os.environ.get("GONGKAI_EXAMPLES", "12"))
FIXED = {AS_OF.encode(), b"2008-05-01", b"1949-10-01", b"2099-12-31"}
"""Dates that are in no source: the day of the build, the update of a feed that has no items, and the first and last
day that the search page takes.
"""
DAY = re.compile(r"(\d{4})\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")


def test_a_mutated_source_is_an_item_or_a_finding(site: Site) -> None:
    folder = site()
    taken = 0
    for seed in range(SOURCES):
        raw = mutated(seed)
        read = read_item(folder.content, "zcwj/2026/00001", "document", raw)
        errors = [finding for finding in read.findings if finding.severity is Severity.ERROR]
        told = f"seed {seed}: {raw[:300]!r}"
        assert (read.record is None) == bool(errors), told
        for finding in read.findings:
            assert finding.location.line >= 1 and finding.location.column >= 1 and finding.message and finding.hint, (
                told
            )
            assert finding.location.line <= len(raw.replace(b"\xc2\x85", b"\n").splitlines()) + 1, told
        if read.record is not None:
            taken += 1
            row = read.record.row
            days = {day for day in (row.published_at[:10], row.dated_on, row.updated_on) if day}
            assert days <= written_days(raw), told
    assert SOURCES * 0.1 < taken < SOURCES * 0.6


def written_days(raw: bytes) -> set[str]:
    return {day.decode() for day in dates_in(raw)}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seeds=st.lists(st.integers(0, 10**9), min_size=1, max_size=8))
def test_everything_is_accounted_for(site: Site, seeds: list[int]) -> None:
    sources = {f"zcwj/2026/{n:05d}": mutated(seed, mark_of(n)) for n, seed in enumerate(seeds, 1)}
    good = {"xw/yw/2026/00001": item("好消息", f"{mark_of(0)}\n").encode()}
    files = sources | good
    built = site({f"{path}.md": raw for path, raw in files.items()}).build()
    accounted(built, files)
    assert built.shown >= good.keys()
    made = [raw for path, raw in built.tree.items() if not path.startswith("theme/")]
    assert dates_in(*made) <= dates_in(*files.values(), *(t.encode() for t in TABLES.values())) | FIXED


def mark_of(number: int) -> str:
    return f"记号{number:05d}号"


def accounted(built: Built, files: dict[str, bytes]) -> None:
    refused = {f.location.path[8:-3] for f in built.findings if f.severity is Severity.ERROR}
    ends = (built.shown, built.held, built.withdrawn, refused)
    assert set().union(*ends) == files.keys()
    assert sum(map(len, ends)) == len(files), "an item has two ends"
    assert built.status == bool(refused)
    everything = b"\n".join(built.tree.values())
    for n, path in enumerate(sorted(files, key=lambda path: path.startswith("zcwj"))):
        shown = path in built.shown
        assert (f"{path}.html" in built.tree) == (shown or path in built.withdrawn), path
        mark = mark_of(n).encode()
        assert (mark in everything) == (shown and mark in files[path]), f"{path}: {files[path]!r}"


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(["", *ItemStatus]),
    mode=st.sampled_from(["", *DisclosureMode]),
    at=st.sampled_from(["2026-03-02 09:00", "2026-11-18 23:58", "2026-11-19 00:00", "2027-01-01"]),
)
def test_what_is_held_leaves_no_trace(site: Site, status: str, mode: str, at: str) -> None:
    more = {"status": status} if status else {}
    more |= {"mode": mode} if mode else {}
    if status == ItemStatus.WITHDRAWN:
        more["withdrawal"] = "{日期: 2026-05-01, 原因: 有误}"
    title, body = "绝无仅有的标题", "绝无仅有的正文。\n"
    files = {"xw/yw/2026/00001.md": item(title, body, at=at, keywords="[绝无仅有]", **more)}
    built = site(files).build()
    everything = b"\n".join(built.tree.values()).decode(errors="replace")
    public = mode in ("", DisclosureMode.PROACTIVE) and status != ItemStatus.DRAFT and at <= f"{AS_OF} 23:59"
    shown = public and status != ItemStatus.WITHDRAWN
    assert ("绝无仅有的正文" in everything) == shown
    assert ("xw/yw/2026/00001.html" in built.tree) == public
    assert (title in everything) == public
    assert built.status == 0
