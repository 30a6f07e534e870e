"""The Dutch guide: its commands do what it says on the demo's own partnership, and its pictures are there."""

from __future__ import annotations

import importlib.util
import re
import shlex
import shutil
from pathlib import Path
from typing import Any

import pytest

from commands import run
from places import ROOT

GUIDE = (ROOT / "docs" / "handleiding.md").read_text(encoding="utf-8")
COMMANDS: list[str] = re.findall(r"^hlo-forms .*$", GUIDE, re.MULTILINE)
TOOL = ROOT / "tools" / "guide_pictures.py"


START = (ROOT / "docs" / "start-begeleider.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the demo."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("importlib.util.find_spec", lambda _name: None)  # no pictures: they take long
        assert run("demo", folder).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def tool() -> Any:
    """The script that makes the pictures."""
    spec = importlib.util.spec_from_file_location("guide_pictures", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_commands_of_the_guide_carry_the_partnership_of_the_demo_through_two_years(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)  # as in the demo
    shutil.copy(demo / "partners.csv", "partners.csv")
    for year in ("2026", "2027"):
        shutil.copytree(demo / year / "terug", f"{year}/terug")
    for line in COMMANDS:
        result = run(*shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.stderr)
        if " status " in line:
            assert "Fase 1: 3 van 3 beantwoord" in result.stdout
    assert Path("2026/verslag/verslag-2026.html").exists()
    assert Path("2027/verslag/verslag-2026-2027.docx").exists()


def test_the_commands_of_the_five_minutes_do_what_they_say(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(demo, "demo")
    first, *lines = re.findall(r"^hlo-forms .*$", START, re.MULTILINE)
    assert first == "hlo-forms demo demo"
    for line in lines:
        result = run(*shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.stderr)
    assert Path("versturen/fase2-samen.docx").exists()


def command_blocks() -> list[tuple[str, list[str]]]:
    """The commands in the English documents, by document; those of one block follow each other."""
    return [
        (path.name, text.splitlines())
        for path in sorted((ROOT / "docs").glob("*.md"))
        for text in re.findall(
            r"^```sh\n(hlo-forms .*?)\n```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
        )
    ]


@pytest.mark.long
@pytest.mark.parametrize(("name", "lines"), command_blocks())
def test_the_commands_of_the_other_documents_run(
    name: str, lines: list[str], demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the partnership of the demo, whose files have here the names that they have there."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(demo / "partners.csv", "partners.csv")
    for folder in ("terug", "2026/terug", "formulieren", "forms"):
        shutil.copytree(demo / "2026" / "terug", folder)
    shutil.copytree(demo / "2027" / "terug", "2027/terug")
    for folder in ("terug", "."):
        shutil.copy(demo / "2026" / "terug" / "fase1-de-wilgenhof-ingevuld.docx", f"{folder}/fase1-de-linde.docx")
    for line in lines:
        result = run(*shlex.split(line)[1:])
        assert result.exit_code == 0, (name, line, result.stderr)


def test_the_guide_shows_every_step() -> None:
    assert [line.split()[1] for line in COMMANDS] == [
        *("new", "new", "status", "compare", "align", "commit", "report"),
        *("renew", "align", "commit", "status", "report", "read", "correct"),
    ]


def test_every_picture_of_the_guide_is_made_by_the_script_and_small(tool: Any) -> None:
    shown = re.findall(r"!\[[^\]]{10,}\]\(pictures/([\w-]+)\.png\)", GUIDE)
    assert sorted(shown) == sorted([*tool.PAGES, *tool.SCREENS, tool.DRAWN])
    sizes = {path.stem: path.stat().st_size for path in (ROOT / "docs" / "pictures").glob("*.png")}
    assert sizes.keys() == set(shown)
    assert max(sizes.values()) < 100_000


def test_a_page_is_found_by_what_stands_on_it(tool: Any) -> None:
    assert tool.page_with(["Over dit\nformulier", "Wat spreken  jullie af"], "spreken jullie") == 2
    with pytest.raises(LookupError, match="no page says 'Nergens'"):
        tool.page_with(["Over"], "Nergens")


def test_what_is_shown_on_a_screen_is_escaped(tool: Any) -> None:
    assert "&lt;b&gt; &amp; co" in tool.screen_html("hlo-forms status", "<b> & co\n")
    sheet = tool.sheet_html("Organisatie;Type\r\n<De Linde>;opleiding\r\n".encode("utf-8-sig"))
    assert "<td>B</td>" in sheet
    assert "<td>2</td><td>&lt;De Linde&gt;</td>" in sheet


def test_a_picture_loses_the_white_around_it(tool: Any) -> None:
    images = pytest.importorskip("PIL.Image")
    page = images.new("RGB", (400, 300), "white")
    assert tool.trimmed(page).size == (400, 300)
    page.paste("black", (100, 100, 120, 110))
    assert tool.trimmed(page).size == (20 + 2 * 18, 10 + 2 * 18)
