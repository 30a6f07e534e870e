"""Pages for everybody: read aloud, by keyboard, on a phone and on paper, in a real browser."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import attrs
import pytest
from lxml import html

import hlo_forms as hlo
from browser import looked_at, on_paper
from hlo_forms.pages.shown import Shown
from partnerships import commitments, forms, meeting, next_year, partners
from runs import dear, few, in_full
from samples import AWKWARD, COMMON
from strategies import INSTRUMENT

pytestmark = pytest.mark.editor
SMALL, PHONE, DESK = 320, 390, 1280
HOST = (
    '<!DOCTYPE html>\n<html lang="{language}">\n<meta charset="utf-8"><title>{name}</title>\n'
    "<main><h1>{name}</h1>{piece}</main>"
)


def voices() -> hlo.VoiceComparison:
    """Three voices of one organisation that differ."""
    who, answered = partners(1)[0], [form.motives for form in forms(5)[::2]]
    names = ("leidinggevende", "deelnemer", "begeleider")
    return hlo.compare_voices(
        hlo.PreparationForm(organisation=who, respondent=name, motives=motives, **COMMON)
        for name, motives in zip(names, answered, strict=True)
    )


def reports() -> Iterator[tuple[str, Callable[[], str]]]:
    """Pages that stand on their own, each made when it is asked for."""
    for count in (2, 4, 8):
        more = {"meeting": meeting(count), "commitments": commitments(count), "date": "3 december 2026"}
        for pictures in (True, False):
            name = f"report of {count}, {'with' if pictures else 'without'} pictures"
            yield name, partial(hlo.to_html, hlo.compare(forms(count)), pictures=pictures, **more)
    yield (
        "report in English",
        partial(hlo.to_html, hlo.compare(forms(3)), language="en", meeting=meeting(3), share=["alignment.6"]),
    )
    long = {"meeting": meeting(4, "Lang" * 60), "date": "Laat" * 60}
    yield "report with long words", partial(hlo.to_html, hlo.compare(forms(4, AWKWARD)), **long)
    first = forms(3)
    second = next_year(first)
    for pictures in (True, False):
        name = f"recalibration, {'with' if pictures else 'without'} pictures"
        yield name, partial(hlo.to_html, hlo.recalibrate(first, second, next_year(second, "2028")), pictures=pictures)
    yield "voices", partial(hlo.to_html, voices())
    yield "data set", partial(hlo.to_html, hlo.Dataset([*first, *second]))
    yield "data set without forms", partial(hlo.to_html, hlo.Dataset([]), language="en")


def values(folder: Path) -> Iterator[tuple[str, Callable[[], Shown]]]:
    """Everything else that shows itself, each made when it is asked for."""
    first = forms(4)
    dataset = functools.cache(lambda: hlo.Dataset([*first, *next_year(first)]))
    yield "comparison", lambda: hlo.compare(first)
    yield "recalibration", lambda: hlo.recalibrate(first, next_year(first))
    yield "comparison of voices", voices
    yield "reading", lambda: hlo.read(hlo.render(attrs.evolve(first[0], respondent=AWKWARD)))
    yield "reading of a blank form", lambda: hlo.read(hlo.render(hlo.PreparationForm(organisation=partners(1)[0])))
    yield "reading of a meeting", lambda: hlo.read(hlo.render(meeting(3)))
    yield "data set", dataset
    yield "table", lambda: dataset().tables["motives"]
    yield "counts", lambda: dataset().counts("organisation_type")
    yield "counts of categories", lambda: dataset().category_counts()
    yield "pairs of motives", lambda: dataset().co_occurrence()
    yield "sharing", lambda: dataset().sharing()
    yield "changes", lambda: dataset().changes("2026", "2027")
    yield "small counts hidden", lambda: hlo.hide_small(dataset().counts("organisation_type"))
    yield "codebook", lambda: hlo.codebook(dataset())
    yield "instrument", lambda: INSTRUMENT
    yield "picture", lambda: hlo.plots.motives(hlo.compare(first))
    yield "plan", plan
    yield "status", partial(status, folder)


def plan() -> hlo.Plan:
    rows = b"Organisatie;Type\nDe Linde;praktijkpartner\nVerpleegkunde;opleiding\n"
    return hlo.read_plan(("lijst.csv", rows), partnership="Wijkzorg Noord", round="2026")


def status(folder: Path) -> hlo.FolderStatus:
    """One form that came back, of those of a plan."""
    sent = hlo.FormsFolder(folder / "sent")
    sent.write(plan().forms(), language="nl")
    (folder / "back").mkdir()
    (folder / "back" / "antwoord.docx").write_bytes(hlo.render(attrs.evolve(forms(4)[0], respondent=AWKWARD)))
    return sent.status(folder / "back")


def in_a_notebook(name: str, make: Callable[[], Shown]) -> str:
    """A page around what a notebook shows."""
    return HOST.format(language="nl", name=name, piece=make().to_html())


@pytest.mark.parametrize("step", [9, pytest.param(1, marks=pytest.mark.long)])  # some pages, and all of them
def test_pages_can_be_read_aloud_and_by_keyboard_and_fit_on_a_phone_and_a_desk(step: int, tmp_path: Path) -> None:
    makers = dict(reports())
    for name, make in values(tmp_path):
        makers[f"{name}, in a notebook"] = partial(in_a_notebook, name, make)
    pages = {name: make() for name, make in [*makers.items()][::step]}
    looks = looked_at(pages, (PHONE, DESK), tmp_path)
    assert len(looks) == 2 * len(pages)
    assert {name: look.faults for name, look in looks.items() if look.faults} == {}


@pytest.mark.long
def test_a_report_of_long_words_fits_on_the_smallest_screen(tmp_path: Path) -> None:
    name = "report with long words"
    look = looked_at({name: dict(reports())[name]()}, [SMALL], tmp_path)[f"{name} at {SMALL}"]
    assert (look.faults, look.screen) == ([], SMALL)


@in_full
def test_no_heading_stands_twice_on_a_page_and_none_is_empty() -> None:
    pages = [*reports()]
    for name, page in few(5, [*pages[::3], *pages[1::3], *pages[2::3]]):
        titles = html.document_fromstring(page()).iter("h1", "h2", "h3", "h4", "caption", "summary", "dt")
        texts = [" ".join(title.text_content().split()) for title in titles]
        assert all(texts), name
        assert [text for text, times in Counter(texts).items() if times > 1] == [], name


@pytest.mark.parametrize("count", dear(1, [2, 8]))
def test_paper_shows_what_is_folded_and_begins_the_parts_of_a_report_on_a_page_of_their_own(
    count: int, tmp_path: Path
) -> None:
    shown = hlo.to_html(hlo.compare(forms(count)), meeting=meeting(count), pictures=True)
    paper = on_paper(shown, tmp_path)
    assert "In het kort" in paper[0]
    assert "Zelf toegevoegd" in paper[0]
    beginnings = [next(line.strip() for line in page.splitlines() if line.strip()) for page in paper]
    assert beginnings[1] == "Het gesprek van de partners"
    assert "De motieven naast elkaar" in beginnings
    assert "Wat iedere organisatie per motief aankruiste" in "\n".join(paper)
    assert "Inhoud" not in "\n".join(paper)
