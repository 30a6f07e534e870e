"""The templates that we ship: fresh, without wording, readable for everyone, and of few pages."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import docxtpl
import pytest

import hlo_forms as hlo
from docx_parts import Docx, W, luminance, shown
from hlo_forms import Form
from hlo_forms.pages.model import Bullets, Page, Section, Text, fixed
from hlo_forms.word.writer.report import PageWriter, render_page
from hlo_forms.word.writer.slots import Writer
from hlo_forms.word.writer.widths import Room
from libreoffice import all_converted
from places import ROOT, SOURCE
from strategies import TYPES

TEMPLATES = sorted((SOURCE / "templates").glob("*.docx"))
BLANK: dict[str, Form] = {
    "preparation": hlo.PreparationForm(organisation=hlo.Organisation(type="programme")),
    "alignment": hlo.AlignmentForm(),
    "commitment": hlo.CommitmentForm(),
}
SLOT = re.compile(r"\{[{%].*?[%}]\}")
every_template = pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)


_ENVIRONMENT = {"PYTHONPATH": str(SOURCE.parent), "PATH": ""}


def template(phase: str) -> bytes:
    return (SOURCE / "templates" / f"{phase}.docx").read_bytes()


def test_the_built_templates_are_fresh() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_templates.py", "--check"],
        env=_ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_our_own_templates_need_no_docxtpl_to_be_filled() -> None:
    code = "import sys, hlo_forms as h; [h.render(kind()) for kind in (h.AlignmentForm, h.CommitmentForm)]"
    code += "; h.render(h.PreparationForm(organisation=h.Organisation(type='programme')))"
    code += "; print({'docx', 'docxtpl'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], env=_ENVIRONMENT, capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == ("set()\n", "")


def test_the_tool_builds_a_template_for_every_phase_and_for_reports() -> None:
    assert {path.stem for path in TEMPLATES} == {*BLANK, "report"}


@every_template
def test_a_template_holds_slots_and_no_wording(path: Path) -> None:
    docx = Docx(path.read_bytes())
    texts = [
        shown(paragraph)
        for name in ("word/document.xml", "word/footer1.xml")
        for paragraph in docx.root(name).iter(f"{W}p")
    ]
    left = SLOT.sub("", " ".join(texts))
    assert not re.search(r"[^\W\d]", left), left


def texts_in(data: bytes) -> list[str]:
    docx = Docx(data)
    names = ("word/document.xml", "word/footer1.xml")
    return [text for name in names for paragraph in docx.root(name).iter(f"{W}p") if (text := shown(paragraph))]


def by_docxtpl(name: str, slots: dict[str, object]) -> bytes:
    """What docxtpl makes of a template by itself."""
    document = docxtpl.DocxTemplate(io.BytesIO(template(name)))
    document.render(slots, autoescape=True)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


FILLED = hlo.PreparationForm(
    organisation=hlo.Organisation("Bos & <Zonen>", type="programme"),
    motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen\n{{ en }} meer")],
)


@pytest.mark.parametrize("form", [*BLANK.values(), FILLED], ids=[*BLANK, "filled"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_template_of_a_form_is_a_plain_one_of_docxtpl(form: Form, language: str) -> None:
    assert texts_in(by_docxtpl(form.phase, Writer(form, language).slots())) == texts_in(
        hlo.render(form, language=language)
    )


def test_the_template_of_reports_is_a_plain_one_of_docxtpl() -> None:
    blocks = (Text(fixed("Een alinea & meer")), Bullets((fixed("een"), fixed("twee"))))
    page = Page(title="Verslag", locale="nl-NL", sections=(Section("Kop", blocks),))
    slots = PageWriter(page, "pagina", Room(9638, 13000)).slots()
    assert texts_in(by_docxtpl("report", slots)) == texts_in(render_page(page, "pagina"))


@every_template
def test_a_template_is_an_a4_page_with_page_numbers(path: Path) -> None:
    docx = Docx(path.read_bytes())
    size = docx.root().find(f"{W}body/{W}sectPr/{W}pgSz")
    assert sorted((int(size.get(f"{W}w")), int(size.get(f"{W}h")))) == [11906, 16838]
    fields = [field.get(f"{W}instr").strip() for field in docx.root("word/footer1.xml").iter(f"{W}fldSimple")]
    assert fields == ["PAGE", "NUMPAGES"]


@every_template
def test_every_table_is_as_wide_as_the_text(path: Path) -> None:
    root = Docx(path.read_bytes()).root()
    size, margin = root.find(f"{W}body/{W}sectPr/{W}pgSz"), root.find(f"{W}body/{W}sectPr/{W}pgMar")
    text = int(size.get(f"{W}w")) - int(margin.get(f"{W}left")) - int(margin.get(f"{W}right"))
    for table in root.iter(f"{W}tbl"):
        assert abs(sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) - text) <= 1


def test_every_letter_stands_out_from_white_and_from_shaded_cells() -> None:
    docx = Docx(template("preparation"))
    letters = {node.get(f"{W}val") for node in docx.root("word/styles.xml").iter(f"{W}color")}
    shades = {node.get(f"{W}fill") for node in docx.root().iter(f"{W}shd")}
    prompt = docx.root("word/styles.xml").find(f".//{W}style[@{W}styleId='PlaceholderText']//{W}color").get(f"{W}val")
    assert (luminance("FFFFFF") + 0.05) / (luminance(prompt) + 0.05) >= 4.5
    for shade in shades:
        for colour in letters - {prompt}:  # prompts never stand in shaded cells
            assert (luminance(shade) + 0.05) / (luminance(colour) + 0.05) >= 4.5


def test_headings_stay_with_what_follows_and_header_rows_stay_whole() -> None:
    docx = Docx(template("preparation"))
    for style in ("Title", "Heading1", "Heading2", "Question", "Header1"):
        assert docx.root("word/styles.xml").find(f".//{W}style[@{W}styleId='{style}']/{W}pPr/{W}keepNext") is not None
    headers = [row for row in docx.root().iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    assert headers
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in headers)


@pytest.mark.editor
def test_a_blank_form_has_no_empty_page_and_no_more_pages_than_it_needs(tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    most = {"preparation": 4, "alignment": 6, "commitment": 5}
    variants = {kind: hlo.PreparationForm(organisation=hlo.Organisation(type=kind)) for kind in TYPES}
    for name, form in {**BLANK, **variants}.items():
        hlo.write(form, tmp_path / f"{name}.docx", language="en" if name in BLANK else "nl")
    for pdf in all_converted([tmp_path / f"{name}.docx" for name in (*most, *variants)], "pdf", tmp_path / "out"):
        text = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
        pages = text.split("\f")[:-1]
        assert 0 < len(pages) <= most.get(pdf.stem, 4), pdf.stem
        assert len(pages) == 4 or pdf.stem in BLANK, pdf.stem
        assert all(len(page) > 200 for page in pages), pdf.stem
