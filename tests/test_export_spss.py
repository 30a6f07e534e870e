"""SPSS files: every value comes back in other programs, with its labels and with what counts as missing."""

from __future__ import annotations

import csv
import functools
import io
import math
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pyreadstat
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

import hlo_forms as hlo
from exported import LONG, empty, everything, holding, several
from hlo_forms import Form, Table, load_instrument
from hlo_forms.export import spss as made
from hlo_forms.export.folder import select
from hlo_forms.export.spss import LONGEST_TEXT, SavNames, pieces, shortened
from hlo_forms.research.tables import Cell, codes_of
from hlo_forms.research.tables import Column as TableColumn
from runs import dear, tries
from strategies import forms

NOT_OFFERED, NOT_FILLED_IN, UNCLEAR, KEPT_BACK = -1.0, -2.0, -3.0, -4.0
Frame = tuple[dict[str, list[Any]], Any]  # Any: values and metadata of pyreadstat


def opened(data: bytes, folder: Path) -> Frame:
    """The columns of a file and what is said of them, as pyreadstat reads it."""
    path = folder / "x.sav"
    path.write_bytes(data)
    frame, meta = pyreadstat.read_sav(path, user_missing=True)
    return {name: list(frame[name]) for name in frame.columns}, meta


def files(dataset: hlo.Dataset, language: str = "nl") -> dict[str, bytes]:
    return made.spss_files(select(dataset, language, everything=True, evidence=True))


@functools.cache
def all_files(language: str = "nl") -> dict[str, bytes]:
    """The files of the large data set, made once."""
    return files(everything(), language)


def table_file(dataset: hlo.Dataset, name: str, folder: Path) -> Frame:
    found = select(dataset, "nl")
    return opened(made._encoded(found, made._table_columns(found, dataset[name])), folder)


def joined(columns: dict[str, list[Any]], name: str) -> list[str]:
    """The texts of a variable, with what goes on in the next ones."""
    parts = [name, *(f"{name}_{number}" for number in range(2, 9) if f"{name}_{number}" in columns)]
    return ["".join(texts) for texts in zip(*(columns[part] for part in parts), strict=True)]


def expected(value: Cell, column: TableColumn) -> float | str | None:
    if column.codes:
        return next((float(code.number) for code in codes_of(column) if code.id == value), None)
    if column.kind == "text":
        return "" if value is None else str(value).rstrip(" ")
    return None if value is None else float(value)


def same(columns: dict[str, list[Any]], table: Table) -> bool:
    for column in table.columns:
        wanted = [expected(value, column) for value in table.column(column.name)]
        if column.kind == "text" and not column.codes:
            found = joined(columns, column.name)
        else:
            found = [None if math.isnan(value) else value for value in columns[column.name]]
        if found != wanted:
            return False
    return True


def test_every_value_of_every_table_comes_back(tmp_path: Path) -> None:
    written = all_files()
    for name, table in everything().tables.items():
        columns, _ = opened(written[f"{name}.sav"], tmp_path)
        assert same(columns, table), name


