"""Workspace of an institution: its instruments, house style, language, limits and sender, named once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import attrs

from ..basics.arguments import mapping_of, must_be, path_of
from ..basics.files import contents, whole_path
from ..basics.messages import alike
from ..basics.text import parsed_toml
from ..basics.toml_faults import toml_fault
from ..basics.values import FrozenMap, Rows, flag, instance, instances, one_of
from ..errors import InvalidValueError, PlanError
from ..forms import FORMS, Form
from ..forms.people import Invitation, Study
from ..instrument.editions import in_order
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..word.limits import HIGHEST, Limits
from .corrections import with_corrections
from .faults import built, fault_in, must_know
from .plan import Plan, read_plan
from .register import blank_forms
from .spreadsheets import TEXTS

if TYPE_CHECKING:
    from ..comparison.comparison import Comparison
    from ..comparison.recalibration import Recalibration
    from ..comparison.voices import VoiceComparison
    from ..readings.reading import ReadFailure, Reading
    from ..reports.documents import Subject
    from ..research.dataset import Dataset
    from ..word.sources import Source
    from ..word.template_checks import TemplateCheck
    from ..word.writer.template import Templates
    from .folder import FormsFolder

SETTINGS = "hlo-forms.toml"
"""Name of the file with the settings of a folder and of all folders in it."""

_KEYS = ("instruments", "templates", "language", "limits", "invitation", "ask_research", "research")
_REPORT = "report"
_FormT = TypeVar("_FormT", bound=Form)
_SpokenT = TypeVar("_SpokenT", "Comparison", "Recalibration", "VoiceComparison")


def _frozen(template: Any) -> Any:  # Any: a template, or templates by phase
    if isinstance(template, list | tuple):
        return tuple(map(_frozen, template))
    return FrozenMap(template) if isinstance(template, Mapping) else template


@attrs.frozen(kw_only=True)
class Workspace:
    """The settings of an institution as one value, for every step: own questions, house style, language, sender.

    Attributes:
        instruments: The instruments of the institution, and the built-in one where there are none; new forms ask what
            the first one asks, and all of them are recognised when they come back.
        template: A house style, by phase and for the "report" too, as `hlo-forms templates` wrote it,
            or several, of which the first is for new forms and the others are read too.
        language: The language, by default the first of the instrument, or that of what was read.
        limits: Lower limits on files.
        invitation: The words of the invitation that new forms have by default.
        ask_research: Whether new forms ask for permission for the `study`.
        study: The research that they name.

    >>> from hlo_forms import Organisation, PreparationForm
    >>> workspace = Workspace(language="en", invitation=Invitation(sender="Noor Bakker"))
    >>> form = workspace.form(PreparationForm, organisation=Organisation("De Linde", type="practice_partner"))
    >>> reading = workspace.read(workspace.render(form))
    >>> reading.language, reading.form.invitation.sender
    ('en', 'Noor Bakker')
    """

    instruments: tuple[Instrument, ...] = attrs.field(
        default=(), converter=Rows[Instrument], validator=instances(Instrument)
    )
    template: Templates | None = attrs.field(default=None, converter=_frozen, repr=False)
    language: str | None = attrs.field(default=None)
    limits: Limits = attrs.field(default=HIGHEST, validator=instance(Limits), repr=False)
    invitation: Invitation = attrs.field(factory=Invitation, validator=instance(Invitation))
    ask_research: bool = flag()
    study: Study = attrs.field(factory=Study, validator=instance(Study))

    @language.validator
    def _is_spoken(self, _attribute: object, language: str | None) -> None:
        if language is not None and language not in self.instrument.languages:
            raise InvalidValueError("language", one_of(self.instrument.languages, language), language)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """Return the workspace that a file such as `hlo-forms.toml` describes; paths in it start at its folder.

        Raises `PlanError` for a file that cannot be used, `InstrumentError` for an instrument in it, and `OSError`.

        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp(), "hlo-forms.toml")
        >>> _ = path.write_text('language = "en"\\n[invitation]\\nsender = "Noor Bakker"\\n')
        >>> Workspace.load(path).invitation.sender
        'Noor Bakker'
        """
        file = path_of("path", path)
        try:
            table = parsed_toml(data := contents(file))
        except ValueError as error:
            raise PlanError([TEXTS.sentence("no_toml", name=file, fault=toml_fault(error, data).text)]) from error
        try:
            return cls(**_fields(table, file.parent))
        except InvalidValueError as error:
            raise PlanError([fault_in(error, str(file))]) from error

    @classmethod
    def near(cls, *places: str | os.PathLike[str]) -> Self:
        """Return the workspace of the first `hlo-forms.toml` in these places, each from its folder upward.

        Without any place it is looked for in the current folder; where there is none, the workspace has no settings.

        >>> import tempfile
        >>> Workspace.near(tempfile.mkdtemp()) == Workspace()
        True
        """
        path = settings_near(map(Path, places or (".",)))
        return cls() if path is None else cls.load(path)

    @property
    def instrument(self) -> Instrument:
        """The instrument of new forms: the first, or the built-in one."""
        return self.instruments[0] if self.instruments else load_instrument()

    @property
    def first_language(self) -> str:
        """The language of new forms: that of the workspace, or else the first of the instrument."""
        return alike(self.instrument.languages[0], self.language)

    # ---- forms out

    def form(self, kind: type[_FormT], **fields: Any) -> _FormT:  # Any: the fields of a form
        """Return a form of this kind with these fields, of the instrument and with the invitation of the workspace."""
        if kind not in FORMS:
            raise InvalidValueError("kind", one_of([each.__name__ for each in FORMS]), kind)
        own: dict[str, Any] = {"instrument": self.instrument, "invitation": self.invitation}
        if self.ask_research:
            own |= {"asks_research": True, "study": self.study}
        made: _FormT = kind(**(own | fields))
        return made

    def blank(self) -> tuple[Form, ...]:
        """Return blank forms of nobody: of phase 1 one for each type of organisation."""
        return blank_forms(self.instrument)

    def render(self, form: Form, *, language: str | None = None) -> bytes:
        """Return a form as a Word document; see `hlo_forms.render`."""
        from ..word.writer.template import render

        return render(form, language=self._spoken_on(form, language), template=self.template, limits=self.limits)

    def write(self, form: Form, path: str | os.PathLike[str], *, language: str | None = None) -> None:
        """Write a form as a Word document to a path; see `hlo_forms.write`."""
        from ..word.writer.template import write

        write(form, path, language=self._spoken_on(form, language), template=self.template, limits=self.limits)

    def renew(self, form: Any, *, round: str, others: Iterable[Any] = ()) -> Any:  # Any: as `renew`
        """Return the form of the next round, in the edition of the workspace where that continues the form's own."""
        from ..forms.renewal import renew

        before = must_be("form", form.form if hasattr(form, "findings") else form, Form, "a form or its reading")
        goes_on = in_order([before.instrument, self.instrument]) is not None
        later = self.instrument if goes_on and self.instrument.previous is not None else before.instrument
        return renew(form, round=round, others=others, instrument=later)

    def plan(
        self,
        source: str | os.PathLike[str] | tuple[str, bytes],
        *,
        remembered: Mapping[str, object] | None = None,
        **options: Any,  # Any: as `read_plan`
    ) -> Plan:
        """Return the plan in a file or list of partners.

        What neither it nor an option says is as `remembered` by a folder of forms, and else as in the workspace.
        """
        texts: dict[str, Invitation | Study] = {"invitation": self.invitation, "research": self.study}
        defaults = {"language": self.first_language, "ask_research": self.ask_research}
        defaults |= dict(_tables(texts)) | dict(mapping_of("remembered", remembered or {}, "settings by name"))
        return read_plan(source, instrument=self.instrument, defaults=defaults, **options)

    def folder(self, path: str | os.PathLike[str]) -> FormsFolder:
        """Return the facilitator's folder at a path; see `hlo_forms.FormsFolder`."""
        from .folder import FormsFolder

        return FormsFolder(path, template=self.template, instruments=self.instruments, limits=self.limits)

    def _spoken_on(self, form: Form, language: str | None) -> str:
        must_be("form", form, Form, "a form of one of the phases")
        own = self.language if self.language in form.instrument.languages else form.instrument.languages[0]
        return own if language is None else language

    # ---- forms back

    def read(self, source: Source, *, strict: bool = False) -> Reading:
        """Return the reading of a document; see `hlo_forms.read`."""
        from ..word.reader.document import read

        return read(source, strict=strict, **self._reading)

    def read_many(self, sources: Any, **options: Any) -> Iterator[Reading | ReadFailure]:  # Any: as `read_many`
        """Yield the results of reading many documents; see `hlo_forms.read_many`."""
        from ..batch.many import read_many

        return read_many(sources, **(self._reading | options))

    def from_json(self, text: str) -> Form:
        """Return the form in a JSON text; see `hlo_forms.from_json`."""
        from ..export.interchange import from_json

        return from_json(text, instruments=self.instruments)

    @property
    def _reading(self) -> dict[str, Any]:  # Any: options of several kinds
        return {"instruments": self.instruments, "template": self.template, "limits": self.limits}

    # ---- results

    def compare(self, items: Iterable[Any]) -> Comparison:  # Any: as `compare`
        """Compare organisations; see `hlo_forms.compare`."""
        from ..comparison.comparison import compare

        return self._in_language(compare(items))

    def compare_voices(self, items: Iterable[Any]) -> VoiceComparison:  # Any: as `compare_voices`
        """Compare the voices of one organisation; see `hlo_forms.compare_voices`."""
        from ..comparison.voices import compare_voices

        return self._in_language(compare_voices(items))

    def recalibrate(self, *rounds: Any) -> Recalibration:  # Any: as `recalibrate`
        """Compare rounds; see `hlo_forms.recalibrate`."""
        from ..comparison.recalibration import recalibrate

        return self._in_language(recalibrate(*rounds))

    def report(self, subject: Subject, *, language: str | None = None, **parts: Any) -> bytes:  # Any: as `report`
        """Return a report as a Word document; see `hlo_forms.report`."""
        from ..reports.documents import report

        return report(subject, language=language, template=self.report_template, **parts)

    def checklist(self, subject: Subject, *, language: str | None = None, **parts: Any) -> bytes:  # Any: as `checklist`
        """Return what to check before a report goes out, as a Word document; see `hlo_forms.checklist`."""
        from ..reports.documents import checklist

        return checklist(subject, language=language, template=self.report_template, **parts)

    def booklet(self, *, language: str | None = None) -> bytes:
        """Return the whole instrument as one Word document; see `hlo_forms.booklet`."""
        from ..reports.booklet import booklet

        spoken = self.first_language if language is None else language
        return booklet(language=spoken, instrument=self.instrument, template=self.report_template)

    def collect(self, sources: Any, **options: Any) -> Dataset:  # Any: as `read_many`
        """Return one data set of all these documents, with the corrections that stand beside them."""
        from ..research.dataset import Dataset

        if not isinstance(sources, str | os.PathLike | Iterable):
            raise InvalidValueError("sources", "documents, or paths and patterns", sources)
        several = [sources] if isinstance(sources, str | os.PathLike | bytes) else list(sources)
        folders = [Path(each) for each in several if isinstance(each, str | os.PathLike) and Path(each).is_dir()]
        return Dataset(with_corrections(self.read_many(several, **options), folders))

    def check(self, template: Source) -> TemplateCheck:
        """Return whether forms made with a template come back as they were; see `hlo_forms.check_template`."""
        from ..word.template_checks import check_template

        return check_template(template, instrument=self.instrument)

    @property
    def report_template(self) -> Source | None:
        """The template of reports, checklists and booklets, where the house style has one."""
        from ..word.writer.template import template_of

        return template_of(_REPORT, [each for each in _several(self.template) if isinstance(each, Mapping)])

    def _in_language(self, result: _SpokenT) -> _SpokenT:
        wanted = self.language if self.language in result.instrument.languages else None
        return attrs.evolve(result, language=wanted) if wanted and result.language is None else result


