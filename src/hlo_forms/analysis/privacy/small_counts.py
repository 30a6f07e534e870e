"""Counts that can be shown to others: no small number in them, and none that can be computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from ...errors import InvalidValueError
from ...instrument import Instrument
from ...pages.html import piece
from ...pages.model import Block, Page, PageRow, PageTable, Section, fixed
from ..statistics.counting import MotiveCount, MotiveCounts
from ..statistics.pool import Group
from ..statistics.words import Words
from ..table_schemas import Cell, Schema, languages, schemas, word
from ..tables import Table as DataTable
from .hiding import TOTAL, Place, hidden_places, with_totals

_FILE = "privacy"
_SAID = ("applies", "not_ticked", "left_open")
_SHOWN = (*_SAID, "offered")


@attrs.frozen(kw_only=True, repr=False)
class SafeCounts:
    """How often each motive applies, by group and in all, with small numbers left out; made by `hide_small`.

    `table` has them as missing; `hidden` says how many there are. `repeats` is how many answers may be of an
    organisation that counts already.
    """

    table: DataTable
    by: tuple[str, ...]
    instrument: Instrument | None
    threshold: int
    repeats: int

    @property
    def hidden(self) -> int:
        """How many numbers were left out."""
        return sum(int(number or 0) for number in self.table.column("hidden"))

    def remarks(self, language: str) -> tuple[str, ...]:
        """What was left out and why, in words; `InvalidValueError` for a language other than "nl" and "en"."""
        keys = ["hidden_note" if self.hidden else "nothing_hidden"]
        keys += ["groups_note"] if None in self.table.column("offered") else []
        keys += ["repeats_note"] if self.repeats else []
        numbers = {"{count}": self.hidden, "{threshold}": self.threshold, "{repeats}": self.repeats}
        found = []
        for key in (*keys, "more_tables"):
            text = word(key, language, _FILE)
            for name, number in numbers.items():
                text = text.replace(name, str(number))
            found.append(text)
        return tuple(found)

    def to_html(self, language: str) -> str:
        """The table and what was left out, as a piece of HTML; `InvalidValueError` as above."""
        words = Words(language, self.instrument)
        details = ((words.say("based_on"), fixed(" ".join(self.remarks(language)))),)
        keys = ("safe_counts", "head_group", *(f"head_{name}" for name in _SHOWN))
        title, *heads = (word(key, language, _FILE) for key in keys)
        table = PageTable(caption=title, columns=(words.say("head_motive"), *heads), rows=tuple(self._lines(words)))
        blocks: tuple[Block, ...] = (table,)
        sections = (Section(words.say("heading_counts"), blocks),)
        return piece(Page(title=title, locale=language, details=details, sections=sections))

    def _lines(self, words: Words) -> Iterator[PageRow]:
        category: Cell = None
        for row in self.table:
            if row["category"] != category:
                category = row["category"]
                yield PageRow((fixed(words.category(str(category))),), group=True)
            group = Group({name: row[name] for name in self.by})
            of = word("total", words.language, _FILE) if row["total"] else words.group(group)
            shown = (word("hidden", words.language, _FILE) if row[name] is None else str(row[name]) for name in _SHOWN)
            yield PageRow(tuple(fixed(text) for text in (words.motive(str(row["motive"])), of, *shown)))

    def _repr_html_(self) -> str:
        return self.to_html(languages()[0])

    def __repr__(self) -> str:
        return (
            f"SafeCounts({len(self.table)} rows, {self.hidden} numbers below {self.threshold} or telling one left out)"
        )


def hide_small(counts: MotiveCounts, threshold: int = 5) -> SafeCounts:
    """Counts fit to show: numbers from 1 up to the threshold left out, and others from which these would follow.

    Of each motive a table is shown: its groups, how many said what in each, and the totals of both. A group smaller
    than `threshold` says nothing, and is in no total. Of the others are left out the numbers below it that are not 0,
    and as few more as are needed so that none of these can be computed from the rest: more than one table always says
    the same. Where organisations may count more than once, a number must be as large without what is counted twice.
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
    schema = _schema(counts)
    rows = (row for motive in _motives(counts) for row in _rows(motive, counts.by, threshold + repeats))
    return SafeCounts(
        table=DataTable(schema, map(schema.row, rows)),
        by=counts.by,
        instrument=counts.instrument,
        threshold=threshold,
        repeats=repeats,
    )


def _schema(counts: MotiveCounts) -> Schema:
    own = schemas(_FILE)["safe_counts"]
    return attrs.evolve(own, columns=(*map(schemas()["forms"].column, counts.by), *own.columns))


def _motives(counts: MotiveCounts) -> Iterator[list[MotiveCount]]:
    """The rows of each motive, of the groups that were offered it."""
    found: dict[str, list[MotiveCount]] = {}
    for row in counts.rows:
        if row.offered:
            found.setdefault(row.motive, []).append(row)
    yield from found.values()


def _rows(motive: list[MotiveCount], by: Sequence[str], least: int) -> Iterator[dict[str, Cell]]:
    """The rows of a motive; a group that is small itself says nothing, and is in no total."""
    large = {str(number): row for number, row in enumerate(motive) if row.offered >= least}
    cells = {(name, status): _said(row)[status] for name, row in large.items() for status in _SAID}
    table = with_totals(cells, list(large), _SAID)
    small = [(row, column) for (row, column), count in table.items() if 0 < count < least and column is not TOTAL]
    hidden = hidden_places(table, small)
    for name, row in [
        *zip(map(str, range(len(motive))), motive, strict=True),
        *([(TOTAL, None)] if len(large) > 1 else []),
    ]:
        own: dict[str, Cell] = {column: row.group[column] if row else None for column in by}
        own |= {"total": row is None, "category": motive[0].category, "motive": motive[0].motive}
        places: dict[str, Place] = {status: (name, status) for status in _SAID} | {"offered": (name, TOTAL)}
        told = {
            column: table[place] if place in table and place not in hidden else None for column, place in places.items()
        }
        yield {**own, **told, "hidden": sum(value is None for value in told.values())}


def _said(row: MotiveCount) -> dict[str, int]:
    """How many said what; who left it open together: how many sent a blank form is the same for each motive."""
    return {"applies": row.applies, "not_ticked": row.not_ticked, "left_open": row.offered - row.n}
