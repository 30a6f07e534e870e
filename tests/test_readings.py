"""What came out of a document, as a value: its one form, its doubts, and its findings in words."""

from __future__ import annotations

import pytest

from hlo_forms import (
    CommitmentForm,
    Evidence,
    Finding,
    Organisation,
    Passage,
    Place,
    PreparationForm,
    Reading,
    ReadingError,
    Severity,
    load_instrument,
)
from hlo_forms.findings import CODES
from hlo_forms.values import FrozenMap

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
    assert message.startswith("voettekst, “Overige motieven”, rij 2, kolom Eigen motief: ")
    assert message.endswith("('zie bijlage')")


def test_an_unknown_code_is_no_finding() -> None:
    with pytest.raises(ValueError, match="code"):
        Finding(code="strange")


def test_it_shows_itself_as_an_escaped_table_of_what_was_seen() -> None:
    seen = Evidence(field=FIELD, how="label", place=Place(), seen="<b>zorg & welzijn</b>")
    empty = Evidence(field="round", how="tag", place=Place(), seen="")
    found = reading(
        Finding(code="label-near", field=FIELD),
        evidence=FrozenMap({FIELD: seen, "round": empty}),
        unplaced=(Passage(text="zie bijlage"),),
    )
    shown = found._repr_html_()
    assert "&lt;b&gt;zorg &amp; welzijn&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert "label-near" in shown
    assert "<td>round</td>" not in shown
