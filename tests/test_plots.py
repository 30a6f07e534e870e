"""Pictures: they say what they show, nothing overlaps, and the same answers give the same bytes."""

from __future__ import annotations

import functools
import io
import itertools
import re
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import attrs
import pytest
from lxml import etree
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle
from matplotlib.text import Text

import hlo_forms as hlo
from hlo_forms import examples, plots
from hlo_forms.forms.answers import REALISED, RELATION_KINDS
from hlo_forms.instrument.parts import Wording
from hlo_forms.pages.model import plain
from hlo_forms.plots import lettering
from hlo_forms.plots.canvas import put_on_canvas
from hlo_forms.research.statistics.statistic import Statistic
from runs import dear
from strategies import INSTRUMENT

SHORT = ["De Linde", "Verpleegkunde", "Vitalis", "Zorg en Welzijn", "Humanitas", "Social Work", "Gemeente", "Fysio"]
LONG = [
    "Thuiszorg De Wilgenhof, locatie Vaartwijk-Noord",
    "Opleiding Verpleegkunde, Hogeschool aan de Rijnmond",
    "Coöperatieve vereniging Wijkzorgers 👩🏽‍⚕️ Zuidoost-Brabant U.A.",
    "Bacheloropleiding Social Work (deeltijd en duaal)",
    "ארגון הבריאות שלום",
    "Ziekenhuisvoorzieningencoördinatiecentrumsamenwerking",
    "مؤسسة الرعاية",
    "MBO College Zorg & Welzijn <Noord> $x_1$",
]
MM = 25.4
SMALLEST = 7.5


def organisations(count: int, names: list[str]) -> list[hlo.Organisation]:
    types = itertools.cycle(["practice_partner", "programme"])
    return [hlo.Organisation(name, type=next(types), id=f"o{place}") for place, name in enumerate(names[:count])]


def form(organisation: hlo.Organisation, round: str = "2026", *, blank: bool = False) -> hlo.PreparationForm:
    """Answers of every kind, the same each time."""
    chance = Random(f"{organisation.id} {round}")  # noqa: S311 - invented answers
    offered = [motive.id for motive in INSTRUMENT.motives if organisation.type in motive.offered_to]
    answers = [hlo.MotiveAnswer(id, ticked=chance.choice([True, True, False, False, None])) for id in offered]
    return hlo.PreparationForm(
        organisation=organisation,
        partnership="Wijkzorg Noord",
        round=round,
        motives=() if blank else answers,
    )


def comparison(count: int, names: list[str]) -> hlo.Comparison:
    forms = [form(who, blank=place == 1) for place, who in enumerate(organisations(count, names))]
    return hlo.compare(forms)


def doubtful() -> hlo.Comparison:
    """One form that was read with a doubt: its outcome has no tick."""
    home, school = organisations(2, SHORT)
    unclear = [hlo.MotiveAnswer("network", ticked=True, outcome="nee")]
    return hlo.compare([hlo.read(hlo.render(answered(home, unclear))), form(school)])


def answered(organisation: hlo.Organisation, motives: list[hlo.MotiveAnswer]) -> hlo.PreparationForm:
    return hlo.PreparationForm(organisation=organisation, partnership="Wijkzorg Noord", round="2026", motives=motives)


def renewed(count: int, names: list[str], rounds: int, *, missing: bool = False) -> hlo.Recalibration:
    """Rounds in which what was said of outcomes differs; with `missing` the second partner skips the last one."""
    earlier = [form(who, "2026") for who in organisations(count, names)]
    found = [earlier]
    for year in range(2027, 2026 + rounds):
        chance = Random(year)  # noqa: S311 - invented answers
        earlier = [_next_year(one, str(year), chance) for one in earlier]
        found.append(earlier[:1] + earlier[2:] if missing and year == 2025 + rounds else earlier)
    return hlo.recalibrate(*found)


def _next_year(earlier: hlo.PreparationForm, round: str, chance: Random) -> hlo.PreparationForm:
    following = hlo.renew(earlier, round=round)
    ticked = [attrs.evolve(answer, ticked=chance.random() < 0.6) for answer in following.motives]
    told = [attrs.evolve(row, realised=chance.choice([*REALISED, None])) for row in following.previous]
    return attrs.evolve(following, motives=ticked, previous=told)


def meeting(names: list[str], note: str) -> hlo.AlignmentForm:
    """All four kinds of relations, and what people leave out."""
    partners = organisations(4, names)
    pairs = itertools.cycle(itertools.combinations([partner.id for partner in partners], 2))
    motives = itertools.cycle(["financial", "societal_goals", "Plezier in het werk " + note, "network"])
    full = [
        hlo.DeclaredRelation(
            first_organisation=first, first_motive=next(motives), kind=kind, second_organisation=second,
            second_motive=next(motives), note=note,
        )
        for kind, (first, second) in zip([*RELATION_KINDS, None], pairs, strict=False)
    ]  # fmt: skip
    partly = [hlo.DeclaredRelation(note="Nog te bespreken"), hlo.DeclaredRelation(second_organisation="wij samen")]
    return hlo.AlignmentForm(organisations=partners, relations=[*full, *partly])


