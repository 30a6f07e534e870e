"""The variants in which people write a name that is known: the obvious ones, as sequences of words."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

import attrs

from ...basics.messages import Catalogue
from ...basics.text import JOINER, normalised, without_format
from .codes import Codes

Words: TypeAlias = tuple[str, ...]
TEXTS = Catalogue("privacy")
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f]*)+")
_PARTS = re.compile(r"[,;/&|\n]|\s[-\N{EN DASH}\N{EM DASH}]\s")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ALONE = 3  # a word alone is looked for when it has this many letters or more
_JOINED = 5  # words are looked for as one joined word when that has this many letters or more
_MOST = 6  # more words than this are not the name of one person


@functools.cache
def _words_of_kind(*kinds: str) -> frozenset[str]:
    return frozenset(word for kind in kinds for word in TEXTS.content["names"][kind])


@attrs.frozen
class Word:
    """A word of a text: its key for comparing, whether it begins with a capital, and its start and end."""

    key: str
    capital: bool
    start: int = 0
    end: int = 0


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a text, without accents, case and everything between them."""
    for match in _WORD.finditer(text):
        first = match[0][0]
        yield Word(key_of(match[0]), first != first.lower() or first == first.upper(), match.start(), match.end())


def key_of(word: str) -> str:
    """Return the key by which a word is compared."""
    if word.isascii():
        return word.lower()
    plain = normalised("NFKD", without_format(word))
    return "".join(c for c in plain if not unicodedata.combining(c) and c != JOINER).casefold()


@attrs.frozen(order=True)
class Variant:
    """Words that name something; where `capital` is set the first must begin with one."""

    words: Words
    capital: bool = False


def organisation_variants(name: str) -> frozenset[Variant]:
    """Return the variants of an organisation or partnership: whole, its core, its abbreviation, as one word.

    >>> [" ".join(variant.words) for variant in sorted(organisation_variants("Zorgboerderij De Linde (ZDL)"))][:3]
    ['de linde', 'de lindes', 'delinde']
    """
    return frozenset(variant for piece in _organisation_spellings(name) for variant in _variants(piece))


def _organisation_spellings(name: str) -> Iterator[tuple[Word, ...]]:
    articles = _words_of_kind("articles")
    outside = tuple(words_in(_BRACKETED.sub(" ", name)))
    yield from (tuple(words_in(name)), outside, _strip(outside, "legal"))
    for part in _PARTS.split(_BRACKETED.sub(",", name)):
        core = _strip(tuple(words_in(part)), "legal")
        if len(core) > 1:
            yield core
        starts = (at for at, word in enumerate(core[:-1]) if word.capital and word.key in articles)
        yield from (core[at:] for at in starts)
    yield from (tuple(words_in(text)) for text in _BRACKETED.findall(name))


@attrs.frozen
class Person:
    """A person in a field for names: the name without titles as it is compared, and its variants."""

    identity: str
    variants: frozenset[Variant]


def people_named_in(text: str) -> tuple[Person, ...]:
    """Return the people in a field for names, each with variants: whole name, first name, last name, initial.

    >>> first, second = people_named_in("dr. Sem de Wit en Noor")
    >>> first.identity, second.identity
    ('sem de wit', 'noor')
    >>> [" ".join(variant.words) for variant in sorted(first.variants)][:4]
    ['de wit', 'de wit sem', 'dewit', 'dewitsem']
    """
    joiners = _words_of_kind("joiners")
    names = []
    for part in _PARTS.split(_BRACKETED.sub(",", text)):
        for joins, words in itertools.groupby(words_in(part), key=lambda word: word.key in joiners):
            names += [] if joins else [_strip(tuple(words), "titles")]
    capitalised = [name for name in names if any(word.capital for word in name)]  # the others describe a role
    return tuple({person.identity: person for person in map(_person, capitalised or names)}.values())


def _person(name: tuple[Word, ...]) -> Person:
    pieces = _person_spellings(name) if len(name) <= _MOST else iter([name])
    return Person(" ".join(word.key for word in name), frozenset(one for piece in pieces for one in _variants(piece)))


def _person_spellings(name: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    particles = _words_of_kind("particles")
    first = [word for word in name if word.key not in particles]
    yield name
    yield from ((word,) for word in first)
    at = next((at for at, word in enumerate(name) if at and word.key in particles), len(name) - 1)
    last = name[at:]
    if at and first:
        initial = Word(first[0].key[0], capital=True)
        yield from (last, (initial, *last), (*last, *name[:at]), (*first[-1:], *name[:at]))


def _strip(words: tuple[Word, ...], kind: str) -> tuple[Word, ...]:
    """Strip words of a kind from both ends; "b.v." is two words that make one."""
    affixes, left = _words_of_kind(kind), words
    if len(left) > 2 and left[-2].key + left[-1].key in affixes:
        left = left[:-2]
    while len(left) > 1 and left[0].key in affixes:
        left = left[1:]
    while len(left) > 1 and left[-1].key in affixes:
        left = left[:-1]
    return left


def _variants(words: tuple[Word, ...]) -> Iterator[Variant]:
    """Yield words as they are, joined (as in an address) and with a possessive s; a single one if long enough."""
    keys = tuple(word.key for word in words)
    if set(keys) <= _words_of_kind("common", "articles", "particles", "titles", "joiners"):
        return
    if len(keys) > 1:
        yield from (Variant(keys), *_possessive(keys))
        joined = "".join(keys)
        if len(joined) >= _JOINED:
            yield Variant((joined,))
    elif len(keys[0]) >= _ALONE and words[0].capital:
        yield from (Variant(keys, capital=True), *_possessive(keys, capital=True))


def _possessive(keys: Words, *, capital: bool = False) -> Iterator[Variant]:
    if len(keys[-1]) > _ALONE:
        yield Variant((*keys[:-1], keys[-1] + "s"), capital)


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
            kind = look.lastgroup or ""
            code = self.codes.code(kind, look[0].casefold(), look[0])
            counts[kind, code] += 1
            pieces += [self._replace_names(text[at : look.start()], counts), code]
            at = look.end()
        whole = "".join([*pieces, self._replace_names(text[at:], counts)])
        coarser, count = coarse(whole, self.dates)
        if count:
            counts["date", self.dates] += count
        return coarser, counts

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


Dates: TypeAlias = Literal["day", "month", "year"]
DATES: tuple[Dates, ...] = ("day", "month", "year")
"""The precision of dates; "day" leaves them as they are."""

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
