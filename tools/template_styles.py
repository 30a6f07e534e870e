"""The styles of the templates: one family of letters, one accent colour, room to write."""

from __future__ import annotations

from hlo_forms.word.controls import PROMPT_COLOUR

INK, ACCENT, GREY, LINE = "1F2933", "1D5B6B", "5A6570", "7C8A95"
FONT = "Arial"
_EXACT = '<w:spacing w:before="0" w:after="0" w:line="218" w:lineRule="exact"/>'  # large signs in rows of small text
KEEP, TOGETHER = "<w:keepNext/>", "<w:keepLines/>"


def font(size: float, colour: str = INK, *, bold: bool = False) -> str:
    """Run properties: size in points."""
    half = round(size * 2)
    weight = "<w:b/>" if bold else ""
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def spacing(before: int, after: int, line: int = 264) -> str:
    """Room around a paragraph, in twentieths of a point; `line` 240 is single."""
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def hanging(width: int) -> str:
    """An indent that the first line does without."""
    return f'<w:ind w:left="{width}" w:hanging="{width}"/>'


def tab(width: int) -> str:
    """A tab stop."""
    return f'<w:tabs><w:tab w:val="left" w:pos="{width}"/></w:tabs>'


def outline(level: int) -> str:
    """What makes a heading a heading for a screen reader."""
    return f'<w:outlineLvl w:val="{level}"/>'


def rule(side: str, size: int, space: int) -> str:
    """A line in the accent colour beside or under a paragraph."""
    line = f'<w:{side} w:val="single" w:sz="{size}" w:space="{space}" w:color="{ACCENT}"/>'
    return f"<w:pBdr>{line}</w:pBdr>"


def paragraph_style(
    style_id: str, name: str, layout: str = "", letters: str = "", *, based: str = "Normal", following: str = ""
) -> str:
    """A paragraph style, based on another, followed by itself unless `following` says otherwise."""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/><w:basedOn w:val="{based}"/>'
        + (f'<w:next w:val="{following}"/>' if following else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{layout}</w:pPr>" if layout else "")
        + (f"<w:rPr>{letters}</w:rPr>" if letters else "")
        + "</w:style>"
    )


def character_style(style_id: str, name: str, letters: str) -> str:
    """A style for words within a paragraph."""
    return (
        f'<w:style w:type="character" w:styleId="{style_id}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{letters}</w:rPr></w:style>'
    )


def table_style(style_id: str, name: str, *, inside: bool, plain: bool = False) -> str:
    """A table with thin lines around, and between its cells where `inside`; `plain` has none at all, and less room."""
    sides = [] if plain else ["top", "left", "bottom", "right"] + (["insideH", "insideV"] if inside else [])
    above, beside = (10, 0) if plain else (70, 110)
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in sides)
    return (
        f'<w:style w:type="table" w:styleId="{style_id}"><w:name w:val="{name}"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>{margins(above, beside)}</w:tblPr></w:style>"
    )


def margins(above: int, beside: int) -> str:
    """The room between the lines of a cell and its text."""
    sides = (("top", above), ("left", beside), ("bottom", above), ("right", beside))
    return "<w:tblCellMar>" + "".join(f'<w:{s} w:w="{w}" w:type="dxa"/>' for s, w in sides) + "</w:tblCellMar>"


