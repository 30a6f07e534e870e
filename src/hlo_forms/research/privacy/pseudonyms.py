"""Pseudonymous data sets: codes in place of organisations, people, partnerships, files and forms."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import attrs

from ...analysis.privacy.dates import DATES, Dates
from ...analysis.privacy.finder import Finder
from ...analysis.privacy.known import KnownNames
from ...analysis.privacy.reading_again import result_again
from ...analysis.table_schemas import schemas
from ...errors import InvalidValueError
from ...forms import Form, OrganisationForm
from ...readings.reading import Reading
from ...results import ReadFailure
from ...wording import one_of
from ..dataset import Dataset
from ..entries import Entry, File
from ..tables import Table
from .codes import Name, codes_with
from .rewriting import Rewriter


@attrs.frozen(kw_only=True, repr=False, eq=False)
class Pseudonymised:
    """A data set with codes in place of names, the replacements in free text, and the names behind the codes.

    `dataset` is the data set to share: pseudonymous, not anonymous (see `docs/privacy.md`). `replaced` is a table with
    a row for each place and code. `unsearched` holds the codes of names that were too short or too common to look for
    in free text: read those forms yourself. The names behind the codes are never shown; `write_key_file` writes them.
    """

    dataset: Dataset
    replaced: Table
    unsearched: tuple[str, ...]
    _names: Mapping[str, Name]

    def write_key_file(self, path: str | os.PathLike[str]) -> None:
        """Write the name behind each code as JSON, in a new file that only you may read, whole or not at all.

        Keep it apart from the data, with the key: either one identifies everybody. `FileExistsError` where there is a
        file already.
        """
        codes = {code: {"kind": name.kind, "name": name.text} for code, name in self._names.items()}
        text = json.dumps({"hlo_forms": "key file", "version": 1, "codes": codes}, ensure_ascii=True, indent=1)
        _write_new(Path(path), text.encode("ascii"))

    def __repr__(self) -> str:
        times = sum(int(row["times"] or 0) for row in self.replaced)
        return f"Pseudonymised({self.dataset!r}, {len(self._names)} codes, {times} replaced in free text)"

    def _repr_html_(self) -> str:
        return self.dataset._repr_html_()


def pseudonymise(dataset: Dataset, key: bytes, *, dates: Dates = "day", names: Iterable[str] = ()) -> Pseudonymised:
    """Put codes in place of the names in a data set, the same codes for the same key, now and next year.

    Codes replace organisations, people (participants, senders, authors of remarks, and people who are to do something),
    partnerships, respondents, forms, files and their sha256. These names, the additional `names`, and their usual
    variants (without "stichting", first or last name alone, an abbreviation) are looked for in all free text, as are
    e-mail addresses, telephone numbers and references of forms. That is a help, not a promise: any other name, a
    nickname or a description is not found. `dates` may reduce every date to its "month" or "year". Forms and files are
    in the order of their codes. Statuses, counts and comparisons do not change.

    `key` is 16 bytes or more that nobody can guess: make it once with `secrets.token_bytes(32)`, and keep it where you
    keep the key file. `InvalidValueError` for a shorter key or an unknown precision of dates.

    >>> from hlo_forms import Agreement, CommitmentForm, Dataset, Organisation
    >>> form = CommitmentForm(organisation=Organisation("Zorgboerderij De Linde"), answers={
    ...     "commitment.communication.1": "Met het team van De Linde"}, agreements=[Agreement(who="Noor Bakker")])
    >>> shared = pseudonymise(Dataset([form]), key=b"never a key that stands in a text")
    >>> shared
    Pseudonymised(Dataset(1 form of 0 partnerships in 0 rounds), 3 codes, 1 replaced in free text)
    >>> shared.dataset.forms[0].answers["commitment.communication.1"]
    'Met het team van organisation-us7csovts2ay'
    >>> [(row["field"], row["kind"], row["times"]) for row in shared.replaced]
    [('answers.commitment.communication.1', 'organisation', 1)]
    """
    if dates not in DATES:
        raise InvalidValueError("dates", one_of(DATES, dates), dates)
    codes = codes_with(key)
    all_names, finder = KnownNames(codes), Finder(codes, dates)
    all_names.learn(_every_form(dataset), _authors(dataset), names, finder)
    rewriter = Rewriter(all_names, finder, _voices(dataset))
    entries, files = _rewrite(dataset, rewriter)
    return Pseudonymised(
        dataset=dataset.with_parts(entries, files),
        replaced=_table(rewriter),
        unsearched=tuple(sorted(all_names.unsearched)),
        names=codes.names,
    )


def _every_form(dataset: Dataset) -> Iterator[Form]:
    """Yield the forms, and those in the same file as a form that was kept."""
    yield from dataset.forms
    for file in dataset.files:
        yield from file.result.forms if isinstance(file.result, Reading) else ()


def _authors(dataset: Dataset) -> Iterator[str | None]:
    for file in dataset.files:
        yield from (remark.author for remark in file.result.remarks) if isinstance(file.result, Reading) else ()


def _voices(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Return the respondents of each organisation, by its id."""
    voices: dict[str, tuple[str, ...]] = {}
    for form in _every_form(dataset):
        if isinstance(form, OrganisationForm) and form.organisation.id and form.respondent:
            voices[form.organisation.id] = (*voices.get(form.organisation.id, ()), form.respondent)
    return voices


