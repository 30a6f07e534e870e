"""Prefilled text carried over from an earlier phase or round: how it is written and read back.

Each such text stands in a control whose tag ends in a check of it ("outcomes.network.2.outcome~1f3a"), so that a
reader sees where it was changed. The text that stands there always counts.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..basics.text import matching_key, without_format
from ..forms import AlignmentForm, BroughtMotive, Organisation, PreviousMotive, Status
from ..instrument.model import Instrument
from ..readings.findings import Passage
from .identity import NamedParty

CHECK = re.compile(r"(?P<field>.+)~(?P<check>[0-9a-f]{4})")
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[.)]\s*")
_ALONE = re.compile(r"\s*(\d{1,3})\s*[.)]?\s*")
_NUMBER = re.compile(r"(\d{1,3})\s*(\([^()]*\))?\s*[,;·.]?\s*")
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


def previous_text(row: PreviousMotive, instrument: Instrument, language: str) -> str:
    """Return the answer of the round before as text for one cell: the tick on the first line, then the outcome."""
    word = f"{_before(instrument, language)} {instrument.word(f'status.{_TICKS[row.ticked].value}', language)}"
    word = with_doubt_mark(word, row.doubtful, instrument, language) or ""
    return f"{word}\n{row.outcome}" if row.outcome else word


def parse_previous(text: str, instrument: Instrument) -> tuple[bool | None, str | None, bool] | None:
    """Return the tick, outcome and doubt in the text of such a cell; None if its first line is no word for a tick."""
    first, _, outcome = text.partition("\n")
    word, doubtful = without_doubt_mark(first, instrument)
    lead = next((lead for lead in _leads(instrument) if word.casefold().startswith(lead.casefold())), "")
    status = status_named(word[len(lead) :], instrument)
    for ticked, meaning in _TICKS.items():
        if meaning is status:
            return ticked, outcome or None, doubtful
    return None


def _before(instrument: Instrument, language: str) -> str:
    """Return the words before the answer of the round before."""
    return f"{instrument.word('column.motives.before', language)}:"


def _leads(instrument: Instrument) -> list[str]:
    return [_before(instrument, language) for language in instrument.languages]


# ---- written


def name_of(partner: Organisation) -> str:
    """Return the name of a partner in a document."""
    return partner.name or partner.id or ""


def label_of(number: int, partner: Organisation) -> str:
    """Return a partner with its number."""
    return f"{number}. {name_of(partner)}"


def legend_of(partners: Iterable[Organisation], instrument: Instrument, language: str) -> str:
    """Return the partners with their numbers, on one line."""
    labels = (" ".join(label_of(n, partner).split()) for n, partner in enumerate(partners, start=1))
    return instrument.word("brought.legend", language).replace("{partners}", " · ".join(labels))


def numbers_text(numbers: Iterable[tuple[int, bool]], instrument: Instrument, language: str) -> str | None:
    """Return the numbers of partners in a cell of the overview."""
    return ", ".join(with_doubt_mark(str(n), doubtful, instrument, language) or "" for n, doubtful in numbers) or None


def shared_text(rows: Sequence[BroughtMotive], instrument: Instrument, language: str) -> str | None:
    """Return how many of the partners offered a motive share it; None if no two do."""
    offered = [row for row in rows if row.status is not Status.NOT_OFFERED]
    k = sum(row.status is Status.APPLIES for row in offered)
    words = instrument.word("brought.shared", language)
    return words.replace("{k}", str(k)).replace("{n}", str(len(offered))) if k > 1 else None


def computed_texts(form: AlignmentForm) -> Iterator[str]:
    """Yield the texts that a document computes from its form and shows beside the values."""
    for language in form.instrument.languages:
        yield legend_of(form.organisations, form.instrument, language)
        for motive in form.instrument.motives:
            rows = [row for row in form.brought if row.motive == motive.id]
            yield shared_text(rows, form.instrument, language) or ""


# ---- read


@attrs.frozen
class PartnerMatch:
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

    `sent` is the identity's entry for the partner of each number, `legend` the line above the overview.
    """

    by_number: Mapping[int, Organisation]
    instrument: Instrument
    sent: Mapping[int, NamedParty] = attrs.field(factory=dict)
    legend: tuple[Passage, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names and ids of the partners."""
        return tuple(text for partner in self.by_number.values() for text in (partner.name, partner.id) if text)

    def match(self, text: str, tagged: int = 0) -> PartnerMatch | None:
        """Return the partner that a label names: by its name, else by the tag beside it, else by its number."""
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
            for number, partner in self.by_number.items():
                if matching_key(words) == matching_key(label_of(number, partner)):
                    return PartnerMatch(number, with_mark, sure=tagged in (0, number))
        for words, with_mark in readings:
            start = numbered.end() if (numbered := _NUMBERED.match(words)) else 0
            for name, typed in ((words, 0), (words[start:], int(numbered[1]) if numbered else 0)):
                if number := self._of_name(name):
                    return PartnerMatch(number, with_mark, sure=typed in (0, number) and tagged in (0, number))
        return None

    def _of_name(self, name: str) -> int:
        """Return the number of the partner with this name, now or when the document was sent; 0 if there is none."""
        for number, partner in self.by_number.items():
            if matching_key(name) == matching_key(name_of(partner)):
                return number
        sent = (number for number, named in self.sent.items() if named.check and not named.differs(name))
        return next((number for number in sent if number in self.by_number), 0)

    def match_number(self, number: int) -> PartnerMatch | None:
        """Return the partner that a number in the overview stands for: the one of that number in the line above it.

        People move partners in their list; the numbers in the cells are still those of the line.
        """
        printed = self._printed().get(number, number)
        return PartnerMatch(printed, sure=printed == number) if printed in self.by_number else None

    def _printed(self) -> dict[int, int]:
        """Return the partner of each number in the line above the overview, numbers without a known name left out."""
        partners: dict[int, int] = {}
        for piece in (piece for passage in self.legend for piece in self._pieces(without_format(passage.text))):
            numbered, named = _NUMBERED.match(piece), self._by_name(piece, 0)
            if numbered and named:
                partners.setdefault(int(numbered[1]), named.number)
        return partners

    def _pieces(self, legend: str) -> list[str]:
        for language in self.instrument.languages:
            start = self.instrument.word("brought.legend", language).partition("{partners}")[0]
            legend = legend.strip().removeprefix(start.strip())
        return re.split(r"\s·\s(?=\d{1,3}\.\s)", legend)


def numbers_in(text: str, instrument: Instrument) -> tuple[list[tuple[int, bool]], str]:
    """Return the numbers of partners in a cell of the overview, each with its doubt, and any other text."""
    marks = {matching_key(doubtful_mark(instrument, language)) for language in instrument.languages}
    numbers: list[tuple[int, bool]] = []
    rest = without_format(text).strip()
    while match := _NUMBER.match(rest):
        if match[2] and matching_key(match[2]) not in marks:
            break
        numbers.append((int(match[1]), bool(match[2])))
        rest = rest[match.end() :]
    return numbers, rest
