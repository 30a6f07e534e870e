"""What a report says of a recalibration: what became of motives from round to round, and of their outcomes."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from ..comparison.labels import names_of
from ..comparison.recalibration import Recalibration
from ..comparison.recalibration_page import RecalibrationWords
from ..pages.model import Block, Section, section
from ..reports.meeting import Conversation, ConversationWords
from ..reports.pictures import Pictures
from .open_fields import open_blocks, open_in_conversation, open_in_recalibration


@attrs.frozen
class RecalibrationReport:
    """The sections of a report of a recalibration, in one language."""

    words: RecalibrationWords
    conversation: Conversation
    pictures: Pictures

    @classmethod
    def of(
        cls, change: Recalibration, language: str, conversation: Conversation, pictures: Pictures
    ) -> RecalibrationReport:
        """In a language of the instrument."""
        return cls(RecalibrationWords.of(change, language), conversation, pictures)

    def sections(self) -> Iterator[Section]:
        """Everything that stands in it, but for what is said of the report itself."""
        yield from self.words.opening()
        for side in self.words.change.organisations:
            pictures = self.pictures.rounds(self.words.change, side.id)
            yield from section(self.words.name(side.id), [*pictures, *self.words.organisation(side)])
        yield from self.talk.sections()
        yield from section(self.words.labels.word("report.heading.open"), self.open())
        yield from self.words.checks.section()

    @property
    def talk(self) -> ConversationWords:
        """What the conversation adds."""
        names = names_of(self.words.change.organisations)
        return ConversationWords(self.conversation, self.words.labels, self.words.checks, names, self.pictures)

    def open(self) -> Iterator[Block]:
        """What is open on all forms."""
        last = [side.id for side in self.words.change.rounds[-1].organisations]
        talk = self.talk.conversation.meeting or self.talk.commitments
        where = "report.column.round_or_phase" if talk else "label.round"
        found = [*open_in_recalibration(self.words), *open_in_conversation(self.talk, last)]
        yield from open_blocks(found, self.words.labels, where)
