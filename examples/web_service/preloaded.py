"""Imported by the process that all workers are copies of: it makes and reads a form once, so that each begins warm."""

from __future__ import annotations

import hlo_forms as hlo
from web_service import jobs

for _phase in (hlo.PreparationForm.phase, hlo.AlignmentForm.phase, hlo.CommitmentForm.phase):
    for _language in hlo.load_instrument().languages:
        jobs.reading(jobs.blank(_phase, hlo.Organisation("De Linde", type="practice_partner"), None, None, _language))
