"""Many forms, partnerships and rounds as tables: one row is one fact, and every value can be traced to its source."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from ..basics.messages import Catalogue
from ..basics.values import one_of
from ..errors import InvalidValueError
from ..forms import Form
from ..pages.shown import Shown
from ..readings.findings import Place, is_within
from ..readings.reading import ReadFailure, Reading
from . import rows
from .consent import with_consent
from .entries import Collector, File, Record, files_holding, last_versions, one_partnership_each
from .permission import Terms
from .statistics.counts import CategoryCounts, CoOccurrence, MotiveCounts, category_counts, co_occurrence, motive_counts
from .statistics.differences import GroupDifferences, RoundChanges, group_differences, round_changes
from .statistics.pool import columns_of, pool_answers
from .statistics.sharing import SharingCounts, sharing_counts
from .tables import Cell, Table, counted, schemas, table_of
from .withholding import permitted

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

    entries: tuple[Record, ...]

    def counts(self, by: str | Iterable[str] = ()) -> MotiveCounts:
        """Count how often each motive applies, among those who were offered it and filled it in, with 95% intervals.

        Where partners are counted together the partnership is the cluster of the interval, which needs ten of them.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).counts(by="organisation_type")
        >>> row = next(row for row in counts.rows if row.motive == "financial" and row.n)
        >>> row.applies, row.n, row.unclear, row.not_filled_in, row.organisations
        (6, 55, 4, 5, 55)
        """
        return motive_counts(pool_answers(self.entries, by))

    def category_counts(self, by: str | Iterable[str] = ()) -> CategoryCounts:
        """Count how many motives of each category apply, k of n offered, separately for each type of organisation.

        >>> from hlo_forms import Dataset, examples
        >>> counts = Dataset(examples.forms(40, rounds=["2026"], seed=1)).category_counts()
        >>> counts.by
        ('organisation_type',)
        """
        return category_counts(pool_answers(self.entries, ("organisation_type", *columns_of(by))))

    def co_occurrence(self, by: str | Iterable[str] = ()) -> CoOccurrence:
        """Count how often two motives apply together, among answers that were offered both and are clear about both.

        >>> from hlo_forms import Dataset, examples
        >>> pairs = Dataset(examples.forms(40, rounds=["2026"], seed=1)).co_occurrence()
        >>> pair = pairs.rows[0]
        >>> pair.both + pair.only_first + pair.only_second + pair.neither == pair.n
        True
        """
        return co_occurrence(pool_answers(self.entries, by))

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
        return sharing_counts(pool_answers(self.entries))

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
        return group_differences(pool_answers(self.entries, by), between)

    def changes(self, earlier: str, later: str) -> RoundChanges:
        """Count the changes in each motive from one round to another, with an exact test; exploratory.

        Whole partnerships swap their rounds in it; where each has one change at most it is McNemar's.

        Only organisations that are in both rounds of a partnership count. Raises `InvalidValueError` for a round that
        does not occur.

        >>> from hlo_forms import Dataset, examples
        >>> changes = Dataset(examples.forms(40, seed=1)).changes("2025", "2026")
        >>> row = changes.rows[0]
        >>> row.n == row.kept + row.new + row.dropped + row.neither
        True
        """
        return round_changes(pool_answers(self.entries), earlier, later)


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


@attrs.frozen(kw_only=True)
class _History:
    """Facts about the whole data set that a part of it keeps.

    `asked` says whether any form asked for permission for research; `counts` how much was left out for lack of it, by
    whether it was a part of a form, and by reason.
    """

    asked: bool
    counts: Mapping[tuple[bool, str], int] = attrs.field(factory=dict)

    def after(self, left_out: Table) -> _History:
        """Return what is so after these rows were left out too."""
        counts = Counter(self.counts)
        for row in left_out:
            counts[bool(row["part"] and row["form"]), str(row["reason"])] += int(row["count"] or 0)
        return attrs.evolve(self, counts=counts)


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
        entries = with_consent(collector.finished())
        self._hold(entries, tuple(collector.files), _History(asked=any(entry.consent.asked for entry in entries)))

    def _hold(self, entries: tuple[Record, ...], files: tuple[File, ...], history: _History) -> None:
        self.entries = entries
        self.files = files
        self._history = history
        self._tables: dict[str, Table] = {}

    def with_parts(self, entries: tuple[Record, ...], files: tuple[File, ...]) -> Dataset:
        """Return a data set of these forms and files, as `filter` and `pseudonymise` make them."""
        return self._with(entries, files, self._history)

    def _with(self, entries: tuple[Record, ...], files: tuple[File, ...], history: _History) -> Dataset:
        dataset = Dataset(())
        dataset._hold(entries, files, history)
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
            self._tables[name] = table_of(schemas()[name], own_rows)
        return self._tables[name]

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
    def failures(self) -> tuple[ReadFailure, ...]:
        """The files that could not be read."""
        return tuple(file.result for file in self.files if isinstance(file.result, ReadFailure))

    def filter(
        self, where: Callable[[dict[str, Cell]], bool] | None = None, /, **wanted: Cell | Collection[Cell]
    ) -> Dataset:
        """Return the part of this data set whose forms have a value, or one of several, in columns of "forms".

        `where` gets each row of "forms". A condition on an organisation (`organisation`, `organisation_type`,
        `sector`, `ownership`, `organisation_name`) holds for a form of phase 2 when it holds for one of the partners;
        all of that form is then kept. Only files with a form that is kept stay; files that could not be read go.

        >>> from hlo_forms import examples
        >>> dataset = Dataset(examples.forms(4, seed=1))
        >>> small = dataset.filter(round="2026", phase=["preparation", "commitment"])
        >>> sorted({row["phase"] for row in small["forms"]})
        ['commitment', 'preparation']
        """
        for name in wanted:
            schemas()["forms"].column(name)
        values = {name: _as_set(value) for name, value in wanted.items()}
        pairs = zip(self.entries, self["forms"], strict=True)
        kept = tuple(entry for entry, row in pairs if (where is None or where(row)) and _matches(entry, row, values))
        return self.with_parts(kept, files_holding(kept, self.files))

    def latest(self) -> Dataset:
        """Keep only the latest version of each form. Forms without an organisation are all kept."""
        return self.with_parts(last_versions(self.entries), self.files)

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
        return self.with_parts(one_partnership_each(self.entries), self.files)

    def for_research(
        self, *, unasked: bool | None = None, answers: bool = False, everything: bool = False
    ) -> ForResearch:
        """Return the part that may be used for research, and a count of everything left out; exports use it by default.

        Where any form of the data set asked for permission, the words of an organisation go out by its own answer of
        that round, on whatever form they stand: everything by "yes", motives and intended outcomes (and the particulars
        of the organisation) by "motives", nothing else. Silence and an answer read with a doubt are no yes; where an
        organisation has several voices, each must say yes; the last version of a form decides for all. Answers given
        together and relations go out where every organisation on the form said "yes"; an answer on the form of phase 2
        itself can only take away. What a renewed form says of an earlier round follows the answer of that round.

        Where no form asked, everything goes out but what is internal to an organisation (answers to reflection
        questions, and those of phase 3): that only by `answers`. `unasked` says whether organisations that nobody
        asked are left out (False) or not (True) where others were asked. A data set that was filtered keeps the
        permissions of the whole. Text of a file that belongs to no answer goes along only where its forms are whole.
        `everything` leaves out nothing, whatever was permitted.

        >>> from hlo_forms import CommitmentForm, Dataset
        >>> forms = [CommitmentForm(organisation=name, research=answer) for name, answer in (("A", "yes"), ("B", "no"))]
        >>> research = Dataset(forms).for_research()
        >>> len(research.dataset), [row["reason"] for row in research.left_out]
        (1, ['refused'])
        """
        asked = self._history.asked
        schema = schemas(_PRIVACY.name)["left_out"]
        if everything:
            return ForResearch(
                dataset=self, left_out=Table(schema, ()), asked=asked, counts=self._history.counts, everything=True
            )
        terms = Terms.of(asked=asked, unasked=unasked, answers=answers)
        entries, files, rows = permitted(self.entries, self.files, terms)
        left_out = table_of(schema, rows)
        history = self._history.after(left_out)
        part = self._with(entries, files, history)
        return ForResearch(dataset=part, left_out=left_out, asked=asked, counts=history.counts, internal=answers)

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
        return self.entries[0].form.instrument.languages[0] if self.entries else "nl"

    def __repr__(self) -> str:
        partnerships = {entry.form.partnership.id for entry in self.entries} - {None}
        rounds = {entry.form.round for entry in self.entries} - {None}
        forms = f"{counted(len(self), 'form')} of {counted(len(partnerships), 'partnership')}"
        failures = f"; {counted(len(self.failures), 'file')} not read" if self.failures else ""
        return f"Dataset({forms} in {counted(len(rounds), 'round')}{failures})"


def _as_set(value: Any) -> frozenset[Cell]:  # Any: one value or a collection of them
    plain = value is None or isinstance(value, str | int | bool)
    return frozenset([value] if plain else value)


_OF_ORGANISATIONS = {"organisation": "id", "organisation_type": "type", "organisation_name": "name"}
_OF_ORGANISATIONS |= {"sector": "sector", "ownership": "ownership"}


def _matches(entry: Record, row: Mapping[str, Cell], wanted: Mapping[str, frozenset[Cell]]) -> bool:
    """Return whether a form has one of the wanted values in every column."""
    for name, values in wanted.items():
        who = _OF_ORGANISATIONS.get(name)
        own = {getattr(one, who) for one in entry.organisations} if who else {row[name]}
        if not own & values:
            return False
    return True


@attrs.frozen(kw_only=True, repr=False)
class ForResearch:
    """The part of a data set that may be used for research, and what was left out.

    `left_out` is a table with a row for each form, and each part of a form, that was left out: its key, the part
    (missing for a whole form), the reason ("refused", "no_answer", "doubtful", "not_asked", "motives", "partners",
    "previous", "not_named", "loose") and how much. `counts` adds this up by reason and by whether it was a part of a
    form, with what was left out before. `asked` says whether any form of the whole asked for permission, `internal`
    whether internal answers were wanted where none did, `everything` that nothing was to be left out. Made by
    `Dataset.for_research`.
    """

    dataset: Dataset
    left_out: Table
    asked: bool
    counts: Mapping[tuple[bool, str], int]
    internal: bool = False
    everything: bool = False

    def remarks(self, language: str, *, ground: str | None = None) -> tuple[str, ...]:
        """Return in words whether organisations gave permission, the `ground` for use, and what was left out and why.

        Raises `InvalidValueError` for a language other than "nl" and "en".
        """
        asked = "everything" if self.everything else "asked"
        said = [_PRIVACY.text(asked if self.asked else "nobody_asked", language), *self._ground(language, ground)]
        if self.internal and not self.asked:
            said.append(_PRIVACY.text("with_internal", language))
        said += [
            _PRIVACY.text(f"part_{why}" if is_part else f"left_{why}", language, count=count)
            for (is_part, why), count in sorted(self.counts.items())
        ]
        if self.asked and not self.everything and not self.counts:
            said.append(_PRIVACY.text("all_kept", language))
        return tuple(said)

    def _ground(self, language: str, ground: str | None) -> list[str]:
        if ground:
            return [_PRIVACY.text("ground", language, ground=" ".join(ground.split()))]
        return [] if self.asked else [_PRIVACY.text("no_ground", language)]

    def __repr__(self) -> str:
        return f"ForResearch({self.dataset!r}, {len(self.left_out)} left out)"
