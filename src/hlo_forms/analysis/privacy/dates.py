"""Coarser dates: the month or the year in place of the day."""

from __future__ import annotations

import functools
import itertools
import re
from typing import Literal

from ...research.privacy.names import words_of

Dates = Literal["day", "month", "year"]
DATES: tuple[Dates, ...] = ("day", "month", "year")
"""The precision of dates; "day" leaves them as they are."""

_GONE = "…"


@functools.cache
def _pattern() -> re.Pattern[str]:
    """Match a date in figures, or a day beside the name of a month, with the weekday, time and year around it."""
    months = itertools.chain.from_iterable(words_of("dates")["months"])
    month = "(?:" + "|".join(sorted(months, key=len, reverse=True)) + r")\b\.?"  # "mar" begins "march"
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
    """Make the dates in a text coarser; return the text and the number of dates.

    >>> coarse("Terug vóór vrijdag 12 maart 2026", "month")
    ('Terug vóór maart 2026', 1)
    >>> coarse("2026-03-12T10:15:00Z", "year")
    ('2026', 1)
    """
    if dates == "day":
        return text, 0
    return _pattern().subn(lambda match: _coarse_date(match, dates), text)


def _coarse_date(match: re.Match[str], dates: Dates) -> str:
    if match["iso"]:
        return match["iso"][:7] if dates == "month" else match["iso"][:4]
    if match["figures"]:
        _, month, year = re.split(r"[-/.]", match["figures"])
        return f"{month}-{year}" if dates == "month" else year
    month = match["after"] or match["before"]
    year = match["year_after"] or match["year_before"]
    if dates == "month":
        return " ".join(part for part in (month, year) if part)
    return year or _GONE
