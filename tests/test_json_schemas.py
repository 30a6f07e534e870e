"""JSON of every kind, and its schemas: all that is written fits them, and they take just what the code takes."""

from __future__ import annotations

import copy
import enum
import functools
import json
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import hlo_forms as hlo
import hlo_forms.readings as hlo_readings
from hlo_forms.export.interchange import KINDS, JsonKind
from places import ROOT
from runs import tries
from samples import LINDE, SCHOOL
from strategies import forms

STRUCTURE = re.compile(
    r"is missing|unknown key|expected (a text|a whole number|a number|true|false|a list|an object)\b", re.IGNORECASE
)
"""What a problem says of the structure of a text; all others are about its values."""

WRONG: list[Any] = [
    None,
    "x",
    "",
    3,
    -1,
    True,
    False,
    1.5,
    1.0,
    3.0,
    1e30,
    [],
    ["x"],
    [[]],
    {},
    {"x": "y"},
    "yes",
    "applies",
]
"""Values to put where another stands."""


def form(who: hlo.Organisation, round: str = "2026", **fields: Any) -> hlo.PreparationForm:
    """A form of phase 1 of one partnership."""
    return hlo.PreparationForm(organisation=who, partnership="Wijkzorg Noord", round=round, **fields)


def filled() -> list[hlo.PreparationForm]:
    """Forms of a school and of a home that answered everything there is."""
    network = [hlo.MotiveAnswer("network", ticked=True, outcome="Meer plaatsen")]
    own = [hlo.OtherMotive("Zichtbaar in de wijk", "Een open dag")]
    people = [hlo.Participant("Noor", role="docent")]
    school = form(SCHOOL, motives=network, other_motives=own, participants=people, answers={"preparation.1": "Samen"})
    return [school, form(LINDE, motives=[hlo.MotiveAnswer("network", ticked=True, outcome="n.v.t.")])]


@functools.cache
def samples() -> dict[JsonKind, Any]:
    """A value of every kind, with doubts and text that belongs to no answer in it."""
    first, second = filled()
    doubtful = hlo.read(hlo.render(second)).corrected({"round": "2026"})
    later = [hlo.renew(each, round="2027") for each in (first, second)]
    passage = hlo.Passage(text="Zie de bijlage", author="Noor", date="2026-03-01")
    reading = attrs.evolve(doubtful, unplaced=(passage,), remarks=(passage,), source="de-linde.docx")
    voices = [form(SCHOOL, respondent=name, motives=first.motives) for name in ("docent", "manager")]
    return {
        "form": hlo.AlignmentForm.from_forms([first, doubtful]),
        "reading": reading,
        "failure": next(iter(hlo.read_many([("fase1.docx", b"Dear colleague")]))),
        "finding": reading.findings[0],
        "findings": reading.findings,
        "comparison": hlo.compare([first, reading]),
        "voices": hlo.compare_voices(voices, share=["preparation.1"]),
        "recalibration": hlo.recalibrate([first, reading], later),
        "dataset": hlo.Dataset([first, reading]),
    }


READ_BACK = {"form": hlo.Form, **KINDS}
VALIDATORS = {kind: Draft202012Validator(hlo.json_schema(kind)) for kind in typing.get_args(JsonKind)}


def faults(kind: str, text: str) -> list[str]:
    """What the schema of a kind has against a text."""
    errors = VALIDATORS[kind].iter_errors(json.loads(text))
    return [f"{error.json_path}: {error.message[:200]}" for error in errors]


def test_the_schemas_are_fresh() -> None:
    tool = [sys.executable, ROOT / "tools" / "build_schemas.py", "--check"]
    result = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("kind", VALIDATORS)
def test_a_schema_is_one_of_json_schema_and_names_itself(kind: JsonKind) -> None:
    schema = hlo.json_schema(kind)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:hlo-forms:1:{kind}"
    assert schema["title"]


@pytest.mark.parametrize("kind", VALIDATORS)
def test_a_value_of_every_kind_fits_its_schema_and_no_other(kind: JsonKind) -> None:
    text = hlo.to_json(samples()[kind])
    assert [name for name in VALIDATORS if not faults(name, text)] == [kind]


@pytest.mark.parametrize("kind", READ_BACK)
def test_a_value_comes_back_exactly(kind: JsonKind) -> None:
    value = samples()[kind]
    text = hlo.to_json(value)
    again = hlo.from_json(text.encode(), READ_BACK[kind])
    assert again == value
    assert repr(again) == repr(value)
    assert hlo.to_json(again) == text
    assert enums(again) == enums(value)


def enums(value: object) -> list[enum.Enum]:
    """The members of enums in a value: a text that is equal to one is none."""
    if isinstance(value, enum.Enum):
        return [value]
    parts = (getattr(value, field.name) for field in attrs.fields(type(value))) if attrs.has(type(value)) else ()
    parts = value if isinstance(value, tuple) else parts
    return [member for part in parts for member in enums(part)]


