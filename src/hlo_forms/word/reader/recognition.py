"""The form that a document is: its instrument, phase, organisation type and language, and the evidence for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import attrs

from ...basics.text import matching_key, without_format
from ...errors import UnsafeFileError
from ...instrument.model import Instrument
from ...instrument.parts import is_language
from ...readings.findings import Finding
from ..fields import DETAILS, titles_of
from ..identity import MARK, REPORT, Identity, NamedInstrument, instrument_in, is_marked, misread_in, stated_in
from ..outline.blocks import Blocks, Outline, Paragraph, with_boxes_opened
from ..package import refusal
from .cells import remainder, without_sign
from .labels import Labels, Tries, labels_of, without_number

_FORM = 3  # texts of cells that are the form's: a table with so many is one of its tables
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Recognition(NamedTuple):
    """The form that a document is; `phase` is None if it is no form of an instrument that is at hand.

    `missing` is the instrument that its reference names and that is not at hand; `reworded` says that the one at hand
    asks something else than the document, under the same id and edition, and `unsure` that nothing tells if it does.
    """

    labels: Labels
    phase: str | None
    type: str | None
    language: str
    identity: Identity | None
    findings: tuple[Finding, ...] = ()
    missing: NamedInstrument | None = None
    reworded: bool = False
    unsure: bool = False


def recognise(outline: Outline, instruments: Iterable[Instrument], forms: int = 1) -> Recognition:
    """Return the form that a document is, by its identity, or else by its title, tags and labels.

    `forms` is how many there are in the document.
    """
    texts = list(outline.texts)
    reference = _reference(outline, texts, list(instruments))
    identity, findings = reference.identity, list(reference.findings)
    labels = labels_of(reference.instrument(texts))
    language = identity.language if identity else _language(labels, texts)
    recognition = Recognition(
        labels=labels, phase=None, type=None, language=language, identity=identity, missing=reference.missing
    )
    if reference.missing is not None:
        return recognition
    instrument = labels.instrument
    phase = (
        identity.phase if identity else None if REPORT in outline.identities else _phase(outline, labels, texts, forms)
    )
    if phase is not None and identity is None:
        findings.append(Finding(code="phase-guessed", seen=instrument.phase(phase).label[instrument.languages[0]]))
    type = identity.type if identity else None
    if phase == "preparation" and type is None:
        type = _type(labels, texts, forms)
        title = instrument.organisation_type(type).label[instrument.languages[0]]
        findings.append(Finding(code="type-guessed", field="organisation.type", seen=title))
    if phase is not None and identity is None:
        findings.append(Finding(code="language-guessed", seen=language))
    reworded, unsure = reference.is_reworded(instrument), not (identity.digest if identity else reference.digest)
    return recognition._replace(phase=phase, type=type, findings=tuple(findings), reworded=reworded, unsure=unsure)


# ---- the reference


@attrs.frozen(kw_only=True)
class _Reference:
    """The identity of a document, the instruments it can be of, and the one that it names where that is missing.

    `digest` is that of a damaged reference, which has no identity.
    """

    identity: Identity | None = None
    digest: str = ""
    instruments: list[Instrument]
    missing: NamedInstrument | None = None
    findings: list[Finding] = attrs.field(factory=list)

    def instrument(self, texts: list[str]) -> Instrument:
        """Return the instrument of the reference, or else the one with most wording in the document."""
        if len(self.instruments) == 1:
            return self.instruments[0]
        return max(self.instruments, key=lambda instrument: _hits(labels_of(instrument).texts, texts))

    def is_reworded(self, instrument: Instrument) -> bool:
        """Return whether a document asks something else than its instrument, as far as its reference is left."""
        if self.identity is not None:
            return not _asks_the_same(instrument, self.identity)
        return not any(instrument.digest_in(language).startswith(self.digest) for language in instrument.languages)


def _reference(outline: Outline, texts: list[str], instruments: list[Instrument]) -> _Reference:
    """Return the reference of a document: the first that is intact, the visible line before the properties.

    Only the line in small print survives every program: pandoc and AbiWord lose the custom property.
    """
    stated = [*texts, *(passage.text for passage in outline.others), *outline.identities]
    marked = sorted([text for text in stated if "/" in text and is_marked(text)], key=_is_in_capitals)
    identities = [identity for text in marked if (identity := Identity.parse(text)) and _is_whole(identity)]
    if not marked:
        return _misread_reference(stated, instruments)
    own = stated_in(outline.identities)
    whole = [one for one in identities if not any(other.is_within(one) for other in own)]
    intact = [identity for identity in whole if not _is_damaged(identity, instruments)]
    if not intact:
        return _damaged_reference(marked, instruments)
    first = intact[0]
    same = [identity for identity in intact if _is_same(identity, first)]
    identity = max(same, key=lambda identity: len(identity.digest))
    others = [identity for identity in dict.fromkeys(intact) if identity not in same]
    findings = [Finding(code="differs-from-identity", seen=str(other.short)) for other in others]
    if all(map(_is_in_capitals, marked)):  # ids may have had capitals of their own
        findings.append(Finding(code="identity-unreadable", seen=marked[0].strip()))
    fit = _fitting(identity, instruments)
    if not fit:
        alike = _alike(identity.named, marked[0], instruments)
        return alike or _Reference(identity=identity, instruments=instruments, missing=identity.named)
    return _Reference(identity=identity, instruments=fit[:1], findings=findings)


def _is_in_capitals(text: str) -> bool:
    return MARK + "/" not in text


def _damaged_reference(marked: list[str], instruments: list[Instrument]) -> _Reference:
    """Return what is left of a reference: it may still name the instrument."""
    findings = [Finding(code="identity-unreadable", seen=marked[0].strip())]
    left = next((left for text in marked if (left := instrument_in(text))), None)
    if left is None:
        return _Reference(instruments=instruments, findings=findings)
    named, whole, digest = left
    fit = [one for one in instruments if named.may_be(one.id, one.edition, whole=whole)]
    misread = None if fit else next(filter(None, map(misread_in, marked)), named)
    if misread and (alike := _alike(misread, marked[0], instruments)):
        return alike
    missing = None if fit else named
    return _Reference(instruments=fit or instruments, missing=missing, findings=findings, digest=digest)


def _misread_reference(stated: list[str], instruments: list[Instrument]) -> _Reference:
    """Return what a reference tells that a program misread: no form of another instrument comes of it either."""
    text, named = next(((text, named) for text in stated if (named := misread_in(text))), ("", None))
    if named is None:
        return _Reference(instruments=instruments, findings=[Finding(code="identity-missing")])
    findings = [Finding(code="identity-unreadable", seen=text.strip())]
    fit = [one for one in instruments if (one.id, one.edition) == named]
    if fit:
        return _Reference(instruments=fit, findings=findings)
    return _alike(named, text, instruments) or _Reference(instruments=instruments, missing=named, findings=findings)


def _alike(named: NamedInstrument, text: str, instruments: list[Instrument]) -> _Reference | None:
    """Return a damaged reference to the instruments whose names were misread as this one; None if there are none."""
    fit = [one for one in instruments if named.is_alike(one.id, one.edition)]
    findings = [Finding(code="identity-unreadable", seen=text.strip())]
    return _Reference(instruments=fit, findings=findings) if fit else None


def _is_whole(identity: Identity) -> bool:
    """Return whether each part of an identity can be what it stands for."""
    ids = (identity.form, identity.partnership.id, identity.type, *(named.id for named in identity.organisations))
    return all(_ID.fullmatch(id) for id in ids if id) and identity.phase in DETAILS and is_language(identity.language)


def _is_damaged(identity: Identity, instruments: list[Instrument]) -> bool:
    """Return whether the very instrument is at hand, and has no such language or type of organisation."""
    named = [one for one in instruments if one.id == identity.instrument and one.edition == identity.edition]
    same = any(_starts(one, language, identity) for one in named for language in one.languages)
    return bool(identity.digest) and same and not _fitting(identity, instruments)


def _starts(instrument: Instrument, language: str, identity: Identity) -> bool:
    return instrument.digest_in(language).startswith(identity.digest)


def _asks_the_same(instrument: Instrument, identity: Identity) -> bool:
    return _starts(instrument, identity.language, identity)  # documents of before carry no digest


def _is_same(one: Identity, other: Identity) -> bool:
    """Return whether two identities are the same but for capitals, as far as each has a digest of the instrument."""
    digests = sorted((one.digest, other.digest), key=len)
    bare, same = (identity._replace(digest="") for identity in (one, other))
    return digests[1].startswith(digests[0]) and (bare == same or str(bare).lower() == str(same).lower())


def _fitting(identity: Identity, instruments: list[Instrument]) -> list[Instrument]:
    """Return the instruments that an identity names and that can have such a form, those of its very words first."""
    fit = [
        instrument
        for instrument in instruments
        if str(NamedInstrument(instrument.id, instrument.edition)).lower() == str(identity.named).lower()
        and identity.language in instrument.languages
        and (identity.type is None or any(identity.type == kind.id for kind in instrument.organisation_types))
    ]
    return sorted(fit, key=lambda instrument: not _asks_the_same(instrument, identity))


# ---- words


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


def _phase(outline: Outline, labels: Labels, texts: list[str], forms: int) -> str | None:
    """Return the phase with most tags, questions, titles and motives in the document; None if it has none of any."""
    if not _is_of_instrument(outline, labels, texts, forms):
        return None
    votes: Counter[str] = Counter()
    tags = [tag for cell in outline.cells for tag in cell.tags]
    for phase in labels.questions:
        own = [tag for tag in tags if (at := labels.address(tag, phase)) and at.table != "details"]
        titles = [
            title
            for kind, language in _variants(labels)
            for title in titles_of(phase, kind, labels.instrument, language)
        ]
        votes[phase] += len(own) + sum(labels.question(text, phase) is not None for text in texts)
        votes[phase] += 2 * any(without_format(text).strip() in titles for text in texts)
    if not any(votes.values()) or votes["preparation"]:  # what partners bring names motives in every phase
        votes["preparation"] += len(_motives(labels, texts, forms))
    phase, count = votes.most_common(1)[0]
    return phase if count else None


_OWN, _LIKE = ("motives", "answers"), 3
_LONG = 4  # words of a text that two instruments do not have both by chance


def _is_of_instrument(outline: Outline, labels: Labels, texts: list[str], forms: int) -> bool:
    """Return whether anything in a document is the instrument's own, and not of the forms of every instrument."""
    tags = [tag for cell in outline.cells for tag in cell.tags]
    addresses = (labels.address(tag, phase) for tag in tags for phase in labels.questions)
    if any(address is not None and address.name in _OWN for address in addresses):
        return True
    long = {text: matching_key(without_number(text)) for text in texts if len(text.split()) >= _LONG}
    if not labels.own.isdisjoint(long.values()) or any(labels.motive(without_sign(text)) for text in texts):
        return True
    tries = Tries.of_each(forms)
    near = {labels.near_question(text, phase, tries)[0] for text in long for phase in labels.questions}
    return len((near - {None}) | _motives(labels, texts, forms)) >= _LIKE


