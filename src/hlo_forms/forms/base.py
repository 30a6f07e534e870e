"""Base classes of the forms: people, round, answers to questions, an id, and how fields are normalised."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

import attrs

from ..basics import values as fields
from ..basics.limits import check_size
from ..basics.text import canonical, matching_key, without_prompts
from ..basics.values import FrozenMap, Row, Rows, one_of
from ..errors import InvalidValueError
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..instrument.parts import Question
from .answers import RESEARCH, BroughtAnswer, BroughtMotive, BroughtOtherMotive, ResearchUse
from .fields import PERHAPS_PERSON, Kind, Origin, Readers, described, parts_of
from .people import Invitation, Organisation, Participant, Partnership, Study

Partners = Sequence[str | None]
Brought = TypeVar("Brought", BroughtMotive, BroughtOtherMotive, BroughtAnswer)
ONE: Partners = (None,)
"""The partners on a form that belongs to one organisation: its rows name none."""


def of_partners(name: str, rows: Iterable[Brought], partners: Partners) -> tuple[Brought, ...]:
    """Return the rows; `InvalidValueError` unless each belongs to one of these partners."""
    ids = [partner for partner in partners if partner]
    rows = tuple(rows)
    for row in rows:
        if row.organisation not in (ONE if partners == ONE else ids):
            expected = "no organisation: the form is of one" if partners == ONE else "a partner: " + one_of(ids)
            raise InvalidValueError(name, expected, row.organisation)
    return rows


def _to_partnership(value: Partnership | str | None) -> Partnership:
    return value if isinstance(value, Partnership) else Partnership(value)


def _to_organisation(value: Organisation | str | None) -> Organisation:
    return value if isinstance(value, Organisation) else Organisation(value)


def says_before(row: Any) -> bool:  # Any: a row of any class
    """Return whether a row of the previous round says anything, beside what is answered about it on this form."""
    blank = {field.name: field.default for field in attrs.fields(type(row)) if field.metadata.get("asked")}
    return not fields.is_empty(attrs.evolve(row, **blank))


def asked_research(forms: Sequence[Form]) -> dict[str, Any]:  # Any: the values of fields
    """Return the fields of a form that follows from others: it asks where one of them did, for the first study."""
    studies = (form.study for form in forms if not fields.is_empty(form.study))
    return {"asks_research": any(form.asks_research for form in forms), "study": next(studies, Study())}


@functools.cache
def _names_in(kind: type[attrs.AttrsInstance]) -> tuple[tuple[str, bool], ...]:
    """Return the fields of a row that name a motive (True) or an organisation."""
    names = (name for name in fields.names_of(kind) if name.endswith(("organisation", "motive")))
    return tuple((name, name.endswith("motive")) for name in names)


@functools.lru_cache(maxsize=16)
def _motive_ids(instrument: Instrument) -> dict[str, str]:
    """Return the motive that a text stands for, by the key of that text: an id or a label."""
    ids: dict[str, str] = {}
    for motive in instrument.motives:
        for key in (motive.id, *map(matching_key, motive.label.values())):
            ids.setdefault(key, motive.id)
    return ids


_IDENTITY = described(Origin.IDENTITY, Readers.PARTNERS)
_DETAIL = described(Origin.DETAIL, Readers.PARTNERS)


@attrs.frozen(kw_only=True)
class Form:
    """Base of the forms; make a `PreparationForm`, `AlignmentForm` or `CommitmentForm`.

    Text equal to a prompt is absent, empty rows are left out, and answers are in the order of the instrument. Raises
    `InvalidValueError` for more than 1,000 rows, a million characters or 50,000 lines, which no document gives back.

    A form that was renewed (see `renew`) holds what was said in the round before, to be asked about again.

    Attributes:
        instrument: The instrument that the form asks; the built-in one by default.
        partnership: The partnership; a text is its name.
        round: The round, such as "2026".
        participants: The people who took part.
        invitation: The words of the invitation on it.
        study: The research for which it asks permission.
        asks_research: Whether the document names the `study` and asks the organisation for permission.
        research: The answer to that: "yes" (to all), "motives" (motives and intended outcomes only), "no", or None
            where nobody answered.
        answers: The answers to questions, by the id of the question.
        previous_round: The round that a renewed form looks back on.
        corrected: The answers on a renewed form that somebody corrected afterwards in the form that they come from.
        id: The id of the form; by default a digest of instrument, phase, partnership, round, organisation and
            respondent.

    >>> from hlo_forms import AlignmentForm, CommitmentForm
    >>> forms: list[Form] = [AlignmentForm(round="2026"), CommitmentForm(round="2026")]
    >>> [(form.phase, form.round) for form in forms]
    [('alignment', '2026'), ('commitment', '2026')]
    """

    phase: ClassVar[str]

    instrument: Instrument = attrs.field(
        factory=load_instrument, repr=False, validator=fields.instance(Instrument), metadata=_IDENTITY
    )
    partnership: Partnership = attrs.field(default=None, converter=_to_partnership, metadata=_DETAIL)
    round: str | None = fields.text(metadata=_DETAIL)
    participants: tuple[Participant, ...] = attrs.field(
        default=(),
        converter=Rows[Participant],
        validator=fields.instances(Participant),
        metadata=described(Origin.DETAIL, Readers.PRESENT),
    )
    invitation: Invitation = attrs.field(
        factory=Invitation,
        repr=False,
        validator=fields.instance(Invitation),
        metadata=described(Origin.SENDER, Readers.NOBODY),
    )
    study: Study = attrs.field(
        factory=Study,
        repr=False,
        validator=fields.instance(Study),
        metadata=described(Origin.SENDER, Readers.PARTNERS),
    )
    asks_research: bool = fields.flag(repr=False, metadata=described(Origin.SENDER, Readers.PARTNERS))
    research: ResearchUse | None = fields.choice(*RESEARCH, repr=False, metadata=_DETAIL)
    answers: Mapping[str, str] = attrs.field(
        factory=dict, repr=False, validator=fields.instance(Mapping), metadata=described(Origin.ANSWER, Readers.NAMED)
    )
    previous_round: str | None = fields.text(metadata=described(Origin.PREVIOUS, Readers.PARTNERS))
    corrected: str | None = fields.text(metadata=described(Origin.SENDER, Readers.PARTNERS))
    id: str = attrs.field(default=None, validator=fields.must_be_register_id, metadata=_IDENTITY)

    def __attrs_post_init__(self) -> None:
        self._normalise()
        check_size(self, fixed="motives")
        if self.id is None:
            parts = [self.instrument.id, self.instrument.edition, self.phase, self.partnership.id, self.round]
            text = json.dumps([*parts, *self._respondents()], ensure_ascii=True)
            self._set("id", hashlib.sha256(text.encode("ascii")).hexdigest()[:16])

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _normalise(self) -> None:
        """Normalise the fields to what a rendered document reads back as."""
        for part in parts_of(type(self)):
            value = getattr(self, part.name)
            if part.kind is Kind.TEXT:
                self._set(part.name, without_prompts(value, self.instrument.prompt_texts))
            elif part.kind is Kind.VALUE:
                self._set(part.name, self._without_prompts(value))
        if self.research is not None or not fields.is_empty(self.study):
            self._set("asks_research", True)
        self._normalise_rows("participants")
        self._normalise_answers()

    def _normalise_rows(self, name: str) -> None:
        rows = (self._without_prompts(row) for row in getattr(self, name))
        self._set(name, tuple(row for row in rows if not fields.is_empty(row)))

    def _rows_with_ids(self, name: str) -> list[Any]:  # Any: rows of whatever the field holds
        """Return the rows of a field without prompts, and with ids where they name a motive or organisation."""
        ids: dict[tuple[bool, str], str] = {}
        rows = [self._with_ids(self._without_prompts(row), ids) for row in getattr(self, name)]
        return [row for row in rows if not fields.is_empty(row)]

    def _normalise_brought(self, partners: Partners) -> None:
        """Check the motives carried over, and sort them by motive and by partner; each pair may occur once."""
        motives = [motive.id for motive in self.instrument.motives]
        by_place: dict[tuple[int, int], BroughtMotive] = {}
        for row in of_partners("brought", self._rows_with_ids("brought"), partners):
            if row.motive not in motives:
                raise InvalidValueError("brought", "a motive: " + one_of(motives, row.motive), row.motive)
            place = motives.index(row.motive), partners.index(row.organisation)
            if by_place.setdefault(place, row) is not row:
                raise InvalidValueError("brought", "each motive once for each organisation", row.motive)
        self._set("brought", tuple(by_place[place] for place in sorted(by_place)))
        others = of_partners("brought_other", self._rows_with_ids("brought_other"), partners)
        said = (row for row in others if row.text or row.outcome)
        self._set("brought_other", tuple(sorted(said, key=lambda row: partners.index(row.organisation))))

    def _normalise_brought_answers(self, name: str, phase: str, partners: Partners) -> None:
        questions = [question.id for question in self.instrument.questions_of(phase)]
        rows: tuple[BroughtAnswer, ...] = of_partners(name, self._rows_with_ids(name), partners)
        for row in rows:
            if row.question not in questions:
                raise InvalidValueError(name, "a question: " + one_of(questions, row.question), row.question)

        def place(row: BroughtAnswer) -> tuple[int, int]:
            return questions.index(row.question), partners.index(row.organisation)

        self._set(name, tuple(sorted((row for row in rows if row.text), key=place)))

    def _without_prompts(self, value: Row) -> Row:
        return fields.without_prompts_in(value, self.instrument.prompt_texts)

    def _with_ids(self, row: Row, ids: dict[tuple[bool, str], str]) -> Row:
        """Replace names of motives, and of organisations on this form, by their ids, worked out once for many rows."""
        changes: dict[str, str] = {}
        for name, is_motive in _names_in(type(row)):
            value = getattr(row, name)
            if value is None:
                continue
            if (is_motive, value) not in ids:
                ids[is_motive, value] = self._motive_id(value) if is_motive else self._organisation_id(value)
            if ids[is_motive, value] != value:
                changes[name] = ids[is_motive, value]
        return fields.changed(row, changes)

    def _organisation_id(self, text: str) -> str:
        key = matching_key(text)
        for organisation in self._nameable_organisations():
            id = organisation.id
            if id and key in (matching_key(organisation.name or id), id.casefold()):
                return id
        return text

    def _motive_id(self, text: str) -> str:
        return _motive_ids(self.instrument).get(matching_key(text), text)

    def _nameable_organisations(self) -> tuple[Organisation, ...]:
        """Return the organisations that rows of this form can name."""
        raise NotImplementedError

    def _normalise_answers(self) -> None:
        ids = [question.id for question in self.questions]
        for id in self.answers:
            if id not in ids:
                raise InvalidValueError("answers", "a question of this phase: " + one_of(sorted(ids), id), id)
        prompts = self.instrument.prompt_texts
        answers = {id: without_prompts(canonical(self.answers.get(id), f"answers.{id}"), prompts) for id in ids}
        self._set("answers", FrozenMap({id: text for id, text in answers.items() if text is not None}))

    def _respondents(self) -> list[str | None]:
        """Return the part of the digest that tells forms of one round apart."""
        return [organisation.id for organisation in self._nameable_organisations()]

    @property
    def renewed(self) -> bool:
        """True if this form holds anything of a previous round."""
        return any(getattr(self, part.name) for part in parts_of(type(self)) if part.origin is Origin.PREVIOUS)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions that are answered once on this form, in order."""
        return tuple(q for q in self.instrument.questions_of(self.phase) if q.answered_by != "each")


@attrs.frozen(kw_only=True)
class OrganisationForm(Form):
    """Base of the forms that one organisation fills in for itself.

    A form with an answer that stands on pages that are kept back has these pages.

    Attributes:
        organisation: The organisation that fills it in.
        respondent: The voice in it, such as "leidinggevende"; None where it has one.
        kept_back: Whether it keeps the pages with its conversation or reflection for itself: the document lacks them.
    """

    organisation: Organisation = attrs.field(default=None, converter=_to_organisation, metadata=_DETAIL)
    respondent: str | None = fields.text(metadata=_DETAIL | PERHAPS_PERSON)
    kept_back: bool = fields.flag(repr=False, metadata=described(Origin.ANSWER, Readers.NOBODY))

    def _normalise(self) -> None:
        super()._normalise()
        if self.answers:
            self._set("kept_back", False)
        if self.organisation.type is not None:
            self.instrument.organisation_type(self.organisation.type)
        if any(participant.organisation for participant in self.participants):
            raise InvalidValueError("participants", "no organisation: the form is of one", self.participants)

    def _nameable_organisations(self) -> tuple[Organisation, ...]:
        return (self.organisation,)

    def _respondents(self) -> list[str | None]:
        return [self.organisation.type, self.organisation.id, self.respondent]
