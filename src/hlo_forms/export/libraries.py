"""Libraries that only some exports need: imported on use, with word of what to install."""

from __future__ import annotations

import importlib
from typing import Any

from ..errors import MissingDependencyError


def imported(name: str, extra: str) -> Any:  # Any: a library, imported by its name
    """The library; `MissingDependencyError` with what to install where it is not there."""
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise MissingDependencyError(f'{name} is not installed: pip install "hlo-forms[{extra}]"') from error
