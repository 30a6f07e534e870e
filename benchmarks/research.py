"""Research: a first and a further statistic, and how exports grow when there are ten times as many forms."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

import hlo_forms as hlo
from hlo_forms import examples
from hlo_forms.export.formats import FORMATS, Format

from .measuring import Task

FURTHER = {
    "a further statistic: pairs of motives": lambda dataset: dataset.co_occurrence(),
    "a further statistic: categories": lambda dataset: dataset.category_counts(),
    "a further statistic: sharing": lambda dataset: dataset.sharing(),
}


def tasks(_folder: Path, size: int) -> Iterator[Task]:
    """Yield the tasks, on so many forms and on ten times as many."""
    forms = list(islice(examples.forms(size * 10, seed=1), size * 10))
    few, many = hlo.Dataset(forms[:size]), hlo.Dataset(forms)
    yield from _statistics(forms[: size * 2])
    for name, one in FORMATS.items():
        with contextlib.suppress(hlo.MissingDependencyError):
            one.check()
            yield from _growth(name, one, few, many)


def _statistics(forms: list[hlo.Form]) -> Iterator[Task]:
    one = partial(Task, group="research", count=len(forms))
    yield one(name="a data set", run=partial(hlo.Dataset, forms))

    def first() -> object:
        return hlo.Dataset(forms).counts()

    dataset = hlo.Dataset(forms)
    dataset.counts()
    yield one(name="a data set and a first statistic", run=first, check=_has_rows)
    for name, further in FURTHER.items():
        yield one(name=name, run=partial(_asked, further, dataset), check=_has_rows, goal="≤ 10 µs")
    yield from _tested(dataset)


def _tested(dataset: hlo.Dataset) -> Iterator[Task]:
    """Yield sharing where it is tested: in one round, each organisation in one partnership, or by lot."""
    round = max(form.round or "" for form in dataset.forms)
    drawn = dataset.filter(round=round, phase="preparation").one_partnership_each()
    sets = {"each organisation in one partnership": hlo.Dataset(drawn.forms), "200 lots": drawn}
    for name, own in sets.items():
        own.counts()
        run = partial(_asked, FURTHER["a further statistic: sharing"], own)
        count = len(own.forms)
        yield Task(group="research", name=f"sharing against chance: {name}", run=run, check=_is_tested, count=count)


def _asked(statistic: Callable[[hlo.Dataset], object], dataset: hlo.Dataset) -> object:
    return statistic(dataset)


def _has_rows(statistic: object) -> None:
    assert statistic.rows, "no rows"  # type: ignore[attr-defined]


def _is_tested(statistic: object) -> None:
    assert any(row.p is not None for row in statistic.rows), "nothing is tested"  # type: ignore[attr-defined]


def _growth(name: str, one: Format, few: hlo.Dataset, many: hlo.Dataset) -> Iterator[Task]:
    small, large = f"{name}, {len(few):,} forms", f"{name}, {len(many):,} forms"
    yield Task(group="research", name=small, run=partial(one.files, few, "nl"), check=_are_files)
    yield Task(group="research", name=large, run=partial(one.files, many, "nl"), base=small, goal="≤ 11")


def _are_files(files: object) -> None:
    assert isinstance(files, dict)
    assert sum(map(len, files.values())) > 1000, "next to nothing in the files"
