"""What came out of a document, as a value: its one form, its doubts, and its findings in words."""

from __future__ import annotations

import pytest

from hlo_forms import (
    CommitmentForm,
    Finding,
    Organisation,
    Place,
    PreparationForm,
    Reading,
    ReadingError,
    Severity,
    load_instrument,
)
from hlo_forms.findings import CODES

INSTRUMENT = load_instrument()
FORM = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"))
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


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_every_finding_has_words_in_every_language(code: str, language: str) -> None:
    finding = Finding(code=code)
    assert finding.severity in set(Severity)
    assert finding.message(INSTRUMENT, language) == INSTRUMENT.word(f"finding.{code}", language)


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
        ("2/agreements.1.who", "formulier 2, Afspraken, 1, Wie"),
        ("participants", "Wie deden mee"),
        ("other_motives.removed", "Overige motieven, weggehaalde rij"),
        ("organisation.name", "Organisatie"),
        ("round", "Ronde"),
        ("organisation.id", "organisation.id"),
        ("3/not a field", "formulier 3, not a field"),
    ],
)
def test_a_finding_without_a_place_names_its_field_in_words(field: str, words: str) -> None:
    message = Finding(code="place-missing", field=field).message(INSTRUMENT, "nl")
    assert message == f"{words}: {INSTRUMENT.word('finding.place-missing', 'nl')}"


def test_a_question_of_a_theme_is_named_with_it() -> None:
    finding = Finding(code="place-missing", field="answers.commitment.investment.1")
    assert finding.message(INSTRUMENT, "nl").startswith("Investering, 1. Welke investering")
    own = Finding(code="place-missing", field="own_answers.alignment.6.2.text")
    assert ", 2, Wat neem je mee: " in own.message(INSTRUMENT, "nl")


def test_what_was_seen_is_shown_on_one_line_and_shortened() -> None:
    message = Finding(code="unplaced-text", seen="een\ntwee " + "x" * 500).message(INSTRUMENT, "en")
    assert "Seen: “een twee xxx" in message
    assert message.endswith("x…”.")
    assert len(message) < 400


@pytest.mark.parametrize("code", CODES)
def test_every_finding_says_what_to_do_about_it(code: str) -> None:
    todo = {"nl": "kijk vraag lees open bepaal".split(), "en": "see look check ask read open decide".split()}
    nothing = {"nl": "Er hoeft niets te gebeuren.", "en": "There is nothing to do."}
    for language in INSTRUMENT.languages:
        said = INSTRUMENT.word(f"finding.{code}", language)
        asks = any(f" {verb} " in said.lower() for verb in todo[language])
        assert asks or said.endswith(nothing[language]), said
        assert len(said) < 200
        assert asks or CODES[code] is Severity.INFO


def test_an_unknown_code_is_no_finding() -> None:
    with pytest.raises(ValueError, match="code"):
        Finding(code="strange")
