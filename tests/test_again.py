"""A command given again: who came in late, what it replaced, who left the list, and what the folder remembers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from commands import run
from samples import COMMON, LINDE, SCHOOL, filled, first, put

EIK = hlo.Organisation("De Eik", type="practice_partner")
LIST = """Organisatie;Type;Contact
De Linde;praktijkpartner;Noor
Opleiding Verpleegkunde;opleiding;
De Eik;praktijkpartner;Sem
"""


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """A folder with the answers of two partners, for whom the form of the meeting was made."""
    back = put(tmp_path / "terug", linde=filled(first()), school=filled(first(SCHOOL), "learning_outcomes"))
    assert run("align", back, "--to", tmp_path / "uit").exit_code == 0
    return back


def only(folder: Path) -> Any:
    """The one form in a folder, read back."""
    (path,) = folder.glob("*.docx")
    return hlo.read(path).form


# The meeting's form, and a partner who is late


def test_a_late_partner_gets_the_next_number_and_is_told(back: Path, tmp_path: Path) -> None:
    put(back, eik=filled(first(EIK)))
    result = run("align", back, "--to", tmp_path / "uit")
    assert [who.name for who in only(tmp_path / "uit").organisations] == [
        "De Linde",
        "Opleiding Verpleegkunde",
        "De Eik",
    ]
    assert "fase2-samen.docx" in result.stderr
    assert "komt in de plaats van het vorige" in result.stderr
    assert "nieuw op dit formulier: De Eik (nummer 3)" in result.stderr
    assert "nummers van de andere partners zijn gelijk gebleven" in result.stderr
    assert "bestand gemaakt" not in result.stderr


def test_the_same_in_english(back: Path, tmp_path: Path) -> None:
    put(back, eik=filled(first(EIK)))
    result = run("align", back, "--to", tmp_path / "uit", "--language", "en")
    assert "takes the place of the one before" in result.stderr
    assert "new on this form: De Eik (number 3)" in result.stderr


def test_a_partner_that_is_no_longer_among_the_forms_is_told_with_the_new_numbers(back: Path, tmp_path: Path) -> None:
    put(back, eik=filled(first(EIK)))
    run("align", back, "--to", tmp_path / "uit")
    (back / "linde.docx").unlink()
    told = run("align", back, "--to", tmp_path / "uit").stderr
    assert "niet meer op dit formulier: De Linde" in told
    assert "de nummers zijn nu: 1 Opleiding Verpleegkunde, 2 De Eik" in told


def test_the_same_again_says_that_nothing_changed(back: Path, tmp_path: Path) -> None:
    result = run("align", back, "--to", tmp_path / "uit")
    assert "stond er al en is hetzelfde gebleven: fase2-samen.docx" in result.stderr
    assert "vervangen" not in result.stderr
    assert "plaats" not in result.stderr


def test_an_answer_that_changed_is_told_as_another_form_with_the_same_partners(back: Path, tmp_path: Path) -> None:
    put(back, linde=filled(first(), "recruitment"))
    told = run("align", back, "--to", tmp_path / "uit").stderr
    assert "komt in de plaats van het vorige" in told
    assert "de partners en hun nummers zijn gelijk gebleven" in told


def test_a_meeting_that_was_held_already_is_not_lost(back: Path, tmp_path: Path) -> None:
    held = attrs.evolve(only(tmp_path / "uit"), answers={"alignment.5": "Samen opleiden"})
    put(back, gesprek=held, eik=filled(first(EIK)))
    told = run("align", back, "--to", tmp_path / "uit").stderr
    assert "gesprek.docx: is een ingevuld formulier van het gesprek" in told
    assert "blijft gelden voor fase 3 en het verslag" in told
    assert hlo.read(back / "gesprek.docx").form.answers == {"alignment.5": "Samen opleiden"}
    assert not only(tmp_path / "uit").answers


def test_forms_of_phase_3_made_again_say_which_are_new_and_which_stayed(back: Path, tmp_path: Path) -> None:
    meeting = hlo.AlignmentForm(organisations=[LINDE, SCHOOL, EIK], answers={"alignment.5": "Samen"}, **COMMON)
    put(back, gesprek=meeting)
    assert "2 bestanden gemaakt" in run("commit", back, "--to", tmp_path / "thuis").stderr
    put(back, eik=filled(first(EIK)))
    told = run("commit", back, "--to", tmp_path / "thuis").stderr
    assert "1 bestand gemaakt" in told
    assert "stonden er al en zijn hetzelfde gebleven: fase3-de-linde.docx, fase3-opleiding-verpleegkunde.docx" in told


# Who left the list, and what the folder remembers


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder with the forms of three partners, in English, with a sender."""
    (tmp_path / "partners.csv").write_text(LIST, encoding="utf-8")
    options = ["--partnership", "Wijkzorg Noord", "--round", "2026", "--language", "en", "--sender", "Sanne"]
    assert run("new", tmp_path / "partners.csv", tmp_path / "sent", *options).exit_code == 0
    return tmp_path / "sent"


