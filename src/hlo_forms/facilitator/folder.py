"""The facilitator's folder: forms to send, a register of them, and the status of what came back."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from ..basics.arguments import mapping_of, path_of, several
from ..basics.files import Folder, contents
from ..basics.messages import Sentence, alike
from ..basics.values import Rows
from ..batch.sources import sources_in
from ..errors import FolderError, HloFormsError, InvalidValueError
from ..forms import Form, OrganisationForm
from ..instrument.loading import load_instrument
from ..instrument.model import languages_in
from ..word.limits import HIGHEST, Limits
from .corrections import with_corrections
from .faults import title_of
from .register import INVITED, REGISTER, SentForm, by_file_name, entry_for, from_csv, merge, to_csv
from .spreadsheets import TEXTS
from .status import FolderStatus, status_of

if TYPE_CHECKING:
    from ..instrument.model import Instrument
    from ..word.writer.template import Templates

_OF_LIST = ("organisation", "contact", "partnership", *INVITED.values())
"""Parts of an entry that follow the list of partners and the command, also for a form that was sent before."""

_DOCUMENTS = {".docx", ".docm", ".doc", ".odt", ".rtf", ".pdf", ".eml", ".zip"}
Places: TypeAlias = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
"""The files, folders and patterns of documents that came back."""


@attrs.frozen(kw_only=True)
class Additions:
    """The forms that a folder got.

    Attributes:
        new: The paths of the new ones.
        kept: The names of files that were there, and were kept.
        changed: Those among them that would be different now, as the list or an option changed.

    >>> Additions(new=(), kept=("fase1-de-linde.docx",), changed=()).kept
    ('fase1-de-linde.docx',)
    """

    new: tuple[Path, ...]
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def _contacts(contacts: Mapping[str, str] | None) -> Mapping[str, str]:
    return {} if contacts is None else mapping_of("contacts", contacts, "addresses by the id of a form")


def _path(path: str | os.PathLike[str]) -> Path:
    return path_of("path", path)


@attrs.frozen
class FormsFolder:
    """A folder with the forms that go to partners, and a register of them (`register.csv`).

    Only files that were written here, and that nobody has changed since, are ever overwritten. If somebody changed
    the register, it is left as it is and a second one is added.

    Attributes:
        path: The folder.
        template: A house style, as in `render`.
        instruments: The instruments of the institution itself, as in `read`.
        limits: Lower limits on the files that come back, as in `read`.

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

    path: Path = attrs.field(converter=_path)
    template: Templates | None = attrs.field(default=None, repr=False, kw_only=True)
    instruments: tuple[Instrument, ...] = attrs.field(default=(), converter=Rows[Any], repr=False, kw_only=True)
    limits: Limits = attrs.field(default=HIGHEST, repr=False, kw_only=True)

    def write(
        self,
        forms: Iterable[Form] | Mapping[str, Form],
        *,
        language: str | None = None,
        contacts: Mapping[str, str] | None = None,
        others: Iterable[SentForm] = (),
    ) -> tuple[Path, ...]:
        """Write the documents of these forms, enter them in the register, and return their paths in order.

        Names are made from phase and organisation, or are those of a mapping; `language` is by default the first of
        the instrument; `contacts` are by the id of a form or of an organisation; `others` are entries of other forms
        that have changed in the register. Raises `FolderError`, and writes nothing, if a file that is not ours is in
        the way.
        """
        by_name, language = _named(forms, language)
        changed = several("others", others, SentForm, "entries of a register")
        return self._save(self._made(by_name, language, _contacts(contacts)), language, changed)

    def add(
        self,
        forms: Iterable[Form] | Mapping[str, Form],
        *,
        language: str | None = None,
        contacts: Mapping[str, str] | None = None,
        others: Iterable[SentForm] = (),
    ) -> Additions:
        """Write those of these forms that are not here yet, and say which there were: a form may have been sent.

        The register gets the names and contacts as they are now, of earlier forms too, and these `others`. Raises
        `FolderError`, and writes nothing, if a file of another form, or one that is not ours, is in the way.

        >>> import tempfile
        >>> from hlo_forms import Organisation, PreparationForm
        >>> folder = FormsFolder(tempfile.mkdtemp())
        >>> partners = [Organisation(name, type="programme") for name in ("Linde", "Eik")]
        >>> linde, eik = (PreparationForm(organisation=who) for who in partners)
        >>> _ = folder.write([linde])
        >>> [path.name for path in folder.add([linde, eik]).new]
        ['fase1-eik.docx']
        """
        by_name, language = _named(forms, language)
        others = several("others", others, SentForm, "entries of a register")
        made = self._made(by_name, language, _contacts(contacts))
        before = self.register
        kept: dict[str, SentForm] = {}
        for name, (entry, _) in made.items():
            same = _same_form(entry, before)
            there = same if same and os.path.lexists(self.path / same.file) else None
            if there is not None:
                kept[name] = attrs.evolve(there, **{field: getattr(entry, field) for field in _OF_LIST}, left=False)
            other = next((each for each in before if each.file == name and each != same), None)
            if there is None and other is not None and os.path.lexists(self.path / name):
                raise FolderError(self._of_another(other))
        ids = {entry.form_id for entry in kept.values()}
        changes = [*kept.values(), *(other for other in others if other.form_id not in ids)]
        paths = self._save({name: made[name] for name in made if name not in kept}, language, changes)
        changed = tuple(kept[name].file for name in kept if self._is_changed(made[name][0], before))
        return Additions(new=paths, kept=tuple(entry.file for entry in kept.values()), changed=changed)

    def _is_changed(self, entry: SentForm, before: Iterable[SentForm]) -> bool:
        """Return whether a form would be another now than the one that is there.

        Renewed forms and those of later phases hold what partners said before, so that of them only counts whose they
        are and from whom.
        """
        there = _same_form(entry, before)
        if there is None or there.sha256 == entry.sha256:
            return False
        if entry.number == 1 and not self._is_renewed(there):
            return True
        return any(getattr(there, field) != getattr(entry, field) for field in ("organisation", *INVITED.values()))

    def _is_renewed(self, entry: SentForm) -> bool:
        """Return whether the form that an entry is about has what was answered in the round before."""
        from ..word.reader.document import read

        try:
            reading = read(
                self.path / entry.file, template=self.template, instruments=self.instruments, limits=self.limits
            )
        except (HloFormsError, OSError):
            return False
        return any(form.renewed for form in reading.forms)

    def _of_another(self, other: SentForm) -> Sentence:
        title = title_of(other.partnership, other.round)
        return TEXTS.sentence("other_form", file=self.path / other.file, folder=self.path, title=title)

    def _made(
        self, forms: Mapping[str, Form], language: str, contacts: Mapping[str, str]
    ) -> dict[str, tuple[SentForm, bytes]]:
        """Return the entry and document of each form, by the name of its file."""
        from ..word.writer.template import render

        made: dict[str, tuple[SentForm, bytes]] = {}
        for name, form in forms.items():
            document = render(form, language=language, template=self.template)
            contact = contacts.get(form.id, contacts.get(_organisation(form)))
            made[name] = entry_for(name, form, document, language, contact), document
        return made

    def _save(
        self, made: Mapping[str, tuple[SentForm, bytes]], language: str, others: Iterable[SentForm] = ()
    ) -> tuple[Path, ...]:
        """Write documents, and enter them and these other forms in the register; return the paths in order."""
        documents = {name: document for name, (_, document) in made.items()}
        register, before = self._own_register()
        ids = {entry.form_id for entry, _ in made.values()}
        changes = (other for other in others if other.form_id not in ids)
        entries = merge(before, [*changes, *(entry for entry, _ in made.values())])
        paths = Folder(self.path).save({**documents, register: to_csv(entries, language)})
        return tuple(paths[name] for name in made)

    @property
    def register(self) -> tuple[SentForm, ...]:
        """Entries of the forms to send, by round and phase; raises `PlanError` for a register that cannot be used."""
        entries: tuple[SentForm, ...] = ()
        for path in self._registers():
            entries = merge(entries, from_csv(path.name, contents(path), languages_in(self.instruments)))
        return entries

    def status(self, returned: Places = ()) -> FolderStatus:
        """Match what came back to the register: the forms that were answered, and those that were not.

        `returned` are paths of files and folders, under any name. Documents in this folder itself count too, except
        the blank forms. Raises `FolderError` if the folder has no register.
        """
        from ..batch.many import read_many

        entries = self.register
        if not entries:
            inside = [path for path in self._folders() if any(map(_is_register, path.glob("*.csv")))]
            key = "no_register_near" if len(inside) == 1 else "no_register"
            near = inside[0] if inside else ""
            raise FolderError(TEXTS.sentence(key, path=self.path, register=REGISTER, near=near))
        places = [returned] if isinstance(returned, str | os.PathLike) else returned
        results = read_many(
            self._sources(entries, places), template=self.template, instruments=self.instruments, limits=self.limits
        )
        return status_of(entries, with_corrections(results))

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

    def _folders(self) -> list[Path]:
        return sorted(path for path in self.path.glob("*") if path.is_dir())

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
        languages = languages_in(self.instruments)
        return name, from_csv(name, contents(path), languages) if os.path.lexists(path) else ()


