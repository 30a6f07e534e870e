"""Build the Word templates: layout, fixed structure and slots, no wording.

    python tools/build_templates.py           writes src/hlo_forms/templates/*.docx
    python tools/build_templates.py --check   exit status 1 where a built file is not fresh

A template is plain Word: open a built one in Word to see it, or read the calls below from top to bottom.
`template_layout` has the words of layout, `template_styles` the styles, `template_parts` the rest of the package.
"""

from __future__ import annotations

import sys
from pathlib import Path

from report_styles import report_styles
from template_layout import (
    cell,
    given,
    header_row,
    labelled,
    labelled_row,
    loop,
    new_page,
    paragraph,
    question,
    records,
    repeat,
    row,
    rows_when,
    run,
    table,
    when,
)
from template_parts import LANDSCAPE, PORTRAIT, package, section

TEMPLATES = Path(__file__).resolve().parent.parent / "src" / "hlo_forms" / "templates"
LEFT = 3660  # the motives' column; what is beside it gets the rest
RIGHT = PORTRAIT - LEFT


def opening(width: int, *first: str) -> str:
    """The first page: what the form is, what it is for, whose it is; what is known is text, the rest has boxes."""
    label = 2700
    return (
        paragraph("Kicker", "{{ kicker }}")
        + paragraph("Title", "{{ title }}")
        + paragraph("Subtitle", "{{ phase_label }}")
        + "".join(first)
        + paragraph("Heading1", "{{ about.heading }}")
        + loop("line in about.lines", paragraph("AboutText", run("{{ line.label }}", "Strong"), "\t{{ line.text }}"))
        + paragraph("Heading1", "{{ details.heading }}")
        + when("known.lines", labelled(label, width - label, "known.lines", plain=True), paragraph("AfterTable"))
        + when("details.lines", labelled(label, width - label, "details.lines"))
    )


def people() -> str:
    """Who took part, in the forms of one organisation."""
    columns = {"name": 3400, "role": PORTRAIT - 3400}
    return paragraph("Heading2", "{{ participants.heading }}") + records("participants", columns, height=380)


def instruction(*below: str) -> str:
    """The heading of the phase at the top of a page, and what to do; `below` stands under the central question."""
    return new_page("Heading1", "{{ phase_label }}") + loop(
        "line in instruction",
        when("line.central", paragraph("Central", "{{ line.text }}"), *below),
        when("not line.central", paragraph("BodyText", "{{ line.text }}")),
    )


def purpose() -> str:
    """What the tool is for."""
    return paragraph("Heading1", "{{ purpose.heading }}") + loop(
        "text in purpose.texts", paragraph("BodyText", "{{ text }}")
    )


def approach() -> str:
    """How the tool is used, and where to read on."""
    return (
        paragraph("Heading1", "{{ approach.heading }}")
        + loop("text in approach.texts", paragraph("BodyText", "{{ text }}"))
        + loop("step in approach.steps", paragraph("Step", "{{ step.number }})\t{{ step.text }}"))
        + loop("text in approach.notes", paragraph("BodyText", "{{ text }}"))
        + paragraph("Heading1", "{{ further_reading.heading }}")
        + loop("text in further_reading.texts", paragraph("BodyText", "{{ text }}"))
    )


def closing(width: int) -> str:
    """The last page: purpose, approach, further reading and the form's identity."""
    return (
        new_page("Heading1", "{{ purpose.heading }}")
        + loop("text in purpose.texts", paragraph("BodyText", "{{ text }}"))
        + approach()
        + sending(width)
    )


def of_sender(width: int) -> str:
    """Who sent the form, and who is responsible for the data."""
    label = 2700
    return labelled(label, width - label, "sender.lines", plain=True) + paragraph("AfterTable")


def sending(width: int, *, kept: bool = False) -> str:
    """How to send the form back and whom to ask, and its identity; `kept` on the pages that may be kept back."""
    return (
        paragraph("Heading2", "{{ sending.heading }}")
        + (paragraph("Sending", "{{ sending.kept }}") if kept else when("sender.lines", of_sender(width)))
        + loop("text in sending.lines", paragraph("Sending", "{{ text }}"))
        + paragraph("Identity", "{{ identity_label }} {{ identity }}")
    )


