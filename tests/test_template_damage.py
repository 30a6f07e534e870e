"""Damage to a template: each fault is named once, with its slot, its place and what to do; also in a copy of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from commands import run
from docx_parts import Docx, W, faults
from libreoffice import all_converted
from templates import (
    built_in,
    packed,
    paragraph,
    replaced,
    with_body,
    with_external,
    with_header,
    with_note,
    with_part,
)

Parts = dict[str, bytes]
BODY = "word/document.xml"


@attrs.frozen
class Case:
    """A change to a template of a phase, and the one fault that the check must name."""

    change: Callable[[Parts], Parts]
    code: str
    slot: str | None = None
    place: str = ""
    phase: str = "commitment"


def body(parts: Parts, change: Callable[[str], str]) -> Parts:
    before = parts[BODY].decode()
    after = change(before)
    assert after != before
    return {**parts, BODY: after.encode()}


def swap(before: str, after: str, name: str = BODY) -> Callable[[Parts], Parts]:
    return lambda parts: replaced(parts, before, after, name)


def row_of(text: str, tag: str) -> str:
    """The row of a table that holds a tag."""
    return next(row for row in re.findall(r"<w:tr>(?:(?!<w:tr>).)*?</w:tr>", text, re.DOTALL) if tag in row)


def paragraph_of(text: str, tag: str) -> str:
    return next(one for one in re.findall(r"<w:p>.*?</w:p>", text, re.DOTALL) if tag in one)


def run_of(text: str, tag: str) -> str:
    return next(one for one in re.findall(r"<w:r>(?:(?!<w:r>).)*?</w:r>", text, re.DOTALL) if tag in one)


def without_row(tag: str) -> Callable[[Parts], Parts]:
    return lambda parts: body(parts, lambda text: text.replace(row_of(text, tag), "", 1))


def without_paragraph(tag: str) -> Callable[[Parts], Parts]:
    return lambda parts: body(parts, lambda text: text.replace(paragraph_of(text, tag), "", 1))


def marked(tag: str, properties: str) -> Callable[[Parts], Parts]:
    """The run with a tag gets these properties."""

    def change(text: str) -> str:
        own = run_of(text, tag)
        return text.replace(own, own.replace("<w:r>", f"<w:r><w:rPr>{properties}</w:rPr>", 1), 1)

    return lambda parts: body(parts, change)


def deleted(tag: str) -> Callable[[Parts], Parts]:
    """A tag is deleted while changes are tracked."""

    def change(text: str) -> str:
        own = run_of(text, tag)
        gone = own.replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
        return text.replace(own, f'<w:del w:id="7" w:author="Noor" w:date="2026-01-01T00:00:00Z">{gone}</w:del>', 1)

    return lambda parts: body(parts, change)


def moved(tag: str, behind: str) -> Callable[[Parts], Parts]:
    """A tag is cut, and pasted behind another."""
    return lambda parts: body(parts, lambda text: text.replace(tag, "", 1).replace(behind, f"{behind}{tag}", 1))


def moved_row(tag: str, behind: str) -> Callable[[Parts], Parts]:
    """A row is moved below another."""

    def change(text: str) -> str:
        row = row_of(text, tag)
        text = text.replace(row, "", 1)
        other = row_of(text, behind)
        return text.replace(other, other + row, 1)

    return lambda parts: body(parts, change)


def in_comment(tag: str) -> Callable[[Parts], Parts]:
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    note = f'<w:comments xmlns:w="{word}"><w:comment w:id="4" w:author="Noor">{paragraph(tag)}</w:comment></w:comments>'
    there = '<w:r><w:commentReference w:id="4"/></w:r></w:p>'

    def change(parts: Parts) -> Parts:
        cell = paragraph_of(parts[BODY].decode(), tag)
        changed = cell.replace(tag, "").replace("</w:p>", there)
        return with_part(replaced(parts, cell, changed), "word/comments.xml", note, "comments", kind)

    return change


FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
PICTURE = '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://x.nl/y.png"/></v:shape></w:pict></w:r></w:p>'
BOX = (
    '<w:p><w:r><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>{inside}</w:txbxContent>'
    "</v:textbox></w:pict></w:r></w:p>"
)
WHO, WHAT = "{{r row.who }}", "{{r row.what }}"
OPEN = "{%tr for row in agreements.rows %}"
BINARY = "application/vnd.ms-office.vbaProject"

DAMAGE = {
    "a slot deleted": Case(swap(WHO, ""), "slot-missing", WHO, "{{r row.what }}"),
    "a slot misspelt": Case(swap(WHO, "{{r row.woh }}"), "slot-unknown", "{{r row.woh }}", "table 12, row 3"),
    "a title misspelt": Case(swap("{{ title }}", "{{ titel }}"), "slot-unknown", "{{ titel }}", "paragraph 2"),
    "a slot that nobody knows": Case(
        lambda parts: with_body(parts, paragraph("{{ prijs }}")), "slot-unknown", "{{ prijs }}", "paragraph 1"
    ),
    "a loop without its end": Case(
        lambda parts: body(parts, lambda text: cut_end(text, OPEN)), "loop-unclosed", OPEN, "table 12, row 2"
    ),
    "an end without its loop": Case(without_row(OPEN), "loop-missing", OPEN, "table 12"),
    "a condition without its end": Case(
        lambda parts: body(parts, cut_last_end), "loop-unclosed", "{%p if sender.lines %}"
    ),
    "an end without its condition": Case(
        without_paragraph("{%p if conversation.shown %}"), "end-unopened", "{%p endif %}"
    ),
    "a loop in the row that it repeats": Case(moved(OPEN, WHAT), "loop-not-alone", OPEN, "table 12, row 3"),
    "a loop below the row that it repeats": Case(moved_row(OPEN, WHO), "slot-misplaced", OPEN, "table 12, row 3"),
    "a slot in the wrong table": Case(moved("{{r row.role }}", WHO), "slot-misplaced", "{{r row.role }}", "table 12"),
    "a slot outside its loop": Case(moved(WHO, "{{ title }}"), "slot-misplaced", WHO, "paragraph 2"),
    "a slot twice": Case(swap(WHO, f"{WHO}{WHO}"), "slot-twice", WHO, "table 12, row 3"),
    "an answer without its field": Case(swap(WHO, "{{ row.who }}"), "slot-bare", "{{ row.who }}", "table 12, row 3"),
    "a range in a range": Case(
        swap("{{ kicker }}", "{% for a in range(9) %}{% for b in range(9) %}x{% endfor %}{% endfor %}"),
        "tag-refused",
        "{% for a in range(9) %}, {% for b in range(9) %}",
        "paragraph 1",
    ),
    "a filter": Case(swap("{{ title }}", "{{ title|upper }}"), "tag-refused", "{{ title|upper }}", "paragraph 2"),
    "a call": Case(swap("{{ title }}", "{{ title.upper() }}"), "tag-refused", "{{ title.upper() }}", "paragraph 2"),
    "arithmetic": Case(swap("{{ title }}", "{{ 9**9 }}"), "tag-refused", "{{ 9**9 }}", "paragraph 2"),
    "a statement": Case(swap("{{ kicker }}", "{% set a = 1 %}"), "tag-refused", "{% set a = 1 %}", "paragraph 1"),
    "smart quotes": Case(swap("{{ title }}", "{{ “title” }}"), "tag-refused", '{{ "title" }}', "paragraph 2"),
    "a slot of a list": Case(
        swap("{{ title }}", "{{ title }}{{ questions }}"), "tag-refused", "{{ questions }}", "paragraph 2"
    ),
    "a loop over a text": Case(
        swap("{{ kicker }}", "{% for a in title %}{% endfor %}"), "tag-refused", "{% for a in title %}", "paragraph 1"
    ),
    "a slot not closed": Case(swap("{{ title }}", "{{ title }"), "tag-unclosed", "{{ title }", "paragraph 2"),
    "a slot closed as a loop": Case(swap("{{ title }}", "{{ title %}"), "tag-unclosed", "{{ title %}", "paragraph 2"),
    "a slot not opened": Case(swap("{{ kicker }}", "kicker }}"), "braces-unfilled", "kicker }}", "paragraph 1"),
    "an empty slot": Case(swap("{{ title }}", "{{ }}"), "tag-unclosed", "{{ }}", "paragraph 2"),
    "a slot that is hidden": Case(marked(WHO, "<w:vanish/>"), "slot-hidden", WHO, "table 12, row 3"),
    "a slot that is deleted and tracked": Case(deleted(WHO), "slot-deleted", WHO, "table 12, row 3"),
    "a slot in a comment": Case(in_comment(WHO), "slot-in-comment", WHO, "table 12, row 3"),
    "a slot in a text box": Case(
        lambda parts: with_body(replaced(parts, WHO, ""), BOX.format(inside=paragraph(WHO))), "slot-misplaced", WHO
    ),
    "a slot in a header": Case(
        lambda parts: with_header(replaced(parts, "{{r central.answer }}", ""), "{{r central.answer }}"),
        "slot-misplaced",
        "{{r central.answer }}",
        "a header (word/header1.xml), paragraph 1",
    ),
    "a slot that nobody knows in a footer": Case(
        swap("{{ kicker }}", "{{ kikker }}", "word/footer1.xml"), "slot-unknown", "{{ kikker }}", "a footer"
    ),
    "a row deleted": Case(without_row(WHO), "slot-missing", f"{WHAT}, {WHO}, {{{{r row.when }}}}", "table 12, row 2"),
    "a table deleted": Case(
        lambda parts: body(parts, lambda text: text.replace(table_of(text, "participants.rows"), "", 1)),
        "table-missing",
        "{%tr for row in participants.rows %}",
    ),
    "a heading of a column deleted": Case(
        swap("{{ agreements.headers.who }}", ""),
        "slot-missing",
        "{{ agreements.headers.who }}",
        "table 12, row 1",
    ),
    "the identity deleted": Case(swap("{{ identity }}", ""), "slot-missing", "{{ identity }}", "{{ identity_label }}"),
    "the title deleted": Case(swap("{{ title }}", "Formulier"), "title-missing", "{{ title }}"),
    "the readers deleted": Case(
        lambda parts: body(parts, about_cut), "readers-missing", "{%p for line in about.lines %}"
    ),
    "the purpose deleted": Case(
        without_paragraph("{{ text }}"),
        "purpose-missing",
        "{{ text }}",
        "{%p for text in purpose.texts %}",
        "preparation",
    ),
    "the source deleted": Case(
        swap("in further_reading.texts", "in approach.notes"),
        "source-missing",
        "{%p for text in further_reading.texts %}",
        phase="preparation",
    ),
    "columns swapped": Case(
        lambda parts: body(
            parts,
            lambda text: text.replace(WHO, "@", 1).replace(WHAT, WHO, 1).replace("@", WHAT, 1),
        ),
        "slot-misplaced",
        f"{WHO}, {WHAT}",
        "table 12, row 3",
    ),
    "a field that starts a program": Case(
        lambda parts: with_body(parts, FIELD.format(code="DDEAUTO excel")), "field-fetches", None, "paragraph 1"
    ),
    "a field with another file": Case(
        lambda parts: with_body(parts, paragraph("Welkom") + FIELD.format(code='INCLUDETEXT "x.docx"')),
        "field-fetches",
        None,
        "paragraph 2",
    ),
    "a picture from elsewhere": Case(lambda parts: with_body(parts, PICTURE), "picture-outside", None, "paragraph 1"),
    "a picture of a footer from elsewhere": Case(
        lambda parts: with_external(parts, "image", "http://x.nl/y.png", "word/_rels/footer1.xml.rels"),
        "picture-outside",
        None,
        "a footer",
    ),
    "a macro": Case(lambda parts: with_part(parts, "word/vbaProject.bin", "x", "vbaProject", BINARY), "macros"),
    "an embedded object": Case(
        lambda parts: with_part(parts, "word/embeddings/x.xlsx", "x", "package", "application/x"), "embedded-object"
    ),
    "an inserted file": Case(
        lambda parts: with_body(with_part(parts, "word/x.htm", "<p>x</p>", "aFChunk", "text/html"), "<w:altChunk/>"),
        "alt-chunk",
    ),
    "a loop over paragraphs without its end": Case(
        lambda parts: body(parts, lambda text: text.replace(paragraph_of(text, "{%p endfor %}"), "", 1)),
        "loop-unclosed",
        "{%p for text in purpose.texts %}",
        "paragraph 5",
        "preparation",
    ),
    "the headings of a table merged": Case(
        lambda parts: body(parts, heads_merged),
        "prompt-near",
        "{{r motive.before }}",
        "table 3, row 5",
        "preparation",
    ),
    "words in the box of an answer": Case(
        swap("{{r central.answer }}", "Antwoord: {{r central.answer }}"), "words-in-answer", "{{r central.answer }}"
    ),
    "words above an answer, in its box": Case(
        lambda parts: body(parts, lambda text: above(text, "{{r question.answer }}", paragraph("Kort graag"))),
        "words-in-answer",
        "{{r question.answer }}",
        "table 11, row 1",
    ),
    "words in a cell of a table": Case(swap(WHO, f"Naam: {WHO}"), "words-in-answer", WHO, "table 12, row 3"),
    "words behind the label of a motive": Case(
        swap("{{ motive.label }}", "{{ motive.label }} (kies)"),
        "words-in-answer",
        "{{r motive.box }}",
        "table 3, row 3",
        "preparation",
    ),
    "hidden words": Case(
        lambda parts: with_body(parts, paragraph("versie 3").replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")),
        "hidden-text",
        None,
        "paragraph 1 (“versie 3”)",
    ),
    "an answer in the paragraph of its question": Case(
        moved("{{r question.answer }}", "{{ question.label }}"),
        "answer-outside-box",
        "{{r question.answer }}",
        "paragraph 148",
    ),
    "a label said twice": Case(
        swap("{{ question.label }}", "{{ question.label }} {{ question.label }}"),
        "matched-by-position",
        "{{r question.answer }}",
        "table 8, row 1",
        "alignment",
    ),
    "words of a report twice": Case(
        swap("{{ block.text }}", "{{ block.text }}{{ block.text }}"),
        "text-twice",
        "{{ block.text }}",
        "paragraph 24",
        "report",
    ),
    "words of a report never shown": Case(
        swap("{{r block.runs }}", "{% if title == 'x' %}{{r block.runs }}{% endif %}"),
        "text-missing",
        "{{r block.runs }}",
        "paragraph 30",
        "report",
    ),
    "braces in a footnote": Case(
        lambda parts: with_note(parts, "Zie {{ title }}"), "braces-unfilled", None, "a footnote, paragraph 1"
    ),
}


def table_of(text: str, tag: str) -> str:
    return next(one for one in re.findall(r"<w:tbl>.*?</w:tbl>", text, re.DOTALL) if tag in one)


def heads_merged(text: str) -> str:
    """The text with the two headings above motives in one cell."""
    first, second = re.findall(r"<w:tc>.*?</w:tc>", row := row_of(text, "{{ outcome_header }}"), re.DOTALL)
    inner = re.search(r"<w:p>.*</w:p>", second, re.DOTALL)[0]  # type: ignore[index]  # it is there
    joined = first.replace("<w:tcPr>", '<w:tcPr><w:gridSpan w:val="2"/>', 1).replace("</w:tc>", f"{inner}</w:tc>")
    return text.replace(row, row.replace(first, joined).replace(second, ""), 1)


def above(text: str, tag: str, new: str) -> str:
    """The text with something new above the paragraph with a tag."""
    return text.replace(own := paragraph_of(text, tag), new + own, 1)


def cut_end(text: str, begin: str, end: str = "{%tr endfor %}") -> str:
    """The text without the row of the first end behind this beginning."""
    place = text.index(end, text.index(begin))
    start = text.rindex("<w:tr>", 0, place)
    return text[:start] + text[text.index("</w:tr>", place) + len("</w:tr>") :]


def cut_last_end(text: str) -> str:
    """The text without the last paragraph that ends a condition."""
    place = text.rindex("{%p endif %}")
    return text[: text.rindex("<w:p>", 0, place)] + text[text.index("</w:p>", place) + len("</w:p>") :]


def about_cut(text: str) -> str:
    """The text without the loop over what the form is about."""
    start = text.index(paragraph_of(text, "{%p for line in about.lines %}"))
    end = text.index("{%p endfor %}", start)
    return text[:start] + text[text.index("</w:p>", end) + len("</w:p>") :]


UNSEEN = [kind for kind, case in DAMAGE.items() if case.slot is None]
"""What is wrong with these is no slot: forms are made with the template and read, which is dear."""
IN_ANSWERS = ["words in the box of an answer", "words above an answer, in its box", "words in a cell of a table"]
"""These show only on a form too, and are tried together."""
DEAR = [
    *(*UNSEEN, *IN_ANSWERS),
    *("words behind the label of a motive", "the headings of a table merged", "a label said twice"),
]


def test_what_nobody_sees_in_a_form_is_named() -> None:
    parts = built_in()
    for kind in UNSEEN:
        parts = DAMAGE[kind].change(parts)
    codes = [fault.code for fault in hlo.check_template(packed(parts)).faults]
    assert sorted(codes) == sorted(DAMAGE[kind].code for kind in UNSEEN)


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=[pytest.mark.long] if kind in DEAR else []) for kind in DAMAGE]
)
def test_each_kind_of_damage_is_named_once_with_its_place_and_what_to_do(kind: str) -> None:
    case = DAMAGE[kind]
    template = packed(case.change(built_in(case.phase)))
    check = hlo.check_template(template, phase=case.phase)
    must_be_named(check, kind)


def must_be_named(check: hlo.TemplateCheck, *kinds: str) -> None:
    """Raise unless these faults are named in this order, and no other."""
    cases = [DAMAGE[kind] for kind in kinds]
    assert [fault.code for fault in check.faults] == [case.code for case in cases], str(check)
    for fault, case in zip(check.faults, cases, strict=True):
        assert case.slot in (None, fault.slot), fault.slot
        assert case.place in str(fault.place), str(fault.place)
        must_be_said(fault)


def must_be_said(fault: hlo.TemplateFault) -> None:
    """Raise unless the fault is told in both languages, with its slot and in whole sentences."""
    dutch, english = fault.in_words(language="nl"), fault.in_words(language="en")
    assert dutch != english
    for text in (dutch, english):
        assert fault.slot is None or fault.slot in text
        assert not re.search(r"\{(place|slot|after|meant|home|other)\}", text)
        assert text.endswith(".")


HARMLESS = {
    "a slot in pieces, as the spelling checker leaves it": swap(
        "{{ title }}", '{{ ti</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:t>tle</w:t></w:r><w:r><w:t> }}'
    ),
    "braces in pieces": swap(
        "{{ about.heading }}", "{</w:t></w:r><w:r><w:t>{ about.heading }</w:t></w:r><w:r><w:t>}"
    ),
    "a heading left out": swap("{{ agreements.heading }}", ""),
    "words around a slot": swap("{{ kicker }}", "Hogeschool – {{ kicker }}"),
    "a note of somebody": swap("{{ kicker }}", "{# hier het logo #}{{ kicker }}"),
    "a text left out where changes are tracked": deleted("{{ shared_agreements.heading }}"),
    "a condition of its own": swap("{{ kicker }}", "{% if not title %}x{% elif kicker %}y{% else %}z{% endif %}"),
    "a page number left out": swap("{{ page_word }}", "", "word/footer1.xml"),
    "a logo, an address and a table above": lambda parts: with_header(
        parts, "Postbus 30 / 3500 GV Utrecht</w:t></w:r></w:p><w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
        "<w:tr><w:tc><w:p><w:sdt><w:sdtContent><w:r><w:t>12</w:t></w:r></w:sdtContent></w:sdt></w:p></w:tc></w:tr>"
        "</w:tbl><w:p><w:r><w:t>x",
    ),
}  # fmt: skip


def test_what_does_no_harm_is_no_fault() -> None:
    parts = built_in()
    for change in HARMLESS.values():
        parts = change(parts)
    assert str(hlo.check_template(packed(parts))) == ""


@pytest.mark.long
@pytest.mark.parametrize("kind", HARMLESS)
def test_what_does_no_harm_is_no_fault_by_itself(kind: str) -> None:
    assert str(hlo.check_template(packed(HARMLESS[kind](built_in())))) == ""


def test_several_faults_that_show_only_on_a_form_are_each_named_with_their_place() -> None:
    parts = built_in()
    for kind in IN_ANSWERS:
        parts = DAMAGE[kind].change(parts)
    check = hlo.check_template(packed(parts))
    must_be_named(check, *IN_ANSWERS)
    assert len(comments(check.commented(packed(parts)))) == len(IN_ANSWERS)


# ---- several faults at once, and a copy with comments


def damaged() -> Parts:
    """A template with faults of many kinds at once."""
    parts = built_in()
    for kind in (
        "a slot misspelt",
        "a slot that nobody knows",
        "a heading of a column deleted",
        "braces in a footnote",
    ):
        parts = DAMAGE[kind].change(parts)
    parts = replaced(parts, "{{ title }}", "{{ title.upper() }}")
    parts = with_part(parts, "word/vbaProject.bin", "x", "vbaProject", BINARY)
    return replaced(parts, "{{ kicker }}", "{{ kikker }}", "word/footer1.xml")


CODES = [
    *("slot-unknown", "tag-refused", "slot-missing", "slot-unknown"),
    *("slot-unknown", "macros", "braces-unfilled"),
]
"""In the order of the text; then of the footer, then of what goes out unseen."""


def test_every_fault_of_a_template_is_named_at_once() -> None:
    check = hlo.check_template(packed(damaged()))
    assert [fault.code for fault in check.faults] == CODES, str(check)
    assert len({fault.in_words(language="nl") for fault in check.faults}) == len(CODES)


def comments(data: bytes) -> dict[str, str]:
    """The text of each comment by its id."""
    root = Docx(data).root("word/comments.xml")
    return {note.get(f"{W}id"): "".join(note.itertext()) for note in root.iter(f"{W}comment")}


def test_a_copy_of_the_template_has_a_comment_at_each_fault() -> None:
    template = packed(damaged())
    check = hlo.check_template(template)
    copy = check.commented(template, language="nl")
    docx = Docx(copy)
    assert faults(docx) == faults(Docx(template))
    notes = comments(copy)
    assert list(notes.values()) == [fault.in_words(language="nl") for fault in check.faults]
    paragraphs = list(docx.root().iter(f"{W}p"))
    places = {
        mark.get(f"{W}id"): number
        for number, one in enumerate(paragraphs, start=1)
        for mark in one.iterfind(f"{W}r/{W}commentReference")
    }
    there = [max(fault.place.paragraph, 1) if fault.place.part == BODY else 1 for fault in check.faults]
    assert [places[id] for id in notes] == there
    assert hlo.check_template(copy) == check
    again = check.commented(copy, language="en")
    assert list(comments(again).values()) == [fault.in_words(language="en") for fault in check.faults]


def test_comments_of_somebody_else_stay_in_the_copy() -> None:
    template = packed(DAMAGE["a slot in a comment"].change(built_in()))
    copy = hlo.check_template(template).commented(template)
    assert [text[:10] for text in comments(copy).values()] == [WHO[:10], WHO[:10]]
    assert list(comments(copy)) == ["4", "5"]
    assert faults(Docx(copy)) == faults(Docx(template))
    assert hlo.check_template(copy).faults == hlo.check_template(template).faults


def test_forms_made_with_a_copy_have_no_comments() -> None:
    template = packed(DAMAGE["a heading of a column deleted"].change(built_in()))
    copy = hlo.check_template(template).commented(template)
    form = hlo.CommitmentForm(round="2026")
    assert "comment" not in Docx(hlo.render(form, template=copy)).everything()


def test_a_template_without_faults_is_copied_as_it_is() -> None:
    template = packed(built_in())
    check = hlo.TemplateCheck(phase="commitment", faults=())
    assert Docx(check.commented(template)).texts() == Docx(template).texts()


@pytest.mark.parametrize("kind", [kind for kind in DAMAGE if kind != "an inserted file"])
def test_each_copy_is_a_sound_document(kind: str) -> None:
    """What the template itself has that no document may have is no fault of the copy."""
    case = DAMAGE[kind]
    template = packed(case.change(built_in(case.phase)))
    place = hlo.word.TemplatePlace(part=BODY, paragraph=2)
    check = hlo.TemplateCheck(
        phase=case.phase, faults=[hlo.TemplateFault(code=case.code, place=place, said="x & <y>\0")]
    )
    assert faults(Docx(check.commented(template))) == faults(Docx(template))


@pytest.mark.editor
@pytest.mark.long
def test_libreoffice_opens_a_copy_and_keeps_its_comments(tmp_path: Path) -> None:
    template = packed(damaged())
    check = hlo.check_template(template)
    path = tmp_path / "copy.docx"
    path.write_bytes(check.commented(template, language="nl"))
    (saved,) = all_converted([path], "odt", tmp_path / "saved")
    with zipfile.ZipFile(saved) as file:
        text = file.read("content.xml").decode()
    assert text.count("<office:annotation ") == len(check.faults)


def test_the_command_line_names_each_fault_and_writes_copies(tmp_path: Path) -> None:
    path = tmp_path / "eigen.docx"
    path.write_bytes(packed(damaged()))
    before = path.read_bytes()
    for language, name in (("nl", "eigen-met-opmerkingen.docx"), ("en", "eigen-with-comments.docx")):
        result = run("check", path, "--commented", tmp_path, "--language", language)
        assert result.exit_code == 1
        lines = result.stdout.splitlines()
        check = hlo.check_template(before)
        assert lines[1 : len(CODES) + 1] == [f"  {fault.in_words(language=language)}" for fault in check.faults]
        assert (tmp_path / name).read_bytes() == check.commented(before, language=language)
    assert path.read_bytes() == before
    sound = tmp_path / "goed.docx"
    sound.write_bytes(packed(built_in("report")))  # which is checked soonest
    assert run("check", sound, "--commented", tmp_path / "none").exit_code == 0
    assert not (tmp_path / "none").exists()
