"""The motives of one organisation or a partnership from round to round (herijken): new, kept, dropped."""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from ..basics.arguments import entry_of, one_among
from ..errors import ComparisonError, InvalidValueError
from ..forms import Form, Partnership, PreparationForm, Status
from ..forms.answers import joint_status
from ..instrument.editions import over
from ..instrument.model import Instrument
from ..pages.shown import Shown
from ..readings.reading import Reading
from .comparison import OwnMotive, other_motives, voice_answer
from .sides import (
    TEXTS,
    ComparedForm,
    Side,
    Spoken,
    by_organisation,
    editions_of,
    gather,
    language_of,
    must_agree,
    partnership_of,
    sides_of,
    was_offered,
)
from .text_changes import TextChange
from .verdicts import VoiceAnswer

Entries: TypeAlias = Sequence[ComparedForm]
"""The forms of one round."""


@attrs.frozen(kw_only=True)
class Realisation:
    """The answer of one voice about an outcome: whether it was realised since.

    Attributes:
        organisation: The id of the organisation.
        respondent: The voice that answered; None where its form names none.
        realised: "yes", "partly", "no" or "too_early".
        text: The motive that the organisation had added itself; None for a motive of the instrument.
        doubtful: Whether it was read with a doubt.

    >>> Realisation(organisation="de-linde", respondent="leidinggevende", realised="partly").realised
    'partly'
    """

    organisation: str
    respondent: str | None
    realised: str
    text: str | None = None
    doubtful: bool = False


def _realisations(motive: str, own: Entries, following: Entries) -> Iterator[Realisation]:
    """Yield the answers about a motive from the organisation's forms that were renewed from this round."""
    for entry in _renewed(own, following):
        for before in entry.form.previous:
            if before.motive == motive and before.realised:
                yield _realisation(entry, before.realised, f"previous.{motive}")


def _realisations_of_others(entries: Entries, following: Entries) -> Iterator[Realisation]:
    """Yield the same answers about the motives that organisations had added themselves."""
    for entry in _renewed(entries, following):
        for number, before in enumerate(entry.form.previous_other, 1):
            if before.realised:
                text = before.text or before.outcome
                yield _realisation(entry, before.realised, f"previous_other.{number}", text)


def _realisation(entry: ComparedForm, realised: str, field: str, text: str | None = None) -> Realisation:
    return Realisation(
        organisation=entry.organisation,
        respondent=entry.form.respondent,
        realised=realised,
        text=text,
        doubtful=bool(entry.doubts(field)),
    )


def _renewed(own: Entries, following: Entries) -> Iterator[ComparedForm]:
    """Yield the forms that were renewed from this round: they name it."""
    for entry in following:
        if own and entry.form.previous_round == own[0].form.round:
            yield entry


Forms: TypeAlias = PreparationForm | Reading | Iterable[PreparationForm | Reading]
"""The forms of one round: one, or several."""


class Change(enum.StrEnum):
    """The change in a motive from one round to the next.

    Attributes:
        NEW: It applies in the later round only.
        KEPT: It applies in both rounds.
        DROPPED: It applies in the earlier round only.
        NEITHER: It applies in neither, and both forms were filled in.
        ASKED_OTHERWISE: The later round asks it in other words, so that the answers cannot be compared.
        NOT_COMPARABLE: In one of the rounds it is open whether it applies.

    >>> Change("kept")
    <Change.KEPT: 'kept'>
    """

    NEW = "new"
    KEPT = "kept"
    DROPPED = "dropped"
    NEITHER = "neither"
    ASKED_OTHERWISE = "asked_otherwise"
    NOT_COMPARABLE = "not_comparable"


class Gap(enum.StrEnum):
    """The reason why it is open whether a motive applied in one round.

    Attributes:
        NO_FORM: No form of the organisation came in.
        NOT_OFFERED: Its form did not offer the motive.
        NOT_FILLED_IN: Nobody filled in the motives.
        UNCLEAR: Its signs or its voices contradict each other.

    >>> Gap("no_form")
    <Gap.NO_FORM: 'no_form'>
    """

    NO_FORM = "no_form"
    NOT_OFFERED = "not_offered"
    NOT_FILLED_IN = "not_filled_in"
    UNCLEAR = "unclear"


_GAPS = {Status.NOT_OFFERED: Gap.NOT_OFFERED, Status.NOT_FILLED_IN: Gap.NOT_FILLED_IN, Status.UNCLEAR: Gap.UNCLEAR}


