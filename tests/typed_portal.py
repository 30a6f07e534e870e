"""A portal's code as strict type checkers must take it: all that an institution builds on, on two pages; never run."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import assert_never

import hlo_forms as hlo
from hlo_forms.batch import Result
from hlo_forms.comparison import Change, MotiveComparison, Reason, Verdict
from hlo_forms.export import JsonKind
from hlo_forms.facilitator import FormStatus, State
from hlo_forms.readings import FailureCode, FindingCode, HowFound, InfoCode, WarningCode
from hlo_forms.word import TemplateFaultCode, Templates
from web_service.app import Settings, service
from web_service.jobs import reading as read_job
from web_service.worker import Cost, RefusedError, run

# ---- own questions, house style and limits, once


def workspace(folder: Path, house_style: Templates) -> hlo.Workspace:
    own: hlo.Instrument = hlo.load_instrument(folder / "museum.toml")
    invitation = hlo.Invitation(sender="Noor Bakker", organisation="Museum Het Anker", return_to="noor@anker.example")
    limits = hlo.Limits(file=8_000_000, forms=10)
    return hlo.Workspace(
        instruments=[own], template=house_style, language=own.languages[0], limits=limits, invitation=invitation
    )


def editions(earlier: hlo.Instrument, later: hlo.Instrument) -> dict[str, tuple[str, ...]]:
    change: hlo.InstrumentDiff = later.diff(earlier)
    continues: hlo.Previous | None = later.previous
    return {"same": change.same, "new": change.new, "gone": continues.dropped if continues else change.dropped}


def faults(space: hlo.Workspace, template: bytes) -> list[str]:
    check: hlo.TemplateCheck = space.check(template)
    codes: set[TemplateFaultCode] = {fault.code for fault in check.faults}
    if "words-in-answer" in codes:
        return ["vraag de huisstijl terug"]
    return [fault.in_words(language=space.first_language) for fault in check.faults]


# ---- forms out


def letters(space: hlo.Workspace, partners: Path) -> Iterator[tuple[str, bytes]]:
    plan: hlo.Plan = space.plan(partners, partnership="Wijkzorg Noord", round="2026")
    for name, form in plan.forms(phases=[1]).items():
        yield name, space.render(form)


def next_year(space: hlo.Workspace, form: hlo.PreparationForm) -> hlo.Form:
    renewed: hlo.Form = space.renew(form, round="2027")
    return renewed


# ---- forms back, out of the hands of strangers


def uploaded(data: bytes) -> hlo.Reading | dict[str, str]:
    """What a stranger's file says, read in a process of its own; or why not, in words."""
    try:
        text: bytes = run(Cost(seconds=10, memory=1 << 29), read_job, data)
    except RefusedError as error:
        return dict(error.words)
    return hlo.from_json(text, hlo.Reading)


def weight(code: FindingCode) -> int:
    """What a code asks of the staff; a type checker knows them all, and which are for information only."""
    if code in ("outcomes-unticked", "ticks-missing"):
        return 3
    return 2 if code == "value-refused" else 1


def informs(code: InfoCode | WarningCode) -> FindingCode:
    return code


def to_ask(reading: hlo.Reading) -> list[tuple[FindingCode, str]]:
    own = sorted(reading.warnings, key=lambda finding: -weight(finding.code))
    return [(each.code, each.message(reading.instrument, language=reading.language)) for each in own]


def sure(how: HowFound) -> bool:
    """Whether a value was found by a mark; with a way more, a type checker says that this lacks it."""
    match how:
        case "tag" | "identity" | "corrected":
            return True
        case "label" | "number" | "position":
            return False
        case _:
            assert_never(how)


def why(error: hlo.DocumentError | hlo.ReadFailure) -> FailureCode:
    again: frozenset[hlo.RefusalCode] = frozenset({"cut-off", "zip-damaged"})
    return "unreadable" if error.code in again else error.code


def declared(kind: hlo.RelationKind, whose: hlo.Ownership, use: hlo.ResearchUse, since: hlo.Realised) -> list[hlo.Form]:
    who = hlo.Organisation("De Linde", ownership=whose, type="practice_partner")
    relation = hlo.DeclaredRelation(kind=kind, first_motive="network")
    before = [hlo.PreviousMotive("network", ticked=True, realised=since)]
    first = hlo.PreparationForm(organisation=who, research=use, asks_research=True, previous=before)
    return [first, hlo.AlignmentForm(organisations=[who], relations=[relation])]


