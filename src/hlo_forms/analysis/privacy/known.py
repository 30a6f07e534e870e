"""The names in a data set, each with its code, and the variants to look for in free text."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import attrs

from ...basics.text import matching_key, slug
from ...forms import CommitmentForm, Form, OrganisationForm, organisations_of
from ...instrument.model import Instrument
from ...research.privacy.codes import Codes
from ...research.privacy.names import Person, Variant, of_organisation, people_in, words_in
from .finder import Finder, Target


@attrs.define
class KnownNames:
    """Gives the code of each name in a field for names, and the variants of it to look for in free text.

    `unsearched` holds the codes of names that are too short or too common to look for.
    """

    codes: Codes
    unsearched: list[str] = attrs.field(factory=list)
    _organisations: dict[str, set[str]] = attrs.field(factory=dict)
    _variants: dict[str, tuple[str, frozenset[Variant]]] = attrs.field(factory=dict)

    def organisation(self, id: str, name: str | None = None) -> str:
        """Return the code of an organisation, by its id."""
        return self.codes.code("organisation", id, name)

    def partnership(self, id: str, name: str | None = None) -> str:
        """Return the code of a partnership, by its id."""
        return self.codes.code("partnership", id, name)

    def organisation_called(self, words: str) -> str:
        """Return the code of an organisation by its name: of the one with that name, else of the id made from it."""
        ids = self._organisations.get(matching_key(words), set())
        return self.organisation(min(ids) if len(ids) == 1 else slug(words), words)

    def people(self, text: str) -> str:
        """Return the codes of the people in a field for names, separated by semicolons."""
        identities = [person.identity for person in people_in(text)] or [matching_key(text)]
        return "; ".join(self.codes.code("person", identity, text) for identity in identities)

    def respondent(self, text: str, organisation: str | None) -> str:
        """Return the code of a respondent: a person, or a part of this organisation."""
        if _is_person(text):
            return self.people(text)
        return self.codes.code("respondent", f"{organisation or ''}\0{matching_key(text)}", text)

    def learn(self, forms: Iterable[Form], authors: Iterable[str | None], more: Iterable[str], finder: Finder) -> None:
        """Learn the names on these forms, of the authors of remarks, and any more, and make a finder look for them."""
        instruments = set()
        for form in forms:
            self._learn_form(form)
            instruments.add(form.instrument)
        for author in authors:
            self._learn_people(author)
        for name in more:
            self._add(self.codes.code("name", matching_key(name), name), "name", of_organisation(name))
        finder.know(self._targets(frozenset[tuple[str, ...]]().union(*map(_form_words, instruments))))

    def _targets(self, skipped: frozenset[tuple[str, ...]]) -> Iterator[tuple[Variant, Target]]:
        for code, (kind, variants) in self._variants.items():
            searchable = [variant for variant in variants if variant.words not in skipped]
            if not searchable:
                self.unsearched.append(code)
            yield from ((variant, Target(kind, code)) for variant in searchable)

    def _add(self, code: str, kind: str, variants: frozenset[Variant]) -> None:
        before = self._variants.get(code, (kind, frozenset[Variant]()))[1]
        self._variants[code] = (kind, before | variants)

    def _learn_form(self, form: Form) -> None:
        for who in organisations_of(form):
            self._learn_organisation(who.id, who.name)
        if (id := form.partnership.id) is not None:
            names = [name for name in (form.partnership.name, id) if name]
            self._add(self.partnership(id, names[0]), "partnership", _variants_of(names))
        for person in form.participants:
            self._learn_people(person.name)
        for contact in (form.invitation.sender, form.invitation.return_to):
            self._learn_people(contact)
        if isinstance(form, OrganisationForm) and form.respondent and _is_person(form.respondent):
            self._learn_people(form.respondent)
        for row in form.agreements if isinstance(form, CommitmentForm) else ():
            if row.who and _is_person(row.who):
                self._learn_people(row.who)

    def _learn_organisation(self, id: str | None, name: str | None) -> None:
        if id is None:
            return
        names = [text for text in (name, id) if text]
        self._add(self.organisation(id, names[0]), "organisation", _variants_of(names))
        for text in names:
            self._organisations.setdefault(matching_key(text), set()).add(id)

    def _learn_people(self, text: str | None) -> None:
        for person in people_in(text) if text else ():
            self._add(self.codes.code("person", person.identity, text), "person", person.variants)


def _variants_of(names: Iterable[str]) -> frozenset[Variant]:
    return frozenset(variant for name in names for variant in of_organisation(name))


def _is_person(text: str) -> bool:
    """Return whether a text that need not be a name looks like one: two or more words, first and last capitalised."""
    words = list(words_in(text))
    people: tuple[Person, ...] = people_in(text)
    named = all(len(person.identity.split()) > 1 for person in people)
    return bool(people) and named and words[0].capital and words[-1].capital


@functools.lru_cache(maxsize=8)
def _form_words(instrument: Instrument) -> frozenset[tuple[str, ...]]:
    """Return the words of the form itself: whole labels and spellings, and each word in them without a capital."""
    texts = [text for _, wording in instrument.wordings() for text in wording.values()]
    texts += [spelling for spellings in instrument.spellings.values() for spelling in spellings]
    keys: set[tuple[str, ...]] = set()
    for words in (list(words_in(text)) for text in texts):
        keys.add(tuple(word.key for word in words))
        keys |= {(word.key,) for word in words if not word.capital}
    return frozenset(keys)
