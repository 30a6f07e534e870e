"""What a template may say: slots, loops over our own lists and conditions; all else is refused before it runs."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

import hlo_forms as hlo
import templates
from commands import run
from docx_parts import Docx, shown
from hlo_forms.basics.messages import in_words
from hlo_forms.word.writer import language
from runs import dear
from templates import built_in, packed, replaced

FORM = hlo.CommitmentForm()
NINES = "9" * 250
REFUSED = [
    "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}",
    "{{ 9**(9**9) }}",
    "{{ 1/0 }}",
    "{{ title + 1 }}",
    "{{ 'a'*9999999999 }}",
    "{{ 1.0e308 * 10 }}",
    "{{ -title }}",
    "{{ title ~ title }}",
    f"{{{{ {'(' * 120}1{')' * 120} }}}}",
    f"{{{{ {'-' * 250}1 }}}}",
    f"{{{{ title{'.a' * 120} }}}}",
    f"{{{{ {NINES * 20} }}}}",
    f"{{% if {'not ' * 60}title %}}x{{% endif %}}",
    "{% for a in questions %}" * 12 + "{% endfor %}" * 12,
    "{% for a in questions %}{% for b in questions %}x{% endfor %}{% endfor %}",
    "{% for a in themes %}{% for b in a.questions %}{% for c in a.questions %}x{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in questions %}{% for b in a %}x{% endfor %}{% endfor %}",
    "{% if title %}" * 500 + "{% endif %}" * 500,
    "{% set x = 1 %}",
    "{% set x %}a{% endset %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% include 'x' %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% call title() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% raw %}{{ x }}{% endraw %}",
    "{% autoescape false %}{{ title }}{% endautoescape %}",
    "{% with %}{% endwith %}",
    "{% do title %}",
    "{% debug %}",
    "{% trans %}x{% endtrans %}",
    "{{ title|length }}",
    "{{ title|our_list }}",
    "{{ title is defined }}",
    "{{ title() }}",
    "{{ title.format(x=1) }}",
    "{{ title.__class__ }}",
    "{{ title['upper'] }}",
    "{{ questions[0] }}",
    "{{ questions[:1] }}",
    "{{ title if title else 1 }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ 'x' }}",
    "{{ true }}",
    "{{ title, title }}",
    "{% for a in [1, 2] %}x{% endfor %}",
    "{% for a in title.split() %}x{% endfor %}",
    "{% for a in questions recursive %}{{ loop(a) }}{% endfor %}",
    "{% for a in questions if a %}x{% endfor %}",
    "{% for a, b in questions %}x{% endfor %}",
    "{% for a in questions %}x{% else %}y{% endfor %}",
    "{% for a in questions %}{{ loop.index }}{% endfor %}",
    "{% for _a in questions %}x{% endfor %}",
    "{% if 1 == 1 == 1 %}x{% endif %}",
    "{% if title == title %}x{% endif %}",
    "{% if title != 'x' %}x{% endif %}",
    "{% if title < 'x' %}x{% endif %}",
    "{% if 'x' in title %}x{% endif %}",
    "{% if title and title %}x{% endif %}",
    "{% if title or title %}x{% endif %}",
    "{% if title.upper() %}x{% endif %}",
    "{{ self }}",
    "{{ _title }}",
    "{{ title.0 }}",
    "{% vm %}",
    "{% hm %}",
    "{% colspan title %}",
    "{% cellbg title %}",
    "{{ }}",
    "{% %}",
    "{{",
    "{%",
    "{#",
    "{{ title",
    "{{ title %}",
    "{% for %}",
    "{% endfor %}",
    "{% if title %}",
    "{{" * 50_000,
    "{%" * 50_000,
    "{#" * 50_000,
    "{% colspan" + " " * 20_000,
    "{% colspan" + " " * 20_000 + "%}",
    "{{ " + "x" * 20_000 + " }}",
    "{{ title }}" * 6_000,
]
UNKNOWN = ["{{ titel }}", "{{ range }}", "{{ title.upper }}", "{{ about.items }}", "{% for a in titel %}x{% endfor %}"]
OF_ANOTHER_KIND = [
    "{{ questions }}",
    "{{ about }}",
    "{% for a in title %}x{% endfor %}",
    "{% for a in about %}x{% endfor %}",
    "{% for a in about.heading %}x{% endfor %}",
]
ALLOWED = [
    "{{ title }}",
    "{{ about.heading }}",
    "{{r title }}",
    "{# somebody's own note #}",
    "{% for a in themes %}{% for b in a.questions %}{{ b.label }}{% endfor %}{% endfor %}",
    "{% for title in questions %}{{ title.label }}{% endfor %}",
    "{% if title == 'x' %}a{% elif not title %}b{% else %}c{% endif %}",
    "{% if not title == “x” %}a{% endif %}",
    "{%- if title -%}a{%- endif -%}",
    "100 % { } {a} }} %}",
]


@functools.cache
def _cut() -> bytes:
    text = built_in()["word/document.xml"].decode()
    end = text.index("</w:p>", text.index("{{ title }}")) + len("</w:p>")
    return (text[:end] + text[text.rindex("<w:sectPr") :]).encode()


def short() -> dict[str, bytes]:
    """The parts of a template that ends behind its title: what is refused in it is refused in any, and soon."""
    return {**built_in(), "word/document.xml": _cut()}


def whole(text: str) -> bytes:
    """The built-in template, with this in place of its title."""
    return packed(replaced(built_in(), "{{ title }}", text))


def in_body(text: str) -> dict[str, bytes]:
    return replaced(short(), "{{ title }}", text)


def in_split_runs(text: str) -> dict[str, bytes]:
    """As Word saves a text of which the spelling was looked at."""
    return in_body(text.replace("{", "{</w:t></w:r><w:r><w:t>", 1).replace("}", "</w:t></w:r><w:r><w:t>}", 1))


def in_attribute(text: str) -> dict[str, bytes]:
    """As the description of a picture."""
    shape = f'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="{text}"/></w:pict></w:r></w:p>'
    return templates.with_body(short(), shape.replace("'", "&apos;"))


PLACES: dict[str, Callable[[str], dict[str, bytes]]] = {
    "the text": in_body,
    "a text in pieces": in_split_runs,
    "a description": in_attribute,
    "a header": lambda text: templates.with_header(short(), text),
    "a footer": lambda text: replaced(short(), "{{ kicker }}", text, "word/footer1.xml"),
    "a footnote": lambda text: templates.with_note(short(), text),
    "the properties": lambda text: templates.with_properties(short(), text),
}
in_every_place = pytest.mark.parametrize("place", PLACES)
EVERYWHERE = [*((text, "the text") for text in REFUSED), *((text, place) for place in PLACES for text in REFUSED[::9])]
TRIED = dear(60, [*EVERYWHERE[::3], *EVERYWHERE[1::3], *EVERYWHERE[2::3]])


def rendered(text: str, place: str = "the text") -> bytes:
    return hlo.render(FORM, template=packed(PLACES[place](escape(text))))


@pytest.mark.parametrize(("text", "place"), TRIED, ids=lambda text: text[:40])
def test_what_is_no_slot_loop_or_condition_is_refused_before_it_runs(text: str, place: str) -> None:
    before = time.process_time()
    with pytest.raises(hlo.TemplateError) as refusal:
        rendered(text, place)
    assert time.process_time() - before < 2
    assert "gives no document" not in str(refusal.value)  # the net below the rules is not needed
    assert in_words(refusal.value, "nl") != in_words(refusal.value, "en") == str(refusal.value)
    assert len(str(refusal.value)) < 1_000


@pytest.mark.parametrize("text", [*UNKNOWN, *OF_ANOTHER_KIND])
def test_what_is_not_ours_is_refused_when_it_is_filled(text: str) -> None:
    with pytest.raises(hlo.TemplateError, match="does not exist" if text in UNKNOWN else "this is no (list|text)"):
        rendered(text)


@pytest.mark.parametrize("text", ALLOWED)
def test_slots_loops_and_conditions_are_allowed(text: str) -> None:
    assert hlo.read(hlo.render(FORM, template=whole(escape(text)))).forms


def test_a_refusal_names_what_stands_where_and_what_to_do() -> None:
    with pytest.raises(hlo.TemplateError) as refusal:
        rendered("Welkom bij {{ 9**9 }} van ons", "a header")
    assert in_words(refusal.value, "nl") == (
        "het sjabloon heeft een fout in een koptekst (word/header1.xml) (bij “Welkom bij van ons”): {{ 9**9 }} kan "
        "niet, want er wordt in gerekend of vergeleken op een andere manier dan met ==. Een sjabloon kent alleen "
        "invulplekken ({{ … }}), herhalingen over onze eigen lijsten ({% for … %}) en voorwaarden ({% if … %}): haal "
        "het weg, of schrijf het zoals in het oorspronkelijke sjabloon"
    )


@in_every_place
def test_a_refusal_knows_the_part_that_it_is_about(place: str) -> None:
    words = {"a text in pieces": "the text", "a description": "the text"}.get(place, place)
    with pytest.raises(hlo.TemplateError, match=f"a fault in {words}"):
        rendered("{{ 9**9 }}", place)


def test_a_document_that_grows_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "LONGEST_PART", 20_000)
    with pytest.raises(hlo.TemplateError, match="far too long"):
        hlo.render(FORM, template=packed(built_in()))


def test_whatever_else_goes_wrong_with_a_template_is_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("hlo_forms.word.writer.parts.properties", fail)
    with pytest.raises(hlo.TemplateError, match="gives no document"):
        hlo.render(FORM, template=packed(built_in()))
    with pytest.raises(MemoryError):  # that is a fault of ours
        hlo.render(FORM)


@pytest.mark.parametrize("id", ["abc", "", "9" * 5_000, "²", "1.5"])
def test_a_control_of_somebody_may_have_any_id(id: str) -> None:
    control = f'<w:p><w:sdt><w:sdtPr><w:id w:val="{id}"/></w:sdtPr><w:sdtContent/></w:sdt></w:p>'
    assert hlo.read(hlo.render(FORM, template=packed(templates.with_body(built_in(), control)))).forms


def test_a_comment_in_the_xml_is_no_part_of_a_template() -> None:
    data = hlo.render(FORM, template=packed(templates.with_body(built_in(), "<!-- {{ 9**9 }} -->")))
    assert "9**9" not in shown(Docx(data).root())


def test_every_template_of_a_folder_is_checked(tmp_path: object) -> None:
    folder = tmp_path / "stijl"  # type: ignore[operator]
    folder.mkdir()
    for number, text in enumerate(("{{ 9**(9**9) }}", "{{ 1/0 }}")):
        (folder / f"{number}.docx").write_bytes(whole(text))
    (folder / "2.docx").write_bytes(packed(built_in("report")))  # which is checked soonest
    result = run("check", folder)
    assert result.exit_code == 1
    lines = [line.removeprefix(f"{folder}/") for line in result.stdout.splitlines() if line.startswith(str(folder))]
    assert lines == ["0.docx: 1 fout (fase 3)", "1.docx: 1 fout (fase 3)", "2.docx: werkt (verslag)"]
