"""synonyms.yaml as search uses it, in Python and in the browser."""

import json

from pipeline.model import SearchWords
from pipeline.search.analysis import fold
from pipeline.search.query import Lexicon
from pipeline.tables import Tables


def lexicon_of(tables: Tables) -> Lexicon:
    words = tables.search_words or SearchWords.model_validate({})
    synonyms: dict[str, dict[str, None]] = {}
    for row in words.synonyms:
        for plain in map(fold, row.plain):
            synonyms.setdefault(plain, {}).update(dict.fromkeys(map(fold, row.official)))
        for official in map(fold, row.official) if row.both_ways else ():
            synonyms.setdefault(official, {}).update(dict.fromkeys(map(fold, row.plain)))
    return Lexicon({word: tuple(others) for word, others in synonyms.items()}, tuple(map(fold, words.fillers)))


def lexicon_file(tables: Tables) -> bytes:
    """What the browser reads, JSON in UTF-8: `{"synonyms": {plain: [official, ...]}, "fillers": [...]}`."""
    lexicon = lexicon_of(tables)
    known = {"synonyms": lexicon.synonyms, "fillers": lexicon.fillers}
    return (json.dumps(known, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
