"""Version of the reader: tells whether reading a document again could give another result."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from importlib import metadata, resources
from importlib.resources.abc import Traversable

_SUFFIXES = (".py", ".toml")


@functools.cache
def reader_version() -> str:
    """Return the library's version and a fingerprint of its code and wording, which decide how documents are read.

    >>> version, fingerprint = reader_version().split("+")
    >>> len(fingerprint)
    12
    """
    digest = hashlib.sha256()
    for name, data in _sources(resources.files("hlo_forms"), ""):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{_version()}+{digest.hexdigest()[:12]}"


def _version() -> str:
    try:
        return metadata.version("hlo-forms")
    except metadata.PackageNotFoundError:  # run from a source folder
        return "0"


def _sources(folder: Traversable, place: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{place}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, name)
        elif entry.name.endswith(_SUFFIXES):
            yield name, entry.read_bytes().replace(b"\r\n", b"\n")
