"""Render the forms that `fill_in_editor.py` fills in: python tools/blank_forms.py FILLINGS.toml DIRECTORY.

Each `[forms.NAME]` of the file becomes DIRECTORY/NAME.docx.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from typing import Any

import hlo_forms

PHASES: dict[str, type[hlo_forms.Form]] = {
    "preparation": hlo_forms.PreparationForm,
    "alignment": hlo_forms.AlignmentForm,
    "commitment": hlo_forms.CommitmentForm,
}
ROWS: dict[str, type[Any]] = {  # Any: an attrs class of the library
    "motives": hlo_forms.MotiveAnswer,
    "other_motives": hlo_forms.OtherMotive,
    "participants": hlo_forms.Participant,
    "organisations": hlo_forms.Organisation,
    "agreements": hlo_forms.Agreement,
}
VALUES: dict[str, type[Any]] = {  # Any: as above
    "organisation": hlo_forms.Organisation,
    "invitation": hlo_forms.Invitation,
    "study": hlo_forms.Study,
}


def form_of(described: dict[str, Any]) -> hlo_forms.Form:  # Any: what a TOML table holds
    """The form that a table of the file describes."""
    fields = {key: value for key, value in described.items() if key not in {"phase", "language"}}
    for key, value in fields.items():
        if key in ROWS:
            fields[key] = [ROWS[key](**row) for row in value]
        elif key in VALUES:
            fields[key] = VALUES[key](**value)
    return PHASES[described["phase"]](**fields)


def main(fillings: str, directory: str) -> None:
    """Write every form of the file."""
    described = tomllib.loads(Path(fillings).read_text(encoding="utf-8"))["forms"]
    for name, form in described.items():
        hlo_forms.write(form_of(form), Path(directory) / f"{name}.docx", language=form["language"])


if __name__ == "__main__":
    main(*sys.argv[1:])
