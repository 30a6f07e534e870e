"""Suppression of counts in a table, so that no small one can be read or computed from those that are left.

A table here is rows and columns of counts, with the totals of both. Totals of rows are always shown, since they are
known from other tables, or can be. Each other count is in two sums, so the table is a network: a count is an arc
between its row and its column, and the total of a column is one between that column and the row of totals. A hidden
count can be one more or one less exactly along a circle of hidden arcs on which counts stay 0 or more; a count on no
such circle follows from the others. So where a small count follows, the cheapest circle through it is hidden too.
(Complementary suppression in two-dimensional tables: Cox, L.H. (1980), Suppression methodology and statistical
disclosure control, JASA 75(370), 377-385; the shortest path: Dijkstra 1959.)
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

TOTAL = None
"""The row or column of totals."""

Place = tuple[str | None, str | None]
"""The row and the column of a count."""
_Node = tuple[str, str | None]
_Way = tuple[int, tuple[Place, ...]]
"""The cost of a way, and the counts that it passes."""

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
    free = _free(counts)
    network = _Network({**counts, **free})
    hidden = {*small, *free}
    for place in sorted(set(small), key=str):
        if network.follows(place, hidden) and (way := network.around(place, hidden)) is not None:
            hidden |= set(way[1])  # these are on the same circle, so none of them follows
    return frozenset(hidden & counts.keys())


def _free(counts: Mapping[Place, int]) -> dict[Place, int]:
    """Return room for other rows, of any size, where the totals of columns are not shown."""
    if (TOTAL, TOTAL) in counts:
        return {}
    return {(_OTHERS, column): _MANY for _, column in counts if column is not TOTAL}