def _named(forms: Iterable[Form] | Mapping[str, Form], language: str | None) -> tuple[dict[str, Form], str]:
    """Return forms by the name of their file, and their language: where none is named, the first of the instrument."""
    every = several("forms", forms.values() if isinstance(forms, Mapping) else forms, Form, "a list of forms")
    first = (every[0].instrument if every else load_instrument()).languages[0]
    spoken = alike(first, language)
    return dict(forms) if isinstance(forms, Mapping) else by_file_name(every, spoken), spoken


def _same_form(entry: SentForm, before: Iterable[SentForm]) -> SentForm | None:
    """Return the entry of before that is of the same form: by its id, else of the same phase, round and voice."""
    entries = tuple(before)
    by_id = (each for each in entries if each.form_id == entry.form_id)
    return next(by_id, None) or next((each for each in entries if each.meant_for == entry.meant_for), None)


def documents_in(places: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return every file in these files and folders, leaving out our own registers in a folder."""
    if not isinstance(places, Iterable):
        raise InvalidValueError("returned", "a path, or a list of paths", places)
    files: list[Path] = []
    for place in places:
        paths = (file.content if isinstance(file.content, Path) else Path(file.name) for file in sources_in([place]))
        files += [path for path in paths if not _is_register(path) or path == Path(place)]
    return files


def _is_register(path: Path) -> bool:
    return re.fullmatch(rf"{Path(REGISTER).stem}(-\d\d?)?\.csv", path.name) is not None


def _organisation(form: Form) -> str:
    return (form.organisation.id or "") if isinstance(form, OrganisationForm) else ""
