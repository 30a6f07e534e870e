"""The next round: what was answered, said and agreed stands on the form of each phase, and is asked about again."""

from __future__ import annotations

import re
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx
from hlo_forms.word.writer.template import stripped
from strategies import INSTRUMENT

LINDE = hlo.Organisation("De Linde", type="practice_partner")
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme")
FARM = hlo.Organisation("Boerderij Kruimel", type="practice_partner")
COMMON: dict[str, Any] = {"partnership": hlo.Partnership("Wijkleerbedrijf"), "round": "2026"}
RELATIONS = [
    hlo.DeclaredRelation(
        first_organisation="De Linde",
        first_motive="recruitment",
        kind="reinforce",
        second_organisation="Opleiding Verpleegkunde",
        second_motive="network",
        note="Stages leiden tot banen",
    ),
    hlo.DeclaredRelation(first_organisation="De Linde", first_motive="network", kind="hinder", note="Te weinig tijd"),
]


def first(who: hlo.Organisation, **more: Any) -> hlo.PreparationForm:  # Any: fields of a form
    ticked = [hlo.MotiveAnswer("network", ticked=True, outcome=f"Korte lijnen, zegt {who.name}\nen vaste gezichten")]
    other = [hlo.OtherMotive("Zichtbaarheid", "Een open dag")]
    return hlo.PreparationForm(organisation=who, **{**COMMON, "motives": ticked, "other_motives": other, **more})


def meeting(*partners: hlo.Organisation, **more: Any) -> hlo.AlignmentForm:  # Any: as above
    answers = {"alignment.1": "Vooral het leren", "alignment.5": "Samen opleiden"}
    return hlo.AlignmentForm(organisations=partners, **{**COMMON, "answers": answers, "relations": RELATIONS, **more})


def third(who: hlo.Organisation, **more: Any) -> hlo.CommitmentForm:  # Any: as above
    own = [hlo.Agreement(what=f"Intern bij {who.name}", who="Teamleider", when="juni")]
    told = [hlo.Agreement(what=f"Verteld door {who.name}")]
    return hlo.CommitmentForm(organisation=who, **{**COMMON, "agreements": own, "shared_agreements": told, **more})


# ---- what stands on the next form


def test_what_was_said_together_stands_on_the_next_form_of_the_meeting() -> None:
    later = hlo.renew(meeting(LINDE, SCHOOL), round="2027")
    assert (later.round, later.previous_round, later.answers, later.relations) == ("2027", "2026", {}, ())
    assert [(row.question, row.text, row.now) for row in later.previous_answers] == [
        ("alignment.1", "Vooral het leren", None),
        ("alignment.5", "Samen opleiden", None),
    ]
    assert [row.kind for row in later.previous_relations] == ["reinforce", "hinder"]
    assert hlo.left_out(later, meeting(LINDE, SCHOOL)) == ()


def test_what_was_said_together_is_left_out_and_listed_where_somebody_new_would_read_it() -> None:
    before, now = (
        meeting(LINDE, SCHOOL),
        hlo.AlignmentForm.from_forms(
            [attrs.evolve(first(who), round="2027", id=None) for who in (LINDE, SCHOOL, FARM)]
        ),
    )
    later = hlo.look_back(now, [before])
    assert later == now
    expected = ("answers.alignment.1", "answers.alignment.5", "relations.1", "relations.2")
    assert hlo.left_out(later, before) == expected


def test_an_organisation_that_left_is_called_by_its_name() -> None:
    later = hlo.look_back(
        hlo.AlignmentForm(organisations=[SCHOOL, FARM], partnership=COMMON["partnership"], round="2027"),
        [meeting(LINDE, SCHOOL, FARM)],
    )
    row = later.previous_relations[0]
    assert (row.first_organisation, row.second_organisation) == ("De Linde", SCHOOL.id)


def test_a_relation_with_an_unknown_partner_is_to_be_checked_a_year_later() -> None:
    sides = {"first_organisation": LINDE.id, "second_organisation": "Hogeschool", "kind": "hinder"}
    before = attrs.evolve(meeting(LINDE, SCHOOL), relations=[hlo.DeclaredRelation(**sides)])
    later = hlo.renew(before, round="2027")
    assert [row.doubtful for row in later.previous_relations] == [True]


