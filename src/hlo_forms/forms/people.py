"""Organisations, partnerships, participants, and the words of an invitation and of a request for permission."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

import attrs

from ..basics import values as fields
from ..basics.text import slug
from .fields import PERHAPS_PERSON, PERSON

Ownership: TypeAlias = Literal["public", "private"]
"""The kinds of ownership of an organisation: see `Organisation`."""

OWNERSHIPS: tuple[Ownership, ...] = get_args(Ownership)


@attrs.frozen
class Organisation:
    """An organisation (organisatie) that takes part.

    Attributes:
        name: The name, as it stands on the form.
        type: The id of an organisation type of the instrument.
        id: The id in your register; by default it is made from the name.
        sector: The sector, in your own words.
        ownership: "public" or "private".

    >>> Organisation(name="Opleiding Verpleegkunde", type="programme").id
    'opleiding-verpleegkunde'
    """

    name: str | None = fields.text()
    type: str | None = attrs.field(default=None, kw_only=True, validator=fields.must_be_register_id)
    id: str | None = attrs.field(default=None, kw_only=True, validator=fields.must_be_register_id)
    sector: str | None = fields.text(kw_only=True)
    ownership: Ownership | None = fields.choice(*OWNERSHIPS, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.id is None and self.name:
            object.__setattr__(self, "id", slug(self.name))


@attrs.frozen
class Partnership:
    """A partnership (samenwerkingsverband).

    Attributes:
        name: The name, as it stands on the form.
        id: The id in your register; by default it is made from the name.

    >>> Partnership("Wijkzorg Noord").id
    'wijkzorg-noord'
    """

    name: str | None = fields.text()
    id: str | None = attrs.field(default=None, kw_only=True, validator=fields.must_be_register_id)

    def __attrs_post_init__(self) -> None:
        if self.id is None and self.name:
            object.__setattr__(self, "id", slug(self.name))


@attrs.frozen
class Participant:
    """Somebody who took part.

    Attributes:
        name: The name.
        role: The role or function.
        organisation: The organisation (an id, or the words used); only for the alignment phase.

    >>> Participant("Noor Bakker", role="leidinggevende").role
    'leidinggevende'
    """

    name: str | None = fields.text(metadata=PERSON)
    role: str | None = fields.text()
    organisation: str | None = fields.text()


@attrs.frozen(kw_only=True)
class Invitation:
    """Sender, return address and deadline of a form, and who is responsible for the data, in the words on the form.

    What is left out is not on the form.

    Attributes:
        sender: The person who sends the form, and reads what comes back.
        organisation: The organisation of the sender.
        return_to: The address to send the form back to.
        return_by: The date to send it back by, in words.
        responsible: The organisation that answers for the data.
        questions_to: The person or address for questions about the form and the data.

    >>> Invitation(sender="Noor Bakker", organisation="Hogeschool Beekdal", return_by="vrijdag 12 maart").return_by
    'vrijdag 12 maart'
    """

    sender: str | None = fields.text(metadata=PERSON)
    organisation: str | None = fields.text()
    return_to: str | None = fields.text(metadata=PERSON)
    return_by: str | None = fields.text()
    responsible: str | None = fields.text(metadata=PERHAPS_PERSON)
    questions_to: str | None = fields.text(metadata=PERSON)


@attrs.frozen(kw_only=True)
class Study:
    """The research for which forms ask permission, in the words of the sender: they stand on the first page.

    Attributes:
        by: The institution that does the research.
        purpose: The reason for it.
        contact: The person or address for questions about it.
        kept: The time that the answers are kept for it.
        withdraw: The way to take a permission back.

    >>> Study(by="Lectoraat Samen Leren, Hogeschool Beekdal", purpose="hoe organisaties samen leren").purpose
    'hoe organisaties samen leren'
    """

    by: str | None = fields.text(metadata=PERHAPS_PERSON)
    purpose: str | None = fields.text()
    contact: str | None = fields.text(metadata=PERSON)
    kept: str | None = fields.text()
    withdraw: str | None = fields.text(metadata=PERHAPS_PERSON)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The names of the fields that say nothing; whoever is asked for permission needs to know them all."""
        return tuple(field.name for field in attrs.fields(type(self)) if getattr(self, field.name) is None)
