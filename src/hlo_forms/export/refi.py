"""Codebooks (.qdc) and projects (.qdpx) that programs for qualitative analysis exchange (REFI-QDA 1.0).

The files avoid what these programs stumble over: the folder in the zip is called `sources`, its texts are UTF-8 without
a byte order mark and with `\\n` only, positions count code points from 0, names of codes, variables, cases and sources
are unique and short, values are given both for named cases and for sources, and no element is empty.
"""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping

import attrs

from ..basics.arguments import must_be
from ..basics.files import zipped
from ..basics.libraries import reader_version
from ..basics.text import NOT_XML, slug
from ..basics.values import grouped, one_of
from ..errors import InvalidValueError
from ..forms import OrganisationForm, PreparationForm
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..research.dataset import Dataset
from ..research.entries import Record
from ..research.tables import TEXTS, Cell, schemas
from .codebook import checked_dataset
from .refi_codes import Names, ProjectCode, codes_of, guid, language_of, shortened
from .refi_sources import SourceText, TextSelection, source_text

_CODEBOOK = "urn:QDA-XML:codebook:1.0"
_PROJECT = "urn:QDA-XML:project:1.0"
_USER = "hlo_forms"


def to_qdc(dataset: Dataset, *, language: str | None = None) -> bytes:
    """Return the codebook (.qdc) of the instruments of a data set, for ATLAS.ti, MAXQDA, NVivo and others.

    Category > motive, phase > theme > question, and the codes of relations and agreements; those of the built-in
    instrument where the data set is empty. The ids of codes are always the same, so that projects made at different
    times can be merged. Raises `InvalidValueError` unless `dataset` is a data set, and for a language that no
    instrument has.

    >>> from hlo_forms import Dataset
    >>> b'name="1.2 Welke andere motieven spelen een rol?"' in to_qdc(Dataset([]))
    True
    """
    language = checked_dataset(dataset).language_or_own(language)
    root = ET.Element("CodeBook", xmlns=_CODEBOOK, origin=_origin())
    _add_codes(ET.SubElement(root, "Codes"), codes_of(_instruments(dataset, language), language))
    return _xml(root)


def to_qdpx(  # noqa: PLR0913 - all but the data set may be left out
    dataset: Dataset,
    *,
    language: str | None = None,
    name: str | None = None,
    created: dt.datetime | None = None,
    everything: bool = False,
    answers: bool = False,
    ground: str | None = None,
) -> bytes:
    """Return a project (.qdpx) with a text for each form, each answer coded, and the organisations as cases.

    An answer is coded with its question, an outcome with its motive, an own motive with its category, a relation with
    its kind and both motives. The name of each selection is the id of its field, as in the tables of the data set; its
    description says what was doubtful when it was read. Participants, senders, and answers carried over from an
    earlier phase or round are left out, and so is what organisations did not permit for research; the description of
    the project says so. `everything`, `answers` and `ground` are those of `to_csv`. `name` is that of the project. The
    time `created` is only written where you pass it, so that the same data always give the same bytes. Raises
    `InvalidValueError` unless `dataset` is a data set, and for a language that no instrument has.

    >>> import io, zipfile
    >>> from hlo_forms import Dataset, examples
    >>> project = to_qdpx(Dataset(examples.forms(1, seed=1)), language="nl")
    >>> zipfile.ZipFile(io.BytesIO(project)).namelist()[0]
    'project.qde'
    """
    language = checked_dataset(dataset).language_or_own(language)
    _must_be_options(name, created, ground)
    research = dataset.for_research(everything=everything, answers=answers)
    dataset = research.dataset
    instruments = _instruments(dataset, language)
    title = instruments[0].title[language_of(instruments[0], language)]
    root = ET.Element("Project", xmlns=_PROJECT, name=name or title, origin=_origin())
    user = guid("user", _USER)
    root.set("creatingUserGUID", user)
    if created is not None:
        root.set("creationDateTime", created.isoformat(timespec="seconds"))
    ET.SubElement(ET.SubElement(root, "Users"), "User", guid=user, name=_USER)
    _add_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), codes_of(instruments, language))
    parts, texts = _parts_of(dataset, language, user)
    root.extend(parts)
    if research.dataset.entries or research.counts:
        ET.SubElement(root, "Description").text = "\n".join(research.remarks(language=language, ground=ground))
    return zipped({"project.qde": _xml(root), **texts})


