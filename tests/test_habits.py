"""Every habit of people: each test draws a form as somebody sends it back, and says what must come out of it."""

from __future__ import annotations

import attrs
import pytest
from lxml import etree

import hlo_forms
from accounting import read
from edits import W, around, control, edited, one_after_another, put
from hlo_forms import MotiveAnswer, Organisation, OtherMotive, PreparationForm, Reading, load_instrument, render
from samples import HEADER, LINDE, LOST, NETWORK, TITLE, doubts
from sketch import sketch

SCHOOL_TITLE = load_instrument().organisation_type("programme").form_title["nl"]
FIRST = "1. Wat is het hoofdmotief om te participeren in de samenwerking?"
SECOND = "2. Welke andere motieven spelen een rol?"
FILLED = PreparationForm(
    organisation=LINDE,
    partnership="Wijkzorg Noord",
    round="2026",
    motives=[
        MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen"),
        MotiveAnswer("recruitment", ticked=True, outcome="Vijf nieuwe collega’s"),
    ],
    other_motives=[OtherMotive("Zichtbaarheid", "Bekend in de wijk")],
    answers={"preparation.1": "Mensen vinden en houden", "preparation.2": "Leren van elkaar"},
)


def drawn(text: str) -> Reading:
    return read(sketch(f"{TITLE}\n{text}"))


def form_of(reading: Reading) -> PreparationForm:
    assert isinstance(reading.form, PreparationForm)
    return reading.form


def fact(reading: Reading, motive: str = "network") -> tuple[bool | None, str | None]:
    answer = form_of(reading).answer(motive)
    assert answer is not None
    return answer.ticked, answer.outcome


# ---- where people tick, and what they do to labels


def test_columns_that_were_swapped() -> None:
    swapped = drawn("""
        | Beoogde opbrengst | Motief van toepassing |
        | Meer stageplaatsen | ☒ Uitbreiden/versterken netwerk |
        """)
    assert fact(swapped) == (True, "Meer stageplaatsen")
    under_the_old_header = drawn(f"{HEADER}\n| Meer stageplaatsen | ☒ {NETWORK} |")
    assert fact(under_the_old_header) == (True, "Meer stageplaatsen")
    assert doubts(swapped) | doubts(under_the_old_header) == set()


def test_a_box_in_a_column_of_its_own() -> None:
    reading = drawn(f"{HEADER}\n| ☒ | {NETWORK} | Meer stageplaatsen |\n| ☐ | Werven nieuwe medewerkers | |")
    assert fact(reading) == (True, "Meer stageplaatsen")
    assert fact(reading, "recruitment") == (False, None)


@pytest.mark.parametrize("look", ["mark", "strike"])
def test_a_label_that_was_highlighted_or_struck_through_is_reported(look: str) -> None:
    reading = drawn(f"{HEADER}\n| ☐ ⟦{look}:{NETWORK}⟧ | |\n| ☐ Werven nieuwe medewerkers | |")
    assert fact(reading) == (False, None)
    assert [finding.field for finding in reading.findings if finding.code == "label-marked"] == [
        "motives.network.ticked"
    ]


@pytest.mark.parametrize("look", ["frame", "shade"])
def test_a_label_with_a_border_or_a_shade_is_reported(look: str) -> None:
    reading = drawn(f"{HEADER}\n| ☐ ⟦{look}:{NETWORK}⟧ | |\n| ☐ Werven nieuwe medewerkers | |")
    assert fact(reading) == (False, None)
    assert doubts(reading) == {"label-marked"}


def test_a_tick_that_was_crossed_out_stands_and_is_reported() -> None:
    reading = drawn(f"{HEADER}\n| ⟦strike:☒⟧ {NETWORK} | Meer |\n| ☐ Werven nieuwe medewerkers | |")
    assert fact(reading) == (True, "Meer")
    assert [(f.code, f.field) for f in reading.warnings if f.code not in LOST] == [
        ("label-marked", "motives.network.ticked")
    ]


def test_a_circle_drawn_around_a_motive_is_reported_where_it_stands() -> None:
    in_cell = drawn(f"{HEADER}\n| ☐ {NETWORK} ⟦circle⟧ | |\n| ☐ Werven nieuwe medewerkers | |")
    assert fact(in_cell) == (False, None)
    assert [(f.code, f.field) for f in in_cell.findings if f.code == "object-in-answer"] == [
        ("object-in-answer", "motives.network")
    ]
    between = drawn(f"# Kapitaal gerelateerde motieven\n⟦circle⟧\n{HEADER}\n| ☐ {NETWORK} | |\n{FIRST}\n⟦circle⟧")
    found = [(f.field, f.place.heading) for f in between.findings if f.code == "object-in-answer"]
    assert found == [(None, "Kapitaal gerelateerde motieven"), ("answers.preparation.1", FIRST)]


@pytest.mark.parametrize(("state", "ticked"), [("1", True), ("0", False)])
def test_the_boxes_and_lists_of_old_forms_of_word(state: str, ticked: bool) -> None:
    reading = drawn(f"{HEADER}\n| ⟦oldbox:{state}⟧ {NETWORK} | ⟦oldlist=1:weinig/veel⟧ |")
    assert fact(reading) == (ticked, "veel")
    assert doubts(reading) == (set() if ticked else {"ticks-missing"})


