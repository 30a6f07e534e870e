"""A sheet of answers made into a form, with the evidence of each value and what was doubtful about it."""

from __future__ import annotations

from collections.abc import Iterable
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
    OwnAnswer,
    Participant,
    Partnership,
    PreparationForm,
    is_negative,
)
from ..instrument import Instrument
from ..text import matching_key, slug
from . import layout
from .cells import Answer
from .facts import Usage, fact_of
from .identity import Identity, Named
from .sheet import Row, Sheet

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
    return _Assembler(sheet, instrument, phase, type, identity).assembled()


@attrs.define
class _Assembler:
    sheet: Sheet
    instrument: Instrument
    phase: str
    type: str | None
    identity: Identity | None
    findings: list[Finding] = attrs.field(factory=list)
    evidence: dict[str, Evidence] = attrs.field(factory=dict)
    unplaced: list[Passage] = attrs.field(factory=list)

    def assembled(self) -> Assembled:
        common = self._common()
        form = {"preparation": self._preparation, "alignment": self._alignment, "commitment": self._commitment}[
            self.phase
        ](common)
        return Assembled(
            form=form,
            findings=[*self.sheet.findings, *self.findings],
            evidence=self.evidence,
            unplaced=[*self.sheet.unplaced, *self.unplaced],
        )

    def _find(self, code: str, field: str | None, place: Place | None = None, seen: str = "") -> None:
        self.findings.append(Finding(code=code, field=field, place=place or Place(), seen=seen))

    # ---- single values

    def _value(self, field: str) -> str | None:
        """The value of a field, with its evidence; texts that stand more than once go below each other."""
        found = self.sheet.answers.get(field, [])
        if not found:
            if field.partition(".")[0] not in ("invitation", "motives"):  # the sender's own words; told per motive
                self._find("place-missing", field)
            return None
        self._witness(field, found)
        said = list(dict.fromkeys(answer.value for answer in found if answer.value is not None))
        if len(found) > 1 and said and any(answer.how == found[-1].how for answer in found[:-1]):
            self._find("answered-twice", field, found[-1].place, found[-1].seen)
        if field in layout.OPTIONS_OF and len(said) > 1:
            self._find("choice-contradicts", field, found[0].place, " / ".join(said))
            return None
        return "\n".join(said) or None

    def _witness(self, field: str, found: list[Answer]) -> None:
        first = next((answer for answer in found if answer.value is not None), found[0])
        seen = "\n".join(answer.seen for answer in found if answer.seen)
        self.evidence[field] = Evidence(field=field, how=first.how, place=first.place, seen=seen)
        for answer in found:
            for code in answer.codes:
                self._find(code, field, answer.place, answer.seen)

    def _common(self) -> Fields:
        identity = self.identity
        invitation = Invitation(**{field.rpartition(".")[2]: self._value(field) for field in layout.INVITATION})
        name = self._value("partnership.name")
        self._compare_name("partnership.name", identity.partnership if identity else Named(), name)
        asked = [q.id for q in self.instrument.questions_of(self.phase) if q.answered_by != "each"]
        answers = {question: self._value(f"answers.{question}") for question in asked}
        made: Fields = {
            "instrument": self.instrument,
            "partnership": Partnership(name, id=(identity.partnership.id or None) if identity else None),
            "round": self._stated("round", identity.round if identity else None),
            "invitation": invitation,
            "answers": {key: text for key, text in answers.items() if text is not None},
            "participants": self._records("participants", Participant),
        }
        return {**made, "id": identity.form} if identity else made

    def _stated(self, field: str, known: str | None) -> str | None:
        """A value that the identity states too: what stands in the document counts, and a difference is told."""
        value = self._value(field)
        if known is None or value == known:
            return value
        place = self.evidence[field].place if field in self.evidence else Place()
        if value is None:
            self.evidence[field] = Evidence(field=field, how="identity", place=place, seen=known)
        self._find("differs-from-identity", field, place, known)
        return known if value is None else value

    def _compare_name(self, field: str, named: Named, name: str | None) -> None:
        """Tell where a name was changed: the form may have gone to somebody else."""
        if named.differs(name):
            place = self.evidence[field].place if field in self.evidence else Place()
            self._find("differs-from-identity", field, place, name or "")

    def _organisation(self) -> Organisation:
        own = self.identity.organisations[0] if self.identity and self.identity.organisations else Named()
        name = self._value("organisation.name")
        self._compare_name("organisation.name", own, name)
        if self.phase == "commitment":
            kind = self._stated("organisation.type", self.identity.type if self.identity else None)
        else:
            kind = self.type
        return Organisation(
            name,
            type=kind,
            id=own.id or None,
            sector=self._value("organisation.sector"),
            ownership=self._value("organisation.ownership"),
        )

    # ---- records

    def _rows(self, table: str) -> list[Row]:
        if table not in self.sheet.rows:
            self._find("place-missing", table)
        return self.sheet.rows.get(table, [])

    def _filled(self, table: str) -> Iterable[dict[str, str | None]]:
        """The rows of a table that hold anything, with their evidence under the number they get."""
        rows = self._rows(table)
        for number, row in enumerate((row for row in rows if row.filled), start=1):
            yield self._taken(f"{table}.{number}", row)
        for row in rows:
            if not row.filled:
                self._contradictions(table, row)

    def _taken(self, field: str, row: Row) -> dict[str, str | None]:
        for column, answer in row.answers.items():
            self._witness(f"{field}.{column}", [answer])
        return {column: answer.value for column, answer in row.answers.items()}

    def _contradictions(self, table: str, row: Row) -> None:
        for column, answer in row.answers.items():
            for code in answer.codes:
                self._find(code, f"{table}.{row.index}.{column}", answer.place, answer.seen)

    def _records(self, table: str, kind: Any) -> list[Any]:  # Any: a class of rows, and its rows
        return [kind(**values) for values in self._filled(table)]

    # ---- phase 1

    def _preparation(self, common: Fields) -> Form:
        usage = Usage.of(tick for ticks in self.sheet.ticks.values() for tick in ticks)
        motives = [self._motive(motive.id, usage) for motive in self.instrument.offered(self.type or "")]
        self._refuse_motives({answer.motive for answer in motives})
        return PreparationForm(
            **common,
            organisation=self._organisation(),
            respondent=self._value("respondent"),
            motives=motives,
            other_motives=self._records("other_motives", OtherMotive),
        )

    def _motive(self, motive: str, usage: Usage) -> MotiveAnswer:
        box, beside = f"motives.{motive}.ticked", f"motives.{motive}.outcome"
        outcome = self._value(beside)
        denied = outcome is not None and is_negative(outcome, self.instrument)
        if denied:
            self._find("outcome-negative", beside, self.evidence[beside].place, outcome or "")
        ticks = self.sheet.ticks.get(motive, [])
        ticked, doubts = fact_of(ticks, usage, None if denied else outcome)
        for doubt in doubts:
            self._find(doubt.code, box, doubt.place, doubt.seen)
        if ticks and beside not in self.evidence:
            self._find("place-missing", beside)
        if ticks:
            seen = "\n".join(tick.seen for tick in ticks)
            self.evidence[box] = Evidence(field=box, how=ticks[0].how, place=ticks[0].place, seen=seen)
        return MotiveAnswer(motive, ticked=ticked, outcome=outcome)

    def _refuse_motives(self, offered: set[str]) -> None:
        """Motives that are not offered to this type of organisation: told, and kept as unplaced text."""
        for motive, ticks in self.sheet.ticks.items():
            if motive not in offered:
                for tick in ticks:
                    self._find("value-refused", f"motives.{motive}", tick.place, tick.seen)
                    self.unplaced.append(Passage(text=tick.seen, place=tick.place))
        for field, answers in self.sheet.answers.items():
            table, _, rest = field.partition(".")
            if table == "motives" and rest.rpartition(".")[0] not in offered:
                for answer in answers:
                    if answer.value is not None:
                        self.unplaced.append(Passage(text=answer.seen, place=answer.place))

    # ---- phase 2

    def _alignment(self, common: Fields) -> Form:
        organisations = self._organisations()
        return AlignmentForm(
            **common,
            organisations=organisations,
            relations=self._records("relations", DeclaredRelation),
            own_answers=self._own_answers(organisations),
        )

    def _organisations(self) -> list[Organisation]:
        ids = dict(enumerate(self.identity.organisations if self.identity else (), start=1))
        found: list[Organisation] = []
        taken: set[str] = set()
        for position, row in enumerate(self._rows("organisations"), start=1):
            named = ids.pop(row.index or position, Named())
            own = named.id or None
            if own is None and not any(answer.value for answer in row.answers.values()):
                self._contradictions("organisations", row)
                continue
            values = self._taken(f"organisations.{len(found) + 1}", row)
            keys = {matching_key(text) for text in (values.get("name"), own or slug(values.get("name") or "")) if text}
            if keys & taken:
                self._refuse_row("organisations", row)
                continue
            taken |= keys
            self._compare_name(f"organisations.{len(found) + 1}.name", named, values.get("name"))
            found.append(Organisation(values.pop("name", None), id=own, **values))
        return found

    def _refuse_row(self, table: str, row: Row) -> None:
        for column, answer in row.answers.items():
            if answer.value is not None:
                self._find("value-refused", f"{table}.{row.index}.{column}", answer.place, answer.seen)
                self.unplaced.append(Passage(text=answer.seen, place=answer.place))

    def _own_answers(self, organisations: list[Organisation]) -> list[OwnAnswer]:
        known = {matching_key(text) for partner in organisations for text in (partner.name, partner.id) if text}
        found = []
        for question in (q for q in self.instrument.questions_of(self.phase) if q.answered_by == "each"):
            table, number = f"own_answers.{question.id}", 0
            for row in self._rows(table):
                who, text = row.value("organisation"), row.value("text")
                if text is not None:
                    number += 1
                    self._taken(f"{table}.{number}", row)
                    found.append(OwnAnswer(question=question.id, organisation=who, text=text))
                elif who is not None and matching_key(who) not in known:
                    self.unplaced.append(Passage(text=who, place=row.answers["organisation"].place))
        return found

    # ---- phase 3

    def _commitment(self, common: Fields) -> Form:
        return CommitmentForm(
            **common,
            organisation=self._organisation(),
            respondent=self._value("respondent"),
            agreements=self._records("agreements", Agreement),
        )
