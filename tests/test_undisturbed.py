"""Forms that nobody disturbed: what programs write of their own accord gives no doubt."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Callable
from copy import deepcopy

import pytest
from lxml import etree

import hlo_forms as hlo
import museum
from editors import PATHS, Fields, flatten, in_parts, is_here
from edits import W, around, edited, members, rewritten
from honest import honest_documents, own_instruments
from odt_parts import outline_of, paragraph_of
from samples import BLANK, codes
from templates import built_in, packed, paragraph, with_body
from test_programs import every, stand_around, unwrap

Change = Callable[[etree._Element], None]
FOOTER = "word/footer1.xml"
BEGUN = hlo.PreparationForm(
    organisation=hlo.Organisation("De Linde", type="practice_partner"),
    motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen")],
    answers={"preparation.1": "Samen opleiden"},
)


DETOURS = ("pandoc .md, .docx", "LibreOffice .html, .docx", "AbiWord .xhtml, .docx", "Calligra .odt, .docx")
"""Ways on which values are lost: see docs/word.md."""


# ---- honest forms, by every hand and through every program


def test_honest_forms_have_no_doubt_too_many_however_they_were_typed() -> None:
    for one in honest_documents(every=7):
        reading = hlo.read(one.data, instruments=own_instruments())
        assert reading.form == one.form, one.name
        assert reading.warnings == (), one.name
        assert reading.unplaced == ()


@pytest.mark.editor
@pytest.mark.long
@pytest.mark.parametrize("way", [way for way in PATHS if way not in DETOURS])
def test_honest_forms_have_no_doubt_too_many_through_a_program(way: str) -> None:
    """By way of HTML pandoc drops the table of an empty box, so that the answers beside it are doubted."""
    if not is_here(way):
        pytest.skip(f"{PATHS[way][0]} is not on this machine")
    sent = honest_documents(every=5)  # all of them: tools/programs.py
    for one, data in zip(sent, in_parts(PATHS[way][1], [one.data for one in sent]), strict=True):
        if way == "AbiWord .odt" and not is_xml(data):  # which is refused
            continue
        reading = hlo.read(data, instruments=own_instruments())
        boxes_drop = way == "pandoc .html, .docx" and "cleared" in one.name
        allowed = {"place-missing", "place-unsure"} if boxes_drop else set()
        assert {finding.code for finding in reading.warnings} <= allowed, one.name
        assert spaced(flatten(reading.form, one.language)) == spaced(flatten(one.form, one.language)), one.name


def is_xml(data: bytes) -> bool:
    """Return whether this is an OpenDocument text at all: AbiWord breaks down now and then."""
    try:
        return bool(data) and len(etree.fromstring(members(data)["content.xml"])) > 0
    except etree.XMLSyntaxError:
        return False


def spaced(fields: Fields) -> Fields:
    """The fields with single spaces: pandoc drops empty lines, and blanks at the begin of one."""
    return {field: " ".join(value.split()) if isinstance(value, str) else value for field, value in fields.items()}


# ---- prompts that were cleared, with the control still there


def cleared(root: etree._Element) -> None:
    """Take away every prompt, and leave its control empty."""
    for found in every(root, "showingPlcHdr"):
        content = around(found, "sdt").find(f"{W}sdtContent")
        for text in every(content, "t"):
            text.text = ""
        found.getparent().remove(found)


def around_paragraphs(root: etree._Element) -> None:
    cleared(root)
    _around(root, "p")


def around_cells(root: etree._Element) -> None:
    cleared(root)
    _around(root, "tc")


def without_runs(root: etree._Element) -> None:
    cleared(root)
    for found in every(root, "sdtContent"):
        for run in found.findall(f"{W}r"):
            if "".join(text.text or "" for text in every(run, "t")) == "":
                found.remove(run)


def _around(root: etree._Element, name: str) -> None:
    for found in every(root, "sdt"):
        holder = around(found, name)
        if len(every(holder, "sdt")) == 1 and around(found, "p")[-1] is found:
            stand_around(found, holder)


@pytest.mark.parametrize("change", [cleared, around_paragraphs, around_cells, without_runs])
@pytest.mark.parametrize("form", [BEGUN, *BLANK.values()], ids=lambda form: form.phase)
def test_an_empty_control_is_no_place_that_is_missing(form: hlo.Form, change: Change) -> None:
    reading = hlo.read(edited(hlo.render(form), change))
    assert (reading.form, reading.findings) == (form, ())


def test_an_empty_control_of_an_odt_is_there() -> None:
    """LibreOffice 24.8 keeps tags in what it saves as OpenDocument."""
    line = paragraph_of('<text:p><loext:content-control loext:tag="round"/></text:p>')
    assert [(span.tag, span.text) for span in line.spans] == [("round", "")]


# ---- an instrument whose wording in one language is a part of that in another


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_label_that_is_part_of_it_in_another_language_leaves_nothing_over(language: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        instrument = hlo.load_instrument(museum.toml().encode())
    home = hlo.Organisation("Museum Alt", type="museum")
    form = hlo.PreparationForm(
        instrument=instrument, organisation=home, motives=[hlo.MotiveAnswer("visitors_1", ticked=True)]
    )
    data = hlo.render(form, language=language)
    for bare in (False, True):
        reading = hlo.read(edited(data, all_unwrapped) if bare else data, instruments=[instrument])
        assert (reading.form, reading.unplaced, reading.warnings) == (form, (), ())


def all_unwrapped(root: etree._Element) -> None:
    for found in every(root, "sdt"):
        unwrap(found)


# ---- what programs add


@pytest.mark.parametrize("phase", ["preparation", "alignment", "commitment"])
def test_a_title_that_a_program_repeats_below_a_letterhead_begins_no_second_form(phase: str) -> None:
    """pandoc writes the title of the first table, which is that of the form, as a line above it."""
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Postbus 12')}</w:tc><w:tc>{paragraph('12-03-2026')}</w:tc></w:tr></w:tbl>"
    style = packed(with_body(built_in(phase), paragraph("Hogeschool Vaartland") + table))
    form = {"preparation": BEGUN, "alignment": BLANK["alignment"], "commitment": BLANK["commitment"]}[phase]

    def repeat(root: etree._Element) -> None:
        title = next(p for p in every(root, "p") if p.find(f"{W}pPr/{W}pStyle[@{W}val='Title']") is not None)
        first = next(t for t in every(root, "tbl") if t.find(f"{W}tblPr/{W}tblCaption") is not None)
        first.addprevious(deepcopy(title))

    reading = hlo.read(edited(hlo.render(form, template=style), repeat), template=style)
    assert (reading.forms, reading.warnings) == ((form,), ())


def test_a_run_with_the_shade_of_its_whole_cell_marks_nothing() -> None:
    """AbiWord writes the shade of a cell at each paragraph and run as well."""

    def shaded(root: etree._Element) -> None:
        for row, part in itertools.product(every(root, "tr"), ("p", "r")):
            for node in row.iter(f"{W}{part}"):
                name = f"{W}{part}Pr"
                properties = node.find(name)
                if properties is None:
                    properties = etree.Element(name)
                    node.insert(0, properties)
                etree.SubElement(properties, f"{W}shd").set(f"{W}fill", "eef3f5")

    form = hlo.renew(BEGUN, round="2027")
    assert hlo.read(edited(hlo.render(form), shaded)).warnings == ()


def test_a_shade_of_its_own_marks_a_run() -> None:
    def shaded(root: etree._Element) -> None:
        run = next(r for r in every(root, "r") if "netwerk" in "".join(r.itertext()))
        properties = etree.Element(f"{W}rPr")
        etree.SubElement(properties, f"{W}shd").set(f"{W}fill", "FFFF00")
        run.insert(0, properties)

    assert "label-marked" in codes(hlo.read(edited(hlo.render(BEGUN), shaded)))


# ---- a footer with nothing but the number of the page


@pytest.mark.parametrize(
    ("shown", "unplaced"),
    [
        ('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>', ()),
        ("<w:r><w:t>1</w:t></w:r>", ("1",)),
        ('<w:r><w:t>blz. </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>', ("blz. 1",)),
    ],
)
def test_only_the_number_of_a_page_is_no_text_of_anybody(shown: str, unplaced: tuple[str, ...]) -> None:
    footer = f'<w:ftr xmlns:w="{W[1:-1]}"><w:p>{shown}</w:p></w:ftr>'
    reading = hlo.read(rewritten(hlo.render(BEGUN), FOOTER, lambda _: footer.encode()))
    assert tuple(passage.text for passage in reading.unplaced) == unplaced


@pytest.mark.parametrize(
    ("shown", "told"),
    [
        ("<text:page-number>\n 1</text:page-number>\n", []),
        ("1", ["1"]),
        ("blz. <text:page-number>1</text:page-number>", ["blz. 1"]),
        ("<text:page-number>1</text:page-number> / 1", ["1 / 1"]),
        ("1 <text:page-number>1</text:page-number>", ["1 1"]),
    ],
)
def test_only_the_number_of_a_page_is_no_text_in_an_odt(shown: str, told: list[str]) -> None:
    outline = outline_of("<text:p/>", margins=f"<style:footer><text:p>{shown}</text:p></style:footer>")
    assert [passage.text for passage in outline.others] == told


def test_the_heading_of_the_end_is_no_answer_where_it_lost_its_level() -> None:
    """AbiWord makes plain text of it by way of `.rtf`, right below the box of the last question."""
    sender = hlo.Invitation(sender="Marleen Kuipers", organisation="Hogeschool Vaartland", return_to="Marleen Kuipers")

    def flattened(root: etree._Element) -> None:
        all_unwrapped(root)
        *_, last = (p for p in every(root, "p") if "".join(p.itertext()) == "Terugsturen")
        last.remove(last.find(f"{W}pPr"))

    form = hlo.PreparationForm(organisation=BEGUN.organisation, invitation=sender)
    reading = hlo.read(edited(hlo.render(form), flattened))
    assert (reading.form, reading.warnings) == (form, ())