@tries(12, of=400, suppress_health_check=list(HealthCheck))
@given(forms())
def test_every_form_and_its_reading_fit_their_schemas(form: hlo.Form) -> None:
    assert not faults("form", hlo.to_json(form))
    reading = hlo.read(hlo.render(form))
    assert not faults("reading", hlo.to_json(reading))
    assert hlo.from_json(hlo.to_json(reading), hlo.Reading) == reading


def test_invented_partnerships_fit_their_schemas() -> None:
    every = list(hlo.examples.forms(4))
    first = [each for each in every if isinstance(each, hlo.PreparationForm)]
    groups: dict[tuple[str | None, str | None], list[hlo.PreparationForm]] = {}
    for each in first:
        groups.setdefault((each.partnership.id, each.round), []).append(each)
    for group in groups.values():
        text = hlo.to_json(comparison := hlo.compare(group))
        assert not faults("comparison", text)
        assert hlo.from_json(text, hlo.Comparison) == comparison
    for options in ({}, {"everything": True, "evidence": True}, {"answers": True, "ground": "AVG art. 6"}):
        assert not faults("dataset", hlo.to_json(hlo.Dataset(every), **options))


# ---- schemas and code take the same


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in JSON."""
    yield path
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in entries:
        yield from paths(entry, (*path, key))


@functools.cache
def places(kind: JsonKind) -> list[tuple[str | int, ...]]:
    """Every place in the JSON of a kind, the first of each row that has the like."""
    every = list(paths(json.loads(hlo.to_json(samples()[kind]))))
    return [path for path in every if all(key < 2 for key in path if isinstance(key, int))]


def changed(table: Any, path: tuple[str | int, ...], how: str, wrong: Any) -> Any:
    """JSON with one thing in it removed, replaced or added."""
    if not path:
        return wrong
    table = copy.deepcopy(table)
    inside = functools.reduce(lambda entry, key: entry[key], path[:-1], table)
    if how == "remove":
        del inside[path[-1]]
    elif how == "add" and isinstance(inside, dict):
        inside["nieuw"] = wrong
    elif how == "add":
        inside.append(wrong)
    else:
        inside[path[-1]] = wrong
    return table


def refused(kind: str, text: str) -> tuple[str, ...] | None:
    """The problems with a text; None where it is taken."""
    try:
        hlo.from_json(text, READ_BACK[kind])
    except hlo.InterchangeError as error:
        return error.problems
    return None


@pytest.mark.parametrize("kind", READ_BACK)
@tries(12, of=2000, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_code_takes_what_the_schema_takes(kind: JsonKind, data: st.DataObject) -> None:
    """A text that is read back fits the schema; one that fits is refused only for a value, never for its structure."""
    table = json.loads(hlo.to_json(samples()[kind]))
    path = data.draw(st.sampled_from(places(kind)))
    how = data.draw(st.sampled_from(["remove", "replace", "replace", "add"]))
    text = json.dumps(changed(table, path, how, data.draw(st.sampled_from(WRONG))))
    against = faults(kind, text)
    problems = refused(kind, text)
    if problems is None:
        assert not against
    elif not against:
        assert not [problem for problem in problems if STRUCTURE.search(problem)], text


def test_a_whole_number_may_be_written_with_a_point() -> None:
    """JSON does not tell 1.0 from 1, and JSON Schema takes both as an integer."""
    reading = samples()["reading"]
    text = re.sub(r'("hlo_forms"|"times"): (\d+)', r"\1: \2.0", hlo.to_json(reading))
    assert '"times": 1.0' in text
    assert not faults("reading", text)
    assert hlo.to_json(hlo.from_json(text, hlo.Reading)) == hlo.to_json(reading)
    with pytest.raises(hlo.InterchangeError, match=r"\$\.hlo_forms: expected 1, got 2.0; a newer hlo-forms"):
        hlo.from_json('{"hlo_forms": 2.0}')
    with pytest.raises(hlo.InterchangeError, match=r"expected JSON as we write it \(1e999 is larger than any number"):
        hlo.from_json('{"hlo_forms": 1e999}')


# ---- what is refused


def test_a_text_of_another_kind_is_refused_by_name() -> None:
    text = hlo.to_json(samples()["reading"])
    with pytest.raises(hlo.InterchangeError, match=r'expected a form, got a text of the kind "reading": from_json\('):
        hlo.from_json(text)
    with pytest.raises(hlo.InterchangeError, match=r'expected a text of the kind "comparison", got one .* "reading"'):
        hlo.from_json(text, hlo.Comparison)
    with pytest.raises(hlo.InterchangeError, match=r'\$\.phase: expected "preparation", got "alignment"'):
        hlo.from_json(hlo.to_json(samples()["form"]), hlo.PreparationForm)
    with pytest.raises(hlo.InterchangeError, match=r"which is not read back"):
        hlo.from_json(hlo.to_json(samples()["dataset"]))
    with pytest.raises(hlo.InvalidValueError, match=r"kind: expected one of Form, PreparationForm"):
        hlo.from_json(text, hlo.Dataset)
    with pytest.raises(hlo.InvalidValueError, match=r"kind: expected one of form, reading"):
        hlo.json_schema("redaing")  # type: ignore[arg-type]  # on purpose


def test_only_a_data_set_takes_options() -> None:
    with pytest.raises(hlo.InvalidValueError, match=r"^everything: expected nothing"):
        hlo.to_json(samples()["form"], everything=True)


def test_a_fault_deep_in_a_result_is_told_with_its_path() -> None:
    table = json.loads(hlo.to_json(samples()["comparison"]))
    row = table["comparison"]["motives"][3]
    row["verdict"], row["cells"][0]["voices"][0]["status"] = 3, "perhaps"
    table["comparison"]["instrument"]["digest"] = "0"
    with pytest.raises(hlo.InterchangeError) as error:
        hlo.from_json(json.dumps(table), hlo.Comparison)
    assert [problem.split(":")[0] for problem in error.value.problems] == [
        "$.comparison.instrument.digest",
        "$.comparison.motives[3].cells[0].voices[0].status",
        "$.comparison.motives[3].verdict",
    ]


def test_what_follows_from_the_rest_is_written_and_made_anew() -> None:
    table = json.loads(hlo.to_json(samples()["comparison"]))
    row = next(row for row in table["comparison"]["motives"] if row["motive"] == "network")
    assert row["verdict"] == "not_comparable"
    row["verdict"] = "none"
    again = hlo.from_json(json.dumps(table), hlo.Comparison)
    assert again == samples()["comparison"]


# ---- what other systems get to see


def test_a_finding_of_a_reading_says_in_words_what_to_do() -> None:
    reading = samples()["reading"]
    rows = json.loads(hlo.to_json(reading))["reading"]["findings"]
    assert [row["message"] for row in rows] == list(reading.messages())
    assert {row["severity"] for row in rows} <= {"info", "warning"}
    assert [row["settled"] for row in rows] == [finding in reading.settled for finding in reading.findings]


def test_a_comparison_has_nothing_that_stays_internal() -> None:
    first, second = filled()
    internal = ["Samen", "Noor", "docent"]
    text = hlo.to_json(hlo.compare([first, second]))
    assert not [word for word in internal if f'"{word}"' in text]
    assert all(f'"{word}"' in hlo.to_json(first) for word in internal)


def test_a_data_set_holds_what_was_permitted_unless_everything_is_asked_for() -> None:
    refused = form(SCHOOL, asks_research=True, research="no", motives=[hlo.MotiveAnswer("network", outcome="Geheim")])
    dataset = hlo.Dataset([refused, form(LINDE, asks_research=True, research="yes", answers={"preparation.1": "Open"})])
    assert "Geheim" not in hlo.to_json(dataset)
    assert "Open" in hlo.to_json(dataset)
    assert "Geheim" in hlo.to_json(dataset, everything=True)


# ---- closed sets


def test_what_is_one_of_a_closed_set_is_listed_by_the_schema_and_by_its_type() -> None:
    words = hlo.load_instrument().words
    for kind, name in ((hlo.RefusalCode, "refusal."), (hlo_readings.FailureCode, "failure.")):
        sentences = {key.removeprefix(name) for key in words if key.startswith(name)}
        assert sentences <= set(typing.get_args(kind))
    assert {key.removeprefix("refusal.") for key in words if key.startswith("refusal.")} == set(
        typing.get_args(hlo.RefusalCode)
    )
    reading, failure, form = (hlo.json_schema(kind) for kind in ("reading", "failure", "form"))
    assert reading["$defs"]["Evidence"]["properties"]["how"]["enum"] == list(typing.get_args(hlo_readings.HowFound))
    assert failure["properties"]["failure"] or failure["$defs"]
    assert set(failure["$defs"]["ReadFailure"]["properties"]["code"]["enum"]) == set(
        typing.get_args(hlo_readings.FailureCode)
    )
    from hlo_forms.word.template_damage import TEXTS

    faults_of_tags = set(TEXTS.content["words"]["fault"]) - {"after", "meant", "below_heading"}
    assert faults_of_tags <= set(typing.get_args(hlo.word.TemplateFaultCode))
    relation = form["$defs"]["DeclaredRelation"]["properties"]["kind"]["enum"]
    assert relation == [None, *typing.get_args(hlo.RelationKind)]


@pytest.mark.parametrize(("kind", "path"), [("reading", ("evidence", "round", "how")), ("failure", ("code",))])
@pytest.mark.parametrize("wrong", ["telepathy", "", None, 3, [], {}, ["tag"]])
def test_nothing_outside_a_closed_set_is_read_back(kind: JsonKind, path: tuple[str, ...], wrong: object) -> None:
    text = json.dumps(changed(json.loads(hlo.to_json(samples()[kind])), (kind, *path), "replace", wrong))
    assert faults(kind, text)
    with pytest.raises(hlo.InterchangeError, match=rf"^\$\.{kind}\.{'.'.join(path)}: expected one of "):
        hlo.from_json(text, KINDS[kind])
