"""The language of the command line: help, faults of use, and every message, in words of `messages/commands.toml`.

Messages are in the language of `--language`, else of the forms or the folder, else of the system; where none of these
tells, in the first language of the instrument, as its forms are. Help is in that of `--language` or of the system, and
else in that first language too. All of it is in Dutch, in English, and in the languages of the instrument, which
brings our sentences along.
"""

from __future__ import annotations

import copy
import locale
import os
import re
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from ..basics.messages import Catalogue, alike, in_language, in_words
from ..errors import HloFormsError
from ..facilitator.nearby import language_near
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from .workspace import ARGUMENTS as _ARGUMENTS
from .workspace import instrument_option, workspace

TEXTS = Catalogue("commands")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
_LISTS = (".csv", ".xlsx", ".toml")
"""The endings of lists of partners, for whom forms are made in the first language of the instrument."""

_NO_LANGUAGE = ("", "c", "posix")
_SPOKEN = f"{__name__}.spoken"


def system_language() -> str | None:
    """Return the language of the system as far as somebody speaks it, else English; None if it names none."""
    name = next((value for variable in _VARIABLES if (value := os.environ.get(variable))), "")
    if not name and sys.platform == "win32":
        import ctypes

        name = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    code = re.split(r"[_.@-]", name.lower())[0]
    if code in _NO_LANGUAGE:
        return None
    return _spoken_as(code) or _spoken_as("en")


def _spoken_as(language: str) -> str | None:
    """Return a language with the sentences that the instrument brings; None where neither it nor we speak it."""
    own = _own_languages()
    if language in own:
        return next(each for each in own if each == language)
    return alike(own[0], language) if language in TEXTS.languages else None


def _own_languages() -> tuple[str, ...]:
    """Return the languages of the instrument; of the built-in one where another cannot be read."""
    try:
        return workspace(quiet=True).instrument.languages
    except (HloFormsError, OSError):
        return load_instrument().languages


def _named(arguments: Sequence[str]) -> str | None:
    """Return the language that `--language` names among these arguments."""
    for number, argument in enumerate(arguments):
        name, sign, value = argument.partition("=")
        if name == "--language":
            value = value if sign else next(iter(arguments[number + 1 : number + 2]), "")
            return _spoken_as(value)
    return None


def speak(language: str) -> None:
    """Report everything in this language from here on, if somebody speaks it."""
    if spoken := _spoken_as(language):
        click.get_current_context().meta[_SPOKEN] = spoken


def tongue() -> str:
    """Return the language for messages of the command that runs; it looks at the folders near, so ask once."""
    context = click.get_current_context(silent=True)
    meta = context.meta if context else {}
    arguments = meta.get(_ARGUMENTS, [])
    return _named(arguments) or meta.get(_SPOKEN) or _tongue_for(arguments)


def _tongue_for(arguments: Sequence[str]) -> str:
    places = [path for text in arguments if os.path.exists(path := Path(text))]  # noqa: PTH110 - a name too long is no error
    lists = (path for path in places if path.is_file() and path.suffix.lower() in _LISTS)
    makes_forms = "new" in arguments and any(lists)
    near = language_near(places, _own_instruments()) or _settled()
    return (near and _spoken_as(near)) or (None if makes_forms else system_language()) or _own_languages()[0]


def _own_instruments() -> tuple[Instrument, ...]:
    """Return the instruments of the workspace; none where they cannot be read."""
    try:
        return workspace(quiet=True).instruments
    except (HloFormsError, OSError):
        return ()


def _settled() -> str | None:
    """Return the language that the settings of a folder name; None where they cannot be read."""
    try:
        return workspace(quiet=True).language
    except (HloFormsError, OSError):
        return None


class Languages(click.Choice[str]):
    """A language of the instrument, or one in which the program speaks."""

    def __init__(self) -> None:
        super().__init__(TEXTS.languages)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # Any: as in click
        code = str(click.Choice(self.codes() if ctx else TEXTS.languages).convert(value, param, ctx))
        return (_spoken_as(code) if ctx else None) or code

    def codes(self) -> tuple[str, ...]:
        """Return the codes to choose from, those of the instrument first."""
        own = workspace(quiet=True).instrument.languages
        return tuple(dict.fromkeys((*map(str, own), *TEXTS.languages)))


def help_language(context: click.Context) -> str:
    """Return the language for help."""
    return _named(context.meta.get(_ARGUMENTS, [])) or system_language() or _own_languages()[0]


