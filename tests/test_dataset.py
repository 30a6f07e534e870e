"""Data sets: every fact of every form in a table, once, with where it came from, whatever library holds it."""

from __future__ import annotations

import functools
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given

import hlo_forms as hlo
from hlo_forms import (
    Evidence,
    Finding,
    Form,
    InvalidValueError,
    MissingDependencyError,
    Passage,
    Place,
    ReadFailure,
    examples,
)
from hlo_forms.basics.values import FrozenMap
from hlo_forms.comparison.sides import together
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.readings.reading import read_failure
from hlo_forms.research import dataset as dataset_module
from hlo_forms.research.tables import TEXTS, Cell, schemas
from runs import dear, tries
from samples import BLANK, COLLEGE, FULL
from strategies import INSTRUMENT, alignment_forms, forms, preparation_forms

LINDE = hlo.Organisation("Zorgboerderij De Linde", type="practice_partner", sector="Zorg")
BACKENDS = ("pandas", "polars", "pyarrow")


def form(organisation: hlo.Organisation = COLLEGE, **changes: Any) -> hlo.PreparationForm:  # Any: several kinds
    common: dict[str, Any] = {
        "organisation": organisation,
        "partnership": "Wijkzorg Noord",
        "round": "2026",
    }  # Any: as above
    return hlo.PreparationForm(**(common | changes))


def ticked(*motives: str) -> list[hlo.MotiveAnswer]:
    return [hlo.MotiveAnswer(motive, ticked=True) for motive in motives]


def read(form: Form, name: str = "een.docx") -> hlo.Reading:
    (result,) = hlo.read_many([(name, hlo.render(form))])
    assert isinstance(result, hlo.Reading)
    return result


@functools.cache
def example() -> hlo.Dataset:
    """Readings of invented partnerships, with everything that a file can hold beside its form."""
    place = Place(part="comment", heading="Overige motieven", row=2, column="Eigen motief")
    results: list[hlo.Reading | ReadFailure] = list(hlo.read_many(examples.documents(12, rounds=["2026"], seed=7)))
    results += [read(FULL[name], f"{name}.docx") for name in FULL]
    assert isinstance(results[0], hlo.Reading)
    passage = Passage(text="Let op", place=place, author="Sem de Wit", date="2026-03-01")
    finding = Finding(code="label-near", field="motives.network", place=place, seen="netwerk")
    first = attrs.evolve(results[0], unplaced=(passage,), deleted=(passage,), remarks=(passage,), findings=(finding,))
    results[0] = first
    study = hlo.Study(by="Lectoraat", purpose="Leren", contact="Noor", kept="Een jaar", withdraw="Bel")
    later = attrs.evolve(first.form, answers={"preparation.1": "Toch anders"}, research="yes", study=study)
    results += [
        first,
        read(later, "later.docx"),
        read(attrs.evolve(FULL["alignment"], id="a-1", corrected="De Linde: Werven")).corrected({"round": "2026"}),
        attrs.evolve(read_failure("weg.docx", "unreadable", "dicht"), reader="1"),
    ]
    results += [attrs.evolve(read(hlo.renew(FULL["preparation programme"], round="2027")), sha256=None)]
    renewed = hlo.renew(FULL["preparation programme"], round="2027")
    said = [attrs.evolve(row, realised="partly") for row in renewed.previous]
    others = [attrs.evolve(row, realised="no") for row in renewed.previous_other]
    results += [attrs.evolve(first, forms=(attrs.evolve(renewed, previous=said, previous_other=others, round="2028"),))]
    meeting = hlo.AlignmentForm.from_forms(
        [
            form(
                motives=ticked("network"),
                other_motives=[hlo.OtherMotive("Plezier", "Samen")],
                answers={"preparation.1": "x"},
            ),
            form(LINDE),
        ],
        share=["preparation.1"],
    )
    met = attrs.evolve(
        meeting,
        organisations=meeting.organisations,
        participants=[hlo.Participant("Noor", organisation="wij")],
        answers={"alignment.5": "Samen"},
        own_answers=[hlo.OwnAnswer(question="alignment.6", organisation="wij", text="Veel")],
        relations=[
            hlo.DeclaredRelation(
                first_organisation="wij",
                first_motive="geluk",
                kind="hinder",
                second_organisation="zij",
                second_motive="geld",
                note="x",
            ),
            hlo.DeclaredRelation(
                first_organisation=LINDE.id,
                first_motive="network",
                kind="conflict",
                second_organisation=COLLEGE.id,
                second_motive="recruitment",
            ),
        ],
    )
    again = hlo.renew(met, round="2031")
    again = attrs.evolve(
        again,
        previous_answers=[attrs.evolve(row, now="Nog steeds") for row in again.previous_answers],
        previous_relations=[attrs.evolve(row, doubtful=True) for row in again.previous_relations],
    )
    theirs = [
        hlo.PartnerAgreement(organisation=name, what="Bellen", who="Noor", when="mei", result="Ja")
        for name in ("De Buren", LINDE.name)
    ]
    doubt = (Finding(code="label-near", field="previous_answers.1"),)
    looks_back = (again, hlo.CommitmentForm(organisation=LINDE, partner_agreements=theirs))
    results += [attrs.evolve(first, forms=looks_back, findings=doubt)]
    home = hlo.CommitmentForm.from_forms(form(motives=ticked("network")), met)
    told = {"alignment": ("relations.1", "answers.alignment.1"), "commitment": ("agreements.1",)}
    for name, fields in told.items():
        doubts = tuple(Finding(code="label-near", field=field) for field in fields)
        known = attrs.evolve(FULL[name], round="2029")
        results.append(hlo.Reading(forms=(known,), language="nl", findings=doubts))
    own = hlo.Reading(
        forms=(form(other_motives=[hlo.OtherMotive("Plezier")], round="2029"),),
        language="nl",
        findings=(Finding(code="label-near", field="other_motives.1.text"),),
    )
    differing = form(attrs.evolve(COLLEGE, ownership="private"), round="2029")
    return hlo.Dataset([*results, own, differing, met, home])


