"""The language of templates: slots, loops over our own lists, and conditions; all else is refused before anything runs.

A template comes from somebody's own computer, and is filled on ours. Jinja can do far more than a form needs (calls,
arithmetic, macros), and a template that does so can run for ever. What is allowed is told by the syntax tree; what a
slot or loop gets is told when it is filled.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterable
from html import escape, unescape
from itertools import islice
from typing import Any

import attrs
from lxml import etree

from ...basics.data import package_data
from ...basics.messages import Catalogue, Sentence
from ...errors import TemplateError
from ..controls import Xml
from .fields import Slots
from .finishing import as_part, finished, parse_part, prepared

TEXTS = Catalogue("templates")
EXAMPLES = {"slot": "{{ … }}", "loop": "{% for … %}", "condition": "{% if … %}"}
MOST_TAGS = 5_000
LONGEST_TAG = 300
DEEPEST = 8
_AT_ONCE = 100  # pieces that are taken before their length is looked at
LONGEST_PART = 32 * 1024 * 1024  # in characters, of what comes out
LONGEST_TEMPLATE = 4 * 1024 * 1024  # in bytes, of the parts with slots together
MOST_PARTS = 200  # with slots: the text, headers and footers

OPEN = {"{{": "}}", "{%": "%}", "{#": "#}"}
MARKS = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_SPLIT = re.compile(r"(?<=\{)(<[^>]*>)+(?=[{%#])|(?<=[%}#])(<[^>]*>)+(?=\})")  # as docxtpl joins the signs of a tag
_MARKUP = re.compile(r"<[^<>{}]*>")
_PARAGRAPH = re.compile(r"<w:p[ >]")
PREFIX = re.compile(r"(?<=\{[{%#])(p|r|tr|tc) ")
_OWN_TAGS = re.compile(r"\{%[-+]?\s*(colspan|cellbg|hm|vm|raw|autoescape)\b")  # of docxtpl, or of the lexer
_RESERVED = frozenset({"loop", "self", "super", "caller", "varargs", "kwargs"})
_NEAR, _SHOWN = 40, 80
_BEGINS, _ENDS = re.compile(r"\{%\W*(for|if)\b"), re.compile(r"\{%\W*end(for|if)\b")


@attrs.frozen
class Tag:
    """A slot, loop or condition as it stands in a part, and the text near it."""

    text: str
    near: str


def refused(key: str, part: str, tag: Tag | None, **values: object) -> TemplateError:
    """Return the error about a tag; `part` is the part of the file that it stands in."""
    place = TEXTS.sentence("near", text=tag.near) if tag and tag.near else ""
    text = " ".join(tag.text.split()) if tag else EXAMPLES["slot"]
    values = {"part": in_part(part), "place": place, "tag": shortened(text, _SHOWN), **EXAMPLES, **values}
    return TemplateError(TEXTS.sentence(key, **values))


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning where it is longer than this."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def in_part(part: str) -> Sentence:
    """Return a part of the file in words, such as a header."""
    kind = re.fullmatch(r"(?:word/)?(document|header|footer|footnotes|endnotes)\d*\.xml", part)
    properties = part.startswith("docProps/")
    return TEXTS.sentence(f"part.{kind[1] if kind else 'properties' if properties else 'other'}", name=part)


# ---- the tags of a part, before docxtpl or Jinja sees them


def tags_in(part: str, xml: str, taken: int = 0) -> list[Tag]:
    """Return the tags in a part in order; raises `TemplateError` where one is not closed, or too long, or one too many.

    `taken` is how many there are in other parts.

    docxtpl's patterns take time with the square of what is not closed, so this goes before them.
    """
    text = _MARKUP.sub("", _PARAGRAPH.sub("\n<w:p>", _SPLIT.sub("", xml)))
    tags: list[Tag] = []
    opened: re.Match[str] | None = None
    for mark in MARKS.finditer(text):
        if opened is None and mark[0] in OPEN:
            opened = mark
        elif opened is not None and mark[0] == OPEN[opened[0]]:
            tags.append(_tag(text, opened.start(), mark.end()))
            _check_tag(part, tags, taken)
            opened = None
    if opened is not None:
        raise refused("syntax", part, _tag(text, opened.start(), opened.start() + _NEAR))
    _check_depth(part, tags)
    return tags


def _tag(text: str, start: int, end: int) -> Tag:
    return Tag(_shown(text[start:end]), _near(text, start, end))


def _check_tag(part: str, tags: list[Tag], taken: int) -> None:
    tag = tags[-1]
    if another := min((place for mark in OPEN if (place := tag.text.find(mark, 2)) > 0), default=0):
        raise refused("syntax", part, attrs.evolve(tag, text=tag.text[:another]))
    if len(tag.text) > LONGEST_TAG or taken + len(tags) > MOST_TAGS:
        raise _not_allowed(part, tag, "too_long" if len(tag.text) > LONGEST_TAG else "too_many")
    if _OWN_TAGS.match(tag.text):
        raise _not_allowed(part, tag, "statement")


def _check_depth(part: str, tags: list[Tag]) -> None:
    """Refuse what is nested so deeply that Jinja's parser or Python's compiler gives up."""
    depth = 0
    for tag in tags:
        words = PREFIX.sub("", tag.text)
        depth += bool(_BEGINS.match(words)) - bool(_ENDS.match(words))
        if depth > DEEPEST:
            raise _not_allowed(part, tag, "depth")


def _shown(text: str) -> str:
    """Return the text of a tag as it is seen: without markup."""
    plain = unescape(re.sub(r"<[^>]*>", "", text))
    return plain if plain.startswith("{#") else plain.translate(QUOTES)


QUOTES = {ord(sign): plain for sign, plain in (("“", '"'), ("”", '"'), ("‘", "'"), ("’", "'"))}  # as docxtpl does


def _near(text: str, start: int, end: int) -> str:
    """Return what stands in the paragraph of a tag beside it, or else the last paragraph before it."""
    before = text[max(0, start - 2_000) : start].split("\n")
    beside = f"{before[-1]} {text[end : end + 400].partition(chr(10))[0]}"
    for line in (beside, *before[-2::-1]):
        words = " ".join(_shown(line).split())
        if words:
            return shortened(words, _NEAR)
    return ""


def _not_allowed(part: str, tag: Tag | None, what: str) -> TemplateError:
    return refused("not_allowed", part, tag, what=TEXTS.sentence(f"what.{what}"))


# ---- the syntax tree

_SYNTAX = "syntax"


@attrs.frozen
class _Refusal(Exception):  # noqa: N818 - is turned into a TemplateError that knows the place
    """A construct that is not allowed, with its line; 0 where nobody knows which."""

    what: str
    line: int


@attrs.frozen
class _Checker:
    """Checks the syntax tree of a template, which may hold a few kinds of node only."""

    nodes: Any  # jinja2.nodes, imported on use

    def body(self, body: Iterable[Any], loops: tuple[str, ...] = (), depth: int = 0) -> None:
        """Check what stands in a template, a loop or a condition; `loops` are the variables of the loops around it."""
        for node in body:
            if isinstance(node, self.nodes.Output):
                for child in node.nodes:
                    if not isinstance(child, self.nodes.TemplateData):
                        self.path(child)
            elif depth >= DEEPEST:
                raise _Refusal("depth", node.lineno or 0)
            elif isinstance(node, self.nodes.For):
                self.loop(node, loops, depth)
            elif isinstance(node, self.nodes.If):
                self.condition(node, loops, depth)
            else:
                raise _Refusal("statement", node.lineno or 0)

    def loop(self, node: Any, loops: tuple[str, ...], depth: int) -> None:
        """Check a loop: over a list, or within another loop over a list of that loop's own line."""
        if not isinstance(node.target, self.nodes.Name) or node.test or node.recursive or node.else_:
            raise _Refusal("loop", node.lineno)
        self.name(node.target)
        root = self.path(node.iter)
        if loops and (root != loops[-1] or isinstance(node.iter, self.nodes.Name)):
            raise _Refusal("inner_loop", node.lineno)
        self.body(node.body, (*loops, node.target.name), depth + 1)

    def condition(self, node: Any, loops: tuple[str, ...], depth: int) -> None:
        """Check a condition, with what stands in it and after its else."""
        test, negations = node.test, 0
        while isinstance(test, self.nodes.Not):
            test, negations = test.node, negations + 1
        if negations > DEEPEST:
            raise _Refusal("depth", node.lineno)
        if isinstance(test, self.nodes.Compare):
            test = self.compared(test)
        self.path(test)
        self.body(node.body, loops, depth + 1)
        for other in node.elif_:
            self.condition(other, loops, depth + 1)
        self.body(node.else_, loops, depth + 1)

    def compared(self, node: Any) -> Any:
        """Return what is compared to a literal."""
        if [operand.op for operand in node.ops] != ["eq"] or not isinstance(node.ops[0].expr, self.nodes.Const):
            raise _Refusal("computes", node.lineno)
        return node.expr

    def path(self, node: Any) -> str:
        """Check a slot, or something of a slot or loop variable; return the name that it begins with."""
        steps = 0
        while isinstance(node, self.nodes.Getattr):
            if node.attr.startswith("_") or steps >= DEEPEST:
                raise _Refusal("name" if steps < DEEPEST else "depth", node.lineno)
            node, steps = node.node, steps + 1
        if not isinstance(node, self.nodes.Name):
            raise _Refusal(self.kind(node), node.lineno)
        return self.name(node)

    def name(self, node: Any) -> str:
        """Check a name; return it."""
        name: str = node.name
        if name.startswith("_") or name in _RESERVED:
            raise _Refusal("name", node.lineno)
        return name

    def kind(self, node: Any) -> str:
        """Return why this is no slot."""
        if isinstance(node, self.nodes.Call):
            return "calls"
        if isinstance(node, self.nodes.Filter | self.nodes.Test):
            return "filters"
        if isinstance(node, self.nodes.BinExpr | self.nodes.UnaryExpr | self.nodes.Compare):
            return "computes"
        return "literal"


