"""What came out of a document: its form, how each value was found, and everything else that was there."""

from __future__ import annotations

import html

import attrs

from .errors import ReadingError
from .findings import Evidence, Finding, Passage, Severity
from .forms import Form
from .instrument import load_instrument
from .values import FrozenMap


@attrs.frozen(kw_only=True)
class Reading:
    """A document that was read.

    `forms` are the forms in it, `language` the language of its labels. `findings` are what was noticed, `evidence`
    maps the id of a field ("motives.network.outcome") to how and where its value was found. `unplaced`, `deleted`
    and `remarks` hold the text that is part of no answer, each with its place. `source` names the file, if known;
    `sha256` is that of its bytes, in hex, and `reader` the version that read it.

    >>> from hlo_forms import PreparationForm, Organisation, read, render
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="practice_partner"))
    >>> reading = read(render(form))
    >>> reading.form == form, reading.language, reading.findings
    (True, 'nl', ())
    """

    forms: tuple[Form, ...]
    language: str
    findings: tuple[Finding, ...] = ()
    evidence: FrozenMap[str, Evidence] = attrs.field(factory=FrozenMap, repr=False)
    unplaced: tuple[Passage, ...] = ()
    deleted: tuple[Passage, ...] = ()
    remarks: tuple[Passage, ...] = ()
    source: str | None = None
    sha256: str | None = attrs.field(default=None, repr=False)
    reader: str | None = attrs.field(default=None, repr=False)

    @property
    def form(self) -> Form:
        """The one form of the document; raises `ReadingError` where there is none, or more than one."""
        if len(self.forms) != 1:
            raise ReadingError(f"expected one form in the document, found {len(self.forms)}", self.findings)
        return self.forms[0]

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings that want a look."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.WARNING)

    def doubts(self, field: str) -> tuple[Finding, ...]:
        """The warnings about a field, or about anything under it ("motives.network")."""
        return tuple(
            finding
            for finding in self.warnings
            if finding.field is not None and (finding.field == field or finding.field.startswith(field + "."))
        )

    def messages(self) -> tuple[str, ...]:
        """Every finding in words, in the language of the form."""
        instrument = self.forms[0].instrument if self.forms else load_instrument()
        return tuple(finding.message(instrument, self.language) for finding in self.findings)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(entry.field)}</td><td>{html.escape(entry.seen)}</td>"
            f"<td>{html.escape(entry.how)}</td>"
            f"<td>{html.escape(', '.join(doubt.code for doubt in self.doubts(entry.field)))}</td></tr>"
            for entry in self.evidence.values()
            if entry.seen
        )
        head = "<tr><th>field</th><th>seen</th><th>found by</th><th>doubts</th></tr>"
        caption = f"{len(self.forms)} form, {len(self.findings)} findings, {len(self.unplaced)} unplaced"
        return f"<table><caption>{caption}</caption><thead>{head}</thead><tbody>{rows}</tbody></table>"
