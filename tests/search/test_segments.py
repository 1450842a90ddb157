"""Base and delta: whatever happened before, answers are those of an index made anew, and nothing taken away stays."""

import gzip
import json
import random
import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.search import segments as stage
from pipeline.search import shelf as keeping
from pipeline.search import tokens
from pipeline.search.backend import DATE, Answer, Document, Request
from pipeline.search.layout import BLOCK, parted
from pipeline.search.scoring import BUCKETS
from pipeline.search.segments import BOUNDS, Bounds
from pipeline.search.static_folder import StaticFolder
from tests.search.library import LEXICON, WORDS, many
from tests.search.oracle import Oracle

ALWAYS_DELTA = Bounds(small=0, share=1, large=0)
SOME_DELTA = Bounds(small=0, share=10, large=0)


def folder(place: Path, documents: Sequence[Document] = (), bounds: Bounds = ALWAYS_DELTA) -> StaticFolder:
    place.mkdir(parents=True, exist_ok=True)
    made = StaticFolder(place, LEXICON, bounds)
    if documents:
        made.upsert(documents)
    return made


def files(made: StaticFolder) -> dict[str, bytes]:
    root = made.folder / "search"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def words_of(made: StaticFolder) -> str:
    """All that can be read in the files, unpacked, but not the lists of documents."""
    shown = (raw for name, raw in files(made).items() if "/t/" not in name and "/o/" not in name)
    return "\n".join(
        (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode(errors="replace") for raw in shown
    )


def bare(answer: Answer) -> Answer:
    return answer._replace(took=0, facets={name: dict(counts) for name, counts in answer.facets.items()})


def requests(chance: random.Random) -> list[Request]:
    """Short and long ones, with facets and days, some of which nobody meets."""
    made = []
    for _ in range(24):
        text = "".join(chance.choices(WORDS, k=chance.randint(1, 4)))
        start = chance.randint(0, max(0, len(text) - 2))
        text = text[start : start + chance.choice((1, 2, 4, 9, 20))]
        options: dict[str, Any] = chance.choice(
            ({}, {}, {"sort": DATE}, {"page": 2}, {"facets": {"column": ["news"]}}, {"since": "2011-01-01"})
        )
        made.append(Request(text, **options))
    return made


def alike(made: StaticFolder, documents: Sequence[Document], seed: int) -> None:
    oracle = Oracle(LEXICON)
    oracle.upsert(documents)
    chance = random.Random(seed)
    numbers = [Request(number) for document in documents[:10] for number in document.numbers]
    for request in (*requests(chance), *numbers):
        assert bare(made.search(request)) == bare(oracle.search(request)), request


def changed(document: Document, chance: random.Random) -> Document:
    """Another text, title, number or day."""
    return document._replace(
        **chance.choice(
            (
                {"text": document.text + "\n" + "".join(chance.choices(WORDS, k=9))},
                {"title": "".join(chance.choices(WORDS, k=3))},
                {"published_at": f"{chance.randint(2001, 2025)}-0{chance.randint(1, 9)}-11 10:00"},
                {"numbers": (f"改字〔2024〕{chance.randint(1, 99)}号",)},
            )
        )
    )


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("bounds", [ALWAYS_DELTA, Bounds(small=0, share=6, large=0)], ids=["always", "merging"])
def test_answers_hang_on_the_documents_alone(tmp_path: Path, seed: int, bounds: Bounds) -> None:
    chance = random.Random(seed)
    now = {document.path: document for document in many(120, seed)}
    fresh = iter(many(200, seed + 100)[120:])
    made = folder(tmp_path / "a", list(now.values()), bounds)
    merged = set()
    for turn in range(5):
        going = chance.sample(sorted(now), 4)
        coming = [changed(now[path], chance) for path in chance.sample(sorted(now), 6)]
        coming = [document for document in coming if document.path not in going] + [next(fresh) for _ in range(3)]
        for path in going:
            del now[path]
        now |= {document.path: document for document in coming}
        made.delete(going)
        made.upsert(coming)
        merged.add(bool(made.description["delta"]))
        alike(made, list(now.values()), seed * 10 + turn)
    assert merged == {True} if bounds is ALWAYS_DELTA else merged == {True, False}


def test_a_delta_of_usual_size_answers_as_a_site_made_anew(tmp_path: Path) -> None:
    chance = random.Random(6)
    documents = many(620, 6)
    made = folder(tmp_path / "a", documents[:615], BOUNDS)
    made.delete(document.path for document in documents[:6])
    made.upsert([changed(document, chance) for document in documents[6:30]] + documents[615:])
    clean = folder(tmp_path / "b", list(made.documents.values()), BOUNDS)
    assert made.description["delta"]["packed"] and clean.description["delta"] is None
    asked = [one for _ in range(6) for one in requests(chance)]
    asked += [Request(text) for one in list(made.documents.values())[:40] for text in (one.title, *one.numbers)]
    for request in asked:
        assert bare(made.search(request)) == bare(clean.search(request)), request


def test_a_large_delta_is_merged(tmp_path: Path) -> None:
    documents = many(100)
    made = folder(tmp_path, documents, SOME_DELTA)
    first = made.description["base"]["id"]
    made.upsert(document._replace(title="改过") for document in documents[:10])
    assert (made.description["base"]["id"], made.description["delta"]["documents"]) == (first, 10)
    made.upsert([documents[11]._replace(title="也改过")])
    assert made.description["base"]["id"] != first and made.description["delta"] is None
    clean = folder(tmp_path / "clean", list(made.documents.values()), SOME_DELTA)
    assert files(clean) == files(made)


def test_a_small_site_hangs_on_its_documents_alone(tmp_path: Path) -> None:
    documents = many(60)
    made = folder(tmp_path / "a", documents[:50], BOUNDS)
    made.delete(document.path for document in documents[:20])
    made.upsert([*documents[50:], documents[3], documents[30]._replace(title="又改")])
    assert made.description["delta"] is None
    clean = folder(tmp_path / "b", list(made.documents.values()), BOUNDS)
    assert files(clean) == files(made)


def test_what_is_put_back_is_as_it_was(tmp_path: Path) -> None:
    documents = many(60)
    made = folder(tmp_path, documents)
    before = files(made)
    made.delete([documents[7].path])
    made.upsert([documents[9]._replace(title="暂时")])
    assert made.description["delta"]
    made.upsert([documents[7], documents[9]])
    assert files(made) == before


@pytest.mark.parametrize("way", ["deleted", "changed"])
def test_what_was_taken_away_can_be_read_nowhere(tmp_path: Path, way: str) -> None:
    secret = many(1)[0]._replace(
        path="news/2020/secret",
        title="张三的处罚决定",
        numbers=("密字〔2020〕8号",),
        text="密字〔2020〕8号\n身份证号等",
    )
    made = folder(tmp_path, [*many(40), secret])
    assert all(word in words_of(made) for word in ("张三的处罚决定", "密字20208号", "身份证号等", "secret"))
    if way == "deleted":
        made.delete([secret.path])
    else:
        made.upsert([secret._replace(title="更正", numbers=(), text="更正")])
    assert made.description["base"]["revision"] and made.description["delta"]
    left = words_of(made)
    assert not [word for word in ("张三", "密字", "身份证号", "密字20208号") if word in left]
    assert ("secret" in left) == (way == "changed")


def test_its_neighbours_stay(tmp_path: Path) -> None:
    documents = many(40)
    made = folder(tmp_path, documents)
    made.delete([documents[3].path])
    alike(made, [*documents[:3], *documents[4:]], 1)
    blocks = [json.loads(gzip.decompress(raw)) for name, raw in files(made).items() if "/d/" in name]
    assert sum(one is None for block in blocks for one in block) == 1
    assert sum(len(block) for block in blocks) == 40 and len(blocks) == 40 // BLOCK


def test_the_last_document_goes(tmp_path: Path) -> None:
    made = folder(tmp_path, many(1))
    made.delete(document.path for document in many(1))
    assert bare(made.search(Request("通知"))) == Answer(relaxed=True)
    made.upsert(many(3))
    alike(made, many(3), 2)


def test_a_small_delta_is_one_file_a_large_one_is_many(tmp_path: Path) -> None:
    documents = many(400)
    made = folder(tmp_path, documents, bounds=ALWAYS_DELTA)
    made.upsert([documents[0]._replace(title="改")])
    one = made.description["delta"]
    assert one["packed"] and [name for name in files(made) if name.startswith(f"{one['id']}/")] == [
        f"{one['id']}/all.bin",
        f"{one['id']}/d/0.bin",
        f"{one['id']}/n/0.bin",
    ]
    assert one["keyed"]["改"] == [[], [0]] and len(one["order"]["gone"]) == 1
    made.upsert(document._replace(title="都改") for document in documents[:300])
    many_files = made.description["delta"]
    assert not {"packed", "keyed", "order"} & many_files.keys()
    assert f"{many_files['id']}/order.bin" in files(made)
    alike(made, list(made.documents.values()), 5)


def test_a_delta_that_does_not_go_into_one_file_is_merged_while_the_site_is_not_large(tmp_path: Path) -> None:
    documents = many(400)
    made = folder(tmp_path, documents, Bounds(small=0, share=1))
    made.upsert([documents[0]._replace(title="改")])
    assert made.description["delta"]["packed"]
    made.upsert(document._replace(title="都改") for document in documents[:300])
    assert made.description["delta"] is None
    alike(made, list(made.documents.values()), 5)


def test_words_hold_all_that_a_longer_query_wants_to_begin_with(tmp_path: Path) -> None:
    documents = many(400)
    made = folder(tmp_path, documents)
    made.upsert([documents[0]._replace(title="改成了一个新的题目")])
    found = files(made)
    told, rest = parted(gzip.decompress(found["words.bin"]))
    assert told == json.loads(gzip.decompress(found["manifest.bin"]))
    assert rest[: BUCKETS // 2] == sketch_of_all(made)
    assert rest[BUCKETS // 2 :] == gzip.decompress(found[f"{told['delta']['id']}/all.bin"])


def sketch_of_all(made: StaticFolder) -> bytes:
    oracle = Oracle(LEXICON)
    oracle.upsert(made.documents.values())
    return oracle.sketch()


def test_a_facet_changes_without_the_segment(tmp_path: Path) -> None:
    """Columns beside the first come from rules of special columns; the text is not taken apart for them again."""
    from pipeline.search.segments import Known, Segments
    from pipeline.search.shelf import Shelf

    documents = [document._replace(columns=("news",)) for document in many(20)]

    def description(found: Sequence[Document]) -> tuple[dict[str, Any], dict[str, bytes]]:
        live = [Known(document._replace(text=""), document.path.encode()) for document in found]
        with Shelf(tmp_path / "s.sqlite") as shelf, shelf.change():
            segments = Segments(shelf, ALWAYS_DELTA)
            segments.bring(live, lambda cards: [next(d for d in documents if d.path == card.path) for card in cards])
            return segments.description, {name: file.digest for name, file in segments.files.items()}

    first, before = description(documents)
    second, after = description([*documents[:19], documents[19]._replace(columns=("news", "zt/fx"))])
    assert second["base"].pop("facets").pop("column") != first["base"].pop("facets").pop("column")
    assert second == first
    assert {name for name in after if after[name] != before.get(name)} == {f"{first['base']['id']}/f/column.bin"}


def test_days_before_and_after_all_that_two_bytes_hold(tmp_path: Path) -> None:
    documents = [
        many(1)[0]._replace(path=f"news/{day}", published_at=f"{day} 00:00", title="老档案", numbers=())
        for day in ("0001-01-01", "1899-12-31", "1900-01-01", "1949-10-01", "2079-06-06", "9999-12-31")
    ]
    made = folder(tmp_path, documents)
    found = made.search(Request("老档案", since="1900-01-02", until="2079-06-05"))
    assert [hit.path for hit in found.hits] == ["news/1949-10-01"]
    assert [hit.path for hit in made.search(Request("老档案", sort=DATE)).hits] == [d.path for d in documents[::-1]]
    assert made.search(Request("老档案")).facets["year"]["0001"] == 1


# what is remembered ---------------------------------------------------------------------------------------------------


def test_a_text_is_taken_apart_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = many(30)
    made = folder(tmp_path, documents)
    taken: list[str] = []

    def weigh(texts: Sequence[tuple[str, str]], vocabulary: tokens.Vocabulary) -> list[bytes]:
        taken.extend(title for title, _ in texts)
        return tokens.weigh(texts, vocabulary)

    monkeypatch.setattr(stage, "weigh", weigh)
    made.upsert([documents[4]._replace(title="只有这一条")])
    made.delete([documents[5].path])
    assert taken == ["只有这一条"]


def test_a_killed_build_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = many(50)
    made = folder(tmp_path / "a", documents[:30], BOUNDS)
    for place in ("put_vocabulary", "put_base", "put_fact", "drop_files"):
        whole = getattr(keeping.Shelf, place)

        def fall(*_: Any) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(keeping.Shelf, place, fall)
        with pytest.raises(KeyboardInterrupt):
            made.upsert(document._replace(title=place) for document in documents)
        monkeypatch.setattr(keeping.Shelf, place, whole)
    made.upsert(documents)
    alike(made, documents, 3)
    assert files(folder(tmp_path / "b", documents, BOUNDS)) == files(made)


def test_what_is_remembered_may_be_deleted_or_damaged(tmp_path: Path) -> None:
    documents = many(30)
    made = folder(tmp_path, documents, BOUNDS)
    before = files(made)
    state = tmp_path / "search.sqlite"
    for spoil in (
        lambda: keeping.discard(state),
        lambda: state.write_bytes(b"rubbish" * 2000),
        lambda: state.write_bytes(b""),
    ):
        spoil()
        made.upsert(documents[:1])
        assert files(made) == before


def test_what_another_program_remembered_is_forgotten(tmp_path: Path) -> None:
    with keeping.Shelf(tmp_path / "s.sqlite", b"one") as shelf, shelf.change():
        shelf.put_fact("base", b"abc")
    with keeping.Shelf(tmp_path / "s.sqlite", b"one") as shelf:
        assert shelf.fact("base") == b"abc"
    with keeping.Shelf(tmp_path / "s.sqlite", b"two") as shelf:
        assert shelf.fact("base") == b""


def test_a_file_that_is_not_there_is_damage(tmp_path: Path) -> None:
    with keeping.Shelf(tmp_path / "s.sqlite") as shelf, pytest.raises(sqlite3.DatabaseError, match="k/0"):
        shelf.file("abc/k/0.bin")


def test_nothing_is_remembered_of_texts_that_are_gone(tmp_path: Path) -> None:
    documents = many(30)
    made = folder(tmp_path, documents, BOUNDS)
    made.delete(document.path for document in documents[:10])
    with sqlite3.connect(tmp_path / "search.sqlite") as db:
        count = db.execute("SELECT count(*) FROM texts").fetchone()
    db.close()
    assert count == (20,)


def test_the_order_in_which_documents_came_changes_nothing(tmp_path: Path) -> None:
    documents = many(40)
    one = folder(tmp_path / "a", documents, BOUNDS)
    other = folder(tmp_path / "b", documents[::-1], BOUNDS)
    assert files(one) == files(other)
    shutil.rmtree(tmp_path / "a")
