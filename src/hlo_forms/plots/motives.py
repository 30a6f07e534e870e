"""Motives by partners: which apply to whom."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from ..comparison.comparison import Comparison
from ..comparison.comparison_page import ComparisonWords
from ..comparison.labels import Labels
from ..comparison.sides import Side
from ..comparison.verdicts import CategoryCount, MotiveComparison
from ..comparison.verdicts import Cell as Answer
from ..forms import Status
from ..pages.model import PageRow, PageTable, Runs, fixed, quoted, strong
from .drawing import BODY, GREY, SMALL, WIDTH, Drawing, line_height, must_be
from .lettering import width, wrapped
from .marks import IN_ORDER, PartnerMarks, meanings, sign, star
from .picture import Picture

_FEW = 4


def _motives_table(words: ComparisonWords) -> PageTable:
    """Return what applies to whom, motive by motive, with the verdict on each.

    Up to four partners have a column each; more are named by their numbers, in a column for each status.
    """
    rows = list(_partners(words))
    for heading, compared in words.by_category():
        rows.append(PageRow((fixed(heading),), group=True))
        rows += [_row(words, row) for row in compared]
    sides, few = words.comparison.organisations, _are_few(words)
    middle = [words.name(side.id) for side in sides] if few else [words.word(f"status.{status}") for status in IN_ORDER]
    return PageTable(
        caption=words.word("plot.caption.motives"),
        columns=(words.word("compare.column.motive"), *middle, words.word("compare.column.comparison")),
        rows=tuple(rows),
        widths=(5, *(3 if few else 2 for _ in middle), 4),
    )


def _are_few(words: ComparisonWords) -> bool:
    return len(words.comparison.organisations) <= _FEW


def _partners(words: ComparisonWords) -> Iterator[PageRow]:
    """A row with the number of each organisation, where they are named by number."""
    if not _are_few(words):
        sides = words.comparison.organisations
        listed = "; ".join(f"{words.number(side.id)} {words.name(side.id)}" for side in sides)
        yield PageRow((quoted(words.word("brought.legend", partners=listed)),), group=True)


def _row(words: ComparisonWords, row: MotiveComparison) -> PageRow:
    if _are_few(words):
        middle = [_status(words, cell) for cell in row.cells]
    else:
        middle = [_listed(words, row, status) for status in IN_ORDER]
    return PageRow((fixed(words.motive(row.motive)), *middle, fixed(words.verdict(row))))


def _status(words: ComparisonWords, cell: Answer) -> Runs:
    text = words.status(cell) + (f" ({words.word('brought.doubtful')})" if cell.doubts else "")
    return strong(text) if cell.status is Status.APPLIES else fixed(text)


def _listed(words: ComparisonWords, row: MotiveComparison, wanted: Status) -> Runs:
    doubt = f" ({words.word('brought.doubtful')})"
    own = (cell for cell in row.cells if cell.status is wanted)
    return fixed(", ".join(f"{words.number(cell.organisation)}{doubt if cell.doubts else ''}" for cell in own) or "-")


def _categories_table(words: ComparisonWords) -> PageTable:
    """Return how many motives of each category apply to each organisation, out of those it was offered."""
    comparison = words.comparison
    wanted = [category for category in comparison.instrument.categories if not category.free]
    rows = []
    for side in comparison.organisations:
        counts = {count.category: count for count in comparison.categories if count.organisation == side.id}
        cells = (fixed(words.count(counts[category.id])) for category in wanted)
        rows.append(PageRow((quoted(words.name(side.id)), fixed(words.type(side)), *cells)))
    heads = (words.word("label.organisation.name"), words.word("label.organisation.type"))
    return PageTable(
        caption=words.word("plot.caption.categories"),
        columns=(*heads, *(category.label[words.language] for category in wanted)),
        rows=tuple(rows),
        widths=(4, 3, *(3 for _ in wanted)),
        numbers=range(2, 2 + len(wanted)),
    )


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
    sheet = Drawing(Labels(comparison.instrument, language))
    return _Matrix(sheet, ComparisonWords(comparison, language)).draw()


class _Matrix:
    def __init__(self, sheet: Drawing, words: ComparisonWords) -> None:
        sides = words.comparison.organisations
        self.sheet, self.words, self.partners = sheet, words, PartnerMarks(sheet, sides)
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
        return sheet.done(title, " ".join([*left_open, alt]), _motives_table(self.words))

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


_COUNTED = (Status.APPLIES, Status.NOT_TICKED, Status.UNCLEAR, Status.NOT_FILLED_IN)
_NAMES = 40.0
_WIDEST_NAMES = 58.0
_NARROWEST = 19.0
_BETWEEN = 3.1
_MOST_SIGNS = 8  # signs beside each other
_PITCH = 3.9
_RADIUS = 1.5


def categories(comparison: Comparison, language: str = "nl") -> Picture:
    """Draw how many motives of each category apply to each partner: a sign for each motive that it was offered.

    Never percentages: the types of organisations are offered different motives, so partners are grouped by type,
    each with how many apply out of those offered.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, compare, plots
    >>> ticked = [MotiveAnswer("network", ticked=True)]
    >>> picture = plots.categories(compare([
    ...     PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked),
    ...     PreparationForm(organisation=Organisation("Verpleegkunde", type="programme"), motives=ticked)]), "en")
    >>> picture.title
    'How many motives of each category apply to each partner'
    """
    must_be(Comparison, "comparison", comparison)
    sheet = Drawing(Labels(comparison.instrument, language))
    return _Counts(sheet, ComparisonWords(comparison, language)).draw()


class _Counts:
    def __init__(self, sheet: Drawing, words: ComparisonWords) -> None:
        self.sheet, self.words = sheet, words
        self.labels = {
            category.id: category.label[words.language] for category in words.comparison.instrument.categories
        }
        self.categories = [category.id for category in words.comparison.instrument.categories if not category.free]
        self.needs = {category: self._need(category) for category in self.categories}

    def draw(self) -> Picture:
        """Draw the picture."""
        sheet, word = self.sheet, self.words.word
        title, under = word("plot.categories.title"), word("plot.categories.types")
        sheet.head(title, under)
        for categories in self._bands():
            self._band(categories)
        counts = self.words.comparison.categories
        statuses = [status for status in _COUNTED if any(getattr(count, status) for count in counts)]
        sheet.legend(meanings(sheet, statuses, doubtful=any(count.doubtful for count in counts)))
        alt = word("plot.categories.alt", categories=len(self.categories), partners=len(self._sides))
        return sheet.done(title, f"{under} {alt}", _categories_table(self.words))

    @property
    def _sides(self) -> tuple[Side, ...]:
        return self.words.comparison.organisations

    def _need(self, category: str) -> float:
        """The width that the column of a category needs, in millimetres: for the words of its label and its signs."""
        words = max(width(word, SMALL) for word in self.labels[category].split())
        most = max(count.offered for count in self.words.comparison.categories if count.category == category)
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
        left, places = WIDTH - sum(self.needs[category] for category in categories), {}
        spare = max(left - _WIDEST_NAMES, 0) / len(categories)
        left = min(left, _WIDEST_NAMES)
        for category in categories:
            places[category] = left
            left += self.needs[category] + spare
        self._heads(places)
        for type, sides in itertools.groupby(self._sides, lambda side: side.type):
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
        counts = {count.category: count for count in self.words.comparison.categories if count.organisation == side.id}
        name = wrapped(self.words.name(side.id), min(places.values()) - 3, BODY, most=4)
        feet = [sheet.lines((0, top + 1.0), name)]
        feet += [self._cell(counts[category], left, top + 1.0) for category, left in places.items()]
        sheet.y = max(feet) + 1.0

    def _cell(self, count: CategoryCount, left: float, top: float) -> float:
        """Draw the signs of one count with the count under them; returns how far down they come."""
        sheet = self.sheet
        if not count.offered:
            lines = wrapped(self.words.word("status.not_offered"), self.needs[count.category] - 3, SMALL)
            return sheet.lines((left, top), lines, SMALL, colour=GREY)

        y = top + _RADIUS + 0.2
        for place, status in enumerate(_signs(count)):
            line, column = divmod(place, _MOST_SIGNS)
            y = top + _RADIUS + 0.2 + line * _PITCH
            sign(sheet, status, left + _RADIUS + column * _PITCH, y, radius=_RADIUS)
        text = self.words.word("compare.count", k=count.applies, n=count.offered)
        foot = sheet.lines((left, y + _RADIUS + 0.5), [text], SMALL)
        if count.doubtful:
            star(sheet, left + 1.2 + width(text, SMALL), y + _RADIUS + 2.6)
        return foot


def _signs(count: CategoryCount) -> Iterator[Status]:
    """A status for each motive that was counted, those that apply first."""
    for status in _COUNTED:
        yield from itertools.repeat(status, getattr(count, status))
