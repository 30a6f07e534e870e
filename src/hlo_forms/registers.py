"""The register of a facilitator's folder: which form stands in which file, and for whom; any office opens it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping

import attrs

from . import office
from .errors import PlanError
from .forms import FORMS, AlignmentForm, Form, OrganisationForm
from .spreadsheets import Columns, Line, read_sheet

REGISTER = "register.csv"
"""The name of the file."""

_NEEDED = ("file", "form_id", "sha256")
_ID_MARK = "#"  # so that no program takes an id of digits for a number
_FORMULA = re.compile(r"'*([=@\t\r]|[+-](?![\d ()+.-]*$))")
_HELD = "'"


@attrs.frozen(kw_only=True)
class Sent:
    """A form that was made to be sent: its file, whose it is, and what its blank document is to the byte.

    `phase` is that of the form ("preparation"); `organisation` is None for the form of all partners together.
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
    language: str = "nl"

    @property
    def number(self) -> int:
        """The number of its phase."""
        return next(number for number, kind in enumerate(FORMS, 1) if kind.phase == self.phase)


def sent_as(file: str, form: Form, document: bytes, language: str, contact: str | None = None) -> Sent:
    """The entry for a form and its document."""
    who: dict[str, str | None] = {}
    if isinstance(form, OrganisationForm):
        who = {"organisation": form.organisation.name, "organisation_id": form.organisation.id}
        who["respondent"] = form.respondent
    return Sent(
        file=file,
        form_id=form.id,
        phase=form.phase,
        sha256=hashlib.sha256(document).hexdigest(),
        contact=contact,
        partnership=form.partnership.name,
        partnership_id=form.partnership.id,
        round=form.round,
        language=language,
        **who,
    )


def merged(before: Iterable[Sent], new: Iterable[Sent]) -> tuple[Sent, ...]:
    """The entries, of which a new one takes the place of one before it of the same file or form."""
    added = tuple(new)
    files, forms = {entry.file for entry in added}, {entry.form_id for entry in added}
    kept = (entry for entry in before if entry.file not in files and entry.form_id not in forms)
    return tuple(sorted((*kept, *added), key=lambda entry: (entry.round or "", entry.number)))


# ---- as a file


def to_csv(entries: Iterable[Sent], language: str) -> bytes:
    """The register as CSV with semicolons and a byte order mark, which Excel opens in columns."""
    out = io.StringIO(newline="")
    headings = office.headings(language)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings.values())
    for entry in entries:
        writer.writerow([_shown(cell) for cell in _cells(entry, headings, language)])
    return out.getvalue().encode("utf-8-sig")


def _cells(entry: Sent, headings: Mapping[str, str], language: str) -> list[str]:
    together = office.said("together", language) if entry.phase == AlignmentForm.phase else ""
    shown = {
        "phase": str(entry.number),
        "form_id": _ID_MARK + entry.form_id,
        "organisation": entry.organisation or together,
    }
    return [shown.get(field) or getattr(entry, field) or "" for field in headings]


def _shown(cell: str) -> str:
    """The cell so that no program takes it for a formula."""
    return _HELD + cell if _FORMULA.match(cell) else cell


def _as_typed(cell: str) -> str:
    return cell[1:] if cell.startswith(_HELD) and _FORMULA.match(cell, 1) else cell


def from_csv(name: str, data: bytes) -> tuple[Sent, ...]:
    """The entries of a register, also after a program saved it; `PlanError` where it is none."""
    columns = Columns(
        office.columns_by_key("register"),
        needed=_NEEDED,
        needed_in_words=" and ".join(office.called("register", field) for field in _NEEDED),
    )
    return tuple(_entry(name, line) for line in read_sheet(name, data, columns).lines)


def _entry(name: str, line: Line) -> Sent:
    cells = {field: _as_typed(cell) for field, cell in line.cells.items()}
    missing = [field for field in (*_NEEDED, "phase") if field not in cells]
    phases = {str(number): kind.phase for number, kind in enumerate(FORMS, 1)}
    if missing or cells["phase"] not in phases:
        wrong = " and ".join(office.called("register", field) for field in missing or ["phase"])
        raise PlanError([f"{name}, row {line.number}: {wrong} is empty or changed; put back the file as it was made"])
    phase = phases[cells["phase"]]
    if phase == AlignmentForm.phase:
        cells.pop("organisation", None)
    return Sent(**{**cells, "phase": phase, "form_id": cells["form_id"].removeprefix(_ID_MARK)})
