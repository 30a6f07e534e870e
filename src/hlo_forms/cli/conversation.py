"""Commands that carry the conversation on: to phase 2, to phase 3, to next year, and to a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from ..basics.files import Folder
from ..basics.text import slug
from ..basics.values import grouped
from ..errors import ComparisonError, PlanError
from ..facilitator.folder import FormsFolder, documents_in
from ..facilitator.register import SentForm
from ..forms import (
    AlignmentForm,
    CommitmentForm,
    Form,
    OrganisationForm,
    PreparationForm,
    organisations_of,
    phase_number,
)
from ..forms.commitment import unknown_names
from ..forms.doubtful import FEWEST, MOST
from ..forms.field_ids import in_words
from ..forms.fields import is_answered
from ..forms.people import Invitation
from ..forms.renewal import left_out, look_back
from ..forms.renewal import renew as renewed
from ..readings.reading import ReadFailure, version_key
from . import shared
from .shared import TEXTS, files

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..comparison.recalibration import Recalibration
    from ..comparison.voices import VoiceComparison
    from ..readings.reading import Reading


_OF_SEVERAL = ("same-file", "other-version")
to = click.option(
    "--to", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder to write in."
)

language = click.option(
    "--language", metavar="LANG", type=click.Choice(["nl", "en"]), help="nl or en; by default that of the forms."
)


@attrs.frozen(kw_only=True)
class ReturnedForms:
    """Readings of answered forms, each with one form, and the language for messages."""

    readings: tuple[Reading, ...]
    language: str
    all_read: bool

    def of(self, phase: str) -> list[Reading]:
        """Return the readings of a phase, by organisation in the order of types and ids."""
        return sorted((reading for reading in self.readings if reading.form.phase == phase), key=_order)

    def needed(self, phase: str) -> list[Reading]:
        """Return the readings of a phase; raise `ComparisonError` if there are none."""
        readings = self.of(phase)
        if not readings:
            raise ComparisonError(self.text("no_answers", phase=phase_number(phase)))
        return readings

    def text(self, key: str, **values: object) -> str:
        """Return a sentence in the language for messages."""
        return TEXTS.text(key, self.language, **values)

    def send(
        self, forms: Iterable[Form], folder: Path, invitation: Mapping[str, str | None], contacts: Mapping[str, str]
    ) -> None:
        """Write forms in a facilitator's folder, with the words of their invitation, and report them."""
        invited = [attrs.evolve(form, invitation=Invitation(**invitation)) for form in forms]
        self.finish(shared.write_forms(folder, invited, self.language, contacts), folder)

    def finish(self, paths: Iterable[Path], folder: Path) -> None:
        """Report the files that were written; exit with 1 if a file could not be read."""
        outputs = list(paths)
        shared.put("\n".join(map(str, outputs)))
        shared.say(self.text("written", count=len(outputs), folder=folder))
        if not self.all_read:
            click.get_current_context().exit(1)


def _order(reading: Reading) -> tuple[int, str, str]:
    form = reading.form
    if not isinstance(form, OrganisationForm):
        return 0, form.id, ""
    types = [kind.id for kind in form.instrument.organisation_types]
    who = form.organisation
    return types.index(who.type) if who.type in types else len(types), who.id or "", form.respondent or ""


def returned(paths: Iterable[Path], chosen: str | None, phases: Sequence[str]) -> ReturnedForms:
    """Read all these files and folders, and report on stderr what is of no use for these phases.

    Raises `ComparisonError` if several files are versions of one form that differ.
    """
    from ..batch.many import read_many

    results = list(read_many(documents_in(paths), template=shared.style()))
    readings = [result for result in results if not isinstance(result, ReadFailure)]
    language = chosen or next((reading.language for reading in readings if reading.forms), "nl")
    skipped = {result.source: result.in_words(language) for result in results if isinstance(result, ReadFailure)}
    all_read = not skipped
    blank, kept = [], []
    for reading in readings:
        why = _why_not(reading, phases, language)
        if why:
            skipped[reading.source or ""] = why
        elif not is_answered(reading.form) and not reading.unplaced:
            blank.append(reading.source or "")
        else:
            kept.append(_alone(reading))
    shared.speak(language)
    for file, why in skipped.items():
        shared.say(TEXTS.text("skipped", language, file=file, why=why))
    if blank:
        shared.say(TEXTS.text("skipped_blank", language, files=", ".join(blank)))
    _must_not_differ(kept, language)
    return ReturnedForms(readings=tuple(kept), language=language, all_read=all_read)


