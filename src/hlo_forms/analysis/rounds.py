"""Answers in the form of the next round to whether an outcome of this round was realised."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from ..comparison.sides import Entry


@attrs.frozen(kw_only=True)
class Told:
    """The answer of one voice about an outcome: `realised` is "yes", "partly", "no" or "too_early".

    `text` is the motive that the organisation had added itself, and None for a motive of the instrument. `doubtful`
    says that it was read with a doubt.
    """

    organisation: str
    respondent: str | None
    realised: str
    text: str | None = None
    doubtful: bool = False


def told_about(motive: str, own: Sequence[Entry], following: Iterable[Entry]) -> tuple[Told, ...]:
    """Return the answers about a motive from the organisation's forms that were renewed from this round."""
    return tuple(
        Told(
            organisation=entry.organisation,
            respondent=entry.form.respondent,
            realised=before.realised,
            doubtful=_in_doubt(entry, f"previous.{motive}"),
        )
        for entry in _renewed(own, following)
        for before in entry.form.previous
        if before.motive == motive and before.realised
    )


def told_about_others(entries: Sequence[Entry], following: Iterable[Entry]) -> tuple[Told, ...]:
    """Return the same answers about the motives that organisations had added themselves."""
    return tuple(
        Told(
            organisation=entry.organisation,
            respondent=entry.form.respondent,
            realised=before.realised,
            text=before.text or before.outcome,
            doubtful=_in_doubt(entry, f"previous_other.{number}"),
        )
        for entry in _renewed(entries, following)
        for number, before in enumerate(entry.form.previous_other, 1)
        if before.realised
    )


def _renewed(own: Sequence[Entry], following: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the forms that were renewed from this round: they name it."""
    for entry in following:
        if own and entry.form.previous_round == own[0].form.round:
            yield entry


def _in_doubt(entry: Entry, field: str) -> bool:
    return bool(entry.reading and entry.reading.doubts(field))
