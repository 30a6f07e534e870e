"""The commands that carry the conversation on: what they make, what they skip and tell, and what they refuse."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import attrs
import pytest

import hlo_forms as hlo
from commands import is_told, run
from hlo_forms.cli.main import main
from places import ROOT
from samples import COMMON, LINDE, SCHOOL, filled, first, put

MEETING = hlo.AlignmentForm(
    organisations=[LINDE, SCHOOL],
    answers={"alignment.5": "Samen opleiden"},
    relations=[hlo.DeclaredRelation(first_organisation="de-linde", first_motive="network", kind="reinforce")],
    **COMMON,
)
AGREED = hlo.CommitmentForm(
    organisation=LINDE, shared_agreements=[hlo.Agreement(what="Evaluatie", who="Noor")], **COMMON
)


@pytest.fixture
def back(tmp_path: Path) -> Path:
    """A folder with what two partners sent back."""
    return put(tmp_path / "terug", linde=filled(first()), school=filled(first(SCHOOL), "learning_outcomes"))


def only(folder: Path) -> Any:
    """The one form in a folder, read back."""
    (path,) = folder.glob("*.docx")
    return hlo.read(path).form


def test_align_makes_the_form_of_the_meeting(back: Path, tmp_path: Path) -> None:
    result = run("align", back, "--to", tmp_path / "out", "--sender", "Noor Bakker")
    assert (result.exit_code, Path(result.stdout.strip()).name) == (0, "fase2-samen.docx"), result.stderr
    form = only(tmp_path / "out")
    assert [partner.id for partner in form.organisations] == ["de-linde", "opleiding-verpleegkunde"]
    assert (form.partnership.name, form.round, form.invitation.sender) == ("Wijkzorg Noord", "2026", "Noor Bakker")
    assert [entry.phase for entry in hlo.FormsFolder(tmp_path / "out").register] == ["alignment"]


def test_what_is_of_no_use_is_skipped_and_told(back: Path, tmp_path: Path) -> None:
    put(back, leeg=first(hlo.Organisation("De Eik", type="programme")), derde=AGREED)
    shutil.copy(back / "linde.docx", back / "nog eens.docx")
    (back / "~$linde.docx").write_bytes(b"x")
    result = run("align", back, "--to", tmp_path / "out", "--language", "en")
    assert result.exit_code == 0
    told = result.stderr.replace(str(back) + "/", "")
    assert "skipped: derde.docx: is a form of phase 3" in told
    assert "skipped: nog eens.docx: exactly the same as" in told
    assert "nothing is filled in: leeg.docx" in told
    assert "~$" not in told


def test_a_file_that_cannot_be_read_does_not_stop_the_others_and_gives_1(back: Path, tmp_path: Path) -> None:
    (back / "scan.pdf").write_bytes(b"%PDF-1.7")
    hlo_docx = pytest.importorskip("docx")
    hlo_docx.Document().save(str(back / "brief.docx"))
    result = run("align", back, "--to", tmp_path / "out")
    assert result.exit_code == 1
    assert "dit is een pdf" in result.stderr
    assert "geen formulier herkend" in result.stderr
    assert (tmp_path / "out" / "fase2-samen.docx").exists()


@pytest.mark.parametrize("command", ["align", "renew", "report", "commit", "compare"])
def test_versions_that_differ_are_refused(back: Path, tmp_path: Path, command: str) -> None:
    put(back, later=filled(first(), "recruitment"), meeting=MEETING)
    options = {"compare": [], "renew": ["--round", "2027"]}.get(command, [])
    to = [] if command == "compare" else ["--to", tmp_path / "out"]
    result = run(command, back, *options, *to)
    assert result.exit_code == 1
    assert "De Linde: deze bestanden zijn verschillende versies" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["align", "renew", "report", "commit", "compare"])
def test_forms_of_two_partnerships_are_refused(back: Path, tmp_path: Path, command: str) -> None:
    put(back, other=filled(first(hlo.Organisation("De Eik", type="programme"), partnership="Zuid")), meeting=MEETING)
    to = [] if command == "compare" else ["--to", tmp_path / "out"]
    result = run(command, back, *(["--round", "2027"] if command == "renew" else []), *to)
    assert result.exit_code == 1
    assert "Zuid, ronde 2026" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["align", "report"])
def test_one_organisation_is_too_few(tmp_path: Path, command: str) -> None:
    back = put(tmp_path / "terug", linde=filled(first()))
    assert is_told(run(command, back, "--to", tmp_path / "out"), "1 organisatie (De Linde)", "minstens 2")


def test_nine_organisations_are_too_many_for_one_meeting(tmp_path: Path) -> None:
    many = {f"p{n}": filled(first(hlo.Organisation(f"P{n}", type="practice_partner"))) for n in range(9)}
    assert is_told(run("align", put(tmp_path / "terug", **many), "--to", tmp_path / "out"), "9 organisaties", "8")


def test_a_folder_without_answers_says_so(tmp_path: Path) -> None:
    put(tmp_path / "terug", linde=first())
    result = run("align", tmp_path / "terug", "--to", tmp_path / "out")
    assert (result.exit_code, "geen ingevuld formulier van fase 1" in result.stderr) == (1, True)


def test_commit_makes_a_form_for_each_organisation_that_answered(back: Path, tmp_path: Path) -> None:
    eik = hlo.Organisation("De Eik", type="practice_partner")
    put(back, meeting=attrs.evolve(MEETING, organisations=[LINDE, SCHOOL, eik]))
    put(back, beuk=filled(first(hlo.Organisation("De Beuk", type="practice_partner"))))
    result = run("commit", back, "--to", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    names = [Path(line).name for line in result.stdout.splitlines()]
    assert names == ["fase3-de-linde.docx", "fase3-opleiding-verpleegkunde.docx"]
    assert "De Beuk: staat niet als partner" in result.stderr
    assert "De Eik: nog geen ingevuld formulier van fase 1" in result.stderr


def test_commit_tells_a_name_that_no_partner_has_and_keeps_its_relation_for_all(back: Path, tmp_path: Path) -> None:
    relation = hlo.DeclaredRelation(first_organisation="de lindes", first_motive="network", kind="hinder")
    answer = hlo.OwnAnswer(question="alignment.6", organisation="Opl. Verpl.", text="Meer uren")
    put(back, meeting=attrs.evolve(MEETING, relations=[relation], own_answers=[answer]))
    result = run("commit", back, "--to", tmp_path / "out")
    assert "meeting.docx: zo heet geen van de partners: de lindes, Opl. Verpl." in result.stderr
    forms = [hlo.read(path).form for path in (tmp_path / "out").glob("*.docx")]
    told = [[(row.first_organisation, row.doubtful) for row in form.meeting_relations] for form in forms]
    assert told == [[("de lindes", True)], [("de lindes", True)]]


def test_a_relation_of_a_partner_with_an_unknown_name_is_to_be_checked_on_every_form(
    back: Path, tmp_path: Path
) -> None:
    relation = hlo.DeclaredRelation(first_organisation="de-linde", second_organisation="Hogeschool", kind="hinder")
    put(back, meeting=attrs.evolve(MEETING, relations=[relation]))
    assert run("commit", back, "--to", tmp_path / "out").exit_code == 0
    forms = [hlo.read(path).form for path in (tmp_path / "out").glob("*.docx")]
    assert [[row.doubtful for row in form.meeting_relations] for form in forms] == [[True], [True]]


def test_commit_needs_a_meeting_and_no_more_than_one(back: Path, tmp_path: Path) -> None:
    assert is_told(run("commit", back, "--to", tmp_path / "out"), "fase 2")
    put(back, one=MEETING, two=attrs.evolve(MEETING, id="other"))
    assert is_told(run("commit", back, "--to", tmp_path / "out"), "alle partners samen", "one.docx", "two.docx")


def test_commit_needs_an_organisation_of_the_meeting(tmp_path: Path) -> None:
    eik = hlo.Organisation("De Eik", type="practice_partner")
    back = put(tmp_path / "terug", eik=filled(first(eik)), meeting=MEETING)
    result = run("commit", back, "--to", tmp_path / "out")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 4)


def test_renew_makes_next_years_forms_and_keeps_contacts(back: Path, tmp_path: Path) -> None:
    hlo.FormsFolder(tmp_path / "verstuurd").write([first()], contacts={"de-linde": "Noor Bakker"})
    hlo.FormsFolder(tmp_path / "ander").write([first(partnership="Zuid")], contacts={"de-linde": "Iemand anders"})
    (tmp_path / "leeg").mkdir()
    (tmp_path / "leeg" / "register.csv").write_text("spoilt", encoding="utf-8")
    result = run("renew", back, "--round", "2027", "--to", tmp_path / "2027")
    assert result.exit_code == 0, result.stderr
    names = [Path(line).name for line in result.stdout.splitlines()]
    assert names == ["fase1-de-linde-2027.docx", "fase1-opleiding-verpleegkunde-2027.docx"]
    linde, _ = hlo.FormsFolder(tmp_path / "2027").register
    assert (linde.round, linde.contact) == ("2027", "Noor Bakker")


def test_renew_takes_the_forms_of_every_phase(tmp_path: Path) -> None:
    told = [hlo.Agreement(what="Twee stageplaatsen")]
    third = [hlo.CommitmentForm.from_forms(filled(first(*who)), MEETING) for who in ((), (SCHOOL,))]
    third = [attrs.evolve(form, shared_agreements=told) for form in third]
    back = put(tmp_path / "terug", linde=filled(first()), meeting=MEETING, one=third[0], two=third[1])
    result = run("renew", back, "--round", "2027", "--to", tmp_path / "2027")
    assert result.exit_code == 0, result.stderr
    forms = [hlo.read(line).form for line in result.stdout.splitlines()]
    assert [form.phase for form in forms] == ["preparation", "alignment", "commitment", "commitment"]
    assert all((form.round, form.previous_round) == ("2027", "2026") for form in forms)
    assert [len(form.partner_agreements) for form in forms if isinstance(form, hlo.CommitmentForm)] == [1, 1]


def test_the_date_of_renew_stands_on_the_earliest_phase_only(tmp_path: Path) -> None:
    third = hlo.CommitmentForm.from_forms(filled(first()), MEETING)
    third = attrs.evolve(third, shared_agreements=[hlo.Agreement(what="Twee stageplaatsen")])
    back = put(tmp_path / "terug", linde=filled(first()), meeting=MEETING, one=third)
    result = run(
        "renew", back, "--round", "2027", "--to", tmp_path / "2027", "--return-by", "1 mei", "--sender", "Noor"
    )
    assert result.exit_code == 0, result.stderr
    forms = [hlo.read(line).form for line in result.stdout.splitlines()]
    assert [form.invitation.return_by for form in forms] == ["1 mei", None, None]
    assert [form.invitation.sender for form in forms] == ["Noor"] * 3


def test_align_and_commit_look_back_on_last_years_forms(back: Path, tmp_path: Path) -> None:
    earlier = [hlo.CommitmentForm.from_forms(filled(first(*who)), MEETING) for who in ((), (SCHOOL,))]
    earlier = [
        attrs.evolve(form, agreements=[hlo.Agreement(what="Evaluatie")], round="2025", id=None) for form in earlier
    ]
    before = put(
        tmp_path / "2025", meeting=attrs.evolve(MEETING, round="2025", id=None), one=earlier[0], two=earlier[1]
    )
    assert run("align", back, "--before", before, "--to", tmp_path / "samen").exit_code == 0
    met = only(tmp_path / "samen")
    assert met.previous_round == "2025"
    assert [row.text for row in met.previous_answers] == list(MEETING.answers.values())
    put(back, meeting=MEETING)
    result = run("commit", back, "--before", before, "--to", tmp_path / "eigen")
    assert result.exit_code == 0, result.stderr
    forms = [hlo.read(line).form for line in result.stdout.splitlines()]
    assert all([row.what for row in form.previous_agreements] == ["Evaluatie"] for form in forms)  # type: ignore[attr-defined]  # of phase 3


def test_align_tells_what_a_new_partner_may_not_read(back: Path, tmp_path: Path) -> None:
    others = [hlo.Organisation("De Buren"), MEETING.organisations[0]]
    met = attrs.evolve(
        MEETING, organisations=others, round="2025", id=None, own_answers=(), participants=(), brought=()
    )
    met = attrs.evolve(met, brought_other=(), brought_answers=(), answers={"alignment.5": "Samen"})
    before = put(tmp_path / "2025", meeting=met)
    result = run("align", back, "--before", before, "--to", tmp_path / "samen")
    assert result.exit_code == 0, result.stderr
    assert "was daar niet bij: " in result.stderr
    assert not only(tmp_path / "samen").previous_answers


def test_renew_for_the_same_round_is_refused(back: Path, tmp_path: Path) -> None:
    result = run("renew", back, "--round", "2026", "--to", tmp_path / "out")
    assert (result.exit_code, "al van ronde 2026" in result.stderr, "--round 2027" in result.stderr) == (2, True, True)


def test_what_was_doubtful_is_told(tmp_path: Path) -> None:
    doubtful = attrs.evolve(first(), motives=[hlo.MotiveAnswer("network", ticked=True, outcome="n.v.t.")])
    back = put(tmp_path / "terug", linde=doubtful, school=filled(first(SCHOOL), "learning_outcomes"))
    result = run("align", back, "--to", tmp_path / "out")
    assert (result.exit_code, "linde.docx: 1 punt om na te kijken" in result.stderr) == (0, True)


def test_report_tells_a_name_that_no_partner_has(back: Path, tmp_path: Path) -> None:
    put(back, meeting=attrs.evolve(MEETING, relations=[hlo.DeclaredRelation(first_organisation="Hogeschool")]))
    result = run("report", back, "--to", tmp_path / "out")
    assert "meeting.docx: zo heet geen van de partners: Hogeschool. In het verslag" in result.stderr


def test_report_of_one_round_is_a_comparison_with_relations_and_agreements(back: Path, tmp_path: Path) -> None:
    put(back, meeting=MEETING, agreed=AGREED)
    result = run("report", back, "--to", tmp_path / "out", "--html", "--date", "1 mei 2026")
    assert result.exit_code == 0, result.stderr
    assert sorted(path.name for path in (tmp_path / "out").glob("v*")) == ["verslag-2026.docx", "verslag-2026.html"]
    page = (tmp_path / "out" / "verslag-2026.html").read_text(encoding="utf-8")
    assert all(text in page for text in ("Evaluatie", "versterken elkaar", "Samen opleiden", "1 mei 2026"))


def test_report_of_more_rounds_is_a_recalibration_and_round_takes_one(back: Path, tmp_path: Path) -> None:
    put(back, later=filled(first(round="2027"), "recruitment"))
    result = run("report", back, "--to", tmp_path / "out", "--language", "en")
    names = [Path(line).name for line in result.stdout.splitlines()]
    assert (result.exit_code, names) == (0, ["report-2026-2027.docx", "to-check-report-2026-2027.docx"]), result.stderr
    assert run("report", back, "--to", tmp_path / "out", "--round", "2026").exit_code == 0
    assert "fase 1" in run("report", back, "--to", tmp_path / "out", "--round", "2031").stderr


def test_a_report_takes_one_meeting(back: Path, tmp_path: Path) -> None:
    put(back, one=MEETING, two=attrs.evolve(MEETING, id="other"))
    assert is_told(run("report", back, "--to", tmp_path / "out"), "alle partners samen", "one.docx", "two.docx")


def test_a_form_with_text_beside_its_boxes_is_not_skipped_as_blank(back: Path, tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    put(back, eik=first(hlo.Organisation("De Eik", type="programme")))
    document = docx.Document(str(back / "eik.docx"))
    document.add_paragraph("Wij doen mee om samen te leren.")
    document.save(str(back / "eik.docx"))
    result = run("align", back, "--to", tmp_path / "out")
    assert "niets is ingevuld" not in result.stderr
    assert len(only(tmp_path / "out").organisations) == 3


def test_report_of_one_organisation_lays_its_voices_side_by_side(tmp_path: Path) -> None:
    voices = {name: filled(first(respondent=name)) for name in ("directie", "team")}
    result = run("report", put(tmp_path / "terug", **voices), "--to", tmp_path / "out", "--html")
    assert result.exit_code == 0, result.stderr
    page = (tmp_path / "out" / "verslag-2026.html").read_text(encoding="utf-8")
    assert "stem 2" in page
    assert "directie" not in page


def test_rounds_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    back = put(tmp_path, a=filled(first(round="10")), b=filled(first(round="9")))
    assert run("report", back, "--to", tmp_path / "out").stdout.strip().endswith("verslag-9-10.docx")


def test_a_report_that_somebody_changed_is_never_written_over(back: Path, tmp_path: Path) -> None:
    run("report", back, "--to", tmp_path / "out")
    (tmp_path / "out" / "verslag-2026.docx").write_bytes(b"with our own words")
    assert is_told(run("report", back, "--to", tmp_path / "out"), "fout: ", "verslag-2026.docx", "is veranderd sinds")
    assert (tmp_path / "out" / "verslag-2026.docx").read_bytes() == b"with our own words"


def test_several_forms_in_one_document_are_skipped_and_told(
    back: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = attrs.evolve(hlo.read(back / "linde.docx"), forms=(first(), first(SCHOOL)), source="both.docx")
    monkeypatch.setattr("hlo_forms.batch.many.read_many", lambda _paths, **_options: [several])
    result = run("align", back, "--to", tmp_path / "out")
    assert (result.exit_code, "bevat 2 formulieren" in result.stderr) == (1, True), result.stderr


def test_compare_takes_a_folder(back: Path) -> None:
    (back / "scan.pdf").write_bytes(b"%PDF-1.7")
    result = run("compare", back)
    assert result.exit_code == 1
    assert re.search(r"^\d +De Linde +Praktijkpartner$", result.stdout, re.MULTILINE)


def test_read_takes_a_folder(back: Path) -> None:
    assert run("read", back).stdout.count("organisation.name") == 2


def test_every_option_of_every_command_is_in_the_documents() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name, command in main.commands.items():
        options = {flag for parameter in command.params for flag in parameter.opts if flag.startswith("--")}
        assert not {flag for flag in options if f"`{flag}" not in text and f" {flag} " not in text}, name
