"""The text of an OpenDocument paragraph: by the rule for each construct, with white space as the standard has it.

White space (OpenDocument 1.2, part 1, 6.1.2): a run of blanks and line ends is one blank, none where a paragraph
begins; any further blank is an element.
"""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import unquote

import attrs
from lxml import etree

from ...errors import UnsafeFileError
from ..odt_controls import Shown, shown_by, shown_by_mark
from ..odt_styles import Look, Styles
from ..package import Package
from ..refusals import refused
from ..symbols import SYMBOLS
from .blocks import Aside, Span
from .xml import child, name_of, value

SILENT = {"tracked-changes", "forms", "scripts", "script", "event-listeners", "number", "note-citation"}
SILENT |= {"sequence-decls", "variable-decls", "user-field-decls", "dde-connection-decls"}
_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_BLANKS = re.compile("[ \t\r\n]+")
_CHANGES = ("change", "change-start")
_ALLOWED = 1_000_000


@attrs.frozen
class Inside:
    """The surroundings of a text: its look, whether a part around it is hidden as a whole, and the control around it.

    `serial` tells two controls apart that are otherwise the same.
    """

    look: Look = attrs.field(factory=Look)
    away: bool = False
    tag: str | None = None
    box: bool | None = None
    prompt: bool = False
    serial: int = 0

    @property
    def hidden(self) -> bool:
        """True where this text cannot be seen."""
        return self.away or self.look.hidden


Piece = tuple[str, Inside]


@attrs.define
class Allowance:
    """A limit on what a file only counts: blanks, and rows and cells that are repeated."""

    left: int = _ALLOWED

    def take(self, count: int) -> None:
        """Use some of it; raises `UnsafeFileError` where there is no more."""
        self.left -= count
        if self.left < 0:
            raise refused(UnsafeFileError, "too-much-text")


def times(node: etree._Element, name: str) -> int:
    """Return the count in an attribute: at least 1, and beyond any allowance where it is absurd."""
    count = value(node, name) or "1"
    if not count.isdecimal():
        return 1
    return max(int(count), 1) if len(count) < 8 else _ALLOWED + 1


