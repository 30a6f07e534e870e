"""Full forms taken apart: answers under another field without a doubt, and texts that vanish, are faults.

    python tools/disturb.py --seed 1 --changes 20000

Every text of a form names the field that it belongs to, so that one that turns up elsewhere is seen at once. The
changes are those after which a person still sees what each answer belongs to, or sees that it belongs to nothing.
Half of the documents have lost their controls first, as in LibreOffice 7.4, pandoc, AbiWord and web editors. Each
document is made of its seed and number alone: `--only 4711` makes one of them again, and says what was done to it.
The exit code is 1 where there was a fault.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import functools
import io
import os
import random
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from typing import Any, TypeAlias

import attrs
from lxml import etree

import hlo_forms as hlo
from hlo_forms import Form, Reading, Status
from hlo_forms.forms.answers import OF_FORMS
from hlo_forms.forms.field_ids import fields_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BATCH = 50
TOKEN = re.compile(r"‹voor ([^‹›]*)›")
_ROW = re.compile(r"(.*)\.(\d+)\.([a-z_]+)")
_DOCUMENT = "word/document.xml"
Change: TypeAlias = "Callable[[etree._Element, random.Random], None]"  # noqa: SLF001 - the type of a node in lxml


def token(field: str) -> str:
    """Return a text that names the field that it belongs to."""
    return f"‹voor {field}›"


# ---- forms in which every text says whose it is


def _tokens(table: str, count: int, *columns: str) -> list[dict[str, str]]:
    return [{name: token(f"{table}.{n}.{name}") for name in columns} for n in range(1, count + 1)]


def _preparation(kind: str, *, renewed: bool) -> hlo.PreparationForm:
    instrument = hlo.load_instrument()
    offered = [motive.id for motive in instrument.offered(kind)]
    ticks, realised = (True, False), ("yes", "no", "partly", None)
    before = [
        hlo.PreviousMotive(m, ticked=ticks[n % 2], outcome=token(f"previous.{m}.outcome"), realised=realised[n % 4])
        for n, m in enumerate(offered)
    ]
    return hlo.PreparationForm(
        organisation=hlo.Organisation(token("organisation.name"), type=kind, sector=token("organisation.sector")),
        partnership=token("partnership.name"),
        round=token("round"),
        respondent=token("respondent"),
        participants=[hlo.Participant(**row) for row in _tokens("participants", 2, "name", "role")],
        motives=[
            hlo.MotiveAnswer(m, ticked=ticks[n % 3 > 0], outcome=token(f"motives.{m}.outcome"))
            for n, m in enumerate(offered)
        ],
        other_motives=[hlo.OtherMotive(**row) for row in _tokens("other_motives", 3, "text", "outcome")],
        answers={q.id: token(f"answers.{q.id}") for q in instrument.questions_of("preparation")},
        previous_round=token("previous_round") if renewed else None,
        previous=before if renewed else [],
        previous_other=[hlo.PreviousOtherMotive(**row) for row in _tokens("previous_other", 2, "text", "outcome")]
        if renewed
        else [],
    )


_RELATION = ("first_organisation", "first_motive", "second_organisation", "second_motive", "note")


def _brought(partners: list[str]) -> list[hlo.BroughtMotive]:
    motives, statuses = hlo.load_instrument().motives, list(OF_FORMS)
    return [
        hlo.BroughtMotive(
            organisation=partner,
            motive=motive.id,
            status=(status := statuses[(2 * n + m) % len(statuses)]),
            outcome=token(f"brought.{motive.id}.{partner}.outcome") if status is Status.APPLIES or n % 4 == 0 else None,
        )
        for n, motive in enumerate(motives)
        for m, partner in enumerate(partners)
    ]


def _alignment(count: int, *, brings: bool) -> hlo.AlignmentForm:
    instrument = hlo.load_instrument()
    partners = [f"org-{n}" for n in range(1, count + 1)]
    asked = [q.id for q in instrument.questions_of("alignment") if q.answered_by != "each"]
    shared = [q.id for q in instrument.questions_of("preparation")][:2]
    return hlo.AlignmentForm(
        organisations=[
            hlo.Organisation(token(f"organisations.{n}.name"), id=id, sector=token(f"organisations.{n}.sector"))
            for n, id in enumerate(partners, start=1)
        ],
        participants=[hlo.Participant(**row) for row in _tokens("participants", 2, "name", "role", "organisation")],
        relations=[
            hlo.DeclaredRelation(**row, kind=kind)
            for row, kind in zip(_tokens("relations", 2, *_RELATION), ("reinforce", "conflict"), strict=True)
        ],
        own_answers=[
            hlo.OwnAnswer(question="alignment.6", **row)
            for row in _tokens("own_answers.alignment.6", 2, "organisation", "text")
        ],
        answers={question: token(f"answers.{question}") for question in asked},
        previous_answers=[
            hlo.PreviousAnswer(question=question, **row)
            for question, row in zip(asked, _tokens("previous_answers", 2, "text", "now"), strict=False)
        ]
        if brings
        else [],
        previous_relations=[
            hlo.PreviousRelation(**row, kind="hinder") for row in _tokens("previous_relations", 2, *_RELATION, "now")
        ]
        if brings
        else [],
        brought=_brought(partners) if brings else [],
        brought_other=[
            hlo.BroughtOtherMotive(
                organisation=id, text=token(f"brought_other.{id}.text"), outcome=token(f"brought_other.{id}.outcome")
            )
            for id in partners
        ]
        if brings
        else [],
        brought_answers=[
            hlo.BroughtAnswer(organisation=id, question=q, text=token(f"brought_answers.{q}.{id}.text"))
            for q in shared
            for id in partners
        ]
        if brings
        else [],
    )


def _agreed_before() -> dict[str, Any]:  # Any: rows of several classes
    columns = ("what", "who", "when", "result")
    own = {
        name: [hlo.PreviousAgreement(**row) for row in _tokens(name, 2, *columns)]
        for name in ("previous_agreements", "previous_shared_agreements")
    }
    told = _tokens("partner_agreements", 2, "organisation", *columns)
    return {**own, "partner_agreements": [hlo.PartnerAgreement(**row) for row in told]}


def _commitment(*, brings: bool) -> hlo.CommitmentForm:
    instrument = hlo.load_instrument()
    statuses = list(OF_FORMS)
    return hlo.CommitmentForm(
        organisation=hlo.Organisation(token("organisation.name"), sector=token("organisation.sector")),
        respondent=token("respondent"),
        partnership=token("partnership.name"),
        participants=[hlo.Participant(**row) for row in _tokens("participants", 1, "name", "role")],
        agreements=[hlo.Agreement(**row) for row in _tokens("agreements", 3, "what", "who", "when")],
        answers={q.id: token(f"answers.{q.id}") for q in instrument.questions_of("commitment")},
        brought=[
            hlo.BroughtMotive(
                motive=m.id, status=statuses[n % len(statuses)], outcome=token(f"brought.{m.id}.None.outcome")
            )
            for n, m in enumerate(instrument.motives[:8])
        ]
        if brings
        else [],
        brought_other=[hlo.BroughtOtherMotive(**row) for row in _tokens("brought_other", 2, "text", "outcome")]
        if brings
        else [],
        meeting_answers=[
            hlo.BroughtAnswer(question=q.id, text=token(f"meeting_answers.{q.id}.None.text"))
            for q in instrument.questions_of("alignment")
            if q.answered_by != "each"
        ]
        if brings
        else [],
        **(_agreed_before() if brings else {}),
        meeting_relations=[
            hlo.BroughtRelation(**row, kind="hinder") for row in _tokens("meeting_relations", 2, *_RELATION)
        ]
        if brings
        else [],
    )


@functools.cache
def sources() -> tuple[tuple[Form, bytes], ...]:
    """The forms that are disturbed, each with its document: every phase, with and without what was carried over."""
    forms: list[tuple[Form, str]] = [
        (_preparation("practice_partner", renewed=False), "nl"),
        (_preparation("programme", renewed=True), "en"),
        (_alignment(2, brings=False), "nl"),
        (_alignment(3, brings=True), "nl"),
        (_alignment(6, brings=True), "en"),
        (_commitment(brings=False), "en"),
        (_commitment(brings=True), "nl"),
    ]
    return tuple((form, hlo.render(form, language=language)) for form, language in forms)


# ---- changes


def _text(node: etree._Element) -> str:
    return "".join(part.text or "" for part in node.iter(f"{W}t"))


def _any(nodes: Iterable[etree._Element], chance: random.Random) -> etree._Element | None:
    every = list(nodes)
    return chance.choice(every) if every else None


def _drop(node: etree._Element | None) -> None:
    if node is not None:
        node.getparent().remove(node)


def unwrap(root: etree._Element) -> None:
    """Take every control away and leave its content, as many programs do."""
    for control in list(root.iter(f"{W}sdt")):
        for node in list(control.find(f"{W}sdtContent")):
            control.addprevious(node)
        _drop(control)


def _unwrapped_somewhere(root: etree._Element, chance: random.Random) -> None:
    part = _any([*root.iter(f"{W}tbl"), *root.iter(f"{W}tr")], chance)
    if part is not None:
        unwrap(part)


def _without_row(root: etree._Element, chance: random.Random) -> None:
    _drop(_any(root.iter(f"{W}tr"), chance))


def _without_table(root: etree._Element, chance: random.Random) -> None:
    _drop(_any(root.iter(f"{W}tbl"), chance))


def _without_paragraph(root: etree._Element, chance: random.Random) -> None:
    _drop(_any(root.findall(f"{W}body/{W}p"), chance))


def _heading_retyped(root: etree._Element, chance: random.Random) -> None:
    """Other words over a heading or question."""
    line = _any((p for p in root.findall(f"{W}body/{W}p") if _text(p).strip() and "‹" not in _text(p)), chance)
    for number, text in enumerate(line.iter(f"{W}t") if line is not None else ()):
        text.text = chance.choice(("Hier iets anders", "Nog te bespreken", "2. Wat verder")) if number == 0 else ""


def _cell_dropped(root: etree._Element, chance: random.Random) -> None:
    row = _any(root.iter(f"{W}tr"), chance)
    cells = row.findall(f"{W}tc") if row is not None else []
    if len(cells) > 1:
        _drop(chance.choice(cells))


def _cell(width: int = 1) -> etree._Element:
    cell = etree.Element(f"{W}tc")
    if width > 1:
        etree.SubElement(etree.SubElement(cell, f"{W}tcPr"), f"{W}gridSpan").set(f"{W}val", str(width))
    etree.SubElement(cell, f"{W}p")
    return cell


def _cell_added(root: etree._Element, chance: random.Random) -> None:
    row = _any(root.iter(f"{W}tr"), chance)
    cells = row.findall(f"{W}tc") if row is not None else []
    if len(cells) > 1:
        chance.choice(cells).addprevious(_cell())


def _contents(cell: etree._Element) -> list[etree._Element]:
    return [node for node in cell if node.tag != f"{W}tcPr"]


def _dragged(root: etree._Element, chance: random.Random) -> None:
    """What stands in a cell of a row of records, dragged with its control; the other cell keeps what it has."""
    row = _any((row for row in _controlled(root.iter(f"{W}tr")) if len(row.findall(f"{W}tc")) > 1), chance)
    cells = row.findall(f"{W}tc") if row is not None else []
    filled = [cell for cell in _controlled(cells) if "‹" in _text(cell)]
    if not filled:
        return
    one = chance.choice(filled)
    other = chance.choice([cell for cell in cells if cell is not one])
    at = 0 if other.find(f"{W}tcPr") is None else 1
    for node in reversed(_contents(one)):
        other.insert(at, node)
    etree.SubElement(one, f"{W}p")


def _dragged_together(root: etree._Element, chance: random.Random) -> None:
    """An answer dragged onto another one of its table, where neither has a control: both stand in one cell."""
    tables = [[c for c in t.iter(f"{W}tc") if len(TOKEN.findall(_text(c))) == 1] for t in root.iter(f"{W}tbl")]
    bare = [[c for c in cells if not _controlled([c])] for cells in tables]
    cells = chance.choice([cells for cells in bare if len(cells) > 1] or [[]])
    if cells:
        one, other = chance.sample(cells, 2)
        at = 0 if other.find(f"{W}tcPr") is None else 1
        for node in reversed(_contents(one)):
            other.insert(at, node)
        etree.SubElement(one, f"{W}p")


def _cut_to_the_right(root: etree._Element, chance: random.Random) -> None:
    """The text of a cell with its control, in place of an empty cell of the same row to the right of it."""
    rows = [row for row in _controlled(root.iter(f"{W}tr")) if "‹" in _text(row)]
    chance.shuffle(rows)
    for row in rows:
        cells = row.findall(f"{W}tc")
        places = [(one, other) for n, one in enumerate(cells) for other in cells[n + 1 :]]
        places = [(one, other) for one, other in places if "‹" in _text(one) and _is_blank(other)]
        if places:
            one, other = chance.choice(places)
            for node in _contents(other):
                other.remove(node)
            other.extend(_contents(one))
            etree.SubElement(one, f"{W}p")
            return


def _is_blank(cell: etree._Element) -> bool:
    """Return whether nobody sees anything in a cell; a text that was deleted while changes are tracked is seen."""
    return next(cell.iter(f"{W}delText"), None) is None and _text(cell).strip() in (
        "",
        *hlo.load_instrument().prompt_texts,
    )


def _controlled(nodes: Iterable[etree._Element]) -> list[etree._Element]:
    """Return the rows or cells that hold a control: without it, a text is an answer where it stands now."""
    return [node for node in nodes if next(node.iter(f"{W}sdt"), None) is not None]


def _row_shifted(root: etree._Element, chance: random.Random) -> None:
    """An empty cell before the first of a row, and the last one gone where it is empty."""
    row = _any(root.iter(f"{W}tr"), chance)
    cells = row.findall(f"{W}tc") if row is not None else []
    if len(cells) > 1:
        cells[0].addprevious(_cell())
        if "‹" not in _text(cells[-1]):
            _drop(cells[-1])


def _swapped_in_row(root: etree._Element, chance: random.Random) -> None:
    """Two cells of a row swapped, with their controls."""
    row = _any((row for row in root.iter(f"{W}tr") if len(row.findall(f"{W}tc")) > 1), chance)
    if row is not None and len(_controlled([row])) == 1:
        _swap(*chance.sample(row.findall(f"{W}tc"), 2))


def _swapped_anywhere(root: etree._Element, chance: random.Random) -> None:
    """Two cells, rows or tables swapped, with their controls."""
    name = chance.choice(("tc", "tr", "tbl"))
    nodes = _controlled(root.iter(f"{W}{name}"))
    if len(nodes) > 1:
        _swap(*chance.sample(nodes, 2))


def _swap(one: etree._Element, other: etree._Element) -> None:
    place = etree.Element(f"{W}place")
    one.addprevious(place)
    other.addprevious(one)
    place.addprevious(other)
    _drop(place)


def _swapped_and_bare(root: etree._Element, chance: random.Random) -> None:
    """Two answers swapped with their controls, before a program took the controls of one cell or its row away."""
    cells = [cell for cell in _controlled(root.iter(f"{W}tc")) if "‹" in _text(cell)]
    if len(cells) > 1:
        one, other = chance.sample(cells, 2)
        _swap(one, other)
        whole = (
            one.getparent()
            if other not in one.itersiblings() and other not in one.itersiblings(preceding=True)
            else one
        )
        unwrap(chance.choice((one, whole)))  # of two that were swapped in one row, nothing would be left to see


def _dragged_inside(root: etree._Element, chance: random.Random) -> None:
    """A control within a line dragged into a line of another cell with controls."""
    cells = [cell for cell in _controlled(root.iter(f"{W}tc")) if "‹" in _text(cell)]
    controls = [control for cell in cells for control in cell.iter(f"{W}sdt") if "‹" in _text(control)]
    control = _any((control for control in controls if control.getparent().tag == f"{W}p"), chance)
    if control is not None:
        own = next(control.iterancestors(f"{W}tc"))
        line = _any((line for cell in cells if cell is not own for line in cell.iter(f"{W}p")), chance)
        if line is not None:
            line.append(control)


# ---- with tracked changes


def _lines_typed(root: etree._Element) -> list[etree._Element]:
    """The runs that hold one answer; the names of partners stand in many places, and show nothing of a move."""
    runs = (run for run in root.iter(f"{W}r") if len(TOKEN.findall(_text(run))) == 1)
    return [run for run in runs if "‹voor organisations." not in _text(run) and run.getparent().tag != f"{W}del"]


def _gone(run: etree._Element, kind: str) -> None:
    """Mark a run as deleted, or as moved from here."""
    around = etree.Element(f"{W}{kind}")
    run.addprevious(around)
    around.append(run)
    for text in run.iter(f"{W}t"):
        text.tag = f"{W}delText"


def _moved_with_tracking(root: etree._Element, chance: random.Random) -> None:
    """An answer moved behind another one while changes were tracked."""
    runs = _lines_typed(root)
    if len(runs) > 1:
        one, other = chance.sample(runs, 2)
        moved = etree.Element(f"{W}moveTo")
        moved.append(deepcopy(one))
        other.addnext(moved)
        _gone(one, "moveFrom")


def _exchanged_with_tracking(root: etree._Element, chance: random.Random) -> None:
    """The texts of two answers exchanged while changes were tracked."""
    runs = _lines_typed(root)
    if len(runs) > 1:
        one, other = chance.sample(runs, 2)
        for run, other_text in ((one, _text(other)), (other, _text(one))):
            typed = etree.Element(f"{W}ins")
            typed.append(_line(other_text)[0])
            run.addnext(typed)
        _gone(one, "del")
        _gone(other, "del")


def _rows_swapped(root: etree._Element, chance: random.Random) -> None:
    table = _any((t for t in root.iter(f"{W}tbl") if len(t.findall(f"{W}tr")) > 2), chance)
    if table is not None:
        one, other = chance.sample(table.findall(f"{W}tr")[1:], 2)
        if not _look_alike(one, other) and not _leave_rows_behind(one, other):
            _swap(one, other)


def _look_alike(one: etree._Element, other: etree._Element) -> bool:
    """Return whether rows begin as each other, such as “In de vorige ronde:”, and say nowhere whose they are.

    Without controls, nobody can see that they were swapped.
    """
    labels = [re.sub("[☐☒]|‹.*?›|:.*", "", _text(row)) for row in (one, other)]
    return labels[0] == labels[1] != "" and not _controlled([one, other])


def _leave_rows_behind(one: etree._Element, other: etree._Element) -> bool:
    """Return whether rows below these, such as those of the round before, say nowhere whose they are."""
    below = [row.getnext() for row in (one, other)]
    return None not in below and below[0] is not other and below[1] is not one and _look_alike(*below)


def _row_moved_down(root: etree._Element, chance: random.Random) -> None:
    """A row moved to the end of its table, but for one that says nowhere whose it is: it would be of the last one."""
    row = _any(root.iter(f"{W}tr"), chance)
    if row is not None and not any(_look_alike(row, other) for other in row.getparent() if other is not row):
        row.getparent().findall(f"{W}tr")[-1].addnext(row)


def _row_copied(root: etree._Element, chance: random.Random) -> None:
    row = _any(root.iter(f"{W}tr"), chance)
    if row is not None:
        row.addnext(deepcopy(row))


def _row_added(root: etree._Element, chance: random.Random) -> None:
    row = _any(root.iter(f"{W}tr"), chance)
    if row is not None:
        blank = deepcopy(row)
        for cell in blank.iter(f"{W}tc"):
            for node in _contents(cell):
                cell.remove(node)
            etree.SubElement(cell, f"{W}p")
        row.addnext(blank)


def _row_in_next_table(root: etree._Element, chance: random.Random) -> None:
    """A row of several cells only: a box under another question is an answer to that question."""
    row = _any(root.iter(f"{W}tr"), chance)
    tables = list(root.iter(f"{W}tbl"))
    if row is not None and len(row.findall(f"{W}tc")) > 1:
        after = tables[(tables.index(next(row.iterancestors(f"{W}tbl"))) + 1) % len(tables)]
        if _controlled([row]) or not _are_of_a_kind(after, row.getparent()):
            after.append(row)


def _are_of_a_kind(one: etree._Element, other: etree._Element) -> bool:
    """Return whether tables have the same titles but for one, in whatever order: a row moved to one is of that table.

    An agreement below “What we tell the partners” is one that they tell, and what a partner says below a motive is
    what it says of that motive. Without controls, nothing is left to see of the move, or of columns swapped before it.
    """
    titles = [[_text(cell) for cell in table.findall(f"{W}tr[1]/{W}tc")] for table in (one, other)]
    if all(own[:1] == ["Partner"] and len(own) == 2 for own in titles):
        return True
    first, second = map(Counter, titles)
    return first.total() == second.total() and (first - second).total() < 2


def _table_split(root: etree._Element, chance: random.Random) -> None:
    row = _any(root.iter(f"{W}tr"), chance)
    if row is not None:
        table, rest = row.getparent(), etree.Element(f"{W}tbl")
        for moved in [row, *row.itersiblings(f"{W}tr")]:
            rest.append(moved)
        table.addnext(rest)
        table.addnext(etree.Element(f"{W}p"))


def _tables_joined(root: etree._Element, chance: random.Random) -> None:
    table = _any(root.iter(f"{W}tbl"), chance)
    after = table.getnext() if table is not None else None
    while after is not None and after.tag != f"{W}tbl":
        after = after.getnext()
    if after is not None and table is not None:
        table.extend(after.findall(f"{W}tr"))
        _drop(after)


def _tables_beside_each_other(root: etree._Element, chance: random.Random) -> None:
    """The rows of a table behind those of the table before it."""
    tables = list(root.iter(f"{W}tbl"))
    at = chance.randrange(1, max(len(tables), 2))
    if at >= len(tables) or tables[at - 1] in tables[at].iterancestors():
        return
    rows = tables[at - 1].findall(f"{W}tr")
    for number, row in enumerate(tables[at].findall(f"{W}tr")):
        if number < len(rows):
            rows[number].extend(row.findall(f"{W}tc"))
        else:
            tables[at - 1].append(row)
    _drop(tables[at])


def _table_copied(root: etree._Element, chance: random.Random) -> None:
    """A table once more behind a line of somebody's own, without what was written in it."""
    table = _any((table for table in root.iter(f"{W}tbl") if "☒" not in _text(table)), chance)
    if table is not None:
        copy = deepcopy(table)
        for row in copy.iter(f"{W}tr"):
            for text in row.iter(f"{W}t") if "‹" in _text(row) else ():
                text.text = ""
        table.addnext(copy)
        table.addnext(_line("Nog een keer:"))


