"""The controls of an OpenDocument text: boxes, lists and fields to fill in, as the text they show."""

from __future__ import annotations

from lxml import etree

from .controls import CHECKED, UNCHECKED
from .nodes import child, name_of, value

_VALUES = ("current-value", "value")
_BOXES = {"checkbox": ("current-state", "state"), "radio": ("current-selected", "selected")}
_ON = ("checked", "true")

Shown = list[tuple[str, bool | None]]
"""What a control shows: pieces of text, each with the state of the box that it is, or None."""


def controls_of(body: etree._Element) -> dict[str, etree._Element]:
    """The form controls of a document, by the id that the text calls them by."""
    forms = child(body, "forms")
    found = forms.iter(etree.Element) if forms is not None else ()
    return {id: node for node in found if (id := value(node, "id"))}


def shown_by(control: etree._Element) -> Shown:
    """What a form control shows: what was typed or chosen in it, or its box and label."""
    name = name_of(control)
    label = value(control, "label") or ""
    if name in _BOXES:
        return [_box(_first(control, _BOXES[name]) in _ON), (f" {label}" if label else "", None)]
    if name == "listbox":
        return [(", ".join(_chosen(control)), None)]
    said = "\n".join("".join(map(str, line.itertext())) for line in control.iter("{*}p"))
    return [(said or _first(control, _VALUES) or label, None)]


def shown_by_mark(mark: etree._Element) -> Shown:
    """What a form field of Word shows that stands at one point: a box, or the choice of a list."""
    named = [(value(found, "name"), value(found, "value") or "") for found in mark if name_of(found) == "param"]
    kind = value(mark, "type") or ""
    if kind.endswith("FORMCHECKBOX"):
        return [_box(("Checkbox_Checked", "true") in named)]
    choices = [said for name, said in named if name == "Dropdown_ListEntry"]
    picked = next((said for name, said in named if name == "Dropdown_Selected"), "")
    number = int(picked) if picked.isdecimal() and len(picked) < 6 else len(choices)
    return [(choices[number], None)] if number < len(choices) else []


def _box(checked: bool) -> tuple[str, bool | None]:
    return (CHECKED if checked else UNCHECKED), checked


def _first(node: etree._Element, names: tuple[str, ...]) -> str | None:
    return next((found for name in names if (found := value(node, name)) is not None), None)


def _chosen(listbox: etree._Element) -> list[str]:
    options = [found for found in listbox if name_of(found) == "option"]
    now = [option for option in options if value(option, "current-selected") == "true"]
    return [value(option, "label") or "" for option in now or options if now or value(option, "selected") == "true"]
