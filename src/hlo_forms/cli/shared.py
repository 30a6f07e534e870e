"""Parts that the commands share: messages, arguments and options, and reading and writing files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..basics import files as files_on_disk
from ..basics.messages import Catalogue, Sentence
from ..errors import DocumentError, HloFormsError
from ..pages.text import harmless

if TYPE_CHECKING:
    from ..forms import Form
    from ..readings.reading import Reading

TEXTS = Catalogue("facilitator")

Command = TypeVar("Command", bound=Callable[..., object])

files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
language = click.option(
    "--language", metavar="LANG", default="en", show_default=True, help="Say in nl or en why a file cannot be read."
)
form_language = click.option("--language", metavar="LANG", help="The language of the forms: nl (the default) or en.")
folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


def invitation(command: Command) -> Command:
    """Add the options for the words of the sender on the form."""
    options = {
        "questions_to": ("--questions-to", "WHO", "Whom to ask about the form and the data."),
        "responsible": ("--responsible", "WHO", "The organisation that is responsible for the data."),
        "return_by": ("--return-by", "DATE", "Before when it is to come back."),
        "return_to": ("--return-to", "WHO", "Whom to send it back to."),
        "organisation": ("--sender-organisation", "NAME", "The organisation of whoever sends the forms."),
        "sender": ("--sender", "WHO", "Who sends the forms, and reads what comes back."),
    }
    for name, (option, kind, help) in options.items():
        command = click.option(option, name, metavar=kind, help=help)(command)
    return command


def study(command: Command) -> Command:
    """Add the options to ask for permission for research, and the words about it on the first page."""
    options = {
        "--research-withdraw": "How to take the permission back.",
        "--research-kept": "How long the answers are kept for it.",
        "--research-contact": "Whom to ask about it.",
        "--research-purpose": "What it is for.",
        "--research-by": "Who does the research.",
    }
    for name, help in options.items():
        command = click.option(name, metavar="TEXT", help=help)(command)
    text = "Ask each organisation for permission for research; say all five below, here or in LIST."
    return click.option("--ask-research", is_flag=True, help=text)(command)


def style() -> Mapping[str, bytes]:
    """Return the templates of the chosen house style, by file name without its suffix."""
    templates: Mapping[str, bytes] = click.get_current_context().find_root().obj or {}
    return templates


def say(message: str) -> None:
    """Write a message to stderr."""
    put(message, err=True)


def put(text: str, *, err: bool = False) -> None:
    """Write text, in UTF-8 whatever the locale, except to a terminal, which knows its own encoding."""
    if (sys.stderr if err else sys.stdout).isatty():
        click.echo(harmless(text), err=err)
    else:
        click.echo(text.encode("utf-8", "replace"), err=err)


def speak(language: str) -> None:
    """Report faults in this language from here on."""
    click.get_current_context().meta[__name__] = language


def tell(error: Exception) -> None:
    """Report an error, in the language of the command if it has one."""
    language = click.get_current_context().meta.get(__name__, "en")
    say(TEXTS.text("error", language, error=one_line(error, language)))


def one_line(error: Exception, language: str = "en") -> str:
    """Return what is wrong, on one line."""
    if isinstance(error, OSError):
        return f"{error.filename or 'file'}: {error.strerror or error}"
    source = error if isinstance(error, DocumentError) else next(iter(error.args), None)
    text = source.in_words(language) if isinstance(source, DocumentError | Sentence) else str(error)
    return "; ".join(line.strip() for line in text.splitlines() if line.strip())


def readings_of(files: Iterable[Path], language: str = "en") -> tuple[list[tuple[Path, Reading]], bool]:
    """Return a reading for each file that can be read, and whether all can; a bad file does not stop the others."""
    readings, all_read = [], True
    for path in files:
        for name, reading in _each_in(path):
            if isinstance(reading, Exception):
                reason = (reading.strerror or reading) if isinstance(reading, OSError) else one_line(reading, language)
                say(f"error: {name}: {reason}")
                all_read = False
            else:
                readings.append((name, reading))
    return readings, all_read


def _each_in(path: Path) -> Iterator[tuple[Path, Reading | Exception]]:
    """Yield the reading of a file, or of each document in a message or zip file, or the error that there is."""
    from ..word.reader.document import documents_of, read_document

    try:
        documents = documents_of(path)
    except (HloFormsError, OSError) as error:
        yield path, error
        return
    for document in documents:
        place = path.parent / (document.name or path.name)
        try:
            yield place, read_document(document, template=style())
        except HloFormsError as error:
            yield place, error


def write_forms(
    folder: Path, forms: Iterable[Form] | Mapping[str, Form], language: str, contacts: Mapping[str, str]
) -> tuple[Path, ...]:
    """Write forms in a facilitator's folder, and report which forms they replace."""
    from ..facilitator.folder import FormsFolder

    speak(language)
    place = FormsFolder(folder, style())
    before = place.register
    paths = place.write(forms, language=language, contacts=contacts)
    ids = {entry.form_id for entry in place.register}
    gone = [entry for entry in before if entry.form_id not in ids]
    for partnership, round in dict.fromkeys((entry.partnership, entry.round) for entry in gone):
        names = [entry.file for entry in gone if (entry.partnership, entry.round) == (partnership, round)]
        name = round or TEXTS.text("no_round", language)
        say(TEXTS.text("replaced", language, files=", ".join(names), partnership=partnership, round=name))
    return paths


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all, and report it."""
    files_on_disk.write_new(path, data)
    say(f"{path} written")
