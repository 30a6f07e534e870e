"""Forms for the measurements, and their documents: filled in, of each phase, with few and with many partners."""

from __future__ import annotations

import io
import zipfile

import attrs

import hlo_forms as hlo

TYPES = ("practice_partner", "programme")
OUTCOME = "Meer stageplaatsen in de regio, en begeleiders die elkaar kennen"
ANSWER = "Wij leiden samen op.\nDat scheelt ons allebei tijd, en studenten blijven vaker."


def first(number: int = 0, round: str = "2026") -> hlo.PreparationForm:
    """A form of phase 1 on which about half is answered; partners differ by their number."""
    kind = TYPES[number % 2]
    instrument = hlo.load_instrument()
    motives = [
        hlo.MotiveAnswer(
            motive.id, ticked=(place + number) % 2 == 0, outcome=OUTCOME if (place + number) % 2 == 0 else None
        )
        for place, motive in enumerate(instrument.offered(kind))
    ]
    return hlo.PreparationForm(
        partnership="Wijkzorg Noord",
        round=round,
        organisation=hlo.Organisation(f"Organisatie {number + 1}", type=kind),
        motives=motives,
        other_motives=[hlo.OtherMotive(text="Samen een gebouw delen", outcome="Minder leegstand")],
        answers={question.id: ANSWER for question in instrument.questions_of("preparation")},
    )


def second(partners: int) -> hlo.AlignmentForm:
    """The form of phase 2 of so many partners, with what they answer together."""
    form = hlo.AlignmentForm.from_forms([first(number) for number in range(partners)])
    together = (q.id for q in form.instrument.questions_of("alignment") if q.answered_by == "together")
    return attrs.evolve(form, answers=dict.fromkeys(together, ANSWER))


def third() -> hlo.CommitmentForm:
    """A form of phase 3."""
    form = hlo.CommitmentForm(partnership="Wijkzorg Noord", round="2026", organisation=hlo.Organisation("De Linde"))
    asked = form.instrument.questions_of("commitment")
    return attrs.evolve(form, answers={question.id: ANSWER for question in asked})


def each_phase() -> dict[str, hlo.Form]:
    """A form of each phase, by a name for the tables; phase 2 with three and with eight partners."""
    return {
        "phase 1": first(),
        "phase 2, 3 partners": second(3),
        "phase 2, 8 partners": second(8),
        "phase 3": third(),
    }


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a document."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
