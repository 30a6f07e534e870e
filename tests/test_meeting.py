"""The form of the meeting: six pages for three partners, one picture of all motives, relations as people write them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from accounting import read
from docx_parts import Docx, W
from edits import control, edited, put
from hlo_forms.forms.answers import OF_FORMS
from hlo_forms.forms.naming import short_names
from libreoffice import all_converted
from runs import dear, few, in_full
from samples import COMMON, codes
from strategies import INSTRUMENT

Change = Callable[[etree._Element], None]
NAMES = (
    "De Linde",
    "Opleiding Verpleegkunde",
    "Gemeente Nieuwegein",
    "Zorggroep Rivierenland",
    "Hogeschool Oostpoort, opleiding Social Work",
    "Stichting De Wilgenhof",
    "Welzijn Vreeland",
    "ROC Midden, Zorg en Welzijn",
)
KINDS = ("practice_partner", "programme", "practice_partner", "practice_partner")
PARTNERS = tuple(hlo.Organisation(name, type=KINDS[n % 4], ownership="public") for n, name in enumerate(NAMES))
OUTCOME = (
    "Een werkwijze die wij alle drie gebruiken, met een scholing van een da"
    "gdeel voor medewerkers en studenten samen; in juni"
)

PAGES = {2: 6, 3: 6, 4: 7, 5: 7, 6: 8, 7: 8, 8: 9}


def meeting(count: int, outcome: str | None = OUTCOME) -> hlo.AlignmentForm:
    """The blank form of a meeting of so many partners, each with every motive that it was asked, and an outcome."""
    return hlo.AlignmentForm.from_forms(
        hlo.PreparationForm(
            organisation=partner,
            motives=[
                hlo.MotiveAnswer(m.id, ticked=True, outcome=outcome) for m in INSTRUMENT.offered(partner.type or "")
            ],
            **COMMON,
        )
        for partner in PARTNERS[:count]
    )


def mixed(count: int) -> hlo.AlignmentForm:
    """A meeting in which every status occurs, some with a doubt, and each outcome says whose it is."""
    statuses = list(OF_FORMS)
    rows = [
        hlo.BroughtMotive(
            organisation=partner.id,
            motive=motive.id,
            status=(status := statuses[(n + 2 * m) % len(statuses)]),
            outcome=f"Van {partner.name}: {motive.id}" if status is hlo.Status.APPLIES else None,
            doubtful=(n + m) % 7 == 0,
        )
        for n, motive in enumerate(INSTRUMENT.motives)
        for m, partner in enumerate(PARTNERS[:count])
    ]
    return hlo.AlignmentForm(organisations=PARTNERS[:count], brought=rows, **COMMON)


def without_tags(root: etree._Element) -> None:
    for node in list(root.iter(f"{W}sdt")):
        for inside in list(node.find(f"{W}sdtContent")):
            node.addprevious(inside)
        node.getparent().remove(node)


def words_of(node: etree._Element) -> str:
    return "".join(text.text or "" for text in node.iter(f"{W}t"))


def tables(root: etree._Element, *words: str) -> list[etree._Element]:
    """The tables whose header row holds all these words."""
    every = root.iter(f"{W}tbl")
    return [table for table in every if all(word in words_of(table.find(f"{W}tr")) for word in words)]


# ---- how it lies on the page


def pages_of(pdf: Path) -> list[str]:
    """The text of each page."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    return text.split("\f")[:-1]


def page_of_first_question(pages: list[str], language: str) -> int:
    asked = INSTRUMENT.question("alignment.1").label[language]
    return next(number for number, page in enumerate(pages, 1) if asked in page)


