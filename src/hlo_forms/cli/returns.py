"""Answered forms that a command takes: read, matched to what was sent, and told what of it is of no use."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import click

from ..basics.values import grouped
from ..errors import ComparisonError
from ..facilitator.corrections import (
    corrected_fields,
    outdated,
    values_in_words,
    with_corrections,
    with_corrections_named,
)
from ..facilitator.faults import title_of
from ..facilitator.folder import documents_in
from ..facilitator.nearby import contacts_of, entries_near, invitation_of, register_of
from ..facilitator.register import SentForm
from ..facilitator.status import FolderStatus, StatusWords, as_sent, status_of
from ..forms import AlignmentForm, Form, OrganisationForm, PreparationForm, organisations_of, phase_number
from ..forms.doubtful import FEWEST
from ..forms.fields import is_answered
from ..forms.people import Invitation
from ..readings.reading import ReadFailure, Reading, version_key
from . import shared
from .language import speak, tongue
from .shared import TEXTS
from .workspace import workspace


@attrs.frozen(kw_only=True)
class ReturnedForms:
    """Readings of answered forms, each with one form; the status of what was sent; and the language for messages."""

    readings: tuple[Reading, ...]
    status: FolderStatus
    language: str
    all_read: bool
    places: tuple[Path, ...]
    target: Path | None = None

    def of(self, phase: str) -> list[Reading]:
        """Return the readings of a phase, by organisation in the order of types and ids."""
        return sorted((reading for reading in self.readings if reading.form.phase == phase), key=_order)

    def needed(self, phase: str) -> list[Reading]:
        """Return the readings of a phase; raise `ComparisonError` if there are none."""
        readings = self.of(phase)
        if readings:
            return readings
        if self._are_swapped:
            command = click.get_current_context().command_path
            swapped = {"command": command, "folder": self.places[0], "to": self.target}
            raise ComparisonError(self.text("folders_swapped", phase=phase_number(phase), **swapped))
        raise ComparisonError(self.none_of(phase))

    def none_of(self, phase: str) -> str:
        """Return that nobody answered a form of a phase, and what to do."""
        if sent := next((path for path in self.places if register_of(path, workspace().instruments)), None):
            return self.text("no_answers_sent", phase=phase_number(phase), folder=sent)
        key = "no_answers_meeting" if phase == AlignmentForm.phase else "no_answers"
        return self.text(key, phase=phase_number(phase))

    @property
    def _are_swapped(self) -> bool:
        """True if forms were sent from where answers were sought, and the folder to write in holds documents."""
        target = self.target
        if target is None or not target.is_dir() or register_of(target, workspace().instruments):
            return False
        return any(register_of(path, workspace().instruments) for path in self.places) and bool(documents_in([target]))

    def text(self, key: str, **values: object) -> str:
        """Return a sentence in the language for messages."""
        return TEXTS.text(key, self.language, **values)

    def tell_waiting(self, phases: Collection[str], readings: Iterable[Reading]) -> None:
        """Say who has not answered the forms of these phases, in the rounds of these readings.

        Where files were named instead of folders, others may have answered too: only that they are not among them.
        """
        rounds = {(reading.form.partnership.id, reading.form.round) for reading in readings}
        words = StatusWords(self.language)
        waiting = grouped(
            (entry.sent.number, words.reach(entry.sent))
            for entry in self.status.waiting
            if entry.sent.phase in phases and (entry.sent.partnership_id, entry.sent.round) in rounds
        )
        key = "not_among" if any(place.is_file() for place in self.places) else "not_answered"
        for phase, who in waiting.items():
            shared.say(self.text(key, phase=phase, who="; ".join(who)))

    def waiting_for(self, phase: str, readings: Iterable[Reading]) -> list[str]:
        """Return the names of the organisations of which no form of this phase is among these readings."""
        forms = [reading.form for reading in readings]
        rounds = {(form.partnership.id, form.round) for form in forms}
        answered = {who.id for form in forms for who in organisations_of(form)}
        sent = [entry.sent for entry in self.status.waiting if entry.sent.phase == phase]
        return [
            one.organisation
            for one in sent
            if one.organisation and one.organisation_id not in answered and (one.partnership_id, one.round) in rounds
        ]

    def send(
        self,
        forms: Iterable[Form],
        folder: Path,
        invitation: Mapping[str, str | None],
        changes: Iterable[str] = (),
    ) -> None:
        """Write forms in a facilitator's folder, with the words of their invitation, and report them.

        Where a form takes the place of one that was another, `changes` says what is different.

        Sender and address are those of the forms before, or else of the workspace, where they are not said now; a
        date is only of these forms, and of the earliest phase among them: each later one has a date of its own.
        """
        several = list(forms)
        entries = [entry.sent for entry in self.status.entries]
        standing, said = _said(attrs.asdict(workspace().invitation)), _said(invitation)
        invited = []
        for form in several:
            if form.phase != several[0].phase:
                standing, said = _undated(standing), _undated(said)
            words = Invitation(**{**standing, **invitation_of(entries, form), **said})
            invited.append(attrs.evolve(self._with_corrections(form), invitation=words))
        contacts = contacts_of(entries, several[0].partnership.id)
        written = shared.write_forms(folder, invited, self.language, contacts)
        self.finish(written.paths, folder, list(self._in_words(written, folder, changes)))

    def _in_words(self, written: shared.Written, folder: Path, changes: Iterable[str]) -> Iterator[str]:
        """Yield what was written, which of it takes the place of an earlier form, and which is the same as that."""
        new = len(written.paths) - len(written.changed) - len(written.same)
        if new:
            yield self.text("written", count=new, folder=folder)
        for key, files in (("made_again", written.changed), ("made_same", written.same)):
            if files:
                yield self.text(key, count=len(files), files=", ".join(files), folder=folder)
        if written.changed:
            yield from changes

    def _with_corrections(self, form: Form) -> Form:
        """Return a form that names what was corrected in the forms it was made from: all, or those of its own."""
        own = organisations_of(form)
        ids = {who.id for who in own} if isinstance(form, OrganisationForm) else None
        sources = [
            reading
            for reading in self.readings
            if ids is None or not isinstance(reading.form, OrganisationForm) or reading.form.organisation.id in ids
        ]
        earlier = [reading for reading in sources if phase_number(reading.form.phase) <= phase_number(form.phase)]
        return with_corrections_named(form, earlier, self.language)

    def made(self, documents: Mapping[str, bytes], before: Mapping[str, bytes | None], folder: Path) -> list[str]:
        """Return how many of these documents were made, took the place of one before, or are the same as that."""
        new = [name for name in documents if before[name] is None]
        same = [name for name, data in documents.items() if before[name] == data]
        others = [name for name in documents if name not in (*new, *same)]
        words = [self.text("written", count=len(new), folder=folder)] if new else []
        for key, names in (("replaced_files", others), ("same_files", same)):
            words += [self.text(key, count=len(names), files=", ".join(names), folder=folder)] if names else []
        return words

    def finish(self, paths: Iterable[Path], folder: Path, words: Sequence[str] = ()) -> None:
        """Report the files that were written, by default how many; exit with 1 if a file could not be read."""
        outputs = list(paths)
        shared.put("\n".join(map(str, outputs)))
        for line in words or [self.text("written", count=len(outputs), folder=folder)]:
            shared.say(line)
        if not self.all_read:
            click.get_current_context().exit(1)


def _said(words: Mapping[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in words.items() if text}


def _undated(words: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in words.items() if name != "return_by"}


def _order(reading: Reading) -> tuple[int, str, str]:
    form = reading.form
    if not isinstance(form, OrganisationForm):
        return 0, form.id, ""
    types = [kind.id for kind in form.instrument.organisation_types]
    who = form.organisation
    return types.index(who.type) if who.type in types else len(types), who.id or "", form.respondent or ""


def returned(
    paths: Iterable[Path], phases: Sequence[str], *, target: Path | None = None, with_blank: bool = False
) -> ReturnedForms:
    """Read all these files and folders, and report on stderr what is of no use for these phases.

    Corrections beside the documents are applied, and known particulars are those of the register in or near these
    folders and `target`. Raises `ComparisonError` if several files are versions of one form that differ.
    """
    places = shared.existing(paths)
    results = list(with_corrections(workspace().read_many(documents_in(places))))
    entries = entries_near([*places, *([target] if target else [])], workspace().instruments)
    language = _language(results, entries)
    speak(language)
    readings = _with_remarks(results, entries, language)
    is_meeting = target is not None and list(phases) == [PreparationForm.phase]
    kept, all_read = _useful(readings, results, phases, language, with_blank=with_blank, is_meeting=is_meeting)
    _tell_corrections(kept, language)
    _must_not_differ(kept, language)
    status = status_of(entries, results)
    return ReturnedForms(
        readings=tuple(kept), status=status, language=language, all_read=all_read, places=tuple(places), target=target
    )


def _language(results: Iterable[Reading | ReadFailure], entries: Iterable[SentForm]) -> str:
    """Return the language of most forms, as they were sent; that of the command where it names one or no form tells."""
    sent = {entry.form_id: entry.language for entry in entries}
    forms = ((form, result) for result in results if isinstance(result, Reading) for form in result.forms)
    spoken = Counter(sent.get(form.id, result.language) for form, result in forms)
    speak(max(spoken, key=lambda language: spoken[language]) if spoken else next(iter(sent.values()), ""))
    return tongue()


def _with_remarks(
    results: Iterable[Reading | ReadFailure], entries: Sequence[SentForm], language: str
) -> list[Reading]:
    """Return the readings with the particulars that are known, and say what a partner changed in them."""
    readings = []
    for result in results:
        known, remarks = as_sent(result, entries)
        if isinstance(known, Reading):
            readings.append(known)
        for remark in remarks:
            text = f"{result.source}: {remark.in_words(language=language)}"
            shared.say(TEXTS.text("note", language, note=text))
    return readings


def _useful(
    readings: Iterable[Reading],
    results: Iterable[Reading | ReadFailure],
    phases: Sequence[str],
    language: str,
    *,
    with_blank: bool,
    is_meeting: bool,
) -> tuple[list[Reading], bool]:
    """Return the readings to go on with, and whether every file could be read; say what is left out and why."""
    skipped = {
        result.source: result.in_words(language=language) for result in results if isinstance(result, ReadFailure)
    }
    all_read = not skipped
    blank, kept = [], []
    for reading in readings:
        why = _why_not(reading, phases, language, is_meeting=is_meeting)
        if why:
            skipped[reading.source or ""] = why
        elif not with_blank and not is_answered(reading.form) and not reading.unplaced:
            blank.append(reading.source or "")
        else:
            kept.append(_alone(reading))
    for file, why in skipped.items():
        shared.say(TEXTS.text("skipped", language, file=file, why=why))
    if blank:
        shared.say(TEXTS.text("skipped_blank", language, files=", ".join(blank)))
    return kept, all_read


def _why_not(reading: Reading, phases: Sequence[str], language: str, *, is_meeting: bool) -> str:
    """Return the reason why a file is of no use; "" if it is of use. `is_meeting`: a form is made for the meeting."""
    twins = [finding.seen for finding in reading.findings if finding.code == "same-file"]
    if not reading.forms:
        return TEXTS.text("no_form", language)
    if len(reading.forms) > 1:
        return TEXTS.text("holds_several", language, count=len(reading.forms))
    if is_meeting and isinstance(reading.form, AlignmentForm) and is_answered(reading.form):
        return TEXTS.text("is_held", language)
    if reading.form.phase not in phases:
        return TEXTS.text("is_phase", language, phase=phase_number(reading.form.phase))
    return TEXTS.text("is_same", language, other=twins[0]) if twins else ""


def _alone(reading: Reading) -> Reading:
    """Return the reading without the findings that compare it with other files."""
    findings = tuple(finding for finding in reading.findings if finding.code not in shared.OF_SEVERAL)
    return attrs.evolve(reading, findings=findings)


def _tell_corrections(readings: Iterable[Reading], language: str) -> None:
    """Say what was corrected afterwards, and which documents came anew since."""
    several = list(readings)
    for reading in several:
        if values := values_in_words(reading, corrected_fields(reading), language):
            text = TEXTS.text("corrected_file", language, file=reading.source, values="; ".join(values))
            shared.say(TEXTS.text("note", language, note=text))
    for folder, own in grouped((Path(reading.source or "").parent, reading) for reading in several).items():
        for name in outdated(folder, own):
            text = TEXTS.text("correction_outdated", language, file=folder / name)
            shared.say(TEXTS.text("note", language, note=text))


def _must_not_differ(readings: Iterable[Reading], language: str) -> None:
    versions = grouped((_version(reading), reading) for reading in readings)
    for several in versions.values():
        if len(several) > 1:
            names = ", ".join(reading.source or "" for reading in several)
            raise ComparisonError(TEXTS.text("differ", language, who=name_of(several[0].form, language), files=names))


def _version(reading: Reading) -> tuple[str | None, ...]:
    """Return the key that versions of one form share: also those of one voice without their reference."""
    form = reading.form
    if isinstance(form, OrganisationForm) and form.organisation.id:
        voice = (form.respondent or "").casefold()
        return form.phase, form.partnership.id, form.round, form.organisation.id, voice
    return version_key(form) or (reading.source or "",)


def name_of(form: Form, language: str) -> str:
    """Return the name of the organisation that a form is for, and of its voice."""
    if not isinstance(form, OrganisationForm):
        return TEXTS.text("together", language)
    name = form.organisation.name or form.organisation.id or TEXTS.text("unnamed", language)
    return TEXTS.text("on_behalf", language, organisation=name, respondent=form.respondent) if form.respondent else name


def must_be_one(readings: Iterable[Reading], language: str, *, in_rounds: bool = False) -> None:
    """Raise `ComparisonError` if the forms are of more than one partnership or round, naming the files of each.

    With `in_rounds` they may be of more rounds.
    """
    forms = ((reading, reading.form) for reading in readings)
    groups = grouped(((form.partnership.id, None if in_rounds else form.round), reading) for reading, form in forms)
    if len(groups) > 1:
        texts = "; ".join(_group(group, language) for group in groups.values())
        raise ComparisonError(TEXTS.text("mixed", language, groups=texts))


def _group(readings: list[Reading], language: str) -> str:
    form = readings[0].form
    files = ", ".join(reading.source or "" for reading in readings)
    title = title_of(form.partnership.name, form.round).in_words(language=language)
    return TEXTS.text("mixed_group", language, title=title, files=files)


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


def must_be_enough(returns: ReturnedForms, readings: list[Reading], most: int | None) -> None:
    """Raise `ComparisonError` for fewer than two organisations, or for more than fit."""
    who = {organisation.id: organisation.name for r in readings for organisation in organisations_of(r.form)}
    if len(who) < FEWEST:
        names = ", ".join(filter(None, who.values())) or returns.text("nobody")
        raise ComparisonError(returns.text("too_few", count=len(who), who=names))
    if most is not None and len(who) > most:
        raise ComparisonError(returns.text("too_many", count=len(who)))
