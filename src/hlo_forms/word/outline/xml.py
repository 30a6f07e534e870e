"""Look-ups in the XML of a document, by local name, so that strict and transitional files read alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from lxml import etree

from ..controls import W

_VALUE = W + "val"
_USUAL = str.split("""
    AlternateContent alias b bCs basedOn bdr bookmarkEnd bookmarkStart br checkBox checkbox checked checkedState color
    del fldChar gridCol gridSpan highlight hyperlink i iCs id ins instrText jc keepNext kern lang lastRenderedPageBreak
    name next outlineLvl p pBdr pPr pStyle placeholder proofErr qFormat r rFonts rPr rStyle sdt sdtContent sdtPr sectPr
    shd showingPlcHdr smartTag spacing strike sym sz szCs t tab tabs tag tbl tblGrid tblPr tc tcBorders tcMar tcPr tcW
    tr trPr u uiPriority unhideWhenUsed uncheckedState vAlign vMerge vanish webHidden
""")
_OF_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


class _Names(dict[object, str]):
    """The local names of what documents consist of, by tag; those of all other elements are cut off each time."""

    def __missing__(self, tag: object) -> str:
        return tag.rpartition("}")[2] if isinstance(tag, str) else ""


_OF_ODF = ("text", "table", "style", "office")
_USUAL_OF_ODF = str.split("""
    a automatic-styles bookmark bookmark-end bookmark-start covered-table-cell h line-break list list-header list-item
    list-level-style-bullet list-level-style-number list-style p page-count page-number paragraph-properties s
    section soft-page-break span
    style tab table table-cell table-cell-properties table-column table-column-properties table-header-rows
    table-properties table-row table-row-properties text text-properties
""")
NAMES = _Names({f"{space}{name}": name for space in (W, _OF_2010) for name in _USUAL})
NAMES["{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}content-control"] = "content-control"
NAMES |= {
    f"{{urn:oasis:names:tc:opendocument:xmlns:{space}:1.0}}{name}": name for space in _OF_ODF for name in _USUAL_OF_ODF
}
"""The local name of an element by its tag; empty for a comment."""


def name_of(node: etree._Element) -> str:
    """Return the local name of an element; empty for a comment."""
    return NAMES[node.tag]


_MANY = 1_000
Children: TypeAlias = "list[etree._Element] | etree._Element"  # noqa: SLF001 - the type of lxml’s elements


def children_of(node: etree._Element) -> Children:
    """Return the children of an element as a list, made in one go; one by one where a list of them would be long."""
    return node[:] if len(node) < _MANY else node  # type: ignore[index]  # the stubs know no slices


def first(children: Children, name: str) -> etree._Element | None:
    """Return the first child of this name: a loop, as what lxml makes to match a name costs more than it saves."""
    for part in children:
        if NAMES[part.tag] == name:
            return part
    return None


def firsts(node: etree._Element | None, names: Collection[str]) -> dict[str, etree._Element]:
    """Return the first child of each of these names."""
    children: dict[str, etree._Element] = {}
    for part in children_of(node) if node is not None else ():
        name = NAMES[part.tag]
        if name in names and name not in children:
            children[name] = part
    return children


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """Return the value of an attribute, whatever its namespace."""
    if node is None:
        return None
    of_word: str | None = node.get(_VALUE if name == "val" else W + name)
    return attribute(node, name) if of_word is None else of_word


def attribute(node: etree._Element, name: str) -> str | None:
    """Return the value of the first attribute of this name, whatever its namespace."""
    end = "}" + name
    keys: list[str] = node.keys()  # type: ignore[assignment]  # no bytes, whatever the stubs say
    for key in keys:
        if key.endswith(end) or key == name:
            return node.get(key)
    return None


def child(node: etree._Element, *path: str) -> etree._Element | None:
    """Return the first child of this name, or the one at the end of a path of names."""
    here: etree._Element | None = node
    for name in path:
        if here is None:
            return None
        here = next(here.iterchildren("{*}" + name), None)
    return here


def is_on(node: etree._Element | None) -> bool:
    """Return whether a switch is there and not turned off."""
    return node is not None and (value(node) or "1").lower() in ("1", "true", "on")


def endless_fields(root: etree._Element) -> set[etree._Element]:
    """Return the marks that begin a field without an end: the text after them belongs to no field.

    A field that begins outside a text box does not end in it, nor in a version of content that is not read.
    """
    apart = next(root.iter(*_APART), None) is not None
    open_marks: dict[etree._Element | None, list[etree._Element]] = {}
    for mark in root.iter("{*}fldChar"):
        kind = value(mark, "fldCharType")
        around = next(mark.iterancestors(*_APART), None) if apart else None
        if kind == "begin":
            open_marks.setdefault(around, []).append(mark)
        elif kind == "end" and open_marks.get(around):
            open_marks[around].pop()
    return {mark for marks in open_marks.values() for mark in marks}


_APART = ("{*}txbxContent", "{*}Fallback")


def tag_in(properties: Mapping[str, etree._Element]) -> str | None:
    """Return the tag of a content control; None where Google Docs put the control around a text of its own accord."""
    tag = value(properties.get("tag"))
    return None if tag is None or tag.startswith("goog_rdk_") else tag


def alternative(node: etree._Element) -> etree._Element:
    """Return one of the alternatives of the same content (`mc:AlternateContent`)."""
    inner = child(node, "Choice")
    if inner is None:
        inner = child(node, "Fallback")
    return node if inner is None else inner


# ---- fields, such as the number of a page

NESTED = "\0"
"""Stands in the instruction of a field for a field within it."""


def fields_in(root: etree._Element) -> Iterator[tuple[etree._Element, str, list[etree._Element]]]:
    """Yield where each field begins, its instruction, and the texts that it shows; none where it has no end.

    An instruction can stand in pieces, or outside any field.
    """
    opened: list[tuple[etree._Element, list[str]]] = []
    shown: list[list[etree._Element] | None] = []  # of each of these, once its instruction is over
    for node in root.iter("{*}fldChar", "{*}instrText", "{*}fldSimple", "{*}t"):
        kind = value(node, "fldCharType") if name_of(node) == "fldChar" else name_of(node)
        texts = shown[-1] if shown else None
        if kind == "fldSimple":
            yield node, value(node, "instr") or "", list(node.iter("{*}t"))
        elif kind == "begin":
            if opened and texts is None:
                opened[-1][1].append(NESTED)
            opened.append((node, []))
            shown.append(None)
        elif kind == "instrText" and not opened:
            yield node, node.text or "", []
        elif kind == "instrText" and texts is None:
            opened[-1][1].append(node.text or "")
        elif kind == "separate" and opened:
            shown[-1] = texts or []
        elif kind == "t" and texts is not None:
            texts.append(node)
        elif kind == "end" and opened:
            begun, pieces = opened.pop()
            yield begun, "".join(pieces), shown.pop() or []
    yield from ((begun, "".join(pieces), []) for begun, pieces in opened)


def shows_only_pages(root: etree._Element) -> bool:
    """Return whether all that a header or footer shows is the number of a page, which nobody typed."""
    numbers = {text for _, asked, texts in fields_in(root) if name_of_field(asked) in OF_PAGES for text in texts}
    return bool(numbers) and all(text in numbers for text in root.iter("{*}t") if (text.text or "").strip())


OF_PAGES = frozenset(["PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"])
"""The fields that show the number of a page, or how many there are."""


def name_of_field(instruction: str) -> str:
    """Return the first word of the instruction of a field, in capitals."""
    return next(iter(instruction.upper().split()), "")
