"""Reading of many documents: in parallel, with a store of earlier readings, and past every bad file."""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias, TypeVar

import attrs

from ..basics.arguments import must_be, path_of, several
from ..basics.libraries import reader_version
from ..errors import DocumentError, InvalidValueError, TemplateError
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..readings.findings import Finding
from ..readings.reading import ReadFailure, Reading, failure_of, read_failure, version_key
from ..word.containers import Contained
from ..word.limits import HIGHEST, Limits
from ..word.reader.document import documents_of, read_document
from ..word.writer.template import Templates, bytes_of_style
from .sources import OneSource, SourceFile, count_of, sources_in
from .store import ReadingStore

Result: TypeAlias = Reading | ReadFailure
"""The result of reading one file."""

Done = TypeVar("Done")
Progress: TypeAlias = Callable[[int, int | None], object]
"""A function to call after each file, with the number that is done and the total (None if it is unknown)."""

_MOST_BYTES = 16 * 1024 * 1024


def read_many(  # noqa: PLR0913 - options of one call, each by its name
    sources: OneSource | Iterable[OneSource],
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: ReadingStore | str | os.PathLike[str] | None = None,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
    limits: Limits = HIGHEST,
    batch: int = 64,
    window: int | None = None,
) -> Iterator[Result]:
    """Read many documents, and yield for each, in order, a `Reading`, or a `ReadFailure` with its reason.

    `sources` are paths, folders (everything in them), patterns ("2026/**/*.docx"), pairs of a name and bytes, binary
    files, or documents that are open in python-docx; a bad one never stops the others. `executor` is any executor of
    the `concurrent.futures` kind (a pool of processes, Dask's `client.get_executor()`): it gets batches of `batch`
    files, `window` of them at a time (by default two for each processor of this machine; take more for a cluster).
    `progress(done, total)` is called after each file; `total` is None if it is unknown. `store` (a path, or a
    `ReadingStore`) keeps the results, so that a second run reads only new files. `instruments`, `template` and
    `limits` are those of `read`.

    E-mail messages (.eml) and zip files are opened, and give a result for each document in them, under both names
    ("mail.eml/form.docx"). Files larger than 128 MiB are not opened. A file that is the same to the byte as an
    earlier one has the finding "same-file"; a form that came earlier in another version has "other-version"; `seen`
    names the earlier file. Raises `StoreError` for a store that cannot be used, `TemplateError` for a house style
    that cannot be rendered, `InvalidValueError` for an argument that is none of these, and any error of the executor
    when its workers die.

    >>> from hlo_forms import CommitmentForm, render
    >>> files = [("2025.docx", render(CommitmentForm(round="2025"))), ("scan.pdf", b"%PDF-1.7")]
    >>> for result in read_many(files):
    ...     print(result.source, type(result).__name__)
    2025.docx Reading
    scan.pdf ReadFailure
    """
    for name, number in (("batch", batch), ("window", window)):
        if number is not None and (type(number) is not int or number < 1):
            raise InvalidValueError(name, "a number above 0", number)
    if progress is not None and not callable(progress):
        raise InvalidValueError("progress", "a function of two numbers", progress)
    own = several("instruments", instruments, Instrument, "a list of instruments")
    task = _Task(own, bytes_of_style(template), must_be("limits", limits, Limits, "limits"))
    skip = _files_of(store)
    total = count_of(sources, skip) if progress else None
    results = _results(sources_in(sources, skip), executor, store, task, batch, window or 2 * (os.cpu_count() or 1))
    return _with_repeats(results, progress, total)


