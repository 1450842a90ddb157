"""`python -m tests.bench.annual [--authorities 500] [--years 10]`: reports of many bodies built, checked, consolidated."""

import argparse
import gc
import os
import random
import tempfile
import time
from itertools import pairwise
from pathlib import Path

import yaml

from pipeline.annual.cells import Values
from pipeline.annual.draft import with_tables
from pipeline.annual.identities import consolidated
from pipeline.finding import Severity
from pipeline.kinds.annual_report import AnnualReport
from plugins import report_desk
from plugins.making import make_here
from plugins.summary import Order
from tests.annual.reports import report
from tests.bench.race import machine
from tests.checks.site import SITE, column
from tests.fixtures import SiteFolder

LAST_YEAR = 2025
STEPS = ("build", "check with consolidation", "consolidate by hand")
BODY = "".join(f"\n## {title}\n\n本部分的情况说明，没有收取信息处理费。\n" for title in AnnualReport.sections)
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.annual", description=__doc__)
    parser.add_argument("--authorities", type=int, default=500)
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args()
    gc.disable()  # as the verbs do
    with tempfile.TemporaryDirectory(prefix="annual-") as folder:
        race(SiteFolder(Path(folder), as_of="2026-11-18"), options.authorities, options.years)
    return 0


def race(site: SiteFolder, authorities: int, years: int) -> None:
    write(site, authorities, years)
    print(f"{authorities} authorities x {years} years. {machine(site.root)}")
    steps = [clock()]
    built = make_here(Order.at(site.content, site.output, site.store, site.theme, site.as_of, 0))
    steps.append(clock())
    found = site.inspect()
    steps.append(clock())
    differs = report_desk.sum_reports("gov", LAST_YEAR, content=str(site.content))
    steps.append(clock())
    assert not built.status and not differs and built.counts and built.counts[1] == authorities * years
    told = [one for one in found.findings if "annual-report" in one.check and not one.check.startswith("plan-")]
    ours = [one for one in told if one.severity is not Severity.REVIEW]
    assert not ours, ours[:3]
    for name, (before, after) in zip(STEPS, pairwise(steps), strict=True):
        print(f"{name}: {after[0] - before[0]:.1f} s, of processors {after[1] - before[1]:.1f} s")
    print(f"all: {steps[-1][0] - steps[0][0]:.1f} s, of processors {steps[-1][1] - steps[0][1]:.1f} s")
    print(f"{built.counts[-2]} files, {len(found.findings)} findings of other checks")


def clock() -> tuple[float, float]:
    """Seconds by the wall, and of processors, children that ended among them."""
    spent = os.times()
    return time.perf_counter(), spent.user + spent.system + spent.children_user + spent.children_system


def write(site: SiteFolder, authorities: int, years: int) -> None:
    """One government that sums its departments, every report right in itself and against the year before."""
    chance = random.Random(1)
    bodies = [{"代号": "gov", "名称": "样例市人民政府", "层级": "政府"}]
    bodies += [
        {"代号": f"d{n}", "名称": f"样例市第{n}局", "层级": "部门", "上级": "gov"} for n in range(1, authorities)
    ]
    rows = [body | {"统一社会信用代码": credit_code(n), "公开平台": "否"} for n, body in enumerate(bodies)]
    facts = {"门户机关": "gov", "党政机关网站标识": "https://bszs.conac.cn/sitename", "首页": {"最新文件": ["nb"]}}
    tables = {"site.yaml": SITE | facts, "authorities.yaml": rows}
    tables["columns.yaml"] = [column("nb", "年度报告")]
    for name, table in tables.items():
        site.write({name: yaml.safe_dump(table, allow_unicode=True, sort_keys=False)})
    before: list[Values | None] = [None] * authorities
    for year in range(LAST_YEAR - years + 1, LAST_YEAR + 1):
        values: list[Values] = [report(chance, before[n]) for n in range(1, authorities)]  # type: ignore[arg-type]
        everyone = [consolidated(values), *values]
        before = [*everyone]
        site.write({f"nb/{year + 1}/{n + 1:05d}.md": item(rows[n], n, year, everyone[n]) for n in range(authorities)})


def item(body: dict[str, str], number: int, year: int, values: Values) -> str:
    lines = (
        f"标题: {body['名称']}{year}年政府信息公开工作年度报告\n发文机关: {body['代号']}\n"
        f"索引号: {body['统一社会信用代码']}/{year + 1}-{number + 1:05d}\n"
        f"成文日期: {year + 1}-01-12\n发布时间: {year + 1}-01-14 09:00\n主题分类: 综合政务\\政务公开\n年度: {year}\n"
    )
    header = f"---\n{lines}{'' if number else '汇总: 是' + chr(10)}---\n{BODY}"
    return with_tables(header, values, year)


def credit_code(number: int) -> str:
    """An 18-place code with both its check digits (GB 32100 and GB 11714)."""
    body = f"{number + 10_000_000:08d}"
    rest = 11 - sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = f"11990000{body}{'X' if rest == 10 else rest % 11}"
    total = sum(_LETTERS.index(letter) * pow(3, place, 31) for place, letter in enumerate(code))
    return code + _LETTERS[(31 - total % 31) % 31]


if __name__ == "__main__":
    raise SystemExit(main())
