"""The traces of what was moved in a form: controls among those of another part, texts deleted elsewhere, gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, filterfalse, pairwise

from ...basics.text import canonical, matching_key, without_prompts
from ...forms import Form
from ...forms.field_ids import FieldId, fields_of
from ...readings.findings import Evidence, Finding, Severity
from ..controls import CHECKED, UNCHECKED
from ..fields import MOTIVES, SIDE_BY_SIDE, Address, details_of, records_named
from ..outline.blocks import OutlineCell, OutlineTable, Paragraph
from .cells import spans_by_tag
from .labels import Labels, without_number

DETAILS = "details"
PROVEN = ("tag", "identity")
PRINTED = re.compile(r"(brought(_other|_answers)?|(meeting|previous)_answers)\.\d+\.(motive|question|organisation)")
"""Labels of rows that were carried over: they are printed, and no values."""

CHOICES = ("ownership", "type", "kind", "realised", "research", "ticked", "status")
"""The columns that hold one of the options of the form."""

_BOXES = CHECKED + UNCHECKED
_PREVIOUS = "previous"
_TRACES = ("place-missing", "label-differs", "partner-unsure", "matched-by-position", "cells-merged")
_TWICE = "answered-twice"
_LONG, _MOST, _FEW = 8, 100, 3  # letters of a deleted text that says whose it is, such texts, and their other places


def part_of(field: str, phase: str) -> str:
    """Return the part of the form that a field or table stands in: all details are one, and so are all motives."""
    if field in details_of(phase):
        return DETAILS
    part = FieldId.of(field).part
    records = records_named(field, phase) or records_named(part, phase)
    part = records.part if records else part
    return MOTIVES.name if part == _PREVIOUS else part


def parts_moved(blocks: Iterable[Paragraph | OutlineTable], labels: Labels, phase: str) -> set[str]:
    """Return the parts of which a control stands in a table or row of another, and those that it stands among.

    An answer without a control of its own may have been there as well: somebody swapped two cells, and a program took
    the control of one of them away. A table of records stands there once: of one in two places a row was moved too.
    """
    moved: set[str] = set()
    places = Counter[str]()
    for table in _tables(blocks):
        rows = [[a for cell in cells for a in _addresses(cell, labels, phase)] for cells in table.rows]
        tables = {address.name for row in rows for address in row}
        tables |= _named_above(table, labels, phase) if tables else set()
        moved |= tables if len(tables) > 1 else set()
        moved |= {row[0].name for row in rows if len(set(map(_owner, row))) > 1}
        places.update({address.table for row in rows for address in row if address.index})
    moved |= {table for table, times in places.items() if times > 1 and table.partition(".")[0] not in SIDE_BY_SIDE}
    return {part_of(name, phase) for name in moved}


def unsure_after_moves(
    form: Form, evidence: Mapping[str, Evidence], findings: Iterable[Finding], paragraphs: Collection[str]
) -> Iterator[Finding]:
    """Yield a doubt about the answers that no control proves, in a document of which a place is gone or changed hands.

    What stood there may stand elsewhere now. Where other controls are left, that is every answer that lost its own;
    where a program took all of them away, the answers in several `paragraphs`, those beside a question whose box is
    gone, and those of a part in which another place is there twice.
    """
    doubts = [finding for finding in findings if finding.severity is Severity.WARNING]
    traces = [finding for finding in doubts if finding.code in _TRACES]
    if not traces:
        return
    doubted = {finding.field for finding in doubts}
    twice = {part_of(finding.field, form.phase) for finding in doubts if finding.code == _TWICE and finding.field}
    gone = {finding.field for finding in traces if finding.field}
    twice &= {part_of(field, form.phase) for field in gone}
    partly = any(entry.how == "tag" for entry in evidence.values())
    suspect = {*paragraphs, *_beside_gone(form, gone)}
    suspect |= {field for field in evidence if twice and part_of(field, form.phase) in twice}
    filled = {field for field, value in fields_of(form) if value and (partly or field in suspect)}
    for field in sorted(filled & evidence.keys()):
        if evidence[field].how not in PROVEN and not PRINTED.fullmatch(field) and not _is_doubted(field, doubted):
            yield Finding(code="place-unsure", field=field, place=evidence[field].place, seen=evidence[field].seen)


def _is_doubted(field: str, doubted: Collection[str | None]) -> bool:
    """Return whether there is a doubt about a field, or about its row."""
    return field in doubted or field.rpartition(".")[0] in doubted


def _beside_gone(form: Form, gone: Collection[str | None]) -> Iterator[str]:
    """Yield the fields of the answers before and after a question that has no place for its own."""
    fields = [f"answers.{question.id}" for question in form.questions]
    for before, after in pairwise(fields):
        yield from [before] if after in gone else [after] if before in gone else []


def texts_joined(blocks: Iterable[Paragraph | OutlineTable], labels: Labels, phase: str) -> set[str]:
    """Return the texts in cells with the controls of several parts of the form, and those of rows in two tables.

    Somebody dragged one into the other, or made one document of two forms.
    """
    tables = [*_tables(blocks)]
    joined = {*_texts_doubled(tables, labels, phase)}
    for table in tables:
        for cell in (cell for cell in table.cells if len(cell.tags) > 1):
            tags: dict[str, list[str]] = {}
            for tag in cell.tags if _is_answer(cell, labels, phase) else ():
                if (address := labels.address(tag, phase)) is not None:
                    tags.setdefault(address.table, []).append(tag)
            for own in tags.values() if len(tags) > 1 else ():
                joined |= {canonical(cell.text) or "", *_texts_by_tag(cell, own)}
    return joined - {""}


def _texts_doubled(tables: Iterable[OutlineTable], labels: Labels, phase: str) -> Iterator[str]:
    """Yield the texts in controls of a record that are filled in in several tables."""
    cells: dict[str, dict[int, OutlineCell]] = {}
    for number, table in enumerate(tables):
        for cell in (cell for cell in table.cells if cell.tags and not cell.tables):
            for tag in cell.tags:
                cells.setdefault(tag, {})[number] = cell
    for tag, places in cells.items():
        address = labels.address(tag, phase) if len(places) > 1 else None
        if address is not None and address.index and address.name not in SIDE_BY_SIDE:
            texts = [text for cell in places.values() for text in _texts_by_tag(cell, [tag])]
            filled = [text for text in texts if without_prompts(text, labels.instrument.prompt_texts)]
            yield from filled if len(filled) > 1 else ()


def _is_answer(cell: OutlineCell, labels: Labels, phase: str) -> bool:
    """Return whether a cell holds controls of its own, and is not just what tables of the form stand in."""
    lines = (block for block in cell.blocks if isinstance(block, Paragraph))
    tags = (span.tag for line in lines for span in line.spans if span.tag)
    return not cell.tables or any(labels.address(tag, phase) for tag in tags)


def _texts_by_tag(cell: OutlineCell, tags: Collection[str]) -> set[str]:
    return {canonical("".join(span.text for span in part)) or "" for part in spans_by_tag(cell, tags).values()}


def texts_moved(blocks: Iterable[Paragraph | OutlineTable], labels: Labels, names: Collection[str]) -> set[str]:
    """Return the texts of cells and paragraphs with a text that was deleted in another one, as tracked changes tell.

    The `names` of organisations and words of the form stand in many places: to delete one of these moves nothing.
    """
    pieces = [*_pieces(blocks)]
    deleted: dict[str, set[int]] = {}
    for at, piece in enumerate(pieces):
        lines = (line for own in piece.annotations if own.kind == "deleted" for line in own.text.split("\n"))
        for key in map(matching_key, filterfalse(labels.asks_again, lines)):
            tells = len(key) >= _LONG and " " in key and key not in names
            if tells and (key in deleted or len(deleted) < _MOST):
                deleted.setdefault(key, set()).add(at)
    if not deleted:
        return set()
    texts = [matching_key(piece.text) for piece in pieces]
    moved = {at for key, own in deleted.items() for at in _other_places(key, own, texts)}
    return {text for at in moved for text in _texts_of(pieces[at])}


def _texts_of(piece: Paragraph | OutlineCell) -> set[str]:
    """Return the text of a piece, and that of each control where it has several."""
    by_tag = _texts_by_tag(piece, piece.tags) if isinstance(piece, OutlineCell) and len(piece.tags) > 1 else set()
    return {canonical(piece.text) or "", *by_tag}


def with_wording(
    fields: Iterable[str],
    evidence: Mapping[str, Evidence],
    labels: Labels,
    blocks: Iterable[Paragraph | OutlineTable],
    phase: str,
) -> set[str]:
    """Return the fields with wording of the form among their text: cells that were merged or pasted bring it along.

    A question or label that stands in its own place too, in whatever language, was typed by somebody, and so was the
    label of a detail that this form does not have.
    """
    texts = {field: evidence[field].seen for field in fields if field.rpartition(".")[2] not in CHOICES}
    pieces = {field: _pieces_of(text) for field, text in texts.items() if "\n" in text or "\t" in text}
    asked = {field: {*_asked(own, evidence, labels, phase)} for field, own in pieces.items()}
    lines = chain.from_iterable(_pieces_of(piece.text) for piece in _pieces(blocks)) if any(asked.values()) else ()
    times = Counter(map(_key, lines))
    alone = {field for field, every in asked.items() if any(sum(times[key] for key in keys) == 1 for keys in every)}
    return alone | {field for field in pieces if _is_pasted(field, texts[field], labels, phase)}


def _asked(
    pieces: Iterable[str], evidence: Mapping[str, Evidence], labels: Labels, phase: str
) -> Iterator[frozenset[str]]:
    """Yield the wording, in every language, of each question and detail that a text names."""
    for piece in pieces:
        detail, question = labels.details.get(_key(piece)), labels.question(piece, phase)
        if detail in evidence:
            yield frozenset(key for key, own in labels.details.items() if own == detail)
        if question is not None:
            yield frozenset(key for key, own in labels.questions[phase].items() if own == question)


def _is_pasted(field: str, text: str, labels: Labels, phase: str) -> bool:
    """Return whether a text of several lines has the number of its row, a box or the titles of a table among it."""
    pieces = _pieces_of(text)
    if f"{FieldId.of(field).row}." in (*pieces[:1], *pieces[-1:]):
        return True
    if any(piece[0] in _BOXES and labels.is_cell(piece[1:]) for piece in pieces if piece[1:]):
        return True
    return any(labels.table(line.split("\t"), phase) for line in text.split("\n") if "\t" in line)


def _pieces_of(text: str) -> list[str]:
    """Return the lines of a text, and the cells of each."""
    return [piece.strip() for piece in re.split("[\n\t]", text) if piece.strip()]


def _key(text: str) -> str:
    return matching_key(without_number(text))


def _other_places(key: str, own: set[int], texts: list[str]) -> list[int]:
    """Return the few other pieces that hold a text; what stands in many is wording, and none was moved there."""
    there = [at for at, text in enumerate(texts) if key in text and at not in own]
    return there if len(there) <= _FEW else []


def _pieces(blocks: Iterable[Paragraph | OutlineTable]) -> Iterator[Paragraph | OutlineCell]:
    """Yield the paragraphs and cells, and those of a table in a cell."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        for cell in block.cells:
            yield from _pieces(cell.blocks) if cell.tables else (cell,)


def _tables(blocks: Iterable[Paragraph | OutlineTable]) -> Iterator[OutlineTable]:
    for block in blocks:
        if isinstance(block, OutlineTable):
            yield block
            for cell in block.cells:
                yield from _tables(cell.tables)


def _addresses(cell: OutlineCell, labels: Labels, phase: str) -> Iterator[Address]:
    """Yield the addresses of a cell; those of a table in it are of that table."""
    tags = () if cell.tables else cell.tags
    return (address for tag in tags if (address := labels.address(tag, phase)) is not None)


def _named_above(table: OutlineTable, labels: Labels, phase: str) -> set[str]:
    """Return the name of the table with the titles at the top of this one, where no other has them too."""
    titles = [cell.text for cell in table.rows[0]]
    header = labels.table(titles, phase)
    return {header[0]} if header and not labels.is_of_several(titles, phase) else set()


def _owner(address: Address) -> tuple[str, str, int]:
    """Return the thing that a row is about; of the partners beside each other, all stand in one row."""
    is_row = address.name not in SIDE_BY_SIDE and address.name != DETAILS
    return (address.table, address.key if is_row else "", address.index if is_row else 0)
