"""A text in several languages, and validators that the parts of an instrument share."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

import attrs

from .basics.text import canonical
from .basics.values import FrozenMap
from .errors import InvalidValueError

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")

Validator = Callable[[Any, "attrs.Attribute[Any]", Any], None]  # Any: attrs' own type of a validator


def one_of(known: Collection[str], wanted: object = None) -> str:
    """Describe what was expected: the known names (if they are few), and the one that was probably meant.

    >>> one_of(["purpose", "approach"], "aproach")
    'one of purpose, approach (did you mean "approach"?)'
    """
    near = difflib.get_close_matches(str(wanted), known, n=1)
    listed = ", ".join(known) if len(known) <= 40 else f"the {len(known)} known names"
    return f"one of {listed}" + (f' (did you mean "{near[0]}"?)' if near else "")


def must(expected: str, holds: Callable[[object], bool]) -> Validator:
    """Return a validator whose error names the field and what was expected."""

    def validate(_instance: object, attribute: attrs.Attribute[object], value: object) -> None:
        if not holds(value):
            raise InvalidValueError(attribute.name, expected, value)

    return validate


def all_are(kind: type, values: Iterable[object]) -> bool:
    """Return whether each of the values is of this kind."""
    return all(isinstance(value, kind) for value in values)


def is_language(value: object) -> bool:
    """Return whether this is a language code such as `nl` or `pt-BR`."""
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _are_texts(texts: object) -> bool:
    return isinstance(texts, Mapping) and bool(texts) and all_are(str, texts.values())


must_be_id = must("an id: a letter or digit, then letters, digits, '.', '_' or '-', 40 in all at most", _is_id)
must_be_bool = must("True or False", lambda value: isinstance(value, bool))
must_be_number = must("a whole number above 0", lambda value: type(value) is int and value > 0)


def names(values: Iterable[str]) -> tuple[str, ...]:
    """Convert names to a tuple."""
    return tuple(values)


def must_be_one_of(*options: str) -> Validator:
    """Return a validator that accepts only these names."""
    return must(one_of(options), lambda value: value in options)


def frozen_texts(texts: Mapping[str, str]) -> FrozenMap[str, str]:
    """Freeze a mapping of texts: the converter of a field."""
    return FrozenMap(texts)


def frozen_wordings(wordings: Mapping[str, Wording]) -> FrozenMap[str, Wording]:
    """Freeze a mapping of wordings: the converter of a field."""
    return FrozenMap(wordings)


@attrs.frozen(cache_hash=True)
class Wording(Mapping[str, str]):
    """One text in one or more languages, as a mapping from language to text.

    Each text is canonical and one paragraph. `reconstructed`: it is missing from the source. `ours`: it comes from this
    library, not from the authors of the instrument. Two wordings are equal when both texts and origin are.

    >>> wording = Wording({"nl": "Doel", "en": "Purpose"}, ours=True)
    >>> wording["nl"], list(wording), wording.ours
    ('Doel', ['nl', 'en'], True)
    """

    texts: FrozenMap[str, str] = attrs.field(converter=frozen_texts, validator=must("texts by language", _are_texts))
    reconstructed: bool = attrs.field(default=False, validator=must_be_bool)
    ours: bool = attrs.field(default=False, validator=must_be_bool)

    def __attrs_post_init__(self) -> None:
        for language, text in self.texts.items():
            if not is_language(language):
                raise InvalidValueError("language", 'a language code such as "nl"', language)
            if text != text.strip() or text != canonical(text, language) or re.search(r"[\n\t]", text):
                expected = "one paragraph, with plain spaces and hyphens, and without outer spaces"
                raise InvalidValueError(language, expected, text)

    def __getitem__(self, language: str) -> str:
        return self.texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


must_be_wording = must("a Wording", lambda value: isinstance(value, Wording))
must_be_wordings = must("Wordings", lambda values: isinstance(values, tuple) and all_are(Wording, values))
must_map_to_wordings = must("a mapping to Wordings", lambda m: isinstance(m, Mapping) and all_are(Wording, m.values()))
