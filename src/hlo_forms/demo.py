"""A partnership that does not exist, played from blank forms to a comparison; all its words stand in TOML."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import attrs

from .forms import Form, MotiveAnswer, OtherMotive, Participant, PreparationForm
from .readings import Reading

Table = dict[str, Any]  # Any: what the TOML file holds


@functools.cache
def _script() -> Table:
    text = (resources.files("hlo_forms") / "instruments" / "demo.toml").read_text("utf-8")
    return tomllib.loads(text)


def plan() -> Table:
    """The partnership, with the keys of a plan (see `hlo-forms new`).

    >>> len(plan()["organisations"])
    3
    """
    found: Table = _script()["plan"]
    return found


def filled(blank: Mapping[str, Form]) -> dict[str, Form]:
    """The forms of phase 1 as the organisations filled them in, by the name of their file."""
    suffix = _script()["told"]["filled_suffix"]
    answered: Table = _script()["answered"]
    return {
        name.replace(".docx", f"-{suffix}.docx"): _answered(form, answered[form.organisation.id])
        for name, form in blank.items()
        if isinstance(form, PreparationForm) and form.organisation.id in answered
    }


def _answered(form: PreparationForm, given: Table) -> PreparationForm:
    changes: Table = {
        "respondent": given.get("respondent"),
        "participants": [Participant(**row) for row in given["participants"]],
        "motives": [MotiveAnswer(**row) for row in given["motives"]],
        "other_motives": [OtherMotive(**row) for row in given.get("other_motives", ())],
        "answers": given["answers"],
    }
    return attrs.evolve(form, **changes)


def report(paths: Mapping[str, Path], blank: Mapping[str, Form], readings: Iterable[Reading], language: str) -> str:
    """What was done, what the comparison says, and what to open first."""
    from .analysis.comparison import compare

    told: dict[str, str] = _script()["told"]
    found = list(readings)
    comparison = compare(found).to_text(language)
    filled_in = [path for name, path in paths.items() if name not in blank]
    written = "\n".join(f"  {path}" for name, path in paths.items() if name in blank)
    lines = [
        told["opening"].format(partnership=plan()["partnership"]["name"]),
        told["blank"].format(count=len(blank)) + "\n" + written,
        told["filled"].format(count=len(filled_in)) + "\n" + "\n".join(f"  {path}" for path in filled_in),
        told["read"].format(count=len(found), findings=sum(len(reading.findings) for reading in found)),
        told["compared"] + "\n\n" + comparison.rstrip(),
        told["open_first"].format(filled=filled_in[0], together=_together(paths, blank)),
    ]
    return "\n\n".join(lines)


def _together(paths: Mapping[str, Path], blank: Mapping[str, Form]) -> Path:
    return next(paths[name] for name, form in blank.items() if form.phase == "alignment")
