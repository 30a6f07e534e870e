"""The language of the command line: help, faults of use and messages, in that of whoever types."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
import pytest

import hlo_forms as hlo
import museum
from commands import NO_LANGUAGE, is_told, run
from hlo_forms.cli.language import TEXTS, system_language
from hlo_forms.cli.main import main
from samples import SCHOOL, filled, first

DUTCH, ENGLISH = ({**NO_LANGUAGE, "LANG": name} for name in ("nl_NL.UTF-8", "en_US.UTF-8"))
LIST = "Organisatie;Type;Contact\nDe Linde;praktijkpartner;Noor Bakker\nOpleiding Verpleegkunde;opleiding;\n"
NEW = ("--partnership", "Wijkzorg Noord", "--round", "2026")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that somebody types in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def partners(text: str = LIST, name: str = "partners.csv") -> str:
    Path(name).write_text(text, encoding="utf-8")
    return name


def returned(folder: str = "terug", **forms: hlo.Form) -> str:
    """A folder with what partners sent back: two forms of phase 1, or these."""
    Path(folder).mkdir()
    for name, form in (forms or {"a": filled(first()), "b": filled(first(SCHOOL))}).items():
        hlo.write(form, Path(folder) / f"{name}.docx")
    return folder


# Help


@pytest.mark.parametrize("name", [None, *main.commands])
def test_help_is_in_the_language_of_the_system_or_of_the_option(name: str | None) -> None:
    command = [name] if name else []
    dutch, english = run(*command, "--help", env=DUTCH).stdout, run(*command, "--help", env=ENGLISH).stdout
    assert "Gebruik: hlo-forms" in dutch
    assert "Opties:" in dutch
    assert not re.search(r"\b(the|Show|Write|FILE|Options|Usage)\b", dutch.replace("FILE=", "")), dutch
    assert "Usage: hlo-forms" in english
    assert not re.search(r"\b(het|een|Laat|Schrijf|BESTAND)\b", english), english
    if name:
        assert run(name, "--help", "--language", "nl", env=ENGLISH).stdout == dutch


def test_help_is_in_the_language_of_the_forms_where_the_system_names_none() -> None:
    assert run("--help").stdout.startswith("Gebruik:")


def test_without_a_command_there_is_help_and_nothing_else() -> None:
    result = run()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == run("--help").stdout


def test_every_command_and_every_option_has_help_in_every_language() -> None:
    told = TEXTS.content["help"]
    for command in (main, *main.commands.values()):
        own = {**told["all"], **told[command.name or ""]}
        options = {one.name for one in command.params if isinstance(one, click.Option)}
        assert not {name for name in {*options, "text"} if set(own.get(name, ())) != {"nl", "en"}}, command.name


@pytest.mark.parametrize(
    ("name", "language"),
    [("nl_BE.UTF-8", "nl"), ("en_GB", "en"), ("de_DE.UTF-8", "en"), ("C.UTF-8", None), ("POSIX", None), ("", None)],
)
def test_the_system_names_its_language_in_its_environment(
    name: str, language: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in NO_LANGUAGE:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("LANG", name)
    assert system_language() == language


def test_windows_names_its_language_by_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    import ctypes
    from types import SimpleNamespace

    kernel = SimpleNamespace(kernel32=SimpleNamespace(GetUserDefaultUILanguage=lambda: 0x0413))
    for variable in NO_LANGUAGE:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "windll", kernel, raising=False)
    assert system_language() == "nl"


# Faults of use


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("algin",), "bedoelde je align?"),
        (("vergelijk",), "De opdrachten zijn: demo"),
        (("align",), "er ontbreekt iets: BESTAND..."),
        (("align", "terug"), "--to MAP (de map om in te schrijven)"),
        (("align", "terug", "--too", "x"), "bedoelde je --to"),
        (("align", "terug", "--xyz"), "er is geen optie --xyz"),
        (("new", "partners.csv", "mijn", "map"), "hier hoort niets meer achter: map. Zit er een spatie"),
        (("new", "partners.csv", "uit", "--phase", "4"), "kies uit 1, 2, 3"),
        (("blank", "partners.csv"), "is geen map"),
        (("booklet", "."), "is een map; noem een bestand"),
        (("collect", "terug", "--to", "csv", "--out", "uit", "--jobs", "0"), "is geen getal, of past hier niet"),
        (("--style", "nergens", "status", "x"), "--style MAP: nergens bestaat niet; kijk of de naam goed getypt is"),
        (("--style", "partners.csv", "status", "x"), "--style MAP: partners.csv is geen map; noem een map"),
        (("--instrument", "nergens.toml", "blank"), "--instrument BESTAND: nergens.toml bestaat niet; kijk of de naam"),
        (("--instrument", "terug", "blank"), "--instrument BESTAND: terug is een map; noem een bestand"),
        (("--nope",), "er is geen optie --nope"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_dutch_with_how_it_is_done(arguments: tuple[str, ...], told: str) -> None:
    partners()
    returned()
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    fault, usage = result.stderr.splitlines()
    assert fault.startswith("fout: ")
    assert told in fault
    assert usage.startswith("zo gebruik je het: hlo-forms")


def test_an_option_without_its_value_is_told() -> None:
    result = run("align", "terug", "--to")
    assert (result.exit_code, result.stderr) == (2, "fout: achter --to ontbreekt de waarde\n")


def test_wrong_use_is_told_in_english_where_the_system_is_english() -> None:
    result = run("align", env=ENGLISH)
    assert result.stderr.splitlines()[0].startswith("error: something is missing: FILE... (the folder with what")


def test_messages_are_in_the_language_of_the_folder_whatever_the_system_speaks() -> None:
    run("new", partners(), "sent", *NEW, "--language", "en")
    assert run("align", "sent", env=DUTCH).stderr.startswith("error: something is missing: --to DIR")
    assert run("align", "sent", "--language", "nl", env=ENGLISH).stderr.startswith("fout: ")


def test_with_a_list_of_partners_wrong_use_is_told_in_the_language_of_the_forms_to_be_made() -> None:
    for options in ((), ("uit", "--phase", "4")):
        assert run("new", partners(), *options, env=ENGLISH).stderr.startswith("fout: ")


# Lists of partners


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("De Linde;opleiding\nDe Linde;opleiding", "rij 3: De Linde staat ook in rij 2"),
        ("De Linde;scholing", 'rij 2: Type "scholing" is onbekend. Kies uit: praktijkpartner, opleiding'),
        ("De Linde;praktijkprtner", "(bedoelde je “praktijkpartner”?)"),
        (";opleiding", "rij 2: de kolom “Organisatie” is leeg"),
        ("", "onder de kolomkoppen staan geen partners"),
    ],
)  # fmt: skip
def test_a_fault_in_a_list_is_told_in_dutch(rows: str, told: str) -> None:
    result = run("new", partners(f"Organisatie;Type\n{rows}\n"), "uit", "--partnership", "P", env=ENGLISH)
    assert is_told(result, "fout: partners.csv", told), result.stderr


def test_every_fault_of_a_list_has_a_line_of_its_own() -> None:
    rows = "Organisatie;Type;Publiek of privaat\nDe Linde;school;publiek\nDe Eik;;half\nDe Linde;opleiding;"
    result = run("new", partners(rows), "uit", "--partnership", "P")
    assert result.exit_code == 1
    places = ["rij 2", "rij 3", "rij 3", "rij 4"]
    lines = result.stderr.splitlines()
    assert all(place in line for place, line in zip(places, lines, strict=True)), result.stderr


def test_every_fault_of_a_plan_or_of_ids_has_a_line_of_its_own() -> None:
    plan = 'partnership = 3\nlanguage = "de"\nelse = 1\n[[organisations]]\nname = "A"\ntype = "x"\n'
    plan += '[[organisations]]\nname = 3\ntype = "programme"\n'
    told = run("new", partners(plan, "plan.toml"), "uit").stderr.splitlines()
    places = ("else", "language", "partnership", "organisations[0].type", "organisations[1].name")
    assert [next(place for place in places if f": {place}" in line) for line in told] == list(places)
    told = run(
        "new", partners("Organisatie;Type;Id\nA;opleiding;a b\nB;opleiding;c d"), "uit", *NEW
    ).stderr.splitlines()
    assert [line.partition(": Id")[0] for line in told] == [f"fout: partners.csv, rij {row}" for row in (2, 3)]


@pytest.mark.parametrize("kind", ["praktijk partner", "Praktijk-Partner", "PRAKTIJKPARTNER ", "practice-partner"])
def test_a_type_is_known_whatever_its_capitals_spaces_and_hyphens(kind: str) -> None:
    assert run("new", partners(f"Organisatie;Type\nDe Linde;{kind}"), "uit", "--partnership", "P").exit_code == 0


def test_a_list_on_a_later_sheet_is_read_and_told() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["Notities"])
    for row in LIST.splitlines():
        if book.sheetnames == ["Sheet"]:
            book.create_sheet("Partners 2026")
        book["Partners 2026"].append(row.split(";"))
    book.save("partners.xlsx")
    result = run("new", "partners.xlsx", "uit", *NEW, "--phase", "1")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)
    assert "let op: partners.xlsx: gelezen is het blad “Partners 2026”" in result.stderr


def test_a_book_without_a_sheet_to_see_is_no_list() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.create_chartsheet()
    book.active.sheet_state = "hidden"
    book.save("partners.xlsx")
    assert is_told(run("new", "partners.xlsx", "uit", *NEW), "is geen Excel-bestand dat te lezen is")


@pytest.mark.parametrize(("text", "start"), [('language = "en"\n', "error"), ("language = [", "fout"), ("", "fout")])
def test_faults_of_a_plan_are_in_the_language_that_it_names(text: str, start: str) -> None:
    assert run("new", partners(text, "plan.toml"), "uit").stderr.startswith(f"{start}: plan.toml: ")


# Folders


def test_a_name_with_spaces_is_known_without_quotation_marks_where_it_is_there() -> None:
    returned("Mijn map")
    run("new", partners(), "verstuurd", *NEW)
    for arguments in (("status", "verstuurd", "Mijn", "map"), ("compare", "Mijn", "map"), ("read", "Mijn", "map")):
        result = run(*arguments)
        assert (result.exit_code, "De Linde" in result.stdout) == (0, True), result.stderr


def test_what_is_not_there_stops_before_anything_is_written() -> None:
    result = run("align", returned(), "map", "--to", "Mijn")
    assert is_told(result, "map: bestaat niet", "aanhalingstekens")
    assert not Path("Mijn").exists()


def test_folders_the_other_way_round_are_set_right_or_told() -> None:
    run("new", partners(), "verstuurd", *NEW)
    returned()
    result = run("status", "terug", "verstuurd")
    assert "Fase 1: 2 van 2 beantwoord" in result.stdout
    assert result.stderr.startswith("let op: de mappen stonden andersom: verstuurd is")
    for command in ("align", "report"):
        told = run(command, "verstuurd", "--to", "terug")
        assert told.exit_code == 1
        assert f"Typ dan: hlo-forms {command} terug --to verstuurd" in told.stderr


def test_a_list_and_a_folder_the_other_way_round_are_set_right() -> None:
    Path("uit").mkdir()
    result = run("new", "uit", partners(), *NEW)
    assert (result.exit_code, "stonden andersom" in result.stderr) == (0, True)
    assert Path("uit/fase1-de-linde.docx").exists()


def test_a_folder_in_place_of_a_list_is_told() -> None:
    Path("uit").mkdir()
    assert is_told(run("new", "uit", "anders", *NEW), "uit: is een map; noem een bestand")


def test_a_fault_of_the_disk_that_we_have_no_words_for_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("hlo_forms.facilitator.workspace.read_plan", fail)
    assert is_told(run("new", partners(), "uit"), "fout: bestand: Input/output error")


# Values, rounds and questions


@pytest.mark.parametrize(("word", "shown"), [("ja", "van toepassing"), ("no", "niet"), ("Onduidelijk", "onduidelijk")])
def test_a_tick_is_set_with_a_word_of_either_language(word: str, shown: str) -> None:
    returned()
    result = run("read", "terug/a.docx", "--set", f"motives.recruitment.ticked={word}")
    (row,) = [line for line in result.stdout.splitlines() if line.strip().startswith("motives.recruitment.ticked")]
    assert shown in row, result.stderr


def test_what_cannot_be_set_is_told_in_dutch() -> None:
    returned()
    told = [run("read", "terug/a.docx", "--set", text).stderr for text in ("motives.netwerk.ticked=ja", "niets=x")]
    assert "een veld van dit formulier; bedoelde je motives.network.ticked" in told[0]
    assert "niets: zo heet geen veld van dit formulier" in told[1]


def test_what_is_read_is_shown_in_sentences_in_the_language_that_is_asked_for() -> None:
    doubtful = filled(first())
    outcome = [hlo.MotiveAnswer("network", ticked=True, outcome="n.v.t.")]
    returned(a=hlo.PreparationForm(organisation=doubtful.organisation, motives=outcome))
    dutch, english = (run("read", "terug", "--language", language).stdout for language in ("nl", "en"))
    assert "Nakijken: " in dutch
    assert "Op het formulier" in dutch
    assert "On the form" in english
    assert "outcome-negative" not in dutch + english


def test_a_round_that_is_missing_or_the_same_is_told_with_the_next_one() -> None:
    returned()
    for options, told in ((), "--round ontbreekt"), (("--round", "2026"), "zijn al van ronde 2026"):
        result = run("renew", "terug", "--to", "2027", *options)
        assert result.exit_code == 2
        assert told in result.stderr
        assert "--round 2027" in result.stderr
    assert not Path("2027").exists()


def test_a_question_that_is_none_of_phase_1_cannot_be_shared() -> None:
    returned()
    assert is_told(run("align", "terug", "--to", "uit", "--share", "commitment.1"), "kies uit preparation.1")


def test_a_type_that_nobody_knows_is_told_with_the_one_that_was_meant() -> None:
    result = run("blank", "--type", "opleidingen")
    assert (result.exit_code, "bedoelde je “opleiding”?" in result.stderr) == (1, True), result.stderr
    assert run("blank", "--type", "Praktijk partner", "--phase", "1").exit_code == 0


def test_the_language_may_stand_before_the_name_of_the_command_too() -> None:
    assert run("--help", "--language", "nl", env=ENGLISH).stdout.startswith("Gebruik: hlo-forms")
    assert run("--language", "nl", "align", env=ENGLISH).stderr.startswith("fout: er ontbreekt iets")


def test_the_language_before_the_name_of_a_command_is_that_of_its_pages_and_forms_too(tmp_path: Path) -> None:
    run("--language", "en", "blank", tmp_path / "en", "--phase", "2")
    run("blank", tmp_path / "nl", "--phase", "2", "--language", "nl")
    ((english,), (dutch,)) = ((tmp_path / name).glob("*.docx") for name in ("en", "nl"))
    assert hlo.read(english).language == "en"
    assert run("--language", "en", "read", dutch).output == run("read", dutch, "--language", "en").output


def test_a_language_before_the_name_that_no_form_can_have_is_that_of_the_messages(tmp_path: Path) -> None:
    own = tmp_path / "museum.toml"
    own.write_text(museum.toml(), "utf-8")
    result = run("--language", "nl", "blank", tmp_path / "de", "--phase", "2", "--instrument", own)
    assert (result.exit_code, "let op: museum.toml" in result.stderr) == (0, True), result.stderr
