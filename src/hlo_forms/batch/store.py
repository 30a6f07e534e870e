"""A store of readings in one file, so that a second run reads only new documents."""

from __future__ import annotations

import functools
import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import cattrs

from ..basics.arguments import path_of
from ..basics.libraries import reader_version
from ..basics.messages import Catalogue
from ..basics.structuring import as_is, strict_converter
from ..errors import StoreError
from ..forms import Form
from ..forms.interchange import envelope, structure_form
from ..instrument.model import Instrument
from ..readings.reading import ReadFailure, Reading

_TEXTS = Catalogue("facilitator")

_APPLICATION = 0x484C4F46  # "HLOF", in the header of the file
_LAYOUT = 1
_TABLES = """
CREATE TABLE readings (sha256 TEXT, setting TEXT, reader TEXT, data BLOB, PRIMARY KEY (sha256, setting));
CREATE TABLE forms (form_id TEXT, sha256 TEXT, setting TEXT, PRIMARY KEY (form_id, sha256, setting)) WITHOUT ROWID;
"""

_DAMAGED = (zlib.error, ValueError, KeyError, TypeError, cattrs.ForbiddenExtraKeysError)
"""The errors that damaged or foreign data raise."""


class ReadingStore:
    """Readings in one SQLite file, by the sha256 of the document's bytes and the version of the reader.

    A document in it is not read again until its bytes or the reader change. The store holds everything that the
    documents say: keep it where you keep the documents. It is safe to interrupt: readings not yet written are read
    again. Raises `StoreError` for a file that is not such a store, is damaged, or cannot be written.

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
        self.path = path_of("store", path)
        try:
            self._connection = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        except sqlite3.Error as error:
            raise StoreError(_TEXTS.sentence("store_closed", path=self.path)) from error
        try:
            with self._store_errors():
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        """Create the tables in a new file; raise for a file of another program or version."""
        self._connection.execute("PRAGMA secure_delete = ON")
        with self._transaction():
            application, layout = self._one("PRAGMA application_id"), self._one("PRAGMA user_version")
            if not application and not layout and not self._one("SELECT count(*) FROM sqlite_master"):
                for statement in filter(str.strip, _TABLES.split(";")):
                    self._connection.execute(statement)
                self._connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                self._connection.execute(f"PRAGMA user_version = {_LAYOUT}")
            elif application != _APPLICATION:
                raise self._not_a_store()
            elif layout != _LAYOUT:
                raise StoreError(_TEXTS.sentence("store_other", path=self.path))

    def _one(self, query: str) -> int:
        value: int = self._connection.execute(query).fetchone()[0]
        return value

    def _not_a_store(self) -> StoreError:
        return StoreError(_TEXTS.sentence("store_none", path=self.path))

    @contextmanager
    def _store_errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
                raise self._not_a_store() from error
            raise StoreError(_TEXTS.sentence("store_damaged", path=self.path)) from error

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
        self, sha256: str, source: str, *, setting: str = "", instruments: Iterable[Instrument] = ()
    ) -> Reading | ReadFailure | None:
        """Return the stored result of a document, under its present name; None if it has to be read.

        `setting` stands for everything else that the reading depends on: instruments and a template.
        """
        query = "SELECT data FROM readings WHERE sha256 = ? AND setting = ? AND reader = ?"
        with self._store_errors():
            row = self._connection.execute(query, (sha256, setting, reader_version())).fetchone()
        if row is None:
            return None
        try:
            return loaded(zlib.decompress(row[0]).decode("utf-8"), source, instruments)
        except _DAMAGED:
            return None  # damaged: it is read again

    def put(self, results: Iterable[Reading | ReadFailure], setting: str = "") -> None:
        """Store these results, all or none; each replaces that of another reader for the same document."""
        with self._store_errors(), self._transaction():
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
        """Erase every document with this form and return their number; nothing of them is left in this file.

        A document that holds other forms too is erased as a whole. If the document itself is still among the files,
        the next run reads it again: delete it as well.
        """
        with self._store_errors():
            with self._transaction():
                rows = self._connection.execute("SELECT sha256, setting FROM forms WHERE form_id = ?", (form_id,))
                keys = rows.fetchall()
                for sha256, setting in keys:
                    self._drop(sha256, setting)
            if keys:
                self._connection.execute("VACUUM")
        return len({sha256 for sha256, _ in keys})

    def form_ids(self) -> tuple[str, ...]:
        """Return the ids of the stored forms, in order."""
        with self._store_errors():
            return tuple(row[0] for row in self._connection.execute("SELECT DISTINCT form_id FROM forms ORDER BY 1"))

    def __len__(self) -> int:
        with self._store_errors():
            return self._one("SELECT count(*) FROM readings")

    def __bool__(self) -> bool:
        return True

    def close(self) -> None:
        """Close the file."""
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
    forms = [structure_form(form, instruments) for form in table["forms"]]
    return _converter().structure({**table, "forms": forms}, Reading)


@functools.cache
def _converter() -> cattrs.Converter:
    names = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}
    converter = strict_converter(names, every_fault=False)  # after any fault, the document is read again
    converter.register_structure_hook(Form, as_is)
    converter.register_unstructure_hook(Form, envelope)
    return converter
