"""The command line as tests run it."""

from __future__ import annotations

from collections.abc import Mapping

from click.testing import CliRunner, Result

from hlo_forms.cli.main import main

NO_LANGUAGE: Mapping[str, str | None] = {"LC_ALL": None, "LC_MESSAGES": None, "LANG": None}
"""A system that names no language."""


def run(*arguments: object, env: Mapping[str, str | None] = NO_LANGUAGE) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env=env)


def is_told(result: Result, *words: str) -> bool:
    """One line on stderr that holds these words, nothing on stdout, and 1."""
    lines = result.stderr.strip().splitlines()
    return len(lines) == 1 and all(word in lines[0] for word in words) and not result.stdout and result.exit_code == 1
