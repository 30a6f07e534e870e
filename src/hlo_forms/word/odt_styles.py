"""The styles of an OpenDocument text: which text they hide, and which they make stand out."""

from __future__ import annotations

import re
from collections.abc import Iterable

import attrs
from lxml import etree

from .outline.blocks import BOLD, MARKED, STRUCK
from .outline.xml import child, name_of, value

_SIGNS = re.compile(r"wingdings|webdings|symbol", re.IGNORECASE)
_PLAIN = ("transparent", "#ffffff")


@attrs.frozen
class Look:
    """The look of text: hidden, in a font of signs, standing out (bold, marked, struck through)."""

    hidden: bool = False
    signs: bool = False
    looks: frozenset[str] = frozenset()


@attrs.frozen
class _Style:
    """The properties that a style sets, itself or by its parents; None where nothing sets one."""

    hidden: bool | None = None
    signs: bool | None = None
    looks: tuple[tuple[str, bool], ...] = ()

    def over(self, parent: _Style) -> _Style:
        """Return this style with what a parent sets beyond it; how text stands out is not inherited (see `Styles`)."""
        return _Style(_first(self.hidden, parent.hidden), _first(self.signs, parent.signs), self.looks)


@attrs.define
class Styles:
    """The styles of a document by family and name.

    Only automatic styles, which hold formatting by hand, make text stand out: a named style
    does so for a whole kind of text.
    """

    _own: dict[tuple[str, str], _Style] = attrs.field(factory=dict)
    _parents: dict[tuple[str, str], tuple[str, str]] = attrs.field(factory=dict)
    _with_parents: dict[tuple[str, str], _Style] = attrs.field(factory=dict)

    @classmethod
    def of(cls, groups: Iterable[etree._Element | None]) -> Styles:
        """Return the styles in these groups; a later style replaces an earlier one of the same name."""
        styles = cls()
        for group in groups:
            if group is not None:
                for style in group:
                    styles._add(style, automatic=name_of(group) == "automatic-styles")
        return styles

    def _add(self, style: etree._Element, *, automatic: bool) -> None:
        family, name = value(style, "family"), value(style, "name")
        if family and name:
            key = family, name
            self._own[key] = _style(child(style, "text-properties"), automatic=automatic)
            self._parents[key] = family, value(style, "parent-style-name") or ""

    def look(self, family: str, name: str | None, around: Look) -> Look:
        """Return the look of text in this style, inside text with another look."""
        style = self._whole((family, name or ""))
        looks = dict.fromkeys(around.looks, True) | dict(style.looks)
        return Look(
            hidden=around.hidden if style.hidden is None else style.hidden,
            signs=around.signs if style.signs is None else style.signs,
            looks=frozenset(look for look, there in looks.items() if there),
        )

    def _whole(self, key: tuple[str, str]) -> _Style:
        """Return a style with all its parents; each is worked out once, and a circle of parents ends where it began."""
        chain: list[tuple[str, str]] = []
        seen: set[tuple[str, str]] = set()
        while key in self._own and key not in self._with_parents and key not in seen:
            chain.append(key)
            seen.add(key)
            key = self._parents[key]
        style = self._with_parents.get(key, _Style())
        for link in reversed(chain):
            style = self._with_parents[link] = self._own[link].over(style)
        return style


def _first(own: bool | None, otherwise: bool | None) -> bool | None:
    return otherwise if own is None else own


def _style(properties: etree._Element | None, *, automatic: bool) -> _Style:
    if properties is None:
        return _Style()
    display, font = value(properties, "display"), value(properties, "font-name") or value(properties, "font-family")
    return _Style(
        hidden={"none": True, "true": False}.get(display or ""),
        signs=None if font is None else bool(_SIGNS.search(font)),
        looks=tuple(_looks(properties).items()) if automatic else (),
    )


def _looks(properties: etree._Element) -> dict[str, bool]:
    weight, behind, border = (value(properties, name) for name in ("font-weight", "background-color", "border"))
    lines = [value(properties, f"text-line-through-{name}") for name in ("style", "type")]
    looks: dict[str, bool] = {}
    if weight is not None:
        looks[BOLD] = weight in ("bold", "600", "700", "800", "900")
    if behind is not None or border is not None:
        looks[MARKED] = (behind or _PLAIN[0]).lower() not in _PLAIN or (border or "none") != "none"
    if any(line is not None for line in lines):
        looks[STRUCK] = all(line != "none" for line in lines)
    return looks
