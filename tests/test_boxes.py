"""What the eye sees counts: each sign over each state, for every kind of box, and forms on which no box is left."""

from __future__ import annotations

import functools
from collections.abc import Callable

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from accounting import read
from edits import W, control, edited
from runs import dear, few, in_full
from samples import HEADER, LINDE, NETWORK, SCHOOL, TITLE, codes, doubts, first
from sketch import sketch
from strategies import INSTRUMENT

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
PASSED = next(question.id for question in INSTRUMENT.questions_of("commitment") if question.theme)
BEFORE = attrs.evolve(first(), motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen")])

FORMS: dict[str, hlo.Form] = {
    "preparation": attrs.evolve(hlo.renew(BEFORE, round="2027"), asks_research=True),
    "partners": hlo.AlignmentForm(),
    "alignment": hlo.AlignmentForm(organisations=[LINDE, SCHOOL]),
    "commitment": hlo.CommitmentForm(organisation=LINDE),
}
KINDS: dict[str, tuple[str, str, Callable[[hlo.Form], object]]] = {  # form, tag of the box, and what it says
    "motive": ("preparation", "motives.network.ticked", lambda f: f.answer("network").ticked),
    "ownership": ("preparation", "organisation.ownership.public", lambda f: f.organisation.ownership),
    "realised": ("preparation", "previous.network.realised.yes", lambda f: f.previous[0].realised),
    "research": ("preparation", "research.yes", lambda f: f.research),
    "type": ("partners", "organisations.1.type.programme", lambda f: [o.type for o in f.organisations]),
    "ownership of a partner": ("alignment", "organisations.1.ownership.public", lambda f: f.organisations[0].ownership),
    "relation": ("alignment", "relations.1.kind.hinder", lambda f: [relation.kind for relation in f.relations]),
    "not discussed": ("commitment", f"answers.{PASSED}.passed", lambda f: f.answers.get(PASSED)),
}
OPEN: dict[str, object] = {"motive": False, "type": [], "relation": []}
TICKED: dict[str, object] = {
    "motive": True,
    "ownership": "public",
    "realised": "yes",
    "research": "yes",
    "type": ["programme"],
    "ownership of a partner": "public",
    "relation": ["hinder"],
    "not discussed": "niet besproken",
}


@functools.cache
def blank(phase: str) -> bytes:
    return hlo.render(FORMS[phase])


CHECKED, UNCHECKED = "☒☑✓✔✅■✗✕⊠", "☐□◻"


def with_box(kind: str, sign: str, state: str) -> hlo.Reading:
    """The form with one box that shows a sign over a state."""
    phase, tag, _ = KINDS[kind]

    def change(root: etree._Element) -> None:
        box = control(root, tag)
        box.find(f".//{W14}checked").set(f"{W14}val", state)
        next(box.iter(f"{W}t")).text = sign

    before = blank(phase)
    return hlo.read(before if (sign, state) == ("☐", "0") else edited(before, change))


def value(kind: str, reading: hlo.Reading) -> object:
    return KINDS[kind][2](reading.form)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", dear(4, CHECKED))
def test_a_ticked_sign_over_a_state_that_says_so_is_a_tick(kind: str, sign: str) -> None:
    reading = with_box(kind, sign, "1")
    assert value(kind, reading) == TICKED[kind]
    assert codes(reading) == set()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sign", UNCHECKED)
def test_an_open_sign_over_a_state_that_says_so_is_none(kind: str, sign: str) -> None:
    reading = with_box(kind, sign, "0")
    assert value(kind, reading) == OPEN.get(kind)
    assert codes(reading) == set()


@in_full
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("signs", "state"), [(CHECKED, "0"), (UNCHECKED, "1")])
def test_a_sign_over_another_state_is_unclear_with_a_finding_on_its_field(kind: str, signs: str, state: str) -> None:
    for sign in few(3, signs):
        reading = with_box(kind, sign, state)
        assert value(kind, reading) == (None if kind == "motive" else OPEN.get(kind)), sign
        assert codes(reading) == {"tick-glyph-differs"}, sign
        field = KINDS[kind][1].rpartition(".")[0]
        (finding,) = reading.findings
        assert field.startswith((finding.field or "?").removesuffix(".ticked")), sign


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", ["in the box", "for the box", "after the box", "after the word"])
def test_a_typed_x_ticks_every_kind_of_box(kind: str, where: str) -> None:
    phase, tag, _ = KINDS[kind]

    def change(root: etree._Element) -> None:
        box = control(root, tag)
        typed = etree.Element(f"{W}r")
        etree.SubElement(typed, f"{W}t").text = {"after the word": " x"}.get(where, "x ")
        if where == "in the box":
            next(box.iter(f"{W}t")).text = "x"
        elif where == "for the box":
            box.getparent().replace(box, typed)
        elif where == "after the box":
            box.addnext(typed)
        else:
            box.getnext().addnext(typed)

    reading = hlo.read(edited(blank(phase), change))
    assert value(kind, reading) == TICKED[kind]
    assert codes(reading) == {"tick-by-sign"}


