"""Counts that can be shown to others: no small number is in them, or can be computed from them."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from ...basics.values import grouped
from ...errors import InvalidValueError
from ...instrument.model import Instrument
from ...pages.model import Page, PageRow, PageTable, Section, fixed
from ...pages.shown import Shown, page_of
from ..statistics.counts import MotiveCount, MotiveCounts
from ..statistics.page import StatisticWords
from ..statistics.pool import Group
from ..tables import Cell, Framed, Table, schema_by, table_of
from .names import TEXTS

TOTAL = None  # the row or column of totals
Place = tuple[str | None, str | None]  # the row and the column of a count
_Node = tuple[str, str | None]
_Way = tuple[int, tuple[Place, ...]]  # the cost of a way, and the counts that it passes
_DEAR = 1_000_000
_MANY = 1_000_000_000
_OTHERS = "\0others"


@attrs.frozen
class _Arc:
    """A count as a step between two nodes; the step makes it one more where it `adds`, else one less."""

    place: Place
    to: _Node
    adds: bool


@attrs.define
class _Network:
    """The counts of a table, with the arcs that leave each node."""

    counts: Mapping[Place, int]
    arcs: dict[_Node, list[_Arc]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for place, count in self.counts.items():
            if place[1] is TOTAL:
                continue
            start, end = _ends(place)
            self.arcs.setdefault(start, []).append(_Arc(place, end, adds=True))
            self.arcs.setdefault(end, [])
            if count:
                self.arcs[end].append(_Arc(place, start, adds=False))

    def way(self, start: _Node, end: _Node, hidden: Collection[Place], without: Place) -> _Way | None:
        """Return the cheapest way between two nodes, where hidden counts cost nothing; None if there is none."""
        queue: list[tuple[int, int, _Node, tuple[Place, ...]]] = [(0, 0, start, ())]
        seen: set[_Node] = set()
        pushed = 0
        while queue:
            cost, _, node, taken = heapq.heappop(queue)
            if node == end:
                return cost, taken
            seen.add(node)
            for arc in self.arcs.get(node, ()):
                if arc.place != without and arc.to not in seen:
                    pushed += 1
                    heapq.heappush(queue, (cost + self._cost(arc.place, hidden), pushed, arc.to, (*taken, arc.place)))
        return None

    def _cost(self, place: Place, hidden: Collection[Place]) -> int:
        """Return the loss of hiding a count; totals are dear, as they tell most."""
        if place in hidden:
            return 0
        return (self.counts[place] + 1) * (_DEAR if place[0] is TOTAL else 1)

    def around(self, place: Place, hidden: Collection[Place]) -> _Way | None:
        """Return the cheapest way that closes a circle through a count, along which it can be one more or one less."""
        start, end = _ends(place)
        ways = [self.way(end, start, hidden, place)]
        if self.counts[place]:
            ways.append(self.way(start, end, hidden, place))
        return min((way for way in ways if way is not None), key=lambda way: way[0], default=None)

    def follows(self, place: Place, hidden: Collection[Place]) -> bool:
        """Return whether this count can be computed from those that are not hidden."""
        return _Network({one: self.counts[one] for one in hidden}).around(place, hidden) is None


def _ends(place: Place) -> tuple[_Node, _Node]:
    """Return the nodes of a count: one more is a step from its column to its row, or the reverse for a total."""
    row, column = place
    ends: tuple[_Node, _Node] = ("column", column), ("row", row)
    return (ends[1], ends[0]) if row is TOTAL else ends


def with_totals(counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str]) -> dict[Place, int]:
    """Add the totals of rows and columns to the counts of a table; a single row gets none of columns."""
    table: dict[Place, int] = {(row, column): counts[row, column] for row in rows for column in columns}
    for row in rows:
        table[row, TOTAL] = sum(counts[row, column] for column in columns)
    if len(rows) > 1:
        for column in columns:
            table[TOTAL, column] = sum(counts[row, column] for row in rows)
        table[TOTAL, TOTAL] = sum(counts.values())
    return table


def hidden_places(counts: Mapping[Place, int], small: Iterable[Place]) -> frozenset[Place]:
    """Choose the counts to hide: the small ones, and as few others as needed so that none can be computed.

    `counts` is a table as `with_totals` makes it. No total of a row is small: such a row should be left out whole.

    >>> counts = with_totals({("a", "x"): 2, ("a", "y"): 30, ("b", "x"): 10, ("b", "y"): 20}, "ab", "xy")
    >>> sorted(hidden_places(counts, [("a", "x")]))
    [('a', 'x'), ('a', 'y'), ('b', 'x'), ('b', 'y')]
    """
    has_totals = (TOTAL, TOTAL) in counts  # without them there is room for other rows, of any size
    columns = [] if has_totals else [column for _, column in counts if column is not TOTAL]
    free: dict[Place, int] = {(_OTHERS, column): _MANY for column in columns}
    network = _Network({**counts, **free})
    hidden = {*small, *free}
    for place in sorted(set(small), key=str):
        if network.follows(place, hidden) and (way := network.around(place, hidden)) is not None:
            hidden |= set(way[1])  # these are on the same circle, so none of them follows
    return frozenset(hidden & counts.keys())


_ANSWERS = ("applies", "not_ticked", "left_open")
_SHOWN = (*_ANSWERS, "offered")


@attrs.frozen(kw_only=True, repr=False)
class SafeCounts(Framed, Shown):
    """Counts of how often each motive applies, by group and in total, without small numbers; made by `hide_small`.

    These are missing in `table`; `hidden` is their number. `repeats` is the number of answers that may come from an
    organisation that is counted already.
    """

    table: Table
    by: tuple[str, ...]
    instrument: Instrument | None
    threshold: int
    repeats: int

    @property
    def hidden(self) -> int:
        """The number of counts that were left out."""
        return sum(int(number or 0) for number in self.table.column("hidden"))

    def remarks(self, language: str) -> tuple[str, ...]:
        """Return remarks on the counts left out; `InvalidValueError` for a language other than "nl" and "en"."""
        keys = ["hidden_note" if self.hidden else "nothing_hidden"]
        keys += ["groups_note"] if None in self.table.column("offered") else []
        keys += ["repeats_note"] if self.repeats else []
        numbers = {"count": self.hidden, "threshold": self.threshold, "repeats": self.repeats}
        return tuple(TEXTS.text(key, language, **numbers) for key in (*keys, "more_tables"))

    def __repr__(self) -> str:
        numbers = f"{self.hidden} numbers below {self.threshold} or telling one left out"
        return f"SafeCounts({len(self.table)} rows, {numbers})"


def hide_small(counts: MotiveCounts, threshold: int = 5) -> SafeCounts:
    """Make counts fit to show: leave out those from 1 up to the threshold, and others from which these would follow.

    Each motive has a table: its groups, the number of each answer in a group, and the totals of both. A group smaller
    than `threshold` is left out whole, and is in no total. In other groups the numbers below it that are not 0 are left
    out, and as few more as needed so that none of these can be computed from the rest: always more than one table fits
    what is left. Where organisations may count more than once, a number must reach the threshold without the repeats.
    Shares and intervals are left out, as counts follow from them. `InvalidValueError` for a threshold below 2.

    >>> from hlo_forms import Dataset, examples, hide_small
    >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).counts(by="ownership")
    >>> safe = hide_small(counts)
    >>> [row["applies"] for row in safe.table if row["motive"] == "financial"]
    [None, None, None, None]
    """
    if not isinstance(counts, MotiveCounts):
        raise InvalidValueError("counts", "what Dataset.counts gives", counts)
    if not isinstance(threshold, int) or threshold < 2:
        raise InvalidValueError("threshold", "a whole number, 2 or more", threshold)
    repeats = max(0, counts.answers - counts.organisations)
    motives = grouped((row.motive, row) for row in counts.rows if row.offered)
    rows = (row for motive in motives.values() for row in _rows(motive, counts.by, threshold + repeats))
    return SafeCounts(
        table=table_of(schema_by(TEXTS.name, "safe_counts", counts.by), rows),
        by=counts.by,
        instrument=counts.instrument,
        threshold=threshold,
        repeats=repeats,
    )


def _rows(motive: list[MotiveCount], by: Sequence[str], least: int) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a motive; a group that is small itself has no counts, and is in no total."""
    large = {str(number): row for number, row in enumerate(motive) if row.offered >= least}
    cells = {(name, status): _answer_counts(row)[status] for name, row in large.items() for status in _ANSWERS}
    table = with_totals(cells, list(large), _ANSWERS)
    small = [(row, column) for (row, column), count in table.items() if 0 < count < least and column is not TOTAL]
    hidden = hidden_places(table, small)
    names: dict[str | None, MotiveCount | None] = {str(number): row for number, row in enumerate(motive)}
    for name, row in (names | ({TOTAL: None} if len(large) > 1 else {})).items():
        own: dict[str, Cell] = {column: row.group[column] if row else None for column in by}
        own |= {"total": row is None, "category": motive[0].category, "motive": motive[0].motive}
        places: dict[str, Place] = {status: (name, status) for status in _ANSWERS} | {"offered": (name, TOTAL)}
        shown = {column: None if place in hidden else table.get(place) for column, place in places.items()}
        yield {**own, **shown, "hidden": sum(value is None for value in shown.values())}


