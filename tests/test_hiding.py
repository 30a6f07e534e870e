"""Small numbers left out: whoever knows the method goes through every table that looks the same, and learns none."""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import numpy as np
import pytest
from markupsafe import escape

import hlo_forms as hlo
from hlo_forms import InvalidValueError, examples
from hlo_forms.basics.values import FrozenMap
from hlo_forms.research.privacy.small_counts import shown_of
from hlo_forms.research.statistics.counts import MotiveCount, MotiveCounts
from hlo_forms.research.tables import schemas

ANSWERS = ("applies", "not_ticked", "left_open")
Row = tuple[int, ...]  # how often a motive applies, is not ticked, and is left open


def rows_of(total: int) -> Iterator[Row]:
    """Every row with this sum."""
    for applies, not_ticked in itertools.product(range(total + 1), repeat=2):
        if applies + not_ticked <= total:
            yield applies, not_ticked, total - applies - not_ticked


def alike(rows: Iterable[Row], least: int) -> dict[tuple[int | None, ...], list[Row]]:
    """The rows that look the same."""
    classes = defaultdict(list)
    for row in rows:
        shown = shown_of(dict(zip(ANSWERS, row, strict=True)), least)
        classes[tuple(map(shown.get, ANSWERS))].append(row)
    return classes


@pytest.mark.parametrize("least", [3, 4, 5, 7, 11])
def test_of_rows_that_look_the_same_a_small_number_left_out_is_each_small_number_somewhere(least: int) -> None:
    """The proof, by going through all rows of up to five times the threshold; above it nothing new is small."""
    for total in range(least, 5 * least + 1):
        for seen, rows in alike(rows_of(total), least).items():
            assert all(number in (None, 0) or number >= least for number in seen)
            for place in (place for place, number in enumerate(seen) if number is None):
                possible = {row[place] for row in rows}
                assert possible >= set(range(1, least)), (total, seen)


@pytest.fixture(scope="module")
def pattern() -> MotiveCounts:
    """Counts of one motive in two groups, whose numbers are for a test to fill in."""
    counts = invented().one_partnership_each().counts(by="ownership")
    rows = tuple(row for row in counts.rows if row.motive == "network" and row.group["ownership"])
    assert len(rows) == 2
    return attrs.evolve(counts, rows=rows, answers=0, organisations=0)


def filled(row: MotiveCount, numbers: Row) -> MotiveCount:
    applies, not_ticked, left_open = numbers
    return attrs.evolve(row, applies=applies, not_ticked=not_ticked, unclear=left_open, not_filled_in=0)


def table_with(pattern: MotiveCounts, tables: tuple[Row, ...]) -> MotiveCounts:
    rows = tuple(filled(row, numbers) for row, numbers in zip(pattern.rows, tables, strict=True))
    lists = FrozenMap({row.group: FrozenMap({frozenset({row.motive}): row.offered}) for row in rows})
    return attrs.evolve(pattern, rows=rows, lists=lists)


def test_of_all_tables_that_look_the_same_none_tells_a_number_that_was_left_out(pattern: MotiveCounts) -> None:
    """Two groups with every row of up to seven answers, and their totals: all 14,161 tables."""
    every = [row for total in range(1, 8) for row in rows_of(total)]
    classes = defaultdict(list)
    for tables in itertools.product(every, repeat=2):
        seen = hlo.hide_small(table_with(pattern, tables), 3).table.rows
        classes[seen].append((*tables, tuple(map(sum, zip(*tables, strict=True)))))
    names = ("applies", "not_ticked", "left_open", "offered")
    columns = [hlo.hide_small(pattern, 3).table.schema.names.index(name) for name in names]
    for seen, tables in classes.items():
        for number, row in enumerate(seen):
            for place, column in enumerate(columns):
                if row[column] is None:
                    possible = {(*table[number], sum(table[number]))[place] for table in tables}
                    assert len(possible) > 1, (seen, tables[0])


