"""The README and the documents beside it: their examples run, their commands exist, their links lead somewhere."""

from __future__ import annotations

import contextlib
import io
import itertools
import re
from pathlib import Path

import pytest

from hlo_forms.cli.main import main
from places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(path: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a document, each with the language it names."""
    return BLOCK.findall(path.read_text(encoding="utf-8"))


def commands() -> list[str]:
    """The one-line commands that the README tells a newcomer to copy."""
    return [text.strip() for language, text in blocks(ROOT / "README.md") if language == "sh"]


def played(path: Path) -> list[tuple[str, str]]:
    """What each Python block of a document that is followed by a text block prints, and what that text says."""
    found, space = [], dict[str, object]()
    all_blocks = [*blocks(path), ("", "")]
    for (language, text), (following, expected) in itertools.pairwise(all_blocks):
        if language != "python":
            continue
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(text, path.name, "exec"), space)  # noqa: S102 - the repository's own examples
        found.append((printed.getvalue(), expected if following == "text" else ""))
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_examples_run_and_print_what_they_say(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for printed, expected in played(path):
        assert printed == expected


def test_the_tour_in_the_readme_has_all_its_stops() -> None:
    stops = [text for language, text in blocks(ROOT / "README.md") if language == "python"]
    tour = "".join(stops)
    assert len(stops) == 7
    stations = ("write", "read", "compare", "recalibrate", "report", "Dataset", "to_csv", "to_json", "from_json")
    assert all(f"hlo.{name}(" in tour for name in stations)


def test_two_commands_of_one_line_each_make_their_own_environment() -> None:
    first, second = commands()
    assert first.startswith("python3 -m venv ")
    assert first.endswith("hlo-forms demo demo")
    assert second.startswith("python3 -m venv ")
    assert second.endswith("-m pytest")
    assert "\n" not in first + second
    assert first.split()[4] != second.split()[4]


def test_ci_runs_the_very_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    asked = re.findall(r"^readme_command (\d)", script, re.MULTILINE)
    pattern = re.search(r"grep '(.*)' README\.md", script)
    assert pattern
    assert [line for line in README.splitlines() if re.match(pattern[1], line)] == commands()
    assert asked == ["1", "2"]


@pytest.mark.parametrize("path", [ROOT / "README.md", ROOT / "docs" / "cli.md"], ids=lambda path: path.name)
def test_every_command_is_in_the_documents_and_no_other(path: Path) -> None:
    named = set(re.findall(r"`hlo-forms (\w+)", path.read_text(encoding="utf-8")))
    assert named == set(main.commands)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    here = [target for target in targets if not target.startswith(("https://", "reference/"))]  # Sphinx checks these
    assert not [target for target in here if not (path.parent / target).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_paths_that_are_named_exist(path: Path) -> None:
    named = re.findall(r"`((?:src|tests|tools|docs|notebooks|\.ci)/[\w./-]*)`", path.read_text(encoding="utf-8"))
    assert not [name for name in named if not (ROOT / name).exists()]


def test_the_readme_shows_a_form_the_meeting_and_a_picture() -> None:
    shown = re.findall(r'<img src="([^"]+)"[^>]* alt="([^"]{20,})">', README)
    assert [Path(path).stem for path, _ in shown] == ["fase1", "fase2", "motieven"]
    assert all((ROOT / path).is_file() for path, _ in shown)
