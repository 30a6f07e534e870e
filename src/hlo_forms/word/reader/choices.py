"""The choice in a cell: the one option of a closed set whose box, typed sign or bare label says so."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import NamedTuple

import attrs

from ...basics.text import extra_signs, matching_key
from ...instrument.model import Instrument
from ...readings.findings import Place
from ..columns import offered, option_label, options
from ..outline.blocks import MARKED, STRUCK, OutlineCell
from .cells import Answer, Box, BoxedText, boxed_texts, is_as_set, is_counting, is_question_mark, may_be_tick, sign_of
from .labels import Labels, labels_of

_APART = re.compile(r"\n|(?<=\w\w)\t")  # choices stand below each other, or beside each other with a tab between
_WORD = re.compile(r"\w\w")


@attrs.define(eq=False, repr=False)
class _Line:
    """A line of a cell: the boxes that belong to it, and its text."""

    boxes: list[Box]
    text: str


@attrs.define(eq=False, repr=False)
class _Option:
    """The boxes and typed signs of one option."""

    boxes: list[Box] = attrs.field(factory=list)
    signs: list[bool] = attrs.field(factory=list)

    @property
    def states(self) -> set[bool]:
        """Return what boxes and signs say; a typed tick beside an open box is a tick."""
        states = {box.checked for box in self.boxes}
        for sign in self.signs:
            states = {sign} if sign or True not in states else {True, False}
        return states


@attrs.define(eq=False, repr=False)
class _Choice:
    """The options of a cell that have a box or sign, the labels without either, and all other text.

    `beside` are the texts beside labels and boxes: one may be somebody's tick, such as "ok".
    """

    options: dict[str, _Option] = attrs.field(factory=dict)
    bare: dict[str, str] = attrs.field(factory=dict)
    rest: list[str] = attrs.field(factory=list)
    beside: list[str] = attrs.field(factory=list)

    @property
    def ticked(self) -> list[str]:
        """Return the options that are ticked, also where something else says they are not."""
        return [id for id, option in self.options.items() if True in option.states]

    @property
    def _is_marked(self) -> bool:
        """Return whether a text or label beside open boxes may be a tick, or one beside a tick questions it."""
        if self.ticked:
            return any(map(is_question_mark, self.beside))
        may_be = any(map(may_be_tick, self.beside))
        if self.options:
            return bool(self.bare) or may_be
        return bool(self.bare) and may_be and (len(self.bare) == 1 or len(set(self.beside)) > 1)

    def codes(self, instrument: Instrument) -> list[str]:
        """Return the codes of doubt about the choice."""
        marked = self.options.values()
        contradicts = len(self.ticked) > 1 or any(len(option.states) > 1 for option in marked) or self._is_marked
        boxes = [box for option in marked for box in option.boxes]
        strange = self.ticked and any(box.typed and sign_of(box.typed, instrument) is None for box in boxes)
        differs = strange or not all(is_as_set(box, instrument) for box in boxes)
        signed = any(option.signs for option in marked)
        return ["tick-glyph-differs"] * bool(differs) + ["tick-by-sign"] * signed + ["choice-contradicts"] * contradicts


class _Wording(NamedTuple):
    """The words for the options of a kind: option by key, options in each language, and the boxes that forms offer."""

    labels: dict[str, str]
    spelled: dict[str, list[str]]
    by_language: list[dict[str, str]]
    boxes: list[tuple[str, ...]]
    longest: int


@functools.lru_cache(maxsize=64)
def _wording_of(kind: str, labels: Labels) -> _Wording:
    """Return the words for the options of a kind, worked out once for an instrument."""
    instrument = labels.instrument
    ids = options(kind, instrument)
    by_language = [
        {id: option_label(kind, id, instrument, language) for id in ids} for language in instrument.languages
    ]
    keys: dict[str, str] = {}
    spelled: dict[str, list[str]] = {}
    for option, label in (item for words in by_language for item in words.items()):
        keys[matching_key(label)] = option
        spelled.setdefault(option, []).append(label)
    boxes = [offered(kind, value, instrument) for value in (None, ids[0])]
    return _Wording(keys, spelled, by_language, boxes, max(len(key.split()) for key in keys))


def choice_of(cell: OutlineCell, kind: str, instrument: Instrument, *, how: str, place: Place) -> Answer:
    """Return the one choice that is ticked; none where several are, or where state and signs contradict each other."""
    wording = _wording_of(kind, labels_of(instrument))
    marks = boxed_texts(cell)
    choice = _choice_in(marks, wording, instrument)
    codes = choice.codes(instrument)
    value, boxed, rest = _settled(choice, codes, marks, cell, wording)
    looks = [span for span in cell.spans if span.looks & {MARKED, STRUCK} and span.text.strip()]
    set_off = value is None and _is_set_off(cell)
    return Answer(
        value=value,
        how=how,
        place=place,
        seen=cell.text.strip(),
        codes=tuple(codes + ["label-marked"] * bool(looks or set_off)),
        rest=rest,
        boxed=boxed,
    )


def _is_set_off(cell: OutlineCell) -> bool:
    """Return whether some words of a cell are bold, underlined or coloured, and others are not."""
    words = [span.looks - {MARKED, STRUCK} for span in cell.spans if span.box is None and _WORD.search(span.text)]
    return len(set(words)) > 1


def _settled(
    choice: _Choice, codes: list[str], marks: list[BoxedText], cell: OutlineCell, wording: _Wording
) -> tuple[str | None, bool | None, str]:
    """Return the option that counts, whether boxes or signs are there, and the text that belongs to no answer.

    Labels without any box or sign are those of the blank form where all are there, as when a web editor dropped the
    boxes; a label alone is an answer that somebody typed.
    """
    rest, ticked = "\n".join(choice.rest), choice.ticked
    if any(mark.box is not None and mark.box.is_drawn for mark in marks):
        doubtful = "tick-glyph-differs" in codes or "choice-contradicts" in codes
        return (ticked[0] if ticked and not doubtful else None), True, "\n".join([*choice.rest, *choice.bare.values()])
    if choice.options:
        return (ticked[0] if ticked and "choice-contradicts" not in codes else None), True, rest
    words = matching_key(cell.text)
    boxed = [
        {option: own[option] for option in own if option in shown}
        for own in wording.by_language
        for shown in wording.boxes
    ]
    if set(choice.bare) in map(set, wording.boxes) or words in (matching_key(" ".join(own.values())) for own in boxed):
        return None, False, rest if choice.bare else ""
    if len(choice.bare) == 1 and not rest:
        return next(iter(choice.bare)), None, ""
    return None, None, cell.text.strip()


def _choice_in(marks: list[BoxedText], wording: _Wording, instrument: Instrument) -> _Choice:
    choice = _Choice()
    for line in _lines(marks):
        named = _options_named(line.text, wording, instrument)
        if not named:
            within = _option_within(line.text, wording)
            named = [within if line.boxes or is_counting(within.beside) else within.as_other_text(line.text)]
        boxes = [line.boxes, *([] for _ in named[1:])]  # a box that somebody typed over stands between two labels
        for at, (option, own) in enumerate(zip(named, boxes, strict=True)):
            parts = at and not line.boxes  # between two words that sign may only part them
            signed = option if parts else _with_sign(option, wording, instrument)
            _take_option(choice, signed, own, wording.spelled)
    choice.beside = [text for text in choice.beside if sign_of(text, instrument) is not False]
    return choice


def _take_option(choice: _Choice, named: _Named, boxes: list[Box], spelled: Mapping[str, list[str]]) -> None:
    if named.option is None:
        choice.rest.append(named.label.strip())
        choice.beside.append(named.beside)
        return
    beyond = " ".join(filter(None, (extra_signs(named.label, spelled[named.option]), named.beside)))
    choice.rest += [beyond] * bool(beyond)
    choice.beside.append(beyond)
    if not boxes and named.sign is None:
        choice.bare[named.option] = named.label.replace(beyond, "", 1).strip()
    else:
        marks = choice.options.setdefault(named.option, _Option())
        marks.boxes += boxes
        marks.signs += [named.sign] if named.sign is not None else []


class _Named(NamedTuple):
    """Meaning of a line: an option, its label there (or else the whole line), the tick or no typed, and other text."""

    option: str | None
    label: str
    sign: bool | None = None
    beside: str = ""

    def as_other_text(self, line: str) -> _Named:
        """Return the line as text of somebody's own."""
        return _Named(None, line, beside=self.beside)


