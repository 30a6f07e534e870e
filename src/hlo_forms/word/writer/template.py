"""Word documents of forms: fills the slots of a template, with controls written by code; the same bytes each time."""

from __future__ import annotations

import functools
import io
import os
import posixpath
import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from ...basics.arguments import must_be, path_of
from ...basics.data import package_data
from ...basics.files import write_whole
from ...basics.values import one_of
from ...errors import DocumentError, HloFormsError, InvalidValueError, TemplateError
from ...forms import Form
from ...forms.field_ids import fields_of
from ...instrument.model import Same
from ..controls import W
from ..limits import HIGHEST, MIB, Limits
from ..outline import outline_in
from ..package import (
    IN_DIRECTORY,
    Package,
    open_package,
    with_parts_changed,
    write_onto,
    write_package,
)
from ..sources import Source, bytes_of
from . import parts
from .fields import Slots
from .language import EXAMPLES, LONGEST_TEMPLATE, MOST_PARTS, TEXTS, SlottedPart, in_part, slotted
from .slots import Writer

if TYPE_CHECKING:
    from docx.document import Document

_ADDED = (f"{W}ins", f"{W}moveTo")

_GONE = (
    *(f"{W}{name}" for name in ("del", "moveFrom", "cellIns", "cellDel", "cellMerge")),
    *(f"{W}{name}Range{end}" for name in ("comment", "moveFrom", "moveTo") for end in ("Start", "End")),
    *(f"{W}{name}PrChange" for name in ("r", "p", "sect", "tbl", "tblGrid", "tc", "tr", "tblEx", "number")),
    f"{W}tblGridChange",
    f"{W}commentReference",
    f"{W}dataBinding",  # to data that stays behind
    "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding",
    f"{W}annotationRef",
)

_SESSION = f"{W}rsid"


def scrub(root: etree._Element) -> etree._Element:
    """Accept changes, and drop comments and marks of people and sessions; changes the part, and returns it."""
    for node in list(root.iter(*_ADDED)):
        _put_in_place(node, list(node))
    for node in list(root.iter(*_GONE)):
        _put_in_place(node, [])
    for node in root.iter(etree.Element):
        for name in [name for name in node.attrib if str(name).startswith(_SESSION)]:
            del node.attrib[name]
    return root


def _put_in_place(node: etree._Element, others: list[etree._Element]) -> None:
    """Put others in place of a node; a mark of an inserted row or paragraph holds nothing, and goes."""
    parent = node.getparent()
    if parent is not None:
        for other in others:
            node.addprevious(other)
        parent.remove(node)


HouseStyle: TypeAlias = Source | Mapping[str, Source] | Mapping[str, Sequence[Source]]
Templates: TypeAlias = HouseStyle | Sequence[HouseStyle]
"""A house style: one template, or one for each phase by its id; of several the first is for new forms."""

_OF_TEMPLATES = Limits(tags=100_000)  # far more than any has; taking one of many out of a tree is dear

_NOTES = re.compile(r"word/(foot|end)notes\d*\.xml")
_RENDERED_TOO = re.compile(r"word/footnotes\d*\.xml|docProps/core\.xml")
"""Parts that docxtpl fills and we do not: what may not stand in a template may not stand there either."""

DROPPED = re.compile(
    r"docProps/|docMetadata/|_xmlsignatures/|customXml/|word/glossary/|word/(people|recipientData)\.xml$|word/comments\w*\.xml$|_rels/\.rels$"
)


