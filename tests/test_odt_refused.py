"""OpenDocument files that are not read: each refused with its reason, soon, and never an untyped error."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from time import perf_counter

import pytest

import hlo_forms as hlo
from costs import Cost, costs_little
from hlo_forms import DamagedFileError, DocumentError, NotAWordFileError, UnsafeFileError
from odt_parts import cell, odt, parts_of, row, unpacked, xml, zipped
from runs import dear


def manifest(entry: str) -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    return f"<m:manifest xmlns:m='{space}'><m:file-entry m:full-path='content.xml'>{entry}</m:file-entry></m:manifest>"


CONTENT = parts_of(odt("<text:p>een</text:p>"))["content.xml"]
REPEATED = f"<table:table>{row(cell('x'), attributes='table:number-rows-repeated=' + repr('{}'))}</table:table>"
OTHER = "application/vnd.oasis.opendocument."
REFUSED: dict[str, tuple[bytes, type[DocumentError], str]] = {
    "password": (
        zipped({"content.xml": b"\x01\x02", "META-INF/manifest.xml": manifest("<m:encryption-data/>")}),
        NotAWordFileError,
        "encrypted",
    ),
    "password on the whole": (zipped({"encrypted-package": b"\x01"}), NotAWordFileError, "encrypted"),
    "spreadsheet": (zipped({"content.xml": CONTENT}, OTHER + "spreadsheet"), NotAWordFileError, "odf-other"),
    "presentation": (zipped({"content.xml": CONTENT}, OTHER + "presentation"), NotAWordFileError, "odf-other"),
    "spreadsheet by its content": (
        zipped({"content.xml": xml("document-content", "<office:body><office:spreadsheet/></office:body>")}),
        NotAWordFileError,
        "odf-other",
    ),
    "flat": (xml("document", "<office:body/>").encode(), NotAWordFileError, "fodt"),
    "no body": (zipped({"content.xml": xml("document-content", "")}), DamagedFileError, "no-body"),
    "no content": (zipped({"styles.xml": xml("document-styles", "")}), DamagedFileError, "part-missing"),
    "cut off": (zipped({"content.xml": CONTENT[:-20]}), DamagedFileError, "part-damaged"),
    "document type": (
        zipped({"content.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + CONTENT}),
        UnsafeFileError,
        "doctype",
    ),
    "rows without end": (odt(REPEATED.format("1000001")), UnsafeFileError, "too-much-text"),
    "rows in rows without end": (odt(REPEATED.format("99999") * 30), UnsafeFileError, "too-much-text"),
    "blanks without end": (odt("<text:p><text:s text:c='99999999999'/></text:p>"), UnsafeFileError, "too-much-text"),
    "many blanks": (odt("<text:p>" + "<text:s text:c='99999'/>" * 20 + "</text:p>"), UnsafeFileError, "too-much-text"),
    "deep": (odt("<text:section>" * 5000 + "</text:section>" * 5000), DamagedFileError, "too-deep"),
}


@pytest.mark.parametrize(("data", "kind", "code"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(data: bytes, kind: type[DocumentError], code: str) -> None:
    started = perf_counter()
    with pytest.raises(kind) as refusal:
        hlo.read(data)
    assert refusal.value.code == code
    assert {refusal.value.in_words(language="nl"), refusal.value.in_words(language="en")} >= {str(refusal.value)}
    assert perf_counter() - started < 5


HEADERS = "".join(f"<style:header><text:p>{number}</text:p></style:header>" for number in range(14_000))
BLANK = "<text:p/>"
AGAIN = "<table:table-cell table:number-columns-repeated='99'>"
for _ in range(30):
    BLANK = f"<table:table>{row(f'{AGAIN}{BLANK}</table:table-cell>')}</table:table>"
DEAR = {
    "headers": odt("<text:p>een</text:p>", margins=HEADERS),
    "sections": odt("<text:section/>" * 600_000),
    "controls": odt("<text:p>" + "<loext:content-control>a</loext:content-control>" * 150_000 + "</text:p>"),
    "tabs": odt("<text:p>" + "<text:tab/>" * 600_000 + "</text:p>"),
    "blank cells in blank cells": odt(BLANK),
}


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("name", dear(2, DEAR))
def test_no_file_of_ten_megabytes_costs_much_or_reaches_anything(name: str, cost: Callable[[bytes], Cost]) -> None:
    dear = unpacked(DEAR[name])
    assert len(dear) < 10_000_000
    costs_little(cost(dear))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A document in which something was cut out, doubled, swapped or overwritten."""
    parts = parts_of(data)
    name = chance.choice([found for found in parts if found.endswith(".xml")])
    part = bytearray(parts[name])
    for _ in range(chance.randint(1, 4)):
        start, length = chance.randrange(len(part)), chance.choice((1, 5, 40, 400))
        piece = bytes(part[start : start + length])
        other = chance.randrange(len(part))
        swap = chance.choice(
            (b"", piece * 2, bytes(part[other : other + length]), b"<text:p>", b"table:table", b"\xff")
        )
        part[start : start + length] = swap
    return zipped(parts | {name: bytes(part)})


WORDS = (
    b"text:p",
    b"text:span",
    b"table:table-cell",
    b"text:h",
    b"draw:frame",
    b"text:s",
    b"text:note",
    b"table:table",
)


def renamed(data: bytes, chance: random.Random) -> bytes:
    """A document in which elements are something else than they were, still well formed."""
    parts = parts_of(data)
    old, new = chance.sample(WORDS, 2)
    content = parts["content.xml"]
    for mark in (b"<%s ", b"<%s>", b"<%s/>", b"</%s>"):
        content = content.replace(mark % old, mark % new)
    return zipped(parts | {"content.xml": content})


@pytest.mark.parametrize("seed", range(4))
def test_a_mutant_is_read_or_refused_and_never_fails_otherwise(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - mutants, no secrets
    note = "<text:note><text:note-body><text:p>noot</text:p></text:note-body></text:note>"
    frame = "<draw:frame><draw:text-box><text:p>kader</text:p></draw:text-box></draw:frame>"
    header = row(cell("Motief van toepassing"), cell("Beoogde opbrengst"))
    table = f"<table:table>{header}{row(cell('☒ x'), cell(note))}</table:table>"
    source = odt(f"<text:h text:outline-level='1'>Kop</text:h><text:p>een<text:s text:c='2'/>{frame}</text:p>{table}")
    outcomes = {"read": 0, "refused": 0}
    for _ in range(75):
        mutant = chance.choice((mutated, renamed))(source, chance)
        try:
            hlo.read(mutant)
        except DocumentError:
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
    assert min(outcomes.values()) > 0