def test_own_agreements_stand_on_the_next_form_and_those_of_others_where_they_were_told() -> None:
    later = hlo.renew(third(LINDE), round="2027", others=[third(SCHOOL)])
    assert [row.what for row in later.previous_agreements] == ["Intern bij De Linde"]
    assert [row.what for row in later.previous_shared_agreements] == ["Verteld door De Linde"]
    assert [(row.organisation, row.what) for row in later.partner_agreements] == [
        ("Opleiding Verpleegkunde", "Verteld door Opleiding Verpleegkunde")
    ]
    assert "Intern bij Opleiding" not in hlo.to_json(later)


def test_a_new_partner_gets_nothing_that_was_told_before_it_came() -> None:
    new = hlo.CommitmentForm(organisation=FARM, partnership=COMMON["partnership"], round="2027")
    assert hlo.look_back(new, [third(LINDE), third(SCHOOL)]) == new


def test_a_doubt_about_what_was_read_goes_along() -> None:
    doubts = [hlo.Finding(code="answered-twice", field=field) for field in ("answers.alignment.5", "relations.2")]
    reading = hlo.Reading(forms=(meeting(LINDE, SCHOOL),), language="nl", findings=tuple(doubts))
    later = hlo.renew(reading, round="2027")
    assert [row.doubtful for row in later.previous_answers] == [False, True]
    assert [row.doubtful for row in later.previous_relations] == [False, True]
    doubt = hlo.Finding(code="answered-twice", field="shared_agreements.1")
    told = hlo.Reading(forms=(third(SCHOOL),), language="nl", findings=(doubt,))
    assert hlo.renew(third(LINDE), round="2027", others=[told]).partner_agreements[0].doubtful


@pytest.mark.parametrize("form", [first(LINDE), meeting(LINDE, SCHOOL), third(LINDE)], ids=lambda form: form.phase)
def test_a_renewed_form_is_of_another_round(form: Any) -> None:  # Any: a form of any phase
    for round in ("2026", " "):
        with pytest.raises(hlo.InvalidValueError, match="another round"):
            hlo.renew(form, round=round)


def test_forms_that_do_not_belong_together_are_refused() -> None:
    new = attrs.evolve(meeting(LINDE, SCHOOL, answers={}, relations=[]), round="2027")
    for wrong, problem in (
        ([attrs.evolve(meeting(LINDE, SCHOOL), partnership="Elders")], "partnership"),
        ([attrs.evolve(meeting(LINDE, SCHOOL), round="2027")], "another round than 2027"),
        ([meeting(LINDE, SCHOOL), attrs.evolve(third(LINDE), round="2025")], "the round 2026"),
        ([meeting(LINDE, SCHOOL)] * 2, "one form of phase 2"),
    ):
        with pytest.raises(hlo.InvalidValueError, match=problem):
            hlo.look_back(new, wrong)


# ---- three rounds of three phases, and back


def _answered(form: Any) -> Any:  # Any: a form of any phase
    """The form with an answer to everything it asks again."""
    words = {"now": "Dat is nog zo\nen het gaat beter", "result": "Gedaan, op tijd", "realised": "partly"}
    changes = {}
    for name in (
        "previous",
        "previous_other",
        "previous_answers",
        "previous_relations",
        "previous_agreements",
        "previous_shared_agreements",
        "partner_agreements",
    ):
        if rows := getattr(form, name, ()):
            asked = next(column for column in words if hasattr(rows[0], column))
            changes[name] = [attrs.evolve(row, **{asked: words[asked]}) for row in rows]
    return attrs.evolve(form, **changes)


