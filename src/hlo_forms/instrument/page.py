"""The page of an instrument: its motives by category, and who is offered them."""

from __future__ import annotations

from collections.abc import Iterator

from ..basics.values import one_of
from ..errors import InvalidValueError
from ..pages.model import Page, PageRow, PageTable, Section, fixed
from ..pages.shown import makes_page_of
from .model import Instrument


@makes_page_of(Instrument)
def _(instrument: Instrument, language: str) -> Page:
    if language not in instrument.languages:
        raise InvalidValueError("language", one_of(instrument.languages, language), language)
    heads = [instrument.headings["motive"], *(kind.label for kind in instrument.organisation_types)]
    columns = tuple(head[language] for head in heads)
    table = PageTable(caption="", columns=columns, rows=tuple(_rows(instrument, language)))
    return Page(title=instrument.title[language], locale=language, sections=(Section("", (table,)),))


def _rows(instrument: Instrument, language: str) -> Iterator[PageRow]:
    for category in instrument.categories:
        yield PageRow((fixed(category.label[language]),), group=True)
        for motive in instrument.in_category(category.id):
            offers = ("✓" if kind.id in motive.offered_to else "-" for kind in instrument.organisation_types)
            yield PageRow(tuple(map(fixed, (motive.label[language], *offers))))
