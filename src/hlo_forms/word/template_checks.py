"""Check of a house style: forms are rendered with it and read back, also stripped of every mark."""

from __future__ import annotations

import functools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar, cast

import attrs

from ..basics.arguments import must_be
from ..basics.messages import Words
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
from .controls import W
from .package import Package, open_package
from .sources import bytes_of
from .template_contents import missing, unseen
from .template_damage import CONTENTS, Use, by_place, damage_in, uses_in
from .template_tags import BODY, Shape, TemplateFault, sentence_of, tags_of
from .template_traces import Trace, Tracing, words_in_answers
from .writer.fields import Slots
from .writer.language import EXAMPLES, TEXTS
from .writer.parts import SLOTTED
from .writer.report import GROUP, HEADER, STYLE_OF, TABLE, TEXT, render_page, report_slots
from .writer.slots import Writer
from .writer.template import NEEDED, built_in, check_parts, faults_of, render, slots_named, stripped

if TYPE_CHECKING:
    from .sources import Source


_PATHS = {f"{name}-missing": path for path, name in CONTENTS.items()}

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
    (own, styles), (house, house_styles) = (
        _contents(render_page(sample_page(), "‹page_word›", data)) for data in (None, template)
    )
    expected, actual = Counter(own), Counter(house)
    for mark in expected:
        if actual[mark] < expected[mark]:
            yield "text-missing", mark
        elif actual[mark] > expected[mark]:
            yield "text-twice", mark
    if expected == actual and own != house:
        yield "order-changed", next(mark for mark, other in zip(own, house, strict=True) if mark != other)
    yield from (("style-missing", style) for style in styles if style not in house_styles)


