"""`python -m tests.faults.table` prints every fault with what an editor is told, as a Markdown table."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.faults.cases import FAULTS, GOOD, Fault
from tests.fixtures import TABLES, SiteFolder

LONGEST, MOST = 210, 4


def rows() -> Iterator[str]:
    yield "| 编号 | 故障 | 输入 | 报告 | 退出 |"
    yield "|---|---|---|---|---|"
    for fault in FAULTS:
        with tempfile.TemporaryDirectory() as folder:
            yield _row(fault, SiteFolder(Path(folder)))


def _row(fault: Fault, site: SiteFolder) -> str:
    site.write(TABLES | GOOD | fault.files)
    if fault.prepare:
        fault.prepare(site)
    built = site.build()
    told = [_cell(message) for message in built.messages[:MOST]]
    told += [f"……共 {len(built.messages)} 条"] * (len(built.messages) > MOST)
    cells = [str(fault.number), fault.name, _input(fault), "<br>".join(told), str(built.status)]
    return f"| {' | '.join(cells)} |"


def _input(fault: Fault) -> str:
    """The line that is at fault, or the name of the file where the name itself is."""
    expected = fault.expected[0]
    raw = fault.files.get(expected.path, b"")
    text = raw if isinstance(raw, str) else raw.decode("utf-8", "replace")
    lines = text.split("\n")
    line = lines[expected.line - 1] if expected.line <= len(lines) else ""
    return f"`{_cell(line)}`" if line.strip() else f"`{_cell(expected.path)}`"


def _cell(text: str) -> str:
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text).replace("|", "\\|").replace("`", "'")
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"


if __name__ == "__main__":
    print("\n".join(rows()))
