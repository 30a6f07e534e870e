"""Two texts in pieces: those that both have, and those that one of them has alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

_TOKENS = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")
MOST_COMPARED = 1_000_000
"""Above so many pairs of words a stretch counts as changed whole: comparing them takes long, and says little."""

Part: TypeAlias = tuple[str, bool]
"""A piece of a text, and whether it changed."""


@attrs.frozen
class TextChange:
    """Two texts in pieces: those in both, and those in one only. None for a text that is not there.

    The pieces of each text, one after another, are that text.

    >>> change = TextChange("Meer stages", "Meer goede stages")
    >>> change.later_parts
    (('Meer ', False), ('goede ', True), ('stages', False))
    """

    earlier: str | None
    later: str | None

    @property
    def differs(self) -> bool:
        """True if the two texts are different."""
        return self.earlier != self.later

    @property
    def earlier_parts(self) -> tuple[Part, ...]:
        """The earlier text in pieces; those that changed are not in the later."""
        return self._parts()[0]

    @property
    def later_parts(self) -> tuple[Part, ...]:
        """The later text in pieces; those that changed were not in the earlier."""
        return self._parts()[1]

    def _parts(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Compare the texts in one order, so that a change backwards is the mirror image."""
        one, other = self.earlier or "", self.later or ""
        return parts_of(one, other) if one <= other else parts_of(other, one)[::-1]


def parts_of(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Return two texts in pieces, each with whether it is in one of them only; as few words as possible are."""
    first, second = _TOKENS.findall(one), _TOKENS.findall(other)
    start = _alike(first, second)
    end = _alike(first[start:][::-1], second[start:][::-1])
    middle, beside = first[start : len(first) - end], second[start : len(second) - end]
    pairs = [(index + start, at + start) for index, at in _common(middle, beside)]
    tail = [(len(first) - end + index, len(second) - end + index) for index in range(end)]
    kept = [*((index, index) for index in range(start)), *pairs, *tail]
    kept = _without_lone_spaces(kept, first, second)
    return _merged(first, {index for index, _ in kept}), _merged(second, {at for _, at in kept})


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many of the same words both begin."""
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def _common(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of the longest common subsequence of words."""
    if len(one) * len(other) > MOST_COMPARED:
        return
    lengths = _lengths(one, other)
    index = at = 0
    while index < len(one) and at < len(other):
        if one[index] == other[at]:
            yield index, at
            index, at = index + 1, at + 1
        elif lengths[index + 1][at] >= lengths[index][at + 1]:
            index += 1
        else:
            at += 1


def _lengths(one: Sequence[str], other: Sequence[str]) -> list[list[int]]:
    """Return how many words the ends of both have in common, from each pair of places."""
    rows = [[0] * (len(other) + 1)]
    for word in reversed(one):
        below, row = rows[-1], [0] * (len(other) + 1)
        for at in range(len(other) - 1, -1, -1):
            row[at] = below[at + 1] + 1 if word == other[at] else max(below[at], row[at + 1])
        rows.append(row)
    return rows[::-1]


def _without_lone_spaces(
    kept: Sequence[tuple[int, int]], one: Sequence[str], other: Sequence[str]
) -> list[tuple[int, int]]:
    """Leave out the spaces between two words that changed: those read better as one stretch."""
    pairs = set(kept)

    def lone(index: int, at: int) -> bool:
        beside = ((index - 1, at - 1), (index + 1, at + 1))
        inside = 0 < index < len(one) - 1 and 0 < at < len(other) - 1
        return inside and one[index].isspace() and not any(pair in pairs for pair in beside)

    return [pair for pair in kept if not lone(*pair)]


def _merged(words: Iterable[str], kept: set[int]) -> tuple[Part, ...]:
    """Join the words to stretches of the same kind."""
    stretches = itertools.groupby(enumerate(words), lambda place: place[0] not in kept)
    return tuple(("".join(word for _, word in stretch), changed) for changed, stretch in stretches)
