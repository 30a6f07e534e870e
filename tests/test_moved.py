"""What people and programs move in a full form: another box, row, table or question where an answer was expected.

Each change leaves a trace that a person can see, or a control that tells: no answer stands elsewhere without a doubt.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

import hlo_forms as hlo
from edits import W, around, edited
from test_disturbed import DISTURB

Node = etree._Element


def _cell(root: Node, field: str) -> Node:
    """The innermost cell with the text of a field."""
    cells = [cell for cell in root.iter(f"{W}tc") if DISTURB.token(field) in DISTURB._text(cell)]
    return cells[-1]


def _row(root: Node, field: str) -> Node:
    return around(_cell(root, field), "tr")


def _table(root: Node, field: str) -> Node:
    return around(_cell(root, field), "tbl")


def _question(root: Node, field: str) -> Node:
    """The line above the box of an answer."""
    return _table(root, field).getprevious()


def _with_rows(*rows: Node | tuple[str, ...]) -> Node:
    table = etree.Element(f"{W}tbl")
    for cells in rows:
        if not isinstance(cells, tuple):
            table.append(cells)
            continue
        row = etree.SubElement(table, f"{W}tr")
        for words in cells:
            etree.SubElement(row, f"{W}tc").append(DISTURB._line(words))
    return table


def _nest(cell: Node, table: Node) -> None:
    cell.append(table)
    etree.SubElement(cell, f"{W}p")


def _emptied(root: Node, *fields: str) -> None:
    for field in fields:
        for text in _cell(root, field).iter(f"{W}t"):
            text.text = "· · ·"


# ---- changes


def box_in_a_record(root: Node) -> None:
    _nest(_cell(root, "own_answers.alignment.6.2.text"), _table(root, "answers.alignment.2"))


def row_in_a_row(root: Node) -> None:
    _emptied(root, "participants.1.role", "participants.1.organisation", "participants.2.name")
    row = _row(root, "participants.2.role")
    _nest(row.getprevious().findall(f"{W}tc")[-1], _with_rows(row))


def row_of_a_partner_in_the_cell_of_another(root: Node) -> None:
    DISTURB.unwrap(root)
    row = _row(root, "brought.societal_goals.org-3.outcome")
    _nest(row.getprevious().findall(f"{W}tc")[-1], _with_rows(row))


def control_copied_into_the_next_row(root: Node) -> None:
    control = deepcopy(next(_cell(root, "other_motives.1.text").iter(f"{W}sdt")))
    next(_cell(root, "other_motives.2.outcome").iter(f"{W}p")).append(control)
    _emptied(root, "other_motives.2.text")


def own_box_above_an_answer_that_became_text(root: Node) -> None:
    box = _table(root, "answers.alignment.3")
    box.addprevious(_with_rows((DISTURB.token("strangers.text"),)))
    for node in DISTURB._contents(_cell(root, "answers.alignment.3")):
        box.addprevious(node)
    DISTURB._drop(box)


def own_box_above_an_empty_box(root: Node) -> None:
    DISTURB.unwrap(root)
    box = _table(root, "answers.commitment.employees.1")
    for text in box.find(f"{W}tr").iter(f"{W}t"):
        text.text = "Typ hier jullie antwoord"
    box.addprevious(_with_rows((DISTURB.token("strangers.text"),)))


def own_table_of_details(root: Node) -> None:
    words = [(label, DISTURB.token("strangers.text")) for label in ("Organisatie", "Datum", "Ronde")]
    root.find(f"{W}body")[0].addprevious(_with_rows(*words))


def labels_of_two_partners_exchanged(root: Node) -> None:
    cells = [_row(root, f"brought_answers.preparation.2.org-{n}.text").find(f"{W}tc") for n in (2, 3)]
    DISTURB._swap(*cells)


def labels_of_two_questions_exchanged(root: Node) -> None:
    DISTURB._swap(*(_row(root, f"meeting_answers.alignment.{n}.None.text").find(f"{W}tc") for n in (1, 2)))


def partner_twice_under_a_question(root: Node) -> None:
    DISTURB.unwrap(root)
    moved = _row(root, "brought_answers.preparation.1.org-2.text")
    _row(root, "brought_answers.preparation.2.org-2.text").addnext(moved)


def partner_twice_beside_a_motive(root: Node) -> None:
    """Without a text of its own the row that was there says nothing, and yet one of the two came from elsewhere."""
    DISTURB.unwrap(root)
    there = _row(root, "brought.societal_goals.org-3.outcome")
    for text in there.findall(f"{W}tc")[-1].iter(f"{W}t"):
        text.text = ""
    there.addnext(_row(root, "brought.own_image.org-3.outcome"))


def row_of_the_round_before_below_another_motive(root: Node) -> None:
    DISTURB.unwrap(root)
    one, other = (_row(root, f"motives.{motive}.outcome") for motive in ("own_image", "recruitment"))
    moved = one.getnext().getnext()
    assert "Did this outcome come about?" in DISTURB._text(moved)
    other.getnext().addnext(moved)


def titles_of_another_motive(root: Node) -> None:
    DISTURB.unwrap(root)
    tables = (_table(root, f"brought.{name}.outcome") for name in ("own_image.org-4", "teacher_development.org-1"))
    one, other = (table.find(f"{W}tr") for table in tables)
    one.getparent().replace(one, deepcopy(other))


def rows_of_two_partners_joined(root: Node) -> None:
    for text in _cell(root, "relations.1.first_organisation").iter(f"{W}t"):
        text.text = DISTURB.token("organisations.2.name")
    rows = [_row(root, f"organisations.{n}.sector") for n in (2, 3)]
    for one, other in zip(*(row.findall(f"{W}tc") for row in rows), strict=True):
        one.extend(DISTURB._contents(other))
        etree.SubElement(other, f"{W}p")
        DISTURB._property(one, "vMerge").set(f"{W}val", "restart")
        DISTURB._property(other, "vMerge")


def question_above_the_box_of_another(root: Node) -> None:
    DISTURB.unwrap(root)
    _table(root, "answers.commitment.investment.1").addprevious(_question(root, "answers.commitment.commitment.1"))


def question_twice(root: Node) -> None:
    DISTURB.unwrap(root)
    one, other = (_question(root, f"answers.preparation.{n}") for n in (1, 2))
    one.getparent().replace(one, deepcopy(other))


def question_in_its_own_box(root: Node) -> None:
    _cell(root, "answers.alignment.1").insert(1, _question(root, "answers.alignment.1"))


def box_of_the_form_in_an_answer(root: Node) -> None:
    for control in [node for node in root.iter(f"{W}sdt") if "passed" in "".join(_tags(node))]:
        for node in list(control.find(f"{W}sdtContent")):
            control.addprevious(node)
        DISTURB._drop(control)
    cell = _cell(root, "answers.commitment.commitment.1")
    for row in around(cell, "tr").itersiblings(f"{W}tr"):
        cell.extend(DISTURB._contents(row.find(f"{W}tc")))


def _tags(node: Node) -> list[str]:
    return [tag.get(f"{W}val") for tag in node.iter(f"{W}tag")]


CHANGES: list[tuple[int, Callable[[Node], None]]] = [
    (2, box_in_a_record),
    (2, row_in_a_row),
    (4, row_of_a_partner_in_the_cell_of_another),
    (0, control_copied_into_the_next_row),
    (2, own_box_above_an_answer_that_became_text),
    (6, own_box_above_an_empty_box),
    (5, own_table_of_details),
    (3, labels_of_two_partners_exchanged),
    (6, labels_of_two_questions_exchanged),
    (3, partner_twice_under_a_question),
    (1, row_of_the_round_before_below_another_motive),
    (4, titles_of_another_motive),
    (3, rows_of_two_partners_joined),
    (5, question_above_the_box_of_another),
    (0, question_twice),
    (2, question_in_its_own_box),
    (5, box_of_the_form_in_an_answer),
    (4, partner_twice_beside_a_motive),
]


def nothing_strays_in(source: int, change: Callable[[Node], None]) -> hlo.Reading:
    """The reading of a full form after a change, once nothing of it strayed and nothing was lost."""
    form, data = DISTURB.sources()[source]
    changed = edited(data, change)
    reading = hlo.read(changed)
    assert list(DISTURB.strays(form, reading)) == []
    assert DISTURB.lost(etree.fromstring(DISTURB._members(changed)[DISTURB._DOCUMENT]), reading) == []
    return reading


@pytest.mark.parametrize(("source", "change"), CHANGES, ids=[change.__name__ for _, change in CHANGES])
def test_nothing_strays_and_nothing_is_lost(source: int, change: Callable[[Node], None]) -> None:
    nothing_strays_in(source, change)


@pytest.mark.parametrize("source", range(7))
def test_a_form_in_one_column_is_read(source: int) -> None:
    """On a telephone, or in a narrow editor of the web, each cell comes in a row of its own."""

    def in_one_column(root: Node) -> None:
        for row in list(root.iter(f"{W}tr")):
            for cell in reversed(row.findall(f"{W}tc")[1:]):
                row.addnext(below := etree.Element(f"{W}tr"))
                below.append(cell)

    nothing_strays_in(source, in_one_column)


@pytest.mark.parametrize("source", range(7))
def test_tables_that_became_text_are_read_by_their_controls(source: int) -> None:
    def as_text(root: Node) -> None:
        for table in list(root.find(f"{W}body").iterchildren(f"{W}tbl")):
            for row in table.iter(f"{W}tr"):
                line = etree.Element(f"{W}p")
                for node in row.iterfind(f".//{W}p/*"):
                    line.append(node)
                table.addprevious(line)
            DISTURB._drop(table)

    reading = nothing_strays_in(source, as_text)
    assert reading.form.answers == DISTURB.sources()[source][0].answers


def test_a_tick_below_the_titles_of_another_table_is_no_silent_no() -> None:
    """“No.” is the title of numbers, and “no” an answer."""
    form, data = DISTURB.sources()[1]

    def change(root: Node) -> None:
        one, other = (_table(root, f"{name}.outcome") for name in ("other_motives.1", "motives.network"))
        other.replace(other.find(f"{W}tr"), deepcopy(one.find(f"{W}tr")))

    for bare in (False, True):
        reading = hlo.read(edited(edited(data, DISTURB.unwrap) if bare else data, change))
        assert list(DISTURB.strays(form, reading)) == []
        ticked = reading.form.answer("network").ticked  # type: ignore[union-attr]  # a form of phase 1
        assert ticked is form.answer("network").ticked or reading.doubts("motives.network")


def test_an_answer_of_blank_lines_only_is_no_answer() -> None:
    reading = hlo.read(hlo.render(hlo.CommitmentForm(answers={"commitment.commitment.1": "\n\t\n"})))
    assert reading.form.answers == {}
    assert reading.warnings == ()


def test_a_sender_with_a_long_name_is_no_answer_to_the_question_that_it_is() -> None:
    words = hlo.load_instrument().question("preparation.3").label["nl"]
    sent = hlo.Invitation(sender=words, organisation=words)
    form = hlo.PreparationForm(organisation=hlo.Organisation(type="programme"), invitation=sent, kept_back=True)
    assert hlo.read(hlo.render(form)).form == form
