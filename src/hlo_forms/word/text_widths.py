"""Widths of columns, from an estimate of the widths of words that is good enough to keep them whole."""

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
    """Estimate the width of a word in a table, in twentieths of a point."""
    return round(sum(map(_ems, word)) * _SIZE)


def _ems(sign: str) -> float:
    if sign in _NARROW:
        return 0.34
    if sign in _WIDE or unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    return 0.72 if sign.isupper() else 0.58


def least_widths(table: PageTable) -> list[int]:
    """Return the width that each column needs for every word of usual length to stay whole."""
    rows = [row for row in table.rows if not row.group]
    widths = []
    for number, heading in enumerate(table.columns):
        texts = [heading, *(plain(row.cells[number]) for row in rows)]
        words = (word[:_LONGEST] for text in texts for word in _BREAKS.split(text))
        widths.append(_BESIDE + max(map(word_width, words), default=0))
    return widths


def column_widths(table: PageTable, room: int) -> list[int]:
    """Return the widths of the columns, as wide together as the room: those of the table, with room for every word."""
    least = least_widths(table)
    wishes = _share(table.widths or [1] * len(least), room)
    if sum(least) > room:
        return _share(least, room)
    short = [max(0, need - wish) for need, wish in zip(least, wishes, strict=True)]
    spare = [max(0, wish - need) for need, wish in zip(least, wishes, strict=True)]
    cuts = _share(spare, sum(short)) if sum(spare) else [0] * len(spare)
    return [wish + more - less for wish, more, less in zip(wishes, short, cuts, strict=True)]


def fits(table: PageTable, room: int) -> bool:
    """Return whether every word of usual length stays whole in a table as wide as the room."""
    return sum(least_widths(table)) <= room


def _share(parts: Sequence[int], room: int) -> list[int]:
    """Share the room in these proportions, in whole numbers that add up to it."""
    edges = [round(room * edge / sum(parts)) for edge in itertools.accumulate(parts, initial=0)]
    return [end - start for start, end in itertools.pairwise(edges)]
