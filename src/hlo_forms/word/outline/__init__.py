"""The outline of a document from its bytes, whichever format it has."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import DamagedFileError
from ..limits import HIGHEST, Limits
from ..package import Package, open_package, refusal
from .blocks import Outline
from .docx import outline_of

_MACROS = re.compile(r"(?i)(.*/)?(vbaProject\.bin|vbaData\.xml)|(Basic|Scripts)/.+/.+")
_ALT_CHUNK = "/aFChunk"


def outline_from(data: bytes, limits: Limits = HIGHEST) -> Outline:
    """Return the outline of a Word (.docx, .docm, .dotx, strict) or OpenDocument text (.odt, .ott) file.

    Its `notices` report macros and other files ("macros-ignored", "alt-chunk", "sub-document"): nothing runs or
    follows them.
    Raises a `DocumentError` that says what the bytes are, where they are none of these, are damaged, or are not safe
    to open.
    """
    return outline_in(open_package(data, limits))


def outline_in(package: Package) -> Outline:
    """Return the outline of an opened package, as `outline_from`."""
    try:
        if package.kind == "docx":
            outline = outline_of(package)
        else:
            from .odt import odt_outline

            outline = odt_outline(package)
    except RecursionError as error:
        raise refusal(DamagedFileError, "too-deep") from error
    outline.notices += _notices(package)
    return outline


def _notices(package: Package) -> Iterator[str]:
    """The codes of findings about the file as a whole: parts of it that are left alone."""
    if any(_MACROS.fullmatch(name) for name in package.names):
        yield "macros-ignored"
    if package.kind == "docx" and any(kind.endswith(_ALT_CHUNK) for _, kind, _ in package.related(package.document)):
        yield "alt-chunk"
