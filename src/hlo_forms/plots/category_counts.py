"""Categories by partners: a sign for each motive that a partner was offered, with how many apply out of those."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence

from ..analysis.counts import CategoryCount
from ..comparison.comparison import Comparison
from ..comparison.comparison_page import Words
from ..comparison.labels import Labels
from ..comparison.sides import Side
from ..forms import Status
from .comparison_tables import categories as table_of
from .drawing import BODY, GREY, SMALL, WIDTH, Sheet, line_height, must_be
from .lettering import width, wrapped
from .marks import meanings, sign, star
from .picture import Picture

_COUNTED = (Status.APPLIES, Status.NOT_TICKED, Status.UNCLEAR, Status.NOT_FILLED_IN)
_NAMES = 40.0
_WIDEST_NAMES = 58.0
_NARROWEST = 19.0
_BETWEEN = 3.1
_MOST = 8  # signs beside each other
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
    sheet = Sheet(Labels(comparison.instrument, language))
    return _Counts(sheet, Words(comparison, language)).draw()


class _Counts:
    def __init__(self, sheet: Sheet, words: Words) -> None:
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
        return sheet.done(title, f"{under} {alt}", table_of(self.words))

    @property
    def _sides(self) -> tuple[Side, ...]:
        return self.words.comparison.organisations

    def _need(self, category: str) -> float:
        """The width that the column of a category needs, in millimetres: for the words of its label and its signs."""
        words = max(width(word, SMALL) for word in self.labels[category].split())
        most = max(count.offered for count in self.words.comparison.categories if count.category == category)
        return max(min(words, _WIDEST_NAMES), min(most, _MOST) * _PITCH, _NARROWEST) + _BETWEEN

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
            line, column = divmod(place, _MOST)
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
