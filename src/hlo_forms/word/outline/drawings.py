"""The words in charts and diagrams (SmartArt): text that is drawn, and stands in parts of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ...errors import DamagedFileError, UnsafeFileError
from ..package import Package
from .xml import name_of, value

SHOWN_AGAIN = "/diagramDrawing"
"""The kind of part in which programs keep how a diagram was last drawn, with the same words once more."""

CHARTS = ("/chart", "/chartEx")
"""The kinds of parts that have parts of their own, with the shapes on a chart."""

_KINDS = (*CHARTS, "/chartUserShapes", "/diagramData", SHOWN_AGAIN)
_WORDS = ("strCache", "strLit", "multiLvlStrCache", "dlblRangeCache", "tx", "txData", "strDim")
_NUMBER = re.compile(r"[-+]?[\d.,]+(E[-+]?\d+)?", re.IGNORECASE)


def words_drawn(package: Package, kind: str, target: str) -> list[str]:
    """Return the texts in a part of this kind, each once; none where it is no drawing, or is damaged."""
    if not kind.endswith(_KINDS) or target not in package:
        return []
    try:
        return list(dict.fromkeys(words_of(package.xml(target))))
    except DamagedFileError:
        return []  # a picture that cannot be drawn stops nobody from reading the form


def words_of(root: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph and label in a drawing; the numbers of a chart are no text."""
    for node in root.iter("{*}p", "{*}v", "{*}pt"):
        name = name_of(node)
        if name == "p" or _is_label(node):
            text = "".join(str(leaf.text or "") for leaf in node.iter("{*}t")) if name == "p" else str(node.text or "")
            if text.strip():
                yield text


def _is_label(node: etree._Element) -> bool:
    """Return whether a value of a chart is text: it says a word, or stands among labels."""
    if len(node) or not (node.text or "").strip():
        return False
    is_number = _NUMBER.fullmatch(str(node.text).strip()) is not None
    return not is_number or any(name_of(around) in _WORDS for around in node.iterancestors())


def object_in(package: Package, name: str) -> etree._Element | None:
    """Return the root of an object; None where it cannot be read, or has a document type, as formulas of OpenOffice."""
    try:
        return package.xml(name)
    except DamagedFileError:
        return None
    except UnsafeFileError as error:
        if error.code != "doctype":
            raise
        return None


def words_of_object(package: Package, name: str) -> str:
    """Return the words in an object of an OpenDocument text, such as a chart; a formula is text of its paragraph."""
    root = object_in(package, name)
    if root is None:
        return ""
    cells = ((node, next(node.iterancestors("{*}table-cell"), None)) for node in root.iter("{*}p", "{*}h"))
    paragraphs = (node for node, cell in cells if value(cell, "value-type") != "float")  # no numbers of a chart's table
    texts = ("".join(map(str, node.itertext())) for node in paragraphs)
    return "\n".join(dict.fromkeys(text for text in texts if text.strip()))
