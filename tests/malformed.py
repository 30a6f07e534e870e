"""Forms that no program should write, and some do: text in places where a reader does not look for it."""

from __future__ import annotations

from collections.abc import Callable

from edits import DOCUMENT, members, zipped
from hlo_forms import MotiveAnswer, Organisation, PreparationForm, render
from odt_parts import odt, parts_of
from odt_parts import zipped as zipped_odt

TYPED = "Mijn antwoord"
FORM = PreparationForm(
    organisation=Organisation("De Linde", type="practice_partner"),
    motives=[MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")],
    answers={"preparation.1": TYPED},
)
FILLED = render(FORM)
PARTS = members(FILLED)
BODY = PARTS[DOCUMENT].decode("utf-8")
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_END = "</w:body>"
_LAST = BODY.rindex("<w:sectPr")


def run(text: str, tag: str = "t") -> str:
    """A run of text."""
    return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    """A paragraph."""
    return f"<w:p>{properties}{run(text)}</w:p>"


def _row(text: str, properties: str = "") -> str:
    return f"<w:tr>{properties}<w:tc>{paragraph(text)}</w:tc></w:tr>"


def below(xml: str) -> bytes:
    """The form with this below all of it."""
    return zipped({**PARTS, DOCUMENT: (BODY[:_LAST] + xml + BODY[_LAST:]).encode()})


def answered(xml: str) -> bytes:
    """The form with this, whole runs, behind the answer in its cell."""
    end = BODY.index("</w:r>", BODY.index(TYPED)) + len("</w:r>")
    return zipped({**PARTS, DOCUMENT: (BODY[:end] + xml + BODY[end:]).encode()})


def in_cell(xml: str) -> bytes:
    """The form with this, whole blocks, in the cell of the answer, below it."""
    end = BODY.index("</w:tc>", BODY.index(TYPED))
    return zipped({**PARTS, DOCUMENT: (BODY[:end] + xml + BODY[end:]).encode()})


def with_text(text: str) -> bytes:
    """The form with another answer, as XML."""
    return zipped({**PARTS, DOCUMENT: BODY.replace(TYPED, text).encode()})


def beside(label: str, sign: str) -> bytes:
    """The form with a sign behind a text of the form."""
    assert f"{label}</w:t>" in BODY
    return zipped({**PARTS, DOCUMENT: BODY.replace(f"{label}</w:t>", f"{label}{sign}</w:t>", 1).encode()})


def with_part(kind: str, name: str, content: str, body: str = "", owner: str = DOCUMENT) -> bytes:
    """The form with one part more, to which a part relates."""
    folder, _, file = owner.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    before = PARTS.get(rels, b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>')
    entry = f'<Relationship Id="rIdMore" Type="{_REL}/{kind}" Target="{name}"/></Relationships>'
    before = before.replace(b"/>", b"></Relationships>") if b"</Relationships>" not in before else before
    changed = BODY[:_LAST] + body + BODY[_LAST:]
    parts = {**PARTS, DOCUMENT: changed.encode(), f"{folder}/{name}": content.encode()}
    return zipped({**parts, rels: before.replace(b"</Relationships>", entry.encode())})


def related(kind: str, name: str, content: str, owner: str, data: bytes) -> bytes:
    """A document with one part more, to which one of its parts relates by a kind in full."""
    folder, _, file = owner.rpartition("/")
    entry = f'<Relationship Id="rIdX" Type="{kind}" Target="/{name}"/></Relationships>'
    begin = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    rels, parts = f"{folder}/_rels/{file}.rels", members(data)
    before = parts.get(rels, f"{begin}</Relationships>".encode())
    return zipped({**parts, rels: before.replace(b"</Relationships>", entry.encode()), name: content.encode()})


def notes(kind: str, entries: str, refers: str = "") -> bytes:
    """The form with notes or comments of this kind."""
    return with_part(f"{kind}s", f"{kind}s.xml", f"<w:{kind}s {_W}>{entries}</w:{kind}s>", f"<w:p>{refers}</w:p>")


def twice(kind: str) -> bytes:
    """The form with two notes of one id, to which the text refers once."""
    entries = "".join(f'<w:{kind} w:id="7">{paragraph(text)}</w:{kind}>' for text in ("De eerste", "De tweede"))
    return notes(kind, entries, f'<w:r><w:{kind}Reference w:id="7"/></w:r>')


def textbox(inner: str) -> str:
    """A paragraph with a text box that holds this."""
    return (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        f"{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )


_CHART = (
    f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" {_A}><c:chart>'
    "<c:title><c:tx><c:rich><a:p><a:r><a:t>Plekken per jaar</a:t></a:r></a:p></c:rich></c:tx></c:title>"
    '<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>Afdeling Noord</c:v></c:pt></c:strCache></c:strRef></c:cat>'
    '<c:val><c:numRef><c:numCache><c:pt idx="0"><c:v>12</c:v></c:pt></c:numCache></c:numRef></c:val>'
    "</c:chart></c:chartSpace>"
)
_DIAGRAM = (
    f'<dgm:dataModel xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" {_A}><dgm:ptLst>'
    "<dgm:pt><dgm:t><a:p><a:r><a:t>Samen</a:t></a:r><a:r><a:t> leren</a:t></a:r></a:p></dgm:t></dgm:pt>"
    "</dgm:ptLst></dgm:dataModel>"
)
_NEW_CHART = (
    f'<cx:chartSpace xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" {_A}><cx:chart><cx:title>'
    "<cx:tx><cx:txData><cx:v>Trechter</cx:v></cx:txData></cx:tx></cx:title></cx:chart><cx:chartData><cx:data>"
    '<cx:strDim><cx:lvl><cx:pt idx="0">Afdeling Noord</cx:pt></cx:lvl></cx:strDim></cx:data></cx:chartData>'
    "</cx:chartSpace>"
)
_LEVELS = (
    '<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:cat><c:multiLvlStrCache>'
    "<c:lvl><c:pt><c:v>Afdeling Noord</c:v></c:pt></c:lvl><c:lvl><c:pt><c:v>2026</c:v></c:pt></c:lvl>"
    "</c:multiLvlStrCache></c:cat><c:val><c:numCache><c:pt><c:v>nog niet</c:v></c:pt></c:numCache></c:val>"
    "<c:dlblRangeCache><c:pt><c:v>12 of meer</c:v></c:pt></c:dlblRangeCache></c:chartSpace>"
)
_REMARK = f'<w:comments {_W}><w:comment w:id="1" w:author="Noor">{paragraph("Bij het geheel")}</w:comment></w:comments>'
_DELETED_ROW = '<w:trPr><w:del w:id="1" w:author="a"/></w:trPr>'
_QUESTION = "participeren in de samenwerking?"

MALFORMED: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a comment within a text": (lambda: with_text("Meer <!-- x -->NIET MEER"), ("Meer NIET MEER",)),
    "an instruction within a text": (lambda: with_text("Meer <?x y?>NIET MEER"), ("Meer NIET MEER",)),
    "an element within a text": (lambda: with_text("Meer <w:x>NIET</w:x> MEER"), ("Meer NIET MEER",)),
    "a nested table whose rows were deleted": (
        lambda: in_cell(f"<w:tbl>{_row('weg', _DELETED_ROW)}</w:tbl><w:p/>"),
        (TYPED, "weg"),
    ),
    "a deleted row in a footer": (
        lambda: zipped(
            {
                **PARTS,
                "word/footer1.xml": PARTS["word/footer1.xml"].replace(
                    b"</w:ftr>", f"<w:tbl>{_row('weg', _DELETED_ROW)}{_row('blijft')}</w:tbl><w:p/></w:ftr>".encode()
                ),
            }
        ),
        ("weg", "blijft"),
    ),
    "two comments of one id": (lambda: twice("comment"), ("De eerste", "De tweede")),
    "two footnotes of one id": (lambda: twice("footnote"), ("De eerste", "De tweede")),
    "two endnotes of one id": (lambda: twice("endnote"), ("De eerste", "De tweede")),
    "a continuation notice": (
        lambda: notes(
            "footnote", f'<w:footnote w:type="continuationNotice" w:id="1">{paragraph("Zie verder")}</w:footnote>'
        ),
        ("Zie verder",),
    ),
    "question marks behind a question": (lambda: beside(_QUESTION, " ???"), ("???",)),
    "a face behind a question": (lambda: beside(_QUESTION, " :-("), (":-(",)),
    "signs behind a label": (lambda: beside("Uitbreiden/versterken netwerk", " !!"), ("!!",)),
    "a line to write on behind a label": (lambda: beside("Uitbreiden/versterken netwerk", "___"), ("___",)),
    "a line to write on behind a detail": (lambda: beside("Sector", "__"), ("__",)),
    "signs behind a heading in a text box": (lambda: below(textbox(paragraph("Overige motieven ?!"))), ("?!",)),
    "signs behind a heading": (lambda: beside("Overige motieven", " !!"), ("!!",)),
    "signs behind a detail": (lambda: beside("Sector", " (?)"), ("(?)",)),
    "signs behind a header": (lambda: beside("Motief van toepassing", " (?)"), ("(?)",)),
    "a heading once more, but for its signs": (lambda: below(paragraph("Overige motieven ?!")), ("?!",)),
    "a sign before a heading": (lambda: below(paragraph("☹ Overige motieven")), ("☹",)),
    "deleted signs": (
        lambda: answered(
            '<w:del w:id="1"><w:r><w:delText>a</w:delText><w:noBreakHyphen/><w:delText>b</w:delText><w:tab/>'
            '<w:sym w:font="Wingdings" w:char="F0FE"/></w:r></w:del>'
        ),
        ("a-b\t☒",),
    ),
    "a second body": (
        lambda: zipped(
            {**PARTS, DOCUMENT: BODY.replace(_END, f"{_END}<w:body>{paragraph('Nog iets')}{_END}").encode()}
        ),
        ("Nog iets",),
    ),
    "a wrapper around the body": (
        lambda: zipped(
            {
                **PARTS,
                DOCUMENT: BODY.replace("<w:body>", f"<w:x>{paragraph('Ervoor')}<w:body>")
                .replace(_END, f"{paragraph('Erin')}{_END}</w:x>")
                .encode(),
            }
        ),
        ("Ervoor", "Erin"),
    ),
    "runs in the properties of a paragraph": (
        lambda: below(paragraph("Ervoor", f"<w:pPr>{run('Erin')}</w:pPr>")),
        ("Ervoor", "Erin"),
    ),
    "a table in a control in a line": (
        lambda: below(
            f"<w:p><w:sdt><w:sdtContent>{run('Ervoor')}<w:tbl>{_row('In de tabel')}</w:tbl></w:sdtContent>"
            "</w:sdt></w:p>"
        ),
        ("Ervoor", "In de tabel"),
    ),
    "paragraphs in a control in a line": (
        lambda: answered(f"<w:sdt><w:sdtContent>{paragraph('een')}{paragraph('twee')}</w:sdtContent></w:sdt>"),
        ("een\ntwee",),
    ),
    "wrappers that nobody knows": (
        lambda: below(f"<w:foo><w:bar>{paragraph('Buiten')}</w:bar><w:p><w:foo>{run('Binnen')}</w:foo></w:p></w:foo>"),
        ("Buiten", "Binnen"),
    ),
    "a run where paragraphs stand": (lambda: below(run("Los")), ("Los",)),
    "a paragraph where rows stand": (
        lambda: below(f"<w:tbl>{paragraph('Los')}{_row('Vast')}</w:tbl>"),
        ("Los", "Vast"),
    ),
    "a text in an element of a run": (
        lambda: below("<w:p><w:r><w:foo><w:t>Diep</w:t></w:foo></w:r></w:p>"),
        ("Diep",),
    ),
    "a text box that is no run": (
        lambda: below(textbox(paragraph("Kader")).replace("<w:r>", "").replace("</w:r></w:p>", "</w:p>")),
        ("Kader",),
    ),
    "a version for other programs only": (
        lambda: below(
            '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f'<mc:Choice Requires="x"><w:p/></mc:Choice><mc:Fallback>{paragraph("Terugval")}</mc:Fallback>'
            "</mc:AlternateContent>"
        ),
        ("Terugval",),
    ),
    "a chart": (
        lambda: with_part("chart", "charts/chart1.xml", _CHART),
        ("Plekken per jaar", "Afdeling Noord"),
    ),
    "a chart in a footer": (
        lambda: with_part("chart", "charts/chart1.xml", _CHART, owner="word/footer1.xml"),
        ("Plekken per jaar", "Afdeling Noord"),
    ),
    "a diagram": (lambda: with_part("diagramData", "diagrams/data1.xml", _DIAGRAM), ("Samen leren",)),
    "words in a drawing": (
        lambda: below(f"<w:p><w:r><w:drawing><a:p {_A}><a:r><a:t>Getekend</a:t></a:r></a:p></w:drawing></w:r></w:p>"),
        ("Getekend",),
    ),
    "a diagram as it was last drawn": (
        lambda: with_part("diagramDrawing", "diagrams/drawing1.xml", _DIAGRAM),
        ("Samen leren",),
    ),
    "shapes on a chart": (
        lambda: with_part("chartUserShapes", "drawings/drawing1.xml", _DIAGRAM),
        ("Samen leren",),
    ),
    "a chart with labels in levels": (
        lambda: with_part("chart", "charts/chart1.xml", _LEVELS),
        ("Afdeling Noord", "2026", "nog niet", "12 of meer"),
    ),
    "shapes of a chart itself": (
        lambda: related(
            f"{_REL}/chartUserShapes",
            "word/drawings/drawing1.xml",
            _DIAGRAM,
            "word/charts/chart1.xml",
            with_part("chart", "charts/chart1.xml", _CHART),
        ),
        ("Plekken per jaar", "Samen leren"),
    ),
    "remarks on a document as a whole": (
        lambda: related(
            "http://schemas.onlyoffice.com/commentsDocument", "word/commentsDocument.xml", _REMARK, DOCUMENT, FILLED
        ),
        ("Bij het geheel",),
    ),
    "remarks that nothing relates to": (
        lambda: zipped({**PARTS, "word/comments.xml": _REMARK.encode()}),
        ("Bij het geheel",),
    ),
    "a header in capitals that nothing relates to": (
        lambda: zipped({**PARTS, "word/HEADER2.XML": f"<w:hdr {_W}>{paragraph('Zwervend')}</w:hdr>".encode()}),
        ("Zwervend",),
    ),
    "a chart of a new kind": (
        lambda: with_part("chartEx", "charts/chartEx1.xml", _NEW_CHART),
        ("Trechter", "Afdeling Noord"),
    ),
    "letters drawn as a picture": (
        lambda: below(
            '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textpath string="Sierlijk"/>'
            "</v:shape></w:pict></w:r></w:p>"
        ),
        ("Sierlijk",),
    ),
    "a text above another": (
        lambda: below(
            f"<w:p><w:r><w:ruby><w:rt>{run('Erboven')}</w:rt><w:rubyBase>{run('Eronder')}</w:rubyBase></w:ruby></w:r>"
            "</w:p>"
        ),
        ("Erboven", "Eronder"),
    ),
    "an equation": (
        lambda: below(
            '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"><m:r><m:t>x+y</m:t>'
            "</m:r></m:oMath></w:p>"
        ),
        ("x+y",),
    ),
    "a table in a footnote": (
        lambda: notes(
            "footnote",
            f'<w:footnote w:id="7"><w:tbl>{_row("In de noot")}</w:tbl><w:p/></w:footnote>',
            '<w:r><w:footnoteReference w:id="7"/></w:r>',
        ),
        ("In de noot",),
    ),
    "a footnote of a footnote": (
        lambda: notes(
            "footnote",
            f'<w:footnote w:id="7"><w:p>{run("Een")}<w:r><w:footnoteReference w:id="8"/></w:r></w:p></w:footnote>'
            f'<w:footnote w:id="8">{paragraph("Twee")}</w:footnote>',
            '<w:r><w:footnoteReference w:id="7"/></w:r>',
        ),
        ("Een", "Twee"),
    ),
    "a footnote that nothing refers to": (
        lambda: notes("footnote", f'<w:footnote w:id="7">{paragraph("Zwervend")}</w:footnote>'),
        ("Zwervend",),
    ),
    "a text in the line above footnotes": (
        lambda: notes("footnote", f'<w:footnote w:type="separator" w:id="0">{paragraph("Streep")}</w:footnote>'),
        ("Streep",),
    ),
    "a header more": (
        lambda: with_part(
            "header",
            "header9.xml",
            f"<w:hdr {_W}>{paragraph('Kop')}{textbox(paragraph('Kader'))}<w:tbl>{_row('Cel')}</w:tbl><w:p>"
            f"<w:del>{run('Weg', 'delText')}</w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>Stil</w:t></w:r></w:p></w:hdr>",
        ),
        ("Kop", "Kader", "Cel", "Weg", "Stil"),
    ),
    "a header that nothing refers to": (
        lambda: zipped({**PARTS, "word/header7.xml": f"<w:hdr {_W}>{paragraph('Zwervend')}</w:hdr>".encode()}),
        ("Zwervend",),
    ),
    "texts among the properties of a table": (
        lambda: below(
            f"<w:tbl><w:tblPr>{paragraph('Een')}</w:tblPr><w:tr><w:trPr>{paragraph('Twee')}</w:trPr>"
            f"<w:tc><w:tcPr>{paragraph('Drie')}</w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
        ),
        ("Een", "Twee", "Drie"),
    ),
    "texts in a control, but not in its content": (
        lambda: below(
            f"<w:sdt><w:sdtPr>{paragraph('Een')}</w:sdtPr>{paragraph('Twee')}<w:sdtContent><w:p/></w:sdtContent></w:sdt>"
        ),
        ("Een", "Twee"),
    ),
    "texts around the body": (
        lambda: zipped(
            {
                **PARTS,
                DOCUMENT: BODY.replace(
                    "<w:body>", f"<w:background>{textbox(paragraph('Erachter'))}</w:background><w:body>"
                )
                .replace(_END, f"{_END}{paragraph('Erna')}")
                .encode(),
            }
        ),
        ("Erachter", "Erna"),
    ),
    "runs in the properties of a section": (
        lambda: below(f"<w:p><w:pPr><w:sectPr>{run('Erin')}</w:sectPr></w:pPr></w:p>"),
        ("Erin",),
    ),
    "a row in a control": (
        lambda: below(f"<w:tbl><w:sdt><w:sdtContent>{_row('Rij')}</w:sdtContent></w:sdt></w:tbl>"),
        ("Rij",),
    ),
    "a paragraph that was moved away": (
        lambda: below(f"<w:moveFrom>{paragraph('Verhuisd')}</w:moveFrom>"),
        ("Verhuisd",),
    ),
}
"""A document of each kind, and the texts that somebody typed in it, each of which must be in the reading."""


_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_CELL = "<table:table-cell><text:p>In een cel</text:p></table:table-cell>"
_OBJECT = (
    '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>',
    (
        f'<o:d xmlns:o="x" xmlns:text="{_ODF}:text:1.0" xmlns:table="{_ODF}:table:1.0" '
        f'xmlns:office="{_ODF}:office:1.0">'
        '<text:p>Plekken per jaar</text:p><table:table-cell office:value-type="float"><text:p>12</text:p>'
        '</table:table-cell><table:table-cell office:value-type="string"><text:p>Afdeling Noord</text:p>'
        "</table:table-cell></o:d>"
    ).encode(),
)

MALFORMED_ODT: dict[str, tuple[Callable[[], bytes], tuple[str, ...]]] = {
    "a comment within a text": (lambda: odt("<text:p>Meer <!-- x -->NIET MEER</text:p>"), ("Meer NIET MEER",)),
    "an instruction within a text": (lambda: odt("<text:p>Meer <?x y?>NIET MEER</text:p>"), ("Meer NIET MEER",)),
    "a paragraph where rows stand": (
        lambda: odt(f"<table:table><text:p>Los</text:p><table:table-row>{_CELL}</table:table-row></table:table>"),
        ("Los", "In een cel"),
    ),
    "a paragraph where cells stand": (
        lambda: odt(f"<table:table><table:table-row><text:p>Los</text:p>{_CELL}</table:table-row></table:table>"),
        ("Los", "In een cel"),
    ),
    "wrappers that nobody knows": (
        lambda: odt("<text:foo><text:p>Buiten</text:p><text:p><text:bar>Binnen</text:bar></text:p></text:foo>"),
        ("Buiten", "Binnen"),
    ),
    "a second body": (
        lambda: zipped_odt(
            {
                **(parts := parts_of(odt("<text:p>Eerst</text:p>"))),
                "content.xml": parts["content.xml"].replace(
                    b"</office:body>",
                    b"</office:body><office:body><office:text><text:p>Daarna</text:p></office:text></office:body>",
                ),
            }
        ),
        ("Eerst", "Daarna"),
    ),
    "lists, frames, notes and texts above another": (
        lambda: odt(
            "<text:list><text:list-header><text:p>Kop</text:p></text:list-header><text:list-item><text:p>Punt</text:p>"
            "</text:list-item></text:list><draw:frame><draw:text-box><text:p>Kader</text:p></draw:text-box></draw:frame>"
            "<text:p>Tekst<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Noot</text:p>"
            "</text:note-body></text:note><text:ruby><text:ruby-base>Eronder</text:ruby-base><text:ruby-text>Erboven"
            "</text:ruby-text></text:ruby></text:p>"
        ),
        ("Kop", "Punt", "Kader", "Noot", "Eronder", "Erboven"),
    ),
    "hidden and deleted texts": (
        lambda: odt(
            "<text:tracked-changes><text:changed-region text:id='c'><text:deletion><text:p>Weg</text:p></text:deletion>"
            "</text:changed-region></text:tracked-changes><text:section text:display='none'><text:p>Stil</text:p>"
            "</text:section><text:p><text:hidden-text text:string-value='Zacht'>Zacht</text:hidden-text></text:p>"
        ),
        ("Weg", "Stil", "Zacht"),
    ),
    "a paragraph in a paragraph": (lambda: odt("<text:p>Buiten<text:p>Binnen</text:p></text:p>"), ("Buiten", "Binnen")),
    "a template of an index": (
        lambda: odt("<text:table-of-content-source><text:p>Inhoud</text:p></text:table-of-content-source>"),
        ("Inhoud",),
    ),
    "text in drawings themselves": (
        lambda: odt(
            "<text:p><draw:frame>Een</draw:frame><draw:rect>Twee</draw:rect><draw:a>Drie<draw:frame/></draw:a></text:p>"
        ),
        ("Een", "Twee", "Drie"),
    ),
    "text in signs": (
        lambda: odt(
            "<text:p><text:s>Een</text:s><text:tab>Twee</text:tab><text:line-break>Drie</text:line-break></text:p>"
        ),
        ("Een", "Twee", "Drie"),
    ),
    "text in the mark of a form field": (
        lambda: odt('<text:p><field:fieldmark field:type="x">Typ hier</field:fieldmark></text:p>'),
        ("Typ hier",),
    ),
    "a note with a mark of its own": (
        lambda: odt(
            "<text:p>Tekst<text:note><text:note-citation text:label='zie ook'>zie ook</text:note-citation>"
            "<text:note-body><text:p>Noot</text:p></text:note-body></text:note></text:p>"
        ),
        ("zie ook", "Noot"),
    ),
    "a text in a formula": (
        lambda: odt(
            "<text:p><draw:frame><draw:object><math:math><math:ms>Som</math:ms></math:math></draw:object></draw:frame></text:p>"
        ),
        ("Som",),
    ),
    "a cell that shows no text": (
        lambda: odt(
            '<table:table><table:table-row><table:table-cell office:value-type="string" office:string-value="Waarde"/>'
            f"{_CELL}</table:table-row></table:table>"
        ),
        ("Waarde", "In een cel"),
    ),
    "form controls in several places, of which one stands nowhere": (
        lambda: odt(
            '<office:forms/><text:p><draw:control draw:control="a"/></text:p><office:forms><form:form>'
            '<form:text form:id="a" form:current-value="Getypt"/><form:text form:id="b" form:current-value="Zoek"/>'
            "</form:form></office:forms>"
        ),
        ("Getypt", "Zoek"),
    ),
    "two changes and two form controls of one id": (
        lambda: odt(
            "<text:tracked-changes>"
            + "".join(
                f"<text:changed-region text:id='c'><text:deletion><text:p>{text}</text:p></text:deletion>"
                "</text:changed-region>"
                for text in ("Eerst weg", "Dan weg")
            )
            + "</text:tracked-changes><office:forms><form:form>"
            '<form:text form:id="a" form:current-value="Getypt"/><form:text form:id="a" form:current-value="Nogmaals"/>'
            '</form:form></office:forms><text:p><text:change text:change-id="c"/><draw:control draw:control="a"/>'
            "</text:p>"
        ),
        ("Eerst weg", "Dan weg", "Getypt", "Nogmaals"),
    ),
    "texts among the styles": (
        lambda: odt(
            "<text:p>Tekst</text:p>",
            styles="<text:notes-configuration><text:note-continuation-notice-forward>Zie verder"
            "</text:note-continuation-notice-forward></text:notes-configuration><style:x><text:p>Zwervend</text:p></style:x>",
        ),
        ("Zie verder", "Zwervend"),
    ),
    "a chart": (
        lambda: zipped_odt({**parts_of(odt(f"<text:p>{_OBJECT[0]}</text:p>")), "Object 1/content.xml": _OBJECT[1]}),
        ("Plekken per jaar\nAfdeling Noord",),
    ),
}
"""The same for OpenDocument texts."""