def render(
    form: Form, *, language: str | None = None, template: Templates | None = None, limits: Limits = HIGHEST
) -> bytes:
    """Return a Word document (.docx) of a form, blank or filled, as bytes; the same input gives the same bytes.

    `language` is one of the instrument's, by default its first; `template` is a path, bytes or file of a house style,
    made from one of the built-in templates, or a mapping of these by phase, in which a phase without one has the
    built-in look; where there are several, as of last year too, the first is used. Raises `InvalidValueError` for an
    unknown language, and for a form that `read` with the same `limits` would refuse as too long; `TemplateError` for a
    template that cannot be opened, names a slot that does not exist, or holds more than slots, loops over our own
    lists and conditions.

    >>> from hlo_forms import Organisation, PreparationForm, read
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), round="2026")
    >>> read(render(form, language="en")).form == form
    True
    """
    must_be("form", form, Form, "a form of one of the phases")
    must_be("limits", limits, Limits, "limits")
    language = form.instrument.languages[0] if language is None else language
    if language not in form.instrument.languages:
        raise InvalidValueError("language", one_of(form.instrument.languages, language), language)
    writer = Writer(form, language)
    slots = writer.slots()
    own = template_of(form.phase, template)
    with faults_of(own):
        data = _bytes_of(form.phase, own)
        filled = _filled(data, slots)
        properties = parts.properties(writer.identity, slots["title"], form.instrument.locale(language))
        document = write_onto(_shared(data, Same(form.instrument), language), {**filled, **properties})
    if not (_is_surely_opened(document, limits) and _is_surely_read(filled.values(), limits)):
        _must_be_readable(document, form, own, limits)
    return document


def _is_surely_opened(document: bytes, limits: Limits) -> bool:
    """Return whether a document is within the limits on a file as a whole, as far as that can be seen unopened."""
    lowered = limits.total < HIGHEST.total or limits.ratio < HIGHEST.ratio
    return not lowered and len(document) <= limits.file and document.count(IN_DIRECTORY) <= limits.parts


def _is_surely_read(parts: Collection[bytes], limits: Limits) -> bool:
    """Return whether parts are far within every limit of reading: no more tags or text than half of each allows."""
    most = min(limits.tags, limits.blocks, limits.runs)
    short = sum(map(len, parts)) < min(limits.characters, limits.part, MIB) // 2
    tags, attributes = (sum(part.count(sign) for part in parts) for sign in (b"<", b"="))
    return short and tags < most // 2 and attributes < limits.attributes // 2


_LONG = 200_000  # characters of answers


def _must_be_readable(document: bytes, form: Form, template: Source | None, limits: Limits) -> None:
    """Raise unless the limits of reading take this document; the longest field of the form is named."""
    try:
        outline_in(open_package(bytes_of(document, limits)[0], limits))
    except DocumentError as error:
        texts = dict(fields_of(form))
        if template is not None and sum(map(len, texts.values())) <= _LONG:
            raise TemplateError(TEXTS.sentence("too_long", part=in_part("word/document.xml"), **EXAMPLES)) from error
        field = max(texts, key=lambda name: len(texts[name]), default="form")
        raise InvalidValueError(field, f"less text and fewer rows: {error.in_words()}", texts.get(field)) from error


def template_of(phase: str, template: Templates | None) -> Source | None:
    """Return the template of a house style for new forms of a phase: the first, where there are several."""
    return next(iter(templates_of(phase, template)), None)


def templates_of(phase: str, template: Any) -> tuple[Source, ...]:  # Any: `Templates`, which hold themselves
    """Return every template of a house style for a phase, the one for new forms first."""
    if template is None:
        return ()
    if isinstance(template, Mapping):
        return templates_of(phase, template.get(phase))
    if isinstance(template, list | tuple):
        return tuple(each for one in template for each in templates_of(phase, one))
    return (template,)


def bytes_of_style(template: Any) -> Any:  # Any: as above
    """Return a house style with the bytes of its templates, so that each is read only once."""
    if isinstance(template, Mapping):
        return {phase: bytes_of_style(each) for phase, each in template.items()}
    if isinstance(template, list | tuple):
        return tuple(map(bytes_of_style, template))
    return None if template is None else bytes_of(template)[0]


def write(
    form: Form,
    path: str | os.PathLike[str],
    *,
    language: str | None = None,
    template: Templates | None = None,
    limits: Limits = HIGHEST,
) -> None:
    """Write the Word document of a form to a path, whole or not at all; see `render`.

    >>> import tempfile, pathlib
    >>> from hlo_forms import CommitmentForm
    >>> path = pathlib.Path(tempfile.mkdtemp(), "fase3.docx")
    >>> write(CommitmentForm(), path)
    >>> path.stat().st_size > 5000
    True
    """
    write_whole(path_of("path", path), render(form, language=language, template=template, limits=limits))


