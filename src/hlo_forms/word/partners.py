"""Partners as phase 2 names them: numbered from the list of partners, by their names wherever these still stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from ..findings import Passage
from ..forms import AlignmentForm, BroughtMotive, Organisation, Status
from ..instrument import Instrument
from ..text import matching_key
from .given import doubtful_mark, marked, unmarked
from .identity import Named

_NUMBERED = re.compile(r"\s*(\d{1,3})\s*[.)]\s*")
_ALONE = re.compile(r"\s*(\d{1,3})\s*[.)]?\s*")
_NUMBER = re.compile(r"(\d{1,3})\s*(\([^()]*\))?\s*[,;·.]?\s*")


# ---- written


def name_of(partner: Organisation) -> str:
    """What a partner is called in a document."""
    return partner.name or partner.id or ""


def label_of(number: int, partner: Organisation) -> str:
    """A partner with its number."""
    return f"{number}. {name_of(partner)}"


def legend_of(partners: Iterable[Organisation], instrument: Instrument, language: str) -> str:
    """The partners with their numbers, on one line."""
    labels = (" ".join(label_of(n, partner).split()) for n, partner in enumerate(partners, start=1))
    return instrument.word("brought.legend", language).replace("{partners}", " · ".join(labels))


def numbers_text(numbers: Iterable[tuple[int, bool]], instrument: Instrument, language: str) -> str | None:
    """The numbers of partners in a cell of the overview."""
    return ", ".join(marked(str(n), doubtful, instrument, language) or "" for n, doubtful in numbers) or None


def shared_text(rows: Sequence[BroughtMotive], instrument: Instrument, language: str) -> str | None:
    """How many of the partners that were offered a motive share it; None where no two do."""
    offered = [row for row in rows if row.status is not Status.NOT_OFFERED]
    k = sum(row.status is Status.APPLIES for row in offered)
    words = instrument.word("brought.shared", language)
    return words.replace("{k}", str(k)).replace("{n}", str(len(offered))) if k > 1 else None


def derived(form: AlignmentForm) -> Iterator[str]:
    """The texts that a document shows beside the values of its form, told from them."""
    for language in form.instrument.languages:
        yield legend_of(form.organisations, form.instrument, language)
        for motive in form.instrument.motives:
            rows = [row for row in form.brought if row.motive == motive.id]
            yield shared_text(rows, form.instrument, language) or ""


# ---- read


@attrs.frozen
class Who:
    """Which partner a text names: its number, and whether name, tag and number say the same (`sure`).

    `doubtful` says that the mark of a doubt stood there, `rest` is what names nobody.
    """

    number: int
    doubtful: bool = False
    rest: str = ""
    sure: bool = True


@attrs.frozen
class Partners:
    """The partners by their number in the list of partners.

    `sent` is what the identity says of the partner of each number, `legend` the line above the overview.
    """

    by_number: Mapping[int, Organisation]
    instrument: Instrument
    sent: Mapping[int, Named] = attrs.field(factory=dict)
    legend: tuple[Passage, ...] = ()

    def named(self, text: str, tagged: int = 0) -> Who | None:
        """The partner that a label names: by its name, else by the tag beside it, else by its number."""
        found = self._by_name(text, tagged)
        if found is not None:
            return found
        bare, doubtful = unmarked(text, self.instrument)
        alone, numbered = _ALONE.fullmatch(bare), _NUMBERED.match(bare)
        number = int((alone or numbered or "0")[1]) if alone or numbered else 0
        rest = bare[numbered.end() :] if numbered and not alone else "" if alone else bare
        for known in (tagged, number):
            if known in self.by_number:
                return Who(known, doubtful, rest, sure=not rest and known == number)
        return None

    def _by_name(self, text: str, tagged: int) -> Who | None:
        bare, doubtful = unmarked(text, self.instrument)
        said = [(text, False), (bare, True)] if doubtful else [(text, False)]
        for words, marked_so in said:
            for number, partner in self.by_number.items():
                if matching_key(words) == matching_key(label_of(number, partner)):
                    return Who(number, marked_so, sure=tagged in (0, number))
        for words, marked_so in said:
            start = numbered.end() if (numbered := _NUMBERED.match(words)) else 0
            for name, typed in ((words, 0), (words[start:], int(numbered[1]) if numbered else 0)):
                found = self._of_name(name)
                if found:
                    return Who(found, marked_so, sure=typed in (0, found) and tagged in (0, found))
        return None

    def _of_name(self, name: str) -> int:
        """The number of the partner with this name, now or when the document was sent; 0 where there is none."""
        for number, partner in self.by_number.items():
            if matching_key(name) == matching_key(name_of(partner)):
                return number
        sent = (number for number, named in self.sent.items() if named.check and not named.differs(name))
        return next((number for number in sent if number in self.by_number), 0)

    def numbered(self, number: int) -> Who | None:
        """The partner that a number in the overview stands for: the one of that number in the line above it."""
        printed = self._printed().get(number, number)
        return Who(printed, sure=printed == number) if printed in self.by_number else None

    def _printed(self) -> dict[int, int]:
        """The partner that each number of the line above the overview names; numbers without a known name left out."""
        found: dict[int, int] = {}
        for piece in (piece for passage in self.legend for piece in self._pieces(passage.text)):
            numbered, named = _NUMBERED.match(piece), self._by_name(piece, 0)
            if numbered and named:
                found.setdefault(int(numbered[1]), named.number)
        return found

    def _pieces(self, legend: str) -> list[str]:
        for language in self.instrument.languages:
            start = self.instrument.word("brought.legend", language).partition("{partners}")[0]
            legend = legend.strip().removeprefix(start.strip())
        return re.split(r"\s·\s(?=\d{1,3}\.\s)", legend)


def numbers_in(text: str, instrument: Instrument) -> tuple[list[tuple[int, bool]], str]:
    """The numbers of partners that a cell of the overview holds, each with its doubt, and what else it says."""
    marks = {matching_key(doubtful_mark(instrument, language)) for language in instrument.languages}
    found: list[tuple[int, bool]] = []
    rest = text.strip()
    while hit := _NUMBER.match(rest):
        if hit[2] and matching_key(hit[2]) not in marks:
            break
        found.append((int(hit[1]), bool(hit[2])))
        rest = rest[hit.end() :]
    return found, rest
