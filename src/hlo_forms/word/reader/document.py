"""Word documents to forms: the answers, how each value was found, and all other text in the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TypeVar

import attrs

from ...basics.libraries import reader_version
from ...basics.text import matching_key
from ...basics.values import FrozenMap
from ...errors import ReadingError
from ...forms import Form, Organisation, PreparationForm, form_class
from ...instrument.loading import load_instrument
from ...instrument.model import Instrument
from ...readings.findings import Evidence, Finding, Passage, Place
from ...readings.reading import Reading
from ..fields import form_titles
from ..outline import outline_from
from ..outline.blocks import Outline, Paragraph
from ..package import Source, bytes_of
from ..writer.template import Templates, render, template_of
from .form import Assembly, assemble
from .labels import Labels
from .proof import unsure_places, untold_texts
from .recognition import Recognition, recognise, segments
from .state import Collected
from .walk import gather

AboutField = TypeVar("AboutField", Finding, Evidence)


def read(
    source: Source,
    *,
    strict: bool = False,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
) -> Reading:
    """Return the form in a Word document (a path, bytes or a binary file), with how each value was found.

    `instruments` are the institution's own, beside the built-in one; the document says which one it uses. `template`
    is the house style it was made with, as in `render`, so that its fixed text is recognised. `strict=True` raises
    `ReadingError` if any finding wants a look. Raises a `DocumentError` that says what the file is, if it is no
    Word document, is damaged, or is not safe to open.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, render
    >>> school = Organisation("Opleiding Verpleegkunde", type="programme")
    >>> motives = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> reading = read(render(PreparationForm(organisation=school, motives=motives)))
    >>> reading.form.answer("network").outcome, reading.evidence["motives.network.outcome"].how
    ('Meer stageplaatsen', 'tag')
    """
    data, name = bytes_of(source)
    outline = outline_from(data)
    available = [*instruments, load_instrument()]
    titles = frozenset(matching_key(title) for instrument in available for title in form_titles(instrument))
    parts = [_part(part, available, template) for part in segments(outline, titles)]
    reading = attrs.evolve(_joined(parts, outline, name), sha256=sha256(data).hexdigest(), reader=reader_version())
    if strict and reading.warnings:
        codes = ", ".join(dict.fromkeys(finding.code for finding in reading.warnings))
        raise ReadingError(f"the document has {len(reading.warnings)} findings to look at: {codes}", reading.findings)
    return reading


@attrs.frozen
class _Part:
    """One form of a document, or a document without any."""

    recognition: Recognition
    assembly: Assembly | None
    unplaced: list[Passage]
    deleted: list[Passage]
    remarks: list[Passage]


def _part(outline: Outline, instruments: list[Instrument], template: Templates | None) -> _Part:
    recognition = recognise(outline, instruments)
    if recognition.phase is None:
        collected = _everything(outline)
        return _Part(recognition, None, collected.unplaced, collected.deleted, collected.remarks)
    house_style = template_of(recognition.phase, template)
    labels = recognition.labels if house_style is None else _labels_of_template(recognition, house_style)
    collected = gather(outline, labels, recognition.phase, recognition.type, recognition.language)
    assembly = assemble(collected, labels.instrument, recognition.phase, recognition.type, recognition.identity)
    _prove(assembly, outline, labels, collected)
    return _Part(recognition, assembly, assembly.unplaced, collected.deleted, collected.remarks)


def _prove(assembly: Assembly, outline: Outline, labels: Labels, collected: Collected) -> None:
    """Lay the form against the document: what does not stand where it is read is a doubt, what is not told unplaced."""
    form, evidence = assembly.form, assembly.evidence
    assembly.findings += unsure_places(form, outline, labels, evidence, assembly.findings)
    passages = [*assembly.unplaced, *collected.deleted, *collected.remarks]
    assembly.unplaced += untold_texts(form, outline, labels, evidence, passages)


def _joined(parts: list[_Part], outline: Outline, name: str | None) -> Reading:
    hidden = [attrs.evolve(passage, place=attrs.evolve(passage.place, part="hidden")) for passage in outline.hidden]
    unplaced = [*(passage for part in parts for passage in part.unplaced), *hidden]
    deleted = [*(passage for part in parts for passage in part.deleted), *outline.deleted]
    findings = [Finding(code=code) for code in outline.notices]
    evidence: dict[str, Evidence] = {}
    forms: list[Form] = []
    for part in parts:
        if part.assembly is not None:
            forms.append(part.assembly.form)
            prefix = "" if len(forms) == 1 else f"{len(forms)}/"
            noticed = (*part.recognition.findings, *_findings_of(part.assembly))
            findings += [_with_prefix(finding, prefix) for finding in noticed]
            evidence |= {prefix + field: _with_prefix(entry, prefix) for field, entry in part.assembly.evidence.items()}
    if not forms:
        findings += [*parts[0].recognition.findings, Finding(code="form-missing")]
    return Reading(
        forms=tuple(forms),
        language=parts[0].recognition.language,
        findings=(*findings, *_findings_on(unplaced, deleted)),
        evidence=FrozenMap[str, Evidence](evidence),
        unplaced=tuple(unplaced),
        deleted=tuple(deleted),
        remarks=(*(passage for part in parts for passage in part.remarks), *outline.remarks),
        source=name,
    )


def _findings_of(assembly: Assembly) -> Iterator[Finding]:
    yield from assembly.findings
    if not any(entry.how == "tag" for entry in assembly.evidence.values()):
        yield Finding(code="tags-missing")


def _with_prefix(entry: AboutField, prefix: str) -> AboutField:
    """Return the same finding or evidence, about a field of the second form in the document, the third, …"""
    return attrs.evolve(entry, field=prefix + entry.field) if entry.field is not None and prefix else entry


def _labels_of_template(recognition: Recognition, template: Source) -> Labels:
    """Return the labels, with the text of a blank form in this house style."""
    outline = outline_from(render(_blank(recognition), recognition.language, template=template))
    pictures = any(block.objects for block in outline.blocks if isinstance(block, Paragraph))
    texts = [*outline.texts, *(passage.text for passage in outline.others)]
    return recognition.labels.with_texts(texts, pictures=pictures)


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
        code = "hidden-text" if passage.place.part == "hidden" else "unplaced-text"
        yield Finding(code=code, place=passage.place, seen=passage.text)
    for passage in deleted:
        yield Finding(code="deleted-text", place=passage.place, seen=passage.text)
