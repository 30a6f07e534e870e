"""The permissions of the organisations in a data set: each organisation's own answers, round by round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..basics.text import matching_key
from ..basics.values import FrozenMap, grouped
from ..forms import AlignmentForm, CommitmentForm, Form, Organisation, OrganisationForm, Partnership, organisations_of
from ..forms.commitment import unknown_names
from ..readings.reading import version_key
from .entries import Record
from .permission import UNASKED, Consent, Permit, Permits, beginnings, cautious, may_be_same

_Ids = tuple[str | None, str | None, str | None]
"""The ids of a partnership, a round and an organisation."""

_OF_ANSWERS = {"yes": Permit.EVERYTHING, "motives": Permit.MOTIVES, "no": Permit.REFUSED}
_SILENT = {Permit.NO_ANSWER, Permit.NOT_ASKED}
_NO_LIMIT: Permits = frozenset()
_UNKNOWN: Permits = frozenset([Permit.NO_ANSWER])


def with_consent(entries: Sequence[Record]) -> tuple[Record, ...]:
    """Return the forms of a data set, each with the permits that decide on its words: see `Dataset.for_research`."""
    if not any(entry.form.asks_research for entry in entries):
        return tuple(attrs.evolve(entry, consent=_unasked(entry)) for entry in entries)
    permissions = _Permissions.of(entries)
    return tuple(attrs.evolve(entry, consent=permissions.consent(entry)) for entry in entries)


def _unasked(entry: Record) -> Consent:
    own = _NO_LIMIT if isinstance(entry.form, AlignmentForm) else UNASKED
    return Consent(own=own, partners=tuple(UNASKED for _ in entry.organisations))


@attrs.frozen
class _Place:
    """An organisation in a round of a partnership; what nobody filled in may be anything."""

    partnership: Partnership
    round: str | None
    who: Organisation

    @property
    def ids(self) -> _Ids:
        """The ids that a form is found by."""
        return self.partnership.id, self.round, self.who.id

    @property
    def key(self) -> tuple[str | None, ...]:
        """The ids, and where nobody is named the type of organisation."""
        return (*self.ids, None if self.who.id else self.who.type)

    def may_be(self, other: _Place) -> bool:
        """Return whether a form of this place may be of the other: emptied, or with nearly the same names."""
        if self.round is not None and other.round is not None and self.round != other.round:
            return False
        partnerships = [place.partnership for place in (self, other)]
        return _may_be_same(*partnerships) and _is_same_type(self.who, other.who) and _may_be_same(self.who, other.who)


def _is_same_type(one: Organisation, other: Organisation) -> bool:
    return one.type is None or other.type is None or one.type == other.type


def _may_be_same(one: Organisation | Partnership, other: Organisation | Partnership) -> bool:
    if one.id is None or other.id is None or one.id == other.id:
        return True
    return may_be_same(one.name or one.id, other.name or other.id)


@attrs.frozen
class _Book:
    """The permits by place, and those that a form with nearly the same place takes away.

    `apart` are the organisations that stand beside each other on a form of a meeting: these are never the same.
    """

    permits: Mapping[_Ids, Permits]
    strict: Mapping[str, Sequence[tuple[_Place, Permits]]]
    apart: Mapping[str | None, frozenset[str | None]]

    @classmethod
    def of(
        cls,
        pairs: Iterable[tuple[_Place, Permits]],
        apart: Mapping[str | None, frozenset[str | None]] = FrozenMap(),
    ) -> _Book:
        """Return a book of these permits; of several in one place all hold."""
        every = tuple(pairs)
        exact = grouped((place.ids, permits) for place, permits in every if place.who.id is not None)
        strict = grouped(
            (key, (place, taken)) for place, permits in every if (taken := cautious(permits)) for key in _keys(place)
        )
        return cls({ids: _all(permits) for ids, permits in exact.items()}, strict, apart)

    def at(self, place: _Place, default: Permits = UNASKED) -> Permits:
        """Return the permits of a place, or the default where nothing is known of it, with all that takes away."""
        near = (one for key in _keys_sought(place) for one in self.strict.get(key, ())) if self.strict else ()
        taken = [permits for other, permits in near if self._may_be(other, place)]
        return self.permits.get(place.ids, default) | _all(taken)

    def _may_be(self, one: _Place, other: _Place) -> bool:
        if one.ids == other.ids and one.who.id is not None:  # the permits of the place itself
            return False
        return other.who.id not in self.apart.get(one.who.id, ()) and one.may_be(other)


def _keys(place: _Place) -> set[str]:
    """Return the keys by which a place is found by those that it may be."""
    who, partnership = place.who, place.partnership.id
    named = {f"name {matching_key(text)}" for text in (who.name, who.id) if text}
    if partnership:
        return {
            *named,
            f"partnership {partnership}",
            *(f"beginning {key}" for key in beginnings(who.name or "", telling=True)),
        }
    return {*named, *(f"lost {key}" for key in beginnings(who.name or ""))}


def _keys_sought(place: _Place) -> set[str]:
    """Return the keys of the places that a place may be; by the beginnings of words only where a partnership lacks."""
    sought = {f"lost {key}" for key in beginnings(place.who.name or "")}
    own = {key for key in _keys(place) if not key.startswith("beginning ")}
    return (
        own | sought | ({key.replace("lost", "beginning", 1) for key in sought} if not place.partnership.id else set())
    )


@attrs.frozen
class _Permissions:
    """The permits of every organisation in every round, and of everybody at each meeting.

    `answers` holds those of each form, by what its versions share: of several versions the strictest counts, as nobody
    can tell from files which of them came last. `rounds` are the organisations in each round of a partnership.
    """

    answers: Mapping[tuple[str, ...], Permits]
    organisations: _Book
    meetings: _Book
    rounds: Mapping[tuple[str | None, str | None], Sequence[_Place]]

    @classmethod
    def of(cls, entries: Sequence[Record]) -> _Permissions:
        versions = grouped((_version(entry), entry) for entry in entries)
        answers = {key: _of_versions(own) for key, own in versions.items()}
        forms = [(entry.form, answers[_version(entry)]) for entry in entries]
        own = [(_place(form), form.phase, said) for form, said in forms if isinstance(form, OrganisationForm)]
        together = grouped((place.key, (phase, said)) for place, phase, said in own)
        by_key = {key: _of_round(said) for key, said in together.items()}
        places = tuple(dict.fromkeys(place for place, *_ in own))
        apart = _apart(form for form, _ in forms)
        organisations = _Book.of(((place, by_key[place.key]) for place in places), apart)
        rounds = grouped((place.ids[:2], place) for place in places)
        permissions = cls(answers, organisations, _Book.of(()), rounds)
        meetings = _Book.of([pair for entry in entries for pair in permissions._at_meeting(entry)], apart)
        return attrs.evolve(permissions, meetings=meetings)

    def consent(self, entry: Record) -> Consent:
        """Return the permits that decide on the words of a form."""
        form = entry.form
        answers = self.answers[_version(entry)]
        if isinstance(form, AlignmentForm):
            limit = answers - _SILENT  # the answer given together takes away, and adds nothing
            partners = [self._of(form, who) for who in form.organisations]
            return Consent(
                asked=True,
                own=limit,
                partners=tuple(one | limit for one in partners),
                together=self._together(form) | limit,
                previous=self._before(form),
            )
        assert isinstance(form, OrganisationForm)  # noqa: S101 - the only other kind
        own = self.organisations.at(_place(form), answers) | (answers - UNASKED)
        together = self.meetings.at(_place(form), _unknown(form)) if isinstance(form, CommitmentForm) else UNASKED
        return Consent(
            asked=True,
            own=own,
            together=together | own,
            previous=self._before(form),
            partners_before=self._partners_before(form),
            unknown=_unknown(form),
        )

    def _of(self, form: Form, who: Organisation) -> Permits:
        """Return the permits of an organisation in the round of a form."""
        return self.organisations.at(_Place(form.partnership, form.round, who), _unknown(form))

    def _together(self, form: AlignmentForm) -> Permits:
        """Return the permits of every organisation on a form of phase 2, also of those that are no partner of it."""
        partners = {who.id for who in form.organisations}
        strangers = {row.organisation for row in form.participants if row.organisation} - partners
        names = [*strangers, *unknown_names(form)]
        others = [Organisation(name) for name in names] or ([] if partners else [Organisation()])
        return _all([self._of(form, who) for who in (*form.organisations, *others)])

    def _at_meeting(self, entry: Record) -> Iterator[tuple[_Place, Permits]]:
        form = entry.form
        if isinstance(form, AlignmentForm):
            together = self._together(form) | (self.answers[_version(entry)] - _SILENT)
            yield from ((_Place(form.partnership, form.round, who), together) for who in form.organisations)

    def _before(self, form: Form) -> Permits:
        """Return the permits, in the round that a form looks back on, of every organisation on it."""
        unknown = _unknown(form)
        if form.previous_round is None:
            return unknown
        places = [_Place(form.partnership, form.previous_round, who) for who in organisations_of(form)]
        if isinstance(form, AlignmentForm):  # words of others who were there then may stand in what was said together
            everybody = self.rounds.get((form.partnership.id, form.previous_round), ())
            together = (self.meetings.at(place, unknown) for place in places)
            return _all([*map(self.organisations.at, everybody), *together]) or unknown
        return _all(self.organisations.at(place, unknown) for place in places) or unknown

    def _partners_before(self, form: Form) -> Mapping[str, Permits]:
        """Return the permits of each organisation of the partnership in that round, by the key of its name."""
        if form.previous_round is None:
            return {}
        places = self.rounds.get((form.partnership.id, form.previous_round), ())
        named = grouped((_name_key(place.who), self.organisations.at(place)) for place in places if place.who.id)
        return {name: _all(permits) for name, permits in named.items()}


def _unknown(form: Form) -> Permits:
    """Return the permits of who has no form of its own here: an answer that is not there where a form asks, else none.

    That answer may be a no, so nobody can decide about it as about organisations that were not asked.
    """
    return _UNKNOWN if form.asks_research else UNASKED


def _name_key(who: Organisation) -> str:
    return matching_key(who.name or who.id or "")


def _apart(forms: Iterable[Form]) -> Mapping[str | None, frozenset[str | None]]:
    """Return for each organisation those that stand beside it on a form of a meeting."""
    meetings = ({who.id for who in form.organisations} - {None} for form in forms if isinstance(form, AlignmentForm))
    beside = grouped((who, frozenset(ids - {who})) for ids in meetings for who in ids)
    return {who: frozenset().union(*others) for who, others in beside.items()}


def _version(entry: Record) -> tuple[str, ...]:
    return version_key(entry.form) or (entry.key,)


def _place(form: OrganisationForm) -> _Place:
    return _Place(form.partnership, form.round, form.organisation)


def _all(permits: Iterable[Permits]) -> Permits:
    return frozenset().union(*permits)


def _answer(entry: Record) -> Permit:
    """Return the answer on a form itself; one that was read with a doubt is none."""
    form = entry.form
    if entry.doubts("research"):
        return Permit.DOUBTFUL
    silence = Permit.NO_ANSWER if form.asks_research else Permit.NOT_ASKED
    return silence if form.research is None else _OF_ANSWERS[form.research]


def _of_versions(entries: Iterable[Record]) -> Permits:
    """Return the answers on all versions of a form; one without an answer takes nothing away from the others."""
    answers = frozenset(map(_answer, entries))
    return answers - _SILENT or answers


def _of_round(forms: Iterable[tuple[str, Permits]]) -> Permits:
    """Return the permits of all voices of an organisation in one round, by the phase and the answers of each form.

    A form of phase 3 that nobody answered takes nothing away from a permission in phase 1, and the other way round;
    within a phase every voice must say yes.
    """
    by_phase = {phase: _all(answers) for phase, answers in grouped(forms).items()}
    return _all([answers for answers in by_phase.values() if not _SILENT.issuperset(answers)] or by_phase.values())
