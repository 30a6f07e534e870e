"""The benchmarks: each group makes what it needs, and finds its results right."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from places import ROOT

SHOWN = ["values", "read", "render", "report", "start", "many", "research", "costly"]


def measured(group: str) -> dict[str, Any]:
    """The data of a run of one round on few files."""
    command = [sys.executable, "-m", "benchmarks", "--rounds", "1", "--size", "6", "--only", group, "--json", "-"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    data: dict[str, Any] = json.loads(done.stdout)
    return data


@pytest.mark.long
@pytest.mark.parametrize("group", SHOWN)
def test_every_result_is_right_before_it_is_timed(group: str) -> None:
    pytest.importorskip("matplotlib")
    results = measured(group)["results"]
    assert results
    assert not [(one["name"], one["fault"]) for one in results if one["fault"] or not one["times"]]
    names = {one["name"] for one in results}
    assert {one["base"] for one in results if one["base"]} <= names


def test_every_group_is_measured_by_the_command() -> None:
    sys.path.insert(0, str(ROOT))
    try:
        from benchmarks.__main__ import GROUPS
    finally:
        sys.path.remove(str(ROOT))
    assert sorted(GROUPS) == sorted(SHOWN)
