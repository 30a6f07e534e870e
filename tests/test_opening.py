"""Opening: what is no form is refused in words; what means harm costs little and reaches nothing."""

from __future__ import annotations

import io
import os
import pickle
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import etree

import attacks
from attacks import (
    BLANK,
    DAMAGED,
    ENTITIES,
    HEAVIER,
    HEAVY,
    OTHER_FILES,
    PARTS,
    SLOW,
    UNSAFE,
    replaced,
    with_member,
    without,
)
from costs import LARGEST, Cost, costs_little
from edits import DOCUMENT, members, rewritten, zipped
from hlo_forms import (
    CommitmentForm,
    DamagedFileError,
    DocumentError,
    InvalidValueError,
    Limits,
    NotAWordFileError,
    PreparationForm,
    ReadFailure,
    UnsafeFileError,
    document,
    load_instrument,
    read,
    read_many,
    render,
)
from hlo_forms.cli.main import main
from hlo_forms.word import package
from places import ROOT, SOURCE
from runs import dear
from samples import LINDE, codes
from sketch import sketch

FORM = PreparationForm(organisation=LINDE)


def refusal(data: bytes, limits: Limits = Limits()) -> DocumentError:  # noqa: B008 - a frozen value
    with pytest.raises(DocumentError) as caught:
        read(data, limits=limits)
    return caught.value


# ---- what is something else


@pytest.mark.parametrize("name", OTHER_FILES)
def test_what_is_no_word_document_is_named(name: str) -> None:
    data, code = OTHER_FILES[name]
    error = refusal(data)
    assert isinstance(error, NotAWordFileError)
    assert error.code == code


def test_a_zip_with_a_password_is_named() -> None:
    assert refusal(attacks.encrypted_member()).code == "encrypted"


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_told(name: str) -> None:
    data, code = DAMAGED[name]
    error = refusal(data)
    assert error.code == code
    assert isinstance(error, UnsafeFileError if code in ("glued", "encoding") else DamagedFileError)


@pytest.mark.parametrize("name", UNSAFE)
def test_what_is_unsafe_is_refused(name: str) -> None:
    data, code = UNSAFE[name]
    error = refusal(data)
    assert isinstance(error, UnsafeFileError)
    assert error.code == code


@pytest.mark.parametrize("length", [0, 1, 3, 29, 30, 500, 5_000, len(BLANK) - 22, len(BLANK) - 1])
def test_a_file_cut_off_anywhere_is_damaged(length: int) -> None:
    assert isinstance(refusal(BLANK[:length]), DamagedFileError | NotAWordFileError)


# ---- in words


def used_codes() -> set[str]:
    """The codes of refusals that the source names."""
    texts = [path.read_text(encoding="utf-8") for path in (SOURCE / "word").rglob("*.py")]
    named = {code for text in texts for code in re.findall(r'refusal\(\w+, "([a-z-]+)"', text)}
    sniffed = re.findall(r'"([a-z-]+)"', (SOURCE / "word" / "sniffing.py").read_text(encoding="utf-8"))
    return named | (set(sniffed) & worded()) | {"unknown-instrument"}


def worded() -> set[str]:
    return {key.removeprefix("refusal.") for key in load_instrument().words if key.startswith("refusal.")}


def test_every_refusal_has_its_words_and_all_words_are_used() -> None:
    assert used_codes() == worded()


def test_a_refusal_says_what_it_is_and_after_a_colon_what_to_do() -> None:
    for code in worded():
        words = load_instrument().words[f"refusal.{code}"]
        assert words["nl"] != words["en"], code
        for text in words.values():
            assert ":" in text, code
            assert re.findall(r"\{\w+\}", text) in ([], ["{part}"], ["{instrument}"]), code


def test_a_refusal_speaks_the_language_that_is_asked_for() -> None:
    error = refusal(b"%PDF-1.7")
    assert error.in_words(language="nl").startswith("dit is een pdf")
    assert str(error) == error.message == error.in_words(language="en") == error.in_words(language="fr")
    assert error.in_words(language="en").startswith("this is a PDF")


@pytest.mark.parametrize("command", ["read", "compare"])
def test_the_command_line_says_it_in_the_language_that_is_chosen(command: str, tmp_path: Path) -> None:
    path = tmp_path / "formulier.docx"
    path.write_bytes(b"%PDF-1.7")
    result = CliRunner().invoke(main, [command, str(path), "--language", "nl"])
    assert result.exit_code == 1
    assert f"formulier.docx: {refusal(path.read_bytes()).in_words(language='nl')}\n" in result.stderr
    english = CliRunner().invoke(main, [command, str(path), "--language", "en"])
    assert "this is a PDF" in english.stderr


