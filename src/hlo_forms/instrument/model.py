"""The instrument: motives, phases and questions, worded in one or more languages.

The wording itself is in `instruments/*.toml`; `instrument.loading` reads it.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeVar

import attrs

from ..basics.arguments import entry_of, must_be
from ..basics.messages import Language
from ..basics.values import FrozenMap, Rows, must_be_id, must_be_one_of, names, one_of
from ..errors import InvalidValueError
from ..pages.shown import Shown
from .checks import (
    Labelled,
    category_faults,
    check_languages,
    check_source,
    check_spellings,
    entries_of,
    fitting,
    heading_faults,
    language_faults,
    motive_faults,
    phase_faults,
    question_faults,
    theme_faults,
    type_faults,
)
from .editions import InstrumentDiff, Previous, difference, previous_faults
from .parts import (
    Motive,
    MotiveCategory,
    OrganisationType,
    Phase,
    Question,
    Theme,
    Wording,
    frozen_wordings,
    must_be_wording,
    must_be_wordings,
    must_map_to_wordings,
)

_NOT_ASKED = ("words", "prompts", "spellings", "fallback", "untranslated", "previous", "sentences")
"""The fields that two instruments which ask the same may have of their own."""

_NOT_COVERED = ("counterpart", "who_takes_part")  # by the digest of a language: what partners are not asked


_EntryT = TypeVar("_EntryT", bound=Labelled)


# ---- the instrument


def _spellings(spellings: Mapping[str, Iterable[str]]) -> FrozenMap[str, tuple[str, ...]]:
    return FrozenMap({key: tuple(texts) for key, texts in spellings.items()})


def _sentences(sentences: Mapping[str, Mapping[str, str]]) -> FrozenMap[str, FrozenMap[str, str]]:
    return FrozenMap({place: FrozenMap(texts) for place, texts in sentences.items()})


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Instrument(Shown):
    """Everything that the forms ask, as one value: instruments are equal when they ask the same in the same words.

    Entries are in the order of the forms. The texts around the questions and the spellings of answers may be reworded,
    and are no part of `digest` and equality.

    Attributes:
        id: The id of the instrument.
        edition: The edition, such as "2022".
        languages: The languages, the default one first; each brings the `sentences` along wherever it goes.
        title: The title.
        citation: The reference to cite.
        source: The origin of the wording, and the rights that are known.
        counterparts_origin: "ours" when the mirror pairs are not the authors' own.
        organisation_types: The types of organisation.
        categories: The categories of motives.
        motives: The motives.
        phases: The phases.
        themes: The headings over questions.
        questions: The questions.
        headings: The headings on the forms, by place.
        purpose: The paragraphs on what the instrument is for.
        approach: The paragraphs on how it is used.
        approach_steps: The steps of that, numbered on the form.
        approach_notes: The remarks below the steps.
        further_reading: The literature that it names.
        notes: Explanations, by place; they may lack a language.
        words: The texts around the questions, by place.
        prompts: The texts that stand where an answer comes.
        spellings: The spellings of answers that are accepted.
        fallback: The language for words that another language lacks; None where none may lack any.
        untranslated: The places of words and of our sentences that a language lacks, by language.
        previous: The edition that this one continues; None where it is the first.
        sentences: The sentences of this library in the languages of the instrument, by place ("dataset.codes.yes").

    >>> import hlo_forms as hlo
    >>> hlo.load_instrument()
    Instrument(strategic-motives 2022: 15 motives, 28 questions, nl en)
    """

    _page = "instrument.page"

    id: str = attrs.field(validator=must_be_id)
    edition: str = attrs.field(validator=must_be_id)
    languages: tuple[str, ...] = attrs.field(converter=names, validator=check_languages)
    title: Wording = attrs.field(validator=must_be_wording)
    citation: Wording = attrs.field(validator=must_be_wording)
    source: FrozenMap[str, str] = attrs.field(converter=FrozenMap[str, str], validator=check_source)
    counterparts_origin: Literal["source", "ours"] = attrs.field(
        default="source", validator=must_be_one_of("source", "ours")
    )
    organisation_types: tuple[OrganisationType, ...] = attrs.field(
        converter=Rows[OrganisationType], validator=entries_of(OrganisationType, type_faults)
    )
    categories: tuple[MotiveCategory, ...] = attrs.field(
        converter=Rows[MotiveCategory], validator=entries_of(MotiveCategory, category_faults)
    )
    motives: tuple[Motive, ...] = attrs.field(converter=Rows[Motive], validator=entries_of(Motive, motive_faults))
    phases: tuple[Phase, ...] = attrs.field(converter=Rows[Phase], validator=entries_of(Phase, phase_faults))
    themes: tuple[Theme, ...] = attrs.field(
        converter=Rows[Theme], validator=entries_of(Theme, theme_faults, at_least=0)
    )
    questions: tuple[Question, ...] = attrs.field(
        converter=Rows[Question], validator=entries_of(Question, question_faults, at_least=0)
    )
    headings: FrozenMap[str, Wording] = attrs.field(
        converter=frozen_wordings, validator=[must_map_to_wordings, fitting(heading_faults)]
    )
    purpose: tuple[Wording, ...] = attrs.field(default=(), converter=Rows[Wording], validator=must_be_wordings)
    approach: tuple[Wording, ...] = attrs.field(default=(), converter=Rows[Wording], validator=must_be_wordings)
    approach_steps: tuple[Wording, ...] = attrs.field(default=(), converter=Rows[Wording], validator=must_be_wordings)
    approach_notes: tuple[Wording, ...] = attrs.field(default=(), converter=Rows[Wording], validator=must_be_wordings)
    further_reading: tuple[Wording, ...] = attrs.field(default=(), converter=Rows[Wording], validator=must_be_wordings)
    notes: FrozenMap[str, Wording] = attrs.field(
        default=FrozenMap(), converter=frozen_wordings, validator=must_map_to_wordings
    )
    words: FrozenMap[str, Wording] = attrs.field(
        default=FrozenMap(), converter=frozen_wordings, validator=must_map_to_wordings
    )
    prompts: FrozenMap[str, Wording] = attrs.field(
        default=FrozenMap(), converter=frozen_wordings, validator=must_map_to_wordings
    )
    spellings: FrozenMap[str, tuple[str, ...]] = attrs.field(
        default=FrozenMap(), converter=_spellings, validator=check_spellings
    )
    fallback: str | None = attrs.field(default=None)
    untranslated: FrozenMap[str, tuple[str, ...]] = attrs.field(default=FrozenMap(), converter=_spellings)
    previous: Previous | None = attrs.field(default=None, validator=fitting(previous_faults))
    sentences: FrozenMap[str, FrozenMap[str, str]] = attrs.field(default=FrozenMap(), converter=_sentences)

    def __attrs_post_init__(self) -> None:
        spoken = [str(code) for code in self.languages]
        if self.sentences or self.fallback:
            own = {**self.sentences, **{f"forms.{key}": wording for key, wording in self.words.items()}}
            spoken = [Language(code, own, self.fallback) for code in spoken]
        object.__setattr__(self, "languages", tuple(spoken))
        for fault in language_faults(self):
            raise fault

    def organisation_type(self, id: str) -> OrganisationType:
        """Return the organisation type with this id; `InvalidValueError` if there is none."""
        return _find("organisation_type", self.organisation_types, id)

    def category(self, id: str) -> MotiveCategory:
        """Return the category with this id; `InvalidValueError` if there is none."""
        return _find("category", self.categories, id)

    def motive(self, id: str) -> Motive:
        """Return the motive with this id; `InvalidValueError` if there is none."""
        return (self._motives.get(id) if isinstance(id, str) else None) or _find("motive", self.motives, id)

    @functools.cached_property
    def _motives(self) -> dict[str, Motive]:
        return {motive.id: motive for motive in reversed(self.motives)}

    def phase(self, id: str) -> Phase:
        """Return the phase with this id; `InvalidValueError` if there is none."""
        return _find("phase", self.phases, id)

    def theme(self, id: str) -> Theme:
        """Return the theme with this id; `InvalidValueError` if there is none."""
        return _find("theme", self.themes, id)

    def question(self, id: str) -> Question:
        """Return the question with this id; `InvalidValueError` if there is none."""
        return (self._questions.get(id) if isinstance(id, str) else None) or _find("question", self.questions, id)

    @functools.cached_property
    def _questions(self) -> dict[str, Question]:
        return {question.id: question for question in reversed(self.questions)}

    def offered(self, organisation_type: str) -> tuple[Motive, ...]:
        """Return the motives that organisations of this type are offered, in the order of their form.

        >>> import hlo_forms as hlo
        >>> len(hlo.load_instrument().offered("practice_partner"))
        10
        """
        return self._offered[self.organisation_type(organisation_type).id]

    @functools.cached_property
    def _offered(self) -> dict[str, tuple[Motive, ...]]:
        types = [kind.id for kind in self.organisation_types]
        return {id: tuple(motive for motive in self.motives if id in motive.offered_to) for id in types}

    def in_category(self, category: str, organisation_type: str | None = None) -> tuple[Motive, ...]:
        """Return the motives of a category, in order: all of them, or those offered to one organisation type."""
        category_id = self.category(category).id
        motives = self.motives if organisation_type is None else self.offered(organisation_type)
        return tuple(motive for motive in motives if motive.category == category_id)

    def counterparts(self) -> tuple[tuple[Motive, Motive], ...]:
        """Return the pairs of motives that mirror each other, each pair once, the first in order first.

        >>> import hlo_forms as hlo
        >>> [(one.id, other.id) for one, other in hlo.load_instrument().counterparts()]
        [('employee_development', 'teacher_development'), ('educating_students', 'strengthening_field')]
        """
        by_id = {motive.id: motive for motive in self.motives}
        pairs = [(motive, by_id[motive.counterpart]) for motive in self.motives if motive.counterpart]
        return tuple((one, other) for one, other in pairs if self.motives.index(one) < self.motives.index(other))

    def questions_of(self, phase: str, theme: str | None = None) -> tuple[Question, ...]:
        """Return the questions of a phase, in order: all of them, or those of one theme."""
        every = self._by_phase.get(self.phase(phase).id, ())
        theme_id = None if theme is None else self.theme(theme).id
        return every if theme_id is None else tuple(q for q in every if q.theme == theme_id)

    @functools.cached_property
    def _by_phase(self) -> dict[str, tuple[Question, ...]]:
        return {phase.id: tuple(q for q in self.questions if q.phase == phase.id) for phase in self.phases}

    def word(self, key: str, language: str) -> str:
        """Return the text that documents have for this key and language; `InvalidValueError` if either is unknown."""
        text = self._texts["word", language].get(key) if isinstance(key, str) and language in self.languages else None
        return text if text is not None else self._worded("word", self.words, key, language)

    def prompt(self, key: str, language: str) -> str:
        """Return the prompt of an empty field; `InvalidValueError` if the key or the language is unknown."""
        text = self._texts["prompt", language].get(key) if isinstance(key, str) and language in self.languages else None
        return text if text is not None else self._worded("prompt", self.prompts, key, language)

    @functools.cached_property
    def _texts(self) -> dict[tuple[str, str], dict[str, str]]:
        """Return the words and the prompts of each language, which are looked up most."""
        return {
            (field, language): {key: wording[language] for key, wording in wordings.items() if language in wording}
            for field, wordings in (("word", self.words), ("prompt", self.prompts))
            for language in self.languages
        }

    @functools.cached_property
    def prompt_texts(self) -> tuple[str, ...]:
        """Every prompt in every language, longest first: text in a field that is not an answer."""
        prompts = {text for wording in self.prompts.values() for text in wording.values()}
        return tuple(sorted(prompts, key=lambda text: (-len(text), text)))

    def locale(self, language: str) -> str:
        """Return the locale of a language, for the language setting of a document: `nl-NL` for `nl`."""
        return self.word("locale", language)

    def _worded(self, field: str, wordings: Mapping[str, Wording], key: str, language: str) -> str:
        wording = entry_of(field, key, wordings)
        if language not in self.languages:
            raise InvalidValueError("language", one_of(self.languages, language), language)
        return wording.texts[language]

    def wordings(self) -> Iterator[tuple[str, Wording]]:
        """Yield every wording after its place, in order: to list what is reconstructed, or to translate.

        >>> import hlo_forms as hlo
        >>> [place for place, wording in hlo.load_instrument().wordings() if wording.reconstructed]
        ['title', 'phases[0].label', 'themes[3].label']
        """
        yield from self._every_wording

    @functools.cached_property
    def _every_wording(self) -> tuple[tuple[str, Wording], ...]:
        return tuple(pair for name in _names(Instrument) for pair in _wordings(name, getattr(self, name)))

    def diff(self, other: Instrument) -> InstrumentDiff:
        """Return what changed since another edition: motives and questions that are the same, reworded, new, dropped.

        What this edition says of the other in `previous` goes first; else the words decide. Raises `InvalidValueError`
        for another instrument.

        >>> import hlo_forms as hlo
        >>> instrument = hlo.load_instrument()
        >>> instrument.diff(instrument).reworded
        ()
        """
        if must_be("other", other, Instrument, "an instrument").id != self.id:
            raise InvalidValueError("other", f"an edition of {self.id}", other.id)
        return difference(self, other)

    @functools.cached_property
    def digest(self) -> str:
        """The fingerprint of everything that is asked: the SHA-256, in hex, of its canonical JSON.

        `words`, `prompts` and `spellings` are left out: a form stays readable when these are reworded.
        """
        asked = {
            field.name: _plain(getattr(self, field.name))
            for field in attrs.fields(Instrument)
            if field.name not in _NOT_ASKED
        }
        return _digest_of(asked)

    def digest_in(self, language: str) -> str:
        """Return the fingerprint of what is asked in one language, which documents in it carry: SHA-256, in hex.

        It covers the ids, order and wording of organisation types, categories, motives, phases, themes and questions,
        and to whom motives are offered. Other languages, title, sources, notes and background are left out: a document
        stays that of its instrument when these change. An unknown language raises `InvalidValueError`.

        >>> import hlo_forms as hlo
        >>> instrument = hlo.load_instrument()
        >>> len(instrument.digest_in("nl")), instrument.digest_in("nl") == instrument.digest_in("en")
        (64, False)
        """
        if language not in self.languages:
            raise InvalidValueError("language", one_of(self.languages, language), language)
        return self._digests[language]

    @functools.cached_property
    def _digests(self) -> dict[str, str]:
        parts = (self.organisation_types, self.categories, self.motives, self.phases, self.themes, self.questions)
        headings = [self.headings[key] for key in ("motive", "outcome") if key in self.headings]
        return {
            language: _digest_of(
                [self.id, self.edition, *(_in_language(part, language) for part in (*parts, headings))]
            )
            for language in self.languages
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Instrument):
            return NotImplemented
        return self is other or self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[Callable[..., Instrument], tuple[Any, ...]]:  # Any: as in pickle
        fields = {field.name: getattr(self, field.name) for field in attrs.fields(Instrument)}
        return functools.partial(Instrument, **fields), ()

    def __repr__(self) -> str:
        counts = f"{len(self.motives)} motives, {len(self.questions)} questions"
        return f"Instrument({self.id} {self.edition}: {counts}, {' '.join(self.languages)})"

    @property
    def _default_language(self) -> str:
        return self.languages[0]


@attrs.frozen(eq=False)
class Same:
    """An instrument, equal to itself only: two that ask the same can word the rest differently.

    What is kept in memory for an instrument with its words is kept for this.
    """

    instrument: Instrument

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.instrument is other.instrument

    def __hash__(self) -> int:
        return id(self.instrument)


def languages_in(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """Return every language of these instruments, each with the sentences that its instrument brings."""
    return tuple(language for instrument in instruments for language in instrument.languages)


def _find(field: str, entries: Iterable[_EntryT], id: str) -> _EntryT:
    for entry in entries:
        if entry.id == id:
            return entry
    raise InvalidValueError(field, one_of(tuple(entry.id for entry in entries), id), id)


def _wordings(place: str, value: object) -> Iterator[tuple[str, Wording]]:
    if isinstance(value, Wording):
        yield place, value
    elif isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _wordings(f"{place}[{index}]", entry)
    elif isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _wordings(f"{place}.{key}", entry)
    else:
        for name in _names(type(value)):
            yield from _wordings(f"{place}.{name}", getattr(value, name))


def _names(kind: type) -> tuple[str, ...]:
    """Return the names of the fields of a class; none where it is no class of ours."""
    return tuple(field.name for field in attrs.fields(kind)) if attrs.has(kind) else ()


def _digest_of(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _in_language(value: object, language: str) -> object:
    """Return entries with their texts in one language, without what partners are not asked."""
    if isinstance(value, Wording):
        return value[language]
    if isinstance(value, tuple | list):
        return [_in_language(entry, language) for entry in value]
    if fields := _names(type(value)):
        return {name: _in_language(getattr(value, name), language) for name in fields if name not in _NOT_COVERED}
    return value


def _plain(value: object) -> object:
    if fields := _names(type(value)):
        return {name: _plain(getattr(value, name)) for name in fields if name != "link_lost"}
    if isinstance(value, Mapping):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    return value