def preparation() -> str:
    """Phase 1: motives with their outcomes, other motives, reflection questions."""
    return (
        opening(PORTRAIT, purpose())
        + instruction()
        + loop(
            "category in categories",
            paragraph("Heading2", "{{ category.label }}"),
            when("previous_round_shown", motives(round_before())),
            when("not previous_round_shown", motives()),
        )
        + paragraph("Heading2", "{{ other_motives.heading }}")
        + records("other_motives", {"text": LEFT - 600, "outcome": RIGHT}, number=600, height=600)
        + when(
            "previous_other.rows",
            paragraph("Heading2", "{{ previous_other.heading }}"),
            records("previous_other", {"text": 2000, "note": 1000, "outcome": 2538, "realised?": 4100}),
        )
        + people()
        + approach()
        + sending(PORTRAIT)
        + when(
            "conversation.shown",
            new_page("Heading1", "{{ questions_heading }}"),
            loop("question in questions", question(PORTRAIT, 800)),
            sending(PORTRAIT, kept=True),
        )
        + section(landscape=False)
    )


def motives(*below: str) -> str:
    """The motives of a category: box and label, and beside these room for the outcome."""
    keep = "<w:keepNext/>" if below else ""
    line = row(
        cell(LEFT, paragraph("MotiveLabel", "{{r motive.box }}", "\t{{ motive.label }}", more=keep)),
        cell(RIGHT, paragraph("Answer", "{{r motive.outcome }}", more=keep)),
        height=640,
    )
    header = header_row([LEFT, RIGHT], ["{{ motive_header }}", "{{ outcome_header }}"])
    return table([LEFT, RIGHT], header, repeat([LEFT, RIGHT], "motive in category.motives", line, *below))


def round_before() -> str:
    """Below a motive what was answered in the round before, as wide as the table, and what became of it."""
    return rows_when(
        [LEFT, RIGHT],
        "motive.again",
        row(cell(PORTRAIT, paragraph("Before", "{{r motive.before }}"), shade=True, span=2)),
        row(
            cell(LEFT, paragraph("AskedAgain", "{{ realised_header }}"), shade=True),
            cell(RIGHT, paragraph("AskedAgain", "{{r motive.realised }}"), shade=True),
            whole=True,
        ),
    )


def looking_back(name: str, columns: dict[str, int], *, doubt: int = 0, top: bool = False) -> str:
    """A table of the round before, with room for an answer beside each row; `doubt` is a column of remarks."""
    with_doubt = {}
    for column, width in columns.items():
        with_doubt |= {"note": doubt} if doubt and column == "result" else {}
        with_doubt[column] = width - doubt if column == "result" else width
    head = new_page if top else paragraph
    shown = given(name, columns, labels=("question",), small=True)
    if doubt:
        more = given(name, with_doubt, labels=(), small=True)
        shown = when(f"{name}.doubtful", more) + when(f"not {name}.doubtful", shown)
    return when(
        f"{name}.rows",
        head("Heading2", f"{{{{ {name}.heading }}}}"),
        paragraph("Help", f"{{{{ {name}.help }}}}"),
        shown,
    )


def overview(*, marked: bool) -> str:
    """The motives of the partners on one page: for each status the numbers of the partners."""
    columns = {"applies": 1900, "not_ticked": 1900, "not_filled_in": 1480, "unclear": 1300, "not_offered": 1800}
    columns |= {"shared": 1100} if marked else {}
    columns = {"motive": LANDSCAPE - sum(columns.values()), **columns}
    return given("overview", columns, labels=("motive", "shared"), small=True)


def motives_beside(who: int) -> str:
    """The overview, and per motive the outcomes."""
    outcomes = {"organisation": who, "outcome": LANDSCAPE - who}
    return (
        new_page("Heading1", "{{ overview.heading }}")
        + paragraph("Help", "{{ overview.help }}")
        + paragraph("Legend", "{{r overview.legend }}")
        + when("marked", overview(marked=True))
        + when("not marked", overview(marked=False))
        + new_page("Heading1", "{{ outcomes.heading }}")
        + paragraph("Help", "{{ outcomes.help }}")
        + loop(
            "outcomes in outcomes.motives",
            paragraph("Heading2", "{{ outcomes.label }}"),
            given("outcomes", outcomes, headers="outcome_headers"),
        )
    )


