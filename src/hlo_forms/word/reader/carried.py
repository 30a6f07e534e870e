"""Reading back the prefilled text of phase 1 (from the round before) and of phase 3 (from the phases before)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from ...basics.text import matching_key, slug
from ...forms import (
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    Organisation,
    OwnAnswer,
    PreviousMotive,
    PreviousOtherMotive,
    Status,
)
from ...instrument.model import Instrument
from ...readings.findings import Place
from ..carried import (
    PartnerMatch,
    Partners,
    label_of,
    name_of,
    numbers_in,
    parse_previous,
    relation_named,
    status_named,
    without_doubt_mark,
)
from ..identity import Identity, NamedParty
from .cells import Answer
from .evidence import Recorder
from .labels import labels_of
from .state import CollectedRow


@attrs.frozen
class CarriedAssembler:
    """Makes rows from the text carried over to one organisation, as it stands in the document."""

    recorder: Recorder

    @property
    def instrument(self) -> Instrument:
        """Return the instrument of the form."""
        return self.recorder.instrument

    def _note(self, row: CollectedRow, field: str) -> bool:
        """Return whether a row has the mark of a doubt; other text beside it is no answer, as in a moved row."""
        answer = row.answers.get("note")
        if answer is None or answer.value is None:
            return False
        rest, doubtful = without_doubt_mark(answer.value, self.instrument)
        if rest.strip():
            self.recorder.report("value-refused", field, answer.place, rest)
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
        for name, answers_there in (("outcome", before), ("realised", realised)):
            filled = [answer for answer in answers_there if answer.value]
            if len(filled) > 1:
                self.recorder.report("answered-twice", f"{field}.{name}", filled[-1].place, filled[-1].seen)
        if before and not realised:
            self.recorder.report("place-missing", f"{field}.realised", before[0].place)
        choice = choices[0] if len(choices) == 1 else None
        if text is None:
            if any(answer.seen for answer in realised):  # its boxes are there, so the document had an answer
                self.recorder.report("place-missing", f"{field}.ticked", realised[0].place)
            return PreviousMotive(motive, ticked=None, realised=choice) if choice else None
        parts = parse_previous(text, self.instrument)
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
                doubtful = self._note(row, f"{table}.{len(rows) + 1}")
                rows.append(PreviousOtherMotive(**values, doubtful=doubtful))
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

    def _named_motive(self, row: CollectedRow, field: str) -> str | None:
        labels, text = labels_of(self.instrument), row.value("motive") or ""
        if (exact := labels.motive(text)) is not None:
            self.recorder.unplace_signs(row.answers.get("motive"), self.instrument.motive(exact).label.values())
            return exact
        near = labels.near_motive(text)[0]
        wordings = self.instrument.motive(near).label.values() if near else ()
        return self.recorder.near(near, wordings, row, "motive", field)

    def _status(self, row: CollectedRow, field: str) -> tuple[Status, bool]:
        answer = row.answers.get("status")
        bare, doubtful = without_doubt_mark(answer.value or "", self.instrument) if answer else ("", False)
        status = status_named(bare, self.instrument)
        if status is not None:
            self.recorder.unplace_signs(
                answer and attrs.evolve(answer, value=bare), self.instrument.words[f"status.{status.value}"].values()
            )
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
                doubtful = self._note(row, f"{table}.{len(rows) + 1}")
                rows.append(BroughtOtherMotive(text=row.value("text"), outcome=row.value("outcome"), doubtful=doubtful))
            else:
                self.recorder.report_empty(table, row)
        return rows

    def meeting_answers(self) -> list[BroughtAnswer]:
        """Return the answers of phase 2, by question."""
        table, labels = "meeting_answers", labels_of(self.instrument)
        rows: list[BroughtAnswer] = []
        for row in self.recorder.optional_rows(table):
            label, doubtful = without_doubt_mark(row.value("question") or "", self.instrument)
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
            kind, doubtful = without_doubt_mark(values.pop("kind", None) or "", self.instrument)
            relation = relation_named(kind, self.instrument)
            if kind and relation is None:
                place = row.answers["kind"].place
                self.recorder.report("value-refused", f"{table}.{len(rows) + 1}.kind", place, kind)
                self.recorder.unplace(kind, place)
            if any(values.values()) or relation:
                self.recorder.take(f"{table}.{len(rows) + 1}", row)
                if "kind" not in row.answers:
                    self.recorder.report("place-missing", f"{table}.{len(rows) + 1}.kind")
                rows.append(BroughtRelation(**values, kind=relation, doubtful=doubtful))
            else:
                self.recorder.report_empty(table, row)
        return rows


def partners_of(recorder: Recorder, identity: Identity | None) -> Partners:
    """Return the partners in the list of partners, by their number in it."""
    table, seen = "organisations", set[str]()
    rows = dict(_numbered(recorder.rows(table)))
    stated = _sent(rows, identity)
    partners: dict[int, Organisation] = {}
    for number, row in rows.items():
        sent = stated.get(number, NamedParty())
        own = sent.id or None
        if own is None and not any(answer.value for answer in row.answers.values()):
            recorder.report_empty(table, row)
            continue
        values = recorder.take(f"{table}.{len(partners) + 1}", row)
        keys = {matching_key(text) for text in (values.get("name"), own or slug(values.get("name") or "")) if text}
        if keys & seen:
            recorder.refuse(table, row)
            continue
        seen |= keys
        recorder.compare_name(f"{table}.{len(partners) + 1}.name", sent, values.get("name"))
        partners[number] = Organisation(values.pop("name", None), id=own, **values)
    return Partners(partners, recorder.instrument, sent=stated, legend=tuple(recorder.collected.legend))


def _numbered(rows: list[CollectedRow]) -> Iterator[tuple[int, CollectedRow]]:
    """Yield the rows by their number; a row whose number is taken gets the first that is free."""
    taken: set[int] = set()
    for position, row in enumerate(rows, start=1):
        number = row.index or position
        while number in taken:
            number += 1
        taken.add(number)
        yield number, row


def _sent(rows: Mapping[int, CollectedRow], identity: Identity | None) -> dict[int, NamedParty]:
    """Return the identity's entry for the partner of each row: the one of that name, else the one of that number.

    People change, swap and move the names in the list; each outcome stays with the partner that wrote it.
    """
    left = dict(enumerate(identity.organisations if identity else (), start=1))
    matches: dict[int, NamedParty] = {}
    for number, row in rows.items():
        name = row.value("name")
        alike = [sent for sent, named in left.items() if name and named.check and not named.differs(name)]
        if alike:
            matches[number] = left.pop(number if number in alike else alike[0])
    for number in rows:
        if number not in matches and number in left:
            matches[number] = left.pop(number)
    return matches


def own_answers(recorder: Recorder, partners: Partners, phase: str) -> list[OwnAnswer]:
    """Return the answers that each organisation gives for itself."""
    everyone = partners.by_number.values()
    spelled = [text for partner in everyone for text in (partner.name, partner.id) if text]
    names = set(map(matching_key, spelled))
    answers = []
    for question in (q for q in recorder.instrument.questions_of(phase) if q.answered_by == "each"):
        table, number = f"own_answers.{question.id}", 0
        for row in recorder.rows(table):
            who, text = row.value("organisation"), row.value("text")
            recorder.unplace_signs(row.answers.get("organisation"), spelled)
            if text is not None:
                number += 1
                recorder.take(f"{table}.{number}", row)
                answers.append(OwnAnswer(question=question.id, organisation=who, text=text))
            elif who is not None and matching_key(who) not in names:
                recorder.unplace(who, row.answers["organisation"].place)
    return answers


_FEW = 3  # how many times more pairs have a status than lack one, where those are missing


@attrs.define
class _Side:
    """A partner's statuses, outcomes and doubts about one motive, before they make a row of a form."""

    statuses: list[tuple[Status, Answer]] = attrs.field(factory=list)
    outcomes: list[Answer] = attrs.field(factory=list)
    unsure: list[tuple[Place, str]] = attrs.field(factory=list)
    doubtful: bool = False


