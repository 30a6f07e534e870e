"""The command line: forms out, forms back, compared. Data goes to stdout, messages to stderr.

Exit codes: 0 done, 1 something in the input is wrong (reported on one line), 2 the command was not used correctly.
Each command is named in `COMMANDS` once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import HloFormsError
from .conversation import align, commit, renew, report
from .forms import blank, booklet, check, compare, demo, new, read, status, templates, templates_in
from .research import collect
from .shared import tell

COMMANDS = (demo, booklet, blank, new, status, read, compare, align, commit, renew, report, collect, templates, check)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("hlo-forms")
    except PackageNotFoundError:  # run from a source folder
        return "unknown"


class _Group(click.Group):
    """Reports a fault in the input on one line and exits with 1; lists commands in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's own type of a result
        try:
            return super().invoke(ctx)
        except (HloFormsError, OSError) as error:
            if isinstance(error, BrokenPipeError):
                raise
            tell(error)
            ctx.exit(1)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(_version(), prog_name="hlo-forms", message="%(prog)s %(version)s")
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
        context.obj = templates_in(style)


for _command in COMMANDS:
    main.add_command(_command)