OWN_WORDS = ["ok", "OK", "oké", "akkoord", "х", "Х", "χ", "хх", "J", "👍", "*", "⚫", "⨯", "klopt", "mee eens", "geldt"]
OURS = ["☑︎", "√", "V", "v", "ja", "✔️", "Ja!", "x", "×", "ｘ", "yes", "+"]
WORDS = [(OWN_WORDS + OURS)[number] for start in range(3) for number in range(start, len(OWN_WORDS + OURS), 3)]
BESIDE = ["| S L | |", "| ☐ S L | |", "| S ☐ L | |", "| ☐ L S | |", "| S | L | |", "| L S | |"]


@pytest.mark.parametrize("cells", BESIDE)
@pytest.mark.parametrize("words", dear(10, WORDS))
def test_what_stands_beside_a_box_for_a_tick_is_never_a_silent_no(cells: str, words: str) -> None:
    row = cells.replace("S", words, 1).replace("L", NETWORK, 1)
    rows = f"{row}\n| ☒ Werven nieuwe medewerkers | Meer |\n| ☐ Financiële motieven | |"
    reading = read(sketch(f"{TITLE}\n{HEADER}\n{rows}"))
    assert isinstance(reading.form, hlo.PreparationForm)
    answer = reading.form.answer("network")
    assert answer.ticked in ((None,) if words in OWN_WORDS else (None, True))
    assert answer.ticked or "tick-contradicts" in {f.code for f in reading.doubts("motives.network.ticked")}


@pytest.mark.parametrize("words", OWN_WORDS)
def test_what_was_typed_over_the_control_of_a_box_is_unclear(words: str) -> None:
    def change(root: etree._Element) -> None:
        box = control(root, "motives.network.ticked")
        typed = etree.Element(f"{W}r")
        etree.SubElement(typed, f"{W}t").text = f"{words} "
        box.getparent().replace(box, typed)

    reading = hlo.read(edited(blank("preparation"), change))
    assert value("motive", reading) is None
    assert {f.code for f in reading.doubts("motives.network.ticked")} == {"tick-contradicts"}


CHOICES = [kind for kind in KINDS if kind not in ("motive", "not discussed")]


@in_full
@pytest.mark.parametrize("kind", CHOICES)
@pytest.mark.parametrize("where", ["in the box", "for the box", "before the box", "after the box", "after the word"])
def test_what_stands_beside_the_box_of_a_choice_for_a_tick_is_never_a_silent_no(kind: str, where: str) -> None:
    phase, tag, _ = KINDS[kind]
    for words in few(3, OWN_WORDS[::-1]):

        def change(root: etree._Element, words: str = words) -> None:
            box = control(root, tag)
            typed = etree.Element(f"{W}r")
            etree.SubElement(typed, f"{W}t").text = f" {words} "
            if where == "in the box":
                next(box.iter(f"{W}t")).text = words
            elif where == "for the box":
                box.getparent().replace(box, typed)
            elif where == "before the box":
                box.addprevious(typed)
            else:
                (box if where == "after the box" else box.getnext()).addnext(typed)

        reading = hlo.read(edited(blank(phase), change))
        field = tag.rpartition(".")[0]
        assert value(kind, reading) == OPEN.get(kind), words
        assert "choice-contradicts" in {finding.code for finding in reading.doubts(field)}, words
        assert words in " ".join(passage.text for passage in reading.unplaced), words


