"""What is told while a sheet is made into a form: findings, the evidence of each value, and texts that fit nowhere."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..findings import Evidence, Finding, Passage, Place
from ..instrument import Instrument
from . import layout
from .cells import Answer
from .sheet import Row, Sheet
from .ticks import beyond


@attrs.define
class Telling:
    """Takes values off a sheet, and tells of each how it was found and what is doubtful about it."""

    sheet: Sheet
    instrument: Instrument
    findings: list[Finding] = attrs.field(factory=list)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    unplaced: list[Passage] = attrs.field(factory=list)

    def find(self, code: str, field: str | None, place: Place | None = None, seen: str = "") -> None:
        """Tell of something."""
        self.findings.append(Finding(code=code, field=field, place=place or Place(), seen=seen))

    def unplace(self, text: str, place: Place) -> None:
        """Keep a text apart that belongs to no answer."""
        if text.strip():
            self.unplaced.append(Passage(text=text.strip(), place=place))

    def witness(self, field: str, found: list[Answer]) -> None:
        """Keep the evidence of a field, and tell what is doubtful about it."""
        first = next((answer for answer in found if answer.value is not None), found[0])
        seen = "\n".join(answer.seen for answer in found if answer.seen)
        self.evidence[field] = Evidence(field=field, how=first.how, place=first.place, seen=seen)
        for answer in found:
            for code in answer.codes:
                self.find(code, field, answer.place, answer.seen)

    def value(self, field: str) -> str | None:
        """The value of a field, with its evidence; texts that stand more than once go below each other."""
        found = self.sheet.answers.get(field, [])
        if not found:
            if field.partition(".")[0] not in ("invitation", "motives"):  # the sender's own words; told per motive
                self.find("place-missing", field)
            return None
        self.witness(field, found)
        said = list(dict.fromkeys(answer.value for answer in found if answer.value is not None))
        if len(found) > 1 and said and any(answer.how == found[-1].how for answer in found[:-1]):
            self.find("answered-twice", field, found[-1].place, found[-1].seen)
        if field in layout.OPTIONS_OF and len(said) > 1:
            self.find("choice-contradicts", field, found[0].place, " / ".join(said))
            return None
        return "\n".join(said) or None

    def near(self, named: str | None, labels: Iterable[str], row: Row, column: str, field: str) -> str | None:
        """What a label nearly names, with a finding; what it says beyond that is kept apart."""
        answer = row.answers.get(column)
        if named is not None and answer is not None and answer.value:
            self.find("label-near", field, answer.place, answer.seen)
            self.unplace(beyond(answer.value, list(labels)), answer.place)
        return named

    # ---- rows of a table

    def rows(self, table: str) -> list[Row]:
        """The rows of a table that every form has."""
        if table not in self.sheet.rows:
            self.find("place-missing", table)
        return self.sheet.rows.get(table, [])

    def taken(self, field: str, row: Row) -> dict[str, str | None]:
        """The values of a row by column, with their evidence under the number that the row gets."""
        for column, answer in row.answers.items():
            if answer.value is not None or answer.how == "tag" or not row.tagged:  # else a cell that was given empty
                self.witness(f"{field}.{column}", [answer])
        return {column: answer.value for column, answer in row.answers.items()}

    def lost(self, table: str, row: Row) -> None:
        """What is doubtful about a row that holds nothing."""
        for column, answer in row.answers.items():
            for code in answer.codes:
                self.find(code, f"{table}.{row.index}.{column}", answer.place, answer.seen)

    def refuse(self, table: str, row: Row) -> None:
        """A row that fits nowhere: told, and its texts kept apart."""
        for column, answer in row.answers.items():
            if answer.value is not None:
                self.find("value-refused", f"{table}.{row.index}.{column}", answer.place, answer.seen)
                self.unplaced.append(Passage(text=answer.seen, place=answer.place))
