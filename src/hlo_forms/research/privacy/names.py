"""The variants in which people write a name that is known, as sequences of words, and the words of a data set."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterable, Iterator
from typing import TypeAlias

import attrs

from ...basics.messages import Catalogue
from ...basics.text import JOINER, normalised, without_format

Words: TypeAlias = tuple[str, ...]
TEXTS = Catalogue("privacy")
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u0591-\u05c7\u064b-\u065f]*)+")
_PARTS = re.compile(r"[,;/&|\n]|\s[-\N{EN DASH}\N{EM DASH}]\s")
_BRACKETED = re.compile(r"\(([^()]*)\)")
_ALONE = 3  # a word alone is looked for when it has this many letters or more
_JOINED = 5  # words are looked for as one joined word when that has this many letters or more
_MOST = 6  # more words than this are not the name of one person
_INITIALS = (2, 6)  # the fewest and most letters of an abbreviation that is made of the first letters of a name
_LONGEST_PLACE = 4  # words of a place with names in several languages
_STROKED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"})
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
CASES = ("any", "capital", "inside", "upper")
"""The demands that a variant makes on capitals, from none: the first letter, and inside a sentence; every letter."""


@functools.cache
def words_of_kind(*kinds: str) -> frozenset[str]:
    """Return the words of these kinds, as they are compared."""
    return frozenset(word for kind in kinds for word in TEXTS.content["names"][kind])


@attrs.frozen
class Word:
    """A word of a text: its key for comparing, whether it begins with a capital, where it is, and as it stands."""

    key: str
    capital: bool
    start: int = 0
    end: int = 0
    text: str = ""


def words_in(text: str) -> Iterator[Word]:
    """Yield the words of a text, without accents, case and everything between them."""
    for match in _WORD.finditer(text):
        first = match[0][0]
        capital = first != first.lower() or first == first.upper()
        yield Word(key_of(match[0]), capital, match.start(), match.end(), match[0])


def key_of(word: str) -> str:
    """Return the key by which a word is compared."""
    if word.isascii():
        return word.lower()
    plain = normalised("NFKD", without_format(word))
    return "".join(c for c in plain if not unicodedata.combining(c) and c != JOINER).casefold().translate(_STROKED)


@attrs.frozen(order=True)
class Variant:
    """Words that name something, and the capitals that they must have: one of `CASES`.

    A `distinctive` word is looked for within longer words too, and in pieces.
    """

    words: Words
    case: str = "any"
    distinctive: bool = False


def organisation_variants(name: str) -> frozenset[Variant]:
    """Return the variants of an organisation or partnership: whole, its core, its abbreviation, as one word.

    >>> [" ".join(variant.words) for variant in sorted(organisation_variants("Zorgboerderij De Linde (ZDL)"))][:3]
    ['de linde', 'de lindes', 'delinde']
    """
    spellings = itertools.chain.from_iterable(map(_organisation_spellings, _transcriptions(name)))
    return frozenset(variant for piece in spellings for variant in _variants(piece))


def _transcriptions(name: str) -> set[str]:
    """Return a name as it is, and with the letters that people write out without an umlaut ("Ueberschaer")."""
    return {name, normalised("NFC", name).translate(_SPELLED_OUT)}


def _organisation_spellings(name: str) -> Iterator[tuple[Word, ...]]:
    articles = words_of_kind("articles")
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
    people = _people(text)
    for other in _transcriptions(text) - {text}:
        pairs = zip(people, _people(other), strict=False)
        people = [attrs.evolve(one, variants=one.variants | same.variants) for one, same in pairs]
    return tuple({person.identity: person for person in people}.values())


def _people(text: str) -> list[Person]:
    joiners = words_of_kind("joiners")
    names: list[tuple[Word, ...]] = []
    for part in _PARTS.split(_BRACKETED.sub(",", text)):
        for joins, words in itertools.groupby(words_in(part), key=lambda word: word.key in joiners):
            names += [] if joins else [_strip(tuple(words), "titles")]
    capitalised = [name for name in names if any(word.capital for word in name)]  # the others describe a role
    return [_person(name) for name in capitalised or names]


def _person(name: tuple[Word, ...]) -> Person:
    pieces = _person_spellings(name) if len(name) <= _MOST else iter([name])
    return Person(" ".join(word.key for word in name), frozenset(one for piece in pieces for one in _variants(piece)))


def _person_spellings(name: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    particles = words_of_kind("particles")
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
    affixes, left = words_of_kind(kind), words
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
    if set(keys) <= words_of_kind("common", "articles", "particles", "titles", "joiners"):
        return
    if len(keys) > 1:
        yield from (Variant(keys), *_possessive(keys))
        joined = "".join(keys)
        if len(joined) >= _JOINED:
            yield Variant((joined,))
    elif len(keys[0]) >= _ALONE and words[0].capital:
        yield from (Variant(keys, "capital"), *_possessive(keys, "capital"))
    elif _is_short(words[0]):
        yield Variant(keys, "upper")


def _is_short(word: Word) -> bool:
    """Return whether a word is a name of two capitals, or a capital and a figure: "MN", "8D"."""
    not_names = generic_words() | words_of_kind("abbreviations")
    return len(word.text) == _ALONE - 1 and word.text.isupper() and word.key not in not_names


def _possessive(keys: Words, case: str = "any") -> Iterator[Variant]:
    if len(keys[-1]) > _ALONE:
        yield Variant((*keys[:-1], keys[-1] + "s"), case)


_NOT_DISTINCTIVE = ("common", "kinds", "legal", "articles", "particles", "joiners", "titles", "directions")
_SUFFIXES = ("", "s", "se", "sen", "er", "ers", "aar", "aars", "naar", "enaar", "aren", "ster", "ian", "ians")


@functools.cache
def generic_words() -> frozenset[str]:
    """Return the words that name no one: of kinds of organisations and sectors, and of grammar."""
    return words_of_kind(*_NOT_DISTINCTIVE)


def distinctive_words(name: str, ordinary: Container[str] = ()) -> tuple[str, ...]:
    """Return the words of a name that set it apart, as they are compared.

    Not words of kinds and sectors, the ordinary ones that are passed, and words without a capital beside words with
    one.

    >>> distinctive_words("Zorggroep Merelveld"), distinctive_words("Samen leren in Kromme Vliet")
    (('merelveld',), ('kromme', 'vliet'))
    """
    words = [word for text in sorted(_transcriptions(name)) for word in words_in(text)]
    capitals = any(word.capital for word in words[1:])
    named = (word for word in words if word.capital or not capitals)
    return tuple(dict.fromkeys(word.key for word in named if _sets_apart(word, ordinary)))


def _sets_apart(word: Word, ordinary: Container[str]) -> bool:
    long = len(word.key) >= (_ALONE if word.capital else _ALONE + 1)
    return long and not word.key.isdecimal() and word.key not in generic_words() and word.key not in ordinary


def distinctive_variants(name: str, vocabulary: Vocabulary) -> frozenset[Variant]:
    """Return the variants by the distinctive words of a name: each alone, those in a row, and initials.

    A word that also stands in lower case in the data set, and as often or more, must have a capital inside a sentence.
    """
    words = distinctive_words(name, vocabulary.ordinary)
    variants = {variant for word in words for variant in _alone(word, vocabulary)}
    variants |= {Variant((word.key,), "upper") for word in words_in(name) if _is_short(word)}
    for part in _PARTS.split(_BRACKETED.sub(",", name)):
        pieces = tuple(words_in(part))
        variants |= {Variant(keys) for keys in _middle(pieces) if len(keys) > 1 and set(keys) & set(words)}
        if set(words) & {word.key for word in pieces}:
            variants |= {Variant((letters,), "upper") for letters in _initials(pieces)}
    return frozenset(variants | {Variant(other) for other in _in_other_languages(name)})


def _alone(word: str, vocabulary: Vocabulary) -> Iterator[Variant]:
    if vocabulary.is_ordinary(word):
        yield from (Variant((word,), "inside"), Variant((word + "s",), "inside"))
    else:
        yield from (Variant((word,), distinctive=True), Variant((word + "s",)))


def _middle(words: tuple[Word, ...]) -> Iterator[Words]:
    """Yield the words between the first and the last that set the name apart, where there are more."""
    places = [at for at, word in enumerate(words) if word.capital and word.key not in generic_words()]
    if places:
        yield tuple(word.key for word in words[places[0] : places[-1] + 1])


def _initials(words: tuple[Word, ...]) -> Iterator[str]:
    """Yield the abbreviations of a name by its first letters: of all words, and without the small ones."""
    for own in (words, _strip(words, "legal")):
        for kept in (own, [word for word in own if word.key not in words_of_kind("articles", "particles", "joiners")]):
            letters = "".join(word.key[0] for word in kept)
            if _INITIALS[0] <= len(letters) <= _INITIALS[1] and letters not in words_of_kind("abbreviations"):
                yield letters


@functools.cache
def _places() -> dict[Words, frozenset[Words]]:
    """Return the names of each place in other languages, by its name in one."""
    groups = [
        [tuple(word.key for word in words_in(name)) for name in group] for group in TEXTS.content["names"]["places"]
    ]
    return {name: frozenset(group) - {name} for group in groups for name in group}


def _in_other_languages(name: str) -> Iterator[Words]:
    keys = [word.key for word in words_in(name)]
    for start, length in itertools.product(range(len(keys)), range(1, _LONGEST_PLACE + 1)):
        yield from _places().get(tuple(keys[start : start + length]), ())


def stems_of(word: str) -> frozenset[str]:
    """Return a name of a place as adjectives and inhabitants begin: whole, without -en or -e, with a long vowel.

    >>> sorted(stems_of("wilgenkade"))
    ['wilgenkaad', 'wilgenkad', 'wilgenkade']
    """
    short = next((word[: -len(end)] for end in ("en", "e", "a") if word.endswith(end) and len(word) > 5), None)
    if short is None:
        return frozenset({word})
    vowel = re.search(r"(?<![aeiou])([aeou])([^aeiou])$", short)
    return frozenset({word, short, *([short[:-1] + vowel[1] + short[-1]] if vowel else [])})


def is_suffix(text: str) -> bool:
    """Return whether letters make an adjective, a possessive or an inhabitant of the name before them."""
    return text in _SUFFIXES


def without_one(word: str) -> frozenset[str]:
    """Return a word, and the word without any one of its letters: words with one in common differ little."""
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def is_typing_error(word: str, name: str) -> bool:
    """Return whether a word is a name but for one letter: too many, missing, wrong, or swapped with the next.

    >>> [is_typing_error(word, "merelveld") for word in ("mereveld", "merelvedl", "merelvelt", "merelveld", "veld")]
    [True, True, True, False, False]
    """
    start = next((at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), None)
    if start is None:
        return abs(len(word) - len(name)) == 1
    one, other = word[start:], name[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return swapped or one[1:] == other[1:] or one[1:] == other or one == other[1:]


_BEFORE = 40  # characters before a word that tell whether a sentence begins with it
_OPENING = " \t\"'\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb([{*_\u2610\u2611\u2612\u25a1\u2713\u2714\u2717\u2718"
_ITEM = re.compile(r"(?:^|\n)\s*(?:[-\u2013\u2014\u2022*\u25cf\u25aa>]|\d{1,2}[.)]|[a-zA-Z][.)])$")
_LAST_WORD = re.compile(r"(?<!['’])\b([\w.]+)\.$")


def begins_sentence(text: str, start: int) -> bool:
    """Return whether a sentence or a line begins at this place, so that a capital there says nothing.

    >>> begins_sentence("Zie o.a. Merelveld. Daar", 9), begins_sentence("Zie o.a. Merelveld. Daar", 20)
    (False, True)
    """
    before = text[max(0, start - _BEFORE) : start].rstrip(_OPENING)
    if not before or before[-1] in "\n!?…•" or _ITEM.search(before):
        return True
    last = _LAST_WORD.search(before)
    if before[-1] != ".":
        return False
    return not last or not (
        (len(last[1]) == 1 and last[1].isalpha()) or last[1].lower() in words_of_kind("shortened", "titles")
    )


@attrs.define
class Vocabulary:
    """The words of a data set outside names: how often in lower case, and with a capital in and before a sentence.

    `ordinary` are words that set no name apart, those of forms and sectors; `fine` what somebody says is no name,
    in any case, or in lower case only; `openers` begin the labels of forms.
    """

    ordinary: frozenset[str] = frozenset()
    fine: frozenset[tuple[Words, bool]] = frozenset()
    openers: frozenset[str] = frozenset()
    lower: Counter[str] = attrs.field(factory=Counter)
    inside: Counter[str] = attrs.field(factory=Counter)
    starts: Counter[str] = attrs.field(factory=Counter)

    def learn(self, text: str, words: Iterable[Word]) -> None:
        """Count these words of a text, unless they are within an address or a name in one piece ("de-linde")."""
        for word in words:
            if not word.capital and not _is_linked(text, word):
                self.lower[word.key] += 1
            elif word.capital:
                where = self.starts if begins_sentence(text, word.start) else self.inside
                where[word.key] += 1

    def is_fine(self, *words: Word) -> bool:
        """Return whether somebody says that these words, together or each, name no one."""
        capital = any(word.capital for word in words)
        whole = self._says_fine(tuple(word.key for word in words), capital=capital)
        return whole or all(self._says_fine((word.key,), capital=word.capital) for word in words)

    def _says_fine(self, keys: Words, *, capital: bool) -> bool:
        return (keys, True) in self.fine or (not capital and (keys, False) in self.fine)

    def is_ordinary(self, word: str) -> bool:
        """Return whether a word without figures stands in lower case, at least as often as as a name."""
        return 0 < self.lower[word] >= self.inside[word] and word.isalpha()


def _is_linked(text: str, word: Word) -> bool:
    before, after = text[word.start - 1 : word.start], text[word.end : word.end + 2]
    return before in tuple("-_/@#.") or after[:1] in tuple("-_/@") or (after[:1] == "." and after[1:].isalnum())


def shared_sectors(sectors: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the words that name a sector: of one word, or the first word where several organisations are in it.

    Takes pairs of an organisation and its sector.
    """
    named: dict[Words, set[str]] = {}
    for who, sector in sectors:
        named.setdefault(tuple(word.key for word in words_in(sector)), set()).add(who)
    return frozenset(words[0] for words, owners in named.items() if words and (len(words) == 1 or len(owners) > 1))
