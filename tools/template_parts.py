"""The package around the body of a template: page, footer, settings, fonts and theme."""

from __future__ import annotations

from hlo_forms.word.package import write_package
from template_layout import TINT, run
from template_styles import ACCENT, FONT, GREY, INK, LINE, styles

PORTRAIT, LANDSCAPE = 9638, 15024  # width of the text in twentieths of a point

_SCHEMAS = "http://schemas.openxmlformats.org"
_RELATION = f"{_SCHEMAS}/officeDocument/2006/relationships"
_PACKAGE = f"{_SCHEMAS}/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NS = (
    f'xmlns:w="{_SCHEMAS}/wordprocessingml/2006/main" xmlns:r="{_RELATION}" '
    f'xmlns:mc="{_SCHEMAS}/markup-compatibility/2006" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATED = {  # kind of relationship: member of the package, type of its content
    "styles": ("styles.xml", f"{_WORD}.styles+xml"),
    "settings": ("settings.xml", f"{_WORD}.settings+xml"),
    "footer": ("footer1.xml", f"{_WORD}.footer+xml"),
    "webSettings": ("webSettings.xml", f"{_WORD}.webSettings+xml"),
    "fontTable": ("fontTable.xml", f"{_WORD}.fontTable+xml"),
    "theme": ("theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme+xml"),
}


def section(*, landscape: bool) -> str:
    """An A4 page with margins of 2 cm, or less where it lies on its side, and a footer."""
    size = 'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    side, top, bottom = (907, 794, 851) if landscape else (1134, 1134, 1134)  # a page on its side is not high
    margins = {"top": top, "right": side, "bottom": bottom, "left": side}
    sides = "".join(f'w:{side}="{width}" ' for side, width in margins.items())
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="{_id("footer")}"/><w:pgSz {size}/>'
        f'<w:pgMar {sides}w:header="567" w:footer="{454 if landscape else 567}" w:gutter="0"/></w:sectPr>'
    )


def package(body: str, *, more_styles: str = "") -> bytes:
    """The bytes of a template with this body."""
    inside = {
        "document.xml": _part("document", f"<w:body>{body}</w:body>"),
        "styles.xml": _part("styles", styles() + more_styles),
        "settings.xml": _part("settings", _settings()),
        "footer1.xml": _part("ftr", _footer()),
        "webSettings.xml": _part("webSettings", ""),
        "fontTable.xml": _part("fonts", _font(FONT, "swiss", "variable") + _font("MS Gothic", "modern", "fixed")),
        "theme/theme1.xml": _theme(),
    }
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/_rels/document.xml.rels": _relations([(kind, target) for kind, (target, _) in _RELATED.items()]),
        **{f"word/{name}": text for name, text in inside.items()},
    }
    return write_package({name: (_HEAD + text).encode() for name, text in parts.items()})


def _part(root: str, inside: str) -> str:
    return f"<w:{root} {_NS}>{inside}</w:{root}>"


def _settings() -> str:
    compatibility = "http://schemas.microsoft.com/office/word"
    return (
        '<w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="{compatibility}" w:val="15"/></w:compat>'
    )


def _footer() -> str:
    """What the form is and the number of the page, at the right margin however wide the page is or lies."""

    def field(code: str) -> str:
        return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    inside = run("{{ kicker }} · {{ page_word }} ") + field("PAGE") + run(" / ") + field("NUMPAGES")
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{inside}</w:p>'


def _font(name: str, family: str, pitch: str) -> str:
    return f'<w:font w:name="{name}"><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'


def _id(kind: str) -> str:
    return f"rId{list(_RELATED).index(kind) + 1}"


def _relations(targets: list[tuple[str, str]]) -> str:
    made = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'


def _content_types() -> str:
    types = {"document.xml": f"{_WORD}.document.main+xml", **dict(_RELATED.values())}
    overrides = "".join(f'<Override PartName="/word/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _theme() -> str:
    """The colours and letters that Word offers in its menus: ours, and plain fills and lines."""
    colours = {
        "dk1": INK, "lt1": "FFFFFF", "dk2": ACCENT, "lt2": TINT,
        "accent1": ACCENT, "accent2": GREY, "accent3": LINE, "accent4": ACCENT, "accent5": GREY, "accent6": LINE,
        "hlink": ACCENT, "folHlink": GREY,
    }  # fmt: skip
    palette = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours.items())
    letters = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="6350">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_SCHEMAS}/drawingml/2006/main" name="Form"><a:themeElements>'
        f'<a:clrScheme name="Form">{palette}</a:clrScheme><a:fontScheme name="Form">'
        f"<a:majorFont>{letters}</a:majorFont><a:minorFont>{letters}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Form"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
