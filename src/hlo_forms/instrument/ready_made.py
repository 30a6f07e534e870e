"""The built-in instrument as data that is ready to use: the TOML files, merged and checked when the data were made.

Checking what is asked takes longer than reading a form, and of the built-in instrument it was done already:
`tools/build_instrument.py` writes it down, and a test fails where the files say something else by now.
"""

from __future__ import annotations

import json
from typing import Any

import attrs

from ..basics.values import FrozenMap
from .model import Instrument
from .parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme, Wording

_KINDS = (Instrument, OrganisationType, MotiveCategory, Motive, Phase, Theme, Question, Wording)
_BY_NAME = {kind.__name__: (kind, {field.name: field.default for field in attrs.fields(kind)}) for kind in _KINDS}


def as_data(instrument: Instrument) -> str:
    """Return an instrument as JSON, each value as `{"Wording": [its fields, in order]}`, less defaults at the end."""
    return json.dumps(_plain(instrument), ensure_ascii=False, indent=1) + "\n"


def from_data(data: bytes) -> Instrument:
    """Return the instrument that `as_data` wrote down, without checking it again."""
    instrument: Instrument = json.loads(data, object_hook=_value)
    return instrument


def _plain(value: object) -> object:
    if (kind := type(value)) in _KINDS:
        fields = attrs.fields(kind)
        while fields and getattr(value, fields[-1].name) == fields[-1].default:
            fields = fields[:-1]
        return {kind.__name__: [_plain(getattr(value, field.name)) for field in fields]}
    if isinstance(value, FrozenMap):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


def _value(table: dict[str, Any]) -> object:  # Any: what JSON holds
    name = next(iter(table), "")
    if name not in _BY_NAME:
        return FrozenMap({key: _frozen(entry) for key, entry in table.items()})
    kind, defaults = _BY_NAME[name]
    value: Any = kind.__new__(kind)  # Any: attrs makes the next method
    value.__setstate__(defaults | dict(zip(defaults, map(_frozen, table[name]), strict=False)))
    return value


def _frozen(entry: object) -> object:
    return tuple(entry) if isinstance(entry, list) else entry
