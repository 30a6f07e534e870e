"""Many forms as tables and counts.

`hlo_forms` has `Dataset`, `Table` and the counts; these are the parts of those, and the rows of each count.
"""

from __future__ import annotations

from .dataset import ForResearch
from .entries import File, Record
from .permission import Consent, Permit, Permits
from .privacy.codes import Name
from .privacy.finder import Dates
from .publication import Publication
from .statistics.chance import ExactTest, Interval
from .statistics.counts import CategoryTally, MotiveCount, MotivePair
from .statistics.differences import MotiveChange, MotiveDifference
from .statistics.pool import Group
from .statistics.sharing import SharedMotive, SharingTest
from .statistics.statistic import Statistic
from .tables import Cell, Column, Kind, Schema

__all__ = [
    "CategoryTally",
    "Cell",
    "Column",
    "Consent",
    "Dates",
    "ExactTest",
    "File",
    "ForResearch",
    "Group",
    "Interval",
    "Kind",
    "MotiveChange",
    "MotiveCount",
    "MotiveDifference",
    "MotivePair",
    "Name",
    "Permit",
    "Permits",
    "Publication",
    "Record",
    "Schema",
    "SharedMotive",
    "SharingTest",
    "Statistic",
]
