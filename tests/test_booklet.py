"""The whole instrument as one document: the source's own words in its order, and a sign at everything else."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

import hlo_forms as hlo
from commands import is_told, run
from docx_parts import Docx, W, faults, schema_faults, shown
from hlo_forms import InvalidValueError, load_instrument
from hlo_forms.reports.booklet import booklet_page
from places import SHARED

# Reading errors of the scan, and what the source prints there.
SCANNED = {
    "creéren": "creëren",
    "worden gebruik?)": "worden gebruikt)",
    "producten/ processen": "producten/processen",
    "afstemmmingsfase": "afstemmingsfase",
    "geévalueerd": "geëvalueerd",
    "financiele": "financiële",
}


def words(text: str) -> list[str]:
    """The words of a text, in lower case, with one kind of apostrophe; numbers before items are layout."""
    text = unicodedata.normalize("NFC", text).casefold()
    for wrong, right in SCANNED.items():
        text = re.sub(re.escape(wrong).replace(r"\ ", r"\s+"), right, text)
    text = re.sub("[‘’']", "'", text).replace("\N{ZERO WIDTH SPACE}", "")
    return [word for word in re.findall(r"[\w'/-]*\w[\w'/-]*", text) if not word.isdigit()]


def paragraphs(document: bytes) -> list[str]:
    return [shown(paragraph) for paragraph in Docx(document).root().iter(f"{W}p")]


def body(language: str = "nl") -> list[str]:
    """What the booklet prints of the source: no title page, list of contents or section about the text."""
    lines = [line for line in paragraphs(hlo.booklet(language=language)) if line.strip()]
    instrument = load_instrument()
    start = lines.index(instrument.headings["purpose"][language])
    end = lines.index(instrument.word("booklet.heading.about", language))
    return lines[start:end]


@pytest.mark.skipif(not (SHARED / "seed.txt").is_file(), reason="the text of the source is not beside the project")
def test_the_booklet_is_the_source_word_for_word_except_where_a_sign_says_so() -> None:
    source = words((SHARED / "seed.txt").read_text(encoding="utf-8").replace("|", " "))
    printed = words("\n".join(line for line in body() if not line.endswith("*")))
    assert printed == source


def test_what_was_lost_in_the_source_has_a_sign_and_the_last_section_explains_it() -> None:
    lines = paragraphs(hlo.booklet(language="nl"))
    instrument = load_instrument()
    lost = {wording["nl"] + "*" for _, wording in instrument.wordings() if wording.reconstructed}
    assert lost == {line for line in lines if line.endswith("*")}
    assert instrument.word("booklet.about.reconstructed", "nl").format(sign="*") in " ".join(lines)


def test_a_sign_is_explained_only_where_it_stands() -> None:
    assert not [line for line in paragraphs(hlo.booklet(language="nl")) if "†" in line]


def test_a_translation_says_that_it_is_none_of_the_authors() -> None:
    about = load_instrument().word("booklet.about.translation", "en")
    assert any(about in line for line in paragraphs(hlo.booklet(language="en")))
    assert not any(about in line for line in paragraphs(hlo.booklet(language="nl")))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_booklet_is_a_sound_document(language: str) -> None:
    data = hlo.booklet(language=language)
    assert faults(Docx(data)) == []
    assert schema_faults([data]) == []
    assert data == hlo.booklet(language=language)


def test_an_own_instrument_has_a_booklet_in_its_own_words() -> None:
    text = (Path(hlo.__file__).parent / "instruments" / "strategic-motives.toml").read_text(encoding="utf-8")
    own = load_instrument(text.replace('nl = "Werven nieuwe medewerkers"', 'nl = "Binden van medewerkers"').encode())
    assert "Binden van medewerkers" in paragraphs(hlo.booklet(language="nl", instrument=own))
    assert booklet_page(own, "nl").locale == "nl-NL"
    with pytest.raises(InvalidValueError, match="language"):
        hlo.booklet(language="fr")


def test_the_command_writes_a_new_file_and_never_over_one(tmp_path: Path) -> None:
    path = tmp_path / "boekje.docx"
    assert run("booklet", path).exit_code == 0
    assert path.read_bytes() == hlo.booklet(language="nl")
    assert run("booklet", path).exit_code == 0, "the same once more changes nothing"
    path.write_bytes(b"Van iemand anders")
    assert is_told(run("booklet", path), str(path))
    assert path.read_bytes() == b"Van iemand anders"


def test_blank_forms_need_no_list_of_partners(tmp_path: Path) -> None:
    result = run("blank", tmp_path)
    assert result.exit_code == 0
    phases = [hlo.read(Path(line)).form.phase for line in result.stdout.splitlines()]
    assert phases == ["preparation", "preparation", "alignment", "commitment"]
    assert all(hlo.read(Path(line)).language == "nl" for line in result.stdout.splitlines())


@pytest.mark.parametrize("name", ["opleiding", "Opleiding", "programme", "Educational programme"])
def test_a_type_is_named_by_its_id_or_label(tmp_path: Path, name: str) -> None:
    (line,) = run("blank", tmp_path, "--type", name, "--language", "en").stdout.splitlines()
    reading = hlo.read(Path(line))
    assert isinstance(reading.form, hlo.PreparationForm)
    assert (reading.form.organisation.type, reading.language) == ("programme", "en")


def test_a_type_without_a_form_of_its_own_is_refused(tmp_path: Path) -> None:
    assert run("blank", tmp_path, "--phase", "2", "--type", "opleiding").exit_code == 2
    assert is_told(run("blank", tmp_path, "--type", "museum"), "museum")
    assert list(tmp_path.iterdir()) == []
