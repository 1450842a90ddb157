"""A banner for every special column: a pattern drawn from its path, always the same for the same path."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import cycle

from markupsafe import Markup

from plugins.schemes import SCHEMES

WIDE, HIGH = 640, 160
TILE = "tile"
"""The id of a pattern's tile; each banner makes it its own, for ids are unique on a page."""
Numbers = Iterator[int]


def look_of(key: str) -> str:
    """The scheme that a special column is shown in."""
    names = sorted(SCHEMES.values())
    return names[_digest(key)[0] % len(names)]


def banner(key: str) -> Markup:
    """An SVG that means nothing by itself; the style sheet gives it its tones by the classes `b1`, `b2` and `b3`."""
    numbers = cycle(_digest(key)[1:])
    drawing = PATTERNS[next(numbers) % len(PATTERNS)](numbers).replace(TILE, f"{TILE}-{_digest(key).hex()[:8]}")
    return Markup(
        f'<svg class="pattern" viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="xMaxYMid slice" aria-hidden="true" '
        f'focusable="false">{drawing}</svg>'
    )


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode(), digest_size=32).digest()


def _path(name: str, line: str) -> str:
    return f'<path class="{name}" d="{line}"/>'


def _hills(numbers: Numbers) -> str:
    """Three ranges, the nearest the lowest."""
    drawn = []
    for place, name in enumerate(("b1", "b2", "b3")):
        base, step = 70 + 26 * place, 80
        line = f"M0 {HIGH}V{base + next(numbers) % 30}"
        for x in range(step, WIDE + step, step):
            line += f"Q{x - step // 2} {base - 34 + next(numbers) % 60} {x} {base + next(numbers) % 24}"
        drawn.append(_path(name, f"{line}V{HIGH}Z"))
    return "".join(drawn)


def _meander(numbers: Numbers) -> str:
    """The angular spiral of old bronzes, turned every other time."""
    unit = 5 + next(numbers) % 4
    turns = ((1, 1), (10, -1))
    line = ""
    for start, way in turns:
        steps = (5, 5, -4, -3, 2, 1)
        drawn = "".join(f"{'hv'[at % 2]}{way * step * unit}" for at, step in enumerate(steps))
        line += f"M{(start if way > 0 else start + 1) * unit} {(1 if way > 0 else 6) * unit}{drawn}"
    return _tiled(12 * unit, 7 * unit, line)


def _lattice(numbers: Numbers) -> str:
    """A window lattice: squares within squares."""
    inner = 13 + next(numbers) % 8
    size = 3 * inner
    line = f"M0 0h{size}v{size}h-{size}zM{inner} {inner}h{inner}v{inner}h-{inner}z"
    return _tiled(size, size, f"{line}M0 0l{inner} {inner}M{size} {size}l-{inner}-{inner}")


def _tiled(wide: int, high: int, line: str) -> str:
    tile = f'<pattern id="{TILE}" width="{wide}" height="{high}" patternUnits="userSpaceOnUse">'
    area = f'<rect width="{WIDE}" height="{HIGH}" fill="url(#{TILE})"/>'
    return f"<defs>{tile}{_path('b1 line', line)}</pattern></defs>{area}"


def _rings(numbers: Numbers) -> str:
    """Circles that spread from two places, as rain on water."""
    drawn = []
    for name in ("b1", "b2"):
        x, y = 330 + next(numbers), next(numbers) % HIGH
        rings = "".join(f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0" for r in range(22, 190, 24))
        drawn.append(_path(f"{name} line", rings))
    return "".join(drawn)


def _terraces(numbers: Numbers) -> str:
    """Level lines of a slope."""
    lines, lift = "", 20 + next(numbers) % 50
    for row in range(9):
        y, bend = 24 + row * 18, lift - row * 4
        lines += f"M0 {y + 30}C{WIDE // 4} {y + bend} {WIDE // 2} {y - bend} {WIDE} {y - 26 + next(numbers) % 14}"
    return _path("b1 line", lines)


def _blocks(numbers: Numbers) -> str:
    """A skyline."""
    drawn = []
    for name, rise in (("b1", 84), ("b2", 46)):
        x, line = 0, f"M0 {HIGH}"
        while x < WIDE:
            width, top = 22 + next(numbers) % 34, HIGH - 14 - next(numbers) % rise
            line += f"V{top}h{width}"
            x += width
        drawn.append(_path(name, f"{line}V{HIGH}Z"))
    return "".join(drawn)


PATTERNS: tuple[Callable[[Numbers], str], ...] = (_hills, _meander, _lattice, _rings, _terraces, _blocks)
