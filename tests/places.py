"""Where things stand: the repository, its source, and the shared documents that may lie beside it."""

from __future__ import annotations

import ast
import functools
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "hlo_forms"
SHARED = Path(os.environ.get("HLO_FORMS_SHARED") or ROOT.parent / "shared")
MODULES = sorted(SOURCE.rglob("*.py"))


def module_name(path: Path) -> str:
    """The name of a module within the package: "word.layout"; "" for the package itself."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """A module of ours as Python sees it; the same object each time, so nobody changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))


def texts_of(path: Path) -> Iterator[str]:
    """The texts in a module, less its docstrings."""
    nodes = list(ast.walk(tree_of(path)))
    docstrings = {
        id(node.value) for node in nodes if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value
