"""The demo's script: a partnership that does not exist, from the list of partners to the report of its second year.

All its words are in TOML.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from ..forms import (
    Agreement,
    AlignmentForm,
    CommitmentForm,
    DeclaredRelation,
    Form,
    MotiveAnswer,
    OtherMotive,
    OwnAnswer,
    Participant,
    PreparationForm,
)

Table = dict[str, Any]  # Any: what the TOML file holds


@functools.cache
def script() -> Table:
    """Return the script: every sentence, answer and name in the demo."""
    text = (resources.files("hlo_forms") / "instruments" / "demo.toml").read_text("utf-8")
    return tomllib.loads(text)


def told(key: str, **values: object) -> str:
    """Return a sentence with its values filled in."""
    sentence: str = script()["told"][key]
    return sentence.format(**values)


def plan() -> Table:
    """Return the partnership, with the keys of a plan (see `hlo-forms new`).

    >>> len(plan()["organisations"])
    3
    """
    table: Table = script()["plan"]
    return table


def filled_name(name: str) -> str:
    """Return the name of a file once it is filled in."""
    return f"{Path(name).stem}-{told('filled_suffix')}.docx"


def filled(blank: Mapping[str, Form]) -> dict[str, Form]:
    """Return the forms as the partners filled them in, by file name; forms that nobody answers are left out.

    Takes the partnership's forms of any phase and round, blank or with text that was carried over.
    """
    forms = {filled_name(name): answered(form) for name, form in blank.items()}
    return {name: form for name, form in forms.items() if form is not None}


def answered(form: Form) -> Form | None:
    """Return a form as the partners filled it in; None if nobody does."""
    if isinstance(form, PreparationForm):
        part = script()["later" if form.renewed else "answered"].get(form.organisation.id)
        return _prepare(form, part) if part else None
    if isinstance(form, AlignmentForm):
        return _meet(form, script()["meeting"])
    assert isinstance(form, CommitmentForm)  # noqa: S101 - the only other kind
    part = script()["commitment"].get(form.organisation.id)
    return _commit(form, part) if part else None


def _prepare(form: PreparationForm, part: Table) -> PreparationForm:
    realised: Mapping[str, str] = part.get("realised", {})
    others: Iterable[str | None] = [*part.get("realised_other", ()), *[None] * len(form.previous_other)]
    return attrs.evolve(
        form,
        respondent=part.get("respondent"),
        participants=_people(part),
        motives=[MotiveAnswer(**row) for row in part["motives"]],
        other_motives=[OtherMotive(**row) for row in part.get("other_motives", ())],
        answers=part["answers"],
        previous=[attrs.evolve(row, realised=realised.get(row.motive)) for row in form.previous],
        previous_other=[
            attrs.evolve(row, realised=text) for row, text in zip(form.previous_other, others, strict=False)
        ],
    )


def _meet(form: AlignmentForm, part: Table) -> AlignmentForm:
    return attrs.evolve(
        form,
        participants=_people(part),
        relations=[DeclaredRelation(**row) for row in part["relations"]],
        own_answers=[OwnAnswer(**row) for row in part["own_answers"]],
        answers=part["answers"],
    )


def _commit(form: CommitmentForm, part: Table) -> CommitmentForm:
    return attrs.evolve(
        form,
        participants=_people(part),
        agreements=[Agreement(**row) for row in part["agreements"]],
        answers=part["answers"],
    )


def _people(part: Table) -> list[Participant]:
    return [Participant(**row) for row in part["participants"]]
