"""Forms of every phase, blank and full: an invented partnership with short, long and awkward answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

import hlo_forms as hlo
from hlo_forms import Form
from strategies import INSTRUMENT, TYPES

LINDE = hlo.Organisation("De Linde", type="practice_partner")
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme")
FARM = hlo.Organisation("Zorgboerderij De Linde", type="practice_partner", sector="Zorg", ownership="private")
COLLEGE = hlo.Organisation("Opleiding Verpleegkunde", type="programme", ownership="public")
COMMON: dict[str, Any] = {"partnership": "Wijkzorg Noord", "round": "2026"}  # Any: fields of several kinds

TITLE = "Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners"
HEADER = "| Motief van toepassing | Beoogde opbrengst |"
NETWORK = "Uitbreiden/versterken netwerk"

LOST = {"identity-missing", "tags-missing", "place-missing", "phase-guessed", "type-guessed", "language-guessed"}
"""The findings of any document without identity and tags."""

OWN_DOUBTS = {
    "outcome-negative",
    "outcomes-unticked",
    "ticks-missing",
    "tick-contradicts",
    "prompt-near",
    "relation-by-number",
}
"""The findings that a form itself can hold the cause of."""

AWKWARD = "Budget < 10 & “zachte” doelen\n\n\ttab {{ 7*7 }} {_{ x }_} {% raw %} 👩🏽‍⚕️ עברית e\u0301"
LONG = "De leerwerkplaats is een plek waar collega’s, studenten en docenten elkaar treffen. " * 40


def codes(reading: hlo.Reading) -> set[str]:
    return {finding.code for finding in reading.findings}


def doubts(reading: hlo.Reading) -> set[str]:
    """The findings apart from those that any document without identity and tags gives."""
    return codes(reading) - LOST


def first(organisation: hlo.Organisation = LINDE, **changes: Any) -> hlo.PreparationForm:  # Any: as in COMMON
    """A form of phase 1 with nothing in it but whose it is."""
    return hlo.PreparationForm(**{"organisation": organisation, **COMMON, **changes})


def filled(form: hlo.PreparationForm, motive: str = "network", **changes: Any) -> hlo.PreparationForm:  # Any: as above
    """The same with a motive ticked."""
    return attrs.evolve(form, motives=[hlo.MotiveAnswer(motive, ticked=True, outcome="Korte lijnen")], **changes)


def answers(phase: str) -> dict[str, str]:
    asked = [question.id for question in INSTRUMENT.questions_of(phase) if question.answered_by != "each"]
    return {question: (AWKWARD, "Ja.", LONG)[index % 3] for index, question in enumerate(asked)}


def full_forms() -> dict[str, Form]:
    common: dict[str, Any] = {  # Any: fields of several kinds
        "partnership": "Leerwerkplaats Thuis in de Vaartwijk",
        "round": "2026",
        "invitation": hlo.Invitation(
            sender="Marleen Kuipers",
            organisation="Hogeschool Vaartland",
            return_to="Marleen Kuipers",
            return_by="13 maart",
            responsible="Hogeschool Vaartland",
            questions_to="Marleen Kuipers, 06 1234 5678",
        ),
    }
    home = hlo.Organisation("Thuiszorg De Wilgenhof", type="practice_partner", sector="Zorg", ownership="private")
    school = hlo.Organisation("Opleiding Verpleegkunde", type="programme", ownership="public")
    people = [hlo.Participant("Petra Dijkman", role="teammanager"), hlo.Participant("Youssef Amrani")]
    motives = [hlo.MotiveAnswer("network", ticked=True), hlo.MotiveAnswer("recruitment", ticked=None, outcome=LONG)]
    others = [hlo.OtherMotive("Plezier", AWKWARD), hlo.OtherMotive(LONG)]
    relation = hlo.DeclaredRelation(
        first_organisation=home.id, first_motive="network", kind="in_tension", second_organisation="wij", note=AWKWARD
    )
    taken = hlo.OwnAnswer(question="alignment.6", organisation=school.id, text=LONG)
    own = {"respondent": "het wijkteam", "participants": people, **common}
    made: dict[str, Form] = {
        f"preparation {org.type}": hlo.PreparationForm(
            organisation=org, motives=motives, other_motives=others, answers=answers("preparation"), **own
        )
        for org in (home, school)
    }
    made["alignment"] = hlo.AlignmentForm(
        organisations=[home, school],
        participants=[attrs.evolve(person, organisation=home.id) for person in people],
        relations=[relation],
        own_answers=[taken],
        answers=answers("alignment"),
        **common,
    )
    agreements = [hlo.Agreement(what=LONG, who="Sem de Wit", when="juni"), hlo.Agreement(what=AWKWARD)]
    made["commitment"] = hlo.CommitmentForm(
        organisation=school,
        agreements=agreements,
        shared_agreements=agreements[::-1],
        central_answer=AWKWARD,
        answers=answers("commitment"),
        **own,
    )
    return made


def blank_forms() -> dict[str, Form]:
    made: dict[str, Form] = {
        f"preparation {kind}": hlo.PreparationForm(organisation=hlo.Organisation(type=kind)) for kind in TYPES
    }
    return {**made, "alignment": hlo.AlignmentForm(), "commitment": hlo.CommitmentForm()}


BLANK, FULL = blank_forms(), full_forms()


def put(folder: Path, **forms: Form) -> Path:
    """A folder with the documents of these forms."""
    folder.mkdir(exist_ok=True)
    for name, form in forms.items():
        hlo.write(form, folder / f"{name}.docx")
    return folder
