"""How many pages the forms take, counted by LibreOffice: outcomes of 120 characters, and blank answers."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from libreoffice import all_converted
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


def pages_of(path: Path) -> list[str]:
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("pdftotext is not installed")
    text = subprocess.run([program, "-layout", path, "-"], check=True, capture_output=True, timeout=60).stdout
    return text.decode("utf-8").split("\f")[:-1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_forms_take_no_more_pages_than_they_should(language: str, tmp_path: Path) -> None:
    paths = []
    for number, (form, _) in enumerate(FORMS.values()):
        paths.append(tmp_path / f"{number}.docx")
        hlo.write(form, paths[-1], language=language)
    made = all_converted(paths, "pdf", tmp_path / "pdf")
    counts = {name: len(pages_of(path)) for name, path in zip(FORMS, made, strict=True)}
    assert {name: count for name, count in counts.items() if count > FORMS[name][1]} == {}


def test_nothing_breaks_within_a_word(tmp_path: Path) -> None:
    paths = [tmp_path / "fase1.docx", tmp_path / "fase3.docx"]
    for form, path in zip((first(FARM), third(FARM)), paths, strict=True):
        hlo.write(form, path)
    labels = " ".join(motive.label["nl"] for motive in INSTRUMENT.offered("practice_partner"))
    for made in all_converted(paths, "pdf", tmp_path / "pdf"):
        words = set(re.findall(r"\w+", " ".join(pages_of(made))))
        assert set(re.findall(r"\w{5,}", labels)) - words == set()
    assert "belemmert" in words