def doubtful_meeting() -> hlo.Reading:
    data = hlo.render(
        hlo.AlignmentForm(organisations=organisations(2, SHORT), relations=[hlo.DeclaredRelation(kind="hinder")])
    )
    reading = hlo.read(data)
    finding = hlo.Finding(code="label-near", place=hlo.Place(part="body"), field="relations.1.kind")
    return attrs.evolve(reading, findings=[*reading.findings, finding])


@functools.cache
def data() -> hlo.Dataset:
    return hlo.Dataset(examples.forms(25, rounds=["2025", "2026"], seed=1))


def apart(own: hlo.PreparationForm) -> hlo.PreparationForm:
    """The same form in a partnership of which no other organisation is part."""
    return attrs.evolve(own, partnership=hlo.Partnership(f"Verband {own.organisation.name}"))


@functools.cache
def counted(name: str) -> Statistic[Any]:  # Any: rows of several kinds
    """A statistic of invented partnerships, of each kind."""
    one_round = data().filter(round="2026")
    makers: dict[str, Callable[[], Statistic[Any]]] = {  # Any: as above
        "counts": lambda: one_round.counts(by="organisation_type"),
        "few counts": lambda: hlo.Dataset([apart(form(who)) for who in organisations(5, SHORT)]).counts(),
        "counts over rounds": lambda: data().counts(),
        "categories": one_round.category_counts,
        "co_occurrence": one_round.co_occurrence,
        "sharing": one_round.sharing,
        "differences": lambda: one_round.differences("organisation_type"),
        "changes": lambda: data().changes("2025", "2026"),
        "nothing": hlo.Dataset([]).counts,
    }
    return makers[name]()


COUNTED = ("counts", "few counts", "counts over rounds", "categories", "co_occurrence", "sharing", "differences")
COUNTED += ("changes", "nothing")

MAKERS: dict[str, Callable[[str], plots.Picture]] = {
    **{
        f"motives of {count} {kind}": lambda language, count=count, names=names: plots.motives(
            comparison(count, names), language=language
        )
        for kind, names in (("short", SHORT), ("long", LONG))
        for count in (2, 3, 8)
    },
    "motives of 30": lambda language: plots.motives(
        comparison(30, [f"{name} {number}" for number in range(4) for name in SHORT]), language=language
    ),
    "motives with doubts": lambda language: plots.motives(doubtful(), language=language),
    "categories of 2 short": lambda language: plots.categories(comparison(2, SHORT), language=language),
    "categories of 8 long": lambda language: plots.categories(comparison(8, LONG), language=language),
    "categories with doubts": lambda language: plots.categories(doubtful(), language=language),
    "2 rounds of 1": lambda language: plots.recalibration(renewed(1, SHORT, 2), language=language),
    "6 rounds of 1 of 3": lambda language: plots.recalibration(
        renewed(3, LONG, 6), language=language, organisation="o1"
    ),
    "30 rounds of 1": lambda language: plots.recalibration(renewed(1, LONG, 30), language=language),
    "2 rounds of 3": lambda language: plots.recalibration(renewed(3, SHORT, 2, missing=True), language=language),
    "2 rounds of 8": lambda language: plots.recalibration(renewed(8, LONG, 2), language=language),
    "5 rounds of 8": lambda language: plots.recalibration(renewed(8, SHORT, 5), language=language),
    "relations": lambda language: plots.relations(meeting(SHORT, "Elk jaar opnieuw bekijken."), language=language),
    "long relations": lambda language: plots.relations(
        meeting(LONG, "Elk jaar opnieuw 👍 bekijken. " * 20), language=language
    ),
    "relations with doubts": lambda language: plots.relations(doubtful_meeting(), language=language),
    **{
        f"statistic: {name}": lambda language, name=name: plots.statistic(counted(name), language=language)
        for name in COUNTED
    },
    "no relations": lambda language: plots.relations(hlo.AlignmentForm(), language=language),
}


VERY_MANY = ("30 rounds of 1", "5 rounds of 8", "motives of 30")


@functools.cache
def made(case: str, language: str) -> plots.Picture:
    """The picture of a case, drawn once."""
    return MAKERS[case](language)


every_case = pytest.mark.parametrize("case", MAKERS)


@pytest.fixture
def some_picture() -> plots.Picture:
    return made("motives of 2 short", "nl")


Box = tuple[str, float, float, float, float]


