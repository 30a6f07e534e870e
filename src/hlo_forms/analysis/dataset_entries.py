"""What goes into a data set: each form once, with its version and where it came from; each file, read or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

import attrs

from ..errors import InvalidValueError
from ..findings import Evidence, Finding, Place
from ..form_fields import fields_of
from ..forms import Form, Organisation, OrganisationForm, PreparationForm, organisations_of
from ..readings import Reading
from ..results import ReadFailure, version_key
from ..text import slug


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Entry:
    """A form in a data set, with the file it came from (a number from 1) and its place in that, from 1.

    `key` is unique: its id, with "#2" and so on for every later form with that id. `copies` counts how often exactly
    this form came.
    """

    form: Form
    key: str
    version: int
    versions: int = 1
    copies: int = 1
    source: int | None = None
    reading: Reading | None = None
    place: int = 1

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations that the form is of."""
        return tuple(organisations_of(self.form))

    def doubts(self, field: str) -> tuple[Finding, ...]:
        """What is doubtful about a field of this form, or about anything under it."""
        return self.reading.doubts(self._named(field)) if self.reading else ()

    def codes(self, *fields: str) -> str | None:
        """The codes of what is doubtful about these fields, parted by spaces."""
        return _codes(doubt for field in fields for doubt in self.doubts(field))

    def codes_of_motive(self, motive: str) -> str | None:
        """The codes of what is doubtful about the answer to a motive, or about the motives of the form as a whole."""
        whole = (doubt for doubt in self.doubts("motives") if doubt.field == self._named("motives"))
        return _codes([*whole, *self.doubts(f"motives.{motive}")])

    def evidence(self, field: str) -> Evidence | None:
        """How a field of this form was found."""
        return self.reading.evidence.get(self._named(field)) if self.reading else None

    def all_evidence(self) -> Iterator[tuple[str, Evidence]]:
        """How each field of this form was found, by its id; ids and types too, though no field of a document."""
        if self.reading is None:
            return
        pairs = ((placed(field), found) for field, found in self.reading.evidence.items())
        own = {bare: found for (place, bare), found in pairs if place == self.place}
        yield from own.items()
        for field, value in fields_of(self.form):
            if field not in own and (found := self._implied(field, value, own)):
                yield field, found

    def _implied(self, field: str, value: str, own: Mapping[str, Evidence]) -> Evidence | None:
        """How a value without a place of its own was found.

        An id that was made of a name: with that. Any other id, and a type: told by the labels, or by the identity of
        the document. What shares its place with a value beside it (was a motive ticked in the round before?): there.
        """
        row, _, last = field.rpartition(".")
        name = own.get(f"{row}.name")
        if last == "id" and name is not None and slug(name.seen) == value:
            return attrs.evolve(name, field=field)
        if last in ("id", "type"):
            guessed = last == "type" and any(finding.code == "type-guessed" for finding in self.findings())
            return Evidence(field=field, how="label" if guessed else "identity", place=Place(), seen=value)
        beside = (found for key, found in own.items() if key.rpartition(".")[0] == row)
        return next((attrs.evolve(found, field=field) for found in beside), None)

    def findings(self) -> Iterator[Finding]:
        """What was noticed about this form."""
        for finding in self.reading.findings if self.reading else ():
            if self.reading and is_about(finding, self.place, len(self.reading.forms)):
                yield finding

    def _named(self, field: str) -> str:
        return field if self.place == 1 else f"{self.place}/{field}"


def _codes(doubts: Iterable[Finding]) -> str | None:
    return " ".join(dict.fromkeys(doubt.code for doubt in doubts)) or None


def placed(field: str) -> tuple[int, str]:
    """Which form of a document a field is of, from 1, and the field itself.

    >>> placed("2/round"), placed("round")
    ((2, 'round'), (1, 'round'))
    """
    number, slash, bare = field.partition("/")
    return (int(number), bare) if slash and number.isdecimal() else (1, field)


