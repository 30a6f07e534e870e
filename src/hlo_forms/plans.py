"""A partnership described in TOML, and the blank forms that it takes."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from typing import Any

import attrs
import click

from .errors import InvalidValueError
from .forms import AlignmentForm, CommitmentForm, Form, Invitation, Organisation, Partnership, PreparationForm
from .instrument import load_instrument
from .text import matching_key, slug
from .wording import one_of

_PLAN = ("partnership", "round", "language", "invitation", "organisations")
_ORGANISATION = ("name", "type", "id", "sector", "ownership")

Table = Mapping[str, Any]  # Any: what a TOML file holds is not known before it is checked


@attrs.frozen(kw_only=True)
class Plan:
    """A partnership, and the forms that it takes."""

    partnership: Partnership
    round: str | None
    language: str
    invitation: Invitation
    organisations: tuple[Organisation, ...]

    def forms(self) -> dict[str, Form]:
        """The blank forms of every phase, by the name of their file."""
        common: Table = {"partnership": self.partnership, "round": self.round, "invitation": self.invitation}
        names = self._names()
        word, together = (load_instrument().word(key, self.language) for key in ("file.phase", "file.together"))
        first = {f"{word}1-{name}.docx": PreparationForm(organisation=who, **common) for name, who in names.items()}
        partners: Table = {"organisations": self.organisations, **common}
        last = {f"{word}3-{name}.docx": CommitmentForm(organisation=who, **common) for name, who in names.items()}
        return {**first, f"{word}2-{together}.docx": AlignmentForm(**partners), **last}

    def _names(self) -> dict[str, Organisation]:
        """The organisations by a part of a file name that is safe on every system, and of one only."""
        found: dict[str, Organisation] = {}
        for organisation in self.organisations:
            found[_unused(slug(organisation.id or organisation.name or ""), found)] = organisation
        return found


def _unused(name: str, taken: Collection[str]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


def read_plan(name: str, data: bytes) -> Plan:
    """The plan in a TOML file; a fault names its place."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{name}: is no TOML in UTF-8: {error}") from error
    try:
        return plan_of(table)
    except InvalidValueError as error:
        raise click.ClickException(f"{name}: {error}") from error


def plan_of(table: Table) -> Plan:
    """The plan in a table with the keys of a TOML file; `InvalidValueError` names the place of a fault."""
    _must_know("", table, _PLAN)
    language = table.get("language", "nl")
    languages = load_instrument().languages
    if language not in languages:
        raise InvalidValueError("language", one_of(languages, language), language)
    return Plan(
        partnership=_partnership(table.get("partnership")),
        round=_text_or_number(table.get("round")),
        language=language,
        invitation=_made("invitation", Invitation, _table("invitation", table.get("invitation", {}))),
        organisations=_organisations(table.get("organisations")),
    )


def _text_or_number(value: object) -> Any:  # Any: checked by the field it goes to
    return str(value) if type(value) is int else value


def _table(place: str, value: object) -> Table:
    if not isinstance(value, Mapping):
        raise InvalidValueError(place, "a table", value)
    return value


def _must_know(place: str, table: Table, known: Collection[str]) -> None:
    for key in table:
        if key not in known:
            raise InvalidValueError(f"{place}.{key}".removeprefix("."), one_of(known, key), key)


def _made(place: str, kind: Any, table: Table) -> Any:  # Any: an attrs class, and one of its values
    _must_know(place, table, [field.name for field in attrs.fields(kind)])
    try:
        return kind(**table)
    except InvalidValueError as error:
        raise InvalidValueError(f"{place}.{error.field}", error.expected, error.value) from error


def _partnership(value: object) -> Partnership:
    table = {"name": value} if isinstance(value, str) else _table("partnership", value)
    found: Partnership = _made("partnership", Partnership, table)
    if not found.name:
        raise InvalidValueError("partnership", "a name", value)
    return found


def _organisations(value: object) -> tuple[Organisation, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidValueError("organisations", "one [[organisations]] table for each partner", value)
    tables = [_table(f"organisations[{index}]", entry) for index, entry in enumerate(value)]
    taken = {matching_key(str(table[key])) for table in tables for key in ("id", "name") if key in table}
    found: list[Organisation] = []
    for index, table in enumerate(tables):
        found.append(_organisation(f"organisations[{index}]", table, taken))
        taken.add(matching_key(found[-1].id or ""))
    return tuple(found)


def _organisation(place: str, table: Table, taken: Collection[str]) -> Organisation:
    """The organisation of a table; where its name gives an id that another has already, a number is added."""
    _must_know(place, table, _ORGANISATION)
    known = [found.id for found in load_instrument().organisation_types]
    if table.get("type") not in known:
        raise InvalidValueError(f"{place}.type", one_of(known, table.get("type")), table.get("type"))
    found: Organisation = _made(place, Organisation, table)
    if not found.name:
        raise InvalidValueError(f"{place}.name", "a name", table.get("name"))
    own = matching_key(found.name)
    made = slug(found.name)
    return found if "id" in table or made == own else attrs.evolve(found, id=_unused(made, taken))
