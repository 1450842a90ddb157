"""Small charts as inline SVG, for pages that must carry all they need: lines over time, and bars beside names."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 720, 200
LEFT, TOP, BOTTOM = 44, 12, 28
NAME_WIDTH, BAR = 260, 22
MOST_NAME = 20


class Line(NamedTuple):
    name: str
    colour: str
    values: Sequence[int]


def lines(title: str, labels: Sequence[str], series: Sequence[Line]) -> str:
    """One line for each series over the same labels; a single label is a point."""
    top = max((value for line in series for value in line.values), default=0) or 1
    step = (WIDTH - LEFT - 16) / max(1, len(labels) - 1)
    height = HEIGHT - TOP - BOTTOM

    def place(number: int, value: int) -> str:
        return f"{LEFT + number * step:.1f},{TOP + height - value / top * height:.1f}"

    parts = [_text(4, TOP + 8, str(top)), _text(4, TOP + height, "0"), _rule(TOP), _rule(TOP + height)]
    for number in sorted({0, len(labels) // 2, len(labels) - 1} & set(range(len(labels)))):
        parts.append(_text(min(LEFT + number * step, WIDTH - 76), HEIGHT - 8, labels[number]))
    for line in series:
        points = [place(number, value) for number, value in enumerate(line.values)]
        parts.append(f'<polyline fill="none" stroke="{line.colour}" stroke-width="2" points="{" ".join(points)}"/>')
        for point, label, value in zip(points, labels, line.values, strict=True):
            x, _, y = point.partition(",")
            told = escape(f"{label} {line.name} {value}")
            parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{line.colour}"><title>{told}</title></circle>')
    return _svg(title, HEIGHT, parts)


def bars(title: str, rows: Sequence[tuple[str, int]], colour: str) -> str:
    most = max((value for _, value in rows), default=0) or 1
    room = WIDTH - NAME_WIDTH - 60
    parts = []
    for number, (name, value) in enumerate(rows):
        y = number * BAR + 4
        short = name if len(name) <= MOST_NAME else f"{name[: MOST_NAME - 1]}…"
        width = value / most * room
        parts.append(_text(0, y + 13, short))
        parts.append(f'<rect x="{NAME_WIDTH}" y="{y}" width="{width:.1f}" height="{BAR - 6}" fill="{colour}"/>')
        parts.append(_text(NAME_WIDTH + width + 6, y + 13, str(value)))
    return _svg(title, len(rows) * BAR + 8, parts)


def _svg(title: str, height: int, parts: Sequence[str]) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _text(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12">{escape(text)}</text>'


def _rule(y: float) -> str:
    return f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - 16}" y2="{y:.1f}" stroke="#ccc"/>'
