"""What came out of a document, as a value: its one form, its doubts, and its findings in words."""

from __future__ import annotations

import itertools
import re
from html import escape

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

import strategies as drawn
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
    Place,
    PreparationForm,
    PreviousMotive,
    Reading,
    ReadingError,
    Severity,
    read,
)
from hlo_forms.batch.store import dumped, loaded
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.pages.model import PageTable, plain
from hlo_forms.readings.findings import CODES, gathered
from hlo_forms.readings.page import reading_page
from hlo_forms.word.reader import labels
from runs import tries
from samples import LINDE
from sketch import sketch
from strategies import INSTRUMENT

FORM = PreparationForm(organisation=LINDE)
FIELD = "motives.network.outcome"


def reading(*findings: Finding, **others: object) -> Reading:
    fields: dict[str, object] = {"forms": (FORM,), "language": "nl", "findings": findings, **others}
    return Reading(**fields)  # type: ignore[arg-type]  # each is of its field's own type


@pytest.mark.parametrize("forms", [(), (FORM, CommitmentForm())])
def test_the_form_is_there_only_where_it_is_the_one(forms: tuple[object, ...]) -> None:
    assert reading().form is FORM
    finding = Finding(code="identity-missing")
    with pytest.raises(ReadingError, match=f"expected one form in the document, found {len(forms)}") as told:
        _ = reading(finding, forms=forms).form
    assert told.value.findings == (finding,)


def test_doubts_are_the_warnings_about_a_field_and_what_is_under_it() -> None:
    warning = Finding(code="outcome-negative", field=FIELD)
    info = Finding(code="tick-by-sign", field="motives.network.ticked")
    other = Finding(code="label-near", field="motives.network_of_others.outcome")
    found = reading(warning, info, other, Finding(code="unplaced-text"))
    assert found.doubts("motives.network") == found.doubts(FIELD) == (warning,)
    assert len(found.warnings) == 3


def test_every_finding_has_words_in_every_language() -> None:
    for code, language in itertools.product(CODES, INSTRUMENT.languages):
        finding = Finding(code=code)
        assert finding.severity in set(Severity), code
        key = f"finding.{code}.none" if f"finding.{code}.none" in INSTRUMENT.words else f"finding.{code}"
        words = INSTRUMENT.word(key, language).replace("{count}", "0").replace("{seen}", "")
        assert finding.message(INSTRUMENT, language=language) == words, code


def test_a_finding_says_in_words_where_to_look_and_what_was_seen() -> None:
    place = Place(part="footer", heading="Overige motieven", row=2, column="Eigen motief")
    finding = Finding(code="unplaced-text", place=place, seen="zie bijlage")
    (message,) = reading(finding).messages()
    assert message.startswith("voettekst, tabel Overige motieven, rij 2, kolom Eigen motief: ")
    assert message.endswith(" Gezien: “zie bijlage”.")


def test_a_place_without_a_row_is_told_by_the_heading_above() -> None:
    assert Place(heading="Afspraken").words(INSTRUMENT, "nl") == "onder “Afspraken”"
    assert Place().words(INSTRUMENT, "nl") == ""


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("motives.network.outcome", "Uitbreiden/versterken netwerk, Beoogde opbrengst"),
        ("motives.network", "Uitbreiden/versterken netwerk"),
        ("motives.gone.ticked", "gone, Aankruisvak"),
        ("answers.preparation.2", "2. Welke andere motieven spelen een rol?"),
        ("answers.gone", "gone"),
        ("other_motives.2.text", "Overige motieven, 2, Eigen motief"),
        ("2/agreements.1.who", "formulier 2, Afspraken binnen onze organisatie, 1, Wie (functie is genoeg)"),
        ("participants", "Wie deden mee"),
        ("other_motives.removed", "Overige motieven, weggehaalde rij"),
        ("organisation.name", "Organisatie"),
        ("round", "Ronde"),
        ("organisation.id", "organisation.id"),
        ("3/not a field", "formulier 3, not a field"),
    ],
)
def test_a_finding_without_a_place_names_its_field_in_words(field: str, words: str) -> None:
    message = Finding(code="place-missing", field=field).message(INSTRUMENT, language="nl")
    assert message == f"{words}: {INSTRUMENT.word('finding.place-missing', 'nl')}"


def test_a_question_of_a_theme_is_named_with_it() -> None:
    finding = Finding(code="place-missing", field="answers.commitment.investment.1")
    assert finding.message(INSTRUMENT, language="nl").startswith("Investering, 1. Welke investering")
    own = Finding(code="place-missing", field="own_answers.alignment.6.2.text")
    assert ", 2, Wat neem je mee: " in own.message(INSTRUMENT, language="nl")