def _must_be_options(name: str | None, created: dt.datetime | None, ground: str | None) -> None:
    for option, text in (("name", name), ("ground", ground)):
        if text is not None:
            must_be(option, text, str, "a text")
    if created is not None:
        must_be("created", created, dt.datetime, "a date and time")


def _instruments(dataset: Dataset, language: str) -> tuple[Instrument, ...]:
    """Return the instruments of the forms, each edition once."""
    instruments = dataset.instruments or (load_instrument(),)
    languages = list(dict.fromkeys(language for instrument in instruments for language in instrument.languages))
    if language not in languages:
        raise InvalidValueError("language", one_of(languages, language), language)
    return instruments


def _origin() -> str:
    return "hlo_forms " + reader_version().partition("+")[0]


def _add_codes(parent: ET.Element, codes: Iterable[ProjectCode]) -> None:
    for code in codes:
        codable = "true" if code.codable else "false"
        element = ET.SubElement(parent, "Code", guid=code.guid, name=code.name, isCodable=codable)
        if code.description:
            ET.SubElement(element, "Description").text = code.description
        _add_codes(element, code.below)


def _xml(root: ET.Element) -> bytes:
    for element in root.iter():  # names of files may hold any character, the texts of forms do not
        element.text = element.text and NOT_XML.sub("\ufffd", element.text)
        for name, value in element.items():
            element.set(name, NOT_XML.sub("\ufffd", value))
    ET.indent(root)
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


_LONGEST = 100  # the longest name of a source, case or variable
_NAMES = {
    "phase": "phase",
    "round": "label.round",
    "partnership": "label.partnership.name",
    "organisation": "label.organisation.name",
    "organisation_type": "label.organisation.type",
    "sector": "label.organisation.sector",
    "ownership": "label.organisation.ownership",
    "respondent": "label.respondent",
}
"""The variables that describe a form or an organisation, with the keys of their labels."""


def _parts_of(dataset: Dataset, language: str, user: str) -> tuple[list[ET.Element], dict[str, bytes]]:
    """Return the parts of a project after its codebook, leaving out empty ones, and its texts by name in the zip."""
    values = _Values(language)
    sources = tuple(_sources_of(dataset, language, values, user))
    texts = {f"sources/{source.guid}.txt": source.written.text.encode("utf-8") for source in sources}
    variable_part, case_part, source_part = ET.Element("Variables"), ET.Element("Cases"), ET.Element("Sources")
    source_part.extend(source.element() for source in sources)
    names = Names(_LONGEST)
    of_organisation = grouped((who, source) for source in sources for who in source.organisations)
    for row in dataset["organisations"]:
        own = tuple(of_organisation.get(str(row["organisation"]), ()))
        variables = values.of_organisation(row, tuple(source.entry for source in own))
        case_part.append(_case(row, own, variables, names))
    for variable in values.variables:
        attributes = {"guid": variable.guid, "name": variable.name, "typeOfVariable": "Text"}
        ET.SubElement(variable_part, "Variable", attributes)
    return [part for part in (variable_part, case_part, source_part) if len(part)], texts


