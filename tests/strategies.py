"""Forms as Hypothesis makes them: every phase and variant, with the awkward texts that people type.

Characters that XML cannot hold are left out here: they raise, and are tested apart.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import attrs
from hypothesis import strategies as st

from hlo_forms import (
    Agreement,
    AlignmentForm,
    BroughtAnswer,
    BroughtMotive,
    BroughtOtherMotive,
    BroughtRelation,
    CommitmentForm,
    DeclaredRelation,
    Form,
    Invitation,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    OwnAnswer,
    Participant,
    PartnerAgreement,
    Partnership,
    PreparationForm,
    PreviousAgreement,
    PreviousAnswer,
    PreviousMotive,
    PreviousOtherMotive,
    PreviousRelation,
    Study,
    load_instrument,
)
from hlo_forms.basics.text import matching_key, without_prompts
from hlo_forms.forms import OWNERSHIPS, REALISED, RELATION_KINDS, RESEARCH
from hlo_forms.forms.answers import OF_FORMS

INSTRUMENT = load_instrument()
TYPES = tuple(found.id for found in INSTRUMENT.organisation_types)

AWKWARD = (
    "&",
    "&amp;",
    "<w:t>",
    "a < b & c > d",
    "]]>",
    "{{ 7*7 }}",
    "{_{ x }_}",
    "{% for x in y %}",
    "{#",
    "\\a",
    "\\f",
    "\\n",
    "eerste regel\ntweede regel",
    "alinea\n\n\nalinea",
    "tab\tin het midden",
    "  ingesprongen",
    "twee  spaties",
    "👩🏽‍⚕️ samen 🎓",
    "עברית (מימין לשמאל) 123",
    "العربية\nسطر ثان",
    "\u202eomgekeerd\u202c",
    "e\u0301e\u0308n",
    "é",
    "\u200b",
    "\ufeff",
    "\U0001d518\U0010fffd",
    "1.",
    "- ",
    "☒",
    "☐ nee",
    "x",
    "nee",
    "n.v.t.",
    "\N{EN DASH}",
    "null",
    "'\"`",
    "=1+1",
)


def _known_texts() -> tuple[str, ...]:
    """Texts that stand on the forms already: labels, headings, and the prompts (which count as absent)."""
    labels = [text for _, wording in INSTRUMENT.wordings() for text in wording.values() if len(text) < 80]
    return tuple(dict.fromkeys([*INSTRUMENT.prompt_texts, *labels]))


FIXED = (*AWKWARD, *_known_texts())


def _fixed(index: int) -> str:
    """One of the fixed texts: by its index, as Hypothesis is slow to name a strategy that holds them all."""
    return FIXED[index]


XML_CHARACTERS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
CHARACTERS = st.one_of(XML_CHARACTERS, st.sampled_from("\t\n\r\x85\u2028\u2029\xa0\xad\u2011 "))
LONG = st.sampled_from(("woord ", "x", "é\n", "&<")).map(lambda word: (word * 20_000)[:20_000])


@functools.cache
def texts(*, long: bool = True) -> st.SearchStrategy[str]:
    """What a person may type, awkward more often than not; rarely 20,000 characters, unless `long` is off."""
    fixed = st.integers(0, len(FIXED) - 1).map(_fixed)
    typed = st.text(CHARACTERS, max_size=20)
    usual = st.one_of(
        st.integers(0, len(AWKWARD) - 1).map(_fixed), fixed, typed, st.builds("{} {}".format, fixed, typed)
    )
    return st.integers(0, 199).flatmap(lambda number: LONG if number == 137 else usual) if long else usual


def _maybe(found: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:  # Any: whatever it makes, or None
    return st.one_of(st.none(), found)


@functools.cache
def ids() -> st.SearchStrategy[str]:
    """Ids as a register may give them."""
    return st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,12}", fullmatch=True)


def _named(kind: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:  # Any: Organisation or Partnership
    """With an id of its own, one made of the name, or none at all."""
    name = _maybe(texts(long=False))
    return st.one_of(st.builds(kind, name, **fields), st.builds(kind, name, id=_maybe(ids()), **fields))


@functools.cache
def organisations(type: str | None = None) -> st.SearchStrategy[Organisation]:
    """Organisations of one type, or of any and none."""
    kind = st.just(type) if type else _maybe(st.sampled_from(TYPES))
    return _named(
        Organisation,
        type=kind,
        sector=_maybe(texts(long=False)),
        ownership=_maybe(st.sampled_from(OWNERSHIPS)),
    )


def _rows(row: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[list[Any]]:  # Any: attrs values
    return st.lists(row, max_size=most)


def _texts_of(kind: Any, *names: str) -> st.SearchStrategy[Any]:  # Any: an attrs class of texts
    return st.builds(kind, **{name: _maybe(texts()) for name in names})


@functools.cache
def _common() -> dict[str, st.SearchStrategy[Any]]:  # Any: fields of several kinds
    return {
        "partnership": _named(Partnership),
        "round": _maybe(texts(long=False)),
        "invitation": _texts_of(Invitation, *attrs.fields_dict(Invitation)),
        "study": st.just(Study()) | _texts_of(Study, "by", "purpose", "contact", "kept", "withdraw"),
        "asks_research": st.booleans(),
        "research": _maybe(st.sampled_from(RESEARCH)),
    }


@functools.cache
def _answers(phase: str) -> st.SearchStrategy[dict[str, str]]:
    asked = [question.id for question in INSTRUMENT.questions_of(phase) if question.answered_by != "each"]
    return st.dictionaries(st.sampled_from(asked), texts(), max_size=len(asked))


@functools.cache
def _motives(type: str) -> st.SearchStrategy[list[MotiveAnswer]]:
    facts = st.tuples(st.sampled_from((True, True, False, None)), _maybe(texts()))
    offered = {motive.id: facts for motive in INSTRUMENT.offered(type)}
    return st.fixed_dictionaries({}, optional=offered).map(
        lambda chosen: [MotiveAnswer(motive, ticked=ticked, outcome=text) for motive, (ticked, text) in chosen.items()]
    )


@functools.cache
def _previous(type: str) -> st.SearchStrategy[list[PreviousMotive]]:
    said = st.builds(
        dict,
        ticked=st.sampled_from((True, False, None)),
        outcome=_maybe(texts()),
        realised=_maybe(st.sampled_from(REALISED)),
        doubtful=st.booleans(),
    )
    offered = {motive.id: said for motive in INSTRUMENT.offered(type)}
    return st.fixed_dictionaries({}, optional=offered).map(
        lambda chosen: [PreviousMotive(motive, **facts) for motive, facts in chosen.items()]
    )


@functools.cache
def _round_before(type: str) -> st.SearchStrategy[dict[str, Any]]:  # Any: fields of several kinds
    other = st.builds(
        PreviousOtherMotive,
        _maybe(texts()),
        _maybe(texts()),
        realised=_maybe(st.sampled_from(REALISED)),
        doubtful=st.booleans(),
    )
    renewed = st.fixed_dictionaries(
        {"previous_round": _maybe(texts(long=False)), "previous": _previous(type), "previous_other": _rows(other)}
    )
    return st.one_of(st.just({}), renewed)


@functools.cache
def _preparation_form(type: str) -> st.SearchStrategy[PreparationForm]:
    return st.builds(
        PreparationForm,
        **_common(),
        organisation=organisations(type),
        respondent=_maybe(texts(long=False)),
        participants=_rows(_texts_of(Participant, "name", "role")),
        answers=_answers("preparation"),
        kept_back=st.booleans(),
        motives=_motives(type),
        other_motives=_rows(_texts_of(OtherMotive, "text", "outcome"), most=8),
    ).flatmap(lambda form: _round_before(type).map(lambda before: attrs.evolve(form, **before)))


@functools.cache
def preparation_forms() -> st.SearchStrategy[PreparationForm]:
    """Forms of phase 1, in the variant of each type of organisation."""
    return st.one_of(*map(_preparation_form, TYPES))


def apart(partners: Sequence[Organisation]) -> list[Organisation]:
    """The partners whose name and id no partner before them has."""
    kept: list[Organisation] = []
    taken: set[str] = set()
    for partner in partners:
        name = without_prompts(partner.name, INSTRUMENT.prompt_texts)
        keys = {matching_key(text) for text in (name, partner.id) if text}
        if keys and not keys & taken:
            kept.append(partner)
            taken |= keys
    return kept


def _brought_motives(partners: list[str | None]) -> st.SearchStrategy[list[BroughtMotive]]:
    """What some partners bring about some motives."""
    sides = [(motive.id, partner) for motive in INSTRUMENT.motives for partner in partners]
    row = st.builds(
        BroughtMotive,
        organisation=st.just(None),
        motive=st.just(INSTRUMENT.motives[0].id),
        status=st.sampled_from(list(OF_FORMS)),
        outcome=_maybe(texts()),
        doubtful=st.booleans(),
    )
    chosen = st.lists(st.tuples(st.sampled_from(sides), row), max_size=8, unique_by=lambda pair: pair[0])
    return chosen.map(lambda rows: [attrs.evolve(row, motive=motive, organisation=who) for (motive, who), row in rows])


def _brought(partners: list[str | None], answers: str, phase: str) -> st.SearchStrategy[dict[str, Any]]:  # Any: fields
    """What comes along from the phase before: of these partners, or of the one organisation that has no name there."""
    who = st.sampled_from(partners)
    other = st.builds(
        BroughtOtherMotive,
        organisation=who,
        text=_maybe(texts()),
        outcome=_maybe(texts()),
        doubtful=st.booleans(),
    )
    asked = st.sampled_from([question.id for question in INSTRUMENT.questions_of(phase)])
    answer = st.builds(BroughtAnswer, organisation=who, question=asked, text=_maybe(texts()), doubtful=st.booleans())
    return st.fixed_dictionaries(
        {"brought": _brought_motives(partners), "brought_other": _rows(other), answers: _rows(answer)}
    )


def _alignment_form(partners: list[Organisation]) -> st.SearchStrategy[AlignmentForm]:
    voices = [text for partner in partners for text in (partner.id, partner.name) if text]
    motives = [text for motive in INSTRUMENT.motives for text in (motive.id, *motive.label.values())]
    who = _maybe(st.one_of(st.sampled_from(voices), texts(long=False)) if voices else texts(long=False))
    what = _maybe(st.one_of(st.sampled_from(motives), texts(long=False)))
    own = [question.id for question in INSTRUMENT.questions_of("alignment") if question.answered_by == "each"]
    relation = st.builds(
        DeclaredRelation,
        first_organisation=who,
        first_motive=what,
        kind=_maybe(st.sampled_from(RELATION_KINDS)),
        second_organisation=who,
        second_motive=what,
        note=_maybe(texts()),
    )
    taken_home = st.builds(OwnAnswer, question=st.sampled_from(own), organisation=who, text=_maybe(texts()))
    present = st.builds(Participant, name=_maybe(texts()), role=_maybe(texts()), organisation=who)
    return (
        st.builds(
            AlignmentForm,
            **_common(),
            organisations=st.just(partners),
            participants=_rows(present),
            relations=_rows(relation),
            own_answers=_rows(taken_home, most=4),
            answers=_answers("alignment"),
        )
        .flatmap(_with_partners)
        .flatmap(lambda form: _said_before(form, who, what))
    )


def _said_before(form: AlignmentForm, who: Any, what: Any) -> st.SearchStrategy[AlignmentForm]:  # Any: strategies
    """The form, or the same with what was said together in the round before."""
    asked = st.sampled_from([question.id for question in INSTRUMENT.questions_of("alignment") if not question.theme])
    asked = asked.filter(lambda one: INSTRUMENT.question(one).answered_by != "each")
    answer = st.builds(
        PreviousAnswer, question=asked, text=_maybe(texts()), now=_maybe(texts()), doubtful=st.booleans()
    ).filter(lambda row: row.text or row.now)  # a row without words is no row
    relation = st.builds(
        PreviousRelation,
        first_organisation=who,
        first_motive=what,
        kind=_maybe(st.sampled_from(RELATION_KINDS)),
        second_organisation=who,
        second_motive=what,
        note=_maybe(texts()),
        now=_maybe(texts()),
        doubtful=st.booleans(),
    )
    before = st.fixed_dictionaries(
        {
            "previous_round": _maybe(texts(long=False)),
            "corrected": _maybe(texts(long=False)),
            "previous_answers": _rows(answer),
            "previous_relations": _rows(relation),
        }
    )
    return st.one_of(st.just({}), before).map(lambda more: attrs.evolve(form, **more))


@functools.cache
def _agreed_before() -> st.SearchStrategy[dict[str, Any]]:  # Any: fields of several kinds
    """Nothing, or what was agreed in the round before."""
    said = {name: _maybe(texts()) for name in ("what", "who", "when", "result")}
    own = st.builds(PreviousAgreement, **said, doubtful=st.booleans())
    other = st.builds(PartnerAgreement, organisation=_maybe(texts(long=False)), **said, doubtful=st.booleans())
    before = st.fixed_dictionaries(
        {
            "previous_round": _maybe(texts(long=False)),
            "corrected": _maybe(texts(long=False)),
            "previous_agreements": _rows(own),
            "previous_shared_agreements": _rows(own),
            "partner_agreements": _rows(other),
        }
    )
    return st.one_of(st.just({}), before)


def _with_partners(form: AlignmentForm) -> st.SearchStrategy[AlignmentForm]:
    known = [partner.id for partner in form.organisations if partner.id]
    if not known:
        return st.just(form)
    given = st.builds(
        lambda found, marked: {**found, "marked": marked},
        _brought(known, "brought_answers", "preparation"),
        st.booleans(),
    )
    return st.one_of(st.just({}), given).map(lambda found: attrs.evolve(form, **found))


@functools.cache
def alignment_forms() -> st.SearchStrategy[AlignmentForm]:
    """Forms of phase 2, with up to four partners."""
    return _rows(organisations(), most=4).map(apart).flatmap(_alignment_form)


@functools.cache
def commitment_forms() -> st.SearchStrategy[CommitmentForm]:
    """Forms of phase 3, of organisations of any type and of none."""
    return (
        st.builds(
            CommitmentForm,
            **_common(),
            organisation=organisations(),
            respondent=_maybe(texts(long=False)),
            participants=_rows(_texts_of(Participant, "name", "role")),
            answers=st.one_of(st.just({}), _answers("commitment")),
            kept_back=st.booleans(),
            agreements=_rows(_texts_of(Agreement, "what", "who", "when"), most=6),
            shared_agreements=_rows(_texts_of(Agreement, "what", "who", "when"), most=6),
            central_answer=_maybe(texts()),
        )
        .flatmap(_with_meeting)
        .flatmap(lambda form: _agreed_before().map(lambda before: attrs.evolve(form, **before)))
    )


def _with_meeting(form: CommitmentForm) -> st.SearchStrategy[CommitmentForm]:
    who = _maybe(texts(long=False))
    motives = [text for motive in INSTRUMENT.motives for text in (motive.id, *motive.label.values())]
    what = _maybe(st.one_of(st.sampled_from(motives), texts(long=False)))
    relation = st.builds(
        BroughtRelation,
        first_organisation=who,
        first_motive=what,
        kind=_maybe(st.sampled_from(RELATION_KINDS)),
        second_organisation=who,
        second_motive=what,
        note=_maybe(texts()),
        doubtful=st.booleans(),
    )
    given = st.builds(
        lambda found, relations: {**found, "meeting_relations": relations},
        _brought([None], "meeting_answers", "alignment"),
        _rows(relation),
    )
    return st.one_of(st.just({}), given).map(lambda found: attrs.evolve(form, **found))


def forms() -> st.SearchStrategy[Form]:
    """Forms of every phase."""
    return st.one_of(preparation_forms(), alignment_forms(), commitment_forms())
