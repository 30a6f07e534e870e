"""Refusals: the error for a file that is not read, with its wording in every language."""

from __future__ import annotations

from typing import TypeVar

from ..errors import DocumentError
from ..instrument.model import load_instrument

_Error = TypeVar("_Error", bound=DocumentError)
_SHOWN = 80


def refused(kind: type[_Error], code: str, part: str = "") -> _Error:
    """Return the error of this kind and code; `part` is the part of the file that it is about.

    >>> from hlo_forms import NotAWordFileError
    >>> refused(NotAWordFileError, "rtf").in_words("en")
    'this is a rich text file (.rtf): open it in Word and save it as .docx'
    """
    wording = load_instrument().words[f"refusal.{code}"]
    shown = "".join(char if char.isprintable() else "\ufffd" for char in part[:_SHOWN])
    return kind(code, {language: text.replace("{part}", shown) for language, text in wording.items()})
