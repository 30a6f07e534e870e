"""What reading many forms costs, beside the least it could cost and what python-docx takes for the text alone.

    python benchmarks/read_many.py [--files 500]

All is measured in one run, on the same invented documents, so that the ratios hold on any machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

import docx
from lxml import etree

import hlo_forms as hlo
from hlo_forms import examples


def floor(paths: Iterable[Path]) -> None:
    """Unzip each file and parse its XML: nothing that reads a document can do less."""
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))


def document_text(paths: Iterable[Path]) -> None:
    """The text of paragraphs and table cells, as python-docx gives it: no ticks, no places, no findings."""
    for path in paths:
        document = docx.Document(str(path))
        for block in document.paragraphs:
            _ = block.text
        for table in document.tables:
            for row in table.rows:
                for cell in row.cells:
                    _ = cell.text


def read_here(paths: Iterable[Path]) -> None:
    """`read_many` in this process."""
    _drain(hlo.read_many(paths))


def read_apart(paths: Iterable[Path]) -> None:
    """`read_many` on a pool with a process for each processor, the start of the pool included."""
    with ProcessPoolExecutor() as executor:
        _drain(hlo.read_many(paths, executor=executor))


def _drain(results: Iterable[object]) -> None:
    for result in results:
        if isinstance(result, hlo.ReadFailure):
            raise SystemExit(f"not read: {result}")


def seconds(task: Callable[[], object]) -> float:
    """How long a task takes."""
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def measured(folder: Path, count: int) -> dict[str, float]:
    """Seconds for each way of reading these documents."""
    paths = []
    for number, (_, data) in enumerate(islice(examples.documents(count, seed=1), count)):
        path = folder / f"{number:05}.docx"
        path.write_bytes(data)
        paths.append(path)
    for warm in (floor, document_text, read_here):
        warm(paths[:5])
    store = folder / "forms.store"
    return {
        "unzip and parse (floor)": seconds(lambda: floor(paths)),
        "python-docx, text only": seconds(lambda: document_text(paths)),
        "read_many": seconds(lambda: read_here(paths)),
        f"read_many, {os.cpu_count()} processes": seconds(lambda: read_apart(paths)),
        "read_many, filling a store": seconds(lambda: _drain(hlo.read_many(paths, store=store))),
        "read_many, from the store": seconds(lambda: _drain(hlo.read_many(paths, store=store))),
        "Dataset, all tables": seconds(lambda: hlo.Dataset(hlo.read_many(paths, store=store)).tables),
    }


def main() -> None:
    """Print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=500)
    count = options.parse_args().files
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder), count)
    least = found["unzip and parse (floor)"]
    print(f"{count} documents\n\n{'':32}{'ms a file':>10}{'times the floor':>18}")
    for name, took in found.items():
        print(f"{name:32}{took / count * 1000:10.2f}{took / least:18.1f}")
    print(f"\nmost memory in use: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
