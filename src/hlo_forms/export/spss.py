"""SPSS files (.sav): wide ones with a row for each counted answer and each form of phase 1, and one for each table."""

from __future__ import annotations

import os
import re
import tempfile
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import attrs

from ..basics.libraries import import_library
from ..forms import PreparationForm
from ..research.dataset import Dataset
from ..research.statistics.pool import answers_in
from ..research.tables import Cell, Table, schemas
from .codebook import TEXTS, Value, Variable
from .folder import Selection, lines_of, save, select, with_pages

WIDE = "wide"
WIDE_FORMS = "wide_forms"
LONGEST_NAME = 64
LONGEST_LABEL = 256
LONGEST_VALUE_LABEL = 120
LONGEST_TEXT = 32_767
LONGEST_NOTE = 80
"""The limits of SPSS, in bytes of UTF-8."""

_OF_FORM = (
    *("form", "form_id", "version", "versions", "partnership", "partnership_name", "round"),
    *("organisation", "organisation_name", "organisation_type", "sector", "ownership", "respondent"),
    *("language", "filled_in", "findings", "doubts", "instrument", "edition"),
)
_OF_ANSWER = (
    *("answer", "partnership", "round", "organisation", "organisation_name", "organisation_type", "sector"),
    *("ownership", "language", "edition", "voices", "once"),
)
_OF = {"counted": _OF_ANSWER, "forms": _OF_FORM}
"""The first columns of a wide file, of the table that its rows are."""

_OF_MOTIVE = {"m": "status", "d": "doubt_codes", "o": "outcome", "r": "realised"}
"""The columns of the table "motives" in the wide file, by the first letter of the variable."""

