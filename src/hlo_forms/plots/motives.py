"""Motives by partners: which apply to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..comparison.comparison import Comparison
from ..comparison.comparison_page import Words
from ..comparison.labels import Labels
from ..comparison.sides import Side
from ..comparison.verdicts import MotiveComparison
from ..forms import Status
from .comparison_tables import motives as table_of
from .drawing import BODY, GREY, SMALL, WIDTH, Sheet, line_height, must_be
from .lettering import wrapped
from .marks import meanings, sign
from .partners import Partners
from .picture import Picture

_COUNT = 22.0
_GAP = 1.5
_COLUMNS = 78.0
_WIDEST = 26.0
_NARROW = 11.0  # for numbers in place of names, if there are few
_NUMBERED = 64.0
_MOST = 12  # partners beside each other


def motives(comparison: Comparison, language: str = "nl") -> Picture:
    """Draw which motives apply to which partner: a row for each motive that was offered, a column for each partner.

    Behind each row is the number of partners to which the motive applies, out of those offered it. Raises
    `InvalidValueError` for a language that the instrument does not have, and `MissingDependencyError` without
    matplotlib, as all pictures do.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, compare, plots
    >>> ticked = [MotiveAnswer("network", ticked=True)]
    >>> picture = plots.motives(compare([
    ...     PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked),
    ...     PreparationForm(organisation=Organisation("Verpleegkunde", type="programme"), motives=ticked)]))
    >>> picture.title
    'Gedeeld: 1 van de 6 motieven die aan twee of meer van deze organisaties zijn aangeboden.'
    >>> picture.to_svg() == picture.to_svg()
    True
    """
    must_be(Comparison, "comparison", comparison)
    sheet = Sheet(Labels(comparison.instrument, language))
    return _Matrix(sheet, Words(comparison, language)).draw()


class _Matrix:
    def __init__(self, sheet: Sheet, words: Words) -> None:
        sides = words.comparison.organisations
        self.sheet, self.words, self.partners = sheet, words, Partners(sheet, sides)
        bands = -(-len(sides) // _MOST)
        self.per_band = -(-len(sides) // bands)
        wide = min(_WIDEST, _COLUMNS / self.per_band)
        self.wide = wide if self.partners.fit(wide - _GAP) else min(_NARROW, _NUMBERED / self.per_band)
        self.left = WIDTH - _COUNT - self.wide * self.per_band

    def draw(self) -> Picture:
        """Draw the picture."""
        title, sheet, word = next(self.words.summary()), self.sheet, self.words.word
        left_open = [word("plot.motives.open", k=count)] if (count := self._open()) else []
        sheet.head(title, *left_open)
        for start in range(0, len(self.partners.sides), self.per_band):
            self._band(self.partners.sides[start : start + self.per_band])
        cells = [cell for row in self.words.comparison.motives if row.offered_to for cell in row.cells]
        doubtful = any(cell.doubts for cell in cells)
        sheet.legend(meanings(sheet, (cell.status for cell in cells), doubtful=doubtful))
        self.partners.key(self.wide - _GAP)
        alt = word("plot.motives.alt", motives=self._rows(), partners=len(self.partners.sides))
        return sheet.done(title, " ".join([*left_open, alt]), table_of(self.words))

    def _band(self, sides: Sequence[Side]) -> None:
        """Draw partners beside each other, with a row for each motive."""
        middles = {side.id: self.left + self.wide * (place + 0.5) for place, side in enumerate(sides)}
        self._heads([(side, middles[side.id]) for side in sides])
        for heading, rows in self.words.by_category():
            self.sheet.heading(heading)
            for row in rows:
                self._row(row, middles)

    def _rows(self) -> int:
        return sum(bool(row.offered_to) for row in self.words.comparison.motives)

    def _open(self) -> int:
        """Count the answers that leave it open whether a motive applies."""
        left_open = (Status.NOT_FILLED_IN, Status.UNCLEAR)
        return sum(cell.status in left_open for row in self.words.comparison.motives for cell in row.cells)

    def _heads(self, columns: Sequence[tuple[Side, float]]) -> None:
        top = self.sheet.y
        self.partners.heads(columns, self.wide - _GAP)
        lines = wrapped(self.words.word("status.applies"), _COUNT - 3, SMALL)
        y = max(top, self.sheet.y - 0.8 - len(lines) * line_height(SMALL))
        foot = self.sheet.lines((WIDTH, y), lines, SMALL, colour=GREY, side="right")
        self.sheet.y = max(self.sheet.y, foot + 0.8)

    def _row(self, row: MotiveComparison, middles: Mapping[str, float]) -> None:
        sheet, top = self.sheet, self.sheet.y
        sheet.rule((0, top), (WIDTH, top))
        label = wrapped(self.words.motive(row.motive), self.left - 2, BODY)
        sheet.y = sheet.lines((0, top + 0.9), label) + 0.9
        middle = (top + sheet.y) / 2
        for cell in (cell for cell in row.cells if cell.organisation in middles):
            sign(sheet, cell.status, middles[cell.organisation], middle, doubtful=bool(cell.doubts))
        count = self.words.word("compare.count", k=len(row.applies_to), n=len(row.offered_to))
        sheet.text((WIDTH, middle - line_height(BODY) / 2), count, side="right")
