"""A reading proves itself: what does not stand where it is read is doubted, what nobody told is unplaced."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from edits import W, around, control, edited, put
from hlo_forms import Reading, render
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.word.reader import proof
from runs import dear

LINDE = hlo.Organisation("De Linde", type="practice_partner")
SCHOOL = hlo.Organisation("Opleiding Verpleegkunde", type="programme")
NETWORK = "Uitbreiden/versterken netwerk"
RECRUITMENT = "Werven nieuwe medewerkers"
OWN = hlo.PreparationForm(
    organisation=LINDE,
    motives=[
        hlo.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen"),
        hlo.MotiveAnswer("recruitment", ticked=True, outcome="Vijf collega’s"),
    ],
    answers={"preparation.1": "Mensen vinden", "preparation.2": "Leren van elkaar"},
)
THEIRS = hlo.PreparationForm(
    organisation=SCHOOL,
    motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Meer plekken")],
    answers={"preparation.1": "Studenten plaatsen"},
)
MEETING = hlo.AlignmentForm.from_forms([OWN, THEIRS], share=["preparation.1"])
AGREED = hlo.CommitmentForm(
    organisation=LINDE,
    agreements=[hlo.Agreement(what="Evaluatie", who="Noor Bakker", when="juni"), hlo.Agreement(what="Rooster")],
    answers={"commitment.investment.1": "Een dag per week"},
)
RENEWED = hlo.renew(OWN, round="2027")
Edit = Callable[[etree._Element], None]


def unwrapped(root: etree._Element) -> None:
    for node in list(root.iter(f"{W}sdt")):
        for part in list(node.find(f"{W}sdtContent")):
            node.addprevious(part)
        node.getparent().remove(node)


def text_of(node: etree._Element) -> str:
    return "".join(part.text or "" for part in node.iter(f"{W}t"))


def line(root: etree._Element, words: str) -> etree._Element:
    """The last paragraph of the body that holds these words: the heading of a table of outcomes or answers."""
    return [p for p in root.findall(f"{W}body/{W}p") if words in text_of(p)][-1]


def row(root: etree._Element, words: str) -> etree._Element:
    return next(row for row in root.iter(f"{W}tr") if words in text_of(row))


def paragraph(words: str) -> etree._Element:
    node = etree.Element(f"{W}p")
    etree.SubElement(etree.SubElement(node, f"{W}r"), f"{W}t").text = words
    return node


def table(*rows: list[str]) -> etree._Element:
    node = etree.Element(f"{W}tbl")
    for cells in rows:
        part = etree.SubElement(node, f"{W}tr")
        for words in cells:
            etree.SubElement(part, f"{W}tc").append(paragraph(words))
    return node


def after(form: hlo.Form, *edits: Edit) -> Reading:
    def change(root: etree._Element) -> None:
        for edit in edits:
            edit(root)

    return hlo.read(edited(render(form), change))


def bare(form: hlo.Form, *edits: Edit) -> Reading:
    return after(form, unwrapped, *edits)


def codes(reading: Reading, field: str) -> set[str]:
    return {finding.code for finding in reading.doubts(field)}


def unplaced(reading: Reading) -> list[str]:
    return [passage.text for passage in reading.unplaced]


def brought(reading: Reading, motive: str, partner: str = "de-linde") -> str:
    form = reading.form
    assert isinstance(form, hlo.AlignmentForm)
    places = [(row.motive, row.organisation) for row in form.brought]
    return f"brought.{places.index((motive, partner)) + 1}"


# ---- the proof itself


@pytest.mark.parametrize("form", [OWN, MEETING, AGREED, RENEWED], ids=lambda form: form.phase)
def test_what_nobody_disturbed_has_no_doubt_without_its_controls(form: hlo.Form) -> None:
    reading = bare(form)
    assert ({finding.code for finding in reading.findings}, reading.unplaced) == ({"tags-missing"}, ())
    assert reading.form == form


def test_nothing_is_proven_where_every_tag_is_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "_sight", lambda *_: pytest.fail("the document was looked over"))
    assert hlo.read(render(OWN)).form == OWN


def test_outcomes_whose_partners_are_gone_are_doubted_or_unplaced() -> None:
    def without_heads(root: etree._Element) -> None:
        table = next(table for table in root.iter(f"{W}tbl") if "Vijf collega’s" in text_of(table))
        table.remove(table.find(f"{W}tr"))

    reading = bare(MEETING, without_heads)
    values = [field for field, entry in reading.evidence.items() if "Vijf collega’s" in entry.seen]
    assert all(reading.doubts(field) for field in values)
    assert values or "Vijf collega’s" in "\n".join(unplaced(reading))


@pytest.mark.parametrize("first", [True, False])
def test_an_overview_row_with_a_cell_too_many_is_doubted(first: bool) -> None:
    def widen(root: etree._Element) -> None:
        cells = row(root, NETWORK).findall(f"{W}tc")
        cell = etree.Element(f"{W}tc")
        cell.append(paragraph(""))
        (cells[0].addprevious if first else cells[0].addnext)(cell)

    reading = bare(MEETING, widen)
    assert codes(reading, brought(reading, "network"))


def test_answers_of_the_round_before_that_were_merged_are_doubted() -> None:
    def merge(root: etree._Element) -> None:
        upper, lower = _rows_before(root)
        for part in lower.findall(f"{W}p"):
            upper.append(part)
        lower.append(paragraph(""))

    reading = bare(RENEWED, merge)
    assert codes(reading, "previous.network") >= {"answered-twice"}
    assert codes(reading, "previous.recruitment") >= {"place-missing"}


def test_an_answer_of_the_round_before_and_its_boxes_may_be_one_cell() -> None:
    def merge(root: etree._Element) -> None:
        upper, _ = _rows_before(root)
        below = upper.getparent().getnext()
        for part in [part for cell in below.findall(f"{W}tc") for part in cell.findall(f"{W}p")]:
            upper.append(part)
        below.getparent().remove(below)

    reading = bare(RENEWED, merge)
    assert reading.form.previous == RENEWED.previous
    assert codes(reading, "previous") <= {"place-unsure"}


@pytest.mark.parametrize("own_row", ["deleted", "moved down"])
def test_an_answer_of_the_round_before_whose_motive_is_gone_is_not_that_of_the_motive_above(own_row: str) -> None:
    def edit(root: etree._Element) -> None:
        upper, lower = (cell.getparent() for cell in _rows_before(root))
        upper.getparent().remove(upper)
        motive = lower.getprevious()
        if own_row == "deleted":
            motive.getparent().remove(motive)
        else:
            lower.getnext().addnext(motive)

    reading = bare(RENEWED, edit)
    assert isinstance(reading.form, hlo.PreparationForm)
    outcomes = {row.motive: row.outcome for row in RENEWED.previous}
    for row in reading.form.previous:
        doubted = codes(reading, f"previous.{row.motive}")
        assert row.outcome in (None, outcomes[row.motive]) or doubted
    first_one, second = list(outcomes)[:2]
    assert any(outcomes[second] in text for text in unplaced(reading)), (first_one, second)


def _rows_before(root: etree._Element) -> list[etree._Element]:
    """The cells with the answers of the round before."""
    cells = (cell for cell in root.iter(f"{W}tc") if text_of(cell).startswith("In de vorige ronde"))
    return list(cells)[:2]


@pytest.mark.parametrize("edit", ["deleted", "edited"])
def test_shared_answers_whose_question_changed_do_not_vanish(edit: str) -> None:
    def change(root: etree._Element) -> None:
        heading = line(root, "hoofdmotief")
        heading.addprevious(paragraph("Onze eigen vraag")) if edit == "edited" else None
        heading.getparent().remove(heading)

    reading = bare(MEETING, change)
    told = "\n".join([*unplaced(reading), *(entry.seen for entry in reading.evidence.values())])
    assert "Mensen vinden" in told
    assert "Studenten plaatsen" in told


def test_a_question_of_each_organisation_among_the_answers_of_the_year_before_is_refused() -> None:
    earlier = attrs.evolve(MEETING, answers={"alignment.1": "Samen leren"}, round="2025")
    form = hlo.look_back(attrs.evolve(MEETING, round="2026"), [earlier])

    def typed(root: etree._Element) -> None:
        asked = next(q.label["nl"] for q in form.instrument.questions_of("alignment") if q.answered_by == "each")
        put(row(root, "Samen leren").findall(f"{W}tc")[0], asked)

    reading = bare(form, typed)
    assert isinstance(reading.form, hlo.AlignmentForm)
    assert (reading.form.previous_answers, "value-refused" in codes(reading, "previous_answers")) == ((), True)
    assert "Samen leren" in unplaced(reading)


def test_words_of_the_form_beside_a_motive_that_was_moved_there_are_doubted() -> None:
    def moved(root: etree._Element) -> None:
        boxes = around(control(root, "previous.network.realised.yes"), "tc")
        label = around(control(root, "motives.recruitment.ticked"), "tc")
        place = etree.Element(f"{W}tc")
        boxes.addprevious(place)
        label.addprevious(boxes)
        place.getparent().replace(place, label)

    reading = after(RENEWED, moved)
    value = dict(fields_of(reading.form)).get("motives.recruitment.outcome")
    assert value is None or "label-differs" in codes(reading, "motives.recruitment.outcome")


def test_rows_of_motives_that_were_merged_into_one_cell_are_doubted() -> None:
    def merged(root: etree._Element) -> None:
        rows = around(control(root, "motives.network.outcome"), "tbl").findall(f"{W}tr")
        first, *others = [cell for row in rows[1:] for cell in row.findall(f"{W}tc")]
        for cell in others:
            first.extend(cell.findall(f"{W}p"))
            cell.getparent().remove(cell)

    reading = after(OWN, merged)
    value = dict(fields_of(reading.form)).get
    for field in ("motives.network.outcome", "motives.recruitment.outcome", "motives.new_knowledge.outcome"):
        assert value(field) is None or "answered-twice" in codes(reading, field), field


HIDDEN = {
    "before": lambda text, sign: sign + text,
    "after": lambda text, sign: text + sign,
    "at words": lambda text, sign: text.replace(" ", f" {sign}"),
    "everywhere": lambda text, sign: sign.join(text),
}


@pytest.mark.parametrize("where", HIDDEN)
@pytest.mark.parametrize("sign", dear(2, ["\u200b", "\u200e", "\u00ad", "\ufeff", "\u2061"]))
@pytest.mark.parametrize("form", [OWN, MEETING, AGREED, RENEWED], ids=["own", "meeting", "agreed", "renewed"])
def test_signs_that_show_nothing_around_wording_change_nothing(form: hlo.Form, sign: str, where: str) -> None:
    values = {text for _, text in fields_of(form)}

    def signed(root: etree._Element) -> None:
        for text in root.iter(f"{W}t"):
            if text.text and text.text not in values:
                text.text = HIDDEN[where](text.text, sign)

    reading = bare(form, signed)
    assert reading.form == form
    assert {finding.code for finding in reading.warnings} <= {"tags-missing", "outcomes-unticked"}
    assert unplaced(reading) == []


# ---- dragged in a row


def dragged(root: etree._Element) -> None:
    """The first agreement, dragged with its control to the cell of who."""
    what, who = (around(control(root, f"agreements.1.{name}"), "tc") for name in ("what", "who"))
    for part in what.findall(f"{W}p"):
        who.append(part)
    what.append(paragraph(""))


def test_an_answer_dragged_to_the_right_stays_its_own() -> None:
    reading = after(AGREED, dragged)
    assert isinstance(reading.form, hlo.CommitmentForm)
    assert reading.form.agreements == AGREED.agreements
    assert reading.unplaced == ()


def test_an_answer_dragged_over_one_that_was_typed_again_is_joined_and_told() -> None:
    def typed(root: etree._Element) -> None:
        dragged(root)
        put(row(root, "Noor Bakker").findall(f"{W}tc")[0], "Ook dit")

    reading = after(AGREED, typed)
    assert isinstance(reading.form, hlo.CommitmentForm)
    assert reading.form.agreements[0].what == "Ook dit\nEvaluatie"
    assert "answered-twice" in codes(reading, "agreements.1.what")


# ---- what is mistaken for something else


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
@pytest.mark.parametrize("form", [OWN, AGREED], ids=lambda form: form.phase)
def test_a_form_in_a_frame_after_a_numbered_line(form: hlo.Form, edits: tuple[Edit, ...]) -> None:
    def framed(root: etree._Element) -> None:
        body = root.find(f"{W}body")
        parts = [part for part in body if part.tag != f"{W}sectPr"]
        frame = table([""])
        cell = next(frame.iter(f"{W}tc"))
        for part in parts:
            cell.append(part)
        body.insert(0, frame)
        body.insert(0, paragraph("1. Inleiding"))

    reading = after(form, *edits, framed)
    assert reading.form == form


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
def test_a_box_of_somebodys_own_between_a_question_and_its_box(edits: tuple[Edit, ...]) -> None:
    def boxed(root: etree._Element) -> None:
        next(t for t in root.findall(f"{W}body/{W}tbl") if "Mensen vinden" in text_of(t)).addprevious(
            table(["Mijn kader"])
        )

    reading = after(OWN, *edits, boxed)
    assert reading.form.answers["preparation.1"] == "Mensen vinden" or codes(reading, "answers.preparation.1")
    assert "Mijn kader" in "\n".join([*unplaced(reading), reading.form.answers["preparation.1"]])


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
def test_a_strangers_list_of_actions_is_no_agreement(edits: tuple[Edit, ...]) -> None:
    def listed(root: etree._Element) -> None:
        own = next(t for t in root.findall(f"{W}body/{W}tbl") if "Noor Bakker" in text_of(t))
        own.addprevious(paragraph("Acties"))
        own.addprevious(table(["nr", "actie", "wie", "wanneer"], ["1", "Bellen", "Ans", "morgen"]))
        own.addprevious(paragraph(""))

    reading = after(AGREED, *edits, listed)
    assert isinstance(reading.form, hlo.CommitmentForm)
    assert reading.form.agreements == AGREED.agreements
    assert {"Bellen", "Ans", "morgen"} <= set(unplaced(reading))


PROMPTS = [
    "KLIK OM TE TYPEN",
    "Klik  om  te  typen",
    "klik om te typen.",
    "Klik om te tvpen",
    "Klik om te",
    "om te typen",
]


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
@pytest.mark.parametrize("prompt", PROMPTS)
def test_a_prompt_that_a_program_changed_is_no_answer_in_silence(prompt: str, edits: tuple[Edit, ...]) -> None:
    def changed(root: etree._Element) -> None:
        for text in root.iter(f"{W}t"):
            text.text = prompt if text.text == "Klik om te typen" else text.text

    reading = after(OWN, *edits, changed)
    assert isinstance(reading.form, hlo.PreparationForm)
    for field in ("other_motives.1.text", "round", "respondent"):
        if field in reading.evidence and reading.evidence[field].seen:
            value = dict(fields_of(reading.form)).get(field)
            assert value is None or "prompt-near" in codes(reading, field)


TYPED = "Meer stageplaatsen in de wijk"
GLUED = [
    "Klik om te tvpen{}",
    "Klik om te tvpen {}",
    "Klik om{}",
    "Klik om {}",
    "om te typen {}",
    "te typen{}",
    "Tvp hier jullie antwoord\n{}",
    "jullie antwoord{}",
    "· · {}",
    "{}Klik om te tvpen",
    "{} om te typen",
    "Zum Tippen hier klicken{}",
    "Geben Sie hier Ihre Antwort ein {} en begeleiding voor iedereen",
    "Zum Tippen hier klicken 15 plekken",
]


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
@pytest.mark.parametrize("glued", GLUED)
def test_an_answer_typed_behind_what_is_left_of_a_prompt_is_doubted(glued: str, edits: tuple[Edit, ...]) -> None:
    text = glued.format(TYPED)

    def typed(root: etree._Element) -> None:
        put(around(next(t for t in root.iter(f"{W}t") if t.text == "Mensen vinden"), "tc"), text)

    reading = after(OWN, *edits, typed)
    assert "prompt-near" in codes(reading, "answers.preparation.1")


@pytest.mark.parametrize(
    "text",
    [
        "De beoogde opbrengst is meer plekken",
        "Om te leren van elkaar",
        "Type 2 diabetes",
        "TypeScript-ontwikkelaars",
        "They learn to type",
        "15 plekken",
        "- een\n- twee",
        "Hier de vakken",
        "Ons antwoord",
        "Typ hier gerust: een netwerk van 15 praktijkplekken",
    ],
)
def test_an_answer_with_words_of_a_prompt_is_an_answer(text: str) -> None:
    reading = hlo.read(render(attrs.evolve(OWN, answers={"preparation.1": text})))
    assert (reading.form.answers["preparation.1"], reading.doubts("answers.preparation.1")) == (text, ())


def test_prompts_that_a_program_translated_are_doubted() -> None:
    german = {
        "Klik om te typen": "Zum Tippen hier klicken",
        "Typ hier jullie antwoord": "Geben Sie hier Ihre Antwort ein",
        "Typ hier de beoogde opbrengst": "Geben Sie hier das beabsichtigte Ergebnis ein",
    }

    def translated(root: etree._Element) -> None:
        for text in root.iter(f"{W}t"):
            text.text = german.get(text.text or "", text.text)

    reading = bare(OWN, translated)
    assert isinstance(reading.form, hlo.PreparationForm)
    for number in range(1, len(reading.form.other_motives) + 1):
        assert "prompt-near" in codes(reading, f"other_motives.{number}.text")
    assert "prompt-near" in codes(reading, "answers.preparation.5")
    assert "prompt-near" in codes(reading, "round")
    assert reading.doubts("answers.preparation.1") == ()


# ---- what is missing is told


def without(words: str) -> Edit:
    def drop(root: etree._Element) -> None:
        part = row(root, words)
        part.getparent().remove(part)

    return drop


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
def test_a_row_of_outcomes_that_is_gone_is_told(edits: tuple[Edit, ...]) -> None:
    reading = after(MEETING, *edits, without("Vijf collega’s"))
    assert codes(reading, brought(reading, "recruitment")) >= {"place-missing"}


def test_a_number_that_is_gone_from_the_overview_is_told() -> None:
    def dropped(root: etree._Element) -> None:
        cells = row(root, "Financiële motieven").findall(f"{W}tc")
        put(next(cell for cell in cells[1:] if text_of(cell)), "")

    reading = bare(MEETING, dropped)
    assert "Financiële" in "".join(finding.seen for finding in reading.doubts("brought"))


def test_a_table_that_was_carried_over_and_is_gone_below_its_heading_is_told() -> None:
    meeting = hlo.AlignmentForm.from_forms([OWN, THEIRS])
    form = hlo.CommitmentForm.from_forms(OWN, meeting)

    def dropped(root: etree._Element) -> None:
        part = next(t for t in root.findall(f"{W}body/{W}tbl") if "Vijf collega’s" in text_of(t))
        part.getparent().remove(part)

    assert codes(bare(form, dropped), "brought") == {"place-missing"}
    assert codes(after(form, dropped), "brought") == {"place-missing"}
    assert codes(after(form, without("Meer stageplaatsen")), "brought") == {"place-missing"}


@pytest.mark.parametrize("field", ["answers.preparation.1", "motives.network.outcome", "round"])
def test_a_control_that_is_gone_with_its_answer_is_told(field: str) -> None:
    def dropped(root: etree._Element) -> None:
        cell = around(control(root, field), "tc")
        for part in cell.findall(f"{W}p"):
            cell.remove(part)
        cell.append(paragraph(""))

    assert codes(after(OWN, dropped), field) == {"place-missing"}


def test_a_row_that_somebody_added_has_no_control_to_lose() -> None:
    def added(root: etree._Element) -> None:
        last = row(root, "Rooster")
        blank = deepcopy(last)
        for cell in blank.findall(f"{W}tc"):
            for part in cell.findall(f"{W}p"):
                cell.remove(part)
            cell.append(paragraph(""))
        last.addnext(blank)

    assert after(AGREED, added).warnings == ()


def test_a_heading_of_outcomes_without_any_outcome_misses_nothing() -> None:
    brought = [hlo.BroughtMotive(organisation="de-linde", motive="network", status="not_ticked")]
    form = hlo.AlignmentForm(organisations=[hlo.Organisation("De Linde")], brought=brought)
    assert hlo.read(hlo.render(form)).findings == ()


# ---- rows that were carried over, counted by the reference


AGREED_LATER = hlo.CommitmentForm(
    organisation=LINDE,
    brought=[hlo.BroughtMotive(motive="network", status=hlo.Status.APPLIES, outcome="Meer plekken")],
    brought_other=[hlo.BroughtOtherMotive(text="Zichtbaarheid"), hlo.BroughtOtherMotive(text="Rust in de teams")],
    meeting_answers=[hlo.BroughtAnswer(question="alignment.5", text="Samen opleiden")],
    meeting_relations=[hlo.BroughtRelation(kind="hinder", note="Kost tijd")],
)


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
@pytest.mark.parametrize(
    ("words", "table"),
    [
        ("Rust in de teams", "brought_other"),
        ("Meer plekken", "brought"),
        ("Samen opleiden", "meeting_answers"),
        ("Kost tijd", "meeting_relations"),
    ],
)
def test_any_row_that_was_carried_over_and_is_gone_is_told(words: str, table: str, edits: tuple[Edit, ...]) -> None:
    assert after(AGREED_LATER, *edits).warnings == ()
    reading = after(AGREED_LATER, *edits, without(words))
    assert [finding.field for finding in reading.findings if finding.code == "place-missing"] == [table]


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
def test_one_prompt_that_a_program_translated_is_doubted(edits: tuple[Edit, ...]) -> None:
    def translated(root: etree._Element) -> None:
        prompt = next(text for text in root.iter(f"{W}t") if text.text == "Typ hier jullie antwoord")
        prompt.text = "Geben Sie hier Ihre Antwort ein"

    reading = after(OWN, *edits, translated)
    (field,) = (field for field, entry in reading.evidence.items() if entry.seen.startswith("Geben Sie"))
    assert "prompt-near" in codes(reading, field)


@pytest.mark.parametrize("where", ["above", "right above", "below"])
def test_a_strangers_table_with_the_titles_of_ours_is_doubted(where: str) -> None:
    """Under one heading nobody can tell which of the two is ours, so both are doubted."""
    form = attrs.evolve(OWN, participants=[hlo.Participant("Noor", role="leidinggevende")])

    def pasted(root: etree._Element) -> None:
        titles = ["Naam", "Rol (zoals leidinggevende, deelnemer, procesbegeleider)"]
        pasted = table(titles, ["Youssef", "penningmeester"])
        own = next(node for node in root.iter(f"{W}tbl") if "Rol (zoals" in text_of(node))
        put_there = {"below": own.addnext, "right above": own.addprevious}
        put_there.get(where, lambda node: root.find(f"{W}body").insert(2, node))(pasted)

    reading = bare(form, pasted)
    assert isinstance(reading.form, hlo.PreparationForm)
    for number, person in enumerate(reading.form.participants, start=1):
        doubted = codes(reading, f"participants.{number}")
        is_doubted = person.name == "Youssef" or where != "above"
        assert doubted == ({"place-unsure"} if is_doubted else set())
    assert {person.name for person in reading.form.participants} >= {"Noor"}


@pytest.mark.parametrize("edits", [(), (unwrapped,)], ids=["with controls", "without"])
@pytest.mark.parametrize("where", ["first", "heading", "right above", "below"])
@pytest.mark.parametrize("word", ["Hoe raken ze elkaar", "versterkt motief van"])
def test_a_strangers_table_with_the_titles_of_relations_is_doubted(
    word: str, where: str, edits: tuple[Edit, ...]
) -> None:
    relation = hlo.DeclaredRelation(first_organisation="De Linde", kind="hinder", second_organisation="Thuis")
    form = hlo.AlignmentForm(relations=[relation, attrs.evolve(relation, kind="reinforce")])

    def pasted(root: etree._Element) -> None:
        own = next(node for node in root.iter(f"{W}tbl") if word in text_of(node))
        titles = [text_of(cell) for cell in own.find(f"{W}tr").findall(f"{W}tc")]
        strange = table(titles, [f"Eigen {n}" for n in range(len(titles))])
        body = root.find(f"{W}body")
        places = {"first": lambda node: body.insert(1, node), "heading": lambda node: body.insert(6, node)}
        (places | {"right above": own.addprevious, "below": own.addnext})[where](strange)

    reading = after(form, *edits, pasted)
    assert isinstance(reading.form, hlo.AlignmentForm)
    for number, row in enumerate(reading.form.relations, start=1):
        if row.first_organisation == "Eigen 0":
            assert codes(reading, f"relations.{number}") & {"place-unsure", "matched-by-position"}
    kept = [row.first_organisation for row in reading.form.relations]
    assert {"De Linde"} <= set(kept)


def test_a_strangers_table_with_other_titles_left_in_ours_is_doubted_where_ours_has_the_controls() -> None:
    """Somebody pasted a whole list of people above ours, and wiped out a title of ours."""
    form = hlo.AlignmentForm(participants=[hlo.Participant("Noor", role="docent", organisation="De Linde")])

    def pasted(root: etree._Element) -> None:
        own = next(node for node in root.iter(f"{W}tbl") if "Noor" in text_of(node))
        titles = own.find(f"{W}tr").findall(f"{W}tc")
        own.addprevious(table([text_of(cell) for cell in titles], ["Youssef", "penningmeester", "Thuis"]))
        next(titles[0].iter(f"{W}t")).text = ""

    reading = after(form, pasted)
    assert isinstance(reading.form, hlo.AlignmentForm)
    names = [person.name for person in reading.form.participants]
    assert "matched-by-position" in codes(reading, f"participants.{names.index('Youssef') + 1}")
    assert codes(reading, f"participants.{names.index('Noor') + 1}") == set()


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("form", "field"),
    [
        (hlo.PreparationForm(organisation=LINDE, respondent="VERSTUURD DOOR\n2"), "respondent"),
        (hlo.PreparationForm(organisation=LINDE, respondent="Sector\nzorg"), "respondent"),
        (hlo.AlignmentForm(round="PUBLIC OR PRIVATE\n0"), "round"),
    ],
)
def test_a_label_that_somebody_typed_in_a_detail_is_no_doubt(form: hlo.Form, field: str, language: str) -> None:
    reading = hlo.read(hlo.render(form, language=language))
    assert reading.form == form
    assert field not in {finding.field for finding in reading.findings}
