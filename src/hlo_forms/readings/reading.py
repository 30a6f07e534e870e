"""The reading of a document: its forms, the evidence for each value, and all other text in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias, get_args

import attrs

from ..basics.arguments import mapping_of
from ..basics.messages import Catalogue, alike
from ..basics.values import FrozenMap, frozen_texts, must_be_one_of, one_of
from ..errors import DocumentError, InvalidValueError, ReadingError, RefusalCode
from ..forms import Form, PreparationForm, is_unticked, organisations_of
from ..forms.correcting import Value, with_values
from ..forms.field_ids import FieldId
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..pages.shown import Shown
from .findings import CORRECTED, UNTICKED, Evidence, Finding, Passage, Place, Severity, is_within


def _must_be_of_a_form(reading: Reading, values: Mapping[str, Value]) -> None:
    numbers = [str(number) for number in range(1, len(reading.forms) + 1)]
    for field, value in values.items():
        if str(FieldId.of(field).form) not in numbers:
            forms = f"a field of form {one_of(numbers)}" if numbers else "a form, and this document holds none"
            raise InvalidValueError(field, forms, value)


def _with_corrections(evidence: Mapping[str, Evidence], fields: Mapping[FieldId, Value]) -> dict[str, Evidence]:
    """Return the evidence with these fields marked as corrected; the text seen in them is kept."""
    entries = dict(evidence)
    for field in map(str, fields):
        before = evidence.get(field, Evidence(field=field, how=CORRECTED, place=Place(), seen=""))
        entries[field] = attrs.evolve(before, how=CORRECTED)
    return entries


@attrs.frozen
class _Moves:
    """Moves of the rows of one form in a document: by table, the new number of each row, or 0 for a row that is gone.

    Text seen in a row that is gone is kept, except for `prompts`.
    """

    form: int
    numbers: Mapping[str, Mapping[int, int]]
    prompts: tuple[str, ...]

    def evidence(self, evidence: Mapping[str, Evidence]) -> dict[str, Evidence]:
        """Return the evidence under the new numbers; text seen in rows that are gone moves to "removed"."""
        entries: dict[str, Evidence] = {}
        for key, entry in evidence.items():
            field = self._new_id(key)
            if FieldId.of(field).column != "removed":
                entries[field] = attrs.evolve(entry, field=field)
                continue
            before = entries.get(field, attrs.evolve(entry, seen=""))
            seen = "\n".join(text for text in (before.seen, entry.seen) if text and text not in self.prompts)
            entries[field] = attrs.evolve(before, field=field, how=CORRECTED, seen=seen)
        return entries

    def finding(self, finding: Finding) -> Finding:
        """Return the finding with its field under the new number."""
        return finding if finding.field is None else attrs.evolve(finding, field=self._new_id(finding.field))

    def _new_id(self, key: str) -> str:
        field = FieldId.of(key)
        numbers = self.numbers.get(field.table, {})
        if field.form != self.form or field.row not in numbers:
            return key
        row = numbers[field.row]
        return str(attrs.evolve(field, row=row) if row else attrs.evolve(field, row=0, column="removed"))


@attrs.frozen(kw_only=True, repr=False)
class Reading(Shown):
    """The contents of a document: its forms, and everything else that was noticed in it.

    Attributes:
        forms: The forms in it.
        language: The language of its labels.
        findings: Facts noticed while reading.
        evidence: The way and the place each value was found, by the id of the field ("motives.network.outcome";
            "2/round" in the second form).
        unplaced: Text that belongs to no question.
        deleted: Text that somebody deleted with changes tracked.
        remarks: Comments in the margin.
        source: The name of the file, if known.
        sha256: The hash of its bytes, in hex.
        reader: The version that read it.

    >>> from hlo_forms import PreparationForm, Organisation, read, render
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"))
    >>> reading = read(render(form))
    >>> reading.form == form, reading.language, reading.findings
    (True, 'nl', ())
    """

    _page = "readings.page"

    forms: tuple[Form, ...]
    language: str
    findings: tuple[Finding, ...] = ()
    evidence: FrozenMap[str, Evidence] = attrs.field(factory=FrozenMap)
    unplaced: tuple[Passage, ...] = ()
    deleted: tuple[Passage, ...] = ()
    remarks: tuple[Passage, ...] = ()
    source: str | None = None
    sha256: str | None = None
    reader: str | None = None

    @property
    def form(self) -> Form:
        """The one form of the document; raises `ReadingError` if there is none, or more than one."""
        if len(self.forms) != 1:
            raise ReadingError(f"expected one form in the document, found {len(self.forms)}", self.findings)
        return self.forms[0]

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that need a look, except those settled by a correction."""
        warnings = tuple([finding for finding in self.findings if finding.severity is Severity.WARNING])
        corrections = set(self.settled) if warnings else ()
        return tuple([finding for finding in warnings if finding not in corrections]) if corrections else warnings

    @property
    def settled(self) -> tuple[Finding, ...]:
        """The findings about fields that somebody corrected or confirmed: reported still, but no longer doubts.

        A finding about a group of fields ("motives.network") is settled once each field in it is, and one about
        outcomes without a tick once the tick of each such motive is.
        """
        if not [entry for entry in self.evidence.values() if entry.how == CORRECTED]:
            return ()
        hows = {field: entry.how for field, entry in self.evidence.items()}

        def is_settled(finding: Finding) -> bool:
            if finding.code in UNTICKED:
                return all(hows.get(tick) == CORRECTED for tick in self._unticked(finding.field))
            if finding.field is None:
                return False
            field = finding.field
            under = [how for key, how in hows.items() if key.startswith(field + ".")]
            return hows.get(field) == CORRECTED or (field not in hows and bool(under) and set(under) == {CORRECTED})

        return tuple(finding for finding in self.findings if is_settled(finding))

    def _unticked(self, which: str | None) -> Iterator[str]:
        """Yield the ticks of the motives that have an outcome and no tick, on the form of a finding ("2/")."""
        for number, form in enumerate(self.forms, start=1):
            if which is not None and FieldId.of(which).form != number:
                continue
            for answer in form.motives if isinstance(form, PreparationForm) else ():
                if is_unticked(answer, form.instrument):
                    yield str(FieldId(form=number, part="motives", key=answer.motive, column="ticked"))

    def doubts(self, field: str) -> tuple[Finding, ...]:
        """Return the warnings about a field, or about anything under it ("motives.network")."""
        return tuple(finding for finding in self.warnings if is_within(finding.field, field))

    def is_corrected(self, field: str) -> bool:
        """Return whether somebody corrected or confirmed a field after reading, or one under it ("motives.network")."""
        return any(each.how == CORRECTED and is_within(key, field) for key, each in self.evidence.items())

    def corrected(self, values: Mapping[str, Value]) -> Reading:
        """Return this reading with fields corrected or confirmed by a person, by the ids in evidence and findings.

        Texts and ids of choices are strings, a tick is True, False or None (unclear), and None empties a field. Give
        the number after the last ("other_motives.3.text") to add a row. A row goes when nothing is left in it, and
        later rows move up. An organisation keeps its id when its name changes: the id is a field of its own.

        The evidence of these fields becomes "corrected" and keeps the text seen before; text seen in a row that is
        gone moves to "other_motives.removed". Findings stay, but those about these fields are `settled` and no longer
        `warnings` or `doubts`, also if a value was confirmed by giving it again. Everything else is unchanged.

        Raises `InvalidValueError`, naming the field, for a field that the form does not have or a value that it
        cannot hold.

        >>> from hlo_forms import MotiveAnswer, Organisation, PreparationForm, read, render
        >>> home = Organisation("De Linde", type="practice_partner")
        >>> doubtful = PreparationForm(organisation=home, motives=[MotiveAnswer("network", ticked=True, outcome="nee")])
        >>> reading = read(render(doubtful))
        >>> settled = reading.corrected({"motives.network.ticked": False, "motives.network.outcome": None})
        >>> len(reading.warnings), len(settled.warnings), settled.evidence["motives.network.outcome"].seen
        (1, 0, 'nee')
        """

        mapping_of("values", values, "values by the id of their field")
        fields = {FieldId.of(field): value for field, value in values.items()}
        _must_be_of_a_form(self, values)
        forms = list(self.forms)
        evidence, findings = dict(self.evidence), list(self.findings)
        for number, form in enumerate(self.forms, 1):
            own = {field: value for field, value in fields.items() if field.form == number}
            if own:
                change = with_values(form, own)
                forms[number - 1] = change.form
                moves = _Moves(number, change.moved, form.instrument.prompt_texts)
                evidence = moves.evidence(_with_corrections(evidence, own))
                findings = [moves.finding(finding) for finding in findings]
        kept = FrozenMap[str, Evidence](evidence)
        return attrs.evolve(self, forms=tuple(forms), evidence=kept, findings=tuple(findings))

    def messages(self) -> tuple[str, ...]:
        """Return every finding in words, in the language of the form."""
        return tuple(finding.message(self.instrument, language=self.language) for finding in self.findings)

    @property
    def instrument(self) -> Instrument:
        """The instrument of the (first) form; the built-in one if there is no form."""
        return self.forms[0].instrument if self.forms else load_instrument()

    @property
    def _default_language(self) -> str:
        return alike(self.instrument.languages[0], self.language)

    def __repr__(self) -> str:
        counts = f"{len(self.findings)} findings, {len(self.warnings)} to check, {len(self.unplaced)} unplaced"
        forms = f"{len(self.forms)} form{'' if len(self.forms) == 1 else 's'}"
        return f"Reading({self.source or 'document'}: {forms}, {self.language}, {counts})"


