"""Comparing: what organisations share, where it cannot be said, and that no order, voice or doubt gets lost."""

from __future__ import annotations

import itertools
import pickle
import re
import subprocess
import sys
from collections.abc import Sequence

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from markupsafe import escape

from hlo_forms import (
    AlignmentForm,
    CommitmentForm,
    Comparison,
    ComparisonError,
    Finding,
    InvalidValueError,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    Participant,
    Partnership,
    Place,
    PreparationForm,
    Reading,
    Status,
    compare,
)
from hlo_forms.comparison.comparison_page import SIGNS
from hlo_forms.comparison.verdicts import Overlap, Reason, Verdict
from runs import tries
from strategies import INSTRUMENT, preparation_forms

BOTH = [motive.id for motive in INSTRUMENT.motives if len(motive.offered_to) == 2]


def form(name: str, *ticked: str, type: str = "practice_partner", **more: object) -> PreparationForm:
    """A form on which an organisation ticked these motives; "?network" stands for signs that contradict each other."""
    answers = [MotiveAnswer(found.lstrip("?"), ticked=None if found.startswith("?") else True) for found in ticked]
    return PreparationForm(organisation=Organisation(name, type=type), motives=answers, **more)  # type: ignore[arg-type]


def school(name: str, *ticked: str, **more: object) -> PreparationForm:
    """The same of a programme."""
    return form(name, *ticked, type="programme", **more)


def read_back(found: PreparationForm, *findings: Finding, source: str | None = None) -> Reading:
    return Reading(forms=(found,), language="nl", findings=findings, source=source)


def verdicts(*forms: PreparationForm) -> dict[str, Verdict]:
    return {row.motive: row.verdict for row in compare(forms).motives}


# Per motive


def test_a_motive_that_applies_to_two_of_three_is_shared() -> None:
    row = compare([form("A", "network"), form("B", "recruitment"), school("C", "network")]).motive("network")
    assert row.verdict is Verdict.SHARED
    assert (row.applies_to, row.offered_to, row.reasons) == (("a", "c"), ("a", "b", "c"), ())


def test_a_motive_stays_shared_where_a_third_organisation_left_it_open() -> None:
    row = compare([form("A", "network"), form("B"), school("C", "network")]).motive("network")
    assert row.verdict is Verdict.SHARED
    assert [cell.status for cell in row.cells] == [Status.APPLIES, Status.NOT_FILLED_IN, Status.APPLIES]


def test_a_motive_of_one_side_needs_every_other_to_have_filled_in_its_motives() -> None:
    assert verdicts(form("A", "network"), school("B", "recruitment"))["network"] is Verdict.ONE_SIDE
    row = compare([form("A", "network"), form("B", "recruitment"), school("C")]).motive("network")
    assert (row.verdict, row.reasons) == (Verdict.NOT_COMPARABLE, (Reason.NOT_FILLED_IN,))


def test_a_motive_that_all_were_offered_and_nobody_ticked_is_nobodys() -> None:
    assert verdicts(form("A", "network"), school("B", "network"))["recruitment"] is Verdict.NONE


def test_signs_that_contradict_each_other_leave_a_motive_open() -> None:
    row = compare([form("A", "?network"), school("B", "recruitment")]).motive("network")
    assert (row.verdict, row.reasons) == (Verdict.NOT_COMPARABLE, (Reason.UNCLEAR,))


def test_every_reason_is_given() -> None:
    row = compare([form("A", "?network"), form("B"), school("C", "network")]).motive("network")
    assert row.reasons == (Reason.NOT_FILLED_IN, Reason.UNCLEAR)


def test_a_motive_that_only_one_was_offered_is_not_of_one_side() -> None:
    comparison = compare([form("A", "financial"), school("B", "network")])
    assert comparison.motive("financial").verdict is Verdict.NOT_COMPARABLE
    assert comparison.motive("financial").reasons == (Reason.OFFERED_TO_ONE,)
    assert comparison.motive("financial").cell("b").status is Status.NOT_OFFERED


