"""The form made from what was collected, with the evidence of each value and the doubts about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, cast

import attrs

from ...basics.text import extra_signs, matching_key
from ...basics.values import grouped
from ...forms import (
    AlignmentForm,
    CommitmentForm,
    DeclaredRelation,
    Form,
    Invitation,
    MotiveAnswer,
    Organisation,
    Partnership,
    PreparationForm,
    PreviousMotive,
    Study,
    begins_with_no,
    form_class,
    is_negative,
    is_unticked,
)
from ...forms.answers import Realised
from ...forms.naming import is_pointer, relation_sentence
from ...forms.people import Ownership
from ...instrument.model import Instrument
from ...readings.findings import Evidence, Finding, Passage
from .. import sender
from ..carried import Partners, computed_texts, parse_previous
from ..fields import (
    CARRIED,
    CENTRAL,
    CORRECTED,
    INVITATION,
    ORGANISATIONS,
    OUTCOMES,
    OVERVIEW,
    RECORDS,
    REINFORCEMENTS,
    RELATIONS,
    RENEWED,
    RESEARCH_USE,
    STUDY,
    Records,
)
from ..identity import Identity, NamedParty
from .cells import Answer, Usage, fact_of
from .evidence import Recorder
from .labels import labels_of
from .not_discussed import answer_to
from .records import PartnersAssembler, RowMaker, partners_of
from .state import Collected, CollectedRow

Fields = dict[str, Any]  # Any: what the class of a form takes
_APART = (ORGANISATIONS, REINFORCEMENTS, RELATIONS, OVERVIEW, OUTCOMES)
_REINFORCE = "reinforce"


def _says_more(row: CollectedRow) -> bool:
    return any(answer.value for column, answer in row.answers.items() if column != "kind")


@attrs.define(eq=False, repr=False)
class Assembly:
    """A form with its findings, its evidence and the texts that belong to no answer.

    `others` are sentences of ours with other words of the sender, which one of the findings holds; `paragraphs` the
    fields whose answer has several, and no control.
    """

    form: Form
    findings: list[Finding]
    evidence: dict[str, Evidence]
    unplaced: list[Passage]
    others: list[Passage] = attrs.field(factory=list)
    paragraphs: list[str] = attrs.field(factory=list)


def assemble(
    collected: Collected, instrument: Instrument, phase: str, type: str | None, identity: Identity | None
) -> Assembly:
    """Return the form that the collected answers make."""
    return _Assembler(Recorder(collected, instrument), phase, type, identity).assembled()


class _Assembler(NamedTuple):
    recorder: Recorder
    phase: str
    type: str | None
    identity: Identity | None

    @property
    def instrument(self) -> Instrument:
        return self.recorder.instrument

    @property
    def collected(self) -> Collected:
        return self.recorder.collected

    def assembled(self) -> Assembly:
        common = self._common()
        makers = {"preparation": self._preparation, "alignment": self._alignment, "commitment": self._commitment}
        form = makers[self.phase](common)
        self.recorder.report_repeated_texts()
        self.recorder.report_controls_gone()
        self.recorder.report_joined(self.phase)
        self.recorder.report_rows_gone(self.phase)
        if self._boxes_are_gone():
            self.recorder.report("boxes-missing", None)
        beyond = self._beyond(sender.computed_texts(form), (*self.collected.unplaced, *self.recorder.unplaced))
        unplaced, others = self._less_other_senders(form, beyond)
        return Assembly(
            form=form,
            findings=[*self.collected.findings, *self.recorder.findings],
            evidence=self.recorder.evidence,
            unplaced=[*unplaced, *self._edited_computed(form)],
            others=others,
            paragraphs=self.recorder.paragraphs,
        )

    def _less_other_senders(self, form: Form, passages: Iterable[Passage]) -> tuple[list[Passage], list[Passage]]:
        """Return the passages, and apart those with other words of the sender than the form, recorded once."""
        every = list(passages)
        is_of_other_words = sender.other_words_of(form) if every else None
        sorted_out = grouped((is_of_other_words(passage.text), passage) for passage in every if is_of_other_words)
        others = sorted_out.get(True, [])
        if others:
            seen = "\n".join(dict.fromkeys(passage.text for passage in others))
            self.recorder.report("sender-differs", None, others[0].place, seen)
        return sorted_out.get(False, []), others

    def _boxes_are_gone(self) -> bool:
        """Return whether the form has places for boxes, and not one box or sign in any of them."""
        ticks = [*(tick for ticks in self.collected.ticks.values() for tick in ticks)]
        ticks += self.collected.not_discussed.values()
        there = [bool(tick.boxes) or tick.signed or tick.ticked is None for tick in ticks]
        there += [boxed for boxed in self.collected.boxes if boxed is not None]
        return bool(there) and not any(there)

    def _edited_computed(self, form: Form) -> Iterator[Passage]:
        """Yield the texts that differ from what the document computes from the form at their place."""
        computed = computed_texts(form) if isinstance(form, AlignmentForm) else ()
        yield from self._beyond(computed, self.collected.computed)

    def _beyond(self, computed: Iterable[str], passages: Iterable[Passage]) -> Iterator[Passage]:
        """Yield the passages that are none of these texts, and of the others the signs that somebody typed around."""
        texts: dict[str, list[str]] = {}
        for text in computed:
            texts.setdefault(matching_key(text), []).append(text)
        for passage in passages:
            same = texts.get(matching_key(" ".join(passage.text.split())))
            beyond = extra_signs(passage.text, same) if same else passage.text
            yield from [attrs.evolve(passage, text=beyond)] if beyond else []

    # ---- single values

    def _common(self) -> Fields:
        identity = self.identity
        invitation = Invitation(**{field.rpartition(".")[2]: self.recorder.value(field) for field in INVITATION})
        study = Study(**{field.rpartition(".")[2]: self.recorder.value(field) for field in STUDY})
        name = self.recorder.value("partnership.name")
        self.recorder.compare_name("partnership.name", identity.partnership if identity else NamedParty(), name)
        questions = [q.id for q in self.instrument.questions_of(self.phase) if q.answered_by != "each"]
        answers = {question: answer_to(self.recorder, question) for question in self._present(questions)}
        asks = RESEARCH_USE in self.collected.answers
        fields: Fields = {
            "instrument": self.instrument,
            "study": study,
            "asks_research": asks,
            "research": self.recorder.value(RESEARCH_USE) if asks else None,
            "partnership": Partnership(name, id=(identity.partnership.id or None) if identity else None),
            "round": self._stated("round", identity.round if identity else None),
            **{name: self.recorder.value(name) for name in (RENEWED, CORRECTED) if name in self.collected.answers},
            "invitation": invitation,
            **self._kept_back(questions),
            "answers": {key: text for key, text in answers.items() if text is not None},
            **self._tables(records for records in RECORDS[self.phase] if records.name == "participants"),
        }
        return {**fields, "id": identity.form} if identity else fields

    def _present(self, questions: list[str]) -> list[str]:
        """Return the questions that the document has a place for, or lacks among others of their theme.

        An organisation may keep pages for itself, but no page is one question between two others.
        """
        if form_class(self.phase) is AlignmentForm:
            return questions
        asked = self.collected.asked | self.collected.not_discussed.keys()
        there = [q for q in questions if q in asked or f"answers.{q}" in self.collected.answers]
        spans: dict[str | None, tuple[int, int]] = {}
        for question in there:
            theme, at = self.instrument.question(question).theme, questions.index(question)
            spans[theme] = (spans.get(theme, (at, at))[0], at)
        wanted = ((q, at, spans.get(self.instrument.question(q).theme, (at + 1, at))) for at, q in enumerate(questions))
        return [q for q, at, (first, last) in wanted if first <= at <= last]

    def _kept_back(self, questions: list[str]) -> Fields:
        if form_class(self.phase) is AlignmentForm or not questions:
            return {}
        return {"kept_back": not self._present(questions) and CENTRAL not in self.collected.answers}

    def _stated(self, field: str, stated: str | None) -> str | None:
        """Return a value that the identity states too: the document's counts, and a difference is reported."""
        value = self.recorder.value(field)
        if stated is None or value == stated:
            return value
        place = self.recorder.place_of(field)
        if value is None:
            self.recorder.evidence[field] = Evidence(field=field, how="identity", place=place, seen=stated)
        if not any(answer.boxed is False for answer in self.collected.answers.get(field, [])):  # else told for the form
            self.recorder.report("differs-from-identity", field, place, stated)
        return stated if value is None else value

    def _organisation(self) -> Organisation:
        own = self.identity.organisations[0] if self.identity and self.identity.organisations else NamedParty()
        name = self.recorder.value("organisation.name")
        self.recorder.compare_name("organisation.name", own, name)
        if self.phase == "commitment":
            kind = self._stated("organisation.type", self.identity.type if self.identity else None)
        else:
            kind = self.type
        return Organisation(
            name,
            type=kind,
            id=own.id or None,
            sector=self.recorder.value("organisation.sector"),
            ownership=cast("Ownership | None", self.recorder.value("organisation.ownership")),
        )

    # ---- tables of records

    def _tables(self, tables: Iterable[Records], partners: Partners | None = None) -> Fields:
        """Return the rows of these tables, but for those that are read with others."""
        maker = RowMaker.of(self.recorder, partners)
        return {records.name: maker.rows(records, self.phase) for records in tables if records not in _APART}

    @property
    def _own(self) -> list[Records]:
        """The tables that people fill in, beside the participants of every phase."""
        return [records for records in RECORDS[self.phase] if records.name != "participants"]

    # ---- phase 1

    def _preparation(self, common: Fields) -> Form:
        usage = Usage.of(tick for ticks in self.collected.ticks.values() for tick in ticks)
        motives = [self._motive(motive.id, usage) for motive in self.instrument.offered(self.type or "")]
        if usage.signed:
            self._report_unticked(motives)
        self._refuse_motives({answer.motive for answer in motives})
        return PreparationForm(
            **common,
            organisation=self._organisation(),
            respondent=self.recorder.value("respondent"),
            motives=motives,
            **self._tables(self._own),
            previous=[row for answer in motives if (row := self._previous(answer.motive)) is not None],
            **self._tables(CARRIED[self.phase]),
        )

    def _previous(self, motive: str) -> PreviousMotive | None:
        answers, field = self.collected.answers, f"previous.{motive}"
        before, realised = (answers.get(f"{field}.{name}", []) for name in ("before", "realised"))
        text = "\n".join(answer.value for answer in before if answer.value) or None
        choices = list(dict.fromkeys(answer.value for answer in realised if answer.value))
        if before:
            self.recorder.add_evidence(f"{field}.outcome", before)
        if realised:
            self.recorder.add_evidence(f"{field}.realised", realised)
        if len(choices) > 1:
            self.recorder.report("choice-contradicts", f"{field}.realised", realised[0].place, " / ".join(choices))
        self._report_twice(field, before, realised)
        choice = cast("Realised", choices[0]) if len(choices) == 1 else None
        if text is None:
            if any(answer.seen for answer in realised):  # its boxes are there, so the document had an answer
                self.recorder.report("place-missing", f"{field}.ticked", realised[0].place)
            return PreviousMotive(motive, ticked=None, realised=choice) if choice else None
        parts = parse_previous(text, self.instrument)
        if parts is None:
            self.recorder.report("place-missing", f"{field}.ticked", before[0].place, text)
        ticked, outcome, doubtful = parts or (None, text, False)
        return PreviousMotive(motive, ticked=ticked, outcome=outcome, realised=choice, doubtful=doubtful)

    def _report_twice(self, field: str, before: list[Answer], realised: list[Answer]) -> None:
        """Report what stands there twice about the round before, and boxes that are gone."""
        for name, answers_there in (("outcome", before), ("realised", realised)):
            filled = [answer for answer in answers_there if answer.value]
            if len(filled) > 1:
                self.recorder.report("answered-twice", f"{field}.{name}", filled[-1].place, filled[-1].seen)
        lines = [line for answer in before for line in (answer.value or "").split("\n")]
        begins = labels_of(self.instrument).asks_again
        if sum(begins(line) == "before" and parse_previous(line, self.instrument) is not None for line in lines) > 1:
            self.recorder.report("answered-twice", f"{field}.outcome", before[0].place, before[0].seen)
        if before and not realised:
            self.recorder.report("place-missing", f"{field}.realised", before[0].place)

    def _motive(self, motive: str, usage: Usage) -> MotiveAnswer:
        box, beside = f"motives.{motive}.ticked", f"motives.{motive}.outcome"
        outcome = self.recorder.value(beside)
        negative = outcome is not None and is_negative(outcome, self.instrument)
        ticks = self.collected.ticks.get(motive, [])
        ticked, doubts = fact_of(ticks, usage, outcome, negative=negative)
        reasoned = outcome is not None and begins_with_no(outcome, self.instrument)
        if (negative and ticked is not False) or (reasoned and ticked):  # beside an open box a no is a clear answer
            self.recorder.report("outcome-negative", beside, self.recorder.evidence[beside].place, outcome or "")
        for doubt in doubts:
            self.recorder.report(doubt.code, box, doubt.place, doubt.seen)
        if ticks and beside not in self.recorder.evidence:
            self.recorder.report("place-missing", beside)
        if ticks:
            seen = "\n".join(tick.seen for tick in ticks)
            self.recorder.evidence[box] = Evidence(field=box, how=ticks[0].how, place=ticks[0].place, seen=seen)
        return MotiveAnswer(motive, ticked=ticked, outcome=outcome)

    def _report_unticked(self, motives: Iterable[MotiveAnswer]) -> None:
        """Report once for the form which motives have an outcome and no tick: the likeliest mistake of a partner."""
        answers = list(motives)
        unticked = [answer for answer in answers if is_unticked(answer, self.instrument)]
        if unticked:
            code = "outcomes-unticked" if any(answer.ticked is not False for answer in answers) else "ticks-missing"
            language = self.collected.language
            labels = (self.instrument.motive(answer.motive).label[language] for answer in unticked)
            self.recorder.report(code, None, seen="\n".join(labels))

    def _refuse_motives(self, offered: set[str]) -> None:
        """Refuse motives not offered to this type of organisation: a finding, and unplaced text."""
        for motive, ticks in self.collected.ticks.items():
            if motive not in offered:
                for tick in ticks:
                    self.recorder.report("value-refused", f"motives.{motive}", tick.place, tick.seen)
                    self.recorder.unplaced.append(Passage(text=tick.seen, place=tick.place))
        for field, answers in self.collected.answers.items():
            table, _, rest = field.partition(".")
            if table == "motives" and rest.rpartition(".")[0] not in offered:
                for answer in answers:
                    if answer.value is not None:
                        self.recorder.unplaced.append(Passage(text=answer.seen, place=answer.place))

    # ---- phase 2

    def _alignment(self, common: Fields) -> Form:
        partners = partners_of(self.recorder, self.identity)
        beside = PartnersAssembler(self.recorder, partners)
        relations = self._relations(RowMaker.of(self.recorder, partners), [*partners.by_number.values()])
        return AlignmentForm(
            **common,
            organisations=partners.by_number.values(),
            **self._tables(self._own, partners),
            brought=beside.motives(),
            **self._tables(CARRIED[self.phase], partners),
            relations=relations,
            marked=self.collected.marked,
        )

    def _relations(self, maker: RowMaker, partners: Sequence[Organisation]) -> list[DeclaredRelation]:
        """Return the relations, those that reinforce first, and report the rows that say it with a number or letter."""
        rows = self.collected.rows
        told = [row for row in rows.get(RELATIONS.name, ()) if row.value("kind") == _REINFORCE and _says_more(row)]
        for row in told:
            rows[RELATIONS.name].remove(row)
            rows.setdefault(REINFORCEMENTS.name, []).append(row)
        made = maker.rows(REINFORCEMENTS, self.phase, kind=_REINFORCE)
        made += maker.rows(RELATIONS, self.phase, after=len(made))
        for number, relation in enumerate(made, start=1):
            fields = (f"{RELATIONS.name}.{number}.{column.name}" for column in REINFORCEMENTS.columns[:-1])
            seen = [self.recorder.evidence[field] for field in fields if field in self.recorder.evidence]
            if any(is_pointer(entry.seen) for entry in seen):
                sentence = relation_sentence(relation, partners, self.instrument, self.collected.language)
                self.recorder.report(
                    "relation-by-number", f"{RELATIONS.name}.{number}", seen[0].place, " ".join(sentence)
                )
        return made

    # ---- phase 3

    def _commitment(self, common: Fields) -> Form:
        return CommitmentForm(
            **common,
            organisation=self._organisation(),
            respondent=self.recorder.value("respondent"),
            central_answer=self.recorder.value(CENTRAL) if CENTRAL in self.collected.answers else None,
            **self._tables(self._own),
            **self._tables(CARRIED[self.phase]),
        )
