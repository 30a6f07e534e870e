"""Statistics as a piece of HTML: every number with what it is out of, and in words how it was counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ...analysis.statistics.changes import MotiveChange, RoundChanges
from ...analysis.statistics.words import Words
from ...analysis.table_schemas import code_label
from ...pages.html import piece
from ...pages.model import Block, Bullets, Page, PageRow, PageTable, Run, Runs, Section, Text, fixed, section
from .counts import CategoryTally, MotiveCount, MotivePair
from .differences import GroupDifferences, MotiveDifference
from .sharing import SharedMotive
from .statistic import Statistic, groups_of

Line: TypeAlias = dict[str, str]
"""What stands in a row, by the key of each column's heading."""


def html_of(statistic: Statistic[Any], language: str) -> str:  # Any: whichever rows
    """The tables of a statistic, what to be wary of, and how it was counted."""
    words = Words(language, statistic.instrument)
    counts = {name: getattr(statistic, name) for name in ("answers", "forms", "organisations")}
    details = ((words.say("based_on"), fixed(words.say("based_on_text", **counts))),)
    sections = [*_tables(statistic, words), *_heed(statistic, words), *_how(statistic, words)]
    title = words.say(f"title_{statistic.name}")
    return piece(Page(title=title, locale=language, details=details, sections=tuple(sections)))


def _tables(statistic: Statistic[Any], words: Words) -> Iterator[Section]:  # Any: as above
    blocks: list[Block] = list(tables_of(statistic, words)) or [Text(fixed(words.say("nothing")))]
    yield Section(words.say(f"heading_{statistic.name}"), tuple(blocks))


def tables_of(statistic: Statistic[Any], words: Words) -> Iterator[PageTable]:  # Any: as above
    """A table for each group of rows, without the rows of what a group was not offered."""
    for group in groups_of(statistic.rows):
        rows = [row for row in statistic.rows if row.group == group and row.reason != "not_offered"]
        if rows:
            yield _table(statistic, words, _caption(statistic, words, group), rows)


def _caption(statistic: Statistic[Any], words: Words, group: Any) -> str:  # Any: as above
    if isinstance(statistic, GroupDifferences):
        first, second = (words.value(statistic.split, value) for value in statistic.between)
        return words.say("against", first=first, second=second)
    if isinstance(statistic, RoundChanges):
        return words.say("from_to", earlier=statistic.earlier, later=statistic.later)
    return words.say("every_partnership") if statistic.name == "sharing" else words.group(group)


def _table(statistic: Statistic[Any], words: Words, caption: str, rows: Sequence[Any]) -> PageTable:  # Any: as above
    of_row = _LINES[statistic.name]
    lines = [of_row(words, row) for row in rows]
    found: list[PageRow] = []
    category = None
    for row, line in zip(rows, lines, strict=True):
        own = getattr(row, "category", None) if statistic.name != "categories" else None
        if own is not None and own != category:
            category = own
            found.append(PageRow((fixed(words.category(own)),), group=True))
        found.append(PageRow(tuple(fixed(text) for text in line.values())))
    return PageTable(caption=caption, columns=_heads(statistic, words, lines[0]), rows=tuple(found))


def _heads(statistic: Statistic[Any], words: Words, line: Line) -> tuple[str, ...]:  # Any: as above
    heads = {key: words.say(f"head_{key}") for key in line}
    if isinstance(statistic, GroupDifferences):
        first, second = (words.value(statistic.split, value) for value in statistic.between)
        heads |= {"first_group": first, "second_group": second}
    return tuple(heads.values())


def _count(words: Words, row: MotiveCount) -> Line:
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


def _category(words: Words, row: CategoryTally) -> Line:
    return {
        "category": words.category(row.category),
        "motives": str(row.motives),
        "ticked": words.of(row.applies, row.n),
        "with_any": words.of(row.with_any, row.answers),
        "unclear": str(row.unclear),
        "not_filled_in": str(row.not_filled_in),
        "organisations": str(row.organisations),
    }


def _pair(words: Words, row: MotivePair) -> Line:
    return {
        "first": words.motive(row.first),
        "second": words.motive(row.second),
        "both": words.of(row.both, row.n),
        "only_first": str(row.only_first),
        "only_second": str(row.only_second),
        "neither": str(row.neither),
        "left_open": str(row.left_open),
    }


def _tested(words: Words, row: MotiveDifference | MotiveChange | SharedMotive) -> Line:
    if row.reason:
        return {"p": words.reason(row.reason), "p_adjusted": "–"}
    return {"p": words.marked(words.p(row.p), too_small=row.too_small), "p_adjusted": words.p(row.p_adjusted)}


def _shared(words: Words, row: SharedMotive) -> Line:
    chance = words.between(str(row.chance_low), str(row.chance_high)) if row.chance else "–"
    return {
        "motive": words.motive(row.motive),
        "shared": words.of(row.shared, row.n),
        "expected": words.decimal(row.expected, 1),
        "chance": chance,
        **_tested(words, row),
        "left_open": str(row.left_open),
    }


def _difference(words: Words, row: MotiveDifference) -> Line:
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


def _of(words: Words, row: MotiveCount) -> str:
    return words.of(row.applies, row.n) if row.offered else code_label("not_offered", words.language)


def _change(words: Words, row: MotiveChange) -> Line:
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


_LINES: Mapping[str, Callable[[Words, Any], Line]] = {  # Any: a row of the statistic with this name
    "counts": _count,
    "categories": _category,
    "co_occurrence": _pair,
    "sharing": _shared,
    "differences": _difference,
    "changes": _change,
}


def _heed(statistic: Statistic[Any], words: Words) -> Iterator[Section]:  # Any: as above
    remarks = tuple(map(fixed, statistic.remarks(words.language)))
    return section(words.say("heed"), [Bullets(remarks)] if remarks else [])


def _how(statistic: Statistic[Any], words: Words) -> Iterator[Section]:  # Any: as above
    items: list[Runs] = [
        (Run(f"{words.say(f'label_{key}')}: ", "strong"), Run(text))
        for key, text in statistic.explained(words.language).items()
    ]
    return section(words.say("how"), [Bullets(tuple(items))])
