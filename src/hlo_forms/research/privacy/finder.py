"""Names, contacts and addresses in free text: found, and put in codes; dates made coarser."""

from __future__ import annotations

import functools
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, TypeAlias

import attrs

from .codes import CODE, Codes
from .names import (
    CASES,
    TEXTS,
    Variant,
    Vocabulary,
    Word,
    Words,
    begins_sentence,
    generic_words,
    is_suffix,
    is_typing_error,
    stems_of,
    without_one,
    words_in,
)
from .suspects import is_ordinary, suspects

Counts: TypeAlias = Counter[tuple[str, str]]
"""The number of times that something of a kind was replaced by a code."""

_BETWEEN = re.compile(r"[\W_]{1,4}")
_WITHIN = (4, 6, 8)  # letters of a name that is found in a longer word: of known parts; at its start; anywhere
_AROUND = 30  # characters around a word that are shown with it, or tell how it is written
_MOST_PIECES = 40  # pieces of one name
_PIECES = 5  # letters of a name that is found in pieces
_CARELESS = 6  # letters of a name that is an ordinary word too, and may be in a longer word
_NEAR = 7  # letters of a name of which a typing error is noticed
_LONGEST = 60  # letters of a word that may be a name with a typing error


@attrs.frozen
class Target:
    """The kind of name that a variant stands for, and its code."""

    kind: str
    code: str


@attrs.frozen
class PossibleName:
    """Words that stay in a text and may be a name: as they stand, as they are compared, why, and what is around."""

    text: str
    words: Words
    reason: str
    context: str


@attrs.frozen
class Rewritten:
    """A text with codes in place of names, the number of times of each code, and what may still be a name."""

    text: str
    counts: Counts
    doubts: tuple[PossibleName, ...] = ()


@attrs.frozen
class _Span:
    start: int
    end: int
    target: Target | None  # None for a code that stands there already