def test_what_was_seen_is_shown_on_one_line_and_shortened() -> None:
    message = Finding(code="unplaced-text", seen="een\ntwee " + "x" * 500).message(INSTRUMENT, language="en")
    assert "Seen: “een twee xxx" in message
    assert message.endswith("x…”.")
    assert len(message) < 400


def test_every_finding_says_what_to_do_about_it() -> None:
    todo = {
        "nl": ("kijk", "vraag", "lees", "open", "bepaal"),
        "en": ("see", "look", "check", "ask", "read", "open", "decide"),
    }
    nothing = {"nl": "Er hoeft niets te gebeuren.", "en": "There is nothing to do."}
    for code, language in itertools.product(CODES, INSTRUMENT.languages):
        message = INSTRUMENT.word(f"finding.{code}", language)
        asks = any(f" {verb} " in message.lower() for verb in todo[language])
        assert asks or message.endswith(nothing[language]), message
        assert len(message) < 200, message
        assert asks or CODES[code] is Severity.INFO, code


def test_an_unknown_code_is_no_finding() -> None:
    with pytest.raises(ValueError, match="code"):
        Finding(code="strange")


# ---- in a notebook


DOUBTFUL = """
Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners
!header Zorggroep De Linde, Breda
# Gegevens
| Organisatie | De Linde <b>& co</b> |
| Publiek of privaat | ☒ publiek ☒ privaat |
# Kapitaal gerelateerde motieven
| Motief van toepassing | Beoogde opbrengst |
| ☒ ☐ Uitbreiden/versterken netwerk | Meer⏎plekken⟦del:oud⟧⟦comment:hoeveel?⟧ |
| ☐ Werven nieuwe medewerkers | |
# Overige motieven
| Nr. | Eigen motief | Beoogde opbrengst |
| 1. | Zichtbaarheid | Bekend |
| 2. | Rust | |
1. Wat is het hoofdmotief om te participeren in de samenwerking?
| Mensen vinden |
"""


def shown(found: Reading) -> html.HtmlElement:
    return html.fromstring(found._repr_html_())


def line(page: html.HtmlElement, label: str) -> list[str]:
    """The cells of the line with this label, each as its text."""
    row = next(row for row in page.iter("tr") if row[0].text_content() == label and row.getparent().tag == "tbody")
    return [cell.text_content() for cell in row]


@pytest.fixture(scope="module")
def doubtful() -> Reading:
    return read(sketch(DOUBTFUL))


def test_a_reading_shows_the_form_in_its_own_words_with_what_was_noticed_beside_each_value(doubtful: Reading) -> None:
    page = shown(doubtful)
    label, value, how, noticed = line(page, "Uitbreiden/versterken netwerk")
    assert (label, value) == ("Uitbreiden/versterken netwerk", "onduidelijk\nBeoogde opbrengst: Meer\nplekken")
    assert how == "vaste tekst"
    assert noticed.startswith("Nakijken: tabel Kapitaal gerelateerde motieven, rij 2: De tekens bij dit motief")
    assert line(page, "1. Wat is het hoofdmotief om te participeren in de samenwerking?")[1:] == [
        "Mensen vinden",
        "vaste tekst",
        "",
    ]
    assert line(page, "Publiek of privaat")[1] == "leeg"
    assert line(page, "1")[1] == "Eigen motief: Zichtbaarheid\nBeoogde opbrengst: Bekend"
    assert "motives." not in page.text_content()
    assert "practice_partner" not in page.text_content()


def test_below_it_stands_what_is_about_the_document_and_what_belongs_to_no_answer(doubtful: Reading) -> None:
    page = shown(doubtful)
    assert INSTRUMENT.word("finding.identity-missing", "nl") in "".join(item.text_content() for item in page.iter("li"))
    assert line(page, "koptekst") == ["koptekst", "Zorggroep De Linde, Breda"]
    place = "tabel Kapitaal gerelateerde motieven, rij 2, kolom Beoogde opbrengst"
    assert line(page, place) == [place, "oud"]
    about = line(page, f"opmerking in de kantlijn, {place}")
    assert about[1:] == ["hoeveel?", "Noor Bakker, 2026-11-02T10:00:00Z"]
    every = page.text_content()
    assert all(
        every.count(finding.said(INSTRUMENT, language="nl")) for finding in doubtful.warnings if not finding.seen
    )


