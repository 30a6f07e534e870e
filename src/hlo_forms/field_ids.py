"""The parts of field ids such as "motives.network.outcome" and "2/other_motives.1.text"."""

from __future__ import annotations

import re
from typing import Self

import attrs

_ROW = r"(?P<row>[1-9][0-9]{0,5})"
_FORM = re.compile(r"(?:(?P<form>[1-9][0-9]{0,5})/)?(?P<rest>.*)", re.DOTALL)
_RECORDS_OF = rf"(?P<key>.+?)(?:\.{_ROW}\.(?P<column>[a-z_]+)|\.(?P<gone>removed))?"
_KEYED = {
    part: re.compile(pattern, re.DOTALL)
    for part, pattern in {
        "answers": r"(?P<key>.+)",
        "motives": r"(?P<key>.+?)(?:\.(?P<column>ticked|outcome))?",
        "previous": r"(?P<key>.+?)(?:\.(?P<column>ticked|outcome|before|realised))?",
        "own_answers": _RECORDS_OF,
        "outcomes": _RECORDS_OF,
        "brought_answers": _RECORDS_OF,
    }.items()
}
_PLAIN = re.compile(rf"(?:{_ROW}(?:\.|$))?(?P<column>[a-z_]*)")


@attrs.frozen(kw_only=True)
class FieldId:
    """The id of a field in its parts: the `form` of the document (from 1), and the `part` of that form.

    `key` is the motive or question, `row` the number of a record (from 1; 0 if it is not in one), `column` the column.

    >>> field = FieldId.of("2/own_answers.alignment.6.1.text")
    >>> field.form, field.part, field.key, field.row, field.column
    (2, 'own_answers', 'alignment.6', 1, 'text')
    >>> str(field)
    '2/own_answers.alignment.6.1.text'
    """

    form: int = 1
    part: str
    key: str = ""
    row: int = 0
    column: str = ""

    @classmethod
    def of(cls, field: str) -> Self:
        """Split an id into its parts; a text that is not an id of ours is all `part`."""
        whole = _FORM.fullmatch(field)
        form, rest = (int(whole["form"] or 1), whole["rest"]) if whole else (1, field)
        part, _, under = rest.partition(".")
        match = _KEYED.get(part, _PLAIN).fullmatch(under)
        if match is None:
            return cls(form=form, part=rest)
        parts = {name: text for name, text in match.groupdict().items() if text}
        column = parts.get("column") or parts.get("gone", "")
        return cls(form=form, part=part, key=parts.get("key", ""), row=int(parts.get("row", 0)), column=column)

    @property
    def table(self) -> str:
        """The id of the table that a record is in, without the form of the document."""
        return ".".join(step for step in (self.part, self.key) if step)

    def __str__(self) -> str:
        steps = (self.part, self.key, str(self.row or ""), self.column)
        return (f"{self.form}/" if self.form > 1 else "") + ".".join(step for step in steps if step)
