"""Every result as a page: its model, and the page as HTML and as text.

`PageTable` is the table of a picture, in rows (`PageRow`) whose cells are runs of text (`Run`, several: `Runs`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..basics.libraries import on_use

if TYPE_CHECKING:
    from .model import PageRow, PageTable, Run, Runs
else:
    __getattr__ = on_use(__name__, dict.fromkeys(("PageRow", "PageTable", "Run", "Runs"), "model"))

__all__ = ["PageRow", "PageTable", "Run", "Runs"]

WIDTH = 100
"""The columns of a screen."""
