"""The page of a statistic: every number with its denominator, limitations, and the method in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ...basics.messages import in_language
from ...instrument.model import Instrument
from ...pages.model import Bullets, Page, PageRow, PageTable, Run, Runs, Section, Text, fixed, section
from ...pages.shown import makes_page_of
from ..tables import Cell, checked_language, code_label, schemas
from .chance import TestedRow
from .counts import MotiveCount, MotivePair
from .differences import GroupDifferences, MotiveChange, MotiveDifference, RoundChanges
from .pool import Group
from .sharing import SharedMotive
from .statistic import TEXTS, Statistic, groups_of


@attrs.frozen
class StatisticWords:
    """The words of statistics in a language; `InvalidValueError` for one they do not speak."""

    language: str
    instrument: Instrument | None

    def __attrs_post_init__(self) -> None:
        spoken = checked_language(self.language, (self.instrument,) if self.instrument else ())
        object.__setattr__(self, "language", spoken)

    def say(self, key: str, **values: object) -> str:
        return TEXTS.text(key, self.language, **values)

    def motive(self, id: str) -> str:
        return in_language(self.instrument.motive(id).label, self.language) if self.instrument else id

    def category(self, id: str) -> str:
        return in_language(self.instrument.category(id).label, self.language) if self.instrument else id

    def group(self, group: Group) -> str:
        """Return the values that the answers of a group have in common."""
        values = [self.value(name, value) for name, value in group.items()]
        return ", ".join(values) or self.say("everybody")

    def value(self, column: str, value: Cell) -> str:
        """A value of a column that statistics are split by."""
        if value is None:
            return self.say(f"unknown_{column}")
        types = {kind.id: kind for kind in self.instrument.organisation_types} if self.instrument else {}
        if column == "organisation_type" and value in types:
            return in_language(types[str(value)].label, self.language)
        if value in schemas()["forms"].column(column).codes:
            label = code_label(str(value), self.language)
            return label[:1].upper() + label[1:]
        return str(value)

    def of(self, count: int, total: int) -> str:
        return self.say("k_of_n", k=count, n=total)

    def decimal(self, value: float | None, digits: int) -> str:
        """A number with its decimals; a dash where there is none."""
        return "–" if value is None else f"{value:.{digits}f}".replace(".", self.say("decimal"))

    def percent(self, share: float | None) -> str:
        """A share of 0 to 1 in whole percents; a dash where there is none."""
        return "–" if share is None else f"{_rounded(share)}%"

    def points(self, difference: float | None) -> str:
        """A difference of shares in whole percentage points, with its sign."""
        return "–" if difference is None else f"{_rounded(difference):+d}".replace("-", "−").replace("+0", "0")

    def between(self, low: str, high: str) -> str:
        return self.say("between", low=low, high=high)

    def p(self, value: float | None) -> str:
        """A value of p, in three decimals."""
        if value is not None and value < 0.001:
            return f"< {self.decimal(0.001, 3)}"
        return self.decimal(value, 3)

    def reason(self, code: str) -> str:
        """Return the reason that there is no interval or test."""
        return self.say("no_interval", reason=code_label(code, self.language))

    def marked(self, text: str, *, too_small: bool) -> str:
        """A text, with the mark of numbers that are too small."""
        return self.say("too_small", text=text) if too_small else text


def _rounded(share: float) -> int:
    """Whole percents, half away from zero."""
    return int(abs(share) * 100 + 0.5) * (1 if share >= 0 else -1)


_NAMES = {"motive", "category", "first", "second"}
_REASONED = {"interval", "p"}
"""Columns that hold a sentence instead of a number in rows without an interval or test."""


@makes_page_of(Statistic)
def _(statistic: Statistic[Any], language: str) -> Page:  # Any: whichever rows
    words = StatisticWords(language, statistic.instrument)
    counts = {name: getattr(statistic, name) for name in ("answers", "forms", "organisations")}
    details = ((words.say("based_on"), fixed(words.say("based_on_text", **counts))),)
    tables = tuple(tables_of(statistic, words)) or (Text(fixed(words.say("nothing"))),)
    remarks = tuple(map(fixed, statistic.remarks(language=language)))
    sections = (
        Section(words.say(f"heading_{statistic.name}"), tables),
        *section(words.say("heed"), [Bullets(remarks)] if remarks else []),
        Section(words.say("how"), (Bullets(tuple(_how(statistic, words))),)),
    )
    return Page(title=words.say(f"title_{statistic.name}"), locale=language, details=details, sections=sections)


def tables_of(statistic: Statistic[Any], words: StatisticWords) -> Iterator[PageTable]:  # Any: as above
    """A table for each group of rows, without the rows of what a group was not offered."""
    for group in groups_of(statistic.rows):
        rows = [row for row in statistic.rows if row.group == group and row.reason != "not_offered"]
        if rows:
            yield _table(statistic, words, _caption(statistic, words, group), rows)


def _caption(statistic: Statistic[Any], words: StatisticWords, group: Any) -> str:  # Any: as above
    if isinstance(statistic, GroupDifferences):
        first, second = (words.value(statistic.split, value) for value in statistic.between)
        return words.say("against", first=first, second=second)
    if isinstance(statistic, RoundChanges):
        return words.say("from_to", earlier=statistic.earlier, later=statistic.later)
    return words.say("every_partnership") if statistic.name == "sharing" else words.group(group)


def _table(
    statistic: Statistic[Any], words: StatisticWords, caption: str, rows: Sequence[Any]
) -> PageTable:  # Any: as above
    keys = _COLUMNS[statistic.name]
    if not statistic.undrawn:
        keys = tuple(key for key in keys if key not in _OF_LOTS)
    heads = {key: words.say(f"head_{key}") for key in keys}
    if isinstance(statistic, GroupDifferences):
        first, second = (words.value(statistic.split, value) for value in statistic.between)
        heads |= {"first_group": first, "second_group": second}
    texts = _NAMES | (_REASONED if any(row.reason for row in rows) else set())
    return PageTable(
        caption=caption,
        columns=tuple(heads.values()),
        rows=tuple(_rows(words, keys, rows)),
        numbers=(number for number, key in enumerate(keys) if key not in texts),
    )


def _rows(words: StatisticWords, keys: Sequence[str], rows: Sequence[Any]) -> Iterator[PageRow]:  # Any: as above
    """Yield the rows of a table, those of motives grouped by category."""
    category = None
    for row in rows:
        if "motive" in keys and row.category != category:
            category = row.category
            yield PageRow((fixed(words.category(category)),), group=True)
        yield PageRow(
            tuple(fixed(_CELLS[key](words, row) if key in _CELLS else str(getattr(row, key))) for key in keys)
        )


def _interval(words: StatisticWords, row: MotiveCount) -> str:
    if row.interval is None:
        return words.reason(row.reason or "")
    return words.between(words.percent(row.low), words.percent(row.high))


def _share(words: StatisticWords, row: MotiveCount) -> str:
    return words.marked(words.percent(row.share), too_small=row.too_small)


def _bounds(words: StatisticWords, row: MotiveCount | SharedMotive) -> str:
    """Between which shares the unclear answers leave it; a dash where they change nothing."""
    if row.unclear_low == row.unclear_high == row.share:
        return "–"
    if isinstance(row, SharedMotive):
        fewest, most = str(row.shared), str(row.most_shared)
        return words.say("k_of_n", k=fewest if fewest == most else words.between(fewest, most), n=row.possible)
    limits = words.between(words.percent(row.unclear_low), words.percent(row.unclear_high))
    return words.marked(limits, too_small=row.too_small)


def _chance(words: StatisticWords, row: SharedMotive) -> str:
    return words.between(str(row.chance_low), str(row.chance_high)) if row.chance else "–"


def _difference(words: StatisticWords, row: MotiveDifference) -> str:
    limits = f" ({words.between(words.points(row.low), words.points(row.high))})" if row.interval else ""
    return words.marked(words.points(row.difference) + limits, too_small=row.difference is not None and row.few)


def _difference_bounds(words: StatisticWords, row: MotiveDifference) -> str:
    """Between which differences the unclear answers leave it; a dash where none are unclear."""
    if row.unclear_low == row.unclear_high:
        return "–"
    return words.between(words.points(row.unclear_low), words.points(row.unclear_high))


def _of(words: StatisticWords, row: MotiveCount) -> str:
    return words.of(row.applies, row.n) if row.offered else code_label("not_offered", words.language)


def _p(words: StatisticWords, row: TestedRow) -> str:
    return words.marked(words.p(row.p), too_small=row.too_small) if row.test else words.reason(row.reason or "")


def _left_open(_words: StatisticWords, row: MotivePair | SharedMotive | MotiveDifference | MotiveChange) -> str:
    return str(row.unclear + row.not_filled_in if isinstance(row, MotiveDifference) else row.left_open)


_COLUMNS = {
    "counts": (
        "motive",
        "applies",
        "share",
        "interval",
        "unclear",
        "bounds",
        "not_filled_in",
        "organisations",
        "doubtful",
    ),
    "categories": ("category", "motives", "ticked", "with_any", "unclear", "not_filled_in", "organisations"),
    "co_occurrence": ("first", "second", "both", "only_first", "only_second", "neither", "left_open"),
    "sharing": (
        "motive",
        "shared",
        "bounds",
        "tested",
        "expected",
        "chance",
        "p",
        "p_range",
        "p_adjusted",
        "left_open",
    ),
    "differences": (
        "motive",
        "first_group",
        "second_group",
        "difference",
        "difference_bounds",
        "p",
        "p_adjusted",
        "left_open",
    ),
    "changes": ("motive", "n", "kept", "new", "dropped", "neither", "p", "p_adjusted", "left_open"),
}
"""The columns of the table of each statistic, by the keys of their headings."""

_OF_LOTS = {"tested", "p_range"}
"""Columns that only a test over several lots has."""

_CELLS: Mapping[str, Callable[[StatisticWords, Any], str]] = {  # Any: a row of the statistics with this column
    "motive": lambda words, row: words.motive(row.motive),
    "first": lambda words, row: words.motive(row.first),
    "second": lambda words, row: words.motive(row.second),
    "category": lambda words, row: words.category(row.category),
    "applies": lambda words, row: words.of(row.applies, row.n),
    "ticked": lambda words, row: words.of(row.applies, row.n),
    "with_any": lambda words, row: words.of(row.with_any, row.answers),
    "both": lambda words, row: words.of(row.both, row.n),
    "shared": lambda words, row: words.of(row.shared, row.n),
    "tested": lambda words, row: words.of(row.tested.shared, row.tested.n) if row.tested else "–",
    "p_range": lambda words, row: words.between(*map(words.p, row.tested.range)) if row.tested else "–",
    "share": _share,
    "bounds": _bounds,
    "interval": _interval,
    "expected": lambda words, row: words.decimal(row.expected, 1),
    "chance": _chance,
    "first_group": lambda words, row: _of(words, row.first),
    "second_group": lambda words, row: _of(words, row.second),
    "difference": _difference,
    "difference_bounds": _difference_bounds,
    "p": _p,
    "p_adjusted": lambda words, row: words.p(row.p_adjusted),
    "left_open": _left_open,
}
"""The text of a cell by the key of its column; in any other column it is the number of that name."""


def _how(statistic: Statistic[Any], words: StatisticWords) -> Iterator[Runs]:  # Any: as above
    for key, text in statistic.explained(language=words.language).items():
        yield Run(f"{words.say(f'label_{key}')}: ", "strong"), Run(text)
