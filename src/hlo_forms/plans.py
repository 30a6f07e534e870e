"""A partnership described by a facilitator, in TOML or as a list of partners, and the blank forms that it takes."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import attrs

from .errors import InvalidValueError, PlanError
from .fields import flag
from .file_names import named, unused
from .forms import (
    FORMS,
    AlignmentForm,
    CommitmentForm,
    Form,
    Invitation,
    Organisation,
    Partnership,
    PreparationForm,
)
from .instrument import load_instrument
from .pages.shown import Shown
from .partner_lists import read_list
from .text import canonical, matching_key, slug
from .wording import one_of

_PLAN = ("partnership", "round", "language", "invitation", "ask_research", "organisations")
_ORGANISATION = ("name", "type", "id", "sector", "ownership")
_PARTNER = (*_ORGANISATION, "respondent", "contact")

Table = Mapping[str, Any]  # Any: what a TOML file holds is not known before it is checked


@attrs.frozen(kw_only=True)
class Partner:
    """Who gets a form of phase 1: an organisation, whose voice in it, and how the facilitator reaches them.

    `contact` stays with the facilitator; no form holds it.

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

    `ask_research`: the forms say what is done with them, and ask whether they may be used for research. `notes` say
    what there is to tell about the file, such as columns that were not used.

    >>> plan = Plan(partnership=Partnership("Wijkzorg Noord"), round="2026",
    ...     partners=[Partner(organisation=Organisation("De Linde", type="practice_partner"))])
    >>> list(plan.forms())
    ['fase1-de-linde.docx', 'fase2-samen.docx', 'fase3-de-linde.docx']
    """

    _page_module: ClassVar[str] = ".plan_page"

    partnership: Partnership
    round: str | None = None
    language: str = "nl"
    invitation: Invitation = attrs.field(factory=Invitation)
    ask_research: bool = flag()
    partners: tuple[Partner, ...] = attrs.field(converter=_in_order)
    notes: tuple[str, ...] = attrs.field(default=(), eq=False)

    @property
    def organisations(self) -> tuple[Organisation, ...]:
        """The organisations, each once."""
        return tuple(dict.fromkeys(partner.organisation for partner in self.partners))

    @property
    def contacts(self) -> dict[str, str]:
        """How to reach each organisation, by its id (several contacts together), and a voice by its form's."""
        found: dict[str, str] = {}
        for partner, form in zip(self.partners, self._first(), strict=True):
            if partner.contact:
                id = partner.organisation.id or ""
                found[id] = f"{found[id]}; {partner.contact}" if id in found else partner.contact
                found[form.id] = partner.contact
        return found

    def forms(self, phases: Collection[int] = (1, 2, 3)) -> dict[str, Form]:
        """The blank forms of these phases, by the name of their file.

        Phase 1 for each partner, phase 2 for all together, phase 3 for each organisation. Raises
        `InvalidValueError` where two organisations have the same name or id.
        """
        together = AlignmentForm(organisations=self.organisations, **self._common)
        last = (CommitmentForm(organisation=who, **self._common) for who in self.organisations)
        wanted = {FORMS[number - 1] for number in phases}
        return named((form for form in (*self._first(), together, *last) if type(form) in wanted), self.language)

    @property
    def _common(self) -> Table:
        known = {"partnership": self.partnership, "round": self.round, "invitation": self.invitation}
        return {**known, "asks_research": self.ask_research}

    def __repr__(self) -> str:
        known = ", ".join(filter(None, [self.partnership.name, self.round]))
        return f"Plan({known}: {len(self.partners)} partner{'' if len(self.partners) == 1 else 's'})"

    @property
    def _default_language(self) -> str:
        return self.language

    def _first(self) -> list[Form]:
        return [
            PreparationForm(organisation=who.organisation, respondent=who.respondent, **self._common)
            for who in self.partners
        ]


# ---- from a file


def read_plan(
    source: str | os.PathLike[str] | tuple[str, bytes],
    *,
    partnership: str | None = None,
    round: str | None = None,
    language: str | None = None,
    invitation: Invitation | None = None,
) -> Plan:
    """The plan in a TOML file, or in a list of partners in CSV or Excel (.xlsx, with the extra `excel`).

    `source` is a path, or a name with bytes. A list has a row for each partner, under headings in Dutch or English:
    organisation (organisatie) and type, and as you wish contact, on behalf of (namens), id, sector, public or
    private, partnership (samenwerkingsverband) and round (ronde). Types are ids or labels ("opleiding"). What is
    passed here goes before what the file says. Raises `PlanError`, with every fault and its place, and `OSError`.

    >>> rows = "Organisatie;Type;Contact\\nDe Linde;praktijkpartner;Noor Bakker\\nVerpleegkunde;opleiding;"
    >>> plan = read_plan(("partners.csv", rows.encode()), partnership="Wijkzorg Noord", round="2026")
    >>> [(found.organisation.name, found.organisation.type, found.contact) for found in plan.partners]
    [('De Linde', 'practice_partner', 'Noor Bakker'), ('Verpleegkunde', 'programme', None)]
    """
    name, data = source if isinstance(source, tuple) else (Path(source).name, Path(source).read_bytes())
    given = {"partnership": partnership, "round": round, "language": language}
    passed = {key: value for key, value in given.items() if value is not None}
    notes: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    if name.lower().endswith(".toml"):
        table = {**_toml(name, data), **passed}
    else:
        found = read_list(name, data)
        notes, rows = found.notes, found.rows
        table = {**found.common, **passed, "organisations": list(found.organisations)}
        if "partnership" not in table:
            raise PlanError([f"{name}: does not name the partnership; give it with --partnership, or in a column"])
    try:
        plan = plan_of(table)
        plan.forms()
    except ValueError as error:  # also of a number with too many digits to be shown
        raise PlanError([f"{name}{_in_rows(str(error), rows)}"]) from error
    return attrs.evolve(plan, notes=notes, invitation=_over(plan.invitation, invitation))


