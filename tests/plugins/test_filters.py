"""What the reader sees of dates, sizes, numbers and states, and what a machine reads in the linked data."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import phrases
from pipeline.kinds import KINDS
from pipeline.terms import ANNUAL_REPORT_SECTIONS, Validity
from plugins import filters, moulds

SITE = SimpleNamespace(
    url="https://www.example.gov.cn", name="示范市人民政府", description="说明", organizer="市政府办公室"
)
ISSUER = {"@type": "GovernmentOrganization", "name": "市水务局"}


def page(url: str = "/zwgk/1.html", **more: Any) -> SimpleNamespace:
    facts: dict[str, Any] = {
        "url": url, "canonical": f"{SITE.url}{url}", "title": "标题", "description": "摘要", "image": "",
        "crumbs": (("首页", "/"), ("政务公开", "/zwgk/")),
    }  # fmt: skip
    return SimpleNamespace(**facts | more)


def item(kind: str, **details: Any) -> SimpleNamespace:
    return SimpleNamespace(
        kind=kind, title="标题", published_at="2026-11-02 09:30", dated_on="", index_number="", keywords=[],
        authority=SimpleNamespace(name="市水务局"), details=details,
    )  # fmt: skip


def thing(kind: str, **details: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(filters.item_ld(item(kind, **details), page(), SITE))
    found: dict[str, Any] = told["@graph"][1]
    return found


def test_a_long_number_may_be_parted_behind_its_strokes() -> None:
    assert filters.divisible("11M/2026-00010") == "11M/<wbr>2026-00010"
    assert filters.divisible("<b>/&") == "&lt;b&gt;/<wbr>&amp;"


def test_days_and_times() -> None:
    assert filters.day("2026-11-02 09:30") == "2026-11-02"
    assert phrases.long_day("2026-11-02 09:30") == phrases.long_day("2026-11-02") == "2026年11月2日"
    assert filters.machine_time("2026-11-02 09:30") == "2026-11-02T09:30:00+08:00"
    assert filters.machine_time("2026-11-02") == "2026-11-02"


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1 KB"),
        (1500, "1 KB"),
        (1024 * 1023, "1023 KB"),
        (1024**2 - 1, "1.0 MB"),
        (3_565_158, "3.4 MB"),
        (5 * 1024**3, "5.0 GB"),
    ],
)
def test_file_sizes(size: int, text: str) -> None:
    assert filters.file_size(size) == text


@pytest.mark.parametrize(
    ("value", "separated", "plain"),
    [
        (0, "0", "0"),
        (1234567, "1,234,567", "1234567"),
        (59237.2449, "59,237.2449", "59237.2449"),
        (100.0, "100", "100"),
        (0.0000001, "0.0000001", "0.0000001"),
    ],
)
def test_numbers_keep_their_digits(value: float, separated: str, plain: str) -> None:
    assert filters.number(value) == separated
    assert moulds.plain_number(value) == plain
    assert filters.money(value) == f"{separated} 万元"


@pytest.mark.parametrize(
    ("value", "text"), [(1, "一"), (10, "十"), (11, "十一"), (15, "十五"), (20, "二十"), (99, "九十九")]
)
def test_chinese_numbers(value: int, text: str) -> None:
    assert filters.chinese_number(value) == text


@given(
    st.recursive(
        st.text() | st.integers() | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_linked_data_cannot_leave_its_script_and_loses_nothing(value: Any) -> None:
    text = filters.json_ld(value)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == value


def test_telephone_numbers_become_links_and_the_rest_stays_text() -> None:
    linked = filters.telephone_link("<b>总机 0380-8000111 转 8,或 12345")
    assert linked == ('&lt;b&gt;总机 <a href="tel:0380-8000111">0380-8000111</a> 转 8,或 <a href="tel:12345">12345</a>')
    assert filters.telephone_link("办公室 2026-11-02 值班") == "办公室 2026-11-02 值班"


def test_lines_become_escaped_paragraphs() -> None:
    assert filters.paragraphs("您好<i>\n\n  再问一句 ") == "<p>您好&lt;i&gt;</p><p>再问一句</p>"


def test_labels_are_found_by_their_exact_name() -> None:
    labels = [("SiteName", "甲"), ("Description", "乙")]
    assert filters.has_label(labels, "Description")
    assert not filters.has_label(labels, "description")


def test_every_validity_has_a_mark_and_a_notice() -> None:
    marks = {state.value: filters.validity_mark(state.value) for state in Validity}
    assert marks == {"有效": "force", "已修改": "amended", "失效": "void", "废止": "void"}
    assert set(phrases.VALIDITY_NOTICES) == {state.value for state in Validity}


@pytest.mark.parametrize(("number", "heading"), list(enumerate(ANNUAL_REPORT_SECTIONS, start=1)))
def test_sections_of_the_annual_report_are_told_by_their_numeral(number: int, heading: str) -> None:
    assert filters.section_of(f'<h2 id="h-{number}"> <strong>{heading}</strong></h2>') == number


@pytest.mark.parametrize(
    "heading", ["", "<h2>附件</h2>", "<h2>七、附则</h2>", "<h2>（一）主动公开</h2>", "<h2>一致性</h2>"]
)
def test_other_headings_open_no_section(heading: str) -> None:
    assert filters.section_of(heading) == 0


@pytest.mark.parametrize(
    ("as_of", "state"),
    [("2026-10-31", "未开始"), ("2026-11-01", "征集中"), ("2026-12-05", "征集中"), ("2026-12-06", "已结束")],
)
def test_a_consultation_is_open_from_its_first_to_its_last_day(as_of: str, state: str) -> None:
    assert filters.consultation_state("2026-11-01", "2026-12-05", as_of) == state


@pytest.mark.parametrize(
    ("as_of", "state"), [("2026-11-01", "预告"), ("2026-11-02", "今日直播"), ("2026-11-03", "已结束")]
)
def test_an_event_is_announced_then_today_then_over(as_of: str, state: str) -> None:
    assert filters.event_state("2026-11-02 15:00", as_of) == state


def test_file_names_are_plain() -> None:
    assert filters.file_name("00017/表.xlsx") == filters.file_name("表.xlsx") == "表.xlsx"


def test_the_trail_of_an_item_ends_with_the_item() -> None:
    steps = filters.breadcrumb(page(), SITE)["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "首页", f"{SITE.url}/"), (2, "政务公开", f"{SITE.url}/zwgk/"), (3, "标题", f"{SITE.url}/zwgk/1.html"),
    ]  # fmt: skip


def test_the_trail_of_a_list_names_the_list_once() -> None:
    crumbs = (("首页", "/"), ("标题", ""))
    steps = filters.breadcrumb(page("/zwgk/", crumbs=crumbs), SITE)["itemListElement"]
    assert [step["name"] for step in steps] == ["首页", "标题"]


def test_the_home_page_tells_of_the_site_and_its_search() -> None:
    told = json.loads(filters.page_ld(page("/", crumbs=()), SITE))["@graph"]
    assert [part["@type"] for part in told] == ["WebSite"]
    assert told[0]["potentialAction"]["target"]["urlTemplate"] == f"{SITE.url}/search/?q={{search_term_string}}"


def test_a_news_item_is_told_with_its_time_and_publisher() -> None:
    assert thing("article") == {
        "@type": "NewsArticle", "name": "标题", "headline": "标题", "url": f"{SITE.url}/zwgk/1.html", "inLanguage": "zh-CN",
        "description": "摘要", "datePublished": "2026-11-02T09:30:00+08:00", "publisher": ISSUER,
    }  # fmt: skip


def test_a_letter_without_a_reply_has_no_answer() -> None:
    asked = thing("letter", letter="怎样参保？", replied_at=None)["mainEntity"]
    assert asked["answerCount"] == 0 and "acceptedAnswer" not in asked
    answered = thing("letter", letter="怎样参保？", replied_at="2026-11-03 09:00")["mainEntity"]
    assert answered["acceptedAnswer"]["text"] == "摘要"


def test_a_profile_is_of_a_person_or_of_an_office() -> None:
    person = thing("profile", person="秦怀谷", position="市长")["mainEntity"]
    assert (person["@type"], person["name"], person["worksFor"]) == ("Person", "秦怀谷", ISSUER)
    assert thing("profile", person=None, position=None)["mainEntity"] == ISSUER


def test_an_event_and_a_service_are_no_creative_works() -> None:
    event = thing("live_event", starts_at="2026-11-20 15:00", ends_at=None)
    assert event["startDate"] == "2026-11-20T15:00:00+08:00" and event["organizer"] == ISSUER
    assert "endDate" not in event and "publisher" not in event
    assert thing("service_guide")["provider"] == ISSUER


def test_every_kind_has_a_type() -> None:
    assert set(filters.SCHEMA_TYPES) == set(KINDS)
