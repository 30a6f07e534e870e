"""The page of the status of a facilitator's folder: who has answered, and what to look at."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from ..instrument.model import Instrument
from ..pages.model import (
    Bullets,
    Page,
    PageRow,
    PageTable,
    Runs,
    Section,
    fixed,
    in_lines,
    literal,
    quoted,
    section,
    strong,
)
from ..pages.shown import makes_page_of
from .matching import FormStatus, ReturnedFile, State
from .plan import Partner, Plan
from .spreadsheets import TEXTS
from .status import FolderStatus, StatusWords

Entries = tuple[FormStatus, ...]


@makes_page_of(FolderStatus)
def _(status: FolderStatus, language: str) -> Page:
    words = StatusWords(language)
    failures = [(failure.source, failure.in_words(language=language)) for failure in status.failures]
    strangers = [(file.file, words.why(file)) for file in status.unlisted]
    sections = [
        *_phases(status, words),
        *_waiting(status, words),
        *_explained("failures", failures, words),
        *_explained("strangers", strangers, words),
    ]
    return Page(title="; ".join(words.titles(status.entries)), locale=language, sections=tuple(sections))


def _phases(status: FolderStatus, words: StatusWords) -> Iterator[Section]:
    """Yield the phases in order; those that nobody has begun with a heading only."""
    begun = list(_begun(status))
    for entries in _by_phase(status):
        blocks = (_overview(entries, words), *_files(entries, words)) if entries in begun else ()
        yield Section(words.heading(entries), blocks)


def _by_phase(status: FolderStatus) -> Iterator[Entries]:
    for _, entries in itertools.groupby(status.entries, key=lambda entry: (entry.sent.round, entry.sent.number)):
        yield tuple(entries)


def _begun(status: FolderStatus) -> Iterator[Entries]:
    """Yield the phases of which something came back; the first where nothing did."""
    phases = list(_by_phase(status))
    begun = [entries for entries in phases if any(entry.returned for entry in entries)]
    yield from begun or phases[:1]


def _overview(entries: Entries, words: StatusWords) -> PageTable:
    columns = (words.text("who"), words.text("state"))
    rows = tuple(PageRow((quoted(words.who(entry.sent)), _state(entry, words))) for entry in entries)
    return PageTable(caption=words.text("status"), columns=columns, rows=rows, widths=(3, 7))


def _state(entry: FormStatus, words: StatusWords) -> Runs:
    state = words.text(entry.state)
    head = fixed(state) if entry.state is State.ANSWERED else strong(state)
    return in_lines([head, *map(quoted, words.about(entry))])


def _files(entries: Entries, words: StatusWords) -> Iterator[PageTable]:
    """Yield a table of the files that came back, each under its full name so that it can be copied."""
    files = [(entry, file) for entry in entries for file in entry.returned if not file.same_as]
    if files:
        rows = tuple(_file(entry, file, words) for entry, file in files)
        columns = tuple(words.text(key) for key in ("file", "who", "to_check"))
        yield PageTable(caption=words.text("files"), columns=columns, rows=rows, widths=(4, 3, 5))


def _file(entry: FormStatus, file: ReturnedFile, words: StatusWords) -> PageRow:
    doubts = words.to_check(file)
    return PageRow((literal(file.file), quoted(words.who(entry.sent)), quoted(doubts) if doubts else ()))


def _waiting(status: FolderStatus, words: StatusWords) -> Iterator[Section]:
    waiting = [entry for entries in _begun(status) for entry in entries if entry.is_waited_for]
    items = tuple(quoted(words.reach(entry.sent)) for entry in waiting)
    return section(words.text("waiting_for"), [Bullets(items)] if items else [])


def _explained(key: str, pairs: Iterable[tuple[str, str]], words: StatusWords) -> Iterator[Section]:
    """Yield files with what there is to say about each."""
    rows = tuple(PageRow((literal(file), quoted(why))) for file, why in pairs)
    columns = (words.text("file"), words.text("why"))
    table = PageTable(caption=words.text("files"), columns=columns, rows=rows, widths=(4, 6))
    return section(words.text(key), [table] if rows else [])


@makes_page_of(Plan)
def _(plan: Plan, language: str) -> Page:
    headings = {key: TEXTS.text(f"register.{key}", language) for key in ("organisation", "respondent", "contact")}
    spoken = language if language in plan.instrument.languages else plan.language
    kind = plan.instrument.word("label.organisation.type", spoken)
    table = PageTable(
        caption=TEXTS.text("who_gets", language),
        columns=(headings["organisation"], kind, headings["respondent"], headings["contact"]),
        rows=tuple(_row(partner, plan.instrument, spoken) for partner in plan.partners),
    )
    return Page(
        title=", ".join(filter(None, [plan.partnership.name, plan.round])),
        locale=language,
        sections=(Section(TEXTS.text("partners", language), (table,)),),
    )


def _row(partner: Partner, instrument: Instrument, language: str) -> PageRow:
    kind = instrument.organisation_type(partner.organisation.type or "").label[language]
    name, respondent, contact = (
        quoted(text) if text else () for text in (partner.organisation.name, partner.respondent, partner.contact)
    )
    return PageRow((name, fixed(kind), respondent, contact))