def _why_not(reading: Reading, phases: Sequence[str], language: str) -> str:
    """Return the reason why a file is of no use; "" if it is of use."""
    twins = [finding.seen for finding in reading.findings if finding.code == "same-file"]
    if not reading.forms:
        return TEXTS.text("no_form", language)
    if len(reading.forms) > 1:
        return TEXTS.text("holds_several", language, count=len(reading.forms))
    if reading.form.phase not in phases:
        return TEXTS.text("is_phase", language, phase=phase_number(reading.form.phase))
    return TEXTS.text("is_same", language, other=twins[0]) if twins else ""


def _alone(reading: Reading) -> Reading:
    """Return the reading without the findings that compare it with other files."""
    findings = tuple(finding for finding in reading.findings if finding.code not in _OF_SEVERAL)
    return attrs.evolve(reading, findings=findings)


def _must_not_differ(readings: Iterable[Reading], language: str) -> None:
    versions = grouped((version_key(reading.form) or (reading.source or "",), reading) for reading in readings)
    for several in versions.values():
        if len(several) > 1:
            names = ", ".join(reading.source or "" for reading in several)
            raise ComparisonError(TEXTS.text("differ", language, who=name_of(several[0].form, language), files=names))


def name_of(form: Form, language: str) -> str:
    """Return the name of the organisation that a form is for, and of its voice."""
    if not isinstance(form, OrganisationForm):
        return TEXTS.text("together", language)
    name = form.organisation.name or form.organisation.id or TEXTS.text("unnamed", language)
    return TEXTS.text("on_behalf", language, organisation=name, respondent=form.respondent) if form.respondent else name


def must_be_one(readings: Iterable[Reading], language: str) -> None:
    """Raise `ComparisonError` if the forms are of more than one partnership or round, naming the files of each."""
    groups = grouped(((reading.form.partnership.id, reading.form.round), reading) for reading in readings)
    if len(groups) > 1:
        texts = "; ".join(_group(group, language) for group in groups.values())
        raise ComparisonError(TEXTS.text("mixed", language, groups=texts))


def _group(readings: list[Reading], language: str) -> str:
    form = readings[0].form
    return TEXTS.text(
        "mixed_group",
        language,
        partnership=form.partnership.name or TEXTS.text("unnamed", language),
        round=form.round or TEXTS.text("no_round", language),
        files=", ".join(reading.source or "" for reading in readings),
    )


def one_meeting(returns: ReturnedForms, meetings: Sequence[Reading]) -> Reading | None:
    """Return the form of phase 2, or None if there is none; raise `ComparisonError` if there are several."""
    if len(meetings) > 1:
        names = ", ".join(str(reading.source) for reading in meetings)
        raise ComparisonError(returns.text("differ", who=returns.text("together"), files=names))
    return meetings[0] if meetings else None


def by_round(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Return the readings by the name of their round, in order: 9 before 10."""
    rounds = grouped((reading.form.round or "", reading) for reading in readings)
    return dict(sorted(rounds.items(), key=lambda group: _natural(group[0])))


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", text)]


def contacts_near(paths: Iterable[Path], partnership: str | None) -> Mapping[str, str]:
    """Return the contacts of a partnership's organisations, by id, from the registers in and beside these folders."""
    contacts: dict[str, str] = {}
    for path in paths:
        top = path if path.is_dir() else path.parent
        for folder in (*_folders_in(top.resolve().parent), top, *_folders_in(top)):
            for entry in _register(folder):
                if entry.organisation_id and entry.contact and entry.partnership_id == partnership:
                    contacts[entry.organisation_id] = entry.contact
    return contacts


def _folders_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir()) if folder.is_dir() else []


def _register(folder: Path) -> tuple[SentForm, ...]:
    try:
        return FormsFolder(folder).register
    except (PlanError, OSError):  # of use only where it can be read
        return ()


_FIRST, _SECOND, _THIRD = PreparationForm.phase, AlignmentForm.phase, CommitmentForm.phase
_before_option = click.option(
    "--before",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True),
    help="Last year's forms of phases 2 and 3, or their folder: what was said and agreed is asked about again.",
)
_share = click.option("--share", multiple=True, metavar="QUESTION", help="Show the answers to this question too.")


