"""What was given along from the round before to phase 1, and from the phases before to phase 3, read back."""

from __future__ import annotations

import attrs

from ..findings import Place
from ..forms import (
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    PreviousMotive,
    PreviousOtherMotive,
    Status,
)
from ..instrument import Instrument
from . import given
from .known import known_of
from .sheet import Row
from .telling import Telling


@attrs.frozen
class GivenAssembler:
    """Makes rows of what was given along to one organisation, as it stands in the document."""

    tell: Telling

    @property
    def instrument(self) -> Instrument:
        """The instrument of the form."""
        return self.tell.instrument

    def _rows(self, table: str) -> list[Row]:
        return self.tell.sheet.rows.get(table, [])

    def _note(self, row: Row, column: str) -> bool:
        """Does a cell hold the mark of a doubt? Whatever else it says belongs to no answer."""
        answer = row.answers.get(column)
        if answer is None or answer.value is None:
            return False
        rest, doubtful = given.unmarked(answer.value, self.instrument)
        self.tell.unplace(rest, answer.place)
        return doubtful

    # ---- phase 1, a year later

    def previous(self, motives: list[str]) -> list[PreviousMotive]:
        """What was answered in the round before about these motives."""
        found: list[PreviousMotive] = []
        for motive in motives:
            row = self._previous(motive)
            if row is not None:
                found.append(row)
        return found

    def _previous(self, motive: str) -> PreviousMotive | None:
        answers, field = self.tell.sheet.answers, f"previous.{motive}"
        before, realised = (answers.get(f"{field}.{name}", []) for name in ("before", "realised"))
        text = "\n".join(answer.value for answer in before if answer.value) or None
        choices = list(dict.fromkeys(answer.value for answer in realised if answer.value))
        if before:
            self.tell.witness(f"{field}.outcome", before)
        if realised:
            self.tell.witness(f"{field}.realised", realised)
        if len(choices) > 1:
            self.tell.find("choice-contradicts", f"{field}.realised", realised[0].place, " / ".join(choices))
        chosen = choices[0] if len(choices) == 1 else None
        if text is None:
            return PreviousMotive(motive, realised=chosen) if chosen else None
        said = given.before_of(text, self.instrument)
        if said is None:
            self.tell.find("place-missing", f"{field}.ticked", before[0].place, text)
        ticked, outcome, doubtful = said or (None, text, False)
        return PreviousMotive(motive, ticked=ticked, outcome=outcome, realised=chosen, doubtful=doubtful)

    def previous_other(self) -> list[PreviousOtherMotive]:
        """The motives that the organisation added in the round before."""
        table = "previous_other"
        found: list[PreviousOtherMotive] = []
        for row in self._rows(table):
            if row.filled:
                self.tell.taken(f"{table}.{len(found) + 1}", row)
                values = {name: row.value(name) for name in ("text", "outcome", "realised")}
                found.append(PreviousOtherMotive(**values, doubtful=self._note(row, "note")))
            else:
                self.tell.lost(table, row)
        return found

    # ---- phase 3

    def own_motives(self) -> list[BroughtMotive]:
        """The motives that an organisation brings to phase 3."""
        found: dict[str, BroughtMotive] = {}
        for row in self._rows("brought"):
            motive = self._named_motive(row, f"brought.{len(found) + 1}.motive")
            if motive is None or motive in found:
                self.tell.refuse("brought", row)
                continue
            status, doubtful = self._status(row, f"brought.{len(found) + 1}")
            self.tell.taken(f"brought.{len(found) + 1}", row)
            found[motive] = BroughtMotive(motive=motive, status=status, outcome=row.value("outcome"), doubtful=doubtful)
        return list(found.values())

    def _named_motive(self, row: Row, field: str) -> str | None:
        known, text = known_of(self.instrument), row.value("motive") or ""
        if (exact := known.motive(text)) is not None:
            return exact
        near = known.near_motive(text)[0]
        labels = self.instrument.motive(near).label.values() if near else ()
        return self.tell.near(near, labels, row, "motive", field)

    def _status(self, row: Row, field: str) -> tuple[Status, bool]:
        answer = row.answers.get("status")
        bare, doubtful = given.unmarked(answer.value or "", self.instrument) if answer else ("", False)
        status = given.status_named(bare, self.instrument)
        if status is not None:
            return status, doubtful
        place = answer.place if answer else Place()
        if bare:
            self.tell.unplace(bare, place)
        self.tell.find("value-refused" if bare else "place-missing", f"{field}.status", place, bare)
        return Status.UNCLEAR, doubtful

    def own_others(self) -> list[BroughtOtherMotive]:
        """The motives of its own that an organisation brings to phase 3."""
        table = "brought_other"
        found: list[BroughtOtherMotive] = []
        for row in self._rows(table):
            if row.value("text") or row.value("outcome"):
                self.tell.taken(f"{table}.{len(found) + 1}", row)
                doubtful = self._note(row, "note")
                found.append(
                    BroughtOtherMotive(text=row.value("text"), outcome=row.value("outcome"), doubtful=doubtful)
                )
            else:
                self.tell.lost(table, row)
        return found

    def meeting_answers(self) -> list[BroughtAnswer]:
        """What was said in phase 2, by question."""
        table, known = "meeting_answers", known_of(self.instrument)
        found: list[BroughtAnswer] = []
        for row in self._rows(table):
            label, doubtful = given.unmarked(row.value("question") or "", self.instrument)
            exact, text = known.question(label, "alignment"), row.value("text")
            near = None if exact else known.near_question(label, "alignment")[0]
            labels = self.instrument.question(near).label.values() if near else ()
            field = f"{table}.{len(found) + 1}.question"
            question = exact or self.tell.near(near, labels, row, "question", field)
            if text is None:
                self.tell.lost(table, row)
            elif question is None:
                self.tell.refuse(table, row)
            else:
                self.tell.taken(f"{table}.{len(found) + 1}", row)
                found.append(BroughtAnswer(question=question, text=text, doubtful=doubtful))
        return found

    def meeting_relations(self) -> list[BroughtRelation]:
        """The relations that the partners declared."""
        table = "meeting_relations"
        found: list[BroughtRelation] = []
        for row in self._rows(table):
            values = {name: answer.value for name, answer in row.answers.items()}
            kind, doubtful = given.unmarked(values.pop("kind", None) or "", self.instrument)
            known = given.relation_named(kind, self.instrument)
            if kind and known is None:
                place = row.answers["kind"].place
                self.tell.find("value-refused", f"{table}.{len(found) + 1}.kind", place, kind)
                self.tell.unplace(kind, place)
            if any(values.values()) or known:
                self.tell.taken(f"{table}.{len(found) + 1}", row)
                found.append(BroughtRelation(**values, kind=known, doubtful=doubtful))
            else:
                self.tell.lost(table, row)
        return found
