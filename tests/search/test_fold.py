"""Folding takes a short way through Chinese punctuation, and comes out where the rule says."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.search.analysis import FREQUENT, INVISIBLE, fold

WIDE = [wide for wide, _ in FREQUENT]
PIECES = st.one_of(st.characters(), st.sampled_from([*WIDE, "e\u0301", "\u0301", "\uff8a\uff9e", "\u1100\u1161"]))
TEXTS = st.lists(PIECES).map("".join)


@settings(deadline=None, max_examples=300)
@given(TEXTS)
def test_the_short_way_leads_to_the_same_place(text: str) -> None:
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower().replace("\u03c2", "\u03c3")
    assert fold(text) == plain


def test_the_short_way_is_for_what_changes() -> None:
    assert all(wide != narrow for wide, narrow in FREQUENT)