def boxes(picture: plots.Picture) -> Iterator[Box]:
    """The texts of a picture with left, top, right and bottom in millimetres, as they are printed."""
    renderer = RendererAgg(100, 100, 200)
    for text in picture.figure.findobj(Text):
        if text.get_text():
            box = text.get_window_extent(renderer, dpi=200)
            top, bottom = (picture.height - y * MM / 200 for y in (box.y1, box.y0))
            yield text.get_text(), box.x0 * MM / 200, top, box.x1 * MM / 200, bottom


def shown(picture: plots.Picture) -> list[str]:
    """The texts of a picture."""
    return [text.get_text() for text in picture.figure.findobj(Text) if text.get_text()]


@every_case
@pytest.mark.parametrize("language", dear(1, ["nl", "en"]))
def test_no_text_leaves_the_picture_or_touches_another(case: str, language: str) -> None:
    picture = made(case, language)
    found = list(boxes(picture))
    for text, left, top, right, bottom in found:
        assert left > 0, text
        assert top > 0, text
        assert right < picture.width, text
        assert bottom < picture.height, text
    for (one, *a), (other, *b) in itertools.combinations(found, 2):
        apart = a[2] <= b[0] + 0.2 or b[2] <= a[0] + 0.2 or a[3] <= b[1] + 0.2 or b[3] <= a[1] + 0.2
        assert apart, (one, other)


@every_case
def test_letters_are_large_enough_to_print(case: str) -> None:
    picture = made(case, "nl")
    assert picture.width == 160
    assert picture.figure.get_size_inches() * MM == pytest.approx((picture.width, picture.height))
    assert all(text.get_fontsize() >= SMALLEST for text in picture.figure.findobj(Text))


@pytest.mark.parametrize(
    "case", [case for case in MAKERS if case not in ("30 rounds of 1", "5 rounds of 8", "motives of 30")]
)
def test_a_picture_fits_on_a_page(case: str) -> None:
    """But for very many partners or rounds."""
    assert made(case, "nl").height < 215


@pytest.mark.parametrize("case", dear(15, [*[*MAKERS][::2], *[*MAKERS][1::2]]))
def test_a_picture_says_in_words_what_it_shows(case: str) -> None:
    dutch, english = made(case, "nl"), made(case, "en")
    for picture in (dutch, english):
        assert picture.title
        assert picture.alt
        assert picture.table.caption
        assert picture.table.rows
        assert picture.title.replace(" ", "") in "".join(shown(picture)).replace(" ", "")
    assert dutch.alt != english.alt


@pytest.mark.parametrize("case", dear(1, ["motives of 8 long", "6 rounds of 1 of 3"]))
def test_the_same_answers_give_the_same_bytes(case: str) -> None:
    one, other = MAKERS[case]("nl"), made(case, "nl")
    assert one.to_svg() == other.to_svg() == one.to_svg()
    assert one.to_png(50) == other.to_png(50)


@every_case
def test_a_picture_is_legible_without_colour(case: str) -> None:
    """Only the accent, greys and white are used, and what is drawn with text is dark."""
    picture = made(case, "nl")
    for text in picture.figure.findobj(Text):
        assert _contrast(str(text.get_color())) > 4.5


def _contrast(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)] if colour != "black" else [0.0] * 3
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


# Motives by partners


def test_each_answer_has_its_own_sign_with_its_meaning() -> None:
    picture = made("motives of 3 short", "nl")
    texts = shown(picture)
    for status in ("van toepassing", "niet aangekruist", "onduidelijk", "niet ingevuld", "niet gevraagd"):
        assert status in texts


def test_only_the_signs_that_occur_are_explained() -> None:
    picture = made("motives of 3 short", "nl")
    assert "na te kijken" not in shown(picture)


def test_a_doubt_has_a_star_and_its_meaning() -> None:
    picture = plots.motives(doubtful())
    texts = shown(picture)
    assert texts.count("*") == 2
    assert "na te kijken" in texts
    assert any("na te kijken" in plain(cell) for row in picture.table.rows for cell in row.cells)


def test_behind_a_motive_stands_to_how_many_it_applies() -> None:
    ticked = [hlo.MotiveAnswer("network", ticked=True)]
    found = hlo.compare([answered(who, ticked) for who in organisations(3, SHORT)])
    assert "3 van 3" in shown(plots.motives(found))


def test_few_short_names_stand_over_their_columns_and_others_have_a_number_and_a_key() -> None:
    named = shown(made("motives of 3 short", "nl"))
    numbered = shown(made("motives of 8 long", "nl"))
    assert "De Linde" in named
    assert "1" not in named
    assert {str(number) for number in range(1, 9)} <= set(numbered)


def test_the_table_of_many_partners_names_them_by_the_numbers_of_the_picture() -> None:
    table = made("motives of 8 short", "nl").table
    assert plain(table.rows[0].cells[0]).startswith("De partners: 1 De Linde; 2 Vitalis;")