def _answer_counts(row: MotiveCount) -> dict[str, int]:
    """Count each answer; all that left it open count as one, as the number of blank forms is equal for each motive."""
    return {"applies": row.applies, "not_ticked": row.not_ticked, "left_open": row.offered - row.n}


@page_of.register(SafeCounts)
def _(counts: SafeCounts, language: str) -> Page:
    words = StatisticWords(language, counts.instrument)
    details = ((words.say("based_on"), fixed(" ".join(counts.remarks(language)))),)
    keys = ("safe_counts", "head_group", *(f"head_{name}" for name in _SHOWN))
    title, *heads = (TEXTS.text(key, language) for key in keys)
    table = PageTable(
        caption=title,
        columns=(words.say("head_motive"), *heads),
        rows=tuple(_safe_rows(counts, words)),
        numbers=range(2, 2 + len(_SHOWN)),
    )
    sections = (Section(words.say("heading_counts"), (table,)),)
    return Page(title=title, locale=language, details=details, sections=sections)


def _safe_rows(counts: SafeCounts, words: StatisticWords) -> Iterator[PageRow]:
    category: Cell = None
    for row in counts.table:
        if row["category"] != category:
            category = row["category"]
            yield PageRow((fixed(words.category(str(category))),), group=True)
        group = Group({name: row[name] for name in counts.by})
        who = TEXTS.text("total", words.language) if row["total"] else words.group(group)
        hidden = TEXTS.text("hidden", words.language)
        numbers = (hidden if row[name] is None else str(row[name]) for name in _SHOWN)
        yield PageRow(tuple(map(fixed, (words.motive(str(row["motive"])), who, *numbers))))