# ---- help


def _in_metavars(text: str, language: str) -> str:
    """Return a text with the capitals that stand for something a person fills in, in a language."""
    names = TEXTS.content["metavars"]

    def name(match: re.Match[str]) -> str:
        return TEXTS.text(f"metavars.{match[0]}", language) if match[0] in names else match[0]

    return re.sub(r"[A-Z]{2,}", name, text)


def _help(command: str, name: str, language: str) -> str | None:
    """Return the help of a command ("text") or of one of its options; None where the file has none."""
    for place in (command, "all"):
        if name in TEXTS.content["help"].get(place, {}):
            return _with_types(TEXTS.text(f"help.{place}.{name}", language), language)
    return None


def _with_types(text: str, language: str) -> str:
    """Return a text with the types of organisations of the instrument filled in."""
    if "{type" not in text:
        return text
    try:
        kinds = workspace(quiet=True).instrument.organisation_types
    except (HloFormsError, OSError):
        kinds = load_instrument().organisation_types
    first, *others = (kind.id for kind in kinds)
    labels = TEXTS.text("or", language).join(in_language(kind.label, language).lower() for kind in kinds)
    filled = {"{types}": labels, "{type}": first, "{other_types}": ", ".join(f'"{id}"' for id in others)}
    for slot, words in filled.items():
        text = text.replace(slot, words)
    return text


def _key(command: click.Command) -> str:
    """Return the name under which the help of a command stands."""
    return getattr(command, "help_key", "") or command.name or ""


def _record(parameter: click.Parameter, command: click.Command, context: click.Context) -> tuple[str, str] | None:
    """Return the names and the help of an option, in the language for help."""
    language = help_language(context)
    spoken: Any = copy.copy(parameter)  # Any: an option, or an argument, which has no help
    if not isinstance(parameter, click.Option):
        return None
    name = "help" if parameter is command.get_help_option(context) else parameter.name or ""
    spoken.help = _help(_key(command), name, language) or parameter.help
    spoken.required, spoken.show_default = False, False
    if parameter.metavar:
        spoken.metavar = _in_metavars(parameter.metavar, language)
    record: tuple[str, str] | None = spoken.get_help_record(context)
    extra = TEXTS.text("required", language) if parameter.required else ""
    return (record[0], f"{record[1]}  {extra}".rstrip()) if record else None


