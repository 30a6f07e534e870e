"""Values that show themselves: as a page, and out of that as HTML and as text.

The page of a class is made above the class, in a module of its own that registers a function with `page_of`. The
class never imports that module, so that imports point one way: it names it, and the module is loaded on first use.

    # facilitator/plan.py                  # facilitator/page.py
    class Plan(Shown):                     @page_of.register
        _page = "facilitator.page"         def _(plan: Plan, language: str) -> Page: ...
"""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

from ..basics.messages import alike
from ..errors import InvalidValueError
from . import WIDTH

if TYPE_CHECKING:
    from .model import Page

_PACKAGE = __name__.partition(".")[0]


class Shown:
    """A value that shows itself as HTML and as text.

    A class says in `_default_language` in which language it shows itself where none is named, and in `_page` which
    module registers its page, where that is not its own.
    """

    __slots__ = ()

    _page = ""

    @property
    def _default_language(self) -> str:
        raise NotImplementedError

    def language_or_own(self, language: str | None) -> str:
        """Return the language, or the value's own where none is named, with the sentences of its instrument."""
        return alike(self._default_language, language)

    def to_html(self, *, language: str | None = None) -> str:
        """Return a piece of HTML that needs nothing else; all texts in it are escaped.

        Without a language it is in the value's own. `InvalidValueError` for one that it cannot be shown in.
        """
        from .html import piece

        return piece(page_of(self, self.language_or_own(language)))

    def to_text(self, *, language: str | None = None, width: int = WIDTH) -> str:
        """Return text for a screen of `width` columns, 40 at least; nothing in it steers a terminal.

        Without a language it is in the value's own. `InvalidValueError` for one that it cannot be shown in.
        """
        from .text import as_text

        return as_text(page_of(self, self.language_or_own(language)), width)

    def _repr_html_(self) -> str:
        return self.to_html()


def spoken(value: object, language: str | None) -> str:
    """Return the language, or that of the value where none is named; "" for what has no page, and is refused."""
    return value.language_or_own(language) if isinstance(value, Shown) else language or ""


@functools.singledispatch
def page_of(value: object, language: str) -> Page:
    """Return a value as a page in a language; `InvalidValueError` where nothing registered how."""
    module = value._page if isinstance(value, Shown) else ""  # noqa: SLF001 - a class says it for this function
    if module:
        importlib.import_module(f"{_PACKAGE}.{module}")
    registered = page_of.dispatch(type(value))
    if registered is page_of.dispatch(object):
        raise InvalidValueError("value", "something that has a page", value)
    return registered(value, language)