def test_it_is_escaped_deterministic_and_stands_on_its_own(doubtful: Reading) -> None:
    source = doubtful._repr_html_()
    assert source == read(sketch(DOUBTFUL))._repr_html_()
    assert "De Linde &lt;b&gt;&amp; co&lt;/b&gt;" in source
    assert "<b>" not in source
    assert not re.search(r"<(script|link|img)|https?:|url\(", source)


def test_it_can_be_heard_as_well_as_seen(doubtful: Reading) -> None:
    """Its language, a caption for every table, and a header for every column and row."""
    page = shown(doubtful)
    assert page.get("lang") == "nl"
    for table in page.iter("table"):
        assert table.find("caption").text_content()
        assert {cell.get("scope") for cell in table.find("thead").iter("th")} == {"col"}
        columns = len(table.find("thead")[0])
        for row in table.find("tbody"):
            assert (row[0].tag, row[0].get("scope"), len(row)) == ("th", "row", columns)


def test_what_was_corrected_is_shown_with_what_stood_there(doubtful: Reading) -> None:
    fields = {"motives.network.ticked": True, "other_motives.1.text": None, "other_motives.1.outcome": None}
    page = shown(doubtful.corrected(fields))
    _, value, how, noticed = line(page, "Uitbreiden/versterken netwerk")
    assert value.startswith("van toepassing")
    assert how == "verbeterd, vaste tekst\nGezien: “☒ ☐ Uitbreiden/versterken netwerk”." or how.startswith("vaste")
    assert "☒ ☐ Uitbreiden/versterken netwerk" in how
    assert noticed.startswith("Afgehandeld: ")
    assert "Zichtbaarheid" in line(page, "weggehaalde rij")[2]
    assert line(page, "1")[1] == "Eigen motief: Rust"


def test_each_of_several_forms_is_shown_with_its_own_doubts() -> None:
    field = "2/motives.network.outcome"
    finding = Finding(code="outcome-negative", field=field)
    other = CommitmentForm(agreements=[Agreement(what="Evaluatie")])
    first = reading(finding, forms=(FORM, attrs.evolve(FORM, round="2027")))
    page = shown(first)
    rows = [row for row in page.iter("tr") if row[0].text_content() == "Uitbreiden/versterken netwerk"]
    assert [INSTRUMENT.word("finding.outcome-negative", "nl") in row.text_content() for row in rows] == [False, True]
    assert "Formulier 2: Invulformat" in page.text_content()
    assert "Evaluatie" in shown(reading(forms=(FORM, other))).text_content()


def test_what_was_given_along_is_shown_by_motive_and_partner() -> None:
    ticked = [MotiveAnswer("network", ticked=True, outcome="Meer plekken")]
    home = attrs.evolve(FORM, motives=ticked)
    school = PreparationForm(organisation=Organisation("Opleiding", type="programme"))
    meeting = AlignmentForm.from_forms([home, school])
    meeting = attrs.evolve(
        meeting,
        brought=[attrs.evolve(row, doubtful=bool(row.outcome)) for row in meeting.brought],
        answers={"alignment.5": "Samen opleiden"},
        relations=[DeclaredRelation(first_organisation="de-linde", kind="reinforce")],
    )
    beside = line(shown(reading(forms=(meeting,))), "Uitbreiden/versterken netwerk")[1]
    doubtful = INSTRUMENT.word("brought.doubtful", "nl")
    assert beside == f"De Linde: van toepassing ({doubtful})\nMeer plekken\nOpleiding: niet ingevuld"
    assert "Realiseren leeruitkomsten" in shown(reading(forms=(meeting,))).text_content()
    own = CommitmentForm.from_forms(home, meeting)
    own = attrs.evolve(own, brought=[attrs.evolve(row, doubtful=True) for row in own.brought])
    back = shown(reading(forms=(own,)))
    assert line(back, "Uitbreiden/versterken netwerk")[1].endswith(f"Beoogde opbrengst: Meer plekken\n{doubtful}")
    assert "Samen opleiden" in back.text_content()
    assert "versterken elkaar" in back.text_content()


def test_the_round_before_is_shown_beside_the_motives() -> None:
    before = PreviousMotive("network", ticked=True, outcome="Meer plekken", realised="partly")
    page = shown(reading(forms=(attrs.evolve(FORM, previous=[before], previous_round="2025"),)))
    value = line(page, "Uitbreiden/versterken netwerk (Vorige ronde)")[1]
    lines = [
        "In de vorige ronde: van toepassing",
        "Beoogde opbrengst: Meer plekken",
        "Is deze opbrengst er gekomen? deels",
    ]
    assert value.split("\n") == lines
    assert line(page, "Vorige ronde")[1] == "2025"


