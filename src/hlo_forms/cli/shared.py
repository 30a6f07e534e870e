"""Parts that the commands share: messages, arguments and options, and reading and writing files."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import attrs
import click

from ..basics import files as files_on_disk
from ..basics.messages import Catalogue, in_words
from ..errors import InstrumentError, InvalidValueError, PlanError
from ..facilitator.corrections import with_corrections
from ..facilitator.faults import fault_in, title_of
from ..facilitator.register import by_file_name, named_as_before
from ..pages.text import harmless
from ..readings.reading import ReadFailure, Reading
from .language import Languages, speak, tongue
from .workspace import workspace

if TYPE_CHECKING:
    from ..facilitator.folder import FormsFolder
    from ..facilitator.register import SentForm
    from ..forms import Form

TEXTS = Catalogue("facilitator")
OF_SEVERAL = ("same-file", "other-version")
"""Findings that compare a file with others."""

_ON_DISK = {
    errno.ENOENT: "nothing",
    errno.EACCES: "refused",
    errno.EPERM: "refused",
    errno.EISDIR: "folder",
    errno.ENOTDIR: "no_folder",
    errno.EEXIST: "exists",
    errno.ENOSPC: "full",
    errno.EROFS: "refused",
    errno.ENAMETOOLONG: "long",
    errno.EDQUOT: "full",
    errno.ENODEV: "device",
    errno.EFBIG: "large",
}

_MUCH_ALIKE = 0.65
"""The ratio of equal letters from which one name of a file was perhaps meant by another."""

_PREFIX = re.compile("^(data|research)_")

Command = TypeVar("Command", bound=Callable[..., object])

files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
language = click.option("--language", metavar="LANG", type=Languages())
spoken = click.option("--language", metavar="LANG", type=Languages(), expose_value=False)
folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))


def invitation(command: Command) -> Command:
    """Add the options for the words of the sender on the form."""
    options = {
        "questions_to": ("--questions-to", "WHO"),
        "responsible": ("--responsible", "WHO"),
        "return_by": ("--return-by", "DATE"),
        "return_to": ("--return-to", "WHO"),
        "organisation": ("--sender-organisation", "NAME"),
        "sender": ("--sender", "WHO"),
    }
    for name, (option, metavar) in options.items():
        command = click.option(option, name, metavar=metavar)(command)
    return command


def existing(paths: Iterable[Path]) -> list[Path]:
    """Return the paths that somebody typed; raise, saying what to do, if there is nothing at one of them.

    Words that together are the name of something, with spaces, are that name.
    """
    places = joined(paths)
    for path in places:
        if not path.exists() and not re.search(r"[*?\[]", str(path)):
            raise click.ClickException(nothing_at(path))
    return places


def nothing_at(path: Path) -> str:
    """Return that there is nothing at a path, and which file there was perhaps meant."""
    try:
        names = [each.name for each in path.parent.iterdir() if not each.name.startswith((".", "~$"))]
    except OSError:
        names = []
    near = get_close_matches(path.name, names, n=1, cutoff=_MUCH_ALIKE)
    lists = [name for name in names if name.lower().endswith(path.suffix.lower())] if path.suffix else []
    meant = near or (lists if len(lists) == 1 else [])
    if not meant:
        return TEXTS.sentence("nothing_there", path=path)
    return TEXTS.sentence("nothing_there_near", path=path, near=path.parent / meant[0])


def joined(paths: Iterable[Path]) -> list[Path]:
    """Return paths in which the words of one name, typed without quotation marks, are one path again."""
    words, places = list(paths), list[Path]()
    while words:
        several = (Path(" ".join(map(str, words[:count]))) for count in range(2, len(words) + 1))
        whole = next((path for path in several if path.exists()), words[0]) if not words[0].exists() else words[0]
        places.append(whole)
        words = words[str(whole).count(" ") - str(words[0]).count(" ") + 1 :]
    return places


def study(command: Command) -> Command:
    """Add the options to ask for permission for research, and the words about it on the first page."""
    for name in ("withdraw", "kept", "contact", "purpose", "by"):
        command = click.option(f"--research-{name}", metavar="TEXT")(command)
    return click.option("--ask-research", is_flag=True)(command)


def say(message: str) -> None:
    """Write a message to stderr."""
    put(message, err=True)


def put(text: str, *, err: bool = False) -> None:
    """Write text, in UTF-8 whatever the locale, except to a terminal, which knows its own encoding."""
    if (sys.stderr if err else sys.stdout).isatty():
        click.echo(harmless(text), err=err)
    else:
        click.echo(text.encode("utf-8", "replace"), err=err)


def tell(error: Exception, about: Path | None = None) -> None:
    """Report an error, each fault on a line of its own, in the language of the command; name a file that it is of."""
    named = about is not None and not isinstance(error, OSError)
    language = tongue()
    for fault in faults_of(error, language):
        say(TEXTS.text("error", language, error=f"{about}: {fault}" if named else fault))


def note(text: object) -> None:
    """Report a remark in the language of the command."""
    language = tongue()
    say(TEXTS.text("note", language, note=in_words(text, language)))


def faults_of(error: Exception, language: str) -> list[str]:
    """Return what is wrong, in a language: each fault on one line."""
    if isinstance(error, FileNotFoundError) and error.filename:
        return [str(in_words(nothing_at(Path(os.fsdecode(error.filename))), language))]
    if isinstance(error, OSError):
        return [f"{error.filename or TEXTS.text('a_file', language)}: {_of_disk(error, language)}"]
    if isinstance(error, PlanError):
        texts = [str(in_words(problem, language)) for problem in error.problems]
    elif isinstance(error, InvalidValueError):
        own = InvalidValueError(_typed(error.field), error.expected, error.value)
        texts = [fault_in(own).in_words(language=language)]
    else:
        text = str(in_words(error, language))
        texts = text.splitlines() if isinstance(error, InstrumentError) else [text]
    return ["; ".join(line.strip() for line in text.splitlines() if line.strip()) for text in texts]


def _typed(field: str) -> str:
    """Return the option of the command that runs which gives a field; the field itself where there is none."""
    context = click.get_current_context(silent=True)
    command = context.command if context else None
    if context and isinstance(command, click.Group):
        command = command.commands.get(context.invoked_subcommand or "")
    options = [each for each in (command.params if command else ()) if isinstance(each, click.Option)]
    names = {_PREFIX.sub("", each.name or ""): max(each.opts, key=len) for each in options}
    return names.get(field, field)


def _of_disk(error: OSError, language: str) -> str:
    name = _ON_DISK.get(error.errno or 0)
    return TEXTS.text(f"disk.{name}", language) if name else str(error.strerror or error)


def readings_of(files: Iterable[Path]) -> tuple[list[tuple[Path, Reading]], bool]:
    """Return a reading for each file that can be read, and whether all can; a bad file does not stop the others.

    They have the corrections that stand beside the documents.
    """
    readings, all_read = [], True
    for result in with_corrections(workspace().read_many(list(files))):
        if isinstance(result, ReadFailure):
            language = tongue()
            say(TEXTS.text("error", language, error=f"{result.source}: {result.in_words(language=language)}"))
            all_read = False
        else:
            speak(result.language)
            alone = tuple(finding for finding in result.findings if finding.code not in OF_SEVERAL)
            readings.append((Path(result.source or ""), attrs.evolve(result, findings=alone)))
    return readings, all_read


@attrs.frozen(kw_only=True)
class Written:
    """The forms that were written: their paths in order, and the names of those that replaced or equal one before."""

    paths: tuple[Path, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]


def write_forms(
    folder: Path,
    forms: Iterable[Form] | Mapping[str, Form],
    language: str,
    contacts: Mapping[str, str],
    others: Iterable[SentForm] = (),
) -> Written:
    """Write forms in a facilitator's folder, and report which forms of other rounds they replace."""
    speak(language)
    place = workspace().folder(folder)
    before = place.register
    there = {entry.meant_for: entry for entry in before if (folder / entry.file).is_file()}
    by_name = dict(forms) if isinstance(forms, Mapping) else by_file_name(forms, language)
    named = named_as_before(by_name, before)
    paths = place.write(named, language=language, contacts=contacts, others=others)
    _tell_other_rounds(before, place)
    names = {path.name for path in paths}
    again = [entry for entry in place.register if entry.file in names and entry.meant_for in there]
    same = [entry.file for entry in again if entry.sha256 == there[entry.meant_for].sha256]
    changed = tuple(entry.file for entry in again if entry.file not in same)
    return Written(paths=paths, changed=changed, same=tuple(same))


def _tell_other_rounds(before: Iterable[SentForm], place: FormsFolder) -> None:
    """Say which forms of another partnership or round a file no longer holds."""
    ids = {entry.form_id for entry in place.register}
    now = {(entry.phase, entry.partnership_id, entry.round) for entry in place.register}
    of_before = [entry for entry in before if entry.form_id not in ids]
    gone = [entry for entry in of_before if (entry.phase, entry.partnership_id, entry.round) not in now]
    for partnership, round in dict.fromkeys((entry.partnership, entry.round) for entry in gone):
        names = [entry.file for entry in gone if (entry.partnership, entry.round) == (partnership, round)]
        title = title_of(partnership, round)
        say(TEXTS.sentence("replaced", files=", ".join(names), title=title).in_words(language=tongue()))


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all, and report it.

    One that holds just this is left by a run that was killed at its end.
    """
    if not path.parent.is_dir():
        raise click.ClickException(TEXTS.sentence("no_folder_there", folder=path.parent))
    try:
        files_on_disk.write_new(path, data)
    except FileExistsError:
        if not path.is_file() or path.stat().st_size != len(data) or path.read_bytes() != data:
            raise
    say(TEXTS.text("file_written", tongue(), path=path))