def _line(words: str) -> etree._Element:
    line = etree.Element(f"{W}p")
    etree.SubElement(etree.SubElement(line, f"{W}r"), f"{W}t").text = words
    return line


_STRANGE = (
    [
        ["nr", "actie", "wie", "wanneer"],
        ["1", "‹voor strangers.text›", "‹voor strangers.text›", "‹voor strangers.text›"],
    ],
    [["Naam", "Telefoon"], ["‹voor strangers.text›", "‹voor strangers.text›"]],
    [["‹voor strangers.text›"]],
    [["Wat", "Opbrengst"], ["‹voor strangers.text›", "‹voor strangers.text›"]],
    [["Partner", "Antwoord", "Datum"], ["‹voor strangers.text›", "‹voor strangers.text›", "‹voor strangers.text›"]],
)


def _stranger_added(root: etree._Element, chance: random.Random) -> None:
    """A table or box of somebody's own between the blocks."""
    block = _any(root.findall(f"{W}body/*")[:-1], chance)
    if block is not None:
        table = etree.Element(f"{W}tbl")
        for cells in chance.choice(_STRANGE):
            row = etree.SubElement(table, f"{W}tr")
            for words in cells:
                row.append(cell := etree.Element(f"{W}tc"))
                cell.append(_line(words))
        block.addnext(table)
        block.addnext(_line(chance.choice(("", "Onze eigen lijst", "1. Inleiding"))))


