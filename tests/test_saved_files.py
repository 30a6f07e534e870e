"""Files as programs save them: AbiWord and LibreOffice where they are installed, and what they do, drawn here."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

import hlo_forms as hlo
from edits import DOCUMENT, W, edited, members, rewritten
from hlo_forms import NotAWordFileError, read
from libreoffice import converted
from malformed import BODY, FILLED, FORM, below, textbox
from odt_parts import odt, parts_of, zipped
from samples import BLANK, FULL

LINES = hlo.PreparationForm(
    organisation=hlo.Organisation("De Linde", type="practice_partner"),
    partnership="Wijkzorg Noord",
    motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Een\nTwee\nDrie")],
    answers={"preparation.1": "Regel een\nRegel twee\n\nRegel vier"},
)
DOCTYPE = '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">'
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def typed_with_enter(data: bytes) -> bytes:
    """The form as Word keeps answers typed with Enter: controls around paragraphs."""

    def change(root: etree._Element) -> None:
        for control in list(root.iter(f"{W}sdt")):
            content, paragraph = control.find(f"{W}sdtContent"), control.getparent()
            pieces = content.iter(f"{W}t", f"{W}br")
            text = "".join("\n" if piece.tag == f"{W}br" else piece.text or "" for piece in pieces)
            if "\n" in text and paragraph.tag == f"{W}p":
                content.clear()
                for line in text.split("\n"):
                    run = etree.SubElement(etree.SubElement(content, f"{W}p"), f"{W}r")
                    etree.SubElement(run, f"{W}t").text = line
                paragraph.getparent().replace(paragraph, control)

    return edited(data, change)


# ---- LibreOffice


@pytest.mark.editor
def test_answers_typed_with_enter_come_back_through_a_doc_of_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "fase1.docx"
    path.write_bytes(typed_with_enter(hlo.render(LINES)))
    assert read(path).form == LINES
    doc = converted(path, "doc", tmp_path / "doc")
    reading = read(converted(doc, "docx", tmp_path / "docx"))
    assert reading.form == LINES
    assert reading.warnings == ()


_FIELD = {kind: f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")}


def field_end(after: str = "") -> bytes:
    """The form whose answer is a field, with its end in a paragraph of its own, as LibreOffice saves a .doc."""
    before, end = _FIELD["begin"] + "<w:r><w:instrText>FORMTEXT</w:instrText></w:r>" + _FIELD["separate"], _FIELD["end"]
    cell = f"<w:p>{before}<w:r><w:t>Een</w:t></w:r></w:p><w:p>{end}{after}</w:p><w:p><w:r><w:t>Twee</w:t></w:r></w:p>"
    pattern = re.compile(r"<w:tc>(?:(?!<w:tc>).)*?Mijn antwoord.*?</w:tc>", re.DOTALL)
    return rewritten(FILLED, DOCUMENT, lambda xml: pattern.sub(f"<w:tc>{cell}</w:tc>", xml.decode()).encode())


def test_a_paragraph_that_only_ends_a_field_is_no_line() -> None:
    assert read(field_end()).form.answers == {"preparation.1": "Een\nTwee"}


def test_a_paragraph_that_ends_a_field_and_says_something_is_a_line() -> None:
    assert read(field_end("<w:r><w:t>half</w:t></w:r>")).form.answers == {"preparation.1": "Een\nhalf\nTwee"}


# ---- AbiWord


@pytest.mark.editor
def test_an_open_document_of_abiword_is_read(tmp_path: Path) -> None:
    program = shutil.which("abiword")
    if program is None:
        pytest.skip("AbiWord is not installed")
    path = tmp_path / "fase1.docx"
    path.write_bytes(hlo.render(LINES))
    subprocess.run([program, "--to=odt", path], check=True, capture_output=True, timeout=180)
    with_manifest = parts_of(path.with_suffix(".odt").read_bytes())["META-INF/manifest.xml"]
    assert b"<!DOCTYPE manifest:manifest" in with_manifest
    reading = read(path.with_suffix(".odt"))
    assert (reading.form, reading.warnings) == (LINES, ())


def with_manifest(manifest: str, encoding: str = "utf-8") -> bytes:
    parts = parts_of(odt("<text:p>Wij leren samen</text:p>"))
    return zipped({**parts, "META-INF/manifest.xml": manifest.encode(encoding)})


@pytest.mark.parametrize(
    "before",
    ["", DOCTYPE, "<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d SYSTEM "file:///etc/hostname">]>'],
)
def test_the_document_type_of_a_manifest_is_never_parsed(before: str) -> None:
    data = with_manifest(f'{before}<manifest:manifest xmlns:manifest="{MANIFEST}">&b;&d;</manifest:manifest>')
    assert [passage.text for passage in read(data).unplaced] == ["Wij leren samen"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("name", ["manifest:encryption-data", "encryption-data", "m:encryption-data"])
def test_a_password_is_seen_in_such_a_manifest(name: str, encoding: str) -> None:
    with pytest.raises(NotAWordFileError) as caught:
        read(with_manifest(f"{DOCTYPE}<m:manifest><{name} m:x=''/></m:manifest>", encoding))
    assert caught.value.code == "encrypted"


# ---- relationships


def relationship_ids(data: bytes) -> Iterator[str]:
    for name, content in members(data).items():
        if name.endswith(".rels"):
            yield from (node.get("Id") for node in etree.fromstring(content))


@pytest.mark.parametrize("name", [*BLANK, *(f"full {name}" for name in FULL)])
def test_every_relationship_of_ours_has_the_id_that_other_libraries_want(name: str) -> None:
    form = FULL[name.removeprefix("full ")] if name.startswith("full ") else BLANK[name]
    ids = list(relationship_ids(hlo.render(form)))
    assert ids
    assert all(id.startswith("rId") for id in ids), ids


def test_every_relationship_of_a_report_has_it_too() -> None:
    forms = [form for form in FULL.values() if isinstance(form, hlo.PreparationForm)]
    ids = list(relationship_ids(hlo.report(hlo.compare(forms), pictures=True)))
    assert "rIdPicture1" in ids
    assert all(id.startswith("rId") for id in ids), ids


# ---- a form in a text box


def framed() -> bytes:
    """The form as somebody framed it: all of it in one text box."""
    start, end = BODY.index("<w:body>") + len("<w:body>"), BODY.rindex("<w:sectPr")
    letter = "<w:p><w:r><w:t>Beste collega, hierbij ons formulier.</w:t></w:r></w:p>"
    changed = BODY[:start] + letter + textbox(BODY[start:end]) + BODY[end:]
    return rewritten(FILLED, DOCUMENT, lambda _xml: changed.encode())


def test_a_form_in_a_text_box_is_read_and_reported() -> None:
    reading = read(framed())
    assert reading.form == FORM
    assert [finding.code for finding in reading.warnings] == ["form-in-textbox", "unplaced-text"]
    assert [passage.text for passage in reading.unplaced] == ["Beste collega, hierbij ons formulier."]


def test_a_table_of_the_form_in_a_text_box_beside_the_form_is_reported() -> None:
    start = BODY.rindex("<w:tbl>", 0, BODY.index("Meer stageplaatsen"))
    end = BODY.index("</w:tbl>", start) + len("</w:tbl>")
    reading = read(below(textbox(BODY[start:end] + "<w:p/>")))
    assert reading.form == FORM
    assert "form-in-textbox" in {finding.code for finding in reading.warnings}
    assert any("Meer stageplaatsen" in passage.text for passage in reading.unplaced)


def test_a_table_of_somebodys_own_in_a_text_box_is_text() -> None:
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Planning</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/>"
    reading = read(below(textbox(table)))
    assert (reading.form, [passage.text.strip() for passage in reading.unplaced]) == (FORM, ["Planning"])
    assert "form-in-textbox" not in {finding.code for finding in reading.findings}


# ---- other files that a document only refers to


@pytest.mark.parametrize("place", ["<w:p>{}</w:p>", "{}"])
def test_a_subdocument_is_reported(place: str) -> None:
    space = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    reading = read(below(place.format(f'<w:subDoc r:id="rId99" {space}/>')))
    assert (reading.form, [finding.code for finding in reading.warnings]) == (FORM, ["sub-document"])
