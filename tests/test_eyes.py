"""What the eye sees counts, in more ways than boxes can look: what stands in a control, signs, columns, and looks."""

from __future__ import annotations

import pytest
from lxml import etree

import hlo_forms as hlo
from accounting import read
from docx_parts import parse
from edits import W, control, edited
from runs import few, in_full
from samples import HEADER, NETWORK, TITLE, doubts
from sketch import sketch
from test_boxes import CHOICES, KINDS, OPEN, TICKED, W14, blank, value

R = "Werven nieuwe medewerkers"
XML = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)


def pieces(xml: str) -> list[etree._Element]:
    return list(parse(f"<made {XML}>{xml}</made>"))


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def symbol(font: str, code: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def tracked(gone: str, came: str) -> str:
    who = 'w:id="1" w:author="Noor Bakker" w:date="2026-11-02T10:00:00Z"'
    return f"<w:del {who}><w:r><w:delText>{gone}</w:delText></w:r></w:del><w:ins {who}>{run(came)}</w:ins>"


def without_controls(root: etree._Element) -> None:
    while (left := next(root.iter(f"{W}sdt"), None)) is not None:
        for node in list(left.find(f"{W}sdtContent")):
            left.addprevious(node)
        left.getparent().remove(left)


def shown(kind: str, xml: str, state: str) -> hlo.Reading:
    """The form with a box whose control shows something over a state."""
    phase, tag, _ = KINDS[kind]

    def change(root: etree._Element) -> None:
        box = control(root, tag)
        box.find(f".//{W14}checked").set(f"{W14}val", state)
        content = box.find(f"{W}sdtContent")
        content[:] = pieces(xml)

    return hlo.read(edited(blank(phase), change))


def in_its_place(kind: str, xml: str, *, controls: bool) -> hlo.Reading:
    """The form with something in the place of a box and its control."""
    phase, tag, _ = KINDS[kind]

    def change(root: etree._Element) -> None:
        box = control(root, tag)
        for node in pieces(xml):
            box.addprevious(node)
        box.getparent().remove(box)
        if not controls:
            without_controls(root)

    return hlo.read(edited(blank(phase), change))


def doubted(kind: str, reading: hlo.Reading) -> set[str]:
    """The warnings about the field of a box."""
    return {finding.code for finding in reading.warnings if KINDS[kind][1].startswith(finding.field or "?")}


# ---- in the control of a box


UNTICKED = [run("❏"), run("⚪"), run("[ ]"), run("( )"), run("-"), run("·"), run(" "), symbol("Wingdings 3", "F071")]
UNTICKED += [run("nee"), run("n.v.t."), run("0"), run("?"), run("x?"), tracked("☒", "☐"), symbol("Webdings", "F063")]


@in_full
@pytest.mark.parametrize("kind", KINDS)
def test_a_ticked_state_that_shows_no_tick_is_unclear(kind: str) -> None:
    for xml in few(6, UNTICKED):
        reading = shown(kind, xml, "1")
        assert value(kind, reading) == (None if kind == "motive" else OPEN.get(kind)), xml
        assert doubted(kind, reading), xml


OTHERS = [run("▣"), run("⚫"), run("•"), run("▪"), run("2."), run("❎"), run("☐☒"), run("☒☐"), tracked("☐", "☒")]
OTHERS += [symbol("Webdings", "F072"), symbol("ZapfDingbats", "F034"), symbol("Wingdings 2", "F055")]


@in_full
@pytest.mark.parametrize("kind", KINDS)
def test_an_open_state_that_shows_something_else_is_unclear(kind: str) -> None:
    for xml in few(5, OTHERS):
        reading = shown(kind, xml, "0")
        assert value(kind, reading) == (None if kind == "motive" else OPEN.get(kind)), xml
        assert doubted(kind, reading), xml


@in_full
@pytest.mark.parametrize("kind", KINDS)
def test_two_signs_over_a_ticked_state_contradict_each_other(kind: str) -> None:
    reading = shown(kind, run("☒☐"), "1")
    assert value(kind, reading) == (None if kind == "motive" else OPEN.get(kind))
    assert doubted(kind, reading) & {"tick-contradicts", "choice-contradicts"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_tick_that_was_tracked_is_a_tick(kind: str) -> None:
    assert value(kind, shown(kind, tracked("☐", "☒"), "1")) == TICKED[kind]


# ---- in the place of a box


TICKS = [run("√ "), run("× "), run("+ "), run("● "), run("[✓] "), run("(✗) "), run("[√] "), run("xx ")]
TICKS += [symbol("Webdings", "F061"), symbol("ZapfDingbats", "F038"), symbol("Wingdings", "00FE"), run("{x} ")]


@in_full
@pytest.mark.parametrize("controls", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sign_of_any_kind_ticks_any_kind_of_box(kind: str, controls: bool) -> None:
    for xml in few(6, TICKS):
        reading = in_its_place(kind, xml, controls=controls)
        assert value(kind, reading) == TICKED[kind], xml
        assert not [passage.text for passage in reading.unplaced], xml


STRANGE = [run("◉ "), run("[*] "), run("J "), run("1 "), run("🆗 "), run("Х "), symbol("Symbol", "F0A8"), run("(•) ")]


@in_full
@pytest.mark.parametrize("controls", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_a_strange_sign_in_the_place_of_a_box_is_doubted(kind: str, controls: bool) -> None:
    for xml in few(4, STRANGE):
        reading = in_its_place(kind, xml, controls=controls)
        assert value(kind, reading) == (None if kind == "motive" else OPEN.get(kind)), xml
        told = {finding.code for finding in reading.warnings}
        assert told & {"tick-contradicts", "choice-contradicts"}, xml


@pytest.mark.parametrize("kind", CHOICES)
def test_a_picture_in_the_place_of_a_box_is_doubted(kind: str) -> None:
    reading = in_its_place(kind, "<w:r><w:drawing/></w:r>", controls=True)
    assert value(kind, reading) == OPEN.get(kind)
    assert {"object-in-answer", "choice-contradicts"} <= {finding.code for finding in reading.warnings}


@pytest.mark.parametrize(
    ("cell", "ownership", "expected"),
    [
        ("√ publiek⏎privaat", "public", {"tick-by-sign"}),
        ("+ publiek⏎- privaat", "public", {"tick-by-sign", "unplaced-text"}),
        ("(x) publiek⏎( ) privaat", "public", set()),
        ("[__] publiek⏎[x] privaat", "private", set()),
        ("◉ publiek⏎○ privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("○ publiek⏎○ privaat", None, {"unplaced-text"}),
        ("publiek + privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("publiek - privaat", None, {"unplaced-text"}),
        ("publiek / privaat", None, set()),
        ("☐ publiek⏎x? privaat", None, {"choice-contradicts", "unplaced-text"}),
        ("publiek?", None, {"choice-contradicts", "unplaced-text"}),
        ("(o) publiek⏎☐ privaat", None, {"choice-contradicts", "unplaced-text"}),
    ],
)
def test_signs_beside_words_without_boxes(cell: str, ownership: str | None, expected: set[str]) -> None:
    reading = read(sketch(f"{TITLE}\n| Publiek of privaat | {cell} |\n{HEADER}\n| ☐ {NETWORK} | |"))
    assert reading.form.organisation.ownership == ownership  # type: ignore[attr-defined]  # it is of phase 1
    assert doubts(reading) == expected


# ---- boxes that were deleted


@pytest.mark.parametrize("controls", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_boxes_that_are_gone_while_others_are_there_are_told(kind: str, controls: bool) -> None:
    """A tick may have gone with them."""
    phase, tag, _ = KINDS[kind]

    def change(root: etree._Element) -> None:
        cell = next(control(root, tag).iterancestors(f"{W}tc"))
        for box in list(cell.iter(f"{W}sdt")):
            box.getparent().remove(box)
        if not controls:
            without_controls(root)

    reading = hlo.read(edited(blank(phase), change))
    assert value(kind, reading) == OPEN.get(kind)
    assert "place-missing" in {finding.code for finding in reading.warnings}
    assert reading.messages()


@pytest.mark.parametrize("option", ["public", "private"])
def test_two_of_the_options_ticked_are_none(option: str) -> None:
    def change(root: etree._Element) -> None:
        for each in ("public", "private"):
            box = control(root, f"organisation.ownership.{each}")
            box.find(f".//{W14}checked").set(f"{W14}val", "1" if each == option else "0")
            next(box.iter(f"{W}t")).text = "☒"

    reading = hlo.read(edited(blank("preparation"), change))
    assert value("ownership", reading) is None
    assert doubted("ownership", reading) == {"tick-glyph-differs"}


# ---- a yes and a no of somebody's own


def facts(text: str) -> tuple[bool | None, bool | None]:
    form = read(sketch(f"{TITLE}\n{text}")).form
    assert isinstance(form, hlo.PreparationForm)
    return form.answer("network").ticked, form.answer("recruitment").ticked  # type: ignore[union-attr]  # are offered


@pytest.mark.parametrize(
    ("titles", "first", "second"),
    [
        ("Ja | Nee", "x | ", " | x"),
        ("Ja | Nee", "☒ | ☐", "☐ | ☒"),
        ("Nee | Ja", " | x", "x | "),
        ("Nee | Ja", "☐ | ☒", "☒ | ☐"),
        ("Yes | No", "v | ", " | v"),
        ("Ja | N.v.t.", "✓ | ", " | ✓"),
    ],
)
def test_a_tick_in_a_column_of_noes_is_a_no(titles: str, first: str, second: str) -> None:
    header = f"| Motief van toepassing | {titles} | Beoogde opbrengst |"
    assert facts(f"{header}\n| {NETWORK} | {first} | Meer |\n| {R} | {second} | Anders |") == (True, False)


@pytest.mark.parametrize("words", ["ja ☒ nee ☐", "ja nee", "ja / nee", "☐ ja ☒ nee", "nee ja", "yes no"])
def test_a_yes_beside_a_no_is_neither(words: str) -> None:
    assert facts(f"{HEADER}\n| {NETWORK} {words} | Meer |\n| ☒ {R} | |") == (None, True)


def test_a_label_in_one_language_within_that_of_another_leaves_nothing() -> None:
    from hlo_forms.word.reader.cells import remainder

    assert remainder("☐ Team spirit", ["Team", "Team spirit"]) == "☐"
    assert remainder("☐ Team spirit", ["Team spirit", "Team"]) == "☐"


# ---- outcomes


@pytest.mark.parametrize("no", ["geen", "Geen.", "none", "niet", "/", "//", "─", "n/v/t", "N v t", "−", "‐", "---"])
def test_more_ways_to_say_no_are_clear_beside_an_open_box_and_unclear_beside_a_tick(no: str) -> None:
    reading = read(sketch(f"{TITLE}\n{HEADER}\n| ☐ {NETWORK} | {no} |\n| ☒ {R} | {no} |"))
    form = reading.form
    assert isinstance(form, hlo.PreparationForm)
    assert (form.status("network"), form.status("recruitment")) == (hlo.Status.NOT_TICKED, hlo.Status.UNCLEAR)
    assert [(f.code, f.field) for f in reading.warnings if f.code.startswith("outcome")] == [
        ("outcome-negative", "motives.recruitment.outcome")
    ]


@pytest.mark.parametrize("outcome", ["Nee, want te duur", "n.v.t. (nog niet)", "Geen – zie vraag 2", "No: too dear"])
def test_a_no_with_a_reason_beside_a_tick_is_doubted(outcome: str) -> None:
    reading = read(sketch(f"{TITLE}\n{HEADER}\n| ☒ {NETWORK} | {outcome} |\n| ☒ {R} | Nee-zeggers overtuigen |"))
    assert {f.code for f in reading.doubts("motives.network.outcome")} == {"outcome-negative"}
    assert reading.doubts("motives.recruitment.outcome") == ()


@pytest.mark.parametrize("sign", ["x", "✓", "☒", "v", "ja", "?", "1", "idem"])
def test_a_tick_in_the_column_of_outcomes_is_told(sign: str) -> None:
    reading = read(sketch(f"{TITLE}\n{HEADER}\n| ☐ {NETWORK} | {sign} |\n| ☒ {R} | Meer |"))
    assert "outcomes-unticked" in doubts(reading)


# ---- how labels look

LOOKS = {
    "underlined": '<w:u w:val="single"/>',
    "with waves": '<w:u w:val="wave" w:color="FF0000"/>',
    "coloured": '<w:color w:val="C00000"/>',
    "in a colour of the theme": '<w:shd w:val="clear" w:color="auto" w:fill="auto" w:themeFill="accent6"/>',
    "with a pattern": '<w:shd w:val="pct25" w:color="auto" w:fill="auto"/>',
    "struck twice": "<w:dstrike/>",
    "bold": "<w:b/>",
}
AROUND = {
    "cell": '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>',
    "row": '<w:shd w:val="clear" w:color="auto" w:fill="92D050"/>',
    "paragraph": '<w:shd w:val="clear" w:color="auto" w:fill="FFFF00"/>',
    "frame": '<w:pBdr><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/></w:pBdr>',
}


def with_look(tag: str, xml: str, *, ticked: bool = False) -> hlo.Reading:
    phase = "preparation"

    def change(root: etree._Element) -> None:
        box = control(root, tag)
        label = box.getnext()
        properties = label.find(f"{W}rPr")
        if properties is None:
            label.insert(0, properties := etree.Element(f"{W}rPr"))
        properties.extend(pieces(xml))
        if ticked:
            box.find(f".//{W14}checked").set(f"{W14}val", "1")
            next(box.iter(f"{W}t")).text = "☒"

    return hlo.read(edited(blank(phase), change))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("kind", ["motive", "ownership", "research"])
def test_a_label_that_stands_out_among_others_is_doubted_beside_an_open_box(kind: str, look: str) -> None:
    reading = with_look(KINDS[kind][1], LOOKS[look])
    assert value(kind, reading) == OPEN.get(kind)
    assert doubted(kind, reading) == {"label-marked"}


@pytest.mark.parametrize("look", ["underlined", "coloured", "bold"])
def test_a_label_that_stands_out_beside_a_tick_is_no_doubt(look: str) -> None:
    reading = with_look("motives.network.ticked", LOOKS[look], ticked=True)
    assert (value("motive", reading), reading.findings) == (True, ())


def around(root: etree._Element, tag: str, where: str) -> None:
    """Give the cell, row or paragraph of a label a colour or frame."""
    box = control(root, tag)
    if where in ("cell", "row"):
        row = next(box.iterancestors(f"{W}tr"))
        for cell in row.findall(f"{W}tc") if where == "row" else [next(box.iterancestors(f"{W}tc"))]:
            cell.find(f"{W}tcPr").extend(pieces(AROUND[where]))
    else:
        next(box.iterancestors(f"{W}p")).find(f"{W}pPr").extend(pieces(AROUND[where]))


@pytest.mark.parametrize("controls", [True, False])
@pytest.mark.parametrize("where", AROUND)
def test_a_shade_or_frame_around_a_label_is_doubted(where: str, controls: bool) -> None:
    def change(root: etree._Element) -> None:
        around(root, "motives.network.ticked", where)
        if not controls:
            without_controls(root)

    reading = hlo.read(edited(blank("preparation"), change))
    assert value("motive", reading) is False
    assert doubted("motive", reading) == {"label-marked"}


TAGS = [f"motives.{motive.id}.ticked" for motive in hlo.load_instrument().offered("practice_partner")]


@pytest.mark.parametrize("rows", ["every", "in turn"])
@pytest.mark.parametrize("where", ["cell", "row"])
def test_a_shade_of_all_labels_or_of_every_other_row_is_that_of_a_house_style(where: str, rows: str) -> None:
    def change(root: etree._Element) -> None:
        for tag in TAGS:
            row = next(control(root, tag).iterancestors(f"{W}tr"))
            if rows == "every" or row.getparent().index(row) % 2:
                around(root, tag, where)

    assert hlo.read(edited(blank("preparation"), change)).findings == ()


@pytest.mark.parametrize("cell", ["**publiek**⏎privaat", "__publiek__⏎privaat"])
def test_a_choice_whose_words_look_different_is_doubted(cell: str) -> None:
    words = cell.replace("**publiek**", "⟦bold:publiek⟧").replace("__publiek__", "⟦under:publiek⟧")
    reading = read(sketch(f"{TITLE}\n| Publiek of privaat | {words} |\n{HEADER}\n| ☐ {NETWORK} | |"))
    assert {f.code for f in reading.doubts("organisation.ownership")} == {"label-marked", "place-missing"}
