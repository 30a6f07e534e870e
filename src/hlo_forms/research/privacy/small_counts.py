"""Counts that can be shown to others: no small number is in them, or can be computed from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from ...analysis.privacy.hiding import TOTAL, Place, hidden_places, with_totals
from ...analysis.statistics.words import Words
from ...analysis.table_schemas import Cell, Schema, languages, schemas, word
from ...errors import InvalidValueError
from ...instrument.model import Instrument
from ...pages.html import piece
from ...pages.model import Block, Page, PageRow, PageTable, Section, fixed
from ..statistics.counts import MotiveCount, MotiveCounts
from ..statistics.pool import Group
from ..tables import Table as DataTable

_FILE = "privacy"
_ANSWERS = ("applies", "not_ticked", "left_open")
_SHOWN = (*_ANSWERS, "offered")


@attrs.frozen(kw_only=True, repr=False)
class SafeCounts:
    """Counts of how often each motive applies, by group and in total, without small numbers; made by `hide_small`.

    These are missing in `table`; `hidden` is their number. `repeats` is the number of answers that may come from an
    organisation that is counted already.
    """

    table: DataTable
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
        numbers = {"{count}": self.hidden, "{threshold}": self.threshold, "{repeats}": self.repeats}
        remarks = []
        for key in (*keys, "more_tables"):
            text = word(key, language, _FILE)
            for name, number in numbers.items():
                text = text.replace(name, str(number))
            remarks.append(text)
        return tuple(remarks)

    def to_html(self, language: str) -> str:
        """Return the table and the remarks as a piece of HTML; `InvalidValueError` as for `remarks`."""
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
    """Yield the rows of each motive, for the groups that were offered it."""
    motives: dict[str, list[MotiveCount]] = {}
    for row in counts.rows:
        if row.offered:
            motives.setdefault(row.motive, []).append(row)
    yield from motives.values()


def _rows(motive: list[MotiveCount], by: Sequence[str], least: int) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a motive; a group that is small itself has no counts, and is in no total."""
    large = {str(number): row for number, row in enumerate(motive) if row.offered >= least}
    cells = {(name, status): _answer_counts(row)[status] for name, row in large.items() for status in _ANSWERS}
    table = with_totals(cells, list(large), _ANSWERS)
    small = [(row, column) for (row, column), count in table.items() if 0 < count < least and column is not TOTAL]
    hidden = hidden_places(table, small)
    for name, row in [
        *zip(map(str, range(len(motive))), motive, strict=True),
        *([(TOTAL, None)] if len(large) > 1 else []),
    ]:
        own: dict[str, Cell] = {column: row.group[column] if row else None for column in by}
        own |= {"total": row is None, "category": motive[0].category, "motive": motive[0].motive}
        places: dict[str, Place] = {status: (name, status) for status in _ANSWERS} | {"offered": (name, TOTAL)}
        shown = {column: None if place in hidden else table.get(place) for column, place in places.items()}
        yield {**own, **shown, "hidden": sum(value is None for value in shown.values())}


def _answer_counts(row: MotiveCount) -> dict[str, int]:
    """Count each answer; all that left it open count as one, as the number of blank forms is equal for each motive."""
    return {"applies": row.applies, "not_ticked": row.not_ticked, "left_open": row.offered - row.n}
