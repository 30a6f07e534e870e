"""The words that invented partnerships are made of, in one language; all of them stand in TOML."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from random import Random
from typing import Any, TypeAlias

import attrs

Table: TypeAlias = dict[str, Any]  # Any: what the TOML file holds

_USUAL = 0.4


@functools.cache
def _table() -> Table:
    text = (resources.files("hlo_forms") / "instruments" / "examples.toml").read_text("utf-8")
    return tomllib.loads(text)


@attrs.frozen
class Words:
    """What can be said in one language; which of it is said, chance decides."""

    language: str
    table: Table = attrs.field(repr=False)

    @classmethod
    def of(cls, language: str) -> Words:
        """The words in a language."""
        return cls(language, _table())

    def one(self, chance: Random, key: str, place: str, number: int | None = None) -> str:
        """One of the texts under a key ("sender.name"), or the one with this number."""
        found: Any = self.table  # Any: what the TOML file holds
        for step in key.split("."):
            found = found[step]
        wordings = found if isinstance(found, list) else [found]
        return self._said(chance, wordings[number] if number is not None else chance.choice(wordings), place)

    def _said(self, chance: Random, wording: Table, place: str) -> str:
        numbers = {"few": chance.randint(2, 9), "many": chance.randint(10, 60), "years": chance.randint(2, 4)}
        names = {"first": chance.choice(self.table["first_names"]), "last": chance.choice(self.table["last_names"])}
        text: str = wording[self.language]
        return text.format(place=place, year="{year}", **numbers, **names)

    def place(self, chance: Random) -> str:
        """The name of a place."""
        found: str = chance.choice(self.table["places"])
        return found

    def person(self, chance: Random) -> str:
        """The name of a person."""
        return f"{chance.choice(self.table['first_names'])} {chance.choice(self.table['last_names'])}"

    def organisation(self, chance: Random, type: str) -> dict[str, str]:
        """The name of an organisation of this type, with its sector and ownership where these are known."""
        given: Table = chance.choice([found for found in self.table["organisations"] if found["type"] == type])
        place = self.place(chance)
        found = {key: self._said(chance, given[key], place) for key in ("name", "sector") if key in given}
        return found | ({"ownership": given["ownership"]} if "ownership" in given else {})

    def row(self, chance: Random, key: str, place: str) -> dict[str, str]:
        """One of the rows under a key, with its texts by field."""
        given: Table = chance.choice(self.table[key])
        return {field: self._said(chance, wording, place) for field, wording in given.items()}

    def chance_of(self, type: str, motive: str) -> float:
        """How likely a motive is for organisations of this type, 0 to 1."""
        found: float = self.table["chance"].get(type, {}).get(motive, _USUAL)
        return found

    def outcome(self, chance: Random, motive: str, place: str) -> str:
        """An intended outcome of a motive."""
        known = self.table["outcomes"]
        return self._said(chance, chance.choice(known.get(motive) or self.table["answers"]["any"]), place)

    def answer(self, chance: Random, question: str, place: str) -> str:
        """An answer to a question."""
        known = self.table["answers"]
        return self._said(chance, chance.choice(known.get(question) or known["any"]), place)
