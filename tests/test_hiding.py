"""Small numbers left out: what is left tells none of them, tried by what the others leave possible."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from scipy.optimize import linprog

import hlo_forms as hlo
from hlo_forms import InvalidValueError, examples
from hlo_forms.research.privacy.small_counts import TOTAL, Place, hidden_places, with_totals


def range_of(place: Place, counts: Mapping[Place, int], hidden: frozenset[Place]) -> tuple[float, float]:
    """Between which numbers a count that is left out must be, for who knows all others: by linear programming.

    The sums of a table make a network, of which the extremes are whole numbers.
    """
    unknown = sorted(hidden, key=str)
    rows = {row for row, _ in counts}
    columns = {column for _, column in counts}
    sums, known = [], []
    lines = [("row", row) for row in rows] + ([("column", column) for column in columns] if TOTAL in rows else [])
    for kind, name in lines:
        within = [one for one in counts if one[kind == "column"] == name]
        sign = {one: -1 if one[kind == "row"] is TOTAL else 1 for one in within}
        sums.append([sign.get(one, 0) for one in unknown])
        known.append(-sum(sign[one] * counts[one] for one in within if one not in hidden))
    wanted = [float(one == place) for one in unknown]
    least = linprog(wanted, A_eq=sums, b_eq=known)
    most = linprog([-value for value in wanted], A_eq=sums, b_eq=known)
    assert least.status == 0
    return least.fun, -most.fun if most.status == 0 else math.inf


def tables(most_rows: int = 3, most_columns: int = 3, most: int = 9) -> st.SearchStrategy[dict[Place, int]]:
    def filled(size: tuple[int, int]) -> st.SearchStrategy[dict[Place, int]]:
        rows, columns = "abcd"[: size[0]], "wxyz"[: size[1]]
        count = st.one_of(st.just(0), st.integers(0, most))
        wanted = st.lists(count, min_size=size[0] * size[1], max_size=size[0] * size[1])
        return wanted.map(
            lambda values: with_totals(dict(zip(itertools.product(rows, columns), values, strict=True)), rows, columns)
        )

    return st.tuples(st.integers(1, most_rows), st.integers(1, most_columns)).flatmap(filled)


def small_in(counts: Mapping[Place, int], threshold: int) -> list[Place]:
    return [place for place, count in counts.items() if 0 < count < threshold and place[1] is not TOTAL]


@given(tables(4, 4), st.integers(2, 5))
@settings(max_examples=60, deadline=None)
def test_no_number_that_is_left_out_can_be_computed_from_the_others(counts: dict[Place, int], threshold: int) -> None:
    small = small_in(counts, threshold)
    assume(all(counts[place] >= threshold for place in counts if place[1] is TOTAL))
    hidden = hidden_places(counts, small)
    assert set(small) <= hidden
    assert not [place for place in hidden if place[1] is TOTAL]
    for place in hidden:
        least, most = range_of(place, counts, hidden)
        assert most - least > 0.5, place


def test_the_check_by_linear_programming_sees_what_follows() -> None:
    counts = with_totals({("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 40, ("b", "y"): 50}, "ab", "xy")
    only = frozenset([("a", "x")])
    assert range_of(("a", "x"), counts, only) == (3, 3)
    assert range_of(("a", "x"), counts, only | {("a", "y"), ("b", "x"), ("b", "y")}) == (0, 23)


@given(tables(4, 4, 30))
@settings(max_examples=60, deadline=None)
def test_nothing_is_left_out_where_nothing_is_small(counts: dict[Place, int]) -> None:
    assert hidden_places(counts, []) == frozenset()


def test_a_small_number_in_one_row_takes_the_cheapest_other_along() -> None:
    counts = with_totals({("a", "x"): 3, ("a", "y"): 20, ("a", "z"): 9}, "a", "xyz")
    assert hidden_places(counts, [("a", "x")]) == {("a", "x"), ("a", "z")}


def test_totals_stay_as_long_as_they_can() -> None:
    counts = with_totals({("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 40, ("b", "y"): 50}, "ab", "xy")
    hidden = hidden_places(counts, [("a", "x")])
    assert not [place for place in hidden if TOTAL in place]


def test_the_small_total_of_a_column_goes_with_what_would_tell_it() -> None:
    counts = with_totals({("a", "x"): 2, ("a", "y"): 10, ("b", "x"): 0, ("b", "y"): 50}, "ab", "xy")
    hidden = hidden_places(counts, [("a", "x"), (TOTAL, "x")])
    assert {("a", "x"), (TOTAL, "x"), ("a", "y"), (TOTAL, "y")} <= hidden


def test_two_blocks_that_one_number_joins_do_not_tell_that_number() -> None:
    """Two left out in each row and column is not enough: the number between two circles follows from their sums."""
    cells = {(row, column): 9 for row in "abcd" for column in "wxyz"}
    small = [("a", "w"), ("a", "x"), ("b", "w"), ("b", "x"), ("c", "y"), ("c", "z"), ("d", "y"), ("d", "z"), ("b", "y")]
    counts = with_totals(cells | dict.fromkeys(small, 3), "abcd", "wxyz")
    assert hidden_places(counts, small) > set(small)


@functools.cache
def invented(rounds: tuple[str, ...] = ("2026",)) -> hlo.Dataset:
    return hlo.Dataset(examples.forms(40, rounds=rounds, seed=1))


def test_counts_that_are_shown_are_those_of_the_data_and_none_is_small() -> None:
    counts = invented().counts(by="ownership")
    safe = hlo.hide_small(counts)
    large = 5 + safe.repeats
    known = {(row.motive, row.group["ownership"]): row for row in counts.rows}
    for row in safe.table:
        own = [int(row[name]) for name in ("applies", "not_ticked", "left_open", "offered") if row[name] is not None]
        assert all(number == 0 or number >= large for number in own)
        assert row["hidden"] == 4 - len(own)
        if not row["total"] and row["applies"] is not None:
            assert row["applies"] == known[str(row["motive"]), row["ownership"]].applies


def test_totals_are_of_the_groups_that_are_shown() -> None:
    rows = [row for row in hlo.hide_small(invented().counts(by="ownership")).table if row["motive"] == "network"]
    shown = [int(row["offered"] or 0) for row in rows if not row["total"]]
    assert [row["offered"] for row in rows if row["total"]] == [sum(shown)]
    assert 0 in shown


def test_one_group_has_no_row_of_totals() -> None:
    safe = hlo.hide_small(invented().counts())
    assert set(safe.table.column("total")) == {False}
    assert safe.table.schema.names[0] == "total"


def test_organisations_that_count_twice_make_a_number_no_larger() -> None:
    once, twice = (hlo.hide_small(invented(rounds).counts()) for rounds in (("2026",), ("2025", "2026")))
    assert twice.repeats > once.repeats
    assert any(str(twice.repeats) in remark for remark in twice.remarks("nl"))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_was_left_out_is_said_in_words(language: str) -> None:
    safe = hlo.hide_small(invented().counts(by="ownership"))
    assert str(safe.hidden) in safe.remarks(language)[0]
    assert all(escape(remark) in safe.to_html(language) for remark in safe.remarks(language))
    assert "–" in safe.to_html(language)
    assert safe._repr_html_() == safe.to_html("nl")
    assert f"{safe.hidden} numbers" in repr(safe)


def test_where_nothing_is_small_it_says_so() -> None:
    safe = hlo.hide_small(hlo.Dataset([]).counts())
    assert safe.hidden == 0
    assert safe.remarks("en")[0] == "Nothing was left out: no number is smaller than 5."


@pytest.mark.parametrize(("counts", "threshold"), [("no counts", 5), (None, 1), (None, "5")])
def test_what_cannot_be_shown_safely_is_refused(counts: Any, threshold: Any) -> None:  # Any: what is refused
    with pytest.raises(InvalidValueError):
        hlo.hide_small(counts or invented().counts(), threshold)
