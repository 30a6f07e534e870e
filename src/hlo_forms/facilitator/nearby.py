"""Registers in and beside the folders that somebody names: what the facilitator told the program before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import attrs

from ..basics.files import whole_path
from ..errors import HloFormsError, PlanError
from ..forms import Form, PreparationForm
from ..instrument.model import Instrument
from .folder import FormsFolder
from .register import SentForm


def entries_near(paths: Iterable[Path], instruments: Iterable[Instrument] = ()) -> tuple[SentForm, ...]:
    """Return the entries of the registers in these folders (or those of files), in the folders in them and beside them.

    The registers may be in the languages of these instruments. A later folder goes before an earlier one where both
    have an entry for the same form.
    """
    entries: tuple[SentForm, ...] = ()
    own = tuple(instruments)
    for folder in dict.fromkeys(folder for path in paths for folder in _around(path)):
        entries = _with(entries, register_of(folder, own))
    return entries


def _with(entries: tuple[SentForm, ...], new: tuple[SentForm, ...]) -> tuple[SentForm, ...]:
    """Return entries of several folders together, in which files may have the same name."""
    ids = {entry.form_id for entry in new}
    kept = [entry for entry in entries if entry.form_id not in ids]
    return (*kept, *new)


def _around(path: Path) -> tuple[Path, ...]:
    top = whole_path(path.parent if path.is_file() else path)  # a folder to write in may not be there yet
    return *_folders_in(top.parent), top, *_folders_in(top)


def _folders_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir()) if folder.is_dir() else []


def register_of(folder: Path, instruments: Iterable[Instrument] = ()) -> tuple[SentForm, ...]:
    """Return the entries of the register in a folder; none where there is none that can be read."""
    try:
        return FormsFolder(folder, instruments=instruments).register
    except (PlanError, OSError):  # of use only where it can be read
        return ()


def remembered_in(folder: FormsFolder) -> dict[str, Any]:  # Any: values of a plan, of several kinds
    """Return what the forms in a folder say of the next ones, as the table of a plan: nothing where they differ.

    It is their partnership, round and language, and the research that they ask permission for.
    """
    entries = folder.register
    of_one: dict[str, set[Any]] = {  # Any: as above
        "partnership": {(entry.partnership, entry.partnership_id) for entry in entries},
        "round": {entry.round for entry in entries},
        "language": {entry.language for entry in entries},
    }
    table = {key: next(iter(values)) for key, values in of_one.items() if len(values) == 1 and any(values)}
    if "partnership" not in table:
        return {}
    table["partnership"] = {key: text for key, text in zip(("name", "id"), table["partnership"], strict=True) if text}
    return {key: value for key, value in table.items() if value} | (_study_in(folder) if "round" in table else {})


def _study_in(folder: FormsFolder) -> dict[str, Any]:  # Any: as above
    """Return the research that the forms of phase 1 in a folder ask permission for, as far as one can be read."""
    from ..word.reader.document import read

    first = [folder.path / entry.file for entry in folder.register if entry.phase == PreparationForm.phase]
    for path in filter(Path.is_file, first):
        with suppress(HloFormsError, OSError):
            forms = read(path, template=folder.template, instruments=folder.instruments, limits=folder.limits).forms
            if not forms[0].asks_research:
                return {}
            study = {name: text for name, text in attrs.asdict(forms[0].study).items() if text}
            return {"ask_research": True, "research": study}
    return {}


def language_near(paths: Iterable[Path], instruments: Iterable[Instrument] = ()) -> str | None:
    """Return the language of the forms in and near these folders; None where no register tells."""
    return next((entry.language for entry in entries_near(paths, instruments)), None)


def contacts_of(entries: Iterable[SentForm], partnership: str | None) -> Mapping[str, str]:
    """Return the contacts of a partnership's organisations, by id."""
    own = (entry for entry in entries if entry.partnership_id == partnership)
    return {entry.organisation_id: entry.contact for entry in own if entry.organisation_id and entry.contact}


def invitation_of(entries: Iterable[SentForm], form: Form) -> dict[str, str]:
    """Return the words of an invitation as the forms before had them: the sender, the address, and the date.

    Sender and address are those of any earlier form of the partnership; a date only that of this phase and round.
    """
    words: dict[str, str] = {}
    for entry in entries:
        if entry.partnership_id == form.partnership.id:
            is_same = (entry.phase, entry.round) == (form.phase, form.round)
            date = entry.return_by if is_same else None
            words |= entry.invitation | ({"return_by": date} if date else {})
    return words
