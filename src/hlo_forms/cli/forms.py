"""Commands that send forms out: a demo of everything, and the forms of a partnership."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from ..basics.files import Folder, contents
from ..basics.messages import Words
from ..basics.text import parsed_toml
from ..errors import HloFormsError, InvalidValueError
from ..facilitator.corrections import Correction, add_corrections, as_typed, values_in_words
from ..facilitator.faults import choice_fault, plain_key
from ..facilitator.folder import FormsFolder, documents_in
from ..facilitator.nearby import register_of, remembered_in
from ..facilitator.plan import Plan
from ..facilitator.register import REGISTER, SentForm, blank_forms, by_file_name
from ..forms import Form, Invitation, PreparationForm, Study
from ..forms.correcting import Value, settable_fields, value_of
from ..forms.field_ids import in_words
from ..forms.preparation import is_unticked
from ..instrument.model import Instrument
from ..pages.text import as_text
from ..readings.page import reading_page
from ..readings.reading import Reading
from . import shared
from .language import Command, speak, tongue
from .returns import must_be_enough, must_be_one, returned
from .shared import TEXTS
from .workspace import workspace

if TYPE_CHECKING:
    from ..word.template_checks import TemplateCheck

_MOST_NEAR = 4


class _OfOurs(Command):
    """A command about the built-in instrument alone."""

    own_questions = False


@click.command(cls=_OfOurs)
@shared.folder
@shared.spoken
def demo(folder: Path) -> None:
    """Play an invented partnership, with all its documents."""
    from ..examples.demo import play

    shared.put(play(folder))


def _numbers(_context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(sorted({int(number) for number in values})) or (1, 2, 3)


@click.command(cls=Command)
@click.argument("partners", metavar="LIST", type=click.Path(path_type=Path))
@shared.folder
@click.option("--partnership", metavar="NAME")
@click.option("--round", metavar="NAME")
@shared.language
@click.option("--phase", "phases", type=click.Choice(["1", "2", "3"]), multiple=True, callback=_numbers)
@click.option("--rewrite", is_flag=True)
@shared.invitation
@shared.study
def new(  # noqa: PLR0913 - options, each by its name
    partners: Path,
    folder: Path,
    partnership: str | None,
    round: str | None,
    language: str | None,
    phases: tuple[int, ...],
    *,
    rewrite: bool,
    ask_research: bool,
    **texts: str | None,
) -> None:
    """Write the blank forms for the partners in a list, and a register of them."""
    partners, folder = _in_order(partners, folder)
    place = workspace().folder(folder)
    remembered = remembered_in(place)
    speak(language or _language_of(partners) or remembered.get("language") or workspace().first_language)
    about = {name: texts.pop(name) for name in list(texts) if name.startswith("research_")}
    plan = workspace().plan(
        partners,
        remembered=remembered,
        partnership=partnership,
        round=round,
        language=language,
        invitation=Invitation(**texts),
        ask_research=ask_research or None,
        study=Study(**{name.removeprefix("research_"): text for name, text in about.items()}),
    )
    speak(plan.language)
    plan = plan.as_sent(place.register, phases)
    _must_be_of_one_round(plan, place)
    for remark in plan.notes:
        shared.note(remark)
    others = plan.listed(place.register)
    if rewrite:
        paths = shared.write_forms(folder, plan.forms(phases), plan.language, plan.contacts, others).paths
        _tell_left(others)
        shared.put("\n".join(map(str, paths)))
        shared.say(TEXTS.text("forms_written", plan.language, count=len(paths), register=folder / REGISTER))
        return
    _add(place, plan, phases, others)
    _tell_left(others)


def _must_be_of_one_round(plan: Plan, place: FormsFolder) -> None:
    """Raise where nobody says the round, and the folder has forms of more than one."""
    rounds = list(dict.fromkeys(entry.round for entry in place.register if entry.round))
    if plan.round is None and len(rounds) > 1:
        fault = TEXTS.sentence("rounds_several", rounds=", ".join(rounds), last=rounds[-1])
        raise click.UsageError(fault, click.get_current_context())


def _tell_left(others: Iterable[SentForm]) -> None:
    """Say which organisations are no longer on the list."""
    names = dict.fromkeys(entry.organisation or entry.organisation_id or "" for entry in others if entry.left)
    if names:
        shared.note(TEXTS.sentence("left_the_list", who=", ".join(names)))


def _add(place: FormsFolder, plan: Plan, phases: tuple[int, ...], others: Iterable[SentForm]) -> None:
    """Write the forms that are not there yet, and say which are new, and which stay as they were."""
    added = place.add(plan.forms(phases), language=plan.language, contacts=plan.contacts, others=others)
    if added.new:
        shared.put("\n".join(map(str, added.new)))
    if added.kept:
        files = ", ".join(added.kept)
        shared.say(TEXTS.text("forms_kept", plan.language, count=len(added.kept), files=files))
    if added.changed:
        shared.note(TEXTS.sentence("forms_changed", files=", ".join(added.changed)))
    register = place.path / REGISTER
    key = "forms_added" if added.kept else "forms_written"
    shared.say(TEXTS.text(key, plan.language, count=len(added.new), register=register))


def _in_order(partners: Path, folder: Path) -> tuple[Path, Path]:
    """Return the list and the folder, also where somebody typed them the other way round."""
    if partners.is_dir() and folder.is_file():
        shared.note(TEXTS.sentence("list_and_folder_swapped", partners=folder, folder=partners))
        return folder, partners
    return partners, folder


def _language_of(partners: Path) -> str | None:
    """Return the language that a plan in TOML names; None where it names none, or cannot be read."""
    if partners.suffix.lower() != ".toml":
        return None
    with suppress(ValueError, OSError):
        language = parsed_toml(contents(partners)).get("language")
        return language if isinstance(language, str) else None
    return None


@click.command(cls=Command)
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path, file_okay=False))
@click.option("--phase", type=click.Choice(["1", "2", "3"]))
@click.option("--type", "kind", metavar="TYPE")
@shared.language
def blank(folder: Path, phase: str | None, kind: str | None, language: str | None) -> None:
    """Write blank forms of nobody."""
    instrument = workspace().instrument
    language = language or workspace().first_language
    speak(language)
    wanted = _organisation_type(instrument, kind) if kind else None
    forms = [
        form
        for form in blank_forms(instrument)
        if phase in (None, str(instrument.phase(form.phase).number))
        and (wanted is None or (isinstance(form, PreparationForm) and form.organisation.type == wanted))
    ]
    if not forms:
        raise click.UsageError(TEXTS.sentence("type_of_phase_1"), click.get_current_context())
    by_name = by_file_name(forms, language)
    documents = {name: workspace().render(form, language=language) for name, form in by_name.items()}
    shared.put("\n".join(map(str, Folder(folder).save(documents).values())))


def _organisation_type(instrument: Instrument, text: str) -> str:
    """Return the id of a type that is named by its id, or by its label in any language."""
    labels = {kind.id: kind.label for kind in instrument.organisation_types}
    for id, label in labels.items():
        if plain_key(text) in map(plain_key, (id, *label.values())):
            return id
    raise click.ClickException(choice_fault("--type", "", text, labels.values()))


@click.command(cls=Command)
@click.argument("path", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False))
@shared.language
def booklet(path: Path | None, language: str | None) -> None:
    """Write the whole instrument as one Word document, to read or to print."""
    language = language or workspace().first_language
    name = Path(f"{workspace().instrument.id}-{language}.docx")
    shared.write_new(path or name, workspace().booklet(language=language))


def _values(settings: Iterable[str], form: Form) -> dict[str, Value]:
    """Return values by the ids of fields, which may be named as on the form; each field once."""
    values: dict[str, Value] = {}
    for setting in settings:
        name, sign, text = setting.partition("=")
        if not (sign and name.strip()):
            raise click.UsageError(TEXTS.sentence("set_what", setting=setting), click.get_current_context())
        field = _field(name.strip(), text, form)
        if field in values:
            raise click.UsageError(TEXTS.sentence("set_twice", field=name.strip()), click.get_current_context())
        values[field] = value_of(field, text, form.instrument)
    return values


def _field(name: str, text: str, form: Form) -> str:
    """Return the id of a field: a motive is its tick where the text is one, and its outcome where it is another."""
    own = settable_fields(form)
    names = _names_of(own, form.instrument)
    key = plain_key(name)
    if name in own or ("." in name and key not in names):
        return name
    if key not in names:
        raise click.ClickException(_no_field(name, names, form))
    place = names[key]
    if place in own:
        return place
    tick = f"{place}.ticked"
    with suppress(InvalidValueError):
        value_of(tick, text, form.instrument)
        return tick
    return f"{place}.outcome"


def _names_of(fields: Iterable[str], instrument: Instrument) -> dict[str, str]:
    """Return fields by their names on a form in every language, and motives by their labels and ids."""
    names = {plain_key(in_words(field, instrument, each)): field for field in fields for each in instrument.languages}
    for field in fields:
        place, _, column = field.rpartition(".")
        if column == "ticked" and place.startswith("motives."):
            motive = place.removeprefix("motives.")
            labels = (in_words(place, instrument, each) for each in instrument.languages)
            names |= {plain_key(name): place for name in (motive, *labels)}
    return names


def _no_field(name: str, names: Mapping[str, str], form: Form) -> str:
    """Return the fault of a name that is no field's, with those that were perhaps meant, as they are on the form."""
    key = plain_key(name)
    several = [each for each in names if key and key in each] or get_close_matches(key, names, n=3, cutoff=0.7)
    places = dict.fromkeys(re.sub(r"^(motives\..*)\.\w+$", r"\1", names[each]) for each in several)
    if not places or len(places) > _MOST_NEAR:
        return TEXTS.sentence("no_field", field=name)
    asked = form.instrument
    near = Words({each: "; ".join(in_words(id, asked, each) for id in places) for each in asked.languages})
    return TEXTS.sentence("no_field_near", field=name, near=near)


