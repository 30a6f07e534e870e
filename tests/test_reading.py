"""Reading: what was written comes back, and nothing is lost or guessed in silence."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms
import strategies as drawn
from accounting import read
from edits import rewritten, with_row_added
from hlo_forms import (
    Agreement,
    AlignmentForm,
    CommitmentForm,
    DeclaredRelation,
    Finding,
    Form,
    InvalidValueError,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    OwnAnswer,
    Participant,
    Place,
    PreparationForm,
    Reading,
    ReadingError,
    UnknownInstrumentError,
    load_instrument,
    render,
)
from hlo_forms.readings.findings import CODES
from runs import tries
from samples import HEADER, LINDE, LOST, NETWORK, OWN_DOUBTS, TITLE, codes, doubts
from sketch import sketch


def motives(text: str) -> Reading:
    """The reading of a table of motives, drawn in a document of a practice partner without tags or identity."""
    return read(sketch(f"{TITLE}\n# Kapitaal gerelateerde motieven\n{HEADER}\n{text}"))


def facts(reading: Reading, motive: str = "network") -> tuple[bool | None, str | None]:
    form = reading.form
    assert isinstance(form, PreparationForm)
    answer = form.answer(motive)
    assert answer is not None
    return answer.ticked, answer.outcome


# ---- law 1: what was written comes back


GIVEN_LABEL = re.compile(
    r"(brought(_other|_answers)?|meeting_answers|previous_answers)\.\d+\.(motive|question|organisation)"
)
"""What a row is about, where rows come along from the phase before: a label of the form, and no field to fill in."""


def comes_back(form: Form, language: str) -> None:
    reading = read(render(form, language=language))
    assert reading.form == form
    assert reading.language == language
    assert codes(reading) <= OWN_DOUBTS
    assert (reading.unplaced, reading.deleted, reading.remarks) == ((), (), ())
    named = {field: evidence.how for field, evidence in reading.evidence.items() if not GIVEN_LABEL.fullmatch(field)}
    assert set(named.values()) <= {"tag", "identity"}


@tries(8, of=40)
@given(drawn.forms(), st.sampled_from(("nl", "en")))
def test_a_form_comes_back(form: Form, language: str) -> None:
    comes_back(form, language)


@pytest.mark.long
@pytest.mark.parametrize("_part", range(4))  # apart, so that every worker has some
@tries(60, of=300, database=None)
@given(drawn.forms(), st.sampled_from(("nl", "en")))
def test_more_than_a_thousand_forms_come_back(_part: int, form: Form, language: str) -> None:
    comes_back(form, language)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "form",
    [PreparationForm(organisation=LINDE), AlignmentForm(), CommitmentForm()],
    ids=lambda form: form.phase,
)
def test_a_blank_form_reads_without_a_finding(form: Form, language: str) -> None:
    reading = read(render(form, language=language))
    assert reading.form == form
    assert reading.findings == ()
    seen = {evidence.seen for evidence in reading.evidence.values() if "☐" not in evidence.seen}
    assert seen <= {"De Linde", *load_instrument().prompt_texts}


def test_the_id_of_a_form_and_of_its_organisations_comes_back() -> None:
    form = AlignmentForm(
        organisations=[
            Organisation("De Linde", id="p-07"),
            Organisation(None, id="p-08"),
            Organisation("Opleiding", id="o-1"),
        ],
        own_answers=[OwnAnswer(question="alignment.6", organisation="p-08", text="Rooster")],
        id="dossier-12",
    )
    assert read(render(form)).form == form


def test_a_document_is_read_from_a_path_bytes_or_a_file(tmp_path: Path) -> None:
    data = render(PreparationForm(organisation=LINDE))
    path = tmp_path / "ingevuld.docx"
    path.write_bytes(data)
    with path.open("rb") as file:
        sources = (path, str(path), data, io.BytesIO(data), file)
        readings = [hlo_forms.read(source) for source in sources]
    assert len({reading.form.id for reading in readings}) == 1
    assert [reading.source for reading in readings] == ["ingevuld.docx", "ingevuld.docx", None, None, "ingevuld.docx"]


def test_what_is_no_source_is_refused() -> None:
    with pytest.raises(InvalidValueError, match="source: expected a path, bytes or a file"):
        read(io.StringIO("tekst"))  # type: ignore[arg-type]  # on purpose


# ---- the ladder: by tag, by label, by number, by position


PAPER = """
Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners
# Gegevens
| Organisatie | Zorggroep De Linde |
| Ronde | 2026 |
| Publiek of privaat | ☐ publiek ☒ privaat |
## Wie deden mee
| Naam | Rol |
| Noor Bakker | leidinggevende |
|  |  |
| Sam de Wit | deelnemer |
# Kapitaal gerelateerde motieven
| Motief van toepassing | Beoogde opbrengst |
| ☒ Uitbreiden/versterken netwerk | Meer stageplaatsen⏎in de regio |
| ☐ Werven nieuwe medewerkers |  |
# Overige motieven
| Nr. | Eigen motief | Beoogde opbrengst |
| 1. | Zichtbaarheid | Bekend in de wijk |
1. Wat is het hoofdmotief om te participeren in de samenwerking?
| Mensen vinden en houden |
"""


def test_a_form_without_any_mark_of_ours_is_read_by_its_words() -> None:
    reading = read(sketch(PAPER))
    form = reading.form
    assert isinstance(form, PreparationForm)
    assert form.organisation == Organisation("Zorggroep De Linde", type="practice_partner", ownership="private")
    assert form.round == "2026"
    assert form.participants == (Participant("Noor Bakker", "leidinggevende"), Participant("Sam de Wit", "deelnemer"))
    assert form.answer("network") == MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen\nin de regio")
    assert form.other_motives == (OtherMotive("Zichtbaarheid", "Bekend in de wijk"),)
    assert form.answers == {"preparation.1": "Mensen vinden en houden"}
    assert codes(reading) == LOST
    assert {evidence.how for evidence in reading.evidence.values()} == {"label"}
    assert not reading.unplaced


def test_the_language_is_told_by_the_labels() -> None:
    question = load_instrument().question("preparation.1").label["en"]
    reading = read(sketch(f"1. {question}\n| People |"))
    assert reading.language == "en"


def test_alignment_and_commitment_are_told_by_their_words() -> None:
    alignment = read(
        sketch("""
        | Nr. | Organisatie | Soort organisatie | Sector | Publiek of privaat |
        | 1. | De Linde | ☒ Praktijkpartner ☐ Opleiding | zorg | |
        | 2. | Opleiding Verpleegkunde | ☐ Praktijkpartner ☒ Opleiding | | |
        3. Welke mogelijkheden zie je om elkaar te helpen bij het realiseren van elkaars doelen?
        | Samen roosteren |
        6. Wat neem je mee uit dit gesprek naar je eigen organisatie?
        | Organisatie | Wat neem je mee |
        | De Linde | Eerder bellen |
        """)
    ).form
    assert isinstance(alignment, AlignmentForm)
    assert [partner.type for partner in alignment.organisations] == ["practice_partner", "programme"]
    assert alignment.answers == {"alignment.3": "Samen roosteren"}
    assert alignment.own_answers[0].organisation == "de-linde"
    commitment = read(
        sketch("""
        ## Investering
        1. Welke investering wordt afgesproken wat betreft tijd van medewerkers in de samenwerking?
        | Een dag per week |
        ## Afspraken
        | Wat | Wie | Wanneer |
        | Evaluatie | Noor | juni |
        """)
    ).form
    assert isinstance(commitment, CommitmentForm)
    assert commitment.answers == {"commitment.investment.1": "Een dag per week"}
    assert commitment.agreements == (Agreement(what="Evaluatie", who="Noor", when="juni"),)


def test_the_type_of_organisation_is_told_by_the_motives_that_stand_there() -> None:
    reading = read(sketch(f"{HEADER}\n| ☒ Professionalisering van docenten | |\n| ☐ Up-to-date curriculum | |"))
    assert reading.form.organisation.type == "programme"  # type: ignore[attr-defined]  # it is of phase 1
    assert "type-guessed" in codes(reading)


def test_a_question_is_found_by_its_number_and_says_so() -> None:
    reading = read(
        sketch("1. Wat is het hoofdmotief om te participeren in de samenwerking?\n| A |\n2. Anders gesteld\n| B |")
    )
    assert reading.form.answers == {"preparation.1": "A", "preparation.2": "B"}
    assert [finding.field for finding in reading.findings if finding.code == "matched-by-number"] == [
        "answers.preparation.2"
    ]
    assert [passage.text for passage in reading.unplaced] == ["2. Anders gesteld"]


def test_a_question_is_found_by_its_position_and_says_so() -> None:
    reading = read(
        sketch("1. Wat is het hoofdmotief om te participeren in de samenwerking?\n| A |\n# Reflectie\n| B |")
    )
    assert reading.form.answers == {"preparation.1": "A", "preparation.2": "B"}
    assert "matched-by-position" in codes(reading)
    assert reading.evidence["answers.preparation.2"].how == "position"


def test_a_question_that_was_changed_a_little_is_recognised_and_says_so() -> None:
    reading = read(
        sketch(
            "1. Wat is het hoofdmotief om mee te doen in de samenwerking?\n| A |\n"
            "2. Welke andere motieven spelen een rol?\n| B |"
        )
    )
    assert reading.form.answers == {"preparation.1": "A", "preparation.2": "B"}
    assert "label-near" in {finding.code for finding in reading.doubts("answers.preparation.1")}


def test_a_motive_whose_label_is_gone_is_told_by_its_place_and_one_with_another_label_is_not() -> None:
    gone = motives(f"| ☐ {NETWORK} | |\n| ☒ | Vijf nieuwe collega’s |")
    assert facts(gone, "recruitment") == (True, "Vijf nieuwe collega’s")
    assert "matched-by-position" in doubts(gone)
    other = motives(f"| ☐ {NETWORK} | |\n| ☒ Gezelligheid | Taart |")
    assert facts(other, "recruitment") == (False, None)
    assert [passage.text for passage in other.unplaced] == ["☒ Gezelligheid", "Taart"]


# ---- ticks


@pytest.mark.parametrize(
    ("cell", "ticked", "expected"),
    [
        ("☒ {}", True, set()),
        ("☐ {}", False, set()),
        ("✔ {}", True, set()),
        ("{} ☑", True, set()),
        ("[x] {}", True, set()),
        ("[ ] {}", False, set()),
        ("(X) {}", True, set()),
        ("⟦sym:F0FE⟧ {}", True, set()),
        ("⟦sym:F0A8⟧ {}", False, set()),
        ("⟦box=a:☒⟧ {}", True, set()),
        ("⟦box=a:⟧ {}", False, set()),
        ("x {}", True, {"tick-by-sign"}),
        ("{} V", True, {"tick-by-sign"}),
        ("☐ {} ja", True, {"tick-by-sign"}),
        ("☐ x {}", True, {"tick-by-sign"}),
        ("+⏎{}", True, {"tick-by-sign"}),
        ("☒ ☐ {}", None, {"tick-contradicts"}),
        ("☒ {} nee", None, {"tick-contradicts", "tick-by-sign"}),
        ("☒ {} ?", None, {"tick-contradicts"}),
        ("☐ {} nee", False, {"tick-by-sign"}),
        ("☒ {} (soms)", True, {"unplaced-text"}),
    ],
)
def test_a_tick_is_read_as_people_write_it(cell: str, ticked: bool | None, expected: set[str]) -> None:
    reading = motives(f"| {cell.format(NETWORK)} | |\n| ☐ Werven nieuwe medewerkers | |")
    assert facts(reading) == (ticked, None)
    assert doubts(reading) == expected


def test_a_box_whose_sign_says_otherwise_than_its_state_is_unclear() -> None:
    data = render(PreparationForm(organisation=LINDE, motives=[MotiveAnswer("network", ticked=True)]))
    reading = read(rewritten(data, "word/document.xml", lambda xml: xml.replace("☒".encode(), "☐".encode())))
    assert facts(reading) == (None, None)
    assert codes(reading) == {"tick-glyph-differs"}


def test_crosses_beside_check_marks_are_unclear() -> None:
    reading = motives(f"| ✗ {NETWORK} | |\n| ✓ Werven nieuwe medewerkers | |")
    assert facts(reading) == (None, None)
    assert facts(reading, "recruitment") == (True, None)
    assert doubts(reading) == {"tick-crossed"}
    assert facts(motives(f"| ✗ {NETWORK} | |"))[0] is True


def test_without_any_box_an_outcome_counts_as_a_tick_and_says_so() -> None:
    reading = motives(
        f"| {NETWORK} | Meer stageplaatsen |\n| Werven nieuwe medewerkers | |\n"
        "| Nieuwe kennis, onderzoeksresultaten | n.v.t. |"
    )
    assert facts(reading) == (True, "Meer stageplaatsen")
    assert facts(reading, "recruitment") == (None, None)
    assert facts(reading, "new_knowledge") == (False, "n.v.t.")
    assert doubts(reading) == {"tick-by-outcome", "boxes-missing"}


def test_an_outcome_beside_an_empty_box_is_no_tick() -> None:
    reading = motives(f"| ☐ {NETWORK} | Meer stageplaatsen |")
    assert facts(reading) == (False, "Meer stageplaatsen")
    assert reading.form.status("network").value == "unclear"  # type: ignore[attr-defined]  # it is of phase 1


def test_two_choices_are_none_and_say_so() -> None:
    reading = read(sketch(PAPER.replace("☐ publiek", "☒ publiek")))
    assert reading.form.organisation.ownership is None  # type: ignore[attr-defined]  # it is of phase 1
    assert "choice-contradicts" in codes(reading)


# ---- the text of an answer


@pytest.mark.parametrize(
    ("cell", "outcome"),
    [
        ("Meer ⟦ins:nieuwe⟧ plekken", "Meer nieuwe plekken"),
        ("Meer ⟦del:oude ⟧plekken", "Meer plekken"),
        ("⟦to:Verplaatst⟧", "Verplaatst"),
        ("⟦from:Weg⟧Blijft", "Blijft"),
        ("Zie ⟦link:onze site⟧", "Zie onze site"),
        ("In ⟦smart:Breda⟧", "In Breda"),
        ("Op ⟦field:3 maart⟧ en ⟦simple:4 maart⟧", "Op 3 maart en 4 maart"),
        ("⟦choice:Eén keer⟧", "Eén keer"),
        ("⟦bidi:rechts⟧", "rechts"),
        ("⟦math:a+b⟧ per jaar", "a+b per jaar"),
        ("⟦tag=goog_rdk_1:Meer plekken⟧", "Meer plekken"),
        ("⟦bold:Meer⟧ ⟦mark:plekken⟧", "Meer plekken"),
        ("Eerste↵tweede⏎derde", "Eerste\ntweede\nderde"),
        ("⏎⏎Midden⏎⏎einde⏎", "Midden\n\neinde"),
        ("werk⟦hyphen⟧leer⟦soft⟧plek⟦tab⟧x", "werk-leerplek\tx"),
        ("⟦table:a;b/c;d⟧", "a\tb\nc\td"),
        ("⟦hidden:geheim⟧Open", "Open"),
        ("⟦prompt=x:Typ hier de beoogde opbrengst⟧", None),
        ("Typ hier de beoogde opbrengst", None),
        ("Klik of tik om tekst in te voeren.", None),
        ("Typ hier de beoogde opbrengst Meer plekken", " Meer plekken"),
        ("⟦prompt=x:Meer plekken⟧", "Meer plekken"),
        ("Meer plekken⟦note:in 2027⟧", "Meer plekken"),
        ("Meer plekken⟦comment:hoeveel?⟧", "Meer plekken"),
        ("Meer plekken⟦textbox:kader⟧", "Meer plekken"),
    ],
)
def test_the_text_of_an_answer_is_exact(cell: str, outcome: str | None) -> None:
    assert facts(motives(f"| ☒ {NETWORK} | {cell} |")) == (True, outcome)


@pytest.mark.parametrize(
    ("cell", "code", "text"),
    [
        ("Meer ⟦del:oude ⟧plekken", "deleted-text", "oude "),
        ("⟦from:Weg⟧Blijft", "deleted-text", "Weg"),
        ("⟦hidden:geheim⟧Open", "hidden-text", "geheim"),
        ("Plekken⟦note:in 2027⟧", "unplaced-text", "in 2027"),
        ("Plekken⟦endnote:in 2028⟧", "unplaced-text", "in 2028"),
        ("Plekken⟦textbox:kader⟧", "unplaced-text", "kader"),
    ],
)
def test_what_is_no_answer_is_reported(cell: str, code: str, text: str) -> None:
    reading = motives(f"| ☒ {NETWORK} | {cell} |")
    assert [finding.seen for finding in reading.findings if finding.code == code] == [text]
    assert text in [passage.text for passage in (*reading.unplaced, *reading.deleted)]


def test_margin_comments_are_remarks_with_who_and_when() -> None:
    (remark,) = motives(f"| ☒ {NETWORK} | Plekken⟦comment:hoeveel?⟧ |").remarks
    assert (remark.text, remark.author, remark.date) == ("hoeveel?", "Noor Bakker", "2026-11-02T10:00:00Z")


def test_an_equation_that_is_more_than_a_row_of_signs_is_told() -> None:
    reading = motives(f"| ☒ {NETWORK} | ⟦fraction:1/2⟧ van de plekken |")
    assert facts(reading) == (True, "12 van de plekken")
    assert doubts(reading) == {"object-in-answer"}
    assert doubts(motives(f"| ☒ {NETWORK} | ⟦math:a+b⟧ |")) == set()


def test_an_equation_on_a_line_of_its_own_is_text() -> None:
    data = sketch(f"{PAPER}Rekenregel")

    def displayed(xml: bytes) -> bytes:
        start = xml.index(b'<w:p><w:r><w:t xml:space="preserve">Rekenregel')
        return xml[:start] + b"<m:oMathPara><m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath></m:oMathPara>" + xml[start:]

    assert "a=b" in {
        passage.text for passage in hlo_forms.read(rewritten(data, "word/document.xml", displayed)).unplaced
    }


def test_a_file_inserted_in_an_answer_is_told_there() -> None:
    data = sketch(f"{PAPER}")

    def inserted(xml: bytes) -> bytes:
        answer = b'<w:p><w:r><w:t xml:space="preserve">Mensen vinden'
        return xml.replace(answer, b'<w:altChunk r:id="rId9"/>' + answer)

    found = hlo_forms.read(rewritten(data, "word/document.xml", inserted)).findings
    assert [finding.field for finding in found if finding.code == "object-in-answer"] == ["answers.preparation.1"]


def test_a_picture_in_an_answer_is_told() -> None:
    reading = motives(f"| ☒ {NETWORK} | ⟦image⟧ |")
    assert [finding.field for finding in reading.findings if finding.code == "object-in-answer"] == [
        "motives.network.outcome"
    ]


def test_a_picture_in_a_row_is_told_with_its_row_and_column() -> None:
    reading = motives("| Nr. | Eigen motief | Beoogde opbrengst |\n| 1. | Rust | ⟦image⟧ |\n| 2. | | ⟦image⟧ |")
    found = [finding.field for finding in reading.findings if finding.code == "object-in-answer"]
    assert found == ["other_motives.1.outcome", "other_motives.2.outcome"]


def test_a_prompt_that_was_left_beside_an_answer_is_told() -> None:
    reading = motives(f"| ☒ {NETWORK} | Typ hier de beoogde opbrengstMeer plekken |")
    assert facts(reading) == (True, "Meer plekken")
    assert doubts(reading) == {"prompt-glued"}


def test_an_answer_that_is_still_flagged_as_a_prompt_counts_and_is_told() -> None:
    assert doubts(motives(f"| ☒ {NETWORK} | ⟦prompt=x:Meer plekken⟧ |")) == {"prompt-flagged"}


# ---- rows that people add, copy and remove


def test_a_field_that_stands_twice_keeps_both_texts() -> None:
    reading = motives(f"| ☒ {NETWORK} | Eerste |\n| ☒ {NETWORK} | Tweede |")
    assert facts(reading) == (True, "Eerste\nTweede")
    assert doubts(reading) == {"answered-twice"}


def test_rows_without_controls_are_read_by_their_column() -> None:
    form = PreparationForm(organisation=LINDE, other_motives=[OtherMotive("Eerste"), OtherMotive("Tweede")])
    data = with_row_added(render(form), "other_motives.1.text", ["", "Derde", "Met opbrengst"])
    reading = read(data)
    assert reading.form.other_motives[-1] == OtherMotive("Derde", "Met opbrengst")  # type: ignore[attr-defined]
    assert codes(reading) == set()


# ---- what belongs to nobody


def test_what_is_typed_beside_the_fields_is_unplaced_with_its_place() -> None:
    reading = read(
        sketch(PAPER + "# Afspraken\nWe bellen nog.\n!header Zorggroep De Linde, Breda\n!footer pagina 1 / 2")
    )
    found = {passage.text: str(passage.place) for passage in reading.unplaced}
    assert found["We bellen nog."] == 'body, "Afspraken"'
    assert found["Zorggroep De Linde, Breda"] == "header"


def test_a_document_that_is_no_form_of_ours_keeps_its_text_and_says_so() -> None:
    reading = read(sketch("Notulen\n| Actie | Wie |\n| Bellen | Noor |"))
    assert reading.forms == ()
    assert [passage.text for passage in reading.unplaced] == ["Notulen", "Actie", "Wie", "Bellen", "Noor"]
    assert len(reading.messages()) == len(reading.findings) > 0
    with pytest.raises(ReadingError, match="expected one form in the document, found 0"):
        reading.form  # noqa: B018 - it raises


def test_a_motive_that_was_not_offered_is_refused_and_kept() -> None:
    reading = motives("| ☒ Up-to-date curriculum | Betere lessen |")
    assert "value-refused" in doubts(reading)
    assert {"☒ Up-to-date curriculum", "Betere lessen"} <= {passage.text for passage in reading.unplaced}


def test_partners_with_one_name_are_refused_and_kept() -> None:
    reading = read(
        sketch("""
        3. Welke mogelijkheden zie je om elkaar te helpen bij het realiseren van elkaars doelen?
        | Nr. | Organisatie | Soort organisatie | Sector | Publiek of privaat |
        | 1. | De Linde | | | |
        | 2. | De linde | | zorg | |
        """)
    )
    assert len(reading.form.organisations) == 1  # type: ignore[attr-defined]  # it is of phase 2
    assert {"De linde", "zorg"} <= {passage.text for passage in reading.unplaced}


# ---- identity


IDENTITY = "hlo1/strategic-motives/2022/nl/preparation/practice_partner/abc/wijkzorg/de-linde/2026"


def test_the_identity_is_read_from_the_line_or_the_property() -> None:
    for place in (f"Kenmerk van dit formulier (graag laten staan): {IDENTITY}", f"!identity {IDENTITY}"):
        reading = read(sketch(f"{place}\n| Ronde | 2026 |"))
        assert (reading.form.id, reading.form.partnership.id, reading.form.round) == ("abc", "wijkzorg", "2026")
        assert "identity-missing" not in codes(reading)
        assert not reading.unplaced


def test_what_is_typed_beside_the_identity_is_unplaced() -> None:
    reading = read(sketch(f"Kenmerk van dit formulier (graag laten staan): {IDENTITY} met groet, Noor"))
    assert [passage.text for passage in reading.unplaced] == ["met groet, Noor"]


def test_a_reference_in_capitals_is_used_and_told() -> None:
    small, capitals = (read(sketch(f"!identity {text}\n{PAPER}")) for text in (IDENTITY, IDENTITY.upper()))
    assert (capitals.form, capitals.unplaced) == (small.form, small.unplaced)
    assert codes(capitals) - codes(small) == {"identity-unreadable"}


@pytest.mark.parametrize(
    "damaged",
    [IDENTITY[:40], IDENTITY.replace("preparation", "fase 9"), IDENTITY.replace("abc", "a b%2Fc"), "hlo1/////////"],
)
def test_an_identity_that_cannot_be_is_told_and_not_used(damaged: str) -> None:
    reading = read(sketch(f"!identity {damaged}\n{PAPER}"))
    assert "identity-unreadable" in codes(reading)
    assert reading.form.round == "2026"


def test_a_round_that_was_changed_counts_and_is_told() -> None:
    reading = read(sketch(f"!identity {IDENTITY}\n| Ronde | 2027 |"))
    assert reading.form.round == "2027"
    assert [(f.field, f.seen) for f in reading.findings if f.code == "differs-from-identity"] == [("round", "2026")]


def test_a_round_that_was_wiped_out_is_taken_from_the_identity_and_told() -> None:
    reading = read(sketch(f"!identity {IDENTITY}\n| Ronde | |"))
    assert (reading.form.round, reading.evidence["round"].how) == ("2026", "identity")
    assert "differs-from-identity" in codes(reading)


# ---- an institution's own


def test_an_own_instrument_is_told_by_the_identity() -> None:
    source = (Path(hlo_forms.__file__).parent / "instruments" / "strategic-motives.toml").read_bytes()
    own = load_instrument(source.replace(b'id = "strategic-motives"', b'id = "eigen-lijst"', 1))
    form = PreparationForm(instrument=own, organisation=LINDE)
    reading = read(render(form), instruments=[own])
    assert reading.form == form
    assert reading.form.instrument.id == "eigen-lijst"
    with pytest.raises(UnknownInstrumentError, match="eigen-lijst 2022"):
        read(render(form))


def test_the_fixed_text_of_a_house_style_is_no_answer() -> None:
    def with_slogan(xml: bytes) -> bytes:
        return xml.replace(b"<w:body>", b"<w:body><w:p><w:r><w:t>Hogeschool De Delta</w:t></w:r></w:p>", 1)

    built_in = (Path(hlo_forms.__file__).parent / "templates" / "preparation.docx").read_bytes()
    house = rewritten(built_in, "word/document.xml", with_slogan)
    form = PreparationForm(organisation=LINDE)
    data = render(form, template=house)
    assert [passage.text for passage in read(data).unplaced] == ["Hogeschool De Delta"]
    assert read(data, template=house).findings == ()


def test_the_pictures_of_a_house_style_are_no_doubt() -> None:
    def with_picture(xml: bytes) -> bytes:
        end = xml.index(b"</w:tbl>", xml.index(b"row in shared_agreements.rows")) + len(b"</w:tbl>")
        return xml[:end] + b"<w:p><w:r><w:drawing/></w:r></w:p>" + xml[end:]

    built_in = (Path(hlo_forms.__file__).parent / "templates" / "commitment.docx").read_bytes()
    house = rewritten(built_in, "word/document.xml", with_picture)
    data = render(CommitmentForm(organisation=LINDE), template=house)
    assert codes(read(data)) == {"object-in-answer"}
    assert read(data, template=house).findings == ()


# ---- readings


def test_strict_refuses_what_wants_a_look() -> None:
    data = render(PreparationForm(organisation=LINDE))
    assert read(data, strict=True).form.id
    with pytest.raises(ReadingError, match="place-missing") as caught:
        read(sketch(PAPER), strict=True)
    assert caught.value.findings


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_finding_has_its_words(language: str) -> None:
    instrument = load_instrument()
    for code in CODES:
        place = Place(part="hidden", heading="Overige motieven", row=2, column="Beoogde opbrengst")
        message = Finding(code=code, field="round", place=place, seen="tekst").message(instrument, language=language)
        assert "Overige motieven" in message
        words = instrument.words.get(f"finding.{code}.one", instrument.words[f"finding.{code}"])[language]
        assert words.replace("{seen}", "tekst") in message


def test_a_reading_shows_itself_escaped() -> None:
    reading = motives(f"| ☒ {NETWORK} | <b>Meer</b> & beter |")
    shown = reading._repr_html_()
    assert "&lt;b&gt;Meer&lt;/b&gt; &amp; beter" in shown
    assert "<b>" not in shown


def test_declared_relations_come_back_with_their_ids() -> None:
    form = AlignmentForm(
        organisations=[LINDE, Organisation("Opleiding Verpleegkunde", type="programme")],
        relations=[
            DeclaredRelation(
                first_organisation="De Linde",
                first_motive="Werven nieuwe medewerkers",
                kind="reinforce",
                second_organisation="opleiding-verpleegkunde",
                second_motive="network",
                note="Stage wordt baan",
            )
        ],
    )
    assert form.relations[0].first_motive == "recruitment"
    assert read(render(form, language="en")).form == form
