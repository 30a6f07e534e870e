"""Forms as values: what they hold, what they refuse, and the status of each motive (laws 1 and 4)."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hlo_forms import (
    Agreement,
    AlignmentForm,
    BroughtMotive,
    CommitmentForm,
    DeclaredRelation,
    Form,
    InvalidValueError,
    Invitation,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    OwnAnswer,
    Participant,
    Partnership,
    PreparationForm,
    Status,
)
from hlo_forms.basics.text import canonical
from runs import tries
from samples import LINDE, SCHOOL
from strategies import INSTRUMENT, forms, preparation_forms, texts

NEGATIVE = INSTRUMENT.spellings["negative"]


def of(*motives: MotiveAnswer, **others: Any) -> PreparationForm:  # Any: fields of a form
    """The form of the school with these answers about motives."""
    return PreparationForm(organisation=SCHOOL, motives=motives, **others)


# Facts and statuses


@pytest.mark.parametrize(
    ("ticked", "outcome", "status"),
    [
        (True, None, Status.APPLIES),
        (True, "Meer stageplaatsen", Status.APPLIES),
        (True, "nee", Status.UNCLEAR),
        (False, None, Status.NOT_TICKED),
        (False, "Meer stageplaatsen", Status.UNCLEAR),
        (False, "n.v.t.", Status.NOT_TICKED),
        (None, None, Status.UNCLEAR),
        (None, "Meer stageplaatsen", Status.UNCLEAR),
        (None, "nee", Status.UNCLEAR),
    ],
)
def test_two_facts_make_a_status(ticked: bool | None, outcome: str | None, status: Status) -> None:
    form = of(MotiveAnswer("network", ticked=ticked, outcome=outcome), MotiveAnswer("own_image", ticked=True))
    assert form.status("network") is status


@pytest.mark.parametrize("said", [*NEGATIVE, "Nee.", " N.V.T. ", "NIET van toepassing"])
def test_an_outcome_that_says_no_is_not_ticked_and_kept(said: str) -> None:
    form = of(MotiveAnswer("network", outcome=said))
    assert form.status("network") is Status.NOT_TICKED
    answer = form.answer("network")
    assert answer is not None
    assert answer.outcome == canonical(said)


@pytest.mark.parametrize("said", ["nee, tenzij", "niet van toepassing op ons wel", "nog niet"])
def test_an_outcome_that_only_begins_with_no_is_unclear(said: str) -> None:
    assert of(MotiveAnswer("network", outcome=said)).status("network") is Status.UNCLEAR


@pytest.mark.parametrize(
    ("form", "touched"),
    [
        (of(), False),
        (of(answers={"preparation.1": "Samen opleiden"}, participants=[Participant("Noor")]), False),
        (of(MotiveAnswer("own_image")), False),
        (of(MotiveAnswer("own_image", ticked=True)), True),
        (of(MotiveAnswer("own_image", ticked=None)), True),
        (of(MotiveAnswer("own_image", outcome="Zichtbaar")), True),
        (of(MotiveAnswer("own_image", outcome="nee")), True),
        (of(other_motives=[OtherMotive("Zichtbaar in de wijk")]), True),
    ],
)
def test_a_motive_is_not_filled_in_where_nobody_touched_the_motives(form: PreparationForm, touched: bool) -> None:
    assert form.touched is touched
    assert form.status("network") is (Status.NOT_TICKED if touched else Status.NOT_FILLED_IN)


def test_a_motive_of_the_other_type_is_not_offered() -> None:
    form = of(MotiveAnswer("network", ticked=True))
    assert form.status("financial") is Status.NOT_OFFERED
    assert form.answer("financial") is None


def test_asking_after_an_unknown_motive_is_an_error() -> None:
    for ask in (of().status, of().answer):
        with pytest.raises(InvalidValueError, match=r'^motive: expected one of .*did you mean "network"'):
            ask("netwerk")


@tries(15, of=100)
@given(preparation_forms())
def test_every_motive_of_the_instrument_has_exactly_one_status(form: PreparationForm) -> None:
    statuses = {motive.id: form.status(motive.id) for motive in INSTRUMENT.motives}
    offered = {motive.id for motive in form.offered}
    assert {id for id, status in statuses.items() if status is not Status.NOT_OFFERED} == offered
    applies = {answer.motive for answer in form.motives if answer.ticked}
    assert {id for id, status in statuses.items() if status is Status.APPLIES} <= applies
    assert (Status.NOT_FILLED_IN in statuses.values()) <= (not form.touched)


# What a form holds


def test_motives_are_completed_in_the_order_of_the_instrument() -> None:
    form = of(MotiveAnswer("recruitment", ticked=True), MotiveAnswer("own_image", ticked=True))
    assert [answer.motive for answer in form.motives] == [motive.id for motive in INSTRUMENT.offered("programme")]
    assert [answer.motive for answer in form.motives if answer.ticked] == ["own_image", "recruitment"]


def test_answers_stand_in_the_order_of_the_questions_and_empty_ones_are_absent() -> None:
    form = of(answers={"preparation.3": "drie", "preparation.1": "een", "preparation.2": " \n\t "})
    assert list(form.answers.items()) == [("preparation.1", "een"), ("preparation.3", "drie")]


def test_a_prompt_is_no_answer_and_an_empty_row_no_row() -> None:
    prompt = INSTRUMENT.prompt("answer", "nl")
    form = of(
        answers={"preparation.1": prompt},
        other_motives=[OtherMotive(prompt, outcome=" "), OtherMotive("Zichtbaar"), OtherMotive()],
        round=prompt,
    )
    assert (form.answers, form.round) == ({}, None)
    assert form.other_motives == (OtherMotive("Zichtbaar"),)


def test_a_prompt_that_was_left_beside_an_answer_goes() -> None:
    prompt = INSTRUMENT.prompt("answer", "nl")
    typed = {"preparation.1": f"{prompt}Samen opleiden", "preparation.2": f"Netwerk\n{prompt}\n{prompt}"}
    assert of(answers=typed).answers == {"preparation.1": "Samen opleiden", "preparation.2": "Netwerk"}


def test_a_name_will_do_for_a_partnership_and_an_organisation() -> None:
    form = CommitmentForm(organisation="De Linde", partnership="Wijkzorg Noord")
    assert form.organisation == Organisation("De Linde")
    assert form.partnership == Partnership("Wijkzorg Noord", id="wijkzorg-noord")


def test_partners_and_motives_become_ids_where_the_words_name_one() -> None:
    form = AlignmentForm(
        organisations=[LINDE, SCHOOL],
        participants=[Participant("Noor", organisation="de linde")],
        relations=[
            DeclaredRelation(
                first_organisation="De Linde:",
                first_motive="Werven nieuwe medewerkers",
                second_organisation="de buren",
                second_motive="iets anders",
            )
        ],
        own_answers=[OwnAnswer(question="alignment.6", organisation="Opleiding Verpleegkunde", text="Elkaar bellen")],
    )
    (relation,) = form.relations
    assert (relation.first_organisation, relation.first_motive) == ("de-linde", "recruitment")
    assert (relation.second_organisation, relation.second_motive) == ("de buren", "iets anders")
    assert form.participants[0].organisation == "de-linde"
    assert form.own_answers[0].organisation == "opleiding-verpleegkunde"


def test_questions_that_each_partner_answers_are_apart_from_those_they_answer_together() -> None:
    form = AlignmentForm()
    assert [question.id for question in form.own_questions] == ["alignment.6"]
    assert "alignment.6" not in {question.id for question in form.questions}


def test_the_id_of_a_form_says_whose_it_is_and_not_what_was_answered() -> None:
    blank, filled = of(round="2026"), of(MotiveAnswer("network", ticked=True), round="2026")
    assert blank.id == filled.id
    others = [
        of(round="2027"),
        of(round="2026", respondent="team Noord"),
        of(round="2026", partnership="Wijkzorg"),
        CommitmentForm(organisation=SCHOOL, round="2026"),
        PreparationForm(organisation=attrs.evolve(SCHOOL, id="school"), round="2026"),
    ]
    assert len({blank.id, *(other.id for other in others)}) == 6
    assert of(id="F-12").id == "F-12"


@tries(15, of=100)
@given(forms())
def test_a_form_made_of_its_own_fields_is_the_same_form(form: Form) -> None:
    again = type(form)(**{field.name: getattr(form, field.name) for field in attrs.fields(type(form))})
    assert again == form
    assert hash(again) == hash(form)


@tries(15, of=100)
@given(forms())
def test_a_form_is_pickled_and_comes_back(form: Form) -> None:
    assert pickle.loads(pickle.dumps(form)) == form


def test_the_contents_of_a_form_cannot_change() -> None:
    form = of(MotiveAnswer("network"), answers={"preparation.1": "een"})
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        form.round = "2027"  # type: ignore[misc]  # the point of the test
    with pytest.raises(TypeError):
        form.answers["preparation.1"] = "twee"  # type: ignore[index]  # likewise
    assert isinstance(form.motives, tuple)


@given(texts(long=False))
def test_text_is_canonical_once_and_for_all(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    assert Agreement(what=text).what == once


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("een\r\ntwee\rdrie\x85vier\u2028vijf\u2029zes", "een\ntwee\ndrie\nvier\nvijf\nzes"),
        ("\n\n  een  \n\n\n twee\t\n\n", "  een\n\n\n twee"),
        ("vast\xa0spatie, af\xadbreken, vast\u2011streepje", "vast spatie, afbreken, vast-streepje"),
        ("e\u0301 en é", "e\u0301 en é"),
        ("\xa0\n\xad", None),
    ],
)
def test_what_canonical_text_is(typed: str, kept: str | None) -> None:
    assert canonical(typed) == kept


# What a form refuses

REFUSED: dict[str, tuple[Callable[[], object], str, object]] = {
    "an unknown motive": (lambda: of(MotiveAnswer("netwerk")), "motive", "netwerk"),
    "a motive that is not offered": (lambda: of(MotiveAnswer("financial", ticked=True)), "motives", "financial"),
    "a motive twice": (lambda: of(MotiveAnswer("network"), MotiveAnswer("network")), "motives", "network"),
    "a question of another phase": (lambda: of(answers={"alignment.1": "ja"}), "answers", "alignment.1"),
    "a question each answers": (lambda: AlignmentForm(answers={"alignment.6": "ja"}), "answers", "alignment.6"),
    "a question all answer": (
        lambda: AlignmentForm(own_answers=[OwnAnswer(question="alignment.1", text="ja")]),
        "own_answers",
        "alignment.1",
    ),
    "an answer that is no text": (lambda: of(answers={"preparation.1": 3}), "answers.preparation.1", 3),
    "a tick that is no tick": (lambda: MotiveAnswer("network", ticked="ja"), "ticked", "ja"),  # type: ignore[arg-type]
    "a tick that is a number": (lambda: MotiveAnswer("network", ticked=1), "ticked", 1),  # type: ignore[arg-type]
    "no type of organisation": (lambda: PreparationForm(organisation="De Linde"), "organisation.type", None),
    "an unknown type": (
        lambda: CommitmentForm(organisation=Organisation("A", type="school")),
        "organisation_type",
        "school",
    ),
    "an id with spaces": (lambda: Organisation("A", id="a b"), "id", "a b"),
    "a form's id with spaces": (lambda: of(id="a b"), "id", "a b"),
    "a half-known ownership": (lambda: Organisation("A", ownership="semi"), "ownership", "semi"),
    "a relation that is none of four": (lambda: DeclaredRelation(kind="like"), "kind", "like"),
    "a round that is a number": (lambda: of(round=2026), "round", 2026),
    "rows of another kind": (lambda: of(other_motives=["Zichtbaar"]), "other_motives", "Zichtbaar"),
    "a text for rows": (lambda: of(participants="Noor"), "participants", "Noor"),
    "nothing for rows": (lambda: of(participants=None), "participants", None),
    "a list for answers": (lambda: of(answers=["ja"]), "answers", ["ja"]),
    "a text for an instrument": (lambda: of(instrument="strategic-motives"), "instrument", "strategic-motives"),
    "a text for an invitation": (lambda: of(invitation="kom"), "invitation", "kom"),
    "an organisation on one's own form": (
        lambda: of(participants=[Participant("Noor", organisation="De Linde")]),
        "participants",
        (Participant("Noor", organisation="De Linde"),),
    ),
    "two partners of one name": (lambda: AlignmentForm(organisations=[LINDE, LINDE]), "organisations", None),
    "a sign no document holds": (lambda: Invitation(sender="\x00"), "sender", "\x00"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_with_field_value_and_expectation(case: str) -> None:
    make, field, value = REFUSED[case]
    with pytest.raises(InvalidValueError) as told:
        make()
    assert told.value.field == field
    assert told.value.value == value or case == "two partners of one name"
    assert told.value.expected
    assert str(told.value).startswith(f"{field}: expected {told.value.expected}, got ")


@given(st.sampled_from(("\x00", "\x0c", "\x1f", "\ud800", "\udfff", "\ufffe", "\uffff")), st.text(max_size=5))
def test_a_sign_no_document_holds_is_named_with_its_place(bad: str, around: str) -> None:
    before = "".join(sign for sign in around if sign.isalnum())
    with pytest.raises(InvalidValueError, match=rf"U\+{ord(bad):04X} at position {len(before)} ") as told:
        OtherMotive(before + bad)
    assert told.value.field == "text"


def test_answers_are_equal_to_a_mapping_with_the_same_and_to_nothing_else() -> None:
    answers = of(answers={"preparation.1": "een"}).answers
    assert answers == {"preparation.1": "een"}
    assert answers != {"preparation.1": "twee"}
    assert answers != [("preparation.1", "een")]
    assert repr(answers) == "{'preparation.1': 'een'}"


def test_a_form_shows_itself_shortly() -> None:
    assert len(repr(of(answers={"preparation.1": "lang " * 500}))) < 500


def test_a_partner_whose_id_is_a_number_is_not_taken_for_the_partner_of_that_number() -> None:
    partners = [Organisation("De Linde"), Organisation("De Wilgen", id="1")]
    brought = [BroughtMotive(organisation=id, motive="network", status="applies") for id in ("de-linde", "1")]
    form = AlignmentForm(organisations=partners, brought=brought)
    assert [row.organisation for row in form.brought] == ["de-linde", "1"]
