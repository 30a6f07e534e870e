"""Removes the traces of a template's makers: tracked changes, margin comments, marks of sessions."""

from __future__ import annotations

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ADDED = (f"{W}ins", f"{W}moveTo")
_GONE = (
    *(f"{W}{name}" for name in ("del", "moveFrom", "cellIns", "cellDel", "cellMerge")),
    *(f"{W}{name}Range{end}" for name in ("comment", "moveFrom", "moveTo") for end in ("Start", "End")),
    *(f"{W}{name}PrChange" for name in ("r", "p", "sect", "tbl", "tblGrid", "tc", "tr", "tblEx", "number")),
    f"{W}tblGridChange",
    f"{W}commentReference",
    f"{W}annotationRef",
)
_SESSION = f"{W}rsid"


def scrubbed(root: etree._Element) -> etree._Element:
    """Accept changes, and drop comments and marks of people and sessions; changes the part, and returns it."""
    for node in list(root.iter(*_ADDED)):
        _put_in_place(node, list(node))
    for node in list(root.iter(*_GONE)):
        _put_in_place(node, [])
    for node in root.iter(etree.Element):
        for name in [name for name in node.attrib if str(name).startswith(_SESSION)]:
            del node.attrib[name]
    return root


def _put_in_place(node: etree._Element, others: list[etree._Element]) -> None:
    """Put others in place of a node; a mark of an inserted row or paragraph holds nothing, and goes."""
    parent = node.getparent()
    if parent is not None:
        place = parent.index(node)
        parent[place : place + 1] = others
