"""The result of reading a document: forms, findings, evidence, and all other text.

`hlo_forms` has `Reading` and its parts; `Value` is the value of a field in `Reading.corrected`, and
`FindingCode` the code of a finding: one of `WarningCode` or of `InfoCode`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from ..forms.correcting import Value
    from .findings import FindingCode, InfoCode, WarningCode
else:
    __getattr__ = on_use(
        __name__,
        {"Value": "reading", "FindingCode": "findings", "InfoCode": "findings", "WarningCode": "findings"},
    )

__all__ = ["FindingCode", "InfoCode", "Value", "WarningCode"]