def test_a_refusal_names_the_part_without_what_cannot_be_shown() -> None:
    error = refusal(with_member("word/../\x1b[31m" + "x" * 500))
    assert "\x1b" not in str(error)
    assert "word/../\ufffd[31mxxx" in str(error)
    assert len(str(error)) < 300


def test_a_refusal_travels_between_processes() -> None:
    error = refusal(BLANK[:-3])
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.code, copy.in_words(language="nl")) == (
        type(error),
        error.code,
        error.in_words(language="nl"),
    )


def test_an_error_of_one_text_says_it_in_every_language() -> None:
    assert DamagedFileError("odd", "it is odd").in_words(language="nl") == "it is odd"


def test_every_refusal_is_in_the_documentation_in_its_own_words() -> None:
    rows = dict(
        re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", (ROOT / "docs" / "refusals.md").read_text("utf-8"), re.MULTILINE)
    )
    words = load_instrument().words
    assert rows == {code: words[f"refusal.{code}"]["en"] for code in worded()}


# ---- what is read all the same


def with_main_type(kind: str) -> bytes:
    return rewritten(
        BLANK, "[Content_Types].xml", lambda xml: re.sub(rb"[\w./+-]*document\.main\+xml", kind.encode(), xml)
    )


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/octet-stream",
    ],
)
def test_documents_templates_and_wrong_content_types_are_read(kind: str) -> None:
    reading = read(with_main_type(kind))
    assert reading.form == FORM
    assert reading.findings == ()


def test_strict_open_xml_is_read() -> None:
    def strict(xml: bytes) -> bytes:
        xml = xml.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        return xml.replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )

    reading = read(zipped({name: strict(content) for name, content in PARTS.items()}))
    assert reading.form == FORM
    assert reading.findings == ()


def test_macros_are_told_and_never_run() -> None:
    reading = read(with_member("word/vbaProject.bin", b"\xd0\xcf\x11\xe0"))
    assert reading.form == FORM
    assert [finding.code for finding in reading.findings] == ["macros-ignored"]


def related(kind: str, target: str, mode: str = "") -> bytes:
    """The blank form with a relationship of its main part."""
    added = f'<Relationship Id="rX" Type="http://x/{kind}" Target="{target}"{mode}/></Relationships>'.encode()
    return rewritten(BLANK, "word/_rels/document.xml.rels", lambda xml: xml.replace(b"</Relationships>", added))


def test_an_inserted_file_is_told_and_not_followed() -> None:
    reading = read(related("aFChunk", "/word/ander.html"))
    assert [finding.code for finding in reading.findings] == ["alt-chunk"]


@pytest.mark.parametrize("mode", [' TargetMode="External"', ' TargetMode="external"', ""])
def test_what_lies_outside_is_never_followed(mode: str) -> None:
    for target in ("https://example.org/header.xml", "file:///etc/hostname", "../../../../etc/hostname"):
        assert read(related("header", target, mode)).findings == ()


def test_a_part_that_relates_to_itself_is_read_once() -> None:
    reading = read(related("header", "document.xml"))
    assert reading.form == FORM


