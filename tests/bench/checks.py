"""All offline checks against a clean build of the same site in the same round, and again after one edit.

As a program it asks all checks about one site: `checks.py CONTENT OUTPUT STORE`; what they find makes no difference.
With `--dearest` before these it asks in one process and tells what each check costs.
"""

import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

MOST = 30
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.check import Answer, Check, Question  # noqa: E402
from tests.bench.measure import Run, run  # noqa: E402
from tests.bench.race import Contestant  # noqa: E402


def rounds_of_checks(contestant: Contestant, rounds: int) -> dict[str, list[Run]]:
    """Event -> its runs. A build is followed by a check of all, and an edit's build by a check of what it touched."""
    found: dict[str, list[Run]] = {"build": [], "check": [], "edit": [], "check the edit": []}
    for number in range(1, rounds + 1):
        found["build"].append(contestant.cold())
        asked = _command(contestant.number)
        found["check"].append(run(asked, contestant.folder))
        found["edit"].append(contestant.edited(number))
        found["check the edit"].append(run(asked, contestant.folder))
    return found


def table_of_checks(found: dict[str, list[Run]]) -> str:
    """Medians, then the medians of the ratios within each round: checks to builds, all and after an edit."""
    lines = [f"{'':16}{'wall s':>9}{'cpu s':>9}   rounds (wall s)"]
    for event, runs in found.items():
        wall, cpu = (statistics.median(column) for column in zip(*((r.wall, r.cpu) for r in runs), strict=True))
        lines.append(f"{event:16}{wall:9.2f}{cpu:9.2f}   {' '.join(f'{r.wall:.2f}' for r in runs)}")
    for of, to in (("check", "build"), ("check the edit", "edit")):
        wall, cpu = (_ratio(found[of], found[to], measure) for measure in (lambda r: r.wall, lambda r: r.cpu))
        lines.append(f"{of + ' : ' + to:24} wall {wall:.3f}  cpu {cpu:.3f}")
    return "\n".join(lines)


def _ratio(ours: Sequence[Run], theirs: Sequence[Run], measure: Callable[[Run], float]) -> float:
    return statistics.median(measure(one) / measure(other) for one, other in zip(ours, theirs, strict=True))


def _command(number: int) -> list[str]:
    return [sys.executable, str(Path(__file__).resolve()), "content", f"out{number}", f"state{number}/store.sqlite"]


def dearest(contestant: Contestant) -> None:
    """Prints the processor time of each check, asked without workers."""
    asked = _command(contestant.number)
    run([*asked[:2], "--dearest", *asked[2:]], contestant.folder)
    print((contestant.folder / "last.log").read_text(encoding="utf-8"), end="")


def tell_dearest(content: str, output: str, store: str) -> None:
    from pipeline.checks import CHECKS
    from plugins import host

    spent: Counter[str] = Counter()
    for one in list(CHECKS.values()):
        CHECKS[one.id] = replace(one, function=_timed(one, spent))
    os.cpu_count = lambda: 1  # so that no workers are started
    host.inspect_site(output=output, content=content, store=store)
    for name, seconds in spent.most_common(MOST):
        print(f"{seconds:8.3f} s  {name}")
    print(f"{spent.total():8.3f} s  in all checks, {time.process_time():.3f} s in all")


def _timed(check: Check, spent: Counter[str]) -> Question:
    def timed(*subject: object) -> Iterator[Answer]:
        started = time.process_time()
        found = list(check.function(*subject))
        spent[check.id] += time.process_time() - started  # type: ignore[assignment]
        return iter(found)

    return timed


def main(content: str, output: str, store: str) -> int:
    """0 when the checks could run."""
    import gc

    from plugins import host

    gc.disable()  # as the verb does
    return host.check(output=output, content=content, store=store) // 2


if __name__ == "__main__":
    if sys.argv[1] == "--dearest":
        tell_dearest(*sys.argv[2:])
        sys.exit()
    status = main(*sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # as tasks.py ends
