"""Phase 2 read back: who the partners are, what they bring from phase 1, and what each takes home."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from ..findings import Place
from ..forms import BroughtAnswer, BroughtMotive, BroughtOtherMotive, Organisation, OwnAnswer, Status
from ..instrument import Instrument
from ..text import matching_key, slug
from .cells import Answer
from .identity import Identity, Named
from .known import known_of
from .partners import Partners, Who, numbers_in
from .sheet import Row
from .telling import Telling


def partners_of(tell: Telling, identity: Identity | None) -> Partners:
    """The partners that the list of partners names, by their number in it."""
    table, taken = "organisations", set[str]()
    rows = dict(_numbered(tell.rows(table)))
    named = _sent(rows, identity)
    found: dict[int, Organisation] = {}
    for number, row in rows.items():
        sent = named.get(number, Named())
        own = sent.id or None
        if own is None and not any(answer.value for answer in row.answers.values()):
            tell.lost(table, row)
            continue
        values = tell.taken(f"{table}.{len(found) + 1}", row)
        keys = {matching_key(text) for text in (values.get("name"), own or slug(values.get("name") or "")) if text}
        if keys & taken:
            tell.refuse(table, row)
            continue
        taken |= keys
        field = f"{table}.{len(found) + 1}.name"
        if sent.differs(values.get("name")):
            place = tell.evidence[field].place if field in tell.evidence else Place()
            tell.find("differs-from-identity", field, place, values.get("name") or "")
        found[number] = Organisation(values.pop("name", None), id=own, **values)
    return Partners(found, tell.instrument, sent=named, legend=tuple(tell.sheet.legend))


def _numbered(rows: list[Row]) -> Iterator[tuple[int, Row]]:
    """The rows by their number; one whose number is taken, by the first that is free."""
    taken: set[int] = set()
    for position, row in enumerate(rows, start=1):
        number = row.index or position
        while number in taken:
            number += 1
        taken.add(number)
        yield number, row


def _sent(rows: Mapping[int, Row], identity: Identity | None) -> dict[int, Named]:
    """What the identity says of the partner of each row: the one of that name, else the one of that number."""
    left = dict(enumerate(identity.organisations if identity else (), start=1))
    found: dict[int, Named] = {}
    for number, row in rows.items():
        name = row.value("name")
        alike = [sent for sent, named in left.items() if name and named.check and not named.differs(name)]
        if alike:
            found[number] = left.pop(number if number in alike else alike[0])
    for number in rows:
        if number not in found and number in left:
            found[number] = left.pop(number)
    return found


def own_answers(tell: Telling, partners: Partners, phase: str) -> list[OwnAnswer]:
    """What each organisation answers for itself."""
    everyone = partners.by_number.values()
    known = {matching_key(text) for partner in everyone for text in (partner.name, partner.id) if text}
    found = []
    for question in (q for q in tell.instrument.questions_of(phase) if q.answered_by == "each"):
        table, number = f"own_answers.{question.id}", 0
        for row in tell.rows(table):
            who, text = row.value("organisation"), row.value("text")
            if text is not None:
                number += 1
                tell.taken(f"{table}.{number}", row)
                found.append(OwnAnswer(question=question.id, organisation=who, text=text))
            elif who is not None and matching_key(who) not in known:
                tell.unplace(who, row.answers["organisation"].place)
    return found


@attrs.define
class _Side:
    """What is known of a motive of one partner, before it is a row of a form."""

    statuses: list[tuple[Status, Answer]] = attrs.field(factory=list)
    outcomes: list[Answer] = attrs.field(factory=list)
    unsure: list[tuple[Place, str]] = attrs.field(factory=list)
    doubtful: bool = False


@attrs.define
class PartnersAssembler:
    """Makes rows of the tables that lay the partners side by side."""

    tell: Telling
    partners: Partners
    sides: dict[tuple[str, int], _Side] = attrs.field(factory=dict)

    @property
    def instrument(self) -> Instrument:
        """The instrument of the form."""
        return self.tell.instrument

    def _rows(self, table: str) -> list[Row]:
        return self.tell.sheet.rows.get(table, [])

    def _who(self, row: Row, tagged: int = 0) -> Who | None:
        """The partner that a row is of; a row without a name is of the partner that its tags name."""
        answer = row.answers.get("organisation")
        if answer is None or not answer.value:
            known = tagged in self.partners.by_number
            return Who(tagged, sure=row.tagged) if known else None
        found = self.partners.named(answer.value, tagged)
        if found is not None:
            self.tell.unplace(found.rest, answer.place)
        return found if found is not None and self._organisation(found.number) else None

    def _organisation(self, number: int) -> str | None:
        partner = self.partners.by_number.get(number)
        return partner.id if partner else None

    def _side(self, motive: str, who: Who) -> _Side:
        side = self.sides.setdefault((motive, who.number), _Side())
        side.doubtful = side.doubtful or who.doubtful
        return side

    # ---- motives

    def motives(self) -> list[BroughtMotive]:
        """What the partners bring about motives: statuses of the overview, and outcomes."""
        self._missing({self._overview_row(row) for row in self._rows("overview")})
        for motive in self.instrument.motives:
            for row in self._rows(f"outcomes.{motive.id}"):
                self._outcome_row(motive.id, row)
        order = [motive.id for motive in self.instrument.motives]
        places = sorted(self.sides, key=lambda place: (order.index(place[0]), self._place_of(place[1])))
        return [self._motive(f"brought.{n}", *place) for n, place in enumerate(places, start=1)]

    def _place_of(self, number: int) -> int:
        return list(self.partners.by_number).index(number)

    def _missing(self, found: set[str | None]) -> None:
        """Tell which motives have no row in an overview that is there."""
        lost = [motive for motive in self.instrument.motives if motive.id not in found]
        if found and lost:
            labels = (motive.label[self.instrument.languages[0]] for motive in lost)
            self.tell.find("place-missing", "brought", None, " / ".join(labels))

    def _motive_in(self, row: Row) -> str | None:
        """The motive that a row names, or that its tags stand for."""
        known, labels = (
            known_of(self.instrument),
            {motive.id: motive.label.values() for motive in self.instrument.motives},
        )
        text = row.value("motive") or ""
        near = None if known.motive(text) else known.near_motive(text)[0]
        named = known.motive(text) or self.tell.near(near, labels.get(near or "", ()), row, "motive", "brought")
        tagged = list(labels)[row.index - 1] if 0 < row.index <= len(labels) else None
        if named is None and tagged is not None and text:
            self.tell.find("label-differs", "brought", row.answers["motive"].place, text)
            self.tell.unplace(text, row.answers["motive"].place)
        return named or tagged

    def _overview_row(self, row: Row) -> str | None:
        """Take a row of the overview; gives the motive that it is about."""
        motive = self._motive_in(row)
        if motive is None:
            self.tell.refuse("overview", row)
            return None
        if text := row.value("shared"):
            self.tell.sheet.tell_derived(text, row.answers["shared"].place)
        for status in Status:
            answer = row.answers.get(status.value)
            if answer is not None:
                self._overview_cell(motive, status, answer)
        return motive

    def _overview_cell(self, motive: str, status: Status, answer: Answer) -> None:
        for code in answer.codes:
            self.tell.find(code, "brought", answer.place, answer.seen)
        numbers, rest = numbers_in(answer.value or "", self.instrument)
        for number, doubtful in numbers:
            who = self.partners.numbered(number)
            if who is None or not self._organisation(who.number):
                rest = f"{number} {rest}"
                continue
            side = self._side(motive, attrs.evolve(who, doubtful=doubtful))
            side.statuses.append((status, answer))
            side.unsure += [] if who.sure else [(answer.place, str(number))]
        if rest.strip():
            self.tell.find("value-refused", "brought", answer.place, rest)
            self.tell.unplace(rest, answer.place)

    def _outcome_row(self, motive: str, row: Row) -> None:
        who = self._who(row, row.index)
        outcome = row.answers.get("outcome")
        if who is None:
            self.tell.refuse(f"outcomes.{motive}", row)
        elif outcome is not None and outcome.value is None and (motive, who.number) not in self.sides:
            self.tell.lost(f"outcomes.{motive}", row)
        elif outcome is not None:
            side = self._side(motive, who)
            side.outcomes.append(outcome)
            side.unsure += [] if who.sure else [(outcome.place, row.value("organisation") or "")]

    def _motive(self, field: str, motive: str, number: int) -> BroughtMotive:
        side = self.sides[motive, number]
        for place, seen in side.unsure:
            self.tell.find("partner-unsure", field, place, seen)
        return BroughtMotive(
            organisation=self._organisation(number),
            motive=motive,
            status=self._status(f"{field}.status", side),
            outcome=self._outcome(f"{field}.outcome", side),
            doubtful=side.doubtful,
        )

    def _status(self, field: str, side: _Side) -> Status:
        statuses = list(dict.fromkeys(status for status, _ in side.statuses))
        answers = [attrs.evolve(answer, codes=()) for _, answer in side.statuses]
        if answers:
            self.tell.witness(field, answers)
        else:
            self.tell.find("place-missing", field)
        if len(statuses) > 1:
            self.tell.find("choice-contradicts", field, answers[-1].place, answers[-1].seen)
        return statuses[0] if len(statuses) == 1 else Status.UNCLEAR

    def _outcome(self, field: str, side: _Side) -> str | None:
        said = [answer.value for answer in side.outcomes if answer.value]
        if told := [answer for answer in side.outcomes if answer.value is not None or answer.codes]:
            self.tell.witness(field, told)
        if len(said) > 1:
            self.tell.find("answered-twice", field, side.outcomes[-1].place, side.outcomes[-1].seen)
        return "\n".join(dict.fromkeys(said)) or None

    # ---- other motives, and answers that were shared

    def others(self) -> list[BroughtOtherMotive]:
        """The motives of their own that the partners bring."""
        return self._of_partners("brought_other", BroughtOtherMotive, ("text", "outcome"))

    def answers(self) -> list[BroughtAnswer]:
        """The answers of phase 1 that the partners bring, by question."""
        found: list[BroughtAnswer] = []
        for question in self.instrument.questions_of("preparation"):
            table = f"brought_answers.{question.id}"
            found += self._of_partners(table, BroughtAnswer, ("text",), len(found), question=question.id)
        return found

    def _of_partners(
        self, table: str, kind: Callable[..., Any], columns: tuple[str, ...], before: int = 0, **more: str
    ) -> list[Any]:  # Any: a class of rows, and its rows
        found: list[Any] = []  # Any: as above
        for row in self._rows(table):
            values = {name: row.value(name) for name in columns}
            who = self._who(row)
            if not any(values.values()):
                self.tell.lost(table, row)
            elif who is None:
                self.tell.refuse(table, row)
            else:
                field = f"{table.partition('.')[0]}.{before + len(found) + 1}"
                self.tell.taken(field, row)
                if not who.sure:
                    label = row.answers["organisation"]
                    self.tell.find("partner-unsure", field, label.place, label.seen)
                found.append(kind(organisation=self._organisation(who.number), **values, doubtful=who.doubtful, **more))
        return found
