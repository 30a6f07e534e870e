"""A folder with one file for each table, the codebook, and a page that says what is in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from ..analysis.tables import Table
from ..folders import Folder
from .about import README, readme_of
from .chosen import Chosen

CODEBOOK = "codebook.md"


def table_files(
    found: Chosen, ending: str, encoded: Callable[[Table], bytes], notes: Iterable[str]
) -> dict[str, bytes]:
    """One file for each table and those of the codebook, a readable codebook, and the README."""
    tables = {f"{table.name}{ending}": table for table in (*found.tables(), *found.book_tables())}
    files = {name: encoded(table) for name, table in tables.items()}
    files[CODEBOOK] = found.book.to_markdown(found.language).encode("utf-8")
    return files | {README: readme_of(found, tables.items(), notes)}


def save(files: dict[str, bytes], folder: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Write these files as all that we have in a folder, and give their paths."""
    return tuple(Folder(Path(folder)).save(files, tidy=True).values())
