"""What a document gives along from the phase or round before, as fixed words: how they are written, and read back.

Each such text stands in a control whose tag ends in a check of it ("outcomes.network.2.outcome~1f3a"), so that a
reader sees where it was changed. What counts is always the text that stands there.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable

import attrs

from ..forms import RELATION_KINDS, Status
from ..instrument import Instrument
from ..text import matching_key
from .cells import Answer

CHECK = re.compile(r"(?P<field>.+)~(?P<check>[0-9a-f]{4})")
_TICKS = {True: Status.APPLIES, False: Status.NOT_TICKED, None: Status.UNCLEAR}


def check_of(text: str | None) -> str:
    """Four characters that change with a text, but not with its white space."""
    return f"{zlib.crc32(' '.join((text or '').split()).encode('utf-8')) & 0xFFFF:04x}"


def checked(said: Answer, checks: Iterable[str]) -> Answer:
    """An answer that was given along, with a code where it is another than what was given."""
    differs = any(check and check != check_of(said.value) for check in checks)
    return attrs.evolve(said, codes=(*said.codes, "differs-from-given")) if differs else said


def doubtful_mark(instrument: Instrument, language: str) -> str:
    """What stands behind a value that was read with a doubt."""
    return f" ({instrument.word('brought.doubtful', language)})"


def marked(text: str | None, doubtful: bool, instrument: Instrument, language: str) -> str | None:
    """A text with the mark of a doubt, where there is one."""
    return ((text or "") + doubtful_mark(instrument, language)).strip() if doubtful else text


def unmarked(text: str, instrument: Instrument) -> tuple[str, bool]:
    """A text without the mark of a doubt, and whether it stood there."""
    for language in instrument.languages:
        mark = doubtful_mark(instrument, language).strip()
        if text.rstrip().endswith(mark):
            return text.rstrip().removesuffix(mark).rstrip(), True
    return text, False


# ---- statuses and ticks


def status_named(text: str, instrument: Instrument) -> Status | None:
    """The status that a text is the word for."""
    for status in Status:
        if matching_key(text) in map(matching_key, instrument.words[f"status.{status.value}"].values()):
            return status
    return None


def relation_named(text: str, instrument: Instrument) -> str | None:
    """The kind of relation that a text is the word for."""
    for kind in RELATION_KINDS:
        if matching_key(text) in map(matching_key, instrument.words[f"relation.{kind}"].values()):
            return kind
    return None


def before_text(ticked: bool | None, outcome: str | None, doubtful: bool, instrument: Instrument, language: str) -> str:
    """What was answered in the round before, as it stands in one cell: the tick on the first line, then the outcome."""
    word = marked(instrument.word(f"status.{_TICKS[ticked].value}", language), doubtful, instrument, language)
    return f"{word}\n{outcome}" if outcome else word or ""


def before_of(text: str, instrument: Instrument) -> tuple[bool | None, str | None, bool] | None:
    """The tick, outcome and doubt in the text of such a cell; None where its first line is no word for a tick."""
    first, _, outcome = text.partition("\n")
    word, doubtful = unmarked(first, instrument)
    status = status_named(word, instrument)
    for ticked, known in _TICKS.items():
        if known is status:
            return ticked, outcome or None, doubtful
    return None