@pytest.mark.parametrize(
    ("sign", "ticked"),
    [
        (":F0FE", True),
        (":00FE", True),
        (":F0FB", True),
        (":F06E", True),
        (":F0A8", False),
        ("=Wingdings 2:F052", True),
        ("=Wingdings 2:F04F", True),
        ("=Wingdings 2:F0A3", False),
        ("=Webdings:F061", True),
        ("=Webdings:F072", True),
        ("=Webdings:F063", False),
        ("=ZapfDingbats:F034", True),
        ("=ZapfDingbats:F06F", False),
        ("=Symbol:F0D6", True),
        ("=Segoe UI Symbol:2612", True),
        ("=Wingdings 3:F071", None),
        ("=Wingdings:F052", None),
        ("=Symbol:F0A8", None),
        ("=Marlett:F062", None),
    ],
)
def test_the_boxes_of_each_font_of_symbols(sign: str, ticked: bool | None) -> None:
    """A code is another sign in another font: an unknown one beside a box is unclear."""
    box = "☐ " if ticked is None else ""
    assert fact(drawn(f"{HEADER}\n| {box}⟦sym{sign}⟧ {NETWORK} | |"))[0] is ticked


def test_a_box_around_a_whole_cell_whose_sign_says_otherwise_is_unclear() -> None:
    def around_the_cell(root: etree._Element) -> None:
        box = control(root, "motives.network.ticked")
        cell = around(box, "tc")
        content = box.find(f"{W}sdtContent")
        for text in content.iter(f"{W}t"):
            text.text = "☐"
        for node in list(content):
            box.addprevious(node)
        cell.getparent().replace(cell, box)
        content.append(cell)

    reading = read(edited(render(FILLED), around_the_cell))
    assert fact(reading) == (None, "Meer stageplaatsen")
    assert {f.code for f in reading.doubts("motives.network")} == {"tick-glyph-differs"}


def test_a_form_without_boxes_where_bold_marks_what_applies() -> None:
    reading = drawn(f"{HEADER}\n| ⟦bold:{NETWORK}⟧ | |\n| Werven nieuwe medewerkers | |")
    assert fact(reading) == (None, None)
    assert doubts(reading) == {"label-marked", "boxes-missing"}
    all_bold = drawn(f"{HEADER}\n| ⟦bold:{NETWORK}⟧ | |\n| ⟦bold:Werven nieuwe medewerkers⟧ | |")
    assert doubts(all_bold) == {"boxes-missing"}


def test_an_outcome_that_was_struck_through_is_kept_and_reported() -> None:
    reading = drawn(f"{HEADER}\n| ☒ {NETWORK} | ⟦strike:Meer stageplaatsen⟧ |")
    assert fact(reading) == (True, "Meer stageplaatsen")
    assert doubts(reading) == {"text-struck"}


def test_a_label_that_was_corrected() -> None:
    reading = drawn(f"{HEADER}\n| ☒ Uitbreiden en versterken netwerk | Meer stageplaatsen |")
    assert fact(reading) == (True, "Meer stageplaatsen")
    assert "label-near" in doubts(reading)
    assert "label-near" in {finding.code for finding in reading.doubts("motives.network")}


def test_a_label_that_was_half_deleted() -> None:
    reading = drawn(f"{HEADER}\n| ☒ Nieuwe innovatieve oplossingen | Een app |\n| ☐ {NETWORK} | |")
    assert fact(reading, "innovative_solutions") == (True, "Een app")
    assert doubts(reading) == {"label-near"}


def test_a_motive_of_somebodys_own_in_the_table_of_motives_is_unplaced() -> None:
    reading = drawn(f"{HEADER}\n| ☒ {NETWORK} | |\n| ☒ Gezelligheid op het werk | Taart |")
    assert {passage.text for passage in reading.unplaced} == {"☒ Gezelligheid op het werk", "Taart"}
    assert {str(passage.place) for passage in reading.unplaced} == {"body, 3"}


def test_an_outcome_or_a_detail_that_says_the_same_as_a_label() -> None:
    reading = drawn(f"""
        | Organisatie | Naam |
        | Sector | Organisatie |
        {HEADER}
        | ☒ {NETWORK} | {NETWORK} |
        | ☐ Werven nieuwe medewerkers | {NETWORK} |
        """)
    assert fact(reading) == (True, NETWORK)
    assert fact(reading, "recruitment") == (False, NETWORK)
    assert (form_of(reading).organisation.name, form_of(reading).organisation.sector) == ("Naam", "Organisatie")
    assert doubts(reading) == {"outcomes-unticked", "place-unsure"}
    unsure = [finding.field for finding in reading.findings if finding.code == "place-unsure"]
    fields = ["motives.network.outcome", "motives.recruitment.outcome", "organisation.name", "organisation.sector"]
    assert unsure == fields


DETAILS_MIXED_UP = [
    "| Organisatie | Soort organisatie | Sector | Publiek of privaat |\n| De Linde | Bedrijf | Zorg | publiek |",
    "| Samenwerkingsverband | Ronde | Organisatie |\n| Wijkzorg Noord | 2026 | De Linde |",
    "| Organisatie | De Linde⏎Sector⏎Zorg |",
    "| Organisatie | Sector⏎De Linde |",
    "| Organisatie | Sector: Zorg |\n| Ronde | ☐ publiek |",
    "| Organisatie | publiek |\n| Sector | Praktijkpartner |\n| Ronde | Wie deden mee |",
    "| Organisatie⏎Sector⏎Ronde | De Linde⏎Zorg⏎2026 |",
    "| Organisatie | Motief van toepassing |\n| Sector | 1. Afspraken |",
    "| Ronde | Organisation |\n| Sector | Public |",
]


