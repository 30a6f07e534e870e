"""SPSS files (.sav): a wide one, a row for each form of phase 1, and one for each table."""

from __future__ import annotations

import os
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..analysis.dataset import Dataset
from ..analysis.tables import Table
from ..libraries import imported
from .about import README, lines_of, readme_of
from .chosen import Chosen, chosen
from .folder import CODEBOOK, save
from .spss_variables import LONGEST_NOTE, Column, Names, columns_of, pieces
from .spss_wide import wide_columns
from .words import say, schema

WIDE = "wide"
_CREATED = slice(92, 109)
_NO_DATE = b"01 Jan 0000:00:00"
"""Day and time in the header of a file: none, so that the same data give the same bytes."""


def to_spss(
    dataset: Dataset, folder: str | os.PathLike[str], *, language: str = "nl", everything: bool = False
) -> tuple[Path, ...]:
    """Write a data set as a folder of SPSS files with labels in one language, and give the paths.

    `wide.sav` has a row for each form of phase 1: who, then a variable for the status of each motive (`m_…`), the
    doubts about it (`d_…`), its outcome (`o_…`), what became of the outcome of the round before (`r_…`), and the
    answers (`q_…`). Every table has a file of its own as well; `motives.sav` has a row for each form and motive. Codes
    are numbers with labels; -1 not offered, -2 not filled in and -3 unclear are user-missing. Ids of motives and
    questions stay texts, with their wording as labels. A text of more than 32,767 bytes goes on in the next variable
    ("text_2"); a label that is too long for SPSS ends in "…", and stands whole in `codebook.md`. SPSS keeps no spaces
    at the end of a text.

    Needs `pyreadstat` and `pandas`: `pip install "hlo-forms[spss]"`. `everything` and errors as for `to_csv`, and
    `MissingDependencyError`.

    >>> import tempfile
    >>> import pyreadstat
    >>> from hlo_forms import Dataset, examples, to_spss
    >>> folder = tempfile.mkdtemp()
    >>> paths = to_spss(Dataset(examples.forms(2)), folder, language="en")
    >>> frame, meta = pyreadstat.read_sav(f"{folder}/wide.sav", user_missing=True)
    >>> meta.column_names_to_labels["m_network"], meta.variable_value_labels["m_network"][-1]
    ('Expanding/strengthening our network', 'not offered')
    """
    return save(spss_files(chosen(dataset, language, everything=everything)), folder)


def spss_files(found: Chosen) -> dict[str, bytes]:
    """The files of this export, by name."""
    wide = wide_columns(found)
    files = {f"{WIDE}.sav": _encoded(found, wide)}
    forms = Table(schema(WIDE), [(str(value),) for value in wide[0].values])
    tables = [forms, *found.tables()]
    files |= {f"{table.name}.sav": _encoded(found, _long(found, table)) for table in tables[1:]}
    files[CODEBOOK] = found.book.to_markdown(found.language).encode("utf-8")
    listed = [(f"{table.name}.sav", table) for table in tables]
    return files | {README: readme_of(found, listed, [say("spss.form", found.language)])}


def _long(found: Chosen, table: Table) -> list[Column]:
    names = Names()
    return [
        column
        for variable in found.book.variables[table.name]
        for column in columns_of(names, variable, table.column(variable.name), found.language)
    ]


def _notes(found: Chosen) -> Iterator[str]:
    """What goes along in the file itself, in lines that SPSS can hold."""
    for text in lines_of(found):
        for line in textwrap.wrap(text, LONGEST_NOTE):
            yield from pieces(line, LONGEST_NOTE)


def _encoded(found: Chosen, columns: Sequence[Column]) -> bytes:
    """A file with these columns."""
    pyreadstat, pandas = imported("pyreadstat"), imported("pandas")
    kinds = {True: "object", False: "float64"}
    frame = pandas.DataFrame({one.name: pandas.Series(one.values, dtype=kinds[one.text]) for one in columns})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made.sav")
        pyreadstat.write_sav(
            frame,
            path,
            file_label="hlo_forms",
            note=list(_notes(found)),
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
