"""Tasks, and how they are timed: checked first, then interleaved, and beside an older state in processes alike."""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parents[1]


@attrs.frozen(kw_only=True)
class Task:
    """Something to time.

    `run` does it once for `count` things; `check` raises `AssertionError` if what it gives is not right. `base` names
    the task of the same group that it is a multiple of, `goal` is what that ratio should be. With a `size` it is not
    timed: `run` gives a number in that unit, once. `children` means that the time is that of processes it starts.
    `first` is done before the clock starts, so that it does not count what another task left in the processor's memory.
    """

    group: str
    name: str
    run: Callable[[], object]
    check: Callable[[object], None] = lambda _: None
    first: Callable[[], object] = lambda: None
    base: str = ""
    goal: str = ""
    count: int = 1
    size: str = ""
    children: bool = False
    library: bool = True
    """Whether it is work of this library, which an older state can do too."""

    @property
    def key(self) -> str:
        return f"{self.group}/{self.name}"

    def seconds(self) -> float:
        """Return the CPU time of one run, for each thing in it."""
        gc.collect()
        self.first()
        before = cpu(self.children)
        self.run()
        return (cpu(self.children) - before) / self.count


def cpu(children: bool = False) -> float:
    """Return the CPU time of this process, or of those that it started and that ended."""
    if not children:
        return time.process_time()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


@attrs.define
class Result:
    """The times of a task, and those of two processes alike with this state of the library and an older one.

    `fault` says why there are none.
    """

    task: Task
    times: list[float] = attrs.field(factory=list)
    now: list[float] = attrs.field(factory=list)
    before: list[float] = attrs.field(factory=list)
    fault: str = ""

    @property
    def median(self) -> float | None:
        return statistics.median(self.times) if self.times else None

    @property
    def median_before(self) -> float | None:
        return statistics.median(self.before) if self.before else None

    @property
    def change(self) -> float | None:
        """The time that the task takes now, as part of what it took before."""
        return statistics.median(self.now) / statistics.median(self.before) if self.before else None


class Worker:
    """A process with one state of the library, that makes its own documents and times the same tasks.

    Texts have the same hashes in each: their sets and dictionaries are alike, and collide alike.
    """

    def __init__(self, checkout: Path, groups: Iterable[str], size: int) -> None:
        path = os.pathsep.join([str(checkout / "src"), str(ROOT)])
        environment = os.environ | {"PYTHONPATH": path, "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-m", "benchmarks.worker", str(size), *groups]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        self.keys = set(self._answer())

    def seconds(self, key: str) -> float:
        """Return the time of a task there."""
        assert self._process.stdin is not None
        print(key, file=self._process.stdin, flush=True)
        return float(self._answer())

    def _answer(self) -> object:  # what JSON holds
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a process that times the tasks ended")
        return json.loads(line)

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


class Against:
    """An older state beside this one: a fresh process for each, as what ran before in a process makes it slower."""

    def __init__(self, checkout: Path, groups: Iterable[str], size: int) -> None:
        self.now, self.before = (Worker(state, groups, size) for state in (ROOT, checkout))
        self.keys = self.now.keys & self.before.keys

    def time(self, result: Result, *, turned: bool) -> None:
        """Time a task in both, one after the other; `turned` begins with the older state."""
        sides = [(self.now, result.now), (self.before, result.before)]
        for worker, times in reversed(sides) if turned else sides:
            times.append(worker.seconds(result.task.key))

    def close(self) -> None:
        """End both processes."""
        self.now.close()
        self.before.close()


def ready(tasks: Iterable[Task]) -> Iterator[Result]:
    """Yield a result for each task, with what was wrong with it if something was."""
    for task in tasks:
        result = Result(task)
        try:
            value = task.run()
            task.check(value)
            if task.size:
                result.times.append(float(value))  # type: ignore[arg-type]  # such a task gives a number
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is said, and the others go on
            result.fault = f"{type(error).__name__}: {error}"[:200]
        yield result


def measure(tasks: Iterable[Task], rounds: int, against: Against | None = None) -> list[Result]:
    """Return the times of the tasks that give what they must; one round is one run of each, here and there."""
    results = list(ready(tasks))
    for turn in range(rounds):
        for result in results:
            if not result.fault and not result.task.size:
                result.times.append(result.task.seconds())
                if against and result.task.library and result.task.key in against.keys:
                    against.time(result, turned=bool(turn % 2))
    return results


def tasks_of(groups: Iterable[str], folder: Path, size: int) -> list[Task]:
    """Return the tasks of these groups, each in the module of that name, with all that they need in a folder."""
    tasks: list[Task] = []
    for group in groups:
        (folder / group).mkdir()
        tasks += importlib.import_module(f"benchmarks.{group}").tasks(folder / group, size)
    return tasks