@pytest.mark.parametrize("table", DETAILS_MIXED_UP)
def test_words_of_the_form_are_no_detail_without_a_doubt(table: str) -> None:
    reading = drawn(f"{table}\n\n{HEADER}\n| ☒ {NETWORK} | Meer |")
    form = form_of(reading)
    details = {"organisation.name": form.organisation.name, "organisation.sector": form.organisation.sector}
    details |= {"partnership.name": form.partnership.name, "round": form.round}
    doubted = {finding.field for finding in reading.findings if finding.code == "place-unsure"}
    assert {field for field, value in details.items() if value not in (None, "De Linde", "1. Afspraken")} <= doubted
    assert doubted or reading.unplaced


def test_details_in_one_cell_are_no_answer_without_a_doubt() -> None:
    reading = drawn(f"| Organisatie De Linde Sector Zorg |\n\n{HEADER}\n| ☒ {NETWORK} | Meer |")
    assert form_of(reading).organisation == Organisation(type="practice_partner")
    assert "matched-by-position" in doubts(reading)


# ---- where people write


def test_an_answer_under_the_question_instead_of_in_its_box() -> None:
    reading = drawn(f"{FIRST}\nMensen vinden\nen houden\n|  |\n{SECOND}\n| Leren |")
    assert reading.form.answers == {"preparation.1": "Mensen vinden\nen houden", "preparation.2": "Leren"}
    assert doubts(reading) == {"answer-outside-box", "answered-twice"}
    assert reading.evidence["answers.preparation.1"].how == "position"


def test_a_form_retyped_without_boxes_for_the_questions() -> None:
    reading = drawn(f"{FIRST}\nMensen vinden en houden\n{SECOND}\nLeren van elkaar")
    assert reading.form.answers == {"preparation.1": "Mensen vinden en houden", "preparation.2": "Leren van elkaar"}
    assert doubts(reading) == {"answer-outside-box"}


def test_text_under_a_question_whose_box_is_filled_stays_unplaced() -> None:
    reading = drawn(f"{FIRST}\n| Mensen |\nHier komen we op terug.\n{SECOND}\n| Leren |")
    assert reading.form.answers == {"preparation.1": "Mensen", "preparation.2": "Leren"}
    assert [(passage.text, passage.place.heading) for passage in reading.unplaced] == [
        ("Hier komen we op terug.", FIRST)
    ]


def test_an_answer_behind_the_question() -> None:
    reading = drawn(f"{FIRST} Mensen vinden!\n|  |")
    assert reading.form.answers == {"preparation.1": "Mensen vinden!"}
    assert doubts(reading) == {"answer-outside-box"}
    filled = drawn(f"{FIRST} Mensen vinden!\n| Leren |")
    assert filled.form.answers == {"preparation.1": "Leren"}
    assert [passage.text for passage in filled.unplaced] == ["Mensen vinden!"]


def test_questions_and_answers_in_one_table() -> None:
    beside = drawn(f"| {FIRST} | Mensen |\n| {SECOND} | Leren |")
    below = drawn(f"| {FIRST} |\n| Mensen |\n| {SECOND} |\n| Leren |")
    within = drawn(f"| {FIRST}⏎Mensen |\n| {SECOND}⏎⏎Leren |")
    numbered = drawn(f"| 1. | {FIRST[3:]} | Mensen |\n| 2. | {SECOND[3:]} | Leren |")
    for reading in (beside, below, within, numbered):
        assert reading.form.answers == {"preparation.1": "Mensen", "preparation.2": "Leren"}
        assert doubts(reading) == set()
        assert not reading.unplaced


def test_what_stands_beside_an_answer_in_a_table_of_questions_is_unplaced() -> None:
    reading = drawn(f"| Onze vraag | Antwoord |\n| {FIRST} | Mensen | Sam |\n| {SECOND} | | |")
    assert reading.form.answers == {"preparation.1": "Mensen"}
    assert [passage.text for passage in reading.unplaced] == ["Onze vraag", "Antwoord", "Sam"]


def test_an_answer_that_is_the_words_of_another_question() -> None:
    reading = drawn(f"{FIRST}\n| {SECOND} |\n{SECOND}\n| Leren |")
    assert reading.form.answers == {"preparation.1": SECOND, "preparation.2": "Leren"}


def test_a_motive_and_its_outcome_in_one_cell() -> None:
    reading = drawn(f"{HEADER}\n| ⟦span=2:☒ {NETWORK}⏎Meer plekken⏎in de wijk⟧ |\n| ☐ Werven nieuwe medewerkers | |")
    assert fact(reading) == (True, "Meer plekken\nin de wijk")
    assert "answer-outside-box" in {f.code for f in reading.doubts("motives.network.outcome")}

    def merge(root: etree._Element) -> None:
        box, outcome = (around(control(root, f"motives.network.{name}"), "tc") for name in ("ticked", "outcome"))
        for paragraph in outcome.findall(f"{W}p"):
            box.append(paragraph)
        outcome.getparent().remove(outcome)

    by_tag = read(edited(render(FILLED), merge))
    assert by_tag.form == FILLED
    assert doubts(by_tag) == set()


def test_a_table_of_one_column_of_motives() -> None:
    reading = drawn(f"| ☒ {NETWORK} |\n| ☐ Werven nieuwe medewerkers |")
    assert (fact(reading), fact(reading, "recruitment")) == ((True, None), (False, None))
    assert not reading.form.answers


