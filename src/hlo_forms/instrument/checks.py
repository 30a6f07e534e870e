"""Checks that the parts of an instrument fit together: each yields every fault, with the place that does not fit."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from ..basics.messages import Catalogue
from ..basics.text import matching_key
from ..basics.values import FrozenMap, Validator, all_are, one_of
from ..errors import InvalidValueError
from .parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme, is_language

PHASES = ("preparation", "alignment", "commitment")
"""The ids of the phases of every instrument: each has a document of its own."""

HEADINGS = ("purpose", "approach", "further_reading", "motive", "outcome")
"""The headings of every instrument: above its own texts, and above the two columns of the motives."""

SOURCE_NOTES = ("text", "corrections", "links", "rights")
"""The texts of the source that its booklet shows; `text_fy` is that in a language, `text` that for any other."""

TEXTS = Catalogue("instruments")
_ANSWERED_BY = {"alignment": ("together", "each")}
Labelled: TypeAlias = OrganisationType | MotiveCategory | Motive | Phase | Theme | Question

Faults: TypeAlias = Iterator[InvalidValueError]
Asked: TypeAlias = Any
"""An instrument, or what there is of it while it is made."""


def entries_of(kind: type, check: Callable[[Asked], Faults], *, at_least: int = 1) -> Validator:
    """Return a validator for a field with entries of one kind, each with an id of its own, that pass a check."""

    def validate(instance: object, attribute: attrs.Attribute[object], entries: tuple[Labelled, ...]) -> None:
        if len(entries) < at_least or not all_are(kind, entries):
            raise InvalidValueError(attribute.name, f"{kind.__name__}s, {at_least} at least", entries)
        for fault in itertools.chain(id_faults(attribute.name, entries), check(instance)):
            raise fault

    return validate


def fitting(check: Callable[[Asked], Faults]) -> Validator:
    """Return a validator that raises the first fault which a check finds."""

    def validate(instance: object, _attribute: attrs.Attribute[object], _value: object) -> None:
        for fault in check(instance):
            raise fault

    return validate


def id_faults(field: str, entries: Sequence[Labelled]) -> Faults:
    """Yield a fault for each entry with the id of an earlier one."""
    for index, entry in enumerate(entries):
        if entry.id in {earlier.id for earlier in entries[:index]}:
            yield InvalidValueError(f"{field}[{index}].id", TEXTS.sentence("want_own_id"), entry.id)


def _refer(place: str, ids: Iterable[str], id: object) -> Faults:
    ids = tuple(ids)
    if id not in ids:
        yield InvalidValueError(place, one_of(ids, id), id)


def _ids(entries: Iterable[Labelled]) -> tuple[str, ...]:
    return tuple(entry.id for entry in entries)


def _tell_apart(field: str, entries: Sequence[Labelled], together: Sequence[Labelled]) -> Faults:
    """Check that no two labels in one document are the same: reading has only their text to go by."""
    seen = set()
    for entry in together:
        for language, text in entry.label.items():
            key = (language, matching_key(text))
            if key in seen:
                place = f"{field}[{next(at for at, one in enumerate(entries) if one is entry)}].label"
                yield InvalidValueError(place, TEXTS.sentence("want_own_label"), text)
            seen.add(key)


def check_languages(_instrument: object, _attribute: object, languages: tuple[str, ...]) -> None:
    if not languages or not all(map(is_language, languages)) or len(set(languages)) < len(languages):
        raise InvalidValueError("languages", TEXTS.sentence("want_languages"), languages)


def check_source(_instrument: object, _attribute: object, source: FrozenMap[str, str]) -> None:
    if not source.get("text") or not all_are(str, source.values()):
        raise InvalidValueError("source", TEXTS.sentence("want_source"), dict(source))


def type_faults(asked: Asked) -> Faults:
    """Yield the faults of the types of organisations."""
    yield from _tell_apart("organisation_types", asked.organisation_types, asked.organisation_types)


def category_faults(asked: Asked) -> Faults:
    """Check that exactly one category is free: a form has one table for motives that organisations add."""
    free = _ids(category for category in asked.categories if category.free)
    if len(free) != 1:
        yield InvalidValueError("categories", TEXTS.sentence("want_one_free"), free)
    yield from _tell_apart("categories", asked.categories, asked.categories)


def motive_faults(asked: Asked) -> Faults:
    """Yield the faults of the motives: their category, who is offered them, and their counterparts."""
    types = _ids(asked.organisation_types)
    for index, motive in enumerate(asked.motives):
        place = f"motives[{index}]"
        yield from _refer(f"{place}.category", _ids(c for c in asked.categories if not c.free), motive.category)
        if not motive.offered_to or len(set(motive.offered_to)) < len(motive.offered_to):
            yield InvalidValueError(f"{place}.offered_to", TEXTS.sentence("want_types"), motive.offered_to)
        for organisation_type in dict.fromkeys(motive.offered_to):
            yield from _refer(f"{place}.offered_to", types, organisation_type)
        yield from _counterpart_faults(f"{place}.counterpart", motive, asked.motives)
    alike: dict[str, InvalidValueError] = {}
    for organisation_type in dict.fromkeys(id for motive in asked.motives for id in motive.offered_to):
        offered = [motive for motive in asked.motives if organisation_type in motive.offered_to]
        for fault in _tell_apart("motives", asked.motives, offered):
            alike.setdefault(fault.field, fault)
    yield from alike.values()


def _counterpart_faults(place: str, motive: Motive, motives: tuple[Motive, ...]) -> Faults:
    if motive.counterpart is None:
        return
    yield from _refer(place, _ids(motives), motive.counterpart)
    other = next((entry for entry in motives if entry.id == motive.counterpart), None)
    if other is not None and other.counterpart != motive.id:
        yield InvalidValueError(place, TEXTS.sentence("want_mutual", motive=motive.id), other.id)
    if other is not None and set(motive.offered_to) & set(other.offered_to):
        yield InvalidValueError(place, TEXTS.sentence("want_other_types"), other.id)


def phase_faults(asked: Asked) -> Faults:
    """Yield the faults of the phases: all three, each with a number of its own."""
    phases = asked.phases
    if set(_ids(phases)) != set(PHASES):
        expected = TEXTS.sentence("want_phases", phases=", ".join(PHASES))
        yield InvalidValueError("phases", expected, _ids(phases))
    for index, phase in enumerate(phases):
        if phase.number in {earlier.number for earlier in phases[:index]}:
            yield InvalidValueError(f"phases[{index}].number", TEXTS.sentence("want_own_number"), phase.number)
    yield from _tell_apart("phases", phases, phases)


def theme_faults(asked: Asked) -> Faults:
    """Yield the faults of the themes."""
    for index, theme in enumerate(asked.themes):
        yield from _refer(f"themes[{index}].phase", PHASES, theme.phase)
    for phase in PHASES:
        yield from _tell_apart("themes", asked.themes, [theme for theme in asked.themes if theme.phase == phase])


def question_faults(asked: Asked) -> Faults:
    """Yield the faults of the questions: their phase, theme and number, and who answers them."""
    numbers = set()
    for index, question in enumerate(asked.questions):
        place = f"questions[{index}]"
        yield from _refer(f"{place}.phase", PHASES, question.phase)
        themes = _ids(theme for theme in asked.themes if theme.phase == question.phase)
        if question.theme is not None:
            yield from _refer(f"{place}.theme", themes, question.theme)
        options = _ANSWERED_BY.get(question.phase, ("organisation",))
        yield from _refer(f"{place}.answered_by", options, question.answered_by)
        if (number := (question.phase, question.theme, question.number)) in numbers:
            yield InvalidValueError(f"{place}.number", TEXTS.sentence("want_own_number"), question.number)
        numbers.add(number)
    for phase in PHASES:
        own = [question for question in asked.questions if question.phase == phase]
        yield from _tell_apart("questions", asked.questions, own)


def heading_faults(asked: Asked) -> Faults:
    """Yield the faults of the headings: each that forms have, and no other."""
    for name in asked.headings:
        yield from _refer("headings", HEADINGS, name)
    for name in HEADINGS:
        if name not in asked.headings:
            yield InvalidValueError("headings", TEXTS.sentence("want_heading", name=name), tuple(asked.headings))


def check_spellings(_instrument: object, _attribute: object, spellings: FrozenMap[str, tuple[str, ...]]) -> None:
    for key, texts in spellings.items():
        if not all_are(str, texts) or not all(texts):
            raise InvalidValueError(f"spellings.{key}", TEXTS.sentence("want_texts"), texts)


def language_faults(asked: Asked) -> Faults:
    """Check that each wording has every language of the instrument and no other; only a note may lack some."""
    for place, wording in asked.wordings():
        for language in wording:
            yield from _refer(place, asked.languages, language)
        for language in asked.languages:
            if language not in wording and not place.startswith("notes."):
                yield InvalidValueError(place, TEXTS.sentence("want_language", lacking=language), tuple(wording))


FITTING: Mapping[str, Callable[[Asked], Faults]] = {
    "organisation_types": type_faults,
    "categories": category_faults,
    "motives": motive_faults,
    "phases": phase_faults,
    "themes": theme_faults,
    "questions": question_faults,
    "headings": heading_faults,
}
"""The check of each field against those before it."""
