"""The slots, loops and conditions of a template, each with its place, as somebody sees them in Word."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, get_args

import attrs
from lxml import etree

from ..basics.arguments import entry_of
from ..basics.messages import Sentence, in_words
from ..errors import DamagedFileError
from ..readings.findings import FindingCode
from .package import Package
from .writer.language import MARKS, OPEN, QUOTES, TEXTS, in_part
from .writer.parts import SLOTTED

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY, COMMENTS = "word/document.xml", "word/comments.xml"
AUTHOR = "hlo-forms"
"""The author of the comments that we write ourselves."""

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_AWAY = (f"{W}del", f"{W}moveFrom")
_SHOWN = 60


@attrs.frozen(kw_only=True)
class TemplatePlace:
    """A place in a template.

    Attributes:
        part: The part of the file.
        paragraph: The paragraph in it, counted from 1; 0 for nowhere in particular.
        table: The table of the part, counted from 1; 0 outside tables.
        row: The row of that table, counted from 1; 0 outside tables.
        words: The text of the paragraph, or else of the last one before it.

    >>> str(TemplatePlace(part="word/document.xml", paragraph=3, words="{{ title }}"))
    'the text, paragraph 3 (“{{ title }}”)'
    """

    part: str
    paragraph: int = 0
    table: int = 0
    row: int = 0
    words: str = ""

    def __str__(self) -> str:
        return str(sentence_of(self))

    def in_words(self, *, language: str) -> str:
        """Return the place in a language."""
        return sentence_of(self).in_words(language=language)


TemplateFaultCode: TypeAlias = Literal[
    FindingCode,
    "slot-missing",
    "slot-unknown",
    "slot-misplaced",
    "slot-twice",
    "slot-bare",
    "slot-hidden",
    "slot-deleted",
    "slot-in-comment",
    "tag-unclosed",
    "tag-refused",
    "table-missing",
    "loop-missing",
    "loop-unclosed",
    "end-unopened",
    "loop-crossed",
    "loop-not-alone",
    "words-in-answer",
    "field-fetches",
    "picture-outside",
    "link-outside",
    "link-local",
    "macros",
    "embedded-object",
    "braces-unfilled",
    "title-missing",
    "readers-missing",
    "purpose-missing",
    "source-missing",
    "does-not-render",
    "value-changed",
    "text-missing",
    "text-twice",
    "order-changed",
    "style-missing",
]
"""The codes of a `TemplateFault`: its own, and those of findings when a form made with the template is read back."""

_FAULT_CODES: dict[str, TemplateFaultCode] = {code: code for code in get_args(TemplateFaultCode)}


def fault_code(text: str) -> TemplateFaultCode:
    """Return a text as the code that it is; `InvalidValueError` where no fault of a template has it."""
    return entry_of("code", text, _FAULT_CODES)


@attrs.frozen(kw_only=True)
class TemplateFault:
    """A fault in a house style, named once: its `code`, its `slot` as it is written, and its `place`.

    Attributes:
        code: What is wrong. Of slots, loops and conditions: "slot-missing", "slot-unknown", "slot-misplaced",
            "slot-twice", "slot-bare", "slot-hidden", "slot-deleted", "slot-in-comment", "tag-unclosed", "tag-refused",
            "table-missing", "loop-missing", "loop-unclosed", "end-unopened", "loop-crossed" or "loop-not-alone", and
            "words-in-answer" for words of its own where a partner answers. For what goes out to partners unseen:
            "field-fetches", "picture-outside", "link-outside", "link-local", "macros", "embedded-object", "alt-chunk"
            or "braces-unfilled"; for what a form lacks "title-missing", "readers-missing", "purpose-missing" or
            "source-missing". For what shows only once a form is made: "does-not-render", "value-changed" if a `field`
            does not come back as it was, or the code of a finding when it is read back; for a report "text-missing",
            "text-twice", "order-changed" or "style-missing".
        slot: The slot, as it is written; None where it is about none.
        place: The place in the template, where it has one.
        field: The field of the form, the slot of the report, or the style.
        seen: The text that was seen.
        stripped: Whether it goes wrong only once a program has removed all marks.
        said: The sentence about it; `in_words` gives it in a language.

    >>> TemplateFault(code="slot-missing", slot="{{ title }}").code
    'slot-missing'
    """

    code: TemplateFaultCode = attrs.field(converter=fault_code)
    slot: str | None = None
    place: TemplatePlace | None = None
    field: str | None = None
    seen: str = ""
    stripped: bool = False
    said: str = attrs.field(default="", eq=False, repr=False)

    def __str__(self) -> str:
        return self.in_words(language="en")

    def in_words(self, *, language: str) -> str:
        """Return what is wrong, where, and what to do about it, in a language."""
        return str(in_words(self.said, language))


def sentence_of(place: TemplatePlace) -> Sentence:
    """Return a place in words, for a caller that does not know the language yet."""
    key = "table" if place.table else "paragraph" if place.paragraph else "part"
    values = {"paragraph": place.paragraph, "table": place.table, "row": place.row, "words": place.words}
    return TEXTS.sentence(f"place.{key}", part=in_part(place.part), **values)


@attrs.frozen(eq=False)
class PlacedTag:
    """A tag as it stands in a paragraph; `fault` is "unclosed" or "unopened" for half of one.

    `hidden`, `deleted` (a change that somebody tracked) and `aside` (a text box) say how it stands there; `table`,
    `row` and `holder` are what the paragraph stands in (`column` counts the cells of the row from 1), `alone` whether
    nothing else stands in that paragraph.
    """

    text: str
    place: TemplatePlace
    fault: str = ""
    hidden: bool = False
    deleted: bool = False
    aside: bool = False
    alone: bool = True
    table: Any = None
    row: Any = None
    holder: Any = None
    column: int = 0


def tags_of(package: Package) -> list[PlacedTag]:
    """Return the tags in the parts of a template that are filled: in the text first, then in headers and footers."""
    names = sorted((name for name in package.names if SLOTTED.fullmatch(name)), key=lambda name: (name != BODY, name))
    return [tag for name in names for tag in _tags_in(name, package.xml(name))]


def comments_of(package: Package) -> Iterator[tuple[TemplatePlace, str]]:
    """Yield the place and the text of each comment that somebody else wrote."""
    try:
        root = package.xml(COMMENTS) if COMMENTS in package.names else None
    except DamagedFileError:
        return
    for comment in root.iter(f"{W}comment") if root is not None else ():
        if comment.get(f"{W}author") != AUTHOR:
            yield _commented(package, comment.get(f"{W}id", "")), "".join(map(_text, comment.iter(f"{W}t")))


def _text(node: etree._Element) -> str:
    return node.text or ""


def _commented(package: Package, id: str) -> TemplatePlace:
    root = package.xml(BODY)
    marks = root.iter(f"{W}commentRangeStart", f"{W}commentReference")
    return place_at(BODY, root, next((node for node in marks if node.get(f"{W}id") == id), None))


def place_at(part: str, root: etree._Element, node: etree._Element | None) -> TemplatePlace:
    """Return the place of a node in a part: that of its paragraph, or of the last one before it."""
    if node is None:
        return TemplatePlace(part=part)
    own = _around(node, f"{W}p") if node.tag != f"{W}p" else node
    if own is None:
        order = itertools.takewhile(lambda other: other is not node, root.iter(f"{W}p", node.tag))
        own = next((other for other in reversed(list(order)) if other.tag == f"{W}p"), None)
    return next((place for paragraph, place in _places(part, root) if paragraph is own), TemplatePlace(part=part))


def _places(part: str, root: etree._Element) -> Iterator[tuple[etree._Element, TemplatePlace]]:
    """Yield each paragraph with its place."""
    tables = {table: number for number, table in enumerate(root.iter(f"{W}tbl"), start=1)}
    before = ""
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
        words = " ".join("".join(text for text, _ in _texts(paragraph)).split())
        before = words or before
        row = _around(paragraph, f"{W}tr")
        table = _around(row, f"{W}tbl") if row is not None else None
        rows = [] if table is None else list(table.iter(f"{W}tr"))
        yield (
            paragraph,
            TemplatePlace(
                part=part,
                paragraph=number,
                table=0 if table is None else tables[table],
                row=rows.index(row) + 1 if row is not None and rows else 0,
                words=before if len(before) <= _SHOWN else f"{before[: _SHOWN - 1]}…",
            ),
        )


def texts_of(package: Package) -> Iterator[tuple[str, TemplatePlace]]:
    """Yield the text of each paragraph of the body, hidden text too, with its place."""
    for paragraph, place in _places(BODY, package.xml(BODY)):
        yield "".join(text for text, _ in _texts(paragraph)), place


def _around(node: etree._Element, name: str) -> etree._Element | None:
    return next(node.iterancestors(name), None)


def _tags_in(part: str, root: etree._Element) -> Iterator[PlacedTag]:
    for paragraph, place in _places(part, root):
        row = _around(paragraph, f"{W}tr")
        about: dict[str, Any] = {  # Any: elements, a flag and a number
            "aside": _around(paragraph, f"{W}txbxContent") is not None,
            "row": row,
            "table": _around(row, f"{W}tbl") if row is not None else None,
            "holder": paragraph.getparent(),
            "column": _column(paragraph, row),
        }
        texts = list(_texts(paragraph))
        if not any("{" in text or "}" in text for text, _ in texts):
            continue
        for deleted in (False, True):
            pieces = [(text, state) for text, state in texts if ("deleted" in state) == deleted]
            whole = "".join(text for text, _ in pieces)
            for text, start, end, fault in scanned(whole):
                hidden = any("hidden" in state for state in _states(pieces, start, end))
                alone = not (whole[:start] + whole[end:]).strip()
                yield PlacedTag(text, place, fault, hidden, deleted, alone=alone, **about)


def _column(paragraph: etree._Element, row: etree._Element | None) -> int:
    cell = _around(paragraph, f"{W}tc")
    return 0 if row is None or cell is None else list(row.iter(f"{W}tc")).index(cell) + 1


def _states(pieces: Iterable[tuple[str, frozenset[str]]], start: int, end: int) -> Iterator[frozenset[str]]:
    place = 0
    for text, state in pieces:
        if place < end and place + len(text) > start:
            yield state
        place += len(text)


def _texts(paragraph: etree._Element) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the texts of a paragraph, each with "hidden" or "deleted" where it is; those of paragraphs in it aside."""
    row = _around(paragraph, f"{W}tr")
    gone = row is not None and row.find(f"{W}trPr/{W}del") is not None
    yield from _texts_in(paragraph, frozenset({"deleted"} if gone else ()))


