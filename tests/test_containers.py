"""Messages and zip files: the documents in them are read, and what is nested or hostile stays within bounds."""

from __future__ import annotations

import base64
import codecs
import io
import zipfile
from collections.abc import Iterable
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner

from edits import members, zipped
from hlo_forms import DocumentError, Limits, NotAWordFileError, ReadFailure, Reading, UnsafeFileError, read, read_many
from hlo_forms.cli.main import main
from samples import FULL
from sketch import sketch
from test_many import DOCUMENTS, Recording

FORMS = {name.removesuffix(".docx"): data for name, data in DOCUMENTS.items()}
FORM = FULL["preparation programme"]
FIRST, SECOND = FORMS["preparation programme"], FORMS["commitment"]
ODT = (Path(__file__).parent / "odt_documents").glob("*.odt")
DOCX = "vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(99)


def mail(*files: tuple[str, bytes], text: str = "Zie bijlage.", kind: str = DOCX) -> bytes:
    """A message with these files attached."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = "noor@example.org", "sam@example.org", "Formulier één"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    for name, data in files:
        main_kind = "image" if name.endswith(".png") else "application"
        message.add_attachment(data, maintype=main_kind, subtype="png" if main_kind == "image" else kind, filename=name)
    return message.as_bytes()


def sent_on(data: bytes) -> bytes:
    """A message with another message in it, as a program forwards one."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"], message["Subject"] = "sam@example.org", "kim@example.org", "Fwd: Formulier"
    message.set_content("Ter kennisname")
    import email

    message.add_attachment(email.message_from_bytes(data, policy=policy.SMTP))
    return message.as_bytes()


def packed(**files: bytes) -> bytes:
    return zipped({name.replace("__", "/").replace("_", "."): data for name, data in files.items()})


def attached(*files: tuple[str, bytes], head: str = "", kind: str = "mixed", boundary: str = "=_b1") -> bytes:
    """A message of parts, each with its headers as they are and its body, as a program sends it."""
    before = head or "From: noor@example.org\r\nTo: sam@example.org\r\nMIME-Version: 1.0\r\n"
    pieces = [f"--{boundary}\r\n{headers}\r\n\r\n".encode() + body + b"\r\n" for headers, body in files]
    start = f'{before}Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\nOnzichtbaar\r\n'
    return start.encode() + b"".join(pieces) + f"--{boundary}--\r\n".encode()


NAMED = f'Content-Type: application/{DOCX}; name="fase1.docx"'
BASE64 = "\r\nContent-Transfer-Encoding: base64"
ENCODED = base64.encodebytes(FIRST)
FILE = (NAMED + BASE64, ENCODED)
LETTER = ("Content-Type: text/plain", b"Zie bijlage.\n\nFrom nu af in 2026 anders.")
MAC = b"\0\5\x16\7\0\2\0\0"


def posted(data: bytes) -> bytes:
    """A message as a mailbox (mbox) keeps it."""
    return b"From noor@example.org Mon Jan  5 10:00:00 2026\n" + data.replace(b"\r\n", b"\n") + b"\n"


SENT: dict[str, tuple[bytes, str]] = {
    "a note behind the encoding": (attached((FILE[0] + " (zo)", ENCODED)), "fase1.docx"),
    "no encoding at all": (attached((NAMED, FIRST)), "fase1.docx"),
    "an encoding of Unix": (
        attached((f"{NAMED}\r\nContent-Transfer-Encoding: x-uuencode", codecs.encode(FIRST, "uu"))),
        "fase1.docx",
    ),
    "a name in UTF-8 as it is": (attached((FILE[0].replace("fase1", "één"), ENCODED)), "één.docx"),
    "a name in Latin 1 as it is": (
        attached((FILE[0].replace("fase1", "één"), ENCODED)).replace("één".encode(), "één".encode("latin-1")),
        "één.docx",
    ),
    "no name and an unusual type": (attached((f"Content-Type: model/x{BASE64}", ENCODED)), "attachment"),
    "no name and the type of a text": (
        attached((f"Content-Type: text/plain\r\nContent-Disposition: attachment{BASE64}", ENCODED)),
        "attachment",
    ),
    "a form beside a web page": (
        attached(LETTER, FILE, kind="related", head="From: noor@example.org\r\nDate: vandaag\r\n"),
        "fase1.docx",
    ),
    "headers about the content only": (attached(FILE, head="MIME-Version: 1.0\r\n"), "fase1.docx"),
    "one header": (attached(FILE, head="X: y\r\n"), "fase1.docx"),
    "long seals before the headers": (
        attached(FILE, head=f"ARC-Seal: i=1; {'x' * 5000}\r\nDKIM-Signature: v=1;\r\n {'y' * 5000}\r\n"),
        "fase1.docx",
    ),
    "a message that was saved in UTF-16": (attached(FILE).decode("latin-1").encode("utf-16"), "fase1.docx"),
    "a mailbox": (posted(attached(LETTER, FILE)), "fase1.docx"),
    "the helper file of Word beside it": (attached((FILE[0].replace("fase", "~$fase"), b""), FILE), "fase1.docx"),
    "the helper file of a Mac beside it": (
        attached((FILE[0].replace("fase", "._fase"), base64.encodebytes(MAC)), FILE),
        "fase1.docx",
    ),
    "the two files of a Mac": (attached((FILE[0], base64.encodebytes(MAC)), FILE, kind="appledouble"), "fase1.docx"),
    "a member with a number behind its name": (zipped({"fase1.docx (1)": FIRST}), "fase1.docx (1)"),
    "a member that was renamed": (zipped({"fase1.docx_": FIRST}), "fase1.docx_"),
    "a member that is called a text": (zipped({"fase1.docx.txt": FIRST}), "fase1.docx.txt"),
    "a member that is called a temporary file": (zipped({"fase1.tmp": FIRST}), "fase1.tmp"),
    "a member behind a back slash": (zipped({"map\\fase1.docx": FIRST}), "map/fase1.docx"),
}
"""Messages and zip files as programs make them that do not keep to the rules, or to no usual ones."""

