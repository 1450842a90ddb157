"""`python -m tests.bench --items 10000 --rounds 3 --theme both`: the races, with --checks what checking costs,
or with --profile where the time goes.
"""

import argparse
import itertools
import sys
import tempfile
from pathlib import Path

from tests.bench.corpus import make_corpus
from tests.bench.hugo import hugo_binary
from tests.bench.race import THEMES, Contestant, contest, hugo, machine, memory_table, project, table


def main() -> int:
    options = arguments()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        race(options, options.keep.resolve())
    else:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            race(options, Path(folder))
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--theme", choices=[*THEMES, "both"], default="bench")
    parser.add_argument("--no-hugo", action="store_true")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work there, and leave everything there")
    parser.add_argument("--checks", action="store_true", help="all checks against a clean build instead of racing")
    parser.add_argument("--profile", action="store_true", help="profile one build instead of racing")
    return parser.parse_args()


def race(options: argparse.Namespace, folder: Path) -> None:
    corpus = make_corpus(options.items, folder / "corpus")
    print(f"{options.items} items: {corpus.note}\n{machine(folder)}")
    themes = list(THEMES) if options.theme == "both" else [options.theme]
    if options.profile:
        from tests.bench.profile import profile

        profile(corpus, folder, themes[0])
        return
    edited = next(itertools.islice(corpus.items(), options.items // 2, None))
    if options.checks:
        from tests.bench.checks import dearest, rounds_of_checks, table_of_checks

        inspected = project(corpus, folder / themes[0], themes[0], edited)
        print(table_of_checks(rounds_of_checks(inspected, options.rounds)))
        dearest(inspected)
        return
    contestants: list[Contestant] = [project(corpus, folder / theme, theme, edited) for theme in themes]
    binary = None if options.no_hugo else hugo_binary()
    if binary:
        contestants.append(hugo(corpus, folder / "hugo", binary, edited))
    elif not options.no_hugo:
        print("HUGO TAKES NO PART: it could not be installed. There is nothing to compare with.")
    print(table(contest(contestants, options.rounds)))
    print(memory_table(contestants))


if __name__ == "__main__":
    sys.exit(main())
