"""Plan of a partnership, from TOML or from a list of partners, and the blank forms that it needs."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import attrs

from ..basics.arguments import mapping_of, must_be, path_of
from ..basics.files import contents
from ..basics.messages import Sentence, alike
from ..basics.text import canonical, matching_key, parsed_toml, slug
from ..basics.toml_faults import toml_fault
from ..basics.values import flag, one_of
from ..errors import InvalidValueError, PlanError
from ..forms import AlignmentForm, CommitmentForm, Form, PreparationForm
from ..forms.people import OWNERSHIPS, Invitation, Organisation, Partnership, Study
from ..instrument.loading import load_instrument
from ..instrument.model import Instrument
from ..pages.shown import Shown
from .faults import (
    Table,
    built,
    choice_fault,
    fault_in,
    fault_of_list,
    merged,
    must_know,
    plain_key,
    table_in,
    texts_in,
    title_of,
)
from .register import SentForm, by_file_name, free_name
from .spreadsheets import TEXTS, Sheet, SheetColumns, SheetLine, headings_in_words, read_sheet

_PLAN = ("partnership", "round", "language", "invitation", "ask_research", "research", "organisations")
_ORGANISATION = ("name", "type", "id", "sector", "ownership")
_PARTNER = (*_ORGANISATION, "respondent", "contact")
_NEEDED_COLUMNS = ("name", "type")
_OF_ALL = ("partnership", "round")
_MOST_FAULTS = 50
_MUCH_ALIKE = 0.8  # of the letters equal: two names may be one, of which the other is a correction


@attrs.frozen(kw_only=True)
class Partner:
    """Recipient of a form of phase 1: an organisation, the voice in it, and how the facilitator reaches them.

    Attributes:
        organisation: The organisation.
        respondent: The voice in it, such as "leidinggevende"; None where the organisation has one form.
        contact: A name or address that stays with the facilitator: it is in no form.

    >>> Partner(organisation=Organisation("De Linde"), contact="Noor Bakker").contact
    'Noor Bakker'
    """

    organisation: Organisation
    respondent: str | None = None
    contact: str | None = None


def _in_order(partners: Iterable[Partner]) -> tuple[Partner, ...]:
    return tuple(partners)


@attrs.frozen(kw_only=True, repr=False)
class Plan(Shown):
    """A partnership, its partners and the words of the invitation: see `read_plan`.

    Attributes:
        partnership: The partnership.
        round: The round, such as "2026".
        instrument: The instrument that the forms ask.
        language: The language of the forms, by default the first of the instrument.
        invitation: The words of the invitation.
        standing: The words of the invitation where neither the plan nor the folder's register has any.
        ask_research: Whether the forms ask each organisation for permission to use them for the `study`.
        study: The research; where permission is asked all its fields must be filled in: nobody can permit what is not
            said.
        partners: The partners, in the order of the list.
        notes: Remarks about the file, such as columns that were not used.

    >>> plan = Plan(partnership=Partnership("Wijkzorg Noord"), round="2026",
    ...     partners=[Partner(organisation=Organisation("De Linde", type="practice_partner"))])
    >>> list(plan.forms())
    ['fase1-de-linde.docx', 'fase2-samen.docx', 'fase3-de-linde.docx']
    """

    _page = "facilitator.page"

    partnership: Partnership
    round: str | None = None
    instrument: Instrument = attrs.field(factory=load_instrument)
    language: str = attrs.field()
    invitation: Invitation = attrs.field(factory=Invitation)
    standing: Invitation = attrs.field(factory=Invitation)
    ask_research: bool = flag()
    study: Study = attrs.field(factory=Study)
    partners: tuple[Partner, ...] = attrs.field(converter=_in_order)
    notes: tuple[str, ...] = attrs.field(default=(), eq=False)

    @language.default
    def _first_language(self) -> str:
        return self.instrument.languages[0]

    def __attrs_post_init__(self) -> None:
        if self.ask_research and self.study.lacking:
            lacking = (TEXTS.sentence(f"lacking.{name}") for name in self.study.lacking)
            listed = functools.reduce(lambda first, then: TEXTS.sentence("listed", first=first, then=then), lacking)
            raise PlanError([TEXTS.sentence("study_lacks", lacking=listed)])

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations, each once."""
        return tuple(dict.fromkeys(partner.organisation for partner in self.partners))

    @property
    def contacts(self) -> dict[str, str]:
        """Contacts by the id of an organisation (several of them joined), and by the id of a partner's form."""
        contacts: dict[str, str] = {}
        for partner, form in zip(self.partners, self._first(), strict=True):
            if partner.contact:
                id = partner.organisation.id or ""
                contacts[id] = f"{contacts[id]}; {partner.contact}" if id in contacts else partner.contact
                contacts[form.id] = partner.contact
        return contacts

    def forms(self, phases: Collection[int] = (1, 2, 3)) -> dict[str, Form]:
        """Return the blank forms of these phases, by file name.

        Phase 1 has a form for each partner, phase 2 one for all together, phase 3 one for each organisation. The
        date of the invitation stands on the earliest of these phases only: each later one has a date of its own.
        Raises `InvalidValueError` if two organisations have the same name or id.
        """
        together = AlignmentForm(organisations=self.organisations, **self._common)
        last = [CommitmentForm(organisation=who, **self._common) for who in self.organisations]
        by_phase: list[Sequence[Form]] = [self._first(), [together], last]
        forms = [form for number in sorted(set(phases)) for form in by_phase[number - 1]]
        undated = attrs.evolve(self._words, return_by=None)
        dated = [form if type(form) is type(forms[0]) else attrs.evolve(form, invitation=undated) for form in forms]
        return by_file_name(dated, self.language)

    @property
    def _words(self) -> Invitation:
        return Invitation(**{**texts_in(self.standing), **texts_in(self.invitation)})

    @property
    def _common(self) -> Table:
        fields: dict[str, Any] = {"partnership": self.partnership, "round": self.round, "invitation": self._words}
        fields["instrument"] = self.instrument
        return fields | ({"asks_research": True, "study": self.study} if self.ask_research else {})

    def as_sent(self, entries: Iterable[SentForm], phases: Collection[int] = (1, 2, 3)) -> Plan:
        """Return the plan as it goes on from forms that were sent: with their sender, and their organisations' ids.

        The date is that of the forms of the earliest of these phases, where they were sent before with one.

        An organisation whose name was corrected keeps the id that its form has: it is the one that left the list
        while a name much like it came, or one with the same contact. Each is among the `notes`.

        >>> from hlo_forms import PreparationForm
        >>> from hlo_forms.facilitator.register import entry_for
        >>> sent = PreparationForm(organisation=Organisation("De Lnide", type="programme"), partnership="Noord")
        >>> rows = "Organisatie;Type\\nDe Linde;opleiding"
        >>> plan = read_plan(("partners.csv", rows.encode()), partnership="Noord")
        >>> plan.as_sent([entry_for("fase1-de-lnide.docx", sent, b"", "nl")]).partners[0].organisation.id
        'de-lnide'
        """
        own = [entry for entry in entries if (entry.partnership_id, entry.round) == (self.partnership.id, self.round)]
        words = {name: text for entry in own for name, text in entry.invitation.items()}
        same_phase = [entry for entry in own if entry.number == min(phases)]
        dates = [entry.return_by for entry in same_phase if entry.return_by]
        words |= {"return_by": dates[-1]} if dates else {}
        words |= texts_in(self.invitation)
        before = {entry.organisation_id: entry for entry in own if entry.organisation_id}
        partners, notes = list(self.partners), list(self.notes)
        for who in self.organisations:
            old = None if who.id in before else _earlier(self, who, before)
            if old is not None:
                if old.organisation != who.name:
                    notes.append(TEXTS.sentence("renamed", before=old.organisation, name=who.name))
                same = attrs.evolve(who, id=old.organisation_id)
                partners = [attrs.evolve(p, organisation=same) if p.organisation == who else p for p in partners]
        invitation = attrs.evolve(self.invitation, **words)
        return attrs.evolve(self, invitation=invitation, partners=partners, notes=tuple(notes))

    def listed(self, entries: Iterable[SentForm]) -> tuple[SentForm, ...]:
        """Return the entries of this partnership and round that change as an organisation left the list or came back.

        >>> sent = SentForm(file="fase1-eik.docx", form_id="f1", phase="preparation", sha256="", organisation="De Eik",
        ...     organisation_id="de-eik", partnership="Noord", partnership_id="noord")
        >>> rows = "Organisatie;Type\\nDe Linde;opleiding"
        >>> [entry.left for entry in read_plan(("p.csv", rows.encode()), partnership="Noord").listed([sent])]
        [True]
        """
        ids = {organisation.id for organisation in self.organisations}
        here = (self.partnership.id, self.round)
        own = [each for each in entries if each.organisation_id and (each.partnership_id, each.round) == here]
        marked = (attrs.evolve(entry, left=entry.organisation_id not in ids) for entry in own)
        return tuple(now for entry, now in zip(own, marked, strict=True) if now.left != entry.left)

    def __repr__(self) -> str:
        title = ", ".join(filter(None, [self.partnership.name, self.round]))
        return f"Plan({title}: {len(self.partners)} partner{'' if len(self.partners) == 1 else 's'})"

    @property
    def _default_language(self) -> str:
        return alike(self.instrument.languages[0], self.language)

    def _first(self) -> list[Form]:
        return [
            PreparationForm(organisation=who.organisation, respondent=who.respondent, **self._common)
            for who in self.partners
        ]


