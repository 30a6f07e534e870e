"""The command line: forms out, forms back, compared. Data goes to stdout, messages to stderr.

Exit codes: 0 done, 1 something in the input is wrong (told in one line), 2 the command was not used well.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .errors import DocumentError, HloFormsError, InvalidValueError
from .folders import Folder
from .form_fields import Value, value_of
from .plans import plan_of, read_plan
from .reading_views import data_of, table_of

if TYPE_CHECKING:
    from .forms import Form
    from .readings import Reading

# What every command shares


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hlo-forms")
    except PackageNotFoundError:  # run from a source folder
        return "unknown"


def _one_line(error: Exception, language: str = "en") -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'file'}: {error.strerror or error}"
    text = error.in_words(language) if isinstance(error, DocumentError) else str(error)
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


class _Group(click.Group):
    """Tells what is wrong with the input in one line, and leaves with 1."""

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's own type of a result
        try:
            return super().invoke(ctx)
        except (HloFormsError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            _say(f"error: {_one_line(error)}")
            ctx.exit(1)


def _say(message: str) -> None:
    """A message for whoever sits at the screen."""
    _put(message, err=True)


def _put(text: str, *, err: bool = False) -> None:
    """Text in UTF-8 whatever the locale, but for a screen, which knows its own."""
    stream = sys.stderr if err else sys.stdout
    click.echo(text if stream.isatty() else text.encode("utf-8", "replace"), err=err)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="hlo-forms", message="%(prog)s %(version)s")
def main() -> None:
    """Forms for the conversation about strategic motives: out, back, and compared."""


# The commands


def _readings(files: Iterable[Path], language: str = "en") -> tuple[list[tuple[Path, Reading]], bool]:
    """What each file gave; whether all of them could be read. A bad file does not stop the others."""
    from .word.reading import read as read_document

    found, all_read = [], True
    for path in files:
        try:
            found.append((path, read_document(path)))
        except HloFormsError as error:
            _say(f"error: {path}: {_one_line(error, language)}")
            all_read = False
        except OSError as error:
            _say(f"error: {path}: {error.strerror or error}")
            all_read = False
    return found, all_read


_files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
_language = click.option(
    "--language", metavar="LANG", default="en", show_default=True, help="Say in nl or en why a file cannot be read."
)
_folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


def _rendered(forms: Mapping[str, Form], language: str) -> dict[str, bytes]:
    from .word.rendering import render

    return {name: render(form, language) for name, form in forms.items()}


@main.command()
@_folder
def demo(folder: Path) -> None:
    """Play a partnership of three organisations that does not exist, with all its documents in DIR."""
    from . import demo as play

    plan = plan_of(play.plan())
    blank = plan.forms()
    filled = play.filled(blank)
    paths = Folder(folder).save(_rendered({**blank, **filled}, plan.language))
    readings, all_read = _readings(paths[name] for name in filled)
    if not all_read:
        raise click.ClickException("the filled forms could not all be read back")
    _put(play.report(paths, blank, [reading for _, reading in readings], plan.language))


@main.command()
@click.argument("plan", metavar="PLAN.toml", type=click.Path(path_type=Path))
@_folder
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
    paths = Folder(folder).save(_rendered(forms, found.language))
    _put("\n".join(str(path) for path in paths.values()))
    _say(f"{len(paths)} forms written")


def _values(settings: Iterable[str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for setting in settings:
        field, sign, text = setting.partition("=")
        if not sign:
            raise click.UsageError(f"--set takes FIELD=VALUE, got {setting!r}")
        found[field] = value_of(field, text)
    return found


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet."""
    with path.open("xb") as file:
        file.write(data)
    _say(f"{path} written")


@main.command()
@_files
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as one JSON list.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Correct a field of the one FILE.")
@click.option("--write", "target", metavar="NEW", type=click.Path(path_type=Path), help="Write its form as a new file.")
@_language
def read(files: tuple[Path, ...], as_json: bool, settings: tuple[str, ...], target: Path | None, language: str) -> None:
    """Show what was found in each FILE: values, how they were found, doubts, and all else that was there.

    --set corrects a field, or confirms it, and may be given more than once: --set motives.network.ticked=yes (or no,
    or unclear), --set round=2027, --set round= (empties it). The fields are those in the table.
    """
    if (settings or target) and len(files) > 1:
        raise click.UsageError("--set and --write take one FILE")
    readings, all_read = _readings(files, language)
    if settings:
        readings = [(path, reading.corrected(_values(settings))) for path, reading in readings]
    if target:
        for _, reading in readings:
            _write_new(target, _rendered({"": reading.form}, reading.language)[""])
    if as_json:
        data = [data_of(str(path), reading) for path, reading in readings]
        _put(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        titles = [f"{path}\n\n" if len(files) > 1 else "" for path, _ in readings]
        texts = [title + table_of(reading) for title, (_, reading) in zip(titles, readings, strict=True)]
        _put("\n\n".join(texts)) if texts else None
    if not all_read:
        click.get_current_context().exit(1)


@main.command()
@_files
@_language
def compare(files: tuple[Path, ...], language: str) -> None:
    """Lay the motives in each FILE side by side: one partnership, two or more organisations."""
    from .analysis.comparison import compare as lay_side_by_side

    readings, all_read = _readings(files, language)
    if not all_read:
        click.get_current_context().exit(1)
    found = [reading for _, reading in readings]
    _put(lay_side_by_side(found).to_text(found[0].language))
