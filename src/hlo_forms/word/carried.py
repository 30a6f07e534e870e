"""Prefilled text carried over from an earlier phase or round: how it is written and read back.

Each such text stands in a control whose tag ends in a check of it ("outcomes.network.2.outcome~1f3a"), so that a
reader sees where it was changed. The text that stands there always counts.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

from ..basics.text import matching_key
from ..forms import RELATION_KINDS, Status
from ..instrument.model import Instrument
from .reader.cells import Answer

CHECK = re.compile(r"(?P<field>.+)~(?P<check>[0-9a-f]{4})")
_TICKS = {True: Status.APPLIES, False: Status.NOT_TICKED, None: Status.UNCLEAR}


def check_of(text: str | None) -> str:
    """Return four characters that change with a text, but not with its white space."""
    return f"{zlib.crc32(' '.join((text or '').split()).encode('utf-8')) & 0xFFFF:04x}"


def checked(answer: Answer, checks: Iterable[str]) -> Answer:
    """Return an answer, with a code if its text differs from the one carried over."""
    differs = any(check and check != check_of(answer.value) for check in checks)
    return answer.with_codes("differs-from-given") if differs else answer


def doubtful_mark(instrument: Instrument, language: str) -> str:
    """Return the mark that follows a value read with a doubt."""
    return f" ({instrument.word('brought.doubtful', language)})"


def marked(text: str | None, doubtful: bool, instrument: Instrument, language: str) -> str | None:
    """Return a text, with the mark of a doubt if it has one."""
    return ((text or "") + doubtful_mark(instrument, language)).strip() if doubtful else text


def unmarked(text: str, instrument: Instrument) -> tuple[str, bool]:
    """Return a text without the mark of a doubt, and whether it had one."""
    for language in instrument.languages:
        mark = doubtful_mark(instrument, language).strip()
        if text.rstrip().endswith(mark):
            return text.rstrip().removesuffix(mark).rstrip(), True
    return text, False


# ---- statuses and ticks


def status_named(text: str, instrument: Instrument) -> Status | None:
    """Return the status that a text is the word for."""
    for status in Status:
        if matching_key(text) in map(matching_key, instrument.words[f"status.{status.value}"].values()):
            return status
    return None


def relation_named(text: str, instrument: Instrument) -> str | None:
    """Return the kind of relation that a text is the word for."""
    for kind in RELATION_KINDS:
        if matching_key(text) in map(matching_key, instrument.words[f"relation.{kind}"].values()):
            return kind
    return None


def before_text(ticked: bool | None, outcome: str | None, doubtful: bool, instrument: Instrument, language: str) -> str:
    """Return the answer of the round before as text for one cell: the tick on the first line, then the outcome."""
    word = marked(instrument.word(f"status.{_TICKS[ticked].value}", language), doubtful, instrument, language)
    return f"{word}\n{outcome}" if outcome else word or ""


def before_of(text: str, instrument: Instrument) -> tuple[bool | None, str | None, bool] | None:
    """Return the tick, outcome and doubt in the text of such a cell; None if its first line is no word for a tick."""
    first, _, outcome = text.partition("\n")
    word, doubtful = unmarked(first, instrument)
    status = status_named(word, instrument)
    for ticked, meaning in _TICKS.items():
        if meaning is status:
            return ticked, outcome or None, doubtful
    return None
