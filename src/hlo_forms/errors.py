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
from typing import Literal, TypeAlias

_DEFAULT = "en"

RefusalCode: TypeAlias = Literal[
    "apple",
    "apple-double",
    "archive",
    "cut-off",
    "doc",
    "doctype",
    "duplicate-parts",
    "email",
    "empty",
    "encoding",
    "encrypted",
    "epub",
    "excel",
    "fodt",
    "glued",
    "html",
    "image",
    "lock-file",
    "message-without-form",
    "mht",
    "no-body",
    "no-file",
    "odf-other",
    "old-office",
    "packing",
    "part-damaged",
    "part-missing",
    "path-outside",
    "pdf",
    "powerpoint",
    "program",
    "restricted",
    "rtf",
    "several-documents",
    "shortcut",
    "text",
    "too-big",
    "too-deep",
    "too-large",
    "too-many-forms",
    "too-many-parts",
    "too-many-tags",
    "too-much-text",
    "unknown",
    "unknown-instrument",
    "visio",
    "winmail",
    "word-xml",
    "zip",
    "zip-damaged",
]
"""The codes of a `DocumentError`: why a file cannot be opened."""


class HloFormsError(Exception):
    """Base of every error this library raises on purpose.

    >>> from hlo_forms import read
    >>> try:
    ...     read(b"Geachte collega,")
    ... except HloFormsError as error:
    ...     print(type(error).__name__)
    NotAWordFileError
    """


class InvalidValueError(HloFormsError, ValueError):
    """A value that a field cannot hold: names the field, what it takes, and the value.

    Attributes:
        field: The name of the field.
        expected: A description of what it takes.
        value: The value that was refused.

    >>> from hlo_forms import Organisation
    >>> Organisation("De Linde", ownership="gemeente")
    Traceback (most recent call last):
        ...
    hlo_forms.errors.InvalidValueError: ownership: expected one of public, private, got 'gemeente'
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
    """An instrument file that cannot be used; the message names the place in it.

    >>> from hlo_forms import load_instrument
    >>> load_instrument(b"id = vragen")
    Traceback (most recent call last):
        ...
    hlo_forms.errors.InstrumentError: instrument: is not valid TOML: line 1, column 6: a value belongs after =: …
    """


class TemplateError(HloFormsError):
    """A Word template that cannot be rendered; the message says what to mend in it.

    >>> from hlo_forms import CommitmentForm, render
    >>> render(CommitmentForm(), template=b"geen Word-bestand")
    Traceback (most recent call last):
        ...
    hlo_forms.errors.TemplateError: the template cannot be opened: this is plain text: ask for the Word file (.docx)
    """


class DocumentError(HloFormsError):
    """A document that cannot be opened.

    Attributes:
        code: A stable code, for programs: one of a closed set.
        words: The problem and what to do about it, by language; `in_words` gives one of them.

    >>> from hlo_forms import read
    >>> try:
    ...     read(b"Geachte collega,")
    ... except DocumentError as error:
    ...     print(error.code)
    text
    """

    def __init__(self, code: RefusalCode, message: str | Mapping[str, str]) -> None:
        super().__init__(code, message)
        self.code: RefusalCode = code
        self.words: Mapping[str, str] = {_DEFAULT: message} if isinstance(message, str) else message

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
    """A file that is not a Word document; the message names its kind and says what to do.

    >>> from hlo_forms import read
    >>> read(b"Geachte collega,")
    Traceback (most recent call last):
        ...
    hlo_forms.errors.NotAWordFileError: this is plain text: ask for the Word file (.docx)
    """


class DamagedFileError(DocumentError):
    """A Word document with parts that are broken or missing.

    >>> from hlo_forms import CommitmentForm, read, render
    >>> read(render(CommitmentForm())[:1000])
    Traceback (most recent call last):
        ...
    hlo_forms.errors.DamagedFileError: the file did not arrive whole (its end is missing): ask the sender …
    """


class UnsafeFileError(DocumentError):
    """A file that exceeds a safety limit, or has contents that are never opened.

    >>> from hlo_forms import CommitmentForm, Limits, read, render
    >>> read(render(CommitmentForm()), limits=Limits(characters=100))
    Traceback (most recent call last):
        ...
    hlo_forms.errors.UnsafeFileError: the file holds far more text than a form: ask the sender to send the form only
    """


class UnknownInstrumentError(DocumentError):
    """A form of an instrument that is not at hand.

    Pass the instrument it was made with: `read(document, instruments=[load_instrument("own.toml")])`.

    Attributes:
        instrument: The id that the reference on the form names.
        edition: The edition that it names.

    >>> error = UnknownInstrumentError("unknown-instrument", "not at hand: zorgvragen 2027", "zorgvragen", "2027")
    >>> error.instrument, error.edition
    ('zorgvragen', '2027')
    """

    def __init__(
        self, code: RefusalCode, message: str | Mapping[str, str], instrument: str = "", edition: str = ""
    ) -> None:
        super().__init__(code, message)
        self.instrument = instrument
        self.edition = edition


class ReadingError(HloFormsError):
    """A document that opened, but has not exactly one form, or has warnings in strict mode.

    Attributes:
        message: The problem, in English.
        findings: Every finding in the document.

    >>> import docx
    >>> from hlo_forms import read
    >>> read(docx.Document(), strict=True)
    Traceback (most recent call last):
        ...
    hlo_forms.errors.ReadingError: the document has 1 findings to look at: form-missing
    """

    def __init__(self, message: str, findings: tuple[object, ...] = ()) -> None:
        super().__init__(message, findings)
        self.message = message
        self.findings = findings

    def __str__(self) -> str:
        return self.message


class InterchangeError(HloFormsError, ValueError):
    """A JSON text that is not one of our forms.

    Attributes:
        problems: Each problem, with its path.

    >>> from hlo_forms import from_json
    >>> from_json('{"phase": "preparation"}')
    Traceback (most recent call last):
        ...
    hlo_forms.errors.InterchangeError: $.hlo_forms: expected 1, got null
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "; ".join(self.problems)


