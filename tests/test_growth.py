"""Reading, collecting, statistics and exports take as many steps as there is to do: twice as much, twice the steps.

Steps are counted, not time, so that a loaded machine says nothing: each line that a function runs, also in each turn of
a comprehension, and counted for each function by itself, so that a loop in a loop shows however little it does beside
all the rest. What C code does within one call (`in` a list, `index`) is not seen.
"""

from __future__ import annotations

import gc
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest
from lxml import etree

import hlo_forms as hlo
from attacks import one_cell_of_controls
from edits import edited, members
from hlo_forms import examples
from hlo_forms.export.formats import FORMATS
from places import ROOT
from runs import dear
from samples import LINDE

STEEP = 1.3  # of a function: 1 is linear, 2 is quadratic
FEW = 60  # steps of a function that may grow as they like
PARTNERS = 8  # at most, on one form
SAME = 1.5  # calls for each of four times as many forms: the same, and not four times as many
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ODT = ROOT / "tests" / "odt_documents" / "01-praktijkpartner.odt"
Work = Callable[[], object]


def calls(work: Work) -> int:
    """Count the calls that work makes when whatever is worked out once has been."""
    count = 0

    def note(_frame: object, event: str, _what: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    work()
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def steps(work: Work) -> Counter[CodeType]:
    """Count the lines that each function of the library runs when whatever is worked out once has been."""
    counts: Counter[CodeType] = Counter()

    def note(frame: FrameType, _event: str, _what: object) -> Any:  # Any: as in `sys.settrace`
        if "hlo_forms" not in frame.f_code.co_filename:
            return None
        counts[frame.f_code] += 1
        return note

    work()
    before = sys.gettrace()
    sys.settrace(note)
    try:
        work()
    finally:
        sys.settrace(before)
    return counts


def steep(make: Callable[[int], Work], few: int, many: int) -> dict[str, float]:
    """Return the functions whose steps grow faster than what there is to do, each with the power by which they do.

    Where there can be no more than `many`, as of partners, a small part of all steps may grow as it likes.
    """
    first, last = (steps(make(size)) for size in (few, many))
    least = FEW if many > PARTNERS else max(5 * FEW, last.total() // 300)
    powers = {
        f"{Path(code.co_filename).name}:{code.co_firstlineno} {code.co_name}": round(
            math.log(count / max(first[code], 1)) / math.log(many / few), 2
        )
        for code, count in last.items()
        if count > least
    }
    return {name: power for name, power in powers.items() if power > STEEP}


# ---- documents


def unwrapped(data: bytes) -> bytes:
    """A document without its controls, as many programs leave it."""

    def unwrap(root: etree._Element) -> None:
        for control in list(root.iter(f"{W}sdt")):
            for node in list(control.find(f"{W}sdtContent")):
                control.addprevious(node)
            control.getparent().remove(control)

    return edited(data, unwrap)


def partners(count: int) -> hlo.Form:
    """A meeting of so many partners, each with all that a form of phase 1 brings."""
    motives = [hlo.MotiveAnswer(m, ticked=True, outcome="Meer plaatsen") for m in ("network", "recruitment")]
    forms = [
        hlo.PreparationForm(
            organisation=hlo.Organisation(f"Stichting {chr(65 + number)}", type="practice_partner"),
            motives=motives,
            other_motives=[hlo.OtherMotive(f"Samen bouwen {number}", "Minder leegstand")],
        )
        for number in range(count)
    ]
    return hlo.AlignmentForm.from_forms(forms)


def agreements(count: int) -> hlo.Form:
    rows = [hlo.Agreement(what=f"Afspraak over {n}", who=f"Coach {n}", when=f"week {n}") for n in range(count)]
    return hlo.CommitmentForm(organisation=LINDE, agreements=rows)


def relations(count: int) -> hlo.Form:
    homes = [hlo.Organisation("De Linde"), hlo.Organisation("Opleiding Verpleegkunde")]
    rows = [
        hlo.DeclaredRelation(
            first_organisation="De Linde",
            first_motive="network",
            kind="hinder",
            second_organisation="Opleiding Verpleegkunde",
            second_motive="recruitment",
            note=f"Dat schuurt in week {n}",
        )
        for n in range(count)
    ]
    return hlo.AlignmentForm(organisations=homes, relations=rows)


def other_motives(count: int) -> hlo.Form:
    rows = [hlo.OtherMotive(text=f"Samen bouwen {n}", outcome=f"Minder leegstand in {n}") for n in range(count)]
    return hlo.PreparationForm(organisation=LINDE, other_motives=rows)


def lines(count: int) -> hlo.Form:
    text = "\n".join(f"Wij leiden samen op, ook in week {n}." for n in range(count))
    return hlo.PreparationForm(organisation=LINDE, answers={"preparation.1": text, "preparation.2": text})


FORMS: dict[str, tuple[Callable[[int], hlo.Form], int, int]] = {
    "partners": (partners, 5, PARTNERS),  # from five on they stand below each other
    "agreements": (agreements, 15, 60),
    "relations": (relations, 15, 60),
    "other motives": (other_motives, 15, 60),
    "lines of an answer": (lines, 60, 240),
}


@pytest.mark.parametrize("bare", dear(1, [False, True]), ids=["with controls", "without controls"])
@pytest.mark.parametrize("name", FORMS)
def test_reading_grows_with_what_is_read(name: str, bare: bool) -> None:
    form, few, many = FORMS[name]

    def reading(size: int) -> Work:
        data = hlo.render(form(size))
        document = unwrapped(data) if bare else data
        return lambda: hlo.read(document)

    assert not steep(reading, few, many)


def test_reading_grows_with_the_controls_in_one_cell() -> None:
    def reading(size: int) -> Work:
        data = one_cell_of_controls(size)
        return lambda: hlo.read(data)

    assert not steep(reading, 40, 160)


def with_paragraphs(data: bytes, count: int) -> bytes:
    """A document in which somebody wrote lines of text where the form has no place for them."""

    def add(root: etree._Element) -> None:
        table = next(root.iter(f"{W}tbl"))
        for number in range(count):
            run = etree.SubElement(etree.SubElement(etree.Element(f"{W}p"), f"{W}r"), f"{W}t")
            run.text = f"Nog een gedachte, de {number}e"
            table.addprevious(run.getparent().getparent())

    return edited(data, add)


def test_reading_grows_with_the_texts_that_it_reports() -> None:
    data = hlo.render(hlo.PreparationForm(organisation=LINDE))

    def reading(size: int) -> Work:
        document = with_paragraphs(data, size)
        assert len(hlo.read(document).unplaced) == size
        return lambda: hlo.read(document)

    assert not steep(reading, 20, 80)


def with_typed_prompts(data: bytes, count: int) -> bytes:
    """A document with the first rows of its agreements struck through: a doubt about each."""

    def strike(root: etree._Element) -> None:
        for run in list(root.iter(f"{W}r")):
            text = "".join(leaf.text or "" for leaf in run.iter(f"{W}t"))
            if text.startswith("Afspraak over "):
                properties = run.find(f"{W}rPr")
                if properties is None:
                    properties = etree.Element(f"{W}rPr")
                    run.insert(0, properties)
                etree.SubElement(properties, f"{W}strike")

    assert count
    return edited(data, strike)


def test_reading_grows_with_its_doubts() -> None:
    def reading(size: int) -> Work:
        document = with_typed_prompts(hlo.render(agreements(size)), size)
        assert len(hlo.read(document).warnings) >= size
        return lambda: hlo.read(document).warnings

    assert not steep(reading, 15, 60)


def test_collecting_again_grows_with_the_files(tmp_path: Path) -> None:
    def collecting(count: int) -> Work:
        homes = [hlo.Organisation(f"Stichting {number}", type="practice_partner") for number in range(count)]
        files = [(f"{home.id}.docx", hlo.render(hlo.PreparationForm(organisation=home))) for home in homes]
        return lambda: list(hlo.read_many(files, store=tmp_path / f"{count}.store"))

    assert not steep(collecting, 8, 32)


def test_a_data_set_grows_with_its_forms() -> None:
    def dataset(count: int) -> Work:
        own = forms(count)
        return lambda: hlo.Dataset(own).tables

    assert not steep(dataset, 10, 40)


@pytest.mark.parametrize("name", FORMS)
def test_making_a_form_grows_with_what_it_holds(name: str) -> None:
    form, few, many = FORMS[name]

    def again(size: int) -> Work:
        text = hlo.to_json(form(size))
        return lambda: hlo.from_json(text)

    assert not steep(again, few, many)


def test_the_parts_of_a_document_are_read_once() -> None:
    data = hlo.render(partners(3))
    names: list[str] = []
    package = pytest.importorskip("hlo_forms.word.package").Package
    usual = package._examined

    def noting(self: Any, name: str) -> Iterator[bytes]:
        names.append(name)
        return usual(self, name)

    package._examined = noting
    try:
        hlo.read(data)
    finally:
        package._examined = usual
    assert len(names) == len(set(names))
    assert set(names) <= members(data).keys()


@pytest.mark.parametrize("data", [hlo.render(agreements(3)), ODT.read_bytes()], ids=["docx", "odt"])
def test_reading_leaves_no_trees_to_the_collector_of_garbage(data: bytes) -> None:
    hlo.read(data)
    gc.collect()
    hlo.read(data)
    assert gc.collect() < 20


# ---- data sets


def forms(partnerships: int) -> list[hlo.Form]:
    return list(examples.forms(partnerships, seed=3))


def calls_a_form(work: Callable[[list[hlo.Form]], Work], partnerships: int) -> float:
    """Count the calls for each form of so many partnerships."""
    own = forms(partnerships)
    return calls(work(own)) / len(own)


STATISTICS: dict[str, Callable[[hlo.Dataset], object]] = {
    "counts": lambda dataset: dataset.counts(),
    "categories": lambda dataset: dataset.category_counts(),
    "pairs of motives": lambda dataset: dataset.co_occurrence(),
    "sharing": lambda dataset: dataset.sharing(),
}


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_grows_with_the_forms(name: str) -> None:
    def statistic(own: list[hlo.Form]) -> Work:
        return lambda: STATISTICS[name](hlo.Dataset(own))

    assert calls_a_form(statistic, 16) < SAME * calls_a_form(statistic, 4)


@pytest.mark.parametrize("name", dear(1, sorted(FORMATS, key=lambda name: name != "qda")))
def test_an_export_grows_with_the_forms(name: str) -> None:
    try:
        FORMATS[name].check()
    except hlo.MissingDependencyError as error:
        pytest.skip(str(error))

    own = forms(25)

    def export(count: int) -> Work:
        dataset = hlo.Dataset(own[:count])
        return lambda: FORMATS[name].files(dataset, "nl")

    assert steep(export, 20, 80) == {}