_RESERVED = {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")
_CREATED = slice(92, 109)
_NO_DATE = b"01 Jan 0000:00:00"
"""The day and time in the header of a file: always the same, so that the same data give the same bytes."""


def to_spss(  # noqa: PLR0913 - one for each option
    dataset: Dataset,
    folder: str | os.PathLike[str],
    *,
    language: str | None = None,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> tuple[Path, ...]:
    """Write a data set as a folder of SPSS files with labels in one language, and return the paths.

    `wide.sav` has a row for each counted answer, as every statistic counts them: one organisation in one round of one
    partnership, its voices joined, in the last version. After the organisation comes a variable for the status of each
    motive (`m_…`), the doubts about it (`d_…`), its outcome (`o_…`), whether the outcome of the previous round was
    realised (`r_…`), and the answers (`q_…`); texts of several voices are parted by a slash. `wide_forms.sav` has the
    same with a row for each form. Every table also has a file of its own. Codes are numbers with labels; -1 not
    offered, -2 not filled in and -3 unclear are user-missing. Ids of motives and questions stay texts, with their
    wording as labels. A text of more than 32,767 bytes continues in the next variable ("text_2"); a label that is
    too long for SPSS ends in "…" and is complete in `codebook.md`. SPSS drops spaces at the end of a text.

    Needs `pyreadstat` and `pandas`: `pip install "hlo-forms[spss]"`. `everything`, `evidence`, `answers`, `ground` and
    errors are those of `to_csv`, and `MissingDependencyError` without the libraries.

    >>> import tempfile
    >>> import pyreadstat
    >>> from hlo_forms import Dataset, examples, to_spss
    >>> folder = tempfile.mkdtemp()
    >>> paths = to_spss(Dataset(examples.forms(2)), folder, language="en")
    >>> frame, meta = pyreadstat.read_sav(f"{folder}/wide.sav", user_missing=True)
    >>> meta.column_names_to_labels["m_network"], meta.variable_value_labels["m_network"][-1]
    ('Expanding/strengthening our network', 'not asked')
    """
    return save(
        spss_files(select(dataset, language, everything=everything, evidence=evidence, answers=answers, ground=ground)),
        folder,
    )


def spss_files(selection: Selection) -> dict[str, bytes]:
    """Return the files of an SPSS export, by name."""
    files = {}
    for name, wide in ((WIDE, _wide_columns(selection)), (WIDE_FORMS, _wide_form_columns(selection))):
        keys = Table(schemas("exports")[name], [(str(value),) for value in wide[0].values])
        files[f"{name}.sav"] = (keys, _encoded(selection, wide))
    for table in selection.tables():
        files[f"{table.name}.sav"] = (table, _encoded(selection, _table_columns(selection, table)))
    return with_pages(selection, files, [TEXTS.text("spss.form", selection.language)])


def _table_columns(selection: Selection, table: Table) -> list[SavColumn]:
    names = SavNames()
    return [
        column
        for variable in selection.book.variables[table.name]
        for column in _columns(names, variable, table.column(variable.name), selection.language)
    ]


def _notes(selection: Selection) -> Iterator[str]:
    """Yield the lines about the export, cut to the length of a note in SPSS."""
    for text in lines_of(selection):
        for line in textwrap.wrap(text, LONGEST_NOTE):
            yield from pieces(line, LONGEST_NOTE)


def _encoded(selection: Selection, columns: Sequence[SavColumn]) -> bytes:
    """Return a .sav file with these columns."""
    pyreadstat, pandas = import_library("pyreadstat"), import_library("pandas")
    kinds = {True: "object", False: "float64"}
    frame = pandas.DataFrame({one.name: pandas.Series(one.values, dtype=kinds[one.text]) for one in columns})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.sav")
        pyreadstat.write_sav(
            frame,
            path,
            file_label="hlo_forms",
            note=list(_notes(selection)),
            row_compress=True,
            column_labels=[one.label for one in columns],
            variable_value_labels={one.name: one.value_labels for one in columns if one.value_labels},
            missing_ranges={one.name: list(one.missing) for one in columns if one.missing},
            variable_measure={one.name: "scale" if one.counted else "nominal" for one in columns},
            variable_format={one.name: "F8.0" for one in columns if not one.text},
        )
        data = bytearray(path.read_bytes())
    data[_CREATED] = _NO_DATE
    return bytes(data)


def _wide_columns(selection: Selection) -> list[SavColumn]:
    """Return the columns of the wide file in blocks, so that SPSS can name a block by its first and last variable."""
    tables = {table.name: table for table in selection.tables()}
    rows = {(row["answer"], row["motive"]): row for row in tables["counted"]}
    firsts = {answer: row for (answer, _), row in reversed(rows.items())}
    answers = [one for one in answers_in(selection.dataset.entries) if one.keys[0] in firsts]
    names = SavNames()
    columns = _particulars(selection, names, "counted", [firsts[one.keys[0]] for one in answers])
    keys = [one.keys for one in answers]
    statuses = {
        (one.keys, motive): rows.get((one.keys[0], motive), {}).get("status")
        for one in answers
        for motive in one.statuses
    }
    columns += _motives(selection, names, tables["motives"], keys, statuses)
    return columns + list(_answers(selection, names, tables["answers"], keys))


def _wide_form_columns(selection: Selection) -> list[SavColumn]:
    """Return the same columns with a row for each form of phase 1."""
    tables = {table.name: table for table in selection.tables()}
    rows = [row for row in tables["forms"] if row["phase"] == PreparationForm.phase]
    keys, names = [(str(row["form"]),) for row in rows], SavNames()
    columns = _particulars(selection, names, "forms", rows)
    columns += _motives(selection, names, tables["motives"], keys)
    return columns + list(_answers(selection, names, tables["answers"], keys))


def _particulars(
    selection: Selection, names: SavNames, table: str, rows: Sequence[Mapping[str, Cell]]
) -> list[SavColumn]:
    variables = selection.variables(table)
    return [
        column
        for name in _OF[table]
        for column in _columns(names, variables[name], (row[name] for row in rows), selection.language)
    ]


_Keys: TypeAlias = Sequence[tuple[str, ...]]
"""The keys of the forms in each row."""


def _motives(
    selection: Selection,
    names: SavNames,
    table: Table,
    keys: _Keys,
    statuses: Mapping[tuple[tuple[str, ...], str], Cell] | None = None,
) -> Iterator[SavColumn]:
    """Yield the columns of the motives; `statuses` are those of rows of several forms."""
    rows = {(row["form"], row["motive"]): row for row in table}
    variables, language = selection.variables("motives"), selection.language
    for letter, name in _OF_MOTIVE.items():
        for motive in variables["motive"].values:
            values = [_joined([rows.get((key, motive.code), {}).get(name) for key in own], name) for own in keys]
            if name == "status" and statuses is not None:
                values = [statuses.get((own, motive.code)) for own in keys]
            label = TEXTS.text(f"wide.{name}", language, motive=motive.label[language])
            variable = attrs.evolve(variables[name], name=f"{letter}_{motive.code}")
            yield from _columns(names, variable, values, language, label=label)


def _joined(cells: Iterable[Cell], column: str) -> Cell:
    """Return the values of several voices as one: texts and codes of doubts after one another, else what all say."""
    different = list(dict.fromkeys(cell for cell in cells if cell is not None))
    if len(different) < 2:
        return different[0] if different else None
    if column == "doubt_codes":
        return " ".join(dict.fromkeys(code for cell in different for code in str(cell).split()))
    return " / ".join(map(str, different)) if column in ("outcome", "text") else None


def _answers(selection: Selection, names: SavNames, table: Table, keys: _Keys) -> Iterator[SavColumn]:
    rows = {(row["form"], row["question"]): row for row in table}
    variables, language = selection.variables("answers"), selection.language
    asked = (asked.questions_of(PreparationForm.phase) for asked in selection.book.instruments)
    ids = {question.id for questions in asked for question in questions}
    for question in variables["question"].values:
        if question.code in ids:
            values = [_joined([rows.get((key, question.code), {}).get("text") for key in own], "text") for own in keys]
            variable = attrs.evolve(variables["text"], name=f"q_{question.code}")
            yield from _columns(names, variable, values, language, label=question.label[language])


@attrs.frozen(kw_only=True)
class SavColumn:
    """A column of a file: numbers or texts within the limits of SPSS, with the meaning of the column and its values."""

    name: str
    label: str
    values: Sequence[float | str | None] = attrs.field(repr=False)
    text: bool
    value_labels: Mapping[float, str] | Mapping[str, str] = attrs.field(factory=dict, repr=False)
    missing: tuple[float, ...] = ()
    counted: bool = False


@attrs.define
class SavNames:
    """Gives out names that SPSS accepts, each once, whatever the case of its letters."""

    _taken: set[str] = attrs.field(factory=set)

    def new(self, wanted: str) -> str:
        """Return the wanted name, or a similar one that is valid and free.

        >>> names = SavNames()
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


def _columns(
    names: SavNames, variable: Variable, cells: Iterable[Cell], language: str, *, label: str | None = None
) -> Iterator[SavColumn]:
    """Yield a variable with its values as a column, or as several where a text is too long for one.

    Codes with a number become that number; ids of the instrument stay texts with their wording as labels.
    """
    shown = shortened(label or variable.label[language], LONGEST_LABEL)
    if variable.kind in ("integer", "number", "boolean"):
        counted = variable.kind != "boolean"
        answers = () if counted else ("no", "yes")
        labels = {float(value): TEXTS.text(key, language) for value, key in enumerate(answers)}
        numbers = [None if cell is None else float(cell) for cell in cells]
        name = names.new(variable.name)
        yield SavColumn(name=name, label=shown, values=numbers, text=False, value_labels=labels, counted=counted)
    elif any(value.number is not None for value in variable.values):
        yield _coded(names.new(variable.name), shown, cells, variable.values, language)
    else:
        texts = ["" if cell is None else str(cell) for cell in cells]
        wordings = {value.code: shortened(value.label[language], LONGEST_VALUE_LABEL) for value in variable.values}
        yield from _texts(names, variable.name, shown, texts, wordings)


def _coded(name: str, label: str, cells: Iterable[Cell], values: Iterable[Value], language: str) -> SavColumn:
    numbers = {value.code: float(value.number) for value in values if value.number is not None}
    labels = {numbers[value.code]: shortened(value.label[language], LONGEST_VALUE_LABEL) for value in values}
    return SavColumn(
        name=name,
        label=label,
        values=[None if cell is None else numbers[str(cell)] for cell in cells],
        text=False,
        value_labels=labels,
        missing=tuple(sorted((number for number in labels if number < 0), reverse=True)),
    )


def _texts(
    names: SavNames, name: str, label: str, texts: list[str], value_labels: Mapping[str, str]
) -> Iterator[SavColumn]:
    """Yield the texts as a column; pieces that do not fit continue in further columns."""
    parts = [list(pieces(text)) for text in texts]
    for number in range(max([1, *map(len, parts)])):
        values = [own[number] if number < len(own) else "" for own in parts]
        free = names.new(name if not number else f"{name}_{number + 1}")
        shown = label if not number else shortened(f"({number + 1}) {label}", LONGEST_LABEL)
        yield SavColumn(name=free, label=shown, values=values, text=True, value_labels=value_labels)


def pieces(text: str, most: int = LONGEST_TEXT) -> Iterator[str]:
    """Yield a text in pieces of at most `most` bytes; joined they are the text.

    None ends with a space where that can be avoided, because SPSS drops spaces at the end.

    >>> list(pieces("een twee", 4)), list(pieces("éé", 3))
    (['een', ' twe', 'e'], ['é', 'é'])
    """
    data = text.encode("utf-8")
    while len(data) > most:
        cut = most
        while data[cut] & 0xC0 == 0x80:  # never within a character
            cut -= 1
        cut = len(data[:cut].rstrip(b" ")) or cut
        yield data[:cut].decode("utf-8")
        data = data[cut:]
    yield data.decode("utf-8")


def shortened(text: str, most: int) -> str:
    """Return a label on one line of at most `most` bytes; the codebook has the whole label.

    >>> shortened("een twee drie", 11)
    'een twee…'
    """
    line = " ".join(text.split())
    data = line.encode("utf-8")
    if len(data) <= most:
        return line
    return data[: most - 3].decode("utf-8", "ignore").rstrip() + "…"
