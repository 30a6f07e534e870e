"""The styles of a Word document: which are headings, and which hide their text."""

from __future__ import annotations

from collections.abc import Iterable

import attrs
from lxml import etree

from .outline.xml import child, is_on, value

_LEVELS = tuple("123456789")


@attrs.frozen
class Styles:
    """The level of each heading style, and for each style whether it hides its text."""

    levels: dict[str, int]
    hiding: frozenset[str]

    @classmethod
    def of(cls, roots: Iterable[etree._Element]) -> Styles:
        """Return the styles in these parts; a style inherits from the one it is based on."""
        based: dict[str, str] = {}
        hides: dict[str, bool] = {}
        levels: dict[str, int] = {}
        for style in (style for root in roots for style in root.iter("{*}style")):
            name, id = (value(child(style, "name")) or "").lower(), value(style, "styleId") or ""
            based[id] = value(child(style, "basedOn")) or ""
            vanish = child(style, "rPr", "vanish")
            if vanish is not None:
                hides[id] = is_on(vanish)
            if name.startswith("heading ") and name[8:] in _LEVELS:
                levels[id] = int(name[8:])
        return cls(levels, frozenset(id for id in based if _inherited(id, based, hides)))

    def hides(self, *ids: str | None) -> bool:
        """Return whether any of these styles hides its text."""
        return any(id in self.hiding for id in ids)


def _inherited(id: str, based: dict[str, str], hides: dict[str, bool]) -> bool:
    seen: set[str] = set()
    while id and id not in seen:
        if id in hides:
            return hides[id]
        seen.add(id)
        id = based.get(id, "")
    return False
