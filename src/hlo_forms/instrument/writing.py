"""An instrument as a TOML file, to change by hand: a skeleton with comments, or one with texts in another language."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from ..basics.messages import Catalogue
from .checks import HEADINGS, PHASES, SOURCE_NOTES, TEXTS
from .model import Instrument
from .parts import Motive, MotiveCategory, OrganisationType, Phase, Question, Theme, Wording
from .sentences import FILES, sentences_of

_SHARED = Catalogue("forms")
_MARKS = ("ours", "reconstructed", "link_lost")
_ENTRIES = ("organisation_types", "categories", "motives", "phases", "themes", "questions")
_RUNNING = ("purpose", "approach", "approach_steps", "approach_notes", "further_reading")
_SLOT = re.compile(r"(\{\w*(?:\}|:))")
_ACCENTS = str.maketrans("aeiouyncAEIOUYNC", "áéíóúýñçÁÉÍÓÚÝÑÇ")

Texts = Mapping[str, Mapping[str, str]]
"""Texts by place in the instrument (see `Instrument.wordings`; "sentences.dataset.title"), and by language."""


def as_toml(
    instrument: Instrument,
    *,
    languages: Iterable[str] | None = None,
    texts: Texts | None = None,
    fallback: str | None = None,
    comments: str = "en",
) -> str:
    """Return the file of an instrument, with comments in a language; `texts` go before those that it has.

    Of the words around the questions and of our sentences it holds those that differ from ours. `languages` are by
    default those of the instrument, and `fallback` is its own.

    >>> import hlo_forms as hlo
    >>> text = as_toml(hlo.load_instrument())
    >>> hlo.load_instrument(text.encode()) == hlo.load_instrument()
    True
    """
    spoken = tuple(instrument.languages if languages is None else languages)
    writer = _Writer(instrument, spoken, texts or {}, fallback or instrument.fallback, comments)
    return "\n".join(writer.lines()).rstrip("\n") + "\n"


@attrs.frozen
class _Writer:
    instrument: Instrument
    languages: tuple[str, ...]
    texts: Texts
    fallback: str | None
    comments: str

    def lines(self) -> Iterator[str]:
        yield from self._comment("head")
        yield f"id = {_quoted(self.instrument.id)}"
        yield f"edition = {_quoted(self.instrument.edition)}"
        yield f"languages = {_listed(self.languages)}"
        if self.fallback:
            yield from self._comment("fallback")
            yield f"fallback = {_quoted(self.fallback)}"
        if self.instrument.counterparts_origin != "source":
            yield f"counterparts_origin = {_quoted(self.instrument.counterparts_origin)}"
        yield from self._named("title", "citation")
        yield from ("", *self._comment("source"), "[source]")
        yield from (f"{key} = {_quoted(text)}" for key, text in self._source().items())
        yield from self._previous()
        yield from self._mapping("headings")
        yield from self._mapping("notes")
        for name in _ENTRIES:
            yield from self._entries(name)
        for name in _RUNNING:
            yield from self._running(name)
        yield from self._own_words()
        for file in FILES:
            yield from self._sentences(file)

    def _source(self) -> dict[str, str]:
        """Return the texts of the source, with those in other languages."""
        places = {key: self.texts.get(f"source.{key}", {}) for key in SOURCE_NOTES}
        others = {f"{key}_{language}": text for key, texts in places.items() for language, text in texts.items()}
        return {**self.instrument.source, **others}

    def _comment(self, key: str) -> Iterator[str]:
        yield from (f"# {line}" for line in TEXTS.text(f"comments.{key}", self.comments).splitlines())

    def _named(self, *names: str) -> Iterator[str]:
        yield ""
        for name in names:
            yield from self._comment(name)
            yield f"{name} = {self._wording(name, getattr(self.instrument, name))}"

    def _previous(self) -> Iterator[str]:
        if self.instrument.previous is not None:
            yield from ("", *self._comment("previous"), "[previous]")
            for name, value in attrs.asdict(self.instrument.previous).items():
                if value:
                    yield f"{name} = {_quoted(value) if isinstance(value, str) else _listed(value)}"

    def _mapping(self, name: str) -> Iterator[str]:
        wordings: Mapping[str, Wording] = getattr(self.instrument, name)
        if wordings:
            yield from ("", *self._comment(name), f"[{name}]")
            yield from (f"{key} = {self._wording(f'{name}.{key}', wordings[key])}" for key in wordings)

    def _running(self, name: str) -> Iterator[str]:
        for index, wording in enumerate(getattr(self.instrument, name)):
            yield from ("", *(self._comment(name) if not index else ()), f"[[{name}]]")
            yield from (f"{key} = {text}" for key, text in self._pairs(f"{name}[{index}]", wording))

    def _entries(self, name: str) -> Iterator[str]:
        for index, entry in enumerate(getattr(self.instrument, name)):
            yield from ("", *(self._comment(name) if not index else ()), f"[[{name}]]")
            for field in attrs.fields(type(entry)):
                value = getattr(entry, field.name)
                if value != field.default:
                    yield f"{field.name} = {self._value(f'{name}[{index}].{field.name}', value)}"

    def _value(self, place: str, value: Any) -> str:  # Any: the value of a field
        if isinstance(value, Wording):
            return self._wording(place, value)
        if isinstance(value, tuple) and value and isinstance(value[0], Wording):
            rows = (f"  {self._wording(f'{place}[{n}]', wording)},\n" for n, wording in enumerate(value))
            return "[\n" + "".join(rows) + "]"
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, int) else _quoted(value) if isinstance(value, str) else _listed(value)

    def _wording(self, place: str, wording: Wording) -> str:
        return "{ " + ", ".join(f"{key} = {text}" for key, text in self._pairs(place, wording)) + " }"

    def _pairs(self, place: str, wording: Wording) -> Iterator[tuple[str, str]]:
        texts = {**wording, **self.texts.get(place, {})}
        for language in self.languages:
            if texts.get(language) and place not in self.instrument.untranslated.get(language, ()):
                yield language, _quoted(texts[language])
            elif place in self.texts and language in self.texts[place]:
                yield language, _quoted(self.texts[place][language])
        yield from ((mark, "true") for mark in _MARKS if getattr(wording, mark))

    def _own_words(self) -> Iterator[str]:
        """Yield the words and prompts that are not ours, and the lists of spellings that are not."""
        for section in ("words", "prompts"):
            wordings: Mapping[str, Wording] = getattr(self.instrument, section)
            own = [key for key in wordings if self._is_own(section, key, wordings[key])]
            if own:
                yield from ("", *self._comment(section), f"[{section}]")
                yield from (f"{_quoted(key)} = {self._wording(f'{section}.{key}', wordings[key])}" for key in own)
        lists = {key: own for key, own in self.instrument.spellings.items() if list(own) != _ours("spellings", key)}
        if lists:
            yield from ("", *self._comment("spellings"), "[spellings]")
            yield from (f"{key} = {_listed(own)}" for key, own in lists.items())

    def _sentences(self, file: str) -> Iterator[str]:
        """Yield the table of the sentences of a file that are not ours, or not there in our languages."""
        lines = []
        for key, ours in sentences_of(file).items():
            place = f"{file}.{key}"
            texts = {**self.instrument.sentences.get(place, {}), **self.texts.get(f"sentences.{place}", {})}
            own = [(each, texts[each]) for each in self.languages if texts.get(each, ours.get(each)) != ours.get(each)]
            if own:
                shown = ", ".join(f"{language} = {_quoted(text)}" for language, text in own)
                lines.append(f"{_quoted(key)} = {{ {shown} }}")
        if lines:
            yield from ("", *self._comment("sentences"), f"[sentences.{file}]", *lines)

    def _is_own(self, section: str, key: str, wording: Wording) -> bool:
        place, ours = f"{section}.{key}", _ours(section, key) or {}
        if place in self.texts:
            return True
        return any(
            text != ours.get(language) and place not in self.instrument.untranslated.get(language, ())
            for language, text in wording.items()
        )


def _ours(section: str, key: str) -> Any:  # Any: a table or a list of the file
    return _SHARED.content[section].get(key)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _listed(texts: Iterable[str]) -> str:
    return "[" + ", ".join(map(_quoted, texts)) + "]"


# ---- a pseudo-language


def pseudo(text: str) -> str:
    """Return a text in a pseudo-language: readable, in brackets, with accents; what is filled in stays.

    >>> pseudo("Beste {sender}, {n:formulier|formulieren}")
    '[Bésté {sender}, {n:fórmúlíér|fórmúlíéréñ}]'
    """
    parts = (part if _SLOT.fullmatch(part) else part.translate(_ACCENTS) for part in _SLOT.split(text))
    return unicodedata.normalize("NFC", f"[{''.join(parts)}]")


def in_pseudo_language(instrument: Instrument, language: str, comments: str = "en") -> str:
    """Return the file of an instrument in which each text in a language is in a pseudo-language.

    On forms, pages, exports and in messages whatever stands without brackets is not translated, or is no text of ours.
    """
    lacking = instrument.untranslated.get(language, ())
    texts = {
        place: {language: pseudo(wording[language])}
        for place, wording in instrument.wordings()
        if language in wording and place not in lacking and place != "words.locale"
    }
    for place, note in source_notes(instrument, language):
        texts[place] = {language: pseudo(note)} if note else {}
    for file in FILES:
        for key, ours in sentences_of(file).items():
            own = {**ours, **instrument.sentences.get(f"{file}.{key}", {})}
            if text := own.get(language):
                texts[f"sentences.{file}.{key}"] = {language: pseudo(text)}
    return as_toml(instrument, texts=texts, comments=comments)


def source_notes(instrument: Instrument, language: str) -> Iterator[tuple[str, str]]:
    """Yield each text of the source that the booklet shows by its place, as it is in a language; "" where it is not.

    Without a language it is taken to be in the first.
    """
    for key in SOURCE_NOTES:
        if key in instrument.source:
            plain = instrument.source[key] if language == instrument.languages[0] else ""
            yield f"source.{key}", instrument.source.get(f"{key}_{language}", plain)


# ---- a skeleton

_PLACEHOLDER = re.compile(r"‹.*›")


def skeleton(languages: Iterable[str], *, id: str = "own-instrument", edition: str = "1", comments: str = "en") -> str:
    """Return a file to begin an instrument with: the least that it needs, with comments, and texts between ‹ and ›.

    >>> import hlo_forms as hlo
    >>> hlo.load_instrument(skeleton(["nl", "en"]).encode())
    Instrument(own-instrument 1: 3 motives, 4 questions, nl en)
    """
    spoken = tuple(languages)
    fallback = None if set(spoken) <= set(_SHARED.languages) else "en"
    return as_toml(_example(spoken, id, edition), fallback=fallback, comments=comments)


def placeholders(instrument: Instrument) -> tuple[str, ...]:
    """Return the places of the texts that still are those of the skeleton."""
    return tuple(
        place for place, wording in instrument.wordings() if any(map(_PLACEHOLDER.fullmatch, wording.values()))
    )


def _example(languages: tuple[str, ...], id: str, edition: str) -> Instrument:
    """Return an instrument with one of everything."""

    def example(key: str, **values: object) -> Wording:
        return Wording({each: f"‹{TEXTS.text(f'skeleton.{key}', each, **values)}›" for each in languages})

    kinds = [
        OrganisationType(id=f"type{n}", label=example("type", n=n), form_title=example("form_title", n=n))
        for n in (1, 2)
    ]
    free = MotiveCategory(id="added", label=example("free"), free=True)
    offers = {1: ("type1", "type2"), 2: ("type1",), 3: ("type2",)}
    return Instrument(
        id=id,
        edition=edition,
        languages=languages,
        title=example("title"),
        citation=example("citation"),
        source={"text": f"‹{TEXTS.text('skeleton.source', languages[0])}›"},
        headings={name: example(f"heading_{name}") for name in HEADINGS},
        organisation_types=kinds,
        categories=[MotiveCategory(id="category1", label=example("category")), free],
        motives=[
            Motive(id=f"motive{n}", category="category1", offered_to=to, label=example("motive", n=n))
            for n, to in offers.items()
        ],
        phases=[
            Phase(id=phase, number=n, label=example("phase", n=n), instruction=[example("instruction", n=n)])
            for n, phase in enumerate(PHASES, 1)
        ],
        themes=[Theme(id="theme1", phase="commitment", label=example("theme"))],
        questions=list(_questions(example)),
        purpose=[example("purpose")],
        words=_shared_words("words", languages),
        prompts=_shared_words("prompts", languages),
        spellings=_SHARED.content["spellings"],
        untranslated={each: _lacking(each) for each in languages},
    )


def _lacking(language: str) -> list[str]:
    """Return the places of our words that are not there in a language."""
    own = ((f"{section}.{key}", texts) for section in ("words", "prompts") for key, texts in _entries_of(section))
    return [place for place, texts in own if language not in texts]


def _entries_of(section: str) -> Iterable[tuple[str, Mapping[str, str]]]:
    entries: Mapping[str, Mapping[str, str]] = _SHARED.content[section]
    return entries.items()


def _questions(example: Any) -> Iterator[Question]:  # Any: a function with values by name
    kinds: list[Any] = [
        ("preparation", "organisation", None),
        ("alignment", "together", None),
        ("alignment", "each", None),
    ]
    numbers = dict.fromkeys(PHASES, 0)
    for phase, who, theme in (*kinds, ("commitment", "organisation", "theme1")):
        numbers[phase] += 1
        id = f"{phase}.{numbers[phase]}"
        label = example("question", name=id)
        yield Question(id=id, phase=phase, theme=theme, number=numbers[phase], label=label, answered_by=who)


def _shared_words(section: str, languages: tuple[str, ...]) -> dict[str, Wording]:
    """Return our words in these languages, in English where there are none."""
    return {
        key: Wording({each: texts.get(each) or texts["en"] for each in languages})
        for key, texts in _entries_of(section)
    }
