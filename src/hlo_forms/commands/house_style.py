"""The commands for a house style: copies of the templates to restyle, and whether these still work."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from ..errors import HloFormsError
from ..folders import Folder
from . import shared


@click.command()
@shared.folder
def templates(folder: Path) -> None:
    """Write copies of the Word templates in DIR, to restyle in Word or a program like it.

    Leave every {{ … }} and {% … %} where it stands, and run hlo-forms check afterwards.
    """
    built_in = resources.files("hlo_forms") / "templates"
    files = {file.name: file.read_bytes() for file in built_in.iterdir() if file.name.endswith(".docx")}
    paths = Folder(folder).save(dict(sorted(files.items())))
    shared.put("\n".join(str(path) for path in paths.values()))


@click.command()
@shared.files
def check(files: tuple[Path, ...]) -> None:
    """Say of each template FILE whether forms made with it come back as they were, and else what goes wrong."""
    from ..template_checks import check_template

    works = True
    for path in files:
        try:
            found = check_template(path)
        except (HloFormsError, OSError) as error:
            shared.say(f"error: {path}: {shared.one_line(error)}")
            works = False
            continue
        said = "works" if found.works else f"{len(found.faults)} fault{'s' * (len(found.faults) > 1)}"
        shared.put("\n".join([f"{path}: {said} ({found.phase})", *(f"  {fault}" for fault in found.faults)]))
        works = works and found.works
    if not works:
        click.get_current_context().exit(1)
