"""The codebook for programs for qualitative analysis: the entries of an instrument as a tree of codes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator

import attrs

from ..basics.text import matching_key
from ..forms import FORMS, Form, PreparationForm
from ..forms.answers import RELATION_KINDS
from ..forms.field_ids import name_of
from ..forms.fields import FormPart, Kind, Origin, parts_of
from ..instrument.model import Instrument
from ..instrument.parts import Question

_OURS = uuid.UUID("6c1f0f0e-52f3-5a43-9d6e-6a2d0b7c4f11")
_LONGEST = 63  # the longest name that every program accepts; the description has the whole text of a longer one
Key = tuple[str, ...]


def guid(*parts: str) -> str:
    """Return an id that is always the same for the same parts.

    >>> guid("motive", "network") == guid("motive", "network") != guid("motive", "networks")
    True
    """
    return str(uuid.uuid5(_OURS, "\x1f".join(parts)))


@attrs.frozen(kw_only=True)
class ProjectCode:
    """A code: its `key`, its name, its full wording where the name is shortened, and the codes below it."""

    key: Key
    name: str
    description: str | None = None
    codable: bool = True
    below: tuple[ProjectCode, ...] = ()

    @property
    def guid(self) -> str:
        """The id of the code, the same in every project."""
        return guid("code", *self.key)

    def all(self) -> Iterator[ProjectCode]:
        """Yield this code and every code below it."""
        yield self
        for code in self.below:
            yield from code.all()


@attrs.define
class Names:
    """Gives out names that differ in more than case and spaces, on one line and never too long."""

    longest: int = _LONGEST
    _taken: set[str] = attrs.field(factory=set)

    def unique(self, text: str) -> str:
        """Return the text, with a number after it where another has the same name.

        >>> names = Names()
        >>> names.unique("Netwerk"), names.unique("netwerk")
        ('Netwerk', 'netwerk (2)')
        """
        text = text if text.split() else "?"
        name, number = shortened(text, self.longest), 1
        while matching_key(name) in self._taken:
            number += 1
            suffix = f" ({number})"
            name = shortened(text, self.longest - len(suffix)) + suffix
        self._taken.add(matching_key(name))
        return name


def shortened(text: str, longest: int = _LONGEST) -> str:
    """Return the text on one line; where it is too long, up to the last whole word that fits.

    >>> shortened("Bijdragen aan versterking", 20)
    'Bijdragen aan…'
    """
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return (line[:longest].rpartition(" ")[0] or line[: longest - 1]).rstrip(" ,;:") + "…"


def coded_parts(form_class: type[Form]) -> Iterator[FormPart]:
    """Yield the answered parts of a form that have a code of their own, beside those of its motives and questions."""
    for part in parts_of(form_class):
        is_again = part.origin is Origin.PREVIOUS and not issubclass(form_class, PreparationForm)
        kinds = (Kind.RECORDS,) if is_again else (Kind.TEXT, Kind.CHOICE, Kind.RECORDS)
        if part.kind in kinds and (is_again or part.origin is Origin.ANSWER):
            yield part


def number_of(question: Question, instrument: Instrument) -> str:
    """Return the number of a question within the instrument: its phase, its theme if any, and its own number.

    >>> from hlo_forms import load_instrument
    >>> asked = load_instrument()
    >>> number_of(asked.question("preparation.2"), asked), number_of(asked.question("commitment.investment.1"), asked)
    ('1.2', '3.2.1')
    """
    steps = [instrument.phase(question.phase).number, question.number]
    if question.theme is not None:
        themes = [theme.id for theme in instrument.themes if theme.phase == question.phase]
        steps.insert(1, themes.index(question.theme) + 1)
    return ".".join(map(str, steps))


def language_of(instrument: Instrument, language: str) -> str:
    """Return this language, or the first of the instrument where it does not have this one."""
    return language if language in instrument.languages else instrument.languages[0]


def codes_of(instruments: Iterable[Instrument], language: str) -> tuple[ProjectCode, ...]:
    """Return the codes of these instruments; editions of one instrument share theirs, in the wording of the first.

    Category > motive, phase > theme > question, and the codes of relations and agreements.
    """
    trees = (_Tree(instrument, language_of(instrument, language)) for instrument in instruments)
    names = Names()
    return tuple(_named(code, names) for code in _merged(code for tree in trees for code in tree.codes()))


def _merged(codes: Iterable[ProjectCode]) -> tuple[ProjectCode, ...]:
    """Return each code once, as it came first, with everything that any edition has below it."""
    merged: dict[Key, ProjectCode] = {}
    for code in codes:
        first = merged.get(code.key)
        merged[code.key] = attrs.evolve(first, below=_merged((*first.below, *code.below))) if first else code
    return tuple(merged.values())


def _named(code: ProjectCode, names: Names) -> ProjectCode:
    name = names.unique(code.name)
    whole = " ".join(code.name.split())
    description = code.description or (whole if whole != name else None)
    return attrs.evolve(code, name=name, description=description, below=tuple(_named(one, names) for one in code.below))


@attrs.frozen
class _Tree:
    """The codes of one instrument, in one of its languages."""

    instrument: Instrument
    language: str

    def codes(self) -> Iterator[ProjectCode]:
        for category in self.instrument.categories:
            motives = self.instrument.in_category(category.id)
            below = tuple(self._code("motive", one.id, one.label[self.language]) for one in motives)
            yield self._code("category", category.id, category.label[self.language], below)
        yield from map(self._phase, (phase.id for phase in self.instrument.phases))
        kinds = tuple(
            self._code("relation", kind, self.instrument.word(f"relation.{kind}", self.language))
            for kind in RELATION_KINDS
        )
        for part in (part for form_class in FORMS for part in coded_parts(form_class)):
            name = name_of(part.name, self.instrument, self.language)
            yield self._code(part.name, "", name, kinds if part.name == "relations" else ())

    def _phase(self, phase: str) -> ProjectCode:
        plain = [self._question(question) for question in self.instrument.questions_of(phase) if question.theme is None]
        themes = [theme.id for theme in self.instrument.themes if theme.phase == phase]
        below = (*plain, *(self._theme(phase, number, theme) for number, theme in enumerate(themes, 1)))
        code = self._code("phase", phase, self.instrument.phase(phase).label[self.language], below)
        return attrs.evolve(code, codable=not below)

    def _theme(self, phase: str, number: int, theme: str) -> ProjectCode:
        name = f"{self.instrument.phase(phase).number}.{number} {self.instrument.theme(theme).label[self.language]}"
        below = tuple(map(self._question, self.instrument.questions_of(phase, theme)))
        return attrs.evolve(self._code("theme", theme, name, below), codable=not below)

    def _question(self, question: Question) -> ProjectCode:
        asked = question.label[self.language]
        code = self._code("question", question.id, f"{number_of(question, self.instrument)} {asked}")
        return attrs.evolve(code, description=asked)

    def _code(self, kind: str, id: str, name: str, below: tuple[ProjectCode, ...] = ()) -> ProjectCode:
        return ProjectCode(key=(self.instrument.id, kind, id), name=name, below=below)
