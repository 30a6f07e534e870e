"""Forms to and from versioned JSON: exact both ways, and every problem of a text told with its path.

The envelope says which version, phase and instrument the form is of::

    {"hlo_forms": 1, "phase": "preparation", "instrument": {"id": …, "edition": …, "digest": …}, "form": {…}}

What is absent or a flag that is down is left out, but for ids and ticks, whose absence (null) says something.
"""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from types import GenericAlias
from typing import Any, get_args, get_origin

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn

from .errors import InterchangeError, InvalidValueError
from .forms import FORMS, Form, Status, form_class
from .instrument import Instrument, load_instrument
from .interchange_problems import problems, shown, step
from .wording import one_of

VERSION = 1
_ENVELOPE = ("hlo_forms", "phase", "instrument", "form")
_INSTRUMENT = ("id", "edition", "digest")
_KEPT_WHEN_NULL = ("id", "ticked")

Object = dict[str, Any]  # Any: what a JSON text holds is not known before it is checked
Hook = Callable[[Any, Any], Any]  # Any: cattrs' own type of a hook


def to_json(form: Form) -> str:
    """The form as JSON text, the same for equal forms; `from_json` gives it back exactly.

    >>> from hlo_forms.forms import CommitmentForm
    >>> from_json(to_json(CommitmentForm(round="2026"))).round
    '2026'
    """
    if not isinstance(form, Form):
        raise InvalidValueError("form", "a form of one of the phases", form)
    return json.dumps(envelope(form), ensure_ascii=False, indent=2)


def envelope(form: Form) -> Object:
    """The form as an object for JSON, for texts that hold more than one."""
    asked = form.instrument
    return {
        "hlo_forms": VERSION,
        "phase": form.phase,
        "instrument": {"id": asked.id, "edition": asked.edition, "digest": asked.digest},
        "form": _unstructured(form),
    }


def _unstructured(value: Any) -> Any:  # Any: a form, or anything in one
    if attrs.has(type(value)):
        fields = (field.name for field in attrs.fields(type(value)) if field.name != "instrument")
        found = ((name, _unstructured(getattr(value, name))) for name in fields)
        return {name: part for name, part in found if name in _KEPT_WHEN_NULL or not _is_absent(part)}
    if isinstance(value, tuple):
        return [_unstructured(part) for part in value]
    return dict(value) if isinstance(value, Mapping) else value


def _is_absent(part: object) -> bool:
    """Nothing at all: no value, no rows, a flag that is down, or an object of which only the id is absent."""
    if isinstance(part, dict):
        return all(value is None for value in part.values())
    return part is None or part is False or part == []


def from_json(text: str | bytes, instruments: Iterable[Instrument] = ()) -> Form:
    """The form that `to_json` wrote; `instruments` are the institution's own, beside the built-in one.

    Raises `InterchangeError` with every problem and its path for what is no form of ours, names an instrument
    that is not at hand, or holds a value that a form cannot.

    >>> from_json('{"hlo_forms": 2}')
    Traceback (most recent call last):
    hlo_forms.errors.InterchangeError: $.hlo_forms: expected 1, got 2; a newer hlo-forms may read this version
    """
    found = _parsed(text)
    wrong = tuple(_envelope_problems(found))
    if wrong:
        raise InterchangeError(wrong)
    instrument = _instrument(found["instrument"], (*instruments, load_instrument()))
    return _form(found["form"], form_class(found["phase"]), instrument)


