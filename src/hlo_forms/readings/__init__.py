"""The result of reading a document: forms, findings, evidence, and all other text.

`hlo_forms` has `Reading` and its parts; `Value` is the value of a field in `Reading.corrected`, `FindingCode` the code
of a finding: one of `WarningCode` or of `InfoCode`, `HowFound` the way in which a value was found, and `FailureCode`
the code of a `ReadFailure`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from ..forms.correcting import Value
    from .findings import FindingCode, HowFound, InfoCode, WarningCode
    from .reading import FailureCode
else:
    _OF_FINDINGS = ("FindingCode", "HowFound", "InfoCode", "WarningCode")
    __getattr__ = on_use(
        __name__, {"FailureCode": "reading", "Value": "reading", **dict.fromkeys(_OF_FINDINGS, "findings")}
    )

__all__ = ["FailureCode", "FindingCode", "HowFound", "InfoCode", "Value", "WarningCode"]
