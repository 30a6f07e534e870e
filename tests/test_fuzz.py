"""Mutants and disturbed forms: whatever comes in, a reading or a typed refusal comes out, and nothing is lost."""

from __future__ import annotations

import importlib.util
import sys
from copy import deepcopy
from types import ModuleType
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import hlo_forms
import strategies as drawn
from accounting import _values, account_of, read
from edits import W, edited
from hlo_forms import Form, Invitation, render
from places import ROOT
from runs import tries
from samples import OWN_DOUBTS, codes

BATCH = 50
LONG_BATCH = 1_000


def tool() -> ModuleType:
    """The program in `tools/fuzz.py`."""
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "tools" / "fuzz.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


FUZZ = tool()


def faults(seed: int, numbers: range) -> list[Any]:
    outcomes = FUZZ.batch(seed, numbers)
    assert len(outcomes) == len(numbers)
    return [outcome for outcome in outcomes if outcome.fault]


def test_mutants_are_read_or_refused() -> None:
    assert faults(2026, range(BATCH)) == []


@pytest.mark.long
@pytest.mark.parametrize("start", range(0, 5_000, LONG_BATCH))
def test_five_thousand_mutants_are_read_or_refused(start: int) -> None:
    assert faults(1, range(start, start + LONG_BATCH)) == []


def test_mutants_of_templates_are_rendered_or_refused() -> None:
    outcomes = FUZZ.template_batch(2026, range(BATCH // 2))
    assert [outcome for outcome in outcomes if outcome.fault] == []
    assert {outcome.seen for outcome in outcomes} == {"rendered", "refused"}


@pytest.mark.long
@pytest.mark.parametrize("start", range(0, 1_000, LONG_BATCH // 2))
def test_a_thousand_mutants_of_templates_are_rendered_or_refused(start: int) -> None:
    outcomes = FUZZ.template_batch(1, range(start, start + LONG_BATCH // 2))
    assert [outcome for outcome in outcomes if outcome.fault] == []


def test_a_mutant_is_made_again_from_its_number_alone() -> None:
    documents = FUZZ.sources()
    assert FUZZ.mutant(1, 77, documents) == FUZZ.mutant(1, 77, documents)
    assert len({FUZZ.mutant(1, number, documents) for number in range(20)}) == 20


def test_a_fault_is_seen_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_data: bytes) -> None:
        raise KeyError("oops")

    monkeypatch.setattr(FUZZ, "read", fail)
    found = FUZZ.batch(1, range(2))
    assert all("oops" in outcome.fault for outcome in found)
    assert "2 untyped errors" in FUZZ.figures(found)


# ---- forms, disturbed


def pick(nodes: list[etree._Element], at: float) -> etree._Element:
    return nodes[int(at * len(nodes))]


def nodes(root: etree._Element, name: str) -> list[etree._Element]:
    return list(root.iter(f"{W}{name}"))


def wrap(node: etree._Element, outer: etree._Element, inner: etree._Element | None = None) -> None:
    node.getparent().replace(node, outer)
    (outer if inner is None else inner).append(node)


def in_something(root: etree._Element, at: float, name: str) -> None:
    """As track changes, smart tags and links wrap what was typed."""
    wrap(pick(nodes(root, "r"), at), etree.Element(f"{W}{name}"))


def in_a_control_of_google(root: etree._Element, at: float, name: str) -> None:
    """As Google Docs wraps runs, paragraphs, cells and rows in controls of its own."""
    control = etree.Element(f"{W}sdt")
    properties = etree.SubElement(control, f"{W}sdtPr")
    etree.SubElement(properties, f"{W}tag").set(f"{W}val", "goog_rdk_7")
    wrap(pick(nodes(root, name), at), control, etree.SubElement(control, f"{W}sdtContent"))


def split(root: etree._Element, at: float, _name: str) -> None:
    """As Word splits a run wherever the spelling was looked at."""
    run = pick([run for run in nodes(root, "r") if len(run.findtext(f"{W}t") or "") > 1], at)
    text = run.find(f"{W}t")
    second = deepcopy(run)
    for node in list(second)[: list(run).index(text)]:
        if node.tag != f"{W}rPr":
            second.remove(node)
    for node in list(run)[list(run).index(text) + 1 :]:
        run.remove(node)
    cut = max(1, int(at * len(text.text)))
    second.find(f"{W}t").text, text.text = text.text[cut:], text.text[:cut]
    for part in (text, second.find(f"{W}t")):
        part.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(second)


def unwrap_controls(root: etree._Element, _at: float, _name: str) -> None:
    """As most programs do when they save."""
    for control in nodes(root, "sdt"):
        place = control.getparent()
        for node in list(control.find(f"{W}sdtContent")):
            control.addprevious(node)
        place.remove(control)


def without_a_row(root: etree._Element, at: float, _name: str) -> None:
    row = pick(nodes(root, "tr"), at)
    row.getparent().remove(row)


def with_a_row_twice(root: etree._Element, at: float, _name: str) -> None:
    row = pick(nodes(root, "tr"), at)
    row.addnext(deepcopy(row))


def with_a_row_moved(root: etree._Element, at: float, _name: str) -> None:
    row = pick(nodes(root, "tr"), at)
    row.getparent().findall(f"{W}tr")[-1].addnext(row)


HARMLESS = [
    *((in_something, name) for name in ("ins", "moveTo", "smartTag", "hyperlink", "customXml", "bdo")),
    *((in_a_control_of_google, name) for name in ("r", "p", "tc", "tr")),
    (split, ""),
]
HARMFUL = [(change, "") for change in (unwrap_controls, without_a_row, with_a_row_twice, with_a_row_moved)]
PLACES = st.floats(0, 1, exclude_max=True)
LANGUAGES = st.sampled_from(("nl", "en"))


def disturbed(form: Form, language: str, changes: list[tuple[Any, float]]) -> bytes:
    def change(root: etree._Element) -> None:
        for (disturb, name), at in changes:
            disturb(root, at, name)

    return edited(render(form, language=language), change)


def by_a_partner(form: Form) -> set[str]:
    """What the partner wrote; a row that was copied counts twice, and who sent the form is no partner's to say."""
    return set(_values(attrs.evolve(form, invitation=Invitation())))


def bare(text: str) -> str:
    """A text as the accounting compares it."""
    return "".join(
        text.replace("\u2011", "-").replace("\xad", "").replace("’", "'").replace("‘", "'").split()
    ).casefold()


harmless = st.lists(st.tuples(st.sampled_from(HARMLESS), PLACES), min_size=1, max_size=4)
harmful = st.lists(st.tuples(st.sampled_from([*HARMFUL, *HARMLESS]), PLACES), min_size=1, max_size=4)


@tries(8, of=60)
@given(drawn.forms(), LANGUAGES, harmless)
def test_what_programs_do_changes_nothing(form: Form, language: str, changes: list[tuple[Any, float]]) -> None:
    reading = read(disturbed(form, language, changes))
    assert reading.form == form
    assert codes(reading) <= OWN_DOUBTS
    assert not reading.unplaced


@tries(8, of=60)
@given(drawn.forms(), LANGUAGES, harmful)
def test_what_people_do_is_told_and_nothing_is_lost(
    form: Form, language: str, changes: list[tuple[Any, float]]
) -> None:
    data = disturbed(form, language, changes)
    reading = hlo_forms.read(data)
    told = bare("".join(finding.seen for finding in reading.findings))  # a text that stands twice is told by a finding
    assert [text for text in account_of(data, reading).lost if text not in told] == []
    assert reading.findings or by_a_partner(reading.form) <= by_a_partner(form)
