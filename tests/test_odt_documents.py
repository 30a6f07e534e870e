"""Forms filled in and saved as OpenDocument come back: our documents, and forms that LibreOffice saves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import hlo_forms as hlo
from accounting import account_of
from awkward import awkward_forms
from editors import beside, flatten, outcomes, without_gaps
from odt_parts import MIMETYPE, parts_of, pieces_of, through_libreoffice, zipped
from samples import codes

DOCUMENTS = sorted((Path(__file__).parent / "odt_documents").glob("*.odt"))
of_each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)


def written_beside(document: Path, *kinds: str) -> list[tuple[str, str]]:
    """What was written beside the text, by the part of the document where the reader must say it stands."""
    parts = {"frame": "textbox", "struck": "body"}
    return sorted(
        (parts.get(e["kind"], e["kind"]), e["text"]) for e in beside(document)["beside"] if e["kind"] in kinds
    )


def said(passages: tuple[Any, ...]) -> list[tuple[str, str]]:  # Any: passages of a reading
    return sorted((passage.place.part, passage.text) for passage in passages)


def test_the_documents_show_every_phase_language_and_habit() -> None:
    made = [beside(document) for document in DOCUMENTS]
    assert {typed["phase"] for typed in made} == {"preparation", "alignment", "commitment"}
    assert {typed["language"] for typed in made} == {"nl", "en"}
    assert {typed["boxes"] for typed in made} == {"ticked", "x"}
    assert {typed["how"] for typed in made} == {"over", "instead", "after"}
    kinds = {entry["kind"] for typed in made for entry in typed["beside"]}
    assert kinds == {"comment", "footnote", "frame", "hidden", "struck", "header"}


@of_each_document
def test_every_answer_comes_back_exactly(document: Path) -> None:
    typed = beside(document)
    reading = hlo.read(document)
    assert flatten(reading.form, typed["language"]) == without_gaps(typed["fields"])
    assert (reading.form.phase, reading.language) == (typed["phase"], typed["language"])


@of_each_document
def test_what_was_written_beside_the_text_is_told_and_nothing_else_is(document: Path) -> None:
    reading = hlo.read(document)
    assert said(reading.unplaced) == written_beside(document, "footnote", "frame", "hidden", "header")
    assert said(reading.deleted) == written_beside(document, "struck")
    assert said(reading.remarks) == written_beside(document, "comment")


@of_each_document
def test_findings_come_only_from_what_was_done_there(document: Path) -> None:
    typed = beside(document)
    over = {field for field, value in typed["typed"].items() if value is True and typed["boxes"] == "x"}
    expected = {("tick-by-sign", field) for field in over}
    expected |= {("prompt-glued", field) for field in typed["beside_prompt"]}
    expected |= {("outcome-negative", field) for field in outcomes(typed["fields"], ticked=True, negative=True)}
    expected |= {("outcomes-unticked", None)} if outcomes(typed["fields"], ticked=False, negative=False) else set()
    told = {"comment": None, "struck": "deleted-text", "hidden": "hidden-text"}
    codes = {told.get(entry["kind"], "unplaced-text") for entry in typed["beside"]}
    expected |= {(code, None) for code in codes if code}
    found = {(finding.code, finding.field) for finding in hlo.read(document).findings}
    assert found == expected | {("tags-missing", None)}


def test_a_remark_and_a_deletion_keep_who_and_when() -> None:
    reading = hlo.read(next(found for found in DOCUMENTS if found.stem.startswith("05")))
    assert [(remark.author, remark.date) for remark in reading.remarks] == [("Iris de Boer", "2026-03-02T00:00:00")]
    assert [passage.author for passage in reading.deleted] == ["Unknown Author"]
    assert [(passage.place.heading, passage.place.column) for passage in reading.remarks] == [
        ("Kapitaal gerelateerde motieven", "Beoogde opbrengst")
    ]


@of_each_document
def test_every_character_is_accounted_for(document: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounting.pieces_of", pieces_of)
    data = document.read_bytes()
    account = account_of(data, hlo.read(data))
    assert (account.share, account.lost) == (100.0, ())
    assert account.characters > 1000


def test_the_accounting_sees_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounting.pieces_of", pieces_of)
    data = DOCUMENTS[0].read_bytes()
    more = data_with(data, b"Drie nieuwe partners", b"Drie nieuwe partners en een ezel")
    assert account_of(more, hlo.read(data)).lost != ()


def data_with(data: bytes, old: bytes, new: bytes) -> bytes:
    parts = parts_of(data)
    assert parts["content.xml"].count(old) == 1
    return zipped(parts | {"content.xml": parts["content.xml"].replace(old, new)})


def test_without_the_line_of_identity_its_properties_say_it() -> None:
    document = DOCUMENTS[0]
    parts = parts_of(document.read_bytes())
    start = parts["content.xml"].index(b"hlo1/")
    end = parts["content.xml"].index(b"<", start)
    content = parts["content.xml"][:start] + parts["content.xml"][end:]
    reading = hlo.read(zipped(parts | {"content.xml": content}))
    assert reading.form == hlo.read(document).form
    assert "identity-missing" not in codes(reading)


def test_a_template_reads_as_a_document() -> None:
    parts = parts_of(DOCUMENTS[0].read_bytes())
    assert hlo.read(zipped(parts, f"{MIMETYPE}-template")).form == hlo.read(DOCUMENTS[0]).form


# ---- saved by LibreOffice


def check(given_forms: list[hlo.Form], language: str, folder: Path) -> None:
    saved = through_libreoffice([hlo.render(form, language=language) for form in given_forms], folder)
    for form, document in zip(given_forms, saved, strict=True):
        reading = hlo.read(document)
        assert (reading.form, reading.language, reading.unplaced) == (form, language, ())


@pytest.mark.editor
def test_awkward_forms_come_back_as_they_were(tmp_path: Path) -> None:
    check(awkward_forms(3), "nl", tmp_path)


@pytest.mark.editor
@pytest.mark.long
def test_fifty_awkward_forms_come_back_as_they_were(tmp_path: Path) -> None:
    check(awkward_forms(50), "en", tmp_path)
    check(awkward_forms(12)[3:], "nl", tmp_path)
