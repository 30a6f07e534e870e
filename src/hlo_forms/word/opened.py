"""Documents that are open in python-docx, recognised without importing it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeGuard

if TYPE_CHECKING:
    from docx.document import Document


def is_open_document(value: object) -> TypeGuard[Document]:
    """Return whether this is a document that is open in python-docx: whoever holds one has imported that."""
    module = sys.modules.get("docx.document")
    return module is not None and isinstance(value, module.Document)
