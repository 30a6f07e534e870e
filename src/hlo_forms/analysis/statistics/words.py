"""How statistics are written: numbers in a language, labels of motives and groups, reasons."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ...instrument.model import Instrument
from ...research.statistics.pool import Group
from ...research.statistics.statistic import FILE
from ..table_schemas import Cell, code_label, schemas, word


@attrs.frozen
class Words:
    """The words of statistics in a language; `InvalidValueError` for one they do not speak."""

    language: str
    instrument: Instrument | None

    def __attrs_post_init__(self) -> None:
        self.say("title_counts")

    def say(self, key: str, **values: object) -> str:
        """The wording with this key, its values filled in."""
        text = word(key, self.language, FILE)
        return text.format(**values) if values else text

    def label(self, text: Mapping[str, str]) -> str:
        """A wording of the instrument in this language, or in its first where it has none in this."""
        return text.get(self.language) or next(iter(text.values()))

    def motive(self, id: str) -> str:
        """The label of a motive."""
        return self.label(self.instrument.motive(id).label) if self.instrument else id

    def category(self, id: str) -> str:
        """The label of a category."""
        return self.label(self.instrument.category(id).label) if self.instrument else id

    def group(self, group: Group) -> str:
        """What the answers of a group have in common."""
        values = [self.value(name, value) for name, value in group.items()]
        return ", ".join(values) or self.say("everybody")

    def value(self, column: str, value: Cell) -> str:
        """A value of a column that statistics are split by."""
        if value is None:
            return self.say(f"unknown_{column}")
        types = {kind.id: kind for kind in self.instrument.organisation_types} if self.instrument else {}
        if column == "organisation_type" and value in types:
            return self.label(types[str(value)].label)
        if value in schemas()["forms"].column(column).codes:
            label = code_label(str(value), self.language)
            return label[:1].upper() + label[1:]
        return str(value)

    def of(self, count: int, total: int) -> str:
        """So many of so many."""
        return self.say("k_of_n", k=count, n=total)

    def decimal(self, value: float | None, digits: int) -> str:
        """A number with its decimals; a dash where there is none."""
        return "–" if value is None else f"{value:.{digits}f}".replace(".", self.say("decimal"))

    def percent(self, share: float | None) -> str:
        """A share of 0 to 1 in whole percents; a dash where there is none."""
        return "–" if share is None else f"{_rounded(share)}%"

    def points(self, difference: float | None) -> str:
        """A difference of shares in whole percentage points, with its sign."""
        return "–" if difference is None else f"{_rounded(difference):+d}".replace("-", "−").replace("+0", "0")

    def between(self, low: str, high: str) -> str:
        """From one number to another."""
        return self.say("between", low=low, high=high)

    def p(self, value: float | None) -> str:
        """A value of p, in three decimals."""
        if value is not None and value < 0.001:
            return f"< {self.decimal(0.001, 3)}"
        return self.decimal(value, 3)

    def reason(self, code: str) -> str:
        """Why there is no interval or test."""
        return self.say("no_interval", reason=code_label(code, self.language))

    def marked(self, text: str, *, too_small: bool) -> str:
        """A text, with the mark of numbers that are too small."""
        return self.say("too_small", text=text) if too_small else text


def _rounded(share: float) -> int:
    """Whole percents, half away from zero."""
    return int(abs(share) * 100 + 0.5) * (1 if share >= 0 else -1)
