"""Posts in Markdown: what they may contain, whatever is typed."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.words.markdown import ATTRIBUTES, REL, mentions, plain, render
from forum.words.mentions import Mention

LINK = f'<a href="{{}}" rel="{REL}"><bdi>{{}}</bdi></a>'


def linked(address: str, words: str, host: str = "") -> str:
    said = f' <span class="post-host">(<bdi>{host}</bdi>)</span>' if host else ""
    return LINK.format(address, words) + said


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("one\ntwo", '<p dir="auto">one<br>\ntwo</p>\n'),
        ("**bold** and _slanted_", '<p dir="auto"><strong>bold</strong> and <em>slanted</em></p>\n'),
        ("- one\n- two", '<ul dir="auto">\n<li>one</li>\n<li>two</li>\n</ul>\n'),
        ("3. one", '<ol start="3" dir="auto">\n<li>one</li>\n</ol>\n'),
        ("> said", '<blockquote dir="auto">\n<p dir="auto">said</p>\n</blockquote>\n'),
        ("`<b>`", '<p dir="auto"><code>&lt;b&gt;</code></p>\n'),
        ('```js" onclick="x\n<b>\n```', '<pre dir="auto"><code>&lt;b&gt;\n</code></pre>\n'),
        ("# not a heading", '<p dir="auto"># not a heading</p>\n'),
        ("not\n===", '<p dir="auto">not<br>\n===</p>\n'),
        ("<script>x</script>", '<p dir="auto">&lt;script&gt;x&lt;/script&gt;</p>\n'),
        ("&#x3c;script&#x3e;", '<p dir="auto">&lt;script&gt;</p>\n'),
        ("أهلا", '<p dir="auto">أهلا</p>\n'),
        ("@NL/unit", '<p dir="auto"><span class="mention"><bdi>@NL/unit</bdi></span></p>\n'),
    ],
)
def test_what_is_typed_is_shown(typed: str, shown: str) -> None:
    assert render(typed) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("http://a.example/b", linked("http://a.example/b", "http://a.example/b")),
        ("<https://a.example>", linked("https://a.example", "https://a.example")),
        ("[words](https://a.example/b)", linked("https://a.example/b", "words", "a.example")),
        ("[a](https://a.example)", linked("https://a.example", "a", "a.example")),
        ("[](https://a.example)", linked("https://a.example", "", "a.example")),
        ("[https://good.example](https://a.example)", linked("https://a.example", "https://good.example", "a.example")),
        ("![words](https://a.example)", "!" + linked("https://a.example", "words", "a.example")),
        ("[x](javascript:alert)", "[x](javascript:alert)"),
        ("[x](data:text/html,x)", "[x](data:text/html,x)"),
        ("[x](//a.example)", "[x](//a.example)"),
        ("[x](/accounts)", "[x](/accounts)"),
        ("[x](https://good.example@a.example)", "[x](https://good.example@a.example)"),
        ("[x](mailto:a@b.example)", "[x](mailto:a@b.example)"),
        ("www.a.example", "www.a.example"),
    ],
)
def test_links_lead_to_addresses_of_the_web_and_say_where(typed: str, shown: str) -> None:
    assert render(typed) == f'<p dir="auto">{shown}</p>\n'


def test_signs_that_turn_text_round_are_left_out() -> None:
    assert render("invoice\u202egpj.exe \u2069\u2066x\u200f") == '<p dir="auto">invoicegpj.exe x\u200f</p>\n'


class Tags(HTMLParser):
    """Notes every tag, comment and declaration, and what is left open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.others: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.others += [] if self.open and self.open.pop() == tag else [tag]

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


_PIECES = st.sampled_from(
    [
        "<script>", "</script>", "<img src=x onerror=y>", "<!--", "-->", "<a href='javascript:x'>", "[", "](", ")",
        "![", "javascript:", "data:", "JaVaScRiPt&colon;", "https://", "a.example", "\\", "`", "```", "~~~\n", "\n\n",
        "\n", "    ", "> ", "- ", "1. ", "* ", "*", "**", "_", "# ", "---\n", "|", "&#106;", "&lt;", "<", ">", '"', "'",
        "@NL/u", "\u202e", "\u2066", "\u200f", "\0", "\t", "أ", "х", "😀", "[x]: javascript:y\n", "<https:",
        "vbscript:", "\x0b",
    ]
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_no_text_makes_another_tag_attribute_or_address(typed: str) -> None:
    tags = Tags()
    tags.feed(render(typed))
    tags.close()
    assert tags.others == []
    assert tags.open == []
    for tag, attributes in tags.seen:
        assert set(attributes) <= ATTRIBUTES.get(tag, {"no such tag"})
        if tag == "a":
            assert attributes["rel"] == REL
            # The cleaner drops an address that no browser could follow, such as http://1.2.3.4.5.
            address = urlsplit(attributes.get("href") or "https://a.example")
            assert address.scheme in {"http", "https"}
            assert address.hostname


@settings(deadline=None)
@given(st.lists(_PIECES | st.text(max_size=6), max_size=40).map("".join))
def test_every_text_can_be_read_without_marks(typed: str) -> None:
    assert "\u202e" not in plain(typed)
    assert all(line.strip() for line in plain(typed).split("\n")) or not plain(typed)


def test_plain_text_keeps_words_and_leaves_out_code_and_addresses() -> None:
    typed = "See **this** [shop](https://a.example), @NL/unit:\n\n- `code`\n- one\n\n> said\n\n```\nx\n```\nhttps://b.example"
    assert plain(typed) == "See this shop, @NL/unit:\n- one\n> said\nhttps://b.example"


def test_mentions_are_found_once_and_in_order() -> None:
    typed = "@NL/unit, @FR/центр-1/fleur.d and @NL/unit; a@NL/unit, `@DE/unit`, @nl/unit, @NLD/unit, @NL/"
    assert mentions(typed) == [Mention("NL", "unit"), Mention("FR", "центр-1", "fleur.d")]


def test_deep_nesting_ends() -> None:
    assert render("> " * 500 + "x").count("<blockquote") <= 12
    assert len(render("*a_" * 3000)) < 100_000