def _with_sign(named: _Named, wording: _Wording, instrument: Instrument) -> _Named:
    """Return an option with the sign before its label that is no word, such as √: to labels it is white space."""
    if named.option is None or named.sign is not None:
        return named
    extra = extra_signs(named.label, wording.spelled[named.option])
    label = named.label.strip()
    if not (extra and label.startswith(extra) and sign_of(extra, instrument)):
        return named
    return named._replace(sign=True, label=label.removeprefix(extra).strip())


_MOST_WORDS = 40


def _options_named(text: str, wording: _Wording, instrument: Instrument) -> list[_Named]:
    """Return the options that a line names one after another, each with the sign before it; none if it is no such line.

    People type x over one of the boxes of a line, or delete one. A line with one option may have the sign behind it.
    """
    if (option := wording.labels.get(matching_key(text))) is not None:
        return [_Named(option, text)]
    words, at = text.split(), 0
    named: list[_Named] = []
    while at < len(words) <= _MOST_WORDS:
        sign = None if _label_at(words, at, wording) else sign_of(words[at], instrument)
        at += sign is not None
        label = _label_at(words, at, wording)
        if not label:
            behind = len(named) == 1 and named[0].sign is None and sign is not None and at == len(words)
            return [named[0]._replace(sign=sign)] if behind else []
        named.append(_Named(wording.labels[matching_key(label)], label, sign))
        at += len(label.split())
    return named


