"""A page as HTML: a whole document, or a piece of one; all text is escaped, and nothing is fetched."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from functools import singledispatch

from .model import Block, Bullets, Heading, Illustration, Page, PageRow, PageTable, Run, Runs, Section, Text

_TAGS = {"strong": "strong", "added": "ins", "removed": "del"}

PIECE_STYLE = """
.hlo-page { line-height: 1.5; }
.hlo-page table { border-collapse: collapse; margin: 0.6em 0 1.6em 0; font-size: inherit; width: 100%;
  table-layout: auto; }
.hlo-page caption { caption-side: top; text-align: left; font-weight: bold; padding: 0.4em 0; color: inherit; }
.hlo-page table tr, .hlo-page table tr:nth-child(n):hover { background: transparent; }
.hlo-page table th, .hlo-page table td { text-align: left; vertical-align: top; padding: 0.4em 0.7em;
  border: 1px solid rgba(128, 128, 128, 0.6); white-space: pre-wrap; overflow-wrap: break-word; line-height: 1.4; }
.hlo-page.hlo-page th, .hlo-page.hlo-page td { text-align: left; }
.hlo-page thead th { border-bottom-width: 2px; }
.hlo-page tbody th { font-weight: normal; }
.hlo-page tbody th[scope=rowgroup] { font-weight: bold; border-top: 2px solid; }
.hlo-page p, .hlo-page li { white-space: pre-wrap; overflow-wrap: anywhere; }
.hlo-page ins { font-weight: bold; text-decoration: underline; }
.hlo-page .hlo-wide { overflow-x: auto; }
.hlo-page figure { margin: 1em 0; }
.hlo-page figure svg { max-width: 100%; height: auto; background: #fff; }"""

_PAGE_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1f2933; font: 1rem/1.5 Arial, Helvetica, sans-serif; }
body > div { max-width: 60rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1, h2, h3, h4, dt, dd { overflow-wrap: anywhere; }
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
nav ul { columns: 18rem; padding-left: 1.2rem; margin: 0.4rem 0 0; }
nav a { color: #1d5b6b; }
nav h2 { margin-bottom: 0; }
a:focus-visible, .hlo-wide:focus-visible { outline: 3px solid #1d5b6b; outline-offset: 2px; }
@media print {
  body { font-size: 10pt; }
  body > div { max-width: none; padding: 0; }
  nav { display: none; }
  .hlo-page .hlo-wide { overflow: visible; }
  .hlo-page table { margin-bottom: 1em; }
  tr, figure, .hlo-short, .hlo-few { break-inside: avoid; }
  h2, h3, h4, caption, thead, p:has(+ .hlo-wide), p:has(+ figure) { break-after: avoid; } }
@media (max-width: 40rem) {
  dl { grid-template-columns: 1fr; }
  dd { margin-bottom: 0.6rem; }
  body > div { padding: 1.25rem 0.9rem 3rem; }
  .hlo-page table { font-size: 0.9rem; }
  .hlo-page table th, .hlo-page table td { padding: 0.3em 0.45em; }
  .hlo-page .hlo-slim td { overflow-wrap: anywhere; }
  .hlo-page figure { overflow-x: auto; }
  .hlo-page figure svg { max-width: none; min-width: 34rem; } }"""

_FEW = 8  # so many rows stay together on paper
_SLIM = 2  # so many columns fit on a narrow screen


def whole_page(page: Page) -> str:
    """The page as one HTML document that needs nothing else."""
    head = [
        f'<p class="kicker">{html.escape(page.kicker)}</p>',
        f"<h1>{html.escape(page.title)}</h1>",
        *([f'<p class="subtitle">{html.escape(page.subtitle)}</p>'] if page.subtitle else []),
    ]
    known = "".join(f"<dt>{html.escape(label)}</dt><dd>{cell_html(cell)}</dd>" for label, cell in page.details)
    details = [f"<dl>{known}</dl>"] if known else []
    sections = [line for number, part in enumerate(page.sections, start=1) for line in _section(part, number)]
    opening = "\n".join([*head, *details, *_contents(page)])
    return whole_document(page.full_title, page.locale, opening, "\n".join(sections))


def _contents(page: Page) -> Iterator[str]:
    """Links to the sections."""
    if page.contents and len(page.sections) > 1:
        links = "".join(
            f'<li><a href="#section-{number}">{html.escape(part.heading)}</a></li>'
            for number, part in enumerate(page.sections, start=1)
        )
        head = f'<h2 id="contents">{html.escape(page.contents)}</h2>'
        yield f'<nav aria-labelledby="contents">{head}<ul>{links}</ul></nav>'


def whole_document(title: str, locale: str, head: str, content: str) -> str:
    """HTML under a head, as a document that needs nothing else; `title` is what a tab of a browser shows."""
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(locale)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{PIECE_STYLE}{_PAGE_STYLE}\n</style>\n</head>\n"
        f'<body>\n<div class="hlo-page">\n<header>\n{head}\n</header>\n<main>\n{content}\n</main>\n</div>\n'
        "</body>\n</html>\n"
    )


def piece(title: str, details: Iterable[tuple[str, Runs]], sections: Iterable[Section], language: str) -> str:
    """Sections as a piece of HTML for within another page, such as a notebook; their headings are paragraphs there."""
    known = "".join(f"<br>{html.escape(label)}: {cell_html(cell)}" for label, cell in details)
    content = [f"<p><strong>{html.escape(title)}</strong>{known}</p>"]
    for part in sections:
        content += [f"<p><strong>{html.escape(part.heading)}</strong></p>", *map(block_html, part.blocks)]
    body = "\n".join(content)
    return f'<div class="hlo-page" lang="{html.escape(language)}">\n<style>{PIECE_STYLE}\n</style>\n{body}\n</div>'


def _section(section: Section, number: int) -> Iterator[str]:
    yield f'<section>\n<h2 id="section-{number}">{html.escape(section.heading)}</h2>'
    for block in section.blocks:
        yield block_html(block)
    yield "</section>"


def cell_html(cell: Runs) -> str:
    """The runs of a cell, each in its look."""
    return "".join(map(_run, cell))


def _run(run: Run) -> str:
    text = html.escape(run.text)
    if run.quoted:
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
def _(block: PageTable) -> str:
    head = "".join(f'<th scope="col">{html.escape(text)}</th>' for text in block.columns)
    caption = html.escape(block.caption)
    table = (
        f"<table>\n<caption>{caption}</caption>\n{_widths(block)}<thead><tr>{head}</tr></thead>\n"
        f"{''.join(_bodies(block))}\n</table>"
    )
    looks = " hlo-few" * (len(block.rows) <= _FEW) + " hlo-slim" * (len(block.columns) <= _SLIM)
    return f'<div class="hlo-wide{looks}" role="group" tabindex="0" aria-label="{caption}">\n{table}\n</div>'


def _widths(table: PageTable) -> str:
    """How the columns share the width, where the table says so."""
    total = sum(table.widths)
    columns = "".join(f'<col style="width: {100 * width / total:.1f}%">' for width in table.widths)
    return f"<colgroup>{columns}</colgroup>\n" if columns else ""


def _bodies(table: PageTable) -> Iterator[str]:
    """The rows of a table, a body for each group."""
    found: list[list[PageRow]] = [[]]
    for row in table.rows:
        if row.group and found[-1]:
            found.append([])
        found[-1].append(row)
    for rows in found:
        short = ' class="hlo-short"' if len(rows) <= _FEW else ""
        yield f"<tbody{short}>{''.join(_row(row, len(table.columns)) for row in rows)}</tbody>"


def _row(row: PageRow, columns: int) -> str:
    if row.group:
        return f'<tr><th scope="rowgroup" colspan="{columns}">{cell_html(row.cells[0])}</th></tr>'
    first, *others = row.cells
    values = "".join(f"<td>{cell_html(cell)}</td>" for cell in others)
    return f'<tr><th scope="row">{cell_html(first)}</th>{values}</tr>'


@block_html.register
def _(block: Illustration) -> str:
    svg = block.picture.to_svg()
    return f"<figure>{re.sub(r'^.*?(?=<svg)', '', svg, flags=re.DOTALL).strip()}</figure>"
