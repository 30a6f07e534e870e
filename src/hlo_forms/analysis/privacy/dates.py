"""Dates made coarse: the month or the year in place of the day."""

from __future__ import annotations

import functools
import re
from typing import Literal

from .variants import words_of

Dates = Literal["day", "month", "year"]
DATES: tuple[Dates, ...] = ("day", "month", "year")
"""How exact dates stay; "day" leaves them as they are."""

_GONE = "…"


@functools.cache
def _months() -> tuple[str, ...]:
    """The names of the months, long ones first."""
    names = (name for names in words_of("dates")["months"] for name in names)
    return tuple(sorted(names, key=len, reverse=True))


@functools.cache
def _pattern() -> re.Pattern[str]:
    """A date in figures, or a day beside the name of a month, with what people put before and behind."""
    month = "(?:" + "|".join(_months()) + r")\b\.?"
    week = "(?:(?:" + "|".join(words_of("dates")["weekdays"]) + r")\b,?\s+)?"
    day = r"\d{1,2}(?:st|nd|rd|th|e)?"
    return re.compile(
        rf"{week}(?<![\w.-])(?:"
        r"(?P<iso>\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
        r"|(?P<figures>\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))"
        rf"|{day}\s+(?:of\s+)?(?P<after>{month})(?:,?\s+(?P<year_after>\d{{4}}))?"
        rf"|(?P<before>{month})\s+{day}\b(?:,?\s+(?P<year_before>\d{{4}}))?"
        r")(?!\w)",
        re.IGNORECASE,
    )


def coarse(text: str, dates: Dates) -> tuple[str, int]:
    """The text with the dates in it made coarse, and how many there were.

    >>> coarse("Terug vóór vrijdag 12 maart 2026", "month")
    ('Terug vóór maart 2026', 1)
    >>> coarse("2026-03-12T10:15:00Z", "year")
    ('2026', 1)
    """
    if dates == "day":
        return text, 0
    return _pattern().subn(lambda found: _coarsened(found, dates), text)


def _coarsened(found: re.Match[str], dates: Dates) -> str:
    if found["iso"]:
        return found["iso"][:7] if dates == "month" else found["iso"][:4]
    if found["figures"]:
        _, month, year = re.split(r"[-/.]", found["figures"])
        return f"{month}-{year}" if dates == "month" else year
    month = found["after"] or found["before"]
    year = found["year_after"] or found["year_before"]
    if dates == "month":
        return " ".join(part for part in (month, year) if part)
    return year or _GONE
