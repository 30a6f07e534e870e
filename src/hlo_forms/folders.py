"""A folder that keeps what others wrote."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

import attrs

from .errors import FolderError
from .office import says

MANIFEST = ".hlo-forms.json"


@attrs.frozen
class Folder:
    """A folder in which only files that we wrote, and nobody changed since, are ever written over."""

    path: Path

    def save(self, files: Mapping[str, bytes], *, tidy: bool = False) -> dict[str, Path]:
        """Write all of the files, or none where one of them belongs to somebody else; their paths by name.

        `tidy` also takes away what we wrote before and now is not among them, unless somebody changed it. All is on
        the disk before the first file is replaced. Raises `FolderError`, and `OSError` where the disk refuses.
        """
        known = self.check(files)
        gone = [name for name in known if tidy and name not in files and self._is_ours(name, known)]
        known |= {name: _digest(data) for name, data in files.items()}
        text = json.dumps({"hlo_forms": 1, "files": _without(known, gone)}, ensure_ascii=False, indent=2)
        self.path.mkdir(parents=True, exist_ok=True)
        new = {name: data for name, data in files.items() if not self._holds(name, data)}
        _replace_all(self.path, new | {MANIFEST: text.encode("utf-8")})
        for name in gone:
            (self.path / name).unlink()
        return {name: self.path / name for name in files}

    def is_free(self, name: str) -> bool:
        """May a file of this name be written: is it not there, or ours and unchanged?"""
        return not os.path.lexists(self.path / name) or self._is_ours(name, self._manifest())

    def check(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Raise `FolderError` where one of these files would be written over somebody else's; else what we know."""
        if self.path.exists() and not self.path.is_dir():
            raise FolderError(says("is_file", path=self.path))
        known = self._manifest()
        for name, data in files.items():
            self._must_be_ours(name, data, known)
        return known

    def _manifest(self) -> dict[str, str]:
        path = self.path / MANIFEST
        if not os.path.lexists(path):
            return {}
        try:
            found = json.loads(path.read_bytes())
            known = {str(name): str(digest) for name, digest in found["files"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise FolderError(says("no_list", path=path)) from error
        return known

    def _holds(self, name: str, data: bytes) -> bool:
        path = self.path / name
        return path.is_file() and path.read_bytes() == data

    def _is_ours(self, name: str, known: Mapping[str, str]) -> bool:
        """Does a file stand there as we wrote it?"""
        path = self.path / name
        plain = Path(name).name == name and path.is_file() and not path.is_symlink()
        return plain and known.get(name) == _digest(path.read_bytes())

    def _must_be_ours(self, name: str, data: bytes, known: Mapping[str, str]) -> None:
        path = self.path / name
        if not os.path.lexists(path) or self._holds(name, data) or self._is_ours(name, known):
            return
        raise FolderError(says("was_changed" if name in known else "not_ours", path=path))


def _without(known: Mapping[str, str], gone: Collection[str]) -> dict[str, str]:
    return {name: digest for name, digest in sorted(known.items()) if name not in gone}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put these files in their places, once all of them are on the disk."""
    waiting: dict[Path, Path] = {}
    try:
        for name, data in files.items():
            waiting[_written(folder, data)] = folder / name
        for path, place in waiting.items():
            path.replace(place)
    finally:
        for path in waiting:
            path.unlink(missing_ok=True)


def _written(folder: Path, data: bytes) -> Path:
    """A new file with a name of its own."""
    handle, name = tempfile.mkstemp(dir=folder, prefix=".hlo-forms-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        path.chmod(0o666 & ~_umask())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found
