"""The base of every statistic: its rows, with their denominators, method and limitations."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import attrs

from ...basics.messages import Catalogue, in_words
from ...basics.values import FrozenMap
from ...instrument.editions import changes_in
from ...instrument.model import Instrument
from ...pages.shown import Shown
from ..tables import Cell, Framed, Schema, Table, checked_language, counted, edition_lines, first_language, schema_by
from .pool import Group, Pool, organisations

TEXTS = Catalogue("statistics")


class Row(Protocol):
    """One row of a statistic: its group, and a value for each column of its table."""

    @property
    def group(self) -> Group:
        """The value of each column by which the statistic is split."""
        ...

    @property
    def reason(self) -> str | None:
        """The code of why the row has no interval or test; None where it has one, or needs none."""
        ...

    @property
    def too_small(self) -> bool:
        """True if the numbers are too small to say much."""
        ...


RowT = TypeVar("RowT", bound=Row)


@attrs.frozen(kw_only=True, repr=False)
class Statistic(Framed, Shown, Generic[RowT]):
    """Rows counted from a data set, with the numbers they are based on.

    An answer is that of one organisation in one round of a partnership, with its voices combined.

    Attributes:
        rows: The rows.
        by: The columns of the table "forms" that split the rows.
        instrument: The instrument of the forms; None without forms.
        answers: The number of answers that were counted.
        forms: The number of forms that they come from.
        organisations: The number of organisations that they come from.
        versions: The number of superseded versions of forms that were left out.
        unnamed: The number of organisations that no form names.
        mixed: The number of groups that contain organisations of several types.
        language: The language in which it shows itself.
        why_empty: The reason why a data set without forms has none.
        undrawn: The number of answers that were left out by the lot of `Dataset.one_partnership_each`; 0 where none was
            drawn.
        undrawn_organisations: The number of organisations that these come from.
        editions: The editions of the forms where there are several: all counts are about what the last one asks, and
            of earlier forms only what was asked the same.

    >>> from hlo_forms import Dataset, examples
    >>> counts: Statistic = Dataset(examples.forms(5, rounds=["2026"])).counts("organisation_type")
    >>> counts.by, counts.versions, counts.why_empty
    (('organisation_type',), 0, None)
    """

    _page = "research.statistics.page"

    name: ClassVar[str]
    pools_types: ClassVar[bool] = False
    """True if one row counts organisations of several types together, so that their mix affects it."""

    rows: tuple[RowT, ...]
    by: tuple[str, ...]
    instrument: Instrument | None
    answers: int
    forms: int
    organisations: int
    versions: int
    unnamed: int
    mixed: int
    language: str = attrs.field(
        default=attrs.Factory(lambda self: first_language(self._asked), takes_self=True), eq=False
    )
    why_empty: str | None = attrs.field(default=None, eq=False)
    undrawn: int = 0
    undrawn_organisations: int = 0
    editions: tuple[Instrument, ...] = attrs.field(default=(), eq=False)

    @property
    def schema(self) -> Schema:
        """The columns of the table: first the columns that split it, then its own."""
        return schema_by(TEXTS.name, self.name, self.by)

    @property
    def table(self) -> Table:
        """The rows as a table."""
        schema = self.schema
        rows = (tuple(self._cell(row, name) for name in schema.names) for row in self.rows)
        return Table(schema, rows, instruments=self._asked, language=self.language)

    @property
    def _asked(self) -> tuple[Instrument, ...]:
        return (self.instrument,) if self.instrument else ()

    def _cell(self, row: RowT, name: str) -> Cell:
        value: Cell = row.group[name] if name in self.by else getattr(row if hasattr(row, name) else self, name)
        return value

    def explained(self, *, language: str) -> FrozenMap[str, str]:
        """Explain what was counted and how, by "counted", "denominator", "unclear", "not_filled_in", "method", ….

        What holds for every statistic comes first, and is never left out for what one adds to it.
        Raises `InvalidValueError` for a language other than Dutch ("nl"), English ("en") and those of the instrument.
        """
        language = checked_language(language, self._asked)
        explained = TEXTS.content["explained"]
        names = ["all", self.name]
        if self.undrawn:
            names.append(f"lot_{self.name}" if f"lot_{self.name}" in explained else "lot")
        sections = {key: [name for name in names if key in explained[name]] for key in explained["order"]}
        return FrozenMap(
            {
                key: " ".join(TEXTS.text(f"explained.{name}.{key}", language) for name in own)
                for key, own in sections.items()
                if own
            }
        )

    def remarks(self, *, language: str) -> tuple[str, ...]:
        """Return the limitations of these numbers as sentences; empty where there are none.

        `InvalidValueError` for a language that neither data sets nor the instrument speak.
        """
        language = checked_language(language, self._asked)
        lot = "undrawn_sharing" if self.name == "sharing" else "undrawn"
        counts = {lot: self.undrawn, "versions": self.versions, "unnamed": self.unnamed, **self._counted()}
        values = {"all": len(self.rows), "organisations": self.undrawn_organisations}
        texts = (TEXTS.text(key, language, count=count, **values) for key, count in counts.items() if count)
        empty = [str(in_words(self.why_empty, language))] if self.why_empty else []
        return (*empty, *edition_lines(changes_in(self.editions), language), *texts)

    def _counted(self) -> dict[str, int]:
        reasons = [row.reason for row in self.rows if row.reason in ("repeated", "unnamed")]
        small = sum(row.too_small for row in self.rows)
        mixed = self.mixed if self.pools_types else 0
        apart, few = (sum(row.reason == code for row in self.rows) for code in ("no_partnership", "few_partnerships"))
        own = {"repeated_rows": len(reasons), "no_partnership_rows": apart, "few_rows": few}
        return {"mixed": mixed, **own, f"small_{self.name}": small}

    @property
    def _default_language(self) -> str:
        return self.language

    def __repr__(self) -> str:
        split = f" by {', '.join(self.by)}" if self.by else ""
        basis = f"{self.forms} forms, {self.organisations} organisations"
        return f"{type(self).__name__}({counted(len(self.rows), 'row')}{split}; {basis})"


def common_fields(pool: Pool) -> dict[str, Any]:  # Any: numbers, names and an instrument
    """Return the fields that every statistic of a pool has in common."""
    return {
        "by": pool.by,
        "language": pool.language,
        "why_empty": pool.why_empty,
        "undrawn": len(pool.undrawn or ()),
        "undrawn_organisations": organisations(pool.undrawn or ()),
        "instrument": pool.instrument,
        "editions": pool.editions,
        "answers": len(pool.answers),
        "forms": sum(answer.forms for answer in pool.answers),
        "organisations": organisations(pool.answers),
        "versions": pool.versions,
        "unnamed": sum(answer.organisation is None for answer in pool.answers),
        "mixed": sum(len({answer.type for answer in pool.of(group)}) > 1 for group in pool.groups),
    }


def groups_of(rows: Iterable[Row]) -> tuple[Group, ...]:
    """Return the groups of these rows, each once, in order."""
    return tuple(dict.fromkeys(row.group for row in rows))
