"""The labels of the blank form, by which a field is found when its tag is gone."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import attrs

from ...basics.text import INVISIBLE, extra_signs, is_visible, keys_of, matching_key, without_format
from ...instrument.model import Instrument
from ...instrument.parts import Phase
from ...readings.findings import Passage
from ..carried import motives_by_category, signs_line
from ..fields import (
    DETAILS,
    MOTIVES,
    SIDE_BY_SIDE,
    Address,
    Records,
    address_of,
    details_of,
    form_titles,
    titled_tables,
    titles_in_words,
)
from .margins import PAGE, Margins, pieces_of

_BLANK = rf"[\s{INVISIBLE}]*"
_NUMBER = re.compile(rf"{_BLANK}(\d{{1,3}}){_BLANK}[.)]{_BLANK}")
_COUNTS = re.compile(r"[\W_]*\d")
_WORDS = re.compile(r"\w+")
_LETTER = re.compile(r"\s*[A-Za-z]{1,2}\s*[.)]\s*")
_PAIR = 2
_TAG = 200  # characters of a tag that can be of ours
_SHOWN = re.compile(r"words\.(about|column|footer|form|heading|identity|label|ownership|question|relation)\.")
_ASIDES = ("footnote", "textbox")
_NEAR = 0.8
_OPTIONAL = {"number", "note", "shared", "before", "realised"}
_AGAIN = ("before", "realised")
_HEADINGS = ("heading.", "about.heading", "form.title.")


@attrs.define(eq=False, repr=False)
class Tries:
    """A number of texts that may still be compared to every label, letter by letter: far more than a form has."""

    left: int = 2_000

    @classmethod
    def of_each(cls, forms: int) -> Tries:
        """Return the number for each of so many forms in one document, which have four times as many together."""
        most = cls().left
        return cls(min(most, 4 * most // max(forms, 1)))


@attrs.frozen(eq=False)
class Labels:
    """The wording of an instrument, by the key under which it is matched.

    `titles` are those of the forms, `titles_in` those of the columns of a phase, and `addresses` work out the field
    that a tag names on the form of a phase. `more` are the spellings of a house style. What one document seldom needs
    whole is worked out where it is asked for: the paragraphs of each phase, and the spellings.
    """

    instrument: Instrument
    texts: frozenset[str]
    paragraphs: dict[str, frozenset[str]]
    headings: frozenset[str]
    details: dict[str, str]
    motives: dict[str, str]
    questions: dict[str, dict[str, str]]
    themes: dict[str, str]
    columns: dict[str, dict[str, str]]
    languages: dict[str, frozenset[str]]
    margins: Margins
    titles: frozenset[str]
    titles_in: dict[str, frozenset[str]]
    legend: tuple[str, ...]
    addresses: dict[str, Callable[[str], Address | None]]
    asides: frozenset[str] = frozenset()
    pictures: bool = False
    more: dict[str, tuple[str, ...]] = attrs.field(factory=dict)

    @functools.cached_property
    def spelled(self) -> dict[str, tuple[str, ...]]:
        """The spellings of each text by its key, worked out where a text is not exactly as in the blank form."""
        spelled = _spellings(self.exact)
        return {**spelled, **{key: (*spelled.get(key, ()), *own) for key, own in self.more.items()}}

    @functools.cached_property
    def own(self) -> frozenset[str]:
        """The keys of the wording of the instrument itself, without what the forms of every instrument say."""
        wordings = (words for place, words in self.instrument.wordings() if not place.startswith(("words.", "prompts")))
        return frozenset(matching_key(text) for words in wordings for text in words.values())

    @functools.cached_property
    def exact(self) -> dict[str, None]:
        """Every text of the blank forms as it is, with single spaces, in order."""
        return {" ".join(text.split()): None for text in dict.fromkeys(_all_texts(self.instrument))}

    def with_texts(
        self, texts: Iterable[str], *, margins: Iterable[str], asides: Iterable[str], pictures: bool
    ) -> Labels:
        """Return the same labels with the fixed text of a house style, which may have pictures between its text.

        `margins` are the texts of its headers and footers, with their fields marked; `asides` its footnotes and boxes.
        """
        more = _spellings(texts)
        return attrs.evolve(
            self,
            texts=self.texts | more.keys(),
            paragraphs={phase.id: self.paragraphs[phase.id] | more.keys() for phase in self.instrument.phases},
            more=more,
            margins=self.margins.and_of(margins),
            asides=frozenset(map(matching_key, asides)),
            pictures=pictures,
        )

    def address(self, tag: str, phase: str) -> Address | None:
        """Return the field that a tag names on the form of a phase, worked out once for the tags that forms have."""
        of = self.addresses[phase]
        return of(tag) if len(tag) < _TAG else address_of(tag, self.instrument, phase)

    def is_cell(self, text: str) -> bool:
        """Return whether this is the whole text of an empty cell: blank, a label, or the heading of a column."""
        return not is_visible(text) or matching_key(text) in self.texts

    def is_paragraph(self, text: str, phase: str) -> bool:
        """Return whether this is a paragraph of the blank form of a phase."""
        return matching_key(text) in self.paragraphs[phase]

    def is_margin(self, text: str) -> bool:
        """Return whether this is the header or footer of the blank form: our wording and the number of a page."""
        pieces = (piece for piece in pieces_of(text) if piece.strip())
        return all(matching_key(piece) in self.texts or self.margins.have(piece) for piece in pieces)

    def is_aside(self, passage: Passage) -> bool:
        """Return whether this is a footnote or text box of the house style."""
        return passage.place.part in _ASIDES and matching_key(passage.text) in self.asides

    def signs_beyond(self, text: str) -> str:
        """Return the signs around a text of the blank form that the blank form lacks, such as "???" or a face."""
        if self._is_exact(text):
            return ""
        for words in (text, without_number(text)):
            spelled = self.spelled.get(matching_key(words))
            if spelled:
                return extra_signs(words, spelled)
        return ""

    def _is_exact(self, text: str) -> bool:
        """Return whether a text is one of the blank form, or one with a number before it that is none."""
        plain = " ".join(text.split())
        if plain in self.exact:
            return True
        bare = without_number(plain)
        return bare is not plain and bare in self.exact and matching_key(plain) not in self._counted

    @functools.cached_property
    def _counted(self) -> frozenset[str]:
        """The keys of the texts that begin with a number themselves."""
        return frozenset([matching_key(text) for text in self.exact if _COUNTS.match(text)])

    def is_heading(self, text: str) -> bool:
        """Return whether this is a heading of the blank form."""
        return matching_key(text) in self.headings

    def question(self, text: str, phase: str) -> str | None:
        """Return the id of the question of a phase that this text asks."""
        return self.questions[phase].get(matching_key(without_number(text)))

    def near_question(self, text: str, phase: str, tries: Tries | None = None) -> tuple[str | None, bool]:
        """Return the id of the question that this text asks beside something else (True), or nearly asks (False)."""
        return _near(without_number(text), self.questions[phase], tries or Tries())

    def motive(self, text: str) -> str | None:
        """Return the id of the motive that this text names."""
        return self.motives.get(matching_key(text))

    def near_motive(self, text: str, tries: Tries | None = None) -> tuple[str | None, bool]:
        """Return the id of the motive that this text names beside something else (True), or nearly names (False)."""
        return _near(text, self.motives, tries or Tries())

    def lettered_motive(self, text: str) -> str | None:
        """Return the id of the motive that this text names, with or without its letter before it."""
        plain = without_format(text)
        letter = _LETTER.match(plain)
        return self.motive(text) or self.motive(plain[letter.end() :] if letter else plain)

    def asks_again(self, text: str) -> str | None:
        """Return the column about the round before that a text begins as: last time's answer, or what became of it."""
        bare = without_format(text).strip().casefold()
        for column in _AGAIN:
            titles = self.instrument.words[f"column.{MOTIVES.name}.{column}"].values()
            if any(bare.startswith(title.casefold()) for title in titles):
                return column
        return None

    def beside(self, header: list[str]) -> tuple[str, list[str | None]] | None:
        """Return the table of what partners bring that has this header row, and the column of each cell.

        With the partners beside each other the name of the table is "overview" or "outcomes", and partners have the
        column "partner"; with the partners below each other it ends in the motive.
        """
        keys, motive = list(map(matching_key, header)), self.motive(header[1]) if len(header) == _PAIR else None
        if motive and keys[0] in self._keys_of("column.outcomes.organisation"):
            return f"outcomes.{motive}", ["organisation", "outcome"]
        table = next((name for name in SIDE_BY_SIDE if keys[0] in self._keys_of(f"column.{name}.motive")), None)
        if table is None or len(header) < _PAIR:
            return None
        shared = self._keys_of("column.overview.shared")
        return table, ["motive", *("shared" if key in shared else "partner" for key in keys[1:])]

    def _keys_of(self, word: str) -> frozenset[str]:
        return keys_of(tuple(self.instrument.words[word].values()))

    def is_computed(self, text: str) -> bool:
        """Return whether this begins as the line that lists the partners."""
        return without_format(text).strip().casefold().startswith(self.legend)

    def table(self, header: list[str], phase: str) -> tuple[str, list[str | None]] | None:
        """Return the name of the table of a phase with this header row, and the column of each cell."""
        return next(iter(self._tables(header, phase)), None)

    def is_of_several(self, header: list[str], phase: str) -> bool:
        """Return whether tables of a phase fit a header row alike, as where a title was deleted."""
        return len(self._tables(header, phase)) > 1

    def _tables(self, header: list[str], phase: str) -> list[tuple[str, list[str | None]]]:
        """Return the tables that share most columns with a header row, at least two."""
        titles, keys = self.titles_in[phase], list(map(self._header_keys, header))
        if sum([key in titles or bare in titles for key, bare in keys]) < _PAIR:
            return []
        there = _tables_in(phase)
        most, best = _PAIR, list[tuple[str, list[str | None]]]()
        for name, columns in self.columns.items():
            if name not in there:
                continue
            names = [columns.get(key) or columns.get(bare) for key, bare in keys]
            hits = len({column for column in names if column})
            if hits >= most:
                best = [*(best if hits == most else ()), (name, names)]
                most = hits
        return best

    @staticmethod
    def _header_keys(text: str) -> tuple[str, str]:
        """Return the key of a title, and that of the words before a bracket in it."""
        key = matching_key(text)
        return key, matching_key(text.partition("(")[0]) if "(" in text else key

    def is_whole(self, table: str, names: list[str | None]) -> bool:
        """Return whether these are the columns of a table: each that it always has, and nothing else besides."""
        every = set(self.columns[table].values())
        return len(set(names)) == len(names) and every - _OPTIONAL <= set(names) <= every


