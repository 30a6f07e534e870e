"""Commands that send forms out: a demo of everything, and the forms of a partnership."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

import click

from ..basics.files import Folder
from ..basics.messages import Sentence
from ..basics.text import matching_key
from ..basics.values import one_of
from ..errors import HloFormsError, InvalidValueError
from ..facilitator.folder import FormsFolder, documents_in
from ..facilitator.plan import read_plan
from ..facilitator.register import REGISTER, blank_forms, by_file_name
from ..forms import Invitation, PreparationForm, Study
from ..forms.correcting import Value, value_of
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..pages.text import as_text
from ..readings.page import reading_page
from ..readings.reading import data_of
from . import shared
from .conversation import must_be_one, returned
from .shared import TEXTS


@click.command()
@shared.folder
def demo(folder: Path) -> None:
    """Play an invented partnership, with all its documents in DIR.

    Two years of it: forms out and back, the meeting, commitment, a report, and next year's forms.
    """
    from ..examples.demo import play

    shared.put(play(folder))


def _numbers(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in values})) or (1, 2, 3)


@click.command()
@click.argument("partners", metavar="LIST", type=click.Path(path_type=Path))
@shared.folder
@click.option("--partnership", metavar="NAME", help="The name of the partnership, where LIST does not say it.")
@click.option("--round", metavar="NAME", help="The round, such as 2026.")
@click.option("--language", metavar="LANG", help="The language of the forms: nl (the default) or en.")
@click.option(
    "--phase",
    "phases",
    type=click.Choice(["1", "2", "3"]),
    multiple=True,
    callback=_numbers,
    help="Only the forms of this phase; may be given more than once.",
)
@shared.invitation
@shared.study
def new(  # noqa: PLR0913 - one for each option
    partners: Path,
    folder: Path,
    partnership: str | None,
    round: str | None,
    language: str | None,
    phases: tuple[int, ...],
    *,
    ask_research: bool,
    **texts: str | None,
) -> None:
    """Write the blank forms for the partners in LIST, in DIR.

    Beside them stands a register, which says which form is whose.

    LIST is a CSV or Excel (.xlsx) file with a row for each partner, under these headings, in Dutch or English:

    \b
      organisatie            its name
      type                   praktijkpartner or opleiding
      contact                how to reach them (stays in the register)
      namens                 whose voice, where an organisation gets more forms
      id, sector, publiek of privaat, samenwerkingsverband, ronde

    All but the first two may be left out. LIST may also be a TOML file, which holds all of it:

    \b
    partnership = "Wijkzorg Noord"     # or a table with name and id
    round = "2026"
    language = "nl"
    [invitation]                       # all of it may be left out
    sender = "…"                       # who reads what comes back
    organisation = "…"                 # of the sender
    return_to = "…"
    return_by = "…"
    responsible = "…"                  # for the data
    questions_to = "…"
    [research]                         # with ask_research = true above, or --ask-research: all of it
    by = "…"
    purpose = "…"
    contact = "…"
    kept = "…"
    withdraw = "…"
    [[organisations]]                  # one for each partner
    name = "De Linde"
    type = "practice_partner"          # or "programme"
    contact = "…"                      # contact, respondent, id, sector and ownership may be left out
    """
    about = {name: texts.pop(name) for name in list(texts) if name.startswith("research_")}
    plan = read_plan(
        partners,
        partnership=partnership,
        round=round,
        language=language,
        invitation=Invitation(**texts),
        ask_research=ask_research or None,
        study=Study(**{name.removeprefix("research_"): text for name, text in about.items()}),
    )
    for note in plan.notes:
        text = note.in_words(plan.language) if isinstance(note, Sentence) else note
        shared.say(TEXTS.text("note", plan.language, note=text))
    paths = shared.write_forms(folder, plan.forms(phases), plan.language, plan.contacts)
    shared.put("\n".join(map(str, paths)))
    shared.say(TEXTS.text("forms_written", plan.language, count=len(paths), register=folder / REGISTER))


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--phase", type=click.Choice(["1", "2", "3"]), help="Only the form of this phase.")
@click.option("--type", "kind", metavar="TYPE", help="Only that of phase 1 for praktijkpartner or opleiding.")
@shared.form_language
def blank(folder: Path, phase: str | None, kind: str | None, language: str | None) -> None:
    """Write blank forms of nobody in DIR, by default the folder you are in.

    One for each phase; of phase 1 one for each type of organisation. No list of partners is needed.
    """
    from ..word.writer.template import render

    instrument = load_instrument()
    language = language or instrument.languages[0]
    shared.speak(language)
    wanted = _organisation_type(instrument, kind) if kind else None
    forms = [
        form
        for form in blank_forms(instrument)
        if phase in (None, str(instrument.phase(form.phase).number))
        and (wanted is None or (isinstance(form, PreparationForm) and form.organisation.type == wanted))
    ]
    if not forms:
        raise click.UsageError("--type goes with phase 1: only there each type has a form of its own")
    by_name = by_file_name(forms, language)
    documents = {name: render(form, language, template=shared.style()) for name, form in by_name.items()}
    shared.put("\n".join(map(str, Folder(folder).save(documents).values())))


def _organisation_type(instrument: Instrument, text: str) -> str:
    """Return the id of a type that is named by its id, or by its label in any language."""
    for kind in instrument.organisation_types:
        if matching_key(text) in map(matching_key, (kind.id, *kind.label.values())):
            return kind.id
    raise InvalidValueError("type", one_of([kind.id for kind in instrument.organisation_types], text), text)


@click.command()
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@shared.form_language
def booklet(path: Path | None, language: str | None) -> None:
    """Write the whole instrument as one Word document, to read or to print, as the new FILE.

    Without FILE it is written in the folder you are in, under the name of the instrument.
    """
    from ..reports.booklet import booklet as whole

    instrument = load_instrument()
    language = language or instrument.languages[0]
    data = whole(language, instrument=instrument, template=shared.style().get("report"))
    shared.write_new(path or Path(f"{instrument.id}-{language}.docx"), data)


def _values(settings: Iterable[str]) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for setting in settings:
        field, sign, text = setting.partition("=")
        if not sign:
            raise click.UsageError(f"--set takes FIELD=VALUE, got {setting!r}")
        values[field] = value_of(field, text)
    return values


@click.command()
@shared.files
@click.option("--json", "as_json", is_flag=True, help="Everything that was found, as one JSON list.")
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE", help="Correct a field of the one FILE.")
@click.option("--write", "target", metavar="NEW", type=click.Path(path_type=Path), help="Write its form as a new file.")
@shared.language
def read(files: tuple[Path, ...], as_json: bool, settings: tuple[str, ...], target: Path | None, language: str) -> None:
    """Show what was found in each FILE.

    Values, how they were found, doubts, and all else that was there. FILE may be a folder too: all that is in it. In
    an e-mail message (.eml) or a zip file each document is read.

    --set corrects a field, or confirms it, and may be given more than once: --set motives.network.ticked=yes (or no,
    or unclear), --set round=2027, --set round= (empties it). The fields are those in the table.
    """
    paths = documents_in(files)
    if (settings or target) and len(paths) > 1:
        raise click.UsageError("--set and --write take one FILE")
    readings, all_read = shared.readings_of(paths, language)
    if (settings or target) and len(readings) > 1:
        raise click.UsageError("--set and --write take one FILE, with one document in it")
    if settings:
        readings = [(path, reading.corrected(_values(settings))) for path, reading in readings]
    if target:
        from ..word.writer.template import render

        for _, reading in readings:
            shared.write_new(target, render(reading.form, reading.language, template=shared.style()))
    if as_json:
        data = [data_of(str(path), reading) for path, reading in readings]
        shared.put(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        several = len(paths) > 1 or len(readings) > 1
        titles = [f"{path}\n\n" if several else "" for path, _ in readings]
        pages = (as_text(reading_page(reading, reading.language, ids=True)) for _, reading in readings)
        texts = [title + text for title, text in zip(titles, pages, strict=True)]
        shared.put("\n\n".join(texts)) if texts else None
    if not all_read:
        click.get_current_context().exit(1)


@click.command()
@shared.files
@shared.language
def compare(files: tuple[Path, ...], language: str) -> None:
    """Lay the motives in each FILE side by side.

    They are of one partnership, and of two or more organisations. FILE may be a folder too: of what is in it the
    forms of phase 1 that somebody filled in are compared.
    """
    from ..comparison.comparison import compare as lay_side_by_side

    if any(path.is_dir() for path in files):
        returns = returned(files, None, [PreparationForm.phase])
        readings, all_read = returns.needed(PreparationForm.phase), returns.all_read
        must_be_one(readings, returns.language)
    else:
        pairs, all_read = shared.readings_of(files, language)
        if not all_read:
            click.get_current_context().exit(1)
        readings = [reading for _, reading in pairs]
    shared.put(lay_side_by_side(readings).to_text(readings[0].language))
    if not all_read:
        click.get_current_context().exit(1)


@click.command()
@shared.folder
@click.argument("returned", nargs=-1, metavar="[RETURNED]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="All of it as one JSON object.")
@click.option("--language", metavar="LANG", type=click.Choice(["nl", "en"]), help="By default that of the forms.")
def status(folder: Path, returned: tuple[Path, ...], as_json: bool, language: str | None) -> None:
    """Tell who has answered the forms in DIR and who has not.

    RETURNED are files and folders with what partners sent back, whatever the files are called; what stands in DIR
    itself counts too. Each file is told by its reference: whose it is, blank or answered, what is to be looked at,
    and why a file could not be read or belongs to another list.
    """
    overview = FormsFolder(folder, shared.style()).status(returned)
    if as_json:
        shared.put(json.dumps(overview.to_data(), ensure_ascii=False, indent=2))
    else:
        shared.put(overview.to_text(language))


@click.command()
@shared.folder
def templates(folder: Path) -> None:
    """Write copies of the Word templates in DIR, to restyle in Word or a program like it.

    Leave every {{ … }} and {% … %} where it stands, and run hlo-forms check afterwards.
    """
    paths = Folder(folder).save(_built_in())
    shared.put("\n".join(str(path) for path in paths.values()))


def _built_in() -> dict[str, bytes]:
    folder = resources.files("hlo_forms") / "templates"
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".docx")}
    return dict(sorted(files.items()))


def templates_in(folder: Path) -> dict[str, bytes]:
    """Return the templates of a house style, by file name without its suffix."""
    names = [name for name in _built_in() if (folder / name).is_file()]
    if not names:
        raise click.ClickException(
            f"{folder}: holds none of {', '.join(_built_in())}; hlo-forms templates DIR writes copies to restyle"
        )
    return {name.removesuffix(".docx"): (folder / name).read_bytes() for name in names}


@click.command()
@shared.files
def check(files: tuple[Path, ...]) -> None:
    """Say of each template FILE whether forms made with it come back as they were, and else what goes wrong.

    FILE may be a folder too: all that is in it.
    """
    from ..word.template_checks import check_template

    works = True
    for path in documents_in(files):
        try:
            result = check_template(path)
        except (HloFormsError, OSError) as error:
            reason = error.strerror if isinstance(error, OSError) else None
            shared.say(f"error: {path}: {reason or shared.one_line(error)}")
            works = False
            continue
        verdict = "works" if result.works else f"{len(result.faults)} fault{'s' * (len(result.faults) > 1)}"
        shared.put("\n".join([f"{path}: {verdict} ({result.phase})", *(f"  {fault}" for fault in result.faults)]))
        works = works and result.works
    if not works:
        click.get_current_context().exit(1)
