"""The command line: forms out, forms back, compared. Data goes to stdout, messages to stderr.

Exit codes: 0 done, 1 something in the input is wrong (told in one line), 2 the command was not used well.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from .errors import HloFormsError, InvalidValueError
from .forms import (
    AlignmentForm,
    CommitmentForm,
    Form,
    Invitation,
    Organisation,
    Partnership,
    PreparationForm,
)
from .instrument import load_instrument
from .text import matching_key, slug
from .wording import one_of

if TYPE_CHECKING:
    from .findings import Passage
    from .readings import Reading

MANIFEST = ".hlo-forms.json"
_PHASE_IN_NAME = {"nl": "fase", "en": "phase"}
_TOGETHER_IN_NAME = {"nl": "samen", "en": "together"}
_CONTROLS = ("Cc", "Zl", "Zp")
_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
_PLAN = ("partnership", "round", "language", "invitation", "organisations")
_ORGANISATION = ("name", "type", "id", "sector", "ownership")

Table = Mapping[str, Any]  # Any: what a TOML file holds is not known before it is checked


# What every command shares


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hlo-forms")
    except PackageNotFoundError:  # run from a source folder
        return "unknown"


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'file'}: {error.strerror or error}"
    return "; ".join(line.strip() for line in str(error).splitlines() if line.strip())


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


# A folder that keeps what others wrote


@attrs.frozen
class Folder:
    """A folder in which only files that we wrote, and nobody changed since, are ever written over."""

    path: Path

    def save(self, files: Mapping[str, bytes]) -> dict[str, Path]:
        """Write all of the files, or none where one of them belongs to somebody else; their paths by name."""
        known = self._manifest()
        for name, data in files.items():
            self._must_be_ours(name, data, known)
        self.path.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            if not self._holds(name, data):
                _replace(self.path / name, data)
        known |= {name: _digest(data) for name, data in files.items()}
        text = json.dumps(
            {"hlo_forms": 1, "files": dict(sorted(known.items()))}, ensure_ascii=False, indent=2
        )
        _replace(self.path / MANIFEST, text.encode("utf-8"))
        return {name: self.path / name for name in files}

    def _manifest(self) -> dict[str, str]:
        path = self.path / MANIFEST
        if not os.path.lexists(path):
            return {}
        try:
            found = json.loads(path.read_bytes())
            known = {str(name): str(digest) for name, digest in found["files"].items()}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise click.ClickException(
                f"{path}: is no list of ours; move it, or choose another folder"
            ) from error
        return known

    def _holds(self, name: str, data: bytes) -> bool:
        path = self.path / name
        return path.is_file() and path.read_bytes() == data

    def _must_be_ours(self, name: str, data: bytes, known: Mapping[str, str]) -> None:
        path = self.path / name
        if not os.path.lexists(path) or self._holds(name, data):
            return
        if path.is_file() and not path.is_symlink() and known.get(name) == _digest(path.read_bytes()):
            return
        what = "was changed since we wrote it" if name in known else "exists already, and we did not write it"
        raise click.ClickException(f"{path}: {what}; move it, or choose another folder (nothing was written)")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hlo-forms-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    found = os.umask(0)
    os.umask(found)
    return found


# A partnership described in TOML


@attrs.frozen(kw_only=True)
class Plan:
    """A partnership, and the forms that it takes."""

    partnership: Partnership
    round: str | None
    language: str
    invitation: Invitation
    organisations: tuple[Organisation, ...]

    def forms(self) -> dict[str, Form]:
        """The blank forms of every phase, by the name of their file."""
        common: Table = {"partnership": self.partnership, "round": self.round, "invitation": self.invitation}
        names = self._names()
        word, together = (
            words.get(self.language, words["en"]) for words in (_PHASE_IN_NAME, _TOGETHER_IN_NAME)
        )
        first = {
            f"{word}1-{name}.docx": PreparationForm(organisation=who, **common) for name, who in names.items()
        }
        partners: Table = {"organisations": self.organisations, **common}
        last = {
            f"{word}3-{name}.docx": CommitmentForm(organisation=who, **common) for name, who in names.items()
        }
        return {**first, f"{word}2-{together}.docx": AlignmentForm(**partners), **last}

    def _names(self) -> dict[str, Organisation]:
        """The organisations by a part of a file name that is safe on every system, and of one only."""
        found: dict[str, Organisation] = {}
        for organisation in self.organisations:
            found[_unused(slug(organisation.id or organisation.name or ""), found)] = organisation
        return found


def _unused(name: str, taken: Collection[str]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}-{number}", number + 1
    return found


def read_plan(name: str, data: bytes) -> Plan:
    """The plan in a TOML file; a fault names its place."""
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{name}: is no TOML in UTF-8: {error}") from error
    try:
        return plan_of(table)
    except InvalidValueError as error:
        raise click.ClickException(f"{name}: {error}") from error


def plan_of(table: Table) -> Plan:
    """The plan in a table with the keys of a TOML file; `InvalidValueError` names the place of a fault."""
    _must_know("", table, _PLAN)
    language = table.get("language", "nl")
    languages = load_instrument().languages
    if language not in languages:
        raise InvalidValueError("language", one_of(languages, language), language)
    return Plan(
        partnership=_partnership(table.get("partnership")),
        round=_text_or_number(table.get("round")),
        language=language,
        invitation=_made("invitation", Invitation, _table("invitation", table.get("invitation", {}))),
        organisations=_organisations(table.get("organisations")),
    )


def _text_or_number(value: object) -> Any:  # Any: checked by the field it goes to
    return str(value) if type(value) is int else value


def _table(place: str, value: object) -> Table:
    if not isinstance(value, Mapping):
        raise InvalidValueError(place, "a table", value)
    return value


def _must_know(place: str, table: Table, known: Collection[str]) -> None:
    for key in table:
        if key not in known:
            raise InvalidValueError(f"{place}.{key}".removeprefix("."), one_of(known, key), key)


def _made(place: str, kind: Any, table: Table) -> Any:  # Any: an attrs class, and one of its values
    _must_know(place, table, [field.name for field in attrs.fields(kind)])
    try:
        return kind(**table)
    except InvalidValueError as error:
        raise InvalidValueError(f"{place}.{error.field}", error.expected, error.value) from error


def _partnership(value: object) -> Partnership:
    table = {"name": value} if isinstance(value, str) else _table("partnership", value)
    found: Partnership = _made("partnership", Partnership, table)
    if not found.name:
        raise InvalidValueError("partnership", "a name", value)
    return found


def _organisations(value: object) -> tuple[Organisation, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidValueError("organisations", "one [[organisations]] table for each partner", value)
    tables = [_table(f"organisations[{index}]", entry) for index, entry in enumerate(value)]
    taken = {matching_key(str(table[key])) for table in tables for key in ("id", "name") if key in table}
    found: list[Organisation] = []
    for index, table in enumerate(tables):
        found.append(_organisation(f"organisations[{index}]", table, taken))
        taken.add(matching_key(found[-1].id or ""))
    return tuple(found)


def _organisation(place: str, table: Table, taken: Collection[str]) -> Organisation:
    """The organisation of a table; where its name gives an id that another has already, a number is added."""
    _must_know(place, table, _ORGANISATION)
    known = [found.id for found in load_instrument().organisation_types]
    if table.get("type") not in known:
        raise InvalidValueError(f"{place}.type", one_of(known, table.get("type")), table.get("type"))
    found: Organisation = _made(place, Organisation, table)
    if not found.name:
        raise InvalidValueError(f"{place}.name", "a name", table.get("name"))
    own = matching_key(found.name)
    made = slug(found.name)
    return found if "id" in table or made == own else attrs.evolve(found, id=_unused(made, taken))


# What was read, in words and in JSON


def fields_of(form: Form) -> Iterator[tuple[str, str]]:
    """The fields that hold something, by the ids that evidence and findings use, with their value as text."""
    skipped = {"instrument", "id", "answers", "motives", "own_answers"}
    for name in (field.name for field in attrs.fields(type(form)) if field.name not in skipped):
        yield from _fields(name, getattr(form, name))
    for answer in form.motives if isinstance(form, PreparationForm) else ():
        yield f"motives.{answer.motive}.ticked", {True: "yes", False: "no", None: "unclear"}[answer.ticked]
        yield from _fields(f"motives.{answer.motive}.outcome", answer.outcome)
    for question, text in form.answers.items():
        yield f"answers.{question}", text
    yield from _own_answers(form)


def _own_answers(form: Form) -> Iterator[tuple[str, str]]:
    counts: dict[str, int] = {}
    for answer in form.own_answers if isinstance(form, AlignmentForm) else ():
        counts[answer.question] = number = counts.get(answer.question, 0) + 1
        yield from _fields(f"own_answers.{answer.question}.{number}.organisation", answer.organisation)
        yield from _fields(f"own_answers.{answer.question}.{number}.text", answer.text)


def _fields(place: str, value: Any) -> Iterator[tuple[str, str]]:  # Any: a value of a form
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple):
        for index, row in enumerate(value, 1):
            yield from _fields(f"{place}.{index}", row)
    elif value is not None and attrs.has(type(value)):
        for field in attrs.fields(type(value)):
            yield from _fields(f"{place}.{field.name}", getattr(value, field.name))


def _how(reading: Reading, field: str) -> str:
    exact = reading.evidence.get(field)
    under = (found for key, found in reading.evidence.items() if key.startswith(field + ".") and found.seen)
    found = exact or next(under, None)
    return found.how if found else ""


def _plain(text: str) -> str:
    """Text on one line of a screen: line ends shown, and nothing that steers a terminal."""
    shown = text.replace("\n", " ⏎ ").replace("\t", " ")
    return "".join(f"\\u{ord(sign):04x}" if _steers(sign) else sign for sign in shown)


def _steers(sign: str) -> bool:
    return unicodedata.category(sign) in _CONTROLS or unicodedata.bidirectional(sign) in _TURNS


def table_of(reading: Reading) -> str:
    """What was found in a document: field, value, found by, doubts; then all else that was there."""
    rows = [("field", "value", "found by", "doubts")]
    for form in reading.forms:
        for field, value in fields_of(form):
            doubts = ", ".join(dict.fromkeys(doubt.code for doubt in reading.doubts(field)))
            rows.append((field, _plain(value), _how(reading, field), doubts))
    widths = [min(max(len(row[column]) for row in rows), 60) for column in range(3)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)) for row in rows
    )
    return "\n".join([*(line.rstrip() for line in lines), *_passages(reading), *_findings(reading)])


def _passages(reading: Reading) -> Iterator[str]:
    for name in ("unplaced", "deleted", "remarks"):
        found: tuple[Passage, ...] = getattr(reading, name)
        if found:
            yield f"\n{name}:"
        for passage in found:
            by = f" ({passage.author})" if passage.author else ""
            yield f"  {_plain(str(passage.place))}{_plain(by)}: {_plain(passage.text)}"


def _findings(reading: Reading) -> Iterator[str]:
    if reading.findings:
        yield "\nfindings:"
    for finding, message in zip(reading.findings, _messages(reading), strict=True):
        about = f" {finding.field}:" if finding.field else ""
        yield f"  {finding.severity} {finding.code}:{about} {_plain(message)}"


def _messages(reading: Reading) -> tuple[str, ...]:
    """Every finding in words: those of its form, or of the built-in instrument where there is none."""
    instrument = reading.forms[0].instrument if reading.forms else load_instrument()
    return tuple(finding.message(instrument, reading.language) for finding in reading.findings)


def _as_data(source: str, reading: Reading) -> dict[str, object]:
    from .interchange import envelope

    return {
        "source": source,
        "language": reading.language,
        "forms": [envelope(form) for form in reading.forms],
        "findings": [
            {**_data(finding), "severity": str(finding.severity), "message": message}
            for finding, message in zip(reading.findings, _messages(reading), strict=True)
        ],
        "evidence": [_data(found) for found in reading.evidence.values()],
        "unplaced": [_data(found) for found in reading.unplaced],
        "deleted": [_data(found) for found in reading.deleted],
        "remarks": [_data(found) for found in reading.remarks],
    }


def _data(value: Any) -> dict[str, object]:  # Any: an attrs value
    return attrs.asdict(value)


# The commands


def _readings(files: Iterable[Path]) -> tuple[list[tuple[Path, Reading]], bool]:
    """What each file gave; whether all of them could be read. A bad file does not stop the others."""
    from .word.reading import read as read_document

    found, all_read = [], True
    for path in files:
        try:
            found.append((path, read_document(path)))
        except HloFormsError as error:
            _say(f"error: {path}: {_one_line(error)}")
            all_read = False
        except OSError as error:
            _say(f"error: {path}: {error.strerror or error}")
            all_read = False
    return found, all_read


_files = click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
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


@main.command()
@_files
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as one JSON list.")
def read(files: tuple[Path, ...], as_json: bool) -> None:
    """Show what was found in each FILE: values, how they were found, doubts, and all else that was there."""
    readings, all_read = _readings(files)
    if as_json:
        data = [_as_data(str(path), reading) for path, reading in readings]
        _put(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        titles = [f"{path}\n\n" if len(files) > 1 else "" for path, _ in readings]
        texts = [title + table_of(reading) for title, (_, reading) in zip(titles, readings, strict=True)]
        _put("\n\n".join(texts)) if texts else None
    if not all_read:
        click.get_current_context().exit(1)


@main.command()
@_files
def compare(files: tuple[Path, ...]) -> None:
    """Lay the motives in each FILE side by side: one partnership, two or more organisations."""
    from .analysis.comparison import compare as lay_side_by_side

    readings, all_read = _readings(files)
    if not all_read:
        click.get_current_context().exit(1)
    found = [reading for _, reading in readings]
    _put(lay_side_by_side(found).to_text(found[0].language))
