"""Correcting: a person settles a doubt, the form changes by its own laws, and the evidence shows it."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import strategies as drawn
from edits import one_after_another
from hlo_forms import (
    Agreement,
    AlignmentForm,
    CommitmentForm,
    DeclaredRelation,
    Finding,
    Form,
    InvalidValueError,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    OwnAnswer,
    Participant,
    Passage,
    PreparationForm,
    Reading,
    compare,
    read,
    render,
    renew,
)
from hlo_forms.forms.correcting import Value, value_of
from hlo_forms.forms.field_ids import CARRIED_OVER, PARTS, FieldId, fields_of
from hlo_forms.forms.fields import Origin
from runs import tries
from samples import HEADER, LINDE, NETWORK, SCHOOL, TITLE
from sketch import sketch

DOUBTFUL = PreparationForm(
    organisation=LINDE,
    partnership="Wijkzorg Noord",
    motives=[MotiveAnswer("network", ticked=True, outcome="nee"), MotiveAnswer("recruitment", ticked=True)],
    other_motives=[OtherMotive("Zichtbaarheid"), OtherMotive("Rust", "Minder verloop"), OtherMotive("Plezier")],
)
MEETING = AlignmentForm(
    organisations=[LINDE, SCHOOL],
    participants=[Participant("Noor Bakker", organisation="De Linde")],
    relations=[DeclaredRelation(first_organisation="De Linde", kind="reinforce")],
    own_answers=[
        OwnAnswer(question="alignment.6", organisation="De Linde", text="Eerder bellen"),
        OwnAnswer(question="alignment.6", organisation="Opleiding Verpleegkunde", text="Rooster"),
    ],
)
OWN = CommitmentForm(organisation=LINDE, agreements=[Agreement(what="Evaluatie"), Agreement(what="Rooster")])


def reading_of(form: Form) -> Reading:
    return read(render(form))


def value(form: Form, field: str) -> str | None:
    return dict(fields_of(form)).get(field)


# ---- one field


@pytest.mark.parametrize(
    ("form", "field", "given"),
    [
        (DOUBTFUL, "motives.network.ticked", False),
        (DOUBTFUL, "motives.network.ticked", None),
        (DOUBTFUL, "motives.network.outcome", "Meer stageplaatsen\nin de wijk"),
        (DOUBTFUL, "motives.network.outcome", None),
        (DOUBTFUL, "answers.preparation.1", "Mensen vinden"),
        (DOUBTFUL, "organisation.name", "Zorggroep De Linde"),
        (DOUBTFUL, "organisation.id", "p-07"),
        (DOUBTFUL, "organisation.sector", "zorg"),
        (DOUBTFUL, "organisation.ownership", "public"),
        (DOUBTFUL, "partnership.name", "Wijkzorg Zuid"),
        (DOUBTFUL, "partnership.id", None),
        (DOUBTFUL, "invitation.return_by", "vrijdag"),
        (DOUBTFUL, "round", "2027"),
        (DOUBTFUL, "respondent", "team Noord"),
        (DOUBTFUL, "other_motives.2.text", "Rust en ruimte"),
        (DOUBTFUL, "other_motives.4.outcome", "Een nieuwe rij"),
        (DOUBTFUL, "participants.1.name", "Noor Bakker"),
        (MEETING, "organisations.1.type", "programme"),
        (MEETING, "organisations.2.ownership", "private"),
        (MEETING, "organisations.3.name", "Thuis in Zorg"),
        (MEETING, "participants.1.organisation", "opleiding-verpleegkunde"),
        (MEETING, "relations.1.kind", "conflict"),
        (MEETING, "relations.1.kind", None),
        (MEETING, "relations.2.note", "Stage wordt baan"),
        (MEETING, "own_answers.alignment.6.1.text", "Vaker bellen"),
        (MEETING, "own_answers.alignment.6.2.organisation", "de-linde"),
        (MEETING, "own_answers.alignment.6.3.text", "Samen eten"),
        (MEETING, "answers.alignment.3", "Samen roosteren"),
        (OWN, "agreements.2.when", "juni"),
        (OWN, "answers.commitment.investment.1", "Een dag per week"),
        (OWN, "organisation.type", "programme"),
    ],
)
def test_a_field_is_corrected_and_comes_back(form: Form, field: str, given: Value) -> None:
    before = reading_of(form)
    after = before.corrected({field: given})
    expected = {True: "yes", False: "no", None: None}.get(given, given)
    if field.endswith("ticked") and given is None:
        expected = "unclear"
    elif field == "partnership.id":
        expected = "wijkzorg-noord"
    assert value(after.form, field) == expected
    others = {key: text for key, text in fields_of(after.form) if key != field}
    assert others == {key: text for key, text in fields_of(before.form) if key != field} | _made_of(field, after.form)
    assert after.form.id == before.form.id
    entry = after.evidence[field]
    assert (entry.how, entry.field) == ("corrected", field)
    assert entry.seen == (before.evidence[field].seen if field in before.evidence else "")
    assert {key: found for key, found in after.evidence.items() if key != field} == {
        key: found for key, found in before.evidence.items() if key != field
    }
    assert reading_of(after.form).form == after.form


def _made_of(field: str, form: Form) -> dict[str, str]:
    """The id that a new partner gets of its name."""
    key = field.replace(".name", ".id")
    return {key: value(form, key) or ""} if field == "organisations.3.name" else {}


def test_choices_and_organisations_are_given_by_id_or_by_name() -> None:
    after = reading_of(MEETING).corrected({"relations.1.first_organisation": "Opleiding Verpleegkunde"})
    assert isinstance(after.form, AlignmentForm)
    assert after.form.relations[0].first_organisation == "opleiding-verpleegkunde"


def test_a_prompt_is_no_value() -> None:
    assert reading_of(DOUBTFUL).corrected({"round": "Typ hier jullie antwoord"}).form.round is None


def test_several_fields_are_corrected_at_once() -> None:
    after = reading_of(MEETING).corrected(
        {
            "organisations.1.name": "Opleiding Verpleegkunde",
            "organisations.1.id": "opleiding-verpleegkunde",
            "organisations.2.name": "De Linde",
            "organisations.2.id": "de-linde",
            "own_answers.alignment.6.3.organisation": "Opleiding Verpleegkunde",
            "own_answers.alignment.6.3.text": "Samen eten",
        }
    )
    assert isinstance(after.form, AlignmentForm)
    assert [partner.id for partner in after.form.organisations] == ["opleiding-verpleegkunde", "de-linde"]
    assert after.form.own_answers[-1].organisation == "opleiding-verpleegkunde"


def test_nothing_to_correct_changes_nothing() -> None:
    reading = reading_of(DOUBTFUL)
    assert reading.corrected({}) == reading


# ---- doubts


def test_a_correction_settles_the_doubts_about_its_field_and_no_other() -> None:
    reading = read(sketch(f"{TITLE}\n{HEADER}\n| ☒ ☐ {NETWORK} | |\n| ☒ Werven nieuwe medewerker | nee |"))
    after = reading.corrected({"motives.network.ticked": False})
    assert [finding.code for finding in reading.doubts("motives.network")] == ["tick-contradicts"]
    assert after.doubts("motives.network") == ()
    assert [finding.code for finding in after.settled] == ["tick-contradicts"]
    assert after.doubts("motives.recruitment") == reading.doubts("motives.recruitment") != ()
    assert after.findings == reading.findings
    assert len(after.warnings) == len(reading.warnings) - 1


def test_a_value_is_confirmed_by_giving_it_again() -> None:
    reading = reading_of(DOUBTFUL)
    after = reading.corrected({"motives.network.outcome": "nee"})
    assert after.forms == reading.forms
    assert (reading.settled, len(after.settled)) == ((), 1)
    assert not after.warnings


def test_a_doubt_about_several_fields_is_settled_with_the_last_of_them() -> None:
    about_both = Finding(code="object-in-answer", field="motives.recruitment")
    reading = attrs.evolve(reading_of(DOUBTFUL), findings=(about_both,))
    one = reading.corrected({"motives.recruitment.ticked": True})
    assert one.warnings == (about_both,)
    assert one.corrected({"motives.recruitment.outcome": "Vijf collega’s"}).warnings == ()


def test_a_second_correction_still_shows_what_stood_in_the_document() -> None:
    after = reading_of(DOUBTFUL).corrected({"motives.network.outcome": "Een"})
    again = after.corrected({"motives.network.outcome": "Twee"})
    assert (again.evidence["motives.network.outcome"].seen, value(again.form, "motives.network.outcome")) == (
        "nee",
        "Twee",
    )


def test_a_comparison_takes_a_settled_doubt_for_settled() -> None:
    other = PreparationForm(organisation=SCHOOL, partnership="Wijkzorg Noord")
    reading = reading_of(DOUBTFUL)
    doubtful = compare([reading, other])
    settled = compare([reading.corrected({"motives.network.outcome": "Meer plekken"}), other])
    assert "Meer plekken" in settled.to_text(language="nl")
    assert doubtful.motive("network").cell("de-linde").voices[0].doubts
    assert not settled.motive("network").cell("de-linde").voices[0].doubts


def test_what_belongs_to_no_answer_stays_where_it_was() -> None:
    reading = attrs.evolve(reading_of(DOUBTFUL), unplaced=(Passage(text="los"),), remarks=(Passage(text="echt?"),))
    after = reading.corrected({"round": "2027"})
    assert (after.unplaced, after.remarks, after.source) == (reading.unplaced, reading.remarks, reading.source)


# ---- rows


def test_a_row_that_is_emptied_goes_and_the_rows_after_it_move_up() -> None:
    finding = Finding(code="text-struck", field="other_motives.2.outcome")
    later = Finding(code="text-struck", field="other_motives.3.text")
    reading = attrs.evolve(reading_of(DOUBTFUL), findings=(finding, later))
    after = reading.corrected({"other_motives.2.text": None, "other_motives.2.outcome": None})
    assert isinstance(after.form, PreparationForm)
    assert after.form.other_motives == (OtherMotive("Zichtbaarheid"), OtherMotive("Plezier"))
    assert (after.evidence["other_motives.2.text"].how, after.evidence["other_motives.2.text"].seen) == (
        "tag",
        "Plezier",
    )
    assert (after.evidence["other_motives.removed"].how, after.evidence["other_motives.removed"].seen) == (
        "corrected",
        "Rust\nMinder verloop",
    )
    assert [found.field for found in after.findings] == ["other_motives.removed", "other_motives.2.text"]
    assert after.warnings == (attrs.evolve(later, field="other_motives.2.text"),)
    twice = after.corrected({"other_motives.1.text": None})
    assert twice.evidence["other_motives.removed"].seen.splitlines()[0] == "Zichtbaarheid"
    assert "Rust" in twice.evidence["other_motives.removed"].seen
    assert reading_of(twice.form).form == twice.form


def test_an_own_answer_goes_with_its_text() -> None:
    after = reading_of(MEETING).corrected({"own_answers.alignment.6.1.text": None})
    assert isinstance(after.form, AlignmentForm)
    assert [answer.text for answer in after.form.own_answers] == ["Rooster"]
    assert after.evidence["own_answers.alignment.6.1.text"].seen == "Rooster"
    assert "Eerder bellen" in after.evidence["own_answers.alignment.6.removed"].seen


def test_several_rows_are_added_one_after_another() -> None:
    after = reading_of(OWN).corrected({"agreements.4.what": "Vieren", "agreements.3.what": "Bellen"})
    assert isinstance(after.form, CommitmentForm)
    assert [found.what for found in after.form.agreements] == ["Evaluatie", "Rooster", "Bellen", "Vieren"]


# ---- what was given along


def test_whether_an_outcome_was_realised_is_corrected_and_what_was_given_along_is_not() -> None:
    renewed = renew(DOUBTFUL, round="2027")
    reading = Reading(forms=(renewed,), language="nl")
    fields = {"previous.network.realised": "partly", "previous_other.1.realised": "no", "previous_round": "2025"}
    after = reading.corrected(fields)
    assert isinstance(after.form, PreparationForm)
    assert [row.realised for row in after.form.previous] == ["partly", None]
    assert (after.form.previous_other[0].realised, after.form.previous_round) == ("no", "2025")
    for field in ("previous.network.outcome", "previous.financial.realised", "previous.network.doubtful"):
        with pytest.raises(InvalidValueError, match="a field of this form"):
            reading.corrected({field: "x"})
    with pytest.raises(InvalidValueError, match="one of yes, partly, no"):
        reading.corrected({"previous.network.realised": "ja"})


# ---- another type of organisation


def test_another_type_of_organisation_takes_along_what_it_is_offered() -> None:
    form = PreparationForm(organisation=LINDE, motives=[MotiveAnswer("network", ticked=True)])
    after = reading_of(form).corrected({"organisation.type": "programme"})
    expected = PreparationForm(organisation=SCHOOL, motives=[MotiveAnswer("network", ticked=True)])
    assert isinstance(after.form, PreparationForm)
    assert after.form.motives == expected.motives
    assert reading_of(after.form).form == after.form


def test_a_guessed_type_is_settled_by_confirming_it() -> None:
    reading = read(sketch(f"{TITLE}\n{HEADER}\n| ☒ {NETWORK} | |"))
    after = reading.corrected({"organisation.type": "practice_partner"})
    assert {finding.code for finding in reading.warnings} - {finding.code for finding in after.warnings} == {
        "type-guessed"
    }


def test_a_type_that_would_lose_an_answer_is_refused() -> None:
    with pytest.raises(InvalidValueError, match=r"the motives answered here .Financial") as caught:
        reading_of(DOUBTFUL).corrected({"organisation.type": "programme", "motives.financial.ticked": True})
    assert caught.value.field == "organisation.type"


# ---- several forms in one file


def test_a_field_of_the_second_form_begins_with_its_number() -> None:
    first, second = (attrs.evolve(DOUBTFUL, organisation=who, id=None) for who in (LINDE, _named("Thuis in Zorg")))
    reading = read(one_after_another(render(first), render(second)))
    after = reading.corrected({"2/motives.network.outcome": "Meer plekken", "2/other_motives.1.text": None})
    assert after.forms[0] == first
    assert value(after.forms[1], "motives.network.outcome") == "Meer plekken"
    assert value(after.forms[1], "other_motives.1.text") == "Rust"
    assert after.evidence["2/motives.network.outcome"].how == "corrected"
    assert after.evidence["2/other_motives.removed"].seen == "Zichtbaarheid"
    assert after.evidence["other_motives.1.text"].seen == "Zichtbaarheid"
    assert [finding.field for finding in after.warnings] == ["motives.network.outcome"]
    assert reading.corrected({"1/round": "2027"}).evidence["round"].how == "corrected"


def _named(name: str) -> Organisation:
    return Organisation(name, type="practice_partner")


# ---- what is refused


@pytest.mark.parametrize(
    ("form", "field", "given", "told"),
    [
        (DOUBTFUL, "motives.netwerk.ticked", True, "did you mean motives.network.ticked"),
        (DOUBTFUL, "motives.network", True, "a field of this form"),
        (DOUBTFUL, "motives.current_curriculum.ticked", True, "a field of this form"),
        (DOUBTFUL, "answers.alignment.1", "Ja", "a field of this form"),
        (DOUBTFUL, "participants.1.organisation", "De Linde", "a field of this form"),
        (DOUBTFUL, "other_motives.5.text", "Te ver", "a field of this form"),
        (DOUBTFUL, "other_motives.0.text", "Nul", "a field of this form"),
        (DOUBTFUL, "other_motives.removed", "Weg", "a field of this form"),
        (DOUBTFUL, "agreements.1.what", "Geen", "a field of this form"),
        (DOUBTFUL, "instrument", "x", "a field of this form"),
        (DOUBTFUL, "id", "x", "a field of this form"),
        (DOUBTFUL, "", "x", "a field of this form"),
        (DOUBTFUL, "2/round", "2027", "a field of form one of 1"),
        (DOUBTFUL, "motives.network.ticked", "yes", "True, False, or None"),
        (DOUBTFUL, "motives.network.outcome", True, "text"),
        (DOUBTFUL, "round", 2027, "text"),
        (DOUBTFUL, "round", "\x00", "text that a document can hold"),
        (DOUBTFUL, "answers.preparation.1", 3, "text"),
        (DOUBTFUL, "organisation.ownership", "publiek", "one of public, private"),
        (DOUBTFUL, "organisation.type", "school", "one of practice_partner, programme"),
        (DOUBTFUL, "organisation.type", None, "one of practice_partner, programme"),
        (DOUBTFUL, "organisation.id", "met spatie", "an id"),
        (DOUBTFUL, "other_motives.4.text", None, "something in the row that is new"),
        (MEETING, "own_answers.alignment.6.3.organisation", "De Linde", "its text"),
        (MEETING, "own_answers.alignment.6.1.question", "alignment.6", "a field of this form"),
        (MEETING, "relations.1.kind", "versterken elkaar", "one of reinforce"),
        (MEETING, "organisations.2.name", "De Linde", "a name and id of their own"),
        (MEETING, "organisations.2.type", "school", "one of practice_partner"),
        (MEETING, "organisation.name", "De Linde", "a field of this form"),
    ],
)
def test_an_unknown_field_or_an_impossible_value_is_refused_by_name(
    form: Form, field: str, given: Value, told: str
) -> None:
    with pytest.raises(InvalidValueError, match=told) as caught:
        reading_of(form).corrected({field: given})
    assert caught.value.field == field
    assert caught.value.value == given


def test_a_document_without_a_form_has_nothing_to_correct() -> None:
    with pytest.raises(InvalidValueError, match="this document holds none"):
        read(sketch("Notulen")).corrected({"round": "2027"})


def test_a_word_for_a_tick_is_told_from_a_text() -> None:
    for words in (("yes", "no", "unclear"), ("ja", "Nee", "onduidelijk")):
        assert [value_of("2/motives.network.ticked", word) for word in words] == [True, False, None]
    assert (value_of("round", ""), value_of("round", "yes")) == (None, "yes")
    with pytest.raises(InvalidValueError, match="yes, no or unclear"):
        value_of("motives.network.ticked", "misschien")


@pytest.mark.parametrize(
    ("field", "label", "id"),
    [
        ("previous.network.realised", "te vroeg om te zeggen", "too_early"),
        ("organisation.type", "Opleiding", "programme"),
        ("organisation.ownership", "publiek", "public"),
        ("research", "Nee", "no"),
        ("relations.1.kind", "op gespannen voet", "in_tension"),
        ("relations.1.first_motive", "Uitbreiden/versterken netwerk", "network"),
    ],
)
def test_a_choice_is_said_as_on_the_form_in_each_language(field: str, label: str, id: str) -> None:
    assert value_of(field, label) == value_of(field, id) == id


# ---- laws


@tries(10, of=150)
@given(drawn.forms())
def test_the_id_of_every_field_is_read_and_written(form: Form) -> None:
    for field, _ in fields_of(form):
        assert str(FieldId.of(field)) == field
        assert str(FieldId.of(f"2/{field}")) == f"2/{field}"


@tries(8, of=60)
@given(drawn.forms(), st.data())
def test_any_text_can_be_put_in_any_text_field_and_comes_back(form: Form, data: st.DataObject) -> None:
    """Confirming every value changes nothing but the evidence; a form with one text changed comes back."""
    form = attrs.evolve(form, **{part: () for part in CARRIED_OVER if hasattr(form, part)})
    reading = Reading(forms=(form,), language="nl")
    known = dict(fields_of(form))
    every = {field: value_of(field, text) for field, text in known.items() if _is_correctable(field)}
    confirmed = reading.corrected(every)
    assert confirmed.form == form
    assert {entry.how for entry in confirmed.evidence.values()} <= {"corrected"}
    texts = [field for field in every if FieldId.of(field).column in ("text", "outcome", "note", "what", "sector")]
    if texts:
        field = data.draw(st.sampled_from(texts))
        after = reading.corrected({field: data.draw(drawn.texts(long=False))})
        assert reading_of(after.form).form == after.form


def _is_correctable(field: str) -> bool:
    """What was given along from the phase or round before is corrected where it came from."""
    found = FieldId.of(field)
    part = PARTS[found.part]
    if part.origin is Origin.PREVIOUS and not part.is_single:
        return found.column in part.asked
    return found.part not in CARRIED_OVER