ONE: dict[str, tuple[bytes, str]] = {
    "a message": (mail(("fase1.docx", FIRST)), "fase1.docx"),
    "a message with a picture": (mail(("logo.png", PICTURE), ("fase1.docx", FIRST)), "fase1.docx"),
    "a message with a copy as pdf": (mail(("fase1.pdf", b"%PDF-1.7"), ("fase1.docx", FIRST)), "fase1.docx"),
    "a name that is encoded": (mail(("Formulier één – café.docx", FIRST)), "Formulier één – café.docx"),
    "a long name in pieces": (mail(("x" * 120 + ".docx", FIRST)), "x" * 120 + ".docx"),
    "a name without a suffix": (mail(("formulier", FIRST)), "formulier"),
    "a file without a name": (
        mail(("fase1.docx", FIRST)).replace(b'; filename="fase1.docx"', b"").replace(b'; name="fase1.docx"', b""),
        "attachment",
    ),
    "a file that is called something else": (mail(("fase1.bin", FIRST)), "fase1.bin"),
    "a message with line ends of Unix": (mail(("fase1.docx", FIRST)).replace(b"\r\n", b"\n"), "fase1.docx"),
    "a message that was sent on": (sent_on(mail(("fase1.docx", FIRST))), "fase1.docx"),
    "a zip in a message": (mail(("alles.zip", packed(fase1_docx=FIRST))), "alles.zip/fase1.docx"),
    "a message in a zip": (packed(mail_eml=mail(("fase1.docx", FIRST))), "mail.eml/fase1.docx"),
    "a zip": (packed(fase1_docx=FIRST), "fase1.docx"),
    "a zip that was not packed": (zipped({"fase1.docx": FIRST}, zipfile.ZIP_STORED), "fase1.docx"),
    "a zip with a folder": (packed(word__fase1_docx=FIRST, foto_jpg=b"\xff\xd8\xff"), "word/fase1.docx"),
    "a zip of a Mac": (zipped({"fase1.docx": FIRST, "__MACOSX/._fase1.docx": b"\0\5\x16\7"}), "fase1.docx"),
    "a zip in a zip": (packed(a_zip=packed(b_zip=packed(fase1_docx=FIRST))), "a.zip/b.zip/fase1.docx"),
    "a zip with something damaged": (packed(fase1_docx=FIRST, kapot_zip=b"PK\3\4kapot"), "fase1.docx"),
    "a document that is called .doc": (packed(fase1_doc=FIRST), "fase1.doc"),
    **SENT,
}


@pytest.mark.parametrize("name", ONE)
def test_the_one_document_in_a_file_is_read(name: str, tmp_path: Path) -> None:
    data, inner = ONE[name]
    reading = read(data)
    assert (reading.form, reading.findings, reading.source) == (FORM, read(FIRST).findings, inner)
    path = tmp_path / "post"
    path.write_bytes(data)
    assert read(path).source == f"post/{inner}"
    assert reading.sha256 == read(FIRST).sha256


@pytest.mark.parametrize("name", ONE)
def test_read_many_reads_it_too(name: str) -> None:
    data, inner = ONE[name]
    (reading,) = read_many([("post", data)])
    assert isinstance(reading, Reading)
    assert (reading.form, reading.source, reading.sha256) == (FORM, f"post/{inner}", read(FIRST).sha256)