# ---- the tables


def test_every_table_has_its_columns_in_order_also_when_empty() -> None:
    empty = hlo.Dataset([])
    assert list(empty) == list(schemas())
    for name, table in empty.tables.items():
        assert len(table) == 0
        assert table.schema is schemas()[name]
        assert len(set(table.schema.names)) == len(table.columns)


def test_every_column_is_described_in_every_language() -> None:
    for schema in schemas().values():
        for described in (schema, *schema.columns):
            assert set(described.label) == set(TEXTS.languages) == set(INSTRUMENT.languages)
            assert all(described.label.values())


def test_every_column_is_filled_by_something() -> None:
    """So that no column is misspelt where its rows are made."""
    permitted = hlo.Dataset([form(research="motives")]).for_research().dataset
    unfilled = {
        f"{name}.{column.name}"
        for name, table in example().tables.items()
        for column in table.columns
        if all(value is None for value in (*table.column(column.name), *permitted[name].column(column.name)))
    }
    assert not unfilled


def test_every_value_is_of_the_kind_and_among_the_codes_of_its_column() -> None:
    kinds = {"text": str, "integer": int, "boolean": bool}
    for table in example().tables.values():
        for column in table.columns:
            values = {value for value in table.column(column.name) if value is not None}
            assert {type(value) for value in values} <= {kinds[column.kind]}, column
            assert not column.codes or values <= set(column.codes), column
            assert "" not in values, column


def texts(value: Any) -> Iterator[str]:  # Any: anything in a form
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from texts(part)
    elif isinstance(value, FrozenMap):
        yield from texts(tuple(value.values()))
    elif attrs.has(type(value)) and not isinstance(value, hlo.Instrument):
        for field in attrs.fields(type(value)):
            yield from texts(getattr(value, field.name))


@given(forms())
@tries(20, of=150)
def test_every_text_of_a_form_stands_in_a_table(form: Form) -> None:
    tables = hlo.Dataset([form]).tables.values()
    found = {value for table in tables for row in table.rows for value in row if isinstance(value, str)}
    assert set(texts(form)) <= found


@given(preparation_forms())
@tries(8, of=50)
def test_the_statuses_of_motives_stay_apart(form: hlo.PreparationForm) -> None:
    rows = list(hlo.Dataset([form])["motives"])
    assert [row["motive"] for row in rows] == [motive.id for motive in INSTRUMENT.motives]
    for row in rows:
        answer = form.answer(str(row["motive"]))
        assert row["status"] == form.status(str(row["motive"])).value
        assert (row["ticked"], row["outcome"]) == ((answer.ticked, answer.outcome) if answer else (None, None))


