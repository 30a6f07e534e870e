"""Data sets to export: an invented one with everything in it, and small ones with any text a test thinks of."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import attrs
from hypothesis import strategies as st

import hlo_forms as hlo
from hlo_forms import Finding, Passage, examples
from hlo_forms.basics.text import canonical
from hlo_forms.readings.reading import read_failure
from samples import FULL
from strategies import AWKWARD

FORMULAS = ("=1+1", "+31 6 12345678", "-", "@SUM(A1)", "\t=2", "\r=3", '=HYPERLINK("http://example.org")', "'=1", "=")
SIGNS = ('"', '""', ",", ";", "\r", "\n", "\r\n", "a\rb", "null", "NA", "NaN", "true", "1", "007", "1e5", "\\N", "#x")
MORE = ("\x1a", "\x01\x1f", "\u2028regel\u2029", "\x85", "_x0041_", "http://example.org", "mailto:a@example.org")
LONG = ("x" * 40_000, "Ω" * 40_000, "🎓" * 20_000, ("regel " * 5 + "\n") * 1_800, "x" * 32_767, "é" * 16_384)


def texts(*, long: bool = True) -> st.SearchStrategy[str]:
    """Texts that people paste and programs stumble over; no NUL, which no text of a document holds."""
    known = [*AWKWARD, *FORMULAS, *SIGNS, *MORE, *(LONG if long else ())]
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.one_of(st.sampled_from(known), st.text(letters, min_size=1, max_size=12))


def several(*, long: bool = True) -> st.SearchStrategy[list[str]]:
    """A few of these texts."""
    return st.lists(texts(long=long), min_size=1, max_size=5)


def holding(found: Sequence[str]) -> hlo.Dataset:
    """A data set that holds these texts as they are (in passages), and as forms hold them (in answers and names)."""
    form = FULL["preparation programme"]
    held = [text for text in map(_held, found) if text]
    changed = attrs.evolve(
        form,
        motives=[attrs.evolve(row, outcome=held[0] if held else None) for row in form.motives],
        other_motives=[hlo.OtherMotive(text) for text in held],
    )
    reading = hlo.Reading(
        forms=(changed,),
        language="nl",
        source="een.docx",
        unplaced=tuple(Passage(text=text) for text in found),
        findings=tuple(Finding(code="label-near", seen=text) for text in found),
    )
    return hlo.Dataset([reading, FULL["commitment"]])


def _held(text: str) -> str | None:
    try:
        held = canonical(text)
        return hlo.OtherMotive(held).text if held else None
    except hlo.InvalidValueError:
        return None


@functools.cache
def everything() -> hlo.Dataset:
    """Readings of invented partnerships, forms of every phase, a later version, a file that could not be read."""
    results = list(hlo.read_many(examples.documents(3, rounds=["2025", "2026"], seed=7)))
    first = results[0]
    assert isinstance(first, hlo.Reading)
    later = attrs.evolve(first, forms=(attrs.evolve(first.form, answers={"preparation.1": "Toch =1+1"}),), sha256="0")
    return hlo.Dataset([*results, later, read_failure("weg.docx", "unreadable", "dicht"), *FULL.values()])


def empty() -> hlo.Dataset:
    """A data set with nothing in it."""
    return hlo.Dataset([])
