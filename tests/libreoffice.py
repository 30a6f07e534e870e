"""LibreOffice, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def converted(path: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file; the test is skipped where there is none."""
    (made,) = all_converted([path], kind, folder)
    return made


def all_converted(paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """What LibreOffice makes of some files in one start; the test is skipped where there is none."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder.mkdir(exist_ok=True)
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", kind, "--outdir", folder, *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return [folder / f"{path.stem}.{kind}" for path in paths]
