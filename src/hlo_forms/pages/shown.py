"""Values that show themselves: as a page, and out of that as HTML and as text.

The page of a class is made above the class, in a module of its own that registers a function with `makes_page_of`. The
class never imports that module, so that imports point one way: it names it, and the module is loaded on first use.

    # facilitator/plan.py                  # facilitator/page.py
    class Plan(Shown):                     @makes_page_of(Plan)
        _page = "facilitator.page"         def _(plan: Plan, language: str) -> Page: ...
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from ..basics.messages import alike
from ..errors import InvalidValueError
from . import WIDTH

if TYPE_CHECKING:
    from .model import Page

MakerT = TypeVar("MakerT", bound="Callable[..., Page]")
_PACKAGE = __name__.partition(".")[0]
_makers: dict[type, Callable[..., Page]] = {}


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


def makes_page_of(kind: type) -> Callable[[MakerT], MakerT]:
    """Register the function below as the one that makes the page of a class, and of those that derive from it."""

    def registered(maker: MakerT) -> MakerT:
        _makers[kind] = maker
        return maker

    return registered


def page_of(value: object, language: str) -> Page:
    """Return a value as a page in a language; `InvalidValueError` where nothing registered how.

    The module that makes the page is loaded to its end first, also where another thread has begun: what it registers
    on the way may need what comes after.
    """
    if isinstance(value, Shown) and value._page:  # noqa: SLF001 - a class says it for this function
        importlib.import_module(f"{_PACKAGE}.{value._page}")  # noqa: SLF001
    maker = next((_makers[kind] for kind in type(value).__mro__ if kind in _makers), None)
    if maker is None:
        raise InvalidValueError("value", "something that has a page", value)
    return maker(value, language)
