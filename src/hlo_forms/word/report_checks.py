"""Checks of a house style for reports: renders a page with everything in it, and looks at what came out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import attrs

from ..pages.model import Bullets, Heading, Illustration, Page, PageRow, PageTable, Run, Section, Text, fixed, quoted
from .package import open_package
from .page_tables import GROUP, HEADER, STYLE_OF, TABLE, TEXT
from .writer.report import render_page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SLOTS = frozenset({"kicker", "title", "subtitle", "page_word", "details", "sections"})
"""The slots that the body of such a template names."""
_MARK = re.compile(r"‹([^›]+)›")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550"
    "000000a49444154789c63f80f0001010100b138f6140000000049454e44ae426082"
)


@attrs.frozen
class _Dot:
    """A picture of one dot."""

    title: str = "‹picture›"
    alt: str = "‹picture›"
    width: float = 20
    height: float = 10

    def to_png(self, dpi: int = 200) -> bytes:  # noqa: ARG002 - as every picture has it
        return _DOT

    def to_svg(self) -> str:  # a document of Word holds pixels
        raise NotImplementedError


def report_faults(template: bytes) -> Iterator[tuple[str, str]]:
    """Yield what a house style for reports lost or has too much of: a code, and the slot or style that it is about.

    "text-missing" and "text-twice" name a slot, "order-changed" the first slot out of order, "style-missing" a style
    that code sets. Raises `TemplateError` where it gives no document at all.
    """
    own, house = (_contents(render_page(sample_page(), "‹page_word›", data)) for data in (None, template))
    expected, actual = Counter(own.marks), Counter(house.marks)
    for mark in expected:
        if actual[mark] < expected[mark]:
            yield "text-missing", mark
        elif actual[mark] > expected[mark]:
            yield "text-twice", mark
    if expected == actual and own.marks != house.marks:
        pairs = zip(own.marks, house.marks, strict=True)
        yield "order-changed", next(mark for mark, other in pairs if mark != other)
    yield from (("style-missing", style) for style in own.styles if style not in house.styles)


@attrs.frozen
class _Contents:
    """The marks in a document in order, and the styles that it has."""

    marks: list[str]
    styles: list[str]


def _contents(document: bytes) -> _Contents:
    package = open_package(document)
    body, styles = package.xml("word/document.xml"), package.xml("word/styles.xml")
    marks: list[str] = []
    for node in body.iter(f"{W}t", _BLIP):
        marks += ["picture"] if node.tag == _BLIP else _MARK.findall(node.text or "")
    ids = [str(style.get(f"{W}styleId")) for style in styles.iter(f"{W}style")]
    needed = (TABLE, HEADER, GROUP, TEXT, *STYLE_OF.values())
    return _Contents(marks, [style for style in needed if style in ids])


def sample_page() -> Page:
    """Return a page with every kind of block in it, each marked with its name."""
    table = PageTable(
        caption="‹block.caption›",
        columns=("‹block.table›", "2"),
        rows=(PageRow((fixed("1"),), group=True), PageRow((quoted("1"), (Run("+", "added"), Run("-", "removed"))))),
    )
    wide = attrs.evolve(table, columns=("‹section.turn›", *("1" * 20 for _ in range(7))), rows=())
    blocks = (
        Heading("‹block heading2›"),
        Heading("‹block heading3›", 3),
        Text(fixed("‹block text›")),
        Bullets((fixed("‹block item›"),)),
        Text(fixed("‹block lead›")),
        Illustration(_Dot()),
        table,
    )
    return Page(
        kicker="‹kicker›",
        title="‹title›",
        subtitle="‹subtitle›",
        locale="nl-NL",
        details=(("‹line.label›", fixed("‹line.answer›")),),
        sections=(Section("‹section.heading›", blocks), Section("‹section.heading›", (wide,))),
    )
