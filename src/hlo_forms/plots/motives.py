"""Motives by partners: which apply to whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

import attrs

from ..comparison.comparison import Comparison
from ..comparison.comparison_page import ComparisonPage
from ..comparison.sides import Side
from ..comparison.verdicts import CategoryCount, MotiveComparison
from ..forms import Status
from ..pages.model import PageRow, PageTable, quoted
from .drawing import BODY, GREY, SMALL, WIDTH, Drawing, line_height, must_be
from .lettering import width, wrapped
from .marks import GridRow, PartnerMarks, grid, meanings, sign, star
from .picture import Picture


def _named(page: ComparisonPage, table: PageTable) -> PageTable:
    """Return a table with what the numbers in it stand for, where partners are named by their numbers."""
    if page.are_few:
        return table
    listed = "; ".join(page.numbered(side.id) for side in page.comparison.organisations)
    legend = PageRow((quoted(page.labels.word("brought.legend", partners=listed)),), group=True)
    return attrs.evolve(table, rows=(legend, *table.rows))


_COUNT = 22.0
_GAP = 1.5
_COLUMNS = 78.0
_WIDEST = 26.0
_NARROW = 11.0  # for numbers in place of names, if there are few
_NUMBERED = 64.0
_MOST = 12  # partners beside each other


def motives(comparison: Comparison, *, language: str | None = None) -> Picture:
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
    'Gedeeld: 1 van de 6 motieven die aan twee of meer van deze organisaties zijn gevraagd.'
    >>> picture.to_svg() == picture.to_svg()
    True
    """
    must_be(Comparison, "comparison", comparison)
    return _Matrix(ComparisonPage.of(comparison, comparison.language_or_own(language), listed=False)).draw()


