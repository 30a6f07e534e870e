"""A caller's code as strict type checkers must take it: checked by mypy, never run."""

from __future__ import annotations

import hlo_forms as hlo

school = hlo.Organisation("Opleiding Verpleegkunde", type="programme", sector="Onderwijs", ownership="public")
form = hlo.PreparationForm(
    organisation=school,
    partnership="Wijkzorg Noord",
    motives=[hlo.MotiveAnswer("network", ticked=True)],
    other_motives=(hlo.OtherMotive("Zichtbaar"),),
    participants=[hlo.Participant("Noor", role="docent")],
    answers={"preparation.1": "Samen opleiden"},
)
motives: tuple[hlo.MotiveAnswer, ...] = form.motives
status: hlo.Status = form.status("network")
together = hlo.AlignmentForm(
    organisations=[school],
    relations=[hlo.DeclaredRelation(kind="reinforce")],
    own_answers=[hlo.OwnAnswer(question="alignment.6", text="Bellen")],
)
own = hlo.CommitmentForm(agreements=[hlo.Agreement(what="Evaluatie")], invitation=hlo.Invitation(sender="Noor"))
data: bytes = hlo.render(form, language="nl")
reading: hlo.Reading = hlo.read(data)
comparison: hlo.Comparison = hlo.compare([form, reading])
again: hlo.Form = hlo.from_json(hlo.to_json(own))

hlo.PreparationForm(organisation=3)  # type: ignore[arg-type]  # a number is no organisation
hlo.PreparationForm(organisation=school, motives=["network"])  # type: ignore[list-item]  # a text is no answer
hlo.read(3)  # type: ignore[arg-type]  # a number is no document
