"""What a house style sends to partners unseen, and what a form may not lack: each told once, with what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import hlo_forms as hlo
from docx_parts import Docx, faults
from edits import members
from hlo_forms.word.template_contents import unseen
from runs import dear
from templates import RELS, WORD, built_in, packed, paragraph, replaced, with_body, with_external, with_note, with_part

Parts = dict[str, bytes]
BINARY = "application/vnd.ms-office.vbaProject"


def told(parts: Parts, phase: str | None = None) -> set[str]:
    """The codes of what is wrong, each of which must be told once."""
    faults = hlo.check_template(packed(parts), phase=phase).faults
    codes = [(fault.code, fault.seen) for fault in faults]
    assert len(set(codes)) == len(codes), codes
    return {fault.code for fault in faults}


def sent(parts: Parts) -> list[str]:
    """The codes of what goes out unseen with a form; the check tells the same, and takes a second."""
    return [contents.code for contents in unseen(hlo.render(hlo.CommitmentForm(), template=packed(parts)))]


def test_a_footnote_of_a_house_style_goes_out_without_traces_of_people() -> None:
    parts = with_note(built_in(), "Zie onze site")
    note = parts["word/footnotes.xml"].decode().replace("<w:r>", '<w:ins w:id="9" w:author="Noor Bakker"><w:r>', 1)
    note = note.replace("</w:r>", "</w:r></w:ins>", 1)
    written = hlo.render(hlo.CommitmentForm(), template=packed({**parts, "word/footnotes.xml": note.encode()}))
    sent_on = members(written)["word/footnotes.xml"].decode()
    assert ("Noor Bakker" in note, "Noor Bakker" in sent_on, "Zie onze site" in sent_on) == (True, False, True)


def field(*instruction: str, end: bool = True) -> str:
    """A field whose instruction stands in these pieces."""
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in instruction)
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    shown = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Welkom</w:t></w:r>'
    return f"{begin}{pieces}" + (f'{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>' if end else "")


def in_paragraph(runs: str) -> str:
    return f"<w:p>{runs}</w:p>"


QUOTED = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + field(" QUOTE 68 68 69 ") + field(" x ")
FIELDS = {
    "DDE": in_paragraph(field(' DDEAUTO "c:\\\\windows\\\\cmd.exe" "/k calc" ')),
    "in pieces": in_paragraph(field(" DD", "EAU", "TO excel ")),
    "in small letters": in_paragraph(field(" ddeauto excel ")),
    "a text of another file": in_paragraph(field(' INCLUDETEXT "\\\\\\\\server\\\\map\\\\x.docx" ')),
    "a picture from elsewhere": in_paragraph(field(' INCLUDEPICTURE "https://example.org/x.png" \\d ')),
    "simple": '<w:p><w:fldSimple w:instr=" LINK Excel.Sheet x "><w:r><w:t>Welkom</w:t></w:r></w:fldSimple></w:p>',
    "told by another field": in_paragraph(QUOTED + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
    "without an end": in_paragraph(field(" DDE excel ", end=False)),
    "a macro": in_paragraph(field(" MACROBUTTON Doe Klik ")),
    "half told by another field": in_paragraph(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r>'
        + field(" QUOTE 69 ")
        + '<w:r><w:instrText>AUTO excel</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "in quotation marks": in_paragraph(field(' "DDEAUTO" excel ')),
    "with a sign that shows nothing": in_paragraph(field(" DDE\u200bAUTO excel ")),
    "over two paragraphs": '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
    "<w:r><w:instrText>DD</w:instrText></w:r></w:p>"
    '<w:p><w:r><w:instrText>E excel</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    "in a simple field": '<w:p><w:fldSimple w:instr="IF 1=1"><w:fldSimple w:instr=" DDE x "/></w:fldSimple></w:p>',
    "in a control": f"<w:p><w:sdt><w:sdtContent>{field(' DDE x ')}</w:sdtContent></w:sdt></w:p>",
    "in a link": f'<w:p><w:hyperlink w:anchor="x">{field(" DDE x ")}</w:hyperlink></w:p>',
    "in a second version": '<w:p><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    f'<mc:Choice Requires="wps"/><mc:Fallback>{field(" DDE x ")}</mc:Fallback></mc:AlternateContent></w:p>',
}


@pytest.mark.parametrize("kind", FIELDS)
def test_fields_that_fetch_or_start_something_are_told(kind: str) -> None:
    assert sent(with_body(built_in(), FIELDS[kind])) == ["field-fetches"]


def test_fields_of_a_page_are_no_fault() -> None:
    usual = in_paragraph(field(" PAGE ") + field(" STYLEREF 1 ") + field(' HYPERLINK "https://example.org" '))
    usual += in_paragraph(field(' HYPERLINK \\l "kop1" ') + field(' HYPERLINK "mailto:noor@example.org" \\o "Mail" '))
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=</w:instrText></w:r>'
    end = '<w:r><w:instrText>-1</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    usual += in_paragraph(begin + field(" PAGE ") + end)
    assert sent(with_body(built_in(), usual)) == []


LOCAL = ["file:///C:/x.docx", r"\\server\map\x.docx", "../map/x.docx", "javascript:x()", "ms-word:ofe|u|x"]
OTHER_FOLDER = f'<w:hdr xmlns:w="{WORD}">{in_paragraph(field(" DDE x "))}</w:hdr>'
HEADER = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.mark.parametrize("address", LOCAL)
def test_a_link_that_only_works_at_home_is_told(address: str) -> None:
    assert sent(with_external(built_in(), "hyperlink", address)) == ["link-local"]
    quoted = address.replace("\\", "\\\\")
    assert sent(with_body(built_in(), in_paragraph(field(f' HYPERLINK "{quoted}" \\o "x" ')))) == ["link-local"]
    assert sent(with_body(built_in(), drawn(f'<v:rect href="{address}"/>'))) == ["link-local"]


def drawn(shape: str) -> str:
    """An old drawing with this shape."""
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    return f"<w:p {spaces}><w:r><w:pict>{shape}</w:pict></w:r></w:p>"


OUTSIDE: dict[str, tuple[Callable[[Parts], Parts], str]] = {
    "picture": (lambda parts: with_external(parts, "image", "https://example.org/x.png"), "picture-outside"),
    "picture in a footer": (
        lambda parts: with_external(parts, "image", "file:///x.png", "word/_rels/footer1.xml.rels"),
        "picture-outside",
    ),
    "picture by its address": (
        lambda parts: with_body(
            parts,
            '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="http://x/y.png"/>'
            "</v:shape></w:pict></w:r></w:p>",
        ),
        "picture-outside",
    ),
    "picture in the fill of a shape": (
        lambda parts: with_body(parts, drawn('<v:rect><v:fill src="http://x/y.png"/></v:rect>')),
        "picture-outside",
    ),
    "picture by another address": (
        lambda parts: with_body(parts, drawn('<v:shape><v:imagedata o:href="http://x/y.png"/></v:shape>')),
        "picture-outside",
    ),
    "picture in a drawing of letters": (
        lambda parts: with_part(
            parts, "word/media/x.svg", SVG.format('<image href="http://x/y.png"/>'), "image", "image/svg+xml"
        ),
        "picture-outside",
    ),
    "program in a drawing of letters": (
        lambda parts: with_part(parts, "word/media/x.svg", SVG.format("<script/>"), "image", "image/svg+xml"),
        "macros",
    ),
    "picture that says it is inside": (
        lambda parts: (
            with_external(parts, "image", "http://x/y.png")
            | {RELS: with_external(parts, "image", "http://x/y.png")[RELS].replace(b' TargetMode="External"', b"")}
        ),
        "picture-outside",
    ),
    "field in a header in another folder": (
        lambda parts: with_part(parts, "doc/header9.xml", OTHER_FOLDER, "header", HEADER),
        "field-fetches",
    ),
    "program under a relationship that nobody knows": (
        lambda parts: with_part(parts, "word/x.exe", "MZ", "vreemd", "application/x-msdownload"),
        "embedded-object",
    ),
    "inserted file that no text refers to": (
        lambda parts: with_part(parts, "word/x.htm", "<p>x</p>", "aFChunk", "text/html"),
        "alt-chunk",
    ),
    "frame": (lambda parts: with_external(parts, "frame", "https://example.org"), "link-outside"),
    "subdocument": (lambda parts: with_external(parts, "subDocument", "deel.docx"), "link-outside"),
    "linked object": (lambda parts: with_external(parts, "oleObject", "file:///x.xlsx"), "link-outside"),
    "macros": (lambda parts: with_part(parts, "word/vbaProject.bin", "x", "vbaProject", BINARY), "macros"),
    "macros under another name": (lambda parts: with_part(parts, "word/x.bin", "x", "vbaProject", BINARY), "macros"),
    "embedded": (
        lambda parts: with_part(parts, "word/embeddings/x.xlsx", "x", "package", "application/x"),
        "embedded-object",
    ),
    "control": (
        lambda parts: with_part(parts, "word/activeX/x.bin", "x", "control", "application/x"),
        "embedded-object",
    ),
    "buttons that call macros": (
        lambda parts: with_part(parts, "customUI/customUI.xml", "<customUI/>", "ui/extensibility", "application/xml"),
        "macros",
    ),
    "an add-in of the web": (
        lambda parts: with_part(
            parts, "word/webextensions/taskpanes.xml", "<taskpanes/>", "webextensiontaskpanes", "application/xml"
        ),
        "embedded-object",
    ),
    "object without its file": (
        lambda parts: with_body(
            parts,
            '<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office"/></w:object></w:r>'
            "</w:p>",
        ),
        "embedded-object",
    ),
    "inserted file": (
        lambda parts: with_body(with_part(parts, "word/x.htm", "<p>x</p>", "aFChunk", "text/html"), "<w:altChunk/>"),
        "alt-chunk",
    ),
    "braces in a footnote": (lambda parts: with_note(parts, "Zie {{ title }}"), "braces-unfilled"),
    "braces in an endnote": (lambda parts: with_note(parts, "Zie {{ title }}", "endnote"), "braces-unfilled"),
    "loop in a footnote": (lambda parts: with_note(parts, "{% if title %}x{% endif %}"), "braces-unfilled"),
    "half of a slot": (lambda parts: with_body(parts, paragraph("title }}")), "braces-unfilled"),
}


@pytest.mark.parametrize("kind", OUTSIDE)
def test_what_partners_get_unseen_is_told(kind: str) -> None:
    change, code = OUTSIDE[kind]
    assert sent(change(built_in())) == [code]


@pytest.mark.parametrize("phase", dear(1, ["report", "preparation", "alignment"]))
def test_it_is_told_for_every_kind_of_template(phase: str) -> None:
    assert told(with_external(built_in(phase), "image", "https://example.org/x.png"), phase) == {"picture-outside"}


@pytest.mark.long
def test_links_that_people_follow_themselves_are_no_fault() -> None:
    assert told(with_external(built_in(), "hyperlink", "https://example.org")) == set()


@pytest.mark.long
def test_what_stays_behind_with_the_template_is_no_fault() -> None:
    parts = with_external(built_in(), "attachedTemplate", "file:///C:/x.dotx", "word/_rels/settings.xml.rels")
    parts = with_external(parts, "mailMergeSource", "file:///C:/adressen.xlsx", "word/_rels/settings.xml.rels")
    assert told(parts) == set()
    assert b"adressen" not in hlo.render(hlo.CommitmentForm(), template=packed(parts))


OWN = "vertrouwelijk"
LEFT_BEHIND: dict[str, Callable[[Parts], Parts]] = {
    "a file that nothing refers to": lambda parts: with_part(parts, "notities.txt", OWN),
    "an older text that nothing refers to": lambda parts: with_part(
        parts, "word/oud.xml", f'<w:document xmlns:w="{WORD}"><w:body>{paragraph(OWN)}</w:body></w:document>'
    ),
    "data of a document server": lambda parts: with_part(parts, "customXml/item1.xml", f"<x>{OWN}</x>", "customXml"),
    "such data in another folder": lambda parts: with_part(parts, "word/data.xml", f"<x>{OWN}</x>", "customXml"),
    "tasks of colleagues": lambda parts: with_part(parts, "word/tasks.xml", f"<x>{OWN}</x>", "documenttasks"),
    "where data are kept": lambda parts: in_settings(parts, f'<w:saveThroughXslt w:solutionID="{OWN}"/>'),
    "a scheme of data": lambda parts: in_settings(parts, f'<w:attachedSchema w:val="{OWN}"/>'),
    "variables": lambda parts: in_settings(parts, f'<w:docVars><w:docVar w:name="x" w:val="{OWN}"/></w:docVars>'),
    "a list of addresses": lambda parts: in_settings(
        parts, f'<w:mailMerge><w:connectString w:val="{OWN}"/></w:mailMerge>'
    ),
    "a link to data": lambda parts: with_body(
        parts,
        f'<w:p><w:sdt><w:sdtPr><w:alias w:val="x"/><w:tag w:val="x"/><w:id w:val="5"/>'
        f'<w:dataBinding w:xpath="/{OWN}" w:storeItemID="{{1}}"/></w:sdtPr><w:sdtContent>'
        "<w:r><w:t>Welkom</w:t></w:r></w:sdtContent></w:sdt></w:p>",
    ),
}


def in_settings(parts: Parts, xml: str) -> Parts:
    return replaced(parts, "</w:settings>", f"{xml}</w:settings>", "word/settings.xml")


@pytest.mark.parametrize("kind", LEFT_BEHIND)
def test_what_no_form_needs_does_not_go_out_with_it(kind: str) -> None:
    parts = LEFT_BEHIND[kind](built_in())
    written = hlo.render(hlo.CommitmentForm(), template=packed(parts))
    there = [name for name, part in members(written).items() if OWN.encode() in part]
    assert (there, sent(parts)) == ([], [])
    assert faults(Docx(written)) == []


LACKING = {
    "title-missing": ("{{ title }}", "Formulier"),
    "readers-missing": ("in about.lines", "in instruction"),
    "purpose-missing": ("in purpose.texts", "in approach.texts"),
    "source-missing": ("in further_reading.texts", "in approach.notes"),
}


ALWAYS = ("title-missing", "readers-missing")  # the purpose and the source stand on the form of phase 1


@pytest.mark.parametrize(
    ("phase", "code"),
    dear(
        2,
        (
            (phase, code)
            for phase in ("commitment", "preparation", "alignment")
            for code in (LACKING if phase == "preparation" else ALWAYS)
        ),
    ),
)
def test_a_form_without_title_readers_purpose_or_source_is_told(phase: str, code: str) -> None:
    parts = replaced(built_in(phase), *LACKING[code])
    if code == "readers-missing":
        parts = replaced(parts, "{{ line.label }}", "")
    check = hlo.check_template(packed(parts), phase=phase)
    assert [fault.code for fault in check.faults] == [code], str(check)


def test_what_to_do_is_said_in_both_languages() -> None:
    parts = with_note(built_in("report"), "Zie {{ title }}")  # of all templates this one is checked soonest
    (fault,) = hlo.check_template(packed(parts)).faults
    place = "alinea 1 (“Zie {{ title }}”)"
    assert fault.in_words(language="nl") == (
        f"In een voetnoot, {place} staat {{{{ title }}}}, dat niemand invult: partners krijgen de accolades te zien. "
        "Zet het in de tekst zelf, of haal het weg."
    )
    assert str(fault) == (
        "In a footnote, paragraph 1 (“Zie {{ title }}”) stands {{ title }}, which nobody fills in: partners get to see "
        "the braces. Put it in the text itself, or take it out."
    )


@pytest.mark.long
def test_relationships_name_their_part() -> None:
    parts = with_external(built_in(), "image", "https://x/y.png", "word/_rels/footer1.xml.rels")
    (fault,) = hlo.check_template(packed(parts)).faults
    assert "een voettekst (word/footer1.xml)" in fault.in_words(language="nl")
