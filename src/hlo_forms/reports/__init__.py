"""An editable report in Word for a facilitator to hand out, and a page for an intranet.

`hlo_forms` has `report` and `to_html`; these are the types of what they take.
"""

from __future__ import annotations

from .documents import Subject
from .meeting import Commitments, Meeting

__all__ = ["Commitments", "Meeting", "Subject"]