def _parsed(text: str | bytes) -> Any:  # Any: whatever the JSON holds
    if not isinstance(text, str | bytes):
        raise InvalidValueError("text", "a text or its bytes", text)
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        return json.loads(plain, object_pairs_hook=_without_doubles, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise InterchangeError((f"$: expected UTF-8 text (byte {error.start} is none)",)) from error
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InterchangeError((f"$: expected JSON ({error.msg} at {where})",)) from error
    except RecursionError as error:
        raise InterchangeError(("$: expected a form, got JSON that is nested too deeply",)) from error
    except ValueError as error:
        raise InterchangeError((f"$: expected JSON as we write it ({error})",)) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> Object:  # Any: JSON values
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        raise ValueError(f'the key "{twice}" stands twice')
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no value of JSON")


def _envelope_problems(found: Any) -> Iterator[str]:  # Any: whatever the JSON holds
    if not isinstance(found, dict):
        yield f"$: expected an object, got {shown(found)}"
        return
    version = found.get("hlo_forms")
    if type(version) is not int or version != VERSION:
        newer = type(version) is int and version > VERSION
        hint = "; a newer hlo-forms may read this version" if newer else ""
        yield f"$.hlo_forms: expected {VERSION}, got {shown(version)}{hint}"
        return
    yield from _key_problems(found, "$", _ENVELOPE)
    phases = [kind.phase for kind in FORMS]
    if "phase" in found and found["phase"] not in phases:
        yield f"$.phase: expected {one_of(phases, found['phase'])}, got {shown(found['phase'])}"
    if "form" in found and not isinstance(found["form"], dict):
        yield f"$.form: expected an object, got {shown(found['form'])}"
    if "instrument" in found:
        yield from _instrument_problems(found["instrument"])


def _instrument_problems(found: Any) -> Iterator[str]:  # Any: whatever the JSON holds
    if not isinstance(found, dict):
        yield f"$.instrument: expected an object, got {shown(found)}"
        return
    yield from _key_problems(found, "$.instrument", _INSTRUMENT)
    for key in _INSTRUMENT:
        if key in found and not isinstance(found[key], str):
            yield f"$.instrument.{key}: expected a text, got {shown(found[key])}"


def _key_problems(found: Object, place: str, known: Collection[str]) -> Iterator[str]:
    for key in known:
        if key not in found:
            yield f"{place}.{key}: is missing"
    for key in found:
        if key not in known:
            yield f"{place}{step(key)}: unknown key: expected {one_of(known, key)}"


def _instrument(wanted: Object, known: tuple[Instrument, ...]) -> Instrument:
    """The instrument that the form was made with, to the letter; else the first of three reasons why not."""
    offered = known
    for key in _INSTRUMENT:
        left = tuple(instrument for instrument in offered if getattr(instrument, key) == wanted[key])
        if not left:
            raise InterchangeError((_unknown_instrument(key, wanted, offered),))
        offered = left
    return offered[0]


def _unknown_instrument(key: str, wanted: Object, offered: tuple[Instrument, ...]) -> str:
    known = dict.fromkeys(getattr(instrument, key) for instrument in offered)
    expected, got = one_of(list(known), wanted[key]), shown(wanted[key])
    if key == "digest":
        expected = f"the {wanted['id']} {wanted['edition']} that is at hand"
        got = "one with other wording or content"
    hint = 'pass the instrument it was made with: from_json(text, instruments=[load_instrument("own.toml")])'
    return f"$.instrument.{key}: expected {expected}, got {got}; {hint}"


def _form(table: Object, kind: type[Form], instrument: Instrument) -> Form:
    if "instrument" in table:
        raise InterchangeError(("$.form.instrument: unknown key: it stands in $.instrument",))
    try:
        form: Form = _converter().structure({**table, "instrument": instrument}, kind)
    except cattrs.BaseValidationError as error:
        raise InterchangeError(tuple(problems(error, table, "$.form"))) from error
    return form


@functools.cache
def _converter() -> cattrs.Converter:
    """From JSON objects to the parts of a form: strict, and gathering every problem."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    for kind, expected in ((str, "a text"), (bool, "true, false or null")):
        converter.register_structure_hook(kind, functools.partial(_of_kind, expected))
    converter.register_structure_hook(Instrument, lambda value, _: value)
    converter.register_structure_hook(Status, lambda value, _: value)
    converter.register_structure_hook_factory(_is(tuple), functools.partial(_rows_hook, converter))
    converter.register_structure_hook_factory(_is(Mapping), lambda _: _texts)
    converter.register_structure_hook_factory(
        lambda kind: attrs.has(kind) and kind is not Instrument, functools.partial(_class_hook, converter)
    )
    return converter


def _is(kind: type) -> Callable[[Any], bool]:  # Any: a generic type is no `type`
    return lambda asked: get_origin(asked) is (kind if kind is tuple else get_origin(Mapping[str, str]))


def _of_kind(expected: str, value: Any, kind: type) -> Any:  # Any: what came, once it is known to be right
    if type(value) is not kind:
        raise ValueError(f"expected {expected}, got {shown(value)}")
    return value


def _rows_hook(converter: cattrs.Converter, kind: Any) -> Hook:  # Any: a generic type is no `type`
    rows: Any = GenericAlias(list, get_args(kind)[:1])  # Any: known only at run time
    return lambda value, _: tuple(converter.structure(_of_kind("a list", value, list), rows))


def _texts(value: Any, _kind: Any) -> Object:  # Any: cattrs' own type of a hook
    for key, text in _of_kind("an object", value, dict).items():
        if not isinstance(text, str):
            raise InvalidValueError(f".{key}", "a text", text)
    return dict(value)


def _class_hook(converter: cattrs.Converter, kind: type) -> Hook:
    structure: Hook = make_dict_structure_fn(kind, converter)
    return lambda value, _: structure(_of_kind("an object", value, dict), kind)
