"""The workspace of a command: `--instrument` and `--style`, and the `hlo-forms.toml` near what somebody names."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import click

from ..basics.messages import Catalogue
from ..errors import TemplateError
from ..facilitator.workspace import Workspace, house_style
from ..instrument.loading import load_instrument

_TEXTS = Catalogue("facilitator")
ARGUMENTS = f"{__name__}.arguments"
_STYLE, _WORKSPACE, _USED = (f"{__name__}.{name}" for name in ("style", "workspace", "used"))


def instrument_option() -> click.Option:
    """Return the option with an institution's own instruments, which every command takes."""
    return click.Option(["--instrument", "instruments"], metavar="FILE", **INSTRUMENTS)


INSTRUMENTS: Mapping[str, Any] = {  # Any: settings of an option
    "multiple": True,
    "type": click.Path(path_type=Path, exists=True, dir_okay=False),
    "expose_value": False,
}
"""Settings of the option `--instrument`, which the program takes too, before a command."""


def use_styles(context: click.Context, folders: Sequence[Path]) -> None:
    """Use the templates in folders, those in the first for new forms; raise if one holds none of ours."""
    styles = list(map(_style_in, folders))
    context.meta[_STYLE] = styles if len(styles) > 1 else styles[0]
    context.meta.pop(_WORKSPACE, None)  # made for a language, before the style was there


def _style_in(folder: Path) -> dict[str, bytes]:
    templates = house_style(folder)
    if not templates:
        names = ", ".join(f"{name}.docx" for name in ("alignment", "commitment", "preparation", "report"))
        raise click.ClickException(_TEXTS.sentence("no_templates", folder=folder, names=names))
    for name, data in templates.items():
        _must_be_template(folder / f"{name}.docx", data)
    return templates


def _must_be_template(path: Path, data: bytes) -> None:
    """Raise, naming the file, for one that has none of the places that we fill in."""
    from ..word.template_checks import must_be_template

    try:
        must_be_template(data)
    except TemplateError as error:
        raise click.ClickException(_TEXTS.sentence("in_place", place=path, field=error.args[0])) from error


def workspace(*, quiet: bool = False) -> Workspace:
    """Return the workspace of the command that runs: what its options say goes before what a file near it says.

    Unless it is `quiet`, as for a language alone, what there is to notice about its instruments is said afterwards.
    """
    context = click.get_current_context(silent=True)
    meta: dict[str, Any] = context.meta if context else {}  # Any: click's own type
    if _WORKSPACE not in meta:
        with warnings.catch_warnings(record=True) as noticed:
            warnings.simplefilter("always", UserWarning)
            meta[_WORKSPACE] = _made(meta)
        meta[f"{_WORKSPACE}.noticed"] = [each.message for each in noticed]
    meta[_USED] = meta.get(_USED, False) or not quiet
    made: Workspace = meta[_WORKSPACE]
    return made


def tell_noticed(tell: Callable[[object], None]) -> None:
    """Say once what there was to notice about the instruments."""
    meta = click.get_current_context().meta
    for message in meta.pop(f"{_WORKSPACE}.noticed", ()) if meta.get(_USED) else ():
        tell(message)


def _made(meta: dict[str, Any]) -> Workspace:  # Any: as above
    paths = [Path(text) for text in meta.get(ARGUMENTS, ())]
    there = [path for path in paths if _is_there(path)]
    to_make = [path.parent for path in paths if path not in there and _is_there(path.parent)]
    near = Workspace.near(*there, *to_make, Path())
    given = [load_instrument(path) for path in _named(meta.get(ARGUMENTS, ()))]
    others = [one for one in near.instruments if one not in given]
    language = near.language if not given or near.language in given[0].languages else None
    style = meta.get(_STYLE, near.template)
    return attrs.evolve(near, instruments=[*given, *others], template=style, language=language)


def _named(arguments: Sequence[str]) -> Iterator[str]:
    """Yield the instruments that these arguments name, which the help needs too, before they are parsed."""
    for number, argument in enumerate(arguments):
        name, sign, value = argument.partition("=")
        if name == "--instrument":
            yield value if sign else next(iter(arguments[number + 1 : number + 2]), "")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
