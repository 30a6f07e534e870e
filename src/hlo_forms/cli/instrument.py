"""Commands for who makes an instrument: a skeleton, a check of the file, and a sheet to translate it with."""

from __future__ import annotations

import warnings
from pathlib import Path

import click

from ..basics.messages import Catalogue
from ..errors import InstrumentError
from ..instrument.loading import check_file, fallen_back, load_instrument
from ..instrument.model import Instrument
from . import shared
from .language import Command, Group, tongue

_TEXTS = Catalogue("instruments")


class _OfAFile(Command):
    """A command about one instrument, named by its file."""

    own_questions = False


@click.group(cls=Group)
@shared.spoken
def instrument() -> None:
    """Make an instrument of your own, check it, and translate it."""


_file = click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
_existing = click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False, exists=True))


@instrument.command(cls=_OfAFile)
@_file
@click.option("--languages", metavar="LANG[,LANG]", default="nl,en")
@click.option("--id", "id", metavar="NAME", default="own-instrument")
@click.option("--edition", metavar="NAME", default="1")
@shared.spoken
def new(file: Path, languages: str, id: str, edition: str) -> None:
    """Write a skeleton of an instrument, with comments, as the new FILE."""
    from ..instrument.writing import skeleton

    several = [each.strip() for each in languages.split(",") if each.strip()]
    text = skeleton(several, id=id, edition=edition, comments=tongue())
    shared.write_new(file, text.encode("utf-8"))


@instrument.command(cls=_OfAFile)
@_existing
@shared.spoken
def check(file: Path) -> None:
    """Tell every fault in FILE at once, each with its line and what to do."""
    from ..instrument.writing import placeholders

    faults = check_file(file)
    if faults:
        for fault in faults:
            shared.put(f"{file}: {fault.in_words(language=tongue())}")
        shared.say(_TEXTS.text("faults", tongue(), count=len(faults)))
        click.get_current_context().exit(1)
    made = _loaded(file)
    kinds = {"types": made.organisation_types, "motives": made.motives, "questions": made.questions}
    counts = {name: len(entries) for name, entries in kinds.items()}
    shared.put(_TEXTS.text("can_be_used", tongue(), file=file, **counts, languages=", ".join(made.languages)))
    if left := placeholders(made):
        shared.note(_TEXTS.sentence("placeholders", count=len(left), places=", ".join(left)))
    if made.untranslated:
        shared.note(fallen_back(made, file.name))


@instrument.command(cls=_OfAFile)
@_existing
@click.argument("target", metavar="NEW", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", "to", metavar="LANG", required=True)
@click.option("--with", "sheet", metavar="SHEET", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--pseudo", is_flag=True)
@shared.spoken
def translate(file: Path, target: Path, to: str, sheet: Path | None, pseudo: bool) -> None:
    """Write a sheet with the texts of FILE, or bring one back."""
    from ..facilitator.translation import sheet_of, translated
    from ..instrument.writing import in_pseudo_language

    made = _loaded(file)
    if pseudo:
        if to not in made.languages:
            raise click.UsageError(_TEXTS.sentence("pseudo_of", lacking=to), click.get_current_context())
        shared.write_new(target, in_pseudo_language(made, to, tongue()).encode("utf-8"))
    elif sheet is None:
        shared.write_new(target, sheet_of(made, to, target.name, tongue()))
    else:
        text = translated(made, to, sheet, tongue()).encode("utf-8")
        if faults := check_file(text):
            language = tongue()
            raise InstrumentError("\n".join(fault.in_words(language=language) for fault in faults))
        shared.write_new(target, text)


def _loaded(file: Path) -> Instrument:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return load_instrument(file)


for _name, _command in instrument.commands.items():
    _command.help_key = f"instrument-{_name}"  # type: ignore[attr-defined]  # of a command of ours
