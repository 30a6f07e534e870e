"""What changes after forms were sent: late partners, corrected names, senders, and answers corrected by telephone."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import attrs
import docx
import pytest

import hlo_forms as hlo
from commands import is_told, run
from hlo_forms.facilitator.corrections import Correction, add_corrections, corrections_in
from hlo_forms.facilitator.register import REGISTER
from samples import COMMON, LINDE, SCHOOL, filled, first

LIST = "Organisatie;Type;Contact\nDe Linde;praktijkpartner;Noor Bakker\nOpleiding Verpleegkunde;opleiding;Daan\n"
NEW = ("--partnership", "Wijkzorg Noord", "--round", "2026")
TICK = "motives.recruitment.ticked"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a facilitator: forms were sent, and two came back."""
    monkeypatch.chdir(tmp_path)
    new(LIST, "--sender", "Marleen Kuipers", "--return-to", "marleen@hlo.example", "--return-by", "13 maart")
    Path("terug").mkdir()
    hlo.write(filled(first()), "terug/linde.docx")
    hlo.write(filled(first(SCHOOL), "learning_outcomes"), "terug/school.docx")
    return tmp_path


def new(text: str, *options: str) -> str:
    """What `hlo-forms new` says of a list."""
    Path("partners.csv").write_text(text, encoding="utf-8")
    result = run("new", "partners.csv", "verstuurd", *NEW, *options)
    assert result.exit_code == 0, result.stderr
    return result.stderr


def invitation(name: str) -> hlo.Invitation:
    return hlo.read(f"verstuurd/{name}.docx").form.invitation


def retyped(source: str, target: str, **texts: str) -> None:
    """Write a document in which a partner typed other words in place of some."""
    docx = pytest.importorskip("docx")
    document = docx.Document(source)
    for run_of_text in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        run_of_text.text = texts.get(run_of_text.text.replace(" ", "_"), run_of_text.text)
    document.save(target)


# Lists that change


def test_a_late_partner_gets_a_form_and_no_other_is_touched() -> None:
    before = {path: path.read_bytes() for path in Path("verstuurd").glob("*.docx")}
    told = new(LIST + "De Eik;praktijkpartner;Sem\n")
    assert {path: path.read_bytes() for path in before} == before
    assert "5 formulieren stonden er al en zijn niet opnieuw gemaakt" in told
    assert "zouden nu anders zijn" not in told
    assert "2 nieuwe formulieren" in told
    assert [entry.contact for entry in hlo.FormsFolder("verstuurd").register if entry.organisation == "De Eik"] == [
        *("Sem", "Sem")
    ]
    assert invitation("fase1-de-eik").return_by == "13 maart"


def test_forms_that_would_be_different_are_named_and_made_again_only_on_demand() -> None:
    before = Path("verstuurd/fase1-de-linde.docx").read_bytes()
    assert "zouden nu anders zijn" in new(LIST, "--return-by", "20 maart")
    assert Path("verstuurd/fase1-de-linde.docx").read_bytes() == before
    assert "5 formulieren gemaakt" in new(LIST, "--return-by", "20 maart", "--rewrite")
    assert invitation("fase1-de-linde").return_by == "20 maart"


def test_a_form_that_is_gone_is_made_again() -> None:
    Path("verstuurd/fase1-de-linde.docx").unlink()
    assert "1 nieuw" in new(LIST)


def test_a_late_partner_gives_no_false_warning_and_who_has_not_answered_is_told() -> None:
    new(LIST + "De Eik;praktijkpartner;Sem\nDe Beuk;opleiding;\n")
    first_time = run("align", "terug", "--to", "verstuurd")
    assert "nog niet beantwoord, fase 1: De Eik (contact: Sem); De Beuk" in first_time.stderr
    hlo.write(filled(first(hlo.Organisation("De Eik", type="practice_partner"))), "terug/eik.docx")
    again = run("align", "terug", "--to", "verstuurd")
    assert [line.split(":")[0] for line in again.stderr.splitlines()] == [
        "nog niet beantwoord, fase 1",
        "1 formulier komt in de plaats van het vorige",
        "nieuw op dit formulier",
        "de nummers van de andere partners zijn gelijk gebleven",
    ]
    assert len(hlo.read("verstuurd/fase2-samen.docx").form.organisations) == 3


