"""Reading of many documents.

`hlo_forms` has `read_many` and `ReadingStore`; these are the types of what goes in and what comes out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from .many import Progress, Result
    from .sources import Named, OneSource
else:
    __getattr__ = on_use(__name__, {"Named": "sources", "OneSource": "sources", "Progress": "many", "Result": "many"})

__all__ = ["Named", "OneSource", "Progress", "Result"]
