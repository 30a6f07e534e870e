"""The commands that send forms out: a demo of it all, and the forms of a partnership."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import InvalidValueError
from ..folders import Folder
from ..plans import plan_of, read_plan
from . import shared


@click.command()
@shared.folder
def demo(folder: Path) -> None:
    """Play a partnership of three organisations that does not exist, with all its documents in DIR."""
    from .. import demo as play

    plan = plan_of(play.plan())
    blank = plan.forms()
    filled = play.filled(blank)
    paths = Folder(folder).save(shared.rendered({**blank, **filled}, plan.language))
    readings, all_read = shared.readings_of(paths[name] for name in filled)
    if not all_read:
        raise click.ClickException("the filled forms could not all be read back")
    shared.put(play.report(paths, blank, [reading for _, reading in readings], plan.language))


@click.command()
@click.argument("plan", metavar="PLAN.toml", type=click.Path(path_type=Path))
@shared.folder
def new(plan: Path, folder: Path) -> None:
    """Write the blank forms of a partnership that PLAN.toml describes, in DIR.

    \b
    partnership = "Wijkzorg Noord"     # or a table with name and id
    round = "2026"
    language = "nl"
    [invitation]                       # all of it may be left out
    sender = "…"
    return_to = "…"
    return_by = "…"
    [[organisations]]                  # one for each partner
    name = "De Linde"
    type = "practice_partner"          # or "programme"
    id = "…"                           # id, sector and ownership may be left out
    """
    found = read_plan(plan.name, plan.read_bytes())
    try:
        forms = found.forms()
    except InvalidValueError as error:
        raise click.ClickException(f"{plan.name}: {error}") from error
    paths = Folder(folder).save(shared.rendered(forms, found.language))
    shared.put("\n".join(str(path) for path in paths.values()))
    shared.say(f"{len(paths)} forms written")
