"""Many forms, partnerships and rounds as tables: one row is one fact, and every value can be traced to its source."""

from __future__ import annotations

import datetime as dt
import functools
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import attrs

from ..basics.arguments import one_among, yes_or_no
from ..basics.messages import Catalogue, Sentence, most_frequent
from ..basics.values import FrozenMap
from ..errors import InvalidValueError
from ..forms import Form
from ..instrument.editions import InstrumentDiff, changes_in
from ..instrument.model import Instrument
from ..pages.shown import Shown
from ..readings.findings import HowFound, Place, is_within
from ..readings.reading import ReadFailure, Reading
from . import rows
from .consent import with_consent
from .entries import (
    Collector,
    File,
    Record,
    files_holding,
    last_versions,
    one_partnership_each,
    with_own_sectors,
    with_recoded_sectors,
)
from .filtering import fitting, why_empty
from .permission import Terms
from .publication import Publication
from .statistics.methods import Statistics
from .statistics.pool import Pool, columns_of, counted_rows, grouped_by, pool_answers
from .tables import Cell, Schema, Table, checked_language, counted, first_language, schemas, table_of
from .withholding import permitted

_PRIVACY = Catalogue("privacy")

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
    """The origin of a value: the file, the place in it, and how it was found. Made by `Dataset.trace`.

    Attributes:
        form: The key of the form, as in the tables.
        field: The id of the value ("motives.network.ticked").
        source: The number of the file, as in the table "sources".
        file: The name of the file.
        sha256: The hash of its bytes, in hex.
        place: The place in the document.
        how: The way it was found, as in `Evidence`.
        seen: The text in the document.
        reader: The version that read it.
        instrument: The id of the questionnaire.
        edition: The edition of the questionnaire.

    >>> from hlo_forms import CommitmentForm, read, render
    >>> reading = read(render(CommitmentForm(central_answer="Ja")))
    >>> [origin.how for origin in Dataset([reading]).trace(reading.form.id, "central_answer")]
    ['tag']
    """

    form: str
    field: str
    source: int | None
    file: str | None
    sha256: str | None
    place: Place
    how: HowFound
    seen: str
    reader: str | None
    instrument: str
    edition: str