def test_motives_as_a_list_of_lines() -> None:
    reading = drawn(f"""
        # Kapitaal gerelateerde motieven
        ☒ {NETWORK}: meer ⟦bold:stage⟧plaatsen
        ☒ Werven nieuwe medewerkers
        ☐ Nieuwe kennis, onderzoeksresultaten
        """)
    assert fact(reading) == (True, "meer stageplaatsen")
    assert (fact(reading, "recruitment"), fact(reading, "new_knowledge")) == ((True, None), (False, None))
    assert "answer-outside-box" in {f.code for f in reading.doubts("motives.network.outcome")}
    assert reading.doubts("motives.recruitment.ticked") == ()


def test_a_list_of_motives_without_any_sign_is_reported() -> None:
    reading = drawn(f"- {NETWORK}\nWerven nieuwe medewerkers")
    assert (fact(reading), fact(reading, "recruitment")) == ((False, None), (False, None))
    for motive in ("network", "recruitment"):
        assert {f.code for f in reading.doubts(f"motives.{motive}.ticked")} == {"answer-outside-box"}


def test_an_answer_typed_over_the_prompt_or_glued_to_it() -> None:
    data = render(FILLED)

    def glue(root: etree._Element) -> None:
        put(around(control(root, "answers.preparation.3"), "tc"), "Typ hier jullie antwoordBinnen drie jaar")
        put(around(control(root, "answers.preparation.4"), "tc"), "Ja, Typ hier jullie antwoord")

    reading = read(edited(data, glue))
    assert reading.form.answers["preparation.3"] == "Binnen drie jaar"
    assert reading.form.answers["preparation.4"] == "Ja,"
    assert doubts(reading) == {"prompt-glued"}


# ---- rows


def rows_of(root: etree._Element, *tags: str) -> list[etree._Element]:
    return [around(control(root, tag), "tr") for tag in tags]


def test_a_row_that_was_deleted() -> None:
    def delete(root: etree._Element) -> None:
        (row,) = rows_of(root, "motives.network.ticked")
        row.getparent().remove(row)

    reading = read(edited(render(FILLED), delete))
    assert fact(reading) == (False, None)
    assert [(f.code, f.field) for f in reading.findings] == [("place-missing", "motives.network.ticked")]
    assert fact(reading, "recruitment") == (True, "Vijf nieuwe collega’s")


def test_a_header_row_that_stands_twice_is_no_row() -> None:
    reading = drawn(f"""
        | Naam | Rol |
        | Sam | docent |
        | Naam | Rol |
        | Noor | lid |

        {HEADER}
        | ☒ {NETWORK} | Een |
        {HEADER}
        | ☒ Werven nieuwe medewerkers | Twee |
        """)
    assert [person.name for person in form_of(reading).participants] == ["Sam", "Noor"]
    assert (fact(reading), fact(reading, "recruitment")) == ((True, "Een"), (True, "Twee"))
    assert doubts(reading) == set()


def test_a_row_that_may_have_come_from_another_table_is_reported() -> None:
    reading = drawn(f"| Naam | Rol |\n| Sam | docent |\n| Ronde | 2027 |\n| Noor |\n{HEADER}\n| ☒ {NETWORK} | |")
    assert [person.name for person in form_of(reading).participants] == ["Sam", "Ronde", "Noor"]
    doubtful = [{f.code for f in reading.doubts(f"participants.{number}")} for number in (1, 2, 3)]
    assert doubtful == [set(), {"place-unsure"}, {"place-unsure"}]


def test_a_blank_row_that_was_moved_to_another_table_stays_blank() -> None:
    form = hlo_forms.AlignmentForm()

    def move(root: etree._Element) -> None:
        (row,) = rows_of(root, "organisations.3.name")
        around(control(root, "participants.1.name"), "tbl").append(row)

    assert read(edited(render(form), move)).form == form


def test_a_row_that_was_copied() -> None:
    def copy(root: etree._Element) -> None:
        (row,) = rows_of(root, "other_motives.1.text")
        row.addnext(etree.fromstring(etree.tostring(row)))

    reading = read(edited(render(FILLED), copy))
    assert form_of(reading).other_motives == (OtherMotive("Zichtbaarheid", "Bekend in de wijk"),) * 2
    assert doubts(reading) == set()


def test_rows_that_were_reordered() -> None:
    def swap(root: etree._Element) -> None:
        first, second = rows_of(root, "motives.network.ticked", "motives.recruitment.ticked")
        second.addnext(first)

    assert read(edited(render(FILLED), swap)).form == FILLED


def test_tables_that_were_merged() -> None:
    def merge(root: etree._Element) -> None:
        tables = list(dict.fromkeys(around(node, "tbl") for node in root.iter(f"{W}sdt")))
        first = tables[0]
        for table in tables[1:]:
            for row in table.findall(f"{W}tr"):
                first.append(row)
            table.getparent().remove(table)

    reading = read(edited(render(FILLED), merge))
    assert reading.form == FILLED
    assert doubts(reading) == set()


def test_a_table_that_was_split() -> None:
    reading = drawn(f"""
        {HEADER}
        | ☒ {NETWORK} | Meer stageplaatsen |

        | ☒ Werven nieuwe medewerkers | Vijf nieuwe collega’s |
        """)
    assert fact(reading) == (True, "Meer stageplaatsen")
    assert fact(reading, "recruitment") == (True, "Vijf nieuwe collega’s")
    assert doubts(reading) == set()


def test_cells_that_were_merged_keep_their_columns() -> None:
    reading = drawn("""
        | Nr. | ⟦span=2:Eigen motief⟧ | Beoogde opbrengst |
        | 1. | ⟦span=2:Zichtbaarheid⟧ | Bekend in de wijk |
        | 2. | Rust | | Minder verloop |
        """)
    assert form_of(reading).other_motives[0] == OtherMotive("Zichtbaarheid", "Bekend in de wijk")
    assert form_of(reading).other_motives[1] == OtherMotive("Rust", "Minder verloop")


