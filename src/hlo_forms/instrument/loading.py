"""Instruments from TOML files: the built-in one, and an institution's own."""

from __future__ import annotations

import copyreg
import functools
import os
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NewType

import attrs

from ..basics.data import package_data
from ..basics.messages import Catalogue
from ..basics.text import parsed_toml
from ..basics.values import FrozenMap, one_of
from ..errors import InstrumentError, InvalidValueError
from .model import Instrument
from .parts import Wording, is_language
from .ready_made import from_data

if TYPE_CHECKING:
    import cattrs

_SHARED = Catalogue("forms")
_TEXTS = Catalogue("instruments")
_MADE = ("untranslated",)  # fields that loading fills in
_ORIGIN = ("reconstructed", "ours", "link_lost")
Table = dict[str, Any]  # Any: what a TOML file holds is not known before it is checked
_Note = NewType("_Note", Wording)  # a wording that may lack a language


def load_instrument(source: str | os.PathLike[str] | bytes | BinaryIO | None = None) -> Instrument:
    """Load the built-in instrument, or an institution's own from a TOML file (a path, its bytes or a binary file).

    The file has the keys of `instruments/strategic-motives.toml`. Its `[words]` and `[prompts]` replace those of
    `messages/forms.toml` text by text, its `[spellings]` list by list; the rest stays. With `fallback = "en"` words
    and prompts that a language lacks are those of that language, with one warning. `InstrumentError` says
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
        path = Path(source)
        try:
            return path.name, path.read_bytes()
        except (OSError, ValueError) as error:
            raise InstrumentError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    data = source.read() if hasattr(source, "read") else None
    if not isinstance(data, bytes):
        raise InvalidValueError("source", "a path, bytes or a binary file", source)
    return Path(str(getattr(source, "name", "instrument"))).name, data


def _instrument(name: str, data: bytes) -> Instrument:
    import cattrs

    table = _parsed(name, data)
    problems = [f'unknown key "{key}"' for key in _MADE if table.pop(key, None) is not None]
    languages = table.get("languages")
    if not isinstance(languages, list) or not languages or not all(map(is_language, languages)):
        raise InstrumentError(f'{name}: languages: expected a list of language codes, such as ["nl", "en"]')
    problems += _overlay(table, _SHARED.content, languages)
    problems += _fall_back(table, languages)
    try:
        instrument = _converter(tuple(languages)).structure(table, Instrument)
    except cattrs.BaseValidationError as error:
        problems += _problems(error, table)
        raise _unusable(name, problems) from error
    if problems:
        raise _unusable(name, problems)
    for language, places in instrument.untranslated.items():
        text = _TEXTS.text(
            "fallen_back", "en", name=name, count=len(places), lacking=language, fallback=instrument.fallback
        )
        warnings.warn(text, stacklevel=4)
    return instrument


def _parsed(name: str, data: bytes) -> Table:
    try:
        return parsed_toml(data)
    except UnicodeDecodeError as error:
        raise InstrumentError(f"{name}: is not UTF-8 text (at byte {error.start})") from error
    except ValueError as error:
        raise InstrumentError(f"{name}: is not valid TOML: {error}") from error


def _unusable(name: str, problems: list[str]) -> InstrumentError:
    if len(problems) == 1:
        return InstrumentError(f"{name}: {problems[0]}")
    return InstrumentError(f"{name}: {len(problems)} problems\n" + "\n".join(f"  {line}" for line in problems))


def _overlay(table: Table, shared: Mapping[str, Any], languages: list[str]) -> Iterator[str]:
    """Lay the file's own words over those all instruments share, in place, and yield each problem."""
    for section in ("words", "prompts", "spellings"):
        ours, own = shared.get(section, {}), table.get(section, {})
        if not isinstance(own, dict):
            yield f"{section}: expected a table"
            own = {}
        for key in own.keys() - ours.keys():
            yield f'{section}: unknown key "{key}": expected {one_of(ours, key)}'
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


