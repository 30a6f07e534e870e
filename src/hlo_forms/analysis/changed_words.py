"""Which words of a text changed from one round to the next."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

_TOKENS = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")
MOST_COMPARED = 1_000_000
"""Above so many pairs of words a stretch counts as changed whole: comparing them takes long, and says little."""

Part = tuple[str, bool]
"""A piece of a text, and whether it changed."""


@attrs.frozen
class TextChange:
    """Two texts in pieces: what stands in both, and what in one. None for a text that is not there.

    The pieces of each text, one after another, are that text.

    >>> change = TextChange("Meer stages", "Meer goede stages")
    >>> change.later_parts
    (('Meer ', False), ('goede ', True), ('stages', False))
    """

    earlier: str | None
    later: str | None

    @property
    def differs(self) -> bool:
        """Are the two texts different?"""
        return self.earlier != self.later

    @property
    def earlier_parts(self) -> tuple[Part, ...]:
        """The earlier text in pieces; what changed in it does not stand in the later."""
        return self._parts()[0]

    @property
    def later_parts(self) -> tuple[Part, ...]:
        """The later text in pieces; what changed in it did not stand in the earlier."""
        return self._parts()[1]

    def _parts(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """In one order whichever came first, so that a change backwards is the mirror image of it."""
        one, other = self.earlier or "", self.later or ""
        if one > other:
            second, first = parts_of(other, one)
        else:
            first, second = parts_of(one, other)
        return first, second


def parts_of(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Two texts in pieces, each with whether it stands in one of them only: the fewest words that can."""
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
    """With how many of the same words both begin."""
    return next(
        (index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _common(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of the longest row of words that stand in both, in order (longest common subsequence)."""
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
    """How many words the ends of both have in common, from each place."""
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
    """Less the spaces between two words that changed: those read better as one stretch."""
    found = set(kept)

    def lone(index: int, at: int) -> bool:
        beside = ((index - 1, at - 1), (index + 1, at + 1))
        inside = 0 < index < len(one) - 1 and 0 < at < len(other) - 1
        return inside and one[index].isspace() and not any(pair in found for pair in beside)

    return [pair for pair in kept if not lone(*pair)]


def _merged(words: Iterable[str], kept: set[int]) -> tuple[Part, ...]:
    """The words in stretches of the same kind."""
    found: list[Part] = []
    for index, word in enumerate(words):
        changed = index not in kept
        if found and found[-1][1] is changed:
            found[-1] = (found[-1][0] + word, changed)
        else:
            found.append((word, changed))
    return tuple(found)
