"""The exceptions of this library, as a tree with one base.

::

    HloFormsError
    ├── InvalidValueError (also ValueError)   a value that a form or another object cannot hold
    ├── InstrumentError (also ValueError)     an instrument file that cannot be used
    ├── TemplateError                         a Word template that cannot be rendered
    ├── DocumentError                         a document that cannot be opened
    │   ├── NotAWordFileError                 a file of another kind: the message names it, and says what to do
    │   ├── DamagedFileError                  a Word file, with parts that are broken or missing
    │   ├── UnsafeFileError                   a file that costs too much to open, or has contents that are never opened
    │   └── UnknownInstrumentError            a form of an instrument that is not at hand: pass it in `instruments`
    ├── ReadingError                          a document without exactly one form, or with warnings in strict mode
    ├── InterchangeError (also ValueError)    a JSON text that is not one of our forms
    ├── ComparisonError (also ValueError)     forms that cannot be compared
    ├── FolderError                           a folder with a file that is not ours to overwrite
    ├── StoreError                            a file that cannot store readings
    ├── PlanError (also ValueError)           a list of partners, plan or register that cannot be used
    └── MissingDependencyError (also ImportError)  an extra that is not installed

A *finding in a document* is not an error: see `hlo_forms.Finding`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_DEFAULT = "en"


class HloFormsError(Exception):
    """Base of every error this library raises on purpose."""


class InvalidValueError(HloFormsError, ValueError):
    """A value that a field cannot hold: names the field, what it takes, and the value.

    `field` is the name of the field, `expected` describes what it takes, `value` is the value that was refused.
    """

    def __init__(self, field: str, expected: str, value: object) -> None:
        super().__init__(field, expected, value)
        self.field = field
        self.expected = expected
        self.value = value

    def __str__(self) -> str:
        shown = repr(self.value)
        if len(shown) > 80:
            shown = shown[:77] + "..."
        return f"{self.field}: expected {self.expected}, got {shown}"


class InstrumentError(HloFormsError, ValueError):
    """An instrument file that cannot be used; the message names the place in it."""


class TemplateError(HloFormsError):
    """A Word template that cannot be rendered; the message says what to mend in it."""


class DocumentError(HloFormsError):
    """A document that cannot be opened. `code` is stable, for programs; `in_words` is for people.

    `message` is one text, or the same text in several languages, by language.
    """

    def __init__(self, code: str, message: str | Mapping[str, str]) -> None:
        super().__init__(code, message if isinstance(message, str) else dict(message))
        self.code = code
        self.words = {_DEFAULT: message} if isinstance(message, str) else dict(message)

    @property
    def message(self) -> str:
        """The problem and what to do about it, in English."""
        return self.in_words()

    def in_words(self, *, language: str = _DEFAULT) -> str:
        """Return the problem and what to do about it, in a language; in English if there is no text in that language.

        >>> from hlo_forms import DocumentError, read
        >>> try:
        ...     read(b"Dear colleague")
        ... except DocumentError as error:
        ...     print(error.code, error.in_words(language="nl"), sep=": ")
        text: dit is platte tekst: vraag om het Word-bestand (.docx)
        """
        own = self.words.get(language) if isinstance(language, str) else None
        return own or self.words.get(_DEFAULT) or next(iter(self.words.values()))

    def __str__(self) -> str:
        return self.in_words()


class NotAWordFileError(DocumentError):
    """A file that is not a Word document; the message names its kind and says what to do."""


class DamagedFileError(DocumentError):
    """A Word document with parts that are broken or missing."""


class UnsafeFileError(DocumentError):
    """A file that exceeds a safety limit, or has contents that are never opened."""


class UnknownInstrumentError(DocumentError):
    """A form of an instrument that is not at hand: `instrument` and `edition` are those that its reference names.

    Pass the instrument it was made with: `read(document, instruments=[load_instrument("own.toml")])`.
    """

    def __init__(self, code: str, message: str | Mapping[str, str], instrument: str = "", edition: str = "") -> None:
        super().__init__(code, message)
        self.instrument = instrument
        self.edition = edition


class ReadingError(HloFormsError):
    """A document that opened, but has not exactly one form, or has warnings in strict mode.

    `findings` carries every finding in the document.
    """

    def __init__(self, message: str, findings: tuple[object, ...] = ()) -> None:
        super().__init__(message, findings)
        self.message = message
        self.findings = findings

    def __str__(self) -> str:
        return self.message


class InterchangeError(HloFormsError, ValueError):
    """A JSON text that is not one of our forms; `problems` holds each problem with its path."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


class ComparisonError(HloFormsError, ValueError):
    """Forms that cannot be compared; the message says which and why."""


class FolderError(HloFormsError):
    """A folder with a file that we did not write, or that was changed since; nothing was written."""


class StoreError(HloFormsError):
    """A file that cannot store readings: it is of another kind, is damaged, or cannot be written."""


class PlanError(HloFormsError, ValueError):
    """A list of partners, a plan or a register that cannot be used; `problems` holds each problem with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__(tuple(problems))
        self.problems: tuple[str, ...] = self.args[0]

    def __str__(self) -> str:
        return "\n".join(self.problems)


class MissingDependencyError(HloFormsError, ImportError):
    """An extra that is not installed; the message gives the `pip install` that adds it."""
