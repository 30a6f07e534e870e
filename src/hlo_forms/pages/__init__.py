"""Every result as a page: its model, and the page as HTML and as text.

`PageTable` is the table of a picture, in rows (`PageRow`) whose cells are runs of text (`Run`, several: `Runs`).
"""

from __future__ import annotations

from .model import PageRow, PageTable, Run, Runs

__all__ = ["PageRow", "PageTable", "Run", "Runs"]
