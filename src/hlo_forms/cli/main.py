"""The command line: forms out, forms back, compared. Data goes to stdout, messages to stderr.

Exit codes: 0 done, 1 something in the input is wrong (reported on one line), 2 the command was not used correctly.
Each command is named in `COMMANDS` once, and loaded when it is asked for.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import click

from .. import __version__

COMMANDS = {
    "demo": "forms",
    "booklet": "forms",
    "blank": "forms",
    "new": "forms",
    "status": "forms",
    "read": "forms",
    "compare": "forms",
    "align": "conversation",
    "commit": "conversation",
    "renew": "conversation",
    "report": "conversation",
    "collect": "research",
    "templates": "forms",
    "check": "forms",
}
"""The commands, in the order of the work, with the module of each."""


class _Group(click.Group):
    """Loads commands on use, and lists them in the order of the work; reports a fault in the input on one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"{__package__}.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's own type of a result
        from ..errors import HloFormsError

        try:
            return super().invoke(ctx)
        except (HloFormsError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            from .shared import tell

            tell(error)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="hlo-forms", message="%(prog)s %(version)s")
@click.option(
    "--style",
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A house style: the folder with templates that `templates` wrote and you restyled.",
)
@click.pass_context
def main(context: click.Context, style: Path | None) -> None:
    """Forms for the conversation about strategic motives: out, back, and compared."""
    if style is not None:
        from .forms import templates_in

        context.obj = templates_in(style)
