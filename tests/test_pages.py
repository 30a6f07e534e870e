"""Pages: one model, shown as HTML and as text."""

from __future__ import annotations

import html.parser
import importlib
import io
import pkgutil
import re
import subprocess
import sys
import zipfile

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hlo_forms
from hlo_forms import InvalidValueError
from hlo_forms.pages import shown
from hlo_forms.pages.html import piece, style_sheet, whole_page
from hlo_forms.pages.model import (
    LOOKS,
    Block,
    Bullets,
    Fold,
    Heading,
    Illustration,
    Page,
    PageRow,
    PageTable,
    Run,
    Section,
    Text,
    check,
    fixed,
    in_lines,
    literal,
    plain,
    quoted,
    rows,
    section,
    strong,
)
from hlo_forms.pages.shown import Shown, makes_page_of, page_of
from hlo_forms.pages.text import as_text, on_one_line, screen_width
from hlo_forms.word.writer.report import render_page
from places import SOURCE
from runs import few, in_full

EVIL = "\"><script>alert('x')</script>&amp;{{ 7 * 7 }}{% raw %}"
ESCAPE, TURN = "\x1b[2J", "\u202e"


@attrs.frozen
class Drawing:
    """A picture of nothing."""

    title: str = "A square"
    alt: str = "It is empty."
    width: float = 10
    height: float = 10

    def to_png(self, dpi: int = 200) -> bytes:
        raise NotImplementedError

    def to_svg(self) -> str:
        return '<?xml version="1.0"?>\n<svg><title>A square</title></svg>\n'


def page(*blocks: Block, title: str = "Title", **more: object) -> Page:
    return Page(title=title, locale="en", sections=(Section("Part", blocks),), **more)  # type: ignore[arg-type]  # any of its fields


def table(*cells: tuple[str, ...], columns: tuple[str, ...] = ("Motive", "Outcome"), **more: object) -> PageTable:
    lines = rows(*(tuple(map(quoted, line)) for line in cells))
    return PageTable(caption="Caption", columns=columns, rows=lines, **more)  # type: ignore[arg-type]  # any of its fields


def everywhere(text: str) -> Page:
    """A page with a text in every place where a text can stand."""
    line = PageRow((fixed(text), quoted(text)))
    grid = PageTable(caption=text, columns=(text, text), rows=(PageRow((fixed(text),), group=True), line))
    fold = Fold(text, (Text(quoted(text)), Fold(text, (grid,))))
    looks = tuple((Run(text, look, quoted=quoted),) for look in LOOKS for quoted in (True, False))
    blocks = (Heading(text), Heading(text, 3), Text(fixed(text)), Bullets(looks), Bullets(looks, numbered=True), fold)
    return Page(
        kicker=text,
        title=text,
        subtitle=text,
        locale=text,
        details=((text, quoted(text)),),
        notes=(fixed(text),),
        about=text,
        contents=text,
        sections=(Section(text, blocks), Section("", (Text(literal(text)),))),
    )


