"""Word documents to forms: the answers, how each value was found, and all other text in the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import attrs

from ...basics.arguments import must_be, several, yes_or_no
from ...basics.libraries import reader_version
from ...basics.limits import TooMuchError
from ...basics.messages import Catalogue, alike
from ...basics.values import FrozenMap
from ...errors import DocumentError, NotAWordFileError, ReadingError, UnknownInstrumentError, UnsafeFileError
from ...forms import Form, Organisation, PreparationForm, form_class
from ...forms.field_ids import PARTS
from ...forms.fields import Origin, Readers
from ...instrument.loading import load_instrument
from ...instrument.model import Instrument
from ...readings.findings import Evidence, Finding, FindingCode, Passage, Place, finding_code, gathered
from ...readings.reading import Reading
from ..containers import Contained, documents_in, several_documents
from ..identity import Identity, NamedInstrument
from ..limits import HIGHEST, MIB, Limits
from ..outline import outline_from, outline_in
from ..outline.blocks import Outline, Paragraph, annotations_in
from ..package import open_package, refusal
from ..sources import Source, bytes_of
from .form import Assembly, assemble
from .labels import Labels, labels_of
from .margins import with_fields_marked
from .moved import unsure_after_moves
from .proof import unsure_places, untold_texts
from .recognition import Recognition, opened, recognise, segments
from .state import Collected
from .walk import gather

if TYPE_CHECKING:
    from ..writer.template import Templates

_MOST_BESIDE = 8 * MIB  # of the documents in one file, of which one is to be found, as `Package.read_so_far` counts
AboutField = TypeVar("AboutField", Finding, Evidence)


def read(
    source: Source,
    *,
    strict: bool = False,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
    limits: Limits = HIGHEST,
) -> Reading:
    """Return the form in a Word document, with how each value was found.

    The document is a path, bytes, a binary file, or a `docx.Document` that is open in python-docx.
    An e-mail message (.eml) or zip file with a form in it is opened, and `source` names both
    ("mail.eml/form.docx"). With more documents it returns the one that is a form, and a finding names the others; it
    raises `NotAWordFileError` where more of them can be one: `read_many` reads them all.

    `instruments` are the institution's own, beside the built-in one; the document says which one it uses, and one
    that is not at hand raises `UnknownInstrumentError` (or, in a document with other forms, is a finding). `template`
    is the house style it was made with, as in `render`, so that its fixed text is recognised. `strict=True` raises
    `ReadingError` if any finding wants a look. `limits` are lower limits on what is opened. Raises a `DocumentError`
    that says what the file is, if it is no Word document, is damaged, or is not safe to open.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, render
    >>> school = Organisation("Opleiding Verpleegkunde", type="programme")
    >>> motives = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> reading = read(render(PreparationForm(organisation=school, motives=motives)))
    >>> reading.form.answer("network").outcome, reading.evidence["motives.network.outcome"].how
    ('Meer stageplaatsen', 'tag')
    """
    must_be("limits", limits, Limits, "limits")
    own = several("instruments", instruments, Instrument, "a list of instruments")
    reading = read_form(documents_of(source, limits), instruments=own, template=template, limits=limits)
    if yes_or_no("strict", strict) and reading.warnings:
        codes = ", ".join(dict.fromkeys(finding.code for finding in reading.warnings))
        raise ReadingError(f"the document has {len(reading.warnings)} findings to look at: {codes}", reading.findings)
    return reading


def read_form(
    documents: list[Contained],
    *,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
    limits: Limits = HIGHEST,
) -> Reading:
    """Return the reading of the one document that is a form; raises a typed error where more of them can be one."""

    def of(document: Contained) -> Reading:
        return read_document(document, instruments=instruments, template=template, limits=limits)

    if len(documents) == 1:
        return of(documents[0])
    forms, others, size = list[Reading](), list[str](), 0
    for document in documents:
        if len(forms) > 1 or size > _MOST_BESIDE:
            raise several_documents(documents)
        try:
            package = open_package(document.data, limits)
            reading = of(attrs.evolve(document, package=package))
        except DocumentError as error:  # what cannot be read may be a form
            raise several_documents(documents) from error
        forms += [reading] if reading.forms else []
        others += [] if reading.forms else [reading.source or ""]
        size += package.read_so_far
    if len(forms) != 1:
        raise several_documents(documents)
    return attrs.evolve(
        forms[0], findings=(*forms[0].findings, Finding(code="document-beside", seen="\n".join(others)))
    )


def documents_of(source: Source, limits: Limits = HIGHEST) -> list[Contained]:
    """Return the document of a source, or the documents in it if it is a message or a zip file."""
    data, name = bytes_of(source, limits)
    try:
        return [Contained(name, data, open_package(data, limits))]
    except NotAWordFileError as error:
        return documents_in(data, name, limits, error)


def read_document(
    document: Contained,
    *,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
    limits: Limits = HIGHEST,
) -> Reading:
    """Return the reading of one document."""
    outline = outline_in(document.package or open_package(document.data, limits))
    available = [*instruments, load_instrument()]
    outline = opened(outline, available)
    titles = tuple(frozenset[str]().union(*(labels_of(instrument).titles for instrument in available)))
    outlines = segments(outline, titles, limits.forms)
    parts = [_part(part, available, template, len(outlines)) for part in outlines]
    digest = sha256(document.data).hexdigest()
    return attrs.evolve(_joined(parts, outline, document.name), sha256=digest, reader=reader_version())


class _Part(NamedTuple):
    """One form of a document, or a document without any."""

    recognition: Recognition
    assembly: Assembly | None
    unplaced: list[Passage]
    deleted: list[Passage]
    remarks: list[Passage]


def _part(outline: Outline, instruments: list[Instrument], template: Templates | None, forms: int) -> _Part:
    recognition = recognise(outline, instruments, forms)
    if recognition.phase is None:
        collected = _everything(outline)
        return _Part(recognition, None, collected.unplaced, collected.deleted, collected.remarks)
    labels = recognition.labels if template is None else _labels_of_style(recognition, template, outline)
    collected = gather(outline, labels, recognition.phase, recognition.type, recognition.language, forms)
    collected.unplaced = [passage for passage in collected.unplaced if not labels.is_aside(passage)]
    try:
        assembly = assemble(collected, labels.instrument, recognition.phase, recognition.type, recognition.identity)
    except TooMuchError as error:
        raise refusal(UnsafeFileError, "too-much-text") from error
    assembly.findings += _rows_gone(assembly, recognition.identity)
    if recognition.identity is None:
        assembly.paragraphs = []  # retyped from paper, perhaps not whole: nothing was moved
    _prove(assembly, outline, labels, collected)
    if recognition.reworded or recognition.unsure:
        from .rewording import findings_on_wording

        about = (outline, assembly.form, recognition.language, assembly.evidence, tuple(assembly.findings))
        assembly.findings += findings_on_wording(*about, unsure=not recognition.reworded)
    return _Part(recognition, assembly, assembly.unplaced, collected.deleted, collected.remarks)


def _rows_gone(assembly: Assembly, identity: Identity | None) -> Iterator[Finding]:
    """Yield a finding for each table that was carried over and lacks rows, as the reference counts them."""
    missed = {finding.field for finding in assembly.findings if finding.code == "place-missing"}
    for table in identity.rows_gone(assembly.form) if identity else ():
        if table not in missed and not _is_kept(table, assembly.form):
            yield Finding(code="place-missing", field=table)


def _is_kept(table: str, form: Form) -> bool:
    """Return whether a table stands on the pages that an organisation kept."""
    part = PARTS[table]
    return getattr(form, "kept_back", False) and part.origin is Origin.PREVIOUS and part.readers is Readers.NOBODY


def _prove(assembly: Assembly, outline: Outline, labels: Labels, collected: Collected) -> None:
    """Lay the form against the document: what does not stand where it is read is a doubt, what is not told unplaced."""
    form, evidence = assembly.form, assembly.evidence
    tracked = bool(collected.deleted)
    assembly.findings += unsure_places(form, outline, labels, evidence, assembly.findings, tracked=tracked)
    assembly.findings += unsure_after_moves(form, evidence, assembly.findings, assembly.paragraphs)
    passages = [*assembly.unplaced, *assembly.others, *collected.deleted, *collected.remarks]
    untold = untold_texts(form, outline, labels, evidence, passages)
    assembly.unplaced += [passage for passage in untold if not labels.is_aside(passage)]


def _joined(parts: list[_Part], outline: Outline, name: str | None) -> Reading:
    hidden = [attrs.evolve(passage, place=attrs.evolve(passage.place, part="hidden")) for passage in outline.hidden]
    unplaced = [*(passage for part in parts for passage in part.unplaced), *hidden]
    deleted = [*(passage for part in parts for passage in part.deleted), *outline.deleted]
    findings = [Finding(code=finding_code(code)) for code in outline.notices]
    evidence: dict[str, Evidence] = {}
    forms: list[Form] = []
    missing = [part.recognition.missing for part in parts if part.recognition.missing is not None]
    if missing and not any(part.assembly for part in parts):
        raise _unknown(missing[0])
    findings += [Finding(code="instrument-missing", seen=str(named)) for named in missing]
    several = sum(part.assembly is not None for part in parts) > 1
    for part in parts:
        if part.assembly is not None:
            forms.append(part.assembly.form)
            prefix = "" if len(forms) == 1 else f"{len(forms)}/"
            noticed = (*part.recognition.findings, *_findings_of(part.assembly))
            whole = f"{len(forms)}/" if several else None
            findings += [
                _with_prefix(finding, prefix) if finding.field else attrs.evolve(finding, field=whole)
                for finding in noticed
            ]
            entries = (_with_prefix(entry, prefix) for entry in part.assembly.evidence.values())
            evidence |= {entry.field: entry for entry in entries}
    first = parts[0].recognition
    if not forms:
        findings += [*first.findings, Finding(code="form-missing")]
    return Reading(
        forms=tuple(forms),
        language=alike(first.labels.instrument.languages[0], first.language),  # with the sentences of its instrument
        findings=gathered((*findings, *_findings_on(unplaced, deleted))),
        evidence=FrozenMap[str, Evidence](evidence),
        unplaced=tuple(unplaced),
        deleted=tuple(deleted),
        remarks=(*(passage for part in parts for passage in part.remarks), *outline.remarks),
        source=name,
    )


def _unknown(named: NamedInstrument) -> UnknownInstrumentError:
    """Return the refusal of a form of an instrument that is not at hand."""
    texts = Catalogue("forms").label("refusal.unknown-instrument", instrument=str(named))
    return UnknownInstrumentError("unknown-instrument", texts, named.id, named.edition)


def _findings_of(assembly: Assembly) -> Iterator[Finding]:
    yield from assembly.findings
    if not any(entry.how == "tag" for entry in assembly.evidence.values()):
        yield Finding(code="tags-missing")


def _with_prefix(entry: AboutField, prefix: str) -> AboutField:
    """Return the same finding or evidence, about a field of the second form in the document, the third, …"""
    return attrs.evolve(entry, field=f"{prefix}{entry.field}") if prefix else entry


def _labels_of_style(recognition: Recognition, template: Templates, read: Outline) -> Labels:
    """Return the labels, with the text of a blank form in this house style where it has a template for the phase.

    Of several templates it is the one with which most of the document is text of the form.
    """
    from ..writer.template import templates_of

    several = [_labels_of_template(recognition, each) for each in templates_of(recognition.phase or "", template)]
    if len(several) <= 1:
        return next(iter(several), recognition.labels)
    texts = [*read.texts, *(passage.text for passage in read.others)]
    return max(several, key=lambda labels: sum(labels.is_cell(text) or labels.is_margin(text) for text in texts))


def _labels_of_template(recognition: Recognition, house_style: Source) -> Labels:
    """Return the labels, with the text of a blank form in this template."""
    from ..writer.template import render

    blank = render(_blank(recognition), language=recognition.language, template=house_style)
    outline = outline_from(with_fields_marked(blank))
    pictures = any(block.objects for block in outline.blocks if isinstance(block, Paragraph))
    asides = [annotation.text for block in outline.blocks for annotation in annotations_in(block)]
    margins = [passage.text for passage in outline.others]
    texts = [*outline.texts, *margins]
    return recognition.labels.with_texts(texts, margins=margins, asides=[*asides, *margins], pictures=pictures)


def _blank(recognition: Recognition) -> Form:
    kind, instrument = form_class(recognition.phase or ""), recognition.labels.instrument
    if kind is PreparationForm:
        return PreparationForm(instrument=instrument, organisation=Organisation(type=recognition.type))
    return kind(instrument=instrument)


def _everything(outline: Outline) -> Collected:
    """Return all text of a document that is no form of ours."""
    collected = Collected()
    for block in outline.blocks:
        pieces = [block] if isinstance(block, Paragraph) else block.cells
        for piece in pieces:
            collected.unplace(piece.text, Place())
            for annotation in piece.annotations:
                collected.annotate(annotation, Place())
        for annotation in block.annotations if not isinstance(block, Paragraph) else ():
            collected.annotate(annotation, Place())
    collected.unplaced += outline.others
    return collected


def _findings_on(unplaced: list[Passage], deleted: list[Passage]) -> Iterator[Finding]:
    for passage in unplaced:
        code: FindingCode = "hidden-text" if passage.place.part == "hidden" else "unplaced-text"
        yield Finding(code=code, place=passage.place, seen=passage.text)
    for passage in deleted:
        yield Finding(code="deleted-text", place=passage.place, seen=passage.text)