def without_number(text: str) -> str:
    """Return a text without the number it begins with."""
    match = _NUMBER.match(text)
    return text[match.end() :] if match else text


def number_of(text: str) -> int | None:
    """Return the number a question begins with."""
    match = _NUMBER.match(text)
    return int(match[1]) if match else None


def _near(text: str, labels: dict[str, str], tries: Tries) -> tuple[str | None, bool]:
    key = matching_key(text)
    # First a label with more around it, then one that was corrected, then one that lost words: people merge a label
    # with its outcome, correct it, or delete half of it.
    inside = [label for label in labels if label in key and re.search(rf"(?<!\w){re.escape(label)}(?!\w)", key)]
    if inside:
        return labels[max(inside, key=len)], True
    if not tries.left:
        return None, False
    tries.left -= 1
    alike = [label for label in labels if _may_be_near(key, label)] if 4 < len(key) < 1000 else []
    if alike:
        import difflib

        near = difflib.get_close_matches(key, alike, n=1, cutoff=_NEAR)
        if near:
            return labels[near[0]], False
    words = _WORDS.findall(key)
    first = words[0] if len(key) > 8 and len(words) > 1 else ""
    left = {labels[label] for label in labels if first and first in label and is_part(key, label)}
    return (left.pop() if len(left) == 1 else None), False


