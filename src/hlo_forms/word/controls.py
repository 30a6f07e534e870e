"""Content controls as XML, written nowhere else: at run level, rich text, no locks (see `docs/word.md`)."""

from __future__ import annotations

import functools
import zlib
from html import escape

import attrs

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
"""The namespace of Word, before the name of an element or attribute."""

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
CHECKED, UNCHECKED = "☒", "☐"
PLACEHOLDER_STYLE = "PlaceholderText"
PROMPT_COLOUR = "6B7680"  # 4.6:1 on white


# The colour is repeated beside the style, because LibreOffice ignores the style of a prompt.
PROMPT_LOOK = f'<w:rPr><w:rStyle w:val="{PLACEHOLDER_STYLE}"/><w:color w:val="{PROMPT_COLOUR}"/></w:rPr>'
_BEGINS, _ENDS = '<w:t xml:space="preserve">', "</w:t>"
_FONT = '<w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic" w:hint="eastAsia"/>'


@attrs.frozen
class Xml:
    """Run-level XML that a template slot takes unchanged."""

    text: str

    def __html__(self) -> str:
        return self.text


def runs(text: str, properties: str = "") -> str:
    """Return a run that shows a text, with its line ends and tabs."""
    words = (
        escape(text, quote=False).replace("\n", f"{_ENDS}<w:br/>{_BEGINS}").replace("\t", f"{_ENDS}<w:tab/>{_BEGINS}")
    )
    return f"<w:r>{properties}{_BEGINS}{words}{_ENDS}</w:r>".replace(_BEGINS + _ENDS, "")


def text_control(field: str, value: str | None, *, prompt_key: str, prompt: str, alias: str) -> Xml:
    """Return a control for a text: the value, or the prompt with Word's flag for a prompt."""
    if value is None:
        return _blank(field, alias, prompt_key, prompt)
    return Xml(f"{_before(field, alias, prompt_key)}</w:sdtPr><w:sdtContent>{runs(value)}</w:sdtContent></w:sdt>")


_once = functools.lru_cache(maxsize=4096)  # the same fields in every form


@_once
def _blank(field: str, alias: str, prompt_key: str, prompt: str) -> Xml:
    begin = f'{_before(field, alias, prompt_key)}<w:showingPlcHdr w:val="1"/></w:sdtPr>'
    return Xml(f"{begin}<w:sdtContent>{runs(prompt, PROMPT_LOOK)}</w:sdtContent></w:sdt>")


@_once
def _before(field: str, alias: str, prompt_key: str) -> str:
    placeholder = f'<w:placeholder><w:docPart w:val="{docpart(prompt_key)}"/></w:placeholder>'
    return f"<w:sdt><w:sdtPr>{_head(field, alias)}{placeholder}"


@_once
def checkbox(field: str, *, ticked: bool, alias: str) -> Xml:
    """Return a box that can be ticked."""
    state = (
        f'<w14:checkbox><w14:checked w14:val="{int(ticked)}"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    glyph = f"<w:r><w:rPr>{_FONT}</w:rPr><w:t>{CHECKED if ticked else UNCHECKED}</w:t></w:r>"
    return Xml(f"<w:sdt><w:sdtPr>{_head(field, alias)}{state}</w:sdtPr><w:sdtContent>{glyph}</w:sdtContent></w:sdt>")


@_once
def label_beside(label: str) -> str:
    """Return the run with the label of a box, which stands beside it."""
    return runs(f" {label}")


def docpart(prompt_key: str) -> str:
    """Return the name of the glossary entry that holds a prompt."""
    return f"hlo_{prompt_key}"


def _head(field: str, alias: str) -> str:
    short = escape(" ".join(alias.split())[:64])
    return f'<w:alias w:val="{short}"/><w:tag w:val="{escape(field)}"/><w:id w:val="{control_id(field)}"/>'


def control_id(field: str) -> int:
    """Return a positive id of the field, the same in every rendering; where two collide they are parted afterwards."""
    return (zlib.crc32(field.encode("utf-8")) & 0x3FFFFFFF) + 1


SYMBOLS = {
    **dict.fromkeys(("F0FE", "F078", "F0FD", "F051", "F052", "F053", "F054", "2612"), "☒"),
    **dict.fromkeys(("F0FC", "F050", "2611", "2713", "2714"), "✓"),
    **dict.fromkeys(("F0FB", "F04F", "2717", "2718"), "✗"),
    **dict.fromkeys(("F0A8", "F06F", "F071", "F072", "F0A3", "2610"), "☐"),
}

"""Codes of signs in Wingdings (1 and 2) and Segoe UI Symbol, as the sign they look like."""

_BY_CODE = {int(code, 16): sign for code, sign in SYMBOLS.items()}


def symbol(code: str) -> str:
    """Return the sign with a code in hexadecimal; U+FFFD where it is the code of no sign.

    >>> symbol("F0FE"), symbol("00E9")
    ('☒', 'é')
    """
    code = code.upper()
    if code in SYMBOLS:
        return SYMBOLS[code]
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return sign if sign.isprintable() or "\ue000" <= sign <= "\uf8ff" else "\ufffd"


def in_symbols(text: str) -> str:
    """Return letters in a font of symbols as the signs they look like."""
    return text.translate(_BY_CODE)