def _columns_swapped(root: etree._Element, chance: random.Random) -> None:
    table = _any(root.iter(f"{W}tbl"), chance)
    for row in table.iter(f"{W}tr") if table is not None else ():
        cells = row.findall(f"{W}tc")
        if len(cells) > 1:
            cells[1].addnext(cells[0])


def _column_added(root: etree._Element, chance: random.Random) -> None:
    table = _any(root.iter(f"{W}tbl"), chance)
    for row in table.iter(f"{W}tr") if table is not None else ():
        row.insert(0, _cell())


def _column_dropped(root: etree._Element, chance: random.Random) -> None:
    table, at = _any(root.iter(f"{W}tbl"), chance), chance.random()
    for row in table.iter(f"{W}tr") if table is not None else ():
        cells = row.findall(f"{W}tc")
        if len(cells) > 1:
            _drop(cells[int(at * len(cells))])


def _property(cell: etree._Element, name: str) -> etree._Element:
    properties = cell.find(f"{W}tcPr")
    if properties is None:
        properties = etree.Element(f"{W}tcPr")
        cell.insert(0, properties)
    existing = properties.find(f"{W}{name}")
    return etree.SubElement(properties, f"{W}{name}") if existing is None else existing


def _joined_across(root: etree._Element, chance: random.Random) -> None:
    cell = _any(root.iter(f"{W}tc"), chance)
    after = cell.getnext() if cell is not None else None
    if cell is not None and after is not None and after.tag == f"{W}tc":
        cell.extend(_contents(after))
        _drop(after)
        _property(cell, "gridSpan").set(f"{W}val", "2")