def _may_be_near(key: str, label: str) -> bool:
    """Return whether `difflib` can rate a text as near: a cheap bound, for documents with much other text."""
    allowed = len(label) - _NEAR / 2 * (len(key) + len(label)) + 1e-9  # letters of the label that the text may lack
    if min(0, len(key) - len(label)) + allowed < 0:
        return False
    for letter, count in _letters(label):
        allowed -= max(0, count - key.count(letter))
        if allowed < 0:
            return False
    return True


@functools.lru_cache(maxsize=1024)
def _letters(label: str) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(label).most_common())


def is_part(key: str, label: str) -> bool:
    """Return whether a key is the remainder of a label's key after words were deleted."""
    kept, words = _WORDS.findall(key), iter(_WORDS.findall(label))
    return bool(kept) and all(word in words for word in kept)


def labels_of(instrument: Instrument) -> Labels:
    """Return the labels of an instrument: of this very one, as an equal one may have words of its own."""
    return _labels_of(_Worded(instrument))


@attrs.frozen(eq=False)
class _Worded:
    """An instrument that equals another only if all its words do."""

    instrument: Instrument

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _Worded):
            return NotImplemented
        one, another = self.instrument, other.instrument
        return one is another or (one == another and all(getattr(one, k) == getattr(another, k) for k in _OWN_WORDS))

    def __hash__(self) -> int:
        return hash(self.instrument)


