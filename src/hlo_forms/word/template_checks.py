"""Check of a house style: forms are rendered with it and read back, also stripped of every mark."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from ..basics.messages import Words, in_words
from ..basics.values import one_of
from ..errors import DocumentError, HloFormsError, InvalidValueError, TemplateError
from ..forms import AlignmentForm, CommitmentForm, Form, Organisation, PreparationForm
from ..forms.correcting import Value, settable_fields, with_values
from ..forms.field_ids import FieldId, fields_of
from ..forms.renewal import look_back, renew
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..pages.model import Bullets, Heading, Illustration, Page, PageRow, PageTable, Run, Section, Text, fixed, quoted
from ..readings.reading import Reading
from .package import open_package
from .template_contents import Contents, missing, unseen
from .writer.language import EXAMPLES, TEXTS
from .writer.report import GROUP, HEADER, STYLE_OF, TABLE, TEXT, render_page
from .writer.template import faults_of

if TYPE_CHECKING:
    from .package import Source


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SLOTS = frozenset({"kicker", "title", "subtitle", "page_word", "details", "sections"})
"""The slots that the body of such a template names."""

_MARK = re.compile(r"‹([^›]+)›")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"

_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550"
    "000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)


@attrs.frozen
class _Dot:
    """A picture of one dot."""

    title: str = "‹picture›"
    alt: str = "‹picture›"
    width: float = 20
    height: float = 10

    def to_png(self, dpi: int = 200) -> bytes:  # noqa: ARG002 - as every picture has it
        return _DOT

    def to_svg(self) -> str:  # a document of Word holds pixels
        raise NotImplementedError


def report_faults(template: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a house style for reports lost or has too much of: a code, and the slot or style that it is about.

    "text-missing" and "text-twice" name a slot, "order-changed" the first slot out of order, "style-missing" a style
    that code sets. Raises `TemplateError` where it gives no document at all.
    """
    own, house = (_contents(render_page(sample_page(), "‹page_word›", data)) for data in (None, template))
    expected, actual = Counter(own.marks), Counter(house.marks)
    for mark in expected:
        if actual[mark] < expected[mark]:
            yield "text-missing", mark
        elif actual[mark] > expected[mark]:
            yield "text-twice", mark
    if expected == actual and own.marks != house.marks:
        pairs = zip(own.marks, house.marks, strict=True)
        yield "order-changed", next(mark for mark, other in pairs if mark != other)
    yield from (("style-missing", style) for style in own.styles if style not in house.styles)


@attrs.frozen
class _Contents:
    """The marks in a document in order, and the styles that it has."""

    marks: list[str]
    styles: list[str]


def _contents(document: bytes) -> _Contents:
    package = open_package(document)
    body, styles = package.xml("word/document.xml"), package.xml("word/styles.xml")
    marks: list[str] = []
    for node in body.iter(f"{W}t", _BLIP):
        marks += ["picture"] if node.tag == _BLIP else _MARK.findall(node.text or "")
    ids = [str(style.get(f"{W}styleId")) for style in styles.iter(f"{W}style")]
    needed = (TABLE, HEADER, GROUP, TEXT, *STYLE_OF.values())
    return _Contents(marks, [style for style in needed if style in ids])


def sample_page() -> Page:
    """Return a page with every kind of block in it, each marked with its name."""
    table = PageTable(
        caption="‹block.caption›",
        columns=("‹block.table›", "2"),
        rows=(PageRow((fixed("1"),), group=True), PageRow((quoted("1"), (Run("+", "added"), Run("-", "removed"))))),
    )
    wide = attrs.evolve(table, columns=("‹section.turn›", *("1" * 20 for _ in range(7))), rows=())
    blocks = (
        Heading("‹block heading2›"),
        Heading("‹block heading3›", 3),
        Text(fixed("‹block text›")),
        Bullets((fixed("‹block item›"),)),
        Text(fixed("‹block lead›")),
        Illustration(_Dot()),
        table,
    )
    return Page(
        kicker="‹kicker›",
        title="‹title›",
        subtitle="‹subtitle›",
        locale="nl-NL",
        details=(("‹line.label›", fixed("‹line.answer›")),),
        sections=(Section("‹section.heading›", blocks), Section("‹section.heading›", (wide,))),
    )


_TOLD_ELSEWHERE = ("alt-chunk", "macros-ignored")  # as what goes out unseen
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

_LEFT = ("id", "type")  # shown elsewhere in the document, or deciding which form it is