def by_hand(reading: hlo.Reading, field: str, answer: str | None) -> hlo.Reading:
    try:
        return reading.corrected({field: answer})
    except hlo.InvalidValueError as error:
        raise ValueError(f"{error.field}: {error.expected}") from error


def all_of(space: hlo.Workspace, folder: Path, executor: Executor) -> tuple[list[hlo.Reading], list[str]]:
    results: list[Result] = list(space.read_many([folder], executor=executor, store=folder / "readings.store"))
    failures = [each for each in results if isinstance(each, hlo.ReadFailure)]
    readings = [each for each in results if isinstance(each, hlo.Reading)]
    return readings, [f"{each.source}: {each.in_words(language='nl')}" for each in failures]


def waiting_for(folder: hlo.FormsFolder) -> list[FormStatus]:
    return [entry for entry in folder.status().entries if entry.state is State.WAITING]


# ---- side by side


def counted(row: MotiveComparison) -> str:
    """A sentence about a motive; with a verdict more, a type checker says that this lacks it."""
    match row.verdict:
        case Verdict.SHARED | Verdict.COUNTERPART:
            return f"{len(row.applies_to)} van {len(row.offered_to)}"
        case Verdict.ONE_SIDE:
            return row.applies_to[0]
        case Verdict.NONE:
            return "–"
        case Verdict.NOT_COMPARABLE:
            reasons: tuple[Reason, ...] = row.reasons
            return ", ".join(reasons)
        case _:
            assert_never(row.verdict)


def status_of(form: hlo.PreparationForm, motive: str) -> bool | None:
    status: hlo.Status = form.status(motive)
    return {hlo.Status.APPLIES: True, hlo.Status.NOT_TICKED: False}.get(status)


def meeting(space: hlo.Workspace, readings: list[hlo.Reading]) -> tuple[bytes, bytes, str]:
    comparison: hlo.Comparison = space.compare(readings)
    forms = [each.form for each in readings]
    first = [form for form in forms if isinstance(form, hlo.PreparationForm)]
    together = hlo.AlignmentForm.from_forms(first, share=["preparation.1"])
    page: str = comparison.to_html(language="nl")
    return space.report(comparison, waiting_for=["De Linde"]), space.render(together), page


def dropped(earlier: list[hlo.Reading], later: list[hlo.Reading]) -> list[str]:
    change: hlo.Recalibration = hlo.recalibrate(earlier, later)
    steps = [step for step in change.steps(0) if step.change in (Change.DROPPED, Change.ASKED_OTHERWISE)]
    return [f"{step.organisation}: {step.motive}" for step in steps]


# ---- to other systems


def stored(reading: hlo.Reading, comparison: hlo.Comparison, change: hlo.Recalibration) -> dict[JsonKind, str]:
    finding: hlo.Finding | None = next(iter(reading.findings), None)
    texts: dict[JsonKind, str] = {"reading": hlo.to_json(reading), "findings": hlo.to_json(reading.findings)}
    texts |= {"comparison": hlo.to_json(comparison), "recalibration": hlo.to_json(change)}
    if finding:
        texts["finding"] = hlo.to_json(finding)
    return texts


def again(text: str, own: hlo.Instrument) -> tuple[hlo.Form, hlo.PreparationForm, hlo.Comparison]:
    any_form: hlo.Form = hlo.from_json(text, instruments=[own])
    first: hlo.PreparationForm = hlo.from_json(text, hlo.PreparationForm)
    comparison: hlo.Comparison = hlo.from_json(text, hlo.Comparison, instruments=[own])
    return any_form, first, comparison


def described(kind: JsonKind) -> str:
    schema = hlo.json_schema(kind)
    return str(schema["title"])


def exported(space: hlo.Workspace, folder: Path, target: Path) -> tuple[Path, ...]:
    dataset: hlo.Dataset = space.collect([folder])
    permitted: hlo.Dataset = dataset.for_research().dataset
    text: str = hlo.to_json(dataset, ground="AVG, artikel 6, lid 1, onder e", language="nl")
    target.with_suffix(".json").write_text(text, "utf-8")
    excel: bytes = hlo.to_excel(permitted, language="nl", answers=True)
    target.with_suffix(".xlsx").write_bytes(excel)
    return hlo.to_csv(dataset, target)


application = service(Settings(upload=8_000_000, cost=Cost(seconds=10)))

hlo.DeclaredRelation(kind="hindr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # there is no such kind
weight("value-refusd")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # there is no such code
hlo.json_schema("redaing")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # there is no such kind
hlo.from_json("{}", 3)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # no kind
