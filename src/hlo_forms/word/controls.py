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


_WINGDINGS = {0xFE: "☒", 0xFD: "☒", 0x78: "☒", 0xFC: "✓", 0xFB: "✗", 0x6E: "■"}
_WINGDINGS |= dict.fromkeys((0xA8, 0x6F, 0x71, 0x72), "☐")
_WINGDINGS_2 = {**dict.fromkeys((0x51, 0x52, 0x53, 0x54), "☒"), 0x50: "✓", 0x4F: "✗", 0xA3: "☐"}
_DINGBATS = {**dict.fromkeys((0x33, 0x34), "✓"), **dict.fromkeys((0x35, 0x36, 0x37, 0x38), "✗"), 0x6E: "■"}
_DINGBATS |= dict.fromkeys((0x6F, 0x70, 0x71, 0x72), "☐")
_SYMBOLS = {  # the signs that people tick with, by the beginning of the name of their font, longer ones first
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "wingdings": _WINGDINGS,
    "webdings": {0x61: "✓", 0x72: "✗", 0x67: "■", 0x63: "☐"},
    "zapf": _DINGBATS,
    "itc zapf": _DINGBATS,
    "dingbats": _DINGBATS,
    "symbol": {0xD6: "√", 0xB4: "×"},
    "": {**_WINGDINGS_2, **_WINGDINGS},
}
_ANY_FONT = {0x2612: "☒", 0x2611: "✓", 0x2713: "✓", 0x2714: "✓", 0x2717: "✗", 0x2718: "✗", 0x2610: "☐"}
_PRIVATE = 0xF000  # fonts of symbols have their signs from here, or from 0


@functools.lru_cache(maxsize=64)
def symbols_of(font: str) -> dict[int, str]:
    """Return the signs of a font by their codes, as the signs they look like; those of a nameless font are Wingdings'.

    >>> symbols_of("Webdings")[0xF072], symbols_of("Calibri")
    ('✗', {})
    """
    name = font.strip().casefold()
    codes = next((codes for begin, codes in _SYMBOLS.items() if name.startswith(begin) and (begin or not name)), {})
    return {_PRIVATE + code: sign for code, sign in codes.items()}


def symbol(code: str, font: str = "") -> str:
    """Return the sign with a code in hexadecimal; U+FFFD where it is the code of no sign.

    >>> symbol("F0FE"), symbol("00FE", "Wingdings"), symbol("00E9")
    ('☒', '☒', 'é')
    """
    try:
        number = int(code, 16)
        sign = chr(number)
    except (ValueError, OverflowError):
        return "\ufffd"
    known = symbols_of(font)
    if number in _ANY_FONT or number in known or (font and number < 0x100 and number + _PRIVATE in known):
        return _ANY_FONT.get(number) or known.get(number) or known[number + _PRIVATE]
    return sign if sign.isprintable() or "\ue000" <= sign <= "\uf8ff" else "\ufffd"


def in_symbols(text: str, font: str) -> str:
    """Return letters in a font of symbols as the signs they look like; of ordinary letters only one that is alone.

    >>> in_symbols("\uf0fe", "Wingdings"), in_symbols("þ", "Wingdings"), in_symbols("no", "Wingdings")
    ('☒', '☒', 'no')
    """
    known = symbols_of(font)
    alone = text.strip()
    if len(alone) == 1 and (sign := known.get(_PRIVATE + ord(alone))):
        return text.replace(alone, sign)
    return text.translate(known) if known else text