@attrs.define
class Finder:
    """Variants of names by their first word, each with its target; `dates` is the precision that dates keep.

    `vocabulary` holds the words of the data set; `doubtful` the words of names that are only replaced where they have a
    capital.
    """

    codes: Codes
    dates: Dates = "day"
    vocabulary: Vocabulary = attrs.field(factory=Vocabulary)
    doubtful: set[str] = attrs.field(factory=set)
    _by_first: dict[str, list[tuple[Variant, Target]]] = attrs.field(factory=dict)
    _distinctive: dict[str, Target] = attrs.field(factory=dict)
    _beginnings: set[str] = attrs.field(factory=set)
    _stems: dict[str, Target] = attrs.field(factory=dict)
    _careless: dict[str, Target] = attrs.field(factory=dict)
    _near: dict[str, set[str]] = attrs.field(factory=dict)
    _parts: re.Pattern[str] | None = None
    _longer: dict[str, _Longer | None] = attrs.field(factory=dict)
    _texts: dict[str, Rewritten] = attrs.field(factory=dict)

    def know(self, variants: Iterable[tuple[Variant, Target]]) -> None:
        """Look for these variants; an ambiguous one, which may stand for several names, gets a code of its own."""
        targets: dict[Words, set[Target]] = {}
        forms: dict[Words, Variant] = {}
        for variant, target in variants:
            targets.setdefault(variant.words, set()).add(target)
            other = forms.get(variant.words, variant)
            case = min(variant.case, other.case, key=CASES.index)
            forms[variant.words] = Variant(variant.words, case, variant.distinctive or other.distinctive)
        for words, candidates in sorted(targets.items()):
            self._know(forms[words], self._target(words, candidates))
        for pairs in self._by_first.values():
            pairs.sort(key=lambda pair: -len(pair[0].words))
        parts = [word for word in self._distinctive if len(word) >= _WITHIN[0]]
        parts += [word for word in self._careless if len(word) >= _CARELESS and word not in self._distinctive]
        parts.sort(key=lambda word: (-len(word), word))
        self._parts = re.compile("|".join(map(re.escape, parts))) if parts else None

    def _know(self, variant: Variant, target: Target) -> None:
        word = variant.words[0]
        self._by_first.setdefault(word, []).append((variant, target))
        if len(variant.words) == 1 and (variant.case in ("capital", "inside") or word[:1].isdecimal()):
            self.doubtful.add(word)
            self._careless[word] = target
        if len(variant.words) == 1 and _NEAR <= len(word) <= _LONGEST:
            for piece in without_one(word):
                self._near.setdefault(piece, set()).add(word)
        if variant.distinctive:
            self._distinctive[word] = target
            if len(word) >= _PIECES:
                self._beginnings |= {word[:end] for end in range(1, len(word))}
                self._stems |= dict.fromkeys(stems_of(word), target)

    def _target(self, words: Words, candidates: set[Target]) -> Target:
        candidates = {target for target in candidates if target.kind != "name"} or candidates
        first = min(candidates, key=lambda target: (target.kind, target.code))
        if len(candidates) == 1:
            return first
        name = " ".join(words)
        return Target(first.kind, self.codes.propose(first.kind, f"several {name}", f"{name} (?)"))

    def replaced(self, text: str) -> Rewritten:
        """Return the text with codes for names, contacts and references and with coarser dates, and what was done."""
        if text not in self._texts:
            self._texts[text] = self._rewritten(text)
        return self._texts[text]

    def _rewritten(self, text: str) -> Rewritten:
        counts: Counts = Counter()
        pieces, at = [], 0
        spans, words = self._spans(text)
        for span in spans:
            if span.target is None:
                continue
            pieces += [text[at : span.start], span.target.code]
            self.codes.use(span.target.code)
            counts[span.target.kind, span.target.code] += 1
            at = span.end
        coarser, count = coarse("".join([*pieces, text[at:]]), self.dates)
        if count:
            counts["date", self.dates] += count
        return Rewritten(coarser, counts, tuple(self._doubts(text, words)))

    def words_left(self, text: str) -> list[Word]:
        """Return the words of a text that belong to no name, contact or address."""
        return self._spans(text)[1]

    def _spans(self, text: str) -> tuple[list[_Span], list[Word]]:
        """Return what is to be replaced, in order, and the words that stay."""
        sure = (look for look in looks().finditer(text) if not _is_count(look))
        spans = [_Span(look.start(), look.end(), self._look(look)) for look in sure]
        words = _outside(list(words_in(text)), spans)
        left, index = [], 0
        while index < len(words):
            match = self._match(words, index, text)
            if match is None:
                left.append(words[index])
                index += 1
                continue
            count, target = match
            spans.append(_Span(words[index].start, words[index + count - 1].end, target))
            index += count
        return sorted(spans, key=lambda span: span.start), left

    def _look(self, look: re.Match[str]) -> Target | None:
        kind = look.lastgroup or ""
        return None if kind == "coded" else Target(kind, self.codes.propose(kind, look[0].casefold(), look[0]))

    def _match(self, words: Sequence[Word], index: int, text: str) -> tuple[int, Target] | None:
        """Return the number of words from here that are a name, and its target."""
        for variant, target in self._by_first.get(words[index].key, ()):
            if _fits(variant, words, index, text):
                return len(variant.words), target
        if words[index].key in self._beginnings and (joined := self._in_pieces(words, index, text)):
            return joined
        longer = self._longer_word(words[index].key)
        return (1, longer.target) if longer and longer.is_sure(capital=words[index].capital) else None

    def _in_pieces(self, words: Sequence[Word], index: int, text: str) -> tuple[int, Target] | None:
        """Return the number of words that make one distinctive word: "Merel veld", "M e r e l v e l d"."""
        joined = words[index].key
        for count, (one, other) in enumerate(itertools.pairwise(words[index : index + _MOST_PIECES]), 2):
            joined += other.key
            if not _BETWEEN.fullmatch(text[one.end : other.start]):
                return None
            if joined in self._distinctive and (words[index].capital or len(joined) >= _WITHIN[2]):
                return count, self._distinctive[joined]
            if joined not in self._beginnings:
                return None
        return None

    def _longer_word(self, key: str) -> _Longer | None:
        """Return the name that is part of a longer word, if there is one."""
        if key not in self._longer:
            self._longer[key] = self._inflected(key) or self._compound(key)
        return self._longer[key]

    def _inflected(self, key: str) -> _Longer | None:
        ends = (end for end in range(_PIECES - 2, len(key) + 1) if is_suffix(key[end:]))
        targets = (self._stems[key[:end]] for end in ends if key[:end] in self._stems)
        target = next(targets, None)
        return _Longer(target, len(key), known=True, first=True) if target else None

    def _compound(self, key: str) -> _Longer | None:
        match = self._parts.search(key) if self._parts else None
        if match is None:
            return None
        if match[0] not in self._distinctive:
            target = self._careless[match[0]]
            return None if is_ordinary(key) else _Longer(target, 0, known=False, first=False)
        rest = (key[: match.start()], key[match.end() :])
        known = all(is_suffix(part) or part in generic_words() or self.vocabulary.lower[part] for part in rest)
        return _Longer(self._distinctive[match[0]], len(match[0]), known=known, first=not rest[0])

    def _is_near(self, key: str) -> bool:
        """Return whether a word is a name with a typing error: a letter too many, missing, wrong or swapped."""
        if not self._near or not _NEAR - 1 <= len(key) <= _LONGEST or is_ordinary(key):
            return False
        return any(is_typing_error(key, name) for piece in without_one(key) for name in self._near.get(piece, ()))

    def _doubts(self, text: str, words: Sequence[Word]) -> Iterator[PossibleName]:
        """Yield what may still be a name: parts of names, words of names in lower case, and unknown words."""
        named: list[Word] = []
        for word in words:
            longer = self._longer_word(word.key)
            if word.key in self.doubtful or longer:
                yield from self._doubt(text, (word,), "ordinary" if word.key in self.doubtful else "part")
            elif self._is_near(word.key):
                yield from self._doubt(text, (word,), "near")
            else:
                named.append(word)
        for run, is_striking in suspects(text, named, self.vocabulary):
            yield from self._doubt(text, run, "unknown" if is_striking else "start")

    def _doubt(self, text: str, run: Sequence[Word], reason: str) -> Iterator[PossibleName]:
        keys = tuple(word.key for word in run)
        if not self.vocabulary.is_fine(*run):
            start, end = run[0].start, run[-1].end
            around = " ".join(f"…{text[max(0, start - _AROUND) : end + _AROUND]}…".split())
            yield PossibleName(text[start:end], keys, reason, around)