FailureCode: TypeAlias = Literal[RefusalCode, "missing", "no-match", "unreadable", "unexpected"]
"""The codes of a `ReadFailure`: those of a `DocumentError`, and four of files that could not even be opened."""


@attrs.frozen(kw_only=True)
class ReadFailure:
    """A file that could not be read, and the reason.

    Attributes:
        source: The name of the file.
        code: A stable code, for programs: that of a `DocumentError` ("pdf", "encrypted", "cut-off"), "missing",
            "no-match" (a folder or pattern without files), "unreadable" (the disk refused), "too-big", or "unexpected"
            (a bug in hlo_forms).
        words: The problem and what to do about it, by language; `in_words` gives one of them.
        sha256: The hash of the bytes, in hex; None if none were read.
        reader: The version that tried to read it.
        detail: The name of the exception behind "unexpected", and never anything in the file.

    >>> from hlo_forms import read_many
    >>> (failure,) = read_many([("fase1.docx", b"Dear colleague")])
    >>> failure.source, failure.code
    ('fase1.docx', 'text')
    >>> failure.in_words(language="nl")
    'dit is platte tekst: vraag om het Word-bestand (.docx)'
    """

    source: str
    code: FailureCode = attrs.field(validator=must_be_one_of(*get_args(FailureCode)))
    words: FrozenMap[str, str] = attrs.field(converter=frozen_texts, repr=False)
    sha256: str | None = attrs.field(default=None, repr=False)
    reader: str | None = attrs.field(default=None, repr=False)
    detail: str | None = None

    @property
    def message(self) -> str:
        """Reason and advice, in English."""
        return self.in_words(language="en")

    def in_words(self, *, language: str) -> str:
        """Return what is wrong and what to do in a language, or in English if it has no words in that language."""
        own = self.words.get(language) if isinstance(language, str) else None
        return own or self.words.get("en") or next(iter(self.words.values()))

    def __str__(self) -> str:
        return f"{self.source}: {self.message}"


def failure_of(source: str, error: DocumentError) -> ReadFailure:
    """Return the failure that a document error describes."""
    return ReadFailure(source=source, code=error.code, words=error.words)


def read_failure(source: str, code: FailureCode, detail: str | None = None) -> ReadFailure:
    """Return the failure with this code, in the instrument's words.

    >>> read_failure("forms/", "no-match").message
    'no files were found here: check the folder or the pattern'
    """
    return ReadFailure(source=source, code=code, words=Catalogue("forms").label(f"failure.{code}"), detail=detail)


def version_key(form: Form) -> tuple[str, ...] | None:
    """Return the key that versions of one form share: its id and its organisations; None if it names no organisation.

    >>> from hlo_forms import CommitmentForm
    >>> version_key(CommitmentForm(id="f1", organisation="De Linde")), version_key(CommitmentForm())
    (('f1', 'de-linde'), None)
    """
    ids = [organisation.id for organisation in organisations_of(form) if organisation.id]
    return (form.id, *ids) if ids else None
