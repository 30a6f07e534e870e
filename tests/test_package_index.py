"""What a package index shows: links and pictures that lead somewhere from there, or none."""

from __future__ import annotations

import re
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from places import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
ADDRESS = "https://example.org/our/forms"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The script that fills in the metadata."""
    pytest.importorskip("hatchling", reason="hatchling is not installed: pip install hlo-forms[test]")
    spec = spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def targets(text: str) -> list[str]:
    """Everything that a page links to or shows."""
    return [a or b for a, b in re.findall(r'\]\(([^)]+)\)|(?:src|href)="([^"]+)"', text)]


def test_with_an_address_every_link_and_picture_leads_there(hook: ModuleType) -> None:
    shown = hook.shown(README, ADDRESS)
    assert len(targets(shown)) == len(targets(README)) > 20
    assert not [target for target in targets(shown) if not target.startswith("https://")]
    assert f'src="{ADDRESS}/raw/HEAD/docs/pictures/fase1.png"' in shown
    assert f"[docs/cli.md]({ADDRESS}/blob/HEAD/docs/cli.md)" in shown


def test_without_an_address_there_are_none_that_lead_nowhere(hook: ModuleType) -> None:
    shown = hook.shown(README, "")
    assert not [target for target in targets(shown) if not target.startswith("https://")]
    assert "docs/cli.md" in shown
    assert "the picture that a report" not in shown


def test_the_address_stands_in_one_place_for_the_owner_to_fill_in(hook: ModuleType) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {"readme", "urls"} <= set(project["project"]["dynamic"])
    assert project["tool"]["hatch"]["metadata"]["hooks"]["custom"].keys() == {"address"}
    assert hook.addresses("") == {}
    assert set(hook.addresses(ADDRESS)) == {"Source", "Documentation", "Changelog", "Issues"}
    assert all(address.startswith(ADDRESS) for address in hook.addresses(ADDRESS).values())