def test_the_order_of_the_forms_makes_no_difference() -> None:
    forms = [form(who) for who in organisations(3, SHORT)]
    assert plots.motives(hlo.compare(forms)).to_svg() == plots.motives(hlo.compare(reversed(forms))).to_svg()


# Counts per category


def test_each_partner_has_its_counts_under_its_own_type_and_never_a_percentage() -> None:
    picture = made("categories of 2 short", "nl")
    texts = shown(picture)
    assert texts.index("Praktijkpartner") < texts.index("De Linde") < texts.index("Opleiding")
    counts = comparison(2, SHORT).categories
    assert [text for text in texts if " van " in text and len(text) < 8] == [
        f"{count.applies} van {count.offered}" for count in sorted(counts, key=lambda count: count.organisation)
    ]
    assert not any("%" in plain(cell) for row in picture.table.rows for cell in row.cells)
    assert not any("%" in text for text in texts)


def test_a_count_has_a_sign_for_each_motive_that_was_offered() -> None:
    found = comparison(2, SHORT)
    drawn = len(list(made("categories of 2 short", "nl").figure.findobj(Circle)))
    dots = sum(count.applies + count.not_ticked for count in found.categories)
    assert drawn == dots + 2  # and those of the legend


def test_the_table_of_counts_has_a_row_for_each_partner() -> None:
    table = made("categories of 8 long", "nl").table
    assert len(table.rows) == 8
    assert plain(table.rows[0].cells[0]) == f"1 {LONG[0]}"


def test_a_category_that_a_type_is_not_offered_is_said_so() -> None:
    """As in another instrument."""
    motives = [
        attrs.evolve(found, offered_to=("programme",)) if found.category == "legitimising" else found
        for found in INSTRUMENT.motives
    ]
    other = attrs.evolve(INSTRUMENT, motives=tuple(motives))
    forms = [hlo.PreparationForm(organisation=who, instrument=other) for who in organisations(2, SHORT)]
    assert "niet gevraagd" in " ".join(shown(plots.categories(hlo.compare(forms))))


def test_categories_that_do_not_fit_beside_each_other_stand_below_each_other() -> None:
    """As those of another instrument may."""
    labels = ("Gezondheidsbevorderingsgerichte", "Deskundigheidsbevorderingsgerichte", "Arbeidsmarktgerelateerde")
    categories = [
        attrs.evolve(found, label=Wording({"nl": label, "en": label}))
        for found, label in zip(INSTRUMENT.categories, labels, strict=False)
    ]
    wide = attrs.evolve(INSTRUMENT, categories=(*categories, *INSTRUMENT.categories[len(categories) :]))
    who = organisations(2, SHORT)
    forms = [hlo.PreparationForm(organisation=one, instrument=wide) for one in who]
    texts = shown(plots.categories(hlo.compare(forms)))
    assert texts.count("De Linde") == 2


# From round to round


def test_of_one_partner_words_say_what_became_of_a_motive_and_of_its_outcome() -> None:
    texts = shown(made("2 rounds of 1", "nl"))
    change = renewed(1, SHORT, 2)
    steps = [step for step in change.steps(0) if step.earlier.realisations]
    assert texts.count("gebleven") == change.counts(0)[0].kept + 1  # and the legend
    assert texts.count("nieuw") == change.counts(0)[0].new
    for realised, word in (("yes", "ja"), ("no", "nee"), ("partly", "deels")):
        assert texts.count(word) == sum(step.earlier.realisations[0].realised == realised for step in steps)


def test_the_title_counts_the_last_step() -> None:
    change = renewed(3, SHORT, 2, missing=True)
    counts = change.counts(0)
    new, kept, dropped = (sum(getattr(count, name) for count in counts) for name in ("new", "kept", "dropped"))
    title = made("2 rounds of 3", "nl").title
    assert title == f"De 3 partners samen, van 2026 naar 2027: {new} nieuw, {kept} gebleven, {dropped} vervallen"


def test_a_line_joins_the_rounds_in_which_a_motive_was_kept() -> None:
    change = renewed(3, SHORT, 2, missing=True)
    lines = [line for line in made("2 rounds of 3", "nl").figure.findobj(Line2D) if line.get_linewidth() > 1.7]
    assert len(lines) == sum(step.change == "kept" for step in change.steps(0)) + 1  # and the legend


def test_a_round_without_a_form_is_blank_and_said_so() -> None:
    assert "leeg: geen formulier" in shown(made("2 rounds of 3", "nl"))
    assert "leeg: geen formulier" not in shown(made("2 rounds of 1", "nl"))
    table = made("2 rounds of 3", "nl").table
    assert any(plain(cell) == "geen formulier" for row in table.rows for cell in row.cells)


def test_every_round_is_named_however_many_there_are() -> None:
    texts = shown(made("30 rounds of 1", "nl"))
    assert [text for text in texts if text.isdigit()] == [str(year) for year in range(2026, 2056)]


