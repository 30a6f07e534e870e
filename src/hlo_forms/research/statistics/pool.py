"""The answers that statistics count: one per organisation, partnership and round, with a status for each motive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from ...basics.messages import Sentence
from ...basics.values import FrozenMap, one_of
from ...comparison.sides import together
from ...errors import InvalidValueError
from ...forms import Form, Organisation, PreparationForm, Status
from ...forms.answers import joint_status
from ...instrument.editions import in_order, over
from ...instrument.model import Instrument
from ...readings.reading import version_key
from .. import rows
from ..entries import Ballot, Record, draw, last_versions
from ..tables import Cell, first_language

GROUPS = ("organisation_type", "sector", "ownership", "round", "partnership", "language")
"""Columns of the table "forms" by which statistics can be split."""

Group: TypeAlias = FrozenMap[str, Cell]
"""The values of the columns that split the rows, by column."""


@attrs.frozen(kw_only=True, eq=False)
class Answers:
    """The answers of one organisation about the motives in one round of one partnership, with its voices combined.

    `keys` are the keys of its forms, in the latest versions. `particulars` holds every column that statistics can be
    split by; one about which the voices differ is missing. `group` is the part of it that splits a pool. `doubts` maps
    the motives whose answer was read with a doubt to the codes of that. `drawn` is that of `Record`. `offered`, `clear`
    and `ticked` are the motives with such a status.
    """

    group: Group = attrs.field(factory=FrozenMap)
    keys: tuple[str, ...]
    instrument: Instrument
    particulars: FrozenMap[str, Cell]
    name: str | None
    drawn: bool | None
    organisation: str | None
    type: str
    partnership: str | None
    round: str | None
    statuses: FrozenMap[str, Status]
    doubts: FrozenMap[str, str]
    offered: frozenset[str]
    clear: frozenset[str]
    ticked: frozenset[str]

    @property
    def forms(self) -> int:
        """The number of forms: one for each voice."""
        return len(self.keys)

    @property
    def doubtful(self) -> Collection[str]:
        """The motives whose answer was read with a doubt."""
        return self.doubts.keys()

    @property
    def ballot(self) -> Ballot | None:
        """The organisation and partnership of this answer, for a lot; None where either has no id."""
        if not self.organisation or not self.partnership:
            return None
        silent = (Status.NOT_FILLED_IN, Status.NOT_OFFERED)
        filled_in = any(status not in silent for status in self.statuses.values())
        return Ballot(self.organisation, self.partnership, filled_in)

    def has(self, motive: str) -> bool:
        """Return whether the motive was offered."""
        return motive in self.offered

    def says(self, motive: str) -> bool:
        """Return whether the motive was offered and it is clear whether it applies."""
        return motive in self.clear

    def ticks(self, motive: str) -> bool:
        """Return whether the motive applies."""
        return motive in self.ticked


@attrs.frozen(kw_only=True, eq=False)
class Pool:
    """Everything a statistic counts: the answers, their groups, and the number of superseded versions left out.

    `undrawn` are the answers that the lot of `Dataset.one_partnership_each` left out; None where no lot was drawn.
    """

    instrument: Instrument | None
    by: tuple[str, ...]
    answers: tuple[Answers, ...]
    versions: int
    undrawn: tuple[Answers, ...] | None = None
    language: str = attrs.field(
        default=attrs.Factory(lambda self: first_language(filter(None, [self.instrument])), takes_self=True)
    )
    why_empty: Sentence | None = None
    editions: tuple[Instrument, ...] = ()

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

    Forms of several editions count together where each continues the one before: in the words of the last one, and a
    motive that a form asked otherwise, or not at all, was not asked there. Raises `InvalidValueError` for other
    columns, and for forms of several instruments or of editions that do not continue each other.
    """
    names = columns_of(by)
    every = answers_in(entries)
    editions = _editions(every)
    every = tuple(_as_asked_last(answer, editions) for answer in every)
    drawn = tuple(answer for answer in every if answer.drawn is not False)
    lot = any(answer.drawn is not None for answer in every)
    pool = Pool(
        instrument=editions[-1] if editions else None,
        editions=editions if len(editions) > 1 else (),
        by=(),
        answers=drawn,
        versions=sum(isinstance(entry.form, PreparationForm) for entry in entries if entry.drawn is not False)
        - sum(answer.forms for answer in drawn),
        undrawn=tuple(answer for answer in every if answer.drawn is False) if lot else None,
    )
    return grouped_by(pool, names)


def grouped_by(pool: Pool, names: tuple[str, ...]) -> Pool:
    """Return the pool with its answers grouped by these columns."""
    if not names:
        return pool
    groups: dict[tuple[Cell, ...], Group] = {}
    answers = []
    for answer in pool.answers:
        values = tuple(answer.particulars[name] for name in names)
        group = groups.setdefault(values, Group(dict(zip(names, values, strict=True))))
        answers.append(attrs.evolve(answer, group=group))
    return attrs.evolve(pool, by=names, answers=tuple(answers))


def answers_in(entries: Iterable[Record]) -> tuple[Answers, ...]:
    """Return the answers in the latest version of each form of phase 1: the unit that every statistic counts."""
    voices: dict[tuple[Cell, ...], list[Record]] = {}
    phase1 = tuple(entry for entry in entries if isinstance(entry.form, PreparationForm))
    for number, entry in enumerate(last_versions(phase1)):
        (who,) = entry.organisations
        key = place_in(entry.form, who) if who.id else (number,)  # forms without a name are never combined
        voices.setdefault(key, []).append(entry)
    return tuple(map(_answers, voices.values()))


