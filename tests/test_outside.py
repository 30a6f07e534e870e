"""Whole documents changed at many places at once, as somebody from outside would try it.

Each text of a form says which field it is of, and each text of somebody's own says "eigen". Whatever was done, no text
is lost, none stands under another field without a doubt, and `read` raises nothing but its own errors.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

import pytest
from lxml import etree

import hlo_forms as hlo
from edits import DOCUMENT, W, edited, members
from hlo_forms.forms.field_ids import fields_of
from runs import long
from test_disturbed import DISTURB
from test_proof import paragraph, table, text_of

Edit = Callable[[etree._Element], None]
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
PROMPTS = hlo.load_instrument().prompt_texts
SAYS = re.compile("‹[^‹›]*›")


def own(where: object) -> str:
    """A text of somebody's own."""
    return f"‹eigen {where}›"


def every(root: etree._Element, name: str, step: int = 1) -> Iterator[tuple[int, etree._Element]]:
    """Each so many elements of a name, with their numbers."""
    return ((n, node) for n, node in enumerate(list(root.iter(f"{W}{name}"))) if n % step == 0)


def cells(row: etree._Element) -> list[etree._Element]:
    return row.findall(f"{W}tc")


def lines(root: etree._Element) -> list[etree._Element]:
    """The questions between the tables."""
    return [node for node in root.findall(f"{W}body/{W}p") if text_of(node).strip().endswith("?")]


def say(node: etree._Element, words: str) -> None:
    for number, text in enumerate(node.iter(f"{W}t")):
        text.text = words if number == 0 else ""


def texts(root: etree._Element) -> Iterator[etree._Element]:
    """The texts that are no answers."""
    return (text for text in root.iter(f"{W}t") if text.text and "‹" not in text.text)


def properties(node: etree._Element, name: str) -> etree._Element:
    first = node.find(f"{W}{name}")
    if first is None:
        first = etree.Element(f"{W}{name}")
        node.insert(0, first)
    return first


def run(words: str) -> etree._Element:
    made = etree.Element(f"{W}r")
    etree.SubElement(made, f"{W}t").text = words
    return made


# ---- cells, rows and tables


def in_tables_of_their_own(root: etree._Element) -> None:
    for _, cell in every(root, "tc", 3):
        if "‹" in text_of(cell):
            held = [node for node in cell if node.tag != f"{W}tcPr"]
            inner = etree.SubElement(etree.SubElement(etree.SubElement(cell, f"{W}tbl"), f"{W}tr"), f"{W}tc")
            inner.extend(held)
            etree.SubElement(cell, f"{W}p")


def a_cell_more(root: etree._Element) -> None:
    for number, row in every(root, "tr", 4):
        if len(cells(row)) > 1 and "‹" in text_of(row):
            cell = etree.Element(f"{W}tc")
            cell.append(paragraph(own(number)))
            cells(row)[-1].addnext(cell)


def merged_downwards(root: etree._Element) -> None:
    for _, made in every(root, "tbl"):
        for number, row in enumerate(made.findall(f"{W}tr")[1:3]):
            merged = etree.SubElement(properties(cells(row)[0], "tcPr"), f"{W}vMerge")
            merged.set(f"{W}val", "continue" if number else "restart")


def turned_on_their_side(root: etree._Element) -> None:
    for _, made in every(root, "tbl"):
        rows = [cells(row) for row in made.findall(f"{W}tr")]
        if len({len(row) for row in rows}) == 1 and len(rows[0]) > 1:
            for row in made.findall(f"{W}tr"):
                made.remove(row)
            for column in zip(*rows, strict=True):
                etree.SubElement(made, f"{W}tr").extend(column)


def flattened(root: etree._Element) -> None:
    for _, made in every(root, "tbl"):
        for row in made.iter(f"{W}tr"):
            made.addprevious(paragraph(": ".join(map(text_of, cells(row)))))
        made.getparent().remove(made)


def last_rows_gone(root: etree._Element) -> None:
    for _, made in every(root, "tbl"):
        rows = made.findall(f"{W}tr")
        if len(rows) > 2:
            made.remove(rows[-1])


# ---- questions and prompts


def questions_in_capitals(root: etree._Element) -> None:
    for line in lines(root):
        say(line, text_of(line).upper())


def questions_in_other_words(root: etree._Element) -> None:
    for line in lines(root):
        say(line, "Wat vinden jullie eigenlijk van dit onderdeel?")


