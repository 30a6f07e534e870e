"""A Word document taken apart with lxml alone: what tests of rendering look at, apart from the code under test."""

from __future__ import annotations

import importlib.util
import io
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator

import pytest
from lxml import etree

from places import SHARED

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
Element = etree._Element


class Docx:
    """The parts of a document."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.names = archive.namelist()
            self.parts = {name: archive.read(name) for name in self.names}

    def root(self, name: str = "word/document.xml") -> Element:
        return etree.fromstring(self.parts[name])

    def texts(self) -> dict[str, str]:
        """What every text control shows, by tag; those that show a prompt left out.

        Of an answer of the round before only what stands below the line that says whether it was ticked.
        """
        return {
            tag(control): shown(control).partition("\n")[2] if is_before(control) else shown(control)
            for control in self.controls()
            if not is_box(control) and control.find(f"{W}sdtPr/{W}showingPlcHdr") is None
        }

    def prompts(self) -> dict[str, str]:
        """What the empty text controls show, by tag."""
        flagged = (control for control in self.controls() if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None)
        return {tag(control): shown(control) for control in flagged}

    def boxes(self) -> dict[str, bool]:
        """The state of every box, by tag."""
        return {
            tag(control): control.find(f"{W}sdtPr/{W14}checkbox/{W14}checked").get(f"{W14}val") == "1"
            for control in self.controls()
            if is_box(control)
        }

    def controls(self) -> Iterator[Element]:
        yield from self.root().iter(f"{W}sdt")

    def tags(self) -> list[str]:
        return [tag(control) for control in self.controls()]

    def everything(self) -> str:
        """Every byte of every part, for what must stand nowhere."""
        return "\n".join(part.decode("utf-8", "replace") for part in self.parts.values())


def parse(xml: str | bytes) -> Element:
    return etree.fromstring(xml)


def tag(control: Element) -> str:
    return control.find(f"{W}sdtPr/{W}tag").get(f"{W}val")


def is_box(control: Element) -> bool:
    return control.find(f"{W}sdtPr/{W14}checkbox") is not None


def is_before(control: Element) -> bool:
    return re.fullmatch(r"previous\..*\.before~[0-9a-f]{4}", tag(control)) is not None


def shown(node: Element) -> str:
    """The visible text below a node."""
    signs = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(piece.text or "" if piece.tag == f"{W}t" else signs.get(piece.tag, "") for piece in node.iter())


def faults(docx: Docx) -> list[str]:
    """What would make Word refuse the document, or a screen reader stumble; empty where there is none."""
    root = docx.root()
    return [*package_faults(docx), *control_faults(root), *table_faults(root), *heading_faults(docx)]


def package_faults(docx: Docx) -> Iterator[str]:
    if len(set(docx.names)) != len(docx.names):
        yield "a part stands twice"
    types = docx.root("[Content_Types].xml")
    typed = {str(node.get("PartName")) for node in types if node.get("PartName")}
    yield from (f"{name} is typed, and not there" for name in typed if name.lstrip("/") not in docx.parts)
    if len(typed) != sum(1 for node in types if node.get("PartName")):
        yield "a part is typed twice"
    for name in docx.names:
        if name.endswith(".rels"):
            folder = posixpath.dirname(posixpath.dirname(name))
            for rel in docx.root(name):
                path = posixpath.normpath(posixpath.join(folder, rel.get("Target")))
                if rel.get("TargetMode") != "External" and path not in docx.parts:
                    yield f"{name} points at {path}, which is not there"
        if name.startswith("word/") and name.endswith(".xml"):
            part = docx.root(name)
            named = (part.get(f"{MC}Ignorable") or "").split()
            yield from (
                f"{name} may ignore {prefix}, which it never declares" for prefix in set(named) - set(part.nsmap)
            )


def control_faults(root: Element) -> Iterator[str]:
    ids = [node.get(f"{W}val") for node in root.iterfind(f".//{W}sdtPr/{W}id")]
    if len(set(ids)) != len(ids):
        yield "two controls share an id"
    yield from (f"the id {number} is out of range" for number in ids if not 0 < int(number) < 2**31)
    for control in root.iter(f"{W}sdt"):
        alias = control.find(f"{W}sdtPr/{W}alias").get(f"{W}val")
        if not 0 < len(alias) <= 64 or len(tag(control)) > 64:
            yield f"{tag(control)} has an alias or a tag of the wrong length"
        if control.getparent().tag != f"{W}p" or control.find(f"{W}sdtContent/{W}p") is not None:
            yield f"{tag(control)} does not stand within a paragraph"
        if control.find(f"{W}sdtPr/{W}lock") is not None:
            yield f"{tag(control)} is locked"


def table_faults(root: Element) -> Iterator[str]:
    for number, table in enumerate(root.iter(f"{W}tbl"), start=1):
        rows, grid = table.findall(f"{W}tr"), table.findall(f"{W}tblGrid/{W}gridCol")
        if any(sum(map(spanned, row.findall(f"{W}tc"))) != len(grid) for row in rows):
            yield f"table {number}: a row does not fit the grid"
        if any(cell[-1].tag != f"{W}p" for cell in table.iter(f"{W}tc")):
            yield f"table {number}: a cell does not end in a paragraph"
        labels_first = table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstColumn") == "1"
        header = rows[0].find(f"{W}trPr/{W}tblHeader") is not None
        if len(grid) > 1 and not header and not labels_first:
            yield f"table {number}: neither a header row nor a column of labels"


def spanned(cell: Element) -> int:
    """How many columns a cell takes."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else int(span.get(f"{W}val"))


def heading_levels(docx: Docx) -> list[int]:
    names = {
        node.get(f"{W}styleId"): node.find(f"{W}name").get(f"{W}val").lower()
        for node in docx.root("word/styles.xml").iter(f"{W}style")
    }
    styles = (names.get(node.get(f"{W}val"), "") for node in docx.root().iter(f"{W}pStyle"))
    return [int(name[-1]) for name in styles if re.fullmatch(r"heading \d", name)]


def heading_faults(docx: Docx) -> Iterator[str]:
    levels = heading_levels(docx)
    if not levels:
        yield "no headings"
    for before, after in zip([0, *levels], levels, strict=False):
        if after > before + 1:
            yield f"a heading of level {after} follows level {before}"


def schema_faults(documents: Iterable[bytes]) -> list[str]:
    """What the shared check of documents finds in these; the test is skipped where it does not lie beside us."""
    script = SHARED / "check_docx.py"
    if not script.exists():
        pytest.skip("the shared check of documents does not lie beside the repository")
    spec = importlib.util.spec_from_file_location("check_docx", script)
    assert spec is not None
    assert spec.loader is not None
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    schema = check.schema()
    return [fault for data in documents for fault in check.faults(io.BytesIO(data), schema)]


def luminance(colour: str) -> float:
    """WCAG 2.1, relative luminance."""
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
