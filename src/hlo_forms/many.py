"""Many documents to readings, one after another: in parallel, from what was kept, and past every bad file."""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import attrs

from .errors import DocumentError, InvalidValueError, TemplateError
from .findings import Finding
from .instrument import Instrument, load_instrument
from .readings import Reading
from .results import ReadFailure, failed, refused_document, version_key
from .sources import Found, OneSource, count_of, found_in
from .store import ReadingStore
from .versions import reader_version
from .word.package import bytes_of
from .word.reading import read
from .word.rendering import Templates

Result: TypeAlias = Reading | ReadFailure
Progress: TypeAlias = Callable[[int, int | None], object]

_MOST_BYTES = 16 * 1024 * 1024


def read_many(  # noqa: PLR0913 - options of one call, each by its name
    sources: OneSource | Iterable[OneSource],
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    store: ReadingStore | str | os.PathLike[str] | None = None,
    instruments: Iterable[Instrument] = (),
    template: Templates | None = None,
    batch: int = 64,
    window: int | None = None,
) -> Iterator[Result]:
    """What is in each of many documents, in order, as it is read: a `Reading`, or a `ReadFailure` with its reason.

    `sources` are paths, folders (all that is in them), patterns ("2026/**/*.docx"), pairs of a name and bytes, or
    binary files; a bad one never stops the others. `executor` is any of `concurrent.futures` (a pool of processes,
    Dask's `client.get_executor()`): it gets batches of `batch` files, `window` of them at a time (by default two
    for each processor of this machine; more for a cluster). `progress(done, total)` is called after each file;
    `total` is None where it is not known. `store` (a path, or a `ReadingStore`) keeps what was read, so that a
    second run reads only what is new. `instruments` and `template` are those of `read`.

    Documents larger than 128 MiB are not opened. Files that are the same to the byte have the finding "same-file",
    forms that came in another version already have "other-version"; what was seen names the file that came first.
    Raises `StoreError` for a store that cannot be used, `TemplateError` for a house style that cannot be rendered,
    and what the executor raises when its workers die.

    >>> from hlo_forms import CommitmentForm, render
    >>> files = [("2025.docx", render(CommitmentForm(round="2025"))), ("scan.pdf", b"%PDF-1.7")]
    >>> for result in read_many(files):
    ...     print(result.source, type(result).__name__)
    2025.docx Reading
    scan.pdf ReadFailure
    """
    if batch < 1 or (window is not None and window < 1):
        raise InvalidValueError("batch" if batch < 1 else "window", "a number above 0", batch if batch < 1 else window)
    task = _Task(tuple(instruments), _opened(template))
    skip = _files_of(store)
    total = count_of(sources, skip) if progress else None
    results = _results(found_in(sources, skip), executor, store, task, batch, window or 2 * (os.cpu_count() or 1))
    return _told(results, progress, total)


@attrs.frozen
class _Task:
    """How to read: with which instruments, in which house style."""

    instruments: tuple[Instrument, ...]
    template: bytes | dict[str, bytes] | None

    def setting(self) -> str:
        """A digest of what a reading depends on beside the reader and the file."""
        known = (*self.instruments, load_instrument())
        wordings = [[(place, dict(words)) for place, words in asked.wordings()] for asked in known]
        spellings = [{key: list(texts) for key, texts in asked.spellings.items()} for asked in known]
        template = self.template if isinstance(self.template, dict) else {"": self.template or b""}
        looks = {phase: hashlib.sha256(data).hexdigest() for phase, data in sorted(template.items())}
        text = json.dumps([[asked.digest for asked in known], wordings, spellings, looks])
        return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]

    def read_all(self, files: Sequence[tuple[str, bytes, str]]) -> list[Result]:
        """What each of these files gives: its name, its bytes and their sha256."""
        return [self._read(*file) for file in files]

    def _read(self, name: str, data: bytes, sha256: str) -> Result:
        found: Result
        try:
            found = read(data, instruments=self.instruments, template=self.template)
        except DocumentError as error:
            found = refused_document(name, error)
        except TemplateError:
            raise  # of the caller's own house style, not of a file
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
            found = failed(name, "unexpected", type(error).__name__)
        return attrs.evolve(found, source=name, sha256=sha256, reader=reader_version())


def _opened(template: Templates | None) -> bytes | dict[str, bytes] | None:
    """The bytes of a house style, to be read once."""
    if isinstance(template, Mapping):
        return {phase: bytes_of(own)[0] for phase, own in template.items()}
    return bytes_of(template)[0] if template is not None else None


