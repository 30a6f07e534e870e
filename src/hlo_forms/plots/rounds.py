"""Motives from round to round (herijken): what is new, what was kept, what was dropped."""

from __future__ import annotations

from collections.abc import Iterator

from ..comparison.labels import Labels
from ..comparison.recalibration import Change, History, Recalibration, RoundAnswer
from ..comparison.recalibration_page import RecalibrationWords
from ..comparison.sides import Side
from ..errors import InvalidValueError
from ..forms import Status
from ..wording import one_of
from .change_layout import COLUMN, Block, Layout
from .change_tables import histories as table_of
from .drawing import ACCENT, BODY, GREY, SMALL, WIDTH, Entry, Sheet, line_height, must_be
from .lettering import wrapped
from .marks import RADIUS, meanings, sign
from .partners import Partners
from .picture import Picture

_KEPT = 1.8  # points


def recalibration(change: Recalibration, language: str = "nl", *, organisation: str | None = None) -> Picture:
    """Draw what became of motives from round to round: a row for each motive, and for each partner its rounds in order.

    A filled dot where the motive applies, and a line from dot to dot where it was kept. With `organisation` (an id)
    only that one; where one is shown, words behind each row say what became of the motive in the last step, and
    whether its earlier outcome was realised. Raises `InvalidValueError` for an organisation that takes no part.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, plots, recalibrate
    >>> home = Organisation("De Linde", type="practice_partner")
    >>> plots.recalibration(recalibrate(
    ...     PreparationForm(organisation=home, round="2026", motives=[MotiveAnswer("network", ticked=True)]),
    ...     PreparationForm(organisation=home, round="2027", motives=[MotiveAnswer("recruitment", ticked=True)]))).title
    'De Linde, van 2026 naar 2027: 1 nieuw, 0 gebleven, 1 vervallen'
    """
    must_be(Recalibration, "change", change)
    ids = [side.id for side in change.organisations]
    if organisation is not None and organisation not in ids:
        raise InvalidValueError("organisation", one_of(ids, organisation), organisation)
    sides = tuple(side for side in change.organisations if organisation in (None, side.id))
    sheet = Sheet(Labels(change.instrument, language))
    return _Grid(sheet, RecalibrationWords.of(change, language), sides).draw()


