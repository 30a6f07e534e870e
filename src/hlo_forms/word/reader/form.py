"""The form made from what was collected, with the evidence of each value and the doubts about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from ...basics.text import extra_signs, matching_key
from ...forms import (
    Agreement,
    AlignmentForm,
    CommitmentForm,
    DeclaredRelation,
    Form,
    Invitation,
    MotiveAnswer,
    Organisation,
    OtherMotive,
    Participant,
    Partnership,
    PreparationForm,
    form_class,
    is_negative,
    is_unticked,
)
from ...instrument.model import Instrument
from ...readings.findings import Evidence, Finding, Passage
from .. import sender
from ..carried import computed_texts
from ..fields import CENTRAL, INVITATION, RENEWED, RESEARCH_USE
from ..identity import Identity, NamedParty
from .carried import CarriedAssembler, PartnersAssembler, own_answers, partners_of
from .cells import Usage, fact_of
from .evidence import Recorder
from .not_discussed import answer_to
from .state import Collected

Fields = dict[str, Any]  # Any: what the class of a form takes


@attrs.define
class Assembly:
    """A form with its findings, its evidence and the texts that belong to no answer."""

    form: Form
    findings: list[Finding]
    evidence: dict[str, Evidence]
    unplaced: list[Passage]


def assemble(
    collected: Collected, instrument: Instrument, phase: str, type: str | None, identity: Identity | None
) -> Assembly:
    """Return the form that the collected answers make."""
    return _Assembler(Recorder(collected, instrument), phase, type, identity).assembled()


@attrs.frozen
class _Assembler:
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
        self.recorder.report_rows_gone(self.phase)
        if self._boxes_are_gone():
            self.recorder.report("boxes-missing", None)
        return Assembly(
            form=form,
            findings=[*self.collected.findings, *self.recorder.findings],
            evidence=self.recorder.evidence,
            unplaced=[
                *self._beyond(sender.computed_texts(form), (*self.collected.unplaced, *self.recorder.unplaced)),
                *self._edited_computed(form),
            ],
        )

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
        yield from self._beyond(computed, (*self.collected.legend, *self.collected.computed))

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
        name = self.recorder.value("partnership.name")
        self.recorder.compare_name("partnership.name", identity.partnership if identity else NamedParty(), name)
        questions = [q.id for q in self.instrument.questions_of(self.phase) if q.answered_by != "each"]
        answers = {question: answer_to(self.recorder, question) for question in self._present(questions)}
        asks = RESEARCH_USE in self.collected.answers
        fields: Fields = {
            "instrument": self.instrument,
            "asks_research": asks,
            "research": self.recorder.value(RESEARCH_USE) if asks else None,
            "partnership": Partnership(name, id=(identity.partnership.id or None) if identity else None),
            "round": self._stated("round", identity.round if identity else None),
            "invitation": invitation,
            **self._kept_back(questions),
            "answers": {key: text for key, text in answers.items() if text is not None},
            "participants": self._records("participants", Participant),
        }
        return {**fields, "id": identity.form} if identity else fields

    def _present(self, questions: list[str]) -> list[str]:
        """Return the questions that the document has a place for: an organisation may keep pages for itself."""
        internal = form_class(self.phase) is not AlignmentForm
        asked = self.collected.asked | self.collected.not_discussed.keys()
        return [q for q in questions if not internal or q in asked or f"answers.{q}" in self.collected.answers]

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
            ownership=self.recorder.value("organisation.ownership"),
        )

    # ---- records

    def _filled(self, table: str) -> Iterable[dict[str, str | None]]:
        """Yield the values of rows that hold any, with their evidence under the number they get."""
        rows = self.recorder.rows(table)
        for number, row in enumerate((row for row in rows if row.filled), start=1):
            yield self.recorder.take(f"{table}.{number}", row)
            self.recorder.report_columns_gone(f"{table}.{number}", row, self.phase)
        for row in rows:
            if not row.filled:
                self.recorder.report_empty(table, row)

    def _records(self, table: str, kind: Any) -> list[Any]:  # Any: a class of rows, and its rows
        return [kind(**values) for values in self._filled(table)]

    # ---- phase 1

    def _preparation(self, common: Fields) -> Form:
        carried = CarriedAssembler(self.recorder)
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
            other_motives=self._records("other_motives", OtherMotive),
            previous_round=self.recorder.value(RENEWED) if RENEWED in self.collected.answers else None,
            previous=carried.previous([answer.motive for answer in motives]),
            previous_other=carried.previous_other(),
        )

    def _motive(self, motive: str, usage: Usage) -> MotiveAnswer:
        box, beside = f"motives.{motive}.ticked", f"motives.{motive}.outcome"
        outcome = self.recorder.value(beside)
        negative = outcome is not None and is_negative(outcome, self.instrument)
        ticks = self.collected.ticks.get(motive, [])
        ticked, doubts = fact_of(ticks, usage, outcome, negative=negative)
        if negative and ticked is not False:  # beside an open box it is a clear answer
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
        names = [name for partner in partners.by_number.values() for name in (partner.name, partner.id) if name]
        labels = [label for motive in self.instrument.motives for label in motive.label.values()]
        for row in self.recorder.optional_rows("relations"):
            for column, answer in row.answers.items():
                self.recorder.unplace_signs(
                    answer, {"organisation": names, "motive": labels}.get(column.partition("_")[2], ())
                )
        beside = PartnersAssembler(self.recorder, partners)
        return AlignmentForm(
            **common,
            organisations=partners.by_number.values(),
            relations=self._records("relations", DeclaredRelation),
            own_answers=own_answers(self.recorder, partners, self.phase),
            brought=beside.motives(),
            brought_other=beside.others(),
            brought_answers=beside.answers(),
            marked=any("shared" in row.answers for row in self.recorder.optional_rows("overview")),
        )

    # ---- phase 3

    def _commitment(self, common: Fields) -> Form:
        carried = CarriedAssembler(self.recorder)
        return CommitmentForm(
            **common,
            organisation=self._organisation(),
            respondent=self.recorder.value("respondent"),
            agreements=self._records("agreements", Agreement),
            shared_agreements=self._records("shared_agreements", Agreement),
            central_answer=self.recorder.value(CENTRAL) if CENTRAL in self.collected.answers else None,
            brought=carried.own_motives(),
            brought_other=carried.own_others(),
            meeting_answers=carried.meeting_answers(),
            meeting_relations=carried.meeting_relations(),
        )
