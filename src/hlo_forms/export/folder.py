"""The path from a data set to a folder of files: the forms selected, the page about them, a file for each table."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from ..basics.arguments import must_be, path_of, yes_or_no
from ..basics.files import Folder
from ..basics.libraries import reader_version
from ..research.dataset import Dataset
from ..research.privacy.codes import is_code
from ..research.publication import Publication
from ..research.rows import PARTICULARS
from ..research.tables import Cell, Table, edition_lines
from .codebook import (
    TEXTS,
    Codebook,
    Variable,
    asked_line,
    checked_dataset,
    codebook,
    export_language,
    markdown_table,
    plain,
)

README = "README.md"
CODEBOOK = "codebook.md"


@attrs.frozen(kw_only=True)
class Selection:
    """The part of a data set that an export holds, its codebook, remarks on permission, and the language.

    `remarks` say whether organisations gave permission, on which ground the data are used, and what was left out.
    """

    dataset: Dataset
    book: Codebook
    language: str
    remarks: tuple[str, ...] = ()
    evidence: bool = False

    def tables(self) -> Iterator[Table]:
        """Yield every table of the export, with texts that any program can hold."""
        for name in self.book.variables:
            yield self._part(self.dataset[name], [one.name for one in self.book.variables[name]])

    def sheets(self) -> Iterator[Table]:
        """Yield every table for people to read: what forms hold with whose form it is."""
        for table in self.tables():
            names = table.schema.names
            if names[0] == "form" and table.name != "forms":
                yield self._part(self.dataset.joined(table.name), ["form", *PARTICULARS, *names[1:]])
            else:
                yield table

    def _part(self, table: Table, names: Sequence[str]) -> Table:
        """Return these columns of a table, with texts that any program can hold."""
        places = [table.schema.names.index(name) for name in names]
        schema = attrs.evolve(table.schema, columns=tuple(table.columns[place] for place in places))
        rows = (tuple([_encodable(row[place]) for place in places]) for row in table.rows)
        return attrs.evolve(table, schema=schema, rows=rows)

    def book_tables(self) -> Iterator[Table]:
        """Yield the tables of the codebook."""
        yield self.book.table
        yield self.book.items

    def variables(self, table: str) -> dict[str, Variable]:
        """Return the variables of a table by name; empty for the tables of the codebook."""
        return {variable.name: variable for variable in self.book.variables.get(table, ())}

    def origin(self) -> dict[str, object]:
        """Return the version that makes the export and the instruments of its forms, for a program to read."""
        return {
            "created_with": f"hlo_forms {reader_version()}",
            "instruments": [
                {"id": asked.id, "edition": asked.edition, "digest": asked.digest} for asked in self.book.instruments
            ],
        }


_EVIDENCE = "evidence"
_HOW = frozenset({"found_by", "seen", "outcome_found_by", "outcome_seen"})
_OF_EVIDENCE: Mapping[str, frozenset[str]] = {"motives": _HOW, "answers": _HOW, "sources": frozenset({"file"})}
"""Columns that say how a value was found, by table, and the names of files: people's own names often stand in them."""


