"""The walk over a document that collects its fields: each text goes to its place, or is unplaced."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Iterable, Iterator

from ...basics.text import is_visible, keys_of, matching_key
from ..identity import Identity, beside_references, stated_in
from ..outline.blocks import Outline, OutlineCell, OutlineTable, Paragraph, Span, row_as_paragraph
from ..sender import names_a_sender
from . import rows
from .cells import remainder, text_of
from .labels import Labels, Tries, number_of, without_number
from .margins import pieces_of
from .not_discussed import boxes_are_gone, take_not_discussed_row
from .state import Collected, CurrentQuestion, Cursor, TableRow, Walk
from .tables import addresses_in, begun_in, headers_in, holds_form, motive_on, only_lays_out, take_row, whole_motive

_MOST_CELLS = 32
"""The cells in a row, at most three times as many as a form has; those of a longer row belong to nothing.

Cells of a row are compared with one another, which takes time by the square of their number.
"""


def take_paragraph(walk: Walk, paragraph: Paragraph) -> None:
    """Take a paragraph; one of the form's own moves the cursor."""
    text, cursor = paragraph.text, walk.cursor
    if paragraph.annotations:
        walk.annotations(paragraph.annotations, cursor.place())
    if paragraph.objects:
        _report_objects(walk, paragraph)
    if not is_visible(text):
        return
    if any(span.tag and cursor.address(span.tag) for span in paragraph.spans):
        _line_of_controls(walk, paragraph)
        return
    question = cursor.labels.question(text, cursor.phase)
    if cursor.phase == "alignment" and cursor.labels.is_computed(text):
        walk.collected.add_computed(text, cursor.place())
    elif topic := _topic(walk, text):
        cursor.topic, cursor.heading = topic, " ".join(text.split())
        walk.topics.add(topic)
        walk.unplace_signs(text)
    elif Identity.parse(text) is not None:
        walk.collected.unplace(_beside_identity(walk, text), cursor.place())
    elif question:
        walk.ask(CurrentQuestion(question, "label"))
        walk.unplace_signs(text)
    elif cursor.labels.is_paragraph(text, cursor.phase) and not _is_typed(walk, paragraph):
        _heading(walk, paragraph)
        walk.unplace_signs(text)
    else:
        _strange(walk, paragraph)


def _line_of_controls(walk: Walk, paragraph: Paragraph) -> None:
    """Take a line with controls of the form, as where a table was made text: first the text beside them."""
    ours = [(walk.cursor.address(span.tag) if span.tag else None, span) for span in paragraph.spans]
    beside = Paragraph([span for address, span in ours if address is None], paragraph.level)
    take_paragraph(walk, beside)
    parts = [(address, [*own]) for address, own in itertools.groupby(ours, operator.itemgetter(0)) if address]
    cells = [OutlineCell([Paragraph([span for _, span in own])]) for _, own in parts]
    addresses = [{span.tag: address for _, span in own if span.tag} for address, own in parts]
    take_row(walk, TableRow(cells, addresses, None), lone=False)


def _report_objects(walk: Walk, paragraph: Paragraph) -> None:
    """Report a picture among the answers: it may be one, or a circle that somebody drew around a motive."""
    cursor, question = walk.cursor, walk.cursor.question
    if question is not None and walk.has_one_answer(question.id):
        walk.collected.report_object(f"answers.{question.id}", paragraph, cursor.place_of_question(question.id))
    elif cursor.heading is not None and not cursor.labels.pictures:
        walk.collected.report_object(None, paragraph, cursor.place())


# ---- paragraphs of the form


def _topic(walk: Walk, text: str) -> str | None:
    """Return the question of phase 1 that a heading names, above the first table of answers to it.

    pandoc writes the title of a table as a line above it, so that the heading stands there twice.
    """
    wanted = walk.tables["brought_answers"] and walk.cursor.question is None
    topic = walk.cursor.labels.question(text, "preparation") if wanted else None
    return topic if topic not in walk.topics or topic == walk.cursor.topic else None


