"""Finishing a part: once in the template where that can be, and in the text of each form where it depends on the form.

No tree is made of a form. The template is a tree with its tags as text, which a form fills with escaped text and with
our own controls; where each loop and condition holds whole elements, whatever comes out is well-formed. What is left
to be done is marked in the template by instructions (`<?finish title?>`), which no text of a form can hold.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import Any, TypeAlias

from lxml import etree

from ...basics.messages import Catalogue
from ...errors import TemplateError
from ..controls import W14, W
from .breaks import as_signs, every, kept_together, mark_breaks
from .widths import fit_tables

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
NUMBER = re.compile(r"-?[0-9]{1,10}")
_LOOPED = 2  # a label, and a column at least
_LONGEST, _TITLE = 64, 250  # letters of the name of a control, and of the title of a table
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_IGNORABLE = f"{{{_MC}}}Ignorable"


_CONTROL_IDS = every(".//w:sdtPr/w:id")
_CELLS = every("w:tc/w:tcPr/w:tcW")
_SPANS = every("w:tc/w:tcPr/w:gridSpan")
_EMPTY_RUNS = every(".//w:p/w:r[not(*[not(self::w:rPr) and not(self::w:t[not(text())])])]")
_TITLES = ("Title", "Heading", "Question", "Central", "Caption")
_TITLING = " or ".join(f"starts-with(@w:val, '{style}')" for style in _TITLES)
_HEADINGS_AND_TABLES = every(f"w:body/w:tbl | w:body/w:p[w:pPr/w:pStyle[{_TITLING}]]")


def as_part(root: etree._Element) -> bytes:
    """Return the bytes of a part with this root."""
    return HEAD.encode() + etree.tostring(root, encoding="utf-8")


def parse_part(part: bytes) -> etree._Element:
    """Return the root of a part; raises `TemplateError` where it is not well-formed."""
    try:
        return etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise TemplateError(Catalogue("templates").sentence("not_well_formed")) from error


# ---- once, in the template


_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_STEPS = re.compile(r"<(?P<end>/?)(?P<name>[^\s/>!?]+)(?P<rest>[^>]*)>|\{%\W*(?P<word>\w+)")
_WIDTH = b"\x1f"  # before and after the width of a cell; XML cannot hold it, so no text does
_MARKED_WIDTH = re.compile(r'w:w="hlo:width:(-?\d+)"')


def prepared(source: str) -> tuple[str, bool]:
    """Return a part of a template with all done that is the same in every form, and whether it is surely well-formed.

    Raises `TemplateError` where the template itself is not well-formed.
    """
    escaped = _TAG.sub(lambda tag: escape(tag[0], quote=False), _with_namespaces(source))
    root = parse_part(escaped.encode())
    etree.strip_tags(root, etree.ProcessingInstruction)
    _correct_ids(root)
    fit_tables(root)
    _mark_columns(root)
    _mark_titles(root)
    _drop_empty_runs(root)
    mark_breaks(root)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["w", "r", "mc", "w14"])
    prefixes = str(root.get(_IGNORABLE, "")).split()  # Word refuses a part that names one that it does not know
    root.set(_IGNORABLE, " ".join(prefix for prefix in prefixes if prefix in root.nsmap))
    xml = etree.tostring(root, encoding="unicode")
    marked = as_signs(_MARKED_WIDTH.sub('w:w="\x1f\\1\x1f"', xml))
    return HEAD + _TAG.sub(lambda tag: unescape(tag[0]), marked), _is_surely_well_formed(xml)


def _with_namespaces(xml: str) -> str:
    """Declare w14 on the root and let older readers pass over it."""
    start = re.search(r"<w:(document|hdr|ftr)\b[^>]*>", xml)
    if not start:
        return xml
    tag = start[0][:-1]
    for prefix, name in (("mc", _MC), ("w14", W14)):
        if f"xmlns:{prefix}=" not in tag:
            tag += f' xmlns:{prefix}="{name}"'
    ignorable = re.search(r'mc:Ignorable="([^"]*)"', tag)
    if not ignorable:
        tag += ' mc:Ignorable="w14"'
    elif "w14" not in ignorable[1].split():
        tag = tag.replace(ignorable[0], f'mc:Ignorable="{f"{ignorable[1]} w14".strip()}"')
    return xml.replace(start[0], f"{tag}>", 1)


def _is_surely_well_formed(xml: str) -> bool:
    """Return whether every loop and condition leaves open the elements that it began in, and no tag is in an attribute.

    Then it does not matter how often each comes about. Such a loop may also begin in one paragraph and end in the next.
    """
    opened: list[str] = []
    begun: list[list[str]] = []
    for step in _STEPS.finditer(xml):
        name, rest, word = step["name"], step["rest"], step["word"]
        if name and "{" in rest:
            return False
        if name and step["end"]:
            opened.pop()
        elif name and not rest.endswith("/"):
            opened.append(name)
        elif word in ("for", "if"):
            begun.append(opened[:])
        elif word and (not begun or begun[-1] != opened):
            return False
        elif word in ("endfor", "endif"):
            begun.pop()
    return not begun


def _correct_ids(root: etree._Element) -> None:
    """Give a control of the template that has no number as its id the number 1; what occurs twice is parted later."""
    for node in _CONTROL_IDS(root):
        value = node.get(f"{W}val", "")
        node.set(f"{W}val", str(int(value) if NUMBER.fullmatch(value) else 1))


def _mark(name: str) -> Any:  # Any: lxml's instruction
    return etree.ProcessingInstruction("finish", name)


def _mark_titles(root: etree._Element) -> None:
    """Mark the headings, and the place in each table where the one above it becomes its title."""
    for block in _HEADINGS_AND_TABLES(root):
        if block.tag == f"{W}p":
            block.insert(0, _mark("heading"))
            block.append(_mark("ends"))
        elif (properties := block.find(f"{W}tblPr")) is not None and properties.find(f"{W}tblCaption") is None:
            properties.append(_mark("title"))


def _mark_columns(root: etree._Element) -> None:
    """Mark the tables in which a loop makes columns, with the ends of their rows and the widths of their cells."""
    for table in root.findall(f".//{W}tbl"):
        marked = any(not isinstance(around[0].tag, str) for around in table.iterancestors(f"{W}tbl"))
        if marked or _is_settled(table):
            continue
        for row in table.iterchildren(f"{W}tr"):
            row.append(_mark("row"))
            for cell, width in zip(cells := _CELLS(row), _widths(cells), strict=True):
                cell.set(f"{W}w", f"hlo:width:{width}")
        table.insert(0, _mark("columns"))
        table.append(_mark("shared"))


def _is_settled(table: etree._Element) -> bool:
    """Return whether a table has its columns in the template: each row is as the grid, or spans some of it."""
    grid = table.find(f"{W}tblGrid")
    drawn = _widths(grid) if grid is not None else []
    return not drawn or all(_is_settled_row(row, drawn) for row in table.iterchildren(f"{W}tr"))


def _is_settled_row(row: etree._Element, drawn: list[int]) -> bool:
    widths, between = _widths(_CELLS(row)), [row.text, *(cell.tail for cell in row)]
    in_loop = any("{%" in text for text in between if text)
    return not in_loop and (bool(_SPANS(row)) or (len(widths) == len(drawn) and sum(widths) == sum(drawn)))


def _widths(nodes: Iterable[etree._Element]) -> list[int]:
    widths = (node.get(f"{W}w", "") for node in nodes)
    return [int(width) if NUMBER.fullmatch(width) else 0 for width in widths]  # a template may hold any other text


def _drop_empty_runs(root: etree._Element) -> None:
    """Drop runs that show nothing, but not a tag behind one."""
    for run in _EMPTY_RUNS(root):
        before = run.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + (run.tail or "")
        else:
            run.getparent().text = (run.getparent().text or "") + (run.tail or "")
        run.getparent().remove(run)


# ---- for each form, in the text


def finished(part: bytes) -> bytes:
    """Return a filled part with every control's id and name its own, columns shared, tables titled and pages parted."""
    part = _parted(part, b'<w:id w:val="', _next_number)
    part = _parted(part, b'<w:alias w:val="', _next_name)
    return kept_together(_without_empty_runs(_without_marks(part)))


