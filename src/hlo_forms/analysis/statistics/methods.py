"""The statistics that a data set offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..dataset_entries import Entry
from ..table_schemas import Cell

if TYPE_CHECKING:
    from .changes import RoundChanges
    from .counting import CategoryCounts, CoOccurrence, MotiveCounts
    from .differences import GroupDifferences
    from .sharing import SharingCounts


class Statistics:
    """What can be counted in a data set, in words of the instrument; `Dataset` has all of this.

    What is counted is an answer: what one organisation said in one round of one partnership, in the last version of
    its forms, its voices taken together. `by` is one or more of "organisation_type", "sector", "ownership", "round",
    "partnership" and "language", as filled in. Intervals and tests are given only where each organisation counts
    once; elsewhere they are None with a reason, and `filter` helps: to one round, for instance. Forms of several
    instruments or editions are not counted together: all of these raise `InvalidValueError` then.

    Results show themselves, have a `table`, and say what they are out of with `explained(language)` and what to be
    wary of with `remarks(language)`. Those with intervals or tests need the extra "analysis".
    """

    entries: tuple[Entry, ...]

    def counts(self, by: str | Iterable[str] = ()) -> MotiveCounts:
        """How often each motive applies, of how often it was offered and filled in, with Wilson intervals.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).counts(by="organisation_type")
        >>> row = next(row for row in counts.rows if row.motive == "financial" and row.n)
        >>> row.applies, row.n, row.unclear, row.not_filled_in, row.organisations
        (6, 55, 4, 5, 55)
        """
        from .counting import motive_counts
        from .pool import pooled

        return motive_counts(pooled(self.entries, by))

    def category_counts(self, by: str | Iterable[str] = ()) -> CategoryCounts:
        """How many motives of each category apply, k of n offered, for each type of organisation apart.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).category_counts()
        >>> counts.by
        ('organisation_type',)
        """
        from .counting import category_counts
        from .pool import columns_of, pooled

        return category_counts(pooled(self.entries, ("organisation_type", *columns_of(by))))

    def co_occurrence(self, by: str | Iterable[str] = ()) -> CoOccurrence:
        """How often two motives apply together, of those who were offered both and clearly said so of both.

        >>> from hlo_forms import Dataset, examples
        >>> pairs = Dataset(examples.forms(40, rounds=["2026"], seed=1)).co_occurrence()
        >>> pair = pairs.rows[0]
        >>> pair.both + pair.only_first + pair.only_second + pair.neither == pair.n
        True
        """
        from .counting import co_occurrence
        from .pool import pooled

        return co_occurrence(pooled(self.entries, by))

    def sharing(self) -> SharingCounts:
        """In how many partnerships each motive is shared, beside how many would by chance alone; exploratory.

        A motive is shared where it applies to two organisations or more. The null model: within each type of
        organisation, every way to deal the ticks of a motive over the organisations is equally likely (a permutation
        test, Pitman 1937); how many of each type ticked it, and which partnership has how many of each type, stay as
        they are. So partners were not drawn together by this motive, nor by anything that goes with it, such as
        their sector. The distribution is exact; p is two-sided.

        >>> from hlo_forms import Dataset, examples
        >>> sharing = Dataset(examples.forms(40, rounds=["2026"], seed=1)).sharing()
        >>> sharing.partnerships
        40
        """
        from .pool import pooled
        from .sharing import sharing_counts

        return sharing_counts(pooled(self.entries))

    def differences(self, by: str, between: Sequence[Cell] | None = None) -> GroupDifferences:
        """How often each motive applies in two groups, with Fisher's exact test of each difference; exploratory.

        `between` names the two values of `by`, where there are more than two. Values of p are adjusted for all
        motives that were tested (Benjamini & Hochberg 1995). `InvalidValueError` where there are not two groups.

        >>> from hlo_forms import Dataset, examples
        >>> dataset = Dataset(examples.forms(40, rounds=["2026"], seed=1))
        >>> dataset.differences(by="ownership").between
        ('private', 'public')
        """
        from .differences import group_differences
        from .pool import pooled

        return group_differences(pooled(self.entries, by), between)

    def changes(self, earlier: str, later: str) -> RoundChanges:
        """What became of each motive from one round to another, with McNemar's exact test; exploratory.

        Only organisations that are in both rounds of a partnership count. `InvalidValueError` for a round that is
        not there.

        >>> from hlo_forms import Dataset, examples
        >>> changes = Dataset(examples.forms(40, seed=1)).changes("2025", "2026")
        >>> row = changes.rows[0]
        >>> row.n == row.kept + row.new + row.dropped + row.neither
        True
        """
        from .changes import round_changes
        from .pool import pooled

        return round_changes(pooled(self.entries), earlier, later)
