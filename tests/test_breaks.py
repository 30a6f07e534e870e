"""The page breaks that are made in the text of a form are those that the rules make in its tree."""

from __future__ import annotations

import re
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

import hlo_forms as hlo
import strategies
from breaks_by_tree import W, keep_together
from hlo_forms.word.writer import finishing
from hlo_forms.word.writer.breaks import kept_together
from hlo_forms.word.writer.language import slotted
from runs import tries

NAMESPACES = f'xmlns:w="{W[1:-1]}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
SIGNS = re.compile(rb"\x01.|[\x02\x03\x04]", re.DOTALL)


def compared(part: bytes) -> bytes:
    """What is made of a filled part in its text, after a look at what is made of its tree."""
    made = kept_together(part)
    assert not SIGNS.search(made)
    root = etree.fromstring(SIGNS.sub(b"", part))
    if root.find(f"{W}body") is not None:
        keep_together(root)
    assert etree.canonicalize(made.decode()) == etree.canonicalize(etree.tostring(root, encoding="unicode"))
    return made


@tries(8, of=40)
@given(strategies.forms())
def test_text_and_tree_of_a_form_agree(form: hlo.Form) -> None:
    with patch.object(finishing, "kept_together", compared):
        hlo.render(form)


# ---- any template

LONG = "Wij plannen samen de lessen &amp; de stages – élke week. "
words = st.sampled_from(["", "{{ text }}", "&lt;stage&gt;", LONG, LONG * 3, LONG * 12, LONG * 40])
runs = st.builds(
    "<w:r><w:rPr><w:spacing w:val='20'/></w:rPr><w:t>{}</w:t>{}</w:r>".format, words, st.sampled_from(["", "<w:br/>"])
)
styles = st.sampled_from(["", *(f"<w:pStyle w:val='{style}'/>" for style in ("Heading2", "Question", "Normal"))])
BREAK = "<w:pageBreakBefore/>"
properties = st.builds(
    "<w:pPr>{}{}{}{}{}{}{}</w:pPr>".format,
    styles,
    st.sampled_from(["", "", "<w:keepNext/>"]),
    st.sampled_from(
        ["", "", "", "", BREAK, f"{{% if yes %}}{BREAK}{{% endif %}}", f"{{% if no %}}{BREAK}{{% endif %}}"]
    ),
    st.sampled_from(
        ["", "<w:spacing w:after='40' w:before='360'/>", "<w:spacing w:after='40'/>", "<w:spacing w:before='x'/>"]
    ),
    st.sampled_from(["", "<w:ind w:left='20'/>", "<w:jc w:val='center'/>"]),
    st.sampled_from(["", "<w:rPr><w:spacing w:val='20'/></w:rPr>", "<w:rPr/>"]),
    st.sampled_from(["", "", "", "", "<w:sectPr><w:pgSz w:w='9000' w:h='9000'/></w:sectPr>"]),
)
paragraphs = st.builds(
    "<w:p{}>{}{}</w:p>".format, st.sampled_from(["", " w14:paraId='1'"]), properties | st.just(""), runs
) | st.just("<w:p/>")


def some(blocks: st.SearchStrategy[str], most: int) -> st.SearchStrategy[str]:
    """Some of these, each of them once, repeated (but not within what is repeated) or on a condition."""

    def piece(kind: str, block: str) -> str:
        return block if "for" in kind and "{% for" in block else kind.format(block)

    loop, conditions = (
        "{{% for one in several %}}{}{{% endfor %}}",
        ("{{% if yes %}}{}{{% endif %}}", "{{% if no %}}{}{{% endif %}}"),
    )
    kinds = st.sampled_from(["{}", "{}", "{}", loop, *conditions])
    return st.lists(st.builds(piece, kinds, blocks), max_size=most).map("".join)


def cells(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds("<w:tc><w:tcPr><w:tcW w:w='4000'/></w:tcPr>{}<w:p/></w:tc>".format, inside)


def tables(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    heights = st.sampled_from(["", "<w:trPr><w:cantSplit/><w:trHeight w:val='900'/></w:trPr>", "<w:trPr/>"])
    row = st.builds("<w:tr>{}{}</w:tr>".format, heights, st.lists(cells(inside), min_size=1, max_size=3).map("".join))
    other = st.builds("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format, row)
    grid = "<w:tblGrid><w:gridCol w:w='4000'/><w:gridCol w:w='4000'/></w:tblGrid>"
    return st.builds("<w:tbl><w:tblPr/>{}{}</w:tbl>".format, st.just(grid), some(row | row | row | other, 6))


inner = st.one_of(paragraphs, paragraphs, tables(paragraphs))
around = st.builds("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format, inner)
boxed = st.builds("<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>".format, inner)
bodies = some(st.one_of(paragraphs, paragraphs, tables(paragraphs), tables(inner), around, boxed), 12)
MARGINS = "<w:pgMar w:left='1000' w:right='1000' w:top='900' w:bottom='900'/>"
PAGE = f"<w:sectPr><w:pgSz w:w='11906' w:h='16838'/>{MARGINS}</w:sectPr>"


@tries(20, of=150)
@given(bodies, st.sampled_from([PAGE, "<w:sectPr/>", ""]))
def test_text_and_tree_of_any_template_agree(body: str, page: str) -> None:
    part = slotted(
        "word/document.xml", etree.fromstring(f"<w:document {NAMESPACES}><w:body>{body}{page}</w:body></w:document>")
    )
    with patch.object(finishing, "kept_together", compared):
        part.filled({"yes": "1", "no": "", "several": ["", "", ""], "text": LONG})


@pytest.mark.parametrize("words", ["{% if yes %}<w:p>{% endif %}</w:p>", "<w:p w14:x='{{ text }}'/>"])
def test_a_template_that_is_looked_at_for_each_form_has_the_same_page_breaks(words: str) -> None:
    table = "<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    body = f"{words}{table}<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr></w:p>" * 2
    part = slotted(
        "word/document.xml", etree.fromstring(f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>")
    )
    assert not part.well_formed
    with patch.object(finishing, "kept_together", compared):
        made = part.filled({"yes": "1", "text": "a"})
    assert made.count(b"<w:keepNext") >= 2
