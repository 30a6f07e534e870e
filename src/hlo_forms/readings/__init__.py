"""The result of reading a document: forms, findings, evidence, and all other text.

`hlo_forms` has `Reading` and its parts; `Value` is the value of a field in `Reading.corrected`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from ..forms.correcting import Value
else:
    __getattr__ = on_use(__name__, {"Value": "reading"})

__all__ = ["Value"]
