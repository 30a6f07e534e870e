"""Full forms of every phase taken apart: no value under another field without a doubt, and no text lost.

Signs over other states, typed signs and forms of other instruments: nothing is mistaken in silence.
"""

from __future__ import annotations

import importlib.util
import random
import re
import sys
from copy import deepcopy
from types import ModuleType
from typing import Any

import pytest
from lxml import etree

import hlo_forms as hlo
from edits import W, edited
from hlo_forms.forms.field_ids import fields_of
from places import ROOT

BATCH, LONG_BATCH = 50, 200


def tool(name: str) -> ModuleType:
    """A program in `tools/`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


DISTURB, MISTAKE = tool("disturb"), tool("mistake")  # the second builds on the first


def faults(seed: int, numbers: range) -> list[Any]:
    outcomes = DISTURB.batch(seed, numbers)
    assert len(outcomes) == len(numbers)
    return [outcome for outcome in outcomes if outcome.strays or outcome.lost]


def test_nothing_strays_and_nothing_is_lost() -> None:
    assert faults(2026, range(BATCH)) == []


@pytest.mark.long
@pytest.mark.parametrize("start", range(0, 2_000, LONG_BATCH))
def test_two_thousand_times_nothing_strays_and_nothing_is_lost(start: int) -> None:
    assert faults(1, range(start, start + LONG_BATCH)) == []


def test_what_was_not_disturbed_is_read_without_a_doubt() -> None:
    for form, data in DISTURB.sources():
        reading = hlo.read(data)
        assert reading.form == form
        assert {finding.code for finding in reading.warnings} <= {"outcomes-unticked"}  # as some of these forms are


def test_a_disturbed_form_is_made_again_from_its_number_alone() -> None:
    one, other = DISTURB.disturbed(1, 7), DISTURB.disturbed(1, 7)
    assert (one.data, one.done) == (other.data, other.done)
    assert DISTURB.disturbed(1, 8).data != one.data


def test_the_tool_sees_what_strays_and_what_is_lost() -> None:
    form, data = DISTURB.sources()[0]
    reading = hlo.read(data)
    assert list(DISTURB.strays(form, reading)) == []
    wrong = reading.corrected({"round": DISTURB.token("respondent")})
    assert [*DISTURB.strays(form, wrong)] == ["round holds '‹voor respondent›'"]


# ---- an answer dragged onto another one, where no control tells


@pytest.mark.parametrize("seed", range(42))
def test_answers_that_were_dragged_together_are_joined_and_doubted(seed: int) -> None:
    form, data = DISTURB.sources()[seed % len(DISTURB.sources())]
    chance, roots = random.Random(seed), list[etree._Element]()  # noqa: S311 - repeatable on purpose

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        DISTURB._dragged_together(root, chance)
        roots.append(root)

    reading = hlo.read(edited(data, change))
    assert list(DISTURB.strays(form, reading)) == []
    assert DISTURB.lost(roots[0], reading) == []


def test_answers_of_several_paragraphs_are_no_doubt_where_nothing_was_emptied() -> None:
    for form, data in DISTURB.sources():

        def change(root: etree._Element) -> None:
            DISTURB.unwrap(root)
            for cell in root.iter(f"{W}tc"):
                if "‹voor answers." in "".join(cell.itertext()) or "‹voor motives." in "".join(cell.itertext()):
                    cell.append(deepcopy(cell.find(f"{W}p")))

        reading = hlo.read(edited(data, change) if form.phase == "preparation" else data)
        assert {finding.code for finding in reading.warnings} <= {"outcomes-unticked"}


# ---- rows without controls of which a cell came before the others, and another one went


def _rows_of_records(root: etree._Element) -> list[etree._Element]:
    rows = [row for row in root.iter(f"{W}tr") if re.search(r"‹voor (participants|agreements)", DISTURB._text(row))]
    return [row for row in rows if "‹" in DISTURB._text(row.findall(f"{W}tc")[-2])]


@pytest.mark.parametrize("source", [0, 2, 5])
@pytest.mark.parametrize("last", [False, True])
def test_answers_that_were_shifted_within_their_row_are_doubted(source: int, last: bool) -> None:
    form, data = DISTURB.sources()[source]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        for row in _rows_of_records(root):
            cells = row.findall(f"{W}tc")
            cells[-1 if last else 0].addprevious(DISTURB._cell())
            row.remove(cells[0 if last else -1])

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def test_an_answer_dragged_in_a_table_that_alone_lost_its_controls_is_doubted() -> None:
    form, data = DISTURB.sources()[0]

    def change(root: etree._Element) -> None:
        row = next(row for row in root.iter(f"{W}tr") if "‹voor other_motives.1.text›" in DISTURB._text(row))
        DISTURB.unwrap(row)
        one, other = (cell for cell in row.findall(f"{W}tc") if "‹" in DISTURB._text(cell))
        for node in DISTURB._contents(other):
            one.append(node)
        etree.SubElement(other, f"{W}p")

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def test_of_two_answers_dragged_away_one_onto_the_round_before_both_are_doubted() -> None:
    form, data = DISTURB.sources()[1]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        _drag(root, "motives.current_curriculum.outcome", "previous.new_knowledge.outcome")
        _drag(root, "motives.new_knowledge.outcome", "motives.recruitment.outcome")

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def _drag(root: etree._Element, one: str, other: str) -> None:
    source, target = (
        next(cell for cell in root.iter(f"{W}tc") if DISTURB.token(name) in DISTURB._text(cell))
        for name in (one, other)
    )
    for number, node in enumerate(DISTURB._contents(source)):
        target.insert(number + (target.find(f"{W}tcPr") is not None), node)
    etree.SubElement(source, f"{W}p")


# ---- moved among the fields of another part, where a program took the controls of one of the two away


def _cell_of(root: etree._Element, tag: str) -> etree._Element:
    return next(cell for cell in root.iter(f"{W}tc") if tag in _tags(cell))


def _tags(node: etree._Element) -> list[str]:
    return [tag.get(f"{W}val") for tag in node.iter(f"{W}tag")]


@pytest.mark.parametrize("bare", ["tr", "tbl"])
@pytest.mark.parametrize("level", ["tc", "tr"])
def test_answers_that_were_swapped_before_one_of_them_lost_its_control_are_doubted(level: str, bare: str) -> None:
    form, data = DISTURB.sources()[2]

    def change(root: etree._Element) -> None:
        cells = [_cell_of(root, tag) for tag in ("participants.3.role", "own_answers.alignment.6.2.text")]
        one, other = cells if level == "tc" else (cell.getparent() for cell in cells)
        people = next(one.iterancestors(f"{W}tbl"))
        DISTURB._swap(one, other)
        DISTURB.unwrap(people if bare == "tbl" else next(other.iterancestors(f"{W}tr"), other))

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def test_answers_that_were_swapped_between_rows_before_one_row_lost_its_controls_are_doubted() -> None:
    form, data = DISTURB.sources()[2]

    def change(root: etree._Element) -> None:
        one, other = (_cell_of(root, f"participants.{n}.name") for n in (1, 2))
        row = one.getparent()
        DISTURB._swap(one, other)
        DISTURB.unwrap(row)

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def test_a_control_of_another_part_dragged_into_an_answer_is_doubted() -> None:
    form, data = DISTURB.sources()[0]

    def change(root: etree._Element) -> None:
        line = next(_cell_of(root, "answers.preparation.1").iter(f"{W}p"))
        line.append(next(node for node in root.iter(f"{W}sdt") if "participants.2.name" in _tags(node)))

    reading = hlo.read(edited(data, change))
    assert list(DISTURB.strays(form, reading)) == []
    assert reading.doubts("answers.preparation.1")


def test_labels_that_came_into_a_detail_with_a_merged_cell_are_doubted() -> None:
    form, data = DISTURB.sources()[6]

    def change(root: etree._Element) -> None:
        cell = _cell_of(root, "round")
        cell.insert(0, cell.getprevious().find(f"{W}p"))
        cell.append(deepcopy(_cell_of(root, "respondent").getprevious().find(f"{W}p")))

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


@pytest.mark.parametrize(
    ("source", "first", "second"),
    [(2, "relations.1.", "relations.2."), (3, "brought.view_of_", "brought.network.")],
)
def test_tables_that_were_put_beside_each_other_are_doubted(source: int, first: str, second: str) -> None:
    form, data = DISTURB.sources()[source]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        one, other = (_table_with(root, f"‹voor {words}") for words in (first, second))
        for own, row in zip(one.findall(f"{W}tr"), other.findall(f"{W}tr"), strict=False):
            own.extend(row.findall(f"{W}tc"))
        other.getparent().remove(other)

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def _table_with(root: etree._Element, words: str) -> etree._Element:
    return next(table for table in root.iter(f"{W}tbl") if words in DISTURB._text(table))


def test_an_answer_beside_a_label_and_one_with_the_control_of_the_same_field_are_joined_and_told() -> None:
    form, data = DISTURB.sources()[0]

    def change(root: etree._Element) -> None:
        one, other = (_cell_of(root, tag) for tag in ("respondent", "round"))
        DISTURB._swap(one, other)
        DISTURB.unwrap(other)

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


# ---- moved while changes were tracked


def _run_of(root: etree._Element, field: str) -> etree._Element:
    return next(run for run in root.iter(f"{W}r") if DISTURB._text(run) == DISTURB.token(field))


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        (0, "round", "answers.preparation.2"),
        (2, "relations.2.note", "relations.2.second_organisation"),
        (6, "agreements.1.who", "participants.1.role"),
    ],
)
def test_a_text_that_was_moved_with_tracked_changes_is_doubted(
    source: int, one: str, other: str, *, bare: bool
) -> None:
    form, data = DISTURB.sources()[source]

    def change(root: etree._Element) -> None:
        if bare:
            DISTURB.unwrap(root)
        origin = _run_of(root, one)
        moved = etree.Element(f"{W}moveTo")
        moved.append(deepcopy(origin))
        _run_of(root, other).addnext(moved)
        DISTURB._gone(origin, "moveFrom")

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


@pytest.mark.parametrize("bare", [False, True])
def test_an_answer_that_was_typed_anew_while_changes_were_tracked_is_no_doubt(*, bare: bool) -> None:
    _, data = DISTURB.sources()[0]

    def change(root: etree._Element) -> None:
        if bare:
            DISTURB.unwrap(root)
        for run in [run for run in root.iter(f"{W}r") if "‹voor" in DISTURB._text(run)]:
            typed = etree.Element(f"{W}ins")
            typed.append(DISTURB._line(f"{DISTURB._text(run)} en meer")[0])
            run.addnext(typed)
            DISTURB._gone(run, "del")

    assert "place-unsure" not in {finding.code for finding in hlo.read(edited(data, change)).findings}


def test_an_answer_added_to_a_table_that_keeps_its_controls_is_no_doubt() -> None:
    _, data = DISTURB.sources()[2]

    def change(root: etree._Element) -> None:
        row = _cell_of(root, "participants.2.name").getparent()
        row.addnext(added := deepcopy(row))
        DISTURB.unwrap(added)

    assert hlo.read(edited(data, change)).warnings == ()


@pytest.mark.parametrize("added", [False, True])
@pytest.mark.parametrize(
    ("source", "one", "other"),
    [
        (3, "organisations.3.name", "own_answers.alignment.6.2.text"),
        (0, "participants.1.role", "other_motives.1.text"),
        (5, "agreements.1.who", "participants.1.role"),
    ],
)
def test_an_answer_dragged_onto_one_of_another_row_is_doubted(
    source: int, one: str, other: str, *, added: bool
) -> None:
    """Also where somebody added a row, so that more places are empty than answers were joined."""
    form, data = DISTURB.sources()[source]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        target = next(cell for cell in root.iter(f"{W}tc") if DISTURB.token(other) in DISTURB._text(cell))
        table = next(target.iterancestors(f"{W}tbl"))
        among = table if one.startswith("organisations") else root
        dragged = next(cell for cell in among.iter(f"{W}tc") if DISTURB.token(one) in DISTURB._text(cell))
        for node in DISTURB._contents(dragged):
            target.append(node)
        etree.SubElement(dragged, f"{W}p")
        if added:
            target.getparent().addnext(blank := deepcopy(target.getparent()))
            for text in blank.iter(f"{W}t"):
                text.text = ""

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


@pytest.mark.parametrize(("source", "table"), [(6, "brought"), (6, "meeting_answers"), (3, "previous_answers")])
@pytest.mark.parametrize("bare", [False, True])
def test_evidence_is_kept_by_the_fields_of_the_form_where_a_row_was_moved(source: int, table: str, bare: bool) -> None:
    form, data = DISTURB.sources()[source]

    def change(root: etree._Element) -> None:
        if bare:
            DISTURB.unwrap(root)
        row = next(row for row in root.iter(f"{W}tr") if f"‹voor {table}." in DISTURB._text(row))
        row.getparent().append(row)

    reading = hlo.read(edited(data, change))
    assert getattr(reading.form, table) == getattr(form, table)
    for field, text in fields_of(reading.form):
        if "‹" in text and field.startswith(f"{table}."):
            assert text in reading.evidence[field].seen


@pytest.mark.parametrize("source", [0, 2, 5])
def test_a_cell_behind_the_others_may_be_emptied_without_a_doubt(source: int) -> None:
    _, data = DISTURB.sources()[source]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        for row in _rows_of_records(root):
            for text in row.findall(f"{W}tc")[-1].iter(f"{W}t"):
                text.text = ""

    codes = {finding.code for finding in hlo.read(edited(data, change)).warnings}
    assert codes <= {"outcomes-unticked", "tags-missing"}


# ---- where a place is gone


@pytest.mark.parametrize("added", ["organisation.name", "motives.partner_expertise.outcome"])
def test_answers_that_were_dragged_together_are_doubted_where_another_row_got_a_cell_more(added: str) -> None:
    """The cell that was emptied is no place any more, so that no prompt is missed there."""
    form, data = DISTURB.sources()[0]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        _drag(root, added, "respondent" if added == "organisation.name" else "motives.employee_development.outcome")
        labels = [*form.instrument.words["label.organisation.name"].values(), *_label(form, "partner_expertise")]
        rows = (row for row in root.iter(f"{W}tr") if any(label in DISTURB._text(row) for label in labels))
        for row in rows:
            row.find(f"{W}tc").addnext(DISTURB._cell())

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def _label(form: hlo.Form, motive: str) -> list[str]:
    return list(form.instrument.motive(motive).label.values())


@pytest.mark.parametrize("gone", ["alignment.1", "alignment.2"])
def test_an_answer_beside_a_question_whose_box_is_gone_is_doubted(gone: str) -> None:
    form, data = DISTURB.sources()[2]
    left = {"alignment.1": "alignment.2", "alignment.2": "alignment.1"}[gone]

    def change(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        one, other = (_cell_with(root, f"answers.{question}") for question in (gone, left))
        DISTURB._swap(one, other)
        DISTURB._drop(next(one.iterancestors(f"{W}tbl")))

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def _cell_with(root: etree._Element, field: str) -> etree._Element:
    return next(cell for cell in root.iter(f"{W}tc") if DISTURB.token(field) in DISTURB._text(cell))


def test_a_control_that_lost_itself_in_the_line_of_another_answer_makes_that_a_doubt() -> None:
    """All that is left to see is that the answer is gone from its own row."""
    form, data = DISTURB.sources()[2]

    def change(root: etree._Element) -> None:
        dragged, target = (_cell_of(root, tag) for tag in ("relations.2.first_organisation", "organisations.1.sector"))
        control = next(dragged.iter(f"{W}sdt"))
        DISTURB.unwrap(dragged.getparent())
        line = next(target.iter(f"{W}p"))
        for node in [*control.find(f"{W}sdtContent")] or dragged.findall(f".//{W}r"):
            line.append(node)
        DISTURB.unwrap(target.getparent())

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


@pytest.mark.parametrize("level", ["tc", "tr"])
def test_answers_of_two_partners_that_were_swapped_before_one_lost_its_control_are_doubted(level: str) -> None:
    form, data = DISTURB.sources()[3]

    def change(root: etree._Element) -> None:
        one, other = (
            _cell_with(root, f"brought_answers.preparation.1.{partner}.text") for partner in ("org-1", "org-3")
        )
        bare = other if level == "tc" else other.getparent()
        DISTURB._swap(one, other)
        DISTURB.unwrap(one if level == "tc" else bare)
        _split(one.getparent())

    assert list(DISTURB.strays(form, hlo.read(edited(data, change)))) == []


def _split(row: etree._Element) -> None:
    """The rest of a table, from this row on, as a table of its own."""
    rest = etree.Element(f"{W}tbl")
    row.getparent().addnext(rest)
    for node in [row, *row.itersiblings(f"{W}tr")]:
        rest.append(node)
    rest.addprevious(etree.Element(f"{W}p"))


def test_a_name_with_a_number_that_is_one_partner_with_it_and_another_without_is_unsure() -> None:
    first, second = (hlo.Organisation(name, id=id) for name, id in (("De Linde", "linde"), ("1. De Linde", "other")))
    form = hlo.AlignmentForm(
        organisations=[first, second],
        brought_other=[hlo.BroughtOtherMotive(organisation="other", text="Rust in het team")],
    )

    def without_number(root: etree._Element) -> None:
        DISTURB.unwrap(root)
        for text in (text for text in root.iter(f"{W}t") if text.text == "2. 1. De Linde"):
            text.text = "1. De Linde"

    assert "partner-unsure" in {finding.code for finding in hlo.read(edited(hlo.render(form), without_number)).warnings}


# ---- boxes, and forms of other instruments


def mistaken(seed: int, numbers: range) -> list[Any]:
    return [outcome for outcome in MISTAKE.campaign(seed, numbers) if outcome.mistakes]


def test_signs_and_other_instruments_are_not_mistaken_in_silence() -> None:
    assert mistaken(2026, range(40)) == []


@pytest.mark.long
@pytest.mark.parametrize("start", range(0, 2_000, LONG_BATCH))
def test_two_thousand_times_nothing_is_mistaken_in_silence(start: int) -> None:
    assert mistaken(1, range(start, start + LONG_BATCH)) == []


def test_the_tool_sees_what_is_mistaken() -> None:
    form, data = DISTURB.sources()[0]
    reading = hlo.read(data)
    tag = f"motives.{form.motives[0].motive}.ticked"
    seen = {tag: not form.motives[0].ticked}
    assert list(MISTAKE._boxes_mistaken(reading, tag, seen, MISTAKE._typed_sign)) != []
    assert list(MISTAKE._instrument_mistaken(form, form.instrument, MISTAKE._other_id, data)) != []