def test_a_motive_that_nobody_was_offered_says_so() -> None:
    assert compare([form("A"), form("B")]).motive("learning_outcomes").reasons == (Reason.OFFERED_TO_NONE,)


def test_the_five_statuses_are_kept_apart() -> None:
    outcome = MotiveAnswer("recruitment", outcome="Twee nieuwe collega’s")
    answers = [MotiveAnswer("network", ticked=True), outcome]
    one = PreparationForm(organisation=Organisation("A", type="practice_partner"), motives=answers)
    comparison = compare([one, school("B")])
    assert comparison.motive("network").cell("a").status is Status.APPLIES
    assert comparison.motive("own_image").cell("a").status is Status.NOT_TICKED
    assert comparison.motive("recruitment").cell("a").status is Status.UNCLEAR
    assert comparison.motive("learning_outcomes").cell("a").status is Status.NOT_OFFERED
    assert comparison.motive("network").cell("b").status is Status.NOT_FILLED_IN
    assert comparison.motive("recruitment").cell("a").outcomes == ("Twee nieuwe collega’s",)


def test_an_organisation_or_motive_that_is_not_there_raises() -> None:
    comparison = compare([form("A"), form("B")])
    with pytest.raises(InvalidValueError, match="motive"):
        comparison.motive("netwerk")
    with pytest.raises(InvalidValueError):
        comparison.motive("network").cell("c")
    with pytest.raises(InvalidValueError):
        comparison.pair("a", "c")


# Counterparts


def test_counterparts_stand_on_a_line_of_their_own_and_in_no_count_of_motives() -> None:
    comparison = compare([form("A", "employee_development"), school("B", "teacher_development")])
    first, second = comparison.counterparts
    assert (first.first, first.second) == ("employee_development", "teacher_development")
    assert (first.verdict, second.verdict) == (Verdict.COUNTERPART, Verdict.NONE)
    assert [cell.motive for cell in first.cells] == ["employee_development", "teacher_development"]
    pair = comparison.pair("b", "a")
    assert pair.motives == Overlap(neither=6)
    assert pair.counterparts == Overlap(both=1, neither=1)
    assert comparison.motive("employee_development").reasons == (Reason.OFFERED_TO_ONE,)


def test_counterparts_of_one_side_name_all_to_whom_it_applies() -> None:
    comparison = compare([form("A", "employee_development"), form("B", "employee_development"), school("C", "network")])
    row = comparison.counterparts[0]
    assert (row.verdict, row.applies_to) == (Verdict.ONE_SIDE, ("a", "b"))
    assert comparison.motive("employee_development").verdict is Verdict.SHARED


def test_counterparts_are_left_open_by_the_side_that_did_not_answer() -> None:
    row = compare([form("A", "employee_development"), school("B")]).counterparts[0]
    assert (row.verdict, row.reasons) == (Verdict.NOT_COMPARABLE, (Reason.NOT_FILLED_IN,))


def test_an_open_answer_does_not_matter_where_its_own_side_applies() -> None:
    row = compare([form("A", "employee_development"), form("B"), school("C", "network")]).counterparts[0]
    assert (row.verdict, row.reasons) == (Verdict.ONE_SIDE, ())


def test_counterparts_need_both_types() -> None:
    comparison = compare([form("A", "employee_development"), form("B", "employee_development")])
    assert {row.reasons for row in comparison.counterparts} == {(Reason.OFFERED_TO_ONE,)}
    assert comparison.offered_on_both_sides == ()
    assert comparison.pair("a", "b").counterparts.offered == 0


def test_an_instrument_without_counterparts_compares() -> None:
    motives = [attrs.evolve(motive, counterpart=None) for motive in INSTRUMENT.motives]
    own = attrs.evolve(INSTRUMENT, motives=motives)
    comparison = compare([form("A", "network", instrument=own), school("B", "network", instrument=own)])
    assert comparison.counterparts == ()
    assert INSTRUMENT.word("compare.heading.counterparts", "nl") not in comparison.to_text(
        language="nl"
    ) + comparison.to_html(language="nl")