def test_an_open_document_in_a_message_is_read() -> None:
    path = min(ODT)
    assert read(mail((path.name, path.read_bytes()))).forms == read(path).forms


# ---- several


def test_each_message_of_a_mailbox_is_read() -> None:
    second = attached((FILE[0].replace("fase1", "fase3"), base64.encodebytes(SECOND)), boundary="=_b2")
    results = read_many([("post.mbox", posted(attached(LETTER, FILE)) + posted(second))])
    assert [result.source for result in results] == ["post.mbox/fase1.docx", "post.mbox/fase3.docx"]


SEVERAL = mail(("een.docx", FIRST), ("alles.zip", packed(twee_docx=SECOND, drie_docx=b"")))


def test_several_documents_are_refused_by_read_with_their_names() -> None:
    with pytest.raises(NotAWordFileError) as caught:
        read(SEVERAL)
    assert caught.value.code == "several-documents"
    assert "een.docx, twee.docx, drie.docx" in caught.value.in_words(language="nl")


def test_the_one_form_among_several_documents_is_read_and_the_others_are_named() -> None:
    letter = sketch("Beste partners, hierbij ons formulier.")
    reading = read(mail(("brief.docx", letter), ("fase1.docx", FIRST)))
    assert (reading.form, reading.source) == (FORM, "fase1.docx")
    assert [finding.seen for finding in reading.findings if finding.code == "document-beside"] == ["brief.docx"]
    with pytest.raises(NotAWordFileError) as caught:
        read(packed(brief_docx=letter, bijlage_docx=letter))
    assert caught.value.code == "several-documents"


def test_several_documents_are_several_results_of_read_many(tmp_path: Path) -> None:
    counted: list[tuple[int, int | None]] = []
    sources = [("voor.docx", SECOND), ("post.eml", SEVERAL), ("na.docx", FIRST)]
    for executor in (None, Recording()):
        counted.clear()
        results = list(read_many(sources, executor=executor, progress=lambda *count: counted.append(count)))
        inner = [f"post.eml/{name}" for name in ("een.docx", "alles.zip/twee.docx", "alles.zip/drie.docx")]
        assert [result.source for result in results] == ["voor.docx", *inner, "na.docx"]
        assert [type(result) for result in results] == [Reading, Reading, Reading, ReadFailure, Reading]
        assert results[3].code == "empty"
        assert counted == [(1, 3), (2, 3), (3, 3)]
        codes = [[f.code for f in result.findings if f.code == "same-file"] for result in (results[2], results[4])]
        assert codes == [["same-file"], ["same-file"]]
    store = tmp_path / "forms.store"
    first, again = (list(read_many(sources, store=store)) for _ in range(2))
    assert first == again


def test_the_command_line_shows_each_document(tmp_path: Path) -> None:
    path = tmp_path / "post.eml"
    path.write_bytes(SEVERAL)
    result = CliRunner().invoke(main, ["read", str(path), "--language", "nl"])
    assert result.exit_code == 1
    assert f"fout: {path}/alles.zip/drie.docx: het bestand is leeg" in result.stderr
    assert f"{path}/een.docx\n\n" in result.stdout
    assert f"{path}/alles.zip/twee.docx\n\n" in result.stdout
    refused = CliRunner().invoke(main, ["read", str(path), "--write", str(tmp_path / "nieuw.docx")])
    assert refused.exit_code == 2
    assert not (tmp_path / "nieuw.docx").exists()


def test_the_command_line_reads_and_corrects_the_one_document(tmp_path: Path) -> None:
    path, new = tmp_path / "post.eml", tmp_path / "nieuw.docx"
    path.write_bytes(ONE["a message"][0])
    result = CliRunner().invoke(main, ["read", str(path), "--set", "round=2031", "--write", str(new)])
    assert result.exit_code == 0, result.stderr
    assert read(new).form.round == "2031"


# ---- none


