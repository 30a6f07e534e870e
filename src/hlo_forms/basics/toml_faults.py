"""Faults of a file that is no TOML, in our own words, with the line and column where each was seen."""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from .messages import Catalogue, Sentence

_TEXTS = Catalogue("facilitator")
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KINDS: Mapping[str, re.Pattern[str]] = {
    "statement": re.compile(r"Invalid (statement|initial character for a key)"),
    "equals": re.compile(r"Expected '=' after"),
    "value": re.compile(r"Invalid value"),
    "date": re.compile(r"Invalid date"),
    "heading": re.compile(r"Expected '\]\]?' at the end"),
    "list": re.compile(r"Unclosed (array|inline table)"),
    "quotes": re.compile(r"Unterminated string|Expected [\"']+|Illegal character '\\n'"),
    "sign": re.compile(r"Illegal character|Found invalid character"),
    "backslash": re.compile(r"Unescaped|Invalid hex value|Escaped character"),
    "twice": re.compile(r"Cannot (overwrite|declare|mutate|redefine)|Duplicate"),
    "rest": re.compile(r"Expected newline or end"),
    "deep": re.compile(r"recursion|nested", re.IGNORECASE),
    "digits": re.compile(r"digits"),
}
"""The words of the parser of Python, by the sentence of ours for them; it has had these since Python 3.11."""


@attrs.frozen
class TomlFault:
    """A fault of a file that is no TOML, and where it was seen.

    `text` names the line and column, `in_line` the column only, for who names the line before it.
    """

    text: Sentence
    in_line: Sentence
    line: int | None = None


def toml_fault(error: ValueError, data: bytes) -> TomlFault:
    """Return the fault that `parsed_toml` met in a file.

    >>> from .text import parsed_toml
    >>> try:
    ...     parsed_toml(b"id = vragen")
    ... except ValueError as error:
    ...     fault = toml_fault(error, b"id = vragen")
    >>> fault.line, fault.text.in_words(language="nl")[:46]
    (1, 'is geen TOML: regel 1, kolom 6: achter = hoort')
    """
    if isinstance(error, UnicodeDecodeError):
        return _fault("utf8", *_behind(data[: error.start].decode("utf-8-sig", "replace")))
    kind = next((kind for kind, words in _KINDS.items() if words.search(str(error))), "other")
    at = _AT.search(str(error))
    if at and at[1]:
        return _fault(kind, int(at[1]), int(at[2]))
    if at:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").rstrip("\n")
        return _fault("list" if text.endswith(("[", "{", ",")) else kind, *_behind(text))
    whole = _TEXTS.sentence("toml.whole", reason=_TEXTS.sentence(f"toml.{kind}"))
    return TomlFault(whole, whole)


def _behind(text: str) -> tuple[int, int]:
    """Return the line and column behind a text."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def _fault(kind: str, line: int, column: int) -> TomlFault:
    values = {"line": line, "column": column, "reason": _TEXTS.sentence(f"toml.{kind}")}
    return TomlFault(_TEXTS.sentence("toml.at", **values), _TEXTS.sentence("toml.in_line", **values), line)
