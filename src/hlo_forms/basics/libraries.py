"""Optional libraries: imported when they are used, and named when they are missing."""

from __future__ import annotations

import functools
import hashlib
import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from .. import __version__
from ..errors import MissingDependencyError
from .data import package
from .messages import Catalogue

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

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
READS = ("basics", "forms", "instrument", "instruments", "messages", "pages", "readings", "word")
"""The rooms, and the folders of data, that take part in reading a document."""


@functools.cache
def reader_version() -> str:
    """Return the library's version and a fingerprint of the code and wording that decide how documents are read.

    >>> version, fingerprint = reader_version().split("+")
    >>> len(fingerprint)
    12
    """
    digest = hashlib.sha256()
    for name, file in _sources(package(), ""):
        data = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{__version__}+{digest.hexdigest()[:12]}"


def _sources(folder: Traversable, place: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        name = f"{place}{entry.name}"
        if name.endswith(_SUFFIXES):
            yield name, entry
        elif (place or name in READS) and entry.is_dir():
            yield from _sources(entry, f"{name}/")
