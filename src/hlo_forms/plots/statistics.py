"""Statistics of a data set as pictures: a row for each motive or category, with what it is out of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

import attrs

from ..comparison.labels import InstrumentLabels
from ..forms import Status
from ..instrument.loading import load_instrument
from ..pages.model import PageRow, PageTable, fixed
from ..research.statistics.counts import MotiveCount, MotivePair
from ..research.statistics.differences import RoundChanges
from ..research.statistics.page import StatisticWords, tables_of
from ..research.statistics.statistic import Statistic, groups_of
from .drawing import ACCENT, BODY, GREY, SMALL, WIDTH, Drawing, Entry, line_height, must_be
from .lettering import width, wrapped
from .picture import Picture

_DOT = 1.25
_BAR = 2.8


@attrs.frozen
class _Scale:
    """From a lowest to a highest value, drawn between two places; `ticks` are values with the text over them."""

    low: float
    high: float
    left: float
    right: float
    ticks: tuple[tuple[float, str], ...] = ()

    def x(self, value: float) -> float:
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)


_SAME = _Scale(0, 1, 0, 1)  # for signs in a legend, which are drawn where they stand


@attrs.frozen
class _Marks:
    """Draws the rows of one kind of statistic, and the words behind them."""

    sheet: Drawing
    words: StatisticWords
    rows: Sequence[Any]  # Any: the rows of the statistic that this is for

    def label(self, row: Any) -> str:  # Any: as above
        return self.words.motive(row.motive)

    def scale(self, left: float, right: float) -> _Scale:
        raise NotImplementedError

    def draw(self, row: Any, scale: _Scale, y: float) -> None:  # Any: as above
        raise NotImplementedError

    def behind(self, row: Any) -> list[str]:  # Any: as above
        """Return the words behind a row, line by line."""
        raise NotImplementedError

    def legend(self) -> Iterator[Entry]:
        raise NotImplementedError

    def word(self, key: str) -> str:
        return self.sheet.labels.word(f"plot.statistic.{key}")

    def span(self, interval: tuple[float, float], scale: _Scale, y: float, *, colour: str = ACCENT) -> None:
        """Draw a line between two values, with an end at both sides."""
        low, high = map(scale.x, interval)
        self.sheet.rule((low, y), (high, y), thick=1.1, colour=colour)
        for end in (low, high):
            self.sheet.rule((end, y - 0.9), (end, y + 0.9), thick=1.1, colour=colour)


def _of_shares(left: float, right: float) -> _Scale:
    return _Scale(0, 1, left, right, tuple((share / 4, f"{share * 25}%") for share in range(5)))


class _Dots(_Marks):
    """A value of each row, named by `value`, with its interval; nothing where there is no value to give."""

    value: ClassVar[str]

    def draw(self, row: Any, scale: _Scale, y: float) -> None:  # Any: as above
        if (value := getattr(row, self.value)) is not None:
            self._dot(value, row.interval, scale, y)

    def _dot(self, value: float, interval: tuple[float, float] | None, scale: _Scale, y: float) -> None:
        """Draw a filled dot on its interval, or an open dot where there is none."""
        if interval:
            self.span(interval, scale, y)
        self.sheet.circle((scale.x(value), y), _DOT, filled=interval is not None)

    def legend(self) -> Iterator[Entry]:
        """Yield a dot with its interval and an open one, as far as they occur."""
        intervals = [row.interval for row in self.rows if getattr(row, self.value) is not None]
        if any(intervals):
            yield (lambda x, y: self._dot(x, (x - 2.3, x + 2.3), _SAME, y)), self.word(self.value)
        if not all(intervals):
            yield (lambda x, y: self._dot(x, None, _SAME, y)), self.word("without")


class _Shares(_Dots):
    """The share of each motive, with its interval."""

    value = "share"

    def scale(self, left: float, right: float) -> _Scale:
        return _of_shares(left, right)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        return [self.words.marked(self.words.of(row.applies, row.n), too_small=row.too_small)]


class _Differences(_Dots):
    """The difference of two shares in percentage points, from all in the second group to all in the first."""

    value = "difference"

    def scale(self, left: float, right: float) -> _Scale:
        return _Scale(-1, 1, left, right, tuple((step / 2, self.words.points(step / 2)) for step in range(-2, 3)))

    def behind(self, row: Any) -> list[str]:  # Any: as above
        nothing = self.sheet.labels.status(Status.NOT_OFFERED)
        counts = row.first, row.second
        return [self._count(count) if count.offered else nothing for count in counts]

    def _count(self, count: MotiveCount) -> str:
        return self.words.marked(self.words.of(count.applies, count.n), too_small=count.too_small)


class _Sharing(_Marks):
    """The share of partnerships in which a motive is shared, on a line for what chance gives.

    Rows are out of different numbers of partnerships, so that their counts have no axis in common.
    """

    def scale(self, left: float, right: float) -> _Scale:
        return _of_shares(left, right)

    def draw(self, row: Any, scale: _Scale, y: float) -> None:  # Any: as above
        if row.tested_n:
            low, high = (limit / row.tested.n for limit in row.chance)
            self.span((low, high), scale, y, colour=GREY)
        if row.share is not None:
            self.sheet.circle((scale.x(row.share), y), _DOT, filled=True)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        tested = row.tested if row.tested and row.tested.lots > 1 else None
        own = self.words.say("behind_tested", counted=self.words.of(tested.shared, tested.n)) if tested else None
        return [self.words.marked(self.words.of(row.shared, row.n), too_small=row.few), *([own] if own else ())]

    def legend(self) -> Iterator[Entry]:
        yield (lambda x, y: self.sheet.circle((x, y), _DOT, filled=True)), self.word("shared")
        if any(row.chance for row in self.rows):
            yield (lambda x, y: self.span((x - 2.3, x + 2.3), _SAME, y, colour=GREY)), self.word("chance")


class _Bars(_Marks):
    """Counts beside each other in one bar; `parts` are names of counts with how each looks."""

    parts: ClassVar[tuple[tuple[tuple[str, ...], str, str], ...]]

    def scale(self, left: float, right: float) -> _Scale:
        most = max(sum(self._count(row, names) for names, _, _ in self.parts) for row in self.rows) or 1
        return _Scale(0, most, left, right, ((0, "0"), (most, str(most))))

    def _count(self, row: Any, names: tuple[str, ...]) -> int:  # Any: as above
        return sum(getattr(row, name) for name in names)

    def draw(self, row: Any, scale: _Scale, y: float) -> None:  # Any: as above
        start = 0
        for names, look, _ in self.parts:
            if count := self._count(row, names):
                left, right = scale.x(start), scale.x(start + count)
                self.sheet.box((left, y - _BAR / 2), right - left, _BAR, look)
                start += count

    def legend(self) -> Iterator[Entry]:
        for names, look, key in self.parts:
            if any(self._count(row, names) for row in self.rows):
                yield (lambda x, y, look=look: self.sheet.box((x - 2, y - _BAR / 2), 4, _BAR, look)), self.word(key)  # type: ignore[misc]


class _Categories(_Bars):
    """The number of motives of each category that apply, out of those that were offered."""

    parts = (
        (("applies",), "filled", "applies"),
        (("not_ticked",), "open", "not_ticked"),
        (("unclear", "not_filled_in"), "faint", "left_open"),
    )

    def label(self, row: Any) -> str:  # Any: as above
        return self.words.category(row.category)

    def behind(self, row: Any) -> list[str]:  # Any: as above
        return [self.words.of(row.applies, row.n)]


class _Changes(_Bars):
    """The change of each motive between two rounds."""

    parts = (
        (("kept",), "filled", "kept"),
        (("new",), "upright", "new"),
        (("dropped",), "level", "dropped"),
        (("neither",), "open", "neither"),
        (("left_open",), "faint", "left_open"),
    )

    def behind(self, row: Any) -> list[str]:  # Any: as above
        return [self.words.say("k_of_n", k=f"+{row.new} −{row.dropped}", n=row.n)]


_MARKS: dict[str, type[_Marks]] = {
    "counts": _Shares,
    "categories": _Categories,
    "sharing": _Sharing,
    "differences": _Differences,
    "changes": _Changes,
}

_CELL = 7.0
_NUMBER = 6.0


def _draw_pairs(sheet: Drawing, words: StatisticWords, rows: Sequence[MotivePair]) -> None:
    """Draw a triangle for each group: motives are numbered in the rows, and the columns have their numbers."""
    for group in groups_of(rows):
        sheet.heading(words.group(group))
        _triangle(sheet, words, [row for row in rows if row.group == group])
        sheet.y += 1.0
    _note(sheet, sheet.labels.word("plot.statistic.pairs"))


def _triangle(sheet: Drawing, words: StatisticWords, rows: Sequence[MotivePair]) -> None:
    order = _in_order(rows, words)
    cell = max(_CELL, *(width(str(row.n), SMALL, bold=True) + 1.0 for row in rows))
    left = WIDTH - cell * (len(order) - 1)
    pairs = {(row.first, row.second): row for row in rows}
    for number in range(1, len(order)):
        x = left + (number - 0.5) * cell
        sheet.text((x, sheet.y), str(number), SMALL, bold=True, side="center")
    sheet.y += line_height(SMALL) + 0.4
    for number, motive in enumerate(order, 1):
        top = sheet.y
        sheet.rule((0, top), (WIDTH, top))
        label = wrapped(words.motive(motive), left - _NUMBER - 2, BODY)
        sheet.y = top + max(len(label) * line_height(BODY), 2 * line_height(SMALL)) + 1.0
        middle = (top + sheet.y) / 2
        sheet.text((0, middle - line_height(BODY) * len(label) / 2), str(number), bold=True)
        sheet.lines((_NUMBER, middle - line_height(BODY) * len(label) / 2), label)
        for place, other in enumerate(order[: number - 1]):
            if row := pairs.get((other, motive)):
                x = left + (place + 0.5) * cell
                sheet.text((x, middle - line_height(SMALL)), str(row.both), SMALL, bold=True, side="center")
                sheet.text((x, middle), str(row.n), SMALL, colour=GREY, side="center")


def _in_order(rows: Sequence[MotivePair], words: StatisticWords) -> list[str]:
    """Return the motives of these pairs, in the order of the instrument."""
    ids = {id for row in rows for id in (row.first, row.second)}
    return [motive.id for motive in words.instrument.motives if motive.id in ids] if words.instrument else []


_LABELS = 66.0
_BEHIND = 34.0


def statistic(result: Statistic[Any], *, language: str | None = None) -> Picture:  # Any: whichever rows
    """Draw what was counted in a data set: any result of `Dataset.counts`, `category_counts`, `sharing`, ….

    Shares and differences are dots on their 95% intervals, open where there is no interval; sharing is a share of
    partnerships, a dot beside what chance gives; numbers of motives and changes are bars; motives that apply together
    are a triangle of counts. Behind each row is what it is out of. Raises `InvalidValueError` for an unknown language.

    >>> from hlo_forms import Dataset, examples, plots
    >>> data = Dataset(examples.forms(30, rounds=["2026"], seed=1))
    >>> plots.statistic(data.category_counts(), language="en").title
    'How many motives of each category apply'
    """
    must_be(Statistic, "result", result)
    language = result.language_or_own(language)
    labels = InstrumentLabels(result.instrument or load_instrument(), language)
    sheet, words = Drawing(labels), StatisticWords(language, result.instrument)
    title = words.say(f"title_{result.name}")
    counts = {name: getattr(result, name) for name in ("answers", "forms", "organisations")}
    based_on = words.say("based_on_text", **counts)
    sheet.head(title, based_on)
    rows = [row for row in result.rows if row.reason != "not_offered"]
    tables = list(tables_of(result, words))
    if not rows:
        nothing = words.say("nothing")
        sheet.y = sheet.lines((0, sheet.y), wrapped(nothing, WIDTH, BODY))
        empty = PageTable(caption=title, columns=(title,), rows=(PageRow((fixed(nothing),)),))
        return sheet.done(title, f"{based_on}. {nothing}", empty)
    if result.name == "co_occurrence":
        _draw_pairs(sheet, words, rows)
    else:
        captions = [table.caption for table in tables]
        if isinstance(result, RoundChanges):
            captions = [labels.word("recalibration.step", earlier=result.earlier, later=result.later)]
        _draw(sheet, _MARKS[result.name](sheet, words, rows), result, captions)
    for remark in result.remarks(language=language):
        sheet.y += 0.8
        _note(sheet, remark)
    alt = labels.word(f"plot.statistic.alt.{result.name}")
    return sheet.done(title, f"{based_on}. {alt}", _together(title, tables))


def _draw(sheet: Drawing, marks: _Marks, result: Statistic[Any], captions: list[str]) -> None:  # Any: as above
    """Draw the rows of each group under its caption, all on one scale."""
    behind = min(_BEHIND, max(width(text, SMALL) for row in marks.rows for text in marks.behind(row)) + 0.1)
    scale = marks.scale(_LABELS + 3, WIDTH - behind - 6)
    groups = [group for group in groups_of(result.rows) if any(row.group == group for row in marks.rows)]
    for group, caption in zip(groups, captions, strict=True):
        sheet.heading(caption)
        for value, text in scale.ticks:
            sheet.text((scale.x(value), sheet.y), text, SMALL, colour=GREY, side="center")
        sheet.y += line_height(SMALL) + 0.4
        for row in (row for row in marks.rows if row.group == group):
            _row(sheet, marks, row, scale, behind)
        sheet.y += 1.5
    sheet.legend(marks.legend())


def _row(sheet: Drawing, marks: _Marks, row: Any, scale: _Scale, room: float) -> None:  # Any: as above
    behind = [line for text in marks.behind(row) for line in wrapped(text, room, SMALL)]
    top, label = sheet.y, wrapped(marks.label(row), _LABELS, BODY)
    middle = sheet.row(label, (WIDTH, behind, "right"), margin=1.2, ruled=False)
    for value, _ in scale.ticks:
        sheet.rule((scale.x(value), top), (scale.x(value), sheet.y))
    marks.draw(row, scale, middle)


def _note(sheet: Drawing, text: str) -> None:
    sheet.y = sheet.lines((0, sheet.y), wrapped(text, WIDTH, SMALL), SMALL, colour=GREY)


def _together(title: str, tables: list[PageTable]) -> PageTable:
    """Return the tables of all groups as one, each group under its caption."""
    rows: list[PageRow] = []
    for table in tables:
        rows += [PageRow((fixed(table.caption),), group=True), *table.rows]
    numbers = frozenset.intersection(*(table.numbers for table in tables))
    return PageTable(caption=title, columns=tables[0].columns, rows=tuple(rows), numbers=numbers)