def _variants(labels: Labels) -> list[tuple[str, str]]:
    kinds = labels.instrument.organisation_types
    return [(kind.id, language) for kind in kinds for language in labels.instrument.languages]


def _motives(labels: Labels, texts: list[str], forms: int) -> set[str]:
    motives, tries = set(), Tries.of_each(forms)
    for text in dict.fromkeys(texts):
        if len(text) < 400:
            near = labels.motive(text) or labels.near_motive(text, tries)[0]
            if near and remainder(text, list(labels.instrument.motive(near).label.values())) != text.strip():
                motives.add(near)
    return motives


def _type(labels: Labels, texts: list[str], forms: int) -> str:
    """Return the type of organisation whose title is in the document, or whose motives fit best."""
    instrument = labels.instrument
    for kind, language in _variants(labels):
        titles = titles_of("preparation", kind, instrument, language)
        if any(without_format(text).strip() in titles for text in texts):
            return kind
    seen = _motives(labels, texts, forms)

    def fit(kind: str) -> int:
        offered = {motive.id for motive in instrument.offered(kind)}
        return len(seen & offered) - len(offered - seen)

    return max((kind.id for kind in instrument.organisation_types), key=fit)


def _language(labels: Labels, texts: list[str]) -> str:
    return max(labels.instrument.languages, key=lambda language: _hits(labels.languages[language], texts))


