"""The kinds of columns in the tables of a form: how their values are shown, and what a text there means.

A kind is described once, for the writer, the reader and its proof; a table names a kind for each of its columns.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import ClassVar, NamedTuple

import attrs

from ..basics.text import keys_of, matching_key
from ..forms import OWNERSHIPS, REALISED, RELATION_KINDS, RESEARCH, Form, Organisation, organisations_of
from ..forms.answers import OF_FORMS
from ..forms.naming import is_pointer, letters_of, motive_meant, partner_meant, parts_of_name, short_names
from ..instrument.model import Instrument
from .carried import Partners, label_of, name_of, with_and_without_mark, without_doubt_mark

_CHOICES = {"ownership": OWNERSHIPS, "relation": RELATION_KINDS, "realised": REALISED, "research": RESEARCH}
_WORDS: dict[str, tuple[str, ...]] = {"status": tuple(status.value for status in OF_FORMS), "relation": RELATION_KINDS}


def options(kind: str, instrument: Instrument) -> tuple[str, ...]:
    """Return the ids of a closed set of choices, in order."""
    if kind == "type":
        return tuple(organisation_type.id for organisation_type in instrument.organisation_types)
    return _CHOICES[kind]


def offered(kind: str, value: str | None, instrument: Instrument) -> tuple[str, ...]:
    """Return the choices that have a box: motives that reinforce each other have a table of their own."""
    every = options(kind, instrument)
    return every[1:] if kind == "relation" and value != every[0] else every


def option_label(kind: str, option: str, instrument: Instrument, language: str) -> str:
    """Return the label beside the box of a choice."""
    if kind == "type":
        return instrument.organisation_type(option).label[language]
    return instrument.word(f"{kind}.{option}", language)


class FormNames(NamedTuple):
    """The names that a reader understands: exact and near wordings of motives and questions, and the partners."""

    instrument: Instrument
    motive: Callable[[str], tuple[str | None, bool]]
    question: Callable[[str], tuple[str | None, bool]]
    partners: Partners


class Meaning(NamedTuple):
    """The meaning of a text in a column: its value, whether the mark of a doubt stands there, and a code of doubt.

    `rest` is the text that says nothing of the value; `spelled` are the texts that say it, to tell signs around them.
    """

    value: str | None
    doubtful: bool = False
    code: str = ""
    rest: str = ""
    spelled: tuple[str, ...] = ()


@attrs.frozen
class TextKind:
    """A text as people type it; the base of all kinds.

    A `printed` column is wording of the form, without a control, and says which motive, question or partner its row is
    about; a `marked` one shows the mark of a doubt about its row. `options` names the choices of a column with boxes.
    An `asked` one is answered on this form, in a row that was carried over.
    """

    prompt: str = "cell"
    printed: bool = False
    marked: bool = False
    options: str | None = None
    asked: bool = False
    is_closed: ClassVar[bool] = False
    """True where only a few words can stand: such a value cannot be typed anywhere else."""
    is_of_row: ClassVar[bool] = False
    """True where a doubt is one about the whole row."""

    def shown(self, value: str | None, form: Form, language: str) -> str | None:  # noqa: ARG002 - some kinds need no form
        """Return a value as a document shows it."""
        return value

    def spellings(self, value: str, form: Form) -> Iterator[str]:
        """Yield every way to write a value."""
        yield from (self.shown(value, form, language) or "" for language in form.instrument.languages)

    def meaning(self, text: str, names: FormNames) -> Meaning:  # noqa: ARG002 - as above
        """Return what a text in the column means."""
        return Meaning(text or None)


@attrs.frozen
class ChoiceKind(TextKind):
    """One of a closed set of choices, each with a box; the boxes are read with their cell.

    A fact that is known already is shown as a word, and not asked again.
    """

    is_fact: bool = False
    is_closed = True

    def shown(self, value: str | None, form: Form, language: str) -> str | None:
        return option_label(self.options or "", value, form.instrument, language) if value else None


@attrs.frozen
class WordKind(TextKind):
    """A word of ours for one of a few ids, carried over as text; `missing` is the id where no such word stands."""

    words: str = attrs.field(kw_only=True)
    missing: str | None = None
    is_closed = True

    def shown(self, value: str | None, form: Form, language: str) -> str | None:
        return form.instrument.word(f"{self.words}.{value}", language) if value else None

    def meaning(self, text: str, names: FormNames) -> Meaning:
        bare, doubtful = without_doubt_mark(text, names.instrument)
        for id in _WORDS[self.words]:
            spelled = names.instrument.words[f"{self.words}.{id}"].values()
            if matching_key(bare) in map(matching_key, spelled):
                return Meaning(id, doubtful, spelled=tuple(with_and_without_mark(spelled, names.instrument)))
        code = "value-refused" if bare else "place-missing" if self.missing else ""
        return Meaning(self.missing, doubtful, code, rest=bare)


def _numbered(id: str, form: Form) -> Iterator[tuple[int, Organisation, str]]:
    """Yield the partners with an id, each with its number in the list of partners and its short name."""
    partners = tuple(organisations_of(form))
    for number, (partner, short) in enumerate(zip(partners, short_names(partners), strict=True), start=1):
        if partner.id == id:
            yield number, partner, short


@attrs.frozen
class OrganisationKind(TextKind):
    """An organisation: its id, or the words that people type for it; where `pointed` a part of its name will do."""

    pointed: bool = False

    def shown(self, value: str | None, form: Form, language: str) -> str | None:  # noqa: ARG002
        partner = next((partner for partner in organisations_of(form) if partner.id == value), None)
        return name_of(partner) if partner and value is not None else value

    def spellings(self, value: str, form: Form) -> Iterator[str]:
        yield value
        for number, partner, short in _numbered(value, form):
            texts = (short, *(parts_of_name(name_of(partner)) if self.pointed else ()))
            yield from (name_of(partner), str(number), f"{number}.")
            yield from (own for text in texts for own in (text, f"{number}. {text}"))

    def meaning(self, text: str, names: FormNames) -> Meaning:
        partners, spelled = names.partners.by_number, names.partners.names
        if not text or matching_key(text) in keys_of(spelled):
            return Meaning(text or None, spelled=spelled)
        number = partner_meant(text, partners) if self.pointed or is_pointer(text) else None
        id = partners[number].id if number is not None else None
        code = "partner-unsure" if number in names.partners.unsure else "name-completed"
        return Meaning(id or text, code=code if id and not is_pointer(text) else "")


@attrs.frozen
class MotiveKind(TextKind):
    """A motive: its id, shown as its label. People type other words for it, except where it is printed.

    In a `pointed` column its letter will do, or a part of its label.
    """

    pointed: bool = False

    def shown(self, value: str | None, form: Form, language: str) -> str | None:
        return next((motive.label[language] for motive in form.instrument.motives if motive.id == value), value)

    def spellings(self, value: str, form: Form) -> Iterator[str]:
        yield from super().spellings(value, form)
        letter = letters_of(form.instrument).get(value) if self.pointed else None
        if letter is not None:
            labels = form.instrument.motive(value).label.values()
            yield from (own for label in labels for text in parts_of_name(label) for own in (text, f"{letter}. {text}"))
            yield from (letter, f"{letter}.")

    def meaning(self, text: str, names: FormNames) -> Meaning:
        if self.printed:
            motive, is_near = names.motive(text)
            spelled = names.instrument.motive(motive).label.values() if motive else ()
            return Meaning(motive, code="label-near" if is_near else "", spelled=tuple(spelled))
        every = _labels_of(names.instrument)
        if not text or not self.pointed or matching_key(text) in keys_of(every):
            return Meaning(text or None, spelled=every)
        meant = motive_meant(text, names.instrument)
        return Meaning(meant or text, code="name-completed" if meant and not is_pointer(text) else "")


@functools.lru_cache(maxsize=16)
def _labels_of(instrument: Instrument) -> tuple[str, ...]:
    """Return the labels of all motives, in every language."""
    return tuple(label for motive in instrument.motives for label in motive.label.values())


@attrs.frozen
class QuestionKind(TextKind):
    """A question of the phase before, shown with its number; only one that partners answer `together`, where so."""

    together: bool = False

    def shown(self, value: str | None, form: Form, language: str) -> str | None:
        asked = form.instrument.question(value or "")
        return f"{asked.number}. {asked.label[language]}"

    def spellings(self, value: str, form: Form) -> Iterator[str]:
        yield from form.instrument.question(value).label.values()
        yield from super().spellings(value, form)

    def meaning(self, text: str, names: FormNames) -> Meaning:
        bare, doubtful = without_doubt_mark(text, names.instrument)
        question, is_near = names.question(bare)
        if question and self.together and names.instrument.question(question).answered_by == "each":
            question, is_near = None, False
        spelled = names.instrument.question(question).label.values() if question else ()
        return Meaning(question, doubtful, "label-near" if is_near else "", spelled=tuple(spelled))


@attrs.frozen
class PartnerKind(TextKind):
    """A partner with its number in the list of partners."""

    is_of_row = True

    def shown(self, value: str | None, form: Form, language: str) -> str | None:  # noqa: ARG002
        partners = enumerate(organisations_of(form), start=1)
        return next(label_of(number, partner) for number, partner in partners if partner.id == value)

    def spellings(self, value: str, form: Form) -> Iterator[str]:
        for number, partner, short in _numbered(value, form):
            yield from (label_of(number, partner), name_of(partner), str(number), f"{number}. {short}", short)

    def meaning(self, text: str, names: FormNames) -> Meaning:
        match = names.partners.match(text) if text else None
        partner = names.partners.by_number[match.number] if match else None
        if match is None or partner is None:
            return Meaning(None)
        spelled = tuple(with_and_without_mark((label_of(match.number, partner), name_of(partner)), names.instrument))
        code = "" if match.sure else "partner-unsure"
        return Meaning(partner.id, match.doubtful, code, match.rest, spelled)


@attrs.frozen
class DoubtKind(TextKind):
    """A column that holds nothing but the mark of a doubt."""

    is_of_row = True

    def meaning(self, text: str, names: FormNames) -> Meaning:
        rest, doubtful = without_doubt_mark(text, names.instrument)
        return Meaning(None, doubtful, "value-refused" if rest.strip() else "", rest)
