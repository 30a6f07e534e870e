"""Commands that carry the conversation on: to phase 2, to phase 3, to next year, and to a report."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..basics.files import Folder
from ..basics.text import slug
from ..errors import ComparisonError
from ..forms import AlignmentForm, CommitmentForm, Form, PreparationForm, organisations_of
from ..forms.commitment import unknown_names
from ..forms.doubtful import MOST
from ..forms.field_ids import in_words
from ..forms.renewal import left_out, look_back
from . import meeting, shared
from .language import Command
from .returns import ReturnedForms, by_round, must_be_enough, must_be_one, name_of, one_meeting, returned
from .shared import TEXTS, files
from .workspace import workspace

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..comparison.recalibration import Recalibration
    from ..comparison.voices import VoiceComparison
    from ..readings.reading import Reading


to = click.option("--to", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path))

_PHASES = _FIRST, _SECOND, _THIRD = PreparationForm.phase, AlignmentForm.phase, CommitmentForm.phase
_before_option = click.option("--before", multiple=True, metavar="FILE", type=click.Path(path_type=Path))
_share = click.option("--share", multiple=True, metavar="QUESTION")


def _tell_doubts(returns: ReturnedForms, readings: list[Reading]) -> None:
    for reading in readings:
        if reading.warnings:
            shared.say(returns.text("doubtful", file=reading.source, count=len(reading.warnings)))


def _must_be_questions(returns: ReturnedForms, readings: list[Reading], share: tuple[str, ...]) -> None:
    """Raise `ComparisonError` for a question to share that is none of phase 1."""
    asked = [question.id for question in readings[0].instrument.questions_of(_FIRST)]
    for question in share:
        if question not in asked:
            raise ComparisonError(returns.text("share_unknown", question=question, asked=", ".join(asked)))


@click.command(cls=Command)
@files
@to
@click.option("--mark", is_flag=True)
@_share
@_before_option
@shared.invitation
@shared.spoken
def align(
    files: tuple[Path, ...],
    folder: Path,
    mark: bool,
    share: tuple[str, ...],
    before: tuple[Path, ...],
    **invitation: str | None,
) -> None:
    """Make the form of phase 2: all motives side by side."""
    returns = returned(files, [_FIRST], target=folder)
    readings = returns.needed(_FIRST)
    must_be_one(readings, returns.language)
    must_be_enough(returns, readings, MOST)
    _must_be_questions(returns, readings, share)
    _tell_doubts(returns, readings)
    returns.tell_waiting([_FIRST], readings)
    form = AlignmentForm.from_forms(readings, share=share, mark=mark)
    last = meeting.made_before(folder, form)
    form = meeting.in_order_of(form, last) if last else form
    earlier = _before(returns, before)
    _tell_left_out(returns, form, earlier)
    changes = meeting.differences(form, last, returns.language) if last else ()
    returns.send([look_back(form, earlier)], folder, invitation, changes)


@click.command(cls=Command)
@files
@to
@_before_option
@shared.invitation
@shared.spoken
def commit(files: tuple[Path, ...], folder: Path, before: tuple[Path, ...], **invitation: str | None) -> None:
    """Make the forms of phase 3, one for each organisation."""
    returns = returned(files, [_FIRST, _SECOND], target=folder)
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
        raise ComparisonError(returns.none_of(_FIRST))
    _tell_doubts(returns, [*of_partners, *meetings])
    _tell_unknown(returns, meetings, "unknown_names")
    returns.tell_waiting([_FIRST], first)
    earlier = _before(returns, before)
    forms = [look_back(CommitmentForm.from_forms(reading, meetings[0]), earlier) for reading in of_partners]
    returns.send(forms, folder, invitation)


def _tell_unknown(returns: ReturnedForms, meetings: Iterable[Reading], key: str) -> None:
    """Tell the names in the form of a meeting that no partner has."""
    for reading in meetings:
        if names := unknown_names(reading):
            shared.say(returns.text(key, file=reading.source, names=", ".join(names)))


def _id(reading: Reading) -> str | None:
    return next(iter(organisations_of(reading.form))).id


@click.command(cls=Command)
@files
@to
@click.option("--round", metavar="NAME")
@shared.invitation
@shared.spoken
def renew(files: tuple[Path, ...], folder: Path, round: str | None, **invitation: str | None) -> None:
    """Make next year's forms, of every phase that came back."""
    returns = returned(files, _PHASES, target=folder)
    readings = list(returns.readings) or returns.needed(_FIRST)
    must_be_one(readings, returns.language)
    one_meeting(returns, returns.of(_SECOND))
    name = _new_round(round, readings[0].form.round)
    _tell_doubts(returns, readings)
    returns.tell_waiting({reading.form.phase for reading in readings}, readings)
    third = returns.of(_THIRD)
    renewed = workspace().renew
    forms: list[Form] = [renewed(reading, round=name) for phase in (_FIRST, _SECOND) for reading in returns.of(phase)]
    forms += [renewed(one, round=name, others=[other for other in third if other is not one]) for one in third]
    returns.send(forms, folder, invitation)


