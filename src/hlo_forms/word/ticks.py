"""Boxes and signs: what was ticked, and what text stood beside it."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

import attrs

from ..findings import Place
from ..instrument import Instrument
from ..text import matching_key
from .blocks import Cell
from .controls import CHECKED as DRAWN_CHECKED
from .controls import UNCHECKED as DRAWN_UNCHECKED
from .known import is_part

CROSSES = "✗✘"
CHECKS = "☑✓✔✅"
CHECKED = DRAWN_CHECKED + CHECKS + "■" + CROSSES
UNCHECKED = DRAWN_UNCHECKED + "□▢"
_TYPED = re.compile(r"\[\s*(?:[xXvV]\s*)?\]|\(\s*[xXvV]\s*\)")
_SIGN = re.compile(f"([{CHECKED}{UNCHECKED}][\ufe0e\ufe0f]?|{_TYPED.pattern})")
_UNSURE = "?"
_LONE = ("x", "v", "+")


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


def _pieces(cell: Cell) -> list[Box | str]:
    found: list[Box | str] = []
    for span in cell.spans:
        if span.box is None:
            found += _signs(span.text)
            continue
        sign = span.text.strip()[:1]
        agrees = not sign or (sign in CHECKED) == span.box or sign not in CHECKED + UNCHECKED
        found.append(Box(span.box, sign, True, agrees))
        beside = span.text.strip() if sign not in CHECKED + UNCHECKED else span.text.strip()[1:]
        found += [beside] if beside else []
    return found


def _signs(text: str) -> list[Box | str]:
    found: list[Box | str] = []
    for piece in _SIGN.split(text):
        if piece and piece[0] in CHECKED + UNCHECKED:
            found.append(Box(piece[0] in CHECKED, piece[0], False))
        elif _TYPED.fullmatch(piece):
            found.append(Box(bool(piece[1:-1].strip()), piece, False))
        elif piece:
            found.append(piece)
    return found


def tick_of(cell: Cell, labels: Collection[str], instrument: Instrument, *, how: str, place: Place) -> Tick:
    """The tick that a cell holds beside its label, by its boxes and typed signs."""
    marks = marked(cell)
    boxes = tuple(mark.box for mark in marks if mark.box is not None)
    rest = _said(beyond(" ".join(mark.text for mark in marks), labels))
    codes = [] if all(box.agrees for box in boxes) else ["tick-glyph-differs"]
    states = {box.checked for box in boxes}
    signed = matching_key(rest) in _keys(instrument, "affirmative")
    denied = matching_key(rest) in _keys(instrument, "negative")
    if signed:
        states = {True}
        codes.append("tick-by-sign")
        rest = ""
    unsure = len(states) > 1 or rest == _UNSURE or (denied and True in states)
    if unsure:
        codes.append("tick-contradicts")
    ticked = None if unsure else True in states
    return Tick(
        ticked=ticked,
        boxes=boxes,
        signed=signed,
        rest="" if rest == _UNSURE else rest,
        codes=tuple(codes),
        how=how,
        place=place,
        seen=cell.text.strip(),
        looks=frozenset(look for span in cell.spans if span.text.strip() for look in span.looks),
    )


def is_only_sign(cell: Cell) -> bool:
    """Does a cell hold nothing but a box or a typed tick?"""
    marks = marked(cell)
    said = " ".join(mark.text for mark in marks).strip()
    return (not said and any(mark.box for mark in marks)) or said.casefold() in _LONE


def _said(text: str) -> str:
    said = " ".join(text.split())
    return "" if matching_key(said) == "" else said


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
            return " ".join(part for part in (text[: found.start()].strip(), text[found.end() :].strip()) if part)
    return "" if any(is_part(matching_key(whole), matching_key(label)) for label in labels) else whole


@functools.lru_cache(maxsize=1024)
def _pattern(label: str) -> re.Pattern[str]:
    words = r"\s+".join(re.escape(word) for word in label.split())
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)


def chosen(cell: Cell, labels: dict[str, str]) -> tuple[list[str], str]:
    """The ids of the choices ticked in a cell, by the key of their label, and the text that belongs to none."""
    ticked, rest = [], []
    boxed = False
    for mark in marked(cell):
        option = labels.get(matching_key(mark.text))
        boxed = boxed or mark.box is not None
        if option is None or mark.box is None:
            rest.append(mark.text.strip())
        elif mark.box.checked:
            ticked.append(option)
    said = " ".join(text for text in rest if text)
    alone = labels.get(matching_key(said))
    if alone is not None and not boxed:
        return [alone], ""
    return ticked, said