_OWN_WORDS = ("words", "prompts", "spellings", "sentences", "fallback")


@functools.lru_cache(maxsize=8)
def _labels_of(worded: _Worded) -> Labels:
    instrument = worded.instrument
    columns = _tables(instrument)
    languages = {language: frozenset(_keys(instrument, language)) for language in instrument.languages}
    return Labels(
        instrument=instrument,
        texts=frozenset().union(*languages.values()),
        paragraphs=_KeysOfParagraphs(instrument),
        headings=frozenset(_headings(instrument)),
        margins=Margins().and_of(
            f"{instrument.word('footer.page', language)} {numbers}"
            for language in instrument.languages
            for numbers in (PAGE, f"{PAGE} / {PAGE}")
        ),
        details=_details(instrument),
        motives={matching_key(label): m.id for m in instrument.motives for label in m.label.values()},
        questions={phase.id: _questions(instrument, phase) for phase in instrument.phases},
        themes={matching_key(label): theme.id for theme in instrument.themes for label in theme.label.values()},
        columns=columns,
        titles=frozenset(map(matching_key, form_titles(instrument))),
        legend=tuple(
            text.partition("{partners}")[0].strip().casefold() for text in instrument.words["brought.legend"].values()
        ),
        titles_in={phase: frozenset().union(*(columns[name] for name in _tables_in(phase))) for phase in DETAILS},
        addresses={
            phase: functools.lru_cache(maxsize=4096)(functools.partial(address_of, instrument=instrument, phase=phase))
            for phase in DETAILS
        },
        languages=languages,
    )


class _KeysOfParagraphs(dict[str, frozenset[str]]):
    """The keys of the paragraphs of the blank form of each phase; a document has those of one phase."""

    def __init__(self, instrument: Instrument) -> None:
        super().__init__()
        self._instrument = instrument

    def __missing__(self, phase: str) -> frozenset[str]:
        texts = dict.fromkeys(_paragraphs(self._instrument, self._instrument.phase(phase)))
        self[phase] = frozenset([matching_key(" ".join(text.split())) for text in texts])
        return self[phase]


def _details(instrument: Instrument) -> dict[str, str]:
    """Return the fields of the particulars by their labels."""
    return {
        matching_key(instrument.word(f"label.{field}", language)): field
        for phase in DETAILS
        for field in details_of(phase)
        for language in instrument.languages
    }


def _questions(instrument: Instrument, phase: Phase) -> dict[str, str]:
    """Return the ids of the questions of a phase by their labels."""
    return {
        matching_key(label): question.id
        for question in instrument.questions_of(phase.id)
        for label in question.label.values()
    }