def _joined_down(root: etree._Element, chance: random.Random) -> None:
    cell = _any(root.iter(f"{W}tc"), chance)
    row = cell.getparent() if cell is not None else None
    below = row.getnext() if row is not None else None
    if cell is None or row is None or below is None or below.tag != f"{W}tr":
        return
    cells, column = below.findall(f"{W}tc"), row.findall(f"{W}tc").index(cell)
    if column < len(cells):
        cell.extend(_contents(cells[column]))
        etree.SubElement(cells[column], f"{W}p")
        _property(cell, "vMerge").set(f"{W}val", "restart")
        _property(cells[column], "vMerge")


def _block_joined(root: etree._Element, chance: random.Random) -> None:
    """Two cells of a row and the two below them made one."""
    row = _any(root.iter(f"{W}tr"), chance)
    below = row.getnext() if row is not None else None
    if row is None or below is None or below.tag != f"{W}tr":
        return
    (first, *more), (under, *others) = row.findall(f"{W}tc"), below.findall(f"{W}tc")
    if not more or not others:
        return
    for cell in (more[0], under, others[0]):
        first.extend(_contents(cell))
    for cell, kind in ((first, "restart"), (under, None)):
        _property(cell, "gridSpan").set(f"{W}val", "2")
        merged = _property(cell, "vMerge")
        if kind:
            merged.set(f"{W}val", kind)
    etree.SubElement(under, f"{W}p")
    _drop(more[0])
    _drop(others[0])


