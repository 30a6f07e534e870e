"""A report: of three and of eight partners, with pictures and without."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import hlo_forms as hlo

from .made import first
from .measuring import Task


def tasks(_folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks."""
    for partners in (3, 8):
        comparison = hlo.compare([first(number) for number in range(partners)])
        bare = f"report, {partners} partners, no pictures"
        yield _task(bare, comparison, pictures=False)
        yield _task(f"report, {partners} partners, with pictures", comparison, pictures=True, base=bare)


def _task(name: str, comparison: hlo.Comparison, *, pictures: bool, base: str = "") -> Task:
    def check(data: object) -> None:
        assert isinstance(data, bytes)
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
        assert any(name.endswith((".png", ".svg")) for name in names) == pictures

    run = partial(hlo.report, comparison, pictures=pictures)
    return Task(group="report", name=name, run=run, check=check, base=base)
