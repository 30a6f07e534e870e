"""The text of a paragraph: runs and what wraps them, by the rule for each construct."""

from __future__ import annotations

import abc
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple, TypeAlias

import attrs
from lxml import etree

from ..controls import CHECKED, UNCHECKED, in_symbols, symbol, symbols_of
from .blocks import APART, BOLD, MARKED, STRUCK, Annotation, Span
from .walk import Inside, Walk, ancestry
from .xml import NAMES, Children, alternative, child, children_of, first, firsts, is_on, name_of, tag_in, value

_OF_CONTROLS = frozenset(["tag", "checkbox", "showingPlcHdr"])
_OF_STYLES = frozenset(["name", "basedOn", "rPr"])
_LEVELS = tuple("123456789")


class Styles(NamedTuple):
    """The level of each heading style, and for each style whether it hides its text."""

    levels: dict[str, int]
    hiding: frozenset[str]

    @classmethod
    def of(cls, styles: Iterable[Style]) -> Styles:
        """Return the levels and the hiding of styles; a style inherits from the one it is based on."""
        every = list(styles)
        hiding = {style.id: style.hides for style in every if style.hides is not None}
        based = {style.id: style.based for style in every}
        for id in based if hiding else ():
            chain, end = ancestry(id, based, hiding)
            hiding |= dict.fromkeys(chain, hiding.get(end, False))
        levels = {style.id: style.level for style in every if style.level}
        return cls(levels, frozenset(id for id, hidden in hiding.items() if hidden))


class Style(NamedTuple):
    """A style: its level if it is that of a heading, the style it is based on, and whether it says that it hides."""

    id: str
    level: int
    based: str
    hides: bool | None

    @classmethod
    def each(cls, root: etree._Element) -> tuple[Style, ...]:
        """Return the styles of a part."""
        return tuple(map(cls._of, root.iter("{*}style")))

    @classmethod
    def _of(cls, node: etree._Element) -> Style:
        parts = firsts(node, _OF_STYLES)
        name = (value(parts.get("name")) or "").lower()
        level = int(name[8:]) if name.startswith("heading ") and name[8:] in _LEVELS else 0
        vanish = first(parts["rPr"], "vanish") if "rPr" in parts else None
        hides = is_on(vanish) if vanish is not None else None
        return cls(value(node, "styleId") or "", level, value(parts.get("basedOn")) or "", hides)


@attrs.define(eq=False, repr=False)
class Fields:
    """The fields that are open, outermost first: for each, whether its instruction is over and its result has begun.

    Text inside an instruction (`instructions` counts those that are open) is no text of the document.
    """

    begun: list[bool] = attrs.field(factory=list)
    instructions: int = 0

    def pass_mark(self, kind: str | None) -> None:
        """Go past a mark that begins a field, ends it, or parts its instruction from its result."""
        if kind == "begin":
            self.begun.append(False)
            self.instructions += 1
        elif kind == "separate" and self.begun and not self.begun[-1]:
            self.begun[-1] = True
            self.instructions -= 1
        elif kind == "end" and self.begun:
            self.instructions -= not self.begun.pop()

    def end_from(self, parts: Iterable[etree._Element]) -> None:
        """Go past the marks among deleted elements: only those that end a field which began before them count."""
        own = 0
        for mark in parts:
            kind = value(mark, "fldCharType") if name_of(mark) == "fldChar" else None
            own += kind == "begin"
            if kind == "end":
                self.pass_mark(None if own else kind)
                own = max(own - 1, 0)


def form_field(mark: etree._Element) -> str:
    """Return what the form field that begins here shows: a box, or the choice of a list; else an empty text."""
    box = child(mark, "ffData", "checkBox")
    if box is not None:
        state = child(box, "checked")
        return CHECKED if is_on(child(box, "default") if state is None else state) else UNCHECKED
    choices = child(mark, "ffData", "ddList")
    if choices is None:
        return ""
    entries = [value(entry) or "" for entry in choices.iterchildren("{*}listEntry")]
    return entry_at(value(child(choices, "result")) or value(child(choices, "default")) or "0", entries)


def entry_at(place: str, entries: list[str]) -> str:
    """Return the entry of a list at a place, from 0, as files write it; empty where there is none."""
    number = int(place) if place.isdecimal() and len(place) < 6 else len(entries)
    return entries[number] if number < len(entries) else ""


