"""The identity of a document, in places that survive most programs: a property, and one line of text."""

from __future__ import annotations

import functools
import itertools
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote

from ..basics.text import canonical, matching_key, without_format
from ..errors import InvalidValueError
from ..forms import Form, OrganisationForm, organisations_of
from ..forms.fields import Origin, parts_of

IDENTITY_PROPERTY = "hlo_forms"
MARK = "hlo1"
SHORT = 8
"""The number of digits of the instrument's digest in the visible line."""

_MARKED = re.compile(rf"{MARK}/\S*", re.IGNORECASE)
_DIGEST = re.compile(rf"[0-9a-f]{{{SHORT},64}}")
_COUNTS = re.compile(r"\d{1,6}(\.\d{1,6}){0,9}", re.ASCII)
_NAMES = ("organisation", "motive", "question", "doubtful")  # of a row: whose it is and what about, not what it says
_MOST_STATED = 8
_LONG = 1_000  # characters of a reference that is read each time
_INSTRUMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
REPORT = "hlo-report"
"""The identity of a report: it is no form, whatever it repeats from forms."""


class NamedParty(NamedTuple):
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


class NamedInstrument(NamedTuple):
    """The instrument that a reference names."""

    id: str
    edition: str

    def may_be(self, id: str, edition: str, *, whole: bool) -> bool:
        """Return whether this stands for an instrument; a name that is not `whole` may lack its end."""
        if whole or self.id == id:
            return self.id == id and (self.edition == edition if whole else edition.startswith(self.edition))
        return not self.edition and id.startswith(self.id)

    def is_alike(self, id: str, edition: str) -> bool:
        """Return whether this stands for an instrument whose name a program misread.

        >>> NamedInstrument("strategic-motlves", "2O22").is_alike("strategic-motives", "2022")
        True
        """
        own, other = (_folded(self.id), _folded(self.edition)), (_folded(id), _folded(edition))
        return own == other and (self.id, self.edition) != (id, edition)

    def __str__(self) -> str:
        return f"{self.id} {self.edition}".strip()


class Identity(NamedTuple):
    """The instrument, language and phase of a document, its form, and whose it is.

    `digest` is that of what the instrument asks in this language: whole in the property, its first eight digits in the
    visible line, and empty in documents of before. `carried` counts the rows that were carried over, by table in the
    order of the form ("28.2.0"), so that one that is gone is missed; it is empty where nothing was.
    """

    instrument: str
    edition: str
    language: str
    phase: str
    form: str
    digest: str = ""
    type: str | None = None
    partnership: NamedParty = NamedParty()
    organisations: tuple[NamedParty, ...] = ()
    round: str | None = None
    carried: str = ""

    def __str__(self) -> str:
        edition = quote(self.edition, safe="") + (f"~{self.digest}" if self.digest else "")
        parts = [self.language, self.phase, self.type, self.form]
        who = "+".join(map(str, self.organisations)) or "-"
        fields = [quote(part, safe="") if part else "-" for part in parts]
        carried = [self.carried] if self.carried else []
        beside = [str(self.partnership), who, _quoted(self.round), *carried]
        return "/".join([MARK, quote(self.instrument, safe=""), edition, *fields, *beside])

    @property
    def short(self) -> Identity:
        """Return the identity as the visible line has it."""
        return self._replace(digest=self.digest[:SHORT])

    @property
    def named(self) -> NamedInstrument:
        """Return the instrument that this names."""
        return NamedInstrument(self.instrument, self.edition)

    @classmethod
    def of(cls, form: Form, language: str) -> Identity:
        """Return the identity of a form in a language."""
        organisations = tuple(organisations_of(form))
        counts = _rows_carried(form).values()
        return cls(
            instrument=form.instrument.id,
            edition=form.instrument.edition,
            digest=form.instrument.digest_in(language),
            language=language,
            phase=form.phase,
            form=form.id,
            type=organisations[0].type if isinstance(form, OrganisationForm) else None,
            partnership=NamedParty.of(form.partnership.id, form.partnership.name),
            organisations=tuple(NamedParty.of(organisation.id, organisation.name) for organisation in organisations),
            round=form.round if form.round and len(form.round) <= 64 else None,
            carried=".".join(map(str, counts)) if any(counts) else "",
        )

    def is_within(self, other: Identity) -> bool:
        """Return whether another identity is this one with something typed behind it."""
        return self.form == other.form and self.short != other.short and str(other.short).startswith(str(self.short))

    def rows_gone(self, form: Form) -> Iterator[str]:
        """Yield the tables that were carried over and of which the form that was read has fewer rows."""
        sent = self.carried.split(".") if self.carried else []
        for (table, count), number in zip(_rows_carried(form).items(), sent, strict=False):
            if count < int(number):
                yield table

    @classmethod
    def parse(cls, text: str) -> Identity | None:
        """Return the identity in a text; None where there is none that can be read. In capitals it reads as small."""
        match = _mark_in(text)
        if match is None:
            return None
        return _referred(match[0]) if len(match[0]) < _LONG else cls._referred(match[0])

    @classmethod
    def _referred(cls, reference: str) -> Identity | None:
        parts = (reference if reference.startswith(MARK) else reference.lower()).split("/")
        if len(parts) not in (10, 11) or not all(_can_be_held(unquote(part)) for part in parts):
            return None
        named, mark, digest = parts[2].partition("~")
        values = [None if part == "-" else unquote(part) for part in (parts[1], named, *parts[3:7])]
        instrument, edition, language, phase, kind, form = values
        if not (instrument and edition and language and phase and form) or (mark and not _DIGEST.fullmatch(digest)):
            return None
        if not all(map(_COUNTS.fullmatch, parts[10:])):
            return None
        return cls(
            instrument=instrument,
            edition=edition,
            digest=digest,
            language=language,
            phase=phase,
            form=form,
            type=kind,
            partnership=NamedParty.parse(parts[7]),
            organisations=() if parts[8] == "-" else tuple(map(NamedParty.parse, parts[8].split("+"))),
            round=None if parts[9] == "-" else unquote(parts[9]),
            carried="".join(parts[10:]),
        )


