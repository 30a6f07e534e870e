"""Instruments from TOML files: the built-in one, and an institution's own."""

from __future__ import annotations

import copyreg
import functools
import json
import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NewType, TypeAlias

import attrs

from ..basics.arguments import path_of
from ..basics.data import package_data
from ..basics.files import contents
from ..basics.messages import Catalogue, Sentence, Words
from ..basics.text import parsed_toml
from ..basics.toml_faults import toml_fault
from ..basics.values import FrozenMap
from ..errors import InstrumentError, InvalidValueError
from .faults import InstrumentFault, Structure, as_written, fault_at, faults_in, unknown_key, with_lines
from .model import Instrument
from .parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme, Wording, is_language
from .sentences import for_partners, missing_sentences, own_sentences, slot_faults

_SHARED = Catalogue("forms")
_TEXTS = Catalogue("instruments")
_MADE = ("untranslated",)  # fields that loading fills in
_OURS = "en"  # the language of our sentences where an instrument names no other to fall back to
_ORIGIN = ("reconstructed", "ours", "link_lost")
Table = dict[str, Any]  # Any: what a TOML file holds is not known before it is checked
_Note = NewType("_Note", Wording)  # a wording that may lack a language


def load_instrument(source: str | os.PathLike[str] | bytes | BinaryIO | None = None) -> Instrument:
    """Load the built-in instrument, or an institution's own from a TOML file (a path, its bytes or a binary file).

    The file has the keys of `instruments/strategic-motives.toml`. Its `[words]` and `[prompts]` replace those of
    `messages/forms.toml` text by text, its `[spellings]` list by list, and `[sentences.<name>]` the other sentences of
    `messages/<name>.toml`; the rest stays. With `fallback = "nl"` texts of ours that a language lacks are those of that
    language; sentences are those in English where no fallback is named. One warning counts them. `InstrumentError` says
    why a file cannot be read, or names every place in it that has to be mended (places count from 0).

    >>> import hlo_forms as hlo
    >>> hlo.load_instrument().languages
    ('nl', 'en')
    """
    return built_in() if source is None else _instrument(*_contents(source))


@functools.cache
def built_in() -> Instrument:
    """Return the instrument that comes with the library, read once."""
    return from_data(package_data("instruments/strategic-motives.json"))


