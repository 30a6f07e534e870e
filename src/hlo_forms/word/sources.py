"""The sources of a document: a path, bytes, a binary file, or a document that is open in python-docx."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from pathlib import Path
from typing import BinaryIO, TypeAlias

from ..basics.arguments import path_of
from ..errors import InvalidValueError, UnsafeFileError
from .limits import HIGHEST, MIB, Limits
from .package import refusal, write_package
from .python_docx import DocxDocument, is_open_document

Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO | DocxDocument
"""A document: a path, its bytes, a file opened in binary mode, or a `docx.Document` that is open in python-docx."""

_CHUNK = MIB // 4


def bytes_of(source: Source, limits: Limits = HIGHEST) -> tuple[bytes, str | None]:
    """Return the bytes of a path, bytes, binary file or open document, and its name where it has one.

    Raises `UnsafeFileError` for more than the limit, and for a path to something that is no file, before it is read.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return _not_too_big(bytes(source), limits), None
    if isinstance(source, str | os.PathLike):
        path = path_of("source", source)
        _check_file(path.stat(), limits)
        with path.open("rb") as opened:  # it may have grown since
            return _not_too_big(opened.read(limits.file + 1), limits), path.name
    if is_open_document(source):
        return _not_too_big(saved(source), limits), None
    name = getattr(source, "name", None)
    return _read_bounded(source, limits), Path(name).name if isinstance(name, str) else None


def _check_file(found: os.stat_result, limits: Limits) -> None:
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):  # opening a folder says what is wrong
        raise refusal(UnsafeFileError, "no-file")
    if found.st_size > limits.file:
        raise refusal(UnsafeFileError, "too-big")


def _not_too_big(data: bytes, limits: Limits) -> bytes:
    if len(data) > limits.file:
        raise refusal(UnsafeFileError, "too-big")
    return data


def _read_bounded(source: object, limits: Limits) -> bytes:
    """Return what a binary file holds, and never ask for more than the limit: a stream may have no end."""
    read = getattr(source, "read", None)
    pieces: list[bytes] = []
    left = limits.file + 1
    while left > 0:
        piece = read(min(left, _CHUNK)) if read else None
        if not isinstance(piece, bytes):
            raise InvalidValueError("source", "a path, bytes or a file opened in binary mode", source)
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    return _not_too_big(b"".join(pieces), limits)


def saved(document: DocxDocument) -> bytes:
    """Return the bytes of a document that is open in python-docx, the same each time."""
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file) as archive:  # python-docx writes the time of saving into it
        return write_package({name: archive.read(name) for name in archive.namelist()})
