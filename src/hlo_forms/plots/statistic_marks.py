"""The marks of a statistic's rows: on a scale, as a dot with its interval or as a bar of counts, and in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, ClassVar

import attrs

from ..analysis.statistics.words import Words
from ..forms import Status
from ..research.statistics.counts import MotiveCount
from .drawing import ACCENT, GREY, Entry, Sheet

_DOT = 1.25
_BAR = 2.8


@attrs.frozen
class Scale:
    """From a lowest to a highest value, drawn between two places; `ticks` are values with the text over them."""

    low: float
    high: float
    left: float
    right: float
    ticks: tuple[tuple[float, str], ...]

    def x(self, value: float) -> float:
        """Return the place of a value."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


@attrs.frozen
class Marks:
    """Draws the rows of one kind of statistic, and the words behind them."""

    sheet: Sheet
    words: Words
    rows: Sequence[Any]  # Any: the rows of the statistic that this is for

    @property
    def label(self) -> Callable[[Any], str]:  # Any: as above
        """The name of a row."""
        return lambda row: self.words.motive(row.motive)

    def scale(self, left: float, right: float) -> Scale:
        """Return the scale of all rows."""
        raise NotImplementedError

    def draw(self, row: Any, scale: Scale, y: float) -> None:  # Any: as above
        """Draw a row around a height."""
        raise NotImplementedError

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return the words behind a row, line by line."""
        raise NotImplementedError

    def legend(self) -> Iterator[Entry]:
        """Yield the marks with their meanings."""
        raise NotImplementedError

    def word(self, key: str) -> str:
        """Return a wording of pictures."""
        return self.sheet.labels.word(f"plot.statistic.{key}")

    def dot(self, value: float, interval: tuple[float, float] | None, scale: Scale, y: float) -> None:
        """Draw a filled dot on its interval, or an open dot where there is none."""
        if interval:
            self.span(interval, scale, y)
        self.sheet.circle((scale.x(value), y), _DOT, filled=interval is not None)

    def span(self, interval: tuple[float, float], scale: Scale, y: float, *, colour: str = ACCENT) -> None:
        """Draw a line between two values, with an end at both sides."""
        low, high = map(scale.x, interval)
        self.sheet.rule((low, y), (high, y), thick=1.1, colour=colour)
        for end in (low, high):
            self.sheet.rule((end, y - 0.9), (end, y + 0.9), thick=1.1, colour=colour)


class Shares(Marks):
    """The share of each motive, with its Wilson interval."""

    def scale(self, left: float, right: float) -> Scale:
        """Return a scale from none to all."""
        return Scale(0, 1, left, right, tuple((share / 4, f"{share * 25}%") for share in range(5)))

    def draw(self, row: Any, scale: Scale, y: float) -> None:  # Any: as above
        """Draw a dot with its interval; nothing where no answer was clear."""
        if row.share is not None:
            self.dot(row.share, row.interval, scale, y)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return the count out of how many."""
        return [self.words.marked(self.words.of(row.applies, row.n), too_small=row.too_small)]

    def legend(self) -> Iterator[Entry]:
        """Yield a dot with an interval, and one without."""
        yield from dots(self, "share", [row.interval for row in self.rows if row.share is not None])


