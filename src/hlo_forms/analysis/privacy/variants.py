"""How people write a name they have written before: the obvious variants, as words one after another."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from ..table_schemas import described

Words: TypeAlias = tuple[str, ...]

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f]*)+")
_PARTS = re.compile(r"[,;/&|\n]|\s[-\N{EN DASH}\N{EM DASH}]\s")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ALONE = 3
"""A word alone is looked for when it has this many letters or more."""
_JOINED = 5
"""So many letters must words have that are looked for as one word."""
_MOST = 6
"""More words are no name of one person."""


def words_of(section: str) -> Mapping[str, Any]:  # Any: what the TOML file holds
    """A section of what is known about names, dates and what is said."""
    found: Mapping[str, Any] = described("privacy")[section]  # Any: as above
    return found


def _known(kind: str) -> frozenset[str]:
    return frozenset(words_of("names")[kind])


@attrs.frozen
class Word:
    """A word of a text: as it is compared, whether it begins with a capital, and where it stands."""

    key: str
    capital: bool
    start: int = 0
    end: int = 0


def words_in(text: str) -> Iterator[Word]:
    """The words of a text, less accents, case and everything between them."""
    for found in _WORD.finditer(text):
        first = found[0][0]
        yield Word(key_of(found[0]), first != first.lower() or first == first.upper(), found.start(), found.end())


def key_of(word: str) -> str:
    """A word as it is compared."""
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
    """How an organisation or partnership is written: whole, less what is around it, by its abbreviation, as one word.

    >>> [" ".join(found.words) for found in sorted(of_organisation("Zorgboerderij De Linde (ZDL)"))][:3]
    ['de linde', 'de lindes', 'delinde']
    """
    return frozenset(variant for piece in _of_organisation(name) for variant in _variants(piece))


def _of_organisation(name: str) -> Iterator[tuple[Word, ...]]:
    outside = tuple(words_in(_BRACKETED.sub(" ", name)))
    yield from (tuple(words_in(name)), outside, _without(outside, "legal"))
    for part in _PARTS.split(_BRACKETED.sub(",", name)):
        core = _without(tuple(words_in(part)), "legal")
        if len(core) > 1:
            yield core
        named = (at for at, word in enumerate(core[:-1]) if word.capital and word.key in _known("articles"))
        yield from (core[at:] for at in named)
    yield from (tuple(words_in(text)) for text in _BRACKETED.findall(name))


@attrs.frozen
class Person:
    """Somebody in a field for names: the name less its title as it is compared, and how it is written."""

    identity: str
    variants: frozenset[Variant]


def people_in(text: str) -> tuple[Person, ...]:
    """The people that a field for names names, each with how they are written: whole, first name, last name, initial.

    >>> first, second = people_in("dr. Sem de Wit en Noor")
    >>> first.identity, second.identity
    ('sem de wit', 'noor')
    >>> [" ".join(found.words) for found in sorted(first.variants)][:4]
    ['de wit', 'de wit sem', 'dewit', 'dewitsem']
    """
    parts = _PARTS.split(_BRACKETED.sub(",", text))
    names = [
        name
        for part in parts
        for words in _split(tuple(words_in(part)), _known("joiners"))
        if (name := _without(words, "titles"))
    ]
    written = [name for name in names if any(word.capital for word in name)]  # the others say what they are
    return tuple({person.identity: person for person in map(_person, written or names)}.values())


def _person(name: tuple[Word, ...]) -> Person:
    pieces = _of_person(name) if len(name) <= _MOST else iter([name])
    return Person(" ".join(word.key for word in name), frozenset(one for piece in pieces for one in _variants(piece)))


def _split(words: tuple[Word, ...], between: frozenset[str]) -> Iterator[tuple[Word, ...]]:
    found: list[Word] = []
    for word in words:
        if word.key in between:
            yield tuple(found)
            found = []
        else:
            found.append(word)
    yield tuple(found)


def _of_person(name: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    particles = _known("particles")
    first = [word for word in name if word.key not in particles]
    yield name
    yield from ((word,) for word in first)
    at = next((at for at, word in enumerate(name) if at and word.key in particles), len(name) - 1)
    last = name[at:]
    if at and first:
        initial = Word(first[0].key[0], capital=True)
        yield from (last, (initial, *last), (*last, *name[:at]), (*first[-1:], *name[:at]))


def _without(words: tuple[Word, ...], kind: str) -> tuple[Word, ...]:
    """The words less those of a kind at either end; "b.v." is two words that make one."""
    known, left = _known(kind), words
    if len(left) > 2 and left[-2].key + left[-1].key in known:
        left = left[:-2]
    while len(left) > 1 and left[0].key in known:
        left = left[1:]
    while len(left) > 1 and left[-1].key in known:
        left = left[:-1]
    return left


def _variants(words: tuple[Word, ...]) -> Iterator[Variant]:
    """Words as they stand, as one word (as in an address), with the s of possession; one alone if it says enough."""
    keys = tuple(word.key for word in words)
    if not set(keys) - _ordinary():
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
def _ordinary() -> frozenset[str]:
    return _known("common") | _known("articles") | _known("particles") | _known("titles") | _known("joiners")
