"""Recalibrating: what became of motives from round to round, and the mirror image of it."""

from __future__ import annotations

import itertools
import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import hlo_forms as hlo
from docx_parts import Docx
from hlo_forms import Recalibration, recalibrate
from hlo_forms.comparison import text_changes as changed_words
from hlo_forms.comparison.recalibration import Change, Gap, Step
from hlo_forms.comparison.text_changes import TextChange
from runs import tries
from strategies import INSTRUMENT, preparation_forms, texts

HOME = hlo.Organisation("Thuiszorg De Wilgenhof", type="practice_partner", id="wilgenhof")
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme", id="verpleegkunde")


def year(round: str | None, *ticked: str, of: hlo.Organisation = HOME, **more: object) -> hlo.PreparationForm:
    """A form with these motives ticked; "network=Een kring" has an outcome, "?network" contradicts itself."""
    motives = []
    for found in ticked:
        motive, _, outcome = found.lstrip("?").partition("=")
        motives.append(hlo.MotiveAnswer(motive, ticked=None if found[0] == "?" else True, outcome=outcome or None))
    return hlo.PreparationForm(organisation=of, round=round, motives=motives, **more)  # type: ignore[arg-type]


def changes(change: Recalibration, number: int = 0) -> dict[str, Change]:
    return {step.motive: step.change for step in change.steps(number)}


def text_of(change: Recalibration, language: str = "nl") -> str:
    root = etree.fromstring(change.to_html(language=language), etree.HTMLParser(huge_tree=True))
    return " ".join(" ".join(root.itertext()).split())


# What became of a motive


def test_a_motive_is_new_kept_dropped_or_neither() -> None:
    found = changes(recalibrate(year("1", "network", "recruitment"), year("2", "network", "financial")))
    assert found["network"] is Change.KEPT
    assert found["recruitment"] is Change.DROPPED
    assert found["financial"] is Change.NEW
    assert found["own_image"] is Change.NEITHER


@pytest.mark.parametrize(
    ("later", "gap"),
    [
        (year("2", "?network"), Gap.UNCLEAR),
        (year("2"), Gap.NOT_FILLED_IN),
        (year("2", "learning_outcomes", of=attrs.evolve(HOME, type="programme")), None),
    ],
)
def test_where_a_round_leaves_it_open_nothing_is_said(later: hlo.PreparationForm, gap: Gap | None) -> None:
    change = recalibrate(year("1", "network", "financial"), later)
    step = change.history("wilgenhof", "network" if gap else "financial").steps[0]
    assert step.change is Change.NOT_COMPARABLE
    assert step.gaps == (None, gap or Gap.NOT_OFFERED)


def test_an_organisation_need_not_be_in_every_round() -> None:
    change = recalibrate([year("1", "network"), year("1", "network", of=SCHOOL)], [year("2", "network")])
    assert [side.id for side in change.organisations] == ["wilgenhof", "verpleegkunde"]
    assert change.history("verpleegkunde", "network").steps[0].gaps == (None, Gap.NO_FORM)
    assert change.history("wilgenhof", "network").steps[0].change is Change.KEPT
    assert "Geen formulier in 2: Opleiding Verpleegkunde." in text_of(change)


def test_any_number_of_rounds_gives_a_step_between_each_two() -> None:
    change = recalibrate(year("1", "network"), year("2", "recruitment"), year("3", "network", "recruitment"))
    assert [step.change for step in change.history("wilgenhof", "network").steps] == [Change.DROPPED, Change.NEW]
    assert [step.change for step in change.history("wilgenhof", "recruitment").steps] == [Change.NEW, Change.KEPT]
    assert "van 2 naar 3: nieuw" in text_of(change)


def test_several_voices_of_one_organisation_are_one_side() -> None:
    voices = [attrs.evolve(year("1", "network=Een kring"), respondent=who) for who in "ab"]
    change = recalibrate(voices, attrs.evolve(year("2", "network=Twee kringen"), respondent="a"))
    step = change.history("wilgenhof", "network").steps[0]
    assert step.change is Change.KEPT
    assert step.outcomes == (("a", TextChange("Een kring", "Twee kringen")), ("b", TextChange("Een kring", None)))
    differing = [voices[0], attrs.evolve(year("1", "recruitment"), respondent="b")]
    unclear = recalibrate(differing, year("2", "network")).history("wilgenhof", "network").steps[0]
    assert unclear.gaps == (Gap.UNCLEAR, None)


# What came of an outcome


def renewed(form: hlo.PreparationForm, *realised: str, round: str = "2") -> hlo.PreparationForm:
    new = hlo.renew(form, round=round)
    previous = [attrs.evolve(row, realised=said) for row, said in zip(new.previous, realised, strict=False)]
    others = [attrs.evolve(row, realised="no") for row in new.previous_other]
    return attrs.evolve(new, previous=previous, previous_other=others)


