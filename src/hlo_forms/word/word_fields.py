"""Fields of Word: those open at a point, and the boxes and lists of older Word, whose state is not in the text."""

from __future__ import annotations

import attrs
from lxml import etree

from .controls import CHECKED, UNCHECKED
from .outline.xml import child, is_on, value


@attrs.define
class Fields:
    """The fields that are open, outermost first: for each, whether its instruction is over and its result has begun."""

    begun: list[bool] = attrs.field(factory=list)
    instructions: int = 0

    @property
    def hide(self) -> bool:
        """True inside an instruction, which is no text of the document."""
        return self.instructions > 0

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
