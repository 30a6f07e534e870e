"""The site: it builds without a warning, fits on a phone and a desk, and every address in it is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from browser import files_looked_at
from places import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PHONE, DESK = 390, 1280
LOOKED_AT = ("index", "start-begeleider", "handleiding", "findings", "instrument", "reference/about-errors")
LOOKED_AT += ("reference/PreparationForm", "reference/read", "reference/word.Source")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site that was built before, or one that is built here."""
    folder = tmp_path_factory.mktemp("site")
    if made := os.environ.get("HLO_FORMS_SITE"):
        return Path(shutil.copytree(made, folder, dirs_exist_ok=True))
    pytest.importorskip("sphinx", reason="Sphinx is not installed: pip install hlo-forms[docs]")
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", ROOT / "docs", folder]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return folder


@pytest.mark.long
@pytest.mark.editor
def test_the_site_can_be_read_aloud_and_fits_on_a_phone_and_a_desk(site: Path) -> None:
    names = [f"{name}.html" for name in LOOKED_AT]
    looks = files_looked_at(names, (PHONE, DESK), site)
    assert len(looks) == 2 * len(names)
    assert {name: look.faults for name, look in looks.items() if look.faults} == {}


@pytest.mark.long
def test_every_page_is_in_the_site(site: Path) -> None:
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= {path.stem for path in site.glob("*.html")}
    assert 'lang="nl"' in (site / "handleiding.html").read_text(encoding="utf-8")[:200]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_addresses_elsewhere_are_addresses(path: Path) -> None:
    """None is fetched: that they lead somewhere is for a person to see, from this list (`pytest -v` shows none)."""
    links = re.findall(r"\]\((\w+:[^)]*)\)|<(https?://[^>]*)>", path.read_text(encoding="utf-8"))
    for link in filter(None, (a or b for a, b in links)):
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert re.fullmatch(r"([\w-]+\.)+\w{2,}", parts.netloc), link
        assert not re.search(r"\s", link), link
