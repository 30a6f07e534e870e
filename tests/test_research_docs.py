"""The page on research: its tables are those of the code, and its example of a cluster runs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import hlo_forms as hlo
from hlo_forms import examples
from hlo_forms.research.statistics.methods import Statistics
from places import ROOT

PAGE = ROOT / "docs" / "research.md"


def test_the_tables_on_the_page_are_fresh() -> None:
    tool = [sys.executable, ROOT / "tools" / "build_dataset_docs.py", "--check"]
    result = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_statistic_stands_in_the_table_of_methods() -> None:
    methods = PAGE.read_text(encoding="utf-8").split("### Methods")[1].split("\n## ")[0]
    named = set(re.findall(r"`(\w+)`", methods.split("scipy computes")[0]))
    assert named == {name for name in vars(Statistics) if not name.startswith("_")} - {"entries"}


@pytest.mark.long
def test_the_example_of_a_cluster_reads_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="Dask is not installed: pip install distributed")
    monkeypatch.chdir(tmp_path)
    examples.write_documents("forms", partnerships=3, seed=1)
    (block,) = re.findall(
        r"^```py\n(from distributed.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    space: dict[str, object] = {"hlo": hlo}
    exec(compile(block, PAGE.name, "exec"), space)  # noqa: S102 - the repository's own example
    dataset = space["dataset"]
    assert isinstance(dataset, hlo.Dataset)
    here = hlo.Dataset(hlo.read_many("forms"))
    assert {name: table.rows for name, table in dataset.tables.items()} == {
        name: table.rows for name, table in here.tables.items()
    }
