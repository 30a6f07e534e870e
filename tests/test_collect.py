"""The command of the research team: from folders of documents to the files of other programs."""

from __future__ import annotations

import inspect
import io
import json
import re
import sys
from pathlib import Path

import attrs
import pytest
from click.testing import Result

import commands
import hlo_forms as hlo
from hlo_forms import examples
from hlo_forms.basics.files import MANIFEST
from hlo_forms.cli import research
from hlo_forms.export.formats import FORMATS
from places import ROOT
from samples import FULL


def run(*arguments: object) -> Result:
    return commands.run("collect", *arguments)


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    """A folder of documents: a form, the same again, a later version of it, and what is no form."""
    folder = tmp_path / "sent"
    folder.mkdir()
    form = FULL["preparation programme"]
    hlo.write(form, folder / "a.docx")
    (folder / "b.docx").write_bytes((folder / "a.docx").read_bytes())
    hlo.write(attrs.evolve(form, answers={"preparation.1": "Toch anders"}), folder / "c.docx")
    (folder / "scan.docx").write_bytes(b"%PDF-1.7")
    return folder


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A folder with one form."""
    folder = tmp_path / "sent"
    folder.mkdir()
    hlo.write(FULL["commitment"], folder / "a.docx")
    return folder


def test_every_format_is_written_and_named(whole: Path, tmp_path: Path) -> None:
    result = run(whole, "--to", ",".join(FORMATS), "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    paths = [Path(line) for line in result.stdout.splitlines()]
    assert all(path.is_file() for path in paths)
    written = {path for path in (tmp_path / "out").rglob("*") if path.is_file() and path.name != MANIFEST}
    assert set(paths) == written
    for one in FORMATS.values():
        folder = tmp_path / "out" / one.folder
        assert {path.suffix for path in paths if path.parent == folder} >= set(one.endings)
    assert {path.name for path in paths if path.parent == tmp_path / "out"} == {
        *("dataset.xlsx", "dataset.qdpx", "codebook.qdc"),
    }
    *remarks, total, left_out = result.stderr.splitlines()
    assert remarks[0].startswith("Geen enkele organisatie in deze gegevens is om toestemming")
    assert total == "bestanden: 1; formulieren: 1; niet te lezen: 0"
    assert left_out.startswith("Weggelaten: waar en hoe elke waarde")


def test_the_door_has_the_functions_of_every_format_and_no_others() -> None:
    functions = {function.__name__ for one in FORMATS.values() for function in one.functions}
    homes = hlo._MODULE_OF
    rooms = {name: homes[name].partition(".") for name in hlo.__all__ if name.startswith("to_")}
    exports = {name for name, (room, _, module) in rooms.items() if room == "export" and module != "interchange"}
    assert functions == exports


def test_the_help_of_the_command_lists_every_format() -> None:
    listed = run("--help").stdout.partition("Formaten:\n")[2]
    assert [" ".join(line.split()) for line in listed.splitlines()] == [
        f"{one.name} {one.help('nl')}" for one in FORMATS.values()
    ]


@pytest.mark.parametrize("document", ["README.md", "docs/cli.md", "docs/exports.md", "docs/handleiding.md"])
def test_every_format_is_named_in(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    assert not [name for name in FORMATS if f"`{name}`" not in text]
    table = text.partition("\n| format |")[2].partition("\n\n")[0]
    assert not table or re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == list(FORMATS)


@pytest.mark.parametrize("document", ["docs/exports.md", "docs/privacy.md"])
def test_every_function_of_a_format_is_named_in(document: str) -> None:
    """On privacy: each that leaves out what may not be used for research."""
    text = (ROOT / document).read_text(encoding="utf-8")
    functions = [function for one in FORMATS.values() for function in one.functions]
    if document == "docs/privacy.md":
        functions = [function for function in functions if "everything" in inspect.signature(function).parameters]
    assert not [function.__name__ for function in functions if f"`{function.__name__}" not in text]


def test_what_is_written_is_what_the_library_writes(whole: Path, tmp_path: Path) -> None:
    options = ("--language", "en", "--answers", "--ground", "Eigen taak")
    run(whole, "--to", "csv", "--out", tmp_path / "out", *options)
    dataset = hlo.Dataset(hlo.read_many([whole]))
    hlo.to_csv(dataset, tmp_path / "own", language="en", answers=True, ground="Eigen taak")
    for path in (tmp_path / "own").iterdir():
        assert (tmp_path / "out" / "csv" / path.name).read_bytes() == path.read_bytes()


def test_bad_files_doubles_and_versions_are_named_and_stop_nothing(sent: Path, tmp_path: Path) -> None:
    result = run(sent, "--to", "jsonl", "--out", tmp_path / "out")
    assert result.exit_code == 1
    error, double, version, total, _ = result.stderr.splitlines()[-5:]
    assert error.startswith("fout: ")
    assert "scan.docx: dit is een pdf" in error
    assert "b.docx: hetzelfde als" in double
    assert "a.docx; telt één keer" in double
    assert "c.docx: versie 2 van een formulier" in version
    assert total == "bestanden: 4; formulieren: 2; niet te lezen: 1"
    assert (tmp_path / "out" / "jsonl" / "forms.jsonl").read_text().count("\n") == 2


def test_the_latest_versions_alone_when_asked(sent: Path, tmp_path: Path) -> None:
    run(sent, "--to", "jsonl", "--out", tmp_path / "out", "--latest", "--answers")
    assert (tmp_path / "out" / "jsonl" / "forms.jsonl").read_text().count("\n") == 1
    assert "Toch anders" in (tmp_path / "out" / "jsonl" / "answers.jsonl").read_text(encoding="utf-8")


def test_a_second_run_reads_from_the_store_and_gives_the_same(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = (whole, "--to", "csv", "--out", tmp_path / "out", "--store", tmp_path / "kept.store")
    run(*arguments)
    before = {path: path.read_bytes() for path in (tmp_path / "out" / "csv").iterdir()}

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr("hlo_forms.batch.many.documents_of", refuse)
    assert run(*arguments).exit_code == 0
    assert {path: path.read_bytes() for path in (tmp_path / "out" / "csv").iterdir()} == before


def test_several_processes_give_the_same(tmp_path: Path) -> None:
    examples.write_documents(tmp_path / "sent", partnerships=1, rounds=["2026"])
    for jobs in (1, 2):
        assert run(tmp_path / "sent", "--to", "jsonl", "--out", tmp_path / str(jobs), "--jobs", jobs).exit_code == 0
    for path in (tmp_path / "1" / "jsonl").iterdir():
        assert (tmp_path / "2" / "jsonl" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--to", "paper"], 2, f"paper is geen formaat; kies uit {', '.join(FORMATS)}"),
        (["--to", "csv", "--language", "fr"], 2, "kies uit nl, en"),
        (["--to", "csv", "--jobs", "0"], 2, "--jobs"),
    ],
)
def test_a_command_that_was_not_used_well_is_told(
    arguments: list[str], code: int, said: str, whole: Path, tmp_path: Path
) -> None:
    result = run(whole, *arguments, "--out", tmp_path / "out")
    assert result.exit_code == code
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_without_any_form_nothing_is_written(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere", "--to", "csv", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr
    assert "er is geen formulier gevonden; er is niets geschreven" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("out", [".", "deep/out"])
def test_what_is_written_must_not_lie_where_forms_are_read(out: str, whole: Path) -> None:
    result = run(whole, "--to", "csv", "--out", whole / out)
    assert result.exit_code == 2
    assert "kies een andere map" in result.stderr
    assert len(list(whole.iterdir())) == 1


def test_a_missing_library_is_told_before_anything_is_read(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    monkeypatch.setattr(research, "_read", lambda *_: pytest.fail("read"))
    result = run(whole, "--to", "csv,spss", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert 'pip install "hlo-forms[spss]"' in result.stderr


def test_where_something_stands_in_the_way_of_one_format_none_is_written(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "out" / "jsonl").mkdir(parents=True)
    (tmp_path / "out" / "jsonl" / "forms.jsonl").write_text("own")
    result = run(whole, "--to", "csv,jsonl", "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert "niet door dit programma geschreven" in result.stderr
    assert not (tmp_path / "out" / "csv").exists()


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A folder with a form that names who it is of, and somebody whom no list knows."""
    folder = tmp_path / "sent"
    folder.mkdir()
    organisation = hlo.Organisation("Zorggroep Merelveld", type="practice_partner")
    answers = {"preparation.1": "Bij Merelveld, met Juf Roos"}
    form = hlo.PreparationForm(organisation=organisation, partnership="Wijkzorg Ooievaarsdam", answers=answers)
    hlo.write(form, folder / "merelveld.docx")
    return folder