@pytest.mark.parametrize("cell", [f"1. ☐ {NETWORK}", f"• ☐ {NETWORK}", f"- {NETWORK} ☐"])
def test_numbers_and_bullets_beside_an_open_box_are_no_ticks(cell: str) -> None:
    reading = read(sketch(f"{TITLE}\n{HEADER}\n| {cell} | |\n| ☒ Werven nieuwe medewerkers | Meer |"))
    assert value("motive", reading) is False


@pytest.mark.parametrize(
    ("cell", "ownership", "expected"),
    [
        ("☒ publiek⏎☐ privaat", "public", set()),
        ("x publiek⏎privaat", "public", {"tick-by-sign"}),
        ("publiek x⏎privaat", "public", {"tick-by-sign"}),
        ("[x] publiek↵[ ] privaat", "public", set()),
        ("publiek (x)↵privaat", "public", set()),
        ("publiek⏎☒⏎privaat⏎☐", "public", set()),
        ("☒⏎publiek⏎☐⏎privaat", "public", set()),
        ("publiek ☐⏎privaat ☒", "private", set()),
        ("☐ publiek [x] ☐ privaat", None, {"choice-contradicts"}),
        ("☐ publiek⏎x privaat", "private", {"tick-by-sign"}),
        ("☐ publiek ☐ privaat x", "private", {"tick-by-sign"}),
        ("☐ publiek  x  privaat", "private", {"tick-by-sign"}),
        ("☐ publiek   privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("privaat ☐ publiek⏎☐ privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("x publiek  privaat", "public", {"tick-by-sign"}),
        ("☐ publiek V⏎☐ privaat nee", "public", {"tick-by-sign"}),
        ("☒ publiek nee⏎☐ privaat", None, {"tick-by-sign", "choice-contradicts"}),
        ("☐ publiek [x]⏎☐ privaat", None, {"choice-contradicts"}),
        ("x publiek⏎x privaat", None, {"tick-by-sign", "choice-contradicts"}),
        ("☒ publiek⏎x privaat", None, {"tick-by-sign", "choice-contradicts"}),
        ("publiek", "public", set()),
        ("publiek⏎privaat", None, set()),
        ("publiek privaat", None, set()),
        ("☐ publiek⏎☐ privaat⏎weten we niet", None, {"unplaced-text"}),
        ("☐ publiek⏎☐ privaat⏎ok", None, {"choice-contradicts", "unplaced-text"}),
        ("☐ publiek⏎☐ privaat⏎n.v.t.", None, {"unplaced-text"}),
        ("☐ publiek⏎☐ privaat⏎ja", None, {"choice-contradicts", "unplaced-text"}),
        ("☐ publiek⏎☐ goed privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("☐ publiek ok ☐ privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("ok publiek⏎☐ privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("☒ publiek ?⏎☐ privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("☒ publiek (een gemeente)⏎☐ privaat", "public", {"unplaced-text"}),
        ("☒ wij zijn publiek⏎☐ privaat", "public", {"unplaced-text"}),
        ("☐ publiek⏎☐ privaat n.v.t.", None, {"tick-by-sign"}),
        ("☒ anders⏎☐ publiek⏎☐ privaat", None, {"choice-contradicts", "unplaced-text"}),
    ],
)
def test_a_choice_is_read_as_people_tick_it(cell: str, ownership: str | None, expected: set[str]) -> None:
    reading = read(sketch(f"{TITLE}\n| Publiek of privaat | {cell} |\n{HEADER}\n| ☐ {NETWORK} | |"))
    assert reading.form.organisation.ownership == ownership  # type: ignore[attr-defined]  # it is of phase 1
    assert doubts(reading) == expected


# ---- forms on which no box is left


def without_boxes(root: etree._Element) -> None:
    """What web editors that import by mammoth leave: the text of every control, and no box."""
    for box in [node for node in root.iter(f"{W}sdt") if node.find(f".//{W14}checkbox") is not None]:
        box.getparent().remove(box)
    while (left := next(root.iter(f"{W}sdt"), None)) is not None:
        for node in list(left.find(f"{W}sdtContent")):
            left.addprevious(node)
        left.getparent().remove(left)


@pytest.mark.parametrize("phase", FORMS)
def test_a_form_on_which_no_box_is_left_says_so_once(phase: str) -> None:
    reading = read(edited(blank(phase), without_boxes))
    assert [finding.field for finding in reading.findings if finding.code == "boxes-missing"] == [None]
    assert codes(reading) == {"boxes-missing", "tags-missing"}
    assert reading.unplaced == ()
    if isinstance(reading.form, hlo.PreparationForm):
        assert {reading.form.status(answer.motive) for answer in reading.form.motives} == {hlo.Status.UNCLEAR}
        assert (reading.form.organisation.ownership, reading.form.research) == (None, None)
    else:
        assert reading.form.answers == {}


def test_without_boxes_an_outcome_counts_and_a_no_is_no() -> None:
    motives = [
        hlo.MotiveAnswer("network", ticked=True, outcome="Korte lijnen"),
        hlo.MotiveAnswer("recruitment", ticked=False, outcome="n.v.t."),
    ]
    reading = read(edited(hlo.render(attrs.evolve(first(), motives=motives)), without_boxes))
    form = reading.form
    assert isinstance(form, hlo.PreparationForm)
    assert form.status("network") is hlo.Status.APPLIES
    assert form.status("recruitment") is hlo.Status.NOT_TICKED
    assert form.status("financial") is hlo.Status.UNCLEAR
    assert [(f.code, f.field) for f in reading.warnings] == [
        ("tick-by-outcome", "motives.network.ticked"),
        ("boxes-missing", None),
    ]


def test_not_discussed_typed_in_the_box_of_an_answer_is_an_answer_where_no_box_is_left() -> None:
    form = hlo.CommitmentForm(organisation=LINDE, answers={PASSED: "niet besproken"})
    reading = read(edited(hlo.render(form), without_boxes))
    assert reading.form.answers == {PASSED: "niet besproken"}


# ---- outcomes without a tick


def unticked(*outcomes: str, ticked: bool = False, language: str = "nl") -> hlo.Reading:
    ids = [motive.id for motive in INSTRUMENT.offered("practice_partner")]
    motives = [hlo.MotiveAnswer(ids[0], ticked=ticked)]
    motives += [hlo.MotiveAnswer(id, outcome=text) for id, text in zip(ids[1:], outcomes, strict=False)]
    return hlo.read(hlo.render(attrs.evolve(first(), motives=motives), language=language))


def test_outcomes_without_a_tick_are_told_once_with_their_number_and_names() -> None:
    reading = unticked("a", "b", "c", "d", ticked=True)
    assert [(finding.code, finding.field) for finding in reading.findings] == [("outcomes-unticked", None)]
    (message,) = reading.messages()
    labels = [motive.label["nl"] for motive in INSTRUMENT.offered("practice_partner")[1:5]]
    assert message == (
        f"4 motieven hebben wel een opbrengst, maar geen kruisje: {'; '.join(labels)}. Vraag of ze van toepassing zijn."
    )
    (message,) = unticked("a", ticked=True, language="en").messages()
    label = INSTRUMENT.offered("practice_partner")[1].label["en"]
    assert message == f"1 motive has an outcome, but no tick: {label}. Ask whether it applies."


def test_a_form_without_any_tick_says_so_once() -> None:
    reading = unticked("a", "b")
    assert [(finding.code, finding.field) for finding in reading.findings] == [("ticks-missing", None)]
    assert reading.messages()[0].startswith("Er staat geen enkel kruisje op dit formulier, terwijl 2 motieven ")
    assert unticked("a", language="en").messages()[0].startswith("There is no tick at all on this form, while 1 motive")


def test_outcomes_without_a_tick_are_settled_once_each_tick_is() -> None:
    reading = unticked("a", "b", ticked=True)
    first_one, second = (motive.id for motive in INSTRUMENT.offered("practice_partner")[1:3])
    half = reading.corrected({f"motives.{first_one}.ticked": True})
    assert [finding.code for finding in half.warnings] == ["outcomes-unticked"]
    whole = half.corrected({f"motives.{second}.ticked": False})
    assert (whole.warnings, [finding.code for finding in whole.settled]) == ((), ["outcomes-unticked"])


def test_outcomes_without_a_tick_are_told_of_the_second_form_too() -> None:
    title = TITLE.replace("praktijkpartners", "opleidingen")
    rows = f"{HEADER}\n| ☐ {NETWORK} | Korte lijnen |\n| ☒ Werven nieuwe medewerkers | |"
    reading = read(sketch(f"{TITLE}\n{rows}\n\n{title}\n{HEADER}\n| ☐ {NETWORK} | Korte lijnen |"))
    told = [f.code for f in reading.findings if f.code in ("outcomes-unticked", "ticks-missing")]
    assert told == ["outcomes-unticked", "ticks-missing"]


def test_of_several_forms_in_a_document_it_is_told_which_one_a_finding_is_about() -> None:
    form = f"{TITLE}\n{HEADER}\n| ☐ {NETWORK} | Meer |\n| ☒ Werven nieuwe medewerkers | |"
    reading = read(sketch(f"{form}\n{form}"))
    assert len(reading.forms) == 2
    fields = [finding.field for finding in reading.findings if finding.code == "outcomes-unticked"]
    assert fields == ["1/", "2/"]
    told = [message.partition(":")[0] for message in reading.messages() if "kruisje" in message]
    assert told == ["formulier 1", "formulier 2"]
    second = reading.corrected({"2/motives.network.ticked": True})
    assert [finding.field for finding in second.settled] == ["2/"]


@pytest.mark.parametrize("no", ["n.v.t.", "nvt", "N.v.t", "nee", "Nee.", "–", "-", "—", "--", "n. v. t.", "no", "n/a"])
def test_a_no_beside_an_open_box_is_clear_and_beside_a_tick_it_is_not(no: str) -> None:
    for ticked, status, warnings in (
        (False, hlo.Status.NOT_TICKED, []),
        (True, hlo.Status.UNCLEAR, ["outcome-negative"]),
    ):
        motives = [hlo.MotiveAnswer("network", ticked=ticked, outcome=no)]
        reading = hlo.read(hlo.render(attrs.evolve(first(), motives=motives)))
        assert isinstance(reading.form, hlo.PreparationForm)
        assert reading.form.status("network") is status
        assert [finding.code for finding in reading.findings] == warnings
        answer = reading.form.answer("network")
        assert answer == hlo.MotiveAnswer("network", ticked=ticked, outcome=no)


def test_a_no_beside_an_open_box_stands_nowhere_as_something_to_check() -> None:
    others = [hlo.MotiveAnswer("recruitment", ticked=True, outcome="Mensen")]
    no = [hlo.MotiveAnswer("network", outcome="n.v.t."), *others]
    readings = [hlo.read(hlo.render(attrs.evolve(first(who), motives=no))) for who in (LINDE,)]
    school = hlo.read(hlo.render(first(SCHOOL, motives=[hlo.MotiveAnswer("network", ticked=True, outcome="Plekken")])))
    comparison = hlo.compare([*readings, school])
    assert INSTRUMENT.word("brought.doubtful", "nl") not in comparison.to_text(language="nl")
    meeting = hlo.AlignmentForm.from_forms([*readings, school])
    assert not any(row.doubtful for row in meeting.brought)
