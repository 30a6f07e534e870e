"""Values that show themselves: as a page, and out of that as HTML and as text.

The page of a class is made above the class, in a module that registers a function with `page_of` and that the class
names in `_page_module`. The class itself never imports it: that module is imported when a value is first shown, so that
imports point one way. A name that begins with a dot is that of a module beside the class.

    # plans.py                             # plan_page.py
    class Plan(Shown):                     @page_of.register(Plan)
        _page_module = ".plan_page"        def _(plan: Plan, language: str) -> Page: ...
"""

from __future__ import annotations

import functools
import importlib
from typing import ClassVar

from ..errors import InvalidValueError
from .html import piece
from .model import Page
from .text import WIDTH, as_text


class Shown:
    """A value that shows itself as HTML and as text.

    A class says in `_default_language` in which language it shows itself where none is named.
    """

    __slots__ = ()

    _page_module: ClassVar[str]

    @property
    def _default_language(self) -> str:
        return "nl"

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


@functools.singledispatch
def page_of(value: object, language: str) -> Page:
    """Return a value as a page in a language; `InvalidValueError` where nothing registered how."""
    kind = type(value)
    _import_page_of(kind)
    registered = page_of.dispatch(kind)
    if registered is page_of.dispatch(object):
        raise InvalidValueError("value", "something that has a page", value)
    return registered(value, language)


def _import_page_of(kind: type) -> None:
    """Import the module that registers the page of a class, as the class that names it says."""
    named = next((base for base in kind.__mro__ if "_page_module" in vars(base)), None)
    if named is not None:
        importlib.import_module(vars(named)["_page_module"], named.__module__.rpartition(".")[0])
