"""A folder that keeps what others wrote."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import attrs
import click

MANIFEST = ".hlo-forms.json"


@attrs.frozen
class Folder:
    """A folder in which only files that we wrote, and nobody changed since, are ever written over."""

    path: Path

    def save(self, files: Mapping[str, bytes]) -> dict[str, Path]:
        """Write all of the files, or none where one of them belongs to somebody else; their paths by name."""
        known = self._manifest()
        for name, data in files.items():
            self._must_be_ours(name, data, known)
        self.path.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            if not self._holds(name, data):
                _replace(self.path / name, data)
        known |= {name: _digest(data) for name, data in files.items()}
        text = json.dumps({"hlo_forms": 1, "files": dict(sorted(known.items()))}, ensure_ascii=False, indent=2)
        _replace(self.path / MANIFEST, text.encode("utf-8"))
        return {name: self.path / name for name in files}

    def _manifest(self) -> dict[str, str]:
        path = self.path / MANIFEST
        if not os.path.lexists(path):
            return {}
        try:
            found = json.loads(path.read_bytes())
            known = {str(name): str(digest) for name, digest in found["files"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise click.ClickException(f"{path}: is no list of ours; move it, or choose another folder") from error
        return known

    def _holds(self, name: str, data: bytes) -> bool:
        path = self.path / name
        return path.is_file() and path.read_bytes() == data

    def _must_be_ours(self, name: str, data: bytes, known: Mapping[str, str]) -> None:
        path = self.path / name
        if not os.path.lexists(path) or self._holds(name, data):
            return
        if path.is_file() and not path.is_symlink() and known.get(name) == _digest(path.read_bytes()):
            return
        what = "was changed since we wrote it" if name in known else "exists already, and we did not write it"
        raise click.ClickException(f"{path}: {what}; move it, or choose another folder (nothing was written)")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hlo-forms-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found
