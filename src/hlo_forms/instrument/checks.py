"""Checks that the parts of an instrument fit together; each names the place that does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import attrs

from ..basics.text import matching_key
from ..basics.values import FrozenMap, Validator, all_are, one_of
from ..errors import InvalidValueError
from .parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme, Wording, is_language

PHASES = ("preparation", "alignment", "commitment")
"""The ids of the phases of every instrument: each has a document of its own."""

HEADINGS = ("purpose", "approach", "further_reading", "motive", "outcome")
"""The headings of every instrument: above its own texts, and above the two columns of the motives."""

_ANSWERED_BY = {"alignment": ("together", "each")}


class Labelled(Protocol):
    """Anything with an id and a label."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> Wording: ...


class Parts(Protocol):
    """The parts of an instrument that checks compare with each other."""

    @property
    def languages(self) -> tuple[str, ...]: ...

    @property
    def organisation_types(self) -> tuple[OrganisationType, ...]: ...

    @property
    def categories(self) -> tuple[MotiveCategory, ...]: ...

    @property
    def motives(self) -> tuple[Motive, ...]: ...

    @property
    def themes(self) -> tuple[Theme, ...]: ...

    @property
    def headings(self) -> FrozenMap[str, Wording]: ...

    def wordings(self) -> Iterator[tuple[str, Wording]]: ...


def entries_of(kind: type, *, at_least: int = 1) -> Validator:
    """Return a validator for a field with entries of one kind, each with an id of its own."""

    def validate(_instance: object, attribute: attrs.Attribute[object], entries: tuple[Labelled, ...]) -> None:
        if len(entries) < at_least or not all_are(kind, entries):
            raise InvalidValueError(attribute.name, f"{kind.__name__}s, {at_least} at least", entries)
        for index, entry in enumerate(entries):
            if entry.id in {earlier.id for earlier in entries[:index]}:
                raise InvalidValueError(f"{attribute.name}[{index}].id", "an id that no other has", entry.id)

    return validate


def _refer(place: str, ids: Iterable[str], id: object) -> None:
    ids = tuple(ids)
    if id not in ids:
        raise InvalidValueError(place, one_of(ids, id), id)


def _ids(entries: Iterable[Labelled]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)


def _tell_apart(field: str, entries: Sequence[Labelled], together: Sequence[Labelled]) -> None:
    """Check that no two labels in one document are the same: reading has only their text to go by."""
    seen = set()
    for entry in together:
        for language, text in entry.label.items():
            key = (language, matching_key(text))
            if key in seen:
                place = f"{field}[{entries.index(entry)}].label"
                raise InvalidValueError(place, "a label that no other in the same document has", text)
            seen.add(key)


def check_languages(_instrument: Parts, _attribute: object, languages: tuple[str, ...]) -> None:
    if not languages or not all(map(is_language, languages)) or len(set(languages)) < len(languages):
        raise InvalidValueError("languages", 'language codes such as "nl", one at least, each once', languages)


def check_source(_instrument: Parts, _attribute: object, source: FrozenMap[str, str]) -> None:
    if not source.get("text") or not all_are(str, source.values()):
        raise InvalidValueError("source", 'texts, "text" among them: where the wording comes from', dict(source))


def check_organisation_types(_instrument: Parts, _attribute: object, types: tuple[OrganisationType, ...]) -> None:
    _tell_apart("organisation_types", types, types)


def check_categories(instrument: Parts, *_: object) -> None:
    """Check that exactly one category is free: a form has one table for motives that organisations add."""
    free = _ids(category for category in instrument.categories if category.free)
    if len(free) != 1:
        raise InvalidValueError("categories", "exactly one free category", free)
    _tell_apart("categories", instrument.categories, instrument.categories)


def check_motives(instrument: Parts, *_: object) -> None:
    types = _ids(instrument.organisation_types)
    for index, motive in enumerate(instrument.motives):
        place = f"motives[{index}]"
        _refer(f"{place}.category", _ids(c for c in instrument.categories if not c.free), motive.category)
        if not motive.offered_to or len(set(motive.offered_to)) < len(motive.offered_to):
            raise InvalidValueError(f"{place}.offered_to", "organisation types, each once", motive.offered_to)
        for organisation_type in motive.offered_to:
            _refer(f"{place}.offered_to", types, organisation_type)
        _check_counterpart(f"{place}.counterpart", motive, instrument.motives)
    for organisation_type in types:
        offered = [motive for motive in instrument.motives if organisation_type in motive.offered_to]
        _tell_apart("motives", instrument.motives, offered)


def _check_counterpart(place: str, motive: Motive, motives: tuple[Motive, ...]) -> None:
    if motive.counterpart is None:
        return
    _refer(place, _ids(motives), motive.counterpart)
    other = next(entry for entry in motives if entry.id == motive.counterpart)
    if other.counterpart != motive.id:
        raise InvalidValueError(place, f'a motive that names "{motive.id}" as its counterpart too', other.id)
    if set(motive.offered_to) & set(other.offered_to):
        raise InvalidValueError(place, "a motive that is offered to other organisation types", other.id)


def check_phases(_instrument: Parts, _attribute: object, phases: tuple[Phase, ...]) -> None:
    if set(_ids(phases)) != set(PHASES) or len({phase.number for phase in phases}) < len(phases):
        expected = f"the phases {', '.join(PHASES)}, each with a number of its own"
        raise InvalidValueError("phases", expected, _ids(phases))
    _tell_apart("phases", phases, phases)


def check_themes(_instrument: Parts, _attribute: object, themes: tuple[Theme, ...]) -> None:
    for index, theme in enumerate(themes):
        _refer(f"themes[{index}].phase", PHASES, theme.phase)
    for phase in PHASES:
        _tell_apart("themes", themes, [theme for theme in themes if theme.phase == phase])


def check_questions(instrument: Parts, _attribute: object, questions: tuple[Question, ...]) -> None:
    numbers = set()
    for index, question in enumerate(questions):
        place = f"questions[{index}]"
        _refer(f"{place}.phase", PHASES, question.phase)
        themes = _ids(theme for theme in instrument.themes if theme.phase == question.phase)
        if question.theme is not None:
            _refer(f"{place}.theme", themes, question.theme)
        _refer(f"{place}.answered_by", _ANSWERED_BY.get(question.phase, ("organisation",)), question.answered_by)
        if (number := (question.phase, question.theme, question.number)) in numbers:
            raise InvalidValueError(f"{place}.number", "a number that no other has there", question.number)
        numbers.add(number)
    for phase in PHASES:
        _tell_apart("questions", questions, [question for question in questions if question.phase == phase])


def check_headings(instrument: Parts, *_: object) -> None:
    for name in instrument.headings:
        _refer("headings", HEADINGS, name)
    for name in HEADINGS:
        if name not in instrument.headings:
            raise InvalidValueError("headings", f'the heading "{name}"', tuple(instrument.headings))


def check_spellings(_instrument: Parts, _attribute: object, spellings: FrozenMap[str, tuple[str, ...]]) -> None:
    for key, texts in spellings.items():
        if not all_are(str, texts) or not all(texts):
            raise InvalidValueError(f"spellings.{key}", "a list of texts", texts)


def check_every_language(instrument: Parts) -> None:
    """Check that each wording has every language of the instrument and no other; only a note may lack some."""
    for place, wording in instrument.wordings():
        for language in wording:
            _refer(place, instrument.languages, language)
        for language in instrument.languages:
            if language not in wording and not place.startswith("notes."):
                raise InvalidValueError(place, f'a text for language "{language}"', tuple(wording))
