"""No value under another field without a doubt about it: forms full of answers that say whose they are, taken apart.

Each answer names its own field, so that one that turns up elsewhere is seen at once. The changes are those that
leave every answer where a person still sees what it belongs to, or that leave it to nobody.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import hlo_forms as hlo
from edits import W, edited, put
from hlo_forms import Form, Reading, render
from hlo_forms.forms.field_ids import fields_of
from runs import tries
from strategies import INSTRUMENT

Change = Callable[[etree._Element, float], None]
WHO = re.compile(r"‹(.*?)›")


def answer(field: str) -> str:
    """An answer that says which field it belongs to."""
    return f"Wij noteren hier ‹{field}›."


def full_preparation(kind: str) -> Form:
    offered = [motive.id for motive in INSTRUMENT.offered(kind)]
    asked = [question.id for question in INSTRUMENT.questions_of("preparation")]
    return hlo.PreparationForm(
        organisation=hlo.Organisation(answer("organisation.name"), type=kind, sector=answer("organisation.sector")),
        partnership=answer("partnership.name"),
        round=answer("round"),
        respondent=answer("respondent"),
        participants=[
            hlo.Participant(answer(f"participants.{n}.name"), role=answer(f"participants.{n}.role")) for n in (1, 2)
        ],
        motives=[
            hlo.MotiveAnswer(motive, ticked=bool(n % 2), outcome=answer(f"motives.{motive}.outcome"))
            for n, motive in enumerate(offered)
        ],
        other_motives=[
            hlo.OtherMotive(answer(f"other_motives.{n}.text"), answer(f"other_motives.{n}.outcome")) for n in (1, 2, 3)
        ],
        answers={question: answer(f"answers.{question}") for question in asked},
    )


def full_alignment() -> Form:
    asked = [q.id for q in INSTRUMENT.questions_of("alignment") if q.answered_by != "each"]
    relation = ("first_organisation", "first_motive", "second_organisation", "second_motive", "note")
    return hlo.AlignmentForm(
        organisations=[
            hlo.Organisation(
                answer(f"organisations.{n}.name"), id=f"org-{n}", sector=answer(f"organisations.{n}.sector")
            )
            for n in (1, 2)
        ],
        participants=[
            hlo.Participant(
                answer(f"participants.{n}.name"),
                role=answer(f"participants.{n}.role"),
                organisation=answer(f"participants.{n}.organisation"),
            )
            for n in (1, 2)
        ],
        relations=[
            hlo.DeclaredRelation(**{name: answer(f"relations.{n}.{name}") for name in relation}) for n in (1, 2)
        ],
        own_answers=[
            hlo.OwnAnswer(
                question="alignment.6",
                organisation=answer(f"own_answers.alignment.6.{n}.organisation"),
                text=answer(f"own_answers.alignment.6.{n}.text"),
            )
            for n in (1, 2)
        ],
        answers={question: answer(f"answers.{question}") for question in asked},
    )


def full_commitment() -> Form:
    asked = [question.id for question in INSTRUMENT.questions_of("commitment")]
    return hlo.CommitmentForm(
        organisation=hlo.Organisation(answer("organisation.name"), sector=answer("organisation.sector")),
        respondent=answer("respondent"),
        participants=[hlo.Participant(answer("participants.1.name"), role=answer("participants.1.role"))],
        agreements=[
            hlo.Agreement(**{name: answer(f"agreements.{n}.{name}") for name in ("what", "who", "when")})
            for n in (1, 2)
        ],
        answers={question: answer(f"answers.{question}") for question in asked},
    )


FORMS = [full_preparation("practice_partner"), full_preparation("programme"), full_alignment(), full_commitment()]
DOCUMENTS = [(form, render(form, language=language)) for form in FORMS for language in INSTRUMENT.languages]


# ---- what people do


def pick(root: etree._Element, path: str, at: float) -> etree._Element | None:
    found = root.findall(path.replace("w:", W))
    return found[int(at * len(found))] if found else None


def without(path: str) -> Change:
    def drop(root: etree._Element, at: float) -> None:
        node = pick(root, path, at)
        if node is not None:
            node.getparent().remove(node)

    return drop


def unwrapped(root: etree._Element, _at: float) -> None:
    for control in list(root.iter(f"{W}sdt")):
        _unwrap(control)


def unwrapped_here(root: etree._Element, at: float) -> None:
    control = pick(root, ".//w:sdt", at)
    if control is not None:
        _unwrap(control)


def unwrapped_table(root: etree._Element, at: float) -> None:
    table = pick(root, ".//w:tbl", at)
    for control in list(table.iter(f"{W}sdt")) if table is not None else ():
        _unwrap(control)


def _unwrap(control: etree._Element) -> None:
    for node in list(control.find(f"{W}sdtContent")):
        control.addprevious(node)
    control.getparent().remove(control)


def row_moved_down(root: etree._Element, at: float) -> None:
    row = pick(root, ".//w:tr", at)
    if row is not None:
        row.getparent().findall(f"{W}tr")[-1].addnext(row)


def row_copied(root: etree._Element, at: float) -> None:
    row = pick(root, ".//w:tr", at)
    if row is not None:
        row.addnext(deepcopy(row))


def row_added(root: etree._Element, at: float) -> None:
    row = pick(root, ".//w:tr", at)
    if row is not None:
        made = deepcopy(row)
        for cell in made.iter(f"{W}tc"):
            for paragraph in cell.findall(f"{W}p"):
                cell.remove(paragraph)
            etree.SubElement(cell, f"{W}p")
        row.addnext(made)


def row_in_next_table(root: etree._Element, at: float) -> None:
    """A row of several cells only: a box under another question is an answer to that question."""
    row = pick(root, ".//w:tr", at)
    tables = list(root.iter(f"{W}tbl"))
    if row is not None and len(row.findall(f"{W}tc")) > 1:
        own = tables.index(next(row.iterancestors(f"{W}tbl")))
        tables[(own + 1) % len(tables)].append(row)


def table_split(root: etree._Element, at: float) -> None:
    row = pick(root, ".//w:tr", at)
    if row is None:
        return
    table = row.getparent()
    rest = etree.Element(f"{W}tbl")
    for moved in [row, *row.itersiblings(f"{W}tr")]:
        rest.append(moved)
    table.addnext(rest)
    table.addnext(etree.Element(f"{W}p"))


def tables_joined(root: etree._Element, at: float) -> None:
    table = pick(root, ".//w:tbl", at)
    after = table.getnext() if table is not None else None
    while after is not None and after.tag != f"{W}tbl":
        after = after.getnext()
    if after is not None and table is not None:
        for row in after.findall(f"{W}tr"):
            table.append(row)
        after.getparent().remove(after)


def columns_swapped(root: etree._Element, at: float) -> None:
    table = pick(root, ".//w:tbl", at)
    for row in table.iter(f"{W}tr") if table is not None else ():
        cells = row.findall(f"{W}tc")
        if len(cells) > 1:
            cells[1].addnext(cells[0])


def column_added(root: etree._Element, at: float) -> None:
    table = pick(root, ".//w:tbl", at)
    for row in table.iter(f"{W}tr") if table is not None else ():
        row.insert(0, cell := etree.Element(f"{W}tc"))
        etree.SubElement(cell, f"{W}p")


def column_dropped(root: etree._Element, at: float) -> None:
    table = pick(root, ".//w:tbl", at)
    for row in table.iter(f"{W}tr") if table is not None else ():
        cells = row.findall(f"{W}tc")
        if len(cells) > 1:
            row.remove(cells[int(at * 997) % len(cells)])


def cells_joined_across(root: etree._Element, at: float) -> None:
    cell = pick(root, ".//w:tc", at)
    after = cell.getnext() if cell is not None else None
    if cell is not None and after is not None and after.tag == f"{W}tc":
        for paragraph in after.findall(f"{W}p"):
            cell.append(paragraph)
        after.getparent().remove(after)
        _property(cell, "gridSpan").set(f"{W}val", "2")


def cells_joined_down(root: etree._Element, at: float) -> None:
    cell = pick(root, ".//w:tc", at)
    row = cell.getparent() if cell is not None else None
    below = row.getnext() if row is not None else None
    if cell is None or row is None or below is None or below.tag != f"{W}tr":
        return
    cells = below.findall(f"{W}tc")
    column = row.findall(f"{W}tc").index(cell)
    if column < len(cells):
        for paragraph in cells[column].findall(f"{W}p"):
            cell.append(paragraph)
        etree.SubElement(cells[column], f"{W}p")
        _property(cell, "vMerge").set(f"{W}val", "restart")
        _property(cells[column], "vMerge")


def _property(cell: etree._Element, name: str) -> etree._Element:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    found = properties.find(f"{W}{name}")
    return etree.SubElement(properties, f"{W}{name}") if found is None else found


def without_label(root: etree._Element, at: float) -> None:
    """The first cell of a row, wiped out as far as no answer stands in it."""
    cell = pick(root, ".//w:tr/w:tc", at)
    if cell is not None and "‹" not in "".join(cell.itertext()):
        for text in cell.iter(f"{W}t"):
            text.text = ""


def plain_headings(root: etree._Element, _at: float) -> None:
    for style in list(root.iter(f"{W}pStyle")):
        style.getparent().remove(style)


CHANGES: list[Change] = [
    unwrapped,
    unwrapped_here,
    unwrapped_table,
    without(".//w:tr"),
    without(".//w:tbl"),
    without("w:body/w:p"),
    row_moved_down,
    row_copied,
    row_added,
    row_in_next_table,
    table_split,
    tables_joined,
    columns_swapped,
    column_added,
    column_dropped,
    cells_joined_across,
    cells_joined_down,
    without_label,
    plain_headings,
]


# ---- what must come out


def owner(field: str) -> str:
    """What doubts about a field may be about: the motive, or the row of a table."""
    return field.rpartition(".")[0] if field.startswith("motives.") or re.search(r"\.\d+\.[a-z_]+$", field) else field


def column(field: str) -> str:
    """A field, whichever row it stands in."""
    return re.sub(r"\.\d+\.([a-z_]+)$", r".*.\1", field)


def strays(form: Form, reading: Reading) -> Iterator[str]:
    """The values that stand under a field they were not written for, or beside what they do not go with."""
    if len(reading.forms) != 1:
        return
    rows: dict[str, set[str]] = {}
    for field, value in fields_of(reading.form):
        if reading.doubts(owner(field)) or field.endswith((".id", ".type", ".kind", ".ownership")):
            continue
        written = WHO.findall(value)
        if field.endswith(".ticked"):
            before = dict(fields_of(form)).get(field)
            missing = (finding.field for finding in reading.warnings if finding.code == "place-missing")
            if value != before and field not in missing:
                yield f"{field} was {before} and is {value}"
        elif [column(whose) for whose in written] != [column(field)]:
            yield f"{field} holds what belongs to {written}"
        elif "*" in column(field):
            rows.setdefault(owner(field), set()).update(map(owner, written))
    for row, written_for in rows.items():
        if len(written_for) > 1:
            yield f"{row} is put together of {sorted(written_for)}"


changes = st.lists(st.tuples(st.sampled_from(CHANGES), st.floats(0, 1, exclude_max=True)), min_size=1, max_size=3)


@tries(15, of=500)
@given(st.integers(0, len(DOCUMENTS) - 1), changes)
def test_no_answer_goes_to_another_field_in_silence(number: int, changed: list[tuple[Change, float]]) -> None:
    form, data = DOCUMENTS[number]

    def change(root: etree._Element) -> None:
        for disturb, at in changed:
            disturb(root, at)
        etree.SubElement(root, f"{W}changed")

    reading = hlo.read(edited(data, change))
    assert list(strays(form, reading)) == []


# ---- records whose texts are words of ours


WORDS = ["Motive", "niet gevraagd", "gedeeld", "van toepassing", "Rol", "Wie", "Hoe raken ze elkaar", "Opbrengst"]


def relation(first: str, second: str, note: str) -> hlo.DeclaredRelation:
    return hlo.DeclaredRelation(
        first_organisation=first,
        first_motive=first,
        kind="hinder",
        second_organisation=second,
        second_motive=second,
        note=note,
    )


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=3, max_size=3), min_size=2, max_size=4))
@tries(15, of=500)
def test_records_whose_texts_are_words_of_ours_are_records(rows: list[list[str]]) -> None:
    meeting = hlo.AlignmentForm(
        participants=[hlo.Participant(name, role=role, organisation=who) for name, role, who in rows],
        relations=[relation(*texts) for texts in rows],
    )
    agreed = hlo.CommitmentForm(
        participants=[hlo.Participant(name, role=role) for name, role, _ in rows],
        agreements=[hlo.Agreement(what=what, who=who, when=when) for what, who, when in rows],
    )
    for form in (meeting, agreed):
        reading = hlo.read(edited(render(form), lambda root: unwrapped(root, 0)))
        assert (reading.form, reading.unplaced) == (form, ())


def _titled(root: etree._Element) -> dict[tuple[str, ...], etree._Element]:
    """The tables with a row of titles and records below it, by their titles."""
    unwrapped(root, 0)
    rows = (table.findall(f"{W}tr") for table in root.iter(f"{W}tbl"))
    tables = {tuple("".join(cell.itertext()) for cell in row[0].findall(f"{W}tc")): row for row in rows if row[2:]}
    return {titles: row[-1] for titles, row in tables.items() if titles[1:] and not re.search("[‹☐]|Klik", str(titles))}


@pytest.mark.parametrize("form", [FORMS[0], FORMS[2], FORMS[3]], ids=lambda form: form.phase)
def test_a_record_that_says_the_titles_of_another_table_does_not_vanish(form: Form) -> None:
    data, names = render(form), list[tuple[str, ...]]()
    edited(data, lambda root: names.extend(_titled(root)))
    for own, other in itertools.permutations(names, 2):

        def typed(root: etree._Element, own: tuple[str, ...] = own, other: tuple[str, ...] = other) -> None:
            for cell, text in zip(_titled(root)[own].findall(f"{W}tc"), other, strict=False):
                put(cell, text)

        if len(own) == len(other):
            reading = hlo.read(edited(data, typed))
            seen = (entry.seen for entry in (*reading.evidence.values(), *reading.findings))
            assert set(other) <= {*seen, *(passage.text for passage in reading.unplaced)}, (own, other)
            assert [stray for stray in strays(form, reading) if "‹" in stray] == []


def test_a_table_joined_to_another_is_that_other_table() -> None:
    form = hlo.CommitmentForm(
        participants=[hlo.Participant("Noor Bakker", role="docent")],
        agreements=[hlo.Agreement(what="Evaluatie", who="Noor Bakker", when="juni")],
    )

    def joined(root: etree._Element) -> None:
        unwrapped(root, 0)
        people, agreements = (
            next(table for table in root.iter(f"{W}tbl") if words in "".join(table.itertext()))
            for words in ("docent", "Evaluatie")
        )
        people.extend(agreements.findall(f"{W}tr"))
        agreements.getparent().remove(agreements)

    reading = hlo.read(edited(render(form), joined))
    assert isinstance(reading.form, hlo.CommitmentForm)
    assert reading.form.agreements == form.agreements
