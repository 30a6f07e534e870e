"""What a newcomer is told who does something else than was meant: what it was, and what to type instead."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from commands import is_told, run
from samples import LINDE, SCHOOL, filled, first

LIST = "Organisatie;Type\nDe Linde;praktijkpartner\nOpleiding Verpleegkunde;opleiding\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a list of partners, forms that were sent, and answers of both."""
    monkeypatch.chdir(tmp_path)
    Path("Mijn partners.csv").write_text(LIST, encoding="utf-8")
    made = run("new", "Mijn partners.csv", "2026/verstuurd", "--partnership", "Wijkzorg Noord", "--round", "2026")
    assert made.exit_code == 0, made.stderr
    Path("2026/terug").mkdir()
    for name, form in {"linde": filled(first()), "school": filled(first(SCHOOL), "learning_outcomes")}.items():
        hlo.write(form, f"2026/terug/{name}.docx")
    return tmp_path


def test_the_help_says_in_which_order_to_work() -> None:
    words = " ".join(run("--help").stdout.split())
    assert "In deze volgorde: new maakt de formulieren (fase 1), status" in words
    assert "hlo-forms demo demo" in words
    assert "In this order: new makes the forms" in " ".join(run("--language", "en", "--help").stdout.split())


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        (["new", "Mijn", "partners.csv", "uit"], 'Typ: "Mijn partners.csv"'),
        (
            ["new", "Mijn partners.csv", "uit", "--partnership", "Wijkzorg", "Oost"],
            'Typ: --partnership "Wijkzorg Oost"',
        ),
    ],
)
def test_a_name_with_a_space_is_shown_as_it_is_to_be_typed(words: list[str], typed: str) -> None:
    assert typed in run(*words).stderr


def test_an_argument_that_is_missing_is_explained() -> None:
    assert "LIJST (de lijst van partners, bijvoorbeeld partners.xlsx)" in run("new").stderr
    assert "BESTAND... (de map met wat terugkwam, bijvoorbeeld 2026/terug" in run("align").stderr


def test_a_file_that_is_not_there_names_the_one_that_was_perhaps_meant() -> None:
    assert is_told(run("new", "partners.csv", "uit", "--partnership", "P"), "Bedoelde je “Mijn partners.csv”?")
    assert is_told(run("status", "2026/verstuurt"), "Bedoelde je “2026/verstuurd”?")
    assert is_told(run("status", "2027/iets"), "2027/iets: bestaat niet. Kijk of de naam goed getypt is")


def test_a_folder_around_that_with_the_forms_names_the_one_inside() -> None:
    assert is_told(run("status", "2026"), "staan in 2026/verstuurd: noem die map")


def test_a_status_without_what_came_back_asks_for_that_folder() -> None:
    assert (
        "Noem die map ook, bijvoorbeeld: hlo-forms status 2026/verstuurd 2026/terug"
        in run("status", "2026/verstuurd").stderr
    )
    assert not run("status", "2026/verstuurd", "2026/terug").stderr


def test_phase_3_before_the_meeting_says_what_comes_first() -> None:
    assert "maak het met hlo-forms align" in run("commit", "2026/terug", "--to", "2026/verstuurd").stderr


def test_the_folder_of_what_was_sent_is_no_folder_of_answers() -> None:
    told = run("renew", "2026/verstuurd", "--to", "2027", "--round", "2027").stderr
    assert "In 2026/verstuurd staan de formulieren die je verstuurt; noem de map met wat terugkwam" in told


def test_a_round_without_forms_names_the_rounds_there_are() -> None:
    told = run("report", "2026/terug", "--to", "uit", "--round", "2025").stderr
    assert "--round 2025: van die ronde is hier geen ingevuld formulier van fase 1. Er zijn er van: 2026" in told


def test_an_option_with_one_hyphen_names_that_with_two() -> None:
    assert "er is geen optie -t; bedoelde je --to?" in run("align", "2026/terug", "-to", "uit").stderr


def test_the_faults_of_a_list_are_told_row_by_row() -> None:
    Path("fout.csv").write_text(LIST + "De Linde;opleiding\nDe Es;opleidng\n;opleiding\n", encoding="utf-8")
    told = run("new", "fout.csv", "uit", "--partnership", "P").stderr.splitlines()
    assert [line.split("rij ")[1][0] for line in told] == ["4", "5", "6"]


def test_a_report_made_again_says_what_is_new() -> None:
    assert "2 bestanden gemaakt" in run("report", "2026/terug", "--to", "uit").stderr
    assert "2 bestanden stonden er al en zijn hetzelfde gebleven" in run("report", "2026/terug", "--to", "uit").stderr
    hlo.write(attrs.evolve(filled(first(), "recruitment")), "2026/terug/linde.docx")
    told = run("report", "2026/terug", "--to", "uit").stderr
    assert "komt in de plaats van het vorige: verslag-2026.docx" in told or "komen in de plaats van de vorige" in told


def test_a_file_of_another_round_says_where_it_belongs() -> None:
    hlo.write(filled(first(LINDE, round="2025")), "2026/terug/oud.docx")
    words = " ".join(run("status", "2026/verstuurd", "2026/terug").stdout.split())
    assert "van een andere ronde: 2025. Zet het in de map van die ronde" in words


def test_a_type_that_is_unknown_is_told_without_a_gap() -> None:
    assert is_told(run("blank", "--type", "school"), 'fout: --type: "school" is onbekend. Kies uit: praktijkpartner')


def test_a_command_of_several_commands_shows_its_help() -> None:
    result = run("instrument")
    assert result.stderr.startswith("Gebruik: hlo-forms instrument")
    assert result.exit_code == 2


def test_the_language_is_that_of_most_forms_as_they_were_sent() -> None:
    hlo.write(filled(first()), "2026/terug/linde.docx", language="en")
    assert run("align", "2026/terug", "--to", "2026/verstuurd", "--mark").exit_code == 0
    assert Path("2026/verstuurd/fase2-samen.docx").exists()
    assert not Path("2026/verstuurd/phase2-together.docx").exists()


# The second year, where a form has one file


@pytest.fixture
def renewed(here: Path) -> Path:
    """A folder with next year's forms, renewed from those that came back."""
    third = hlo.CommitmentForm(
        organisation=LINDE,
        partnership="Wijkzorg Noord",
        round="2026",
        shared_agreements=[hlo.Agreement(what="Een dag")],
    )
    hlo.write(third, here / "2026" / "terug" / "fase3.docx")
    assert run("renew", "2026/terug", "--to", "2027/verstuurd", "--round", "2027").exit_code == 0
    return here / "2027" / "verstuurd"


def test_a_form_that_is_made_again_keeps_its_file(renewed: Path) -> None:
    back = renewed.parent / "terug"
    back.mkdir()
    later = filled(first(round="2027"))
    meeting = hlo.AlignmentForm(
        organisations=[LINDE, SCHOOL], partnership="Wijkzorg Noord", round="2027", answers={"alignment.5": "Samen"}
    )
    for name, form in {"linde": later, "gesprek": meeting}.items():
        hlo.write(form, back / f"{name}.docx")
    result = run("commit", back, "--to", renewed)
    assert "fase3-de-linde-2027.docx" in result.stdout
    assert not (renewed / "fase3-de-linde.docx").exists()


def test_new_in_the_second_year_leaves_renewed_forms_without_a_warning(renewed: Path) -> None:
    told = run("new", "Mijn partners.csv", renewed, "--phase", "1").stderr
    assert "0 nieuwe formulieren" in told
    assert "zouden nu anders zijn" not in told
