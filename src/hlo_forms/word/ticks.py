"""Boxes and signs: what was ticked, and what text stood beside it."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Collection, Iterator

import attrs

from ..findings import Place
from ..instrument import Instrument
from ..text import matching_key
from .blocks import Cell
from .controls import CHECKED as DRAWN_CHECKED
from .controls import UNCHECKED as DRAWN_UNCHECKED
from .known import is_part

CROSSES = "✗✘✖❌"
CHECKS = "☑✓✔✅🗸🗹"
CHECKED = DRAWN_CHECKED + CHECKS + "■" + CROSSES
UNCHECKED = DRAWN_UNCHECKED + "□▢"
_TYPED = re.compile(r"\[\s*(?:[xXvV]\s*)?\]|\(\s*[xXvV]\s*\)")
_SIGN = re.compile(f"([{CHECKED}{UNCHECKED}][\ufe0e\ufe0f]?|{_TYPED.pattern})")
_UNSURE = "?"
_SIGN_BEFORE = re.compile(r"^[\W_]+|^\s*[xXvV]\s+")


@attrs.frozen
class Box:
    """A box in a cell: its state, the sign that stood there, whether it is a control and whether the two agree."""

    checked: bool
    sign: str
    control: bool
    agrees: bool = True


@attrs.frozen
class Marked:
    """A stretch of a cell: a box and the text up to the next one (the first may have no box)."""

    box: Box | None
    text: str


@attrs.frozen(kw_only=True)
class Tick:
    """What a cell says of a tick: `ticked` is None where its signs contradict each other, `rest` what else it says."""

    ticked: bool | None
    boxes: tuple[Box, ...] = ()
    signed: bool = False
    rest: str = ""
    codes: tuple[str, ...] = ()
    how: str = "tag"
    place: Place = attrs.field(factory=Place)
    seen: str = ""
    looks: frozenset[str] = frozenset()
    labelled: bool = True


def unsigned(text: str) -> str:
    """A label without the box or sign before it."""
    return _SIGN_BEFORE.sub("", text)


def marked(cell: Cell) -> list[Marked]:
    """The boxes of a cell, each with the text after it."""
    found: list[Marked] = []
    box: Box | None = None
    text = ""
    for piece in _pieces(cell):
        if isinstance(piece, Box):
            if box is not None or text.strip():
                found.append(Marked(box, text))
            box, text = piece, ""
        else:
            text += piece
    return [*found, Marked(box, text)]


def _pieces(cell: Cell) -> Iterator[Box | str]:
    for span in cell.spans:
        if span.box is None:
            yield from _signs(span.text)
            continue
        sign = span.text.strip()[:1]
        agrees = not sign or (sign in CHECKED) == span.box or sign not in CHECKED + UNCHECKED
        yield Box(span.box, sign, True, agrees)
        beside = span.text.strip() if sign not in CHECKED + UNCHECKED else span.text.strip()[1:]
        if beside:
            yield beside


@functools.lru_cache(maxsize=256)
def _typed(sign: str, *, checked: bool) -> Box:
    """A box that was typed: one value for all that are alike, however many there are."""
    return Box(checked, sign, False)


def _signs(text: str) -> list[Box | str]:
    found: list[Box | str] = []
    for piece in _SIGN.split(text):
        if piece and piece[0] in CHECKED + UNCHECKED:
            found.append(_typed(piece[0], checked=piece[0] in CHECKED))
        elif _TYPED.fullmatch(piece):
            found.append(_typed(piece, checked=bool(piece[1:-1].strip())))
        elif piece:
            found.append(piece)
    return found


def tick_of(cell: Cell, labels: Collection[str], instrument: Instrument, *, how: str, place: Place) -> Tick:
    """The tick that a cell holds beside its label, by its boxes and typed signs."""
    marks = marked(cell)
    boxes = tuple(mark.box for mark in marks if mark.box is not None)
    words = " ".join(" ".join(mark.text for mark in marks).split())
    rest, sign = _peeled(" ".join(beyond(words, labels).split()), instrument)
    codes = [] if all(box.agrees for box in boxes) else ["tick-glyph-differs"]
    states = {box.checked for box in boxes}
    if sign is not None:
        codes.append("tick-by-sign")
        states = {sign} if sign or True not in states else {True, False}
    unsure = len(states) > 1 or (_UNSURE in rest and not rest.strip(_UNSURE + " "))
    if unsure:
        codes.append("tick-contradicts")
    return Tick(
        ticked=None if unsure else True in states,
        boxes=boxes,
        signed=sign is not None,
        rest="" if unsure and not rest.strip(_UNSURE + " ") else rest,
        codes=tuple(codes),
        how=how,
        place=place,
        seen=cell.text.strip(),
        labelled=beyond(words, labels).strip() != words.strip() or not words.strip(),
        looks=frozenset(look for span in cell.spans if span.text.strip() for look in span.looks),
    )


def _peeled(rest: str, instrument: Instrument) -> tuple[str, bool | None]:
    """A text beside a label less the typed tick, or the typed no, that stands at one of its ends."""
    words = rest.split()
    for edge in (rest, *(words[:1] + words[-1:] if len(words) > 1 else ())):
        for spelling, sign in (("affirmative", True), ("negative", False)):
            if edge.strip(_UNSURE) and matching_key(edge.strip(_UNSURE)) in _keys(instrument, spelling):
                unsure = _UNSURE if _UNSURE in edge else ""
                left = "" if edge is rest else rest.removeprefix(edge) if words[0] == edge else rest.removesuffix(edge)
                return (left.strip() or unsure), sign
    return rest, None


def is_only_sign(cell: Cell, instrument: Instrument) -> bool:
    """Does a cell hold nothing but a box, a typed tick or a typed no?"""
    marks = marked(cell)
    said, sign = _peeled(" ".join(mark.text for mark in marks).strip(), instrument)
    return not said.strip(_UNSURE) and (sign is not None or any(mark.box for mark in marks))


def _keys(instrument: Instrument, spelling: str) -> set[str]:
    return {matching_key(text) for text in instrument.spellings.get(spelling, ())}


def beyond(text: str, labels: Collection[str]) -> str:
    """What a text says beyond a label: nothing where it is one, or part of one; the whole text where none is in it.

    >>> beyond("x  Werven nieuwe medewerkers (soms)", ["Werven nieuwe medewerkers"])
    'x (soms)'
    """
    whole = text.strip()
    for label in labels:
        found = _pattern(label).search(text)
        if found:
            parts = (text[: found.start()].strip(), text[found.end() :].strip().removeprefix(":").strip())
            return " ".join(part for part in parts if part)
    plain = unicodedata.normalize("NFC", whole)
    if plain != whole:
        return beyond(plain, labels)
    return "" if any(is_part(matching_key(whole), matching_key(label)) for label in labels) else whole


@functools.lru_cache(maxsize=1024)
def _pattern(label: str) -> re.Pattern[str]:
    words = r"\s+".join("".join(_ALIKE.get(char, re.escape(char)) for char in word) for word in label.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


_ALIKE = {
    **dict.fromkeys("'‘’ʼ", "['‘’ʼ´`]"),
    **dict.fromkeys('"“”„', '["“”„]'),
    **dict.fromkeys("-–", "[-–‑]"),
    "/": r"\s*/\s*",
}


def chosen(cell: Cell, labels: dict[str, str]) -> tuple[list[str], str]:
    """The ids of the choices ticked in a cell, by the key of their label, and the text that belongs to none."""
    ticked, rest = [], []
    marks = marked(cell)
    boxed = any(mark.box is not None for mark in marks)
    if marks[0].box is None and marks[-1].box is not None and not marks[-1].text.strip():  # each box after its label
        marks = [Marked(after.box, mark.text) for mark, after in itertools.pairwise(marks)]
    for mark in marks:
        option = labels.get(matching_key(mark.text))
        if option is None or mark.box is None:
            rest.append(mark.text.strip())
        elif mark.box.checked:
            ticked.append(option)
    said = " ".join(text for text in rest if text)
    alone = labels.get(matching_key(said))
    if alone is not None and not boxed:
        return [alone], ""
    return ticked, said
