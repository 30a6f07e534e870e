"""Tables and numbers of pages stay within the page, whatever a house style makes of its paper and its margins."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx, W
from libreoffice import all_converted
from places import SOURCE
from runs import dear
from templates import built_in, packed, replaced

PAPERS = {"A4": (11906, 16838), "Letter": (12240, 15840)}
EVERY_PAGE = [(cm, paper, lying) for cm in (1.0, 2.0, 3.5) for paper in PAPERS for lying in (False, True)]
PAGES = [EVERY_PAGE[number] for start in range(5) for number in range(start, len(EVERY_PAGE), 5)]  # the unlike first
TYPES = ("programme", "practice_partner")


def on_page(phase: str, cm: float, paper: str, *, lying: bool) -> dict[str, bytes]:
    """A built-in template on other paper, with other margins."""
    parts = built_in(phase)
    body = parts["word/document.xml"].decode()
    sizes = PAPERS[paper][::-1] if lying else PAPERS[paper]
    size = f'<w:pgSz w:w="{sizes[0]}" w:h="{sizes[1]}"' + (' w:orient="landscape"/>' if lying else "/>")
    sides = " ".join(f'w:{side}="{round(cm * 567)}"' for side in ("top", "right", "bottom", "left"))
    body = re.sub(r"<w:pgSz[^>]*/>", size, body)
    body = re.sub(r"<w:pgMar[^>]*/>", f'<w:pgMar {sides} w:header="300" w:footer="300" w:gutter="0"/>', body)
    return {**parts, "word/document.xml": body.encode()}


def partners(count: int) -> list[hlo.PreparationForm]:
    made = []
    for number in range(1, count + 1):
        who = hlo.Organisation(f"Zorginstelling nummer {number}", type=TYPES[number % 2])
        form = hlo.PreparationForm(organisation=who, partnership="Wijkzorg Noord", round="2026")
        ticked = [hlo.MotiveAnswer(row.motive, ticked=True, outcome="Meer plekken") for row in form.motives[::3]]
        made.append(attrs.evolve(form, motives=ticked))
    return made


def forms(count: int) -> list[hlo.Form]:
    first = partners(count)
    meeting = hlo.AlignmentForm.from_forms(first)
    return [first[0], meeting, hlo.CommitmentForm.from_forms(first[0], meeting)]


FORMS = {count: forms(count) for count in (3, 8)}


def widths(docx: Docx) -> list[tuple[str, int, int]]:
    """Of each table its own width, that of its columns, and that of its widest row."""
    made = []
    for table in docx.root().iter(f"{W}tbl"):
        own = table.find(f"{W}tblPr/{W}tblW")
        columns = sum(int(column.get(f"{W}w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol"))
        rows = [sum(int(w.get(f"{W}w")) for w in row.iterfind(f"{W}tc/{W}tcPr/{W}tcW")) for row in table.iter(f"{W}tr")]
        made.append((own.get(f"{W}type"), int(own.get(f"{W}w")), columns, max(rows)))
    return made


@pytest.mark.parametrize(("cm", "paper", "lying"), dear(3, PAGES))
def test_tables_are_as_wide_as_the_text(cm: float, paper: str, *, lying: bool) -> None:
    room = (PAPERS[paper][1] if lying else PAPERS[paper][0]) - 2 * round(cm * 567)
    for form in (each for several in FORMS.values() for each in several):
        style = packed(on_page(form.phase, cm, paper, lying=lying))
        data = hlo.render(form, template=style)
        assert set(widths(Docx(data))) == {("dxa", room, room, room)}
        assert hlo.read(data).form == form


def test_on_our_own_pages_they_are_as_they_were_drawn() -> None:
    drawn = {form.phase: {width for _, width, *_ in widths(Docx(hlo.render(form)))} for form in FORMS[3]}
    assert drawn == {"preparation": {9638}, "alignment": {15024}, "commitment": {9638}}


TABLE = (
    '<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/>{more}</w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/>'
    '</w:tblGrid><w:tr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{inside}<w:p/></w:tc></w:tr></w:tbl>'
)
SECTION = (
    '<w:p><w:pPr><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:left="1134" w:right="1134" '
    'w:top="1134" w:bottom="1134" w:header="300" w:footer="300" w:gutter="{gutter}"/>{cols}</w:sectPr></w:pPr></w:p>'
)


def drawn(before: str) -> list[int]:
    """The widths of the tables that stand first, in phase 3 on our own pages."""
    parts = replaced(built_in(), "<w:body>", f"<w:body>{before}")
    return [width for _, width, *_ in widths(Docx(hlo.render(hlo.CommitmentForm(), template=packed(parts))))]


def test_a_table_of_the_house_style_itself_is_only_narrowed_where_it_does_not_fit() -> None:
    one, other = (TABLE.format(width=width, more="", inside="") for width in (4000, 12000))
    assert drawn(one + other)[:2] == [4000, 9638]
    indented = TABLE.format(width=9638, more='<w:tblInd w:w="600" w:type="dxa"/>', inside="")
    assert drawn(indented)[:1] == [9038]
    inner = TABLE.format(width=5000, more="", inside="")
    assert drawn(TABLE.format(width=3000, more="", inside=inner))[:2] == [3000, 2770]


@pytest.mark.parametrize(
    ("gutter", "cols", "room"),
    [
        (0, "", 14570),
        (570, "", 14000),
        (0, '<w:cols w:num="2" w:space="570"/>', 7000),
        (0, '<w:cols w:num="x"/>', 14570),
    ],
)
def test_each_section_has_its_own_room(gutter: int, cols: str, room: int) -> None:
    wide = TABLE.format(width=20000, more="", inside="")
    made = drawn(wide + SECTION.format(gutter=gutter, cols=cols) + wide)
    assert made[:2] == [room, 9638]


def test_what_no_program_understands_stays_as_it_is() -> None:
    strange = TABLE.format(width=3000, more="", inside="").replace('<w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid>', "")
    assert hlo.render(hlo.CommitmentForm(), template=packed(replaced(built_in(), "<w:body>", f"<w:body>{strange}")))
    half = TABLE.format(width=3000, more="", inside="").replace(
        'w:w="3000" w:type="dxa"/></w:tblPr>', 'w:w="50%" w:type="pct"/></w:tblPr>'
    )
    odd = half.replace("50%", "%")
    assert drawn(half + odd)[:2] == [4819, 9638]


def test_the_number_of_the_page_stands_at_the_right_margin() -> None:
    for phase in ("preparation", "alignment", "commitment", "report"):
        parts = built_in(phase)
        footer, styles = parts["word/footer1.xml"].decode(), parts["word/styles.xml"].decode()
        assert "<w:tab" not in footer
        (style,) = re.findall(r'w:styleId="Footer".*?</w:style>', styles)
        assert '<w:jc w:val="right"/>' in style
        assert "<w:tab" not in style


@pytest.mark.editor
@pytest.mark.long
def test_a_house_style_restyled_in_libreoffice_keeps_its_tables_within_other_margins(tmp_path: Path) -> None:
    """LibreOffice keeps the relative width of our tables."""
    paths = [SOURCE / "templates" / f"{phase}.docx" for phase in ("preparation", "alignment", "commitment")]
    for path in all_converted(paths, "docx", tmp_path / "saved"):
        phase, data = path.stem, path.read_bytes()
        body = Docx(data).parts["word/document.xml"].decode()
        moved = re.sub(r'w:left="\d+"( w:right=")\d+"', r'w:left="2000"\g<1>2000"', body)
        assert moved != body
        style = packed({**Docx(data).parts, "word/document.xml": moved.encode()})
        form = next(each for each in FORMS[3] if each.phase == phase)
        room = int(re.search(r'<w:pgSz[^>]*w:w="(\d+)"', moved)[1]) - 4000
        own = widths(Docx(hlo.render(form, template=style)))
        assert {width for _, width, *_ in own} == {room}
