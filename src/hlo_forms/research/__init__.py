"""Many forms as tables and counts.

`hlo_forms` has `Dataset`, `Table` and the counts; these are the parts of those.
"""

from __future__ import annotations

from .dataset import ForResearch
from .entries import File, Record
from .privacy.codes import Name
from .privacy.names import Dates
from .statistics.statistic import Statistic
from .tables import Cell, Column, Kind, Schema

__all__ = [
    "Cell",
    "Column",
    "Dates",
    "File",
    "ForResearch",
    "Kind",
    "Name",
    "Record",
    "Schema",
    "Statistic",
]
