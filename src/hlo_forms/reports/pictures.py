"""The pictures of a report: drawn where they are asked for, or where matplotlib is there to draw them."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator

import attrs

from ..comparison.comparison import Comparison
from ..comparison.recalibration import Recalibration
from ..forms.alignment import AlignmentForm
from ..pages.model import Illustration
from ..readings.reading import Reading


@attrs.frozen
class Pictures:
    """Draws pictures in one language, or none at all where `drawn` is False."""

    language: str
    drawn: bool
    missing: bool = False
    """Would there be pictures, if they could be drawn?"""

    @classmethod
    def of(cls, language: str, wanted: bool | None) -> Pictures:
        """As wanted; None: where matplotlib is installed."""
        there = importlib.util.find_spec("matplotlib") is not None
        return cls(language, there if wanted is None else wanted, missing=wanted is None and not there)

    def motives(self, comparison: Comparison) -> Iterator[Illustration]:
        """Motives by partners."""
        if self.drawn:
            from .. import plots

            yield Illustration(plots.motives(comparison, self.language))

    def categories(self, comparison: Comparison) -> Iterator[Illustration]:
        """Counts per category and partner."""
        if self.drawn:
            from .. import plots

            yield Illustration(plots.categories(comparison, self.language))

    def relations(self, meeting: AlignmentForm | Reading) -> Iterator[Illustration]:
        """The relations that were declared."""
        if self.drawn:
            from .. import plots

            yield Illustration(plots.relations(meeting, self.language))

    def rounds(self, change: Recalibration, organisation: str) -> Iterator[Illustration]:
        """The motives of one organisation, round by round."""
        if self.drawn:
            from .. import plots

            yield Illustration(plots.recalibration(change, self.language, organisation=organisation))
