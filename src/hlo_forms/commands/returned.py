"""Forms that partners sent back, sorted for the commands that use them; files that are skipped are reported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from ..basics.messages import said
from ..cli import shared
from ..errors import ComparisonError, PlanError
from ..facilitator.folder import FormsFolder, documents_in
from ..facilitator.matching import is_answered
from ..facilitator.register import Sent
from ..forms import FORMS, Form, OrganisationForm, form_class
from ..results import ReadFailure, version_key

if TYPE_CHECKING:
    from ..readings.reading import Reading

_OF_SEVERAL = ("same-file", "other-version")

files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
to = click.option(
    "--to", "folder", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder to write in."
)
language = click.option(
    "--language", metavar="LANG", type=click.Choice(["nl", "en"]), help="nl or en; by default that of the forms."
)


@attrs.frozen(kw_only=True)
class Returned:
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
            raise ComparisonError(self.said("no_answers", phase=_phase_number(phase)))
        return readings

    def said(self, key: str, **values: object) -> str:
        """Return a sentence in the language for messages."""
        return said(key, self.language, **values)

    def finish(self, paths: Iterable[Path], folder: Path) -> None:
        """Report the files that were written; exit with 1 if a file could not be read."""
        outputs = list(paths)
        shared.put("\n".join(map(str, outputs)))
        shared.say(self.said("written", count=len(outputs), folder=folder))
        if not self.all_read:
            click.get_current_context().exit(1)


def _phase_number(phase: str) -> int:
    return FORMS.index(form_class(phase)) + 1


def _order(reading: Reading) -> tuple[int, str, str]:
    form = reading.form
    if not isinstance(form, OrganisationForm):
        return 0, form.id, ""
    types = [kind.id for kind in form.instrument.organisation_types]
    who = form.organisation
    return types.index(who.type) if who.type in types else len(types), who.id or "", form.respondent or ""


def returned(paths: Iterable[Path], chosen: str | None, phases: Sequence[str]) -> Returned:
    """Read all these files and folders, and report on stderr what is of no use for these phases.

    Raises `ComparisonError` if several files are versions of one form that differ.
    """
    from ..batch.many import read_many

    results = list(read_many(documents_in(paths), template=shared.style()))
    readings = [result for result in results if not isinstance(result, ReadFailure)]
    language = chosen or next((reading.language for reading in readings if reading.forms), "nl")
    skipped: dict[str, str] = {
        result.source: result.in_words(language) for result in results if isinstance(result, ReadFailure)
    }
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
        shared.say(said("skipped", language, file=file, why=why))
    if blank:
        shared.say(said("skipped_blank", language, files=", ".join(blank)))
    _must_not_differ(kept, language)
    return Returned(readings=tuple(kept), language=language, all_read=all_read)


def _why_not(reading: Reading, phases: Sequence[str], language: str) -> str:
    """Return the reason why a file is of no use; "" if it is of use."""
    twins = [finding.seen for finding in reading.findings if finding.code == "same-file"]
    if not reading.forms:
        return said("no_form", language)
    if len(reading.forms) > 1:
        return said("holds_several", language, count=len(reading.forms))
    if reading.form.phase not in phases:
        return said("is_phase", language, phase=_phase_number(reading.form.phase))
    return said("is_same", language, other=twins[0]) if twins else ""


def _alone(reading: Reading) -> Reading:
    """Return the reading without the findings that compare it with other files."""
    findings = tuple(finding for finding in reading.findings if finding.code not in _OF_SEVERAL)
    return attrs.evolve(reading, findings=findings)


def _must_not_differ(readings: Iterable[Reading], language: str) -> None:
    versions: dict[tuple[str, ...], list[Reading]] = {}
    for reading in readings:
        versions.setdefault(version_key(reading.form) or (reading.source or "",), []).append(reading)
    for several in versions.values():
        if len(several) > 1:
            names = ", ".join(reading.source or "" for reading in several)
            raise ComparisonError(said("differ", language, who=name_of(several[0].form, language), files=names))


def name_of(form: Form, language: str) -> str:
    """Return the name of the organisation that a form is for, and of its voice."""
    if not isinstance(form, OrganisationForm):
        return said("together", language)
    name = form.organisation.name or form.organisation.id or said("unnamed", language)
    return said("on_behalf", language, organisation=name, respondent=form.respondent) if form.respondent else name


def must_be_one(readings: Iterable[Reading], language: str) -> None:
    """Raise `ComparisonError` if the forms are of more than one partnership or round, naming the files of each."""
    groups: dict[tuple[str | None, str | None], list[Reading]] = {}
    for reading in readings:
        groups.setdefault((reading.form.partnership.id, reading.form.round), []).append(reading)
    if len(groups) > 1:
        texts = "; ".join(_group(group, language) for group in groups.values())
        raise ComparisonError(said("mixed", language, groups=texts))


def _group(readings: list[Reading], language: str) -> str:
    form = readings[0].form
    return said(
        "mixed_group",
        language,
        partnership=form.partnership.name or said("unnamed", language),
        round=form.round or said("no_round", language),
        files=", ".join(reading.source or "" for reading in readings),
    )


def one_meeting(found: Returned, meetings: Sequence[Reading]) -> Reading | None:
    """Return the form of phase 2, or None if there is none; raise `ComparisonError` if there are several."""
    if len(meetings) > 1:
        names = ", ".join(str(reading.source) for reading in meetings)
        raise ComparisonError(found.said("differ", who=found.said("together"), files=names))
    return meetings[0] if meetings else None


def by_round(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """Return the readings by the name of their round, in order: 9 before 10."""
    rounds: dict[str, list[Reading]] = {}
    for reading in readings:
        rounds.setdefault(reading.form.round or "", []).append(reading)
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


def _register(folder: Path) -> tuple[Sent, ...]:
    try:
        return FormsFolder(folder).register
    except (PlanError, OSError):  # of use only where it can be read
        return ()
