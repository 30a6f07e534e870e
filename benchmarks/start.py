"""Start: the first form read and rendered in a new process, and the version told, against importing docxtpl."""

from __future__ import annotations

import compileall
import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import hlo_forms as hlo

from .made import first
from .measuring import Task

PEER = "import docxtpl"
COMMAND = "import sys; sys.argv = ['hlo-forms', '--version']; from hlo_forms.__main__ import main; main()"
RENDER = "import hlo_forms as h; form = h.CommitmentForm(organisation=h.Organisation('De Linde')); h.render(form)"
GOALS = {"first form read": "≤ 1.3", "first form rendered": "≤ 1.3", "hlo-forms --version": "≤ 0.5"}


def tasks(folder: Path, _size: int) -> Iterator[Task]:
    """Yield the tasks: each is a new process, whose modules were compiled before, as those of docxtpl were."""
    compileall.compile_dir(Path(hlo.__file__).parent, quiet=2)
    document = folder / "form.docx"
    hlo.write(first(), document)
    codes = {
        PEER: PEER,
        "first form read": f"import hlo_forms as h; print(len(h.read({str(document)!r}).forms))",
        "first form rendered": RENDER,
        "hlo-forms --version": COMMAND,
    }
    yield Task(group="start", name="python itself", run=partial(_process, "pass"), children=True, library=False)
    for name, code in codes.items():
        base = "" if name == PEER else PEER
        run = partial(_process, code)
        yield Task(
            group="start", name=name, run=run, base=base, goal=GOALS.get(name, ""), children=True, library=name != PEER
        )


def _process(code: str) -> str:
    """Run code in a new process, on the state of the library that is imported here; raise if that fails."""
    source = Path(hlo.__file__).parents[1]
    environment = os.environ | {"PYTHONPATH": str(source)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def libraries() -> str:
    """Return the versions of what is imported beside this library."""
    names = ("attrs", "cattrs", "click", "docxtpl", "jinja2", "lxml", "python-docx")
    return ", ".join(f"{name} {importlib.metadata.version(name)}" for name in names)