def _contents(document: bytes) -> tuple[list[str], list[str]]:
    """Return the marks in a document in order, and the styles of ours that it has."""
    package = open_package(document)
    body, styles = package.xml("word/document.xml"), package.xml("word/styles.xml")
    marks: list[str] = []
    for node in body.iter(f"{W}t", _BLIP):
        marks += ["picture"] if node.tag == _BLIP else _MARK.findall(node.text or "")
    ids = [str(style.get(f"{W}styleId")) for style in styles.iter(f"{W}style")]
    needed = (TABLE, HEADER, GROUP, TEXT, *STYLE_OF.values())
    return marks, [style for style in needed if style in ids]


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
_OF_REPORTS = ("text-missing", "text-twice", "order-changed", "style-missing")
UNRENDERED, CHANGED, REPORT = "does-not-render", "value-changed", "report"
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
class TemplateCheck:
    """Result of a check of a house style.

    Attributes:
        phase: The phase that the template is for, or "report" for a template of reports.
        faults: The faults, each once; none if it works.

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

    def commented(self, template: Source, *, language: str | None = None) -> bytes:
        """Return a copy of the template that was checked, with a comment of Word at the place of each fault.

        The comments are in a language, by default English. A copy can be checked again; comments of an earlier check
        make room for those of this one.

        >>> from importlib import resources
        >>> own = (resources.files("hlo_forms") / "templates" / "report.docx").read_bytes()
        >>> check_template(own).commented(own)[:2]
        b'PK'
        """
        from .template_comments import with_comments

        notes = [(fault.place, fault.in_words(language=language or "en")) for fault in self.faults]
        return with_comments(bytes_of(template)[0], notes, TEXTS.text("commented_title", language or "en"))


def check_template(
    template: Source, *, phase: str | None = None, instrument: Instrument | None = None
) -> TemplateCheck:
    """Check whether a house style still works: name each fault once, with its slot, its place, and what to do.

    Slots, loops and conditions are compared with those of the built-in template. Where they are sound, blank, full and
    prefilled forms of the phase, in every language of the instrument, are rendered and read back, once as they are,
    and once as the harshest programs save them: without any mark. A fault is anything that goes wrong with this
    template and not with the built-in one. A template of reports ("report") is rendered with everything in it, and the
    page is inspected. By default `phase` is the one that shares most slots with the template.

    Raises `TemplateError` for a file that cannot be opened, or is a template of no phase, and `InvalidValueError` for
    an unknown phase. An unchanged copy of a built-in template always works:

    >>> from importlib import resources
    >>> own = (resources.files("hlo_forms") / "templates" / "commitment.docx").read_bytes()
    >>> check_template(own)
    TemplateCheck(phase='commitment', faults=())
    """
    asked = load_instrument() if instrument is None else instrument
    instrument = must_be("instrument", asked, Instrument, "an instrument")
    data = bytes_of(template)[0]
    package = _opened(data)
    phase = _phase_of(package, instrument) if phase is None else phase
    phases = [*(each.id for each in instrument.phases), REPORT]
    if phase not in phases:
        raise InvalidValueError("phase", one_of(phases, phase), phase)
    with faults_of(data):
        house = _House(data, package, phase, instrument)
        faults = [*house.damage(all_needed=phase == REPORT), *_unseen(data)]
        if all(fault.slot is None for fault in faults):
            faults += house.report_faults() if phase == REPORT else house.form_faults()
        return TemplateCheck(phase=phase, faults=tuple(dict.fromkeys(faults)))


def must_be_template(data: bytes) -> None:
    """Raise `TemplateError` for a file that cannot be opened, or has no slot."""
    if not slots_named(data):
        raise TemplateError(TEXTS.sentence("no_slots", slot=EXAMPLES["slot"]))


def _opened(data: bytes) -> Package:
    try:
        package = open_package(data)
        check_parts(package.names)
        for name in NEEDED:
            package.xml(name)
    except DocumentError as error:
        raise TemplateError(TEXTS.sentence("cannot_open", reason=error)) from error
    return package


def _phase_of(package: Package, instrument: Instrument) -> str:
    """Return the phase whose own template shares most slots with a template."""

    def tags(package: Package) -> Counter[str]:
        return Counter(tag.text for tag in tags_of(package) if tag.place.part == BODY)

    own, fits = tags(package), {}
    for phase in (*(each.id for each in instrument.phases), REPORT):
        usual = tags(open_package(built_in(phase)))
        fits[phase] = 2 * (own & usual).total() - (usual - own).total() - (own - usual).total()
        fits[phase] = fits[phase] if (own & usual).total() else -sys.maxsize
    best = max(fits, key=lambda phase: fits[phase])
    if fits[best] == -sys.maxsize:
        raise TemplateError(TEXTS.sentence("no_slots", slot=EXAMPLES["slot"]))
    return best


@attrs.frozen
class _House:
    """A house style beside the built-in template of its phase."""

    data: bytes
    package: Package
    phase: str
    instrument: Instrument

    @functools.cached_property
    def uses(self) -> tuple[list[Use], list[Use]]:
        """The tags of the house style, and those of the built-in template."""
        usual, shape = open_package(built_in(self.phase)), Shape.of(self.slots())
        return uses_in(self.package, shape), uses_in(usual, shape)

    def slots(self) -> list[Slots]:
        """Return everything that a template of the phase can name."""
        if self.phase == REPORT:
            return [report_slots(sample_page())]
        language = self.instrument.languages[0]
        return [Writer(form, language).slots() for form in samples(self.instrument, self.phase)]

    def damage(self, *, all_needed: bool) -> list[TemplateFault]:
        """Return the damage to slots, loops and conditions."""
        return damage_in(self.package, *self.uses, all_needed=all_needed)

    def report_faults(self) -> Iterator[TemplateFault]:
        """Yield what goes wrong with a report."""
        tracing = Tracing.of(self.package, self.uses[0]).filled(report_slots(sample_page()))
        try:
            for code, field in report_faults(self.data):
                said = _said(self.instrument, f"template.report.{code}", field)
                fault = TemplateFault(code=code, field=field, said=said)
                yield _traced(fault, tracing.trace(None, [f"‹{field}›"]), self.instrument)
        except TemplateError as error:
            yield _unrendered(error)

    def form_faults(self) -> list[TemplateFault]:
        """Return what goes wrong with forms, each once: as it is, or only once all marks are gone.

        A cause that is known is named in place of what goes wrong for it: slots that usually may be left out, and words
        in answers.
        """
        tracing = Tracing.of(self.package, self.uses[0])
        faults: list[TemplateFault] = []
        for form in samples(self.instrument, self.phase):
            for language in self.instrument.languages:
                faults += _faults(form, language, self.data, tracing.filled(Writer(form, language).slots()))
        faults.sort(key=lambda fault: (fault.stripped, fault.code == CHANGED))
        of_contents = [fault for fault in faults if fault.code in _PATHS]
        read_back = [fault for fault in faults if fault.code not in _PATHS]
        if any(not fault.stripped for fault in read_back):  # without marks, the same damage shows in other places too
            read_back = [fault for fault in read_back if fault.field or not fault.stripped]
        causes = [*self.damage(all_needed=True), *words_in_answers(*self.uses)] if read_back else []
        return [*_once(of_contents), *(sorted(causes, key=by_place) or _once(read_back))]


def _unseen(data: bytes) -> Iterator[TemplateFault]:
    """Yield what goes out to partners unseen; braces in the parts that are filled are slots, or damage to them."""
    for each in unseen(data):
        part = each.place.part if each.place else ""
        if each.code != "braces-unfilled" or not SLOTTED.fullmatch(part):
            yield each


def _unrendered(error: HloFormsError) -> TemplateFault:
    text = TEXTS.sentence("contents.cannot-read", reason=error) if isinstance(error, DocumentError) else error.args[0]
    return TemplateFault(code=UNRENDERED, seen=str(error), said=text)


def _said(instrument: Instrument, key: str, field: str) -> Words:
    return Words({each: instrument.word(key, each).replace("{field}", field) for each in instrument.languages})


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


def _once(faults: Iterable[TemplateFault]) -> list[TemplateFault]:
    """Return the first fault of each table, or other paragraph; without a place, or marks, the first of each kind."""
    made: list[TemplateFault] = []
    seen: set[object] = set()
    for fault in faults:
        at = fault.place
        place = at and (at.part, at.table, 0 if at.table else at.paragraph)
        of_kind = fault.code if place is None or fault.stripped else None
        if not {place, of_kind} - {None} & seen:
            made.append(fault)
        seen |= {place, of_kind} - {None}
    return sorted(made, key=by_place)


def _faults(form: Form, language: str, template: bytes, tracing: Tracing) -> Iterator[TemplateFault]:
    from .reader.document import read

    try:
        own, house = render(form, language=language), render(form, language=language, template=template)
        for fault in missing(form, language, house):
            yield attrs.evolve(fault, place=tracing.trace(_PATHS.get(fault.code, ""), ()).place)
        for bare in (False, True):
            usual, restyled = (stripped(own), stripped(house)) if bare else (own, house)
            readings = (
                read(usual, instruments=[form.instrument]),
                read(restyled, instruments=[form.instrument], template=template),
            )
            yield from _beyond(form, *readings, tracing, stripped=bare)
    except (TemplateError, DocumentError) as error:
        yield _unrendered(error)


def _beyond(
    form: Form, usual: Reading, restyled: Reading, tracing: Tracing, *, stripped: bool
) -> Iterator[TemplateFault]:
    """Yield the faults in the reading in a house style that are not in the usual one."""
    languages = form.instrument.languages
    expected = Counter((finding.code, finding.field) for finding in usual.findings)
    for finding in restyled.findings:
        if finding.code in _TOLD_ELSEWHERE:
            continue
        if expected[finding.code, finding.field]:
            expected[finding.code, finding.field] -= 1
            continue
        said = Words({each: finding.said(form.instrument, language=each) for each in languages})
        path = "identity" if finding.code.startswith("identity-") else finding.field
        trace = tracing.trace(path, [*finding.seen.splitlines(), finding.place.heading or ""])
        fault = TemplateFault(code=finding.code, field=finding.field, seen=finding.seen, stripped=stripped, said=said)
        yield _traced(fault, trace, form.instrument)
    for field in sorted(_lost(form, restyled) - _lost(form, usual)):
        said = _said(form.instrument, "template.value-changed", field)
        fault = TemplateFault(code=CHANGED, field=field, stripped=stripped, said=said)
        yield _traced(fault, tracing.trace(field, ()), form.instrument)


def _traced(fault: TemplateFault, trace: Trace, instrument: Instrument) -> TemplateFault:
    """Return a fault of a form with its place in the template, and what to do there."""
    stripped = {each: f"{instrument.word('template.stripped', each)} " for each in instrument.languages}
    before = Words(stripped if fault.stripped else dict.fromkeys(stripped, ""))
    key = ("report" if fault.code in _OF_REPORTS else "slot") if trace.slot else "text" if trace.place else "somewhere"
    place = sentence_of(trace.place) if trace.place else ""
    said = TEXTS.sentence(f"read_back.{key}", before=before, said=fault.said, slot=trace.slot, place=place)
    return attrs.evolve(fault, slot=trace.slot, place=trace.place, said=said)


def _lost(form: Form, reading: Reading) -> set[str]:
    """Return the fields that did not come back as they were."""
    values = dict(fields_of(form))
    back = dict(fields_of(reading.forms[0])) if len(reading.forms) == 1 else {}
    return {field for field in values.keys() | back.keys() if values.get(field) != back.get(field)}
