"""Search: one analysis, one arithmetic, several places to ask. Only `backend.py` is a contract; see its docstring."""
