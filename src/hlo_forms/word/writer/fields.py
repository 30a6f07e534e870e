"""Controls for the fields of a form: texts, choices, and names for ids, in the language of the document."""

from __future__ import annotations

from typing import Any

import attrs

from ...forms import Form, organisations_of
from ...instrument.model import Instrument
from ..carried import name_of
from ..controls import Xml, checkbox, runs, text_control
from ..fields import option_label, options

Slots = dict[str, Any]  # Any: a template's slot takes text, a control, or lists of these


@attrs.frozen
class FieldWriter:
    """Writes single fields of one form in one language."""

    form: Form
    language: str

    @property
    def instrument(self) -> Instrument:
        """The instrument of the form."""
        return self.form.instrument

    def word(self, key: str) -> str:
        """Return one of our own words in the language of the document."""
        return self.instrument.word(key, self.language)

    def text(self, field: str, value: str | None, prompt: str, alias: str) -> Xml:
        """A control for a text."""
        words = self.instrument.prompt(prompt, self.language)
        return text_control(field, value, prompt_key=prompt, prompt=words, alias=alias)

    def choice(self, field: str, kind: str, value: str | None, alias: str) -> Xml:
        """The boxes of a closed set of choices, one below the other."""
        boxes = []
        for option in options(kind, self.instrument):
            label = option_label(kind, option, self.instrument, self.language)
            box = checkbox(f"{field}.{option}", ticked=option == value, alias=f"{alias}: {label}")
            boxes.append(box.text + runs(" " + label))
        return Xml("<w:r><w:br/></w:r>".join(boxes))

    def shown(self, column: str, value: str | None) -> str | None:
        """Return a text as people read it: a name for the id of an organisation, a label for the id of a motive."""
        if value is None:
            return None
        if column.endswith("organisation"):
            partner = next((partner for partner in organisations_of(self.form) if partner.id == value), None)
            return name_of(partner) if partner else value
        if column.endswith("motive"):
            labels = {motive.id: motive.label[self.language] for motive in self.instrument.motives}
            return labels.get(value, value)
        return value