def test_outcomes_that_were_merged_downwards_count_once_and_are_reported() -> None:
    reading = drawn(f"""
        {HEADER}
        | ☒ {NETWORK} | ⟦down:Meer stageplaatsen⟧ |
        | ☒ Werven nieuwe medewerkers | ⟦over⟧ |
        | ☒ Nieuwe kennis, onderzoeksresultaten | Inzicht |
        """)
    assert fact(reading) == (True, "Meer stageplaatsen")
    assert fact(reading, "recruitment") == (True, None)
    merged = [f.field for f in reading.findings if f.code == "cells-merged"]
    assert merged == ["motives.network.outcome", "motives.recruitment.outcome"]


def test_outcomes_that_were_merged_stay_in_doubt_where_the_row_below_was_deleted() -> None:
    reading = drawn(f"""
        {HEADER}
        | ☒ {NETWORK} | ⟦down:Meer stageplaatsen⏎Meer collega’s⟧ |
        | ☒ Nieuwe kennis, onderzoeksresultaten | Inzicht |
        """)
    assert reading.doubts("motives.network.outcome")[0].code == "cells-merged"


def test_a_motive_whose_label_goes_over_two_rows_has_both_outcomes() -> None:
    reading = drawn(f"""
        {HEADER}
        | ⟦down:☒ {NETWORK}⟧ | Meer stageplaatsen |
        | ⟦over⟧ | Betere |
        | ☐ Werven nieuwe medewerkers | |
        """)
    assert fact(reading) == (True, "Meer stageplaatsen\nBetere")
    assert {f.code for f in reading.doubts("motives.network")} == {"cells-merged", "answered-twice"}
    assert fact(reading, "recruitment") == (False, None)


def test_cells_of_people_that_were_merged_are_reported() -> None:
    reading = drawn(f"""
        | Naam | Rol |
        | Sam | ⟦down:docent⟧ |
        | Noor | ⟦over⟧ |
        | ⟦span=2:Youssef, docent⟧ |
        | ⟦down:Gerben⟧ | lid |
        {HEADER}
        | ☐ {NETWORK} | |
        """)
    people = form_of(reading).participants
    assert [(person.name, person.role) for person in people] == [
        ("Sam", "docent"),
        ("Noor", None),
        ("Youssef, docent", None),
        ("Gerben", "lid"),
    ]
    doubtful = [(finding.code, finding.field) for finding in reading.warnings]
    assert [(code, field) for code, field in doubtful if field and field.startswith("participants.")] == [
        ("cells-merged", "participants.1.role"),
        ("cells-merged", "participants.2.role"),
        ("place-unsure", "participants.3.name"),
    ]


def test_controls_of_two_rows_in_one_cell_are_reported() -> None:
    people = [hlo_forms.Participant("Sam"), hlo_forms.Participant("Noor")]

    def move(root: etree._Element) -> None:
        first, second = (around(control(root, f"participants.{number}.name"), "tc") for number in (1, 2))
        for paragraph in second.findall(f"{W}p"):
            first.append(paragraph)
        etree.SubElement(second, f"{W}p")

    reading = read(edited(render(attrs.evolve(FILLED, participants=people)), move))
    assert [person.name for person in form_of(reading).participants] == ["Sam\nNoor"]
    assert {f.code for f in reading.doubts("participants.1")} == {"answered-twice"}


def test_choices_whose_cells_were_merged_stay_choices() -> None:
    relation = hlo_forms.DeclaredRelation(first_motive="network", kind="hinder", second_motive="recruitment")
    form = hlo_forms.AlignmentForm(organisations=[LINDE], relations=[relation])

    def merge(root: etree._Element) -> None:
        motive, kind = (
            around(control(root, tag), "tc") for tag in ("relations.1.first_motive", "relations.1.kind.hinder")
        )
        for paragraph in kind.findall(f"{W}p"):
            motive.append(paragraph)
        kind.getparent().remove(kind)

    assert read(edited(render(form), merge)).form == form


# ---- whole documents


LETTER = f"""
!header Zorggroep De Linde | Breda
Beste Noor,
Hierbij onze antwoorden. Groet, Sam
{TITLE}
# Gegevens
| Organisatie | Zorggroep De Linde |
{HEADER}
| ☒ {NETWORK} | Meer stageplaatsen |
"""


def test_a_form_that_was_pasted_into_a_letter() -> None:
    reading = read(sketch(LETTER))
    assert fact(reading) == (True, "Meer stageplaatsen")
    found = {(passage.text, passage.place.part) for passage in reading.unplaced}
    assert found == {
        ("Beste Noor,", "body"),
        ("Hierbij onze antwoorden. Groet, Sam", "body"),
        ("Zorggroep De Linde | Breda", "header"),
    }


def test_a_form_inside_the_layout_table_of_a_letterhead() -> None:
    data = render(FILLED)

    def enclose(root: etree._Element) -> None:
        body = root.find(f"{W}body")
        section = body[-1]
        blocks = [node for node in body if node is not section]
        table = etree.SubElement(body, f"{W}tbl")
        cell = etree.SubElement(etree.SubElement(table, f"{W}tr"), f"{W}tc")
        cell.extend(blocks)
        body.append(section)

    reading = read(edited(data, enclose))
    assert reading.form == FILLED
    assert doubts(reading) == set()