def test_counterparts_of_the_instruments_own_are_not_said_to_be_ours() -> None:
    said = INSTRUMENT.word("compare.counterparts.ours", "nl")
    source = attrs.evolve(INSTRUMENT, counterparts_origin="source")
    for instrument, ours in ((INSTRUMENT, True), (source, False)):
        comparison = compare([form("A", instrument=instrument), school("B", instrument=instrument)])
        for shown in (comparison.to_text(language="nl"), comparison.to_html(language="nl")):
            assert (said in " ".join(shown.split())) is ours


# Counts


def test_a_category_that_an_organisation_was_offered_nothing_of_says_so() -> None:
    motives = [
        attrs.evolve(motive, offered_to=["programme"]) if motive.category == "legitimising" else motive
        for motive in INSTRUMENT.motives
    ]
    own = attrs.evolve(INSTRUMENT, motives=motives)
    comparison = compare([form("A", instrument=own), school("B", "own_image", instrument=own)])
    assert comparison.categories[0].offered == 0
    text = " ".join(comparison.to_text(language="nl", width=40).split())
    assert "1 A Legitimerende motieven: niet gevraagd" in text
    assert "2 B Legitimerende motieven: 1 van 1" in text


def test_a_category_counts_out_of_what_that_type_was_offered() -> None:
    comparison = compare([form("A", "network", "?recruitment"), school("B")])
    found = {(count.category, count.organisation): count for count in comparison.categories}
    capital = found["capital", "a"]
    assert (capital.applies, capital.not_ticked, capital.unclear, capital.not_filled_in) == (1, 3, 1, 0)
    assert capital.offered == 5
    assert (found["capital", "b"].offered, found["capital", "b"].not_filled_in) == (4, 4)
    assert [count.organisation for count in comparison.categories] == ["a", "b"] * 4


def test_a_pair_is_counted_by_hand() -> None:
    comparison = compare([form("A", "own_image", "network", "?recruitment"), school("B", "network", "new_knowledge")])
    motives = comparison.pair("a", "b").motives
    assert motives == Overlap(both=1, only_first=1, only_second=1, neither=2, not_comparable=1)
    assert (motives.offered, motives.compared, motives.applies) == (6, 5, 3)
    assert motives.jaccard == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("overlap", "reason"),
    [
        (Overlap(), Reason.NOTHING_OFFERED),
        (Overlap(not_comparable=6), Reason.NOTHING_COMPARABLE),
        (Overlap(neither=4, not_comparable=2), Reason.NOTHING_APPLIES),
    ],
)
def test_there_is_no_coefficient_where_nothing_can_be_said(overlap: Overlap, reason: Reason) -> None:
    assert overlap.jaccard is None
    assert overlap.reason is reason


def test_a_coefficient_of_nothing_shared_is_nought() -> None:
    assert Overlap(only_first=2, neither=1).jaccard == 0
    assert Overlap(only_first=2, neither=1).reason is None


# Several voices of one organisation


def voices(*answers: Sequence[str]) -> list[PreparationForm]:
    return [form("A", *ticked, respondent=f"stem {number}") for number, ticked in enumerate(answers)]


def test_voices_are_one_side_and_stay_visible() -> None:
    comparison = compare([*voices(["network"], ["network", "own_image"]), school("B", "network")])
    assert [side.id for side in comparison.organisations] == ["a", "b"]
    assert [voice.respondent for voice in comparison.organisations[0].voices] == ["stem 0", "stem 1"]
    assert comparison.motive("network").applies_to == ("a", "b")
    cell = comparison.motive("own_image").cell("a")
    assert (cell.status, cell.voices_differ) == (Status.UNCLEAR, True)
    assert [voice.status for voice in cell.voices] == [Status.NOT_TICKED, Status.APPLIES]


def test_voices_that_differ_are_unclear_and_no_majority_decides() -> None:
    comparison = compare([*voices(["network"], ["network"], ["own_image"]), school("B", "network")])
    assert comparison.motive("network").verdict is Verdict.NOT_COMPARABLE
    assert comparison.pair("a", "b").motives.not_comparable == 2