def test_a_file_without_a_document_says_what_is_in_it() -> None:
    code = {
        "message-without-form": mail(("logo.png", PICTURE)),
        "pdf": mail(("formulier.pdf", b"%PDF-1.7")),
        "zip": packed(foto_jpg=PICTURE),
        "winmail": attached((f'Content-Type: application/ms-tnef; name="winmail.dat"{BASE64}', b"eJ8+Ig==")),
        "archive": attached((f'Content-Type: application/x; name="fase1.rar"{BASE64}', b"UmFyIRoH")),
        "mht": attached(LETTER, kind="related", head="From: noor@example.org\r\nDate: vandaag\r\n"),
        "doc": packed(oud_doc=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        "encrypted": zipped({"a.zip": b""}),
        "zip-damaged": packed(kapot_zip=b"PK\3\4kapot PK\5\6" + bytes(18)),
    }
    del code["encrypted"]
    for expected, data in code.items():
        with pytest.raises(DocumentError) as caught:
            read(data)
        assert caught.value.code == expected


# ---- hostile


def nested_zips(depth: int) -> bytes:
    data = packed(fase1_docx=FIRST)
    for _ in range(depth):
        data = packed(meer_zip=data)
    return data


def nested_parts(depth: int) -> bytes:
    """A message whose parts hold parts."""
    head = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n"
    kinds = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return head + b"".join(kinds) + b"Content-Type: text/plain\r\n\r\nx"


def many_parts(count: int) -> bytes:
    head = b"From: a@example.org\nTo: b@example.org\nContent-Type: multipart/mixed; boundary=b\n\n"
    return head + b"--b\nContent-Disposition: attachment; filename=x\n\nx\n" * count


def bomb(times: int) -> bytes:
    """A zip of zips that unpack to much, each within the ratio of packing."""
    inner = zipped({f"{n}.docx": (b"PK\3\4" + bytes(1_400_000)) for n in range(9)})
    return zipped({f"{n}.zip": inner for n in range(times)})


HOSTILE: dict[str, tuple[bytes, str]] = {
    "zips in zips": (nested_zips(5), "zip"),
    "zips in zips without end": (nested_zips(60), "zip"),
    "messages in messages": (
        sent_on(sent_on(sent_on(sent_on(sent_on(sent_on(sent_on(mail()))))))),
        "message-without-form",
    ),
    "parts in parts": (nested_parts(2_000), "message-without-form"),
    "parts without end": (many_parts(50_000), "too-many-parts"),
    "a bomb": (bomb(11), "too-large"),
    "a hundred and one documents": (zipped({f"{n}.docx": b"x" for n in range(101)}), "too-many-forms"),
    "too many members": (zipped({f"{n}.jpg": b"" for n in range(5_001)}), "too-many-parts"),
    "a member out of the folder": (zipped({"../fase1.docx": FIRST}), "path-outside"),
    "a header without end": (
        b"From: a\nTo: b\nContent-Type: multipart/mixed; x" + b';"' * 500_000,
        "message-without-form",
    ),
    "a name without end": (
        b'From: a\nTo: b\nContent-Disposition: attachment; filename="' + b"=?utf-8?q?a?= " * 50_000 + b'"\n\nx',
        "message-without-form",
    ),
    "an encoding that is none": (
        b"From: a\nTo: b\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.docx\n\n*",
        "empty",
    ),
    "a boundary on every line": (
        b"From: a\nTo: b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"\n--b" * 900_000,
        "too-many-parts",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_nested_or_hostile_is_refused(name: str) -> None:
    data, code = HOSTILE[name]
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert caught.value.code == code
    (failure,) = read_many([("post", data)])
    assert isinstance(failure, ReadFailure)
    assert failure.code == code


def test_what_is_unpacked_counts_as_a_whole() -> None:
    data = packed(a_zip=packed(fase1_docx=FIRST), b_zip=packed(fase3_docx=SECOND))
    assert len(list(read_many([("post", data)]))) == 2
    with pytest.raises(UnsafeFileError) as caught:
        read(data, limits=Limits(total=2 * len(FIRST)))
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("cut", range(0, 4_000, 371))
def test_a_message_or_zip_that_was_cut_off_gives_a_typed_error(cut: int) -> None:
    for data in (ONE["a zip in a message"][0], ONE["a message in a zip"][0], ONE["a message"][0]):
        with pytest.raises(DocumentError):
            read(data[: len(data) * cut // 4_000])


def test_nothing_is_unpacked_that_cannot_be_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    from hlo_forms.word.package import Package

    names: list[str] = []
    part = Package.part
    monkeypatch.setattr(Package, "part", lambda self, name: (names.append(name), part(self, name))[1])
    read(zipped({"film.mp4": bytes(3_000_000), "fase1.docx": FIRST}))
    assert "film.mp4" not in names


def test_files_in_a_folder_are_read_with_the_documents_in_them(tmp_path: Path) -> None:
    (tmp_path / "post.eml").write_bytes(ONE["a message"][0])
    (tmp_path / "fase3.docx").write_bytes(SECOND)
    assert [result.source for result in read_many(tmp_path)] == ["fase3.docx", "post.eml/fase1.docx"]


def listed(data: bytes) -> Iterable[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_a_form_is_no_container() -> None:
    assert "[Content_Types].xml" in listed(FIRST)
    assert set(members(FIRST)) == set(listed(FIRST))
    assert read(FIRST).source is None