class _Matrix:
    def __init__(self, page: ComparisonPage) -> None:
        sides = page.comparison.organisations
        self.sheet, self.page = Drawing(page.labels), page
        self.partners = PartnerMarks(self.sheet, sides)
        bands = -(-len(sides) // _MOST)
        self.per_band = -(-len(sides) // bands)
        wide = min(_WIDEST, _COLUMNS / self.per_band)
        self.wide = wide if self.partners.fit(wide - _GAP) else min(_NARROW, _NUMBERED / self.per_band)
        self.left = WIDTH - _COUNT - self.wide * self.per_band

    def draw(self) -> Picture:
        title, sheet, word = next(self.page.summary()), self.sheet, self.page.labels.word
        rows = [row for row in self.page.comparison.motives if row.offered_to]
        cells = [cell for row in rows for cell in row.cells]
        count = sum(cell.status in (Status.NOT_FILLED_IN, Status.UNCLEAR) for cell in cells)
        left_open = [word("plot.motives.open", k=count)] if count else []
        sheet.head(title, *left_open)
        for start in range(0, len(self.partners.sides), self.per_band):
            self._band(self.partners.sides[start : start + self.per_band])
        doubtful = any(cell.doubts for cell in cells)
        sheet.legend(meanings(sheet, (cell.status for cell in cells), doubtful=doubtful))
        self.partners.key(self.wide - _GAP)
        alt = word("plot.motives.alt", motives=len(rows), partners=len(self.partners.sides))
        return sheet.done(title, " ".join([*left_open, alt]), _named(self.page, self.page.motives_table()))

    def _band(self, sides: Sequence[Side]) -> None:
        """Draw partners beside each other, with a row for each motive."""
        middles = {side.id: self.left + self.wide * (place + 0.5) for place, side in enumerate(sides)}
        self._heads([(side, middles[side.id]) for side in sides])
        rows = (row for row in self.page.comparison.motives if row.offered_to)
        grid(self.sheet, (self._row(row, middles) for row in rows), self.left)

    def _heads(self, columns: Sequence[tuple[Side, float]]) -> None:
        top = self.sheet.y
        self.partners.heads(columns, self.wide - _GAP)
        lines = wrapped(self.page.labels.word("status.applies"), _COUNT - 3, SMALL)
        y = max(top, self.sheet.y - 0.8 - len(lines) * line_height(SMALL))
        foot = self.sheet.lines((WIDTH, y), lines, SMALL, colour=GREY, side="right")
        self.sheet.y = max(self.sheet.y, foot + 0.8)

    def _row(self, row: MotiveComparison, middles: Mapping[str, float]) -> GridRow:
        count = self.page.labels.word("compare.count", k=len(row.applies_to), n=len(row.offered_to))

        def signs(y: float) -> None:
            for cell in (cell for cell in row.cells if cell.organisation in middles):
                sign(self.sheet, cell.status, middles[cell.organisation], y, doubtful=bool(cell.doubts))
            self.sheet.text((WIDTH, y - line_height(BODY) / 2), count, side="right")

        return GridRow(row.motive, signs)


_COUNTED = (Status.APPLIES, Status.NOT_TICKED, Status.UNCLEAR, Status.NOT_FILLED_IN)
_NAMES = 40.0
_WIDEST_NAMES = 58.0
_NARROWEST = 19.0
_BETWEEN = 3.1
_MOST_SIGNS = 8  # signs beside each other
_PITCH = 3.9
_RADIUS = 1.5


def categories(comparison: Comparison, *, language: str | None = None) -> Picture:
    """Draw how many motives of each category apply to each partner: a sign for each motive that it was offered.

    Never percentages: the types of organisations are offered different motives, so partners are grouped by type,
    each with how many apply out of those offered.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, compare, plots
    >>> ticked = [MotiveAnswer("network", ticked=True)]
    >>> picture = plots.categories(compare([
    ...     PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked),
    ...     PreparationForm(organisation=Organisation("Verpleegkunde", type="programme"), motives=ticked),
    ... ]), language="en")
    >>> picture.title
    'How many motives of each category apply to each partner'
    """
    must_be(Comparison, "comparison", comparison)
    return _Counts(ComparisonPage.of(comparison, comparison.language_or_own(language), listed=False)).draw()


class _Counts:
    def __init__(self, page: ComparisonPage) -> None:
        self.sheet, self.page = Drawing(page.labels), page
        categories = [category for category in page.comparison.instrument.categories if not category.free]
        self.labels = {category.id: category.label[page.labels.language] for category in categories}
        self.categories = list(self.labels)
        self.needs = {category: self._need(category) for category in self.categories}

    def draw(self) -> Picture:
        sheet, word = self.sheet, self.page.labels.word
        title, under = word("plot.categories.title"), word("plot.categories.types")
        sheet.head(title, under)
        for categories in self._bands():
            self._band(categories)
        counts = self.page.comparison.categories
        statuses = [status for status in _COUNTED if any(getattr(count, status) for count in counts)]
        sheet.legend(meanings(sheet, statuses, doubtful=any(count.doubtful for count in counts)))
        partners = len(self.page.comparison.organisations)
        alt = word("plot.categories.alt", categories=len(self.categories), partners=partners)
        return sheet.done(title, f"{under} {alt}", self.page.categories("plot.caption.categories"))

    def _need(self, category: str) -> float:
        """The width that the column of a category needs, in millimetres: for the words of its label and its signs."""
        words = max(width(word, SMALL) for word in self.labels[category].split())
        most = max(count.offered for count in self.page.comparison.categories if count.category == category)
        return max(min(words, _WIDEST_NAMES), min(most, _MOST_SIGNS) * _PITCH, _NARROWEST) + _BETWEEN

    def _bands(self) -> Iterator[list[str]]:
        """The categories, as many beside each other as there is room for."""
        band: list[str] = []
        for category in self.categories:
            if band and sum(self.needs[one] for one in [*band, category]) > WIDTH - _NAMES:
                yield band
                band = []
            band.append(category)
        yield band

    def _band(self, categories: Sequence[str]) -> None:
        """Draw categories beside each other, with a row for each partner."""
        room, places = WIDTH - sum(self.needs[category] for category in categories), {}
        spare, left = max(room - _WIDEST_NAMES, 0) / len(categories), min(room, _WIDEST_NAMES)
        for category in categories:
            places[category] = left
            left += self.needs[category] + spare
        self._heads(places)
        for type, sides in itertools.groupby(self.page.comparison.organisations, lambda side: side.type):
            self.sheet.heading(self.sheet.labels.type(type))
            for side in sides:
                self._row(side, places)
        self.sheet.y += 2.0

    def _heads(self, places: Mapping[str, float]) -> None:
        heads = {at: wrapped(self.labels[id], self.needs[id] - 3, SMALL) for id, at in places.items()}
        foot = self.sheet.y + max(map(len, heads.values())) * line_height(SMALL)
        for left, lines in heads.items():
            self.sheet.lines((left, foot - len(lines) * line_height(SMALL)), lines, SMALL, colour=GREY)
        self.sheet.y = foot

    def _row(self, side: Side, places: Mapping[str, float]) -> None:
        sheet, top = self.sheet, self.sheet.y
        sheet.rule((0, top), (WIDTH, top))
        counts = {count.category: count for count in self.page.comparison.categories if count.organisation == side.id}
        name = wrapped(self.page.name(side.id), min(places.values()) - 3, BODY, most=4)
        feet = [sheet.lines((0, top + 1.0), name)]
        feet += [self._cell(counts[category], left, top + 1.0) for category, left in places.items()]
        sheet.y = max(feet) + 1.0

    def _cell(self, count: CategoryCount, left: float, top: float) -> float:
        """Draw the signs of one count with the count under them; returns how far down they come."""
        sheet = self.sheet
        if not count.offered:
            lines = wrapped(self.page.labels.word("status.not_offered"), self.needs[count.category] - 3, SMALL)
            return sheet.lines((left, top), lines, SMALL, colour=GREY)

        y = top + _RADIUS + 0.2
        signs = (status for status in _COUNTED for _ in range(getattr(count, status)))
        for place, status in enumerate(signs):
            line, column = divmod(place, _MOST_SIGNS)
            y = top + _RADIUS + 0.2 + line * _PITCH
            sign(sheet, status, left + _RADIUS + column * _PITCH, y, radius=_RADIUS)
        text = self.page.labels.word("compare.count", k=count.applies, n=count.offered)
        foot = sheet.lines((left, y + _RADIUS + 0.5), [text], SMALL)
        if count.doubtful:
            star(sheet, left + 1.2 + width(text, SMALL), y + _RADIUS + 2.6)
        return foot
