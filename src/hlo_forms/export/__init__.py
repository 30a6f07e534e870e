"""Data sets in the formats that other programs read: all say the same of each table, column and code.

`hlo_forms` has the exports and `Codebook`; `Variable` is an entry of that, with its values. `JsonKind` names the kinds
of JSON texts, and `Exported` is a value that `to_json` takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from .codebook import Value, Variable
    from .interchange import Exported, JsonKind
else:
    _HOMES = {"Value": "codebook", "Variable": "codebook", "Exported": "interchange", "JsonKind": "interchange"}
    __getattr__ = on_use(__name__, _HOMES)

__all__ = ["Exported", "JsonKind", "Value", "Variable"]