def test_a_row_of_the_form_copied_into_an_answer_is_text_of_that_answer() -> None:
    reading = drawn(f"""
        {HEADER}
        | ☐ {NETWORK} | |
        {FIRST}
        | ⟦table:☒ Werven nieuwe medewerkers;Vijf collega’s⟧ |
        """)
    assert reading.form.answers == {"preparation.1": "☒ Werven nieuwe medewerkers\tVijf collega’s"}
    assert fact(reading) == (False, None)


def test_several_forms_in_one_file() -> None:
    other = attrs.evolve(FILLED, organisation=Organisation("Thuis in Zorg", type="practice_partner"), id=None)
    data = one_after_another(render(FILLED), render(other))
    reading = read(data)
    assert reading.forms == (FILLED, other)
    assert {field.partition("/")[0] for field in reading.evidence if "/" in field} == {"2"}
    assert reading.evidence["2/organisation.name"].seen == "Thuis in Zorg"
    assert doubts(reading) == set()


def test_several_forms_that_were_retyped_into_one_file() -> None:
    both = read(
        sketch(f"""
        {TITLE}
        {HEADER}
        | ☒ {NETWORK} | Meer stageplaatsen |
        {SCHOOL_TITLE}
        {HEADER}
        | ☐ {NETWORK} | |
        | ☒ Professionalisering van docenten | Bij blijven |
        """)
    )
    assert [form.organisation.type for form in both.forms] == ["practice_partner", "programme"]  # type: ignore[attr-defined]
    assert [form.answer("network").ticked for form in both.forms] == [True, False]  # type: ignore[attr-defined]


# ---- who it is from


def test_a_form_that_another_organisation_filled_in() -> None:
    def rename(root: etree._Element) -> None:
        put(around(control(root, "organisation.name"), "tc"), "Thuis in Zorg")

    reading = read(edited(render(FILLED), rename))
    assert (form_of(reading).organisation.id, form_of(reading).organisation.name) == ("de-linde", "Thuis in Zorg")
    assert [(f.code, f.field, f.seen) for f in reading.findings] == [
        ("differs-from-identity", "organisation.name", "Thuis in Zorg")
    ]


def test_both_languages_in_one_form() -> None:
    reading = drawn(f"{HEADER}\n| ☒ Expanding/strengthening our network | More placements |\n{FIRST}\n| People |")
    assert fact(reading) == (True, "More placements")
    assert reading.language == "nl"


# ---- by the rules of Word


def test_text_that_a_style_hides() -> None:
    data = sketch(f"{TITLE}\n{HEADER}\n| ☒ {NETWORK} | Open |\n# Geheim")
    from edits import rewritten

    def hide(xml: bytes) -> bytes:
        return xml.replace(
            b'<w:name w:val="heading 1"/></w:style>',
            b'<w:name w:val="heading 1"/><w:basedOn w:val="Kop2"/></w:style>',
        ).replace(b'<w:name w:val="heading 2"/>', b'<w:name w:val="heading 2"/><w:rPr><w:vanish/></w:rPr>')

    from hlo_forms import read as plain_read

    reading = plain_read(rewritten(data, "word/styles.xml", hide))
    assert [(passage.text, passage.place.part) for passage in reading.unplaced] == [("Geheim", "hidden")]


def test_a_field_that_never_ends_hides_nothing() -> None:
    from edits import rewritten

    def open_field(xml: bytes) -> bytes:
        return xml.replace(b"<w:t xml", b'<w:fldChar w:fldCharType="begin"/><w:t xml', 1)

    reading = read_without_accounts(rewritten(sketch(f"{TITLE}\n{FIRST}\n| Mensen |"), "word/document.xml", open_field))
    assert reading.form.answers == {"preparation.1": "Mensen"}
    assert not reading.unplaced


def read_without_accounts(data: bytes) -> Reading:
    from hlo_forms import read as plain_read

    return plain_read(data)


def test_what_was_deleted_or_hidden_is_told_with_its_place() -> None:
    reading = drawn(
        f"# Kapitaal gerelateerde motieven\n{HEADER}\n| ☒ {NETWORK} | ⟦del:Oud⟧Nieuw⟦hidden:geheim⟧⟦comment:echt?⟧ |"
    )
    (deleted,), (hidden,), (remark,) = reading.deleted, reading.unplaced, reading.remarks
    place = ("Kapitaal gerelateerde motieven", 2, "Beoogde opbrengst")
    assert (deleted.place.heading, deleted.place.row, deleted.place.column) == place
    assert (hidden.place.heading, hidden.place.row, hidden.place.column) == place
    assert (remark.place.heading, remark.place.row, remark.place.column) == place
    assert hidden.place.words(load_instrument(), "nl") == (
        "verborgen tekst, tabel Kapitaal gerelateerde motieven, rij 2, kolom Beoogde opbrengst"
    )


# ---- what says the same as the form, and is none of it


def typed_above(field: str, *lines: str) -> Reading:
    """A blank form in which somebody typed paragraphs between a question and its box."""

    def add(root: etree._Element) -> None:
        table = around(control(root, field), "tbl")
        for line in lines:
            paragraph = etree.Element(f"{W}p")
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = line
            table.addprevious(paragraph)

    return read(edited(render(attrs.evolve(FILLED, answers={})), add))