def _must_be_enough(returns: ReturnedForms, readings: list[Reading], most: int | None) -> None:
    """Raise `ComparisonError` for fewer than two organisations, or for more than fit."""
    who = {organisation.id: organisation.name for r in readings for organisation in organisations_of(r.form)}
    if len(who) < FEWEST:
        names = ", ".join(filter(None, who.values())) or returns.text("nobody")
        raise ComparisonError(returns.text("too_few", count=len(who), who=names))
    if most is not None and len(who) > most:
        raise ComparisonError(returns.text("too_many", count=len(who)))


def _tell_doubts(returns: ReturnedForms, readings: list[Reading]) -> None:
    for reading in readings:
        if reading.warnings:
            shared.say(returns.text("doubtful", file=reading.source, count=len(reading.warnings)))


@click.command()
@files
@to
@click.option("--mark", is_flag=True, help="Mark on the form which motives are shared.")
@_share
@_before_option
@shared.invitation
@language
def align(
    files: tuple[Path, ...],
    folder: Path,
    mark: bool,
    share: tuple[str, ...],
    before: tuple[Path, ...],
    language: str | None,
    **invitation: str | None,
) -> None:
    """Make the form of phase 2: all motives side by side.

    It is ready for the meeting of the partners. FILE are returned forms of phase 1, or folders of them. Only
    motives and outcomes go to the partners, and the answers to the questions that --share names (such as
    preparation.6).
    """
    returns = returned(files, language, [_FIRST])
    readings = returns.needed(_FIRST)
    must_be_one(readings, returns.language)
    _must_be_enough(returns, readings, MOST)
    _tell_doubts(returns, readings)
    form = AlignmentForm.from_forms(readings, share=share, mark=mark)
    earlier = _before(returns, before)
    _tell_left_out(returns, form, earlier)
    returns.send([look_back(form, earlier)], folder, invitation, {})


@click.command()
@files
@to
@_before_option
@shared.invitation
@language
def commit(
    files: tuple[Path, ...],
    folder: Path,
    before: tuple[Path, ...],
    language: str | None,
    **invitation: str | None,
) -> None:
    """Make the forms of phase 3, one for each organisation.

    Beside the questions stand its motives and what was said in the meeting. FILE are returned forms of phases 1 and
    2, or folders of them: a form for each organisation, and that of the meeting.
    """
    returns = returned(files, language, [_FIRST, _SECOND])
    first, meetings = returns.needed(_FIRST), returns.needed(_SECOND)
    must_be_one([*first, *meetings], returns.language)
    one_meeting(returns, meetings)
    partners = {who.id: who for who in organisations_of(meetings[0].form)}
    of_partners = [reading for reading in first if _id(reading) in partners]
    for reading in first:
        if reading not in of_partners:
            shared.say(returns.text("no_partner", organisation=name_of(reading.form, returns.language)))
    for id, who in partners.items():
        if id not in [_id(reading) for reading in of_partners]:
            shared.say(returns.text("no_own", organisation=who.name or id))
    if not of_partners:
        raise ComparisonError(returns.text("no_answers", phase=1))
    _tell_doubts(returns, [*of_partners, *meetings])
    if names := unknown_names(meetings[0]):
        shared.say(returns.text("unknown_names", file=meetings[0].source, names=", ".join(names)))
    earlier = _before(returns, before)
    forms = [look_back(CommitmentForm.from_forms(reading, meetings[0]), earlier) for reading in of_partners]
    returns.send(forms, folder, invitation, contacts_near([*files, folder], forms[0].partnership.id))


def _id(reading: Reading) -> str | None:
    return next(iter(organisations_of(reading.form))).id


@click.command()
@files
@to
@click.option("--round", required=True, metavar="NAME", help="The new round, such as 2027.")
@shared.invitation
@language
def renew(files: tuple[Path, ...], folder: Path, round: str, language: str | None, **invitation: str | None) -> None:
    """Make next year's forms, of every phase that came back.

    On the form of phase 1 empty boxes stand above last year's motives, with the question what became of them; on that
    of phase 2 stands what the partners said together, and on those of phase 3 what was agreed. FILE are returned forms
    of one round, or folders of them. For next year's meeting and agreements, see --before of align and commit.
    """
    returns = returned(files, language, [_FIRST, _SECOND, _THIRD])
    readings = list(returns.readings)
    if not readings:
        raise ComparisonError(returns.text("no_answers", phase=1))
    must_be_one(readings, returns.language)
    one_meeting(returns, returns.of(_SECOND))
    _tell_doubts(returns, readings)
    third = returns.of(_THIRD)
    forms: list[Form] = [renewed(reading, round=round) for reading in returns.of(_FIRST)]  # type: ignore[type-var]
    forms += [renewed(reading, round=round) for reading in returns.of(_SECOND)]  # type: ignore[type-var]
    for reading in third:
        others = [other for other in third if other is not reading]
        forms.append(renewed(reading, round=round, others=others))  # type: ignore[type-var]
    returns.send(forms, folder, invitation, contacts_near([*files, folder], forms[0].partnership.id))


