"""Which form a document is: its instrument, phase, organisation type and language, and how that was told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import attrs

from ..findings import Finding
from ..instrument import Instrument
from ..text import matching_key
from . import layout
from .addresses import address_of
from .blocks import Outline
from .identity import MARK, REPORT, Identity
from .known import Known, known_of, without_number
from .ticks import beyond

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@attrs.frozen(kw_only=True)
class Recognised:
    """What a document is; `phase` is None where it is no form of ours."""

    known: Known
    phase: str | None
    type: str | None
    language: str
    identity: Identity | None
    findings: tuple[Finding, ...]


def recognise(outline: Outline, instruments: Iterable[Instrument]) -> Recognised:
    """What a document is, by its identity, or else by its title, tags and labels."""
    texts = list(outline.texts)
    available = list(instruments)
    identity, findings = _identity(outline, texts, available)
    instrument = _instrument(identity, available, texts, findings)
    known = known_of(instrument)
    phase = identity.phase if identity else None if REPORT in outline.identities else _phase(outline, known, texts)
    if phase is not None and identity is None:
        findings.append(Finding(code="phase-guessed", seen=instrument.phase(phase).label[instrument.languages[0]]))
    type = identity.type if identity else None
    if phase == "preparation" and type is None:
        type = _type(known, texts)
        label = instrument.organisation_type(type).label[instrument.languages[0]]
        findings.append(Finding(code="type-guessed", field="organisation.type", seen=label))
    language = identity.language if identity else _language(known, texts)
    if phase is not None and identity is None:
        findings.append(Finding(code="language-guessed", seen=language))
    return Recognised(
        known=known, phase=phase, type=type, language=language, identity=identity, findings=tuple(findings)
    )


def _identity(
    outline: Outline, texts: list[str], instruments: list[Instrument]
) -> tuple[Identity | None, list[Finding]]:
    """The identity that the document states, the visible line first."""
    stated = [*texts, *(passage.text for passage in outline.others), *outline.identities]
    marked = [text for text in stated if MARK + "/" in text]
    found = [identity for text in marked if (identity := Identity.parse(text)) and _fits(identity, instruments)]
    if not found:
        code = "identity-unreadable" if marked else "identity-missing"
        return None, [Finding(code=code, seen=marked[0].strip() if marked else "")]
    others = [identity for identity in dict.fromkeys(found) if identity != found[0]]
    return found[0], [Finding(code="differs-from-identity", seen=str(other)) for other in others]


def _fits(identity: Identity, instruments: list[Instrument]) -> bool:
    """Can a form have this identity?"""
    ids = (identity.form, identity.partnership.id, *(named.id for named in identity.organisations))
    return all(_ID.fullmatch(found) for found in ids if found) and any(
        identity.language in known.languages
        and identity.phase in layout.DETAILS
        and (identity.type is None or any(identity.type == kind.id for kind in known.organisation_types))
        for known in _named(identity, instruments)
    )


def _named(identity: Identity, instruments: list[Instrument]) -> list[Instrument]:
    """The instruments an identity can mean, the best first: this edition, another edition, any."""
    same = [known for known in instruments if known.id == identity.instrument]
    return [*(known for known in same if known.edition == identity.edition), *same, *instruments]


def _instrument(
    identity: Identity | None, instruments: list[Instrument], texts: list[str], findings: list[Finding]
) -> Instrument:
    if identity is None:
        return max(instruments, key=lambda known: _hits(known_of(known).texts, texts))
    found = next(known for known in _named(identity, instruments) if _fits(identity, [known]))
    if (found.id, found.edition) != (identity.instrument, identity.edition):
        findings.append(Finding(code="other-edition", seen=f"{identity.instrument} {identity.edition}"))
    return found


def _hits(keys: frozenset[str], texts: list[str]) -> int:
    pieces = {piece for text in texts for piece in (text, without_number(text), *text.split("\t"))}
    return len({key for piece in pieces if (key := matching_key(piece)) in keys})


def _phase(outline: Outline, known: Known, texts: list[str]) -> str | None:
    """The phase with most of its tags, questions, title and motives in the document; None where it has none of any."""
    votes: Counter[str] = Counter()
    tags = [tag for cell in outline.cells for tag in cell.tags]
    for phase in known.questions:
        own = [tag for tag in tags if (found := address_of(tag, known.instrument, phase)) and found.table != "details"]
        titles = [layout.title_of(phase, kind, known.instrument, language) for kind, language in _variants(known)]
        votes[phase] += len(own) + sum(known.question(text, phase) is not None for text in texts)
        votes[phase] += 2 * any(text.strip() in titles for text in texts)
    if not any(votes.values()) or votes["preparation"]:  # what partners bring names motives in every phase
        votes["preparation"] += len(_motives(known, texts))
    phase, count = votes.most_common(1)[0]
    return phase if count else None


def _variants(known: Known) -> list[tuple[str, str]]:
    kinds = known.instrument.organisation_types
    return [(kind.id, language) for kind in kinds for language in known.instrument.languages]


def _motives(known: Known, texts: list[str]) -> set[str]:
    found = set()
    for text in texts:
        if len(text) < 400:
            near = known.motive(text) or known.near_motive(text)[0]
            if near and beyond(text, list(known.instrument.motive(near).label.values())) != text.strip():
                found.add(near)
    return found


def _type(known: Known, texts: list[str]) -> str:
    """The type of organisation whose title stands in the document, or whose motives fit best."""
    instrument = known.instrument
    for kind, language in _variants(known):
        title = layout.title_of("preparation", kind, instrument, language)
        if any(text.strip() == title for text in texts):
            return kind
    seen = _motives(known, texts)

    def fit(kind: str) -> int:
        offered = {motive.id for motive in instrument.offered(kind)}
        return len(seen & offered) - len(offered - seen)

    return max((kind.id for kind in instrument.organisation_types), key=fit)


def _language(known: Known, texts: list[str]) -> str:
    return max(known.instrument.languages, key=lambda language: _hits(known.languages[language], texts))
