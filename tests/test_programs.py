"""Forms as programs save them that cannot be run in a test: built by what is known of each, and read without a doubt.

What LibreOffice, pandoc and AbiWord really saved is tested in `test_editors.py` and `test_odt_documents.py`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from copy import deepcopy

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from accounting import read
from edits import DOCUMENT, W, around, control, edited, members, put, zipped
from hlo_forms.instrument.parts import Wording
from samples import FULL
from sketch import sketch
from test_misplaced import FORMS

Change = Callable[[etree._Element], None]
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
EVERY = [*FORMS, *(form for form in FULL.values() if not isinstance(form, hlo.AlignmentForm))]


def saved(form: hlo.Form, change: Change, *, lost: tuple[str, ...] = ()) -> bytes:
    """A form as a program saves it: its body changed, and parts whose name begins so left out."""
    parts = {name: content for name, content in members(hlo.render(form)).items() if not name.startswith(lost or "\0")}
    root = etree.fromstring(parts[DOCUMENT])
    change(root)
    return zipped({**parts, DOCUMENT: etree.tostring(root)})


def every(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{W}{name}"))


def unwrap(control: etree._Element) -> None:
    for node in list(control.find(f"{W}sdtContent")):
        control.addprevious(node)
    control.getparent().remove(control)


def wrap(node: etree._Element, tag: str) -> None:
    """Put a content control with a tag around a node, at whatever level that is."""
    control = etree.Element(f"{W}sdt")
    etree.SubElement(etree.SubElement(control, f"{W}sdtPr"), f"{W}tag").set(f"{W}val", tag)
    content = etree.SubElement(control, f"{W}sdtContent")
    node.getparent().replace(node, control)
    content.append(node)


def drop(root: etree._Element, *names: str) -> None:
    for node in (found for name in names for found in every(root, name)):
        node.getparent().remove(node)


# ---- the programs


def google_docs(root: etree._Element) -> None:
    """Our controls become text, and its own stand around runs, paragraphs, cells and rows; styles are its own."""
    for found in every(root, "sdt"):
        unwrap(found)
    numbers = itertools.count()
    for name, step in (("r", 3), ("p", 4), ("tc", 3), ("tr", 5)):
        for node in every(root, name)[::step]:
            wrap(node, f"goog_rdk_{next(numbers)}")
    for style in every(root, "pStyle"):
        style.set(f"{W}val", "Normal")
    for number, mark in enumerate(every(root, "bookmarkStart")):
        mark.set(f"{W}name", f"_heading=h.{number}")


def pages(root: etree._Element) -> None:
    """Text and tables are all that is left; a line within a paragraph becomes a paragraph."""
    for found in every(root, "sdt"):
        unwrap(found)
    drop(root, "pPr", "rPr", "tblHeader", "bookmarkStart", "bookmarkEnd", "tcPr", "trPr", "tblGrid", "tblPr")
    for paragraph in every(root, "p"):
        broken(paragraph)


def broken(paragraph: etree._Element) -> None:
    """A paragraph cut at each of its line ends."""
    after = paragraph
    for line_end in every(paragraph, "br"):
        made = etree.Element(f"{W}p")
        run = line_end.getparent()
        first = etree.SubElement(made, f"{W}r")
        later = list(run.itersiblings())
        for node in list(line_end.itersiblings()):
            first.append(node)
        for node in later:
            made.append(node)
        run.remove(line_end)
        after.addnext(made)
        after = made


def word(root: etree._Element) -> None:
    """Runs are cut where spelling was looked at, and controls stand around paragraphs and cells."""
    for text in every(root, "t")[::2]:
        said, run = text.text or "", text.getparent()
        if len(said) > 2 and len(every(run, "t")) == 1 and not every(run, "br") and not every(run, "tab"):
            second = deepcopy(run)
            text.text, second.find(f"{W}t").text = said[:2], said[2:]
            for part in (text, second.find(f"{W}t")):
                part.set(XML_SPACE, "preserve")
            run.addnext(second)
            run.addnext(etree.Element(f"{W}proofErr"))
            run.set(f"{W}rsidR", "00A77B3E")
    alone = [found for found in every(root, "sdt") if len(found.getparent()) <= 2 and not len(every(found, "sdt")) > 1]
    for number, found in enumerate(alone):
        holder = next(found.iterancestors(f"{W}tc" if number % 2 else f"{W}p"))
        if len(every(holder, "sdt")) == 1:
            stand_around(found, holder)


def stand_around(control: etree._Element, holder: etree._Element) -> None:
    """Make a control that stood within a paragraph or cell stand around it."""
    content = control.find(f"{W}sdtContent")
    for node in list(content):
        control.addprevious(node)
    control.getparent().remove(control)
    holder.getparent().replace(holder, control)
    content.append(holder)


def web_editor(root: etree._Element) -> None:
    """The flag of a prompt stays on what was answered, and runs that say nothing stand around it."""
    for found in every(root, "sdt"):
        properties, content = found.find(f"{W}sdtPr"), found.find(f"{W}sdtContent")
        if properties.find(f"{W}showingPlcHdr") is None and every(properties, "placeholder"):
            etree.SubElement(properties, f"{W}showingPlcHdr")
        content.insert(0, etree.Element(f"{W}r"))
        content.append(etree.Element(f"{W}r"))


NO_PROPERTIES = ("docProps/", "word/glossary/")
PROGRAMS = {
    "Google Docs": (google_docs, NO_PROPERTIES, {"tags-missing"}),
    "Pages": (pages, (*NO_PROPERTIES, "word/header", "word/footer"), {"tags-missing"}),
    "Word": (word, (), set()),
    "a web editor": (web_editor, (), {"prompt-flagged"}),
}
OWN_DOUBTS = {"outcome-negative", "tick-contradicts", "prompt-near"}  # what a form itself can hold


@pytest.mark.parametrize("form", EVERY, ids=lambda form: form.phase)
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_form_comes_back_from_a_program(program: str, form: hlo.Form) -> None:
    change, lost, told = PROGRAMS[program]
    reading = read(saved(form, change, lost=lost))
    assert reading.form == form
    assert {finding.code for finding in reading.findings} <= told | OWN_DOUBTS
    assert reading.unplaced == ()


@pytest.mark.parametrize(
    ("program", "levels"),
    [("Google Docs", {"p", "tc", "tr", "tbl", "body"}), ("Pages", set()), ("Word", {"p", "tc", "tr"})],
)
def test_a_program_is_shown_with_its_controls_at_every_level(program: str, levels: set[str]) -> None:
    root = etree.fromstring(members(saved(FORMS[0], PROGRAMS[program][0]))[DOCUMENT])
    found = {etree.QName(node.getparent()).localname for node in every(root, "sdt")} - {"sdtContent"}
    assert found >= levels
    assert bool(found) == bool(levels)


def test_a_reply_to_a_comment_is_a_remark_of_its_own() -> None:
    outcome = "Meer⟦comment:hoeveel?⟧⟦comment:vijf⟧"
    table = f"| Motief van toepassing | Beoogde opbrengst |\n| ☒ Uitbreiden/versterken netwerk | {outcome} |"
    remarks = read(sketch(table)).remarks
    assert [(found.text, found.author, found.place.row) for found in remarks] == [
        ("hoeveel?", "Noor Bakker", 2),
        ("vijf", "Noor Bakker", 2),
    ]


def test_the_same_form_id_from_two_organisations_is_told_from_the_names() -> None:
    form = FORMS[0]
    assert isinstance(form, hlo.PreparationForm)

    def rename(root: etree._Element) -> None:
        put(around(control(root, "organisation.name"), "tc"), "Thuis in Zorg")

    first, second = (hlo.read(data) for data in (hlo.render(form), edited(hlo.render(form), rename)))
    assert first.form.id == second.form.id
    assert [finding.code for finding in second.warnings] == ["differs-from-identity"]
    assert attrs.evolve(first.form, organisation=second.form.organisation) == second.form  # type: ignore[attr-defined]


def test_an_older_edition_is_read_with_its_own_questions() -> None:
    instrument = hlo.load_instrument()
    label = Wording({"nl": "Waarom doen jullie mee?", "en": "Why do you take part?"})
    questions = tuple(
        attrs.evolve(found, label=label) if found.id == "preparation.1" else found for found in instrument.questions
    )
    older = attrs.evolve(instrument, edition="2019", questions=questions)
    home = hlo.Organisation("De Linde", type="practice_partner")
    form = hlo.PreparationForm(instrument=older, organisation=home, answers={"preparation.1": "Mensen vinden"})
    reading = hlo.read(hlo.render(form), instruments=[older])
    assert (reading.form, reading.findings) == (form, ())
    newer = hlo.read(hlo.render(form))
    assert newer.form.answers == {"preparation.1": "Mensen vinden"}
    assert "other-edition" in {finding.code for finding in newer.warnings}