def _before(returns: ReturnedForms, files: tuple[Path, ...]) -> list[Reading]:
    """Return the readings of an earlier round, of phases 2 and 3."""
    if not files:
        return []
    earlier = returned(files, returns.language, [_FIRST, _SECOND, _THIRD])
    readings = [*earlier.of(_SECOND), *earlier.of(_THIRD)]
    must_be_one(readings, returns.language)
    one_meeting(returns, earlier.of(_SECOND))
    return readings


def _tell_left_out(returns: ReturnedForms, form: AlignmentForm, before: Iterable[Reading]) -> None:
    """Tell what was said together and does not stand on the new form, as somebody new would read it."""
    for reading in (reading for reading in before if isinstance(reading.form, AlignmentForm)):
        if fields := left_out(form, reading):
            met = {who.id for who in reading.form.organisations}
            new = ", ".join(who.name or who.id or "" for who in form.organisations if who.id not in met)
            said = "; ".join(in_words(field, form.instrument, returns.language) for field in fields)
            shared.say(returns.text("left_out", who=new, fields=said))


@click.command()
@files
@to
@click.option("--round", metavar="NAME", help="Only this round; by default all, and what changed between them.")
@click.option("--html", is_flag=True, help="Write a page for an intranet (.html) as well.")
@click.option("--date", metavar="DATE", help="The date of the report, in words.")
@_share
@language
def report(  # noqa: PLR0913, PLR0917 - options, each by its name
    files: tuple[Path, ...],
    folder: Path,
    round: str | None,
    html: bool,
    date: str | None,
    share: tuple[str, ...],
    language: str | None,
) -> None:
    """Make a report to hand out (.docx), and beside it for yourself what is to be checked.

    It says what partners share and where they differ, or what changed over the rounds. FILE are returned forms of
    all phases, or folders of them. Of one round it is a comparison, with the relations and agreements that were
    declared; of more rounds a recalibration.
    """
    from ..comparison.voices import VoiceComparison
    from ..reports.documents import checklist, to_html
    from ..reports.documents import report as to_word

    returns = returned(files, language, [_FIRST, _SECOND, _THIRD])
    first = by_round(reading for reading in returns.needed(_FIRST) if round in (None, reading.form.round))
    if not first:
        raise ComparisonError(returns.text("no_answers", phase=1))
    subject = _subject(returns, list(first.values()))
    last = list(first)[-1]
    meetings = [reading for reading in returns.of(_SECOND) if (reading.form.round or "") == last]
    of_phases: dict[str, Any] = {  # Any: options of several kinds
        "meeting": one_meeting(returns, meetings),
        "commitments": [reading for reading in returns.of(_THIRD) if (reading.form.round or "") == last],
        "share": share,
    }
    parts = {"date": date} if isinstance(subject, VoiceComparison) else {"date": date, **of_phases}
    name = "-".join([returns.text("report_file"), *(slug(name) for name in first if name)])
    template = shared.style().get("report")
    documents = {f"{name}.docx": to_word(subject, returns.language, template=template, **parts)}
    talk: dict[str, Any] = {key: part for key, part in parts.items() if key in ("meeting", "commitments")}
    points = checklist(subject, returns.language, template=template, **talk)
    documents[f"{returns.text('checklist_file')}-{name}.docx"] = points
    if html:
        documents[f"{name}.html"] = to_html(subject, returns.language, **parts).encode("utf-8")
    returns.finish(Folder(folder).save(documents).values(), folder)


def _subject(returns: ReturnedForms, rounds: list[list[Reading]]) -> Comparison | Recalibration | VoiceComparison:
    """Compare one round (if it has one organisation, its voices), or recalibrate several rounds."""
    from ..comparison.comparison import compare
    from ..comparison.recalibration import recalibrate
    from ..comparison.voices import compare_voices

    if len(rounds) == 1:
        must_be_one(rounds[0], returns.language)
        if len(rounds[0]) > 1 and len({_id(reading) for reading in rounds[0]}) == 1:
            return compare_voices(rounds[0])
        _must_be_enough(returns, rounds[0], None)
        return compare(rounds[0])
    return recalibrate(*rounds)
