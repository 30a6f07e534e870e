"""Files that earlier versions made are read by this one.

`tests/stored` has a folder for each version, with a file of every kind. They are never made anew: a change after which
one of them cannot be read is a change for people who have such files, and needs a way for them. Before a release,
`tools/build_stored.py` makes the folder of the new version.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import hlo_forms as hlo
from hlo_forms.export.interchange import KINDS
from places import ROOT

STORED = sorted((ROOT / "tests" / "stored").iterdir())
TEXTS = sorted(path for folder in STORED for path in folder.glob("*.json") if path.stem != "key")
DOCUMENTS = sorted(path for folder in STORED for path in folder.glob("*.docx"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}-{path.stem}"


def value(path: Path) -> Any:  # Any: of every kind
    """The value in a text, for the kinds that are read back."""
    kind = path.stem.partition("-")[0]
    return hlo.from_json(path.read_bytes(), KINDS.get(kind, hlo.Form))


def test_this_version_has_its_files() -> None:
    """If not: `python tools/build_stored.py`, once, before the release."""
    assert hlo.__version__ in [folder.name for folder in STORED]
    kinds = {path.stem.partition("-")[0] for path in TEXTS if path.parent.name == hlo.__version__}
    assert kinds == {"form", "findings", "dataset", *KINDS}


@pytest.mark.parametrize("path", [each for each in TEXTS if each.stem not in {"findings", "dataset"}], ids=name_of)
def test_a_stored_text_is_read(path: Path) -> None:
    stored = json.loads(path.read_text("utf-8"))
    again = json.loads(hlo.to_json(value(path)))
    assert set(stored) <= set(again)


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_a_stored_text_fits_the_schema_of_now(path: Path) -> None:
    """Of what is read back; an export is for other programs, and fits the schema of the version that made it."""
    kind: Any = path.stem.partition("-")[0]
    if kind != "dataset" or path.parent.name == hlo.__version__:
        Draft202012Validator(hlo.json_schema(kind)).validate(json.loads(path.read_text("utf-8")))


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_stored_results_say_what_they_said(folder: Path) -> None:
    comparison, change = value(folder / "comparison.json"), value(folder / "recalibration.json")
    assert comparison.motive("network").verdict == "shared"
    assert comparison.organisations[0].name == "De Linde"
    assert change.history("opleiding-verpleegkunde", "network").answers[0].status is hlo.Status.APPLIES
    assert [question.answers for question in value(folder / "voices.json").questions] == [
        ("Studenten leren hier samen.",) * 2
    ]
    reading = value(folder / "reading.json")
    assert reading.evidence["motives.network.outcome"].how == "corrected"
    assert value(folder / "failure.json").code == "text"
    assert value(folder / "finding.json").severity is hlo.Severity.WARNING


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_a_stored_document_is_read_as_the_form_that_it_was(path: Path) -> None:
    reading = hlo.read(path)
    assert reading.language == path.stem[-2:]
    assert reading.form == value(path.parent / f"form-{path.stem[:-3]}.json")


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_a_stored_store_opens_and_gives_its_readings_again(folder: Path, tmp_path: Path) -> None:
    """What another reader read is read again; whose form it is, and that it can be forgotten, stays known."""
    copy = shutil.copy(folder / "readings.store", tmp_path)
    form = value(folder / "form-preparation.json")
    with hlo.ReadingStore(copy) as store:
        assert store.form_ids() == (form.id,)
        (reading,) = hlo.read_many([folder / "preparation-nl.docx"], store=store)
        assert isinstance(reading, hlo.Reading)
        assert reading.form == form
        assert (store.forget(form.id), len(store)) == (1, 0)


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_a_stored_folder_keeps_its_register_and_corrections(folder: Path) -> None:
    sent = hlo.FormsFolder(folder / "verstuurd")
    assert [(entry.organisation, entry.round) for entry in sent.register] == [("De Linde", "2026")]
    dataset = hlo.Workspace.load(folder / "hlo-forms.toml").collect([folder / "verstuurd"])
    (form,) = dataset.forms
    assert isinstance(form, hlo.PreparationForm)
    assert form.answer("network") == hlo.MotiveAnswer("network", ticked=True, outcome="Acht stageplaatsen")


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_a_stored_key_and_review_are_read(folder: Path) -> None:
    names = json.loads((folder / "key.json").read_text("utf-8"))
    assert "De Linde" in json.dumps(names, ensure_ascii=False)
    assert hlo.read_review(folder / "review.csv") == hlo.Decisions()


@pytest.mark.parametrize("folder", STORED, ids=lambda folder: folder.name)
def test_stored_settings_are_read(folder: Path) -> None:
    assert hlo.Workspace.load(folder / "hlo-forms.toml").invitation.sender == "Noor Bakker"
