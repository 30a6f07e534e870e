"""Registers in and beside the folders that somebody names: what the facilitator told the program before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..basics.files import whole_path
from ..errors import PlanError
from ..forms import Form
from .folder import FormsFolder
from .register import SentForm


def entries_near(paths: Iterable[Path]) -> tuple[SentForm, ...]:
    """Return the entries of the registers in these folders (or those of files), in the folders in them and beside them.

    A later folder goes before an earlier one where both have an entry for the same form.
    """
    entries: tuple[SentForm, ...] = ()
    for folder in dict.fromkeys(folder for path in paths for folder in _around(path)):
        entries = _with(entries, register_of(folder))
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


def register_of(folder: Path) -> tuple[SentForm, ...]:
    """Return the entries of the register in a folder; none where there is none that can be read."""
    try:
        return FormsFolder(folder).register
    except (PlanError, OSError):  # of use only where it can be read
        return ()


def language_near(paths: Iterable[Path]) -> str | None:
    """Return the language of the forms in and near these folders; None where no register tells."""
    return next((entry.language for entry in entries_near(paths)), None)


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
