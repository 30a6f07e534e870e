"""Checks of what somebody typed, and the faults in it as sentences: what is wrong, where, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import attrs

from ..basics.messages import Sentence, Words
from ..basics.text import Expected, matching_key
from ..basics.values import one_of
from ..errors import InvalidValueError
from .spreadsheets import TEXTS

_LONGEST = 80

Table = Mapping[str, Any]  # Any: what a TOML file holds is not known before it is checked


def table_in(place: str, value: object) -> Table:
    """Return the table at a place; `InvalidValueError` for anything else."""
    if not isinstance(value, Mapping):
        raise InvalidValueError(place, TEXTS.sentence("want_table"), value)
    return value


def must_know(place: str, table: Table, keys: Collection[str]) -> None:
    """Raise `InvalidValueError` for a key of a table that is none of these."""
    for key in table:
        if key not in keys:
            raise InvalidValueError(f"{place}.{key}".removeprefix("."), one_of(keys, key), key)


def built(place: str, kind: Any, value: object) -> Any:  # Any: an attrs class, and one of its values
    """Return a value of a class with the fields in a table; `InvalidValueError` names the place of a fault."""
    table = table_in(place, value)
    must_know(place, table, [field.name for field in attrs.fields(kind)])
    try:
        return kind(**table)
    except InvalidValueError as error:
        raise InvalidValueError(f"{place}.{error.field}", error.expected, error.value) from error


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
    key = "not_a_choice" if field else "not_a_choice_there"
    fault = TEXTS.sentence(key, place=place, field=field, value=shown(value), options=options)
    if not near:
        return fault
    meant = Words({language: text.lower() for language, text in known[near[0]].items()})
    return TEXTS.sentence("did_you_mean", fault=fault, meant=meant)


def fault_in(error: InvalidValueError, place: Sentence | str = "") -> Sentence:
    """Return the fault in a value that a field cannot hold; `place` stands before the name of the field."""
    both = place and error.field
    where = TEXTS.sentence("in_place", place=place, field=error.field) if both else place or error.field
    expected: object = error.expected
    if isinstance(expected, Expected):
        expected = TEXTS.sentence(expected.key, **expected.values)
    return TEXTS.sentence("does_not_fit", place=where, value=shown(error.value), expected=expected)


def title_of(partnership: str | None, round: str | None) -> Sentence:
    """Return the name of a partnership with its round, as a message names a group of forms."""
    name = partnership or TEXTS.sentence("unnamed")
    return TEXTS.sentence("title" if round else "without_round", partnership=name, round=round)


def shown(value: object) -> str:
    """Return a value as a message quotes it: not too long."""
    if value is None:
        return TEXTS.sentence("nothing_seen")
    if isinstance(value, Sentence):
        return value
    if isinstance(value, bool):
        return TEXTS.sentence("tick_yes" if value else "tick_no")
    text = f'"{value}"' if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def fault_of_list(name: str, error: InvalidValueError, rows: Sequence[int], options: Collection[str]) -> Sentence:
    """Return the fault with its row and heading; with its option, where somebody gave the value by that."""
    row, field = re.fullmatch(r"(?:organisations\[(\d+)\]\.)?(.*)", error.field, re.DOTALL).groups()  # type: ignore[union-attr]  # it always matches
    root = field.partition(".")[0]
    if row is None and root in options:
        return fault_in(InvalidValueError(f"--{root}", error.expected, error.value))
    heading = TEXTS.sentence(f"headings.{root}") if root in TEXTS.content["headings"] else field
    place = name if row is None else TEXTS.sentence("in_row", name=name, row=rows[int(row)])
    return fault_in(InvalidValueError(heading, error.expected, error.value), place)


def texts_in(words: Any) -> dict[str, str]:  # Any: a class of texts
    """Return the texts that say something, by field."""
    return {name: text for name, text in attrs.asdict(words).items() if text}


def merged(defaults: Table, content: Table) -> dict[str, Any]:  # Any: the values of a plan
    """Return the values of a file over those that hold where it says nothing, in a table text by text."""
    table = {**defaults, **content}
    both = [each["research"] for each in (defaults, content) if "research" in each]
    if len(both) > 1 and isinstance(both[1], Mapping):
        table["research"] = {**both[0], **both[1]}
    return table
