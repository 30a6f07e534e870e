"""A sheet of answers made into a form, with the evidence of each value and what was doubtful about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ..findings import Evidence, Finding, Passage, Place
from ..forms import (
    Agreement,
    AlignmentForm,
    CommitmentForm,
    DeclaredRelation,
    Form,
    Invitation,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    Participant,
    Partnership,
    PreparationForm,
    is_negative,
)
from ..instrument import Instrument
from ..text import matching_key
from . import layout
from .assembling_given import GivenAssembler
from .assembling_partners import PartnersAssembler, own_answers, partners_of
from .facts import Usage, fact_of
from .identity import Identity, Named
from .partners import derived
from .passed import answer_to
from .sheet import Sheet
from .telling import Telling

Fields = dict[str, Any]  # Any: what the class of a form takes


@attrs.define
class Assembled:
    """A form with everything that is said about it."""

    form: Form
    findings: list[Finding]
    evidence: dict[str, Evidence]
    unplaced: list[Passage]


def assemble(
    sheet: Sheet, instrument: Instrument, phase: str, type: str | None, identity: Identity | None
) -> Assembled:
    """The form that a sheet of answers makes."""
    return _Assembler(Telling(sheet, instrument), phase, type, identity).assembled()


@attrs.frozen
class _Assembler:
    tell: Telling
    phase: str
    type: str | None
    identity: Identity | None

    @property
    def instrument(self) -> Instrument:
        return self.tell.instrument

    @property
    def sheet(self) -> Sheet:
        return self.tell.sheet

    def assembled(self) -> Assembled:
        common = self._common()
        form = {"preparation": self._preparation, "alignment": self._alignment, "commitment": self._commitment}[
            self.phase
        ](common)
        return Assembled(
            form=form,
            findings=[*self.sheet.findings, *self.tell.findings],
            evidence=self.tell.evidence,
            unplaced=[*self.sheet.unplaced, *self.tell.unplaced, *self._not_derived(form)],
        )

    def _not_derived(self, form: Form) -> Iterator[Passage]:
        """What stands where the document shows something told from the form, and is not that."""
        texts = {matching_key(text) for text in derived(form)} if isinstance(form, AlignmentForm) else set()
        shown = (*self.sheet.legend, *self.sheet.derived)
        yield from (passage for passage in shown if matching_key(passage.text) not in texts)

    # ---- single values

    def _common(self) -> Fields:
        identity = self.identity
        invitation = Invitation(**{field.rpartition(".")[2]: self.tell.value(field) for field in layout.INVITATION})
        name = self.tell.value("partnership.name")
        self._compare_name("partnership.name", identity.partnership if identity else Named(), name)
        asked = [q.id for q in self.instrument.questions_of(self.phase) if q.answered_by != "each"]
        answers = {question: answer_to(self.tell, question) for question in asked}
        asks = layout.ASKED in self.sheet.answers
        made: Fields = {
            "instrument": self.instrument,
            "asks_research": asks,
            "research": self.tell.value(layout.ASKED) if asks else None,
            "partnership": Partnership(name, id=(identity.partnership.id or None) if identity else None),
            "round": self._stated("round", identity.round if identity else None),
            "invitation": invitation,
            "answers": {key: text for key, text in answers.items() if text is not None},
            "participants": self._records("participants", Participant),
        }
        return {**made, "id": identity.form} if identity else made

    def _stated(self, field: str, known: str | None) -> str | None:
        """A value that the identity states too: what stands in the document counts, and a difference is told."""
        value = self.tell.value(field)
        if known is None or value == known:
            return value
        place = self.tell.evidence[field].place if field in self.tell.evidence else Place()
        if value is None:
            self.tell.evidence[field] = Evidence(field=field, how="identity", place=place, seen=known)
        self.tell.find("differs-from-identity", field, place, known)
        return known if value is None else value

    def _compare_name(self, field: str, named: Named, name: str | None) -> None:
        """Tell where a name was changed: the form may have gone to somebody else."""
        if named.differs(name):
            place = self.tell.evidence[field].place if field in self.tell.evidence else Place()
            self.tell.find("differs-from-identity", field, place, name or "")

    def _organisation(self) -> Organisation:
        own = self.identity.organisations[0] if self.identity and self.identity.organisations else Named()
        name = self.tell.value("organisation.name")
        self._compare_name("organisation.name", own, name)
        if self.phase == "commitment":
            kind = self._stated("organisation.type", self.identity.type if self.identity else None)
        else:
            kind = self.type
        return Organisation(
            name,
            type=kind,
            id=own.id or None,
            sector=self.tell.value("organisation.sector"),
            ownership=self.tell.value("organisation.ownership"),
        )

    # ---- records

    def _filled(self, table: str) -> Iterable[dict[str, str | None]]:
        """The rows of a table that hold anything, with their evidence under the number they get."""
        rows = self.tell.rows(table)
        for number, row in enumerate((row for row in rows if row.filled), start=1):
            yield self.tell.taken(f"{table}.{number}", row)
        for row in rows:
            if not row.filled:
                self.tell.lost(table, row)

    def _records(self, table: str, kind: Any) -> list[Any]:  # Any: a class of rows, and its rows
        return [kind(**values) for values in self._filled(table)]

    # ---- phase 1

    def _preparation(self, common: Fields) -> Form:
        given = GivenAssembler(self.tell)
        usage = Usage.of(tick for ticks in self.sheet.ticks.values() for tick in ticks)
        motives = [self._motive(motive.id, usage) for motive in self.instrument.offered(self.type or "")]
        self._refuse_motives({answer.motive for answer in motives})
        return PreparationForm(
            **common,
            organisation=self._organisation(),
            respondent=self.tell.value("respondent"),
            motives=motives,
            other_motives=self._records("other_motives", OtherMotive),
            previous_round=self.tell.value(layout.RENEWED) if layout.RENEWED in self.sheet.answers else None,
            previous=given.previous([answer.motive for answer in motives]),
            previous_other=given.previous_other(),
        )

    def _motive(self, motive: str, usage: Usage) -> MotiveAnswer:
        box, beside = f"motives.{motive}.ticked", f"motives.{motive}.outcome"
        outcome = self.tell.value(beside)
        denied = outcome is not None and is_negative(outcome, self.instrument)
        if denied:
            self.tell.find("outcome-negative", beside, self.tell.evidence[beside].place, outcome or "")
        ticks = self.sheet.ticks.get(motive, [])
        ticked, doubts = fact_of(ticks, usage, None if denied else outcome)
        for doubt in doubts:
            self.tell.find(doubt.code, box, doubt.place, doubt.seen)
        if ticks and beside not in self.tell.evidence:
            self.tell.find("place-missing", beside)
        if ticks:
            seen = "\n".join(tick.seen for tick in ticks)
            self.tell.evidence[box] = Evidence(field=box, how=ticks[0].how, place=ticks[0].place, seen=seen)
        return MotiveAnswer(motive, ticked=ticked, outcome=outcome)

    def _refuse_motives(self, offered: set[str]) -> None:
        """Motives that are not offered to this type of organisation: told, and kept as unplaced text."""
        for motive, ticks in self.sheet.ticks.items():
            if motive not in offered:
                for tick in ticks:
                    self.tell.find("value-refused", f"motives.{motive}", tick.place, tick.seen)
                    self.tell.unplaced.append(Passage(text=tick.seen, place=tick.place))
        for field, answers in self.sheet.answers.items():
            table, _, rest = field.partition(".")
            if table == "motives" and rest.rpartition(".")[0] not in offered:
                for answer in answers:
                    if answer.value is not None:
                        self.tell.unplaced.append(Passage(text=answer.seen, place=answer.place))

    # ---- phase 2

    def _alignment(self, common: Fields) -> Form:
        partners = partners_of(self.tell, self.identity)
        beside = PartnersAssembler(self.tell, partners)
        return AlignmentForm(
            **common,
            organisations=partners.by_number.values(),
            relations=self._records("relations", DeclaredRelation),
            own_answers=own_answers(self.tell, partners, self.phase),
            brought=beside.motives(),
            brought_other=beside.others(),
            brought_answers=beside.answers(),
            marked=any("shared" in row.answers for row in self.sheet.rows.get("overview", ())),
        )

    # ---- phase 3

    def _commitment(self, common: Fields) -> Form:
        given = GivenAssembler(self.tell)
        return CommitmentForm(
            **common,
            organisation=self._organisation(),
            respondent=self.tell.value("respondent"),
            agreements=self._records("agreements", Agreement),
            brought=given.own_motives(),
            brought_other=given.own_others(),
            meeting_answers=given.meeting_answers(),
            meeting_relations=given.meeting_relations(),
        )