def test_what_gave_away_a_number_before_leaves_all_small_ones_now(pattern: MotiveCounts) -> None:
    """(0, 12, 0) and (3, 4, 0): the totals, and which numbers stood there, left only 4 for the second."""
    first, second, total = hlo.hide_small(table_with(pattern, ((0, 12, 0), (3, 4, 0)))).table
    assert [first[name] for name in (*ANSWERS, "offered")] == [0, 12, 0, 12]
    assert [second[name] for name in (*ANSWERS, "offered")] == [None, None, None, 7]
    assert [total[name] for name in (*ANSWERS, "offered")] == [None, None, None, 19]


def test_how_often_it_applies_stands_where_the_rest_together_is_not_small() -> None:
    assert shown_of({"applies": 12, "not_ticked": 30, "left_open": 2}, 5) == {"applies": 12}
    assert shown_of({"applies": 0, "not_ticked": 3, "left_open": 2}, 5) == {"applies": 0}
    assert shown_of({"applies": 12, "not_ticked": 3, "left_open": 1}, 5) == {}
    assert shown_of({"applies": 2, "not_ticked": 30, "left_open": 12}, 5) == {}


def test_a_few_organisations_with_a_list_of_their_own_do_not_follow_from_other_rows() -> None:
    """Twelve practice partners and two programmes: 14 - 12 would tell the two."""
    forms = [
        hlo.PreparationForm(
            organisation=hlo.Organisation(f"{type} {number}", type=type),
            partnership=f"Verband {type} {number}",
            round="2026",
            motives=[hlo.MotiveAnswer("network", ticked=True)],
        )
        for type, count in (("practice_partner", 12), ("programme", 2))
        for number in range(count)
    ]
    offered = {row["motive"]: row["offered"] for row in hlo.hide_small(hlo.Dataset(forms).counts()).table}
    assert (offered["financial"], offered["network"], offered["learning_outcomes"]) == (12, None, None)


def test_however_many_are_of_each_type_no_number_that_was_left_out_follows_from_other_rows(
    pattern: MotiveCounts,
) -> None:
    """Motives of practice partners, of programmes and of both, for every number of each up to nine."""
    (row, *_), classes = pattern.rows, defaultdict(list)
    for practice, programme in itertools.product(range(10), repeat=2):
        offered = {"financial": practice, "learning_outcomes": programme, "network": practice + programme}
        own = [attrs.evolve(filled(row, (number, 0, 0)), motive=motive) for motive, number in offered.items() if number]
        lists = {frozenset({"financial", "network"}): practice, frozenset({"learning_outcomes", "network"}): programme}
        counts = attrs.evolve(pattern, rows=tuple(own), lists=FrozenMap({row.group: FrozenMap(lists)}))
        seen = tuple((str(one["motive"]), one["offered"]) for one in hlo.hide_small(counts, 4).table)
        classes[seen].append(offered)
    for seen, tables in classes.items():
        for motive, number in seen:
            assert number is not None or len({table[motive] for table in tables}) >= 3, seen


def test_a_threshold_of_two_leaves_out_twos_as_well(pattern: MotiveCounts) -> None:
    """Else a number left out could only be 1."""
    safe = hlo.hide_small(table_with(pattern, ((2, 12, 0), (9, 9, 9))), 2)
    assert (safe.threshold, safe.table.column("applies")[:2]) == (3, (None, 9))


def test_other_statistics_are_refused_with_the_reason() -> None:
    dataset = invented()
    others = (dataset.category_counts(), dataset.co_occurrence(), dataset.sharing(), dataset.differences("ownership"))
    for statistic in (*others, invented(("2025", "2026")).changes("2025", "2026")):
        with pytest.raises(InvalidValueError, match="do not tell"):
            hlo.hide_small(statistic)  # type: ignore[arg-type]


@functools.cache
def invented(rounds: tuple[str, ...] = ("2026",)) -> hlo.Dataset:
    return hlo.Dataset(examples.forms(40, rounds=rounds, seed=1))


