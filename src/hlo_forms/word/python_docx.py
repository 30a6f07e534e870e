"""Documents that are open in python-docx, recognised without importing it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import IO, Protocol, TypeGuard


class DocxDocument(Protocol):
    """A document that is open in python-docx: the object that `docx.Document(path)` gives.

    >>> import io
    >>> import docx
    >>> from hlo_forms import CommitmentForm, read, render
    >>> document: DocxDocument = docx.Document(io.BytesIO(render(CommitmentForm(round="2026"))))
    >>> read(document).form.round
    '2026'
    """

    @property
    def paragraphs(self) -> Sequence[object]:
        """The paragraphs of its body."""

    def save(self, path_or_stream: str | IO[bytes]) -> None:
        """Write it to a path or a binary file."""


def is_open_document(value: object) -> TypeGuard[DocxDocument]:
    """Return whether this is a document that is open in python-docx: whoever holds one has imported that."""
    module = sys.modules.get("docx.document")
    return module is not None and isinstance(value, module.Document)
