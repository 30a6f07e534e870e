"""Results to and from versioned JSON for other systems, each kind with a JSON Schema that says the same as the code.

A text holds one value of one kind, and its key says which::

    {"hlo_forms": 1, "comparison": {…}}

Only a form, which has had its envelope for longer, names its phase and instrument beside it: see `forms.interchange`.
What follows from the rest (the verdict of a row, the severity of a finding) is written too, so that no other system
has to compute it; when a text is read back it is only checked for its kind, and made anew.
"""

from __future__ import annotations

import enum
import functools
import json
import typing
from collections.abc import Iterable, Mapping
from importlib import resources
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, overload

import attrs
import cattrs

from ..basics.arguments import several
from ..basics.structuring import strict_converter
from ..basics.values import one_of
from ..comparison.comparison import Comparison
from ..comparison.recalibration import Change, ChangeCount, Gap, History, Recalibration, RoundAnswer
from ..comparison.verdicts import CategoryCount, Cell, CounterpartComparison, MotiveComparison, Overlap, Reason, Verdict
from ..comparison.voices import VoiceComparison, VoiceMotive
from ..errors import InterchangeError, InvalidValueError
from ..forms import FORMS, Form, Status
from ..forms.interchange import (
    NAMES,
    VERSION,
    InstrumentKey,
    Object,
    check_version,
    envelope,
    instrument_key,
    instrument_of,
    parsed,
    structure_form,
    structured,
    whole_number,
)
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument, Same
from ..readings.findings import Finding, Severity
from ..readings.reading import ReadFailure, Reading

if TYPE_CHECKING:
    from ..research.dataset import Dataset

JsonKind: TypeAlias = Literal[
    "form", "reading", "failure", "finding", "findings", "comparison", "voices", "recalibration", "dataset"
]
"""The kinds of JSON texts, each with a schema of its own."""

Exported: TypeAlias = "Form | Reading | ReadFailure | Finding | Comparison | VoiceComparison | Recalibration | Dataset"
"""A value that becomes JSON."""

KINDS: Mapping[str, type] = {
    "reading": Reading,
    "failure": ReadFailure,
    "finding": Finding,
    "comparison": Comparison,
    "voices": VoiceComparison,
    "recalibration": Recalibration,
}
"""The kinds that are read back, beside forms, by the key of their text."""

_ROWS = ("offered_to", "applies_to", "verdict", "reasons", "doubtful")
DERIVED: Mapping[type, tuple[str, ...]] = {
    Finding: ("severity",),
    Cell: ("status", "voices_differ"),
    MotiveComparison: _ROWS,
    CounterpartComparison: _ROWS,
    CategoryCount: ("offered",),
    Overlap: ("offered", "compared", "applies", "jaccard", "reason"),
    VoiceMotive: ("unclear", "comparable", "differs", "outcomes_differ"),
    RoundAnswer: ("status", "gap"),
    History: ("changes",),
    ChangeCount: ("offered",),
}
"""The properties that are written beside the fields of a class."""

_OF_A_READING: Mapping[type, Mapping[str, type]] = {Finding: {"message": str, "settled": bool}}
"""Properties of parts that only their reading can give."""

ENUMS: tuple[type[enum.StrEnum], ...] = (Status, Verdict, Reason, Change, Gap, Severity)
"""The closed sets in what is written: a converter takes any other for a text."""

_Value = TypeVar("_Value")


