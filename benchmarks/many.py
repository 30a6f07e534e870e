"""Many files: to a data set in CSV, again from a store, as a stream, and what an executor costs."""

from __future__ import annotations

import shutil
import tracemalloc
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import hlo_forms as hlo
from hlo_forms import examples

from .measuring import Task
from .read import cells, unzip_and_parse


class Here(Executor):
    """An executor that does its work at once: all that it costs is how it is asked."""

    def submit(self, work: Any, /, *arguments: Any, **options: Any) -> Future[Any]:
        """Do the work."""
        future: Future[Any] = Future()
        future.set_result(work(*arguments, **options))
        return future


def tasks(folder: Path, size: int) -> Iterator[Task]:
    """Yield the tasks, on so many documents."""
    paths = _documents(folder / "documents", size)
    store = folder / "forms.store"
    one = partial(Task, group="many", count=size)
    yield one(name="floor", run=partial(_each, unzip_all, paths), library=False)
    yield one(name="python-docx, text of cells", run=partial(_each, cells, paths), base="floor", library=False)
    yield one(name="read", run=partial(_drain, paths), check=partial(_is_all, size), base="floor")
    yield one(name="read, by an executor in this process", run=partial(_drain, paths, executor=Here()), base="read")
    yield one(name="collected to CSV", run=partial(_collect, paths, folder / "csv"), check=_has_rows, base="floor")
    list(hlo.read_many(paths, store=store))
    again = partial(_collect, paths, folder / "csv", store)
    yield one(name="again from a store", run=again, check=_has_rows, base="collected to CSV")
    yield one(name="this process, while two others read", run=partial(_apart, paths), check=partial(_is_all, size))
    yield Task(group="many", name="memory of a stream", run=partial(_peak, paths), size="MB")
    yield Task(group="many", name="memory of a stream ten times as long", run=partial(_peak, paths * 10), size="MB")


def _documents(folder: Path, size: int) -> list[Path]:
    folder.mkdir()
    paths = []
    for number, (_, data) in enumerate(islice(examples.documents(size, seed=1), size)):
        paths.append(folder / f"{number:05}.docx")
        paths[-1].write_bytes(data)
    return paths


def _each(work: Any, paths: Iterable[Path]) -> None:
    for path in paths:
        work(path.read_bytes())


def unzip_all(data: bytes) -> None:
    """Unzip and parse the parts that reading opens in most documents."""
    parts = ("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml")
    parts += ("docProps/custom.xml", "word/styles.xml", "word/settings.xml")
    unzip_and_parse(data, list(parts))


def _drain(paths: list[Path], **options: Any) -> int:
    readings = 0
    for result in hlo.read_many(paths, **options):
        assert isinstance(result, hlo.Reading), str(result)
        readings += 1
    return readings


def _apart(paths: list[Path]) -> int:
    with ProcessPoolExecutor(2) as executor:
        return _drain(paths, executor=executor)


def _is_all(size: int, readings: object) -> None:
    assert readings == size, f"{readings} of {size} are read"


def _collect(paths: list[Path], folder: Path, store: Path | None = None) -> object:
    shutil.rmtree(folder, ignore_errors=True)
    return hlo.to_csv(hlo.Dataset(hlo.read_many(paths, store=store)), folder)


def _has_rows(files: object) -> None:
    assert isinstance(files, tuple)
    motives = next(path for path in files if path.name == "motives.csv")
    assert motives.read_text("utf-8").count("\n") > 10


def _peak(paths: list[Path]) -> float:
    """Return the most memory that is held between two of these files, read one after another, in MB."""
    tracemalloc.start()
    try:
        return max(tracemalloc.get_traced_memory()[0] for _ in hlo.read_many(paths)) / 1e6
    finally:
        tracemalloc.stop()
