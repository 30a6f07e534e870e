"""A page as HTML: a document that needs nothing else, or a piece for within another page.

Both come out of one template, `templates/page.html`, which escapes every text; its style sheet is `templates/page.css`.
Nothing is fetched. Jinja is imported on use.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from ..basics.data import package_data
from .model import Illustration, Page, PageRow, PageTable

if TYPE_CHECKING:
    from jinja2 import Template

_TAGS = {"strong": "strong", "added": "ins", "removed": "del", "check": "mark", "blank": "em", "literal": "code"}
_FEW = 8  # so many rows stay together on paper
_SLIM = 2  # so many columns fit on a narrow screen


def whole_page(page: Page) -> str:
    """Return the page as one HTML document that needs nothing else."""
    return _template().render(page=page, whole=True, style=style_sheet())


def piece(page: Page) -> str:
    """Return the page as a piece of HTML for within another page, such as a notebook.

    Its headings are paragraphs there, and its tables keep their alignment under the style sheet of a notebook.
    """
    return _template().render(page=page, whole=False, style=style_sheet())


@functools.cache
def style_sheet() -> str:
    """Return the style sheet of every page."""
    return _data("page.css")


@functools.cache
def _template() -> Template:
    """Return the template with all that it may use; a name that it does not have is an error."""
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.keep_trailing_newline = True
    environment.filters |= {"bodies": _bodies, "kind": lambda block: type(block).__name__, "svg": _svg}
    environment.globals |= {"tags": _TAGS, "few": _FEW, "slim": _SLIM}
    return environment.from_string(_data("page.html"))


def _data(name: str) -> str:
    return package_data(f"templates/{name}").decode("utf-8")


def _bodies(table: PageTable) -> list[list[PageRow]]:
    """Return the rows of a table, a body for each group."""
    bodies: list[list[PageRow]] = [[]]
    for row in table.rows:
        if row.group and bodies[-1]:
            bodies.append([])
        bodies[-1].append(row)
    return bodies


def _svg(block: Illustration) -> str:
    """Return a picture without what goes before its first element; its own texts are escaped where it is drawn."""
    return re.sub(r"^.*?(?=<svg)", "", block.picture.to_svg(), flags=re.DOTALL).strip()
