"""The families of pages: one file each, with `plan(desk)`; a new file is a new family."""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

from pipeline.page import Desk, PlannedPage

FAMILIES: dict[str, Callable[[Desk], Iterator[PlannedPage]]] = {
    module.name: import_module(f"{__name__}.{module.name}").plan for module in pkgutil.iter_modules(__path__)
}
