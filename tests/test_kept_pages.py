"""Pages that an organisation may keep: a form that comes back without them reads without an alarm, and is answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from docx_parts import Docx, W
from hlo_forms import QuestionStatus
from hlo_forms.word.package import write_package
from hlo_forms.word.writer.template import stripped
from libreoffice import converted
from runs import dear
from samples import COMMON, FARM, LINDE, SCHOOL, filled, first

TOLD = [hlo.Agreement(what="Elke week een dag begeleiding", who="teamleider")]
FORMS: dict[str, hlo.Form] = {
    "preparation": filled(first(SCHOOL)),
    "commitment": hlo.CommitmentForm(organisation=FARM, shared_agreements=TOLD, **COMMON),
    "commitment with nothing to tell": hlo.CommitmentForm(organisation=FARM, **COMMON),
}
LANGUAGES = ("nl", "en")
each_form = pytest.mark.parametrize("name", FORMS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def first_heading(form: hlo.Form, language: str) -> str:
    phase = form.instrument.phase(form.phase)
    heading = phase.questions_heading if form.phase == "preparation" else phase.label
    assert heading is not None
    return heading[language]


def last_heading(form: hlo.Form, language: str) -> str | None:
    """The heading of the first page after those that may be kept; None where these are the last."""
    return None if form.phase == "preparation" else form.instrument.word("heading.shared_agreements", language)


def without_pages(form: hlo.Form, language: str, *, to_the_end: bool = False, half: bool = False) -> bytes:
    """The document of a form without the pages that may be kept, or without half of them."""
    docx = Docx(hlo.render(form, language=language))
    body = docx.root().find(f"{W}body")
    assert body is not None
    gone = list(_blocks(body, first_heading(form, language), None if to_the_end else last_heading(form, language)))
    questions = [place for place, block in enumerate(gone) if _style(block) == "Question"]
    for block in gone[questions[len(questions) // 2] :] if half else gone:
        body.remove(block)
    parts = {**docx.parts, "word/document.xml": etree.tostring(body.getparent())}  # type: ignore[arg-type]  # the root
    return write_package(parts)


def _blocks(body: etree._Element, start: str, end: str | None) -> Iterator[etree._Element]:
    blocks = [block for block in body if block.tag != f"{W}sectPr"]
    texts = ["".join(block.itertext()) for block in blocks]
    begin = len(texts) - 1 - texts[::-1].index(start)
    stop = texts.index(end, begin) if end is not None else len(texts)
    yield from blocks[begin:stop]


def _style(block: etree._Element) -> str | None:
    style = block.find(f"{W}pPr/{W}pStyle")
    return None if style is None else style.get(f"{W}val")


@each_form
@each_language
@pytest.mark.parametrize("marks", [True, False])
def test_a_form_without_these_pages_reads_without_an_alarm(name: str, language: str, *, marks: bool) -> None:
    form, data = FORMS[name], without_pages(FORMS[name], language)
    reading = hlo.read(data if marks else stripped(data))
    assert reading.warnings == ()
    assert reading.form == attrs.evolve(form, kept_back=True)  # type: ignore[call-arg]  # a form of one organisation
    assert reading.unplaced == ()


@each_language
@pytest.mark.parametrize("marks", [True, False])
def test_so_does_a_form_that_is_cut_off_before_them(language: str, *, marks: bool) -> None:
    form, data = FORMS["preparation"], without_pages(FORMS["preparation"], language, to_the_end=True)
    reading = hlo.read(data if marks else stripped(data))
    assert (reading.warnings, reading.form.kept_back) == ((), True)  # type: ignore[attr-defined]
    assert reading.form.id == form.id


@each_form
@pytest.mark.parametrize("marks", [True, False])
def test_half_of_these_pages_may_be_kept_too(name: str, *, marks: bool) -> None:
    data = without_pages(FORMS[name], "nl", half=True)
    reading = hlo.read(data if marks else stripped(data))
    assert (reading.warnings, reading.form) == ((), FORMS[name])


@each_form
def test_a_question_that_is_there_without_its_box_is_missed(name: str) -> None:
    docx = Docx(hlo.render(FORMS[name]))
    root = docx.root()
    boxes = [table for table in root.iter(f"{W}tbl") if any("answers." in str(tag) for tag in _tags(table))]
    body = boxes[0].getparent()
    assert body is not None
    body.remove(boxes[0])
    reading = hlo.read(write_package({**docx.parts, "word/document.xml": etree.tostring(root)}))
    assert "place-missing" in {finding.code for finding in reading.warnings}


@each_form
@pytest.mark.parametrize("marks", [True, False])
def test_one_question_that_is_gone_among_others_is_missed(name: str, *, marks: bool) -> None:
    docx = Docx(hlo.render(FORMS[name]))
    root = docx.root()
    boxes = [table for table in root.iter(f"{W}tbl") if any("answers." in str(tag) for tag in _tags(table))]
    tag = next(str(tag) for tag in _tags(boxes[1]) if "answers." in str(tag))
    question = next(node for node in boxes[1].itersiblings(f"{W}p", preceding=True) if "".join(node.itertext()).strip())
    for node in (question, boxes[1]):
        node.getparent().remove(node)
    data = write_package({**docx.parts, "word/document.xml": etree.tostring(root)})
    reading = hlo.read(data if marks else stripped(data))
    assert ("place-missing", tag) in {(finding.code, finding.field) for finding in reading.warnings}


def _tags(node: etree._Element) -> Iterator[str | None]:
    return (tag.get(f"{W}val") for tag in node.iter(f"{W}tag"))


@pytest.mark.parametrize("kind", dear(1, ["odt", "doc"]))
@pytest.mark.parametrize("name", dear(1, FORMS))
def test_a_form_without_these_pages_may_be_saved_by_another_program(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "form.docx"
    path.write_bytes(without_pages(FORMS[name], "nl"))
    saved = converted(path, kind, tmp_path / kind)
    back = saved if kind == "odt" else converted(saved, "docx", tmp_path / "docx")
    reading = hlo.read(back)
    assert reading.warnings == ()
    assert reading.form.kept_back  # type: ignore[attr-defined]


@each_form
def test_it_counts_as_answered_in_the_folder(name: str, tmp_path: Path) -> None:
    form, out, back = FORMS[name], tmp_path / "uit", tmp_path / "terug"
    place = hlo.FormsFolder(out)
    place.write([form], language="nl", contacts={})
    back.mkdir()
    (back / "a.docx").write_bytes(without_pages(form, "nl"))
    status = place.status(back)
    assert (len(status.entries), status.waiting) == (1, ())


def test_it_counts_as_answered_in_a_comparison_and_for_research() -> None:
    one, other = filled(first(LINDE)), filled(first(SCHOOL))
    kept = [attrs.evolve(form, kept_back=True) for form in (one, other)]
    assert hlo.compare(kept).motives == hlo.compare([one, other]).motives
    dataset = hlo.Dataset([*kept, hlo.CommitmentForm(organisation=LINDE, kept_back=True, **COMMON)])
    assert {(row["kept_back"], row["filled_in"]) for row in dataset["forms"]} == {(True, True)}
    assert {row["status"] for row in dataset["answers"]} == {"kept_back"}


def test_the_status_of_a_question_that_was_kept_is_one_of_its_own() -> None:
    form = hlo.CommitmentForm(kept_back=True)
    assert {form.question_status(question.id) for question in form.questions} == {QuestionStatus.KEPT_BACK}
    assert not hlo.CommitmentForm(kept_back=True, answers={"commitment.investment.1": "Een dag"}).kept_back
    assert not hlo.CommitmentForm(kept_back=True, central_answer="Samen").kept_back
    assert hlo.from_json(hlo.to_json(form)) == form


def test_two_forms_in_one_document_stay_two_where_pages_were_kept() -> None:
    """The pages behind a first line of identity belong to the form before them, never to the next."""
    docx, other = Docx(hlo.render(filled(first(SCHOOL)))), Docx(hlo.render(filled(first(LINDE), "recruitment")))
    body, more = (one.root().find(f"{W}body") for one in (docx, other))
    assert body is not None
    assert more is not None
    *kept, _identity, _section = list(body)
    for block in list(body)[len(kept) :]:
        body.remove(block)
    body.extend(list(more))
    data = write_package({**docx.parts, "word/document.xml": etree.tostring(body.getparent())})  # type: ignore[arg-type]
    reading = hlo.read(data)
    assert [form.organisation.id for form in reading.forms] == [SCHOOL.id, LINDE.id]  # type: ignore[attr-defined]
