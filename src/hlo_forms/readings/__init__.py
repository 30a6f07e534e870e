"""What came out of a document: forms, findings, evidence, and all other text.

`hlo_forms` has `Reading` and its parts; `Value` is the value of a field in `Reading.corrected`.
"""

from __future__ import annotations

from ..forms.correcting import Value
from . import page as page

__all__ = ["Value"]