def everything_in(folder: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()).casefold()


def test_codes_in_place_of_names_with_a_key_that_is_made_and_decisions_that_are_given_back(
    named: Path, tmp_path: Path
) -> None:
    key, review = tmp_path / "key.json", tmp_path / "review.csv"
    arguments = (named, "--to", "csv,jsonl", "--out", tmp_path / "out", "--key", key, "--review", review)
    arguments = (*arguments, "--evidence", "--answers")
    first = run(*arguments, "--language", "en")
    assert first.exit_code == 0, first.output
    assert "Words that may still be a name, and that somebody must look at: 1." in first.stderr
    assert "Organisations that are alone in their type, sector and ownership: 1 of 1." in first.stderr
    assert f"{key}: made." in first.stderr
    shared = everything_in(tmp_path / "out")
    assert "merelveld" not in shared
    assert "ooievaarsdam" not in shared
    assert "juf roos" in shared
    assert all(path.stat().st_mode & 0o077 == 0 for path in (key, review))
    review.write_text(review.read_text("utf-8-sig").replace("\n,Juf", "\nname,Juf"), encoding="utf-8-sig")
    second = run(*arguments, "--language", "en")
    assert second.exit_code == 0, second.output
    assert f"{key}: the same key" in second.stderr
    assert "No word was found that may still be a name." in second.stderr
    assert "roos" not in everything_in(tmp_path / "out")
    assert {"Zorggroep Merelveld", "Juf Roos"} <= {
        entry["name"] for entry in json.loads(key.read_text())["codes"].values()
    }