@attrs.frozen(kw_only=True)
class RoundAnswer:
    """The answer of an organisation about a motive in one round.

    Attributes:
        voices: The answer of each voice; none where none of its forms came in.
        realisations: The answers of its forms in the next round to whether the outcome was realised.
        reminded: Whether a form of this round showed the answer of the round before beside the question.

    >>> RoundAnswer(voices=()).gap
    <Gap.NO_FORM: 'no_form'>
    """

    voices: tuple[VoiceAnswer, ...] = ()
    realisations: tuple[Realisation, ...] = ()
    reminded: bool = False

    @property
    def status(self) -> Status:
        """The status that its voices share, unclear where they differ; not filled in where there are none."""
        return joint_status(voice.status for voice in self.voices) if self.voices else Status.NOT_FILLED_IN

    @property
    def gap(self) -> Gap | None:
        """The reason why it is open whether the motive applies; None where it is clear."""
        return _GAPS.get(self.status) if self.voices else Gap.NO_FORM


@attrs.frozen(kw_only=True)
class Step:
    """A motive of one organisation in two rounds, one after the other.

    Attributes:
        organisation: The id of the organisation.
        motive: The id of the motive.
        earlier: The answer in the earlier round.
        later: The answer in the later round.
        otherwise: Whether the later round asks the motive in other words.

    >>> voice = VoiceAnswer(respondent=None, status=Status.APPLIES, outcome=None)
    >>> Step(organisation="de-linde", motive="network", earlier=RoundAnswer(voices=(voice,)),
    ...     later=RoundAnswer(voices=())).change
    <Change.NOT_COMPARABLE: 'not_comparable'>
    """

    organisation: str
    motive: str
    earlier: RoundAnswer
    later: RoundAnswer
    otherwise: bool = False

    @property
    def change(self) -> Change:
        """New, kept, dropped, ticked in neither round, asked otherwise, or not comparable: see `gaps`.

        It was asked otherwise where an edition between the rounds has other words for it, whatever was answered.
        """
        if self.otherwise:
            return Change.ASKED_OTHERWISE
        if any(self.gaps):
            return Change.NOT_COMPARABLE
        before, after = (answer.status is Status.APPLIES for answer in (self.earlier, self.later))
        if before and after:
            return Change.KEPT
        if before or after:
            return Change.NEW if after else Change.DROPPED
        return Change.NEITHER

    @property
    def gaps(self) -> tuple[Gap | None, Gap | None]:
        """The reasons why it cannot be compared, in the earlier round and in the later; None for a clear round."""
        return self.earlier.gap, self.later.gap

    @property
    def outcomes(self) -> tuple[tuple[str | None, TextChange], ...]:
        """The outcomes of each voice that wrote one in either round: its name, and the change in the text."""
        before, after = ({v.respondent: v.outcome for v in a.voices} for a in (self.earlier, self.later))
        names = sorted({*before, *after}, key=lambda name: name or "")
        changes = ((name, TextChange(before.get(name), after.get(name))) for name in names)
        return tuple((name, change) for name, change in changes if change.earlier or change.later)