def _beside_identity(walk: Walk, text: str) -> str:
    labels = list(walk.cursor.instrument.words["identity.label"].values())
    return remainder(" ".join(beside_references(text, walk.stated).split()), labels)


def _is_typed(walk: Walk, paragraph: Paragraph) -> bool:
    """Return whether this repeats a heading under a question, while the heading itself stands elsewhere.

    People answer above or under the box in words that are headings of the form too; not in those of the end of the
    form, which stand at its head as well, and which AbiWord makes plain text by way of `.rtf`.
    """
    under = walk.cursor.question is not None and paragraph.level is None
    end = keys_of(tuple(walk.cursor.instrument.words["heading.return"].values()))
    return under and matching_key(paragraph.text) in walk.leveled - end


def _heading(walk: Walk, paragraph: Paragraph) -> None:
    text, cursor = " ".join(paragraph.text.split()), walk.cursor
    walk.collected.headings.add(matching_key(text))
    if paragraph.level is not None or cursor.labels.is_heading(text):
        cursor.heading, cursor.question = text, None
        cursor.theme = cursor.labels.themes.get(matching_key(text), cursor.theme)


# ---- paragraphs that the blank form does not have


def _strange(walk: Walk, paragraph: Paragraph) -> None:
    """Take a paragraph that the blank form lacks: a question that was changed, or text of somebody's own."""
    cursor, text = walk.cursor, paragraph.text
    listed = motive_on(paragraph, cursor) if _may_list_motives(walk) else None
    if listed:
        whole_motive(walk, *listed, None)
        return
    seen, numbered = text.strip(), _numbered(walk, text)
    near, whole = None, False
    if not names_a_sender(text, cursor.instrument, cursor.phase):  # whom to ask may be named in the words of a question
        near, whole = cursor.labels.near_question(text, cursor.phase, cursor.tries)
    if near and near not in walk.exact:
        walk.ask(CurrentQuestion(near, "label", () if whole else ("label-near",), seen))
        # The wording was corrected, or the answer stands behind the question instead of in its box.
        labels = list(cursor.instrument.question(near).label.values())
        rest = remainder(without_number(text), labels)
        if whole and walk.has_one_answer(near):
            walk.outside.append((near, rest, cursor.place_of_question(near)))
        else:
            walk.collected.unplace(rest, cursor.place())
        return
    if numbered:
        walk.ask(CurrentQuestion(numbered, "number", ("matched-by-number",), seen))
    elif paragraph.level is not None:
        cursor.heading, cursor.question = seen, None
    elif cursor.question is not None and walk.has_one_answer(cursor.question.id):
        walk.outside.append((cursor.question.id, text, cursor.place_of_question(cursor.question.id)))
        return
    walk.collected.unplace(text, cursor.place())


def _may_list_motives(walk: Walk) -> bool:
    """Return whether a line can be a motive: on a form of motives without a table of them, and under no question.

    People make the motives a list of lines, with each outcome behind a colon.
    """
    return walk.cursor.phase == "preparation" and walk.cursor.question is None and not walk.tables["motives"]


def _numbered(walk: Walk, text: str) -> str | None:
    """Return the question with the number of a line, if it is one of those that come next."""
    cursor, number = walk.cursor, number_of(text)
    if number is None:
        return None
    questions = cursor.instrument.questions_of(cursor.phase)
    fit = [q for q in questions if q.number == number and q.theme in (None, cursor.theme)]
    if len(fit) != 1 or fit[0].id in walk.exact or (cursor.question and _number_above(walk) >= fit[0].number):
        return None
    return fit[0].id


def _number_above(walk: Walk) -> int:
    """Return the number of the question above, in the theme that was reached."""
    cursor = walk.cursor
    question = cursor.instrument.question(cursor.question.id) if cursor.question else None
    return question.number if question and question.theme in (None, cursor.theme) else 0