@attrs.frozen(kw_only=True)
class TemplateFault:
    """A fault that a house style causes in a form or a report.

    `code` is that of a finding when the form is read back ("place-missing", "unplaced-text", …), "value-changed" if a
    `field` does not come back as it was, or "does-not-render". For what goes out to partners unseen it is
    "field-fetches", "picture-outside", "link-outside", "macros", "embedded-object", "alt-chunk" or "braces-unfilled";
    for what a form lacks "title-missing", "readers-missing", "purpose-missing" or "source-missing"; for a report
    "text-missing", "text-twice" and "order-changed", with the slot as `field`, or "style-missing", with the style.
    `language` is that of the form, `seen` the text that was seen. `stripped`: it goes wrong only once a program has
    removed all marks.
    """

    code: str
    language: str
    field: str | None = None
    seen: str = ""
    stripped: bool = False
    said: str = attrs.field(default="", eq=False, repr=False)

    def __str__(self) -> str:
        return f"{self.language}: {self.in_words(self.language)}"

    def in_words(self, language: str) -> str:
        """Return what goes wrong and what to do about it, in a language."""
        return str(in_words(self.said, language))


@attrs.frozen(kw_only=True)
class TemplateCheck:
    """Result of a check: the `phase` that the template is for, and its `faults`, each once; none if it works.

    `phase` is "report" for a template of reports.

    >>> TemplateCheck(phase="alignment").works
    True
    """

    phase: str
    faults: tuple[TemplateFault, ...] = ()

    @property
    def works(self) -> bool:
        """True if every form that is made with it comes back as it was."""
        return not self.faults

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


def check_template(
    template: Source, *, phase: str | None = None, instrument: Instrument | None = None
) -> TemplateCheck:
    """Check whether a house style still works: find what goes wrong with forms that are rendered and read back.

    Blank, full and prefilled forms of the phase, in every language of the instrument, are rendered and read back, once
    as they are, and once as the harshest programs save them: without any mark. A fault is anything that goes wrong
    with this template and not with the built-in one. A template of reports ("report") is rendered with everything in
    it, and the page is inspected. By default `phase` is the one that shares most slots with the template.

    Raises `TemplateError` for a file that cannot be opened, or is a template of no phase, and `InvalidValueError` for
    an unknown phase. An unchanged copy of a built-in template always works:

    >>> from importlib import resources
    >>> own = (resources.files("hlo_forms") / "templates" / "commitment.docx").read_bytes()
    >>> check_template(own)
    TemplateCheck(phase='commitment', faults=())
    """
    from .package import bytes_of

    instrument = instrument or load_instrument()
    data = bytes_of(template)[0]
    phase = phase or _phase_of(data, instrument)
    phases = [*(each.id for each in instrument.phases), REPORT]
    if phase not in phases:
        raise InvalidValueError("phase", one_of(phases, phase), phase)
    if phase == REPORT:
        with faults_of(data):
            return TemplateCheck(phase=phase, faults=tuple(dict.fromkeys(_report_faults(instrument, data))))
    with faults_of(data):
        faults = (fault for form in samples(instrument, phase) for fault in _faults(form, data))
        return TemplateCheck(phase=phase, faults=tuple(dict.fromkeys(faults)))


def must_be_template(data: bytes) -> None:
    """Raise `TemplateError` for a file that cannot be opened, or has no slot."""
    from .writer.template import slots_named

    if not slots_named(data):
        raise TemplateError(TEXTS.sentence("no_slots", slot=EXAMPLES["slot"]))


def _phase_of(data: bytes, instrument: Instrument) -> str:
    """Return the phase that shares most slots with a template."""
    from .writer.slots import Writer
    from .writer.template import slots_named

    slots = slots_named(data)
    language = instrument.languages[0]
    fits = {REPORT: len(slots & SLOTS) - len(slots - SLOTS)}
    for phase in instrument.phases:
        own = set(Writer(samples(instrument, phase.id)[0], language).slots())
        fits[phase.id] = len(slots & own) - len(slots - own)
    best = max(fits, key=lambda phase: fits[phase])
    if not slots or fits[best] <= 0:
        raise TemplateError(TEXTS.sentence("no_slots", slot=EXAMPLES["slot"]))
    return best


def _report_faults(instrument: Instrument, template: bytes) -> Iterator[TemplateFault]:
    language = instrument.languages[0]
    try:
        carried = unseen(render_page(sample_page(), "‹page_word›", template))
        yield from (fault for each in instrument.languages for fault in _in_contents(carried, each))
        for code, field in report_faults(template):
            said = _said(instrument, f"template.report.{code}", field)
            yield TemplateFault(code=code, language=language, field=field, said=said)
    except TemplateError as error:
        yield _unrendered(error, language)


def _unrendered(error: HloFormsError, language: str) -> TemplateFault:
    text = TEXTS.sentence("contents.cannot-read", reason=error) if isinstance(error, DocumentError) else error.args[0]
    return TemplateFault(code=UNRENDERED, language=language, seen=str(error), said=text)


def _said(instrument: Instrument, key: str, field: str) -> Words:
    return Words({each: instrument.word(key, each).replace("{field}", field) for each in instrument.languages})


