"""Invented partnerships of any size, with everything a report can hold: forms of three phases and two rounds."""

from __future__ import annotations

import attrs

import hlo_forms as hlo
from samples import COMMON
from strategies import INSTRUMENT

NAMES = (
    ("Woonzorgcentrum De Linde", "practice_partner"),
    ("Opleiding Verpleegkunde Noorderpoort", "programme"),
    ("Thuiszorg Vaartwijk", "practice_partner"),
    ("Opleiding Social Work", "programme"),
    ("Buurtteam Zuid", "practice_partner"),
    ("Opleiding Techniek", "programme"),
    ("Bibliotheek Merenwijk", "practice_partner"),
    ("Opleiding Mondzorgkunde", "programme"),
)
OUTCOMES = (None, "Meer stageplaatsen in de wijk", "Twee gezamenlijke projecten per jaar", None)


def partners(count: int) -> list[hlo.Organisation]:
    return [hlo.Organisation(name, type=kind) for name, kind in NAMES[:count]]


def forms(count: int, outcome: str | None = None) -> list[hlo.PreparationForm]:
    """Forms of phase 1 that differ in what they tick; `outcome` in place of our short ones."""
    made = []
    for number, who in enumerate(partners(count)):
        offered = INSTRUMENT.offered(who.type or "")
        kinds = [(motive.id, (place + number) % 4) for place, motive in enumerate(offered)]
        motives = [
            hlo.MotiveAnswer(id, ticked=kind > 0, outcome=(outcome or OUTCOMES[kind]) if kind else None)
            for id, kind in kinds
        ]
        others = [hlo.OtherMotive("Plezier in het werk", outcome)] if number == 0 else []
        answers = {"preparation.1": "Dit blijft onder ons.", "preparation.3": "Binnen twee jaar."}
        made.append(
            hlo.PreparationForm(organisation=who, motives=motives, other_motives=others, answers=answers, **COMMON)
        )
    return made


def meeting(count: int, text: str = "Samen opleiden in de wijk") -> hlo.AlignmentForm:
    """A form of phase 2, with two relations and an answer to every question but one."""
    who = partners(count)
    asked = [question.id for question in INSTRUMENT.questions_of("alignment") if question.answered_by != "each"]
    relations = [
        hlo.DeclaredRelation(
            first_organisation=who[0].id,
            first_motive="recruitment",
            kind="reinforce",
            second_organisation=who[1].id,
            second_motive="learning_outcomes",
            note=text,
        ),
        hlo.DeclaredRelation(first_motive="Rust op de afdeling", kind="in_tension", second_motive="network"),
    ]
    return hlo.AlignmentForm(
        organisations=who,
        participants=[hlo.Participant("Noor Bakker", role="teammanager", organisation=who[0].id)],
        relations=relations,
        answers=dict.fromkeys(asked[1:], text),
        own_answers=[hlo.OwnAnswer(question="alignment.6", organisation=who[0].id, text="Elkaar vaker zien")],
        **COMMON,
    )


def commitments(count: int, text: str = "Een dag per week begeleiden") -> list[hlo.CommitmentForm]:
    """Forms of phase 3 of all organisations but the last."""
    return [
        hlo.CommitmentForm(
            organisation=who,
            agreements=[hlo.Agreement(what="Onder ons: budget vrijmaken", who="Sam de Wit", when="mei")],
            shared_agreements=[hlo.Agreement(what=text, who="teamleider", when="vóór 1 juni")],
            answers={"commitment.investment.1": "Vier uur per week"},
            **COMMON,
        )
        for who in partners(count)[:-1]
    ]


def next_year(earlier: list[hlo.PreparationForm], round: str = "2027") -> list[hlo.PreparationForm]:
    """The same organisations a year later: some motives new, some dropped, some outcomes changed and realised."""
    made = []
    for form in earlier:
        later = hlo.renew(form, round=round)
        motives = [
            attrs.evolve(
                answer,
                ticked=answer.ticked if place % 4 else not answer.ticked,
                outcome=f"{answer.outcome}, ook in 2027" if answer.outcome else None,
            )
            for place, answer in enumerate(form.motives)
        ]
        told = ("yes", "partly", "no", "too_early", None)
        previous = [attrs.evolve(row, realised=told[place % 5]) for place, row in enumerate(later.previous)]
        made.append(attrs.evolve(later, motives=motives, previous=previous))
    return made