def _label_at(words: list[str], at: int, wording: _Wording) -> str:
    """Return the longest label that begins at a word, without signs behind it; empty if none does."""
    counts = range(wording.longest + 1, 0, -1)  # one word more, as signs may stand before it
    texts = [text for count in counts if matching_key(text := " ".join(words[at : at + count])) in wording.labels]
    same = (text for text in reversed(texts) if matching_key(text) == matching_key(texts[0]))
    return next(same, "")


def _option_within(text: str, wording: _Wording) -> _Named:
    """Return the option that a line with a box begins or ends with, and what somebody typed beside it, such as "ok"."""
    words = text.split()
    labels = wording.labels
    if label := _label_at(words, 0, wording):
        return _Named(labels[matching_key(label)], label, beside=" ".join(words[len(label.split()) :]))
    starts = range(max(1, len(words) - wording.longest), len(words))
    label = next((end for at in starts if matching_key(end := " ".join(words[at:])) in labels), "")
    beside = " ".join(words[: len(words) - len(label.split())])
    return _Named(labels[matching_key(label)], label, beside=beside) if label else _Named(None, text, beside=text)


def _lines(marks: list[BoxedText]) -> list[_Line]:
    """Return the labels of a cell, each with the box before it, or behind it where its line ends in a box.

    A line of boxes alone goes with the line after it, or before it where the last line of the cell is one.
    """
    rows = [([piece for piece in row if not isinstance(piece, str)], row) for row in _rows(marks)]
    behind = len(rows) > 1 and isinstance(rows[0][1][0], str) and rows[-1][0] == rows[-1][1]
    lines: list[_Line] = []
    waiting: list[Box] = []
    for boxes, row in rows:
        if boxes == row:
            (lines[-1].boxes if behind else waiting).extend(boxes)
            continue
        ends_in_box = isinstance(row[0], str) and not isinstance(row[-1], str)
        first, own = len(lines), waiting
        for piece in row:
            if isinstance(piece, str):
                before = 0 if len(lines) == first else len(own) if ends_in_box else len(own) - 1
                before = max(before, 0)
                if before:
                    lines[-1].boxes += own[:before]
                lines.append(_Line(own[before:], piece))
                own = []
            else:
                own.append(piece)
        lines[-1].boxes += own
        waiting = []
    if lines:
        lines[-1].boxes += waiting
    return lines


def _rows(marks: list[BoxedText]) -> list[list[Box | str]]:
    """Return the boxes and texts on each line of a cell, but for lines without any."""
    rows: list[list[Box | str]] = [[]]
    for mark in marks:
        rows[-1] += [mark.box] if mark.box else []
        first, *others = ([text] if text.strip() else [] for text in _APART.split(mark.text))
        rows[-1] += first
        rows += others
    return [row for row in rows if row]


def without_options(answer: Answer, kind: str, instrument: Instrument) -> Answer:
    """Return the answer to a choice, with a code where none of its options is left: another cell was pasted over it."""
    key = matching_key(answer.seen) if answer.value is None else ""
    gone = key and not any(label in key for label in _wording_of(kind, labels_of(instrument)).labels)
    return answer.with_codes("place-missing") if gone else answer
