"""Commands that send forms out: a demo of everything, and the forms of a partnership."""

from __future__ import annotations

from pathlib import Path

import click

from ..basics.messages import Said, said
from ..facilitator.plan import read_plan
from ..facilitator.register import REGISTER
from ..forms import Invitation
from . import shared


@click.command()
@shared.folder
def demo(folder: Path) -> None:
    """Play an invented partnership, with all its documents in DIR.

    Two years of it: forms out and back, the meeting, commitment, a report, and next year's forms.
    """
    from ..demo_play import play

    shared.put(play(folder))


def _numbers(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in values})) or (1, 2, 3)


@click.command()
@click.argument("partners", metavar="LIST", type=click.Path(path_type=Path))
@shared.folder
@click.option("--partnership", metavar="NAME", help="The name of the partnership, where LIST does not say it.")
@click.option("--round", metavar="NAME", help="The round, such as 2026.")
@click.option("--language", metavar="LANG", help="The language of the forms: nl (the default) or en.")
@click.option(
    "--phase",
    "phases",
    type=click.Choice(["1", "2", "3"]),
    multiple=True,
    callback=_numbers,
    help="Only the forms of this phase; may be given more than once.",
)
@shared.invitation
def new(
    partners: Path,
    folder: Path,
    partnership: str | None,
    round: str | None,
    language: str | None,
    phases: tuple[int, ...],
    **invitation: str | None,
) -> None:
    """Write the blank forms for the partners in LIST, in DIR.

    Beside them stands a register, which says which form is whose.

    LIST is a CSV or Excel (.xlsx) file with a row for each partner, under these headings, in Dutch or English:

    \b
      organisatie            its name
      type                   praktijkpartner or opleiding
      contact                how to reach them (stays in the register)
      namens                 whose voice, where an organisation gets more forms
      id, sector, publiek of privaat, samenwerkingsverband, ronde

    All but the first two may be left out. LIST may also be a TOML file, which holds all of it:

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
    contact = "…"                      # contact, respondent, id, sector and ownership may be left out
    """
    words = Invitation(**invitation)
    plan = read_plan(partners, partnership=partnership, round=round, language=language, invitation=words)
    for note in plan.notes:
        text = note.in_words(plan.language) if isinstance(note, Said) else note
        shared.say(said("note", plan.language, note=text))
    paths = shared.write_forms(folder, plan.forms(phases), plan.language, plan.contacts)
    shared.put("\n".join(map(str, paths)))
    shared.say(said("forms_written", plan.language, count=len(paths), register=folder / REGISTER))
