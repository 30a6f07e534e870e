"""Commands that carry the conversation on: to phase 2, to phase 3, to next year, and to a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from ..basics.files import Folder
from ..basics.text import slug
from ..commands.returned import (
    Returned,
    by_round,
    contacts_near,
    files,
    language,
    must_be_one,
    name_of,
    one_meeting,
    returned,
    to,
)
from ..errors import ComparisonError
from ..forms import AlignmentForm, CommitmentForm, Form, Invitation, PreparationForm, organisations_of
from ..forms.doubtful import FEWEST, MOST, unknown_names
from ..forms.doubtful import renew as renewed
from . import shared

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..comparison.recalibration import Recalibration
    from ..comparison.voices import VoiceComparison
    from ..readings.reading import Reading

_FIRST, _SECOND, _THIRD = PreparationForm.phase, AlignmentForm.phase, CommitmentForm.phase
_share = click.option("--share", multiple=True, metavar="QUESTION", help="Show the answers to this question too.")


def _invite(form: Form, words: dict[str, str | None]) -> Form:
    return attrs.evolve(form, invitation=Invitation(**words))


def _must_be_enough(returns: Returned, readings: list[Reading], most: int | None) -> None:
    """Raise `ComparisonError` for fewer than two organisations, or for more than fit."""
    who = {organisation.id: organisation.name for r in readings for organisation in organisations_of(r.form)}
    if len(who) < FEWEST:
        names = ", ".join(filter(None, who.values())) or returns.said("nobody")
        raise ComparisonError(returns.said("too_few", count=len(who), who=names))
    if most is not None and len(who) > most:
        raise ComparisonError(returns.said("too_many", count=len(who)))


def _tell_doubts(returns: Returned, readings: list[Reading]) -> None:
    for reading in readings:
        if reading.warnings:
            shared.say(returns.said("doubtful", file=reading.source, count=len(reading.warnings)))


@click.command()
@files
@to
@click.option("--mark", is_flag=True, help="Mark on the form which motives are shared.")
@_share
@shared.invitation
@language
def align(
    files: tuple[Path, ...],
    folder: Path,
    mark: bool,
    share: tuple[str, ...],
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
    form = _invite(AlignmentForm.from_forms(readings, share=share, mark=mark), invitation)
    returns.finish(shared.write_forms(folder, [form], returns.language, {}), folder)


@click.command()
@files
@to
@shared.invitation
@language
def commit(files: tuple[Path, ...], folder: Path, language: str | None, **invitation: str | None) -> None:
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
            shared.say(returns.said("no_partner", organisation=name_of(reading.form, returns.language)))
    for id, who in partners.items():
        if id not in [_id(reading) for reading in of_partners]:
            shared.say(returns.said("no_own", organisation=who.name or id))
    if not of_partners:
        raise ComparisonError(returns.said("no_answers", phase=1))
    _tell_doubts(returns, [*of_partners, *meetings])
    if names := unknown_names(meetings[0]):
        shared.say(returns.said("unknown_names", file=meetings[0].source, names=", ".join(names)))
    forms = [_invite(CommitmentForm.from_forms(reading, meetings[0]), invitation) for reading in of_partners]
    contacts = contacts_near([*files, folder], forms[0].partnership.id)
    returns.finish(shared.write_forms(folder, forms, returns.language, contacts), folder)


def _id(reading: Reading) -> str | None:
    return next(iter(organisations_of(reading.form))).id


@click.command()
@files
@to
@click.option("--round", required=True, metavar="NAME", help="The new round, such as 2027.")
@shared.invitation
@language
def renew(files: tuple[Path, ...], folder: Path, round: str, language: str | None, **invitation: str | None) -> None:
    """Make next year's forms of phase 1.

    Empty boxes stand beside last year's motives, with the question what became of them. FILE are returned forms of
    phase 1, or folders of them.
    """
    returns = returned(files, language, [_FIRST])
    readings = returns.needed(_FIRST)
    must_be_one(readings, returns.language)
    _tell_doubts(returns, readings)
    forms = [_invite(renewed(reading, round=round), invitation) for reading in readings]
    contacts = contacts_near([*files, folder], forms[0].partnership.id)
    returns.finish(shared.write_forms(folder, forms, returns.language, contacts), folder)


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
    """Make a report to hand out (.docx).

    It says what partners share and where they differ, or what changed over the rounds. FILE are returned forms of
    all phases, or folders of them. Of one round it is a comparison, with the relations and agreements that were
    declared; of more rounds a recalibration.
    """
    from ..comparison.voices import VoiceComparison
    from ..reports.documents import report as to_word
    from ..reports.documents import to_html

    returns = returned(files, language, [_FIRST, _SECOND, _THIRD])
    first = by_round(reading for reading in returns.needed(_FIRST) if round in (None, reading.form.round))
    if not first:
        raise ComparisonError(returns.said("no_answers", phase=1))
    subject = _subject(returns, list(first.values()))
    last = list(first)[-1]
    meetings = [reading for reading in returns.of(_SECOND) if (reading.form.round or "") == last]
    of_phases: dict[str, Any] = {  # Any: options of several kinds
        "meeting": one_meeting(returns, meetings),
        "commitments": [reading for reading in returns.of(_THIRD) if (reading.form.round or "") == last],
        "share": share,
    }
    parts = {"date": date} if isinstance(subject, VoiceComparison) else {"date": date, **of_phases}
    name = "-".join([returns.said("report_file"), *(slug(name) for name in first if name)])
    documents = {f"{name}.docx": to_word(subject, returns.language, template=shared.style().get("report"), **parts)}
    if html:
        documents[f"{name}.html"] = to_html(subject, returns.language, **parts).encode("utf-8")
    returns.finish(Folder(folder).save(documents).values(), folder)


def _subject(returns: Returned, rounds: list[list[Reading]]) -> Comparison | Recalibration | VoiceComparison:
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
