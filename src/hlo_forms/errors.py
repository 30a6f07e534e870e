"""What can go wrong, as a tree of exceptions with one base.

::

    HloFormsError
    ├── InvalidValueError (also ValueError)   a value that a form or another object cannot hold
    ├── InstrumentError (also ValueError)     an instrument file that cannot be used
    ├── TemplateError                         a Word template that cannot be rendered
    ├── DocumentError                         a document that cannot be opened
    │   ├── NotAWordFileError                 it is something else: the message names what, and what to do
    │   ├── DamagedFileError                  it should be a Word file, and parts of it are broken or missing
    │   └── UnsafeFileError                   opening it would cost too much, or it holds what is never opened
    ├── ReadingError                          it opened, and holds not exactly one form, or not without warnings
    ├── InterchangeError (also ValueError)    a JSON text that is no form of ours
    ├── ComparisonError (also ValueError)     forms that cannot be laid side by side
    ├── FolderError                           a folder in which something stands that is not ours to write over
    ├── StoreError                            a file that cannot keep what was read
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
    """A value that cannot be held: names the field, what was expected and what came.

    `field` is the name of the field, `expected` says in words what it takes, `value` is what came.
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
    """A Word template that cannot be rendered; the message says what in it to mend."""


class DocumentError(HloFormsError):
    """A document that cannot be opened. `code` is stable, for programs; `in_words` is for people.

    `message` is one text, or the same text by language.
    """

    def __init__(self, code: str, message: str | Mapping[str, str]) -> None:
        super().__init__(code, message if isinstance(message, str) else dict(message))
        self.code = code
        self.words = {_DEFAULT: message} if isinstance(message, str) else dict(message)

    @property
    def message(self) -> str:
        """What is wrong and what to do, in English."""
        return self.in_words()

    def in_words(self, language: str = _DEFAULT) -> str:
        """What is wrong and what to do, in a language; in English where it has no words in that language.

        >>> from hlo_forms import DocumentError, read
        >>> try:
        ...     read(b"%PDF-1.7")
        ... except DocumentError as error:
        ...     print(error.code, error.in_words("nl"), sep=": ")
        pdf: dit is een pdf: vraag om het Word-bestand (.docx) waar hij van is gemaakt
        """
        return self.words.get(language) or self.words.get(_DEFAULT) or next(iter(self.words.values()))

    def __str__(self) -> str:
        return self.in_words()


class NotAWordFileError(DocumentError):
    """The file is something else than a Word document; the message names what and says what to do."""


class DamagedFileError(DocumentError):
    """The file should be a Word document, and parts of it are broken or missing."""


class UnsafeFileError(DocumentError):
    """The file goes past a safety limit, or holds what is never opened."""


class ReadingError(HloFormsError):
    """A document that opened, and does not give what was asked for.

    `findings` carries everything that was noticed.
    """

    def __init__(self, message: str, findings: tuple[object, ...] = ()) -> None:
        super().__init__(message, findings)
        self.message = message
        self.findings = findings

    def __str__(self) -> str:
        return self.message


class InterchangeError(HloFormsError, ValueError):
    """A JSON text that is no form of ours; `problems` holds each with its path."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


class ComparisonError(HloFormsError, ValueError):
    """Forms that cannot be laid side by side; the message says which and why."""


class FolderError(HloFormsError):
    """A folder in which something stands that we did not write, or that was changed since; nothing was written."""


class StoreError(HloFormsError):
    """A file that cannot keep what was read: it is something else, is damaged, or cannot be written."""


class PlanError(HloFormsError, ValueError):
    """A list of partners, a plan or a register that cannot be used; `problems` holds each with its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__(tuple(problems))
        self.problems: tuple[str, ...] = self.args[0]

    def __str__(self) -> str:
        return "\n".join(self.problems)


class MissingDependencyError(HloFormsError, ImportError):
    """An extra that is not installed; the message says which `pip install` helps."""
