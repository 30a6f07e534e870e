"""The accounting itself: it sees what is lost, and finds nothing lost in what real programs and people made."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest
from hypothesis import given

import hlo_forms
import strategies as drawn
from accounting import account_of
from hlo_forms import Form
from malformed import FORM, MALFORMED, MALFORMED_ODT, below, beside
from runs import tries
from sketch import sketch

HERE = Path(__file__).parent
DOCUMENTS = sorted([*HERE.glob("documents/*.docx"), *HERE.glob("odt_documents/*.odt")])
FILLED = """
Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners
| Motief van toepassing | Beoogde opbrengst |
| ☒ Uitbreiden/versterken netwerk (soms) | Meer stageplaatsen⏎in de regio |
Graag bellen.⟦note:na vijf uur⟧ ⟦hidden:geheim⟧ ⟦del:weg⟧
"""


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_every_character_of_a_document_from_an_editor_is_accounted_for(path: Path) -> None:
    account = account_of(path.read_bytes(), hlo_forms.read(path))
    assert (account.share, account.lost) == (100.0, ())
    assert account.characters > 1000


@tries(8, of=60)
@given(drawn.forms())
def test_every_character_of_a_rendered_form_is_accounted_for(form: Form) -> None:
    data = hlo_forms.render(form)
    assert account_of(data, hlo_forms.read(data)).lost == ()


def test_the_accounting_of_an_opendocument_text_sees_each_loss() -> None:
    data = (HERE / "odt_documents" / "05-naast-de-tekst.odt").read_bytes()
    reading = hlo_forms.read(data)
    assert account_of(data, reading).lost == ()
    for kind in ("unplaced", "remarks"):  # what was deleted there is a word of the form too
        assert account_of(data, attrs.evolve(reading, **{kind: ()})).lost != (), kind
    assert account_of(data, attrs.evolve(reading, forms=())).lost != ()


def test_the_accounting_sees_each_loss() -> None:
    data = sketch(FILLED)
    reading = hlo_forms.read(data)
    assert account_of(data, reading).lost == ()
    for number in range(len(reading.unplaced)):
        less = attrs.evolve(reading, unplaced=(*reading.unplaced[:number], *reading.unplaced[number + 1 :]))
        assert account_of(data, less).lost != ()
    assert account_of(data, attrs.evolve(reading, deleted=())).lost == ("weg",)
    motives = [hlo_forms.MotiveAnswer("network", ticked=True, outcome="Meer stageplaatsen")]
    shorter = attrs.evolve(reading, forms=(attrs.evolve(reading.form, motives=motives),))
    assert account_of(data, shorter).lost == ("inderegio",)
    assert account_of(data, attrs.evolve(reading, forms=())).share < 90


# ---- what no program should write


@pytest.mark.parametrize("name", MALFORMED)
def test_every_character_of_a_malformed_document_is_accounted_for(name: str) -> None:
    make, typed = MALFORMED[name]
    data = make()
    reading = hlo_forms.read(data)
    assert account_of(data, reading).lost == ()
    passages = [passage.text for passage in (*reading.unplaced, *reading.deleted, *reading.remarks)]
    answers = [text for text in (*reading.form.answers.values(), *(m.outcome for m in reading.form.motives)) if text]
    for text in typed:
        assert any(text in passage for passage in (*passages, *answers)), text


@pytest.mark.parametrize("name", [name for name in MALFORMED if "within a text" not in name and "control" not in name])
def test_a_malformed_document_still_gives_the_form(name: str) -> None:
    assert hlo_forms.read(MALFORMED[name][0]()).form == FORM


def test_the_accounting_sees_signs_that_are_lost() -> None:
    data = beside("participeren in de samenwerking?", " :-(")
    reading = hlo_forms.read(data)
    assert account_of(data, attrs.evolve(reading, unplaced=())).lost == (":-(",)


@pytest.mark.parametrize("name", MALFORMED_ODT)
def test_every_character_of_a_malformed_opendocument_text_is_accounted_for(name: str) -> None:
    make, typed = MALFORMED_ODT[name]
    data = make()
    reading = hlo_forms.read(data)
    assert account_of(data, reading).lost == ()
    for text in typed:
        assert any(text in passage.text for passage in (*reading.unplaced, *reading.deleted)), text


@pytest.mark.parametrize("wrap", ["{}", "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>"], ids=["bare", "in a control"])
def test_the_cells_of_a_hidden_row_are_told_as_hidden(wrap: str) -> None:
    cell = wrap.format("<w:tc><w:p><w:r><w:t>Stil</w:t></w:r></w:p></w:tc>")
    data = below(f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>{cell}</w:tr></w:tbl><w:p/>")
    reading = hlo_forms.read(data)
    assert [(passage.text, passage.place.part) for passage in reading.unplaced] == [("Stil", "hidden")]
    assert account_of(data, reading).lost == ()