def _answers_outside(walk: Walk) -> None:
    """Take text under a question whose box is empty as its answer, with a finding; unplace it if the box is filled.

    People answer under or behind a question instead of in its box, or retype the form without boxes.
    """
    filled = {field for field, answers in walk.collected.answers.items() if any(answer.value for answer in answers)}
    for question, text, place in walk.outside:
        field = f"answers.{question}"
        if field in filled:
            walk.collected.unplace(text, place)
            continue
        answer = text_of([Span(text)], walk.cursor.instrument, how="position", place=place)
        answers = walk.collected.answers.setdefault(field, [])
        if answers and answers[-1].value is None:  # the box, or a line that says nothing; those before it say something
            answers[:] = [entry for entry in answers if entry.value is not None]
        answers.append(answer.with_codes_if_filled("answer-outside-box"))


def _answers_by_position(walk: Walk) -> None:
    """Give a box without a question to the question after the last one, if that has no answer yet.

    With this, a form stripped to bare tables still reads.
    """
    cursor = walk.cursor
    questions = [q.id for q in cursor.instrument.questions_of(cursor.phase) if walk.has_one_answer(q.id)]
    reached: dict[str | None, str] = {}
    for unmatched in walk.cells:
        after, cell = _next(questions, reached.get(unmatched.before, unmatched.before)), unmatched.row.cells[0]
        if after is None or f"answers.{after}" in walk.collected.answers:
            rows.leave_unplaced(walk.collected, unmatched.cursor, [cell], unmatched.row.number)
            continue
        reached[unmatched.before] = after
        place = unmatched.cursor.place(unmatched.row.number)
        answer = text_of(cell.spans, cursor.instrument, how="position", place=place)
        walk.collected.add_answer(f"answers.{after}", answer.with_codes_if_filled("matched-by-position"), cell)


def _motives_by_position(walk: Walk) -> None:
    """Give a row without a motive to the motive after the last one, if that has none yet."""
    kind = walk.cursor.type
    offered = [motive.id for motive in walk.cursor.instrument.offered(kind)] if kind else []
    reached: dict[str | None, str] = {}
    for unmatched in walk.motives:
        after = _next(offered, reached.get(unmatched.before, unmatched.before))
        if after is None or after in walk.collected.ticks or f"motives.{after}.outcome" in walk.collected.answers:
            rows.leave_unplaced(walk.collected, unmatched.cursor, unmatched.row.cells, unmatched.row.number)
        else:
            reached[unmatched.before] = after
            codes = ("matched-by-position",)
            rows.motive_row(walk.collected, unmatched.cursor, after, unmatched.row, how="position", codes=codes)


def _next(ids: list[str], before: str | None) -> str | None:
    position = ids.index(before) + 1 if before in ids else 0
    return ids[position] if position < len(ids) else None


def gather(outline: Outline, labels: Labels, phase: str, type: str | None, language: str, forms: int = 1) -> Collected:
    """Return everything a form holds, by field; `forms` is how many there are in the document."""
    cursor = Cursor(labels, phase, type, language, tries=Tries.of_each(forms))
    walk = Walk(cursor, Collected(language=language), stated_in(outline.identities))
    _look_over(walk, outline)
    _blocks(walk, outline.blocks)
    _answers_outside(walk)  # once everything with a tag or label is in its place
    _answers_by_position(walk)
    _motives_by_position(walk)
    for passage in outline.others:
        if Identity.parse(passage.text) is not None:
            walk.collected.unplace(_beside_identity(walk, passage.text), passage.place)
            continue
        pieces = pieces_of(passage.text) if labels.is_margin(passage.text) else []
        unknown = [labels.signs_beyond(piece) for piece in pieces if not labels.margins.have(piece)]
        for text in unknown if pieces else [passage.text]:
            walk.collected.unplace(text, passage.place)
    return walk.collected


