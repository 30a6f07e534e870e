"""The content of a data set: each form once, with its version and its source; each file, read or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256

import attrs

from ..basics.text import canonical, slug
from ..basics.values import FrozenMap, one_of
from ..errors import InvalidValueError
from ..forms import Form, Organisation, OrganisationForm, PreparationForm, organisations_of
from ..forms.field_ids import fields_of
from ..forms.fields import is_filled_in
from ..readings.findings import CORRECTED, Evidence, Finding, Place
from ..readings.reading import ReadFailure, Reading, version_key
from .permission import Consent


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Record:
    """A form in a data set, with the file it came from.

    Attributes:
        form: The form.
        key: A unique key: its id, with "#2" and so on for every later form with that id.
        version: The number of this version of the form, from 1.
        versions: The number of versions that came.
        copies: The number of times that this exact form came.
        source: The number of the file, from 1; None for a form that came from no document.
        reading: The reading that it is part of.
        place: Its place in the file, from 1.
        drawn: Whether the lot of `one_partnership_each` kept it; None where no lot was drawn.
        sectors: The new name of each sector that was recoded.
        consent: The permissions for research that decide on its words.
        withheld: The parts that were left out for lack of these.
        was_filled_in: Whether it was filled in before that.

    >>> from hlo_forms import CommitmentForm, Dataset
    >>> (record,) = Dataset([CommitmentForm(round="2026")]).entries
    >>> record.form.round, record.versions, record.source
    ('2026', 1, None)
    """

    form: Form
    key: str
    version: int
    versions: int = 1
    copies: int = 1
    source: int | None = None
    reading: Reading | None = None
    place: int = 1
    drawn: bool | None = None
    sectors: FrozenMap[str, str] = attrs.field(factory=FrozenMap)
    consent: Consent = attrs.field(factory=Consent)
    withheld: frozenset[str] = frozenset()
    was_filled_in: bool | None = None

    @property
    def filled_in(self) -> bool:
        """True if anything was filled in, also where that was left out."""
        return is_filled_in(self.form) if self.was_filled_in is None else self.was_filled_in

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations on the form, with their sectors as recoded."""
        own = organisations_of(self.form)
        return tuple(map(self._recoded, own) if self.sectors else own)

    @property
    def language(self) -> str | None:
        """The language of the document that the form came from; None where it came from none."""
        return self.reading.language if self.reading else None

    def _recoded(self, who: Organisation) -> Organisation:
        sector = self.sectors.get(who.sector) if who.sector else None
        return attrs.evolve(who, sector=sector) if sector else who

    def doubts(self, field: str) -> tuple[Finding, ...]:
        """Return the doubts about a field of this form and everything under it."""
        return self.reading.doubts(self._id_in_reading(field)) if self.reading else ()

    def codes(self, *fields: str) -> str | None:
        """Return the codes of the doubts about these fields, separated by spaces; None where there are none."""
        return _codes(doubt for field in fields for doubt in self.doubts(field))

    def codes_of_motive(self, motive: str) -> str | None:
        """Return the codes of the doubts about the answer to a motive, and about the motives as a whole."""
        whole = (doubt for doubt in self.doubts("motives") if doubt.field == self._id_in_reading("motives"))
        return _codes([*whole, *self.doubts(f"motives.{motive}")])

    def evidence(self, field: str) -> Evidence | None:
        """Return the evidence for a field of this form; None where there is none."""
        return self.reading.evidence.get(self._id_in_reading(field)) if self.reading else None

    def all_evidence(self) -> Iterator[tuple[str, Evidence]]:
        """Yield the evidence for each field of this form, by its id; for ids and types too, which no document shows."""
        if self.reading is None:
            return
        pairs = ((split_field(field), evidence) for field, evidence in self.reading.evidence.items())
        own = {bare: evidence for (place, bare), evidence in pairs if place == self.place}
        yield from own.items()
        for field, value in fields_of(self.form):
            if field not in own and (evidence := self._indirect_evidence(field, value, own)):
                yield field, evidence

    def corrected_fields(self) -> tuple[str, ...]:
        """Return the ids of the fields that somebody corrected or confirmed."""
        if self.reading is None or CORRECTED not in {each.how for each in self.reading.evidence.values()}:
            return ()  # which is quick to say, and so of most forms
        return tuple(id for id, evidence in self.all_evidence() if evidence.how == CORRECTED)

    def _indirect_evidence(self, field: str, value: str, own: Mapping[str, Evidence]) -> Evidence | None:
        """Return the evidence for a value that has no place of its own in the document.

        An id that was made from a name has the evidence of that name. Any other id, and a type, came from the labels or
        from the identity of the document. A value that shares the place of another in its row (was a motive ticked in
        the round before?) has the evidence of that one.
        """
        row, _, last = field.rpartition(".")
        name = own.get(f"{row}.name")
        if last == "id" and name is not None and slug(name.seen) == value:
            return attrs.evolve(name, field=field)
        if last in ("id", "type"):
            guessed = last == "type" and any(finding.code == "type-guessed" for finding in self.findings())
            return Evidence(field=field, how="label" if guessed else "identity", place=Place(), seen=value)
        beside = (evidence for key, evidence in own.items() if key.rpartition(".")[0] == row)
        return next((attrs.evolve(evidence, field=field) for evidence in beside), None)

    def findings(self) -> Iterator[Finding]:
        """Yield the findings about this form."""
        for finding in self.reading.findings if self.reading else ():
            if self.reading and is_about(finding, self.place, len(self.reading.forms)):
                yield finding

    def _id_in_reading(self, field: str) -> str:
        return field if self.place == 1 else f"{self.place}/{field}"