def select(
    dataset: Dataset,
    language: str | None = None,
    *,
    everything: bool = False,
    evidence: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> Selection:
    """Select the part of a data set that may be used for research, or `everything`, with or without `evidence`.

    Every export decides here what it holds, and whether it says where each value stood: see `to_csv`. Raises
    `InvalidValueError` unless `dataset` is a data set and `language` one that exports know; without one it is that
    of the data set.
    """
    for name, option in (("everything", everything), ("evidence", evidence), ("answers", answers)):
        yes_or_no(name, option)
    if ground is not None:
        must_be("ground", ground, str, "a text")
    language = export_language(checked_dataset(dataset), language)
    research = dataset.for_research(everything=everything, answers=answers)
    book = codebook(research.dataset)
    return Selection(
        dataset=research.dataset,
        book=book if evidence else _without_evidence(book),
        language=language,
        remarks=research.remarks(language=language, ground=ground),
        evidence=evidence,
    )


def withheld_without_evidence(table: str) -> frozenset[str]:
    """Return the columns of a table that an export without evidence leaves out."""
    return _OF_EVIDENCE.get(table, frozenset())


def _without_evidence(book: Codebook) -> Codebook:
    """Return the codebook without the table of evidence, and the columns that belong to it."""
    variables = {
        table: tuple(one for one in own if one.name not in withheld_without_evidence(table))
        for table, own in book.variables.items()
        if table != _EVIDENCE
    }
    return attrs.evolve(book, variables=variables)


def _encodable(value: Cell) -> Cell:
    """Return a text in valid UTF-8: lone surrogates (in file names) become escapes."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


def lines_of(selection: Selection) -> Iterator[str]:
    """Yield lines about the export: permission and what was left out, its contents, instruments and version."""
    yield from selection.remarks
    dataset, language = selection.dataset, selection.language
    rounds = sorted({" ".join(form.round.split()) for form in dataset.forms if form.round})
    yield TEXTS.text(
        "contents",
        language,
        forms=len(dataset),
        organisations=len(dataset["organisations"]),
        partnerships=len(dataset["partnerships"]),
        rounds=", ".join(rounds) or TEXTS.text("none", language),
    )
    if dataset.files:
        yield TEXTS.text("files", language, files=len(dataset.files), failed=len(dataset.failures))
    yield TEXTS.text("unit", language)
    yield from edition_lines(dataset.edition_changes, language)
    yield from _publication_lines(dataset.publication, language)
    if not selection.evidence:
        yield TEXTS.text("no_evidence", language)
    yield from (asked_line(asked, language) for asked in selection.book.instruments)
    yield TEXTS.text("made", language, version=reader_version())
    yield TEXTS.text("care_codes" if _has_codes(dataset) else "care", language)


def _has_codes(dataset: Dataset) -> bool:
    """Return whether codes stand in place of names: then each form has a code for its id."""
    return bool(dataset.forms) and all(is_code(form.id or "") for form in dataset.forms)


def _publication_lines(publication: Publication, language: str) -> Iterator[str]:
    yield TEXTS.text("licence", language, licence=publication.licence or TEXTS.text("no_licence", language))
    if publication.contributors:
        yield TEXTS.text("contributors", language, names="; ".join(publication.contributors))
    if publication.version:
        yield TEXTS.text("version", language, version=publication.version)
    if publication.created:
        yield TEXTS.text("created", language, date=publication.created[:10])


def table_files(selection: Selection, ending: str, encoded: Callable[[Table], bytes]) -> dict[str, tuple[Table, bytes]]:
    """Return a file for each table of the data set and of the codebook, by name, each with its table."""
    tables = (*selection.tables(), *selection.book_tables())
    return {f"{table.name}{ending}": (table, encoded(table)) for table in tables}


def with_pages(
    selection: Selection, files: Mapping[str, tuple[Table, bytes]], notes: Iterable[str]
) -> dict[str, bytes]:
    """Return the bytes of these files, with the codebook as a page and a README that lists the files and the notes."""
    return {name: data for name, (_, data) in files.items()} | {
        CODEBOOK: selection.book.to_markdown(language=selection.language).encode("utf-8"),
        README: _readme(selection, files, notes),
    }


def _readme(selection: Selection, files: Mapping[str, tuple[Table, bytes]], notes: Iterable[str]) -> bytes:
    language = selection.language
    head = [TEXTS.text(key, language) for key in ("file", "rows", "holds")]
    rows = [(name, len(table), table.schema.label[language]) for name, (table, _) in files.items()]
    parts = [
        f"# {TEXTS.text('title', language)}",
        *map(plain, lines_of(selection)),
        f"## {TEXTS.text('what', language)}",
        markdown_table(head, rows),
        f"## {TEXTS.text('notes', language)}",
        *notes,
    ]
    return ("\n\n".join(parts) + "\n").encode("utf-8")


def save(files: Mapping[str, bytes], folder: str | os.PathLike[str]) -> tuple[Path, ...]:
    """Write the files as the only ones of ours in a folder, and return their paths."""
    return tuple(Folder(path_of("folder", folder)).save(files, tidy=True).values())