def _without_label(root: etree._Element, chance: random.Random) -> None:
    """The first cell of a row wiped out, where no answer stands in it."""
    row = _any(root.iter(f"{W}tr"), chance)
    cell = row.find(f"{W}tc") if row is not None else None
    if cell is not None and "‹" not in _text(cell):
        for text in cell.iter(f"{W}t"):
            text.text = ""


def _plain_headings(root: etree._Element, _chance: random.Random) -> None:
    for style in list(root.iter(f"{W}pStyle")):
        _drop(style)


CHANGES: tuple[Change, ...] = (
    _unwrapped_somewhere,
    _without_row,
    _without_table,
    _without_paragraph,
    _heading_retyped,
    _cell_dropped,
    _cell_added,
    _dragged,
    _dragged_together,
    _cut_to_the_right,
    _row_shifted,
    _swapped_in_row,
    _swapped_anywhere,
    _swapped_and_bare,
    _dragged_inside,
    _moved_with_tracking,
    _exchanged_with_tracking,
    _rows_swapped,
    _row_moved_down,
    _row_copied,
    _row_added,
    _row_in_next_table,
    _table_split,
    _tables_joined,
    _tables_beside_each_other,
    _table_copied,
    _stranger_added,
    _columns_swapped,
    _column_added,
    _column_dropped,
    _joined_across,
    _joined_down,
    _block_joined,
    _without_label,
    _plain_headings,
)


