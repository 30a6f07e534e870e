"""Boxes and signs: what was ticked, and what text stood beside it."""

from __future__ import annotations

import re

import attrs

from ..text import matching_key
from .controls import CHECKED as DRAWN_CHECKED
from .controls import UNCHECKED as DRAWN_UNCHECKED
from .outline import Cell

CROSSES = "✗✘"
CHECKS = "☑✓✔✅"
CHECKED = DRAWN_CHECKED + CHECKS + "■" + CROSSES
UNCHECKED = DRAWN_UNCHECKED + "□▢"
_TYPED = re.compile(r"\[\s*[xXvV]?\s*\]|\(\s*[xXvV]\s*\)")
_LONE = {"x", "v", "+"}


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
        if span.box is not None:
            sign = span.text.strip()[:1]
            agrees = not sign or (sign in CHECKED) == span.box or sign not in CHECKED + UNCHECKED
            found.append(Box(span.box, sign, True, agrees))
        else:
            found += _signs(span.text)
    return found


def _signs(text: str) -> list[Box | str]:
    found: list[Box | str] = []
    for piece in re.split(f"([{CHECKED}{UNCHECKED}]|{_TYPED.pattern})", text):
        if len(piece) == 1 and piece in CHECKED + UNCHECKED:
            found.append(Box(piece in CHECKED, piece, False))
        elif _TYPED.fullmatch(piece):
            found.append(Box(bool(piece[1:-1].strip()), piece, False))
        elif piece and not all(char in "\ufe0f\ufe0e" for char in piece):
            found.append(piece)
    return found


def is_lone_sign(text: str) -> bool:
    """Is this only a typed tick: x, v or +?"""
    return text.strip().casefold() in _LONE


def chosen(cell: Cell, labels: dict[str, str]) -> tuple[list[str], str]:
    """The ids of the choices ticked in a cell, by label, and the text that belongs to none."""
    ticked, rest = [], []
    for mark in marked(cell):
        option = labels.get(matching_key(mark.text))
        if option is None:
            rest.append(mark.text)
        elif mark.box is None or mark.box.checked:
            ticked += [option] if mark.box is not None else []
            rest += [mark.text] if mark.box is None else []
    alone = labels.get(matching_key(" ".join(rest)))
    if alone is not None and not ticked:
        return [alone], ""
    return ticked, " ".join(text.strip() for text in rest if text.strip())
