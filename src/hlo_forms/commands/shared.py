"""What every command shares: how it speaks, what it takes, and how it reads and writes files."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..errors import DocumentError, HloFormsError
from ..office import Said
from ..office import said as told

if TYPE_CHECKING:
    from ..forms import Form
    from ..readings import Reading

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

Command = TypeVar("Command", bound=Callable[..., object])

files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
language = click.option(
    "--language", metavar="LANG", default="en", show_default=True, help="Say in nl or en why a file cannot be read."
)
folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


def invitation(command: Command) -> Command:
    """The options with the words of the invitation on the first page."""
    command = click.option("--return-by", metavar="DATE", help="Before when it is to come back.")(command)
    command = click.option("--return-to", metavar="WHO", help="Whom to send it back to.")(command)
    return click.option("--sender", metavar="WHO", help="Who sends the forms.")(command)


def style() -> Mapping[str, bytes]:
    """The templates of the house style that was chosen, by the name of their file."""
    found: Mapping[str, bytes] = click.get_current_context().find_root().obj or {}
    return found


def say(message: str) -> None:
    """A message for whoever sits at the screen."""
    put(message, err=True)


def put(text: str, *, err: bool = False) -> None:
    """Text in UTF-8 whatever the locale, but for a screen, which knows its own."""
    if (sys.stderr if err else sys.stdout).isatty():
        click.echo(harmless(text), err=err)
    else:
        click.echo(text.encode("utf-8", "replace"), err=err)


def harmless(text: str) -> str:
    """Text for a screen: what would steer it, or turn its writing around, stands there as a sign of its own."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def speak(language: str) -> None:
    """From here on faults are told in this language."""
    click.get_current_context().meta[__name__] = language


def tell(error: Exception) -> None:
    """Tell what is wrong, in the language of the command where that is known."""
    language = click.get_current_context().meta.get(__name__, "en")
    say(told("error", language, error=one_line(error, language)))


def one_line(error: Exception, language: str = "en") -> str:
    """What is wrong, on one line."""
    if isinstance(error, OSError):
        return f"{error.filename or 'file'}: {error.strerror or error}"
    what = error if isinstance(error, DocumentError) else next(iter(error.args), None)
    text = what.in_words(language) if isinstance(what, DocumentError | Said) else str(error)
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


def readings_of(files: Iterable[Path], language: str = "en") -> tuple[list[tuple[Path, Reading]], bool]:
    """What each file gave; whether all of them could be read. A bad file does not stop the others."""
    from ..word.reading import read as read_document

    found, all_read = [], True
    for path in files:
        try:
            found.append((path, read_document(path, template=style())))
        except HloFormsError as error:
            say(f"error: {path}: {one_line(error, language)}")
            all_read = False
        except OSError as error:
            say(f"error: {path}: {error.strerror or error}")
            all_read = False
    return found, all_read


def write_forms(
    folder: Path, forms: Iterable[Form] | Mapping[str, Form], language: str, contacts: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write forms in a facilitator's folder; tell which forms they take the place of."""
    from ..forms_folder import FormsFolder

    speak(language)
    place = FormsFolder(folder, style())
    before = place.register
    paths = place.write(forms, language=language, contacts=contacts)
    kept = {entry.form_id for entry in place.register}
    gone = [entry for entry in before if entry.form_id not in kept]
    for partnership, round in dict.fromkeys((entry.partnership, entry.round) for entry in gone):
        names = [entry.file for entry in gone if (entry.partnership, entry.round) == (partnership, round)]
        said_round = round or told("no_round", language)
        values = {"files": ", ".join(names), "partnership": partnership, "round": said_round}
        say(told("replaced", language, **values))
    return paths


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, and say so."""
    with path.open("xb") as file:
        file.write(data)
    say(f"{path} written")
