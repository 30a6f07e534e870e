"""A folder that we write to, and in which files of others are safe."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

import attrs

from ..errors import FolderError
from .messages import Catalogue


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


_TEXTS = Catalogue("facilitator")
MANIFEST = ".hlo-forms.json"


@attrs.frozen
class Folder:
    """A folder in which a file is only overwritten if we wrote it and nobody has changed it since."""

    path: Path

    def save(self, files: Mapping[str, bytes], *, tidy: bool = False) -> dict[str, Path]:
        """Write all of the files, or none if one of them would replace somebody else's; return their paths by name.

        `tidy` also deletes the files that we wrote earlier and that are not among these, unless somebody changed them.
        Everything is on the disk before the first file is replaced. Raises `FolderError`, and `OSError` where the disk
        refuses.
        """
        digests = self.check(files)
        stale = [name for name in digests if tidy and name not in files and self._is_ours(name, digests)]
        digests |= {name: _digest(data) for name, data in files.items()}
        listed = {name: digest for name, digest in sorted(digests.items()) if name not in stale}
        text = json.dumps({"hlo_forms": 1, "files": listed}, ensure_ascii=False, indent=2)
        self.path.mkdir(parents=True, exist_ok=True)
        new = {name: data for name, data in files.items() if not self._holds(name, data)}
        _replace_all(self.path, new | {MANIFEST: text.encode("utf-8")})
        for name in stale:
            (self.path / name).unlink()
        return {name: self.path / name for name in files}

    def is_free(self, name: str) -> bool:
        """Return whether a file of this name may be written: it does not exist, or is ours and unchanged."""
        return not os.path.lexists(self.path / name) or self._is_ours(name, self._manifest())

    def check(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Return the digests of what we wrote, by name; `FolderError` if a file would replace somebody else's."""
        if self.path.exists() and not self.path.is_dir():
            raise FolderError(_TEXTS.sentence("is_file", path=self.path))
        digests = self._manifest()
        for name, data in files.items():
            self._must_be_ours(name, data, digests)
        return digests

    def _manifest(self) -> dict[str, str]:
        path = self.path / MANIFEST
        if not os.path.lexists(path):
            return {}
        try:
            files = json.loads(path.read_bytes())["files"]
            digests = {str(name): str(digest) for name, digest in files.items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise FolderError(_TEXTS.sentence("no_list", path=path)) from error
        return digests

    def _holds(self, name: str, data: bytes) -> bool:
        path = self.path / name
        return path.is_file() and path.read_bytes() == data

    def _is_ours(self, name: str, digests: Mapping[str, str]) -> bool:
        """Return whether the file is there as we wrote it."""
        path = self.path / name
        plain = Path(name).name == name and path.is_file() and not path.is_symlink()
        return plain and digests.get(name) == _digest(path.read_bytes())

    def _must_be_ours(self, name: str, data: bytes, digests: Mapping[str, str]) -> None:
        path = self.path / name
        if not os.path.lexists(path) or self._holds(name, data) or self._is_ours(name, digests):
            return
        raise FolderError(_TEXTS.sentence("was_changed" if name in digests else "not_ours", path=path))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Move these files to their places, once all of them are on the disk."""
    drafts: dict[Path, Path] = {}
    try:
        for name, data in files.items():
            drafts[write_draft(folder, data)] = folder / name
        for draft, place in drafts.items():
            draft.replace(place)
    finally:
        for draft in drafts:
            draft.unlink(missing_ok=True)