def parsed(part: str, source: str, tags: list[Tag]) -> Any:  # Any: the syntax tree of Jinja
    """Return the syntax tree of a part as docxtpl gives it to Jinja; raises `TemplateError` for what is not allowed."""
    from jinja2 import nodes

    try:
        tree = _checked(source)
    except _Refusal as refusal:
        if refusal.what != _SYNTAX:
            raise _not_allowed(part, _culprit(tags), refusal.what) from None
        raise refused(_SYNTAX, part, _culprit(tags)) from refusal
    _watch(tree, nodes)
    return tree


def _checked(source: str) -> Any:  # Any: as above
    """Return the syntax tree of a text; raises `_Refusal` for what is not allowed, or what nobody can parse."""
    import jinja2
    from jinja2 import nodes

    try:
        tree = environment().parse(source)
        _Checker(nodes).body(tree.body)
    except jinja2.TemplateSyntaxError as error:
        raise _Refusal(_SYNTAX, error.lineno) from error
    except (jinja2.TemplateError, ValueError, RecursionError, MemoryError) as error:
        raise _Refusal(_SYNTAX, 0) from error
    return tree


def _watch(tree: Any, nodes: Any) -> None:
    """Let every loop see that it gets a list, and every slot that it gets a text."""

    def watched(node: Any, kind: str) -> Any:
        name, *steps = _path(node, nodes).split(".")
        arguments = [nodes.Const(argument, lineno=node.lineno) for argument in (name, *steps)]
        own = nodes.Name(name, "load", lineno=node.lineno)
        return nodes.Filter(own, kind, arguments, [], None, None, lineno=node.lineno)

    for loop in tree.find_all(nodes.For):
        loop.iter = watched(loop.iter, _LIST)
    for output in tree.find_all(nodes.Output):
        output.nodes = [
            child if isinstance(child, nodes.TemplateData) else watched(child, _TEXT) for child in output.nodes
        ]


