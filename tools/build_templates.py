"""Build the Word templates: layout, fixed structure and slots, no wording.

    python tools/build_templates.py           writes src/hlo_forms/templates/*.docx, and patched.json beside them
    python tools/build_templates.py --check   exit status 1 where a built file is not fresh

A template is plain Word: open a built one in Word to see it, or read the calls below from top to bottom.
`template_layout` has the words of layout, `template_styles` the styles, `template_parts` the rest of the package.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from hlo_forms.word.package import open_package
from hlo_forms.word.writer import parts
from hlo_forms.word.writer.language import PATCHED, by_docxtpl, digest_of, text_of
from hlo_forms.word.writer.template import language_of, repair, scrub
from report_styles import report_styles
from template_layout import (
    KEEP,
    MARK,
    cell,
    columns,
    given,
    header_row,
    labelled,
    labelled_row,
    loop,
    new_page,
    paired,
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
_SIDE = {"organisation": 1500, "motive": 2000}
CLOSE = '<w:spacing w:before="160" w:after="60"/>'  # a heading on the first page, which holds much
LABEL = 3500  # the labels of what is known, each on one line
PAIRS = [LABEL, 4000, LABEL, LANDSCAPE - 2 * LABEL - 4000]
NARROW = '<w:spacing w:before="0" w:after="20"/>'  # lines there
LEVEL_2 = '<w:outlineLvl w:val="1"/>'


def opening(width: int, *first: str) -> str:
    """The first page: what the form is, what it is for, whose it is; what is known is text, the rest has boxes."""
    label = LABEL
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


def instruction(*below: str, flowing: bool = False) -> str:
    """The heading of the phase, and what to do; `below` stands under the central question.

    It stands at the top of a page; where it is `flowing`, right after a first page that has more than one page's text.
    """
    top, keep = (paragraph, KEEP) if flowing else (new_page, "")
    return top("Heading1", "{{ phase_label }}") + loop(
        "line in instruction",
        when("line.central", paragraph("Central", "{{ line.text }}"), *below),
        when("not line.central", paragraph("BodyText", "{{ line.text }}", more=keep)),
    )


def purpose() -> str:
    """What the tool is for."""
    return paragraph("Heading1", "{{ purpose.heading }}") + loop(
        "text in purpose.texts", paragraph("BodyText", "{{ text }}")
    )


def approach() -> str:
    """How the tool is used, and where to read on; its end stays with what follows."""
    return (
        paragraph("Heading1", "{{ approach.heading }}")
        + loop("text in approach.texts", paragraph("BodyText", "{{ text }}"))
        + loop("step in approach.steps", paragraph("Step", "{{ step.number }})\t{{ step.text }}"))
        + loop("text in approach.notes", paragraph("BodyText", "{{ text }}", more=KEEP))
        + paragraph("Heading1", "{{ further_reading.heading }}")
        + loop("text in further_reading.texts", paragraph("BodyText", "{{ text }}", more=KEEP))
    )


def sending(*, kept: bool = False, wide: bool = False) -> str:
    """How to send the form back and whom to ask, and its identity; `kept` on the pages that may be kept back.

    On a `wide` page stands what is known already as well, two on a line: the first page has no room for it.
    """
    sender = labelled(LABEL, PORTRAIT - LABEL, "sender.lines", plain=True, more=KEEP)
    lines = when("known.pairs", paired("known.pairs", PAIRS, plain=True)) if wide else when("sender.lines", sender)
    return (
        paragraph("Heading2", "{{ sending.heading }}")
        + ("" if kept else lines + paragraph("AfterTable", more=KEEP))
        + loop("text in sending.lines", paragraph("Sending", "{{ text }}"))
        + paragraph("Identity", "{{ identity_label }} {{ identity }}")
    )


def preparation() -> str:
    """Phase 1: motives with their outcomes, other motives, reflection questions."""
    return (
        opening(PORTRAIT, purpose())
        + when("crowded", instruction(flowing=True))
        + when("not crowded", instruction())
        + loop(
            "category in categories",
            paragraph("Heading2", "{{ category.label }}"),
            when("previous_round_shown", motives(round_before())),
            when("not previous_round_shown", motives()),
        )
        + paragraph("Heading2", "{{ other_motives.heading }}")
        + records("other_motives", {"text": LEFT - 600, "outcome": RIGHT}, number=600, height=600, together=True)
        + when(
            "previous_other.rows",
            paragraph("Heading2", "{{ previous_other.heading }}"),
            when(
                "previous_other.doubtful",
                records("previous_other", {"text": 1800, "note": 1350, "outcome": 1988, "realised?": 4500}),
            ),
            when(
                "not previous_other.doubtful",
                records("previous_other", {"text": 2150, "outcome": 2988, "realised?": 4500}),
            ),
        )
        + people()
        + approach()
        + sending()
        + when(
            "conversation.shown",
            new_page("Heading1", "{{ questions_heading }}"),
            paragraph("Help", "{{ sending.kept }}"),
            loop("question in questions", question(PORTRAIT, 800, level=1)),
            sending(kept=True),
        )
        + section(landscape=False)
    )


def motives(*below: str) -> str:
    """The motives of a category: box and label, and beside these room for the outcome."""
    keep = KEEP if below else ""
    line = row(
        cell(LEFT, paragraph("MotiveLabel", "{{r motive.box }}", "\t{{ motive.label }}", more=keep)),
        cell(RIGHT, paragraph("Answer", "{{r motive.outcome }}", more=keep)),
        height=640,
        whole=True,
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


def picture(*, marked: bool) -> str:
    """One picture of all motives: a column for each partner, a sign in each cell."""
    label, shared = 5650, 900 if marked else 0
    room = LANDSCAPE - label - shared
    last = [cell(shared, paragraph("PartnerHead", "{{ overview.headers.shared }}"), shade=True)] if marked else []
    heads = [
        cell(label, paragraph("SmallHead", "{{ overview.headers.motive }}"), shade=True),
        *columns("partner in overview.partners", room, paragraph("PartnerHead", "{{ partner.head }}"), shade=True),
        *last,
    ]
    band = [
        cell(label, paragraph("SmallLabel", "{{ category.label }}", more=KEEP), shade=True),
        *columns("blank in category.blanks", room, paragraph("Sign", "{{ blank }}"), shade=True),
        *([cell(shared, paragraph("Sign"), shade=True)] if marked else []),
    ]
    line = [
        cell(label, paragraph("SmallText", "{{ motive.letter }}. {{ motive.label }}")),
        *columns("sign in motive.signs", room, paragraph("Sign", "{{r sign }}")),
        *([cell(shared, paragraph("Sign", "{{ motive.shared }}"))] if marked else []),
    ]
    widths = [label, MARK, room - 2 * MARK, MARK, *([shared] if marked else [])]
    body = repeat(
        widths,
        "category in overview.categories",
        row(*band, whole=True),
        repeat(widths, "motive in category.motives", row(*line, whole=True)),
    )
    return table(widths, row(*heads, header=True), body, tight=16)


def motives_beside() -> str:
    """The picture of all motives, with what its signs say."""
    return (
        paragraph("Heading1", "{{ overview.heading }}", more=CLOSE)
        + when("marked", picture(marked=True))
        + when("not marked", picture(marked=False))
        + paragraph("Note", "{{ overview.signs }}")
    )


def outcomes_in_columns() -> str:
    """The outcomes of a category, with a column for each partner."""
    label = 3060
    room = LANDSCAPE - label
    heads = [
        cell(label, paragraph("Header1", "{{ outcomes.headers.motive }}"), shade=True),
        *columns("partner in category.partners", room, paragraph("Header1", "{{ partner.head }}"), shade=True),
    ]
    line = [
        cell(label, paragraph("SmallLabel", "{{ motive.label }}"), shade=True),
        *columns("text in motive.texts", room, paragraph("Outcome", "{{r text }}")),
    ]
    widths = [label, MARK, room - 2 * MARK, MARK]
    return table(
        widths, row(*heads, header=True), repeat(widths, "motive in category.motives", row(*line, whole=True)), tight=30
    )


def outcomes_in_rows() -> str:
    """The outcomes of a motive, with a row for each partner."""
    widths = [2700, LANDSCAPE - 2700]
    line = row(
        cell(widths[0], paragraph("SmallLabel", "{{ row.organisation }}")),
        cell(widths[1], paragraph("Outcome", "{{r row.outcome }}")),
        whole=True,
    )
    heads = header_row(widths, ["{{ motive.header }}", "{{ motive.label }}"])
    return loop(
        "motive in category.motives",
        table(widths, heads, repeat(widths, "row in motive.rows", line), tight=30),
        paragraph("AfterTable"),
    )


def brought() -> str:
    """What the partners wrote in phase 1, to have at hand: outcomes, motives of their own, and answers."""
    who = 2700
    return (
        when(
            "outcomes.categories",
            paragraph("Heading1", "{{ outcomes.heading }}"),
            paragraph("Help", "{{ outcomes.help }}"),
            loop(
                "category in outcomes.categories",
                paragraph("Heading2", "{{ category.label }}", more=CLOSE),
                when("category.partners", outcomes_in_columns()),
                when("not category.partners", outcomes_in_rows()),
            ),
        )
        + when(
            "brought_other.rows",
            paragraph("Heading1", "{{ brought_other.heading }}"),
            given("brought_other", {"organisation": who, "text": 4200, "outcome": LANDSCAPE - who - 4200}, small=True),
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


def related() -> str:
    """Motives that reinforce each other, and motives that are in each other's way: a row for each relation."""
    who, motive, kind = 2100, 2700, 2350  # a long word, such as "Woonzorgcentrum", stands on one line
    first = {"first_organisation": who, "first_motive": motive}
    second = {"second_organisation": who, "second_motive": motive}
    reinforcing = {**first, **second, "second_organisation": 2300, "note": LANDSCAPE - 2 * who - 2 * motive - 200}
    others = {**first, "kind?": kind, **second, "note": LANDSCAPE - 2 * who - 2 * motive - kind}
    return (
        when("brought", new_page("Heading1", "{{ reinforcements.heading }}"))
        + when("not brought", paragraph("Heading1", "{{ reinforcements.heading }}"))
        + loop("line in instruction", paragraph("BodyText", "{{ line.text }}"))
        + loop(
            "line in motives_by_category", paragraph("Listed", run("{{ line.label }}", "Strong"), " {{ line.text }}")
        )
        + paragraph("AfterTable", more=KEEP)
        + records("reinforcements", reinforcing, height=700)
        + paragraph("Heading1", "{{ relations.heading }}", more=CLOSE)
        + paragraph("Help", "{{ relations.help }}")
        + records("relations", others, height=700)
    )


