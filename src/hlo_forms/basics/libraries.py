"""Optional libraries: imported when they are used, and named when they are missing."""

from __future__ import annotations

import functools
import hashlib
import importlib
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from typing import Any

from ..errors import MissingDependencyError
from .messages import Catalogue

_TEXTS = Catalogue("facilitator")
_EXTRAS = {
    "matplotlib": "plots",
    "narwhals": "analysis",
    "numpy": "analysis",
    "pandas": "analysis",
    "pyarrow": "parquet",
    "pyreadstat": "spss",
    "scipy": "analysis",
    "xlsxwriter": "excel",
}


def on_use(room: str, homes: Mapping[str, str]) -> Callable[[str], object]:
    """Return the `__getattr__` of a room: each of its names is imported on first use, from the module that makes it.

    For rooms with heavy modules beside light ones; other rooms import their names.
    """

    def name_of(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(importlib.import_module(f"{room}.{homes[name]}"), name)

    return name_of


def import_library(name: str) -> Any:  # Any: a library, imported by its name
    """Import a library, or one module of it; `MissingDependencyError` says what to install.

    >>> import_library("math").gcd(6, 4)
    2
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        library = name.partition(".")[0]
        extra = _EXTRAS.get(library)
        hint = f'pip install "hlo-forms[{extra}]"' if extra else f"pip install {library}"
        raise MissingDependencyError(_TEXTS.sentence("extra_missing", library=library, command=hint)) from error


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
