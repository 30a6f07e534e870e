"""The site: these pages, those beside the README, and a reference made from docstrings.

sphinx-build -W -n --keep-going docs site
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

project = "hlo_forms"
copyright = "the hlo_forms authors"
extensions = ["myst_parser"]
exclude_patterns = ["conf.py"]
html_theme = "furo"
html_title = "hlo_forms"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
myst_heading_anchors = 3
python_use_unqualified_type_names = True
add_module_names = False
toc_object_entries_show_parents = "hide"
nitpick_ignore_regex = [("py:.*", r"(?!hlo_forms\b).*")]  # types of others, which have no page here
suppress_warnings = ["myst.header"]  # a page from beside the README begins where its heading is

PAGES = {
    "../README.md": "index.md",
    "../CHANGELOG.md": "changes.md",
    "../CONTRIBUTING.md": "contributing.md",
    "../NOTICE": "licence.md",
    "../LICENSE": "licence.md",
}
DUTCH = ("handleiding", "start-begeleider", "start-partner")
LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:|#)([^)#\s]+)(#[^)]*)?\)")


def relinked(text: str) -> str:
    """Return a page whose links to files of the repository lead to their pages, or are code where there is none."""

    def link(match: re.Match[str]) -> str:
        words, target, anchor = match[1], match[2], match[3] or ""
        page = PAGES.get(target if target.startswith("../") else f"../{target}") or target.removeprefix("docs/")
        if not (ROOT / "docs" / page).exists():
            return words if words.startswith("`") else f"`{words}`"
        return f"[{words}]({page}{anchor})"

    return LINK.sub(link, text)


def in_their_language(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Say which pages are in Dutch, for who has them read aloud."""
    if page in DUTCH:
        context["language"] = "nl"


MENDED = {
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    'class="caption" role="heading">': 'class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer"': '<aside aria-label="Pages" class="sidebar-drawer"',
    '<aside class="toc-drawer"': '<aside aria-label="On this page" class="toc-drawer"',
    '<aside class="toc-drawer no-toc"': '<aside aria-label="On this page" class="toc-drawer no-toc"',
}
"""What the theme leaves out: the keyboard reaches all that scrolls, and each part says what it is when read aloud."""


def mended(app: Sphinx, fault: Exception | None) -> None:
    """Mend the pages that were built; those that were mended before stay as they are."""
    for path in [] if fault else Path(app.outdir).rglob("*.html"):
        text = page = path.read_text(encoding="utf-8")
        for before, after in MENDED.items():
            page = page.replace(before, after)
        if page != text:
            path.write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Make the reference before the pages are read, and lead their links to pages."""
    from build_reference import write

    app.connect("builder-inited", lambda app: write(Path(app.srcdir) / "reference"))
    app.connect("build-finished", mended)
    app.connect("html-page-context", in_their_language)
    app.connect("source-read", lambda _app, _name, source: source.__setitem__(0, relinked(source[0])))
    app.connect("include-read", lambda _app, _path, _name, source: source.__setitem__(0, relinked(source[0])))
