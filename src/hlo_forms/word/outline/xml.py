"""Look-ups in the XML of a document, by local name, so that strict and transitional files read alike."""

from __future__ import annotations

from lxml import etree

_OF_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def name_of(node: etree._Element) -> str:
    """Return the local name of an element; empty for a comment."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """Return the value of an attribute, whatever its namespace."""
    if node is None:
        return None
    attribute = node.get(_OF_WORD + name)
    if attribute is not None:
        return str(attribute)
    return next((str(node.get(key)) for key in node.keys() if str(key).rpartition("}")[2] == name), None)  # noqa: SIM118 - no dict


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
    """Return the marks that begin a field without an end: the text after them belongs to no field."""
    open_marks: list[etree._Element] = []
    for mark in root.iter("{*}fldChar"):
        kind = value(mark, "fldCharType")
        if kind == "begin":
            open_marks.append(mark)
        elif kind == "end" and open_marks:
            open_marks.pop()
    return set(open_marks)


def tag_of(control: etree._Element) -> str | None:
    """Return the tag of a content control; None where Google Docs put the control around a text of its own accord."""
    tag = value(child(control, "sdtPr", "tag"))
    return None if tag is None or tag.startswith("goog_rdk_") else tag


def alternative(node: etree._Element) -> etree._Element:
    """Return one of the alternatives of the same content (`mc:AlternateContent`)."""
    inner = child(node, "Choice")
    if inner is None:
        inner = child(node, "Fallback")
    return node if inner is None else inner