def test_whether_an_outcome_was_realised_comes_from_the_next_form() -> None:
    first = year("1", "network=Een kring", other_motives=[hlo.OtherMotive("Plezier", "Een feest")])
    change = recalibrate(first, renewed(first, "partly"))
    answer = change.history("wilgenhof", "network").answers[0]
    assert [told.realised for told in answer.realisations] == ["partly"]
    assert [(told.text, told.realised) for told in change.rounds[0].realisations_of_others] == [("Plezier", "no")]
    assert "Uitbreiden/versterken netwerk Een kring - deels" in text_of(change)
    assert "1 Plezier Een feest nee" in text_of(change)


def test_every_count_says_that_last_years_answer_stood_beside_the_question() -> None:
    one, other = year("1", "network=Een kring"), year("1", "network", of=SCHOOL)
    change = recalibrate([one, other], [renewed(one, "partly"), year("2", "network", of=SCHOOL)])
    assert [count.reminded for count in change.counts(0)] == [True, False]
    said = "stond bij de vraag wat de organisatie in 1 antwoordde"
    assert text_of(change).count(said) == 1
    assert "stood beside the questions" in repr(change)
    report = re.sub("<[^>]+>", "", Docx(hlo.report(change, pictures=False)).everything())
    assert report.count(said) == 1  # in short, and not with the counts again
    plain = recalibrate([one, other], [year("2", "network"), year("2", "network", of=SCHOOL)])
    assert said not in text_of(plain)
    assert "stood beside" not in repr(plain)


def test_a_form_renewed_from_another_round_tells_nothing_of_this_one() -> None:
    first = year("1", "network=Een kring")
    later = renewed(year("0", "network=Een kring"), "yes")
    assert recalibrate(first, later).history("wilgenhof", "network").answers[0].realisations == ()


def test_voices_that_say_different_things_each_have_a_number() -> None:
    first = [attrs.evolve(year("1", "network=Kring"), respondent=who) for who in "ab"]
    change = recalibrate(first, [renewed(first[0], "yes"), renewed(first[1], "no")])
    assert "stem 1: ja stem 2: nee" in text_of(change)


def test_a_doubt_about_what_was_realised_is_marked() -> None:
    first = year("1", "network=Een kring")
    doubt = hlo.Finding(code="choice-contradicts", field="previous.network.realised")
    reading = hlo.Reading(forms=(renewed(first, "yes"),), language="nl", findings=(doubt,))
    assert "ja [nakijken]" in text_of(recalibrate(first, reading))


def test_a_doubtful_motive_is_numbered_and_listed() -> None:
    doubt = hlo.Finding(code="tick-by-outcome", field="motives.network.ticked")
    reading = hlo.Reading(forms=(year("1", "network"),), language="nl", findings=(doubt,))
    said = text_of(recalibrate(reading, year("2", "network")))
    assert "van toepassing [nakijken: 1]" in said
    assert (
        f"Thuiszorg De Wilgenhof, 1, Uitbreiden/versterken netwerk: {doubt.message(INSTRUMENT, language='nl')}" in said
    )


# What cannot be laid side by side


@pytest.mark.parametrize(
    ("rounds", "said"),
    [
        (([], year("2")), "round 1: expected a form or more"),
        (([year("1"), year("2", of=SCHOOL)], year("3")), "different round"),
        (([year("1"), year("1")], year("2")), "same respondent"),
        ((year("1", partnership="Noord"), year("2", partnership="Zuid")), "different partnership"),
        ((year("1"), hlo.CommitmentForm(organisation=HOME)), "commitment phase"),
    ],
)
def test_forms_that_are_no_rounds_of_one_partnership_are_refused(rounds: tuple[object, object], said: str) -> None:
    with pytest.raises(hlo.ComparisonError, match=said):
        recalibrate(*rounds)  # type: ignore[arg-type]  # the point of the test


def test_what_is_no_form_is_no_round() -> None:
    with pytest.raises(hlo.InvalidValueError, match="forms or readings in a list"):
        recalibrate(year("1"), "2027.docx")  # type: ignore[arg-type]  # the point of the test


def test_an_unknown_organisation_motive_or_language_is_refused() -> None:
    change = recalibrate(year("1"), year("2"))
    with pytest.raises(hlo.InvalidValueError):
        change.of("elders")
    with pytest.raises(hlo.InvalidValueError):
        change.history("wilgenhof", "learning_outcomes")
    with pytest.raises(hlo.InvalidValueError):
        change.history("wilgenhof", "nonsense")
    with pytest.raises(hlo.InvalidValueError, match="one of nl, en"):
        change.to_html(language="fr")


def test_rounds_without_a_name_or_with_the_same_are_told_apart() -> None:
    assert "Rondes: 1 (1); 1 (2); ronde 3" in text_of(recalibrate(year("1"), year("1"), year(None)))


# Words that changed


def test_words_that_changed_are_pointed_out() -> None:
    change = TextChange("Meer stageplaatsen in de wijk", "Meer goede stageplaatsen in de stad")
    assert change.earlier_parts == (("Meer stageplaatsen in de ", False), ("wijk", True))
    assert change.later_parts == (
        ("Meer ", False),
        ("goede ", True),
        ("stageplaatsen in de ", False),
        ("stad", True),
    )


