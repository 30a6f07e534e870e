"""The voices of one organisation: side by side, where they differ, and nothing made of them."""

from __future__ import annotations

import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import hlo_forms as hlo
from hlo_forms import VoiceComparison, compare_voices
from runs import tries
from strategies import INSTRUMENT, preparation_forms

HOME = hlo.Organisation("Thuiszorg De Wilgenhof", type="practice_partner")


def voice(respondent: str | None, *ticked: str, **more: object) -> hlo.PreparationForm:
    """A form of one voice that ticked these motives; "?network" stands for signs that contradict each other."""
    motives = [hlo.MotiveAnswer(found.lstrip("?"), ticked=None if found[0] == "?" else True) for found in ticked]
    return hlo.PreparationForm(organisation=HOME, respondent=respondent, motives=motives, **more)  # type: ignore[arg-type]


def text_of(found: VoiceComparison, language: str = "nl") -> str:
    root = etree.fromstring(found.to_html(language=language), etree.HTMLParser())
    return " ".join(" ".join(root.itertext()).split())


def test_a_motive_differs_where_it_applies_to_one_voice_and_not_to_another() -> None:
    found = compare_voices([voice("deelnemer", "network"), voice("leidinggevende", "network", "recruitment")])
    assert [row.motive for row in found.differing] == ["recruitment"]
    assert not found.motive("network").differs
    assert found.motive("own_image").comparable


def test_a_terminal_shows_each_voice_in_a_column() -> None:
    text = compare_voices([voice("deelnemer", "network"), voice("leidinggevende", "recruitment")]).to_text(
        language="nl"
    )
    assert re.search(r"Uitbreiden/versterken netwerk +van toepassing +niet aangekruist +verschillend", text)


def test_a_voice_that_filled_in_no_motives_neither_agrees_nor_differs() -> None:
    found = compare_voices([voice("a", "network"), voice("b")])
    assert (found.comparable, found.differing) == ((), ())
    assert not found.motive("network").comparable
    with_a_third = compare_voices([voice("a", "network"), voice("b"), voice("c", "network")])
    assert with_a_third.motive("network").comparable


def test_an_unclear_answer_is_not_compared() -> None:
    row = compare_voices([voice("a", "?network"), voice("b", "network")]).motive("network")
    assert (row.unclear, row.comparable, row.differs) == (True, False, False)


def test_outcomes_stand_beside_each_other_and_may_differ() -> None:
    outcomes = [[hlo.MotiveAnswer("network", ticked=True, outcome=text)] for text in ("Meer stages", "Een kring")]
    found = compare_voices(
        hlo.PreparationForm(organisation=HOME, respondent=who, motives=motives)
        for who, motives in zip("ab", outcomes, strict=True)
    )
    assert [answer.outcome for answer in found.motive("network").answers] == ["Meer stages", "Een kring"]
    assert found.motive("network").outcomes_differ
    assert not found.motive("recruitment").outcomes_differ


def test_only_questions_that_are_named_go_along() -> None:
    forms = [voice("a", answers={"preparation.1": "Samen", "preparation.2": "Geheim"}), voice("b")]
    assert compare_voices(forms).questions == ()
    found = compare_voices(forms, share=["preparation.1"])
    assert [(row.question, row.answers) for row in found.questions] == [("preparation.1", ("Samen", None))]
    assert "Geheim" not in text_of(found)
    assert "Samen" in text_of(found)
    with pytest.raises(hlo.InvalidValueError, match=r"share: .*preparation\.1"):
        compare_voices(forms, share=["alignment.1"])


def test_motives_of_their_own_are_shown_with_whose_they_are() -> None:
    found = compare_voices([voice("a", other_motives=[hlo.OtherMotive("Plezier", "Een feest")]), voice("b")])
    assert [(own.respondent, own.text) for own in found.other_motives] == [("a", "Plezier")]
    assert "a Plezier Een feest" in text_of(found)


