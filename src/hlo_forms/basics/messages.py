"""Our own sentences, from the TOML files in `messages/`, in each of their languages, and in those that others bring.

An institution brings its translations in its instrument: the languages of that instrument are values of `Language`,
which bring them along wherever a language goes. So there is one way from a key and a language to a sentence, and no
translation is kept anywhere but in the values that it came with.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, overload

import attrs

from ..errors import InvalidValueError
from .data import package_data
from .text import parsed_toml
from .values import FrozenMap, one_of

_WORDS = "words."
_OURS = "en"  # for a language that neither we nor anybody else brings


class Language(str):
    """The code of a language that brings along what an institution translated of our sentences.

    `own` has these by place (the file, and the key in it) and by language; `fallback` is the language of those that
    are not translated. For everything else it is the plain code.

    >>> german = Language("de", {"facilitator.no_round": {"de": "ohne Runde"}}, fallback="nl")
    >>> [Catalogue("facilitator").text(key, german) for key in ("no_round", "answered")], german == "de"
    (['ohne Runde', 'beantwoord'], True)
    """

    __slots__ = ("fallback", "own")
    own: Mapping[str, Mapping[str, str]]
    fallback: str | None

    def __new__(cls, code: str, own: Mapping[str, Mapping[str, str]], fallback: str | None = None) -> Self:
        language = super().__new__(cls, code)
        language.own, language.fallback = own, fallback
        return language

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (str(self), self.own, self.fallback)


def alike(own: str, language: str | None) -> str:
    """Return a language with the sentences that another brings along, unless it brings its own; None is that other.

    >>> alike(Language("de", {}, "nl"), "en").fallback
    'nl'
    """
    if language is None or not isinstance(own, Language) or isinstance(language, Language):
        return own if language is None else language
    return Language(language, own.own, own.fallback)


def _worded(place: str, texts: Mapping[str, str], language: str) -> str | None:
    """Return the sentence at a place: as the language brings it, as we have it, or in the language to fall back to."""
    if not isinstance(language, Language):
        return texts.get(language)
    own = language.own.get(place, {})
    spoken = (each for each in (str(language), language.fallback) if each in own or each in texts)
    each = next(spoken, None)
    return None if each is None else own.get(each, texts.get(each))


@attrs.frozen
class Catalogue:
    """The sentences of one file in `messages/`, by key, and the word lists and tables that the file holds beside them.

    The key of a sentence is its name in `[words]`, or its place in the file: "codes.applies". A plain text is the same
    in every language. The file names its `languages`, and may name the one that is its `default`: then its sentences
    are in that language for a reader of any other.

    >>> texts = Catalogue("facilitator")
    >>> texts.text("title", "nl", partnership="Wijkzorg Noord", round="2026")
    'Wijkzorg Noord, ronde 2026'
    """

    name: str

    @property
    def content(self) -> Mapping[str, Any]:  # Any: what a TOML file holds
        """Everything in the file."""
        return _content(self.name)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the sentences."""
        return tuple(self.content["languages"])

    def checked(self, language: str) -> str:
        """Return the language; raise `InvalidValueError` for one without sentences."""
        if language not in self.languages:
            raise InvalidValueError("language", one_of(self.languages, language), language)
        return language

    @property
    def translatable(self) -> Mapping[str, FrozenMap[str, str]]:
        """The sentences that an institution may bring in another language, by key: all but plain texts."""
        content = self.content
        entries = _entries(content, "", content["languages"], plain=False)
        return {key.removeprefix(_WORDS): texts for key, texts in entries}

    def texts(self, key: str) -> FrozenMap[str, str]:
        """Return a sentence in each language; raise `InvalidValueError` for an unknown key."""
        sentences = _sentences(self.name)
        if key not in sentences:
            raise InvalidValueError("key", f"in messages/{self.name}.toml: {one_of(sentences, key)}", key)
        return sentences[key]

    def text(self, key: str, language: str, **values: object) -> str:
        """Return a sentence in a language, with its values filled in; without values as it stands in the file.

        Raises `InvalidValueError` for an unknown key, and for an unknown language if the file has no default.
        """
        texts = self.texts(key)
        text = _worded(f"{self.name}.{key}", texts, language)
        if text is None:
            text = texts[self.content.get("default") or self.checked(language)]
        return filled(text, values) if values else text

    def label(self, key: str, **values: object) -> Texts:
        """Return a sentence in each language, with its values filled in, that every other language is looked up in."""
        texts = {language: self.text(key, language, **values) for language in self.languages}
        return Texts(texts, self, key, values)

    def sentence(self, key: str, **values: object) -> Sentence:
        """Return a sentence with its values filled in, for a caller that does not know the language yet."""
        return Sentence(self, key, values)


def filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text with its values filled in; a count brings its word along, for one or for any other number.

    >>> [filled("{n:partner doet|partners doen} mee", {"n": n}) for n in (1, 2)]
    ['1 partner doet mee', '2 partners doen mee']
    """
    return text.format_map({name: _Count(value) if type(value) is int else value for name, value in values.items()})


class _Count(int):
    """A number that a text may ask for with a word: "{n:form|forms}"."""

    def __format__(self, words: str) -> str:
        one, bar, others = words.partition("|")
        return f"{int(self)} {one if self == 1 else others}" if bar else super().__format__(words)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in this language, or else in the first that there is."""
    return texts.get(language) or next(iter(texts.values()))