def brought() -> str:
    """What the partners bring: the overview, then per motive the outcomes, then all else."""
    who = 4200
    return (
        when("brought", motives_beside(who))
        + when(
            "brought_other.rows",
            paragraph("Heading1", "{{ brought_other.heading }}"),
            given("brought_other", {"organisation": who, "text": 4600, "outcome": LANDSCAPE - who - 4600}),
        )
        + when(
            "brought_answers.questions",
            paragraph("Heading1", "{{ brought_answers.heading }}"),
            loop(
                "answered in brought_answers.questions",
                paragraph("Heading2", "{{ answered.label }}"),
                given("answered", {"organisation": who, "text": LANDSCAPE - who}, headers="brought_answers.headers"),
            ),
        )
    )


def from_the_meeting() -> str:
    """What an organisation brings to phase 3: the results of the meeting in one view, on a page of their own."""
    others = {"text": 3300, "note": 1700, "outcome": PORTRAIT - 5000}
    relations = {
        "first_organisation": 1500,
        "first_motive": 1950,
        "kind": 1300,
        "second_organisation": 1500,
        "second_motive": 1950,
        "note": PORTRAIT - 8200,
    }
    return (
        when(
            "meeting_answers.rows",
            paragraph("Heading2", "{{ meeting_answers.heading }}"),
            given("meeting_answers", {"question": 4250, "text": PORTRAIT - 4250}, labels=("question",), small=True),
        )
        + when(
            "meeting_relations.rows",
            paragraph("Heading2", "{{ meeting_relations.heading }}"),
            given("meeting_relations", relations, labels=(), small=True),
        )
        + when(
            "meeting_relations.sentences",
            paragraph("Heading2", "{{ meeting_relations.heading }}"),
            given(
                "meeting_relations",
                {"sentence": 5600, "note": PORTRAIT - 5600},
                labels=(),
                small=True,
                rows="sentences",
            ),
        )
        + when(
            "brought.rows",
            paragraph("Heading2", "{{ brought.heading }}"),
            given(
                "brought",
                {"motive": 3080, "status": 1080, "outcome": PORTRAIT - 4160},
                labels=("motive",),
                small=True,
                tiny=True,
            ),
        )
        + when(
            "brought_other.rows",
            paragraph("Heading2", "{{ brought_other.heading }}"),
            given("brought_other", others, labels=(), small=True),
        )
    )


def alignment() -> str:
    """Phase 2: who the partners are, what they say together, and what each takes home."""
    partners = {"name": 5300, "type?": 3300, "sector": 3370, "ownership?": 2000}
    relations = {
        "first_organisation": 1950,
        "first_motive": 2350,
        "kind?": 2400,
        "second_organisation": 1950,
        "second_motive": 2350,
        "note": 3570,
    }
    relations_before = {
        "first_organisation": 1500,
        "first_motive": 2000,
        "kind": 1500,
        "second_organisation": 1500,
        "second_motive": 2000,
        "note": 2500,
        "now": LANDSCAPE - 11000,
    }
    return (
        opening(LANDSCAPE)
        + new_page("Heading1", "{{ organisations.heading }}")
        + records("organisations", partners, number=600)
        + paragraph("Heading1", "{{ participants.heading }}")
        + records("participants", {"name": 4400, "role": 5700, "organisation": 4470}, height=360)
        + when("brings", brought())
        + instruction()
        + paragraph("Heading2", "{{ questions_heading }}")
        + loop("question in questions", question(LANDSCAPE, 940))
        + paragraph("Heading1", "{{ relations.heading }}")
        + paragraph("Help", "{{ relations.help }}")
        + records("relations", relations, height=900)
        + looking_back("previous_answers", {"question": 4200, "text": 4900, "now": LANDSCAPE - 9100})
        + looking_back("previous_relations", relations_before)
        + new_page("Heading1", "{{ own_answers_heading }}")
        + loop(
            "own_answers in own_questions",
            paragraph("Question", "{{ own_answers.number }}.\t{{ own_answers.label }}"),
            records("own_answers", {"organisation": 3800, "text": LANDSCAPE - 3800}, height=1200),
        )
        + closing(LANDSCAPE)
        + section(landscape=True)
    )


