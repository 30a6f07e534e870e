"""The statistics of a data set, as its methods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..tables import Cell, as_cell
from .counts import CategoryCounts, CoOccurrence, MotiveCounts, category_counts, co_occurrence, motive_counts
from .differences import GroupDifferences, RoundChanges, group_differences, round_changes
from .pool import Pool, columns_of
from .sharing import SharingCounts, sharing_counts


class Statistics:
    """Statistics of a data set in terms of the instrument; every `Dataset` has these methods.

    The unit that is counted is an answer: one organisation in one round of one partnership, in the latest version of
    its forms, with its voices combined. `by` is one or more of "organisation_type", "sector", "ownership", "round",
    "partnership" and "language", as filled in. There are intervals and tests only where each organisation counts
    once and every answer names its partnership; elsewhere they are None with a reason, and `filter` helps: to one
    round, for instance. Forms of several
    instruments or editions are not counted together: every method raises `InvalidValueError` for them.

    Results show themselves in a notebook, have a `table`, name their denominators with `explained(language)` and
    their limitations with `remarks(language)`. Results with intervals or tests need the extra "analysis".
    """

    def _pool(self, by: str | Iterable[str] = ()) -> Pool:
        """Return the answers that are counted, grouped by these columns."""
        raise NotImplementedError

    def counts(self, by: str | Iterable[str] = ()) -> MotiveCounts:
        """Count how often each motive applies, among those who were offered it and filled it in, with 95% intervals.

        Where partners are counted together the partnership is the cluster of the interval, which needs ten of them.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).counts(by="organisation_type")
        >>> row = next(row for row in counts.rows if row.motive == "financial" and row.n)
        >>> row.applies, row.n, row.unclear, row.not_filled_in, row.organisations
        (6, 55, 4, 5, 55)
        """
        return motive_counts(self._pool(by))

    def category_counts(self, by: str | Iterable[str] = ()) -> CategoryCounts:
        """Count how many motives of each category apply, k of n offered, separately for each type of organisation.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).category_counts()
        >>> counts.by
        ('organisation_type',)
        """
        return category_counts(self._pool(("organisation_type", *columns_of(by))))

    def co_occurrence(self, by: str | Iterable[str] = ()) -> CoOccurrence:
        """Count how often two motives apply together, among answers that were offered both and are clear about both.

        >>> from hlo_forms import Dataset, examples
        >>> pairs = Dataset(examples.forms(40, rounds=["2026"], seed=1)).co_occurrence()
        >>> pair = pairs.rows[0]
        >>> pair.both + pair.only_first + pair.only_second + pair.neither == pair.n
        True
        """
        return co_occurrence(self._pool(by))

    def sharing(self) -> SharingCounts:
        """Count the partnerships that share each motive, beside the number expected by chance alone; exploratory.

        A motive is shared where it applies to at least two organisations. The null model: within each type of
        organisation, every way to distribute the ticks of a motive over the organisations is equally likely (a
        permutation test, Pitman 1937); the number of ticks in each type and the number of organisations of each type
        in each partnership are fixed. Under this model neither the motive, nor anything that goes with it such as
        their sector, brought the partners together. The distribution is exact; p is two-sided.

        >>> from hlo_forms import Dataset, examples
        >>> sharing = Dataset(examples.forms(40, rounds=["2026"], seed=1)).sharing()
        >>> sharing.partnerships
        40
        """
        return sharing_counts(self._pool())

    def differences(self, by: str, between: Sequence[Cell] | None = None) -> GroupDifferences:
        """Compare how often each motive applies in two groups, with an exact test; exploratory.

        The test keeps partnerships together; where each counts once it is Fisher's.

        `between` names the two values of `by` where there are more than two. The p-values are adjusted for the number
        of motives tested (Benjamini & Hochberg 1995). Raises `InvalidValueError` where there are not two groups.

        >>> from hlo_forms import Dataset, examples
        >>> dataset = Dataset(examples.forms(40, rounds=["2026"], seed=1))
        >>> dataset.differences(by="ownership").between
        ('private', 'public')
        """
        return group_differences(self._pool(by), between)

    def changes(self, earlier: str | int, later: str | int) -> RoundChanges:
        """Count the changes in each motive from one round to another, with an exact test; exploratory.

        Whole partnerships swap their rounds in it; where each has one change at most it is McNemar's.

        Only organisations that are in both rounds of a partnership count. A round may be a number, as in `filter`.
        Raises `InvalidValueError` for a round that does not occur.

        >>> from hlo_forms import Dataset, examples
        >>> changes = Dataset(examples.forms(40, seed=1)).changes("2025", "2026")
        >>> row = changes.rows[0]
        >>> row.n == row.kept + row.new + row.dropped + row.neither
        True
        """
        return round_changes(self._pool(), *(str(as_cell(round, "text")) for round in (earlier, later)))