def test_a_space_between_two_words_that_changed_goes_with_them() -> None:
    assert TextChange("een twee drie vier", "een acht negen vier").later_parts[1] == ("acht negen", True)


def test_very_long_stretches_are_not_compared_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changed_words, "MOST_COMPARED", 10)
    change = TextChange("a 1 x 2 b", "a 3 x 4 b")
    assert change.earlier_parts == (("a ", False), ("1 x 2", True), (" b", False))


@tries(6, of=60)
@given(texts(long=False), texts(long=False))
def test_the_parts_of_a_text_are_that_text_and_what_did_not_change_is_the_same(one: str, other: str) -> None:
    change = TextChange(one, other)
    assert "".join(text for text, _ in change.earlier_parts) == one
    assert "".join(text for text, _ in change.later_parts) == other
    same = [["".join(text for text, new in parts if not new)] for parts in (change.earlier_parts, change.later_parts)]
    assert same[0] == same[1]
    assert change.differs == any(changed for _, changed in (*change.earlier_parts, *change.later_parts))


WORDS = st.lists(st.sampled_from(["samen", "leren", "in", "de", "wijk", ",", "é"]), max_size=12).map(" ".join)


@tries(10, of=100)
@given(WORDS, WORDS)
def test_words_changed_back_are_the_mirror_image(one: str, other: str) -> None:
    there, back = TextChange(one, other), TextChange(other, one)
    assert (there.earlier_parts, there.later_parts) == (back.later_parts, back.earlier_parts)


# Laws

MIRROR = {Change.NEW: Change.DROPPED, Change.DROPPED: Change.NEW}


def of_rounds(forms: list[hlo.PreparationForm]) -> list[hlo.PreparationForm]:
    """The same forms as if one organisation had sent each of them, in one round after another."""
    kept = [attrs.evolve(form, partnership="P", respondent=None) for form in forms]
    return [
        attrs.evolve(form, round=str(number), organisation=attrs.evolve(form.organisation, id="o", name=None))
        for number, form in enumerate(kept)
    ]


def mirrored(step: Step) -> tuple[object, ...]:
    texts = tuple((who, TextChange(change.later, change.earlier)) for who, change in step.outcomes)
    return step.motive, MIRROR.get(step.change, step.change), step.gaps[::-1], texts


def shown(step: Step) -> tuple[object, ...]:
    return step.motive, step.change, step.gaps, step.outcomes


@tries(10, of=40)
@given(st.lists(preparation_forms(), min_size=2, max_size=4))
def test_a_recalibration_turned_round_is_its_mirror_image(forms: list[hlo.PreparationForm]) -> None:
    rounds = of_rounds(forms)
    there, back = recalibrate(*rounds), recalibrate(*rounds[::-1])
    last = len(rounds) - 2
    for number in range(len(rounds) - 1):
        assert [shown(step) for step in there.steps(number)] == [mirrored(step) for step in back.steps(last - number)]


@tries(10, of=30)
@given(preparation_forms())
def test_a_form_beside_itself_changed_nowhere(form: hlo.PreparationForm) -> None:
    own = attrs.evolve(form, organisation=attrs.evolve(form.organisation, id="o"))
    change = recalibrate(own, own)
    assert set(changes(change).values()) <= {Change.KEPT, Change.NEITHER, Change.NOT_COMPARABLE}
    assert not any(texts.differs for step in change.steps(0) for _, texts in step.outcomes)


@tries(10, of=30)
@given(st.lists(preparation_forms(), min_size=2, max_size=3))
def test_counts_add_up_to_what_was_offered(forms: list[hlo.PreparationForm]) -> None:
    change = recalibrate(*of_rounds(forms))
    for number, side in itertools.product(range(len(forms) - 1), change.organisations):
        count = next(found for found in change.counts(number) if found.organisation == side.id)
        types = {form.organisation.type for form in forms}
        offered = {motive.id for kind in types for motive in INSTRUMENT.offered(kind)}
        assert count.offered == len(offered) == len(change.of(side.id))


@tries(5, of=15)
@given(st.lists(preparation_forms(), min_size=2, max_size=2), st.permutations([0, 1, 2]))
def test_the_order_of_the_forms_within_a_round_does_not_matter(
    forms: list[hlo.PreparationForm], order: list[int]
) -> None:
    rounds = [
        [attrs.evolve(f, organisation=attrs.evolve(f.organisation, id=f"o{n}", name=None)) for n in range(3)]
        for f in of_rounds(forms)
    ]
    assert recalibrate(*rounds) == recalibrate(*([found[index] for index in order] for found in rounds))


@tries(5, of=15)
@given(st.lists(preparation_forms(), min_size=2, max_size=3))
def test_the_page_is_whole_in_every_language(forms: list[hlo.PreparationForm]) -> None:
    change = recalibrate(*of_rounds(forms))
    for language in INSTRUMENT.languages:
        root = etree.fromstring(change.to_html(language=language), etree.HTMLParser(huge_tree=True))
        assert len(root.findall(".//table/caption")) == len(root.findall(".//table"))
        assert all(head.get("scope") for head in root.iterfind(".//th"))
    assert change._repr_html_() == change.to_html(language="nl")