def _earlier(plan: Plan, who: Organisation, before: Mapping[str, SentForm]) -> SentForm | None:
    """Return the entry of an organisation that was sent a form and now has another name; None if nobody can tell."""
    listed = {organisation.id for organisation in plan.organisations}
    contact = plan.contacts.get(who.id or "")
    gone = [entry for id, entry in before.items() if id not in listed]
    likely = [entry for entry in gone if _is_corrected(entry, who.name or "", contact)]
    return likely[0] if len(likely) == 1 else None


def _is_corrected(entry: SentForm, name: str, contact: str | None) -> bool:
    if contact and entry.contact:
        return matching_key(contact) == matching_key(entry.contact)
    ratio = SequenceMatcher(None, matching_key(entry.organisation or ""), matching_key(name)).ratio()
    return ratio >= _MUCH_ALIKE


# ---- from a file: TOML, or a list of partners


def read_plan(  # noqa: PLR0913 - one for each option
    source: str | os.PathLike[str] | tuple[str, bytes],
    *,
    partnership: str | None = None,
    round: str | None = None,
    language: str | None = None,
    invitation: Invitation | None = None,
    ask_research: bool | None = None,
    study: Study | None = None,
    instrument: Instrument | None = None,
    defaults: Mapping[str, object] | None = None,
) -> Plan:
    """Read a plan from a TOML file, or from a list of partners in CSV or Excel (.xlsx, with the extra `excel`).

    `source` is a path, or a name with bytes. A list has a row for each partner, under headings in Dutch, English, or a
    language that the instrument brings: organisation (organisatie) and type, and optionally contact, on behalf of
    (namens), id, sector, public or private, partnership (samenwerkingsverband) and round (ronde). Types are ids or
    labels ("opleiding") of the `instrument`, by default the built-in one, whose first language is that of the plan
    where none is named. Arguments take precedence over the file, and the file over `defaults`, a table with its keys.
    Raises `PlanError`, with every fault and its place, also where forms are to ask for permission and the `study` lacks
    something, and `OSError`.

    >>> rows = "Organisatie;Type;Contact\\nDe Linde;praktijkpartner;Noor Bakker\\nVerpleegkunde;opleiding;"
    >>> plan = read_plan(("partners.csv", rows.encode()), partnership="Wijkzorg Noord", round="2026")
    >>> [(one.organisation.name, one.organisation.type, one.contact) for one in plan.partners]
    [('De Linde', 'practice_partner', 'Noor Bakker'), ('Verpleegkunde', 'programme', None)]
    """
    if invitation is not None:
        must_be("invitation", invitation, Invitation, "an invitation")
    if study is not None:
        must_be("study", study, Study, "a study")
    if defaults is not None:
        mapping_of("defaults", defaults, "a table with the keys of a plan")
    name, data = source if isinstance(source, tuple) else ((p := path_of("source", source)).name, contents(p))
    arguments = {"partnership": partnership, "round": round, "language": language, "ask_research": ask_research}
    overrides = {key: value for key, value in arguments.items() if value is not None}
    is_list = not name.lower().endswith(".toml")
    asked = load_instrument() if instrument is None else must_be("instrument", instrument, Instrument, "an instrument")
    content, rows, notes = _read_list(name, data, asked) if is_list else (_toml(name, data), (), ())
    standing = built("invitation", Invitation, (defaults or {}).get("invitation", {}))
    others = {key: value for key, value in (defaults or {}).items() if key != "invitation"}
    table = {**merged(others, content), **overrides}
    if study is not None:
        table["research"] = {**table_in("research", table.get("research", {})), **texts_in(study)}
    if is_list and "partnership" not in table:
        raise PlanError([TEXTS.sentence("no_partnership", name=name)])
    in_list = functools.partial(fault_of_list, name, rows=rows, options=overrides)
    plan = _plan_in(table, asked, name, in_list if is_list else functools.partial(fault_in, place=name))
    words = texts_in(invitation or plan.invitation)
    own = attrs.evolve(plan.invitation, **words)
    notes = (*notes, *_remembered(others, {**content, **overrides}, plan))
    return attrs.evolve(plan, notes=notes, invitation=own, standing=standing)


