"""Texts that a spreadsheet may take for a formula."""

from __future__ import annotations

from ..analysis.table_schemas import Cell

_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""The last four are the wide forms, which some spreadsheets in Asian languages take for the same."""


def formula_like(value: Cell) -> bool:
    """May a spreadsheet take this value for a formula?

    >>> formula_like("=1+1"), formula_like(" -2"), formula_like("a=1"), formula_like(-2)
    (True, True, False, False)
    """
    return isinstance(value, str) and value.lstrip(" ").startswith(_SIGNS)