def test_counts_that_are_shown_are_those_of_the_data_and_none_is_small() -> None:
    counts = invented().counts(by="ownership")
    safe = hlo.hide_small(counts)
    large = {group["ownership"]: 5 + repeats for group, repeats in counts.repeats.items()}
    known = {(row.motive, row.group["ownership"]): row for row in counts.rows}
    for row in safe.table:
        own = [int(row[name]) for name in ("applies", "not_ticked", "left_open", "offered") if row[name] is not None]
        assert all(number == 0 or number >= large.get(row["ownership"], 5) for number in own)
        assert row["hidden"] == 4 - len(own)
        if not row["total"] and row["applies"] is not None:
            assert row["applies"] == known[str(row["motive"]), row["ownership"]].applies


def test_totals_are_of_the_groups_that_are_shown() -> None:
    rows = [row for row in hlo.hide_small(invented().counts(by="ownership")).table if row["motive"] == "network"]
    shown = [int(row["offered"] or 0) for row in rows if not row["total"]]
    assert [row["offered"] for row in rows if row["total"]] == [sum(shown)]


def test_one_group_has_no_row_of_totals() -> None:
    safe = hlo.hide_small(invented().counts())
    assert set(safe.table.column("total")) == {False}
    assert safe.table.schema.names[0] == "total"


def test_organisations_that_count_twice_make_a_number_no_larger() -> None:
    once, twice = (hlo.hide_small(invented(rounds).counts()) for rounds in (("2026",), ("2025", "2026")))
    assert twice.repeats > once.repeats
    assert any(str(twice.repeats) in remark for remark in twice.remarks(language="nl"))


def test_counts_by_round_hide_no_number_because_of_other_rounds() -> None:
    both, one = invented(("2025", "2026")), invented(("2025", "2026")).filter(round="2026")
    by_round = hlo.hide_small(both.counts(by="round"))
    assert by_round.repeats == hlo.hide_small(one.counts()).repeats
    shown = [row["applies"] for row in by_round.table if row["round"] == "2026" and not row["total"]]
    assert shown == [*hlo.hide_small(one.counts()).table.column("applies")]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_was_left_out_is_said_in_words(language: str) -> None:
    safe = hlo.hide_small(invented().counts(by="ownership"))
    assert str(safe.hidden) in safe.remarks(language=language)[0]
    assert all(escape(remark) in safe.to_html(language=language) for remark in safe.remarks(language=language))
    assert "–" in safe.to_html(language=language)
    assert safe._repr_html_() == safe.to_html(language="nl")
    assert f"{safe.hidden} numbers" in repr(safe)


def test_where_nothing_is_small_it_says_so() -> None:
    safe = hlo.hide_small(hlo.Dataset([]).counts())
    assert safe.hidden == 0
    assert safe.remarks(language="en")[0] == "Nothing was left out: no number is smaller than 5."


@pytest.mark.parametrize(("counts", "threshold"), [("no counts", 5), (None, 1), (None, "5")])
def test_what_cannot_be_shown_safely_is_refused(counts: Any, threshold: Any) -> None:  # Any: what is refused
    with pytest.raises(InvalidValueError):
        hlo.hide_small(counts or invented().counts(), threshold)


def test_the_table_shows_labels_in_the_order_of_the_instrument_as_other_statistics_do() -> None:
    safe = hlo.hide_small(counts_of := invented().counts(), np.int64(5))
    labels = safe.to_pandas(labels="nl")["motive"]
    assert [*labels.cat.categories] == [*counts_of.to_pandas(labels="nl")["motive"].cat.categories]


@pytest.mark.parametrize("catalogue", ["dataset", "statistics", "privacy"])
def test_every_column_of_motives_and_categories_has_labels(catalogue: str) -> None:
    columns = [column for schema in schemas(catalogue).values() for column in schema.columns]
    named = {column.of for column in columns if column.name in ("motive", "category")}
    assert named == {"motives", "categories"}
