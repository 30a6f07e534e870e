"""Whether a form may be used for research: asked on the form, read back, and held to when data go out."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx, shown
from hlo_forms.errors import InvalidValueError
from hlo_forms.forms import Form
from hlo_forms.plans import plan_of
from hlo_forms.word.house_style import stripped
from hlo_forms.word.package import write_package
from libreoffice import converted

LINDE = hlo.Organisation("Zorgboerderij De Linde", type="practice_partner", sector="Zorg", ownership="private")
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme", ownership="public")
COMMON: dict[str, Any] = {"partnership": "Wijkzorg Noord", "round": "2026"}  # Any: fields of several kinds
BLANK: dict[str, Form] = {
    "preparation": hlo.PreparationForm(organisation=LINDE, **COMMON),
    "alignment": hlo.AlignmentForm(organisations=[LINDE, SCHOOL], **COMMON),
    "commitment": hlo.CommitmentForm(organisation=LINDE, **COMMON),
}
every_phase = pytest.mark.parametrize("phase", BLANK)
every_language = pytest.mark.parametrize("language", ["nl", "en"])
every_answer = pytest.mark.parametrize("answer", [None, "yes", "no"])


def asking(phase: str, answer: str | None = None) -> Form:
    return attrs.evolve(BLANK[phase], asks_research=True, research=answer)


# ---- on the form


@every_phase
def test_a_form_that_does_not_ask_says_nothing_of_it(phase: str) -> None:
    form = BLANK[phase]
    said = shown(Docx(hlo.render(form, "nl")).root("word/document.xml"))
    assert form.instrument.word("label.research", "nl") not in said
    assert form.instrument.word("about.kept.all", "nl") not in said
    assert not hlo.read(hlo.render(form)).form.asks_research


@every_phase
@every_language
def test_a_form_that_asks_says_what_is_done_with_it(phase: str, language: str) -> None:
    form = asking(phase)
    said = shown(Docx(hlo.render(form, language)).root("word/document.xml"))
    for key in ("about.use.all", "about.kept.all", f"about.readers.{phase}", "label.research", "research.yes"):
        assert form.instrument.word(key, language) in said


@every_phase
@every_answer
@pytest.mark.parametrize("marks", [True, False])
def test_the_answer_comes_back_also_without_any_mark(phase: str, answer: str | None, *, marks: bool) -> None:
    data = hlo.render(asking(phase, answer), "en")
    reading = hlo.read(data if marks else stripped(data))
    assert (reading.form.asks_research, reading.form.research) == (True, answer)
    assert reading.unplaced == ()


def test_both_boxes_ticked_is_no_answer_and_a_doubt() -> None:
    parts = Docx(hlo.render(asking("commitment", "yes"))).parts
    body = parts["word/document.xml"].decode()
    start = body.index('w:val="research.no"')
    ticked = body[start:].replace('<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>', 1).replace("☐", "☒", 1)
    reading = hlo.read(write_package({**parts, "word/document.xml": (body[:start] + ticked).encode()}))
    assert reading.form.research is None
    assert [finding.code for finding in reading.doubts("research")] == ["choice-contradicts"]
    assert reading.corrected({"research": "no"}).form.research == "no"


def test_an_institution_says_it_in_its_own_words() -> None:
    source = (Path(hlo.__file__).parent / "instruments" / "strategic-motives.toml").read_text("utf-8")
    words = '\n[words]\n"about.kept.all" = { nl = "Twee jaar, bij Hogeschool Beekdal.", en = "Two years." }\n'
    own = hlo.load_instrument((source + words).encode())
    form = attrs.evolve(asking("commitment", "no"), instrument=own)
    data = hlo.render(form)
    assert "Twee jaar, bij Hogeschool Beekdal." in shown(Docx(data).root("word/document.xml"))
    reading = hlo.read(data, instruments=[own])
    assert (reading.form.research, reading.unplaced) == ("no", ())


def test_an_answer_is_only_given_where_it_is_asked() -> None:
    assert hlo.CommitmentForm(research="yes").asks_research
    with pytest.raises(InvalidValueError, match="research: expected one of yes, no"):
        hlo.CommitmentForm(research="maybe")


@every_answer
def test_json_keeps_the_answer(answer: str | None) -> None:
    form = asking("alignment", answer)
    assert hlo.from_json(hlo.to_json(form)) == form


def test_what_follows_a_form_that_asks_asks_too_and_has_no_answer_yet() -> None:
    own = attrs.evolve(BLANK["preparation"], research="yes")
    meeting = hlo.AlignmentForm.from_forms([own, hlo.PreparationForm(organisation=SCHOOL, **COMMON)])
    forms = (hlo.renew(own, round="2027"), meeting, hlo.CommitmentForm.from_forms(own, meeting))
    assert [(form.asks_research, form.research) for form in forms] == [(True, None)] * 3


def test_a_plan_asks_on_every_form() -> None:
    table = {
        "partnership": "Wijkzorg Noord",
        "ask_research": True,
        "organisations": [{"name": "De Linde", "type": "practice_partner"}, {"name": "School", "type": "programme"}],
    }
    assert {form.asks_research for form in plan_of(table).forms().values()} == {True}
    assert {form.asks_research for form in plan_of({**table, "ask_research": False}).forms().values()} == {False}
    with pytest.raises(InvalidValueError, match="ask_research"):
        plan_of({**table, "ask_research": "yes"})


@pytest.mark.long
@pytest.mark.editor
def test_the_answer_survives_libreoffice_and_the_forms_are_no_longer(tmp_path: Path) -> None:
    forms = {f"{phase}-{answer}": asking(phase, answer) for phase in BLANK for answer in ("yes", "no")}
    for name, form in forms.items():
        hlo.write(form, tmp_path / f"{name}.docx", "en")
    for name, form in forms.items():
        assert hlo.read(converted(tmp_path / f"{name}.docx", "docx", tmp_path / "out")).form == form
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed")
    for phase, blank in BLANK.items():
        hlo.write(blank, tmp_path / f"{phase}-plain.docx", "en")
        pages = [
            pages_of(converted(tmp_path / f"{phase}-{kind}.docx", "pdf", tmp_path / "pdf")) for kind in ("plain", "yes")
        ]
        assert pages[0] == pages[1]


def pages_of(pdf: Path) -> int:
    said = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Pages:\s+(\d+)", said)
    assert found
    return int(found[1])