def place_in(form: Form, who: Organisation) -> tuple[Cell, ...]:
    """Return what all voices in one answer of an organisation have in common."""
    return who.id, who.type, form.partnership.id, form.round, form.instrument.digest


def answers_by_key(entries: Iterable[Record]) -> dict[str, Answers]:
    """Return the answer that each form of phase 1 is a part of, by its key; earlier versions follow the latest."""
    phase1 = tuple(entry for entry in entries if isinstance(entry.form, PreparationForm))
    counted = {key: answer for answer in answers_in(phase1) for key in answer.keys}
    last = {version_key(entry.form): entry.key for entry in phase1}
    return {entry.key: counted.get(entry.key) or counted[last[version_key(entry.form)]] for entry in phase1}


def counted_rows(entries: Iterable[Record]) -> Iterator[rows.Row]:
    """Yield the rows of the table "counted": every answer with every motive of its instrument."""
    every = answers_in(entries)
    drawn = draw(ballot for answer in every if (ballot := answer.ballot))
    for answer in every:
        once = drawn.get(answer.organisation or "", answer.partnership) == answer.partnership
        row: rows.Row = {
            "answer": answer.keys[0],
            **answer.particulars,
            "edition": answer.instrument.edition,
            "organisation": answer.organisation,
            "organisation_name": answer.name,
            "voices": answer.forms,
            "once": not answer.organisation or once,
        }
        for motive in answer.instrument.motives:
            doubts = answer.doubts.get(motive.id)
            status = answer.statuses[motive.id].value
            yield row | {"category": motive.category, "motive": motive.id, "status": status, "doubt_codes": doubts}


def columns_of(by: str | Iterable[str]) -> tuple[str, ...]:
    """Return the columns to group by; raise `InvalidValueError` for any other name."""
    names = (by,) if isinstance(by, str) or not isinstance(by, Iterable) else tuple(by)
    for name in names:
        if name not in GROUPS:
            raise InvalidValueError("by", one_of(GROUPS, name), name)
    return tuple(dict.fromkeys(names))


def _editions(answers: Collection[Answers]) -> tuple[Instrument, ...]:
    """Return the editions of these answers, each continuing the one before; raise where they do not."""
    instruments = {answer.instrument.digest: answer.instrument for answer in answers}
    line = in_order(instruments.values()) if instruments else ()
    if line is None:
        names = ", ".join(sorted(f"{one.id} {one.edition} ({one.digest[:8]})" for one in instruments.values()))
        advice = (
            "forms of one instrument and edition, or of editions that continue each other (`previous`); choose with "
        )
        raise InvalidValueError("forms", f"{advice}filter(edition=...) or filter(digest=...)", names)
    return line


def _as_asked_last(answer: Answers, editions: Sequence[Instrument]) -> Answers:
    """Return an answer as it counts beside those to the last edition: of what was asked the same."""
    last = editions[-1]
    if answer.instrument == last:
        return answer
    same = set(over(tuple(editions), answer.instrument).same)
    statuses = {
        motive.id: answer.statuses[motive.id] if motive.id in same else Status.NOT_OFFERED for motive in last.motives
    }
    return attrs.evolve(
        answer,
        statuses=FrozenMap(statuses),
        offered=answer.offered & same,
        clear=answer.clear & same,
        ticked=answer.ticked & same,
        doubts=FrozenMap({motive: codes for motive, codes in answer.doubts.items() if motive in same}),
    )


def _answers(own: Sequence[Record]) -> Answers:
    forms = [entry.form for entry in own if isinstance(entry.form, PreparationForm)]
    first, motives = forms[0], [motive.id for motive in forms[0].instrument.motives]
    doubts = ((motive, _joined(entry.codes_of_motive(motive) for entry in own)) for motive in motives)
    statuses = {motive: joint_status(form.status(motive) for form in forms) for motive in motives}
    offered, clear, ticked = (
        frozenset(motive for motive in motives if statuses[motive] in wanted)
        for wanted in ({*Status} - {Status.NOT_OFFERED}, {Status.APPLIES, Status.NOT_TICKED}, {Status.APPLIES})
    )
    return Answers(
        keys=tuple(entry.key for entry in own),
        instrument=first.instrument,
        particulars=_particulars(own),
        organisation=first.organisation.id,
        name=together(form.organisation.name for form in forms),
        drawn=own[0].drawn,
        type=first.organisation.type or "",
        partnership=first.partnership.id,
        round=first.round,
        statuses=FrozenMap(statuses),
        offered=offered,
        clear=clear,
        ticked=ticked,
        doubts=FrozenMap({motive: codes for motive, codes in doubts if codes}),
    )


def _joined(codes: Iterable[str | None]) -> str:
    """Return the codes of the doubts of several voices, each once."""
    return " ".join(dict.fromkeys(code for own in codes if own for code in own.split()))


def _particulars(own: Sequence[Record]) -> FrozenMap[str, Cell]:
    """Return the columns that statistics can be split by; one about which the voices differ is missing."""
    details = [entry.organisations[0] for entry in own]
    first = own[0].form
    return FrozenMap(
        {
            "organisation_type": details[0].type,
            "sector": agreed(who.sector for who in details),
            "ownership": agreed(who.ownership for who in details),
            "round": first.round,
            "partnership": first.partnership.id,
            "language": agreed(entry.language for entry in own),
        }
    )


def agreed(values: Iterable[Cell]) -> Cell:
    """Return the value that all who have one agree on, or None."""
    different = set(values) - {None}
    return different.pop() if len(different) == 1 else None


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
