"""The words of layout: runs, paragraphs, tables and loops, as WordprocessingML."""

from __future__ import annotations

from collections.abc import Sequence

TINT = "EEF3F5"
KEEP = "<w:keepNext/>"
MARK = 120  # the width of a cell that only says where columns are repeated


def run(text: str, style: str = "") -> str:
    """A run; a tab in the text is a tab in Word."""
    properties = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    pieces = "<w:tab/>".join(f'<w:t xml:space="preserve">{piece}</w:t>' if piece else "" for piece in text.split("\t"))
    return f"<w:r>{properties}{pieces}</w:r>"


def paragraph(style: str, *texts: str, more: str = "") -> str:
    """A paragraph of texts and runs; `more` is what it sets beside its style."""
    runs = "".join(text if text.startswith("<w:r") else run(text) for text in texts)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def new_page(style: str, *texts: str) -> str:
    """A heading at the top of a page."""
    top = '<w:pageBreakBefore/><w:spacing w:before="0"/>'
    return paragraph(style, *texts, more=top)


def loop(what: str, *inside: str) -> str:
    """Paragraphs and tables, repeated."""
    return paragraph("BodyText", f"{{%p for {what} %}}") + "".join(inside) + paragraph("BodyText", "{%p endfor %}")


def when(what: str, *inside: str) -> str:
    """Paragraphs and tables that stand there under a condition."""
    return paragraph("BodyText", f"{{%p if {what} %}}") + "".join(inside) + paragraph("BodyText", "{%p endif %}")


def cell(width: int, *paragraphs: str, shade: bool = False, tight: bool = False, span: int = 1) -> str:
    """A table cell; it ends in a paragraph. `tight` leaves no room above and little below it; `span` counts columns."""
    room = '<w:tcMar><w:top w:w="0" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/></w:tcMar>' if tight else ""
    wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>' if shade else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{wide}{fill}{room}</w:tcPr>{"".join(paragraphs)}</w:tc>'


def row(*cells: str, header: bool = False, whole: bool = False, height: int = 0) -> str:
    """A table row, at least so high; a header row is whole and stands on every page of its table."""
    properties = "<w:cantSplit/>" if header or whole else ""
    properties += f'<w:trHeight w:val="{height}" w:hRule="atLeast"/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], *rows: str, labels: bool = False, style: str = "FormTable", tight: int = 0) -> str:
    """A table with a header row, or with a first column of labels; `tight` is the room above and below texts.

    It is as wide as the text, whatever the margins become; the widths are those of its columns on our own pages.
    """
    room = (("top", tight), ("left", 60), ("bottom", tight), ("right", 60)) if tight else ()
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in room)
    margins = f"<w:tblCellMar>{margins}</w:tblCellMar>" if tight else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = f'<w:tblLook w:val="{"0080" if labels else "0020"}" w:firstRow="{int(not labels)}" w:lastRow="0" '
    look += f'w:firstColumn="{int(labels)}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLayout w:type="fixed"/>{margins}{look}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def repeat(widths: Sequence[int], what: str, *inside: str) -> str:
    """Table rows, repeated; the loop stands in rows of its own, as wide as the table."""
    first, *others = widths

    def mark(text: str) -> str:
        return row(cell(first, paragraph("TableText", text)), *(cell(w, paragraph("TableText")) for w in others))

    return mark(f"{{%tr for {what} %}}") + "".join(inside) + mark("{%tr endfor %}")


def rows_when(widths: Sequence[int], what: str, *inside: str) -> str:
    """Table rows that stand there under a condition, which stands in rows of its own."""

    def mark(text: str) -> str:
        return row(cell(sum(widths), paragraph("TableText", text), span=len(widths)))

    return mark(f"{{%tr if {what} %}}") + "".join(inside) + mark("{%tr endif %}")


def labelled(label: int, answer: int, rows: str, *, plain: bool = False, more: str = "") -> str:
    """A table of labels and answers; `plain` has no lines around what is known already."""
    inside = row(
        cell(label, paragraph("Label", "{{ line.label }}", more=more), shade=not plain),
        cell(answer, paragraph("Answer", "{{r line.answer }}", more=more)),
        height=0 if plain else 380,
    )
    style = "PlainTable" if plain else "FormTable"
    return table([label, answer], repeat([label, answer], f"line in {rows}", inside), labels=True, style=style)


def labelled_row(name: str, label: int = 2700, answer: int = 6938) -> str:
    """A table of one label and its answer, with room to write."""
    inside = row(
        cell(label, paragraph("Label", f"{{{{ {name}.label }}}}"), shade=True),
        cell(answer, paragraph("Answer", f"{{{{r {name}.answer }}}}")),
        height=700,
    )
    return table([label, answer], inside, labels=True)


