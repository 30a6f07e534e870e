"""A small language for test documents: a form as somebody sends it back, drawn legibly.

A line is a paragraph; ``#`` and ``##`` make headings; lines between ``|`` are rows of a table, a blank line ends it.
``⏎`` ends a paragraph inside a cell, ``↵`` a line. What an editor does to text stands between double brackets, and
can be nested:

    ⟦ins:…⟧ ⟦del:…⟧ ⟦from:…⟧ ⟦to:…⟧   tracked insertion, deletion, move from, move to
    ⟦hidden:…⟧ ⟦bold:…⟧ ⟦mark:…⟧ ⟦strike:…⟧ ⟦under:…⟧   hidden, bold, highlighted, struck, underlined
    ⟦tag=NAME:…⟧ ⟦prompt=NAME:…⟧   a content control with this tag; one that is flagged as a prompt
    ⟦box=NAME:☒⟧   a ticked check box control; one that is not ticked where the text is empty or ☐
    ⟦link:…⟧ ⟦smart:…⟧ ⟦field:…⟧ ⟦simple:…⟧ ⟦choice:…⟧ ⟦math:…⟧ ⟦bidi:…⟧   walked through
    ⟦note:…⟧ ⟦endnote:…⟧ ⟦comment:…⟧ ⟦textbox:…⟧   beside the text
    ⟦sym:F0FE⟧ ⟦sym=Webdings:F061⟧ ⟦hyphen⟧ ⟦soft⟧ ⟦tab⟧ ⟦image⟧   characters and objects
    ⟦frame:…⟧ ⟦shade:…⟧ ⟦circle⟧   text with a border or a shade; a shape that is drawn over the text
    ⟦fraction:1/2⟧   an equation that is more than a row of signs
    ⟦oldbox:1⟧ ⟦oldlist=2:a/b/c⟧   a box and a list of the old kind of form, as it was set
    ⟦table:a;b/c;d⟧   a table inside a cell
    ⟦span=2:…⟧ ⟦down:…⟧ ⟦over⟧   a cell over two columns; the first of cells merged downwards, and the next

``!header …``, ``!footer …`` and ``!identity …`` give the page header, page footer and custom property.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from html import escape

import attrs

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MARK = re.compile(r"⟦(?P<name>\w+)(=(?P<value>[^:⟧]*))?(:|(?=⟧))")
_STYLES = {"hidden": "<w:vanish/>", "bold": "<w:b/>", "mark": '<w:highlight w:val="yellow"/>', "strike": "<w:strike/>"}
_STYLES |= {"under": '<w:u w:val="single"/>'}
_STYLES |= {"frame": '<w:bdr w:val="single" w:sz="4"/>', "shade": '<w:shd w:val="clear" w:fill="FFFF00"/>'}
_PLAIN = {"hyphen": "<w:noBreakHyphen/>", "soft": "<w:softHyphen/>", "tab": "<w:tab/>", "image": "<w:drawing/>"}
_PLAIN["circle"] = '<w:pict><v:oval style="width:9pt"/></w:pict>'
_ASIDE = ("note", "endnote", "comment", "textbox")
_WHO = 'w:id="1" w:author="Noor Bakker" w:date="2026-11-02T10:00:00Z"'


def sketch(text: str) -> bytes:
    """A Word document drawn in the language above."""
    return _Drawing().document(text)


@attrs.define
class _Drawing:
    parts: dict[str, list[str]] = attrs.field(factory=dict)
    headers: list[tuple[str, str]] = attrs.field(factory=list)
    identity: str | None = None

    def document(self, text: str) -> bytes:
        body = "".join(self._blocks(text))
        return _zipped(body, self)

    def _blocks(self, text: str) -> list[str]:
        made: list[str] = []
        rows: list[str] = []
        for line in [*(found.strip() for found in text.splitlines()), ""]:
            if line.startswith("|") and line.endswith("|") and len(line) > 1:
                rows.append(self._row(line))
                continue
            if rows:
                made.append(_table(rows))
                rows = []
            if line.startswith("!"):
                self._beside(line[1:])
            elif line:
                made.append(self._line(line))
        return made

    def _beside(self, line: str) -> None:
        kind, _, text = line.partition(" ")
        if kind == "identity":
            self.identity = text
        else:
            self.headers.append((kind, self._paragraph(text)))

    def _line(self, line: str) -> str:
        level = len(line) - len(line.lstrip("#"))
        style = f'<w:pPr><w:pStyle w:val="Kop{level}"/></w:pPr>' if level else ""
        return self._paragraph(line[level:].strip(), style)

    def _row(self, line: str) -> str:
        cells = re.split(r"(?<!\\)\|", line.strip("|"))
        return "<w:tr>" + "".join(self._cell(cell.strip().replace("\\|", "|")) for cell in cells) + "</w:tr>"

    def _cell(self, text: str) -> str:
        properties = ""
        found = re.match(r"⟦(span=(\d+):|down:|over)", text)
        if found and text.endswith("⟧"):
            kind = found[1]
            properties = f'<w:gridSpan w:val="{found[2]}"/>' if found[2] else '<w:vMerge w:val="restart"/>'
            properties = "<w:vMerge/>" if kind == "over" else properties
            text = text[found.end() : -1]
        nested = re.fullmatch(r"⟦table:(.*)⟧", text)
        if nested:
            rows = [[self._cell(cell) for cell in row.split(";")] for row in nested[1].split("/")]
            inner = _table(["<w:tr>" + "".join(row) + "</w:tr>" for row in rows]) + "<w:p/>"
        else:
            inner = "".join(self._paragraph(part) for part in text.split("⏎"))
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"

    def _paragraph(self, text: str, properties: str = "") -> str:
        return f"<w:p>{properties}{self._runs(text)}</w:p>"

    def _runs(self, text: str, style: str = "", *, deleted: bool = False) -> str:
        made, start = [], 0
        while found := _MARK.search(text, start):
            end = _end(text, found.end())
            made.append(_run(text[start : found.start()], style, deleted=deleted))
            made.append(self._marked(found["name"], found["value"] or "", text[found.end() : end], style))
            start = end + 1
        return "".join([*made, _run(text[start:], style, deleted=deleted)])

    def _marked(self, name: str, value: str, inner: str, style: str) -> str:
        if name in _STYLES:
            return self._runs(inner, style + _STYLES[name])
        if name in _PLAIN:
            return f"<w:r>{_PLAIN[name]}</w:r>"
        if name in _ASIDE:
            return self._aside(name, inner)
        if name in ("del", "from"):
            kind = {"del": "del", "from": "moveFrom"}[name]
            return f"<w:{kind} {_WHO}>{self._runs(inner, style, deleted=True)}</w:{kind}>"
        if name in _MADE:
            return _MADE[name](value, inner)
        return _wrapped(name, value, self._runs(inner, style))

    def _aside(self, name: str, inner: str) -> str:
        text = self._paragraph(inner)
        if name == "textbox":
            return (
                "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>"
                f"{text}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
                f"<w:txbxContent>{text}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            )
        tag = {"note": "footnote", "endnote": "endnote", "comment": "comment"}[name]
        entries = self.parts.setdefault(tag + "s", [])
        number = len(entries) + 1
        who = 'w:author="Noor Bakker" w:date="2026-11-02T10:00:00Z"' if name == "comment" else ""
        entries.append(f'<w:{tag} w:id="{number}" {who}>{text}</w:{tag}>')
        return f'<w:r><w:{tag}Reference w:id="{number}"/></w:r>'


def _end(text: str, start: int) -> int:
    depth = 1
    for index in range(start, len(text)):
        depth += {"⟦": 1, "⟧": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise ValueError(f"a ⟦ without its ⟧ in {text!r}")


def _run(text: str, style: str, *, deleted: bool = False) -> str:
    if not text:
        return ""
    tag = "w:delText" if deleted else "w:t"
    lines = (f'<{tag} xml:space="preserve">{escape(line, quote=False)}</{tag}>' for line in text.split("↵"))
    properties = f"<w:rPr>{style}</w:rPr>" if style else ""
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def _wrapped(name: str, value: str, runs: str) -> str:
    begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))
    code = "<w:r><w:instrText>DATE</w:instrText></w:r>"
    math = re.sub(r"<w:(r|t)[ >].*?>|</w:[rt]>", "", runs) if name == "math" else ""
    return {
        "ins": f"<w:ins {_WHO}>{runs}</w:ins>",
        "to": f"<w:moveTo {_WHO}>{runs}</w:moveTo>",
        "tag": f'<w:sdt><w:sdtPr><w:tag w:val="{value}"/></w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>',
        "prompt": f'<w:sdt><w:sdtPr><w:tag w:val="{value}"/><w:showingPlcHdr/></w:sdtPr>'
        f"<w:sdtContent>{runs}</w:sdtContent></w:sdt>",
        "link": f"<w:hyperlink>{runs}</w:hyperlink>",
        "smart": f'<w:smartTag w:element="place">{runs}</w:smartTag>',
        "field": f"{begin}{code}{middle}{runs}{end}",
        "simple": f'<w:fldSimple w:instr="DATE">{runs}</w:fldSimple>',
        "choice": f"<mc:AlternateContent><mc:Choice Requires='w14'>{runs}</mc:Choice>"
        f"<mc:Fallback>{runs}</mc:Fallback></mc:AlternateContent>",
        "math": f"<m:oMath><m:r><m:t>{math}</m:t></m:r></m:oMath>",
        "bidi": f'<w:bdo w:val="rtl">{runs}</w:bdo>',
    }[name]


def _fraction(_value: str, inner: str) -> str:
    over, under = (f"<m:r><m:t>{part}</m:t></m:r>" for part in inner.split("/"))
    return f"<m:oMath><m:f><m:num>{over}</m:num><m:den>{under}</m:den></m:f></m:oMath>"


def _old_box(_value: str, inner: str) -> str:
    return _old_field(f'<w:checkBox><w:default w:val="0"/><w:checked w:val="{inner}"/></w:checkBox>')


def _old_list(value: str, inner: str) -> str:
    entries = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in inner.split("/"))
    return _old_field(f'<w:ddList><w:result w:val="{value}"/>{entries}</w:ddList>')


def _old_field(made: str) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{made}</w:ffData></w:fldChar></w:r>'
    code = "<w:r><w:instrText>FORM</w:instrText></w:r>"
    return f'{begin}{code}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def _box(tag: str, glyph: str) -> str:
    checked = int(glyph not in ("", "☐"))
    return (
        f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>'
        f"</w:sdtPr><w:sdtContent>{_run(glyph or '☐', '')}</w:sdtContent></w:sdt>"
    )


_MADE: dict[str, Callable[[str, str], str]] = {
    "box": _box,
    "sym": lambda value, inner: f'<w:r><w:sym w:font="{value or "Wingdings"}" w:char="{inner}"/></w:r>',
    "fraction": _fraction,
    "oldbox": _old_box,
    "oldlist": _old_list,
}


def _table(rows: list[str]) -> str:
    return f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>{''.join(rows)}</w:tbl>"


def _zipped(body: str, drawing: _Drawing) -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="Kop{n}"><w:name w:val="heading {n}"/></w:style>' for n in (1, 2, 3)
    )
    parts = {"word/styles.xml": ("styles", f"<w:styles {_SPACES}>{styles}</w:styles>")}
    for name, entries in drawing.parts.items():
        parts[f"word/{name}.xml"] = (name, f"<w:{name} {_SPACES}>{''.join(entries)}</w:{name}>")
    for number, (kind, paragraph) in enumerate(drawing.headers, start=1):
        tag = {"header": "hdr", "footer": "ftr"}[kind]
        parts[f"word/{kind}{number}.xml"] = (kind, f"<w:{tag} {_SPACES}>{paragraph}</w:{tag}>")
    related = "".join(
        f'<Relationship Id="r{number}" Type="{_REL}/{kind}" Target="{name.removeprefix("word/")}"/>'
        for number, (name, (kind, _)) in enumerate(parts.items(), start=1)
    )
    members = {
        "_rels/.rels": _relationships(_root_relationships(drawing.identity)),
        "word/_rels/document.xml.rels": _relationships(related),
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}</w:body></w:document>",
        **{name: content for name, (_, content) in parts.items()},
    }
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{_TYPE}{kind}+xml"/>' for name, (kind, _) in parts.items()
    )
    if drawing.identity is not None:
        members["docProps/custom.xml"] = _custom(drawing.identity)
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}document.main+xml"/>{overrides}</Types>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": types, **members}.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + content)
    return made.getvalue()


def _relationships(entries: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{entries}</Relationships>'
    )


def _root_relationships(identity: str | None) -> str:
    found = f'<Relationship Id="r1" Type="{_REL}/officeDocument" Target="word/document.xml"/>'
    custom = f'<Relationship Id="r2" Type="{_REL}/custom-properties" Target="docProps/custom.xml"/>'
    return found + (custom if identity is not None else "")


def _custom(identity: str) -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="hlo_forms">'
        f"<vt:lpwstr>{escape(identity)}</vt:lpwstr></property></Properties>"
    )