def defaults() -> str:
    """What all styles start from; the language is set when a form is made."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
    plain = '<w:style w:type="{}" w:default="1" w:styleId="{}"><w:name w:val="{}"/>{}</w:style>'
    none = f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{margins(0, 108)}</w:tblPr>'
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{font(10)}<w:lang w:val="nl-NL"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{spacing(0, 0)}</w:pPr></w:pPrDefault></w:docDefaults>"
        + plain.format("paragraph", "Normal", "Normal", "<w:qFormat/><w:pPr><w:widowControl/></w:pPr>")
        + plain.format("character", "DefaultParagraphFont", "Default Paragraph Font", "")
        + plain.format("table", "TableNormal", "Normal Table", none)
    )


def headings() -> list[str]:
    """Titles and headings: each stays with what follows."""
    whole = KEEP + TOGETHER
    under = rule("bottom", 8, 8)
    return [
        paragraph_style("Kicker", "Kicker", KEEP + spacing(0, 60), font(10, ACCENT, bold=True)),
        paragraph_style("Title", "Title", KEEP + spacing(0, 80, 252), font(18, INK, bold=True), following="Subtitle"),
        paragraph_style("Subtitle", "Subtitle", KEEP + under + spacing(0, 0), font(11.5, GREY), following="BodyText"),
        paragraph_style(
            "Heading1",
            "heading 1",
            whole + spacing(240, 80) + outline(0),
            font(14, ACCENT, bold=True),
            following="BodyText",
        ),
        paragraph_style(
            "Heading2",
            "heading 2",
            whole + spacing(220, 90) + outline(1),
            font(11.5, INK, bold=True),
            following="BodyText",
        ),
    ]


def texts() -> list[str]:
    """Running text and questions."""
    whole = KEEP + TOGETHER
    central = whole + rule("left", 24, 10) + spacing(120, 200) + '<w:ind w:left="284"/>' + outline(1)
    return [
        paragraph_style("BodyText", "Body Text", spacing(0, 100)),
        paragraph_style("Help", "Help", KEEP + spacing(0, 120)),
        paragraph_style("PartnersLine", "Partners", KEEP + TOGETHER + spacing(60, 0, 252), font(9.5, INK)),
        paragraph_style("Note", "Note", TOGETHER + spacing(60, 60, 240), font(9)),
        paragraph_style("Listed", "Listed", KEEP + TOGETHER + spacing(0, 30, 240), font(9)),
        paragraph_style("AboutText", "About Text", tab(1814) + spacing(0, 60) + hanging(1814)),
        paragraph_style("Central", "Central Question", central, font(11.5, INK, bold=True)),
        paragraph_style(
            "Question",
            "Question",
            whole + tab(454) + spacing(240, 90) + hanging(454),
            font(10, INK, bold=True),
            following="Answer",
        ),
        paragraph_style("Step", "Step", TOGETHER + tab(454) + spacing(0, 60) + hanging(454)),
        paragraph_style("Sending", "Sending", KEEP + TOGETHER + spacing(0, 40)),
        paragraph_style("AfterTable", "After Table", spacing(0, 0, 240), font(6), following="BodyText"),
        paragraph_style("Identity", "Form Identity", TOGETHER + spacing(120, 0), font(7.5, GREY)),
        paragraph_style("Footer", "footer", '<w:jc w:val="right"/>', font(8, GREY)),
    ]


def cells() -> list[str]:
    """What stands in tables."""
    return [
        paragraph_style("TableText", "Table Text"),
        paragraph_style("Answer", "Answer", based="TableText"),
        paragraph_style("Given", "Given Along", letters=font(9.5), based="TableText"),
        paragraph_style("Outcome", "Outcome", spacing(0, 0, 240), font(9.5), based="TableText"),
        paragraph_style(
            "SmallLabel", "Small Label", TOGETHER + spacing(0, 0, 240), font(8.5, GREY, bold=True), based="TableText"
        ),
        paragraph_style("SmallText", "Small Text", spacing(0, 0, 240), font(9), based="TableText"),
        paragraph_style("TinyLabel", "Tiny Label", TOGETHER, font(8, GREY, bold=True), based="TableText"),
        paragraph_style("TinyText", "Tiny Text", letters=font(8.5), based="TableText"),
        paragraph_style("Before", "Of The Round Before", KEEP, font(9, GREY), based="TableText"),
        paragraph_style("AskedAgain", "Asked Again", TOGETHER, font(9), based="TableText"),
        paragraph_style("Sign", "Sign", TOGETHER + _EXACT + '<w:jc w:val="center"/>', font(13), based="SmallText"),
        paragraph_style(
            "SmallHead", "Small Column Header", KEEP + spacing(0, 0, 240), font(8.5, INK, bold=True), based="TableText"
        ),
        paragraph_style("PartnerHead", "Partner Header", '<w:jc w:val="center"/>', based="SmallHead"),
        paragraph_style("Choice", "Choice", TOGETHER, font(9.5), based="TableText"),
        paragraph_style("Passed", "Passed Over", TOGETHER + '<w:jc w:val="right"/>', font(9, GREY), based="TableText"),
        paragraph_style("Label", "Label", TOGETHER, font(9.5, GREY, bold=True), based="TableText"),
        paragraph_style("Header1", "Column Header", KEEP, font(9.5, INK, bold=True), based="TableText"),
        paragraph_style("MotiveLabel", "Motive Label", TOGETHER + tab(380) + hanging(380), based="TableText"),
        character_style("Strong", "Strong", f'<w:b/><w:color w:val="{ACCENT}"/>'),
        character_style("PlaceholderText", "Placeholder Text", f'<w:color w:val="{PROMPT_COLOUR}"/>'),
        table_style("FormTable", "Form Table", inside=True),
        table_style("AnswerBox", "Answer Box", inside=False),
        table_style("PlainTable", "Plain Table", inside=False, plain=True),
    ]


def styles() -> str:
    """The content of the styles part."""
    return "".join([defaults(), *headings(), *texts(), *cells()])
