"""A folder that we write to, and in which files of others are safe."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

import attrs

from ..errors import FolderError
from .messages import Catalogue
from .values import grouped

_DRAFT = re.compile(r"\.hlo-forms-(\d+)-[0-9a-f]{16}\.part")
_PRIVATE = 0o600  # the owner may read and write, nobody else
_OLD = 600  # seconds after which a draft is of a run that was killed, where its process cannot be asked
ASKS = os.name == "posix"


MOST_READ = 64 * 1024 * 1024
"""The size of the largest list, instrument or settings that we read, in bytes: far more than any has."""


def contents(path: str | os.PathLike[str]) -> bytes:
    """Return what a file holds; raise `OSError` for a device or pipe, and for what is far too large, unread.

    Reading a pipe may wait for ever, and reading a device need not end.
    """
    there = Path(path).stat()
    if not stat.S_ISREG(there.st_mode) and not stat.S_ISDIR(there.st_mode):  # reading a folder says what is wrong
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), str(path))
    data = b""
    if there.st_size <= MOST_READ:
        with Path(path).open("rb") as file:
            data = file.read(MOST_READ + 1)  # it may have grown since
    if max(there.st_size, len(data)) > MOST_READ:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def write_whole(path: str | os.PathLike[str], data: bytes, mode: int = 0o666) -> None:
    """Write a file completely or not at all: nobody ever reads half of it."""
    target = Path(path)
    _clear(target.parent)
    with _naming(target):
        draft = write_draft(target.parent, data, mode)
        try:
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def write_private(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file that only its owner may read, completely or not at all, in the place of one that is there."""
    write_whole(path, data, mode=_PRIVATE)


def write_new(path: str | os.PathLike[str], data: bytes, mode: int = 0o666) -> None:
    """Write a file that is not there yet, completely or not at all; raises `FileExistsError` if it is.

    `mode` says who may read and write it, less what the process takes away.
    """
    target = Path(path)
    _clear(target.parent)
    with _naming(target):
        draft = write_draft(target.parent, data, mode)
        try:
            _move_to_new(draft, target)
        finally:
            draft.unlink(missing_ok=True)


def _move_to_new(draft: Path, target: Path) -> None:
    """Move a file to a place where there is none; a link never takes the place of another file, a move may."""
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError) as error:  # a file system without links
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        draft.replace(target)


def write_draft(folder: Path, data: bytes, mode: int = 0o666) -> Path:
    """Write a hidden file with a name of its own, to be moved to its place; return its path."""
    path = folder / f".hlo-forms-{os.getpid()}-{os.urandom(8).hex()}.part"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if mode == _PRIVATE:  # without the key in it the codes lead nowhere
                file.flush()
                os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _clear(folder: Path) -> None:
    """Delete the drafts that runs which were killed left behind."""
    with suppress(OSError):  # writing says what is wrong with the folder
        for entry in os.scandir(folder):
            match = _DRAFT.fullmatch(entry.name)
            if match and not _is_in_use(Path(entry.path), int(match[1])):
                os.unlink(entry.path)  # noqa: PTH108 - a path as the system gave it


def _is_in_use(path: Path, process: int) -> bool:
    """Return whether the process that writes a draft still runs."""
    try:
        if not ASKS:
            return time.time() - path.stat().st_mtime < _OLD
        os.kill(process, 0)  # asks only
    except (ProcessLookupError, FileNotFoundError):
        return False
    except (OSError, OverflowError):
        return True
    return True


@contextmanager
def _naming(target: Path) -> Iterator[None]:
    """Let an error of the disk name the file that is wanted, not a draft of it."""
    try:
        yield
    except OSError as error:
        error.filename = str(target)
        error.filename2 = None
        raise


def whole_path(path: Path) -> Path:
    """Return a path from the root; as it is where the folder of the command is gone."""
    try:
        return path.resolve()
    except OSError:
        return path


_TEXTS = Catalogue("facilitator")
MANIFEST = "SHA256SUMS.txt"
"""The list of what we wrote, as `sha256sum --check` reads it: in plain sight, as people send the folder."""

CORRECTIONS = {"nl": "correcties.csv", "en": "corrections.csv"}
"""The list of what a facilitator corrected afterwards in the documents of a folder, by language."""

_HEAD = "# hlo-forms"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
Digests: TypeAlias = Mapping[str, tuple[str, ...]]
"""The digests of the files that we wrote, by name: one, or those before and after a run that was not finished."""


