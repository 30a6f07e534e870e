"""The parts of an instrument: organisation types, motives, phases, themes and questions."""

from __future__ import annotations

from typing import Literal

import attrs
from attrs.validators import optional

from ..basics.values import Rows
from ..errors import InvalidValueError
from ..wording import (
    Wording,
    must_be_bool,
    must_be_id,
    must_be_number,
    must_be_one_of,
    must_be_wording,
    must_be_wordings,
    names,
)


@attrs.frozen(kw_only=True)
class OrganisationType:
    """A kind of organisation: each is offered its own motives, on a form with its own title.

    >>> import hlo_forms as hlo
    >>> hlo.load_instrument().organisation_type("programme").id
    'programme'
    """

    id: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)
    form_title: Wording = attrs.field(validator=must_be_wording)


@attrs.frozen(kw_only=True)
class MotiveCategory:
    """A group of motives; the `free` one has rows for motives that an organisation adds itself.

    >>> import hlo_forms as hlo
    >>> [category.id for category in hlo.load_instrument().categories if category.free]
    ['other']
    """

    id: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)
    free: bool = attrs.field(default=False, validator=must_be_bool)


@attrs.frozen(kw_only=True)
class Motive:
    """A motive (motief) that a form offers.

    `offered_to` holds the ids of the organisation types that see it. `counterpart` is the id of the motive that is
    the same function seen from the other side, if there is one.

    >>> import hlo_forms as hlo
    >>> hlo.load_instrument().motive("employee_development").counterpart
    'teacher_development'
    """

    id: str = attrs.field(validator=must_be_id)
    category: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)
    offered_to: tuple[str, ...] = attrs.field(converter=names)
    counterpart: str | None = attrs.field(default=None, validator=optional(must_be_id))


@attrs.frozen(kw_only=True)
class Phase:
    """A phase (fase) of the conversation, with a document of its own.

    `instruction` and then `questions_heading` are the running text above the questions. `central` is the index of
    the paragraph of `instruction` that asks the central question, if one does.

    >>> import hlo_forms as hlo
    >>> phase = hlo.load_instrument().phase("commitment")
    >>> phase.number, len(phase.instruction), phase.central
    (3, 3, 1)
    """

    id: str = attrs.field(validator=must_be_id)
    number: int = attrs.field(validator=must_be_number)
    label: Wording = attrs.field(validator=must_be_wording)
    instruction: tuple[Wording, ...] = attrs.field(converter=Rows[Wording], validator=must_be_wordings)
    central: int | None = attrs.field(default=None)
    questions_heading: Wording | None = attrs.field(default=None, validator=optional(must_be_wording))
    who_takes_part: Wording | None = attrs.field(default=None, validator=optional(must_be_wording))

    @central.validator
    def _points_at_a_paragraph(self, _attribute: object, central: int | None) -> None:
        if central is not None and central not in range(len(self.instruction)):
            raise InvalidValueError("central", "the index of a paragraph of the instruction", central)


@attrs.frozen(kw_only=True)
class Theme:
    """A heading (thema) over some of the questions of a phase.

    >>> import hlo_forms as hlo
    >>> {theme.phase for theme in hlo.load_instrument().themes}
    {'commitment'}
    """

    id: str = attrs.field(validator=must_be_id)
    phase: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)


@attrs.frozen(kw_only=True)
class Question:
    """An open question (reflectievraag, bespreekvraag), numbered within its phase or theme.

    `answered_by` is "organisation" (one answers), "together" (the partners do) or "each" (each partner for itself).

    >>> import hlo_forms as hlo
    >>> hlo.load_instrument().question("alignment.6").answered_by
    'each'
    """

    id: str = attrs.field(validator=must_be_id)
    phase: str = attrs.field(validator=must_be_id)
    theme: str | None = attrs.field(default=None, validator=optional(must_be_id))
    number: int = attrs.field(validator=must_be_number)
    label: Wording = attrs.field(validator=must_be_wording)
    answered_by: Literal["organisation", "together", "each"] = attrs.field(
        validator=must_be_one_of("organisation", "together", "each")
    )
