"""Templates to test with: built-in ones with their parts changed."""

from __future__ import annotations

import functools

from docx_parts import Docx
from hlo_forms.word.package import write_package
from places import SOURCE

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "word/_rels/document.xml.rels"


def built_in(phase: str = "commitment") -> dict[str, bytes]:
    """The parts of a built-in template."""
    return dict(_opened(phase))


@functools.cache
def _opened(phase: str) -> dict[str, bytes]:
    return Docx((SOURCE / "templates" / f"{phase}.docx").read_bytes()).parts


def with_part(parts: dict[str, bytes], name: str, content: str, relation: str = "", type: str = "") -> dict[str, bytes]:
    """The parts with one more, related to the document by this kind of relationship and declared of this type."""
    parts = {**parts, name: content.encode()}
    if relation:
        entry = f'<Relationship Id="x{relation}" Type="{OFFICE}/{relation}" Target="/{name}"/></Relationships>'
        parts[RELS] = parts[RELS].replace(b"</Relationships>", entry.encode())
    if type:
        entry = f'<Override PartName="/{name}" ContentType="{type}"/></Types>'
        types = "[Content_Types].xml"
        parts[types] = parts[types].replace(b"</Types>", entry.encode())
    return parts


def with_external(parts: dict[str, bytes], relation: str, target: str, rels: str = RELS) -> dict[str, bytes]:
    """The parts with a relationship to something outside the file."""
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    entry = f'<Relationship Id="out" Type="{OFFICE}/{relation}" Target="{target}" TargetMode="External"/>'
    before = parts.get(rels, empty)
    return {**parts, rels: before.replace(b"</Relationships>", f"{entry}</Relationships>".encode())}


def with_body(parts: dict[str, bytes], xml: str) -> dict[str, bytes]:
    """The parts with this at the start of the body."""
    return replaced(parts, "<w:body>", f"<w:body>{xml}")


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def replaced(parts: dict[str, bytes], before: str, after: str, name: str = "word/document.xml") -> dict[str, bytes]:
    """The parts with a text of one of them replaced, once."""
    text = parts[name].decode()
    assert before in text
    return {**parts, name: text.replace(before, after, 1).encode()}


NOTES = (
    f'<w:{{kind}}s xmlns:w="{WORD}"><w:{{kind}} w:id="1"><w:p><w:r><w:t>{{text}}</w:t></w:r></w:p>'
    "</w:{kind}></w:{kind}s>"
)
NOTE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"


def with_note(parts: dict[str, bytes], text: str, kind: str = "footnote") -> dict[str, bytes]:
    """The parts with a footnote or endnote, which the first paragraph refers to."""
    notes = NOTES.format(kind=kind, text=text)
    parts = with_part(parts, f"word/{kind}s.xml", notes, f"{kind}s", NOTE_TYPE.format(kind=kind))
    return with_body(parts, f'<w:p><w:r><w:{kind}Reference w:id="1"/></w:r></w:p>')


def with_header(parts: dict[str, bytes], text: str) -> dict[str, bytes]:
    """The parts with a header on every page."""
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
    header = f'<w:hdr xmlns:w="{WORD}">{paragraph(text)}</w:hdr>'
    parts = with_part(parts, "word/header1.xml", header, "header", kind)
    reference = f'<w:sectPr><w:headerReference xmlns:r="{OFFICE}" w:type="default" r:id="xheader"/>'
    body = parts["word/document.xml"].decode()
    start = body.rindex("<w:sectPr")
    there = body.index(">", start) + 1
    return {**parts, "word/document.xml": f"{body[:start]}{reference}{body[there:]}".encode()}


def with_properties(parts: dict[str, bytes], title: str) -> dict[str, bytes]:
    """The parts with a title among the properties."""
    space = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
    title = f"<dc:title>{title}</dc:title>"
    core = f'<cp:coreProperties xmlns:cp="{space}" xmlns:dc="http://purl.org/dc/elements/1.1/">{title}'
    return with_part(parts, "docProps/core.xml", f"{core}</cp:coreProperties>")


def packed(parts: dict[str, bytes]) -> bytes:
    """The template of these parts."""
    return write_package(parts)