def _rewrite(dataset: Dataset, rewriter: Rewriter) -> tuple[tuple[Entry, ...], tuple[File, ...]]:
    """Rewrite forms and files, in the order of their codes, so that the order of names gives nothing away."""
    forms: dict[Form, Form] = {}
    for entry in dataset.entries:
        forms[entry.form] = rewriter.form(entry.form, _key(rewriter.form_id(entry.form.id), entry.version))
    for form in _every_form(dataset):
        if form not in forms:
            forms[form] = rewriter.form(form, rewriter.form_id(form.id))
    numbers = _numbers(dataset.files, rewriter)
    files = [_file(file, numbers, rewriter, forms) for file in dataset.files]
    results = {file.number: file.result for file in files}
    entries = [_entry(entry, forms, numbers, results) for entry in dataset.entries]
    entries.sort(key=lambda entry: (entry.form.id, entry.version))
    return tuple(entries), tuple(sorted(files, key=lambda file: file.number))


def _key(id: str, version: int) -> str:
    return id if version == 1 else f"{id}#{version}"


def _numbers(files: Iterable[File], rewriter: Rewriter) -> dict[int, int]:
    """Return the new number of each file, in the order of the codes of their names."""
    names = rewriter.names.codes
    ordered = sorted(files, key=lambda file: (names.code("file", file.result.source or ""), file.number))
    return {file.number: number for number, file in enumerate(ordered, 1)}


def _file(file: File, numbers: Mapping[int, int], rewriter: Rewriter, forms: Mapping[Form, Form]) -> File:
    number = numbers[file.number]
    same_as = None if file.same_as is None else numbers.get(file.same_as)
    result = result_again(rewriter, file.result, number, forms)
    return attrs.evolve(file, number=number, result=result, same_as=same_as)


def _entry(
    entry: Entry, forms: Mapping[Form, Form], numbers: Mapping[int, int], results: Mapping[int, Reading | ReadFailure]
) -> Entry:
    form = forms[entry.form]
    key = _key(form.id, entry.version)
    source = None if entry.source is None else numbers[entry.source]
    result = None if source is None else results[source]
    reading = result if isinstance(result, Reading) else None
    return attrs.evolve(entry, form=form, key=key, source=source, reading=reading)


def _table(rewriter: Rewriter) -> Table:
    schema = schemas("privacy")["replaced"]
    rows = (
        schema.row({**attrs.asdict(at), "kind": kind, "code": code, "times": times})
        for (at, kind, code), times in rewriter.replaced.items()
    )
    return Table(schema, sorted(rows, key=lambda row: tuple(str(cell or "") for cell in row)))


def _write_new(path: Path, data: bytes) -> None:
    """Write a new file, whole or not at all, that only its owner may read."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.link(name, path)  # fails where there is a file, and never leaves half of one
    finally:
        Path(name).unlink()