def from_the_meeting() -> str:
    """What an organisation brings to phase 3: the results of the meeting in one view."""
    others = {"text": 3000, "outcome": PORTRAIT - 3000}
    doubtful_others = {"text": 3000, "note": 1700, "outcome": PORTRAIT - 4700}
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
                {"motive": 3080, "status": 1360, "outcome": PORTRAIT - 4440},
                labels=("motive",),
                small=True,
                tiny=True,
            ),
        )
        + when(
            "brought_other.rows",
            paragraph("Heading2", "{{ brought_other.heading }}"),
            when("brought_other.doubtful", given("brought_other", doubtful_others, labels=(), small=True)),
            when("not brought_other.doubtful", given("brought_other", others, labels=(), small=True)),
        )
    )


def partners() -> str:
    """Who the partners are, with their numbers; where they are not known yet, there is room to say so."""
    lines = {"name": 4400, "type?": 4254, "sector": 3000, "ownership?": LANDSCAPE - 12254}
    return paragraph("Heading1", "{{ organisations.heading }}", more=CLOSE) + records(
        "organisations", lines, number=600, height=0, tight=30, together=True
    )


def taken_home() -> str:
    """What each organisation takes home, who was there, and the particulars of the form."""
    return (
        paragraph("Heading1", "{{ own_answers_heading }}")
        + loop(
            "own_answers in own_questions",
            paragraph("Question", "{{ own_answers.number }}.\t{{ own_answers.label }}", more=LEVEL_2),
            records("own_answers", {"organisation": 3000, "text": LANDSCAPE - 3000}, height=1040),
        )
        + paragraph("Heading1", "{{ participants.heading }}")
        + records("participants", {"name": 4500, "role": 5800, "organisation": LANDSCAPE - 10300}, height=360)
        + when("partners_line", partners())
        + when("details.lines", paragraph("Heading1", "{{ details.heading }}", more=CLOSE))
        + loop("line in about.research", paragraph("AboutText", run("{{ line.label }}", "Strong"), "\t{{ line.text }}"))
        + when("details.lines", labelled(LABEL, LANDSCAPE - LABEL, "details.lines"))
    )


