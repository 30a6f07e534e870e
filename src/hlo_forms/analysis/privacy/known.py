"""The names that a data set holds, each with its code, and where they are looked for."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

import attrs

from ...forms import CommitmentForm, Form, OrganisationForm, organisations_of
from ...instrument import Instrument
from ...text import matching_key, slug
from .finder import Finder, Target
from .keyed import Codes
from .variants import Person, Variant, of_organisation, people_in, words_in


@attrs.define
class KnownNames:
    """Gives the code of each name in a field for names, and knows what to look for in free text.

    `unsearched` are the codes of names that are too short or too common to be looked for.
    """

    codes: Codes
    unsearched: list[str] = attrs.field(factory=list)
    _organisations: dict[str, set[str]] = attrs.field(factory=dict)
    _variants: dict[str, tuple[str, frozenset[Variant]]] = attrs.field(factory=dict)

    def organisation(self, id: str, name: str | None = None) -> str:
        """The code of an organisation, by its id."""
        return self.codes.code("organisation", id, name)

    def partnership(self, id: str, name: str | None = None) -> str:
        """The code of a partnership, by its id."""
        return self.codes.code("partnership", id, name)

    def organisation_called(self, words: str) -> str:
        """The code of an organisation by what it is called: one that is known, or the one that would have that name."""
        known = self._organisations.get(matching_key(words), set())
        return self.organisation(min(known) if len(known) == 1 else slug(words), words)

    def people(self, text: str) -> str:
        """The codes of the people in a field for names, parted by semicolons."""
        found = people_in(text)
        if not found:
            return self.codes.code("person", matching_key(text), text)
        return "; ".join(self.codes.code("person", person.identity, text) for person in found)

    def respondent(self, text: str, organisation: str | None) -> str:
        """The code of whose voice a form is: a person, or a part of this organisation."""
        if _is_person(text):
            return self.people(text)
        return self.codes.code("respondent", f"{organisation or ''}\0{matching_key(text)}", text)

    def learn(self, forms: Iterable[Form], authors: Iterable[str | None], more: Iterable[str], finder: Finder) -> None:
        """Take the names on these forms, of the authors of remarks, and any more, and make a finder look for them."""
        instruments = set()
        for form in forms:
            self._learn(form)
            instruments.add(form.instrument)
        for author in authors:
            self._learn_people(author)
        for name in more:
            self._know(self.codes.code("name", matching_key(name), name), "name", of_organisation(name))
        finder.know(self._wanted(frozenset[tuple[str, ...]]().union(*map(_ordinary, instruments))))

    def _wanted(self, skipped: frozenset[tuple[str, ...]]) -> Iterator[tuple[Variant, Target]]:
        for code, (kind, variants) in self._variants.items():
            wanted = [variant for variant in variants if variant.words not in skipped]
            if not wanted:
                self.unsearched.append(code)
            yield from ((variant, Target(kind, code)) for variant in wanted)

    def _know(self, code: str, kind: str, variants: frozenset[Variant]) -> None:
        before = self._variants.get(code, (kind, frozenset[Variant]()))[1]
        self._variants[code] = (kind, before | variants)

    def _learn(self, form: Form) -> None:
        for who in organisations_of(form):
            self._learn_organisation(who.id, who.name)
        if (id := form.partnership.id) is not None:
            names = [name for name in (form.partnership.name, id) if name]
            self._know(self.partnership(id, names[0]), "partnership", _all(names))
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
        names = [known for known in (name, id) if known]
        self._know(self.organisation(id, names[0]), "organisation", _all(names))
        for known in names:
            self._organisations.setdefault(matching_key(known), set()).add(id)

    def _learn_people(self, text: str | None) -> None:
        for person in people_in(text) if text else ():
            self._know(self.codes.code("person", person.identity, text), "person", person.variants)


def _all(names: Iterable[str]) -> frozenset[Variant]:
    return frozenset(variant for name in names for variant in of_organisation(name))


def _is_person(text: str) -> bool:
    """Does a text that need not be a name look like one: two words or more, the first and last with a capital?"""
    words = list(words_in(text))
    people: tuple[Person, ...] = people_in(text)
    named = all(len(person.identity.split()) > 1 for person in people)
    return bool(people) and named and words[0].capital and words[-1].capital


@functools.lru_cache(maxsize=8)
def _ordinary(instrument: Instrument) -> frozenset[tuple[str, ...]]:
    """What forms say themselves: whole labels and spellings, and words that stand in them without a capital."""
    texts = [text for _, wording in instrument.wordings() for text in wording.values()]
    texts += [spelling for spellings in instrument.spellings.values() for spelling in spellings]
    found: set[tuple[str, ...]] = set()
    for words in (list(words_in(text)) for text in texts):
        found.add(tuple(word.key for word in words))
        found |= {(word.key,) for word in words if not word.capital}
    return frozenset(found)