@attrs.frozen(kw_only=True)
class _History:
    """Facts about the whole data set that a part of it keeps.

    `asked` says whether any form asked for permission for research; `counts` how much was left out for lack of it, by
    whether it was a part of a form, and by reason. `whole` are the forms as they were before anything was left out:
    what stays may name who is no longer in it.
    """

    asked: bool
    counts: Mapping[tuple[bool, str], int] = attrs.field(factory=dict)
    whole: tuple[Form, ...] = ()

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
    >>> [(row["motive"], row["status"]) for row in dataset["motives"] if row["status"] == "applies"]
    [('network', 'applies')]
    """

    _page = "research.page"

    def __init__(self, items: Iterable[Form | Reading | ReadFailure]) -> None:
        if isinstance(items, Form | Reading | ReadFailure | str | bytes) or not isinstance(items, Iterable):
            raise InvalidValueError("items", "forms, readings and failures one after another, as in a list", items)
        collector = Collector()
        for item in items:
            collector.add(item)
        entries = with_consent(collector.finished())
        self._hold(entries, tuple(collector.files), _History(asked=any(entry.consent.asked for entry in entries)))

    def _hold(self, entries: tuple[Record, ...], files: tuple[File, ...], history: _History) -> None:
        self.everyone = entries
        self.entries = tuple(entry for entry in entries if entry.drawn is not False)
        self.files = files
        self._history = history
        self._tables: dict[str, Table] = {}
        self._pools: dict[tuple[str, ...], Pool] = {}
        self.why_empty: Sentence | None = None
        self.publication = Publication()
        self._empty_in = ""

    def _pool(self, by: str | Iterable[str] = ()) -> Pool:
        names = columns_of(by)
        if names not in self._pools:
            pool = self._pool() if names else pool_answers(self.everyone)
            pool = attrs.evolve(pool, why_empty=self.why_empty, language=self._default_language)
            self._pools[names] = grouped_by(pool, names)
        return self._pools[names]

    def with_parts(self, entries: tuple[Record, ...], files: tuple[File, ...]) -> Dataset:
        """Return a data set of these forms and files, as `filter` and `pseudonymise` make them.

        Pass `everyone`, so that forms that a lot left out stay partners of those it kept.
        """
        return self._with(entries, files, attrs.evolve(self._history, whole=self.whole))

    def with_codes(self, entries: tuple[Record, ...], files: tuple[File, ...]) -> Dataset:
        """Return a data set of these forms with codes in place of names, that knows no names any more."""
        return self._with(entries, files, attrs.evolve(self._history, whole=()))

    @property
    def whole(self) -> tuple[Form, ...]:
        """The forms as they were before anything was left out."""
        return self._history.whole or tuple(entry.form for entry in self.everyone)

    def _with(self, entries: tuple[Record, ...], files: tuple[File, ...], history: _History) -> Dataset:
        dataset = Dataset(())
        dataset._hold(entries, files, history)
        dataset.publication = self.publication
        dataset._empty_in = self._default_language
        return dataset

    def __getitem__(self, name: str) -> Table:
        """Return a table by its name; it is made when first asked for."""
        one_among("table", name, schemas())
        if name not in self._tables:
            if name in _OF_ALL:
                own_rows = _OF_ALL[name](self.entries, self.files)
            else:
                own_rows = itertools.chain.from_iterable(map(_OF_FORMS[name], self.entries))
            self._tables[name] = self._table(schemas()[name], own_rows)
        return self._tables[name]

    def _table(self, schema: Schema, own_rows: Iterable[rows.Row]) -> Table:
        return table_of(schema, own_rows, self.instruments, self._default_language)

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
    def edition_changes(self) -> tuple[InstrumentDiff, ...]:
        """The differences of each edition among the forms from the one before; empty where none continues another."""
        return changes_in(self.instruments)

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

        `where` gets each row of "forms", and may take forms apart that count together. A condition by column does not:
        the forms of phase 1 of one organisation in one round of a partnership are kept together, or not at all. For
        what statistics split by (`organisation_type`, `sector`, `ownership`, `round`, `partnership`, `language`) it
        gives what `by=` has in its row; on `respondent` and `organisation_name` one voice is enough. A condition on an
        organisation holds for a form of phase 2 when it holds for one of the partners; all of that form is then kept.
        Only files with a form that is kept stay; files that could not be read go.

        A number is taken as text where a column holds texts (`round=2026`), digits as a number, and "true" as True.
        Raises `InvalidValueError` for an unknown column or code, for a value of another kind, and where no form has any
        of the values, with the value that was probably meant. Where each condition fits some forms but no form fits
        all, the result is empty and says why.

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
        return self._as_empty_as(self.with_parts(with_recoded_sectors(self.everyone, sector), self.files))

    @property
    def recoded(self) -> Mapping[str, str]:
        """The sectors that were recoded, each with its new name."""
        return next((entry.sectors for entry in self.everyone), FrozenMap())

    def for_research(
        self, *, unasked: bool | None = None, answers: bool = False, everything: bool = False
    ) -> ForResearch:
        """Return the part that may be used for research, and a count of everything left out; exports use it by default.

        Where any form of the data set asked for permission, the words of an organisation go out by its own answer of
        that round, on whatever form they stand: everything by "yes", motives and intended outcomes (and the particulars
        of the organisation) by "motives", nothing else. Silence and an answer read with a doubt are no yes; where an
        organisation has several voices, each must say yes; of several versions of a form the strictest answer counts,
        in whatever order they came. A form that may be of the same organisation (its round, partnership or name was
        emptied, or its name is nearly the same) takes away too what it did not permit. Answers given together and
        relations go out where every organisation on the form said "yes"; an answer on the form of phase 2
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
        yes_or_no("answers", answers), yes_or_no("everything", everything)
        if unasked is not None:
            yes_or_no("unasked", unasked)
        asked = self._history.asked
        schema = schemas(_PRIVACY.name)["left_out"]
        if everything:
            nothing = self._table(schema, ())
            return ForResearch(
                dataset=self, left_out=nothing, asked=asked, counts=self._history.counts, everything=True
            )
        terms = Terms.of(asked=asked, unasked=unasked, answers=answers)
        entries, files, rows = permitted(self.everyone, self.files, terms)
        undrawn = {entry.key for entry in self.everyone if entry.drawn is False}
        left_out = self._table(schema, (row for row in rows if row.get("form") not in undrawn))
        history = attrs.evolve(self._history.after(left_out), whole=self.whole)
        part = self._with(with_own_sectors(entries), files, history)
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
        own = [one for asked in self.instruments for one in asked.languages]
        return most_frequent((entry.language for entry in self.entries), own or [self._empty_in or first_language(())])

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
    """The part of a data set that may be used for research, and what was left out. Made by `Dataset.for_research`.

    Attributes:
        dataset: The part that may be used.
        left_out: A row for each form, and each part (missing for a whole form), that was left out, with the reason
            ("refused", "no_answer", "doubtful", "resembling", "not_asked", "motives", "partners", "previous",
            "not_named" or "loose") and how much.
        asked: Whether any form of the whole asked for permission.
        counts: The sum of this by whether it was a part of a form and by reason, with what was left out before.
        internal: Whether internal answers were wanted where no form asked.
        everything: Whether nothing was to be left out.

    >>> Dataset([]).for_research().asked
    False
    """

    dataset: Dataset
    left_out: Table
    asked: bool
    counts: Mapping[tuple[bool, str], int]
    internal: bool = False
    everything: bool = False

    def remarks(self, *, language: str, ground: str | None = None) -> tuple[str, ...]:
        """Return in words whether organisations gave permission, the `ground` for use, and what was left out and why.

        Raises `InvalidValueError` for a language other than "nl", "en" and those of the instruments.
        """
        language = checked_language(language, self.dataset.instruments)
        asked = "nobody_asked" if not self.asked else "everything" if self.everything else "asked"
        said = [_PRIVACY.text(asked, language)]
        words = " ".join((ground or "").split())
        if words or not self.asked:
            said.append(_PRIVACY.text("ground" if words else "no_ground", language, ground=words))
        if self.internal and not self.asked:
            said.append(_PRIVACY.text("with_internal", language))
        said += [
            _PRIVACY.text(f"part_{why}" if is_part else f"left_{why}", language, count=count)
            for (is_part, why), count in sorted(self.counts.items())
        ]
        if self.asked and not self.everything and not self.counts:
            said.append(_PRIVACY.text("all_kept", language))
        return tuple(said)

    def __repr__(self) -> str:
        return f"ForResearch({self.dataset!r}, {len(self.left_out)} left out)"