@attrs.frozen(kw_only=True)
class _Longer:
    """A longer word with a name of this many letters in it; whether all else of it is known, and the name is first."""

    target: Target = attrs.field(kw_only=False)
    letters: int = attrs.field(kw_only=False)
    known: bool
    first: bool

    def is_sure(self, *, capital: bool) -> bool:
        """Return whether the word speaks of the name."""
        parts, start, anywhere = _WITHIN
        least = (
            parts
            if capital and self.known
            else _PIECES + 1
            if self.known
            else start
            if capital and self.first
            else anywhere
        )
        return self.letters >= least


def _is_count(look: re.Match[str]) -> bool:
    """Return whether what looks like an address is an ordinary word with a number: "Voortgang 2"."""
    words = [word.key for word in words_in(look[0]) if word.key.isalpha() and len(word.key) > 1]
    return look.lastgroup == "address" and len(words) == 1 and is_ordinary(words[0])


def _outside(words: list[Word], spans: Sequence[_Span]) -> list[Word]:
    """Return the words that lie outside all spans; both are in order."""
    left, index = [], 0
    for word in words:
        while index < len(spans) and spans[index].end <= word.start:
            index += 1
        if index == len(spans) or word.end <= spans[index].start:
            left.append(word)
    return left


def _fits(variant: Variant, words: Sequence[Word], index: int, text: str) -> bool:
    """Return whether the words of a text from `index` are the variant, with at most a few characters between them."""
    own = words[index : index + len(variant.words)]
    if tuple(word.key for word in own) != variant.words:
        return False
    if variant.case != "any" and not own[0].capital:
        return False
    if variant.case == "upper" and not text[own[0].start : own[-1].end].isupper():
        return False
    if variant.case == "inside" and begins_sentence(text, own[0].start):
        return False
    return all(_BETWEEN.fullmatch(text[one.end : other.start]) for one, other in itertools.pairwise(own))


