"""The text of a paragraph: runs and what wraps them, by the rule for each construct."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

import attrs
from lxml import etree

from ..controls import CHECKED, UNCHECKED, in_symbols, symbol, symbols_of
from .blocks import APART, BOLD, MARKED, STRUCK, Annotation, Span
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
        hides = {style.id: style.hides for style in every if style.hides is not None}
        based = {style.id: style.based for style in every}
        levels = {style.id: style.level for style in every if style.level}
        return cls(levels, frozenset(inherited(based, hides)) if hides else frozenset())


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


def inherited(based: Mapping[str, str], hides: Mapping[str, bool]) -> Iterator[str]:
    """Yield the styles that hide their text, or are based on one that does; each is looked at once.

    >>> list(inherited({"a": "b", "b": "", "c": "c"}, {"b": True}))
    ['b', 'a']
    """
    hiding: dict[str, bool] = {**hides, "": False}
    for id in based:
        chain = dict[str, None]()
        while id not in hiding and id not in chain:
            chain[id] = None
            id = based.get(id, "")  # noqa: PLW2901 - a walk up the chain
        hiding |= dict.fromkeys(chain, hiding.get(id, False))
    yield from (id for id, hidden in hiding.items() if hidden)


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


GONE = {"del", "moveFrom"}
OBJECTS = {"drawing", "pict", "object"}
FILES = {"altChunk", "subDoc"}
_BESIDE = GONE | OBJECTS | FILES
_EQUATIONS = {"oMath", "oMathPara"}
_LEAF_NAMES = ("t", "delText", "sym")
LEAVES = tuple(f"{{*}}{name}" for name in _LEAF_NAMES)
_BUILT = ("f", "sSup", "sSub", "sSubSup", "sPre", "rad", "nary", "m", "limLow", "limUpp", "eqArr", "groupChr", "acc")
Properties: TypeAlias = "dict[str, etree._Element]"  # noqa: SLF001 - the type of lxml’s elements
"""The properties of a run, by name."""


class Inside(NamedTuple):
    """The surroundings of a run: the tag of a control, the state of a box, a prompt, a style that hides its text."""

    tag: str | None = None
    box: bool | None = None
    prompt: bool = False
    hiding: bool = False

    def within(self, properties: etree._Element) -> Inside:
        """Return the surroundings of the content of a control with these properties, at whatever level it is."""
        parts = firsts(properties, _OF_CONTROLS)
        box = is_on(first(parts["checkbox"], "checked")) if "checkbox" in parts else self.box
        prompt = self.prompt or ("showingPlcHdr" in parts and is_on(parts["showingPlcHdr"]))
        return Inside(tag_in(parts) or self.tag, box, prompt, self.hiding)

    def of_style(self, *, hiding: bool) -> Inside:
        """Return the same surroundings in a paragraph whose style hides its text, or does not."""
        return self if hiding is self.hiding else Inside(self.tag, self.box, self.prompt, hiding)


@attrs.define(eq=False, repr=False)
class Runs:
    """Reads paragraphs; `annotations` collects text beside theirs, `objects` counts what text cannot hold.

    `notes` gives the note or comment with an id; `boxed` reads the blocks in an element, such as a text box. `visited`
    holds the elements with text that were read, so that whatever is left can be reported.
    """

    styles: Styles
    notes: Callable[[str, str], Annotation | None]
    boxed: Callable[[Iterable[etree._Element]], str]
    visited: set[etree._Element] = attrs.field(factory=set)
    notices: list[str] = attrs.field(factory=list)
    annotations: list[Annotation] = attrs.field(factory=list)
    objects: int = 0
    fields: Fields = attrs.field(factory=Fields)
    endless: set[etree._Element] = attrs.field(factory=set)

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
                content, within = opened(part, inside)
                if content is not None:
                    self._add(spans, children_of(content), within)
            elif name in ("p", "tbl"):  # some programs write paragraphs and tables inside a run-level control
                spans += [Span("\n", inside.tag)] * bool(lines)
                lines += 1
                spans += self.spans(part, inside) if name == "p" else [Span(self.boxed([part]), inside.tag)]
            elif name != "pPr":
                self._add_rarer(spans, name, part, inside)

    def _add_rarer(self, spans: list[Span], name: str, node: etree._Element, inside: Inside) -> None:
        if name in _EQUATIONS:
            spans.append(self.equation(node, inside))
        elif name in _BESIDE:
            self.beside(node)
        elif (inner := inner_of(node, name)) is not None:
            self._add(spans, inner, inside)

    def beside(self, node: etree._Element) -> None:
        """Record something that stands between texts: what was deleted, a drawing, or another file."""
        name = name_of(node)
        if name in GONE:
            self.delete(node)
        elif name in OBJECTS:
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
        self.visited.update(node.iter(*LEAVES))
        self._beside("deleted", "".join(_deleted(node)).strip("\n"))

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
                self._beside("hidden", _all_text(part) if name == "t" else "")
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
        elif name in OBJECTS:
            self._object(node)
        elif name in ("footnoteReference", "endnoteReference", "commentReference"):
            note = self.notes(name.removesuffix("Reference"), value(node, "id") or "")
            self.annotations += [note] if note is not None else []

    def leaf(self, node: etree._Element) -> str:
        """Return the text of one element that holds text."""
        return _CHARACTERS.get(name_of(node), _all_text)(node)

    def _field(self, mark: etree._Element) -> str:
        """Open or close a field; returns what a box or list of older Word shows, whose state is not in the text."""
        if mark not in self.endless:
            self.fields.pass_mark(value(mark, "fldCharType"))
        return form_field(mark)

    def _object(self, node: etree._Element) -> None:
        """Record the text in a drawing; one without text is counted."""
        boxes = list(_outermost(node, "txbxContent"))
        paths = [value(path, "string") or "" for path in node.iter("{*}textpath")]
        texts = [text for text in (*map(self.boxed, boxes), *paths) if text.strip()]
        for text in texts:
            self._beside("textbox", text)
        self.objects += not texts


def opened(control: etree._Element, inside: Inside) -> tuple[etree._Element | None, Inside]:
    """Return the content of a content control, at whatever level it is, and the surroundings of that content."""
    parts = children_of(control)
    properties, content = first(parts, "sdtPr"), first(parts, "sdtContent")
    return content, inside if properties is None else inside.within(properties)


def inner_of(node: etree._Element, name: str) -> etree._Element | None:
    """Return the content of an element that only wraps, also one that nobody knows; None for any other element."""
    if name == "sdt":
        return child(node, "sdtContent")
    if name == "AlternateContent":
        return alternative(node)
    return node if len(node) and not name.endswith("Pr") else None


def _deleted(node: etree._Element) -> Iterator[str]:
    """The text in an element, with its signs, each paragraph on a line of its own."""
    for leaf in node.iter(etree.Element):
        name = name_of(leaf)
        if name in ("t", "delText"):
            yield _all_text(leaf)
        elif name == "p":
            yield "\n"
        elif (
            name in _CHARACTERS and (run := leaf.getparent()) is not None and name_of(run) == "r"
        ):  # a tab elsewhere is where tabs stop
            yield _CHARACTERS[name](leaf)


def _all_text(node: etree._Element) -> str:
    """Return the text of an element, and of whatever stands within it."""
    return "".join(map(str, node.itertext())) if len(node) else node.text or ""


def _outermost(node: etree._Element, name: str) -> Iterator[etree._Element]:
    """The elements of this name that are inside no other of it: reading one reads those within it."""
    for part in node:
        if name_of(part) == name:
            yield part
        else:
            yield from _outermost(part, name)


def _properties(node: etree._Element) -> Properties:
    return {name: part for part in children_of(node) if (name := NAMES[part.tag]) in _TELLING}


def _font_of_symbols(fonts: etree._Element) -> str | None:
    """Return the font of symbols of a run: some programs write a symbol as a letter in it (others write `w:sym`)."""
    names = (value(fonts, name) for name in ("ascii", "hAnsi", "cs"))
    return next((name for name in names if name and symbols_of(name)), None)


def _looks(properties: Properties) -> frozenset[str]:
    """Return how a run stands out: bold, marked (highlighted, shaded, framed), struck through, apart, its colour."""
    looks = [look for name, part in properties.items() if name in _CONSPICUOUS and (look := _look(name, part))]
    return frozenset(looks) if looks else _PLAIN


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
    "br": _line_end,
    "cr": _line_end,
    "tab": lambda _node: "\t",
    "ptab": lambda _node: "\t",
    "noBreakHyphen": lambda _node: "-",
    "sym": lambda node: symbol(value(node, "char") or "", value(node, "font") or ""),
}
