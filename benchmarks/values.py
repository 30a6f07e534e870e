"""Values: a form made of values that were read or stored, and the size of a reading that is kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import attrs

import hlo_forms as hlo

from . import made
from .measuring import Task

PASSES = 20


def tasks(folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks: each form again, of its values and of its JSON; and the bytes that a store takes for one."""
    for name, form in made.each_phase().items():
        values = {field.name: getattr(form, field.name) for field in attrs.fields(type(form)) if field.init}
        yield _task(f"{name}, of values", form, partial(type(form), **values))
        yield _task(f"{name}, of JSON", form, partial(hlo.from_json, hlo.to_json(form)))
    path = folder / "forms.store"
    yield Task(group="values", name="a kept reading", run=partial(_kept, path), size="KB", goal="≤ 15")


def _task(name: str, form: hlo.Form, make: object) -> Task:
    def several() -> object:
        for _ in range(PASSES - 1):
            make()  # type: ignore[operator]
        return make()  # type: ignore[operator]

    def check(again: object) -> None:
        assert again == form, "another form than that it was made of"

    return Task(group="values", name=name, run=several, check=check, count=PASSES)


def _kept(path: Path) -> float:
    """Return the kilobytes that a store takes for each reading, the store itself aside."""
    path.unlink(missing_ok=True)
    with hlo.ReadingStore(path):
        pass
    empty = path.stat().st_size
    forms = [made.first(number) for number in range(100)]
    list(hlo.read_many([(f"{number}.docx", hlo.render(form)) for number, form in enumerate(forms)], store=path))
    return (path.stat().st_size - empty) / len(forms) / 1000