class Outline(html.parser.HTMLParser):
    """The tags, attributes and texts of a page, as a browser takes them; fails where tags do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(found)))
        if tag not in ("meta", "br", "col"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style" and data.strip():
            self.texts.append(data)

    def names(self) -> list[str]:
        return [tag for tag, _ in self.tags]

    def classes(self, *wanted: str) -> list[str]:
        return [str(found.get("class", "")) for tag, found in self.tags if tag in wanted]


# The model


def test_a_text_knows_whose_words_it_is() -> None:
    assert plain(in_lines([fixed("Ours"), (), quoted("theirs")])) == "Ours\ntheirs"
    assert [run.quoted for run in (*fixed("a"), *strong("a"), *check("a"), *quoted("a"), *literal("a"))] == [
        False,
        False,
        False,
        True,
        True,
    ]


def test_a_section_without_blocks_is_none() -> None:
    assert not list(section("Part", []))
    assert list(section("Part", iter([Heading("x")]))) == [Section("Part", (Heading("x"),))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"rows": rows((fixed("one"),))},
        {"rows": (PageRow((fixed("a"), fixed("b")), group=True),)},
        {"rows": (), "widths": (1,)},
        {"rows": (), "numbers": [2]},
        {"rows": (), "numbers": [-1]},
    ],
)
def test_a_table_that_does_not_fit_its_columns_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InvalidValueError):
        PageTable(caption="", columns=("a", "b"), **wrong)  # type: ignore[arg-type]  # the point of the test


def test_a_look_that_nobody_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match="look"):
        Run("x", "blinking")


# HTML


@pytest.mark.parametrize("make", [whole_page, piece])
def test_every_text_is_escaped_wherever_it_stands(make: type[str]) -> None:
    shown = Outline(make(everywhere(EVIL)))
    assert "script" not in shown.names()
    assert {text.strip() for text in shown.texts if EVIL not in text} <= {":"}
    named = [value for tag, found in shown.tags for name, value in found.items() if name in ("lang", "aria-label")]
    assert set(named) == {EVIL}
    assert shown.names() == Outline(make(everywhere("x"))).names()


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_no_text_makes_a_tag(text: str) -> None:
    assert Outline(piece(everywhere(text))).names() == Outline(piece(everywhere("x"))).names()


def test_a_document_stands_on_its_own() -> None:
    shown = whole_page(page(Text(fixed("x")), contents="Contents"))
    assert shown.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert not re.search(r"\bsrc=|href=\"[^#]|@import|url\(", shown)


def test_the_list_of_sections_leads_to_each() -> None:
    parts = (Section("One", ()), Section("", ()), Section("Three", ()))
    shown = Outline(whole_page(Page(title="T", locale="en", contents="Contents", sections=parts)))
    links = [found["href"] for tag, found in shown.tags if tag == "a"]
    assert links == ["#section-1", "#section-3"]
    assert [f"#{found['id']}" for tag, found in shown.tags if tag == "h2" and found.get("id") != "contents"] == links


def test_a_small_page_shows_no_empty_parts() -> None:
    shown = Outline(whole_page(Page(title="T", locale="en"))).names()
    assert not {"dl", "nav", "section", "p", "h2"} & set(shown)
    assert Outline(piece(Page(title="", locale="en"))).names() == ["div", "style"]


def test_headings_are_paragraphs_in_a_piece() -> None:
    shown = page(Heading("Under it"), title="T")
    assert not {"h1", "h2", "h3"} & set(Outline(piece(shown)).names())
    assert {"h1", "h2", "h3"} <= set(Outline(whole_page(shown)).names())


def test_numbers_stand_to_the_right_and_all_else_to_the_left() -> None:
    shown = Outline(piece(page(table(("network", "3"), ("imago", "12"), numbers=[1]))))
    assert shown.classes("th", "td") == ["", "hlo-number"] + ["", "hlo-number"] * 2
    assert ".hlo-page.hlo-page .hlo-number { text-align: right;" in style_sheet()
    assert re.search(r"\.hlo-page\.hlo-page th, \.hlo-page\.hlo-page td \{ text-align: left;", style_sheet())


def test_each_group_of_rows_has_a_body_and_each_row_a_head() -> None:
    line = PageRow((fixed("a"), fixed("b")))
    group = PageRow((fixed("group"),), group=True)
    grid = PageTable(caption="", columns=("a", "b"), rows=(line, group, line, group, line), widths=(1, 3))
    shown = piece(page(grid))
    assert shown.count("<tbody") == 3
    assert shown.count('<th scope="row">') == 3
    assert shown.count('<th scope="rowgroup" colspan="2">') == 2
    assert '<col style="width: 25.0%"><col style="width: 75.0%">' in shown
    assert "<caption>" not in shown
    assert "aria-label" not in shown


def test_a_table_without_rows_still_has_its_columns() -> None:
    assert Outline(piece(page(table()))).names()[-5:] == ["thead", "tr", "th", "th", "tbody"]
    assert as_text(page(table())).endswith("Caption\nMotive  Outcome\n------  -------")


def test_every_look_has_its_own_tag() -> None:
    runs = tuple(Run(look, look) for look in LOOKS)
    assert "<strong>strong</strong><ins>added</ins><del>removed</del><mark>check</mark><em>blank</em>" in piece(
        page(Text(runs))
    )


def test_what_a_person_wrote_keeps_its_direction_and_line_ends() -> None:
    assert "<p><bdi>שלום\nעולם</bdi></p>" in piece(page(Text(quoted("שלום\nעולם"))))


def test_a_picture_is_drawn_in_the_page() -> None:
    shown = piece(page(Illustration(Drawing())))
    assert ' tabindex="0" aria-label="A square"><svg><title>A square</title></svg></figure>' in shown


def test_what_folds_open_can_stand_in_what_folds_open() -> None:
    nested = page(Fold("outer", (Text(fixed("a")), Fold("inner", (Text(fixed("b")),)))))
    assert Outline(piece(nested)).names()[-6:] == ["details", "summary", "p", "details", "summary", "p"]
    assert as_text(nested).splitlines()[-5:] == ["outer", "  a", "", "  inner", "    b"]


def test_a_piece_changes_nothing_around_it() -> None:
    """Its rules are about its own classes, also where it stands in somebody else's page."""
    sheet = re.sub(r"/\*.*?\*/|@media[^{]*\{", "", style_sheet(), flags=re.DOTALL)
    while "(" in sheet:
        sheet = re.sub(r"\([^()]*\)", "", sheet)
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", sheet) for part in rule.split(",")]
    assert selectors
    assert all(selector.startswith((".hlo-page", ".hlo-document")) for selector in selectors)


