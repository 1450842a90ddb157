"""Jinja filters and constants of the theme: dates, sizes, numbers, states and linked data, as a reader of the page sees them."""

import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from pipeline import urls
from pipeline.kinds.annual_report import APPLICANTS, APPLICATION_LAYOUT, OUTCOMES, section_number
from pipeline.kinds.service_guide import ELEMENTS
from pipeline.phrases import VALIDITY_NOTICES, long_day
from pipeline.policy import script_hash
from pipeline.terms import (
    ANNUAL_REPORT_SECTIONS,
    PAGE_TITLES,
    STATUTORY_GROUPS,
    AuthorityLevel,
    Validity,
)
from plugins.moulds import cast, number_cells, plain_number
from plugins.schemes import scheme

CHINESE_NUMBERS = "零一二三四五六七八九十"
TELEPHONE = re.compile(r"(?<![\d-])(?:0\d{2,3}-\d{7,8}|1\d{4,10}|9\d{4})(?![\d-])", re.ASCII)
SCRIPT_ESCAPES = tuple((char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029")
ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
VALIDITY_MARKS = {
    Validity.IN_FORCE.value: "force",
    Validity.AMENDED.value: "amended",
    Validity.EXPIRED.value: "void",
    Validity.REPEALED.value: "void",
}
HISTORY_LABELS = {
    "dated_on": "成文",
    "published_at": "公布",
    "effective_on": "施行",
    "expires_on": "有效期届满",
    "repealed_on": "废止",
}
"""What happened to a document on a day that its header gives."""
MOST_ROWS = 1000
"""Rows of a dataset on its page; the file holds them all."""
SCHEMA_TYPES = {
    "article": "NewsArticle",
    "document": "DigitalDocument",
    "annual_report": "Report",
    "interpretation": "Article",
    "dataset": "Dataset",
    "service_guide": "GovernmentService",
    "consultation": "Article",
    "letter": "QAPage",
    "profile": "ProfilePage",
    "live_event": "Event",
}
"""schema.org types, by kind."""


def day(moment: str) -> str:
    """`2026-11-20 09:00` -> `2026-11-20`."""
    return moment[:10]


def machine_time(moment: str) -> str:
    """`2026-11-20 09:00` -> `2026-11-20T09:00:00+08:00`; a bare day stays a day."""
    return f"{moment[:10]}T{moment[11:16]}:00+08:00" if len(moment) > 10 else moment


def file_size(size: int) -> str:
    """Bytes -> `980 B`, `12 KB`, `3.4 MB`; in steps of 1024, one decimal from MB on."""
    if size < 1024:
        return f"{size} B"
    if size < 1024 * 1023.5:
        return f"{max(1, round(size / 1024))} KB"
    unit, number = ("MB", size / 1024**2) if size < 1024**3 else ("GB", size / 1024**3)
    return f"{number:.1f} {unit}"


def number(value: int | float) -> str:
    """`1234567` -> `1,234,567`; a fraction keeps its digits (`59237.2449` -> `59,237.2449`), a whole one loses `.0`."""
    return format(Decimal(repr(value)).normalize(), ",f")


def money(value: int | float) -> str:
    """Ten thousands of yuan, with the unit."""
    return f"{number(value)} 万元"


def json_ld(value: Any) -> Markup:
    """JSON that is safe inside <script>: `<`, `>`, `&` and the two line separators are escaped, keys are sorted."""
    text = ENCODER.encode(value)
    for char, escaped in SCRIPT_ESCAPES:
        text = text.replace(char, escaped)
    return Markup(text)


def telephone_link(text: str) -> Markup:
    """Every telephone number in a line becomes a `tel:` link; everything else is escaped and kept."""
    linked = TELEPHONE.sub(lambda found: f'<a href="tel:{found[0]}">{found[0]}</a>', str(escape(text)))
    return Markup(linked)


def paragraphs(text: str) -> Markup:
    """Plain text of several lines -> one escaped <p> a line."""
    return Markup("").join(Markup("<p>{}</p>").format(line.strip()) for line in text.splitlines() if line.strip())


def divisible(text: str) -> Markup:
    """A line may end behind every stroke: `11…2M/2026-00010` in a narrow column."""
    return escape(text).replace("/", Markup("/<wbr>"))


def has_label(labels: Iterable[tuple[str, str]], name: str) -> bool:
    return any(label == name for label, _ in labels)


def validity_mark(validity: str) -> str:
    """Class of the mark: `force`, `amended` or `void`."""
    return VALIDITY_MARKS.get(validity, "force")


@lru_cache(maxsize=256)
def section_of(heading: str) -> int:
    """Which of the six sections of an annual report a heading (HTML) opens; 0 when none."""
    return section_number(re.sub(r"<[^>]*>", "", heading))


def chinese_number(value: int) -> str:
    """1 … 99 -> `一` … `九十九`."""
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else f"{CHINESE_NUMBERS[tens] if tens > 1 else ''}十"
    return head + (CHINESE_NUMBERS[ones] if ones or not tens else "")


def consultation_state(opens_on: str, closes_on: str, as_of: str) -> str:
    if as_of < opens_on:
        return "未开始"
    return "征集中" if as_of <= closes_on else "已结束"


def event_state(starts_at: str, as_of: str) -> str:
    """By day only: pages are rebuilt when the day changes, not by the minute."""
    if as_of < starts_at[:10]:
        return "预告"
    return "今日直播" if as_of == starts_at[:10] else "已结束"


def breadcrumb(page: Any, site: Any) -> dict[str, Any]:
    """BreadcrumbList of a page, which is itself the last step: an item's crumbs end with its column."""
    trail = [(title, f"{site.url}{url}") for title, url in page.crumbs if url] + [(page.title, page.canonical)]
    steps = [
        {"@type": "ListItem", "position": at, "name": title, "item": address}
        for at, (title, address) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def file_name(written: str) -> str:
    """The plain name behind what an item wrote: `00017/表.xlsx` -> `表.xlsx`."""
    return written.rpartition("/")[2]


def page_ld(page: Any, site: Any) -> Markup:
    """Linked data of a page that lists: the breadcrumbs, and on the home page the site with its search."""
    graph: list[dict[str, Any]] = [breadcrumb(page, site)] if page.crumbs else []
    if page.url == "/":
        graph.append(_site_ld(site))
    return json_ld({"@context": "https://schema.org", "@graph": graph})


def _site_ld(site: Any) -> dict[str, Any]:
    target = f"{site.url}/search/?q={{search_term_string}}"
    return {
        "@type": "WebSite",
        "name": site.name,
        "url": f"{site.url}/",
        "description": site.description,
        "inLanguage": "zh-CN",
        "publisher": {"@type": "GovernmentOrganization", "name": site.organizer},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": target},
            "query-input": "required name=search_term_string",
        },
    }


def item_ld(item: Any, page: Any, site: Any) -> Markup:
    """Linked data of one item: the breadcrumbs and the thing that the page is about."""
    return json_ld({"@context": "https://schema.org", "@graph": [breadcrumb(page, site), _thing(item, page)]})


def _thing(item: Any, page: Any) -> dict[str, Any]:
    kind: str = item.kind
    thing: dict[str, Any] = {
        "@type": SCHEMA_TYPES.get(kind, "Article"),
        "name": item.title,
        "url": page.canonical,
        "inLanguage": "zh-CN",
        "description": page.description,
        "image": page.image,
        OWNERS.get(kind, "publisher"): {"@type": "GovernmentOrganization", "name": item.authority.name},
        **(_work(item) if kind not in OWNERS else {}),
        **(DETAILS[kind](item, page) if kind in DETAILS else {}),
    }
    return {name: value for name, value in thing.items() if value}


def _work(item: Any) -> dict[str, Any]:
    """What schema.org's creative works have beyond a thing; empty values are left out later."""
    return {
        "headline": item.title,
        "datePublished": machine_time(item.published_at),
        "dateCreated": item.dated_on,
        "identifier": item.index_number,
        "keywords": list(item.keywords),
    }


def _event(item: Any, page: Any) -> dict[str, Any]:
    starts_at, ends_at = item.details["starts_at"], item.details["ends_at"]
    return {
        "startDate": machine_time(starts_at),
        "endDate": machine_time(ends_at) if ends_at else "",
        "eventAttendanceMode": "https://schema.org/OnlineEventAttendanceMode",
        "location": {"@type": "VirtualLocation", "url": page.canonical},
    }


def _question(item: Any, page: Any) -> dict[str, Any]:
    """A letter as question; the answer only once there is one."""
    asked: dict[str, Any] = {"@type": "Question", "name": item.title, "text": item.details["letter"], "answerCount": 0}
    if item.details["replied_at"]:
        answer = {"@type": "Answer", "text": page.description, "url": page.canonical}
        asked |= {"answerCount": 1, "acceptedAnswer": answer}
    return {"mainEntity": asked}


def _portrayed(item: Any, page: Any) -> dict[str, Any]:
    office = {"@type": "GovernmentOrganization", "name": item.authority.name}
    person = item.details["person"]
    if not person:
        return {"mainEntity": office}
    return {
        "mainEntity": {
            "@type": "Person",
            "name": person,
            "jobTitle": item.details["position"] or "",
            "worksFor": office,
        }
    }


def _chart_svg(*facts: Any) -> str:
    """Its room is loaded only where something is drawn: most builds draw nothing."""
    from plugins.charts import chart_svg

    return chart_svg(*facts)


def _banner(path: str) -> Markup:
    from plugins.banners import banner

    return banner(path)


def _code(text: str, label: str) -> Markup:
    from plugins.codes import code_svg

    return code_svg(text, label)


def _look(path: str) -> str:
    from plugins.banners import look_of

    return look_of(path)


OWNERS = {"service_guide": "provider", "live_event": "organizer"}
"""Kinds whose schema.org type is no creative work, and the name there of the body responsible."""
DETAILS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "live_event": _event,
    "letter": _question,
    "profile": _portrayed,
}

FILTERS: dict[str, Callable[..., Any]] = {
    "cast": cast,
    "chinese_number": chinese_number,
    "clock": machine_time,
    "consultation_state": consultation_state,
    "day": day,
    "divisible": divisible,
    "event_state": event_state,
    "file_name": file_name,
    "file_size": file_size,
    "has_label": has_label,
    "item_ld": item_ld,
    "json_ld": json_ld,
    "long_day": long_day,
    "money": money,
    "number": number,
    "page_ld": page_ld,
    "script_hash": script_hash,
    "paragraphs": paragraphs,
    "number_cells": number_cells,
    "plain_number": plain_number,
    "scheme": scheme,
    "section_number": section_of,
    "telephone_link": telephone_link,
    "validity_mark": validity_mark,
}
GLOBALS: dict[str, Any] = {
    "ANNUAL_REPORT_SECTIONS": ANNUAL_REPORT_SECTIONS,
    "APPLICANTS": APPLICANTS,
    "APPLICATION_LAYOUT": APPLICATION_LAYOUT,
    "AUTHORITY_LEVELS": tuple(level.value for level in AuthorityLevel),
    "ELEMENTS": ELEMENTS,
    "HISTORY_LABELS": HISTORY_LABELS,
    "MOST_ROWS": MOST_ROWS,
    "OUTCOMES": OUTCOMES,
    "PLATFORM_LISTS": {
        "latest": PAGE_TITLES["latest"],
        "reports": PAGE_TITLES["reports"],
        "rules": PAGE_TITLES["rules"],
    },
    "STATUTORY_GROUPS": STATUTORY_GROUPS,
    "VALIDITY_NOTICES": VALIDITY_NOTICES,
    "banner_svg": _banner,
    "chart_svg": _chart_svg,
    "code_svg": _code,
    "look_of": _look,
    "places": {
        "accessibility": urls.ACCESSIBILITY,
        "accounts": urls.ACCOUNTS,
        "annual_reports": urls.ANNUAL_REPORTS,
        "authorities": urls.AUTHORITIES,
        "catalogue": urls.CATALOGUE,
        "feeds": urls.FEEDS,
        "platforms": urls.PLATFORMS,
        "search": urls.SEARCH,
        "sitemap": urls.SITEMAP,
        "statements": urls.STATEMENTS,
        "subscribe": urls.SUBSCRIBE,
        "switch": "/@switch/",
    },
}
"""Constants that templates use; none of them differs from one build to the next."""