def test_a_voice_that_filled_in_no_motives_does_not_count() -> None:
    cell = compare([*voices(["network"], []), school("B")]).motive("network").cell("a")
    assert (cell.status, cell.voices_differ) == (Status.APPLIES, False)
    assert len(cell.voices) == 2
    silent = compare([*voices([], []), school("B")]).motive("network").cell("a")
    assert (silent.status, silent.voices_differ) == (Status.NOT_FILLED_IN, False)


def test_voices_that_differ_are_shown_in_text_and_html() -> None:
    comparison = compare([*voices(["network"], ["own_image"]), school("B", "network")])
    for shown in (comparison.to_text(language="nl"), comparison.to_html(language="nl")):
        assert "onduidelijk (de stemmen verschillen)" in " ".join(shown.split())
        assert "stem 1" in shown
        assert "stem 2" in shown


# Doubt travels along


DOUBT = Finding(code="matched-by-position", field="motives.network.ticked", place=Place(row=3), seen="x")


def test_a_doubtful_tick_is_shared_and_marked() -> None:
    comparison = compare([read_back(form("A", "network"), DOUBT), school("B", "network")])
    row = comparison.motive("network")
    assert (row.verdict, row.doubtful) == (Verdict.SHARED, True)
    assert row.cell("a").doubts == (attrs.evolve(DOUBT, seen=""),)
    assert not comparison.motive("own_image").doubtful
    assert comparison.pair("a", "b").motives.doubtful == 1
    assert [count.doubtful for count in comparison.categories if count.category == "capital"] == [1, 0]


def test_a_doubt_of_either_organisation_counts_in_a_pair_once() -> None:
    first, second = form("A", "network"), school("B", "network")
    assert compare([first, read_back(second, DOUBT)]).pair("a", "b").motives.doubtful == 1
    assert compare([read_back(first, DOUBT), read_back(second, DOUBT)]).pair("a", "b").motives.doubtful == 1


def test_doubts_are_marked_and_listed_in_text_and_html() -> None:
    own = Finding(code="label-near", field="other_motives.1.text")
    form_ = form("A", "network", other_motives=[OtherMotive("Zichtbaar zijn in de regio")])
    about_form = Finding(code="boxes-missing")
    comparison = compare([read_back(form_, DOUBT, own, about_form), school("B", "network")])
    for shown in (comparison.to_text(language="nl"), comparison.to_html(language="nl")):
        assert [f"[nakijken: {number}]" in shown for number in (1, 2, 3, 4)] == [True, True, True, False]
        for finding in (about_form, DOUBT, own):
            assert INSTRUMENT.word(f"finding.{finding.code}", "nl") in " ".join(shown.split())
    assert " x*" in comparison.to_text(language="nl")


def test_a_doubt_about_all_motives_marks_each() -> None:
    doubt = Finding(code="tick-crossed", field="motives")
    comparison = compare([read_back(form("A", "network"), doubt), school("B")])
    assert all(row.cell("a").doubts == (doubt,) for row in comparison.motives)
    assert comparison.organisations[0].voices[0].doubts == ()


def test_a_doubt_that_belongs_to_no_cell_stands_with_the_organisation() -> None:
    doubts = [
        Finding(code="differs-from-identity", field="organisation.name"),
        Finding(code="value-refused", field="motives.onbekend"),
        Finding(code="place-missing", field="other_motives.9.text"),
        Finding(code="place-missing", field="other_motives"),
    ]
    comparison = compare([read_back(form("A", "network"), *doubts), school("B")])
    assert comparison.organisations[0].voices[0].doubts == tuple(doubts)
    assert "[nakijken: 1, 2, 3, 4]" in " ".join(comparison.to_html(language="nl").split())


def test_what_is_no_warning_is_no_doubt() -> None:
    info = Finding(code="tick-by-sign", field="motives.network.ticked")
    assert not compare([read_back(form("A", "network"), info), school("B")]).motive("network").doubtful


