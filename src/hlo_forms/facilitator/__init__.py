"""The facilitator's folder: a list of partners in, forms out, and who has answered.

`hlo_forms` has `Plan`, `FormsFolder` and `FolderStatus`; these are the parts of those.
"""

from __future__ import annotations

from .folder import Additions, Places
from .matching import FormStatus, Mismatch, ReturnedFile, State, Unlisted
from .register import SentForm

__all__ = ["Additions", "FormStatus", "Mismatch", "Places", "ReturnedFile", "SentForm", "State", "Unlisted"]
