"""Zips that every program reads alike: their members, or a typed error."""

from __future__ import annotations

import io
import itertools
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable

from ..errors import DamagedFileError, NotAWordFileError, UnsafeFileError
from .refusals import refused

MAX_MEMBERS = 5_000
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError)
_END = b"PK\5\6"
_END_LENGTH = 22
_IN_DIRECTORY = b"PK\1\2"
_ENCRYPTED = 0x1 | 0x40
_PADDING = b"\0 \t\r\n"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def opened(data: bytes) -> tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]:
    """Return the archive of these bytes and its members by name; raises a typed error for anything odd."""
    if data.count(_IN_DIRECTORY) > MAX_MEMBERS:  # before anything is parsed
        raise refused(UnsafeFileError, "too-many-parts")
    end = _end(data)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data[:end]))
    except (*DAMAGE, OverflowError) as error:
        raise refused(DamagedFileError, "zip-damaged") from error
    infos = archive.infolist()
    _check_counts(data, infos)
    _check_extents(data, infos, archive.start_dir)
    _check_names(infos)
    for info in infos:
        _check_member(info)
    return archive, {info.filename: info for info in infos}


def _end(data: bytes) -> int:
    """Return where the zip ends; padding that mail programs add may follow, and nothing else."""
    start = data.rfind(_END)
    if start < 0:
        raise refused(DamagedFileError, "cut-off")
    end = start + _END_LENGTH + int.from_bytes(data[start + 20 : start + _END_LENGTH], "little")
    if end > len(data) or start + _END_LENGTH > len(data):
        raise refused(DamagedFileError, "cut-off")
    if data[end:].strip(_PADDING):
        raise refused(UnsafeFileError, "glued")
    return end


def _check_counts(data: bytes, infos: list[zipfile.ZipInfo]) -> None:
    """Check the number of members against the end record; 65,535 there says that another record states it."""
    start = data.rfind(_END)
    count = int.from_bytes(data[start + 10 : start + 12], "little")
    if not infos or count not in (len(infos), 0xFFFF):
        raise refused(DamagedFileError, "zip-damaged")


def _check_extents(data: bytes, infos: Iterable[zipfile.ZipInfo], directory: int) -> None:
    """Check that the members begin where the file begins, and that none lies over another."""
    ordered = sorted(infos, key=lambda info: info.header_offset)
    if ordered[0].header_offset != 0:
        raise refused(UnsafeFileError, "glued")
    starts = [info.header_offset for info in ordered] + [directory]
    for info, (start, following) in zip(ordered, itertools.pairwise(starts), strict=True):
        lengths = data[start + 26 : start + 30]
        head = 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        if start + head + info.compress_size > following:
            raise refused(DamagedFileError, "zip-damaged")


def _check_names(infos: Iterable[zipfile.ZipInfo]) -> None:
    taken: set[str] = set()
    for info in infos:
        name = info.filename
        pieces = re.split(r"[/\\]", name)
        if name[:1] in ("/", "\\") or ".." in pieces or ":" in name or "\0" in info.orig_filename:
            raise refused(UnsafeFileError, "path-outside", name)
        key = "/".join(piece for piece in pieces if piece not in ("", "."))
        key = unicodedata.normalize("NFC", key).casefold() + "/" * info.is_dir()
        if key in taken:
            raise refused(UnsafeFileError, "duplicate-parts", name)
        taken.add(key)


def _check_member(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise refused(NotAWordFileError, "encrypted")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise refused(UnsafeFileError, "path-outside", info.filename)
    if info.compress_type not in _PACKED:
        raise refused(UnsafeFileError, "packing", info.filename)