# Word


def test_word_shows_in_an_annex_what_folds_open_and_what_is_to_check() -> None:
    shown = page(Fold("Under it", (Text(check("Look here")),)), Text(fixed("After it")), kicker="K")
    data = render_page(attrs.evolve(shown, annex="Annex"), "page")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        body = package.read("word/document.xml").decode("utf-8")
    assert body.index("After it") < body.index("Annex") < body.index("Look here")
    assert re.search(r'<w:rStyle w:val="Strong"/></w:rPr><w:t[^>]*>Look here', body)


# Text


def test_a_page_as_text() -> None:
    shown = Page(
        kicker="Report",
        title="Wijkzorg Noord",
        subtitle="Round 2026",
        locale="en",
        details=(("Date", fixed("today")),),
        notes=(fixed("A note."),),
        sections=(
            Section("Motives", (Heading("Under it"), Text((Run("was", "removed"), Run("is", "added"))))),
            Section("", (Bullets((fixed("one"), fixed("two")), numbered=True), Illustration(Drawing()))),
            Section("Nothing yet", ()),
        ),
    )
    assert as_text(shown).splitlines() == [
        *("Report", "Wijkzorg Noord", "==============", "Round 2026", "Date: today", "", "A note.", ""),
        *("Motives", "-------", "Under it", "", "[-was-]{+is+}", ""),
        *("1. one", "2. two", "", "A square It is empty.", "", "Nothing yet"),
    ]


def test_a_page_without_a_title_begins_with_its_sections() -> None:
    assert as_text(Page(title="", locale="en", sections=(Section("", (Text(fixed("x")),)),))) == "x"


CONTROLS = (ESCAPE, "\x9b2J", "\x07", TURN, "\u2066", "\u2028", "\x85", "\r", "\0", "\1", "\udc80")


@pytest.mark.parametrize("sign", CONTROLS)
def test_nothing_that_was_typed_steers_a_terminal(sign: str) -> None:
    shown = as_text(everywhere(f"a{sign}b"))
    assert sign not in shown
    assert f"a\\u{ord(sign[0]):04x}{sign[1:]}b" in shown


@given(st.text(), st.integers(40, 120))
def test_no_text_steers_a_terminal(text: str, width: int) -> None:
    assert all(line == on_one_line(line) for line in as_text(everywhere(text), width).split("\n"))


def test_what_a_person_wrote_begins_no_line_of_its_own() -> None:
    assert as_text(page(Text(quoted("yes\nFindings: none")))).endswith("\nyes ⏎ Findings: none")
    assert as_text(page(Text(in_lines([fixed("ours"), quoted("theirs")])))).endswith("\nours\ntheirs")


