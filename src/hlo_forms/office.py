"""What the facilitator's folder says: names of columns, and sentences with their values filled in."""

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
    """The language data of the folder."""
    text = (resources.files("hlo_forms") / "instruments" / "office.toml").read_text("utf-8")
    return tomllib.loads(text)


def said(key: str, language: str, **values: object) -> str:
    """A sentence in a language, or in English where it is not known in that one.

    >>> said("title", "nl", partnership="Wijkzorg Noord", round="2026")
    'Wijkzorg Noord, ronde 2026'
    """
    texts: dict[str, str] = table()["said"][key]
    return texts.get(language, texts["en"]).format(**values)


class Said(str):
    """A sentence in English, as `says` makes it, that can be said in another language.

    >>> note = says("no_round")
    >>> str(note), note.in_words("nl")
    ('without a round', 'zonder ronde')
    """

    __slots__ = ("key", "values")
    key: str
    values: dict[str, object]

    def in_words(self, language: str) -> str:
        """The sentence in a language, or in English where it is not known in that one."""
        return said(self.key, language, **self.values)


def says(key: str, **values: object) -> Said:
    """A sentence with its values filled in, for whoever will say in which language it is told."""
    sentence = Said(said(key, "en", **values))
    sentence.key, sentence.values = key, values
    return sentence


def headings(language: str) -> dict[str, str]:
    """What the columns of a register are called, by the name of their field, in order."""
    return {field: texts.get(language, texts["en"]) for field, texts in table()["register"].items()}


@functools.cache
def columns_by_key(section: str) -> Mapping[str, str]:
    """The name of a field for each way in which its column may be called, as `matching_key` makes it; likeliest first.

    `section` is "columns" (a list of partners) or "register".
    """
    found: dict[str, str] = {}
    for field, texts in table()[section].items():
        for called in (field, *texts.values()):
            for text in [called] if isinstance(called, str) else called:
                found.setdefault(matching_key(text), field)
    return found


def called(section: str, field: str) -> str:
    """How a column may be called, one way for each language: to say what is missing."""
    texts = table()[section][field].values()
    return " or ".join(dict.fromkeys(f'"{text if isinstance(text, str) else text[0]}"' for text in texts))
