"""The page of a recalibration: motives from round to round, outcomes, and what was realised."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence

import attrs

from ..pages.model import (
    Block,
    Heading,
    Page,
    PageRow,
    PageTable,
    Run,
    Runs,
    Section,
    Text,
    fixed,
    in_lines,
    quoted,
    section,
    strong,
)
from ..pages.shown import makes_page_of
from .comparison import OwnMotive
from .labels import FEW, Checks, InstrumentLabels, edition_notes, names_of
from .recalibration import Change, Gap, History, Realisation, Recalibration, RoundAnswer, Step
from .sides import Side
from .text_changes import Part, TextChange

_BOLD = (Change.NEW, Change.KEPT, Change.DROPPED)


@makes_page_of(Recalibration)
def _(change: Recalibration, language: str) -> Page:
    page = RecalibrationPage.of(change, language)
    return Page(title=page.title, locale=language, details=tuple(page.details()), sections=tuple(page.sections()))


@attrs.frozen
class RecalibrationPage:
    """The parts of the page of a recalibration, in one language. Only where `named` voices have their names on it."""

    change: Recalibration
    labels: InstrumentLabels
    checks: Checks
    named: bool = False

    @classmethod
    def of(cls, change: Recalibration, language: str, *, listed: bool = True, named: bool = False) -> RecalibrationPage:
        """Return the page in a language of the instrument."""
        labels = InstrumentLabels(change.instrument, language)
        return cls(change, labels, Checks(labels, listed), named)

    # Who and when

    @property
    def title(self) -> str:
        """The title of the page."""
        return self.labels.word("recalibration.title")

    def name(self, organisation: str) -> str:
        """Return the name of an organisation."""
        return names_of(self.change.organisations)[organisation]

    def voice(self, organisation: str, respondent: str | None) -> str:
        """Return the name of a voice of an organisation, or its number over all rounds."""
        answers = [answer for history in self.change.of(organisation) for answer in history.answers]
        told = [one.respondent for answer in answers for one in answer.realisations]
        others = (one for round in self.change.rounds for one in round.realisations_of_others)
        told += [one.respondent for one in others if one.organisation == organisation]
        voices = dict.fromkeys([voice.respondent for answer in answers for voice in answer.voices] + told)
        return self.labels.voice(respondent, [*voices], named=self.named)

    def round(self, number: int) -> str:
        """Return the name of a round, from 0; with its number where another round has the same name."""
        names = [round.name for round in self.change.rounds]
        name = names[number]
        if not name:
            return self.labels.word("recalibration.round", number=number + 1)
        return name if names.count(name) == 1 else f"{name} ({number + 1})"

    @property
    def rounds(self) -> list[str]:
        """The names of the rounds, in order."""
        return [self.round(number) for number in range(len(self.change.rounds))]

    def step(self, number: int) -> str:
        """Return the step from a round to the next, in words."""
        return self._between(number, number + 1)

    def details(self) -> list[tuple[str, Runs]]:
        """Return partnership, organisations and rounds, each with its label, as far as known."""
        partnership = self.change.partnership
        names = [self.name(side.id) for side in self.change.organisations]
        organisations = in_lines(map(quoted, names)) if len(names) <= FEW else quoted("; ".join(names))
        cells = {
            "label.partnership.name": quoted(partnership.name or partnership.id or ""),
            "recalibration.organisations": organisations,
            "recalibration.rounds": quoted("; ".join(self.rounds)),
        }
        return [(self.labels.word(key), cell) for key, cell in cells.items() if any(run.text for run in cell)]

    # Sections

    def sections(self) -> Iterator[Section]:
        """Yield everything on the page."""
        yield from self.opening()
        for side in self.change.organisations:
            yield from section(self.name(side.id), self.organisation(side))
        yield from self.checks.section()

    def opening(self) -> Iterator[Section]:
        """Yield the counts of all organisations, and who has no form in a round."""
        yield from section(self.labels.word("recalibration.heading.counts"), [*self.explained(), self.counts()])
        yield from section(self.labels.word("recalibration.heading.gaps"), self.absences())

    def explained(self, *, reminded: int | None = None) -> Iterator[Block]:
        """Yield the meaning of the words for changes, and of the marks in texts.

        Where the page told before which answers stood beside the questions of a step, that is `reminded`.
        """
        yield Text(fixed(self.labels.word("recalibration.explained")))
        steps = (step for history in self.change.histories for step in history.steps)
        if any(texts.earlier and texts.later and texts.differs for step in steps for _, texts in step.outcomes):
            yield Text(fixed(self.labels.word("recalibration.marks")))
        yield from edition_notes(self.change.editions, self.labels)
        for number in range(len(self.change.rounds) - 1):
            yield from self.reminders(number) if number != reminded else ()

    def counts(self) -> PageTable:
        """Return how many motives of each organisation were new, kept and so on, from round to round."""
        rows = []
        for number in range(len(self.change.rounds) - 1):
            if len(self.change.rounds) > 2:
                rows.append(PageRow((quoted(self.step(number)),), group=True))
            for count in self.change.counts(number):
                numbers = [*(getattr(count, change) for change in self.change.changes), count.offered]
                rows.append(PageRow((quoted(self.name(count.organisation)), *(fixed(str(one)) for one in numbers))))
        keys = [
            "label.organisation.name",
            *(f"recalibration.{change}" for change in self.change.changes),
            "compare.column.offered",
        ]
        steps = "; ".join(map(self.step, range(len(self.change.rounds) - 1)))
        widths = (5, 2, 2, 2, 3, 3, 3) if len(keys) == 7 else (4, 2, 2, 3, 3, 3, 4, 2)
        table = self.labels.table("recalibration.caption.counts", keys, rows, widths, rounds=steps)
        return attrs.evolve(table, numbers=range(1, len(keys)))

    def reminders(self, number: int) -> Iterator[Text]:
        """Yield in which forms of a step the answer of the earlier round stood beside the question."""
        who = [self.name(count.organisation) for count in self.change.counts(number) if count.reminded]
        if who:
            rounds = {"earlier": self.round(number), "later": self.round(number + 1)}
            yield Text(quoted(self.labels.word("recalibration.reminded", who="; ".join(who), **rounds)))

    def absences(self, *, before: int | None = None) -> Iterator[Block]:
        """Yield which organisations have no form in which round, or in which of those `before` one."""
        for number, round in enumerate(self.change.rounds[:before]):
            present = {side.id for side in round.organisations}
            left = [self.name(side.id) for side in self.change.organisations if side.id not in present]
            if left:
                words = self.labels.word("recalibration.absent", round=self.round(number), who="; ".join(left))
                yield Text(quoted(words))

    def organisation(self, side: Side) -> Iterator[Block]:
        """Yield everything about one organisation."""
        yield self.motives(side)
        for number in range(len(self.change.rounds) - 1):
            yield from self._outcomes(side, number)
        yield from self._others(side)

    def motives(self, side: Side) -> PageTable:
        """Return the answers of one organisation in each round, and the changes."""
        word, rows = self.labels.word, self._rows(side, "", self._motive)
        return PageTable(
            caption=word("recalibration.caption.motives", who=self.name(side.id)),
            columns=(word("compare.column.motive"), *self.rounds, word("recalibration.column.change")),
            rows=tuple(rows),
            widths=(5, *(3 if len(self.rounds) < 4 else 2 for _ in self.rounds), 4),
        )

    def together(self, sides: Iterable[Side]) -> PageTable:
        """Return the answers of several organisations in each round, the changes, and what was realised."""
        word = self.labels.word
        rows = (self._rows(side, f"{self.name(side.id)}: ", self._with_outcome) for side in sides)
        behind = word("recalibration.column.change"), word("recalibration.column.realised")
        return PageTable(
            caption=word("plot.caption.rounds"),
            columns=(word("compare.column.motive"), *self.rounds, *behind),
            rows=tuple(itertools.chain.from_iterable(rows)),
            widths=(5, *(2 for _ in self.rounds), 4, 3),
        )

    def _rows(self, side: Side, before: str, row: Callable[[History], PageRow]) -> Iterator[PageRow]:
        """Yield a row for each motive of an organisation, under its category with these words before it."""
        own = {history.motive: history for history in self.change.of(side.id)}
        for heading, motives in self.labels.categories(own):
            yield PageRow((quoted(before + heading),), group=True)
            yield from (row(own[motive]) for motive in motives)

    def _with_outcome(self, history: History) -> PageRow:
        several = len(self.change.rounds) > 2
        realised = (
            (*quoted(f"{self.step(number)}: "), *cell) if several else cell
            for number, step in enumerate(history.steps)
            if (cell := self.realised(step.earlier.realisations))
        )
        return PageRow((*self._motive(history).cells, in_lines(realised)))

    def _motive(self, history: History) -> PageRow:
        label = self.labels.motive(history.motive)
        cells = [self._answer(history, number, answer) for number, answer in enumerate(history.answers)]
        return PageRow((fixed(label), *cells, in_lines(self._changes(history))))

    def _answer(self, history: History, number: int, answer: RoundAnswer) -> Runs:
        if not answer.voices:
            return fixed(self.labels.word("recalibration.gap.no_form"))
        where = f"{self.name(history.organisation)}, {self.round(number)}, {self.labels.motive(history.motive)}"
        doubts = [doubt for voice in answer.voices for doubt in voice.doubts]
        status = self.labels.status(answer.status)
        head = strong(status) if answer.gap is None and "applies" in answer.status else fixed(status)
        corrected = any(voice.is_corrected for voice in answer.voices)
        return (*head, *self.checks.mark(where, doubts, corrected=corrected))

    def _changes(self, history: History) -> Iterator[Runs]:
        """Yield the changes of a motive; steps in a row with the same change are taken together."""
        changes = [(self.changed(step), step.change) for step in history.steps]
        start = 0
        for (text, change), steps in itertools.groupby(changes):
            end = start + len(list(steps))
            several = change is Change.NEITHER and end - start > 1
            shown = self.labels.word("status.not_ticked") if several else text
            when = quoted(f"{self._between(start, end)}: ") if len(changes) > end - start else ()
            yield (*when, *(strong(shown) if change in _BOLD else fixed(shown)))
            start = end

    def _between(self, start: int, end: int) -> str:
        return self.labels.word("recalibration.step", earlier=self.round(start), later=self.round(end))

    def changed(self, step: Step) -> str:
        """Return the change of a motive, with the reasons where it cannot be compared."""
        text = self.labels.word(f"recalibration.{step.change}")
        reasons = list(dict.fromkeys(self._gap(gap) for gap in step.gaps if gap))
        return f"{text}: {'; '.join(reasons)}" if reasons else text

    def _gap(self, gap: Gap) -> str:
        return self.labels.word("recalibration.gap.no_form" if gap is Gap.NO_FORM else f"status.{gap}")

    # Outcomes

    def _outcomes(self, side: Side, number: int) -> Iterator[Block]:
        steps = [history.steps[number] for history in self.change.of(side.id)]
        rows = [row for step in steps for row in self._outcome_rows(side.id, step)]
        if rows:
            word, step = self.labels.word, self.step(number)
            rounds = self.round(number), self.round(number + 1)
            yield PageTable(
                caption=word("recalibration.caption.outcomes", who=self.name(side.id), rounds=step),
                columns=(word("compare.column.motive"), *rounds, word("recalibration.column.realised")),
                rows=tuple(rows),
                widths=(4, 5, 5, 3),
            )

    def _outcome_rows(self, organisation: str, step: Step) -> Iterator[PageRow]:
        several = max(len(step.earlier.voices), len(step.later.voices)) > 1
        realised = self.realised(step.earlier.realisations)
        outcomes = step.outcomes or (((None, None),) if realised else ())
        for index, (who, texts) in enumerate(outcomes):
            voice = quoted(self.voice(organisation, who)) if several and texts else ()
            head = in_lines([fixed(self.labels.motive(step.motive)), voice])
            answers = realised if index == 0 else ()
            before, after = _side_by_side(texts) if texts else ((), ())
            yield PageRow((head, before or fixed("-"), after or fixed("-"), answers))

    def realised(self, answers: Sequence[Realisation]) -> Runs:
        """Return the answers about an outcome in the next round: of each voice where they differ."""
        if len({one.realised for one in answers}) == 1 and not any(one.doubtful for one in answers):
            return fixed(self.labels.word(f"recalibration.realised.{answers[0].realised}"))
        return in_lines([self._realised(one, several=len(answers) > 1) for one in answers])

    def _realised(self, one: Realisation, *, several: bool) -> Runs:
        text = self.labels.word(f"recalibration.realised.{one.realised}")
        who = quoted(f"{self.voice(one.organisation, one.respondent)}: ") if several else ()
        doubt = f" [{self.labels.word('recalibration.doubtful')}]" if one.doubtful else ""
        return (*who, Run(text + doubt))

    def _others(self, side: Side) -> Iterator[Block]:
        rows = [row for number in range(len(self.change.rounds)) for row in self._other_rows(side, number)]
        if rows:
            own = ("column.other_motives.text", "column.other_motives.outcome")
            keys = ("label.round", *own, "recalibration.column.realised")
            yield Heading(self.labels.other_motives())
            yield self.labels.table("recalibration.caption.others", keys, rows, (2, 5, 5, 3), who=self.name(side.id))

    def _other_rows(self, side: Side, number: int) -> Iterator[PageRow]:
        round = self.change.rounds[number]
        for own in (own for own in round.other_motives if own.organisation == side.id):
            answers = [one for one in round.realisations_of_others if _is_about(one, own)]
            where = f"{self.name(side.id)}, {own.text or self.labels.other_motives()}"
            mark = self.checks.mark(where, own.doubts, corrected=own.is_corrected)
            text = (*quoted(own.text or "-"), *mark)
            yield PageRow((quoted(self.round(number)), text, quoted(own.outcome or "-"), self.realised(answers)))


def _is_about(answer: Realisation, own: OwnMotive) -> bool:
    """Return whether the form of the next round repeats the very words of this one."""
    return answer.organisation == own.organisation and answer.text == (own.text or own.outcome)


def _side_by_side(texts: TextChange) -> tuple[Runs, Runs]:
    """Return two texts; where there are both, with the words marked that are in one of them only."""
    marks = ("plain", "plain") if None in (texts.earlier, texts.later) else ("removed", "added")
    return _marked(texts.earlier_parts, marks[0]), _marked(texts.later_parts, marks[1])


def _marked(parts: Iterable[Part], look: str) -> Runs:
    return tuple(Run(text, look if changed else "plain", quoted=True) for text, changed in parts)