def _look_over(walk: Walk, outline: Outline) -> None:
    """Note the questions that occur word for word, the headings, and the tables of the document."""
    labels, phase = walk.cursor.labels, walk.cursor.phase
    blocks = [*_with_laid_out(outline.blocks, walk.cursor)]
    paragraphs = [block for block in blocks if isinstance(block, Paragraph)]
    walk.exact = {question for block in paragraphs if (question := labels.question(block.text, phase))}
    walk.leveled = {matching_key(block.text) for block in paragraphs if block.level is not None}
    walk.own_cells += [OutlineCell([block]) for block in paragraphs if any(span.tag for span in block.spans)]
    tables = [block.rows for block in blocks if not isinstance(block, Paragraph)]
    walk.cursor.boxes_gone = boxes_are_gone(walk.cursor, tables)
    for block in blocks:
        if not isinstance(block, Paragraph):
            headers = list(headers_in(block, labels, phase))
            walk.tables.update({header[0] for header in headers})
            walk.whole |= {name for name, columns in headers if None not in columns}
            walk.begun.update(begun_in(block, labels, phase))
            walk.own_cells += block.cells
    walk.cursor.boxed = any(span.box is not None or span.text[:1] in _BOXES for span in _spans(walk.own_cells))
    walk.cursor.tagged = any(walk.cursor.address(tag) for cell in walk.own_cells for tag in cell.tags)


_BOXES = ("☐", "☒", "☑")


def _spans(cells: Iterable[OutlineCell]) -> Iterator[Span]:
    return (span for cell in cells for line in cell.paragraphs for span in line.spans)


def _with_laid_out(blocks: Iterable[Paragraph | OutlineTable], cursor: Cursor) -> Iterator[Paragraph | OutlineTable]:
    """Yield blocks, and those in the cells of a frame or letterhead around the form."""
    for block in blocks:
        yield block
        for cells in block.rows if isinstance(block, OutlineTable) else ():
            if holds_form(cells, cursor):
                yield from _with_laid_out((inner for cell in cells for inner in cell.blocks), cursor)


def _blocks(walk: Walk, blocks: Iterable[Paragraph | OutlineTable]) -> None:
    for block in blocks:
        if isinstance(block, Paragraph):
            take_paragraph(walk, block)
        else:
            _table(walk, block)


def _table(walk: Walk, table: OutlineTable) -> None:
    cursor = walk.cursor
    cursor.columns, cursor.inside = None, False
    walk.annotations(table.annotations, cursor.place())
    if _is_in_answer(walk, table):
        _take_answer_table(walk, table)
        return
    lone = all(len(cells) == 1 for cells in table.rows)
    for number, cells in enumerate(table.rows, start=1):
        if len(cells) > _MOST_CELLS:
            rows.leave_unplaced(walk.collected, cursor, cells, number)
            walk.annotations((each for cell in cells for each in cell.annotations), cursor.place(number))
            continue
        row = TableRow(cells, [addresses_in(cell, cursor) if cell.tags else {} for cell in cells], number)
        if only_lays_out(row, cursor):
            _blocks(walk, (block for cell in cells for block in cell.blocks))
            continue
        if not take_not_discussed_row(walk.collected, cursor, row, table.rows):
            walk.table = table
            take_row(walk, row, lone=lone)
        for index, cell in enumerate(cells):
            if annotations := cell.annotations:
                title = cursor.columns.title(row.positions[index]) if cursor.columns else None
                walk.annotations(annotations, cursor.place(number, title))
        cursor.inside = len(cells) > 1
    cursor.columns = None


# ---- a table within an answer


def _is_in_answer(walk: Walk, table: OutlineTable) -> bool:
    """Return whether somebody made this table under a question. A table of the form that occurs once is not."""
    cursor, question = walk.cursor, walk.cursor.question
    if question is None or not walk.has_one_answer(question.id) or all(len(row) == 1 for row in table.rows):
        return False
    if any(addresses_in(cell, cursor) for cell in table.cells) or any(holds_form(row, cursor) for row in table.rows):
        return False
    headers = headers_in(table, cursor.labels, cursor.phase)
    return not any(None not in columns and walk.tables[name] == 1 for name, columns in headers)


def _take_answer_table(walk: Walk, table: OutlineTable) -> None:
    question = walk.cursor.question.id if walk.cursor.question else ""
    place = walk.cursor.place_of_question(question)
    for cells in table.rows:
        row = row_as_paragraph(cells)
        walk.annotations(row.annotations, place)
        walk.outside.append((question, row.text, place))
