"""The reading of a document: its forms, the evidence for each value, and all other text in it."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from ..basics.values import FrozenMap
from ..errors import ReadingError
from ..forms import Form
from ..forms.fields import Value
from ..instrument.model import Instrument, load_instrument
from .findings import CORRECTED, Evidence, Finding, Passage, Severity


@attrs.frozen(kw_only=True, repr=False)
class Reading:
    """The contents of a document: its forms, and everything else that was noticed in it.

    `forms` are the forms in it, `language` is that of its labels. `findings` are facts noticed while reading;
    `evidence` maps the id of a field ("motives.network.outcome"; "2/round" in the second form) to how and where its
    value was found. `unplaced`, `deleted` and `remarks` hold text that is part of no answer, each with its place.
    `source` names the file, if known; `sha256` is the hash of its bytes, in hex; `reader` is the version that read it.

    >>> from hlo_forms import PreparationForm, Organisation, read, render
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"))
    >>> reading = read(render(form))
    >>> reading.form == form, reading.language, reading.findings
    (True, 'nl', ())
    """

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
        corrections = set(self.settled)
        warnings = (finding for finding in self.findings if finding.severity is Severity.WARNING)
        return tuple(finding for finding in warnings if finding not in corrections)

    @property
    def settled(self) -> tuple[Finding, ...]:
        """The findings about fields that somebody corrected or confirmed: reported still, but no longer doubts.

        A finding about a group of fields ("motives.network") is settled once each field in it is.
        """
        hows = {field: entry.how for field, entry in self.evidence.items()}
        if CORRECTED not in hows.values():
            return ()

        def is_settled(field: str) -> bool:
            under = [how for key, how in hows.items() if key.startswith(field + ".")]
            return hows.get(field) == CORRECTED or (field not in hows and bool(under) and set(under) == {CORRECTED})

        return tuple(finding for finding in self.findings if finding.field is not None and is_settled(finding.field))

    def doubts(self, field: str) -> tuple[Finding, ...]:
        """Return the warnings about a field, or about anything under it ("motives.network")."""
        return tuple(
            finding
            for finding in self.warnings
            if finding.field is not None and (finding.field == field or finding.field.startswith(field + "."))
        )

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
        from ..correcting import corrected

        return corrected(self, values)

    def messages(self) -> tuple[str, ...]:
        """Return every finding in words, in the language of the form."""
        return tuple(finding.message(self.instrument, self.language) for finding in self.findings)

    @property
    def instrument(self) -> Instrument:
        """The instrument of the (first) form; the built-in one if there is no form."""
        return self.forms[0].instrument if self.forms else load_instrument()

    def __repr__(self) -> str:
        counts = f"{len(self.findings)} findings, {len(self.warnings)} to check, {len(self.unplaced)} unplaced"
        forms = f"{len(self.forms)} form{'' if len(self.forms) == 1 else 's'}"
        return f"Reading({self.source or 'document'}: {forms}, {self.language}, {counts})"

    def _repr_html_(self) -> str:
        from .page import html_of

        return html_of(self)