@attrs.define
class PartnersAssembler:
    """Makes rows of the tables that lay the partners side by side."""

    recorder: Recorder
    partners: Partners
    sides: dict[tuple[str, int], _Side] = attrs.field(factory=dict)

    @property
    def instrument(self) -> Instrument:
        """Return the instrument of the form."""
        return self.recorder.instrument

    def _who(self, row: CollectedRow, tagged: int = 0) -> PartnerMatch | None:
        """Return the partner of a row; a row without a name belongs to the partner that its tags name."""
        answer = row.answers.get("organisation")
        if answer is None or not answer.value:
            return PartnerMatch(tagged, sure=row.tagged) if tagged in self.partners.by_number else None
        match = self.partners.match(answer.value, tagged)
        if match is not None:
            self.recorder.unplace(match.rest, answer.place)
            partner = self.partners.by_number[match.number]
            self.recorder.unplace_signs(answer, (label_of(match.number, partner), name_of(partner)))
        return match if match is not None and self._organisation(match.number) else None

    def _organisation(self, number: int) -> str | None:
        partner = self.partners.by_number.get(number)
        return partner.id if partner else None

    def _side(self, motive: str, who: PartnerMatch) -> _Side:
        side = self.sides.setdefault((motive, who.number), _Side())
        side.doubtful = side.doubtful or who.doubtful
        return side

    # ---- motives

    def motives(self) -> list[BroughtMotive]:
        """Return what the partners bring about motives: statuses of the overview, and outcomes."""
        self._report_missing({self._overview_row(row) for row in self.recorder.optional_rows("overview")})
        for motive in self.instrument.motives:
            for row in self.recorder.optional_rows(f"outcomes.{motive.id}"):
                self._outcome_row(motive.id, row)
        self._report_partners_missing()
        order = [motive.id for motive in self.instrument.motives]
        numbers = list(self.partners.by_number)
        places = sorted(self.sides, key=lambda place: (order.index(place[0]), numbers.index(place[1])))
        return [self._motive(f"brought.{n}", *place) for n, place in enumerate(places, start=1)]

    def _report_missing(self, motives: set[str | None]) -> None:
        """Report the motives without a row in an overview that is there."""
        missing = [motive for motive in self.instrument.motives if motive.id not in motives]
        if motives and missing:
            labels = (motive.label[self.instrument.languages[0]] for motive in missing)
            self.recorder.report("place-missing", "brought", None, " / ".join(labels))

    def _report_partners_missing(self) -> None:
        """Report the partners without a status for a motive, on an overview that has one for nearly every pair.

        A form of phase 2 has one for each pair; a form that was put together otherwise has few.
        """
        pairs = {pair for pair, side in self.sides.items() if side.statuses}
        everyone = [number for number in self.partners.by_number if self._organisation(number)]
        missing = [(m, n) for m in self.instrument.motives for n in everyone if (m.id, n) not in pairs]
        if pairs and missing and len(missing) * _FEW <= len(pairs):
            named = (f"{motive.label[self.instrument.languages[0]]}: {number}" for motive, number in missing)
            self.recorder.report("place-missing", "brought", None, " / ".join(named))

    def _motive_in(self, row: CollectedRow) -> str | None:
        """Return the motive that a row names, or that its tags stand for."""
        labels = labels_of(self.instrument)
        wordings = {motive.id: motive.label.values() for motive in self.instrument.motives}
        text = row.value("motive") or ""
        near = None if labels.motive(text) else labels.near_motive(text)[0]
        named = labels.motive(text) or self.recorder.near(near, wordings.get(near or "", ()), row, "motive", "brought")
        self.recorder.unplace_signs(row.answers.get("motive"), wordings.get(labels.motive(text) or "", ()))
        tagged = list(wordings)[row.index - 1] if 0 < row.index <= len(wordings) else None
        if named is None and tagged is not None and text:
            self.recorder.report("label-differs", "brought", row.answers["motive"].place, text)
            self.recorder.unplace(text, row.answers["motive"].place)
        return named or tagged

    def _overview_row(self, row: CollectedRow) -> str | None:
        """Take a row of the overview, and return the motive that it is about."""
        motive = self._motive_in(row)
        if motive is None:
            self.recorder.refuse("overview", row)
            return None
        if text := row.value("shared"):
            self.recorder.collected.add_computed(text, row.answers["shared"].place)
        for status in Status:
            answer = row.answers.get(status.value)
            if answer is not None:
                self._overview_cell(motive, status, answer)
        return motive

    def _overview_cell(self, motive: str, status: Status, answer: Answer) -> None:
        numbers, rest = numbers_in(answer.value or "", self.instrument)
        for code in answer.codes if not numbers else ():
            self.recorder.report(code, "brought", answer.place, answer.seen)
        for number, doubtful in numbers:
            who = self.partners.match_number(number)
            if who is None or not self._organisation(who.number):
                rest = f"{number} {rest}"
                continue
            side = self._side(motive, attrs.evolve(who, doubtful=doubtful))
            side.statuses.append((status, answer))
            side.unsure += [] if who.sure else [(answer.place, str(number))]
        if rest.strip():
            self.recorder.report("value-refused", "brought", answer.place, rest)
            self.recorder.unplace(rest, answer.place)

    def _outcome_row(self, motive: str, row: CollectedRow) -> None:
        who = self._who(row, row.index)
        outcome = row.answers.get("outcome")
        if who is None:
            self.recorder.refuse(f"outcomes.{motive}", row)
        elif outcome is not None and outcome.value is None and (motive, who.number) not in self.sides:
            self.recorder.report_empty(f"outcomes.{motive}", row)
        elif outcome is not None:
            side = self._side(motive, who)
            side.outcomes.append(outcome)
            side.unsure += [] if who.sure else [(outcome.place, row.value("organisation") or "")]

    def _motive(self, field: str, motive: str, number: int) -> BroughtMotive:
        side = self.sides[motive, number]
        for place, seen in side.unsure:
            self.recorder.report("partner-unsure", field, place, seen)
        status = self._status(f"{field}.status", side)
        if side.statuses and status in (Status.APPLIES, Status.UNCLEAR) and not side.outcomes:
            self.recorder.report("place-missing", f"{field}.outcome")  # the document had a row for it
        return BroughtMotive(
            organisation=self._organisation(number),
            motive=motive,
            status=status,
            outcome=self._outcome(f"{field}.outcome", side),
            doubtful=side.doubtful,
        )

    def _status(self, field: str, side: _Side) -> Status:
        statuses = list(dict.fromkeys(status for status, _ in side.statuses))
        answers = [answer for _, answer in side.statuses]
        if answers:
            self.recorder.add_evidence(field, answers)
        else:
            self.recorder.report("place-missing", field)
        if len(statuses) > 1:
            self.recorder.report("choice-contradicts", field, answers[-1].place, answers[-1].seen)
        return statuses[0] if len(statuses) == 1 else Status.UNCLEAR

    def _outcome(self, field: str, side: _Side) -> str | None:
        texts = [answer.value for answer in side.outcomes if answer.value]
        if answers := [answer for answer in side.outcomes if answer.value is not None or answer.codes]:
            self.recorder.add_evidence(field, answers)
        if len(texts) > 1:
            self.recorder.report("answered-twice", field, side.outcomes[-1].place, side.outcomes[-1].seen)
        return "\n".join(dict.fromkeys(texts)) or None

    # ---- other motives, and answers that were shared

    def others(self) -> list[BroughtOtherMotive]:
        """Return the partners' own motives."""
        return self._partner_rows("brought_other", BroughtOtherMotive, ("text", "outcome"))

    def answers(self) -> list[BroughtAnswer]:
        """Return the answers of phase 1 that the partners bring, by question."""
        answers: list[BroughtAnswer] = []
        for question in self.instrument.questions_of("preparation"):
            table = f"brought_answers.{question.id}"
            answers += self._partner_rows(table, BroughtAnswer, ("text",), len(answers), question=question.id)
        return answers

    def _partner_rows(
        self, table: str, kind: Callable[..., Any], columns: tuple[str, ...], before: int = 0, **more: str
    ) -> list[Any]:  # Any: a class of rows, and its rows
        made: list[Any] = []  # Any: as above
        for row in self.recorder.optional_rows(table):
            values = {name: row.value(name) for name in columns}
            who = self._who(row)
            if not any(values.values()):
                self.recorder.report_empty(table, row)
            elif who is None:
                self.recorder.refuse(table, row)
            else:
                field = f"{table.partition('.')[0]}.{before + len(made) + 1}"
                self.recorder.take(field, row)
                if not who.sure:
                    label = row.answers["organisation"]
                    self.recorder.report("partner-unsure", field, label.place, label.seen)
                made.append(kind(organisation=self._organisation(who.number), **values, doubtful=who.doubtful, **more))
        return made
