"""One error for one kind of fault: every public callable is called with every wrong kind of argument.

A wrong kind of value, and a name that is not among the known ones, is an `InvalidValueError` that names the argument; a
path where no file is, and a folder in its place, is the `OSError` that Python has for it. Forms that do not belong
together are a `ComparisonError`, a text that is no JSON of ours an `InterchangeError`, and so on: each has one class.
"""

from __future__ import annotations

import functools
import inspect
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import GeneratorType
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from hlo_forms.facilitator import SentForm
from runs import few, in_full
from samples import COLLEGE, FARM, filled, first

Call = tuple[Callable[..., Any], dict[str, Any]]  # Any: arguments of every kind

ANYTHING = object()
WRONG: dict[str, Any] = {
    "none": None,
    "number": 3,
    "float": 2.5,
    "text": "onbekend",
    "empty": "",
    "bytes": b"bytes",
    "list": [],
    "numbers": [3],
    "dict": {},
    "object": ANYTHING,
    "flag": True,
    "type": int,
}

PLAN = ("plan.csv", b"Organisatie;Type\nDe Linde;praktijkpartner\n")

NAMES = {"language", "motive", "organisation", "question", "phase", "name", "kind", "id", "key", "backend", "labels"}
"""Arguments that are one of known names, wherever they stand."""

DEAR = {"to_spss", "to_parquet", "to_csv", "to_jsonl", "to_excel", "report", "Workspace.report", "to_html"}
"""Much is made where one of these takes an argument: each is called with every kind in the long run."""

OF_PLANS = {"read_plan", "Workspace.plan"}
"""What is wrong with a plan is a `PlanError`, whether it stands in the file or was passed: every fault at once."""

FALLS_BACK = {"DocumentError.in_words", "ReadFailure.in_words"}
"""Words for people, which are there in English for every other language."""

WELCOME = {"Dataset.filter.name", "to_qdpx.name", "Workspace.form.id"}
"""Arguments with one of these names that take any text."""


@functools.cache
def forms() -> tuple[hlo.PreparationForm, hlo.PreparationForm]:
    return filled(first(COLLEGE)), filled(first(FARM))