def test_a_question_that_was_asked_is_a_row_also_without_an_answer() -> None:
    rows = list(hlo.Dataset([form(answers={"preparation.1": "Samen"})])["answers"])
    assert Counter(row["status"] for row in rows) == {"answered": 1, "not_filled_in": 6}


def test_a_question_that_was_passed_over_is_not_the_same_as_a_form_nobody_touched() -> None:
    said = hlo.CommitmentForm(answers={"commitment.investment.1": "Een dag per week"})
    for touched, status in ((said, "not_discussed"), (hlo.CommitmentForm(), "not_filled_in")):
        rows = {row["question"]: row["status"] for row in hlo.Dataset([touched])["answers"]}
        assert rows["commitment.investment.2"] == status


@given(alignment_forms())
@tries(8, of=50)
def test_what_partners_are_called_is_an_id_or_words_and_never_both(form: hlo.AlignmentForm) -> None:
    dataset = hlo.Dataset([form])
    known = {partner.id for partner in form.organisations}
    for row in (*dataset["relations"], *dataset["answers"], *dataset["participants"]):
        for name in (name for name in row if name.endswith(("organisation", "partner"))):
            assert row[name] is None or row.get(f"{name}_words") is None
            assert row[name] is None or row[name] in known


def test_what_was_realised_stands_beside_the_motive() -> None:
    before = form(motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")])
    now = hlo.renew(before, round="2027")
    now = attrs.evolve(now, previous=[attrs.evolve(row, realised="partly") for row in now.previous])
    row = next(row for row in hlo.Dataset([now])["motives"] if row["motive"] == "network")
    wanted = ("status", "previous_ticked", "previous_outcome", "realised")
    assert [row[name] for name in wanted] == ["not_filled_in", True, "Meer stageplaatsen", "partly"]
    assert hlo.Dataset([now])["forms"]["previous_round"] == ("2026",)


def test_a_table_shows_itself_escaped() -> None:
    table = hlo.Dataset([form(other_motives=[hlo.OtherMotive("<b>Plezier</b>")])])["other_motives"]
    assert repr(table) == "Table(other_motives: 1 row, 8 columns)"
    assert "&lt;b&gt;Plezier&lt;/b&gt;" in table._repr_html_()
    assert "<b>" not in table._repr_html_()


def test_a_table_shows_its_first_rows_with_numbers_to_the_right() -> None:
    table = hlo.Dataset([form(motives=ticked("network"))])["motives"]
    assert f"en nog {len(table) - 10}" in table._repr_html_()
    assert "own_image" in table.to_text(language="en")
    page = hlo.Dataset([form()])["organisations"]._repr_html_()
    assert '<th scope="col" class="hlo-number">forms</th>' in page
    assert '<th scope="col">name</th>' in page


def test_unknown_tables_columns_and_backends_are_named() -> None:
    dataset = hlo.Dataset([])
    with pytest.raises(InvalidValueError, match="motives"):
        dataset["motive"]
    with pytest.raises(InvalidValueError, match="ticked"):
        dataset["motives"].column("tickd")
    with pytest.raises(InvalidValueError, match="polars"):
        dataset["motives"].to_narwhals("polar")


# ---- whichever library


def plain(value: Any) -> Cell:  # Any: a value of some library
    """None for what a library calls missing."""
    missing = value is None or type(value).__name__ == "NAType" or (isinstance(value, float) and math.isnan(value))
    return None if missing else value


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("items", ["full", "empty", "missing"])
def test_the_tables_are_the_same_whichever_library_holds_them(backend: str, items: str) -> None:
    dataset = {"full": example(), "empty": hlo.Dataset([]), "missing": hlo.Dataset([hlo.CommitmentForm()])}[items]
    kinds = {"text": "String", "integer": "Int64", "boolean": "Boolean"}
    for table in dataset.tables.values():
        frame = table.to_narwhals(backend)
        assert {name: str(kind) for name, kind in frame.schema.items()} == {
            c.name: kinds[c.kind] for c in table.columns
        }
        assert tuple(tuple(map(plain, row)) for row in frame.rows()) == table.rows


def test_the_first_library_that_is_installed_is_taken() -> None:
    assert type(example()["forms"].to_narwhals().to_native()).__module__.startswith("pandas")


ALONE = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name in sys.argv[2:]:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Hidden())
sys.path.insert(0, sys.argv[1])
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name in sys.argv[2:] else real(name)
import hlo_forms as hlo
from hlo_forms import examples
from test_dataset import plain
for table in hlo.Dataset(examples.forms(3, seed=1)).tables.values():
    frame = table.to_narwhals()
    print(frame.implementation, tuple(tuple(map(plain, row)) for row in frame.rows()) == table.rows)