@attrs.frozen(kw_only=True)
class _Source:
    """A form in a project: its unique name, its text with the answers, and its variables."""

    entry: Record
    name: str
    written: SourceText
    variables: dict[_Variable, str]
    description: str
    user: str

    @property
    def guid(self) -> str:
        return guid("source", self.entry.key)

    @property
    def organisations(self) -> set[str | None]:
        return {who.id for who in self.entry.organisations}

    def selection_guid(self, selection: TextSelection) -> str:
        return guid("selection", self.entry.key, selection.field)

    def element(self) -> ET.Element:
        attributes = {"guid": self.guid, "name": self.name, "plainTextPath": f"internal://{self.guid}.txt"}
        element = ET.Element("TextSource", attributes, creatingUser=self.user)
        ET.SubElement(element, "Description").text = self.description
        element.extend(map(self._selection, self.written.selections))
        element.extend(_variable_values(self.variables))
        return element

    def _selection(self, selection: TextSelection) -> ET.Element:
        attributes = {"guid": self.selection_guid(selection), "name": selection.field}
        attributes |= {"startPosition": str(selection.start), "endPosition": str(selection.end)}
        element = ET.Element("PlainTextSelection", attributes, creatingUser=self.user)
        if selection.note:
            ET.SubElement(element, "Description").text = selection.note
        for key in selection.codes:
            id = guid("coding", self.entry.key, selection.field, *key)
            coding = ET.SubElement(element, "Coding", guid=id, creatingUser=self.user)
            ET.SubElement(coding, "CodeRef", targetGUID=guid("code", *key))
        return element


def _sources_of(dataset: Dataset, language: str, values: _Values, user: str) -> Iterator[_Source]:
    names = Names(_LONGEST)
    for entry, row in zip(dataset.entries, dataset["forms"], strict=True):
        written = source_text(entry, language)
        yield _Source(
            entry=entry,
            name=names.unique(_name(entry)),
            written=written,
            variables=values.of_form(entry, row),
            description="\n".join([*_provenance(entry, row, language), *_other_doubts(entry, written, language)]),
            user=user,
        )


def _name(entry: Record) -> str:
    """Return the name of a source, made of ids so that it can also be the name of a file."""
    form = entry.form
    who = [organisation.id for organisation in entry.organisations]
    if isinstance(form, OrganisationForm) and form.respondent:
        who.append(slug(form.respondent))
    round = slug(form.round) if form.round else None
    steps = [form.partnership.id, round, str(form.instrument.phase(form.phase).number), *who]
    return " ".join(step for step in steps if step)


def _provenance(entry: Record, row: Mapping[str, Cell], language: str) -> Iterator[str]:
    """Yield the origin of a source: its form, its instrument, and the digest of its file, not the name of that."""
    cells = {("forms", column): row[column] for column in ("form", "instrument", "edition")}
    if reading := entry.reading:
        cells |= {("sources", "sha256"): reading.sha256, ("sources", "reader"): reading.reader}
    for (table, column), value in cells.items():
        if value is not None:
            yield f"{schemas()[table].column(column).label[language]}: {value}"


def _other_doubts(entry: Record, written: SourceText, language: str) -> Iterator[str]:
    """Yield the doubts of reading that are not about one of the answers; these have their doubts as notes."""
    asked = entry.form.instrument
    warnings = entry.reading.warnings if entry.reading else ()
    noted = {doubt for selection in written.selections for doubt in entry.doubts(selection.field)}
    return (
        finding.message(asked, language=language_of(asked, language))
        for finding in entry.findings()
        if finding in warnings and finding not in noted
    )


def _case(
    row: Mapping[str, Cell], sources: tuple[_Source, ...], variables: dict[_Variable, str], names: Names
) -> ET.Element:
    """Return an organisation with its variables, its forms, and its own answers on forms for several organisations."""
    id = str(row["organisation"])
    element = ET.Element("Case", guid=guid("case", id), name=names.unique(str(row["name"] or id)))
    element.extend(_variable_values(variables))
    for source in sources:
        ET.SubElement(element, "SourceRef", targetGUID=source.guid)
    for source in sources:
        for selection in source.written.selections:
            if selection.organisation == id:
                ET.SubElement(element, "SelectionRef", targetGUID=source.selection_guid(selection))
    return element