def test_one_partner_of_several_can_be_drawn_alone() -> None:
    change = renewed(3, SHORT, 2)
    picture = plots.recalibration(change, organisation="o1")
    assert picture.title.startswith("Verpleegkunde, van 2026 naar 2027: ")
    with pytest.raises(hlo.InvalidValueError, match=r"organisation: expected one of o0, o2, o1"):
        plots.recalibration(change, organisation="o9")


def test_a_doubt_about_a_round_or_an_outcome_has_a_star() -> None:
    home = organisations(1, SHORT)[0]
    forms = (
        attrs.evolve(answered(home, [hlo.MotiveAnswer("network", ticked=True)]), round=str(year))
        for year in (2026, 2027)
    )
    earlier, later = (hlo.read(hlo.render(one)) for one in forms)
    finding = hlo.Finding(code="label-near", place=hlo.Place(part="body"), field="motives.network.ticked")
    change = hlo.recalibrate(earlier, attrs.evolve(later, findings=[*later.findings, finding]))
    picture = plots.recalibration(change)
    assert shown(picture).count("*") == 2
    assert any("[na te kijken]" in plain(cell) for row in picture.table.rows for cell in row.cells)


# Declared relations


def test_a_relation_shows_who_and_what_on_both_sides_and_the_kind_in_words() -> None:
    who = organisations(2, SHORT)
    relation = hlo.DeclaredRelation(
        first_organisation="o0", first_motive="network", kind="hinder", second_organisation="o1", second_motive="Rust"
    )
    picture = plots.relations(hlo.AlignmentForm(organisations=who, relations=[relation]))
    label = INSTRUMENT.motive("network").label["nl"]
    assert shown(picture)[1:] == ["De Linde", label, "Verpleegkunde", "Rust", "belemmeren elkaar"]
    cells = [plain(cell) for cell in picture.table.rows[0].cells]
    assert cells == ["De Linde", label, "belemmeren elkaar", "Verpleegkunde", "Rust", ""]


def test_each_kind_of_relation_has_a_line_of_its_own_form() -> None:
    def lines(kind: str | None) -> list[object]:
        picture = plots.relations(hlo.AlignmentForm(relations=[hlo.DeclaredRelation(kind=kind, note="-")]))
        found = picture.figure.findobj(Line2D)
        return [(len(found), line.get_linewidth(), line._unscaled_dash_pattern) for line in found]  # type: ignore[attr-defined]  # no other way to see it

    forms = [lines(kind) for kind in (*RELATION_KINDS, None)]
    assert all(one != other for one, other in itertools.combinations(forms, 2))


def test_the_table_has_all_of_a_note_that_the_picture_cuts_off() -> None:
    picture = made("long relations", "nl")
    assert any(text.endswith("…") for text in shown(picture))
    assert plain(picture.table.rows[0].cells[-1]).count("bekijken") == 20


def test_notes_that_would_take_more_than_a_page_are_left_to_the_table() -> None:
    few = meeting(SHORT, "Elk jaar opnieuw bekijken.").relations[:1]
    many = hlo.AlignmentForm(organisations=organisations(4, SHORT), relations=few * 15)
    picture = plots.relations(many)
    assert "De toelichtingen staan in de tabel." in shown(picture)
    assert "Elk jaar opnieuw bekijken." not in shown(picture)
    assert plain(picture.table.rows[0].cells[-1]) == "Elk jaar opnieuw bekijken."


def test_without_relations_the_title_says_so() -> None:
    picture = made("no relations", "nl")
    assert picture.title.endswith("0 opgeschreven")
    assert shown(picture) == [picture.title]


def test_a_relation_that_was_read_with_a_doubt_has_a_star() -> None:
    picture = made("relations with doubts", "nl")
    assert shown(picture).count("*") == 2
    assert "belemmeren elkaar (na te kijken)" in [plain(cell) for cell in picture.table.rows[0].cells]


def test_relations_come_from_a_form_of_phase_2_only() -> None:
    with pytest.raises(hlo.InvalidValueError, match="a form of phase 2"):
        plots.relations(form(organisations(1, SHORT)[0]))  # type: ignore[arg-type]  # the point of the test


# Statistics


def test_behind_each_row_of_a_statistic_stands_what_it_is_out_of() -> None:
    texts = [text.replace("\u00a0", " ") for text in shown(made("statistic: counts", "nl"))]
    for row in counted("counts").rows:
        if row.offered:
            assert any(text.startswith(f"{row.applies} van {row.n}") for text in texts)


