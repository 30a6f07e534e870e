"""Edits of a rendered document, as a person or a program makes them: to its parts, its rows and its cells."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"


def members(data: bytes) -> dict[str, bytes]:
    """The members of a zip, in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression, compresslevel=1) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def rewritten(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The document with one of its parts changed; fails where the change does nothing."""
    parts = members(data)
    before, parts[part] = parts[part], change(parts[part])
    assert parts[part] != before, f"nothing changed in {part}"
    return zipped(parts)


def edited(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """The document with its body changed as a tree."""

    def changed(xml: bytes) -> bytes:
        root = etree.fromstring(xml)
        change(root)
        return etree.tostring(root)

    return rewritten(data, DOCUMENT, changed)


def control(root: etree._Element, tag: str) -> etree._Element:
    """The content control with this tag."""
    return next(node for node in root.iter(f"{W}sdt") if node.find(f"{W}sdtPr/{W}tag").get(f"{W}val") == tag)


def around(node: etree._Element, name: str) -> etree._Element:
    """The nearest element of this name around a node."""
    return next(node.iterancestors(f"{W}{name}"))


def put(cell: etree._Element, text: str) -> None:
    """Empty a cell and type a text into it, as if all was selected first."""
    for paragraph in cell.findall(f"{W}p"):
        cell.remove(paragraph)
    paragraph = etree.SubElement(cell, f"{W}p")
    etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = text


def with_row_added(data: bytes, tag: str, texts: list[str]) -> bytes:
    """The document with a row after the last of the table that holds a field, as the Tab key adds one."""

    def add(root: etree._Element) -> None:
        table = around(control(root, tag), "tbl")
        row = deepcopy(table.findall(f"{W}tr")[-1])
        for cell, text in zip(row.findall(f"{W}tc"), texts, strict=True):
            put(cell, text)
        table.append(row)

    return edited(data, add)


def one_after_another(first: bytes, second: bytes) -> bytes:
    """A document with the body of another behind its own."""
    later = etree.fromstring(members(second)[DOCUMENT]).find(f"{W}body")

    def add(root: etree._Element) -> None:
        section = root.find(f"{W}body")[-1]
        for node in list(later)[:-1]:
            section.addprevious(node)

    return edited(first, add)
