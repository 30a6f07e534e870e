"""The proof of a reading: the form that was read is laid against the document, by what a person sees there.

It knows none of the reader's rules. Each value that was not found by its own tag must stand in the document under the
same heading, label and column as in the form written out; each text must be part of the form, or reported.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import accumulate, islice
from typing import NamedTuple

import attrs

from ...basics.text import matching_key, without_format, without_prompts
from ...basics.values import grouped
from ...forms import AlignmentForm, Form, organisations_of
from ...forms.field_ids import FieldId, fields_of
from ...readings.findings import Evidence, Finding, FindingCode, Passage, place_under
from ..controls import CHECKED as DRAWN_CHECKED
from ..controls import UNCHECKED as DRAWN_UNCHECKED
from ..identity import is_marked
from ..outline.blocks import Outline, OutlineCell, OutlineTable, Paragraph
from ..written import Keys, WrittenRow, WrittenValue, key_of, labels_beside, titles_beside, written_rows
from .labels import Labels, without_number
from .moved import CHOICES, PRINTED, PROVEN, part_of, parts_moved, texts_joined, texts_moved, with_wording

UNSURE: FindingCode = "place-unsure"
_TICKED, _OPEN = frozenset(DRAWN_CHECKED + "☑✓✔✅■✗✘✖"), frozenset(DRAWN_UNCHECKED + "□▢")
_DIGITS = re.compile(r"\d+")
_COUNTED = re.compile(r"\s*(\d{1,3}|[a-z])\s*[.)]?\s*")
_SIGNS = " ?:.!-–•*☐☒☑✓✔0123456789"
_PRINTED = re.compile(rf"^\d{{1,3}}\.$|[{DRAWN_UNCHECKED}]")
_BOX = re.compile(f"[{''.join(sorted(_OPEN))}]")
_SHORT, _CHOICE = 3, 3  # letters of a sign or number; texts in a row of which one is the label
_MOST_ROWS = 200  # so many rows are tried for one: more that say the same prove no more, and cost the square
_NAMING = ("organisation", "first_organisation", "second_organisation")
_LONG = 8  # shorter labels are not looked for inside other words


@attrs.define(eq=False, repr=False)
class SeenRow:
    """A row as a person sees it: its cells, the heading above it, the titles above its columns.

    A paragraph is a row of one cell. `tables` counts the tables with titles under the heading so far, `place` tells
    two headings of the same words apart. `fits` is False where the row is not as wide as the titles above it.
    """

    cells: list[OutlineCell]
    above: str
    titles: tuple[str, ...] = ()
    tables: int = 0
    place: int = 0
    fits: bool = True
    texts: list[str] = attrs.field(factory=list)
    labels: list[str] = attrs.field(factory=list)

    def title_over(self, index: int) -> tuple[str, ...]:
        """Return the titles above a cell; none where the row does not fit under them."""
        start = self._starts[index]
        return self.titles[start : start + self.cells[index].width] if self.fits else ()

    @functools.cached_property
    def under(self) -> dict[str, list[int]]:
        """The cells that stand under one title, by that title."""
        cells: dict[str, list[int]] = {}
        for index in range(len(self.texts)):
            if len(titles := set(self.title_over(index))) == 1:
                cells.setdefault(titles.pop(), []).append(index)
        return cells

    @functools.cached_property
    def _starts(self) -> list[int]:
        """The column in which each cell begins."""
        return list(accumulate([cell.width for cell in self.cells], initial=0))


@attrs.define(eq=False, repr=False)
class Sight:
    """A walk over a document that sees headings, titles and rows, and nothing of what they mean.

    A row has titles if two of its cells are, or if the first is one of `firsts`: there partners are the other titles.
    """

    headings: frozenset[str]
    titles: frozenset[str]
    firsts: frozenset[str]
    labels: frozenset[str]
    printed: frozenset[str]
    rows: list[SeenRow] = attrs.field(factory=list)
    boxes: Counter[int] = attrs.field(factory=Counter)
    above: str = ""
    place: int = 0
    tables: int = 0

    def blocks(self, blocks: Iterable[Paragraph | OutlineTable]) -> None:
        """See blocks, one after another."""
        for block in blocks:
            if isinstance(block, OutlineTable):
                self._table(block)
            elif block.text.strip() and not self._is_heading(block.text):
                self._add(SeenRow([OutlineCell([block])], self.above))

    def _is_heading(self, text: str) -> bool:
        key = matching_key(without_number(text))
        if key not in self.headings:
            return False
        self.above, self.tables, self.place = key, 0, self.place + 1
        return True

    def _table(self, table: OutlineTable) -> None:
        titles: tuple[str, ...] = ()
        counted = self.tables
        for cells in table.rows:
            if len(cells) == 1 and self._is_heading(cells[0].text):
                titles = ()
                continue
            keys = [matching_key(cell.text.partition("(")[0]) for cell in cells]
            if self._are_titles(keys, whole=bool(titles)):
                self.tables += 1
                titles = tuple(key for key, cell in zip(keys, cells, strict=True) for _ in range(cell.width))
            if len(cells) > 1 and self.tables == counted:
                self.tables += 1  # a table that lost its titles is a table still
            fits = not titles or sum(cell.width for cell in cells) == len(titles)
            self._add(SeenRow(cells, self.above, titles, fits=fits))
            self.boxes[self.place] += not titles and any(map(self._is_answer, cells))
            for cell in cells:
                self.blocks(cell.blocks if cell.tables else ())  # the form may stand in a cell of a letterhead

    def _are_titles(self, keys: list[str], *, whole: bool) -> bool:
        """Return whether a row is one of titles; below other titles, all of its texts must be (`whole`)."""
        if len(keys) > 1 and keys[0] in self.firsts and not whole:
            return True
        filled = [key for key in keys if key]
        named = sum(key in self.titles for key in filled)
        return named > 1 and not (whole and named < len(filled))

    def _is_answer(self, cell: OutlineCell) -> bool:
        text = cell.text.strip()
        return bool(text) and not _OPEN & set(text)

    def _add(self, row: SeenRow) -> None:
        row.tables, row.place = self.tables, self.place
        row.texts = [key_of(cell.text) for cell in row.cells]
        row.labels = [matching_key(without_number(cell.text)) for cell in row.cells]
        self.rows.append(row)


# ---- each value where it stands


class Proof(NamedTuple):
    """The rows of a document by what stands in them."""

    sight: Sight
    by_label: Mapping[str, list[SeenRow]]
    by_text: Mapping[str, list[SeenRow]]
    by_heading: Mapping[str, list[SeenRow]]
    titles_under: Mapping[str, dict[Keys, set[int]]]

    @classmethod
    def of(cls, sight: Sight) -> Proof:
        """Return the proof with the rows that were seen."""
        by_label, by_text, by_heading = (defaultdict[str, list[SeenRow]](list) for _ in range(3))
        titles_under = defaultdict[str, dict[Keys, set[int]]](dict)
        for row in sight.rows:
            by_heading[row.above].append(row)
            titles_under[row.above].setdefault(frozenset(row.titles), set()).add(row.tables)
            for text in dict.fromkeys(row.texts):
                by_text[text].append(row)
            for label in dict.fromkeys((*row.labels, *map(matching_key, (cell.text for cell in row.cells)))):
                by_label[label].append(row)
        return cls(sight, by_label, by_text, by_heading, titles_under)

    def unproven(self, written: WrittenRow) -> set[str]:
        """Return the fields of a written row that do not stand together in the document where it has them."""
        fields = {value.field for value in written.values}
        proven: set[str] = set()
        for row in islice(self._rows(written), _MOST_ROWS):
            here = self._proven(written, row)
            proven = proven | here if written.labels else max(proven, here, key=len)
            if proven == fields:
                break
        return fields - proven

    def _rows(self, written: WrittenRow) -> Iterator[SeenRow]:
        """Yield the rows of the document that this row can be."""
        rows: Iterable[SeenRow]
        if not written.labels:
            texts = {text for value in written.values for text in value.texts if value.kind == "text"}
            rows = (row for text in sorted(texts) for row in self.by_text.get(text, ()))
        else:
            rows = [row for label in sorted(written.labels) for row in self.by_label.get(label, ())]
            rows = rows or self._containing(written.labels)
        if written.asked:
            yield from rows
            below = [row for heading in sorted(written.above) for row in self.by_heading.get(heading, ())]
            boxes = {row.place: self.sight.boxes[row.place] for row in below}
            yield from (row for row in below if sum(boxes.values()) < 2)
        else:
            here = (row for row in rows if not written.above or (row.above in written.above and row.tables < 2))
            yield from (row for row in here if _has_titles(row, written) and not self._is_strangers(row, written))

    def _is_strangers(self, row: SeenRow, written: WrittenRow) -> bool:
        """Return whether a row may be of another table than the form's: one with its titles stands under its heading.

        Where both stand there, nobody can tell which of them is the form's.
        """
        if not row.titles:
            return False
        if row.above in written.heading | written.above:
            return len(self.titles_under[row.above][frozenset(row.titles)]) > 1
        return any(frozenset(row.titles) in self.titles_under.get(heading, ()) for heading in written.heading)

    def _containing(self, labels: Keys) -> list[SeenRow]:
        """Return the rows with a label among other words; a cell with the labels of two rows is that of neither."""
        long = [label for label in labels if len(label) >= _LONG]
        return [
            row
            for row in self.sight.rows
            if any(label in own and not self._is_joined(own, label) for label in long for own in row.labels)
        ]

    def _is_joined(self, text: str, label: str) -> bool:
        return any(other in text and other not in label and label not in other for other in self.sight.labels)

    def _proven(self, written: WrittenRow, row: SeenRow) -> set[str]:
        """Return the fields that stand in a row; a label of the form's details is nobody's answer in a table."""
        in_table = written.titles or written.labels & self.sight.labels
        values = (value for value in written.values if not (in_table and self._is_label(value)))
        return {value.field for value in values if _stands(value, row, written)}

    def _is_label(self, value: WrittenValue) -> bool:
        return value.kind == "text" and any(matching_key(text) in self.sight.printed for text in value.texts)


def _has_titles(row: SeenRow, written: WrittenRow) -> bool:
    """Return whether the columns of a row are those of the written one; a row without titles can be any as wide."""
    if not row.titles:
        return not written.titles or len(row.cells) >= len(written.values)
    return all(title & set(row.titles) for title in written.titles)


def _stands(value: WrittenValue, row: SeenRow, written: WrittenRow) -> bool:
    if value.kind == "tick":
        return _is_ticked_as(value, row, written.labels)
    swapped = _is_swapped(value, row, written.labels)
    places = range(len(row.texts)) if swapped else _places(value, row)
    return any(_holds(value, row.texts[index], row.cells[index]) for index in places)


def _places(value: WrittenValue, row: SeenRow) -> Iterable[int]:
    """Return the cells that stand under the column of a value, and under no other column besides."""
    if not value.column or not row.titles:
        return range(len(row.texts)) if not value.column or _is_plain(row) else ()
    return [index for title in value.column for index in row.under.get(title, ())]


def _is_plain(row: SeenRow) -> bool:
    """Return whether a row without titles leaves no choice: a label, one text, and signs or numbers beside these."""
    return sum(len(text) > _SHORT for text in row.texts) < _CHOICE


def _is_swapped(value: WrittenValue, row: SeenRow, labels: Keys) -> bool:
    """Return whether a row of two cells has its label in the column of the value: people swap cells below a header."""
    at = next((index for index, label in enumerate(row.labels) if label in labels), None)
    return at is not None and len(row.cells) == 2 and bool(value.column & set(row.title_over(at)))


def _holds(value: WrittenValue, text: str, cell: OutlineCell) -> bool:
    if value.kind == "number":
        return bool(value.texts & set(_DIGITS.findall(text)))
    if value.kind == "choice":
        signs = _signs(cell)
        return any(option in text for option in value.texts) and (not signs or True in signs)
    if _PRINTED.search(text):  # a number before a row or an open box of the form, moved into a cell beside it
        return False
    # A label in the same cell stands before the value: people put questions and answers in one cell.
    return text in value.texts or any(text.endswith(" " + own) for own in value.texts)


def _is_ticked_as(value: WrittenValue, row: SeenRow, labels: Keys) -> bool:
    """Return whether the boxes before or in the label show the same; other cells can hold boxes of their own."""
    at = next((n for n, label in enumerate(row.labels) if any(own in label for own in labels)), 0)
    alone = [cell for cell, label in zip(row.cells, row.labels, strict=True) if len(label) < 2]
    signs = {sign for cell in (row.cells[at], *alone) for sign in _signs(cell)}
    return not signs or signs == {"yes" in value.texts}


def _signs(cell: OutlineCell) -> set[bool]:
    """Return the states of the boxes in a cell, as drawn."""
    text = set(cell.text)
    return ({True} if text & _TICKED else set()) | ({False} if text & _OPEN else set())


def unsure_places(
    form: Form,
    outline: Outline,
    labels: Labels,
    evidence: Mapping[str, Evidence],
    findings: Iterable[Finding],
    *,
    tracked: bool = True,
) -> Iterator[Finding]:
    """Yield a doubt about each value that does not stand in the document where the written form has it.

    Values found by their own tag are proven by it, unless the text of another field stands with them: one whose control
    is there too, whose label is, or that was deleted elsewhere (`tracked`: something was). A value with a finding needs
    no other doubt.
    """
    noticed = grouped((finding.code == "name-completed", finding.field) for finding in findings)
    completed, doubted = (frozenset(noticed.get(kind, ())) for kind in (True, False))
    new = {field for field in evidence if field not in doubted and field.rpartition(".")[0] not in doubted}
    joined = texts_joined(outline.blocks, labels, form.phase)
    mixed = {field for field in new if evidence[field].seen in joined}
    mixed |= with_wording(new, evidence, labels, outline.blocks, form.phase)
    names = {matching_key(partner.name) for partner in organisations_of(form) if partner.name}
    dragged = texts_moved(outline.blocks, labels, names) if tracked else ()
    mixed |= {field for field in new if evidence[field].seen in dragged and not PRINTED.fullmatch(field)}
    yield from (_unsure(evidence[field]) for field in sorted(mixed))
    wanted = {field for field in new - mixed if evidence[field].how not in PROVEN and not PRINTED.fullmatch(field)}
    if not wanted:
        return
    written = list(written_rows(form))
    filled = wanted & {value.field for row in written for value in row.values}
    printed = {field for field in filled - completed if _is_printed(field, evidence[field].seen, labels, form.phase)}
    printed |= {field for field in filled if _is_elsewhere(field, evidence[field].seen, names)}
    moved = parts_moved(outline.blocks, labels, form.phase)
    printed |= {field for field in filled if moved and part_of(field, form.phase) in moved}
    yield from (_unsure(evidence[field]) for field in sorted(printed))
    wanted -= printed
    rows = [_as_typed(row, evidence, completed) for row in written if any(v.field in wanted for v in row.values)]
    proof = Proof.of(_sight(outline, labels, form))
    for row in rows:
        yield from (_unsure(evidence[field]) for field in sorted(proof.unproven(row) & wanted))


def _as_typed(row: WrittenRow, evidence: Mapping[str, Evidence], completed: Collection[str | None]) -> WrittenRow:
    """Return a row in which a name that was completed may also stand as somebody typed it."""
    if not any(value.field in completed for value in row.values):
        return row
    seen = {field: key_of(entry.seen) for field, entry in evidence.items() if field in completed}
    return row._replace(values=tuple(v._replace(texts=v.texts | {seen.get(v.field, "")} - {""}) for v in row.values))


def _unsure(entry: Evidence) -> Finding:
    return Finding(code=UNSURE, field=entry.field, place=entry.place, seen=entry.seen)


def _is_printed(field: str, seen: str, labels: Labels, phase: str) -> bool:
    """Return whether a line of a value is wording of the form: a label, heading, title of a column, or an option.

    People turn a table of details on its side, or make one cell of several. A motive may be an answer to a question,
    and the end of a relation; a choice is one of the options. A number says nothing: a page number is wording too.
    """
    column = field.rpartition(".")[2]
    if column in CHOICES:
        return False
    asked = field.startswith("answers.")
    text = without_prompts(without_format(seen), labels.instrument.prompt_texts) or ""
    lines = [_BOX.sub(" ", line).strip() for line in text.split("\n") if line.strip()]
    begun = [line.partition(":")[0] for line in lines if ":" in line and not asked]
    keys = {key for line in lines if any(map(str.isalpha, key := matching_key(without_number(line))))}
    if any(key in labels.details for key in (*keys, *map(matching_key, begun))):
        return True
    keys = keys - labels.motives.keys() if asked or column.endswith("motive") else keys
    wording = [labels.headings, labels.questions[phase], *labels.columns.values(), *([] if asked else [labels.texts])]
    return any(key in own for own in wording for key in keys)


def _is_elsewhere(field: str, seen: str, names: Collection[str]) -> bool:
    """Return whether a line of a record is one of the names of organisations, in a column of something else.

    Tables print these names in a column of their own; a row that was moved has them under another title.
    """
    id = FieldId.of(field)
    if not id.row or id.part == "organisations" or id.column in _NAMING:
        return False
    return any(matching_key(without_number(line)) in names for line in seen.split("\n"))


def _sight(outline: Outline, labels: Labels, form: Form) -> Sight:
    headings = labels.headings | labels.questions[form.phase].keys()
    titles = {matching_key(key.partition("(")[0]) for columns in labels.columns.values() for key in columns}
    if isinstance(form, AlignmentForm):  # the questions of phase 1 are headings above what partners shared
        headings |= labels.questions["preparation"].keys()
    firsts = frozenset(map(matching_key, titles_beside(form))) if isinstance(form, AlignmentForm) else frozenset()
    motives, printed = frozenset(labels.motives), frozenset(labels.details)
    sight = Sight(headings, frozenset(titles), firsts, motives, printed)
    sight.blocks(outline.blocks)
    return sight


# ---- each text that stands there


def untold_texts(
    form: Form, outline: Outline, labels: Labels, evidence: Mapping[str, Evidence], passages: Iterable[Passage]
) -> Iterator[Passage]:
    """Yield the texts of a document that are neither wording nor part of the form, and that nobody reported."""
    account = _Account(
        labels, form.phase, [entry.seen for entry in evidence.values() if entry.how != "identity"], form, [*passages]
    )
    for text, heading, row in _leaves(outline.blocks, labels):
        if text not in account.texts and not labels.is_cell(text):
            for line in account.untold(text):
                yield Passage(text=line, place=place_under(heading, row))


@attrs.define(eq=False, repr=False)
class _Account:
    """The texts that are part of a form, or were reported."""

    labels: Labels
    phase: str
    seen: list[str]
    form: Form
    passages: list[Passage]
    texts: frozenset[str] = attrs.field(init=False)
    titles: frozenset[str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.texts = frozenset((*self.seen, *(passage.text for passage in self.passages)))
        self.titles = frozenset(key for columns in self.labels.columns.values() for key in columns)

    def untold(self, text: str) -> list[str]:
        """Return the lines of a text that are none of these."""
        return [line.strip() for line in text.split("\n") if line.strip() and not self._is_told(line.strip())]

    def _is_told(self, line: str) -> bool:
        if self._is_wording(line) or key_of(line) in self.beside or key_of(line) in self.whole:
            return True
        return any(all(map(self._is_piece_told, pieces)) for pieces in self._pieces(line))

    def _is_piece_told(self, piece: str) -> bool:
        return not piece.strip() or self._is_wording(piece) or key_of(piece) in self.whole

    def _pieces(self, line: str) -> Iterator[list[str]]:
        """Yield the ways to take a line apart: at tabs, at open boxes, and around the wording in it."""
        yield line.split("\t") if "\t" in line else [line]
        yield [piece.strip() for piece in _BOX.split(line)]
        key = key_of(line)
        for label in (*self.labels.questions[self.phase], *self.labels.motives, *self.labels.details):
            if len(label) >= _LONG and label in key:
                before, _, after = key.partition(label)
                yield [before.strip(_SIGNS), after.strip(_SIGNS)]

    @functools.cached_property
    def beside(self) -> frozenset[str]:
        """The texts that a document puts beside the values of its form."""
        return frozenset(map(key_of, labels_beside(self.form)))

    @functools.cached_property
    def whole(self) -> str:
        """All of these texts; put together only where a text is looked for in it."""
        values = (value for _, value in fields_of(self.form))
        return "\n".join((*map(key_of, (*self.texts, *values)), *sorted(self.beside)))

    def _is_wording(self, line: str) -> bool:
        if self.labels.is_cell(line) or self.labels.is_paragraph(line, self.phase) or is_marked(line):
            return True
        key = matching_key(without_number(line))
        if key in self.labels.texts or key in self.titles:
            return True
        return not without_prompts(line, self.labels.instrument.prompt_texts)


def _leaves(blocks: Iterable[Paragraph | OutlineTable], labels: Labels) -> Iterator[tuple[str, str | None, int | None]]:
    """Yield the text of each paragraph and cell, with the heading above and its row; numbers before rows are none."""
    heading: str | None = None
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.text.strip() and labels.is_heading(block.text):
                heading = " ".join(block.text.split())
            apart = [span.text for span in block.spans if span.tag]  # a line can hold controls, and text beside them
            beside = "".join(span.text for span in block.spans if not span.tag) if apart else block.text
            yield from ((text, heading, None) for text in (beside, *apart))
            continue
        for number, cells in enumerate(block.rows, start=1):
            numbered = len(cells) > 1 and _COUNTED.fullmatch(without_format(cells[0].text))
            for cell in cells[1:] if numbered else cells:
                if cell.tables:
                    yield from _leaves(cell.blocks, labels)
                else:
                    yield cell.text, heading, number
