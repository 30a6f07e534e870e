"""A process with one state of the library: says which tasks it can do, then times each that it is asked for."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from .measuring import ready, tasks_of


def main() -> None:
    """Answer on stdout, one line of JSON for each line on stdin."""
    size, *groups = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        tasks = [task for task in tasks_of(groups, Path(folder), int(size)) if task.library]
        able = {result.task.key: result.task for result in ready(tasks) if not result.fault}
        print(json.dumps(list(able)), flush=True)
        for line in sys.stdin:
            print(json.dumps(able[line.strip()].seconds()), flush=True)


if __name__ == "__main__":
    main()
