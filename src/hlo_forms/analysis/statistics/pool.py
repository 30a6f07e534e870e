"""What statistics count: what each organisation said about each motive, once for each partnership and round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

import attrs

from ...answers import joint_status
from ...errors import InvalidValueError
from ...forms import PreparationForm, Status
from ...instrument import Instrument
from ...values import FrozenMap
from ...wording import one_of
from .. import dataset_rows as rows
from ..dataset_entries import Entry, last_versions
from ..table_schemas import Cell

GROUPS = ("organisation_type", "sector", "ownership", "round", "partnership", "language")
"""By what statistics can be split: columns of the table "forms"."""

SAYS = (Status.APPLIES, Status.NOT_TICKED)
"""The statuses that say whether a motive applies."""

Group = FrozenMap[str, Cell]
Key = tuple[Cell, ...]


@attrs.frozen(kw_only=True, eq=False)
class Answers:
    """What one organisation said about the motives in one round of one partnership, its voices taken together.

    `doubtful` are the motives of which the answer was read with a doubt.
    """

    group: Group
    organisation: str | None
    type: str
    partnership: str | None
    round: str | None
    forms: int
    statuses: FrozenMap[str, Status]
    doubtful: frozenset[str]

    def says(self, motive: str) -> bool:
        """Was it offered this motive, and did it say clearly whether it applies?"""
        return self.statuses[motive] in SAYS

    def ticks(self, motive: str) -> bool:
        """Does this motive apply?"""
        return self.statuses[motive] is Status.APPLIES


@attrs.frozen(kw_only=True, eq=False)
class Pool:
    """All that is counted: the answers, the groups in order, and how many earlier versions of forms were left out."""

    instrument: Instrument | None
    by: tuple[str, ...]
    answers: tuple[Answers, ...]
    versions: int

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups that occur: types in the order of the instrument, else by name, and unknown last."""
        found = {answer.group for answer in self.answers}
        return tuple(sorted(found, key=lambda group: [self._order(name, group[name]) for name in self.by]))

    def _order(self, name: str, value: Cell) -> tuple[bool, int, str]:
        types = [kind.id for kind in self.instrument.organisation_types] if self.instrument else []
        is_type = name == "organisation_type" and value in types
        return value is None, types.index(str(value)) if is_type else 0, str(value)

    def of(self, group: Group) -> tuple[Answers, ...]:
        """The answers of one group."""
        return tuple(answer for answer in self.answers if answer.group == group)

    @property
    def motives(self) -> Iterator[tuple[str, str]]:
        """Every motive with its category, in the order of the instrument."""
        for motive in self.instrument.motives if self.instrument else ():
            yield motive.category, motive.id


def pooled(entries: Sequence[Entry], by: str | Iterable[str] = ()) -> Pool:
    """The answers in the last version of each form of phase 1, grouped by these columns of the table "forms".

    Raises `InvalidValueError` for other columns, and for forms of more than one instrument or edition: these are
    not counted together.
    """
    names = columns_of(by)
    phase1 = [entry for entry in entries if isinstance(entry.form, PreparationForm)]
    last = last_versions(tuple(phase1))
    found: dict[Key, list[Entry]] = {}
    groups: dict[Key, Group] = {}
    for number, entry in enumerate(last):
        (row,) = rows.forms(entry)
        group = Group({name: row.get(name) for name in names})
        who = row.get("organisation") or number  # without a name, each is one of its own
        key = (*group.values(), who, row.get("organisation_type"), row["partnership"], row["round"])
        found.setdefault(key, []).append(entry)
        groups[key] = group
    answers = tuple(_answers(groups[key], own) for key, own in found.items())
    return Pool(instrument=_instrument(last), by=names, answers=answers, versions=len(phase1) - len(last))


def columns_of(by: str | Iterable[str]) -> tuple[str, ...]:
    """The columns to group by; `InvalidValueError` for anything that is no such column."""
    names = (by,) if isinstance(by, str) or not isinstance(by, Iterable) else tuple(by)
    for name in names:
        if name not in GROUPS:
            raise InvalidValueError("by", one_of(GROUPS, name), name)
    return tuple(dict.fromkeys(names))


def _instrument(entries: Collection[Entry]) -> Instrument | None:
    instruments = {entry.form.instrument for entry in entries}
    if len(instruments) > 1:
        named = ", ".join(sorted(f"{found.id} {found.edition} ({found.digest[:8]})" for found in instruments))
        advice = "forms of one instrument and edition; choose with filter(edition=...) or filter(digest=...)"
        raise InvalidValueError("forms", advice, named)
    return instruments.pop() if instruments else None


def _answers(group: Group, own: Sequence[Entry]) -> Answers:
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
    """How many organisations these are of; those without a name or id are not among them."""
    return len({answer.organisation for answer in answers} - {None})


def why_not(answers: Collection[Answers]) -> str | None:
    """Why no interval or test can be given of these; None where each organisation counts once."""
    if not answers:
        return "nobody"
    known = [answer.organisation for answer in answers]
    if None in known:
        return "unnamed"
    return "repeated" if len(set(known)) < len(known) else None