WORDS = st.lists(st.text(st.sampled_from("abc漢é"), min_size=1, max_size=6), max_size=30).map(" ".join)


@given(WORDS, WORDS, st.integers(40, 120))
def test_lines_fit_the_width_and_lose_nothing(one: str, other: str, width: int) -> None:
    shown = as_text(page(Text(quoted(one)), Bullets((quoted(other),)), table((one, other))), width)
    assert all(screen_width(line) <= width for line in shown.split("\n"))
    letters = sorted(sign for sign in shown if sign in "bé漢")
    assert letters == sorted(sign for sign in 2 * (one + other) if sign in "bé漢")


def test_numbers_stand_to_the_right_on_a_screen_too() -> None:
    shown = as_text(page(table(("network", "3"), ("imago", "12"), columns=("Motive", "Count"), numbers=[1])))
    assert shown.splitlines()[-4:] == ["Motive   Count", "-------  -----", "network      3", "imago       12"]


def test_short_columns_stay_whole_beside_a_long_one() -> None:
    shown = as_text(page(table(("not back yet", "word " * 30))), 40).splitlines()
    assert shown[-6].startswith("not back yet  word")


def test_rows_stand_under_their_group() -> None:
    grid = PageTable(
        caption="", columns=("a", "b"), rows=(PageRow((fixed("Group"),), group=True), *rows((fixed("x"), fixed("y"))))
    )
    assert as_text(page(grid)).splitlines()[-4:] == ["  a  b", "  -  -", "Group", "  x  y"]


def test_a_table_that_does_not_fit_becomes_a_block_for_each_row() -> None:
    long = "x" * 30
    shown = as_text(page(table((long, long, ""), ("a", "b", "c"), columns=("Who", "What", "Why"))), 40)
    assert shown.endswith(f"Caption\n{long}\n  What: {long}\na\n  What: b\n  Why: c")


def test_numbers_beside_each_other_share_a_line_of_a_block() -> None:
    row = ("x" * 30, "1", "2", "y" * 20)
    shown = as_text(page(table(row, columns=("Who", "Both", "One", "Why"), numbers=[1, 2])), 40)
    assert shown.splitlines()[-3:] == ["x" * 30, "  Both: 1; One: 2", f"  Why: {'y' * 20}"]


def test_a_terminal_shows_the_brief_form_of_a_table() -> None:
    grid = attrs.evolve(table(("network", "applies")), brief=table(("network", "x")))
    assert "applies" not in as_text(page(grid))
    assert as_text(page(grid)).splitlines()[-1].split() == ["network", "x"]
    assert "applies" in Outline(piece(page(grid))).texts
    assert "x" not in Outline(piece(page(grid))).texts


def test_our_own_words_break_after_a_hyphen_or_a_stroke_and_those_of_people_do_not() -> None:
    text = "organisation-wide/programme-wide/2026-12-01/2026-12-02"
    ours, theirs = (as_text(page(Text(runs)), 40).splitlines() for runs in (fixed(text), quoted(text)))
    assert ours[-2:] == ["organisation-wide/programme-", "wide/2026-12-01/2026-12-02"]
    assert theirs[-1] == text


def test_groups_stand_above_blocks_too() -> None:
    long = "x" * 30
    lines = (PageRow((fixed("Group"),), group=True), PageRow((fixed(long), fixed(long))))
    grid = PageTable(caption="", columns=("a", "b"), rows=lines)
    assert as_text(page(grid), 40).splitlines()[-3:] == ["Group", f"  {long}", f"    b: {long}"]


def test_the_name_of_a_file_stays_on_one_line() -> None:
    name = "Kopie van scan (2) DEFINITIEF.docx"
    grid = PageTable(caption="", columns=("a", "b"), rows=rows((fixed("word " * 20), literal(name))))
    assert any(line.endswith(f"  {name}") for line in as_text(page(grid), 60).splitlines())


