"""JSON Lines: a file for each table, a row on each line."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ..analysis.dataset import Dataset
from ..analysis.tables import Table
from .chosen import Chosen, chosen
from .folder import save, table_files
from .words import say

_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
"""What some programs take for the end of a line; in JSON these can only stand in a text."""


def to_jsonl(
    dataset: Dataset, folder: str | os.PathLike[str], *, language: str = "nl", everything: bool = False
) -> tuple[Path, ...]:
    """Write a data set as a folder of JSON Lines (UTF-8), one file for each table and the codebook; give the paths.

    Every line is an object with every column; what is missing is null. `language` is that of the README. `everything`
    and errors as for `to_csv`.

    >>> import json, tempfile
    >>> from hlo_forms import Dataset, examples, to_jsonl
    >>> folder = tempfile.mkdtemp()
    >>> paths = to_jsonl(Dataset(examples.forms(2)), folder)
    >>> first = (paths[2]).read_text("utf-8").splitlines()[0]
    >>> sorted(json.loads(first))[:3]
    ['asks_research', 'copies', 'digest']
    """
    return save(jsonl_files(chosen(dataset, language, everything=everything)), folder)


def jsonl_files(found: Chosen) -> dict[str, bytes]:
    """The files of this export, by name."""
    return table_files(found, ".jsonl", jsonl_of, [say("jsonl.form", found.language)])


def jsonl_of(table: Table) -> bytes:
    """A table as JSON Lines."""
    lines = (json.dumps(row, ensure_ascii=False).translate(_LINE_ENDS) for row in table)
    return "".join(f"{line}\n" for line in lines).encode("utf-8")
