"""The templates: fresh, without wording, readable for everyone, and open to a house style that leaks nothing."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx, W, faults, shown
from hlo_forms.errors import TemplateError
from hlo_forms.forms import Form
from hlo_forms.word.package import write_package
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
every_phase = pytest.mark.parametrize("phase", BLANK)


def template(phase: str) -> bytes:
    return (SOURCE / "templates" / f"{phase}.docx").read_bytes()


def changed(phase: str, **changes: tuple[str, str]) -> bytes:
    """A template in which a text of a part, named without its folder and ending, is replaced by another."""
    parts = Docx(template(phase)).parts
    for name, (before, after) in changes.items():
        path = f"word/{name}.xml"
        assert before.encode() in parts[path]
        parts[path] = parts[path].replace(before.encode(), after.encode())
    return write_package(parts)


def with_parts(phase: str, types: dict[str, str], **relations: str) -> bytes:
    """A template with more parts of these content types, and more relationships of the document, by kind."""
    parts = Docx(template(phase)).parts
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", f"{overrides}</Types>".encode())
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = "".join(
        f'<Relationship Id="x{kind}" Type="{office}/{kind}" Target="{target}"/>' for kind, target in relations.items()
    )
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{more}</Relationships>".encode())
    for name in types:
        parts[name] = b'<part author="Vertrouwelijk Persoon" company="Geheim BV"/>'
    return write_package(parts)


# ---- what we ship


def test_the_built_templates_are_fresh() -> None:
    told = subprocess.run(
        [sys.executable, ROOT / "tools" / "build_templates.py", "--check"],
        env={"PYTHONPATH": str(SOURCE.parent), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, told.stderr) == (0, "")


def test_the_tool_builds_a_template_for_every_phase() -> None:
    assert {path.stem for path in TEMPLATES} == set(BLANK)


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


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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


# ---- a house style


def test_a_house_style_keeps_its_own_text_and_colours() -> None:
    data = changed("commitment", styles=("1D5B6B", "8A1538"), footer1=("{{ kicker }}", "{{ kicker }} – Hogeschool"))
    docx = Docx(hlo.render(BLANK["commitment"], template=data))
    assert "8A1538" in docx.parts["word/styles.xml"].decode()
    assert " – Hogeschool" in shown(docx.root("word/footer1.xml"))
    assert faults(docx) == []


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("{{ title }}", "{{ titel }}", "does not exist"),
        ("{{ title }}", "{{ title", "fault"),
        ("{{ title }}", "{{ title.__class__.__mro__ }}", "does not exist"),
        ("{{ title }}", "{{ '&lt;w:p&gt;'|safe }}", "well-formed"),
    ],
)
def test_a_template_with_a_fault_is_refused(before: str, after: str, what: str) -> None:
    with pytest.raises(TemplateError, match=what):
        hlo.render(BLANK["commitment"], template=changed("commitment", document=(before, after)))


@pytest.mark.parametrize("data", [b"", b"geen Word", b"PK\x03\x04"])
def test_what_is_no_word_file_is_refused_as_a_template(data: bytes) -> None:
    with pytest.raises(TemplateError):
        hlo.render(BLANK["commitment"], template=data)


def test_styles_without_defaults_are_refused() -> None:
    data = changed("commitment", styles=("w:docDefaults", "w:latentStyles"))
    with pytest.raises(TemplateError, match="docDefaults"):
        hlo.render(BLANK["commitment"], template=data)


@every_phase
def test_who_made_a_template_is_not_told(phase: str) -> None:
    types = {
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "word/people.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml",
        "docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml",
        "customXml/item1.xml": "application/xml",
    }
    data = with_parts(phase, types, people="people.xml", customXml="../customXml/item1.xml")
    assert "Vertrouwelijk Persoon" in Docx(data).everything()
    docx = Docx(hlo.render(BLANK[phase], template=data))
    assert not re.search("Vertrouwelijk|Geheim|creator|lastModifiedBy", docx.everything())
    assert faults(docx) == []


def test_the_path_of_another_template_and_its_protection_are_left_behind() -> None:
    more = '<w:attachedTemplate r:id="rId1"/><w:documentProtection w:edit="forms" w:enforcement="1"/><w:zoom '
    parts = Docx(changed("commitment", settings=("<w:zoom ", more))).parts
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["word/_rels/settings.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/attachedTemplate" Target="file:///C:/Users/geheim/x.dotx" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    docx = Docx(hlo.render(BLANK["commitment"], template=write_package(parts)))
    assert not re.search("geheim|attachedTemplate|documentProtection", docx.everything())
    assert faults(docx) == []


def test_parts_that_a_template_adds_keep_their_type() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    data = with_parts("commitment", {"word/extra.xml": kind}, extra="extra.xml")
    docx = Docx(hlo.render(BLANK["commitment"], template=data))
    assert f'PartName="/word/extra.xml" ContentType="{kind}"' in docx.parts["[Content_Types].xml"].decode()
    assert faults(docx) == []


def test_a_template_file_becomes_a_document() -> None:
    parts = Docx(template("commitment")).parts
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"document.main+xml", b"template.main+xml")
    assert b"template.main" in parts[name]
    made = Docx(hlo.render(BLANK["commitment"], template=write_package(parts))).parts[name]
    assert b"document.main+xml" in made
    assert b"template.main" not in made


def test_prefixes_that_a_template_ignores_are_named_only_where_declared() -> None:
    """Word refuses a part that names one it does not declare; LibreOffice writes wp14 and w15."""
    more = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
    data = changed("commitment", document=('mc:Ignorable="w14"', more))
    assert faults(Docx(hlo.render(BLANK["commitment"], template=data))) == []


# ---- real editors


def soffice(path: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", kind, "--outdir", folder, path]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return folder / f"{path.stem}.{kind}"


def pages_begun(docx: Docx) -> list[str]:
    """The paragraphs that begin a page."""
    return [
        shown(paragraph).strip()
        for paragraph in docx.root().iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None
        or paragraph.find(f"{W}r/{W}br[@{W}type='page']") is not None
    ]


def test_a_page_break_that_an_editor_put_in_a_loop_stays() -> None:
    """LibreOffice moves the break of a heading into the paragraph before it, here the end of a loop."""
    parts = Docx(template("preparation")).parts
    text = parts["word/document.xml"].decode()
    assert text.count("<w:pageBreakBefore/>") == 3
    text = text.replace("<w:pageBreakBefore/>", "")
    ends = text.rindex("{%p endfor %}", 0, text.index("{{ purpose.heading }}"))
    there = text.index("</w:r>", ends) + len("</w:r>")
    text = text[:there] + '<w:r><w:br w:type="page"/></w:r>' + text[there:]
    parts["word/document.xml"] = text.encode()
    docx = Docx(hlo.render(BLANK["preparation"], template=write_package(parts)))
    assert pages_begun(docx) == [BLANK["preparation"].instrument.headings["purpose"]["nl"]]
    assert faults(docx) == []


def test_runs_that_repeat_the_language_of_a_template_follow_that_of_the_form() -> None:
    data = changed("commitment", document=("<w:r><w:t", '<w:r><w:rPr><w:lang w:val="nl-NL"/></w:rPr><w:t'))
    docx = Docx(hlo.render(BLANK["commitment"], "en", template=data))
    assert list(docx.root().iter(f"{W}lang")) == []


@pytest.mark.parametrize("name", ["[Content_Types].xml", "word/styles.xml", "word/document.xml"])
def test_a_template_that_lacks_a_part_is_refused(name: str) -> None:
    parts = Docx(template("commitment")).parts
    del parts[name]
    with pytest.raises(TemplateError):
        hlo.render(BLANK["commitment"], template=_zipped(parts))


@pytest.mark.parametrize("name", ["word/styles.xml", "word/settings.xml", "word/_rels/document.xml.rels"])
def test_a_template_with_a_damaged_part_is_refused(name: str) -> None:
    parts = {**Docx(template("commitment")).parts, name: b"<kapot"}
    with pytest.raises(TemplateError):
        hlo.render(BLANK["commitment"], template=write_package(parts))


def _zipped(parts: dict[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return found.getvalue()


@pytest.mark.editor
@every_phase
def test_a_template_saved_by_libreoffice_still_makes_forms_with_all_their_tags(phase: str, tmp_path: Path) -> None:
    saved = soffice(SOURCE / "templates" / f"{phase}.docx", "docx", tmp_path / "saved")
    form = attrs.evolve(BLANK[phase], round="Ronde & <2026>\nvervolg")
    for language in form.instrument.languages:
        own, house = Docx(hlo.render(form, language)), Docx(hlo.render(form, language, template=saved))
        assert house.tags() == own.tags()
        assert house.texts() == own.texts()
        assert house.prompts() == own.prompts()
        assert pages_begun(house) == pages_begun(own)
        assert {node.get(f"{W}val") for node in house.root().iter(f"{W}lang")} <= {form.instrument.locale(language)}
        assert faults(house) == []


@pytest.mark.editor
@pytest.mark.parametrize(("phase", "most"), [("preparation", 4), ("alignment", 6), ("commitment", 5)])
def test_a_blank_form_has_no_empty_page_and_no_more_pages_than_it_needs(phase: str, most: int, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    hlo.write(BLANK[phase], tmp_path / "form.docx", "en")
    pdf = soffice(tmp_path / "form.docx", "pdf", tmp_path / "out")
    told = subprocess.run(["pdftotext", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = told.split("\f")[:-1]
    assert len(pages) <= most
    assert all(len(page) > 200 for page in pages)


@pytest.mark.editor
def test_both_variants_of_the_first_form_take_four_pages(tmp_path: Path) -> None:
    if shutil.which("pdfinfo") is None:
        pytest.skip("pdfinfo is not installed")
    for kind in TYPES:
        path = tmp_path / f"{kind}.docx"
        hlo.write(hlo.PreparationForm(organisation=hlo.Organisation(type=kind)), path)
        told = subprocess.run(
            ["pdfinfo", soffice(path, "pdf", tmp_path / "out")], check=True, capture_output=True, text=True
        ).stdout
        assert re.search(r"Pages:\s+4$", told, re.MULTILINE)
