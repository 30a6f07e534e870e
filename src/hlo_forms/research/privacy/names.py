"""The variants in which people write a name that is known: the obvious ones, as sequences of words."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from ...analysis.table_schemas import described

Words: TypeAlias = tuple[str, ...]

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f]*)+")
_PARTS = re.compile(r"[,;/&|\n]|\s[-\N{EN DASH}\N{EM DASH}]\s")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ALONE = 3
"""A word alone is looked for when it has this many letters or more."""
_JOINED = 5
"""Words are looked for as one joined word when that has this many letters or more."""
_MOST = 6
"""More words than this are not the name of one person."""


def words_of(section: str) -> Mapping[str, Any]:  # Any: what the TOML file holds
    """Return a section of the word lists about names and dates, and of the texts about privacy."""
    words: Mapping[str, Any] = described("privacy")[section]  # Any: as above
    return words


def _words_of_kind(kind: str) -> frozenset[str]:
    return frozenset(words_of("names")[kind])


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
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@attrs.frozen(order=True)
class Variant:
    """Words that name something; where `capital` is set the first must begin with one."""

    words: Words
    capital: bool = False


def of_organisation(name: str) -> frozenset[Variant]:
    """Return the variants of an organisation or partnership: whole, its core, its abbreviation, as one word.

    >>> [" ".join(variant.words) for variant in sorted(of_organisation("Zorgboerderij De Linde (ZDL)"))][:3]
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


def people_in(text: str) -> tuple[Person, ...]:
    """Return the people in a field for names, each with variants: whole name, first name, last name, initial.

    >>> first, second = people_in("dr. Sem de Wit en Noor")
    >>> first.identity, second.identity
    ('sem de wit', 'noor')
    >>> [" ".join(variant.words) for variant in sorted(first.variants)][:4]
    ['de wit', 'de wit sem', 'dewit', 'dewitsem']
    """
    parts = _PARTS.split(_BRACKETED.sub(",", text))
    names = [
        name
        for part in parts
        for words in _split(tuple(words_in(part)), _words_of_kind("joiners"))
        if (name := _strip(words, "titles"))
    ]
    capitalised = [name for name in names if any(word.capital for word in name)]  # the others describe a role
    return tuple({person.identity: person for person in map(_person, capitalised or names)}.values())


def _person(name: tuple[Word, ...]) -> Person:
    pieces = _person_spellings(name) if len(name) <= _MOST else iter([name])
    return Person(" ".join(word.key for word in name), frozenset(one for piece in pieces for one in _variants(piece)))


def _split(words: tuple[Word, ...], between: frozenset[str]) -> Iterator[tuple[Word, ...]]:
    part: list[Word] = []
    for word in words:
        if word.key in between:
            yield tuple(part)
            part = []
        else:
            part.append(word)
    yield tuple(part)


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
    if not set(keys) - _ordinary_words():
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


@functools.cache
def _ordinary_words() -> frozenset[str]:
    kinds = ("common", "articles", "particles", "titles", "joiners")
    return frozenset[str]().union(*map(_words_of_kind, kinds))