def test_what_stays_internal_is_not_in_a_comparison() -> None:
    answers = {question.id: f"intern {question.id}" for question in INSTRUMENT.questions_of("preparation")}
    inside = form("A", "network", answers=answers, participants=[Participant("Noor Bakker")])
    findings = [
        Finding(code="unplaced-text", seen="intern stuk tekst"),
        Finding(code="hidden-text", field="motives.network.outcome", seen="intern en verborgen"),
        Finding(code="answered-twice", field="answers.preparation.1", seen="intern antwoord"),
    ]
    comparison = compare([read_back(inside, *findings), school("B")])
    told = [
        comparison.to_text(language="nl"),
        comparison.to_html(language="nl"),
        repr(comparison),
        str(attrs.astuple(comparison, recurse=False)),
    ]
    assert not [text for text in told if "intern" in text or "Noor" in text]
    assert [doubt.code for doubt in comparison.organisations[0].voices[0].doubts] == ["unplaced-text"]


# Other motives


def test_other_motives_stand_side_by_side_and_are_not_matched() -> None:
    same = [OtherMotive("Minder werkdruk", outcome="Een dagdeel per week")]
    comparison = compare([form("A", other_motives=same), school("B", other_motives=same)])
    assert [(own.organisation, own.text) for own in comparison.other_motives] == [
        ("a", "Minder werkdruk"),
        ("b", "Minder werkdruk"),
    ]
    assert comparison.pair("a", "b").motives == Overlap(neither=6)


# Who takes part


def test_organisations_stand_by_type_and_then_by_id() -> None:
    comparison = compare([school("Alfa"), form("Zorg"), school("Beta"), form("Buurt")])
    assert [side.id for side in comparison.organisations] == ["buurt", "zorg", "alfa", "beta"]
    assert [(pair.first, pair.second) for pair in comparison.pairs] == list(
        itertools.combinations(["buurt", "zorg", "alfa", "beta"], 2)
    )


def test_names_spelled_in_several_ways_stand_together() -> None:
    first, second = voices(["network"], ["network"])
    second = attrs.evolve(second, organisation=Organisation("Zorg A", id="a", type="practice_partner"))
    third = attrs.evolve(first, organisation=Organisation(" a", id="a", type="practice_partner"), respondent="stem 9")
    assert compare([second, first, third, school("B")]).organisations[0].name == " a / Zorg A"


def test_organisations_of_the_same_name_are_shown_with_their_ids() -> None:
    twins = [
        PreparationForm(organisation=Organisation("De Linde", id=id, type="practice_partner"))
        for id in ("oost", "west")
    ]
    assert "De Linde (oost)" in compare(twins).to_text(language="nl")
    nameless = PreparationForm(organisation=Organisation(id="x-1", type="programme"))
    assert re.search(r"^2 +x-1 +Opleiding$", compare([twins[0], nameless]).to_text(language="nl"), re.MULTILINE)


# What cannot be laid side by side

