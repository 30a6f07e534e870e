"""The styles that a report has beside those of the forms."""

from __future__ import annotations

from template_layout import TINT
from template_styles import (
    ACCENT,
    GREY,
    INK,
    KEEP,
    LINE,
    TOGETHER,
    character_style,
    font,
    hanging,
    margins,
    outline,
    paragraph_style,
    spacing,
    tab,
)


def report_styles() -> str:
    """Headings, texts and tables of a report."""
    whole = KEEP + TOGETHER
    return "".join([
        paragraph_style(
            "Heading3",
            "heading 3",
            whole + spacing(220, 80) + outline(2),
            font(10, INK, bold=True),
            following="BodyText",
        ),
        paragraph_style("Caption", "caption", whole + spacing(140, 80), font(9.5, GREY), following="TableText"),
        paragraph_style("ReportHeader", "Report Header", KEEP, font(9.5, INK, bold=True), based="TableText"),
        paragraph_style("GroupRow", "Group Row", whole, font(9.5, ACCENT, bold=True), based="TableText"),
        paragraph_style("Picture", "Picture", spacing(120, 60, 240)),
        paragraph_style("Item", "Item", TOGETHER + tab(340) + spacing(0, 60) + hanging(340)),
        character_style("Added", "Added", '<w:b/><w:u w:val="single"/>'),
        character_style("Removed", "Removed", f'<w:strike/><w:color w:val="{GREY}"/>'),
        _report_table(),
    ])  # fmt: skip


def _report_table() -> str:
    """Thin lines between rows, none at the sides; the header row in a tint."""
    sides = {"top": 8, "bottom": 8, "insideH": 4}
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{LINE}"/>' for side, size in sides.items()
    )
    head = f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/></w:tcPr>'
    return (
        '<w:style w:type="table" w:styleId="ReportTable"><w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/>'
        f"<w:pPr>{spacing(0, 0, 252)}</w:pPr><w:rPr>{_size(9.5)}</w:rPr>"
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>{margins(60, 80)}</w:tblPr>"
        f'<w:tblStylePr w:type="firstRow">{head}</w:tblStylePr></w:style>'
    )


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