def _with_its_traces(changes: list[Change]) -> list[Change]:
    """Return changes of which one is shown elsewhere, without those that take away the control or mark that shows it."""
    at = next(number for number, change in enumerate(changes) if change in _SHOWN_ELSEWHERE)
    hiding = {*_SHOWN_ELSEWHERE, _unwrapped_somewhere}
    return [*changes[: at + 1], *(change for change in changes[at + 1 :] if change not in hiding)]


_SHOWN_ELSEWHERE = {_dragged_together, _swapped_and_bare, _moved_with_tracking, _exchanged_with_tracking}
_TAKES_BOXES = {_without_table, _without_row, _tables_joined, _column_dropped, _cell_dropped}


# ---- what must come out


@attrs.frozen
class Claim:
    """A value of a form: where its doubts are kept, the place that its text must name, and that text."""

    field: str
    place: str
    text: str


def claims(form: Form) -> Iterator[Claim]:
    """Yield the texts of a form, with the names of their places; rows carried over are named by what they are about."""
    for field, text in fields_of(form):
        row = _ROW.fullmatch(field)
        place = field
        if row and row[1] in ("brought", "brought_other", "brought_answers", "meeting_answers"):
            entry = getattr(form, row[1])[int(row[2]) - 1]
            about = getattr(entry, "motive", None) or getattr(entry, "question", None)
            if about or entry.organisation:
                steps = [row[1], *([about] if about else []), str(entry.organisation), row[3]]
                place = ".".join(steps)
        yield Claim(field, place, text)