def test_a_share_with_an_interval_is_a_filled_dot_on_a_line_and_one_without_is_open() -> None:
    def dots(name: str) -> tuple[int, int]:
        circles = made(f"statistic: {name}", "nl").figure.findobj(Circle)
        filled = [circle.get_facecolor()[:3] != (1, 1, 1) for circle in circles]
        return filled.count(True), filled.count(False)

    rows = counted("counts").rows
    with_interval = sum(row.interval is not None for row in rows)
    without = sum(row.interval is None and row.share is not None for row in rows)
    assert dots("counts") == (with_interval + bool(with_interval), without + bool(without))
    assert dots("few counts")[0] > 0
    assert dots("counts over rounds")[0] == 0


def test_too_few_answers_are_marked_in_the_picture_too() -> None:
    assert any(row.too_small for row in counted("few counts").rows)
    assert any(text.endswith("(te weinig)") for text in shown(made("statistic: few counts", "nl")))


def test_an_interval_is_drawn_where_it_lies() -> None:
    """From the axis above it: 0% and 100%."""
    picture, rows = made("statistic: few counts", "nl"), counted("few counts").rows
    places = {text.get_text(): text.get_position()[0] for text in picture.figure.findobj(Text)}
    low, high = places["0%"], places["100%"]
    spans = [line.get_xdata() for line in picture.figure.findobj(Line2D) if line.get_linewidth() == 1.1]
    drawn = {tuple(round((x - low) / (high - low), 3) for x in xs) for xs in spans if xs[0] != xs[1]}
    assert {(round(row.low, 3), round(row.high, 3)) for row in rows if row.interval} <= drawn


def test_sharing_is_drawn_as_a_share_as_its_counts_are_out_of_different_numbers() -> None:
    """From the axis above it; 7 of 8 lies further than 30 of 42."""
    picture, rows = made("statistic: sharing", "nl"), counted("sharing").rows
    places = {text.get_text(): text.get_position()[0] for text in picture.figure.findobj(Text)}
    low, high = places["0%"], places["100%"]
    dots = [round((circle.get_center()[0] - low) / (high - low), 3) for circle in picture.figure.findobj(Circle)]
    assert dots[: len(rows)] == [round(row.share, 3) for row in rows]
    assert len({row.n for row in rows}) > 1
    marked = [text.endswith("(te weinig)") for text in shown(picture) if "\u00a0van\u00a0" in text]
    assert marked == [row.few for row in rows]


def test_what_a_group_was_not_offered_is_said_so() -> None:
    assert "niet gevraagd" in shown(made("statistic: differences", "nl"))


def test_a_bar_of_counts_is_as_long_as_what_it_counts() -> None:
    picture, rows = made("statistic: categories", "nl"), counted("categories").rows
    boxes_ = [patch for patch in picture.figure.findobj(Rectangle) if patch is not picture.figure.patch]
    filled = [box.get_width() for box in boxes_ if box.get_facecolor()[:3] != (1, 1, 1)][: len(rows)]
    applies = [row.applies for row in rows]
    assert [wide / filled[0] for wide in filled] == pytest.approx([k / applies[0] for k in applies], rel=0.1)


def test_each_pair_of_motives_has_its_count_over_what_it_is_out_of() -> None:
    texts = shown(made("statistic: co_occurrence", "nl"))
    for row in counted("co_occurrence").rows:
        assert str(row.both) in texts
        assert str(row.n) in texts


def test_what_to_be_wary_of_stands_under_a_statistic() -> None:
    texts = " ".join(shown(made("statistic: changes", "nl")))
    for remark in counted("changes").remarks(language="nl"):
        assert remark in texts


def test_a_statistic_of_nothing_says_so() -> None:
    picture = made("statistic: nothing", "nl")
    assert "Er is niets te tellen: er zijn geen formulieren van fase 1." in shown(picture)
    assert len(picture.table.rows) == 1


def test_the_table_of_a_statistic_has_every_row_that_is_drawn() -> None:
    table = made("statistic: counts", "nl").table
    drawn = [row for row in counted("counts").rows if row.reason != "not_offered"]
    assert sum(not row.group for row in table.rows) == len(drawn)


# Out of the picture


def test_a_png_is_as_large_as_its_print_and_an_svg_says_its_size(some_picture: plots.Picture) -> None:
    data = some_picture.to_png(dpi=100)
    wide, high = struct.unpack(">II", data[16:24])
    assert (wide, high) == pytest.approx((some_picture.width / MM * 100, some_picture.height / MM * 100), abs=1)
    root = etree.fromstring(some_picture.to_svg().encode("utf-8"))
    points = [float(re.sub("pt$", "", root.get(side, ""))) for side in ("width", "height")]
    assert [size / 72 * MM for size in points] == pytest.approx([some_picture.width, some_picture.height], abs=0.1)


