"""Phase 2: the form of the meeting, with what partners bring, answer together and take home."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

import attrs

from .. import fields
from ..basics.text import matching_key
from ..basics.values import Rows
from ..errors import InvalidValueError
from ..instrument.parts import Question
from ..wording import one_of
from .answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive, DeclaredRelation, OwnAnswer
from .base import Form
from .people import Organisation

if TYPE_CHECKING:
    from .doubtful import Read
    from .preparation import PreparationForm

_NUMBER = re.compile(r"([0-9])[.)]?")


@attrs.frozen(kw_only=True)
class AlignmentForm(Form):
    """Phase 2 (afstemmingsfase): the answers that partners give together, and what each takes home.

    `organisations` are the partners in the order of the table; each has a name and an id that no other has. An
    organisation in `participants`, `relations` and `own_answers` that names a partner becomes its id; so does a
    partner's number if motives are carried over, as the document then numbers the partners.

    `brought` (by motive and then by partner), `brought_other` and `brought_answers` are carried over from phase 1 (see
    `from_forms`); there the organisation must be one of the partners. `marked` says whether the document marks which
    motives are shared.

    >>> form = AlignmentForm(organisations=[Organisation("De Linde"), Organisation("Opleiding Verpleegkunde")],
    ...     relations=[DeclaredRelation(first_organisation="De Linde", kind="reinforce")])
    >>> form.relations[0].first_organisation
    'de-linde'
    """

    phase: ClassVar[str] = "alignment"

    organisations: tuple[Organisation, ...] = attrs.field(
        default=(), converter=Rows[Organisation], validator=fields.instances(Organisation)
    )
    relations: tuple[DeclaredRelation, ...] = attrs.field(
        default=(), converter=Rows[DeclaredRelation], validator=fields.instances(DeclaredRelation), repr=False
    )
    own_answers: tuple[OwnAnswer, ...] = attrs.field(
        default=(), converter=Rows[OwnAnswer], validator=fields.instances(OwnAnswer), repr=False
    )
    brought: tuple[BroughtMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtMotive], validator=fields.instances(BroughtMotive), repr=False
    )
    brought_other: tuple[BroughtOtherMotive, ...] = attrs.field(
        default=(), converter=Rows[BroughtOtherMotive], validator=fields.instances(BroughtOtherMotive), repr=False
    )
    brought_answers: tuple[BroughtAnswer, ...] = attrs.field(
        default=(), converter=Rows[BroughtAnswer], validator=fields.instances(BroughtAnswer), repr=False
    )
    marked: bool = fields.flag()

    @classmethod
    def from_forms(
        cls, forms: Iterable[PreparationForm | Read], *, share: Iterable[str] = (), mark: bool = False
    ) -> AlignmentForm:
        """Make the form of phase 2 that lays the forms of 2 to 8 partners side by side.

        Takes forms of phase 1, or readings of them: what was read with a doubt is `doubtful`. Only motives and
        outcomes are carried over, and the answers to the questions that `share` names by id. Several voices of one
        organisation are one partner: where they differ, its status is unclear, and each outcome names its voice.
        The form does not show which motives are shared, unless `mark` is true. Raises `InvalidValueError` for fewer
        or more partners, forms that do not belong together, or a question that is not part of phase 1.

        >>> from hlo_forms import MotiveAnswer, PreparationForm
        >>> school = PreparationForm(organisation=Organisation("Opleiding Verpleegkunde", type="programme"))
        >>> ticked = [MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
        >>> home = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"), motives=ticked)
        >>> meeting = AlignmentForm.from_forms([home, school])
        >>> [(row.organisation, row.status.value) for row in meeting.brought if row.motive == "network"]
        [('de-linde', 'applies'), ('opleiding-verpleegkunde', 'not_filled_in')]
        """
        from .doubtful import side_by_side

        return cls(**side_by_side(forms, share), marked=mark)

    def differences(
        self, forms: Iterable[PreparationForm | Read]
    ) -> tuple[tuple[BroughtMotive | None, BroughtMotive | None], ...]:
        """Return the rows about motives that differ from forms of phase 1, as pairs: theirs, and the one on this form.

        Either is None where there is no such row. The forms of phase 1 are not changed.

        >>> from hlo_forms import PreparationForm
        >>> kinds = {"De Linde": "practice_partner", "Opleiding Verpleegkunde": "programme"}
        >>> forms = [PreparationForm(organisation=Organisation(name, type=kind)) for name, kind in kinds.items()]
        >>> AlignmentForm.from_forms(forms).differences(forms)
        ()
        """
        from .doubtful import side_by_side

        def by_place(rows: Iterable[BroughtMotive]) -> dict[tuple[str, str | None], BroughtMotive]:
            return {(row.motive, row.organisation): attrs.evolve(row, doubtful=False) for row in rows}

        before, now = by_place(AlignmentForm(**side_by_side(forms, ())).brought), by_place(self.brought)
        places = dict.fromkeys([*before, *now])
        return tuple((before.get(at), now.get(at)) for at in places if before.get(at) != now.get(at))

    def _normalise(self) -> None:
        self._normalise_rows("organisations")
        self._check_organisations()
        super()._normalise()
        self._set("participants", tuple(self._with_ids(row) for row in self.participants))
        self._set("relations", tuple(self._rows_with_ids("relations")))
        self._normalise_own_answers()
        partners = [partner.id for partner in self.organisations]
        self._normalise_brought(partners)
        self._normalise_brought_answers("brought_answers", "preparation", partners)
        if not self.brought:
            self._set("marked", False)

    def _check_organisations(self) -> None:
        for organisation in self.organisations:
            if organisation.type is not None:
                self.instrument.organisation_type(organisation.type)
        taken: dict[str, int] = {}
        for index, organisation in enumerate(self.organisations):
            for key in [matching_key(text) for text in (organisation.id, organisation.name) if text]:
                if taken.setdefault(key, index) != index:
                    raise InvalidValueError("organisations", "partners with a name and id of their own", key)

    def _normalise_own_answers(self) -> None:
        order = {question.id: index for index, question in enumerate(self.own_questions)}
        for answer in self.own_answers:
            if answer.question not in order:
                raise InvalidValueError(
                    "own_answers", "a question each answers: " + one_of(tuple(order)), answer.question
                )
        rows = [self._with_ids(self._without_prompts(row)) for row in self.own_answers]
        rows = sorted((row for row in rows if row.text), key=lambda row: order[row.question])
        self._set("own_answers", tuple(rows))

    def _nameable_organisations(self) -> tuple[Organisation, ...]:
        return self.organisations

    def _organisation_id(self, text: str) -> str:
        id = super()._organisation_id(text)
        number = _NUMBER.fullmatch(text)
        if id == text and number and self.brought and 0 < int(number[1]) <= len(self.organisations):
            return self.organisations[int(number[1]) - 1].id or text
        return id

    def _respondents(self) -> list[str | None]:
        return [organisation.id for organisation in self.organisations]

    @property
    def own_questions(self) -> tuple[Question, ...]:
        """The questions that each organisation answers for itself, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by == "each")
