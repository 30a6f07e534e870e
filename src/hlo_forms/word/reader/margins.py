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
from ..outline.xml import OF_PAGES, fields_in, name_of_field
from ..package import with_parts_changed

PAGE, FIELD = "hlopagenumber", "hlofieldresult"
"""What stands for the number of a page, and for what another field shows, which changes whenever it is opened."""

_CHANGES = {PAGE: "[0-9ivxlcdm]{0,8}", FIELD: ".{0,200}"}
_OF_TIMES = frozenset(
    ["DATE", "TIME", "SAVEDATE", "PRINTDATE", "CREATEDATE", "EDITTIME", "FILENAME", "FILESIZE", "STYLEREF", "REVNUM"]
)
_OF_TIMES |= frozenset({"NUMWORDS", "NUMCHARS", "LASTSAVEDBY", "AUTHOR", "USERNAME", "USERINITIALS", "TEMPLATE"})
_MARGIN = re.compile(r"word/(header|footer)\d*\.xml")
_BETWEEN = re.compile("\t| · ")


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
    for _, instruction, texts in fields_in(root):
        name = name_of_field(instruction)
        mark = PAGE if name in OF_PAGES else FIELD if name in _OF_TIMES else None
        for index, text in enumerate(texts if mark else ()):
            text.text = "" if index else mark
