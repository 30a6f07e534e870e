"""The worker of the web service: a job with limits on time and memory, and what comes out when they are passed."""

from __future__ import annotations

import multiprocessing
import sys
import time

import attrs
import pytest

import hlo_forms as hlo
from places import ROOT
from samples import COLLEGE, filled, first

sys.path.insert(0, str(ROOT / "examples"))

from web_service import jobs, worker
from web_service.worker import Cost, RefusedError, run

bounded = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory and processor time")
CLOCK_ONLY = Cost(seconds=60, memory=1 << 46)
"""What holds on Windows: nothing but the clock bounds a job."""


@pytest.fixture(params=["as here", "as on Windows"])
def cost(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Cost:
    """The most that a job may cost: where it is a copy of a warm process, and where it has its own interpreter."""
    if request.param == "as here":
        return Cost()
    monkeypatch.setattr(worker, "_CONTEXT", multiprocessing.get_context("spawn"))
    return CLOCK_ONLY


def test_a_job_gives_its_result(cost: Cost) -> None:
    form = filled(first(COLLEGE))
    text = run(cost, jobs.reading, hlo.render(form))
    assert hlo.from_json(text, hlo.Reading).form == form


def test_a_document_that_is_refused_says_why(cost: Cost) -> None:
    with pytest.raises(RefusedError) as refusal:
        run(cost, jobs.reading, b"Beste collega")
    assert refusal.value.code == "text"
    assert refusal.value.words["nl"].startswith("dit is platte tekst")


def test_what_takes_too_long_is_killed(cost: Cost) -> None:
    began = time.monotonic()
    with pytest.raises(RefusedError) as refusal:
        run(attrs.evolve(cost, seconds=1), _sleeps)
    assert refusal.value.code == "too-costly"
    assert time.monotonic() - began < 30


def test_what_computes_too_long_is_killed(cost: Cost) -> None:
    with pytest.raises(RefusedError) as refusal:
        run(attrs.evolve(cost, seconds=1), _turns)
    assert refusal.value.code == "too-costly"


@bounded
def test_what_asks_for_too_much_memory_fails_by_itself() -> None:
    with pytest.raises(RefusedError) as refusal:
        run(Cost(memory=1 << 29), bytearray, 1 << 30)  # type: ignore[arg-type]  # any callable will do
    assert refusal.value.code == "too-costly"


def test_a_bug_stays_in_its_process(cost: Cost) -> None:
    with pytest.raises(RefusedError) as refusal:
        run(cost, int, "geheim")  # type: ignore[arg-type]  # any callable will do
    assert refusal.value.code == "unexpected"
    assert "geheim" not in str(refusal.value.words)


@bounded
def test_a_limit_of_the_system_that_is_lower_stays() -> None:
    assert run(Cost(seconds=20), _limited, 10) == b"(10, 10)"
    assert run(Cost(seconds=5), _limited, 10) == b"(5, 5)"


def _limited(most: int) -> bytes:
    """What is left of the limits of a job in a process that has limits of its own."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (min(most, resource.getrlimit(resource.RLIMIT_CPU)[1]),) * 2)
    worker._limit(Cost(seconds=most * 2))
    return str(resource.getrlimit(resource.RLIMIT_CPU)).encode()


def _sleeps() -> bytes:
    time.sleep(60)
    return b""


def _turns() -> bytes:
    while True:
        pass
