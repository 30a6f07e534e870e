"""Damage to the slots, loops and conditions of a template: each fault once, with its place and what to do."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from .package import Package
from .template_tags import ANY, BODY, PlacedTag, Shape, TemplateFault, TemplatePlace, comments_of, sentence_of, tags_of
from .writer.language import EXAMPLES, TEXTS, refusal_of

_TAG = re.compile(r"\{[{%](?:(p|r|tr|tc) )?[-+]?\s*(.*?)\s*[-+]?[%}]\}", re.DOTALL)
_FOR, _IF = re.compile(r"for (\w+) in ([\w.]+)"), re.compile(r"(?:el)?if (?:not )*([\w.]+)( == .*)?", re.DOTALL)
_NEAR = 0.6
_ORPHANS = ("slot-unknown", "slot-misplaced")
_STANDING_FOR = (*_ORPHANS, "tag-unclosed", "tag-refused", "end-unopened", "slot-bare", "braces-unfilled")
"""Faults of a tag that stands there in place of another."""
CONTENTS = {"title": "title", "about.lines": "readers", "purpose.texts": "purpose", "further_reading.texts": "source"}
"""Parts that a form may not lack, by the slot or list that shows it."""


@attrs.frozen(eq=False)
class Use:
    """A tag of a template with what it means: its `kind`, and the `path` of what it names from the top.

    `around` are the paths of the loops around it, `conditions` the conditions. `fault` is a code, with its `values`.
    A loop has the `name` of its variable, and the shape of each `item`.
    """

    tag: PlacedTag
    kind: str = ""
    prefix: str = ""
    path: str = ""
    around: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    fault: str = ""
    values: Mapping[str, object] = attrs.field(factory=dict)
    name: str = ""
    item: Shape = ANY

    @property
    def is_answer(self) -> bool:
        """Return whether code writes something here: a field to fill in, a table, a picture."""
        return self.kind == "slot" and bool(self.prefix)

    @property
    def end(self) -> str:
        """The tag that ends this one."""
        return f"{{%{self.prefix} end{self.kind} %}}"


@attrs.define
class _Walk:
    """A walk over the tags of one part; `opened` are the loops and conditions around the next, `short` lack an end."""

    shape: Shape
    opened: list[Use] = attrs.field(factory=list)
    uses: list[Use] = attrs.field(factory=list)
    short: int = 0

    def over(self, tags: Sequence[PlacedTag]) -> list[Use]:
        self.short = sum((" for " in tag.text) - ("endfor" in tag.text) for tag in tags if not tag.deleted)
        for tag in tags:
            if tag.deleted:
                continue
            match = _TAG.fullmatch(tag.text)
            if tag.fault or match is None:
                if not tag.text.startswith("{#"):
                    code = "braces-unfilled" if tag.fault == "unopened" else "tag-unclosed"
                    self.uses.append(Use(tag, fault=code))
            elif (what := refusal_of(tag.text)) is not None:
                self._refuse(tag, what, match[1] or "", match[2])
            else:
                self._take(tag, match[1] or "", match[2])
        self.uses += [attrs.evolve(use, fault="loop-unclosed", values={"end": use.end}) for use in self.opened]
        closed = {id(use.tag) for use in self.opened}
        return [use for use in self.uses if use.fault == "loop-unclosed" or id(use.tag) not in closed]

    def _refuse(self, tag: PlacedTag, what: str, prefix: str, words: str) -> None:
        """Take a tag that is not allowed; a loop or condition has an end all the same."""
        fault = "tag-unclosed" if what == "syntax" else "tag-refused"
        kind = words.partition(" ")[0]
        use = Use(tag, kind if kind in ("for", "if") else "", prefix, "?", (), ("?",), fault, {"what": what})
        if use.kind and fault == "tag-refused":
            name = re.match(r"for (\w+)", words)
            self._begin(attrs.evolve(use, name=name[1] if name else "?"))
        else:
            self.uses.append(use)

    def _take(self, tag: PlacedTag, prefix: str, words: str) -> None:
        if words in ("endfor", "endif"):
            self._close(tag, prefix, words[3:])
        elif words == "else" or words.startswith("elif "):
            self._otherwise(tag, prefix, words)
        elif loop := _FOR.fullmatch(words):
            self._open_loop(tag, prefix, loop[1], loop[2])
        elif condition := _IF.fullmatch(words):
            use = self._use(tag, "if", prefix, condition[1])
            self._begin(attrs.evolve(use, conditions=(*use.conditions, words[3:])))
        else:
            wanted = "text" if not words.startswith("{#") else "any"
            self.uses.append(self._use(tag, "slot", prefix, words, wanted))

    def _use(self, tag: PlacedTag, kind: str, prefix: str, words: str, wanted: str = "any") -> Use:
        path, shape = self._resolved(words)
        around = tuple(loop.path for loop in self.loops)
        conditions = self.opened[-1].conditions if self.opened else ()
        fault = "slot-unknown" if shape is None else ""
        values: dict[str, object] = {}
        if shape is not None and "any" not in (wanted, shape.kind) and shape.kind != wanted:
            fault, values = "tag-refused", {"what": f"no_{wanted}"}
        return Use(tag, kind, prefix, path, around, conditions, fault, values)

    def _resolved(self, words: str) -> tuple[str, Shape | None]:
        """Return the path of a name from the top, and its shape; None for one that nobody knows."""
        first, *others = words.split(".")
        own = next(((f"{loop.path}[]", loop.item) for loop in reversed(self.loops) if loop.name == first), None)
        path, shape = own or (first, self.shape.names.get(first))
        for name in others:
            path = f"{path}.{name}"
            shape = shape if shape is None or shape.kind == "any" else shape.names.get(name)
        return path, shape

    def _open_loop(self, tag: PlacedTag, prefix: str, name: str, words: str) -> None:
        while self.short > 0 and self._is_apart(words) and self.opened[-1].kind == "for":  # that one lacks its end
            self.short -= 1
            self._unclosed(self.opened.pop())
        use = self._use(tag, "for", prefix, words, "list")
        if self._is_apart(words) and not use.fault:
            use = attrs.evolve(use, fault="tag-refused", values={"what": "inner_loop"})
        shape = self._resolved(words)[1]
        self._begin(attrs.evolve(use, name=name, item=(shape.item if shape else None) or ANY))

    @property
    def loops(self) -> list[Use]:
        return [use for use in self.opened if use.kind == "for"]

    def _is_apart(self, words: str) -> bool:
        """Return whether a list is not one of the row that the loop around it repeats."""
        return bool(self.loops) and not words.startswith(f"{self.loops[-1].name}.")

    def _begin(self, use: Use) -> None:
        self.uses.append(use)
        self.opened.append(use)

    def _otherwise(self, tag: PlacedTag, prefix: str, words: str) -> None:
        if not self.opened or self.opened[-1].kind != "if":
            self.uses.append(Use(tag, fault="end-unopened"))
            return
        top = self.opened[-1]
        self.opened[-1] = attrs.evolve(top, conditions=(*top.conditions[:-1], f"not {top.conditions[-1]}"))
        if condition := _IF.fullmatch(words):
            self.uses.append(self._use(tag, "elif", prefix, condition[1]))

    def _close(self, tag: PlacedTag, prefix: str, kind: str) -> None:
        while self.opened and self.opened[-1].kind != kind and kind in [use.kind for use in self.opened]:
            self._unclosed(self.opened.pop())
        if not self.opened or self.opened[-1].kind != kind:
            self.uses.append(Use(tag, "end", prefix, fault="end-unopened"))
            return
        begun = self.opened.pop()
        if begun.prefix != prefix or not _belong(begun.tag, tag, prefix):
            self.uses.append(Use(tag, "end", prefix, fault="loop-crossed", values={"other": begun.tag.text}))

    def _unclosed(self, begun: Use) -> None:
        place = next(number for number, use in enumerate(self.uses) if use.tag is begun.tag)
        self.uses[place] = attrs.evolve(begun, fault="loop-unclosed", values={"end": begun.end})


def _belong(begun: PlacedTag, ended: PlacedTag, prefix: str) -> bool:
    """Return whether a tag ends in the place where its beginning can be ended."""
    if prefix == "tr":
        return begun.table is ended.table
    return begun.row is ended.row if prefix == "tc" else begun.holder is ended.holder


def uses_in(package: Package, shape: Shape) -> list[Use]:
    """Return what the tags of a template mean, in order, with the faults that each has by itself."""
    tags = tags_of(package)
    parts = dict.fromkeys(tag.place.part for tag in tags)
    uses = [use for part in parts for use in _Walk(shape).over([tag for tag in tags if tag.place.part == part])]
    return [_by_itself(use, tags) for use in _joined(_merged(uses))]


def _joined(uses: Iterable[Use]) -> list[Use]:
    """Make one fault of tags in one paragraph that are refused for one reason."""
    made: list[Use] = []
    for use in uses:
        before = made[-1] if made else None
        about = [(each.fault, each.tag.place, each.values) for each in (use, before) if each is not None]
        if before is not None and use.fault == "tag-refused" and about[0] == about[1]:
            made[-1] = attrs.evolve(before, tag=attrs.evolve(before.tag, text=f"{before.tag.text}, {use.tag.text}"))
        else:
            made.append(use)
    return made


def _by_itself(use: Use, tags: Sequence[PlacedTag]) -> Use:
    """Return a use with the fault of the way in which its tag stands there."""
    tag = use.tag
    if use.fault:
        return use
    if tag.hidden and use.kind == "slot":
        return attrs.evolve(use, fault="slot-hidden")
    if use.is_answer and (tag.aside or tag.place.part != BODY):
        return attrs.evolve(use, fault="slot-misplaced")
    beside = _beside(use, tags)
    return attrs.evolve(use, fault="loop-not-alone", values={"other": beside}) if beside else use


def _beside(use: Use, tags: Sequence[PlacedTag]) -> str:
    """Return what stands in the row of a loop over rows, or in the paragraph of one over paragraphs, and is lost."""
    tag = use.tag
    if use.kind == "slot" or use.prefix not in ("tr", "p"):
        return ""
    if use.prefix == "p":
        words = " ".join(tag.place.words.replace(tag.text, "", 1).split())
        return "" if tag.alone else words or "…"
    return next((one.text for one in tags if one.row is tag.row and one is not tag and not one.deleted), "")


def _merged(uses: list[Use]) -> list[Use]:
    """Make one fault of an end that stands before its beginning."""
    for end in [use for use in uses if use.fault == "end-unopened"]:
        later = [use for use in uses[uses.index(end) :] if use.fault == "loop-unclosed" and use.prefix == end.prefix]
        begun = next((use for use in later if use.tag.table is end.tag.table), None)
        if begun is not None:
            uses[uses.index(end)] = attrs.evolve(end, fault="loop-crossed", values={"other": begun.tag.text})
            uses[uses.index(begun)] = attrs.evolve(begun, fault="", values={})
    return uses


def damage_in(own: Package, uses: list[Use], usual: list[Use], *, all_needed: bool) -> list[TemplateFault]:
    """Return the damage to a template, compared with the built-in one: each fault once, in the order of the text.

    Of slots that are not there only those are named that a form needs: what is filled in, what stands in tables, the
    identity, and what says what the form is; with `all_needed` every slot.
    """
    return sorted(_Compared(own, uses, usual, all_needed=all_needed).faults(), key=by_place)


def by_place(fault: TemplateFault) -> tuple[bool, str, int]:
    """Return where a fault comes among others: in the order of the text, which stands before headers and footers."""
    place = fault.place or TemplatePlace(part="")
    return place.part != BODY, place.part, place.paragraph


@attrs.define
class _Compared:
    """A template beside the built-in one; `missing` are the tags of that one that it lacks."""

    package: Package
    uses: list[Use]
    usual: list[Use]
    all_needed: bool = attrs.field(kw_only=True)
    missing: list[Use] = attrs.field(init=False)

    @missing.default
    def _lacking(self) -> list[Use]:
        there = [use for use in self.uses if use.fault in ("", "slot-hidden", "loop-unclosed", "loop-not-alone")]
        return _beyond([use for use in self.usual if use.tag.place.part == BODY], there)

    def faults(self) -> list[TemplateFault]:
        """Return every fault; what one of them explains is no other."""
        extra = _beyond(self.uses, self.usual)
        made = [fault for use in self.uses if use.fault for fault in self._of_use(use)]
        made += [fault for use in extra if not use.fault for fault in self._of_extra(use)]
        made += [*self._elsewhere(), *self._columns()]
        made = [*self._late(made), *made]
        return [*self._loops(made), *made, *self._not_there()]

    def _of_use(self, use: Use) -> Iterator[TemplateFault]:
        """Yield the fault of a tag, and strike off what it stands for of what is missing."""
        code, values = use.fault, dict(use.values)
        meant = self._meant(use) if code in _STANDING_FOR else None
        if code == "slot-unknown" and meant is not None and meant.tag.text == use.tag.text:
            code = "slot-misplaced"
        if code == "slot-misplaced" and meant is not None:
            values["home"] = sentence_of(self._place_of(meant)[0])
        yield self._fault(code, use.tag, meant, values)

    def _of_extra(self, use: Use) -> Iterator[TemplateFault]:
        """Yield the fault of a tag that stands there once more than in the built-in template."""
        if use.kind != "slot":
            return
        bare = next((one for one in self.usual if one.path == use.path and one.prefix), None)
        if bare is not None and bare.prefix != use.prefix:
            self._strike(next((one for one in self.missing if one.path == use.path), None))
            yield self._fault("slot-bare", use.tag, None, {"other": bare.tag.text})
            return
        moved = next((one for one in self.missing if one.tag.text == use.tag.text and one.path != use.path), None)
        if moved is not None and self._needs(moved):
            home = sentence_of(self._place_of(moved)[0])
            self._strike(moved)
            yield self._fault("slot-misplaced", use.tag, moved, {"home": home})
        elif use.is_answer and any(_together(use, one) for one in self.uses if one is not use):
            yield self._fault("slot-twice", use.tag, None, {})

    def _meant(self, use: Use) -> Use | None:
        """Return the missing tag that a tag with a fault stands for, and strike it off."""
        near = difflib.get_close_matches(use.tag.text, [one.tag.text for one in self.missing], 1, _NEAR)
        meant = next((one for one in self.missing if one.tag.text in near), None) or self._instead(use)
        if use.fault != "end-unopened":
            self._strike(meant)
        return meant

    def _instead(self, use: Use) -> Use | None:
        """Return the missing tag in whose place another stands: behind the same tag."""
        place = self.uses.index(use)
        for one in self.missing if place else ():
            behind = self.usual[max(self.usual.index(one) - 1, 0)]
            if one.kind == "slot" and self._own(behind) is self.uses[place - 1]:
                return one
        return None

    def _strike(self, use: Use | None) -> None:
        """Take a tag off what is missing, and with a loop what it repeats."""
        if use is not None:
            inner = {use.path} if use.kind == "for" else set()
            self.missing = [one for one in self.missing if one is not use and not inner & set(one.around)]

    def _elsewhere(self) -> Iterator[TemplateFault]:
        """Yield the tags that somebody deleted while changes were tracked, or moved to a comment."""
        for tag in (tag for tag in tags_of(self.package) if tag.deleted):
            yield from self._one_of_missing("slot-deleted", tag.text, tag.place)
        for place, text in comments_of(self.package):
            for use in list(self.missing):
                if use.tag.text in " ".join(text.split()):
                    yield from self._one_of_missing("slot-in-comment", use.tag.text, place)

    def _one_of_missing(self, code: str, text: str, place: TemplatePlace) -> Iterator[TemplateFault]:
        use = next((one for one in self.missing if one.tag.text == text and self._needs(one)), None)
        if use is not None:
            self._strike(use)
            yield _damage(code, text, place, {})

    def _columns(self) -> Iterator[TemplateFault]:
        """Yield the answers of a table that stand below the heading of another, once for the table."""
        wrong: dict[Any, list[Use]] = {}
        headed = {use.path: use for use in self.usual if ".headers." in use.path}
        for use in (use for use in self.uses if use.is_answer and not use.fault and use.tag.column):
            list_of, _, name = use.path.rpartition(".")
            head = headed.get(f"{list_of.rpartition('.')[0]}.headers.{name}")
            below = next((one for one in self.usual if one.path == use.path and head), None)
            same = [one for one in self.uses if head and one.path == head.path and one.tag.table is use.tag.table]
            if head and below and same and below.tag.column == head.tag.column != 0:
                wrong.setdefault(use.tag.row, []).extend([use] * (same[0].tag.column != use.tag.column))
        for uses in filter(None, wrong.values()):
            slots = ", ".join(use.tag.text for use in uses)
            yield _damage("slot-misplaced", slots, uses[0].tag.place, {"home": TEXTS.sentence("fault.below_heading")})

    def _inner(self, loop: Use) -> set[str]:
        return {use.tag.text for use in self.usual if loop.path in use.around}

    def _late(self, made: list[TemplateFault]) -> Iterator[TemplateFault]:
        """Yield the loops that stand below what they repeat, in place of what they explain."""
        for loop in [use for use in self.uses if use.kind == "for"]:
            inner, place = self._inner(loop), loop.tag.place
            early = [
                each
                for each in made
                if each.code in _ORPHANS and each.slot in inner and _place(each).table == place.table
                if _place(each).paragraph <= place.paragraph and place.table
            ]
            for each in early:
                made.remove(each)
            if early and not loop.fault:
                yield _damage("slot-misplaced", loop.tag.text, place, {"home": sentence_of(_place(early[0]))})

    def _loops(self, made: list[TemplateFault]) -> Iterator[TemplateFault]:
        """Yield the loops that are missing, in place of what they explain: what they repeat, and their end."""
        for loop in [use for use in self.missing if use.kind == "for"]:
            if loop not in self.missing:
                continue
            inner = self._inner(loop)
            orphans = [each for each in made if each.code in _ORPHANS and each.slot in inner]
            ends = [each for each in made if each.code == "end-unopened" and each.slot == loop.end]
            if not (orphans or self._needs(loop)):
                continue
            place, after = self._place_of(loop)
            for each in (*orphans, *ends[:1]):
                made.remove(each)
            of_table = [use for use in self.usual if use.tag.table is loop.tag.table and use.tag.table is not None]
            whole = bool(of_table) and all(use in self.missing for use in of_table if use.kind != "end")
            code = "table-missing" if whole else self._code(loop, "loop-missing")
            for use in (loop, *(of_table if whole else ())):
                self._strike(use)
            values = {"after": after, "end": loop.end}
            yield _damage(code, loop.tag.text, _place(orphans[0]) if orphans else place, values)

    def _not_there(self) -> Iterator[TemplateFault]:
        """Yield what is missing and needed, what stood in one row or paragraph together."""
        lines: dict[Any, list[Use]] = {}
        for use in filter(self._needs, self.missing):
            line = use.tag.place.paragraph if use.tag.row is None else use.tag.row
            lines.setdefault((self._code(use, "slot-missing"), line), []).append(use)
        for (code, _), uses in lines.items():
            place, after = self._place_of(uses[0])
            slots = dict.fromkeys(use.tag.text for use in uses)
            yield _damage(code, ", ".join(slots), place, {"after": after})

    def _code(self, use: Use, usual: str) -> str:
        name = CONTENTS.get(use.path.split("[]")[0])
        return f"{name}-missing" if name else usual

    def _needs(self, use: Use) -> bool:
        """Return whether forms need a tag, or what a loop repeats."""
        if self.all_needed or use.is_answer:
            return use.kind in ("slot", "for")
        if use.kind == "for":
            return any(use.path in one.around and self._needs(one) for one in self.usual)
        of_form = use.path in ("identity", *CONTENTS) or use.path.split("[]")[0] in CONTENTS
        return use.kind == "slot" and (of_form or use.tag.table is not None or use.path.endswith("questions[].label"))

    def _place_of(self, use: Use) -> tuple[TemplatePlace, str]:
        """Return the place where a missing tag is to stand, and the tag after which."""
        place = self.usual.index(use)
        before, behind = self.usual[:place][::-1], self.usual[place + 1 :]
        same_row = [one for one in (*before, *behind) if one.tag.row is use.tag.row and use.tag.row is not None]
        for other in (*same_row, *before, *behind):
            own = self._own(other)
            if own is not None:
                after = other in before
                return own.tag.place, TEXTS.sentence("fault.after", other=own.tag.text) if after else ""
        return TemplatePlace(part=BODY), ""

    def _own(self, usual: Use) -> Use | None:
        """Return the tag of the template that is this one of the built-in template."""
        same = [one for one in self.uses if one.kind == usual.kind and one.path == usual.path]
        before = [one for one in self.usual if one.kind == usual.kind and one.path == usual.path]
        return same[min(before.index(usual), len(same) - 1)] if same else None

    def _fault(self, code: str, tag: PlacedTag, meant: Use | None, values: Mapping[str, object]) -> TemplateFault:
        hint = TEXTS.sentence("fault.meant", other=meant.tag.text) if meant else ""
        what = {"what": TEXTS.sentence(f"what.{values['what']}")} if values.get("what") not in (None, "syntax") else {}
        home = sentence_of(TemplatePlace(part=tag.place.part))
        return _damage(code, tag.text, tag.place, {"meant": hint, "home": home, **values, **what})


def _place(fault: TemplateFault) -> TemplatePlace:
    return fault.place or TemplatePlace(part=BODY)


def _damage(code: str, slot: str, place: TemplatePlace, values: Mapping[str, object]) -> TemplateFault:
    examples = {f"example_{name}": text for name, text in EXAMPLES.items()}
    if code == "braces-unfilled":
        said = TEXTS.sentence("contents.braces-unfilled", part=sentence_of(place), seen=slot)
    else:
        key = "loop-missing" if "end" in values and code != "table-missing" and code.endswith("-missing") else code
        key = key if key in TEXTS.content["words"]["fault"] else "slot-missing"
        said = TEXTS.sentence(f"fault.{key}", slot=slot, place=sentence_of(place), **{**examples, **values})
    return TemplateFault(code=code, slot=slot, place=place, said=said)


def _beyond(uses: Iterable[Use], others: Iterable[Use]) -> list[Use]:
    """Return the uses of which there are more than among the others; of several, those in other conditions."""

    def keys(use: Use) -> tuple[Any, Any]:
        own = use.kind, use.path, use.is_answer
        return own, (*own, use.conditions)

    several, rest = ([use for use in each if use.kind in ("slot", "for", "if")] for each in (uses, others))
    more = Counter(key for use in several for key in keys(use))
    more.subtract(key for use in rest for key in keys(use))
    left = []
    for use in reversed(several):
        if all(more[key] > 0 for key in keys(use)):
            more.subtract(keys(use))
            left.append(use)
    return left[::-1]


def _together(one: Use, other: Use) -> bool:
    """Return whether two tags for one answer can stand on one form."""
    pairs = ((one, other), (other, one))
    apart = any(f"not {own}" in after.conditions for before, after in pairs for own in before.conditions)
    return one.path == other.path and other.is_answer and not apart