@attrs.frozen
class Folder:
    """A folder in which a file is only overwritten if we wrote it and nobody has changed it since."""

    path: Path

    def save(self, files: Mapping[str, bytes], *, tidy: bool = False) -> dict[str, Path]:
        """Write all of the files, or none if one of them cannot be written; return their paths by name.

        `tidy` also deletes the files that we wrote earlier and that are not among these, unless somebody changed them.
        Everything is on the disk before the first file is replaced, and the list of what we wrote tells of both the
        old and the new files until all are, so that a run that is killed halfway can be done again. Raises
        `FolderError` for a file of somebody else, for one that is open elsewhere and for a folder that is deleted
        meanwhile, and `OSError` where the disk refuses.
        """
        before = self.check(files)
        stale = [name for name in before if tidy and name not in files and self._may_go(name, before)]
        new = {name: data for name, data in files.items() if not self._holds(name, data)}
        after = {name: known for name, known in before.items() if name not in stale}
        after |= {name: (_digest(data),) for name, data in files.items()}
        self.path.mkdir(parents=True, exist_ok=True)
        with self._staying():
            self._write(new, stale, before, after)
        return {name: self.path / name for name in files}

    @contextmanager
    def _staying(self) -> Iterator[None]:
        """Say it where somebody deletes or moves the folder while we write to it."""
        try:
            yield
        except FileNotFoundError as error:
            if self.path.exists():
                raise
            raise FolderError(_TEXTS.sentence("folder_gone", path=self.path)) from error

    def _write(self, new: Mapping[str, bytes], stale: Collection[str], before: Digests, after: Digests) -> None:
        """Write files and delete others, and list what is there before and after."""
        between = {name: (*after.get(name, ()), *before.get(name, ())) for name in (*before, *after)}
        _clear(self.path)
        with _naming(self.path):
            drafts = _Drafts.of(self.path, new)
        try:
            if new or stale:
                self._list(between)
            self._replace(drafts, before)
        finally:
            drafts.clear()
        for name in stale:
            self._delete(name)
        self._list(after)

    def _list(self, digests: Digests) -> None:
        """Write the list of what we wrote, unless it says so already."""
        lines = [f"{digest}  {name}" for name, known in sorted(digests.items()) for digest in sorted(set(known))]
        data = "\n".join([_HEAD, *lines, ""]).encode("utf-8", "surrogateescape")
        if not self._holds(MANIFEST, data):
            with _naming(self.path):
                write_whole(self.path / MANIFEST, data)

    def _replace(self, drafts: _Drafts, before: Digests) -> None:
        """Move the drafts to their places; put back what was there if one cannot be moved."""
        had_list = bool(before)
        old: dict[str, bytes | None] = {}
        try:
            for name, draft in drafts.paths.items():
                place = self.path / name
                content = place.read_bytes() if place.is_file() else None
                draft.replace(place)
                old[name] = content
        except BaseException as error:
            whole = self._put_back(old, before if had_list else None)
            if whole and isinstance(error, PermissionError):  # Windows keeps a file that is open in Word
                raise FolderError(_TEXTS.sentence("is_open", path=place)) from error
            if isinstance(error, OSError):
                raise _about(place, error) from error
            raise

    def _put_back(self, old: Mapping[str, bytes | None], before: Digests | None) -> bool:
        """Put back files and the list as they were; return whether all are. If not, the list still tells of both."""
        try:
            for name, content in old.items():
                if content is None:
                    (self.path / name).unlink()
                else:
                    write_whole(self.path / name, content)
            if before is None:
                (self.path / MANIFEST).unlink(missing_ok=True)
            else:
                self._list(before)
        except OSError:
            return False
        return True

    def _delete(self, name: str) -> None:
        place = self.path / name
        try:
            place.unlink(missing_ok=True)
        except OSError as error:
            raise _about(place, error) from error

    def is_free(self, name: str) -> bool:
        """Return whether a file of this name may be written: it does not exist, or is ours and unchanged."""
        return not os.path.lexists(self.path / name) or self._is_ours(name, self._manifest())

    def check(self, files: Mapping[str, bytes]) -> Digests:
        """Return the digests of what we wrote, by name; `FolderError` if a file would replace somebody else's."""
        if self.path.exists() and not self.path.is_dir():
            raise FolderError(_TEXTS.sentence("is_file", path=self.path))
        digests = self._manifest()
        for name, data in files.items():
            self._must_be_ours(name, data, digests)
        return digests

    def _manifest(self) -> Digests:
        path = self.path / MANIFEST
        if not os.path.lexists(path):
            return {}
        try:
            text = path.read_bytes().decode("utf-8", "surrogateescape").replace("\r\n", "\n").removeprefix("\ufeff")
        except OSError as error:
            raise FolderError(_TEXTS.sentence("no_list", path=path)) from error
        head, *lines = text.rstrip("\n").split("\n")
        matches = [_LINE.fullmatch(line) for line in lines]
        pairs = [(match[2], match[1]) for match in matches if match]
        if head != _HEAD or len(pairs) != len(lines):
            raise FolderError(_TEXTS.sentence("no_list", path=path))
        return {name: tuple(digests) for name, digests in grouped(pairs).items()}

    def _holds(self, name: str, data: bytes) -> bool:
        path = self.path / name
        return path.is_file() and path.read_bytes() == data

    def _is_ours(self, name: str, digests: Digests) -> bool:
        """Return whether the file is there as we wrote it."""
        path = self.path / name
        plain = Path(name).name == name and path.is_file() and not path.is_symlink()
        return plain and _digest(path.read_bytes()) in digests.get(name, ())

    def _may_go(self, name: str, digests: Digests) -> bool:
        """Return whether a file is gone already, or is there as we wrote it."""
        return self._is_ours(name, digests) or not os.path.lexists(self.path / name)

    def _must_be_ours(self, name: str, data: bytes, digests: Digests) -> None:
        path = self.path / name
        if not os.path.lexists(path) or self._holds(name, data) or self._is_ours(name, digests):
            return
        raise FolderError(_TEXTS.sentence("was_changed" if name in digests else "not_ours", path=path))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _about(place: Path, error: OSError) -> OSError:
    """Return an error of the disk about a file."""
    return type(error)(error.errno, error.strerror, str(place))