def test_styles_in_a_circle_and_odd_levels_do_no_harm() -> None:
    styles = (
        b'<w:style w:styleId="A"><w:name w:val="heading \xc2\xb2"/><w:basedOn w:val="B"/></w:style>'
        b'<w:style w:styleId="B"><w:name w:val="heading 99999"/><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    reading = read(rewritten(BLANK, "word/styles.xml", lambda xml: xml.replace(b"</w:styles>", styles)))
    assert reading.findings == ()


def test_mail_programs_may_add_white_space() -> None:
    assert read(BLANK + b"\r\n\0\0").form == FORM


def test_a_document_in_utf_16_or_latin_1_is_read() -> None:
    for encoding in ("utf-16", "iso-8859-1", "windows-1252", "US-ASCII"):
        assert read(replaced(DOCUMENT, attacks.in_encoding(encoding))).form == FORM


def test_a_zip_without_compression_and_with_zip64_records_is_read() -> None:
    assert read(zipped(PARTS, zipfile.ZIP_STORED)).form == FORM
    assert read(with_member("x.xml", b"<x/>", attacks.setting(extra=b"\1\0\x10\0" + bytes(16)))).form == FORM


def test_notes_that_refer_to_each_other_are_told_once() -> None:
    drawn = sketch("Wat wij wilden zeggen⟦note:een⟧⟦note:twee⟧")
    circle = (b"</w:t></w:r></w:p>", b'</w:t></w:r><w:r><w:footnoteReference w:id="1"/></w:r></w:p>')
    data = rewritten(drawn, "word/footnotes.xml", lambda xml: xml.replace(*circle))
    for found in (data, rewritten(data, DOCUMENT, lambda xml: xml.replace(b"footnoteReference", b"nothing"))):
        notes = [passage.text for passage in read(found).unplaced if passage.place.part == "footnote"]
        assert sorted(notes) == ["een", "twee"]


def test_notes_within_notes_without_end_are_too_deep() -> None:
    drawn = sketch("Begin⟦note:1⟧")
    notes = b"".join(
        b'<w:footnote w:id="%d"><w:p><w:r><w:footnoteReference w:id="%d"/></w:r></w:p></w:footnote>' % (n, n + 1)
        for n in range(1, 2_000)
    )
    data = rewritten(
        drawn, "word/footnotes.xml", lambda xml: re.sub(rb"<w:footnote .*</w:footnote>", lambda _found: notes, xml)
    )
    assert refusal(data).code == "too-deep"


def test_the_main_part_is_found_without_its_relationship() -> None:
    assert read(without("_rels/.rels")).form == FORM


def renamed(change: Callable[[str], str]) -> bytes:
    """The blank form with its members under other names."""
    return zipped({change(name): content for name, content in PARTS.items()})


def aimed(target: str) -> bytes:
    """The blank form whose first relationship names the main part in another way."""
    rels = PARTS["_rels/.rels"].replace(b'Target="word/document.xml"', f'Target="{target}"'.encode())
    return zipped({**PARTS, "_rels/.rels": rels})


def moved(folder: str) -> bytes:
    """The blank form with its parts in another folder than Word's."""
    parts = {name.replace("word/", folder): content for name, content in PARTS.items()}
    for name in ("_rels/.rels", "[Content_Types].xml"):
        parts[name] = parts[name].replace(b"word/", folder.encode())
    return zipped(parts)


PACKED: dict[str, bytes] = {
    "back slashes": renamed(lambda name: name.replace("/", "\\")),
    "capitals": renamed(str.upper),
    "one part with a capital": renamed(lambda name: name.replace("word/document", "Word/Document")),
    "folders of relationships with capitals": renamed(lambda name: name.replace("_rels", "_RELS")),
    "a dot before each name": renamed(lambda name: f"./{name}"),
    "another folder": moved("doc/"),
    "an odd folder": moved("xl x/"),
    "a target with capitals": aimed("Word/DOCUMENT.xml"),
    "a target with a back slash": aimed("word\\document.xml"),
    "a target from the top": aimed("/word/document.xml"),
    "a target by way of a folder": aimed("./x/../word//document.xml"),
    "a target with signs as numbers": aimed("word/document%2Exml"),
    "a target between blanks": aimed(" word/document.xml "),
}


@pytest.mark.parametrize("name", PACKED)
def test_parts_are_found_however_a_program_spells_their_names(name: str) -> None:
    reading = read(PACKED[name])
    assert (reading.form, reading.findings) == (FORM, ())


@pytest.mark.parametrize(("limit", "code"), [("part", "too-large"), ("total", "too-large"), ("file", "too-big")])
def test_the_limits_hold_while_unpacking(limit: str, code: str) -> None:
    assert refusal(BLANK, Limits(**{limit: 10_000})).code == code


@pytest.mark.parametrize("limit", ["blocks", "runs", "characters"])
def test_what_is_far_larger_than_a_form_is_refused(limit: str) -> None:
    assert refusal(BLANK, Limits(**{limit: 50})).code == "too-much-text"


@pytest.mark.parametrize(
    ("limit", "value", "code"),
    [("tags", 50, "too-many-tags"), ("attributes", 50, "too-many-tags"), ("parts", 3, "too-many-parts")],
)
def test_every_limit_can_be_lower(limit: str, value: int, code: str) -> None:
    assert refusal(BLANK, Limits(**{limit: value})).code == code


def test_tags_count_in_utf_16_too_whatever_their_letters_are() -> None:
    kangxi = f"<{chr(0x2F00)} xmlns='x'>" + f"<{chr(0x2F00)}/>" * 5_000 + f"</{chr(0x2F00)}>"
    body = attacks.in_encoding("utf-16-be").decode("utf-16-be").replace("</w:body>", kangxi + "</w:body>")
    assert refusal(replaced(DOCUMENT, body.encode("utf-16-be")), Limits(tags=5_000)).code == "too-many-tags"


@pytest.mark.parametrize("limit", ["tags", "attributes", "blocks", "runs", "characters"])
def test_a_limit_is_exact_although_nothing_is_counted_before_it_may_be_passed(limit: str) -> None:
    least, most = 1, getattr(Limits(), limit)
    while least < most:
        middle = (least + most) // 2
        try:
            read(BLANK, limits=Limits(**{limit: middle}))
        except UnsafeFileError:
            least = middle + 1
        else:
            most = middle
    assert least == counted(limit)


def counted(limit: str) -> int:
    """What the parts that reading opens hold of something, counted in each of them."""
    parts, total = package.open_package(BLANK), 0
    for name in opened(BLANK):
        data, root = parts.part(name), etree.fromstring(parts.part(name))
        total += {
            "tags": data.count(b"<") - data.count(b"</"),
            "attributes": data.count(b"="),
            "blocks": sum(1 for _ in root.iter("{*}p", "{*}tc")),
            "runs": max(*(sum(1 for _ in root.iter(f"{{*}}{name}")) for name in ("r", "t", "sdt")), texts_in(root)),
            "characters": sum(map(len, root.itertext())),
        }[limit]
    return total


def texts_in(root: etree._Element) -> int:
    return sum(1 for text in root.itertext() if text.strip())


def opened(data: bytes) -> list[str]:
    names: list[str] = []
    usual = package.Package._examined

    def noting(self: package.Package, name: str) -> Iterator[bytes]:
        names.append(name)
        return usual(self, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package.Package, "_examined", noting)
        read(data)
    return names


def test_a_limit_on_packing_can_be_lower() -> None:
    large = replaced("word/styles.xml", b"<a>" + attacks.noise(1, 900) * 1_500 + b"</a>")
    assert read(large).form == FORM
    assert refusal(large, Limits(ratio=20)).code == "too-large"


def test_a_limit_on_forms_can_be_lower() -> None:
    title = "Invulformat voor strategische motieven en beoogde opbrengsten voor praktijkpartners"
    two = sketch(f"{title}\n| Naam | x |\n{title}\n| Naam | y |")
    assert len(read(two).forms) == 2
    assert refusal(two, Limits(forms=1)).code == "too-many-forms"


def test_what_lower_limits_refuse_is_not_written_under_them() -> None:
    limits = Limits(characters=5_000)
    form = CommitmentForm(answers={"commitment.investment.1": "woord " * 1_000})
    for write in (render, document):
        with pytest.raises(InvalidValueError, match="commitment"):
            write(form, limits=limits)
        write(form)


@pytest.mark.parametrize(
    "limit", ["file", "parts", "total", "part", "tags", "attributes", "blocks", "runs", "characters"]
)
def test_a_form_is_written_under_each_limit_if_it_can_be_read_under_it(limit: str) -> None:
    form = CommitmentForm(answers={"commitment.investment.1": "Wij leren samen"})
    least, most, data = 1, getattr(Limits(), limit), render(form)
    while least < most:
        middle = (least + most) // 2
        try:
            read(data, limits=Limits(**{limit: middle}))
        except UnsafeFileError:
            least = middle + 1
        else:
            most = middle
    assert render(form, limits=Limits(**{limit: least})) == data
    with pytest.raises(InvalidValueError):
        render(form, limits=Limits(**{limit: least - 1}))


@pytest.mark.parametrize("wrong", [0, -1, 10**12, 1.5, True, "9", None])
def test_a_limit_is_a_number_that_is_not_higher(wrong: object) -> None:
    with pytest.raises(InvalidValueError, match="characters"):
        Limits(characters=wrong)  # type: ignore[arg-type]  # wrong on purpose


def test_limits_are_one_value() -> None:
    assert Limits() == Limits(parts=5_000)
    assert pickle.loads(pickle.dumps(Limits(tags=9))) == Limits(tags=9)


# ---- what is no file


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pijp.docx")
    return tmp_path / "pijp.docx"


@pytest.mark.skipif(sys.platform != "linux", reason="devices and pipes of Linux")
def test_devices_and_pipes_are_refused_before_they_are_read(pipe: Path) -> None:
    for path in (pipe, Path("/dev/zero"), Path("/dev/stdin")):
        with pytest.raises(UnsafeFileError) as caught:
            read(path)
        assert caught.value.code == "no-file"
        (failure,) = read_many([path])
        assert isinstance(failure, ReadFailure)
        assert failure.code == "no-file"


def test_a_file_of_three_gigabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "groot.docx"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)  # takes no room on the disk
    with pytest.raises(UnsafeFileError) as caught:
        read(path)
    assert caught.value.code == "too-big"
    (failure,) = read_many([path])
    assert isinstance(failure, ReadFailure)
    assert failure.code == "too-big"


