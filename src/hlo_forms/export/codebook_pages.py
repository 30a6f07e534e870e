"""A codebook as a page: Markdown, and HTML for a notebook."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from ..analysis.table_schemas import schemas
from ..pages_html import PIECE_STYLE
from .dictionary import Variable, by_language
from .words import kind_word, say

if TYPE_CHECKING:
    from .codebook import Codebook

_KINDS = {
    "organisation_types": "organisation_type",
    "categories": "category",
    "motives": "motive",
    "themes": "theme",
    "questions": "question",
    "findings": "finding",
}


def markdown_of(book: Codebook, language: str) -> str:
    """The codebook as Markdown."""
    parts = [f"# {say('codebook', language)}"]
    for level, title, note, head, rows in _sections(book, language):
        parts.append(f"{'#' * level} {title}")
        parts += [note] if note else []
        parts += [markdown_table(head, rows)] if head else []
    return "\n\n".join(parts) + "\n"


def html_of(book: Codebook, language: str) -> str:
    """The codebook as HTML, folded in by section."""
    parts = [f"<p><strong>{html.escape(say('codebook', language))}</strong></p>"]
    for _, title, note, head, rows in _sections(book, language):
        if head:
            summary = f"<summary>{html.escape(f'{title}: {note}' if note else title)}</summary>"
            parts.append(f"<details>{summary}{_html_table(head, rows)}</details>")
        else:
            told = f"<br>{html.escape(note)}" if note else ""
            parts.append(f"<p><strong>{html.escape(title)}</strong>{told}</p>")
    return f'<div class="hlo-page" lang="{language}"><style>{PIECE_STYLE}</style>{"".join(parts)}</div>'


_Section = tuple[int, str, str, list[str], list[list[str]]]


def _sections(book: Codebook, language: str) -> Iterator[_Section]:
    """Every section: its level, title, a line below that, and a table, where it has one."""
    yield 2, kind_word("tables", language), "", [], []
    head = [say(key, language) for key in ("variable", "kind", "meaning", "codes")]
    for name, variables in book.variables.items():
        rows = [_variable(variable, language) for variable in variables]
        yield 3, name, schemas()[name].label[language], head, rows
    for asked in book.instruments:
        title, citation = (by_language(text)[language] for text in (asked.title, asked.citation))
        said = say("asked", language, title=title, id=asked.id, edition=asked.edition, citation=citation)
        yield 2, title, said, [], []
        items = [row for row in book.items if row["digest"] == asked.digest]
        for kind, own in groupby(items, key=lambda row: str(row["kind"])):
            labels = [[str(row["id"]), str(row[f"label_{language}"])] for row in own]
            yield 3, kind_word(kind, language), "", [say("id", language), say("wording", language)], labels


def _variable(variable: Variable, language: str) -> list[str]:
    kind = say(f"kind.{variable.kind}", language)
    return [variable.name, kind, variable.label[language], _codes(variable, language)]


def _codes(variable: Variable, language: str) -> str:
    if variable.of:
        return say("ids.of", language, kind=kind_word(_KINDS[variable.of], language).lower())
    return "; ".join(f"{value.code} = {value.label[language]}" for value in variable.values)


def markdown_table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A table of Markdown; what a text could do to it is taken away by a backslash."""
    cells = list(head)
    lines = [cells, ["---"] * len(cells), *([plain(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(cell: object) -> str:
    """A text on one line of Markdown that is nothing but text."""
    text = " ".join(str(cell).split())
    for sign in "\\`*_<>[]|":
        text = text.replace(sign, "\\" + sign)
    return text


def _html_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    first = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{first}</tr></thead><tbody>{body}</tbody></table>"