@click.command(cls=Command)
@shared.files
@click.option("--json", "as_json", is_flag=True)
@click.option("--set", "settings", multiple=True, metavar="FIELD=VALUE")
@click.option("--write", "target", metavar="NEW", type=click.Path(path_type=Path))
@shared.language
def read(
    files: tuple[Path, ...], as_json: bool, settings: tuple[str, ...], target: Path | None, language: str | None
) -> None:
    """Show what was found in each file; correct a field, and write the form anew."""
    paths = documents_in(shared.joined(files))
    readings, all_read = shared.readings_of(paths)
    if (settings or target) and max(len(paths), len(readings)) > 1:
        raise click.UsageError(TEXTS.sentence("set_one_file"), click.get_current_context())
    if settings:
        readings = [(path, reading.corrected(_values(settings, reading.form))) for path, reading in readings]
    if target:
        for _, reading in readings:
            shared.write_new(target, workspace().render(reading.form, language=reading.language))
    if as_json:
        from ..export.interchange import reading_object

        data = [reading_object(attrs.evolve(reading, source=str(path))) for path, reading in readings]
        shared.put(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        several = len(paths) > 1 or len(readings) > 1
        titles = [f"{path}\n\n" if several else "" for path, _ in readings]
        pages = (as_text(reading_page(reading, language or reading.language, ids=True)) for _, reading in readings)
        texts = [title + text for title, text in zip(titles, pages, strict=True)]
        shared.put("\n\n".join(texts)) if texts else None
    if not all_read:
        click.get_current_context().exit(1)


@click.command(cls=Command)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("settings", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.option("--by", metavar="WHO")
@click.option("--date", metavar="DATE")
@shared.language
def correct(file: Path, settings: tuple[str, ...], by: str | None, date: str | None, language: str | None) -> None:
    """Correct a returned form afterwards, such as by telephone, in a list beside it."""
    (path,) = shared.existing([file])
    ((_, reading),) = _one(path)
    speak(language or reading.language)
    values = _values(settings, reading.form)
    before = dict(zip(values, values_in_words(reading, values, reading.language), strict=True))
    after = attrs.evolve(reading.corrected(values), source=str(path))
    when = date or dt.datetime.now().astimezone().date().isoformat()
    corrections = [
        Correction(
            file=path.name, field=field, value=text, before=_value(before[field]), by=by or "", date=when,
            sha256=reading.sha256 or "",
        )
        for field, text in as_typed(values, reading.instrument, reading.language).items()
    ]  # fmt: skip
    written = add_corrections(path.parent, corrections, reading.language)
    language = tongue()
    for field, text in zip(values, values_in_words(after, values, language), strict=True):
        shared.put(TEXTS.text("corrected", language, value=text, before=_value(before[field])))
    _tell_unticked(after.form, values)
    shared.say(TEXTS.text("correction_written", language, file=path, list=written))


def _tell_unticked(form: Form, fields: Iterable[str]) -> None:
    """Say which motives now have an outcome and no tick, so that nobody knows whether they apply, and what to do."""
    motives = dict.fromkeys(field.split(".")[1] for field in fields if field.startswith("motives."))
    answers = [form.answer(motive) for motive in motives] if isinstance(form, PreparationForm) else []
    for answer in answers:
        if answer is not None and is_unticked(answer, form.instrument):
            names = {"motive": f"motives.{answer.motive}", "outcome": f"motives.{answer.motive}.outcome"}
            shown = {name: in_words(id, form.instrument, tongue()) for name, id in names.items()}
            shared.note(TEXTS.sentence("outcome_unticked", motive=shown["motive"], field=shown["outcome"]))


def _one(path: Path) -> list[tuple[Path, Reading]]:
    """Return the reading of a file that holds one form; raise if it cannot be read, or is no such file."""
    readings, all_read = shared.readings_of([path]) if path.is_file() else ([], True)
    if not all_read:
        click.get_current_context().exit(1)
    if [Path(name) for name, reading in readings if len(reading.forms) == 1] != [path]:
        raise click.UsageError(TEXTS.sentence("correct_one_file"), click.get_current_context())
    return readings


def _value(in_words: str) -> str:
    """Return the value behind its label."""
    return in_words.rpartition(": ")[2]


@click.command(cls=Command)
@shared.files
@click.option("--figures", is_flag=True)
@shared.language
def compare(files: tuple[Path, ...], language: str | None, *, figures: bool) -> None:
    """Lay the motives of two or more organisations side by side."""
    from ..comparison.comparison import compare as lay_side_by_side

    with_blank = not any(path.is_dir() for path in shared.joined(files))
    returns = returned(files, [PreparationForm.phase], with_blank=with_blank)
    readings = returns.needed(PreparationForm.phase)
    must_be_one(readings, returns.language)
    must_be_enough(returns, readings, None)
    shared.put(lay_side_by_side(readings).to_text(language=language or readings[0].language, figures=figures))
    if not returns.all_read:
        click.get_current_context().exit(1)


@click.command(cls=Command)
@shared.folder
@click.argument("returned", nargs=-1, metavar="[RETURNED]...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@shared.language
def status(folder: Path, returned: tuple[Path, ...], as_json: bool, language: str | None) -> None:
    """Tell who has answered the forms in a folder and who has not."""
    folder, *others = _sent_first(shared.existing([folder, *returned]))
    overview = workspace().folder(folder).status(others)
    if as_json:
        shared.put(json.dumps(overview.to_data(), ensure_ascii=False, indent=2))
    else:
        shared.put(overview.to_text(language=language))
    if not others and not any(entry.returned for entry in overview.entries):
        shared.note(TEXTS.sentence("status_alone", folder=folder))


def _sent_first(places: list[Path]) -> list[Path]:
    """Return the folder with the register first, also where somebody typed it later."""
    own = workspace().instruments
    if not FormsFolder(places[0], instruments=own).register:
        later = next((place for place in places[1:] if place.is_dir() and register_of(place, own)), None)
        if later is not None:
            speak(register_of(later, own)[0].language)
            shared.note(TEXTS.sentence("status_swapped", sent=later, back=places[0]))
            return [later, *(place for place in places if place != later)]
    return places


@click.command(cls=Command)
@shared.folder
@shared.spoken
def templates(folder: Path) -> None:
    """Write copies of the Word templates, to restyle in Word or a program like it."""
    paths = Folder(folder).save(_built_in())
    shared.put("\n".join(str(path) for path in paths.values()))


def _built_in() -> dict[str, bytes]:
    from importlib import resources

    folder = resources.files("hlo_forms") / "templates"
    files = {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith(".docx")}
    return dict(sorted(files.items()))


@click.command(cls=Command)
@shared.files
@click.option("--commented", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@shared.spoken
def check(files: tuple[Path, ...], commented: Path | None) -> None:
    """Say of each template whether forms made with it come back as they were, and else what goes wrong."""
    works, copies = True, dict[str, bytes]()
    for path in documents_in(shared.existing(files)):
        try:
            result = workspace().check(path)
            if commented is not None and not result.works:
                copies[_name_of_copy(path, copies)] = result.commented(path, language=tongue())
        except (HloFormsError, OSError) as error:
            shared.tell(error, path)
            works = False
            continue
        shared.put(_verdict(path, result))
        works = works and result.works
    if commented is not None and copies:
        for path in Folder(commented).save(copies).values():
            shared.say(TEXTS.text("file_written", tongue(), path=path))
    if not works:
        click.get_current_context().exit(1)


def _verdict(path: Path, result: TemplateCheck) -> str:
    """Return a line about a template, and a line for each of its faults."""
    key = "template_works" if result.works else "template_faults"
    kind, language = TEXTS.sentence(f"template_of.{result.phase}"), tongue()
    verdict = TEXTS.sentence(key, path=path, kind=kind, count=len(result.faults)).in_words(language=language)
    return "\n".join([verdict, *(f"  {fault.in_words(language=language)}" for fault in result.faults)])


def _name_of_copy(path: Path, copies: Mapping[str, bytes]) -> str:
    """Return a name for a copy that no template and no other copy has."""
    name = own = f"{path.stem}-{TEXTS.text('commented_file', tongue())}"
    number = 1
    while f"{own}.docx" in copies:
        number += 1
        own = f"{name}-{number}"
    return f"{own}.docx"
