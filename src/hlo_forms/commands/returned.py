"""What partners sent back, for the commands that make something of it: sorted, and what was skipped told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from ..errors import ComparisonError, PlanError
from ..forms import Form, OrganisationForm, form_class
from ..forms_folder import FormsFolder, documents_in
from ..office import said
from ..registers import Sent
from ..results import ReadFailure, version_key
from ..returns import is_answered
from . import shared

if TYPE_CHECKING:
    from ..readings import Reading

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
    """The readings of forms that were answered, each of one form, and the language to speak in."""

    readings: tuple[Reading, ...]
    language: str
    all_read: bool

    def of(self, phase: str) -> list[Reading]:
        """Those of a phase, by organisation in the order of types and ids."""
        return sorted((found for found in self.readings if found.form.phase == phase), key=_order)

    def needed(self, phase: str) -> list[Reading]:
        """The same; `ComparisonError` where there are none."""
        found = self.of(phase)
        if not found:
            number = found_number(phase)
            raise ComparisonError(self.said("no_answers", phase=number))
        return found

    def said(self, key: str, **values: object) -> str:
        """A sentence in the language."""
        return said(key, self.language, **values)

    def finish(self, paths: Iterable[Path], folder: Path) -> None:
        """Tell what was written; leave with 1 where a file could not be read."""
        written = list(paths)
        shared.put("\n".join(map(str, written)))
        shared.say(self.said("written", count=len(written), folder=folder))
        if not self.all_read:
            click.get_current_context().exit(1)


def found_number(phase: str) -> int:
    """The number of a phase."""
    from ..forms import FORMS

    return FORMS.index(form_class(phase)) + 1


def _order(reading: Reading) -> tuple[int, str, str]:
    form = reading.form
    if not isinstance(form, OrganisationForm):
        return 0, form.id, ""
    types = [kind.id for kind in form.instrument.organisation_types]
    who = form.organisation
    return types.index(who.type) if who.type in types else len(types), who.id or "", form.respondent or ""


def returned(paths: Iterable[Path], chosen: str | None, phases: Sequence[str]) -> Returned:
    """Read all of these files and folders; what is of no use for these phases is told on stderr.

    Raises `ComparisonError` where several files are versions of one form that differ.
    """
    from ..many import read_many

    results = list(read_many(documents_in(paths), template=shared.style()))
    readings = [found for found in results if not isinstance(found, ReadFailure)]
    language = chosen or next((found.language for found in readings if found.forms), "nl")
    skipped: dict[str, str] = {
        found.source: found.in_words(language) for found in results if isinstance(found, ReadFailure)
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
    """Why a file is of no use; "" where it is."""
    twins = [finding.seen for finding in reading.findings if finding.code == "same-file"]
    if not reading.forms:
        return said("no_form", language)
    if len(reading.forms) > 1:
        return said("holds_several", language, count=len(reading.forms))
    if reading.form.phase not in phases:
        return said("is_phase", language, phase=found_number(reading.form.phase))
    return said("is_same", language, other=twins[0]) if twins else ""


def _alone(reading: Reading) -> Reading:
    """The reading without what was told of it among others."""
    kept = tuple(finding for finding in reading.findings if finding.code not in _OF_SEVERAL)
    return attrs.evolve(reading, findings=kept)


def _must_not_differ(readings: Iterable[Reading], language: str) -> None:
    versions: dict[tuple[str, ...], list[Reading]] = {}
    for reading in readings:
        versions.setdefault(version_key(reading.form) or (reading.source or "",), []).append(reading)
    for several in versions.values():
        if len(several) > 1:
            names = ", ".join(found.source or "" for found in several)
            raise ComparisonError(said("differ", language, who=name_of(several[0].form, language), files=names))


def name_of(form: Form, language: str) -> str:
    """Whose form it is."""
    if not isinstance(form, OrganisationForm):
        return said("together", language)
    name = form.organisation.name or form.organisation.id or said("unnamed", language)
    return said("on_behalf", language, organisation=name, respondent=form.respondent) if form.respondent else name


def must_be_one(readings: Iterable[Reading], language: str) -> None:
    """Raise `ComparisonError` where the forms are of more than one partnership or round, naming the files of each."""
    groups: dict[tuple[str | None, str | None], list[Reading]] = {}
    for reading in readings:
        groups.setdefault((reading.form.partnership.id, reading.form.round), []).append(reading)
    if len(groups) > 1:
        told = "; ".join(_group(found, language) for found in groups.values())
        raise ComparisonError(said("mixed", language, groups=told))


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
    """The form of phase 2, None where there is none; `ComparisonError` where there are more."""
    if len(meetings) > 1:
        names = ", ".join(str(reading.source) for reading in meetings)
        raise ComparisonError(found.said("differ", who=found.said("together"), files=names))
    return meetings[0] if meetings else None


def by_round(readings: Iterable[Reading]) -> dict[str, list[Reading]]:
    """The readings by the name of their round, in order: 9 before 10."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.form.round or "", []).append(reading)
    return dict(sorted(found.items(), key=lambda group: _natural(group[0])))


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdecimal() else -1, part) for part in re.split(r"(\d+)", text)]


def contacts_near(paths: Iterable[Path], partnership: str | None) -> Mapping[str, str]:
    """How to reach the organisations of a partnership, by id, from the registers in and beside these folders."""
    found: dict[str, str] = {}
    for path in paths:
        top = path if path.is_dir() else path.parent
        for folder in (*_folders_in(top.resolve().parent), top, *_folders_in(top)):
            for entry in _register(folder):
                if entry.organisation_id and entry.contact and entry.partnership_id == partnership:
                    found[entry.organisation_id] = entry.contact
    return found


def _folders_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir()) if folder.is_dir() else []


def _register(folder: Path) -> tuple[Sent, ...]:
    try:
        return FormsFolder(folder).register
    except (PlanError, OSError):  # of use only where it can be read
        return ()
