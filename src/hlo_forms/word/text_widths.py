"""How wide columns must be: an estimate of how wide words are, good enough to keep them whole."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence

from ..pages.model import PageTable, plain

_NARROW = frozenset("iljtfrI.,:;'’!|()[] ")
_WIDE = frozenset("mwMWOQG@%—…")
_SIZE = 190  # of the letters in a table, in twentieths of a point
_BESIDE = 190  # what a cell keeps free at its sides
_LONGEST = 24  # a longer word may break
_BREAKS = re.compile(r"\s+|(?<=[-/])")


def word_width(word: str) -> int:
    """About how wide a word is in a table, in twentieths of a point."""
    return round(sum(map(_ems, word)) * _SIZE)


def _ems(sign: str) -> float:
    if sign in _NARROW:
        return 0.34
    if sign in _WIDE or unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    return 0.72 if sign.isupper() else 0.58


def least_widths(table: PageTable) -> list[int]:
    """How wide each column must be for every word of usual length to stay whole."""
    rows = [row for row in table.rows if not row.group]
    found = []
    for number, heading in enumerate(table.columns):
        texts = [heading, *(plain(row.cells[number]) for row in rows)]
        words = (word[:_LONGEST] for text in texts for word in _BREAKS.split(text))
        found.append(_BESIDE + max(map(word_width, words), default=0))
    return found


def column_widths(table: PageTable, room: int) -> list[int]:
    """The widths of the columns, together as wide as the room: as the table wishes, with room for every word."""
    least = least_widths(table)
    wished = _shared(table.widths or [1] * len(least), room)
    if sum(least) > room:
        return _shared(least, room)
    short = [max(0, need - wish) for need, wish in zip(least, wished, strict=True)]
    spare = [max(0, wish - need) for need, wish in zip(least, wished, strict=True)]
    given = _shared(spare, sum(short)) if sum(spare) else [0] * len(spare)
    return [wish + more - less for wish, more, less in zip(wished, short, given, strict=True)]


def fits(table: PageTable, room: int) -> bool:
    """Can every word of usual length stay whole in a table as wide as the room?"""
    return sum(least_widths(table)) <= room


def _shared(parts: Sequence[int], room: int) -> list[int]:
    """The room in these proportions, in whole numbers that add up to it."""
    edges = [round(room * edge / sum(parts)) for edge in itertools.accumulate(parts, initial=0)]
    return [end - start for start, end in itertools.pairwise(edges)]
