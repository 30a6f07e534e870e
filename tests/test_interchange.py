"""Forms to JSON and back: exact, strict, and with a path for every problem."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given

from hlo_forms import (
    Agreement,
    AlignmentForm,
    CommitmentForm,
    Form,
    Instrument,
    InterchangeError,
    InvalidValueError,
    Invitation,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    Participant,
    Partnership,
    PreparationForm,
    from_json,
    load_instrument,
    to_json,
)
from runs import tries
from samples import SCHOOL
from strategies import forms

NOT_XML = ("\x00", "\x0b", "\x1b", "\ud800", "\ufffe", "\uffff")

Change = Callable[[dict[str, Any]], object]  # Any: JSON


def filled() -> PreparationForm:
    return PreparationForm(
        organisation=SCHOOL,
        partnership="Wijkzorg Noord",
        round="2026",
        motives=[
            MotiveAnswer("network", ticked=True, outcome="Meer plaatsen"),
            MotiveAnswer("recruitment", ticked=None),
        ],
        other_motives=[OtherMotive("Zichtbaar zijn in de wijk")],
        answers={"preparation.1": "Samen opleiden"},
    )


def problems_after(change: Change, form: Form | None = None) -> tuple[str, ...]:
    """What is told about the JSON of a form after a change to it."""
    found = json.loads(to_json(form or filled()))
    change(found)
    with pytest.raises(InterchangeError) as told:
        from_json(json.dumps(found))
    return told.value.problems


def own_instrument(**changes: Any) -> Instrument:  # Any: fields of an instrument
    return attrs.evolve(load_instrument(), **changes)


@tries(15, of=400, suppress_health_check=list(HealthCheck))
@given(forms())
def test_every_form_comes_back_exactly(form: Form) -> None:
    text = to_json(form)
    found = from_json(text.encode("utf-8"))
    assert found == form
    assert type(found) is type(form)
    assert to_json(found) == text


def test_text_is_readable_and_absent_fields_are_left_out() -> None:
    text = to_json(CommitmentForm(round="2026/2027 één"))
    assert "2026/2027 één" in text
    assert set(json.loads(text)["form"]) == {"id", "round"}


def test_an_absent_id_beside_a_name_stays_absent() -> None:
    form = CommitmentForm(organisation=Organisation("De Linde", id=None), partnership=Partnership("Wijkzorg", id=None))
    assert from_json(to_json(form)) == form


def test_a_contradicting_tick_stays_one() -> None:
    found = from_json(to_json(filled()))
    assert isinstance(found, PreparationForm)
    answer = found.answer("recruitment")
    assert answer is not None
    assert answer.ticked is None


def test_a_form_written_by_hand_needs_no_id_and_no_untouched_motives() -> None:
    found = json.loads(to_json(filled()))
    del found["form"]["id"]
    found["form"]["motives"] = [entry for entry in found["form"]["motives"] if entry["ticked"] is not False]
    assert from_json(json.dumps(found)) == filled()


def test_bytes_with_a_byte_order_mark_are_read() -> None:
    assert from_json(b"\xef\xbb\xbf" + to_json(filled()).encode()) == filled()
    assert from_json("\ufeff" + to_json(filled())) == filled()


def test_only_values_of_ours_become_json() -> None:
    with pytest.raises(InvalidValueError, match=r"value: expected a form, a reading"):
        to_json("form")  # type: ignore[arg-type]  # on purpose
    with pytest.raises(InvalidValueError, match=r"text: expected a text"):
        from_json(None)  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"\$: expected JSON \(.* at line 1, column 1\)"),
        ("{", r"\$: expected JSON"),
        (b"\xff", r"\$: expected UTF-8 text"),
        ("[]", r"\$: expected an object, got \[\]"),
        ("{}", r"\$\.hlo_forms: expected 1, got null"),
        ('{"hlo_forms": true}', r"\$\.hlo_forms: expected 1, got true"),
        ('{"hlo_forms": 0}', r"\$\.hlo_forms: expected 1, got 0$"),
        ('{"hlo_forms": 2}', r"newer hlo-forms"),
        ('{"hlo_forms": 1, "hlo_forms": 1}', r'the key "hlo_forms" stands twice'),
        ('{"hlo_forms": NaN}', r"NaN is no value of JSON"),
        ('{"hlo_forms": ' + "1" * 5000 + "}", r"\$: expected JSON as we write it \(Exceeds the limit"),
        ('{"hlo_forms": 1e999}', r"1e999 is larger than any number here"),
        ("[" * 100_000, r"nested too deeply"),
    ],
)
def test_what_is_no_form_of_ours_is_refused(text: str | bytes, said: str) -> None:
    with pytest.raises(InterchangeError, match=said):
        from_json(text)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.pop("phase"), "$.phase: is missing"),
        (lambda f: f.pop("instrument"), "$.instrument: is missing"),
        (lambda f: f.pop("form"), "$.form: is missing"),
        (
            lambda f: f.update(phase="alignmnt"),
            '$.phase: expected one of preparation, alignment, commitment (did you mean "al',
        ),
        (lambda f: f.update(phase=[]), "$.phase: expected one of"),
        (lambda f: f.update(extra=1), "$.extra: unknown key: expected one of"),
        (lambda f: f.update(form=[]), "$.form: expected an object, got []"),
        (lambda f: f.update(instrument="x"), '$.instrument: expected an object, got "x"'),
        (lambda f: f["instrument"].update(id=3), "$.instrument.id: expected a text, got 3"),
        (lambda f: f["instrument"].update({"a b": 3}), '$.instrument["a b"]: unknown key: expected one of id, edition'),
        (lambda f: f["instrument"].pop("digest"), "$.instrument.digest: is missing"),
        (
            lambda f: f.update(instrumnt=1),
            "$.instrumnt: unknown key: expected one of hlo_forms, phase, instrument,",
        ),
        (lambda f: f.update(phase=10**40), "$.phase: expected one of preparation, alignment, commitment, got 1000"),
        (lambda f: f["form"].update(instrument={}), "$.form.instrument: unknown key"),
        (lambda f: f["form"].update(organization={}), "$.form.organization: unknown key: expected one of"),
        (
            lambda f: f["form"]["motives"][3].update(ticked="ja"),
            '$.form.motives[3].ticked: expected true, false or null, got "ja"',
        ),
        (
            lambda f: f["form"]["motives"][3].update(ticked=1),
            "$.form.motives[3].ticked: expected true, false or null, got 1",
        ),
        (lambda f: f["form"]["motives"][3].pop("motive"), "$.form.motives[3].motive: is missing"),
        (lambda f: f["form"]["motives"][3].update(note=""), "$.form.motives[3].note: unknown key"),
        (lambda f: f["form"]["motives"].append("x"), '$.form.motives[11]: expected an object, got "x"'),
        (
            lambda f: f["form"]["motives"][3].update(motive="nope"),
            "$.form.motives[3].motive: expected one of",
        ),
        (
            lambda f: f["form"]["motives"][3].update(motive="financial"),
            "$.form.motives[3]: expected a motive offered to",
        ),
        (
            lambda f: f["form"]["motives"].append({"motive": "network"}),
            "$.form.motives[11]: expected each motive once",
        ),
        (lambda f: f["form"].update(motives={}), "$.form.motives: expected a list, got {}"),
        (lambda f: f["form"].update(answers=[]), "$.form.answers: expected an object, got []"),
        (
            lambda f: f["form"]["answers"].update({"preparation.1": 3}),
            '$.form.answers["preparation.1"]: expected a text, got 3',
        ),
        (
            lambda f: f["form"]["answers"].update({"alignment.1": "x"}),
            '$.form.answers["alignment.1"]: expected a question of',
        ),
        (
            lambda f: f["form"]["answers"].update({"preparation.1": "\x00"}),
            '$.form.answers["preparation.1"]: expected text that',
        ),
        (lambda f: f["form"]["organisation"].pop("type"), "$.form.organisation.type: expected one of"),
        (
            lambda f: f["form"]["organisation"].update(type="school"),
            "$.form.organisation.type: expected one of",
        ),
        (
            lambda f: f["form"]["organisation"].update(ownership="x"),
            "$.form.organisation.ownership: expected one of",
        ),
        (lambda f: f["form"].update(round=2026), "$.form.round: expected a text, got 2026"),
        (lambda f: f["form"].update(id="a b"), "$.form.id: expected an id"),
        (lambda f: f["form"].update(partnership="Wijkzorg"), "$.form.partnership: expected an object"),
    ],
)
def test_a_problem_is_told_with_its_path(change: Change, said: str) -> None:
    (problem,) = problems_after(change)
    assert problem.startswith(said)


@pytest.mark.parametrize("depth", [*range(940, 1000), 50_000])
def test_a_value_nested_at_any_depth_is_refused(depth: int) -> None:
    text = to_json(filled()).replace('"2026"', "[" * depth + "]" * depth)
    with pytest.raises(InterchangeError, match=r"nested too deeply|\$\.form\.round: expected a text, got \[\["):
        from_json(text)


def test_every_wrong_answer_is_told_as_json() -> None:
    problems = problems_after(lambda f: f["form"]["answers"].update({"preparation.1": None, "preparation.2": True}))
    assert problems == (
        '$.form.answers["preparation.1"]: expected a text, got null',
        '$.form.answers["preparation.2"]: expected a text, got true',
    )


def test_every_problem_of_the_envelope_is_told() -> None:
    def change(found: dict[str, Any]) -> None:  # Any: JSON
        del found["phase"]
        found["instrument"]["id"] = None
        found["form"] = "x"
        found["extra"] = 1

    assert [problem.partition(" ")[0] for problem in problems_after(change)] == [
        "$.phase:",
        "$.instrument.id:",
        "$.form:",
        "$.extra:",
    ]


def test_a_partner_that_stands_twice_is_always_told_with_the_same_path() -> None:
    """Of a name and an id that another has, the id is told: never the first of a set."""
    form = AlignmentForm(organisations=[SCHOOL, Organisation("De Linde")])
    problems = problems_after(lambda f: f["form"]["organisations"].append(f["form"]["organisations"][0]), form)
    assert problems == (
        "$.form.organisations[2]: expected partners with a name and id of their own, got 'opleiding-verpleegkunde'",
    )


def test_every_problem_is_told() -> None:
    def change(found: dict[str, Any]) -> None:  # Any: JSON
        found["form"].update(round=1)
        found["form"]["motives"][0].update(ticked=0)
        found["form"]["motives"][1].update(outcome=[])

    assert len(problems_after(change)) == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"id": "other"},
            '$.instrument.id: expected one of strategic-motives, got "other"; pass the instrument',
        ),
        ({"edition": "1999"}, '$.instrument.edition: expected one of 2022, got "1999"; pass the instrument'),
        (
            {"digest": "0"},
            "$.instrument.digest: expected the strategic-motives 2022 that is at hand, got one with other",
        ),
    ],
)
def test_an_instrument_that_is_not_at_hand_is_told_kindly(change: dict[str, str], said: str) -> None:
    (problem,) = problems_after(lambda found: found["instrument"].update(change))
    assert problem.startswith(said)


def test_the_own_instrument_of_an_institution_is_found_by_all_its_content() -> None:
    own = own_instrument(edition="2022-eigen")
    form = attrs.evolve(filled(), instrument=own)
    assert from_json(to_json(form), instruments=[own]) == form
    with pytest.raises(InterchangeError, match=r"\$\.instrument\.edition"):
        from_json(to_json(form))
    same_name = own_instrument(counterparts_origin="source")
    assert from_json(to_json(filled()), instruments=[same_name]).instrument == load_instrument()


def test_the_sector_and_the_outcome_are_named_too() -> None:
    with pytest.raises(InvalidValueError, match=r"^sector"):
        Organisation("De Linde", sector="\x00")
    with pytest.raises(InvalidValueError, match=r"^outcome"):
        MotiveAnswer("network", outcome="\x00")


@pytest.mark.parametrize("bad", NOT_XML)
def test_characters_that_no_document_holds_name_the_field(bad: str) -> None:
    makers: dict[str, Callable[[str], object]] = {
        "name": Organisation,
        "text": OtherMotive,
        "role": lambda text: Participant("Noor", role=text),
        "return_by": lambda text: Invitation(return_by=text),
        "when": lambda text: Agreement(when=text),
        "round": lambda text: AlignmentForm(round=text),
        "answers.commitment.investment.1": lambda text: CommitmentForm(answers={"commitment.investment.1": text}),
    }
    for field, make in makers.items():
        with pytest.raises(InvalidValueError) as told:
            make(f"tekst {bad}")
        assert told.value.field == field
    (problem,) = problems_after(lambda found: found["form"].update(round=bad))
    assert problem.startswith("$.form.round: expected text that a document can hold")


def test_a_form_is_still_read_after_our_own_words_changed() -> None:
    before = own_instrument(words={}, spellings={"negative": ["nee"]})
    assert from_json(to_json(attrs.evolve(filled(), instrument=before))) == filled()


def test_a_form_comes_back_with_the_instrument_that_was_passed() -> None:
    own = own_instrument(spellings={"negative": ["liever niet"]})
    found = from_json(to_json(filled()), instruments=[own])
    assert found.instrument is own
