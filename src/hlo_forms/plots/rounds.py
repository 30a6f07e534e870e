"""Motives from round to round (herijken): what is new, what was kept, what was dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

import attrs

from ..basics.values import one_of
from ..comparison.recalibration import Change, History, Recalibration, RoundAnswer
from ..comparison.recalibration_page import RecalibrationPage
from ..comparison.sides import Side
from ..errors import InvalidValueError
from ..forms import Status
from .drawing import ACCENT, GREY, SMALL, WIDTH, Column, Drawing, Entry, line_height, must_be
from .lettering import shortened, width, wrapped
from .marks import RADIUS, GridRow, PartnerMarks, grid, meanings, sign
from .picture import Picture

_COLUMN = 27.0  # the width of a column of words behind the rows, in millimetres
_LABELS, _LABELS_AT_BEST = 58.0, 70.0
_GAP = 3.5
_NARROWEST, _WIDEST, _WIDEST_ALONE = 3.4, 10.0, 14.0
_LONGEST = 26.0
_KEPT = 1.8  # points


@attrs.frozen
class _Block:
    """Rounds of one partner (numbers, from 0) with their names, from a left edge, each so many millimetres wide."""

    side: Side
    rounds: range
    names: tuple[str, ...]
    left: float
    pitch: float

    def x(self, round: int) -> float:
        return self.left + (round - self.rounds[0] + 0.5) * self.pitch

    @property
    def middle(self) -> float:
        return self.left + len(self.rounds) * self.pitch / 2


@attrs.frozen(kw_only=True)
class _Layout:
    """Blocks in bands, one band below the other; `left` is where the first block begins, after the labels.

    `room` is the width for the name of a partner; `columns` is the number of columns of words behind the rows.
    """

    bands: tuple[list[_Block], ...]
    left: float
    room: float
    columns: int
    upright: bool
    names_height: float

    @classmethod
    def of(cls, sides: Sequence[Side], rounds: Sequence[str], columns: int) -> Self:
        """Return the layout of these partners and rounds; columns of words go where the rounds need their room."""
        while columns and len(rounds) * _NARROWEST + _GAP > _free(columns):
            columns -= 1
        needed = (len(rounds) * _NARROWEST + _GAP) * len(sides)
        free = min(_free(columns), max(needed, WIDTH - _LABELS_AT_BEST - columns * _COLUMN))
        pitch = (free / len(sides) - _GAP) / len(rounds)
        pitch = max(_NARROWEST, min(pitch, _WIDEST_ALONE if len(sides) == 1 else _WIDEST))
        most = int((free - _GAP) / pitch)
        parts = [range(start, min(start + most, len(rounds))) for start in range(0, len(rounds), most)]
        pieces = [(side, part) for side in sides for part in parts]
        wide = pitch * len(parts[0]) + _GAP
        upright = any(width(name, SMALL) > pitch - 0.8 for name in rounds)
        names = [shortened(name, _LONGEST, SMALL) if upright else name for name in rounds]
        per_band = _even(len(pieces), int(free / wide))
        left = WIDTH - columns * _COLUMN - min(per_band, len(pieces)) * wide
        bands = [pieces[start : start + per_band] for start in range(0, len(pieces), per_band)]
        return cls(
            bands=tuple(
                [
                    _Block(side, part, tuple(names[number] for number in part), left + place * wide + _GAP / 2, pitch)
                    for place, (side, part) in enumerate(band)
                ]
                for band in bands
            ),
            left=left,
            room=wide - 1.5,
            columns=columns,
            upright=upright,
            names_height=max(width(name, SMALL) for name in names) + 1.2 if upright else line_height(SMALL) + 0.4,
        )

    def column(self, place: int) -> float:
        return WIDTH - (self.columns - place) * _COLUMN + 2


def _free(columns: int) -> float:
    return WIDTH - _LABELS - columns * _COLUMN


def _even(pieces: int, most: int) -> int:
    """Return how many pieces to put beside each other, so that the bands are about as wide."""
    bands = -(-pieces // max(most, 1))
    return -(-pieces // bands)


def recalibration(change: Recalibration, *, language: str | None = None, organisation: str | None = None) -> Picture:
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
    return _RoundsGrid(RecalibrationPage.of(change, change.language_or_own(language), listed=False), sides).draw()


class _RoundsGrid:
    def __init__(self, page: RecalibrationPage, sides: tuple[Side, ...]) -> None:
        self.sheet, self.page, self.sides = Drawing(page.labels), page, sides
        self.partners = PartnerMarks(self.sheet, sides)
        ids = [side.id for side in sides]
        self.histories = {(h.organisation, h.motive): h for h in page.change.histories if h.organisation in ids}
        self.motives = list(dict.fromkeys(motive for _, motive in self.histories))
        self.last = len(page.change.rounds) - 2
        realised = any(history.steps[self.last].earlier.realisations for history in self.histories.values())
        self.layout = _Layout.of(sides, page.rounds, 0 if len(sides) > 1 else 1 + realised)

    def draw(self) -> Picture:
        sheet, label = self.sheet, self.page.labels.word
        title, left_open = self._title(), self._left_open()
        sheet.head(title, *left_open)
        for band in self.layout.bands:
            self._band(band)
        sheet.legend(self._legend())
        if len(self.sides) > 1:
            self.partners.key(self.layout.room)
        alt = label("plot.rounds.alt", motives=len(self.motives), rounds=len(self.page.rounds))
        return sheet.done(title, " ".join([*left_open, alt]), self.page.together(self.sides))

    # In words

    def _counted(self, change: Change) -> int:
        return sum(history.steps[self.last].change is change for history in self.histories.values())

    def _title(self) -> str:
        alone, label = len(self.sides) == 1, self.page.labels.word
        who = self.page.name(self.sides[0].id) if alone else label("plot.rounds.together", k=len(self.sides))
        counts = {change.value: self._counted(change) for change in (Change.NEW, Change.KEPT, Change.DROPPED)}
        return label("plot.rounds.title", who=who, step=self.page.step(self.last), **counts)

    def _left_open(self) -> list[str]:
        count, step = self._counted(Change.NOT_COMPARABLE), self.page.step(self.last)
        left_open = [self.page.labels.word("plot.rounds.not_comparable", k=count, step=step)] if count else []
        reminded = any(history.steps[self.last].later.reminded for history in self.histories.values())
        return [*left_open, *([self.page.labels.word("plot.rounds.reminded")] if reminded else [])]

    # Rows and columns

    def _band(self, band: list[_Block]) -> None:
        """Draw partners beside each other, with a row for each motive."""
        self._heads(band)
        grid(self.sheet, (self._row(motive, band) for motive in self.motives), self.layout.left)
        self.sheet.y += 1.5

    def _heads(self, band: list[_Block]) -> None:
        sheet, layout, top = self.sheet, self.layout, self.sheet.y
        if len(self.sides) > 1:
            self.partners.heads([(block.side, block.middle) for block in band], layout.room)
        keys = ("recalibration.column.change", "recalibration.column.realised")[: layout.columns]
        behind = [wrapped(self.page.labels.word(key), _COLUMN - 2, SMALL) for key in keys]
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

    def _row(self, motive: str, band: list[_Block]) -> GridRow:
        behind = [wrapped(text, _COLUMN - 2, SMALL, most=3) for text in self._behind(motive)]
        columns: list[Column] = [(self.layout.column(place), lines, "left") for place, lines in enumerate(behind)]

        def signs(y: float) -> None:
            for block in band:
                self._history(self.histories.get((block.side.id, motive)), block, y)

        return GridRow(motive, signs, tuple(columns))

    def _behind(self, motive: str) -> list[str]:
        """The words behind a row of the only partner shown: the change of the motive, and whether it was realised."""
        if not self.layout.columns:
            return []
        step, label = self.histories[self.sides[0].id, motive].steps[self.last], self.page.labels.word
        change = "" if step.change is Change.NEITHER else label(f"recalibration.{step.change}")
        doubt = " *" if any(one.doubtful for one in step.earlier.realisations) else ""
        realised = dict.fromkeys(label(f"recalibration.realised.{one.realised}") for one in step.earlier.realisations)
        return [change, "; ".join(realised) + doubt][: self.layout.columns]

    def _history(self, history: History | None, block: _Block, y: float) -> None:
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
        sheet, label = self.sheet, self.page.labels.word
        answers = [answer for history in self.histories.values() for answer in history.answers]
        doubtful = any(_is_doubtful(answer) or any(one.doubtful for one in answer.realisations) for answer in answers)
        statuses = {answer.status for answer in answers if answer.voices}
        if len(self.histories) < len(self.motives) * len(self.sides):
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
