"""Work on files of strangers in a process of its own, with limits on time and memory; nothing but its result gets out.

Each job gets a fresh process, which is a copy of one that has imported everything (a fork server): starting it costs
milliseconds. What runs too long is killed, what asks for too much memory fails, and neither touches the others.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import ParamSpec

import attrs

import hlo_forms as hlo

_Arguments = ParamSpec("_Arguments")
if sys.platform == "win32":
    _CONTEXT = multiprocessing.get_context("spawn")
else:
    _CONTEXT = multiprocessing.get_context("forkserver")

_COSTLY: Mapping[str, str] = {
    "nl": "dit bestand kost te veel tijd of geheugen om te lezen: vraag om een kleiner bestand",
    "en": "this file takes too much time or memory to read: ask for a smaller one",
}
_UNEXPECTED: Mapping[str, str] = {
    "nl": "hier ging bij ons iets mis: probeer het later opnieuw",
    "en": "something went wrong on our side: try again later",
}


@attrs.frozen(kw_only=True)
class Cost:
    """The most that one job may cost: seconds by the clock and of processor time, and bytes of memory."""

    seconds: int = 20
    memory: int = 1 << 30


@attrs.frozen(kw_only=True)
class RefusedError(Exception):
    """A job without a result: a stable code, what to do in each language, and every problem where there are more."""

    code: str
    words: Mapping[str, str]
    problems: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[Callable[..., RefusedError], tuple[object, ...]]:
        return _refusal, (self.code, dict(self.words), self.problems)


def _refusal(code: str, words: Mapping[str, str], problems: tuple[str, ...]) -> RefusedError:
    return RefusedError(code=code, words=words, problems=problems)


def run(cost: Cost, job: Callable[_Arguments, bytes], *args: _Arguments.args, **options: _Arguments.kwargs) -> bytes:
    """Return the result of a job that runs in a process of its own; raise `RefusedError` where there is none.

    `job` is a function of a module, and its arguments are values that can be pickled.
    """
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=_within, args=(sender, cost, job, args, options), daemon=True)
    process.start()
    sender.close()
    try:
        outcome: object = receiver.recv() if receiver.poll(cost.seconds) else None
    except EOFError:  # the system ended it, as it went past a limit
        outcome = None
    finally:
        process.kill()
        process.join()
        receiver.close()
    if isinstance(outcome, bytes):
        return outcome
    raise outcome if isinstance(outcome, RefusedError) else RefusedError(code="too-costly", words=_COSTLY)


def warm_up() -> None:
    """Start the process that all others are copies of, so that the first visitor does not wait for it."""
    if sys.platform != "win32":
        os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))  # its way to modules, on Python 3.11
        _CONTEXT.set_forkserver_preload(["web_service.preloaded"])
    run(Cost(), bytes)


def _within(
    sender: Connection, cost: Cost, job: Callable[..., bytes], args: tuple[object, ...], options: dict[str, object]
) -> None:
    """Do a job within the limits, and send its result."""
    _limit(cost)
    try:
        outcome: bytes | RefusedError = job(*args, **options)
    except hlo.DocumentError as error:
        outcome = RefusedError(code=error.code, words=error.words)
    except hlo.InterchangeError as error:
        outcome = RefusedError(code="interchange", words={"en": str(error)}, problems=error.problems)
    except hlo.HloFormsError as error:
        outcome = RefusedError(code="invalid-value", words={"en": str(error)})
    except MemoryError:
        outcome = RefusedError(code="too-costly", words=_COSTLY)
    except Exception:  # noqa: BLE001 - whatever it is, it stays in this process
        outcome = RefusedError(code="unexpected", words=_UNEXPECTED)
    sender.send(outcome)
    sender.close()


def _limit(cost: Cost) -> None:
    """Set the limits of this process, where the system has them: on Windows only the clock of `run` counts.

    A limit that the system itself sets lower stays as it is. macOS refuses the one on memory.
    """
    if sys.platform != "win32":
        import resource

        limits = {resource.RLIMIT_AS: cost.memory, resource.RLIMIT_CPU: cost.seconds, resource.RLIMIT_CORE: 0}
        for kind, most in limits.items():
            hard = resource.getrlimit(kind)[1]
            own = most if hard == resource.RLIM_INFINITY else min(most, hard)
            try:
                resource.setrlimit(kind, (own, own))
            except ValueError:
                if sys.platform != "darwin":
                    raise
