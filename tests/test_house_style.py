"""A house style: what an institution may change in a template, what it never tells, and what is refused."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import attrs
import pytest

import hlo_forms as hlo
from docx_parts import MC, Docx, W, faults, parse, shown
from hlo_forms import Form, TemplateError
from hlo_forms.word.package import write_package
from hlo_forms.word.writer.finishing import finished
from hlo_forms.word.writer.template import repair
from libreoffice import all_converted
from places import SOURCE

BLANK: dict[str, Form] = {
    "preparation": hlo.PreparationForm(organisation=hlo.Organisation(type="programme")),
    "alignment": hlo.AlignmentForm(),
    "commitment": hlo.CommitmentForm(),
}
every_phase = pytest.mark.parametrize("phase", BLANK)


def template(phase: str) -> bytes:
    return (SOURCE / "templates" / f"{phase}.docx").read_bytes()


def changed(phase: str, **changes: tuple[str, str]) -> bytes:
    """A template in which a text of a part, named without its folder and ending, is replaced by another."""
    parts = Docx(template(phase)).parts
    for name, (before, after) in changes.items():
        path = f"word/{name}.xml"
        assert before.encode() in parts[path]
        parts[path] = parts[path].replace(before.encode(), after.encode())
    return write_package(parts)


def with_parts(phase: str, types: dict[str, str], **relations: str) -> bytes:
    """A template with more parts of these content types, and more relationships of the document, by kind."""
    parts = Docx(template(phase)).parts
    overrides = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", f"{overrides}</Types>".encode())
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    more = "".join(
        f'<Relationship Id="x{kind}" Type="{office}/{kind}" Target="{target}"/>' for kind, target in relations.items()
    )
    rels = "word/_rels/document.xml.rels"
    parts[rels] = parts[rels].replace(b"</Relationships>", f"{more}</Relationships>".encode())
    for name in types:
        parts[name] = b'<part author="Vertrouwelijk Persoon" company="Geheim BV"/>'
    return write_package(parts)


def test_a_house_style_keeps_its_own_text_and_colours() -> None:
    data = changed("commitment", styles=("1D5B6B", "8A1538"), footer1=("{{ kicker }}", "{{ kicker }} – Hogeschool"))
    docx = Docx(hlo.render(BLANK["commitment"], template=data))
    assert "8A1538" in docx.parts["word/styles.xml"].decode()
    assert " – Hogeschool" in shown(docx.root("word/footer1.xml"))
    assert faults(docx) == []


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("{{ title }}", "{{ titel }}", "does not exist"),
        ("{{ title }}", "{{ title", "fault"),
        ("{{ title }}", "{{ title.upper }}", "does not exist"),
        ("{{ title }}", "{{ title.__class__.__mro__ }}", "cannot be used"),
        ("{{ title }}", "{{ '&lt;w:p&gt;'|safe }}", "cannot be used"),
    ],
)
def test_a_template_with_a_fault_is_refused(before: str, after: str, what: str) -> None:
    with pytest.raises(TemplateError, match=what):
        hlo.render(BLANK["commitment"], template=changed("commitment", document=(before, after)))


@pytest.mark.parametrize("data", [b"", b"geen Word", b"PK\x03\x04"])
def test_what_is_no_word_file_is_refused_as_a_template(data: bytes) -> None:
    with pytest.raises(TemplateError):
        hlo.render(BLANK["commitment"], template=data)


def test_styles_without_defaults_are_refused() -> None:
    data = changed("commitment", styles=("w:docDefaults", "w:latentStyles"))
    with pytest.raises(TemplateError, match="docDefaults"):
        hlo.render(BLANK["commitment"], template=data)


@every_phase
def test_who_made_a_template_is_not_told(phase: str) -> None:
    types = {
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        "word/people.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml",
        "docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml",
        "customXml/item1.xml": "application/xml",
    }
    data = with_parts(phase, types, people="people.xml", customXml="../customXml/item1.xml")
    assert "Vertrouwelijk Persoon" in Docx(data).everything()
    docx = Docx(hlo.render(BLANK[phase], template=data))
    assert not re.search("Vertrouwelijk|Geheim|creator|lastModifiedBy", docx.everything())
    assert faults(docx) == []


TOLD = 'w:id="7" w:author="Vertrouwelijk Persoon" w:date="2026-03-01T09:00:00Z"'


@every_phase
def test_changes_and_comments_in_a_template_do_not_tell_who_made_them(phase: str) -> None:
    """The text is what it is when the changes are accepted."""
    marks = (
        f'<w:pPr><w:rPr><w:ins {TOLD}/></w:rPr></w:pPr><w:commentRangeStart w:id="7"/>'
        f'<w:ins {TOLD}><w:r w:rsidR="00AB12CD"><w:rPr><w:b/><w:rPrChange {TOLD}><w:rPr/></w:rPrChange></w:rPr>'
        f"<w:t>Van ons: </w:t></w:r></w:ins><w:del {TOLD}><w:r><w:delText>Van hun</w:delText></w:r></w:del>"
        '<w:commentRangeEnd w:id="7"/><w:r><w:commentReference w:id="7"/></w:r>'
    )
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    parts = Docx(with_parts(phase, {"word/comments.xml": kind}, comments="comments.xml")).parts
    body = parts["word/document.xml"].decode()
    paragraph = f'<w:p w:rsidR="00AB12CD" w:rsidRDefault="00AB12CD">{marks}<w:r><w:t>welkom</w:t></w:r></w:p>'
    parts["word/document.xml"] = body.replace("<w:body>", f"<w:body>{paragraph}", 1).encode()
    settings, rsids = "word/settings.xml", b'</w:compat><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids>'
    assert b"</w:compat>" in parts[settings]
    parts[settings] = parts[settings].replace(b"</w:compat>", rsids)
    docx = Docx(hlo.render(BLANK[phase], template=write_package(parts)))
    assert "Van ons: welkom" in shown(docx.root("word/document.xml"))
    assert not re.search("Vertrouwelijk|Van hun|00AB12CD|comment|w:author", docx.everything())
    assert faults(docx) == []


def test_the_path_of_another_template_and_its_protection_are_left_behind() -> None:
    more = '<w:attachedTemplate r:id="rId1"/><w:documentProtection w:edit="forms" w:enforcement="1"/><w:zoom '
    parts = Docx(changed("commitment", settings=("<w:zoom ", more))).parts
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts["word/_rels/settings.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/attachedTemplate" Target="file:///C:/Users/geheim/x.dotx" TargetMode="External"/>'
        "</Relationships>"
    ).encode()
    docx = Docx(hlo.render(BLANK["commitment"], template=write_package(parts)))
    assert not re.search("geheim|attachedTemplate|documentProtection", docx.everything())
    assert faults(docx) == []


def test_parts_that_a_template_adds_keep_their_type() -> None:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
    data = with_parts("commitment", {"word/extra.xml": kind}, extra="extra.xml")
    docx = Docx(hlo.render(BLANK["commitment"], template=data))
    assert f'PartName="/word/extra.xml" ContentType="{kind}"' in docx.parts["[Content_Types].xml"].decode()
    assert faults(docx) == []


def test_a_template_file_becomes_a_document() -> None:
    parts = Docx(template("commitment")).parts
    name = "[Content_Types].xml"
    parts[name] = parts[name].replace(b"document.main+xml", b"template.main+xml")
    assert b"template.main" in parts[name]
    made = Docx(hlo.render(BLANK["commitment"], template=write_package(parts))).parts[name]
    assert b"document.main+xml" in made
    assert b"template.main" not in made


def test_prefixes_that_a_template_ignores_are_named_only_where_declared() -> None:
    """Word refuses a part that names one it does not declare; LibreOffice writes wp14 and w15."""
    more = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15"'
    data = changed("commitment", document=('mc:Ignorable="w14"', more))
    assert faults(Docx(hlo.render(BLANK["commitment"], template=data))) == []


def pages_begun(docx: Docx) -> list[str]:
    """The paragraphs that begin a page."""
    return [
        shown(paragraph).strip()
        for paragraph in docx.root().iter(f"{W}p")
        if paragraph.find(f"{W}pPr/{W}pageBreakBefore") is not None
        or paragraph.find(f"{W}r/{W}br[@{W}type='page']") is not None
    ]


def test_a_page_break_that_an_editor_put_in_a_directive_stays() -> None:
    """LibreOffice moves the break of a heading into the paragraph before it, here the end of an optional part."""
    parts = Docx(template("commitment")).parts
    text = parts["word/document.xml"].decode()
    assert text.count("<w:pageBreakBefore/>") == 3
    text = text.replace("<w:pageBreakBefore/>", "")
    ends = text.rindex("{%p endif %}", 0, text.index("{{ shared_agreements.heading }}"))
    there = text.index("</w:r>", ends)
    text = f'{text[:there]}<w:br w:type="page"/></w:r><w:r><w:br w:type="page"/>{text[there:]}'
    parts["word/document.xml"] = text.replace(
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:spacing', "<w:p><w:pPr><w:spacing"
    ).encode()
    docx = Docx(hlo.render(BLANK["commitment"], template=write_package(parts)))
    assert pages_begun(docx) == [BLANK["commitment"].instrument.word("heading.shared_agreements", "nl")]
    assert faults(docx) == []


def test_runs_that_repeat_the_language_of_a_template_follow_that_of_the_form() -> None:
    data = changed("commitment", document=("<w:r><w:t", '<w:r><w:rPr><w:lang w:val="nl-NL"/></w:rPr><w:t'))
    docx = Docx(hlo.render(BLANK["commitment"], language="en", template=data))
    assert list(docx.root().iter(f"{W}lang")) == []


def test_a_page_break_moves_to_a_heading_without_properties_of_its_own() -> None:
    parts = Docx(template("commitment")).parts
    heading = "shared_agreements.heading"
    text = re.sub(
        rf"<w:pPr>[^{{]*?</w:pPr>(?=<w:r><w:t[^>]*>\{{\{{ {heading})", "", parts["word/document.xml"].decode()
    )
    ends = text.index("</w:r>", text.rindex("{%p endif %}", 0, text.index(f"{{{{ {heading} }}}}")))
    parts["word/document.xml"] = f'{text[:ends]}<w:br w:type="page"/>{text[ends:]}'.encode()
    docx = Docx(hlo.render(BLANK["commitment"], template=write_package(parts)))
    assert BLANK["commitment"].instrument.word("heading.shared_agreements", "nl") in pages_begun(docx)


def test_a_break_with_no_heading_after_it_is_left_where_it_is() -> None:
    end = '{%p endfor %}</w:t></w:r><w:r><w:br w:type="page"/></w:r></w:p><w:sectPr>'
    body = parse(f'<w:body xmlns:w="{W[1:-1]}"><w:p><w:r><w:t>{end}</w:sectPr></w:body>')
    repair(body, None)
    assert body.find(f".//{W}br") is not None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (' mc:Ignorable="w14"', ""),
        ('mc:Ignorable="w14"', 'mc:Ignorable=""'),
        ('xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" mc:Ignorable="w14"', ""),
    ],
)
def test_a_template_that_knows_no_boxes_still_gives_them(before: str, after: str) -> None:
    data = changed("commitment", document=(before, after))
    docx = Docx(hlo.render(BLANK["commitment"], template=data))
    assert docx.boxes() == Docx(hlo.render(BLANK["commitment"])).boxes() != {}
    assert "w14" in docx.root().get(f"{MC}Ignorable").split()
    assert faults(docx) == []


def test_controls_whose_ids_collide_get_other_ones() -> None:
    control = '<w:sdt><w:sdtPr><w:alias w:val="a"/><w:tag w:val="t"/><w:id w:val="2147483646"/></w:sdtPr></w:sdt>'
    xml = f'<w:document xmlns:w="{W[1:-1]}"><w:body><w:p>{control * 3}</w:p></w:body></w:document>'
    root = parse(finished(xml.encode()))
    assert [node.get(f"{W}val") for node in root.iter(f"{W}id")] == ["2147483646", "1", "2"]


def test_a_part_may_have_prefixes_of_its_own() -> None:
    parts = Docx(template("commitment")).parts
    footer = parts["word/footer1.xml"].decode()
    parts["word/footer1.xml"] = re.sub(
        r"(?<=[</ ])w:|(?<=xmlns:)w(?==)", lambda found: found[0].replace("w", "x"), footer
    ).encode()
    docx = Docx(hlo.render(BLANK["commitment"], template=write_package(parts)))
    assert shown(docx.root("word/footer1.xml")) == shown(Docx(hlo.render(BLANK["commitment"])).root("word/footer1.xml"))
    assert faults(docx) == []


def test_a_template_without_settings_or_a_language_still_gives_a_form_in_one() -> None:
    parts = Docx(changed("commitment", styles=('<w:lang w:val="nl-NL"/>', ""))).parts
    del parts["word/settings.xml"]
    rels = "word/_rels/document.xml.rels"
    parts[rels] = re.sub(rb'<Relationship [^>]*settings.xml"/>', b"", parts[rels], count=1)
    docx = Docx(hlo.render(BLANK["commitment"], language="en", template=write_package(parts)))
    assert [node.get(f"{W}val") for node in docx.root("word/styles.xml").iter(f"{W}lang")] == ["en-GB"]


@pytest.mark.parametrize("name", ["[Content_Types].xml", "word/styles.xml", "word/document.xml"])
def test_a_template_that_lacks_a_part_is_refused(name: str) -> None:
    parts = Docx(template("commitment")).parts
    del parts[name]
    with pytest.raises(TemplateError):
        hlo.render(BLANK["commitment"], template=_zipped(parts))


@pytest.mark.parametrize("name", ["word/styles.xml", "word/settings.xml", "word/_rels/document.xml.rels"])
def test_a_template_with_a_damaged_part_is_refused(name: str) -> None:
    parts = {**Docx(template("commitment")).parts, name: b"<kapot"}
    with pytest.raises(TemplateError):
        hlo.render(BLANK["commitment"], template=write_package(parts))


def _zipped(parts: dict[str, bytes]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return found.getvalue()


@pytest.mark.editor
def test_templates_saved_by_libreoffice_still_make_forms_with_all_their_tags(tmp_path: Path) -> None:
    templates = [SOURCE / "templates" / f"{phase}.docx" for phase in BLANK]
    for phase, saved in zip(BLANK, all_converted(templates, "docx", tmp_path / "saved"), strict=True):
        makes_the_same(phase, saved)


def makes_the_same(phase: str, saved: Path) -> None:
    form = attrs.evolve(BLANK[phase], round="Ronde & <2026>\nvervolg")
    for language in form.instrument.languages:
        own, house = (
            Docx(hlo.render(form, language=language)),
            Docx(hlo.render(form, language=language, template=saved)),
        )
        assert house.tags() == own.tags()
        assert house.texts() == own.texts()
        assert house.prompts() == own.prompts()
        assert pages_begun(house) == pages_begun(own)
        assert {node.get(f"{W}val") for node in house.root().iter(f"{W}lang")} <= {form.instrument.locale(language)}
        assert faults(house) == []
