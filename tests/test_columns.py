"""Each kind of column once: what it writes is what it reads, in every table, language and spelling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from lxml import etree

import hlo_forms as hlo
from docx_parts import W
from edits import edited
from hlo_forms.forms import FORMS, Form
from hlo_forms.word.carried import Partners, with_doubt_mark
from hlo_forms.word.columns import KnownNames
from hlo_forms.word.fields import OVERVIEW, RecordColumn, Records, address_of, keys_of, tables_of
from hlo_forms.word.reader.evidence import Recorder
from hlo_forms.word.reader.records import RowMaker
from hlo_forms.word.reader.state import Collected
from hlo_forms.word.template_checks import samples
from samples import LINDE, codes
from strategies import INSTRUMENT

TABLES = [(kind.phase, records) for kind in FORMS for records in tables_of(kind.phase) if records is not OVERVIEW]


def names_on(form: Form) -> KnownNames:
    partners = getattr(form, "organisations", ())
    known = Partners(dict(enumerate(partners, start=1)), INSTRUMENT)
    return RowMaker.of(Recorder(Collected(), INSTRUMENT), known).names


def cells() -> Iterator[tuple[Form, RecordColumn, Any]]:
    """Every value in a table of the samples, with its column."""
    for phase, records in TABLES:
        for form in samples(INSTRUMENT, phase):
            for entry in getattr(form, records.part):
                for column in records.columns:
                    if getattr(entry, column.name, None) is not None and not column.kind.options:
                        yield form, column, getattr(entry, column.name)


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_a_column_means_what_it_shows_with_and_without_the_mark_of_a_doubt(language: str) -> None:
    tried = set()
    for form, column, value in cells():
        shown, names = column.kind.shown(value, form, language), names_on(form)
        for doubtful in {False, column.kind.marked}:
            text = with_doubt_mark(shown, doubtful, INSTRUMENT, language) or ""
            meaning = column.kind.meaning(text, names)
            own = {value, shown} if not column.kind.printed else {value}  # people type names, and forms find their ids
            assert meaning.value in own, (column, text)
            assert (meaning.doubtful, meaning.code, meaning.rest) == (doubtful, "", ""), (column, text)
            tried.add(type(column.kind).__name__)
    assert tried >= {"TextKind", "WordKind", "OrganisationKind", "MotiveKind", "QuestionKind", "PartnerKind"}


def test_every_way_to_write_a_value_is_shown_or_understood() -> None:
    for form, column, value in cells():
        spelled = set(column.kind.spellings(value, form))
        assert {column.kind.shown(value, form, language) for language in INSTRUMENT.languages} <= spelled


@pytest.mark.parametrize(("phase", "records"), TABLES, ids=lambda value: getattr(value, "name", value))
def test_the_tag_of_every_column_of_every_table_is_an_address(phase: str, records: Records) -> None:
    for key in keys_of(records, INSTRUMENT, phase):
        table = f"{records.name}.{key}".removesuffix(".")
        for column in records.columns:
            address = address_of(f"{table}.2.{column.name}", INSTRUMENT, phase)
            assert address is not None
            assert (address.table, address.index, address.column) == (table, 2, column.name)
            boxed = address_of(f"{table}.2.{column.name}.yes", INSTRUMENT, phase)
            assert (boxed == address) is bool(column.kind.options)


# ---- what a row of what was carried over lacks, or has too much


RENEWED = hlo.renew(
    hlo.PreparationForm(organisation=LINDE, other_motives=[hlo.OtherMotive("Zichtbaar zijn", "Een open dag")]),
    round="9",
)


def without_cell(tag: str) -> Any:
    def change(root: etree._Element) -> None:
        for control in [node for node in root.iter(f"{W}sdt") if tag in etree.tostring(node).decode()]:
            cell = next((above for above in control.iterancestors(f"{W}tc")), None)
            if cell is not None and cell.getparent() is not None:
                cell.getparent().remove(cell)

    return change


def test_a_choice_that_is_gone_from_a_row_of_the_round_before_is_told() -> None:
    reading = hlo.read(edited(hlo.render(RENEWED), without_cell("previous_other.1.realised")))
    assert [(f.code, f.field) for f in reading.warnings] == [("place-missing", "previous_other.1.realised")]
    assert reading.form.previous_other == RENEWED.previous_other
    assert not codes(hlo.read(hlo.render(RENEWED)))
