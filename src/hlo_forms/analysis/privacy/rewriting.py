"""Forms with codes in place of names: the same facts, of nobody by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from ...answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive, OwnAnswer
from ...field_ids import FieldId
from ...forms import AlignmentForm, Form, Organisation, OrganisationForm, Partnership
from .finder import Finder
from .known import KnownNames

_PEOPLE = {("Participant", "name"), ("Invitation", "sender"), ("Invitation", "return_to"), ("Agreement", "who")}
_BROUGHT = (BroughtMotive, BroughtOtherMotive, BroughtAnswer)
_Value = TypeVar("_Value", bound=attrs.AttrsInstance)


@attrs.frozen
class Place:
    """Where a text stands: on which form or in which file, in an answer, what was seen, or a passage; which field."""

    form: str | None
    source: int | None
    within: str
    field: str


@attrs.define
class Rewriter:
    """Puts codes in place of names, and keeps what was replaced in free text, and how often."""

    names: KnownNames
    finder: Finder
    voices: Mapping[str, tuple[str, ...]]
    replaced: Counter[tuple[Place, str, str]] = attrs.field(factory=Counter)

    def form_id(self, id: str) -> str:
        """The code of a form: its id may be a digest of names that can be guessed."""
        return self.names.codes.code("form", id)

    def text(self, text: str, at: Place) -> str:
        """Free text with codes for what was found in it."""
        found, said = self.finder.replaced(text)
        for (kind, code), times in said.items():
            self.replaced[at, kind, code] += times
        return found

    def form(self, form: Form, key: str) -> Form:
        """A form with codes in place of names; `key` is its key among the forms."""
        return attrs.evolve(form, **_OfForm(self, form, key).changes())


@attrs.define
class _OfForm:
    """The rewriting of one form."""

    rewriter: Rewriter
    old: Form
    key: str

    def changes(self) -> dict[str, Any]:  # Any: the values of a form's fields
        found: dict[str, Any] = {"id": self.rewriter.form_id(self.old.id)}  # Any: as above
        for field in attrs.fields(type(self.old)):
            value = getattr(self.old, field.name)
            if field.name == "answers":
                found["answers"] = {id: self._text(text, f"answers.{id}") for id, text in value.items()}
            elif field.name == "respondent" and value is not None:
                found["respondent"] = self.rewriter.names.respondent(value, self._own)
            elif isinstance(value, str) and field.metadata.get("text"):
                found[field.name] = self._text(value, field.name)
            elif isinstance(value, tuple):
                found[field.name] = tuple(self._row(row, field.name, at) for at, row in enumerate(value, 1))
            elif isinstance(value, Organisation | Partnership) or field.name == "invitation":
                found[field.name] = self._row(value, field.name)
        return found

    @property
    def _own(self) -> str | None:
        return self.old.organisation.id if isinstance(self.old, OrganisationForm) else None

    def _text(self, text: str, field: str) -> str:
        return self.rewriter.text(text, Place(self.key, None, "answer", field))

    def _row(self, row: _Value, table: str, number: int = 0) -> _Value:
        """A row of a form, or a value that it holds."""
        changes: dict[str, Any] = {}  # Any: the values of its fields
        for field in attrs.fields(type(row)):
            value = getattr(row, field.name)
            if value is not None and (field.metadata.get("text") or field.name == "id"):
                changes[field.name] = self._said(row, field.name, value, self._id(row, table, number, field.name))
        return attrs.evolve(row, **changes)  # type: ignore[misc]  # mypy wants one class, and rows are of any

    def _id(self, row: _Value, table: str, number: int, column: str) -> str:
        """The id of a field of a row."""
        if table in ("motives", "previous"):
            return str(FieldId(part=table, key=getattr(row, "motive", ""), column=column))
        if isinstance(self.old, AlignmentForm) and isinstance(row, OwnAnswer):
            same = [own.question == row.question for own in self.old.own_answers[:number]]
            return str(FieldId(part=table, key=row.question, row=sum(same), column=column))
        return str(FieldId(part=table, row=number, column=column))

    def _said(self, row: object, name: str, value: str, field: str) -> str:
        """What a field of a row says now."""
        names = self.rewriter.names
        if isinstance(row, Organisation) and name in ("id", "name"):
            return names.organisation(row.id or value, row.name)
        if isinstance(row, Partnership):
            return names.partnership(row.id or value, row.name)
        if (type(row).__name__, name) in _PEOPLE:
            return names.people(value)
        if name.endswith("organisation"):
            return self._organisation(value)
        if name.endswith("motive") and value in {motive.id for motive in self.old.instrument.motives}:
            return value
        if isinstance(row, _BROUGHT):
            value = self._without_voices(value, row.organisation or self._own)
        return self._text(value, field)

    def _organisation(self, said: str) -> str:
        """A partner of this form by its id, or an organisation by what it is called."""
        partners = self.old.organisations if isinstance(self.old, AlignmentForm) else ()
        if said in {partner.id for partner in partners}:
            return self.rewriter.names.organisation(said)
        return self.rewriter.names.organisation_called(said)

    def _without_voices(self, text: str, organisation: str | None) -> str:
        """What several voices of an organisation said, each with a code in place of the voice before it."""
        lines = []
        for line in text.split("\n"):
            voice, colon, rest = line.partition(": ")
            known = colon and voice in self.rewriter.voices.get(organisation or "", ())
            lines.append(self.rewriter.names.respondent(voice, organisation) + colon + rest if known else line)
        return "\n".join(lines)
