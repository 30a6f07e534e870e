"""Many forms, partnerships and rounds as tables: one row is one fact, and every value can be traced to its source."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import attrs

from ..basics.messages import Catalogue, Sentence, most_frequent
from ..basics.values import FrozenMap, one_of
from ..errors import InvalidValueError
from ..forms import Form, organisations_of
from ..instrument.model import Instrument
from ..pages.shown import Shown
from ..readings.findings import Place, is_within
from ..readings.reading import ReadFailure, Reading
from . import rows
from .consent import files_of, reasons_against
from .entries import Collector, File, Record, files_holding, last_versions, one_partnership_each
from .filtering import fitting, why_empty
from .publication import Publication
from .statistics.counts import CategoryCounts, CoOccurrence, MotiveCounts, category_counts, co_occurrence, motive_counts
from .statistics.differences import GroupDifferences, RoundChanges, group_differences, round_changes
from .statistics.pool import Pool, columns_of, counted_rows, grouped_by, pool_answers
from .statistics.sharing import SharingCounts, sharing_counts
from .tables import Cell, Schema, Table, as_cell, counted, schemas, table_of

_PRIVACY = Catalogue("privacy")


class Statistics:
    """Statistics of a data set in terms of the instrument; every `Dataset` has these methods.

    The unit that is counted is an answer: one organisation in one round of one partnership, in the latest version of
    its forms, with its voices combined. `by` is one or more of "organisation_type", "sector", "ownership", "round",
    "partnership" and "language", as filled in. There are intervals and tests only where each organisation counts
    once and every answer names its partnership; elsewhere they are None with a reason, and `filter` helps: to one
    round, for instance. Forms of several
    instruments or editions are not counted together: every method raises `InvalidValueError` for them.

    Results show themselves in a notebook, have a `table`, name their denominators with `explained(language)` and
    their limitations with `remarks(language)`. Results with intervals or tests need the extra "analysis".
    """

    def _pool(self, by: str | Iterable[str] = ()) -> Pool:
        """Return the answers that are counted, grouped by these columns."""
        raise NotImplementedError

    def counts(self, by: str | Iterable[str] = ()) -> MotiveCounts:
        """Count how often each motive applies, among those who were offered it and filled it in, with 95% intervals.

        Where partners are counted together the partnership is the cluster of the interval, which needs ten of them.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).counts(by="organisation_type")
        >>> row = next(row for row in counts.rows if row.motive == "financial" and row.n)
        >>> row.applies, row.n, row.unclear, row.not_filled_in, row.organisations
        (6, 55, 4, 5, 55)
        """
        return motive_counts(self._pool(by))

    def category_counts(self, by: str | Iterable[str] = ()) -> CategoryCounts:
        """Count how many motives of each category apply, k of n offered, separately for each type of organisation.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).category_counts()
        >>> counts.by
        ('organisation_type',)
        """
        return category_counts(self._pool(("organisation_type", *columns_of(by))))

    def co_occurrence(self, by: str | Iterable[str] = ()) -> CoOccurrence:
        """Count how often two motives apply together, among answers that were offered both and are clear about both.

        >>> from hlo_forms import Dataset, examples
        >>> pairs = Dataset(examples.forms(40, rounds=["2026"], seed=1)).co_occurrence()
        >>> pair = pairs.rows[0]
        >>> pair.both + pair.only_first + pair.only_second + pair.neither == pair.n
        True
        """
        return co_occurrence(self._pool(by))

    def sharing(self) -> SharingCounts:
        """Count the partnerships that share each motive, beside the number expected by chance alone; exploratory.

        A motive is shared where it applies to at least two organisations. The null model: within each type of
        organisation, every way to distribute the ticks of a motive over the organisations is equally likely (a
        permutation test, Pitman 1937); the number of ticks in each type and the number of organisations of each type
        in each partnership are fixed. Under this model neither the motive, nor anything that goes with it such as
        their sector, brought the partners together. The distribution is exact; p is two-sided.

        >>> from hlo_forms import Dataset, examples
        >>> sharing = Dataset(examples.forms(40, rounds=["2026"], seed=1)).sharing()
        >>> sharing.partnerships
        40
        """
        return sharing_counts(self._pool())

    def differences(self, by: str, between: Sequence[Cell] | None = None) -> GroupDifferences:
        """Compare how often each motive applies in two groups, with an exact test; exploratory.

        The test keeps partnerships together; where each counts once it is Fisher's.

        `between` names the two values of `by` where there are more than two. The p-values are adjusted for the number
        of motives tested (Benjamini & Hochberg 1995). Raises `InvalidValueError` where there are not two groups.

        >>> from hlo_forms import Dataset, examples
        >>> dataset = Dataset(examples.forms(40, rounds=["2026"], seed=1))
        >>> dataset.differences(by="ownership").between
        ('private', 'public')
        """
        return group_differences(self._pool(by), between)

    def changes(self, earlier: str | int, later: str | int) -> RoundChanges:
        """Count the changes in each motive from one round to another, with an exact test; exploratory.

        Whole partnerships swap their rounds in it; where each has one change at most it is McNemar's.

        Only organisations that are in both rounds of a partnership count. A round may be a number, as in `filter`.
        Raises `InvalidValueError` for a round that does not occur.

        >>> from hlo_forms import Dataset, examples
        >>> changes = Dataset(examples.forms(40, seed=1)).changes("2025", "2026")
        >>> row = changes.rows[0]
        >>> row.n == row.kept + row.new + row.dropped + row.neither
        True
        """
        return round_changes(self._pool(), *(str(as_cell(round, "text")) for round in (earlier, later)))


_OF_FORMS: Mapping[str, Callable[[Record], Iterator[rows.Row]]] = {
    "forms": rows.forms,
    "partners": rows.partners,
    "motives": rows.motives,
    "answers": rows.answers,
    "evidence": rows.evidence,
    **{table: functools.partial(rows.records, table) for table in rows.RECORDS},
}

_OF_ALL: Mapping[str, Callable[[tuple[Record, ...], tuple[File, ...]], Iterator[rows.Row]]] = {
    "organisations": lambda entries, _: rows.organisations(entries),
    "partnerships": lambda entries, _: rows.partnerships(entries),
    "counted": lambda entries, _: counted_rows(entries),
    "responses": lambda entries, _: rows.responses(entries),
    "sources": lambda _, files: rows.sources(files),
    "findings": lambda entries, files: rows.findings(files, entries),
    "passages": lambda _, files: rows.passages(files),
}


@attrs.frozen(kw_only=True)
class Provenance:
    """The origin of a value: the file (its number, name and sha256), the place in it, and how it was found.

    `field` is the id of the value ("motives.network.ticked"), `how` as in `Evidence`, `seen` the text in the
    document, `reader` the version that read it, `instrument` and `edition` the questionnaire. Made by `Dataset.trace`.
    """

    form: str
    field: str
    source: int | None
    file: str | None
    sha256: str | None
    place: Place
    how: str
    seen: str
    reader: str | None
    instrument: str
    edition: str


class Dataset(Statistics, Shown):
    """Forms and readings of any number of partnerships and rounds, as tables in which one row is one fact.

    Takes forms, readings and failures, as `read_many` gives them. `dataset["motives"]` is a `Table`; iterating gives
    the names of all tables, `tables` the tables themselves. The columns of a table and their meaning do not depend
    on the forms: see `docs/research.md`. The statuses of a motive are never merged, and every form is in it once: a
    copy is named in "sources", another version of a form has a row of its own (`versions` above 1; `latest` keeps
    the last). `InvalidValueError` for anything that is not a form, reading or failure.

    >>> from hlo_forms import CommitmentForm, MotiveAnswer, Organisation, PreparationForm
    >>> school = Organisation("Opleiding Verpleegkunde", type="programme")
    >>> common = {"organisation": school, "partnership": "Wijkzorg Noord", "round": "2026"}
    >>> dataset = Dataset([PreparationForm(motives=[MotiveAnswer("network", ticked=True)], **common)])
    >>> dataset
    Dataset(1 form of 1 partnership in 1 round)
    >>> [(row["motive"], row["status"]) for row in dataset["motives"] if row["status"] == "applies"]
    [('network', 'applies')]
    """

    def __init__(self, items: Iterable[Form | Reading | ReadFailure]) -> None:
        if isinstance(items, Form | Reading | ReadFailure | str | bytes) or not isinstance(items, Iterable):
            raise InvalidValueError("items", "forms, readings and failures one after another, as in a list", items)
        collector = Collector()
        for item in items:
            collector.add(item)
        self._hold(collector.finished(), tuple(collector.files))

    def _hold(self, entries: tuple[Record, ...], files: tuple[File, ...]) -> None:
        self.everyone = entries
        self.entries = tuple(entry for entry in entries if entry.drawn is not False)
        self.files = files
        self._tables: dict[str, Table] = {}
        self._pools: dict[tuple[str, ...], Pool] = {}
        self.why_empty: Sentence | None = None
        self.publication = Publication()

    def _pool(self, by: str | Iterable[str] = ()) -> Pool:
        names = columns_of(by)
        if names not in self._pools:
            pool = self._pool() if names else pool_answers(self.everyone)
            self._pools[names] = grouped_by(pool, names) if names else attrs.evolve(pool, why_empty=self.why_empty)
        return self._pools[names]

    def with_parts(self, entries: tuple[Record, ...], files: tuple[File, ...]) -> Dataset:
        """Return a data set of these forms and files, as `filter` and `pseudonymise` make them.

        Pass `everyone`, so that forms that a lot left out stay partners of those it kept.
        """
        dataset = Dataset(())
        dataset._hold(entries, files)
        dataset.publication = self.publication
        return dataset

    def __getitem__(self, name: str) -> Table:
        """Return a table by its name; it is made when first asked for."""
        if name not in schemas():
            raise InvalidValueError("table", one_of(tuple(schemas()), name), name)
        if name not in self._tables:
            if name in _OF_ALL:
                own_rows = _OF_ALL[name](self.entries, self.files)
            else:
                own_rows = itertools.chain.from_iterable(map(_OF_FORMS[name], self.entries))
            self._tables[name] = self._table(schemas()[name], own_rows)
        return self._tables[name]

    def _table(self, schema: Schema, own_rows: Iterable[rows.Row]) -> Table:
        made = table_of(schema, own_rows)
        return attrs.evolve(made, instruments=self.instruments, language=self._default_language)

    def _ipython_key_completions_(self) -> list[str]:
        return list(schemas())

    def __iter__(self) -> Iterator[str]:
        return iter(schemas())

    def __len__(self) -> int:
        """The number of forms."""
        return len(self.entries)

    def __bool__(self) -> bool:
        return True

    @property
    def tables(self) -> dict[str, Table]:
        """Every table by its name, in order."""
        return {name: self[name] for name in self}

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms themselves, each once, in the order in which they came."""
        return tuple(entry.form for entry in self.entries)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments of the forms, each edition once, in order of appearance."""
        return tuple(dict.fromkeys(form.instrument for form in self.forms))

    @property
    def failures(self) -> tuple[ReadFailure, ...]:
        """The files that could not be read."""
        return tuple(file.result for file in self.files if isinstance(file.result, ReadFailure))

    def joined(self, name: str) -> Table:
        """Return a table of forms with their partnership, round, phase, organisation, its type and respondent.

        Every other column is as in `dataset[name]`. `InvalidValueError` for a table without the column "form".

        >>> from hlo_forms import CommitmentForm, Agreement
        >>> dataset = Dataset([CommitmentForm(round="2026", agreements=[Agreement(what="Evaluatie")])])
        >>> [(row["round"], row["what"]) for row in dataset.joined("agreements")]
        [('2026', 'Evaluatie')]
        """
        own, forms = self[name], schemas()["forms"]
        if "form" not in own.schema.names or name == "forms":
            raise InvalidValueError("table", "a table of what forms hold, with the column form", name)
        place = own.schema.names.index("form")
        added = tuple(map(forms.column, rows.PARTICULARS))
        columns = (own.columns[place], *added, *own.columns[:place], *own.columns[place + 1 :])
        particulars = {str(row["form"]): row for row in self["forms"]}
        merged = (row | _particulars(particulars.get(str(row["form"]), {})) for row in own)
        return self._table(attrs.evolve(own.schema, columns=columns), merged)

    def filter(
        self, where: Callable[[dict[str, Cell]], bool] | None = None, /, **wanted: Cell | Collection[Cell]
    ) -> Dataset:
        """Return the part of this data set whose forms have a value, or one of several, in columns of "forms".

        `where` gets each row of "forms". A condition on an organisation (`organisation`, `organisation_type`,
        `sector`, `ownership`, `organisation_name`) holds for a form of phase 2 when it holds for one of the partners;
        all of that form is then kept. Only files with a form that is kept stay; files that could not be read go.

        A number is taken as text where a column holds texts (`round=2026`). Raises `InvalidValueError` for an unknown
        column or code, and where no form has any of the values, with the value that was probably meant. Where each
        condition fits some forms but no form fits all, the result is empty and says why.

        >>> from hlo_forms import examples
        >>> dataset = Dataset(examples.forms(4, seed=1))
        >>> small = dataset.filter(round="2026", phase=["preparation", "commitment"])
        >>> sorted({row["phase"] for row in small["forms"]})
        ['commitment', 'preparation']
        """
        kept = fitting(self.everyone, where, wanted)
        part = self.with_parts(kept, files_holding(kept, self.files))
        if not part.entries:
            part.why_empty = self.why_empty or why_empty(len(self.everyone), wanted)
        return part

    def latest(self) -> Dataset:
        """Keep only the latest version of each form. Forms without an organisation are all kept."""
        return self._as_empty_as(self.with_parts(last_versions(self.everyone), self.files))

    def _as_empty_as(self, part: Dataset) -> Dataset:
        part.why_empty = self.why_empty
        return part

    def one_partnership_each(self) -> Dataset:
        """Keep the forms of each organisation in one partnership only, so that it counts once in a round.

        The partnership is drawn by lot among those in which it filled in its motives. The lot is a digest of the ids:
        the same every time, and independent of the answers. Forms of phase 2 are kept, and so are forms that name no
        organisation or no partnership.

        >>> from hlo_forms import examples
        >>> dataset = Dataset(examples.forms(20, rounds=["2026"], seed=1))
        >>> max(row["partnerships"] for row in dataset["organisations"])
        2
        >>> small = dataset.one_partnership_each().filter(phase="preparation")
        >>> max(row["partnerships"] for row in small["organisations"])
        1
        """
        return self._as_empty_as(self.with_parts(one_partnership_each(self.everyone), self.files))

    def published(
        self,
        *,
        licence: str | None = None,
        contributors: str | Iterable[str] = (),
        version: str | None = None,
        created: dt.date | str | None = None,
    ) -> Dataset:
        """Return the same data set with its licence, contributors, version and date, which every export then names.

        `licence` is an SPDX identifier such as "CC-BY-4.0", an address, or words; `created` a date or a date and time.
        `InvalidValueError` for anything else.

        >>> dataset = Dataset([]).published(licence="CC-BY-4.0", contributors=["Noor Bakker"], created="2026-11-28")
        >>> dataset.publication.licence
        'CC-BY-4.0'
        """
        own = Publication(licence=licence, contributors=contributors, version=version, created=created)
        return self.with_publication(own)

    def with_publication(self, publication: Publication) -> Dataset:
        """Return the same data set with these particulars."""
        part = self._as_empty_as(self.with_parts(self.everyone, self.files))
        part.publication = publication
        return part

    def recode(self, *, sector: Mapping[str, str]) -> Dataset:
        """Rename sectors: each that `sector` names gets its new name, in every table, count and filter.

        The forms keep what was filled in, and the codebook lists what each new name stands for (`recoded`). Recoding
        again renames what it was recoded to. Raises `InvalidValueError` for a sector that no form has.

        >>> from hlo_forms import CommitmentForm, Organisation
        >>> dataset = Dataset([CommitmentForm(organisation=Organisation("De Linde", sector="zorg"))])
        >>> tidy = dataset.recode(sector={"zorg": "Zorg"})
        >>> tidy["forms"]["sector"], tidy.recoded
        (('Zorg',), {'zorg': 'Zorg'})
        """
        occurring = sorted({who.sector for entry in self.everyone for who in entry.organisations if who.sector})
        for name, new in sector.items():
            if name not in occurring:
                raise InvalidValueError("sector", one_of(occurring, name), name)
            if not isinstance(new, str) or not new.strip():
                raise InvalidValueError("sector", "a new name, as text", new)
        mapping = FrozenMap({**{old: sector.get(new, new) for old, new in self.recoded.items()}, **self._new(sector)})
        recoded = tuple(attrs.evolve(entry, sectors=mapping) for entry in self.everyone)
        return self._as_empty_as(self.with_parts(recoded, self.files))

    def _new(self, sector: Mapping[str, str]) -> dict[str, str]:
        """Return the new names of sectors as forms have them."""
        own = {who.sector for entry in self.everyone for who in organisations_of(entry.form)}
        return {name: new for name, new in sector.items() if name in own and name not in self.recoded}

    @property
    def recoded(self) -> Mapping[str, str]:
        """The sectors that were recoded, each with its new name."""
        return next((entry.sectors for entry in self.everyone), FrozenMap())

    def for_research(self, *, unasked: bool | None = None) -> ForResearch:
        """Return the part that may be used for research, and the forms left out and why; exports use it by default.

        Forms that say yes are kept. Forms are left out that say no, that asked and got no answer (silence is no
        consent), or whose answer was read with a doubt; the last version of a form decides for all. A form with words
        of several partners (phase 2, and phase 3 with words from that meeting) is left out too where one of them
        refused in that round. A form that did not ask is kept where no form of the data set asks, and left out where
        others do; `unasked` decides either way. A file is left out with its forms; where any form is left out, so are
        files without forms.

        >>> from hlo_forms import CommitmentForm, Dataset
        >>> forms = [CommitmentForm(organisation=name, research=answer) for name, answer in (("A", "yes"), ("B", "no"))]
        >>> research = Dataset(forms).for_research()
        >>> len(research.dataset), [row["reason"] for row in research.left_out]
        (1, ['refused'])
        """
        reasons = reasons_against(self.everyone, unasked)
        schema = schemas(_PRIVACY.name)["left_out"]
        if not reasons:
            return ForResearch(dataset=self, left_out=Table(schema, ()))
        kept = tuple(entry for entry in self.everyone if entry.key not in reasons)
        undrawn = {entry.key for entry in self.everyone if entry.drawn is False}
        reasons = {key: reason for key, reason in reasons.items() if key not in undrawn}
        left_out = table_of(schema, ({"form": key, "reason": reason} for key, reason in reasons.items()))
        return ForResearch(dataset=self.with_parts(kept, files_of(kept, self.files)), left_out=left_out)

    def trace(self, form: str, field: str = "") -> tuple[Provenance, ...]:
        """Return the origin of the values of a form: of one field and everything under it, or of all.

        `form` is a key as in the tables, `field` an id as in the column "field". Empty for a form that came from no
        document. `InvalidValueError` for a form that is not in the data set.
        """
        entry = next((entry for entry in self.entries if entry.key == form), None)
        if entry is None:
            raise InvalidValueError("form", "the key of a form in this data set", form)
        reading, instrument = entry.reading, entry.form.instrument
        return tuple(
            Provenance(
                form=entry.key,
                field=name,
                source=entry.source,
                file=reading.source if reading else None,
                sha256=reading.sha256 if reading else None,
                place=evidence.place,
                how=evidence.how,
                seen=evidence.seen,
                reader=reading.reader if reading else None,
                instrument=instrument.id,
                edition=instrument.edition,
            )
            for name, evidence in entry.all_evidence()
            if not field or is_within(name, field)
        )

    @property
    def _default_language(self) -> str:
        return most_frequent(
            (entry.language for entry in self.entries), (one for asked in self.instruments for one in asked.languages)
        )

    def __repr__(self) -> str:
        partnerships = {entry.form.partnership.id for entry in self.entries} - {None}
        rounds = {entry.form.round for entry in self.entries} - {None}
        forms = f"{counted(len(self), 'form')} of {counted(len(partnerships), 'partnership')}"
        failures = f"; {counted(len(self.failures), 'file')} not read" if self.failures else ""
        empty = f"; {self.why_empty}" if self.why_empty else ""
        return f"Dataset({forms} in {counted(len(rounds), 'round')}{failures}{empty})"


def _particulars(form: rows.Row) -> rows.Row:
    return {name: form.get(name) for name in rows.PARTICULARS}


@attrs.frozen(kw_only=True, repr=False)
class ForResearch:
    """The part of a data set that may be used for research, and the forms left out.

    `left_out` is a table with a row for each form left out: its key, and the reason ("refused", "no_answer",
    "doubtful", "not_asked", "partner_refused"). Made by `Dataset.for_research`.
    """

    dataset: Dataset
    left_out: Table

    def remarks(self, language: str) -> tuple[str, ...]:
        """Return the number of forms left out per reason, in words; `InvalidValueError` for an unknown language."""
        reasons = Counter(str(row["reason"]) for row in self.left_out)
        if not reasons:
            return (_PRIVACY.text("all_kept", language),)
        return tuple(_PRIVACY.text(f"left_{key}", language, count=count) for key, count in sorted(reasons.items()))

    def __repr__(self) -> str:
        return f"ForResearch({self.dataset!r}, {len(self.left_out)} left out)"
