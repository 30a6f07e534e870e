"""Faults in what somebody typed, as sentences: what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

from ..basics.messages import Sentence
from ..basics.text import matching_key
from ..basics.values import OneOf
from ..errors import InvalidValueError
from .spreadsheets import TEXTS

_LONGEST = 80
_OF_TEXTS = {"text", "a name"}


class Words(str):
    """A text in English that is also there in other languages: a label of an instrument, in a sentence of ours.

    >>> Words({"nl": "opleiding", "en": "programme"}).in_words("nl")
    'opleiding'
    """

    __slots__ = ("_texts",)
    _texts: Mapping[str, str]

    def __new__(cls, texts: Mapping[str, str]) -> Self:
        words = super().__new__(cls, texts.get("en") or next(iter(texts.values())))
        words._texts = texts
        return words

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self._texts,)

    def in_words(self, language: str) -> str:
        """Return the text in a language, in English where it is not there."""
        return self._texts.get(language, str(self))


def plain_key(text: str) -> str:
    """Return a text as it is matched where people type a choice: without capitals, spaces, hyphens and other signs.

    >>> plain_key("Praktijk-Partner ")
    'praktijkpartner'
    """
    return "".join(filter(str.isalnum, matching_key(text)))


def choice_fault(
    place: Sentence | str, field: Sentence | str, value: str, labels: Iterable[Mapping[str, str]]
) -> Sentence:
    """Return the fault of a choice that nobody knows: the labels to choose from, and the one that was perhaps meant."""
    several = list(labels)
    languages = list(several[0])
    known = {plain_key(text): label for label in several for text in label.values()}
    near = get_close_matches(plain_key(value), list(known), n=1, cutoff=0.7)
    options = Words({language: ", ".join(label[language].lower() for label in several) for language in languages})
    fault = TEXTS.sentence("not_a_choice", place=place, field=field, value=shown(value), options=options)
    if not near:
        return fault
    meant = Words({language: text.lower() for language, text in known[near[0]].items()})
    return TEXTS.sentence("did_you_mean", fault=fault, meant=meant)


def fault_in(error: InvalidValueError, place: Sentence | str = "") -> Sentence:
    """Return the fault in a value that a field cannot hold; `place` stands before the name of the field."""
    both = place and error.field
    where = TEXTS.sentence("in_place", place=place, field=error.field) if both else place or error.field
    expected: object = error.expected
    if isinstance(expected, OneOf):
        key = "one_of_near" if expected.near else "one_of"
        expected = TEXTS.sentence(key, names=expected.listed, near=expected.near)
    elif expected in _OF_TEXTS:
        expected = TEXTS.sentence("want_name" if expected == "a name" else "want_text")
    elif str(expected).startswith("an id:"):
        expected = TEXTS.sentence("want_id")
    return TEXTS.sentence("does_not_fit", place=where, value=shown(error.value), expected=expected)


def shown(value: object) -> str:
    """Return a value as a message quotes it: not too long."""
    if value is None:
        return TEXTS.sentence("nothing_seen")
    if isinstance(value, bool):
        return TEXTS.sentence("tick_yes" if value else "tick_no")
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
