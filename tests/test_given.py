"""What goes along from one form to the next, in Word: laid side by side, brought home, and shown a year later."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from copy import deepcopy

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from accounting import read
from docx_parts import Docx, W
from edits import around, control, edited, put
from samples import COMMON, LINDE, SCHOOL, codes
from strategies import INSTRUMENT

Change = Callable[[etree._Element], None]
TOWN = hlo.Organisation("Gemeente Nieuwegein", type="practice_partner")
PARTNERS = (LINDE, SCHOOL, TOWN)


def phase_1(who: hlo.Organisation, *ticked: str, **more: object) -> hlo.PreparationForm:
    """A form of phase 1 with these motives ticked; "network=Een kring" has an outcome."""
    motives = []
    for found in ticked:
        motive, _, outcome = found.partition("=")
        motives.append(hlo.MotiveAnswer(motive, ticked=True, outcome=outcome or None))
    return hlo.PreparationForm(organisation=who, motives=motives, **{**COMMON, **more})


FORMS = (
    phase_1(LINDE, "network=Tien stageplaatsen", "financial", answers={"preparation.1": "Mensen die blijven."}),
    phase_1(SCHOOL, "network=Een kring van praktijken", "new_knowledge=Twee artikelen"),
    phase_1(TOWN, "societal_goals=Langer thuis wonen", other_motives=[hlo.OtherMotive("Rust", "Minder overlast")]),
)
MEETING = hlo.AlignmentForm.from_forms(FORMS)


def text_of(data: bytes) -> str:
    return "\n".join("".join(node.itertext()) for node in Docx(data).root().iter(f"{W}p"))


def of(form: hlo.AlignmentForm, who: hlo.Organisation) -> dict[str, tuple[str, str | None]]:
    """What a partner brings of its motives that are more than offered: their status and outcome."""
    rows = (row for row in form.brought if row.organisation == who.id)
    return {row.motive: (row.status.value, row.outcome) for row in rows if row.outcome or row.status.value == "applies"}


def meeting_back(change: Change, form: hlo.AlignmentForm = MEETING) -> hlo.Reading:
    return hlo.read(edited(hlo.render(form), change))


def without_tags(root: etree._Element) -> None:
    for node in list(root.iter(f"{W}sdt")):
        for inside in list(node.find(f"{W}sdtContent")):
            node.addprevious(inside)
        node.getparent().remove(node)


# ---- law 1, whatever is given along


@pytest.mark.parametrize("language", INSTRUMENT.languages)
@pytest.mark.parametrize("mark", [False, True])
@pytest.mark.parametrize("count", [2, 3])
def test_a_form_laid_side_by_side_comes_back_with_and_without_its_tags(count: int, mark: bool, language: str) -> None:
    form = hlo.AlignmentForm.from_forms(FORMS[:count], share=["preparation.1"], mark=mark)
    data = hlo.render(form, language=language)
    assert (read(data).form, read(data).findings) == (form, ())
    bare = read(edited(data, without_tags))
    assert (bare.form, codes(bare)) == (form, {"tags-missing"})


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_a_form_that_is_brought_home_comes_back(language: str) -> None:
    relations = [
        hlo.DeclaredRelation(first_organisation=LINDE.id, first_motive="network", kind="hinder", note="Tijd"),
        hlo.DeclaredRelation(first_organisation=SCHOOL.id, second_organisation=TOWN.id, kind="reinforce"),
    ]
    taken = [hlo.OwnAnswer(question="alignment.6", organisation=who.id, text=f"Van {who.name}") for who in PARTNERS]
    meeting = attrs.evolve(MEETING, relations=relations, own_answers=taken, answers={"alignment.5": "Samen opleiden"})
    form = hlo.CommitmentForm.from_forms(FORMS[0], meeting)
    assert [answer.text for answer in form.meeting_answers] == ["Samen opleiden", "Van De Linde"]
    assert [relation.note for relation in form.meeting_relations] == ["Tijd"]
    assert read(hlo.render(form, language=language)).form == form


@pytest.mark.parametrize("typed", ["2", "2."])
def test_a_partner_is_known_by_its_number(typed: str) -> None:
    relations = [hlo.DeclaredRelation(first_organisation=typed, kind="hinder")]
    for sides in (
        attrs.evolve(MEETING, relations=relations),
        hlo.AlignmentForm(organisations=PARTNERS, relations=relations),
    ):
        assert sides.relations[0].first_organisation == PARTNERS[1].id
    unknown = [hlo.DeclaredRelation(first_organisation="9", kind="hinder")]
    assert attrs.evolve(MEETING, relations=unknown).relations[0].first_organisation == "9"


def test_a_relation_of_which_nobody_says_whose_it_is_goes_home_with_all_to_check() -> None:
    meeting = attrs.evolve(MEETING, relations=[hlo.DeclaredRelation(first_motive="network", kind="hinder")])
    for form in FORMS[: len(MEETING.organisations)]:
        (row,) = hlo.CommitmentForm.from_forms(form, meeting).meeting_relations
        assert (row.first_motive, row.doubtful) == ("network", True)


def test_what_somebody_takes_home_without_a_name_goes_home_with_all_to_check() -> None:
    taken = hlo.OwnAnswer(question="alignment.6", text="Dat het met kleine stappen kan.")
    meeting = attrs.evolve(MEETING, answers={}, own_answers=[taken])
    for form in FORMS[: len(MEETING.organisations)]:
        (row,) = hlo.CommitmentForm.from_forms(form, meeting).meeting_answers
        assert (row.text, row.doubtful) == (taken.text, True)


@pytest.mark.parametrize("language", INSTRUMENT.languages)
@pytest.mark.parametrize("form", FORMS, ids=[form.organisation.name for form in FORMS])
def test_a_renewed_form_comes_back_and_tells_what_was_realised(form: hlo.PreparationForm, language: str) -> None:
    later = hlo.renew(form, round="2027")
    answered = attrs.evolve(later, previous=[attrs.evolve(row, realised="partly") for row in later.previous])
    reading = read(hlo.render(answered, language=language))
    assert (reading.form, reading.findings) == (answered, ())
    change = hlo.recalibrate(form, reading)
    told = {
        row.motive: change.history(form.organisation.id or "", row.motive).answers[0].realisations
        for row in later.previous
    }
    assert all([answer.realised for answer in found] == ["partly"] for found in told.values())


def test_a_partnership_is_recalibrated_over_rounds_that_went_through_word() -> None:
    rounds: list[list[hlo.PreparationForm]] = [list(FORMS)]
    for year in ("2027", "2028"):
        renewed = [hlo.renew(form, round=year) for form in rounds[-1]]
        filled = [attrs.evolve(form, motives=FORMS[number].motives) for number, form in enumerate(renewed)]
        rounds.append([read(hlo.render(form)).form for form in filled])  # type: ignore[misc]  # forms of phase 1
    change = hlo.recalibrate(*rounds)
    assert [found.name for found in change.rounds] == ["2026", "2027", "2028"]
    steps = [step for number in (0, 1) for step in change.steps(number) if step.motive == "network"]
    assert {step.change.value for step in steps} == {"kept", "neither"}


# ---- what goes along, and what it looks like


def test_only_motives_and_outcomes_go_to_the_partners_unless_a_question_is_named() -> None:
    assert "Mensen die blijven." not in text_of(hlo.render(MEETING))
    shared = hlo.AlignmentForm.from_forms(FORMS, share=["preparation.1"])
    assert "Mensen die blijven." in text_of(hlo.render(shared))


def test_voices_of_one_organisation_bring_their_texts_together_without_their_names() -> None:
    rest = hlo.OtherMotive("Rust", "Minder overlast")
    board, team, night = (
        phase_1(LINDE, f"network={outcome}", respondent=name, other_motives=[rest], answers={"preparation.1": answer})
        for name, outcome, answer in (
            ("Directie", "Tien plekken", "Samen"),
            ("Wijkteam", "Een kring", "Groeien"),
            ("Nachtteam", "Tien plekken", "Samen"),
        )
    )
    meeting = hlo.AlignmentForm.from_forms([board, team, night, FORMS[1]], share=["preparation.1"])
    assert of(meeting, LINDE)["network"] == ("applies", "Tien plekken\nEen kring")
    assert [(row.text, row.outcome) for row in meeting.brought_other] == [("Rust", "Minder overlast")]
    assert [row.text for row in meeting.brought_answers] == ["Samen", "Groeien"]
    assert hlo.AlignmentForm.from_forms([night, team, board, FORMS[1]], share=["preparation.1"]) == meeting
    assert meeting.differences([team, night, board, FORMS[1]]) == ()
    assert hlo.read(data := hlo.render(meeting)).form == meeting
    assert not [name for name in ("Directie", "Wijkteam", "Nachtteam") if name in text_of(data)]


def test_a_doubt_about_one_voice_stays_where_another_wrote_the_same() -> None:
    team, board = (attrs.evolve(FORMS[2], respondent=name, id=None) for name in ("Wijkteam", "Directie"))
    doubt = hlo.Finding(code="label-near", field="other_motives.1.text")
    doubtful, second = attrs.evolve(hlo.read(hlo.render(team)), findings=[doubt]), hlo.read(hlo.render(board))
    for voices in ([doubtful, second], [second, doubtful]):
        (row,) = hlo.AlignmentForm.from_forms([FORMS[0], *voices]).brought_other
        assert row.doubtful


def test_the_form_says_nothing_of_what_is_shared_unless_it_is_asked_to() -> None:
    assert "2 van 3" not in text_of(hlo.render(MEETING))
    assert "2 van 3" in text_of(hlo.render(attrs.evolve(MEETING, marked=True)))


def test_a_doubt_travels_along_to_the_partners_and_home() -> None:
    doubtful = edited(
        hlo.render(FORMS[0]), lambda root: put(around(control(root, "motives.financial.outcome"), "tc"), "n.v.t.")
    )
    own = hlo.read(doubtful)
    meeting = hlo.AlignmentForm.from_forms([own, *FORMS[1:]])
    assert [row.motive for row in meeting.brought if row.doubtful] == ["financial"]
    assert "?*" in text_of(hlo.render(meeting))
    assert "(na te kijken)" in text_of(hlo.render(hlo.CommitmentForm.from_forms(own, meeting)))


def many(count: int) -> hlo.AlignmentForm:
    """The form of a meeting of partners with long names and outcomes."""
    names = [f"{n}e Stichting Samenwerkende Zorg en Welzijn Rivierenland en Omstreken" for n in range(1, count + 1)]
    partners = [hlo.Organisation(name, type=("practice_partner", "programme")[n % 2]) for n, name in enumerate(names)]
    outcome = "Een werkwijze die beide organisaties gebruiken, met een scholing van een dagdeel. " * 4
    ticked = [f"{motive.id}={outcome}" for motive in INSTRUMENT.motives if len(motive.offered_to) == 2]
    return hlo.AlignmentForm.from_forms([phase_1(partner, *ticked) for partner in partners], mark=True)


def widths(data: bytes) -> set[int]:
    """The widths of the tables of a document, as their columns add up."""
    tables = Docx(data).root().iter(f"{W}tbl")
    return {sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) // 10 for table in tables}


def test_no_table_grows_wider_with_the_number_of_partners() -> None:
    assert widths(hlo.render(many(8))) == widths(hlo.render(many(2)))


# ---- what partners change there


def test_a_change_of_what_was_brought_is_told_and_the_form_of_phase_1_stays_as_it_was() -> None:
    def change(root: etree._Element) -> None:
        tag = next(tag for tag in Docx(hlo.render(MEETING)).tags() if tag.startswith("outcomes.network.1.outcome"))
        next(control(root, tag).iter(f"{W}t")).text = "Twintig stageplaatsen"

    reading = meeting_back(change)
    assert {f.code for f in reading.doubts("brought")} == {"differs-from-given"}
    assert of(reading.form, LINDE)["network"] == ("applies", "Twintig stageplaatsen")  # type: ignore[arg-type]
    ((before, now),) = reading.form.differences(FORMS)  # type: ignore[union-attr]  # a form of phase 2
    assert (before.outcome, now.outcome) == ("Tien stageplaatsen", "Twintig stageplaatsen")
    home = hlo.CommitmentForm.from_forms(FORMS[0], reading)
    assert [row.outcome for row in home.brought if row.motive == "network"] == ["Tien stageplaatsen"]


def names_in(root: etree._Element) -> list[etree._Element]:
    """The cells with the names in the list of partners."""
    return [around(control(root, f"organisations.{n}.name"), "tc") for n in (1, 2, 3)]


def swapped(root: etree._Element) -> None:
    """The names of the first two partners, typed over each other."""
    first, second, _ = names_in(root)
    for cell, name in ((first, SCHOOL.name), (second, LINDE.name)):
        next(cell.iter(f"{W}t")).text = name


def moved(root: etree._Element) -> None:
    """The first row of the list of partners, dragged below the second."""
    first, second, _ = (around(cell, "tr") for cell in names_in(root))
    second.addnext(first)


def renamed(root: etree._Element) -> None:
    """Another name for the first partner."""
    next(names_in(root)[0].iter(f"{W}t")).text = "Zorggroep De Linde"


@pytest.mark.parametrize("change", [swapped, moved, renamed])
@pytest.mark.parametrize("tags", [True, False])
def test_outcomes_stay_with_the_partner_that_wrote_them(change: Change, tags: bool) -> None:
    def changed(root: etree._Element) -> None:
        change(root)
        if not tags:
            without_tags(root)

    form = meeting_back(changed).form
    assert isinstance(form, hlo.AlignmentForm)
    assert {partner.id for partner in form.organisations} == {partner.id for partner in PARTNERS}
    for partner in PARTNERS:
        assert of(form, partner) == of(MEETING, partner)
    assert form.brought_other == MEETING.brought_other


def test_what_a_partner_brings_that_was_taken_out_of_the_list_is_told() -> None:
    reading = meeting_back(
        lambda root: around(names_in(root)[1], "tr").getparent().remove(around(names_in(root)[1], "tr"))
    )
    form = reading.form
    assert isinstance(form, hlo.AlignmentForm)
    assert (of(form, LINDE), of(form, TOWN)) == (of(MEETING, LINDE), of(MEETING, TOWN))
    assert "value-refused" in codes(reading)
    assert "Een kring van praktijken" in {passage.text for passage in reading.unplaced}


def head(root: etree._Element, number: int) -> etree._Element:
    """The cell above the column of a partner in the picture of all motives."""
    table = around(control(root, f"overview.network.{number}.status~{CHECKS[number]}"), "tbl")
    return table.find(f"{W}tr").findall(f"{W}tc")[number]


CHECKS = {
    int(tag.split(".")[2]): tag.partition("~")[2]
    for tag in Docx(hlo.render(MEETING)).tags()
    if tag.startswith("overview.network.")
}


@pytest.mark.parametrize(
    ("typed", "partner"),
    [("De Linde", LINDE), ("3. De Linde", LINDE), ("2. de linde", LINDE), ("1. Zorg Anders", LINDE), ("Iemand", LINDE)],
)
def test_whose_column_it_is_counts_by_name_then_by_tag_then_by_number_and_is_told(
    typed: str, partner: hlo.Organisation
) -> None:
    reading = meeting_back(lambda root: put(head(root, 1), typed))
    assert of(reading.form, partner)["network"] == ("applies", "Tien stageplaatsen")  # type: ignore[arg-type]
    assert ("partner-unsure" in codes(reading)) == (typed != "De Linde")


def test_a_column_whose_number_alone_is_known_is_of_that_partner_with_a_finding() -> None:
    def change(root: etree._Element) -> None:
        put(head(root, 2), "2. Iemand anders")
        without_tags(root)

    reading = meeting_back(change)
    assert of(reading.form, SCHOOL)["network"][0] == "applies"  # type: ignore[arg-type]
    assert {"partner-unsure", "unplaced-text"} <= codes(reading)


def test_the_names_above_the_picture_say_whose_the_signs_are() -> None:
    def change(root: etree._Element) -> None:
        moved(root)
        for row in (around(cell, "tr") for cell in names_in(root)):  # numbered anew, from the top
            put(row.find(f"{W}tc"), f"{[*row.getparent().iter(f'{W}tr')].index(row)}.")
        without_tags(root)

    reading = meeting_back(change)
    form = reading.form
    assert isinstance(form, hlo.AlignmentForm)
    assert of(form, LINDE)["financial"][0] == "applies"
    assert "partner-unsure" in codes(reading)


def row_of(root: etree._Element, tag: str) -> etree._Element:
    """The row with the control of a field that was given along; its tag may end in a check."""
    tags = (node.find(f"{W}sdtPr/{W}tag").get(f"{W}val") for node in root.iter(f"{W}sdt"))
    return around(control(root, next(found for found in tags if found.partition("~")[0] == tag)), "tr")


def cell_of(root: etree._Element, tag: str) -> etree._Element:
    return next(
        cell
        for cell in row_of(root, tag).iter(f"{W}tc")
        if any(node.get(f"{W}val", "").partition("~")[0] == tag for node in cell.iter(f"{W}tag"))
    )


def taken_away(tag: str) -> Change:
    def change(root: etree._Element) -> None:
        row = row_of(root, tag)
        row.getparent().remove(row)

    return change


def typed_over(tag: str, text: str) -> Change:
    return lambda root: put(cell_of(root, tag), text)


def labelled(tag: str, text: str) -> Change:
    return lambda root: put(row_of(root, tag).find(f"{W}tc"), text)


def twice(tag: str) -> Change:
    return lambda root: row_of(root, tag).addnext(deepcopy(row_of(root, tag)))


@pytest.mark.parametrize(
    ("change", "code", "unplaced"),
    [
        (taken_away("overview.own_image.1.status"), "place-missing", None),
        (typed_over("overview.network.1.status", "ja hoor"), "value-refused", "ja hoor"),
        (typed_over("overview.network.1.status", "niet aangekruist"), "differs-from-given", None),
        (labelled("overview.network.1.status", "Iets heel anders"), "label-differs", "Iets heel anders"),
        (labelled("overview.network.1.status", "I. Uitbreiden/versterken netwerk (soms)"), "label-near", "(soms)"),
        (twice("outcomes.network.1.outcome"), "answered-twice", None),
        (labelled("outcomes.network.1.outcome", ""), None, None),
        (labelled("brought_other.1.text", "Een buurman"), "value-refused", "Minder overlast"),
        (labelled("brought_other.1.text", "1. Gemeente Nieuwegein"), "partner-unsure", None),
    ],
)
def test_what_does_not_fit_beside_the_partners_is_told_and_kept(
    change: Change, code: str | None, unplaced: str | None
) -> None:
    reading = meeting_back(change)
    assert code is None or code in codes(reading)
    assert unplaced is None or unplaced in {passage.text for passage in reading.unplaced}


HOME = attrs.evolve(
    hlo.CommitmentForm.from_forms(FORMS[2], attrs.evolve(MEETING, answers={"alignment.5": "Samen opleiden"})),
    meeting_relations=[hlo.BroughtRelation(first_motive="network", kind="hinder", note="Tijd")],
)


@pytest.mark.parametrize(
    ("change", "code", "unplaced"),
    [
        (typed_over("brought.1.status", "een beetje"), "value-refused", "een beetje"),
        (typed_over("brought.1.status", ""), "place-missing", None),
        (labelled("brought.1.status", "Iets anders"), "value-refused", "Langer thuis wonen"),
        (labelled("brought.1.status", "Uitbreiden/versterken netwerk?!"), None, None),
        (labelled("brought.1.status", "Ons Uitbreiden/versterken netwerk"), "label-near", "Ons"),
        (
            labelled(
                "meeting_answers.1.text", "Is er ook sprake van een gemeenschappelijk doel of doelen? Zo ja, welke?"
            ),
            "label-near",
            None,
        ),
        (twice("brought.1.status"), "value-refused", "Langer thuis wonen"),
        (typed_over("brought_other.1.text", "Stilte"), None, None),
        (labelled("meeting_answers.1.text", "Een andere vraag"), "value-refused", "Samen opleiden"),
        (typed_over("meeting_answers.1.text", ""), None, None),
        (typed_over("meeting_relations.1.kind", "botsen"), "value-refused", "botsen"),
    ],
)
def test_what_does_not_fit_in_phase_3_is_told_and_kept(change: Change, code: str | None, unplaced: str | None) -> None:
    reading = hlo.read(edited(hlo.render(HOME), change))
    assert code is None or code in codes(reading)
    assert unplaced is None or unplaced in {passage.text for passage in reading.unplaced}


def test_a_row_of_what_was_given_along_that_was_emptied_is_no_row() -> None:
    def empty(root: etree._Element) -> None:
        for cell in (
            cell for tag in ("brought_other.1.text", "meeting_relations.1.note") for cell in row_of(root, tag)
        ):
            if cell.tag == f"{W}tc":
                put(cell, "")

    form = hlo.read(edited(hlo.render(HOME), empty)).form
    assert isinstance(form, hlo.CommitmentForm)
    assert (form.brought_other, form.meeting_relations) == ((), ())


def test_a_tick_of_the_round_before_that_was_typed_over_is_unclear_and_its_text_is_kept() -> None:
    later = hlo.renew(FORMS[0], round="2027")
    form = read(edited(hlo.render(later), typed_over("previous.network.before", "Tien plekken"))).form
    assert isinstance(form, hlo.PreparationForm)
    assert [(row.ticked, row.outcome) for row in form.previous if row.motive == "network"] == [(None, "Tien plekken")]


def test_two_answers_to_whether_an_outcome_was_realised_are_none() -> None:
    def change(root: etree._Element) -> None:
        for option in ("yes", "no"):
            for state in control(root, f"previous.network.realised.{option}").iter("{*}checked"):
                state.set(next(iter(state.attrib)), "1")

    reading = hlo.read(edited(hlo.render(hlo.renew(FORMS[0], round="2027")), change))
    assert isinstance(reading.form, hlo.PreparationForm)
    assert {row.realised for row in reading.form.previous} == {None}
    assert "choice-contradicts" in {finding.code for finding in reading.doubts("previous.network")}


# ---- questions that were passed over


def tick(root: etree._Element, *questions: str) -> None:
    for question in questions:
        for text in control(root, f"answers.{question}.passed").iter(f"{W}t"):
            text.text = "☒"
        for state in control(root, f"answers.{question}.passed").iter("{*}checked"):
            state.set(next(iter(state.attrib)), "1")


TALKED = hlo.CommitmentForm(answers={"commitment.investment.1": "Een dag per week"})


@pytest.mark.parametrize("after", [lambda _root: None, without_tags], ids=["with tags", "without tags"])
def test_a_question_whose_box_is_ticked_was_not_discussed(after: Change) -> None:
    def change(root: etree._Element) -> None:
        tick(root, "commitment.employees.2")
        after(root)

    reading = read(edited(hlo.render(TALKED), change))
    assert isinstance(reading.form, hlo.CommitmentForm)
    assert reading.form.question_status("commitment.employees.2") is hlo.QuestionStatus.NOT_DISCUSSED
    assert reading.form.answers["commitment.employees.2"] == "niet besproken"
    assert read(hlo.render(reading.form)).form == reading.form
    assert not reading.warnings


def test_an_answer_counts_where_its_question_is_ticked_as_well_and_that_is_told() -> None:
    reading = read(edited(hlo.render(TALKED), lambda root: tick(root, "commitment.investment.1")))
    assert isinstance(reading.form, hlo.CommitmentForm)
    assert reading.form.question_status("commitment.investment.1") is hlo.QuestionStatus.ANSWERED
    assert {f.code for f in reading.doubts("answers.commitment.investment.1")} == {"passed-and-answered"}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("x niet besproken", "niet besproken"), ("☐ niet besproken", None), ("Volgt in juni", "Volgt in juni")],
)
def test_what_is_typed_over_the_box_is_read_as_it_stands(typed: str, answer: str | None) -> None:
    def change(root: etree._Element) -> None:
        put(around(control(root, "answers.commitment.employees.2.passed"), "tc"), typed)

    reading = read(edited(hlo.render(TALKED), change))
    assert reading.form.answers.get("commitment.employees.2") == answer


def test_the_box_is_ticked_where_the_answer_says_so() -> None:
    form = hlo.CommitmentForm(answers={"commitment.investment.1": "Niet besproken."})
    boxes = Docx(hlo.render(form)).boxes()
    assert [tag for tag, ticked in boxes.items() if ticked] == ["answers.commitment.investment.1.passed"]


# ---- how it lies on the page


@pytest.mark.parametrize("heading", ["Bijbehorende reflectievragen zijn:", "Wat we aan de partners vertellen"])
def test_what_an_organisation_may_keep_stands_on_pages_of_its_own(heading: str) -> None:
    form = phase_1(LINDE) if "reflectie" in heading else hlo.CommitmentForm(organisation=LINDE)
    assert begins_page(form, heading)
    assert isinstance(form, hlo.PreparationForm) or begins_page(form, INSTRUMENT.phase("commitment").label["nl"])


def begins_page(form: hlo.Form, heading: str) -> bool:
    paragraphs = Docx(hlo.render(form)).root().iter(f"{W}p")
    found = [node for node in paragraphs if "".join(node.itertext()) == heading][-1]
    return found.find(f"{W}pPr/{W}pageBreakBefore") is not None


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_the_column_of_motives_that_go_home_has_room_for_their_longest_word(language: str) -> None:
    motives = [motive.id for motive in INSTRUMENT.motives if LINDE.type in motive.offered_to]
    meeting = attrs.evolve(MEETING, relations=[])
    root = Docx(hlo.render(hlo.CommitmentForm.from_forms(phase_1(LINDE, *motives), meeting), language=language)).root()
    labels = {motive.label[language] for motive in INSTRUMENT.motives}
    cells = [cell for cell in root.iter(f"{W}tc") if "".join(cell.itertext()) in labels]
    room = {int(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) for cell in cells}
    words = (word for label in labels for word in re.split(r"[ -]", label))
    assert len(cells) == len(motives)
    assert min(room) > max(map(len, words)) * 94 + 140  # bold letters of 8 points, and the sides of a cell


# ---- each phase alone


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_a_blank_form_shows_nothing_of_what_could_have_been_given_along(language: str) -> None:
    forms: Sequence[hlo.Form] = [hlo.AlignmentForm(), hlo.CommitmentForm(), phase_1(LINDE)]
    names = ("overview", "outcomes", "brought", "brought_other", "meeting_answers", "meeting_relations")
    headings = [INSTRUMENT.word(f"heading.{name}", language) for name in (*names, "previous_other")]
    shown = [text_of(hlo.render(form, language=language)).split("\n") for form in forms]
    assert not [heading for heading in headings for lines in shown if heading in lines]


def test_answers_of_the_meeting_that_were_swapped_with_their_controls_are_doubted() -> None:
    asked = [question.id for question in INSTRUMENT.questions_of("alignment") if question.answered_by != "each"]
    answers = [hlo.BroughtAnswer(question=question, text=f"Over {question}") for question in asked]
    form = hlo.CommitmentForm(organisation=LINDE, meeting_answers=answers)
    data = hlo.render(form)

    def cells(root: etree._Element) -> list[etree._Element]:
        tags = [
            node for node in root.iter(f"{W}sdt") if "meeting_answers." in node.find(f"{W}sdtPr/{W}tag").get(f"{W}val")
        ]
        return [around(node, "tc") for node in tags]

    def swapped(root: etree._Element) -> None:
        third, fifth = cells(root)[2], cells(root)[4]
        row = fifth.getparent()
        third.addprevious(fifth)
        row.append(third)

    reading = hlo.read(edited(data, swapped))
    doubted = {finding.field for finding in reading.findings if finding.code == "label-differs"}
    assert doubted == {f"meeting_answers.{n}.{column}" for n in (3, 5) for column in ("question", "text")}

    def moved(root: etree._Element) -> None:
        row = cells(root)[2].getparent()
        row.getparent().append(row)

    assert hlo.read(edited(data, moved)).warnings == ()
    turned = attrs.evolve(form, meeting_answers=answers[::-1])
    assert hlo.read(hlo.render(turned)).warnings == ()
