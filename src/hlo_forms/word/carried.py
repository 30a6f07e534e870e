"""Prefilled text carried over from an earlier phase or round: how it is written and read back.

Each such text stands in a control whose tag ends in a check of it ("outcomes.network.2.outcome~1f3a"), so that a
reader sees where it was changed. The text that stands there always counts.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import attrs

from ..basics.text import matching_key, without_format
from ..basics.values import grouped
from ..forms import AlignmentForm, BroughtMotive, Organisation, PreviousMotive, Status
from ..forms.answers import OF_FORMS
from ..forms.naming import letters_of, short_names
from ..instrument.model import Instrument
from .identity import NamedParty

CHECK = re.compile(r"(?P<field>.+)~(?P<check>[0-9a-f]{4})")
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[.)]\s*")
_ALONE = re.compile(r"\s*(\d{1,3})\s*[.)]?\s*")
_TICKS = {True: Status.APPLIES, False: Status.NOT_TICKED, None: Status.UNCLEAR}


def check_of(text: str | None) -> str:
    """Return four characters that change with a text, but not with its white space."""
    return f"{zlib.crc32(' '.join((text or '').split()).encode('utf-8')) & 0xFFFF:04x}"


def doubtful_mark(instrument: Instrument, language: str) -> str:
    """Return the mark that follows a value read with a doubt."""
    return f" ({instrument.word('brought.doubtful', language)})"


def with_doubt_mark(text: str | None, doubtful: bool, instrument: Instrument, language: str) -> str | None:
    """Return a text, with the mark of a doubt if it has one."""
    return ((text or "") + doubtful_mark(instrument, language)).strip() if doubtful else text


def with_and_without_mark(texts: Iterable[str], instrument: Instrument) -> Iterator[str]:
    """Yield texts without the mark of a doubt, and with that of each language."""
    for text in texts:
        yield text
        yield from (text + doubtful_mark(instrument, language) for language in instrument.languages)


def without_doubt_mark(text: str, instrument: Instrument) -> tuple[str, bool]:
    """Return a text without the mark of a doubt, and whether it had one."""
    if not text.rstrip().endswith(")"):  # as every mark does
        return text, False
    for language in instrument.languages:
        mark = doubtful_mark(instrument, language).strip()
        if text.rstrip().endswith(mark):
            return text.rstrip().removesuffix(mark).rstrip(), True
    plain = without_format(text)
    return without_doubt_mark(plain, instrument) if plain != text else (text, False)


# ---- statuses and ticks


def status_named(text: str, instrument: Instrument) -> Status | None:
    """Return the status that a text is the word for."""
    key, words = matching_key(text), instrument.words
    return next((s for s in OF_FORMS if key in map(matching_key, words[f"status.{s.value}"].values())), None)


def previous_text(row: PreviousMotive, instrument: Instrument, language: str) -> str:
    """Return the answer of the round before as text for one cell: the tick on the first line, then the outcome."""
    word = f"{_before(instrument, language)} {instrument.word(f'status.{_TICKS[row.ticked].value}', language)}"
    word = with_doubt_mark(word, row.doubtful, instrument, language) or ""
    return f"{word}\n{row.outcome}" if row.outcome else word


def parse_previous(text: str, instrument: Instrument) -> tuple[bool | None, str | None, bool] | None:
    """Return the tick, outcome and doubt in the text of such a cell; None if its first line is no word for a tick."""
    first, _, outcome = text.partition("\n")
    word, doubtful = without_doubt_mark(without_format(first).strip(), instrument)
    leads = (_before(instrument, language) for language in instrument.languages)
    lead = next((lead for lead in leads if word.casefold().startswith(lead.casefold())), "")
    status = status_named(word[len(lead) :], instrument)
    ticks = (ticked for ticked, meaning in _TICKS.items() if meaning is status)
    return next(((ticked, outcome or None, doubtful) for ticked in ticks), None)


def _before(instrument: Instrument, language: str) -> str:
    """Return the words before the answer of the round before."""
    return f"{instrument.word('column.motives.before', language)}:"


# ---- written


def name_of(partner: Organisation) -> str:
    """Return the name of a partner in a document."""
    return partner.name or partner.id or ""


def label_of(number: int, partner: Organisation) -> str:
    """Return a partner with its number."""
    return f"{number}. {name_of(partner)}"


BESIDE = 4
"""So many partners have their outcomes beside each other."""

SIGNS = {
    Status.APPLIES: "●",
    Status.NOT_TICKED: "○",
    Status.UNCLEAR: "?",
    Status.NOT_FILLED_IN: "–",
    Status.NOT_OFFERED: "/",
}
DOUBTFUL = "*"
_ALIKE = {"●": "•⚫", "○": "◯⚪", "–": "-—−"}


def heads_of(partners: Iterable[Organisation]) -> list[str]:
    """Return the heads of the partners' columns: number and short name."""
    return [f"{number}. {name}" for number, name in enumerate(short_names(partners), start=1)]


