"""Letters of a picture: the width of a text, its line breaks, and the signs that cannot be drawn."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..basics.libraries import import_library

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

MM = 25.4 / 72
"""A point in millimetres."""
LEADING = 1.32
"""From line to line, in sizes of the letter."""
INSTEAD = "\N{WHITE SQUARE}"
"""Stands for signs that the letter lacks, such as emoji."""
_AS_IN_DOCUMENTS = ("Arial", "Liberation Sans", "Arimo", "Helvetica")
_LONGEST = 300  # signs; a line of a picture never holds more
_FITTED = 1.04
_ELLIPSIS = "…"
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
_PIECES = re.compile(rf"{_SPACES.pattern}|(?:[^\s/-]|[\u00a0\u202f])+[/-]*|[/-]+")
_JOINER = "\N{ZERO WIDTH JOINER}"
_ADDED = ("Cc", "Cf", "Mn")
_DIRECTIONS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def font(size: float, *, bold: bool = False) -> FontProperties:
    """Return the letter of all pictures: that of the documents, and for signs that it lacks the one of matplotlib."""
    import_library("matplotlib")
    return _font(size, "bold" if bold else "normal")


@functools.lru_cache(maxsize=64)
def _font(size: float, weight: str) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=_families(), size=size, weight=weight)


@functools.cache
def _families() -> list[str]:
    """Return the letter of the documents, or one of the same widths where it is not installed; then matplotlib's."""
    from matplotlib.font_manager import fontManager

    installed = set(fontManager.get_font_names())
    return [*[name for name in _AS_IN_DOCUMENTS if name in installed][:1], "DejaVu Sans"]


@functools.lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text in millimetres, with some room for letters that are fitted to pixels."""
    letter = font(size, bold=bold)
    from matplotlib.textpath import text_to_path

    points, _, _ = text_to_path.get_text_width_height_descent(drawable(text), letter, ismath=False)
    return float(points) * MM * _FITTED


@functools.cache
def _signs() -> frozenset[int]:
    """The signs that the letter has, plain and bold."""
    import_library("matplotlib")
    from matplotlib.font_manager import FontProperties, findfont, get_font

    def signs(weight: str) -> frozenset[int]:
        files = [findfont(FontProperties(family=family, weight=weight)) for family in _families()]
        return frozenset().union(*(get_font(file).get_charmap() for file in files))

    return signs("normal") & signs("bold")


def drawable(text: str) -> str:
    """Return the text on one line; what the letter lacks becomes `INSTEAD`, and signs that turn the direction go.

    >>> drawable("Zorg \N{HOSPITAL}\N{ROBOT FACE}  en\\nwelzijn")
    'Zorg □ en welzijn'
    """
    signs: list[str] = []
    joined = False
    for sign in _SPACES.sub(" ", text.strip()):
        lacks = signs[-1:] == [INSTEAD]
        if lacks and (joined or unicodedata.category(sign) in _ADDED):
            joined = sign == _JOINER
        elif ord(sign) in _signs():
            signs.append(sign)
        elif unicodedata.category(sign) not in _ADDED and not lacks:
            signs.append(INSTEAD)
    return "".join(sign for sign in signs if unicodedata.bidirectional(sign) not in _DIRECTIONS)


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 99) -> list[str]:
    """Return the lines of a text within so many millimetres; what does not fit in `most` lines ends in an ellipsis."""
    lines = [""]
    for piece in _pieces(drawable(text), room, size, bold=bold):
        if width((lines[-1] + piece).rstrip(), size, bold=bold) <= room:
            lines[-1] += piece
        elif not piece.isspace():
            lines.append(piece)
        if len(lines) > most:
            break
    lines = [line.strip() for line in lines if line.strip()] or [""]
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], _cut_off(lines[most - 1], room, size, bold=bold)]


def balanced(text: str, room: float, size: float, *, most: int) -> list[str]:
    """Return the lines of a title in bold, as many as it takes and about as wide as each other."""
    lines = wrapped(text, room, size, bold=True, most=most)
    while 1 < len(lines) < most:
        room -= 4
        narrower = wrapped(text, room, size, bold=True, most=most)
        if len(narrower) > len(lines) or any(line.endswith("-") for line in narrower):
            break
        lines = narrower
    return lines


def fits(text: str, room: float, size: float, *, bold: bool = False, most: int = 1) -> bool:
    """Return whether a text fits whole in so many lines, broken between its words only."""
    words = _SPACES.split(drawable(text))
    broken = any(width(word[:_LONGEST], size, bold=bold) > room for word in words)
    return not broken and len(wrapped(text, room, size, bold=bold, most=most + 1)) <= most


def _pieces(text: str, room: float, size: float, *, bold: bool) -> Iterator[str]:
    """Split a text where it may break: at spaces, after strokes and hyphens, and within a word wider than the room."""
    for match in _PIECES.finditer(text):
        rest = match[0]
        while width(rest[:_LONGEST], size, bold=bold) > room and len(rest) > 1:
            cut = _cut(rest, room - width("-", size, bold=bold), size, bold=bold)
            yield rest[:cut] + "-"
            rest = rest[cut:]
        yield rest


def _cut(word: str, room: float, size: float, *, bold: bool) -> int:
    """Return how many signs of a word fit: one at least, leaving three for the next line, none without its accents."""
    longest = min(max(len(word) - 3, 1), _LONGEST)
    ends = (end for end in range(longest, 0, -1) if not unicodedata.combining(word[end]))
    return next((end for end in ends if width(word[:end], size, bold=bold) <= room), 1)


def shortened(text: str, room: float, size: float) -> str:
    """Return a text on one line within so many millimetres, ending in an ellipsis where it does not fit."""
    line = drawable(text)
    return line if width(line[:_LONGEST], size) <= room else _cut_off(line, room, size, bold=False)


def _cut_off(line: str, room: float, size: float, *, bold: bool) -> str:
    line = line[:_LONGEST]
    while line and width(line + _ELLIPSIS, size, bold=bold) > room:
        line = line[:-1].rstrip()
    return line + _ELLIPSIS
