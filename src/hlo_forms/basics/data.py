"""Files that come with the package: templates, instruments and messages."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_PACKAGE = __name__.partition(".")[0]


def package_data(name: str) -> bytes:
    """Return the contents of a file that comes with the package.

    >>> package_data("instruments/strategic-motives.toml")[:2]
    b'# '
    """
    return package().joinpath(name).read_bytes()


@functools.cache
def package() -> Traversable:
    """Return the folder of the package."""
    folder = Path(__file__).parents[1]
    if folder.is_dir():
        return folder
    from importlib import resources  # the package stands in a zip

    return resources.files(_PACKAGE)
