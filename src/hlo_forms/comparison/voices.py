"""The voices of one organisation, side by side."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from ..basics.arguments import entry_of, texts_of
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..forms import Partnership, PreparationForm, Status
from ..instrument.model import Instrument
from ..pages.shown import Shown
from ..readings.reading import Reading
from .comparison import OwnMotive, other_motives, voice_answer
from .sides import ComparedForm, Side, Spoken, language_of, sides_of, voices_of
from .verdicts import VoiceAnswer


@attrs.frozen(kw_only=True)
class VoiceMotive:
    """The answers about a motive that the organisation was offered.

    Attributes:
        motive: The id of the motive.
        answers: The answer of each voice, in their order.

    >>> from hlo_forms import Status
    >>> row = VoiceMotive(motive="network", answers=(
    ...     VoiceAnswer(respondent="deelnemer", status=Status.APPLIES, outcome=None),
    ...     VoiceAnswer(respondent="leidinggevende", status=Status.NOT_TICKED, outcome=None)))
    >>> row.differs
    True
    """

    motive: str
    answers: tuple[VoiceAnswer, ...]

    @property
    def filled_in(self) -> tuple[VoiceAnswer, ...]:
        """The answers of the voices that filled in their motives."""
        return tuple(answer for answer in self.answers if answer.status is not Status.NOT_FILLED_IN)

    @property
    def unclear(self) -> bool:
        """True where the answer of any voice is unclear."""
        return any(answer.status is Status.UNCLEAR for answer in self.answers)

    @property
    def comparable(self) -> bool:
        """True where two or more voices filled in their motives and the answer of every voice is clear."""
        return len(self.filled_in) > 1 and not self.unclear

    @property
    def differs(self) -> bool:
        """True where it applies to one voice and not to another that filled in its motives."""
        statuses = {answer.status for answer in self.answers}
        return {Status.APPLIES, Status.NOT_TICKED} <= statuses

    @property
    def outcomes_differ(self) -> bool:
        """True where voices wrote different outcomes."""
        return len({answer.outcome for answer in self.answers if answer.outcome}) > 1


@attrs.frozen(kw_only=True)
class VoiceQuestion:
    """The answers to a question that is shared.

    Attributes:
        question: The id of the question.
        answers: The answer of each voice, in their order; None where a voice gave none.

    >>> VoiceQuestion(question="preparation.1", answers=("Samen opleiden", None)).answers
    ('Samen opleiden', None)
    """

    question: str
    answers: tuple[str | None, ...]


@attrs.frozen(kw_only=True, repr=False)
class VoiceComparison(Spoken, Shown):
    """The answers of the voices of one organisation, side by side: facts and counts, without interpretation.

    There is no coefficient of agreement: voices do not rate one thing that has a right answer.

    Attributes:
        instrument: The instrument of the forms.
        partnership: The partnership that the forms are of.
        round: The round that the forms are of; None where they name none.
        organisation: The organisation; its voices are in order of name, and everything else follows it.
        motives: The motives that the organisation was offered, in order.
        other_motives: Those that voices added.
        questions: The questions that were asked to be shared.
        language: The language of most documents; None where all forms were made without one.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, compare_voices
    >>> home = Organisation("De Linde", type="practice_partner")
    >>> compare_voices(
    ...     PreparationForm(organisation=home, respondent=name, motives=[MotiveAnswer(motive, ticked=True)])
    ...     for name, motive in (("deelnemer", "network"), ("leidinggevende", "recruitment")))
    VoiceComparison(2 voices of de-linde: 2 of 10 motives differ)
    """

    _page = "comparison.voices_page"

    instrument: Instrument
    partnership: Partnership
    round: str | None
    organisation: Side
    motives: tuple[VoiceMotive, ...]
    other_motives: tuple[OwnMotive, ...]
    questions: tuple[VoiceQuestion, ...]
    language: str | None = attrs.field(default=None, eq=False)

    def motive(self, motive: str) -> VoiceMotive:
        """Return one motive, by id; `InvalidValueError` for one that is unknown or was not offered."""
        return entry_of("motive", motive, {row.motive: row for row in self.motives})

    @property
    def comparable(self) -> tuple[VoiceMotive, ...]:
        """The motives on which two voices or more gave a clear answer."""
        return tuple(row for row in self.motives if row.comparable)

    @property
    def differing(self) -> tuple[VoiceMotive, ...]:
        """The comparable motives that apply to one voice and not to another."""
        return tuple(row for row in self.comparable if row.differs)

    def __repr__(self) -> str:
        return (
            f"VoiceComparison({len(self.organisation.voices)} voices of {self.organisation.id}: "
            f"{len(self.differing)} of {len(self.comparable)} motives differ)"
        )


def compare_voices(items: Iterable[PreparationForm | Reading], *, share: Iterable[str] = ()) -> VoiceComparison:
    """Compare the answers of several voices of one organisation (a manager and a participant, say).

    `items` are two or more forms or readings of one organisation, in any order; a reading brings its doubts along.
    All motives and outcomes are compared, but only the reflection questions that `share` names, by id.
    Raises `ComparisonError` for forms of several organisations, partnerships, rounds or instruments, for fewer
    than two, and for a respondent that occurs twice; `InvalidValueError` for a question phase 1 does not ask.

    >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm
    >>> home = Organisation("De Linde", type="practice_partner")
    >>> voices = compare_voices([
    ...     PreparationForm(organisation=home, respondent="deelnemer", motives=[MotiveAnswer("network", ticked=True)]),
    ...     PreparationForm(organisation=home, respondent="leidinggevende",
    ...         motives=[MotiveAnswer("network", ticked=True), MotiveAnswer("recruitment", ticked=True)]),
    ... ])
    >>> voices
    VoiceComparison(2 voices of de-linde: 1 of 10 motives differ)
    >>> [row.motive for row in voices.differing]
    ['recruitment']
    """
    entries = voices_of(items)
    instrument = entries[0].form.instrument
    (side,) = sides_of(entries)
    return VoiceComparison(
        instrument=instrument,
        partnership=entries[0].form.partnership,
        round=entries[0].form.round,
        organisation=side,
        motives=tuple(_motive(motive.id, entries) for motive in instrument.offered(side.type)),
        other_motives=tuple(other_motives(entries)),
        questions=tuple(_question(question, entries) for question in _questions_to_share(share, entries[0].form)),
        language=language_of(entries),
    )


def _motive(motive: str, entries: Iterable[ComparedForm]) -> VoiceMotive:
    return VoiceMotive(motive=motive, answers=tuple(voice_answer(motive, entry) for entry in entries))


def _question(question: str, entries: Iterable[ComparedForm]) -> VoiceQuestion:
    return VoiceQuestion(question=question, answers=tuple(entry.form.answers.get(question) for entry in entries))


def _questions_to_share(share: Iterable[str], form: PreparationForm) -> list[str]:
    """Return the ids of the questions to share, in the order of the form."""
    wanted = set(texts_of("share", share))
    asked = [question.id for question in form.questions]
    for question in sorted(wanted - set(asked)):
        raise InvalidValueError("share", "a question of phase 1: " + one_of(asked, question), question)
    return [question for question in asked if question in wanted]