def test_without_a_review_the_command_says_how_to_get_it(named: Path, tmp_path: Path) -> None:
    result = run(named, "--to", "jsonl", "--out", tmp_path / "out", "--key", tmp_path / "k", "--answers")
    assert "Met --review BESTAND" in result.stderr


@pytest.mark.parametrize("option", ["--key", "--review"])
@pytest.mark.parametrize("folder", ["out", "sent"])
def test_what_holds_names_does_not_lie_where_it_is_shared_or_read(
    option: str, folder: str, named: Path, tmp_path: Path
) -> None:
    files = {"--key": tmp_path / "key.json", option: tmp_path / folder / "names.x"}
    result = run(named, "--to", "csv", "--out", tmp_path / "out", *(part for pair in files.items() for part in pair))
    assert result.exit_code == 2
    assert "bevat namen" in " ".join(result.stderr.split())
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "key.json").exists()


def test_a_review_without_a_key_is_refused(named: Path, tmp_path: Path) -> None:
    result = run(named, "--to", "csv", "--out", tmp_path / "out", "--review", tmp_path / "review.csv")
    assert result.exit_code == 2
    assert "--key" in result.stderr


def test_no_hidden_file_stays_in_a_folder_that_is_sent(named: Path, tmp_path: Path) -> None:
    run(named, "--to", ",".join(FORMATS), "--out", tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").rglob("*")}
    assert not {name for name in names if name.startswith(".")}
    assert MANIFEST in names
    assert run(tmp_path / "out", "--to", "csv", "--out", tmp_path / "b").stderr.count(MANIFEST) == 0


class Screen(io.StringIO):
    """A stream that says it is a screen."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("total", [None, 3])
def test_somebody_at_a_screen_sees_how_far_it_is(total: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with research._bar() as told:
        assert told is not None
        for done in (1, 2, 3):
            told(done, total)
    assert "Lezen" in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_nobody_at_a_screen_sees_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with research._bar() as told:
        assert told is None
