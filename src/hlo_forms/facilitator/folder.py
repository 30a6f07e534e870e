"""The facilitator's folder: forms to send, a register of them, and the status of what came back."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import attrs

from ..basics.files import Folder
from ..batch.sources import sources_in
from ..errors import FolderError
from ..forms import Form, OrganisationForm
from .register import REGISTER, SentForm, by_file_name, entry_for, from_csv, merge, to_csv
from .status import FolderStatus, status_of

if TYPE_CHECKING:
    from ..word.writer.template import Templates

_DOCUMENTS = {".docx", ".docm", ".doc", ".odt", ".rtf", ".pdf", ".eml", ".zip"}
Places: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""The files, folders and patterns of documents that came back."""


@attrs.frozen
class FormsFolder:
    """A folder with the forms that go to partners, and a register of them (`register.csv`).

    Only files that were written here, and that nobody has changed since, are ever overwritten. If somebody changed
    the register, it is left as it is and a second one is added. `template` is a house style, as in `render`.

    >>> import tempfile
    >>> from hlo_forms import Organisation, PreparationForm
    >>> folder = FormsFolder(tempfile.mkdtemp())
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), round="2026")
    >>> [path.name for path in folder.write([form])]
    ['fase1-de-linde.docx']
    >>> [(entry.organisation, entry.round) for entry in folder.register]
    [('De Linde', '2026')]
    >>> folder.status()
    FolderStatus(0 of 1 answered)
    """

    path: Path = attrs.field(converter=Path)
    template: Templates | None = attrs.field(default=None, repr=False)

    def write(
        self,
        forms: Iterable[Form] | Mapping[str, Form],
        *,
        language: str = "nl",
        contacts: Mapping[str, str] | None = None,
    ) -> tuple[Path, ...]:
        """Write the documents of these forms, enter them in the register, and return their paths in order.

        Names are made from phase and organisation, or are those of a mapping; `contacts` are by the id of a form
        or of an organisation. Raises `FolderError`, and writes nothing, if a file that is not ours is in the way.
        """
        from ..word.writer.template import render

        by_name = dict(forms) if isinstance(forms, Mapping) else by_file_name(forms, language)
        documents = {name: render(form, language, template=self.template) for name, form in by_name.items()}
        reach = contacts or {}
        entries = [
            entry_for(name, form, documents[name], language, reach.get(form.id, reach.get(_organisation(form))))
            for name, form in by_name.items()
        ]
        register, before = self._own_register()
        paths = Folder(self.path).save({**documents, register: to_csv(merge(before, entries), language)})
        return tuple(paths[name] for name in by_name)

    @property
    def register(self) -> tuple[SentForm, ...]:
        """Entries of the forms to send, by round and phase; raises `PlanError` for a register that cannot be used."""
        entries: tuple[SentForm, ...] = ()
        for path in self._registers():
            entries = merge(entries, from_csv(path.name, path.read_bytes()))
        return entries

    def status(self, returned: Places = ()) -> FolderStatus:
        """Match what came back to the register: the forms that were answered, and those that were not.

        `returned` are paths of files and folders, under any name. Documents in this folder itself count too, except
        the blank forms. Raises `FolderError` if the folder has no register.
        """
        from ..batch.many import read_many

        entries = self.register
        if not entries:
            raise FolderError(f"{self.path}: holds no {REGISTER}; name a folder with forms that hlo-forms made")
        places = [returned] if isinstance(returned, str | os.PathLike) else returned
        return status_of(entries, read_many(self._sources(entries, places), template=self.template))

    def _sources(self, entries: Iterable[SentForm], returned: Iterable[str | os.PathLike[str]]) -> list[Path]:
        """Return every file to read, once: the documents here except the blank forms, and all that came back."""
        blank = {entry.file: entry.sha256 for entry in entries}
        here = (file.content for file in sources_in([self.path]) if isinstance(file.content, Path))
        documents = [path for path in here if path.suffix.lower() in _DOCUMENTS]
        own, paths = self.path.resolve(), dict[Path, Path]()
        for path in (*documents, *documents_in(returned)):
            full = path.resolve()
            if full.parent != own or not self._is_blank(full, blank):
                paths.setdefault(full, path)
        return list(paths.values())

    def _is_blank(self, path: Path, blank: Mapping[str, str]) -> bool:
        return path.name in blank and hashlib.sha256(path.read_bytes()).hexdigest() == blank[path.name]

    def _registers(self) -> list[Path]:
        paths = (path for path in self.path.glob("*.csv") if _is_register(path))
        return sorted(paths, key=lambda path: (len(path.name), path.name))

    def _own_register(self) -> tuple[str, tuple[SentForm, ...]]:
        """Return the name and entries of the register to write in: the first that nobody else changed."""
        others = (f"{Path(REGISTER).stem}-{number}.csv" for number in itertools.count(2))
        name = next(filter(Folder(self.path).is_free, itertools.chain([REGISTER], others)))
        path = self.path / name
        return name, from_csv(name, path.read_bytes()) if os.path.lexists(path) else ()


def documents_in(places: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return every file in these files and folders, leaving out our own registers in a folder."""
    files: list[Path] = []
    for place in places:
        paths = (file.content if isinstance(file.content, Path) else Path(file.name) for file in sources_in([place]))
        files += [path for path in paths if not _is_register(path) or path == Path(place)]
    return files


def _is_register(path: Path) -> bool:
    return re.fullmatch(rf"{Path(REGISTER).stem}(-\d\d?)?\.csv", path.name) is not None


def _organisation(form: Form) -> str:
    return (form.organisation.id or "") if isinstance(form, OrganisationForm) else ""