def _fall_back(table: Table, languages: list[str]) -> Iterator[str]:
    """Fill in words and prompts that a language lacks from the language that the file names, in place."""
    fallback = table.get("fallback")
    if fallback is None:
        return
    known = tuple(dict.fromkeys((*languages, *_SHARED.languages)))
    if fallback not in known:
        yield f"fallback: expected {one_of(known, fallback)}, got {fallback!r}"
        return
    missing: dict[str, list[str]] = {}
    for section in ("words", "prompts"):
        for key, entry in table[section].items():
            texts = {**_SHARED.content[section][key], **entry} if isinstance(entry, dict) else {}
            for language in languages if fallback in texts else ():
                if language not in entry:
                    entry[language] = language if key == "locale" else texts[fallback]
                    missing.setdefault(language, []).extend([f"{section}.{key}"] if key != "locale" else [])
    table["untranslated"] = {language: places for language, places in missing.items() if places}


def _unknown_slots(section: str, ours: Table, merged: Table) -> Iterator[str]:
    """Yield a problem for each `{slot}` that nothing fills in: a text may leave out one of ours, not add one."""
    for key, entry in merged.items():
        filled = {slot for text in ours[key].values() for slot in _slots(text)}
        for language, text in entry.items() if isinstance(entry, dict) else ():
            for slot in sorted(_slots(text) - filled):
                yield f"{section}.{key}.{language}: nothing fills in {slot}"


def _slots(text: object) -> set[str]:
    """Return the names of what is filled in, also of a count with its words: "{n:form|forms}"."""
    return {f"{{{name}}}" for name in re.findall(r"\{(\w*)(?::[^{}]*)?\}", text)} if isinstance(text, str) else set()


def _converter(languages: tuple[str, ...]) -> cattrs.Converter:
    from cattrs.gen import override

    from ..basics.structuring import strict_converter

    names = {str: "a text", int: "a whole number", bool: "true or false", list: "a list", dict: "a table"}
    notes = override(struct_hook=lambda value, _: converter.structure(value, FrozenMap[str, _Note]))
    converter = strict_converter(names, notes=notes)
    converter.register_structure_hook(Wording, lambda table, _: _wording(table, languages, languages))
    converter.register_structure_hook(_Note, lambda table, _: _wording(table, languages, ()))
    return converter


def _wording(table: object, languages: tuple[str, ...], needed: tuple[str, ...]) -> Wording:
    if not isinstance(table, dict):
        raise ValueError("expected a table of texts by language")
    for key in table:
        if key not in (*languages, *_ORIGIN):
            raise ValueError(f'unknown key "{key}": expected {one_of((*languages, *_ORIGIN), key)}')
    for language in needed:
        if language not in table:
            raise ValueError(f'no text for language "{language}"')
    texts: dict[str, str] = {language: table[language] for language in languages if language in table}
    return Wording(texts, **{key: table[key] for key in _ORIGIN if key in table})


def _problems(error: BaseException, table: Table) -> Iterator[str]:
    """Yield each problem in one line, with its place in the file."""
    import cattrs

    from ..basics.structuring import faults

    for path, fault in faults(error):
        place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
        if isinstance(fault, cattrs.ForbiddenExtraKeysError):
            known = [field.name for field in attrs.fields(fault.cl)]
            for key in sorted(fault.extra_fields):
                yield _line(table, place, f'unknown key "{key}": expected {one_of(known, key)}')
        elif isinstance(fault, InvalidValueError):
            yield _line(table, f"{place}.{fault.field}", str(fault).removeprefix(f"{fault.field}: "))
        else:
            yield _line(table, place, "is missing" if isinstance(fault, KeyError) else str(fault))


def _line(table: Table, place: str, message: str) -> str:
    """Return `motives[3].label: …`, with the id of the entry there, for those who do not count."""
    place = place.removeprefix(".")
    index = re.match(r"(\w+)\[(\d+)\]", place)
    entry = table[index[1]][int(index[2])] if index else None
    named = f' (id "{entry["id"]}")' if isinstance(entry, dict) and "id" in entry else ""
    return f"{place or 'file'}: {message}{named}"


def _reduced(instrument: Instrument) -> tuple[Callable[..., Instrument], tuple[Any, ...]]:  # Any: as in pickle
    """Pickle the built-in instrument as a call, so that a pickled form stays small."""
    return (load_instrument, ()) if instrument is built_in() else instrument.__reduce__()


copyreg.pickle(Instrument, _reduced)
