"""The permission of organisations for research: their answers, and how much of their words may go out."""

from __future__ import annotations

import difflib
import enum
import functools
import re
from collections.abc import Iterable, Mapping

import attrs

from ..basics.messages import Catalogue
from ..basics.text import matching_key


class Permit(enum.StrEnum):
    """An answer of an organisation about research, or the lack of one.

    Attributes:
        EVERYTHING: All of its words may be used.
        MOTIVES: Its motives and intended outcomes may be used, and nothing else.
        NOT_ASKED: No form asked it.
        NO_ANSWER: A form asked, and it did not answer.
        DOUBTFUL: Its answer was read with a doubt.
        RESEMBLING: A form that may be of the same organisation did not permit it.
        REFUSED: It said no.

    >>> Permit("motives")
    <Permit.MOTIVES: 'motives'>
    """

    EVERYTHING = "yes"
    MOTIVES = "motives"
    NOT_ASKED = "not_asked"
    NO_ANSWER = "no_answer"
    DOUBTFUL = "doubtful"
    RESEMBLING = "resembling"
    """A form that may be of the same organisation and round did not say yes."""
    REFUSED = "refused"


class Extent(enum.IntEnum):
    """The extent to which a form may go out; each holds what stands before it."""

    NOTHING = 0
    MOTIVES = 1
    """Motives, intended outcomes, and which organisation has them."""
    SHARED = 2
    """All that is not internal to one organisation."""
    EVERYTHING = 3


Permits = frozenset[Permit]
"""Permits that decide together: the strictest counts."""

UNASKED: Permits = frozenset([Permit.NOT_ASKED])
_EXTENTS = {Permit.EVERYTHING: Extent.EVERYTHING, Permit.MOTIVES: Extent.MOTIVES}


@attrs.frozen(kw_only=True)
class Consent:
    """The permits that decide on the parts of one form; of several, the strictest counts.

    Attributes:
        asked: Whether some form of the data set asks.
        own: Those of the organisation in this round, and of the form itself.
        partners: Those of each organisation on a form of phase 2, in order.
        together: Those of all who were at the meeting.
        previous: Those in the round that a renewed form looks back on: of the organisation, and for a form of phase 2
            of everybody in the partnership then.
        partners_before: Those of the other organisations in that round, by the keys of their names.
        unknown: Those of any other.

    >>> Consent().asked
    False
    """

    asked: bool = False
    own: Permits = UNASKED
    partners: tuple[Permits, ...] = ()
    together: Permits = UNASKED
    previous: Permits = UNASKED
    partners_before: Mapping[str, Permits] = attrs.field(factory=dict)
    unknown: Permits = UNASKED

    def of_partner_before(self, name: str) -> Permits:
        """Return the permits of another organisation in that round; of one with nearly its name the strictest too."""
        alike = [permits for other, permits in self.partners_before.items() if may_be_same(name, other)]
        return self.partners_before.get(matching_key(name), self.unknown) | cautious(frozenset().union(*alike))


@attrs.frozen(kw_only=True)
class Terms:
    """The extent that each permit gives: `unasked` for organisations that nobody asked; `asked` if some were."""

    unasked: Extent
    asked: bool = False

    @classmethod
    def of(cls, *, asked: bool, unasked: bool | None, answers: bool) -> Terms:
        """Return the terms of a data set: where nobody was asked, or `unasked` says so, internal words by `answers`."""
        goes_out = not asked if unasked is None else unasked
        extent = (Extent.EVERYTHING if answers else Extent.SHARED) if goes_out else Extent.NOTHING
        return cls(unasked=extent, asked=asked)

    def extent(self, permits: Iterable[Permit]) -> Extent:
        """Return how much may go out under all of these permits; everything where there are none.

        >>> terms = Terms.of(asked=True, unasked=None, answers=False)
        >>> terms.extent([Permit.EVERYTHING, Permit.MOTIVES]), terms.extent(UNASKED)
        (<Extent.MOTIVES: 1>, <Extent.NOTHING: 0>)
        """
        return min(map(self._extent, permits), default=Extent.EVERYTHING)

    def reason(self, permits: Iterable[Permit]) -> str:
        """Return the code of the reason why not everything goes out under these permits."""
        order = list(Permit)
        strictest = min(permits, key=lambda permit: (self._extent(permit), -order.index(permit)))
        return "not_named" if self._extent(strictest) is Extent.SHARED else strictest.value

    def _extent(self, permit: Permit) -> Extent:
        return self.unasked if permit is Permit.NOT_ASKED else _EXTENTS.get(permit, Extent.NOTHING)


def cautious(permits: Permits) -> Permits:
    """Return what these permits of a form take away from an organisation that it may be of."""
    taken = {
        Permit.REFUSED: Permit.RESEMBLING,
        Permit.DOUBTFUL: Permit.RESEMBLING,
        Permit.RESEMBLING: Permit.RESEMBLING,
    }
    taken[Permit.MOTIVES] = Permit.MOTIVES
    return frozenset(taken[permit] for permit in permits if permit in taken)


_WORD = re.compile(r"\w+")
_ALIKE = 0.8


@functools.lru_cache(maxsize=65536)
def may_be_same(name: str, other: str) -> bool:
    """Return whether two names may be of one organisation: typing errors apart, all of one stands in the other.

    >>> may_be_same("Zorggroep Merelveld", "Stichting Merelvelt")
    True
    >>> may_be_same("Thuiszorg Merelveld", "Welzijn Merelveld")
    False
    """
    if matching_key(name) == matching_key(other):
        return True
    shorter, longer = sorted((_words(name), _words(other)), key=len)
    if "".join(shorter) == "".join(longer) and shorter:
        return True
    if not shorter or (len(shorter) == 1 and len(longer) > 1 and shorter[0] in _kinds()):
        return False
    left = list(longer)
    for word in shorter:
        same = next((one for one in left if _is_near(word, one)), None)
        if same is None:
            return False
        left.remove(same)
    return True


def beginnings(name: str, *, telling: bool = False) -> frozenset[str]:
    """Return how the words of a name begin: only those that tell more than a kind of organisation, where there are."""
    words = _words(name)
    chosen = [word for word in words if word not in _kinds()] if telling else words
    return frozenset(word[:3] for word in chosen or words)


def _is_near(word: str, other: str) -> bool:
    if word == other or len(word) == 1 or word.isdecimal() or other.isdecimal():
        return word == other
    return difflib.SequenceMatcher(None, word, other, autojunk=False).ratio() >= _ALIKE


def _words(name: str) -> tuple[str, ...]:
    """Return the words of a name, without those that people leave out."""
    names = Catalogue("privacy").content["names"]
    words = _WORD.findall(matching_key(name).replace("-", "").replace(".", ""))
    return tuple(word for word in words if word not in names["legal"] and word not in names["articles"]) or tuple(words)


@functools.cache
def _kinds() -> frozenset[str]:
    """Return the words that name a kind of organisation, and none of them alone."""
    names = Catalogue("privacy").content["names"]
    return frozenset((*names["kinds"], *names["common"], *names["directions"]))
