"""Failures to read a file, which take the place of a reading, and the key that versions of a form share."""

from __future__ import annotations

import attrs

from .basics.values import FrozenMap
from .errors import DocumentError
from .forms import Form, organisations_of
from .instrument.model import load_instrument
from .wording import frozen_texts


@attrs.frozen(kw_only=True)
class ReadFailure:
    """A file that could not be read, and the reason.

    `source` names the file. `code` is stable, for programs: that of a `DocumentError` ("pdf", "encrypted",
    "cut-off"), "missing", "no-match" (a folder or pattern without files), "unreadable" (the disk refused), "too-big",
    or "unexpected" (a bug in hlo_forms; `detail` then names the exception, never anything in the file). `words` says
    in each language what is wrong and what to do. `sha256` is the hash of the bytes, in hex; None if none were read.

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
        """Reason and advice, in English."""
        return self.in_words("en")

    def in_words(self, language: str) -> str:
        """Return what is wrong and what to do in a language, or in English if it has no words in that language."""
        return self.words.get(language) or self.words.get("en") or next(iter(self.words.values()))

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


def refused_document(source: str, error: DocumentError) -> ReadFailure:
    """Return the failure that a document error describes."""
    return ReadFailure(source=source, code=error.code, words=error.words)


def failed(source: str, code: str, detail: str | None = None) -> ReadFailure:
    """Return the failure with this code, in the instrument's words.

    >>> failed("forms/", "no-match").message
    'no files were found here: check the folder or the pattern'
    """
    return ReadFailure(source=source, code=code, words=load_instrument().words[f"failure.{code}"].texts, detail=detail)


def version_key(form: Form) -> tuple[str, ...] | None:
    """Return the key that versions of one form share: its id and its organisations; None if it names no organisation.

    >>> from hlo_forms import CommitmentForm
    >>> version_key(CommitmentForm(id="f1", organisation="De Linde")), version_key(CommitmentForm())
    (('f1', 'de-linde'), None)
    """
    ids = [organisation.id for organisation in organisations_of(form) if organisation.id]
    return (form.id, *ids) if ids else None