def without_eik(tmp_path: Path) -> Path:
    shorter = tmp_path / "partners.csv"
    shorter.write_text("\n".join(LIST.splitlines()[:3]), encoding="utf-8")
    return shorter


def test_new_again_knows_partnership_round_and_language_from_the_folder(sent: Path, tmp_path: Path) -> None:
    (tmp_path / "partners.csv").write_text(LIST + "De Es;opleiding;\n", encoding="utf-8")
    result = run("new", tmp_path / "partners.csv", sent)
    assert result.exit_code == 0, result.stderr
    assert "as in this folder: Wijkzorg Noord, round 2026" in result.stderr
    form = hlo.read(sent / "phase1-de-es.docx").form
    assert (form.partnership.name, form.round, form.invitation.sender) == ("Wijkzorg Noord", "2026", "Sanne")


def test_new_again_asks_for_permission_as_the_folder_did(tmp_path: Path) -> None:
    (tmp_path / "partners.csv").write_text(LIST, encoding="utf-8")
    study = ("by", "purpose", "contact", "kept", "withdraw")
    asked = [text for name in study for text in (f"--research-{name}", f"Ons {name}")]
    run(
        "new",
        tmp_path / "partners.csv",
        tmp_path / "sent",
        "--partnership",
        "Noord",
        "--round",
        "1",
        "--ask-research",
        *asked,
    )
    (tmp_path / "partners.csv").write_text(LIST + "De Es;opleiding;\n", encoding="utf-8")
    assert run("new", tmp_path / "partners.csv", tmp_path / "sent", "--phase", "1").exit_code == 0
    form = hlo.read(tmp_path / "sent" / "fase1-de-es.docx").form
    assert (form.asks_research, form.study.by) == (True, "Ons by")


def test_a_folder_of_two_rounds_does_not_guess_which_is_meant(sent: Path, tmp_path: Path) -> None:
    run("new", tmp_path / "partners.csv", sent, "--round", "2027", "--phase", "2", "--rewrite")
    result = run("new", tmp_path / "partners.csv", sent)
    assert result.exit_code == 2
    assert "2026" in result.stderr
    assert "2027" in result.stderr
    assert "--round" in result.stderr


def test_who_left_the_list_is_told_and_no_longer_waited_for(sent: Path, tmp_path: Path) -> None:
    told = run("new", without_eik(tmp_path), sent).stderr
    assert "no longer on the list: De Eik" in told
    assert "De Eik" not in run("status", sent).stdout
    assert (sent / "phase1-de-eik.docx").exists()


def test_who_left_the_list_is_not_waited_for_in_other_commands(sent: Path, tmp_path: Path) -> None:
    run("new", without_eik(tmp_path), sent)
    back = put(tmp_path / "back", linde=filled(first()), school=filled(first(SCHOOL), "learning_outcomes"))
    assert "De Eik" not in run("align", back, "--to", sent).stderr


def test_an_answer_of_who_left_the_list_counts_and_is_told(sent: Path, tmp_path: Path) -> None:
    run("new", without_eik(tmp_path), sent)
    back = put(tmp_path / "back", linde=filled(first()), eik=filled(first(EIK)))
    assert "no longer on the list" in run("status", sent, back).stdout
    told = run("align", back, "--to", sent, "--language", "en").stderr
    assert "eik.docx: De Eik is no longer on the list" in told


def test_who_is_on_the_list_again_is_waited_for_again(sent: Path, tmp_path: Path) -> None:
    run("new", without_eik(tmp_path), sent)
    (tmp_path / "partners.csv").write_text(LIST, encoding="utf-8")
    run("new", tmp_path / "partners.csv", sent)
    assert "De Eik" in run("status", sent).stdout