def _contents(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "instrument", source
    if isinstance(source, (str, os.PathLike)):
        path = path_of("source", source)
        return path.name, contents(path)
    data = source.read() if hasattr(source, "read") else None
    if not isinstance(data, bytes):
        raise InvalidValueError("source", "a path, bytes or a binary file", source)
    return Path(str(getattr(source, "name", "instrument"))).name, data


def check_file(source: str | os.PathLike[str] | bytes | BinaryIO) -> tuple[InstrumentFault, ...]:
    """Return every fault of an instrument file at once, each with its line and what to do; none where it can be used.

    >>> [str(fault) for fault in check_file(b'languages = ["nl"]')][:2]
    ['id: is missing: add it', 'edition: is missing: add it']
    """
    try:
        _, data = _contents(source)
    except OSError as error:
        return (InstrumentFault("", _TEXTS.sentence("not_there", name=error.filename)),)
    try:
        table = parsed_toml(data)
    except ValueError as error:
        fault = toml_fault(error, data)
        return (InstrumentFault("", fault.in_line, line=fault.line),)
    return _in_order(_examined(table), data)


def _in_order(faults: Iterable[InstrumentFault], data: bytes) -> tuple[InstrumentFault, ...]:
    """Return faults with the line of each, in the order of the lines."""
    return tuple(sorted(with_lines(faults, data.decode("utf-8-sig")), key=lambda fault: fault.line or 0))


def _instrument(name: str, data: bytes) -> Instrument:
    table = _parsed(name, data)
    if faults := _examined(table):
        raise _unusable(name, _in_order(faults, data))
    instrument = _structure_in(tuple(table["languages"]))("", table, Instrument)
    if instrument.untranslated:
        warnings.warn(fallen_back(instrument, name), stacklevel=4)
    made: Instrument = instrument
    return made


def fallen_back(instrument: Instrument, name: str) -> Sentence:
    """Return the one remark on all texts that languages of an instrument lack, for the name of its file."""
    places = [place for own in instrument.untranslated.values() for place in own]
    counts = {"count": len(places), "partners": sum(map(for_partners, places))}
    lacking = ", ".join(f'"{language}"' for language in instrument.untranslated)
    return _TEXTS.sentence("fallen_back", name=name, lacking=lacking, fallback=instrument.fallback or _OURS, **counts)


def _examined(table: Table) -> list[InstrumentFault]:
    """Return every fault of a file, and lay its own words over those that all instruments share, in place."""
    languages, own = table.get("languages"), []
    if not isinstance(languages, list) or not languages or not all(map(is_language, languages)):
        text = _TEXTS.sentence("expected", expected=_TEXTS.sentence("want_language_list"), value=as_written(languages))
        own.append(InstrumentFault("languages", text))
        table["languages"] = languages = [key for key in _table(table, "title") if key not in _ORIGIN] or ["en"]
    known = [name for name in attrs.fields_dict(Instrument) if name not in _MADE]
    own += [InstrumentFault(key, unknown_key(key, known)) for key in _MADE if table.pop(key, None) is not None]
    own += [fault_at(table, *located) for located in _overlay(table, _SHARED.content, languages)]
    own += [fault_at(table, *located) for located in _fall_back(table, languages)]
    own += [fault_at(table, *located) for located in _bring_sentences(table, languages)]
    return [*own, *faults_in(table, _structure_in(tuple(languages)))]


def _table(table: Table, name: str) -> Table:
    own = table.get(name, {})
    return own if isinstance(own, dict) else {}


def _parsed(name: str, data: bytes) -> Table:
    try:
        return parsed_toml(data)
    except ValueError as error:
        raise InstrumentError(_TEXTS.sentence("no_toml", name=name, fault=toml_fault(error, data).text)) from error


def _unusable(name: str, faults: Sequence[InstrumentFault]) -> InstrumentError:
    """Return the error of a file with faults: each of them, with its line, in every language of ours."""

    def text(language: str) -> str:
        lines = [fault.in_words(language=language) for fault in faults]
        if len(lines) == 1:
            return f"{name}: {lines[0]}"
        first = _TEXTS.text("problems", language, name=name, count=len(lines))
        return "\n  ".join([first, *lines])

    return InstrumentError(Words({language: text(language) for language in _TEXTS.languages}))


Located: TypeAlias = tuple[tuple[str, ...], Sentence]


def _overlay(table: Table, shared: Mapping[str, Any], languages: list[str]) -> Iterator[Located]:
    """Lay the file's own words over those all instruments share, in place, and yield each problem."""
    for section in ("words", "prompts", "spellings"):
        ours, own = shared.get(section, {}), table.get(section, {})
        if not isinstance(own, dict):
            yield (section,), _TEXTS.sentence("want_kind", kind=_TEXTS.sentence("kinds.table"))
            own = {}
        for key in sorted(own.keys() - ours.keys()):
            yield (section, key), unknown_key(key, ours)
        merged = {key: own.get(key, entry) for key, entry in ours.items()}
        if section != "spellings":
            merged = {key: _reworded(entry, own.get(key, {}), languages) for key, entry in ours.items()}
            yield from _unknown_slots(section, ours, merged)
        table[section] = merged


def _reworded(ours: Table, own: object, languages: list[str]) -> object:
    if not isinstance(own, dict):
        return own
    kept = {language: ours[language] for language in languages if language in ours and language not in own}
    return {**kept, "ours": True, **own} if kept else own


def _fall_back(table: Table, languages: list[str]) -> Iterator[Located]:
    """Fill in words and prompts that a language lacks from the language that the file names, in place."""
    fallback = table.get("fallback")
    if fallback is None:
        return
    known = tuple(dict.fromkeys((*languages, *_SHARED.languages)))
    if fallback not in known:
        expected = _TEXTS.sentence("one_of", names=", ".join(known))
        yield ("fallback",), _TEXTS.sentence("expected", expected=expected, value=as_written(fallback))
        fallback = _SHARED.languages[-1]
    missing: dict[str, list[str]] = {}
    for section in ("words", "prompts"):
        for key, entry in table[section].items():
            texts = {**_SHARED.content[section][key], **entry} if isinstance(entry, dict) else {}
            for language in languages if fallback in texts else ():
                if language not in entry:
                    entry[language] = language if key == "locale" else texts[fallback]
                    missing.setdefault(language, []).extend([f"{section}.{key}"] if key != "locale" else [])
    table["untranslated"] = {language: places for language, places in missing.items() if places}


def _bring_sentences(table: Table, languages: list[str]) -> Iterator[Located]:
    """Put the sentences of the file by place, in place, add those that a language lacks, and yield each problem."""
    sentences, problems = own_sentences(table.get("sentences", {}), languages)
    yield from ((("sentences", *path), problem) for path, problem in problems)
    table["sentences"] = sentences
    untranslated: dict[str, list[str]] = table.setdefault("untranslated", {})
    for language in languages:
        if lacking := [f"sentences.{place}" for place in missing_sentences(sentences, language)]:
            untranslated[language] = [*untranslated.get(language, ()), *lacking]


def _unknown_slots(section: str, ours: Table, merged: Table) -> Iterator[Located]:
    """Yield a problem for each slot that does not fit: a text may leave out one of ours, not add one."""
    for key, entry in merged.items():
        own = {language: text for language, text in ours[key].items() if isinstance(text, str)}
        for language, text in entry.items() if isinstance(entry, dict) else ():
            if isinstance(text, str) and text != own.get(language):
                yield from (((section, key, language), fault) for fault in slot_faults(own, text, may_lack=True))


def _structure_in(languages: tuple[str, ...]) -> Structure:
    """Return a function that structures the value of a field, with wordings in these languages."""
    from cattrs.gen import override

    from ..basics.structuring import strict_converter

    kinds = {str: "text", int: "number", bool: "flag", list: "list", dict: "table"}
    names = {kind: _TEXTS.sentence("kinds." + name) for kind, name in kinds.items()}
    notes = override(struct_hook=lambda value, _: converter.structure(value, FrozenMap[str, _Note]))
    converter = strict_converter(names, lambda name: _TEXTS.sentence("want_kind", kind=name), notes=notes)
    converter.register_structure_hook(Wording, lambda table, _: _wording(table, languages, languages))
    converter.register_structure_hook(_Note, lambda table, _: _wording(table, languages, ()))

    def structure(name: str, value: Any, kind: Any) -> Any:  # Any: a value of the file, a type, and what it becomes
        return converter.structure(value, FrozenMap[str, _Note] if name == "notes" else kind)

    return structure


def _wording(table: object, languages: tuple[str, ...], needed: tuple[str, ...]) -> Wording:
    if not isinstance(table, dict):
        raise ValueError(_TEXTS.sentence("want_kind", kind=_TEXTS.sentence("kinds.texts")))
    for key in table:
        if key not in (*languages, *_ORIGIN):
            raise ValueError(unknown_key(key, (*languages, *_ORIGIN)))
    for language in needed:
        if language not in table:
            raise ValueError(_TEXTS.sentence("no_text", lacking=language))
    texts: dict[str, str] = {language: table[language] for language in languages if language in table}
    for language, text in texts.items():
        if not isinstance(text, str):
            raise InvalidValueError(language, _TEXTS.sentence("kinds.text"), text)
    return Wording(texts, **{key: table[key] for key in _ORIGIN if key in table})


# ---- the built-in instrument as data that were checked when they were made: that takes longer than reading a form

_KINDS = (Instrument, OrganisationType, MotiveCategory, Motive, Phase, Theme, Question, Wording)
_BY_NAME = {kind.__name__: (kind, {field.name: field.default for field in attrs.fields(kind)}) for kind in _KINDS}


def as_data(instrument: Instrument) -> str:
    """Return an instrument as JSON, each value as `{"Wording": [its fields, in order]}`, less defaults at the end."""
    return json.dumps(_plain(instrument), ensure_ascii=False, indent=1) + "\n"


def from_data(data: bytes) -> Instrument:
    """Return the instrument that `as_data` wrote down, without checking it again."""
    instrument: Instrument = json.loads(data, object_hook=_instance)
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


def _instance(table: dict[str, Any]) -> object:  # Any: what JSON holds
    name = next(iter(table), "")
    if name not in _BY_NAME:
        return FrozenMap({key: _frozen(entry) for key, entry in table.items()})
    kind, defaults = _BY_NAME[name]
    value: Any = kind.__new__(kind)  # Any: attrs makes the next method
    value.__setstate__(defaults | dict(zip(defaults, map(_frozen, table[name]), strict=False)))
    return value


def _frozen(entry: object) -> object:
    return tuple(entry) if isinstance(entry, list) else entry


def _reduced(instrument: Instrument) -> tuple[Callable[..., Instrument], tuple[Any, ...]]:  # Any: as in pickle
    """Pickle the built-in instrument as a call, so that a pickled form stays small."""
    return (load_instrument, ()) if instrument is built_in() else instrument.__reduce__()


copyreg.pickle(Instrument, _reduced)
