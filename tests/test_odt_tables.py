"""The tables and the identity of OpenDocument texts, and what becomes of a file that lacks parts."""

from __future__ import annotations

import pytest

from hlo_forms.word.outline import outline_from
from hlo_forms.word.outline.blocks import OutlineCell, OutlineTable
from odt_parts import cell, odt, outline_of, parts_of, row, zipped


def table_of(body: str) -> OutlineTable:
    (block,) = outline_of(f"<table:table>{body}</table:table>").blocks
    assert isinstance(block, OutlineTable)
    return block


def texts(table: OutlineTable) -> list[list[str]]:
    return [[found.text for found in cells] for cells in table.rows]


def test_rows_stand_in_groups_and_cells_keep_their_paragraphs() -> None:
    head = f"<table:table-header-rows>{row(cell('kop'))}</table:table-header-rows>"
    body = f"<table:table-rows>{row(cell('een</text:p><text:p>twee'))}</table:table-rows>"
    assert texts(table_of(f"<table:table-columns/>{head}<text:soft-page-break/>{body}")) == [["kop"], ["een\ntwee"]]


def test_a_cell_that_spans_columns_is_wide_and_one_that_spans_rows_keeps_the_place_below_it() -> None:
    covered = "<table:covered-table-cell/>"
    found = table_of(
        row(cell("a", "table:number-columns-spanned='2'"), covered, cell("b", "table:number-rows-spanned='2'"))
        + row(cell("c"), cell("d"), covered)
        + row(cell("e"), "<table:covered-table-cell table:number-columns-repeated='2'/>")
    )
    assert texts(found) == [["a", "b"], ["c", "d", ""], ["e", "", ""]]
    assert [c.width for c in found.rows[0]] == [2, 1]


def test_text_in_a_covered_cell_is_hidden_and_moves_no_other_cell() -> None:
    covered = "<table:covered-table-cell><text:p>bedekt</text:p></table:covered-table-cell>"
    found = table_of(row(cell("a"), covered) + row(cell("b", "table:number-columns-spanned='2'"), covered, cell("c")))
    assert texts(found) == [["a", ""], ["b", "c"]]
    hidden = [[(aside.kind, aside.text) for aside in held.annotations] for held in found.cells]
    assert hidden == [[], [("hidden", "bedekt")], [("hidden", "bedekt")], []]


def test_repeated_rows_and_cells_stand_there_as_often_as_they_say() -> None:
    found = table_of(
        row(cell("x", "table:number-columns-repeated='2'"), cell("y"), attributes="table:number-rows-repeated='2'")
    )
    assert texts(found) == [["x", "x", "y"], ["x", "x", "y"]]


def test_blank_rows_that_are_repeated_a_million_times_cost_nothing() -> None:
    blank = cell("", "table:number-columns-repeated='16384'")
    found = table_of(row(cell("x")) + row(blank, attributes="table:number-rows-repeated='1048575'"))
    assert texts(found) == [["x"], [""] * 20]


def test_a_table_in_a_cell_is_its_text_row_by_row() -> None:
    inner = f"<table:table table:is-sub-table='true'>{row(cell('a'), cell('b'))}{row(cell('c'))}</table:table>"
    (((outer,),),) = (table_of(row(f"<table:table-cell>{inner}</table:table-cell>")).rows,)
    assert isinstance(outer, OutlineCell)
    assert (outer.text, [texts(table) for table in outer.tables]) == ("a\tb\nc", [[["a", "b"], ["c"]]])


# ---- identity


@pytest.mark.parametrize(
    "meta",
    [
        "<meta:user-defined meta:name='hlo_forms'>hlo1/x</meta:user-defined>",
        "<meta:user-defined meta:name='OOXMLCorePropertyIdentifier'>hlo1/x</meta:user-defined>",
        "<dc:identifier>hlo1/x</dc:identifier><meta:user-defined meta:name='iets'>anders</meta:user-defined>",
    ],
)
def test_the_properties_state_the_identity(meta: str) -> None:
    assert outline_of("<text:p/>", meta=meta).identities == ["hlo1/x"]


def test_damaged_properties_do_not_stop_the_reading() -> None:
    parts = parts_of(odt("<text:p>een</text:p>"))
    assert list(outline_from(zipped(parts | {"meta.xml": b"<kapot"})).texts) == ["een"]
    assert list(outline_from(zipped({"content.xml": parts["content.xml"]})).texts) == ["een"]
