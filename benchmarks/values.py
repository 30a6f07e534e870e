"""Values: a form made of values that were read or stored, and the size of a reading that is kept."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import attrs

import hlo_forms as hlo
from hlo_forms import examples

from . import made
from .measuring import Task

PASSES = 20


def tasks(folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks: each form again, of its values and of its JSON; and the memory that a reading takes."""
    for name, form in made.each_phase().items():
        values = {field.name: getattr(form, field.name) for field in attrs.fields(type(form)) if field.init}
        yield _task(f"{name}, of values", form, partial(type(form), **values))
        yield _task(f"{name}, of JSON", form, partial(hlo.from_json, hlo.to_json(form)))
    yield Task(group="values", name="a kept reading, in memory", run=_in_memory, size="KB", goal="≤ 15")
    stored = partial(_in_store, folder / "forms.store")
    yield Task(group="values", name="a kept reading, in a store", run=stored, size="KB")


def _task(name: str, form: hlo.Form, make: object) -> Task:
    def several() -> object:
        for _ in range(PASSES - 1):
            make()  # type: ignore[operator]
        return make()  # type: ignore[operator]

    def check(again: object) -> None:
        assert again == form, "another form than that it was made of"

    return Task(group="values", name=name, run=several, check=check, count=PASSES)


def _documents() -> list[tuple[str, bytes]]:
    return list(islice(examples.documents(100, seed=1), 100))


def _in_memory() -> float:
    """Return the kilobytes that each reading takes that is kept, as Python counts them."""
    documents = _documents()
    list(hlo.read_many(documents))  # what is worked out once, for all readings, is not part of one
    tracemalloc.start()
    try:
        readings = list(hlo.read_many(documents))
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / len(readings) / 1000
    finally:
        tracemalloc.stop()


def _in_store(path: Path) -> float:
    """Return the kilobytes that a store takes for each reading, the store itself aside."""
    path.unlink(missing_ok=True)
    with hlo.ReadingStore(path):
        pass
    empty = path.stat().st_size
    documents = _documents()
    list(hlo.read_many(documents, store=path))
    return (path.stat().st_size - empty) / len(documents) / 1000
