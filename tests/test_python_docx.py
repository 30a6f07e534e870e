"""Documents that are open in python-docx: read as they are, and given to work on further."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any

import docx
import pytest

import hlo_forms as hlo

SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme")
FORM = hlo.PreparationForm(
    organisation=SCHOOL, round="2026", motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen")]
)
DATA = hlo.render(FORM)


def opened(data: bytes = DATA) -> Any:  # Any: python-docx's own class
    return docx.Document(io.BytesIO(data))


def test_an_open_document_reads_as_its_file_does() -> None:
    reading = hlo.read(opened())
    assert reading.form == FORM
    assert (reading.source, reading.findings) == (None, hlo.read(DATA).findings)


def test_an_open_document_reads_the_same_each_time() -> None:
    document = opened()
    assert hlo.read(document) == hlo.read(document) == hlo.read(opened())


def test_what_was_typed_into_an_open_document_is_read() -> None:
    document = opened()
    document.add_paragraph("Tot dinsdag")
    assert [passage.text for passage in hlo.read(document).unplaced] == ["Tot dinsdag"]


@pytest.mark.parametrize("language", FORM.instrument.languages)
def test_a_form_becomes_an_open_document(language: str) -> None:
    document = hlo.document(FORM, language=language)
    assert type(document) is type(opened())
    reading = hlo.read(document)
    assert (reading.form, reading.language) == (FORM, language)


def test_an_open_document_is_a_house_style_too() -> None:
    from importlib import resources

    style = docx.Document(str(resources.files("hlo_forms") / "templates" / "preparation.docx"))
    style.styles["Title"].font.name = "Verdana"
    assert b"Verdana" not in DATA
    document = hlo.document(FORM, template=style)
    assert document.styles["Title"].font.name == "Verdana"
    assert hlo.read(document, template={"preparation": style}).form == FORM


def test_open_documents_stand_among_many_sources() -> None:
    sources = [opened(), ("twee.docx", opened()), DATA]
    results = list(hlo.read_many(sources, progress=lambda _done, total: total))
    assert [(result.source, result.forms) for result in results if isinstance(result, hlo.Reading)] == [
        ("#1", (FORM,)),
        ("twee.docx", (FORM,)),
        ("#3", (FORM,)),
    ]


@pytest.mark.parametrize("single", [opened(), ("een.docx", opened())], ids=["document", "pair"])
def test_one_open_document_needs_no_list(single: Any) -> None:  # Any: a document, or a pair
    (result,) = hlo.read_many(single)
    assert isinstance(result, hlo.Reading)


def test_reading_a_file_never_imports_python_docx() -> None:
    script = "import sys, hlo_forms as hlo; hlo.read(sys.stdin.buffer); assert 'docx' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], input=DATA, check=True)


@pytest.mark.parametrize("wrong", [3, io.StringIO("tekst"), object()])
def test_what_is_no_document_is_refused_as_before(wrong: Any) -> None:  # Any: wrong on purpose
    with pytest.raises(hlo.InvalidValueError, match="source: expected a path, bytes or a file opened in binary mode"):
        hlo.read(wrong)