def test_a_png_shows_what_matplotlib_would_save(some_picture: plots.Picture) -> None:
    from PIL import Image

    saved = io.BytesIO()
    some_picture.figure.savefig(saved, format="png", dpi=60, facecolor="white")
    own, matplotlibs = (Image.open(file).convert("RGB") for file in (io.BytesIO(some_picture.to_png(60)), saved))
    assert (own.size, own.tobytes()) == (matplotlibs.size, matplotlibs.tobytes())


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize("text", ["Wijkzorg – voor één regio", "مؤسسة الرعاية", "x", "$x_1$"])
def test_letters_stand_where_matplotlib_puts_them(text: str, rotation: int) -> None:
    """Their outlines are filled; matplotlib fits letters to pixels, which moves those far from the middle by a few."""
    from PIL import Image, ImageFilter

    def drawn(put: Callable[[Figure], object]) -> Image.Image:
        figure = Figure((3, 3), dpi=200, facecolor="white")
        put(figure)
        words = figure.text(0.5, 0.5, text, fontproperties=lettering.font(9.5), rotation=rotation, ha="center")
        words.set_parse_math(text.startswith("$"))
        saved = io.BytesIO()
        figure.savefig(saved, format="rgba", dpi=200)
        pixels = Image.frombytes("RGBA", (600, 600), saved.getvalue()).convert("L")
        return pixels.filter(ImageFilter.BoxBlur(10))

    own, matplotlibs = (drawn(put).tobytes() for put in (put_on_canvas, FigureCanvasAgg))
    ink, usual = (sum(255 - light for light in drawing) for drawing in (own, matplotlibs))
    assert ink == pytest.approx(usual, rel=0.1)
    assert max(abs(one - other) for one, other in zip(own, matplotlibs, strict=True)) < 40


def test_an_svg_carries_its_title_and_its_words(some_picture: plots.Picture) -> None:
    root = etree.fromstring(some_picture.to_svg().encode("utf-8"))
    assert root.findtext("{*}title") == some_picture.title
    assert root.findtext("{*}desc") == some_picture.alt
    assert root.get("role") == "img"
    assert some_picture.title in root.get("aria-label", "")


def test_the_ids_of_two_pictures_on_a_page_never_meet(some_picture: plots.Picture) -> None:
    other = made("motives of 3 short", "nl")
    ids = [set(re.findall(r'\bid="([^"]+)"', picture.to_svg())) for picture in (some_picture, other)]
    assert all(ids)
    assert not ids[0] & ids[1]
    for picture, own in zip((some_picture, other), ids, strict=True):
        assert set(re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', picture.to_svg())) == {
            (a, b) for a, b in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', picture.to_svg()) if (a or b) in own
        }


def test_a_picture_shows_itself_in_a_notebook_with_its_table(some_picture: plots.Picture) -> None:
    page = some_picture._repr_html_()
    assert "<svg" in page
    assert "<details>" in page
    assert "<table>" in page
    assert some_picture._repr_svg_().strip() in page
    assert some_picture._repr_png_().startswith(b"\x89PNG")
    assert repr(some_picture).startswith("Picture('Gedeeld: ")


def test_a_picture_shows_itself_in_the_language_in_which_it_is_drawn(some_picture: plots.Picture) -> None:
    assert some_picture.alt.split()[0] in some_picture.to_text()
    with pytest.raises(hlo.InvalidValueError, match="language: expected nl, in which the picture is drawn"):
        some_picture.to_html(language="en")


def test_what_was_typed_is_escaped() -> None:
    awkward = [hlo.Organisation(f'<b>{place} & "x"</b>', type="programme", id=f"o{place}") for place in range(5)]
    page = plots.motives(hlo.compare([form(who) for who in awkward])).to_html()
    assert "<b>" not in page
    assert "&lt;b&gt;0 &amp; " in page


@pytest.mark.parametrize("name", ["motieven.png", "motieven.SVG"])
def test_a_picture_saves_itself_as_its_name_says(some_picture: plots.Picture, tmp_path: Path, name: str) -> None:
    some_picture.save(tmp_path / name)
    wanted = some_picture.to_png() if name.endswith("png") else some_picture.to_svg().encode("utf-8")
    assert (tmp_path / name).read_bytes() == wanted
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_picture_that_cannot_be_saved_leaves_what_was_there(some_picture: plots.Picture, tmp_path: Path) -> None:
    with pytest.raises(hlo.InvalidValueError, match=r"ends in \.png or \.svg"):
        some_picture.save(tmp_path / "motieven.pdf")
    assert not list(tmp_path.iterdir())


def test_settings_of_matplotlib_make_no_difference_and_stay(some_picture: plots.Picture) -> None:
    hostile = {
        "figure.facecolor": "black",
        "savefig.facecolor": "black",
        "savefig.bbox": "tight",
        "savefig.transparent": True,
        "savefig.dpi": 20,
        "figure.autolayout": True,
        "text.usetex": True,
        "text.color": "yellow",
        "font.size": 40,
        "lines.linewidth": 9,
        "lines.linestyle": "--",
        "lines.marker": "o",
        "lines.dash_capstyle": "round",
        "patch.linewidth": 9,
        "patch.antialiased": False,
        "path.sketch": (1, 100, 2),
        "axes.facecolor": "red",
        "axes.axisbelow": False,
        "svg.hashsalt": "another",
    }
    with rc_context(hostile):
        picture = plots.motives(comparison(2, SHORT))
        assert picture.to_svg() == some_picture.to_svg()
        assert picture.to_png(50) == some_picture.to_png(50)


