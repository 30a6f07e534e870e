"""The claims of docs/word.md about our documents, held against them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from lxml import etree

import hlo_forms as hlo
from docx_parts import Docx
from edits import W, around, edited, members
from honest import honest_forms
from libreoffice import all_converted
from places import ROOT, SOURCE
from test_programs import every, stand_around

PAGE = (ROOT / "docs" / "word.md").read_text(encoding="utf-8")
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
LINES = "Regel een\nRegel twee\n\nRegel vier"
FORM = hlo.PreparationForm(
    organisation=hlo.Organisation("De Linde", type="practice_partner"),
    motives=[hlo.MotiveAnswer("network", ticked=True, outcome=LINES)],
    answers={"preparation.1": LINES},
)


def rendered() -> list[tuple[hlo.Form, Docx]]:
    return [(form, Docx(hlo.render(form, language=language))) for form, language in honest_forms().values()]


def test_nothing_is_locked_or_bound_and_every_control_stands_within_a_line() -> None:
    for _, docx in rendered():
        assert {control.getparent().tag for control in docx.controls()} == {f"{W}p"}
        parts = b"".join(docx.parts.values())
        assert not re.search(rb"<w:lock |dataBinding|documentProtection|repeatingSection", parts)


def test_the_tables_that_go_along_have_the_tags_that_the_page_names() -> None:
    table = re.findall(r"^\| phase (\d) \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    assert len(table) == 7
    tags = {phase: set[str]() for phase in ("1", "2", "3")}
    for form, docx in rendered():
        number = next(phase.number for phase in form.instrument.phases if phase.id == form.phase)
        tags[str(number)] |= {tag.partition("~")[0] for tag in docx.tags()}
    for phase, said in table:
        assert set(re.findall("`(.*?)`", said)) <= tags[phase], said


def test_the_form_of_the_meeting_has_its_parts_in_the_order_of_the_page() -> None:
    form, language = honest_forms()["phase 2 again"]
    words = form.instrument.words
    named = ("overview", "reinforcements", "tensions", "previous_answers", "own_answers", "participants", "outcomes")
    root = Docx(hlo.render(form, language=language)).root()
    lines = ["".join(line.itertext()) for line in every(root, "p")]
    places = [lines.index(words[f"heading.{name}"][language]) for name in (*named, "brought_other", "brought_answers")]
    assert places == sorted(places)


def test_the_reference_on_the_page_is_that_of_a_form() -> None:
    school = hlo.Organisation("Opleiding Verpleegkunde", type="programme")
    form = hlo.PreparationForm(organisation=school, partnership="Wijkzorg Noord", round="2026")
    (said,) = re.findall(r"^    (hlo1/\S+)$", PAGE, re.MULTILINE)
    parts = {name: content.decode() for name, content in members(hlo.render(form)).items()}
    assert said in parts["word/document.xml"]
    assert said in parts["docProps/core.xml"]
    assert re.search(r"~[0-9a-f]{64}/nl/preparation", parts["docProps/custom.xml"])


def test_the_limits_on_the_page_are_those_that_count() -> None:
    limits, mib = hlo.Limits(), 1024 * 1024
    sizes = (
        f"{limits.file // mib} MiB for the file, {limits.part // mib} MiB for a part, {limits.total // mib} MiB in all"
    )
    packed = f"{limits.ratio}:1 for what is larger than 1 MiB, {limits.parts:,} members"
    tree = f"{limits.tags:,} tags and {limits.attributes:,} attributes"
    read = f"of what is read {limits.blocks:,} blocks, {limits.runs:,} runs, {limits.characters:,} characters"
    for said in (sizes, packed, tree, f"{read} and {limits.forms:,} forms"):
        assert said in " ".join(PAGE.split())


def test_every_test_that_the_page_names_exists() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py"))
    for name in re.findall(r"(?:tests|tools)/\w+\.py", PAGE):
        assert (ROOT / name).is_file(), name
    for name in re.findall(r"`(test_\w+)`", PAGE):
        assert f"def {name}(" in tests, name


# ---- in LibreOffice


def plain_text(root: etree._Element) -> None:
    """A plain text control of several lines, in place of a rich text one."""
    for control in every(root, "sdt"):
        properties = control.find(f"{W}sdtPr")
        if properties.find(f"{W14}checkbox") is None:
            etree.SubElement(properties, f"{W}text").set(f"{W}multiLine", "1")


def around_paragraphs(root: etree._Element) -> None:
    """A control around a paragraph of a cell, in place of one within it."""
    for control in every(root, "sdt"):
        paragraph = around(control, "p")
        if len(every(paragraph, "sdt")) == 1 and paragraph.getparent().tag == f"{W}tc" and len(paragraph) == 2:
            stand_around(control, paragraph)


@pytest.mark.editor
def test_lines_stay_in_our_controls_alone_and_no_tag_stays(tmp_path: Path) -> None:
    data = hlo.render(FORM)
    made = {"ours": data, "plain": edited(data, plain_text), "around": edited(data, around_paragraphs)}
    for name, each in made.items():
        (tmp_path / f"{name}.docx").write_bytes(each)
    saved = all_converted([tmp_path / f"{name}.docx" for name in made], "docx", tmp_path / "saved")
    answers = [hlo.read(path).form.answers["preparation.1"] for path in saved]
    assert answers == [LINES, LINES.replace("\n", ""), LINES.replace("\n", "")]
    assert not re.search(rb"<w:tag ", members(saved[0].read_bytes())["word/document.xml"])


@pytest.mark.editor
def test_every_slot_of_our_templates_stays(tmp_path: Path) -> None:
    templates = [SOURCE / "templates" / f"{phase}.docx" for phase in ("preparation", "alignment", "commitment")]
    counts = []
    for before, after in zip(templates, all_converted(templates, "docx", tmp_path / "saved"), strict=True):
        assert slots(after) == slots(before)
        counts.append(len(slots(before)))
    assert f"({', '.join(map(str, counts[:-1]))} and {counts[-1]})" in PAGE


def slots(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        text = re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())
    return re.findall(r"{[{%].*?[%}]}", text)