@given(texts=several())
@example(texts=list(LONG))
@tries(6, of=12)
def test_no_text_damages_itself_or_another_row(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    dataset = holding(texts)
    for name in ("other_motives", "passages"):
        columns, _ = table_file(dataset, name, tmp_path_factory.getbasetemp())
        assert same(columns, dataset[name])


@pytest.mark.long
@given(found=st.lists(forms(), max_size=3))
@tries(6, of=30, suppress_health_check=list(HealthCheck))
def test_all_of_any_forms_comes_back(found: list[Form], tmp_path: Path) -> None:
    dataset = hlo.Dataset(found)
    written = files(dataset)
    for name, table in dataset.tables.items():
        columns, _ = opened(written[f"{name}.sav"], tmp_path)
        assert same(columns, table)
    forms = dataset["forms"].column("phase").count("preparation")
    assert opened(written["wide_forms.sav"], tmp_path)[1].number_rows == forms
    assert opened(written["wide.sav"], tmp_path)[1].number_rows == len(set(dataset["counted"].column("answer")))


def test_the_wide_file_says_of_every_motive_what_the_table_says(tmp_path: Path) -> None:
    columns, _ = opened(all_files()["wide_forms.sav"], tmp_path)
    rows = [row for row in everything()["forms"] if row["phase"] == "preparation"]
    assert columns["form"] == [row["form"] for row in rows]
    codes = {code.id: code.number for code in codes_of(everything()["motives"].schema.column("status"))}
    for row in everything()["motives"]:
        index = columns["form"].index(str(row["form"]))
        assert columns[f"m_{row['motive']}"][index] == codes[str(row["status"])]
        assert columns[f"o_{row['motive']}"][index] == (row["outcome"] or "")
        assert columns[f"d_{row['motive']}"][index] == (row["doubt_codes"] or "")
        assert math.isnan(columns[f"r_{row['motive']}"][index]) == (row["realised"] is None)
    for row in everything()["answers"]:
        if str(row["form"]) in columns["form"]:
            name = f"q_{str(row['question']).replace('.', '_')}"
            assert columns[name][columns["form"].index(str(row["form"]))] == (row["text"] or "")


def test_the_widest_file_has_a_row_for_each_answer_that_is_counted(tmp_path: Path) -> None:
    columns, _ = opened(all_files()["wide.sav"], tmp_path)
    table = everything()["counted"]
    assert columns["answer"] == list(dict.fromkeys(table.column("answer")))
    codes = {code.id: code.number for code in codes_of(table.schema.column("status"))}
    for row in table:
        index = columns["answer"].index(str(row["answer"]))
        assert columns[f"m_{row['motive']}"][index] == codes[str(row["status"])]
        assert columns[f"d_{row['motive']}"][index] == (row["doubt_codes"] or "")
        assert columns["voices"][index] == row["voices"]
        assert columns["once"][index] == row["once"]


def test_texts_of_several_voices_stand_one_after_another_in_the_wide_file(tmp_path: Path) -> None:
    home = hlo.Organisation("De Linde", type="practice_partner")
    voices = {"deelnemer": "Meer plekken", "teamleider": "Minder werkdruk"}
    forms = [
        hlo.PreparationForm(
            organisation=home,
            partnership="Noord",
            round="2026",
            respondent=who,
            motives=[hlo.MotiveAnswer("network", ticked=True, outcome=outcome)],
        )
        for who, outcome in voices.items()
    ]
    columns, _ = opened(files(hlo.Dataset(forms))["wide.sav"], tmp_path)
    assert columns["o_network"] == ["Meer plekken / Minder werkdruk"]
    assert columns["voices"] == [2]


@pytest.mark.parametrize("text", dear(1, [LONG[0], "é " * 30_000 + "einde"]), ids=["letters", "words"])
def test_a_long_outcome_stands_whole_in_the_wide_file(text: str, tmp_path: Path) -> None:
    dataset = holding([text])
    columns, meta = opened(files(dataset)["wide.sav"], tmp_path)
    said = {str(row["motive"]): row["outcome"] for row in dataset["motives"] if row["outcome"]}
    assert said
    for motive, outcome in said.items():
        assert joined(columns, f"o_{motive}") == [outcome]
        assert meta.column_names_to_labels[f"o_{motive}_2"].startswith("(2) Beoogde opbrengst: ")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_variables_and_values_have_their_labels(language: str, tmp_path: Path) -> None:
    _, meta = opened(all_files(language)["wide.sav"], tmp_path)
    for motive in load_instrument().motives:
        assert meta.column_names_to_labels[f"m_{motive.id}"] == motive.label[language]
        words = {-1.0: "not_offered", -2.0: "not_filled_in", -3.0: "unclear", 0.0: "not_ticked", 1.0: "applies"}
        assert meta.variable_value_labels[f"m_{motive.id}"] == {
            number: load_instrument().words[f"status.{code}"][language] for number, code in words.items()
        }
    types = {kind.id: kind.label[language] for kind in load_instrument().organisation_types}
    assert meta.variable_value_labels["organisation_type"] == types
    yes_or_no = dict(enumerate({"nl": ("nee", "ja"), "en": ("no", "yes")}[language]))
    assert meta.variable_value_labels["once"] == yes_or_no
    assert opened(all_files(language)["wide_forms.sav"], tmp_path)[1].variable_value_labels["filled_in"] == yes_or_no


def test_what_says_that_there_is_no_answer_is_missing_to_spss(tmp_path: Path) -> None:
    written = all_files()
    (tmp_path / "x.sav").write_bytes(written["motives.sav"])
    plain, _ = pyreadstat.read_sav(tmp_path / "x.sav")
    _, meta = opened(written["motives.sav"], tmp_path)
    assert {found["lo"] for found in meta.missing_ranges["status"]} == {NOT_OFFERED, NOT_FILLED_IN, UNCLEAR}
    assert set(plain["status"].dropna()) == {0.0, 1.0}
    _, answers = opened(written["answers.sav"], tmp_path)
    assert {found["lo"] for found in answers.missing_ranges["status"]} == {NOT_FILLED_IN, KEPT_BACK}
    assert "kind" not in opened(written["relations.sav"], tmp_path)[1].missing_ranges


@pytest.mark.editor
@pytest.mark.skipif(not shutil.which("pspp-convert"), reason="PSPP is not installed")
def test_pspp_reads_the_same(tmp_path: Path) -> None:
    (tmp_path / "x.sav").write_bytes(all_files()["motives.sav"])
    subprocess.run(["pspp-convert", "x.sav", "x.csv"], cwd=tmp_path, check=True)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "x.csv").read_text(encoding="utf-8"), newline="")))
    table = everything()["motives"]
    for name in ("form", "motive", "outcome", "seen", "field"):
        column = table.schema.column(name)
        assert [row[name].rstrip(" ") for row in rows] == [expected(value, column) for value in table.column(name)]
    status = table.schema.column("status")
    assert [float(row["status"]) for row in rows] == [expected(value, status) for value in table.column("status")]


