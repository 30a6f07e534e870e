"""The form that a document is: its instrument, phase, organisation type and language, and the evidence for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import attrs

from ...basics.text import matching_key, without_format
from ...errors import UnsafeFileError
from ...instrument.model import Instrument
from ...readings.findings import Finding
from ..fields import DETAILS, address_of, title_of
from ..identity import MARK, REPORT, Identity
from ..outline.blocks import Blocks, Outline, Paragraph, with_boxes_opened
from ..package import refusal
from .cells import remainder
from .labels import Labels, Tries, labels_of, without_number

_FORM = 3  # texts of cells that are the form's: a table with so many is one of its tables
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@attrs.frozen(kw_only=True)
class Recognition:
    """The form that a document is; `phase` is None if it is no form of ours."""

    labels: Labels
    phase: str | None
    type: str | None
    language: str
    identity: Identity | None
    findings: tuple[Finding, ...]


def recognise(outline: Outline, instruments: Iterable[Instrument]) -> Recognition:
    """Return the form that a document is, by its identity, or else by its title, tags and labels."""
    texts = list(outline.texts)
    available = list(instruments)
    identity, findings = _identity(outline, texts, available)
    instrument = _instrument(identity, available, texts, findings)
    labels = labels_of(instrument)
    phase = identity.phase if identity else None if REPORT in outline.identities else _phase(outline, labels, texts)
    if phase is not None and identity is None:
        findings.append(Finding(code="phase-guessed", seen=instrument.phase(phase).label[instrument.languages[0]]))
    type = identity.type if identity else None
    if phase == "preparation" and type is None:
        type = _type(labels, texts)
        title = instrument.organisation_type(type).label[instrument.languages[0]]
        findings.append(Finding(code="type-guessed", field="organisation.type", seen=title))
    language = identity.language if identity else _language(labels, texts)
    if phase is not None and identity is None:
        findings.append(Finding(code="language-guessed", seen=language))
    return Recognition(
        labels=labels, phase=phase, type=type, language=language, identity=identity, findings=tuple(findings)
    )


def _identity(
    outline: Outline, texts: list[str], instruments: list[Instrument]
) -> tuple[Identity | None, list[Finding]]:
    """Return the identity that the document states, the visible line first."""
    stated = [*texts, *(passage.text for passage in outline.others), *outline.identities]
    # Only the line in small print survives every program: pandoc and AbiWord lose the custom property.
    marked = [text for text in stated if MARK + "/" in text]
    identities = [identity for text in marked if (identity := Identity.parse(text)) and _fits(identity, instruments)]
    if not identities:
        code = "identity-unreadable" if marked else "identity-missing"
        return None, [Finding(code=code, seen=marked[0].strip() if marked else "")]
    others = [identity for identity in dict.fromkeys(identities) if identity != identities[0]]
    return identities[0], [Finding(code="differs-from-identity", seen=str(other)) for other in others]


def _fits(identity: Identity, instruments: list[Instrument]) -> bool:
    """Return whether a form can have this identity."""
    ids = (identity.form, identity.partnership.id, *(named.id for named in identity.organisations))
    return all(_ID.fullmatch(id) for id in ids if id) and any(
        identity.language in instrument.languages
        and identity.phase in DETAILS
        and (identity.type is None or any(identity.type == kind.id for kind in instrument.organisation_types))
        for instrument in _named(identity, instruments)
    )


def _named(identity: Identity, instruments: list[Instrument]) -> list[Instrument]:
    """Return the instruments an identity can mean, the best first: this edition, another edition, any."""
    same = [instrument for instrument in instruments if instrument.id == identity.instrument]
    return [*(instrument for instrument in same if instrument.edition == identity.edition), *same, *instruments]


def _instrument(
    identity: Identity | None, instruments: list[Instrument], texts: list[str], findings: list[Finding]
) -> Instrument:
    if identity is None:
        return max(instruments, key=lambda instrument: _hits(labels_of(instrument).texts, texts))
    instrument = next(instrument for instrument in _named(identity, instruments) if _fits(identity, [instrument]))
    if (instrument.id, instrument.edition) != (identity.instrument, identity.edition):
        findings.append(Finding(code="other-edition", seen=f"{identity.instrument} {identity.edition}"))
    return instrument


def opened(outline: Outline, instruments: Iterable[Instrument]) -> Outline:
    """Return the outline with its text boxes opened, if the form stands in them; people frame a form that way.

    Text boxes beside a form stay what they are. Either way `notices` says that there is a form in a text box.
    """
    paragraphs = [block for block in outline.blocks if isinstance(block, Paragraph)]
    boxes = [block for paragraph in paragraphs for box in paragraph.boxes for block in box]
    if not boxes:
        return outline
    inside, outside = (list(Outline(blocks=blocks).texts_of_cells) for blocks in (boxes, outline.blocks))
    keys = [labels_of(instrument).texts for instrument in instruments]
    if max(_hits(each, inside) for each in keys) < _FORM:
        return outline
    notices = [*outline.notices, "form-in-textbox"]
    if any(_hits(each, inside) <= _hits(each, outside) for each in keys if _hits(each, inside) >= _FORM):
        return attrs.evolve(outline, notices=notices)
    return attrs.evolve(outline, blocks=with_boxes_opened(outline.blocks), notices=notices)


def _hits(keys: frozenset[str], texts: list[str]) -> int:
    pieces = {piece for text in texts for piece in (text, without_number(text), *text.split("\t"))}
    return len({key for piece in pieces if (key := matching_key(piece)) in keys})


def _phase(outline: Outline, labels: Labels, texts: list[str]) -> str | None:
    """Return the phase with most tags, questions, titles and motives in the document; None if it has none of any."""
    votes: Counter[str] = Counter()
    tags = [tag for cell in outline.cells for tag in cell.tags]
    for phase in labels.questions:
        own = [tag for tag in tags if (at := address_of(tag, labels.instrument, phase)) and at.table != "details"]
        titles = [title_of(phase, kind, labels.instrument, language) for kind, language in _variants(labels)]
        votes[phase] += len(own) + sum(labels.question(text, phase) is not None for text in texts)
        votes[phase] += 2 * any(without_format(text).strip() in titles for text in texts)
    if not any(votes.values()) or votes["preparation"]:  # what partners bring names motives in every phase
        votes["preparation"] += len(_motives(labels, texts))
    phase, count = votes.most_common(1)[0]
    return phase if count else None


def _variants(labels: Labels) -> list[tuple[str, str]]:
    kinds = labels.instrument.organisation_types
    return [(kind.id, language) for kind in kinds for language in labels.instrument.languages]


def _motives(labels: Labels, texts: list[str]) -> set[str]:
    motives, tries = set(), Tries()
    for text in dict.fromkeys(texts):
        if len(text) < 400:
            near = labels.motive(text) or labels.near_motive(text, tries)[0]
            if near and remainder(text, list(labels.instrument.motive(near).label.values())) != text.strip():
                motives.add(near)
    return motives


def _type(labels: Labels, texts: list[str]) -> str:
    """Return the type of organisation whose title is in the document, or whose motives fit best."""
    instrument = labels.instrument
    for kind, language in _variants(labels):
        title = title_of("preparation", kind, instrument, language)
        if any(without_format(text).strip() == title for text in texts):
            return kind
    seen = _motives(labels, texts)

    def fit(kind: str) -> int:
        offered = {motive.id for motive in instrument.offered(kind)}
        return len(seen & offered) - len(offered - seen)

    return max((kind.id for kind in instrument.organisation_types), key=fit)


def _language(labels: Labels, texts: list[str]) -> str:
    return max(labels.instrument.languages, key=lambda language: _hits(labels.languages[language], texts))


@attrs.define
class _Segment:
    """The blocks of one form, as far as the walk has come."""

    blocks: Blocks = attrs.field(factory=list)
    titled: bool = False
    identified: bool = False

    @property
    def is_form(self) -> bool:
        """Return whether this is a form: a title or identity, and fields. A cover page with a title is none."""
        fields = any(not isinstance(block, Paragraph) for block in self.blocks)
        return fields and (self.titled or self.identified)


def segments(outline: Outline, titles: frozenset[str], most: int) -> list[Outline]:
    """Cut the outline where one form ends (its line of identity) and the next begins (its title, or a table).

    A part without a title or identity of its own stays with the form before it. Passages outside the body go with the
    first form. A file with more than `most` forms is refused.
    """
    parts = [_Segment()]
    for block in outline.blocks:
        title = isinstance(block, Paragraph) and _is_title(block.text, titles)
        named = isinstance(block, Paragraph) and Identity.parse(block.text) is not None
        last = parts[-1]
        if (title and last.is_form) or (last.identified and (named or not isinstance(block, Paragraph))):
            parts.append(last := _Segment())
        last.blocks.append(block)
        last.titled, last.identified = last.titled or title, last.identified or named
    kept = parts[:1]
    for segment in parts[1:]:
        if segment.is_form and kept[-1].is_form:
            kept.append(segment)
        else:
            _join(kept[-1], segment)
    if len(kept) > most:
        raise refusal(UnsafeFileError, "too-many-forms")
    first, *others = kept
    return [attrs.evolve(outline, blocks=first.blocks), *(Outline(blocks=segment.blocks) for segment in others)]


def _is_title(text: str, titles: frozenset[str]) -> bool:
    """Return whether this is a title, or one with a few words after it, such as a name."""
    key = matching_key(text)
    return any(key.startswith(title) and len(key) < len(title) + 80 for title in titles)


def _join(before: _Segment, after: _Segment) -> None:
    before.blocks += after.blocks
    before.titled, before.identified = before.titled or after.titled, before.identified or after.identified