@functools.cache
def calls() -> dict[str, Call]:
    """A right call of every public function, and of every method that takes arguments."""
    one = forms()[0]
    later = [hlo.renew(each, round="2027") for each in forms()]
    document = hlo.render(one)
    meeting, meeting_later = hlo.AlignmentForm.from_forms(forms()), hlo.AlignmentForm.from_forms(later)
    voices = [attrs.evolve(one, respondent=name, id=name) for name in ("docent", "manager")]
    comparison, change = hlo.compare(forms()), hlo.recalibrate(forms(), later)
    dataset = hlo.Dataset(hlo.examples.forms(2))
    counts, workspace, place = dataset.counts(), hlo.Workspace(), Path("nergens")
    instrument, table, finding = one.instrument, dataset["motives"], hlo.Finding(code="value-refused")
    (failure,) = hlo.read_many([b"Beste collega"])
    assert isinstance(failure, hlo.ReadFailure)
    sent = SentForm(file="fase1.docx", form_id="f1", phase="preparation", sha256="")
    status = hlo.FolderStatus(entries=(hlo.facilitator.FormStatus(sent=sent),))
    folder = hlo.FormsFolder(tempfile.mkdtemp())
    folder.write([one])
    both = {"first": comparison.organisations[0].id, "second": comparison.organisations[1].id}
    who = {"organisation": both["first"]}
    of_data: dict[str, Any] = {"dataset": hlo.Dataset(forms())}
    functions: dict[str, tuple[Any, dict[str, Any]]] = {
        "render": (hlo.render, {"form": one}),
        "write": (hlo.write, {"form": one, "path": place / "x.docx"}),
        "document": (hlo.document, {"form": one}),
        "read": (hlo.read, {"source": document}),
        "read_many": (hlo.read_many, {"sources": [document]}),
        "compare": (hlo.compare, {"items": forms()}),
        "compare_voices": (hlo.compare_voices, {"items": voices}),
        "recalibrate": (hlo.recalibrate, {"earlier": one, "later": later[0]}),
        "report": (hlo.report, {"subject": comparison, "pictures": False}),
        "checklist": (hlo.checklist, {"subject": comparison}),
        "to_html": (hlo.to_html, {"subject": comparison, "pictures": False}),
        "booklet": (hlo.booklet, {}),
        "renew": (hlo.renew, {"form": one, "round": "2027"}),
        "look_back": (hlo.look_back, {"form": meeting_later, "before": [meeting]}),
        "left_out": (hlo.left_out, {"form": meeting_later, "before": meeting}),
        "to_json": (hlo.to_json, {"value": one}),
        "from_json": (hlo.from_json, {"text": hlo.to_json(one)}),
        "json_schema": (hlo.json_schema, {"kind": "form"}),
        "pseudonymise": (hlo.pseudonymise, {**of_data, "key": bytes(32)}),
        "load_key": (hlo.load_key, {"path": place / "key.json"}),
        "read_review": (hlo.read_review, {"path": place}),
        "hide_small": (hlo.hide_small, {"counts": counts}),
        "to_csv": (hlo.to_csv, {**of_data, "folder": place}),
        "to_jsonl": (hlo.to_jsonl, {**of_data, "folder": place}),
        "to_parquet": (hlo.to_parquet, {**of_data, "folder": place}),
        "to_spss": (hlo.to_spss, {**of_data, "folder": place}),
        "to_excel": (hlo.to_excel, of_data),
        "to_qdpx": (hlo.to_qdpx, of_data),
        "to_qdc": (hlo.to_qdc, of_data),
        "codebook": (hlo.codebook, of_data),
        "read_plan": (hlo.read_plan, {"source": PLAN, "partnership": "Wijkzorg Noord", "round": "2026"}),
        "load_instrument": (hlo.load_instrument, {}),
        "check_template": (hlo.check_template, {"template": document, "phase": "report"}),
        "AlignmentForm.from_forms": (hlo.AlignmentForm.from_forms, {"forms": forms()}),
        "CommitmentForm.from_forms": (hlo.CommitmentForm.from_forms, {"own": one, "meeting": meeting}),
        "Dataset": (hlo.Dataset, {"items": forms()}),
        "FormsFolder": (hlo.FormsFolder, {"path": place}),
        "ReadingStore": (hlo.ReadingStore, {"path": place / "x"}),
        "Workspace": (hlo.Workspace, {}),
        "Finding": (hlo.Finding, {"code": "value-refused"}),
        "plots.motives": (hlo.plots.motives, {"comparison": comparison}),
        "plots.categories": (hlo.plots.categories, {"comparison": comparison}),
        "plots.recalibration": (hlo.plots.recalibration, {"change": change}),
        "plots.relations": (hlo.plots.relations, {"meeting": meeting}),
        "plots.statistic": (hlo.plots.statistic, {"result": counts}),
        "examples.forms": (hlo.examples.forms, {"partnerships": 0}),
        "examples.write_documents": (hlo.examples.write_documents, {"folder": place, "partnerships": 0}),
    }
    methods: dict[str, tuple[Any, dict[str, dict[str, Any]]]] = {
        "Reading": (hlo.read(document), {"corrected": {"values": {}}, "to_html": {}, "to_text": {}}),
        "Comparison": (comparison, {"motive": {"motive": "network"}, "pair": both, "to_text": {}}),
        "MotiveComparison": (comparison.motives[0], {"cell": who}),
        "CounterpartComparison": (
            comparison.counterparts[0],
            {"cell": who, "side": {"motive": comparison.counterparts[0].first}},
        ),
        "Recalibration": (
            change,
            {"of": who, "history": {**who, "motive": "network"}, "steps": {"number": 0}, "counts": {"number": 0}},
        ),
        "VoiceComparison": (hlo.compare_voices(voices), {"motive": {"motive": "network"}}),
        "Dataset": (
            dataset,
            {
                "__getitem__": {"name": "motives"},
                "joined": {"name": "motives"},
                "counts": {},
                "category_counts": {},
                "co_occurrence": {},
                "changes": {"earlier": "2025", "later": "2026"},
                "differences": {"by": "ownership"},
                "trace": {"form": dataset.forms[0].id},
                "recode": {"sector": {}},
                "published": {},
                "for_research": {},
                "to_html": {},
            },
        ),
        "MotiveCounts": (counts, {"explained": {"language": "nl"}, "remarks": {"language": "nl"}, "to_pandas": {}}),
        "Table": (table, {"column": {"name": "motive"}, "levels": {"column": table.columns[0]}, "to_narwhals": {}}),
        "Schema": (table.schema, {"column": {"name": "motive"}, "row": {"values": {}}}),
        "Codebook": (hlo.codebook(dataset), {"to_markdown": {}}),
        "Instrument": (
            instrument,
            {
                "category": {"id": instrument.categories[0].id},
                "motive": {"id": "network"},
                "organisation_type": {"id": "programme"},
                "phase": {"id": "alignment"},
                "question": {"id": "alignment.6"},
                "in_category": {"category": instrument.categories[0].id},
                "offered": {"organisation_type": "programme"},
                "questions_of": {"phase": "alignment"},
                "locale": {"language": "nl"},
                "word": {"key": "locale", "language": "nl"},
                "digest_in": {"language": "nl"},
                "diff": {"other": instrument},
            },
        ),
        "PreparationForm": (one, {"answer": {"motive": "network"}, "status": {"motive": "network"}}),
        "Workspace": (
            workspace,
            {
                "render": {"form": one},
                "write": {"form": one, "path": place / "x.docx"},
                "read": {"source": document},
                "renew": {"form": one, "round": "2027"},
                "report": {"subject": comparison},
                "booklet": {},
                "collect": {"sources": []},
                "folder": {"path": place},
                "from_json": {"text": hlo.to_json(one)},
                "load": {"path": place},
                "plan": {"source": PLAN},
                "form": {"kind": hlo.PreparationForm},
                "compare": {"items": forms()},
            },
        ),
        "FormsFolder": (folder, {"write": {"forms": [one]}, "add": {"forms": [one]}, "status": {}}),
        "FolderStatus": (status, {"of": {"phase": "preparation"}}),
        "Finding": (finding, {"message": {"instrument": instrument, "language": "nl"}}),
        "DocumentError": (hlo.DocumentError("x", "y"), {"in_words": {}}),
        "ReadFailure": (failure, {"in_words": {"language": "nl"}}),
    }
    bound = {
        f"{kind}.{name}": (getattr(value, name), arguments)
        for kind, (value, own) in methods.items()
        for name, arguments in own.items()
    }
    return {**functions, **bound}


