"""What the paragraphs between the tables say: headings, questions, a legend, and what somebody typed there."""

from __future__ import annotations

from ..findings import Passage
from ..text import matching_key
from . import layout
from .blocks import Paragraph
from .identity import Identity
from .known import number_of, without_number
from .reshaped import motive_on, whole_motive
from .sheet import Asked
from .ticks import beyond
from .walk import Walk


def take_paragraph(walk: Walk, paragraph: Paragraph) -> None:
    """Take what a paragraph says: where it is of the form, the walk stands under it from here on."""
    text, here = paragraph.text, walk.here
    walk.asides(paragraph.asides, here.place())
    _objects(walk, paragraph)
    if not text.strip():
        return
    asked = here.known.question(text, here.phase)
    if _is_legend(walk, paragraph):
        walk.sheet.legend.append(Passage(text=text, place=here.place()))
    elif topic := _topic(walk, text):
        here.topic, here.heading = topic, " ".join(text.split())
        walk.topics.add(topic)
    elif Identity.parse(text) is not None:
        walk.sheet.unplace(_beside_identity(walk, text), here.place())
    elif asked:
        here.asked = Asked(asked, "label")
    elif here.known.is_paragraph(text, here.phase) and not _is_typed(walk, paragraph):
        _heading(walk, paragraph)
    else:
        _strange(walk, paragraph)


def _objects(walk: Walk, paragraph: Paragraph) -> None:
    """Tell of a picture among the answers: it may be one, or a circle around one."""
    here, asked = walk.here, walk.here.asked
    if asked is not None and walk.together(asked.question):
        walk.sheet.object_in(f"answers.{asked.question}", paragraph, here.place_of_question(asked.question))
    elif here.heading is not None and not here.known.pictures:
        walk.sheet.object_in(None, paragraph, here.place())


# ---- paragraphs of the form


def _is_legend(walk: Walk, paragraph: Paragraph) -> bool:
    """Is this the line that numbers the partners, by its tag or its first words above the overview?"""
    named = walk.tables["overview"] and walk.here.known.is_legend(paragraph.text) and not walk.sheet.legend
    return bool(named) or any(span.tag == layout.LEGEND for span in paragraph.spans)


def _topic(walk: Walk, text: str) -> str | None:
    """The motive or question of phase 1 that a heading names, above the first table of what is brought of it."""
    given = walk.tables["outcomes"] or walk.tables["brought_answers"]
    found = walk.here.known.topic(text) if given and walk.here.asked is None else None
    return found if found not in walk.topics else None


def _beside_identity(walk: Walk, text: str) -> str:
    words = [word for word in text.split() if Identity.parse(word) is None]
    return beyond(" ".join(words), list(walk.here.instrument.words["identity.label"].values()))


def _is_typed(walk: Walk, paragraph: Paragraph) -> bool:
    """Does this say the same as a heading, under a question, while the heading itself stands elsewhere?"""
    under = walk.here.asked is not None and paragraph.level is None
    return under and matching_key(paragraph.text) in walk.leveled


def _heading(walk: Walk, paragraph: Paragraph) -> None:
    text, here = " ".join(paragraph.text.split()), walk.here
    if paragraph.level is not None or here.known.is_heading(text):
        here.heading, here.asked = text, None
        here.theme = here.known.themes.get(matching_key(text), here.theme)


# ---- paragraphs that the blank form does not have


def _strange(walk: Walk, paragraph: Paragraph) -> None:
    """A paragraph that the blank form does not have: a question that was changed, or a text of somebody's own."""
    here, text = walk.here, paragraph.text
    named = motive_on(paragraph, here) if _may_list_motives(walk) else None
    if named:
        whole_motive(walk, *named, None)
        return
    seen, numbered = text.strip(), _numbered(walk, text)
    near, whole = here.known.near_question(text, here.phase)
    if near and near not in walk.exact:
        here.asked = Asked(near, "label", () if whole else ("label-near",), seen)
        labels = list(here.instrument.question(near).label.values())
        rest = beyond(without_number(text), labels)
        if whole and walk.together(near):
            walk.outside.append((near, rest, here.place_of_question(near)))
        else:
            walk.sheet.unplace(rest, here.place())
        return
    if numbered:
        here.asked = Asked(numbered, "number", ("matched-by-number",), seen)
    elif paragraph.level is not None:
        here.heading, here.asked = seen, None
    elif here.asked is not None and walk.together(here.asked.question):
        walk.outside.append((here.asked.question, text, here.place_of_question(here.asked.question)))
        return
    walk.sheet.unplace(text, here.place())


def _may_list_motives(walk: Walk) -> bool:
    """Can a line be a motive? On a form of motives that has no table of them, and under no question."""
    return walk.here.phase == "preparation" and walk.here.asked is None and not walk.tables["motives"]


def _numbered(walk: Walk, text: str) -> str | None:
    """The question that has the number of a line, where it is one of those that come next."""
    here, number = walk.here, number_of(text)
    fit = [q for q in here.instrument.questions_of(here.phase) if q.number == number and q.theme in (None, here.theme)]
    if len(fit) != 1 or fit[0].id in walk.exact or (here.asked and _number_asked(walk) >= fit[0].number):
        return None
    return fit[0].id


def _number_asked(walk: Walk) -> int:
    """The number of the question above, in the theme that was reached."""
    here = walk.here
    found = here.instrument.question(here.asked.question) if here.asked else None
    return found.number if found and found.theme in (None, here.theme) else 0
