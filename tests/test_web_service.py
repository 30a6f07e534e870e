"""The web service of `examples/web_service`, over real HTTP on the loopback: forms, garbage, and 32 clients at once."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

import hlo_forms as hlo
from places import ROOT
from samples import COLLEGE, filled, first

EXAMPLES = ROOT / "examples"
sys.path.insert(0, str(EXAMPLES))

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UPLOAD = 1_000_000
SETTINGS = {"HLO_FORMS_UPLOAD": str(UPLOAD), "HLO_FORMS_UPLOAD_SECONDS": "3", "HLO_FORMS_SECONDS": "60"}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextlib.contextmanager
def served(**settings: str) -> Iterator[str]:
    """The service in a process of its own, with its address."""
    port = free_port()
    path = os.pathsep.join([str(EXAMPLES), *filter(None, sys.path)])
    command = [sys.executable, "-m", "uvicorn", "web_service.app:app", "--port", str(port), "--log-level", "warning"]
    environment = {**os.environ, "PYTHONPATH": path, **SETTINGS, **settings}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until and process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if httpx.get(f"{address}/health").status_code == 200:
                    break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        said = process.communicate(timeout=30)[0].decode()
        assert "Traceback" not in said, said


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as place:
        yield place


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, timeout=120) as opened:
        yield opened


FORM = filled(first(COLLEGE))
DOCUMENT = hlo.render(FORM)
TYPE = {"Content-Type": WORD}
READINGS = Draft202012Validator(hlo.json_schema("reading"))


def problem(response: httpx.Response) -> dict[str, Any]:
    """What a problem says; it is one, and never more than that."""
    assert response.headers["content-type"] == "application/problem+json"
    assert "Traceback" not in response.text
    said: dict[str, Any] = response.json()
    assert said["status"] == response.status_code
    assert said["detail"]
    return said


def read_back(response: httpx.Response) -> hlo.Reading:
    assert response.status_code == 200, response.text
    READINGS.validate(response.json())
    return hlo.from_json(response.text, hlo.Reading)


def test_a_form_goes_in_and_json_with_its_findings_comes_out(client: httpx.Client) -> None:
    reading = read_back(client.post("/readings", content=DOCUMENT, headers=TYPE))
    assert reading.form == FORM
    doubtful = hlo.render(filled(first(COLLEGE, motives=[]), "network"))
    other = client.post("/readings", content=doubtful, headers={"Content-Type": "application/octet-stream"})
    assert other.status_code == 200
    assert other.headers["cache-control"] == "no-store"


def test_a_finding_comes_with_its_code_and_what_to_do(client: httpx.Client) -> None:
    doubtful = first(COLLEGE, motives=[hlo.MotiveAnswer("network", ticked=True, outcome="n.v.t.")])
    (finding,) = client.post("/readings", content=hlo.render(doubtful), headers=TYPE).json()["reading"]["findings"]
    assert (finding["code"], finding["severity"], finding["settled"]) == ("outcome-negative", "warning", False)
    assert finding["message"].endswith("Gezien: “n.v.t.”.") or finding["message"]


def test_a_form_is_asked_for_and_word_comes_out(client: httpx.Client) -> None:
    whose = {"organisation": "De Linde", "type": "practice_partner", "round": "2027", "language": "en"}
    response = client.get("/forms/preparation", params=whose)
    assert response.headers["content-type"] == WORD
    assert response.headers["content-disposition"] == 'attachment; filename="preparation-de-linde.docx"'
    reading = hlo.read(response.content)
    assert reading.language == "en"
    assert (reading.form.round, getattr(reading.form, "organisation").name) == ("2027", "De Linde")  # noqa: B009


def test_a_form_in_json_becomes_word(client: httpx.Client) -> None:
    json_type = {"Content-Type": "application/json; charset=utf-8"}
    response = client.post("/forms", params={"language": "en"}, content=hlo.to_json(FORM), headers=json_type)
    assert response.headers["content-type"] == WORD
    assert hlo.read(response.content).form == FORM
    wrong = json.loads(hlo.to_json(FORM))
    wrong["form"]["round"], wrong["form"]["motives"][0]["ticked"] = 3, "ja"
    said = problem(client.post("/forms", content=json.dumps(wrong), headers=json_type))
    assert (said["status"], len(said["problems"])) == (422, 2)
    assert problem(client.post("/forms", content="{", headers=json_type))["status"] == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/forms/onbekend", 422),
        ("/forms/preparation?type=onbekend&organisation=De%20Linde", 422),
        ("/forms/preparation?type=programme&language=onbekend", 422),
        ("/forms/preparation?organisation=%00", 422),
        ("/schemas/onbekend", 404),
        ("/nergens", 404),
        ("/readings", 405),
        ("/forms/../../etc/passwd", 404),
    ],
)
def test_a_wrong_question_gets_a_problem(path: str, status: int, client: httpx.Client) -> None:
    assert problem(client.get(path))["status"] == status


def test_health_and_schemas_are_there(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok", "version": hlo.__version__}
    assert client.get("/schemas/reading").json() == hlo.json_schema("reading")


# ---- garbage


def bomb() -> bytes:
    """A small file that unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", bytes(300_000_000))
    return out.getvalue()