@pytest.mark.long
def test_drawing_leaves_the_state_of_matplotlib_alone() -> None:
    script = (
        "import sys\nsys.path.insert(0, 'tests')\nimport hlo_forms\nfrom hlo_forms import plots\n"
        "assert 'matplotlib' not in sys.modules\nimport matplotlib\nbefore = dict(matplotlib.rcParams)\n"
        "from test_plots import SHORT, comparison\nplots.motives(comparison(2, SHORT)).to_svg()\n"
        "assert dict(matplotlib.rcParams) == before\n"
        "import matplotlib.pyplot\nassert not matplotlib.pyplot.get_fignums()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_matplotlib_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(hlo.MissingDependencyError, match=r'pip install "hlo-forms\[plots\]"'):
        plots.motives(comparison(2, SHORT))


def test_a_language_that_the_instrument_lacks_is_refused() -> None:
    with pytest.raises(hlo.InvalidValueError, match="language"):
        plots.motives(comparison(2, SHORT), language="fr")


@pytest.mark.parametrize("draw", [plots.motives, plots.categories, plots.recalibration, plots.statistic])
def test_what_cannot_be_drawn_is_refused_with_what_can(draw: Callable[[object], plots.Picture]) -> None:
    with pytest.raises(hlo.InvalidValueError, match=r"(comparison|change|result): expected a (Comp|Recal|Statistic)"):
        draw([form(organisations(1, SHORT)[0])])


def test_the_figure_is_matplotlibs_own_to_change() -> None:
    picture = MAKERS["no relations"]("nl")
    before = picture.to_png()
    assert isinstance(picture.figure, Figure)
    picture.figure.text(0.5, 0.5, "concept")
    assert picture.to_png() != before


# Letters


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Zorg 👩🏽‍⚕️ Thuis", "Zorg □ Thuis"),
        ("👍👍🏽!", "□!"),
        ("twee\n\tregels ", "twee regels"),
        ("3\u00a0van\u00a04", "3\u00a0van\u00a04"),
        ("e\u0301\u202eom\u200f", "e\u0301om\u200f"),
        ("\u0007", ""),
    ],
)
def test_a_sign_that_the_letter_lacks_becomes_a_square(typed: str, drawn: str) -> None:
    assert lettering.drawable(typed) == drawn


def test_a_picture_says_that_a_square_stands_for_other_signs() -> None:
    assert "□ staat voor tekens" in " ".join(shown(made("motives of 3 long", "nl")))
    assert "□" not in " ".join(shown(made("motives of 3 short", "nl")))


def test_lines_break_at_words_and_within_a_word_that_is_too_wide() -> None:
    lines = lettering.wrapped("Opleiden in Ziekenhuisvoorzieningencoördinatiecentrum", 20, 8.5)
    assert all(lettering.width(line, 8.5) <= 20 for line in lines)
    assert re.sub("[ -]", "", "".join(lines)) == "OpleideninZiekenhuisvoorzieningencoördinatiecentrum"
    assert all(line.endswith("-") for line in lines[1:-1])


def test_a_count_is_never_parted_from_what_it_is_out_of() -> None:
    assert lettering.wrapped("aangekruist 12\u00a0van\u00a034", 20, 8.5) == ["aangekruist", "12\u00a0van\u00a034"]


def test_the_lines_of_a_title_are_about_as_wide_as_each_other() -> None:
    title = "De 3 partners samen, van 2026 naar 2027: 1 nieuw, 10 gebleven, 3 vervallen"
    lines = lettering.balanced(title, 120, 10.5, most=5)
    assert " ".join(lines) == title
    assert len(lines) == len(lettering.wrapped(title, 120, 10.5, bold=True)) == 2
    wide = [lettering.width(line, 10.5, bold=True) for line in lines]
    assert min(wide) > 0.8 * max(wide)


def test_a_text_without_end_takes_no_more_than_its_room() -> None:
    endless = [hlo.Organisation("x" * 100_000 + str(place), type="programme", id=f"o{place}") for place in range(2)]
    picture = plots.motives(hlo.compare([form(who) for who in endless]))
    assert picture.height < 215


def test_what_does_not_fit_in_the_lines_ends_in_an_ellipsis() -> None:
    lines = lettering.wrapped("een twee drie vier vijf zes zeven acht negen tien", 15, 8.5, most=2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert lettering.width(lines[1], 8.5) <= 15
