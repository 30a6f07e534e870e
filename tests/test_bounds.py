"""Small files that ask for much: whatever repeats, nests or spreads, the work is bounded by counts.

Growth is told in steps, as in `tests/test_growth.py`: four times as much takes four times as many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import pytest

import hlo_forms as hlo
import templates
from attacks import (
    _HEADER,
    _IN_BOX,
    _IN_CELL,
    _NETWORK,
    _PROMPT,
    _QUESTION,
    _TITLE,
    BODY,
    PARTS,
    document,
    mixed,
    nested,
    noted,
    paragraph,
    row,
    run,
    table,
)
from edits import DOCUMENT, members, zipped
from hlo_forms import Limits, UnsafeFileError
from hlo_forms.basics import text
from hlo_forms.basics.text import matching_key, normalised, slug
from hlo_forms.word.reader import document as reader
from hlo_forms.word.reader.labels import Tries
from odt_parts import odt, outline_of, unpacked
from runs import dear
from test_growth import steep

Make = Callable[[int], bytes]
_BOX = "☐".encode()
_FIELD = b'<w:sdt><w:sdtPr><w:tag w:val="%b"/></w:sdtPr><w:sdtContent><w:r><w:t>a</w:t></w:r></w:sdtContent></w:sdt>'
_OUTCOME = _FIELD % b"motives.network.outcome"
_VML = b'xmlns:v="urn:schemas-microsoft-com:vml"'


def cell(content: bytes, properties: bytes = b"") -> bytes:
    return b"<w:tc><w:tcPr>%b</w:tcPr><w:p>%b</w:p></w:tc>" % (properties, content)


def merged(count: int) -> bytes:
    """A cell with blanks, and so many merged with it."""
    first = cell(run(b" " * 500 + b"a"), b'<w:vMerge w:val="restart"/>')
    return table(b"<w:tr>" + first + b"</w:tr>" + (b"<w:tr>" + cell(b"", b"<w:vMerge/>") + b"</w:tr>") * count)


def boxes(count: int) -> bytes:
    """Text boxes in text boxes, with words along a path in the innermost."""
    words = b"<w:p><w:r><w:pict %b>%b</w:pict></w:r></w:p>" % (_VML, b'<v:textpath string="x"/>' * count * 8)
    return nested(_IN_BOX[0], words, _IN_BOX[1], count)


WORD: dict[str, Callable[[int], bytes]] = {
    "a row of labels": lambda n: table(row(*[_NETWORK] * n)),
    "a row of boxes": lambda n: table(row(*[_BOX] * n, _NETWORK)),
    "a row of words before a label": lambda n: table(row(*[b"woord"] * n, _NETWORK, _BOX)),
    "a row of fields": lambda n: table(b"<w:tr>" + cell(_OUTCOME) * n + b"</w:tr>"),
    "a row of titles": lambda n: table(row(*[b"Wie"] * n) + row(*[b"x"] * n)),
    "a row of questions": lambda n: table(row(*[_QUESTION] * n)),
    "a row of prompts": lambda n: table(_HEADER + row(*[_PROMPT] * n)),
    "a row of remarks": lambda n: noted(b"comment", n),
    "rows of one field": lambda n: table((b"<w:tr>" + cell(_OUTCOME) + b"</w:tr>") * n),
    "fields in a cell": lambda n: table(b"<w:tr>" + cell(_OUTCOME * n) + b"</w:tr>"),
    "cells merged downwards": merged,
    "words along a path in boxes": boxes,
    "a paragraph of many ends": lambda n: (b"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run(b"a") + b"</w:p>") * n,
    "rows that were deleted": lambda n: table((b"<w:tr><w:trPr><w:del/></w:trPr>" + cell(run(b"a")) + b"</w:tr>") * n),
    "texts that nobody walks": lambda n: b"<w:p><w:pPr>" + b"<w:x><w:t>a</w:t></w:x>" * n + b"</w:pPr></w:p>",
    "versions": lambda n: (
        b'<mc:AlternateContent xmlns:mc="m">'
        + (b"<mc:Choice>" + paragraph(b"a") + b"</mc:Choice>") * n
        + b"</mc:AlternateContent>"
    ),
    "links": lambda n: b"<w:p>" + (b"<w:hyperlink>" + run(b"a") + b"</w:hyperlink>") * n + b"</w:p>",
    "moves": lambda n: (
        b"<w:p>" + (b"<w:moveFrom>%b</w:moveFrom><w:moveTo>%b</w:moveTo>" % ((run(b"a"),) * 2)) * n + b"</w:p>"
    ),
    "nearly a question": lambda n: b"".join(paragraph(_QUESTION[:-2] + b"%d" % i) for i in range(n)),
    "nearly a motive": lambda n: table(_HEADER + b"".join(row(_NETWORK[:-1] + b"%d" % i, b"x") for i in range(n))),
    "half a question": lambda n: b"".join(paragraph(_QUESTION[:40] + b" %d" % i) for i in range(n)),
    "questions with boxes": lambda n: (paragraph(_QUESTION) + table(row(b"x"))) * n,
    "tables in a cell": lambda n: table(
        b"<w:tr><w:tc>" + table(_HEADER + row(_NETWORK, b"x")) * n + b"<w:p/></w:tc></w:tr>"
    ),
    "tables of agreements": lambda n: table(row(b"Afspraak", b"Wie", b"Wanneer") + row(b"a", b"b", b"c")) * n,
    "references": lambda n: b"".join(
        paragraph(b"hlo1/strategic-motives/2022/nl/preparation/practice_partner/f%d/-/-/x" % i) for i in range(n)
    ),
}


SIZES = {"words along a path in boxes": (8, 32), "references": (100, 400)}  # how deep boxes go; how many are kept


@pytest.mark.parametrize("name", dear(8, WORD))
def test_reading_grows_with_what_a_document_repeats(name: str) -> None:
    few, many = SIZES.get(name, (40, 160))

    def reading(size: int) -> Callable[[], object]:
        part = WORD[name](size)
        data = part if part.startswith(b"PK") else document(part)
        return lambda: hlo.read(data)

    assert not steep(reading, few, many)


def deep(before: str, inner: str, after: str, depth: int) -> str:
    return before * depth + inner + after * depth


OPEN_DOCUMENT: dict[str, Callable[[int], str]] = {
    "bare texts far down": lambda n: deep("<text:x>", "<text:y>a</text:y>" * n, "</text:x>", n),
    "bare ends far down": lambda n: deep("<text:x>", "<text:y><text:z/>a</text:y>" * n, "</text:x>", n),
    "lines in lines": lambda n: f"<text:tracked-changes>{deep('<text:p>', 'a', '</text:p>', n)}</text:tracked-changes>",
    "lines far down that changed": lambda n: deep(
        "<text:x>", f"<text:tracked-changes>{'<text:p>a</text:p>' * n}</text:tracked-changes>", "</text:x>", n
    ),
    "groups of rows": lambda n: (
        f"<table:table>{'<table:table-row-group>' * n}{'<table:table-row/>' * n}"
        f"{'</table:table-row-group>' * n}</table:table>"
    ),
    "one change told often": lambda n: (
        "<text:tracked-changes><text:changed-region text:id='a'>"
        + "<text:deletion><text:p>x</text:p></text:deletion>" * n
        + "</text:changed-region></text:tracked-changes><text:p>"
        + "<text:change text:change-id='a'/>" * n
        + "</text:p>"
    ),
    "covered cells with remarks": lambda n: (
        "<table:table><table:table-row><table:table-cell/>"
        + "<table:covered-table-cell><text:p>x</text:p></table:covered-table-cell>" * n
        + "</table:table-row></table:table>"
    ),
    "frames": lambda n: (
        f"<text:p>{'<draw:frame><draw:text-box><text:p>a</text:p></draw:text-box></draw:frame>' * n}</text:p>"
    ),
}


@pytest.mark.parametrize("name", dear(4, OPEN_DOCUMENT))
def test_reading_grows_with_what_an_open_document_nests(name: str) -> None:
    def reading(size: int) -> Callable[[], object]:
        data = odt(OPEN_DOCUMENT[name](size))
        return lambda: hlo.read(data)

    assert not steep(reading, 40, 160)


def test_lines_within_a_line_that_nobody_walks_are_told_once() -> None:
    body = "<text:tracked-changes><text:p>een <text:p>twee</text:p> drie</text:p></text:tracked-changes>"
    assert [passage.text for passage in outline_of(body).others] == ["een twee drie"]


def test_styles_of_which_each_is_based_on_the_next_are_each_looked_at_once() -> None:
    def reading(size: int) -> Callable[[], object]:
        names = range(size)
        styles = "".join(
            f'<style:style style:name="s{n}" style:family="text" style:parent-style-name="s{(n + 1) % size}"/>'
            for n in names
        )
        spans = "".join(f'<text:span text:style-name="s{n}">x</text:span>' for n in names)
        data = odt(f"<text:p>{spans}</text:p>", styles)
        return lambda: hlo.read(data)

    assert not steep(reading, 40, 160)


# ---- pieces of text, wherever they stand

PIECES: dict[str, bytes] = {
    "texts in one run": b"<w:p><w:r>" + b"<w:t>a</w:t>" * 900 + b"</w:r></w:p>",
    "texts without a run": b"<w:p>" + b"<w:t>a</w:t>" * 900 + b"</w:p>",
    "empty texts": b"<w:p><w:r>" + b"<w:t/>" * 900 + b"</w:r></w:p>",
    "deleted texts in one run": b"<w:p><w:r>" + b"<w:delText>a</w:delText>" * 900 + b"</w:r></w:p>",
    "instructions in one run": b"<w:p><w:r>" + b"<w:instrText>PAGE</w:instrText>" * 900 + b"</w:r></w:p>",
    "symbols in one run": b"<w:p><w:r>" + b'<w:sym w:char="F0FE"/>' * 900 + b"</w:r></w:p>",
    "words along a path": b"<w:p><w:r><w:pict>" + b'<w:textpath string="a"/>' * 900 + b"</w:pict></w:r></w:p>",
    "drawings": b"<w:p><w:r>" + b"<w:drawing/>" * 900 + b"</w:r></w:p>",
    "controls without text": b"<w:p>" + b"<w:sdt/>" * 900 + b"</w:p>",
    "texts in what nobody knows": b"<w:p>" + b"<w:x>a</w:x>" * 900 + b"</w:p>",
    "ends of what nobody knows": b"<w:p>" + b"<w:x/>a" * 900 + b"</w:p>",
}
ODT_PIECES = {
    "texts in what nobody knows": "<text:y>a</text:y>" * 900,
    "ends of what nobody knows": "<text:y/>a" * 900,
    "fields": f"<text:p>{'<text:page-number>1</text:page-number>' * 900}</text:p>",
    "controls without text": f"<text:p>{'<loext:content-control/>' * 900}</text:p>",
    "signs of a formula": "<text:p><draw:frame><draw:object><math:math>"
    + "<math:mi>a</math:mi>" * 900
    + "</math:math></draw:object></draw:frame></text:p>",
}


def is_too_much(data: bytes, limits: Limits) -> None:
    with pytest.raises(UnsafeFileError) as refusal:
        hlo.read(data, limits=limits)
    assert refusal.value.code == "too-much-text"


@pytest.mark.parametrize("name", PIECES)
def test_pieces_of_text_count_as_runs_wherever_they_stand(name: str) -> None:
    data = document(PIECES[name])
    is_too_much(data, Limits(runs=890))
    assert hlo.read(data).forms


@pytest.mark.parametrize("name", ODT_PIECES)
def test_pieces_of_text_count_as_runs_in_an_open_document(name: str) -> None:
    data = unpacked(odt(ODT_PIECES[name]))
    is_too_much(data, Limits(runs=890))
    hlo.read(data, limits=Limits(runs=910))


# ---- text that is held more than once


def in_tables(depth: int, words: int) -> bytes:
    return document(nested(_IN_CELL[0], paragraph(b"woord " * words), _IN_CELL[1], depth))


def test_text_in_tables_within_tables_counts_at_each_of_them() -> None:
    limits = Limits(characters=40_000)
    is_too_much(in_tables(30, 500), limits)
    assert len(hlo.read(in_tables(3, 500), limits=limits).unplaced) == 1
    rows = ("<table:table><table:table-row><table:table-cell>", "</table:table-cell></table:table-row></table:table>")
    texts = {depth: odt(deep(rows[0], f"<text:p>{'woord ' * 500}</text:p>", rows[1], depth)) for depth in (3, 30)}
    is_too_much(texts[30], limits)
    assert hlo.read(texts[3], limits=limits).unplaced


def test_no_sign_becomes_a_phrase_when_labels_are_compared() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert max(len(normalised("NFKC", char)) for char in every) <= 4
    assert max(len(normalised("NFKD", char)) for char in every) <= 7
    phrases = [char for char in every if len(unicodedata.normalize("NFKC", char)) > 4]
    assert sorted(phrases) == sorted(text._EXPANDING)
    for char in phrases:
        assert normalised("NFKC", f"Ⅷ{char}ﬁ{char}") == f"VIII{char}fi{char}"
    assert matching_key("Zorg \ufdfa") == matching_key("zorg  \ufdfa!")
    assert slug("\ufdfa" * 100) == slug("\ufdfa" * 100)


def test_the_key_of_a_long_text_is_made_once_while_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    folded: list[str] = []
    usual = text._folded
    monkeypatch.setattr(text, "_folded", lambda typed: folded.append(typed) or usual(typed))
    long = "één lange zin " * 100
    assert {matching_key(long) for _ in range(50)} == {matching_key(long)}
    assert len(folded) <= 1


# ---- many forms, many documents


def test_many_forms_in_a_document_share_the_texts_that_may_nearly_be_labels() -> None:
    assert [Tries.of_each(count).left for count in (1, 4, 8, 100)] == [2_000, 2_000, 1_000, 80]


def test_a_document_of_many_forms_compares_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    usual = Tries.of_each.__func__  # type: ignore[attr-defined]  # of a class method
    monkeypatch.setattr(Tries, "of_each", classmethod(lambda cls, forms: asked.append(forms) or usual(cls, forms)))
    each = paragraph(_TITLE) + table(row(b"Naam", b"Rol") + row(b"a", b"b")) + paragraph(mixed(_QUESTION, 1))
    assert len(hlo.read(document(each * 5)).forms) == 6
    assert set(asked) == {6}


def test_two_forms_in_a_zip_are_refused_before_the_others_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    usual = reader.open_package
    monkeypatch.setattr(reader, "open_package", lambda data, *own: opened.append(len(data)) or usual(data, *own))
    several = zipped({f"fase1-{number}.docx": document(b"") for number in range(20)})
    with pytest.raises(hlo.NotAWordFileError) as refusal:
        hlo.read(several)
    assert refusal.value.code == "several-documents"
    assert len(opened) == 3  # the zip itself, and two of the documents


def test_documents_beside_a_form_are_read_up_to_a_size_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {name: part for name, part in PARTS.items() if not name.startswith("docProps")}
    letter = zipped(
        {**own, DOCUMENT: BODY[: BODY.index(b"<w:body>") + 8] + paragraph(b"Brief") + b"</w:body></w:document>"}
    )
    letters = {f"brief{number}.docx": letter for number in range(9)}
    beside = zipped({**letters, "fase1.docx": document(b"")})
    assert hlo.read(beside).form
    monkeypatch.setattr(reader, "_MOST_BESIDE", 200_000)
    with pytest.raises(hlo.NotAWordFileError) as refusal:
        hlo.read(beside)
    assert refusal.value.code == "several-documents"


EMPTY = zipped({str(number): b"" for number in range(400)})
TEXTS = (
    b"From: a@example.org\r\nTo: b@example.org\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 150
)
INSIDE = {
    "zips in a zip": {f"{number}.zip": EMPTY for number in range(20)},
    "zips without a name in a zip": {f"{number}": EMPTY for number in range(20)},
    "messages in a zip": {f"{number}.eml": TEXTS for number in range(40)},
    "messages without a name in a zip": {f"{number}": TEXTS for number in range(40)},
}


@pytest.mark.parametrize("name", INSIDE)
def test_parts_of_files_within_a_file_count_together(name: str) -> None:
    with pytest.raises(UnsafeFileError) as refusal:
        hlo.read(zipped(INSIDE[name]))
    assert refusal.value.code == "too-many-parts"
    few = dict(list(INSIDE[name].items())[:3])
    with pytest.raises(hlo.NotAWordFileError):
        hlo.read(zipped(few))


def test_the_address_of_an_object_is_not_longer_than_the_name_of_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    from hlo_forms.word.outline import odt_text

    decoded: list[int] = []
    usual = odt_text.unquote
    monkeypatch.setattr(odt_text, "unquote", lambda address: decoded.append(len(address)) or usual(address))
    body = "".join(f'<draw:frame><draw:object xlink:href="{"%41" * size}"/></draw:frame>' for size in (10, 100_000))
    hlo.read(odt(f"<text:p>{body}</text:p>"))
    assert decoded == [30]


def test_a_wide_row_is_told_cell_by_cell() -> None:
    wide = document(table(b"<w:tr>" + b"".join(cell(run(b"woord %d" % n)) for n in range(40)) + b"</w:tr>"))
    reading = hlo.read(wide)
    assert [passage.text for passage in reading.unplaced] == [f"woord {number}" for number in range(40)]


# ---- templates

CONTROL = '<w:sdt><w:sdtPr><w:{0} w:val="{1}"/></w:sdtPr><w:sdtContent/></w:sdt>'
TEMPLATES: dict[str, Callable[[int], str]] = {
    "controls of one number": lambda n: f"<w:p>{CONTROL.format('id', 5) * n}</w:p>",
    "controls of numbers that each stand twice": lambda n: (
        f"<w:p>{''.join(CONTROL.format('id', number) for number in range(n)) * 2}</w:p>"
    ),
    "controls of one name": lambda n: f"<w:p>{CONTROL.format('alias', 'Antwoord') * n}</w:p>",
    "marks of conditions": lambda n: (templates.paragraph("{%p if title %}") + templates.paragraph("{%p endif %}")) * n,
    "insertions": lambda n: f"<w:p>{'<w:ins><w:r><w:t>x</w:t></w:r></w:ins>' * n}</w:p>",
    "headings": lambda n: '<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>' * n,
    "tables": lambda n: "<w:tbl><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>" * n,
}


@pytest.mark.parametrize("name", dear(3, TEMPLATES))
def test_rendering_grows_with_what_a_template_repeats(name: str) -> None:
    def rendering(size: int) -> Callable[[], object]:
        parts = templates.with_body(templates.built_in(), TEMPLATES[name](size))
        fresh = (templates.packed({**parts, "word/x.xml": b"<x/>" + b" " * turn}) for turn in range(9))
        return lambda: hlo.render(hlo.CommitmentForm(), template=next(fresh))

    assert not steep(rendering, 40, 160)


def with_headers(count: int, xml: str) -> bytes:
    parts = templates.built_in()
    part = f'<w:hdr xmlns:w="{templates.WORD}">{xml}</w:hdr>'
    return templates.packed({**parts, **{f"word/header{number}.xml": part.encode() for number in range(7, count + 7)}})


SLOT = templates.paragraph("{{ title }}")
COSTLY_TEMPLATES = {
    "slots in many headers": (lambda: with_headers(6, SLOT * 900), "too many"),
    "many headers": (lambda: with_headers(210, SLOT), "too long"),
    "a vast attribute": (
        lambda: templates.packed(templates.with_body(templates.built_in(), f'<w:p w:x="{"x" * 5_000_000}"/>')),
        "too long",
    ),
    "elements without end": (
        lambda: templates.packed(templates.with_body(templates.built_in(), "<w:p>" + "<w:x/>" * 100_000 + "</w:p>")),
        "more elements",
    ),
}


@pytest.mark.parametrize("name", COSTLY_TEMPLATES)
def test_a_template_is_bounded_as_a_whole(name: str) -> None:
    make, words = COSTLY_TEMPLATES[name]
    with pytest.raises(hlo.TemplateError, match=words):
        hlo.render(hlo.CommitmentForm(), template=make())


def test_numbers_and_names_that_stand_twice_are_each_their_own() -> None:
    long = "Een heel lange naam van een besturingselement dat ergens op dit formulier staat"
    xml = "".join(CONTROL.format("alias", name) for name in ("Naam", "Naam", "Naam (2)", "Naam", long, long, long))
    xml += "".join(CONTROL.format("id", number) for number in (5, 5, 6, 5, 2147483646, 2147483646))
    template = templates.packed(templates.with_body(templates.built_in(), f"<w:p>{xml}</w:p>"))
    written = members(hlo.render(hlo.CommitmentForm(), template=template))[DOCUMENT].decode()
    names = re.findall(r'<w:alias w:val="((?:Naam|Een heel)[^"]*)"', written)
    numbers = re.findall(r'<w:id w:val="(\d+)"', written)
    assert len(set(names)) == 7
    assert names[:4] == ["Naam", "Naam (2)", "Naam (2) (2)", "Naam (3)"]
    assert max(map(len, names[5:])) == 64
    assert len(set(numbers)) == len(numbers)