def _texts_in(node: etree._Element, state: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for child in node.iterchildren(etree.Element):
        if child.tag in (f"{W}t", f"{W}delText"):
            yield child.text or "", state
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr") and node.tag == f"{W}r":
            yield " ", state
        elif child.tag in (f"{W}p", _FALLBACK, f"{W}pPr", f"{W}rPr"):
            continue
        else:
            yield from _texts_in(child, state | _state_of(child))


def _state_of(node: etree._Element) -> frozenset[str]:
    vanish = node.find(f"{W}rPr/{W}vanish") if node.tag == f"{W}r" else None
    is_hidden = vanish is not None and vanish.get(f"{W}val", "1") not in ("0", "false", "off")
    return frozenset([*(["deleted"] if node.tag in _AWAY else ()), *(["hidden"] if is_hidden else ())])


def scanned(text: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield the tags in a text with their start and end, and "unclosed" or "unopened" for half of one.

    >>> [(tag, fault) for tag, _, _, fault in scanned("{{ title }} {{ kicker and subtitle }}")]
    [('{{ title }}', ''), ('{{ kicker and subtitle }}', '')]
    """
    opened: re.Match[str] | None = None
    for mark in MARKS.finditer(text):
        if mark[0] in OPEN:
            if opened is not None:
                yield _seen(text[opened.start() : mark.start()]), opened.start(), mark.start(), "unclosed"
            opened = mark
        elif opened is None:
            word = re.search(r"\{?\s*[\w.]*\s?$", text[: mark.start()])
            start = word.start() if word else mark.start()
            yield _seen(text[start : mark.end()]), start, mark.end(), "unopened"
        else:
            fault = "" if mark[0] == OPEN[opened[0]] else "unclosed"
            yield _seen(text[opened.start() : mark.end()]), opened.start(), mark.end(), fault
            opened = None
    if opened is not None:
        yield _seen(text[opened.start() :]), opened.start(), len(text), "unclosed"


def _seen(text: str) -> str:
    shown = " ".join(text.translate(QUOTES).split())
    return shown if len(shown) <= _SHOWN else f"{shown[: _SHOWN - 1]}…"


@attrs.frozen(eq=False)
class Shape:
    """Contents of a slot: a "text", a "table" of slots by name, a "list" of one kind of item, or "any"thing."""

    kind: str
    names: Mapping[str, Shape] = attrs.field(factory=dict)
    item: Shape | None = None

    @classmethod
    def of(cls, values: Sequence[Any]) -> Shape:
        """Return the shape of what one slot holds in several forms."""
        if tables := [value for value in values if isinstance(value, Mapping)]:
            names = dict.fromkeys(name for table in tables for name in table)
            return cls("table", {name: cls.of([table[name] for table in tables if name in table]) for name in names})
        if lists := [value for value in values if isinstance(value, list | tuple)]:
            return cls("list", item=cls.of([item for each in lists for item in each]))
        return cls("text") if values else ANY


ANY = Shape("any")