class Differences(Marks):
    """The difference of two shares in percentage points, with its interval."""

    def scale(self, left: float, right: float) -> Scale:
        """Return a scale from all in the second group to all in the first."""
        return Scale(-1, 1, left, right, tuple((step / 2, self.words.points(step / 2)) for step in range(-2, 3)))

    def draw(self, row: Any, scale: Scale, y: float) -> None:  # Any: as above
        """Draw a dot with its interval; nothing where there is no difference to give."""
        if row.difference is not None:
            self.dot(row.difference, row.interval, scale, y)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return the two counts."""
        return [self._of(row.first), self._of(row.second)]

    def _of(self, count: MotiveCount) -> str:
        if not count.offered:
            return self.sheet.labels.status(Status.NOT_OFFERED)
        return self.words.of(count.applies, count.n)

    def legend(self) -> Iterator[Entry]:
        """Yield a dot with an interval, and one without."""
        yield from dots(self, "difference", [row.interval for row in self.rows if row.difference is not None])


class Sharing(Marks):
    """The number of partnerships that share a motive, beside what chance gives."""

    def scale(self, left: float, right: float) -> Scale:
        """Return a scale from none to the most partnerships that any row is out of."""
        most = max(*(row.n for row in self.rows), 1)
        return Scale(0, most, left, right, ((0, "0"), (most, str(most))))

    def draw(self, row: Any, scale: Scale, y: float) -> None:  # Any: as above
        """Draw a dot for the count, on a line for what chance gives."""
        if row.chance:
            self.span(row.chance, scale, y, colour=GREY)
        if row.n:
            self.sheet.circle((scale.x(row.shared), y), _DOT, filled=True)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return the count out of how many."""
        return [self.words.of(row.shared, row.n)]

    def legend(self) -> Iterator[Entry]:
        """Yield the dot, and the line of chance."""
        yield (lambda x, y: self.sheet.circle((x, y), _DOT, filled=True)), self.word("shared")
        if any(row.chance for row in self.rows):
            scale = Scale(0, 1, 0, 1, ())
            yield (lambda x, y: self.span((x - 2.3, x + 2.3), scale, y, colour=GREY)), self.word("chance")


class Bars(Marks):
    """Counts beside each other in one bar; `parts` are names of counts with how each looks."""

    parts: ClassVar[tuple[tuple[tuple[str, ...], str, str], ...]]

    def scale(self, left: float, right: float) -> Scale:
        """Return a scale from none to the most that any row counts."""
        most = max(sum(self.count(row, names) for names, _, _ in self.parts) for row in self.rows) or 1
        return Scale(0, most, left, right, ((0, "0"), (most, str(most))))

    def count(self, row: Any, names: tuple[str, ...]) -> int:  # Any: as above
        """Return the sum of these counts of a row."""
        return sum(getattr(row, name) for name in names)

    def draw(self, row: Any, scale: Scale, y: float) -> None:  # Any: as above
        """Draw a box for each count that is not 0, one after the other."""
        start = 0
        for names, look, _ in self.parts:
            if count := self.count(row, names):
                left, right = scale.x(start), scale.x(start + count)
                self.sheet.box((left, y - _BAR / 2), right - left, _BAR, look)
                start += count

    def legend(self) -> Iterator[Entry]:
        """Yield each box that occurs with what it counts."""
        for names, look, key in self.parts:
            if any(self.count(row, names) for row in self.rows):
                yield (lambda x, y, look=look: self.sheet.box((x - 2, y - _BAR / 2), 4, _BAR, look)), self.word(key)  # type: ignore[misc]


class Categories(Bars):
    """The number of motives of each category that apply, out of those that were offered."""

    parts = (
        (("applies",), "filled", "applies"),
        (("not_ticked",), "open", "not_ticked"),
        (("unclear", "not_filled_in"), "faint", "left_open"),
    )

    @property
    def label(self) -> Callable[[Any], str]:  # Any: as above
        """The category."""
        return lambda row: self.words.category(row.category)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return the count out of how many."""
        return [self.words.of(row.applies, row.n)]


class Changes(Bars):
    """The change of each motive between two rounds."""

    parts = (
        (("kept",), "filled", "kept"),
        (("new",), "upright", "new"),
        (("dropped",), "level", "dropped"),
        (("neither",), "open", "neither"),
        (("left_open",), "faint", "left_open"),
    )

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return new and dropped, out of how many."""
        return [self.words.say("k_of_n", k=f"+{row.new} −{row.dropped}", n=row.n)]


def dots(marks: Marks, key: str, intervals: Sequence[object]) -> Iterator[Entry]:
    """Yield a dot with its interval and an open one, as far as they occur."""
    scale = Scale(0, 1, 0, 1, ())
    if any(intervals):
        yield (lambda x, y: marks.dot(x, (x - 2.3, x + 2.3), scale, y)), marks.word(key)
    if not all(intervals):
        yield (lambda x, y: marks.dot(x, None, scale, y)), marks.word("without")


MARKS: dict[str, type[Marks]] = {
    "counts": Shares,
    "categories": Categories,
    "sharing": Sharing,
    "differences": Differences,
    "changes": Changes,
}
