"""A comparison and a recalibration in short: sentences with names, in which every count says of how many."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..forms import Organisation, Status
from ..forms.naming import short_names
from ..pages.model import Block, Bullets, Heading, Run, Runs, Text, fixed, quoted, strong
from .comparison import Comparison, OwnMotive
from .labels import FEW, InstrumentLabels, edition_notes, names_of
from .recalibration import Change, ChangeCount, History, Recalibration
from .sides import Side
from .verdicts import Cell, MotiveComparison, VoiceAnswer

_CLEAR = (Status.APPLIES, Status.NOT_TICKED)


@attrs.frozen
class ComparisonInShort:
    """The sentences about one comparison, in one language."""

    comparison: Comparison
    labels: InstrumentLabels
    waiting_for: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield who took part; what applies to all who were asked, to some, to one and to none; and what is open."""
        everyone = tuple(self._names_by_id)
        yield Text((*fixed(self._word("asked", n=len(everyone))), Run(" "), *self._with_types()))
        if self.waiting_for:
            yield Text((*fixed(self._word("waiting_for")), Run(" "), *quoted(self._listed(self.waiting_for)), Run(".")))
        yield from self._asked_of_all([row for row in self.comparison.motives if row.offered_to == everyone])
        for who in dict.fromkeys(row.offered_to for row in self.comparison.motives):
            if who and who != everyone:
                yield from self._asked_of(who)
        yield from edition_notes(self.comparison.editions, self.labels)
        yield from self._own_motives()
        yield from self._open()

    def _word(self, key: str, **values: object) -> str:
        return self.labels.word(f"short.{key}", **values)

    # Who

    def _with_types(self) -> Runs:
        sides = self.comparison.organisations
        names = names_of(sides)
        texts = [f"{names[side.id]} ({self.labels.type(side.type).lower()})" for side in sides]
        return (*quoted(self._listed(texts)), Run("."))

    @functools.cached_property
    def _names_by_id(self) -> Mapping[str, str]:
        return names_in_short(self.comparison.organisations)

    def _name(self, organisation: str) -> str:
        return self._names_by_id[organisation]

    def _listed(self, texts: Iterable[str]) -> str:
        return listed(self.labels, texts)

    def _names(self, organisations: Iterable[str]) -> str:
        return self._listed(map(self._name, organisations))

    # What applies to whom

    def _asked_of_all(self, rows: list[MotiveComparison]) -> Iterator[Block]:
        all_, some, one, none = ([row for row in rows if _extent(row) == extent] for extent in range(3, -1, -1))
        for key, group in (("all", all_), ("some", some), ("one", one)):
            if group:
                yield Heading(self._word(key))
                yield Bullets(tuple(map(self._counted, group)))
        yield from self._unticked(none, "none")

    def _asked_of(self, who: tuple[str, ...]) -> Iterator[Block]:
        """Yield what was asked of some of the organisations only, as of one type."""
        rows = [row for row in self.comparison.motives if row.offered_to == who]
        applying = [row for row in rows if row.applies_to]
        said: list[Block] = [Bullets(tuple(map(self._counted, applying)))] if applying else []
        said += self._unticked([row for row in rows if not row.applies_to], "unticked")
        if said:
            yield Heading(self._word("asked_only", who=self._names(who)))
            yield from said

    def _unticked(self, rows: Sequence[MotiveComparison], key: str) -> Iterator[Text]:
        labels = [self._marked(row, row.offered_to) for row in rows if not _open(row)]
        if labels:
            asked = len(rows[0].offered_to)
            yield Text(fixed(self._word(key, n=asked, motives="; ".join(labels))))

    def _counted(self, row: MotiveComparison) -> Runs:
        """Return a motive with how many it applies to, of how many asked, and the names where these are not all."""
        applies, asked, left_open = row.applies_to, row.offered_to, _open(row)
        counted = self.labels.word("compare.count", k=len(applies), n=len(asked))
        names = quoted(f" ({self._names(applies)})") if len(applies) < len(asked) else ()
        more = fixed(self._word("open_in_count", k=left_open)) if left_open else ()
        doubt = fixed(f" [{self.labels.word('brought.doubtful')}]") if row.doubtful else ()
        corrected = self._corrected([row.cell(who) for who in asked])
        return (*fixed(f"{self._label(row)}: {counted}"), *names, *more, *doubt, *fixed(corrected))

    def _label(self, row: MotiveComparison) -> str:
        return self.labels.motive(row.motive)

    def _marked(self, row: MotiveComparison, organisations: Iterable[str]) -> str:
        """Return the label of a motive, with a mark where one of these organisations' answers was corrected."""
        return self._label(row) + self._corrected([row.cell(who) for who in organisations])

    def _corrected(self, cells: Iterable[Cell]) -> str:
        return corrected_mark(self.labels, (voice for cell in cells for voice in cell.voices))

    def _own_motives(self) -> Iterator[Block]:
        own = [
            f"{row.text} ({self._name(row.organisation)}){corrected_mark(self.labels, [row])}"
            for row in self.comparison.other_motives
            if row.text
        ]
        if own:
            yield Text((*strong(self._word("own")), Run(" "), *quoted("; ".join(own))))

    # What is open

    def _open(self) -> Iterator[Block]:
        items = [item for side in self.comparison.organisations for item in self._open_at(side.id)]
        if items:
            yield Heading(self._word("open"))
            yield Bullets(tuple(items))

    def _open_at(self, organisation: str) -> Iterator[Runs]:
        asked = [row for row in self.comparison.motives if organisation in row.offered_to]
        empty = [row for row in asked if row.cell(organisation).status is Status.NOT_FILLED_IN]
        unclear = [row for row in asked if row.cell(organisation).status is Status.UNCLEAR]
        if empty and len(empty) == len(asked):
            yield quoted(self._word("nothing_filled_in", who=self._name(organisation)))
            return
        for key, rows in (("not_filled_in", empty), ("unclear", unclear)):
            if rows:
                motives = "; ".join(self._marked(row, [organisation]) for row in rows)
                yield quoted(self._word(key, who=self._name(organisation), motives=motives))


