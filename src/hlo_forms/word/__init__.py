"""Word and OpenDocument files: nothing outside this package knows their formats.

`hlo_forms` has `read`, `render` and `write`; these are the types of the documents and templates that they take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from .package import Source
    from .python_docx import DocxDocument
    from .writer.template import Templates
else:
    __getattr__ = on_use(__name__, {"DocxDocument": "python_docx", "Source": "package", "Templates": "writer.template"})

__all__ = ["DocxDocument", "Source", "Templates"]
