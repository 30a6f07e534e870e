"""A partnership that does not exist, played from the list of partners to the report of its second year.

All its words stand in TOML.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from .forms import (
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
    """All that is said and done."""
    text = (resources.files("hlo_forms") / "instruments" / "demo.toml").read_text("utf-8")
    return tomllib.loads(text)


def told(key: str, **values: object) -> str:
    """A sentence, with its values filled in."""
    found: str = script()["told"][key]
    return found.format(**values)


def plan() -> Table:
    """The partnership, with the keys of a plan (see `hlo-forms new`).

    >>> len(plan()["organisations"])
    3
    """
    found: Table = script()["plan"]
    return found


def filled_name(name: str) -> str:
    """The name of a file once it is filled in."""
    return f"{Path(name).stem}-{told('filled_suffix')}.docx"


def filled(blank: Mapping[str, Form]) -> dict[str, Form]:
    """The forms as the partners filled them in, by the name of their file; those that nobody answers are left out.

    Takes the forms of any phase and round that the partnership gets: blank ones, or with what was given along.
    """
    made = {filled_name(name): answered(form) for name, form in blank.items()}
    return {name: form for name, form in made.items() if form is not None}


def answered(form: Form) -> Form | None:
    """A form as the partners filled it in; None where nobody does."""
    if isinstance(form, PreparationForm):
        given = script()["later" if form.renewed else "answered"].get(form.organisation.id)
        return _prepared(form, given) if given else None
    if isinstance(form, AlignmentForm):
        return _met(form, script()["meeting"])
    assert isinstance(form, CommitmentForm)  # noqa: S101 - the only other kind
    given = script()["commitment"].get(form.organisation.id)
    return _committed(form, given) if given else None


def _prepared(form: PreparationForm, given: Table) -> PreparationForm:
    realised: Mapping[str, str] = given.get("realised", {})
    others: Iterable[str | None] = [*given.get("realised_other", ()), *[None] * len(form.previous_other)]
    return attrs.evolve(
        form,
        respondent=given.get("respondent"),
        participants=_people(given),
        motives=[MotiveAnswer(**row) for row in given["motives"]],
        other_motives=[OtherMotive(**row) for row in given.get("other_motives", ())],
        answers=given["answers"],
        previous=[attrs.evolve(row, realised=realised.get(row.motive)) for row in form.previous],
        previous_other=[
            attrs.evolve(row, realised=said) for row, said in zip(form.previous_other, others, strict=False)
        ],
    )


def _met(form: AlignmentForm, given: Table) -> AlignmentForm:
    return attrs.evolve(
        form,
        participants=_people(given),
        relations=[DeclaredRelation(**row) for row in given["relations"]],
        own_answers=[OwnAnswer(**row) for row in given["own_answers"]],
        answers=given["answers"],
    )


def _committed(form: CommitmentForm, given: Table) -> CommitmentForm:
    return attrs.evolve(
        form,
        participants=_people(given),
        agreements=[Agreement(**row) for row in given["agreements"]],
        answers=given["answers"],
    )


def _people(given: Table) -> list[Participant]:
    return [Participant(**row) for row in given["participants"]]
