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
from .controls import W
from .package import Package
from .writer.language import MARKS, OPEN, QUOTES, TEXTS, in_part, shortened
from .writer.parts import SLOTTED

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


_OfSlots = Literal["slot-missing", "slot-unknown", "slot-misplaced", "slot-twice", "slot-bare", "slot-hidden"]
_Astray = Literal["slot-deleted", "slot-in-comment", "tag-unclosed", "tag-refused", "table-missing"]
_OfLoops = Literal["loop-missing", "loop-unclosed", "end-unopened", "loop-crossed", "loop-not-alone", "words-in-answer"]
_Outside = Literal["field-fetches", "picture-outside", "link-outside", "link-local"]
_Unseen = Literal[_Outside, "macros", "embedded-object", "braces-unfilled"]
_Lacking = Literal["title-missing", "readers-missing", "purpose-missing", "source-missing"]
_OfForms = Literal["does-not-render", "value-changed"]
_OfReports = Literal["text-missing", "text-twice", "order-changed", "style-missing"]
TemplateFaultCode: TypeAlias = Literal[
    FindingCode, _OfSlots, _Astray, _OfLoops, _Unseen, _Lacking, _OfForms, _OfReports
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


def root_of(package: Package, name: str) -> etree._Element | None:
    """Return the root of a part; None where there is none, or none that a program can read: it shows nothing."""
    try:
        return package.xml(name) if name in package.names else None
    except DamagedFileError:
        return None


def comments_of(package: Package) -> Iterator[tuple[TemplatePlace, str]]:
    """Yield the place and the text of each comment that somebody else wrote."""
    comments, body = root_of(package, COMMENTS), package.xml(BODY)
    for comment in comments.iter(f"{W}comment") if comments is not None else ():
        if comment.get(f"{W}author") != AUTHOR:
            marks = body.iter(f"{W}commentRangeStart", f"{W}commentReference")
            mark = next((node for node in marks if node.get(f"{W}id") == comment.get(f"{W}id", "")), None)
            yield place_at(BODY, body, mark), "".join(node.text or "" for node in comment.iter(f"{W}t"))


def place_at(part: str, root: etree._Element, node: etree._Element | None) -> TemplatePlace:
    """Return the place of a node in a part: that of its paragraph, or of the last one before it."""
    if node is None:
        return TemplatePlace(part=part)
    own = _around(node, f"{W}p") if node.tag != f"{W}p" else node
    if own is None:
        order = itertools.takewhile(lambda other: other is not node, root.iter(f"{W}p", node.tag))
        own = next((other for other in reversed(list(order)) if other.tag == f"{W}p"), None)
    lines = _lines(part, root)
    return next((line.place for line in lines if line.paragraph is own), TemplatePlace(part=part))


@attrs.frozen(eq=False)
class _Line:
    """A paragraph with its place, its texts (each with "hidden" or "deleted" where it is), and what it stands in."""

    paragraph: etree._Element
    place: TemplatePlace
    texts: list[tuple[str, frozenset[str]]]
    row: etree._Element | None
    table: etree._Element | None


def _lines(part: str, root: etree._Element) -> Iterator[_Line]:
    tables = {table: number for number, table in enumerate(root.iter(f"{W}tbl"), start=1)}
    before = ""
    for number, paragraph in enumerate(root.iter(f"{W}p"), start=1):
        row = _around(paragraph, f"{W}tr")
        table = _around(row, f"{W}tbl") if row is not None else None
        gone = row is not None and row.find(f"{W}trPr/{W}del") is not None
        texts = list(_texts(paragraph, frozenset({"deleted"} if gone else ())))
        before = " ".join("".join(text for text, _ in texts).split()) or before
        place = TemplatePlace(
            part=part,
            paragraph=number,
            table=0 if table is None else tables[table],
            row=0 if row is None or table is None else list(table.iter(f"{W}tr")).index(row) + 1,
            words=shortened(before, _SHOWN),
        )
        yield _Line(paragraph, place, texts, row, table)


def texts_of(package: Package) -> Iterator[tuple[str, TemplatePlace]]:
    """Yield the text of each paragraph of the body, hidden text too, with its place."""
    for line in _lines(BODY, package.xml(BODY)):
        yield "".join(text for text, _ in line.texts), line.place


def _around(node: etree._Element, name: str) -> etree._Element | None:
    return next(node.iterancestors(name), None)


def _tags_in(part: str, root: etree._Element) -> Iterator[PlacedTag]:
    for line in _lines(part, root):
        if not any("{" in text or "}" in text for text, _ in line.texts):
            continue
        cell = _around(line.paragraph, f"{W}tc")
        about: dict[str, Any] = {  # Any: elements, a flag and a number
            "aside": _around(line.paragraph, f"{W}txbxContent") is not None,
            "row": line.row,
            "table": line.table,
            "holder": line.paragraph.getparent(),
            "column": 0 if line.row is None or cell is None else list(line.row.iter(f"{W}tc")).index(cell) + 1,
        }
        for deleted in (False, True):
            pieces = [(text, state) for text, state in line.texts if ("deleted" in state) == deleted]
            whole = "".join(text for text, _ in pieces)
            for text, start, end, fault in scanned(whole):
                hidden = any("hidden" in state for state in _states(pieces, start, end))
                alone = not (whole[:start] + whole[end:]).strip()
                yield PlacedTag(text, line.place, fault, hidden, deleted, alone=alone, **about)


def _states(pieces: Iterable[tuple[str, frozenset[str]]], start: int, end: int) -> Iterator[frozenset[str]]:
    place = 0
    for text, state in pieces:
        if place < end and place + len(text) > start:
            yield state
        place += len(text)


def _texts(node: etree._Element, state: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the texts of a paragraph, but those of paragraphs in it, each with "hidden" or "deleted" where it is."""
    for child in node.iterchildren(etree.Element):
        if child.tag in (f"{W}t", f"{W}delText"):
            yield child.text or "", state
        elif child.tag in (f"{W}tab", f"{W}br", f"{W}cr") and node.tag == f"{W}r":
            yield " ", state
        elif child.tag in (f"{W}p", _FALLBACK, f"{W}pPr", f"{W}rPr"):
            continue
        else:
            yield from _texts(child, state | _state_of(child))


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
    return shortened(" ".join(text.translate(QUOTES).split()), _SHOWN)


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
