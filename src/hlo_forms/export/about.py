"""The page that goes along with every export: what it holds, of which instrument, made with what, and what to know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..analysis.tables import Table
from ..versions import reader_version
from .chosen import Chosen
from .codebook_pages import markdown_table, plain
from .dictionary import by_language
from .words import say

README = "README.md"


def lines_of(found: Chosen) -> Iterator[str]:
    """What the export holds, of which instrument, and made with what, line by line."""
    dataset, language = found.dataset, found.language
    rounds = sorted({" ".join(form.round.split()) for form in dataset.forms if form.round})
    yield say(
        "contents",
        language,
        forms=len(dataset),
        organisations=len(dataset["organisations"]),
        partnerships=len(dataset["partnerships"]),
        rounds=", ".join(rounds) or say("none", language),
    )
    if dataset.files:
        yield say("files", language, files=len(dataset.files), failed=len(dataset.failures))
    if found.left_out:
        yield say("left_out", language, count=found.left_out)
    for asked in found.book.instruments:
        title, citation = (by_language(text)[language] for text in (asked.title, asked.citation))
        yield say("asked", language, title=title, id=asked.id, edition=asked.edition, citation=citation)
    yield say("made", language, version=reader_version())
    yield say("care", language)


def readme_of(found: Chosen, files: Iterable[tuple[str, Table]], notes: Iterable[str]) -> bytes:
    """The page as Markdown: the lines, the files with the tables in them, and what else to know."""
    language = found.language
    head = [say(key, language) for key in ("file", "rows", "holds")]
    rows = [(name, len(table), table.schema.label[language]) for name, table in files]
    parts = [
        f"# {say('title', language)}",
        *map(plain, lines_of(found)),
        f"## {say('what', language)}",
        markdown_table(head, rows),
        f"## {say('notes', language)}",
        *notes,
    ]
    return ("\n\n".join(parts) + "\n").encode("utf-8")
