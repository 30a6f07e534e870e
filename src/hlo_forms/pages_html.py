"""A page as HTML: a whole document, or a piece of one; all text is escaped, and nothing is fetched."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import singledispatch

from .pages import Block, Bullets, Cell, Heading, Illustration, Page, Row, Run, Section, Table, Text

_TAGS = {"strong": "strong", "added": "ins", "removed": "del"}

PIECE_STYLE = """
.hlo-page { line-height: 1.5; }
.hlo-page table { border-collapse: collapse; margin: 0.6em 0 1.6em 0; font-size: inherit; width: 100%; }
.hlo-page caption { caption-side: top; text-align: left; font-weight: bold; padding: 0.4em 0; color: inherit; }
.hlo-page table tr, .hlo-page table tr:nth-child(n):hover { background: transparent; }
.hlo-page table th, .hlo-page table td { text-align: left; vertical-align: top; padding: 0.4em 0.7em;
  border: 1px solid rgba(128, 128, 128, 0.6); white-space: pre-wrap; overflow-wrap: break-word; line-height: 1.4; }
.hlo-page thead th { border-bottom-width: 2px; }
.hlo-page tbody th { font-weight: normal; }
.hlo-page tbody th[scope=rowgroup] { font-weight: bold; border-top: 2px solid; }
.hlo-page p, .hlo-page li { white-space: pre-wrap; }
.hlo-page ins { font-weight: bold; text-decoration: underline; }
.hlo-page figure { margin: 1em 0; }
.hlo-page figure svg { max-width: 100%; height: auto; background: #fff; }"""

_PAGE_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1f2933; font: 1rem/1.5 Arial, Helvetica, sans-serif; }
body > div { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.35rem; color: #1d5b6b; margin: 2.4em 0 0.6em; }
h3 { font-size: 1.1rem; margin: 1.6em 0 0.4em; }
h4 { font-size: 1rem; margin: 1.4em 0 0.4em; }
.kicker { color: #1d5b6b; font-weight: bold; margin: 0 0 0.3em; }
.subtitle { color: #5a6570; margin: 0.3em 0 1.4em; font-size: 1.1rem; }
dl { display: grid; grid-template-columns: minmax(8rem, max-content) 1fr; gap: 0.3rem 1.5rem; margin: 0; }
dt { font-weight: bold; }
dd { margin: 0; white-space: pre-wrap; }
thead th { background: #eef3f5; }
@media print {
  body > div { max-width: none; padding: 0; }
  tr, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; } }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.6rem; } }"""


def whole_page(page: Page) -> str:
    """The page as one HTML document that needs nothing else."""
    head = [
        f'<p class="kicker">{html.escape(page.kicker)}</p>',
        f"<h1>{html.escape(page.title)}</h1>",
        *([f'<p class="subtitle">{html.escape(page.subtitle)}</p>'] if page.subtitle else []),
    ]
    known = "".join(f"<dt>{html.escape(label)}</dt><dd>{cell_html(cell)}</dd>" for label, cell in page.details)
    details = [f"<dl>{known}</dl>"] if known else []
    sections = [line for part in page.sections for line in _section(part)]
    return whole_document(page.title, page.locale, "\n".join([*head, *details]), "\n".join(sections))


def whole_document(title: str, locale: str, head: str, content: str) -> str:
    """HTML under a head, as a document that needs nothing else; `title` is what a tab of a browser shows."""
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(locale)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{PIECE_STYLE}{_PAGE_STYLE}\n</style>\n</head>\n"
        f'<body>\n<div class="hlo-page">\n<header>\n{head}\n</header>\n<main>\n{content}\n</main>\n</div>\n'
        "</body>\n</html>\n"
    )


def piece(title: str, details: Iterable[tuple[str, Cell]], sections: Iterable[Section], language: str) -> str:
    """Sections as a piece of HTML for within another page, such as a notebook; their headings are paragraphs there."""
    known = "".join(f"<br>{html.escape(label)}: {cell_html(cell)}" for label, cell in details)
    content = [f"<p><strong>{html.escape(title)}</strong>{known}</p>"]
    for part in sections:
        content += [f"<p><strong>{html.escape(part.heading)}</strong></p>", *map(block_html, part.blocks)]
    body = "\n".join(content)
    return f'<div class="hlo-page" lang="{html.escape(language)}">\n<style>{PIECE_STYLE}\n</style>\n{body}\n</div>'


def _section(section: Section) -> Iterator[str]:
    yield f"<h2>{html.escape(section.heading)}</h2>"
    for block in section.blocks:
        yield block_html(block)


def cell_html(cell: Cell) -> str:
    """The runs of a cell, each in its look."""
    return "".join(map(_run, cell))


def _run(run: Run) -> str:
    text = html.escape(run.text)
    if run.written:
        text = f"<bdi>{text}</bdi>"
    tag = _TAGS.get(run.look)
    return f"<{tag}>{text}</{tag}>" if tag else text


@singledispatch
def block_html(block: Block) -> str:
    """A block as HTML."""
    raise NotImplementedError


@block_html.register
def _(block: Heading) -> str:
    tag = f"h{block.level + 1}"
    return f"<{tag}>{html.escape(block.text)}</{tag}>"


@block_html.register
def _(block: Text) -> str:
    return f"<p>{cell_html(block.runs)}</p>"


@block_html.register
def _(block: Bullets) -> str:
    tag = "ol" if block.numbered else "ul"
    return f"<{tag}>{''.join(f'<li>{cell_html(item)}</li>' for item in block.items)}</{tag}>"


@block_html.register
def _(block: Table) -> str:
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in block.columns)
    bodies = "".join(f"<tbody>{''.join(lines)}</tbody>" for lines in _bodies(block))
    caption = f"<caption>{html.escape(block.caption)}</caption>"
    return f"<table>\n{caption}\n<thead><tr>{head}</tr></thead>\n{bodies}\n</table>"


def _bodies(table: Table) -> Iterator[list[str]]:
    """The lines of a table, a body for each group."""
    lines: list[str] = []
    for row in table.rows:
        if row.group and lines:
            yield lines
            lines = []
        lines.append(_row(row, len(table.columns)))
    if lines:
        yield lines


def _row(row: Row, columns: int) -> str:
    if row.group:
        return f'<tr><th scope="rowgroup" colspan="{columns}">{cell_html(row.cells[0])}</th></tr>'
    first, *others = row.cells
    values = "".join(f"<td>{cell_html(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{cell_html(first)}</th>{values}</tr>'


@block_html.register
def _(block: Illustration) -> str:
    svg = block.picture.to_svg()
    return f"<figure>{re.sub(r'^.*?(?=<svg)', '', svg, flags=re.DOTALL).strip()}</figure>"