class _Spoken(click.Command):
    """Gives its help in the language for help; `help_key` is the name of that help where it is not the command's."""

    help_key = ""

    def spoken_help(self, context: click.Context) -> str:
        """Return the text of the help."""
        return _help(_key(self), "text", help_language(context)) or self.help or ""

    def usage(self, context: click.Context, language: str) -> str:
        """Return the usage on one line."""
        pieces = [_in_metavars(piece, language) for piece in self.collect_usage_pieces(context)]
        return " ".join([context.command_path, *pieces])

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        language = help_language(ctx)
        _, _, pieces = self.usage(ctx, language).partition(ctx.command_path + " ")
        formatter.write_usage(ctx.command_path, pieces, prefix=TEXTS.text("usage", language) + " ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        spoken = copy.copy(self)
        spoken.help = self.spoken_help(ctx)
        click.Command.format_help_text(spoken, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [record for each in self.get_params(ctx) if (record := _record(each, self, ctx))]
        with formatter.section(TEXTS.text("options", help_language(ctx))):
            formatter.write_dl(records)


def _in_quotes(words: Sequence[str], rest: Sequence[str]) -> str:
    """Return words that were perhaps one name with spaces, as it is to be typed; "" where nothing tells."""
    for start in range(len(words)):
        for end in range(start + 2, len(words) + 1):
            if Path(name := " ".join(words[start:end])).exists():
                return f'"{name}"'
    first = next((at for at in range(2, len(words)) if list(words[at : at + len(rest)]) == list(rest)), 0)
    if first and words[first - 2].startswith("--") and not words[first - 1].startswith("-"):
        return f'{words[first - 2]} "{" ".join(words[first - 1 : first + len(rest)])}"'
    return ""


class Command(_Spoken):
    """A command that tells what it does, and what is wrong with how it is used, in somebody's own language."""

    own_questions = True

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        params = super().get_params(ctx)
        return [*params[:-1], instrument_option(), *params[-1:]] if self.own_questions else params

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.allow_extra_args = True  # told below, with what was probably meant
        words = list(args)
        rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            meant = _in_quotes(words, rest)
            key = "extra_quoted" if meant else "extra"
            raise click.UsageError(TEXTS.sentence(key, extra=" ".join(rest), meant=meant), ctx)
        return rest


class Group(_Spoken, click.Group):
    """Lists its commands in the order of the work, each with the first sentence of its help."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta[_ARGUMENTS] = list(args)
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            near = get_close_matches(args[0], list(self.commands), n=1)
            key = "no_command_near" if near else "no_command"
            names = ", ".join(self.commands)
            raise click.UsageError(TEXTS.sentence(key, name=args[0], near="".join(near), names=names), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        commands = self.commands.items()
        rows = [(name, each.spoken_help(ctx)) for name, each in commands if isinstance(each, _Spoken)]
        rows = [(name, text.partition("\n\n")[0]) for name, text in rows]
        with formatter.section(TEXTS.text("commands", help_language(ctx))):
            formatter.write_dl(rows)


# ---- faults of use


def fault_of_use(error: click.ClickException, language: str) -> list[str]:
    """Return what is wrong with how a command was used, and how it is to be used."""
    lines = [_fault(error, language)]
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None and isinstance(context.command, _Spoken):
        usage = context.command.usage(context, language)
        lines.append(TEXTS.text("how_to", language, usage=usage, help=f"{context.command_path} --help"))
    return lines


def _fault(error: click.ClickException, language: str) -> str:
    if isinstance(error, click.NoSuchOption):
        near = ", ".join(error.possibilities or _with_two_hyphens(error))
        return TEXTS.text("no_option_near" if near else "no_option", language, name=error.option_name, near=near)
    if isinstance(error, click.MissingParameter):
        return TEXTS.text("missing", language, name=_name(error, language))
    if isinstance(error, click.BadOptionUsage):
        return TEXTS.text("no_value", language, name=error.option_name)
    if isinstance(error, click.BadParameter):
        return _fault_of_value(error, language)
    return str(in_words(error.message, language))


def _fault_of_value(error: click.BadParameter, language: str) -> str:
    """Return what is wrong with the value of an option or argument."""
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Path):
        return _fault_of_path(error, kind, language)
    if isinstance(kind, click.Choice):
        options = ", ".join(map(str, kind.codes() if isinstance(kind, Languages) else kind.choices))
        return TEXTS.text("bad_choice", language, name=_name(error, language), options=options)
    key = "no_number" if isinstance(kind, click.IntRange) else "bad"
    return TEXTS.text(key, language, name=_name(error, language), message=in_words(error.message, language))


def _with_two_hyphens(error: click.NoSuchOption) -> list[str]:
    """Return the option that somebody typed with one hyphen."""
    words = error.ctx.meta.get(_ARGUMENTS, []) if error.ctx else []
    options = {f"-{word}" for word in words if word.startswith(error.option_name) and not word.startswith("--")}
    own = error.ctx.command.get_params(error.ctx) if error.ctx else []
    return [name for parameter in own for name in parameter.opts if name in options]


def _fault_of_path(error: click.BadParameter, kind: click.Path, language: str) -> str:
    """Return what is wrong with a path that somebody typed, which click names between quotation marks."""
    quoted = re.search(r"(?P<sign>['\"])(?P<path>.*)(?P=sign)", error.message)
    path = quoted["path"] if quoted else ""
    there = "no_file" if kind.file_okay else "no_folder"
    key = there if os.path.lexists(path) else "no_path"
    return TEXTS.text(key, language, name=_name(error, language), path=path)


def _name(error: click.BadParameter, language: str) -> str:
    """Return the option or argument that an error is about, with what it is for."""
    parameter, context = error.param, error.ctx
    if parameter is None or context is None:
        return str(error.param_hint or "")
    metavar = _in_metavars(parameter.make_metavar(context), language)
    if not isinstance(parameter, click.Option):
        name, key = metavar.strip("[]"), f"arguments.{parameter.name}"
        about = TEXTS.text(key, language) if parameter.name in TEXTS.content["arguments"] else ""
        return f"{name} ({about})" if about and isinstance(error, click.MissingParameter) else name
    text = _help(_key(context.command), parameter.name or "", language) or ""
    name = f"{max(parameter.opts, key=len)} {metavar}"
    is_missing = text and isinstance(error, click.MissingParameter)
    return f"{name} ({text[:1].lower()}{text[1:].rstrip('.')})" if is_missing else name