@pytest.mark.parametrize("command", [("renew", "--round", "2027"), ("report",), ("commit",)])
def test_every_step_says_who_has_not_answered(command: tuple[str, ...]) -> None:
    new(LIST + "De Eik;praktijkpartner;Sem\n")
    meeting = hlo.AlignmentForm(organisations=[LINDE, SCHOOL], answers={"alignment.5": "Ja"}, **COMMON)
    hlo.write(meeting, "terug/samen.docx")
    result = run(*command, "terug", "--to", "uit")
    assert "nog niet beantwoord, fase 1: De Eik (contact: Sem)" in result.stderr, result.stderr
    if command == ("report",):
        (report,) = Path("uit").glob("verslag-*.docx")
        lines = [paragraph.text for paragraph in docx.Document(str(report)).paragraphs]
        assert "Nog geen antwoord van: De Eik." in lines


def test_a_command_for_some_files_does_not_say_that_others_have_not_answered() -> None:
    result = run("renew", "terug/linde.docx", "--round", "2027", "--to", "uit")
    assert "nog niet beantwoord" not in result.stderr
    assert "bij deze bestanden geen ingevuld formulier, fase 1: " in result.stderr


def test_a_name_that_was_corrected_in_the_list_is_the_name_from_here_on() -> None:
    told = new(LIST.replace("De Linde", "De Linden"))
    assert "De Linde heet nu De Linden" in told
    assert "heet nu" not in new(LIST.replace("De Linde", "De Linden"))
    assert "De Linden" in run("status", "verstuurd", "terug").stdout
    result = run("report", "terug", "--to", "verslag", "--html")
    page = Path("verslag/verslag-2026.html").read_text(encoding="utf-8")
    assert ("De Linden" in page, "De Linde " in page) == (True, False)
    assert "bij Organisatie" not in result.stderr
    run("align", "terug", "--to", "verstuurd")
    assert hlo.read("verstuurd/fase2-samen.docx").form.organisations[0] == attrs.evolve(
        LINDE, name="De Linden", id="de-linde"
    )


def test_another_organisation_is_not_taken_for_a_corrected_name() -> None:
    assert "heet nu" not in new(LIST.replace("De Linde;praktijkpartner;Noor Bakker", "De Linder;praktijkpartner;Sem"))
    assert Path("verstuurd/fase1-de-linder.docx").exists()


def test_a_name_with_the_same_contact_is_the_same_organisation() -> None:
    assert "De Linde heet nu Zorggroep Vaartwijk" in new(LIST.replace("De Linde;", "Zorggroep Vaartwijk;"))


# Senders and dates


def test_sender_and_address_are_remembered_and_each_phase_has_its_own_date() -> None:
    assert invitation("fase1-de-linde").return_by == "13 maart"
    assert [invitation(f"fase{n}").return_by for n in ("2-samen", "3-de-linde")] == [None, None]
    run("align", "terug", "--to", "verstuurd", "--return-by", "9 april")
    meeting = invitation("fase2-samen")
    assert (meeting.sender, meeting.return_to, meeting.return_by) == (
        "Marleen Kuipers",
        "marleen@hlo.example",
        "9 april",
    )
    run("renew", "terug", "--round", "2027", "--to", "2027", "--sender", "Sem de Wit")
    form = hlo.read("2027/fase1-de-linde-2027.docx").form
    assert (form.invitation.sender, form.invitation.return_by) == ("Sem de Wit", None)


# Known particulars that a partner changed


def test_the_reference_decides_whose_a_form_is_and_both_values_are_told() -> None:
    retyped("terug/linde.docx", "terug/linde.docx", **{"2026": "2026-2027", "De_Linde": "Zorggroep De Linde"})
    for command in (("align", "terug", "--to", "uit"), ("compare", "terug")):
        result = run(*command)
        assert result.exit_code == 0, result.stderr
        told = (
            "linde.docx: op het formulier staat bij Ronde nu “2026-2027”. Je verstuurde het voor “2026”, en dat geldt"
        )
        assert told in result.stderr
        assert "bij Organisatie nu “Zorggroep De Linde”. Je verstuurde het aan “De Linde”" in result.stderr
        assert "haal" not in result.stderr
    assert hlo.read("uit/fase2-samen.docx").form.organisations[0].name == "De Linde"
    shown = " ".join(run("status", "verstuurd", "terug").stdout.split())
    assert "bij Ronde nu “2026-2027”" in shown


