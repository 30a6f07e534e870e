"""The form of the meeting made again, as for a partner who is late: who keeps which number, and what is different."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import attrs

from ..errors import HloFormsError
from ..facilitator.nearby import register_of
from ..forms import AlignmentForm, Organisation
from .shared import TEXTS
from .workspace import workspace


def made_before(folder: Path, form: AlignmentForm) -> AlignmentForm | None:
    """Return the form of this meeting that a folder holds already; None where there is none with motives on it."""
    own = (form.phase, form.partnership.id, form.round)
    entries = register_of(folder, workspace().instruments)
    for path in [folder / entry.file for entry in entries if entry.meant_for[:3] == own]:
        with suppress(HloFormsError, OSError):
            before = workspace().read(path).form
            if isinstance(before, AlignmentForm) and before.brought:
                return before
    return None


def in_order_of(form: AlignmentForm, before: AlignmentForm) -> AlignmentForm:
    """Return a form on which the partners of the one before have the same order, and others come after them."""
    places = {partner.id: place for place, partner in enumerate(before.organisations)}
    partners = sorted(form.organisations, key=lambda partner: places.get(partner.id, len(places)))
    return attrs.evolve(form, organisations=partners)


def differences(form: AlignmentForm, before: AlignmentForm, language: str) -> Iterator[str]:
    """Yield who is new on a form, who is no longer on it, and whether the numbers of the others are the same."""
    now, then = (_numbers(each) for each in (form, before))
    new = [TEXTS.text("with_number", language, name=_name(now[id][1]), number=now[id][0]) for id in now.keys() - then]
    gone = [_name(then[id][1]) for id in then if id not in now]
    if new:
        yield TEXTS.text("meeting_new", language, who=", ".join(sorted(new)))
    if gone:
        yield TEXTS.text("meeting_gone", language, who=", ".join(gone))
    if any(now[id][0] != then[id][0] for id in now.keys() & then):
        numbers = ", ".join(f"{number} {_name(who)}" for number, who in now.values())
        yield TEXTS.text("meeting_numbers", language, numbers=numbers)
    else:
        yield TEXTS.text("meeting_others_same" if new or gone else "meeting_same", language)


def _numbers(form: AlignmentForm) -> dict[str, tuple[int, Organisation]]:
    return {partner.id or "": (number, partner) for number, partner in enumerate(form.organisations, 1)}


def _name(partner: Organisation) -> str:
    return partner.name or partner.id or ""
