"""Register of a facilitator's folder: the file, form and recipient of each entry, as a CSV that any office opens."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import attrs

from ..basics.text import slug
from ..errors import PlanError
from ..forms import (
    FORMS,
    AlignmentForm,
    CommitmentForm,
    Form,
    Organisation,
    OrganisationForm,
    PreparationForm,
    phase_number,
)
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from .spreadsheets import TEXTS, SheetColumns, SheetLine, headings_in_words, read_sheet

REGISTER = "register.csv"
"""Name of the file with the register."""

_NEEDED = ("file", "form_id", "sha256")
INVITED = {"organisation": "sender_organisation"} | {
    name: name for name in ("sender", "return_to", "responsible", "questions_to")
}
"""The words of an invitation that are remembered, each with its field in the register."""

_ID_MARK = "#"  # so that no program takes an id of digits for a number
_FORMULA = re.compile(r"'*([=@\t\r]|[+-](?![\d ()+.-]*$))")  # a phone number, such as +31 6, is none
_QUOTE = "'"


@attrs.frozen(kw_only=True)
class SentForm:
    """A form that was made to be sent: its file, its recipient, and the words of its invitation, for later phases.

    Attributes:
        file: The name of the file.
        form_id: The id of the form in it.
        phase: The phase of the form ("preparation").
        sha256: The hash of its blank document, in hex.
        organisation: The name of the organisation; None for the form of all partners together.
        organisation_id: The id of the organisation.
        respondent: The voice that it was made for.
        contact: The contact of the recipient, which is in no form.
        partnership: The name of the partnership.
        partnership_id: The id of the partnership.
        round: The round.
        language: The language of the form.
        sender: The sender of the invitation.
        sender_organisation: The organisation of the sender.
        return_to: The address to send it back to.
        responsible: The organisation that answers for the data.
        questions_to: The person or address for questions.
        return_by: The date to send it back by, which is not carried over to later phases.
        left: Whether the organisation is no longer on the list of partners.

    >>> sent = SentForm(file="fase1-linde.docx", form_id="f1", phase="preparation", sha256="", organisation="De Linde")
    >>> sent.organisation, sent.phase
    ('De Linde', 'preparation')
    """

    file: str
    form_id: str
    phase: str
    sha256: str
    organisation: str | None = None
    organisation_id: str | None = None
    respondent: str | None = None
    contact: str | None = None
    partnership: str | None = None
    partnership_id: str | None = None
    round: str | None = None
    language: str = attrs.field(factory=lambda: load_instrument().languages[0])
    sender: str | None = None
    sender_organisation: str | None = None
    return_to: str | None = None
    responsible: str | None = None
    questions_to: str | None = None
    return_by: str | None = None
    left: bool = False

    @property
    def invitation(self) -> dict[str, str]:
        """The words of its invitation that go on in later phases, by the names of an `Invitation`."""
        words = {name: getattr(self, field) for name, field in INVITED.items()}
        return {name: text for name, text in words.items() if text}

    @property
    def meant_for(self) -> tuple[str | None, ...]:
        """Its phase, partnership, round, organisation and voice: one form only is meant for these."""
        return self.phase, self.partnership_id, self.round, self.organisation_id, self.respondent

    @classmethod
    def meant_by(cls, form: Form) -> tuple[str | None, ...]:
        """Return the same of a form."""
        own = (form.organisation.id, form.respondent) if isinstance(form, OrganisationForm) else (None, None)
        return form.phase, form.partnership.id, form.round, *own

    @property
    def number(self) -> int:
        """Number of its phase."""
        return phase_number(self.phase)


def entry_for(file: str, form: Form, document: bytes, language: str, contact: str | None = None) -> SentForm:
    """Return the entry for a form and its document."""
    who: dict[str, str | None] = {}
    if isinstance(form, OrganisationForm):
        who = {"organisation": form.organisation.name, "organisation_id": form.organisation.id}
        who["respondent"] = form.respondent
    return SentForm(
        file=file,
        form_id=form.id,
        phase=form.phase,
        sha256=hashlib.sha256(document).hexdigest(),
        contact=contact,
        partnership=form.partnership.name,
        partnership_id=form.partnership.id,
        round=form.round,
        language=language,
        return_by=form.invitation.return_by,
        left=False,
        **{field: getattr(form.invitation, name) for name, field in INVITED.items()},
        **who,
    )


def merge(before: Iterable[SentForm], new: Iterable[SentForm]) -> tuple[SentForm, ...]:
    """Return all entries, by round and phase; a new one replaces an earlier one with the same file or form."""
    additions = tuple(new)
    files, forms = {entry.file for entry in additions}, {entry.form_id for entry in additions}
    kept = (entry for entry in before if entry.file not in files and entry.form_id not in forms)
    return tuple(sorted((*kept, *additions), key=lambda entry: (entry.round or "", entry.number)))


# ---- as a file


def to_csv(entries: Iterable[SentForm], language: str) -> bytes:
    """Return the register as CSV with semicolons and a byte order mark, which Excel opens in columns."""
    out = io.StringIO(newline="")
    headings = {field: TEXTS.text(f"register.{field}", language) for field in TEXTS.content["register"]}
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings.values())
    for entry in entries:
        writer.writerow([escaped(cell) for cell in _cells(entry, headings, language)])
    return out.getvalue().encode("utf-8-sig")


def _cells(entry: SentForm, headings: Mapping[str, str], language: str) -> list[str]:
    together = TEXTS.text("together", language) if entry.phase == AlignmentForm.phase else ""
    texts = {
        "phase": str(entry.number),
        "form_id": _ID_MARK + entry.form_id,
        "organisation": entry.organisation or together,
        "left": TEXTS.text("tick_yes", language) if entry.left else "",
    }
    return [texts.get(field) or getattr(entry, field) or "" for field in headings]


def escaped(cell: str) -> str:
    """Return the cell so that no program takes it for a formula."""
    return _QUOTE + cell if cell.strip() and _FORMULA.match(cell) else cell


def cell_text(cell: str) -> str:
    """Return a cell as it was before it was escaped."""
    return cell[1:] if cell.startswith(_QUOTE) and _FORMULA.match(cell, 1) else cell


def from_csv(name: str, data: bytes, languages: Iterable[str] = ()) -> tuple[SentForm, ...]:
    """Return the entries of a register, also after another program saved it; raise `PlanError` if it is none.

    It may be in one of these languages too, which the entries then bring along.
    """
    spoken = tuple(languages)
    columns = SheetColumns.named_in("register", _NEEDED, languages=spoken)
    return tuple(_entry(name, line, spoken) for line in read_sheet(name, data, columns).lines)


def _entry(name: str, line: SheetLine, languages: Iterable[str]) -> SentForm:
    cells = {field: cell_text(cell) for field, cell in line.cells.items()}
    missing = [field for field in (*_NEEDED, "phase") if field not in cells]
    phases = {str(number): kind.phase for number, kind in enumerate(FORMS, 1)}
    if missing or cells["phase"] not in phases:
        wrong = headings_in_words("register", missing or ["phase"])
        raise PlanError([TEXTS.sentence("register_spoilt", name=name, row=line.number, columns=wrong)])
    phase = phases[cells["phase"]]
    if phase == AlignmentForm.phase:
        cells.pop("organisation", None)
    left = bool(cells.pop("left", ""))
    form_id = cells.pop("form_id").removeprefix(_ID_MARK)
    if spoken := [each for each in languages if each == cells.get("language")]:
        cells["language"] = spoken[0]
    return SentForm(**{**cells, "phase": phase}, form_id=form_id, left=left)


def by_file_name(forms: Iterable[Form], language: str) -> dict[str, Form]:
    """Return the forms by the name of their file: phase, organisation, and for a renewed form its round.

    If an organisation gets several forms, the respondent is in the name too.

    Only lower case letters, digits and hyphens, so that no name is reserved, differs in capitals alone, or is cut.

    >>> from hlo_forms import Organisation, PreparationForm
    >>> who = Organisation("CON: a/b?", type="programme")
    >>> list(by_file_name([PreparationForm(organisation=who)], "nl"))
    ['fase1-con-a-b.docx']
    >>> list(by_file_name([PreparationForm(organisation=who, respondent=name) for name in ("Directie", "Team")], "nl"))
    ['fase1-con-a-b-directie.docx', 'fase1-con-a-b-team.docx']
    """
    several = list(forms)
    short = Counter(_name(form, language) for form in several)
    by_name: dict[str, Form] = {}
    for form in several:
        name = _name(form, language)
        name = name if short[name] == 1 else _name(form, language, voiced=True)
        by_name[free_name(name, by_name, ".docx")] = form
    return by_name


def blank_forms(instrument: Instrument | None = None) -> tuple[Form, ...]:
    """Return a blank form of every phase, of nobody; of phase 1 one for each type of organisation.

    >>> [form.phase for form in blank_forms()]
    ['preparation', 'preparation', 'alignment', 'commitment']
    """
    chosen = instrument or load_instrument()
    kinds = [Organisation(type=kind.id) for kind in chosen.organisation_types]
    first = [PreparationForm(organisation=kind, instrument=chosen) for kind in kinds]
    return (*first, AlignmentForm(instrument=chosen), CommitmentForm(instrument=chosen))


def named_as_before(forms: Mapping[str, Form], entries: Iterable[SentForm]) -> dict[str, Form]:
    """Return forms by the names of their files; where a form was made for the same before, under the name it had then.

    >>> from hlo_forms import Organisation, PreparationForm
    >>> form = PreparationForm(organisation=Organisation("De Linde", type="programme"), round="2027")
    >>> before = entry_for("fase1-de-linde-2027.docx", form, b"", "nl")
    >>> list(named_as_before({"fase1-de-linde.docx": form}, [before]))
    ['fase1-de-linde-2027.docx']
    """
    files = {entry.meant_for: entry.file for entry in entries}
    names = {name: files.get(SentForm.meant_by(form), name) for name, form in forms.items()}
    taken = Counter(names.values())
    return {names[name] if taken[names[name]] == 1 else name: form for name, form in forms.items()}


def free_name(name: str, taken: Collection[str], suffix: str = "") -> str:
    """Return the name with its suffix, with a number in between if it is taken."""
    number, candidate = 2, name + suffix
    while candidate in taken:
        candidate, number = f"{name}-{number}{suffix}", number + 1
    return candidate


def _name(form: Form, language: str, *, voiced: bool = False) -> str:
    instrument = form.instrument
    phase = f"{slug(instrument.word('file.phase', language))}{instrument.phase(form.phase).number}"
    if not isinstance(form, OrganisationForm):
        return "-".join([phase, slug(instrument.word("file.together", language))])
    who = form.organisation
    kind = instrument.organisation_type(who.type).label[language] if who.type else None
    title = who.id or who.name or kind
    parts = [phase, slug(title)] if title else [phase]
    parts += [slug(form.respondent)] if voiced and form.respondent else []
    parts += [slug(form.round)] if form.renewed and form.round else []
    return "-".join(parts)
