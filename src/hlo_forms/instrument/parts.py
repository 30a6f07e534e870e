"""The parts of an instrument: organisation types, motives, phases, themes and questions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal

import attrs
from attrs.validators import optional

from ..basics.text import canonical
from ..basics.values import (
    FrozenMap,
    Rows,
    all_are,
    frozen_texts,
    must,
    must_be_bool,
    must_be_id,
    must_be_number,
    must_be_one_of,
    names,
)
from ..errors import InvalidValueError

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def is_language(value: object) -> bool:
    """Return whether this is a language code such as `nl` or `pt-BR`."""
    return isinstance(value, str) and _LANGUAGE.fullmatch(value) is not None


def _are_texts(texts: object) -> bool:
    return isinstance(texts, Mapping) and bool(texts) and all_are(str, texts.values())


def frozen_wordings(wordings: Mapping[str, Wording]) -> FrozenMap[str, Wording]:
    """Freeze a mapping of wordings: the converter of a field."""
    return FrozenMap(wordings)


@attrs.frozen(cache_hash=True)
class Wording(Mapping[str, str]):
    """One text in one or more languages, as a mapping from language to text.

    Each text is canonical and one paragraph. Two wordings are equal when both texts and origin are.

    Attributes:
        texts: The text, by language.
        reconstructed: Whether it is missing from the source.
        ours: Whether it comes from this library, not from the authors of the instrument.
        link_lost: Whether it sends readers to a link that the source at hand lacks, so that forms leave it out.

    >>> wording = Wording({"nl": "Doel", "en": "Purpose"}, ours=True)
    >>> wording["nl"], list(wording), wording.ours
    ('Doel', ['nl', 'en'], True)
    """

    texts: FrozenMap[str, str] = attrs.field(converter=frozen_texts, validator=must("texts by language", _are_texts))
    reconstructed: bool = attrs.field(default=False, validator=must_be_bool)
    ours: bool = attrs.field(default=False, validator=must_be_bool)
    link_lost: bool = attrs.field(default=False, validator=must_be_bool)

    def __attrs_post_init__(self) -> None:
        for language, text in self.texts.items():
            if not is_language(language):
                raise InvalidValueError("language", 'a language code such as "nl"', language)
            if text != text.strip() or text != canonical(text, language) or re.search(r"[\n\t]", text):
                expected = "one paragraph, with plain spaces and hyphens, and without outer spaces"
                raise InvalidValueError(language, expected, text)

    def __getitem__(self, language: str) -> str:
        return self.texts[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


must_be_wording = must("a Wording", lambda value: isinstance(value, Wording))
must_be_wordings = must("Wordings", lambda values: isinstance(values, tuple) and all_are(Wording, values))
must_map_to_wordings = must("a mapping to Wordings", lambda m: isinstance(m, Mapping) and all_are(Wording, m.values()))


@attrs.frozen(kw_only=True)
class OrganisationType:
    """A kind of organisation: each is offered its own motives.

    Attributes:
        id: The id of the type.
        label: The name of the type.
        form_title: The title on its form.

    >>> import hlo_forms as hlo
    >>> kind = hlo.load_instrument().organisation_type("programme")
    >>> kind.id, kind.label["en"]
    ('programme', 'Educational programme')
    """

    id: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)
    form_title: Wording = attrs.field(validator=must_be_wording)


@attrs.frozen(kw_only=True)
class MotiveCategory:
    """A group of motives.

    Attributes:
        id: The id of the category.
        label: The heading on the form.
        free: Whether it has rows for motives that an organisation adds itself.

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

    Attributes:
        id: The id, which never changes.
        category: The id of its category.
        label: The wording on the form.
        offered_to: The ids of the organisation types that see it.
        counterpart: The id of the motive that is the same function seen from the other side; None where there is none.

    >>> import hlo_forms as hlo
    >>> motive = hlo.load_instrument().motive("employee_development")
    >>> motive.category, motive.offered_to, motive.counterpart
    ('development', ('practice_partner',), 'teacher_development')
    """

    id: str = attrs.field(validator=must_be_id)
    category: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)
    offered_to: tuple[str, ...] = attrs.field(converter=names)
    counterpart: str | None = attrs.field(default=None, validator=optional(must_be_id))


@attrs.frozen(kw_only=True)
class Phase:
    """A phase (fase) of the conversation, with a document of its own.

    Attributes:
        id: The id of the phase.
        number: Its number, from 1.
        label: Its name.
        instruction: The running text above the questions.
        central: The index of the paragraph of `instruction` that asks the central question; None where none does.
        questions_heading: The last of the running text, right above the questions.
        who_takes_part: The text on who takes part.

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

    Attributes:
        id: The id of the theme.
        phase: The id of its phase.
        label: The heading.

    >>> import hlo_forms as hlo
    >>> instrument = hlo.load_instrument()
    >>> theme = instrument.themes[0]
    >>> theme.phase, [question.id for question in instrument.questions if question.theme == theme.id][:1]
    ('commitment', ['commitment.commitment.1'])
    """

    id: str = attrs.field(validator=must_be_id)
    phase: str = attrs.field(validator=must_be_id)
    label: Wording = attrs.field(validator=must_be_wording)


@attrs.frozen(kw_only=True)
class Question:
    """An open question (reflectievraag, bespreekvraag).

    Attributes:
        id: The id, which never changes.
        phase: The id of its phase.
        theme: The id of its theme; None where it has none.
        number: Its number within its phase or theme.
        label: The wording on the form.
        answered_by: "organisation" (one answers), "together" (the partners do) or "each" (each partner for itself).

    >>> import hlo_forms as hlo
    >>> question = hlo.load_instrument().question("alignment.6")
    >>> question.phase, question.number, question.answered_by
    ('alignment', 6, 'each')
    """

    id: str = attrs.field(validator=must_be_id)
    phase: str = attrs.field(validator=must_be_id)
    theme: str | None = attrs.field(default=None, validator=optional(must_be_id))
    number: int = attrs.field(validator=must_be_number)
    label: Wording = attrs.field(validator=must_be_wording)
    answered_by: Literal["organisation", "together", "each"] = attrs.field(
        validator=must_be_one_of("organisation", "together", "each")
    )
