"""What a strict content policy, both directions of writing and contrast ask of templates and static files."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
SOURCES = [folder for folder in ROOT.iterdir() if folder.is_dir() and not folder.name.startswith(".")]
TEMPLATES = sorted(
    path
    for folder in SOURCES
    if folder.name not in {"node_modules", "staticfiles"}
    for path in folder.rglob("*.html")
    if "templates" in path.parts
)
STYLES = sorted((STATIC / "css").glob("*.css"))
MODULES = sorted((STATIC / "js").glob("*.js"))
OWN = [*TEMPLATES, *STYLES, *MODULES, *sorted(STATIC.glob("*.svg"))]

NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right|top|bottom)[\w-]*"
    r"|left|right|top|bottom|width|height|(?:min|max)-(?:width|height)|border-(?:top|bottom)-(?:left|right)-radius)\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)"
)


class _Findings(HTMLParser):
    """Collects what the policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        self.found |= {name for name in names if name.startswith(("on", "hx-on")) or name in {"style", "srcdoc"}}
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.add(f"<{tag}>")
        self.found |= {"javascript:" for _, value in attrs if value and value.strip().lower().startswith("javascript:")}


def _refused(html: str) -> set[str]:
    """Return what of a template's text the policy refuses; Django's own tags are cut out first."""
    findings = _Findings()
    findings.feed(re.sub(r"{%\s*comment.*?endcomment\s*%}|{%.*?%}|{#.*?#}", " ", html, flags=re.DOTALL))
    return findings.found


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        ('<p style="color: red">', {"style"}),
        ("<b onclick=go()>", {"onclick"}),
        ('<a href=" javascript:go()">', {"javascript:"}),
        ("<script>go()</script>", {"<script>"}),
        ("<style>p {}</style>", {"<style>"}),
        ('<p hx-on:click="go()" {% if a %}class="b"{% endif %}>', {"hx-on:click"}),
        ('{% comment %}<style>{% endcomment %}<script src="a.js"></script>', set()),
    ],
)
def test_lint_knows_what_the_policy_refuses(html: str, refused: set[str]) -> None:
    assert _refused(html) == refused


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_keeps_the_policy(path: Path) -> None:
    assert _refused(path.read_text("utf-8")) == set()


@pytest.mark.parametrize("path", OWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_address_outside_this_service(path: Path) -> None:
    addresses = set(re.findall(r"(?:https?:)?//[\w-]+\.[\w./-]+", path.read_text("utf-8")))
    assert {address for address in addresses if address not in NAMESPACES} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_module_needs_no_eval_and_parses_no_markup_in_place(path: Path) -> None:
    text = path.read_text("utf-8")
    assert set(re.findall(r"\beval\(|new Function|insertAdjacentHTML|outerHTML|document\.write", text)) == set()
    # A server's fragment is parsed in a <template>, where no picture in it loads and no script runs.
    assert set(re.findall(r"(\w+)\.innerHTML", text)) <= {"holder"}


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_style_uses_logical_properties_only(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/|@media[^{]*", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert PHYSICAL.findall(text) == []


def test_lint_knows_a_physical_property() -> None:
    text = "a { margin-left: 1px; width: 3px; text-align: right; stroke-width: 2; border-inline-start-width: 1px; }"
    assert PHYSICAL.findall(text) == ["margin-left:", "width:", "text-align: right"]


@pytest.mark.parametrize("path", [path for path in STYLES if path.name != "tokens.css"], ids=lambda path: path.name)
def test_colours_are_named_in_the_tokens_only(path: Path) -> None:
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_token_that_is_used_exists(path: Path) -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", path.read_text("utf-8")))
    assert used - set(re.findall(r"(--[\w-]+):", (STATIC / "css" / "tokens.css").read_text("utf-8"))) == set()


def test_every_icon_that_a_template_names_exists() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    named = re.compile(r'icon\.html"\s+with[^%]*?\bname="([\w-]+)"|icons\.svg\' %}#([\w-]+)|\bicon="([\w-]+)"')
    used = {name for path in TEMPLATES for names in named.findall(path.read_text("utf-8")) for name in names if name}
    assert used - sprite == set()


# Contrast, by the formula of WCAG 2.2 ("relative luminance" and "contrast ratio").


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ["--sunk", "--ground", "--surface", "--raised"]
STATES = ["--open", "--claimed", "--done", "--bad", "--info", "--quiet"]
TEXTS = [
    *[(text, ground) for text in ("--text", "--muted", "--link") for ground in GROUNDS],
    *[("--text", f"{state}-ground") for state in STATES],
    *[(state, f"{state}-ground") for state in STATES],
    *[(state, ground) for state in ("--done", "--open", "--bad") for ground in GROUNDS],
    ("--link", "--line"),
    ("--text", "--line"),
    ("--on-accent", "--accent"),
    ("--on-accent", "--accent-strong"),
    *[(f"--tlp-{name}", "--tlp-ground") for name in ("red", "amber", "green", "clear")],
]
PARTS = [(part, ground) for part in ("--edge", "--focus", "--accent", "--open", "--claimed") for ground in GROUNDS]


def _tokens() -> dict[str, str]:
    text = (STATIC / "css" / "tokens.css").read_text("utf-8")
    return dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})\b", text))


def test_contrast_of_known_colours() -> None:
    assert _contrast("#ffffff", "#000000") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(text: str, ground: str) -> None:
    tokens = _tokens()
    assert _contrast(tokens[text], tokens[ground]) >= 4.5


@pytest.mark.parametrize(("part", "ground"), PARTS)
def test_controls_and_lines_can_be_seen(part: str, ground: str) -> None:
    tokens = _tokens()
    assert _contrast(tokens[part], tokens[ground]) >= 3


def test_every_colour_is_judged() -> None:
    judged = {name for pair in [*TEXTS, *PARTS] for name in pair}
    assert set(_tokens()) == judged
