"""Word and OpenDocument files: nothing outside this package knows their formats.

`hlo_forms` has `read`, `render` and `write`; these are the types of the documents and templates that they take,
and of the place and the code of a fault in a template.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from .python_docx import DocxDocument
    from .sources import Source
    from .template_tags import TemplateFaultCode, TemplatePlace
    from .writer.template import Templates
else:
    _MADE = {"DocxDocument": "python_docx", "Source": "sources", "Templates": "writer.template"}
    __getattr__ = on_use(__name__, _MADE | {"TemplateFaultCode": "template_tags", "TemplatePlace": "template_tags"})

__all__ = ["DocxDocument", "Source", "TemplateFaultCode", "TemplatePlace", "Templates"]