def test_without_a_register_the_round_is_that_of_the_reference(tmp_path: Path) -> None:
    retyped("terug/linde.docx", "terug/linde.docx", **{"2026": "nu"})
    alone = tmp_path / "elders" / "diep"
    alone.mkdir(parents=True)
    for path in Path("terug").iterdir():
        path.rename(alone / path.name)
    result = run("align", alone, "--to", alone.parent / "uit" / "x")
    assert (result.exit_code, "nu “nu”. Je verstuurde het voor “2026”" in result.stderr) == (0, True), result.stderr


# Corrections by telephone


def test_a_correction_is_one_command_and_counts_everywhere() -> None:
    before = Path("terug/linde.docx").read_bytes()
    outcome = "motives.recruitment.outcome=Twee nieuwe collega’s"
    result = run("correct", "terug/linde.docx", f"{TICK}=ja", outcome, "--by", "Noor, telefonisch", "--date", "3 mei")
    assert result.exit_code == 0, result.stderr
    assert "Werven nieuwe medewerkers, Aankruisvak: van toepassing (er stond: niet aangekruist)" in result.stdout
    assert "(er stond: leeg)" in result.stdout
    assert Path("terug/linde.docx").read_bytes() == before
    tick, _ = corrections_in(Path("terug"))
    assert (tick.file, tick.value, tick.by, tick.date) == ("linde.docx", "ja", "Noor, telefonisch", "3 mei")
    shown = {name: run(name, *rest) for name, *rest in (("status", "verstuurd", "terug"), ("read", "terug"))}
    assert "achteraf verbeterd: Werven nieuwe medewerkers" in " ".join(shown["status"].stdout.split())
    assert "verbeterd" in shown["read"].stdout
    told = run("align", "terug", "--to", "verstuurd")
    assert "let op: terug/linde.docx: achteraf verbeterd" in told.stderr
    rows = {(row.motive, row.organisation): row for row in hlo.read("verstuurd/fase2-samen.docx").form.brought}
    assert rows["recruitment", "de-linde"].outcome == "Twee nieuwe collega’s"
    assert run("collect", "terug", "--to", "jsonl", "--out", "data").exit_code == 0
    assert "Twee nieuwe collega’s" in Path("data/jsonl/motives.jsonl").read_text(encoding="utf-8")


def test_a_later_correction_goes_before_an_earlier_one_and_a_row_taken_away_undoes_it() -> None:
    for value in ("ja", "onduidelijk", "nee"):
        run("correct", "terug/linde.docx", f"{TICK}={value}")
    assert [each.value for each in corrections_in(Path("terug"))] == ["ja", "onduidelijk", "nee"]
    data = run("status", "verstuurd", "terug", "--json").stdout
    assert "Werven nieuwe medewerkers, Aankruisvak: niet aangekruist" in data
    lines = Path("terug/correcties.csv").read_bytes().splitlines(keepends=True)
    Path("terug/correcties.csv").write_bytes(b"".join(lines[:2]))
    assert "Aankruisvak: van toepassing" in run("status", "verstuurd", "terug", "--json").stdout


