"""Related items: by shared keywords and topic, few, and never stale."""

from pipeline.related import related_items
from pipeline.store import Store
from tests.fixtures import Site, SiteFolder, item

PATH = "xw/yw/2026/0000"


def related(folder: SiteFolder) -> dict[str, tuple[str, ...]]:
    register = folder.build().register
    with Store(folder.store) as store:
        return related_items(register, store)


def test_more_shared_words_come_first_then_the_newer(site: Site) -> None:
    words = {1: "[甲, 乙, 丙]", 2: "[甲]", 3: "[甲, 乙]", 4: "[丁]", 5: "[甲]"}
    files = {f"{PATH}{n}.md": item(keywords=text, at=f"2026-03-0{n} 09:00") for n, text in words.items()}
    found = related(site(files))
    assert found[f"{PATH}1"] == (f"{PATH}3", f"{PATH}5", f"{PATH}2")
    assert found[f"{PATH}4"] == ()


def test_a_topic_decides_between_equals(site: Site) -> None:
    topics = {1: "教育", 2: "教育", 3: "体育"}
    files = {f"{PATH}{n}.md": item(keywords="[甲]", topic=topic) for n, topic in topics.items()}
    assert related(site(files))[f"{PATH}1"] == (f"{PATH}2", f"{PATH}3")


def test_there_are_five_at_most_and_no_item_is_related_to_itself(site: Site) -> None:
    found = related(site({f"{PATH}{n}.md": item(keywords="[甲]") for n in range(1, 9)}))
    assert all(len(paths) == 5 and path not in paths for path, paths in found.items())


def test_what_is_held_is_related_to_nothing(site: Site) -> None:
    files = {f"{PATH}1.md": item(keywords="[甲]"), f"{PATH}2.md": item(keywords="[甲]", status="草稿")}
    assert related(site(files)) == {f"{PATH}1": ()}


def test_a_candidates_topic_is_part_of_the_key(site: Site) -> None:
    files = {f"{PATH}{n}.md": item(keywords="[甲]", topic="教育") for n in (1, 2, 3)}
    folder = site(files)
    assert related(folder)[f"{PATH}1"] == (f"{PATH}3", f"{PATH}2")
    folder.write({f"{PATH}3.md": item(keywords="[甲]", topic="体育")})
    assert related(folder)[f"{PATH}1"] == (f"{PATH}2", f"{PATH}3")
