"""Hands that fill in a form in Word: lines by Enter or as a list, prompts cleared. What is answered stays the same."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from edits import DOCUMENT, W, members, zipped

LINES = ("breaks", "paragraphs", "bare", "list")
"""Shift+Enter; Enter, in a control around the paragraphs; Enter where the control had gone; bullets."""
_LIST = "77"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"
_NUMBERING = (
    f'<w:numbering xmlns:w="{W[1:-1]}"><w:abstractNum w:abstractNumId="{_LIST}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    f'<w:num w:numId="{_LIST}"><w:abstractNumId w:val="{_LIST}"/></w:num></w:numbering>'
)


def filled_in(data: bytes, *, lines: str, cleared: bool) -> bytes:
    """A rendered form as a hand leaves it; what came along from an earlier phase or round is not touched."""
    parts = members(data)
    root = etree.fromstring(parts[DOCUMENT])
    for control in list(root.iter(f"{W}sdt")):
        properties = control.find(f"{W}sdtPr")
        flag, tag = properties.find(f"{W}showingPlcHdr"), properties.find(f"{W}tag").get(f"{W}val")
        if flag is not None and cleared:
            properties.remove(flag)
            _empty(control.find(f"{W}sdtContent"))
        elif flag is None and lines != "breaks" and "~" not in tag:
            _type_again(control, lines)
    parts[DOCUMENT] = etree.tostring(root)
    return zipped(_with_list(parts) if lines == "list" else parts)


def _empty(content: etree._Element) -> None:
    for node in list(content):
        content.remove(node)
    etree.SubElement(content, f"{W}r")


def _type_again(control: etree._Element, lines: str) -> None:
    """The lines of an answer as paragraphs, where it stands alone in a paragraph of a cell."""
    paragraph, content = control.getparent(), control.find(f"{W}sdtContent")
    alone = len(paragraph.findall(f"{W}r") + paragraph.findall(f"{W}sdt")) == 1
    typed = _lines(content)
    if not alone or len(typed) < 2 or paragraph.getparent().tag != f"{W}tc":
        return
    made = [_paragraph(paragraph, runs, listed=lines == "list") for runs in typed]
    if lines == "bare":
        for line in made:
            paragraph.addprevious(line)
        paragraph.getparent().remove(paragraph)
        return
    for node in list(content):
        content.remove(node)
    content.extend(made)
    paragraph.getparent().replace(paragraph, control)


def _lines(content: etree._Element) -> list[list[etree._Element]]:
    lines: list[list[etree._Element]] = [[]]
    for run in content.findall(f"{W}r"):
        made = etree.Element(f"{W}r")
        lines[-1].append(made)
        for node in run:
            if node.tag == f"{W}br":
                made = etree.Element(f"{W}r")
                lines.append([made])
            else:
                made.append(deepcopy(node))
    return lines


def _paragraph(model: etree._Element, runs: list[etree._Element], *, listed: bool) -> etree._Element:
    paragraph = etree.Element(f"{W}p")
    properties = etree.SubElement(paragraph, f"{W}pPr")
    style = model.find(f"{W}pPr/{W}pStyle")
    if style is not None:
        properties.append(deepcopy(style))
    if listed:
        numbered = etree.SubElement(properties, f"{W}numPr")
        etree.SubElement(numbered, f"{W}ilvl").set(f"{W}val", "0")
        etree.SubElement(numbered, f"{W}numId").set(f"{W}val", _LIST)
    paragraph.extend(runs)
    return paragraph


def _with_list(parts: dict[str, bytes]) -> dict[str, bytes]:
    types, rels = "[Content_Types].xml", "word/_rels/document.xml.rels"
    override = f'<Override PartName="/word/numbering.xml" ContentType="{_TYPE}"/></Types>'
    relation = f'<Relationship Id="rIdList" Type="{_OFFICE}/numbering" Target="numbering.xml"/></Relationships>'
    return {
        **parts,
        types: parts[types].replace(b"</Types>", override.encode()),
        rels: parts[rels].replace(b"</Relationships>", relation.encode()),
        "word/numbering.xml": _NUMBERING.encode(),
    }
