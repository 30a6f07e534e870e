"""OpenDocument texts, construct by construct: what is text, and what stands beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

import hlo_forms as hlo
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.word.outline import outline_from
from hlo_forms.word.outline.blocks import Paragraph
from odt_parts import cell, odt, outline_of, paragraph_of, parts_of, row, zipped

AWAY = "<text:p>geheim <text:s/>woord</text:p>"


def style(name: str, family: str, properties: str, more: str = "") -> str:
    return (
        f"<style:style style:name='{name}' style:family='{family}' {more}>"
        f"<style:text-properties {properties}/></style:style>"
    )


def hiding(name: str, family: str) -> str:
    return style(name, family, "text:display='none'")


def beside(paragraph: Paragraph) -> list[tuple[str, str]]:
    return [(aside.kind, aside.text) for aside in paragraph.annotations]


# ---- text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("\n   een\t twee\n   drie", "een twee drie"),
        ("een <text:span> twee</text:span> <text:span>drie</text:span>", "een twee drie"),
        ("een <text:s/>twee<text:s text:c='3'/>drie", "een  twee   drie"),
        ("<text:s/>een<text:line-break/> <text:s/>twee", " een\n  twee"),
        ("een<text:tab/>twee<text:soft-page-break/>drie", "een\ttweedrie"),
        ("<text:a xlink:href='https://voorbeeld.example'>een</text:a> twee<!-- drie -->!", "een twee!"),
        ("<text:bookmark-start text:name='b'/>een<text:bookmark-end text:name='b'/>", "een"),
        ("<text:placeholder>&lt;naam&gt;</text:placeholder>", "<naam>"),
        ("<text:number>1.</text:number>een", "een"),
        ("<text:page-number>4</text:page-number> / <text:page-count>5</text:page-count>", "4 / 5"),
        ("<text:title>Titel</text:title> <text:date>1 mei</text:date>", "Titel 1 mei"),
        ("<text:drop-down><text:label text:value='ja'/><text:label text:value='nee'/>ja</text:drop-down>", "ja"),
        ("<text:ruby><text:ruby-base>een</text:ruby-base><text:ruby-text> (1)</text:ruby-text></text:ruby>", "een (1)"),
        ("<text:conditional-text>zichtbaar</text:conditional-text>", "zichtbaar"),
        ("<text:hidden-text text:is-hidden='false' text:string-value='nu te zien'/>", "nu te zien"),
        ("<text:change-start text:change-id='c'/>ingevoegd<text:change-end text:change-id='c'/>", "ingevoegd"),
        ("<text:meta>een</text:meta> <text:script>alert()</text:script>twee", "een twee"),
        ("<field:fieldmark-start field:type='FORMTEXT'/>een<field:fieldmark-end/>", "een"),
    ],
)
def test_the_text_of_a_paragraph(content: str, text: str) -> None:
    found = paragraph_of(f"<text:p>{content}</text:p>")
    assert (found.text, *found.annotations) == (text,)


@pytest.mark.parametrize(
    "body",
    [
        "<text:section><text:p>een</text:p><text:section><text:p>twee</text:p></text:section></text:section>",
        (
            "<text:list><text:list-header><text:p>een</text:p></text:list-header>"
            "<text:list-item><text:list><text:list-item><text:p>twee</text:p></text:list-item></text:list></text:list-item></text:list>"
        ),
        (
            "<text:table-of-content><text:table-of-content-source><text:index-title-template>weg"
            "</text:index-title-template></text:table-of-content-source><text:index-body><text:index-title>"
            "<text:p>een</text:p></text:index-title><text:p>twee</text:p></text:index-body></text:table-of-content>"
        ),
        "<text:numbered-paragraph><text:p>een</text:p></text:numbered-paragraph><text:soft-page-break/><text:p>twee</text:p>",
    ],
    ids=["section", "list", "index", "numbered"],
)
def test_the_paragraphs_in_something_are_those_of_the_body(body: str) -> None:
    assert list(outline_of(body).texts) == ["een", "twee"]


def test_a_heading_has_its_level() -> None:
    assert paragraph_of("<text:h text:outline-level='2'>Motieven</text:h>").level == 2
    assert paragraph_of("<text:p>Motieven</text:p>").level is None


def test_signs_of_a_sign_font_are_boxes_and_those_of_another_font_stay() -> None:
    fonts = "".join(
        style(name, "text", f"style:font-name='{font}'") for name, font in (("T1", "Wingdings"), ("T2", "Calibri"))
    )
    spans = "".join(f"<text:span text:style-name='{name}'>\uf0fe</text:span>" for name in ("T1", "T2"))
    assert paragraph_of(f"<text:p>{spans}</text:p>", fonts).text == "☒\uf0fe"


# ---- how text looks


@pytest.mark.parametrize(
    ("properties", "look"),
    [
        ("fo:font-weight='bold'", "bold"),
        ("fo:font-weight='700'", "bold"),
        ("fo:font-weight='normal'", None),
        ("fo:background-color='#ffff00'", "marked"),
        ("fo:background-color='#FFFFFF'", None),
        ("fo:border='1pt solid #000000'", "marked"),
        ("style:text-line-through-style='solid'", "struck"),
        ("style:text-line-through-style='none'", None),
    ],
)
def test_what_somebody_did_to_a_text_by_hand_is_seen(properties: str, look: str | None) -> None:
    made = style("X", "text", properties)
    body = "<text:p><text:span text:style-name='X'>een</text:span></text:p>"
    assert [set(span.looks) for span in paragraph_of(body, made).spans] == [{look} - {None}]
    assert [set(span.looks) for span in paragraph_of(body, styles=made).spans] == [set()]


def test_a_span_within_bold_text_can_be_plain() -> None:
    styles = "".join(
        style(name, family, f"fo:font-weight='{weight}'")
        for name, family, weight in (("P1", "paragraph", "bold"), ("T1", "text", "normal"))
    )
    found = paragraph_of(
        "<text:p text:style-name='P1'>vet<text:span text:style-name='T1'> niet</text:span></text:p>", styles
    )
    assert [(span.text, set(span.looks)) for span in found.spans] == [("vet", {"bold"}), (" niet", set())]


# ---- hidden text


@pytest.mark.parametrize(
    ("body", "styles"),
    [
        (
            "<text:p><text:span text:style-name='X'>geheim <text:s/>woord</text:span></text:p>",
            hiding("X", "text"),
        ),
        ("<text:p text:style-name='X'>geheim <text:s/>woord</text:p>", hiding("X", "paragraph")),
        (
            "<text:p text:style-name='Y'>geheim <text:s/>woord</text:p>",
            hiding("X", "paragraph") + style("Y", "paragraph", "", "style:parent-style-name='X'"),
        ),
        ("<text:section text:display='none'>" + AWAY + "</text:section>", ""),
        (
            "<text:section text:display='condition' text:is-hidden='true'>" + AWAY + "</text:section>",
            "",
        ),
        ("<text:p><text:hidden-text text:is-hidden='true' text:string-value='geheim  woord'/></text:p>", ""),
        ("<text:p>geheim <text:s/>woord<text:hidden-paragraph text:is-hidden='true'/></text:p>", ""),
        ("<text:p><text:variable-set text:display='none'>geheim <text:s/>woord</text:variable-set></text:p>", ""),
    ],
    ids=["span", "paragraph", "inherited", "section", "condition", "field", "hidden-paragraph", "variable"],
)
def test_hidden_text_stands_beside(body: str, styles: str) -> None:
    for automatic, named in ((styles, ""), ("", styles)):
        found = paragraph_of(body, automatic, styles=named)
        assert (found.text, beside(found)) == ("", [("hidden", "geheim  woord")])


@pytest.mark.parametrize(
    "body",
    [
        "<text:section text:display='condition'><text:p>zichtbaar</text:p></text:section>",
        "<text:p>zichtbaar<text:hidden-paragraph text:is-hidden='false'/></text:p>",
        "<text:p text:style-name='P'><text:span text:style-name='T'>zichtbaar</text:span></text:p>",
    ],
)
def test_what_a_condition_or_a_style_shows_again_is_text(body: str) -> None:
    styles = hiding("P", "paragraph") + hiding("T", "text").replace("none", "true")
    assert (paragraph_of(body, styles).text, beside(paragraph_of(body, styles))) == ("zichtbaar", [])


def test_styles_that_go_in_a_circle_hide_nothing() -> None:
    style = "<style:style style:name='{}' style:family='text' style:parent-style-name='{}'/>"
    body = "<text:p><text:span text:style-name='A'>een</text:span></text:p>"
    assert paragraph_of(body, style.format("A", "B") + style.format("B", "A")).text == "een"


# ---- beside the text


def test_notes_and_remarks_stand_beside_the_text() -> None:
    found = paragraph_of(
        "<text:p>een<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p> Zie  het plan</text:p></text:note-body></text:note> <office:annotation><dc:creator>Noor</dc:creator>"
        "<dc:date>2026-03-02T00:00:00</dc:date><text:p>Klopt</text:p><text:p>dit?</text:p></office:annotation>twee</text:p>"
    )
    assert (found.text, beside(found)) == ("een twee", [("footnote", "Zie het plan"), ("comment", "Klopt\ndit?")])
    assert [(aside.author, aside.date) for aside in found.annotations] == [
        (None, None),
        ("Noor", "2026-03-02T00:00:00"),
    ]


def test_a_chart_and_an_object_that_is_nowhere_are_counted() -> None:
    chart = "<draw:frame><draw:object xlink:href='./Object 1'/></draw:frame>"
    missing = "<draw:frame><draw:object xlink:href='./Object 2'/></draw:frame>"
    parts = parts_of(odt(f"<table:table>{row(cell(chart + missing + chart))}</table:table>"))
    outline = outline_from(zipped(parts | {"Object 1/content.xml": b"<chart/>"}))
    assert [found.objects for found in outline.cells] == [3]


@pytest.mark.parametrize(
    "drawing",
    [
        "<draw:frame><draw:text-box><text:p>Bel mij</text:p></draw:text-box><svg/></draw:frame>",
        "<draw:custom-shape><text:p>Bel mij</text:p></draw:custom-shape>",
        "<draw:g><draw:rect><text:p>Bel mij</text:p></draw:rect></draw:g>",
        (
            "<draw:a><draw:frame><draw:text-box><text:list><text:list-item><text:p>Bel mij</text:p>"
            "</text:list-item></text:list></draw:text-box></draw:frame></draw:a>"
        ),
    ],
)
def test_what_is_drawn_stands_beside_the_text(drawing: str) -> None:
    for body in (f"<text:p>{drawing}</text:p>", drawing):
        assert (paragraph_of(body).text, beside(paragraph_of(body))) == ("", [("textbox", "Bel mij")])


def test_what_stands_beside_the_text_of_a_frame_is_not_lost() -> None:
    note = "<text:note><text:note-body><text:p>noot</text:p></text:note-body></text:note>"
    in_table = f"<table:table>{row(cell('vak' + note))}</table:table>"
    found = paragraph_of(f"<text:p><draw:frame><draw:text-box>{in_table}</draw:text-box></draw:frame></text:p>")
    assert sorted(beside(found)) == [("footnote", "noot"), ("textbox", "vak")]


def test_a_picture_in_an_answer_is_counted() -> None:
    picture = "<draw:frame><draw:image xlink:href='Pictures/a.png'/></draw:frame>"
    found = outline_of(f"<table:table>{row(cell(picture + picture), cell())}</table:table>")
    assert [found.objects for found in found.cells] == [2, 0]


def test_a_formula_is_its_signs_and_another_object_is_counted() -> None:
    signs = "<math:mi>x</math:mi><math:mo>=</math:mo><math:mn>2</math:mn>"
    formula = f"<math:math>{signs}<math:annotation>x = 2</math:annotation></math:math>"
    inline = f"<text:p>dus <draw:frame><draw:object>{formula}</draw:object></draw:frame></text:p>"
    assert paragraph_of(inline).text == "dus x=2"
    named = "<text:p>dus <draw:frame><draw:object xlink:href='./Object%201'/></draw:frame></text:p>"
    math = formula.replace("<math:math>", "<math:math xmlns:math='http://www.w3.org/1998/Math/MathML'>")
    outline = outline_from(zipped(parts_of(odt(named)) | {"Object 1/content.xml": math.encode()}))
    assert list(outline.texts) == ["dus x=2"]


def test_a_formula_of_openoffice_with_its_document_type_stops_nobody() -> None:
    kind = '<!DOCTYPE math:math PUBLIC "-//OpenOffice.org//DTD Modified W3C MathML 1.01//EN" "math.dtd">'
    math = f"{kind}<math:math xmlns:math='http://www.w3.org/1998/Math/MathML'><math:mi>x</math:mi></math:math>"
    body = "<text:p>dus <draw:frame><draw:object xlink:href='./Object 1'/></draw:frame></text:p>"
    table = f"<table:table>{row(f'<table:table-cell>{body}</table:table-cell>')}</table:table>"
    outline = outline_from(zipped(parts_of(odt(table)) | {"Object 1/content.xml": math.encode()}))
    assert [(cell.text, cell.objects) for cell in outline.cells] == [("dus ", 1)]


def test_deleted_text_is_told_at_its_place_with_who_and_when() -> None:
    info = "<office:change-info><dc:creator>Noor</dc:creator><dc:date>2026-03-02</dc:date>{}</office:change-info>"
    region = "<text:changed-region text:id='{}'><text:{}>{}</text:{}></text:changed-region>"
    tracked = (
        region.format("a", "deletion", info.format("") + "<text:p>oud</text:p><text:p>en weg</text:p>", "deletion")
        + region.format("b", "insertion", info.format("<text:p>toegevoegd</text:p>"), "insertion")
        + region.format("c", "deletion", info.format("") + "<text:p>nergens</text:p>", "deletion")
    )
    outline = outline_of(
        f"<text:tracked-changes>{tracked}</text:tracked-changes>"
        "<text:p>een<text:change text:change-id='a'/> <text:change-start text:change-id='b'/>nieuw</text:p>"
    )
    (found,) = outline.blocks
    assert isinstance(found, Paragraph)
    assert (found.text, beside(found)) == ("een nieuw", [("deleted", "oud\nen weg"), ("comment", "toegevoegd")])
    assert {(aside.author, aside.date) for aside in found.annotations} == {("Noor", "2026-03-02")}
    assert [passage.text for passage in outline.deleted] == ["nergens"]


def test_what_was_deleted_between_paragraphs_is_told_there() -> None:
    region = (
        "<text:changed-region text:id='a'><text:deletion><text:p>weg</text:p></text:deletion></text:changed-region>"
    )
    tracked = f"<text:tracked-changes>{region}</text:tracked-changes>"
    outline = outline_of(f"{tracked}<text:p>een</text:p><text:change text:change-id='a'/><text:p>twee</text:p>")
    assert list(outline.texts) == ["een", "", "twee"]
    assert [beside(block) for block in outline.blocks if isinstance(block, Paragraph)] == [[], [("deleted", "weg")], []]


def test_headers_and_footers_stand_outside_the_text_with_their_own_styles() -> None:
    outline = outline_of(
        "<text:p text:style-name='P1'>een</text:p>",
        margins="<style:header><text:p text:style-name='P1'>geheim</text:p>"
        "<text:p>Vertrouwelijk</text:p></style:header>"
        "<style:header-left><text:p>Vertrouwelijk</text:p></style:header-left>"
        "<style:footer><text:p>Blad</text:p></style:footer>"
        "<style:properties/><style:footer-left style:display='false'><text:p>oud</text:p></style:footer-left>",
        own=hiding("P1", "paragraph"),
    )
    assert list(outline.texts) == ["een"]
    assert [(p.place.part, p.text) for p in outline.others] == [("header", "Vertrouwelijk"), ("footer", "Blad")]
    assert [p.text for p in outline.hidden] == ["geheim", "oud"]


# ---- controls


def test_a_content_control_gives_its_text_state_and_tag() -> None:
    found = paragraph_of(
        "<text:p><loext:content-control loext:checkbox='true' loext:checked='true'><text:span>☒</text:span>"
        "</loext:content-control>"
        "<loext:content-control loext:checkbox='true'>☐</loext:content-control>"
        "<loext:content-control loext:checkbox='true'>☐</loext:content-control> "
        "<loext:content-control loext:showing-place-holder='true' loext:tag='a'>Typ hier"
        "</loext:content-control></text:p>"
    )
    assert [(span.text, span.box, span.prompt, span.tag) for span in found.spans] == [
        ("☒", True, False, None),
        ("☐", False, False, None),
        ("☐", False, False, None),
        (" ", None, False, None),
        ("Typ hier", None, True, "a"),
    ]


@pytest.mark.parametrize(
    ("control", "spans"),
    [
        ("<form:checkbox {} form:current-state='checked' form:label='ja'/>", [("☒", True), (" ja", None)]),
        ("<form:checkbox {} form:state='unchecked'/>", [("☐", False)]),
        ("<form:radio {} form:current-selected='true' form:label='ja'/>", [("☒", True), (" ja", None)]),
        ("<form:text {} form:current-value='Meer plekken'/>", [("Meer plekken", None)]),
        ("<form:text {} form:value='Meer plekken'/>", [("Meer plekken", None)]),
        ("<form:textarea {}><text:p>een</text:p><text:p>twee</text:p></form:textarea>", [("een\ntwee", None)]),
        ("<form:fixed-text {} form:label='Naam'/>", [("Naam", None)]),
        (
            (
                "<form:listbox {}><form:option form:label='ja' form:selected='true'/>"
                "<form:option form:label='nee' form:current-selected='true'/></form:listbox>"
            ),
            [("nee", None)],
        ),
        ("<form:listbox {}><form:option form:label='ja' form:selected='true'/></form:listbox>", [("ja", None)]),
    ],
)
def test_a_form_control_gives_what_it_shows_where_it_stands(control: str, spans: list[tuple[str, bool | None]]) -> None:
    forms = f"<office:forms><form:form>{control.format('form:id=' + repr('c1'))}</form:form></office:forms>"
    found = outline_of(f"{forms}<text:p><draw:control draw:control='c1'/><draw:control draw:control='c1'/></text:p>")
    (paragraph,) = found.blocks
    assert isinstance(paragraph, Paragraph)
    assert [(span.text, span.box) for span in paragraph.spans] == spans


def test_a_form_field_of_word_gives_its_box_or_choice() -> None:
    parameter = "<field:param field:name='{}' field:value='{}'/>"
    box = parameter.format("Checkbox_Checked", "true")
    choice = "".join(
        parameter.format(*pair)
        for pair in (("Dropdown_ListEntry", "ja"), ("Dropdown_ListEntry", "nee"), ("Dropdown_Selected", "1"))
    )
    found = paragraph_of(
        f"<text:p><field:fieldmark field:type='x.FORMCHECKBOX'>{box}</field:fieldmark> "
        f"<field:fieldmark field:type='x.FORMDROPDOWN'>{choice}</field:fieldmark>"
        f"<field:fieldmark field:type='x.FORMDROPDOWN'>{choice.replace('1', '²')}</field:fieldmark></text:p>"
    )
    assert [(span.text, span.box) for span in found.spans] == [("☒", True), (" nee", None)]


ODD = ' <foo:bar xmlns:foo="urn:x">Alleen hier</foo:bar>'
NOTE = "<text:note><text:note-citation>1</text:note-citation><text:note-body>{}</text:note-body></text:note>"


@pytest.mark.parametrize(
    ("end", "more"),
    [
        ("</office:text>", ODD),
        ("</office:text>", "Alleen hier"),
        ("</office:body>", "<text:p>Alleen hier</text:p>"),
        ("</office:body>", "<office:text><text:p>Alleen hier</text:p></office:text>"),
        ("</text:p>", NOTE.format(ODD)),
        ("</text:p>", f"<office:annotation>{ODD}</office:annotation>"),
        ("</text:p>", f"<draw:frame><draw:text-box>{ODD}</draw:text-box></draw:frame>"),
        ("</text:p>", ODD),
    ],
)
def test_no_text_is_lost_wherever_a_program_put_it(end: str, more: str) -> None:
    parts = parts_of(min((Path(__file__).parent / "odt_documents").glob("*.odt")).read_bytes())
    before, last, after = parts["content.xml"].decode().rpartition(end)
    odd = zipped({**parts, "content.xml": f"{before}{more}{last}{after}".encode()})
    reading = hlo.read(odd)
    passages = [passage.text for passage in (*reading.unplaced, *reading.remarks)]
    values = [text for _, text in fields_of(reading.form)]
    assert "Alleen hier" in "\n".join([*passages, *values])
