"""Forms with codes in place of names: the same facts, without names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

import attrs

from ...analysis.privacy.finder import Finder
from ...analysis.privacy.known import KnownNames
from ...field_ids import FieldId
from ...forms import AlignmentForm, Form, Organisation, OrganisationForm, Partnership
from ...forms.answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive, OwnAnswer

_PEOPLE = {("Participant", "name"), ("Invitation", "sender"), ("Invitation", "return_to"), ("Agreement", "who")}
_BROUGHT = (BroughtMotive, BroughtOtherMotive, BroughtAnswer)
_Value = TypeVar("_Value", bound=attrs.AttrsInstance)


@attrs.frozen
class Place:
    """The place of a text: its form or file; within an answer, the text that was seen or a passage; and its field."""

    form: str | None
    source: int | None
    within: str
    field: str


@attrs.define
class Rewriter:
    """Puts codes in place of names, and counts the replacements in free text."""

    names: KnownNames
    finder: Finder
    voices: Mapping[str, tuple[str, ...]]
    replaced: Counter[tuple[Place, str, str]] = attrs.field(factory=Counter)

    def form_id(self, id: str) -> str:
        """Return the code of a form: its id may be a digest of names that can be guessed."""
        return self.names.codes.code("form", id)

    def text(self, text: str, at: Place) -> str:
        """Return free text with codes in place of names, and count these."""
        rewritten, counts = self.finder.replaced(text)
        for (kind, code), times in counts.items():
            self.replaced[at, kind, code] += times
        return rewritten

    def form(self, form: Form, key: str) -> Form:
        """Return a form with codes in place of names; `key` is its key in the data set."""
        return attrs.evolve(form, **_FormRewriter(self, form, key).changes())


@attrs.define
class _FormRewriter:
    """Rewrites one form."""

    rewriter: Rewriter
    old: Form
    key: str

    def changes(self) -> dict[str, Any]:  # Any: the values of a form's fields
        changes: dict[str, Any] = {"id": self.rewriter.form_id(self.old.id)}  # Any: as above
        for field in attrs.fields(type(self.old)):
            value = getattr(self.old, field.name)
            if field.name == "answers":
                changes["answers"] = {id: self._text(text, f"answers.{id}") for id, text in value.items()}
            elif field.name == "respondent" and value is not None:
                changes["respondent"] = self.rewriter.names.respondent(value, self._own)
            elif isinstance(value, str) and field.metadata.get("text"):
                changes[field.name] = self._text(value, field.name)
            elif isinstance(value, tuple):
                changes[field.name] = tuple(self._row(row, field.name, at) for at, row in enumerate(value, 1))
            elif isinstance(value, Organisation | Partnership) or field.name == "invitation":
                changes[field.name] = self._row(value, field.name)
        return changes

    @property
    def _own(self) -> str | None:
        return self.old.organisation.id if isinstance(self.old, OrganisationForm) else None

    def _text(self, text: str, field: str) -> str:
        return self.rewriter.text(text, Place(self.key, None, "answer", field))

    def _row(self, row: _Value, table: str, number: int = 0) -> _Value:
        """Rewrite a row of a form, or a value that it holds."""
        changes: dict[str, Any] = {}  # Any: the values of its fields
        for field in attrs.fields(type(row)):
            value = getattr(row, field.name)
            if value is not None and (field.metadata.get("text") or field.name == "id"):
                changes[field.name] = self._value(row, field.name, value, self._id(row, table, number, field.name))
        return attrs.evolve(row, **changes)  # type: ignore[misc]  # mypy wants one class, and rows are of any

    def _id(self, row: _Value, table: str, number: int, column: str) -> str:
        """Return the id of a field of a row."""
        if table in ("motives", "previous"):
            return str(FieldId(part=table, key=getattr(row, "motive", ""), column=column))
        if isinstance(self.old, AlignmentForm) and isinstance(row, OwnAnswer):
            same = [own.question == row.question for own in self.old.own_answers[:number]]
            return str(FieldId(part=table, key=row.question, row=sum(same), column=column))
        return str(FieldId(part=table, row=number, column=column))

    def _value(self, row: object, name: str, value: str, field: str) -> str:
        """Return the new value of a field of a row."""
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

    def _organisation(self, words: str) -> str:
        """Return the code of a partner of this form by its id, or of an organisation by its name."""
        partners = self.old.organisations if isinstance(self.old, AlignmentForm) else ()
        if words in {partner.id for partner in partners}:
            return self.rewriter.names.organisation(words)
        return self.rewriter.names.organisation_called(words)

    def _without_voices(self, text: str, organisation: str | None) -> str:
        """Put codes in place of the respondents who stand before the lines of a text by several voices."""
        lines = []
        for line in text.split("\n"):
            voice, colon, rest = line.partition(": ")
            is_voice = colon and voice in self.rewriter.voices.get(organisation or "", ())
            lines.append(self.rewriter.names.respondent(voice, organisation) + colon + rest if is_voice else line)
        return "\n".join(lines)
