"""Forms as objects of versioned JSON: exact both ways, and every problem of a text with its path.

The envelope says which version, phase and instrument the form is of::

    {"hlo_forms": 1, "phase": "preparation", "instrument": {"id": …, "edition": …, "digest": …}, "form": {…}}

Absent values and flags that are down are left out, but for ids and ticks: their absence (null) says something.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard, TypeVar

import attrs
import cattrs

from ..basics import values as fields
from ..basics.structuring import as_is, faults, strict_converter
from ..basics.values import FrozenMap, one_of
from ..errors import InterchangeError, InvalidValueError
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from . import FORMS
from .answers import Status
from .base import Form

VERSION = 1
_KEPT_WHEN_NULL = ("id", "ticked")
_ABSENT: tuple[object, ...] = (None, False, (), {})
_PLAIN_KEY = re.compile(r"[A-Za-z_]\w*")

Object = dict[str, Any]  # Any: what a JSON text holds is not known before it is checked
Structured = TypeVar("Structured")


@attrs.frozen
class InstrumentKey:
    """An instrument in a text: its id and edition, and the digest of its content."""

    id: str
    edition: str
    digest: str


@attrs.frozen
class _Envelope:
    hlo_forms: int
    phase: type[Form]
    instrument: InstrumentKey
    form: Mapping[str, Any]  # Any: not yet known


def envelope(form: Form) -> Object:
    """Return the form as an object for JSON."""
    return {
        "hlo_forms": VERSION,
        "phase": form.phase,
        "instrument": instrument_key(form.instrument),
        "form": attrs.asdict(form, filter=_is_kept, value_serializer=_as_dict),
    }


def instrument_key(instrument: Instrument) -> Object:
    """Return an instrument as texts name it: by id, edition and the digest of its content."""
    return {key: getattr(instrument, key) for key in attrs.fields_dict(InstrumentKey)}


def _as_dict(_form: object, _field: object, value: Any) -> Any:  # Any: the value of a field
    return dict(value) if isinstance(value, FrozenMap) else value


def _is_kept(field: attrs.Attribute[Any], value: Any) -> bool:  # Any: attrs' own type, and any value
    """Return whether a field is written: rows, an object or a value that says something, and ids and ticks always."""
    if field.name == "instrument":
        return False
    if attrs.has(type(value)):
        return not fields.is_empty(value)
    return field.name in _KEPT_WHEN_NULL or value not in _ABSENT


def structure_form(table: Any, instruments: Iterable[Instrument] = ()) -> Form:  # Any: whatever the JSON holds
    """Return the form in an object that `envelope` made; `InterchangeError`, with every problem, for any other."""
    check_version(table)
    read = structured(table, _Envelope, "$", _converter())
    instrument = instrument_of(read.instrument, (*instruments, load_instrument()))
    if "instrument" in read.form:
        raise InterchangeError(("$.form.instrument: unknown key: it stands in $.instrument",))
    return structured({**read.form, "instrument": instrument}, read.phase, "$.form", _converter())


def parsed(text: str | bytes) -> Any:  # Any: whatever the JSON holds
    """Return the values in a JSON text; `InterchangeError` where it is none, or says something twice."""
    if not isinstance(text, str | bytes):
        raise InvalidValueError("text", "a text or its bytes", text)
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json.loads(plain, object_pairs_hook=_without_doubles, parse_constant=_no_constant, parse_float=_finite)
    except UnicodeDecodeError as error:
        raise InterchangeError((f"$: expected UTF-8 text (byte {error.start} is none)",)) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InterchangeError((f"$: expected JSON ({error.msg} at {where})",)) from error
    except ValueError as error:
        raise InterchangeError((f"$: expected JSON as we write it ({error})",)) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> Object:  # Any: JSON values
    table = dict(pairs)
    if len(table) != len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f'the key "{twice}" stands twice')
    return table


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(f"{text[:40]} is larger than any number here")
    return number


def is_whole(value: object) -> TypeGuard[int | float]:
    """Return whether a value of JSON is a whole number: 1.0 is one too, as JSON does not tell it from 1.

    >>> is_whole(1.0), is_whole(1.5), is_whole(True)
    (True, False, False)
    """
    return type(value) is int or (type(value) is float and value.is_integer())


def whole_number(value: object, _kind: object) -> int:
    """Return a value of JSON as the whole number that it is: a hook for a converter."""
    if not is_whole(value):
        raise ValueError(f"expected {NAMES[int]}")
    return int(value)


def check_version(table: Any) -> None:  # Any: whatever the JSON holds
    """Raise `InterchangeError` unless this is an object of this version of our JSON."""
    if not isinstance(table, dict):
        raise InterchangeError((f"$: expected an object, got {_shown(table)}",))
    version = table.get("hlo_forms")
    if not is_whole(version) or version != VERSION:
        newer = is_whole(version) and version > VERSION
        hint = "; a newer hlo-forms may read this version" if newer else ""
        raise InterchangeError((f"$.hlo_forms: expected {VERSION}, got {_shown(version)}{hint}",))


def instrument_of(wanted: InstrumentKey, offered: Sequence[Instrument]) -> Instrument:
    """Return the instrument that the form was made with, to the letter; raise with the first part that differs."""
    name = f"{wanted.id} {wanted.edition}"
    for key, value in attrs.asdict(wanted).items():
        values = dict.fromkeys(getattr(instrument, key) for instrument in offered)
        if value not in values:
            expected, got = str(one_of(list(values), value)), _shown(value)
            if key == "digest":
                expected = f"the {name} that is at hand"
                got = "one with other wording or content"
            call = 'from_json(text, instruments=[load_instrument("own.toml")])'
            hint = f"pass the instrument it was made with ({_cut(name)}): {call}"
            raise InterchangeError((f"$.instrument.{key}: expected {expected}, got {got}; {hint}",))
        offered = [instrument for instrument in offered if getattr(instrument, key) == value]
    return offered[0]


def structured(table: Object, kind: type[Structured], place: str, converter: cattrs.Converter) -> Structured:
    """Return the value of this kind in an object; `InterchangeError`, with every problem, where there is none."""
    try:
        return converter.structure(table, kind)
    except (cattrs.BaseValidationError, InvalidValueError, InterchangeError, ValueError) as error:
        raise InterchangeError(tuple(_problems(error, table, place))) from error


NAMES = {str: "a text", int: "a whole number", bool: "true, false or null", list: "a list", dict: "an object"}
"""The words for what each type of JSON is called in messages."""


@functools.cache
def _converter() -> cattrs.Converter:
    converter = strict_converter(NAMES)
    for kind in (Instrument, Status):
        converter.register_structure_hook(kind, as_is)
    converter.register_structure_hook(int, whole_number)
    converter.register_structure_hook_func(lambda kind: kind == type[Form], _phase)
    return converter


def _phase(value: object, _kind: object) -> type[Form]:
    for kind in FORMS:
        if kind.phase == value:
            return kind
    raise ValueError(f"expected {one_of([kind.phase for kind in FORMS], value)}")


# ---- problems, each with its path


def _problems(error: BaseException, table: Object, place: str) -> Iterator[str]:
    """Yield each problem in one line, with its path."""
    for path, fault in faults(error):
        value = functools.reduce(_entry, path, table)
        where = place + "".join(map(_step, path))
        if isinstance(fault, cattrs.ForbiddenExtraKeysError):
            known = [field.name for field in attrs.fields(fault.cl) if field.type is not Instrument]
            for name in sorted(fault.extra_fields):
                yield f"{where}{_step(name)}: unknown key: expected {one_of(known, name)}"
        elif isinstance(fault, InterchangeError):
            yield from (where + problem.removeprefix("$") for problem in fault.problems)
        elif isinstance(fault, InvalidValueError):
            yield where + _place_in(fault, value) + str(fault)[len(fault.field) :]
        else:
            yield f"{where}: " + ("is missing" if isinstance(fault, KeyError) else f"{fault}, got {_shown(value)}")


def _entry(table: Any, key: str | int) -> Any:  # Any: the JSON at this place
    if isinstance(table, dict):
        return table.get(str(key))
    return table[key] if isinstance(table, list) and isinstance(key, int) and key < len(table) else None


def _place_in(error: InvalidValueError, table: Any) -> str:  # Any: the JSON at this place
    """Return the path from an object to the field an error names, and further to the row or key it came from."""
    name, _, rest = error.field.partition(".")
    entry, place = _entry(table, name), _step(name)
    if entry is None and (path := _path_to(name.rpartition("_")[2], error.value, table)):
        return path
    if rest:
        return place + _step(rest)
    if isinstance(entry, dict) and isinstance(error.value, str) and error.value in entry:
        return place + _step(error.value)
    rows = entry if isinstance(entry, list) else []
    hits = [index for index, row in enumerate(rows) if isinstance(row, dict) and error.value in row.values()]
    return place + (f"[{hits[-1]}]" if hits else "")


def _path_to(key: str, value: object, table: Any) -> str | None:  # Any: the JSON at this place
    """Return the path to the last place where this key has this value."""
    if isinstance(table, dict) and value is not None and table.get(key) == value:
        return _step(key)
    steps: Iterable[tuple[str | int, Any]] = ()  # Any: as above
    if isinstance(table, dict | list):
        steps = table.items() if isinstance(table, dict) else enumerate(table)
    paths = [_step(key_or_index) + path for key_or_index, entry in steps if (path := _path_to(key, value, entry))]
    return paths[-1] if paths else None


def _step(key: str | int) -> str:
    """Return the step of a path to a key of an object or an index of a list."""
    if isinstance(key, int):
        return f"[{key}]"
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f"[{json.dumps(key, ensure_ascii=False)}]"


def _shown(value: object) -> str:
    """Return a value as JSON, 80 characters at most."""
    return _cut(json.dumps(value, ensure_ascii=True))


def _cut(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
