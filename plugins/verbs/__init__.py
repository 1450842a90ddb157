"""Verbs by trade, one file each: a new file here is a new group at the end of the list, without being named anywhere.

A member imports its work inside the verb: every command pays for what stands at the top of these files.
"""

import importlib
import os


def load() -> None:
    """Let every member register its verbs, in the order of the files' names."""
    here = os.path.dirname(__file__)
    for name in sorted(name[:-3] for name in os.listdir(here) if name.endswith(".py") and name != "__init__.py"):
        importlib.import_module(f"{__name__}.{name}")
