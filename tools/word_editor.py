"""LibreOffice Writer as a person uses it: click in a cell, type, press Enter and Tab, tick a box, save.

Runs under the Python that LibreOffice brings `uno` for, and knows nothing of `hlo_forms`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException

Uno = Any  # Any: objects of LibreOffice, which have no Python types
FILTERS = {"docx": "MS Word 2007 XML", "odt": "writer8", "doc": "MS Word 97"}
TICKED, UNTICKED = "☒", "☐"


class Office:
    """A running LibreOffice with a profile of its own; it ends with the block.

    A class and not a generator: errors of LibreOffice do not let Python set their traceback.
    """

    def __init__(self, profile: Path) -> None:
        self._profile = profile

    def __enter__(self) -> Uno:
        pipe = "hlo" + "".join(filter(str.isalnum, str(self._profile)))
        arguments = ["soffice", f"-env:UserInstallation={self._profile.as_uri()}", "--headless", "--norestore"]
        self._process = subprocess.Popen(
            [*arguments, f"--accept=pipe,name={pipe};urp;"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self._services = _connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext").ServiceManager
        return self._services

    def __exit__(self, *_: object) -> None:
        with suppress(DisposedException):  # it may be gone before it can say so
            self._services.createInstance("com.sun.star.frame.Desktop").terminate()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(30)
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)  # the editor is a grandchild


def _connect(address: str) -> Uno:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(address)
        except NoConnectException:
            time.sleep(0.25)
    raise TimeoutError("LibreOffice did not answer within a minute")


def version(services: Uno) -> str:
    """The version of LibreOffice."""
    provider = services.createInstance("com.sun.star.configuration.ConfigurationProvider")
    where = "com.sun.star.configuration.ConfigurationAccess"
    product = provider.createInstanceWithArguments(where, (_property("nodepath", "/org.openoffice.Setup/Product"),))
    return f"LibreOffice {product.ooSetupVersionAboutBox}"


def convert(services: Uno, source: Path, target: Path) -> None:
    """Open a document and save it as another kind of file."""
    document = Document(services, source)
    document.save(target)
    document.close()


class Document:
    """A document that is open in the editor."""

    def __init__(self, services: Uno, path: Path) -> None:
        desktop = services.createInstance("com.sun.star.frame.Desktop")
        self._opened = desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, (_property("Hidden", True),))
        self._frame = self._opened.CurrentController.Frame
        self._cursor = self._opened.CurrentController.ViewCursor
        self._dispatcher = services.createInstance("com.sun.star.frame.DispatchHelper")

    def save(self, path: Path) -> None:
        """Save under another name, as the kind of file that the name ends with."""
        self._opened.storeToURL(path.as_uri(), (_property("FilterName", FILTERS[path.suffix[1:]]),))

    def close(self) -> None:
        """Close without asking."""
        self._opened.close(True)

    # What a person sees

    def blocks(self) -> Iterator[Uno]:
        """The paragraphs and tables of the page, from top to bottom."""
        blocks = self._opened.Text.createEnumeration()
        while blocks.hasMoreElements():
            yield blocks.nextElement()

    def paragraph(self, words: str) -> Uno:
        """The first paragraph that says these words, after its number if it has one."""
        return next(b for b in self.blocks() if not is_table(b) and words in b.String)

    def table_below(self, words: str) -> Uno:
        """The first table below a heading or question: one of just these words, or else one that begins with them."""
        blocks = list(self.blocks())
        begun = [n for n, b in enumerate(blocks) if not is_table(b) and _plain(b.String).startswith(words)]
        at = next((n for n in begun if _plain(blocks[n].String) == words), begun[0])
        return next(block for block in blocks[at:] if is_table(block))

    def labelled(self, label: str) -> tuple[Uno, Uno]:
        """The cell with a label, and the cell to its right."""
        for table in filter(is_table, self.blocks()):
            for row in range(1, table.Rows.Count + 1):
                cell = table.getCellByName(f"A{row}")
                if table.Columns.Count == 2 and _plain(cell.String).startswith(label):
                    return cell, table.getCellByName(f"B{row}")
        raise LookupError(f"no cell says {label!r}")

    def in_column(self, heading: str, column: str, row: int) -> Uno:
        """The cell in a column of the table under a heading; rows count from 1 below the header row."""
        table = self.table_below(heading)
        letters = "ABCDEFGH"[: table.Columns.Count]
        letter = next(one for one in letters if table.getCellByName(f"{one}1").String.startswith(column))
        return table.getCellByName(f"{letter}{row + 1}")

    # What a person does

    def type(self, text: str) -> None:
        """Type where the cursor stands; a line end is Enter."""
        for index, line in enumerate(text.split("\n")):
            if index:
                self._press("InsertPara")
            if line:
                self._press("InsertText", Text=line)

    def type_in(self, cell: Uno, text: str, how: str) -> None:
        """Type in a cell: "over" the prompt, "instead" of all there is, or "before" or "after" it."""
        {"over": self._select_within, "instead": self._select_cell}.get(how, lambda cell: self._click(cell, how))(cell)
        self.type(text)

    def type_below(self, paragraph: Uno, text: str) -> None:
        """Type a paragraph of its own below another."""
        self._cursor.gotoRange(paragraph.End, False)
        self.type("\n" + text)

    def type_behind(self, cell: Uno, text: str) -> None:
        """Type behind what stands in a cell."""
        self._click(cell, "after")
        self.type(" " + text)

    def clear(self, cell: Uno, how: str) -> None:
        """Delete what stands in the control ("within") or in the whole cell ("cell")."""
        {"within": self._select_within, "cell": self._select_cell}[how](cell)
        self._press("Delete")

    def tick(self, cell: Uno, ticked: bool, option: str = "") -> None:
        """Click the box in a cell; of several boxes, the one before an option. Its state and its sign change together."""
        start, box = self._box(cell, option)
        sign = cell.createTextCursor()
        sign.gotoStart(False)
        sign.goRight(start + 1, False)
        sign.goRight(1, True)
        sign.setString(TICKED if ticked else UNTICKED)
        box.Checked = ticked
        if sign.String != (TICKED if ticked else UNTICKED):
            raise RuntimeError(f"the box did not change: {text_of(cell)!r}")

    def type_over_box(self, cell: Uno, sign: str, option: str = "") -> None:
        """Delete the box in a cell and type a sign in its place."""
        start, box = self._box(cell, option)
        self._select(cell, start, 2 + len(_inner(box)))
        self.type(sign)

    def add_row(self, cell: Uno) -> None:
        """Press Tab in the last cell of a table."""
        self._click(cell, "after")
        self._press("JumpToNextCell")

    def _press(self, command: str, **arguments: str) -> None:
        named = tuple(_property(name, value) for name, value in arguments.items())
        self._dispatcher.executeDispatch(self._frame, f".uno:{command}", "", 0, named)

    def _click(self, cell: Uno, how: str) -> None:
        self._cursor.gotoRange({"before": cell.Start, "after": cell.End}[how], False)

    def _select(self, cell: Uno, start: int, length: int) -> None:
        self._cursor.gotoRange(cell.Start, False)
        self._cursor.goRight(start, False)
        self._cursor.goRight(length, True)

    def _select_cell(self, cell: Uno) -> None:
        self._cursor.gotoRange(cell.Start, False)
        self._cursor.gotoRange(cell.End, True)

    def _select_within(self, cell: Uno) -> None:
        """What a click on a prompt does: it selects the whole content, which then is a prompt no longer."""
        found = next(_controls(cell), None)
        if found is None:
            self._select_cell(cell)
        else:
            start, control, _ = found
            control.ShowingPlaceHolder = False
            self._select(cell, start + 1, len(_inner(control)))

    def _box(self, cell: Uno, option: str) -> tuple[int, Uno]:
        boxes = ((start, control) for start, control, after in _controls(cell) if after.strip().startswith(option))
        return next(boxes)


def text_of(cell: Uno) -> str:
    """The text of a cell as a person sees it."""
    return str(cell.String).replace("\r\n", "\n").replace("\r", "\n")


def is_table(block: Uno) -> bool:
    """Is this block a table?"""
    return bool(block.supportsService("com.sun.star.text.TextTable"))


def _property(name: str, value: object) -> Uno:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def _plain(text: str) -> str:
    """A text without the box or number before it."""
    return text.lstrip(TICKED + UNTICKED + "x.\t 0123456789")


def _inner(control: Uno) -> str:
    return "".join(portion.String for portion in _each(control))


def _controls(cell: Uno) -> Iterator[tuple[int, Uno, str]]:
    """Each control of a cell: where it starts, itself, and the text right after it."""
    at = 0
    portions = [portion for paragraph in _each(cell) for portion in _each(paragraph)]
    for portion, after in zip(portions, [*portions[1:], None], strict=True):
        if portion.TextPortionType == "ContentControl":
            yield at, portion.ContentControl, after.String if after else ""
            at += 2 + len(_inner(portion.ContentControl))
        else:
            at += len(portion.String)


def _each(holder: Uno) -> Sequence[Uno]:
    found, held = [], holder.createEnumeration()
    while held.hasMoreElements():
        found.append(held.nextElement())
    return found
