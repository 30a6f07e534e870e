"""A reading with fields that a person corrected or confirmed: the form changed, the correction in its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import attrs

from .errors import InvalidValueError
from .field_ids import FieldId
from .findings import CORRECTED, Evidence, Finding, Place
from .form_fields import Value, with_values
from .values import FrozenMap
from .wording import one_of

if TYPE_CHECKING:
    from .readings import Reading


def corrected(reading: Reading, values: Mapping[str, Value]) -> Reading:
    """The reading with these fields changed; see `Reading.corrected`."""
    wanted = {FieldId.of(field): value for field, value in values.items()}
    _must_be_of_a_form(reading, values)
    forms = list(reading.forms)
    evidence, findings = dict(reading.evidence), list(reading.findings)
    for number, form in enumerate(reading.forms, 1):
        own = {field: value for field, value in wanted.items() if field.form == number}
        if own:
            changed = with_values(form, own)
            forms[number - 1] = changed.form
            moves = _Moves(number, changed.moved, form.instrument.prompt_texts)
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
    """The evidence, saying of these fields that they were corrected, and still what was seen there."""
    found = dict(evidence)
    for field in map(str, fields):
        before = evidence.get(field, Evidence(field=field, how=CORRECTED, place=Place(), seen=""))
        found[field] = attrs.evolve(before, how=CORRECTED)
    return found


@attrs.frozen
class _Moves:
    """Where the rows of one form of a document went: by table, the new number of each row, or 0.

    What was seen in a row that is gone is kept, but for the `prompts`.
    """

    form: int
    moved: Mapping[str, Mapping[int, int]]
    prompts: tuple[str, ...]

    def evidence(self, evidence: Mapping[str, Evidence]) -> dict[str, Evidence]:
        """The evidence under the new numbers; what was seen in rows that are gone stands under "removed"."""
        found: dict[str, Evidence] = {}
        for key, entry in evidence.items():
            field = self._now(key)
            if FieldId.of(field).column != "removed":
                found[field] = attrs.evolve(entry, field=field)
                continue
            before = found.get(field, attrs.evolve(entry, seen=""))
            seen = "\n".join(text for text in (before.seen, entry.seen) if text and text not in self.prompts)
            found[field] = attrs.evolve(before, field=field, how=CORRECTED, seen=seen)
        return found

    def finding(self, finding: Finding) -> Finding:
        """The finding about its field under the new number."""
        return finding if finding.field is None else attrs.evolve(finding, field=self._now(finding.field))

    def _now(self, key: str) -> str:
        field = FieldId.of(key)
        moved = self.moved.get(field.table, {})
        if field.form != self.form or field.row not in moved:
            return key
        now = moved[field.row]
        return str(attrs.evolve(field, row=now) if now else attrs.evolve(field, row=0, column="removed"))