def _over(known: Invitation, given: Invitation | None) -> Invitation:
    """The words of the invitation, of which those that are given go first."""
    return attrs.evolve(known, **{key: text for key, text in attrs.asdict(given or known).items() if text})


def _in_rows(message: str, rows: Sequence[int]) -> str:
    """The message, with the row of a list where it names an organisation by its place."""
    found = re.match(r"organisations\[(\d+)\]\.?", message)
    if not found or not rows:
        return f": {message}"
    return f", row {rows[int(found[1])]}: {message[found.end() :]}"


def _toml(name: str, data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PlanError([f"{name}: is no TOML in UTF-8: {error}"]) from error


def plan_of(table: Table) -> Plan:
    """The plan in a table with the keys of a TOML file; `InvalidValueError` names the place of a fault."""
    _must_know("", table, _PLAN)
    language = table.get("language", "nl")
    languages = load_instrument().languages
    if language not in languages:
        raise InvalidValueError("language", one_of(languages, language), language)
    return Plan(
        partnership=_partnership(table.get("partnership")),
        round=_text_or_number(table.get("round")),
        language=language,
        invitation=_made("invitation", Invitation, _table("invitation", table.get("invitation", {}))),
        ask_research=table.get("ask_research", False),
        partners=_partners(table.get("organisations")),
    )


def _text_or_number(value: object) -> Any:  # Any: checked by the field it goes to
    return str(value) if type(value) is int else value


def _table(place: str, value: object) -> Table:
    if not isinstance(value, Mapping):
        raise InvalidValueError(place, "a table", value)
    return value


def _must_know(place: str, table: Table, known: Collection[str]) -> None:
    for key in table:
        if key not in known:
            raise InvalidValueError(f"{place}.{key}".removeprefix("."), one_of(known, key), key)


def _made(place: str, kind: Any, table: Table) -> Any:  # Any: an attrs class, and one of its values
    _must_know(place, table, [field.name for field in attrs.fields(kind)])
    try:
        return kind(**table)
    except InvalidValueError as error:
        raise InvalidValueError(f"{place}.{error.field}", error.expected, error.value) from error


def _partnership(value: object) -> Partnership:
    table = {"name": value} if isinstance(value, str) else _table("partnership", value)
    found: Partnership = _made("partnership", Partnership, table)
    if not found.name:
        raise InvalidValueError("partnership", "a name", value)
    return found


def _partners(value: object) -> tuple[Partner, ...]:
    if not isinstance(value, list) or not value:
        raise InvalidValueError("organisations", "one [[organisations]] table for each partner", value)
    tables = [_table(f"organisations[{index}]", entry) for index, entry in enumerate(value)]
    taken = {matching_key(str(table[key])) for table in tables for key in ("id", "name") if key in table}
    found: list[Partner] = []
    for index, table in enumerate(tables):
        found.append(_partner(f"organisations[{index}]", table, found, taken))
        taken.add(matching_key(found[-1].organisation.id or ""))
    return tuple(found)


def _partner(place: str, table: Table, before: Iterable[Partner], taken: Collection[str]) -> Partner:
    """The partner in a table: another voice of an organisation that is there already, or one of its own."""
    _must_know(place, table, _PARTNER)
    texts: dict[str, str | None] = {}
    for key in ("respondent", "contact"):
        try:
            texts[key] = canonical(table.get(key), key)
        except InvalidValueError as error:
            raise InvalidValueError(f"{place}.{key}", error.expected, error.value) from error
    own = _organisation(place, {key: table[key] for key in _ORGANISATION if key in table}, taken)
    same = [partner for partner in before if _is_same(partner.organisation, own, named_by_id="id" in table)]
    voices = {partner.respondent for partner in same}
    is_voice = same and own.type == same[0].organisation.type and texts["respondent"] not in voices
    if same and not is_voice:
        expected = "partners with a name and id of their own, or voices of one that say on behalf of whom"
        raise InvalidValueError(f"{place}.name", expected, own.name)
    return Partner(organisation=same[0].organisation if is_voice else own, **texts)


def _is_same(one: Organisation, other: Organisation, *, named_by_id: bool) -> bool:
    same_name = matching_key(one.name or "") == matching_key(other.name or "")
    return same_name and (one.id == other.id or not named_by_id)


def _organisation(place: str, table: Table, taken: Collection[str]) -> Organisation:
    """The organisation of a table; where its name gives an id that another has already, a number is added."""
    known = [found.id for found in load_instrument().organisation_types]
    if table.get("type") not in known:
        raise InvalidValueError(f"{place}.type", one_of(known, table.get("type")), table.get("type"))
    found: Organisation = _made(place, Organisation, table)
    if not found.name:
        raise InvalidValueError(f"{place}.name", "a name", table.get("name"))
    own = matching_key(found.name)
    made = slug(found.name)
    return found if "id" in table or made == own else attrs.evolve(found, id=unused(made, taken))
