"""What is known of a form and of an organisation, as variables for programs for qualitative analysis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from ..analysis.dataset_entries import Entry
from ..analysis.table_schemas import Cell, languages, word
from ..forms import PreparationForm
from ..instrument import Instrument
from .refi_codes import Names, guid, shortened, spoken


@attrs.frozen
class Variable:
    """A variable: what it is of ("round", "status network"), and its name."""

    key: str
    name: str

    @property
    def guid(self) -> str:
        """The id of the variable, the same in every project."""
        return guid("variable", self.key)


@attrs.define
class Values:
    """The values of variables in words, of forms and of organisations; each variable has one name throughout."""

    language: str
    _names: Names = attrs.field(factory=lambda: Names(100))
    _known: dict[str, Variable] = attrs.field(factory=dict)

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables that something had a value of, in the order in which they came."""
        return tuple(self._known.values())

    def of_form(self, entry: Entry, row: Mapping[str, Cell]) -> dict[Variable, str]:
        """What is known of a form, of which `row` is the row in "forms"."""
        asked = entry.form.instrument
        said = dict(_details(row))
        said["organisation"] = row["organisation_name"] or row["organisation"]
        said["partnership"] = row["partnership_name"] or row["partnership"]
        if len(entry.organisations) > 1:
            said["organisation"] = "; ".join(shortened(who.name or who.id or "") for who in entry.organisations)
        said["phase"] = asked.phase(entry.form.phase).label[spoken(asked, self.language)]
        found = self._in_words(said, asked)
        if isinstance(entry.form, PreparationForm):
            found |= self._of_motives(entry.form)
        return found

    def of_organisation(self, row: Mapping[str, Cell], entries: tuple[Entry, ...]) -> dict[Variable, str]:
        """What is known of an organisation, of which `row` is the row in "organisations", with all its rounds."""
        forms = [entry.form for entry in entries]
        said: dict[str, Cell] = dict(_details(row))
        said["organisation"] = row["name"] or row["organisation"]
        said["partnership"] = _listed(form.partnership.name or form.partnership.id for form in forms)
        said["round"] = _listed(form.round for form in forms)
        return self._in_words(said, forms[0].instrument)

    def _of_motives(self, form: PreparationForm) -> dict[Variable, str]:
        """The status of each motive that was offered, and whether its outcome of the round before was realised."""
        asked, found = form.instrument, {}
        language = spoken(asked, self.language)
        realised = {row.motive: row.realised for row in form.previous if row.realised}
        for motive in form.offered:
            label = motive.label[language]
            status = self._variable(f"status {asked.id} {motive.id}", label)
            found[status] = asked.word(f"status.{form.status(motive.id)}", language)
            if motive.id in realised:
                name = f"{asked.word('column.motives.realised', language)} {label}"
                after = self._variable(f"realised {asked.id} {motive.id}", name)
                found[after] = asked.word(f"realised.{realised[motive.id]}", language)
        return found

    def _in_words(self, said: Mapping[str, Cell], asked: Instrument) -> dict[Variable, str]:
        found = {}
        for key in _NAMES:
            value = said.get(key)
            if value is not None and (text := " ".join(self._shown(key, str(value), asked).split())):
                found[self._variable(key, self._called(key, asked))] = text
        return found

    def _called(self, key: str, asked: Instrument) -> str:
        label = _NAMES[key]
        if label in asked.words:
            return asked.word(label, spoken(asked, self.language))
        return word(label, self.language if self.language in languages() else languages()[-1])

    def _shown(self, key: str, value: str, asked: Instrument) -> str:
        language = spoken(asked, self.language)
        if key == "organisation_type":
            return asked.organisation_type(value).label[language]
        return asked.word(f"ownership.{value}", language) if key == "ownership" else value

    def _variable(self, key: str, name: str) -> Variable:
        if key not in self._known:
            self._known[key] = Variable(key, self._names.unique(name))
        return self._known[key]


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


def _details(row: Mapping[str, Cell]) -> Iterator[tuple[str, Cell]]:
    return ((key, row[key]) for key in _NAMES if key in row)


def _listed(values: Iterator[str | None]) -> str | None:
    return "; ".join(sorted({shortened(value) for value in values if value})) or None