def _path(node: Any, nodes: Any) -> str:
    return f"{_path(node.node, nodes)}.{node.attr}" if isinstance(node, nodes.Getattr) else str(node.name)


def _culprit(tags: list[Tag]) -> Tag | None:
    """Return the tag that is not allowed: the tags alone, each on a line of its own, know their place."""
    try:
        _checked("\n".join(PREFIX.sub("", tag.text).replace("\n", " ") for tag in tags))
    except _Refusal as refusal:
        if refusal.line:
            return tags[refusal.line - 1] if refusal.line <= len(tags) else None
        return next((tag for tag in tags if refusal_of(tag.text) == _SYNTAX), None)
    return None


def refusal_of(tag: str) -> str | None:
    """Return why a tag on its own is not allowed ("calls", "filters", …; "syntax" for what nobody can parse), or None.

    >>> refusal_of("{{r row.who }}"), refusal_of("{{ title.upper() }}"), refusal_of("{%tr for row in %}")
    (None, 'calls', 'syntax')
    """
    source, words = PREFIX.sub("", tag), re.findall(r"\w+", PREFIX.sub("", tag))[:1]
    begun = {"endfor": "{% for a in b %}", "endif": "{% if a %}", "elif": "{% if a %}", "else": "{% if a %}"}
    ended = {"for": "{% endfor %}", "if": "{% endif %}", "elif": "{% endif %}", "else": "{% endif %}"}
    first = words[0] if words and tag.startswith("{%") else ""
    try:
        _checked(begun.get(first, "") + source + ended.get(first, ""))
    except _Refusal as refusal:
        unknown = first and first not in {*begun, *ended}
        return "statement" if unknown and refusal.what == _SYNTAX else refusal.what
    return None


