"""Motives side by side: between organisations, between the voices of one, and from round to round.

`hlo_forms` has `compare`, `compare_voices`, `recalibrate` and what they return; these are the parts of that.
"""

from __future__ import annotations

from .comparison import OwnMotive
from .recalibration import (
    Change,
    ChangeCount,
    Forms,
    Gap,
    History,
    Realisation,
    Round,
    RoundAnswer,
    Step,
)
from .sides import Side, Voice
from .text_changes import Part, TextChange
from .verdicts import (
    CategoryCount,
    Cell,
    CounterpartComparison,
    MotiveComparison,
    Overlap,
    PairComparison,
    Reason,
    Verdict,
    VoiceAnswer,
)
from .voices import VoiceMotive, VoiceQuestion

__all__ = [
    "CategoryCount",
    "Cell",
    "Change",
    "ChangeCount",
    "CounterpartComparison",
    "Forms",
    "Gap",
    "History",
    "MotiveComparison",
    "Overlap",
    "OwnMotive",
    "PairComparison",
    "Part",
    "Realisation",
    "Reason",
    "Round",
    "RoundAnswer",
    "Side",
    "Step",
    "TextChange",
    "Verdict",
    "Voice",
    "VoiceAnswer",
    "VoiceMotive",
    "VoiceQuestion",
]
