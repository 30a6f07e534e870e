"""A file that could not be read: what reading many files gives in place of a reading."""

from __future__ import annotations

import attrs

from .errors import DocumentError
from .forms import Form, organisations_of
from .instrument import load_instrument
from .values import FrozenMap
from .wording import frozen_texts


@attrs.frozen(kw_only=True)
class ReadFailure:
    """A file that could not be read: which, and why.

    `source` names it. `code` is stable, for programs: that of a `DocumentError` ("pdf", "encrypted", "cut-off"),
    "missing", "no-match" (a folder or pattern without files), "unreadable" (the disk refused), "too-big", or
    "unexpected" (a fault of ours; `detail` then names the exception, never what the file holds). `words` says by
    language what is wrong and what to do. `sha256` is that of the bytes, in hex; None where none were read.

    >>> from hlo_forms import read_many
    >>> (failure,) = read_many([("fase1.docx", b"%PDF-1.7")])
    >>> failure.source, failure.code
    ('fase1.docx', 'pdf')
    >>> failure.in_words("nl")
    'dit is een pdf: vraag om het Word-bestand (.docx) waar hij van is gemaakt'
    """

    source: str
    code: str
    words: FrozenMap[str, str] = attrs.field(converter=frozen_texts, repr=False)
    sha256: str | None = attrs.field(default=None, repr=False)
    reader: str | None = attrs.field(default=None, repr=False)
    detail: str | None = None

    @property
    def message(self) -> str:
        """What is wrong and what to do, in English."""
        return self.in_words("en")

    def in_words(self, language: str) -> str:
        """What is wrong and what to do, in a language; in English where it has no words in that language."""
        return self.words.get(language) or self.words.get("en") or next(iter(self.words.values()))

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


def refused_document(source: str, error: DocumentError) -> ReadFailure:
    """The failure that an error says in words."""
    return ReadFailure(source=source, code=error.code, words=error.words)


def failed(source: str, code: str, detail: str | None = None) -> ReadFailure:
    """The failure with this code, worded by the instrument.

    >>> failed("forms/", "no-match").message
    'no files were found here: check the folder or the pattern'
    """
    return ReadFailure(source=source, code=code, words=load_instrument().words[f"failure.{code}"].texts, detail=detail)


def version_key(form: Form) -> tuple[str, ...] | None:
    """What the versions of one form share: its id, and who it is of; None where it does not say who.

    >>> from hlo_forms import CommitmentForm
    >>> version_key(CommitmentForm(id="f1", organisation="De Linde")), version_key(CommitmentForm())
    (('f1', 'de-linde'), None)
    """
    who = [found.id for found in organisations_of(form) if found.id]
    return (form.id, *who) if who else None