def _plan_in(table: Table, asked: Instrument, name: str, said: Callable[[InvalidValueError], Sentence]) -> Plan:
    """Return the plan in the table of a file; raise `PlanError` with every fault, in the words of that file."""
    try:
        plan = plan_of(table, asked)
        plan.forms()
    except PlanError as error:
        raise PlanError(TEXTS.sentence("in_place", place=name, field=fault) for fault in error.problems) from error
    except InvalidValueError as error:
        raise PlanError(map(said, _every_fault(table, error))) from error
    except ValueError as error:  # Python raises it, to show a number with too many digits
        raise PlanError([TEXTS.sentence("no_toml", name=name, fault=toml_fault(error, b"").text)]) from error
    return plan


def _remembered(defaults: Table, named: Table, plan: Plan) -> Iterator[Sentence]:
    """Yield that the partnership is the one of the folder, with the round if that is too."""
    if "partnership" in defaults and "partnership" not in named:
        round = plan.round if "round" in defaults and "round" not in named else None
        title = title_of(plan.partnership.name, round) if round else plan.partnership.name
        yield TEXTS.sentence("as_in_folder", title=title)


def _every_fault(table: Table, first: InvalidValueError) -> list[InvalidValueError]:
    """Return the fault in a table that came first, and those that come up when what is wrong is set right."""
    faults = [first]
    while len(faults) < _MOST_FAULTS:
        mended = _mended(table, faults[-1].field)
        if mended == table:
            break
        table = mended
        try:
            plan_of(table).forms()
        except InvalidValueError as error:
            faults.append(error)
        except PlanError:
            break
    return faults


