"""Forms with codes in place of names: the same facts, without names."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, TypeVar

import attrs

from ...basics.text import matching_key, slug
from ...forms import AlignmentForm, Form, Organisation, OrganisationForm, Partnership, organisations_of
from ...forms.answers import BroughtAnswer, BroughtMotive, BroughtOtherMotive
from ...forms.field_ids import PARTS, FieldId
from ...forms.fields import Kind, parts_of
from ...instrument.model import Instrument, Same
from .codes import Codes, is_code
from .finder import Finder, PossibleName, Target
from .names import (
    Person,
    Variant,
    Vocabulary,
    Words,
    begins_sentence,
    distinctive_variants,
    organisation_variants,
    people_named_in,
    shared_sectors,
    words_in,
)

_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
_ID = 8  # characters of the id of a form that is looked for in text


@attrs.define
class KnownNames:
    """Gives the code of each name in a field for names, and the variants of it to look for in free text.

    `unsearched` holds the codes of names that are too short or too common to look for.
    """

    codes: Codes
    unsearched: list[str] = attrs.field(factory=list)
    _organisations: dict[str, set[str]] = attrs.field(factory=dict)
    _variants: dict[str, tuple[str, frozenset[Variant]]] = attrs.field(factory=dict)
    _named: dict[str, set[str]] = attrs.field(factory=dict)
    _ids: set[str] = attrs.field(factory=set)
    instruments: set[Instrument] = attrs.field(factory=set)

    def organisation(self, id: str, name: str | None = None) -> str:
        """Return the code of an organisation, by its id."""
        return self.codes.code("organisation", id, name)

    def organisation_called(self, words: str) -> str:
        """Return the code of an organisation by its name: of the one with that name, else of the id made from it."""
        ids = self._organisations.get(matching_key(words), set())
        return self.organisation(min(ids) if len(ids) == 1 else slug(words), words)

    def people(self, text: str) -> str:
        """Return the codes of the people in a field for names, separated by semicolons."""
        if _is_coded(text):
            return text
        identities = [person.identity for person in people_named_in(text)] or [matching_key(text)]
        return "; ".join(self.codes.code("person", identity, text) for identity in identities)

    def respondent(self, text: str, organisation: str | None) -> str:
        """Return the code of a respondent: a person, or a part of this organisation."""
        if _is_person(text) or _is_coded(text):
            return self.people(text)
        return self.codes.code("respondent", f"{organisation or ''}\0{matching_key(text)}", text)

    def file(self, name: str) -> str:
        """Return a code in place of the name of a file, with the suffix of that name."""
        path = PurePosixPath(name.replace("\\", "/"))
        if is_code(path.stem) and path.name == name:
            return name
        return self.codes.code("file", name) + (path.suffix if _ENDING.fullmatch(path.suffix) else "")

    def learn(self, forms: Iterable[Form], authors: Iterable[str | None], more: Iterable[str]) -> None:
        """Learn the names on these forms, of the authors of remarks, and any more."""
        for form in forms:
            self._learn_form(form)
            self.instruments.add(form.instrument)
        for author in authors:
            self._learn_people(author)
        for name in more:
            code = self.codes.propose("name", matching_key(name), name)
            words = list(words_in(name))
            whole = Variant(
                tuple(word.key for word in words), "capital" if any(word.capital for word in words) else "any"
            )
            self._add(code, "name", organisation_variants(name) | ({whole} if words else frozenset()))
            self._named.setdefault(code, set()).add(name)

    @property
    def skipped(self) -> frozenset[Words]:
        """The words of the forms themselves, which name no one."""
        return frozenset[Words]().union(*map(_form_words, map(Same, self.instruments)))

    def targets(self, vocabulary: Vocabulary | None = None) -> Iterator[tuple[Variant, Target]]:
        """Yield the variants of each name with its target; with a vocabulary, by their distinctive words too."""
        skipped = self.skipped
        fine = frozenset(words for words, capital in vocabulary.fine if capital) if vocabulary else frozenset[Words]()
        self.unsearched = []
        for code, (kind, variants) in self._variants.items():
            by_word = [(name, self._by_word(name, vocabulary)) for name in sorted(self._named.get(code, ()))]
            not_searched = fine if kind == "name" else skipped | fine
            own = variants.union(*(more for _, more in by_word))
            searchable = [variant for variant in own if variant.words not in not_searched]
            ids = {variant for name, more in by_word if name in self._ids for variant in more} - variants
            if not set(searchable) - ids:
                self.unsearched.append(code)
            yield from ((variant, Target(kind, code)) for variant in searchable)

    @staticmethod
    def _by_word(name: str, vocabulary: Vocabulary | None) -> frozenset[Variant]:
        return distinctive_variants(name, vocabulary) if vocabulary else frozenset()

    def _add(self, code: str, kind: str, variants: frozenset[Variant]) -> None:
        before = self._variants.get(code, (kind, frozenset[Variant]()))[1]
        self._variants[code] = (kind, before | variants)

    def _learn_form(self, form: Form) -> None:
        for who in organisations_of(form):
            for name in self._learn("organisation", who):
                self._organisations.setdefault(matching_key(name), set()).add(str(who.id))
        self._learn("partnership", form.partnership)
        words = tuple(word.key for word in words_in(form.id))
        if len("".join(words)) >= _ID and not is_code(form.id):
            self._add(self.codes.propose("form", form.id), "form", frozenset({Variant(words)}))
        for text, person in _texts_for_people(form):
            if person == "always" or _is_person(text):
                self._learn_people(text)

    def _learn(self, kind: str, value: Organisation | Partnership) -> list[str]:
        """Learn the name and the id of an organisation or partnership, and return them; without an id, nothing."""
        if value.id is None or is_code(value.id):
            return []
        names = [text for text in (value.name, value.id) if text]
        variants = frozenset[Variant]().union(*map(organisation_variants, names))
        code = self.codes.propose(kind, value.id, names[0])
        self._add(code, kind, variants)
        self._named.setdefault(code, set()).update(names)
        self._ids |= {value.id} - {value.name}
        return names

    def _learn_people(self, text: str | None) -> None:
        for person in people_named_in(text) if text and not _is_coded(text) else ():
            self._add(self.codes.propose("person", person.identity, text), "person", person.variants)


def _is_coded(text: str) -> bool:
    """Return whether a field for names holds codes, and nothing else."""
    return all(map(is_code, text.split("; ")))


def vocabulary_of(
    names: KnownNames, texts: Iterable[str], sectors: Iterable[tuple[str, str]], fine: frozenset[tuple[Words, bool]]
) -> Vocabulary:
    """Return the words of these texts outside the names that are looked for as a whole."""
    finder = Finder(names.codes)
    finder.know((variant, target) for variant, target in names.targets() if len(variant.words) > 1)
    ordinary = shared_sectors(sectors) | {
        words[0] for words in names.skipped | {one for one, capital in fine if capital} if len(words) == 1
    }
    openers = frozenset(key for instrument in names.instruments for key in _form_openers(Same(instrument)))
    vocabulary = Vocabulary(ordinary, fine, openers)
    for text in texts:
        vocabulary.learn(text, finder.words_left(text))
    return vocabulary


def _is_person(text: str) -> bool:
    """Return whether a text that need not be a name looks like one: two or more words, first and last capitalised."""
    words = list(words_in(text))
    people: tuple[Person, ...] = people_named_in(text)
    named = all(len(person.identity.split()) > 1 for person in people)
    return bool(people) and named and words[0].capital and words[-1].capital


def _texts_for_people(form: Form) -> Iterator[tuple[str, str]]:
    """Yield the texts of a form that hold names of people, "always" or "perhaps"."""
    for part in parts_of(type(form)):
        value = getattr(form, part.name)
        rows = (form,) if part.is_single else value if isinstance(value, tuple) else (value,)
        for column in (part.field,) if part.is_single else part.columns:
            if person := column.metadata.get("person"):
                yield from ((text, person) for row in rows if (text := getattr(row, column.name)))


@functools.lru_cache(maxsize=8)
def _form_openers(same: Same) -> frozenset[str]:
    """Return the words with which sentences and labels of a form begin."""
    texts = {text for _, wording in same.instrument.wordings() for text in wording.values()}
    return frozenset(
        word.key for text in texts for word in words_in(text) if word.capital and begins_sentence(text, word.start)
    )


@functools.lru_cache(maxsize=8)
def _form_words(same: Same) -> frozenset[tuple[str, ...]]:
    """Return the words of the form itself: whole labels and spellings, and each word in them without a capital."""
    texts = [text for _, wording in same.instrument.wordings() for text in wording.values()]
    texts += [spelling for spellings in same.instrument.spellings.values() for spelling in spellings]
    keys: set[tuple[str, ...]] = set()
    for words in (list(words_in(text)) for text in texts):
        keys.add(tuple(word.key for word in words))
        keys |= {(word.key,) for word in words if not word.capital}
    return frozenset(keys)


_BROUGHT = (BroughtMotive, BroughtOtherMotive, BroughtAnswer)
_Value = TypeVar("_Value", bound=attrs.AttrsInstance)


@attrs.frozen
class TextPlace:
    """The place of a text: its form or file; within an answer, the text that was seen or a passage; and its field."""

    form: str | None
    source: int | None
    within: str
    field: str


@attrs.define
class Rewriter:
    """Puts codes in place of names, and counts the replacements in free text."""

    names: KnownNames
    finder: Finder
    voices: Mapping[str, Sequence[str]]
    replaced: Counter[tuple[TextPlace, str, str]] = attrs.field(factory=Counter)
    doubts: list[tuple[TextPlace, PossibleName]] = attrs.field(factory=list)
    answers: set[str] = attrs.field(factory=set)

    def form_id(self, id: str) -> str:
        """Return the code of a form: its id may be a digest of names that can be guessed."""
        return self.names.codes.code("form", id)

    def text(self, text: str, at: TextPlace) -> str:
        """Return free text with codes in place of names, and count these."""
        rewritten = self.finder.replaced(text)
        for (kind, code), times in rewritten.counts.items():
            self.replaced[at, kind, code] += times
        if at.within == "answer":
            self.answers.add(text)
        if at.within != "seen" or text not in self.answers:  # what was seen of an answer is a copy of it
            self.doubts += [(at, doubt) for doubt in rewritten.doubts]
        return rewritten.text

    def form(self, form: Form, key: str) -> Form:
        """Return a form with codes in place of names; `key` is its key in the data set."""
        return attrs.evolve(form, **_FormRewriter(self, form, key).changes())


@attrs.define
class _FormRewriter:
    """Rewrites one form."""

    rewriter: Rewriter
    old: Form
    key: str

    def changes(self) -> dict[str, Any]:  # Any: the values of a form's fields
        changes: dict[str, Any] = {"id": self.rewriter.form_id(self.old.id)}  # Any: as above
        for field in attrs.fields(type(self.old)):
            value = getattr(self.old, field.name)
            if field.name == "answers":
                changes["answers"] = {id: self._text(text, f"answers.{id}") for id, text in value.items()}
            elif field.name == "respondent" and value is not None:
                changes["respondent"] = self.rewriter.names.respondent(value, self._own)
            elif isinstance(value, str) and field.metadata.get("text"):
                changes[field.name] = self._text(value, field.name)
            elif isinstance(value, tuple):
                changes[field.name] = tuple(self._row(row, field.name, at) for at, row in enumerate(value, 1))
            elif isinstance(value, Organisation | Partnership) or field.name in ("invitation", "study"):
                changes[field.name] = self._row(value, field.name)
        return changes

    @property
    def _own(self) -> str | None:
        return self.old.organisation.id if isinstance(self.old, OrganisationForm) else None

    def _text(self, text: str, field: str) -> str:
        return self.rewriter.text(text, TextPlace(self.key, None, "answer", field))

    def _row(self, row: _Value, table: str, number: int = 0) -> _Value:
        """Rewrite a row of a form, or a value that it holds."""
        changes: dict[str, Any] = {}  # Any: the values of its fields
        for field in attrs.fields(type(row)):
            value = getattr(row, field.name)
            if value is not None and (field.metadata.get("text") or field.name == "id"):
                changes[field.name] = self._value(row, field, value, self._id(row, table, number, field.name))
        return attrs.evolve(row, **changes)  # type: ignore[misc]  # mypy wants one class, and rows are of any

    def _id(self, row: _Value, table: str, number: int, column: str) -> str:
        """Return the id of a field of a row."""
        part = PARTS[table]
        key = getattr(row, part.key) if part.key else ""
        if part.kind is Kind.BY_MOTIVE:
            return str(FieldId(part=table, key=key, column=column))
        if part.kind is Kind.BY_QUESTION:
            number = sum(getattr(other, part.key) == key for other in getattr(self.old, table)[:number])
        return str(FieldId(part=table, key=key, row=number, column=column))

    def _value(self, row: object, column: attrs.Attribute[str], value: str, field: str) -> str:
        """Return the new value of a field of a row."""
        names, name = self.rewriter.names, column.name
        if isinstance(row, Organisation) and name in ("id", "name"):
            return names.organisation(row.id or value, row.name)
        if isinstance(row, Partnership):
            return names.codes.code("partnership", row.id or value, row.name)
        if column.metadata.get("person"):
            return names.people(value)
        if name.endswith("organisation"):
            return self._organisation(value)
        if name.endswith("motive") and value in {motive.id for motive in self.old.instrument.motives}:
            return value
        if isinstance(row, _BROUGHT):
            value = self._without_voices(value, row.organisation or self._own)
        return self._text(value, field)

    def _organisation(self, words: str) -> str:
        """Return the code of a partner of this form by its id, or of an organisation by its name."""
        partners = self.old.organisations if isinstance(self.old, AlignmentForm) else ()
        if words in {partner.id for partner in partners}:
            return self.rewriter.names.organisation(words)
        return self.rewriter.names.organisation_called(words)

    def _without_voices(self, text: str, organisation: str | None) -> str:
        """Put codes in place of respondents whom somebody wrote before the lines of a text by several voices."""
        lines = []
        for line in text.split("\n"):
            voice, colon, rest = line.partition(": ")
            is_voice = colon and voice in self.rewriter.voices.get(organisation or "", ())
            lines.append(self.rewriter.names.respondent(voice, organisation) + colon + rest if is_voice else line)
        return "\n".join(lines)
