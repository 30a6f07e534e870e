"""The words that may still be names: a table to decide about, and a file that holds the decisions."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from ...basics.arguments import path_of, texts_of
from ...basics.files import contents, write_private
from ...basics.text import matching_key
from ...basics.values import grouped
from ...errors import InvalidValueError
from ..tables import Cell, Table, schemas, table_of
from .codes import Codes
from .finder import PossibleName
from .names import TEXTS, Vocabulary, Words, words_in
from .rewriting import TextPlace

_MOST_PLACES = 20
_DECISION = "decision"
_HEADS = ("decision", "text", "reason", "code", "times", "lower", "places", "where", "context")
_DECISIONS = {"name": "name", "naam": "name", "fine": "fine", "goed": "fine", "": ""}
_REASONS = ("unknown", "near", "start", "ordinary", "part")


def _texts(texts: Iterable[str]) -> tuple[str, ...]:
    return texts_of("names", texts)


@attrs.frozen
class Decisions:
    """The decisions of a person about words that may be names.

    Attributes:
        names: The words to replace.
        fine: The words that may stay.

    >>> Decisions(names=("Juf Roos",), fine=("Moodle",)).names
    ('Juf Roos',)
    """

    names: tuple[str, ...] = attrs.field(default=(), converter=_texts)
    fine: tuple[str, ...] = attrs.field(default=(), converter=_texts)

    def __or__(self, other: Decisions) -> Decisions:
        """Return both; what the other says of the same words goes before."""
        theirs = {*other.names, *other.fine}
        names, fine = ([text for text in own if text not in theirs] for own in (self.names, self.fine))
        return Decisions((*names, *dict.fromkeys(other.names)), (*fine, *dict.fromkeys(other.fine)))


def fine_words(texts: Iterable[str]) -> frozenset[tuple[Words, bool]]:
    """Return the words of each text that names no one, as they are compared, and whether any has a capital."""
    fine = (list(words_in(text)) for text in texts)
    return frozenset((tuple(word.key for word in words), any(word.capital for word in words)) for words in fine)


def review_table(doubts: Iterable[tuple[TextPlace, PossibleName]], vocabulary: Vocabulary, codes: Codes) -> Table:
    """Return a row for each word or words that may be a name, the likeliest first."""
    places = grouped((doubt.words, (at, doubt)) for at, doubt in doubts)
    rows = [_row(words, own, vocabulary, codes) for words, own in places.items()]
    rows.sort(key=_likelihood)
    return table_of(schemas("privacy")["review"], rows)


def _likelihood(row: Mapping[str, Cell]) -> tuple[int, bool, int, str]:
    """Return the key of the order: words that only stand with a capital first, and the most frequent."""
    return _REASONS.index(str(row["reason"])), bool(row["lower"]), -int(row["times"] or 0), str(row["text"])


def _row(
    words: Words, doubts: list[tuple[TextPlace, PossibleName]], vocabulary: Vocabulary, codes: Codes
) -> Mapping[str, Cell]:
    doubts = sorted(doubts, key=lambda one: (f"{one[0].form or ''} {one[0].source or ''}", one[0].field))
    spellings = Counter(" ".join(doubt.text.split()) for _, doubt in doubts)
    text = min(spellings, key=lambda one: (-spellings[one], one))
    places = sorted({f"{at.form or at.source} {at.field}".strip() for at, _ in doubts})
    where = "; ".join(places[:_MOST_PLACES]) + ("; …" if len(places) > _MOST_PLACES else "")
    return {
        "text": text,
        "reason": min((doubt.reason for _, doubt in doubts), key=_REASONS.index),
        "code": codes.compute("name", matching_key(text)),
        "times": len(doubts),
        "lower": vocabulary.lower[words[0]] if len(words) == 1 else 0,
        "places": len(places),
        "where": where,
        "context": doubts[0][1].context,
    }


def read_review(path: str | os.PathLike[str], *, languages: Iterable[str] = ()) -> Decisions:
    """Return the decisions in a review file: write "name" or "fine" in its first column, in any spreadsheet.

    "naam" and "goed" do as well, and so do the words of `languages` of an instrument that brings its own (pass
    `instrument.languages`); rows without a decision are skipped. Raises `InvalidValueError` for a file that is no
    review, and for another decision, with its line.

    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp(), "review.csv")
    >>> _ = path.write_text("decision,text\\nname,Juf Roos\\nfine,Moodle\\n,Vaartwijk\\n")
    >>> read_review(path)
    Decisions(names=('Juf Roos',), fine=('Moodle',))
    """
    decided: dict[str, list[str]] = {"name": [], "fine": []}
    spoken = texts_of("languages", languages)
    words = _DECISIONS | {_word(each, language): each for each in decided for language in spoken}
    for number, row in enumerate(_rows(path_of("path", path), spoken), 2):
        word = str(row.get(_DECISION) or "").strip().lower()
        if word not in words:
            place = TEXTS.sentence("in_line", path=path, line=number)
            raise InvalidValueError(place, TEXTS.sentence("want_decision"), word)
        if words[word] and (text := (row.get("text") or "").strip()):
            decided[words[word]].append(text)
    return Decisions(decided["name"], decided["fine"])


def _word(decision: str, language: str) -> str:
    return TEXTS.text(f"review_{decision}", language).lower()


def _rows(path: Path, languages: Iterable[str]) -> Iterator[dict[str, str | None]]:
    """Yield the rows of a review, in any of our languages or these.

    A spreadsheet may have written semicolons, or another encoding.
    """
    data = contents(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    spoken = (*TEXTS.languages, *languages)
    own = {TEXTS.text(f"review_head_{head}", each).lower(): head for head in _HEADS for each in spoken}
    reader.fieldnames = [own.get(name.strip().lower(), name) for name in reader.fieldnames or ()]
    if not {_DECISION, "text"} <= set(reader.fieldnames):
        raise InvalidValueError("review", TEXTS.sentence("want_review", path=path), first)
    return reader


def write_review(path: str | os.PathLike[str], table: Table, decisions: Decisions, language: str) -> None:
    """Write the decisions and what is left to decide in a language, in a file that only you may read.

    What a file of that name says already is kept.
    """
    words = {code: TEXTS.text(f"review_{code}", language) for code in (*_REASONS, "name", "fine")}
    target = Path(path)
    if os.path.lexists(target):
        decisions = decisions | read_review(target, languages=[language])
    decided = [("name", text) for text in decisions.names] + [("fine", text) for text in decisions.fine]
    known = {text for _, text in decided}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(TEXTS.text(f"review_head_{head}", language) for head in _HEADS)
    writer.writerows((words[word], text, *[""] * (len(table.columns) - 1)) for word, text in decided)
    writer.writerows(("", row[0], words[str(row[1])], *row[2:]) for row in table.rows if row[0] not in known)
    write_private(target, stream.getvalue().encode("utf-8-sig"))
