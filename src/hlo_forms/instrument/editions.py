"""Editions of one instrument: what a new one continues, and which motives and questions are asked otherwise now."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

import attrs

from ..basics.values import all_are, must, must_be_id, names, one_of
from ..errors import InvalidValueError
from .checks import TEXTS, Asked, Faults

Editions: TypeAlias = tuple[Any, ...]  # Any: an instrument, which imports this module

_must_be_ids = must("a list of ids", lambda ids: isinstance(ids, tuple) and all_are(str, ids))
_PARTS = ("same", "reworded", "new", "dropped")


@attrs.frozen(kw_only=True)
class Previous:
    """The edition that an instrument continues, and what became of its motives and questions, by id.

    An id that is named nowhere is the same where its words are.

    Attributes:
        edition: The edition that is continued.
        same: The ids that are asked the same, whatever was mended in their words.
        reworded: The ids that are asked otherwise, so that their answers are never counted together.
        new: The ids that this edition adds.
        dropped: The ids of the previous edition that it no longer asks.

    >>> Previous(edition="2026", reworded=["network"]).reworded
    ('network',)
    """

    edition: str = attrs.field(validator=must_be_id)
    same: tuple[str, ...] = attrs.field(default=(), converter=names, validator=_must_be_ids)
    reworded: tuple[str, ...] = attrs.field(default=(), converter=names, validator=_must_be_ids)
    new: tuple[str, ...] = attrs.field(default=(), converter=names, validator=_must_be_ids)
    dropped: tuple[str, ...] = attrs.field(default=(), converter=names, validator=_must_be_ids)


@attrs.frozen(kw_only=True)
class InstrumentDiff:
    """The difference between two editions of an instrument: the ids of motives and questions, by what became of them.

    See `Instrument.diff`.

    Attributes:
        earlier: The earlier edition.
        later: The later edition.
        same: The ids that can be compared.
        reworded: The ids that are asked otherwise.
        new: The ids that are only in the later edition.
        dropped: The ids that are only in the earlier one.

    >>> InstrumentDiff(earlier="2026", later="2027", reworded=("network",)).reworded
    ('network',)
    """

    earlier: str
    later: str
    same: tuple[str, ...] = ()
    reworded: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


def previous_faults(asked: Asked) -> Faults:
    """Yield a fault for each id that a new edition cannot say this of."""
    if asked.previous is None:
        return
    if asked.previous.edition == asked.edition:
        yield InvalidValueError("previous.edition", TEXTS.sentence("want_other_edition"), asked.edition)
    ids, seen = tuple(_entries(asked)), set[str]()
    for part in _PARTS:
        for id in getattr(asked.previous, part):
            if part == "dropped" and id in ids:
                yield InvalidValueError("previous.dropped", TEXTS.sentence("want_gone"), id)
            elif part != "dropped" and id not in ids:
                yield InvalidValueError(f"previous.{part}", one_of(ids, id), id)
            if id in seen:
                yield InvalidValueError(f"previous.{part}", TEXTS.sentence("want_once"), id)
            seen.add(id)


def _entries(asked: Asked) -> Mapping[str, Any]:  # Any: a motive or a question
    return {entry.id: entry for entry in (*asked.motives, *asked.questions)}


def difference(later: Asked, earlier: Asked) -> InstrumentDiff:
    """Return the difference between two editions, of which the later may say what it continues."""
    told = later.previous if later.previous and later.previous.edition == earlier.edition else None
    before, after = _entries(earlier), _entries(later)
    both = [id for id in after if id in before]
    same = [id for id in both if _is_same(id, before[id], after[id], told)]
    return InstrumentDiff(
        earlier=earlier.edition,
        later=later.edition,
        same=tuple(same),
        reworded=tuple(id for id in both if id not in same),
        new=tuple(id for id in after if id not in before),
        dropped=tuple(id for id in before if id not in after),
    )


def _is_same(id: str, before: Any, after: Any, told: Previous | None) -> bool:  # Any: a motive or a question
    if told and id in (*told.same, *told.reworded, *told.new):
        return id in told.same
    languages = [language for language in after.label if language in before.label]
    return bool(languages) and all(after.label[each] == before.label[each] for each in languages)


def in_order(instruments: Iterable[Any]) -> Editions | None:  # Any: instruments
    """Return editions of which each continues the one before; None where they are not all of one line."""
    several = list(dict.fromkeys(instruments))
    continued = [(one.id, one.previous.edition) for one in several if one.previous]
    last = [one for one in several if (one.id, one.edition) not in continued]
    if len({one.id for one in several}) > 1 or len(last) != 1:
        return None
    line = list(_back_from(last[0], several))
    return tuple(reversed(line)) if len(line) == len(several) else None


def _back_from(last: Any, several: Iterable[Any]) -> Iterator[Any]:  # Any: instruments
    by_edition, one, seen = {each.edition: each for each in several}, last, set[str]()
    while one is not None and one.edition not in seen:
        seen.add(one.edition)
        yield one
        one = by_edition.get(one.previous.edition) if one.previous else None


def changes_in(instruments: Iterable[Any]) -> tuple[InstrumentDiff, ...]:  # Any: as above
    """Return the differences from each edition to the next; empty where they are not all of one line."""
    line = in_order(instruments) or ()
    return tuple(difference(later, earlier) for earlier, later in itertools.pairwise(line))


def over(line: Editions, earlier: Asked) -> InstrumentDiff:
    """Return the difference between an edition in a line and the last one: the same only if it was so in each step."""
    steps = line[line.index(earlier) :]
    changes = [difference(later, before) for before, later in itertools.pairwise(steps)]
    same = set(_entries(earlier)).intersection(*(change.same for change in changes))
    whole = difference(steps[-1], earlier)
    both = (*whole.same, *whole.reworded)
    return attrs.evolve(
        whole,
        same=tuple(id for id in both if id in same),
        reworded=tuple(id for id in both if id not in same),
    )