def _codes(doubts: Iterable[Finding]) -> str | None:
    return " ".join(dict.fromkeys(doubt.code for doubt in doubts)) or None


def key_of(id: str, version: int) -> str:
    """Return the key of a form by its id and its version, from 1."""
    return id if version == 1 else f"{id}#{version}"


def split_field(field: str) -> tuple[int, str]:
    """Split the id of a field in a document into the number of its form, from 1, and its id on that form.

    >>> split_field("2/round"), split_field("round")
    ((2, 'round'), (1, 'round'))
    """
    number, slash, bare = field.partition("/")
    return (int(number), bare) if slash and number.isdecimal() else (1, field)


def is_about(finding: Finding, place: int, forms: int) -> bool:
    """Return whether a finding is about this form; one about the document as a whole is about its only form."""
    return forms == 1 if finding.field is None else split_field(finding.field)[0] == place


def place_of(place: Place) -> dict[str, str | int | None]:
    """Return a place in a document as values by column."""
    return {"part": place.part, "heading": place.heading, "row_number": place.row, "column_name": place.column}


@attrs.frozen(kw_only=True, eq=False, repr=False)
class File:
    """A file that a data set was made from.

    Attributes:
        number: Its number, from 1.
        result: The reading, or the failure to read it.
        same_as: The number of an earlier file with the same content; None where there is none.
        same_bytes: Whether that file is the same to the byte.

    >>> from hlo_forms import CommitmentForm, Dataset, read, render
    >>> (file,) = Dataset([read(render(CommitmentForm()))]).files
    >>> file.number, file.same_as
    (1, None)
    """

    number: int
    result: Reading | ReadFailure
    same_as: int | None = None
    same_bytes: bool = False


@attrs.define
class Collector:
    """Collects items one after another, and recognises forms and files that came before."""

    entries: list[Record] = attrs.field(factory=list)
    files: list[File] = attrs.field(factory=list)
    _indices: dict[Form, int] = attrs.field(factory=dict)
    _bytes: dict[str, int] = attrs.field(factory=dict)
    _versions: dict[str, int] = attrs.field(factory=dict)

    def add(self, item: Form | Reading | ReadFailure) -> None:
        """Add a form, a reading, or a failure."""
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
        """Add a form; return the number of the file that it came from first."""
        if form in self._indices:
            index = self._indices[form]
            first = self.entries[index]
            self.entries[index] = attrs.evolve(first, copies=first.copies + 1)
            return first.source
        self._indices[form] = len(self.entries)
        self._versions[form.id] = version = self._versions.get(form.id, 0) + 1
        key = key_of(form.id, version)
        entry = Record(form=form, key=key, version=version, source=source, reading=reading, place=place)
        self.entries.append(entry)
        return source

    def finished(self) -> tuple[Record, ...]:
        """Return the forms, each with the number of its versions."""
        return tuple(attrs.evolve(entry, versions=self._versions[entry.form.id]) for entry in self.entries)


