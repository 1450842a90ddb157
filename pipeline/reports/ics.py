"""The deadlines as a calendar (RFC 5545) that owners subscribe to; the same inspection gives the same bytes."""

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.forecast import Deadline
from pipeline.inspection import Inspection
from pipeline.report import SUBJECTS, Report, Told

MOST_OCTETS = 75
WARNED_BEFORE = 3
"""Days before the last good one at which a calendar reminds."""


def ics(told: Told) -> str:
    inspection = told.inspection
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//gongkai//forecast//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    lines.append(f"X-WR-CALNAME:{escaped(f'{inspection.site} 更新预警')}")
    for deadline in inspection.forecast:
        lines.extend(_event(inspection, deadline))
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in fold(line))


def _event(inspection: Inspection, deadline: Deadline) -> Iterator[str]:
    due = date.fromisoformat(deadline.due)
    what = " ".join(filter(None, (SUBJECTS[deadline.sort], deadline.title)))
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(deadline)}@{inspection.domain or 'localhost'}"
    yield f"DTSTAMP:{inspection.as_of[:10].replace('-', '')}T000000Z"
    yield f"DTSTART;VALUE=DATE:{due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'更新到期：{what}')}"
    about = f"责任单位：{deadline.owner}\n最近更新：{deadline.newest}\n位置：{deadline.place}"
    yield f"DESCRIPTION:{escaped(about)}"
    yield f"CATEGORIES:{escaped(deadline.owner)}"
    yield "TRANSP:TRANSPARENT"
    yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{WARNED_BEFORE}D")
    yield f"DESCRIPTION:{escaped(f'{WARNED_BEFORE} 天后到期：{what}')}"
    yield from ("END:VALARM", "END:VEVENT")


def uid(deadline: Deadline) -> str:
    """The same for the same column or account whenever it is due, so that a calendar moves the event."""
    return hashlib.sha256(f"{deadline.sort.value}\0{deadline.key}".encode()).hexdigest()[:32]


def escaped(text: str) -> str:
    """A value of type TEXT: what separates is escaped, line ends become `\\n`, other control characters vanish."""
    for mark in "\\;,":
        text = text.replace(mark, f"\\{mark}")
    return "".join(c for c in text.replace("\n", "\\n") if c >= " " and c != "\x7f")


def fold(line: str) -> Iterator[str]:
    """Parts of at most 75 octets; each after the first begins with a space, and no character is cut."""
    part, size = "", 0
    for character in line:
        octets = len(character.encode(errors="replace"))
        if size + octets > MOST_OCTETS:
            yield part
            part, size = " ", 1
        part += character
        size += octets
    yield part


REPORT = Report(".ics", "更新预警的日历文件（iCalendar），可导入日历软件", ics)
