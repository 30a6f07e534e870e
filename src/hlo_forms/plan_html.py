"""A plan as a notebook shows it: who takes part, and how to reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .instrument import load_instrument
from .office import headings, said
from .pages.html import piece
from .pages.model import PageRow, PageTable, Section, quoted

if TYPE_CHECKING:
    from .plans import Plan


def html_of(plan: Plan) -> str:
    """The plan as a piece of HTML, in its language; all that was typed is escaped."""
    asked, language = load_instrument(), plan.language
    called = headings(language)
    columns = (
        called["organisation"],
        asked.word("label.organisation.type", language),
        called["respondent"],
        called["contact"],
    )
    rows = []
    for partner in plan.partners:
        kind = asked.organisation_type(partner.organisation.type or "").label[language]
        texts = (partner.organisation.name, kind, partner.respondent, partner.contact)
        rows.append(PageRow(tuple(quoted(text or "") for text in texts)))
    table = PageTable(caption=said("who_gets", language), columns=columns, rows=tuple(rows))
    title = ", ".join(filter(None, [plan.partnership.name, plan.round]))
    return piece(title, [], [Section(said("partners", language), (table,))], language)