def _mended(table: Table, field: str) -> Table:
    """Return a table without the value at a place, or with one that fits where there must be one."""
    row = re.match(r"organisations\[(\d+)\]", field)
    root = re.split(r"[.\[]", field)[0]
    if row:
        kind = load_instrument().organisation_types[0].id
        entry = {"name": f"organisation {row[1]}", "type": kind}
        partners = list(table["organisations"])
        return {**table, "organisations": [*partners[: int(row[1])], entry, *partners[int(row[1]) + 1 :]]}
    if root in ("partnership", "organisations"):
        return {**table, "partnership": "partnership"} if root == "partnership" else table
    return {key: value for key, value in table.items() if key != root}


def _toml(name: str, data: bytes) -> dict[str, Any]:
    try:
        return parsed_toml(data)
    except ValueError as error:
        raise PlanError([TEXTS.sentence("no_toml", name=name, fault=toml_fault(error, data).text)]) from error


def _read_list(
    name: str, data: bytes, instrument: Instrument
) -> tuple[dict[str, Any], tuple[int, ...], tuple[str, ...]]:  # Any: the values of a plan
    """Read the partners in a CSV or Excel file; raise `PlanError` with every fault and its row.

    Returns a table with the keys of a plan, the row numbers of its organisations, and notes for the reader.
    """
    columns = SheetColumns.named_in("columns", _NEEDED_COLUMNS, ("contact",), instrument.languages)
    sheet = read_sheet(name, data, columns)
    problems: list[str] = []
    by_row: list[tuple[int, str]] = []
    rows = [_partner_row(name, line, by_row, instrument) for line in sheet.lines]
    common = dict(_common(name, sheet, problems))
    if not rows:
        problems.append(TEXTS.sentence("no_partners", name=name))
    by_row += _repeats(name, sheet.lines)
    problems += [fault for _, fault in sorted(by_row, key=lambda each: each[0])]
    if problems:
        raise PlanError(problems)
    numbers = tuple(line.number for line in sheet.lines)
    return {**common, "organisations": rows}, numbers, tuple(sheet.remarks(name))