@pytest.mark.editor
@pytest.mark.skipif(not shutil.which("pspp"), reason="PSPP is not installed")
def test_pspp_shows_the_labels_and_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "x.sav").write_bytes(all_files("en")["wide.sav"])
    (tmp_path / "x.sps").write_text("GET FILE='x.sav'.\nFREQUENCIES m_learning_outcomes organisation_type.\n")
    shown = subprocess.run(["pspp", "x.sps"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    count = [row["status"] for row in everything()["counted"] if row["motive"] == "learning_outcomes"].count(
        "not_offered"
    )
    lines = [line.replace(" ", "") for line in shown.splitlines()]
    assert any(line.startswith(f"|Missingnotasked|{count}|") for line in lines)
    assert "Practice partner" in shown


def test_an_empty_data_set_has_every_file_with_its_variables(tmp_path: Path) -> None:
    written = files(empty())
    for name, table in empty().tables.items():
        columns, meta = opened(written[f"{name}.sav"], tmp_path)
        assert list(columns) == list(table.schema.names)
        assert meta.number_rows == 0


def test_a_form_of_an_edition_without_a_motive_has_nothing_there(tmp_path: Path) -> None:
    asked = load_instrument()
    without = attrs.evolve(asked, edition="own", motives=[*asked.motives[:-1]])
    forms = [
        hlo.PreparationForm(organisation=hlo.Organisation(type="programme"), instrument=one) for one in (asked, without)
    ]
    columns, _ = opened(files(hlo.Dataset(forms))["wide.sav"], tmp_path)
    values = columns[f"m_{asked.motives[-1].id}"]
    assert values[0] == NOT_FILLED_IN
    assert math.isnan(values[1])


def test_ids_that_spss_does_not_take_become_names_that_it_takes(tmp_path: Path) -> None:
    asked = load_instrument()
    ids = ["own-image", "own.image", "OWN_IMAGE", "x" * 40]
    motives = [attrs.evolve(motive, id=id) for motive, id in zip(asked.motives, ids, strict=False)]
    kept = [*motives, *(motive for motive in asked.motives[4:] if motive.counterpart is None)]
    own = attrs.evolve(asked, edition="own", motives=kept)
    form = hlo.PreparationForm(organisation=hlo.Organisation(type="programme"), instrument=own)
    columns, _ = opened(files(hlo.Dataset([form]))["wide.sav"], tmp_path)
    names = [name for name in columns if name.startswith("m_")]
    assert names[:4] == ["m_own_image", "m_own_image_2", "m_OWN_IMAGE_3", f"m_{'x' * 40}"]


@given(st.lists(st.text(min_size=1), max_size=8))
def test_names_are_valid_and_unique_whatever_is_wanted(wanted: list[str]) -> None:
    names = SavNames()
    found = [names.new(text) for text in [*wanted, "with", "a" * 80, "a" * 90]]
    assert len({name.upper() for name in found}) == len(found)
    assert all(name.isascii() and name[0].isalpha() and len(name) <= 64 for name in found)
    assert all(name.replace("_", "a").isalnum() and name.upper() != "WITH" for name in found)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(4, 12))
def test_pieces_fit_and_are_the_text(text: str, most: int) -> None:
    found = list(pieces(text, most))
    assert "".join(found) == text
    assert all(len(piece.encode()) <= most for piece in found)
    assert all(not piece.endswith(" ") for piece in found[:-1] if piece.strip(" "))


@pytest.mark.parametrize("text", LONG)
def test_a_long_text_is_cut_nowhere(text: str) -> None:
    found = list(pieces(text))
    assert "".join(found) == text
    assert all(len(piece.encode()) <= LONGEST_TEXT for piece in found)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(8, 40))
