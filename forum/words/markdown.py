"""Posts in Markdown, a safe subset: paragraphs, emphasis, lists, quotes, code, links to http(s) addresses, mentions.

No HTML, no pictures, no headings, no tables. Two walls stand one behind the other: the parser writes only the tags
below and escapes everything else, and a cleaner (nh3) drops whatever is not on the same list. Every block takes its
direction from its own text, and what could reorder the text beside it is isolated.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from forum.words.mentions import KIND, Mention, mentions_in, read_mention

#: Whatever is rendered has these tags and attributes, and no others.
ATTRIBUTES: Final[dict[str, set[str]]] = {
    "p": {"dir"}, "ul": {"dir"}, "ol": {"dir", "start"}, "li": set(), "blockquote": {"dir"}, "pre": {"dir"},
    "code": set(), "em": set(), "strong": set(), "br": set(), "a": {"href", "rel"}, "bdi": set(), "span": {"class"},
}  # fmt: skip
REL: Final = "noopener noreferrer nofollow"
SCHEMES: Final = frozenset({"http", "https"})
_RULES: Final = (
    "paragraph", "blockquote", "list", "code", "fence",
    "text", "newline", "escape", "backticks", "emphasis", "link", "autolink", "linkify", "entity",
    "balance_pairs", "fragments_join", "text_join",
)  # fmt: skip
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")
#: Deeper lists and quotes are shown as what was typed.
_DEEPEST: Final = 12
#: Signs that turn the letters after them round, or end what isolates them. Direction comes from the blocks; marks stay.
_TURNS: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
_DIRECTED: Final = frozenset(
    {"paragraph_open", "bullet_list_open", "ordered_list_open", "blockquote_open", "code_block", "fence"}
)
_MARK_OF_QUOTE: Final = "> "


@functools.lru_cache(maxsize=2048)
def render(text: str, mentioned: frozenset[str] | None = None) -> SafeString:
    """Turn a post into the HTML of the page. The newest texts are remembered: it takes a millisecond or more.

    :param mentioned: the mentions that mean somebody, as typed; others stay text. None: all of them.
    """
    dirty: str = _marks().render(text.translate(_TURNS), {"mentioned": mentioned})
    clean = nh3.clean(
        dirty, tags=set(ATTRIBUTES), attributes=ATTRIBUTES, url_schemes=set(SCHEMES), link_rel=None,
        allowed_classes=None, attribute_filter=_filtered,
    )  # fmt: skip
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above


def plain(text: str) -> str:
    """Return what a post says, without marks, code and addresses of links: for guessing its language, and translating.

    One line a paragraph or line of it; what is in a list begins with ``- ``, what is quoted with ``> ``.
    """
    return "\n".join(line for line in _lines(_marks().parse(text.translate(_TURNS))) if line.strip("->\u2022 "))


def mentions(text: str) -> list[Mention]:
    """Return whom a post mentions, as typed."""
    return mentions_in(_marks(), text)


@functools.cache
def _marks() -> MarkdownIt:
    marks = _Marks("zero", {"breaks": True, "html": False, "linkify": True, "maxNesting": _DEEPEST})
    marks.enable(_RULES, ignoreInvalid=True)
    marks.inline.ruler.before("link", KIND, read_mention)
    if marks.linkify is not None:
        marks.linkify.set({"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})
    for name, rule in _SHOWN.items():
        marks.add_render_rule(name, rule)
    marks.core.ruler.push("directions", lambda state: _give_directions(state.tokens))
    return marks


class _Marks(MarkdownIt):
    """The parser, with our own opinion of addresses."""

    def validateLink(self, url: str) -> bool:
        """Say whether a link may be made of an address; it stays text otherwise."""
        return _is_allowed(url)


def _is_allowed(address: str) -> bool:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises for one that is none
    except ValueError:
        return False
    # What stands before an @ looks like the host and is not. Hosts of other scripts are in their ASCII form here.
    return parts.scheme in SCHEMES and bool(_HOST.fullmatch(parts.hostname or "")) and parts.username is None


def _give_directions(tokens: Sequence[Token]) -> None:
    for token in tokens:
        if token.type in _DIRECTED:
            token.attrSet("dir", "auto")


def _open_link(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    return f'<a href="{escape(tokens[place].attrGet("href"))}" rel="{REL}"><bdi>'


def _close_link(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """Close a link and say where it leads, unless its own words do."""
    opened = _opening(tokens, place)
    address = str(tokens[opened].attrGet("href"))
    words = "".join(token.content for token in tokens[opened + 1 : place])
    host = urlsplit(address).hostname or ""
    if words == address or tokens[opened].info == "auto":
        return "</bdi></a>"
    return f'</bdi></a> <span class="post-host">(<bdi>{escape(host)}</bdi>)</span>'


def _opening(tokens: Sequence[Token], place: int) -> int:
    while tokens[place].type != "link_open":
        place -= 1
    return place


def _show_code(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """Show fenced code like indented code: its language is nobody's matter."""
    return f'<pre dir="auto"><code>{escape(tokens[place].content)}</code></pre>\n'


def _show_mention(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    typed, mentioned = tokens[place].content, env.get("mentioned")
    if mentioned is not None and typed not in mentioned:
        return escape(typed)
    return f'<span class="mention"><bdi>{escape(typed)}</bdi></span>'


_SHOWN: Final = {"link_open": _open_link, "link_close": _close_link, "fence": _show_code, KIND: _show_mention}


def _filtered(tag: str, name: str, value: str) -> str | None:
    """Keep only values that the renderer writes."""
    allowed = {"dir": {"auto"}, "rel": {REL}, "class": {"mention", "post-host"}}
    if name == "href":
        return value if _is_allowed(value) else None
    if name == "start":
        return value if value.isascii() and value.isdigit() else None
    return value if value in allowed[name] else None


def _lines(tokens: Sequence[Token]) -> Iterator[str]:
    quotes, in_item = 0, False
    for token in tokens:
        if token.type == "blockquote_open" or token.type == "blockquote_close":
            quotes += token.nesting
        elif token.type == "list_item_open":
            in_item = True
        elif token.type == "inline":
            for line in "".join(_spoken(token.children or ())).split("\n"):
                yield _MARK_OF_QUOTE * quotes + ("- " if in_item else "") + line
                in_item = False


def _spoken(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the words of one paragraph. An address that is its own text is one; code and hidden addresses are none."""
    for token in tokens:
        if token.type in {"text", KIND}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
