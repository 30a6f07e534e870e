"""Counts that can be shown to others: no small number is in them, or can be computed from them.

Each row stands by itself: what is shown of it depends on its own numbers alone, and the row of totals is the sum of
what is shown. So a reader who knows all of this still cannot tell which small number was left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral

import attrs

from ...basics.values import grouped
from ...errors import InvalidValueError
from ...instrument.model import Instrument
from ...pages.model import Page, PageRow, PageTable, Section, fixed
from ...pages.shown import Shown, makes_page_of
from ..statistics.counts import MotiveCount, MotiveCounts
from ..statistics.page import StatisticWords
from ..statistics.pool import Group
from ..tables import Cell, Framed, Table, checked_language, schema_by, table_of
from .names import TEXTS

_ANSWERS = ("applies", "not_ticked", "left_open")
_SHOWN = (*_ANSWERS, "offered")
_WAYS = (_ANSWERS, ("applies",), ())  # what may be shown of a row besides its sum: the first that is safe
_LEAST = 3  # below it a small number could only be 1


def shown_of(counts: Mapping[str, int], least: int) -> dict[str, int]:
    """Return those numbers of a row that can be shown beside their sum, which is 0 or at least `least`.

    They are all of them, or how often the motive applies, or none: the first of these where each number that is shown,
    and the sum of those that are not, is 0 or at least `least`. So of rows with the same sum that look the same, a
    number from 1 up to `least` that was left out is any of these somewhere.

    >>> shown_of({"applies": 12, "not_ticked": 3, "left_open": 4}, 5)
    {'applies': 12}
    >>> shown_of({"applies": 12, "not_ticked": 4, "left_open": 0}, 5)
    {}
    """
    for names in _WAYS:
        shown = {name: counts[name] for name in names}
        if all(
            number == 0 or number >= least for number in (*shown.values(), sum(counts.values()) - sum(shown.values()))
        ):
            return shown
    return {}


@attrs.frozen(kw_only=True, repr=False)
class SafeCounts(Framed, Shown):
    """Counts of how often each motive applies, by group and in total, without small numbers; made by `hide_small`.

    Attributes:
        table: The counts; small numbers are missing in it, and `hidden` is the number of these.
        by: The columns that split the rows.
        instrument: The instrument of the forms; None without forms.
        threshold: The smallest number that is shown.
        repeats: The number of answers in one group, at most, that may come from an organisation that is counted there
            already.

    >>> from hlo_forms import Dataset, examples, hide_small
    >>> counts = Dataset(examples.forms(5, rounds=["2026"])).counts("organisation_type")
    >>> safe = hide_small(counts, threshold=5)
    >>> safe.by, safe.threshold, safe.hidden > 0
    (('organisation_type',), 5, True)
    """

    table: Table
    by: tuple[str, ...]
    instrument: Instrument | None
    threshold: int
    repeats: int

    @property
    def _default_language(self) -> str:
        return self.table.language

    @property
    def hidden(self) -> int:
        """The number of counts that were left out."""
        return sum(int(number or 0) for number in self.table.column("hidden"))

    def remarks(self, *, language: str) -> tuple[str, ...]:
        """Return remarks on the counts left out; `InvalidValueError` for a language that nobody speaks."""
        language = checked_language(language, (self.instrument,) if self.instrument else ())
        keys = ["hidden_note", "guarantee"] if self.hidden else ["nothing_hidden"]
        keys += ["groups_note"] if None in self.table.column("offered") else []
        keys += ["repeats_note"] if self.repeats else []
        numbers = {"count": self.hidden, "threshold": self.threshold, "repeats": self.repeats}
        return tuple(TEXTS.text(key, language, **numbers) for key in (*keys, "more_tables"))

    def __repr__(self) -> str:
        numbers = f"{self.hidden} numbers below {self.threshold} or telling one left out"
        return f"SafeCounts({len(self.table)} rows, {numbers})"


def hide_small(counts: MotiveCounts, threshold: int = 5) -> SafeCounts:
    """Make counts fit to show: leave out numbers from 1 up to the threshold, and others that would tell these.

    Each motive has its groups, with the number of each answer and their sum, and a row for all groups together. A row
    shows all its numbers where none of them is small; else how often the motive applies, where neither that nor the
    rest together is small; else its sum alone. A row is left out whole where it counts a small number of organisations
    with the same list of motives, as other rows would tell that number. The row of all groups holds sums of what is
    shown, and nothing else. Shares and intervals are left out, as counts follow from them.

    Guarantee: whoever sees the table and knows this method cannot tell a number left out that is smaller than the
    threshold from any other of 1 up to it. It holds for one table. Where organisations may count more than once in a
    group, as over several rounds, its numbers must reach the threshold without the repeats (`by="round"` has none). A
    threshold of 2 counts as 3: else only 1 would be left out.

    Takes what `Dataset.counts` gives; `InvalidValueError` for other statistics, whose rows tell each other's numbers or
    have no guarantee, and for a threshold below 2.

    >>> from hlo_forms import Dataset, examples, hide_small
    >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).counts(by="ownership")
    >>> safe = hide_small(counts)
    >>> [row["applies"] for row in safe.table if row["motive"] == "financial"]
    [None, None, None, None]
    """
    if not isinstance(counts, MotiveCounts):
        advice = (
            "what Dataset.counts gives; of no other statistic is it sure that its rows do not tell what is left out"
        )
        raise InvalidValueError("counts", advice, counts)
    if not isinstance(threshold, Integral) or threshold < 2:  # also of numpy
        raise InvalidValueError("threshold", "a whole number, 2 or more", threshold)
    threshold = max(int(threshold), _LEAST)
    motives = grouped((row.motive, row) for row in counts.rows if row.offered)
    rows = (row for motive in motives.values() for row in _rows(motive, counts, threshold))
    return SafeCounts(
        table=table_of(
            schema_by(TEXTS.name, "safe_counts", counts.by),
            rows,
            (counts.instrument,) if counts.instrument else (),
            counts.language,
        ),
        by=counts.by,
        instrument=counts.instrument,
        threshold=threshold,
        repeats=max(counts.repeats.values(), default=0),
    )


def _rows(motive: list[MotiveCount], counts: MotiveCounts, threshold: int) -> Iterator[dict[str, Cell]]:
    """Yield the rows of a motive, and that of all groups where several are shown."""
    shown = [_numbers(row, counts, threshold + counts.repeats[row.group]) for row in motive]
    for row, own in zip(motive, shown, strict=True):
        yield _row(row.motive, row.category, own, dict(row.group), total=False)
    large = [own for own in shown if own]
    if len(large) > 1:
        yield _row(motive[0].motive, motive[0].category, _sums(large), {}, total=True)


def _numbers(row: MotiveCount, counts: MotiveCounts, least: int) -> dict[str, int]:
    """Return the numbers of a row that are shown; none where few of its organisations have the same list."""
    lists = counts.lists[row.group].items()
    if any(0 < number < least for motives, number in lists if row.motive in motives):
        return {}
    return {**shown_of(_answer_counts(row), least), "offered": row.offered}


def _answer_counts(row: MotiveCount) -> dict[str, int]:
    """Count each answer; all that left it open count as one, as the number of blank forms is equal for each motive."""
    return {"applies": row.applies, "not_ticked": row.not_ticked, "left_open": row.offered - row.n}


def _sums(rows: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """Return the sum of each number that all rows show."""
    return {name: sum(row[name] for row in rows) for name in _SHOWN if all(name in row for row in rows)}


def _row(
    motive: str, category: str, shown: Mapping[str, int], group: Mapping[str, Cell], *, total: bool
) -> dict[str, Cell]:
    hidden = len(_SHOWN) - len(shown)
    return {**group, "total": total, "category": category, "motive": motive, **shown, "hidden": hidden}


@makes_page_of(SafeCounts)
def _(counts: SafeCounts, language: str) -> Page:
    words = StatisticWords(language, counts.instrument)
    details = ((words.say("based_on"), fixed(" ".join(counts.remarks(language=language)))),)
    keys = ("safe_counts", "head_group", *(f"head_{name}" for name in _SHOWN))
    title, *heads = (TEXTS.text(key, words.language) for key in keys)
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
