"""The status of a facilitator's folder: who has answered, and everything that came back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

import attrs

from ..pages.shown import Shown
from ..results import ReadFailure
from ..returns_words import StatusWords, organisation_of
from .matching import Entry, Matching, Returned, State, Unlisted
from .register import Sent

if TYPE_CHECKING:
    from ..batch.many import Result


@attrs.frozen(kw_only=True, repr=False)
class FolderStatus(Shown):
    """Status of the forms that were sent; each file that came back is in an entry, `unlisted` or `failures`.

    `to_html` and `to_text` show it, by default in the language of the forms.

    >>> sent = Sent(file="fase1-de-linde.docx", form_id="f1", phase="preparation", sha256="", organisation="De Linde")
    >>> FolderStatus(entries=(Entry(sent=sent),)).waiting[0].state
    <State.WAITING: 'waiting'>
    """

    _page_module: ClassVar[str] = ".page"

    entries: tuple[Entry, ...]
    unlisted: tuple[Unlisted, ...] = ()
    failures: tuple[ReadFailure, ...] = ()

    @property
    def waiting(self) -> tuple[Entry, ...]:
        """The forms that nobody has answered yet, including those that came back blank."""
        return tuple(entry for entry in self.entries if entry.state is not State.ANSWERED)

    def of(self, phase: str) -> tuple[Entry, ...]:
        """Return the forms of a phase, by its id."""
        return tuple(entry for entry in self.entries if entry.sent.phase == phase)

    def to_data(self) -> dict[str, object]:
        """Return the status as an object for JSON; messages are in the language in which a form was sent."""
        return {
            "forms": [_entry_data(entry) for entry in self.entries],
            "unlisted": [_unlisted_data(file) for file in self.unlisted],
            "unread": [
                {"file": failure.source, "code": failure.code, "message": failure.in_words(self.language)}
                for failure in self.failures
            ],
        }

    @property
    def language(self) -> str:
        """The language of the first form that was sent."""
        return next((entry.sent.language for entry in self.entries), "nl")

    @property
    def _default_language(self) -> str:
        return self.language

    def __repr__(self) -> str:
        answered = len(self.entries) - len(self.waiting)
        rest = [f"{len(self.unlisted)} not listed"] if self.unlisted else []
        rest += [f"{len(self.failures)} not read"] if self.failures else []
        return f"FolderStatus({', '.join([f'{answered} of {len(self.entries)} answered', *rest])})"


def status_of(entries: Iterable[Sent], results: Iterable[Result]) -> FolderStatus:
    """Match what came back to the register: by form id, else by organisation, partnership and round."""
    matching = Matching(tuple(entries))
    for result in results:
        matching.take(result)
    return FolderStatus(
        entries=matching.entries(), unlisted=tuple(matching.unlisted), failures=tuple(matching.failures)
    )


def _entry_data(entry: Entry) -> dict[str, object]:
    words = StatusWords(entry.sent.language)
    return {
        **attrs.asdict(entry.sent),
        "state": str(entry.state),
        "versions": len(entry.versions),
        "returned": [_file_data(file, words) for file in entry.returned],
    }


def _file_data(file: Returned, words: StatusWords) -> dict[str, object]:
    return {
        "file": file.file,
        "blank": file.blank,
        "recognised_by": "name" if file.by_name else "id",
        "same_as": file.same_as,
        "warnings": len(file.warnings),
        "first_warning": file.warnings[0].code if file.warnings else None,
        "to_check": words.to_check(file) or None,
    }


def _unlisted_data(file: Unlisted) -> dict[str, object]:
    form = file.form
    return {
        "file": file.file,
        "why": str(file.why),
        "phase": form.phase if form else None,
        "organisation": organisation_of(form) if form else None,
        "partnership": form.partnership.name if form else None,
        "round": form.round if form else None,
    }
