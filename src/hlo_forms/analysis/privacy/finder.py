"""Finds known names, and what is a contact or reference by its look, in free text; puts codes in their place."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from .dates import Dates, coarse
from .keyed import Codes
from .variants import Variant, Word, words_in

_LOOKS = re.compile(
    r"(?P<contact>[^\s@<>(),;:]+@[\w-]+(?:\.[\w-]+)+"  # an address of e-mail
    r"|(?<![\w+])(?:\+\d[\d\s()-]{7,16}\d|0\d(?:[\s-]?\d){8})(?!\w))"  # a telephone number
    r"|(?P<form>\bhlo1/\S+)"  # the line of identity of a form, which holds ids and checks of names
)
_BETWEEN = re.compile(r"[\W_]{1,4}")
Found = Counter[tuple[str, str]]
"""How often a kind of thing was replaced by a code."""


@attrs.frozen
class Target:
    """What a variant stands for."""

    kind: str
    code: str


@attrs.define
class Finder:
    """Known names by their first word, each with what it stands for; `dates` says how exact dates stay."""

    codes: Codes
    dates: Dates = "day"
    _by_first: dict[str, list[tuple[Variant, Target]]] = attrs.field(factory=dict)

    def know(self, variants: Iterable[tuple[Variant, Target]]) -> None:
        """Look for these variants; one that may stand for several has a code of its own: nobody knows which it is."""
        targets: dict[tuple[str, ...], set[Target]] = {}
        strict: dict[tuple[str, ...], bool] = {}
        for variant, target in variants:
            targets.setdefault(variant.words, set()).add(target)
            strict[variant.words] = strict.get(variant.words, True) and variant.capital
        for words, found in sorted(targets.items()):
            self._by_first.setdefault(words[0], []).append((Variant(words, strict[words]), self._one(words, found)))
        for known in self._by_first.values():
            known.sort(key=lambda pair: -len(pair[0].words))

    def _one(self, words: tuple[str, ...], found: set[Target]) -> Target:
        first = min(found, key=lambda target: (target.kind, target.code))
        if len(found) == 1:
            return first
        name = " ".join(words)
        return Target(first.kind, self.codes.code(first.kind, f"several {name}", f"{name} (?)"))

    def replaced(self, text: str) -> tuple[str, Found]:
        """The text with codes in place of what was found, and how often each was put there."""
        said: Found = Counter()
        pieces, at = [], 0
        for look in _LOOKS.finditer(text):
            pieces += [self._names(text[at : look.start()], said), self._look(look, said)]
            at = look.end()
        whole = "".join([*pieces, self._names(text[at:], said)])
        coarser, count = coarse(whole, self.dates)
        if count:
            said["date", self.dates] += count
        return coarser, said

    def _look(self, look: re.Match[str], said: Found) -> str:
        kind = look.lastgroup or ""
        code = self.codes.code(kind, look[0].casefold(), look[0])
        said[kind, code] += 1
        return code

    def _names(self, text: str, said: Found) -> str:
        pieces, at = [], 0
        for start, end, target in self._spans(text):
            pieces += [text[at:start], target.code]
            said[target.kind, target.code] += 1
            at = end
        return "".join([*pieces, text[at:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int, Target]]:
        words = list(words_in(text))
        index = 0
        while index < len(words):
            found = next(
                (one for one in self._by_first.get(words[index].key, ()) if _fits(one[0], words, index, text)), None
            )
            if found is None:
                index += 1
                continue
            last = index + len(found[0].words) - 1
            yield words[index].start, words[last].end, found[1]
            index = last + 1


def _fits(variant: Variant, words: list[Word], index: int, text: str) -> bool:
    """Do these words of a text say the variant, with no more than a little between them?"""
    said = words[index : index + len(variant.words)]
    if tuple(word.key for word in said) != variant.words or (variant.capital and not said[0].capital):
        return False
    return all(_BETWEEN.fullmatch(text[one.end : other.start]) for one, other in itertools.pairwise(said))
