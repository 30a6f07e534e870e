"""The command `hlo-forms`, also as `python -m hlo_forms`, for where scripts are not on the path."""

from __future__ import annotations

import sys

from . import __version__


def main() -> None:
    """Run the command line; its version is told without loading any of it."""
    if sys.argv[1:] == ["--version"]:
        print(f"hlo-forms {__version__}")  # noqa: T201 - all that it does
        return
    from .cli.main import main as commands

    commands(prog_name="hlo-forms")


if __name__ == "__main__":
    main()
