"""Words of the invented partnerships in one language; all of them are in TOML."""

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
    """Texts in one language, from which chance chooses."""

    language: str
    table: Table = attrs.field(repr=False)

    @classmethod
    def of(cls, language: str) -> Words:
        """Return the words in a language."""
        return cls(language, _table())

    def one(self, chance: Random, key: str, place: str, number: int | None = None) -> str:
        """Return one of the texts under a key ("sender.name"), or the one with this number."""
        entry: Any = self.table  # Any: what the TOML file holds
        for step in key.split("."):
            entry = entry[step]
        wordings = entry if isinstance(entry, list) else [entry]
        return self._text(chance, wordings[number] if number is not None else chance.choice(wordings), place)

    def _text(self, chance: Random, wording: Table, place: str) -> str:
        numbers = {"few": chance.randint(2, 9), "many": chance.randint(10, 60), "years": chance.randint(2, 4)}
        names = {"first": chance.choice(self.table["first_names"]), "last": chance.choice(self.table["last_names"])}
        text: str = wording[self.language]
        return text.format(place=place, year="{year}", **numbers, **names)

    def place(self, chance: Random) -> str:
        """Return the name of a place."""
        name: str = chance.choice(self.table["places"])
        return name

    def person(self, chance: Random) -> str:
        """Return the name of a person."""
        return f"{chance.choice(self.table['first_names'])} {chance.choice(self.table['last_names'])}"

    def organisation(self, chance: Random, type: str) -> dict[str, str]:
        """Return the name of an organisation of this type, with its sector and ownership if it has them."""
        entry: Table = chance.choice([entry for entry in self.table["organisations"] if entry["type"] == type])
        place = self.place(chance)
        texts = {key: self._text(chance, entry[key], place) for key in ("name", "sector") if key in entry}
        return texts | ({"ownership": entry["ownership"]} if "ownership" in entry else {})

    def row(self, chance: Random, key: str, place: str) -> dict[str, str]:
        """Return one of the rows under a key, with its texts by field."""
        wordings: Table = chance.choice(self.table[key])
        return {field: self._text(chance, wording, place) for field, wording in wordings.items()}

    def chance_of(self, type: str, motive: str) -> float:
        """Return the chance that organisations of this type have a motive, 0 to 1."""
        probability: float = self.table["chance"].get(type, {}).get(motive, _USUAL)
        return probability

    def outcome(self, chance: Random, motive: str, place: str) -> str:
        """Return an intended outcome of a motive."""
        outcomes = self.table["outcomes"]
        return self._text(chance, chance.choice(outcomes.get(motive) or self.table["answers"]["any"]), place)

    def answer(self, chance: Random, question: str, place: str) -> str:
        """Return an answer to a question."""
        answers = self.table["answers"]
        return self._text(chance, chance.choice(answers.get(question) or answers["any"]), place)