def _variable_values(variables: dict[_Variable, str]) -> Iterator[ET.Element]:
    for variable, text in variables.items():
        element = ET.Element("VariableValue")
        ET.SubElement(element, "VariableRef", targetGUID=variable.guid)
        ET.SubElement(element, "TextValue").text = text
        yield element


@attrs.frozen
class _Variable:
    """A variable of forms or organisations: its key ("round", "status network") and its unique name."""

    key: str
    name: str

    @property
    def guid(self) -> str:
        """The id of the variable, the same in every project."""
        return guid("variable", self.key)


@attrs.define
class _Values:
    """Words the variables of forms and of organisations; a variable has the same name throughout a project."""

    language: str
    _names: Names = attrs.field(factory=lambda: Names(_LONGEST))
    _by_key: dict[str, _Variable] = attrs.field(factory=dict)

    @property
    def variables(self) -> tuple[_Variable, ...]:
        """The variables that have a value somewhere, in order of appearance."""
        return tuple(self._by_key.values())

    def of_form(self, entry: Record, row: Mapping[str, Cell]) -> dict[_Variable, str]:
        """Return the variables of a form; `row` is its row in the table "forms"."""
        asked = entry.form.instrument
        details = {
            **row,
            "organisation": row["organisation_name"] or row["organisation"],
            "partnership": row["partnership_name"] or row["partnership"],
            "phase": asked.phase(entry.form.phase).label[language_of(asked, self.language)],
        }
        if len(entry.organisations) > 1:
            details["organisation"] = "; ".join(shortened(who.name or who.id or "") for who in entry.organisations)
        variables = self._worded(details, asked)
        if isinstance(entry.form, PreparationForm):
            variables |= self._of_motives(entry.form)
        return variables

    def of_organisation(self, row: Mapping[str, Cell], entries: tuple[Record, ...]) -> dict[_Variable, str]:
        """Return the variables of an organisation over all its rounds; `row` is its row in "organisations"."""
        forms = [entry.form for entry in entries]
        details = {
            **row,
            "organisation": row["name"] or row["organisation"],
            "partnership": _listed(form.partnership.name or form.partnership.id for form in forms),
            "round": _listed(form.round for form in forms),
        }
        return self._worded(details, forms[0].instrument)

    def _of_motives(self, form: PreparationForm) -> dict[_Variable, str]:
        """Return the status of each offered motive, and whether its outcome of the previous round was realised."""
        asked, variables = form.instrument, {}
        language = language_of(asked, self.language)
        realised = {row.motive: row.realised for row in form.previous if row.realised}
        for motive in form.offered:
            label = motive.label[language]
            status = self._variable(f"status {asked.id} {motive.id}", label)
            variables[status] = asked.word(f"status.{form.status(motive.id)}", language)
            if motive.id in realised:
                name = f"{asked.word('column.motives.realised', language)} {label}"
                after = self._variable(f"realised {asked.id} {motive.id}", name)
                variables[after] = asked.word(f"realised.{realised[motive.id]}", language)
        return variables

    def _worded(self, details: Mapping[str, Cell], asked: Instrument) -> dict[_Variable, str]:
        variables, language = {}, language_of(asked, self.language)
        for key, label in _NAMES.items():
            value = details.get(key)
            if value is not None and (text := " ".join(_shown(key, str(value), asked, language).split())):
                is_asked = label in asked.words
                name = asked.word(label, language) if is_asked else TEXTS.text(label, self.language)
                variables[self._variable(key, name)] = text
        return variables

    def _variable(self, key: str, name: str) -> _Variable:
        if key not in self._by_key:
            self._by_key[key] = _Variable(key, self._names.unique(name))
        return self._by_key[key]


def _shown(key: str, value: str, asked: Instrument, language: str) -> str:
    if key == "organisation_type":
        return asked.organisation_type(value).label[language]
    return asked.word(f"ownership.{value}", language) if key == "ownership" else value


def _listed(values: Iterator[str | None]) -> str | None:
    return "; ".join(sorted({shortened(value) for value in values if value})) or None
