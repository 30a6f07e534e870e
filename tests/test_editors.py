"""What people did in real programs comes back: answers typed in an editor, and forms that other programs saved."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import hlo_forms as hlo
from awkward import awkward_forms
from editors import PROGRAMS, Fields, beside, flatten, is_here, outcomes, without_gaps
from runs import dear, few, in_full
from samples import codes

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.docx"))
of_each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.stem)
QUICK = sorted(PROGRAMS, key=lambda name: name in ("LibreOffice odt", "LibreOffice doc"))  # these two by another file


@functools.cache
def reading_of(document: Path) -> hlo.Reading:
    return hlo.read(document)


def findings_about(document: Path, code: str) -> set[str | None]:
    return {finding.field for finding in reading_of(document).findings if finding.code == code}


# ---- filled in through a real editor (see tests/documents/README.md)


def test_the_documents_show_every_phase_language_kind_of_file_and_habit() -> None:
    made = [beside(document) for document in DOCUMENTS]
    assert {typed["phase"] for typed in made} == {"preparation", "alignment", "commitment"}
    assert {typed["language"] for typed in made} == {"nl", "en"}
    assert {typed["fields"].get("organisation.type") for typed in made} == {"practice_partner", "programme", None}
    assert {typed["saved_as"][0] for typed in made} == {"docx", "odt", "doc"}
    assert {typed["boxes"] for typed in made} == {"ticked", "x"}
    assert {typed["how"] for typed in made} == {"over", "instead", "after"}


@of_each_document
def test_every_answer_typed_in_an_editor_comes_back_exactly(document: Path) -> None:
    typed = beside(document)
    assert flatten(reading_of(document).form, typed["language"]) == without_gaps(typed["fields"])


@of_each_document
def test_what_was_typed_where_nothing_is_asked_is_unplaced_and_nothing_else_is(document: Path) -> None:
    assert [passage.text for passage in reading_of(document).unplaced] == beside(document)["elsewhere"]


@of_each_document
def test_the_form_is_known_by_its_language_and_by_the_line_that_survives(document: Path) -> None:
    reading, typed = reading_of(document), beside(document)
    assert (reading.form.phase, reading.language) == (typed["phase"], typed["language"])
    assert not codes(reading) & {"identity-missing", "type-guessed", "phase-guessed"}


@of_each_document
def test_a_sign_typed_over_a_box_is_a_tick_with_a_finding(document: Path) -> None:
    typed = beside(document)
    over = {field for field, value in typed["typed"].items() if value is True and typed["boxes"] == "x"}
    assert findings_about(document, "tick-by-sign") == over


@of_each_document
def test_a_prompt_that_stayed_beside_an_answer_is_left_out_with_a_finding(document: Path) -> None:
    assert findings_about(document, "prompt-glued") == set(beside(document)["beside_prompt"])


@of_each_document
def test_warnings_come_only_from_what_was_typed_there(document: Path) -> None:
    typed = beside(document)
    habits = {
        "prompt-glued": set(typed["beside_prompt"]),
        "answer-outside-box": set(typed["outside_box"]),
        "outcome-negative": outcomes(typed["fields"], ticked=True, negative=True),
        "outcomes-unticked": {None} if outcomes(typed["fields"], ticked=False, negative=False) else set(),
    }
    expected = {(code, field) for code, fields in habits.items() for field in fields}
    expected |= {("unplaced-text", None)} if typed["elsewhere"] else set()
    assert {(finding.code, finding.field) for finding in reading_of(document).warnings} == expected


def test_a_motive_unticked_in_the_editor_is_not_ticked() -> None:
    document = next(found for found in DOCUMENTS if found.stem.startswith("08"))
    assert beside(document)["sent"]["motives.own_image.ticked"] is True
    form = reading_of(document).form
    assert isinstance(form, hlo.PreparationForm)
    assert form.status("own_image") is hlo.Status.NOT_TICKED


# ---- saved by other programs


def one_space(text: str) -> str | None:
    """What pandoc leaves of white space: one space for spaces and tabs, none where a line begins."""
    return "\n".join(re.sub("[ \t]+", " ", line).strip(" ") for line in text.split("\n")).strip("\n") or None


def no_direction(text: str) -> str | None:
    """What AbiWord leaves of marks for the direction of writing: none."""
    return hlo.OtherMotive(re.sub("[\u202a-\u202e]", "", text)).text


DROPPED: dict[str, Callable[[str], str | None]] = {"pandoc": one_space, "AbiWord": no_direction}


def left_by(program: str, form: hlo.Form, language: str) -> Fields:
    """The fields of a form, less what a program drops from every document."""
    dropped = DROPPED.get(program, str)
    found = {
        field: dropped(value) if isinstance(value, str) else value for field, value in flatten(form, language).items()
    }
    return without_gaps({field: value for field, value in found.items() if value is not None})


def check(program: str, sent: Sequence[tuple[hlo.Form, str]]) -> None:
    """Every form comes back from a program, each in its language: equal, or less exactly what the program drops."""
    if not is_here(program):
        pytest.skip(f"{PROGRAMS[program][0]} is not on this machine")
    documents = PROGRAMS[program][1]([hlo.render(form, language=language) for form, language in sent])
    for (form, language), document in zip(sent, documents, strict=True):
        reading = hlo.read(document)
        assert (reading.language, reading.form.id) == (language, form.id)
        expected = left_by(program, form, language)
        assert without_gaps(flatten(reading.form, language)) == expected
        if expected == flatten(form, language):
            assert reading.form == form
        assert reading.unplaced == ()


@pytest.mark.editor
@in_full
@pytest.mark.parametrize("program", dear(2, QUICK))
def test_forms_people_filled_in_and_awkward_ones_come_back_from_other_programs(program: str) -> None:
    documents = few(8, [*DOCUMENTS[::3], *DOCUMENTS[1::3], *DOCUMENTS[2::3]])
    typed = [(reading_of(document).form, beside(document)["language"]) for document in documents]
    awkward = [(form, "nl") for form in awkward_forms(3, seed=5)]  # without a text of hundreds of pages
    check(program, [*typed, *awkward])


# One answer of ten thousand lines takes LibreOffice half a minute each time: 50 of these forms have one.


def in_both_languages(forms: Sequence[hlo.Form]) -> list[tuple[hlo.Form, str]]:
    return [(form, ("en", "nl")[number % 2]) for number, form in enumerate(forms)]


@pytest.mark.editor
@pytest.mark.long
@pytest.mark.parametrize("program", ["pandoc", "AbiWord"])  # of LibreOffice there are more below
def test_more_awkward_forms_come_back_from_other_programs(program: str) -> None:
    check(program, [(form, "nl") for form in awkward_forms(15)])


@pytest.mark.editor
@pytest.mark.long
@pytest.mark.parametrize("part", range(2))  # apart, so that every worker has some
def test_a_hundred_awkward_forms_come_back_from_libreoffice(part: int) -> None:
    check("LibreOffice", in_both_languages(awkward_forms(50, seed=part)))


@pytest.mark.editor
@pytest.mark.long
@pytest.mark.parametrize("program", ["LibreOffice odt", "LibreOffice doc"])
def test_awkward_forms_come_back_from_libreoffice_by_way_of_another_kind_of_file(program: str) -> None:
    check(program, in_both_languages(awkward_forms(50, seed=21)))
