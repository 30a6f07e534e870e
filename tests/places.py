"""Where things stand: the repository, its source, and the shared documents that may lie beside it."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "hlo_forms"
SHARED = Path(os.environ.get("HLO_FORMS_SHARED") or ROOT.parent / "shared")
MODULES = sorted(SOURCE.rglob("*.py"))


def module_name(path: Path) -> str:
    """The name of a module within the package: "word.layout"; "" for the package itself."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix("__init__").rstrip(".")