def settings_near(places: Iterable[Path]) -> Path | None:
    """Return the first file with settings in these places, each from its folder upward; None where there is none."""
    for place in places:
        top = whole_path(place)
        for folder in (top, *top.parents):
            if (folder / SETTINGS).is_file():
                return folder / SETTINGS
    return None


def house_style(folder: Path) -> dict[str, bytes]:
    """Return the templates in a folder, by file name without its suffix; empty where there are none of ours."""
    names = (*(form.phase for form in FORMS), _REPORT)
    paths = {name: folder / f"{name}.docx" for name in names}
    return {name: contents(path) for name, path in paths.items() if path.is_file()}


def _several(template: Templates | None) -> tuple[Any, ...]:  # Any: house styles
    return template if isinstance(template, tuple) else (template,)


def _fields(table: Mapping[str, Any], folder: Path) -> dict[str, Any]:  # Any: what a TOML file holds
    """Return the fields of a workspace out of the table in its file."""
    must_know("", table, _KEYS)
    fields: dict[str, Any] = {key: table[key] for key in ("language", "ask_research") if key in table}
    paths = table.get("instruments", [])
    several = [paths] if isinstance(paths, str) else paths
    if not isinstance(several, list) or not all(isinstance(path, str) for path in several):
        raise InvalidValueError("instruments", TEXTS.sentence("want_files"), paths)
    fields["instruments"] = [_instrument(folder, name) for name in several]
    if "templates" in table:
        fields["template"] = _house_styles(table["templates"], folder)
    kinds = {"limits": Limits, "invitation": Invitation, "research": Study}
    named = {"research": "study"}
    return fields | {named.get(key, key): built(key, kind, table[key]) for key, kind in kinds.items() if key in table}


def _house_styles(names: Any, folder: Path) -> Any:  # Any: what a TOML file holds, and house styles
    """Return the house style in a folder, or those in several, of which the first is for new forms."""
    several = [names] if isinstance(names, str) else names
    if not isinstance(several, list) or not several or not all(isinstance(name, str) for name in several):
        raise InvalidValueError("templates", TEXTS.sentence("want_templates"), names)
    styles = [house_style(folder / name) for name in several]
    if not all(styles):
        raise InvalidValueError("templates", TEXTS.sentence("want_templates"), several[styles.index({})])
    return styles if len(styles) > 1 else styles[0]


def _instrument(folder: Path, name: str) -> Instrument:
    try:
        return load_instrument(folder / name)
    except OSError as error:
        raise InvalidValueError("instruments", TEXTS.sentence("want_there"), name) from error


def _tables(words: Mapping[str, Invitation | Study]) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the texts that say something as tables of a plan."""
    for key, value in words.items():
        if texts := {name: text for name, text in attrs.asdict(value).items() if text}:
            yield key, texts
