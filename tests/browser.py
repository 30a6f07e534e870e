"""Chromium, where it is installed: what axe finds in pages, and whether they fit on screens of several widths.

Every page is shown in a frame as wide as the screen, with everything folded open, all in one start of the program.
"""

from __future__ import annotations

import html
import importlib.resources
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import pytest

OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", "--hide-scrollbars")

LOOK = """
async function look(frame, name, width) {
  frame.style.width = width + "px";
  await new Promise(done => { frame.onload = done; frame.src = name; });
  const page = frame.contentDocument, root = page.documentElement;
  for (const fold of page.querySelectorAll("details")) fold.open = true;
  const script = page.createElement("script");
  script.src = new URL("axe.min.js", location).href;
  await new Promise(done => { script.onload = done; page.head.append(script); });
  const result = await frame.contentWindow.axe.run(page, {resultTypes: ["violations"]});
  const nodes = rule => rule.nodes.map(node => node.target + ": " + node.failureSummary);
  return {
    violations: result.violations.map(rule => rule.id + " " + nodes(rule).join("; ")),
    content: root.scrollWidth, screen: frame.contentWindow.innerWidth, cut: cut(page),
    unreachable: [...page.body.querySelectorAll("*")].filter(part => scrolls(part) && part.tabIndex < 0).map(named),
  };
}
const named = part => part.tagName + " " + part.textContent.slice(0, 60);
const flow = part => part.ownerDocument.defaultView.getComputedStyle(part).overflowX;
const scrolls = part => part.scrollWidth > part.clientWidth + 1 && ["auto", "scroll"].includes(flow(part));
const inside = (part, around) => part.left >= around.left - 1 && part.right <= around.right + 1
  && part.top >= around.top - 1 && part.bottom <= around.bottom + 1;
function cut(page) {
  const hidden = part => part.scrollWidth > part.clientWidth + 1 && ["hidden", "clip"].includes(flow(part));
  const plain = [...page.body.querySelectorAll(":not(svg, svg *)")].filter(hidden);
  const lettered = [...page.querySelectorAll("svg text")].filter(part =>
    !inside(part.getBoundingClientRect(), part.ownerSVGElement.getBoundingClientRect()));
  return [...plain, ...lettered].map(named);
}
"""


@attrs.frozen
class Look:
    """What was seen of a page at one width."""

    violations: list[str]
    content: int
    screen: int
    cut: list[str]
    unreachable: list[str]

    @property
    def faults(self) -> list[str]:
        """Everything that is wrong, in words."""
        wide = [f"{self.content} px of content"] if self.content > self.screen else []
        hidden = [f"cut off: {part}" for part in self.cut]
        return [*self.violations, *wide, *hidden, *(f"no keyboard reaches {part}" for part in self.unreachable)]


def looked_at(pages: Mapping[str, str], widths: Sequence[int], folder: Path) -> dict[str, Look]:
    """How pages look on screens of these widths, by "name at width"; the test is skipped where there is no browser."""
    for number, text in enumerate(pages.values()):
        (folder / f"{number}.html").write_text(text, encoding="utf-8")
    looks = files_looked_at([f"{number}.html" for number in range(len(pages))], widths, folder)
    places = [f"{name} at {width}" for name in pages for width in widths]
    return dict(zip(places, looks.values(), strict=True))


def files_looked_at(files: Sequence[str], widths: Sequence[int], folder: Path) -> dict[str, Look]:
    """How pages that stand in a folder look on screens of these widths, by "file at width"."""
    axe = importlib.resources.files("axe_playwright_python") / "axe.min.js"
    (folder / "axe.min.js").write_text(axe.read_text("utf-8"), encoding="utf-8")
    frame = folder / "frame.html"
    frame.write_text(_frame(files, widths), encoding="utf-8")
    shown = _run(frame, folder, "--virtual-time-budget=100000000", "--dump-dom")
    result = re.search(r'<pre id="looks">(.+?)</pre>', shown, re.DOTALL)
    assert result, shown[-2000:]
    return {name: Look(**look) for name, look in json.loads(html.unescape(result[1])).items()}


def on_paper(page: str, folder: Path) -> list[str]:
    """The text of each printed page; skips the test where a program is missing."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler (pdftotext) is not installed")
    source, printed = folder / "page.html", folder / "page.pdf"
    source.write_text(page, encoding="utf-8")
    _run(source, folder, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    command = ["pdftotext", "-layout", printed, "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")[:-1]


def _run(page: Path, folder: Path, *options: str) -> str:
    """What Chromium writes to its output."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not installed")
    command = [program, *OPTIONS, f"--user-data-dir={folder / 'profile'}", *options, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout


def _frame(files: Sequence[str], widths: Sequence[int]) -> str:
    loop = f"""
    async function all() {{
      const frame = document.querySelector("iframe"), looks = {{}};
      for (const file of {json.dumps(list(files))})
        for (const width of {json.dumps(list(widths))})
          looks[file + " at " + width] = await look(frame, file, width);
      return JSON.stringify(looks);
    }}
    all().catch(fault => String(fault.stack)).then(text => document.querySelector("pre").textContent = text);"""
    body = '<iframe style="height: 800px; border: 0"></iframe><pre id="looks"></pre>'
    return f'<!DOCTYPE html>\n<meta charset="utf-8">\n{body}\n<script>{LOOK}{loop}</script>'
