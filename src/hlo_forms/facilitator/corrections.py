"""Corrections made afterwards, such as by telephone: a list beside the documents, which themselves stay as they came.

Each correction belongs to one document, by the hash of its bytes: when another version of the form comes, it does not
count for that one. Who reads the documents by way of the facilitator's folder gets them with the corrections.
"""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from ..basics.files import CORRECTIONS, contents, write_whole
from ..basics.values import grouped
from ..errors import InvalidValueError, PlanError
from ..forms import field_ids as field_words
from ..forms import organisations_of
from ..forms.correcting import Value, value_of
from ..forms.doubtful import FormT
from ..forms.field_ids import FieldId
from ..instrument.model import Instrument, Same, languages_in
from ..readings.findings import CORRECTED
from ..readings.page import FormLines
from ..readings.reading import Reading
from .register import cell_text, escaped
from .spreadsheets import TEXTS, SheetColumns, read_sheet

if TYPE_CHECKING:
    from ..batch.many import Result

_NEEDED = ("file", "field", "sha256")


@attrs.frozen(kw_only=True)
class Correction:
    """A field of a document that somebody corrected: its value as typed, the text before, by whom and when."""

    file: str
    field: str
    value: str = ""
    before: str = ""
    by: str = ""
    date: str = ""
    sha256: str = attrs.field(default="", repr=False)


def corrections_in(folder: Path, languages: Iterable[str] = ()) -> tuple[Correction, ...]:
    """Return the corrections of the documents in a folder, in order; raise `PlanError` for a list that was spoilt.

    The list may be in one of these languages too.
    """
    return _read(_list_of(folder), languages)


def _list_of(folder: Path) -> Path:
    paths = [folder / name for name in CORRECTIONS.values()]
    return next((path for path in paths if path.is_file()), paths[0])


def _read(path: Path, languages: Iterable[str]) -> tuple[Correction, ...]:
    if not path.is_file():
        return ()
    columns = SheetColumns.named_in("corrections", _NEEDED, languages=languages)
    lines = read_sheet(path.name, contents(path), columns).lines
    spoilt = next((line.number for line in lines if set(_NEEDED) - line.cells.keys()), None)
    if spoilt:
        raise PlanError([TEXTS.sentence("corrections_spoilt", path=path, row=spoilt)])
    cells = ({key: cell_text(text) for key, text in line.cells.items()} for line in lines)
    return tuple(Correction(**row) for row in cells)


def add_corrections(folder: Path, corrections: Iterable[Correction], language: str) -> Path:
    """Add corrections to the list of a folder, which is made where there is none; return its path.

    What is in the list already stays to the letter, also what somebody wrote in it.
    """
    path = next((folder / name for name in CORRECTIONS.values() if (folder / name).is_file()), None)
    headings = {field: TEXTS.text(f"corrections.{field}", language) for field in TEXTS.content["corrections"]}
    if path is None:
        path = folder / CORRECTIONS.get(language, CORRECTIONS["en"])
        before = _as_csv([list(headings.values())]).encode("utf-8-sig")
    else:
        _read(path, [language])  # a list that cannot be used is told before anything is added
        before = path.read_bytes()
        _must_be_as_made(path, before, language)
    rows = _as_csv([[escaped(getattr(each, field)) for field in headings] for each in corrections])
    write_whole(path, before.rstrip(b"\r\n") + b"\r\n" + rows.encode("utf-8"))
    return path


def _must_be_as_made(path: Path, data: bytes, language: str) -> None:
    """Raise if rows cannot be added, because a program saved the list with other columns, signs or letters."""
    spoken = (*TEXTS.languages, language)
    made = [[TEXTS.text(f"corrections.{f}", each) for f in TEXTS.content["corrections"]] for each in spoken]
    try:
        first = data.decode("utf-8-sig").splitlines()[0]
    except (UnicodeDecodeError, IndexError):
        first = ""
    if next(csv.reader([first], delimiter=";"), []) not in made:
        raise PlanError([TEXTS.sentence("corrections_changed", path=path)])