def document(
    form: Form, *, language: str | None = None, template: Templates | None = None, limits: Limits = HIGHEST
) -> Document:
    """Return the Word document of a form opened in python-docx, to work on further; see `render`.

    `read` takes it as it is. What you add reads as text that belongs to no answer, and is reported.

    >>> from hlo_forms import CommitmentForm, read
    >>> opened = document(CommitmentForm(round="2026"), language="en")
    >>> line = opened.add_paragraph("Bring this to the meeting.")
    >>> reading = read(opened)
    >>> reading.form.round, [passage.text for passage in reading.unplaced]
    ('2026', ['Bring this to the meeting.'])
    """
    import docx

    return docx.Document(io.BytesIO(render(form, language=language, template=template, limits=limits)))


@contextmanager
def faults_of(template: Source | None) -> Iterator[None]:
    """Raise `TemplateError` for whatever goes wrong with somebody's own template, whatever it may be."""
    try:
        yield
    except (HloFormsError, OSError):
        raise
    except Exception as error:
        if template is None:
            raise
        raise TemplateError(TEXTS.sentence("broken")) from error


def fill(name: str, template: Source | None, slots: Slots) -> dict[str, bytes]:
    """Return the members of a template with its slots filled; without a template, of the built-in one of this name."""
    data = _bytes_of(name, template)
    return {**_template(data)[0], **_filled(data, slots)}


def _filled(template: bytes, slots: Slots) -> dict[str, bytes]:
    return {part: source.filled(slots) for part, source in _template(template)[1].items()}


@functools.lru_cache(maxsize=32)
def _shared(template: bytes, instrument: Same, language: str) -> bytes:
    """Return the package of a template without what differs from form to form, packed once."""
    return write_package(parts.shared_parts(_template(template)[0], instrument.instrument, language))


def template_parts(name: str, template: Source | None) -> Mapping[str, bytes]:
    """Return the members of a template unchanged; without a template, of the built-in one of this name."""
    return _template(_bytes_of(name, template))[0]


def _bytes_of(name: str, template: Source | None) -> bytes:
    return built_in(name) if template is None else bytes_of(template)[0]


@functools.cache
def built_in(name: str) -> bytes:
    """Return the built-in template of this name."""
    return package_data(f"templates/{name}.docx")


@functools.lru_cache(maxsize=16)
def _template(data: bytes) -> tuple[Mapping[str, bytes], Mapping[str, SlottedPart]]:
    """Return the members of a template unchanged, and those with slots compiled, once."""
    try:
        package = open_package(data, _OF_TEMPLATES)
        members = {name: package.part(name) for name in package.names if not name.endswith("/")}
        check_parts(members)
        roots = {name: package.xml(name) for name in members if parts.SLOTTED.fullmatch(name)}
        language = language_of(package.xml(parts.STYLES))
        _check_other_parts(package)
        reached = package.reached(parts.LEFT_BEHIND)
        notes = {name: package.xml(name) for name in members if _NOTES.fullmatch(name)}
    except DocumentError as error:
        raise TemplateError(TEXTS.sentence("cannot_open", reason=error)) from error
    members |= {name: etree.tostring(scrub(root), encoding="UTF-8", standalone=True) for name, root in notes.items()}
    _check_length({name: members[name] for name in roots})
    kept = {name: part for name, part in members.items() if goes_out(name, reached)}
    return kept, _all_slotted({name: repair(scrub(root), language) for name, root in roots.items()})


def _check_length(slotted_parts: Mapping[str, bytes]) -> None:
    """Refuse a template of many or long parts: each has its price, and is held in many copies."""
    if sum(map(len, slotted_parts.values())) > LONGEST_TEMPLATE or len(slotted_parts) > MOST_PARTS:
        longest = max(slotted_parts, key=lambda name: len(slotted_parts[name]))
        raise TemplateError(TEXTS.sentence("too_long", part=in_part(longest), **EXAMPLES))


