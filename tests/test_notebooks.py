"""The notebooks are tours that run from top to bottom, and are stored without what they showed."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from runs import dear

NOTEBOOKS = Path(__file__).parent.parent / "notebooks"
TOURS = sorted(NOTEBOOKS.glob("*.ipynb"))
FIRST = "01-forms-out-forms-back-compared.ipynb"
SECOND = "02-from-partners-to-report.ipynb"
THIRD = "03-from-word-files-to-data.ipynb"


def cells_of(path: Path) -> list[dict[str, Any]]:  # Any: the JSON of a notebook
    found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


def run(path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:  # Any: a notebook has no type of its own
    """The notebook with the outputs it gives, run by this Python on the package under test."""
    reason = "the extra `test` is not installed: no nbclient to run notebooks with"
    nbformat = pytest.importorskip("nbformat", reason=reason)
    nbclient = pytest.importorskip("nbclient", reason=reason)
    pytest.importorskip("ipykernel", reason=reason)
    import hlo_forms

    package = str(Path(hlo_forms.__file__).parent.parent)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([package, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep))
    monkeypatch.setenv("JUPYTER_PATH", str(_kernel(folder)))
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=120, kernel_name="here", resources={"metadata": {"path": folder}}
    ).execute()
    return notebook


def _kernel(folder: Path) -> Path:
    """A kernel that is this very Python, whatever kernels the machine knows."""
    home = folder / "jupyter" / "kernels" / "here"
    home.mkdir(parents=True)
    arguments = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec = {"argv": arguments, "display_name": "Here", "language": "python"}
    (home / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    return folder / "jupyter"


def test_there_are_notebooks() -> None:
    assert {FIRST, SECOND} <= {path.name for path in TOURS}


@pytest.mark.parametrize("path", TOURS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    code = [cell for cell in cells_of(path) if cell["cell_type"] == "code"]
    assert code
    assert not [cell["id"] for cell in code if cell["outputs"] or cell["execution_count"] is not None]


@pytest.mark.parametrize("path", dear(1, TOURS), ids=lambda path: path.stem)
def test_a_notebook_runs_from_top_to_bottom(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = run(path, tmp_path, monkeypatch)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output.text for output in outputs if output.get("name") == "stderr"]
    shown = [output.data["text/html"] for output in outputs if "text/html" in output.get("data", {})]
    if path.name == SECOND:
        assert [found for text in shown for found in re.findall(r"Fase 1: (\d van 3) beantwoord", text)][:2] == [
            "2 van 3",
            "3 van 3",
        ]
    if path.name == THIRD:
        printed = "".join(output.text for output in outputs if output.get("name") == "stdout")
        assert re.search(r"(\d+) answers, as the library counts: \1\. On (?!\1 )\d+ forms", printed)
        assert any("By motive" in text for text in shown)
        tables = [text for text in shown if "p_adjusted" in text]
        assert any(float(p) < 0.05 for text in tables for p in re.findall(r"<td>(0\.\d+)</td>\s*</tr>", text))
    if path.name == FIRST:
        assert any("hlo-page" in text and "gedeeld: 3 van 3" in text for text in shown)
