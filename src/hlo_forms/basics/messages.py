"""Column headings and sentences of the facilitator's folder, in each language."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any

from .text import matching_key

Table = Mapping[str, Any]  # Any: what the TOML file holds


@functools.cache
def table() -> Table:
    """Return the texts of the folder, as the TOML file holds them."""
    text = (resources.files("hlo_forms") / "instruments" / "office.toml").read_text("utf-8")
    return tomllib.loads(text)


def said(key: str, language: str, **values: object) -> str:
    """Return a sentence in a language, or in English if it has no text in that language.

    >>> said("title", "nl", partnership="Wijkzorg Noord", round="2026")
    'Wijkzorg Noord, ronde 2026'
    """
    texts: dict[str, str] = table()["said"][key]
    return texts.get(language, texts["en"]).format(**values)


class Said(str):
    """A sentence in English, made by `says`, that is also available in other languages.

    >>> note = says("no_round")
    >>> str(note), note.in_words("nl")
    ('without a round', 'zonder ronde')
    """

    __slots__ = ("key", "values")
    key: str
    values: dict[str, object]

    def in_words(self, language: str) -> str:
        """Return the sentence in a language, or in English if it has no text in that language."""
        return said(self.key, language, **self.values)


def says(key: str, **values: object) -> Said:
    """Return a sentence with its values filled in, for a caller that does not know the language yet."""
    sentence = Said(said(key, "en", **values))
    sentence.key, sentence.values = key, values
    return sentence


def headings(language: str) -> dict[str, str]:
    """Return the headings of a register's columns in order, by the name of their field."""
    return {field: texts.get(language, texts["en"]) for field, texts in table()["register"].items()}


@functools.cache
def columns_by_key(section: str) -> Mapping[str, str]:
    """Return the name of a field by each accepted heading of its column (its `matching_key`), likeliest first.

    `section` is "columns" (a list of partners) or "register".
    """
    fields: dict[str, str] = {}
    for field, texts in table()[section].items():
        for spellings in (field, *texts.values()):
            for text in [spellings] if isinstance(spellings, str) else spellings:
                fields.setdefault(matching_key(text), field)
    return fields


def called(section: str, field: str) -> str:
    """Return the heading of a column, one for each language, for a message that the column is missing."""
    texts = table()[section][field].values()
    return " or ".join(dict.fromkeys(f'"{text if isinstance(text, str) else text[0]}"' for text in texts))
