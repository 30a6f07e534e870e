"""What reading a file costs and reaches, measured in a process of its own.

One process loads the package and reads the usual kinds of files; each file is then read in a fork of it, which has
spent and opened nothing yet.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import attrs

from attacks import BLANK
from odt_parts import odt

LARGEST = 10 * 1024 * 1024
MOST_SECONDS = 5
MOST_MEMORY = 256  # MiB

USUAL = (BLANK, odt("<text:p>een</text:p>"), b"%PDF")
"""Read before anything is measured: they load what reading and refusing need."""

CHILD = r"""
import json, os, re, sys, time
from hlo_forms import DocumentError, read
import hlo_forms.word.reader.rewording

def taken(count):
    data = b""
    while len(data) < count and (piece := os.read(0, count - len(data))):
        data += piece
    return data

def seen(source):
    try:
        return "read" if read(source) else ""
    except DocumentError as error:
        return error.code

def memory(kind):
    return int(re.search(kind + r":\s*(\d+)", open("/proc/self/status").read())[1]) / 1024

def weigh(data, shared):
    reached = []
    def watch(event, args):
        if event.startswith(("open", "socket.", "subprocess.", "os.", "shutil.", "tempfile.", "urllib.", "ctypes.")):
            reached.append([event, str(args[:1])])
    sys.addaudithook(watch)
    before = time.process_time()
    cost = {"seen": seen(data), "seconds": time.process_time() - before, "reached": list(reached)}
    cost["memory"] = memory("VmHWM") + shared
    cost["watched"] = len(reached) > len(cost["reached"])
    print(json.dumps(cost), flush=True)

for size in sys.argv[1:]:
    seen(taken(int(size)))
while size := int.from_bytes(taken(8), "big"):
    before = memory("VmRSS")
    if os.fork() == 0:
        shared = before - memory("VmRSS")  # what the fork has not mapped yet counts as well
        weigh(taken(size), shared)
        os._exit(0)
    if os.wait()[1]:
        sys.exit("a file ended the process that read it")
"""


@attrs.frozen(kw_only=True)
class Cost:
    """What reading a file costs (processor seconds, MiB) and reaches; `watched`: a file opened after it was seen."""

    seen: str
    seconds: float
    memory: float
    reached: list[object]
    watched: bool


@contextmanager
def scales() -> Iterator[Callable[[bytes], Cost]]:
    """A function that says what reading some bytes costs."""
    command = [
        sys.executable,
        "-c",
        f"import sys; sys.path[:0] = {sys.path!r}\n{CHILD}",
        *(str(len(data)) for data in USUAL),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"".join(USUAL))

        def cost(data: bytes) -> Cost:
            process.stdin.write(len(data).to_bytes(8, "big") + data)
            process.stdin.flush()
            return Cost(**json.loads(process.stdout.readline()))

        yield cost
        process.stdin.close()
    assert process.returncode == 0


def costs_little(cost: Cost) -> None:
    assert cost.watched
    assert cost.reached == []
    assert cost.seconds < MOST_SECONDS, cost
    assert cost.memory < MOST_MEMORY, cost
