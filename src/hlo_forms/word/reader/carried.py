"""Reading back the prefilled text of phase 1 (from the round before) and of phase 3 (from the phases before)."""

from __future__ import annotations

import attrs

from ...forms import (
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    PreviousMotive,
    PreviousOtherMotive,
    Status,
)
from ...instrument.model import Instrument
from ...readings.findings import Place
from .. import carried as given
from .evidence import Recorder
from .labels import labels_of
from .state import Row


@attrs.frozen
class CarriedAssembler:
    """Makes rows from the text carried over to one organisation, as it stands in the document."""

    recorder: Recorder

    @property
    def instrument(self) -> Instrument:
        """Return the instrument of the form."""
        return self.recorder.instrument

    def _note(self, row: Row, column: str) -> bool:
        """Return whether a cell holds the mark of a doubt; other text in it belongs to no answer."""
        answer = row.answers.get(column)
        if answer is None or answer.value is None:
            return False
        rest, doubtful = given.unmarked(answer.value, self.instrument)
        self.recorder.unplace(rest, answer.place)
        return doubtful

    # ---- phase 1, a year later

    def previous(self, motives: list[str]) -> list[PreviousMotive]:
        """Return the answers of the round before about these motives."""
        return [row for motive in motives if (row := self._previous(motive)) is not None]

    def _previous(self, motive: str) -> PreviousMotive | None:
        answers, field = self.recorder.collected.answers, f"previous.{motive}"
        before, realised = (answers.get(f"{field}.{name}", []) for name in ("before", "realised"))
        text = "\n".join(answer.value for answer in before if answer.value) or None
        choices = list(dict.fromkeys(answer.value for answer in realised if answer.value))
        if before:
            self.recorder.add_evidence(f"{field}.outcome", before)
        if realised:
            self.recorder.add_evidence(f"{field}.realised", realised)
        if len(choices) > 1:
            self.recorder.report("choice-contradicts", f"{field}.realised", realised[0].place, " / ".join(choices))
        choice = choices[0] if len(choices) == 1 else None
        if text is None:
            return PreviousMotive(motive, realised=choice) if choice else None
        parts = given.before_of(text, self.instrument)
        if parts is None:
            self.recorder.report("place-missing", f"{field}.ticked", before[0].place, text)
        ticked, outcome, doubtful = parts or (None, text, False)
        return PreviousMotive(motive, ticked=ticked, outcome=outcome, realised=choice, doubtful=doubtful)

    def previous_other(self) -> list[PreviousOtherMotive]:
        """Return the motives that the organisation added in the round before."""
        table = "previous_other"
        rows: list[PreviousOtherMotive] = []
        for row in self.recorder.optional_rows(table):
            if row.filled:
                self.recorder.take(f"{table}.{len(rows) + 1}", row)
                values = {name: row.value(name) for name in ("text", "outcome", "realised")}
                rows.append(PreviousOtherMotive(**values, doubtful=self._note(row, "note")))
            else:
                self.recorder.report_empty(table, row)
        return rows

    # ---- phase 3

    def own_motives(self) -> list[BroughtMotive]:
        """Return the motives that an organisation brings to phase 3."""
        rows: dict[str, BroughtMotive] = {}
        for row in self.recorder.optional_rows("brought"):
            motive = self._named_motive(row, f"brought.{len(rows) + 1}.motive")
            if motive is None or motive in rows:
                self.recorder.refuse("brought", row)
                continue
            status, doubtful = self._status(row, f"brought.{len(rows) + 1}")
            self.recorder.take(f"brought.{len(rows) + 1}", row)
            rows[motive] = BroughtMotive(motive=motive, status=status, outcome=row.value("outcome"), doubtful=doubtful)
        return list(rows.values())

    def _named_motive(self, row: Row, field: str) -> str | None:
        labels, text = labels_of(self.instrument), row.value("motive") or ""
        if (exact := labels.motive(text)) is not None:
            return exact
        near = labels.near_motive(text)[0]
        wordings = self.instrument.motive(near).label.values() if near else ()
        return self.recorder.near(near, wordings, row, "motive", field)

    def _status(self, row: Row, field: str) -> tuple[Status, bool]:
        answer = row.answers.get("status")
        bare, doubtful = given.unmarked(answer.value or "", self.instrument) if answer else ("", False)
        status = given.status_named(bare, self.instrument)
        if status is not None:
            return status, doubtful
        place = answer.place if answer else Place()
        if bare:
            self.recorder.unplace(bare, place)
        self.recorder.report("value-refused" if bare else "place-missing", f"{field}.status", place, bare)
        return Status.UNCLEAR, doubtful

    def own_others(self) -> list[BroughtOtherMotive]:
        """Return the motives of its own that an organisation brings to phase 3."""
        table = "brought_other"
        rows: list[BroughtOtherMotive] = []
        for row in self.recorder.optional_rows(table):
            if row.value("text") or row.value("outcome"):
                self.recorder.take(f"{table}.{len(rows) + 1}", row)
                doubtful = self._note(row, "note")
                rows.append(BroughtOtherMotive(text=row.value("text"), outcome=row.value("outcome"), doubtful=doubtful))
            else:
                self.recorder.report_empty(table, row)
        return rows

    def meeting_answers(self) -> list[BroughtAnswer]:
        """Return the answers of phase 2, by question."""
        table, labels = "meeting_answers", labels_of(self.instrument)
        rows: list[BroughtAnswer] = []
        for row in self.recorder.optional_rows(table):
            label, doubtful = given.unmarked(row.value("question") or "", self.instrument)
            exact, text = labels.question(label, "alignment"), row.value("text")
            near = None if exact else labels.near_question(label, "alignment")[0]
            wordings = self.instrument.question(near).label.values() if near else ()
            field = f"{table}.{len(rows) + 1}.question"
            question = exact or self.recorder.near(near, wordings, row, "question", field)
            if text is None:
                self.recorder.report_empty(table, row)
            elif question is None:
                self.recorder.refuse(table, row)
            else:
                self.recorder.take(f"{table}.{len(rows) + 1}", row)
                rows.append(BroughtAnswer(question=question, text=text, doubtful=doubtful))
        return rows

    def meeting_relations(self) -> list[BroughtRelation]:
        """Return the relations that the partners declared."""
        table = "meeting_relations"
        rows: list[BroughtRelation] = []
        for row in self.recorder.optional_rows(table):
            values = {name: answer.value for name, answer in row.answers.items()}
            kind, doubtful = given.unmarked(values.pop("kind", None) or "", self.instrument)
            relation = given.relation_named(kind, self.instrument)
            if kind and relation is None:
                place = row.answers["kind"].place
                self.recorder.report("value-refused", f"{table}.{len(rows) + 1}.kind", place, kind)
                self.recorder.unplace(kind, place)
            if any(values.values()) or relation:
                self.recorder.take(f"{table}.{len(rows) + 1}", row)
                rows.append(BroughtRelation(**values, kind=relation, doubtful=doubtful))
            else:
                self.recorder.report_empty(table, row)
        return rows