def test_a_correction_does_not_count_for_a_form_that_came_anew() -> None:
    run("correct", "terug/linde.docx", f"{TICK}=ja")
    hlo.write(filled(first(), "recruitment"), "terug/linde.docx")
    told = run("align", "terug", "--to", "uit").stderr
    assert "linde.docx: kwam opnieuw nadat het verbeterd was" in told
    assert "achteraf verbeterd:" not in told


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("terug/linde.docx", "motives.network.ticked"), 2, "typ VELD=WAARDE"),
        (("terug/linde.docx", "motives.network.ticked=misschien"), 1, "ja, nee of onduidelijk"),
        (("terug/linde.docx", "nergens=x"), 1, "een veld van dit formulier"),
        (("terug/niets.docx", "round=2027"), 1, "bestaat niet"),
        (("terug", "round=2027"), 2, "noem één bestand"),
        (("terug/scan.pdf", "round=2027"), 1, "dit is een pdf"),
    ],
)
def test_a_correction_that_cannot_be_is_told_and_nothing_is_written(
    arguments: tuple[str, ...], code: int, told: str
) -> None:
    Path("terug/scan.pdf").write_bytes(b"%PDF-1.7")
    result = run("correct", *arguments)
    assert (result.exit_code, told in result.stderr) == (code, True), result.stderr
    assert not Path("terug/correcties.csv").exists()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda text: text.replace("ja", "misschien"), "past niet op dit formulier"),
        (lambda text: text + "\r\n;round;2027\r\n", "rij 4: er ontbreekt iets"),
    ],
)
def test_a_list_of_corrections_that_was_spoilt_is_told(spoil: object, told: str) -> None:
    run("correct", "terug/linde.docx", f"{TICK}=ja")
    path = Path("terug/correcties.csv")
    path.write_text(spoil(path.read_text(encoding="utf-8-sig")), encoding="utf-8-sig")  # type: ignore[operator]  # above
    assert is_told(run("compare", "terug"), told)


def test_a_list_that_another_program_saved_in_its_own_way_still_counts_and_is_not_written_in() -> None:
    run("correct", "terug/linde.docx", f"{TICK}=ja")
    path = Path("terug/correcties.csv")
    path.write_bytes(path.read_bytes().replace(b";", b","))
    before = path.read_bytes()
    assert "achteraf verbeterd" in run("compare", "terug").stderr
    assert is_told(
        run("correct", "terug/linde.docx", f"{TICK}=nee"), "correcties.csv", "bewaar het onder een andere naam"
    )
    assert path.read_bytes() == before


def test_a_list_in_other_letters_still_counts_and_is_not_written_in() -> None:
    run("correct", "terug/linde.docx", f"{TICK}=ja")
    path = Path("terug/correcties.csv")
    path.write_text(path.read_text(encoding="utf-8-sig"), encoding="utf-16")
    assert "achteraf verbeterd" in run("compare", "terug").stderr
    assert is_told(run("correct", "terug/linde.docx", f"{TICK}=nee"), "bewaar het onder een andere naam")


def test_no_program_takes_a_correction_for_a_formula(tmp_path: Path) -> None:
    row = Correction(file="a.docx", field="round", value="=1+1", by="@x", date="nu", sha256="0")
    path = add_corrections(tmp_path, [row], "en")
    assert path.name == "corrections.csv"
    assert "'=1+1" in path.read_text(encoding="utf-8-sig")
    assert corrections_in(tmp_path) == (row,)


def test_an_empty_list_of_corrections_is_not_written_in(tmp_path: Path) -> None:
    (tmp_path / "correcties.csv").write_bytes(b"")
    with pytest.raises(hlo.PlanError, match="no row with the headings"):
        add_corrections(tmp_path, [], "nl")


def test_a_fault_of_a_list_survives_pickling() -> None:
    with pytest.raises(hlo.PlanError) as caught:
        hlo.read_plan(("p.csv", b"Organisatie;Type\nA;opleidng"), partnership="P")
    (fault,) = pickle.loads(pickle.dumps(caught.value)).problems
    assert "bedoelde je “opleiding”?" in fault.in_words(language="nl")


def test_the_register_remembers_who_sent_a_form_and_where_to() -> None:
    text = Path("verstuurd", REGISTER).read_text(encoding="utf-8-sig")
    assert "Afzender;Organisatie van de afzender;Terug naar;Verantwoordelijk;Vragen aan;Terug voor" in text


def test_a_motive_may_be_named_as_on_the_form() -> None:
    settings = ("werven nieuwe medewerkers=ja", "Werven nieuwe medewerkers=Twee collega’s")
    assert run("correct", "terug/linde.docx", *settings).exit_code == 0
    fields = [each.field for each in corrections_in(Path("terug"))]
    assert fields == ["motives.recruitment.ticked", "motives.recruitment.outcome"]


