"""The controls of an OpenDocument text: boxes, lists and fields to fill in, as the text they show."""

from __future__ import annotations

from lxml import etree

from .controls import CHECKED, UNCHECKED
from .outline.xml import child, name_of, value
from .word_fields import entry_at

_VALUES = ("current-value", "value")
_BOXES = {"checkbox": ("current-state", "state"), "radio": ("current-selected", "selected")}
_ON = ("checked", "true")

Shown = list[tuple[str, bool | None]]
"""The text of a control in pieces, each with the state of the box that it is, or None."""


def controls_of(body: etree._Element) -> dict[str, etree._Element]:
    """Return the form controls of a document by the id that the text refers to."""
    forms = child(body, "forms")
    controls = forms.iter(etree.Element) if forms is not None else ()
    return {id: control for control in controls if (id := value(control, "id"))}


def shown_by(control: etree._Element) -> Shown:
    """Return the text of a form control: what was typed or chosen in it, or its box and label."""
    name = name_of(control)
    label = value(control, "label") or ""
    if name in _BOXES:
        return [_box(_first(control, _BOXES[name]) in _ON), (f" {label}" if label else "", None)]
    if name == "listbox":
        return [(", ".join(_chosen(control)), None)]
    text = "\n".join("".join(map(str, line.itertext())) for line in control.iter("{*}p"))
    return [(text or _first(control, _VALUES) or label, None)]


def shown_by_mark(mark: etree._Element) -> Shown:
    """Return the text of a form field of Word that was saved as one mark: a box, or the choice of a list."""
    parameters = [(value(part, "name"), value(part, "value") or "") for part in mark if name_of(part) == "param"]
    kind = value(mark, "type") or ""
    if kind.endswith("FORMCHECKBOX"):
        return [_box(("Checkbox_Checked", "true") in parameters)]
    entries = [text for name, text in parameters if name == "Dropdown_ListEntry"]
    place = next((text for name, text in parameters if name == "Dropdown_Selected"), "")
    return [(entry_at(place, entries), None)]


def _box(checked: bool) -> tuple[str, bool | None]:
    return (CHECKED if checked else UNCHECKED), checked


def _first(node: etree._Element, names: tuple[str, ...]) -> str | None:
    return next((text for name in names if (text := value(node, name)) is not None), None)


def _chosen(listbox: etree._Element) -> list[str]:
    options = [option for option in listbox if name_of(option) == "option"]
    now = [option for option in options if value(option, "current-selected") == "true"]
    return [value(option, "label") or "" for option in now or options if now or value(option, "selected") == "true"]
