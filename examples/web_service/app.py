"""The service: a document in and JSON out, a form in JSON or a few words in and Word out. It keeps nothing.

    uvicorn --app-dir examples web_service.app:app

Every answer that is no result is a problem (RFC 9457) with a code for programs and a sentence for people.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Callable, Mapping

import attrs
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import hlo_forms as hlo
from web_service import jobs
from web_service.worker import Cost, RefusedError, run, warm_up

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCUMENTS = {WORD, "application/octet-stream", "application/vnd.oasis.opendocument.text", "message/rfc822"}
JSON = {"application/json"}
SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_LANGUAGES = ("nl", "en")

_WORDS: Mapping[str, Mapping[str, str]] = {
    "too-big": {"nl": "dit bestand is te groot", "en": "this file is too big"},
    "too-slow": {"nl": "het bestand kwam niet op tijd binnen", "en": "the file did not arrive in time"},
    "wrong-type": {"nl": "stuur een Word-bestand (.docx) of JSON", "en": "send a Word file (.docx) or JSON"},
    "cut-short": {"nl": "het bestand kwam niet helemaal binnen", "en": "the file did not arrive whole"},
    "busy": {"nl": "het is druk: probeer het over een minuut opnieuw", "en": "we are busy: try again in a minute"},
}
_STATUS = {"too-big": 413, "too-slow": 408, "wrong-type": 415, "cut-short": 400, "busy": 503, "unexpected": 500}


@attrs.frozen(kw_only=True)
class Settings:
    """The limits of the service, from the environment."""

    upload: int = 16 * 1024 * 1024
    upload_seconds: float = 30.0
    cost: Cost = attrs.field(factory=Cost)
    workers: int = attrs.field(factory=lambda: os.cpu_count() or 1)
    waiting: int = 200

    @classmethod
    def of_environment(cls) -> Settings:
        """Return the settings, with what the environment says of them (`HLO_FORMS_UPLOAD=1000000`)."""
        own = {
            name: int(os.environ[key]) for name in ("upload", "upload_seconds", "workers", "waiting")
            if (key := f"HLO_FORMS_{name.upper()}") in os.environ
        }  # fmt: skip
        cost = {
            name: int(os.environ[key]) for name in ("seconds", "memory")
            if (key := f"HLO_FORMS_{name.upper()}") in os.environ
        }  # fmt: skip
        return attrs.evolve(cls(), cost=Cost(**cost), **own)


class Service:
    """The requests of the service; at most `workers` jobs run at once, and at most `waiting` wait for their turn."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._turns = asyncio.Semaphore(settings.workers)
        self._waiting = 0

    async def health(self, _request: Request) -> Response:
        """Say that the service is there, and its version."""
        return JSONResponse({"status": "ok", "version": hlo.__version__}, headers=SAFE)

    async def schema(self, request: Request) -> Response:
        """Give the JSON Schema of a kind."""
        kind = request.path_params["kind"]
        try:
            return JSONResponse(hlo.json_schema(kind), headers=SAFE)
        except hlo.InvalidValueError as error:
            return problem(request, 404, RefusedError(code="unknown-kind", words={"en": str(error)}))

    async def reading(self, request: Request) -> Response:
        """Read a document, and give what it says."""
        data = await self._body(request, DOCUMENTS)
        text = await self._done(lambda: run(self.settings.cost, jobs.reading, data))
        return Response(text, media_type="application/json", headers=SAFE)

    async def form(self, request: Request) -> Response:
        """Make the Word document of a form in JSON."""
        text, language = await self._body(request, JSON), request.query_params.get("language")
        document = await self._done(lambda: run(self.settings.cost, jobs.document, text, language))
        return word(document, "formulier.docx")

    async def blank(self, request: Request) -> Response:
        """Make the Word document of a blank form, of which the query says whose it is."""
        phase, asked = request.path_params["phase"], request.query_params
        try:
            who = hlo.Organisation(asked.get("organisation"), type=asked.get("type"))
        except hlo.InvalidValueError as error:
            raise RefusedError(code="invalid-value", words={"en": str(error)}) from error
        partnership, round, language = (asked.get(name) for name in ("partnership", "round", "language"))
        cost = self.settings.cost
        document = await self._done(lambda: run(cost, jobs.blank, phase, who, partnership, round, language))
        return word(document, f"{phase}-{who.id}.docx" if who.id else f"{phase}.docx")

    async def _done(self, job: Callable[[], bytes]) -> bytes:
        """Return the result of a job, when there is room for it."""
        if self._waiting >= self.settings.waiting:
            raise RefusedError(code="busy", words=_WORDS["busy"])
        self._waiting += 1
        try:
            async with self._turns:
                return await run_in_threadpool(job)
        finally:
            self._waiting -= 1

    async def _body(self, request: Request, kinds: set[str]) -> bytes:
        """Return the body of a request; refuse one of another kind, and one that is too big before it is read whole."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in kinds:
            raise RefusedError(code="wrong-type", words=_WORDS["wrong-type"])
        said = request.headers.get("content-length", "")
        if said.isdecimal() and int(said) > self.settings.upload:
            raise RefusedError(code="too-big", words=_WORDS["too-big"])
        parts: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self.settings.upload_seconds):
                async for part in request.stream():
                    size += len(part)
                    if size > self.settings.upload:
                        raise RefusedError(code="too-big", words=_WORDS["too-big"])
                    parts.append(part)
        except TimeoutError as error:
            raise RefusedError(code="too-slow", words=_WORDS["too-slow"]) from error
        except ClientDisconnect as error:
            raise RefusedError(code="cut-short", words=_WORDS["cut-short"]) from error
        return b"".join(parts)


def word(data: bytes, name: str) -> Response:
    """Return a Word document to be saved under a name of signs that every system takes."""
    return Response(data, media_type=WORD, headers={**SAFE, "Content-Disposition": f'attachment; filename="{name}"'})


def problem(request: Request, status: int, refusal: RefusedError) -> Response:
    """Return what is wrong, in the language of the request, and every single problem where there are more."""
    language = language_of(request)
    detail = refusal.words.get(language) or refusal.words.get("en") or next(iter(refusal.words.values()))
    body: dict[str, object] = {"type": "about:blank", "status": status, "code": refusal.code, "detail": detail}
    if refusal.problems:
        body["problems"] = list(refusal.problems)
    headers = {**SAFE, "Content-Language": language if language in refusal.words else "en"}
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def language_of(request: Request) -> str:
    """Return the first language of ours that a request asks for."""
    asked = (
        part.partition(";")[0].strip()[:2].lower() for part in request.headers.get("accept-language", "").split(",")
    )
    return next((language for language in asked if language in _LANGUAGES), "en")


async def refused(request: Request, error: Exception) -> Response:
    """Answer a request that cannot be met."""
    if isinstance(error, RefusedError):
        return problem(request, _STATUS.get(error.code, 422), error)
    if isinstance(error, HTTPException):
        own = RefusedError(code=f"http-{error.status_code}", words={"en": error.detail})
        return problem(request, error.status_code, own)
    return problem(request, 500, RefusedError(code="unexpected", words={"en": "something went wrong on our side"}))


def service(settings: Settings) -> Starlette:
    """Return the service with these limits."""
    own = Service(settings)

    @contextlib.asynccontextmanager
    async def alive(_app: Starlette) -> AsyncGenerator[None]:
        await run_in_threadpool(warm_up)
        yield

    routes = [
        Route("/health", own.health),
        Route("/schemas/{kind}", own.schema),
        Route("/readings", own.reading, methods=["POST"]),
        Route("/forms", own.form, methods=["POST"]),
        Route("/forms/{phase}", own.blank),
    ]
    return Starlette(
        routes=routes, exception_handlers={RefusedError: refused, HTTPException: refused, 500: refused}, lifespan=alive
    )


app = service(Settings.of_environment())
