"""The text of an OpenDocument paragraph: by the rule for each construct, with white space as the standard has it.

White space (OpenDocument 1.2, part 1, 6.1.2): a run of blanks and line ends is one blank, none where a paragraph
begins; any further blank is an element.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

import attrs
from lxml import etree

from ...errors import UnsafeFileError
from ..controls import CHECKED, UNCHECKED, in_symbols, symbols_of
from ..package import refusal
from .blocks import APART, BOLD, MARKED, STRUCK, Annotation, Span
from .docx_text import entry_at
from .drawings import object_in
from .walk import Inside, Look, Walk, ancestry
from .xml import attribute, child, name_of

_PLAIN = ("transparent", "#ffffff")
_LONGEST_ADDRESS = 1_000  # of a part of the file


@attrs.frozen
class _Style:
    """The properties that a style sets, itself or by its parents; None where nothing sets one."""

    hidden: bool | None = None
    signs: str | None = None
    looks: tuple[tuple[str, bool], ...] = ()

    def over(self, parent: _Style) -> _Style:
        """Return this style with what a parent sets beyond it; how text stands out is not inherited (see `Styles`)."""
        hidden = parent.hidden if self.hidden is None else self.hidden
        return _Style(hidden, parent.signs if self.signs is None else self.signs, self.looks)


@attrs.define
class Styles:
    """The styles of a document by family and name.

    Only automatic styles, which hold formatting by hand, make text stand out: a named style
    does so for a whole kind of text.
    """

    _own: dict[tuple[str, str], tuple[etree._Element, bool]] = attrs.field(factory=dict)
    _parents: dict[tuple[str, str], tuple[str, str]] = attrs.field(factory=dict)
    _looks: dict[tuple[str, str | None, Look], Look] = attrs.field(factory=dict)
    _with_parents: dict[tuple[str, str], _Style] = attrs.field(factory=dict)

    @classmethod
    def of(cls, groups: Iterable[etree._Element | None]) -> Styles:
        """Return the styles in these groups; a later style replaces an earlier one of the same name."""
        styles = cls()
        for group in groups:
            automatic = group is not None and name_of(group) == "automatic-styles"
            for style in group if group is not None else ():
                family, name = attribute(style, "family"), attribute(style, "name")
                if family and name:
                    styles._own[family, name] = style, automatic
                    styles._parents[family, name] = family, attribute(style, "parent-style-name") or ""
        return styles

    def look(self, family: str, name: str | None, around: Look) -> Look:
        """Return the look of text in this style, inside text with another look."""
        key = family, name, around
        if key not in self._looks:
            self._looks[key] = _within(around, self._whole((family, name or "")))
        return self._looks[key]

    def _whole(self, key: tuple[str, str]) -> _Style:
        """Return a style with all its parents."""
        chain, end = ancestry(key, self._parents, self._with_parents)
        style = self._with_parents.get(end, _Style())
        for link in chain:
            own, automatic = self._own[link]
            style = _style(child(own, "text-properties"), automatic=automatic).over(style)
            if automatic and _is_shaded(own):
                style = attrs.evolve(style, looks=(*style.looks, (APART, True)))
            self._with_parents[link] = style
        return style


def _within(around: Look, style: _Style) -> Look:
    """Return the look of text in a style, inside text with another look."""
    looks = dict.fromkeys(around.looks, True) | dict(style.looks)
    return Look(
        hidden=around.hidden if style.hidden is None else style.hidden,
        signs=around.signs if style.signs is None else style.signs,
        looks=frozenset(look for look, there in looks.items() if there),
    )


def _style(properties: etree._Element | None, *, automatic: bool) -> _Style:
    if properties is None:
        return _Style()
    display, font = (
        attribute(properties, "display"),
        attribute(properties, "font-name") or attribute(properties, "font-family"),
    )
    return _Style(
        hidden={"none": True, "true": False}.get(display or ""),
        signs=None if font is None else font if symbols_of(font) else "",
        looks=tuple(_looks(properties).items()) if automatic else (),
    )


_SIDES = ("border", "border-top", "border-bottom", "border-left", "border-right")


def _is_shaded(style: etree._Element) -> bool:
    """Return whether a style gives its paragraphs or cells a colour, or its paragraphs a frame."""
    paragraphs, cells = child(style, "paragraph-properties"), child(style, "table-cell-properties")
    behind = (attribute(part, "background-color") for part in (paragraphs, cells) if part is not None)
    framed = paragraphs is not None and any((attribute(paragraphs, side) or "none") != "none" for side in _SIDES)
    return framed or any((colour or _PLAIN[0]).lower() not in _PLAIN for colour in behind)


def _looks(properties: etree._Element) -> dict[str, bool]:
    weight, behind, border = (attribute(properties, name) for name in ("font-weight", "background-color", "border"))
    lines = [attribute(properties, f"text-line-through-{name}") for name in ("style", "type")]
    looks: dict[str, bool] = {}
    if weight is not None:
        looks[BOLD] = weight in ("bold", "600", "700", "800", "900")
    if behind is not None or border is not None:
        looks[MARKED] = (behind or _PLAIN[0]).lower() not in _PLAIN or (border or "none") != "none"
    under, colour = attribute(properties, "text-underline-style"), attribute(properties, "color")
    if under is not None or colour is not None:
        looks |= {APART: (under or "none") != "none"} if under is not None else {}
        looks |= {colour.upper(): True} if colour is not None else {}
    if any(line is not None for line in lines):
        looks[STRUCK] = all(line != "none" for line in lines)
    return looks


_VALUES = ("current-value", "value")
_BOXES = {"checkbox": ("current-state", "state"), "radio": ("current-selected", "selected")}
_ON = ("checked", "true")
Shown = list[tuple[str, bool | None]]
"""The text of a control in pieces, each with the state of the box that it is, or None."""


def controls_of(body: etree._Element) -> dict[str, etree._Element]:
    """Return the form controls of a document by the id that the text refers to; a further one of an id has none."""
    controls: dict[str, etree._Element] = {}
    for control in (control for forms in body.iter("{*}forms") for control in forms.iter(etree.Element)):
        if id := attribute(control, "id"):
            controls[id if id not in controls else f"{id}\0{len(controls)}"] = control
    return controls


def shown_by(control: etree._Element) -> Shown:
    """Return the text of a form control: what was typed or chosen in it, or its box and label."""
    name = name_of(control)
    label = attribute(control, "label") or ""
    if name in _BOXES:
        return [_box(_first_value(control, _BOXES[name]) in _ON), (f" {label}" if label else "", None)]
    if name == "listbox":
        return [(", ".join(_chosen(control)), None)]
    return [(typed_in(control) or label, None)]


def typed_in(control: etree._Element) -> str:
    """Return the text that was typed in a form control; empty where it is a box or holds none."""
    if name_of(control) in (*_BOXES, "hidden"):
        return ""
    text = "\n".join("".join(map(str, line.itertext())) for line in control.iter("{*}p"))
    return text or _first_value(control, _VALUES) or ""


def shown_by_mark(mark: etree._Element) -> Shown:
    """Return the text of a form field of Word that was saved as one mark: a box, or the choice of a list."""
    own = mark.iterchildren("{*}param")
    parameters = [(attribute(part, "name"), attribute(part, "value") or "") for part in own]
    kind = attribute(mark, "type") or ""
    if kind.endswith("FORMCHECKBOX"):
        return [_box(("Checkbox_Checked", "true") in parameters)]
    entries = [text for name, text in parameters if name == "Dropdown_ListEntry"]
    place = next((text for name, text in parameters if name == "Dropdown_Selected"), "")
    return [(entry_at(place, entries), None)]


def _box(checked: bool) -> tuple[str, bool | None]:
    return (CHECKED if checked else UNCHECKED), checked


def _first_value(node: etree._Element, names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := attribute(node, name)) is not None), None)


def _chosen(listbox: etree._Element) -> list[str]:
    for state in ("current-selected", "selected"):
        chosen = [option for option in listbox.iterchildren("{*}option") if attribute(option, state) == "true"]
        if chosen:
            break
    return [attribute(option, "label") or "" for option in chosen]


SILENT = {"tracked-changes", "forms", "scripts", "script", "event-listeners", "number", "note-citation"}
SILENT |= {"sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls"}
LINES = ("p", "h")
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_BLANKS = re.compile("[ \t\r\n]+")
CHANGES = ("change", "change-start")
_ALLOWED = 1_000_000


Piece = tuple[str, Inside]


def times(node: etree._Element, name: str) -> int:
    """Return the count in an attribute: at least 1, and beyond any allowance where it is absurd."""
    count = attribute(node, name) or "1"
    if not count.isdecimal():
        return 1
    return max(int(count), 1) if len(count) < 8 else _ALLOWED + 1


@attrs.define(eq=False, repr=False)
class ParagraphReader(Walk):
    """The part of a walk that reads paragraphs.

    `controls` holds the form controls and `changes` the annotations of tracked changes, by the id that the text refers
    to; each is taken once. `allowance` is how much more a file may only count: blanks, and rows and cells that are
    repeated.
    """

    styles: Styles
    controls: dict[str, etree._Element] = attrs.field(factory=dict)
    changes: dict[str, list[Annotation]] = attrs.field(factory=dict)
    allowance: int = _ALLOWED
    _formulas: dict[str, str | None] = attrs.field(factory=dict)
    _after_blank: bool = True
    _paragraph_hidden: bool = False
    _serial: int = 0

    def paragraph(self, node: etree._Element, inside: Inside) -> list[Span]:
        """Return the spans of a paragraph or heading."""
        self.visited.add(node)
        look = self.styles.look("paragraph", attribute(node, "style-name"), inside.look)
        return self.taken(self._pieces(node, _looking(inside, look)))

    def taken(self, pieces: Iterable[Piece]) -> list[Span]:
        """Return the spans of these pieces, like pieces joined; hidden text becomes an annotation."""
        before = self._after_blank, self._paragraph_hidden
        self._after_blank, self._paragraph_hidden = True, False
        spans: list[Span] = []
        every = list(pieces)
        hidden = self._paragraph_hidden
        self._after_blank, self._paragraph_hidden = before
        for inside, group in itertools.groupby(every, key=lambda piece: piece[1]):
            text = "".join([text for text, _ in group])
            if hidden or inside.hiding or inside.look.hidden:
                self._beside("hidden", text)
            elif text or inside.box is not None or inside.tag is not None:
                spans.append(Span(text, inside.tag, inside.box, inside.prompt, inside.look.looks))
        return spans

    def drawn(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        """The text of a form control or a formula; the text of any other drawing becomes an annotation."""
        name = name_of(node)
        if name in ("a", "g"):
            for part in node:
                yield from self.drawn(part, inside) if is_drawn(part) else ()
        elif name == "control":
            control = self.controls.pop(attribute(node, "control") or "", None)
            yield from self._shown(shown_by(control) if control is not None else [], inside)
        elif name == "frame" and child(node, "text-box") is None:
            formula = self._formula(child(node, "object"))
            self.objects += formula is None
            yield from self._exactly(formula or "", inside)
        else:
            boxes = [node] if name != "frame" else [box for box in node if name_of(box) == "text-box"]
            text = "\n".join(filter(None, map(self.boxed, boxes)))
            self._beside("textbox", text)
            self.objects += name != "frame" and not text

    def change(self, node: etree._Element) -> None:
        """Record the text that was deleted at this point."""
        self.annotations += self.changes.pop(attribute(node, "change-id") or "", [])

    # ---- pieces

    def _pieces(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        yield from self._text(node.text, inside)
        for part in node:
            yield from self._within(part, inside)
            if part.tail:
                yield from self._text(part.tail, inside)

    def _within(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        name = name_of(node)
        if name in _CHARACTERS:
            yield from self._exactly(self._character(name, node), inside)
            yield from self._pieces(node, inside)
        elif is_drawn(node):
            yield from self.drawn(node, inside)
        elif name == "content-control":
            yield from self._control(node, inside)
        elif name == "fieldmark":
            yield from self._shown(shown_by_mark(node), inside)
            yield from self._pieces(node, inside)
        elif name in ("hidden-text", "hidden-paragraph"):
            yield from self._hidden(node, inside)
        elif name in ("note", "annotation") or name in CHANGES:
            self._aside(name, node)
        elif name and name not in SILENT:
            self.visited.update([node] if name in LINES else [])
            yield from self._pieces(node, self._styled(node, inside))

    def _styled(self, node: etree._Element, inside: Inside) -> Inside:
        name = name_of(node)
        if name in ("span", "a"):
            return _looking(inside, self.styles.look("text", attribute(node, "style-name"), inside.look))
        if name == "placeholder":
            return inside._replace(prompt=True)
        return inside._replace(hiding=True) if attribute(node, "display") == "none" else inside

    def _text(self, raw: str | None, inside: Inside) -> Iterator[Piece]:
        text = _BLANKS.sub(" ", raw or "")
        if self._after_blank:
            text = text.removeprefix(" ")
        if text:
            self._after_blank = text.endswith(" ")
            yield in_symbols(text, inside.look.signs) if inside.look.signs else text, inside

    def _exactly(self, text: str, inside: Inside) -> Iterator[Piece]:
        if text:
            self._after_blank = False
            yield text, inside

    def _character(self, name: str, node: etree._Element) -> str:
        if name != "s":
            return _CHARACTERS[name]
        self.count(blanks := times(node, "c"))
        return " " * blanks

    def count(self, many: int) -> None:
        """Use some of what a file may only count; raises `UnsafeFileError` where there is no more."""
        self.allowance -= many
        if self.allowance < 0:
            raise refusal(UnsafeFileError, "too-much-text")

    def _control(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        attributes = reversed(node.items())  # so that the first of a name counts
        own = {str(key).rpartition("}")[2]: str(text) for key, text in attributes}
        box = own.get("checked") == "true" if own.get("checkbox") == "true" else inside.box
        prompt = inside.prompt or own.get("showing-place-holder") == "true"
        self._serial += 1
        tag = own.get("tag") or inside.tag
        within = Inside(tag, box, prompt, inside.hiding, inside.look, self._serial)
        yield "", within
        yield from self._pieces(node, within)

    def _shown(self, shown: Shown, inside: Inside) -> Iterator[Piece]:
        for text, box in shown:
            self._serial += box is not None
            yield from self._exactly(text, inside if box is None else inside._replace(box=box, serial=self._serial))

    def _hidden(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        """The text of a field that can hide its text or its paragraph, in the state that the program saved."""
        away = attribute(node, "is-hidden") == "true"
        if name_of(node) == "hidden-paragraph":
            self._paragraph_hidden = self._paragraph_hidden or away
            yield from self._pieces(node, inside)
            return
        text = "".join(map(str, node.itertext())) or attribute(node, "string-value") or ""
        yield from self._exactly(text, inside._replace(hiding=inside.hiding or away))

    # ---- beside the text

    def _beside(self, kind: str, text: str) -> None:
        if text.strip():
            self.annotations.append(Annotation(kind, text))

    def _aside(self, name: str, node: etree._Element) -> None:
        if name == "note":
            body, citation = child(node, "note-body"), child(node, "note-citation")
            if citation is not None and attribute(citation, "label") is not None:  # a mark of somebody's own
                self._beside("footnote", str(citation.text or ""))
            self._beside("footnote", self.boxed(body) if body is not None else "")
        elif name == "annotation":
            self.annotations.append(
                Annotation("comment", self.boxed(node), text_in(node, "creator"), text_in(node, "date"))
            )
        else:
            self.change(node)

    def _formula(self, node: etree._Element | None) -> str | None:
        """Return the signs of a formula; None where an object is something else."""
        if node is None:
            return None
        formula = child(node, "math")
        if formula is not None:
            return _signs(formula)
        address = attribute(node, "href") or "."
        if len(address) > _LONGEST_ADDRESS:
            return None
        part = posixpath.normpath(posixpath.join(unquote(address), "content.xml"))
        if part not in self._formulas:
            root = object_in(self.package, part) if part in self.package else None
            self._formulas[part] = None if root is None else _signs(root)
        return self._formulas[part]


def _signs(root: etree._Element) -> str | None:
    """Return the signs of a formula; None where this is none."""
    if name_of(root) != "math":
        return None
    return "".join(str(leaf.text or "").strip() for leaf in root.iter("{*}mi", "{*}mn", "{*}mo", "{*}mtext", "{*}ms"))


def _looking(inside: Inside, look: Look) -> Inside:
    """Return the same surroundings with another look."""
    return inside if look is inside.look else Inside(*inside[:4], look, inside.serial)


def is_drawn(node: etree._Element) -> bool:
    """Return whether this is a drawing: a frame, a shape, a form control."""
    return str(node.tag).startswith(_DRAWING)


def text_in(node: etree._Element, name: str) -> str | None:
    """Return the text of a child; None where there is none."""
    inner = child(node, name)
    return None if inner is None else str(inner.text or "") or None


_CHARACTERS = {"s": " ", "tab": "\t", "line-break": "\n"}