class Texts(FrozenMap[str, str]):
    """A text in some languages; in any other it is that in English, or else the first.

    A sentence of a catalogue is also there in what a language brings along.

    >>> texts = Texts({"nl": "ronde", "en": "round"})
    >>> texts["de"], list(texts), "de" in texts
    ('round', ['nl', 'en'], False)
    >>> Catalogue("dataset").label("codes.yes")[Language("de", {"dataset.codes.yes": {"de": "ja doch"}})]
    'ja doch'
    """

    __slots__ = ("_catalogue", "_key", "_values")
    _catalogue: Catalogue | None
    _key: str
    _values: Mapping[str, object]

    def __init__(
        self,
        items: Mapping[str, str],
        catalogue: Catalogue | None = None,
        key: str = "",
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(items)
        for name, value in (("_catalogue", catalogue), ("_key", key), ("_values", values or {})):
            object.__setattr__(self, name, value)

    def __getitem__(self, language: str) -> str:
        if isinstance(language, Language) and self._catalogue:
            return self._catalogue.text(self._key, language, **self._values)
        return self._items.get(language) or self._items.get(_OURS) or next(iter(self._items.values()))

    @overload
    def get(self, key: str, /) -> str: ...

    @overload
    def get(self, key: str, /, default: object) -> str: ...

    def get(self, key: str, /, default: object = None) -> str:  # noqa: ARG002 - there is a text for every language
        """Return the text in a language, as by index."""
        return self[key]

    def __contains__(self, language: object) -> bool:
        return language in self._items

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._items, self._catalogue, self._key, self._values)


def most_frequent(languages: Iterable[str | None], order: Iterable[str]) -> str:
    """Return the language of most forms: the first in `order` of those that are as frequent, or where none is known.

    >>> most_frequent(["en", None, "nl", "en"], ["nl", "en"]), most_frequent([], ["de"])
    ('en', 'de')
    """
    counts = Counter(language for language in languages if language)
    ordered = list(dict.fromkeys([*order, *counts]))
    return max(ordered, key=lambda language: counts[language])


class Sentence(str):
    """A sentence in English, made by `Catalogue.sentence`, that is also available in other languages.

    >>> note = Catalogue("facilitator").sentence("no_round")
    >>> str(note), note.in_words(language="nl")
    ('without a round', 'zonder ronde')
    """

    __slots__ = ("_catalogue", "_key", "_values")
    _catalogue: Catalogue
    _key: str
    _values: Mapping[str, object]

    def __new__(cls, catalogue: Catalogue, key: str, values: Mapping[str, object]) -> Self:
        sentence = super().__new__(cls, catalogue.text(key, _OURS, **values))
        sentence._catalogue, sentence._key, sentence._values = catalogue, key, values
        return sentence

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._catalogue, self._key, self._values)

    def in_words(self, *, language: str) -> str:
        """Return the sentence in a language, with what it quotes in that language too."""
        return self._catalogue.text(self._key, language, **{k: in_words(v, language) for k, v in self._values.items()})


class Words(str):
    """A text in English that is also there in other languages: a label of an instrument, in a sentence of ours.

    >>> Words({"nl": "opleiding", "en": "programme"}).in_words(language="nl")
    'opleiding'
    """

    __slots__ = ("_texts",)
    _texts: Mapping[str, str]

    def __new__(cls, texts: Mapping[str, str]) -> Self:
        words = super().__new__(cls, texts.get(_OURS) or next(iter(texts.values())))
        words._texts = texts
        return words

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._texts,)

    def in_words(self, *, language: str) -> str:
        """Return the text in a language, in English where it is not there."""
        return self._texts.get(language, str(self))


def in_words(message: object, language: str) -> object:
    """Return a sentence, or the message of an error, in a language; anything else as it is."""
    first = message.args[0] if isinstance(message, Exception) and message.args else None
    source = message if hasattr(message, "in_words") else first
    return source.in_words(language=language) if hasattr(source, "in_words") else message


@functools.cache
def _content(name: str) -> Mapping[str, Any]:  # Any: as above
    return parsed_toml(package_data(f"messages/{name}.toml"))


@functools.cache
def _sentences(name: str) -> Mapping[str, FrozenMap[str, str]]:
    """Return the sentences of a file by key, each by language."""
    content = _content(name)
    return {key.removeprefix(_WORDS): texts for key, texts in _entries(content, "", content["languages"])}


def _entries(
    table: Mapping[str, Any], place: str, languages: list[str], *, plain: bool = True
) -> Iterator[tuple[str, FrozenMap[str, str]]]:
    for name, value in table.items():
        key = f"{place}{name}"
        if isinstance(value, str) and plain:
            yield key, FrozenMap(dict.fromkeys(languages, value))
        elif isinstance(value, dict):
            texts = {language: value[language] for language in languages if isinstance(value.get(language), str)}
            if texts:
                yield key, FrozenMap(texts)
            others = {name: own for name, own in value.items() if name not in languages}
            yield from _entries(others, f"{key}.", languages, plain=plain)
