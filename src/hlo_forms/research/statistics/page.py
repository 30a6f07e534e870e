"""The page of a statistic: every number with its denominator, limitations, and the method in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from ...instrument.model import Instrument
from ...pages.model import Block, Bullets, Page, PageRow, PageTable, Run, Runs, Section, Text, fixed, section
from ...pages.shown import page_of
from ..tables import Cell, code_label, schemas
from .counts import CategoryTally, MotiveCount, MotivePair
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
        self.say("title_counts")

    def say(self, key: str, **values: object) -> str:
        """The wording with this key, its values filled in."""
        return TEXTS.text(key, self.language, **values)

    def label(self, text: Mapping[str, str]) -> str:
        """A wording of the instrument in this language, or in its first where it has none in this."""
        return text.get(self.language) or next(iter(text.values()))

    def motive(self, id: str) -> str:
        """The label of a motive."""
        return self.label(self.instrument.motive(id).label) if self.instrument else id

    def category(self, id: str) -> str:
        """The label of a category."""
        return self.label(self.instrument.category(id).label) if self.instrument else id

    def group(self, group: Group) -> str:
        """What the answers of a group have in common."""
        values = [self.value(name, value) for name, value in group.items()]
        return ", ".join(values) or self.say("everybody")

    def value(self, column: str, value: Cell) -> str:
        """A value of a column that statistics are split by."""
        if value is None:
            return self.say(f"unknown_{column}")
        types = {kind.id: kind for kind in self.instrument.organisation_types} if self.instrument else {}
        if column == "organisation_type" and value in types:
            return self.label(types[str(value)].label)
        if value in schemas()["forms"].column(column).codes:
            label = code_label(str(value), self.language)
            return label[:1].upper() + label[1:]
        return str(value)

    def of(self, count: int, total: int) -> str:
        """So many of so many."""
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
        """From one number to another."""
        return self.say("between", low=low, high=high)

    def p(self, value: float | None) -> str:
        """A value of p, in three decimals."""
        if value is not None and value < 0.001:
            return f"< {self.decimal(0.001, 3)}"
        return self.decimal(value, 3)

    def reason(self, code: str) -> str:
        """Why there is no interval or test."""
        return self.say("no_interval", reason=code_label(code, self.language))

    def marked(self, text: str, *, too_small: bool) -> str:
        """A text, with the mark of numbers that are too small."""
        return self.say("too_small", text=text) if too_small else text


def _rounded(share: float) -> int:
    """Whole percents, half away from zero."""
    return int(abs(share) * 100 + 0.5) * (1 if share >= 0 else -1)


Line: TypeAlias = dict[str, str]
"""The texts of a row, by the key of each column's heading."""

_NAMES = {"motive", "category", "first", "second"}
_REASONED = {"interval", "p"}
"""Columns that hold a sentence instead of a number in rows without an interval or test."""


@page_of.register(Statistic)
def _(statistic: Statistic[Any], language: str) -> Page:  # Any: whichever rows
    words = StatisticWords(language, statistic.instrument)
    counts = {name: getattr(statistic, name) for name in ("answers", "forms", "organisations")}
    details = ((words.say("based_on"), fixed(words.say("based_on_text", **counts))),)
    sections = (*_tables(statistic, words), *_heed(statistic, words), *_how(statistic, words))
    return Page(title=words.say(f"title_{statistic.name}"), locale=language, details=details, sections=sections)


def _tables(statistic: Statistic[Any], words: StatisticWords) -> Iterator[Section]:  # Any: as above
    blocks: list[Block] = list(tables_of(statistic, words)) or [Text(fixed(words.say("nothing")))]
    yield Section(words.say(f"heading_{statistic.name}"), tuple(blocks))


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
    lines = [_LINES[statistic.name](words, row) for row in rows]
    texts = _NAMES | (_REASONED if any(row.reason for row in rows) else set())
    return PageTable(
        caption=caption,
        columns=_heads(statistic, words, lines[0]),
        rows=tuple(_rows(statistic, words, rows, lines)),
        numbers=(number for number, key in enumerate(lines[0]) if key not in texts),
    )


def _rows(
    statistic: Statistic[Any], words: StatisticWords, rows: Sequence[Any], lines: Sequence[Line]
) -> Iterator[PageRow]:  # Any: as above
    """Yield the rows of a table, those of motives grouped by category."""
    category = None
    for row, line in zip(rows, lines, strict=True):
        own = getattr(row, "category", None) if statistic.name != "categories" else None
        if own is not None and own != category:
            category = own
            yield PageRow((fixed(words.category(own)),), group=True)
        yield PageRow(tuple(map(fixed, line.values())))