def relations_before() -> str:
    """The relations of the round before, as sentences where each can be read back, and how each is now."""
    sides = {f"{side}_{name}": width for side in ("first", "second") for name, width in _SIDE.items()}
    columns = {"kind": 1500, "note": 2500, "now": LANDSCAPE - 11000, **sides}
    order = ["first_organisation", "first_motive", "kind", "second_organisation", "second_motive", "note", "now"]
    sentence = {"sentence": 5600, "note": 3800, "now": LANDSCAPE - 9400}
    head = paragraph("Heading2", "{{ previous_relations.heading }}")
    head += paragraph("Help", "{{ previous_relations.help }}")
    tables = {"sentences": sentence, "rows": {name: columns[name] for name in order}}
    return "".join(
        when(f"previous_relations.{rows}", head, given("previous_relations", own, labels=(), small=True, rows=rows))
        for rows, own in tables.items()
    )


def alignment() -> str:
    """Phase 2: who the partners are, what they say together, what each takes home, and what each brought."""
    first = [2500, 7300, 1300, LANDSCAPE - 11100]
    return (
        paragraph("Kicker", "{{ kicker }}")
        + paragraph("Title", "{{ title }}")
        + paragraph("Subtitle", "{{ phase_label }}")
        + loop(
            "line in about.lines",
            paragraph("AboutText", run("{{ line.label }}", "Strong"), "\t{{ line.text }}", more=NARROW),
        )
        + when("details.first", paired("details.first", first))
        + when("known.first", paired("known.first", first, plain=True))
        + when("partners_line", paragraph("PartnersLine", "{{ partners_line }}"))
        + when("not partners_line", partners())
        + when("brought", motives_beside())
        + related()
        + paragraph("Heading1", "{{ questions_heading }}")
        + loop(
            "line in about.meeting",
            paragraph("AboutText", run("{{ line.label }}", "Strong"), "\t{{ line.text }}", more=KEEP),
        )
        + loop("question in questions", question(LANDSCAPE, 950, level=1))
        + looking_back("previous_answers", {"question": 4200, "text": 4900, "now": LANDSCAPE - 9100})
        + relations_before()
        + taken_home()
        + brought()
        + sending(wide=True)
        + section(landscape=True)
    )