_GONE = {"del", "moveFrom"}
_OBJECTS = {"drawing", "pict", "object"}
ASIDE, FILES = _GONE | _OBJECTS, {"altChunk", "subDoc"}
EQUATIONS = {"oMath", "oMathPara"}
_LEAF_NAMES = ("t", "delText", "sym", "textpath")
LEAVES = tuple(f"{{*}}{name}" for name in _LEAF_NAMES)
_BUILT = ("f", "sSup", "sSub", "sSubSup", "sPre", "rad", "nary", "m", "limLow", "limUpp", "eqArr", "groupChr", "acc")
Properties: TypeAlias = "dict[str, etree._Element]"  # noqa: SLF001 - the type of lxml’s elements
"""The properties of a run, by name."""


@attrs.define(eq=False, repr=False)
class Runs(Walk):
    """The part of a walk that reads paragraphs."""

    styles: Styles
    notices: list[str] = attrs.field(factory=list)
    fields: Fields = attrs.field(factory=Fields)
    endless: set[etree._Element] = attrs.field(factory=set)

    @abc.abstractmethod
    def note(self, name: str, id: str) -> list[Annotation]:
        """Return the note or comment with an id, once."""

    def spans(self, parts: Children, inside: Inside) -> list[Span]:
        """Return the spans of the parts of a paragraph, or of something within one."""
        spans: list[Span] = []
        self._add(spans, parts, inside)
        return spans

    def _add(self, spans: list[Span], parts: Children, inside: Inside) -> None:
        lines = 0
        for part in parts:
            name = NAMES[part.tag]
            if name == "r":
                self._run(part, inside, spans)
            elif name == "sdt":
                content, around = within(name, part, inside)
                before = len(spans)
                self._add(spans, content, around)
                if len(spans) == before and around.tag is not inside.tag:
                    spans.append(Span("", around.tag, around.box))  # empty, and yet there
            elif name in ("p", "tbl"):  # some programs write paragraphs and tables inside a run-level control
                spans += [Span("\n", inside.tag)] * bool(lines)
                lines += 1
                spans += self.spans(part, inside) if name == "p" else [Span(self.boxed([part]), inside.tag)]
            elif name != "pPr":
                self._add_rarer(spans, name, part, inside)

    def _add_rarer(self, spans: list[Span], name: str, node: etree._Element, inside: Inside) -> None:
        if name in EQUATIONS:
            spans.append(self.equation(node, inside))
        elif name in ASIDE or name in FILES:
            self.stand_beside(name, node)
        else:
            self._add(spans, within(name, node, inside)[0], inside)

    def stand_beside(self, name: str, node: etree._Element) -> None:
        """Record something that stands between texts: what was deleted, a drawing, or another file."""
        if name in _GONE:
            self.delete(node)
        elif name in _OBJECTS:
            self._object(node)
        elif name == "subDoc":
            self.notices.append("sub-document")
        else:
            self.objects += 1

    def equation(self, node: etree._Element, inside: Inside) -> Span:
        """Return the signs of an equation in a row; one that is more than a row of signs is counted as an object."""
        self.objects += any(name_of(part) in _BUILT for part in node.iter(etree.Element))
        leaves = list(node.iter("{*}t"))
        self.visited.update(leaves)
        return Span("".join(map(_all_text, leaves)), inside.tag, None, inside.prompt)

    def delete(self, node: etree._Element) -> None:
        """Record the text in an element that was deleted."""
        parts = list(_walked(node))
        self.visited.update(parts)
        self._beside("deleted", "".join(_deleted(parts)).strip("\n"))
        self.fields.end_from(parts)

    def _beside(self, kind: str, text: str) -> None:
        if text:
            self.annotations.append(Annotation(kind, text))

    def _run(self, node: etree._Element, inside: Inside, spans: list[Span]) -> None:
        """Add the text of a run to the spans."""
        text, own = self._text(node, inside)
        if not text:
            return
        looks = _PLAIN
        if own is not None and (properties := _properties(own)):
            if "rFonts" in properties and (font := _font_of_symbols(properties["rFonts"])):
                text = in_symbols(text, font)
            if self._is_hidden(properties, inside):
                self._beside("hidden", text)
                return
            looks = _looks(properties)
            if MARKED in looks and _is_shaded_as_all(node, properties):
                looks -= {MARKED}
        elif inside.hiding:
            self._beside("hidden", text)
            return
        spans.append(Span(text, inside.tag, inside.box, inside.prompt, looks))

    def _is_hidden(self, properties: Properties, inside: Inside) -> bool:
        if "vanish" in properties:
            return is_on(properties["vanish"])
        if "webHidden" in properties and is_on(properties["webHidden"]):
            return True
        hiding = self.styles.hiding
        return inside.hiding or (bool(hiding) and value(properties.get("rStyle")) in hiding)

    def _text(self, node: etree._Element, inside: Inside) -> tuple[str, etree._Element | None]:
        """Return the text of a run, and its properties."""
        texts: list[str] = []
        own: etree._Element | None = None
        for part in children_of(node):
            name = NAMES[part.tag]
            if name == "rPr":
                own = part if own is None else own
                continue
            if name in _LEAF_NAMES:
                self.visited.add(part)
            if name == "t" and not self.fields.instructions:
                texts.append(_all_text(part) if len(part) else part.text or "")
            elif name == "fldChar":
                texts.append(self._field(part))
            elif self.fields.instructions:
                self._beside("hidden", text_of_leaf(part) if name in _LEAF_NAMES else "")
            elif name in _CHARACTERS:
                texts.append(_CHARACTERS[name](part))
            elif name == "ruby":
                texts += [span.text for span in self.spans(part, inside)]
            elif name == "AlternateContent":
                texts.append(self._text(alternative(part), inside)[0])
            else:
                self._not_text(name, part)
        return "".join(texts), own

    def _not_text(self, name: str, node: etree._Element) -> None:
        if name == "delText":
            self._beside("deleted", _all_text(node))
        elif name in _OBJECTS:
            self._object(node)
        elif name in ("footnoteReference", "endnoteReference", "commentReference"):
            self.annotations += self.note(name.removesuffix("Reference"), value(node, "id") or "")

    def _field(self, mark: etree._Element) -> str:
        """Open or close a field; returns what a box or list of older Word shows, whose state is not in the text."""
        if mark not in self.endless:
            self.fields.pass_mark(value(mark, "fldCharType"))
        return form_field(mark)

    def _object(self, node: etree._Element) -> None:
        """Record the text in a drawing; one without text is counted."""
        parts = list(_outermost(node, ("txbxContent", "textpath")))  # reading a box reads what is drawn within it
        boxes, paths = ([part for part in parts if (name_of(part) == "textpath") is drawn] for drawn in (False, True))
        texts = list(map(self.boxed, boxes))
        paths = [path for path in paths if path not in self.visited]
        self.visited.update(paths)
        texts = [text for text in (*texts, *map(text_of_leaf, paths)) if text.strip()]
        for text in texts:
            self._beside("textbox", text)
        self.objects += not texts


