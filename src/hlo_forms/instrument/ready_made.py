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
_FIELDS: dict[str, tuple[type, tuple[str, ...]]] = {
    kind.__name__: (kind, tuple(field.name for field in attrs.fields(kind))) for kind in _KINDS
}


def as_data(instrument: Instrument) -> str:
    """Return an instrument as JSON, each value as `{"Wording": [its fields, in order]}`."""
    return json.dumps(_plain(instrument), ensure_ascii=False, indent=1) + "\n"


def from_data(data: bytes) -> Instrument:
    """Return the instrument that `as_data` wrote down, without checking it again."""
    instrument: Instrument = json.loads(data, object_hook=_value)
    return instrument


def _plain(value: object) -> object:
    if (kind := type(value)) in _KINDS:
        return {kind.__name__: [_plain(getattr(value, name)) for name in _FIELDS[kind.__name__][1]]}
    if isinstance(value, FrozenMap):
        return {key: _plain(entry) for key, entry in value.items()}
    return [_plain(entry) for entry in value] if isinstance(value, tuple) else value


def _value(table: dict[str, Any]) -> object:  # Any: what JSON holds
    name = next(iter(table), "")
    if name not in _FIELDS:
        return FrozenMap({key: tuple(entry) if type(entry) is list else entry for key, entry in table.items()})
    kind, names = _FIELDS[name]
    contents = (tuple(entry) if type(entry) is list else entry for entry in table[name])
    value = kind.__new__(kind)
    value.__setstate__(dict(zip(names, contents, strict=True)))
    return value
