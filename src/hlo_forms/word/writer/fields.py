"""Controls for the fields of a form: texts, choices, and names for ids, in the language of the document."""

from __future__ import annotations

import re
from typing import Any

import attrs

from ...forms import Form, organisations_of
from ...instrument.model import Instrument
from ..carried import name_of
from ..controls import Xml, checkbox, runs, text_control
from ..fields import offered, option_label

Slots = dict[str, Any]  # Any: a template's slot takes text, a control, or lists of these


_LONG = re.compile(r"\w{11,}")
_MET = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])(?=[bcdfghjklmnpqrstvwxz])", re.IGNORECASE)


def with_soft_hyphens(text: str) -> str:
    """Return a text whose long words may be parted where two consonants meet in the middle, in narrow columns."""

    def parted(word: re.Match[str]) -> str:
        middle = len(word[0]) / 2
        places = [met.start() for met in _MET.finditer(word[0]) if 3 < met.start() < len(word[0]) - 2]
        at = min(places, key=lambda place: abs(place - middle), default=0)
        return f"{word[0][:at]}\u00ad{word[0][at:]}" if at else word[0]

    return _LONG.sub(parted, text)


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

    def choice(self, field: str, kind: str, value: str | None, alias: str, *, apart: str = "\n") -> Xml:
        """The boxes of a closed set of choices, one below the other, or with other signs between them."""
        boxes = []
        for option in offered(kind, value, self.instrument):
            label = option_label(kind, option, self.instrument, self.language)
            box = checkbox(f"{field}.{option}", ticked=option == value, alias=f"{alias}: {label}")
            boxes.append(box.text + runs(" " + label))
        return Xml(runs(apart).join(boxes))

    def settled(self, field: str, kind: str, value: str, alias: str) -> Xml:
        """A choice that is known: its label, and no boxes to tick."""
        return self.text(field, option_label(kind, value, self.instrument, self.language), "cell", alias)

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
