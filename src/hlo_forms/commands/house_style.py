"""Commands for a house style: copies of the templates to restyle, and a check that they still work."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from ..basics.files import Folder
from ..cli import shared
from ..errors import HloFormsError
from ..facilitator.folder import documents_in


@click.command()
@shared.folder
def templates(folder: Path) -> None:
    """Write copies of the Word templates in DIR, to restyle in Word or a program like it.

    Leave every {{ … }} and {% … %} where it stands, and run hlo-forms check afterwards.
    """
    paths = Folder(folder).save(_built_in())
    shared.put("\n".join(str(path) for path in paths.values()))


def _built_in() -> dict[str, bytes]:
    folder = resources.files("hlo_forms") / "templates"
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".docx")}
    return dict(sorted(files.items()))


def templates_in(folder: Path) -> dict[str, bytes]:
    """Return the templates of a house style, by file name without its suffix."""
    names = [name for name in _built_in() if (folder / name).is_file()]
    if not names:
        raise click.ClickException(
            f"{folder}: holds none of {', '.join(_built_in())}; hlo-forms templates DIR writes copies to restyle"
        )
    return {name.removesuffix(".docx"): (folder / name).read_bytes() for name in names}


@click.command()
@shared.files
def check(files: tuple[Path, ...]) -> None:
    """Say of each template FILE whether forms made with it come back as they were, and else what goes wrong.

    FILE may be a folder too: all that is in it.
    """
    from ..word.template_checks import check_template

    works = True
    for path in documents_in(files):
        try:
            result = check_template(path)
        except (HloFormsError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            shared.say(f"error: {path}: {reason or shared.one_line(error)}")
            works = False
            continue
        verdict = "works" if result.works else f"{len(result.faults)} fault{'s' * (len(result.faults) > 1)}"
        shared.put("\n".join([f"{path}: {verdict} ({result.phase})", *(f"  {fault}" for fault in result.faults)]))
        works = works and result.works
    if not works:
        click.get_current_context().exit(1)