def arguments_of(function: Callable[..., Any]) -> Iterator[str]:
    """The names of the arguments that a function takes by name; a wrong executor or callback is its own affair."""
    for name, one in inspect.signature(function).parameters.items():
        if one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY) and name not in ("executor", "progress"):
            yield name


@functools.cache
def came_of_kind(name: str, argument: str, kind: str) -> BaseException | None:
    return came_of(name, argument, WRONG[kind])


def came_of(name: str, argument: str, wrong: Any) -> BaseException | None:
    """What a call with one wrong argument raises; None where it is taken."""
    function, arguments = calls()[name]
    try:
        result = function(**{**arguments, argument: wrong})
        if isinstance(result, GeneratorType):
            list(result)
        if isinstance(result, hlo.ReadingStore):
            result.close()
    except Exception as error:  # noqa: BLE001 - of which kind it is, is what is asked
        return error
    return None


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that a call makes under a strange name stay out of the way."""
    monkeypatch.chdir(tmp_path)


ALL = sorted(calls())


@in_full
@pytest.mark.parametrize("name", ALL)
@pytest.mark.filterwarnings("ignore")
def test_a_wrong_argument_is_a_typed_error(name: str) -> None:
    """Never a `TypeError`, `KeyError` or `AttributeError` from within; a path that is no file is an `OSError`."""
    faults = [
        (argument, kind, repr(error))
        for argument in arguments_of(calls()[name][0])
        for kind in (few(3, reversed(WRONG)) if name in DEAR else WRONG)
        if (error := came_of_kind(name, argument, kind)) is not None
        and not isinstance(error, hlo.HloFormsError | OSError)
    ]
    assert not faults


@pytest.mark.parametrize("name", ALL)
def test_what_is_no_value_of_any_kind_is_an_invalid_value(name: str) -> None:
    """An argument that takes something takes no bare object, and the error names it."""
    if name in FALLS_BACK:
        return
    for argument in arguments_of(calls()[name][0]):
        error = came_of_kind(name, argument, "object")
        if error is not None:
            expected = hlo.InvalidValueError | hlo.PlanError if name in OF_PLANS else hlo.InvalidValueError
            assert isinstance(error, expected), (argument, repr(error))


@pytest.mark.parametrize("name", ALL)
def test_an_unknown_name_is_an_invalid_value(name: str) -> None:
    """Of a language, motive, organisation, question, phase, table or column."""
    for argument in NAMES & set(arguments_of(calls()[name][0])):
        if name not in FALLS_BACK and f"{name}.{argument}" not in WELCOME:
            for kind in ("text", "empty"):
                error = came_of_kind(name, argument, kind)
                expected = hlo.PlanError if name in OF_PLANS else hlo.InvalidValueError
                assert isinstance(error, expected), (argument, kind, repr(error))


PATHS = [
    ("read", "source"),
    ("render", "template"),
    ("read", "template"),
    ("check_template", "template"),
    ("load_instrument", "source"),
    ("read_plan", "source"),
    ("read_review", "path"),
    ("Workspace.load", "path"),
    ("Workspace.read", "source"),
]


@pytest.mark.parametrize(("name", "argument"), PATHS)
def test_a_file_that_is_not_there_and_a_folder_are_what_python_calls_them(name: str, argument: str) -> None:
    missing = came_of(name, argument, Path("ontbreekt.docx"))
    folder = came_of(name, argument, Path())
    assert isinstance(missing, FileNotFoundError), repr(missing)
    assert isinstance(folder, IsADirectoryError), repr(folder)
    assert isinstance(came_of(name, argument, "nul\0l"), hlo.InvalidValueError)


@pytest.mark.parametrize(("name", "argument"), [("read", "source"), ("Workspace.read", "source")])
def test_bytes_that_are_no_document_are_a_document_error(name: str, argument: str) -> None:
    for data in (b"", b"Beste collega", b"PK\x03\x04", bytes(1000)):
        assert isinstance(came_of(name, argument, data), hlo.DocumentError)


@pytest.mark.parametrize("name", ["compare", "Workspace.compare", "compare_voices"])
def test_forms_that_cannot_be_compared_are_a_comparison_error(name: str) -> None:
    one, _ = forms()
    for items in ([], [one], [one, one], [one, hlo.CommitmentForm()]):
        assert isinstance(came_of(name, "items", items), hlo.ComparisonError)