REFUSED = {
    "one form": (form("A"), "in a list"),
    "a text": ("fase1.docx", "in a list"),
    "a number": (3, "in a list"),
    "nothing": ([], "two organisations or more, found none"),
    "one organisation": ([form("A", respondent="x"), form("A", respondent="y")], "two organisations or more, found a"),
    "a path": ([form("A"), "fase1.docx"], "items: expected forms of phase 1 and readings of these"),
    "another phase": (
        [form("A"), CommitmentForm()],
        "item 2: is a form of the commitment phase; only forms of phase 1",
    ),
    "a reading of another phase": (
        [form("A"), Reading(forms=(AlignmentForm(),), language="nl", source="fase2.docx")],
        r"item 2 \(fase2.docx\): is a form of the alignment phase",
    ),
    "two forms in a document": (
        [form("A"), Reading(forms=(form("B"), form("C")), language="nl")],
        "item 2: expected one form in the document, found 2; pass a document for each",
    ),
    "nobody": (
        [form("A"), PreparationForm(organisation=Organisation(type="programme"))],
        "item 2: its organisation has neither a name nor an id; give it one",
    ),
    "another partnership": (
        [form("A", partnership="Noord"), form("B", partnership=Partnership("Zuid", id="z-1"))],
        r"different partnership: 'Noord' \(id noord\) in item 1, A, 'Zuid' \(id z-1\) in item 2, B; correct the form",
    ),
    "no partnership": ([form("A", partnership="Noord"), form("B")], "different partnership: .* none in item 2"),
    "another round": ([form("A", round="2025"), form("B")], "different round: '2025' in item 1, A, none in item 2, B"),
    "another instrument": (
        [form("A"), form("B", instrument=attrs.evolve(INSTRUMENT, edition="2030"))],
        r"different instrument: strategic-motives 2022 \(.*strategic-motives 2030",
    ),
    "another type": (
        [form("A", respondent="x"), school("A", respondent="y"), form("B")],
        "organisation a: practice partner in item 1, A, educational programme in item 2, A; correct one",
    ),
    "a respondent twice": (
        [form("A", respondent="Team"), form("B"), form("A", respondent="team ")],
        r"organisation a: item 1, A and item 3, A are of the same respondent \(team\); leave one out",
    ),
    "no respondents": ([form("A"), form("B"), form("A")], "same respondent .none named"),
}


