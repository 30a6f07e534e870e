"""The rows of the form's tables, made from the collected ones: each column is understood by its kind."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from ...basics.text import matching_key, slug, without_format
from ...forms import BroughtMotive, Organisation, Status
from ...forms.field_ids import PARTS
from ...forms.fields import Kind
from ...instrument.model import Instrument
from ...readings.findings import Place
from ..carried import PartnerMatch, Partners, label_of, name_of, status_in
from ..columns import DoubtKind, FormNames, Meaning, MotiveKind, PartnerKind, QuestionKind, TextKind
from ..fields import RecordColumn, Records, keys_of
from ..identity import Identity, NamedParty
from ..relations import SENTENCE, parts_of
from .cells import Answer, remainder
from .evidence import Recorder
from .labels import labels_of
from .state import CollectedRow

_ORDERED = (MotiveKind, QuestionKind, PartnerKind)


def _about(records: Records) -> RecordColumn | None:
    """Return the column with the motive, question or partner that each row is printed for; None if it has none."""
    return next((c for c in records.columns if c.kind.printed and isinstance(c.kind, _ORDERED)), None)


@attrs.frozen
class RowMaker:
    """Makes the rows of a form out of the collected ones, by the kinds of their columns."""

    recorder: Recorder
    names: FormNames

    @classmethod
    def of(cls, recorder: Recorder, partners: Partners | None = None) -> RowMaker:
        """Return a maker that knows the motives, the questions that are carried over, and these partners."""
        labels = labels_of(recorder.instrument)

        def motive(text: str) -> tuple[str | None, bool]:
            exact = labels.motive(text)
            near = None if exact else labels.near_motive(text)[0]
            return exact or near, near is not None

        def question(text: str) -> tuple[str | None, bool]:
            exact = labels.question(text, "alignment")
            near = None if exact else labels.near_question(text, "alignment")[0]
            return exact or near, near is not None

        none = Partners({}, recorder.instrument)
        return cls(recorder, FormNames(recorder.instrument, motive, question, partners or none))

    def rows(self, records: Records, phase: str, after: int = 0, **more: str) -> list[Any]:  # Any: a row of any class
        """Return the rows of a table, or of the tables that a document has of it for each motive or question.

        They come `after` so many of the same part of the form.
        """
        made: list[Any] = []  # Any: as above
        make: Any = PARTS[records.part].row  # Any: a class of rows
        for key in keys_of(records, self.names.instrument, phase):
            table, before = f"{records.name}.{key}".removesuffix("."), len(made)
            fields = table if PARTS[records.part].kind is Kind.BY_QUESTION else records.part
            more = {**more, **({records.by: key} if records.by else {})}
            once: set[str] = set()
            rows = self.recorder.optional_rows(table) if records.carried else self.recorder.rows(table, records.part)
            self._doubt_displaced(records, rows)
            if not records.carried:
                kinds = ((column.name, column.kind) for column in records.columns)
                texts = (name for name, kind in kinds if not (kind.printed or kind.is_closed))
                self.recorder.doubt_shifted(rows, texts, records.least)
            for row in (self._apart(row, table) for row in self._in_order(records, rows)):
                number = after + len(made) + 1 - (before if fields == table else 0)
                values = self._row(records, fields, f"{fields}.{number}", row, once)
                made += [make(**values, **more)] if values is not None else []
        return made

    def _doubt_displaced(self, records: Records, rows: list[CollectedRow]) -> None:
        """Doubt what stands beside another question, motive or partner than it was written for: cells were swapped.

        A row that was moved as a whole takes its label along, and in the order of the labels the numbers rise still.
        """
        printed = _about(records)
        named = [row for row in rows if printed is not None and self._rank(printed, row) < self._last]
        for row in _displaced(self._in_order(records, named)):
            row.doubt("label-differs")
        bare = not all(row.tagged for row in named)  # else the controls tell which is which
        once = printed is not None and bare and (bool(records.by) or not isinstance(printed.kind, PartnerKind))
        ranks = Counter(self._rank(printed, row) for row in named if printed is not None and once)
        for row in named if max(ranks.values(), default=0) > 1 else ():
            row.doubt("answered-twice")  # of two rows about one motive, question or partner, one came from elsewhere

    def _in_order(self, records: Records, rows: list[CollectedRow]) -> list[CollectedRow]:
        """Return the rows in the order in which the form keeps them: people move rows, and fields are numbered so."""
        printed = _about(records)
        return rows if printed is None else sorted(rows, key=lambda row: self._rank(printed, row))

    def _rank(self, printed: RecordColumn, row: CollectedRow) -> int:
        """Return the place of what a row is about among motives, questions or partners; the last if that is unknown."""
        return self._ranks.get((type(printed.kind), self.meaning(printed, row).value), self._last)

    @functools.cached_property
    def _ranks(self) -> dict[tuple[type[TextKind], str | None], int]:
        """The places of the motives and questions of the instrument and those of the partners, by kind and id."""
        instrument, partners = self.names.instrument, self.names.partners.by_number.values()
        motives, questions = ([part.id for part in parts] for parts in (instrument.motives, instrument.questions))
        every = ((MotiveKind, motives), (QuestionKind, questions), (PartnerKind, [one.id for one in partners]))
        return {(kind, id): at for kind, ids in every for at, id in enumerate(ids)}

    @property
    def _last(self) -> int:
        """The place after all of these."""
        return len(self._ranks)

    def _apart(self, row: CollectedRow, table: str) -> CollectedRow:
        """Return a row whose sentence is taken apart into the columns that it stands for."""
        answer = row.answers.get(SENTENCE)
        if answer is None or answer.value is None:
            return row
        language = self.recorder.collected.language
        texts = (answer.value, without_format(answer.value))
        parts = next((parts for text in texts if (parts := parts_of(text, self.names.instrument, language))), None)
        if parts is None:
            self.recorder.report("value-refused", table, answer.place, answer.seen)
            self.recorder.unplace(answer.value, answer.place)
        apart = attrs.evolve(row, answers={name: answer._replace(value=text) for name, text in (parts or {}).items()})
        for name, cell in row.answers.items():
            if name != SENTENCE:
                apart.take(name, cell)
        return apart

    def _row(
        self, records: Records, table: str, field: str, row: CollectedRow, once: set[str]
    ) -> dict[str, Any] | None:  # Any: texts and a flag
        """Return the values of a row, with their evidence; None if it says nothing, or is about nothing we know."""
        cells = [(column, self.meaning(column, row)) for column in records.columns]
        values: dict[str, Any] = {column.name: meaning.value for column, meaning in cells}  # Any: as above
        if not any(values[name] for name in records.says):
            if records.carried or not row.filled:  # else a name that stands there anyhow, and waits for an answer
                self.recorder.report_empty(table, row)
            self._tell_empty(cells, row, field)
            return None
        motives = {
            values[column.name] for column, _ in cells if column.kind.printed and isinstance(column.kind, MotiveKind)
        }
        if any(values[column.name] is None for column, _ in cells if column.kind.printed) or motives & once:
            self.recorder.refuse(table, row)
            return None
        once |= motives
        self.recorder.take(field, row)
        for column, meaning in cells:
            self.tell(column, row, field, meaning)
        doubts = {"doubtful": any(meaning.doubtful for _, meaning in cells)} if records.carried else {}
        return {
            column.name: values[column.name] for column, _ in cells if not isinstance(column.kind, DoubtKind)
        } | doubts

    def meaning(self, column: RecordColumn, row: CollectedRow) -> Meaning:
        """Return the meaning of a cell; the boxes of a choice were read with the cell."""
        return column.kind.meaning(row.value(column.name) or "", self.names)

    def tell(self, column: RecordColumn, row: CollectedRow, field: str, meaning: Meaning) -> None:
        """Report the doubts about what a cell of a row means, and unplace the text that says nothing."""
        answer = row.answers.get(column.name)
        field = field if column.kind.is_of_row else f"{field}.{column.name}"
        if answer is None or answer.value is None:
            if meaning.code or (answer is None and column.kind.is_closed):
                self.recorder.report("place-missing", field, answer.place if answer else None)
            return
        if meaning.code:
            seen = meaning.rest if meaning.code == "value-refused" else answer.seen
            self.recorder.report(meaning.code, field, answer.place, seen)
        if meaning.code == "label-near":
            self.recorder.unplace(remainder(answer.value, meaning.spelled), answer.place)
        self.recorder.unplace(meaning.rest, answer.place)
        self.recorder.unplace_signs(answer, meaning.spelled)

    def _tell_empty(self, cells: list[tuple[RecordColumn, Meaning]], row: CollectedRow, field: str) -> None:
        """Tell what stands in a row without an answer, but for the names that are printed there anyhow."""
        names = set(map(matching_key, self.names.partners.names))
        for column, meaning in cells:
            answer = row.answers.get(column.name)
            if answer is None or answer.value is None:
                continue
            if meaning.value and not column.kind.printed and matching_key(answer.value) not in names:
                self.recorder.unplace(answer.value, answer.place)
            elif meaning.code == "partner-unsure":
                self.recorder.unplace(meaning.rest, answer.place)
            else:
                self.tell(column, row, field, meaning)


def _displaced(rows: list[CollectedRow]) -> Iterator[CollectedRow]:
    """Yield the rows, in the order of their labels, whose number is that of another, and those that have room for none.

    A row without controls had a number between those before and after it; the last one of a table is of the last row.
    """
    numbered = [row for row in rows if row.index and row.tagged]
    indexes = sorted(row.index for row in numbered)
    yield from (row for row, index in zip(numbered, indexes, strict=True) if row.index != index)
    bare: list[CollectedRow] = []
    before = CollectedRow(0)
    for row in numbered and [*rows, CollectedRow(max(len(rows), *indexes) + 1, tagged=True)]:
        if not row.index or not row.tagged:
            bare.append(row)
            continue
        yield from (before, *bare, row) if bare and row.index - before.index <= len(bare) else ()
        bare, before = [], row


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
        values: dict[str, Any] = recorder.take(f"{table}.{len(partners) + 1}", row)  # Any: the values of fields
        keys = {matching_key(text) for text in (values.get("name"), own or slug(values.get("name") or "")) if text}
        if keys & seen:
            recorder.refuse(table, row)
            continue
        seen |= keys
        recorder.compare_name(f"{table}.{len(partners) + 1}.name", sent, values.get("name"))
        partners[number] = Organisation(values.pop("name", None), id=own, **values)
    names = {number: row.answers["name"] for number, row in rows.items() if "name" in row.answers}
    unsure = frozenset(number for number, name in names.items() if not _MOVED.isdisjoint(name.codes))
    return Partners(partners, recorder.instrument, sent=stated, unsure=unsure)


_MOVED = frozenset({"answered-twice", "cells-merged", "label-differs", "matched-by-position", "place-unsure"})
"""The doubts about a name after which nobody can tell which partner it is of."""


def _numbered(rows: list[CollectedRow]) -> Iterator[tuple[int, CollectedRow]]:
    """Yield the rows by their number; a row that has none, or one that is taken, gets the first that is free."""
    numbers, taken = {row.index for row in rows}, set[int]()
    for position, row in enumerate(rows, start=1):
        number = row.index or position
        while number in taken or (number != row.index and number in numbers):
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


_FEW = 3  # how many times more pairs have a status than lack one, where those are missing


@attrs.define(eq=False, repr=False)
class _Side:
    """A partner's statuses, outcomes and doubts about one motive, before they make a row of a form."""

    statuses: list[tuple[Status, Answer]] = attrs.field(factory=list)
    outcomes: list[Answer] = attrs.field(factory=list)
    unsure: list[tuple[Place, str]] = attrs.field(factory=list)
    doubtful: bool = False


