"""Canonical text: the one form in which typed text is kept, made once on entry.

Line ends become ``\\n``; no-break spaces and hyphens become plain ones; soft hyphens, spaces and tabs at line ends,
and blank lines around the text are removed; text that is then empty is absent. Everything else stays as typed.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from typing import Any

from ..errors import InvalidValueError

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
_FOLDS = {0xA0: " ", 0x2011: "-", 0xAD: None}
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EDGE = re.compile(r"[\W_]*")
_LABEL = 200  # only keys of shorter texts, which may be labels, are cached
_BLANK_LINES = re.compile(r"([ \t]*\n)*")


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
        raise InvalidValueError(field, "text", text)
    bad = NOT_XML.search(text)
    if bad:
        expected = f"text that a document can hold (U+{ord(bad[0]):04X} at position {bad.start()} cannot be)"
        raise InvalidValueError(field, expected, text)
    lines = [line.rstrip(" \t") for line in _LINE_ENDS.sub("\n", text.translate(_FOLDS)).split("\n")]
    return "\n".join(lines).strip("\n") or None


def matching_key(text: str) -> str:
    """Return the text as labels are compared: without case, encoding of accents, white space and outer punctuation.

    >>> matching_key("  Nieuwe kennis,\\n onderzoeksresultaten: ")
    'nieuwe kennis, onderzoeksresultaten'
    """
    return _key(text) if len(text) < _LABEL else _key.__wrapped__(text)


@functools.lru_cache(maxsize=4096)
def _key(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDS).casefold()
    plain = plain.replace("‘", "'").replace("’", "'").replace("“", '"').replace("”", '"')
    words = " ".join(plain.split())
    return words[_edge(words) : len(words) - _edge(words[::-1])] or words


def _edge(text: str) -> int:
    """Count the characters before the first letter or digit."""
    edge = _EDGE.match(text)
    return edge.end() if edge else 0


def without_prompts(text: str | None, prompts: tuple[str, ...]) -> str | None:
    """Return the canonical text without the prompts at its start and end; None if there was nothing else.

    `prompts` must be sorted longest first, so that a prompt that begins with another is removed whole.
    """
    if text is None:
        return None
    first, last = 0, len(text)
    while cut := next((p for p in prompts if text.startswith(p, first, last) or text.endswith(p, first, last)), None):
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

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    id = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48].strip("-")
    return id or "n" + hashlib.sha256(name.encode("utf-8")).hexdigest()[:11]


def parsed_toml(data: bytes) -> dict[str, Any]:  # Any: what a TOML file holds is not known before it is checked
    """Return the table in a TOML file; raise `ValueError` if it is no TOML, `UnicodeDecodeError` if it is not UTF-8.

    >>> parsed_toml(b'round = "2026"')
    {'round': '2026'}
    """
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError as error:
        raise ValueError(str(error)) from error
