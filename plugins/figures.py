"""A dataset as one number: the latest of a series in time or the highest of a comparison, and a small drawing."""

import re
from typing import Any, NamedTuple

from markupsafe import Markup

from pipeline.terms import ChartType
from plugins.charts import figure_of, label_of

WIDE, HIGH, EDGE = 120.0, 34.0, 3.0
IN_TIME = re.compile(r"\d{4}|\d{1,2}[月日]|[年月季周]|半年")
HIGHEST, BEFORE = "最高", "上期"


class Tile(NamedTuple):
    """`at`: which period or place the number is of; `before`: the number of the period before it, "" where none is."""

    name: str
    number: str
    unit: str
    at: str
    before: str
    drawing: Markup


def tile_of(chart: dict[str, Any], header: list[str], rows: list[list[str]]) -> Tile | None:
    """Of the first series of a chart; None where it has no numbers. The numbers are the table's own."""
    figure = figure_of(chart, header, rows)
    if figure is None:
        return None
    series = figure.series[0]
    told = [(number, label) for number, label in zip(series.numbers, figure.labels, strict=True) if number is not None]
    if not told:
        return None
    numbers = [number for number, _ in told]
    drawing = _line(numbers) if figure.form == ChartType.LINE else _bars(numbers)
    if all(IN_TIME.search(label) for _, label in told):
        number, at = told[-1]
        before = f"{BEFORE} {label_of(numbers[-2])}" if len(numbers) > 1 else ""
    else:
        number, label = max(told, key=lambda pair: pair[0])
        at, before = f"{HIGHEST}：{label}", ""
    return Tile(series.name, label_of(number), figure.unit, at, before, drawing)


def _line(numbers: list[float]) -> Markup:
    points = _points(numbers)
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    drawn = f'<polyline points="{line}" vector-effect="non-scaling-stroke"/>'
    return _svg(f'{drawn}<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>')


def _points(numbers: list[float]) -> list[tuple[float, float]]:
    low, high = min(numbers), max(numbers)
    step = (WIDE - 2 * EDGE) / max(1, len(numbers) - 1)
    rise = (HIGH - 2 * EDGE) / ((high - low) or 1.0)
    return [(EDGE + step * at, HIGH - EDGE - (number - low) * rise) for at, number in enumerate(numbers)]


def _bars(numbers: list[float]) -> Markup:
    low, high = min(0.0, *numbers), max(0.0, *numbers)
    rise = HIGH / ((high - low) or 1.0)
    room = WIDE / len(numbers)
    drawn = ""
    for at, number in enumerate(numbers):
        top = (high - max(number, 0.0)) * rise
        size = f'width="{room * 0.7:.1f}" height="{abs(number) * rise:.1f}"'
        drawn += f'<rect x="{(at + 0.15) * room:.1f}" y="{top:.1f}" {size}/>'
    return _svg(drawn)


def _svg(drawing: str) -> Markup:
    return Markup(
        f'<svg class="spark" viewBox="0 0 {WIDE:.0f} {HIGH:.0f}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{drawing}</svg>'
    )
