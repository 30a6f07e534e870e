"""Where pages end, in forms of every kind and length: never below a heading, and no page is nearly empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import attrs
import pytest
from lxml import etree

import hlo_forms as hlo
from docx_parts import Docx, W
from edits import edited
from laid_out import faults
from libreoffice import all_converted
from runs import dear, few, in_full
from samples import COLLEGE, FARM
from strategies import INSTRUMENT
from test_form_pages import OUTCOME, PARTNERS, SENDER

SENTENCE = (
    "Collega’s en studenten werken samen aan vragen uit de wijk. Wij maken daarvoor tijd vrij, en bespreken twee keer "
    "per jaar met elkaar wat het oplevert voor bewoners."
)
LENGTHS = {"blank": None, "full": SENTENCE, "long": " ".join([SENTENCE] * 5)}
PEOPLE = (hlo.Participant("Petra Dijkman", role="teammanager"), hlo.Participant("Youssef Amrani", role="begeleider"))
YEARS = ("2026", "2027")
COUNTS = (2, 3, 4, 5, 8)


def answers(phase: str, text: str) -> dict[str, str]:
    asked = (question for question in INSTRUMENT.questions_of(phase) if question.answered_by != "each")
    return {question.id: text for question in asked}


def first(who: hlo.Organisation, text: str | None, year: str = YEARS[0]) -> hlo.PreparationForm:
    """A form of phase 1 in which two motives of three apply; blank without a text."""
    form = hlo.PreparationForm(organisation=who, invitation=SENDER, partnership="Wijkzorg Noord", round=year)
    if text is None:
        return form
    motives = [
        hlo.MotiveAnswer(motive.id, ticked=place % 3 != 1, outcome=text if place % 3 != 1 else None)
        for place, motive in enumerate(INSTRUMENT.offered(str(who.type)))
    ]
    others = [hlo.OtherMotive("Plezier in het werk", text), hlo.OtherMotive("Rust op de afdeling", text)]
    return attrs.evolve(
        form, motives=motives, other_motives=others, answers=answers("preparation", text), participants=PEOPLE
    )


def first_again(who: hlo.Organisation, text: str | None) -> hlo.PreparationForm:
    new = hlo.renew(first(who, text or OUTCOME), round=YEARS[1])
    own = first(who, text, YEARS[1])
    names = ("motives", "other_motives", "answers", "participants") if text else ()
    return attrs.evolve(new, invitation=SENDER, **{name: getattr(own, name) for name in names})


def second(count: int, text: str | None, year: str = YEARS[0]) -> hlo.AlignmentForm:
    who = PARTNERS[:count]
    form = hlo.AlignmentForm.from_forms(first(partner, text or OUTCOME, year) for partner in who)
    form = attrs.evolve(form, invitation=SENDER)
    if text is None:
        return form
    relations = [
        hlo.DeclaredRelation(
            first_organisation=one.id,
            first_motive="recruitment",
            kind=kind,
            second_organisation=other.id,
            second_motive="network",
            note=text,
        )
        for one, other in (who[:2], who[1::-1])
        for kind in ("reinforce", "hinder")
    ]
    each = [question.id for question in INSTRUMENT.questions_of("alignment") if question.answered_by == "each"]
    own = [hlo.OwnAnswer(question=question, organisation=one.id, text=text) for question in each for one in who]
    return attrs.evolve(form, answers=answers("alignment", text), relations=relations, own_answers=own)


def second_again(count: int, text: str | None) -> hlo.AlignmentForm:
    return hlo.look_back(second(count, text, YEARS[1]), [second(count, text or SENTENCE)])


def third(text: str | None, year: str = YEARS[0], who: hlo.Organisation = PARTNERS[0]) -> hlo.CommitmentForm:
    own, meeting = first(who, text or OUTCOME, year), second(3, text or OUTCOME, year)
    form = attrs.evolve(hlo.CommitmentForm.from_forms(own, meeting), invitation=SENDER)
    if text is None:
        return form
    agreed = [hlo.Agreement(what=text, who="opleidingsmanager", when="vanaf september")] * 3
    return attrs.evolve(
        form,
        participants=PEOPLE,
        answers=answers("commitment", text),
        agreements=agreed,
        shared_agreements=agreed,
        central_answer=text,
    )


def third_again(text: str | None) -> hlo.CommitmentForm:
    before = [third(text or SENTENCE, who=who) for who in PARTNERS[:3]]
    return hlo.look_back(third(text, YEARS[1]), before)


def every_form() -> Iterator[tuple[str, hlo.Form]]:
    """All kinds of form, of the first year and renewed, from blank to long."""
    for length, text in LENGTHS.items():
        for who in (FARM, COLLEGE):
            yield f"phase 1 of a {who.type}, {length}", first(who, text)
            yield f"phase 1 of a {who.type}, renewed, {length}", first_again(who, text)
        for count in COUNTS:
            yield f"phase 2 of {count}, {length}", second(count, text)
            yield f"phase 2 of {count}, renewed, {length}", second_again(count, text)
        yield f"phase 3, {length}", third(text)
        yield f"phase 3, renewed, {length}", third_again(text)
    yield "phase 1, empty", hlo.PreparationForm(organisation=hlo.Organisation(type="programme"))
    yield "phase 2, empty", hlo.AlignmentForm()
    yield "phase 3, empty", hlo.CommitmentForm()


def pushed_down(data: bytes, lines: int) -> bytes:
    """A document with so many lines more at the top of each part, so that its pages end elsewhere."""

    def change(root: etree._Element) -> None:
        body = root[0]
        tops = [p for p in body.iterchildren(f"{W}p") if p.find(f"{W}pPr/{W}pageBreakBefore") is not None]
        line = etree.fromstring(f'<w:p xmlns:w="{W[1:-1]}"><w:r><w:t>.</w:t></w:r></w:p>')
        for top in (body[0], *tops):
            for _ in range(lines):
                top.addnext(deepcopy(line))

    return edited(data, change)


def batched(paths: list[Path], size: int = 15) -> Iterator[list[Path]]:
    """So many at a time that LibreOffice has time enough on a busy machine."""
    yield from (paths[start : start + size] for start in range(0, len(paths), size))


def faults_of(documents: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    paths = [folder / f"{number}.docx" for number in range(len(documents))]
    for path, data in zip(paths, documents.values(), strict=True):
        path.write_bytes(data)
    made = [pdf for some in batched(paths) for pdf in all_converted(some, "pdf", folder / "pdf")]
    pairs = zip(documents.items(), made, strict=True)
    return {name: told for (name, data), pdf in pairs if (told := faults(data, pdf))}


@pytest.mark.editor
@pytest.mark.parametrize("language", ["nl", pytest.param("en", marks=pytest.mark.long)])
@pytest.mark.parametrize("step", [11, pytest.param(1, marks=pytest.mark.long)])  # some forms, and all of them
def test_no_page_ends_below_a_heading_and_none_is_nearly_empty(step: int, language: str, tmp_path: Path) -> None:
    documents = {name: hlo.render(form, language=language) for name, form in [*every_form()][::step]}
    assert faults_of(documents, tmp_path) == {}


PUSHED = r"phase 1 of a pro.*blank|phase 2 of [35].*(blank|full)|phase [23], empty|phase 3.*(blank|full)"


@pytest.mark.editor
@in_full
@pytest.mark.parametrize("lines", dear(1, [11, *(lines for lines in range(2, 28, 3) if lines != 11)]))
def test_no_page_ends_below_a_heading_wherever_the_pages_end(lines: int, tmp_path: Path) -> None:
    forms = [(name, form) for name, form in every_form() if re.fullmatch(PUSHED, name)]
    forms = few(3, [*forms[1::3], *forms[::3], *forms[2::3]])
    documents = {name: pushed_down(hlo.render(form), lines) for name, form in forms}
    told = faults_of(documents, tmp_path)
    assert {name: told for name, faults in told.items() if any("ends" in fault for fault in faults)} == {}


def test_the_end_of_a_form_stays_with_the_table_above_it_and_headers_with_their_rows() -> None:
    root = Docx(hlo.render(second(3, None))).root()
    headers = [row for row in root.iter(f"{W}tr") if row.find(f"{W}trPr/{W}tblHeader") is not None]
    for row in headers:
        assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iterfind(f"{W}tc/{W}p"))
    (end,) = [p for p in root[0].iterchildren(f"{W}p") if p.xpath("string()") == "Terugsturen"]
    above = end.getprevious()
    assert above is not None
    *_, last = above.iterchildren(f"{W}tr")
    assert all(p.find(f"{W}pPr/{W}keepNext") is not None for p in last.iterfind(f"{W}tc/{W}p"))
