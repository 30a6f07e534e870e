"""The command line: data on stdout, messages on stderr, exit codes, and nobody's file written over."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from click.testing import Result

from commands import is_told, run
from hlo_forms import (
    AlignmentForm,
    DamagedFileError,
    Evidence,
    Finding,
    MotiveAnswer,
    Organisation,
    OwnAnswer,
    Passage,
    Place,
    PreparationForm,
    Reading,
    load_instrument,
)
from hlo_forms.basics.files import MANIFEST, Folder
from hlo_forms.basics.values import FrozenMap
from hlo_forms.cli.shared import harmless
from hlo_forms.examples import demo
from hlo_forms.facilitator.plan import plan_of
from hlo_forms.facilitator.register import REGISTER
from hlo_forms.forms.field_ids import fields_of
from hlo_forms.pages.text import as_text
from hlo_forms.readings.page import reading_page

PLAN = """
partnership = "Wijkzorg Noord"
round = 2026
[[organisations]]
name = "Opleiding Verpleegkunde"
type = "programme"
[[organisations]]
name = "De Linde"
type = "practice_partner"
sector = "Ouderenzorg"
ownership = "private"
"""
NAMES = (
    "fase1-de-linde.docx",
    "fase1-opleiding-verpleegkunde.docx",
    "fase2-samen.docx",
    "fase3-de-linde.docx",
    "fase3-opleiding-verpleegkunde.docx",
)


def test_the_package_runs_as_a_program(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "argv", ["hlo-forms", "--version"])
    monkeypatch.delitem(sys.modules, "hlo_forms.__main__", raising=False)
    runpy.run_module("hlo_forms", run_name="__main__")
    assert capsysbinary.readouterr().out.startswith(b"hlo-forms ")


def as_program(*arguments: object) -> list[str]:
    """The command of a process of its own."""
    return [sys.executable, "-c", "from hlo_forms.cli.main import main; main()", *map(str, arguments)]


def new(folder: Path, plan: str = PLAN, *options: str) -> Result:
    """What `hlo-forms new` does with a plan."""
    source = folder / "plan.toml"
    source.write_text(plan, encoding="utf-8")
    return run("new", source, folder / "out", *options)


def test_new_writes_a_form_for_each_phase_and_organisation(tmp_path: Path) -> None:
    result = new(tmp_path)
    assert result.exit_code == 0, result.stderr
    assert sorted(Path(line).name for line in result.stdout.splitlines()) == list(NAMES)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [MANIFEST, *NAMES, REGISTER]
    assert result.stderr.startswith("5 formulieren gemaakt; ")


def test_new_again_changes_nothing(tmp_path: Path) -> None:
    new(tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert new(tmp_path).exit_code == 0
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == before


def test_a_changed_plan_renews_the_files_we_wrote_only_where_that_is_asked_for(tmp_path: Path) -> None:
    new(tmp_path)
    before = (tmp_path / "out" / NAMES[0]).read_bytes()
    assert is_told(new(tmp_path, PLAN.replace("2026", "2027")), "fase1-", "ronde 2026", "--rewrite")
    assert (tmp_path / "out" / NAMES[0]).read_bytes() == before
    assert new(tmp_path, PLAN.replace("2026", "2027"), "--rewrite").exit_code == 0
    assert (tmp_path / "out" / NAMES[0]).read_bytes() != before


def test_a_form_that_somebody_filled_in_is_never_written_over(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "out" / NAMES[2]).write_bytes(b"filled in")
    before = (tmp_path / "out" / NAMES[0]).read_bytes()
    assert new(tmp_path).exit_code == 0
    result = new(tmp_path, PLAN.replace("2026", "2027"), "--rewrite")
    assert is_told(result, NAMES[2], "is veranderd sinds", "er is niets geschreven")
    assert (tmp_path / "out" / NAMES[2]).read_bytes() == b"filled in"
    assert (tmp_path / "out" / NAMES[0]).read_bytes() == before


@pytest.mark.parametrize("make", [lambda path: path.write_bytes(b"own"), lambda path: path.mkdir()])
def test_what_we_did_not_write_stays(tmp_path: Path, make: object) -> None:
    (tmp_path / "out").mkdir()
    make(tmp_path / "out" / NAMES[0])  # type: ignore[operator]  # one of the two above
    assert is_told(new(tmp_path), NAMES[0], "niet door dit programma geschreven")
    assert len(list((tmp_path / "out").iterdir())) == 1


def test_a_link_to_nowhere_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "a.docx").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Exception, match="we did not write it"):
        Folder(tmp_path).save({"a.docx": b"x"})
    assert not (tmp_path / "elsewhere").exists()


def test_a_tidy_folder_loses_what_we_wrote_and_no_longer_write_and_nothing_else(tmp_path: Path) -> None:
    Folder(tmp_path).save({"a.csv": b"a", "b.csv": b"b", "c.csv": b"c"})
    (tmp_path / "c.csv").write_bytes(b"changed")
    (tmp_path / "own.txt").write_bytes(b"own")
    Folder(tmp_path).save({"a.csv": b"new"}, tidy=True)
    assert {path.name: path.read_bytes() for path in tmp_path.glob("*.*") if path.name != MANIFEST} == {
        "a.csv": b"new",
        "c.csv": b"changed",
        "own.txt": b"own",
    }


def test_a_list_that_names_a_file_elsewhere_removes_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"own")
    Folder(tmp_path / "out").save({"a.csv": b"a"})
    listed = (tmp_path / "out" / MANIFEST).read_text(encoding="utf-8")
    listed += f"{hashlib.sha256(b'own').hexdigest()}  ../x.txt\n"
    (tmp_path / "out" / MANIFEST).write_text(listed, encoding="utf-8")
    Folder(tmp_path / "out").save({"a.csv": b"a"}, tidy=True)
    assert (tmp_path / "x.txt").exists()


def test_a_file_with_our_very_bytes_is_fine(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "out" / MANIFEST).unlink()
    assert new(tmp_path).exit_code == 0


def test_a_list_of_files_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_text("[]")
    assert is_told(new(tmp_path), MANIFEST, "is geen lijst van dit programma")
    assert (tmp_path / "out" / MANIFEST).read_text() == "[]"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Zorg & Co", "Zorg+Co"), ["fase1-zorg-co-2.docx", "fase1-zorg-co.docx"]),
        (("Zorg & Co", "zorg-co"), ["fase1-zorg-co-2.docx", "fase1-zorg-co.docx"]),
        (("../../etc", "CON"), ["fase1-con.docx", "fase1-etc.docx"]),
        (("漢字", "字漢"), None),
    ],
)
def test_names_of_files_are_safe_and_distinct(names: tuple[str, str], expected: list[str] | None) -> None:
    plan = {"partnership": "P", "organisations": [{"name": name, "type": "programme"} for name in names]}
    forms = plan_of(plan).forms()
    assert len({name.casefold() for name in forms}) == 5
    assert all(name.replace("-", "").replace(".", "").isalnum() and name.isascii() for name in forms)
    if expected:
        assert sorted(forms)[:2] == expected


def test_ids_that_make_the_same_file_name_are_kept_apart() -> None:
    partners = [{"name": name, "type": "programme", "id": id} for name, id in (("A", "x.y"), ("B", "x-y"))]
    assert len(plan_of({"partnership": "P", "organisations": partners}).forms()) == 5


def test_english_forms_have_english_names() -> None:
    partner = {"name": "School", "type": "programme"}
    plan = plan_of({"partnership": "P", "language": "en", "organisations": [partner]})
    assert list(plan.forms()) == ["phase1-school.docx", "phase2-together.docx", "phase3-school.docx"]


PARTNERS_ONLY = '[[organisations]]\nname = "De Linde"\ntype = "programme"\n'
"""A plan without its partnership."""


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("x = [", ("plan.toml", "geen TOML")),
        (PARTNERS_ONLY, ("plan.toml: partnership: niets past hier niet", "een naam, of een tabel")),
        (f"partnership = 3\n{PARTNERS_ONLY}", ("partnership: 3 past hier niet",)),
        (f"partnership = ' '\n{PARTNERS_ONLY}", ("partnership", "een naam")),
        ("partnership = 'P'", ("organisations", "[[organisations]]-tabel")),
        (PLAN.replace("round =", "ronde ="), ("ronde", "bedoelde je “round”?")),
        (PLAN.replace("round =", "language ="), ("language", "een van nl, en")),
        (PLAN.replace('"programme"', '"school"'), ("organisations[0].type", "een van practice_partner, programme")),
        (PLAN.replace("sector", "sectors"), ("organisations[1].sectors", "bedoelde je “sector”?")),
        (PLAN.replace('"private"', '"privat"'), ("organisations[1].ownership", "bedoelde je “private”?")),
        (PLAN.replace('name = "De Linde"', ""), ("organisations[1].name", "een naam")),
        (PLAN.replace("De Linde", "opleiding verpleegkunde"), ("plan.toml", "die geen andere partner heeft")),
        (PLAN + "[invitation]\nreturn_by = 3", ("invitation.return_by: 3 past hier niet", "tekst")),
    ],
)
def test_a_fault_in_a_plan_is_told_in_one_line(tmp_path: Path, plan: str, words: tuple[str, ...]) -> None:
    result = new(tmp_path, plan)
    assert is_told(result, *words), result.stderr
    assert not (tmp_path / "out").exists()


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert is_told(run("new", tmp_path / "none.toml", tmp_path), "none.toml")


@pytest.mark.parametrize("arguments", [(), ("nope",), ("new",), ("read",), ("compare",), ("read", "--nope", "x")])
def test_wrong_use_is_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert not result.stdout


def test_the_version_is_told() -> None:
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("hlo-forms ")


def reading_with_everything() -> Reading:
    form = PreparationForm(
        organisation=Organisation("De Linde", type="practice_partner"),
        motives=[
            MotiveAnswer("network", ticked=True, outcome="regel 1\nregel 2 \x9b \u202e"),
            MotiveAnswer("recruitment", ticked=None),
        ],
    )
    field = "motives.network.outcome"
    return Reading(
        forms=(form,),
        language="nl",
        findings=(Finding(code="label-near", field=field), Finding(code="tags-missing")),
        evidence=FrozenMap({field: Evidence(field=field, how="label", place=Place(), seen="regel 1")}),
        unplaced=(Passage(text="verdwaald", place=Place(heading="Gegevens")),),
        remarks=(Passage(text="kantlijn", author="Noor"),),
    )


def test_the_table_shows_values_how_they_were_found_doubts_and_the_rest() -> None:
    shown = as_text(reading_page(reading_with_everything(), "nl", ids=True), 160)
    rows = {line.split()[0]: line for line in shown.splitlines() if line}
    assert "regel 1 ⏎ regel 2 \\u009b \\u202e" in rows["motives.network.outcome"]
    assert "vaste tekst   Nakijken: De vaste tekst is hier veranderd" in rows["motives.network.outcome"]
    assert rows["motives.recruitment.ticked"].split() == ["motives.recruitment.ticked", "onduidelijk"]
    assert not any(code in shown for code in ("label-near", "tags-missing", "warning", "info "))
    assert "verdwaald" in shown
    assert {"kantlijn", "Noor"} <= set(shown.split())
    assert load_instrument().word("finding.tags-missing", "nl") in shown


def test_every_field_is_shown_by_the_id_it_has_in_the_document() -> None:
    form = AlignmentForm(
        organisations=[Organisation("De Linde")],
        own_answers=[OwnAnswer(question="alignment.6", organisation="De Linde", text="Elkaar zien")],
        answers={"alignment.1": "Ja"},
    )
    assert dict(fields_of(form)) == {
        "organisations.1.name": "De Linde",
        "organisations.1.id": "de-linde",
        "own_answers.alignment.6.1.organisation": "de-linde",
        "own_answers.alignment.6.1.text": "Elkaar zien",
        "answers.alignment.1": "Ja",
    }


def test_read_corrects_a_field_and_writes_the_form_as_a_new_file(tmp_path: Path) -> None:
    new(tmp_path)
    source, target = tmp_path / "out" / NAMES[0], tmp_path / "verbeterd.docx"
    settings = ("--set", "motives.network.ticked=yes", "--set", "round=", "--set", "organisation.sector=Wijkzorg")
    result = run("read", source, *settings, "--write", target)
    assert result.exit_code == 0, result.stderr
    rows = {line.split()[0]: line.split() for line in result.stdout.splitlines() if line}
    assert {"van", "verbeterd"} <= set(rows["motives.network.ticked"])
    assert "van toepassing" in result.stdout
    assert rows["round"][:2] == ["round", "leeg"]
    again = json.loads(run("read", "--json", target).stdout_bytes.decode("utf-8"))[0]["forms"][0]["form"]
    assert (again["organisation"]["sector"], "round" in again) == ("Wijkzorg", False)
    assert {"motive": "network", "ticked": True} in again["motives"]
    before = target.read_bytes()
    assert is_told(run("read", source, "--write", target), "verbeterd.docx", "bestaat al")
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("setting", "exit_code", "told"),
    [
        ("round", 2, "VELD=WAARDE"),
        ("motives.network.ticked=misschien", 1, "ja, nee of onduidelijk"),
        ("motives.netwerk.ticked=yes", 1, "motives.network.ticked"),
    ],
)
def test_what_cannot_be_set_is_told(tmp_path: Path, setting: str, exit_code: int, told: str) -> None:
    new(tmp_path)
    result = run("read", tmp_path / "out" / NAMES[0], "--set", setting, "--write", tmp_path / "new.docx")
    assert (result.exit_code, told in result.stderr) == (exit_code, True)
    assert not (tmp_path / "new.docx").exists()


def test_only_one_file_is_corrected_at_a_time(tmp_path: Path) -> None:
    new(tmp_path)
    paths = [tmp_path / "out" / name for name in NAMES[:2]]
    assert run("read", *paths, "--set", "round=2027").exit_code == 2


def test_the_fields_of_a_second_form_are_shown_by_their_own_ids() -> None:
    first = reading_with_everything()
    field = "2/motives.network.outcome"
    evidence = {**first.evidence, field: Evidence(field=field, how="corrected", place=Place(), seen="")}
    finding = Finding(code="label-near", field=field)
    both = attrs.evolve(first, forms=first.forms * 2, evidence=FrozenMap(evidence), findings=(*first.findings, finding))
    shown = as_text(reading_page(both, "nl", ids=True), 140)
    rows = {line.split()[0]: line.split() for line in shown.splitlines() if line}
    assert "Nakijken:" in rows["motives.network.outcome"]
    assert {"verbeterd", "Afgehandeld:"} <= set(rows[field])


def test_the_demo_is_believable() -> None:
    blank = plan_of({key: value for key, value in demo.plan().items() if key != "columns"}).forms([1])
    forms = demo.fill_all(blank)
    assert len(forms) == 3
    assert {form.organisation.type for form in forms.values() if isinstance(form, PreparationForm)} == {
        found.id for found in load_instrument().organisation_types
    }
    assert sum(len(form.other_motives) for form in forms.values() if isinstance(form, PreparationForm)) == 1
    assert all(len(form.answers) < len(form.questions) for form in forms.values())


def test_read_gives_a_table_or_json(tmp_path: Path) -> None:
    new(tmp_path)
    path = tmp_path / "out" / NAMES[0]
    table, data = run("read", path), run("read", "--json", path)
    assert (table.exit_code, data.exit_code) == (0, 0), table.stderr + data.stderr
    assert "Wijkzorg Noord" in table.stdout
    (found,) = json.loads(data.stdout_bytes.decode("utf-8"))
    assert found["forms"][0]["form"]["organisation"]["name"] == "De Linde"


def test_a_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    new(tmp_path)
    (tmp_path / "bad.docx").write_bytes(b"no Word file")
    result = run("read", "--json", tmp_path / "bad.docx", tmp_path / "none.docx", tmp_path / "out" / NAMES[0])
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 2
    assert len(json.loads(result.stdout)) == 1


def test_the_demo_plays_twice_and_says_how_to_get_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)  # no pictures: they take long
    first, again = run("demo", tmp_path / "d"), run("demo", tmp_path / "d")
    assert first.exit_code == 0, first.stderr
    assert first.stdout == again.stdout
    assert len(list((tmp_path / "d").rglob("*.docx"))) == 35
    assert first.stdout.splitlines()[-1].endswith('pip install "hlo-forms[plots]"')
    assert not first.stderr
    compared = run("compare", tmp_path / "d" / "2026" / "terug")
    assert (compared.exit_code, compared.stdout.count("Gedeeld: 2 van de 10")) == (0, 1), compared.stderr


@pytest.mark.long
def test_what_the_demo_says_to_open_is_there(tmp_path: Path) -> None:
    told = run("demo", tmp_path / "d").stdout
    named = [line.strip() for line in told.splitlines() if line.strip().startswith(str(tmp_path))]
    assert len(named) == 9
    assert all(Path(name).is_file() for name in named)


def test_one_form_cannot_be_compared(tmp_path: Path) -> None:
    new(tmp_path)
    assert is_told(run("compare", tmp_path / "out" / NAMES[0]))


def test_comparing_needs_every_file(tmp_path: Path) -> None:
    new(tmp_path)
    filled = tmp_path / "out" / NAMES[0]
    result = run("compare", filled, tmp_path / "none.docx")
    assert is_told(result, "none.docx", "bestaat niet")


def test_what_the_demo_wrote_and_cannot_read_back_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_source: object) -> Reading:
        raise DamagedFileError("part-damaged", "damaged")

    monkeypatch.setattr("hlo_forms.examples.demo.read", refuse)
    assert is_told(run("demo", tmp_path), "fase1-de-wilgenhof-ingevuld.docx", "could not be read back", "damaged")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "a.docx")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        Folder(tmp_path).save({"a.docx": b"x"})
    assert not list(tmp_path.iterdir())


def test_a_reader_that_stops_listening_is_no_fault_of_the_input(tmp_path: Path) -> None:
    new(tmp_path)
    with subprocess.Popen(
        as_program("read", tmp_path / "out" / NAMES[0]), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        told = process.stderr.read()
    assert told == b""


def test_text_goes_out_in_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    new(tmp_path, PLAN.replace("De Linde", "Café ’t Vóórhuys"))
    command = as_program("read", *(tmp_path / "out").glob("*1-caf*"))
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert "Café ’t Vóórhuys" in done.stdout.decode("utf-8")


def test_a_closed_pipe_ends_quietly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(*_: object, **__: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    new(tmp_path)
    monkeypatch.setattr("hlo_forms.cli.shared.put", closed)
    result = run("read", tmp_path / "out" / NAMES[0])
    assert (result.exit_code, result.stderr) == (1, "")


def test_what_would_steer_a_screen_is_shown_as_a_sign() -> None:
    assert harmless("De\x1b[2J Linde\x9b\u202e\n\tzorg") == "De\ufffd[2J Linde\ufffd\ufffd\n\tzorg"