@attrs.define(eq=False, repr=False)
class _Segment:
    """The blocks of one form, as far as the walk has come; `filled` means that a table stands below its title.

    A letterhead may be a table above the title, and pandoc writes the title once more above the first table.
    """

    blocks: Blocks = attrs.field(factory=list)
    titled: bool = False
    filled: bool = False
    identity: Identity | None = None
    follows: bool = False

    @property
    def identified(self) -> bool:
        """Return whether its line of identity is there."""
        return self.identity is not None

    @property
    def is_form(self) -> bool:
        """Return whether this is a form: a title or identity, and fields. A cover page with a title is none."""
        fields = any(not isinstance(block, Paragraph) for block in self.blocks)
        return fields and (self.titled or self.identified)


def segments(outline: Outline, titles: tuple[str, ...], most: int) -> list[Outline]:
    """Cut the outline where one form ends (its line of identity) and the next begins (its title, or a table).

    A part without a title or identity of its own stays with the form before it: so do the pages that an organisation
    may keep, behind a first line of identity. Passages outside the body go with the
    first form. A file with more than `most` forms is refused.
    """
    parts = [_Segment()]
    for block in outline.blocks:
        title = isinstance(block, Paragraph) and _is_title(block.text, titles)
        named = Identity.parse(block.text) if isinstance(block, Paragraph) else None
        last = parts[-1]
        if (title and (last.filled or (last.identified and last.is_form) or last.follows)) or (
            last.identified and (named is not None or not isinstance(block, Paragraph))
        ):
            parts.append(last := _Segment(follows=last.identified))
        last.blocks.append(block)
        last.filled = last.filled or (last.titled and not isinstance(block, Paragraph))
        last.titled, last.identity = last.titled or title, last.identity or named
    kept = parts[:1]
    for segment in parts[1:]:
        is_same = not segment.titled and _goes_with(segment.identity, kept[-1].identity)
        if segment.is_form and kept[-1].is_form and not is_same:
            kept.append(segment)
        else:
            _join(kept[-1], segment)
    if len(kept) > most:
        raise refusal(UnsafeFileError, "too-many-forms")
    first, *others = kept
    return [attrs.evolve(outline, blocks=first.blocks), *(Outline(blocks=segment.blocks) for segment in others)]


def _goes_with(identity: Identity | None, before: Identity | None) -> bool:
    """Return whether a reference, or none, can stand on the further pages of a form: somebody may have typed in one."""
    return identity is None or (before is not None and identity.form == before.form)


def _is_title(text: str, titles: tuple[str, ...]) -> bool:
    """Return whether this is a title, or one with a few words after it, such as a name."""
    key = matching_key(text)
    return key.startswith(titles) and any(key.startswith(title) and len(key) < len(title) + 80 for title in titles)


def _join(before: _Segment, after: _Segment) -> None:
    before.blocks += after.blocks
    before.titled, before.identity = before.titled or after.titled, before.identity or after.identity