_LONG = re.compile(r"\w{11,}")
_MET = re.compile(r"(?<=[bcdfghjklmnpqrstvwxz])(?=[bcdfghjklmnpqrstvwxz])", re.IGNORECASE)


def with_soft_hyphens(text: str) -> str:
    """Return a text whose long words may be parted where two consonants meet in the middle, in narrow columns."""

    def parted(word: re.Match[str]) -> str:
        middle = len(word[0]) / 2
        places = [met.start() for met in _MET.finditer(word[0]) if 3 < met.start() < len(word[0]) - 2]
        at = min(places, key=lambda place: abs(place - middle), default=0)
        return f"{word[0][:at]}\u00ad{word[0][at:]}" if at else word[0]

    return _LONG.sub(parted, text)


def partners_line(partners: Iterable[Organisation], instrument: Instrument, language: str) -> str:
    """Return the partners with their numbers, on one line; empty where there are none."""
    labels = [" ".join(label_of(number, partner).split()) for number, partner in enumerate(partners, start=1)]
    line = instrument.word("brought.legend", language).replace("{partners}", " · ".join(labels))
    return line if labels else ""


def sign_text(row: BroughtMotive) -> str:
    """Return the sign of what a partner answered about a motive, with a star where that is to be checked."""
    return SIGNS[row.status] + DOUBTFUL * row.doubtful


def signs_of(status: Status) -> str:
    """Return the signs that stand for a status: ours, and those that look like it."""
    return SIGNS[status] + _ALIKE.get(SIGNS[status], "")


def has_outcome(row: BroughtMotive) -> bool:
    """Return whether there is an outcome, or could be one."""
    return row.outcome is not None or row.status in (Status.APPLIES, Status.UNCLEAR)


def signs_line(instrument: Instrument, language: str) -> str:
    """Return what the signs in the picture of all motives mean."""
    meanings = [f"{sign} {instrument.word(f'status.{status.value}', language)}" for status, sign in SIGNS.items()]
    meanings.append(f"{DOUBTFUL} {instrument.word('brought.doubtful', language)}")
    return instrument.word("brought.signs", language).replace("{signs}", " · ".join(meanings))


def motives_by_category(instrument: Instrument, language: str) -> list[dict[str, str]]:
    """Return the motives with their letters, to point at them: a line for each category, with its label."""
    letters = letters_of(instrument)
    listed = grouped(
        (motive.category, f"{letters[motive.id]}. {motive.label[language]}") for motive in instrument.motives
    )
    labels = {category.id: category.label[language] for category in instrument.categories}
    return [{"label": f"{labels[id]}:", "text": " · ".join(texts)} for id, texts in listed.items()]


def shared_text(rows: Sequence[BroughtMotive], instrument: Instrument, language: str) -> str | None:
    """Return how many of the partners offered a motive share it; None if no two do."""
    offered = [row for row in rows if row.status is not Status.NOT_OFFERED]
    k = sum(row.status is Status.APPLIES for row in offered)
    words = instrument.word("brought.shared", language)
    return words.replace("{k}", str(k)).replace("{n}", str(len(offered))) if k > 1 else None


def computed_texts(form: AlignmentForm) -> Iterator[str]:
    """Yield the texts that a document computes from its form and shows beside the values."""
    by_motive = grouped((row.motive, row) for row in form.brought)
    for language in form.instrument.languages:
        yield partners_line(form.organisations, form.instrument, language)
        for motive in form.instrument.motives:
            yield shared_text(by_motive.get(motive.id, ()), form.instrument, language) or ""


# ---- read


class PartnerMatch(NamedTuple):
    """The partner that a text names: its number, and whether name, tag and number agree (`sure`).

    `doubtful` means that the mark of a doubt stood there; `rest` is the text that names nobody.
    """

    number: int
    doubtful: bool = False
    rest: str = ""
    sure: bool = True


