"""OpenDocument texts for tests: made of the XML of their body, taken apart without the reader, made by LibreOffice."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from lxml import etree

import libreoffice
from hlo_forms.word.outline import outline_from
from hlo_forms.word.outline.blocks import Outline, Paragraph

MIMETYPE = "application/vnd.oasis.opendocument.text"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_PREFIXES = ("office", "text", "table", "style", "draw", "form", "meta", "manifest")
_SPACES = {prefix: f"{_OASIS}:{prefix}:1.0" for prefix in _PREFIXES} | {
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
    "draw": f"{_OASIS}:drawing:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
_DECLARED = " ".join(f'xmlns:{prefix}="{space}"' for prefix, space in _SPACES.items())
_TEXT = f"{{{_SPACES['text']}}}"
_OFFICE, _DRAWING = (f"{{{_SPACES[name]}}}" for name in ("office", "draw"))


def odt(body: str, automatic: str = "", **parts: str) -> bytes:
    """A file with this body and these automatic styles; `styles`, `margins` and `meta` fill its other parts."""
    styles = f"<office:styles>{parts.get('styles', '')}</office:styles>"
    own = f"<office:automatic-styles>{parts.get('own', '')}</office:automatic-styles>"
    page = f"<style:master-page style:name='Standard'>{parts.get('margins', '')}</style:master-page>"
    return zipped(
        {
            "content.xml": xml(
                "document-content",
                f"<office:automatic-styles>{automatic}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body>",
            ),
            "styles.xml": xml("document-styles", f"{styles}{own}<office:master-styles>{page}</office:master-styles>"),
            "meta.xml": xml("document-meta", f"<office:meta>{parts.get('meta', '')}</office:meta>"),
        }
    )


def outline_of(body: str, automatic: str = "", **parts: str) -> Outline:
    """The outline of such a file."""
    return outline_from(odt(body, automatic, **parts))


def paragraph_of(body: str, automatic: str = "", **parts: str) -> Paragraph:
    """The one paragraph of such a file."""
    (block,) = outline_of(body, automatic, **parts).blocks
    assert isinstance(block, Paragraph)
    return block


def cell(text: str = "", attributes: str = "") -> str:
    """A cell with one paragraph."""
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, attributes: str = "") -> str:
    """A row of these cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def xml(root: str, content: str) -> str:
    """A part with this root element."""
    return f"<office:{root} {_DECLARED}>{content}</office:{root}>"


def zipped(parts: Mapping[str, str | bytes], mimetype: str = MIMETYPE) -> bytes:
    """A package of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", mimetype, zipfile.ZIP_STORED)
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


def unpacked(data: bytes) -> bytes:
    """The same package with its parts not compressed, so that no limit on packing speaks first."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in {"mimetype": MIMETYPE.encode(), **parts_of(data)}.items():
            archive.writestr(name, part)
    return made.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package, without its `mimetype`."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "mimetype"}


def pieces_of(data: bytes) -> list[str]:
    """The text of every paragraph of a file, wherever it stands, for the accounting."""
    parts = parts_of(data)
    roots = [etree.fromstring(parts[name]) for name in ("content.xml", "styles.xml") if name in parts]
    paragraphs = [node for root in roots for node in root.iter(f"{_TEXT}p", f"{_TEXT}h")]
    return [text for node in paragraphs if (text := "".join(_texts(node))).strip()]


def _texts(node: etree._Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        if child.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif child.tag not in (f"{_TEXT}note", f"{_OFFICE}annotation") and not str(child.tag).startswith(_DRAWING):
            yield from _texts(child)
        yield child.tail or ""


def through_libreoffice(documents: Sequence[bytes], folder: Path) -> list[bytes]:
    """Word documents, saved by LibreOffice as OpenDocument in one start; the test is skipped where there is none."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not on this machine")
    sources = [folder / f"{number:04}.docx" for number in range(len(documents))]
    for source, document in zip(sources, documents, strict=True):
        source.write_bytes(document)
    libreoffice.convert(sources, "odt", folder, timeout=600)
    return [source.with_suffix(".odt").read_bytes() for source in sources]
