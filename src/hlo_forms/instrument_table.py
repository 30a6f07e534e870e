"""An instrument as an HTML table: its motives by category, and who is offered them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .instrument import Instrument
    from .instrument_parts import MotiveCategory


def table_of(instrument: Instrument) -> str:
    """The table in the first language of the instrument, escaped."""
    language = instrument.languages[0]
    heads = [instrument.headings["motive"], *(kind.label for kind in instrument.organisation_types)]
    return (
        f'<table lang="{language}"><caption>{html.escape(instrument.title[language])}</caption><thead><tr>'
        + "".join(f'<th scope="col">{html.escape(head[language])}</th>' for head in heads)
        + "</tr></thead>"
        + "".join(_category(instrument, category, language) for category in instrument.categories)
        + "</table>"
    )


def _category(instrument: Instrument, category: MotiveCategory, language: str) -> str:
    types = instrument.organisation_types
    rows = [f'<tr><th scope="rowgroup" colspan="{len(types) + 1}">{html.escape(category.label[language])}</th></tr>']
    for motive in instrument.in_category(category.id):
        cells = "".join(f"<td>{'✓' if kind.id in motive.offered_to else '-'}</td>" for kind in types)
        rows.append(f'<tr><th scope="row">{html.escape(motive.label[language])}</th>{cells}</tr>')
    return f"<tbody>{''.join(rows)}</tbody>"