def paired(rows: str, sizes: Sequence[int], *, plain: bool = False) -> str:
    """A table of labels and answers, two on a line, the last one alone where they are odd."""
    names = ("label_1", "answer_1", "label_2", "answer_2")

    def made(name: str, width: int, span: int = 1) -> str:
        if name.startswith("label"):
            return cell(width, paragraph("Label", f"{{{{ line.{name} }}}}", more=KEEP), shade=not plain)
        return cell(width, paragraph("Answer", f"{{{{r line.{name} }}}}", more=KEEP), span=span)

    both = row(*map(made, names, sizes), whole=True)
    alone = row(made("label_1", sizes[0]), made("answer_1", sum(sizes[1:]), span=3), whole=True)
    lines = rows_when(sizes, "line.both", both) + rows_when(sizes, "not line.both", alone)
    style = "PlainTable" if plain else "FormTable"
    return table(sizes, repeat(sizes, f"line in {rows}", lines), labels=True, style=style, tight=0 if plain else 30)


def header_row(widths: Sequence[int], texts: Sequence[str]) -> str:
    """A row of column headings."""
    pairs = zip(widths, texts, strict=True)
    return row(*(cell(width, paragraph("Header1", text), shade=True) for width, text in pairs), header=True)


def columns(what: str, width: int, *paragraphs: str, shade: bool = False) -> list[str]:
    """Cells of a row, repeated: together they get the room that the other cells of the row leave."""

    def mark(text: str) -> str:
        return cell(MARK, paragraph("TableText", text), shade=shade)

    inside = cell(width - 2 * MARK, *paragraphs, shade=shade)
    return [mark(f"{{%tc for {what} %}}"), inside, mark("{%tc endfor %}")]


def records(
    name: str, columns: dict[str, int], *, number: int = 0, height: int = 480, tight: int = 0, together: bool = False
) -> str:
    """A table with a header row and a row per record; `columns` has widths by name.

    A name that ends in ? is a choice. A row stays on one page, and so do all rows of a table that is `together`, where
    a page can hold them.
    """
    keep = KEEP if together else ""
    widths = [*([number] if number else []), *columns.values()]
    heads = [f"{{{{ {name}.headers.{column.rstrip('?')} }}}}" for column in columns]
    answers = [_answer(column, keep) for column in columns]
    if number:
        heads.insert(0, f"{{{{ {name}.headers.number }}}}")
        answers.insert(0, paragraph("Label", "{{ row.number }}", more=keep))
    pairs = zip(widths, answers, strict=True)
    body = row(*(cell(width, answer) for width, answer in pairs), whole=True, height=height)
    made = table(widths, header_row(widths, heads), repeat(widths, f"row in {name}.rows", body), tight=tight)
    return made + (paragraph("AfterTable") if together else "")


def given(  # noqa: PLR0913 - what a table shows, and how
    name: str,
    columns: dict[str, int],
    *,
    labels: Sequence[str] = ("organisation",),
    headers: str = "",
    small: bool = False,
    tiny: bool = False,
    rows: str = "rows",
) -> str:
    """A table of what is given along: fixed words in every cell, those of `labels` outside a control."""
    label, text = ("SmallLabel", "SmallText") if small else ("Label", "Given")
    label, text = ("TinyLabel", "TinyText") if tiny else (label, text)
    asked = {"now", "result"}
    widths = list(columns.values())
    heads = [f"{{{{ {headers or name + '.headers'}.{column} }}}}" for column in columns]
    cells = [
        cell(width, paragraph(label, f"{{{{ row.{column} }}}}"), shade=True)
        if column in labels
        else cell(width, paragraph("Answer" if column in asked else text, f"{{{{r row.{column} }}}}"))
        for column, width in columns.items()
    ]
    height = 700 if asked & columns.keys() else 280 if small else 380
    body = repeat(widths, f"row in {name}.{rows}", row(*cells, height=height, whole=True))
    return table(widths, header_row(widths, heads), body, tight=30 if small else 0)


def _answer(column: str, more: str = "") -> str:
    return paragraph("Choice" if column.endswith("?") else "Answer", f"{{{{r row.{column.rstrip('?')} }}}}", more=more)


def question(width: int, height: int, *, passed: bool = False, level: int) -> str:
    """A question with a box for its answer, and below it, where it may be passed over, a box to tick.

    `level` is its level among the headings.
    """
    heading = f'<w:outlineLvl w:val="{level}"/>'
    more = KEEP if passed else ""
    inside = row(cell(width, paragraph("Answer", "{{r question.answer }}", more=more)), height=height)
    inside += row(cell(width, paragraph("Passed", "{{r question.passed }}"), tight=True), whole=True) if passed else ""
    closer = '<w:spacing w:before="120" w:after="40"/>' if passed else ""
    return paragraph("Question", "{{ question.number }}.\t{{ question.label }}", more=closer + heading) + table(
        [width], inside, style="AnswerBox"
    )
