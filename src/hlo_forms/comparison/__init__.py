"""Forms laid side by side: organisations, the voices of one, and one round after another."""

from . import comparison_page as comparison_page
from . import recalibration_page as recalibration_page
from . import voices_page as voices_page