def test_the_doubts_of_readings_are_numbered_and_listed() -> None:
    doubt = hlo.Finding(code="tick-contradicts", field="motives.network.ticked", seen="x -")
    about_all = hlo.Finding(code="type-guessed")
    reading = hlo.Reading(forms=(voice("b", "?network"),), language="nl", findings=(doubt, about_all))
    said = text_of(compare_voices([voice("a", "network"), reading]))
    assert "nakijken: 1" in said
    assert "nakijken: 2" in said
    assert "b, Uitbreiden/versterken netwerk:" in said


@pytest.mark.parametrize(
    ("forms", "said"),
    [
        ([voice("a")], "expected two forms or more of one organisation, found 1 of thuiszorg-de-wilgenhof"),
        ([], "found 0 of none"),
        ([voice("a"), attrs.evolve(voice("b"), organisation=hlo.Organisation("B", type=HOME.type))], "found 2 of"),
        ([voice("a"), voice("A")], "same respondent"),
        ([voice("a", round="2025"), voice("b", round="2026")], "different round"),
        ([voice("a", partnership="Noord"), voice("b", partnership="Zuid")], "different partnership"),
    ],
)
def test_forms_that_are_no_voices_of_one_organisation_are_refused(forms: list[hlo.PreparationForm], said: str) -> None:
    with pytest.raises(hlo.ComparisonError, match=said):
        compare_voices(forms)


def test_one_form_is_refused_with_an_example() -> None:
    with pytest.raises(hlo.InvalidValueError, match=r"compare_voices\(\[first, second\]\)"):
        compare_voices(voice("a"))  # type: ignore[arg-type]  # the point of the test


def test_an_unknown_motive_or_language_is_refused() -> None:
    found = compare_voices([voice("a"), voice("b")])
    with pytest.raises(hlo.InvalidValueError):
        found.motive("nonsense")
    with pytest.raises(hlo.InvalidValueError):
        found.motive("learning_outcomes")
    with pytest.raises(hlo.InvalidValueError, match="one of nl, en"):
        found.to_html(language="fr")


def voices(form: hlo.PreparationForm, count: int) -> list[hlo.PreparationForm]:
    return [attrs.evolve(form, organisation=HOME_OF[form.organisation.type], respondent=f"v{n}") for n in range(count)]


HOME_OF = {kind.id: hlo.Organisation("De Linde", type=kind.id, id="de-linde") for kind in INSTRUMENT.organisation_types}


@tries(10, of=30)
@given(preparation_forms(), st.integers(2, 4))
def test_voices_that_say_the_same_differ_nowhere(form: hlo.PreparationForm, count: int) -> None:
    found = compare_voices(voices(form, count))
    assert not found.differing
    assert not any(row.outcomes_differ for row in found.motives)


@tries(10, of=30)
@given(preparation_forms(), st.data())
def test_the_order_of_the_forms_does_not_matter(form: hlo.PreparationForm, data: st.DataObject) -> None:
    forms = voices(form, 3)
    first = attrs.evolve(forms[0], motives=())
    order = data.draw(st.permutations([first, *forms[1:]]))
    assert compare_voices(order) == compare_voices([first, *forms[1:]])


@tries(8, of=20)
@given(preparation_forms())
def test_the_page_holds_every_outcome_and_is_well_formed(form: hlo.PreparationForm) -> None:
    found = compare_voices(voices(form, 2))
    for language in INSTRUMENT.languages:
        page = found.to_html(language=language)
        root = etree.fromstring(page, etree.HTMLParser(huge_tree=True))
        assert len(root.findall(".//table/caption")) == len(root.findall(".//table"))
        cells = {"".join(cell.itertext()) for cell in root.iterfind(".//bdi")}
        assert all(
            row.outcome in cells for row in form.motives if row.outcome and "\r" not in row.outcome and row.outcome
        )
    assert found._repr_html_() == found.to_html(language="nl")