def is_about(finding: Finding, place: int, forms: int) -> bool:
    """Is a finding about this form of a document? One about a document as a whole is about its only form."""
    return forms == 1 if finding.field is None else placed(finding.field)[0] == place


def place_of(place: Place) -> dict[str, str | int | None]:
    """A place in a document, by column."""
    return {"part": place.part, "heading": place.heading, "row_number": place.row, "column_name": place.column}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class File:
    """A file, by its number from 1: what came of it, and the number of an earlier file with the same in it."""

    number: int
    result: Reading | ReadFailure
    same_as: int | None = None
    same_bytes: bool = False


@attrs.define
class Collector:
    """Takes items one after another, and knows which came before."""

    entries: list[Entry] = attrs.field(factory=list)
    files: list[File] = attrs.field(factory=list)
    _known: dict[Form, int] = attrs.field(factory=dict)
    _bytes: dict[str, int] = attrs.field(factory=dict)
    _versions: dict[str, int] = attrs.field(factory=dict)

    def add(self, item: Form | Reading | ReadFailure) -> None:
        """Take a form, a reading, or a failure."""
        if isinstance(item, Form):
            self._form(item)
        elif isinstance(item, Reading | ReadFailure):
            self._file(item)
        else:
            expected = "a form, a Reading or a ReadFailure; read documents first, with read_many()"
            raise InvalidValueError("items", expected, item)

    def _file(self, result: Reading | ReadFailure) -> None:
        number = len(self.files) + 1
        earlier = self._bytes.setdefault(result.sha256, number) if result.sha256 else number
        same_bytes, same = earlier != number, earlier if earlier != number else None
        if isinstance(result, Reading):
            firsts = {self._form(form, number, result, place) for place, form in enumerate(result.forms, 1)}
            if same is None and len(firsts) == 1 and (first := firsts.pop()) != number:
                same = first
        self.files.append(File(number=number, result=result, same_as=same, same_bytes=same_bytes))

    def _form(
        self, form: Form, source: int | None = None, reading: Reading | None = None, place: int = 1
    ) -> int | None:
        """Take a form; the number of the file that it came from first."""
        if form in self._known:
            index = self._known[form]
            known = self.entries[index]
            self.entries[index] = attrs.evolve(known, copies=known.copies + 1)
            return known.source
        self._known[form] = len(self.entries)
        self._versions[form.id] = version = self._versions.get(form.id, 0) + 1
        key = form.id if version == 1 else f"{form.id}#{version}"
        entry = Entry(form=form, key=key, version=version, source=source, reading=reading, place=place)
        self.entries.append(entry)
        return source

    def finished(self) -> tuple[Entry, ...]:
        """The forms, each knowing how many versions there are."""
        return tuple(attrs.evolve(entry, versions=self._versions[entry.form.id]) for entry in self.entries)


def last_versions(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Of each form of an organisation the version that came last, in order; all of those that name nobody."""
    last = {version_key(entry.form): entry for entry in entries}
    return tuple(entry for entry in entries if (key := version_key(entry.form)) is None or last[key] is entry)


def one_partnership_each(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Of each organisation the forms of phases 1 and 3 in one partnership, drawn by lot among those it answered in."""
    drawn: dict[str, tuple[bool, str]] = {}
    for entry in entries:
        who, partnership = _where(entry)
        if who and partnership and isinstance(entry.form, PreparationForm):
            lot = sha256(f"{who}/{partnership}".encode()).hexdigest()
            drawn[who] = min(drawn.get(who, (True, "g")), (not entry.form.touched, lot))
    return tuple(entry for entry in entries if _is_drawn(entry, drawn))


def _where(entry: Entry) -> tuple[str | None, str | None]:
    form = entry.form
    return (form.organisation.id if isinstance(form, OrganisationForm) else None), form.partnership.id


def _is_drawn(entry: Entry, drawn: Mapping[str, tuple[bool, str]]) -> bool:
    who, partnership = _where(entry)
    if not who or who not in drawn or not partnership:
        return True
    return sha256(f"{who}/{partnership}".encode()).hexdigest() == drawn[who][1]
