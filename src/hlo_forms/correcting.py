"""Corrections by a person: the fields of a reading change, and its evidence says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from .basics.values import FrozenMap
from .errors import InvalidValueError
from .field_ids import FieldId
from .forms.fields import Value, with_values
from .readings.findings import CORRECTED, Evidence, Finding, Place
from .wording import one_of

if TYPE_CHECKING:
    from .readings.reading import Reading


def corrected(reading: Reading, values: Mapping[str, Value]) -> Reading:
    """Return the reading with these fields changed; see `Reading.corrected`."""
    fields = {FieldId.of(field): value for field, value in values.items()}
    _must_be_of_a_form(reading, values)
    forms = list(reading.forms)
    evidence, findings = dict(reading.evidence), list(reading.findings)
    for number, form in enumerate(reading.forms, 1):
        own = {field: value for field, value in fields.items() if field.form == number}
        if own:
            change = with_values(form, own)
            forms[number - 1] = change.form
            moves = _Moves(number, change.moved, form.instrument.prompt_texts)
            evidence = moves.evidence(_with_corrections(evidence, own))
            findings = [moves.finding(finding) for finding in findings]
    return attrs.evolve(
        reading, forms=tuple(forms), evidence=FrozenMap[str, Evidence](evidence), findings=tuple(findings)
    )


def _must_be_of_a_form(reading: Reading, values: Mapping[str, Value]) -> None:
    numbers = [str(number) for number in range(1, len(reading.forms) + 1)]
    for field, value in values.items():
        if str(FieldId.of(field).form) not in numbers:
            forms = f"a field of form {one_of(numbers)}" if numbers else "a form, and this document holds none"
            raise InvalidValueError(field, forms, value)


def _with_corrections(evidence: Mapping[str, Evidence], fields: Mapping[FieldId, Value]) -> dict[str, Evidence]:
    """Return the evidence with these fields marked as corrected; the text seen in them is kept."""
    entries = dict(evidence)
    for field in map(str, fields):
        before = evidence.get(field, Evidence(field=field, how=CORRECTED, place=Place(), seen=""))
        entries[field] = attrs.evolve(before, how=CORRECTED)
    return entries


@attrs.frozen
class _Moves:
    """Moves of the rows of one form in a document: by table, the new number of each row, or 0 for a row that is gone.

    Text seen in a row that is gone is kept, except for `prompts`.
    """

    form: int
    numbers: Mapping[str, Mapping[int, int]]
    prompts: tuple[str, ...]

    def evidence(self, evidence: Mapping[str, Evidence]) -> dict[str, Evidence]:
        """Return the evidence under the new numbers; text seen in rows that are gone moves to "removed"."""
        entries: dict[str, Evidence] = {}
        for key, entry in evidence.items():
            field = self._new_id(key)
            if FieldId.of(field).column != "removed":
                entries[field] = attrs.evolve(entry, field=field)
                continue
            before = entries.get(field, attrs.evolve(entry, seen=""))
            seen = "\n".join(text for text in (before.seen, entry.seen) if text and text not in self.prompts)
            entries[field] = attrs.evolve(before, field=field, how=CORRECTED, seen=seen)
        return entries

    def finding(self, finding: Finding) -> Finding:
        """Return the finding with its field under the new number."""
        return finding if finding.field is None else attrs.evolve(finding, field=self._new_id(finding.field))

    def _new_id(self, key: str) -> str:
        field = FieldId.of(key)
        numbers = self.numbers.get(field.table, {})
        if field.form != self.form or field.row not in numbers:
            return key
        row = numbers[field.row]
        return str(attrs.evolve(field, row=row) if row else attrs.evolve(field, row=0, column="removed"))