def to_json(
    value: Exported | Iterable[Finding],
    *,
    language: str | None = None,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> str:
    """Return a form, reading, failure, finding or result as JSON text, the same for equal values.

    `json_schema` describes the text of each kind. `from_json` gives back forms, readings, failures, single findings
    and comparisons exactly; not several findings by themselves, which their reading has, and not a data set, which is
    an export. A reading holds all that its document says, internal answers and unplaced texts too: keep it where you
    keep the document. A comparison holds nothing internal but the names of voices: it is for the facilitator. The
    other options are for a data set only, and those of `to_csv`: without them it holds what organisations permitted
    for research.

    `InvalidValueError` for anything else, and for an option with a value that is no data set.

    >>> import hlo_forms as hlo
    >>> hlo.from_json(hlo.to_json(hlo.CommitmentForm(round="2026"))).round
    '2026'
    """
    options = {
        "language": language,
        "everything": everything,
        "evidence": evidence,
        "answers": answers,
        "ground": ground,
    }
    table = _table(value)
    if table is None:
        table = {"hlo_forms": VERSION, "dataset": _dataset(value, **options)}
    elif named := [name for name, option in options.items() if option not in (None, False)]:
        raise InvalidValueError(named[0], "nothing: only the JSON of a data set takes options", options[named[0]])
    return json.dumps(table, ensure_ascii=False, indent=2)


@overload
def from_json(text: str | bytes, *, instruments: Iterable[Instrument] = ()) -> Form: ...
@overload
def from_json(text: str | bytes, kind: type[_Value], *, instruments: Iterable[Instrument] = ()) -> _Value: ...
def from_json(text: str | bytes, kind: type = Form, *, instruments: Iterable[Instrument] = ()) -> object:
    """Return the value that `to_json` wrote: a form, or one of another `kind`, such as `Reading` or `Comparison`.

    `instruments` are the institution's own, beside the built-in one. Raises `InterchangeError`, with every problem and
    its path, for a text of another kind or none of ours, that names an instrument not at hand, or that holds a value
    it cannot; `InvalidValueError` for a kind that is not read back.

    >>> import hlo_forms as hlo
    >>> reading = hlo.read(hlo.render(hlo.CommitmentForm(round="2026")))
    >>> hlo.from_json(hlo.to_json(reading), hlo.Reading) == reading
    True
    >>> hlo.from_json('{"hlo_forms": 2}')
    Traceback (most recent call last):
    hlo_forms.errors.InterchangeError: $.hlo_forms: expected 1, got 2; a newer hlo-forms may read this version
    """
    names = {known: name for name, known in KINDS.items()}
    if not isinstance(kind, type) or (kind not in names and kind not in (Form, *FORMS)):
        every: tuple[type, ...] = (Form, *FORMS, *KINDS.values())
        expected = one_of([each.__name__ for each in every])
        raise InvalidValueError("kind", expected, kind)
    own = _of_instruments(instruments)
    try:
        table = parsed(text)
        return _value(table, names[kind], own) if kind in names else _form(table, kind, own)
    except RecursionError as error:
        raise InterchangeError(("$: expected a form or result, got JSON that is nested too deeply",)) from error


def json_schema(kind: JsonKind) -> dict[str, Any]:  # Any: JSON
    """Return the JSON Schema (2020-12) of the texts of a kind: what `to_json` writes, and what `from_json` takes.

    The kinds are form, reading, failure, finding, findings, comparison, voices, recalibration and dataset. The schema
    says which keys there are and what kind of value each has; `from_json` checks besides that an instrument is at
    hand and that a form can hold its values.

    >>> import hlo_forms as hlo
    >>> hlo.json_schema("comparison")["required"]
    ['hlo_forms', 'comparison']
    """
    kinds = typing.get_args(JsonKind)
    if kind not in kinds:
        raise InvalidValueError("kind", one_of(kinds, kind), kind)
    file = resources.files("hlo_forms") / "schemas" / f"{kind}.json"
    schema: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))  # Any: JSON
    return schema


# ---- values as objects of JSON


def _table(value: object) -> Object | None:
    """Return a value as an object for JSON; None for what may be a data set."""
    if isinstance(value, Form):
        return envelope(value)
    if isinstance(value, Reading):
        return {"hlo_forms": VERSION, "reading": reading_object(value)}
    for name, kind in KINDS.items():
        if isinstance(value, kind):
            return {"hlo_forms": VERSION, name: _plain(value)}
    if isinstance(value, list | tuple) and all(isinstance(each, Finding) for each in value):
        return {"hlo_forms": VERSION, "findings": _plain(value)}
    return None


def reading_object(reading: Reading) -> Object:
    """Return a reading as an object for JSON, each finding with its message and whether somebody settled it."""
    table: Object = _plain(reading)
    settled = set(reading.settled)
    for finding, row, message in zip(reading.findings, table["findings"], reading.messages(), strict=True):
        row |= {"message": message, "settled": finding in settled}
    return table


def _plain(value: Any) -> Any:  # Any: a value and its JSON
    if isinstance(value, Form | Instrument):
        return envelope(value) if isinstance(value, Form) else instrument_key(value)
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    if attrs.has(type(value)):
        names = (*(field.name for field in attrs.fields(type(value))), *DERIVED.get(type(value), ()))
        return {name: _plain(getattr(value, name)) for name in names}
    return value.value if isinstance(value, enum.Enum) else value


def _dataset(value: Any, **options: Any) -> Object:  # Any: whatever was passed, and the options of `select`
    from ..research.dataset import Dataset
    from .folder import select

    if not isinstance(value, Dataset):
        raise InvalidValueError("value", "a form, a reading or failure, findings, a comparison or a data set", value)
    selection = select(value, **options)
    return {
        "language": selection.language,
        **selection.origin(),
        "remarks": list(selection.remarks),
        "tables": {table.name: list(table) for table in selection.tables()},
    }


