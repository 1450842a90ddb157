"""Where the time of one clean build goes: in this process, without workers."""

import cProfile
import pstats
from pathlib import Path

from tests.bench.corpus import Corpus, write_site
from tests.bench.race import CHANNELS, THEMES

MOST = 40


def profile(corpus: Corpus, folder: Path, theme: str) -> None:
    """Prints the costliest functions, by own time and with all they call."""
    from plugins.making import make_here
    from plugins.summary import Order

    write_site(corpus, folder / "content", CHANNELS[theme])
    asked = Order.at(folder / "content", folder / "output", folder / "state/store.sqlite", THEMES[theme], "", 1)
    profiler = cProfile.Profile()
    profiler.enable()
    make_here(asked)
    profiler.disable()
    told = pstats.Stats(profiler).strip_dirs()
    for order in ("tottime", "cumulative"):
        told.sort_stats(order).print_stats(MOST)
