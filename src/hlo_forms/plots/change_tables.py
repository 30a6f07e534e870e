"""The table that a picture of rounds shows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..comparison.recalibration import History, RoundAnswer, Step
from ..comparison.recalibration_page import RecalibrationWords
from ..comparison.sides import Side
from ..forms import Status
from ..pages.model import PageRow, PageTable, Runs, fixed, in_lines, quoted, strong


def histories(words: RecalibrationWords, sides: Iterable[Side]) -> PageTable:
    """Return what each partner ticked per motive and round, what changed, and which outcomes were realised."""
    rows = [row for side in sides for row in _of(words, side)]
    label = words.labels.word
    return PageTable(
        caption=label("plot.caption.rounds"),
        columns=(
            label("compare.column.motive"),
            *words.rounds,
            label("recalibration.column.change"),
            label("recalibration.column.realised"),
        ),
        rows=tuple(rows),
        widths=(5, *(2 for _ in words.rounds), 4, 3),
    )


def _of(words: RecalibrationWords, side: Side) -> Iterator[PageRow]:
    own = {history.motive: history for history in words.change.of(side.id)}
    for heading, motives in words.labels.categories(own):
        yield PageRow((quoted(f"{words.name(side.id)}: {heading}"),), group=True)
        yield from (_row(words, own[motive]) for motive in motives)


def _row(words: RecalibrationWords, history: History) -> PageRow:
    answers = (_answer(words, answer) for answer in history.answers)
    changes = (_when(words, number, fixed(words.changed(step))) for number, step in enumerate(history.steps))
    realised = (_realised(words, number, step) for number, step in enumerate(history.steps))
    return PageRow((fixed(words.labels.motive(history.motive)), *answers, in_lines(changes), in_lines(realised)))


def _when(words: RecalibrationWords, number: int, cell: Runs) -> Runs:
    """Return a cell about a step, with the step before it where there are several."""
    several = len(words.change.rounds) > 2
    return (*quoted(f"{words.step(number)}: "), *cell) if several and cell else cell


def _realised(words: RecalibrationWords, number: int, step: Step) -> Runs:
    return _when(words, number, words.realised(step.earlier.told)) if step.earlier.told else ()


def _answer(words: RecalibrationWords, answer: RoundAnswer) -> Runs:
    if not answer.voices:
        return fixed(words.labels.word("recalibration.gap.no_form"))
    doubt = any(voice.doubts for voice in answer.voices)
    text = words.labels.status(answer.status) + (f" ({words.labels.word('brought.doubtful')})" if doubt else "")
    return strong(text) if answer.status is Status.APPLIES else fixed(text)
