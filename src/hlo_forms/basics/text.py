"""Canonical text: the one form in which typed text is kept, made once on entry.

Line ends become ``\\n``; no-break spaces and hyphens become plain ones; soft hyphens, spaces and tabs at line ends,
and blank lines around the text are removed; text that is then empty is absent. Everything else stays as typed.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Self

from ..errors import InvalidValueError

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EDGE = re.compile(r"[\W_]*")
_MOST_MARKS = 30  # as many combining marks in a row as Unicode's stream-safe format allows
_MAY_BE_MARKS = re.compile(f"[^\0-\u02ff]{{{_MOST_MARKS + 1},}}")
JOINER = "\u034f"  # combining grapheme joiner: shows nothing, and parts a run of marks
_EXPANDING = "㌇㌕㌖㌗㌙㌚㌠㌫㌮㌲㌴㌶㍇㍊㍖㎮㎯\ufdfa\ufdfb"
"""The characters that compatibility (NFKC, NFKD) makes more than four of, up to 18; they stay as they are."""

_EXPANDS = re.compile(f"[{_EXPANDING}]")
_APART = {ord(char): 0xF0000 + place for place, char in enumerate(_EXPANDING)}
_BACK = {place: code for code, place in _APART.items()}
_FORMAT_RANGES = """
    00ad 0600-0605 061c 06dd 070f 0890-0891 08e2 180e 200b-200f 202a-202e 2060-2064 2066-206f feff fff9-fffb
    110bd 110cd 13430-1343f 1bca0-1bca3 1d173-1d17a e0001 e0020-e007f
