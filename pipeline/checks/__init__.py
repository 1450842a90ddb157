"""The checks: one file each, named as the report prints it; a new file is a new check."""

import pkgutil
from importlib import import_module

from pipeline.check import Check

PAGE_SOURCE = "页面由 {file} 生成"
"""Added to the hint of a page finding, so that an editor finds the item behind the page."""


def _load() -> dict[str, Check]:
    checks: dict[str, Check] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        found = getattr(import_module(f"{__name__}.{module.name}"), module.name, None)
        if not isinstance(found, Check):
            raise TypeError(f"checks/{module.name}.py holds no check of that name")
        checks[found.id] = found
    return checks


CHECKS = _load()