@attrs.frozen(kw_only=True)
class History:
    """A motive that an organisation was offered in at least one round, with its answer in each.

    Attributes:
        organisation: The id of the organisation.
        motive: The id of the motive.
        answers: Its answer in each round.
        otherwise: For each step, whether the motive is asked in other words from there on.

    >>> nothing = RoundAnswer(voices=())
    >>> history = History(organisation="de-linde", motive="network", answers=(nothing, nothing), otherwise=(False,))
    >>> history.steps[0].gaps
    (<Gap.NO_FORM: 'no_form'>, <Gap.NO_FORM: 'no_form'>)
    """

    organisation: str
    motive: str
    answers: tuple[RoundAnswer, ...]
    otherwise: tuple[bool, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps from each round to the next."""
        return tuple(
            Step(organisation=self.organisation, motive=self.motive, earlier=one, later=other, otherwise=otherwise)
            for (one, other), otherwise in zip(
                itertools.pairwise(self.answers), itertools.chain(self.otherwise, itertools.repeat(False)), strict=False
            )
        )

    @property
    def changes(self) -> tuple[Change, ...]:
        """The change of each step."""
        return tuple(step.change for step in self.steps)


@attrs.frozen(kw_only=True)
class ChangeCount:
    """The number of motives of an organisation that were new, kept and so on from one round to the next.

    `offered` is the sum of all: every motive it was offered in at least one of all rounds.

    Attributes:
        organisation: The id of the organisation.
        new: The number that apply in the later round only.
        kept: The number that apply in both rounds.
        dropped: The number that apply in the earlier round only.
        neither: The number that apply in neither.
        not_comparable: The number that are open in one of the rounds.
        reminded: Whether the answer of the earlier round stood beside the question on a form of the later one, which
            may have influenced the answer.
        asked_otherwise: The number that the later round asks in other words.

    >>> ChangeCount(organisation="de-linde", new=1, kept=4, dropped=0, neither=5, not_comparable=1, reminded=True).kept
    4
    """

    organisation: str
    new: int = 0
    kept: int = 0
    dropped: int = 0
    neither: int = 0
    not_comparable: int = 0
    reminded: bool = False
    asked_otherwise: int = 0

    @property
    def offered(self) -> int:
        """The number of motives that were counted."""
        return self.new + self.kept + self.dropped + self.neither + self.asked_otherwise + self.not_comparable


@attrs.frozen(kw_only=True)
class Round:
    """One round of a recalibration.

    Attributes:
        name: The name of the round, such as "2026"; None where its forms name none.
        organisations: The organisations that sent a form.
        other_motives: The motives that they added themselves.
        realisations_of_others: Their answers in the next round about the outcomes of these.

    >>> Round(name="2026", organisations=(), other_motives=(), realisations_of_others=()).name
    '2026'
    """

    name: str | None
    organisations: tuple[Side, ...]
    other_motives: tuple[OwnMotive, ...] = ()
    realisations_of_others: tuple[Realisation, ...] = ()


@attrs.frozen(kw_only=True, repr=False)
class Recalibration(Spoken, Shown):
    """The motives of one or more organisations over two or more rounds, in the order of the arguments.

    Motives that organisations added themselves are kept with their round and are never matched by software.

    Attributes:
        instrument: The last of `editions`.
        partnership: The partnership that the forms are of.
        rounds: The rounds, in order.
        organisations: Those of any round, in order of type and id, each as in its last round.
        histories: For each organisation, each motive of `instrument` that it was offered in any round.
        language: The language of most documents; None where all forms were made without one.
        editions: The editions of the forms, of which each continues the one before.

    >>> from hlo_forms import Organisation
    >>> home = Organisation("De Linde", type="practice_partner")
    >>> change = recalibrate(*(PreparationForm(organisation=home, round=year) for year in ("2026", "2027")))
    >>> [round.name for round in change.rounds], change.history("de-linde", "network").steps[0].change
    (['2026', '2027'], <Change.NOT_COMPARABLE: 'not_comparable'>)
    """

    _page = "comparison.recalibration_page"

    instrument: Instrument
    partnership: Partnership
    rounds: tuple[Round, ...]
    organisations: tuple[Side, ...]
    histories: tuple[History, ...]
    language: str | None = attrs.field(default=None, eq=False)
    editions: tuple[Instrument, ...] = ()

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes to count: asked otherwise only where a motive is."""
        every = (step.change for history in self.histories for step in history.steps)
        some = any(change is Change.ASKED_OTHERWISE for change in every)
        return tuple(change for change in Change if some or change is not Change.ASKED_OTHERWISE)

    def of(self, organisation: str) -> tuple[History, ...]:
        """Return the motives of one organisation, by id; `InvalidValueError` where it takes no part."""
        one_among("organisation", organisation, [side.id for side in self.organisations])
        return tuple(history for history in self.histories if history.organisation == organisation)

    def history(self, organisation: str, motive: str) -> History:
        """Return a motive of an organisation; `InvalidValueError` for one that is unknown or was not offered."""
        return entry_of("motive", motive, {history.motive: history for history in self.of(organisation)})

    def steps(self, number: int) -> tuple[Step, ...]:
        """Return every motive of every organisation from one round to the next; `number` 0 is the first step."""
        self._must_be_a_step(number)
        return tuple(history.steps[number] for history in self.histories)

    def _must_be_a_step(self, number: int) -> None:
        most = len(self.rounds) - 1
        if type(number) is not int or not -most <= number < most:
            raise InvalidValueError("number", f"a step: a whole number from 0 to {most - 1}", number)

    def counts(self, number: int) -> tuple[ChangeCount, ...]:
        """Count the changes of one step for each organisation; `number` 0 is the first step."""
        self._must_be_a_step(number)
        counts = []
        for side in self.organisations:
            changes = [history.steps[number].change for history in self.of(side.id)]
            own = {change.value: changes.count(change) for change in Change}
            reminded = any(history.steps[number].later.reminded for history in self.of(side.id))
            counts.append(ChangeCount(organisation=side.id, reminded=reminded, **own))
        return tuple(counts)

    def __repr__(self) -> str:
        changes = [step.change for number in range(len(self.rounds) - 1) for step in self.steps(number)]
        counts = ", ".join(f"{changes.count(change)} {change}" for change in (Change.NEW, Change.KEPT, Change.DROPPED))
        who = f"{len(self.organisations)} organisation{'s' if len(self.organisations) > 1 else ''}"
        reminded = any(step.later.reminded for number in range(len(self.rounds) - 1) for step in self.steps(number))
        beside = "; the answers of the round before stood beside the questions" if reminded else ""
        return f"Recalibration({who}, {len(self.rounds)} rounds: {counts}{beside})"


def recalibrate(earlier: Forms, later: Forms, *more: Forms) -> Recalibration:
    """Compare the motives of one organisation or a partnership from one round to the next.

    Each argument is one round, in order: a form or reading, or several of them. An organisation need not be in
    every round. Whether an outcome was realised comes from the form of the next round, where that form was
    renewed from this one (see `renew`). In reverse order the changes are mirrored, except what was realised.
    Between editions of an instrument a motive that is asked in other words has a change of its own, asked otherwise.
    Raises `ComparisonError` for forms of different partnerships or instruments, of more than one round in one
    argument, for an argument without forms, and for a respondent that occurs twice in a round.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm
    >>> home = Organisation("De Linde", type="practice_partner")
    >>> change = recalibrate(
    ...     PreparationForm(organisation=home, round="2026", motives=[MotiveAnswer("network", ticked=True)]),
    ...     PreparationForm(organisation=home, round="2027", motives=[MotiveAnswer("recruitment", ticked=True)]))
    >>> change
    Recalibration(1 organisation, 2 rounds: 1 new, 0 kept, 1 dropped)
    >>> change.history("de-linde", "network").steps[0].change
    <Change.DROPPED: 'dropped'>
    """
    rounds = [_round(number, forms) for number, forms in enumerate((earlier, later, *more), 1)]
    every = [entry for entries in rounds for entry in entries]
    must_agree(every, in_round=False)
    editions = editions_of(every)
    instrument = editions[-1]
    organisations = _organisations(rounds, editions)
    return Recalibration(
        instrument=instrument,
        partnership=partnership_of(every),
        rounds=tuple(_round_of(entries, following) for entries, following in itertools.pairwise([*rounds, ()])),
        organisations=organisations,
        histories=tuple(
            History(
                organisation=side.id,
                motive=motive.id,
                answers=tuple(_answers(side.id, motive.id, rounds)),
                otherwise=tuple(_otherwise(side.id, motive.id, rounds, editions)) if len(editions) > 1 else (),
            )
            for side in organisations
            for motive in instrument.motives
            if was_offered(side.id, motive.id, every)
        ),
        language=language_of(every),
        editions=editions,
    )


def _otherwise(
    organisation: str, motive: str, rounds: Iterable[Entries], editions: tuple[Instrument, ...]
) -> Iterator[bool]:
    """Yield for each step whether the forms of an organisation asked a motive in other words than the round before."""
    own = [by_organisation(entries).get(organisation, []) for entries in rounds]
    for before, after in itertools.pairwise(own):
        places = [
            sorted(editions.index(each.form.instrument) for each in (one, other)) for one in before for other in after
        ]
        yield any(
            motive in over(editions[: last + 1], editions[first]).reworded for first, last in places if first < last
        )


def _round(number: int, forms: Forms) -> Entries:
    items = [forms] if isinstance(forms, Form | Reading) else forms
    entries = gather(items, "recalibrate([first, second], [first, second])")
    if not entries:
        raise ComparisonError(TEXTS.sentence("comparing.no_round", number=number))
    must_agree(entries, in_round=True)
    return entries


def _organisations(rounds: Iterable[Entries], editions: Iterable[Instrument]) -> tuple[Side, ...]:
    """Return each organisation as in its last round, ordered by the first of its types and then by id."""
    types = list(dict.fromkeys(kind.id for one in editions for kind in one.organisation_types))
    last: dict[str, Side] = {}
    places: dict[str, int] = {}
    for side in (side for entries in rounds for side in sides_of(entries)):
        last[side.id] = side
        places[side.id] = min(types.index(side.type), places.get(side.id, len(types)))
    return tuple(sorted(last.values(), key=lambda side: (places[side.id], side.id)))


def _round_of(entries: Entries, following: Entries) -> Round:
    return Round(
        name=entries[0].form.round,
        organisations=sides_of(entries),
        other_motives=tuple(other_motives(entries)),
        realisations_of_others=tuple(_realisations_of_others(entries, following)),
    )


def _answers(organisation: str, motive: str, rounds: Iterable[Entries]) -> Iterator[RoundAnswer]:
    own = [by_organisation(entries).get(organisation, []) for entries in rounds]
    for before, entries, following in zip([[], *own], own, [*own[1:], []], strict=False):
        yield RoundAnswer(
            voices=tuple(voice_answer(motive, entry) for entry in entries),
            realisations=tuple(_realisations(motive, entries, following)),
            reminded=any(True for _ in _renewed(before, entries)),
        )
