"""The form fields of older Word: boxes and lists whose state is no text of the document."""

from __future__ import annotations

from lxml import etree

from .controls import CHECKED, UNCHECKED
from .nodes import child, is_on, value


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
