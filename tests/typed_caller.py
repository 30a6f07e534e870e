"""A caller's code as strict type checkers must take it, with every type from a public home; never run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx

import hlo_forms as hlo
from hlo_forms.batch import OneSource, Progress, Result
from hlo_forms.comparison import (
    CategoryCount,
    Cell,
    Change,
    CounterpartComparison,
    History,
    MotiveComparison,
    Overlap,
    OwnMotive,
    PairComparison,
    Realisation,
    Reason,
    Round,
    Side,
    Step,
    Verdict,
    VoiceAnswer,
    VoiceMotive,
)
from hlo_forms.export import Value as Code
from hlo_forms.export import Variable
from hlo_forms.facilitator import FormStatus, Mismatch, ReturnedFile, SentForm, State, Unlisted
from hlo_forms.pages import PageRow, PageTable
from hlo_forms.plots import Picture
from hlo_forms.readings import Value
from hlo_forms.reports import Commitments, Meeting, Subject
from hlo_forms.research import (
    CategoryTally,
    Column,
    Dates,
    ForResearch,
    Group,
    Interval,
    MotiveChange,
    MotiveCount,
    MotiveDifference,
    MotivePair,
    Record,
    Schema,
    SharedMotive,
)
from hlo_forms.word import Source, Templates

school = hlo.Organisation("Opleiding Verpleegkunde", type="programme", sector="Onderwijs", ownership="public")
form = hlo.PreparationForm(
    organisation=school,
    partnership="Wijkzorg Noord",
    motives=[hlo.MotiveAnswer("network", ticked=True)],
    other_motives=(hlo.OtherMotive("Zichtbaar"),),
    participants=[hlo.Participant("Noor", role="docent")],
    answers={"preparation.1": "Samen opleiden"},
)
motives: tuple[hlo.MotiveAnswer, ...] = form.motives
status: hlo.Status = form.status("network")
together = hlo.AlignmentForm(
    organisations=[school],
    relations=[hlo.DeclaredRelation(kind="reinforce")],
    own_answers=[hlo.OwnAnswer(question="alignment.6", text="Bellen")],
)
own = hlo.CommitmentForm(agreements=[hlo.Agreement(what="Evaluatie")], invitation=hlo.Invitation(sender="Noor"))
data: bytes = hlo.render(form, language="nl")
reading: hlo.Reading = hlo.read(data)
comparison: hlo.Comparison = hlo.compare([form, reading])
again: hlo.Form = hlo.from_json(hlo.to_json(own))


def asked(instrument: hlo.Instrument) -> Iterator[str]:
    """What an instrument asks, part by part."""
    kind: hlo.OrganisationType = instrument.organisation_type("programme")
    category: hlo.MotiveCategory = instrument.categories[0]
    motive: hlo.Motive = instrument.motive("network")
    phase: hlo.Phase = instrument.phase("alignment")
    theme: hlo.Theme = instrument.themes[0]
    question: hlo.Question = instrument.question("alignment.6")
    labels: list[hlo.Wording] = [each.label for each in (kind, category, motive, phase, theme, question)]
    yield from (label["nl"] for label in labels)


def doubts(source: Source, house_style: Templates | None = None) -> dict[str, str]:
    """What a reading is not sure of, with where that stands and what was seen."""
    read = hlo.read(source, template=house_style)
    evidence: hlo.FrozenMap[str, hlo.Evidence] = read.evidence
    findings: tuple[hlo.Finding, ...] = tuple(each for each in read.findings if each.severity is hlo.Severity.WARNING)
    places: list[hlo.Place | None] = [finding.place for finding in findings]
    corrections: dict[str, Value] = {"motives.network.ticked": True}
    passages: tuple[hlo.Passage, ...] = read.corrected(corrections).unplaced
    return {entry.how: entry.seen for entry in evidence.values()} if places and not passages else {}


def opened(form: hlo.Form) -> hlo.Reading:
    """A form that is worked on further in python-docx, and read."""
    document = hlo.document(form, language="en")
    document.add_paragraph("Bring this along.")
    return hlo.read(docx.Document("form.docx")) if document.tables else hlo.read(document)


def failures(sources: list[OneSource], progress: Progress) -> list[hlo.ReadFailure]:
    results: Iterator[Result] = hlo.read_many([*sources, docx.Document()], progress=progress)
    return [result for result in results if isinstance(result, hlo.ReadFailure)]


def side_by_side(comparison: hlo.Comparison) -> dict[str, tuple[Reason, ...]]:
    """The parts of a comparison."""
    sides: tuple[Side, ...] = comparison.organisations
    row: MotiveComparison = comparison.motive("network")
    cell: Cell = row.cell(sides[0].id)
    answers: tuple[VoiceAnswer, ...] = cell.voices
    pair: PairComparison = comparison.pairs[0]
    overlap: Overlap = pair.motives
    shared: float | None = overlap.jaccard
    mirrored: tuple[CounterpartComparison, ...] = comparison.counterparts
    counts: tuple[CategoryCount, ...] = comparison.categories
    own: tuple[OwnMotive, ...] = comparison.other_motives
    rows = (*mirrored, *counts, *own, *answers)
    return {row.motive: row.reasons} if rows and not shared and row.verdict is Verdict.NOT_COMPARABLE else {}


def over_the_years(change: hlo.Recalibration) -> dict[str, tuple[Realisation, ...]]:
    """The parts of a recalibration."""
    last: Round = change.rounds[-1]
    history: History = change.histories[0]
    steps: tuple[Step, ...] = history.steps
    new = [step.motive for step in steps if step.change is Change.NEW]
    return {str(new): last.realisations_of_others}


def voices(comparison: hlo.VoiceComparison) -> tuple[VoiceMotive, ...]:
    return comparison.motives


def handed_out(subject: Subject, meeting: Meeting, commitments: Commitments) -> tuple[bytes, str]:
    return hlo.report(subject, meeting=meeting, commitments=commitments), hlo.to_html(subject, meeting=meeting)


def drawn(comparison: hlo.Comparison) -> tuple[PageRow, ...]:
    """A picture and its table."""
    picture: Picture = hlo.plots.motives(comparison)
    table: PageTable = picture.table
    return table.rows


def counted(dataset: hlo.Dataset) -> list[tuple[Group, int, Interval | None]]:
    """The tables and counts of a data set."""
    tables: dict[str, hlo.Table] = dataset.tables
    schema: Schema = tables["motives"].schema
    columns: tuple[Column, ...] = schema.columns
    records: tuple[Record, ...] = dataset.entries
    allowed: ForResearch = dataset.for_research()
    rows: tuple[MotiveCount, ...] = allowed.dataset.counts(by="ownership").rows
    tallies: tuple[CategoryTally, ...] = dataset.category_counts().rows
    together: tuple[MotivePair, ...] = dataset.co_occurrence().rows
    shared: tuple[SharedMotive, ...] = dataset.sharing().rows
    changes: tuple[MotiveChange, ...] = dataset.changes("2025", "2026").rows
    apart: tuple[MotiveDifference, ...] = dataset.differences("ownership").rows
    others = (*columns, *records, *tallies, *together, *shared, *changes, *apart)
    return [(row.group, row.applies, row.interval) for row in rows] if others else []


def coded(dataset: hlo.Dataset, key: bytes, dates: Dates) -> hlo.Dataset:
    shared: hlo.Pseudonymised = hlo.pseudonymise(dataset, key, dates=dates)
    return shared.dataset


def variables(dataset: hlo.Dataset) -> dict[str, tuple[Code, ...]]:
    book: hlo.Codebook = hlo.codebook(dataset)
    entries: list[Variable] = [variable for table in book.variables.values() for variable in table]
    return {variable.name: variable.values for variable in entries}


def waiting(folder: hlo.FormsFolder, returned: Path) -> list[str]:
    """Who has not answered yet, and what came back by mistake."""
    status: hlo.FolderStatus = folder.status([returned])
    entries: tuple[FormStatus, ...] = status.waiting
    sent: list[SentForm] = [entry.sent for entry in entries if entry.state is State.WAITING]
    files: list[ReturnedFile] = [file for entry in entries for file in entry.returned]
    strangers: list[Unlisted] = [file for file in status.unlisted if file.why is Mismatch.OTHER_ROUND]
    return [*(form.file for form in sent), *(file.file for file in files), *(file.file for file in strangers)]


invented: list[hlo.Form] = list(hlo.examples.forms(partnerships=2))

hlo.PreparationForm(organisation=3)  # type: ignore[arg-type]  # a number is no organisation
hlo.PreparationForm(organisation=school, motives=["network"])  # type: ignore[list-item]  # a text is no answer
hlo.read(3)  # type: ignore[arg-type]  # a number is no document
hlo.rendr(form)  # type: ignore[attr-defined]  # no such name: it does not slip through as something unknown