def test_a_command_that_is_given_again_keeps_the_date_of_its_own_phase() -> None:
    for options in (("--return-by", "9 april"), ()):
        run("align", "terug", "--to", "verstuurd", *options)
        assert invitation("fase2-samen").return_by == "9 april"


def test_rounds_of_two_partnerships_make_no_report() -> None:
    hlo.write(filled(first(round="2027", partnership="Zuid")), "terug/later.docx")
    assert is_told(run("report", "terug", "--to", "uit"), "meer dan één samenwerkingsverband", "later.docx")


def test_registers_of_others_further_away_do_not_count(tmp_path: Path) -> None:
    far = tmp_path / "ander" / "verstuurd"
    hlo.FormsFolder(far).write([first(hlo.Organisation("De Eik", type="programme"))])
    (tmp_path / "zonder").mkdir()
    Path("terug").rename(tmp_path / "zonder" / "terug")
    result = run("align", tmp_path / "zonder" / "terug", "--to", tmp_path / "zonder" / "uit")
    assert (result.exit_code, "De Eik" in result.stderr) == (0, False)


def test_a_tick_taken_away_beside_an_outcome_is_told_with_what_to_do() -> None:
    network = "Uitbreiden/versterken netwerk"
    told = run("correct", "terug/linde.docx", f"{network}=nee").stderr
    assert f'Geldt het niet? Typ "{network}, Beoogde opbrengst="' in told
    assert "Geldt het" not in run("correct", "terug/linde.docx", f"{network}, Beoogde opbrengst=").stderr


# Corrections stay visible


def test_a_correction_is_told_on_the_forms_that_follow_in_the_report_and_in_the_data_set() -> None:
    run("correct", "terug/linde.docx", "Werven nieuwe medewerkers=ja", "--by", "Marleen")
    run("align", "terug", "--to", "verstuurd")
    meeting = hlo.read("verstuurd/fase2-samen.docx")
    assert meeting.form.corrected == "De Linde: Werven nieuwe medewerkers, Aankruisvak"
    assert (meeting.warnings, meeting.unplaced) == ((), ())
    hlo.write(attrs.evolve(meeting.form, answers={"alignment.1": "Ja"}), "terug/samen.docx")
    run("commit", "terug", "--to", "verstuurd")
    own = {path.stem: hlo.read(path).form.corrected for path in Path("verstuurd").glob("fase3*.docx")}
    assert own == {
        "fase3-de-linde": "De Linde: Werven nieuwe medewerkers, Aankruisvak",
        "fase3-opleiding-verpleegkunde": None,
    }
    run("report", "terug", "--to", "verslag", "--html")
    assert "[achteraf verbeterd]" in Path("verslag/verslag-2026.html").read_text("utf-8")
    run("collect", "terug", "--to", "csv", "--out", "data")
    with Path("data/csv/forms.csv").open(encoding="utf-8") as file:
        fields = {row["phase"]: row["corrected_fields"] for row in csv.DictReader(file) if row["corrected_fields"]}
    assert fields == {"preparation": "motives.recruitment.ticked"}


def test_a_name_that_was_corrected_in_the_list_is_the_name_in_the_data_set() -> None:
    new(LIST.replace("De Linde", "Wijkteam De Linde"))
    run("collect", "terug", "--to", "csv", "--out", "data")
    with Path("data/csv/organisations.csv").open(encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == ["Wijkteam De Linde", "Opleiding Verpleegkunde"]


def test_a_name_that_a_form_has_in_place_of_that_of_the_register_is_found_in_answers_too(tmp_path: Path) -> None:
    form = hlo.read("terug/linde.docx").form
    own = attrs.evolve(form, motives=[hlo.MotiveAnswer("network", ticked=True, outcome="De Linde groeit")])
    hlo.write(own, "terug/linde.docx")
    new(LIST.replace("De Linde", "Wijkteam Zuid"))
    result = run("collect", "terug", "--to", "csv", "--out", "data", "--key", "sleutel.json")
    assert result.exit_code == 0, result.stderr
    written = "".join(path.read_text("utf-8") for path in Path("data/csv").glob("*.csv"))
    assert "groeit" in written
    assert "Linde groeit" not in written
