"""The permissions of the organisations in a data set: each organisation's own answers, round by round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..basics.text import matching_key
from ..basics.values import grouped
from ..forms import AlignmentForm, CommitmentForm, Form, OrganisationForm, organisations_of
from ..forms.commitment import unknown_names
from ..readings.reading import version_key
from .entries import Record
from .permission import UNASKED, Consent, Permit, Permits

_Place = tuple[str | None, str | None, str | None]
"""A partnership, a round and an organisation, by their ids."""

_OF_ANSWERS = {"yes": Permit.EVERYTHING, "motives": Permit.MOTIVES, "no": Permit.REFUSED}
_SILENT = {Permit.NO_ANSWER, Permit.NOT_ASKED}
_NO_LIMIT: Permits = frozenset()


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
class _Permissions:
    """The permits of every organisation in every round, and of everybody at each meeting.

    `last` holds the last version of each form, by what its versions share: it decides for all of them. `named` are the
    permits of organisations by the keys of their names.
    """

    last: Mapping[tuple[str, ...], Record]
    organisations: Mapping[_Place, Permits]
    named: Mapping[_Place, Permits]
    meetings: Mapping[_Place, Permits]

    @classmethod
    def of(cls, entries: Iterable[Record]) -> _Permissions:
        last = {_version(entry): entry for entry in entries}
        own = grouped(
            (_place(entry.form), entry) for entry in last.values() if isinstance(entry.form, OrganisationForm)
        )
        organisations = {place: _of_rounds(forms) for place, forms in own.items() if place[-1] is not None}
        named = grouped(
            (_by_name(entry.form), organisations[place])
            for place, forms in own.items()
            for entry in forms
            if place in organisations and isinstance(entry.form, OrganisationForm)
        )
        permissions = cls(last, organisations, {place: _all(permits) for place, permits in named.items()}, {})
        meetings = grouped(pair for entry in last.values() for pair in permissions._at_meeting(entry))
        return attrs.evolve(permissions, meetings={place: _all(permits) for place, permits in meetings.items()})

    def consent(self, entry: Record) -> Consent:
        """Return the permits that decide on the words of a form."""
        form = entry.form
        answer = _answer(self.last[_version(entry)])
        if isinstance(form, AlignmentForm):
            limit = frozenset([answer]) - _SILENT  # the answer given together takes away, and adds nothing
            partners = [self._of(form, who.id) for who in form.organisations]
            together = self._together(form) | limit
            return Consent(
                asked=True,
                own=limit,
                partners=tuple(one | limit for one in partners),
                together=together,
                previous=self._before(form),
            )
        assert isinstance(form, OrganisationForm)  # noqa: S101 - the only other kind
        place = _place(form)
        own = self.organisations.get(place, frozenset([answer])) | (frozenset([answer]) - UNASKED)
        together = self.meetings.get(place, UNASKED) if isinstance(form, CommitmentForm) else UNASKED
        return Consent(
            asked=True,
            own=own,
            together=together | own,
            previous=self._before(form),
            partners_before=self._partners_before(form),
        )

    def _of(self, form: AlignmentForm, organisation: str | None) -> Permits:
        return self.organisations.get((form.partnership.id, form.round, organisation), UNASKED)

    def _together(self, form: AlignmentForm) -> Permits:
        """Return the permits of every organisation on a form of phase 2, also of those that are no partner of it."""
        partners = {who.id for who in form.organisations}
        strangers = {row.organisation for row in form.participants if row.organisation} - partners
        named = bool(partners) and not strangers and not unknown_names(form)
        return _all([self._of(form, who) for who in partners] + ([] if named else [UNASKED]))

    def _at_meeting(self, entry: Record) -> Iterator[tuple[_Place, Permits]]:
        form = entry.form
        if isinstance(form, AlignmentForm):
            together = self._together(form) | (frozenset([_answer(entry)]) - _SILENT)
            yield from (((form.partnership.id, form.round, who.id), together) for who in form.organisations if who.id)

    def _before(self, form: Form) -> Permits:
        """Return the permits, in the round that a form looks back on, of every organisation on it."""
        if form.previous_round is None:
            return UNASKED
        round, permits = (form.partnership.id, form.previous_round), self.organisations
        places = [(*round, who.id) for who in organisations_of(form)]
        if isinstance(form, AlignmentForm):  # words of others who were there then may stand in what was said together
            everybody = [own for place, own in permits.items() if place[:2] == round]
            return _all([*everybody, *(self.meetings.get(place, UNASKED) for place in places)]) or UNASKED
        return _all(permits.get(place, UNASKED) for place in places) or UNASKED

    def _partners_before(self, form: Form) -> Mapping[str, Permits]:
        """Return the permits of each organisation of the partnership in that round, by the key of its name."""
        round = (form.partnership.id, form.previous_round)
        return {str(place[-1]): permits for place, permits in self.named.items() if place[:2] == round}


def _version(entry: Record) -> tuple[str, ...]:
    return version_key(entry.form) or (entry.key,)


def _place(form: OrganisationForm) -> _Place:
    return form.partnership.id, form.round, form.organisation.id


def _by_name(form: OrganisationForm) -> _Place:
    who = form.organisation
    return form.partnership.id, form.round, matching_key(who.name or who.id or "")


def _all(permits: Iterable[Permits]) -> Permits:
    return frozenset().union(*permits)


def _answer(entry: Record) -> Permit:
    """Return the answer on a form itself; one that was read with a doubt is none."""
    form = entry.form
    if entry.doubts("research"):
        return Permit.DOUBTFUL
    silence = Permit.NO_ANSWER if form.asks_research else Permit.NOT_ASKED
    return silence if form.research is None else _OF_ANSWERS[form.research]


def _of_rounds(forms: Iterable[Record]) -> Permits:
    """Return the permits of all voices of an organisation in one round.

    A form of phase 3 that nobody answered takes nothing away from a permission in phase 1, and the other way round;
    within a phase every voice must say yes.
    """
    by_phase = grouped((entry.form.phase, _answer(entry)) for entry in forms)
    answered = [answers for answers in by_phase.values() if not _SILENT.issuperset(answers)]
    return _all(map(frozenset, answered or by_phase.values()))
