"""Headers and footers of the blank form: fixed text, in which only the numbers of pages and other fields may change.

Known and read text are normalised alike, so that a telephone number or a date in a letterhead is known where a house
style has it, and told where somebody typed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from lxml import etree

from ...basics.text import matching_key
from ..outline.xml import name_of, value
from ..package import with_parts_changed

PAGE, FIELD = "hlopagenumber", "hlofieldresult"
"""What stands for the number of a page, and for what another field shows, which changes whenever it is opened."""

_CHANGES = {PAGE: "[0-9ivxlcdm]{0,8}", FIELD: ".{0,200}"}
_OF_PAGES = frozenset(["PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"])
_OF_TIMES = frozenset(
    ["DATE", "TIME", "SAVEDATE", "PRINTDATE", "CREATEDATE", "EDITTIME", "FILENAME", "FILESIZE", "STYLEREF", "REVNUM"]
)
_OF_TIMES |= frozenset({"NUMWORDS", "NUMCHARS", "LASTSAVEDBY", "AUTHOR", "USERNAME", "USERINITIALS", "TEMPLATE"})
_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")
_BETWEEN = re.compile("\t| · ")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Margins(NamedTuple):
    """The texts that headers and footers have, by the key under which they are matched, and patterns with fields."""

    keys: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()

    def and_of(self, texts: Iterable[str]) -> Margins:
        """Return the margins with these texts too, in which fields are marked."""
        pieces = {piece for text in texts for piece in (text, *pieces_of(text))}
        keys = {matching_key(re.sub(f"{PAGE}|{FIELD}", "", piece)) for piece in pieces}
        changing = {matching_key(piece) for piece in pieces if PAGE in piece or FIELD in piece}
        patterns = (re.compile(_pattern(key)) for key in sorted(changing))
        return Margins(self.keys | keys - {""}, (*self.patterns, *patterns))

    def have(self, text: str) -> bool:
        """Return whether a header or footer of the blank form has this text."""
        key = matching_key(text)
        return key in self.keys or any(pattern.fullmatch(key) for pattern in self.patterns)


def pieces_of(text: str) -> list[str]:
    """Return what stands side by side in a header or footer."""
    return _BETWEEN.split(text)


def _pattern(key: str) -> str:
    return "".join(_CHANGES.get(piece) or re.escape(piece) for piece in re.split(f"({PAGE}|{FIELD})", key))


def with_fields_marked(document: bytes) -> bytes:
    """Return a document of ours in which the fields of headers and footers show what stands for them."""
    return with_parts_changed(document, {_MARGIN: _mark_fields})


def _mark_fields(root: etree._Element) -> None:
    """Put a mark in place of the result of each field that changes."""
    for field in root.iter(f"{_W}fldSimple"):
        _show(list(field.iter(f"{_W}t")), value(field, "instr") or "")
    opened: list[tuple[list[str], list[etree._Element]]] = []
    told: list[bool] = []
    for node in root.iter(f"{_W}fldChar", f"{_W}instrText", f"{_W}t"):
        kind = value(node, "fldCharType") if name_of(node) == "fldChar" else name_of(node)
        if kind == "begin":
            opened.append(([], []))
            told.append(False)
        elif kind == "separate" and opened:
            told[-1] = True
        elif kind == "end" and opened:
            instruction, texts = opened.pop()
            told.pop()
            _show(texts, "".join(instruction))
        elif kind == "instrText" and opened:
            opened[-1][0].append(node.text or "")
        elif kind == "t" and opened and told[-1]:
            opened[-1][1].append(node)


def _show(texts: list[etree._Element], instruction: str) -> None:
    name = next(iter(instruction.upper().split()), "")
    mark = PAGE if name in _OF_PAGES else FIELD if name in _OF_TIMES else None
    if mark is not None:
        for index, text in enumerate(texts):
            text.text = "" if index else mark
