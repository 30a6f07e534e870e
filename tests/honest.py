"""Forms of every phase, honestly filled in with awkward texts: blank, full, carried over and renewed, also by hands."""

from __future__ import annotations

import itertools
import warnings
from collections.abc import Iterable

import attrs

import hlo_forms as hlo
import museum
import partnerships
from hands import LINES, filled_in
from samples import BLANK

ANSWER = "Wij willen:\n- meer begeleiding\n- minder papier\n\nEn dat samen."
TEXTS = (
    ANSWER,
    "Kosten:\t€ 1.250\nUren:\t40",
    "Volgens het team: “Het lukt als iedereen meedoet.” Dat vinden wij ook.",
    "Wie: Noor en Sem\nWat: de planning",
    "n.v.t.",
    "Ja, maar niet tegen elke prijs (zie ook vraag 3).",
    "Mail: noor@delinde.example, tel. 030 - 123 45 67",
    "1. Begin klein\n2. Kijk wat werkt",
    "De leerwerkplaats is een plek waar collega’s, studenten en docenten elkaar treffen. " * 8,
    "50 % van de tijd; budget < 10 & “zachte” doelen",
)
PEOPLE = (hlo.Participant("Petra Dijkman", role="teammanager"), hlo.Participant("Youssef Amrani"))


@attrs.frozen
class Document:
    """A document that a hand left, with the form and the language that it holds."""

    name: str
    form: hlo.Form
    language: str
    lines: str
    data: bytes


def honest_documents(every: int = 1) -> list[Document]:
    """Every form by every hand: lines of each kind, prompts cleared or not."""
    made = itertools.product(honest_forms().items(), LINES, (False, True))
    return [
        Document(
            f"{name}, {lines}{', cleared' * cleared}",
            form,
            language,
            lines,
            filled_in(hlo.render(form, language=language), lines=lines, cleared=cleared),
        )
        for (name, (form, language)), lines, cleared in itertools.islice(made, 0, None, every)
    ]


def honest_forms() -> dict[str, tuple[hlo.Form, str]]:
    """The forms by a name, each with its language."""
    first = [_answered(form) for form in partnerships.forms(6)]
    made: dict[str, tuple[hlo.Form, str]] = {f"blank {name}": (form, "nl") for name, form in BLANK.items()}
    made["phase 1"] = (first[0], "nl")
    made["phase 1 again"] = (_answered(partnerships.next_year(first[:1])[0]), "en")
    for count in (2, 3, 6):
        made[f"phase 2 of {count}"] = (_meeting(first[:count]), "nl")
    before = _answered(partnerships.meeting(3))
    now = hlo.AlignmentForm.from_forms(map(_answered, partnerships.next_year(first[:3])), share=["preparation.1"])
    made["phase 2 again"] = (_answered(hlo.look_back(now, [before])), "en")
    home = _answered(hlo.CommitmentForm.from_forms(first[0], _meeting(first[:3])))
    made["phase 3"] = (home, "nl")
    made["phase 3 again"] = (_answered(hlo.renew(home, round="2027", others=partnerships.commitments(3)[1:])), "en")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        own = hlo.load_instrument(museum.toml().encode())
    house = hlo.Organisation("Museum Alt", type="museum")
    made["own instrument"] = (_answered(hlo.PreparationForm(instrument=own, organisation=house)), "de")
    return made


def own_instruments() -> list[hlo.Instrument]:
    """The instruments of these forms that are not built in."""
    return [form.instrument for form, _ in honest_forms().values() if form.instrument != hlo.load_instrument()]


def _meeting(forms: Iterable[hlo.PreparationForm]) -> hlo.AlignmentForm:
    return _answered(hlo.AlignmentForm.from_forms(forms, share=["preparation.1"]))


def _answered(form: hlo.FormT) -> hlo.FormT:
    asked = (q.id for q in form.instrument.questions_of(form.phase) if q.answered_by != "each")
    changes = {"answers": {q: TEXTS[n % len(TEXTS)] for n, q in enumerate(asked)}, "participants": PEOPLE}
    if isinstance(form, hlo.PreparationForm):
        offered = [motive for n, motive in enumerate(form.offered) if n % 4]
        changes["motives"] = [hlo.MotiveAnswer(m.id, ticked=True, outcome=TEXTS[n % 4]) for n, m in enumerate(offered)]
        changes["other_motives"] = [hlo.OtherMotive("Plezier in het werk", ANSWER), hlo.OtherMotive("Rust")]
    elif isinstance(form, hlo.CommitmentForm):
        changes["agreements"] = [hlo.Agreement(what=ANSWER, who="Noor", when="mei"), hlo.Agreement(what="Overleg")]
        changes["shared_agreements"] = [hlo.Agreement(what="Twee keer per jaar samen eten", who="Sem de Wit")]
    else:
        one, other = form.organisations[:2]
        changes["relations"] = [
            hlo.DeclaredRelation(
                first_organisation=one.id,
                first_motive="recruitment",
                kind=kind,
                second_organisation=other.id,
                second_motive="network",
                note=note,
            )
            for kind, note in (("reinforce", ANSWER), ("in_tension", None), ("hinder", TEXTS[2]))
        ]
        changes["own_answers"] = [
            hlo.OwnAnswer(question="alignment.6", organisation=partner.id, text=ANSWER)
            for partner in form.organisations
        ]
    return attrs.evolve(form, **changes)
