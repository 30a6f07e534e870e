"""The credit for the instrument: what our source says of its authors, and no more, wherever it is named."""

from __future__ import annotations

import re

import pytest

import hlo_forms as hlo
from places import ROOT

ENGLISH = (
    "README.md",
    "NOTICE",
    "CITATION.cff",
    "docs/instrument.md",
    "src/hlo_forms/instruments/strategic-motives.toml",
)


def text_of(document: str) -> str:
    return " ".join((ROOT / document).read_text(encoding="utf-8").split())


@pytest.mark.parametrize("document", ENGLISH)
def test_the_author_is_possibly_bos_and_corrections_are_welcome(document: str) -> None:
    assert re.search(r"possibly Bos e\.a\.; corrections welcome", text_of(document), re.IGNORECASE)


def test_the_guide_says_the_same_in_dutch() -> None:
    assert "mogelijk Bos e.a.; verbeteringen welkom" in text_of("docs/handleiding.md")


@pytest.mark.parametrize("document", [*ENGLISH, "docs/handleiding.md"])
def test_nowhere_is_the_tool_said_to_cite_itself(document: str) -> None:
    text = text_of(document)
    assert "itself" not in {word for match in re.finditer(r"cite[sd]? \w+", text) for word in match[0].split()}
    assert "(Bos, e.a., 2022) h" not in text
    assert "opbrengsten* (Bos" not in text


def test_forms_cite_only_where_the_source_does() -> None:
    instrument = hlo.load_instrument()
    citing = [place for place, wording in instrument.wordings() if "Bos, e.a., 2022" in str(wording.get("nl"))]
    assert citing == ["purpose[0]"]
    assert "mogelijk Bos e.a." in instrument.citation["nl"]


@pytest.mark.parametrize("key", ["about.time.preparation", "column.agreements.who", "form.title.alignment"])
def test_what_is_ours_is_listed_as_ours(key: str) -> None:
    listed = text_of("docs/instrument.md").partition("Ours, and in no word the authors’")[2]
    assert {"about": "about.time", "column": "column.…", "form": "titles of the forms"}[key.partition(".")[0]] in listed
    assert "who_takes_part" in listed
    assert all(phase.who_takes_part is None or phase.who_takes_part.ours for phase in hlo.load_instrument().phases)
