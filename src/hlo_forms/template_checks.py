"""Whether a house style still works: forms are rendered with it and read back, also stripped of every mark."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from .errors import InvalidValueError, TemplateError
from .field_ids import FieldId
from .findings import Finding
from .form_fields import Value, fields_of, givable, with_values
from .forms import AlignmentForm, CommitmentForm, Form, Organisation, PreparationForm
from .instrument import Instrument, load_instrument
from .readings import Reading
from .sharing import renew
from .wording import one_of

if TYPE_CHECKING:
    from .word.package import Source

UNRENDERED, CHANGED = "does-not-render", "value-changed"
REPORT = "report"
FormT = TypeVar("FormT", bound=Form)

_CHOICES: dict[str, Value] = {
    "ticked": True,
    "ownership": "public",
    "kind": "in_tension",
    "realised": "partly",
    "research": "yes",
}
_LEFT = ("id", "type")  # what a document shows in another place, or what decides which form it is


@attrs.frozen(kw_only=True)
class TemplateFault:
    """What goes wrong with a form in a house style.

    `code` is that of the finding that reading the form back gives ("place-missing", "unplaced-text", …),
    "value-changed" where a `field` does not come back as it was, or "does-not-render"; of a report "text-missing",
    "text-twice" and "order-changed", with the slot as `field`, or "style-missing", with the style. `language` is that
    of the form, `seen` what was seen. `stripped` where it only goes wrong once a program took all marks out of it.
    """

    code: str
    language: str
    field: str | None = None
    seen: str = ""
    stripped: bool = False
    said: str = attrs.field(default="", eq=False, repr=False)

    def __str__(self) -> str:
        return f"{self.language}: {self.said}"


@attrs.frozen(kw_only=True)
class TemplateCheck:
    """What came out of a check: the `phase` the template is for, and its `faults`, each once; none where it works.

    `phase` is "report" where it is a template of reports.

    >>> TemplateCheck(phase="alignment").works
    True
    """

    phase: str
    faults: tuple[TemplateFault, ...] = ()

    @property
    def works(self) -> bool:
        """Does every form that is made with it come back as it was?"""
        return not self.faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def check_template(
    template: Source, *, phase: str | None = None, instrument: Instrument | None = None
) -> TemplateCheck:
    """Whether a house style still works: what goes wrong with forms that are rendered with it and read back.

    Blank, full and prefilled forms of the phase, in every language of the instrument, are rendered and read back, once
    as they are, and once as the harshest programs save them: without any mark. What a form of the built-in template
    does not suffer either is a fault. With a template of reports ("report") a page with everything in it is rendered,
    and looked at. `phase` is found by the slots of the template where it is not given.

    Raises `TemplateError` for what cannot be opened, or is a template of no phase, and `InvalidValueError` for an
    unknown phase. A copy of a built-in template that nobody changed always works:

    >>> from importlib import resources
    >>> own = (resources.files("hlo_forms") / "templates" / "commitment.docx").read_bytes()
    >>> check_template(own)
    TemplateCheck(phase='commitment', faults=())
    """
    from .word.package import bytes_of

    asked = instrument or load_instrument()
    data = bytes_of(template)[0]
    wanted = phase or _phase_of(data, asked)
    phases = [*(known.id for known in asked.phases), REPORT]
    if wanted not in phases:
        raise InvalidValueError("phase", one_of(phases, wanted), wanted)
    if wanted == REPORT:
        return TemplateCheck(phase=wanted, faults=tuple(_report_faults(asked, data)))
    found = (fault for form in samples(asked, wanted) for fault in _faults(form, data))
    return TemplateCheck(phase=wanted, faults=tuple(dict.fromkeys(found)))


def _phase_of(data: bytes, instrument: Instrument) -> str:
    """The phase that shares most slots with a template."""
    from .word.context import Writer
    from .word.rendering import slots_named
    from .word.report_checks import SLOTS

    named = slots_named(data)
    language = instrument.languages[0]
    fits = {REPORT: len(named & SLOTS) - len(named - SLOTS)}
    for phase in instrument.phases:
        slots = set(Writer(samples(instrument, phase.id)[0], language).slots())
        fits[phase.id] = len(named & slots) - len(named - slots)
    best = max(fits, key=lambda phase: fits[phase])
    if not named or fits[best] <= 0:
        raise TemplateError("this is no template of ours: it names none of the slots ({{ … }}) that a form needs")
    return best


def _report_faults(instrument: Instrument, template: bytes) -> Iterator[TemplateFault]:
    from .word.report_checks import report_faults

    language = instrument.languages[0]
    try:
        for code, field in report_faults(template):
            said = instrument.word(f"template.report.{code}", language).replace("{field}", field)
            yield TemplateFault(code=code, language=language, field=field, said=said)
    except TemplateError as error:
        yield TemplateFault(code=UNRENDERED, language=language, seen=str(error), said=str(error))


# ---- the forms that are tried


def samples(instrument: Instrument, phase: str) -> list[Form]:
    """Forms of a phase that between them use every place of their document: blank, full, and prefilled."""
    first = [_preparation(instrument, kind.id) for kind in instrument.organisation_types]
    if phase == "preparation":
        full = [_filled(form) for form in first]
        return [*first, *full, *(_filled(renew(form, round="2")) for form in full)]
    filled = [_filled(_preparation(instrument, kind.id, named=True)) for kind in instrument.organisation_types]
    meeting = _filled(AlignmentForm.from_forms(filled * (1 if len(filled) > 1 else 2)))
    if phase == "alignment":
        blank: Form = AlignmentForm(instrument=instrument)
        return [blank, _filled(blank), meeting]
    blank = CommitmentForm(instrument=instrument)
    return [blank, _filled(blank), _filled(CommitmentForm.from_forms(filled[0], meeting))]


def _preparation(instrument: Instrument, kind: str, *, named: bool = False) -> PreparationForm:
    who = Organisation(name=kind if named else None, type=kind)
    return PreparationForm(instrument=instrument, organisation=who, partnership="1", round="1")


def _filled(form: FormT) -> FormT:
    """The form, asking about research too, with in every field that held nothing its own name, or a choice."""
    form = attrs.evolve(form, asks_research=True)
    held = dict(fields_of(form))
    ids = [FieldId.of(field) for field in givable(form) if field not in held or field.endswith(".ticked")]
    texts = {id: _CHOICES.get(id.column or id.part, f"‹{id}›") for id in ids if id.column not in _LEFT}
    return cast("FormT", with_values(form, texts).form)  # a form with fields changed is of the same class


# ---- what becomes of them


def _faults(form: Form, template: bytes) -> Iterator[TemplateFault]:
    for language in form.instrument.languages:
        try:
            yield from _told(form, language, template)
        except TemplateError as error:
            yield TemplateFault(code=UNRENDERED, language=language, seen=str(error), said=str(error))


def _told(form: Form, language: str, template: bytes) -> Iterator[TemplateFault]:
    from .word.house_style import stripped
    from .word.reading import read
    from .word.rendering import render

    own, house = render(form, language), render(form, language, template=template)
    asked = [form.instrument]
    for marks in (True, False):
        usual = read(own if marks else stripped(own), instruments=asked)
        found = read(house if marks else stripped(house), instruments=asked, template=template)
        yield from _beyond(form, usual, found, stripped=not marks)


def _beyond(form: Form, usual: Reading, found: Reading, *, stripped: bool) -> Iterator[TemplateFault]:
    """What is wrong with one reading, and not with the other."""
    asked, language = form.instrument, usual.language
    before = f"{asked.word('template.stripped', language)} " if stripped else ""
    expected = Counter((finding.code, finding.field) for finding in usual.findings)
    for finding in found.findings:
        if expected[finding.code, finding.field]:
            expected[finding.code, finding.field] -= 1
            continue
        said = before + finding.message(asked, language)
        yield _fault(finding, language, said, stripped=stripped)
    for field in sorted(_lost(form, found) - _lost(form, usual)):
        said = before + asked.word("template.value-changed", language).replace("{field}", field)
        yield TemplateFault(code=CHANGED, language=language, field=field, stripped=stripped, said=said)


def _fault(finding: Finding, language: str, said: str, *, stripped: bool) -> TemplateFault:
    return TemplateFault(
        code=finding.code, language=language, field=finding.field, seen=finding.seen, stripped=stripped, said=said
    )


def _lost(form: Form, reading: Reading) -> set[str]:
    """The fields that did not come back as they were."""
    there = dict(fields_of(reading.forms[0])) if len(reading.forms) == 1 else {}
    here = dict(fields_of(form))
    return {field for field in here.keys() | there.keys() if here.get(field) != there.get(field)}
