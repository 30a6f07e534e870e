"""Data sets in the formats that other programs read: all say the same of each table, column and code.

`hlo_forms` has the exports and `Codebook`; `Variable` is an entry of that, with its values.
"""

from __future__ import annotations

from .codebook import Value, Variable

__all__ = ["Value", "Variable"]