_NAMES = (".id", ".type", ".kind", ".ownership", ".status", ".motive", ".question", ".realised", ".ticked")


def strays(form: Form, reading: Reading) -> Iterator[str]:
    """Yield the values under a field that they were not written for, or beside what they do not go with."""
    if len(reading.forms) != 1:
        return
    rows: dict[str, set[str]] = {}
    for claim in claims(reading.form):
        if claim.field.endswith(_NAMES) or reading.doubts(_owner(claim.field)):
            continue
        if claim.field.endswith(".organisation") and "‹" not in claim.text:
            continue
        written = TOKEN.findall(claim.text)
        beside = re.sub("‹[^‹›]*›", "", claim.text).strip()  # words of the form that came along
        if [_column(name) for name in written] != [_column(claim.place)] or beside:
            yield f"{claim.field} holds {claim.text!r}"
        elif (row := _ROW.fullmatch(claim.field)) and claim.place == claim.field:
            rows.setdefault(f"{row[1]}.{row[2]}", set()).update(_owner(name) for name in written)
    yield from (f"{row} is put together of {sorted(names)}" for row, names in rows.items() if len(names) > 1)
    yield from _choices_astray(form, reading)


def _owner(field: str) -> str:
    """The motive, or the row of a table, that doubts about a field may be about."""
    return field.rpartition(".")[0] if field.startswith(("motives.", "previous.")) or _ROW.fullmatch(field) else field


def _column(field: str) -> str:
    return re.sub(r"\.\d+\.([a-z_]+)$", r".*.\1", field)


def _choices_astray(form: Form, reading: Reading) -> Iterator[str]:
    """Yield the ticks, statuses and choices that changed without a doubt."""
    before = {place: text for _, place, text in _choices(form)}
    gone = [finding for finding in reading.findings if finding.code in ("place-missing", "value-refused")]
    for field, place, text in _choices(reading.form):
        told = reading.doubts(_owner(field)) or any(finding.field == field for finding in gone)
        if before.get(place, "") != text and not told:
            yield f"{field} ({place}) was {before.get(place)} and is {text}"
    after = {place for _, place, _ in _choices(reading.form)}
    doubted = {(finding.field or "").partition(".")[0] for finding in reading.warnings}
    values = [(field.partition(".")[0], text) for field, text in fields_of(reading.form)]
    kept = {_owner(name) for table, text in values for name in TOKEN.findall(text) if name.startswith(table)}
    for place in before:
        table = place.partition(".")[0]
        whole = form.phase != "alignment" or table == "relations"  # the row went with its texts, which are counted
        excused = (whole and place.removesuffix(".status") not in kept) or table in doubted
        if place not in after and not excused and not (table == "previous" and "motives" in doubted):
            yield f"{place} is lost"


def _choices(form: Form) -> Iterator[tuple[str, str, str]]:
    """Yield each choice of a form: its field, its place, and what was chosen."""
    for claim in claims(form):
        if claim.field.endswith((".ticked", ".realised", ".status")):
            yield claim.field, claim.place, claim.text
        elif claim.field.endswith(".kind"):
            rows = getattr(form, claim.field.partition(".")[0])
            row = rows[int(claim.field.split(".")[1]) - 1]
            names = TOKEN.findall(" ".join(filter(None, (row.note, row.first_organisation, row.second_motive))))
            yield claim.field, _owner(names[0]) if names else claim.field, claim.text


