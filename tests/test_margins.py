"""Headers and footers: read as what they are, in a house style and without one."""

from __future__ import annotations

import re

import pytest

import hlo_forms as hlo
from docx_parts import Docx
from hlo_forms.word.package import write_package
from runs import dear, few, in_full
from templates import built_in, packed, paragraph, replaced, with_body, with_header, with_note

LETTERHEADS = [
    "030 - 123 45 67",
    "12-03-2026",
    "Hogeschool Oostervaart – Postbus 30 / 3500 GV Utrecht",
    "+31 (0)30 - 123 45 67 | info@oostervaart.nl",
    "2026/27",
    "1 / 3",
    "- 7 -",
    "KvK 12345678 · btw NL001.234.567.B01",
    "***",
    "Samen leren 2026-2027\t030 - 123",
    "1. Inleiding",
    "§ 3",
    "A4",
    "50 %",
]
TABLE = "<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"
PLACES = {
    "header": with_header,
    "footer": lambda parts, text: replaced(parts, "{{ kicker }}", text, "word/footer1.xml"),
    "letterhead": lambda parts, text: with_body(parts, paragraph(text.replace("\t", "</w:t><w:tab/><w:t>"))),
    "letterhead in a table": lambda parts, text: with_body(
        parts,
        TABLE.format(cells="".join(f"<w:tc>{paragraph(each)}</w:tc>" for each in (text, "Tel. 030 / 1"))) + "<w:p/>",
    ),
    "footnote": with_note,
    "text box": lambda parts, text: with_body(
        parts,
        '<w:p><w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
        f"{paragraph(text)}</w:txbxContent></v:textbox></w:pict></w:r></w:p>",
    ),
}
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", dear(2, LETTERHEADS))
def test_fixed_text_of_a_house_style_gives_no_warning(text: str, place: str) -> None:
    style = packed(PLACES[place](built_in("preparation"), text))
    form = hlo.PreparationForm(organisation=SCHOOL, answers={"preparation.1": "Samen"})
    reading = hlo.read(hlo.render(form, template=style), template=style)
    assert (reading.findings, reading.form) == ((), form)


@in_full
@pytest.mark.parametrize("place", dear(1, PLACES))
def test_a_template_with_a_letterhead_passes_the_check(place: str) -> None:
    for text in few(1, LETTERHEADS[1:4:2]):
        check = hlo.check_template(packed(PLACES[place](built_in(), text)))
        assert str(check) == ""


@pytest.mark.parametrize("place", ["header", "footer", "letterhead", "footnote", "text box"])
@pytest.mark.parametrize("text", dear(2, LETTERHEADS))
def test_what_somebody_typed_there_is_told(text: str, place: str) -> None:
    data = hlo.render(hlo.CommitmentForm(), template=packed(PLACES[place](built_in(), text)))
    seen = " ".join(passage.text for passage in hlo.read(data).unplaced).split()
    assert [word for word in text.split() if word not in seen] == []


def test_what_somebody_changed_in_a_letterhead_is_told() -> None:
    style = packed(with_header(built_in(), "030 - 123 45 67"))
    parts = Docx(hlo.render(hlo.CommitmentForm(), template=style)).parts
    changed = write_package(replaced(parts, "030 - 123 45 67", "030 - 765 43 21", "word/header1.xml"))
    assert [passage.text for passage in hlo.read(changed, template=style).unplaced] == ["030 - 765 43 21"]


@pytest.mark.parametrize("field", ["PAGE", "DATE"])
def test_numbers_of_pages_and_dates_of_today_may_change(field: str) -> None:
    text = f'Blad </w:t></w:r><w:fldSimple w:instr=" {field} "><w:r><w:t>1</w:t></w:r></w:fldSimple><w:r><w:t>'
    style = packed(with_header(built_in(), text))
    parts = Docx(hlo.render(hlo.CommitmentForm(), template=style)).parts
    header = parts["word/header1.xml"].decode()
    for shown in ("2", "14", "") + (("12-03-2026",) if field == "DATE" else ()):
        other = re.sub(r"<w:t>1</w:t>", f"<w:t>{shown}</w:t>", header)
        reading = hlo.read(write_package({**parts, "word/header1.xml": other.encode()}), template=style)
        assert reading.findings == ()
    other = header.replace("<w:t>1</w:t>", "<w:t>ja, graag, en het liefst op maandag</w:t>")
    reading = hlo.read(write_package({**parts, "word/header1.xml": other.encode()}), template=style)
    assert bool(reading.findings) == (field == "PAGE")


def test_the_footer_of_a_form_may_have_any_number_of_pages() -> None:
    parts = Docx(hlo.render(hlo.CommitmentForm())).parts
    footer = parts["word/footer1.xml"].decode()
    assert footer.count("<w:t>1</w:t>") == 2, footer
    changed = {**parts, "word/footer1.xml": footer.replace("<w:t>1</w:t>", "<w:t>12</w:t>").encode()}
    assert hlo.read(write_package(changed)).findings == ()
