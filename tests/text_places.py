"""Places in a Word document where a text can stand, and texts as programs wrap them: each with each is a document.

In each wrapping `§1`, `§2`, … stand for words, which `worded` makes: each of them must be somewhere in a reading.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

from edits import DOCUMENT, zipped
from malformed import (
    BODY,
    PARTS,
    TYPED,
    answered,
    below,
    in_cell,
    notes,
    paragraph,
    run,
    textbox,
    with_part,
)

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SPACES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_BY = 'w:id="9" w:author="Kim" w:date="2026-01-05T10:00:00Z"'
Document = Callable[[str], bytes]
_counter = itertools.count(1)


def worded(xml: str) -> tuple[str, list[str]]:
    """A wrapping with words in it that stand nowhere else, and these words."""
    marks = dict.fromkeys(re.findall(r"§\d", xml))
    words = {mark: f"kwartel{next(_counter)}x" for mark in marks}
    return re.sub(r"§\d", lambda mark: words[mark[0]], xml), list(words.values())


# ---- what programs write


def _mark(kind: str, inner: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{inner}</w:fldChar></w:r>'


def _field(instruction: str, shown: str) -> str:
    return _mark("begin") + run(instruction, "instrText") + _mark("separate") + shown + _mark("end")


def _wrapped(name: str, inner: str) -> str:
    return f"<w:{name} {_BY}>{inner}</w:{name}>"


def _deleted(text: str) -> str:
    return _wrapped("del", run(text, "delText"))


def _control(inner: str, properties: str = "") -> str:
    return f"<w:sdt {_SPACES}><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def _within(inner: str) -> str:
    return f"<w:txbxContent><w:p>{inner}</w:p></w:txbxContent>"


def _old_box(inner: str, beside: str = "") -> str:
    return f"<w:pict {_SPACES}><v:shape>{beside}<v:textbox>{_within(inner)}</v:textbox></v:shape></w:pict>"


def _new_box(inner: str) -> str:
    shape = f"<wps:wsp><wps:txbx>{_within(inner)}</wps:txbx></wps:wsp>"
    graphic = f"<a:graphic><a:graphicData>{shape}</a:graphicData></a:graphic>"
    return f'<w:drawing {_SPACES}><wp:inline><wp:docPr id="1" name="Kader"/>{graphic}</wp:inline></w:drawing>'


def _versions(first: str, second: str, needs: str = "wps") -> str:
    choice = f'<mc:Choice Requires="{needs}">{first}</mc:Choice>'
    return f"<mc:AlternateContent {_SPACES}>{choice}<mc:Fallback>{second}</mc:Fallback></mc:AlternateContent>"


def _in_run(inner: str) -> str:
    return f"<w:r>{inner}</w:r>"


def _table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def _row(*cells: str, properties: str = "") -> str:
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def _cell(inner: str, properties: str = "") -> str:
    return f"<w:tc>{properties}{inner}</w:tc>"


_ONE = _cell(paragraph("§1"))
_GONE = f"<w:trPr><w:del {_BY}/></w:trPr>"
_LIST = (
    '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="a"/><w:listEntry w:val="§1"/></w:ddList></w:ffData>'
)
_PICTURE_OF_LETTERS = '<v:textpath string="§1"/>'

IN_LINES: dict[str, str] = {
    "a direction": f'<w:bdo w:val="rtl"><w:dir w:val="ltr">{run("§1")}</w:dir></w:bdo>',
    "smart tags": f"<w:smartTag><w:smartTagPr/><w:customXml>{run('§1')}</w:customXml>{run('§2')}</w:smartTag>",
    "a link with a tip": f'<w:hyperlink w:anchor="x" w:tooltip="tip">{run("§1")}</w:hyperlink>',
    "deleted within inserted": _wrapped("ins", _deleted("§1") + run("§2")),
    "inserted within deleted": _wrapped("del", _wrapped("ins", run("§1", "delText"))),
    "deleted as if it were not": _wrapped("del", run("§1")),
    "moved": _wrapped("moveFrom", run("§1")) + _wrapped("moveTo", run("§2")),
    "changes that two people made": f"<w14:conflictIns {_SPACES}>{run('§1')}</w14:conflictIns>",
    "deleted outside any change": run("§1", "delText"),
    "controls in controls": _control(run("§1") + _control(run("§2") + _control(run("§3")))),
    "a list to choose from": _control(run("§1"), '<w:dropDownList><w:listItem w:value="k"/></w:dropDownList>'),
    "a prompt of somebody’s own": _control(run("§1"), "<w:showingPlcHdr/>"),
    "a control with deleted text": _control(_deleted("§1") + run("§2")),
    "paragraphs in a control": _control(paragraph("§1") + paragraph("§2")),
    "a quotation": _field('QUOTE "x"', run("§1")),
    "a question to fill in": _field('FILLIN "Vraag?"', run("§1")),
    "a field without a result": _mark("begin") + run("§1") + _mark("end"),
    "a field in the instruction of a field": _mark("begin") + _field("REF x", run("§1")) + run("§2") + _mark("end"),
    "a field in one run": '<w:r><w:fldChar w:fldCharType="begin"/><w:fldChar w:fldCharType="separate"/><w:t>§1</w:t>'
    '<w:fldChar w:fldCharType="end"/><w:t>§2</w:t></w:r>',
    "a field whose end was deleted": _mark("begin") + _wrapped("del", _mark("end")) + run("§1"),
    "a field that ends in a text box": _mark("begin") + _in_run(_new_box(_mark("end"))) + run("§1"),
    "a field that ends for other programs": _mark("begin") + _versions("", _mark("end")) + run("§1"),
    "a field that begins for other programs": _versions("", _mark("begin")) + run("§1") + _mark("end"),
    "a deleted field": _wrapped("del", _field("REF x", run("§1", "delText"))),
    "the end of nothing": _mark("end") + run("§1"),
    "a simple field in a simple field": f"<w:fldSimple><w:fldData>AA</w:fldData><w:fldSimple>{run('§1')}</w:fldSimple>"
    "</w:fldSimple>",
    "an old list": _mark("begin", _LIST) + run("FORMDROPDOWN", "instrText") + _mark("end"),
    "a deleted list": _wrapped("del", _mark("begin", _LIST) + _mark("end")),
    "a text above another, deleted": _wrapped(
        "del", f"<w:r><w:ruby><w:rt>{run('§1')}</w:rt><w:rubyBase>{run('§2')}</w:rubyBase></w:ruby></w:r>"
    ),
    "a deleted part of an equation": f"<m:oMath {_SPACES}>{_wrapped('del', '<m:r><m:t>§1</m:t></m:r>')}</m:oMath>",
    "a part of an equation alone": f"<m:r {_SPACES}><m:t>§1</m:t></m:r>",
    "a box of old": _in_run(_old_box(run("§1"))),
    "a box with letters as a picture": _in_run(_old_box(run("§2"), _PICTURE_OF_LETTERS)),
    "letters as a picture, deleted": _wrapped("del", _in_run(_old_box("", _PICTURE_OF_LETTERS))),
    "a box in a box": _in_run(_new_box(run("§1") + _in_run(_new_box(run("§2"))))),
    "a box with deleted text": _in_run(_new_box(_deleted("§1") + run("§2"))),
    "a box that is no run": _new_box(run("§1")),
    "a box without a drawing": _in_run(_within(run("§1"))),
    "two versions": _in_run(_versions(_new_box(run("§1")), _old_box(run("§1")))),
    "two versions that differ": _in_run(_versions(_new_box(run("§1")), _old_box(run("§2")))),
    "two versions of which one is a part": _in_run(_versions("<w:t>12 §1</w:t>", "<w:t>12</w:t><w:t>§2</w:t>")),
    "versions that nobody can read": _in_run(_versions("<w:t>§1</w:t>", "<w:t>§2</w:t>", needs="x")),
    "versions of a run": _versions(run("§1"), run("§2")),
    "versions in a version": _in_run(_versions(_new_box(_versions(run("§1"), run("§2"))), _old_box(run("§3")))),
    "versions that were deleted": _wrapped("del", _versions(run("§1", "delText"), run("§2", "delText"))),
    "a run in a run": "<w:r><w:r><w:t>§1</w:t></w:r></w:r>",
    "a text in a text": "<w:r><w:t>§1<w:t>§2</w:t>§3</w:t></w:r>",
    "a deleted text in a text": "<w:r><w:t>§1<w:delText>§2</w:delText></w:t></w:r>",
    "text in a run itself": "<w:r>§1</w:r>",
    "text behind a text": "<w:r><w:t>§1</w:t>§2</w:r>",
    "text in a link itself": "<w:hyperlink>§1</w:hyperlink>",
    "text in a control itself": _control("§1"),
    "text in a change itself": _wrapped("ins", "§1"),
    "a text in no run": "<w:t>§1</w:t>",
    "a text among properties": "<w:r><w:rPr><w:t>§1</w:t></w:rPr><w:t>§2</w:t></w:r>",
    "properties that stand twice": "<w:r><w:rPr/><w:rPr><w:vanish/></w:rPr><w:t>§1</w:t></w:r>",
    "elements in capitals": "<w:R><w:T>§1</w:T></w:R>",
    "white and tiny": run("§1").replace("<w:t ", '<w:rPr><w:color w:val="FFFFFF"/><w:sz w:val="1"/></w:rPr><w:t ', 1),
    "a table in a line": _table(_row(_ONE)),
}
"""Texts in a paragraph."""

IN_BLOCKS: dict[str, str] = {
    "a frame": paragraph("§1", '<w:pPr><w:framePr w:w="2000"/></w:pPr>'),
    "a paragraph whose end was deleted": paragraph("§1", f"<w:pPr><w:rPr><w:del {_BY}/></w:rPr></w:pPr>")
    + paragraph("§2"),
    "controls around paragraphs": _control(_control(paragraph("§1")) + paragraph("§2")),
    "a control around a run": _control(run("§1")),
    "an inserted paragraph": _wrapped("ins", paragraph("§1")),
    "a deleted paragraph": _wrapped("del", paragraph("§1")),
    "a control around a row": _table(_control(_control(_row(_ONE)))),
    "a control around a cell": _table(_row(_control(_control(_ONE)))),
    "custom XML around rows and cells": _table(
        f"<w:customXml>{_row(f'<w:customXml>{_ONE}</w:customXml>')}</w:customXml>"
    ),
    "a deleted row": _table(_row(_ONE, properties=_GONE)),
    "a deleted row with a table": _table(_row(_cell(_table(_row(_ONE)) + paragraph("§2")), properties=_GONE)),
    "a deleted row with letters as a picture": _table(
        _row(_cell(f"<w:p>{_in_run(_old_box(run('§2'), _PICTURE_OF_LETTERS))}</w:p>"), properties=_GONE)
    ),
    "a deleted row with the end of a field": f"<w:p>{_mark('begin')}</w:p>"
    + _table(_row(_cell(f"<w:p>{run('§1')}{_mark('end')}</w:p>"), properties=_GONE))
    + paragraph("§2"),
    "a row within a deletion": _table(_wrapped("del", _row(_ONE))),
    "a deleted cell": _table(_row(_cell(paragraph("§1"), f"<w:tcPr><w:cellDel {_BY}/></w:tcPr>"), _cell("<w:p/>"))),
    "a hidden row in a control": _table(_control(_row(_ONE, properties="<w:trPr><w:hidden/></w:trPr>"))),
    "cells merged across": _table(
        _row(
            _cell(paragraph("§1"), '<w:tcPr><w:hMerge w:val="restart"/></w:tcPr>'),
            _cell(paragraph("§2"), "<w:tcPr><w:hMerge/></w:tcPr>"),
        )
    ),
    "cells of no width": _table(_row(_cell(paragraph("§1"), '<w:tcPr><w:gridSpan w:val="0"/></w:tcPr>'))),
    "a run in a cell": _table(_row(_cell(run("§1")))),
    "a row in the body": _row(_ONE),
    "a cell in the body": _ONE,
    "a cell in a cell": _table(_row(_cell(_ONE))),
    "a row in a row": _table(_row(_row(_ONE))),
    "a table in a table": _table(_table(_row(_ONE))),
    "tables in tables in tables": _table(_row(_cell(_table(_row(_cell(_table(_row(_ONE)) + paragraph("§2"))))))),
    "a field over paragraphs": f"<w:p>{_mark('begin')}{run('TOC', 'instrText')}{_mark('separate')}{run('§1')}</w:p>"
    f"{paragraph('§2')}<w:p>{run('§3')}{_mark('end')}</w:p>",
    "a field over cells": _table(
        _row(
            _cell(f"<w:p>{_mark('begin')}{run('§1')}</w:p>"), _cell(f"<w:p>{run('§2')}{_mark('end')}{run('§3')}</w:p>")
        )
    ),
    "versions of a paragraph": _versions(paragraph("§1"), paragraph("§2")),
    "versions of a row": _table(_versions(_row(_ONE), _row(_cell(paragraph("§2"))))),
    "versions of a cell": _table(_row(_versions(_ONE, _cell(paragraph("§2"))))),
    "an inserted file with text": f"<w:altChunk>{paragraph('§1')}</w:altChunk>",
    "a subdocument with text": f"<w:subDoc>{paragraph('§1')}</w:subDoc>",
    "a body in a body": f"<w:body>{paragraph('§1')}</w:body>",
    "notes in the body": f"<w:footnote>{paragraph('§1')}</w:footnote><w:comment>{paragraph('§2')}</w:comment>",
    "a header in the body": f"<w:hdr>{paragraph('§1')}</w:hdr>",
    "a paragraph in a paragraph": f"<w:p>{paragraph('§1')}{run('§2')}</w:p>",
    "properties behind a text": f"<w:p>{run('§1')}<w:pPr/></w:p>",
    "a paragraph of another kind": '<x:p xmlns:x="urn:x"><x:r><x:t>§1</x:t></x:r></x:p>',
    "text in the body itself": "§1",
    "text in a cell itself": _table(_row(_cell("§1<w:p/>"))),
    "text in a row itself": _table(_row("§1")),
    "paragraphs in capitals": "<w:P><w:R><w:T>§1</w:T></w:R></w:P>",
    "forty changes": f"{'<w:ins>' * 40}{paragraph('§1')}{'</w:ins>' * 40}",
}
"""Texts among paragraphs."""


# ---- where they stand


def _put(at: int, xml: str) -> bytes:
    return zipped({**PARTS, DOCUMENT: (BODY[:at] + xml + BODY[at:]).encode()})


def _behind(text: str, end: str) -> int:
    return BODY.index(end, BODY.index(text)) + len(end)


def _header(inner: str) -> bytes:
    return with_part("header", "header9.xml", f"<w:hdr {_W}>{inner}</w:hdr>")


def _footer(inner: str) -> bytes:
    footer = PARTS["word/footer1.xml"].replace(b"</w:ftr>", f"{inner}</w:ftr>".encode())
    return zipped({**PARTS, "word/footer1.xml": footer})


def _footnote(inner: str) -> bytes:
    refers = '<w:r><w:footnoteReference w:id="7"/></w:r>'
    return notes("footnote", f'<w:footnote w:id="7">{inner}</w:footnote>', refers)


def _remark(inner: str) -> bytes:
    return notes("comment", f'<w:comment w:id="7" w:author="Noor">{inner}</w:comment>')


def _of_lines(place: Document) -> Document:
    return lambda inner: place(f"<w:p>{inner}</w:p>")


_LABEL, _OUTCOME = "Uitbreiden/versterken netwerk", "Meer stageplaatsen"
_BESIDE: dict[str, Document] = {
    "header": _header,
    "footer": _footer,
    "footnote": _footnote,
    "remark": _remark,
    "text box": lambda inner: below(textbox(inner)),
    "end": below,
}
FOR_BLOCKS: dict[str, Document] = {
    "answer": in_cell,
    "start": lambda inner: _put(_behind("<w:body", ">"), inner),
    "label": lambda inner: _put(BODY.index("</w:tc>", BODY.index(_LABEL)), inner),
    "outcome": lambda inner: _put(BODY.index("</w:tc>", BODY.index(_OUTCOME)), inner),
    **_BESIDE,
}
FOR_LINES: dict[str, Document] = {
    "answer": answered,
    "behind an answer": lambda inner: _put(_behind(TYPED, "</w:sdt>"), inner),
    "outcome": lambda inner: _put(_behind(_OUTCOME, "</w:r>"), inner),
    "label": lambda inner: _put(_behind(_LABEL, "</w:r>"), inner),
    "question": lambda inner: _put(_behind("participeren in de samenwerking?", "</w:r>"), inner),
    "deleted row": lambda inner: below(_table(_row(_cell(f"<w:p>{inner}</w:p>"), properties=_GONE))),
    "table in an answer": lambda inner: in_cell(f"{_table(_row(_cell(f'<w:p>{inner}</w:p>')))}<w:p/>"),
    **{name: _of_lines(place) for name, place in _BESIDE.items()},
}
BESIDE_THE_FORM = frozenset([*_BESIDE, "deleted row"])
"""The places in which a text changes nothing of the form."""
