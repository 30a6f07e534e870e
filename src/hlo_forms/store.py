"""What was read, kept in one file, so that a second run reads only what is new."""

from __future__ import annotations

import functools
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import cattrs

from .errors import StoreError
from .forms import Form
from .instrument import Instrument
from .interchange import envelope, form_in
from .readings import Reading
from .results import ReadFailure
from .structuring import as_is, strict_converter
from .versions import reader_version

_APPLICATION = 0x484C4F46  # "HLOF", in the header of the file
_LAYOUT = 1
_TABLES = """
CREATE TABLE readings (sha256 TEXT, setting TEXT, reader TEXT, data BLOB, PRIMARY KEY (sha256, setting));
CREATE TABLE forms (form_id TEXT, sha256 TEXT, setting TEXT, PRIMARY KEY (form_id, sha256, setting)) WITHOUT ROWID;
"""


class ReadingStore:
    """What was read from documents, by the sha256 of their bytes and the version of the reader, in one SQLite file.

    A file that was kept is not read again until its bytes or the reader change. It holds everything the documents
    say: keep it where you keep the documents. Safe when interrupted: what was not yet written is read again.
    Raises `StoreError` for a file that is no such store, is damaged, or cannot be written.

    >>> import tempfile, pathlib
    >>> from hlo_forms import CommitmentForm, read_many, render
    >>> path = pathlib.Path(tempfile.mkdtemp(), "forms.store")
    >>> form = CommitmentForm(round="2026")
    >>> with ReadingStore(path) as store:
    ...     (reading,) = read_many([("fase3.docx", render(form))], store=store)
    ...     len(store), store.form_ids() == (form.id,), store.forget(form.id), len(store)
    (1, True, 1, 0)
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            self._connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreError(f"{self.path}: cannot be opened ({error}); check its folder") from error
        try:
            with self._told():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        """Make the tables in a new file; refuse a file that is another's."""
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            found, layout = self._one("PRAGMA application_id"), self._one("PRAGMA user_version")
            if not found and not layout and not self._one("SELECT count(*) FROM sqlite_master"):
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._connection.execute(f"PRAGMA user_version = {_LAYOUT}")
            elif found != _APPLICATION:
                raise self._is_another()
            elif layout != _LAYOUT:
                raise StoreError(f"{self.path}: was made by another version of hlo-forms; choose another path")

    def _one(self, query: str) -> int:
        found: int = self._connection.execute(query).fetchone()[0]
        return found

    def _is_another(self) -> StoreError:
        return StoreError(f"{self.path}: is no store of readings; choose another path (nothing was written)")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                raise self._is_another() from error
            message = f"{self.path}: cannot be used ({error}); if it is damaged, delete it: all can be read again"
            raise StoreError(message) from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def get(
        self, sha256: str, source: str, setting: str = "", instruments: Iterable[Instrument] = ()
    ) -> Reading | ReadFailure | None:
        """What was kept of a file, under its name of now; None where it has to be read.

        `setting` stands for whatever else the reading depends on: instruments and a template.
        """
        query = "SELECT data FROM readings WHERE sha256 = ? AND setting = ? AND reader = ?"
        with self._told():
            row = self._connection.execute(query, (sha256, setting, reader_version())).fetchone()
        if row is None:
            return None
        try:
            return loaded(zlib.decompress(row[0]).decode("utf-8"), source, instruments)
        except (zlib.error, ValueError, KeyError, TypeError, cattrs.BaseValidationError):
            return None  # damaged: it is read again

    def put(self, results: Iterable[Reading | ReadFailure], setting: str = "") -> None:
        """Keep these, all or none of them, each in place of what another reader made of the same file."""
        with self._told(), self._transaction():
            for result in results:
                if result.sha256 is not None:
                    self._put(result, result.sha256, setting)

    def _put(self, result: Reading | ReadFailure, sha256: str, setting: str) -> None:
        self._drop(sha256, setting)
        data = zlib.compress(dumped(result).encode("utf-8"))
        row = (sha256, setting, reader_version(), data)
        self._connection.execute("INSERT INTO readings VALUES (?, ?, ?, ?)", row)
        ids = {form.id for form in result.forms} if isinstance(result, Reading) else set()
        rows = [(id, sha256, setting) for id in sorted(ids)]
        self._connection.executemany("INSERT INTO forms VALUES (?, ?, ?)", rows)

    def _drop(self, sha256: str, setting: str) -> None:
        for table in ("readings", "forms"):
            self._connection.execute(f"DELETE FROM {table} WHERE sha256 = ? AND setting = ?", (sha256, setting))  # noqa: S608 - our own names

    def forget(self, form_id: str) -> int:
        """Erase every document with this form, and say how many there were; nothing of them is left in this file.

        A document that holds other forms too is erased as a whole. Where the document itself is still among the
        files, the next run reads it again: delete it as well.
        """
        with self._told():
            with self._transaction():
                rows = self._connection.execute("SELECT sha256, setting FROM forms WHERE form_id = ?", (form_id,))
                found = rows.fetchall()
                for sha256, setting in found:
                    self._drop(sha256, setting)
            if found:
                self._connection.execute("VACUUM")
        return len({sha256 for sha256, _ in found})

    def form_ids(self) -> tuple[str, ...]:
        """The ids of the forms that are kept, in order."""
        with self._told():
            return tuple(row[0] for row in self._connection.execute("SELECT DISTINCT form_id FROM forms ORDER BY 1"))

    def __len__(self) -> int:
        with self._told():
            return self._one("SELECT count(*) FROM readings")

    def __bool__(self) -> bool:
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"ReadingStore({self.path.name!r})"


# ---- readings and failures as JSON, exact both ways


def dumped(result: Reading | ReadFailure) -> str:
    """Return a reading or a failure as JSON text, without the name of its file: that may change."""
    table = _converter().unstructure(result)
    table.pop("source", None)
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str, source: str, instruments: Iterable[Instrument] = ()) -> Reading | ReadFailure:
    """Return the result that `dumped` wrote, under the name that its file has now.

    A `ValueError`, `KeyError`, `TypeError` or error of cattrs says that the text is none of ours, or names an
    instrument that is not at hand.
    """
    table = {**json.loads(text), "source": source}
    if "code" in table:
        return _converter().structure(table, ReadFailure)
    forms = [form_in(form, instruments) for form in table["forms"]]
    return _converter().structure({**table, "forms": forms}, Reading)


@functools.cache
def _converter() -> cattrs.Converter:
    converter = strict_converter({str: "a text", int: "a whole number", list: "a list", dict: "an object"})
    converter.register_structure_hook(Form, as_is)
    converter.register_unstructure_hook(Form, envelope)
    return converter
