"""The answers that statistics count: one per organisation, partnership and round, with a status for each motive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from ...basics.values import FrozenMap, one_of
from ...errors import InvalidValueError
from ...forms import PreparationForm, Status
from ...forms.answers import joint_status
from ...instrument.model import Instrument
from .. import rows
from ..entries import Record, last_versions
from ..tables import Cell

GROUPS = ("organisation_type", "sector", "ownership", "round", "partnership", "language")
"""Columns of the table "forms" by which statistics can be split."""

Group: TypeAlias = FrozenMap[str, Cell]
"""The values of the columns that split the rows, by column."""


@attrs.frozen(kw_only=True, eq=False)
class Answers:
    """The answers of one organisation about the motives in one round of one partnership, with its voices combined.

    `doubtful` are the motives whose answer was read with a doubt.
    """

    group: Group
    organisation: str | None
    type: str
    partnership: str | None
    round: str | None
    forms: int
    statuses: FrozenMap[str, Status]
    doubtful: frozenset[str]

    def has(self, motive: str) -> bool:
        """Return whether the motive was offered."""
        return self.statuses[motive] is not Status.NOT_OFFERED

    def says(self, motive: str) -> bool:
        """Return whether the motive was offered and it is clear whether it applies."""
        return self.statuses[motive] in (Status.APPLIES, Status.NOT_TICKED)

    def ticks(self, motive: str) -> bool:
        """Return whether the motive applies."""
        return self.statuses[motive] is Status.APPLIES


@attrs.frozen(kw_only=True, eq=False)
class Pool:
    """Everything a statistic counts: the answers, their groups, and the number of superseded versions left out."""

    instrument: Instrument | None
    by: tuple[str, ...]
    answers: tuple[Answers, ...]
    versions: int

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups that occur: types in the order of the instrument, others by name, and unknown last."""
        groups = {answer.group for answer in self.answers}
        return tuple(sorted(groups, key=lambda group: [self._order(name, group[name]) for name in self.by]))

    def _order(self, name: str, value: Cell) -> tuple[bool, int, str]:
        types = [kind.id for kind in self.instrument.organisation_types] if self.instrument else []
        is_type = name == "organisation_type" and value in types
        return value is None, types.index(str(value)) if is_type else 0, str(value)

    def of(self, group: Group) -> tuple[Answers, ...]:
        """Return the answers in one group."""
        return tuple(answer for answer in self.answers if answer.group == group)

    @property
    def motives(self) -> Iterator[tuple[str, str]]:
        """Every motive with its category, in the order of the instrument."""
        for motive in self.instrument.motives if self.instrument else ():
            yield motive.category, motive.id


def pool_answers(entries: Sequence[Record], by: str | Iterable[str] = ()) -> Pool:
    """Pool the answers in the latest version of each form of phase 1, grouped by columns of the table "forms".

    Raises `InvalidValueError` for other columns, and for forms of more than one instrument or edition, which are not
    counted together.
    """
    names = columns_of(by)
    phase1 = [entry for entry in entries if isinstance(entry.form, PreparationForm)]
    last = last_versions(tuple(phase1))
    voices: dict[tuple[Group, Cell, Cell, Cell, Cell], list[Record]] = {}
    for number, entry in enumerate(last):
        (row,) = rows.forms(entry)
        group = Group({name: row.get(name) for name in names})
        who = row.get("organisation") or number  # forms without a name are never combined
        key = (group, who, row.get("organisation_type"), row["partnership"], row["round"])
        voices.setdefault(key, []).append(entry)
    answers = tuple(_answers(group, own) for (group, *_), own in voices.items())
    return Pool(instrument=_instrument(last), by=names, answers=answers, versions=len(phase1) - len(last))


def columns_of(by: str | Iterable[str]) -> tuple[str, ...]:
    """Return the columns to group by; raise `InvalidValueError` for any other name."""
    names = (by,) if isinstance(by, str) or not isinstance(by, Iterable) else tuple(by)
    for name in names:
        if name not in GROUPS:
            raise InvalidValueError("by", one_of(GROUPS, name), name)
    return tuple(dict.fromkeys(names))


def _instrument(entries: Collection[Record]) -> Instrument | None:
    instruments = {entry.form.instrument for entry in entries}
    if len(instruments) > 1:
        names = ", ".join(sorted(f"{one.id} {one.edition} ({one.digest[:8]})" for one in instruments))
        advice = "forms of one instrument and edition; choose with filter(edition=...) or filter(digest=...)"
        raise InvalidValueError("forms", advice, names)
    return instruments.pop() if instruments else None


def _answers(group: Group, own: Sequence[Record]) -> Answers:
    forms = [entry.form for entry in own if isinstance(entry.form, PreparationForm)]
    first = forms[0]
    motives = [motive.id for motive in first.instrument.motives]
    return Answers(
        group=group,
        organisation=first.organisation.id,
        type=first.organisation.type or "",
        partnership=first.partnership.id,
        round=first.round,
        forms=len(own),
        statuses=FrozenMap({motive: joint_status(form.status(motive) for form in forms) for motive in motives}),
        doubtful=frozenset(motive for motive in motives if any(entry.codes_of_motive(motive) for entry in own)),
    )


def organisations(answers: Iterable[Answers]) -> int:
    """Count the different organisations; answers without an organisation do not count."""
    return len({answer.organisation for answer in answers} - {None})


def why_not(answers: Collection[Answers]) -> str | None:
    """Return the reason code against an interval or test; None where each organisation counts once in a partnership."""
    if not answers:
        return "nobody"
    names = [answer.organisation for answer in answers]
    if None in names:
        return "unnamed"
    if len(set(names)) < len(names):
        return "repeated"
    return "no_partnership" if any(answer.partnership is None for answer in answers) else None