@attrs.frozen
class _Drafts:
    """The files that are to be moved to their places, by name."""

    paths: dict[str, Path]

    @classmethod
    def of(cls, folder: Path, files: Mapping[str, bytes]) -> _Drafts:
        """Write the drafts of these files; none is left if one cannot be written."""
        drafts = cls({})
        try:
            for name, data in files.items():
                drafts.paths[name] = write_draft(folder, data)
        except BaseException:
            drafts.clear()
            raise
        return drafts

    def clear(self) -> None:
        """Delete the drafts that were not moved."""
        for draft in self.paths.values():
            with suppress(OSError):
                draft.unlink(missing_ok=True)


_QUICK = 3  # a third of the time of the usual 6, for a tenth more bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)


def zipped(members: Mapping[str, bytes], *, stored: Collection[str] = ()) -> bytes:
    """Return a zip file of these members, `stored` ones unpacked: the same members give the same bytes.

    >>> zipped({"brief.txt": b"Beste partners"}) == zipped({"brief.txt": b"Beste partners"})
    True
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, data)
    return target.getvalue()


_MEMBER, _LISTED, _END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")
_VERSION, _ON_UNIX, _DAY = 20, 3 << 8, 1 << 5 | 1  # of the format; of the permissions; the first of 1980


def zipped_onto(archive: bytes, members: Mapping[str, bytes], *, stored: Collection[str] = ()) -> bytes:
    """Return a zip file of ours with more members, packed for speed; what many have in common need be packed once.

    Their names are in ASCII. (`zipfile` would read the list of the first ones, and write it anew.)

    >>> whole = zipped_onto(zipped({"kop.txt": b"Wijkzorg Noord"}), {"brief.txt": b"Beste partners"})
    >>> whole == zipped({"kop.txt": b"Wijkzorg Noord", "brief.txt": b"Beste partners"})
    True
    """
    _, _, _, _, count, size, start, _ = _END.unpack(archive[-_END.size :])
    pieces, listed, place = [archive[:start]], [archive[start : start + size]], start
    for name, data in members.items():
        packed = data if name in stored else zlib.compress(data, _QUICK, -zlib.MAX_WBITS)
        method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
        about = (0, method, 0, _DAY, zlib.crc32(data), len(packed), len(data), len(name), 0)
        pieces += [_MEMBER.pack(b"PK\3\4", _VERSION, *about), name.encode("ascii"), packed]
        entry = (b"PK\1\2", _VERSION | _ON_UNIX, _VERSION, *about, 0, 0, 0, 0o600 << 16, place)
        listed += [_LISTED.pack(*entry), name.encode("ascii")]
        place += _MEMBER.size + len(name) + len(packed)
    whole = b"".join(listed)
    end = _END.pack(b"PK\5\6", 0, 0, count + len(members), count + len(members), len(whole), place, 0)
    return b"".join([*pieces, whole, end])
