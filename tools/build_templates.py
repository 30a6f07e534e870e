"""Build the Word templates: layout, fixed structure and slots, no wording.

    python tools/build_templates.py           writes src/hlo_forms/templates/*.docx
    python tools/build_templates.py --check   exit status 1 where a built file is not fresh

A template is plain Word: open a built one in Word to see it, or read the calls below from top to bottom.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hlo_forms.word.package import write_package

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "src" / "hlo_forms" / "templates"

INK, ACCENT, GREY, LINE, TINT = "1F2933", "1D5B6B", "5A6570", "B8C4CC", "EEF3F5"
FONT = "Arial"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PORTRAIT, LANDSCAPE = 9638, 14570  # width of the text in twentieths of a point


# ---- the words of layout


def run(text: str, style: str = "") -> str:
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' if piece else "" for piece in text.split("\t"))
    return f"<w:r>{properties}{pieces}</w:r>"


def paragraph(style: str, *texts: str, more: str = "") -> str:
    runs = "".join(text if text.startswith("<w:r") else run(text) for text in texts)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def loop(what: str, *inside: str) -> str:
    """Paragraphs and tables, repeated."""
    return paragraph("BodyText", f"{{%p for {what} %}}") + "".join(inside) + paragraph("BodyText", "{%p endfor %}")


def when(what: str, *inside: str) -> str:
    return paragraph("BodyText", f"{{%p if {what} %}}") + "".join(inside) + paragraph("BodyText", "{%p endif %}")


def cell(width: int, *paragraphs: str, shade: bool = False) -> str:
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def row(*cells: str, header: bool = False, height: int = 0) -> str:
    properties = '<w:cantSplit/>' if header else ""
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(widths: list[int], *rows: str, labels: bool = False, style: str = "FormTable") -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f'<w:tblLook w:val="{"0080" if labels else "0020"}" w:firstRow="{int(not labels)}" w:lastRow="0" '
    look += f'w:firstColumn="{int(labels)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def repeat(widths: list[int], what: str, *inside: str) -> str:
    """Table rows, repeated; the loop stands in rows of its own, as wide as the table."""
    first, *others = widths

    def mark(text: str) -> str:
        return row(cell(first, paragraph("TableText", text)), *(cell(w, paragraph("TableText")) for w in others))

    return mark(f"{{%tr for {what} %}}") + "".join(inside) + mark("{%tr endfor %}")


def labelled(width: int, rows: str) -> str:
    """A table of labels and answers."""
    widths = [2700, width - 2700]
    inside = row(
        cell(widths[0], paragraph("Label", "{{ line.label }}"), shade=True),
        cell(widths[1], paragraph("Answer", "{{r line.answer }}")),
        height=380,
    )
    return table(widths, repeat(widths, f"line in {rows}", inside), labels=True)


def records(name: str, widths: list[int], columns: list[str], *, numbered: bool = False, height: int = 480) -> str:
    """A table with a header row and a row per record."""
    heads = [f"{{{{ {name}.headers.{column} }}}}" for column in columns]
    answers = [paragraph("Answer", f"{{{{r row.{column} }}}}") for column in columns]
    if numbered:
        heads.insert(0, f"{{{{ {name}.headers.number }}}}")
        answers.insert(0, paragraph("Label", "{{ row.number }}"))
    head = row(*(cell(w, paragraph("Header1", text), shade=True) for w, text in zip(widths, heads, strict=True)), header=True)
    body = row(*(cell(w, answer) for w, answer in zip(widths, answers, strict=True)), height=height)
    return table(widths, head, repeat(widths, f"row in {name}.rows", body))


def question(width: int, height: int = 1000) -> str:
    box = table([width], row(cell(width, paragraph("Answer", "{{r question.answer }}")), height=height), style="AnswerBox")
    return paragraph("Question", "{{ question.number }}.\t{{ question.label }}") + box


# ---- what stands in the documents


def opening(width: int) -> str:
    return (
        paragraph("Kicker", "{{ kicker }}")
        + paragraph("Title", "{{ title }}")
        + paragraph("Subtitle", "{{ phase_label }}")
        + paragraph("Heading1", "{{ about.heading }}")
        + loop("line in about.lines", paragraph("AboutText", run("{{ line.label }}", "Strong"), "\t{{ line.text }}"))
        + paragraph("Heading1", "{{ details.heading }}")
        + labelled(width, "details.lines")
    )


def instruction(page_break: bool = True) -> str:
    more = "<w:pageBreakBefore/>" if page_break else ""
    return (
        paragraph("Heading1", "{{ phase_label }}", more=more)
        + loop(
            "line in instruction",
            when("line.central", paragraph("Central", "{{ line.text }}")),
            when("not line.central", paragraph("BodyText", "{{ line.text }}")),
        )
    )


def closing() -> str:
    return (
        paragraph("Heading1", "{{ purpose.heading }}", more="<w:pageBreakBefore/>")
        + loop("text in purpose.texts", paragraph("BodyText", "{{ text }}"))
        + paragraph("Heading1", "{{ approach.heading }}")
        + loop("text in approach.texts", paragraph("BodyText", "{{ text }}"))
        + loop("step in approach.steps", paragraph("Step", "{{ step.number }})\t{{ step.text }}"))
        + loop("text in approach.notes", paragraph("BodyText", "{{ text }}"))
        + paragraph("Heading1", "{{ further_reading.heading }}")
        + loop("text in further_reading.texts", paragraph("BodyText", "{{ text }}"))
        + paragraph("Identity", "{{ identity_label }} {{ identity }}")
    )


def section(landscape: bool) -> str:
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz {size}/>'
        '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
        "</w:sectPr>"
    )


def preparation() -> str:
    motives = [4300, PORTRAIT - 4300]
    header = row(
        cell(motives[0], paragraph("Header1", "{{ motive_header }}"), shade=True),
        cell(motives[1], paragraph("Header1", "{{ outcome_header }}"), shade=True),
        header=True,
    )
    line = row(
        cell(motives[0], paragraph("MotiveLabel", "{{r motive.box }}", "\t{{ motive.label }}")),
        cell(motives[1], paragraph("Answer", "{{r motive.outcome }}")),
        height=620,
    )
    return (
        opening(PORTRAIT)
        + paragraph("Heading2", "{{ participants.heading }}")
        + records("participants", [4300, PORTRAIT - 4300], ["name", "role"], height=380)
        + instruction()
        + loop(
            "category in categories",
            paragraph("Heading2", "{{ category.label }}"),
            table(motives, header, repeat(motives, "motive in category.motives", line)),
        )
        + paragraph("Heading2", "{{ other_motives.heading }}")
        + records("other_motives", [700, 3600, PORTRAIT - 4300], ["text", "outcome"], numbered=True, height=620)
        + paragraph("Heading1", "{{ questions_heading }}")
        + loop("question in questions", question(PORTRAIT))
        + closing()
        + section(landscape=False)
    )


def alignment() -> str:
    return (
        opening(LANDSCAPE)
        + paragraph("Heading2", "{{ organisations.heading }}")
        + records(
            "organisations",
            [700, 5400, 3300, 2870, 2300],
            ["name", "type", "sector", "ownership"],
            numbered=True,
            height=480,
        )
        + paragraph("Heading2", "{{ participants.heading }}")
        + records("participants", [4500, 5570, 4500], ["name", "role", "organisation"], height=380)
        + instruction()
        + paragraph("Heading2", "{{ questions_heading }}")
        + loop("question in questions", question(LANDSCAPE))
        + paragraph("Heading2", "{{ relations.heading }}")
        + paragraph("BodyText", "{{ relations.help }}")
        + records(
            "relations",
            [2000, 2700, 2470, 2000, 2700, 2700],
            ["first_organisation", "first_motive", "kind", "second_organisation", "second_motive", "note"],
            height=900,
        )
        + paragraph("Heading2", "{{ own_answers_heading }}")
        + loop(
            "own_answers in own_questions",
            paragraph("Question", "{{ own_answers.number }}.\t{{ own_answers.label }}"),
            records("own_answers", [4000, LANDSCAPE - 4000], ["organisation", "text"], height=900),
        )
        + closing()
        + section(landscape=True)
    )


def commitment() -> str:
    return (
        opening(PORTRAIT)
        + paragraph("Heading2", "{{ participants.heading }}")
        + records("participants", [4300, PORTRAIT - 4300], ["name", "role"], height=380)
        + instruction()
        + paragraph("BodyText", "{{ questions_heading }}")
        + loop(
            "theme in themes",
            paragraph("Heading2", "{{ theme.label }}"),
            loop("question in theme.questions", question(PORTRAIT)),
        )
        + paragraph("Heading2", "{{ agreements.heading }}")
        + records("agreements", [4638, 2800, 2200], ["what", "who", "when"], height=560)
        + closing()
        + section(landscape=False)
    )


# ---- the other parts


def style(
    kind: str,
    style_id: str,
    name: str,
    *,
    based: str = "Normal",
    following: str = "",
    paragraph_properties: str = "",
    run_properties: str = "",
    rest: str = "",
    default: bool = False,
) -> str:
    parts = [f'<w:style w:type="{kind}" {"w:default=" + chr(34) + "1" + chr(34) if default else ""} w:styleId="{style_id}">']
    parts.append(f'<w:name w:val="{name}"/>')
    parts.append(f'<w:basedOn w:val="{based}"/>' if based else "")
    parts.append(f'<w:next w:val="{following}"/>' if following else "")
    parts.append("<w:qFormat/>" if kind == "paragraph" else "")
    parts.append(f"<w:pPr>{paragraph_properties}</w:pPr>" if paragraph_properties else "")
    parts.append(f"<w:rPr>{run_properties}</w:rPr>" if run_properties else "")
    return "".join([*parts, rest, "</w:style>"])


def spacing(before: int, after: int, line: int = 264) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="{line}" w:lineRule="auto"/>'


def font(size: float, colour: str = INK, *, bold: bool = False, italic: bool = False) -> str:
    weight = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
    half = round(size * 2)
    return f'{weight}<w:color w:val="{colour}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def borders(inside: bool) -> str:
    sides = ["top", "left", "bottom", "right"] + (["insideH", "insideV"] if inside else [])
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{LINE}"/>' for side in sides)
    return (
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>"
        '<w:tblCellMar><w:top w:w="70" w:type="dxa"/><w:left w:w="110" w:type="dxa"/>'
        '<w:bottom w:w="70" w:type="dxa"/><w:right w:w="110" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )


def styles() -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}"/>'
    keep = "<w:keepNext/>"
    together = "<w:keepLines/>"
    step = '<w:tabs><w:tab w:val="left" w:pos="454"/></w:tabs>'
    about = '<w:tabs><w:tab w:val="left" w:pos="1814"/></w:tabs>'
    found = [
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}{font(10)}<w:lang w:val="nl-NL"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr>{spacing(0, 0)}</w:pPr></w:pPrDefault></w:docDefaults>",
        style("paragraph", "Normal", "Normal", based="", default=True),
        style("paragraph", "BodyText", "Body Text", paragraph_properties=spacing(0, 120)),
        style("paragraph", "Kicker", "Kicker", paragraph_properties=keep + spacing(0, 60), run_properties=font(10, ACCENT, bold=True)),
        style("paragraph", "Title", "Title", following="Subtitle", paragraph_properties=keep + spacing(0, 80, 252), run_properties=font(20, INK, bold=True)),
        style("paragraph", "Subtitle", "Subtitle", following="BodyText", paragraph_properties=keep + spacing(0, 200), run_properties=font(11.5, GREY)),
        style("paragraph", "Heading1", "heading 1", following="BodyText", paragraph_properties=keep + together + spacing(320, 120) + '<w:outlineLvl w:val="0"/>', run_properties=font(14, ACCENT, bold=True)),
        style("paragraph", "Heading2", "heading 2", following="BodyText", paragraph_properties=keep + together + spacing(260, 100) + '<w:outlineLvl w:val="1"/>', run_properties=font(11.5, INK, bold=True)),
        style("paragraph", "AboutText", "About Text", paragraph_properties=about + spacing(0, 90) + '<w:ind w:left="1814" w:hanging="1814"/>'),
        style("paragraph", "Central", "Central Question", paragraph_properties=keep + together + f'<w:pBdr><w:left w:val="single" w:sz="24" w:space="10" w:color="{ACCENT}"/></w:pBdr>' + spacing(120, 200) + '<w:ind w:left="284"/>', run_properties=font(11.5, INK, bold=True)),
        style("paragraph", "TableText", "Table Text"),
        style("paragraph", "Answer", "Answer", based="TableText"),
        style("paragraph", "Label", "Label", based="TableText", run_properties=font(9.5, GREY, bold=True)),
        style("paragraph", "Header1", "Column Header", based="TableText", paragraph_properties=keep, run_properties=font(9.5, INK, bold=True)),
        style("paragraph", "MotiveLabel", "Motive Label", based="TableText", paragraph_properties=together + '<w:tabs><w:tab w:val="left" w:pos="397"/></w:tabs><w:ind w:left="397" w:hanging="397"/>'),
        style("paragraph", "Question", "Question", following="Answer", paragraph_properties=keep + together + step + spacing(240, 90) + '<w:ind w:left="454" w:hanging="454"/>', run_properties=font(10, INK, bold=True)),
        style("paragraph", "Step", "Step", paragraph_properties=together + step + spacing(0, 90) + '<w:ind w:left="454" w:hanging="454"/>'),
        style("paragraph", "Identity", "Form Identity", paragraph_properties=spacing(360, 0), run_properties=font(7.5, GREY)),
        style("paragraph", "Footer", "footer", paragraph_properties='<w:tabs><w:tab w:val="right" w:pos="9638"/><w:tab w:val="right" w:pos="14570"/></w:tabs>', run_properties=font(8, GREY)),
        style("character", "DefaultParagraphFont", "Default Paragraph Font", based="", default=True),
        style("character", "Strong", "Strong", based="DefaultParagraphFont", run_properties=f'<w:b/><w:color w:val="{ACCENT}"/>'),
        style("character", "PlaceholderText", "Placeholder Text", based="DefaultParagraphFont", run_properties=f'<w:color w:val="{GREY}"/>'),
        style("table", "TableNormal", "Normal Table", based="", default=True, rest='<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'),
        style("table", "FormTable", "Form Table", based="TableNormal", rest=borders(inside=True)),
        style("table", "AnswerBox", "Answer Box", based="TableNormal", rest=borders(inside=False)),
    ]
    return f"{HEAD}<w:styles {NS}>{''.join(found)}</w:styles>"


def footer(landscape: bool) -> str:
    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    tabs = "\t\t" if landscape else "\t"
    inside = run(f"{{{{ kicker }}}}{tabs}{{{{ page_word }}}} ") + field("PAGE") + run(" / ") + field("NUMPAGES")
    return f'{HEAD}<w:ftr {NS}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{inside}</w:p></w:ftr>'


def package(body: str, landscape: bool) -> bytes:
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    types = {"document": "document.main", "styles": "styles", "settings": "settings", "footer1": "footer"}
    overrides = "".join(f'<Override PartName="/word/{name}.xml" ContentType="{word}.{kind}+xml"/>' for name, kind in types.items())
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{rel}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rId2" Type="{rel}/settings" Target="settings.xml"/>'
        f'<Relationship Id="rId3" Type="{rel}/footer" Target="footer1.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NS}><w:body>{body}</w:body></w:document>",
        "word/settings.xml": f'<w:settings {NS}><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        "</w:settings>",
        "word/styles.xml": styles(),
        "word/footer1.xml": footer(landscape),
    }
    return write_package({name: (text if text.startswith("<?xml") else HEAD + text).encode() for name, text in parts.items()})


def main(arguments: list[str]) -> int:
    stale = []
    for build in (preparation, alignment, commitment):
        path = TEMPLATES / f"{build.__name__}.docx"
        data = package(build(), landscape=build is alignment)
        if not path.exists() or path.read_bytes() != data:
            stale.append(path.name)
            if "--check" not in arguments:
                path.write_bytes(data)
    print("stale: " + ", ".join(stale) if stale else "all templates are fresh")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