def garbage() -> dict[str, bytes]:
    chance = random.Random(0)  # noqa: S311 - invented data
    noise = chance.randbytes(50_000)
    return {
        "nothing": b"",
        "text": b"Beste collega, hierbij het formulier.",
        "noise": noise,
        "noise in a zip": b"PK\x03\x04" + noise,
        "pdf": b"%PDF-1.7\n" + noise,
        "half a form": DOCUMENT[: len(DOCUMENT) // 2],
        "a form with a hole": DOCUMENT[:5000] + bytes(200) + DOCUMENT[5200:],
        "word 97": bytes.fromhex("d0cf11e0a1b11ae1") + noise,
    }


@pytest.mark.parametrize(("name", "data"), garbage().items(), ids=list(garbage()))
def test_garbage_gets_a_kind_sentence(name: str, data: bytes, client: httpx.Client) -> None:
    for language in ("nl", "en"):
        response = client.post("/readings", content=data, headers={**TYPE, "Accept-Language": f"{language}-NL"})
        said = problem(response)
        assert said["status"] == 422, name
        with pytest.raises(hlo.DocumentError) as error:
            hlo.read(data)
        assert (said["code"], said["detail"]) == (error.value.code, error.value.in_words(language=language))


def test_a_bomb_is_not_unpacked(client: httpx.Client) -> None:
    assert problem(client.post("/readings", content=bomb(), headers=TYPE))["status"] == 422


def test_another_content_type_is_refused(client: httpx.Client) -> None:
    for kind in ("text/html", "multipart/form-data; boundary=x", "", "application/json"):
        response = client.post("/readings", content=DOCUMENT, headers={"Content-Type": kind})
        assert problem(response)["status"] == 415
    response = client.post("/forms", content=DOCUMENT, headers=TYPE)
    assert problem(response)["status"] == 415


def talk(address: str, head: str, *parts: bytes, pause: float = 0.0) -> bytes:
    """Say something over a bare connection, and return the answer."""
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as line:
        line.sendall(head.replace("\n", "\r\n").encode())
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in parts:
                line.sendall(part)
                time.sleep(pause)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := line.recv(65536):
                answer += part
                if b'"code"' in answer:
                    break
        return answer


def test_a_big_upload_is_refused_before_it_is_sent(address: str) -> None:
    """Only the head goes over the line, and the answer is there."""
    head = f"POST /readings HTTP/1.1\nHost: x\nContent-Type: {WORD}\nContent-Length: {10**10}\n\n"
    answer = talk(address, head)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code":"too-big"' in answer


def test_a_big_upload_in_chunks_is_refused_on_the_way(address: str) -> None:
    head = f"POST /readings HTTP/1.1\nHost: x\nContent-Type: {WORD}\nTransfer-Encoding: chunked\n\n"
    chunk = b"%x\r\n" % 65536 + bytes(65536) + b"\r\n"
    answer = talk(address, head, *[chunk] * (UPLOAD // 65536 + 2))  # and never the end of it
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_slow_upload_is_ended(address: str) -> None:
    head = f"POST /readings HTTP/1.1\nHost: x\nContent-Type: {WORD}\nContent-Length: 100000\n\n"
    began = time.monotonic()
    answer = talk(address, head, *[b"x"] * 4, pause=0.2)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - began < 30


def test_an_upload_that_stops_half_way_harms_nobody(address: str, client: httpx.Client) -> None:
    head = f"POST /readings HTTP/1.1\r\nHost: x\r\nContent-Type: {WORD}\r\nContent-Length: {len(DOCUMENT)}\r\n\r\n"
    host, port = address.removeprefix("http://").split(":")
    for _ in range(5):
        with socket.create_connection((host, int(port))) as line:
            line.sendall(head.encode() + DOCUMENT[:1000])
    assert read_back(client.post("/readings", content=DOCUMENT, headers=TYPE)).form == FORM


def test_a_line_that_is_no_http_harms_nobody(address: str, client: httpx.Client) -> None:
    assert talk(address, "GARBAGE \0\1\n\n").startswith(b"HTTP/1.1 400 ")
    assert client.get("/health").status_code == 200


# ---- many at once


def test_32_clients_at_once_each_get_their_own_form(address: str) -> None:
    forms = [first(COLLEGE, round=str(2000 + number)) for number in range(32)]
    documents = [hlo.render(form) for form in forms]

    def asked(number: int) -> tuple[hlo.Form, hlo.Form, int]:
        with httpx.Client(base_url=address, timeout=300) as client:
            back = read_back(client.post("/readings", content=documents[number], headers=TYPE))
            body, kind = hlo.to_json(forms[number]), {"Content-Type": "application/json"}
            made = client.post("/forms", content=body, headers=kind)
            bad = client.post("/readings", content=b"Beste collega", headers=TYPE)
        return back.form, hlo.read(made.content).form, bad.status_code

    with ThreadPoolExecutor(32) as pool:
        results = list(pool.map(asked, range(32)))
    assert results == [(form, form, 422) for form in forms]


def test_what_takes_too_long_is_ended() -> None:
    """Without any time nothing can be read; the service itself stays well."""
    with served(HLO_FORMS_SECONDS="0") as place, httpx.Client(base_url=place, timeout=120) as client:
        said = problem(client.post("/readings", content=DOCUMENT, headers=TYPE))
        assert (said["status"], said["code"]) == (422, "too-costly")
        assert client.get("/health").status_code == 200
