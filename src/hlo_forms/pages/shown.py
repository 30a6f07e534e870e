"""Values that show themselves: as a page, and out of that as HTML and as text.

The page of a class is made above the class, in a module of its own that registers a function with `page_of`. The
class never imports that module: the room of the class does, in its `__init__`, so that imports point one way.

    # facilitator/plan.py          # facilitator/page.py
    class Plan(Shown): ...         @page_of.register
                                   def _(plan: Plan, language: str) -> Page: ...
"""

from __future__ import annotations

import functools

from ..errors import InvalidValueError
from .html import piece
from .model import Page
from .text import WIDTH, as_text


class Shown:
    """A value that shows itself as HTML and as text.

    A class says in `_default_language` in which language it shows itself where none is named.
    """

    __slots__ = ()

    @property
    def _default_language(self) -> str:
        return "nl"

    def language_or_own(self, language: str | None) -> str:
        """Return the language, or the value's own where none is named."""
        return language or self._default_language

    def to_html(self, language: str | None = None) -> str:
        """Return a piece of HTML that needs nothing else; all texts in it are escaped.

        Without a language it is in the value's own. `InvalidValueError` for one that it cannot be shown in.
        """
        return piece(page_of(self, language or self._default_language))

    def to_text(self, language: str | None = None, width: int = WIDTH) -> str:
        """Return text for a screen of `width` columns, 40 at least; nothing in it steers a terminal.

        Without a language it is in the value's own. `InvalidValueError` for one that it cannot be shown in.
        """
        return as_text(page_of(self, language or self._default_language), width)

    def _repr_html_(self) -> str:
        return self.to_html()


def spoken(value: object, language: str | None) -> str:
    """Return the language, or that of the value where none is named; Dutch for anything that does not show itself."""
    return value.language_or_own(language) if isinstance(value, Shown) else language or "nl"


@functools.singledispatch
def page_of(value: object, language: str) -> Page:  # noqa: ARG001 - what each registered function takes
    """Return a value as a page in a language; `InvalidValueError` where nothing registered how."""
    raise InvalidValueError("value", "something that has a page", value)
