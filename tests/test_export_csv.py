"""CSV files: every value comes back in other programs, and a Data Package says what it means."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import hlo_forms as hlo
from exported import FORMULAS, empty, everything, holding, several
from hlo_forms import Form, Table
from hlo_forms.basics.files import MANIFEST
from hlo_forms.export.flat_files import csv_files, csv_of
from hlo_forms.export.folder import Selection, select
from hlo_forms.research.tables import Cell
from runs import dear, tries
from strategies import forms

Read = Callable[[bytes, Table], list[tuple[object, ...]]]


def by_polars(data: bytes, _table: Table) -> list[tuple[object, ...]]:
    return pl.read_csv(io.BytesIO(data), infer_schema=False).rows()


def by_pandas(data: bytes, _table: Table) -> list[tuple[object, ...]]:
    frame = pd.read_csv(io.BytesIO(data), dtype="string", keep_default_na=False, na_values=[""])
    return [tuple(None if pd.isna(value) else value for value in row) for row in frame.itertuples(index=False)]


def by_arrow(data: bytes, table: Table) -> list[tuple[object, ...]]:
    kinds = {name: pa.string() for name in table.schema.names}
    found = pyarrow.csv.read_csv(
        io.BytesIO(data),
        parse_options=pyarrow.csv.ParseOptions(newlines_in_values=True),
        convert_options=pyarrow.csv.ConvertOptions(column_types=kinds, null_values=[""], strings_can_be_null=True),
    )
    return [tuple(row.values()) for row in found.to_pylist()]


def by_csv(data: bytes, _table: Table) -> list[tuple[object, ...]]:
    before = csv.field_size_limit(1 << 24)
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
        return [tuple(cell or None for cell in row) for row in rows][1:]
    finally:
        csv.field_size_limit(before)  # it holds for the whole process


readers = pytest.mark.parametrize("read", [by_polars, by_pandas, by_arrow, by_csv])


def as_text(value: Cell) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def expected(table: Table) -> list[tuple[object, ...]]:
    return [tuple(map(as_text, row)) for row in table.rows]


def all_tables(found: Selection) -> Iterator[Table]:
    yield from found.tables()
    yield from found.book_tables()


@readers
def test_every_value_of_every_table_comes_back(read: Read) -> None:
    for table in all_tables(select(everything(), "nl", answers=True)):
        assert read(csv_of(table), table) == expected(table)


@readers
@given(found=several())
@tries(6, of=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_damages_itself_or_another_row(read: Read, found: list[str]) -> None:
    for name in ("other_motives", "passages", "findings"):
        table = holding(found)[name]
        assert len(table) >= (name != "other_motives")
        assert read(csv_of(table), table) == expected(table)


@pytest.mark.long
@given(found=st.lists(forms(), max_size=3))
@tries(6, of=30, suppress_health_check=list(HealthCheck))
def test_all_of_any_forms_comes_back(found: list[Form]) -> None:
    dataset = hlo.Dataset(found)
    for table in dataset.tables.values():
        assert by_arrow(csv_of(table), table) == expected(table)


def validated(folder: Path) -> Any:  # Any: the report of a library without types
    """The report of the check of data packages, which is slow to import, on the one in a folder."""
    import frictionless

    return frictionless.validate(str(folder / "datapackage.json"))


@pytest.mark.parametrize("make", dear(1, [everything, empty, lambda: holding(FORMULAS)]))
def test_the_data_package_is_valid_with_its_keys(make: Callable[[], hlo.Dataset], tmp_path: Path) -> None:
    hlo.to_csv(make(), tmp_path, evidence=True)
    report = validated(tmp_path)
    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "message"])
    assert len(report.tasks) == 20


def test_the_check_of_the_data_package_sees_a_fault(tmp_path: Path) -> None:
    hlo.to_csv(everything(), tmp_path)
    path = tmp_path / "motives.csv"
    path.write_bytes(path.read_bytes().replace(b",applies,", b",maybe,", 1))
    report = validated(tmp_path)
    assert {row[0] for row in report.flatten(["type"])} >= {"constraint-error", "hash-count"}


def resource(dataset: hlo.Dataset, name: str, language: str = "nl") -> dict[str, object]:
    described = json.loads(csv_files(select(dataset, language))["datapackage.json"])
    return next(found for found in described["resources"] if found["name"] == name)


def test_a_field_says_what_it_holds_in_the_language_asked_for_and_in_both() -> None:
    for language in ("nl", "en"):
        schema = resource(everything(), "motives", language)["schema"]
        field = next(found for found in schema["fields"] if found["name"] == "status")  # type: ignore[index]
        assert field["title"] == field["titles"][language]
        assert field["categories"][0] == {
            "value": "applies",
            "label": {"nl": "van toepassing", "en": "applies"}[language],
        }
        assert field["constraints"]["enum"] == [found["value"] for found in field["categories"]]


def test_ids_of_the_instrument_have_its_wording_as_labels() -> None:
    schema = resource(everything(), "motives")["schema"]
    field = next(found for found in schema["fields"] if found["name"] == "motive")  # type: ignore[index]
    asked = hlo.load_instrument()
    assert field["categories"] == [{"value": motive.id, "label": motive.label["nl"]} for motive in asked.motives]


def test_labels_that_are_not_unique_are_left_to_the_codebook() -> None:
    form = everything().forms[0]
    asked = form.instrument
    one, other = asked.counterparts()[0]
    twice = [attrs.evolve(motive, label=one.label) if motive == other else motive for motive in asked.motives]
    own = attrs.evolve(form, instrument=attrs.evolve(asked, edition="own", motives=twice))
    schema = resource(hlo.Dataset([own]), "motives")["schema"]
    field = next(found for found in schema["fields"] if found["name"] == "motive")  # type: ignore[index]
    assert field["categories"] == [{"value": motive.id} for motive in asked.motives]


def test_the_readme_counts_what_a_spreadsheet_may_take_for_a_formula() -> None:
    def counted(dataset: hlo.Dataset) -> str:
        readme = csv_files(select(dataset, "en"))["README.md"].decode()
        return readme.split("(here: ")[1].split(")")[0]

    assert counted(holding(["Samen"])) == "0"
    assert int(counted(holding(["=1+1"]))) > 1


def test_the_same_forms_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        hlo.to_csv(everything(), tmp_path / name)
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two


def test_the_second_time_the_folder_holds_the_second_data_set(tmp_path: Path) -> None:
    hlo.to_csv(everything(), tmp_path)
    paths = hlo.to_csv(empty(), tmp_path, language="en")
    assert {path.name for path in tmp_path.iterdir()} == {*(path.name for path in paths), MANIFEST}
    assert (tmp_path / "motives.csv").read_text().count("\n") == 1


def test_what_another_wrote_stays_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "forms.csv").write_text("own")
    with pytest.raises(hlo.FolderError, match="we did not write it"):
        hlo.to_csv(everything(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["forms.csv"]


def test_half_a_character_in_a_name_of_a_file_is_written_in_code(tmp_path: Path) -> None:
    (result,) = hlo.read_many([("caf\udce9.docx", b"%PDF-1.7")])
    hlo.to_csv(hlo.Dataset([result]), tmp_path, evidence=True)
    assert "caf\\udce9.docx" in (tmp_path / "sources.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("dataset", "language", "field"), [("forms", "nl", "dataset"), (hlo.Dataset([]), "fr", "language")]
)
def test_what_cannot_be_exported_is_said(dataset: hlo.Dataset, language: str, field: str, tmp_path: Path) -> None:
    with pytest.raises(hlo.InvalidValueError) as caught:
        hlo.to_csv(dataset, tmp_path / "out", language=language)
    assert caught.value.field == field
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("make", [hlo.codebook, hlo.to_qdc, hlo.to_qdpx, hlo.to_excel])
def test_what_is_no_data_set_is_refused(make: Callable[[Any], object]) -> None:
    with pytest.raises(hlo.InvalidValueError, match="a Dataset"):
        make([])