_PHONE = r"(?<![\w+/.-])(?!\d{1,2}[-./]\d{1,2}[-./](?:19|20)\d\d(?!\d))"
_SUFFIX = r"(?:\s?(?:[a-zA-Z]|bis|ter|hs|huis|rd|zw|[IVX]{1,3})\b|-[a-zA-Z]{1,3}\b|\s?[-/]\s?\d{1,4}[a-zA-Z]?\b)"
_HOUSE_NUMBER = rf"(?:nr\.?\s*|no\.?\s*|number\s+|nummer\s+)?\d{{1,5}}{_SUFFIX}*(?!\w)"
_NUMBERS = (
    r"\b[A-Z]{2}\d{2}(?:[\s.-]?[A-Z\d]{4}){2,7}(?:[\s.-]?[A-Z\d]{1,3})?(?!\w)",  # of a bank account
    r"\b[a-z]{2}\d{2}[a-z]{4}\d{10}\b",
    r"\b(?:NL|nl)[\s.-]?\d{4}\.?\d{2}\.?\d{3}[\s.-]?[Bb][\s.-]?\d{2}\b",  # for taxes
    r"\b(?:B[E][\s.-]?0?\d{3}|D[E]\d{3})[\s.]?\d{3}[\s.]?\d{3}\b",
    r"(?<![\w.,€-])\d{3}(?P<gap>[ .-])\d{3}(?P=gap)\d{3}(?!\w|[.,]\d| ?€| euro)",
    r"(?<![\w.,-])\d{4}[. ]\d{2}[. ]\d{3}(?!\w|[.,]\d)",  # of a citizen
    r"\b(?:[A-Z]{1,3}-\d{2,3}-[A-Z]{1,2}|\d{1,2}-[A-Z]{2,3}-\d{1,2}|[A-Z]{2}-[A-Z]{2}-\d{2})\b",  # of a car
    r"(?<![\w.,-])(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))\d{8,12}(?!\w|[.,]\d)",
)


