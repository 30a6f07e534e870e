"""Two texts in pieces: those that both have, and those that one of them has alone."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import TypeAlias

import attrs

_TOKENS = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")
MOST_COMPARED = 250_000
"""Above so many pairs of words a stretch counts as changed whole: comparing them takes long, and says little."""

Part: TypeAlias = tuple[str, bool]
"""A piece of a text, and whether it changed."""


@attrs.frozen
class TextChange:
    """Two texts in pieces: those in both, and those in one only.

    The pieces of each text, one after another, are that text.

    Attributes:
        earlier: The text of the earlier form; None where there is none.
        later: The text of the later form; None where there is none.

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
    """Return two texts in pieces, each with whether it is in one of them only."""
    first, second = _TOKENS.findall(one), _TOKENS.findall(other)
    start = _alike(first, second)
    end = _alike(first[start:][::-1], second[start:][::-1])
    middle, beside = first[start : len(first) - end], second[start : len(second) - end]
    pairs = [(index + start, at + start) for index, at in _common(middle, beside)]
    tail = [(len(first) - end + index, len(second) - end + index) for index in range(end)]
    kept = [*((index, index) for index in range(start)), *pairs, *tail]
    return _merged(first, {index for index, _ in kept}), _merged(second, {at for _, at in kept})


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many of the same words both begin."""
    return len(list(itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def _common(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of the words that both have in the same order; a space counts with the words beside it."""
    if len(one) * len(other) <= MOST_COMPARED:
        for index, at, size in SequenceMatcher(str.isspace, one, other, autojunk=False).get_matching_blocks():
            yield from zip(range(index, index + size), range(at, at + size), strict=True)


def _merged(words: Iterable[str], kept: set[int]) -> tuple[Part, ...]:
    """Join the words to stretches of the same kind."""
    stretches = itertools.groupby(enumerate(words), lambda place: place[0] not in kept)
    return tuple(("".join(word for _, word in stretch), changed) for changed, stretch in stretches)
