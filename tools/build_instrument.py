"""Write the built-in instrument down as data that need no checking when they are loaded; `--check` only compares.

    python tools/build_instrument.py [--check]

Run it after every change of `instruments/strategic-motives.toml` or `messages/forms.toml`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from hlo_forms.instrument.loading import as_data, load_instrument

FOLDER = Path(__file__).resolve().parents[1] / "src" / "hlo_forms" / "instruments"
SOURCE = FOLDER / "strategic-motives.toml"
DATA = FOLDER / "strategic-motives.json"


def main() -> None:
    """Write the data, or say that they are not fresh."""
    data = as_data(load_instrument(SOURCE)).encode("utf-8")
    if "--check" not in sys.argv:
        DATA.write_bytes(data)
    elif data != DATA.read_bytes():
        raise SystemExit(f"{DATA.name} is not fresh: run python tools/build_instrument.py")


if __name__ == "__main__":
    main()