def within(name: str, node: etree._Element, inside: Inside) -> tuple[Children, Inside]:
    """Return the content of an element that only wraps, at whatever level it is, and the surroundings of that content.

    An element that nobody knows only wraps too; properties have no content.
    """
    if name == "sdt":
        parts = children_of(node)
        properties, content = first(parts, "sdtPr"), first(parts, "sdtContent")
        around = inside if properties is None else _controlled(properties, inside)
        return [] if content is None else children_of(content), around
    if name.endswith("Pr"):
        return [], inside
    return children_of(alternative(node) if name == "AlternateContent" else node), inside


def _controlled(properties: etree._Element, inside: Inside) -> Inside:
    """Return the surroundings of the content of a control with these properties."""
    parts = firsts(properties, _OF_CONTROLS)
    box = is_on(first(parts["checkbox"], "checked")) if "checkbox" in parts else inside.box
    prompt = inside.prompt or ("showingPlcHdr" in parts and is_on(parts["showingPlcHdr"]))
    return Inside(tag_in(parts) or inside.tag, box, prompt, inside.hiding)


def text_of_leaf(node: etree._Element) -> str:
    """Return the text of one element that holds text."""
    return _CHARACTERS.get(name_of(node), _all_text)(node)


def _walked(node: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements within another one, of a content in several versions only those of the one that is read."""
    if next(node.iter("{*}AlternateContent"), None) is None:
        yield from node.iter(etree.Element)
        return
    for part in node:
        yield part
        yield from _walked(alternative(part) if name_of(part) == "AlternateContent" else part)


def _deleted(parts: Iterable[etree._Element]) -> Iterator[str]:
    """Yield the text of elements, with its signs, each paragraph on a line of its own."""
    for leaf in parts:
        name = name_of(leaf)
        if name in ("t", "delText", "textpath"):
            yield text_of_leaf(leaf)
        elif name == "fldChar":
            yield form_field(leaf)
        elif name == "p":
            yield "\n"
        elif (
            name in _CHARACTERS and (run := leaf.getparent()) is not None and name_of(run) == "r"
        ):  # a tab elsewhere is where tabs stop
            yield _CHARACTERS[name](leaf)


def _all_text(node: etree._Element) -> str:
    """Return the text of an element, and of whatever stands within it."""
    return "".join(map(str, node.itertext())) if len(node) else node.text or ""


def _outermost(node: etree._Element, names: Collection[str]) -> Iterator[etree._Element]:
    """The elements of these names that are inside no other of them: reading one reads those within it."""
    for part in node:
        if name_of(part) in names:
            yield part
        else:
            yield from _outermost(part, names)


def _properties(node: etree._Element) -> Properties:
    return {name: part for part in children_of(node) if (name := NAMES[part.tag]) in _TELLING}


def _font_of_symbols(fonts: etree._Element) -> str | None:
    """Return the font of symbols of a run: some programs write a symbol as a letter in it (others write `w:sym`)."""
    names = (value(fonts, name) for name in ("ascii", "hAnsi", "cs"))
    return next((name for name in names if name and symbols_of(name)), None)


def _looks(properties: Properties) -> frozenset[str]:
    """Return how a run stands out: bold, marked (highlighted, shaded, framed), struck through, apart, its colour."""
    return frozenset(look for name, part in properties.items() if name in _CONSPICUOUS and (look := _look(name, part)))


def _is_shaded_as_all(run: etree._Element, properties: Properties) -> bool:
    """Return whether a run only has the shade of its whole paragraph, as AbiWord writes it in a shaded cell."""
    marks = {name for name in ("highlight", "bdr", "shd") if name in properties and _look(name, properties[name])}
    paragraph = next(run.iterancestors("{*}p"), None)
    shade = child(paragraph, "pPr", "shd") if paragraph is not None else None
    return marks == {"shd"} and shade is not None and value(shade, "fill") == value(properties["shd"], "fill")


def _look(name: str, property: etree._Element) -> str | None:
    if name in _SWITCHES:
        return _SWITCHES[name] if is_on(property) else None
    if name == "color":
        return None if value(property) in (None, "auto") else f"#{value(property)}".upper()
    if name in _OTHER_LOOKS:
        return _OTHER_LOOKS[name] if (value(property) or "none") not in _UNMARKED else None
    return MARKED if is_shaded(property) else None


def is_shaded(property: etree._Element) -> bool:
    """Return whether a shade shows: a colour, that of a theme, or a pattern."""
    fill, pattern = value(property, "fill") or "auto", value(property) or "clear"
    themed = fill == "auto" and value(property, "themeFill") is not None
    return themed or fill.upper() not in ("AUTO", "FFFFFF") or pattern not in ("clear", "nil")


_SWITCHES = {"b": BOLD, "strike": STRUCK, "dstrike": STRUCK}
_OTHER_LOOKS = {"highlight": MARKED, "bdr": MARKED, "u": APART}
_CONSPICUOUS = {*_SWITCHES, *_OTHER_LOOKS, "shd", "color"}
_TELLING = {*_CONSPICUOUS, "rFonts", "vanish", "webHidden", "rStyle"}
_PLAIN: frozenset[str] = frozenset()
_UNMARKED = ("none", "nil", "white")


def _line_end(node: etree._Element) -> str:
    return "" if value(node, "type") in ("page", "column") else "\n"


_CHARACTERS: dict[str, Callable[[etree._Element], str]] = {
    "t": _all_text,
    "textpath": lambda node: value(node, "string") or "",
    "br": _line_end,
    "cr": _line_end,
    "tab": lambda _node: "\t",
    "ptab": lambda _node: "\t",
    "noBreakHyphen": lambda _node: "-",
    "sym": lambda node: symbol(value(node, "char") or "", value(node, "font") or ""),
}