"""
_OF_FORMAT = [
    (int(begin, 16), int(end or begin, 16))
    for begin, _, end in (piece.partition("-") for piece in _FORMAT_RANGES.split())
]
_FORMAT = dict.fromkeys(code for begin, end in _OF_FORMAT for code in range(begin, end + 1))
INVISIBLE = "".join(f"{chr(begin)}-{chr(end)}" for begin, end in _OF_FORMAT)
"""The characters of Unicode category Cf, as a set in a pattern has them: signs of no width, and of direction."""

_BETWEEN = (":", "/")  # signs that people put between a label and an answer, or between choices
_LABEL = 500  # only keys of shorter texts, which may be labels, are cached
_BLANK_LINES = re.compile(r"([ \t]*\n)*")


class Expected(str):
    """The value that a field takes, in English, with its `key` and `values`: the sentence that says it in any language.

    >>> Expected("a name", "want_name").key
    'want_name'
    """

    __slots__ = ("key", "values")
    key: str
    values: Mapping[str, object]

    def __new__(cls, text: str, key: str, **values: object) -> Self:
        expected = super().__new__(cls, text)
        expected.key, expected.values = key, values
        return expected

    def __reduce__(self) -> tuple[object, ...]:
        return functools.partial(type(self), str(self), self.key, **self.values), ()


def canonical(text: str | None, field: str = "text") -> str | None:
    """Return the text as a form holds it, or None if nothing is left; idempotent.

    Raises `InvalidValueError` naming `field` if it is not a string, or has a character that XML cannot hold.

    >>> canonical("  Samen opleiden \\r\\n\\r\\n")
    '  Samen opleiden'
    >>> canonical(" \\n ") is None
    True
    """
    if text is None:
        return None
    if not isinstance(text, str):
        raise InvalidValueError(field, Expected("text", "want_text"), text)
    if text.isprintable():  # one line, without a sign that is no XML, or that is left out
        return text.replace("\u2011", "-").rstrip(" ") or None
    bad = NOT_XML.search(text)
    if bad:
        sign, place = f"U+{ord(bad[0]):04X}", bad.start()
        expected = f"text that a document can hold ({sign} at position {place} cannot be)"
        raise InvalidValueError(field, Expected(expected, "want_signs", sign=sign, place=place + 1), text)
    plain = text.replace("\xa0", " ").replace("\u2011", "-").replace("\xad", "")
    lines = [line.rstrip(" \t") for line in _LINE_ENDS.sub("\n", plain).split("\n")]
    return "\n".join(lines).strip("\n") or None


def matching_key(text: str) -> str:
    """Return the text as labels are compared: without case, encoding of accents, white space and outer punctuation.

    Characters that show nothing (Unicode category Cf) do not count.

    >>> matching_key("  Nieuwe kennis,\\n onderzoeksresultaten: ")
    'nieuwe kennis, onderzoeksresultaten'
    """
    return _key(text) if len(text) < _LABEL else _key_of_long(text)


@functools.lru_cache(maxsize=256)
def keys_of(texts: tuple[str, ...]) -> frozenset[str]:
    """Return texts as labels are compared; worked out once for the spellings of an instrument.

    >>> sorted(keys_of(("Ja", "ja!", "Nee")))
    ['ja', 'nee']
    """
    return frozenset(map(matching_key, texts))


@functools.lru_cache(maxsize=4096)
def _key(text: str) -> str:
    plain = text.lower() if text.isascii() else _folded(text)
    words = " ".join(plain.split())
    return words[_edge(words) : len(words) - _edge(words[::-1])] or words


_key_of_long = functools.lru_cache(maxsize=2)(_key.__wrapped__)  # a text within nested tables is asked for at each


def _folded(text: str) -> str:
    """Return a text without case, encoding of accents, curly quotes and characters that show nothing."""
    plain = normalised("NFKC", without_format(text).replace("\u2011", "-")).casefold()
    return plain.replace("‘", "'").replace("’", "'").replace("“", '"').replace("”", '"')


def normalised(form: Literal["NFC", "NFKC", "NFKD"], text: str) -> str:
    """Return a text in a normal form of Unicode, with a joiner after each 30 combining marks in a row.

    Normalising sorts such marks, and takes time by the square of their number. A file of 14 KiB that holds 100,000
    of them would keep a program busy for most of a minute. The few signs that would become a whole phrase stay.

    >>> normalised("NFC", "e\\u0301") == "é"
    True
    """
    if text.isascii():
        return text
    bounded = _with_joiners(text) if _MAY_BE_MARKS.search(text) else text
    if form == "NFC" or not _EXPANDS.search(bounded):
        return unicodedata.normalize(form, bounded)
    return unicodedata.normalize(form, bounded.translate(_APART)).translate(_BACK)


def _with_joiners(text: str) -> str:
    pieces, marks = [], 0
    for char in text:
        marks = marks + 1 if _is_mark(char) else 0
        if marks > _MOST_MARKS:
            pieces.append(JOINER)
            marks = 1
        pieces.append(char)
    return "".join(pieces)


@functools.lru_cache(maxsize=4096)
def _is_mark(char: str) -> bool:
    """Return whether a character combines with the one before it, or is taken apart into some that do."""
    return unicodedata.combining(unicodedata.normalize("NFKD", char)[0]) != 0


def without_format(text: str) -> str:
    """Return a text without the characters that show nothing (Unicode category Cf).

    >>> without_format("Uit\\u200bbreiden\\u200e netwerk")
    'Uitbreiden netwerk'
    """
    return (
        text if text.isascii() or text.isprintable() else text.translate(_FORMAT)
    )  # no sign of that kind is printable


def is_visible(text: str) -> bool:
    """Return whether a text shows anything.

    >>> is_visible(" \\u200b"), is_visible("–")
    (False, True)
    """
    stripped = text.strip()
    return bool(stripped) and (stripped.isascii() or bool(without_format(stripped).strip()))


def _edge(text: str) -> int:
    """Count the characters before the first letter or digit."""
    edge = _EDGE.match(text)
    return edge.end() if edge else 0


def extra_signs(text: str, spelled: Iterable[str]) -> str:
    """Return the signs around a text that it has beyond one of these spellings of the same words.

    A colon or slash is none: people put them between a label and an answer, or between choices.

    >>> extra_signs("Wat is het doel? :-(", ["Wat is het doel?"]), extra_signs("Sector:", ["Sector"])
    (':-(', '')
    >>> extra_signs("Zorg \\u200d!", ["Zorg\\n\\n!"])
    ''
    """
    spelled = [*spelled]
    if text in spelled:
        return ""
    plain, *spellings = (" ".join(without_format(each).split()) for each in (text, *spelled))
    if not spellings or plain in spellings:
        return ""
    return min((_beyond(plain, spelling) for spelling in spellings), key=len)


def _beyond(text: str, spelling: str) -> str:
    (before, after), (own_before, own_after) = _outer_signs(text), _outer_signs(spelling)
    extra = " ".join((before.removesuffix(own_before).strip(), after.removeprefix(own_after).strip())).strip()
    return "" if extra in _BETWEEN else extra


def _outer_signs(text: str) -> tuple[str, str]:
    """Return what stands before the first letter or digit of a text, and after the last."""
    before, after = _edge(text), _edge(text[::-1])
    return (text[:before], text[len(text) - after :]) if before < len(text) else ("", text)


def without_prompts(text: str | None, prompts: tuple[str, ...]) -> str | None:
    """Return the canonical text without the prompts at its start and end; None if there was nothing else.

    `prompts` must be sorted longest first, so that a prompt that begins with another is removed whole.
    """
    if text is None or text in prompts:
        return None
    first, last = 0, len(text)
    while text.startswith(prompts, first, last) or text.endswith(prompts, first, last):
        cut = next(p for p in prompts if text.startswith(p, first, last) or text.endswith(p, first, last))
        if not cut:
            break
        if text.startswith(cut, first, last):
            blank = _BLANK_LINES.match(text, first + len(cut), last)
            first = blank.end() if blank else last
        else:
            last -= len(cut)
            while last > first and text[last - 1] in " \t\n":
                last -= 1
    return text if (first, last) == (0, len(text)) else canonical(text[first:last])


def slug(name: str) -> str:
    """Return an id made from a name: lower case letters, digits and hyphens, 48 at most; a digest if none are left."""
    import hashlib

    plain = normalised("NFKD", name).encode("ascii", "ignore").decode().lower()
    id = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return id or "n" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:11]


def parsed_toml(data: bytes) -> dict[str, Any]:  # Any: what a TOML file holds is not known before it is checked
    """Return the table in a TOML file; raise `ValueError` if it is no TOML, `UnicodeDecodeError` if it is not UTF-8.

    >>> parsed_toml(b'round = "2026"')
    {'round': '2026'}
    """
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(str(error)) from error
