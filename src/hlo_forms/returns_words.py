"""The status of a facilitator's folder in words: for a screen, a notebook, and as data."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterable, Iterator

import attrs

from .forms import Form, OrganisationForm
from .instrument import Instrument, load_instrument
from .office import said
from .pages.model import PageRow, PageTable, Runs, Section, fixed, in_lines, quoted, strong
from .registers import Sent
from .returns import Entry, FolderStatus, Returned, State, Unlisted

_WIDTH = 100


@attrs.frozen
class _Words:
    """What there is to say in one language."""

    language: str
    instrument: Instrument = attrs.field(factory=load_instrument)

    def title(self, status: FolderStatus) -> Iterator[str]:
        """The partnerships and rounds of the register."""
        known = dict.fromkeys((entry.sent.partnership, entry.sent.round) for entry in status.entries)
        for partnership, round in known:
            key = "title" if round else "title_without_round"
            name = partnership or self.said("unnamed")
            yield self.said(key, partnership=name, round=round)

    def said(self, key: str, **values: object) -> str:
        return said(key, self.language, **values)

    def who(self, sent: Sent) -> str:
        """Whose form it is."""
        if sent.organisation is None:
            return self.said("together")
        if sent.respondent:
            return self.said("on_behalf", organisation=sent.organisation, respondent=sent.respondent)
        return sent.organisation

    def reach(self, sent: Sent) -> str:
        """Whose form it is, and how to reach them."""
        return self.who(sent) + (f" ({self.said('contact', contact=sent.contact)})" if sent.contact else "")

    def to_check(self, found: Returned) -> str:
        """What is to be looked at in a file; "" where nothing is."""
        fixed = [self.said("by_name")] if found.by_name else []
        if found.warnings:
            count = len(found.warnings)
            first = attrs.evolve(found.warnings[0], seen="").message(self.instrument, self.language)
            fixed.append(f"{self.said('check_one' if count == 1 else 'check', count=count)}: {first}")
        return "; ".join(fixed)

    def about(self, entry: Entry) -> Iterator[str]:
        """What is to be said of the files of a form, one line for each thing."""
        if len(entry.versions) > 1:
            yield self.said("versions", count=len(entry.versions))
        for found in entry.returned:
            checked = self.to_check(found)
            if found.same_as:
                yield self.said("same", file=found.file, other=found.same_as)
            elif checked:
                yield checked

    def why(self, found: Unlisted) -> str:
        """Why a file belongs to no form in the register."""
        form = found.form
        if form is None:
            return self.said("no_form")
        values = {
            "partnership": form.partnership.name or form.partnership.id or self.said("unnamed"),
            "round": form.round,
            "organisation": _organisation(form) or self.said(_nobody(form)),
            "phase": form.instrument.phase(form.phase).number,
        }
        return self.said(found.why, **values)

    def heading(self, entries: tuple[Entry, ...]) -> str:
        """How far a phase is."""
        answered = sum(entry.state is State.ANSWERED for entry in entries)
        key = "phase" if any(entry.returned for entry in entries) else "phase_none"
        return self.said(key, phase=entries[0].sent.number, answered=answered, sent=len(entries))


def _nobody(form: Form) -> str:
    return "unnamed" if isinstance(form, OrganisationForm) else "together"


def _organisation(form: Form) -> str | None:
    return form.organisation.name or form.organisation.id if isinstance(form, OrganisationForm) else None


def _phases(status: FolderStatus) -> Iterator[tuple[Entry, ...]]:
    """The forms by round and phase, in order."""
    for _, found in itertools.groupby(status.entries, key=lambda entry: (entry.sent.round, entry.sent.number)):
        yield tuple(found)


def _begun(status: FolderStatus) -> Iterator[tuple[Entry, ...]]:
    """The phases of which something came back; the first where nothing did."""
    phases = list(_phases(status))
    begun = [entries for entries in phases if any(entry.returned for entry in entries)]
    yield from begun or phases[:1]


# ---- for a screen


def text_of(status: FolderStatus, language: str) -> str:
    """The status as lines of text."""
    words = _Words(language)
    lines = [*words.title(status)]
    apart = True
    for entries in _phases(status):
        begun = any(entry.returned for entry in entries)
        lines += ["", words.heading(entries)] if begun or apart else [words.heading(entries)]
        lines += [line for entry in entries for line in _lines(entry, words)] if begun else []
        apart = begun
    waiting = [entry for entries in _begun(status) for entry in entries if entry.state is not State.ANSWERED]
    lines += _listed(words.said("waiting_for"), (words.reach(entry.sent) for entry in waiting))
    failures = [(found.source, found.in_words(language)) for found in status.failures]
    lines += _explained(words.said("failures"), failures)
    lines += _explained(words.said("strangers"), [(found.file, words.why(found)) for found in status.unlisted])
    return "\n".join(_safe(line) for line in lines)


def _lines(entry: Entry, words: _Words) -> Iterator[str]:
    width = max(len(words.said(state)) for state in State)
    yield f"  {words.said(entry.state).ljust(width)}  {words.who(entry.sent)}"
    indent = " " * (width + 4)
    for found in entry.returned:
        if not found.same_as:
            yield indent + found.file
    for line in words.about(entry):
        yield from textwrap.wrap(line, _WIDTH, initial_indent=indent + "! ", subsequent_indent=indent + "  ")


def _listed(heading: str, texts: Iterable[str]) -> list[str]:
    found = [f"  {text}" for text in texts]
    return ["", heading, *found] if found else []


def _explained(heading: str, pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Files, each on a line that can be copied, with what there is to say below it."""
    found: list[str] = []
    for file, why in pairs:
        found += [f"  {file}", *textwrap.wrap(why, _WIDTH, initial_indent="    ", subsequent_indent="    ")]
    return ["", heading, *found] if found else []


