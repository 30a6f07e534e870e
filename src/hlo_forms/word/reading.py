"""Word documents to forms: what was answered, how each value was found, and everything else that stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from ..errors import ReadingError
from ..findings import Evidence, Finding, Passage, Place
from ..forms import Form, Organisation, PreparationForm, form_class
from ..instrument import Instrument, load_instrument
from ..readings import Reading
from ..values import FrozenMap
from .assembling import Assembled, assemble
from .gathering import gather
from .known import Known
from .outline import Outline, Paragraph, outline_of
from .package import Source, bytes_of, open_package
from .recognising import Recognised, recognise
from .rendering import render


def read(
    source: Source,
    *,
    strict: bool = False,
    instruments: Iterable[Instrument] = (),
    template: Source | None = None,
) -> Reading:
    """The form in a Word document (a path, bytes or a binary file), with how each value was found.

    `instruments` are the institution's own, beside the built-in one; the document says which it is of. `template`
    is the house style it was made with, so that its fixed text is known. `strict=True` raises `ReadingError` where
    anything wants a look. Raises a `DocumentError` that says what the file is, where it is no Word document, is
    damaged, or is not safe to open.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, render
    >>> school = Organisation("Opleiding Verpleegkunde", type="programme")
    >>> motives = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    >>> reading = read(render(PreparationForm(organisation=school, motives=motives)))
    >>> reading.form.answer("network").outcome, reading.evidence["motives.network.outcome"].how
    ('Meer stageplaatsen', 'tag')
    """
    data, name = bytes_of(source)
    outline = outline_of(open_package(data))
    found = recognise(outline, [*instruments, load_instrument()])
    reading = _reading(outline, found, template, name)
    if strict and reading.warnings:
        codes = ", ".join(dict.fromkeys(finding.code for finding in reading.warnings))
        raise ReadingError(f"the document has {len(reading.warnings)} findings to look at: {codes}", reading.findings)
    return reading


def _reading(outline: Outline, found: Recognised, template: Source | None, name: str | None) -> Reading:
    known = found.known if template is None else _with_template(found, template)
    made = _assembled(outline, found, known)
    unplaced = made.unplaced if made else _everything(outline)
    unplaced = [*unplaced, *(attrs.evolve(passage, place=Place(part="hidden")) for passage in outline.hidden)]
    findings = [*found.findings, *(made.findings if made else []), *_of_passages(outline, unplaced)]
    evidence = made.evidence if made else {}
    if made and not any(entry.how == "tag" for entry in evidence.values()):
        findings.append(Finding(code="tags-missing"))
    return Reading(
        forms=(made.form,) if made else (),
        language=found.language,
        findings=tuple(findings),
        evidence=FrozenMap[str, Evidence](evidence),
        unplaced=tuple(unplaced),
        deleted=tuple(outline.deleted),
        remarks=tuple(outline.remarks),
        source=name,
    )


def _assembled(outline: Outline, found: Recognised, known: Known) -> Assembled | None:
    if found.phase is None:
        return None
    sheet = gather(outline, known, found.phase, found.type, found.language)
    return assemble(sheet, known.instrument, found.phase, found.type, found.identity)


def _with_template(found: Recognised, template: Source) -> Known:
    """The known wording, with what a blank form in this house style says."""
    if found.phase is None:
        return found.known
    blank = _blank(found)
    outline = outline_of(open_package(render(blank, found.language, template=template)))
    return found.known.with_texts([*_texts(outline), *(passage.text for passage in outline.others)])


def _blank(found: Recognised) -> Form:
    kind = form_class(found.phase or "")
    if kind is PreparationForm:
        return PreparationForm(instrument=found.known.instrument, organisation=Organisation(type=found.type))
    return kind(instrument=found.known.instrument)


def _texts(outline: Outline) -> Iterator[str]:
    for block in outline.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        else:
            yield from (cell.text for row in block.rows for cell in row)


def _everything(outline: Outline) -> list[Passage]:
    """All text of a document that is no form of ours."""
    texts = [Passage(text=text) for text in _texts(outline) if text.strip()]
    return [*texts, *outline.others]


def _of_passages(outline: Outline, unplaced: list[Passage]) -> Iterator[Finding]:
    for passage in unplaced:
        code = "hidden-text" if passage.place.part == "hidden" else "unplaced-text"
        yield Finding(code=code, place=passage.place, seen=passage.text)
    for passage in outline.deleted:
        yield Finding(code="deleted-text", place=passage.place, seen=passage.text)
