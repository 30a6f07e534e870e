"""Word documents to forms: what was answered, how each value was found, and everything else that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TypeVar

import attrs

from ..errors import ReadingError
from ..findings import Evidence, Finding, Passage, Place
from ..forms import Form, Organisation, PreparationForm, form_class
from ..instrument import Instrument, load_instrument
from ..readings import Reading
from ..text import matching_key
from ..values import FrozenMap
from ..versions import reader_version
from . import layout
from .assembling import Assembled, assemble
from .blocks import Outline, Paragraph
from .gathering import gather
from .known import Known
from .opening import outline_from
from .package import Source, bytes_of
from .recognising import Recognised, recognise
from .rendering import Templates, render, template_of
from .segments import segments
from .sheet import Sheet

Told = TypeVar("Told", Finding, Evidence)


def read(
    source: Source,
    *,
    strict: bool = False,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
) -> Reading:
    """The form in a Word document (a path, bytes or a binary file), with how each value was found.

    `instruments` are the institution's own, beside the built-in one; the document says which it is of. `template`
    is the house style it was made with, as in `render`, so that its fixed text is known. `strict=True` raises
    `ReadingError` where anything wants a look. Raises a `DocumentError` that says what the file is, where it is no
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
    titles = frozenset(matching_key(title) for instrument in available for title in layout.titles(instrument))
    parts = [_part(found, available, template) for found in segments(outline, titles)]
    reading = attrs.evolve(_joined(parts, outline, name), sha256=sha256(data).hexdigest(), reader=reader_version())
    if strict and reading.warnings:
        codes = ", ".join(dict.fromkeys(finding.code for finding in reading.warnings))
        raise ReadingError(f"the document has {len(reading.warnings)} findings to look at: {codes}", reading.findings)
    return reading


@attrs.frozen
class _Part:
    """One form of a document, or a document that is none."""

    found: Recognised
    made: Assembled | None
    unplaced: list[Passage]
    deleted: list[Passage]
    remarks: list[Passage]


def _part(outline: Outline, instruments: list[Instrument], template: Templates | None) -> _Part:
    found = recognise(outline, instruments)
    if found.phase is None:
        sheet = _everything(outline)
        return _Part(found, None, sheet.unplaced, sheet.deleted, sheet.remarks)
    own = template_of(found.phase, template)
    known = found.known if own is None else _with_template(found, own)
    sheet = gather(outline, known, found.phase, found.type, found.language)
    made = assemble(sheet, known.instrument, found.phase, found.type, found.identity)
    return _Part(found, made, made.unplaced, sheet.deleted, sheet.remarks)


def _joined(parts: list[_Part], outline: Outline, name: str | None) -> Reading:
    hidden = [attrs.evolve(passage, place=attrs.evolve(passage.place, part="hidden")) for passage in outline.hidden]
    unplaced = [*(passage for part in parts for passage in part.unplaced), *hidden]
    deleted = [*(passage for part in parts for passage in part.deleted), *outline.deleted]
    findings = [Finding(code=code) for code in outline.notices]
    evidence: dict[str, Evidence] = {}
    forms: list[Form] = []
    for part in parts:
        if part.made is not None:
            forms.append(part.made.form)
            prefix = "" if len(forms) == 1 else f"{len(forms)}/"
            findings += [_renamed(finding, prefix) for finding in (*part.found.findings, *_of_form(part.made))]
            evidence |= {prefix + field: _renamed(found, prefix) for field, found in part.made.evidence.items()}
    if not forms:
        findings += [*parts[0].found.findings, Finding(code="form-missing")]
    return Reading(
        forms=tuple(forms),
        language=parts[0].found.language,
        findings=(*findings, *_of_passages(unplaced, deleted)),
        evidence=FrozenMap[str, Evidence](evidence),
        unplaced=tuple(unplaced),
        deleted=tuple(deleted),
        remarks=(*(passage for part in parts for passage in part.remarks), *outline.remarks),
        source=name,
    )


def _of_form(made: Assembled) -> Iterator[Finding]:
    yield from made.findings
    if not any(entry.how == "tag" for entry in made.evidence.values()):
        yield Finding(code="tags-missing")


def _renamed(found: Told, prefix: str) -> Told:
    """The same, about a field of the second form in the document, the third, …"""
    return attrs.evolve(found, field=prefix + found.field) if found.field is not None and prefix else found


def _with_template(found: Recognised, template: Source) -> Known:
    """The known wording, with what a blank form in this house style says."""
    outline = outline_from(render(_blank(found), found.language, template=template))
    pictures = any(block.objects for block in outline.blocks if isinstance(block, Paragraph))
    return found.known.with_texts([*outline.texts, *(passage.text for passage in outline.others)], pictures=pictures)


def _blank(found: Recognised) -> Form:
    kind = form_class(found.phase or "")
    if kind is PreparationForm:
        return PreparationForm(instrument=found.known.instrument, organisation=Organisation(type=found.type))
    return kind(instrument=found.known.instrument)


def _everything(outline: Outline) -> Sheet:
    """All text of a document that is no form of ours."""
    sheet = Sheet()
    for block in outline.blocks:
        pieces = [block] if isinstance(block, Paragraph) else block.cells
        for piece in pieces:
            sheet.unplace(piece.text, Place())
            for aside in piece.asides:
                sheet.beside(aside, Place())
        for aside in block.asides if not isinstance(block, Paragraph) else ():
            sheet.beside(aside, Place())
    sheet.unplaced += outline.others
    return sheet


def _of_passages(unplaced: list[Passage], deleted: list[Passage]) -> Iterator[Finding]:
    for passage in unplaced:
        code = "hidden-text" if passage.place.part == "hidden" else "unplaced-text"
        yield Finding(code=code, place=passage.place, seen=passage.text)
    for passage in deleted:
        yield Finding(code="deleted-text", place=passage.place, seen=passage.text)
