"""The walk that both formats share: what stands beside a text is kept with the text around it."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

import attrs
from lxml import etree

from ...errors import DamagedFileError
from ..identity import IDENTITY_PROPERTY
from ..package import Package
from .blocks import Annotation, Blocks, OutlineCell, OutlineTable, annotations_in, merge_down, plain_text
from .xml import attribute, name_of

_IDENTITIES = (IDENTITY_PROPERTY, "OOXMLCorePropertyIdentifier")  # the second: LibreOffice's name for dc:identifier
Key = TypeVar("Key")


class Look(NamedTuple):
    """The look of text by its styles: hidden, in a font of signs (its name), standing out (bold, marked and so on)."""

    hidden: bool = False
    signs: str = ""
    looks: frozenset[str] = frozenset()


class Inside(NamedTuple):
    """The surroundings of a text: the tag of a control, the state of a box, a prompt, a part or style that hides it.

    In OpenDocument a text has a `look` by its styles; `serial` tells two controls apart that are otherwise the same.
    """

    tag: str | None = None
    box: bool | None = None
    prompt: bool = False
    hiding: bool = False
    look: Look = Look()
    serial: int = 0


AROUND = Inside()
"""The surroundings at the top of a document, note or box: nothing."""


@attrs.define(eq=False, repr=False)
class Walk(abc.ABC):
    """A walk over a document; a format says which of its elements are blocks and rows.

    `annotations` collects what stands beside the text at hand, `objects` counts what text cannot hold. `visited` holds
    the elements with text that were read, so that whatever is left can be reported.
    """

    package: Package = attrs.field(kw_only=True)
    annotations: list[Annotation] = attrs.field(factory=list, kw_only=True)
    objects: int = attrs.field(default=0, kw_only=True)
    visited: set[etree._Element] = attrs.field(factory=set, kw_only=True)

    @abc.abstractmethod
    def blocks(self, parent: Iterable[etree._Element], inside: Inside = AROUND) -> Blocks:
        """Return the blocks of a parent."""

    @abc.abstractmethod
    def rows(self, node: etree._Element, inside: Inside) -> Iterable[list[OutlineCell]]:
        """Return the rows of a table."""

    def since(self, before: list[Annotation]) -> list[Annotation]:
        """Return what was collected, and go on with what was collected before."""
        annotations, self.annotations = self.annotations, before
        return annotations

    def boxed(self, content: Iterable[etree._Element]) -> str:
        """Return the text of a note or text box; its annotations go with those of the text around it."""
        return self.kept(self.blocks(content))

    def kept(self, blocks: Blocks) -> str:
        """Return the text of blocks within a text, and keep their annotations with those of that text."""
        for block in blocks:
            self.annotations += annotations_in(block)
        return "\n".join(map(plain_text, blocks))

    def table(self, node: etree._Element, inside: Inside) -> OutlineTable:
        """Return a table, without rows in which no cell is left."""
        before = self.since([])
        rows = [row for row in self.rows(node, inside) if row]
        merge_down(rows)
        return OutlineTable(rows, self.since(before))

    def cell(self, content: Iterable[etree._Element], inside: Inside, width: int = 1) -> OutlineCell:
        """Return a cell with this content, and the number of objects in it."""
        objects = self.objects
        cell = OutlineCell.of(self.blocks(content, inside), width)
        if cell.tables:
            self.package.hold_again(len(cell.text))
        cell.objects = self.objects - objects
        return cell


def ancestry(key: Key, parents: Mapping[Key, Key], ends: Mapping[Key, object]) -> tuple[list[Key], Key]:
    """Return a style with those that it is based on, the first of them first, and the one at which that ends.

    A circle ends where it began.

    >>> ancestry("a", {"a": "b", "b": "c"}, {"c": True}), ancestry("a", {"a": "b", "b": "a"}, {})
    ((['b', 'a'], 'c'), (['b', 'a'], 'a'))
    """
    chain: dict[Key, None] = {}
    while key in parents and key not in ends and key not in chain:
        chain[key] = None
        key = parents[key]
    return [*chain][::-1], key


def identities_in(package: Package, properties: str) -> Iterator[str]:
    """Yield the identities among the properties of a document."""
    try:
        root = package.xml(properties)
    except DamagedFileError:
        return  # the visible line at the end of the body says the same
    for node in root.iter("{*}property", "{*}user-defined", "{*}identifier"):
        if name_of(node) == "identifier" or attribute(node, "name") in _IDENTITIES:
            yield "".join(map(str, node.itertext()))
