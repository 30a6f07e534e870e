"""Where the form of the meeting says other things about motives than the forms of phase 1; these stay as they are."""

from __future__ import annotations

from collections.abc import Iterator

from ..analysis import comparison_tables as tables
from ..comparison.comparison_page import Words
from ..comparison.verdicts import Cell as Answer
from ..forms.alignment import AlignmentForm
from ..forms.answers import Status
from ..pages.model import Block, Heading, PageRow, PageTable, Runs, fixed, in_lines, quoted


def differences(words: Words, meeting: AlignmentForm) -> Iterator[Block]:
    """What differs, as a table; nothing where nothing does, or where the meeting's form repeats no motives."""
    brought = {(row.organisation, row.motive): (row.status, row.outcome) for row in meeting.brought}
    rows = []
    for motive in words.comparison.motives:
        for cell in motive.cells:
            before, now = _said(cell), brought.get((cell.organisation, motive.motive))
            if now is not None and not _same(before, now):
                who, label = quoted(tables.numbered(words, cell.organisation)), fixed(words.motive(motive.motive))
                rows.append(PageRow((who, label, _in_words(words, *before), _in_words(words, *now))))
    if rows:
        keys = ("label.organisation.name", "compare.column.motive", "report.column.before", "report.column.meeting")
        yield Heading(words.word("report.heading.differences"))
        yield PageTable(
            caption=words.word("report.caption.differences"),
            columns=tuple(map(words.word, keys)),
            rows=tuple(rows),
            widths=(4, 4, 5, 5),
        )


def _said(cell: Answer) -> tuple[Status, str | None]:
    """What an organisation brought along: its status, and the outcomes of its voices as the meeting's form has them."""
    several = len(cell.voices) > 1
    texts = [
        f"{voice.respondent}: {voice.outcome}" if several and voice.respondent else voice.outcome
        for voice in cell.voices
        if voice.outcome
    ]
    return cell.status, "\n".join(texts) or None


def _same(one: tuple[Status, str | None], other: tuple[Status, str | None]) -> bool:
    """Do they say the same, in whatever order voices came?"""
    return one[0] is other[0] and sorted((one[1] or "").split("\n")) == sorted((other[1] or "").split("\n"))


def _in_words(words: Words, status: Status, outcome: str | None) -> Runs:
    return in_lines([fixed(words.word(f"status.{status}")), quoted(outcome) if outcome else ()])
