"""What falls due, the most urgent first, and how much of it is whose; Markdown that reads well as text."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pipeline.forecast import Deadline
from pipeline.report import DEMONSTRATION, FORECAST_HEAD, Report, Told, forecast_row

STEPS = ((-1, "已逾期"), (7, "7 天内"), (30, "30 天内"), (10**6, "30 天以后"))
"""Up to how many days left, and how that is called."""


def forecast(told: Told) -> str:
    inspection = told.inspection
    lines = [f"# 更新预警（截至 {inspection.as_of[:10]}）", ""]
    if inspection.demonstration:
        lines += [DEMONSTRATION.format(day=inspection.as_of[:10]), ""]
    if not inspection.forecast:
        return "\n".join([*lines, "没有规定更新期限的栏目或账号。"]) + "\n"
    lines += ["| 责任单位 | " + " | ".join(name for _, name in STEPS) + " |", "| --- |" + " ---: |" * len(STEPS)]
    lines += _owners(inspection.forecast)
    lines += ["", f"| {' | '.join(FORECAST_HEAD)} |", "|" + " --- |" * len(FORECAST_HEAD)]
    lines += [f"| {' | '.join(_plain(cell) for cell in forecast_row(one))} |" for one in inspection.forecast]
    return "\n".join(lines) + "\n"


def _owners(found: Iterable[Deadline]) -> Iterator[str]:
    """In the order of their most urgent deadline."""
    owned: defaultdict[str, list[int]] = defaultdict(list)
    for deadline in found:
        owned[deadline.owner].append(deadline.left)
    for owner, days in owned.items():
        yield f"| {_plain(owner)} | " + " | ".join(_steps(days)) + " |"


def _steps(days: Sequence[int]) -> Iterator[str]:
    before = -(10**6)
    for end, _ in STEPS:
        yield str(sum(before < day <= end for day in days) or "-")
        before = end


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


REPORT = Report(".forecast.md", "更新预警：栏目、账号和首页还剩几天，由谁负责", forecast)
