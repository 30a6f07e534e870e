"""What the blank form says: the labels by which a field is found when its tag is gone."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator

import attrs

from ..instrument import Instrument
from ..text import matching_key
from . import layout
from .layout import Records

_NUMBER = re.compile(r"^\s*(\d{1,3})\s*[.)]\s*")
_FOOTER = re.compile(r"[\d\s/|·-]+")


@attrs.frozen(eq=False)
class Known:
    """The wording of an instrument, by the key under which it is matched."""

    instrument: Instrument
    texts: frozenset[str]
    details: dict[str, str]
    motives: dict[str, str]
    questions: dict[str, str]
    columns: dict[str, dict[str, str]]
    languages: dict[str, frozenset[str]]

    def is_form(self, text: str) -> bool:
        """Is this text part of the blank form?"""
        key = matching_key(text)
        if not key or key in self.texts:
            return True
        bare = matching_key(_NUMBER.sub("", text))
        if bare in self.texts:
            return True
        pieces = [matching_key(_FOOTER.sub(" ", piece)) for piece in text.split("\t")]
        return len(pieces) > 1 and all(piece in self.texts or not piece for piece in pieces)

    def question(self, text: str) -> str | None:
        """The id of the question this text asks."""
        return self.questions.get(matching_key(_NUMBER.sub("", text)))

    def near_question(self, text: str) -> str | None:
        """The id of the question this text nearly asks."""
        return _nearest(matching_key(_NUMBER.sub("", text)), self.questions)

    def near_motive(self, text: str) -> str | None:
        """The id of the motive this label nearly is."""
        return _nearest(matching_key(text), self.motives)

    def table(self, header: list[str]) -> tuple[str, list[str | None]] | None:
        """The name of the table with this header row, and the column of each cell."""
        keys = [matching_key(text) for text in header]
        best: tuple[int, str, list[str | None]] | None = None
        for name, columns in self.columns.items():
            found = [columns.get(key) for key in keys]
            hits = len({column for column in found if column})
            if hits >= 2 and (best is None or hits > best[0]):
                best = hits, name, found
        return best[1:] if best else None


def number_of(text: str) -> int | None:
    """The number a question begins with."""
    found = _NUMBER.match(text)
    return int(found[1]) if found else None


def _nearest(key: str, labels: dict[str, str]) -> str | None:
    near = difflib.get_close_matches(key, labels, n=1, cutoff=0.85) if len(key) > 4 else []
    return labels[near[0]] if near else None


@functools.lru_cache(maxsize=8)
def known_of(instrument: Instrument) -> Known:
    """The known wording of an instrument."""
    every = list(instrument.languages)
    texts = {key for language in every for key in _keys(instrument, language)}
    return Known(
        instrument=instrument,
        texts=frozenset(texts),
        details={
            matching_key(instrument.word(f"label.{field}", language)): field
            for phase in layout.DETAILS
            for field in (*layout.INVITATION, *layout.DETAILS[phase])
            for language in every
        },
        motives={matching_key(label): m.id for m in instrument.motives for label in m.label.values()},
        questions={matching_key(label): q.id for q in instrument.questions for label in q.label.values()},
        columns={name: dict(_columns(instrument, name, records)) for name, records in _tables().items()},
        languages={language: frozenset(_keys(instrument, language)) for language in every},
    )


def _tables() -> dict[str, Records | None]:
    found: dict[str, Records | None] = {"motives": None}
    for tables in layout.RECORDS.values():
        for records in tables:
            if len(records.columns) >= len(getattr(found.get(records.name), "columns", ())):
                found[records.name] = records
    return found


def _columns(instrument: Instrument, name: str, records: Records | None) -> Iterator[tuple[str, str]]:
    for language in instrument.languages:
        if records is None:
            yield matching_key(instrument.headings["motive"][language]), "ticked"
            yield matching_key(instrument.headings["outcome"][language]), "outcome"
            continue
        if records.numbered:
            yield matching_key(instrument.word("column.number", language)), "number"
        for column in records.columns:
            yield matching_key(instrument.word(f"column.{name}.{column.name}", language)), column.name


def _keys(instrument: Instrument, language: str) -> Iterator[str]:
    for _, wording in instrument.wordings():
        if language in wording:
            yield matching_key(wording[language])
