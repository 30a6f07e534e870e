"""Pseudonymous data sets: codes in place of organisations, people, partnerships, files and forms."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import attrs

from ...basics.arguments import must_be, one_among
from ...basics.files import write_new
from ...basics.values import FrozenMap, grouped
from ...errors import InvalidValueError
from ...forms import Form, OrganisationForm
from ...forms.field_ids import PARTS, FieldId, fields_of
from ...readings.findings import Evidence, Finding, Passage, Place
from ...readings.reading import ReadFailure, Reading
from ..dataset import Dataset
from ..entries import File, Record, key_of, split_field
from ..tables import Table, checked_language, schemas, table_of
from .codes import KeyFile, Name, check_of, codes_with, key_file
from .finder import DATES, Dates, Finder, coarse
from .names import TEXTS
from .review import Decisions, fine_words, review_table, write_review
from .rewriting import KnownNames, Rewriter, TextPlace, vocabulary_of

_OF_IDENTITY = {"identity-unreadable", "differs-from-identity"}
_CODE = re.compile(r"[0-9a-f]{64}|[a-z]+-[a-z2-7]{12}")


def holds_name(field: str) -> bool:
    """Return whether a field holds a name, so that the text that was seen tells more than its code.

    >>> holds_name("participants.1.name"), holds_name("participants.1.role"), holds_name("relations.1.note")
    (True, False, False)
    """
    id = FieldId.of(field)
    if id.column.endswith("organisation"):
        return True
    part = PARTS.get(id.part)
    if part is None or part.is_single:
        return part is not None and _person(part.field) != ""
    columns = {column.name: _person(column) for column in part.columns}
    return columns[id.column] != "" if id.column in columns else "always" in columns.values()


def _person(column: attrs.Attribute[str]) -> str:
    """Return whether a column holds names of people or organisations: "always", "perhaps", or "" for never."""
    person: str = column.metadata.get("person", "")
    return "always" if column.name in ("id", "name") else person


@attrs.define
class _FileRewriter:
    """Rewrites the result of the file with this number."""

    rewriter: Rewriter
    number: int
    _values: dict[int, dict[str, str]] = attrs.field(factory=dict)

    def result(self, old: Reading | ReadFailure, forms: Mapping[Form, Form]) -> Reading | ReadFailure:
        """Return the result with its name, digest and texts in codes; `forms` maps old forms to new ones."""
        if isinstance(old, Reading):
            return self._reading(old, tuple(forms[form] for form in old.forms))
        words = FrozenMap({language: self._text(text, "file") for language, text in old.words.items()})
        detail = self._text(old.detail, "file") if old.detail else None
        sha256 = self._digest(old.sha256)
        return attrs.evolve(old, source=self._name(old.source), words=words, detail=detail, sha256=sha256)

    def _reading(self, old: Reading, forms: tuple[Form, ...]) -> Reading:
        self._values = {place: dict(fields_of(form)) for place, form in enumerate(forms, 1)}
        return attrs.evolve(
            old,
            forms=forms,
            findings=tuple(map(self._finding, old.findings)),
            evidence=FrozenMap({field: self._evidence(evidence) for field, evidence in old.evidence.items()}),
            unplaced=tuple(self._passage(row, "unplaced") for row in old.unplaced),
            deleted=tuple(self._passage(row, "deleted") for row in old.deleted),
            remarks=tuple(self._passage(row, "remark") for row in old.remarks),
            source=self._name(old.source) if old.source else old.source,
            sha256=self._digest(old.sha256),
        )

    def _name(self, name: str) -> str:
        """Return a code in place of the name of a file, with the suffix of that name."""
        return self.rewriter.names.file(name)

    def _digest(self, sha256: str | None) -> str | None:
        """Return a code in place of a digest: anybody with the file could search for the digest itself."""
        return self.rewriter.names.codes.digest("sha256", sha256) if sha256 else sha256

    def _text(self, text: str, field: str, within: str = "passage") -> str:
        return self.rewriter.text(text, TextPlace(None, self.number, within, field))

    def _seen(self, seen: str, field: str | None) -> str:
        """Return the text that was seen of a field, rewritten; for a field that holds a name its new value."""
        if not seen:
            return seen
        if field is None:
            return self._text(seen, "", "seen")
        place, bare = split_field(field)
        if holds_name(bare):
            return self._values.get(place, {}).get(bare, "")
        return self._text(seen, bare, "seen")

    def _place(self, place: Place) -> Place:
        heading, column = (text and self._text(text, "heading") for text in (place.heading, place.column))
        return attrs.evolve(place, heading=heading, column=column)

    def _finding(self, old: Finding) -> Finding:
        seen = "" if old.code in _OF_IDENTITY else self._seen(old.seen, old.field)
        return attrs.evolve(old, place=self._place(old.place), seen=seen)

    def _evidence(self, old: Evidence) -> Evidence:
        return attrs.evolve(old, place=self._place(old.place), seen=self._seen(old.seen, old.field))

    def _passage(self, old: Passage, kind: str) -> Passage:
        author = self.rewriter.names.people(old.author) if old.author else old.author
        date = coarse(old.date, self.rewriter.finder.dates)[0] if old.date else old.date
        return attrs.evolve(
            old, text=self._text(old.text, kind), place=self._place(old.place), author=author, date=date
        )


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Pseudonymised:
    """A data set with codes in place of names, the replacements in free text, and the names behind the codes.

    The names behind the codes are never shown; `write_key_file` writes them.

    Attributes:
        dataset: The data set to share: pseudonymous, not anonymous (see `docs/privacy.md`).
        replaced: A table with a row for each place and code.
        review: A table of what may still be a name: how often, where, and why. Decide about each, and pass it in
            `names` or `fine` the next time. It holds those words: do not share it.
        unsearched: The codes of what is left to a reader: names that are too short or too common to look for in free
            text, and everything in `review`.
        unique: The number of organisations that are alone in their type, sector and ownership.

    >>> from hlo_forms import CommitmentForm, Dataset, Organisation, pseudonymise
    >>> form = CommitmentForm(organisation=Organisation("De Linde", type="programme"))
    >>> result = pseudonymise(Dataset([form]), bytes(32))
    >>> "De Linde" in result.dataset["forms"]["organisation"], result.unique
    (False, 1)
    """

    dataset: Dataset
    replaced: Table
    review: Table
    unsearched: tuple[str, ...]
    unique: int
    _names: Mapping[str, Name]
    _decisions: Decisions
    _check: str

    @property
    def language(self) -> str:
        """The language of the data, that of most forms: the tables and remarks are in it."""
        return self.review.language

    def write_key_file(self, path: str | os.PathLike[str]) -> None:
        """Write the name behind each code as JSON, in a new file that only you may read, whole or not at all.

        Keep it apart from the data, with the key: either one identifies everybody. A file that `load_key` made gets
        the names added; `FileExistsError` where there is any other file, `InvalidValueError` where it has another key.
        """
        try:
            write_new(path, key_file(self._names), mode=0o600)
        except FileExistsError:
            try:
                KeyFile(path).key()
            except InvalidValueError:
                pass
            else:
                KeyFile(path).add(self._names, self._check)
                return
            raise

    def write_review(self, path: str | os.PathLike[str], *, language: str | None = None) -> None:
        """Write what is left to decide as a table (CSV) with a column for decisions, in a file that only you may read.

        Without a language in that of the data; `InvalidValueError` for an unknown one. `read_review` reads it back.
        Decisions that were passed, and those in the file already, are kept in it.
        """
        spoken = checked_language(self.language if language is None else language, self.dataset.instruments)
        write_review(path, self.review, self._decisions, spoken)

    def remarks(self, *, language: str | None = None) -> tuple[str, ...]:
        """Return what a reader of the texts still has to do, in words; without a language in that of the data.

        `InvalidValueError` for an unknown language.
        """
        language = checked_language(self.language if language is None else language, self.dataset.instruments)
        names = len(self.unsearched) - len(self.review)
        said = [TEXTS.text("to_review", language, count=len(self.review))] if self.review else []
        said += [] if self.review else [TEXTS.text("nothing_to_review", language)]
        said += [TEXTS.text("not_looked_for", language, count=names)] if names else []
        count = len(self.dataset["organisations"])
        return (*said, TEXTS.text("unique", language, count=self.unique, all=count))

    def __repr__(self) -> str:
        times = sum(int(row["times"] or 0) for row in self.replaced)
        counts = f"{len(self._names)} codes, {times} replaced in free text, {len(self.review)} to review"
        return f"Pseudonymised({self.dataset!r}, {counts})"

    def _repr_html_(self) -> str:
        return self.dataset._repr_html_()


def pseudonymise(
    dataset: Dataset, key: bytes, *, dates: Dates = "day", names: Iterable[str] = (), fine: Iterable[str] = ()
) -> Pseudonymised:
    """Put codes in place of the names in a data set, the same codes for the same key, now and next year.

    Codes replace organisations, people (participants, senders, authors of remarks, and people who are to do something),
    partnerships, respondents, forms, files and their sha256. These names, the additional `names`, and their usual
    variants (without "stichting", first or last name alone, an abbreviation, initials, an adjective) are looked for in
    all free text, and so is each distinctive word of an organisation or partnership: also in capitals, in compounds, in
    pieces, and in other languages. E-mail and web addresses, telephone numbers, postcodes, streets with a number,
    numbers of registers and references of forms are found by their looks. `dates` may reduce every date to its "month"
    or "year". Forms and files are in the order of their codes; the order in which they come does not matter. Statuses,
    counts and comparisons do not change, and pseudonymising again changes nothing.

    Guarantee: a word with a capital inside a sentence is replaced, or in `review`, or a word of grammar, a language, a
    kind or a sector. A word with a capital at the start of a sentence, a line or an item, or in a line of capitals, is
    replaced, or in `review`, or an ordinary word: one in our list, made of such words, or in lower case in the data at
    least as often. Decide about each in `review`: pass it in `names`, or in `fine` where it names no one. No guarantee
    for a name in lower case, a name of ordinary words, a nickname or a description: somebody must read the texts.

    `key` is 16 bytes or more that nobody can guess: make it once with `secrets.token_bytes(32)`, and keep it where you
    keep the key file, or let `load_key` make it. `InvalidValueError` for a shorter key or an unknown precision of
    dates.

    >>> from hlo_forms import Agreement, CommitmentForm, Dataset, Organisation
    >>> form = CommitmentForm(organisation=Organisation("Zorgboerderij De Linde"), answers={
    ...     "commitment.communication.1": "Met het team van De Linde"}, agreements=[Agreement(who="Noor Bakker")])
    >>> shared = pseudonymise(Dataset([form]), key=b"never a key that stands in a text")
    >>> shared
    Pseudonymised(Dataset(1 form of 0 partnerships in 0 rounds), 3 codes, 1 replaced in free text, 0 to review)
    >>> shared.dataset.forms[0].answers["commitment.communication.1"]
    'Met het team van organisation-us7csovts2ay'
    >>> [(row["field"], row["kind"], row["times"]) for row in shared.replaced]
    [('answers.commitment.communication.1', 'organisation', 1)]
    >>> shared.unsearched, shared.unique
    ((), 1)
    """
    must_be("dataset", dataset, Dataset, "a data set")
    one_among("dates", dates, DATES)
    codes, decisions = codes_with(key), Decisions(names, fine)
    all_names = KnownNames(codes)
    authors = (remark.author for reading in _readings(dataset) for remark in reading.remarks)
    all_names.learn((*dataset.whole, *_every_form(dataset)), authors, decisions.names)
    rewriter = Rewriter(all_names, _finder(dataset, all_names, dates, decisions), _voices(dataset))
    new = dataset.with_codes(*_rewrite(dataset, rewriter))
    language, asked = new.language_or_own(None), new.instruments
    review = review_table(rewriter.doubts, rewriter.finder.vocabulary, codes)
    return Pseudonymised(
        dataset=new,
        replaced=attrs.evolve(_table(rewriter), language=language, instruments=asked),
        review=attrs.evolve(review, language=language, instruments=asked),
        unsearched=tuple(sorted({*all_names.unsearched, *map(str, review.column("code"))})),
        unique=_unique(new),
        names=_names_in(new, codes.names),
        decisions=decisions,
        check=check_of(bytes(key)),
    )


def _finder(dataset: Dataset, names: KnownNames, dates: Dates, decisions: Decisions) -> Finder:
    """Return a finder of all names, which knows the words of the data set."""
    sectors = {
        (who.id or "", who.sector) for entry in dataset.entries for who in entry.organisations if who.id and who.sector
    }
    vocabulary = vocabulary_of(names, _free_texts(dataset), sectors, fine_words(decisions.fine))
    finder = Finder(names.codes, dates, vocabulary)
    finder.know(names.targets(vocabulary))
    return finder


def _free_texts(dataset: Dataset) -> Iterator[str]:
    """Yield the texts that are no names: of forms, and what files hold beside them."""
    for form in _every_form(dataset):
        yield from (text for field, text in fields_of(form) if not holds_name(field))
    for file in dataset.files:
        result = file.result
        if isinstance(result, Reading):
            yield from (passage.text for rows in (result.unplaced, result.deleted, result.remarks) for passage in rows)


def _names_in(dataset: Dataset, names: Mapping[str, Name]) -> Mapping[str, Name]:
    """Return the names behind the codes that stand in a data set: nothing else needs to be found back."""
    cells = (cell for table in dataset.tables.values() for row in table.rows for cell in row if isinstance(cell, str))
    fields = (text for entry in dataset.everyone for _, text in fields_of(entry.form))  # also of what a lot left out
    texts = (*cells, *fields, *dataset.recoded, *dataset.recoded.values())
    used = {code for text in texts for code in _CODE.findall(text)}
    return FrozenMap({code: name for code, name in names.items() if code in used})


def _unique(dataset: Dataset) -> int:
    """Count the organisations that no other is like in type, sector and ownership."""
    alike = Counter((row["organisation_type"], row["sector"], row["ownership"]) for row in dataset["organisations"])
    return sum(count for count in alike.values() if count == 1)


def _every_form(dataset: Dataset) -> Iterator[Form]:
    """Yield the forms, and those in the same file as a form that was kept."""
    yield from (entry.form for entry in dataset.everyone)
    for reading in _readings(dataset):
        yield from reading.forms


def _readings(dataset: Dataset) -> Iterator[Reading]:
    return (file.result for file in dataset.files if isinstance(file.result, Reading))


def _voices(dataset: Dataset) -> dict[str, list[str]]:
    """Return the respondents of each organisation, by its id."""
    forms = (form for form in _every_form(dataset) if isinstance(form, OrganisationForm))
    named = ((form.organisation.id, form.respondent) for form in forms)
    return grouped((id, respondent) for id, respondent in named if id and respondent)


def _rewrite(dataset: Dataset, rewriter: Rewriter) -> tuple[tuple[Record, ...], tuple[File, ...]]:
    """Rewrite forms and files, in the order of their codes, so that the order of names gives nothing away."""
    forms: dict[Form, Form] = {}
    for entry in dataset.everyone:
        forms[entry.form] = rewriter.form(entry.form, key_of(rewriter.form_id(entry.form.id), entry.version))
    for form in _every_form(dataset):
        if form not in forms:
            forms[form] = rewriter.form(form, rewriter.form_id(form.id))
    numbers = _numbers(dataset.files, rewriter)
    files = [_file(file, numbers, rewriter, forms) for file in dataset.files]
    results = {file.number: file.result for file in files}
    sectors = {old: rewriter.finder.replaced(old).text for old in {*dataset.recoded, *dataset.recoded.values()}}
    recoded = FrozenMap({sectors[old]: sectors[new] for old, new in dataset.recoded.items()})
    entries = [attrs.evolve(_entry(entry, forms, numbers, results), sectors=recoded) for entry in dataset.everyone]
    entries.sort(key=lambda entry: (entry.form.id, entry.version))
    return tuple(entries), tuple(sorted(files, key=lambda file: file.number))


def _numbers(files: Iterable[File], rewriter: Rewriter) -> dict[int, int]:
    """Return the new number of each file, in the order of the codes of their names."""
    names = rewriter.names
    ordered = sorted(
        files, key=lambda file: (names.file(file.result.source) if file.result.source else "", file.number)
    )
    return {file.number: number for number, file in enumerate(ordered, 1)}


def _file(file: File, numbers: Mapping[int, int], rewriter: Rewriter, forms: Mapping[Form, Form]) -> File:
    number = numbers[file.number]
    same_as = None if file.same_as is None else numbers.get(file.same_as)
    result = _FileRewriter(rewriter, number).result(file.result, forms)
    return attrs.evolve(file, number=number, result=result, same_as=same_as)


def _entry(
    entry: Record, forms: Mapping[Form, Form], numbers: Mapping[int, int], results: Mapping[int, Reading | ReadFailure]
) -> Record:
    form = forms[entry.form]
    source = None if entry.source is None else numbers[entry.source]
    result = None if source is None else results[source]
    reading = result if isinstance(result, Reading) else None
    return attrs.evolve(entry, form=form, key=key_of(form.id, entry.version), source=source, reading=reading)


def _table(rewriter: Rewriter) -> Table:
    rows = (
        {**attrs.asdict(at), "kind": kind, "code": code, "times": times}
        for (at, kind, code), times in rewriter.replaced.items()
    )
    table = table_of(schemas("privacy")["replaced"], rows)
    return attrs.evolve(table, rows=sorted(table.rows, key=lambda row: tuple(str(cell or "") for cell in row)))
