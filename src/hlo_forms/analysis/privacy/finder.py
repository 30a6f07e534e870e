"""Finds names in free text, and contacts and references by their look, and puts codes in their place."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from ...research.privacy.codes import Codes
from ...research.privacy.names import Variant, Word, words_in
from .dates import Dates, coarse

_LOOKS = re.compile(
    r"(?P<contact>[^\s@<>(),;:]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?<![\w+])(?:\+\d[\d\s()-]{7,16}\d|0\d(?:[\s-]?\d){8})(?!\w))"  # a telephone number
    r"|(?P<form>\bhlo1/\S+)"  # the identity line of a form, with ids and checksums of names
)
_BETWEEN = re.compile(r"[\W_]{1,4}")
Counts = Counter[tuple[str, str]]
"""The number of times that something of a kind was replaced by a code."""


@attrs.frozen
class Target:
    """The kind of name that a variant stands for, and its code."""

    kind: str
    code: str


@attrs.define
class Finder:
    """Variants of names by their first word, each with its target; `dates` is the precision that dates keep."""

    codes: Codes
    dates: Dates = "day"
    _by_first: dict[str, list[tuple[Variant, Target]]] = attrs.field(factory=dict)

    def know(self, variants: Iterable[tuple[Variant, Target]]) -> None:
        """Look for these variants too; an ambiguous one, which may stand for several names, gets a code of its own."""
        targets: dict[tuple[str, ...], set[Target]] = {}
        strict: dict[tuple[str, ...], bool] = {}
        for variant, target in variants:
            targets.setdefault(variant.words, set()).add(target)
            strict[variant.words] = strict.get(variant.words, True) and variant.capital
        for words, candidates in sorted(targets.items()):
            target = self._target(words, candidates)
            self._by_first.setdefault(words[0], []).append((Variant(words, strict[words]), target))
        for pairs in self._by_first.values():
            pairs.sort(key=lambda pair: -len(pair[0].words))

    def _target(self, words: tuple[str, ...], candidates: set[Target]) -> Target:
        first = min(candidates, key=lambda target: (target.kind, target.code))
        if len(candidates) == 1:
            return first
        name = " ".join(words)
        return Target(first.kind, self.codes.code(first.kind, f"several {name}", f"{name} (?)"))

    def replaced(self, text: str) -> tuple[str, Counts]:
        """Return the text with codes for names, contacts and references and with coarser dates, and the counts."""
        counts: Counts = Counter()
        pieces, at = [], 0
        for look in _LOOKS.finditer(text):
            pieces += [self._replace_names(text[at : look.start()], counts), self._code_for(look, counts)]
            at = look.end()
        whole = "".join([*pieces, self._replace_names(text[at:], counts)])
        coarser, count = coarse(whole, self.dates)
        if count:
            counts["date", self.dates] += count
        return coarser, counts

    def _code_for(self, look: re.Match[str], counts: Counts) -> str:
        kind = look.lastgroup or ""
        code = self.codes.code(kind, look[0].casefold(), look[0])
        counts[kind, code] += 1
        return code

    def _replace_names(self, text: str, counts: Counts) -> str:
        pieces, at = [], 0
        for start, end, target in self._spans(text):
            pieces += [text[at:start], target.code]
            counts[target.kind, target.code] += 1
            at = end
        return "".join([*pieces, text[at:]])

    def _spans(self, text: str) -> Iterator[tuple[int, int, Target]]:
        words = list(words_in(text))
        index = 0
        while index < len(words):
            candidates = self._by_first.get(words[index].key, ())
            match = next((pair for pair in candidates if _fits(pair[0], words, index, text)), None)
            if match is None:
                index += 1
                continue
            variant, target = match
            last = index + len(variant.words) - 1
            yield words[index].start, words[last].end, target
            index = last + 1


def _fits(variant: Variant, words: list[Word], index: int, text: str) -> bool:
    """Return whether the words of a text from `index` are the variant, with at most a few characters between them."""
    own = words[index : index + len(variant.words)]
    if tuple(word.key for word in own) != variant.words or (variant.capital and not own[0].capital):
        return False
    return all(_BETWEEN.fullmatch(text[one.end : other.start]) for one, other in itertools.pairwise(own))
