"""Pictures of what partners answered, to print, to project and to put into a report.

Each is a `Picture`: with a title and a text that say what is seen, the table that holds all that is drawn, and
matplotlib's `Figure`. It shows itself in a notebook and saves itself as SVG or PNG. Signs and words carry what it
says, so it reads the same in black and white. No setting of matplotlib is touched: your own pictures stay as they are.

    from hlo_forms import plots

    plots.motives(comparison).save("motieven.svg")
"""

from __future__ import annotations

from .motives import categories as categories
from .motives import motives as motives
from .picture import Picture as Picture
from .relations import relations as relations
from .rounds import recalibration as recalibration
from .statistics import statistic as statistic

__all__ = ["Picture", "categories", "motives", "recalibration", "relations", "statistic"]
