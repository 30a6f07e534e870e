"""Variables as SPSS has them: names, labels and texts within its limits, numbers for codes, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..analysis.table_schemas import Cell
from .dictionary import Value, Variable
from .words import say

LONGEST_NAME = 64
LONGEST_LABEL = 256
LONGEST_VALUE_LABEL = 120
LONGEST_TEXT = 32_767
LONGEST_NOTE = 80
"""The limits of SPSS, in bytes of UTF-8."""

_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


@attrs.frozen(kw_only=True)
class Column:
    """A column of a file: numbers or texts, with what it and its values mean. No text is longer than SPSS can hold."""

    name: str
    label: str
    values: Sequence[float | str | None] = attrs.field(repr=False)
    text: bool
    value_labels: Mapping[float, str] | Mapping[str, str] = attrs.field(factory=dict, repr=False)
    missing: tuple[float, ...] = ()
    counted: bool = False


@attrs.define
class Names:
    """Names that SPSS takes, each once, whatever the case of its letters."""

    _taken: set[str] = attrs.field(factory=set)

    def new(self, wanted: str) -> str:
        """The wanted name, or one like it.

        >>> names = Names()
        >>> names.new("m_own-image"), names.new("M_own_image"), names.new("with"), names.new("1.2")
        ('m_own_image', 'M_own_image_2', 'with_', 'v1_2')
        """
        plain = _NOT_IN_NAMES.sub("_", wanted)
        plain = plain if plain[:1].isalpha() else f"v{plain}"
        plain = f"{plain}_" if plain.upper() in _RESERVED else plain
        number, name = 1, plain[:LONGEST_NAME]
        while name.upper() in self._taken:
            number += 1
            name = f"{plain[: LONGEST_NAME - 1 - len(str(number))]}_{number}"
        self._taken.add(name.upper())
        return name


def columns_of(
    names: Names, variable: Variable, values: Iterable[Cell], language: str, *, label: str | None = None
) -> Iterator[Column]:
    """A variable with its values as a column; several where a text is too long for one.

    Codes with a number become that number, ids of the instrument stay texts with their wording as labels.
    """
    found = list(values)
    shown = shortened(label or variable.label[language], LONGEST_LABEL)
    if variable.kind in ("integer", "number"):
        numbers = [None if value is None else float(value) for value in found]
        yield Column(name=names.new(variable.name), label=shown, values=numbers, text=False, counted=True)
    elif variable.kind == "boolean":
        labels = {float(value): say(word, language) for value, word in enumerate(("no", "yes"))}
        numbers = [None if value is None else float(value) for value in found]
        yield Column(name=names.new(variable.name), label=shown, values=numbers, text=False, value_labels=labels)
    elif any(value.number is not None for value in variable.values):
        yield _coded(names.new(variable.name), shown, found, variable.values, language)
    else:
        texts = ["" if value is None else str(value) for value in found]
        meant = {value.code: shortened(value.label[language], LONGEST_VALUE_LABEL) for value in variable.values}
        yield from _texts(names, variable.name, shown, texts, meant)


def _coded(name: str, label: str, found: Iterable[Cell], values: Iterable[Value], language: str) -> Column:
    numbers = {value.code: float(value.number) for value in values if value.number is not None}
    labels = {numbers[value.code]: shortened(value.label[language], LONGEST_VALUE_LABEL) for value in values}
    return Column(
        name=name,
        label=label,
        values=[None if value is None else numbers[str(value)] for value in found],
        text=False,
        value_labels=labels,
        missing=tuple(sorted((number for number in labels if number < 0), reverse=True)),
    )


def _texts(names: Names, name: str, label: str, texts: list[str], meant: Mapping[str, str]) -> Iterator[Column]:
    """The texts as a column; what does not fit goes on in a next one, and so on."""
    parts = [list(pieces(text)) for text in texts]
    for number in range(max([1, *map(len, parts)])):
        values = [found[number] if number < len(found) else "" for found in parts]
        own = names.new(name if not number else f"{name}_{number + 1}")
        shown = label if not number else shortened(f"({number + 1}) {label}", LONGEST_LABEL)
        yield Column(name=own, label=shown, values=values, text=True, value_labels=meant)


def pieces(text: str, most: int = LONGEST_TEXT) -> Iterator[str]:
    """A text in pieces that fit; together they are the text. None ends with a space, which SPSS would take off.

    >>> list(pieces("een twee", 4)), list(pieces("éé", 3))
    (['een', ' twe', 'e'], ['é', 'é'])
    """
    data = text.encode("utf-8")
    while len(data) > most:
        cut = most
        while data[cut] & 0xC0 == 0x80:  # not within a character
            cut -= 1
        cut = len(data[:cut].rstrip(b" ")) or cut
        yield data[:cut].decode("utf-8")
        data = data[cut:]
    yield data.decode("utf-8")


def shortened(text: str, most: int) -> str:
    """A label on one line, no longer than so many bytes; the codebook has the whole of it.

    >>> shortened("een twee drie", 11)
    'een twee…'
    """
    line = " ".join(text.split())
    data = line.encode("utf-8")
    if len(data) <= most:
        return line
    return data[: most - 3].decode("utf-8", "ignore").rstrip() + "…"
