"""What is left of a document after its slots are filled: whole XML, ids and names apart, tables shared and titled."""

import re

import pytest
from hypothesis import given
from lxml import etree

import hlo_forms as hlo
import strategies
from docx_parts import Docx, W
from hlo_forms.word.writer.finishing import prepared
from runs import tries
from templates import built_in, packed, replaced

TITLING = ("Title", "Heading", "Question", "Central", "Caption")


def parts_of(form: hlo.Form, language: str) -> dict[str, etree._Element]:
    """The parts of a document that hold answers; each is whole, or this raises."""
    parts = Docx(hlo.render(form, language=language)).parts
    return {name: etree.fromstring(part) for name, part in parts.items() if re.match(r"word/(doc|head|foot)", name)}


@tries(5, of=15)
@given(strategies.forms())
def test_no_two_controls_have_one_id_or_one_name(form: hlo.Form) -> None:
    for root in parts_of(form, form.instrument.languages[0]).values():
        for mark in ("id", "alias"):
            values = [node.get(f"{W}val") for node in root.iterfind(f".//{W}sdtPr/{W}{mark}")]
            assert len(set(values)) == len(values)


@tries(5, of=15)
@given(strategies.forms())
def test_nothing_is_left_of_what_marked_the_template(form: hlo.Form) -> None:
    for root in parts_of(form, form.instrument.languages[-1]).values():
        assert [node for node in root.iter() if not isinstance(node.tag, str)] == []
        for run in root.iterfind(f".//{W}p/{W}r"):
            assert [node for node in run if node.tag != f"{W}rPr" and (node.tag != f"{W}t" or node.text)], "empty run"


@tries(4, of=10)
@given(strategies.forms())
def test_each_table_has_the_heading_above_it_as_its_title(form: hlo.Form) -> None:
    heading = ""
    for block in parts_of(form, "nl")["word/document.xml"].iterfind(f"{W}body/*"):
        style = block.find(f"{W}pPr/{W}pStyle")
        caption = block.find(f"{W}tblPr/{W}tblCaption")
        if style is not None and style.get(f"{W}val", "").startswith(TITLING):
            heading = " ".join("".join(block.itertext(f"{W}t")).split())[:250]
        elif block.tag == f"{W}tbl":
            assert (caption.get(f"{W}val") if caption is not None else "") == heading


@tries(4, of=10)
@given(strategies.alignment_forms())
def test_partners_share_the_room_of_their_columns(form: hlo.AlignmentForm) -> None:
    for table in parts_of(form, "nl")["word/document.xml"].iter(f"{W}tbl"):
        grid = [int(column.get(f"{W}w", "")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
        for row in table.iterfind(f"{W}tr"):
            widths = [int(width.get(f"{W}w", "")) for width in row.iterfind(f"{W}tc/{W}tcPr/{W}tcW")]
            assert sum(widths) == sum(grid)
        if table.find(f"{W}tblPr/{W}tblW") is not None:
            assert sum(grid) == int(table.find(f"{W}tblPr/{W}tblW").get(f"{W}w"))  # type: ignore[union-attr, arg-type]
            assert widths == grid or row.find(f"{W}tc/{W}tcPr/{W}gridSpan") is not None


@pytest.mark.parametrize(
    ("inside", "sure"),
    [
        ("{% for x in y %}<w:p/>{% endfor %}", True),
        ("<w:p><w:r>{% if x %}</w:r></w:p><w:p><w:r>{% endif %}</w:r></w:p>", True),
        ("{% if x %}<w:p/>{% else %}<w:p><w:r/></w:p>{% endif %}", True),
        ("{% if x %}<w:p>{% endif %}</w:p>", False),
        ("<w:p>{% if x %}</w:p><w:tbl>{% else %}{% endif %}</w:tbl>", False),
        ('<w:p w:x="{{ x }}"/>', False),
    ],
)
def test_a_template_is_surely_whole_where_its_loops_hold_whole_elements(inside: str, sure: bool) -> None:
    assert prepared(f'<w:document xmlns:w="{W[1:-1]}">{inside}</w:document>')[1] is sure


@pytest.mark.parametrize(
    "inside",
    [
        "{% if not title %}<w:p>{% endif %}</w:p>",
        '<w:p w:x="{{ central.answer }}"/>',
        "{% if language %}<w:p>{% endif %}",
    ],
)
def test_any_other_template_is_looked_at_for_each_form(inside: str) -> None:
    odd = packed(replaced(built_in(), "<w:body>", f"<w:body>{inside}"))
    with pytest.raises(hlo.TemplateError):
        hlo.render(hlo.CommitmentForm(round="2026"), template=odd)
