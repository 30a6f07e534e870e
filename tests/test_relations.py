"""Relations of the meeting on the form of phase 3: sentences where they come back as they are, else a column each."""

from __future__ import annotations

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from docx_parts import Docx, W, shown
from edits import edited
from hlo_forms.word.package import write_package
from hlo_forms.word.relations import parts_of, sentences_of
from hlo_forms.word.writer.template import stripped
from samples import COMMON, FARM
from strategies import INSTRUMENT

PLAIN = hlo.BroughtRelation(
    first_organisation="Gemeente Noord",
    first_motive="recruitment",
    kind="reinforce",
    second_organisation="Opleiding Verpleegkunde",
    second_motive="current_curriculum",
    note="Studenten blijven",
)
BARE = hlo.BroughtRelation(first_organisation="Gemeente Noord", second_motive="network", doubtful=True)
HALF = hlo.BroughtRelation(first_motive="network", kind="hinder", note="Tijd")


def own(*relations: hlo.BroughtRelation) -> hlo.CommitmentForm:
    return hlo.CommitmentForm(organisation=FARM, meeting_relations=relations, **COMMON)


def test_a_relation_is_a_sentence_with_names() -> None:
    (sentence,) = sentences_of(own(PLAIN), "meeting_relations", "nl") or ()
    assert (
        sentence == "Gemeente Noord: Werven nieuwe medewerkers versterkt Opleiding Verpleegkunde: Up-to-date curriculum"
    )
    assert sentence in shown(Docx(hlo.render(own(PLAIN))).root())


@pytest.mark.parametrize("language", INSTRUMENT.languages)
@pytest.mark.parametrize("marks", [True, False])
@pytest.mark.parametrize("row", [PLAIN, BARE], ids=["whole", "bare, with a doubt"])
def test_a_sentence_comes_back_as_the_relation(row: hlo.BroughtRelation, language: str, *, marks: bool) -> None:
    data = hlo.render(own(row, PLAIN), language=language)
    reading = hlo.read(data if marks else stripped(data))
    assert reading.form == own(row, PLAIN)
    assert (reading.warnings, reading.unplaced) == ((), ())


@pytest.mark.parametrize("beside", ["", "Gemeente Zuid"], ids=["empty", "with a text"])
def test_a_column_put_before_the_sentences_takes_no_names_away(beside: str) -> None:
    def put_before(root: etree._Element) -> None:
        (table,) = (table for table in root.iter(f"{W}tbl") if "versterkt" in shown(table))
        for row in table.iter(f"{W}tr"):
            row.insert(0, cell := etree.Element(f"{W}tc"))
            etree.SubElement(etree.SubElement(etree.SubElement(cell, f"{W}p"), f"{W}r"), f"{W}t").text = beside

    reading = hlo.read(edited(hlo.render(own(PLAIN)), put_before))
    assert isinstance(reading.form, hlo.CommitmentForm)
    name = "\n".join(filter(None, (PLAIN.first_organisation, beside)))
    assert reading.form.meeting_relations == (attrs.evolve(PLAIN, first_organisation=name),)
    told = reading.doubts("meeting_relations.1.first_organisation")
    assert ("answered-twice" in {doubt.code for doubt in told}) == bool(beside)


def test_signs_that_show_nothing_in_a_sentence_change_nothing() -> None:
    def signed(root: etree._Element) -> None:
        for text in root.iter(f"{W}t"):
            text.text = "\u200b".join(text.text or "") if "versterkt" in (text.text or "") else text.text

    reading = hlo.read(edited(stripped(hlo.render(own(PLAIN))), signed))
    assert reading.form == own(PLAIN)
    assert (reading.warnings, reading.unplaced) == ((), ())


TRICKY = {
    "a verb in a name": "Wie versterkt wie",
    "a colon in a name": "Noord: zuid: oost",
    "two lines": "Gemeente\nNoord",
}


@pytest.mark.parametrize("name", TRICKY)
def test_a_relation_that_a_sentence_would_lose_stands_in_columns(name: str) -> None:
    form = own(hlo.BroughtRelation(first_organisation=TRICKY[name], first_motive="Iets eigens", kind="hinder"), PLAIN)
    assert sentences_of(form, "meeting_relations", "nl") is None
    assert hlo.read(hlo.render(form)).form == form


def test_half_a_relation_is_no_sentence() -> None:
    assert sentences_of(own(PLAIN, HALF), "meeting_relations", "nl") is None
    assert hlo.read(hlo.render(own(PLAIN, HALF))).form == own(PLAIN, HALF)


def test_a_sentence_that_somebody_changed_is_told() -> None:
    docx = Docx(hlo.render(own(PLAIN)))
    root = docx.root()
    (text,) = [node for node in root.iter(f"{W}t") if "versterkt Opleiding" in (node.text or "")]
    text.text = "Gemeente Noord en de opleiding zoeken nog"
    reading = hlo.read(write_package({**docx.parts, "word/document.xml": etree.tostring(root)}))
    assert "value-refused" in {finding.code for finding in reading.warnings}
    assert any("zoeken nog" in passage.text for passage in reading.unplaced)


def test_a_sentence_that_can_be_taken_apart_in_two_ways_is_none() -> None:
    assert parts_of("A versterkt B versterkt C", INSTRUMENT, "nl") is None
    assert parts_of("zonder werkwoord", INSTRUMENT, "nl") is None