@pytest.mark.editor
@in_full
@pytest.mark.parametrize("language", dear(1, INSTRUMENT.languages))
def test_the_meeting_has_its_picture_on_page_1_its_questions_by_page_3_and_few_pages(
    language: str, tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    paths = [tmp_path / f"{count}.docx" for count in few(3, [2, 5, 8, *(PAGES.keys() - {2, 5, 8})])]
    for path in paths:
        hlo.write(meeting(int(path.stem)), path, language=language)
    hlo.write(meeting(3, OUTCOME * 4), tmp_path / "long.docx", language=language)
    *made, long = all_converted([*paths, tmp_path / "long.docx"], "pdf", tmp_path / "out")
    for pdf in made:
        pages = pages_of(pdf)
        first = page_of_first_question(pages, language)
        assert len(pages) <= PAGES[int(pdf.stem)], pdf.stem
        assert first <= 3, pdf.stem
        assert [n for n, page in enumerate(pages, 1) if "●" in page] == [1], pdf.stem
        assert re.search(r"^\s*O\. ", pages[0], re.MULTILINE), pdf.stem
    pages = pages_of(long)
    assert page_of_first_question(pages, language) == 3, "longer outcomes add pages at the end only"
    assert len(pages) >= PAGES[3]


@pytest.mark.parametrize("count", [2, 4, 5, 8])
def test_each_control_has_a_name_of_its_own_and_each_table_a_title(count: int) -> None:
    root = Docx(hlo.render(mixed(count))).root()
    names = [node.get(f"{W}val") for node in root.iter(f"{W}alias")]
    assert len(names) == len(set(names))
    after_the_title = list(root.iter(f"{W}tbl"))[1:]
    assert all(table.find(f"{W}tblPr/{W}tblCaption") is not None for table in after_the_title)
    wide = [table for table in after_the_title if len(table.find(f"{W}tblGrid")) > 1]
    assert all(table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None for table in wide)


def test_the_questions_are_headings() -> None:
    root = Docx(hlo.render(mixed(3))).root()
    asked = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Question"]
    assert len(asked) == 6
    assert all(p.find(f"{W}pPr/{W}outlineLvl") is not None for p in asked)


def test_nobody_is_asked_what_is_known_of_a_partner() -> None:
    boxes = Docx(hlo.render(mixed(3))).boxes()
    assert not [tag for tag in boxes if tag.startswith("organisations.")]
    blank = Docx(hlo.render(hlo.AlignmentForm())).boxes()
    assert {"organisations.1.type.programme", "organisations.4.ownership.private"} <= blank.keys()


def test_a_page_of_a_table_tells_whose_outcomes_stand_beside_each_other() -> None:
    few, many = (Docx(hlo.render(mixed(count))).root() for count in (4, 5))
    assert len(tables(few, "Opbrengst bij motief", "4. Zorggroep")) == 4
    assert not tables(many, "Opbrengst bij motief")
    assert len(tables(many, "Partner", "Uitbreiden/versterken netwerk")) == 1


# ---- what comes back


@pytest.mark.parametrize("language", INSTRUMENT.languages)
@pytest.mark.parametrize("count", dear(2, [4, 8, 2, 5]))
@pytest.mark.parametrize("mark", [False, True])
def test_the_picture_comes_back_with_and_without_its_tags(count: int, mark: bool, language: str) -> None:
    form = attrs.evolve(mixed(count), marked=mark)
    data = hlo.render(form, language=language)
    assert (read(data).form, read(data).findings) == (form, ())
    bare = read(edited(data, without_tags))
    assert (bare.form, codes(bare)) == (form, {"tags-missing"})


def picture(root: etree._Element) -> etree._Element:
    return tables(root, "Motief", "1. De Linde")[0]


def rows_of(root: etree._Element) -> list[etree._Element]:
    return picture(root).findall(f"{W}tr")


def row_of_network(root: etree._Element) -> etree._Element:
    return next(row for row in rows_of(root) if "Uitbreiden/versterken netwerk" in words_of(row))


def _column_gone(root: etree._Element) -> None:
    for row in rows_of(root):
        row.remove(row.findall(f"{W}tc")[2])


def _columns_swapped(root: etree._Element) -> None:
    for row in rows_of(root):
        cells = row.findall(f"{W}tc")
        cells[2].addnext(cells[1])


def _cell_gone(root: etree._Element) -> None:
    row_of_network(root).remove(row_of_network(root).findall(f"{W}tc")[1])


def _cell_added(root: etree._Element) -> None:
    cell = etree.Element(f"{W}tc")
    etree.SubElement(cell, f"{W}p")
    row_of_network(root).findall(f"{W}tc")[1].addprevious(cell)


def _cells_merged(root: etree._Element) -> None:
    one, other = row_of_network(root).findall(f"{W}tc")[1:3]
    one.extend(other.findall(f"{W}p"))
    etree.SubElement(one.find(f"{W}tcPr"), f"{W}gridSpan").set(f"{W}val", "2")
    other.getparent().remove(other)


def _row_gone(root: etree._Element) -> None:
    row_of_network(root).getparent().remove(row_of_network(root))


def _row_twice(root: etree._Element) -> None:
    copy = deepcopy(row_of_network(root))
    put(copy.findall(f"{W}tc")[1], "/")
    row_of_network(root).addnext(copy)


def _sign_changed(root: etree._Element) -> None:
    put(row_of_network(root).findall(f"{W}tc")[1], "misschien")


def _heads_gone(root: etree._Element) -> None:
    picture(root).remove(rows_of(root)[0])


CHANGED = [_column_gone, _cell_gone, _cell_added, _cells_merged, _row_gone, _row_twice, _sign_changed, _heads_gone]


@pytest.mark.parametrize("tags", [True, False])
@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_picture_never_moves_a_sign_to_another_partner_in_silence(change: Change, tags: bool) -> None:
    form = mixed(4)

    def changed(root: etree._Element) -> None:
        change(root)
        if not tags:
            without_tags(root)

    reading = read(edited(hlo.render(form), changed))
    after = reading.form
    assert isinstance(after, hlo.AlignmentForm)
    before = {(row.motive, row.organisation): row for row in form.brought}
    for number, row in enumerate(after.brought, 1):
        same = before[row.motive, row.organisation] == row
        assert same or reading.doubts(f"brought.{number}"), row
    assert len(after.brought) == len(before) or "place-missing" in codes(reading)


@pytest.mark.parametrize("tags", [True, False])
def test_columns_are_read_by_their_heads_wherever_they_stand(tags: bool) -> None:
    form = mixed(4)

    def changed(root: etree._Element) -> None:
        _columns_swapped(root)
        if not tags:
            without_tags(root)

    assert read(edited(hlo.render(form), changed)).form == form


@pytest.mark.parametrize(
    ("typed", "status"), [("-", "not_filled_in"), ("•", "applies"), ("niet gevraagd", "not_offered")]
)
def test_a_sign_may_look_like_another_or_be_a_word(typed: str, status: str) -> None:
    def change(root: etree._Element) -> None:
        put(row_of_network(root).findall(f"{W}tc")[1], typed)
        without_tags(root)

    form = hlo.read(edited(hlo.render(mixed(3)), change)).form
    assert isinstance(form, hlo.AlignmentForm)
    (row,) = [row for row in form.brought if (row.motive, row.organisation) == ("network", PARTNERS[0].id)]
    assert row.status.value == status


# ---- relations


def filled(
    *rows: tuple[str, str, str, str, str], table: str = "versterkt motief van", tags: bool = True
) -> hlo.Reading:
    """The reading of a meeting with these rows typed in a table of relations, more of them than it has."""

    def change(root: etree._Element) -> None:
        own = tables(root, "Eerste motief", table)[0]
        blank = own.findall(f"{W}tr")[-1]
        while len(own.findall(f"{W}tr")) <= len(rows):
            added = deepcopy(blank)
            for control_ in list(added.iter(f"{W}sdt")):
                control_.getparent().remove(control_)
            own.append(added)
        for row, texts in zip(own.findall(f"{W}tr")[1:], rows, strict=False):
            cells = row.findall(f"{W}tc")
            for cell, text in zip([*cells[:2], *cells[-3:]], texts, strict=True):
                put(cell, text)
        if not tags:
            without_tags(root)

    return hlo.read(edited(hlo.render(mixed(5)), change))


FIRST = {"first_organisation": "de-linde", "first_motive": "recruitment"}
SECOND = {"second_organisation": "opleiding-verpleegkunde", "second_motive": "network"}
REINFORCES = hlo.DeclaredRelation(**FIRST, kind="reinforce", **SECOND, note="Stage wordt baan")


@pytest.mark.parametrize("tags", [True, False])
@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (("De Linde", "Werven nieuwe medewerkers", "Opleiding Verpleegkunde", "Uitbreiden/versterken netwerk"), set()),
        (("1. De Linde", "J. Werven nieuwe medewerkers", "2. Opleiding", "netwerk"), {"name-completed"}),
        (("linde", "werven", "Verpleegkunde", "I. Uitbreiden"), {"name-completed"}),
        (("1", "J", "2.", "i"), {"relation-by-number"}),
        (("De Linde", "J", "Opleiding", "I"), {"relation-by-number"}),
    ],
)
def test_partners_and_motives_are_known_by_names_parts_numbers_and_letters(
    texts: tuple[str, str, str, str], found: set[str], tags: bool
) -> None:
    reading = filled((*texts, "Stage wordt baan"), tags=tags)
    assert reading.form.relations == (REINFORCES,)  # type: ignore[union-attr]  # a form of phase 2
    assert codes(reading) - {"tags-missing"} == found


