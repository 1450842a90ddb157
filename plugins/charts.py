"""A table becomes one inline SVG: bars, lines or a pie, drawn from the cells as they stand; no script, no style."""

import hashlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup, escape

from pipeline.terms import ChartType

WIDTH = 720.0
TOP, BOTTOM, LEFT, RIGHT = 16.0, 34.0, 48.0, 16.0
PLOT_HEIGHT = 280.0
COLOURS = 8
"""Classes `chart-1` … `chart-8`; further series start again."""
NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?", re.ASCII)
UPRIGHT_ROWS = 16
"""More rows than this lie down, so that their labels can be read."""
PIE_SLICES = 12
SPOT_ROOM = 9.0
"""A spot is eight units wide."""
LEAST, GREATEST = 1e-9, 1e15
"""Beyond these a float no longer tells neighbouring numbers apart: such a cell is not drawn."""


@dataclass(frozen=True, slots=True)
class Series:
    name: str
    numbers: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is drawn: one label a row, one number a row and series; None where the cell holds no number."""

    form: str
    across: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    title: str

    @property
    def known(self) -> list[float]:
        return [number for line in self.series for number in line.numbers if number is not None]


def chart_svg(chart: dict[str, Any], header: list[str], rows: list[list[str]]) -> Markup:
    """Accessible SVG of `chart` = {form, across, values, unit, title}; empty without such columns or numbers in them.

    Cells that are not numbers are left out, never guessed. A pie of negative, all-zero or many numbers becomes bars.
    """
    figure = figure_of(chart, header, rows)
    if figure is None or not figure.known:
        return Markup("")
    if figure.form == ChartType.LINE:
        return _drawn(figure, *_lines(figure))
    if figure.form == ChartType.PIE and _fits_pie(figure):
        return _drawn(figure, *_pie(figure))
    return _drawn(figure, *(_columns(figure) if _upright(figure) else _bars(figure)))


def parse_number(cell: str) -> float | None:
    """`1,234.5` and `98.3%` are numbers (1234.5 and 98.3); everything else is None."""
    text = cell.strip()
    if not NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", "").rstrip("%"))
    return number if number == 0 or LEAST <= abs(number) <= GREATEST else None


def ticks(low: float, high: float, wanted: int = 5, whole: bool = False) -> list[float]:
    """Round steps (1, 2, 2.5 or 5 times a power of ten) that span low..high; at least two.

    `whole`: none between whole numbers, as for what is counted.
    """
    most = max(abs(low), abs(high))
    rough = (max(high - low, most * 1e-9) if high > low else most or 1.0) / wanted
    power = 10.0 ** math.floor(math.log10(max(rough, 1.0) if whole else rough))
    steps = (factor * power for factor in (1, 2, 2.5, 5, 10))
    step = next(step for step in steps if step >= rough * 0.999 and not (whole and step % 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [float(f"{at * step:.15g}") for at in range(first, max(last, first + 1) + 1)]


def figure_of(chart: dict[str, Any], header: list[str], rows: list[list[str]]) -> Figure | None:
    """The columns that a chart asks for; None where the table lacks one."""
    names = [chart["across"], *chart["values"]]
    if not all(name in header for name in names):
        return None
    across, *values = (header.index(name) for name in names)
    full = [row for row in rows if len(row) > max(across, *values)]
    series = [Series(header[at], tuple(parse_number(row[at]) for row in full)) for at in values]
    labels = tuple(row[across].strip() for row in full)
    return Figure(chart["form"], header[across], labels, tuple(series), chart["unit"] or "", chart["title"] or "")


def _fits_pie(figure: Figure) -> bool:
    known = figure.known
    return len(figure.series) == 1 and min(known) >= 0 and sum(known) > 0 and len(known) <= PIE_SLICES


def _upright(figure: Figure) -> bool:
    room = (WIDTH - LEFT - RIGHT) / max(1, len(figure.labels))
    return len(figure.labels) <= UPRIGHT_ROWS and max(map(_text_width, figure.labels)) <= max(room, 48.0)


# ---------------------------------------------------------------- the frame around every drawing


def _drawn(figure: Figure, drawing: str, height: float) -> Markup:
    """Title, description and legend around a drawing. Ids come from the content, so two charts on a page differ."""
    legend, room = _legend(figure)
    digest = hashlib.sha256(f"{figure}".encode()).hexdigest()[:10]
    title = figure.title or f"{'、'.join(line.name for line in figure.series)}（{figure.form}）"
    return Markup(
        f'<svg class="chart" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(WIDTH)} {_n(height + room)}" '
        f'role="img" aria-labelledby="chart-{digest}-title chart-{digest}-text">'
        f'<title id="chart-{digest}-title">{escape(title)}</title>'
        f'<desc id="chart-{digest}-text">{escape(_described(figure))}</desc>'
        f'{legend}<g transform="translate(0 {_n(room)})">{drawing}</g></svg>'
    )


def _described(figure: Figure) -> str:
    parts = [f"{figure.form}，按{figure.across}列出 {len(figure.labels)} 项。"]
    for line in figure.series:
        pairs = zip(line.numbers, figure.labels, strict=True)
        told = [(number, label) for number, label in pairs if number is not None]
        if told:
            (low, least), (high, most) = min(told), max(told)
            parts.append(f"{line.name}：最高为{most} {label_of(high)}{figure.unit}，")
            parts.append(f"最低为{least} {label_of(low)}{figure.unit}。")
    return "".join(parts)


def _legend(figure: Figure) -> tuple[str, float]:
    """The unit and, for several series, their names; a pie explains its slices beside itself."""
    unit = [_text(LEFT, 18, f"单位：{figure.unit}", "chart-unit")] if figure.unit else []
    if len(figure.series) == 1:
        return "".join(unit), 28.0 if unit else 0.0
    keys, x, y = [], LEFT, 18.0 + (22.0 if unit else 0.0)
    for at, line in enumerate(figure.series):
        wide = _text_width(line.name) + 36
        if x > LEFT and x + wide > WIDTH:
            x, y = LEFT, y + 22
        keys.append(_box(at, x, y - 11, 12, 12))
        keys.append(_text(x + 18, y, line.name))
        x += wide
    return "".join(unit + keys), y + 10


def label_of(number: float) -> str:
    """A number as it is printed in a drawing: thousands separated, no trailing zeros."""
    return format(Decimal(repr(number + 0.0)).normalize(), ",f")


# ---------------------------------------------------------------- drawings


@dataclass(frozen=True, slots=True)
class Scale:
    """From numbers to user units along one axis: `start` is where the lowest tick stands."""

    marks: tuple[float, ...]
    start: float
    end: float

    def at(self, number: float) -> float:
        low, high = self.marks[0], self.marks[-1]
        return self.start + (number - low) / (high - low) * (self.end - self.start)


def _scale(figure: Figure, start: float, end: float) -> Scale:
    """Bars stand on zero; a line of numbers far above zero may leave it out."""
    low, high = min(figure.known), max(figure.known)
    if figure.form != ChartType.LINE or low < (high - low):
        low, high = min(low, 0.0), max(high, 0.0)
    return Scale(tuple(ticks(low, high, whole=all(number % 1 == 0 for number in figure.known))), start, end)


def _grid(figure: Figure) -> tuple[Scale, float, float, str]:
    """Of an upright drawing: the scale, where the plot begins, the room of one row, and the strokes of both axes."""
    scale = _scale(figure, TOP + PLOT_HEIGHT, TOP)
    left = max(LEFT, max(_text_width(label_of(mark)) for mark in scale.marks) + 16)
    room = (WIDTH - left - RIGHT) / len(figure.labels)
    return scale, left, room, _level_lines(scale, left) + _labels_below(figure, left, room)


def _columns(figure: Figure) -> tuple[str, float]:
    """Upright bars, the series of a row side by side."""
    scale, left, room, grid = _grid(figure)
    wide = min(56.0, room * 0.72 / len(figure.series))
    parts = [grid]
    for at, line in enumerate(figure.series):
        for row, number in enumerate(line.numbers):
            if number is not None:
                x = left + room * (row + 0.5) + wide * (at - len(figure.series) / 2)
                top = scale.at(max(number, 0))
                parts.append(_bar(figure, at, row, x, top, wide * 0.94, _span(scale, number)))
                if _text_width(label_of(number)) <= wide + 8:
                    parts.append(_text(x + wide * 0.47, top - 4, label_of(number), "chart-value", "middle"))
    return "".join(parts), TOP + PLOT_HEIGHT + BOTTOM


def _bars(figure: Figure) -> tuple[str, float]:
    """Lying bars for many rows or long labels; the drawing grows with the rows."""
    left = min(220.0, max(map(_text_width, figure.labels)) + 12)
    scale = _scale(figure, left, WIDTH - RIGHT - 56)
    thick = 18.0 if len(figure.series) == 1 else 13.0
    room = thick * len(figure.series) + 10
    height = TOP + room * len(figure.labels)
    parts = [_upright_lines(scale, height)]
    for row, label in enumerate(figure.labels):
        middle = TOP + room * (row + 0.5)
        parts.append(_text(left - 8, middle + 4.5, _shortened(label, left - 12), "", "end", label))
        for at, line in enumerate(figure.series):
            number = line.numbers[row]
            if number is not None:
                y = middle + thick * (at - len(figure.series) / 2)
                parts.append(_bar(figure, at, row, scale.at(min(number, 0)), y, _span(scale, number), thick - 1))
                parts.append(_text(scale.at(max(number, 0)) + 5, y + thick * 0.75, label_of(number), "chart-value"))
    return "".join(parts), height + BOTTOM


def _lines(figure: Figure) -> tuple[str, float]:
    """One line a series; a missing number breaks the line. Spots that would touch make way for it; lonely ones stay."""
    scale, left, room, grid = _grid(figure)
    parts = [grid]
    for at, line in enumerate(figure.series):
        points = [
            None if number is None else (left + room * (row + 0.5), scale.at(number))
            for row, number in enumerate(line.numbers)
        ]
        runs = _runs(points)
        parts += [_path(run, at) for run in runs]
        joined = {point for run in runs for point in run} if room < SPOT_ROOM else set()
        parts += [_spot(figure, at, row, *point) for row, point in enumerate(points) if point and point not in joined]
    return "".join(parts), TOP + PLOT_HEIGHT + BOTTOM


def _pie(figure: Figure) -> tuple[str, float]:
    """Slices clockwise from the top, each explained beside the pie with its number and share."""
    slices = [(row, number) for row, number in enumerate(figure.series[0].numbers) if number is not None]
    total = sum(number for _, number in slices)
    radius, x, y = 130.0, 170.0, TOP + 130.0
    first = y - 13.0 * len(slices) + 18
    parts, turned = [], 0.0
    for place, (row, number) in enumerate(slices):
        share = number / total
        parts.append(_slice(x, y, radius, turned, share, place, _hint(figure, 0, row)))
        turned += share
        line = f"{figure.labels[row]}　{label_of(number)}{figure.unit}（{label_of(round(share * 100, 1))}%）"
        parts.append(_box(place, 350, first + 26 * place - 11, 12, 12))
        parts.append(_text(370, first + 26 * place, _shortened(line, WIDTH - 376), "", "start", line))
    return "".join(parts), max(TOP * 2 + radius * 2, 26.0 * len(slices) + TOP)


def _slice(x: float, y: float, radius: float, turned: float, share: float, place: int, hint: str) -> str:
    if share > 0.99999:
        return f'<circle class="{_colour(place)}" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}">{hint}</circle>'
    angles = (turned * 2 * math.pi, (turned + share) * 2 * math.pi)
    (x1, y1), (x2, y2) = ((x + radius * math.sin(angle), y - radius * math.cos(angle)) for angle in angles)
    arc = f"A{_n(radius)} {_n(radius)} 0 {int(share > 0.5)} 1 {_n(x2)} {_n(y2)}"
    return f'<path class="{_colour(place)} chart-slice" d="M{_n(x)} {_n(y)}L{_n(x1)} {_n(y1)}{arc}Z">{hint}</path>'


# ---------------------------------------------------------------- strokes


def _bar(figure: Figure, at: int, row: int, x: float, y: float, wide: float, high: float) -> str:
    return _box(at, x, y, wide, high, _hint(figure, at, row))


def _box(at: int, x: float, y: float, wide: float, high: float, hint: str = "") -> str:
    size = f'width="{_n(wide)}" height="{_n(high)}"'
    return f'<rect class="{_colour(at)}" x="{_n(x)}" y="{_n(y)}" {size}>{hint}</rect>'


def _spot(figure: Figure, at: int, row: int, x: float, y: float) -> str:
    return f'<circle class="{_colour(at)}" cx="{_n(x)}" cy="{_n(y)}" r="4">{_hint(figure, at, row)}</circle>'


def _hint(figure: Figure, at: int, row: int) -> str:
    """What a pointer resting on a mark is told."""
    line = figure.series[at]
    number = line.numbers[row]
    told = "" if number is None else label_of(number)
    return f"<title>{escape(f'{figure.labels[row]} {line.name}：{told}{figure.unit}')}</title>"


def _span(scale: Scale, number: float) -> float:
    return abs(scale.at(number) - scale.at(0))


def _level_lines(scale: Scale, left: float) -> str:
    return "".join(
        _stroke(mark, left, scale.at(mark), WIDTH - RIGHT, scale.at(mark))
        + _text(left - 8, scale.at(mark) + 4.5, label_of(mark), "", "end")
        for mark in scale.marks
    )


def _upright_lines(scale: Scale, height: float) -> str:
    return "".join(
        _stroke(mark, scale.at(mark), TOP, scale.at(mark), height)
        + _text(scale.at(mark), height + 20, label_of(mark), "", "middle")
        for mark in scale.marks
    )


def _stroke(mark: float, x1: float, y1: float, x2: float, y2: float) -> str:
    name = "chart-axis" if mark == 0 else "chart-grid"
    return f'<line class="{name}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


def _labels_below(figure: Figure, left: float, room: float) -> str:
    """Labels of the rows; when they would touch, only every second, third … is printed."""
    widest = max(map(_text_width, figure.labels)) + 8
    every = max(1, math.ceil(min(widest, 96.0) / room))
    return "".join(
        _text(left + room * (row + 0.5), TOP + PLOT_HEIGHT + 22, _shortened(label, room * every), "", "middle", label)
        for row, label in enumerate(figure.labels)
        if row % every == 0
    )


def _path(run: Sequence[tuple[float, float]], at: int) -> str:
    return f'<polyline class="{_colour(at)}-line" points="{" ".join(f"{_n(x)},{_n(y)}" for x, y in run)}"/>'


def _runs(points: Sequence[tuple[float, float] | None]) -> list[list[tuple[float, float]]]:
    """Neighbouring points that are there, at least two together."""
    runs: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if len(run) > 1]


def _text(x: float, y: float, text: str, name: str = "", anchor: str = "start", full: str = "") -> str:
    named = f' class="{name}"' if name else ""
    hint = f"<title>{escape(full)}</title>" if full and full != text else ""
    return f'<text{named} x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{hint}{escape(text)}</text>'


def _text_width(text: str) -> float:
    """Rough width at 13 units a Chinese character, 7.5 a Latin one."""
    return sum(13.0 if ord(char) > 0x2E7F else 7.5 for char in text)


def _shortened(text: str, room: float) -> str:
    if _text_width(text) <= room:
        return text
    kept = text
    while kept and _text_width(kept) + 13 > room:
        kept = kept[:-1]
    return f"{kept}…" if kept else text[:1]


def _colour(at: int) -> str:
    return f"chart-{at % COLOURS + 1}"


def _n(number: float) -> str:
    """Two decimals at most, and no `-0`: equal charts are equal bytes."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