def test_it_shows_itself_as_text_and_in_another_language(doubtful: Reading) -> None:
    assert "Werven nieuwe medewerkers" in doubtful.to_text()
    assert "Recruiting new employees" in doubtful.to_text(language="en", width=200)
    with pytest.raises(InvalidValueError, match="language"):
        doubtful.to_html(language="fr")


def test_a_document_without_a_form_shows_its_text() -> None:
    page = shown(read(sketch("Notulen\n| Actie | Wie |")))
    assert {"Notulen", "Actie", "Wie"} <= {cell.text_content() for cell in page.iter("td")}


def test_its_short_form_for_a_log_holds_nothing_that_anybody_wrote(doubtful: Reading) -> None:
    assert repr(doubtful).startswith("Reading(document: 1 form, nl, ")
    assert "Linde" not in repr(doubtful)
    assert repr(reading(forms=(FORM, FORM), source="in.docx")).startswith("Reading(in.docx: 2 forms, nl, 0 findings")


@tries(8, of=60)
@given(drawn.forms(), st.sampled_from(("nl", "en")))
def test_every_value_of_every_form_is_shown(form: Form, language: str) -> None:
    found = shown(Reading(forms=(form,), language=language))
    every = " ".join(found.text_content().split())
    ids = (
        "id",
        "type",
        "kind",
        "ownership",
        "research",
        "ticked",
        "realised",
        "status",
        "motive",
        "question",
        "organisation",
    )
    for field, value in fields_of(form):
        if not field.endswith(ids):
            assert " ".join(_plain(value).split()) in every, field


LABEL = re.compile(r"previous_answers\.\d+\.question")
"""The question of an answer of the round before, which names its row and cannot be corrected."""


@tries(8, of=60)
@given(drawn.forms(), st.sampled_from(("nl", "en")))
def test_every_field_of_every_form_is_shown_by_its_id(form: Form, language: str) -> None:
    """On the command line, where a field is corrected by its id; answers side by side have one id for each partner."""
    page = reading_page(Reading(forms=(form,), language=language), language, ids=True)
    tables = [block for part in page.sections for block in part.blocks if isinstance(block, PageTable)]
    ids = {plain(row.cells[0]) for table in tables for row in table.rows if not row.group}
    fields = [field for field, _ in fields_of(form) if not LABEL.fullmatch(field)]
    assert not [field for field in fields if not {field, field.rpartition(".")[0]} & ids]


def _plain(text: str) -> str:
    """As a parser of HTML gives it back: without the signs that it has none for."""
    return html.fromstring(f"<p>{escape(text)}</p>").text_content()


# ---- many findings of one kind


def test_findings_of_one_kind_past_the_twenty_fifth_are_one_with_their_number() -> None:
    reading = read(sketch("\n".join(f"Los stuk tekst {number}" for number in range(200))))
    unplaced = [finding for finding in reading.findings if finding.code == "unplaced-text"]
    assert [finding.times for finding in unplaced] == [1] * 25 + [175]
    assert [passage.text for passage in reading.unplaced] == [f"Los stuk tekst {number}" for number in range(200)]
    for language, words in (("nl", "Dit komt 175 keer voor."), ("en", "This occurs 175 times.")):
        assert words in unplaced[-1].message(reading.instrument, language=language)
    assert loaded(dumped(reading), "x") == attrs.evolve(reading, source="x")


def test_twenty_six_findings_stand_apart() -> None:
    reading = read(sketch("\n".join(f"Los stuk tekst {number}" for number in range(26))))
    assert [finding.times for finding in reading.findings if finding.code == "unplaced-text"] == [1] * 26


def test_findings_about_other_fields_and_parts_are_gathered_apart() -> None:
    kinds = [Finding(code="label-near", field=f"motives.{n}.ticked") for n in range(99)]
    assert gathered(kinds) == tuple(kinds)
    mixed = [Finding(code="unplaced-text", place=Place(part=part)) for part in ("body", "header") for _ in range(30)]
    assert [finding.times for finding in gathered(mixed)] == ([1] * 25 + [5]) * 2


def test_no_more_texts_are_compared_letter_by_letter_than_a_form_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    near = labels._may_be_near
    monkeypatch.setattr(labels, "_may_be_near", lambda key, label: (calls.append(key), near(key, label))[1])
    read(sketch("\n".join(f"Los stuk tekst {number}" for number in range(5_000))))
    assert len(dict.fromkeys(calls)) <= 2 * labels.Tries().left