def test_a_row_by_number_alone_is_told_as_the_sentence_that_was_read() -> None:
    reading = filled(("1", "J", "2", "I", ""))
    sentence = "De Linde: Werven nieuwe medewerkers versterkt Opleiding: Uitbreiden/versterken netwerk"
    assert [finding.seen for finding in reading.warnings] == [sentence]
    assert "Werven nieuwe medewerkers versterkt" in " ".join(reading.to_text(language="nl").split())


def test_a_relation_is_found_back_under_the_heading_of_its_table_and_not_under_its_explanation() -> None:
    for table, heading in (("versterkt motief van", "versterken"), ("Hoe raken ze elkaar", "schuren")):
        (warning,) = filled(("1", "J", "2", "I", ""), table=table).warnings[-1:]
        assert (warning.place.heading or "").startswith("Motieven die")
        assert (warning.place.heading or "").endswith(heading)


@pytest.mark.parametrize("typed", ["Zorg", "9", "2. De Linde", "iemand anders"])
def test_what_points_at_nobody_or_at_several_stays_as_it_was_typed(typed: str) -> None:
    (row,) = filled((typed, "studenten", "De Linde", "netwerk", "")).form.relations  # type: ignore[union-attr]
    assert (row.first_organisation, row.first_motive) == (typed, "studenten")