@pytest.mark.parametrize(
    ("question", "lines"),
    [
        ("preparation.1", ["Werven nieuwe medewerkers"]),
        ("preparation.7", ["Expertise, tijd, geld"]),
        ("preparation.6", ["andere partners"]),
        ("preparation.3", ["1. Korte termijn", "acht stageplaatsen", "2. Lange termijn", "vaste banen"]),
        ("preparation.2", ["5.", "Doelstelling", "Ronde\t2027"]),
    ],
)
def test_an_answer_that_says_the_same_as_words_of_the_form(question: str, lines: list[str]) -> None:
    reading = typed_above(f"answers.{question}", *lines)
    assert reading.form.answers == {question: "\n".join(lines)}
    assert "answer-outside-box" in {finding.code for finding in reading.doubts(f"answers.{question}")}


def test_a_list_of_words_that_are_themes_of_phase_3() -> None:
    reading = read(
        sketch("""
        # Investering
        2. Welke investering wordt afgesproken in ondersteuning wat betreft administratie, ICT, zaalruimte, etc.?
        1. Communicatie
        ICT, zaalruimte
        # Communicatie
        3. Aan wie wordt verantwoording afgelegd en op welke wijze?
        | De stuurgroep |
        """)
    )
    assert reading.form.answers == {
        "commitment.investment.2": "1. Communicatie\nICT, zaalruimte",
        "commitment.communication.3": "De stuurgroep",
    }


@pytest.mark.parametrize(
    "text", ["| Rechtsvorm | Privaat |", "| Publiek/privaat | privaat |", "Publiek of privaat: privaat", "Ronde: 2027"]
)
def test_details_that_are_not_as_the_form_has_them_are_unplaced(text: str) -> None:
    reading = drawn(f"{HEADER}\n| ☒ {NETWORK} | |\n# Gegevens\n{text}")
    assert [passage.text for passage in reading.unplaced] == [part.strip() for part in text.strip("| ").split("|")]


def test_a_table_of_motives_under_a_question_of_phase_2_is_an_answer() -> None:
    reading = read(
        sketch(f"""
        Gespreksformulier voor de partners samen
        1. Zie je overeenkomsten in de motieven?
        {HEADER}
        | ☒ {NETWORK} | |
        | ☐ Werven nieuwe medewerkers | |
        """)
    )
    lines = reading.form.answers["alignment.1"].splitlines()
    assert lines[1:] == [f"☒ {NETWORK}", "☐ Werven nieuwe medewerkers"]


def test_a_table_that_somebody_made_under_a_question_stays_with_it() -> None:
    def answered(question: str, table: str) -> Reading:
        return drawn(f"""
            | Organisatie | De Linde |

            | Naam | Rol |
            | Noor | leidinggevende |
            {HEADER}
            | ☐ {NETWORK} | |
            {question}
            |  |

            {table}
            """)

    terms = answered(FIRST, f"| Motief | Termijn |\n| {NETWORK} | binnen 3 jaar |")
    assert fact(terms) == (False, None)
    assert terms.form.answers == {"preparation.1": f"Motief\tTermijn\n{NETWORK}\tbinnen 3 jaar"}
    names = answered(FIRST, "| Naam | Rol |\n| Youssef | 4 uur per week |")
    assert [person.name for person in form_of(names).participants] == ["Noor"]
    partners = answered(FIRST, "| Organisatie | Inbreng |\n| Gemeente | Zalen |")
    assert form_of(partners).organisation.name == "De Linde"
    for reading in (terms, names, partners):
        assert "answer-outside-box" in doubts(reading)


# ---- rows that are not what they seem


def test_a_motive_of_somebodys_own_whose_outcome_is_a_label() -> None:
    reading = drawn(f"""
        {HEADER}
        | ☐ {NETWORK} | |
        | ☐ Werven nieuwe medewerkers | |
        | ☒ Meer bekendheid in de wijk | {NETWORK} |
        | Doorstroom van stagiairs | {NETWORK} |
        | ☒ Zichtbaarheid in de wijk | Door werven nieuwe medewerkers makkelijker wordt |
        """)
    assert fact(reading) == (False, None)
    assert fact(reading, "recruitment") == (False, None)
    assert len(reading.unplaced) == 6


def test_a_label_that_was_overtyped_under_its_tag() -> None:
    def overtype(root: etree._Element) -> None:
        cell = around(control(root, "motives.financial.ticked"), "tc")
        for text in list(cell.iter(f"{W}t"))[1:]:
            text.text = "Minder werkdruk in het team"

    reading = read(edited(render(FILLED), overtype))
    assert {finding.code for finding in reading.doubts("motives.financial")} == {"label-differs"}
    assert [passage.text for passage in reading.unplaced] == ["Minder werkdruk in het team"]


def test_an_answer_that_was_cut_and_pasted_with_its_control() -> None:
    def move(root: etree._Element) -> None:
        moved = control(root, "answers.preparation.1")
        target = control(root, "answers.preparation.3")
        target.getparent().replace(target, moved)

    reading = read(edited(render(FILLED), move))
    assert reading.form.answers["preparation.1"] == "Mensen vinden en houden"
    assert "label-differs" in {finding.code for finding in reading.doubts("answers.preparation.1")}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (f"| 1. | {NETWORK} | Meer plekken |", (True, "Meer plekken")),
        (f"| a. | ☐ {NETWORK} | Meer plekken |", (False, "Meer plekken")),
        (f"| {NETWORK} | ja | Meer plekken |", (True, "Meer plekken")),
        (f"| {NETWORK} | √ | Meer plekken |", (True, "Meer plekken")),
        (f"| {NETWORK} | nee | |", (False, None)),
        (f"| | {NETWORK} | Later |", (True, "Later")),
    ],
)
def test_tables_of_motives_with_three_columns(row: str, expected: tuple[bool, str | None]) -> None:
    reading = drawn(f"| Nr. | Motief van toepassing | Beoogde opbrengst |\n{row}")
    assert fact(reading) == expected
    assert not reading.unplaced


