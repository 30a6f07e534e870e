"""Each field of a form once: its description is complete, and nothing that goes over the fields forgets one.

A part that is added to a form class is filled in here by itself, so a place that forgets it makes a test fail.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx
from hlo_forms.examples.demo import TEXTS
from hlo_forms.export.refi_codes import codes_of
from hlo_forms.export.refi_sources import source_text
from hlo_forms.forms import FORMS, Form
from hlo_forms.forms.answers import BroughtAnswer
from hlo_forms.forms.correcting import settable_fields, with_values
from hlo_forms.forms.field_ids import PARTS, FieldId, fields_of, in_words, values_of
from hlo_forms.forms.fields import FormPart, Origin, Readers, described, is_answered, is_filled_in, parts_of
from hlo_forms.research.privacy.pseudonyms import holds_name
from hlo_forms.word.template_checks import samples
from strategies import INSTRUMENT


def full_forms(kind: type[Form]) -> Iterator[Form]:
    """Forms of a phase that together hold something in every part, each text in one place only."""
    for form in samples(INSTRUMENT, kind.phase):
        if isinstance(form, hlo.AlignmentForm) and form.brought:
            shared = BroughtAnswer(organisation=form.organisations[0].id, question="preparation.1", text="‹shared›")
            yield attrs.evolve(form, brought_answers=[shared])
        elif is_answered(form):
            yield form


FULL = {kind: list(full_forms(kind)) for kind in FORMS}
EACH = [(kind, part) for kind in FORMS for part in parts_of(kind)]
ANSWERS = [(kind, part) for kind, part in EACH if part.is_answer]
PHASES = pytest.mark.parametrize("kind", FORMS, ids=lambda kind: kind.phase)

SET_BY_THE_SENDER = {"asks_research", "marked"}
NO_NAME_ON_THE_FORM = {"id"}
KEPT = {"kept_back"}
"""Told by the pages that a document lacks: nothing is typed."""

NO_COLUMN = {"marked": "how the document was printed, no answer"}


def each(parts: list[tuple[type[Form], FormPart]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("kind", "part"), parts, ids=[f"{kind.phase}-{part.name}" for kind, part in parts])


def texts_of(part: FormPart, form: Form) -> Iterator[str]:
    """The texts that a form holds in a part: no ids, ticks or choices."""
    for field, text in fields_of(form):
        id = FieldId.of(field)
        if id.part == part.name and "‹" in text and id.column not in NO_NAME_ON_THE_FORM:
            yield text


def blank(kind: type[Form]) -> Form:
    return samples(INSTRUMENT, kind.phase)[0]


# ---- the description


@PHASES
def test_every_field_of_a_form_is_described_and_none_twice(kind: type[Form]) -> None:
    names = [field.name for field in attrs.fields(kind) if field.metadata["part"][0] is not Origin.IDENTITY]
    assert [part.name for part in parts_of(kind)] == names
    assert set(attrs.fields_dict(kind)) - set(names) == {"instrument", "id"}


def test_a_field_that_nobody_described_is_refused() -> None:
    @attrs.frozen(kw_only=True)
    class Undescribed:
        text: str | None = None

    @attrs.frozen(kw_only=True)
    class Strange:
        number: int = attrs.field(default=0, metadata=described(Origin.ANSWER, Readers.PARTNERS))

    for kind, problem in ((Undescribed, "Undescribed.text has no description"), (Strange, "is of no kind")):
        with pytest.raises(TypeError, match=problem):
            parts_of(kind)


@each(EACH)
def test_a_part_is_the_same_on_every_form_that_has_it(kind: type[Form], part: FormPart) -> None:
    other = PARTS[part.name]
    assert (part.kind, part.key, part.row) == (other.kind, other.key, other.row)
    assert part.row is None or not part.key or part.key in attrs.fields_dict(part.row)


@each(EACH)
def test_the_samples_fill_in_every_part(kind: type[Form], part: FormPart) -> None:
    assert any(value for form in FULL[kind] for value in [getattr(form, part.name)]) or part.name in {"marked"} | KEPT


# ---- ids, words and correcting


@PHASES
def test_every_field_has_a_name_on_the_form(kind: type[Form]) -> None:
    for form in FULL[kind]:
        for field in {*settable_fields(form), *dict(fields_of(form))}:
            id = FieldId.of(field)
            assert str(id) == field
            if id.column not in NO_NAME_ON_THE_FORM and id.part not in SET_BY_THE_SENDER:
                for language in INSTRUMENT.languages:
                    named = in_words(field, form.instrument, language)
                    assert id.part not in named.split(", ")[0].split("."), field


@each(EACH)
def test_every_part_can_be_corrected_where_it_was_filled_in(kind: type[Form], part: FormPart) -> None:
    settable = {FieldId.of(field).part for form in FULL[kind] for field in settable_fields(form)}
    assert (part.name in settable) == (part.origin is not Origin.CARRIED and part.name not in SET_BY_THE_SENDER | KEPT)


@PHASES
def test_a_text_that_equals_a_prompt_is_absent_in_every_part(kind: type[Form]) -> None:
    """And a row of nothing but prompts is no row: a field added there would have it read as an answer."""
    (prompt, *_) = INSTRUMENT.prompt_texts
    form = FULL[kind][-1]
    ids = [FieldId.of(field) for field, text in fields_of(form) if "‹" in text]
    ids = [id for id in ids if id.column not in ("id", "type") and PARTS[id.part].origin is not Origin.CARRIED]
    ids = [id for id in ids if id.part != "organisations" and str(id) in settable_fields(form)]
    written = with_values(form, dict.fromkeys(ids, prompt)).form
    assert ids
    assert not [field for field, text in fields_of(written) if text == prompt]


@each(EACH)
def test_every_value_of_a_part_has_an_id(kind: type[Form], part: FormPart) -> None:
    for form in FULL[kind]:
        assert all(FieldId.of(id).part == part.name for id, _ in values_of(part, form))


# ---- did anybody answer?


@each([(kind, part) for kind, part in EACH if part.name not in KEPT])
def test_a_form_is_answered_where_an_answer_is_filled_in_and_nowhere_else(kind: type[Form], part: FormPart) -> None:
    form = next(form for form in FULL[kind] if getattr(form, part.name) or part.name == "marked")
    details = {
        name: getattr(form, name) for name in ("organisation", "organisations", "brought") if hasattr(form, name)
    }
    alone = attrs.evolve(blank(kind), **{**details, part.name: getattr(form, part.name)})
    asks_again = part.origin is Origin.PREVIOUS and part.row is not None
    assert is_answered(alone) == (part.is_answer or asks_again)
    about_motives = any(other.origin is Origin.MOTIVE for other in parts_of(kind))
    counts = part.is_answer or asks_again
    assert is_filled_in(alone) == (part.origin is Origin.MOTIVE or (counts and not about_motives))


# ---- tables, exports, names


@each(EACH)
def test_every_text_of_a_part_stands_in_a_table_of_the_data_set(kind: type[Form], part: FormPart) -> None:
    for form in FULL[kind]:
        dataset = hlo.Dataset([form])
        cells = {
            cell
            for name, table in dataset.tables.items()
            if name != "evidence"
            for row in table
            for cell in row.values()
        }
        assert set(texts_of(part, form)) <= cells
        if part.is_single and part.name not in NO_COLUMN:
            assert part.name in dataset["forms"].schema.names


@each(ANSWERS)
def test_every_answer_is_coded_for_qualitative_analysis(kind: type[Form], part: FormPart) -> None:
    codes = {code.key for tree in codes_of([INSTRUMENT], "en") for code in tree.all()}
    for form in FULL[kind]:
        (entry,) = hlo.Dataset([form]).entries
        source = source_text(entry, "en")
        selections = [one for one in source.selections if FieldId.of(one.field).part == part.name]
        assert bool(selections) == part.is_answered(form)
        assert {code for one in selections for code in one.codes} <= codes
        assert all(text in source.text for text in texts_of(part, form))


@PHASES
def test_names_of_people_are_put_in_codes_in_every_text_of_a_form(kind: type[Form]) -> None:
    """A name that the form gives anywhere is found wherever it stands."""
    form = FULL[kind][0]
    ids = [FieldId.of(field) for field in settable_fields(form)]
    ids = [id for id in ids if id.column not in ("ticked", "ownership", "kind", "realised", "id", "type")]
    ids = [id for id in ids if (id.part, id.column) != ("organisations", "name")]
    values = {id: "Marietje Bongers" if _is_of_people(id) else "Dit zei Marietje Bongers" for id in ids}
    values = {id: text for id, text in values.items() if id.part != "research"}
    written = with_values(form, values).form  # type: ignore[arg-type]  # texts are values
    (hidden,) = hlo.pseudonymise(hlo.Dataset([written]), key=b"k" * 32).dataset.forms
    assert not [(field, text) for field, text in fields_of(hidden) if "Bongers" in text or "bongers" in text]


def _is_of_people(id: FieldId) -> bool:
    part = PARTS[id.part]
    columns = {column.name: column for column in part.columns}
    column = part.field if part.is_single else columns.get(id.column)
    person = bool(column and column.metadata.get("person"))
    assert not person or holds_name(str(id))
    return person


# ---- reports, pages, the demo


def reported() -> tuple[str, hlo.AlignmentForm, hlo.CommitmentForm]:
    first = [form for form in FULL[hlo.PreparationForm] if isinstance(form, hlo.PreparationForm)]
    meeting, own = FULL[hlo.AlignmentForm][-1], FULL[hlo.CommitmentForm][-1]
    assert isinstance(meeting, hlo.AlignmentForm)
    assert isinstance(own, hlo.CommitmentForm)
    who = [attrs.evolve(form.organisation, name=f"{n}", id=f"{n}") for n, form in enumerate(first[:2])]
    common: dict[str, Any] = {"partnership": hlo.Partnership("1", id="1"), "round": "1"}
    forms = [attrs.evolve(form, organisation=one, **common) for form, one in zip(first, who, strict=False)]
    meeting = attrs.evolve(meeting, **common)
    own = attrs.evolve(own, **common)
    page = hlo.to_html(hlo.compare(forms), language="en", meeting=meeting, commitments=[own])
    return html.unescape(page), meeting, own


def test_a_report_shows_the_answers_that_partners_may_read_and_nothing_internal() -> None:
    page, meeting, own = reported()
    shown = {text for part in parts_of(type(meeting)) if part.name == "answers" for text in texts_of(part, meeting)}
    parts = [(part, set(texts_of(part, form))) for form in (meeting, own) for part in parts_of(type(form))]
    for part, texts in parts:
        shown |= texts if part.readers is Readers.PARTNERS else set()
    for part, texts in parts:
        if part.readers is not Readers.PARTNERS:
            assert not [text for text in texts - shown if text in page], part.name
        elif part.is_answer:
            doers = {str(getattr(row, "who", None)) for row in _rows(part, meeting, own)}  # on no page
            assert texts - doers
            assert {text for text in texts if text in page} == texts - doers, part.name


def _rows(part: FormPart, *forms: Form) -> list[object]:
    values = (getattr(form, part.name, ()) for form in forms)
    return [row for value in values if isinstance(value, tuple) for row in value]


@each([(kind, part) for kind, part in ANSWERS if kind is hlo.CommitmentForm])
def test_a_report_says_which_parts_of_phase_3_are_open_to_the_partners(kind: type[Form], part: FormPart) -> None:
    assert (f"report.open.{part.name}" in INSTRUMENT.words) == (part.readers is Readers.PARTNERS)
    if part.readers is Readers.PARTNERS:
        _, meeting, own = reported()
        first = [attrs.evolve(one, partnership=own.partnership, round="1") for one in _two()]
        compared = hlo.compare(first)
        said = own.instrument.word(f"report.open.{part.name}", "en")
        for form, is_open in ((own, False), (attrs.evolve(own, **{part.name: part.field.default}), True)):
            points = Docx(hlo.checklist(compared, language="en", meeting=meeting, commitments=[form])).everything()
            assert (said in points) == is_open


def _two() -> list[hlo.PreparationForm]:
    kinds = [kind.id for kind in INSTRUMENT.organisation_types]
    return [hlo.PreparationForm(organisation=hlo.Organisation(f"P{n}", type=kind)) for n, kind in enumerate(kinds)]


@PHASES
def test_a_reading_shows_every_field(kind: type[Form]) -> None:
    for form in FULL[kind]:
        page = html.unescape(hlo.read(hlo.render(form, language="en"))._repr_html_())
        for part in parts_of(kind):
            assert not [text for text in texts_of(part, form) if text not in page]


@each([(kind, part) for kind, part in ANSWERS if part.name not in KEPT])
def test_the_demo_answers_every_part(kind: type[Form], part: FormPart) -> None:
    story = {"preparation": "answered", "commitment": "commitment"}
    table = TEXTS.content[story.get(kind.phase, "meeting")]
    filled = table.values() if kind.phase in story else [table]
    assert any(one.get(part.name) for one in filled)
