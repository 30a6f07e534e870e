"""LibreOffice, where it is installed."""

from __future__ import annotations

import atexit
import functools
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest


def converted(path: Path, kind: str, folder: Path) -> Path:
    """What LibreOffice makes of a file; the test is skipped where there is none."""
    (made,) = all_converted([path], kind, folder)
    return made


def all_converted(paths: Sequence[Path], kind: str, folder: Path) -> list[Path]:
    """What LibreOffice makes of some files in one start; the test is skipped where there is none."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    folder.mkdir(exist_ok=True)
    convert(paths, kind, folder)
    return [folder / f"{path.stem}.{kind}" for path in paths]


def convert(paths: Sequence[Path], target: str, folder: Path, *options: str, timeout: int = 180) -> None:
    """Have LibreOffice save files as another kind, in a folder."""
    profile = f"-env:UserInstallation={_profile().as_uri()}"
    command = ["soffice", "--headless", profile, *options, "--convert-to", target, "--outdir", folder, *paths]
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        _profile.cache_clear()  # a program that hangs would be asked the next time too
        raise


@functools.cache
def _profile() -> Path:
    """The settings of the program, which are made once for all its starts from this process."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