@functools.cache
def looks() -> re.Pattern[str]:
    """Match what is found by its looks, in a group with its kind; a code, in the group "coded", is left as it is."""
    kinds = {
        "coded": (rf"\b{CODE}\b",),
        "form": (r"\bhlo1/\S+",),
        "contact": _contacts(),
        "number": _numbers(),
        "address": _addresses(),
    }
    return re.compile("|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in kinds.items()))


def _any_of(key: str) -> str:
    return "|".join(TEXTS.content["looks"][key])


def _contacts() -> tuple[str, ...]:
    """Return the patterns of addresses of e-mail, also written out, of the web, of social media, and of telephones."""
    at, dot = (
        rf"\s?[(\[{{]\s?(?:{_any_of('at')})\s?[)\]}}]\s?",
        rf"\s?(?:\.|[(\[{{]\s?(?:{_any_of('dot')})\s?[)\]}}])\s?",
    )
    return (
        r"[^\s@<>(),;:]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+",
        rf"[\w.+-]{{1,64}}{at}[\w-]{{1,63}}(?:{dot}[\w-]{{1,63}})+",
        r"(?i:\bhttps?://[^\s<>]*[\w/]|\bwww\.[^\s<>]*[\w/])",
        rf"(?<![\w@.-])(?:[\w-]+\.)+(?:{_any_of('domains')})\b(?:/[^\s<>]*[\w/])?",
        r"(?<![\w@.-])(?:[\w-]{2,63}\.)+(?:NL|COM|ORG|EU|NET|BE)\b",
        r"(?<![\w@.-])[\w-]{1,63}\.(?:[\w-]{1,63}\.){0,4}[a-z]{2,24}/(?<!\.en/)(?<!\.and/)[^\s<>]*[\w/]",
        r"(?<![\w@/])@\w{2,}(?:[.-]\w+)*",
        rf"{_PHONE}(?:\+|00)\d[\d\s()./-]{{7,18}}\d(?!\w)",
        rf"{_PHONE}\(?0\d(?:[\s./()-]{{0,3}}\d){{7,8}}(?!\w)",
    )


def _numbers() -> tuple[str, ...]:
    """Return the patterns of numbers in registers: after the name of one, or by their form."""
    between = rf"(?:[\s:.-]{{0,9}}(?:{_any_of('numbers')})\b){{0,3}}[\s:.#-]{{0,9}}"
    number = r"(?=[A-Za-z]{0,4}\d)[a-z]{0,2}[A-Z\d](?:[\s.]?[A-Z\d]){3,19}(?!\w)"
    return (rf"(?i:\b(?:{_any_of('registers')}){between}){number}", *_NUMBERS)


def _addresses() -> tuple[str, ...]:
    """Return the patterns of postcodes, of streets with a number, in Dutch and in English, and of post boxes."""
    name = rf"(?:[^\W\d_a-z][\w'’.-]{{0,30}}|{_any_of('small')})\s+"
    first = r"[A-Z][\w'’-]{0,30}\s+"
    small = rf"\d{{1,3}}{_SUFFIX}*(?!\w|[.,]\d|\s(?:{_any_of('units')})\b)"
    article = rf"(?:{_any_of('street_articles')})\s+"
    return (
        r"(?<![\w.,-])(?:NL-)?[1-9]\d{3}(?:\s?-?\s?(?!(?:IT|EU|AI|HR|OK|VO|PO|TV|CO|MT)\b)[A-Z]{2}|-?[a-z]{2})(?!\w)",
        r"(?<![\w-])(?:B|BE|D|D[E]|L|FR?)-\d{4,5}(?!\w)",
        rf"\b(?:{name}){{0,4}}[^\W\d_]{{1,40}}(?:{_any_of('streets')})\s+{_HOUSE_NUMBER}",
        rf"\b(?:{name}){{0,4}}[A-Z][^\W\d_]{{1,40}}(?:{_any_of('rarer_streets')})\s+{small}",
        rf"\b(?:{_any_of('before_street')})\s+(?:{name}){{1,4}}{_HOUSE_NUMBER}",
        rf"\b(?:{article})?(?:{_any_of('bare_streets')})\s+{small}",
        rf"\b(?i:{article}(?:{_any_of('small_streets')}))\s+{small}",
        rf"(?<![\w.,])\d{{1,4}}[a-zA-Z]?,?\s+(?:{first}){{1,3}}(?:{_any_of('after_street')})\b",
        rf"\b(?i:{_any_of('boxes')})\s+\d+(?!\w)",
    )


Dates: TypeAlias = Literal["day", "month", "year"]
"""The precision of dates; "day" leaves them as they are."""

DATES: tuple[Dates, ...] = ("day", "month", "year")

_GONE = "…"


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Match a date in figures, or a day beside the name of a month, with the weekday, time and year around it."""
    months = itertools.chain.from_iterable(TEXTS.content["dates"]["months"])
    month = "(?:" + "|".join(sorted(months, key=len, reverse=True)) + r")\b\.?"  # "mar" begins "march"
    week = "(?:(?:" + "|".join(TEXTS.content["dates"]["weekdays"]) + r")\b,?\s+)?"
    day = r"\d{1,2}(?:st|nd|rd|th|e)?"
    return re.compile(
        rf"{week}(?<![\w.-])(?:"
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
        r"|(?P<figures>\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
        rf"|{day}\s+(?:of\s+)?(?P<after>{month})(?:,?\s+(?P<year_after>\d{{4}}))?"
        rf"|(?P<before>{month})\s+{day}\b(?:,?\s+(?P<year_before>\d{{4}}))?"
        r")(?!\w)",
        re.IGNORECASE,
    )


def coarse(text: str, dates: Dates) -> tuple[str, int]:
    """Make the dates in a text coarser; return the text and the number of dates.

    >>> coarse("Terug vóór vrijdag 12 maart 2026", "month")
    ('Terug vóór maart 2026', 1)
    >>> coarse("2026-03-12T10:15:00Z", "year")
    ('2026', 1)
    """
    if dates == "day":
        return text, 0
    return _pattern().subn(lambda match: _coarse_date(match, dates), text)


def _coarse_date(match: re.Match[str], dates: Dates) -> str:
    if match["iso"]:
        return match["iso"][:7] if dates == "month" else match["iso"][:4]
    if match["figures"]:
        _, month, year = re.split(r"[-/.]", match["figures"])
        return f"{month}-{year}" if dates == "month" else year
    month = match["after"] or match["before"]
    year = match["year_after"] or match["year_before"]
    if dates == "month":
        return " ".join(part for part in (month, year) if part)
    return year or _GONE