class Endless(io.RawIOBase):
    """A stream without an end, that counts what is asked of it."""

    asked = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "all of it was asked for"
        self.asked += size
        return bytes(size)


def test_no_more_is_asked_of_a_stream_than_the_limit() -> None:
    stream = Endless()
    with pytest.raises(UnsafeFileError) as caught:
        read(stream, limits=Limits(file=1_000_000))  # type: ignore[arg-type]  # as a program may pass it
    assert (caught.value.code, stream.asked) == ("too-big", 1_000_001)


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, 700))

    assert read(Slow(BLANK)).form == FORM


def test_a_document_type_that_slips_by_the_first_look_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_DOCTYPES", ())
    assert refusal(UNSAFE["entities"][0]).code == "doctype"


def test_tags_and_document_types_are_seen_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    late = replaced(DOCUMENT, b"<!--" + b"x" * 3_990 + b"-->" + ENTITIES + b"<a/>")
    for cut in range(1, 40):
        monkeypatch.setattr(package, "_CHUNK", 4_000 + cut)
        assert refusal(UNSAFE["entities"][0]).code == "doctype", cut
        assert refusal(late).code == "doctype", cut
        assert read(BLANK).form == FORM, cut


def odt(**added: bytes) -> bytes:
    """A small OpenDocument text."""
    content = b'<o:d xmlns:o="x"><o:body><o:text><o:p>Wij leren samen</o:p></o:text></o:body></o:d>'
    names = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content}
    return zipped({**names, **{name.replace("__", "/"): found for name, found in added.items()}})


