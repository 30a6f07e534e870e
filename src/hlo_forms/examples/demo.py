"""The demo's script: a partnership that does not exist, from the list of partners to the report of its second year.

All its words are in TOML.
"""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from ..basics.files import Folder
from ..basics.messages import Catalogue
from ..comparison.comparison import Comparison, compare
from ..comparison.recalibration import Change, Recalibration, recalibrate
from ..comparison.verdicts import Verdict
from ..errors import HloFormsError
from ..facilitator.folder import FormsFolder
from ..facilitator.plan import Plan, read_plan
from ..facilitator.register import blank_forms, by_file_name
from ..forms import AlignmentForm, CommitmentForm, Form, Invitation, PreparationForm
from ..forms.answers import Realised
from ..forms.fields import FormPart, parts_of
from ..forms.renewal import look_back, renew
from ..instrument.loading import load_instrument
from ..readings.reading import Reading
from ..reports.documents import checklist, report, to_html
from ..word.reader.document import read
from ..word.writer.template import render

Table = dict[str, Any]  # Any: what the TOML file holds, and options of several kinds


TEXTS = Catalogue("demo")


def text(key: str, **values: object) -> str:
    """Return a sentence of the demo, which has one language."""
    return TEXTS.text(key, TEXTS.languages[0], **values)


def plan() -> Table:
    """Return the partnership, with the keys of a plan (see `hlo-forms new`).

    >>> len(plan()["organisations"])
    3
    """
    table: Table = TEXTS.content["plan"]
    return table


def fill_all(blank: Mapping[str, Form]) -> dict[str, Form]:
    """Return the forms as the partners filled them in, by file name; forms that nobody answers are left out.

    Takes the partnership's forms of any phase and round, blank or with text that was carried over.
    """
    suffix = text("filled_suffix")
    forms = {f"{Path(name).stem}-{suffix}.docx": fill_in(form) for name, form in blank.items()}
    return {name: form for name, form in forms.items() if form is not None}


def fill_in(form: Form) -> Form | None:
    """Return a form as the partners filled it in; None if nobody does."""
    if isinstance(form, PreparationForm):
        part = TEXTS.content["later" if form.renewed else "answered"].get(form.organisation.id)
        return _prepare(form, part) if part else None
    later = "_later" if form.round not in (None, plan()["round"]) else ""
    if isinstance(form, AlignmentForm):
        return _talk(form, TEXTS.content[f"meeting{later}"])
    assert isinstance(form, CommitmentForm)  # noqa: S101 - the only other kind
    part = TEXTS.content[f"commitment{later}"].get(form.organisation.id)
    return _talk(form, part) if part else None


def _prepare(form: PreparationForm, part: Table) -> PreparationForm:
    realised: Mapping[str, Realised] = part.get("realised", {})
    others: Iterable[Realised | None] = [*part.get("realised_other", ()), *[None] * len(form.previous_other)]
    return attrs.evolve(
        form,
        **_answers(form, part),
        previous=[attrs.evolve(row, realised=realised.get(row.motive)) for row in form.previous],
        previous_other=[
            attrs.evolve(row, realised=text) for row, text in zip(form.previous_other, others, strict=False)
        ],
    )


def _talk(form: Form, script: Table) -> Form:
    """Return a form of phase 2 or 3 with answers, and with what became of each row of the year before, in order."""
    again: Table = {
        part.name: [
            attrs.evolve(row, **{part.asked[0]: said})
            for row, said in zip(getattr(form, part.name), script["again"][part.name], strict=True)
        ]
        for part in parts_of(type(form))
        if part.name in script.get("again", ())
    }
    return attrs.evolve(form, **_answers(form, script), **again)


def _answers(form: Form, script: Table) -> Table:
    """Return the parts of a form that the script fills in, by name."""
    parts = (part for part in parts_of(type(form)) if part.name in script)
    return {part.name: _value(part, script[part.name]) for part in parts}


def _value(part: FormPart, value: Any) -> Any:  # Any: what the TOML file holds, and any value of a form
    return [part.row(**row) for row in value] if part.row else value


_CHANGES = (Change.NEW, Change.KEPT, Change.DROPPED)


@attrs.frozen
class _Year:
    """One round on disk: the forms sent, the forms that came back, and the report."""

    top: Path
    language: str

    @property
    def sent(self) -> FormsFolder:
        return FormsFolder(self.top / text("sent"))

    @property
    def returned(self) -> Path:
        return self.top / text("returned")

    def play(self, forms: Iterable[Form], contacts: Mapping[str, str]) -> list[Reading]:
        """Send forms, have them filled in, and read from disk what came back."""
        paths = self.sent.write(forms, language=self.language, contacts=contacts)
        answers = fill_all({path.name: form for path, form in zip(paths, forms, strict=True)})
        documents = {name: render(form, language=self.language) for name, form in answers.items()}
        return [_read(path) for path in Folder(self.returned).save(documents).values()]

    def report(self, name: str, subject: Comparison | Recalibration, date: str, **talk: Any) -> Path:  # Any: as Table
        """Write a report in Word and as a web page, and what is to be checked; return the path of the Word document."""
        files = {
            f"{name}.docx": report(subject, language=self.language, date=date, **talk),
            f"{name}.html": to_html(subject, language=self.language, date=date, **talk).encode("utf-8"),
            f"{text('checklist')}-{name}.docx": checklist(subject, language=self.language, **talk),
        }
        return Folder(self.top / text("report")).save(files)[f"{name}.docx"]


def _read(path: Path) -> Reading:
    try:
        return attrs.evolve(read(path), source=str(path))
    except HloFormsError as error:
        raise HloFormsError(f"{path}: could not be read back: {error}") from error