def _all_slotted(roots: Mapping[str, etree._Element]) -> Mapping[str, SlottedPart]:
    """Return the parts of a template that can be filled; there are no more tags in all of them than may be in one."""
    made: dict[str, SlottedPart] = {}
    for name, root in roots.items():
        made[name] = slotted(name, root, taken=sum(len(part.tags) for part in made.values()))
    return made


def goes_out(name: str, reached: Collection[str]) -> bool:
    """Return whether a part of a template goes out with forms: one that the document refers to, and what lists them."""
    if DROPPED.match(name):
        return False
    folder, file = posixpath.split(name)
    owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
    listing = name == parts.CONTENT_TYPES or (name.endswith(".rels") and owner in reached)
    return listing or name in reached or bool(parts.SLOTTED.fullmatch(name)) or name == parts.STYLES


def slots_named(template: bytes) -> frozenset[str]:
    """Return the slots in the body of a template, loops aside; raises `TemplateError` as rendering does."""
    with faults_of(template):
        return _template(template)[1]["word/document.xml"].slots


NEEDED = (parts.CONTENT_TYPES, parts.STYLES, "word/document.xml")


def check_parts(names: Container[str]) -> None:
    """Raise `TemplateError` where a template lacks a part that every document has."""
    for name in NEEDED:
        if name not in names:
            raise TemplateError(TEXTS.sentence("part_missing", part=name))


def _check_other_parts(package: Package) -> None:
    """Refuse in the parts that are not filled what is refused in those that are."""
    for name in package.names:
        if _RENDERED_TOO.fullmatch(name):
            root = package.xml(name)
            if "{" in "".join(map(str, root.itertext())):
                slotted(name, root)


_LOOP = "{%p"
_PROPERTIES = re.compile(r"docProps/(core|custom)\.xml")
_BEFORE_BREAK = (f"{W}pStyle", f"{W}keepNext", f"{W}keepLines")


def repair(root: etree._Element, language: str | None) -> etree._Element:
    """Move page breaks out of loops and drop the template's language from runs; changes the part, and returns it.

    Runs that only repeat the language of the template take that of the form.
    """
    _move_breaks(root)
    for lang in root.findall(f".//{W}rPr/{W}lang"):
        if language and lang.get(f"{W}val") == language:
            _put_in_place(lang, [])
    return root


def language_of(styles: etree._Element) -> str | None:
    """Return the language of a template according to its styles."""
    lang = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    return lang.get(f"{W}val") if lang is not None else None


def _move_breaks(root: etree._Element) -> None:
    """Move page breaks from the marks of loops to the heading after them.

    LibreOffice writes the page break of a heading into the paragraph before it, which is lost where it marks a loop.
    """
    headings: dict[etree._Element | None, etree._Element] = {}  # the paragraph after those below, in each parent
    for paragraph in reversed(list(root.iter(f"{W}p"))):
        parent = paragraph.getparent()
        if _LOOP not in _text(paragraph):
            headings[parent] = paragraph
        elif parent in headings:
            for page_break in paragraph.findall(f"{W}r/{W}br[@{W}type='page']"):
                _put_in_place(page_break, [])
                _break_before(headings[parent])


def _break_before(paragraph: etree._Element) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = paragraph.makeelement(f"{W}pPr")
        paragraph.insert(0, properties)
    if properties.find(f"{W}pageBreakBefore") is not None:
        return
    place = sum(1 for node in properties if node.tag in _BEFORE_BREAK)
    properties.insert(place, properties.makeelement(f"{W}pageBreakBefore"))


def _text(node: etree._Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def stripped(data: bytes) -> bytes:
    """Return a document of ours as the harshest programs save it: without content controls and properties."""
    return with_parts_changed(data, {_PROPERTIES: _empty, parts.SLOTTED: _drop_controls})


def _empty(root: etree._Element) -> None:
    root[:] = []


def _drop_controls(root: etree._Element) -> None:
    for control in list(root.iter(f"{W}sdt")):
        content = control.find(f"{W}sdtContent")
        _put_in_place(control, [] if content is None else list(content))