# ---- filling


_LIST, _TEXT = "our_list", "our_text"


@functools.cache
def environment() -> Any:  # Any: Jinja's environment, imported on use
    """Return the environment that fills slots with our own texts and lists, and knows nothing else.

    Jinja does not escape: each slot is a filter of ours, which knows what is a text and what a control (`_watch`).
    """
    import jinja2
    from jinja2.sandbox import SandboxedEnvironment

    class Environment(SandboxedEnvironment):
        """Looks in our own mappings only: an attribute of a text or list is none of ours."""

        def getattr(self, obj: Any, attribute: str) -> Any:
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            if isinstance(obj, dict) and argument in obj:
                return obj[argument]
            return self.undefined(obj=obj, name=argument)

    own = Environment(autoescape=False, undefined=jinja2.StrictUndefined, keep_trailing_newline=True, cache_size=0)
    for names in (own.globals, own.filters, own.tests):
        names.clear()
    own.filters.update({_LIST: _list, _TEXT: _text})
    return own


@attrs.frozen
class _WrongKindError(Exception):
    """A slot without a text, or a loop without a list."""

    what: str
    path: str


def _text(value: Any, name: str, *steps: str) -> Any:
    """Return what a slot shows: a control unchanged, and a text escaped."""
    for step in steps:
        value = value[step] if type(value) is dict and step in value else environment().getitem(value, step)
    if type(value) is Xml:
        return value.text
    if isinstance(value, str):
        return escape(value)
    return value if type(value) is int else _other(value, "no_text", name, *steps)


def _list(value: Any, name: str, *steps: str) -> Any:
    """Return what a loop goes over."""
    for step in steps:
        value = environment().getitem(value, step)
    return value if isinstance(value, list | tuple) else _other(value, "no_list", name, *steps)


