"""The page of a plan: who takes part, and how to reach them."""

from __future__ import annotations

from .basics.messages import headings, said
from .facilitator.plan import Partner, Plan
from .instrument.model import load_instrument
from .pages.model import Page, PageRow, PageTable, Section, fixed, quoted
from .pages.shown import page_of


@page_of.register(Plan)
def _(plan: Plan, language: str) -> Page:
    labels = headings(language)
    kind = load_instrument().word("label.organisation.type", language)
    table = PageTable(
        caption=said("who_gets", language),
        columns=(labels["organisation"], kind, labels["respondent"], labels["contact"]),
        rows=tuple(_row(partner, language) for partner in plan.partners),
    )
    return Page(
        title=", ".join(filter(None, [plan.partnership.name, plan.round])),
        locale=language,
        sections=(Section(said("partners", language), (table,)),),
    )


def _row(partner: Partner, language: str) -> PageRow:
    kind = load_instrument().organisation_type(partner.organisation.type or "").label[language]
    name, respondent, contact = (
        quoted(text) if text else () for text in (partner.organisation.name, partner.respondent, partner.contact)
    )
    return PageRow((name, fixed(kind), respondent, contact))
