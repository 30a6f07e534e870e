"""Invented partnerships, to try things on: believable forms of every phase and round, the same for the same seed.

Nothing in them exists. Some organisations take part in two partnerships, some send forms of two voices, some
leave a form blank or never send it, and some answers contradict themselves, as happens.

    from hlo_forms import examples

    for form in examples.forms(partnerships=200, seed=1): ...
    examples.write_documents("forms", partnerships=20)
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeAlias

import attrs

from ..basics.arguments import must_be, one_among, path_of, several
from ..basics.messages import Catalogue
from ..basics.text import slug
from ..forms import AlignmentForm, CommitmentForm, Form, OrganisationForm, PreparationForm
from ..forms.answers import RELATION_KINDS, Agreement, DeclaredRelation, MotiveAnswer, OtherMotive, OwnAnswer, Realised
from ..forms.people import Invitation, Organisation, Participant, Partnership
from ..forms.renewal import renew
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument

__all__ = ["documents", "forms", "write_documents"]

_COUNTS = {"practice_partner": (1, 1, 2, 2, 3), "programme": (1, 1, 1, 2)}
_SHARED = 0.3
_SEVERAL_VOICES = 0.1


@attrs.define
class Member:
    """An organisation, how much likelier each motive is for it, its voices, and the last form of each voice."""

    organisation: Organisation
    leaning: float
    voices: tuple[str | None, ...]
    last: dict[str | None, PreparationForm] = attrs.field(factory=dict)


def members_of(chance: Random, words: InventedWords, index: int, seed: int) -> tuple[Member, ...]:
    """Return the organisations of a partnership: at least one of every type, no two with the same name."""
    members: dict[str | None, Member] = {}
    for type, counts in _COUNTS.items():
        for number in range(chance.choice(counts)):
            home = index // 2 * 2 if type == "programme" and chance.random() < _SHARED else index
            member = _member(words, type, home, number, seed)
            members.setdefault(member.organisation.name, member)
    return tuple(members.values())


def _member(words: InventedWords, type: str, home: int, number: int, seed: int) -> Member:
    """Return an organisation, the same one for the same home (the partnership it was invented for) and number."""
    own = Random(f"{seed}/{home}/{type}/{number}")  # noqa: S311 - invented data, not secrets
    texts: dict[str, Any] = words.organisation(own, type)  # Any: the values of fields
    organisation = Organisation(type=type, id=f"{type}-{home + 1}-{number + 1}", **texts)
    voices: tuple[str | None, ...] = (None,)
    if own.random() < _SEVERAL_VOICES:
        place = words.place(own)
        voices = tuple(words.one(own, "voices", place, number) for number in (0, 1))
    return Member(organisation, own.uniform(-0.2, 0.2), voices)


Table: TypeAlias = dict[str, Any]  # Any: what the TOML file holds, and fields of several kinds
_USUAL = 0.4
TEXTS = Catalogue("examples")


@attrs.frozen
class InventedWords:
    """Texts in one language, from which chance chooses."""

    language: str
    table: Mapping[str, Any] = attrs.field(repr=False)  # Any: as above

    @classmethod
    def of(cls, language: str) -> InventedWords:
        return cls(language, TEXTS.content)

    def one(self, chance: Random, key: str, place: str, number: int | None = None) -> str:
        """Return one of the texts under a key ("sender.name"), or the one with this number."""
        entry: Any = self.table  # Any: what the TOML file holds
        for step in key.split("."):
            entry = entry[step]
        wordings = entry if isinstance(entry, list) else [entry]
        return self._text(chance, wordings[number] if number is not None else chance.choice(wordings), place)

    def _text(self, chance: Random, wording: Table, place: str) -> str:
        numbers = {"few": chance.randint(2, 9), "many": chance.randint(10, 60), "years": chance.randint(2, 4)}
        names = {"first": chance.choice(self.table["first_names"]), "last": chance.choice(self.table["last_names"])}
        text: str = wording[self.language]
        return text.format(place=place, year="{year}", **numbers, **names)

    def place(self, chance: Random) -> str:
        name: str = chance.choice(self.table["places"])
        return name

    def person(self, chance: Random) -> str:
        return f"{chance.choice(self.table['first_names'])} {chance.choice(self.table['last_names'])}"

    def organisation(self, chance: Random, type: str) -> dict[str, str]:
        """Return the name of an organisation of this type, with its sector and ownership if it has them."""
        entry: Table = chance.choice([entry for entry in self.table["organisations"] if entry["type"] == type])
        place = self.place(chance)
        texts = {key: self._text(chance, entry[key], place) for key in ("name", "sector") if key in entry}
        return texts | ({"ownership": entry["ownership"]} if "ownership" in entry else {})

    def row(self, chance: Random, key: str, place: str) -> dict[str, str]:
        """Return one of the rows under a key, with its texts by field."""
        wordings: Table = chance.choice(self.table[key])
        return {field: self._text(chance, wording, place) for field, wording in wordings.items()}

    def chance_of(self, type: str, motive: str) -> float:
        """Return the chance that organisations of this type have a motive, 0 to 1."""
        probability: float = self.table["chance"].get(type, {}).get(motive, _USUAL)
        return probability

    def about(self, chance: Random, key: str, id: str, place: str) -> str:
        """Return one of the "outcomes" of a motive or "answers" to a question, or an answer that fits any."""
        wordings = self.table[key].get(id) or self.table["answers"]["any"]
        return self._text(chance, chance.choice(wordings), place)


__all__ = ["documents", "forms", "write_documents"]
REALISED: tuple[Realised | None, ...] = ("yes", "partly", "partly", "no", "too_early", None)


def forms(
    partnerships: int = 20,
    *,
    rounds: Sequence[str] = ("2025", "2026"),
    languages: Sequence[str] = ("nl", "en"),
    seed: int = 0,
) -> Iterator[Form]:
    """Return the forms that invented partnerships sent in, partnership by partnership and round by round.

    A partnership uses one of `languages`. The first partnerships are the same however many there are; each is
    made only when it is needed, so that any number fits in memory. Raises `InvalidValueError` for a language that
    the built-in instrument does not have.

    >>> sample = list(forms(partnerships=5, rounds=["2026"], seed=1))
    >>> sorted({form.phase for form in sample})
    ['alignment', 'commitment', 'preparation']
    >>> sample == list(forms(partnerships=5, rounds=["2026"], seed=1))
    True
    """
    return (form for _, form in _forms_with_language(partnerships, rounds, languages, seed))


def documents(
    partnerships: int = 20,
    *,
    rounds: Sequence[str] = ("2025", "2026"),
    languages: Sequence[str] = ("nl", "en"),
    seed: int = 0,
) -> Iterator[tuple[str, bytes]]:
    """Return the same forms as Word documents: pairs of a name ("wijkzorg-beekdal-1/2026/…docx") and bytes.

    >>> name, data = next(documents(partnerships=1, seed=1))
    >>> name.endswith(".docx"), data[:2]
    (True, b'PK')
    """
    from ..word.writer.template import render

    for language, form in _forms_with_language(partnerships, rounds, languages, seed):
        yield _file_name(form, language), render(form, language=language)


def write_documents(
    folder: str | os.PathLike[str],
    partnerships: int = 20,
    *,
    rounds: Sequence[str] = ("2025", "2026"),
    languages: Sequence[str] = ("nl", "en"),
    seed: int = 0,
) -> tuple[Path, ...]:
    """Write these documents in a folder of their own and return their paths; raise `FileExistsError` if one is there.

    >>> import tempfile
    >>> paths = write_documents(tempfile.mkdtemp(), partnerships=1, rounds=["2026"])
    >>> all(path.exists() for path in paths)
    True
    """
    paths = []
    for name, data in documents(partnerships, rounds=rounds, languages=languages, seed=seed):
        path = path_of("folder", folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(data)
        paths.append(path)
    return tuple(paths)


def _file_name(form: Form, language: str) -> str:
    instrument = form.instrument
    who = instrument.word("file.together", language)
    if isinstance(form, OrganisationForm):
        who = "-".join(filter(None, [form.organisation.id, slug(form.respondent) if form.respondent else ""]))
    phase = f"{instrument.word('file.phase', language)}{instrument.phase(form.phase).number}"
    return f"{form.partnership.id}/{form.round}/{phase}-{who}.docx"


def _forms_with_language(
    partnerships: int, rounds: Sequence[str], languages: Sequence[str], seed: int
) -> Iterator[tuple[str, Form]]:
    """Yield each form with the language of its partnership."""
    must_be("partnerships", partnerships, int, "a number of partnerships")
    for round in several("rounds", rounds, str, "a list of rounds"):
        must_be("rounds", round, str, "a list of rounds")
    languages = several("languages", languages, str, "a list of languages")
    for language in languages or ("",):
        one_among("languages", language, load_instrument().languages)
    for index in range(partnerships):
        chance = Random(f"{seed}/{index}")  # noqa: S311 - invented data, not secrets
        language = languages[chance.randrange(len(languages))]
        partnership = _Partnership.invent(chance, InventedWords.of(language), index, seed)
        yield from ((language, form) for form in partnership.forms(rounds))


@attrs.define
class _Partnership:
    """A partnership that goes through the phases, round after round."""

    chance: Random
    words: InventedWords
    value: Partnership
    place: str
    members: tuple[Member, ...]
    instrument: Instrument = attrs.field(factory=load_instrument)

    @classmethod
    def invent(cls, chance: Random, words: InventedWords, index: int, seed: int) -> _Partnership:
        place = words.place(chance)
        name = words.one(chance, "partnership", place)
        value = Partnership(name, id=f"{slug(name)[:40]}-{index + 1}")
        return cls(chance, words, value, place, members_of(chance, words, index, seed))

    def forms(self, rounds: Sequence[str]) -> Iterator[Form]:
        for round in rounds:
            first = [form for member in self.members for form in self._preparation(member, round)]
            yield from first
            respondents = {form.organisation.id for form in first if form.touched}
            if len(respondents) > 1 and self.chance.random() < 0.9:
                yield self._alignment(round)
                yield from (self._commitment(member, round) for member in self.members if self.chance.random() < 0.6)

    def _common(self, round: str) -> Table:
        invitation = Invitation(
            sender=self._text("sender.name"), return_by=self._text("sender.return_by").replace("{year}", round)
        )
        return {"partnership": self.value, "round": round, "invitation": invitation}

    def _text(self, key: str) -> str:
        return self.words.one(self.chance, key, self.place)

    def _about(self, key: str, id: str) -> str:
        return self.words.about(self.chance, key, id, self.place)

    def _people(self, organisation: str | None = None) -> list[Participant]:
        count = self.chance.choice([1, 2, 2, 3])
        return [
            Participant(self.words.person(self.chance), self._text("roles"), organisation=organisation)
            for _ in range(count)
        ]

    # phase 1

    def _preparation(self, member: Member, round: str) -> Iterator[PreparationForm]:
        for voice in member.voices:
            fate = self.chance.random()
            if fate < 0.1:  # never sent
                continue
            form = self._blank(member, voice, round)
            if fate > 0.14:  # else sent back as it was
                form = self._fill(form, member)
                member.last[voice] = form
            yield form

    def _blank(self, member: Member, voice: str | None, round: str) -> PreparationForm:
        last = member.last.get(voice)
        form = renew(last, round=round) if last else PreparationForm(organisation=member.organisation, respondent=voice)
        changes: Table = {"id": None, **self._common(round)}
        return attrs.evolve(form, **changes)

    def _fill(self, form: PreparationForm, member: Member) -> PreparationForm:
        last = member.last.get(form.respondent)
        changes: Table = {
            "participants": self._people(),
            "motives": [self._motive(motive.id, member, last) for motive in form.offered],
            "answers": self._answers(form.phase, 0.7),
            "other_motives": [
                OtherMotive(**self.words.row(self.chance, "other_motives", self.place))
                for _ in range(self.chance.choice([0, 0, 0, 1, 1, 2]))
            ],
            "previous": [attrs.evolve(row, realised=self.chance.choice(REALISED)) for row in form.previous],
        }
        return attrs.evolve(form, **changes)

    def _motive(self, motive: str, member: Member, last: PreparationForm | None) -> MotiveAnswer:
        likely = self.words.chance_of(member.organisation.type or "", motive) + member.leaning
        ticked = self.chance.random() < likely
        before = last.answer(motive) if last else None
        if before is not None and self.chance.random() < 0.75:  # most motives stay
            ticked = bool(before.ticked)
        outcome = self._about("outcomes", motive) if self.chance.random() < 0.75 else None
        odd = self.chance.random()
        if odd < 0.01:
            return MotiveAnswer(motive, ticked=None, outcome=outcome)
        if odd < 0.03:  # an outcome, and no tick
            return MotiveAnswer(motive, outcome=outcome)
        if not ticked:
            return MotiveAnswer(motive, outcome=self._text("not_applicable") if odd > 0.98 else None)
        return MotiveAnswer(motive, ticked=True, outcome=outcome)

    def _answers(self, phase: str, share: float) -> dict[str, str]:
        ids = [question.id for question in self.instrument.questions_of(phase) if question.answered_by != "each"]
        return {id: self._about("answers", id) for id in ids if self.chance.random() < share}

    # phases 2 and 3

    def _alignment(self, round: str) -> AlignmentForm:
        partners = [member.organisation for member in self.members]
        ids = [question.id for question in self.instrument.questions_of("alignment") if question.answered_by == "each"]
        own = [
            OwnAnswer(question=id, organisation=partner.id, text=self._about("answers", id))
            for id in ids
            for partner in partners
            if self.chance.random() < 0.7
        ]
        return AlignmentForm(
            organisations=partners,
            participants=[person for partner in partners for person in self._people(partner.id)],
            relations=[self._relation(partners) for _ in range(self.chance.choice([0, 1, 1, 2, 3]))],
            own_answers=own,
            answers=self._answers("alignment", 0.85),
            **self._common(round),
        )

    def _relation(self, partners: list[Organisation]) -> DeclaredRelation:
        first, second = self.chance.sample(partners, 2)
        one, other = (self.chance.choice(self.instrument.offered(who.type or "")).id for who in (first, second))
        return DeclaredRelation(
            first_organisation=first.id,
            first_motive=one,
            kind=self.chance.choice([RELATION_KINDS[0], *RELATION_KINDS]),
            second_organisation=second.id,
            second_motive=other,
            note=self._text("notes") if self.chance.random() < 0.4 else None,
        )

    def _commitment(self, member: Member, round: str) -> CommitmentForm:
        count = self.chance.choice([0, 1, 2, 3])
        people, answers = self._people(), self._answers("commitment", 0.5)
        agreements = [Agreement(**self.words.row(self.chance, "agreements", self.place)) for _ in range(count)]
        return CommitmentForm(
            organisation=member.organisation,
            participants=people,
            answers=answers,
            agreements=agreements,
            shared_agreements=agreements[:1] if count > 1 else [],
            **self._common(round),
        )
