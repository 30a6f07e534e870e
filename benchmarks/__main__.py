"""The command: see `python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import __doc__ as purpose
from .measuring import Against, Result, measure, tasks_of
from .read import missing
from .start import libraries

GROUPS = ("read", "render", "start", "values", "many", "research", "report", "costly")


def options() -> argparse.Namespace:
    """Return what was asked on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=purpose, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5, help="so many runs of each task, interleaved (5)")
    parser.add_argument("--size", type=int, default=500, help="so many files or forms where there are many (500)")
    parser.add_argument("--only", action="append", choices=GROUPS, help="only this group; may be given more than once")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all times as JSON too; - for stdout alone")
    parser.add_argument("--against", type=Path, metavar="CHECKOUT", help="time an older state of the library too")
    return parser.parse_args()


def main() -> None:
    """Measure, and print what came out; exit with 1 if a task did not give what it must."""
    asked = options()
    groups = asked.only or list(GROUPS)
    against = Against(asked.against, groups, asked.size) if asked.against else None
    with tempfile.TemporaryDirectory() as folder:
        results = measure(tasks_of(groups, Path(folder), asked.size), asked.rounds, against)
    if against:
        against.close()
    if asked.json != Path("-"):
        print("\n".join(_lines(results)))
    if asked.json:
        text = json.dumps(_data(results), ensure_ascii=False, indent=1)
        print(text) if asked.json == Path("-") else asked.json.write_text(text + "\n", "utf-8")
    sys.exit(any(result.fault and not result.fault.startswith("MissingDependencyError") for result in results))


def _machine() -> str:
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} processors; {libraries()}"


def _data(results: Iterable[Result]) -> dict[str, object]:
    """Return all times, in seconds for each thing."""
    rows = [
        {
            "group": result.task.group,
            "name": result.task.name,
            "unit": result.task.size or "s",
            "times": result.times,
            "median": result.median,
            "base": result.task.base or None,
            "ratio": ratio,
            "goal": result.task.goal or None,
            "before": result.median_before,
            "change": result.change,
            "fault": result.fault or None,
        }
        for result, ratio in _with_ratios(list(results))
    ]
    return {"machine": _machine(), "missing": missing(), "results": rows}


def _with_ratios(results: list[Result]) -> Iterator[tuple[Result, float | None]]:
    medians = {result.task.key: result.median for result in results}
    for result in results:
        base = medians.get(f"{result.task.group}/{result.task.base}")
        yield result, result.median / base if result.median and base else None


def _lines(results: list[Result]) -> Iterator[str]:
    """Yield a table for each group: medians, multiples of the base, goals, and what it took before."""
    yield _machine()
    if missing():
        yield f'Not installed, so not measured: {", ".join(missing())} (pip install "hlo-forms[benchmarks]")'
    group = ""
    for result, ratio in _with_ratios(results):
        if result.task.group != group:
            group = result.task.group
            yield f"\n{group:56}{'median':>10}  {'ratio':>7}  {'goal':18}{'now / before':>12}  of"
        yield _line(result, ratio)


def _line(result: Result, ratio: float | None) -> str:
    task = result.task
    if result.median is None:
        return f"{task.name:56}not timed: {result.fault}"
    now = f"{result.change:.2f}" if result.change is not None else ""
    multiple = f"{ratio:.2f}" if ratio is not None else ""
    return f"{task.name:56}{_amount(result.median, task.size):>10}  {multiple:>7}  {task.goal:18}{now:>12}  {task.base}"


def _amount(number: float, unit: str) -> str:
    if unit:
        return f"{number:.1f} {unit}"
    return f"{number * 1000:.2f} ms" if number >= 0.001 else f"{number * 1e6:.1f} µs"


if __name__ == "__main__":
    main()