@attrs.frozen
class _Task:
    """Settings of a reading: the instruments and the house style."""

    instruments: tuple[Instrument, ...]
    template: bytes | dict[str, bytes] | None
    limits: Limits

    def setting(self) -> str:
        """Return a digest of everything that a reading depends on, apart from the reader and the file."""
        instruments = (*self.instruments, load_instrument())
        wordings = [[(place, dict(words)) for place, words in each.wordings()] for each in instruments]
        spellings = [{key: list(texts) for key, texts in each.spellings.items()} for each in instruments]
        template = self.template if isinstance(self.template, dict) else {"": self.template or b""}
        looks = {phase: hashlib.sha256(data).hexdigest() for phase, data in sorted(template.items())}
        text = json.dumps([[each.digest for each in instruments], wordings, spellings, looks, *self._lower()])
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]

    def _lower(self) -> list[tuple[int, ...]]:
        return [attrs.astuple(self.limits)] if self.limits != HIGHEST else []

    def read_all(self, files: Sequence[tuple[str, bytes, str]]) -> list[list[Result]]:
        """Return the results of each file, given as its name, its bytes and their sha256."""
        return [list(self._results(*file)) for file in files]

    def _results(self, name: str, data: bytes, sha256: str) -> Iterator[Result]:
        """Yield the result of a document, or of each document in a message or zip file."""
        failures: list[Result] = []
        documents = self._tried(name, lambda: documents_of(data, self.limits), failures)
        for document in documents or []:
            inner = document.name is not None
            label = f"{name}/{document.name}" if inner else name
            digest = hashlib.sha256(document.data).hexdigest() if inner else sha256
            result = self._tried(label, functools.partial(self._reading, document), failures) or failures.pop()
            yield attrs.evolve(result, source=label, sha256=digest, reader=reader_version())
        for failure in failures:
            yield attrs.evolve(failure, sha256=sha256, reader=reader_version())

    def _reading(self, document: Contained) -> Reading:
        return read_document(document, instruments=self.instruments, template=self.template, limits=self.limits)

    def _tried(self, name: str, task: Callable[[], Done], failures: list[Result]) -> Done | None:
        """Return what a task gives; None where the file cannot be read, with the reason among the failures."""
        try:
            return task()
        except DocumentError as error:
            failures.append(failure_of(name, error))
        except TemplateError:
            raise  # a fault of the caller's house style, not of a file
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
            failures.append(read_failure(name, "unexpected", type(error).__name__))
        return None


def _files_of(store: ReadingStore | str | os.PathLike[str] | None) -> list[Path]:
    """Return the store's own files, which are skipped in a folder of forms."""
    if store is None:
        return []
    path = store.path if isinstance(store, ReadingStore) else path_of("store", store)
    return [path, path.parent / f"{path.name}-journal"]


def _results(
    files: Iterable[SourceFile],
    executor: Executor | None,
    store: ReadingStore | str | os.PathLike[str] | None,
    task: _Task,
    batch: int,
    window: int,
) -> Iterator[list[Result]]:
    with ExitStack() as stack:
        shelf = store if isinstance(store, ReadingStore) or store is None else stack.enter_context(ReadingStore(store))
        memory = _Memory(shelf, task.instruments, task.setting() if shelf is not None else "")
        batches = _batches(files, memory, batch if executor else 1, task.limits)
        if executor is None:
            yield from _one_by_one(batches, task, memory, batch)
        else:
            yield from _in_parallel(batches, task, memory, executor, window)


@attrs.define
class _Memory:
    """Results of earlier runs in the store, and new results in a queue for it."""

    store: ReadingStore | None
    instruments: tuple[Instrument, ...]
    setting: str
    queue: list[Result] = attrs.field(factory=list)

    def recall(self, sha256: str, name: str) -> Result | None:
        if self.store is None:
            return None
        return self.store.get(sha256, name, setting=self.setting, instruments=self.instruments)

    def keep(self, results: Iterable[Result], at_least: int = 1) -> None:
        """Queue these results, and write them once there are enough to be worth it."""
        if self.store is not None:
            self.queue += [
                result for result in results if not (isinstance(result, ReadFailure) and result.code == "unexpected")
            ]
            if len(self.queue) >= at_least:
                self.write()

    def write(self) -> None:
        if self.store is not None and self.queue:
            self.store.put(self.queue, self.setting)
            self.queue = []


