"""Parquet and JSON Lines: every value comes back in other programs, with what it means."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import attrs
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

import hlo_forms as hlo
from exported import empty, everything, holding, several
from hlo_forms import Form
from hlo_forms.export.flat_files import jsonl_files, parquet_files
from hlo_forms.export.folder import select
from runs import tries
from strategies import forms

NAMES = ("other_motives", "passages", "findings", "motives")
KINDS = {"text": pl.String, "integer": pl.Int64, "boolean": pl.Boolean}


def files(dataset: hlo.Dataset, kind: str) -> dict[str, bytes]:
    found = select(dataset, "nl", everything=True, evidence=True)
    return parquet_files(found) if kind == "parquet" else jsonl_files(found)


def parquet_rows(data: bytes) -> list[dict[str, Any]]:  # Any: whatever stands in it
    """As polars reads it, which has a reader of its own."""
    return pl.read_parquet(io.BytesIO(data), use_pyarrow=False).to_dicts()


def test_every_value_of_every_table_comes_back_from_parquet_in_its_kind() -> None:
    written = files(everything(), "parquet")
    for name, table in everything().tables.items():
        assert parquet_rows(written[f"{name}.parquet"]) == list(table)
        schema = pl.read_parquet_schema(io.BytesIO(written[f"{name}.parquet"]))
        assert schema == {column.name: KINDS[column.kind] for column in table.columns}


def test_every_value_of_every_table_comes_back_from_json_lines() -> None:
    written = files(everything(), "jsonl")
    for name, table in everything().tables.items():
        kinds = {column.name: KINDS[column.kind] for column in table.columns}
        assert pl.read_ndjson(written[f"{name}.jsonl"], schema=kinds).to_dicts() == list(table)


@given(texts=several())
@tries(5, of=10)
def test_no_text_damages_itself_or_another_row(texts: list[str]) -> None:
    dataset = holding(texts)
    parquet, lines = files(dataset, "parquet"), files(dataset, "jsonl")
    for name in NAMES:
        rows = list(dataset[name])
        assert parquet_rows(parquet[f"{name}.parquet"]) == rows
        assert [json.loads(line) for line in lines[f"{name}.jsonl"].decode("utf-8").splitlines()] == rows
        if rows:
            assert pl.read_ndjson(lines[f"{name}.jsonl"], infer_schema_length=None).to_dicts() == rows


@pytest.mark.long
@given(found=st.lists(forms(), max_size=3))
@tries(6, of=30, suppress_health_check=list(HealthCheck))
def test_all_of_any_forms_comes_back(found: list[Form]) -> None:
    dataset = hlo.Dataset(found)
    parquet, lines = files(dataset, "parquet"), files(dataset, "jsonl")
    for name, table in dataset.tables.items():
        assert parquet_rows(parquet[f"{name}.parquet"]) == list(table)
        assert [json.loads(line) for line in lines[f"{name}.jsonl"].decode("utf-8").splitlines()] == list(table)


def test_the_metadata_of_a_parquet_file_say_what_columns_codes_and_tables_mean() -> None:
    schema = pq.read_schema(io.BytesIO(files(everything(), "parquet")["motives.parquet"]))
    status = schema.field("status").metadata
    assert status[b"label_nl"].decode() == "Status van het motief"
    codes = {row["code"]: (row["number"], row["label_en"]) for row in json.loads(status[b"codes"])}
    assert codes["not_offered"] == (-1, "not asked")
    motives = json.loads(schema.field("motive").metadata[b"codes"])
    assert [row["code"] for row in motives] == [motive.id for motive in hlo.load_instrument().motives]
    assert json.loads(schema.metadata[b"instruments"])[0]["id"] == hlo.load_instrument().id
    assert b"codes" not in schema.field("outcome").metadata


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_an_empty_data_set_has_every_file(kind: str) -> None:
    written = files(empty(), kind)
    assert {f"{name}.{kind}" for name in empty()} < set(written)
    if kind == "parquet":
        assert pl.read_parquet(io.BytesIO(written["motives.parquet"])).columns == list(empty()["motives"].schema.names)


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_the_same_forms_give_the_same_bytes(kind: str) -> None:
    assert files(everything(), kind) == files(everything(), kind)


@pytest.mark.parametrize("write", [hlo.to_parquet, hlo.to_jsonl, hlo.to_csv])
def test_a_folder_names_all_its_files_and_tells_what_they_are(write: Any, tmp_path: Path) -> None:  # Any: one of these
    paths = write(everything(), tmp_path, language="en", evidence=True)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    tables = [path.name for path in paths if path.suffix not in (".md", ".json", ".R")]
    assert len(tables) == 20
    assert all(name.replace("_", "\\_") in readme for name in tables)
    assert f"Forms: {len(everything())}. Organisations: " in readme
    assert "of which could not be read: 1 (see" in readme
    assert (tmp_path / "codebook.md").read_text(encoding="utf-8") == hlo.codebook(everything()).to_markdown(
        language="en"
    )


def test_the_readme_says_how_many_forms_were_left_out() -> None:
    found = attrs.evolve(select(everything(), "en"), remarks=("Left out: 3.",))
    assert "\n\nLeft out: 3.\n\n" in jsonl_files(found)["README.md"].decode("utf-8")


def test_what_somebody_called_a_round_is_nothing_but_text_in_the_readme(tmp_path: Path) -> None:
    form = hlo.CommitmentForm(organisation="X", round="<b>2026\n# Kop")
    hlo.to_jsonl(hlo.Dataset([form]), tmp_path)
    readme = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "\\<b\\>2026 # Kop" in readme


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(hlo.MissingDependencyError, match=r'pip install "hlo-forms\[parquet\]"'):
        hlo.to_parquet(empty(), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_evidence_is_left_out_unless_asked_for_and_the_readme_says_so(tmp_path: Path) -> None:
    """It is a third copy of every text."""
    text = "Een zin die op een formulier maar een keer staat"
    reading = hlo.read(
        hlo.render(
            hlo.PreparationForm(
                organisation=hlo.Organisation("A", type="programme"),
                motives=[hlo.MotiveAnswer("network", ticked=True, outcome=text)],
            )
        )
    )
    dataset = hlo.Dataset([reading])
    with_it = hlo.to_jsonl(dataset, tmp_path / "with", language="en", evidence=True)
    without = hlo.to_jsonl(dataset, tmp_path / "without", language="en")
    assert [sum(path.read_text("utf-8").count(text) for path in paths) for paths in (with_it, without)] == [3, 1]
    assert "evidence.jsonl" not in {path.name for path in without}
    readmes = [(tmp_path / name / "README.md").read_text("utf-8") for name in ("with", "without")]
    assert ["Left out: where and how each value was found" in one for one in readmes] == [False, True]
    book = (tmp_path / "without" / "codebook.md").read_text("utf-8")
    assert "outcome\\_seen" not in book
    assert "### evidence" not in book