"""


@pytest.mark.parametrize("left", dear(1, BACKENDS))
def test_whichever_library_is_the_only_one_gives_the_same(left: str) -> None:
    hidden = set(BACKENDS) - {left}
    command = [sys.executable, "-c", ALONE, str(Path(__file__).parent), *hidden]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert set(result.stdout.split("\n")) == {f"{left} True", ""}


@pytest.mark.parametrize("library", [*BACKENDS, "narwhals"])
def test_a_library_that_is_missing_is_named(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    table = hlo.Dataset([])["forms"]
    make = {
        "pandas": table.to_pandas,
        "polars": table.to_polars,
        "pyarrow": table.to_arrow,
        "narwhals": table.to_narwhals,
    }
    with pytest.raises(MissingDependencyError, match="pip install"):
        make[library]()


def test_rows_need_no_library_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for library in (*BACKENDS, "narwhals"):
        monkeypatch.setitem(sys.modules, library, None)
    assert next(iter(hlo.Dataset([form()])["forms"]))["round"] == "2026"


# ---- organisations, partnerships, and who answered


def test_an_organisation_is_one_row_and_what_its_forms_disagree_about_is_named() -> None:
    other = hlo.Organisation(
        "opleiding  verpleegkunde", type="programme", id=COLLEGE.id, ownership="private", sector="Hbo"
    )
    items = [form(), form(other, round="2027", partnership="Wijkzorg Zuid"), form(LINDE)]
    rows = {row["organisation"]: row for row in hlo.Dataset(items)["organisations"]}
    assert len(rows) == 2
    school = rows[COLLEGE.id]
    assert (school["ownership"], school["sector"], school["differing"]) == (None, "Hbo", "ownership")
    assert (school["forms"], school["partnerships"], school["name"]) == (2, 2, "Opleiding Verpleegkunde")
    assert rows[LINDE.id]["differing"] is None


def test_names_stand_together_where_they_differ() -> None:
    assert together(["Noord", None, "noord ", "Zuid"]) == "Noord / Zuid"
    assert together([None]) is None


def test_partnerships_are_counted_once() -> None:
    (row,) = hlo.Dataset([form(), form(LINDE), form(round="2027"), hlo.CommitmentForm(round="2026")])["partnerships"]
    assert (row["forms"], row["rounds"], row["organisations"]) == (3, 2, 2)


def responses(*items: Form) -> dict[tuple[Cell, ...], Cell]:
    rows = hlo.Dataset(items)["responses"]
    return {(row["phase"], row["organisation"] or row["organisation_type"]): row["response"] for row in rows}


def test_who_did_not_answer_is_told_from_the_forms_that_name_them() -> None:
    meeting = hlo.AlignmentForm(organisations=[COLLEGE, LINDE], partnership="Wijkzorg Noord", round="2026")
    assert responses(form(motives=ticked("network")), meeting) == {
        ("preparation", COLLEGE.id): "filled_in",
        ("preparation", LINDE.id): "missing",
        ("alignment", None): "blank",
    }


def test_a_side_of_which_nobody_is_known_is_missing() -> None:
    assert responses(form()) == {("preparation", COLLEGE.id): "blank", ("preparation", "practice_partner"): "missing"}


def test_a_side_is_not_said_to_be_missing_where_a_type_is_unknown() -> None:
    meeting = hlo.AlignmentForm(
        organisations=[hlo.Organisation("De Linde")], partnership="Wijkzorg Noord", round="2026"
    )
    assert ("preparation", "practice_partner") not in responses(form(), meeting)


def test_an_organisation_with_several_voices_answered_when_one_did() -> None:
    voices = [form(respondent="het team"), form(respondent="de directie", motives=ticked("network"))]
    (row,) = (row for row in hlo.Dataset(voices)["responses"] if row["organisation"])
    assert (row["forms"], row["response"]) == (2, "filled_in")


# ---- each form once


def test_copies_count_once_and_are_named() -> None:
    first, again, other = read(form(), "een.docx"), read(form(), "twee.docx"), read(form(LINDE), "drie.docx")
    resaved = attrs.evolve(first, sha256="f" * 64, source="opnieuw.docx")
    dataset = hlo.Dataset([first, again, resaved, other, form()])
    assert [row["copies"] for row in dataset["forms"]] == [4, 1]
    assert [(row["same_as"], row["same_bytes"]) for row in dataset["sources"]] == [
        (None, False),
        (1, True),
        (1, False),
        (None, False),
    ]


def test_versions_all_stand_in_the_tables_and_the_last_can_be_kept() -> None:
    later = form(motives=ticked("network"))
    dataset = hlo.Dataset([form(), later, form(LINDE)])
    rows = list(dataset["forms"])
    assert [(row["version"], row["versions"]) for row in rows] == [(1, 2), (2, 2), (1, 1)]
    assert [row["form"] for row in rows][:2] == [later.id, f"{later.id}#2"]
    assert dataset.latest().forms == (later, form(LINDE))
    assert next(iter(dataset.latest()["forms"]))["form"] == f"{later.id}#2"


def test_forms_that_name_nobody_are_no_versions_of_each_other() -> None:
    unknown = [hlo.CommitmentForm(answers={"commitment.investment.1": text}) for text in ("een", "twee")]
    assert hlo.Dataset(unknown).latest().forms == tuple(unknown)


def test_two_organisations_with_one_id_of_a_form_both_stay() -> None:
    both = [form(), form(LINDE, id=form().id)]
    dataset = hlo.Dataset(both)
    assert dataset.latest().forms == tuple(both)
    assert len({row["form"] for row in dataset["forms"]}) == 2


def test_several_forms_in_one_file_are_told_apart() -> None:
    findings = (Finding(code="label-near", field="2/motives.network"), Finding(code="alt-chunk"))
    found = {"round": "tag", "2/round": "label"}
    evidence = FrozenMap(
        {field: Evidence(field=field, how=how, place=Place(), seen="x") for field, how in found.items()}
    )
    reading = hlo.Reading(forms=(form(), form(LINDE)), language="nl", findings=findings, evidence=evidence, sha256="ab")
    dataset = hlo.Dataset([reading])
    first, second = (row["form"] for row in dataset["forms"])
    assert [(row["form"], row["field"]) for row in dataset["findings"]] == [(second, "motives.network"), (None, None)]
    found_by = [(row["form"], row["found_by"]) for row in dataset["evidence"] if row["field"] == "round"]
    assert found_by == [(first, "tag"), (second, "label")]
    doubts = {row["form"]: row["doubt_codes"] for row in dataset["motives"] if row["motive"] == "network"}
    assert doubts == {first: None, second: "label-near"}
    assert [row["doubts"] for row in dataset["forms"]] == [0, 1]
    assert [row["code"] for row in dataset.filter(organisation=COLLEGE.id)["findings"]] == ["alt-chunk"]


def test_what_is_no_form_is_refused() -> None:
    for wrong in (form(), [3], "map", ["een.docx"], 3):
        with pytest.raises(InvalidValueError, match="items"):
            hlo.Dataset(wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_a_generator_is_taken_as_it_comes() -> None:
    assert len(hlo.Dataset(examples.forms(3, seed=1))) == len(list(examples.forms(3, seed=1)))


# ---- where values came from


def test_every_value_can_be_traced_to_its_file() -> None:
    given = form(motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")])
    reading = read(given, "map/een.docx")
    dataset = hlo.Dataset([reading])
    found = {found.field: found for found in dataset.trace(given.id, "motives.network")}
    assert set(found) == {"motives.network.ticked", "motives.network.outcome"}
    outcome = found["motives.network.outcome"]
    assert (outcome.field, outcome.seen, outcome.how) == ("motives.network.outcome", "Meer stageplaatsen", "tag")
    assert (outcome.file, outcome.sha256, outcome.source) == ("map/een.docx", reading.sha256, 1)
    assert (outcome.reader, outcome.instrument, outcome.edition) == (reading.reader, INSTRUMENT.id, INSTRUMENT.edition)
    assert outcome.place.heading
    implied = {found.field for found in dataset.trace(given.id)} - set(reading.evidence)
    assert implied == {"partnership.id", "organisation.id", "organisation.type"}


def test_an_id_is_traced_to_the_name_it_was_made_of_or_to_the_identity_of_the_document() -> None:
    registered = attrs.evolve(COLLEGE, id="o17")
    for who, how, seen in ((COLLEGE, "tag", COLLEGE.name), (registered, "identity", "o17")):
        (found,) = hlo.Dataset([read(form(who))]).trace(form(who).id, "organisation.id")
        assert (found.how, found.seen) == (how, seen)


def test_a_type_that_was_guessed_is_traced_to_the_labels() -> None:
    guessed = Finding(code="type-guessed", field="organisation.type")
    dataset = hlo.Dataset([hlo.Reading(forms=(form(),), language="nl", findings=(guessed,))])
    (found,) = dataset.trace(form().id, "organisation.type")
    assert (found.how, found.seen) == ("label", "programme")


COMPUTED = {
    "form",
    "form_id",
    "digest",
    "instrument",
    "edition",
    "language",
    "phase",
    "theme",
    "question",
    "category",
    "kind",
}
COMPUTED |= {"status", "doubt_codes", "field", "found_by", "seen", "outcome_found_by", "outcome_seen"}


def test_every_text_in_every_table_of_forms_is_traced_to_a_file() -> None:
    """Each is the value of a field of its form, which has a file, a place, a way it was found, a reader, an edition."""
    other = [hlo.OtherMotive("Plezier", "Samen leren")]
    told = [form(motives=ticked("network"), other_motives=other, answers={"preparation.1": "Samen"}), form(LINDE)]
    meeting = hlo.AlignmentForm.from_forms(told, share=["preparation.1"])
    given = {"meeting": meeting, "home": hlo.CommitmentForm.from_forms(told[0], meeting)}
    documents = [(f"{name}.docx", hlo.render(found)) for name, found in {**FULL, **given}.items()]
    dataset = hlo.Dataset(hlo.read_many([*documents, *examples.documents(2, seed=4)]))
    digests = {row["source"]: row["sha256"] for row in dataset["sources"]}
    traced: dict[str, set[str]] = {}
    for entry in dataset.entries:
        told = {found.field: found for found in dataset.trace(entry.key)}
        for found in told.values():
            assert found.sha256 == digests[entry.source] is not None
            assert all((found.file, found.how, found.reader, found.instrument, found.edition, found.place.part))
        fields = dict(fields_of(entry.form))
        assert set(fields) <= set(told), entry.key
        traced[entry.key] = set(fields.values()) | {motive.id for motive in entry.form.instrument.motives}
    held = [
        name for name in dataset if schemas()[name].names[0] == "form" and name not in ("forms", "findings", "evidence")
    ]
    for name in held:
        for row in dataset[name]:
            said = {value for key, value in row.items() if isinstance(value, str) and key not in COMPUTED}
            assert said <= traced[str(row["form"])], (name, row)
    every = set().union(*traced.values())
    for name, keys in {
        "organisations": ("organisation", "sector", "ownership"),
        "partnerships": ("partnership",),
    }.items():
        assert {row[key] for row in dataset[name] for key in keys} - {None} <= every
    assert set(dataset["findings"]["in_source"]) | set(dataset["passages"]["source"]) <= set(digests)


def test_what_came_from_no_document_has_no_provenance() -> None:
    assert hlo.Dataset([form()]).trace(form().id) == ()
    with pytest.raises(InvalidValueError, match="form"):
        hlo.Dataset([form()]).trace("unknown")


def test_every_answer_that_was_read_has_its_evidence() -> None:
    dataset = hlo.Dataset(hlo.read_many((f"{name}.docx", hlo.render(form)) for name, form in FULL.items()))
    fields = {(row["form"], row["field"]) for row in dataset["evidence"]}
    for name in ("answers", "agreements", "relations", "other_motives"):
        for row in dataset[name]:
            under = any(form == row["form"] and str(field).startswith(str(row["field"])) for form, field in fields)
            assert under or row.get("status") == "not_filled_in", row


def test_a_doubt_about_one_motive_stands_at_that_motive_and_one_about_them_all_at_each() -> None:
    found = {"motives.network": "label-near", "motives": "place-missing"}
    findings = tuple(Finding(code=code, field=field) for field, code in found.items())
    rows = hlo.Dataset([hlo.Reading(forms=(form(),), language="nl", findings=findings)])["motives"]
    doubts = {row["motive"]: row["doubt_codes"] for row in rows if row["status"] != "not_offered"}
    assert doubts.pop("network") == "place-missing label-near"
    assert set(doubts.values()) == {"place-missing"}


# ---- a part of it


def test_filters_take_values_or_what_is_asked_of_each_form() -> None:
    dataset = hlo.Dataset(examples.forms(10, seed=1))
    for wanted in (
        {"round": "2026"},
        {"phase": ["alignment", "commitment"]},
        {"round": {"2025"}, "phase": "preparation"},
    ):
        small = dataset.filter(**wanted)  # type: ignore[arg-type]  # names and values
        expected = [
            row
            for row in dataset["forms"]
            if all(row[key] == value or row[key] in value for key, value in wanted.items())
        ]
        assert list(small["forms"]) == expected
        assert {row["form"] for row in small["answers"]} <= {row["form"] for row in expected}
    assert {row["filled_in"] for row in dataset.filter(lambda row: not row["filled_in"])["forms"]} == {False}
    assert len(dataset.filter(respondent=None)) < len(dataset)


def test_a_form_of_phase_2_stays_where_one_of_the_partners_is_wanted() -> None:
    meeting = hlo.AlignmentForm(organisations=[COLLEGE, LINDE], partnership="Wijkzorg Noord")
    dataset = hlo.Dataset([form(), form(LINDE), meeting])
    assert dataset.filter(organisation=LINDE.id).forms == (form(LINDE), meeting)
    assert dataset.filter(organisation_type="programme", phase="preparation").forms == (form(),)
    assert dataset.filter(sector="Zorg", ownership="public").forms == (meeting,)


def test_a_filter_on_what_is_no_column_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="did you mean"):
        hlo.Dataset([]).filter(rounds="2026")


def test_one_partnership_is_kept_of_each_organisation_and_rather_one_in_which_it_answered() -> None:
    items = [form(motives=ticked("network"), partnership=name) for name in ("Noord", "Zuid", "Oost")]
    items += [
        form(LINDE, partnership=name, motives=ticked(*motives)) for name, motives in (("A", ()), ("B", ["network"]))
    ]
    items += [hlo.CommitmentForm(organisation=LINDE, partnership="A"), hlo.AlignmentForm(partnership="A")]
    items += [hlo.PreparationForm(organisation=hlo.Organisation(type="programme")), form(partnership=None)]
    dataset = hlo.Dataset(items)
    kept = dataset.one_partnership_each()
    assert {row["partnership"] for row in kept.joined("motives") if row["organisation"] == LINDE.id} == {"b"}
    assert len([row for row in kept["forms"] if row["organisation"] == COLLEGE.id and row["partnership"]]) == 1
    assert [found.phase for found in kept.forms] == ["preparation"] * 2 + ["alignment"] + ["preparation"] * 2
    assert hlo.Dataset(items[::-1]).one_partnership_each().forms == kept.forms[::-1]
    assert kept.one_partnership_each().forms == kept.forms


def test_a_part_has_only_its_own_files() -> None:
    dataset = hlo.Dataset(
        [
            read(form(), "a.docx"),
            read(form(LINDE), "b.docx"),
            read(form(LINDE), "c.docx"),
            read_failure("d.docx", "missing"),
        ]
    )
    small = dataset.filter(organisation=LINDE.id)
    assert [(row["source"], row["file"]) for row in small["sources"]] == [(2, "b.docx"), (3, "c.docx")]


# ---- what it shows


def test_it_shows_what_is_in_it_and_what_is_missing() -> None:
    meeting = hlo.AlignmentForm(organisations=[COLLEGE, LINDE], partnership="Wijk<b>zorg</b>", round="2026")
    items = [
        read(form(partnership="Wijk<b>zorg</b>"), "een.docx"),
        meeting,
        read_failure("weg<i>.docx", "missing"),
        form(motives=ticked("network"), partnership="Wijk<b>zorg</b>"),
    ]
    shown = hlo.Dataset(items).to_html(language="nl")
    assert LINDE.name in shown
    assert TEXTS.text("missing", "nl") in shown
    assert "weg&lt;i&gt;.docx" in shown
    assert "dit bestand is er niet" in shown
    assert TEXTS.text("versions_heading", "nl") in shown
    assert "<b>" not in shown
    assert "<i>" not in shown


@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_shows_the_same_in_every_language(language: str) -> None:
    shown = example().to_html(language=language)
    assert shown.startswith(f'<div class="hlo-page" lang="{language}">')
    assert TEXTS.text("missing_heading", language) in shown
    assert shown.count("<tr>") == example().to_html(language="nl").count("<tr>")


def test_it_shows_itself_shortly() -> None:
    assert (
        repr(hlo.Dataset([form(), read_failure("weg.docx", "missing")]))
        == "Dataset(1 form of 1 partnership in 1 round; 1 file not read)"
    )
    assert hlo.Dataset([])._repr_html_().startswith('<div class="hlo-page" lang="nl">')
    assert (
        "Van elke organisatie"
        in hlo.Dataset([form(motives=ticked("network")), form(LINDE, motives=ticked("network"))])._repr_html_()
    )
    assert not hlo.Dataset([]).failures
    assert hlo.Dataset([])


def test_a_long_list_says_how_much_more_there_is() -> None:
    shown = hlo.Dataset([read_failure(f"{number}.docx", "missing") for number in range(30)]).to_html(language="en")
    assert "and 5 more" in shown


def test_a_language_it_does_not_speak_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="language"):
        hlo.Dataset([]).to_html(language="fr")


# ---- many files


def broken(data: bytes, number: int) -> bytes:
    """One of the ways in which a file goes wrong."""
    return (b"", data[: len(data) // 2], b"%PDF-1.7 " + data, data[:-300] + b"\0" * 300)[number % 4]


def accounted_for(folder: Path, count: int) -> None:
    """Write so many documents, break one in twenty, and find all of them again."""
    made: dict[str, bytes] = {}
    for name, data in examples.documents(10**6, rounds=["2026"], seed=11):
        flat = f"{len(made):05}-{name.replace('/', '-')}"
        made[flat] = broken(data, len(made) // 20) if len(made) % 20 == 7 else data
        (folder / flat).write_bytes(made[flat])
        if len(made) == count:
            break
    results = list(hlo.read_many(folder, store=folder / "forms.store"))
    bad = [name for number, name in enumerate(made) if number % 20 == 7]
    assert len(bad) > 4
    dataset = hlo.Dataset(results)
    assert [row["file"] for row in dataset["sources"]] == list(made)
    assert [row["file"] for row in dataset["sources"] if row["result"] != "read"] == bad
    assert len(dataset) == count - len(bad)
    again = hlo.Dataset(hlo.read_many(folder, store=folder / "forms.store"))
    assert {name: table.rows for name, table in again.tables.items()} == {
        name: table.rows for name, table in dataset.tables.items()
    }


@pytest.mark.parametrize("count", dear(1, [100, 600]))
def test_documents_some_broken_in_every_way_are_all_accounted_for(count: int, tmp_path: Path) -> None:
    accounted_for(tmp_path, count)


def test_blank_forms_have_every_row_that_was_asked() -> None:
    dataset = hlo.Dataset(BLANK.values())
    assert {row["response"] for row in dataset["responses"]} == set()
    assert {row["status"] for row in dataset["answers"]} == {"not_filled_in"}
    assert {row["status"] for row in dataset["motives"]} == {"not_filled_in", "not_offered"}


def test_every_table_that_is_described_is_made_and_no_other() -> None:
    """The schemas are data: what a codebook says of them stands there, and only there."""
    assert {*dataset_module._OF_FORMS, *dataset_module._OF_ALL} == set(schemas())
