"""Where the time of one clean build goes: in this process, without workers."""

import cProfile
import pstats
from pathlib import Path

from tests.bench.corpus import Corpus, write_site
from tests.bench.race import CHANNELS, THEMES

MOST = 40


def profile(corpus: Corpus, folder: Path, theme: str) -> None:
    """Prints the costliest functions, by own time and with all they call."""
    from plugins import host

    write_site(corpus, folder / "content", CHANNELS[theme])
    paths = {name: str(folder / name) for name in ("content", "output")}
    profiler = cProfile.Profile()
    profiler.enable()
    host.build(**paths, store=str(folder / "state/store.sqlite"), theme=str(THEMES[theme]), workers=1)
    profiler.disable()
    told = pstats.Stats(profiler).strip_dirs()
    for order in ("tottime", "cumulative"):
        told.sort_stats(order).print_stats(MOST)