def commitment() -> str:
    """Phase 3: the meeting's results, the conversation on pages that may be kept, and what the partners are told."""
    agreements = {"what": 5038, "who": 2600, "when": 2000}
    answer = when("central.shown", labelled_row("central"), paragraph("AfterTable"))
    return (
        opening(PORTRAIT)
        + people()
        + when("brings", new_page("Heading1", "{{ brings_heading }}"), from_the_meeting())
        + when(
            "conversation.shown",
            instruction(answer),
            paragraph("Help", "{{ questions_heading }}", more='<w:spacing w:before="160" w:after="60"/>'),
            loop(
                "theme in themes",
                paragraph("Heading2", "{{ theme.label }}"),
                loop("question in theme.questions", question(PORTRAIT, 420, passed=True)),
            ),
        )
        + when(
            "agreements.shown",
            paragraph("Heading1", "{{ agreements.heading }}"),
            records("agreements", agreements, height=440),
        )
        + looking_back("previous_agreements", {"what": 3100, "who": 1400, "when": 1200, "result": 3938}, doubt=1150)
        + looking_back(
            "partner_agreements",
            {"organisation": 1600, "what": 2500, "who": 1200, "when": 1100, "result": 3238},
            doubt=1150,
        )
        + new_page("Heading1", "{{ shared_agreements.heading }}")
        + paragraph("Help", "{{ shared_agreements.help }}")
        + records("shared_agreements", agreements, height=700)
        + looking_back(
            "previous_shared_agreements", {"what": 3100, "who": 1400, "when": 1200, "result": 3938}, doubt=1150
        )
        + sending(PORTRAIT)
        + section(landscape=False)
    )


def report() -> str:
    """A report: who and when, then sections of headings, texts, lists, tables and pictures, in any order."""
    label = 3000
    blocks = {
        "heading2": paragraph("Heading2", "{{ block.text }}"),
        "heading3": paragraph("Heading3", "{{ block.text }}"),
        "text": paragraph("BodyText", "{{r block.runs }}"),
        "lead": paragraph("Help", "{{r block.runs }}"),
        "item": paragraph("Item", "{{ block.sign }}\t{{r block.runs }}"),
        "table": paragraph("Caption", "{{ block.caption }}")
        + paragraph("BodyText", "{{p block.table }}")
        + paragraph("AfterTable"),
        "picture": paragraph("Picture", "{{r block.picture }}"),
    }
    return (
        paragraph("Kicker", "{{ kicker }}")
        + paragraph("Title", "{{ title }}")
        + when("subtitle", paragraph("Subtitle", "{{ subtitle }}"))
        + paragraph("AfterTable")
        + when("details", labelled(label, PORTRAIT - label, "details"))
        + loop(
            "section in sections",
            when("section.new_page", new_page("Heading1", "{{ section.heading }}")),
            when("not section.new_page", paragraph("Heading1", "{{ section.heading }}")),
            loop("block in section.blocks", *(when(f"block.kind == '{kind}'", made) for kind, made in blocks.items())),
            when("section.turn", paragraph("BodyText", "{{p section.turn }}")),
        )
        + section(landscape=False)
    )


def main(arguments: list[str]) -> int:
    """Write what is stale, or only name it with --check."""
    check, stale = "--check" in arguments, []
    for build in (preparation, alignment, commitment, report):
        path = TEMPLATES / f"{build.__name__}.docx"
        more = report_styles() if build is report else ""
        data = package(build(), landscape=build is alignment, turns=build is report, more_styles=more)
        if not path.exists() or path.read_bytes() != data:
            stale.append(path.name)
            if not check:
                path.write_bytes(data)
    found = ("stale: " if check else "written: ") + ", ".join(stale) if stale else "all templates are fresh"
    print(found)
    return int(bool(stale) and check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