@attrs.frozen
class RecalibrationInShort:
    """The sentences about one recalibration, in one language: its last step, and who has no form in which round.

    `reminders` say on which forms the answer of the earlier round stood beside the question, and `waiting_for` who was
    asked in the last round and did not answer.
    """

    change: Recalibration
    labels: InstrumentLabels
    step: str
    reminders: tuple[Text, ...] = ()
    waiting_for: tuple[str, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield for each organisation what is new, was kept and was dropped, and which outcomes were realised."""
        yield Text(fixed(self.labels.word("short.step", step=self.step)))
        if self.waiting_for:
            asked = self.labels.word("short.waiting_for_round", round=self.change.rounds[-1].name or "")
            yield Text((*fixed(asked), Run(" "), *quoted(listed(self.labels, self.waiting_for)), Run(".")))
        yield from self.reminders
        names, whole = names_in_short(self.change.organisations), names_of(self.change.organisations)
        for count in self.change.counts(len(self.change.rounds) - 2):
            absent = self._absent_in(count.organisation)
            if absent and whole[count.organisation] in self.waiting_for:
                continue  # named above already
            no_form = (fixed(self.labels.word("short.no_form", rounds=listed(self.labels, absent))),) if absent else ()
            said = no_form or (*self._changes(count), *self._realised(count.organisation))
            if len(names) < FEW:
                yield Heading(names[count.organisation])
                yield Bullets(said)
            else:  # on the one first page, also where organisations are many
                texts = (run for runs in said for run in (*runs, Run(". ")))
                yield Text((*strong(names[count.organisation]), Run(". "), *texts))

    def _absent_in(self, organisation: str) -> list[str]:
        """Return the names of those of the last two rounds in which an organisation has no form."""
        last = enumerate(self.change.rounds[-2:], len(self.change.rounds) - 1)
        absent = [(number, one) for number, one in last if organisation not in [side.id for side in one.organisations]]
        return [one.name or self.labels.word("recalibration.round", number=number) for number, one in absent]

    def _changes(self, count: ChangeCount) -> Iterator[Runs]:
        own = self.change.of(count.organisation)
        for change in (Change.NEW, Change.KEPT, Change.DROPPED, Change.ASKED_OTHERWISE, Change.NOT_COMPARABLE):
            rows = [history for history in own if history.steps[-1].change is change]
            marks = {history.motive: self._corrected([history]) for history in rows}
            if rows:
                counted = self.labels.word("compare.count", k=len(rows), n=count.offered)
                names = "; ".join(self.labels.motive(motive) + mark for motive, mark in marks.items())
                more = self._corrected(rows) if change is Change.KEPT else f" ({names})"
                yield fixed(f"{self.labels.word(f'recalibration.{change}').capitalize()}: {counted}{more}")
        if count.neither == count.offered:
            yield fixed(self.labels.word("short.neither"))

    def _corrected(self, rows: Iterable[History]) -> str:
        answers = (answer for history in rows for answer in history.answers[-2:])
        return corrected_mark(self.labels, (voice for answer in answers for voice in answer.voices))

    def _realised(self, organisation: str) -> Iterator[Runs]:
        """Yield how many outcomes of the round before were realised, out of those that were answered."""
        answers = [answer for history in self.change.of(organisation) for answer in history.answers[-2].realisations]
        if answers:
            said = [answer.realised for answer in answers]
            parts = [
                f"{said.count(one)} {self.labels.word(f'recalibration.realised.{one}')}" for one in dict.fromkeys(said)
            ]
            yield fixed(self.labels.word("short.realised", n=len(said), answers=", ".join(parts)))


def names_in_short(sides: Iterable[Side]) -> dict[str, str]:
    """Return the name of each organisation by id, whole where they are few, and short where they are many."""
    names = names_of(sides)
    if len(names) <= FEW:
        return names
    return dict(zip(names, short_names(Organisation(name, id=id) for id, name in names.items()), strict=True))


def listed(labels: InstrumentLabels, texts: Iterable[str]) -> str:
    """Return texts as a sentence lists them: "A, B and C"."""
    *first, last = texts
    return labels.word("short.and", first=", ".join(first), last=last) if first else last


def corrected_mark(labels: InstrumentLabels, answers: Iterable[VoiceAnswer | OwnMotive]) -> str:
    """Return a mark where somebody corrected one of these answers afterwards; "" where nobody did."""
    corrected = any(answer.is_corrected for answer in answers)
    return f" [{labels.word('label.corrected').lower()}]" if corrected else ""


def _open(row: MotiveComparison) -> int:
    """Return the number of organisations that were asked and left open whether the motive applies."""
    return sum(cell.status.was_asked and cell.status not in _CLEAR for cell in row.cells)


def _extent(row: MotiveComparison) -> int:
    """Return 3 where a motive applies to all who were asked, 2 to some of them, 1 to one, and 0 to none."""
    applies, asked = len(row.applies_to), len(row.offered_to)
    return 3 if applies == asked else min(applies, 2)