def test_a_label_fits_and_says_where_it_was_shortened(text: str, most: int) -> None:
    found = shortened(text, most)
    assert len(found.encode()) <= most
    assert found == " ".join(text.split()) or found.endswith("…")


def test_what_goes_along_in_the_file_fits_whatever_a_round_is_called(tmp_path: Path) -> None:
    forms = [hlo.CommitmentForm(organisation="X", round=name) for name in ("🎓" * 60, "ronde " * 40)]
    _, meta = opened(files(hlo.Dataset(forms))["forms.sav"], tmp_path)
    assert "🎓" * 60 in "".join(meta.notes)
    assert all(len(line.encode()) <= 80 for line in meta.notes)


def test_long_labels_end_in_a_sign_and_stand_whole_in_the_codebook(tmp_path: Path) -> None:
    asked = load_instrument()
    long = attrs.evolve(asked.motives[0].label, texts={"nl": "Imago é " * 60 + "einde", "en": "Image"})
    own = attrs.evolve(asked, motives=[attrs.evolve(asked.motives[0], label=long), *asked.motives[1:]])
    form = hlo.PreparationForm(organisation=hlo.Organisation(type="programme"), instrument=own)
    written = files(hlo.Dataset([form]))
    _, meta = opened(written["wide.sav"], tmp_path)
    assert meta.column_names_to_labels[f"m_{asked.motives[0].id}"].endswith("…")
    _, meta = opened(written["motives.sav"], tmp_path)
    assert meta.variable_value_labels["motive"][asked.motives[0].id].endswith("…")
    assert "einde" in written["codebook.md"].decode()


def test_the_same_forms_give_the_same_bytes() -> None:
    assert files(everything()) == all_files()
    assert b"01 Jan 0000:00:00" in files(empty())["wide.sav"][:120]


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(hlo.MissingDependencyError, match=r'pip install "hlo-forms\[spss\]"'):
        hlo.to_spss(empty(), tmp_path / "out")
    assert not (tmp_path / "out").exists()