def _common(name: str, sheet: Sheet, problems: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the values that must be the same in every row that has them."""
    for field in _OF_ALL:
        values = list(dict.fromkeys(line.cells[field] for line in sheet.lines if field in line.cells))
        if len(values) > 1:
            heading = TEXTS.sentence(f"headings.{field}")
            problems.append(TEXTS.sentence("several_values", name=name, heading=heading, values=", ".join(values)))
        elif values:
            yield field, values[0]


def _partner_row(name: str, line: SheetLine, faults: list[tuple[int, str]], instrument: Instrument) -> dict[str, str]:
    """Return the row as the table of an organisation in a plan, with the ids of its choices."""
    row = {field: text for field, text in line.cells.items() if field not in _OF_ALL}
    place = TEXTS.sentence("in_row", name=name, row=line.number)
    empty = [field for field in _NEEDED_COLUMNS if field not in row]
    if empty:
        fault = TEXTS.sentence("cell_empty", place=place, columns=headings_in_words("columns", empty))
        faults.append((line.number, fault))
    types = {kind.id: kind.label for kind in instrument.organisation_types}
    ownerships = {id: instrument.words[f"ownership.{id}"] for id in OWNERSHIPS}
    for field, labels in (("type", types), ("ownership", ownerships)):
        ids = {plain_key(text): id for id, texts in labels.items() for text in (id, *texts.values())}
        if field in row and plain_key(row[field]) not in ids:
            heading = TEXTS.sentence(f"headings.{field}")
            faults.append((line.number, choice_fault(place, heading, row[field], labels.values())))
        elif field in row:
            row[field] = ids[plain_key(row[field])]
    return row


def _repeats(name: str, lines: Iterable[SheetLine]) -> Iterator[tuple[int, Sentence]]:
    """Yield number and fault of each row with an organisation of an earlier row, unless both say whose voice it is."""
    by_name: dict[str, list[SheetLine]] = {}
    for line in lines:
        before = by_name.setdefault(matching_key(line.cells.get("name", "")), [])
        voices = [matching_key(each.cells.get("respondent", "")) for each in (*before, line)]
        if before and line.cells.get("name") and ("" in voices or len(set(voices)) < len(voices)):
            rows = {"row": line.number, "other": before[0].number}
            yield line.number, TEXTS.sentence("listed_twice", name=name, organisation=line.cells["name"], **rows)
        before.append(line)


# ---- from a table


def plan_of(table: Table, instrument: Instrument | None = None) -> Plan:
    """Return the plan in a table with the keys of a TOML file; `InvalidValueError` names the place of a fault."""
    must_know("", table, _PLAN)
    instrument = instrument or load_instrument()
    language = table.get("language", instrument.languages[0])
    if language not in instrument.languages:
        raise InvalidValueError("language", one_of(instrument.languages, language), language)
    round = table.get("round")
    return Plan(
        partnership=_partnership(table.get("partnership")),
        round=str(round) if type(round) is int else round,
        instrument=instrument,
        language=alike(instrument.languages[0], language),
        invitation=built("invitation", Invitation, table.get("invitation", {})),
        ask_research=table.get("ask_research", False),
        study=built("research", Study, table.get("research", {})),
        partners=_partners(table.get("organisations"), instrument),
    )


def _partnership(value: object) -> Partnership:
    table = {"name": value} if isinstance(value, str) else table_in("partnership", value)
    partnership: Partnership = built("partnership", Partnership, table)
    if not partnership.name:
        raise InvalidValueError("partnership", TEXTS.sentence("want_name"), value)
    return partnership


def _partners(value: object, instrument: Instrument) -> tuple[Partner, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidValueError("organisations", TEXTS.sentence("want_organisations"), value)
    tables = [table_in(f"organisations[{index}]", entry) for index, entry in enumerate(value)]
    taken = {matching_key(str(table[key])) for table in tables for key in ("id", "name") if key in table}
    partners: list[Partner] = []
    for index, table in enumerate(tables):
        partners.append(_partner(f"organisations[{index}]", table, partners, taken, instrument))
        taken.add(matching_key(partners[-1].organisation.id or ""))
    return tuple(partners)


def _partner(
    place: str, table: Table, before: Iterable[Partner], taken: Collection[str], instrument: Instrument
) -> Partner:
    """Return the partner in a table: another voice of an earlier organisation, or a new organisation."""
    must_know(place, table, _PARTNER)
    texts = {key: canonical(table.get(key), f"{place}.{key}") for key in ("respondent", "contact")}
    own = _organisation(place, {key: table[key] for key in _ORGANISATION if key in table}, taken, instrument)
    same = [partner for partner in before if _is_same(partner.organisation, own, named_by_id="id" in table)]
    voices = {partner.respondent for partner in same}
    is_voice = same and own.type == same[0].organisation.type and texts["respondent"] not in voices
    if same and not is_voice:
        raise InvalidValueError(f"{place}.name", TEXTS.sentence("want_own_name"), own.name)
    return Partner(organisation=same[0].organisation if is_voice else own, **texts)


def _is_same(one: Organisation, other: Organisation, *, named_by_id: bool) -> bool:
    same_name = matching_key(one.name or "") == matching_key(other.name or "")
    return same_name and (one.id == other.id or not named_by_id)


def _organisation(place: str, table: Table, taken: Collection[str], instrument: Instrument) -> Organisation:
    """Return the organisation in a table; if its name gives an id that another has already, a number is added."""
    kinds = instrument.organisation_types
    types = {plain_key(text): kind.id for kind in kinds for text in (kind.id, *kind.label.values())}
    typed = table.get("type")
    kind = types.get(plain_key(str(typed)))
    if kind is None:
        raise InvalidValueError(f"{place}.type", one_of([kind.id for kind in kinds], typed), typed)
    organisation: Organisation = built(place, Organisation, {**table, "type": kind})
    if not organisation.name:
        raise InvalidValueError(f"{place}.name", TEXTS.sentence("want_name"), table.get("name"))
    id = slug(organisation.name)
    if "id" in table or id == matching_key(organisation.name):
        return organisation
    return attrs.evolve(organisation, id=free_name(id, taken))
