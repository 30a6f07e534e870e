"""Writing a file completely or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file completely or not at all: nobody ever reads half of it."""
    target = Path(path)
    draft = write_draft(target.parent, data)
    try:
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_draft(folder: Path, data: bytes) -> Path:
    """Write a hidden file with a name of its own, to be moved to its place; return its path."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=folder, prefix=".hlo-forms-", suffix=".part")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        path.chmod(0o666 & ~umask)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path