@attrs.frozen
class Partners:
    """The partners by their number in the list of partners.

    `sent` is the identity's entry for the partner of each number; `unsure` are those of which the name is in doubt.
    """

    by_number: Mapping[int, Organisation]
    instrument: Instrument
    sent: Mapping[int, NamedParty] = attrs.field(factory=dict)
    unsure: frozenset[int] = frozenset()
    _matches: dict[tuple[str, int], PartnerMatch | None] = attrs.field(factory=dict, init=False, eq=False, repr=False)

    @functools.cached_property
    def _labels(self) -> dict[str, int]:
        return _by_key((number, label_of(number, partner)) for number, partner in self.by_number.items())

    @functools.cached_property
    def _names(self) -> dict[str, int]:
        return _by_key((number, name_of(partner)) for number, partner in self.by_number.items())

    @functools.cached_property
    def _short(self) -> dict[str, int]:
        return _by_key(zip(self.by_number, short_names(self.by_number.values()), strict=True))

    @functools.cached_property
    def names(self) -> tuple[str, ...]:
        """Return the names and ids of the partners."""
        short = short_names(self.by_number.values())
        return (*short, *(text for partner in self.by_number.values() for text in (partner.name, partner.id) if text))

    @functools.cached_property
    def heads(self) -> tuple[str, ...]:
        """Return the heads of the partners' columns, with and without their numbers."""
        short = short_names(self.by_number.values())
        return (*short, *(f"{number}. {name}" for number, name in zip(self.by_number, short, strict=True)))

    def match(self, text: str, tagged: int = 0) -> PartnerMatch | None:
        """Return the partner that a label names: by its name, else by the tag beside it, else by its number."""
        key = text, tagged  # the same heads and names stand beside every motive
        if key not in self._matches:
            match = self._match(text, tagged)
            unsure = match is not None and match.number in self.unsure
            self._matches[key] = match._replace(sure=False) if match and unsure else match
        return self._matches[key]

    def _match(self, text: str, tagged: int) -> PartnerMatch | None:
        text = without_format(text)
        if (by_name := self._by_name(text, tagged)) is not None:
            return by_name
        bare, doubtful = without_doubt_mark(text, self.instrument)
        alone, numbered = _ALONE.fullmatch(bare), _NUMBERED.match(bare)
        number = int((alone or numbered or "0")[1]) if alone or numbered else 0
        rest = bare[numbered.end() :] if numbered and not alone else "" if alone else bare
        for candidate in (tagged, number):
            if candidate in self.by_number:
                return PartnerMatch(candidate, doubtful, rest, sure=not rest and candidate == number)
        return None

    def _by_name(self, text: str, tagged: int) -> PartnerMatch | None:
        bare, doubtful = without_doubt_mark(text, self.instrument)
        readings = [(text, False), (bare, True)] if doubtful else [(text, False)]
        for words, with_mark in readings:
            if number := self._labels.get(matching_key(words), 0):
                named = self._names.get(matching_key(words), number)
                return PartnerMatch(number, with_mark, sure={tagged or named, named} == {number})
        for words, with_mark in readings:
            numbered = _NUMBERED.match(words)
            whole, short = self._of_name(words), self._of_name(words[numbered.end() :]) if numbered else 0
            if number := whole or short:
                typed = int(numbered[1]) if numbered and not whole else number
                return PartnerMatch(number, with_mark, sure={typed, tagged or number, short or number} == {number})
        return None

    def _of_name(self, name: str) -> int:
        """Return the number of the partner with this name, now or when the document was sent; 0 if there is none."""
        if number := self._names.get(matching_key(name), 0):
            return number
        sent = (number for number, named in self.sent.items() if named.check and not named.differs(name))
        if number := next((number for number in sent if number in self.by_number), 0):
            return number
        return self._short.get(matching_key(name), 0)


def _by_key(names: Iterable[tuple[int, str]]) -> dict[str, int]:
    """Return the number of the first with each name, by the key of that name."""
    return {matching_key(name): number for number, name in reversed([*names])}


# ---- signs


def status_in(text: str, instrument: Instrument) -> tuple[Status, bool] | None:
    """Return the status and doubt that a sign or word in the picture of all motives stands for; else None."""
    bare, doubtful = without_doubt_mark(without_format(text).strip(), instrument)
    sign = bare.removesuffix(DOUBTFUL).strip()
    status = next((status for status in SIGNS if sign and sign in signs_of(status)), None)
    status = status or status_named(sign, instrument)
    return (status, doubtful or bare != sign) if status is not None else None
