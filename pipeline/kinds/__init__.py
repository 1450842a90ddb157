"""The kinds of items: one file each; a new file is a new kind."""

import pkgutil
from importlib import import_module

from pipeline.kind import Kind


def _load() -> dict[str, type[Kind]]:
    kinds: dict[str, type[Kind]] = {}
    for module in pkgutil.iter_modules(__path__):
        kind: type[Kind] = import_module(f"{__name__}.{module.name}").KIND
        if kind.key != module.name:
            raise TypeError(f"{module.name}.py holds a kind named {kind.key!r}")
        kinds[kind.key] = kind
    return kinds


KINDS = _load()
KIND_NAMES = {kind.name: key for key, kind in KINDS.items()}