def test_a_table_of_files_has_a_line_for_each_name() -> None:
    grid = PageTable(caption="", columns=("File", "Why"), rows=rows((literal("a b.docx"), fixed("no form"))))
    assert as_text(page(grid)).splitlines()[-2:] == ["a b.docx", "  Why: no form"]


def test_wide_signs_take_two_columns_and_accents_none() -> None:
    assert [screen_width(text) for text in ("漢字", "e\u0301", "a\u200db", "abc")] == [4, 1, 2, 3]
    shown = as_text(page(table(("漢字", "x"), ("cafe\u0301", "y"), columns=("Naam", "b")))).splitlines()
    assert shown[-2:] == ["漢字  x", "cafe\u0301  y"]


def test_wide_signs_can_break_without_a_space() -> None:
    lines = as_text(page(Text(quoted("漢" * 50))), 40).splitlines()
    assert [screen_width(line) for line in lines[-3:]] == [40, 40, 20]


def test_writing_from_right_to_left_keeps_its_order() -> None:
    assert as_text(page(table(("שלום", "שירות")))).splitlines()[-1] == "שלום    שירות"


# Shown


def kinds() -> list[type[Shown]]:
    """Every class of the package that shows itself."""
    for module in pkgutil.walk_packages(hlo_forms.__path__, "hlo_forms."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: dict[str, type[Shown]] = {}
    waiting = [Shown]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            if kind.__module__.startswith("hlo_forms."):
                found[f"{kind.__module__}.{kind.__qualname__}"] = kind
    return [found[name] for name in sorted(found)]


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_the_module_that_a_class_names_registers_its_page(kind: type[Shown]) -> None:
    assert any(each in shown._makers for each in kind.__mro__)


AT_ONCE = """
import sys, threading
import hlo_forms as hlo

sys.setswitchinterval(1e-5)
form = hlo.PreparationForm(organisation=hlo.Organisation("De Linde", type="programme"))
dataset = hlo.Dataset([form])
values, start, pages = [dataset, dataset.counts(), hlo.load_instrument()], threading.Barrier(30), []

def show(value):
    start.wait()
    pages.append(value.to_html())

threads = [threading.Thread(target=show, args=(values[n % 3],)) for n in range(30)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(pages))
"""


@in_full
def test_the_first_pages_of_a_process_are_made_in_thirty_threads_at_once() -> None:
    for _ in few(1, range(3)):
        run = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, check=True)
        assert (run.stdout, run.stderr) == ("30\n", "")


class Unknown(Shown):
    """It shows itself, and nobody says how."""


class Greeting(Shown):
    """Something that shows itself."""

    @property
    def _default_language(self) -> str:
        return "nl"


@makes_page_of(Greeting)
def _(_: Greeting, language: str) -> Page:
    return page(Text(fixed("word " * 30)), title=f"Hello in {language}")


@pytest.mark.parametrize("value", ["text", Unknown()])
def test_what_has_no_page_says_so(value: object) -> None:
    with pytest.raises(InvalidValueError, match="something that has a page"):
        page_of(value, "nl")


def test_a_value_shows_itself_in_its_own_language_or_another() -> None:
    assert "Hello in nl" in Greeting()._repr_html_()
    assert "Hello in en" in Greeting().to_html(language="en")
    assert Greeting().to_text(language="en", width=40).count("\n") > Greeting().to_text(language="en").count("\n")


def test_a_value_that_shows_itself_keeps_no_attributes() -> None:
    assert not hasattr(hlo_forms.load_instrument(), "__dict__")


def test_pages_know_no_other_room() -> None:
    imported = set()
    for path in (SOURCE / "pages").glob("*.py"):
        imported |= set(re.findall(r"^\s*from \.\.(\w+)", path.read_text("utf-8"), re.MULTILINE))
    assert imported <= {"errors", "basics"}


def test_an_instrument_shows_itself_in_its_own_languages() -> None:
    asked = hlo_forms.load_instrument()
    assert "Strategic motives" in asked.to_text(language="en")
    with pytest.raises(InvalidValueError, match="language"):
        asked.to_html(language="fr")
