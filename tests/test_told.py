"""What people are told: on the first page of a report, in a comparison, and when it goes wrong."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from commands import run
from docx_parts import Docx, W, shown
from edits import edited
from hlo_forms.cli import forms as commands
from hlo_forms.cli.main import TRACEBACK
from partnerships import commitments, forms, meeting, next_year
from samples import SCHOOL, filled, first

MARK = "[achteraf verbeterd]"


def told(document: bytes) -> list[str]:
    """The paragraphs of a document."""
    return [shown(paragraph).replace("\N{ZERO WIDTH SPACE}", "") for paragraph in Docx(document).root().iter(f"{W}p")]


def corrected(form: hlo.PreparationForm, **fields: object) -> hlo.Reading:
    """A reading of a form that somebody corrected afterwards."""
    return hlo.read(hlo.render(form)).corrected(fields or {"motives.network.ticked": True})


def line(document: bytes, text: str) -> str:
    """The first paragraph of a document that holds a text."""
    return next(each for each in told(document) if text in each)


# The first page


def test_what_was_corrected_afterwards_has_a_mark_on_the_first_page() -> None:
    comparison = hlo.compare([corrected(first()), filled(first(SCHOOL), "learning_outcomes")])
    report = hlo.report(comparison, pictures=False)
    assert line(report, "Uitbreiden/versterken netwerk").endswith(MARK)
    assert MARK not in line(report, "Werven nieuwe medewerkers")


def test_a_correction_to_not_ticked_or_of_an_own_motive_has_one_too() -> None:
    own = attrs.evolve(filled(first()), other_motives=[hlo.OtherMotive("Rust", "Minder verloop")])
    fields = {"motives.recruitment.ticked": False, "other_motives.1.text": "Rust in het team"}
    readings = [hlo.read(hlo.render(own)).corrected(fields), filled(first(SCHOOL), "learning_outcomes")]
    report = hlo.report(hlo.compare(readings), pictures=False)
    assert f"Werven nieuwe medewerkers {MARK}" in line(report, "Werven nieuwe medewerkers")
    assert f"(De Linde) {MARK}" in line(report, "Rust in het team")


def test_so_has_one_in_a_recalibration() -> None:
    later = corrected(first(round="2027"))
    report = hlo.report(hlo.recalibrate(filled(first(), "recruitment"), later), pictures=False)
    assert MARK in line(report, "Nieuw: 1 van")


def test_a_meeting_form_says_on_its_first_page_what_was_corrected() -> None:
    made = hlo.AlignmentForm.from_forms([filled(first()), filled(first(SCHOOL), "learning_outcomes")])
    form = attrs.evolve(made, corrected="De Linde: Uitbreiden/versterken netwerk")
    texts = told(hlo.render(form))
    assert texts.index("Achteraf verbeterd") < texts.index("Legitimerende motieven")
    assert texts.count("Achteraf verbeterd") == 1
    assert hlo.read(hlo.render(form)).form == form
    assert hlo.read(edited(hlo.render(form), without_tags)).form.corrected == form.corrected


def without_tags(root: object) -> None:
    for tag in list(root.iter(f"{W}tag")):  # type: ignore[attr-defined]
        tag.getparent().remove(tag)


def test_a_report_of_two_rounds_names_who_did_not_answer_once() -> None:
    years = forms(3)
    change = hlo.recalibrate(years, next_year(years)[:2])
    report = hlo.report(change, pictures=False, waiting_for=["Thuiszorg Vaartwijk", "De Beuk"])
    assert line(report, "Nog geen antwoord") == "Nog geen antwoord in 2027 van: Thuiszorg Vaartwijk en De Beuk."
    assert not [each for each in told(report) if each.startswith("Geen formulier in 2027")]
    unnamed = told(hlo.report(change, pictures=False))
    assert sum("Geen formulier in 2027" in each for each in unnamed) == 1
    assert "Niet vergelijkbaar: 10 van 10" not in " ".join(told(report))


# What stands in a report


def second_year(count: int = 3) -> bytes:
    years = forms(count)
    held = hlo.renew(meeting(count), round="2027")
    held = attrs.evolve(held, previous_answers=[attrs.evolve(row, now="Gelukt") for row in held.previous_answers])
    thirds = [hlo.renew(form, round="2027") for form in commitments(count)]
    return hlo.report(hlo.recalibrate(years, next_year(years)), meeting=held, commitments=thirds, pictures=False)


def test_a_report_never_says_you() -> None:
    ours = [each for each in told(second_year()) if not each[:2].rstrip(".").isdigit()]
    assert not [each for each in ours if re.search(r"\b(jullie|jouw|je)\b", each)]
    assert "Wat de partners toen zeiden" in ours


def test_a_name_in_a_relation_that_no_partner_has_is_marked_and_to_be_checked() -> None:
    relation = hlo.DeclaredRelation(first_organisation="De Lindes", first_motive="network", kind="reinforce")
    held = attrs.evolve(meeting(2), relations=[relation])
    comparison = hlo.compare(forms(2))
    assert "De Lindes: Uitbreiden/versterken netwerk" in line(hlo.report(comparison, meeting=held), "De Lindes")
    assert "[na te kijken]" in line(hlo.report(comparison, meeting=held), "De Lindes")
    assert "geen van de partners heet “De Lindes”" in line(hlo.checklist(comparison, meeting=held), "heet")


# A comparison on the screen


def test_a_comparison_says_how_two_organisations_meet_in_a_sentence_and_gives_figures_where_asked(
    tmp_path: Path,
) -> None:
    for name, form in {"a": filled(first()), "b": filled(first(SCHOOL), "learning_outcomes")}.items():
        hlo.write(form, tmp_path / f"{name}.docx")
    plain = run("compare", tmp_path).stdout
    assert "0 van 6 motieven die aan beide zijn gevraagd, gelden voor allebei." in " ".join(plain.split())
    assert "Jaccard" not in plain
    assert "Jaccard" in run("compare", tmp_path, "--figures").stdout
    comparison = hlo.compare([filled(first()), filled(first(SCHOOL), "learning_outcomes")])
    assert "Jaccard" in comparison.to_html(language="nl", figures=True)
    assert "Jaccard" not in comparison.to_html(language="nl")


def test_what_two_organisations_left_open_is_told_in_the_sentence() -> None:
    unclear = attrs.evolve(first(), motives=[hlo.MotiveAnswer("network", outcome="misschien")])
    text = " ".join(hlo.compare([unclear, filled(first(SCHOOL))]).to_text(language="nl").split())
    assert "Van 1 motief is dat niet te zeggen." in text
    nothing = hlo.compare([first(), filled(first(SCHOOL))]).to_text(language="nl")
    assert "gelden voor allebei" not in nothing


# When it goes wrong


def test_an_error_that_nobody_foresaw_is_a_sentence_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("wat Petra schreef")

    monkeypatch.setattr(commands, "documents_in", fail)
    result = run("read", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("fout: dit ging mis op een manier die wij niet hadden voorzien")
    assert "KeyError" in result.stderr
    assert "Petra" not in result.stderr
    assert isinstance(run("read", tmp_path, env={TRACEBACK: "1"}).exception, KeyError)


def test_a_command_that_somebody_stops_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "documents_in", stop)
    result = run("read", tmp_path)
    assert (result.exit_code, result.stderr.startswith("gestopt. Wat al was geschreven, is heel")) == (1, True)