@attrs.define
class _Batch:
    """Consecutive files: the result of each if there is one already, else its place among the files to read."""

    entries: list[list[Result] | int] = attrs.field(factory=list)
    to_read: list[tuple[str, bytes, str]] = attrs.field(factory=list)
    size: int = 0

    def add(self, file: SourceFile, memory: _Memory, limits: Limits) -> None:
        opened = file.opened(limits)
        if isinstance(opened, ReadFailure):
            self.entries.append([opened])
            return
        data, sha256 = opened
        result = memory.recall(sha256, file.name)
        if result is not None:
            self.entries.append([result])
        else:
            self.entries.append(len(self.to_read))
            self.to_read.append((file.name, data, sha256))
            self.size += len(data)

    def results(self, new: Sequence[list[Result]]) -> Iterator[list[Result]]:
        """Return the results of each file, in order."""
        return (new[entry] if isinstance(entry, int) else entry for entry in self.entries)


def _batches(files: Iterable[SourceFile], memory: _Memory, most: int, limits: Limits) -> Iterator[_Batch]:
    batch = _Batch()
    for file in files:
        batch.add(file, memory, limits)
        if len(batch.entries) >= most or batch.size >= _MOST_BYTES:
            yield batch
            batch = _Batch()
    if batch.entries:
        yield batch


def _one_by_one(batches: Iterable[_Batch], task: _Task, memory: _Memory, at_least: int) -> Iterator[list[Result]]:
    try:
        for batch in batches:
            results = task.read_all(batch.to_read)
            memory.keep(itertools.chain.from_iterable(results), at_least)
            yield from batch.results(results)
    finally:
        memory.write()


def _in_parallel(
    batches: Iterable[_Batch], task: _Task, memory: _Memory, executor: Executor, window: int
) -> Iterator[list[Result]]:
    running: deque[tuple[_Batch, Future[list[list[Result]]] | None]] = deque()
    try:
        for batch in batches:
            running.append((batch, executor.submit(task.read_all, batch.to_read) if batch.to_read else None))
            if len(running) >= window:
                yield from _next(running, memory)
        while running:
            yield from _next(running, memory)
    finally:
        for _, future in running:
            if future is not None:
                future.cancel()


def _next(running: deque[tuple[_Batch, Future[list[list[Result]]] | None]], memory: _Memory) -> Iterator[list[Result]]:
    """Return the results of the oldest running batch, after storing them."""
    batch, future = running.popleft()
    results = future.result() if future is not None else []
    memory.keep(itertools.chain.from_iterable(results))
    return batch.results(results)


def _with_repeats(files: Iterator[list[Result]], progress: Progress | None, total: int | None) -> Iterator[Result]:
    """Yield the results of these files, with a finding for each document or form that came earlier."""
    earlier = _Earlier()
    for done, results in enumerate(files, 1):
        if progress is not None:
            progress(done, total)
        yield from map(earlier.compare, results)


@attrs.define
class _Earlier:
    """Files and forms that came earlier in a run: digests and names only, so that any number fits in memory."""

    files: dict[str, str] = attrs.field(factory=dict)
    forms: dict[tuple[str, ...], tuple[int, str]] = attrs.field(factory=dict)

    def compare(self, result: Result) -> Result:
        if isinstance(result, ReadFailure) or result.sha256 is None:
            return result
        name = result.source or ""
        if result.sha256 in self.files:
            return _with(result, Finding(code="same-file", seen=self.files[result.sha256]))
        self.files[result.sha256] = name
        for form in result.forms:
            key = version_key(form)
            digest, earlier = self.forms.setdefault(key, (hash(form), name)) if key else (hash(form), name)
            if digest != hash(form):
                result = _with(result, Finding(code="other-version", seen=earlier))
        return result


def _with(reading: Reading, finding: Finding) -> Reading:
    return attrs.evolve(reading, findings=(*reading.findings, finding))