@attrs.define
class Texts:
    """Reads paragraphs; `asides` collects text beside theirs, `objects` counts what text cannot hold.

    `boxed` reads the blocks in an element. `changes` holds the asides of tracked changes and `controls` the form
    controls, by the id that the text refers to; each is taken once.
    """

    package: Package
    styles: Styles
    boxed: Callable[[etree._Element], str]
    controls: dict[str, etree._Element] = attrs.field(factory=dict)
    changes: dict[str, list[Aside]] = attrs.field(factory=dict)
    allowance: Allowance = attrs.field(factory=Allowance)
    asides: list[Aside] = attrs.field(factory=list)
    objects: int = 0
    _formulas: dict[str, str | None] = attrs.field(factory=dict)
    _after_blank: bool = True
    _paragraph_hidden: bool = False
    _serial: int = 0

    def paragraph(self, node: etree._Element, inside: Inside) -> list[Span]:
        """Return the spans of a paragraph or heading."""
        look = self.styles.look("paragraph", value(node, "style-name"), inside.look)
        return self.taken(self._pieces(node, attrs.evolve(inside, look=look)))

    def taken(self, pieces: Iterable[Piece]) -> list[Span]:
        """Return the spans of these pieces, like pieces joined; hidden text becomes an aside."""
        before = self._after_blank, self._paragraph_hidden
        self._after_blank, self._paragraph_hidden = True, False
        grouped = [
            ("".join(text for text, _ in group), inside)
            for inside, group in itertools.groupby(list(pieces), key=lambda piece: piece[1])
        ]
        hidden = self._paragraph_hidden
        self._after_blank, self._paragraph_hidden = before
        for text, inside in grouped:
            self._beside("hidden", text if hidden or inside.hidden else "")
        visible = [(text, inside) for text, inside in grouped if not hidden and not inside.hidden]
        return [Span(text, i.tag, i.box, i.prompt, i.look.looks) for text, i in visible if text or i.box is not None]

    def drawn(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        """The text of a drawing: of a form control or a formula; the text of any other drawing becomes an aside."""
        name = name_of(node)
        if name in ("a", "g"):
            for part in node:
                yield from self.drawn(part, inside) if is_drawn(part) else ()
        elif name == "control":
            control = self.controls.pop(value(node, "control") or "", None)
            yield from self._shown(shown_by(control) if control is not None else [], inside)
        elif name == "frame" and child(node, "text-box") is None:
            formula = self._formula(child(node, "object"))
            self.objects += formula is None
            yield from self._exactly(formula or "", inside)
        else:
            text = "\n".join(filter(None, map(self.boxed, self._boxes(node))))
            self._beside("textbox", text)
            self.objects += name != "frame" and not text

    def _boxes(self, node: etree._Element) -> list[etree._Element]:
        if name_of(node) != "frame":
            return [node]
        return [box for box in node if name_of(box) == "text-box"]

    def change(self, node: etree._Element) -> None:
        """Record the text that was deleted at this point."""
        self.asides += self.changes.pop(value(node, "change-id") or "", [])

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
        elif is_drawn(node):
            yield from self.drawn(node, inside)
        elif name == "content-control":
            yield from self._control(node, inside)
        elif name == "fieldmark":
            yield from self._shown(shown_by_mark(node), inside)
        elif name in ("hidden-text", "hidden-paragraph"):
            yield from self._hidden(node, inside)
        elif name in ("note", "annotation") or name in _CHANGES:
            self._aside(name, node)
        elif name and name not in SILENT:
            yield from self._pieces(node, self._styled(node, inside))

    def _styled(self, node: etree._Element, inside: Inside) -> Inside:
        name = name_of(node)
        if name in ("span", "a"):
            return attrs.evolve(inside, look=self.styles.look("text", value(node, "style-name"), inside.look))
        if name == "placeholder":
            return attrs.evolve(inside, prompt=True)
        return attrs.evolve(inside, away=True) if value(node, "display") == "none" else inside

    def _text(self, raw: str | None, inside: Inside) -> Iterator[Piece]:
        text = _BLANKS.sub(" ", raw or "")
        if self._after_blank:
            text = text.removeprefix(" ")
        if text:
            self._after_blank = text.endswith(" ")
            yield text.translate(_SIGNS) if inside.look.signs else text, inside

    def _exactly(self, text: str, inside: Inside) -> Iterator[Piece]:
        if text:
            self._after_blank = False
            yield text, inside

    def _character(self, name: str, node: etree._Element) -> str:
        if name != "s":
            return _CHARACTERS[name]
        count = times(node, "c")
        self.allowance.take(count)
        return " " * count

    def _control(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        box = value(node, "checked") == "true" if value(node, "checkbox") == "true" else inside.box
        prompt = inside.prompt or value(node, "showing-place-holder") == "true"
        self._serial += 1
        tag = value(node, "tag") or inside.tag
        within = Inside(inside.look, inside.away, tag=tag, box=box, prompt=prompt, serial=self._serial)
        yield "", within
        yield from self._pieces(node, within)

    def _shown(self, shown: Shown, inside: Inside) -> Iterator[Piece]:
        for text, box in shown:
            self._serial += box is not None
            yield from self._exactly(
                text, inside if box is None else attrs.evolve(inside, box=box, serial=self._serial)
            )

    def _hidden(self, node: etree._Element, inside: Inside) -> Iterator[Piece]:
        """The text of a field that can hide its text or its paragraph, in the state that the program saved."""
        away = value(node, "is-hidden") == "true"
        if name_of(node) == "hidden-paragraph":
            self._paragraph_hidden = self._paragraph_hidden or away
            yield from self._pieces(node, inside)
            return
        text = "".join(map(str, node.itertext())) or value(node, "string-value") or ""
        yield from self._exactly(text, attrs.evolve(inside, away=inside.away or away))

    # ---- beside the text

    def _beside(self, kind: str, text: str) -> None:
        if text.strip():
            self.asides.append(Aside(kind, text))

    def _aside(self, name: str, node: etree._Element) -> None:
        if name == "note":
            body = child(node, "note-body")
            self._beside("footnote", self.boxed(body) if body is not None else "")
        elif name == "annotation":
            self.asides.append(Aside("comment", self.boxed(node), text_in(node, "creator"), text_in(node, "date")))
        else:
            self.change(node)

    def _formula(self, node: etree._Element | None) -> str | None:
        """Return the signs of a formula; None where an object is something else."""
        if node is None:
            return None
        formula = child(node, "math")
        if formula is not None:
            return _signs(formula)
        part = posixpath.normpath(posixpath.join(unquote(value(node, "href") or "."), "content.xml"))
        if part not in self._formulas:
            self._formulas[part] = _signs(self.package.xml(part)) if part in self.package else None
        return self._formulas[part]


def _signs(root: etree._Element) -> str | None:
    """Return the signs of a formula; None where this is none."""
    if name_of(root) != "math":
        return None
    return "".join(str(leaf.text or "").strip() for leaf in root.iter("{*}mi", "{*}mn", "{*}mo", "{*}mtext"))


def is_drawn(node: etree._Element) -> bool:
    """Return whether this is a drawing: a frame, a shape, a form control."""
    return str(node.tag).startswith(_DRAWING)


def text_in(node: etree._Element, name: str) -> str | None:
    """Return the text of a child; None where there is none."""
    inner = child(node, name)
    return None if inner is None else str(inner.text or "") or None


_CHARACTERS = {"s": " ", "tab": "\t", "line-break": "\n"}
_SIGNS = {int(code, 16): sign for code, sign in SYMBOLS.items()}