def _files_of(store: ReadingStore | str | os.PathLike[str] | None) -> list[Path]:
    """The store's own files, which are not to be read where they stand in a folder of forms."""
    if store is None:
        return []
    path = store.path if isinstance(store, ReadingStore) else Path(store)
    return [path, path.with_name(path.name + "-journal")]


def _results(
    files: Iterable[Found],
    executor: Executor | None,
    store: ReadingStore | str | os.PathLike[str] | None,
    task: _Task,
    batch: int,
    window: int,
) -> Iterator[Result]:
    with ExitStack() as stack:
        kept = store if isinstance(store, ReadingStore) or store is None else stack.enter_context(ReadingStore(store))
        memory = _Memory(kept, task.instruments, task.setting() if kept is not None else "")
        batches = _batches(files, memory, batch if executor else 1)
        if executor is None:
            yield from _one_by_one(batches, task, memory, batch)
        else:
            yield from _in_parallel(batches, task, memory, executor, window)


@attrs.define
class _Memory:
    """What was read before, and what is to be kept."""

    store: ReadingStore | None
    instruments: tuple[Instrument, ...]
    setting: str
    waiting: list[Result] = attrs.field(factory=list)

    def recalled(self, sha256: str, name: str) -> Result | None:
        return self.store.get(sha256, name, self.setting, self.instruments) if self.store is not None else None

    def keep(self, results: Iterable[Result], at_least: int = 1) -> None:
        """Keep these, once there are enough to be worth writing."""
        if self.store is not None:
            self.waiting += [
                found for found in results if not (isinstance(found, ReadFailure) and found.code == "unexpected")
            ]
            if len(self.waiting) >= at_least:
                self.write()

    def write(self) -> None:
        if self.store is not None and self.waiting:
            self.store.put(self.waiting, self.setting)
            self.waiting = []


@attrs.define
class _Batch:
    """Files one after another: what is known of each, or its place among those to read."""

    entries: list[Result | int] = attrs.field(factory=list)
    to_read: list[tuple[str, bytes, str]] = attrs.field(factory=list)
    size: int = 0

    def add(self, file: Found, memory: _Memory) -> None:
        opened = file.opened()
        if isinstance(opened, ReadFailure):
            self.entries.append(opened)
            return
        data, sha256 = opened
        known = memory.recalled(sha256, file.name)
        if known is not None:
            self.entries.append(known)
        else:
            self.entries.append(len(self.to_read))
            self.to_read.append((file.name, data, sha256))
            self.size += len(data)

    def results(self, read: Sequence[Result]) -> Iterator[Result]:
        """What each file gave, in order."""
        return (read[entry] if isinstance(entry, int) else entry for entry in self.entries)


def _batches(files: Iterable[Found], memory: _Memory, most: int) -> Iterator[_Batch]:
    batch = _Batch()
    for file in files:
        batch.add(file, memory)
        if len(batch.entries) >= most or batch.size >= _MOST_BYTES:
            yield batch
            batch = _Batch()
    if batch.entries:
        yield batch


def _one_by_one(batches: Iterable[_Batch], task: _Task, memory: _Memory, at_least: int) -> Iterator[Result]:
    try:
        for batch in batches:
            found = task.read_all(batch.to_read)
            memory.keep(found, at_least)
            yield from batch.results(found)
    finally:
        memory.write()


def _in_parallel(
    batches: Iterable[_Batch], task: _Task, memory: _Memory, executor: Executor, window: int
) -> Iterator[Result]:
    running: deque[tuple[_Batch, Future[list[Result]] | None]] = deque()
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


def _next(running: deque[tuple[_Batch, Future[list[Result]] | None]], memory: _Memory) -> Iterator[Result]:
    """What the batch that was sent first gave; kept before it is told."""
    batch, future = running.popleft()
    found = future.result() if future is not None else []
    memory.keep(found)
    return batch.results(found)


def _told(results: Iterator[Result], progress: Progress | None, total: int | None) -> Iterator[Result]:
    """The results, with what they share with those before them."""
    seen = _Seen()
    for done, result in enumerate(results, 1):
        if progress is not None:
            progress(done, total)
        yield seen.told(result)


@attrs.define
class _Seen:
    """The files and forms that came by: digests and names only."""

    files: dict[str, str] = attrs.field(factory=dict)
    forms: dict[tuple[str, ...], tuple[int, str]] = attrs.field(factory=dict)

    def told(self, result: Result) -> Result:
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