# ---- objects of JSON as values


def _of_instruments(instruments: Iterable[Instrument]) -> tuple[Instrument, ...]:
    return several("instruments", instruments, Instrument, "a list of instruments")


def _form(table: Any, kind: type, instruments: tuple[Instrument, ...]) -> Form:  # Any: whatever the JSON holds
    check_version(table)
    for name in (*KINDS, "findings", "dataset"):
        if name in table and "form" not in table:
            raise InterchangeError((f'$: expected a form, got a text of the kind "{name}"{_hint(name)}',))
    form = structure_form(table, instruments)
    if not isinstance(form, kind):
        raise InterchangeError((f'$.phase: expected "{getattr(kind, "phase", "")}", got "{form.phase}"',))
    return form


def _hint(name: str) -> str:
    return f": from_json(text, hlo.{KINDS[name].__name__})" if name in KINDS else ", which is not read back"


def _value(table: Any, name: str, instruments: tuple[Instrument, ...]) -> object:  # Any: whatever the JSON holds
    check_version(table)
    others = sorted(set(table) - {"hlo_forms", name})
    if name not in table:
        kind = f'one of the kind "{others[0]}"' if others else "none"
        raise InterchangeError((f'$: expected a text of the kind "{name}", got {kind}',))
    if others:
        raise InterchangeError((f"$.{others[0]}: unknown key: expected one of hlo_forms, {name}",))
    return structured(table[name], KINDS[name], f"$.{name}", _converter(tuple(map(Same, instruments))))


@functools.lru_cache(maxsize=8)
def _converter(several: tuple[Same, ...]) -> cattrs.Converter:
    """Return the converter of results of these instruments and the built-in one."""
    instruments = [same.instrument for same in several]
    converter = strict_converter(NAMES | {bool: "true or false"})
    at_hand = (*instruments, load_instrument())

    def form(value: Any, _kind: object) -> Form:  # Any: JSON
        return structure_form(value, instruments)

    def more(_kind: object) -> Any:  # Any: as in cattrs
        return functools.partial(_without_more, converter)

    def instrument(value: Any, _kind: object) -> Instrument:  # Any: JSON
        try:
            return instrument_of(converter.structure(value, InstrumentKey), at_hand)
        except InterchangeError as error:  # its paths begin at the text that has an instrument
            raise InterchangeError(tuple(each.replace("$.instrument", "$", 1) for each in error.problems)) from error

    converter.register_structure_hook_func(lambda kind: kind is Form, form)
    converter.register_structure_hook(Instrument, instrument)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(int, whole_number)
    for kind in ENUMS:
        converter.register_structure_hook(kind, _member)
    converter.register_structure_hook_factory(_has_more, more)
    return converter


def _number(value: object, _kind: object) -> float:
    if type(value) not in (int, float):
        raise ValueError("expected a number")
    return typing.cast("float", value)


def _member(value: object, kind: type[enum.Enum]) -> enum.Enum:
    for member in kind:
        if member.value == value:
            return member
    raise ValueError(f"expected {one_of([str(member.value) for member in kind], value)}")


def _has_more(kind: object) -> bool:
    return kind in DERIVED or kind in _OF_A_READING


def _without_more(converter: cattrs.Converter, value: Any, kind: type) -> object:  # Any: JSON
    written: Any = converter.structure(value, with_derived(kind))  # Any: a class made while the program runs
    return kind(**{field.name: getattr(written, field.name) for field in attrs.fields(kind)})


@functools.cache
def with_derived(kind: type) -> type:
    """Return a class with the fields of this one and what is written beside them, which a text need not have."""
    hints = typing.get_type_hints(kind)
    fields = {field.name: attrs.field(type=hints[field.name], default=field.default) for field in attrs.fields(kind)}
    own = {name: hints.get(name) or _returned(getattr(kind, name)) for name in DERIVED.get(kind, ())}
    more = {name: attrs.field(type=hint, default=None) for name, hint in {**own, **_OF_A_READING.get(kind, {})}.items()}
    made: type = attrs.make_class(kind.__name__, {**fields, **more}, frozen=True, kw_only=True)
    return made


def _returned(derived: property) -> Any:  # Any: a type
    """Return the type of a property; one that is kept has it among the hints of its class."""
    return typing.get_type_hints(derived.fget)["return"]