def test_an_open_document_is_opened_by_its_own_front() -> None:
    assert [passage.text for passage in read(odt()).unplaced] == ["Wij leren samen"]
    bare = zipped({"content.xml": members(odt())["content.xml"], "META-INF/manifest.xml": b"<m/>"})
    assert [passage.text for passage in read(bare).unplaced] == ["Wij leren samen"]
    assert refusal(zipped({"mimetype": members(odt())["mimetype"]})).code == "part-missing"


def test_macros_of_an_open_document_are_told() -> None:
    reading = read(odt(Basic__Standard__Module1=b"Sub Main"))
    assert "macros-ignored" in codes(reading)


def test_a_damaged_statement_of_its_kind_is_told() -> None:
    stored = zipped(members(odt()), zipfile.ZIP_STORED)
    assert refusal(stored.replace(b"opendocument.text", b"opendocument.tekst"[:17], 1)).code == "part-damaged"


def test_a_damaged_directory_is_told() -> None:
    start = BLANK.rfind(b"PK\1\2")
    assert refusal(BLANK[:start] + b"XX" + BLANK[start + 2 :]).code == "zip-damaged"


def test_a_phase_without_motives_is_as_safe() -> None:
    data = render(CommitmentForm(), language="en")
    assert isinstance(refusal(data[:-40]), DamagedFileError)


# ---- what it costs, and what it reaches


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("name", dear(4, sorted(HEAVY, key=lambda name: name in SLOW)))
def test_no_file_costs_much_or_reaches_anything(name: str, cost: Callable[[bytes], Cost]) -> None:
    data = HEAVY[name]()
    assert len(data) <= LARGEST
    costs_little(cost(data))


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured as Linux tells it")
@pytest.mark.parametrize("name", HEAVIER)
def test_no_shape_of_a_form_costs_much(name: str, cost: Callable[[bytes], Cost]) -> None:
    data = HEAVIER[name]()
    assert len(data) <= LARGEST
    costs_little(cost(data))


@pytest.mark.parametrize("bad", ["%01", "%0B", "%EF%BF%BE"])
def test_an_identity_that_no_form_can_hold_is_not_believed(bad: str) -> None:
    line = f"hlo1/strategic-motives/2022/nl/preparation/practice_partner/abc/-/-/{bad}"
    reading = read(sketch(f"!identity {line}\n1. Wat is het hoofdmotief om te participeren in de samenwerking?\n| A |"))
    assert "identity-unreadable" in codes(reading)
    assert reading.form.answers == {"preparation.1": "A"}
