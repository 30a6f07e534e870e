"""The pages on findings and reading: the catalogue is fresh, and what the tables promise is what comes out."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from accounting import read
from hlo_forms import MotiveAnswer, PreparationForm, Reading, load_instrument
from hlo_forms.readings.findings import CODES
from places import ROOT
from samples import HEADER, NETWORK, TITLE, doubts
from sketch import sketch

PAGE = ROOT / "docs" / "findings.md"
READING = ROOT / "docs" / "reading.md"


def test_the_catalogue_is_fresh() -> None:
    tool = [sys.executable, ROOT / "tools" / "build_docs.py", "--check"]
    result = subprocess.run(tool, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_catalogue_has_every_code_once_with_its_words() -> None:
    text = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.*) \| (.*) \|$", text, re.MULTILINE)
    assert sorted(code for code, _, _ in rows) == sorted(CODES)
    instrument = load_instrument()
    for code, english, dutch in rows:
        assert (english, dutch) == tuple(instrument.word(f"finding.{code}", language) for language in ("en", "nl"))


def test_warnings_and_what_is_only_told_stand_apart() -> None:
    warnings, told = PAGE.read_text(encoding="utf-8").split("## Info")
    for code, severity in CODES.items():
        assert f"| `{code}` |" in (warnings if severity == "warning" else told)


# ---- what is read from where: the tables are held against the reader


def rows_below(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading of the page, less its header."""
    below = READING.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = re.findall(r"^\| (.*) \|$", below, re.MULTILINE)
    return [[cell.strip() for cell in line.split(" |")] for line in lines[1:]]


def codes_in(cell: str) -> set[str]:
    return set(re.findall(r"`([^`]*)`", cell))


def drawn(cell: str) -> Reading:
    return read(sketch(f"{TITLE}\n{HEADER}\n{cell}\n| ☐ Werven nieuwe medewerkers | |"))


def fact(reading: Reading) -> MotiveAnswer:
    assert isinstance(reading.form, PreparationForm)
    answer = reading.form.answer("network")
    assert answer is not None
    return answer


@pytest.mark.parametrize(("cell", "ticked", "findings"), rows_below("Ticks"))
def test_ticks_are_read_as_the_documentation_says(cell: str, ticked: str, findings: str) -> None:
    reading = drawn(f"| {cell.strip('`').replace('LABEL', NETWORK)} | |")
    assert fact(reading).ticked is {"yes": True, "no": False, "unclear": None}[ticked]
    assert doubts(reading) == codes_in(findings)


@pytest.mark.parametrize(("cell", "answer", "elsewhere"), rows_below("Answers"))
def test_answers_are_read_as_the_documentation_says(cell: str, answer: str, elsewhere: str) -> None:
    reading = drawn(f"| ☒ {NETWORK} | {cell.strip('`')} |")
    assert fact(reading).outcome == (answer.strip("`") or None)
    found = {kind: {p.text for p in getattr(reading, kind)} for kind in ("unplaced", "deleted", "remarks")}
    told = doubts(reading) - {"unplaced-text", "hidden-text", "deleted-text"}
    kind, _, texts = elsewhere.partition(": ")
    expected = {name: codes_in(texts) if name == kind else set() for name in [*found, "finding"]}
    assert {**found, "finding": told} == expected


def test_every_habit_is_in_the_documentation_with_its_test() -> None:
    named = [name for *_, test in rows_below("Habits") for name in codes_in(test)]
    source = (ROOT / "tests" / "test_habits.py").read_text(encoding="utf-8")
    assert sorted(named) == sorted(re.findall(r"^def (test_\w+)", source, re.MULTILINE))


def test_the_findings_that_the_documentation_names_exist() -> None:
    text = READING.read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", text))
    assert named - {"hlo-forms", "werk-leerplek"} <= set(CODES)
