"""Text of a Word document that the walk did not visit: reported too, so that none is lost wherever a program put it."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from typing import TypeAlias, cast

from lxml import etree

from ...readings.findings import Passage, Place
from .docx_text import LEAVES, text_of_leaf
from .xml import alternative, name_of

_SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "s": "http://purl.oclc.org/ooxml/wordprocessingml/main",
}
_STRAY = etree.XPath("//text()[not(parent::w:t or parent::s:t)]", namespaces=_SPACES)
_TEXTLESS = ("t", "delText", "instrText", "delInstrText", "fldData")
"""Elements of Word whose text was read as such, or is none."""

_DRAWN = ("{*}drawing", "{*}pict", "{*}object")
_Versions: TypeAlias = "dict[etree._Element, set[str]]"  # noqa: SLF001 - the type of lxml’s elements


def unvisited_texts(root: etree._Element, part: str, visited: Collection[etree._Element]) -> Iterator[Passage]:
    """Yield the texts of a part that are not in elements that were visited, paragraph by paragraph."""
    said: _Versions = {}
    leaves = (leaf for leaf in root.iter(*LEAVES) if leaf not in visited and not _is_within(leaf))
    for (_, around), group in itertools.groupby(leaves, key=lambda leaf: (_holder(leaf), _version(leaf))):
        kept = list(group)
        text = "".join(map(text_of_leaf, kept))
        if text.strip() and not _is_said(around, _bare(text), said):
            drawn = next(kept[0].iterancestors(*_DRAWN), None) is not None
            yield Passage(text=text, place=Place(part="drawing" if drawn else part))
    for text in _stray_texts(root):
        yield Passage(text=text, place=Place(part=part))


def _stray_texts(root: etree._Element) -> Iterator[str]:
    """Yield text that stands in an element of Word itself, such as a run, and in none that holds text."""
    for text in cast("list[etree._ElementUnicodeResult]", _STRAY(root)):  # noqa: SLF001 - the type of lxml’s texts
        if not text.strip():
            continue
        node = text.getparent()
        if node is not None and text.is_tail:
            node = node.getparent()
        if node is not None and name_of(node) not in _TEXTLESS and etree.QName(node).namespace in _SPACES.values():
            yield str(text)


def _is_within(leaf: etree._Element) -> bool:
    """Return whether a text stands within another one, of which it is part."""
    around = leaf.getparent()
    return around is not None and name_of(around) in ("t", "delText")


def _holder(leaf: etree._Element) -> etree._Element | None:
    """Return the paragraph that a text stands in, else the element around it."""
    return next(leaf.iterancestors("{*}p"), leaf.getparent())


def _version(node: etree._Element) -> etree._Element | None:
    """Return the version of a content around an element, where programs have several to choose from."""
    return next(node.iterancestors("{*}Fallback", "{*}Choice"), None)


def _is_said(around: etree._Element | None, text: str, said: _Versions) -> bool:
    """Return whether a text stands in a version of content that says the same as the one that was read.

    `said` keeps the paragraphs of the versions that were read: there may be many texts in the others.
    """
    while around is not None:
        versions = around.getparent()
        read = around if versions is None else alternative(versions)
        if read not in said:
            leaves = itertools.groupby(read.iter(*LEAVES), key=_holder)
            lines = [_bare("".join(map(text_of_leaf, group))) for _, group in leaves]
            said[read] = {*lines, "".join(lines)}
        if around is not read and text in said[read]:
            return True
        around = _version(around)
    return False


def _bare(text: str) -> str:
    return "".join(text.split())
