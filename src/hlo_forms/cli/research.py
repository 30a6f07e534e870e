"""Command for the research team: many documents to one data set, in formats that other programs read."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..basics.files import Folder
from ..basics.messages import Catalogue
from ..errors import InvalidValueError
from ..facilitator.corrections import with_corrections
from ..facilitator.nearby import entries_near
from ..facilitator.register import SentForm
from ..facilitator.status import as_sent
from ..forms import Form, organisations_of
from ..readings.reading import Reading
from . import shared
from .language import TEXTS as HELP
from .language import Command, help_language, speak, tongue
from .workspace import workspace

if TYPE_CHECKING:
    from ..batch.many import Result
    from ..export.formats import Format
    from ..research.dataset import Dataset
    from ..research.privacy.finder import Dates

_TEXTS = Catalogue("exports")
Progress = Callable[[int, int | None], object]


class _Collect(Command):
    """Lists the formats of the registry below the options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from ..export.formats import FORMATS

        super().format_options(ctx, formatter)
        with formatter.section(HELP.text("formats", help_language(ctx))):
            formatter.write_dl([(name, one.help(help_language(ctx))) for name, one in FORMATS.items()])


def _words(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    if text is not None and not text.strip():
        raise InvalidValueError("ground", _TEXTS.sentence("want_words"), text)
    return text


@click.command(cls=_Collect)
@click.argument("sources", nargs=-1, required=True, metavar="DIR...")
@click.option("--to", "formats", required=True, metavar="FORMAT[,FORMAT]")
@click.option("--out", required=True, metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--store", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--latest", is_flag=True)
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), default=1)
@click.option("--answers", is_flag=True)
@click.option("--ground", metavar="TEXT", callback=_words)
@click.option("--evidence", is_flag=True)
@click.option(
    "--key",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option(
    "--review",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.option("--dates", type=click.Choice(["day", "month", "year"]))
@shared.language
@click.option("--licence", metavar="LICENCE")
@click.option("--contributor", "contributors", metavar="NAME", multiple=True)
@click.option("--data-version", metavar="VERSION")
@click.option("--created", metavar="DATE")
def collect(  # noqa: PLR0913 - one for each option
    sources: tuple[str, ...],
    *,
    formats: str,
    out: Path,
    store: Path | None,
    latest: bool,
    evidence: bool,
    key: Path | None,
    review: Path | None,
    dates: Dates | None,
    jobs: int,
    answers: bool,
    ground: str | None,
    language: str | None,
    licence: str | None,
    contributors: tuple[str, ...],
    data_version: str | None,
    created: str | None,
) -> None:
    """Read every form in these folders, files or patterns and write them as one data set."""
    from ..export.codebook import export_language
    from ..research.publication import Publication

    own = Publication(licence=licence, contributors=contributors, version=data_version, created=created)
    wanted = _formats(formats)
    _must_lie_apart(out, sources)
    _must_be_kept_apart({"--key": key, "--review": review}, out, sources)
    if key is None and (review or dates):
        raise click.UsageError(_TEXTS.sentence("needs_key"), click.get_current_context())
    read, names = _read(sources, store, jobs)
    dataset = read.with_publication(own)
    language = export_language(dataset, language)
    speak(language)
    research = (dataset.latest() if latest else dataset).for_research(answers=answers)
    chosen = research.dataset
    for remark in research.remarks(language=language, ground=ground) if len(dataset) else ():
        shared.say(_without_python(remark))
    _tell(dataset, language)
    if not len(dataset):
        raise click.ClickException(_TEXTS.sentence("nothing_found"))
    if key is not None:
        chosen = _pseudonymous(chosen, key, review, dates or "day", language, names)
    _write(chosen, wanted, out, language, evidence=evidence, answers=answers, ground=ground)
    if dataset.failures:
        click.get_current_context().exit(1)


def _formats(names: str) -> list[Format]:
    """Return the formats by name; raise if one is unknown or lacks its libraries."""
    from ..export.formats import FORMATS

    wanted = list(dict.fromkeys(name.strip() for name in names.split(",")))
    for name in wanted:
        if name not in FORMATS:
            raise _refused("--to", "no_format", name=name, formats=", ".join(FORMATS))
        FORMATS[name].check()
    return [FORMATS[name] for name in wanted]


def _refused(option: str, key: str, **values: object) -> click.BadParameter:
    return click.BadParameter(_TEXTS.sentence(key, **values), click.get_current_context(), param_hint=option)


def _must_lie_apart(out: Path, sources: Iterable[str]) -> None:
    """Raise if the output lies within a folder that is read: its files would count as forms the next time."""
    for source in map(Path, sources):
        if source.is_dir() and out.resolve().is_relative_to(source.resolve()):
            raise _refused("--out", "out_within", out=out, source=source)


def _must_be_kept_apart(files: Mapping[str, Path | None], out: Path, sources: Iterable[str]) -> None:
    """Raise if a file with names lies in the folder that is to be shared, or among the documents that are read."""
    folders = [out, *(path for path in map(Path, sources) if path.is_dir())]
    for option, path in files.items():
        if path is not None and any(path.resolve().is_relative_to(folder.resolve()) for folder in folders):
            raise _refused(option, "names_within", path=path, out=out)


def _pseudonymous(
    dataset: Dataset, key: Path, review: Path | None, dates: Dates, language: str, names: Iterable[str]
) -> Dataset:
    """Return the data set with codes in place of names, these too; write who they are, and what is left to decide."""
    from ..research.privacy.codes import load_key
    from ..research.privacy.pseudonyms import pseudonymise
    from ..research.privacy.review import Decisions, read_review

    decisions = read_review(review, languages=[language]) if review and review.exists() else Decisions()
    is_new = not key.exists()
    all_names = (*decisions.names, *names)
    result = pseudonymise(dataset, load_key(key), dates=dates, names=all_names, fine=decisions.fine)
    result.write_key_file(key)
    shared.say(_TEXTS.text("key_made" if is_new else "key_used", language, path=key))
    for remark in result.remarks(language=language):
        shared.say(remark)
    if review is not None:
        result.write_review(review, language=language)
        shared.say(_TEXTS.text("review_written", language, path=review))
    elif len(result.review):
        shared.say(_TEXTS.text("review_not_written", language))
    return result.dataset


def _read(sources: tuple[str, ...], store: Path | None, jobs: int) -> tuple[Dataset, tuple[str, ...]]:
    """Return the data set with names and rounds as the register has them, and the names that forms have instead."""
    from ..research.dataset import Dataset

    with ExitStack() as stack:
        executor: Executor | None = stack.enter_context(ProcessPoolExecutor(jobs)) if jobs > 1 else None
        progress = stack.enter_context(_bar())
        results = workspace().read_many(sources, executor=executor, progress=progress, store=store, batch=16)
        entries = entries_near(filter(Path.exists, map(Path, sources)), workspace().instruments)
        corrected = with_corrections(results, filter(Path.is_dir, map(Path, sources)))
        names: dict[str, None] = {}
        dataset = Dataset(_as_sent(corrected, entries, names))
        return dataset, tuple(names)


def _as_sent(results: Iterable[Result], entries: Sequence[SentForm], names: dict[str, None]) -> Iterator[Result]:
    """Yield results with the particulars of the register; collect the names that forms have in place of those.

    Such a name may stand in answers too, and is to be found there.
    """
    for result in results:
        known = as_sent(result, entries)[0]
        if isinstance(result, Reading) and isinstance(known, Reading):
            for before, after in zip(result.forms, known.forms, strict=True):
                kept = set(_names_on(after))
                names.update((name, None) for name in _names_on(before) if name not in kept)
        yield known


def _names_on(form: Form) -> Iterator[str]:
    names = (form.partnership.name, *(who.name for who in organisations_of(form)))
    yield from filter(None, names)


@contextmanager
def _bar() -> Iterator[Progress | None]:
    """Show progress to anybody at a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=_TEXTS.text("reading", tongue()), file=sys.stderr) as bar:

        def update(done: int, total: int | None) -> None:
            bar.length = total or done
            bar.update(done - bar.pos)

        yield update


def _without_python(remark: str) -> str:
    """Return a remark without the names of arguments in Python beside those of options: "answers=True, --answers"."""
    return re.sub(r"\b\w+=\w*(?:, | of | or )(?=--)", "", remark)


def _tell(dataset: Dataset, language: str) -> None:
    """Report what could not be read, what came twice, and how much there is."""
    for failure in dataset.failures:
        text = f"{failure.source}: {failure.in_words(language=language)}"
        shared.say(shared.TEXTS.text("error", language, error=text))
    names = {file.number: file.result.source for file in dataset.files}
    for file in dataset.files:
        if file.same_as is not None:
            shared.note(_TEXTS.sentence("same_file", file=file.result.source, other=names[file.same_as]))
    for entry in dataset.entries:
        if entry.version > 1:
            source = entry.reading.source if entry.reading else entry.key
            shared.note(_TEXTS.sentence("later_version", file=source, version=entry.version))
    counts = {"files": len(dataset.files), "forms": len(dataset), "unread": len(dataset.failures)}
    shared.say(_TEXTS.text("read_in_all", language, **counts))


def _write(
    dataset: Dataset, wanted: Iterable[Format], out: Path, language: str, *, evidence: bool, **terms: bool | str | None
) -> None:
    """Write every format, or none if something is in the way of one, and say what it leaves out."""
    terms |= {"evidence": evidence}
    outputs = [(Folder(out / one.folder), one.files(dataset, language, **terms), bool(one.folder)) for one in wanted]
    if not evidence:
        shared.say(_without_python(_TEXTS.text("no_evidence", language)))
    for folder, files, _ in outputs:
        folder.check(files)
    for folder, files, own in outputs:
        paths = folder.save(files, tidy=own)
        shared.put("\n".join(str(path) for path in paths.values()))
