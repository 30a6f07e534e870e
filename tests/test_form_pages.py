"""How many pages the forms take, counted by LibreOffice: outcomes of 120 characters, and blank answers."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import Docx, W, luminance, schema_faults
from libreoffice import all_converted
from partnerships import NAMES
from runs import dear
from samples import COLLEGE, COMMON, FARM, LINDE
from strategies import INSTRUMENT

OUTCOME = (
    "Collega’s en studenten werken samen aan vragen uit de wijk, zodat wij over twee jaar nieuwe collega’s hebben. " * 2
)[:120]
SENDER = hlo.Invitation(
    sender="Noor Bakker",
    organisation="Hogeschool Beekdal",
    return_to="noor.bakker@beekdal.example",
    return_by="vrijdag 13 maart 2026",
    responsible="Hogeschool Beekdal",
    questions_to="Noor Bakker, 06 1234 5678",
)
RELATION = hlo.DeclaredRelation(
    first_organisation=FARM.id,
    first_motive="recruitment",
    kind="hinder",
    second_organisation=COLLEGE.id,
    second_motive="societal_goals",
    note=OUTCOME,
)


def first(who: hlo.Organisation) -> hlo.PreparationForm:
    motives = [
        hlo.MotiveAnswer(motive.id, ticked=True, outcome=OUTCOME) for motive in INSTRUMENT.offered(str(who.type))
    ]
    return hlo.PreparationForm(organisation=who, motives=motives, invitation=SENDER, **COMMON)


def third(who: hlo.Organisation) -> hlo.CommitmentForm:
    forms = [first(one) for one in (FARM, COLLEGE, LINDE)]
    asked = [question.id for question in INSTRUMENT.questions_of("alignment") if question.answered_by != "each"]
    meeting = attrs.evolve(
        hlo.AlignmentForm.from_forms(forms), answers=dict.fromkeys(asked, OUTCOME), relations=[RELATION] * 3
    )
    own = next(form for form in forms if form.organisation == who)
    return attrs.evolve(hlo.CommitmentForm.from_forms(own, meeting), invitation=SENDER)


FORMS: dict[str, tuple[hlo.Form, int]] = {
    "phase 1 of a practice partner": (first(FARM), 4),
    "phase 1 of a programme": (first(COLLEGE), 4),
    "phase 1, blank": (hlo.PreparationForm(organisation=hlo.Organisation(type="programme")), 4),
    "phase 3 of a practice partner": (third(FARM), 5),
    "phase 3 of a programme": (third(COLLEGE), 5),
    "phase 3, blank": (hlo.CommitmentForm(), 4),
}


def again(form: hlo.Form, *others: hlo.CommitmentForm) -> hlo.Form:
    """The form of the second year, from the sender of the first."""
    return attrs.evolve(hlo.renew(form, round="2027", others=others), invitation=SENDER)


def meeting_again(count: int) -> hlo.AlignmentForm:
    """The second meeting of so many partners, each with an outcome for every motive that it was asked."""
    firsts = [attrs.evolve(first(partner), round="2027") for partner in PARTNERS[:count]]
    before = hlo.AlignmentForm.from_forms(attrs.evolve(form, round="2026") for form in firsts)
    asked = [question.id for question in INSTRUMENT.questions_of("alignment") if question.answered_by != "each"]
    relation = attrs.evolve(RELATION, first_organisation=PARTNERS[0].id, second_organisation=PARTNERS[1].id)
    said = attrs.evolve(before, answers=dict.fromkeys(asked, OUTCOME), relations=[relation] * 3)
    return attrs.evolve(hlo.look_back(hlo.AlignmentForm.from_forms(firsts), [said]), invitation=SENDER)


def third_again() -> hlo.CommitmentForm:
    """The second form of phase 3, with the results of a meeting and the agreements of the first year."""
    agreed = [hlo.Agreement(what=OUTCOME, who="opleidingsmanager", when="vanaf september")] * 2
    before = [attrs.evolve(third(who), agreements=agreed, shared_agreements=agreed) for who in (FARM, COLLEGE, LINDE)]
    new = attrs.evolve(third(FARM), round="2027")
    return attrs.evolve(hlo.look_back(new, before), invitation=SENDER)


PARTNERS = [hlo.Organisation(name, type=kind) for name, kind in NAMES]
AGAIN: dict[str, tuple[hlo.Form, int]] = {
    "phase 1 of a practice partner, second year": (again(first(FARM)), 5),
    "phase 1 of a programme, second year": (again(first(COLLEGE)), 5),
    **{
        f"phase 2 of {count} partners, second year": (meeting_again(count), limit)
        for count, limit in {2: 7, 3: 7, 4: 8, 5: 8, 8: 10}.items()
    },
    "phase 2 without forms of phase 1, second year": (again(hlo.AlignmentForm(organisations=PARTNERS[:3])), 5),
    "phase 3, second year": (third_again(), 6),
    "phase 3 without a meeting, second year": (again(third(FARM), third(COLLEGE)), 5),
}


def pages_of(path: Path) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    text = subprocess.run([program, "-layout", path, "-"], check=True, capture_output=True, timeout=60).stdout
    return text.decode("utf-8").split("\f")[:-1]


@pytest.mark.parametrize("language", dear(1, ["nl", "en"]))
@pytest.mark.parametrize("forms", dear(1, [FORMS, AGAIN]), ids=["first year", "second year"])
def test_forms_take_no_more_pages_than_they_should_and_none_is_nearly_empty(
    forms: dict[str, tuple[hlo.Form, int]], language: str, tmp_path: Path
) -> None:
    paths = []
    for number, (form, _) in enumerate(forms.values()):
        paths.append(tmp_path / f"{number}.docx")
        hlo.write(form, paths[-1], language=language)
    made = all_converted(paths, "pdf", tmp_path / "pdf")
    pages = {name: pages_of(path) for name, path in zip(forms, made, strict=True)}
    assert {name: len(all) for name, all in pages.items() if len(all) > forms[name][1]} == {}
    nearly = [(name, n) for name, all in pages.items() for n, page in enumerate(all[:-1], 1) if page.count("\n") < 12]
    assert nearly == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_shared_check_has_nothing_to_say_of_any_of_them(language: str) -> None:
    assert schema_faults(hlo.render(form, language=language) for form, _ in (FORMS | AGAIN).values()) == []


@pytest.mark.long
@pytest.mark.parametrize("language", dear(1, ["nl", "en"]))
def test_the_second_meeting_has_its_picture_on_page_1_and_its_questions_by_page_3(
    language: str, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{count}.docx" for count in (2, 3, 8)]
    for path in paths:
        hlo.write(meeting_again(int(path.stem)), path, language=language)
    for made in all_converted(paths, "pdf", tmp_path / "pdf"):
        pages = pages_of(made)
        question = INSTRUMENT.question("alignment.1").label[language]
        assert next(n for n, page in enumerate(pages, 1) if question in page) <= 3
        assert [n for n, page in enumerate(pages, 1) if "●" in page] == [1]


@pytest.mark.long
def test_nothing_breaks_within_a_word(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("fase1.docx", "fase3.docx", "again.docx")]
    for form, path in zip((first(FARM), third(FARM), third_again()), paths, strict=True):
        hlo.write(form, path)
    labels = " ".join(motive.label["nl"] for motive in INSTRUMENT.offered("practice_partner"))
    for made in all_converted(paths, "pdf", tmp_path / "pdf"):
        words = set(re.findall(r"\w+", " ".join(pages_of(made))))
        assert made.stem != "again" or {"opleidingsmanager", "september"} <= words
        assert set(re.findall(r"\w{5,}", labels)) - words == set()
    assert "belemmert" in words


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", [*FORMS, *AGAIN])
def test_whoever_hears_a_form_gets_a_name_for_each_box_a_title_for_each_table_and_questions_as_headings(
    name: str, language: str
) -> None:
    root = Docx(hlo.render((FORMS | AGAIN)[name][0], language=language)).root()
    names = [node.get(f"{W}val") for node in root.iter(f"{W}alias")]
    assert sorted(set(names)) == sorted(names)
    titles = [table.find(f"{W}tblPr/{W}tblCaption") for table in root.iter(f"{W}tbl")]
    assert None not in titles
    for table in root.iter(f"{W}tbl"):
        look = table.find(f"{W}tblPr/{W}tblLook")
        header = table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None
        assert header or look.get(f"{W}firstColumn") == "1" or len(table.find(f"{W}tblGrid")) == 1
    asked = [p for p in root.iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Question"]
    assert all(p.find(f"{W}pPr/{W}outlineLvl") is not None for p in asked)


@pytest.mark.parametrize("name", FORMS | AGAIN)
def test_only_the_first_row_of_a_table_says_in_words_where_to_type(name: str) -> None:
    """Whoever hears the form hears it again in every row otherwise; each control has a name that says what goes in."""
    worded = [INSTRUMENT.prompt(key, "nl") for key in ("cell", "outcome")]
    tables = Docx(hlo.render((FORMS | AGAIN)[name][0])).root().iter(f"{W}tbl")
    for table in tables:
        if table.find(f"{W}tr/{W}trPr/{W}tblHeader") is not None:
            prompting = [row for row in table.iter(f"{W}tr") if any(t.text in worded for t in row.iter(f"{W}t"))]
            assert len(prompting) <= 1, name


def test_the_borders_of_boxes_stand_out_from_the_page() -> None:
    styles = Docx(hlo.render(FORMS["phase 1, blank"][0])).root("word/styles.xml")
    borders = {node.get(f"{W}color") for node in styles.iterfind(f".//{W}tblBorders/*")}
    assert borders
    for colour in borders:
        for ground in ("FFFFFF", "EEF3F5"):
            assert (luminance(ground) + 0.05) / (luminance(colour) + 0.05) >= 3