def test_any_number_of_relations_comes_back_and_those_that_reinforce_come_first() -> None:
    rows = [("1", "J", "2", "I", f"Reden {number}") for number in range(1, 13)]
    reading = filled(*rows)
    assert [row.note for row in reading.form.relations] == [row[-1] for row in rows]  # type: ignore[union-attr]
    hinders = attrs.evolve(REINFORCES, kind="hinder", note="Rooster")
    form = attrs.evolve(mixed(3), relations=[hinders, REINFORCES])
    assert form.relations == (REINFORCES, hinders)
    for data in (hlo.render(form), edited(hlo.render(form), without_tags)):
        assert read(data).form == form


def test_what_reinforces_may_stand_among_what_is_in_the_way() -> None:
    def change(root: etree._Element) -> None:
        cells = tables(root, "Eerste motief", "Hoe raken ze elkaar")[0].findall(f"{W}tr")[1].findall(f"{W}tc")
        for cell, text in zip(
            cells, ("De Linde", "J. Werven", "versterken elkaar", "Opleiding", "netwerk", "Zo"), strict=True
        ):
            put(cell, text)

    reading = read(edited(hlo.render(mixed(3)), change))
    assert reading.form.relations == (attrs.evolve(REINFORCES, note="Zo"),)  # type: ignore[union-attr]
    assert reading.evidence["relations.1.note"].seen == "Zo"


# ---- short names


@pytest.mark.parametrize(
    ("names", "short"),
    [
        (NAMES[:4], ("De Linde", "Opleiding", "Gemeente Nieuwegein", "Zorggroep Rivierenland")),
        (("Hogeschool Utrecht, Verpleegkunde", "Hogeschool Utrecht, Social Work"), ("Verpleegkunde", "Social Work")),
        (("Academie voor de Gezondheidszorg", "De"), ("Academie", "De")),
        (("de linde bij de rivier onder de dijk", "A year later: what the partners said"), ("de linde", "A year")),
    ],
)
def test_a_short_name_is_short_and_of_one_partner(names: tuple[str, ...], short: tuple[str, ...]) -> None:
    assert short_names(hlo.Organisation(name) for name in names) == short


def test_the_known_control_of_a_sign_is_told_when_it_changes() -> None:
    tag = next(tag for tag in Docx(hlo.render(mixed(3))).tags() if tag.startswith("overview.network.1.status"))

    def change(root: etree._Element) -> None:
        next(control(root, tag).iter(f"{W}t")).text = "/"

    reading = read(edited(hlo.render(mixed(3)), change))
    assert codes(reading) == {"differs-from-given"}