def _spellings(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return these texts by their key: the same words with other signs around them have one key."""
    spelled: dict[str, dict[str, None]] = {}
    for text in dict.fromkeys(texts):
        plain = " ".join(text.split())
        spelled.setdefault(matching_key(plain), {})[plain] = None
    return {key: tuple(own) for key, own in spelled.items()}


def _all_texts(instrument: Instrument) -> Iterator[str]:
    """Yield every text of the blank forms, and the first words of those that end in a bracket."""
    for _, wording in instrument.wordings():
        for text in wording.values():
            yield text
            yield text.partition("(")[0]
    for phase in instrument.phases:
        yield from _paragraphs(instrument, phase)
        for records in titled_tables(phase.id):
            yield from (title for c in records.every for title in titles_in_words(records, c.name, instrument))


@functools.cache
def _tables_in(phase: str) -> tuple[str, ...]:
    """Return the names of the tables of a phase whose columns have titles of ours."""
    own = (MOTIVES.name,) if phase == "preparation" else ()
    return (*own, *(records.name for records in titled_tables(phase)))


def _tables(instrument: Instrument) -> dict[str, dict[str, str]]:
    """Return the columns of each table of any phase, by the key of their titles."""
    columns: dict[str, dict[str, str]] = {}
    for records in (MOTIVES, *(table for phase in DETAILS for table in titled_tables(phase))):
        columns[records.name] = {**columns.get(records.name, {}), **dict(_columns(instrument, records))}
    return columns


def _columns(instrument: Instrument, records: Records) -> Iterator[tuple[str, str]]:
    if records.numbered:
        yield from ((matching_key(title), "number") for title in instrument.words["column.number"].values())
    for column in records.every:
        titles = titles_in_words(records, column.name, instrument)
        yield from ((matching_key(title), column.name) for title in titles)


def _paragraphs(instrument: Instrument, phase: Phase) -> Iterator[str]:
    """Yield every paragraph of the blank form of a phase, with and without its number."""
    free = [category.label for category in instrument.categories] if phase.id != "commitment" else []
    themes = [theme.label for theme in instrument.themes if theme.phase == phase.id]
    wordings = [instrument.title, instrument.citation, phase.label, *phase.instruction, *free, *themes]
    wordings += [*instrument.purpose, *instrument.approach, *instrument.approach_notes, *instrument.further_reading]
    wordings += [phase.questions_heading] if phase.questions_heading else []
    wordings += [*(kind.form_title for kind in instrument.organisation_types), *instrument.notes.values()]
    wordings += [words for key, words in instrument.headings.items() if key not in ("motive", "outcome")]
    wordings += [words for key, words in instrument.words.items() if key.startswith(_HEADINGS)]
    for wording in wordings:
        yield from wording.values()
    yield from form_titles(instrument)
    for number, step in enumerate(instrument.approach_steps, start=1):
        for text in step.values():
            yield from (text, f"{number}) {text}", f"{number}. {text}")
    yield from _about(instrument, phase)
    if phase.id == "alignment":
        for language in instrument.languages:
            yield signs_line(instrument, language)
            yield from (f"{line['label']} {line['text']}" for line in motives_by_category(instrument, language))


def _about(instrument: Instrument, phase: Phase) -> Iterator[str]:
    """Yield the lines about the form, with and without the label before them."""
    about = {key: words for key, words in instrument.words.items() if key.startswith("about.")}
    labels = [words for key, words in about.items() if key.count(".") == 1]
    texts = [words for key, words in about.items() if key.count(".") > 1] + [phase.who_takes_part]
    for language in instrument.languages:
        lines = [words[language] for words in texts if words is not None]
        yield from (words[language] for words in labels)
        yield from lines
        yield from (f"{label[language]} {text}" for label in labels for text in lines)


def _headings(instrument: Instrument) -> Iterator[str]:
    wordings = [category.label for category in instrument.categories] + [theme.label for theme in instrument.themes]
    wordings += [phase.label for phase in instrument.phases]
    wordings += [phase.questions_heading for phase in instrument.phases if phase.questions_heading]
    wordings += [words for key, words in instrument.words.items() if key.startswith(_HEADINGS) and ".help" not in key]
    wordings += [words for key, words in instrument.headings.items() if key not in ("motive", "outcome")]
    for wording in wordings:
        yield from map(matching_key, wording.values())


def _keys(instrument: Instrument, language: str) -> Iterator[str]:
    for place, wording in instrument.wordings():
        if language in wording and (not place.startswith("words.") or _SHOWN.match(place)):
            yield matching_key(wording[language])
