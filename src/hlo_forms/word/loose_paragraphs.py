"""The paragraphs between the tables: headings, questions, a legend, and text that somebody typed there."""

from __future__ import annotations

from ..basics.text import matching_key
from ..readings.findings import Passage
from . import fields as layout
from .identity import Identity
from .outline.blocks import Paragraph
from .reader.labels import number_of, without_number
from .reader.state import CurrentQuestion
from .reshaped import motive_on, whole_motive
from .ticks import remainder
from .walk import Walk


def take_paragraph(walk: Walk, paragraph: Paragraph) -> None:
    """Take a paragraph; one of the form's own moves the cursor."""
    text, cursor = paragraph.text, walk.cursor
    walk.asides(paragraph.asides, cursor.place())
    _report_objects(walk, paragraph)
    if not text.strip():
        return
    question = cursor.labels.question(text, cursor.phase)
    if _is_legend(walk, paragraph):
        walk.collected.legend.append(Passage(text=text, place=cursor.place()))
    elif topic := _topic(walk, text):
        cursor.topic, cursor.heading = topic, " ".join(text.split())
        walk.topics.add(topic)
    elif Identity.parse(text) is not None:
        walk.collected.unplace(_beside_identity(walk, text), cursor.place())
    elif question:
        cursor.question = CurrentQuestion(question, "label")
    elif cursor.labels.is_paragraph(text, cursor.phase) and not _is_typed(walk, paragraph):
        _heading(walk, paragraph)
    else:
        _strange(walk, paragraph)


def _report_objects(walk: Walk, paragraph: Paragraph) -> None:
    """Report a picture among the answers: it may be one, or a circle that somebody drew around a motive."""
    cursor, question = walk.cursor, walk.cursor.question
    if question is not None and walk.has_one_answer(question.id):
        walk.collected.report_object(f"answers.{question.id}", paragraph, cursor.place_of_question(question.id))
    elif cursor.heading is not None and not cursor.labels.pictures:
        walk.collected.report_object(None, paragraph, cursor.place())


# ---- paragraphs of the form


def _is_legend(walk: Walk, paragraph: Paragraph) -> bool:
    """Return whether this line numbers the partners, by its tag or its first words above the overview.

    LibreOffice 7.4, pandoc and AbiWord drop every tag.
    """
    by_words = walk.tables["overview"] and walk.cursor.labels.is_legend(paragraph.text) and not walk.collected.legend
    return bool(by_words) or any(span.tag == layout.LEGEND for span in paragraph.spans)


def _topic(walk: Walk, text: str) -> str | None:
    """Return the motive or question of phase 1 that a heading names, above the first table of rows on it."""
    carried = walk.tables["outcomes"] or walk.tables["brought_answers"]
    topic = walk.cursor.labels.topic(text) if carried and walk.cursor.question is None else None
    return topic if topic not in walk.topics else None


def _beside_identity(walk: Walk, text: str) -> str:
    words = [word for word in text.split() if Identity.parse(word) is None]
    return remainder(" ".join(words), list(walk.cursor.instrument.words["identity.label"].values()))


def _is_typed(walk: Walk, paragraph: Paragraph) -> bool:
    """Return whether this repeats a heading under a question, while the heading itself stands elsewhere.

    People answer above or under the box in words that are headings of the form too.
    """
    under = walk.cursor.question is not None and paragraph.level is None
    return under and matching_key(paragraph.text) in walk.leveled


def _heading(walk: Walk, paragraph: Paragraph) -> None:
    text, cursor = " ".join(paragraph.text.split()), walk.cursor
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
    near, whole = cursor.labels.near_question(text, cursor.phase)
    if near and near not in walk.exact:
        cursor.question = CurrentQuestion(near, "label", () if whole else ("label-near",), seen)
        # The wording was corrected, or the answer stands behind the question instead of in its box.
        labels = list(cursor.instrument.question(near).label.values())
        rest = remainder(without_number(text), labels)
        if whole and walk.has_one_answer(near):
            walk.outside.append((near, rest, cursor.place_of_question(near)))
        else:
            walk.collected.unplace(rest, cursor.place())
        return
    if numbered:
        cursor.question = CurrentQuestion(numbered, "number", ("matched-by-number",), seen)
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