@pytest.mark.parametrize(
    ("cell", "chosen"),
    [
        ("publiek ☒ privaat ☐", "public"),
        ("publiek [x] / privaat [ ]", "public"),
        ("☐ publiek ☒ privaat", "private"),
        ("privaat", "private"),
    ],
)
def test_a_choice_with_its_box_before_or_after_the_word(cell: str, chosen: str) -> None:
    reading = drawn(f"| Publiek of privaat | {cell} |\n{HEADER}\n| ☐ {NETWORK} | |")
    assert form_of(reading).organisation.ownership == chosen
    assert not reading.unplaced


FINANCIAL = "Financiële motieven, zoals kostenreductie of het spreiden van financiële risico"


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [
        (f"x {FINANCIAL}'s", True),
        (f"☐ {FINANCIAL}’s ja", True),
        (f"☒ {FINANCIAL}’s nee", None),
        (f"√ {FINANCIAL}’s", True),
        (f"xx {FINANCIAL}’s", True),
        (f"x? {FINANCIAL}’s", None),
        (f"☐ {FINANCIAL}’s ja?", None),
        (f"☒ {FINANCIAL}’s ??", None),
        (f"✖ {FINANCIAL}’s", True),
    ],
)
def test_signs_beside_labels_that_are_not_letter_for_letter_ours(cell: str, ticked: bool | None) -> None:
    reading = drawn(f"{HEADER}\n| {cell} | |\n| ☐ {NETWORK} | |")
    assert fact(reading, "financial")[0] is ticked
    assert not reading.unplaced


def test_a_symbol_that_was_written_as_a_letter_of_wingdings() -> None:
    from edits import rewritten

    data = sketch(f"{TITLE}\n{HEADER}\n| ⟦bold:\uf0fe⟧ {NETWORK} | |\n| ⟦bold:\uf0a8⟧ Werven nieuwe medewerkers | |")
    fonts = b'<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>'
    reading = read_without_accounts(rewritten(data, "word/document.xml", lambda xml: xml.replace(b"<w:b/>", fonts)))
    assert fact(reading) == (True, None)
    assert fact(reading, "recruitment") == (False, None)


# ---- documents around the form


def test_a_cover_page_with_the_title_is_no_form() -> None:
    def cover(root: etree._Element) -> None:
        paragraph = etree.Element(f"{W}p")
        etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = TITLE
        root.find(f"{W}body").insert(0, paragraph)

    assert read(edited(render(FILLED), cover)).forms == (FILLED,)


def test_two_forms_whose_titles_were_changed_a_little() -> None:
    both = read(
        sketch(f"""
        {TITLE.upper()} – De Linde
        {HEADER}
        | ☒ {NETWORK} | Een |
        {TITLE} – Thuis in Zorg
        {HEADER}
        | ☐ {NETWORK} | |
        """)
    )
    assert [form.answer("network").ticked for form in both.forms] == [True, False]  # type: ignore[attr-defined]


def test_rows_that_are_headings_inside_a_table() -> None:
    reading = drawn(f"""
        {HEADER}
        | ⟦span=2:Kapitaal gerelateerde motieven⟧ |
        | ☒ {NETWORK} | Meer |
        | ⟦span=2:Overige motieven⟧ |
        {FIRST}
        Mensen vinden
        {SECOND}
        Leren
        """)
    assert reading.form.answers == {"preparation.1": "Mensen vinden", "preparation.2": "Leren"}
    assert reading.evidence["motives.network.ticked"].place.heading == "Kapitaal gerelateerde motieven"
    assert not reading.unplaced


def test_a_box_of_somebodys_own_under_the_last_question() -> None:
    def sign(root: etree._Element) -> None:
        table = around(control(root, "answers.preparation.7"), "tbl")
        copied = etree.fromstring(etree.tostring(table))
        put(next(copied.iter(f"{W}tc")), "Voor akkoord: P. Dijkman")
        table.addnext(copied)
        table.addnext(etree.Element(f"{W}p"))

    reading = read(edited(render(FILLED), sign))
    assert "answer-outside-box" in {finding.code for finding in reading.doubts("answers.preparation.7")}


def test_cells_of_a_record_that_were_merged() -> None:
    def merge(root: etree._Element) -> None:
        name, role = (around(control(root, f"participants.1.{column}"), "tc") for column in ("name", "role"))
        for node in list(role)[1:]:
            name.append(node)
        role.getparent().remove(role)

    form = attrs.evolve(FILLED, participants=[hlo_forms.Participant("Petra Dijkman", "manager")])
    assert form_of(read(edited(render(form), merge))).participants == form.participants


def test_a_box_that_is_left_of_its_question_is_no_answer() -> None:
    question = "commitment.communication.4"
    form = hlo_forms.CommitmentForm(organisation=LINDE, answers={question: "Elk kwartaal."})

    def drop_the_answer(root: etree._Element) -> None:
        row = around(control(root, f"answers.{question}"), "tr")
        row.getparent().remove(row)
        for left in list(root.iter(f"{W}sdt")):
            for node in list(left.find(f"{W}sdtContent")):
                left.addprevious(node)
            left.getparent().remove(left)

    reading = read(edited(render(form), drop_the_answer))
    assert reading.form.answers == {}
    assert [finding.code for finding in reading.doubts(f"answers.{question}")] == ["place-missing"]