@attrs.define(eq=False, repr=False)
class PartnersAssembler:
    """Makes rows of the tables that lay the partners side by side."""

    recorder: Recorder
    partners: Partners
    sides: dict[tuple[str, int], _Side] = attrs.field(factory=dict)
    heads: set[str] = attrs.field(factory=set)

    @property
    def instrument(self) -> Instrument:
        """Return the instrument of the form."""
        return self.recorder.instrument

    def _who(self, row: CollectedRow, tagged: int) -> PartnerMatch | None:
        """Return the partner of a row; a row without a name belongs to the partner that its tags name."""
        answer = row.answers.get("organisation")
        if answer is None or not answer.value:
            return PartnerMatch(tagged, sure=row.tagged) if self._organisation(tagged) else None
        match = self.partners.match(answer.value, tagged)
        known = answer.value in self.heads
        self.heads.add(answer.value)
        if match is None and not known:
            self.recorder.unplace(answer.value, answer.place)
        elif match is not None and not known:
            self.recorder.unplace(match.rest, answer.place)
            partner = self.partners.by_number[match.number]
            self.recorder.unplace_signs(
                answer, (label_of(match.number, partner), name_of(partner), *self.partners.heads)
            )
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
        for motive in self.instrument.motives:
            for row in self.recorder.optional_rows(f"overview.{motive.id}"):
                self._status_cell(motive.id, row)
            for row in self.recorder.optional_rows(f"outcomes.{motive.id}"):
                self._outcome_row(motive.id, row)
        self._report_missing()
        order = [motive.id for motive in self.instrument.motives]
        numbers = list(self.partners.by_number)
        ranks = {id: at for at, id in enumerate([*numbers, *order])}
        places = sorted(self.sides, key=lambda place: (ranks[place[0]], ranks[place[1]]))
        return [self._motive(f"brought.{n}", *place) for n, place in enumerate(places, start=1)]

    def _report_missing(self) -> None:
        """Report the motives without a row in an overview that is there, and the partners without a status for one.

        The latter on an overview that has a status for nearly every pair: a form that was put together otherwise has
        few.
        """
        there = {name.partition(".")[2] for name in self.recorder.collected.rows if name.startswith("overview.")}
        pairs = {pair for pair, side in self.sides.items() if side.statuses}
        everyone = [number for number in self.partners.by_number if self._organisation(number)]
        labels = {motive.id: motive.label[self.instrument.languages[0]] for motive in self.instrument.motives}
        rows = [label for id, label in labels.items() if there and id not in there]
        cells = [f"{label}: {n}" for id, label in labels.items() for n in everyone if (id, n) not in pairs]
        for missing in (rows, cells if len(cells) * _FEW <= len(pairs) else []):
            if missing:
                self.recorder.report("place-missing", "brought", None, " / ".join(missing))

    def _status_cell(self, motive: str, row: CollectedRow) -> None:
        """Take a cell of the picture of all motives: the sign of what a partner answered."""
        who, answer = self._who(row, row.index), row.answers["status"]
        meaning = status_in(answer.value, self.instrument) if answer.value else None
        if who is not None and meaning is not None:
            side = self._side(motive, who)
            side.doubtful = side.doubtful or meaning[1]
            side.statuses.append((meaning[0], answer))
            side.unsure += [] if who.sure else [(answer.place, row.value("organisation") or "")]
            return
        for code in answer.codes:
            self.recorder.report(code, "brought", answer.place, answer.seen)
        if answer.value:
            self.recorder.report("value-refused", "brought", answer.place, answer.value)
            self.recorder.unplace(answer.value, answer.place)

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
        if texts and len(side.outcomes) > 1:
            self.recorder.report("answered-twice", field, side.outcomes[-1].place, side.outcomes[-1].seen)
        return "\n".join(dict.fromkeys(texts)) or None
