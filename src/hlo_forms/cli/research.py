"""Command for the research team: many documents to one data set, in formats that other programs read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..basics.files import Folder
from . import shared

if TYPE_CHECKING:
    from ..export.formats import Format
    from ..research.dataset import Dataset

Progress = Callable[[int, int | None], object]


class _Collect(click.Command):
    """Lists the formats of the registry below the options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from ..export.formats import FORMATS

        super().format_options(ctx, formatter)
        with formatter.section("Formats"):
            formatter.write_dl([(name, one.help) for name, one in FORMATS.items()])


@click.command(cls=_Collect)
@click.argument("sources", nargs=-1, required=True, metavar="DIR...")
@click.option("--to", "formats", required=True, metavar="FORMAT[,FORMAT]", help="One or more of the formats below.")
@click.option("--out", required=True, metavar="FOLDER", type=click.Path(path_type=Path), help="Where to write.")
@click.option("--store", metavar="FILE", type=click.Path(path_type=Path), help="Keep what was read in this file.")
@click.option("--latest", is_flag=True, help="Of each form only the version that came last.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=1, help="Read with N processes.")
@click.option("--language", metavar="LANG", help="Labels and reasons in nl or en; else that of most forms.")
@click.option("--licence", metavar="LICENCE", help="Under which the data may be used, as in CC-BY-4.0.")
@click.option("--contributor", "contributors", metavar="NAME", multiple=True, help="Who made the data set; may repeat.")
@click.option("--data-version", metavar="VERSION", help="The version of the data set.")
@click.option("--created", metavar="DATE", help="When the data set was made, as in 2026-11-28.")
def collect(  # noqa: PLR0913 - one for each option
    sources: tuple[str, ...],
    *,
    formats: str,
    out: Path,
    store: Path | None,
    latest: bool,
    jobs: int,
    language: str | None,
    licence: str | None,
    contributors: tuple[str, ...],
    data_version: str | None,
    created: str | None,
) -> None:
    """Read every form in each DIR (or file, or pattern) and write them as one data set in FOLDER.

    A file that cannot be read is named, and stops nothing; the exit code is then 1. With --store a second run reads
    only what is new.
    """
    from ..export.codebook import TEXTS, export_language
    from ..research.publication import Publication

    if language is not None:
        TEXTS.checked(language)
    own = Publication(licence=licence, contributors=contributors, version=data_version, created=created)
    wanted = _formats(formats)
    _must_lie_apart(out, sources)
    dataset = _read(sources, store, jobs).with_publication(own)
    language = export_language(dataset, language)
    _tell(dataset, language)
    if not len(dataset):
        raise click.ClickException("no form was found; nothing was written")
    _write(dataset.latest() if latest else dataset, wanted, out, language)
    if dataset.failures:
        click.get_current_context().exit(1)


def _formats(names: str) -> list[Format]:
    """Return the formats by name; raise if one is unknown or lacks its libraries."""
    from ..export.formats import FORMATS

    wanted = list(dict.fromkeys(name.strip() for name in names.split(",")))
    for name in wanted:
        if name not in FORMATS:
            raise click.BadParameter(f"{name!r} is not one of {', '.join(FORMATS)}", param_hint="--to")
        FORMATS[name].check()
    return [FORMATS[name] for name in wanted]


def _must_lie_apart(out: Path, sources: Iterable[str]) -> None:
    """Raise if the output lies within a folder that is read: its files would count as forms the next time."""
    for source in map(Path, sources):
        if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
            raise click.BadParameter(f"{out} lies within {source}, which is read: choose another", param_hint="--out")


def _read(sources: tuple[str, ...], store: Path | None, jobs: int) -> Dataset:
    from ..batch.many import read_many
    from ..research.dataset import Dataset

    with ExitStack() as stack:
        executor: Executor | None = stack.enter_context(ProcessPoolExecutor(jobs)) if jobs > 1 else None
        progress = stack.enter_context(_bar())
        return Dataset(
            read_many(sources, executor=executor, progress=progress, store=store, template=shared.style(), batch=16)
        )


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """Show progress to anybody at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label="Reading", file=sys.stderr) as bar:

        def update(done: int, total: int | None) -> None:
            bar.length = total or done
            bar.update(done - bar.pos)

        yield update


def _tell(dataset: Dataset, language: str) -> None:
    """Report what could not be read, what came twice, and how much there is."""
    for failure in dataset.failures:
        shared.say(f"error: {failure.source}: {failure.in_words(language)}")
    names = {file.number: file.result.source for file in dataset.files}
    for file in dataset.files:
        if file.same_as is not None:
            shared.say(f"note: {file.result.source}: the same as {names[file.same_as]}; counted once")
    for entry in dataset.entries:
        if entry.version > 1:
            source = entry.reading.source if entry.reading else entry.key
            shared.say(f"note: {source}: version {entry.version} of a form that came before; --latest keeps the last")
    total, failures = _count(len(dataset.files), "file"), _count(len(dataset.failures), "file")
    shared.say(f"{total}: {_count(len(dataset), 'form')}; {failures} could not be read")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def _write(dataset: Dataset, wanted: Iterable[Format], out: Path, language: str) -> None:
    """Write every format, or none if something is in the way of one."""
    outputs = [(Folder(out / one.folder), one.files(dataset, language), bool(one.folder)) for one in wanted]
    for folder, files, _ in outputs:
        folder.check(files)
    for folder, files, own in outputs:
        paths = folder.save(files, tidy=own)
        shared.put("\n".join(str(path) for path in paths.values()))