def _parted(part: bytes, begins: bytes, following: Callable[[str, Taken], str]) -> bytes:
    """Return a part in which no two values that begin so are equal: a later one becomes the `following` free one."""
    pieces = part.split(begins)
    values = [piece[: piece.index(b'"')] for piece in pieces[1:]]
    if len(set(values)) == len(values):
        return part
    taken: Taken = {}
    for place, value in enumerate(values, start=1):
        own = following(unescape(value.decode()), taken)
        taken.setdefault(own, 0)
        pieces[place] = escape(own).encode() + pieces[place][len(value) :]
    return begins.join(pieces)


Taken: TypeAlias = dict[str, int]
"""The values that are taken, each with the number from which on the next one may be free: no value is tried twice."""


def _next_number(value: str, taken: Taken) -> str:
    tried = list[str]()
    while value in taken:
        tried.append(value)
        value = str((taken[value] or int(value)) % 0x7FFFFFFE + 1)
    taken.update(dict.fromkeys(tried, int(value) - 1 if tried else 0))
    return value


def _next_name(name: str, taken: Taken) -> str:
    """Return a name with a number where another has it: what is read out is all that tells controls apart."""
    own, begins = name, f"{name[: _LONGEST - 4]} ("  # which is no whole name that a number was given
    number = taken.get(begins, 1)
    while own in taken:
        number += 1
        own = f"{name[: _LONGEST - len(str(number)) - 3]} ({number})"
        taken[begins] = number
    return own