def commitment() -> str:
    """Phase 3: the meeting's results, the conversation on pages that may be kept, and what the partners are told."""
    agreements = {"what": 5038, "who": 2600, "when": 2000}
    answer = when("central.shown", labelled_row("central"), paragraph("AfterTable"))
    return (
        opening(PORTRAIT)
        + people()
        + when("brings", paragraph("Heading1", "{{ brings_heading }}"), from_the_meeting())
        + when(
            "conversation.shown",
            instruction(answer),
            paragraph("Help", "{{ questions_heading }}", more='<w:spacing w:before="160" w:after="60"/>'),
            loop(
                "theme in themes",
                paragraph("Heading2", "{{ theme.label }}"),
                loop("question in theme.questions", question(PORTRAIT, 420, passed=True, level=2)),
            ),
        )
        + when(
            "agreements.shown",
            when("agreements.again", new_page("Heading1", "{{ agreements.heading }}")),
            when("not agreements.again", paragraph("Heading1", "{{ agreements.heading }}")),
            records("agreements", agreements, height=440),
        )
        + looking_back("previous_agreements", {"what": 2800, "who": 1800, "when": 1100, "result": 3938}, doubt=1350)
        + looking_back(
            "partner_agreements",
            {"organisation": 1550, "what": 2200, "who": 1750, "when": 1000, "result": 3138},
            doubt=1350,
        )
        + new_page("Heading1", "{{ shared_agreements.heading }}")
        + paragraph("Help", "{{ shared_agreements.help }}")
        + records("shared_agreements", agreements, height=700)
        + looking_back(
            "previous_shared_agreements", {"what": 2800, "who": 1800, "when": 1100, "result": 3938}, doubt=1350
        )
        + sending()
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


def patched(templates: Iterable[bytes]) -> bytes:
    """Return the parts with slots as docxtpl gives them to Jinja, by the digest of what it gets."""
    made: dict[str, str] = {}
    for data in templates:
        opened = open_package(data)
        language = language_of(opened.xml(parts.STYLES))
        for name in filter(parts.SLOTTED.fullmatch, opened.names):
            xml = text_of(repair(scrub(opened.xml(name)), language))
            made[digest_of(xml)] = by_docxtpl(xml)
    return (json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8")


def main(arguments: list[str]) -> int:
    """Write what is stale, or only name it with --check."""
    check, stale = "--check" in arguments, []
    built: dict[Path, bytes] = {}
    for build in (preparation, alignment, commitment, report):
        more = report_styles() if build is report else ""
        built[TEMPLATES / f"{build.__name__}.docx"] = package(build(), more_styles=more)
    built[TEMPLATES / Path(PATCHED).name] = patched(list(built.values()))
    for path, data in built.items():
        if not path.exists() or path.read_bytes() != data:
            stale.append(path.name)
            if not check:
                path.write_bytes(data)
    found = ("stale: " if check else "written: ") + ", ".join(stale) if stale else "all templates are fresh"
    print(found)
    return int(bool(stale) and check)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
