"""Commands that take forms back: the contents of each, their motives side by side, and who has answered."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from ..cli import shared
from ..facilitator.folder import FormsFolder, documents_in
from ..forms import PreparationForm
from ..forms.fields import Value, value_of
from ..reading_views import data_of, table_of
from .returned import must_be_one, returned


def _values(settings: Iterable[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for setting in settings:
        field, sign, text = setting.partition("=")
        if not sign:
            raise click.UsageError(f"--set takes FIELD=VALUE, got {setting!r}")
        values[field] = value_of(field, text)
    return values


@click.command()
@shared.files
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as one JSON list.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Correct a field of the one FILE.")
@click.option("--write", "target", metavar="NEW", type=click.Path(path_type=Path), help="Write its form as a new file.")
@shared.language
def read(files: tuple[Path, ...], as_json: bool, settings: tuple[str, ...], target: Path | None, language: str) -> None:
    """Show what was found in each FILE.

    Values, how they were found, doubts, and all else that was there. FILE may be a folder too: all that is in it.

    --set corrects a field, or confirms it, and may be given more than once: --set motives.network.ticked=yes (or no,
    or unclear), --set round=2027, --set round= (empties it). The fields are those in the table.
    """
    paths = documents_in(files)
    if (settings or target) and len(paths) > 1:
        raise click.UsageError("--set and --write take one FILE")
    readings, all_read = shared.readings_of(paths, language)
    if settings:
        readings = [(path, reading.corrected(_values(settings))) for path, reading in readings]
    if target:
        from ..word.writer.template import render

        for _, reading in readings:
            shared.write_new(target, render(reading.form, reading.language, template=shared.style()))
    if as_json:
        data = [data_of(str(path), reading) for path, reading in readings]
        shared.put(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        titles = [f"{path}\n\n" if len(paths) > 1 else "" for path, _ in readings]
        texts = [title + table_of(reading) for title, (_, reading) in zip(titles, readings, strict=True)]
        shared.put("\n\n".join(texts)) if texts else None
    if not all_read:
        click.get_current_context().exit(1)


@click.command()
@shared.files
@shared.language
def compare(files: tuple[Path, ...], language: str) -> None:
    """Lay the motives in each FILE side by side.

    They are of one partnership, and of two or more organisations. FILE may be a folder too: of what is in it the
    forms of phase 1 that somebody filled in are compared.
    """
    from ..comparison.comparison import compare as lay_side_by_side

    if any(path.is_dir() for path in files):
        returns = returned(files, None, [PreparationForm.phase])
        readings, all_read = returns.needed(PreparationForm.phase), returns.all_read
        must_be_one(readings, returns.language)
    else:
        pairs, all_read = shared.readings_of(files, language)
        if not all_read:
            click.get_current_context().exit(1)
        readings = [reading for _, reading in pairs]
    shared.put(lay_side_by_side(readings).to_text(readings[0].language))
    if not all_read:
        click.get_current_context().exit(1)


@click.command()
@shared.folder
@click.argument("returned", nargs=-1, metavar="[RETURNED]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@click.option("--language", metavar="LANG", type=click.Choice(["nl", "en"]), help="By default that of the forms.")
def status(folder: Path, returned: tuple[Path, ...], as_json: bool, language: str | None) -> None:
    """Tell who has answered the forms in DIR and who has not.

    RETURNED are files and folders with what partners sent back, whatever the files are called; what stands in DIR
    itself counts too. Each file is told by its reference: whose it is, blank or answered, what is to be looked at,
    and why a file could not be read or belongs to another list.
    """
    overview = FormsFolder(folder, shared.style()).status(returned)
    if as_json:
        shared.put(json.dumps(overview.to_data(), ensure_ascii=False, indent=2))
    else:
        shared.put(overview.to_text(language))