def _without_marks(part: bytes) -> bytes:
    """Do what the marks ask for: each table gets the heading above it as its title, for those who hear the document."""
    before, *pieces = part.split(b"<?finish ")
    done, heading, table = [before], b"", 0
    for piece in pieces:
        mark, _, rest = piece.partition(b"?>")
        if mark == b"heading":
            heading = rest
        elif mark == b"title":
            done.append(_title(heading))
        elif mark == b"columns":
            table = len(done)
        elif mark == b"shared":
            done[table:] = [_with_shared_columns(done[table:])]
        done.append(rest)
    return b"".join(done)


_TEXT = re.compile(rb"<w:t(?: [^<>]*)?>([^<]*)</w:t>")


@functools.lru_cache(maxsize=256)  # most headings are the same in every form
def _title(heading: bytes) -> bytes:
    title = " ".join(unescape(b"".join(_TEXT.findall(heading)).decode()).split())
    return f'<w:tblCaption w:val="{escape(title[:_TITLE])}"/>'.encode() if title else b""


_GRID = re.compile(rb"<w:tblGrid>.*?</w:tblGrid>", re.DOTALL)
_GRID_WIDTH = re.compile(rb'w:w="(-?[0-9]{1,10})"')


def _with_shared_columns(pieces: list[bytes]) -> bytes:
    """Share the room of a table among the columns that a loop made in it, from the second one on."""
    table, rows = b"".join(pieces), [piece.count(_WIDTH) // 2 for piece in pieces if _WIDTH in piece]
    parts = table.split(_WIDTH)
    grid = _GRID.search(parts[0])
    if grid and len(set(rows)) == 1 and b"<w:gridSpan" not in table:
        drawn = [*map(int, _GRID_WIDTH.findall(grid[0]))]
        widths = [b"%d" % width for width in _shared([*map(int, parts[1 : 2 * rows[0] : 2])], drawn)]
        parts[1::2] = widths * len(rows)
        columns = b"".join(b'<w:gridCol w:w="%b"/>' % width for width in widths)
        parts[0] = b"%b<w:tblGrid>%b</w:tblGrid>%b" % (parts[0][: grid.start()], columns, parts[0][grid.end() :])
    return b"".join(parts)


def _shared(widths: list[int], drawn: list[int]) -> list[int]:
    """Return widths that are together those of the grid as drawn; the same where they are already, or are too few."""
    if len(widths) < _LOOPED or (len(widths) == len(drawn) and sum(widths) == sum(drawn)):
        return widths
    looped = next((n for n, width in enumerate(widths[1:]) if width != widths[1]), len(widths) - 1)
    free = sum(drawn) - widths[0] - sum(widths[1 + looped :])
    edges = [free * place // looped for place in range(looped + 1)]
    return [widths[0], *(end - start for start, end in itertools.pairwise(edges)), *widths[1 + looped :]]


_EMPTY_ENDS = b"></w:t></w:r>"
_EMPTY_RUN = re.compile(
    rb"<w:r>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>|<w:rPr/>)?(?:<w:t(?: [^<>]*)?></w:t>)+</w:r>", re.DOTALL
)


def _without_empty_runs(part: bytes) -> bytes:
    """Drop runs that show nothing, such as that of a slot without a text."""
    kept, start = [], 0
    while (place := part.find(_EMPTY_ENDS, start)) >= 0:
        end = place + len(_EMPTY_ENDS)
        run = max(part.rfind(b"<w:r>", start, end), start)
        kept.append(part[start : run if _EMPTY_RUN.fullmatch(part, run, end) else end])
        start = end
    return b"".join([*kept, part[start:]])
