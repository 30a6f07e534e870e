"""Widths of tables in a document: as wide as the text of their pages, whatever the margins of a house style are."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

import attrs
from lxml import etree

from ..controls import W

A4, MARGIN, LEAST = (11906, 16838), 1134, 2835
"""The page of a template that names none, its margins, and the least that is left, in twentieths of a point."""

_NUMBER = re.compile(r"-?[0-9]{1,10}")
_SECTION = f"{W}sectPr"
_SIDES = ("left", "right"), ("top", "bottom")
_WHOLE = 5000  # a relative width is in fiftieths of a percent
_BESIDE = 230  # what a cell keeps free at its sides
_DEEPEST = 8  # tables in tables


@attrs.frozen
class Room:
    """The width of the text on a page, and its height, in twentieths of a point."""

    width: int
    height: int


def room_of(section: etree._Element | None) -> Room:
    """Return the room for text on the pages of a section; what it does not say is as on an A4 page of ours."""
    size, margin = (section.find(f"{W}{name}") if section is not None else None for name in ("pgSz", "pgMar"))
    wide, high = (number(size, name, usual) for name, usual in zip("wh", A4, strict=True))
    beside, above = (sum(number(margin, side, MARGIN) for side in sides) for sides in _SIDES)
    return Room(max(wide - beside - number(margin, "gutter", 0), LEAST), max(high - above, LEAST))


def number(node: etree._Element | None, name: str, usual: int) -> int:
    """Return the number in an attribute, without its sign; what is no number is as usual."""
    text = node.get(f"{W}{name}", "") if node is not None else ""
    return abs(int(text)) if _NUMBER.fullmatch(text) else usual


def fit_tables(root: etree._Element) -> None:
    """Make relative widths of tables absolute, and narrow what is wider than its page; changes the part.

    A template says of a table that it is as wide as the text (`w:type="pct"`), which not every program follows where
    the columns add up to another width. What the columns are to each other stays.
    """
    body = root.find(f"{W}body")
    if body is None:
        return
    tables: list[etree._Element] = []
    for block in body:
        tables += [block] if block.tag == f"{W}tbl" else block.iterfind(f"{W}sdtContent/{W}tbl")
        section = block if block.tag == _SECTION else block.find(f"{W}pPr/{_SECTION}")
        if section is not None:
            _fit(tables, _column(section))
            tables = []
    _fit(tables, room_of(None).width)


def _column(section: etree._Element) -> int:
    """Return the width of a text column of a section: that of the page, where the text is not in several."""
    width, several = room_of(section).width, section.find(f"{W}cols")
    count = max(number(several, "num", 1), 1)
    return max((width - (count - 1) * number(several, "space", 720)) // count, LEAST) if count > 1 else width


def shares(parts: Sequence[int], room: int) -> list[int]:
    """Share the room in these proportions, in whole numbers that add up to it."""
    edges = [round(room * edge / sum(parts)) for edge in itertools.accumulate(parts, initial=0)]
    return [end - start for start, end in itertools.pairwise(edges)]


def _fit(tables: Iterable[etree._Element], room: int, depth: int = 0) -> None:
    for table in tables if depth < _DEEPEST else ():
        properties, grid = table.find(f"{W}tblPr"), table.find(f"{W}tblGrid")
        if properties is None or grid is None:
            continue
        drawn = [number(column, "w", 0) for column in grid]
        indent = properties.find(f"{W}tblInd")
        hangs = indent is not None and indent.get(f"{W}w", "").startswith("-")
        free = max(room - (0 if hangs else number(indent, "w", 0)), LEAST // 2)
        wanted = _wanted(properties, sum(drawn), free)
        if sum(drawn) and wanted != sum(drawn):
            _scale(table, grid, drawn, wanted)
        if sum(drawn):
            _set(properties.find(f"{W}tblW"), wanted)
        for cell in table.iterfind(f"{W}tr/{W}tc"):
            width = number(cell.find(f"{W}tcPr/{W}tcW"), "w", wanted)
            _fit(cell.iterfind(f"{W}tbl"), width - _BESIDE, depth + 1)


def _wanted(properties: etree._Element, drawn: int, room: int) -> int:
    """Return how wide a table is to be: the part of the room that it names, or as it was drawn where there is room."""
    width = properties.find(f"{W}tblW")
    if width is not None and width.get(f"{W}type") == "pct":
        text = width.get(f"{W}w", "")
        percent = re.match(r"[0-9]{1,3}", text) if text.endswith("%") else None
        share = int(percent[0]) * _WHOLE // 100 if percent else number(width, "w", _WHOLE)
        return room * min(share, _WHOLE) // _WHOLE
    return min(drawn, room)


def _scale(table: etree._Element, grid: etree._Element, drawn: Sequence[int], wanted: int) -> None:
    """Scale the columns of a table, and its cells with the columns that they span."""
    scaled = shares(drawn, wanted)
    for column, size in zip(grid, scaled, strict=True):
        column.set(f"{W}w", str(size))
    for row in table.iterfind(f"{W}tr"):
        place = number(row.find(f"{W}trPr/{W}gridBefore"), "val", 0)
        for properties in row.iterfind(f"{W}tc/{W}tcPr"):
            width = properties.find(f"{W}tcW")
            end = place + number(properties.find(f"{W}gridSpan"), "val", 1)
            if width is not None and width.get(f"{W}type", "dxa") == "dxa" and number(width, "w", 0):
                own = number(width, "w", 0)
                fits = end <= len(drawn) and own == sum(drawn[place:end])
                _set(width, sum(scaled[place:end]) if fits else round(own * wanted / sum(drawn)))
            place = end


def _set(width: etree._Element | None, size: int) -> None:
    if width is not None:
        width.set(f"{W}w", str(size))
        width.set(f"{W}type", "dxa")
