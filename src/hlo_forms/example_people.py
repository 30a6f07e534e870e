"""Organisations of the invented partnerships."""

from __future__ import annotations

from random import Random

import attrs

from .example_words import Words
from .forms import Organisation, PreparationForm

_COUNTS = {"practice_partner": (1, 1, 2, 2, 3), "programme": (1, 1, 1, 2)}
_SHARED = 0.3
_SEVERAL_VOICES = 0.1


@attrs.define
class Member:
    """An organisation, how much likelier each motive is for it, its voices, and the last form of each voice."""

    organisation: Organisation
    leaning: float
    voices: tuple[str | None, ...]
    last: dict[str | None, PreparationForm] = attrs.field(factory=dict)


def members_of(chance: Random, words: Words, index: int, seed: int) -> tuple[Member, ...]:
    """Return the organisations of a partnership: at least one of every type, no two with the same name."""
    members: dict[str | None, Member] = {}
    for type, counts in _COUNTS.items():
        for number in range(chance.choice(counts)):
            home = index // 2 * 2 if type == "programme" and chance.random() < _SHARED else index
            member = _member(words, type, home, number, seed)
            members.setdefault(member.organisation.name, member)
    return tuple(members.values())


def _member(words: Words, type: str, home: int, number: int, seed: int) -> Member:
    """Return an organisation, the same one for the same home (the partnership it was invented for) and number."""
    own = Random(f"{seed}/{home}/{type}/{number}")  # noqa: S311 - invented data, not secrets
    texts = words.organisation(own, type)
    organisation = Organisation(type=type, id=f"{type}-{home + 1}-{number + 1}", **texts)
    voices: tuple[str | None, ...] = (None,)
    if own.random() < _SEVERAL_VOICES:
        place = words.place(own)
        voices = tuple(words.one(own, "voices", place, number) for number in (0, 1))
    return Member(organisation, own.uniform(-0.2, 0.2), voices)
