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
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)  # no pictures: they take long
    assert run("demo", "demo").exit_code == 0
    shutil.copy("demo/partners.csv", "partners.csv")
    for year in ("2026", "2027"):
        shutil.copytree(f"demo/{year}/terug", f"{year}/terug")
    for line in COMMANDS:
        result = run(*shlex.split(line)[1:])
        assert result.exit_code == 0, (line, result.stderr)
        if " status " in line:
            assert "Fase 1: 3 van 3 beantwoord" in result.stdout
    assert Path("2026/verslag/verslag-2026.html").exists()
    assert Path("2027/verslag/verslag-2026-2027.docx").exists()


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
