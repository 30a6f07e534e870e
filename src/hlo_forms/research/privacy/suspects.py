"""Words of a text that may be names, by their capitals, by what stands before them, or as they are first names.

A capital inside a sentence may begin a name, unless the word is of grammar, of a language, a kind or a sector. Where
everybody writes a capital (at the start of a sentence, a line or an item, after a colon or a quote) it may begin a name
unless the word is ordinary: it stands in `messages/ordinary.toml`, or in lower case in the data, at least as often.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from ...basics.messages import Catalogue
from .names import TEXTS, Vocabulary, Word, begins_sentence, generic_words, words_of_kind

ORDINARY = Catalogue("ordinary")
_AROUND = 30  # characters around a word that tell whether all are capitals
_LEAST = 4  # letters of the first part of a longer word
_LONG = 5  # letters of a word that is known with another ending
_INFLECTED = ("e", "ere", "ste")
_LONGEST = 40  # letters of an ordinary word
_FARTHEST = 8  # words from the one that tells that a name is there to the first of the name
_ABBREVIATION = 4  # letters of an abbreviation that may be an ordinary word as well
_QUOTES = "\"'“‘„«‚‹`"
_OPENING = " \t([{*_" + _QUOTES
_INITIAL = re.compile(r"\.[ \t]?|[ \t]")
_JOINS = re.compile(r"[\w \t.'’`´-]*")
_PLURAL = re.compile(r"([^\W\d_a-z]{2,})(?:s|er|ers|en)")
_TOUCHES = re.compile(r" ?& ?| |-")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_POSTCODE = re.compile(r"(?!19|20[0-5])[1-9]\d{3,4}")
_ELIDED = ("d", "i", "l", "s", "I")
_AFTER_INITIAL = re.compile(r"\.[ \t]?|[ \t]|['’`´&-]")
_VERSION = re.compile(r" \d\.0\b")
_TOGETHER = re.compile(r"['’`´&]")


@functools.cache
def _listed(*places: str) -> frozenset[str]:
    """Return the words in these places of the list of ordinary words: "openers.nl"."""
    tables = (place.partition(".")[::2] for place in places)
    return frozenset(word for table, name in tables for word in ORDINARY.content[table][name].split())


def grammar() -> frozenset[str]:
    """Return the words of grammar, which name no one."""
    return _listed("grammar.nl", "grammar.en")


@functools.lru_cache(maxsize=1 << 15)
def is_ordinary(key: str) -> bool:
    """Return whether a word stands in our list of ordinary words, is made of two of them, or ends as no name does.

    >>> [is_ordinary(key) for key in ("studenten", "stagebegeleiding", "kortere", "vergankelijkheid", "achmed")]
    [True, True, True, True, False]
    """
    words = _openers()
    if len(key) > _LONGEST:
        return False
    if key in words or any(key.endswith(end) and key[: -len(end)] in words for end in _INFLECTED if len(key) > _LONG):
        return True
    if any(key.endswith(ending) and len(key) - len(ending) > _LEAST for ending in _listed("openers.endings")):
        return True
    if _noun().fullmatch(key):
        return True
    return any(key[at:] in _listed("openers.nl") and _begins_word(key[:at]) for at in range(_LEAST, len(key) - _LEAST))


@functools.cache
def _noun() -> re.Pattern[str]:
    """Match a noun that is made of a verb with something before it, as "afstemming"."""
    return re.compile(rf"(?:{'|'.join(sorted(_listed('openers.beginnings')))})\w{{4,}}ing(?:en)?")


def _begins_word(start: str) -> bool:
    """Return whether a longer word can begin so: with an ordinary word, and perhaps letters that join."""
    joined = (start[: len(start) - len(join)] for join in ("", "s", "n", "en", "e") if start.endswith(join))
    return any(len(one) >= _LEAST and one in _listed("openers.nl") for one in joined)


@functools.cache
def _openers() -> frozenset[str]:
    return grammar() | _listed("openers.nl", "openers.en", "openers.heads")


@functools.cache
def _first_names() -> frozenset[str]:
    """Return first names and places that are no ordinary words, and so are names in lower case too."""
    return _listed("names.people", "names.towns")


@functools.cache
def _known_words() -> frozenset[str]:
    """Return words with a capital that name no one: of languages, days, months, programs, and of sectors."""
    days = itertools.chain(TEXTS.content["dates"]["weekdays"], *TEXTS.content["dates"]["months"])
    known = generic_words() - words_of_kind("figures", "directions")
    return known | words_of_kind("capitals", "abbreviations") | frozenset(days)


def suspects(text: str, words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[tuple[tuple[Word, ...], bool]]:
    """Yield words of a text that may be names, those next to each other together, with what stands between.

    With each comes whether more than a capital where everybody writes one says so.
    """
    one = _Text(text, words, vocabulary)
    for start, end in _joined(one.runs()):
        yield tuple(words[start:end]), end - start > 1 or one.is_striking(words[start])


def _joined(runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Join runs, each from its first word up to that after its last one, that overlap."""
    start = end = 0
    for first, last in sorted(runs):
        if first < end:
            end = max(end, last)
        else:
            yield from [(start, end)] if end else []
            start, end = first, last
    yield from [(start, end)] if end else []


