"""The Excel workbook: every value comes back in other programs, and texts stay texts."""

from __future__ import annotations

import functools
import io
import sys
import time

import attrs
import openpyxl
import pytest
import python_calamine
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import hlo_forms as hlo
from exported import FORMULAS, LONG, empty, everything, holding, several
from hlo_forms import Form, Table, load_instrument
from hlo_forms.export import excel
from hlo_forms.export.excel import LONGEST, pieces, units
from hlo_forms.export.folder import select
from runs import tries
from strategies import forms

Rows = list[tuple[object, ...]]


def sheets(data: bytes) -> dict[str, Rows]:
    """The rows of every sheet, as a reader that is not ours sees them; numbers come as floats, nothing as ""."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: [tuple(row) for row in rows] for name, rows in found.items()}


@functools.cache
def everything_written() -> bytes:
    """The workbook of the large data set, made once."""
    return hlo.to_excel(everything(), evidence=True, answers=True)


def whole_number(value: object) -> int:
    assert isinstance(value, float | int)
    return int(value)


def whole(found: dict[str, Rows], table: Table) -> Rows:
    """The rows of a table, with each long text put together from its parts."""
    head, *rows = found[table.name]
    assert head == table.schema.names
    cells = [list(row) for row in rows]
    texts: dict[tuple[int, int], str] = {}
    for _, sheet, row, column, _, text in found.get("long_texts", [])[1:]:
        if sheet == table.name:
            place = (whole_number(row) - 2, table.schema.names.index(str(column)))
            texts[place] = texts.get(place, "") + str(text)
    for (row, index), text in texts.items():
        cells[row][index] = text
    return [tuple(row) for row in cells]


def expected(table: Table) -> Rows:
    return [tuple("" if value is None else value for value in row) for row in table.rows]


def test_every_value_of_every_table_comes_back_on_a_sheet_of_its_own() -> None:
    found = sheets(everything_written())
    kept = select(everything(), "nl", evidence=True, answers=True)
    first, *others = kept.sheets()
    tables = [*kept.book_tables(), *others]
    assert list(found) == ["counted", "about", *(table.name for table in tables)]
    assert {table.name for table in (first, *others)} == set(everything())
    for table in (first, *tables):
        assert whole(found, table) == expected(table)


def test_a_sheet_of_what_forms_hold_says_whose_form_it_is() -> None:
    book = sheets(everything_written())
    names = ("form", "partnership", "round", "phase", "organisation", "organisation_type", "respondent")
    for name in ("motives", "answers", "agreements", "relations"):
        assert tuple(book[name][0][:7]) == names, name
    forms = {row["form"]: row for row in everything()["forms"]}
    for row in book["answers"][1:]:
        assert row[:7] == tuple(forms[row[0]][name] or "" for name in names)


@given(texts=several())
@tries(4, of=8)
def test_no_text_damages_itself_or_another_row(texts: list[str]) -> None:
    dataset = holding(texts)
    found = sheets(hlo.to_excel(dataset, evidence=True, answers=True))
    for table in select(dataset, evidence=True, answers=True).sheets():
        assert whole(found, table) == expected(table)


@pytest.mark.long
@given(found=st.lists(forms(), max_size=3))
@tries(6, of=30, suppress_health_check=list(HealthCheck))
def test_all_of_any_forms_comes_back(found: list[Form]) -> None:
    dataset = hlo.Dataset(found)
    read = sheets(hlo.to_excel(dataset, everything=True, evidence=True))
    for table in select(dataset, everything=True, evidence=True).sheets():
        assert whole(read, table) == expected(table)


def test_every_text_is_a_text_also_when_somebody_edits_the_cell() -> None:
    book = openpyxl.load_workbook(io.BytesIO(hlo.to_excel(holding(FORMULAS), answers=True)))
    cells = [row[2] for row in book["passages"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value != "'=1")
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)


def test_numbers_and_booleans_are_no_texts() -> None:
    book = openpyxl.load_workbook(io.BytesIO(everything_written()))
    for sheet, column, kind in (("forms", "filled_in", "b"), ("forms", "version", "n"), ("forms", "round", "s")):
        index = [cell.value for cell in book[sheet][1]].index(column)
        assert book[sheet][2][index].data_type == kind


def test_a_text_that_is_too_long_for_a_cell_says_where_it_goes_on() -> None:
    found = sheets(hlo.to_excel(holding(LONG[:1]), language="en", answers=True))
    cell = str(found["passages"][1][2])
    number = next(row[0] for row in found["long_texts"] if row[1] == "passages")
    assert units(cell) <= LONGEST
    assert cell.endswith(f"[goes on on sheet long_texts, number {whole_number(number)}]")
    assert any("Texts that are longer than a cell" in str(row[0]) for row in found["about"])


@pytest.mark.parametrize("text", LONG)
def test_pieces_fit_and_are_the_text(text: str) -> None:
    found = list(pieces(text, LONGEST))
    assert "".join(found) == text
    assert all(len(piece.encode("utf-16-le")) // 2 <= LONGEST for piece in found)


def test_a_table_that_is_too_long_for_a_sheet_goes_on_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(excel, "MOST_ROWS", 100)
    dataset = holding(["a"])
    found = sheets(hlo.to_excel(dataset, evidence=True, answers=True))
    codebook = [name for name in found if name.startswith("codebook")]
    assert codebook[:2] == ["codebook", "codebook_2"]
    rows = [row for name in codebook for row in found[name][1:]]
    assert rows == expected(next(select(dataset, "nl", evidence=True).book_tables()))
    assert {found[name][0] for name in codebook} == {found["codebook"][0]}


def test_an_empty_data_set_has_every_sheet_with_its_columns() -> None:
    found = sheets(hlo.to_excel(empty(), evidence=True))
    assert {name: len(rows) for name, rows in found.items() if name not in ("about", "codebook")} == {
        **dict.fromkeys(empty(), 1),
        "instrument": 1,
    }


def test_no_row_is_higher_than_excel_takes() -> None:
    asked = load_instrument()
    long = attrs.evolve(asked.motives[0].label, texts={"nl": "Imago " * 400 + "einde", "en": "Image"})
    own = attrs.evolve(asked, motives=[attrs.evolve(asked.motives[0], label=long), *asked.motives[1:]])
    book = openpyxl.load_workbook(io.BytesIO(hlo.to_excel(hlo.Dataset([hlo.CommitmentForm(instrument=own)]))))
    heights = [row.height for sheet in book for row in sheet.row_dimensions.values() if row.height]
    assert 300 < max(heights) <= 409


def test_the_same_forms_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    one = hlo.to_excel(holding(FORMULAS))
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 100_000)
    assert hlo.to_excel(holding(FORMULAS)) == one


def test_the_first_sheet_speaks_the_language_asked_for() -> None:
    titles = {language: sheets(hlo.to_excel(empty(), language=language))["about"][0][0] for language in ("nl", "en")}
    assert titles == {
        "nl": "Formulieren van samenwerkingsverbanden: gegevensset",
        "en": "Forms of partnerships: data set",
    }


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(hlo.MissingDependencyError, match=r'pip install "hlo-forms\[excel\]"'):
        hlo.to_excel(empty())
