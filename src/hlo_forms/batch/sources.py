"""Sources of documents: paths, folders, patterns, and pairs of a name and bytes, one after another."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, TypeAlias

import attrs

from ..basics.files import CORRECTIONS, MANIFEST
from ..errors import DocumentError, InvalidValueError
from ..readings.reading import FailureCode, ReadFailure, failure_of, read_failure
from ..word.limits import HIGHEST, Limits
from ..word.python_docx import DocxDocument, is_open_document

Named: TypeAlias = tuple[str, bytes | BinaryIO | DocxDocument]
"""A document with the name to report it by."""

OneSource: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO | DocxDocument | Named
"""A document, or a folder or pattern of documents."""

_SYSTEM_FILES = {"thumbs.db", "desktop.ini", MANIFEST.lower(), *CORRECTIONS.values()}


@attrs.frozen
class SourceFile:
    """A document to read: its name, and its path or contents; `failure` if there is nothing to read."""

    name: str
    content: Path | bytes | BinaryIO | DocxDocument | None = attrs.field(default=None, repr=False)
    failure: ReadFailure | None = None

    def opened(self, limits: Limits = HIGHEST) -> tuple[bytes, str] | ReadFailure:
        """Return the bytes and their sha256 in hex, or the reason there are none."""
        if self.failure is not None or self.content is None or _is_no_path(self.content):
            return self.failure or read_failure(self.name, "missing")
        try:
            data = self._bytes(self.content, limits)
        except FileNotFoundError:
            return read_failure(self.name, "missing")
        except OSError as error:
            return read_failure(self.name, "unreadable", error.strerror)
        except DocumentError as error:
            return failure_of(self.name, error)
        return data, hashlib.sha256(data).hexdigest()

    def _bytes(self, content: Path | bytes | BinaryIO | DocxDocument, limits: Limits) -> bytes:
        from ..word.sources import bytes_of

        try:
            return bytes_of(content, limits)[0]
        except InvalidValueError as error:
            raise InvalidValueError("sources", f"{self.name} opened in binary mode", content) from error


def _is_no_path(content: object) -> bool:
    """Return whether no file can have this path."""
    return isinstance(content, Path) and "\0" in str(content)


def sources_in(sources: OneSource | Iterable[OneSource], skip: Iterable[Path] = ()) -> Iterator[SourceFile]:
    """Yield everything to read, in order; a folder gives all files in it, by name.

    Folders are read without hidden files, files of a file manager, our own lists of what we wrote, links to other
    folders, and the paths in `skip`.
    """
    skipped = {path.resolve() for path in skip}
    for number, source in enumerate(_each(sources), 1):
        yield from _of_one(source, number, skipped)


def count_of(sources: OneSource | Iterable[OneSource], skip: Iterable[Path] = ()) -> int | None:
    """Count the documents to read; None for an iterable that may be gone over only once."""
    countable = isinstance(sources, str | os.PathLike | bytes | list | tuple)
    return sum(1 for _ in sources_in(sources, skip)) if countable else None


def _each(sources: OneSource | Iterable[OneSource]) -> Iterable[OneSource]:
    if isinstance(sources, Mapping):
        raise InvalidValueError(
            "sources", "paths, or pairs of a name and bytes; pass the items() of a mapping", sources
        )
    if _is_one(sources):
        return [sources]  # type: ignore[list-item]  # checked above
    if not isinstance(sources, Iterable):
        raise InvalidValueError("sources", "paths, folders, patterns, or pairs of a name and bytes", sources)
    return sources  # type: ignore[return-value]  # an iterable that is no source itself


def _is_one(value: object) -> bool:
    pair = isinstance(value, tuple) and len(value) == 2 and _holds_a_document(value[1])
    plain = isinstance(value, str | os.PathLike | bytes | bytearray | memoryview)
    return pair or plain or is_open_document(value) or hasattr(value, "read")


def _holds_a_document(value: object) -> bool:
    return isinstance(value, bytes | bytearray | memoryview) or is_open_document(value)


def _of_one(source: OneSource, number: int, skipped: set[Path]) -> Iterator[SourceFile]:
    if isinstance(source, str | os.PathLike):
        yield from _of_path(os.fspath(source), skipped)
    elif isinstance(source, tuple) and len(source) == 2 and isinstance(source[0], str):
        yield SourceFile(source[0], _content(source[1]))
    else:
        name = getattr(source, "name", None)
        yield SourceFile(Path(name).name if isinstance(name, str) else f"#{number}", _content(source))


def _content(value: object) -> bytes | BinaryIO | DocxDocument:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if is_open_document(value):
        return value
    if not hasattr(value, "read"):
        raise InvalidValueError("sources", "a path, a pair of a name and bytes, or a file opened in binary mode", value)
    return value  # type: ignore[return-value]  # checked when it is read


def _of_path(text: str, skipped: set[Path]) -> Iterator[SourceFile]:
    path = Path(text)
    if path.is_dir():
        paths = list(_in_folder(path, skipped))
    elif not path.exists() and glob.has_magic(text):
        matches = map(Path, sorted(glob.glob(text, recursive=True)))  # noqa: PTH207 - may be absolute
        paths = [SourceFile(match.as_posix(), match) for match in matches if _is_candidate(match, skipped)]
    else:
        yield SourceFile(path.as_posix(), path)
        return
    yield from paths or [SourceFile(path.as_posix(), failure=read_failure(path.as_posix(), "no-match"))]


def _in_folder(folder: Path, skipped: set[Path]) -> Iterator[SourceFile]:
    errors: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=errors.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for path in (Path(place, name) for name in sorted(files)):
            if _is_candidate(path, skipped):
                yield SourceFile(path.relative_to(folder).as_posix(), path)
    for error in errors:
        name = Path(error.filename or folder).relative_to(folder).as_posix()
        code: FailureCode = "missing" if isinstance(error, FileNotFoundError) else "unreadable"
        yield SourceFile(name, failure=read_failure(name, code, error.strerror))


def _is_candidate(path: Path, skipped: set[Path]) -> bool:
    """Return whether people keep such a file in a folder: no hidden, lock or system file, pipe or device, or skipped.

    A broken link is one too, so that it is reported as missing.
    """
    if path.name.startswith((".", "~$")) or path.name.lower() in _SYSTEM_FILES:
        return False
    missing = path.is_symlink() and not path.exists()
    return (path.is_file() or missing) and not (skipped and path.resolve() in skipped)