def _before(returns: ReturnedForms, files: tuple[Path, ...]) -> list[Reading]:
    """Return the readings of an earlier round, of phases 2 and 3."""
    if not files:
        return []
    earlier = returned(files, _PHASES)
    readings = [*earlier.of(_SECOND), *earlier.of(_THIRD)]
    must_be_one(readings, returns.language)
    one_meeting(returns, earlier.of(_SECOND))
    return readings


def _tell_left_out(returns: ReturnedForms, form: AlignmentForm, before: Iterable[Reading]) -> None:
    """Tell what was said together and does not stand on the new form, as somebody new would read it."""
    for reading in (reading for reading in before if isinstance(reading.form, AlignmentForm)):
        if fields := left_out(form, reading):
            met = {who.id for who in organisations_of(reading.form)}
            new = ", ".join(who.name or who.id or "" for who in form.organisations if who.id not in met)
            said = "; ".join(in_words(field, form.instrument, returns.language) for field in fields)
            shared.say(returns.text("left_out", who=new, fields=said))


def _new_round(name: str | None, last: str | None) -> str:
    """Return the name of the new round; raise, with the likeliest name, if it is none or that of the last one."""
    if name and name.strip() and name.strip() != last:
        return name
    next_one = re.sub(r"\d+(?!.*\d)", lambda number: str(int(number[0]) + 1), last or "") or "2027"
    key = "round_missing" if not (name and name.strip()) else "round_is_same"
    said = TEXTS.sentence("of_round", round=last) if last else TEXTS.sentence("no_round")
    values = {"last": last if key == "round_is_same" else said, "next": next_one}
    raise click.UsageError(TEXTS.sentence(key, **values), click.get_current_context())


@click.command(cls=Command)
@files
@to
@click.option("--round", metavar="NAME")
@click.option("--html", is_flag=True)
@click.option("--date", metavar="DATE")
@_share
@shared.spoken
def report(
    files: tuple[Path, ...],
    folder: Path,
    round: str | None,
    html: bool,
    date: str | None,
    share: tuple[str, ...],
) -> None:
    """Make a report to hand out (.docx), and beside it for yourself what is to be checked."""
    from ..comparison.voices import VoiceComparison
    from ..reports.documents import checklist, to_html
    from ..reports.documents import report as to_word

    returns = returned(files, [_FIRST, _SECOND, _THIRD], target=folder)
    answered = returns.needed(_FIRST)
    first = by_round(reading for reading in answered if round in (None, reading.form.round))
    if not first:
        rounds = ", ".join(by_round(answered))
        raise ComparisonError(returns.text("no_such_round", round=round, rounds=rounds))
    _must_be_questions(returns, next(iter(first.values())), share)
    subject = _subject(returns, list(first.values()))
    last = list(first)[-1]
    begun = [reading.form.phase for reading in returns.readings if (reading.form.round or "") == last]
    returns.tell_waiting(begun, first[last])
    meetings = [reading for reading in returns.of(_SECOND) if (reading.form.round or "") == last]
    _tell_unknown(returns, meetings, "unknown_in_report")
    of_phases: dict[str, Any] = {  # Any: options of several kinds
        "meeting": one_meeting(returns, meetings),
        "commitments": [reading for reading in returns.of(_THIRD) if (reading.form.round or "") == last],
        "share": share,
        "waiting_for": returns.waiting_for(_FIRST, first[last]),
    }
    parts = {"date": date} if isinstance(subject, VoiceComparison) else {"date": date, **of_phases}
    name = "-".join([returns.text("report_file"), *(slug(name) for name in first if name)])
    template = workspace().report_template
    documents = {f"{name}.docx": to_word(subject, language=returns.language, template=template, **parts)}
    talk: dict[str, Any] = {key: part for key, part in parts.items() if key in ("meeting", "commitments")}
    points = checklist(subject, language=returns.language, template=template, **talk)
    documents[f"{returns.text('checklist_file')}-{name}.docx"] = points
    if html:
        documents[f"{name}.html"] = to_html(subject, language=returns.language, **parts).encode("utf-8")
    before = {name: path.read_bytes() if (path := folder / name).is_file() else None for name in documents}
    paths = Folder(folder).save(documents).values()
    returns.finish(paths, folder, returns.made(documents, before, folder))


def _subject(returns: ReturnedForms, rounds: list[list[Reading]]) -> Comparison | Recalibration | VoiceComparison:
    """Compare one round (if it has one organisation, its voices), or recalibrate several rounds."""
    from ..comparison.comparison import compare
    from ..comparison.recalibration import recalibrate
    from ..comparison.voices import compare_voices

    if len(rounds) == 1:
        must_be_one(rounds[0], returns.language)
        if len(rounds[0]) > 1 and len({_id(reading) for reading in rounds[0]}) == 1:
            return compare_voices(rounds[0])
        must_be_enough(returns, rounds[0], None)
        return compare(rounds[0])
    must_be_one([reading for each in rounds for reading in each], returns.language, in_rounds=True)
    return recalibrate(*rounds)
