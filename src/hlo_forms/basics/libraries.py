"""Optional libraries: imported when they are used, and named when they are missing."""

from __future__ import annotations

import importlib
from typing import Any

from ..errors import MissingDependencyError

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


def imported(name: str) -> Any:  # Any: a library, imported by its name
    """Import a library, or one module of it; `MissingDependencyError` says what to install.

    >>> imported("math").gcd(6, 4)
    2
    """
    try:
        return importlib.import_module(name)
    except ImportError as error:
        library = name.partition(".")[0]
        extra = _EXTRAS.get(library)
        hint = f'pip install "hlo-forms[{extra}]"' if extra else f"pip install {library}"
        raise MissingDependencyError(f"{library} is not installed: {hint}") from error
