"""Fields of Word: which are open at a point, and what the form fields of older Word show, which is no text."""

from __future__ import annotations

import attrs
from lxml import etree

from .controls import CHECKED, UNCHECKED
from .nodes import child, is_on, value


@attrs.define
class Fields:
    """The fields that are open, outermost first: of each, whether its instruction is past and its result begun."""

    begun: list[bool] = attrs.field(factory=list)
    instructions: int = 0

    @property
    def hide(self) -> bool:
        """Is what stands here part of an instruction?"""
        return self.instructions > 0

    def pass_mark(self, kind: str | None) -> None:
        """Go past a mark that begins a field, ends it, or stands between its instruction and result."""
        if kind == "begin":
            self.begun.append(False)
            self.instructions += 1
        elif kind == "separate" and self.begun and not self.begun[-1]:
            self.begun[-1] = True
            self.instructions -= 1
        elif kind == "end" and self.begun:
            self.instructions -= not self.begun.pop()


def form_field(mark: etree._Element) -> str:
    """What the form field that begins here shows: a box, or the choice of a list; nothing for any other field."""
    box = child(mark, "ffData", "checkBox")
    if box is not None:
        state = child(box, "checked")
        return CHECKED if is_on(child(box, "default") if state is None else state) else UNCHECKED
    choices = child(mark, "ffData", "ddList")
    return "" if choices is None else _chosen(choices)


def _chosen(choices: etree._Element) -> str:
    entries = [value(entry) or "" for entry in choices.iterchildren("{*}listEntry")]
    picked = value(child(choices, "result")) or value(child(choices, "default")) or "0"
    number = int(picked) if picked.isdecimal() and len(picked) < 6 else len(entries)
    return entries[number] if number < len(entries) else ""