class ComparisonError(HloFormsError, ValueError):
    """Forms that cannot be compared; the message says which and why.

    >>> from hlo_forms import AlignmentForm, compare
    >>> compare([AlignmentForm(round="2026")])
    Traceback (most recent call last):
        ...
    hlo_forms.errors.ComparisonError: item 1: is a form of the alignment phase; only forms of phase 1 hold motives …
    """


class FolderError(HloFormsError):
    """A folder with a file that we did not write, or that was changed since; nothing was written.

    >>> import pathlib, tempfile
    >>> from hlo_forms import Dataset, to_csv
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "forms.csv").write_text("van iemand anders")
    >>> try:
    ...     to_csv(Dataset([]), folder)
    ... except FolderError as error:
    ...     print("we did not write it" in str(error))
    True
    """


class StoreError(HloFormsError):
    """A file that cannot store readings: it is of another kind, is damaged, or cannot be written.

    >>> import pathlib, tempfile
    >>> from hlo_forms import ReadingStore
    >>> path = pathlib.Path(tempfile.mkdtemp(), "notulen.txt")
    >>> _ = path.write_text("Notulen van de vergadering van 3 maart")
    >>> try:
    ...     ReadingStore(path)
    ... except StoreError as error:
    ...     print("is no store of readings" in str(error))
    True
    """


class PlanError(HloFormsError, ValueError):
    """A list of partners, a plan or a register that cannot be used.

    Attributes:
        problems: Each problem, with its place.

    >>> from hlo_forms import read_plan
    >>> try:
    ...     read_plan(("partners.csv", b"De Linde, Noor Bakker"))
    ... except PlanError as error:
    ...     len(error.problems)
    1
    """

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__(tuple(problems))
        self.problems: tuple[str, ...] = self.args[0]

    def __str__(self) -> str:
        return "\n".join(self.problems)


class MissingDependencyError(HloFormsError, ImportError):
    """An extra that is not installed; the message gives the `pip install` that adds it.

    >>> raise MissingDependencyError("plots need matplotlib: pip install hlo-forms[plots]")
    Traceback (most recent call last):
        ...
    hlo_forms.errors.MissingDependencyError: plots need matplotlib: pip install hlo-forms[plots]
    """
