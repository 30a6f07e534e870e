"""Awkward forms by number: the same ones on every machine, with every version of Python and of Hypothesis.

What Hypothesis draws depends on its version and on the constants in the code around it (see `strategies.forms`, which
has the same kinds of forms and is what properties are tried on).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import attrs

import hlo_forms as hlo
from hlo_forms.forms import OWNERSHIPS, REALISED, RELATION_KINDS, RESEARCH
from hlo_forms.forms.answers import OF_FORMS
from strategies import FIXED, INSTRUMENT, TYPES, apart

Value = TypeVar("Value")
CHARACTERS = (*"\t\n\r\x85\u2028\u2029\xa0\xad\u2011 ", "a", "Z", "7", "é")
PLANES = ((0x20, 0x7E), (0xA0, 0x2FF), (0x300, 0x3000), (0x3001, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
RELATION = ("first_organisation", "first_motive", "second_organisation", "second_motive")


def awkward_forms(count: int, seed: int = 0) -> list[hlo.Form]:
    """So many forms, each of its seed and number alone; every phase in turn."""
    every = (random.Random(f"{seed}/{number}") for number in range(count))  # noqa: S311 - repeatable on purpose
    return [_Drawer(chance).form(number) for number, chance in enumerate(every)]


@attrs.frozen
class _Drawer:
    """Draws the parts of a form."""

    chance: random.Random

    def form(self, number: int) -> hlo.Form:
        kinds: tuple[Callable[[], hlo.Form], ...] = (self.preparation, self.alignment, self.commitment)
        return kinds[number % len(kinds)]()

    # ---- values

    def one(self, values: Sequence[Value]) -> Value:
        return values[self.chance.randrange(len(values))]

    def maybe(self, make: Callable[[], Value]) -> Value | None:
        return make() if self.chance.random() < 0.75 else None

    def rows(self, make: Callable[[], Value], most: int = 3) -> list[Value]:
        return [make() for _ in range(self.chance.randrange(most + 1))]

    def typed(self) -> str:
        return "".join(self.character() for _ in range(self.chance.randrange(21)))

    def character(self) -> str:
        first, last = self.one(PLANES)
        return chr(self.chance.randint(first, last)) if self.chance.random() < 0.7 else self.one(CHARACTERS)

    def text(self) -> str:
        if self.chance.random() < 0.005:
            return (self.one(("woord ", "x", "é\n", "&<")) * 20_000)[:20_000]
        fixed = self.one(FIXED)
        return self.one((fixed, fixed, self.typed(), f"{fixed} {self.typed()}"))

    def named(self, kind: Any, **fields: Any) -> Any:  # Any: Organisation or Partnership, and what it takes
        id = self.maybe(lambda: self.one("AZaz09") + "".join(self.one("aZ0._-") for _ in range(6)))
        return kind(self.maybe(self.text), id=id, **fields) if id else kind(self.maybe(self.text), **fields)

    def texts_of(self, kind: Any, *names: str) -> Any:  # Any: an attrs class of texts, and one of its values
        return kind(**{name: self.maybe(self.text) for name in names})

    def organisation(self, type: str | None = None) -> hlo.Organisation:
        organisation: hlo.Organisation = self.named(
            hlo.Organisation,
            type=type or self.maybe(lambda: self.one(TYPES)),
            sector=self.maybe(self.text),
            ownership=self.maybe(lambda: self.one(OWNERSHIPS)),
        )
        return organisation

    # ---- forms

    def common(self, phase: str) -> dict[str, Any]:  # Any: fields of several kinds
        asked = [q.id for q in INSTRUMENT.questions_of(phase) if q.answered_by != "each"]
        return {
            "partnership": self.named(hlo.Partnership),
            "round": self.maybe(self.text),
            "invitation": self.texts_of(hlo.Invitation, "sender", "return_to", "return_by"),
            "asks_research": self.one((True, False)),
            "research": self.maybe(lambda: self.one(RESEARCH)),
            "answers": {question: self.text() for question in asked if self.chance.random() < 0.6},
        }

    def person(self) -> hlo.Participant:
        person: hlo.Participant = self.texts_of(hlo.Participant, "name", "role")
        return person

    def preparation(self) -> hlo.PreparationForm:
        kind = self.one(TYPES)
        offered = [motive.id for motive in INSTRUMENT.offered(kind) if self.chance.random() < 0.6]
        motives = [
            hlo.MotiveAnswer(motive, ticked=self.one((True, True, False, None)), outcome=self.maybe(self.text))
            for motive in offered
        ]
        before = self.round_before(offered) if self.chance.random() < 0.5 else {}
        return hlo.PreparationForm(
            **self.common("preparation"),
            **before,
            organisation=self.organisation(kind),
            respondent=self.maybe(self.text),
            participants=self.rows(self.person),
            motives=motives,
            other_motives=self.rows(lambda: self.texts_of(hlo.OtherMotive, "text", "outcome"), most=8),
        )

    def round_before(self, motives: list[str]) -> dict[str, Any]:  # Any: fields of several kinds
        def said() -> dict[str, Any]:  # Any: fields of several kinds
            realised = self.maybe(lambda: self.one(REALISED))
            return {"outcome": self.maybe(self.text), "realised": realised, "doubtful": self.one((True, False))}

        return {
            "previous_round": self.maybe(self.text),
            "corrected": self.maybe(self.text),
            "previous": [hlo.PreviousMotive(m, ticked=self.one((True, False, None)), **said()) for m in motives],
            "previous_other": self.rows(lambda: hlo.PreviousOtherMotive(self.maybe(self.text), **said())),
        }

    def commitment(self) -> hlo.CommitmentForm:
        brought = self.brought([None], "meeting_answers", "alignment") if self.chance.random() < 0.6 else {}
        if brought:
            brought["meeting_relations"] = self.rows(lambda: self.relation(hlo.BroughtRelation, self.text))
        return hlo.CommitmentForm(
            **self.common("commitment"),
            **brought,
            organisation=self.organisation(),
            respondent=self.maybe(self.text),
            participants=self.rows(self.person),
            agreements=self.rows(lambda: self.texts_of(hlo.Agreement, "what", "who", "when"), most=6),
            **(self.agreed_before() if self.chance.random() < 0.5 else {}),
        )

    def agreed_before(self) -> dict[str, Any]:  # Any: fields of several kinds
        columns = ("what", "who", "when", "result")

        def own() -> hlo.PreviousAgreement:
            return attrs.evolve(self.texts_of(hlo.PreviousAgreement, *columns), doubtful=self.one((True, False)))

        told = self.rows(lambda: self.texts_of(hlo.PartnerAgreement, "organisation", *columns))
        return {
            "previous_round": self.maybe(self.text),
            "corrected": self.maybe(self.text),
            "previous_agreements": self.rows(own),
            "previous_shared_agreements": self.rows(own),
            "partner_agreements": told,
        }

    def said_before(self, who: Callable[[], str]) -> dict[str, Any]:  # Any: as above
        asked = [q.id for q in INSTRUMENT.questions_of("alignment") if q.answered_by != "each"]

        def answer() -> hlo.PreviousAnswer:
            words = {name: self.maybe(self.text) for name in ("text", "now")}
            return hlo.PreviousAnswer(question=self.one(asked), **words, doubtful=self.one((True, False)))

        return {
            "previous_round": self.maybe(self.text),
            "corrected": self.maybe(self.text),
            "previous_answers": self.rows(answer),
            "previous_relations": self.rows(lambda: self.relation(hlo.PreviousRelation, who)),
        }

    def alignment(self) -> hlo.AlignmentForm:
        partners = apart(self.rows(self.organisation, most=4))
        voices = [text for partner in partners for text in (partner.id, partner.name) if text]
        ids = [partner.id for partner in partners if partner.id]

        def who() -> str:
            return self.one(voices) if voices and self.chance.random() < 0.5 else self.text()

        brought = self.brought(ids, "brought_answers", "preparation") if ids and self.chance.random() < 0.6 else {}
        own = [q.id for q in INSTRUMENT.questions_of("alignment") if q.answered_by == "each"]
        return hlo.AlignmentForm(
            **self.common("alignment"),
            **brought,
            **(self.said_before(who) if self.chance.random() < 0.5 else {}),
            marked=bool(brought) and self.one((True, False)),
            organisations=partners,
            participants=self.rows(lambda: attrs.evolve(self.person(), organisation=self.maybe(who))),
            relations=self.rows(lambda: self.relation(hlo.DeclaredRelation, who)),
            own_answers=self.rows(
                lambda: hlo.OwnAnswer(question=self.one(own), organisation=self.maybe(who), text=self.maybe(self.text)),
                most=4,
            ),
        )

    def relation(self, kind: Any, who: Callable[[], str]) -> Any:  # Any: a class of relations, and one of its values
        labels = [text for motive in INSTRUMENT.motives for text in (motive.id, *motive.label.values())]

        def what() -> str:
            return self.one(labels) if self.chance.random() < 0.5 else self.text()

        sides = {name: self.maybe(who if name.endswith("organisation") else what) for name in RELATION}
        return kind(**sides, kind=self.maybe(lambda: self.one(RELATION_KINDS)), note=self.maybe(self.text))

    def brought(
        self, partners: Sequence[str | None], answers: str, phase: str
    ) -> dict[str, Any]:  # Any: fields of several kinds
        asked, truths = [question.id for question in INSTRUMENT.questions_of(phase)], (True, False)
        sides = [(motive.id, who) for motive in INSTRUMENT.motives for who in partners]
        motives = [
            hlo.BroughtMotive(
                organisation=who,
                motive=motive,
                status=self.one(list(OF_FORMS)),
                outcome=self.maybe(self.text),
                doubtful=self.one(truths),
            )
            for motive, who in self.chance.sample(sides, min(len(sides), self.chance.randrange(9)))
        ]

        def other() -> hlo.BroughtOtherMotive:
            words = {name: self.maybe(self.text) for name in ("text", "outcome")}
            return hlo.BroughtOtherMotive(organisation=self.one(partners), **words, doubtful=self.one(truths))

        def answer() -> hlo.BroughtAnswer:
            who, question = self.one(partners), self.one(asked)
            return hlo.BroughtAnswer(
                organisation=who, question=question, text=self.maybe(self.text), doubtful=self.one(truths)
            )

        return {"brought": motives, "brought_other": self.rows(other), answers: self.rows(answer)}
