"""What making a form costs, beside the least it could cost and what docxtpl takes for the same document.

    python benchmarks/render_forms.py [--forms 200]

All is measured in one run, on the same invented forms, so that the ratios hold on any machine.
"""

from __future__ import annotations

import argparse
import io
import time
import zipfile
from collections.abc import Callable, Iterable
from importlib import resources
from itertools import islice

import jinja2
from docxtpl import DocxTemplate

import hlo_forms as hlo
from hlo_forms import examples
from hlo_forms.word.writer.slots import Writer


def floor(documents: Iterable[dict[str, bytes]]) -> None:
    """Zip the finished parts: nothing that writes a document can do less."""
    for parts in documents:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)


def by_docxtpl(forms: Iterable[hlo.Form]) -> None:
    """The same slots, filled by docxtpl, without what it does not do: ids, prompts, identity."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    for form in forms:
        path = resources.files("hlo_forms") / "templates" / f"{form.phase}.docx"
        document = DocxTemplate(io.BytesIO(path.read_bytes()))
        document.render(Writer(form, "nl").slots(), environment, autoescape=True)
        document.save(io.BytesIO())


def by_us(forms: Iterable[hlo.Form]) -> None:
    """`render`."""
    for form in forms:
        hlo.render(form)


def seconds(task: Callable[[], object]) -> float:
    """How long a task takes."""
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def main() -> None:
    """Print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--forms", type=int, default=200)
    count = options.parse_args().forms
    forms = list(islice(examples.forms(count, languages=["nl"], seed=1), count))
    documents = [parts_of(hlo.render(form)) for form in forms]
    by_docxtpl(forms[:5])
    found = {
        "zip the finished parts (floor)": seconds(lambda: floor(documents)),
        "docxtpl, the same slots": seconds(lambda: by_docxtpl(forms)),
        "render": seconds(lambda: by_us(forms)),
    }
    least = found["zip the finished parts (floor)"]
    print(f"{count} forms\n\n{'':32}{'ms a form':>10}{'times the floor':>18}")
    for name, took in found.items():
        print(f"{name:32}{took / count * 1000:10.2f}{took / least:18.1f}")


if __name__ == "__main__":
    main()