def _in_contents(contents: Iterable[Contents], language: str) -> Iterator[TemplateFault]:
    """Yield as faults what goes out unseen, and what a form lacks."""
    for each in contents:
        yield TemplateFault(code=each.code, language=language, seen=each.seen, said=each.message)


# ---- the forms that are tried


def samples(instrument: Instrument, phase: str) -> list[Form]:
    """Return forms of a phase that together use every place of their document: blank, full, and prefilled."""
    first = [_preparation(instrument, kind.id) for kind in instrument.organisation_types]
    if phase == "preparation":
        full = [_fill(form) for form in first]
        return [*first, *full, *(_fill(renew(form, round="2")) for form in full)]
    full = [_fill(_preparation(instrument, kind.id, named=True)) for kind in instrument.organisation_types]
    meeting = _fill(AlignmentForm.from_forms(full * (1 if len(full) > 1 else 2)))
    if phase == "alignment":
        blank: Form = AlignmentForm(instrument=instrument)
        earlier = _fill(AlignmentForm.from_forms(full * (1 if len(full) > 1 else 2)), "before ")
        earlier = attrs.evolve(earlier, organisations=meeting.organisations, round="0")
        return [blank, _fill(blank), meeting, _fill(look_back(meeting, [earlier]))]
    blank = CommitmentForm(instrument=instrument)
    own = _fill(CommitmentForm.from_forms(full[0], meeting))
    before = CommitmentForm(instrument=instrument, organisation=own.organisation, partnership="1", round="0")
    other = attrs.evolve(before, organisation=Organisation("other"), id="other")
    return [blank, _fill(blank), own, _fill(look_back(own, [_fill(before, "before "), _fill(other, "told ")]))]


def _preparation(instrument: Instrument, kind: str, *, named: bool = False) -> PreparationForm:
    who = Organisation(name=kind if named else None, type=kind)
    return PreparationForm(instrument=instrument, organisation=who, partnership="1", round="1")


def _fill(form: FormT, lead: str = "") -> FormT:
    """Return the form, asking about research too, with every empty field set to its own name, or to a choice.

    `lead` stands before the names, to tell the words of one form from those of another.
    """
    form = attrs.evolve(form, asks_research=True)
    values = dict(fields_of(form))
    ids = [FieldId.of(field) for field in settable_fields(form) if field not in values or field.endswith(".ticked")]
    texts = {id: _CHOICES.get(id.column or id.part, f"‹{lead}{id}›") for id in ids if id.column not in _LEFT}
    return cast("FormT", with_values(form, texts).form)  # a form with fields changed is of the same class


# ---- what becomes of them


def _faults(form: Form, template: bytes) -> Iterator[TemplateFault]:
    for language in form.instrument.languages:
        try:
            yield from _faults_in(form, language, template)
        except (TemplateError, DocumentError) as error:
            yield _unrendered(error, language)


def _faults_in(form: Form, language: str, template: bytes) -> Iterator[TemplateFault]:
    from .reader.document import read
    from .writer.template import render, stripped

    own, house = render(form, language), render(form, language, template=template)
    yield from _in_contents((*unseen(house), *missing(form, language, house)), language)
    instruments = [form.instrument]
    for marks in (True, False):
        usual = read(own if marks else stripped(own), instruments=instruments)
        restyled = read(house if marks else stripped(house), instruments=instruments, template=template)
        yield from _beyond(form, usual, restyled, stripped=not marks)


def _beyond(form: Form, usual: Reading, restyled: Reading, *, stripped: bool) -> Iterator[TemplateFault]:
    """Yield the faults in the reading in a house style that are not in the usual one."""
    instrument, language = form.instrument, usual.language
    before = {
        each: f"{instrument.word('template.stripped', each)} " if stripped else "" for each in instrument.languages
    }
    expected = Counter((finding.code, finding.field) for finding in usual.findings)
    for finding in restyled.findings:
        if finding.code in _TOLD_ELSEWHERE:
            continue
        if expected[finding.code, finding.field]:
            expected[finding.code, finding.field] -= 1
            continue
        text = Words({each: before[each] + finding.message(instrument, each) for each in instrument.languages})
        yield TemplateFault(
            code=finding.code, language=language, field=finding.field, seen=finding.seen, stripped=stripped, said=text
        )
    for field in sorted(_lost(form, restyled) - _lost(form, usual)):
        changed = _said(instrument, "template.value-changed", field)
        text = Words({each: before[each] + changed.in_words(each) for each in instrument.languages})
        yield TemplateFault(code=CHANGED, language=language, field=field, stripped=stripped, said=text)


def _lost(form: Form, reading: Reading) -> set[str]:
    """Return the fields that did not come back as they were."""
    values = dict(fields_of(form))
    back = dict(fields_of(reading.forms[0])) if len(reading.forms) == 1 else {}
    return {field for field in values.keys() | back.keys() if values.get(field) != back.get(field)}
