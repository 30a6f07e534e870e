"""Sheet with the texts of an instrument in another language: to fill in in any office, and to bring back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..basics.files import contents
from ..basics.libraries import import_library
from ..basics.messages import Catalogue, alike
from ..errors import PlanError
from ..instrument.model import Instrument
from ..instrument.sentences import FILES, for_partners, rank, sentences_of
from ..instrument.writing import as_toml, source_notes
from .register import cell_text, escaped
from .spreadsheets import SheetColumns, read_sheet

_TEXTS = Catalogue("instruments")

Row = tuple[str, str, str, str]


def rows_of(instrument: Instrument, language: str) -> Iterator[Row]:
    """Yield for each text its place, who reads it, the text, and its translation; what partners read comes first.

    Of that forms come before reports. Then come the words that only the facilitator reads, and our other sentences,
    which all may fall back.

    >>> import hlo_forms as hlo
    >>> next(rows_of(hlo.load_instrument(), "de"))
    ('title', 'partners', 'Strategische motieven en beoogde opbrengsten', '')
    """
    lacking = set(instrument.untranslated.get(language, ()))
    source = next((each for each in instrument.languages if each != language), language)
    rows = [
        (place, _reader(place), wording.get(source, ""), "" if place in lacking else wording.get(language, ""))
        for place, wording in instrument.wordings()
        if not place.startswith("words.locale")
    ]
    notes = dict(source_notes(instrument, source))
    rows += [
        (place, _reader(place), notes[place] or instrument.source[place.removeprefix("source.")], own)
        for place, own in source_notes(instrument, language)
    ]
    yield from sorted(rows, key=lambda row: rank(row[0]))
    for place, ours in _sentences():
        _, file, key = place.split(".", 2)
        text = Catalogue(file).text(key, alike(instrument.languages[0], source))
        own = {**ours, **instrument.sentences.get(f"{file}.{key}", {})}
        yield place, _reader(place), text, own.get(language, "")


def _sentences() -> Iterator[tuple[str, Mapping[str, str]]]:
    for file in FILES:
        for key, texts in sentences_of(file).items():
            yield f"sentences.{file}.{key}", texts


def _reader(place: str) -> str:
    return "partners" if for_partners(place) else "facilitator"


def sheet_of(instrument: Instrument, language: str, name: str, spoken: str) -> bytes:
    """Return the sheet with the texts of an instrument in a language: a workbook for a name that ends in .xlsx.

    Its headings are in the language `spoken`. Raises `MissingDependencyError` for a workbook without the extra.
    """
    source = next((each for each in instrument.languages if each != language), language)
    readers = {key: _TEXTS.text(f"sheet.{key}", spoken) for key in ("partners", "facilitator")}
    head = [_TEXTS.text("sheet.place", spoken), _TEXTS.text("sheet.reader", spoken), source, language]
    rows = [head, *([place, readers[who], text, own] for place, who, text, own in rows_of(instrument, language))]
    if name.lower().endswith(".xlsx"):
        return _workbook(rows)
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(map(escaped, row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _workbook(rows: list[list[str]]) -> bytes:
    xlsxwriter, out = import_library("xlsxwriter"), io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, wrapped = book.add_worksheet(), book.add_format({"text_wrap": True, "valign": "top"})
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, wrapped)
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 3, 70)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def translated(instrument: Instrument, language: str, source: Path, spoken: str = "en") -> str:
    """Return the file of an instrument with the texts that a sheet has in a language.

    Words around the questions and sentences that the sheet lacks fall back to the first language. Raises `PlanError`
    for a sheet that cannot be used, and for a place in it that the instrument does not have.
    """
    fields = dict.fromkeys(("place", *_TEXTS.texts("sheet.place").values()), "place") | {language: "text"}
    columns = SheetColumns(fields, ("place", "text"), needed_in_words=f'"place", "{language}"')
    lines = read_sheet(source.name, contents(source), columns).lines
    places = dict(instrument.wordings()) | dict(_sentences())
    places |= {place: {language: text} for place, text in source_notes(instrument, language)}
    texts: dict[str, dict[str, str]] = {}
    problems = []
    for line in lines:
        place = line.cells.get("place", "")
        if place not in places:
            problems.append(_TEXTS.sentence("no_place", name=source.name, row=line.number, place=place))
        elif line.cells.get("text"):
            texts[place] = {language: _spaced(cell_text(line.cells["text"]), places[place])}
    if problems:
        raise PlanError(problems)
    languages = dict.fromkeys((*instrument.languages, language))
    fallback = instrument.fallback or instrument.languages[0]
    return as_toml(instrument, languages=languages, texts=texts, fallback=fallback, comments=spoken)


def _spaced(text: str, ours: Mapping[str, str]) -> str:
    """Return a text with the spaces around it that ours has, which no sheet keeps."""
    first = next(iter(ours.values()))
    before, after = len(first) - len(first.lstrip()), len(first.rstrip())
    return first[:before] + text + first[after:]