def questions_half_gone(root: etree._Element) -> None:
    for line in lines(root):
        say(line, text_of(line)[: len(text_of(line)) // 2])


def questions_gone(root: etree._Element) -> None:
    for line in lines(root):
        line.getparent().remove(line)


def twice_the_spaces(root: etree._Element) -> None:
    for text in texts(root):
        text.text = text.text.replace(" ", "  ")


def prompts(change: Callable[[str], str]) -> Edit:
    def changed(root: etree._Element) -> None:
        for text in texts(root):
            if text.text.strip() in PROMPTS:
                text.text = change(text.text)

    return changed


# ---- frames, letterheads and tables of others


def _around(root: etree._Element, *before: str) -> None:
    body = root.find(f"{W}body")
    blocks = list(body)[:-1]
    outer = table([*before, ""])
    cells(outer.find(f"{W}tr"))[-1].extend(blocks)
    body.insert(0, outer)


def in_a_frame(root: etree._Element) -> None:
    _around(root)
    root.find(f"{W}body").insert(0, paragraph("1. Inleiding"))


def in_a_frame_within_a_frame(root: etree._Element) -> None:
    in_a_frame(root)
    in_a_frame(root)


def beside_a_margin(root: etree._Element) -> None:
    _around(root, own("kantlijn"))
    root.find(f"{W}body").insert(0, paragraph("2. Ons plan"))


def boxes_of_others(root: etree._Element) -> None:
    for number, line in enumerate(lines(root)[::3]):
        line.addnext(table([own(number)]))


def tables_of_others(root: etree._Element) -> None:
    for number, made in every(root, "tbl"):
        titles = [text_of(cell) for cell in cells(made.find(f"{W}tr"))]
        if len(titles) > 1 and not re.search("[‹☐☒]|Klik|Click", " ".join(titles)):
            made.addprevious(table(titles, [own(f"{number}.{n}") for n in range(len(titles))]))
            made.addprevious(paragraph("Onze eigen lijst"))


# ---- odd XML


def split_texts(node: Callable[[], etree._Element]) -> Edit:
    def split(root: etree._Element) -> None:
        for text in [text for text in root.iter(f"{W}t") if len(text.text or "") > 4]:
            text.append(inner := node())
            text.text, inner.tail = text.text[:3], text.text[3:]

    return split


def wrapped(name: str, kind: str) -> Edit:
    def wrap(root: etree._Element) -> None:
        for _, node in every(root, name, 3):
            outer = etree.Element(kind)
            node.addprevious(outer)
            outer.append(node)

    return wrap


def among_properties(root: etree._Element) -> None:
    for name, held, step in (("p", "pPr", 9), ("tc", "tcPr", 9), ("tr", "trPr", 5)):
        for number, node in every(root, name, step):
            properties(node, held).append(run(own(f"{name} {number}")))


def in_text_boxes(root: etree._Element) -> None:
    for number, node in every(root, "p", 15):
        drawing = etree.SubElement(etree.SubElement(node, f"{W}r"), f"{W}drawing")
        content = etree.SubElement(etree.SubElement(drawing, f"{WPS}txbx"), f"{W}txbxContent")
        content.extend([paragraph(own(number)), table([own(f"{number} kader")])])


def tables_in_lines(root: etree._Element) -> None:
    for number, node in every(root, "p", 13):
        node.append(table([own(f"{number} a"), own(f"{number} b")]))


def a_second_body(root: etree._Element) -> None:
    etree.SubElement(root, f"{W}body").extend([paragraph(own("tweede")), table([own("cel")])])


def other_versions(root: etree._Element) -> None:
    for _, node in every(root, "r", 10):
        outer = etree.Element(f"{MC}AlternateContent")
        node.addprevious(outer)
        etree.SubElement(outer, f"{MC}Fallback").append(node)


def deleted_beside(root: etree._Element) -> None:
    for number, node in every(root, "r", 8):
        gone = etree.Element(f"{W}del")
        etree.SubElement(etree.SubElement(gone, f"{W}r"), f"{W}delText").text = own(number)
        node.addprevious(gone)


def texts_above(root: etree._Element) -> None:
    for number, node in every(root, "r", 9):
        made = etree.Element(f"{W}r")
        ruby = etree.SubElement(made, f"{W}ruby")
        etree.SubElement(ruby, f"{W}rt").append(run(own(f"{number} boven")))
        etree.SubElement(ruby, f"{W}rubyBase").append(run(own(number)))
        node.addnext(made)


# ---- beside the answers


def lines_everywhere(root: etree._Element) -> None:
    for number, block in enumerate(list(root.find(f"{W}body"))[:-1:2]):
        block.addnext(paragraph(own(number)))


def beside_labels(root: etree._Element) -> None:
    for number, row in every(root, "tr", 3):
        if len(cells(row)) > 1 and "‹" not in text_of(cells(row)[0]):
            cells(row)[0].append(paragraph(own(number)))


def in_titles(root: etree._Element) -> None:
    for number, made in every(root, "tbl"):
        cells(made.find(f"{W}tr"))[-1].append(paragraph(own(number)))


def signs_that_show_nothing(sign: str) -> Edit:
    def put_in(root: etree._Element) -> None:
        for text in texts(root):
            text.text = sign.join(text.text)

    return put_in


def other_boxes(checked: str, unchecked: str) -> Edit:
    def change(root: etree._Element) -> None:
        for text in root.iter(f"{W}t"):
            text.text = (text.text or "").replace("☒", checked).replace("☐", unchecked)

    return change


EDITS: dict[str, Edit] = {
    edit.__name__: edit
    for edit in (
        in_tables_of_their_own,
        a_cell_more,
        merged_downwards,
        turned_on_their_side,
        flattened,
        last_rows_gone,
        questions_in_capitals,
        questions_in_other_words,
        questions_half_gone,
        questions_gone,
        twice_the_spaces,
        in_a_frame,
        beside_a_margin,
        boxes_of_others,
        tables_of_others,
        among_properties,
        in_text_boxes,
        tables_in_lines,
        a_second_body,
        other_versions,
        deleted_beside,
        texts_above,
        lines_everywhere,
        beside_labels,
        in_titles,
    )
}
EDITS |= {
    "prompts in capitals": prompts(str.upper),
    "prompts misread": prompts(lambda text: text.replace("l", "1").replace("o", "0")),
    "prompts half gone": prompts(lambda text: text[: len(text) // 2]),
    "prompts without their beginning": prompts(lambda text: text[5:]),
    "first words of prompts": prompts(lambda text: text.split()[0]),
    "prompts between brackets": prompts(lambda text: f"[{text}]"),
    "prompts in French": prompts(lambda _: "Cliquez ici pour taper du texte"),
    "prompts in Ukrainian": prompts(lambda _: "Натисніть, щоб ввести текст"),
    "comments within texts": split_texts(lambda: etree.Comment("x")),
    "instructions within texts": split_texts(lambda: etree.ProcessingInstruction("mso", "y")),
    "runs in an unknown element": wrapped("r", "{urn:x}wrap"),
    "tables in an unknown element": wrapped("tbl", "{urn:x}wrap"),
    "rows in custom XML": wrapped("tr", f"{W}customXml"),
    "joiners": signs_that_show_nothing("\u2060"),
    "isolates": signs_that_show_nothing("\u2067"),
    "tag letters": signs_that_show_nothing("\U000e0041"),
    "round boxes": other_boxes("◉", "○"),
    "letters for boxes": other_boxes("X ", "O "),
    "words for boxes": other_boxes("ja ", "nee "),
    "no boxes": other_boxes("", ""),
}
pytestmark = [pytest.mark.long] if long else []
TICKS_CHANGE = {"round boxes", "letters for boxes", "words for boxes", "no boxes"}  # told by tests/test_boxes.py
SOURCES = DISTURB.sources()
CASES = [
    (name, number, bare)
    for at, name in enumerate(EDITS)
    for number in (range(len(SOURCES)) if long else (at % len(SOURCES),))
    for bare in (False, True)
]


@pytest.mark.parametrize(("name", "number", "bare"), CASES, ids=str)
def test_nothing_is_lost_and_nothing_strays(name: str, number: int, bare: bool) -> None:
    form, data = SOURCES[number]

    def change(root: etree._Element) -> None:
        if bare:
            DISTURB.unwrap(root)
        EDITS[name](root)
        etree.SubElement(root, f"{W}changed")

    document = edited(data, change)
    reading = hlo.read(document)
    there = set(SAYS.findall("".join(etree.fromstring(members(document)[DOCUMENT]).itertext())))
    passages = (*reading.unplaced, *reading.deleted, *reading.remarks)
    values = itertools.chain.from_iterable(fields_of(each) for each in reading.forms)
    kept = set(SAYS.findall("\n".join([*(text for _, text in values), *(passage.text for passage in passages)])))
    assert {text for text in there - kept if not re.match(r"‹voor organisations\.\d+\.name", text)} == set()
    strays = list(DISTURB.strays(form, reading))
    assert [stray for stray in strays if name not in TICKS_CHANGE or "holds" in stray] == []


@pytest.mark.parametrize("number", range(len(SOURCES)))
@pytest.mark.parametrize("frame", [in_a_frame, in_a_frame_within_a_frame, beside_a_margin])
def test_a_form_in_a_frame_or_beside_a_margin_is_read_as_it_was(frame: Edit, number: int) -> None:
    """Below a numbered line it is no answer to a question, with and without controls."""
    form, data = SOURCES[number]
    for bare in (False, True):

        def change(root: etree._Element, bare: bool = bare) -> None:
            if bare:
                DISTURB.unwrap(root)
            frame(root)

        reading = hlo.read(edited(data, change))
        assert reading.form == form
        assert {finding.code for finding in reading.warnings} <= {"outcomes-unticked", "unplaced-text"}