def _as_csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def with_corrections(results: Iterable[Result], folders: Iterable[Path] = ()) -> Iterator[Result]:
    """Yield the results of reading files, each with the corrections that stand beside its document.

    `folders` are those that were read as a whole: their files are named from there.
    """
    listed = functools.cache(lambda place, same: corrections_in(place, same.instrument.languages))
    tops = (Path(), *folders)
    for result in results:
        if isinstance(result, Reading) and result.source:
            places = dict.fromkeys((top / result.source).parent for top in tops)
            near = (each for place in places for each in listed(place, Same(result.instrument)))
            own = [each for each in near if each.sha256 == result.sha256]
            yield corrected_by(result, own)
        else:
            yield result


def corrected_by(reading: Reading, corrections: Iterable[Correction]) -> Reading:
    """Return a reading with corrections applied; raise `PlanError` for one that its form cannot take."""
    for each in corrections:
        try:
            reading = reading.corrected({each.field: value_of(each.field, each.value, reading.instrument)})
        except InvalidValueError as error:
            fault = TEXTS.sentence("correction_wrong", file=each.file, field=each.field, value=each.value)
            raise PlanError([fault]) from error
    return reading


def outdated(folder: Path, readings: Iterable[Reading]) -> list[str]:
    """Return the names of documents in a folder that came anew since they were corrected."""
    several = tuple(readings)
    languages = languages_in(reading.instrument for reading in several)
    hashes = {Path(reading.source or "").name: reading.sha256 for reading in several}
    by_file = grouped((each.file, each.sha256) for each in corrections_in(folder, languages))
    return [name for name, known in by_file.items() if name in hashes and hashes[name] not in known]


def corrected_fields(reading: Reading) -> list[str]:
    """Return the ids of the fields that somebody corrected."""
    return [field for field, entry in reading.evidence.items() if entry.how == CORRECTED]


def with_corrections_named(form: FormT, readings: Iterable[Reading], language: str) -> FormT:
    """Return a form that names the answers on it that were corrected afterwards, each with whose it is."""
    named = []
    for reading in readings:
        labels = dict.fromkeys(
            field_words.in_words(id, reading.instrument, language) for id in corrected_fields(reading)
        )
        who = " + ".join(one.name or one.id or "" for one in organisations_of(reading.form))
        named += [f"{who}: {'; '.join(labels)}"] if labels else []
    return attrs.evolve(form, corrected="\n".join(named) or None)


def values_in_words(reading: Reading, fields: Iterable[str], language: str) -> list[str]:
    """Return each of these fields as it now is: its label on the form, and its value in words."""
    shown: dict[str, str] = {}
    for number, form in enumerate(reading.forms, 1):
        for _, lines in FormLines(form, number, language, ids=True).sections():
            shown |= {entry.field: entry.text for line in lines for entry in line.entries if entry.text}
    instrument = reading.instrument
    spoken = language if language in instrument.languages else instrument.languages[0]
    blank = instrument.word("reading.blank", spoken)
    ids = [str(FieldId.of(field)) for field in fields]
    return [f"{field_words.in_words(id, instrument, spoken)}: {shown.get(id, blank)}" for id in ids]


def as_typed(values: Mapping[str, Value], instrument: Instrument, language: str) -> dict[str, str]:
    """Return values as the list holds them: a tick in words of the form, a text or id as it is."""
    ticks = {key: instrument.word(f"tick.{name}", language) for key, name in ((True, "yes"), (False, "no"))}
    unclear = instrument.word("tick.unclear", language)
    return {
        field: ticks.get(value, "") if isinstance(value, bool) else value or (unclear if _is_tick(field) else "")
        for field, value in values.items()
    }


def _is_tick(field: str) -> bool:
    return FieldId.of(field).column == "ticked"
