"""The worker of the web service: a job with limits on time and memory, and what comes out when they are passed."""

from __future__ import annotations

import sys
import time

import pytest

import hlo_forms as hlo
from places import ROOT
from samples import COLLEGE, filled, first

sys.path.insert(0, str(ROOT / "examples"))

from web_service import jobs
from web_service.worker import Cost, RefusedError, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no memory")


def test_a_job_gives_its_result() -> None:
    form = filled(first(COLLEGE))
    text = run(Cost(), jobs.reading, hlo.render(form))
    assert hlo.from_json(text, hlo.Reading).form == form


def test_a_document_that_is_refused_says_why() -> None:
    with pytest.raises(RefusedError) as refusal:
        run(Cost(), jobs.reading, b"Beste collega")
    assert refusal.value.code == "text"
    assert refusal.value.words["nl"].startswith("dit is platte tekst")


def test_what_takes_too_long_is_killed() -> None:
    began = time.monotonic()
    with pytest.raises(RefusedError) as refusal:
        run(Cost(seconds=1), _sleeps)
    assert refusal.value.code == "too-costly"
    assert time.monotonic() - began < 30


def test_what_computes_too_long_is_killed() -> None:
    with pytest.raises(RefusedError) as refusal:
        run(Cost(seconds=1), _turns)
    assert refusal.value.code == "too-costly"


def test_what_asks_for_too_much_memory_fails_by_itself() -> None:
    with pytest.raises(RefusedError) as refusal:
        run(Cost(memory=1 << 29), bytearray, 1 << 30)  # type: ignore[arg-type]  # any callable will do
    assert refusal.value.code == "too-costly"


def test_a_bug_stays_in_its_process() -> None:
    with pytest.raises(RefusedError) as refusal:
        run(Cost(), int, "geheim")  # type: ignore[arg-type]  # any callable will do
    assert refusal.value.code == "unexpected"
    assert "geheim" not in str(refusal.value.words)


def _sleeps() -> bytes:
    time.sleep(60)
    return b""


def _turns() -> bytes:
    while True:
        pass