class _Grid:
    def __init__(self, sheet: Sheet, words: RecalibrationWords, sides: tuple[Side, ...]) -> None:
        self.sheet, self.words, self.sides = sheet, words, sides
        self.partners = Partners(sheet, sides)
        ids = [side.id for side in sides]
        self.histories = {(h.organisation, h.motive): h for h in words.change.histories if h.organisation in ids}
        self.last = len(words.change.rounds) - 2
        realised = any(history.steps[self.last].earlier.told for history in self.histories.values())
        self.layout = Layout.of(sides, words.rounds, 0 if len(sides) > 1 else 1 + realised)

    def draw(self) -> Picture:
        """Draw the picture."""
        sheet, label = self.sheet, self.words.labels.word
        title, left_open = self._title(), list(self._left_open())
        sheet.head(title, *left_open)
        for band in self.layout.bands:
            self._band(band)
        sheet.legend(self._legend())
        if len(self.sides) > 1:
            self.partners.key(self.layout.room)
        alt = label("plot.rounds.alt", motives=len(self._motives()), rounds=len(self.words.rounds))
        return sheet.done(title, " ".join([*left_open, alt]), table_of(self.words, self.sides))

    # In words

    def _counted(self, change: Change) -> int:
        return sum(history.steps[self.last].change is change for history in self.histories.values())

    def _title(self) -> str:
        alone, label = len(self.sides) == 1, self.words.labels.word
        who = self.words.name(self.sides[0].id) if alone else label("plot.rounds.together", k=len(self.sides))
        counts = {change.value: self._counted(change) for change in (Change.NEW, Change.KEPT, Change.DROPPED)}
        return label("plot.rounds.title", who=who, step=self.words.step(self.last), **counts)

    def _left_open(self) -> Iterator[str]:
        if count := self._counted(Change.NOT_COMPARABLE):
            yield self.words.labels.word("plot.rounds.not_comparable", k=count, step=self.words.step(self.last))

    def _motives(self) -> list[str]:
        return list(dict.fromkeys(motive for _, motive in self.histories))

    # Rows and columns

    def _band(self, band: list[Block]) -> None:
        """Draw partners beside each other, with a row for each motive."""
        self._heads(band)
        for heading, motives in self.words.labels.categories(self._motives()):
            self.sheet.heading(heading)
            for motive in motives:
                self._row(motive, band)
        self.sheet.y += 1.5

    def _heads(self, band: list[Block]) -> None:
        sheet, layout, top = self.sheet, self.layout, self.sheet.y
        if len(self.sides) > 1:
            self.partners.heads([(block.side, block.middle) for block in band], layout.room)
        keys = ("recalibration.column.change", "recalibration.column.realised")[: layout.columns]
        behind = [wrapped(self.words.labels.word(key), COLUMN - 2, SMALL) for key in keys]
        tallest = max((len(lines) * line_height(SMALL) for lines in behind), default=0)
        sheet.y = foot = max(sheet.y + layout.names_height, top + tallest)
        for place, lines in enumerate(behind):
            at = (layout.column(place), foot - len(lines) * line_height(SMALL))
            sheet.lines(at, lines, SMALL, colour=GREY)
        for block in band:
            for number, name in zip(block.rounds, block.names, strict=True):
                if layout.upright:
                    sheet.upright((block.x(number), foot - 0.6), name)
                else:
                    sheet.text((block.x(number), foot - line_height(SMALL)), name, SMALL, side="center")

    def _row(self, motive: str, band: list[Block]) -> None:
        sheet, top = self.sheet, self.sheet.y
        sheet.rule((0, top), (WIDTH, top))
        label = wrapped(self.words.labels.motive(motive), self.layout.left - 2, BODY)
        behind = [wrapped(text, COLUMN - 2, SMALL, most=3) for text in self._behind(motive)]
        tallest = max([len(label) * line_height(BODY), *(len(lines) * line_height(SMALL) for lines in behind)])
        sheet.y = top + tallest + 1.8
        middle = (top + sheet.y) / 2
        sheet.lines((0, middle - len(label) * line_height(BODY) / 2), label)
        for place, lines in enumerate(behind):
            sheet.lines((self.layout.column(place), middle - len(lines) * line_height(SMALL) / 2), lines, SMALL)
        for block in band:
            self._history(self.histories.get((block.side.id, motive)), block, middle)

    def _behind(self, motive: str) -> list[str]:
        """The words behind a row of the only partner shown: the change of the motive, and whether it was realised."""
        if not self.layout.columns:
            return []
        step, label = self.histories[self.sides[0].id, motive].steps[self.last], self.words.labels.word
        change = "" if step.change is Change.NEITHER else label(f"recalibration.{step.change}")
        doubt = " *" if any(one.doubtful for one in step.earlier.told) else ""
        realised = dict.fromkeys(label(f"recalibration.realised.{one.realised}") for one in step.earlier.told)
        return [change, "; ".join(realised) + doubt][: self.layout.columns]

    def _history(self, history: History | None, block: Block, y: float) -> None:
        """Draw the signs of a motive in the rounds of a block."""
        sheet, radius = self.sheet, min(RADIUS, block.pitch * 0.36)
        if history is None:
            sign(sheet, Status.NOT_OFFERED, block.middle, y, radius=radius)
            return
        for number in block.rounds:
            if number > block.rounds[0] and history.steps[number - 1].change is Change.KEPT:
                sheet.rule((block.x(number - 1), y), (block.x(number), y), thick=_KEPT, colour=ACCENT)
            answer = history.answers[number]
            if answer.voices:
                sign(sheet, answer.status, block.x(number), y, radius=radius, doubtful=_is_doubtful(answer))

    def _legend(self) -> Iterator[Entry]:
        sheet, label = self.sheet, self.words.labels.word
        answers = [answer for history in self.histories.values() for answer in history.answers]
        doubtful = any(_is_doubtful(answer) or any(one.doubtful for one in answer.told) for answer in answers)
        statuses = {answer.status for answer in answers if answer.voices}
        if len(self.histories) < len(self._motives()) * len(self.sides):
            statuses.add(Status.NOT_OFFERED)
        yield from meanings(sheet, statuses, doubtful=doubtful)

        def kept(x: float, y: float) -> None:
            sheet.rule((x - 1.3, y), (x + 1.3, y), thick=_KEPT, colour=ACCENT)
            for end in (x - 1.3, x + 1.3):
                sheet.circle((end, y), 0.9, filled=True)

        if any(step.change is Change.KEPT for history in self.histories.values() for step in history.steps):
            yield kept, label("recalibration.kept")
        if not all(answer.voices for answer in answers):
            yield (lambda _x, _y: None), label("plot.rounds.blank")


def _is_doubtful(answer: RoundAnswer) -> bool:
    return any(voice.doubts for voice in answer.voices)
