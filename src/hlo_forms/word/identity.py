"""The identity of a document, in places that survive most programs: a property, and one line of text."""

from __future__ import annotations

import zlib
from urllib.parse import quote, unquote

import attrs

from ..basics.text import canonical, matching_key, without_format
from ..errors import InvalidValueError
from ..forms import Form, OrganisationForm, organisations_of

IDENTITY_PROPERTY = "hlo_forms"
MARK = "hlo1"
REPORT = "hlo-report"
"""The identity of a report: it is no form, whatever it repeats from forms."""


@attrs.frozen
class NamedParty:
    """An id with a check of the name that goes with it: enough to see whether the name changed."""

    id: str = ""
    check: str = ""

    @classmethod
    def of(cls, id: str | None, name: str | None) -> NamedParty:
        """Return an id with the check of a name."""
        return cls(id or "", check_of(name) if name else "")

    def differs(self, name: str | None) -> bool:
        """Return whether this is another name than that of the identity."""
        return bool(self.check) and self.check != (check_of(name) if name else "")

    def __str__(self) -> str:
        return (quote(self.id, safe="") + (f"~{self.check}" if self.check else "")) or "-"

    @classmethod
    def parse(cls, text: str) -> NamedParty:
        """Return the id and check in a text."""
        id, _, check = ("" if text == "-" else text).partition("~")
        return cls(unquote(id), check)


def check_of(name: str) -> str:
    """Return four characters that change with a name, but not with its case or spaces."""
    return f"{zlib.crc32(matching_key(name).encode('utf-8')) & 0xFFFF:04x}"


@attrs.frozen(kw_only=True)
class Identity:
    """The instrument, language and phase of a document, its form, and whose it is."""

    instrument: str
    edition: str
    language: str
    phase: str
    form: str
    type: str | None = None
    partnership: NamedParty = NamedParty()
    organisations: tuple[NamedParty, ...] = ()
    round: str | None = None

    def __str__(self) -> str:
        parts = [self.instrument, self.edition, self.language, self.phase, self.type, self.form]
        who = "+".join(map(str, self.organisations)) or "-"
        fields = [quote(part, safe="") if part else "-" for part in parts]
        return "/".join([MARK, *fields, str(self.partnership), who, _quoted(self.round)])

    @classmethod
    def of(cls, form: Form, language: str) -> Identity:
        """Return the identity of a form in a language."""
        organisations = tuple(organisations_of(form))
        short = form.round if form.round and len(form.round) <= 64 else None
        return cls(
            instrument=form.instrument.id,
            edition=form.instrument.edition,
            language=language,
            phase=form.phase,
            form=form.id,
            type=organisations[0].type if isinstance(form, OrganisationForm) else None,
            partnership=NamedParty.of(form.partnership.id, form.partnership.name),
            organisations=tuple(NamedParty.of(organisation.id, organisation.name) for organisation in organisations),
            round=short,
        )

    @classmethod
    def parse(cls, text: str) -> Identity | None:
        """Return the identity in a text; None where there is none that can be read."""
        plain = without_format(text)
        start = plain.find(MARK + "/")
        parts = plain[start:].split(maxsplit=1)[0].split("/") if start >= 0 else []
        if len(parts) != 10 or not all(_can_be_held(unquote(part)) for part in parts):
            return None
        values = [None if part == "-" else unquote(part) for part in parts[1:7]]
        instrument, edition, language, phase, kind, form = values
        if not (instrument and edition and language and phase and form):
            return None
        return cls(
            instrument=instrument,
            edition=edition,
            language=language,
            phase=phase,
            form=form,
            type=kind,
            partnership=NamedParty.parse(parts[7]),
            organisations=() if parts[8] == "-" else tuple(map(NamedParty.parse, parts[8].split("+"))),
            round=None if parts[9] == "-" else unquote(parts[9]),
        )


def _can_be_held(text: str) -> bool:
    try:
        canonical(text)
    except InvalidValueError:
        return False
    return True


def _quoted(text: str | None) -> str:
    if text == "-":
        return "%2D"
    return quote(text, safe="") if text else "-"