@pytest.mark.parametrize(("items", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_what_does_not_belong_together_is_refused_with_what_where_and_what_to_do(items: object, message: str) -> None:
    kind = InvalidValueError if "expected forms" in message or message == "in a list" else ComparisonError
    with pytest.raises(kind, match=message):
        compare(items)  # type: ignore[arg-type]  # the point of the test


def test_the_same_partnership_by_id_may_be_spelled_in_several_ways() -> None:
    comparison = compare(
        [form("A", partnership=Partnership("Wijk", id="w")), form("B", partnership=Partnership(id="w"))]
    )
    assert (comparison.partnership.name, comparison.partnership.id) == ("Wijk", "w")


# Shown

STEERING = "\x1b[31m\N{RIGHT-TO-LEFT OVERRIDE}\x85"


def test_a_comparison_has_a_short_repr_and_survives_pickling() -> None:
    comparison = compare([form("A", "network", "employee_development"), school("B", "network", "teacher_development")])
    assert repr(comparison) == "Comparison(2 organisations: 1 of 6 motives shared, 1 of 2 counterparts)"
    assert pickle.loads(pickle.dumps(comparison)) == comparison


def test_the_text_shows_counts_before_the_coefficient() -> None:
    sides = compare([form("A", "network"), school("B", "network")])
    text = " ".join(sides.to_text(language="nl", width=40, figures=True).split())
    assert "Gedeeld: 1 van de 6 motieven" in text
    assert (
        "1 en 2 gevraagd: 6; beide: 1; alleen de eerste: 0; alleen de tweede: 0; geen van beide: 5; "
        "niet vergelijkbaar: 0 Jaccard (beide, van ten minste één van de twee): 1 van 1 = 1,00" in text
    )
    sides = compare([form("A"), school("B")])
    nothing = " ".join(sides.to_text(language="en", width=40, figures=True).split())
    assert "there is nothing on which both give an answer" in nothing


def test_the_text_has_a_sign_for_each_organisation_and_says_what_it_means() -> None:
    text = compare([read_back(form("A", "network"), DOUBT), school("B", "?network")]).to_text(language="nl", width=100)
    assert re.search(r"^ +Motief +1 +2 +Vergelijking$", text, re.MULTILINE)
    assert re.search(r"Uitbreiden/versterken netwerk +x\* \?  niet vergelijkbaar: ", text)
    assert "[nakijken: 1]" in text
    legend = "x van toepassing, - niet aangekruist, ? onduidelijk, / niet gevraagd, * nakijken"
    assert f"per motief aankruiste: {legend}" in " ".join(text.split())


def test_every_status_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(Status)
    assert len(set(SIGNS.values())) == len(Status)


def test_the_text_keeps_to_its_width_and_never_steers_a_terminal() -> None:
    name = "Een organisatie met een naam die niet op een regel past van een smal scherm"
    written = "Regel een\nregel twee \N{RIGHT-TO-LEFT OVERRIDE}om"
    answer = MotiveAnswer("network", ticked=True, outcome=written)
    first = PreparationForm(organisation=Organisation(name, type="practice_partner"), motives=[answer])
    comparison = compare([first, *(school(f"B{number}", "network") for number in range(11))])
    for width in (80, 200):
        text = comparison.to_text(language="nl", width=width)
        assert max(map(len, text.splitlines())) <= width
        assert not set(STEERING) & set(text) - set("[31m")
    assert "Regel een ⏎ regel twee \\u202eom" in text


def test_a_language_that_the_instrument_lacks_is_refused() -> None:
    comparison = compare([form("A"), form("B")])
    with pytest.raises(InvalidValueError, match="language: expected one of nl, en"):
        comparison.to_text(language="fr")
    with pytest.raises(InvalidValueError, match="language"):
        comparison.to_html(language="fr")


def tree(comparison: Comparison, language: str = "nl") -> etree._Element:
    """The HTML as XML: it is that well formed."""
    return etree.fromstring(re.sub(r"<(br|col\b[^>]*)>", r"<\1/>", comparison.to_html(language=language)))


def test_the_html_is_accessible_tables_without_colours_of_their_own() -> None:
    other = [OtherMotive("Minder werkdruk")]
    root = tree(compare([*voices(["network"], []), school("B", "network", other_motives=other)]))
    tables = list(root.iter("table"))
    assert len(tables) == 6
    for table in tables:
        assert table.findtext("caption")
        assert {head.get("scope") for head in table.findall("thead/tr/th")} == {"col"}
        assert all(row.find("th") is not None for row in table.findall("tbody/tr"))
        assert {head.get("scope") for head in table.findall("tbody/tr/th")} <= {"row", "rowgroup"}
        widths = {len(row) for row in table.iter("tr") if row[0].get("scope") != "rowgroup"}
        assert len(widths) == 1
    assert root.get("lang") == "nl"
    page = re.sub(r"\.hlo-document[^{]*{[^}]*}", "", compare([form("A"), form("B")]).to_html(language="nl"))
    assert not re.search(r"[^-]color:(?! inherit)|background: (?!transparent|none|#fff)|https?:|<script", page)


def test_what_people_wrote_is_escaped() -> None:
    evil = "<script>alert('x')</script> & \"q\""
    answers = [MotiveAnswer("network", ticked=True, outcome=evil)]
    one = PreparationForm(
        organisation=Organisation(evil, type="practice_partner"),
        partnership=evil,
        round=evil,
        respondent=evil,
        motives=answers,
        other_motives=[OtherMotive(evil, outcome=evil)],
    )
    two = attrs.evolve(one, respondent="x")
    comparison = compare([one, two, school("B", partnership=evil, round=evil)])
    assert "<script" not in comparison.to_html(language="nl")
    assert str(escape(evil)) in comparison.to_html(language="nl")
    assert comparison._repr_html_() == comparison.to_html(language="nl")


def test_both_languages_say_it_in_their_own_words() -> None:
    comparison = compare([form("A", "network"), school("B", "recruitment")])
    for shown in (comparison.to_text, comparison.to_html):
        assert "alleen bij nr. 1" in shown(language="nl")
        assert "only no. 1" in shown(language="en")
    assert comparison.to_text(language="nl") == compare([school("B", "recruitment"), form("A", "network")]).to_text(
        language="nl"
    )


def test_comparing_knows_no_word() -> None:
    code = (
        "import sys; import hlo_forms.comparison.comparison, hlo_forms.comparison.comparison_page; "
        "print([name for name in sys.modules if name.startswith(('hlo_forms.word.', 'docx', 'lxml'))])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


# Properties


@st.composite
def partners(draw: st.DrawFn) -> list[PreparationForm]:
    """Filled forms of 2 to 4 organisations of one partnership, one of them with a second voice at times."""
    drawn = draw(st.lists(preparation_forms(), min_size=2, max_size=4))
    found = [_of(form_, f"org-{number}", None) for number, form_ in enumerate(drawn)]
    if draw(st.booleans()):
        more = draw(preparation_forms().filter(lambda other: other.organisation.type == found[0].organisation.type))
        found.append(_of(more, "org-0", "tweede stem"))
    return found


def _of(form_: PreparationForm, id: str, respondent: str | None) -> PreparationForm:
    changes: dict[str, object] = {
        "organisation": attrs.evolve(form_.organisation, id=id),
        "respondent": respondent,
        "partnership": Partnership("Wijkzorg Noord"),
        "round": "2026",
    }
    return attrs.evolve(form_, **changes)  # type: ignore[arg-type]  # fields of several types


@tries(8, of=60)
@given(partners(), st.randoms(use_true_random=False))
def test_the_order_of_forms_does_not_matter(forms: list[PreparationForm], random: object) -> None:
    shuffled = list(forms)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    first, second = compare(forms), compare(shuffled)
    assert first == second
    assert first.to_html(language="en") == second.to_html(language="en")
    assert first.to_text(language="nl") == second.to_text(language="nl")


@tries(8, of=60)
@given(preparation_forms())
def test_a_form_differs_nowhere_from_its_copy_under_another_organisation(form_: PreparationForm) -> None:
    comparison = compare([_of(form_, "een", None), _of(form_, "twee", None)])
    assert Verdict.ONE_SIDE not in {row.verdict for row in (*comparison.motives, *comparison.counterparts)}
    for row in comparison.motives:
        one, two = row.cells
        assert (one.status, one.outcomes) == (two.status, two.outcomes)
    overlap = comparison.pair("een", "twee").motives
    assert overlap.only_first == overlap.only_second == 0
    assert overlap.jaccard in (None, 1.0)


@tries(8, of=60)
@given(partners())
def test_counts_add_up_to_what_was_offered(forms: list[PreparationForm]) -> None:
    comparison = compare(forms)
    for side in comparison.organisations:
        counts = [count for count in comparison.categories if count.organisation == side.id]
        assert sum(count.offered for count in counts) == len(INSTRUMENT.offered(side.type))
        applies = sum(side.id in row.applies_to for row in comparison.motives)
        assert sum(count.applies for count in counts) == applies
    types = {side.id: side.type for side in comparison.organisations}
    for pair in comparison.pairs:
        same = {motive.id for motive in INSTRUMENT.offered(types[pair.first])}
        assert pair.motives.offered == len(same & {motive.id for motive in INSTRUMENT.offered(types[pair.second])})
        assert pair.counterparts.offered == (2 if types[pair.first] != types[pair.second] else 0)


@tries(8, of=60)
@given(partners())
def test_each_verdict_follows_from_the_statuses(forms: list[PreparationForm]) -> None:
    for row in compare(forms).motives:
        offered = [cell.status for cell in row.cells if cell.status is not Status.NOT_OFFERED]
        applies, others = offered.count(Status.APPLIES), set(offered) - {Status.APPLIES}
        settled = len(offered) > 1 and others <= {Status.NOT_TICKED}
        expected = {0: Verdict.NONE, 1: Verdict.ONE_SIDE}.get(applies, Verdict.SHARED)
        assert row.verdict is (expected if settled or applies > 1 else Verdict.NOT_COMPARABLE)
        assert bool(row.reasons) is (row.verdict is Verdict.NOT_COMPARABLE)


@tries(8, of=60)
@given(partners())
def test_every_outcome_that_was_written_is_shown(forms: list[PreparationForm]) -> None:
    comparison = compare(forms)
    shown = comparison.to_html(language="nl")
    tree(comparison)
    for form_ in forms:
        for text in (answer.outcome for answer in form_.motives):
            assert text is None or str(escape(text)) in shown
        for own in form_.other_motives:
            assert str(escape(own.text or "-")) in shown