@attrs.frozen
class _Text:
    """A text, those of its words that belong to no known name, and the words of the data set."""

    text: str
    words: Sequence[Word]
    vocabulary: Vocabulary

    def runs(self) -> Iterator[tuple[int, int]]:
        """Yield the first word of each run of words that may be a name, and the one after its last."""
        yield from self._initials()
        start = end = -1
        for at in (at for at in range(len(self.words)) if self.may_be_name(at)):
            if end >= 0 and self._continues(end, at):
                end = at
            else:
                yield from [(self._first(start), end + 1)] if end >= 0 else []
                start = end = at
        yield from [(self._first(start), end + 1)] if end >= 0 else []

    def may_be_name(self, at: int) -> bool:
        """Return whether a word may be a name, by itself or with the one before it."""
        word = self.words[at]
        if self._after_title(at) or self._is_glued(at):
            return True
        if len(word.key) > 1 and word.capital and word.key in _listed("names.also_words"):
            return not self._is_shouted(word) or not (word.key in grammar() or self.vocabulary.lower[word.key])
        if self._names_no_one(word):
            return len(word.key) > 1 and self._is_linked(at)
        return self._looks_like_name(word) or self._is_linked(at)

    def _names_no_one(self, word: Word) -> bool:
        """Return whether a word is of grammar, of kinds and sectors, or of the form."""
        is_known = word.key in self.vocabulary.ordinary or word.key in _known_words() or word.key in grammar()
        return is_known or len(word.key) < 2

    def _looks_like_name(self, word: Word) -> bool:
        """Return whether a word looks like a name by itself."""
        if _has_odd_capital(word.text):
            return True
        if not word.capital or not word.text[0].isalpha():
            return word.key in _first_names()
        if word.text.isupper() and word.text != word.text.lower():
            return self._may_be_abbreviation(word)
        return not self._is_weak(word) or self._is_odd_opener(word)

    def is_striking(self, word: Word) -> bool:
        """Return whether a word has a capital inside a sentence, or within itself, or none at all."""
        return not word.capital or not self._is_weak(word) or _has_odd_capital(word.text)

    def _may_be_abbreviation(self, word: Word) -> bool:
        """Return whether a word in capitals may be a name: not one that is only said loudly."""
        if self._is_shouted(word):
            return self._is_odd_opener(word)
        return len(word.key) <= _ABBREVIATION or not (is_ordinary(word.key) or self.vocabulary.lower[word.key])

    def _is_odd_opener(self, word: Word) -> bool:
        """Return whether a word with a capital that says nothing is a name elsewhere, or stands in no list."""
        if word.key in self.vocabulary.openers or is_ordinary(word.key):
            return False
        counts = self.vocabulary
        lower = counts.lower[word.key]
        return not lower or lower < counts.starts[word.key] or counts.inside[word.key] > 0

    def _is_weak(self, word: Word) -> bool:
        """Return whether anybody writes a capital here."""
        if begins_sentence(self.text, word.start):
            return True
        before = self.text[max(0, word.start - _AROUND) : word.start]
        opened = before[len(before.rstrip(_OPENING)) :]
        return before.rstrip(_OPENING).endswith(":") or bool(set(opened) & set(_QUOTES))

    def _is_shouted(self, word: Word) -> bool:
        """Return whether every letter around a word, in its line, is a capital, and there are more words."""
        before = self.text[max(0, word.start - _AROUND) : word.start].rpartition("\n")[2]
        line = before + self.text[word.start : word.end + _AROUND].partition("\n")[0]
        return line.isupper() and len(_LETTERS.findall(line)) > 1

    def _between(self, one: int, other: int) -> str:
        """Return the text between two words; a line, which no name has, where one of them is not there."""
        if one < 0 or other >= len(self.words):
            return "\n"
        return self.text[self.words[one].end : self.words[other].start]

    def _after_title(self, at: int) -> bool:
        """Return whether a word follows "dhr." or "juf", perhaps with "van der" between, and is no ordinary word."""
        word, before = self.words[at], at - 1
        while before >= 0 and self.words[before].key in words_of_kind("particles") and at - before < _LEAST:
            before -= 1
        if before < 0 or len(word.key) < 2 or not _INITIAL.fullmatch(self._between(before, before + 1)):
            return False
        is_title = self.words[before].key in words_of_kind("titles", "addresses")
        return is_title and not (is_ordinary(word.key) or word.key in generic_words() | words_of_kind("titles"))

    def _is_glued(self, at: int) -> bool:
        """Return whether a word follows one capital letter and an apostrophe or an ampersand: "O'dam", "H&M"."""
        word, before = self.words[at], self.words[at - 1] if at else None
        if before is None or not _TOGETHER.fullmatch(self._between(at - 1, at)):
            return False
        if len(before.text) != 1 or before.text in _ELIDED:
            return False
        if self._between(at - 1, at) == "&":
            return word.text.isupper() and before.key + word.key not in words_of_kind("abbreviations")
        return len(word.key) > (1 if before.text.isupper() else 2)

    def _is_linked(self, at: int) -> bool:
        """Return whether a known word with a capital belongs to a name: "De Twaalf", "Zorg voor Elkaar", "Kans 2.0"."""
        word = self.words[at]
        if not word.text[:1].isupper() or word.key in ("i", "u") or self._is_shouted(word):
            return False
        if _VERSION.match(self.text, word.end):
            return True
        before = at - 1
        while before >= 0 and at - before < _LEAST and self._is_link(before):
            before -= 1
        if self._is_weak(word) or before < 0 or not self._touches(before, at):
            return False
        return self.words[at - 1].key in words_of_kind("before_names") or self._completes(before, at)

    def _completes(self, before: int, at: int) -> bool:
        """Return whether a known word with a capital completes a name that begins with another word."""
        other, word = self.words[before], self.words[at]
        if not other.text[:1].isupper() or len(other.key) < 2:
            return False
        if before < at - 1:
            return self.words[before + 1].key in words_of_kind("links") and self._is_of_known(other, word)
        if other.key in grammar() | words_of_kind("articles"):
            return not self._is_weak(other) and word.key not in words_of_kind("capitals", "abbreviations")
        return self._is_of_known(other, word)

    def _is_of_known(self, one: Word, other: Word) -> bool:
        """Return whether two words that each name no one may do so together: not two of kinds, or two of the form."""
        kinds, ordinary = _known_words(), self.vocabulary.ordinary
        both = {one.key, other.key}
        is_known = one.key in kinds | ordinary | grammar() or is_ordinary(one.key)
        return is_known and not (both <= kinds or both <= ordinary)

    def _is_link(self, at: int) -> bool:
        """Return whether a word stands in lower case within names: "voor" in "Zorg voor Elkaar"."""
        word = self.words[at]
        return not word.capital and word.key in words_of_kind("particles", "links")

    def _touches(self, one: int, other: int) -> bool:
        """Return whether nothing but single spaces, hyphens or ampersands stands between these words."""
        return all(_TOUCHES.fullmatch(self._between(now, now + 1)) for now in range(one, other))

    def _continues(self, last: int, at: int) -> bool:
        """Return whether a word belongs to the run that ends at `last`: "Jan" and "Berg" in "Jan van der Berg"."""
        between = self.words[last + 1 : at]
        if len(between) >= _LEAST or not all(word.key in words_of_kind("particles") for word in between):
            return False
        if begins_sentence(self.text, self.words[at].start):
            return False
        return _JOINS.fullmatch(self.text, self.words[last].end, self.words[at].start) is not None

    def _first(self, at: int) -> int:
        """Return the first word of a run: initials, "O'", "De" with a capital and "ROC" before it belong to it."""
        first, now = at, at - 1
        while now >= 0 and at - now <= _FARTHEST:
            if self._belongs(now, at):
                first = now
            elif not (self._is_link(now) and _TOUCHES.fullmatch(self._between(now, now + 1))):
                break
            now -= 1
        return first

    def _belongs(self, before: int, at: int) -> bool:
        """Return whether a word belongs to the name that begins at `at`, with all between them."""
        word, between = self.words[before], self._between(before, before + 1)
        if _POSTCODE.fullmatch(word.text):
            return before == at - 1 and between == " "
        if len(word.text) == 1 and word.text.isupper():
            return _AFTER_INITIAL.fullmatch(between) is not None and not self._is_item(word)
        if not _TOUCHES.fullmatch(between):
            return False
        return self._leads(word, between) or self._begins_known(before, at)

    def _begins_known(self, before: int, at: int) -> bool:
        """Return whether a name of words that each name no one begins here: "Zorg" of "Zorg voor Elkaar"."""
        return self._names_no_one(self.words[at]) and self._touches(before, at) and self._completes(before, at)

    def _leads(self, word: Word, between: str) -> bool:
        """Return whether a known word with a capital belongs to the name after it."""
        if not word.text[:1].isupper() or word.key in ("i", "u"):
            return False
        if between == "-":
            return True
        if not self._is_weak(word):
            return word.key not in words_of_kind("common")
        is_loud = len(word.text) > 1 and word.text.isupper() and not self._is_shouted(word)
        return is_loud or word.key in words_of_kind("abbreviations", "figures", "directions")

    def _is_item(self, word: Word) -> bool:
        """Return whether a letter marks an item of a list: "A. Samen"."""
        return self._is_weak(word) and self.text[word.end : word.end + 2] in (". ", ") ", ".\t")

    def _initials(self) -> Iterator[tuple[int, int]]:
        """Yield initials that stand alone: "J.V.", or "J." inside a sentence that goes on."""
        at = 0
        while at < len(self.words):
            end = at
            while end < len(self.words) and self._is_initial(end) and (end == at or self._between(end - 1, end) == "."):
                end += 1
            letters = "".join(word.key for word in self.words[at:end])
            if (end - at > 1 and letters not in words_of_kind("abbreviations")) or (
                end - at == 1 and self._is_lone_initial(self.words[at])
            ):
                yield at, end
            at = max(end, at + 1)

    def _is_initial(self, at: int) -> bool:
        word = self.words[at]
        return len(word.text) == 1 and word.text.isupper() and self.text[word.end : word.end + 1] == "."

    def _is_lone_initial(self, word: Word) -> bool:
        """Return whether a sentence goes on after an initial, as after "J." in "met J. gesproken"."""
        return not self._is_weak(word) and re.match(r"\.[,;]|\. [a-z]", self.text[word.end : word.end + 3]) is not None


def _has_odd_capital(text: str) -> bool:
    """Return whether a word has a capital where only names have one: "DigiLab", "Gate15", "8D", "iZorg".

    >>> [_has_odd_capital(text) for text in ("DigiLab", "Gate15", "8D", "iZorg", "IJsbrand", "HBO", "Foto", "12e")]
    [True, True, True, True, False, False, False, False]
    """
    if any(character.isdecimal() for character in text):
        return any(character.isupper() for character in text)
    if plural := _PLURAL.fullmatch(text):
        return plural[1].lower() not in words_of_kind("abbreviations")
    rest = text[2:] if text.startswith("IJ") else text[1:]
    return rest != rest.lower() and not text.isupper()