def lost(root: etree._Element, reading: Reading) -> list[str]:
    """Return the texts that stand in the document, and neither in a form nor among the other texts."""
    there = Counter(TOKEN.findall(_text(root)))
    values = [text for form in reading.forms for _, text in fields_of(form)]
    passages = [*reading.unplaced, *reading.deleted, *reading.remarks]
    kept = Counter(TOKEN.findall("\n".join([*values, *(passage.text for passage in passages)])))
    names = {name for name in there if not kept[name]}
    return sorted(name for name in names if not re.fullmatch(r"organisations\.\d+\.name", name))


# ---- disturbed documents


@functools.lru_cache(maxsize=64)
def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


@attrs.frozen
class Disturbed:
    """A document that was taken apart: the form it was, its body, its bytes, and what was done to it."""

    form: Form
    root: etree._Element
    data: bytes
    done: tuple[str, ...]


def disturbed(seed: int, number: int) -> Disturbed:
    """Return the document with this number."""
    chance = random.Random(f"{seed}/{number}")  # noqa: S311 - repeatable on purpose
    which = chance.randrange(len(sources()))
    form, data = sources()[which]
    parts = dict(_members(data))
    root = etree.fromstring(parts[_DOCUMENT])
    done = [f"form {which}"]
    if chance.random() < 0.5:
        unwrap(root)
        done.append("without controls")
    changes = chance.choices(CHANGES, k=chance.choice((1, 1, 2, 3)))
    if _TAKES_BOXES & set(changes):  # a question without its box, before a box without its question
        unseen = (_without_paragraph, _heading_retyped, _stranger_added)  # nor a box of somebody's own in its place
        changes = [change for change in changes if change not in unseen]
    if _SHOWN_ELSEWHERE & set(changes):  # a place that was left shows nothing of it once it is deleted, or stands in a
        unseen = (*_TAKES_BOXES, _row_in_next_table)  # table of another kind, where an empty cell is an unused one
        changes = [change for change in changes if change not in unseen]
        changes = _with_its_traces(changes)
    for change in changes:
        change(root, chance)
        done.append(change.__name__.strip("_"))
    parts[_DOCUMENT] = etree.tostring(root)
    return Disturbed(form, root, _zipped(parts), tuple(done))


@attrs.frozen
class Outcome:
    """What reading a disturbed document gave: what strayed, what was lost, how many doubts it has, what was done."""

    number: int
    strays: tuple[str, ...]
    lost: tuple[str, ...]
    doubts: int
    done: tuple[str, ...]


def tried(seed: int, number: int) -> Outcome:
    """Read one disturbed document."""
    document = disturbed(seed, number)
    reading = hlo.read(document.data)
    return Outcome(
        number,
        tuple(strays(document.form, reading)),
        tuple(lost(document.root, reading)),
        len(reading.warnings),
        document.done,
    )


def batch(seed: int, numbers: Iterable[int]) -> list[Outcome]:
    """Read several disturbed documents."""
    return [tried(seed, number) for number in numbers]


def campaign(seed: int, numbers: range) -> Iterator[Outcome]:
    """Yield what reading each disturbed document gave, on all processors."""
    batches = [numbers[start : start + BATCH] for start in range(0, len(numbers), BATCH)]
    with concurrent.futures.ProcessPoolExecutor(max_workers=min(os.cpu_count() or 1, len(batches))) as pool:
        for outcomes in pool.map(batch, [seed] * len(batches), batches):
            yield from outcomes


def figures(outcomes: list[Outcome]) -> str:
    """Return what came out, in one line."""
    astray = [outcome for outcome in outcomes if outcome.strays]
    missing = [outcome for outcome in outcomes if outcome.lost]
    quiet = sum(not outcome.doubts for outcome in outcomes)
    return (
        f"{len(outcomes)} disturbed documents: {len(astray)} with a value under another field without a doubt "
        f"({sum(len(outcome.strays) for outcome in astray)} values), {len(missing)} with a text lost "
        f"({sum(len(outcome.lost) for outcome in missing)} texts), {quiet} read without any doubt"
    )


def main() -> None:
    """Run from the command line."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--changes", type=int, default=1_000, help="how many documents to take apart")
    asked.add_argument("--only", type=int, help="make and read this one only")
    options = asked.parse_args()
    if options.only is not None:
        outcomes = [tried(options.seed, options.only)]
        print(" + ".join(outcomes[0].done))
    else:
        outcomes = list(campaign(options.seed, range(options.changes)))
    for outcome in outcomes:
        for words in (*outcome.strays[:3], *(f"lost: {text}" for text in outcome.lost[:3])):
            print(f"document {outcome.number} ({' + '.join(outcome.done)}): {words}")
    print(figures(outcomes))
    sys.exit(any(outcome.strays or outcome.lost for outcome in outcomes))


if __name__ == "__main__":
    main()