def _other(value: Any, what: str, *path: str) -> Any:
    """Return what does not exist, of which Jinja makes an error; raise for all else."""
    import jinja2

    if isinstance(value, jinja2.Undefined):
        return value
    raise _WrongKindError(what, ".".join(path))


@attrs.frozen
class SlottedPart:
    """A part of a template with its slots, ready to be filled."""

    name: str
    tags: tuple[Tag, ...]
    source: str
    template: Any  # a Jinja template
    well_formed: bool
    """True if the part is well-formed whatever it is filled with."""

    @functools.cached_property
    def slots(self) -> frozenset[str]:
        """The names that it asks for."""
        from jinja2 import meta

        return frozenset(meta.find_undeclared_variables(environment().parse(self.source)))

    def filled(self, slots: Slots) -> bytes:
        """Return the part with its slots filled; raises `TemplateError` for one that does not exist."""
        import jinja2

        try:
            part = finished(self._text(slots).encode("utf-8"))
        except _WrongKindError as error:
            raise _not_allowed(self.name, self._tag_with(error.path), error.what) from None
        except jinja2.TemplateError as error:
            names = re.findall(r"'([^' ]+)'", str(error))
            tag = self._tag_with(names[-1]) if names else None
            raise refused("does_not_exist", self.name, tag) from error
        return part if self.well_formed else as_part(parse_part(part))

    def _tag_with(self, name: str) -> Tag | None:
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        return next((tag for tag in self.tags if whole.search(tag.text)), None)

    def _text(self, slots: Slots) -> str:
        """Return the text of the filled part, counted on the way."""
        length, done = 0, list[str]()
        pieces = self.template.generate(slots)
        while some := "".join(islice(pieces, _AT_ONCE)):
            length += len(some)
            if length > LONGEST_PART:
                raise TemplateError(TEXTS.sentence("too_long", part=in_part(self.name), loop=EXAMPLES["loop"]))
            done.append(some)
        return "".join(done)


_LEFT_BEHIND = re.compile(
    r'<w:r(?: [^<>]*)?>(?:<w:rPr>(?:(?!</?w:rPr>)[^{])*</w:rPr>)?<w:t xml:space="preserve"></w:t></w:r>'
)
"""The empty runs that docxtpl leaves on both sides of a control's slot."""


PATCHED = "templates/patched.json"
"""The parts of the built-in templates as docxtpl gives them to Jinja, by the digest of what docxtpl gets."""


def text_of(root: etree._Element) -> str:
    """Return a part as docxtpl gets it, without comments; changes the part."""
    etree.strip_tags(root, etree.Comment)
    return str(etree.tostring(root, encoding="unicode"))


def digest_of(xml: str) -> str:
    """Return the digest under which the text of a part is kept."""
    return hashlib.sha256(xml.encode("utf-8")).hexdigest()


def by_docxtpl(xml: str) -> str:
    """Return the text of a part as docxtpl gives it to Jinja; importing it takes a third of a first rendering."""
    from docxtpl import DocxTemplate

    return str(DocxTemplate("").patch_xml(xml))


@functools.cache
def _built() -> dict[str, str]:
    """Return the same of our own templates, made when these were built."""
    built: dict[str, str] = json.loads(package_data(PATCHED))
    return built


def slotted(part: str, root: etree._Element, taken: int = 0) -> SlottedPart:
    """Return a part that can be filled; raises `TemplateError` for anything but slots, loops and conditions.

    `taken` is how many tags there are in other parts.
    """
    import jinja2

    xml = text_of(root)
    tags = tags_in(part, xml, taken)
    source = _LEFT_BEHIND.sub("", _built().get(digest_of(xml)) or by_docxtpl(xml))
    try:
        source, well_formed = prepared(source)
    except TemplateError:
        parsed(part, source, tags)  # says more where the cause is a tag
        raise
    tree = parsed(part, source, tags)
    try:
        template = environment().from_string(tree)
    except (jinja2.TemplateError, SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise refused("syntax", part, None) from error
    return SlottedPart(part, tuple(tags), source, template, well_formed)