def files_holding(entries: Iterable[Record], files: Iterable[File]) -> tuple[File, ...]:
    """Return the files that these forms came from, and their copies."""
    sources = {entry.source for entry in entries} - {None}
    return tuple(file for file in files if sources & {file.number, file.same_as})


def last_versions(entries: tuple[Record, ...]) -> tuple[Record, ...]:
    """Keep only the latest version of each form, in order. Forms without an organisation are all kept."""
    last = {version_key(entry.form): entry for entry in entries}
    return tuple(entry for entry in entries if (key := version_key(entry.form)) is None or last[key] is entry)


def with_recoded_sectors(entries: Sequence[Record], new_names: Mapping[str, str]) -> tuple[Record, ...]:
    """Return these forms with new names for sectors; `InvalidValueError` for a sector that none of them has."""
    if not hasattr(new_names, "items"):
        raise InvalidValueError("sector", "new names by the old ones, in a dict", new_names)
    occurring = sorted({who.sector for entry in entries for who in entry.organisations if who.sector})
    for name, new in new_names.items():
        if name not in occurring:
            raise InvalidValueError("sector", one_of(occurring, name), name)
        if not isinstance(new, str) or not new.strip():
            raise InvalidValueError("sector", "a new name, as text", new)
    lines = {name: " ".join((canonical(new, "sector") or "").split()) for name, new in new_names.items()}
    before = next((entry.sectors for entry in entries), FrozenMap[str, str]())
    again = {old: lines.get(new, new) for old, new in before.items()}
    own = _sectors_on(entries)
    first = {name: new for name, new in lines.items() if name in own and name not in before}
    sectors = FrozenMap({**again, **first})
    return tuple(attrs.evolve(entry, sectors=sectors) for entry in entries)


def with_own_sectors(entries: Sequence[Record]) -> tuple[Record, ...]:
    """Return these forms with a list of recoded sectors that names only sectors on them."""
    own = _sectors_on(entries)
    return tuple(
        attrs.evolve(entry, sectors=FrozenMap({old: new for old, new in entry.sectors.items() if old in own}))
        for entry in entries
    )


def _sectors_on(entries: Iterable[Record]) -> set[str | None]:
    """Return the sectors as they were filled in."""
    return {who.sector for entry in entries for who in organisations_of(entry.form)}


@attrs.frozen
class Ballot:
    """An organisation in a partnership, and whether it filled in its motives there."""

    organisation: str
    partnership: str
    filled_in: bool


def draw(ballots: Iterable[Ballot], number: int = 0) -> dict[str, str]:
    """Draw a partnership for each organisation by lot, among those in which it filled in its motives.

    A lot is a digest of its number and the ids: always the same, and independent of the answers.

    >>> draw([Ballot("a", "Noord", True), Ballot("a", "Zuid", True), Ballot("b", "Zuid", False)])
    {'a': 'Noord', 'b': 'Zuid'}
    """
    lots: dict[str, tuple[bool, str, str]] = {}
    for one in ballots:
        lot = (not one.filled_in, _lot(one, number), one.partnership)
        lots[one.organisation] = min(lots.get(one.organisation, lot), lot)
    return {organisation: partnership for organisation, (*_, partnership) in lots.items()}


def one_partnership_each(entries: Iterable[Record]) -> tuple[Record, ...]:
    """Mark the forms of phases 1 and 3 of each organisation as drawn in one partnership, and as not drawn elsewhere."""
    every = tuple(entries)
    drawn = draw(ballot for entry in every if (ballot := _ballot(entry)))
    return tuple(attrs.evolve(entry, drawn=_is_drawn(entry, drawn)) for entry in every)


def _ballot(entry: Record) -> Ballot | None:
    form = entry.form
    who, partnership = _where(entry)
    if not (who and partnership and isinstance(form, PreparationForm)):
        return None
    return Ballot(who, partnership, form.touched)


def _where(entry: Record) -> tuple[str | None, str | None]:
    form = entry.form
    return (form.organisation.id if isinstance(form, OrganisationForm) else None), form.partnership.id


def _lot(ballot: Ballot, number: int) -> str:
    text = f"{ballot.organisation}/{ballot.partnership}"
    return sha256((f"{number}/{text}" if number else text).encode()).hexdigest()


def _is_drawn(entry: Record, drawn: Mapping[str, str]) -> bool:
    who, partnership = _where(entry)
    return not who or not partnership or drawn.get(who, partnership) == partnership
