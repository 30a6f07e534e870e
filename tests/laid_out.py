"""How a form lies on its pages, as LibreOffice lays it out: where a page ends, and how full it is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import attrs
import pytest
from lxml import etree

from docx_parts import Docx, W

_BODY = {True: (794, 851, 11_906), False: (1134, 1134, 16_838)}  # margins at the top and foot, and the height, by side
_WHITE = 200


@attrs.frozen
class Page:
    """The text of a page above its footer, and how far down it is filled, from 0 to 1."""

    text: str
    filled: float


def pages_of(pdf: Path) -> list[Page]:
    """The pages of a document; the test is skipped where there is no poppler."""
    if shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None:
        pytest.skip("poppler (pdftotext, pdftoppm) is not installed")
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, timeout=60).stdout
    drawn = subprocess.run(["pdftoppm", "-r", "20", "-gray", pdf], check=True, capture_output=True, timeout=60).stdout
    texts = text.decode("utf-8").split("\f")[:-1]
    pages = zip(texts, _filled(drawn), strict=True)
    return [Page(" ".join(" ".join(text.rstrip().split("\n")[:-1]).split()), filled) for text, filled in pages]


def _filled(drawn: bytes) -> list[float]:
    """How far down each page of a portable graymap is filled, between the margins."""
    shares = []
    while drawn:
        _, size, _, drawn = drawn.split(b"\n", 3)
        width, height = map(int, size.split())
        above, below, high = _BODY[width > height]
        first, last = above * height // high, (high - below) * height // high
        inked = [row for row in range(last + 1) if min(drawn[row * width : (row + 1) * width]) < _WHITE]
        shares.append((max(inked, default=first) - first) / (last - first))
        drawn = drawn[width * height :]
    return shares


def leads(document: bytes) -> set[str]:
    """What may not be the last thing on a page: headings, lines that stay with what follows, headers of tables."""
    docx = Docx(document)
    kept = {
        style.get(f"{W}styleId")
        for style in docx.root("word/styles.xml").iter(f"{W}style")
        if style.find(f"{W}pPr/{W}keepNext") is not None
    }
    body = docx.root()[0]
    styled = ((p, p.find(f"{W}pPr/{W}pStyle")) for p in body.iterfind(f"{W}p"))
    lines = [_words(p) for p, style in styled if style is not None and style.get(f"{W}val") in kept]
    heads = [row for row in body.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    return {text for text in (*lines, *(" ".join(map(_words, row.iter(f"{W}tc"))) for row in heads)) if text}


def _words(node: etree._Element) -> str:
    pieces = (text.text or "" if text.tag == f"{W}t" else " " for text in node.iter(f"{W}t", f"{W}tab", f"{W}br"))
    return " ".join("".join(pieces).split())


def faults(document: bytes, pdf: Path, *, least: float = 0.15, last: float = 0.16) -> list[str]:
    """Pages that end in what belongs to the next, or that hold next to nothing."""
    pages, before = pages_of(pdf), leads(document)
    alone = [
        f"page {number} ends with “{max(ends, key=len)}”"
        for number, page in enumerate(pages[:-1], 1)
        if (ends := [text for text in before if page.text.endswith(text)])
    ]
    empty = [f"page {n} is nearly empty" for n, page in enumerate(pages[:-1], 1) if page.filled < least]
    return alone + empty + (["the last page is nearly empty"] if pages[-1].filled < last else [])
