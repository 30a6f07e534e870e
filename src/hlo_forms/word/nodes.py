"""Small questions to the XML of a Word document; names are local, so that strict and transitional files read alike."""

from __future__ import annotations

from lxml import etree

_OF_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def name_of(node: etree._Element) -> str:
    """The local name of an element; empty for a comment."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value(node: etree._Element | None, name: str = "val") -> str | None:
    """The value of an attribute, whatever its namespace."""
    if node is None:
        return None
    found = node.get(_OF_WORD + name)
    if found is not None:
        return str(found)
    return next((str(node.get(key)) for key in node.keys() if str(key).rpartition("}")[2] == name), None)  # noqa: SIM118 - no dict


def child(node: etree._Element, *path: str) -> etree._Element | None:
    """The first child of this name, or the one at the end of a path of names."""
    found: etree._Element | None = node
    for name in path:
        if found is None:
            return None
        found = next(found.iterchildren("{*}" + name), None)
    return found


def is_on(node: etree._Element | None) -> bool:
    """Is a switch there, and not turned off?"""
    return node is not None and (value(node) or "1").lower() in ("1", "true", "on")


def endless_fields(root: etree._Element) -> set[etree._Element]:
    """The marks that begin a field which never ends: what follows them is no field."""
    begun: list[etree._Element] = []
    for mark in root.iter("{*}fldChar"):
        kind = value(mark, "fldCharType")
        if kind == "begin":
            begun.append(mark)
        elif kind == "end" and begun:
            begun.pop()
    return set(begun)


def tag_of(control: etree._Element) -> str | None:
    """The tag of a content control; none where Google Docs made it."""
    tag = value(child(control, "sdtPr", "tag"))
    return None if tag is None or tag.startswith("goog_rdk_") else tag


def alternative(node: etree._Element) -> etree._Element:
    """One of the alternatives of the same content."""
    for name in ("Choice", "Fallback"):
        found = child(node, name)
        if found is not None:
            return found
    return node
