"""The variables, cases and sources of a project for qualitative analysis, in the order that they must have."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping

import attrs

from ..analysis.dataset import Dataset
from ..analysis.dataset_entries import Entry
from ..analysis.table_schemas import Cell, languages, schemas
from ..forms import OrganisationForm
from ..text import slug
from .refi_codes import Key, Names, guid, spoken
from .refi_sources import Selection, SourceText, source_text
from .refi_variables import Values, Variable

_LONGEST = 100
_Texts = dict[str, bytes]


def parts_of(dataset: Dataset, language: str, user: str) -> tuple[list[ET.Element], _Texts]:
    """The parts of a project below its codebook, none of them empty, and its texts by their names in the zip."""
    values, texts = Values(language), {}
    sources, cases, variables = ET.Element("Sources"), ET.Element("Cases"), ET.Element("Variables")
    made = tuple(_sources_of(dataset, language, values, user))
    for source in made:
        sources.append(source.element())
        texts[f"sources/{source.guid}.txt"] = source.written.text.encode("utf-8")
    names = Names(_LONGEST)
    for row in dataset["organisations"]:
        own = tuple(source for source in made if row["organisation"] in source.organisations)
        known = values.of_organisation(row, tuple(source.entry for source in own))
        cases.append(_case(row, own, known, names))
    for variable in values.variables:
        of = {"guid": variable.guid, "name": variable.name, "typeOfVariable": "Text"}
        ET.SubElement(variables, "Variable", of)
    return [part for part in (variables, cases, sources) if len(part)], texts


@attrs.frozen(kw_only=True)
class _Source:
    """A form in a project: its unique name, its text with the answers, and what is known of it."""

    entry: Entry
    name: str
    written: SourceText
    known: dict[Variable, str]
    description: str
    user: str

    @property
    def guid(self) -> str:
        return guid("source", self.entry.key)

    @property
    def organisations(self) -> set[str | None]:
        return {who.id for who in self.entry.organisations}

    def selection(self, found: Selection) -> str:
        """The id of a selection."""
        return guid("selection", self.entry.key, found.field)

    def element(self) -> ET.Element:
        element = ET.Element("TextSource", guid=self.guid, name=self.name, plainTextPath=f"internal://{self.guid}.txt")
        element.set("creatingUser", self.user)
        ET.SubElement(element, "Description").text = self.description
        element.extend(self._selected(found) for found in self.written.selections)
        element.extend(_values(self.known))
        return element

    def _selected(self, found: Selection) -> ET.Element:
        element = ET.Element("PlainTextSelection", guid=self.selection(found), name=found.field)
        element.set("startPosition", str(found.start))
        element.set("endPosition", str(found.end))
        element.set("creatingUser", self.user)
        if found.note:
            ET.SubElement(element, "Description").text = found.note
        element.extend(self._coding(found, key) for key in found.codes)
        return element

    def _coding(self, found: Selection, key: Key) -> ET.Element:
        of = {"guid": guid("coding", self.entry.key, found.field, *key), "creatingUser": self.user}
        element = ET.Element("Coding", of)
        ET.SubElement(element, "CodeRef", targetGUID=guid("code", *key))
        return element


def _sources_of(dataset: Dataset, language: str, values: Values, user: str) -> Iterator[_Source]:
    names = Names(_LONGEST)
    for entry, row in zip(dataset.entries, dataset["forms"], strict=True):
        written = source_text(entry, language)
        yield _Source(
            entry=entry,
            name=names.unique(_name(entry)),
            written=written,
            known=values.of_form(entry, row),
            description="\n".join([*_provenance(entry, row, language), *_other_doubts(entry, written, language)]),
            user=user,
        )


def _name(entry: Entry) -> str:
    """What a source is called, made of ids, so that it may be the name of a file too."""
    form = entry.form
    who = [found.id for found in entry.organisations]
    if isinstance(form, OrganisationForm) and form.respondent:
        who.append(slug(form.respondent))
    round = slug(form.round) if form.round else None
    steps = [form.partnership.id, round, str(form.instrument.phase(form.phase).number), *who]
    return " ".join(step for step in steps if step)


def _provenance(entry: Entry, row: Mapping[str, Cell], language: str) -> Iterator[str]:
    """Where a source comes from, line by line."""
    spoken = language if language in languages() else languages()[-1]
    said: dict[str, Cell] = {"form": entry.key, "instrument": row["instrument"], "edition": row["edition"]}
    if entry.reading:
        found = entry.reading
        said |= {"file": found.source, "sha256": found.sha256, "reader": found.reader}
    tables = {"instrument": "forms", "edition": "forms", "form": "forms"}
    labels = {key: schemas()[tables.get(key, "sources")].column(key).label[spoken] for key in said}
    return (f"{labels[key]}: {value}" for key, value in said.items() if value is not None)


def _other_doubts(entry: Entry, written: SourceText, language: str) -> Iterator[str]:
    """What was doubtful when the form was read, and is not about one of its answers (those have it themselves)."""
    asked = entry.form.instrument
    wanted = entry.reading.warnings if entry.reading else ()
    told = {doubt for found in written.selections for doubt in entry.doubts(found.field)}
    return (
        finding.message(asked, spoken(asked, language))
        for finding in entry.findings()
        if finding in wanted and finding not in told
    )


def _case(
    row: Mapping[str, Cell], sources: tuple[_Source, ...], known: dict[Variable, str], names: Names
) -> ET.Element:
    """An organisation with what is known of it, its forms, and what it said for itself on a form of several."""
    id = str(row["organisation"])
    element = ET.Element("Case", guid=guid("case", id), name=names.unique(str(row["name"] or id)))
    element.extend(_values(known))
    for source in sources:
        ET.SubElement(element, "SourceRef", targetGUID=source.guid)
    for source in sources:
        for found in source.written.selections:
            if found.organisation == id:
                ET.SubElement(element, "SelectionRef", targetGUID=source.selection(found))
    return element


def _values(known: dict[Variable, str]) -> Iterator[ET.Element]:
    for variable, text in known.items():
        element = ET.Element("VariableValue")
        ET.SubElement(element, "VariableRef", targetGUID=variable.guid)
        ET.SubElement(element, "TextValue").text = text
        yield element
