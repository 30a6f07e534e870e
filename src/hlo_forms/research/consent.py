"""The forms of a data set that may be used for research, and the reasons why others may not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import attrs

from ..analysis.table_schemas import schemas, word
from ..forms import AlignmentForm, CommitmentForm, Form, OrganisationForm
from ..readings.reading import Reading
from ..results import version_key
from .dataset import Dataset
from .entries import Entry, File
from .tables import Table

_FILE = "privacy"
_Round = tuple[str | None, str | None]


@attrs.frozen(kw_only=True, repr=False)
class ForResearch:
    """The part of a data set that may be used for research, and the forms left out.

    `left_out` is a table with a row for each form left out: its key, and the reason ("refused", "no_answer",
    "doubtful", "not_asked", "partner_refused"). Made by `Dataset.for_research`.
    """

    dataset: Dataset
    left_out: Table

    def remarks(self, language: str) -> tuple[str, ...]:
        """Return the number of forms left out per reason, in words; `InvalidValueError` for an unknown language."""
        reasons = Counter(str(row["reason"]) for row in self.left_out)
        if not reasons:
            return (word("all_kept", language, _FILE),)
        return tuple(word(f"left_{key}", language, _FILE).format(count=count) for key, count in sorted(reasons.items()))

    def __repr__(self) -> str:
        return f"ForResearch({self.dataset!r}, {len(self.left_out)} left out)"


def for_research(dataset: Dataset, *, unasked: bool | None = None) -> ForResearch:
    """Return the part of a data set that may be used for research: see `Dataset.for_research`."""
    reasons = dict(_reasons(dataset, unasked))
    schema = schemas(_FILE)["left_out"]
    if not reasons:
        return ForResearch(dataset=dataset, left_out=Table(schema, ()))
    kept = tuple(entry for entry in dataset.entries if entry.key not in reasons)
    sources = {entry.source for entry in kept} - {None}
    files = (file for file in dataset.files if {file.number, file.same_as} & sources)
    rows = (schema.row({"form": key, "reason": reason}) for key, reason in reasons.items())
    own = {entry.form for entry in kept}
    return ForResearch(
        dataset=dataset.with_parts(kept, tuple(_without_others(file, own) for file in files)),
        left_out=Table(schema, rows),
    )


def _reasons(dataset: Dataset, unasked: bool | None) -> Iterator[tuple[str, str]]:
    """Yield the key of each form left out, with the reason; the last version of a form decides for all of them."""
    last = {_version(entry): entry for entry in dataset.entries}
    asks = any(entry.form.asks_research for entry in dataset.entries)
    keep_unasked = not asks if unasked is None else unasked
    refused: dict[_Round, set[str | None]] = {}
    for entry in last.values():
        if entry.form.research == "no":
            refused.setdefault(_round(entry), set()).update(who.id for who in entry.organisations)
    for entry in dataset.entries:
        reason = _own_reason(last[_version(entry)], keep_unasked=keep_unasked) or _partners_reason(entry, refused)
        if reason:
            yield entry.key, reason


def _version(entry: Entry) -> tuple[str, ...]:
    return version_key(entry.form) or (entry.key,)


def _round(entry: Entry) -> _Round:
    return entry.form.partnership.id, entry.form.round


def _own_reason(entry: Entry, *, keep_unasked: bool) -> str | None:
    """Return the reason on a form itself why it may not be used."""
    form = entry.form
    if form.research == "no":
        return "refused"
    if entry.doubts("research"):
        return "doubtful"
    if form.research == "yes" or (not form.asks_research and keep_unasked):
        return None
    return "no_answer" if form.asks_research else "not_asked"


def _partners_reason(entry: Entry, refused: Mapping[_Round, set[str | None]]) -> str | None:
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