def _heads(statistic: Statistic[Any], words: StatisticWords, line: Line) -> tuple[str, ...]:  # Any: as above
    heads = {key: words.say(f"head_{key}") for key in line}
    if isinstance(statistic, GroupDifferences):
        first, second = (words.value(statistic.split, value) for value in statistic.between)
        heads |= {"first_group": first, "second_group": second}
    return tuple(heads.values())


def _count(words: StatisticWords, row: MotiveCount) -> Line:
    interval = words.between(words.percent(row.low), words.percent(row.high)) if row.interval else None
    return {
        "motive": words.motive(row.motive),
        "applies": words.of(row.applies, row.n),
        "share": words.percent(row.share),
        "interval": words.marked(interval, too_small=row.too_small) if interval else words.reason(row.reason or ""),
        "unclear": str(row.unclear),
        "not_filled_in": str(row.not_filled_in),
        "organisations": str(row.organisations),
        "doubtful": str(row.doubtful),
    }


def _category(words: StatisticWords, row: CategoryTally) -> Line:
    return {
        "category": words.category(row.category),
        "motives": str(row.motives),
        "ticked": words.of(row.applies, row.n),
        "with_any": words.of(row.with_any, row.answers),
        "unclear": str(row.unclear),
        "not_filled_in": str(row.not_filled_in),
        "organisations": str(row.organisations),
    }


def _pair(words: StatisticWords, row: MotivePair) -> Line:
    return {
        "first": words.motive(row.first),
        "second": words.motive(row.second),
        "both": words.of(row.both, row.n),
        "only_first": str(row.only_first),
        "only_second": str(row.only_second),
        "neither": str(row.neither),
        "left_open": str(row.left_open),
    }


def _tested(words: StatisticWords, row: MotiveDifference | MotiveChange | SharedMotive) -> Line:
    if row.reason:
        return {"p": words.reason(row.reason), "p_adjusted": "–"}
    return {"p": words.marked(words.p(row.p), too_small=row.too_small), "p_adjusted": words.p(row.p_adjusted)}


def _shared(words: StatisticWords, row: SharedMotive) -> Line:
    chance = words.between(str(row.chance_low), str(row.chance_high)) if row.chance else "–"
    return {
        "motive": words.motive(row.motive),
        "shared": words.of(row.shared, row.n),
        "expected": words.decimal(row.expected, 1),
        "chance": chance,
        **_tested(words, row),
        "left_open": str(row.left_open),
    }


def _difference(words: StatisticWords, row: MotiveDifference) -> Line:
    points = words.points(row.difference)
    if row.interval:
        points += f" ({words.between(words.points(row.low), words.points(row.high))})"
    return {
        "motive": words.motive(row.motive),
        "first_group": _of(words, row.first),
        "second_group": _of(words, row.second),
        "difference": points,
        **_tested(words, row),
        "left_open": str(row.unclear + row.not_filled_in),
    }


def _of(words: StatisticWords, row: MotiveCount) -> str:
    return words.of(row.applies, row.n) if row.offered else code_label("not_offered", words.language)


def _change(words: StatisticWords, row: MotiveChange) -> Line:
    return {
        "motive": words.motive(row.motive),
        "n": str(row.n),
        "kept": str(row.kept),
        "new": str(row.new),
        "dropped": str(row.dropped),
        "neither": str(row.neither),
        **_tested(words, row),
        "left_open": str(row.left_open),
    }


_LINES: Mapping[str, Callable[[StatisticWords, Any], Line]] = {  # Any: a row of the statistic with this name
    "counts": _count,
    "categories": _category,
    "co_occurrence": _pair,
    "sharing": _shared,
    "differences": _difference,
    "changes": _change,
}


def _heed(statistic: Statistic[Any], words: StatisticWords) -> Iterator[Section]:  # Any: as above
    remarks = tuple(map(fixed, statistic.remarks(words.language)))
    return section(words.say("heed"), [Bullets(remarks)] if remarks else [])


def _how(statistic: Statistic[Any], words: StatisticWords) -> Iterator[Section]:  # Any: as above
    items: list[Runs] = [
        (Run(f"{words.say(f'label_{key}')}: ", "strong"), Run(text))
        for key, text in statistic.explained(words.language).items()
    ]
    return section(words.say("how"), [Bullets(tuple(items))])
