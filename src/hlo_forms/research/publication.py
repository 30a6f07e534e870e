"""The particulars of a data set as something that is published: its licence, who made it, its version, and when."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

import attrs

from ..basics.arguments import texts_of
from ..basics.messages import Catalogue
from ..errors import InvalidValueError

_TEXTS = Catalogue("exports")
_NAME = re.compile(r"[-A-Za-z0-9._]+")
_ADDRESS = re.compile(r"https?://\S+")


def _names(value: str | Iterable[str]) -> tuple[str, ...]:
    return texts_of("contributors", value)


def _date(value: dt.date | str | None) -> str | None:
    """Return a date, or a date and time, as text of RFC 3339."""
    try:
        moment = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError as error:
        raise InvalidValueError("created", _TEXTS.sentence("want_date"), value) from error
    if moment is None:
        return None
    if not isinstance(moment, dt.date):
        raise InvalidValueError("created", _TEXTS.sentence("want_date"), value)
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).isoformat(timespec="seconds")


def _must_be_words(_instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:  # Any: as attrs has it
    for text in value if isinstance(value, tuple) else (value,):
        if text is not None and (not isinstance(text, str) or not text.strip()):
            raise InvalidValueError(attribute.name, _TEXTS.sentence("want_words"), text)


@attrs.frozen(kw_only=True)
class Publication:
    """The licence of a data set, those who contributed to it, its version, and when it was created.

    What is not known is None, or empty. Made by `Dataset.published`.

    Attributes:
        licence: An SPDX identifier such as "CC-BY-4.0", an address, or words.
        contributors: The names of those who contributed.
        version: The version of the data set.
        created: A date, or a date and time.

    >>> Publication(licence="CC-BY-4.0", created="2026-11-28").created
    '2026-11-28T00:00:00+00:00'
    """

    licence: str | None = attrs.field(default=None, validator=_must_be_words)
    contributors: tuple[str, ...] = attrs.field(default=(), converter=_names, validator=_must_be_words)
    version: str | None = attrs.field(default=None, validator=_must_be_words)
    created: str | None = attrs.field(default=None, converter=_date)

    def license(self, unknown: str) -> dict[str, str]:
        """Return the licence as a Data Package names it; `unknown` is said where there is none."""
        if self.licence is None:
            return {"name": "LicenseRef-not-given", "title": unknown}
        if _ADDRESS.fullmatch(self.licence):
            return {"path": self.licence}
        known = _NAME.fullmatch(self.licence)
        return {"name": self.licence} if known else {"name": "LicenseRef-own", "title": self.licence}
