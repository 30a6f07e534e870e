"""The facilitator's folder: forms to send, a register of them, and what came back."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from .errors import FolderError
from .file_names import named
from .folders import Folder
from .forms import Form, OrganisationForm
from .registers import REGISTER, Sent, from_csv, merged, sent_as, to_csv
from .sources import found_in
from .status import FolderStatus, status_of

if TYPE_CHECKING:
    from .word.rendering import Templates

_DOCUMENTS = {".docx", ".docm", ".doc", ".odt", ".rtf", ".pdf"}
Places = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]


@attrs.frozen
class FormsFolder:
    """A folder with the forms that go to partners, and a register of them (`register.csv`).

    Only files that were written here, and that nobody changed since, are ever written over. Where somebody changed
    the register, it stays as it is and a second one stands beside it. `template` is a house style, as in `render`.

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
        """Write the documents of these forms and enter them in the register; their paths, in order.

        Names are made of phase and organisation, or are those of a mapping; `contacts` are by the id of a form
        or of an organisation. Raises `FolderError`, and writes nothing, where a file is in the way that is not ours.
        """
        from .word.rendering import render

        by_name = dict(forms) if isinstance(forms, Mapping) else named(forms, language)
        documents = {name: render(form, language, template=self.template) for name, form in by_name.items()}
        reach = contacts or {}
        new = [
            sent_as(name, form, documents[name], language, reach.get(form.id, reach.get(_organisation(form))))
            for name, form in by_name.items()
        ]
        register, before = self._own_register()
        paths = Folder(self.path).save({**documents, register: to_csv(merged(before, new), language)})
        return tuple(paths[name] for name in by_name)

    @property
    def register(self) -> tuple[Sent, ...]:
        """What was made to be sent, by round and phase. Raises `PlanError` for a register that cannot be used."""
        found: tuple[Sent, ...] = ()
        for path in self._registers():
            found = merged(found, from_csv(path.name, path.read_bytes()))
        return found

    def status(self, returned: Places = ()) -> FolderStatus:
        """Who has answered and who has not, and what came back.

        `returned` are paths of files and folders, whatever they are called. Documents that stand in this folder
        itself count too, but for the blank forms. Raises `FolderError` where the folder has no register.
        """
        from .many import read_many

        entries = self.register
        if not entries:
            raise FolderError(f"{self.path}: holds no {REGISTER}; name a folder with forms that hlo-forms made")
        places = [returned] if isinstance(returned, str | os.PathLike) else returned
        return status_of(entries, read_many(self._sources(entries, places), template=self.template))

    def _sources(self, entries: Iterable[Sent], returned: Iterable[str | os.PathLike[str]]) -> list[Path]:
        """Every file to read, once: the documents here but the blank forms, and all that came back."""
        blank = {entry.file: entry.sha256 for entry in entries}
        here = (place.content for place in found_in([self.path]) if isinstance(place.content, Path))
        documents = [path for path in here if path.suffix.lower() in _DOCUMENTS]
        own, kept = self.path.resolve(), dict[Path, Path]()
        for path in (*documents, *documents_in(returned)):
            full = path.resolve()
            if full.parent != own or not self._is_blank(full, blank):
                kept.setdefault(full, path)
        return list(kept.values())

    def _is_blank(self, path: Path, blank: Mapping[str, str]) -> bool:
        return path.name in blank and hashlib.sha256(path.read_bytes()).hexdigest() == blank[path.name]

    def _registers(self) -> list[Path]:
        found = (path for path in self.path.glob("*.csv") if _is_register(path))
        return sorted(found, key=lambda path: (len(path.name), path.name))

    def _own_register(self) -> tuple[str, tuple[Sent, ...]]:
        """The name of the register to write in, and what stands in it: the first that nobody else changed."""
        folder, stem, number = Folder(self.path), Path(REGISTER).stem, 1
        name = REGISTER
        while not folder.is_free(name):
            number += 1
            name = f"{stem}-{number}.csv"
        path = self.path / name
        return name, from_csv(name, path.read_bytes()) if os.path.lexists(path) else ()


def documents_in(places: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Every file in these files and folders; of folders less the registers of ours."""
    found: list[Path] = []
    for given in places:
        within = (place.content if isinstance(place.content, Path) else Path(place.name) for place in found_in([given]))
        found += [path for path in within if not _is_register(path) or path == Path(given)]
    return found


def _is_register(path: Path) -> bool:
    return re.fullmatch(rf"{Path(REGISTER).stem}(-\d\d?)?\.csv", path.name) is not None


def _organisation(form: Form) -> str:
    return (form.organisation.id or "") if isinstance(form, OrganisationForm) else ""
