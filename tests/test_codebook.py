"""The codebook: every variable and code of every table, and what the instruments ask, in every language."""

from __future__ import annotations

import functools
import html.parser
import re

import attrs
import pytest

import hlo_forms as hlo
from exported import empty, everything
from hlo_forms import load_instrument
from hlo_forms.export.codebook import by_language
from hlo_forms.readings.findings import CODES
from hlo_forms.research.tables import TEXTS, codes_of, schemas


@functools.cache
def book() -> hlo.Codebook:
    return hlo.codebook(everything())


def test_every_column_of_every_table_is_a_variable_with_a_meaning_in_every_language() -> None:
    rows = [row for row in book().table if row["variable"] and not row["code"]]
    assert [(row["table"], row["variable"]) for row in rows] == [
        (name, column) for name, schema in schemas().items() for column in schema.names
    ]
    assert all(row[f"label_{language}"] for row in book().table for language in TEXTS.languages)


def test_every_code_that_stands_in_a_table_has_a_meaning() -> None:
    meant = {(row["table"], row["variable"], row["code"]) for row in book().table if row["code"]}
    coded = {(table, variable) for table, variable, _ in meant}
    found = {
        (name, column.name, value)
        for name, table in everything().tables.items()
        for column in table.columns
        if (name, column.name) in coded
        for value in table.column(column.name)
        if value is not None
    }
    assert found
    assert found <= meant


def test_numbers_of_codes_are_their_own_and_say_where_there_is_no_answer() -> None:
    for schema in schemas().values():
        for column in schema.columns:
            numbers = [code.number for code in codes_of(column)]
            assert len(set(numbers)) == len(numbers)
    missing = {row["code"]: row["number"] for row in book().table if row["no_answer"]}
    assert missing == {"not_offered": -1, "not_filled_in": -2, "unclear": -3, "kept_back": -4}


@pytest.mark.parametrize("language", TEXTS.languages)
def test_codes_mean_what_the_forms_call_them(language: str) -> None:
    words = load_instrument().words
    named = {"status": "status", "realised": "realised", "ownership": "ownership"}
    checked = {("relations", "kind"): "relation", ("answers", "status"): "question"}
    for schema in schemas().values():
        for column in schema.columns:
            prefix = checked.get((schema.name, column.name), named.get(column.name))
            for code in codes_of(column) if prefix else ():
                assert code.label[language] == words[f"{prefix}.{code.id}"][language]


def test_everything_an_instrument_asks_is_an_item_with_its_wording() -> None:
    asked = load_instrument()
    entries = (*asked.organisation_types, *asked.categories, *asked.motives, *asked.phases, *asked.themes)
    expected = [(entry.id, entry.label["nl"], entry.label["en"]) for entry in (*entries, *asked.questions)]
    items = [row for row in book().items if row["kind"] != "finding"]
    assert [(row["id"], row["label_nl"], row["label_en"]) for row in items] == expected
    assert {row["edition"] for row in book().items} == {asked.edition}
    assert {row["origin"] for row in items} == {"source", "reconstructed"}


def test_every_finding_that_can_cast_a_doubt_is_an_item_with_what_it_asks() -> None:
    found = {row["id"]: row["label_nl"] for row in book().items if row["kind"] == "finding"}
    assert list(found) == list(CODES)
    assert all(found.values())
    assert {row["origin"] for row in book().items if row["kind"] == "finding"} == {"ours"}
    said = {row["code"] for row in everything()["findings"]}
    assert said
    assert said <= found.keys()


def test_two_editions_stand_side_by_side_and_the_first_labels_the_codes() -> None:
    asked = load_instrument()
    label = asked.motives[0].label
    other = attrs.evolve(label, texts={"nl": "Ander imago", "en": "Another image"})
    changed = [attrs.evolve(asked.motives[0], label=other), *asked.motives[1:]]
    own = hlo.CommitmentForm(instrument=attrs.evolve(asked, edition="own", motives=changed))
    book = hlo.codebook(hlo.Dataset([hlo.CommitmentForm(), own]))
    id = asked.motives[0].id
    assert [row["label_nl"] for row in book.items if row["id"] == id] == [label["nl"], "Ander imago"]
    assert {row["label_nl"] for row in book.table if row["code"] == id} == {label["nl"]}


def test_an_instrument_in_another_language_is_labelled_in_that() -> None:
    asked = load_instrument()
    only = attrs.evolve(asked.motives[0].label, texts={"nl": "Imago"})
    assert dict(by_language(only)) == {"nl": "Imago", "en": "Imago"}


def test_the_codebook_of_nothing_has_its_variables_and_no_items() -> None:
    book = hlo.codebook(empty())
    assert len(book.items) == 0
    assert repr(book).endswith("; no instrument)")
    assert "## " in book.to_markdown(language="en")


class Balance(html.parser.HTMLParser):
    """Counts tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.open += [tag] if tag != "br" else []

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_it_shows_itself_escaped_and_whole() -> None:
    asked = load_instrument()
    label = attrs.evolve(asked.motives[0].label, texts={"nl": "<b>| Imago", "en": "<i>Image"})
    changed = [attrs.evolve(asked.motives[0], label=label), *asked.motives[1:]]
    own = hlo.CommitmentForm(instrument=attrs.evolve(asked, motives=changed))
    book = hlo.codebook(hlo.Dataset([own]))
    checked = Balance()
    checked.feed(book._repr_html_())
    assert not checked.open
    assert "&lt;b&gt;| Imago" in book._repr_html_()
    assert "\\<b\\>\\| Imago" in book.to_markdown()


@pytest.mark.parametrize("language", TEXTS.languages)
def test_every_row_of_its_markdown_has_all_cells(language: str) -> None:
    for block in book().to_markdown(language=language).split("\n\n"):
        if block.startswith("|"):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_a_language_it_does_not_speak_is_refused() -> None:
    with pytest.raises(hlo.InvalidValueError, match="one of nl, en"):
        book().to_markdown(language="fr")