@functools.lru_cache(maxsize=64)
def _referred(reference: str) -> Identity | None:
    """Return the identity in a reference, which stands in several places of a document."""
    return Identity._referred(reference)  # noqa: SLF001 - its own


def instrument_in(text: str) -> tuple[NamedInstrument, bool, str] | None:
    """Return the instrument that a damaged reference names, whether the name is whole, and the digest behind it.

    None if it names none.
    """
    match = _MARKED.search(text)
    parts = match[0].split("/")[:4] if match else []
    id, marked = (*parts[1:3], "", "")[:2]
    edition, _, digest = marked.partition("~")
    if not _INSTRUMENT.fullmatch(id) or (edition and not _INSTRUMENT.fullmatch(edition)):
        return None
    whole = len(parts) > 3
    return NamedInstrument(id, edition), whole, digest if whole and _DIGEST.fullmatch(digest) else ""


_PARTED = re.compile(r"\s*[/\\|\u2044\u2215]\s*")
_FOLDED = str.maketrans("1|!i05", "llllos")  # what programs that read a scan take for each other
_DIGITS = re.compile(r"[0-9a-z]{8,64}")
_PHASES = ("preparation", "alignment", "commitment")
_PARTS, _BEFORE, _BEHIND = 6, 4, 5  # parts of a reference, at least, and those before its phase and behind it


def misread_in(text: str) -> NamedInstrument | None:
    """Return the instrument that a reference names which a program misread, as one that reads a scan; None if none is.

    Its mark may be gone, or its letters stand apart: the phase among its parts tells it.

    >>> str(misread_in("hIo1 / motieven / 2027~0a1b2c3d / nl / preparation / - / abc"))
    'motieven 2027'
    """
    parts = _PARTED.split(without_format(text)) if sum(map(text.count, "/\\|\u2044\u2215")) + 1 >= _PARTS else []
    folded = [_folded(part) for part in parts]
    at = next((folded.index(phase) for phase in map(_folded, _PHASES) if phase in folded), 0)
    if at < _BEFORE - 1 or not parts[at - 1].strip():
        return None
    id, named = (_closed(part) for part in parts[at - 3 : at - 1])
    edition, _, end = named.rpartition("~") if "~" in named else named.rpartition("-")
    digest = bool(edition) and _DIGITS.fullmatch(_folded(end)) is not None
    return NamedInstrument(id, edition if digest else named) if digest or len(parts) > at + _BEHIND else None


def _closed(part: str) -> str:
    """Return the last word of a part of a reference, or its letters where these stand apart."""
    words = part.split()
    return "".join(words) if all(len(word) == 1 for word in words) else words[-1]


def _folded(text: str) -> str:
    letters = text.casefold().translate(_FOLDED)
    return "".join(letter for letter in letters if letter.isalnum())


def is_marked(text: str) -> bool:
    """Return whether a text holds the mark of a reference, also in capitals."""
    return _mark_in(text) is not None


def stated_in(properties: Iterable[str]) -> list[Identity]:
    """Return the identities that the properties of a document state; a hostile one can have thousands."""
    parsed = map(Identity.parse, itertools.islice(properties, _MOST_STATED))
    return [identity for identity in parsed if identity is not None]


def beside_references(text: str, stated: Iterable[Identity] = ()) -> str:
    """Return what stands beside the references in a text, also glued to one: behind it where that one is `stated`.

    >>> beside_references("Zie hlo1/eigen/1")
    'Zie hlo1/eigen/1'
    """
    shown_so = [str(identity.short) for identity in stated]

    def rest(mark: re.Match[str]) -> str:
        if Identity.parse(mark[0]) is None:
            return mark[0]
        return " " + next((mark[0][len(shown) :] for shown in shown_so if mark[0].startswith(shown)), "")

    return _MARKED.sub(rest, without_format(text))


def _mark_in(text: str) -> re.Match[str] | None:
    return _MARKED.search(without_format(text)) if "/" in text else None


def _rows_carried(form: Form) -> dict[str, int]:
    """Return how many rows of each table that was carried over say anything, in the order of the form."""
    tables = [part.name for part in parts_of(type(form)) if part.origin in (Origin.PREVIOUS, Origin.CARRIED)]
    rows = {table: value for table in tables if isinstance(value := getattr(form, table), tuple)}
    columns = {part.name: [c.name for c in part.columns if c.name not in _NAMES] for part in parts_of(type(form))}
    return {
        table: sum(any(getattr(row, name) is not None for name in columns[table]) for row in entries)
        for table, entries in rows.items()
    }


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