def _year(before: list[Any], round: str) -> list[Any]:  # Any: as above
    """The filled-in forms of a round, renewed from those of the round before."""
    one, two, met, own, theirs = before
    firsts = [attrs.evolve(hlo.renew(form, round=round), motives=form.form.motives) for form in (one, two)]
    talked = hlo.look_back(hlo.AlignmentForm.from_forms(firsts), [met])
    talked = attrs.evolve(talked, answers=met.form.answers, relations=RELATIONS)
    homes = []
    for form, last, other in ((firsts[0], own, theirs), (firsts[1], theirs, own)):
        home = hlo.look_back(hlo.CommitmentForm.from_forms(form, talked), [last, other])
        homes.append(attrs.evolve(home, agreements=last.form.agreements, shared_agreements=last.form.shared_agreements))
    return list(map(_answered, [*firsts, talked, *homes]))


@pytest.mark.parametrize("bare", [False, True], ids=["tags", "bare"])
@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_three_rounds_of_three_phases_come_back(language: str, *, bare: bool) -> None:
    forms: list[Any] = [first(LINDE), first(SCHOOL), meeting(LINDE, SCHOOL), third(LINDE), third(SCHOOL)]
    for round in ("2027", "2028", "2029"):
        readings = []
        for form in forms:
            document = hlo.render(form, language=language)
            reading = hlo.read(stripped(document) if bare else document)
            assert reading.form == form
            assert {finding.code for finding in reading.findings} <= {"tags-missing"}
            assert not reading.unplaced
            readings.append(reading)
        forms = _year(readings, round)
        assert all(form.previous_round for form in forms)


# ---- the report


def test_the_report_tells_what_became_of_what_was_said_and_told_and_nothing_internal() -> None:
    forms = _year(
        [
            hlo.read(hlo.render(form))
            for form in (first(LINDE), first(SCHOOL), meeting(LINDE, SCHOOL), third(LINDE), third(SCHOOL))
        ],
        "2027",
    )
    homes = [
        attrs.evolve(
            form,
            previous_agreements=[attrs.evolve(row, result="Alleen intern") for row in form.previous_agreements],
            partner_agreements=[attrs.evolve(row, result="Over hen") for row in form.partner_agreements],
        )
        for form in forms[3:]
    ]
    change = hlo.recalibrate([first(LINDE), first(SCHOOL)], forms[:2])
    page = hlo.to_html(change, language="nl", meeting=forms[2], commitments=homes)
    for text in ("Vooral het leren", "Te weinig tijd", "Dat is nog zo", "Verteld door De Linde", "Gedaan, op tijd"):
        assert text in page
    for text in ("Intern bij", "Alleen intern", "Over hen"):
        assert text not in page


# ---- the document


def test_a_renewed_form_says_so_and_tells_what_is_new() -> None:
    for form in (first(LINDE), meeting(LINDE, SCHOOL), third(LINDE)):
        shown = Docx(hlo.render(hlo.renew(form, round="2027"))).everything()  # type: ignore[arg-type]  # of one phase
        new = INSTRUMENT.word(f"about.new.{form.phase}", "nl")
        assert "Een jaar later: " in shown
        assert new in shown
        plain = Docx(hlo.render(form)).everything()
        assert "Een jaar later" not in plain
        assert new not in plain


def test_boxes_about_last_years_outcome_stand_on_one_line_below_this_years_answer() -> None:
    shown = re.sub("<[^>]+>", "", Docx(hlo.render(hlo.renew(first(LINDE), round="2027"))).everything())
    assert "☐ ja   ☐ deels   ☐ nee   ☐ te vroeg om te zeggen" in shown
    this, last, asked = (
        shown.index(text, shown.index("Uitbreiden/versterken netwerk"))
        for text in (
            INSTRUMENT.prompt("further", "nl"),
            "In de vorige ronde: van toepassing",
            "Is deze opbrengst er gekomen?",
        )
    )
    assert this < last < asked


def test_pages_that_an_organisation_keeps_take_its_agreements_of_last_year_along() -> None:
    later = hlo.renew(third(LINDE), round="2027", others=[third(SCHOOL)])
    kept = attrs.evolve(later, previous_agreements=(), partner_agreements=(), kept_back=True)
    assert kept.kept_back
    assert not later.kept_back
    reading = hlo.read(hlo.render(kept))
    assert reading.form == kept
    assert not reading.warnings