@attrs.frozen(kw_only=True)
class _Results:
    """Everything that came of the demo."""

    folder: Path
    plan: Plan
    first: list[Reading]
    meeting: Reading
    third: list[Reading]
    later: list[Reading]
    again: list[Reading]
    comparison: Comparison
    change: Recalibration
    reports: tuple[Path, Path]


def play(folder: Path) -> str:
    """Write all the documents of the demo in a folder; return a text on what was done and what to open first."""
    plan = _plan(folder)
    _blank_forms(folder, plan.language)
    now = _Year(folder / str(plan.round), plan.language)
    first = now.play(list(plan.forms([1]).values()), plan.contacts)
    met, third = _talks(now, plan, first)
    comparison = compare(first)
    name = f"{text('report')}-{plan.round}"
    first_report = now.report(name, comparison, text("report_date"), meeting=met, commitments=third)

    round = text("later_round")
    then = _Year(folder / round, plan.language)
    again = _invitation(plan, round, 1)
    later = then.play([attrs.evolve(renew(one, round=round), invitation=again) for one in first], plan.contacts)
    met_again, third_again = _talks(then, plan, later, [met, *third])
    change = recalibrate(first, later)
    last_report = then.report(
        f"{name}-{round}", change, text("later_report_date"), meeting=met_again, commitments=third_again
    )
    return _summary(
        _Results(
            folder=folder,
            plan=plan,
            first=first,
            meeting=met,
            third=third,
            later=later,
            again=[met_again, *third_again],
            comparison=comparison,
            change=change,
            reports=(first_report, last_report),
        )
    )


def _talks(
    year: _Year, plan: Plan, first: list[Reading], before: Iterable[Reading] = ()
) -> tuple[Reading, list[Reading]]:
    """Play phases 2 and 3 of a year, with what was said and agreed in the year before; return what came back."""
    old = list(before)

    def asked(form: Any, phase: int) -> Form:  # Any: a form of phase 2 or of phase 3, which stays what it is
        form = attrs.evolve(form, invitation=_invitation(plan, str(form.round), phase))
        made: Form = look_back(form, old) if old else form
        return made

    (met,) = year.play([asked(AlignmentForm.from_forms(first), 2)], plan.contacts)
    own = [asked(CommitmentForm.from_forms(one, met), 3) for one in first]
    return met, year.play(own, plan.contacts)


def _invitation(plan: Plan, round: str, phase: int) -> Invitation:
    """Return who sends a form, and before when it should be back: each phase has a date of its own."""
    return attrs.evolve(plan.invitation, return_by=TEXTS.content["return_by"][round][phase - 1])


def _plan(folder: Path) -> Plan:
    """Return the plan, read from a list of partners on disk as an office keeps it."""
    script = plan()
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(script["columns"].values()), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    instrument, language = load_instrument(), script["language"]
    for row in script["organisations"]:
        kind = instrument.organisation_type(row["type"]).label[language]
        ownership = instrument.word(f"ownership.{row['ownership']}", language)
        cells = {**row, "type": kind.lower(), "ownership": ownership}
        writer.writerow({heading: cells.get(key, "") for key, heading in script["columns"].items()})
    name = text("list")
    paths = Folder(folder).save({name: out.getvalue().encode("utf-8-sig")})
    return read_plan(
        paths[name],
        partnership=script["partnership"]["name"],
        round=script["round"],
        language=language,
        invitation=Invitation(**script["invitation"]),
    )


def _blank_forms(folder: Path, language: str) -> None:
    """Write blank forms of every phase and type, without a name."""
    forms = by_file_name(blank_forms(), language)
    documents = {name: render(form, language=language) for name, form in forms.items()}
    Folder(folder / text("blank")).save(documents)


def _summary(results: _Results) -> str:
    """Return what was done, who has answered, and what to open first, as text."""
    year = _Year(results.folder / str(results.plan.round), results.plan.language)
    status = year.sent.status(year.returned)
    values = {**_paths(results, year), **_numbers(results)}
    steps = [text("opening", partnership=results.plan.partnership.name), ""]
    steps += [text("steps", **values), "", text("status", **values), "", status.to_text(), text("open_first", **values)]
    if importlib.util.find_spec("matplotlib") is None:
        steps.append(text("pictures"))
    return "\n".join(steps)


def _paths(results: _Results, year: _Year) -> dict[str, object]:
    first, later = results.reports
    meeting = next(entry.file for entry in year.sent.register if entry.phase == AlignmentForm.phase)
    return {
        "list": results.folder / text("list"),
        "sent": year.sent.path,
        "returned": year.returned,
        "report": first,
        "later": results.folder / text("later_round"),
        "later_report": later,
        "blank": results.folder / text("blank"),
        "round": results.plan.round,
        "filled": results.first[0].source,
        "meeting": year.sent.path / meeting,
    }


def _numbers(results: _Results) -> dict[str, object]:
    offered = results.comparison.offered_to_several
    shared = sum(row.verdict is Verdict.SHARED for row in offered)
    changes = [step.change for step in results.change.steps(0)]
    third = [reading.form for reading in results.third]
    met = results.meeting.form
    return {
        "partners": len(results.plan.partners),
        "first": len(results.first),
        "doubts": sum(len(reading.warnings) for reading in results.first),
        "shared": text("shared", shared=shared, offered=len(offered)),
        "relations": len(met.relations) if isinstance(met, AlignmentForm) else 0,
        "third": len(third),
        "agreements": sum(len(form.shared_agreements) for form in third if isinstance(form, CommitmentForm)),
        "renewed": len(results.later),
        "again": len(results.again) - 1,
        "changes": text("changes", **{kind.value: changes.count(kind) for kind in _CHANGES}),
    }
