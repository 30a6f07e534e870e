"""Reports: what stands in them and what never does, as a Word document and as a page."""

from __future__ import annotations

import re

import pytest

import hlo_forms as hlo
from docx_parts import Docx, W, faults, shown
from hlo_forms.errors import InvalidValueError, TemplateError
from hlo_forms.word.package import write_package
from partnerships import commitments, forms, meeting, next_year
from places import SOURCE
from samples import AWKWARD

SIZES = (2, 3, 8)
every_size = pytest.mark.parametrize("count", SIZES)
every_language = pytest.mark.parametrize("language", ["nl", "en"])


def full(count: int, language: str = "nl", **more: object) -> Docx:
    """A report of a partnership of so many organisations with all there is."""
    given = {"meeting": meeting(count), "commitments": commitments(count), "date": "3 december 2026", **more}
    return Docx(hlo.report(hlo.compare(forms(count)), language, **given))


def texts(docx: Docx) -> list[str]:
    return [shown(paragraph) for paragraph in docx.root().iter(f"{W}p")]


def under(docx: Docx, heading: str) -> str:
    """What stands under a heading, up to the next of its level."""
    found, inside = [], False
    for paragraph in docx.root().iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") == "Heading1":
            inside = shown(paragraph) == heading
        elif inside:
            found.append(shown(paragraph))
    return "\n".join(found)


@every_language
@every_size
def test_a_report_is_a_sound_document_of_one_language(count: int, language: str) -> None:
    docx = full(count, language)
    assert faults(docx) == []
    instrument = forms(2)[0].instrument
    assert {node.get(f"{W}val") for node in docx.root("word/styles.xml").iter(f"{W}lang")} == {
        instrument.locale(language)
    }


def test_counts_come_first() -> None:
    docx = full(2)
    assert re.match(r"\d van 6 gedeeld; \d van 2 tegenhangers\n", under(docx, "In het kort"))


def test_the_answers_of_phase_1_stay_internal() -> None:
    assert "onder ons" not in full(2).everything()
    assert "Elkaar vaker zien" not in full(2).everything()
    assert "Vier uur per week" not in full(2).everything()


def test_named_answers_are_shown() -> None:
    held = hlo.AlignmentForm.from_forms(forms(2), share=["preparation.3"])
    docx = full(2, share=["preparation.3", "commitment.investment.1"], meeting=held)
    told = under(docx, "Antwoorden die gedeeld mogen worden")
    assert "Binnen twee jaar." in told
    assert "Vier uur per week" in told
    assert "Elkaar vaker zien" in under(full(2, share="alignment.6"), "Antwoorden die gedeeld mogen worden")
    assert "geen antwoord" in under(full(2, share="preparation.2"), "Antwoorden die gedeeld mogen worden")


def test_an_unknown_question_cannot_be_shared() -> None:
    with pytest.raises(InvalidValueError, match="did you mean"):
        full(2, share=["preparation.11"])


def test_relations_stand_as_the_partners_declared_them() -> None:
    told = under(full(3), "Motieven die elkaar raken")
    assert "versterken elkaar" in told
    assert "Werven nieuwe medewerkers\n1 Woonzorgcentrum" not in told  # one cell, two lines
    assert "Rust op de afdeling" in told


def test_agreements_name_who_made_them() -> None:
    told = under(full(3), "Afspraken").split("\n")
    assert told.count("Een dag per week begeleiden") == 2


def test_what_is_open_is_told_for_every_form() -> None:
    blank = hlo.PreparationForm(organisation=hlo.Organisation("Stil", type="programme"), **COMMON)
    docx = Docx(
        hlo.report(hlo.compare([*forms(2), blank]), meeting=meeting(3), commitments=commitments(2), date="2026")
    )
    told = under(docx, "Wat niet is ingevuld")
    assert "geen enkel motief" in told
    assert "niet bij de partners van het gesprek genoemd" in told
    assert "geen formulier" in told
    assert "zonder antwoord: vraag 1" in told
    assert "niet besproken: 14 van de 15 vragen" in told


COMMON = {"partnership": "Wijkzorg Noord", "round": "2026"}


def test_the_same_input_gives_the_same_bytes() -> None:
    comparison = hlo.compare(forms(3))
    assert hlo.report(comparison, date="vandaag") == hlo.report(comparison, date="vandaag")
    assert hlo.to_html(comparison, date="vandaag") == hlo.to_html(comparison, date="vandaag")


@every_language
def test_awkward_text_stands_there_as_it_was_typed(language: str) -> None:
    long = "Een lang antwoord. " * 1100
    for text in (AWKWARD, long.strip()):
        comparison = hlo.compare(forms(2, text))
        docx = Docx(
            hlo.report(comparison, language, meeting=meeting(2, text), commitments=commitments(2, text), date=text)
        )
        assert faults(docx) == []
        assert "\n".join(texts(docx)).count(text) >= 6
        assert "49" not in docx.everything().replace("499", "")


@every_language
def test_a_recalibration_gives_a_report(language: str) -> None:
    first = forms(3)
    docx = Docx(hlo.report(hlo.recalibrate(first, next_year(first)), language, date="3 december 2027"))
    assert faults(docx) == []
    assert {"Added", "Removed"} & {node.get(f"{W}val") for node in docx.root().iter(f"{W}rStyle")}


def test_forms_that_do_not_belong_are_refused() -> None:
    comparison = hlo.compare(forms(2))
    with pytest.raises(InvalidValueError, match="partnership"):
        hlo.report(comparison, meeting=hlo.AlignmentForm(partnership="Elders", round="2026"))
    with pytest.raises(InvalidValueError, match="round"):
        hlo.report(comparison, commitments=[hlo.CommitmentForm(partnership="Wijkzorg Noord", round="2031")])
    with pytest.raises(InvalidValueError, match="AlignmentForm"):
        hlo.report(comparison, meeting=forms(2)[0])
    with pytest.raises(InvalidValueError, match="list"):
        hlo.report(comparison, commitments=commitments(2)[0])


def test_a_template_that_is_no_report_is_refused() -> None:
    other = (SOURCE / "templates" / "preparation.docx").read_bytes()
    with pytest.raises(TemplateError):
        hlo.report(hlo.compare(forms(2)), template=other)


def test_a_house_style_gives_its_own_look() -> None:
    parts = Docx((SOURCE / "templates" / "report.docx").read_bytes()).parts
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(b"1D5B6B", b"8A1538")
    docx = full(2, template=write_package(parts))
    assert "8A1538" in docx.parts["word/styles.xml"].decode()
    assert faults(docx) == []


@every_size
def test_a_page_needs_nothing_else_and_is_escaped(count: int) -> None:
    comparison = hlo.compare(forms(count, AWKWARD))
    page = hlo.to_html(comparison, "en", meeting=meeting(count), date="<b>today</b>")
    assert not re.search(r"\bsrc=|href=\"[^#]|@import|url\(", page)
    assert "<b>" not in page
    assert "&lt; 10 &amp; " in page
    assert '<html lang="en-GB">' in page


def test_a_data_set_gives_a_page() -> None:
    page = hlo.to_html(hlo.Dataset(forms(3)), "nl", date="3 december 2026")
    assert "<h1>" in page
    assert "3 december 2026" in page
    with pytest.raises(InvalidValueError):
        hlo.to_html(hlo.Dataset(forms(3)), share="preparation.1")
