"""The jobs of the service: bytes in, bytes out, each a function that a worker can run."""

from __future__ import annotations

import hlo_forms as hlo


def reading(data: bytes) -> bytes:
    """Return the JSON of what a document says."""
    return hlo.to_json(hlo.read(data)).encode()


def document(text: bytes, language: str | None) -> bytes:
    """Return the Word document of a form in JSON."""
    return hlo.render(hlo.from_json(text), language=language)


def blank(phase: str, who: hlo.Organisation, partnership: str | None, round: str | None, language: str | None) -> bytes:
    """Return the Word document of a blank form."""
    return hlo.render(blank_form(phase, who, partnership, round), language=language)


def blank_form(phase: str, who: hlo.Organisation, partnership: str | None, round: str | None) -> hlo.Form:
    """Return a blank form of a phase; `InvalidValueError` for a phase that there is not."""
    hlo.load_instrument().phase(phase)
    if phase == hlo.AlignmentForm.phase:
        return hlo.AlignmentForm(organisations=[who], partnership=partnership, round=round)
    kind = hlo.PreparationForm if phase == hlo.PreparationForm.phase else hlo.CommitmentForm
    return kind(organisation=who, partnership=partnership, round=round)
