"""The documents that forms become: complete, well made, the same each time, and telling nobody's secrets."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms as hlo
from docx_parts import Docx, W, faults, schema_faults, shown
from hlo_forms import Form, InvalidValueError
from hlo_forms.forms.alignment import reinforces
from hlo_forms.word import fields as layout
from hlo_forms.word.columns import ChoiceKind, offered
from hlo_forms.word.identity import Identity
from runs import tries
from samples import AWKWARD, BLANK, FULL
from strategies import FIXED, INSTRUMENT, forms

LANGUAGES = INSTRUMENT.languages
EVERY = [
    pytest.param(form, language, id=f"{state} {name} {language}")
    for state, group in (("blank", BLANK), ("full", FULL))
    for name, form in group.items()
    for language in LANGUAGES
]
every_document = pytest.mark.parametrize(("form", "language"), EVERY)
every_phase = pytest.mark.parametrize("form", FULL.values(), ids=list(FULL))


def rendered(form: Form, language: str = "nl", **more: Any) -> Docx:  # Any: what render takes
    return Docx(hlo.render(form, language=language, **more))


def fields_of(form: Form) -> Iterator[str]:
    """The tags that the document of a form must hold, told from the form and the instrument."""
    for field in (*layout.INVITATION, *layout.DETAILS[form.phase]):
        kind, value = layout.OPTIONS_OF.get(field), functools.reduce(getattr, field.split("."), form)
        if value is not None or field in layout.INVITATION:
            yield from [field] if value is not None else []
            continue
        yield from [f"{field}.{option}" for option in offered(kind, None, INSTRUMENT)] if kind else [field]
    for question in form.questions if not getattr(form, "kept_back", False) else ():
        yield f"answers.{question.id}"
    if isinstance(form, hlo.PreparationForm):
        for motive in form.offered:
            yield from (f"motives.{motive.id}.ticked", f"motives.{motive.id}.outcome")
    for records in layout.RECORDS[form.phase]:
        if records.name == "agreements" and form.kept_back and not form.agreements:  # type: ignore[attr-defined]
            continue
        name = "own_answers.alignment.6" if records.name == "own_answers" else records.name
        rows = [row for row in getattr(form, records.part) if layout.is_shown_in(records, row)]
        for number, row in enumerate(rows or [None], 1):
            yield from record_fields(records, f"{name}.{number}", row)


def record_fields(records: layout.Records, place: str, row: object) -> Iterator[str]:
    for column in records.columns:
        kind, value = column.kind, getattr(row, column.name, None)
        settled = isinstance(kind, ChoiceKind) and kind.is_fact and value is not None
        choices = offered(kind.options, value, INSTRUMENT) if kind.options and not settled else ()
        yield from [f"{place}.{column.name}.{option}" for option in choices] or [f"{place}.{column.name}"]


CHOSEN = {"id", "type", "ownership", "research", "kind", "motive", "question", "status", "realised"}
"""What is shown in words of the form, not as somebody typed it."""


def typed(value: object, name: str = "") -> Iterator[str]:
    """Every text that somebody typed into a form; ids are shown as names and labels, and left out."""
    if isinstance(value, str):
        if name not in CHOSEN and not name.endswith("_motive"):
            yield value
    elif isinstance(value, hlo.Instrument):
        return
    elif attrs.has(type(value)):
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]  # checked the line above
            organisation = field.name.endswith("organisation") and isinstance(getattr(value, field.name), str)
            yield from () if organisation else typed(getattr(value, field.name), field.name)
    elif isinstance(value, tuple):
        for entry in value:
            yield from typed(entry)
    elif hasattr(value, "values"):
        for entry in value.values():
            yield from typed(entry)


# ---- complete


@every_document
def test_every_field_has_one_control_and_an_accessible_name(form: Form, language: str) -> None:
    tags = rendered(form, language).tags()
    assert len(set(tags)) == len(tags)
    assert set(fields_of(form)) <= set(tags)


@every_document
def test_every_typed_text_stands_in_a_control_as_it_was_typed(form: Form, language: str) -> None:
    texts = set(rendered(form, language).texts().values())
    assert set(typed(form)) <= texts


@tries(15, of=100)
@given(forms(), st.sampled_from(LANGUAGES))
def test_any_form_becomes_a_well_made_document_with_every_typed_text(form: Form, language: str) -> None:
    docx = rendered(form, language)
    assert faults(docx) == []
    assert set(typed(form)) <= set(docx.texts().values())
    assert set(fields_of(form)) <= set(docx.tags())


def ticked(form: Form) -> Iterator[str]:
    """The tags of the boxes that a form ticks, told from the form."""
    if isinstance(form, hlo.AlignmentForm):
        rows = [row for row in form.relations if not reinforces(row)]
        yield from (f"relations.{number}.kind.{row.kind}" for number, row in enumerate(rows, 1))
    else:
        assert isinstance(form, hlo.PreparationForm | hlo.CommitmentForm)
    if isinstance(form, hlo.PreparationForm):
        yield from (f"motives.{answer.motive}.ticked" for answer in form.motives if answer.ticked)


@every_document
def test_boxes_are_ticked_as_the_form_says(form: Form, language: str) -> None:
    on = {tag for tag, state in rendered(form, language).boxes().items() if state}
    assert on == {tag for tag in ticked(form) if not tag.endswith(".None")}


@pytest.mark.parametrize("count", [0, 1, 2, 5, 40])
def test_a_form_takes_any_number_of_other_motives(count: int) -> None:
    others = [hlo.OtherMotive(f"Eigen motief {number}", AWKWARD) for number in range(1, count + 1)]
    docx = rendered(attrs.evolve(BLANK["preparation programme"], other_motives=others))
    texts = docx.texts()
    assert [texts[f"other_motives.{number}.text"] for number in range(1, count + 1)] == [row.text for row in others]
    assert f"other_motives.{count + 1}.text" in docx.prompts()
    assert faults(docx) == []


def test_a_blank_field_shows_its_prompt_in_the_language_of_the_form() -> None:
    for language in LANGUAGES:
        docx = rendered(BLANK["preparation programme"], language)
        assert set(docx.prompts().values()) == {
            INSTRUMENT.prompt(key, language) for key in ("answer", "outcome", "cell", "further")
        }


def test_the_glossary_holds_every_prompt_that_a_cleared_answer_brings_back() -> None:
    docx = rendered(BLANK["preparation programme"], "en")
    entries = {
        entry.find(f"{W}docPartPr/{W}name").get(f"{W}val"): shown(entry)
        for entry in docx.root("word/glossary/document.xml").iter(f"{W}docPart")
    }
    for control in docx.controls():
        named = control.find(f"{W}sdtPr/{W}placeholder/{W}docPart")
        assert named is None or entries[named.get(f"{W}val")] == shown(control.find(f"{W}sdtContent"))


# ---- well made


@every_document
def test_documents_have_no_faults_of_ours(form: Form, language: str) -> None:
    assert faults(rendered(form, language)) == []


@every_document
def test_a_document_says_its_title_and_language(form: Form, language: str) -> None:
    docx = rendered(form, language)
    core = docx.parts["docProps/core.xml"].decode()
    title = next(
        shown(p) for p in docx.root().iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='Title']") is not None
    )
    locale = INSTRUMENT.locale(language)
    assert f"<dc:title>{title}</dc:title>" in core
    assert f"<dc:language>{locale}</dc:language>" in core
    assert {node.get(f"{W}val") for node in docx.root("word/styles.xml").iter(f"{W}lang")} == {locale}


@every_document
def test_the_identity_stands_in_three_places(form: Form, language: str) -> None:
    docx = rendered(form, language)
    whole = str(Identity.of(form, language))
    identity = str(Identity.of(form, language).short)
    assert shown(docx.root()).endswith(" " + identity)
    assert f"<dc:identifier>{identity}</dc:identifier>" in docx.parts["docProps/core.xml"].decode()
    assert f">{whole}</vt:lpwstr>" in docx.parts["docProps/custom.xml"].decode()


def test_the_shared_check_finds_nothing() -> None:
    assert (
        schema_faults(hlo.render(form, language=language) for form, language in (case.values for case in EVERY)) == []
    )


@every_phase
def test_the_auditor_finds_nothing_but_what_it_does_not_know(form: Form, tmp_path: Path) -> None:
    """It takes the type of a glossary entry for the type of a section: `bbPlcHdr` is in its list for neither."""
    audit = pytest.importorskip("openxml_audit")
    path = tmp_path / "form.docx"
    hlo.write(form, path)
    found = audit.OpenXmlValidator().validate(path).errors
    known = [error for error in found if "Value 'bbPlcHdr'" in error.description]
    assert [error.description for error in found if error not in known] == []
    assert {error.part_uri for error in known} <= {"/word/glossary/document.xml"}
    assert len(known) <= len(INSTRUMENT.prompts)


def test_an_instrument_that_does_not_say_who_takes_part_has_no_line_for_it() -> None:
    silent = attrs.evolve(
        INSTRUMENT, phases=tuple(attrs.evolve(phase, who_takes_part=None) for phase in INSTRUMENT.phases)
    )
    said = INSTRUMENT.phase("commitment").who_takes_part["nl"]
    assert said in shown(rendered(BLANK["commitment"]).root())
    assert said not in shown(rendered(attrs.evolve(BLANK["commitment"], instrument=silent)).root())


# ---- the same each time


@every_phase
def test_the_same_form_gives_the_same_bytes(form: Form) -> None:
    assert hlo.render(form) == hlo.render(attrs.evolve(form))


def test_another_process_gives_the_same_bytes() -> None:
    script = (
        "import hashlib, hlo_forms as h;"
        "f = h.AlignmentForm(organisations=[h.Organisation('Aa'), h.Organisation('Bb')]);"
        "print(hashlib.sha256(h.render(f, language='en')).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1


# ---- what cannot be


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x0c", "\ud800", "\ufffe"])
@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("name", hlo.Organisation),
        ("sector", lambda text: hlo.Organisation(sector=text)),
        ("outcome", lambda text: hlo.MotiveAnswer("network", outcome=text)),
        ("note", lambda text: hlo.DeclaredRelation(note=text)),
        ("answers.commitment.employees.2", lambda text: hlo.CommitmentForm(answers={"commitment.employees.2": text})),
        ("round", lambda text: hlo.AlignmentForm(round=text)),
    ],
)
def test_a_text_that_no_document_can_hold_is_refused_by_the_name_of_its_field(field: str, make: Any, bad: str) -> None:
    with pytest.raises(InvalidValueError, match=f"^{field}: "):
        make(f"voor{bad}na")


def test_a_language_that_the_instrument_lacks_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="language"):
        hlo.render(BLANK["commitment"], language="fr")


def test_what_a_partner_typed_is_never_run_as_a_template() -> None:
    docx = rendered(attrs.evolve(BLANK["commitment"], respondent="{{ 7*7 }}"))
    assert docx.texts()["respondent"] == "{{ 7*7 }}"


def test_awkward_texts_stand_there_as_they_are() -> None:
    """All in one document, each in a row of its own, so that none damages another either."""
    form = hlo.CommitmentForm(agreements=[hlo.Agreement(what=text, who="Sem") for text in FIXED])
    assert len(form.agreements) == len(FIXED)
    texts = rendered(form).texts()
    rows = {f"agreements.{number}.what": agreement.what for number, agreement in enumerate(form.agreements, 1)}
    assert {tag: texts.get(tag) for tag in rows} == rows