def _safe(line: str) -> str:
    """The line without what steers a terminal."""
    from .reading_views import plain

    return "\n".join(plain(part) for part in line.split("\n"))


# ---- for a notebook


def html_of(status: FolderStatus, language: str) -> str:
    """The status as a piece of HTML."""
    from .pages.html import piece

    words = _Words(language)
    sections = [Section(words.heading(entries), (_table(entries, words),)) for entries in _phases(status)]
    sections += _others("failures", [(found.source, found.in_words(language)) for found in status.failures], words)
    sections += _others("strangers", [(found.file, words.why(found)) for found in status.unlisted], words)
    return piece("; ".join(words.title(status)), [], sections, language)


def _table(entries: tuple[Entry, ...], words: _Words) -> PageTable:
    columns = tuple(words.said(key) for key in ("who", "state", "file", "to_check"))
    rows = tuple(PageRow((quoted(words.reach(entry.sent)), *_cells(entry, words))) for entry in entries)
    return PageTable(caption=words.said("status"), columns=columns, rows=rows, widths=(3, 2, 4, 5))


def _cells(entry: Entry, words: _Words) -> tuple[Runs, ...]:
    state = words.said(entry.state)
    files = in_lines(quoted(_short(found.file)) for found in entry.returned)
    about = in_lines(quoted(line) for line in words.about(entry))
    return (fixed(state) if entry.state is State.ANSWERED else strong(state)), files, about


def _short(file: str) -> str:
    return file.rpartition("/")[2]


def _others(key: str, rows: list[tuple[str, str]], words: _Words) -> list[Section]:
    if not rows:
        return []
    cells = tuple(PageRow((quoted(_short(file)), quoted(why))) for file, why in rows)
    columns = (words.said("file"), words.said("why"))
    return [
        Section(words.said(key), (PageTable(caption=words.said("files"), columns=columns, rows=cells, widths=(4, 6)),))
    ]


# ---- as data


def data_of(status: FolderStatus) -> dict[str, object]:
    """The status as an object for JSON; messages are in the language in which a form was sent."""
    return {
        "forms": [_entry_data(entry) for entry in status.entries],
        "unlisted": [_unlisted_data(found) for found in status.unlisted],
        "unread": [
            {"file": found.source, "code": found.code, "message": found.in_words(status.language)}
            for found in status.failures
        ],
    }


def _entry_data(entry: Entry) -> dict[str, object]:
    words = _Words(entry.sent.language)
    files = [
        {
            "file": found.file,
            "blank": found.blank,
            "recognised_by": "name" if found.by_name else "id",
            "same_as": found.same_as,
            "warnings": len(found.warnings),
            "first_warning": found.warnings[0].code if found.warnings else None,
            "to_check": words.to_check(found) or None,
        }
        for found in entry.returned
    ]
    return {
        **attrs.asdict(entry.sent),
        "state": str(entry.state),
        "versions": len(entry.versions),
        "returned": files,
    }


def _unlisted_data(found: Unlisted) -> dict[str, object]:
    form = found.form
    return {
        "file": found.file,
        "why": str(found.why),
        "phase": form.phase if form else None,
        "organisation": _organisation(form) if form else None,
        "partnership": form.partnership.name if form else None,
        "round": form.round if form else None,
    }
