"""The command line: forms out, forms back, compared. Data goes to stdout, messages to stderr.

Exit codes: 0 done, 1 something in the input is wrong (reported on one line), 2 the command was not used correctly.
Each command is named in `COMMANDS` once.
"""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Any

import click

from .. import __version__
from ..errors import HloFormsError
from .conversation import align, commit, renew, report
from .forms import blank, booklet, check, compare, correct, demo, new, read, status, templates
from .instrument import instrument
from .language import Group, Languages, fault_of_use, tongue
from .research import collect
from .shared import TEXTS as SAYINGS
from .shared import note, say, tell
from .workspace import INSTRUMENTS, tell_noticed, use_styles, workspace

TRACEBACK = "HLO_FORMS_TRACEBACK"
"""Variable of the system that lets an error which nobody foresaw pass, for whoever is to mend it."""

_PACKAGE = __name__.partition(".")[0]

COMMANDS = (
    *(demo, booklet, blank, new, status, read, correct, compare),
    *(align, commit, renew, report, collect, templates, check, instrument),
)


class _Main(Group):
    """Reports a fault in the input with exit code 1, and wrong use with 2, in somebody's own language."""

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # Any: click's own types
        try:
            return super().make_context(*args, **extra)
        except click.UsageError as error:
            raise self._refused(error, error.ctx) from error

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's own type of a result
        try:
            return super().invoke(ctx)
        except click.ClickException as error:
            raise self._refused(error, ctx) from error
        except (HloFormsError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            with ctx:
                tell(error)
            ctx.exit(1)
        except (KeyboardInterrupt, click.Abort):
            with ctx:
                say(SAYINGS.text("stopped", tongue()))
            ctx.exit(1)
        except click.exceptions.Exit:
            raise
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            with ctx:
                say(SAYINGS.text("error", tongue(), error=_unforeseen(error)))
            ctx.exit(1)
        finally:
            with ctx:
                tell_noticed(note)

    def _refused(self, error: click.ClickException, context: click.Context | None) -> click.exceptions.Exit:
        """Say how a command was used wrongly; return what ends the program."""
        with context or click.Context(self):
            if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx is not None:
                say(error.ctx.get_help())
                return click.exceptions.Exit(error.exit_code)
            first, *usage = fault_of_use(error, tongue())
            say(SAYINGS.text("error", tongue(), error=first))
            for line in usage:
                say(line)
        return click.exceptions.Exit(error.exit_code)


def _unforeseen(error: Exception) -> str:
    """Return what to do about an error that nobody foresaw, with its kind and place, and no content of a form."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _PACKAGE in Path(frame.filename).parts]
    place = f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "-"
    return SAYINGS.text("unforeseen", tongue(), kind=type(error).__name__, place=place, version=__version__)


_STYLE = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group(
    "hlo-forms",
    cls=_Main,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="hlo-forms", message="%(prog)s %(version)s")
@click.option("--instrument", "instruments", metavar="FILE", **INSTRUMENTS)
@click.option("--style", "styles", metavar="DIR", multiple=True, type=_STYLE)
@click.option("--language", metavar="LANG", type=Languages())
@click.pass_context
def main(context: click.Context, styles: tuple[Path, ...], language: str | None) -> None:
    """Forms for the conversation about strategic motives: out, back, and compared."""
    if context.invoked_subcommand is None:
        say(context.get_help())
        context.exit(2)
    if styles:
        use_styles(context, styles)
    if language and language in workspace(quiet=True).instrument.languages:  # in any other, only messages are
        context.default_map = {str(command.name): {"language": language} for command in COMMANDS}


for _command in COMMANDS:
    main.add_command(_command)
