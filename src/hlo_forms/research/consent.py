"""The forms of a data set that may be used for research, and the reasons why others may not."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import attrs

from ..forms import AlignmentForm, CommitmentForm, Form, OrganisationForm
from ..readings.reading import Reading, version_key
from .entries import File, Record, files_holding

_Round = tuple[str | None, str | None]


def reasons_against(entries: Sequence[Record], unasked: bool | None = None) -> dict[str, str]:
    """Return the key of each form that may not be used for research, with the reason: see `Dataset.for_research`.

    The last version of a form decides for all of them.
    """
    last = {_version(entry): entry for entry in entries}
    asks = any(entry.form.asks_research for entry in entries)
    keep_unasked = not asks if unasked is None else unasked
    refused: dict[_Round, set[str | None]] = {}
    for entry in last.values():
        if entry.form.research == "no":
            refused.setdefault(_round(entry), set()).update(who.id for who in entry.organisations)
    own = {entry.key: _own_reason(last[_version(entry)], keep_unasked=keep_unasked) for entry in entries}
    reasons = {entry.key: own[entry.key] or _partners_reason(entry, refused) for entry in entries}
    return {key: reason for key, reason in reasons.items() if reason}


def files_of(entries: Collection[Record], files: Iterable[File]) -> tuple[File, ...]:
    """Return the files that these forms came from, without the stray text of files that hold other forms too."""
    forms = {entry.form for entry in entries}
    return tuple(_without_others(file, forms) for file in files_holding(entries, files))


def _version(entry: Record) -> tuple[str, ...]:
    return version_key(entry.form) or (entry.key,)


def _round(entry: Record) -> _Round:
    return entry.form.partnership.id, entry.form.round


def _own_reason(entry: Record, *, keep_unasked: bool) -> str | None:
    """Return the reason on a form itself why it may not be used."""
    form = entry.form
    if form.research == "no":
        return "refused"
    if entry.doubts("research"):
        return "doubtful"
    if form.research == "yes" or (not form.asks_research and keep_unasked):
        return None
    return "no_answer" if form.asks_research else "not_asked"


def _partners_reason(entry: Record, refused: Mapping[_Round, set[str | None]]) -> str | None:
    """Return the reason why a form with words of partners may not be used: one of them refused in this round."""
    form = entry.form
    others = set(refused.get(_round(entry), ()))
    if isinstance(form, OrganisationForm):
        others -= {form.organisation.id}
    from_meeting = isinstance(form, CommitmentForm) and (form.meeting_answers or form.meeting_relations)
    return "partner_refused" if others and (isinstance(form, AlignmentForm) or from_meeting) else None


def _without_others(file: File, kept: Collection[Form]) -> File:
    """Return the file; where it also holds a form that is left out, without text that belongs to no answer."""
    result = file.result
    if not isinstance(result, Reading) or all(form in kept for form in result.forms):
        return file
    return attrs.evolve(file, result=attrs.evolve(result, unplaced=(), deleted=(), remarks=()))
