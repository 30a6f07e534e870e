"""What the styles of an OpenDocument text say of its text: whether it is hidden, and how it stands out."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs
from lxml import etree

from .blocks import BOLD, MARKED, STRUCK
from .nodes import child, name_of, value

_SIGNS = re.compile(r"wingdings|webdings|symbol", re.IGNORECASE)
_PLAIN = ("transparent", "#ffffff")


@attrs.frozen
class Look:
    """How text looks: hidden, in a font of signs, and what makes it stand out (bold, marked, struck through)."""

    hidden: bool = False
    signs: bool = False
    looks: frozenset[str] = frozenset()


@attrs.frozen
class _Said:
    """What one style says, or its parents say; None where nothing is said."""

    hidden: bool | None = None
    signs: bool | None = None
    looks: tuple[tuple[str, bool], ...] = ()

    def over(self, parent: _Said) -> _Said:
        """The same, with what a parent says of the rest; how text stands out is not inherited (see `Styles`)."""
        return _Said(_first(self.hidden, parent.hidden), _first(self.signs, parent.signs), self.looks)


@attrs.define
class Styles:
    """The styles of a document by family and name.

    Only automatic styles, which hold what somebody did to this text by hand, make text stand out: a named style
    does so for a whole kind of text.
    """

    _said: dict[tuple[str, str], _Said] = attrs.field(factory=dict)
    _parents: dict[tuple[str, str], tuple[str, str]] = attrs.field(factory=dict)
    _settled: dict[tuple[str, str], _Said] = attrs.field(factory=dict)

    @classmethod
    def of(cls, groups: Iterable[etree._Element | None]) -> Styles:
        """The styles in these groups of styles; a later one stands before an earlier one of the same name."""
        found = cls()
        for group in groups:
            if group is not None:
                for style in group:
                    found._add(style, automatic=name_of(group) == "automatic-styles")
        return found

    def _add(self, style: etree._Element, *, automatic: bool) -> None:
        family, name = value(style, "family"), value(style, "name")
        if family and name:
            key = family, name
            self._said[key] = _said(child(style, "text-properties"), automatic=automatic)
            self._parents[key] = family, value(style, "parent-style-name") or ""

    def look(self, family: str, name: str | None, around: Look) -> Look:
        """The look of text in this style, inside text with another look."""
        said = self._of((family, name or ""))
        looks = dict.fromkeys(around.looks, True) | dict(said.looks)
        return Look(
            hidden=around.hidden if said.hidden is None else said.hidden,
            signs=around.signs if said.signs is None else said.signs,
            looks=frozenset(look for look, there in looks.items() if there),
        )

    def _of(self, key: tuple[str, str]) -> _Said:
        """What a style says with all its parents; each style is settled once, and a circle ends where it began."""
        chain: list[tuple[str, str]] = []
        seen: set[tuple[str, str]] = set()
        while key in self._said and key not in self._settled and key not in seen:
            chain.append(key)
            seen.add(key)
            key = self._parents[key]
        found = self._settled.get(key, _Said())
        for link in reversed(chain):
            found = self._settled[link] = self._said[link].over(found)
        return found


def _first(said: bool | None, otherwise: bool | None) -> bool | None:
    return otherwise if said is None else said


def _said(properties: etree._Element | None, *, automatic: bool) -> _Said:
    if properties is None:
        return _Said()
    display, font = value(properties, "display"), value(properties, "font-name") or value(properties, "font-family")
    return _Said(
        hidden={"none": True, "true": False}.get(display or ""),
        signs=None if font is None else bool(_SIGNS.search(font)),
        looks=tuple(_looks(properties).items()) if automatic else (),
    )


def _looks(properties: etree._Element) -> dict[str, bool]:
    weight, behind, border = (value(properties, name) for name in ("font-weight", "background-color", "border"))
    lines = [value(properties, f"text-line-through-{name}") for name in ("style", "type")]
    found: dict[str, bool] = {}
    if weight is not None:
        found[BOLD] = weight in ("bold", "600", "700", "800", "900")
    if behind is not None or border is not None:
        found[MARKED] = (behind or _PLAIN[0]).lower() not in _PLAIN or (border or "none") != "none"
    if any(line is not None for line in lines):
        found[STRUCK] = all(line != "none" for line in lines)
    return found
